// Built-ins over numbers: rounding (DMN 1.5, 10.3.4.5), remainders, roots; and number() itself. The
// arithmetic is base/decimal's; here are only the argument rules of the standard.
#include "feel/node.h"

static struct feel_value result(struct builtin_call *call, decimal number) {
    if (!decimal_is_none(number)) return feel_number(number);
    return eval_null(call->state, call->node, REASON_OUT_OF_RANGE, str_of(call->builtin->name));
}

// Digits behind the point; 0 where they are left out.
static struct feel_value round_with(struct builtin_call *call, enum decimal_rounding rounding) {
    decimal number;
    int64_t scale = 0;
    if (!builtin_number(call, 0, &number)) return feel_null();
    if (call->count > 1 && !builtin_integer(call, 1, &scale)) return feel_null();
    if (scale < -6111 || scale > 6176) return builtin_wrong(call, 1);
    return result(call, decimal_round(number, (int)scale, rounding));
}

static struct feel_value run_decimal(struct builtin_call *call) {
    return round_with(call, DECIMAL_HALF_EVEN);
}

static struct feel_value run_floor(struct builtin_call *call) {
    return round_with(call, DECIMAL_FLOOR);
}

static struct feel_value run_ceiling(struct builtin_call *call) {
    return round_with(call, DECIMAL_CEILING);
}

static struct feel_value run_round_up(struct builtin_call *call) {
    return round_with(call, DECIMAL_UP);
}

static struct feel_value run_round_down(struct builtin_call *call) {
    return round_with(call, DECIMAL_DOWN);
}

static struct feel_value run_round_half_up(struct builtin_call *call) {
    return round_with(call, DECIMAL_HALF_UP);
}

static struct feel_value run_round_half_down(struct builtin_call *call) {
    return round_with(call, DECIMAL_HALF_DOWN);
}

static struct feel_value run_abs(struct builtin_call *call) {
    struct feel_value value = value_single(call->arguments[0]);
    bool is_negative = (value.kind == FEEL_NUMBER && decimal_is_negative(value.number)) ||
                       (value.kind == FEEL_DAYS_DURATION && value.span.seconds < 0) ||
                       (value.kind == FEEL_MONTHS_DURATION && value.months < 0);
    if (value.kind != FEEL_NUMBER && value.kind != FEEL_DAYS_DURATION &&
        value.kind != FEEL_MONTHS_DURATION)
        return builtin_wrong(call, 0);
    return is_negative ? negate(call->state, call->node, value) : value;
}

static struct feel_value run_modulo(struct builtin_call *call) {
    decimal dividend, divisor;
    if (!builtin_number(call, 0, &dividend) || !builtin_number(call, 1, &divisor))
        return feel_null();
    if (decimal_is_zero(divisor))
        return eval_null(call->state, call->node, REASON_DIVISION_BY_ZERO, STR("modulo"));
    return result(call, decimal_modulo(dividend, divisor));
}

static struct feel_value apply(struct builtin_call *call, decimal (*function)(decimal)) {
    decimal number;
    if (!builtin_number(call, 0, &number)) return feel_null();
    return result(call, function(number));
}

static struct feel_value run_sqrt(struct builtin_call *call) {
    return apply(call, decimal_sqrt);
}

static struct feel_value run_log(struct builtin_call *call) {
    return apply(call, decimal_log);
}

static struct feel_value run_exp(struct builtin_call *call) {
    return apply(call, decimal_exp);
}

// The number is whole and leaves `wanted` when divided by two.
static struct feel_value run_parity(struct builtin_call *call, bool wanted) {
    decimal number;
    if (!builtin_number(call, 0, &number)) return feel_null();
    if (!decimal_is_integer(number)) return builtin_wrong(call, 0);
    decimal rest = decimal_modulo(number, decimal_from_int64(2, 0));
    return feel_boolean(decimal_is_zero(rest) != wanted);
}

static struct feel_value run_odd(struct builtin_call *call) {
    return run_parity(call, true);
}

static struct feel_value run_even(struct builtin_call *call) {
    return run_parity(call, false);
}

static bool one_sign(struct builtin_call *call, size_t index, const char *allowed, char *ret_sign) {
    *ret_sign = 0;
    if (!builtin_has(call, index)) return true;
    str text;
    if (!builtin_text(call, index, &text)) return false;
    if (text.size != 1 || str_find_byte(str_of(allowed), text.data[0]) < 0)
        return builtin_wrong(call, index), false;
    *ret_sign = text.data[0];
    return true;
}

// number("1 000,5", " ", ","): without the grouping signs, with a point.
static struct feel_value run_number(struct builtin_call *call) {
    struct feel_value value = value_single(call->arguments[0]);
    str text;
    char grouping, point;
    if (value.kind == FEEL_NUMBER && call->count == 1) return value;
    if (!builtin_text(call, 0, &text) || !one_sign(call, 1, " ,.", &grouping) ||
        !one_sign(call, 2, ".,", &point))
        return feel_null();
    if (grouping != 0 && grouping == point) return builtin_wrong(call, 2);
    if (text.size > LIMIT_FEEL_SOURCE || !eval_spend(call->state, text.size / 16 + 1))
        return builtin_wrong(call, 0);
    struct buf plain = buf_in(call->state->run->arena, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (grouping != 0 && byte == grouping) continue;
        if (point != 0 && byte == '.' && point != '.') return builtin_wrong(call, 0);
        buf_add_byte(&plain, point != 0 && byte == point ? '.' : byte);
    }
    decimal number;
    if (!decimal_from_str(buf_str(&plain), &number)) return builtin_wrong(call, 0);
    return feel_number(number);
}

const struct builtin builtins_numbers[] = {
    {"decimal", "n,scale", 2, 2, false, run_decimal},
    {"floor", "n,scale", 1, 2, false, run_floor},
    {"ceiling", "n,scale", 1, 2, false, run_ceiling},
    {"round up", "n,scale", 2, 2, false, run_round_up},
    {"round down", "n,scale", 2, 2, false, run_round_down},
    {"round half up", "n,scale", 2, 2, false, run_round_half_up},
    {"round half down", "n,scale", 2, 2, false, run_round_half_down},
    {"abs", "n", 1, 1, false, run_abs},
    {"modulo", "dividend,divisor", 2, 2, false, run_modulo},
    {"sqrt", "number", 1, 1, false, run_sqrt},
    {"log", "number", 1, 1, false, run_log},
    {"exp", "number", 1, 1, false, run_exp},
    {"odd", "number", 1, 1, false, run_odd},
    {"even", "number", 1, 1, false, run_even},
    {"number", "from,grouping separator,decimal separator", 1, 3, true, run_number},
    {.name = NULL},
};

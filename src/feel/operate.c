// Arithmetic and comparison by the kinds of the operands (DMN 1.5, tables 42 to 55). Null with
// anything is null.
#include "feel/node.h"

static str kinds_text(struct state *state, struct feel_value a, struct feel_value b) {
    return arena_print(state->run->arena, "%s, %s", feel_kind_name(a.kind), feel_kind_name(b.kind));
}

static struct feel_value mismatch(struct state *state, const struct feel_node *node,
                                  struct feel_value a, struct feel_value b) {
    if (!eval_is_heard(state)) return feel_null();
    return eval_null(state, node, REASON_TYPE_MISMATCH, kinds_text(state, a, b));
}

static struct feel_value number_result(struct state *state, const struct feel_node *node,
                                       decimal number) {
    if (!decimal_is_none(number)) return feel_number(number);
    return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
}

static struct feel_value operate_numbers(struct state *state, const struct feel_node *node,
                                         enum feel_operator operator, decimal a, decimal b) {
    switch (operator) {
    case OPERATOR_ADD: return number_result(state, node, decimal_add(a, b));
    case OPERATOR_SUBTRACT: return number_result(state, node, decimal_sub(a, b));
    case OPERATOR_MULTIPLY: return number_result(state, node, decimal_mul(a, b));
    case OPERATOR_DIVIDE:
        if (decimal_is_zero(b)) return eval_null(state, node, REASON_DIVISION_BY_ZERO, STR_NONE);
        return number_result(state, node, decimal_div(a, b));
    case OPERATOR_POWER: return number_result(state, node, decimal_power(a, b));
    default: return feel_null();
    }
}

static struct feel_value span_result(struct state *state, const struct feel_node *node,
                                     calendar_nanos nanos) {
    struct feel_span span;
    if (!calendar_span_of(nanos, &span))
        return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
    return (struct feel_value){.kind = FEEL_DAYS_DURATION, .span = span};
}

static struct feel_value months_result(struct state *state, const struct feel_node *node,
                                       __int128 months) {
    if (months > INT64_MAX || months < -INT64_MAX)
        return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
    return (struct feel_value){.kind = FEEL_MONTHS_DURATION, .months = (int64_t)months};
}

// The text of two strings, on the budget.
static struct feel_value join(struct state *state, str a, str b) {
    if (a.size + b.size > LIMIT_FEEL_TEXT) {
        state->run->steps_left = 0;
        eval_spend(state, 1);
        return feel_null();
    }
    if (!eval_spend(state, (a.size + b.size) / 16)) return feel_null();
    return feel_string(arena_join(state->run->arena, a, b));
}

// A moment or day moved by a duration. sign: 1 later, -1 earlier.
static struct feel_value move(struct state *state, const struct feel_node *node,
                              struct feel_value from, struct feel_value by, int sign) {
    struct feel_moment moment = {0};
    bool has_day = from.kind != FEEL_TIME;
    if (from.kind == FEEL_DATE)
        moment.days = from.days;
    else
        moment = *from.moment;
    bool is_good;
    if (by.kind == FEEL_MONTHS_DURATION)
        is_good = has_day && calendar_add_months(moment.days, sign * by.months, &moment.days);
    else
        is_good =
            calendar_add_nanos(&moment, from.kind, sign * calendar_span_nanos(by.span), &moment);
    if (!is_good) return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
    if (from.kind == FEEL_DATE) return (struct feel_value){.kind = FEEL_DATE, .days = moment.days};
    if (!eval_spend(state, 4)) return feel_null();
    return calendar_value(state->run->arena, from.kind, moment);
}

static bool is_moment(enum feel_kind kind) {
    return kind == FEEL_DATE || kind == FEEL_DATE_TIME || kind == FEEL_TIME;
}

static bool is_duration(enum feel_kind kind) {
    return kind == FEEL_DAYS_DURATION || kind == FEEL_MONTHS_DURATION;
}

// A date counts as its midnight in UTC (10.3.2.3.5).
static struct feel_moment moment_of(struct feel_value value) {
    if (value.kind != FEEL_DATE) return *value.moment;
    return (struct feel_moment){.days = value.days, .has_offset = true};
}

static struct feel_value difference(struct state *state, const struct feel_node *node,
                                    struct feel_value a, struct feel_value b) {
    struct feel_moment first = moment_of(a);
    struct feel_moment second = moment_of(b);
    bool is_mixed = (a.kind == FEEL_TIME) != (b.kind == FEEL_TIME);
    if (is_mixed || !calendar_on_one_line(&first, &second)) return mismatch(state, node, a, b);
    return span_result(state, node, calendar_line(&first) - calendar_line(&second));
}

static struct feel_value add(struct state *state, const struct feel_node *node, struct feel_value a,
                             struct feel_value b) {
    if (a.kind == FEEL_STRING && b.kind == FEEL_STRING) return join(state, a.text, b.text);
    if (a.kind == FEEL_DAYS_DURATION && b.kind == FEEL_DAYS_DURATION)
        return span_result(state, node, calendar_span_nanos(a.span) + calendar_span_nanos(b.span));
    if (a.kind == FEEL_MONTHS_DURATION && b.kind == FEEL_MONTHS_DURATION)
        return months_result(state, node, (__int128)a.months + b.months);
    if (is_moment(a.kind) && is_duration(b.kind)) return move(state, node, a, b, 1);
    if (is_duration(a.kind) && is_moment(b.kind)) return move(state, node, b, a, 1);
    return mismatch(state, node, a, b);
}

static struct feel_value subtract(struct state *state, const struct feel_node *node,
                                  struct feel_value a, struct feel_value b) {
    if (a.kind == FEEL_DAYS_DURATION && b.kind == FEEL_DAYS_DURATION)
        return span_result(state, node, calendar_span_nanos(a.span) - calendar_span_nanos(b.span));
    if (a.kind == FEEL_MONTHS_DURATION && b.kind == FEEL_MONTHS_DURATION)
        return months_result(state, node, (__int128)a.months - b.months);
    if (is_moment(a.kind) && is_duration(b.kind)) return move(state, node, a, b, -1);
    if (is_moment(a.kind) && is_moment(b.kind)) return difference(state, node, a, b);
    return mismatch(state, node, a, b);
}

// A duration as a number of its smallest unit, and back, cut towards zero.
static decimal duration_number(struct feel_value duration) {
    if (duration.kind == FEEL_MONTHS_DURATION) return decimal_from_int64(duration.months, 0);
    decimal seconds = decimal_from_int64(duration.span.seconds, 0);
    return decimal_add(seconds, decimal_from_int64(duration.span.nanos, 9));
}

static struct feel_value duration_from(struct state *state, const struct feel_node *node,
                                       enum feel_kind kind, decimal number) {
    int64_t units;
    if (decimal_is_none(number)) return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
    if (kind == FEEL_MONTHS_DURATION) {
        if (!decimal_to_int64(decimal_round(number, 0, DECIMAL_DOWN), 0, &units))
            return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
        return months_result(state, node, units);
    }
    decimal whole = decimal_round(number, 0, DECIMAL_FLOOR);
    int64_t nanos;
    decimal rest = decimal_round(decimal_sub(number, whole), 9, DECIMAL_DOWN);
    if (!decimal_to_int64(whole, 0, &units) || !decimal_to_int64(rest, 9, &nanos))
        return eval_null(state, node, REASON_OUT_OF_RANGE, STR_NONE);
    return span_result(state, node, (calendar_nanos)units * 1000000000 + nanos);
}

static struct feel_value multiply(struct state *state, const struct feel_node *node,
                                  struct feel_value a, struct feel_value b) {
    if (a.kind == FEEL_NUMBER && is_duration(b.kind)) return multiply(state, node, b, a);
    if (!is_duration(a.kind) || b.kind != FEEL_NUMBER) return mismatch(state, node, a, b);
    return duration_from(state, node, a.kind, decimal_mul(duration_number(a), b.number));
}

static struct feel_value divide(struct state *state, const struct feel_node *node,
                                struct feel_value a, struct feel_value b) {
    bool is_ratio = is_duration(a.kind) && a.kind == b.kind;
    if (!is_ratio && (!is_duration(a.kind) || b.kind != FEEL_NUMBER))
        return mismatch(state, node, a, b);
    decimal divisor = is_ratio ? duration_number(b) : b.number;
    if (decimal_is_zero(divisor)) return eval_null(state, node, REASON_DIVISION_BY_ZERO, STR_NONE);
    decimal quotient = decimal_div(duration_number(a), divisor);
    if (is_ratio) return number_result(state, node, quotient);
    return duration_from(state, node, a.kind, quotient);
}

struct feel_value operate(struct state *state, const struct feel_node *node,
                          enum feel_operator operator, struct feel_value a, struct feel_value b) {
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER)
        return operate_numbers(state, node, operator, a.number, b.number);
    if (feel_is_null(a) || feel_is_null(b)) return eval_missing(state, node);
    switch (operator) {
    case OPERATOR_ADD: return add(state, node, a, b);
    case OPERATOR_SUBTRACT: return subtract(state, node, a, b);
    case OPERATOR_MULTIPLY: return multiply(state, node, a, b);
    case OPERATOR_DIVIDE: return divide(state, node, a, b);
    default: return mismatch(state, node, a, b);
    }
}

struct feel_value negate(struct state *state, const struct feel_node *node, struct feel_value a) {
    switch (a.kind) {
    case FEEL_NULL: return eval_missing(state, node);
    case FEEL_NUMBER: return feel_number(decimal_neg(a.number));
    case FEEL_DAYS_DURATION: return span_result(state, node, -calendar_span_nanos(a.span));
    case FEEL_MONTHS_DURATION: return months_result(state, node, -(__int128)a.months);
    default: return mismatch(state, node, a, a);
    }
}

static bool order_meets(enum feel_operator operator, int order) {
    switch (operator) {
    case OPERATOR_LESS: return order < 0;
    case OPERATOR_LESS_EQUAL: return order <= 0;
    case OPERATOR_GREATER: return order > 0;
    case OPERATOR_GREATER_EQUAL: return order >= 0;
    default: return false;
    }
}

static struct feel_value compare_equal(struct state *state, const struct feel_node *node,
                                       enum feel_operator operator, struct feel_value a,
                                       struct feel_value b) {
    if (a.kind != b.kind && !feel_is_null(a) && !feel_is_null(b)) {
        struct feel_value single_a = b.kind == FEEL_LIST ? a : value_single(a);
        struct feel_value single_b = a.kind == FEEL_LIST ? b : value_single(b);
        if (single_a.kind != single_b.kind) return mismatch(state, node, a, b);
        a = single_a;
        b = single_b;
    }
    return feel_boolean(feel_equal(a, b) == (operator== OPERATOR_EQUAL));
}

struct feel_value compare(struct state *state, const struct feel_node *node,
                          enum feel_operator operator, struct feel_value a, struct feel_value b) {
    int order;
    if (operator== OPERATOR_EQUAL || operator== OPERATOR_NOT_EQUAL)
        return compare_equal(state, node, operator, a, b);
    a = value_single(a);
    b = value_single(b);
    if (value_compare(a, b, &order)) return feel_boolean(order_meets(operator, order));
    if (feel_is_null(a) || feel_is_null(b)) return eval_missing(state, node);
    if (!eval_is_heard(state)) return feel_null();
    return eval_null(state, node, REASON_NOT_COMPARABLE, kinds_text(state, a, b));
}

struct feel_value range_contains(const struct feel_range *range, struct feel_value value) {
    int to_start = 1;
    int to_end = -1;
    if (feel_is_null(value)) return value;
    if (range->sign != FEEL_RANGE_INTERVAL)
        return feel_boolean(feel_equal(range->start, value) == (range->sign == FEEL_RANGE_EQUAL));
    if (range->has_start && !value_compare(value, range->start, &to_start)) return feel_null();
    if (range->has_end && !value_compare(value, range->end, &to_end)) return feel_null();
    bool is_above = to_start > 0 || (to_start == 0 && range->start_included);
    bool is_below = to_end < 0 || (to_end == 0 && range->end_included);
    return feel_boolean(is_above && is_below);
}

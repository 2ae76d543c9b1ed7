// The built-in functions: one table per family, joined here, and what the families share to take
// their arguments. A name is found by going through them all: there are about seventy, and they are
// looked up only when an expression is compiled.
#include "feel/node.h"

#include <string.h>

static const struct builtin *const families[] = {
    builtins_numbers,  builtins_strings, builtins_lists,  builtins_contexts,
    builtins_patterns, builtins_dates,   builtins_ranges, builtins_measures,
};

enum { FAMILY_COUNT = sizeof(families) / sizeof(families[0]) };

const struct builtin *builtin_next(const struct builtin *builtin) {
    if (builtin == NULL) return families[0];
    if (builtin[1].name != NULL) return builtin + 1;
    for (size_t family = 0; family + 1 < FAMILY_COUNT; family++) {
        const struct builtin *last = families[family];
        while (last[1].name != NULL) last++;
        if (last == builtin) return families[family + 1];
    }
    return NULL;
}

const struct builtin *builtin_find(str name) {
    for (size_t family = 0; family < FAMILY_COUNT; family++)
        for (const struct builtin *builtin = families[family]; builtin->name != NULL; builtin++)
            if (str_equal(name, str_of(builtin->name))) return builtin;
    return NULL;
}

struct feel_value feel_builtin(struct arena *arena, str name) {
    const struct builtin *builtin = builtin_find(name);
    if (builtin == NULL) return feel_null();
    struct feel_function *function = ARENA_NEW(arena, struct feel_function);
    function->builtin = builtin;
    return (struct feel_value){.kind = FEEL_FUNCTION, .function = function};
}

// The position of a name in "list,start position,length", or -1.
static int position_in(str parameters, str name) {
    for (int position = 0; parameters.size > 0; position++)
        if (str_equal(str_cut(&parameters, ','), name)) return position;
    return -1;
}

bool builtin_bind(const struct builtin *builtin, const str *names, size_t count, int *ret_variant,
                  int *ret_positions) {
    str variants = str_of(builtin->parameters);
    for (int variant = 0; variants.size > 0; variant++) {
        str parameters = str_cut(&variants, '|');
        size_t found = 0;
        while (found < count && (ret_positions[found] = position_in(parameters, names[found])) >= 0)
            found++;
        if (found < count) continue;
        *ret_variant = variant;
        return true;
    }
    return false;
}

bool builtin_takes(const struct builtin *builtin, const struct feel_type *type) {
    bool is_more = builtin->count_max >= 0 && type->count > (size_t)builtin->count_max;
    return type->count >= (size_t)builtin->count_min && !is_more;
}

size_t builtin_room(size_t count) {
    return count + BUILTIN_PARAMETERS_MAX;
}

bool builtin_order(const struct builtin *builtin, const struct feel_arguments *arguments,
                   struct feel_value *items, struct builtin_arguments *ret_ordered) {
    int positions[BUILTIN_PARAMETERS_MAX];
    int variant;
    size_t count = arguments->count;
    if (count > BUILTIN_PARAMETERS_MAX ||
        !builtin_bind(builtin, arguments->names, count, &variant, positions))
        return false;
    for (size_t i = 0; i < arguments->count; i++) {
        items[positions[i]] = arguments->items[i];
        if ((size_t)positions[i] >= count) count = (size_t)positions[i] + 1;
    }
    *ret_ordered = (struct builtin_arguments){items, count, variant};
    return true;
}

struct feel_value builtin_run(struct state *state, const struct feel_node *node,
                              const struct builtin *builtin,
                              const struct builtin_arguments *arguments) {
    struct builtin_call call = {
        .state = state,
        .node = node,
        .builtin = builtin,
        .arguments = arguments->items,
        .count = arguments->count,
        .variant = arguments->variant,
    };
    bool is_more = builtin->count_max >= 0 && call.count > (size_t)builtin->count_max;
    if (call.count < (size_t)builtin->count_min || is_more)
        return eval_null(state, node, REASON_ARGUMENT_COUNT, str_of(builtin->name));
    return builtin->run(&call);
}

struct feel_value builtin_wrong(struct builtin_call *call, size_t index) {
    if (!eval_is_heard(call->state)) return feel_null();
    struct arena *arena = call->state->run->arena;
    enum feel_kind kind = index < call->count ? call->arguments[index].kind : FEEL_NULL;
    return eval_null(
        call->state, call->node, REASON_ARGUMENT_WRONG,
        arena_print(arena, "%s, %zu, %s", call->builtin->name, index + 1, feel_kind_name(kind)));
}

bool builtin_has(const struct builtin_call *call, size_t index) {
    return index < call->count && !feel_is_null(call->arguments[index]);
}

bool builtin_number(struct builtin_call *call, size_t index, decimal *ret_number) {
    struct feel_value value = index < call->count ? call->arguments[index] : feel_null();
    value = value_single(value);
    if (value.kind != FEEL_NUMBER) return builtin_wrong(call, index), false;
    *ret_number = value.number;
    return true;
}

bool builtin_integer(struct builtin_call *call, size_t index, int64_t *ret_number) {
    decimal number;
    if (!builtin_number(call, index, &number)) return false;
    number = decimal_round(number, 0, DECIMAL_DOWN);
    if (!decimal_to_int64(number, 0, ret_number)) return builtin_wrong(call, index), false;
    return true;
}

bool builtin_text(struct builtin_call *call, size_t index, str *ret_text) {
    struct feel_value value = index < call->count ? call->arguments[index] : feel_null();
    value = value_single(value);
    if (value.kind != FEEL_STRING) return builtin_wrong(call, index), false;
    *ret_text = value.text;
    return true;
}

struct feel_list builtin_list(struct builtin_call *call, size_t index) {
    const struct feel_value *value = &call->arguments[index];
    if (value->kind == FEEL_LIST) return value->list;
    return (struct feel_list){value, 1};
}

struct feel_list builtin_all(struct builtin_call *call) {
    if (call->count == 1) return builtin_list(call, 0);
    return (struct feel_list){call->arguments, call->count};
}

// Calling functions: built-ins, those written in FEEL and native ones. A function written in FEEL
// runs in a frame of its own that begins with a copy of what was visible where it was written, and
// among the values of the run that it was made in. Arguments that are not of their parameter's type
// make the call null (DMN 1.5, 10.3.2.9.4).
#include "feel/node.h"

// A call as all kinds of functions see it.
struct calling {
    struct state *state;
    const struct feel_node *node; // where; for warnings
    const struct feel_arguments *arguments;
};

static struct feel_value refuse(struct calling *calling, enum feel_reason reason, str detail) {
    return eval_null(calling->state, calling->node, reason, detail);
}

// The position that argument i goes to; count where there is none.
static size_t place_of(const struct feel_arguments *arguments, size_t i, const str *names,
                       size_t count) {
    if (arguments->names == NULL) return i;
    size_t place = 0;
    while (place < count && !str_equal(names[place], arguments->names[i])) place++;
    return place;
}

static bool order(struct calling *calling, const struct feel_parameter *parameters, size_t count,
                  struct feel_value *ret_ordered) {
    const struct feel_arguments *arguments = calling->arguments;
    if (arguments->count != count) return refuse(calling, REASON_ARGUMENT_COUNT, STR_NONE), false;
    str *names = ARENA_ARRAY(calling->state->run->arena, str, count + 1);
    for (size_t i = 0; i < count; i++) names[i] = parameters[i].name;
    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(arguments, i, names, count);
        if (place == count)
            return refuse(calling, REASON_ARGUMENT_COUNT, arguments->names[i]), false;
        ret_ordered[place] = arguments->items[i];
    }
    for (size_t i = 0; i < count; i++) {
        struct feel_value given = ret_ordered[i];
        if (parameters[i].type == NULL) continue;
        ret_ordered[i] = feel_coerce(parameters[i].type, given, calling->state->run);
        if (feel_is_null(ret_ordered[i]) && !feel_is_null(given)) return false;
    }
    return true;
}

static struct feel_value call_written(struct calling *calling,
                                      const struct feel_function *function) {
    struct state *state = calling->state;
    const struct feel_node *written = function->node;
    size_t count = written->slot_count;
    if (!eval_spend(state, 2 * count)) return feel_null();
    struct feel_parameter *parameters =
        ARENA_ARRAY(state->run->arena, struct feel_parameter, count + 1);
    for (size_t i = 0; i < count; i++)
        parameters[i] = (struct feel_parameter){written->names[i], written->types[i]};
    struct feel_value *locals = eval_values(state, (size_t)function->expression->local_count);
    if (locals == NULL) return feel_null();
    for (int i = 0; i < written->slot; i++) locals[i] = function->captured[i];
    if (!order(calling, parameters, count, &locals[written->slot])) return feel_null();
    struct feel_run *run = state->run;
    const struct feel_value *values = run->values;
    size_t value_count = run->value_count;
    struct state inner = {.run = run, .expression = function->expression, .locals = locals};
    run->values = function->values;
    run->value_count = function->value_count;
    struct feel_value result = eval_node(&inner, written->a);
    run->values = values;
    run->value_count = value_count;
    return result;
}

static struct feel_value call_native(struct calling *calling, const struct feel_native *native) {
    struct feel_run *run = calling->state->run;
    struct feel_value *ordered = eval_values(calling->state, native->count * 2);
    if (ordered == NULL) return feel_null();
    if (run->depth >= LIMIT_FEEL_CALLS) return refuse(calling, REASON_DEPTH_EXCEEDED, STR_NONE);
    if (!order(calling, native->parameters, native->count, ordered)) return feel_null();
    run->depth++;
    struct feel_value result = native->call(native, ordered, run);
    run->depth--;
    return native->result == NULL ? result : feel_coerce(native->result, result, run);
}

static struct feel_value call_builtin(struct calling *calling, const struct builtin *builtin) {
    const struct feel_arguments *arguments = calling->arguments;
    struct builtin_arguments ordered = {arguments->items, arguments->count, -1};
    if (arguments->names != NULL) {
        struct feel_value *items = eval_values(calling->state, builtin_room(arguments->count));
        if (items == NULL) return feel_null();
        ordered.items = items;
        if (!builtin_order(builtin, arguments, items, &ordered))
            return refuse(calling, REASON_ARGUMENT_COUNT, str_of(builtin->name));
    }
    return builtin_run(calling->state, calling->node, builtin, &ordered);
}

static struct feel_value call_value(struct calling *calling, struct feel_value function) {
    if (function.kind != FEEL_FUNCTION) return refuse(calling, REASON_NOT_A_FUNCTION, STR_NONE);
    if (function.function->builtin != NULL)
        return call_builtin(calling, function.function->builtin);
    if (function.function->native != NULL) return call_native(calling, function.function->native);
    return call_written(calling, function.function);
}

struct feel_value call_function(struct state *state, const struct feel_node *node,
                                struct feel_value function, const struct feel_value *arguments,
                                size_t count) {
    struct feel_arguments by_place = {NULL, arguments, count};
    return call_value(&(struct calling){state, node, &by_place}, function);
}

struct feel_value eval_call(struct state *state, const struct feel_node *node) {
    struct feel_value *items = eval_values(state, node->count);
    if (items == NULL) return feel_null();
    for (size_t i = 0; i < node->count; i++)
        if (node->items[i] != NULL) items[i] = eval_node(state, node->items[i]);
    if (node->kind == NODE_BUILTIN)
        return builtin_run(state, node, node->builtin,
                           &(struct builtin_arguments){items, node->count, node->variant});
    struct feel_arguments arguments = {node->names, items, node->count};
    return call_value(&(struct calling){state, node, &arguments}, eval_node(state, node->a));
}

// ---- from outside ----

struct feel_value feel_function_of(struct arena *arena, const struct feel_native *native) {
    struct feel_function *function = ARENA_NEW(arena, struct feel_function);
    function->native = native;
    return (struct feel_value){.kind = FEEL_FUNCTION, .function = function};
}

struct feel_value feel_call(struct feel_value function, const struct feel_arguments *arguments,
                            struct feel_run *run) {
    struct state state = {.run = run};
    if (!eval_spend(&state, 1)) return feel_null();
    return call_value(&(struct calling){&state, NULL, arguments}, function);
}

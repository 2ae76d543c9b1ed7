// Calling functions: built-ins and those written in FEEL. A function written in FEEL runs in a
// frame of its own that begins with a copy of what was visible where it was written.
#include "feel/node.h"

static struct feel_value call_written(struct state *state, const struct feel_node *node,
                                      const struct feel_function *function,
                                      const struct feel_value *arguments) {
    const struct feel_node *written = function->node;
    struct feel_value *locals = eval_values(state, (size_t)function->expression->local_count);
    if (locals == NULL) return feel_null();
    for (int i = 0; i < written->slot; i++) locals[i] = function->captured[i];
    for (size_t i = 0; i < written->slot_count; i++)
        locals[(size_t)written->slot + i] = arguments[i];
    struct state inner = {
        .run = state->run,
        .expression = function->expression,
        .locals = locals,
        .depth = state->depth,
    };
    (void)node;
    return eval_node(&inner, written->a);
}

struct feel_value call_function(struct state *state, const struct feel_node *node,
                                struct feel_value function, const struct feel_value *arguments,
                                size_t count) {
    if (function.kind != FEEL_FUNCTION)
        return eval_null(state, node, REASON_NOT_A_FUNCTION, STR_NONE);
    if (function.function->builtin != NULL)
        return builtin_run(state, node, function.function->builtin, arguments, count);
    if (count != function.function->node->slot_count)
        return eval_null(state, node, REASON_ARGUMENT_COUNT, STR_NONE);
    return call_written(state, node, function.function, arguments);
}

// Named arguments in the order of the parameters; false where a name is not one of them.
static bool order_named(const struct feel_node *call, const struct feel_node *written,
                        const struct feel_value *given, struct feel_value *ret_ordered) {
    for (size_t i = 0; i < call->count; i++) {
        size_t place = 0;
        while (place < written->slot_count && !str_equal(written->names[place], call->names[i]))
            place++;
        if (place == written->slot_count) return false;
        ret_ordered[place] = given[i];
    }
    return true;
}

struct feel_value eval_call(struct state *state, const struct feel_node *node) {
    struct feel_value *arguments = eval_values(state, node->count);
    if (arguments == NULL) return feel_null();
    for (size_t i = 0; i < node->count; i++)
        if (node->items[i] != NULL) arguments[i] = eval_node(state, node->items[i]);
    if (node->kind == NODE_BUILTIN)
        return builtin_run(state, node, node->builtin, arguments, node->count);
    struct feel_value function = eval_node(state, node->a);
    if (node->names == NULL) return call_function(state, node, function, arguments, node->count);
    if (function.kind != FEEL_FUNCTION || function.function->builtin != NULL)
        return eval_null(state, node, REASON_NOT_A_FUNCTION, STR_NONE);
    const struct feel_node *written = function.function->node;
    struct feel_value *ordered = eval_values(state, written->slot_count);
    if (ordered == NULL) return feel_null();
    if (node->count != written->slot_count || !order_named(node, written, arguments, ordered))
        return eval_null(state, node, REASON_ARGUMENT_COUNT, STR_NONE);
    return call_written(state, node, function.function, ordered);
}

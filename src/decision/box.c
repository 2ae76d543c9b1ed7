// Boxed expressions evaluated. A box finds its values in the run, by the slots of its scope's
// names; one that brings names makes a larger set for what is inside. Filters and iterators are
// FEEL's own, with the boxes inside them as functions, so that both ways of writing mean the same.
#include "decision/model.h"

#include <string.h>

struct feel_value *scope_values(const struct box_scope *scope, const struct feel_value *outer,
                                size_t outer_count, struct feel_run *run) {
    if (!feel_spend(run, scope->count + 1)) return NULL;
    struct feel_value *values = ARENA_ARRAY(run->arena, struct feel_value, scope->count + 1);
    size_t count = outer_count < scope->outer_count ? outer_count : scope->outer_count;
    if (count > 0) memcpy(values, outer, count * sizeof(*values));
    return values;
}

static struct feel_value evaluate_context(const struct box *box, struct feel_run *run) {
    const struct feel_value *outer = run->values;
    size_t outer_count = run->value_count;
    struct feel_value *values = scope_values(&box->scope, outer, outer_count, run);
    if (values == NULL || !feel_spend(run, 2 * box->count)) return feel_null();
    struct feel_entry *entries = ARENA_ARRAY(run->arena, struct feel_entry, box->count + 1);
    struct feel_value result = feel_null();
    bool has_result = false;
    size_t count = 0;
    run->values = values;
    run->value_count = box->scope.count;
    for (size_t i = 0; i < box->count; i++) {
        struct feel_value value = box_evaluate(box->items[i], run);
        has_result = box->names[i].size == 0;
        if (has_result) {
            result = value;
            continue;
        }
        entries[count++] = (struct feel_entry){box->names[i], value};
        if (box->slots != NULL) values[box->slots[i]] = value;
    }
    run->values = outer;
    run->value_count = outer_count;
    return has_result ? result : feel_context_of(entries, count);
}

static struct feel_value evaluate_list(const struct box *box, struct feel_run *run) {
    if (!feel_spend(run, box->count + 1)) return feel_null();
    struct feel_value *items = ARENA_ARRAY(run->arena, struct feel_value, box->count + 1);
    for (size_t i = 0; i < box->count; i++) items[i] = box_evaluate(box->items[i], run);
    return feel_list_of(items, box->count);
}

static struct feel_value evaluate_invocation(const struct box *box, struct feel_run *run) {
    struct feel_value function = box_evaluate(box->parts[0], run);
    if (!feel_spend(run, box->count + 1)) return feel_null();
    struct feel_value *items = ARENA_ARRAY(run->arena, struct feel_value, box->count + 1);
    for (size_t i = 0; i < box->count; i++)
        if (box->items[i] != NULL) items[i] = box_evaluate(box->items[i], run);
    struct feel_arguments arguments = {box->names, items, box->count};
    return feel_call(function, &arguments, run);
}

// ---- functions ----

static struct feel_value call_box(const struct feel_native *native,
                                  const struct feel_value *arguments, struct feel_run *run) {
    const struct box *box = native->self;
    const struct feel_value *outer = run->values;
    size_t outer_count = run->value_count;
    struct feel_value *values = scope_values(&box->scope, native->values, native->value_count, run);
    if (values == NULL) return feel_null();
    for (size_t i = 0; i < box->parameter_count; i++)
        values[box->parameter_slots[i]] = arguments[i];
    run->values = values;
    run->value_count = box->scope.count;
    struct feel_value result = box_evaluate(box->parts[0], run);
    run->values = outer;
    run->value_count = outer_count;
    return result;
}

// A function remembers the values that it was made among; they do not change any more, except that
// a context's later entries are put behind its earlier ones.
static struct feel_value make_function(const struct box *box, struct feel_run *run) {
    if (!feel_spend(run, 4)) return feel_null();
    struct feel_native *native = ARENA_NEW(run->arena, struct feel_native);
    *native = (struct feel_native){
        .parameters = box->parameters,
        .count = box->parameter_count,
        .call = call_box,
        .self = box,
        .values = run->values,
        .value_count = run->value_count,
    };
    return feel_function_of(run->arena, native);
}

// ---- conditional, filter, iterators ----

static struct feel_value evaluate_conditional(const struct box *box, struct feel_run *run) {
    struct feel_value condition = box_evaluate(box->parts[0], run);
    if (condition.kind != FEEL_BOOLEAN && condition.kind != FEEL_NULL)
        return feel_warn(run, "not_boolean", STR("A condition is neither true nor false."),
                         STR("条件既不为真也不为假。"));
    return box_evaluate(feel_is_true(condition) ? box->parts[1] : box->parts[2], run);
}

static const char *iterator_text(enum box_kind kind) {
    switch (kind) {
    case BOX_FILTER: return "domain[body(item)]";
    case BOX_FOR: return "for i in domain return body(i, partial)";
    case BOX_SOME: return "some i in domain satisfies body(i)";
    default: return "every i in domain satisfies body(i)";
    }
}

// In the run's own arena and on its budget: the text is short, and a box is evaluated seldom.
static struct feel_value evaluate_iterator(const struct box *box, struct feel_run *run) {
    struct feel_value values[] = {box_evaluate(box->parts[0], run),
                                  make_function(box->parts[1], run)};
    const struct feel_expression *expression;
    struct fault_note note;
    if (!feel_spend(run, 256)) return feel_null();
    struct feel_names *names = feel_names_open(run->arena, FEEL_NAMES_CLOSED);
    feel_names_add(names, STR("domain"));
    feel_names_add(names, STR("body"));
    fault refused =
        feel_compile(run->arena, names, str_of(iterator_text(box->kind)), &expression, &note);
    ASSERT(refused == NULL);
    const struct feel_value *outer = run->values;
    size_t outer_count = run->value_count;
    run->values = values;
    run->value_count = 2;
    struct feel_value result = feel_evaluate(expression, run);
    run->values = outer;
    run->value_count = outer_count;
    return result;
}

// ---- any of them ----

static struct feel_value evaluate_table(const struct box *box, struct feel_run *run) {
    struct decision_result result = {0};
    table_evaluate(box->table, run, false, &result);
    if (result.trouble != NULL)
        feel_warn(run, result.trouble->name, str_of(result.trouble->en),
                  str_of(result.trouble->zh));
    return result.value;
}

static struct feel_value evaluate_kind(const struct box *box, struct feel_run *run) {
    switch (box->kind) {
    case BOX_LITERAL: return feel_evaluate(box->expression, run);
    case BOX_TABLE: return evaluate_table(box, run);
    case BOX_CONTEXT: return evaluate_context(box, run);
    case BOX_INVOCATION: return evaluate_invocation(box, run);
    case BOX_LIST: return evaluate_list(box, run);
    case BOX_FUNCTION: return make_function(box, run);
    case BOX_CONDITIONAL: return evaluate_conditional(box, run);
    case BOX_FILTER:
    case BOX_FOR:
    case BOX_SOME:
    case BOX_EVERY: return evaluate_iterator(box, run);
    }
    return feel_null();
}

struct feel_value box_evaluate(const struct box *box, struct feel_run *run) {
    struct feel_value value = evaluate_kind(box, run);
    return box->type == NULL ? value : feel_coerce(box->type, value, run);
}

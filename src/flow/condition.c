// FEEL as flows use it: conditions of arrows and the expressions that say who does a task. The
// variables of a step are laid out by slot once, when the first condition asks.
#include "flow/condition.h"

static str without_mark(str text) {
    text = str_trim(text);
    if (!str_starts_with(text, STR("="))) return text;
    return str_trim(str_slice(text, 1, text.size));
}

fault flow_condition_compile(struct arena *arena, struct feel_names *names, str text,
                             const struct feel_expression **ret_expression,
                             struct fault_note *ret_note) {
    if (feel_compile(arena, names, without_mark(text), ret_expression, ret_note) != NULL)
        return &flow_condition_wrong;
    return NULL;
}

static struct feel_run run_of(struct flow_walk *walk) {
    const struct feel_names *names = walk->model->names;
    if (walk->values == NULL) walk->values = feel_values_from(walk->arena, names, walk->variables);
    return feel_run_in(walk->arena, walk->values, feel_names_count(names));
}

enum flow_truth flow_condition_holds(struct flow_walk *walk,
                                     const struct feel_expression *expression,
                                     struct feel_warning *ret_why) {
    struct feel_run run = run_of(walk);
    struct feel_value value = feel_evaluate(expression, &run);
    if (value.kind == FEEL_BOOLEAN) return value.boolean ? FLOW_YES : FLOW_NO;
    *ret_why = run.warning_count > 0 ? run.warnings[0] : (struct feel_warning){0};
    return FLOW_OPEN;
}

str flow_condition_text(struct flow_walk *walk, const struct feel_expression *expression) {
    struct feel_run run = run_of(walk);
    struct feel_value value = feel_evaluate(expression, &run);
    return feel_is_null(value) ? STR_NONE : feel_text(walk->arena, value);
}

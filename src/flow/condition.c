// FEEL as flows use it: conditions of arrows and the expressions that say who does a task. The
// variables of a step are laid out by slot once, when the first condition asks, and all conditions
// of a step share one budget of work, so that no flow can keep the writer busy.
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

static struct feel_value evaluate(struct flow_walk *walk,
                                  const struct feel_expression *expression) {
    const struct feel_names *names = walk->model->names;
    if (!walk->has_feel) {
        const struct feel_value *values = feel_values_from(walk->arena, names, walk->variables);
        walk->feel = feel_run_in(walk->arena, values, feel_names_count(names));
        walk->feel.steps_left = LIMIT_FLOW_FEEL_STEPS;
        walk->has_feel = true;
    }
    return feel_evaluate(expression, &walk->feel);
}

enum flow_truth flow_condition_holds(struct flow_walk *walk,
                                     const struct feel_expression *expression,
                                     struct feel_warning *ret_why) {
    size_t warning_count = walk->feel.warning_count;
    struct feel_value value = evaluate(walk, expression);
    if (value.kind == FEEL_BOOLEAN) return value.boolean ? FLOW_YES : FLOW_NO;
    bool has_reason = walk->feel.warning_count > warning_count;
    *ret_why = has_reason ? walk->feel.warnings[warning_count] : (struct feel_warning){0};
    return FLOW_OPEN;
}

str flow_condition_text(struct flow_walk *walk, const struct feel_expression *expression) {
    struct feel_value value = evaluate(walk, expression);
    return feel_is_null(value) ? STR_NONE : feel_text(walk->arena, value);
}

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

static void lay_out(struct flow_walk *walk) {
    const struct feel_names *names = walk->model->names;
    if (walk->has_feel) return;
    walk->values = feel_values_from(walk->arena, names, walk->variables);
    walk->feel = feel_run_in(walk->arena, walk->values, feel_names_count(names));
    walk->feel.steps_left = LIMIT_FLOW_FEEL_STEPS;
    walk->has_feel = true;
    for (size_t i = 0; i < walk->variables_kept.count; i++)
        walk->values[walk->variables_kept.items[i].slot] = walk->variables_kept.items[i].value;
}

struct feel_value flow_condition_value(struct flow_walk *walk,
                                       const struct feel_expression *expression) {
    lay_out(walk);
    return feel_evaluate(expression, &walk->feel);
}

static void put(struct flow_walk *walk, int32_t slot, int64_t number) {
    if (slot != FLOW_NOWHERE) walk->values[slot] = feel_int(number);
}

void flow_condition_repeat(struct flow_walk *walk, const struct flow_token *body, int32_t loop) {
    const struct flow_slots *slots = &walk->model->slots;
    const struct flow_multi *multi = &walk->model->nodes[body->node].multi;
    lay_out(walk);
    put(walk, slots->counter, loop);
    put(walk, slots->total, body->total);
    put(walk, slots->done, body->done);
    put(walk, slots->active, multi->is_sequential ? 1 : body->total - body->done);
    put(walk, slots->yes, body->yes);
    put(walk, slots->no, body->done - body->yes);
    if (slots->item == FLOW_NOWHERE || multi->each == NULL || loop < 1) return;
    struct feel_value list = feel_evaluate(multi->each, &walk->feel);
    bool is_there = list.kind == FEEL_LIST && (size_t)loop <= list.list.count;
    walk->values[slots->item] = is_there ? list.list.items[loop - 1] : feel_null();
}

void flow_condition_enter(struct flow_walk *walk, int32_t within) {
    if (!walk->model->has_inner) return;
    while (within != 0) {
        size_t at = flow_kind_find(walk, within);
        if (at == walk->tokens.count) return;
        struct flow_token token = walk->tokens.items[at];
        size_t body = flow_kind_find(walk, token.within);
        bool is_repeated = walk->model->nodes[token.node].multi.is_multi && token.total == 0;
        if (is_repeated && body < walk->tokens.count) {
            flow_condition_repeat(walk, &walk->tokens.items[body], token.loop);
            return;
        }
        within = token.within;
    }
}

void flow_condition_keep(struct flow_walk *walk, int32_t slot, struct feel_value value) {
    lay_out(walk);
    walk->values[slot] = value;
    for (size_t i = 0; i < walk->variables_kept.count; i++) {
        if (walk->variables_kept.items[i].slot != slot) continue;
        walk->variables_kept.items[i].value = value;
        return;
    }
    *list_push(walk->arena, &walk->variables_kept) = (struct flow_variable){slot, value};
}

enum flow_truth flow_condition_holds(struct flow_walk *walk,
                                     const struct feel_expression *expression,
                                     struct feel_warning *ret_why) {
    size_t warning_count = walk->feel.warning_count;
    struct feel_value value = flow_condition_value(walk, expression);
    if (value.kind == FEEL_BOOLEAN) return value.boolean ? FLOW_YES : FLOW_NO;
    bool has_reason = walk->feel.warning_count > warning_count;
    *ret_why = has_reason ? walk->feel.warnings[warning_count] : (struct feel_warning){0};
    return FLOW_OPEN;
}

str flow_condition_text(struct flow_walk *walk, const struct feel_expression *expression) {
    struct feel_value value = flow_condition_value(walk, expression);
    return feel_is_null(value) ? STR_NONE : feel_text(walk->arena, value);
}

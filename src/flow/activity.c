// Activities: tasks, sub-processes and calls, done once or several times (BPMN 13.3). An activity
// that is repeated has a body token, which counts, and one token per repetition; a sub-process has
// a token of its own, to which the tokens inside belong. So everything that is going on in an
// activity hangs below one token, and taking that away takes all of it.
#include "flow/condition.h"
#include "flow/kinds.h"

static fault refuse_count(struct flow_walk *walk, const struct flow_node *node, str count) {
    walk->note->field = node->id;
    walk->note->en =
        arena_print(walk->arena, "\"%.*s\" cannot be done \"%.*s\" times (1 to %d).",
                    STR_ARG(flow_kind_label(node).en), STR_ARG(count), LIMIT_FLOW_REPEATS);
    walk->note->zh =
        arena_print(walk->arena, "“%.*s”不能执行“%.*s”次（1 至 %d 次）。",
                    STR_ARG(flow_kind_label(node).zh), STR_ARG(count), LIMIT_FLOW_REPEATS);
    return &flow_count_wrong;
}

// How often; none is refused where a person is asked: an empty list must not approve.
static fault count_repeats(struct flow_walk *walk, const struct flow_node *node, int32_t within,
                           int32_t *ret_count) {
    const struct flow_multi *multi = &node->multi;
    flow_condition_enter(walk, within);
    struct feel_value value =
        flow_condition_value(walk, multi->each != NULL ? multi->each : multi->count);
    int64_t count = -1;
    if (multi->each != NULL && value.kind == FEEL_LIST)
        count = (int64_t)value.list.count;
    else if (multi->each == NULL && value.kind == FEEL_NUMBER &&
             !decimal_to_int64(value.number, 0, &count))
        count = -1;
    bool is_empty = count == 0 && node->kind == FLOW_USER_TASK;
    if (count < 0 || count > LIMIT_FLOW_REPEATS || is_empty)
        return refuse_count(walk, node, feel_text(walk->arena, value));
    *ret_count = (int32_t)count;
    return NULL;
}

// ---- scripts -------------------------------------------------------------------------------

static bool can_be_kept(struct feel_value value) {
    switch (value.kind) {
    case FEEL_RANGE:
    case FEEL_FUNCTION:
    case FEEL_CONTEXT:
    case FEEL_LIST: return false;
    default: return true;
    }
}

static fault run_script(struct flow_walk *walk, const struct flow_node *node, int32_t within) {
    if (node->script == NULL) return NULL;
    flow_condition_enter(walk, within);
    struct feel_value value = flow_condition_value(walk, node->script);
    if (node->result == FLOW_NOWHERE) return NULL;
    bool has_room = walk->variables_kept.count < LIMIT_FLOW_VARIABLES;
    if (can_be_kept(value) && has_room) {
        flow_condition_keep(walk, node->result, value);
        return NULL;
    }
    walk->note->field = node->id;
    walk->note->en = arena_print(walk->arena, "The script of \"%.*s\" gives a %s.",
                                 STR_ARG(flow_kind_label(node).en), feel_kind_name(value.kind));
    walk->note->zh = arena_print(walk->arena, "“%.*s”的脚本得出的是 %s。",
                                 STR_ARG(flow_kind_label(node).zh), feel_kind_name(value.kind));
    return &flow_value_wrong;
}

// ---- beginning -----------------------------------------------------------------------------

static size_t depth_of(const struct flow_walk *walk, int32_t within) {
    size_t depth = 0;
    while (within != 0) {
        size_t at = flow_kind_find(walk, within);
        if (at == walk->tokens.count) break;
        within = walk->tokens.items[at].within;
        depth++;
    }
    return depth;
}

static fault move_to(struct flow_walk *walk, struct flow_move move) {
    if (walk->moves.count >= LIMIT_FLOW_MOVES) return &flow_endless;
    if (walk->tokens.count + walk->moves.count - walk->move_next >= LIMIT_FLOW_TOKENS)
        return &flow_crowded;
    *list_push(walk->arena, &walk->moves) = move;
    return NULL;
}

fault flow_activity_open_scope(struct flow_walk *walk, int32_t scope, int32_t within) {
    const struct flow_model *model = walk->model;
    int32_t first =
        scope == FLOW_NOWHERE ? model->first_event_sub : model->nodes[scope].first_event_sub;
    return flow_catch_arm(walk, first, within);
}

static fault begin_scope(struct flow_walk *walk, int32_t scope, int32_t token) {
    int32_t start = walk->model->nodes[scope].start;
    if (start == FLOW_NOWHERE) return &flow_refused;
    if (depth_of(walk, token) > LIMIT_FLOW_DEPTH * 2) return &flow_endless;
    TRY(flow_activity_open_scope(walk, scope, token));
    return move_to(walk, (struct flow_move){start, FLOW_NOWHERE, token});
}

// One time of an activity: what does not wait is finished at once.
static fault begin_once(struct flow_walk *walk, struct flow_token token) {
    const struct flow_node *node = &walk->model->nodes[token.node];
    if (walk->tokens.count >= LIMIT_FLOW_TOKENS) return &flow_crowded;
    token.id = flow_kind_rest(walk, token);
    if (!node->multi.is_multi) TRY(flow_catch_arm(walk, node->first_boundary, token.id));
    if (flow_kind_is_work(node)) {
        *list_push(walk->arena, &walk->made) = token;
        return NULL;
    }
    if (node->kind == FLOW_RECEIVE_TASK) return NULL;
    if (flow_kind_is_scope(node)) return begin_scope(walk, node->inner, token.id);
    return flow_activity_finish(walk, flow_kind_find(walk, token.id));
}

static fault begin_repeated(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    struct flow_token body = {.node = move.node, .via = move.via, .within = move.within};
    TRY(count_repeats(walk, node, move.within, &body.total));
    if (body.total == 0) return flow_kind_leave(walk, move.node, move.within);
    if (walk->tokens.count >= LIMIT_FLOW_TOKENS) return &flow_crowded;
    body.id = flow_kind_rest(walk, body);
    TRY(flow_catch_arm(walk, node->first_boundary, body.id));
    int32_t count = node->multi.is_sequential ? 1 : body.total;
    for (int32_t loop = 1; loop <= count; loop++) {
        // what was done at once may have been enough, or have ended the scope
        if (flow_kind_find(walk, body.id) == walk->tokens.count) break;
        TRY(begin_once(
            walk, (struct flow_token){
                      .node = move.node, .via = FLOW_NOWHERE, .within = body.id, .loop = loop}));
    }
    return NULL;
}

static bool passes_at_once(const struct flow_node *node) {
    bool waits = flow_kind_is_work(node) || flow_kind_is_scope(node) ||
                 node->kind == FLOW_RECEIVE_TASK || node->multi.is_multi;
    return !waits && node->kind != FLOW_SCRIPT_TASK && node->kind != FLOW_SEND_TASK;
}

fault flow_activity_enter(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    if (node->multi.is_multi) return begin_repeated(walk, move);
    if (passes_at_once(node)) {
        *list_push(walk->arena, &walk->done) = move.node;
        return flow_kind_leave(walk, move.node, move.within);
    }
    return begin_once(
        walk, (struct flow_token){.node = move.node, .via = move.via, .within = move.within});
}

// ---- ending --------------------------------------------------------------------------------

static fault say_open(struct flow_walk *walk, const struct flow_node *node) {
    walk->note->field = node->id;
    walk->note->en = arena_print(walk->arena,
                                 "The completion condition or vote of \"%.*s\" gives neither true "
                                 "nor false.",
                                 STR_ARG(flow_kind_label(node).en));
    walk->note->zh = arena_print(walk->arena, "“%.*s”的完成条件或表决条件既非真也非假。",
                                 STR_ARG(flow_kind_label(node).zh));
    return &flow_condition_open;
}

static fault holds(struct flow_walk *walk, const struct flow_node *node,
                   const struct feel_expression *condition, bool *ret_holds) {
    struct feel_warning why = {0};
    *ret_holds = false;
    if (condition == NULL) return NULL;
    enum flow_truth truth = flow_condition_holds(walk, condition, &why);
    if (truth == FLOW_OPEN) return say_open(walk, node);
    *ret_holds = truth == FLOW_YES;
    return NULL;
}

// One repetition is done: is that enough? Then the others are taken away. Otherwise the next.
static fault count_one(struct flow_walk *walk, struct flow_token one) {
    const struct flow_node *node = &walk->model->nodes[one.node];
    size_t at = flow_kind_find(walk, one.within);
    if (at == walk->tokens.count) return NULL;
    struct flow_token body = walk->tokens.items[at];
    bool is_yes = false;
    bool is_enough = false;
    flow_condition_repeat(walk, &body, one.loop);
    TRY(holds(walk, node, node->multi.vote, &is_yes));
    body.done++;
    body.yes += is_yes ? 1 : 0;
    walk->tokens.items[at] = body;
    flow_condition_repeat(walk, &body, one.loop);
    TRY(holds(walk, node, node->multi.done, &is_enough));
    if (!is_enough && body.done < body.total) {
        if (!node->multi.is_sequential) return NULL;
        one.loop++;
        return begin_once(walk, one);
    }
    flow_kind_clear(walk, body.id);
    flow_kind_remove(walk, flow_kind_find(walk, body.id));
    return flow_kind_leave(walk, one.node, body.within);
}

fault flow_activity_finish(struct flow_walk *walk, size_t at) {
    struct flow_token token = walk->tokens.items[at];
    const struct flow_node *node = &walk->model->nodes[token.node];
    bool is_gone = false;
    if (node->kind == FLOW_SCRIPT_TASK) TRY(run_script(walk, node, token.id));
    if (walk->model->has_inner) flow_kind_clear(walk, token.id); // its timers
    flow_kind_remove(walk, flow_kind_find(walk, token.id));
    *list_push(walk->arena, &walk->done) = token.node;
    if (node->kind == FLOW_SEND_TASK && node->event.kind == FLOW_EVENT_MESSAGE)
        TRY(flow_catch_throw(walk, (struct flow_move){token.node, token.via, token.within},
                             &is_gone));
    if (is_gone) return NULL;
    if (node->kind == FLOW_EVENT_SUB) return NULL; // nothing comes after it
    bool is_one_of_several = node->multi.is_multi && token.total == 0;
    return is_one_of_several ? count_one(walk, token)
                             : flow_kind_leave(walk, token.node, token.within);
}

static bool is_left_inside(const struct flow_walk *walk, int32_t id) {
    for (size_t i = 0; i < walk->tokens.count; i++)
        if (walk->tokens.items[i].within == id &&
            !flow_kind_is_watch(walk->model, &walk->tokens.items[i]))
            return true;
    return false;
}

fault flow_activity_end_scope(struct flow_walk *walk, bool *ret_ended) {
    *ret_ended = false;
    for (size_t i = walk->model->has_inner ? walk->tokens.count : 0; i-- > 0;) {
        struct flow_token token = walk->tokens.items[i];
        if (!flow_kind_is_scope(&walk->model->nodes[token.node]) || token.total > 0) continue;
        if (is_left_inside(walk, token.id)) continue;
        *ret_ended = true;
        return flow_activity_finish(walk, i);
    }
    return NULL;
}

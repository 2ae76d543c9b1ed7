// What a token does at each kind of node (BPMN 2.0.2 chapter 13): tasks hold it, gateways choose or
// wait, ends take it. Joins hold tokens like tasks do; a parallel join goes on with the token that
// completes it, an inclusive one only when nothing else moves, because whom it waits for depends on
// where all other tokens are (13.4.3).
#include "flow/kinds.h"

#include "flow/condition.h"

#include <string.h>

struct flow_text flow_kind_label(const struct flow_node *node) {
    if (node->title.zh.size > 0) return node->title;
    return (struct flow_text){node->id, node->id};
}

bool flow_kind_is_join(const struct flow_node *node) {
    return (node->kind == FLOW_PARALLEL || node->kind == FLOW_INCLUSIVE) && node->in_count > 1;
}

bool flow_kind_is_split(const struct flow_node *node) {
    return node->kind != FLOW_EXCLUSIVE && node->kind != FLOW_EVENT_GATEWAY && node->out_count > 1;
}

bool flow_kind_is_scope(const struct flow_node *node) {
    return node->kind == FLOW_SUB || node->kind == FLOW_CALL || node->kind == FLOW_EVENT_SUB;
}

bool flow_kind_is_command(const struct flow_node *node) {
    switch (node->kind) {
    case FLOW_SERVICE_TASK:
    case FLOW_RULE_TASK: return true;
    case FLOW_SCRIPT_TASK:
    case FLOW_SEND_TASK: return node->command.size > 0;
    default: return false;
    }
}

bool flow_kind_is_work(const struct flow_node *node) {
    return node->kind == FLOW_USER_TASK || flow_kind_is_command(node);
}

bool flow_kind_is_activity(const struct flow_node *node) {
    switch (node->kind) {
    case FLOW_USER_TASK:
    case FLOW_MANUAL_TASK:
    case FLOW_SERVICE_TASK:
    case FLOW_TASK:
    case FLOW_SCRIPT_TASK:
    case FLOW_RULE_TASK:
    case FLOW_SEND_TASK:
    case FLOW_RECEIVE_TASK:
    case FLOW_CALL:
    case FLOW_SUB: return true;
    default: return false;
    }
}

bool flow_kind_is_watch(const struct flow_model *model, const struct flow_token *token) {
    enum flow_kind kind = model->nodes[token->node].kind;
    if (kind == FLOW_BOUNDARY || kind == FLOW_START) return true;
    if (kind != FLOW_CATCH || token->via == FLOW_NOWHERE) return false;
    return model->nodes[model->arrows[token->via].source].kind == FLOW_EVENT_GATEWAY;
}

// ---- tokens --------------------------------------------------------------------------------

int32_t flow_kind_rest(struct flow_walk *walk, struct flow_token token) {
    token.id = walk->run.next_token++;
    *list_push(walk->arena, &walk->tokens) = token;
    return token.id;
}

size_t flow_kind_find(const struct flow_walk *walk, int32_t id) {
    size_t at = 0;
    while (at < walk->tokens.count && walk->tokens.items[at].id != id) at++;
    return at;
}

int32_t flow_kind_scope_of(const struct flow_walk *walk, int32_t within) {
    size_t at = flow_kind_find(walk, within);
    if (within == 0 || at == walk->tokens.count) return FLOW_NOWHERE;
    return walk->model->nodes[walk->tokens.items[at].node].inner;
}

void flow_kind_remove(struct flow_walk *walk, size_t at) {
    ASSERT(at < walk->tokens.count);
    struct flow_token *tokens = walk->tokens.items;
    memmove(&tokens[at], &tokens[at + 1], (walk->tokens.count - at - 1) * sizeof(tokens[0]));
    walk->tokens.count--;
}

// A body of a repeated task is no task of anybody.
static void note_cancelled(struct flow_walk *walk, struct flow_token token) {
    bool is_work = flow_kind_is_work(&walk->model->nodes[token.node]) && token.total == 0;
    if (is_work && token.id < walk->first_new_token)
        *list_push(walk->arena, &walk->cancelled) = token;
}

static bool belongs_to(const struct flow_walk *walk, int32_t within, int32_t id) {
    if (id == 0) return true;
    while (within != 0 && within != id) {
        size_t at = flow_kind_find(walk, within);
        if (at == walk->tokens.count) return false;
        within = walk->tokens.items[at].within;
    }
    return within == id;
}

void flow_kind_clear(struct flow_walk *walk, int32_t within) {
    size_t kept_moves = walk->move_next;
    for (size_t i = walk->move_next; i < walk->moves.count; i++)
        if (!belongs_to(walk, walk->moves.items[i].within, within))
            walk->moves.items[kept_moves++] = walk->moves.items[i];
    walk->moves.count = kept_moves;
    bool *is_kept = ARENA_ARRAY(walk->arena, bool, walk->tokens.count + 1);
    for (size_t i = 0; i < walk->tokens.count; i++)
        is_kept[i] = !belongs_to(walk, walk->tokens.items[i].within, within);
    size_t kept = 0;
    size_t count = walk->tokens.count;
    for (size_t i = 0; i < count; i++) {
        if (is_kept[i])
            walk->tokens.items[kept++] = walk->tokens.items[i];
        else
            note_cancelled(walk, walk->tokens.items[i]);
    }
    walk->tokens.count = kept;
}

void flow_kind_cancel(struct flow_walk *walk, int32_t id) {
    flow_kind_clear(walk, id);
    size_t at = flow_kind_find(walk, id);
    if (at == walk->tokens.count) return;
    note_cancelled(walk, walk->tokens.items[at]);
    flow_kind_remove(walk, at);
}

// ---- leaving -------------------------------------------------------------------------------

static fault take(struct flow_walk *walk, int32_t arrow, int32_t within) {
    int32_t target = walk->model->arrows[arrow].target;
    if (walk->moves.count >= LIMIT_FLOW_MOVES) return &flow_endless;
    if (walk->tokens.count + walk->moves.count - walk->move_next >= LIMIT_FLOW_TOKENS)
        return &flow_crowded;
    if (target == FLOW_NOWHERE) return &flow_refused;
    walk->taken_counts[arrow]++;
    *list_push(walk->arena, &walk->taken) = arrow;
    *list_push(walk->arena, &walk->moves) = (struct flow_move){target, arrow, within};
    return NULL;
}

static fault say_condition_open(struct flow_walk *walk, const struct flow_arrow *arrow,
                                struct feel_warning why) {
    walk->note->field = arrow->id;
    walk->note->en =
        arena_print(walk->arena,
                    "The condition \"%.*s\" of arrow %.*s gives neither true nor "
                    "false; a fact is probably missing. %.*s",
                    STR_ARG(arrow->condition_text), STR_ARG(arrow->id), STR_ARG(why.en));
    walk->note->zh =
        arena_print(walk->arena, "连线 %.*s 的条件“%.*s”既非真也非假，可能缺少某项事实。%.*s",
                    STR_ARG(arrow->id), STR_ARG(arrow->condition_text), STR_ARG(why.zh));
    return &flow_condition_open;
}

static fault ask(struct flow_walk *walk, int32_t index, bool *ret_holds) {
    const struct flow_arrow *arrow = &walk->model->arrows[index];
    *ret_holds = true;
    if (arrow->condition == NULL) return NULL;
    struct feel_warning why = {0};
    enum flow_truth truth = flow_condition_holds(walk, arrow->condition, &why);
    if (truth == FLOW_OPEN) return say_condition_open(walk, arrow, why);
    *ret_holds = truth == FLOW_YES;
    return NULL;
}

static fault leave_by_default(struct flow_walk *walk, const struct flow_node *node,
                              int32_t within) {
    if (node->default_arrow != FLOW_NOWHERE) return take(walk, node->default_arrow, within);
    walk->note->field = node->id;
    walk->note->en =
        arena_print(walk->arena, "No condition holds at \"%.*s\" and it has no default.",
                    STR_ARG(flow_kind_label(node).en));
    walk->note->zh = arena_print(walk->arena, "“%.*s”处没有条件成立，也没有默认出口。",
                                 STR_ARG(flow_kind_label(node).zh));
    return &flow_no_way;
}

// Exclusive: the first arrow that holds; others: all that hold; the default where none does.
static fault leave_by_conditions(struct flow_walk *walk, const struct flow_node *node,
                                 int32_t within) {
    bool has_left = false;
    flow_condition_enter(walk, within);
    for (size_t i = 0; i < node->out_count; i++) {
        bool holds = false;
        if (node->out[i] == node->default_arrow) continue;
        TRY(ask(walk, node->out[i], &holds));
        if (!holds) continue;
        TRY(take(walk, node->out[i], within));
        // at an activity, an arrow that is always taken does not stand in for the default
        bool is_choice =
            !node->has_conditions || walk->model->arrows[node->out[i]].condition != NULL;
        has_left = has_left || is_choice || node->default_arrow == FLOW_NOWHERE;
        if (node->kind == FLOW_EXCLUSIVE) break;
    }
    return has_left ? NULL : leave_by_default(walk, node, within);
}

// The end of the run itself, or of what has taken its place.
static bool ends_run(const struct flow_walk *walk, int32_t within) {
    while (within != 0) {
        size_t at = flow_kind_find(walk, within);
        if (at == walk->tokens.count) return false;
        struct flow_token token = walk->tokens.items[at];
        if (walk->model->nodes[token.node].kind != FLOW_EVENT_SUB) return false;
        within = token.within;
    }
    return true;
}

// BPMN lets a run end where no arrow goes on (13.2.1); flow_check refuses to publish it.
static bool is_left_alone(const struct flow_node *node) {
    return flow_kind_is_activity(node) || node->kind == FLOW_CATCH || node->kind == FLOW_THROW ||
           node->kind == FLOW_BOUNDARY;
}

fault flow_kind_leave(struct flow_walk *walk, int32_t index, int32_t within) {
    const struct flow_node *node = &walk->model->nodes[index];
    if (node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_INCLUSIVE || node->has_conditions)
        return leave_by_conditions(walk, node, within);
    if (node->out_count == 0 && !is_left_alone(node)) return &flow_refused;
    if (node->out_count == 0 && ends_run(walk, within)) walk->run.end = index;
    for (size_t i = 0; i < node->out_count; i++) TRY(take(walk, node->out[i], within));
    return NULL;
}

// ---- joining -------------------------------------------------------------------------------

// Place of the first token that waits at the node and came by the arrow; or the count.
static size_t waiting_at(const struct flow_walk *walk, struct flow_move place, int32_t arrow) {
    size_t at = 0;
    while (at < walk->tokens.count &&
           !(walk->tokens.items[at].node == place.node && walk->tokens.items[at].via == arrow &&
             walk->tokens.items[at].within == place.within))
        at++;
    return at;
}

static bool is_waiting(const struct flow_walk *walk, struct flow_move place, int32_t arrow) {
    return waiting_at(walk, place, arrow) < walk->tokens.count;
}

// One token of every arrow that has one becomes one token that goes on.
static fault join(struct flow_walk *walk, struct flow_move place) {
    const struct flow_node *node = &walk->model->nodes[place.node];
    for (size_t i = 0; i < node->in_count; i++) {
        size_t at = waiting_at(walk, place, node->in[i]);
        if (at < walk->tokens.count) flow_kind_remove(walk, at);
    }
    return flow_kind_leave(walk, place.node, place.within);
}

static bool is_complete(const struct flow_walk *walk, struct flow_move place) {
    const struct flow_node *node = &walk->model->nodes[place.node];
    for (size_t i = 0; i < node->in_count; i++)
        if (!is_waiting(walk, place, node->in[i])) return false;
    return true;
}

static void make_room(struct flow_walk *walk) {
    const struct flow_model *model = walk->model;
    if (walk->search.stack != NULL) return;
    walk->search.is_full = ARENA_ARRAY(walk->arena, bool, model->arrow_count);
    walk->search.to_empty = ARENA_ARRAY(walk->arena, bool, model->node_count);
    walk->search.to_full = ARENA_ARRAY(walk->arena, bool, model->node_count);
    walk->search.stack = ARENA_ARRAY(walk->arena, int32_t, model->arrow_count * 2 + 1);
}

// Marks the nodes from which a path leads to one of the gateway's arrows that has a waiting token
// (has_token) or has none, without passing the gateway itself.
static void mark_before(struct flow_walk *walk, int32_t gateway, bool has_token, bool *is_marked) {
    const struct flow_model *model = walk->model;
    const struct flow_node *node = &model->nodes[gateway];
    int32_t *stack = walk->search.stack;
    size_t height = 0;
    memset(is_marked, 0, model->node_count * sizeof(bool));
    for (size_t i = 0; i < node->in_count; i++)
        if (walk->search.is_full[node->in[i]] == has_token) stack[height++] = node->in[i];
    while (height > 0) {
        int32_t source = model->arrows[stack[--height]].source;
        if (source == FLOW_NOWHERE || source == gateway || is_marked[source]) continue;
        is_marked[source] = true;
        const struct flow_node *before = &model->nodes[source];
        if (before->host != FLOW_NOWHERE) { // a boundary event: what leads to its activity
            is_marked[before->host] = true;
            before = &model->nodes[before->host];
        }
        for (size_t i = 0; i < before->in_count; i++) stack[height++] = before->in[i];
    }
}

// Somebody may still come by an arrow that has no token yet, and by none that has one.
static bool awaits_somebody(struct flow_walk *walk, struct flow_move place) {
    make_room(walk);
    struct flow_search *search = &walk->search;
    memset(search->is_full, 0, walk->model->arrow_count * sizeof(bool));
    for (size_t i = 0; i < walk->tokens.count; i++)
        if (walk->tokens.items[i].node == place.node &&
            walk->tokens.items[i].within == place.within)
            search->is_full[walk->tokens.items[i].via] = true;
    mark_before(walk, place.node, false, search->to_empty);
    mark_before(walk, place.node, true, search->to_full);
    for (size_t i = 0; i < walk->tokens.count; i++) {
        const struct flow_token *token = &walk->tokens.items[i];
        if (token->within != place.within || token->node == place.node) continue;
        if (flow_kind_is_watch(walk->model, token)) continue;
        if (search->to_empty[token->node] && !search->to_full[token->node]) return true;
    }
    return false;
}

fault flow_kind_wake(struct flow_walk *walk, bool *ret_woke) {
    for (size_t i = 0; i < walk->tokens.count; i++) {
        struct flow_token token = walk->tokens.items[i];
        struct flow_move place = {token.node, token.via, token.within};
        if (walk->model->nodes[token.node].kind != FLOW_INCLUSIVE) continue;
        if (walk->wake_count++ >= LIMIT_FLOW_MOVES) return &flow_endless;
        if (!is_complete(walk, place) && awaits_somebody(walk, place)) continue;
        *ret_woke = true;
        return join(walk, place);
    }
    *ret_woke = false;
    return NULL;
}

// ---- arriving ------------------------------------------------------------------------------

static fault arrive_at_gateway(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    if (!flow_kind_is_join(node)) return flow_kind_leave(walk, move.node, move.within);
    flow_kind_rest(walk,
                   (struct flow_token){.node = move.node, .via = move.via, .within = move.within});
    bool goes_on = node->kind == FLOW_PARALLEL && is_complete(walk, move);
    return goes_on ? join(walk, move) : NULL;
}

static fault arrive_at_throw(struct flow_walk *walk, struct flow_move move) {
    bool is_gone = false;
    bool is_end = walk->model->nodes[move.node].kind == FLOW_END;
    if (is_end && ends_run(walk, move.within)) walk->run.end = move.node;
    TRY(flow_catch_throw(walk, move, &is_gone));
    return is_gone || is_end ? NULL : flow_kind_leave(walk, move.node, move.within);
}

fault flow_kind_arrive(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    switch (node->kind) {
    case FLOW_EXCLUSIVE:
    case FLOW_PARALLEL:
    case FLOW_INCLUSIVE: return arrive_at_gateway(walk, move);
    case FLOW_END:
    case FLOW_THROW: return arrive_at_throw(walk, move);
    case FLOW_TERMINATE:
        if (ends_run(walk, move.within)) walk->run.end = move.node;
        flow_kind_clear(walk, move.within);
        return NULL;
    case FLOW_EVENT_GATEWAY:
    case FLOW_CATCH: return flow_catch_wait(walk, move);
    case FLOW_START: return flow_kind_leave(walk, move.node, move.within);
    case FLOW_BOUNDARY:
    case FLOW_EVENT_SUB:
    case FLOW_PROCESS: return &flow_refused; // an arrow may not lead there
    case FLOW_USER_TASK:
    case FLOW_MANUAL_TASK:
    case FLOW_SERVICE_TASK:
    case FLOW_TASK:
    case FLOW_SCRIPT_TASK:
    case FLOW_RULE_TASK:
    case FLOW_SEND_TASK:
    case FLOW_RECEIVE_TASK:
    case FLOW_CALL:
    case FLOW_SUB: return flow_activity_enter(walk, move);
    }
    ASSERT(false); // a kind without a way
}

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
    return node->kind != FLOW_EXCLUSIVE && node->out_count > 1;
}

void flow_kind_remove(struct flow_walk *walk, size_t at) {
    ASSERT(at < walk->tokens.count);
    struct flow_token *tokens = walk->tokens.items;
    memmove(&tokens[at], &tokens[at + 1], (walk->tokens.count - at - 1) * sizeof(tokens[0]));
    walk->tokens.count--;
}

void flow_kind_cancel(struct flow_walk *walk, size_t at) {
    struct flow_token token = walk->tokens.items[at];
    enum flow_kind kind = walk->model->nodes[token.node].kind;
    bool is_work = kind == FLOW_USER_TASK || kind == FLOW_SERVICE_TASK;
    if (is_work && token.id < walk->first_new_token)
        *list_push(walk->arena, &walk->cancelled) = token;
    flow_kind_remove(walk, at);
}

// ---- leaving -------------------------------------------------------------------------------

static fault take(struct flow_walk *walk, int32_t arrow) {
    int32_t target = walk->model->arrows[arrow].target;
    if (walk->moves.count >= LIMIT_FLOW_MOVES) return &flow_endless;
    if (walk->tokens.count + walk->moves.count - walk->move_next >= LIMIT_FLOW_TOKENS)
        return &flow_crowded;
    if (target == FLOW_NOWHERE) return &flow_refused;
    walk->taken_counts[arrow]++;
    *list_push(walk->arena, &walk->taken) = arrow;
    *list_push(walk->arena, &walk->moves) = (struct flow_move){target, arrow};
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

static fault leave_by_default(struct flow_walk *walk, const struct flow_node *node) {
    if (node->default_arrow != FLOW_NOWHERE) return take(walk, node->default_arrow);
    walk->note->field = node->id;
    walk->note->en =
        arena_print(walk->arena, "No condition holds at \"%.*s\" and it has no default.",
                    STR_ARG(flow_kind_label(node).en));
    walk->note->zh = arena_print(walk->arena, "“%.*s”处没有条件成立，也没有默认出口。",
                                 STR_ARG(flow_kind_label(node).zh));
    return &flow_no_way;
}

// Exclusive: the first arrow that holds; inclusive: all that hold; the default where none does.
static fault leave_by_conditions(struct flow_walk *walk, const struct flow_node *node) {
    bool has_left = false;
    for (size_t i = 0; i < node->out_count; i++) {
        bool holds = false;
        if (node->out[i] == node->default_arrow) continue;
        TRY(ask(walk, node->out[i], &holds));
        if (!holds) continue;
        TRY(take(walk, node->out[i]));
        has_left = true;
        if (node->kind == FLOW_EXCLUSIVE) break;
    }
    return has_left ? NULL : leave_by_default(walk, node);
}

fault flow_kind_leave(struct flow_walk *walk, int32_t index) {
    const struct flow_node *node = &walk->model->nodes[index];
    if (node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_INCLUSIVE)
        return leave_by_conditions(walk, node);
    if (node->out_count == 0) return &flow_refused;
    for (size_t i = 0; i < node->out_count; i++) TRY(take(walk, node->out[i]));
    return NULL;
}

// ---- joining -------------------------------------------------------------------------------

// Place of the first token that waits at the node and came by the arrow; or the count.
static size_t waiting_at(const struct flow_walk *walk, int32_t node, int32_t arrow) {
    size_t at = 0;
    while (at < walk->tokens.count &&
           !(walk->tokens.items[at].node == node && walk->tokens.items[at].via == arrow))
        at++;
    return at;
}

static bool is_waiting(const struct flow_walk *walk, int32_t node, int32_t arrow) {
    return waiting_at(walk, node, arrow) < walk->tokens.count;
}

// One token of every arrow that has one becomes one token that goes on.
static fault join(struct flow_walk *walk, int32_t index) {
    const struct flow_node *node = &walk->model->nodes[index];
    for (size_t i = 0; i < node->in_count; i++) {
        size_t at = waiting_at(walk, index, node->in[i]);
        if (at < walk->tokens.count) flow_kind_remove(walk, at);
    }
    return flow_kind_leave(walk, index);
}

static bool is_complete(const struct flow_walk *walk, int32_t index) {
    const struct flow_node *node = &walk->model->nodes[index];
    for (size_t i = 0; i < node->in_count; i++)
        if (!is_waiting(walk, index, node->in[i])) return false;
    return true;
}

static void make_room(struct flow_walk *walk) {
    const struct flow_model *model = walk->model;
    if (walk->search.stack != NULL) return;
    walk->search.is_full = ARENA_ARRAY(walk->arena, bool, model->arrow_count);
    walk->search.to_empty = ARENA_ARRAY(walk->arena, bool, model->node_count);
    walk->search.to_full = ARENA_ARRAY(walk->arena, bool, model->node_count);
    walk->search.stack = ARENA_ARRAY(walk->arena, int32_t, model->arrow_count + 1);
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
        for (size_t i = 0; i < before->in_count; i++) stack[height++] = before->in[i];
    }
}

// Somebody may still come by an arrow that has no token yet, and by none that has one.
static bool awaits_somebody(struct flow_walk *walk, int32_t gateway) {
    make_room(walk);
    struct flow_search *search = &walk->search;
    memset(search->is_full, 0, walk->model->arrow_count * sizeof(bool));
    for (size_t i = 0; i < walk->tokens.count; i++)
        if (walk->tokens.items[i].node == gateway)
            search->is_full[walk->tokens.items[i].via] = true;
    mark_before(walk, gateway, false, search->to_empty);
    mark_before(walk, gateway, true, search->to_full);
    for (size_t i = 0; i < walk->tokens.count; i++) {
        int32_t node = walk->tokens.items[i].node;
        if (node != gateway && search->to_empty[node] && !search->to_full[node]) return true;
    }
    return false;
}

fault flow_kind_wake(struct flow_walk *walk, bool *ret_woke) {
    for (size_t i = 0; i < walk->tokens.count; i++) {
        int32_t node = walk->tokens.items[i].node;
        if (walk->model->nodes[node].kind != FLOW_INCLUSIVE) continue;
        if (walk->wake_count++ >= LIMIT_FLOW_MOVES) return &flow_endless;
        if (!is_complete(walk, node) && awaits_somebody(walk, node)) continue;
        *ret_woke = true;
        return join(walk, node);
    }
    *ret_woke = false;
    return NULL;
}

// ---- arriving ------------------------------------------------------------------------------

static void rest(struct flow_walk *walk, struct flow_move move) {
    struct flow_token token = {walk->run.next_token++, move.node, move.via};
    *list_push(walk->arena, &walk->tokens) = token;
    enum flow_kind kind = walk->model->nodes[move.node].kind;
    if (kind == FLOW_USER_TASK || kind == FLOW_SERVICE_TASK)
        *list_push(walk->arena, &walk->made) = token;
}

static void terminate(struct flow_walk *walk) {
    while (walk->tokens.count > 0) flow_kind_cancel(walk, 0);
    walk->move_next = walk->moves.count;
}

static fault arrive_at_gateway(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    if (!flow_kind_is_join(node)) return flow_kind_leave(walk, move.node);
    rest(walk, move);
    bool goes_on = node->kind == FLOW_PARALLEL && is_complete(walk, move.node);
    return goes_on ? join(walk, move.node) : NULL;
}

fault flow_kind_arrive(struct flow_walk *walk, struct flow_move move) {
    switch (walk->model->nodes[move.node].kind) {
    case FLOW_USER_TASK:
    case FLOW_SERVICE_TASK: rest(walk, move); return NULL;
    case FLOW_EXCLUSIVE:
    case FLOW_PARALLEL:
    case FLOW_INCLUSIVE: return arrive_at_gateway(walk, move);
    case FLOW_END: walk->run.end = move.node; return NULL;
    case FLOW_TERMINATE:
        walk->run.end = move.node;
        terminate(walk);
        return NULL;
    case FLOW_START:
    case FLOW_MANUAL_TASK: return flow_kind_leave(walk, move.node);
    }
    ASSERT(false); // a kind without a way
}

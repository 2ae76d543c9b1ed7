// Who waits for what, and who catches what is thrown (BPMN 13.5). A message goes to the first that
// waits for it, a signal to all. An error or escalation goes outwards from scope to scope: first
// to the event sub-processes of the scope, then to the boundary events of the activity that the
// scope is. Interrupting takes away all that belongs to the token it interrupts.
#include "flow/kinds.h"
#include "flow/time.h"

static const struct flow_node *node_at(const struct flow_walk *walk, size_t at) {
    return &walk->model->nodes[walk->tokens.items[at].node];
}

static bool is_waited_for(const struct flow_event *event, enum flow_event_kind kind, str name) {
    if (event->kind != kind) return false;
    bool is_problem = kind == FLOW_EVENT_ERROR || kind == FLOW_EVENT_ESCALATION;
    return (is_problem && event->name.size == 0) || str_equal(event->name, name);
}

// ---- timers --------------------------------------------------------------------------------

// A resting token becomes a timer that goes off as its node says; rounds: of a cycle, how many are
// left (0: all of them).
static fault set_timer(struct flow_walk *walk, struct flow_token token, int32_t rounds) {
    struct flow_delay delay = {0};
    TRY(flow_time_of(walk, token.node, token.within, &delay));
    if (walk->tokens.count >= LIMIT_FLOW_TOKENS) return &flow_crowded;
    token.loop = rounds == 0 ? delay.rounds : rounds;
    delay.rounds = 1;
    int32_t id = flow_kind_rest(walk, token);
    *list_push(walk->arena, &walk->timers) =
        (struct flow_timer){.token = id,
                            .node = token.node,
                            .is_working = walk->model->nodes[token.node].event.is_working,
                            .delay = delay};
    return NULL;
}

// The next round of a cycle, where there is one.
static fault set_again(struct flow_walk *walk, struct flow_token token) {
    if (token.loop == 1) return NULL;
    return set_timer(walk, token, token.loop < 0 ? token.loop : token.loop - 1);
}

// The node that has the event: of an event sub-process, its start.
static int32_t event_node(const struct flow_walk *walk, int32_t node) {
    const struct flow_node *place = &walk->model->nodes[node];
    return place->kind == FLOW_EVENT_SUB ? place->start : node;
}

fault flow_catch_arm(struct flow_walk *walk, int32_t first, int32_t host) {
    for (int32_t i = first; i != FLOW_NOWHERE; i = walk->model->nodes[i].next_attached) {
        int32_t node = event_node(walk, i);
        if (node == FLOW_NOWHERE) return &flow_refused;
        if (walk->model->nodes[node].event.kind != FLOW_EVENT_TIMER) continue;
        struct flow_token watch = {.node = node, .via = FLOW_NOWHERE, .within = host};
        TRY(set_timer(walk, watch, 0));
    }
    return NULL;
}

// ---- waiting -------------------------------------------------------------------------------

static fault wait_at_gateway(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *gateway = &walk->model->nodes[move.node];
    int32_t id = flow_kind_rest(
        walk, (struct flow_token){.node = move.node, .via = move.via, .within = move.within});
    for (size_t i = 0; i < gateway->out_count; i++) {
        int32_t target = walk->model->arrows[gateway->out[i]].target;
        if (target == FLOW_NOWHERE) return &flow_refused;
        if (walk->model->nodes[target].event.kind != FLOW_EVENT_TIMER) continue;
        TRY(set_timer(
            walk, (struct flow_token){.node = target, .via = gateway->out[i], .within = id}, 0));
    }
    return NULL;
}

fault flow_catch_wait(struct flow_walk *walk, struct flow_move move) {
    const struct flow_node *node = &walk->model->nodes[move.node];
    struct flow_token token = {.node = move.node, .via = move.via, .within = move.within};
    if (walk->tokens.count >= LIMIT_FLOW_TOKENS) return &flow_crowded;
    if (node->kind == FLOW_EVENT_GATEWAY) return wait_at_gateway(walk, move);
    if (node->event.kind == FLOW_EVENT_TIMER) return set_timer(walk, token, 0);
    flow_kind_rest(walk, token);
    return NULL;
}

// ---- what a caught event sets going --------------------------------------------------------

// The activity token that a boundary event belongs to: of a repeated one, the body.
static struct flow_token host_of(const struct flow_walk *walk, struct flow_token token) {
    bool is_one = walk->model->nodes[token.node].multi.is_multi && token.total == 0;
    if (!is_one) return token;
    return walk->tokens.items[flow_kind_find(walk, token.within)];
}

static fault go_boundary(struct flow_walk *walk, int32_t boundary, struct flow_token host) {
    if (walk->model->nodes[boundary].is_interrupting) flow_kind_cancel(walk, host.id);
    return flow_kind_leave(walk, boundary, host.within);
}

static fault go_event_sub(struct flow_walk *walk, int32_t sub, int32_t within) {
    int32_t start = walk->model->nodes[sub].start;
    if (walk->model->nodes[start].is_interrupting) flow_kind_clear(walk, within);
    if (walk->tokens.count >= LIMIT_FLOW_TOKENS) return &flow_crowded;
    int32_t id = flow_kind_rest(
        walk, (struct flow_token){.node = sub, .via = FLOW_NOWHERE, .within = within});
    TRY(flow_activity_open_scope(walk, sub, id));
    return flow_kind_leave(walk, start, id);
}

// The gateway's token goes on behind the event that came first.
static fault go_gateway(struct flow_walk *walk, size_t at, int32_t arrow) {
    struct flow_token gateway = walk->tokens.items[at];
    int32_t target = walk->model->arrows[arrow].target;
    flow_kind_cancel(walk, gateway.id);
    walk->taken_counts[arrow]++;
    *list_push(walk->arena, &walk->taken) = arrow;
    return flow_kind_leave(walk, target, gateway.within);
}

// ---- errors and escalations ----------------------------------------------------------------

static int32_t find_in_chain(const struct flow_walk *walk, int32_t first, enum flow_event_kind kind,
                             str name) {
    for (int32_t i = first; i != FLOW_NOWHERE; i = walk->model->nodes[i].next_attached) {
        int32_t node = event_node(walk, i);
        if (node != FLOW_NOWHERE && is_waited_for(&walk->model->nodes[node].event, kind, name))
            return i;
    }
    return FLOW_NOWHERE;
}

static int32_t event_subs_of(const struct flow_walk *walk, int32_t within) {
    int32_t scope = flow_kind_scope_of(walk, within);
    return scope == FLOW_NOWHERE ? walk->model->first_event_sub
                                 : walk->model->nodes[scope].first_event_sub;
}

static fault end_with_error(struct flow_walk *walk, const struct flow_problem_thrown *thrown) {
    flow_kind_clear(walk, 0);
    walk->is_failed = true;
    walk->error = thrown->code;
    walk->run.end = thrown->node;
    return NULL;
}

static fault catch_at_boundary(struct flow_walk *walk, struct flow_token token,
                               const struct flow_problem_thrown *thrown, bool *ret_is_caught,
                               bool *ret_is_gone) {
    int32_t caught = find_in_chain(walk, walk->model->nodes[token.node].first_boundary,
                                   thrown->kind, thrown->code);
    *ret_is_caught = caught != FLOW_NOWHERE;
    if (!*ret_is_caught) return NULL;
    *ret_is_gone = walk->model->nodes[caught].is_interrupting;
    return go_boundary(walk, caught, host_of(walk, token));
}

// From the scope of a token outwards.
static fault throw_out(struct flow_walk *walk, int32_t within,
                       const struct flow_problem_thrown *thrown, bool *ret_is_gone) {
    bool is_from_event_sub = false; // it does not catch what it throws itself
    bool is_caught = false;
    for (;;) {
        int32_t sub = is_from_event_sub ? FLOW_NOWHERE
                                        : find_in_chain(walk, event_subs_of(walk, within),
                                                        thrown->kind, thrown->code);
        if (sub != FLOW_NOWHERE) {
            *ret_is_gone = walk->model->nodes[walk->model->nodes[sub].start].is_interrupting;
            return go_event_sub(walk, sub, within);
        }
        if (within == 0) break;
        struct flow_token token = walk->tokens.items[flow_kind_find(walk, within)];
        TRY(catch_at_boundary(walk, token, thrown, &is_caught, ret_is_gone));
        if (is_caught) return NULL;
        is_from_event_sub = walk->model->nodes[token.node].kind == FLOW_EVENT_SUB;
        within = host_of(walk, token).within;
    }
    *ret_is_gone = thrown->kind == FLOW_EVENT_ERROR;
    return *ret_is_gone ? end_with_error(walk, thrown) : NULL; // nobody minds an escalation
}

fault flow_catch_fail(struct flow_walk *walk, size_t at, str code) {
    struct flow_token token = walk->tokens.items[at];
    struct flow_problem_thrown thrown = {FLOW_EVENT_ERROR, code, token.node};
    bool is_caught = false;
    bool is_gone = false;
    struct flow_token host = host_of(walk, token);
    TRY(catch_at_boundary(walk, token, &thrown, &is_caught, &is_gone));
    return is_caught ? NULL : throw_out(walk, host.within, &thrown, &is_gone);
}

// ---- messages and signals ------------------------------------------------------------------

static bool waits(const struct flow_node *node) {
    return node->kind == FLOW_CATCH || node->kind == FLOW_RECEIVE_TASK;
}

// The arrow of an event gateway whose event this is.
static int32_t arrow_waiting(const struct flow_walk *walk, const struct flow_node *gateway,
                             enum flow_event_kind kind, str name) {
    for (size_t i = 0; i < gateway->out_count; i++) {
        int32_t target = walk->model->arrows[gateway->out[i]].target;
        if (target != FLOW_NOWHERE && is_waited_for(&walk->model->nodes[target].event, kind, name))
            return gateway->out[i];
    }
    return FLOW_NOWHERE;
}

// Offers a message or signal to one resting token; *ret_is_taken: it was for it.
static fault offer(struct flow_walk *walk, size_t at, const struct flow_sent *sent,
                   bool *ret_is_taken) {
    struct flow_token token = walk->tokens.items[at];
    const struct flow_node *node = node_at(walk, at);
    *ret_is_taken = true;
    if (waits(node) && token.total == 0 && is_waited_for(&node->event, sent->kind, sent->name)) {
        if (node->kind == FLOW_RECEIVE_TASK) return flow_activity_finish(walk, at);
        flow_kind_remove(walk, at);
        return flow_kind_leave(walk, token.node, token.within);
    }
    if (node->kind == FLOW_EVENT_GATEWAY) {
        int32_t arrow = arrow_waiting(walk, node, sent->kind, sent->name);
        if (arrow != FLOW_NOWHERE) return go_gateway(walk, at, arrow);
    }
    bool is_one = node->multi.is_multi && token.total == 0; // its body has the boundary events
    int32_t boundary = is_one || flow_kind_is_watch(walk->model, &token)
                           ? FLOW_NOWHERE
                           : find_in_chain(walk, node->first_boundary, sent->kind, sent->name);
    if (boundary != FLOW_NOWHERE) return go_boundary(walk, boundary, token);
    *ret_is_taken = false;
    return NULL;
}

static fault offer_scope(struct flow_walk *walk, int32_t within, const struct flow_sent *sent,
                         bool *ret_is_taken) {
    int32_t sub = find_in_chain(walk, event_subs_of(walk, within), sent->kind, sent->name);
    *ret_is_taken = sub != FLOW_NOWHERE;
    return *ret_is_taken ? go_event_sub(walk, sub, within) : NULL;
}

// All that wait now; those that begin to wait because of it do not hear it.
static fault offer_all(struct flow_walk *walk, const struct flow_sent *sent, int32_t only,
                       bool *ret_is_taken) {
    bool is_one = sent->kind == FLOW_EVENT_MESSAGE;
    size_t count = walk->tokens.count;
    int32_t *ids = ARENA_ARRAY(walk->arena, int32_t, count + 1);
    for (size_t i = 0; i < count; i++) ids[i] = walk->tokens.items[i].id;
    *ret_is_taken = false;
    for (size_t i = 0; i < count; i++) {
        bool is_taken = false;
        int32_t id = ids[i];
        size_t at = flow_kind_find(walk, id);
        if (at == walk->tokens.count || (only != 0 && id != only)) continue;
        TRY(offer(walk, at, sent, &is_taken));
        at = flow_kind_find(walk, id);
        bool is_scope = at < walk->tokens.count && flow_kind_is_scope(node_at(walk, at)) &&
                        walk->tokens.items[at].total == 0;
        if (!is_taken && is_scope) TRY(offer_scope(walk, id, sent, &is_taken));
        *ret_is_taken = *ret_is_taken || is_taken;
        if (is_taken && is_one) return NULL;
    }
    bool is_taken = false;
    if (only == 0) TRY(offer_scope(walk, 0, sent, &is_taken));
    *ret_is_taken = *ret_is_taken || is_taken;
    return NULL;
}

fault flow_catch_deliver(struct flow_walk *walk, enum flow_event_kind kind, str name,
                         int32_t token) {
    struct flow_sent sent = {.kind = kind, .name = name};
    bool is_taken = false;
    TRY(offer_all(walk, &sent, token, &is_taken));
    return is_taken ? NULL : &flow_message_unexpected;
}

static fault throw_signal(struct flow_walk *walk, struct flow_move from, bool *ret_is_gone) {
    const struct flow_event *event = &walk->model->nodes[from.node].event;
    struct flow_sent sent = {from.node, event->kind, event->name};
    bool is_taken = false;
    *list_push(walk->arena, &walk->sent) = sent;
    if (event->kind != FLOW_EVENT_SIGNAL) return NULL; // a message is for another run
    // stands in for the thrower, so that it can be seen whether somebody took it away
    int32_t id = flow_kind_rest(
        walk, (struct flow_token){.node = from.node, .via = from.via, .within = from.within});
    TRY(offer_all(walk, &sent, 0, &is_taken));
    size_t at = flow_kind_find(walk, id);
    *ret_is_gone = at == walk->tokens.count;
    if (!*ret_is_gone) flow_kind_remove(walk, at);
    return NULL;
}

fault flow_catch_throw(struct flow_walk *walk, struct flow_move from, bool *ret_is_gone) {
    const struct flow_event *event = &walk->model->nodes[from.node].event;
    *ret_is_gone = false;
    switch (event->kind) {
    case FLOW_EVENT_NONE:
    case FLOW_EVENT_TIMER: return NULL;
    case FLOW_EVENT_MESSAGE:
    case FLOW_EVENT_SIGNAL: return throw_signal(walk, from, ret_is_gone);
    case FLOW_EVENT_ERROR:
    case FLOW_EVENT_ESCALATION: break;
    }
    struct flow_problem_thrown thrown = {event->kind, event->name, from.node};
    return throw_out(walk, from.within, &thrown, ret_is_gone);
}

// ---- a timer goes off ----------------------------------------------------------------------

static fault timer_of_scope(struct flow_walk *walk, struct flow_token watch) {
    const struct flow_node *start = &walk->model->nodes[watch.node];
    if (!start->is_interrupting) TRY(set_again(walk, watch));
    return go_event_sub(walk, start->scope, watch.within);
}

fault flow_catch_timer(struct flow_walk *walk, size_t at) {
    struct flow_token token = walk->tokens.items[at];
    const struct flow_node *node = node_at(walk, at);
    if (node->event.kind != FLOW_EVENT_TIMER) return &flow_node_wrong;
    flow_kind_remove(walk, at);
    if (node->kind == FLOW_START) return timer_of_scope(walk, token);
    if (node->kind == FLOW_CATCH && !flow_kind_is_watch(walk->model, &token)) {
        TRY(set_again(walk, token));
        return flow_kind_leave(walk, token.node, token.within);
    }
    size_t host = flow_kind_find(walk, token.within);
    if (node->kind == FLOW_CATCH) return go_gateway(walk, host, token.via);
    struct flow_token activity = walk->tokens.items[host];
    if (!node->is_interrupting) TRY(set_again(walk, token));
    return go_boundary(walk, token.node, activity);
}

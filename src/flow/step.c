// One step of a run: a signal puts tokens on their way, they go until all rest, and what changed is
// told. Pure: the run that comes in is only read. What a node does with a token is in kinds.c.
// Bounded by LIMIT_FLOW_MOVES and LIMIT_FLOW_TOKENS, so a circle of gateways cannot hang.
#include "flow/condition.h"
#include "flow/kinds.h"

#include <string.h>

const struct flow_run *flow_run_new(struct arena *arena, const struct flow_model *model) {
    struct flow_run *run = ARENA_NEW(arena, struct flow_run);
    run->state = FLOW_RUN_NEW;
    run->next_token = 1;
    run->end = FLOW_NOWHERE;
    run->taken = ARENA_ARRAY(arena, int32_t, model->arrow_count + 1);
    return run;
}

// A copy of the run to work on.
static struct flow_walk walk_from(struct arena *arena, const struct flow_model *model,
                                  const struct flow_run *run) {
    struct flow_walk walk = {.arena = arena, .model = model, .run = *run};
    walk.taken_counts = ARENA_ARRAY(arena, int32_t, model->arrow_count + 1);
    memcpy(walk.taken_counts, run->taken, model->arrow_count * sizeof(int32_t));
    walk.run.taken = walk.taken_counts;
    for (size_t i = 0; i < run->token_count; i++) *list_push(arena, &walk.tokens) = run->tokens[i];
    for (size_t i = 0; i < run->variable_count; i++)
        *list_push(arena, &walk.variables_kept) = run->variables[i];
    walk.first_new_token = run->next_token;
    return walk;
}

// ---- the signals ---------------------------------------------------------------------------

// Does a run begin there with this signal? START: at a plain start, or at the one that is named.
static bool begins_at(const struct flow_node *node, const struct flow_signal *signal) {
    static const enum flow_event_kind EVENTS[] = {
        [FLOW_SIGNAL_START] = FLOW_EVENT_NONE,
        [FLOW_SIGNAL_MESSAGE] = FLOW_EVENT_MESSAGE,
        [FLOW_SIGNAL_SIGNAL] = FLOW_EVENT_SIGNAL,
        [FLOW_SIGNAL_TIMER] = FLOW_EVENT_TIMER,
    };
    bool is_start =
        node->kind == FLOW_START || (node->kind == FLOW_RECEIVE_TASK && node->is_instantiating);
    if (!is_start || node->scope != FLOW_NOWHERE) return false;
    if (signal->node.size > 0 && !str_equal(signal->node, node->id)) return false;
    if (node->event.kind != EVENTS[signal->kind]) return false;
    bool is_named = signal->kind == FLOW_SIGNAL_MESSAGE || signal->kind == FLOW_SIGNAL_SIGNAL;
    return !is_named || str_equal(node->event.name, signal->name);
}

static fault start(struct flow_walk *walk, const struct flow_signal *signal) {
    if (walk->run.state != FLOW_RUN_NEW) return &flow_started;
    for (size_t i = 0; i < walk->model->node_count; i++) {
        if (!begins_at(&walk->model->nodes[i], signal)) continue;
        walk->run.state = FLOW_RUN_ACTIVE;
        TRY(flow_activity_open_scope(walk, FLOW_NOWHERE, 0));
        return flow_kind_leave(walk, (int32_t)i, 0);
    }
    return signal->kind == FLOW_SIGNAL_START ? &flow_refused : &flow_message_unexpected;
}

// Where the signal's token rests among the walk's; it must rest on the node that the signal names.
static fault find_token(const struct flow_walk *walk, const struct flow_signal *signal,
                        size_t *ret_at) {
    for (size_t i = 0; i < walk->tokens.count; i++) {
        if (walk->tokens.items[i].id != signal->token) continue;
        const struct flow_node *node = &walk->model->nodes[walk->tokens.items[i].node];
        if (!str_equal(node->id, signal->node)) return &flow_node_wrong;
        *ret_at = i;
        return NULL;
    }
    return &flow_token_unknown;
}

// A token that somebody outside works on.
static fault find_work(const struct flow_walk *walk, const struct flow_signal *signal,
                       size_t *ret_at) {
    TRY(find_token(walk, signal, ret_at));
    const struct flow_token *token = &walk->tokens.items[*ret_at];
    bool is_work = flow_kind_is_work(&walk->model->nodes[token->node]) && token->total == 0;
    return is_work ? NULL : &flow_node_wrong;
}

static fault complete(struct flow_walk *walk, const struct flow_signal *signal) {
    size_t at = 0;
    TRY(find_work(walk, signal, &at));
    return flow_activity_finish(walk, at);
}

static fault fail(struct flow_walk *walk, const struct flow_signal *signal) {
    size_t at = 0;
    TRY(find_work(walk, signal, &at));
    return flow_catch_fail(walk, at, signal->name);
}

static fault go_off(struct flow_walk *walk, const struct flow_signal *signal) {
    size_t at = 0;
    TRY(find_token(walk, signal, &at));
    return flow_catch_timer(walk, at);
}

static fault withdraw(struct flow_walk *walk) {
    flow_kind_clear(walk, 0);
    walk->run.state = FLOW_RUN_WITHDRAWN;
    return NULL;
}

// ---- sending back --------------------------------------------------------------------------
// Going back to a node before a split takes all branches of that split away: walked again, each
// gets a new token, and the join must not find the old ones.

static bool was_entered(const struct flow_walk *walk, int32_t node) {
    const struct flow_node *target = &walk->model->nodes[node];
    for (size_t i = 0; i < target->in_count; i++)
        if (walk->taken_counts[target->in[i]] > 0) return true;
    return false;
}

// The split that began a region, or FLOW_NOWHERE at the root and where regions are mixed.
static int32_t split_of(const struct flow_model *model, int32_t region) {
    return region <= FLOW_REGION_ROOT ? FLOW_NOWHERE : model->arrows[region - 1].source;
}

// The region around it; MIXED around the root.
static int32_t region_around(const struct flow_model *model, int32_t region) {
    int32_t split = split_of(model, region);
    return split == FLOW_NOWHERE ? FLOW_REGION_MIXED : model->nodes[split].region;
}

static bool is_in_branch_of(const struct flow_walk *walk, struct flow_token token, int32_t split) {
    const struct flow_node *node = &walk->model->nodes[token.node];
    bool is_waiting = flow_kind_is_join(node) && token.via != FLOW_NOWHERE;
    int32_t region = is_waiting ? walk->model->arrows[token.via].region : node->region;
    for (; region > FLOW_REGION_ROOT; region = region_around(walk->model, region))
        if (split_of(walk->model, region) == split) return true;
    return false;
}

// The outermost split that is left when a token goes from one region out to another that lies
// around it. False when it does not lie around it.
static bool split_left(const struct flow_model *model, int32_t from, int32_t to,
                       int32_t *ret_split) {
    *ret_split = FLOW_NOWHERE;
    while (from != to) {
        if (from <= FLOW_REGION_ROOT) return false;
        *ret_split = split_of(model, from);
        from = region_around(model, from);
    }
    return to != FLOW_REGION_MIXED;
}

// The token that stands for a token in a scope around it: the sub-process, call or body.
static fault climb(const struct flow_walk *walk, size_t at, int32_t scope, size_t *ret_at) {
    while (walk->model->nodes[walk->tokens.items[at].node].scope != scope ||
           walk->tokens.items[at].loop > 0) {
        int32_t within = walk->tokens.items[at].within;
        if (within == 0) return &flow_return_refused;
        at = flow_kind_find(walk, within);
    }
    *ret_at = at;
    return NULL;
}

static fault check_return(const struct flow_walk *walk, int32_t from, int32_t target) {
    const struct flow_node *nodes = walk->model->nodes;
    if (target == FLOW_NOWHERE || target == from || !was_entered(walk, target) ||
        nodes[target].kind != FLOW_USER_TASK || nodes[from].kind != FLOW_USER_TASK)
        return &flow_return_refused;
    return NULL;
}

static fault send_back(struct flow_walk *walk, const struct flow_signal *signal) {
    size_t at = 0;
    TRY(find_work(walk, signal, &at));
    const struct flow_model *model = walk->model;
    int32_t target = flow_node_index(model, signal->target);
    TRY(check_return(walk, walk->tokens.items[at].node, target));
    TRY(climb(walk, at, model->nodes[target].scope, &at));
    struct flow_token from = walk->tokens.items[at];
    int32_t split = FLOW_NOWHERE;
    if (!split_left(model, model->nodes[from.node].region, model->nodes[target].region, &split))
        return &flow_return_refused;
    if (from.id != signal->token)
        flow_kind_cancel(walk, from.id);
    else if (model->has_inner)
        flow_kind_clear(walk, from.id);
    at = flow_kind_find(walk, from.id);
    if (at < walk->tokens.count) flow_kind_remove(walk, at);
    for (size_t i = walk->tokens.count; split != FLOW_NOWHERE && i-- > 0;) {
        if (i >= walk->tokens.count) continue; // went with another
        struct flow_token token = walk->tokens.items[i];
        if (token.within == from.within && is_in_branch_of(walk, token, split))
            flow_kind_cancel(walk, token.id);
    }
    *list_push(walk->arena, &walk->moves) = (struct flow_move){target, FLOW_NOWHERE, from.within};
    return NULL;
}

static bool may_begin(enum flow_signal_kind kind) {
    return kind == FLOW_SIGNAL_MESSAGE || kind == FLOW_SIGNAL_SIGNAL || kind == FLOW_SIGNAL_TIMER;
}

static fault obey(struct flow_walk *walk, const struct flow_signal *signal) {
    if (signal->kind == FLOW_SIGNAL_START) return start(walk, signal);
    if (walk->run.state == FLOW_RUN_NEW && may_begin(signal->kind)) return start(walk, signal);
    if (walk->run.state != FLOW_RUN_ACTIVE) return &flow_not_running;
    switch (signal->kind) {
    case FLOW_SIGNAL_COMPLETE: return complete(walk, signal);
    case FLOW_SIGNAL_RETURN: return send_back(walk, signal);
    case FLOW_SIGNAL_WITHDRAW: return withdraw(walk);
    case FLOW_SIGNAL_MESSAGE:
        return flow_catch_deliver(walk, FLOW_EVENT_MESSAGE, signal->name, signal->token);
    case FLOW_SIGNAL_SIGNAL: return flow_catch_deliver(walk, FLOW_EVENT_SIGNAL, signal->name, 0);
    case FLOW_SIGNAL_TIMER: return go_off(walk, signal);
    case FLOW_SIGNAL_FAIL: return fail(walk, signal);
    case FLOW_SIGNAL_START: break;
    }
    ASSERT(false); // a signal without an answer
}

// ---- going until all rest ------------------------------------------------------------------

static fault go(struct flow_walk *walk) {
    bool goes_on = true;
    while (goes_on) {
        while (walk->move_next < walk->moves.count) {
            struct flow_move move = walk->moves.items[walk->move_next++];
            TRY(flow_kind_arrive(walk, move));
        }
        TRY(flow_activity_end_scope(walk, &goes_on));
        if (!goes_on) TRY(flow_kind_wake(walk, &goes_on));
    }
    return NULL;
}

// Something that can still go on by a signal; *ret_has_token: something besides timers rests.
static bool is_work_left(const struct flow_walk *walk, bool *ret_has_token) {
    bool is_left = false;
    *ret_has_token = false;
    for (size_t i = 0; i < walk->tokens.count; i++) {
        const struct flow_token *token = &walk->tokens.items[i];
        const struct flow_node *node = &walk->model->nodes[token->node];
        if (flow_kind_is_watch(walk->model, token)) {
            // a timer that only interrupts a scope in which all are stuck may set it free
            is_left = is_left || token->within != 0;
            continue;
        }
        *ret_has_token = true;
        if (!flow_kind_is_join(node) && !flow_kind_is_scope(node) && token->total == 0)
            is_left = true;
    }
    return is_left;
}

static fault settle(struct flow_walk *walk) {
    bool has_token = false;
    if (walk->run.state != FLOW_RUN_ACTIVE) return NULL;
    bool is_left = is_work_left(walk, &has_token);
    if (walk->is_failed) {
        walk->run.state = FLOW_RUN_FAILED;
    } else if (!has_token) {
        flow_kind_clear(walk, 0); // timers that watched over the whole
        walk->run.state = FLOW_RUN_FINISHED;
    } else if (!is_left) {
        return &flow_stuck;
    }
    return NULL;
}

// ---- telling what changed ------------------------------------------------------------------

static bool is_resting(const struct flow_walk *walk, int32_t token) {
    for (size_t i = 0; i < walk->tokens.count; i++)
        if (walk->tokens.items[i].id == token) return true;
    return false;
}

static fault resolve_who(struct flow_walk *walk, int32_t index, struct flow_who *ret_who) {
    const struct flow_node *node = &walk->model->nodes[index];
    *ret_who = node->who;
    if (node->who.kind != FLOW_WHO_EXPRESSION) return NULL;
    str text = flow_condition_text(walk, node->who.expression);
    if (flow_who_parse(text, ret_who)) return NULL;
    walk->note->field = node->id;
    walk->note->en = arena_print(walk->arena, "\"%.*s\" shall be done by \"%.*s\": nobody we know.",
                                 STR_ARG(flow_kind_label(node).en), STR_ARG(text));
    walk->note->zh = arena_print(walk->arena, "“%.*s”的办理人为“%.*s”，无法识别。",
                                 STR_ARG(flow_kind_label(node).zh), STR_ARG(text));
    return &flow_who_unknown;
}

static fault tell_task(struct flow_walk *walk, struct flow_token token, struct flow_task *task) {
    *task = (struct flow_task){.token = token.id, .node = token.node, .loop = token.loop};
    if (walk->model->nodes[token.node].who.kind == FLOW_WHO_EXPRESSION)
        flow_condition_enter(walk, token.id);
    return resolve_who(walk, token.node, &task->who);
}

static fault tell_work(struct flow_walk *walk, struct flow_step *step) {
    struct flow_task *tasks = ARENA_ARRAY(walk->arena, struct flow_task, walk->made.count);
    struct flow_command *commands = ARENA_ARRAY(walk->arena, struct flow_command, walk->made.count);
    for (size_t i = 0; i < walk->made.count; i++) {
        struct flow_token token = walk->made.items[i];
        const struct flow_node *node = &walk->model->nodes[token.node];
        if (!is_resting(walk, token.id)) continue; // made and cancelled in one step
        if (flow_kind_is_command(node)) {
            commands[step->command_count++] =
                (struct flow_command){token.id, token.node, node->command};
            continue;
        }
        TRY(tell_task(walk, token, &tasks[step->task_count++]));
    }
    step->tasks = tasks;
    step->commands = commands;
    return NULL;
}

static void tell_timers(struct flow_walk *walk, struct flow_step *step) {
    for (size_t i = 0; i < walk->timers.count; i++) // set and cancelled in one step: not told
        if (is_resting(walk, walk->timers.items[i].token))
            walk->timers.items[step->timer_count++] = walk->timers.items[i];
    step->timers = walk->timers.items;
}

static fault tell(struct flow_walk *walk, struct flow_step *step) {
    TRY(tell_work(walk, step));
    tell_timers(walk, step);
    struct flow_run *run = ARENA_NEW(walk->arena, struct flow_run);
    *run = walk->run;
    run->tokens = walk->tokens.items;
    run->token_count = walk->tokens.count;
    run->variables = walk->variables_kept.items;
    run->variable_count = walk->variables_kept.count;
    bool is_finished = run->state == FLOW_RUN_FINISHED || run->state == FLOW_RUN_FAILED;
    if (!is_finished) run->end = FLOW_NOWHERE;
    step->run = run;
    step->cancelled = walk->cancelled.items;
    step->cancelled_count = walk->cancelled.count;
    step->taken = walk->taken.items;
    step->taken_count = walk->taken.count;
    step->sent = walk->sent.items;
    step->sent_count = walk->sent.count;
    step->done = walk->done.items;
    step->done_count = walk->done.count;
    step->is_finished = is_finished;
    step->end = run->end;
    step->error = walk->error;
    return NULL;
}

fault flow_who_of(struct arena *arena, const struct flow_model *model, str node,
                  struct feel_value variables, struct flow_who *ret_who) {
    struct fault_note note = {0};
    struct flow_walk walk = walk_from(arena, model, flow_run_new(arena, model));
    walk.variables = variables;
    walk.note = &note;
    *ret_who = (struct flow_who){.kind = FLOW_WHO_NOBODY};
    for (size_t i = 0; i < model->node_count; i++)
        if (str_equal(model->nodes[i].id, node)) return resolve_who(&walk, (int32_t)i, ret_who);
    return NULL;
}

fault flow_step(struct arena *arena, const struct flow_model *model, const struct flow_run *run,
                const struct flow_signal *signal, struct flow_result *ret_result) {
    ret_result->note = (struct fault_note){0};
    struct flow_walk walk = walk_from(arena, model, run);
    walk.variables = signal->variables;
    walk.note = &ret_result->note;
    TRY(obey(&walk, signal));
    TRY(go(&walk));
    TRY(settle(&walk));
    struct flow_step step = {0};
    TRY(tell(&walk, &step));
    ret_result->step = step;
    return NULL;
}

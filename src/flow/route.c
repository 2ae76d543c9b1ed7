// The way ahead, for people: the tasks that will come if everybody approves, and what a drawing of
// a run shows. Both only ask step.c and the counts of the run.
#include "flow/kinds.h"

struct journey {
    struct arena *arena;
    struct arena *scratch; // of one step; what stays is copied
    const struct flow_model *model;
    struct feel_value variables;
    bool *is_seen; // user tasks
    LIST(struct flow_task) tasks;
    struct flow_run run;
    struct fault_note *note;
};

// Notes the new tasks; false when one of them was there before: the way is a circle.
static bool note_tasks(struct journey *journey, const struct flow_step *step) {
    for (size_t i = 0; i < step->task_count; i++) {
        struct flow_task task = step->tasks[i];
        if (journey->is_seen[task.node] && task.loop > 1) continue; // one of several
        if (journey->is_seen[task.node]) return false;
        journey->is_seen[task.node] = true;
        task.who.name = arena_copy(journey->arena, task.who.name);
        *list_push(journey->arena, &journey->tasks) = task;
    }
    return true;
}

// Of a step's arena into the journey's: what a run may keep is no list and no context.
static struct feel_value copy_value(struct arena *arena, struct feel_value value) {
    if (value.kind == FEEL_STRING) return feel_string(arena_copy(arena, value.text));
    if (value.kind != FEEL_TIME && value.kind != FEEL_DATE_TIME) return value;
    struct feel_moment *moment = ARENA_NEW(arena, struct feel_moment);
    *moment = *value.moment;
    moment->zone = arena_copy(arena, moment->zone);
    value.moment = moment;
    return value;
}

static void keep_run(struct journey *journey, const struct flow_run *run) {
    size_t arrow_count = journey->model->arrow_count;
    struct flow_token *tokens = ARENA_ARRAY(journey->arena, struct flow_token, run->token_count);
    int32_t *taken = ARENA_ARRAY(journey->arena, int32_t, arrow_count + 1);
    struct flow_variable *variables =
        ARENA_ARRAY(journey->arena, struct flow_variable, run->variable_count);
    for (size_t i = 0; i < run->variable_count; i++)
        variables[i] = (struct flow_variable){run->variables[i].slot,
                                              copy_value(journey->arena, run->variables[i].value)};
    for (size_t i = 0; i < run->token_count; i++) tokens[i] = run->tokens[i];
    for (size_t i = 0; i < arrow_count; i++) taken[i] = run->taken[i];
    journey->run = *run;
    journey->run.tokens = tokens;
    journey->run.taken = taken;
    journey->run.variables = variables;
}

// How the token at rest goes on if all goes well: tasks and commands are completed, messages come,
// times pass. False: it waits for others, or is a timer for the case that something is late.
static bool can_go_on(const struct journey *journey, const struct flow_token *token,
                      struct flow_signal *ret_signal) {
    const struct flow_model *model = journey->model;
    const struct flow_node *node = &model->nodes[token->node];
    if (flow_kind_is_watch(model, token) || flow_kind_is_join(node) || token->total > 0)
        return false;
    const struct flow_event *event = &node->event;
    enum flow_signal_kind kind = FLOW_SIGNAL_COMPLETE;
    if (node->kind == FLOW_EVENT_GATEWAY)
        event = &model->nodes[model->arrows[node->out[0]].target].event;
    bool waits = node->kind == FLOW_EVENT_GATEWAY || node->kind == FLOW_CATCH ||
                 node->kind == FLOW_RECEIVE_TASK;
    if (!waits && !flow_kind_is_work(node)) return false;
    if (waits && event->kind == FLOW_EVENT_MESSAGE) kind = FLOW_SIGNAL_MESSAGE;
    if (waits && event->kind == FLOW_EVENT_SIGNAL) kind = FLOW_SIGNAL_SIGNAL;
    if (waits && event->kind == FLOW_EVENT_TIMER) kind = FLOW_SIGNAL_TIMER;
    *ret_signal = (struct flow_signal){.kind = kind,
                                       .token = token->id,
                                       .node = node->id,
                                       .name = event->name,
                                       .variables = journey->variables};
    return true;
}

// A timer behind an event gateway is a token of its own.
static void aim_at_timer(const struct journey *journey, struct flow_signal *signal) {
    if (signal->kind != FLOW_SIGNAL_TIMER) return;
    for (size_t i = 0; i < journey->run.token_count; i++) {
        const struct flow_token *watch = &journey->run.tokens[i];
        if (watch->within != signal->token || !flow_kind_is_watch(journey->model, watch)) continue;
        signal->token = watch->id;
        signal->node = journey->model->nodes[watch->node].id;
        return;
    }
}

// The token that came to rest first and can go on.
static struct flow_signal next_signal(const struct journey *journey) {
    struct flow_signal signal = {.kind = FLOW_SIGNAL_START, .variables = journey->variables};
    if (journey->run.state == FLOW_RUN_NEW) return signal;
    size_t at = 0;
    while (at + 1 < journey->run.token_count &&
           !can_go_on(journey, &journey->run.tokens[at], &signal))
        at++;
    if (at + 1 == journey->run.token_count)
        (void)can_go_on(journey, &journey->run.tokens[at], &signal);
    aim_at_timer(journey, &signal);
    return signal;
}

static fault take_step(struct journey *journey, bool *ret_goes_on) {
    struct flow_signal signal = next_signal(journey);
    struct flow_result result;
    fault trouble = flow_step(journey->scratch, journey->model, &journey->run, &signal, &result);
    if (trouble != NULL) {
        journey->note->field = arena_copy(journey->arena, result.note.field);
        journey->note->en = arena_copy(journey->arena, result.note.en);
        journey->note->zh = arena_copy(journey->arena, result.note.zh);
        return trouble;
    }
    keep_run(journey, result.step.run);
    *ret_goes_on = note_tasks(journey, &result.step) && !result.step.is_finished;
    arena_reset(journey->scratch);
    return NULL;
}

static fault walk(struct journey *journey) {
    bool goes_on = true;
    for (size_t steps = 0; goes_on; steps++) {
        if (steps >= LIMIT_FLOW_ROUTE) return &flow_endless;
        TRY(take_step(journey, &goes_on));
    }
    return NULL;
}

fault flow_route(struct arena *arena, const struct flow_model *model, struct feel_value variables,
                 struct flow_route *ret_route, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    struct journey journey = {
        .arena = arena, .model = model, .variables = variables, .note = ret_note};
    journey.scratch = arena_open(LIMIT_REQUEST_ARENA);
    journey.is_seen = ARENA_ARRAY(arena, bool, model->node_count);
    journey.run = *flow_run_new(arena, model);
    fault trouble = walk(&journey);
    arena_close(journey.scratch);
    if (trouble == NULL)
        *ret_route = (struct flow_route){journey.tasks.items, journey.tasks.count, journey.run.end};
    return trouble;
}

static bool was_entered(const struct flow_run *run, const struct flow_node *node) {
    bool is_source = node->kind == FLOW_START || node->kind == FLOW_BOUNDARY;
    if (node->kind == FLOW_START && node->scope == FLOW_NOWHERE && node->out_count == 0)
        return run->state != FLOW_RUN_NEW;
    for (size_t i = 0; is_source && i < node->out_count; i++)
        if (run->taken[node->out[i]] > 0) return true;
    for (size_t i = 0; i < node->in_count; i++)
        if (run->taken[node->in[i]] > 0) return true;
    return false;
}

struct flow_marks flow_marks_of(struct arena *arena, const struct flow_model *model,
                                const struct flow_run *run) {
    bool *is_done = ARENA_ARRAY(arena, bool, model->node_count);
    bool *is_active = ARENA_ARRAY(arena, bool, model->node_count);
    for (size_t i = 0; i < run->token_count; i++)
        if (!flow_kind_is_watch(model, &run->tokens[i])) is_active[run->tokens[i].node] = true;
    for (size_t i = 0; i < model->node_count; i++)
        is_done[i] = !is_active[i] && was_entered(run, &model->nodes[i]);
    return (struct flow_marks){.is_done = is_done, .is_active = is_active, .taken = run->taken};
}

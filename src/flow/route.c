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
        if (journey->is_seen[task.node]) return false;
        journey->is_seen[task.node] = true;
        task.who.name = arena_copy(journey->arena, task.who.name);
        *list_push(journey->arena, &journey->tasks) = task;
    }
    return true;
}

static void keep_run(struct journey *journey, const struct flow_run *run) {
    size_t arrow_count = journey->model->arrow_count;
    struct flow_token *tokens = ARENA_ARRAY(journey->arena, struct flow_token, run->token_count);
    int32_t *taken = ARENA_ARRAY(journey->arena, int32_t, arrow_count + 1);
    for (size_t i = 0; i < run->token_count; i++) tokens[i] = run->tokens[i];
    for (size_t i = 0; i < arrow_count; i++) taken[i] = run->taken[i];
    journey->run = *run;
    journey->run.tokens = tokens;
    journey->run.taken = taken;
}

// The token that came to rest first and can be completed.
static struct flow_signal next_signal(const struct journey *journey) {
    if (journey->run.state == FLOW_RUN_NEW)
        return (struct flow_signal){.kind = FLOW_SIGNAL_START, .variables = journey->variables};
    size_t at = 0;
    while (flow_kind_is_join(&journey->model->nodes[journey->run.tokens[at].node])) at++;
    struct flow_token token = journey->run.tokens[at];
    return (struct flow_signal){.kind = FLOW_SIGNAL_COMPLETE,
                                .token = token.id,
                                .node = journey->model->nodes[token.node].id,
                                .variables = journey->variables};
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
    if (node->kind == FLOW_START) return run->state != FLOW_RUN_NEW;
    for (size_t i = 0; i < node->in_count; i++)
        if (run->taken[node->in[i]] > 0) return true;
    return false;
}

struct flow_marks flow_marks_of(struct arena *arena, const struct flow_model *model,
                                const struct flow_run *run) {
    bool *is_done = ARENA_ARRAY(arena, bool, model->node_count);
    bool *is_active = ARENA_ARRAY(arena, bool, model->node_count);
    for (size_t i = 0; i < run->token_count; i++) is_active[run->tokens[i].node] = true;
    for (size_t i = 0; i < model->node_count; i++)
        is_done[i] = !is_active[i] && was_entered(run, &model->nodes[i]);
    return (struct flow_marks){.is_done = is_done, .is_active = is_active, .taken = run->taken};
}

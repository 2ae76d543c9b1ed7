// The way ahead, for people: the tasks that will come if everybody approves, and what a drawing of
// a run shows. Both only ask step.c and the counts of the run.
#include "flow/kinds.h"

struct journey {
    struct arena *arena;
    const struct flow_model *model;
    struct feel_value variables;
    bool *is_seen; // user tasks
    LIST(struct flow_task) tasks;
    const struct flow_run *run;
    struct fault_note *note;
};

// Notes the new tasks; false when one of them was there before: the way is a circle.
static bool note_tasks(struct journey *journey, const struct flow_step *step) {
    for (size_t i = 0; i < step->task_count; i++) {
        if (journey->is_seen[step->tasks[i].node]) return false;
        journey->is_seen[step->tasks[i].node] = true;
        *list_push(journey->arena, &journey->tasks) = step->tasks[i];
    }
    return true;
}

// The token that came to rest first and can be completed.
static struct flow_signal next_signal(const struct journey *journey) {
    if (journey->run->state == FLOW_RUN_NEW)
        return (struct flow_signal){.kind = FLOW_SIGNAL_START, .variables = journey->variables};
    size_t at = 0;
    while (flow_kind_is_join(&journey->model->nodes[journey->run->tokens[at].node])) at++;
    struct flow_token token = journey->run->tokens[at];
    return (struct flow_signal){.kind = FLOW_SIGNAL_COMPLETE,
                                .token = token.id,
                                .node = journey->model->nodes[token.node].id,
                                .variables = journey->variables};
}

static fault walk(struct journey *journey, int32_t *ret_end) {
    *ret_end = FLOW_NOWHERE;
    for (size_t moves = 0; moves < LIMIT_FLOW_MOVES; moves++) {
        struct flow_signal signal = next_signal(journey);
        struct flow_result result;
        fault trouble = flow_step(journey->arena, journey->model, journey->run, &signal, &result);
        *journey->note = result.note;
        if (trouble != NULL) return trouble;
        journey->run = result.step.run;
        *ret_end = result.step.end;
        if (!note_tasks(journey, &result.step) || result.step.is_finished) return NULL;
    }
    return &flow_endless;
}

fault flow_route(struct arena *arena, const struct flow_model *model, struct feel_value variables,
                 struct flow_route *ret_route, struct fault_note *ret_note) {
    struct journey journey = {
        .arena = arena, .model = model, .variables = variables, .note = ret_note};
    journey.is_seen = ARENA_ARRAY(arena, bool, model->node_count);
    journey.run = flow_run_new(arena, model);
    int32_t end = FLOW_NOWHERE;
    TRY(walk(&journey, &end));
    *ret_route = (struct flow_route){journey.tasks.items, journey.tasks.count, end};
    return NULL;
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

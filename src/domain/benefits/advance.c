// The flow's word carried out. flow_step thinks; this file writes: a task row and one row per
// candidate for each user task, and for each service task the command that it names, which runs
// after this one in the same transaction. Service tasks are completed at once, so a run rests only
// where a person is asked. Due times skip what nobody works, by the book's calendar.
#include "domain/benefits/advance.h"

enum { HOUR_SECONDS = 3600 };

struct moving {
    struct job *job;
    const struct benefits_world *world;
    const struct benefits_advance *advance;
    struct changes *changes;
    struct benefits_standing *standing;
};

static instant due_of(const struct moving *moving, const struct flow_node *node) {
    const struct book *book = moving->world->book;
    if (node->due_hours == 0) return INSTANT_NONE;
    return flow_calendar_add(book->calendar, book->zone_minutes, moving->job->moment.now,
                             (int64_t)node->due_hours * HOUR_SECONDS, node->clock);
}

static struct benefits_record_attempt_in absence_of(const struct benefits_world *world,
                                                    int64_t request) {
    return (struct benefits_record_attempt_in){.applicant = world->applicant_id,
                                               .customer = world->content->customer,
                                               .request = request,
                                               .kind = world->content->kind,
                                               .amount = world->amount_book,
                                               .refusal = STR("approver_absent")};
}

// Nobody of those who were meant: compliance is asked, and the record says so (PRODUCT § 4.2).
static void raise_alarm(const struct moving *moving) {
    struct benefits_record_attempt_in alarm = absence_of(moving->world, moving->advance->request);
    changes_follow(moving->changes, "record_attempt", &alarm, sizeof(alarm));
}

static fault open_task(const struct moving *moving, const struct flow_task *task) {
    struct job *job = moving->job;
    const struct flow_node *node = &moving->advance->flow->model->nodes[task->node];
    struct benefits_candidates who = benefits_candidates_of(moving->world, &task->who);
    if (who.count == 0) return &approver_absent;
    if (who.is_fallback) raise_alarm(moving);
    int64_t id = job_new_id(job);
    instant due = due_of(moving, node);
    benefits_insert_task(moving->changes, &(struct benefits_insert_task_in){
                                              .id = id,
                                              .request = moving->advance->request,
                                              .token = arena_print(job->arena, "%d", task->token),
                                              .node = node->id,
                                              .zh = node->title.zh,
                                              .en = node->title.en,
                                              .hash = moving->advance->hash,
                                              .since = job->moment.now,
                                              .due = due});
    for (size_t i = 0; i < who.count; i++)
        benefits_insert_candidate(moving->changes,
                                  &(struct benefits_insert_candidate_in){
                                      .task = id, .user_id = who.items[i], .due = due});
    struct benefits_standing *standing = moving->standing;
    standing->waits_for = who.names;
    standing->waits_since = job->moment.now;
    standing->due = due;
    standing->has_task = true;
    standing->waits_for_applicant = task->who.kind == FLOW_WHO_APPLICANT;
    return NULL;
}

static fault take_up(const struct moving *moving, const struct flow_step *step) {
    for (size_t i = 0; i < step->task_count; i++) TRY(open_task(moving, &step->tasks[i]));
    for (size_t i = 0; i < step->command_count; i++) {
        char *name = arena_text(moving->job->arena, step->commands[i].name);
        struct benefits_release_request_in in = {.request = moving->advance->request};
        changes_follow(moving->changes, name, &in, sizeof(in));
    }
    return NULL;
}

static bool is_resting(const struct flow_run *run, int32_t token) {
    for (size_t i = 0; i < run->token_count; i++)
        if (run->tokens[i].id == token) return true;
    return false;
}

// Steps on until no command is waiting to be signalled; several at once are completed in order.
static fault walk(const struct moving *moving, struct flow_signal signal) {
    struct arena *arena = moving->job->arena;
    const struct flow_model *model = moving->advance->flow->model;
    const struct flow_run *run = moving->advance->run;
    LIST(struct flow_command) waiting = {0};
    size_t next = 0;
    for (int rounds = 0; rounds < LIMIT_FOLLOW_UPS; rounds++) {
        struct flow_result result = {0};
        fault trouble = flow_step(arena, model, run, &signal, &result);
        if (trouble != NULL) moving->job->note = result.note;
        TRY(trouble);
        TRY(take_up(moving, &result.step));
        run = result.step.run;
        for (size_t i = 0; i < result.step.command_count; i++)
            *list_push(arena, &waiting) = result.step.commands[i];
        while (next < waiting.count && !is_resting(run, waiting.items[next].token)) next++;
        if (next == waiting.count) break;
        signal.kind = FLOW_SIGNAL_COMPLETE;
        signal.token = waiting.items[next].token;
        signal.node = model->nodes[waiting.items[next].node].id;
        next++;
    }
    struct buf out = buf_in(arena, 64 * KIB);
    flow_run_write(&out, model, run);
    moving->standing->run = buf_str(&out);
    return NULL;
}

static void record_absence(struct job *job, const struct benefits_world *world) {
    struct benefits_record_attempt_in attempt = absence_of(world, world->request_id);
    job_attempt(job, "record_attempt", &attempt, sizeof(attempt));
}

fault benefits_advance(struct job *job, const struct benefits_world *world,
                       const struct benefits_advance *advance, struct changes *changes,
                       struct benefits_standing *ret_standing) {
    *ret_standing = (struct benefits_standing){0};
    struct moving moving = {job, world, advance, changes, ret_standing};
    struct flow_signal signal = {.kind = advance->signal,
                                 .node = advance->node,
                                 .variables = benefits_flow_variables(world, advance->decision)};
    int64_t token = 0;
    if (advance->token.size > 0) ASSERT(str_to_int(advance->token, &token));
    signal.token = (int32_t)token;
    fault trouble = walk(&moving, signal);
    if (trouble == &approver_absent) record_absence(job, world);
    return trouble;
}

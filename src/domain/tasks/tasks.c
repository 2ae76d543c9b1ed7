// Deciding on a request: approve, reject, return. A decision binds to what was seen (the content's
// hash), is refused for whoever stands on the request himself, by every door, and moves the flow on
// in the same transaction. An attempt to decide on one's own request is recorded by a command of
// its own. Who gets the next task is benefits/candidates.c's business.
#include "benefits_sql.h"
#include "command/wishes.h"
#include "domain/benefits/advance.h"
#include "domain/tasks/standing.h"
#include "format/json.h"

// What somebody decided, in one struct for all three.
struct saying {
    int64_t task;
    str hash;
    str comment;
    const char *decision;
};

// ---- Loading ----

// The facts that the flow's conditions look at, as the request was judged when it was submitted.
static fault take_up_request(struct store_reader *reader, struct job *job,
                             struct tasks_standing *standing) {
    struct benefits_world *world = &standing->world;
    TRY(benefits_read_content(job->arena, standing->request.content, &standing->content));
    *world = (struct benefits_world){.book = job->book,
                                     .arena = job->arena,
                                     .content = &standing->content,
                                     .applicant_id = standing->request.applicant,
                                     .request_id = standing->request.id,
                                     .today = job->moment.today,
                                     .accounts = job->accounts};
    TRY(benefits_load_world(reader, world));
    const struct json *verdict = NULL;
    TRY(json_read(job->arena, standing->request.verdict, &verdict, &job->note));
    const struct json *role = json_member(verdict, STR("role"));
    world->verdict.headline.outcome = (enum pack_outcome)standing->request.outcome;
    world->verdict.headline.role = role == NULL ? STR_NONE : role->text;
    world->amount_book = standing->request.amount_book;
    world->flow = book_flow(job->book, standing->request.flow);
    return NULL;
}

fault tasks_load_standing(struct store_reader *reader, struct job *job, int64_t task,
                          struct tasks_standing **ret_standing) {
    struct tasks_standing *standing = ARENA_NEW(job->arena, struct tasks_standing);
    struct tasks_is_candidate candidate;
    *ret_standing = standing;
    TRY(tasks_by_id(reader, &(struct tasks_by_id_in){task}, job->arena, &standing->task,
                    &standing->is_there));
    if (!standing->is_there) return NULL;
    TRY(tasks_is_candidate(
        reader, &(struct tasks_is_candidate_in){.user_id = job->actor.user_id, .task = task},
        job->arena, &candidate, &standing->is_candidate));
    bool has_request;
    TRY(benefits_by_id(reader, &(struct benefits_by_id_in){standing->task.request}, job->arena,
                       &standing->request, &has_request));
    ASSERT(has_request);
    TRY(take_up_request(reader, job, standing));
    standing->is_own =
        benefits_is_own(&job->actor, standing->request.applicant, &standing->content);
    return NULL;
}

// ---- Deciding ----

static void record_own(struct job *job, const struct tasks_standing *standing) {
    struct benefits_record_attempt_in attempt = {.applicant = job->actor.user_id,
                                                 .customer = standing->request.customer,
                                                 .request = standing->request.id,
                                                 .kind = standing->request.kind,
                                                 .amount = standing->request.amount_book,
                                                 .refusal = STR("own_request")};
    job_attempt(job, "record_attempt", &attempt, sizeof(attempt));
}

// PRODUCT § 4.1 and 4.3, asked in this order for every decision and every door.
static fault may_decide(struct job *job, const struct saying *saying,
                        const struct tasks_standing *standing) {
    if (!standing->is_there) return &task_unknown;
    if (standing->is_own) {
        record_own(job, standing);
        return &own_request;
    }
    if (!standing->task.is_open) return &task_done;
    if (!standing->is_candidate) return &task_not_yours;
    if (!str_equal(saying->hash, standing->request.hash)) return &content_changed;
    return NULL;
}

static fault decide(struct job *job, const struct saying *saying,
                    const struct tasks_standing *standing, struct changes *changes) {
    TRY(may_decide(job, saying, standing));
    benefits_finish_task(changes,
                         &(struct benefits_finish_task_in){.action = str_of(saying->decision),
                                                           .done = job->moment.now,
                                                           .done_by = job->actor.user_id,
                                                           .id = saying->task});
    benefits_close_candidates(changes, &(struct benefits_close_candidates_in){saying->task});
    benefits_insert_decision(
        changes, &(struct benefits_insert_decision_in){.id = job_new_id(job),
                                                       .request = standing->request.id,
                                                       .task = saying->task,
                                                       .node = standing->task.node,
                                                       .zh = standing->task.zh,
                                                       .en = standing->task.en,
                                                       .by_user = job->actor.user_id,
                                                       .by_name = job->actor.name,
                                                       .decided = job->moment.now,
                                                       .action = str_of(saying->decision),
                                                       .comment = saying->comment,
                                                       .hash = saying->hash,
                                                       .door = actor_door_name(job->actor.door)});
    changes_subject(changes, standing->request.id);
    return NULL;
}

static fault move(struct job *job, const struct tasks_standing *standing, const char *decision,
                  struct changes *changes) {
    const struct benefits_by_id *request = &standing->request;
    struct benefits_advance advance = {.request = request->id,
                                       .flow = standing->world.flow,
                                       .signal = FLOW_SIGNAL_COMPLETE,
                                       .token = standing->task.token,
                                       .node = standing->task.node,
                                       .decision = decision,
                                       .hash = request->hash};
    if (advance.flow == NULL) return &flow_run_foreign;
    TRY(flow_run_read(job->arena, advance.flow->model, request->run, &advance.run, &job->note));
    struct benefits_standing after;
    TRY(benefits_advance(job, &standing->world, &advance, changes, &after));
    benefits_set_run(changes, &(struct benefits_set_run_in){.run = after.run,
                                                            .changed = job->moment.now,
                                                            .waits_for = after.waits_for,
                                                            .waits_since = after.waits_since,
                                                            .due = after.due,
                                                            .id = request->id});
    struct benefits_summary *out = job->out;
    *out = benefits_summary_of(request, job->book->currency, job->moment.now);
    out->waits_for = after.waits_for;
    out->waits_since = after.waits_since;
    out->due = after.due;
    out->is_late = false;
    return NULL;
}

// ---- The three commands ----

fault tasks_load_approve_task(struct store_reader *reader, struct job *job,
                              const struct tasks_approve_task_in *in,
                              struct tasks_approve_task_facts *facts) {
    return tasks_load_standing(reader, job, in->task, &facts->standing);
}

fault tasks_decide_approve_task(struct job *job, const struct tasks_approve_task_in *in,
                                const struct tasks_approve_task_facts *facts,
                                struct changes *changes, struct benefits_summary *ret_out) {
    (void)ret_out; // the flow stage knows more
    struct saying saying = {in->task, in->hash, in->comment, "approve"};
    return decide(job, &saying, facts->standing, changes);
}

fault tasks_flow_approve_task(struct job *job, const struct tasks_approve_task_facts *facts,
                              struct changes *changes) {
    return move(job, facts->standing, "approve", changes);
}

fault tasks_load_reject_task(struct store_reader *reader, struct job *job,
                             const struct tasks_reject_task_in *in,
                             struct tasks_reject_task_facts *facts) {
    return tasks_load_standing(reader, job, in->task, &facts->standing);
}

fault tasks_decide_reject_task(struct job *job, const struct tasks_reject_task_in *in,
                               const struct tasks_reject_task_facts *facts, struct changes *changes,
                               struct benefits_summary *ret_out) {
    (void)ret_out;
    struct saying saying = {in->task, in->hash, in->comment, "reject"};
    TRY(decide(job, &saying, facts->standing, changes));
    const struct benefits_by_id *request = &facts->standing->request;
    benefits_set_status_to(changes, request->id, job->moment.now,
                           &(struct benefits_move){.status = BENEFITS_STATUS_IN_APPROVAL,
                                                   .holds = request->holds,
                                                   .note = in->comment});
    return NULL;
}

fault tasks_flow_reject_task(struct job *job, const struct tasks_reject_task_facts *facts,
                             struct changes *changes) {
    return move(job, facts->standing, "reject", changes);
}

fault tasks_load_return_task(struct store_reader *reader, struct job *job,
                             const struct tasks_return_task_in *in,
                             struct tasks_return_task_facts *facts) {
    return tasks_load_standing(reader, job, in->task, &facts->standing);
}

fault tasks_decide_return_task(struct job *job, const struct tasks_return_task_in *in,
                               const struct tasks_return_task_facts *facts, struct changes *changes,
                               struct benefits_summary *ret_out) {
    (void)ret_out;
    struct saying saying = {in->task, in->hash, in->comment, "return"};
    TRY(decide(job, &saying, facts->standing, changes));
    const struct benefits_by_id *request = &facts->standing->request;
    benefits_set_status_to(changes, request->id, job->moment.now,
                           &(struct benefits_move){.status = BENEFITS_STATUS_RETURNED,
                                                   .holds = request->holds,
                                                   .return_reason = in->comment});
    return NULL;
}

fault tasks_flow_return_task(struct job *job, const struct tasks_return_task_facts *facts,
                             struct changes *changes) {
    TRY(move(job, facts->standing, "return", changes));
    struct benefits_summary *out = job->out;
    out->status = BENEFITS_STATUS_RETURNED;
    return NULL;
}

// The small commands of a request: taking back, urging, voiding, what the flow names (release,
// reject), attempts, drafts, and benefits of the past as closed history. Whatever ends a request
// gives its reservations back in the same transaction.
#include "domain/benefits/benefits.h"

#include "command/book.h"
#include "command/wishes.h"
#include "domain/benefits/months.h"
#include "domain/benefits/world.h"
#include "format/shape.h"

enum { URGE_PAUSE_MS = 4 * 3600000 };

// ---- For this and other modules ----

fault benefits_read_content(struct arena *arena, str json, struct benefits_content *ret) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    TRY(json_read(arena, json, &value, &note));
    return shape_read(arena, &benefits_content_shape, value, ret, &note);
}

struct benefits_summary benefits_summary_of(const struct benefits_by_id *row, str currency,
                                            instant now) {
    bool is_open = row->status == BENEFITS_STATUS_IN_APPROVAL;
    return (struct benefits_summary){
        BENEFITS_SUMMARY_FIELDS(row, currency),
        .is_late = is_open && row->due != INSTANT_NONE && (row->due < now),
        .is_imported = (row->source.size > 0),
    };
}

void benefits_set_status_to(struct changes *changes, int64_t request, instant now,
                            const struct benefits_move *move) {
    benefits_set_status(changes,
                        &(struct benefits_set_status_in){.status = move->status,
                                                         .changed = now,
                                                         .holds = move->holds,
                                                         .waits_for = move->waits_for,
                                                         .waits_since = move->waits_since,
                                                         .due = move->due,
                                                         .note = move->note,
                                                         .return_reason = move->return_reason,
                                                         .id = request});
}

// ---- Reservations ----

// "pending:amount:currency"
bool benefits_next_hold(str *rest, struct benefits_hold *ret_hold) {
    str word = str_cut(rest, ' ');
    if (word.size == 0) return false;
    ASSERT(str_to_int(str_cut(&word, ':'), &ret_hold->pending));
    ASSERT(str_to_int(str_cut(&word, ':'), &ret_hold->amount));
    ret_hold->currency = word;
    return true;
}

void benefits_release_holds(struct changes *changes, str holds, str reason) {
    struct benefits_hold hold;
    while (benefits_next_hold(&holds, &hold))
        changes_post(changes, &(struct posting_wish){.kind = POSTING_RELEASE,
                                                     .pending_id = hold.pending,
                                                     .reason = reason});
}

// What was reserved for the whole is used in the proportion of what it really was, rounded up, so
// that a limit is never used less than it should be.
static int64_t share(int64_t reserved, int64_t planned, int64_t actual) {
    if (actual >= planned) return reserved;
    __int128 exact = (__int128)reserved * actual;
    return (int64_t)((exact + planned - 1) / planned);
}

void benefits_use_holds(struct changes *changes, str holds, int64_t planned, int64_t actual) {
    struct benefits_hold hold;
    while (benefits_next_hold(&holds, &hold)) {
        bool is_count = str_equal(hold.currency, STR("#"));
        int64_t used = is_count ? hold.amount : share(hold.amount, planned, actual);
        changes_post(changes,
                     &(struct posting_wish){.kind = used > 0 ? POSTING_USE : POSTING_RELEASE,
                                            .amount = used,
                                            .pending_id = hold.pending,
                                            .reason = STR("closed")});
    }
}

// ---- Taking back ----

fault benefits_load_withdraw_request(struct store_reader *reader, struct job *job,
                                     const struct benefits_withdraw_request_in *in,
                                     struct benefits_withdraw_request_facts *facts) {
    struct benefits_first_decision decision;
    TRY(benefits_by_id(reader, &(struct benefits_by_id_in){in->request}, job->arena, &facts->before,
                       &facts->is_there));
    TRY(benefits_first_decision(reader, &(struct benefits_first_decision_in){in->request},
                                job->arena, &decision, &facts->is_decided));
    facts->open_tasks = ARENA_NEW(job->arena, struct benefits_tasks_of_list);
    return benefits_tasks_of(reader, &(struct benefits_tasks_of_in){in->request}, job->arena,
                             facts->open_tasks);
}

fault benefits_decide_withdraw_request(struct job *job,
                                       const struct benefits_withdraw_request_in *in,
                                       const struct benefits_withdraw_request_facts *facts,
                                       struct changes *changes, struct benefits_summary *ret_out) {
    const struct benefits_by_id *before = &facts->before;
    if (!facts->is_there) return &request_unknown;
    if (before->applicant != job->actor.user_id) return &request_not_yours;
    if (before->status != BENEFITS_STATUS_IN_APPROVAL && before->status != BENEFITS_STATUS_RETURNED)
        return &request_not_open;
    if (facts->is_decided) return &request_decided;
    for (size_t i = 0; i < facts->open_tasks->count; i++) {
        int64_t task = facts->open_tasks->items[i].id;
        benefits_finish_task(changes,
                             &(struct benefits_finish_task_in){.action = STR("withdraw"),
                                                               .done = job->moment.now,
                                                               .done_by = job->actor.user_id,
                                                               .id = task});
        benefits_close_candidates(changes, &(struct benefits_close_candidates_in){task});
    }
    benefits_release_holds(changes, before->holds, STR("withdrawn"));
    const struct benefits_counted counted = benefits_counted_of(before);
    benefits_count(changes, &counted, -1);
    benefits_set_status_to(
        changes, in->request, job->moment.now,
        &(struct benefits_move){.status = BENEFITS_STATUS_WITHDRAWN, .note = in->reason});
    changes_subject(changes, in->request);
    *ret_out = benefits_summary_of(before, job->book->currency, job->moment.now);
    ret_out->status = BENEFITS_STATUS_WITHDRAWN;
    ret_out->waits_for = STR_NONE;
    return NULL;
}

// The run is given up where it stands.
fault benefits_flow_withdraw_request(struct job *job,
                                     const struct benefits_withdraw_request_facts *facts,
                                     struct changes *changes) {
    const struct benefits_by_id *before = &facts->before;
    const struct book_flow *flow = book_flow(job->book, before->flow);
    if (flow == NULL || !str_equal(flow->version, before->flow_version)) return NULL;
    const struct flow_run *run = NULL;
    TRY(flow_run_read(job->arena, flow->model, before->run, &run, &job->note));
    struct flow_signal signal = {.kind = FLOW_SIGNAL_WITHDRAW, .variables = feel_null()};
    struct flow_result result;
    TRY(flow_step(job->arena, flow->model, run, &signal, &result));
    struct buf out = buf_in(job->arena, 64 * KIB);
    flow_run_write(&out, flow->model, result.step.run);
    benefits_set_run(changes, &(struct benefits_set_run_in){.run = buf_str(&out),
                                                            .changed = job->moment.now,
                                                            .id = before->id});
    return NULL;
}

// ---- Urging and voiding ----

fault benefits_load_urge_request(struct store_reader *reader, struct job *job,
                                 const struct benefits_urge_request_in *in,
                                 struct benefits_urge_request_facts *facts) {
    return benefits_by_id(reader, &(struct benefits_by_id_in){in->request}, job->arena,
                          &facts->before, &facts->is_there);
}

fault benefits_decide_urge_request(struct job *job, const struct benefits_urge_request_in *in,
                                   const struct benefits_urge_request_facts *facts,
                                   struct changes *changes, struct benefits_summary *ret_out) {
    const struct benefits_by_id *before = &facts->before;
    if (!facts->is_there) return &request_unknown;
    if (before->applicant != job->actor.user_id) return &request_not_yours;
    if (before->status != BENEFITS_STATUS_IN_APPROVAL) return &request_not_open;
    if (before->urged != INSTANT_NONE && job->moment.now - before->urged < URGE_PAUSE_MS)
        return &urged_lately;
    benefits_set_urged(
        changes, &(struct benefits_set_urged_in){.urged = job->moment.now, .id = in->request});
    changes_subject(changes, in->request);
    *ret_out = benefits_summary_of(before, job->book->currency, job->moment.now);
    return NULL;
}

// Whoever stands on a request himself and tries is recorded, as with decisions.
static fault refuse_own(struct job *job, const struct benefits_by_id *request) {
    struct benefits_record_attempt_in attempt = {.applicant = job->actor.user_id,
                                                 .customer = request->customer,
                                                 .request = request->id,
                                                 .kind = request->kind,
                                                 .amount = request->amount_book,
                                                 .refusal = STR("own_request")};
    job_attempt(job, "record_attempt", &attempt, sizeof(attempt));
    return &own_request;
}

fault benefits_load_void_request(struct store_reader *reader, struct job *job,
                                 const struct benefits_void_request_in *in,
                                 struct benefits_void_request_facts *facts) {
    return benefits_by_id(reader, &(struct benefits_by_id_in){in->request}, job->arena,
                          &facts->before, &facts->is_there);
}

fault benefits_decide_void_request(struct job *job, const struct benefits_void_request_in *in,
                                   const struct benefits_void_request_facts *facts,
                                   struct changes *changes, struct benefits_summary *ret_out) {
    const struct benefits_by_id *before = &facts->before;
    if (!facts->is_there) return &request_unknown;
    if (before->status != BENEFITS_STATUS_APPROVED) return &request_not_approved;
    struct benefits_content content = {0};
    TRY(benefits_read_content(job->arena, before->content, &content));
    if (benefits_is_own(&job->actor, before->applicant, &content)) return refuse_own(job, before);
    benefits_release_holds(changes, before->holds, STR("voided"));
    const struct benefits_counted counted = benefits_counted_of(before);
    benefits_count(changes, &counted, -1);
    benefits_set_status_to(
        changes, in->request, job->moment.now,
        &(struct benefits_move){.status = BENEFITS_STATUS_VOIDED, .note = in->reason});
    changes_subject(changes, in->request);
    *ret_out = benefits_summary_of(before, job->book->currency, job->moment.now);
    ret_out->status = BENEFITS_STATUS_VOIDED;
    return NULL;
}

// ---- Named by the flow ----

fault benefits_load_release_request(struct store_reader *reader, struct job *job,
                                    const struct benefits_release_request_in *in,
                                    struct benefits_release_request_facts *facts) {
    return benefits_standing_of(reader, &(struct benefits_standing_of_in){in->request}, job->arena,
                                &facts->before, &facts->is_there);
}

fault benefits_decide_release_request(struct job *job, const struct benefits_release_request_in *in,
                                      const struct benefits_release_request_facts *facts,
                                      struct changes *changes) {
    if (!facts->is_there) return &request_unknown;
    if (facts->before.status != BENEFITS_STATUS_IN_APPROVAL) return &request_not_open;
    benefits_set_status_to(changes, in->request, job->moment.now,
                           &(struct benefits_move){.status = BENEFITS_STATUS_APPROVED,
                                                   .holds = facts->before.holds,
                                                   .waits_since = job->moment.now});
    changes_subject(changes, in->request);
    return NULL;
}

fault benefits_load_reject_request(struct store_reader *reader, struct job *job,
                                   const struct benefits_reject_request_in *in,
                                   struct benefits_reject_request_facts *facts) {
    return benefits_standing_of(reader, &(struct benefits_standing_of_in){in->request}, job->arena,
                                &facts->before, &facts->is_there);
}

fault benefits_decide_reject_request(struct job *job, const struct benefits_reject_request_in *in,
                                     const struct benefits_reject_request_facts *facts,
                                     struct changes *changes) {
    if (!facts->is_there) return &request_unknown;
    if (facts->before.status != BENEFITS_STATUS_IN_APPROVAL) return &request_not_open;
    benefits_release_holds(changes, facts->before.holds, STR("rejected"));
    const struct benefits_counted counted = {.applicant = facts->before.applicant,
                                             .department = facts->before.department,
                                             .kind = facts->before.kind,
                                             .planned_on = facts->before.planned_on,
                                             .amount_book = facts->before.amount_book};
    benefits_count(changes, &counted, -1);
    benefits_set_status_to(
        changes, in->request, job->moment.now,
        &(struct benefits_move){.status = BENEFITS_STATUS_REJECTED, .note = facts->before.note});
    changes_subject(changes, in->request);
    return NULL;
}

fault benefits_decide_record_attempt(struct job *job, const struct benefits_record_attempt_in *in,
                                     struct changes *changes) {
    benefits_insert_attempt(changes,
                            &(struct benefits_insert_attempt_in){.id = job_new_id(job),
                                                                 .applicant = in->applicant,
                                                                 .customer = in->customer,
                                                                 .tried = job->moment.now,
                                                                 .kind = in->kind,
                                                                 .amount_book = in->amount,
                                                                 .refusal = in->refusal,
                                                                 .rule = in->rule});
    changes_subject(changes, in->request);
    return NULL;
}

// ---- The past ----

fault benefits_load_import_benefit(struct store_reader *reader, struct job *job,
                                   const struct benefits_import_benefit_in *in,
                                   struct benefits_import_benefit_facts *facts) {
    struct benefits_known_import known;
    TRY(customers_by_id(reader, &(struct customers_by_id_in){in->customer}, job->arena,
                        &facts->customer_row, &facts->is_there));
    if (facts->customer_row.merged_into != 0) // leads on to where it went
        TRY(customers_by_id(reader, &(struct customers_by_id_in){facts->customer_row.merged_into},
                            job->arena, &facts->customer_row, &facts->is_there));
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){facts->customer_row.owner},
                          job->arena, &facts->owner_row, &facts->has_owner));
    return benefits_known_import(
        reader,
        &(struct benefits_known_import_in){.source = in->source, .external_id = in->external_id},
        job->arena, &known, &facts->is_known);
}

// What it was in the book's currency; 0 for another currency without a rate: it stands in the
// record and counts to no sum.
static fault measure_import(const struct job *job, const struct benefits_import_benefit_in *in,
                            int64_t *ret_minor) {
    fault trouble = benefits_convert(job->book->currency, in->amount, in->rate, ret_minor);
    if (trouble != &rate_missing || in->rate.size > 0) return trouble;
    *ret_minor = 0;
    return NULL;
}

static struct benefits_content content_of_import(const struct benefits_import_benefit_in *in,
                                                 int64_t customer) {
    return (struct benefits_content){.kind = in->kind,
                                     .form = BENEFITS_FORM_IN_KIND,
                                     .customer = customer,
                                     .recipient_kind = BENEFITS_RECIPIENT_KIND_EMPLOYEE,
                                     .occasion = in->occasion,
                                     .purpose = in->purpose,
                                     .amount = in->amount,
                                     .rate = in->rate,
                                     .planned_on = in->given_on,
                                     .quantity = 1,
                                     .payee_name = in->contact_name};
}

fault benefits_decide_import_benefit(struct job *job, const struct benefits_import_benefit_in *in,
                                     const struct benefits_import_benefit_facts *facts,
                                     struct changes *changes) {
    if (!facts->is_there) return &customer_unknown;
    if (facts->is_known) return &benefit_known;
    int64_t amount_book;
    TRY(measure_import(job, in, &amount_book));
    struct benefits_content content = content_of_import(in, facts->customer_row.id);
    str json = benefits_print_content(job->arena, &content);
    int64_t id = job_new_id(job);
    struct date_parts day = date_split(in->given_on);
    instant given = date_start(in->given_on, job->book->zone_minutes);
    benefits_insert(changes, &(struct benefits_insert_in){
                                 .id = id,
                                 .number = arena_print(job->arena, "LS-%04d%02d%02d-%07lld",
                                                       day.year, day.month, day.day, (long long)id),
                                 .kind = in->kind,
                                 .form = BENEFITS_FORM_IN_KIND,
                                 .status = BENEFITS_STATUS_CLOSED,
                                 .customer = facts->customer_row.id,
                                 .applicant = facts->customer_row.owner,
                                 .department = facts->owner_row.department,
                                 .occasion = in->occasion,
                                 .amount = in->amount,
                                 .amount_book = amount_book,
                                 .value = amount_book,
                                 .planned_on = in->given_on,
                                 .submitted = given,
                                 .changed = job->moment.now,
                                 .version = 1,
                                 .hash = benefits_hash_content(job->arena, json),
                                 .content = json,
                                 .source = in->source,
                                 .external_id = in->external_id,
                                 .actual = amount_book,
                                 .closed = given});
    const struct benefits_counted counted = {.applicant = facts->customer_row.owner,
                                             .department = facts->owner_row.department,
                                             .kind = in->kind,
                                             .planned_on = in->given_on,
                                             .amount_book = amount_book};
    benefits_count(changes, &counted, 1);
    changes_subject(changes, id);
    return NULL;
}

// ---- Drafts ----

static fault is_my_draft(struct store_reader *reader, struct job *job, int64_t draft,
                         bool *ret_is_mine) {
    struct benefits_draft_by_id row;
    bool is_there;
    TRY(benefits_draft_by_id(reader, &(struct benefits_draft_by_id_in){draft}, job->arena, &row,
                             &is_there));
    *ret_is_mine = is_there && row.owner == job->actor.user_id;
    return NULL;
}

fault benefits_load_save_draft(struct store_reader *reader, struct job *job,
                               const struct benefits_save_draft_in *in,
                               struct benefits_save_draft_facts *facts) {
    facts->is_mine = true;
    return in->draft == 0 ? NULL : is_my_draft(reader, job, in->draft, &facts->is_mine);
}

fault benefits_decide_save_draft(struct job *job, const struct benefits_save_draft_in *in,
                                 const struct benefits_save_draft_facts *facts,
                                 struct changes *changes, struct benefits_draft *ret_out) {
    if (!facts->is_mine) return &draft_unknown;
    if (in->content.size > 64 * KIB) return &draft_large;
    *ret_out = (struct benefits_draft){.id = in->draft != 0 ? in->draft : job_new_id(job),
                                       .content = in->content,
                                       .saved = job->moment.now};
    benefits_put_draft(changes, &(struct benefits_put_draft_in){.id = ret_out->id,
                                                                .owner = job->actor.user_id,
                                                                .content = in->content,
                                                                .saved = job->moment.now});
    return NULL;
}

fault benefits_load_drop_draft(struct store_reader *reader, struct job *job,
                               const struct benefits_drop_draft_in *in,
                               struct benefits_drop_draft_facts *facts) {
    return is_my_draft(reader, job, in->draft, &facts->is_mine);
}

fault benefits_decide_drop_draft(struct job *job, const struct benefits_drop_draft_in *in,
                                 const struct benefits_drop_draft_facts *facts,
                                 struct changes *changes) {
    if (!facts->is_mine) return &draft_unknown;
    benefits_delete_draft(
        changes, &(struct benefits_delete_draft_in){.id = in->draft, .owner = job->actor.user_id});
    return NULL;
}

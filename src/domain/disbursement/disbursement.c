// Handing over, the last place where a benefit can go astray: more than approved, twice, to
// somebody else, or by the hand of the one who wanted it. Applicant, approver, cashier and checker
// are four people here (PRODUCT § 4.1), asked of each single request and not only of roles. What
// may be handed is decided on the approved amount less what was handed and not found wrong.
#include "command/book.h"
#include "command/wishes.h"
#include "disbursement_api.h"
#include "domain/benefits/benefits.h"

// ---- What both sides of the counter look at ----------------------------------------------------

struct hands {
    const struct benefits_by_id *request;
    const struct benefits_content *content;
    bool has_decided;
    bool has_handled; // on the other side of the counter
    int64_t recorder; // of the handing that is checked; 0: none
};

static bool are_apart(const struct actor *actor, const struct hands *hands) {
    return !hands->has_decided && !hands->has_handled && actor->user_id != hands->recorder &&
           !benefits_is_own(actor, hands->request->applicant, hands->content);
}

// Who is barred and tries is recorded, as with decisions.
static fault refuse_hands(struct job *job, const struct benefits_by_id *request) {
    struct benefits_record_attempt_in attempt = {.applicant = job->actor.user_id,
                                                 .customer = request->customer,
                                                 .request = request->id,
                                                 .kind = request->kind,
                                                 .amount = request->amount_book,
                                                 .refusal = STR("hands_not_apart")};
    job_attempt(job, "record_attempt", &attempt, sizeof(attempt));
    return &hands_not_apart;
}

static str print(struct job *job, int64_t minor, const money *like) {
    return money_print(job->arena, money_of(minor, money_currency(like)));
}

// Where the facts of each command keep their request.
struct request_place {
    struct benefits_by_id *row;
    struct benefits_content *content;
    bool *is_there;
};

static fault load_request(struct store_reader *reader, struct job *job, int64_t id,
                          const struct request_place *place) {
    TRY(benefits_by_id(reader, &(struct benefits_by_id_in){id}, job->arena, place->row,
                       place->is_there));
    if (!*place->is_there) return NULL;
    return benefits_read_content(job->arena, place->row->content, place->content);
}

static fault load_has_decided(struct store_reader *reader, struct job *job, int64_t request,
                              bool *ret_has_decided) {
    struct disbursement_has_decided row;
    return disbursement_has_decided(
        reader,
        &(struct disbursement_has_decided_in){.request = request, .by_user = job->actor.user_id},
        job->arena, &row, ret_has_decided);
}

static fault load_has_handled(struct store_reader *reader, struct job *job, int64_t request,
                              struct disbursement_has_handled *ret_row) {
    bool is_there;
    return disbursement_has_handled(
        reader,
        &(struct disbursement_has_handled_in){.by_user = job->actor.user_id, .request = request},
        job->arena, ret_row, &is_there);
}

static fault load_handed(struct store_reader *reader, struct job *job, int64_t request,
                         int64_t *ret_total) {
    struct disbursement_handed row = {0};
    bool is_there;
    TRY(disbursement_handed(reader, &(struct disbursement_handed_in){request}, job->arena, &row,
                            &is_there));
    *ret_total = row.total;
    return NULL;
}

// What stands in a list, from the request alone.
static struct disbursement_item item_of(const struct benefits_by_id *request,
                                        const struct benefits_content *content, int64_t handed) {
    str currency = money_currency(&request->amount);
    return (struct disbursement_item){.request = request->id,
                                      .number = request->number,
                                      .kind = request->kind,
                                      .status = request->status,
                                      .customer_name = request->customer_name,
                                      .applicant_name = request->applicant_name,
                                      .payee_name = content->payee_name,
                                      .amount = request->amount,
                                      .left = money_of(request->amount.minor - handed, currency),
                                      .planned_on = request->planned_on};
}

// ---- Recording ---------------------------------------------------------------------------------

fault disbursement_load_record_disbursement(struct store_reader *reader, struct job *job,
                                            const struct disbursement_record_disbursement_in *in,
                                            struct disbursement_record_disbursement_facts *facts) {
    const struct request_place place = {&facts->request_row, &facts->content, &facts->is_there};
    TRY(load_request(reader, job, in->request, &place));
    TRY(load_has_decided(reader, job, in->request, &facts->has_decided));
    struct disbursement_has_handled handled = {0};
    TRY(load_has_handled(reader, job, in->request, &handled));
    facts->has_checked = handled.checked > 0;
    return load_handed(reader, job, in->request, &facts->handed);
}

static fault check_amount(struct job *job, money amount, const struct benefits_by_id *request,
                          int64_t handed) {
    if (!str_equal(money_currency(&amount), money_currency(&request->amount)))
        return &currency_differs;
    if (amount.minor <= 0) return &amount_zero;
    if (amount.minor <= request->amount.minor - handed) return NULL;
    str approved = print(job, request->amount.minor, &request->amount);
    str before = print(job, handed, &request->amount);
    str asked = print(job, amount.minor, &request->amount);
    job_note(job, "amount",
             arena_print(job->arena, "Approved %.*s, handed over %.*s, now asked %.*s.",
                         STR_ARG(approved), STR_ARG(before), STR_ARG(asked)),
             arena_print(job->arena, "批准 %.*s，已发放 %.*s，本次 %.*s。", STR_ARG(approved),
                         STR_ARG(before), STR_ARG(asked)));
    return &handed_too_much;
}

// The payee that was approved; where none was named, money goes to the contract party and nobody
// else.
static bool is_payee_right(const struct disbursement_record_disbursement_in *in,
                           const struct disbursement_record_disbursement_facts *facts) {
    if (in->payee_name.size == 0) return true;
    if (facts->content.payee_name.size > 0)
        return str_equal(in->payee_name, facts->content.payee_name);
    bool is_for_party = facts->content.payee == BENEFITS_PAYEE_CONTRACT_PARTY;
    return in->method != DISBURSEMENT_METHOD_TRANSFER || !is_for_party ||
           str_equal(in->payee_name, facts->request_row.customer_name);
}

static fault may_record(struct job *job, const struct disbursement_record_disbursement_in *in,
                        const struct disbursement_record_disbursement_facts *facts) {
    const struct benefits_by_id *request = &facts->request_row;
    const struct hands hands = {request, &facts->content, facts->has_decided, facts->has_checked,
                                0};
    if (!facts->is_there) return &request_unknown;
    if (!are_apart(&job->actor, &hands)) return refuse_hands(job, request);
    if (request->status != BENEFITS_STATUS_APPROVED) return &request_not_approved;
    TRY(check_amount(job, in->amount, request, facts->handed));
    if (!is_payee_right(in, facts)) return &payee_differs;
    return date_compare(in->paid_on, job->moment.today) > 0 ? &day_in_future : NULL;
}

fault disbursement_decide_record_disbursement(
    struct job *job, const struct disbursement_record_disbursement_in *in,
    const struct disbursement_record_disbursement_facts *facts, struct changes *changes,
    struct disbursement_item *ret_out) {
    const struct benefits_by_id *request = &facts->request_row;
    TRY(may_record(job, in, facts));
    int64_t id = job_new_id(job);
    str payee = in->payee_name.size > 0 ? in->payee_name : facts->content.payee_name;
    disbursement_insert(changes,
                        &(struct disbursement_insert_in){.id = id,
                                                         .request = request->id,
                                                         .method = in->method,
                                                         .amount = in->amount,
                                                         .paid_on = in->paid_on,
                                                         .payee_name = payee,
                                                         .reference = in->reference,
                                                         .note = in->note,
                                                         .is_last = in->is_last,
                                                         .recorded = job->moment.now,
                                                         .recorded_by = job->actor.user_id,
                                                         .recorded_name = job->actor.name});
    benefits_set_status_to(changes, request->id, job->moment.now,
                           &(struct benefits_move){.status = BENEFITS_STATUS_HANDED_OVER,
                                                   .waits_since = job->moment.now,
                                                   .note = request->note,
                                                   .holds = request->holds});
    changes_subject(changes, request->id);
    *ret_out = item_of(request, &facts->content, facts->handed + in->amount.minor);
    ret_out->status = BENEFITS_STATUS_HANDED_OVER;
    ret_out->payee_name = payee;
    ret_out->handing = id;
    ret_out->method = in->method;
    ret_out->handed = in->amount;
    ret_out->reference = in->reference;
    ret_out->recorded_by = job->actor.name;
    return NULL;
}

// ---- Checking ----------------------------------------------------------------------------------

fault disbursement_load_check_disbursement(struct store_reader *reader, struct job *job,
                                           const struct disbursement_check_disbursement_in *in,
                                           struct disbursement_check_disbursement_facts *facts) {
    bool has_request;
    TRY(disbursement_by_id(reader, &(struct disbursement_by_id_in){in->handing}, job->arena,
                           &facts->handing_row, &facts->is_there));
    if (!facts->is_there) return NULL;
    int64_t request = facts->handing_row.request;
    const struct request_place place = {&facts->request_row, &facts->content, &has_request};
    TRY(load_request(reader, job, request, &place));
    TRY(load_has_decided(reader, job, request, &facts->has_decided));
    struct disbursement_has_handled handled = {0};
    TRY(load_has_handled(reader, job, request, &handled));
    facts->has_paid = handled.paid > 0;
    return load_handed(reader, job, request, &facts->handed);
}

// Right and nothing more to come: handed over. Right but a part, or wrong: to be handed over again.
static int32_t status_after(const struct disbursement_check_disbursement_in *in,
                            const struct disbursement_check_disbursement_facts *facts) {
    bool is_all = facts->handing_row.is_last || facts->handed >= facts->request_row.amount.minor;
    return in->is_right && is_all ? BENEFITS_STATUS_DISBURSED : BENEFITS_STATUS_APPROVED;
}

fault disbursement_decide_check_disbursement(
    struct job *job, const struct disbursement_check_disbursement_in *in,
    const struct disbursement_check_disbursement_facts *facts, struct changes *changes,
    struct disbursement_item *ret_out) {
    const struct disbursement_by_id *handing = &facts->handing_row;
    const struct benefits_by_id *request = &facts->request_row;
    const struct hands hands = {request, &facts->content, facts->has_decided, facts->has_paid,
                                handing->recorded_by};
    if (!facts->is_there) return &handing_unknown;
    if (!are_apart(&job->actor, &hands)) return refuse_hands(job, request);
    if (handing->checked != INSTANT_NONE) return &handing_checked;
    if (!in->is_right && in->comment.size == 0) return &reason_missing;
    int32_t status = status_after(in, facts);
    disbursement_set_checked(changes,
                             &(struct disbursement_set_checked_in){.checked = job->moment.now,
                                                                   .checked_by = job->actor.user_id,
                                                                   .checked_name = job->actor.name,
                                                                   .is_right = in->is_right,
                                                                   .comment = in->comment,
                                                                   .id = handing->id});
    benefits_set_status_to(changes, request->id, job->moment.now,
                           &(struct benefits_move){.status = status,
                                                   .waits_since = job->moment.now,
                                                   .note = request->note,
                                                   .holds = request->holds});
    changes_subject(changes, request->id);
    int64_t counts = in->is_right ? facts->handed : facts->handed - handing->amount.minor;
    *ret_out = item_of(request, &facts->content, counts);
    ret_out->status = status;
    ret_out->handing = handing->id;
    ret_out->method = handing->method;
    ret_out->handed = handing->amount;
    ret_out->reference = handing->reference;
    ret_out->recorded_by = handing->recorded_name;
    return NULL;
}

// ---- Closing -----------------------------------------------------------------------------------

fault disbursement_load_close_request(struct store_reader *reader, struct job *job,
                                      const struct disbursement_close_request_in *in,
                                      struct disbursement_close_request_facts *facts) {
    struct disbursement_evidence_of evidence = {0};
    bool has_count;
    const struct request_place place = {&facts->request_row, &facts->content, &facts->is_there};
    TRY(load_request(reader, job, in->request, &place));
    TRY(disbursement_evidence_of(reader, &(struct disbursement_evidence_of_in){in->request},
                                 job->arena, &evidence, &has_count));
    facts->evidence = evidence.count;
    return load_handed(reader, job, in->request, &facts->handed);
}

static fault check_actual(struct job *job, money actual, const struct benefits_by_id *request,
                          int64_t handed) {
    if (!str_equal(money_currency(&actual), money_currency(&request->amount)))
        return &currency_differs;
    bool is_approved = actual.minor <= request->amount.minor;
    if (is_approved && actual.minor <= handed) return NULL;
    str said = print(job, actual.minor, &actual);
    str most = print(job, is_approved ? handed : request->amount.minor, &actual);
    job_note(
        job, "actual",
        arena_print(job->arena,
                    is_approved ? "Handed over %.*s, actual %.*s." : "Approved %.*s, actual %.*s.",
                    STR_ARG(most), STR_ARG(said)),
        arena_print(job->arena, is_approved ? "已发放 %.*s，实际 %.*s。" : "批准 %.*s，实际 %.*s。",
                    STR_ARG(most), STR_ARG(said)));
    return is_approved ? &actual_not_handed : &actual_too_much;
}

// The same part of the amount in the book's currency, to the nearest minor unit, ties to even.
static int64_t in_book(const struct benefits_by_id *request, int64_t actual) {
    __int128 exact = (__int128)request->amount_book * actual;
    int64_t whole = (int64_t)(exact / request->amount.minor);
    __int128 twice = exact % request->amount.minor * 2;
    bool is_up =
        twice > request->amount.minor || (twice == request->amount.minor && whole % 2 != 0);
    return is_up ? whole + 1 : whole;
}

static fault may_close(struct job *job, const struct disbursement_close_request_in *in,
                       const struct disbursement_close_request_facts *facts) {
    const struct benefits_by_id *request = &facts->request_row;
    if (!facts->is_there) return &request_unknown;
    if (request->applicant != job->actor.user_id) return &request_not_yours;
    if (request->status != BENEFITS_STATUS_DISBURSED) return &request_not_handed;
    TRY(check_actual(job, in->actual, request, facts->handed));
    return facts->evidence < 1 ? &evidence_missing : NULL;
}

fault disbursement_decide_close_request(struct job *job,
                                        const struct disbursement_close_request_in *in,
                                        const struct disbursement_close_request_facts *facts,
                                        struct changes *changes,
                                        struct disbursement_item *ret_out) {
    const struct benefits_by_id *request = &facts->request_row;
    TRY(may_close(job, in, facts));
    int64_t actual = in_book(request, in->actual.minor);
    benefits_use_holds(changes, request->holds, request->amount_book, actual);
    benefits_set_closed(changes, &(struct benefits_set_closed_in){.status = BENEFITS_STATUS_CLOSED,
                                                                  .changed = job->moment.now,
                                                                  .holds = STR_NONE,
                                                                  .actual = actual,
                                                                  .closed = job->moment.now,
                                                                  .note = in->note,
                                                                  .id = request->id});
    changes_subject(changes, request->id);
    *ret_out = item_of(request, &facts->content, facts->handed);
    ret_out->status = BENEFITS_STATUS_CLOSED;
    ret_out->handed = in->actual;
    return NULL;
}

// ---- Listing -----------------------------------------------------------------------------------

struct wanting {
    const char *command;
    const char *right;
    int32_t status;
};

static const struct wanting wantings[] = {
    {"record_disbursement", "disburse.pay", BENEFITS_STATUS_APPROVED},
    {"check_disbursement", "disburse.check", BENEFITS_STATUS_HANDED_OVER},
};

// What the one who asks may do with it: the rights and the bars of the commands above.
static void fill_may(const struct query *query, const struct disbursement_page *row,
                     const struct benefits_content *content, struct disbursement_item *item) {
    const struct benefits_by_id request = {.applicant = row->applicant};
    bool is_checking = row->status == BENEFITS_STATUS_HANDED_OVER;
    const struct hands hands = {&request, content, row->has_decided > 0,
                                (is_checking ? row->has_paid : row->has_checked) > 0,
                                is_checking ? row->recorded_by : 0};
    item->may.items = ARENA_ARRAY(query->arena, str, 2);
    for (size_t i = 0; i < sizeof(wantings) / sizeof(wantings[0]); i++)
        if (row->status == wantings[i].status && are_apart(query->actor, &hands) &&
            actor_has_right(query->actor, wantings[i].right))
            item->may.items[item->may.count++] = str_of(wantings[i].command);
    if (row->status == BENEFITS_STATUS_DISBURSED && row->applicant == query->actor->user_id &&
        actor_has_right(query->actor, "requests.write"))
        item->may.items[item->may.count++] = STR("close_request");
}

static fault fill_item(struct query *query, const struct disbursement_page *row,
                       struct disbursement_item *item) {
    struct benefits_content content = {0};
    TRY(benefits_read_content(query->arena, row->content, &content));
    const struct benefits_by_id request = {.id = row->id,
                                           .number = row->number,
                                           .kind = row->kind,
                                           .status = row->status,
                                           .customer_name = row->customer_name,
                                           .applicant_name = row->applicant_name,
                                           .amount = row->amount,
                                           .planned_on = row->planned_on};
    *item = item_of(&request, &content, row->handed);
    item->approved = row->approved;
    if (row->handing != 0) {
        item->handing = row->handing;
        item->method = row->method;
        item->handed = money_of(row->handing_amount, money_currency(&row->amount));
        item->reference = row->reference;
        item->recorded_by = row->recorded_name;
    }
    fill_may(query, row, &content, item);
    return NULL;
}

fault disbursement_query_list_handing(struct query *query,
                                      const struct disbursement_list_handing_in *in,
                                      struct disbursement_item_page *ret_out) {
    int64_t after_id = 0;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after_id)) return &cursor_wrong;
    struct disbursement_page_list rows;
    TRY(disbursement_page(query->reader,
                          &(struct disbursement_page_in){.by_user = query->actor->user_id,
                                                         .status = in->status,
                                                         .after_id = after_id,
                                                         .count = in->limit + 1},
                          query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct disbursement_item, count + 1);
    ret_out->items.count = count;
    for (size_t i = 0; i < count; i++)
        TRY(fill_item(query, &rows.items[i], &ret_out->items.items[i]));
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)rows.items[count - 1].id);
    ret_out->total = -1;
    return NULL;
}

// Looking at requests: the list with its filters, the sum behind it, one request whole, its history
// from the log, my drafts. Which index serves a list is chosen here by its narrowest filter; the
// actor's scope is one of the filters of every statement.
#include "benefits_sql.h"
#include "crypto/crypto.h"
#include "domain/benefits/capital.h"
#include "domain/benefits/world.h"
#include "format/shape.h"

#include <string.h>

// ---- Lists ----

struct benefits_scope benefits_scope_of(struct arena *arena, const struct actor *actor) {
    if (actor->scope == SCOPE_OWN) return (struct benefits_scope){.user = actor->user_id};
    if (actor->scope == SCOPE_ALL) return (struct benefits_scope){0};
    str path = actor->department_path;
    // "/1/5/" up to "/1/50": '0' is the byte behind '/'
    str high = arena_join(arena, str_slice(path, 0, path.size - 1), STR("0"));
    if (actor->scope == SCOPE_DEPARTMENT) high = arena_join(arena, path, STR("!"));
    return (struct benefits_scope){.path_low = path, .path_high = high};
}

static struct benefits_scope scope_of(const struct query *query, bool is_mine) {
    if (is_mine) return (struct benefits_scope){.user = query->actor->user_id};
    return benefits_scope_of(query->arena, query->actor);
}

static struct benefits_page_in filters_of(struct query *query,
                                          const struct benefits_list_requests_in *in) {
    struct benefits_scope scope = scope_of(query, in->is_mine);
    return (struct benefits_page_in){.after_id = INT64_MAX,
                                     .status = in->status,
                                     .kind = in->kind,
                                     .outcome = in->outcome,
                                     .from_day = in->from,
                                     .to_day = in->to,
                                     .amount_min = in->amount_min,
                                     .amount_max = in->amount_max,
                                     .late_only = in->is_late,
                                     .now = query->now,
                                     .scope_user = scope.user,
                                     .path_low = scope.path_low,
                                     .path_high = scope.path_high,
                                     .department = in->department,
                                     .contact = in->contact,
                                     .count = in->limit + 1};
}

// The statements differ in their first column only; their in-structs are filled from one.
#define NARROWED(statement, column, value)                                                         \
    {                                                                                              \
        struct benefits_##statement##_in narrow = {                                                \
            .column = (value),                                                                     \
            .now = f.now,                                                                          \
            .after_id = f.after_id,                                                                \
            .status = f.status,                                                                    \
            .kind = f.kind,                                                                        \
            .outcome = f.outcome,                                                                  \
            .from_day = f.from_day,                                                                \
            .to_day = f.to_day,                                                                    \
            .amount_min = f.amount_min,                                                            \
            .amount_max = f.amount_max,                                                            \
            .late_only = f.late_only,                                                              \
            .scope_user = f.scope_user,                                                            \
            .path_low = f.path_low,                                                                \
            .path_high = f.path_high,                                                              \
            .department = f.department,                                                            \
            .contact = f.contact,                                                                  \
            .number = f.number,                                                                    \
            .count = f.count,                                                                      \
        };                                                                                         \
        return store_read_many(query->reader, &benefits_##statement##_statement, &narrow,          \
                               query->arena, ret_rows);                                            \
    }

// All these statements give the same row: struct benefits_page.
static fault read_rows(struct query *query, const struct benefits_list_requests_in *in,
                       struct benefits_page_in f, struct shape_list *ret_rows) {
    if (in->search.size > 0) NARROWED(page_of_number, wanted_number, in->search)
    if (in->customer != 0) NARROWED(page_of_customer, customer, in->customer)
    if (in->applicant != 0) NARROWED(page_of_applicant, applicant, in->applicant)
    if (f.scope_user != 0) NARROWED(page_of_applicant, applicant, f.scope_user)
    if (f.late_only) NARROWED(page_of_late, late_before, f.now)
    if (in->status != 0) NARROWED(page_of_status, wanted, in->status)
    return store_read_many(query->reader, &benefits_page_statement, &f, query->arena, ret_rows);
}

static struct benefits_summary summary_of(const struct benefits_page *row, str currency) {
    return (struct benefits_summary){.id = row->id,
                                     .number = row->number,
                                     .kind = row->kind,
                                     .status = row->status,
                                     .outcome = row->outcome,
                                     .customer = row->customer,
                                     .customer_name = row->customer_name,
                                     .contact = row->contact,
                                     .contact_name = row->name,
                                     .applicant = row->applicant,
                                     .applicant_name = row->applicant_name,
                                     .department = row->department,
                                     .department_name = row->department_name,
                                     .occasion = row->occasion,
                                     .amount = row->amount,
                                     .amount_book = money_of(row->amount_book, currency),
                                     .planned_on = row->planned_on,
                                     .submitted = row->submitted,
                                     .changed = row->changed,
                                     .waits_for = row->waits_for,
                                     .waits_since = row->waits_since,
                                     .due = row->due,
                                     .is_late = row->is_late,
                                     .is_imported = row->is_imported};
}

fault benefits_query_list_requests(struct query *query, const struct benefits_list_requests_in *in,
                                   struct benefits_summary_page *ret_out) {
    struct benefits_page_in filters = filters_of(query, in);
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &filters.after_id)) return &cursor_wrong;
    struct shape_list list = {0};
    TRY(read_rows(query, in, filters, &list));
    const struct benefits_page *rows = list.items;
    size_t count = list.count > (size_t)in->limit ? (size_t)in->limit : list.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct benefits_summary, count + 1);
    ret_out->items.count = count;
    ret_out->total = -1;
    for (size_t i = 0; i < count; i++)
        ret_out->items.items[i] = summary_of(&rows[i], query->book->currency);
    if (list.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)rows[count - 1].id);
    return NULL;
}

fault benefits_query_sum_requests(struct query *query, const struct benefits_sum_requests_in *in,
                                  struct benefits_sum_requests_out *ret_out) {
    struct benefits_scope scope = scope_of(query, in->is_mine);
    struct benefits_sum sum;
    bool is_there;
    TRY(benefits_sum(query->reader,
                     &(struct benefits_sum_in){.customer = in->customer,
                                               .applicant = in->applicant,
                                               .status = in->status,
                                               .kind = in->kind,
                                               .outcome = in->outcome,
                                               .from_day = in->from,
                                               .to_day = in->to,
                                               .amount_min = in->amount_min,
                                               .amount_max = in->amount_max,
                                               .late_only = in->is_late,
                                               .now = query->now,
                                               .scope_user = scope.user,
                                               .path_low = scope.path_low,
                                               .path_high = scope.path_high,
                                               .department = in->department,
                                               .contact = in->contact,
                                               .number = in->search},
                     query->arena, &sum, &is_there));
    ret_out->count = sum.count;
    ret_out->total = money_of(sum.total, query->book->currency);
    return NULL;
}

// ---- One request ----

struct showing {
    struct query *query;
    const struct benefits_by_id *row;
    struct benefits_full *full;
    struct benefits_world world;
    bool is_own;
};

static fault show_decisions(struct showing *showing) {
    struct query *query = showing->query;
    struct benefits_decisions_of_list rows;
    TRY(benefits_decisions_of(query->reader, &(struct benefits_decisions_of_in){showing->row->id},
                              query->arena, &rows));
    struct benefits_full *full = showing->full;
    full->decisions.items = ARENA_ARRAY(query->arena, struct benefits_decision, rows.count + 1);
    full->decisions.count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct benefits_decisions_of *row = &rows.items[i];
        full->decisions.items[i] = (struct benefits_decision){.node = row->node,
                                                              .zh = row->zh,
                                                              .en = row->en,
                                                              .by = row->by_name,
                                                              .by_id = row->by_user,
                                                              .at = row->decided,
                                                              .action = row->action,
                                                              .comment = row->comment,
                                                              .hash = row->hash,
                                                              .is_void = row->is_void,
                                                              .door = row->door};
    }
    return NULL;
}

static fault show_now(struct showing *showing) {
    struct query *query = showing->query;
    struct benefits_tasks_of_list rows;
    TRY(benefits_tasks_of(query->reader, &(struct benefits_tasks_of_in){showing->row->id},
                          query->arena, &rows));
    struct benefits_full *full = showing->full;
    full->now.items = ARENA_ARRAY(query->arena, struct benefits_step_now, rows.count + 1);
    full->now.count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        full->now.items[i] = (struct benefits_step_now){.task = rows.items[i].id,
                                                        .node = rows.items[i].node,
                                                        .zh = rows.items[i].zh,
                                                        .en = rows.items[i].en,
                                                        .who = showing->row->waits_for,
                                                        .since = rows.items[i].since,
                                                        .due = rows.items[i].due};
    return NULL;
}

static fault show_evidence(struct showing *showing) {
    struct query *query = showing->query;
    struct benefits_pieces_of_list rows;
    TRY(benefits_pieces_of(query->reader, &(struct benefits_pieces_of_in){showing->row->id},
                           query->arena, &rows));
    struct benefits_full *full = showing->full;
    full->evidence.items = ARENA_ARRAY(query->arena, struct benefits_piece, rows.count + 1);
    full->evidence.count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        full->evidence.items[i] = (struct benefits_piece){.id = rows.items[i].id,
                                                          .name = rows.items[i].name,
                                                          .type = rows.items[i].type,
                                                          .size = rows.items[i].size,
                                                          .sha256 = rows.items[i].sha256,
                                                          .by = rows.items[i].added_name,
                                                          .at = rows.items[i].added,
                                                          .purpose = rows.items[i].purpose};
    return NULL;
}

static fault show_handings(struct showing *showing) {
    struct query *query = showing->query;
    struct benefits_handings_of_list rows;
    TRY(benefits_handings_of(query->reader, &(struct benefits_handings_of_in){showing->row->id},
                             query->arena, &rows));
    struct benefits_full *full = showing->full;
    full->handings.items = ARENA_ARRAY(query->arena, struct benefits_handing, rows.count + 1);
    full->handings.count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct benefits_handings_of *row = &rows.items[i];
        full->handings.items[i] = (struct benefits_handing){.id = row->id,
                                                            .method = row->method,
                                                            .amount = row->amount,
                                                            .paid_on = row->paid_on,
                                                            .reference = row->reference,
                                                            .by = row->recorded_name,
                                                            .at = row->recorded,
                                                            .checked_by = row->checked_name,
                                                            .checked_at = row->checked,
                                                            .is_right = row->is_right,
                                                            .comment = row->comment};
    }
    return NULL;
}

// Where the run stands and which arrows it took, from its own record.
static void show_flow(struct showing *showing) {
    const struct benefits_by_id *row = showing->row;
    struct benefits_flow_view *view = &showing->full->flow;
    struct arena *arena = showing->query->arena;
    *view = (struct benefits_flow_view){.flow = row->flow, .version = row->flow_version};
    const struct book_flow *flow = book_flow(showing->query->book, row->flow);
    const struct flow_run *run = NULL;
    struct fault_note note;
    if (flow == NULL || row->run.size == 0 || !str_equal(flow->version, row->flow_version)) return;
    if (flow_run_read(arena, flow->model, row->run, &run, &note) != NULL) return;
    struct flow_marks marks = flow_marks_of(arena, flow->model, run);
    LIST(str) done = {0}, active = {0}, taken = {0};
    for (size_t i = 0; i < flow->model->node_count; i++) {
        if (marks.is_done[i]) *list_push(arena, &done) = flow->model->nodes[i].id;
        if (marks.is_active[i]) *list_push(arena, &active) = flow->model->nodes[i].id;
    }
    for (size_t i = 0; i < flow->model->arrow_count; i++)
        for (int32_t times = 0; times < marks.taken[i]; times++)
            *list_push(arena, &taken) = flow->model->arrows[i].id;
    view->done.items = done.items, view->done.count = done.count;
    view->active.items = active.items, view->active.count = active.count;
    view->taken.items = taken.items, view->taken.count = taken.count;
}

// The verdict as it was stored; and, where the same packs are still in force, why each other rule
// did not hit, asked again with the stored inputs.
static fault show_verdict(struct showing *showing) {
    struct query *query = showing->query;
    struct policy_verdict *verdict = &showing->full->verdict;
    const struct json *stored = NULL;
    if (showing->row->verdict.size == 0) {
        *verdict = (struct policy_verdict){.outcome = POLICY_OUTCOME_REVIEW,
                                           .zh = STR("历史数据，未经规则判断"),
                                           .en = STR("Imported history: not judged by the rules")};
        return NULL;
    }
    TRY(json_read(query->arena, showing->row->verdict, &stored, &query->note));
    TRY(shape_read(query->arena, &policy_verdict_shape, stored, verdict, &query->note));
    if (!str_equal(verdict->versions, query->book->pack_versions)) return NULL;
    struct policy_question question = policy_question_new(query->arena, query->book);
    if (!policy_read_inputs(&question, verdict->inputs)) return NULL;
    struct pack_verdict again;
    policy_ask(&question, &again);
    verdict->passed = policy_words(&question, &again, true).passed;
    return NULL;
}

static fault show_limits(struct showing *showing) {
    struct benefits_world *world = &showing->world;
    *world = (struct benefits_world){.book = showing->query->book,
                                     .arena = showing->query->arena,
                                     .content = &showing->full->content,
                                     .applicant_id = showing->row->applicant,
                                     .request_id = showing->row->id,
                                     .today = showing->query->today};
    TRY(benefits_load_world(showing->query->reader, world));
    for (size_t i = 0; i < world->caps.count; i++) world->caps.items[i].asked = 0; // it is in used
    world->budget.asked = 0;
    struct benefits_full *full = showing->full;
    caps_words(world->arena, &world->caps, &full->caps.items, &full->caps.count);
    full->budget = benefits_budget_words(&world->budget, showing->query->book->currency);
    full->summary.contact_name = world->contact.name;
    return NULL;
}

static void show_may(struct showing *showing) {
    const struct actor *actor = showing->query->actor;
    const struct benefits_by_id *row = showing->row;
    LIST(str) may = {0};
    struct arena *arena = showing->query->arena;
    bool is_mine = row->applicant == actor->user_id;
    bool is_open = row->status == BENEFITS_STATUS_IN_APPROVAL;
    bool is_decided = false;
    for (size_t i = 0; i < showing->full->decisions.count; i++)
        is_decided |= !showing->full->decisions.items[i].is_void;
    if (is_mine && (is_open || row->status == BENEFITS_STATUS_RETURNED) && !is_decided)
        *list_push(arena, &may) = STR("withdraw_request");
    if (is_mine && is_open) *list_push(arena, &may) = STR("urge_request");
    if (is_mine &&
        (row->status == BENEFITS_STATUS_RETURNED || row->status == BENEFITS_STATUS_WITHDRAWN))
        *list_push(arena, &may) = STR("submit_request");
    if (is_mine && row->status == BENEFITS_STATUS_DISBURSED)
        *list_push(arena, &may) = STR("close_request");
    if (is_mine && row->status != BENEFITS_STATUS_CLOSED && row->status != BENEFITS_STATUS_VOIDED)
        *list_push(arena, &may) = STR("add_evidence");
    if (row->status == BENEFITS_STATUS_APPROVED && !showing->is_own) {
        if (actor_has_right(actor, "requests.void")) *list_push(arena, &may) = STR("void_request");
        if (actor_has_right(actor, "disburse.pay"))
            *list_push(arena, &may) = STR("record_disbursement");
    }
    if (row->status == BENEFITS_STATUS_HANDED_OVER && actor_has_right(actor, "disburse.check") &&
        !showing->is_own)
        *list_push(arena, &may) = STR("check_disbursement");
    showing->full->may.items = may.items;
    showing->full->may.count = may.count;
}

// Whoever is asked to decide may look, whatever his scope.
static fault may_decide(struct showing *showing, bool *ret_may) {
    struct benefits_my_task task;
    TRY(benefits_my_task(showing->query->reader,
                         &(struct benefits_my_task_in){.user_id = showing->query->actor->user_id,
                                                       .request = showing->row->id},
                         showing->query->arena, &task, ret_may));
    bool is_open = *ret_may && task.is_open && !showing->is_own &&
                   showing->row->status == BENEFITS_STATUS_IN_APPROVAL;
    if (!is_open) return NULL;
    struct benefits_full *full = showing->full;
    str *more = ARENA_ARRAY(showing->query->arena, str, full->may.count + 3);
    if (full->may.count > 0) memcpy(more, full->may.items, full->may.count * sizeof(str));
    more[full->may.count++] = STR("approve_task");
    more[full->may.count++] = STR("reject_task");
    more[full->may.count++] = STR("return_task");
    full->may.items = more;
    return NULL;
}

static void show_row(struct showing *showing) {
    const struct benefits_by_id *row = showing->row;
    struct benefits_full *full = showing->full;
    str currency = showing->query->book->currency;
    full->summary = benefits_summary_of(row, currency, showing->query->now);
    full->hash = row->hash;
    full->version = row->version;
    full->capital = benefits_capital(showing->query->arena, row->amount);
    full->closed = row->closed;
    full->note = row->note;
    full->return_reason = row->return_reason;
    if (row->status == BENEFITS_STATUS_CLOSED) full->actual = money_of(row->actual, currency);
}

fault benefits_query_get_request(struct query *query, const struct benefits_get_request_in *in,
                                 struct benefits_full *ret_out) {
    struct benefits_by_id row;
    bool is_there, may_look;
    TRY(benefits_by_id(query->reader, &(struct benefits_by_id_in){in->request}, query->arena, &row,
                       &is_there));
    if (!is_there) return &request_unknown;
    struct showing showing = {.query = query, .row = &row, .full = ret_out};
    TRY(benefits_read_content(query->arena, row.content, &ret_out->content));
    showing.is_own = benefits_is_own(query->actor, row.applicant, &ret_out->content);
    show_row(&showing);
    TRY(show_decisions(&showing));
    show_may(&showing);
    TRY(may_decide(&showing, &may_look));
    if (!may_look &&
        !benefits_may_see(query->actor, row.applicant, row.department, row.department_path))
        return &request_unknown;
    TRY(show_verdict(&showing));
    TRY(show_limits(&showing));
    TRY(show_now(&showing));
    TRY(show_evidence(&showing));
    TRY(show_handings(&showing));
    show_flow(&showing);
    return NULL;
}

// ---- History and drafts ----

static str member_text(const struct json *leaf, const char *name) {
    const struct json *member = json_member(leaf, str_of(name));
    return member == NULL ? STR_NONE : member->text;
}

static void event_of(struct arena *arena, const struct benefits_events_of *row,
                     struct benefits_event *ret_event) {
    const struct json *leaf = NULL;
    struct fault_note note;
    *ret_event = (struct benefits_event){
        .entry = row->index_at, .detail = STR("{}"), .hash = crypto_hex_encode(arena, row->hash)};
    if (json_read(arena, row->leaf, &leaf, &note) != NULL) return;
    const struct json *actor = json_member(leaf, STR("actor"));
    const struct json *in = json_member(leaf, STR("in"));
    ret_event->by = actor == NULL ? STR_NONE : member_text(actor, "name");
    ret_event->door = member_text(leaf, "door");
    ret_event->command = member_text(leaf, "command");
    if (in != NULL) ret_event->detail = in->text;
    if (!instant_parse(member_text(leaf, "at"), &ret_event->at)) ret_event->at = INSTANT_NONE;
}

fault benefits_query_request_history(struct query *query,
                                     const struct benefits_request_history_in *in,
                                     struct benefits_event_page *ret_out) {
    struct benefits_by_id row;
    bool is_there;
    int64_t after = -1;
    TRY(benefits_by_id(query->reader, &(struct benefits_by_id_in){in->request}, query->arena, &row,
                       &is_there));
    if (!is_there ||
        !benefits_may_see(query->actor, row.applicant, row.department, row.department_path))
        return &request_unknown;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after)) return &cursor_wrong;
    struct benefits_events_of_list rows;
    TRY(benefits_events_of(query->reader,
                           &(struct benefits_events_of_in){.subject = in->request,
                                                           .after_index = after,
                                                           .count = in->limit + 1},
                           query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct benefits_event, count + 1);
    ret_out->items.count = count;
    ret_out->total = -1;
    for (size_t i = 0; i < count; i++)
        event_of(query->arena, &rows.items[i], &ret_out->items.items[i]);
    if (rows.count > count)
        ret_out->next =
            arena_print(query->arena, "%lld", (long long)rows.items[count - 1].index_at);
    return NULL;
}

fault benefits_query_list_drafts(struct query *query, const struct benefits_list_drafts_in *in,
                                 struct benefits_draft_page *ret_out) {
    (void)in;
    struct benefits_drafts_of_list rows;
    TRY(benefits_drafts_of(query->reader, &(struct benefits_drafts_of_in){query->actor->user_id},
                           query->arena, &rows));
    ret_out->items.items = ARENA_ARRAY(query->arena, struct benefits_draft, rows.count + 1);
    ret_out->items.count = rows.count;
    ret_out->total = (int64_t)rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_out->items.items[i] = (struct benefits_draft){
            .id = rows.items[i].id, .content = rows.items[i].content, .saved = rows.items[i].saved};
    return NULL;
}

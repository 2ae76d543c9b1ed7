// Looking at one request: everything about it that its page shows, and its history from the log.
// What is stored is shown as it was stored; only limits and budget are read anew. Lists: list.c.
#include "benefits_sql.h"
#include "crypto/crypto.h"
#include "domain/benefits/capital.h"
#include "domain/benefits/world.h"
#include "format/shape.h"

#include <string.h>

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
    struct policy_question question =
        policy_question_new(query->arena, query->book, showing->row->planned_on);
    if (!str_equal(verdict->versions, question.in_force.versions)) return NULL;
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
        is_decided |= !showing->full->decisions.items[i].is_void &&
                      str_equal(showing->full->decisions.items[i].action, STR("approve"));
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
    full->task = task.id;
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

// ---- History ----

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

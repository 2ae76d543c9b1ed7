// Looking at work: my inbox by due time, what I have done, and the flows with what runs in them.
// Whether a task may be done with one tap is decided here, by the server: allowed or approved by
// the rules, small, nothing to explain.
#include "domain/benefits/world.h"
#include "format/json.h"
#include "tasks_api.h"
#include "tasks_sql.h"

enum { QUICK_MOST = 50000 }; // minor units: above it a request must be opened

// ---- Tasks ----

static str member(const struct json *verdict, const char *name) {
    const struct json *found = json_member(verdict, str_of(name));
    return found == NULL ? STR_NONE : found->text;
}

static void add_reason(struct arena *arena, const struct tasks_inbox *row,
                       struct tasks_task *task) {
    const struct json *verdict = NULL;
    struct fault_note note;
    if (row->verdict.size == 0 || json_read(arena, row->verdict, &verdict, &note) != NULL) return;
    task->reason_zh = member(verdict, "zh");
    task->reason_en = member(verdict, "en");
}

static void add_may(struct arena *arena, const struct actor *actor, const struct tasks_inbox *row,
                    struct tasks_task *task) {
    task->may.items = ARENA_ARRAY(arena, str, 3);
    bool is_revision = row->applicant == actor->user_id;
    if (is_revision) {
        task->may.items[task->may.count++] = STR("submit_request");
        return;
    }
    task->may.items[task->may.count++] = STR("approve_task");
    task->may.items[task->may.count++] = STR("reject_task");
    task->may.items[task->may.count++] = STR("return_task");
    task->is_quick =
        row->outcome <= POLICY_OUTCOME_APPROVE && row->amount_book <= QUICK_MOST && !task->is_late;
}

static struct tasks_task task_of(struct query *query, const struct tasks_inbox *row) {
    struct tasks_task task = {.id = row->id,
                              .request = row->request,
                              .number = row->number,
                              .node = row->node,
                              .zh = row->zh,
                              .en = row->en,
                              .kind = row->kind,
                              .form = row->form,
                              .customer_name = row->customer_name,
                              .contact_name = row->name,
                              .applicant_name = row->applicant_name,
                              .department_name = row->department_name,
                              .occasion = row->occasion,
                              .amount = row->amount,
                              .outcome = row->outcome,
                              .hash = row->request_hash,
                              .since = row->since,
                              .due = row->due,
                              .action = row->action,
                              .done = row->done};
    task.is_late = row->due != INSTANT_NONE && row->due < query->now && row->done == INSTANT_NONE;
    add_reason(query->arena, row, &task);
    if (row->done == INSTANT_NONE) add_may(query->arena, query->actor, row, &task);
    return task;
}

static void fill(struct query *query, const struct tasks_inbox *rows, size_t count,
                 struct tasks_task_page *ret_out) {
    ret_out->items.items = ARENA_ARRAY(query->arena, struct tasks_task, count + 1);
    ret_out->items.count = count;
    ret_out->total = -1;
    for (size_t i = 0; i < count; i++) ret_out->items.items[i] = task_of(query, &rows[i]);
}

static fault list_done(struct query *query, const struct tasks_list_tasks_in *in,
                       struct tasks_task_page *ret_out) {
    int64_t after = 0;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after)) return &cursor_wrong;
    struct tasks_done_in wanted = {.done_by = query->actor->user_id,
                                   .kind = in->kind,
                                   .after_id = after,
                                   .count = in->limit + 1};
    struct shape_list list = {0}; // the same row as of the inbox
    TRY(store_read_many(query->reader, &tasks_done_statement, &wanted, query->arena, &list));
    const struct tasks_inbox *rows = list.items;
    size_t count = list.count > (size_t)in->limit ? (size_t)in->limit : list.count;
    fill(query, rows, count, ret_out);
    if (list.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)rows[count - 1].id);
    return NULL;
}

fault tasks_query_list_tasks(struct query *query, const struct tasks_list_tasks_in *in,
                             struct tasks_task_page *ret_out) {
    if (in->is_done) return list_done(query, in, ret_out);
    struct tasks_inbox_in wanted = {
        .user_id = query->actor->user_id, .kind = in->kind, .count = in->limit + 1};
    str rest = in->cursor;
    str due = str_cut(&rest, ' ');
    if (in->cursor.size > 0 &&
        (!str_to_int(due, &wanted.after_due) || !str_to_int(rest, &wanted.after_id)))
        return &cursor_wrong;
    struct tasks_inbox_list rows;
    TRY(tasks_inbox(query->reader, &wanted, query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    fill(query, rows.items, count, ret_out);
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld %lld", (long long)rows.items[count - 1].due,
                                    (long long)rows.items[count - 1].id);
    return NULL;
}

// ---- Flows ----

static struct tasks_flow_info info_of(const struct book_flow *flow,
                                      const struct tasks_running_list *running) {
    struct tasks_flow_info info = {.id = flow->id,
                                   .zh = flow->model->title.zh,
                                   .en = flow->model->title.en,
                                   .version = flow->version};
    for (size_t i = 0; i < running->count; i++)
        if (str_equal(running->items[i].flow, flow->id)) {
            info.running += running->items[i].count;
            info.late += running->items[i].late;
        }
    return info;
}

fault tasks_query_list_flows(struct query *query, const struct tasks_list_flows_in *in,
                             struct tasks_flow_info_page *ret_out) {
    (void)in;
    struct tasks_running_list running;
    TRY(tasks_running(query->reader, &(struct tasks_running_in){query->now}, query->arena,
                      &running));
    const struct book *book = query->book;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct tasks_flow_info, book->flow_count + 1);
    ret_out->items.count = book->flow_count;
    ret_out->total = (int64_t)book->flow_count;
    for (size_t i = 0; i < book->flow_count; i++)
        ret_out->items.items[i] = info_of(&book->flows[i], &running);
    return NULL;
}

static struct tasks_node_info node_of(struct arena *arena, const struct book_flow *flow,
                                      const struct flow_node *node,
                                      const struct tasks_running_list *running) {
    struct tasks_node_info info = {.id = node->id,
                                   .kind = str_of(flow_kind_name(node->kind)),
                                   .zh = node->title.zh,
                                   .en = node->title.en,
                                   .due_hours = node->due_hours};
    if (node->kind == FLOW_USER_TASK) info.who = flow_who_print(arena, &node->who);
    if (node->sop.size > 0) {
        struct flow_text sop = flow_sop_read(flow->sop, node->sop);
        info.sop_zh = sop.zh;
        info.sop_en = sop.en;
    }
    for (size_t i = 0; i < running->count; i++)
        if (str_equal(running->items[i].flow, flow->id) &&
            str_equal(running->items[i].node, node->id)) {
            info.waiting = running->items[i].count;
            info.late = running->items[i].late;
        }
    return info;
}

fault tasks_query_get_flow(struct query *query, const struct tasks_get_flow_in *in,
                           struct tasks_flow_detail *ret_out) {
    const struct book_flow *flow = book_flow(query->book, in->flow);
    if (flow == NULL) return &flow_unknown;
    struct tasks_running_list running;
    TRY(tasks_running(query->reader, &(struct tasks_running_in){query->now}, query->arena,
                      &running));
    ret_out->flow = info_of(flow, &running);
    ret_out->xml = flow->file;
    ret_out->nodes.items =
        ARENA_ARRAY(query->arena, struct tasks_node_info, flow->model->node_count);
    ret_out->nodes.count = flow->model->node_count;
    for (size_t i = 0; i < flow->model->node_count; i++)
        ret_out->nodes.items[i] = node_of(query->arena, flow, &flow->model->nodes[i], &running);
    return NULL;
}

// One request after the other, in constant memory: its entries are folded into what must stand in
// the tables (a status, a version, lists of what was decided and handed over), and the rows are
// held against that. The first difference ends the pass.
#include "domain/replay/replay.h"

#include "domain/replay/values.h"
#include "replay_sql.h"

#include <string.h>

enum { PIECE = 64, MERGES_MAX = 16 };

struct checking {
    const struct book *book;
    struct store_reader *reader;
    struct arena *list_arena;
    struct arena *arena; // of one request
    struct replay_report *report;
    struct replay_counts counts;
    struct replay_event *events;
    size_t event_count;
};

// ---- What the log says of a request ------------------------------------------------------------

struct standing {
    const char *status;
    const struct replay_event *first;   // submitted or imported
    const struct replay_event *content; // the last that brought content
    const struct replay_event *last;    // that moved it
    const struct replay_event *closed;
    int64_t version;
    int64_t handed; // minor units, handed over and not found wrong
};

struct move {
    const char *command;
    const char *status;
};

static const struct move moves[] = {
    {"submit_request", "in_approval"},      {"release_request", "approved"},
    {"reject_request", "rejected"},         {"return_task", "returned"},
    {"withdraw_request", "withdrawn"},      {"void_request", "voided"},
    {"record_disbursement", "handed_over"}, {"close_request", "closed"},
    {"import_benefit", "closed"},
};

static int64_t minor_of(const struct json *object, const char *name) {
    const struct json *value = object == NULL ? NULL : json_member(object, str_of(name));
    money amount = {0};
    return money_parse(replay_text(value, "amount"), replay_text(value, "currency"), &amount)
               ? amount.minor
               : 0;
}

static const struct replay_event *handing_of(const struct checking *checking, int64_t handing) {
    for (size_t i = 0; i < checking->event_count; i++)
        if (checking->events[i].id == handing &&
            str_equal(checking->events[i].command, STR("record_disbursement")))
            return &checking->events[i];
    return NULL;
}

// Right and nothing more to come: handed over; else there is more to hand over.
static void fold_check(const struct checking *checking, const struct replay_event *event,
                       struct standing *standing) {
    const struct replay_event *handing = handing_of(checking, replay_int(event->in, "handing"));
    bool is_right = replay_bool(event->in, "is_right");
    if (handing == NULL || standing->content == NULL) return;
    const struct json *content = json_member(standing->content->in, STR("content"));
    bool is_all =
        replay_bool(handing->in, "is_last") || standing->handed >= minor_of(content, "amount");
    if (!is_right) standing->handed -= minor_of(handing->in, "amount");
    standing->status = is_right && is_all ? "disbursed" : "approved";
    standing->last = event;
}

static void fold(const struct checking *checking, const struct replay_event *event,
                 struct standing *standing) {
    bool is_import = str_equal(event->command, STR("import_benefit"));
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
        if (str_equal(event->command, str_of(moves[i].command)))
            standing->status = moves[i].status, standing->last = event;
    if (is_import || str_equal(event->command, STR("submit_request"))) {
        if (standing->first == NULL) standing->first = event;
        standing->content = event;
        standing->version++;
    }
    if (is_import || str_equal(event->command, STR("close_request"))) standing->closed = event;
    if (str_equal(event->command, STR("record_disbursement")))
        standing->handed += minor_of(event->in, "amount");
    if (str_equal(event->command, STR("check_disbursement"))) fold_check(checking, event, standing);
}

static fault read_events(struct checking *checking, int64_t request) {
    struct replay_entries_of_list rows;
    TRY(replay_entries_of(checking->reader, &(struct replay_entries_of_in){request},
                          checking->arena, &rows));
    checking->events = ARENA_ARRAY(checking->arena, struct replay_event, rows.count + 1);
    checking->event_count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        struct replay_event *event = &checking->events[checking->event_count];
        *event = (struct replay_event){.entry = rows.items[i].index_at, .salt = rows.items[i].salt};
        if (replay_event_read(checking->arena, rows.items[i].leaf, event)) checking->event_count++;
    }
    return NULL;
}

// ---- Differences -------------------------------------------------------------------------------

static void differ(struct checking *checking, const char *table, int64_t id, const char *column,
                   const struct replay_event *event) {
    struct replay_report *report = checking->report;
    if (report->differs) return;
    report->differs = true;
    report->table = table;
    report->id = id;
    report->column = column;
    report->entry = event == NULL ? -1 : event->entry;
}

struct row {
    const char *table;
    int64_t id;
    const struct replay_event *event;
};

static void want(struct checking *checking, const struct row *row, const char *column, bool is_so) {
    if (!is_so) differ(checking, row->table, row->id, column, row->event);
}

// ---- Requests ----------------------------------------------------------------------------------

// The customer that the log names, or the one that it was merged into.
static fault check_customer(struct checking *checking, const struct row *row, int64_t logged,
                            int64_t stored) {
    for (int i = 0; i < MERGES_MAX && logged != stored; i++) {
        struct replay_merged merged;
        bool is_there;
        TRY(replay_merged(checking->reader, &(struct replay_merged_in){logged}, checking->arena,
                          &merged, &is_there));
        if (!is_there || merged.merged_into == 0) break;
        logged = merged.merged_into;
    }
    want(checking, row, "customer", logged == stored);
    return NULL;
}

// The customer in the content may have been merged since: it is held against the column, which is
// checked by itself.
static struct json *without_customer(struct arena *arena, const struct json *object) {
    struct json *copy = ARENA_NEW(arena, struct json);
    struct json **end;
    *copy = *object;
    copy->first = NULL;
    copy->count = 0;
    end = (struct json **)(uintptr_t)&copy->first;
    for (const struct json *item = object->first; item != NULL; item = item->next) {
        if (str_equal(item->name, STR("customer"))) continue;
        struct json *one = ARENA_NEW(arena, struct json);
        *one = *item;
        one->next = NULL;
        *end = one;
        end = (struct json **)(uintptr_t)&one->next;
        copy->count++;
    }
    return copy;
}

static void check_content(struct checking *checking, const struct row *row,
                          const struct replay_requests_after *request) {
    const struct json *stored = NULL;
    struct fault_note note = {0};
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(request->content, digest);
    str hash = crypto_hex_encode(checking->arena, (str){(const char *)digest, sizeof(digest)});
    want(checking, row, "hash", str_equal(hash, request->hash));
    if (json_read(checking->arena, request->content, &stored, &note) != NULL ||
        stored->kind != JSON_OBJECT)
        return want(checking, row, "content", false);
    const struct json *logged = json_member(row->event->in, STR("content"));
    const struct replay_comparing comparing = {checking->arena, row->event, &checking->counts};
    if (logged == NULL) return; // imported: what it says is in the columns
    want(checking, row, "content",
         replay_int(stored, "customer") == request->customer ||
             replay_int(stored, "customer") == replay_int(logged, "customer"));
    want(checking, row, "content",
         replay_json_is(&comparing, STR("in.content"), without_customer(checking->arena, stored),
                        without_customer(checking->arena, logged)));
}

// What stands in columns so that lists are fast.
static void check_columns(struct checking *checking, const struct row *row,
                          const struct replay_requests_after *request, bool is_import) {
    const struct json *in = row->event->in;
    const struct json *content = is_import ? in : json_member(in, STR("content"));
    const char *day_name = is_import ? "given_on" : "planned_on";
    date day = DATE_NONE;
    want(checking, row, "kind", str_equal(request->kind, replay_text(content, "kind")));
    want(checking, row, "occasion", str_equal(request->occasion, replay_text(content, "occasion")));
    want(checking, row, "amount",
         replay_money_is(content, "amount", request->minor, request->currency));
    bool is_own = str_equal(request->currency, checking->book->currency);
    want(checking, row, "amount_book", !is_own || request->amount_book == request->minor);
    want(checking, row, "planned_on",
         date_parse(replay_text(content, day_name), &day) && day.days == request->planned_on.days);
    str source = is_import ? replay_text(in, "source") : STR_NONE;
    str external = is_import ? replay_text(in, "external_id") : STR_NONE;
    want(checking, row, "source", str_equal(request->source, source));
    want(checking, row, "external_id", str_equal(request->external_id, external));
    if (is_import) return want(checking, row, "form", str_equal(request->form, STR("in_kind")));
    want(checking, row, "form", str_equal(request->form, replay_text(content, "form")));
    want(checking, row, "contact", request->contact == replay_int(content, "contact"));
    const struct json *verdict = json_member(row->event->leaf, STR("verdict"));
    want(checking, row, "outcome", str_equal(request->outcome, replay_text(verdict, "outcome")));
}

static str number_of(struct checking *checking, const struct replay_requests_after *request,
                     const struct standing *standing, bool is_import) {
    date day = DATE_NONE;
    if (!is_import)
        day = date_of_instant(standing->first->at, checking->book->zone_minutes);
    else if (!date_parse(replay_text(standing->first->in, "given_on"), &day))
        return STR_NONE;
    struct date_parts parts = date_split(day);
    return arena_print(checking->arena, "%s-%04d%02d%02d-%07lld", is_import ? "LS" : "HB",
                       parts.year, parts.month, parts.day, (long long)request->id);
}

static void check_closing(struct checking *checking, const struct replay_requests_after *request,
                          const struct standing *standing, bool is_import) {
    const struct row row = {"requests", request->id, standing->closed};
    if (is_import) return; // at the start of the day on which it was given
    instant closed = standing->closed == NULL ? INSTANT_NONE : standing->closed->at;
    want(checking, &row, "closed", request->closed == closed);
    if (standing->closed == NULL) return want(checking, &row, "actual", request->actual == 0);
    bool is_own = str_equal(request->currency, checking->book->currency);
    want(checking, &row, "actual",
         !is_own ||
             replay_money_is(standing->closed->in, "actual", request->actual, request->currency));
}

static fault check_request(struct checking *checking, const struct replay_requests_after *request,
                           const struct standing *standing) {
    bool is_import = str_equal(standing->first->command, STR("import_benefit"));
    const struct row moved = {"requests", request->id, standing->last};
    const struct row first = {"requests", request->id, standing->first};
    const struct row filled = {"requests", request->id, standing->content};
    const struct json *content =
        is_import ? standing->content->in : json_member(standing->content->in, STR("content"));
    want(checking, &moved, "status", str_equal(request->status, str_of(standing->status)));
    want(checking, &filled, "version", request->version == standing->version);
    want(checking, &first, "number",
         str_equal(request->number, number_of(checking, request, standing, is_import)));
    if (!is_import) {
        want(checking, &first, "applicant", request->applicant == standing->first->actor);
        want(checking, &first, "submitted", request->submitted == standing->first->at);
    }
    TRY(check_customer(checking, &filled, replay_int(content, "customer"), request->customer));
    check_columns(checking, &filled, request, is_import);
    check_content(checking, &filled, request);
    check_closing(checking, request, standing, is_import);
    return NULL;
}

// ---- Decisions and tasks -----------------------------------------------------------------------

static const char *action_of(str command) {
    static const char *const words[][2] = {
        {"approve_task", "approve"}, {"reject_task", "reject"}, {"return_task", "return"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_equal(command, str_of(words[i][0]))) return words[i][1];
    return NULL;
}

// A task that went on to others stands among the decisions, in the name of whom it left.
static bool is_reassignment(const struct replay_event *event) {
    return str_equal(event->command, STR("reassign_task"));
}

static void check_reassignment(struct checking *checking,
                               const struct replay_decisions_of *decision,
                               const struct replay_event *event) {
    const struct row row = {"decisions", decision->id, event};
    want(checking, &row, "task", decision->task == replay_int(event->in, "task"));
    want(checking, &row, "by_user", decision->by_user == replay_int(event->in, "user"));
    want(checking, &row, "decided", decision->decided == event->at);
    want(checking, &row, "action", str_equal(decision->action, STR("reassign")));
    want(checking, &row, "door", str_equal(decision->door, event->door));
}

static void check_decision(struct checking *checking, const struct replay_decisions_of *decision,
                           const struct replay_event *event) {
    const struct row row = {"decisions", decision->id, event};
    if (is_reassignment(event)) return check_reassignment(checking, decision, event);
    want(checking, &row, "task", decision->task == replay_int(event->in, "task"));
    want(checking, &row, "by_user", decision->by_user == event->actor);
    want(checking, &row, "decided", decision->decided == event->at);
    want(checking, &row, "action", str_equal(decision->action, str_of(action_of(event->command))));
    want(checking, &row, "comment",
         str_equal(decision->comment, replay_text(event->in, "comment")));
    want(checking, &row, "hash", str_equal(decision->hash, replay_text(event->in, "hash")));
    want(checking, &row, "door", str_equal(decision->door, event->door));
}

static fault check_decisions(struct checking *checking, int64_t request) {
    struct replay_decisions_of_list rows;
    size_t at = 0;
    TRY(replay_decisions_of(checking->reader, &(struct replay_decisions_of_in){request},
                            checking->arena, &rows));
    for (size_t i = 0; i < checking->event_count; i++) {
        const struct replay_event *event = &checking->events[i];
        if (action_of(event->command) == NULL && !is_reassignment(event)) continue;
        if (at < rows.count && rows.items[at].id == event->id)
            check_decision(checking, &rows.items[at++], event);
        else if (!is_reassignment(event)) // one that changed nothing leaves no row
            differ(checking, "decisions", event->id, "", event);
    }
    if (at < rows.count) differ(checking, "decisions", rows.items[at].id, "", NULL);
    return NULL;
}

static const struct replay_event *decision_on(const struct checking *checking, int64_t task) {
    for (size_t i = 0; i < checking->event_count; i++)
        if (action_of(checking->events[i].command) != NULL &&
            replay_int(checking->events[i].in, "task") == task)
            return &checking->events[i];
    return NULL;
}

// A task that nobody decided on may have been ended by the applicant: sent in again, taken back.
static const struct replay_event *ending_of(const struct checking *checking,
                                            const struct replay_tasks_of *task) {
    const char *command =
        str_equal(task->action, STR("withdraw")) ? "withdraw_request" : "submit_request";
    for (size_t i = 0; i < checking->event_count; i++)
        if (str_equal(checking->events[i].command, str_of(command)) &&
            checking->events[i].at == task->done)
            return &checking->events[i];
    return NULL;
}

static void check_undecided(struct checking *checking, const struct replay_tasks_of *task) {
    const struct row row = {"tasks", task->id, checking->event_count > 0 ? checking->events : NULL};
    const struct replay_event *ending = task->done_by == 0 ? NULL : ending_of(checking, task);
    bool is_untouched = task->done_by == 0 && task->action.size == 0;
    want(checking, &row, "action",
         is_untouched || str_equal(task->action, STR("withdraw")) ||
             str_equal(task->action, STR("resubmit")));
    bool is_waiting = is_untouched && (task->done == INSTANT_NONE || !task->is_open);
    want(checking, &row, "done", is_waiting || ending != NULL);
    want(checking, &row, "done_by",
         is_untouched || (ending != NULL && ending->actor == task->done_by));
    want(checking, &row, "is_open", is_untouched || !task->is_open);
}

static fault check_tasks(struct checking *checking, int64_t request) {
    struct replay_tasks_of_list rows;
    TRY(replay_tasks_of(checking->reader, &(struct replay_tasks_of_in){request}, checking->arena,
                        &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct replay_tasks_of *task = &rows.items[i];
        const struct replay_event *event = decision_on(checking, task->id);
        const struct row row = {"tasks", task->id, event};
        if (event == NULL) {
            check_undecided(checking, task);
            continue;
        }
        want(checking, &row, "is_open", !task->is_open);
        want(checking, &row, "action", str_equal(task->action, str_of(action_of(event->command))));
        want(checking, &row, "done", task->done == event->at);
        want(checking, &row, "done_by", task->done_by == event->actor);
    }
    return NULL;
}

// ---- Handing over ------------------------------------------------------------------------------

static const struct replay_event *check_of(const struct checking *checking, int64_t handing) {
    const struct replay_event *found = NULL;
    for (size_t i = 0; i < checking->event_count; i++)
        if (str_equal(checking->events[i].command, STR("check_disbursement")) &&
            replay_int(checking->events[i].in, "handing") == handing)
            found = &checking->events[i];
    return found;
}

static void check_checked(struct checking *checking, const struct replay_handings_of *handing) {
    const struct replay_event *event = check_of(checking, handing->id);
    const struct row row = {"handings", handing->id, event};
    const struct json *in = event == NULL ? NULL : event->in;
    want(checking, &row, "checked", handing->checked == (event == NULL ? INSTANT_NONE : event->at));
    want(checking, &row, "checked_by", handing->checked_by == (event == NULL ? 0 : event->actor));
    want(checking, &row, "is_right", handing->is_right == replay_bool(in, "is_right"));
    want(checking, &row, "comment", str_equal(handing->comment, replay_text(in, "comment")));
}

static void check_handing(struct checking *checking, const struct replay_handings_of *handing,
                          const struct replay_event *event) {
    const struct row row = {"handings", handing->id, event};
    const struct replay_comparing comparing = {checking->arena, event, &checking->counts};
    const struct json *in = event->in;
    date day = DATE_NONE;
    want(checking, &row, "method", str_equal(handing->method, replay_text(in, "method")));
    want(checking, &row, "amount",
         replay_money_is(in, "amount", handing->minor, handing->currency));
    want(checking, &row, "paid_on",
         date_parse(replay_text(in, "paid_on"), &day) && day.days == handing->paid_on.days);
    want(checking, &row, "payee_name",
         replay_personal_is(&comparing, STR("in.payee_name"), handing->payee_name,
                            json_member(in, STR("payee_name"))));
    want(checking, &row, "reference", str_equal(handing->reference, replay_text(in, "reference")));
    want(checking, &row, "note", str_equal(handing->note, replay_text(in, "note")));
    want(checking, &row, "is_last", handing->is_last == replay_bool(in, "is_last"));
    want(checking, &row, "recorded", handing->recorded == event->at);
    want(checking, &row, "recorded_by", handing->recorded_by == event->actor);
    check_checked(checking, handing);
}

static fault check_handings(struct checking *checking, int64_t request) {
    struct replay_handings_of_list rows;
    size_t at = 0;
    TRY(replay_handings_of(checking->reader, &(struct replay_handings_of_in){request},
                           checking->arena, &rows));
    for (size_t i = 0; i < checking->event_count; i++) {
        const struct replay_event *event = &checking->events[i];
        if (!str_equal(event->command, STR("record_disbursement"))) continue;
        if (at < rows.count && rows.items[at].id == event->id)
            check_handing(checking, &rows.items[at++], event);
        else
            differ(checking, "handings", event->id, "", event);
    }
    if (at < rows.count) differ(checking, "handings", rows.items[at].id, "", NULL);
    return NULL;
}

// ---- All ---------------------------------------------------------------------------------------

static fault check_one(struct checking *checking, const struct replay_requests_after *request) {
    struct standing standing = {.status = ""};
    arena_reset(checking->arena);
    TRY(read_events(checking, request->id));
    for (size_t i = 0; i < checking->event_count; i++)
        fold(checking, &checking->events[i], &standing);
    checking->report->requests++;
    if (standing.first == NULL) {
        differ(checking, "requests", request->id, "", NULL);
        return NULL;
    }
    TRY(check_request(checking, request, &standing));
    TRY(check_decisions(checking, request->id));
    TRY(check_tasks(checking, request->id));
    return check_handings(checking, request->id);
}

static fault check_all(struct checking *checking) {
    int64_t after = INT64_MIN;
    while (!checking->report->differs) {
        struct replay_requests_after_list rows;
        arena_reset(checking->list_arena);
        TRY(replay_requests_after(checking->reader,
                                  &(struct replay_requests_after_in){after, PIECE},
                                  checking->list_arena, &rows));
        for (size_t i = 0; i < rows.count && !checking->report->differs; i++)
            TRY(check_one(checking, &rows.items[i]));
        if (rows.count == 0) return NULL;
        after = rows.items[rows.count - 1].id;
    }
    return NULL;
}

static fault find_lost(struct checking *checking) {
    struct replay_lost lost;
    struct replay_strays stray;
    bool is_there;
    arena_reset(checking->arena);
    TRY(replay_lost(checking->reader, checking->arena, &lost, &is_there));
    const struct replay_event event = {.entry = lost.entry};
    if (is_there) differ(checking, "requests", lost.request, "", &event);
    TRY(replay_strays(checking->reader, checking->arena, &stray, &is_there));
    if (is_there)
        differ(checking, str_equal(stray.place, STR("handings")) ? "handings" : "decisions",
               stray.id, "", NULL);
    return NULL;
}

fault replay_check(const struct book *book, struct store_reader *reader,
                   struct replay_report *ret_report) {
    struct replay_report report = {.table = "", .column = "", .entry = -1};
    struct checking checking = {.book = book,
                                .reader = reader,
                                .list_arena = arena_open(LIMIT_BOOK_ARENA),
                                .arena = arena_open(LIMIT_BOOK_ARENA),
                                .report = &report};
    fault trouble = check_all(&checking);
    if (trouble == NULL) trouble = find_lost(&checking);
    report.compared = checking.counts.compared;
    report.erased = checking.counts.erased;
    arena_close(checking.list_arena);
    arena_close(checking.arena);
    if (trouble == NULL) *ret_report = report;
    return trouble;
}

struct fault_note replay_print(struct arena *arena, const struct replay_report *report) {
    long long id = report->id, entry = report->entry, requests = report->requests;
    long long compared = report->compared, erased = report->erased;
    const char *dot = report->column[0] == '\0' ? "" : ".";
    if (!report->differs)
        return (struct fault_note){
            .en = arena_print(arena,
                              "Rows and log agree: %lld requests with their decisions, tasks and "
                              "handings over; %lld personal values by commitment, %lld erased.",
                              requests, compared, erased),
            .zh =
                arena_print(arena,
                            "数据行与日志一致：%lld 份申请及其审批意见、待办与发放；按承诺比对个人"
                            "信息 %lld 项，已擦除 %lld 项。",
                            requests, compared, erased)};
    if (report->entry < 0)
        return (struct fault_note){
            .en = arena_print(arena, "Row %lld of %s: no entry of the log made it.", id,
                              report->table),
            .zh = arena_print(arena, "%s 表的第 %lld 行：日志中没有任何条目产生它。", report->table,
                              id)};
    return (struct fault_note){
        .en = arena_print(arena, "Row %lld of %s%s%s: not what entry %lld says.", id, report->table,
                          dot, report->column, entry),
        .zh = arena_print(arena, "%s%s%s 的第 %lld 行：与第 %lld 号记录所述不符。", report->table,
                          dot, report->column, id, entry)};
}

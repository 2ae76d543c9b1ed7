// A draft against history: every request of a period is judged again with the inputs that the rules
// looked at then, with the draft in the place of its pack and the other packs as they were on the
// request's day. One call does a piece of the requests and says where to go on; whoever asks adds
// the pieces up. Imported history was never judged and is counted apart.
#include "base/map.h"
#include "domain/policy/policy.h"
#include "format/json.h"
#include "policy_sql.h"

#include <string.h>

enum { CHANGES_MOST = 500 };

struct tally {
    int32_t before;
    int32_t after;
    int32_t kind;
    int32_t month; // 202611
    int64_t department;
};

// A set of packs that was asked last: requests of one day after the other mostly share it.
struct asked {
    date day;
    str versions; // of the rules without the draft
    struct policy_question question;
};

struct testing {
    struct query *query;
    struct policy_draft draft;
    struct arena *row_arena;
    struct asked asked;
    struct map *cells; // struct tally as bytes → struct policy_backtest_cell
    LIST(struct policy_backtest_cell *) order;
    struct policy_backtest *out;
    int64_t last_id;
    fault trouble;
};

// ---- The rules of a day ------------------------------------------------------------------------

static fault choose_rules(struct testing *testing, date day) {
    struct asked *asked = &testing->asked;
    if (asked->question.rules != NULL && date_compare(asked->day, day) == 0) return NULL;
    struct rules_in_force in_force;
    rules_on(book_rules(testing->query->book), day, testing->query->arena, &in_force);
    asked->day = day;
    if (asked->question.rules != NULL && str_equal(asked->versions, in_force.versions)) return NULL;
    asked->versions = in_force.versions;
    testing->draft.day = day;
    return policy_question_with(testing->query->arena, testing->query->book, &testing->draft,
                                &asked->question, &testing->query->note);
}

// The member `inputs`, which stands last in what we write (benefits/submit.c); empty where there
// are none.
static str inputs_of(str verdict) {
    static const char mark[] = ",\"inputs\":{"; // no text of a verdict has bare quotes
    if (verdict.size == 0 || verdict.data[verdict.size - 1] != '}') return STR_NONE;
    const char *found = memmem(verdict.data, verdict.size, mark, sizeof(mark) - 1);
    if (found == NULL) return STR_NONE;
    const char *start = found + sizeof(mark) - 2;
    return (str){start, (size_t)(verdict.data + verdict.size - 1 - start)};
}

// ---- Adding up ---------------------------------------------------------------------------------

static str month_text(struct arena *arena, int32_t month) {
    return arena_print(arena, "%04d-%02d", month / 100, month % 100);
}

static struct policy_backtest_cell *cell_of(struct testing *testing, const struct tally *tally) {
    struct arena *arena = testing->query->arena;
    str key = {(const char *)tally, sizeof(*tally)};
    struct policy_backtest_cell *cell = map_get(testing->cells, key);
    if (cell != NULL) return cell;
    cell = ARENA_NEW(arena, struct policy_backtest_cell);
    *cell = (struct policy_backtest_cell){.before = tally->before,
                                          .after = tally->after,
                                          .kind = tally->kind,
                                          .department = tally->department,
                                          .month = month_text(arena, tally->month),
                                          .total = money_of(0, testing->query->book->currency)};
    map_put(testing->cells, arena_copy(arena, key), cell);
    *list_push(arena, &testing->order) = cell;
    return cell;
}

static str rule_before(struct arena *arena, str verdict) {
    const struct json *whole = NULL;
    struct fault_note note;
    if (json_read(arena, verdict, &whole, &note) != NULL) return STR_NONE;
    const struct json *pack = json_member(whole, STR("pack"));
    const struct json *rule = json_member(whole, STR("rule"));
    return arena_print(arena, "%.*s %.*s", STR_ARG(pack == NULL ? STR_NONE : pack->text),
                       STR_ARG(rule == NULL ? STR_NONE : rule->text));
}

static fault add_change(struct testing *testing, const struct policy_judged_requests *row,
                        const struct pack_hit *now) {
    struct policy_backtest *out = testing->out;
    struct arena *arena = testing->query->arena;
    out->changed++;
    if (out->changes.count == CHANGES_MOST) return NULL;
    struct policy_changed_request more = {0};
    bool is_there;
    TRY(policy_changed_request(testing->query->reader, &(struct policy_changed_request_in){row->id},
                               arena, &more, &is_there));
    out->changes.items[out->changes.count++] = (struct policy_backtest_change){
        .request = row->id,
        .number = more.number,
        .kind = row->kind,
        .customer_name = more.customer_name,
        .planned_on = row->planned_on,
        .amount = money_of(row->amount_book, testing->query->book->currency),
        .before = row->outcome,
        .after = (int32_t)now->outcome,
        .rule_before = arena_copy(arena, rule_before(testing->row_arena, row->verdict)),
        .rule_after = arena_print(arena, "%.*s %.*s", STR_ARG(now->pack), STR_ARG(now->rule)),
        .zh = arena_copy(arena, now->reason_zh),
        .en = arena_copy(arena, now->reason_en)};
    return NULL;
}

static fault judge_again(struct testing *testing, const struct policy_judged_requests *row) {
    TRY(choose_rules(testing, row->planned_on));
    struct policy_question question = testing->asked.question;
    question.arena = testing->row_arena;
    question.values = ARENA_ARRAY(question.arena, struct feel_value, question.count + 1);
    if (!policy_read_inputs(&question, inputs_of(row->verdict))) return NULL;
    struct pack_verdict verdict;
    policy_ask(&question, &verdict);
    struct date_parts day = date_split(row->planned_on);
    struct tally tally;
    memset(&tally, 0, sizeof(tally));
    tally.before = row->outcome;
    tally.after = (int32_t)verdict.headline.outcome;
    tally.kind = row->kind;
    tally.month = day.year * 100 + day.month;
    tally.department = row->department;
    struct policy_backtest_cell *cell = cell_of(testing, &tally);
    cell->count++;
    cell->total.minor += row->amount_book;
    testing->out->judged++;
    return tally.before == tally.after ? NULL : add_change(testing, row, &verdict.headline);
}

static fault look_at(void *context, const void *row) {
    struct testing *testing = context;
    const struct policy_judged_requests *request = row;
    testing->out->looked_at++;
    testing->last_id = request->id;
    if (request->verdict.size == 0) return NULL;
    arena_reset(testing->row_arena);
    return judge_again(testing, request);
}

// ---- One piece ---------------------------------------------------------------------------------

static fault name_departments(struct testing *testing) {
    struct policy_department_names_list rows;
    TRY(policy_department_names(testing->query->reader, testing->query->arena, &rows));
    for (size_t i = 0; i < testing->order.count; i++)
        for (size_t k = 0; k < rows.count; k++)
            if (rows.items[k].id == testing->order.items[i]->department)
                testing->order.items[i]->department_name = rows.items[k].name;
    return NULL;
}

static fault look_at_all(struct testing *testing, const struct policy_backtest_policy_in *in) {
    struct query *query = testing->query;
    int64_t after = 0;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after)) return &cursor_wrong;
    struct policy_count_of_period all = {0};
    bool is_there;
    TRY(policy_count_of_period(query->reader, &(struct policy_count_of_period_in){in->from, in->to},
                               query->arena, &all, &is_there));
    testing->out->all = all.count;
    const struct policy_judged_requests_in wanted = {
        .after_id = after, .from_day = in->from, .to_day = in->to, .count = in->piece};
    TRY(store_read_each(query->reader, &policy_judged_requests_statement, &wanted, look_at,
                        testing));
    if (testing->out->looked_at == in->piece)
        testing->out->next = arena_print(query->arena, "%lld", (long long)testing->last_id);
    TRY(name_departments(testing));
    size_t count = testing->order.count;
    testing->out->cells.items = ARENA_ARRAY(query->arena, struct policy_backtest_cell, count + 1);
    testing->out->cells.count = count;
    for (size_t i = 0; i < count; i++) testing->out->cells.items[i] = *testing->order.items[i];
    return NULL;
}

fault policy_query_backtest_policy(struct query *query, const struct policy_backtest_policy_in *in,
                                   struct policy_backtest *ret_out) {
    struct policy_policy_by_id row;
    bool is_there;
    if (date_compare(in->to, in->from) < 0) return &validity_wrong;
    TRY(policy_policy_by_id(query->reader, &(struct policy_policy_by_id_in){in->policy},
                            query->arena, &row, &is_there));
    if (!is_there) return &policy_unknown;
    struct testing testing = {.query = query,
                              .draft = {{row.pack, row.dmn}, in->from},
                              .row_arena = arena_open(LIMIT_REQUEST_ARENA),
                              .cells = map_open(query->arena, 0),
                              .out = ret_out};
    ret_out->changes.items = ARENA_ARRAY(query->arena, struct policy_backtest_change, CHANGES_MOST);
    fault trouble = look_at_all(&testing, in);
    arena_close(testing.row_arena);
    return trouble;
}

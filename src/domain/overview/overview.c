// The board: what a person sees first. Lists come from the modules that own them, figures from the
// statements beside this file, all within the actor's scope. Nothing here decides anything; what
// somebody may not see is not counted either.
#include "book_sql.h"
#include "command/book.h"
#include "domain/benefits/months.h"
#include "domain/benefits/world.h"
#include "overview_api.h"
#include "overview_sql.h"
#include "tasks_api.h"
#include "tasks_sql.h"

enum {
    MONTHS = 12,
    MINE_MAX = 10,
    TASKS_MAX = 10,
    LATE_MAX = 20,
    NEAR_MAX = 20,
    AMOUNT_MOST = 1000000000000, // the filter's own: everything
};

struct showing {
    struct query *query;
    struct overview_board *board;
    struct benefits_scope scope;
    str currency;
};

// ---- Work --------------------------------------------------------------------------------------

static fault show_tasks(struct showing *showing) {
    struct query *query = showing->query;
    struct tasks_waiting waiting = {0};
    struct tasks_task_page page = {0};
    bool is_there;
    instant day_end = date_start(date_add_days(query->today, 1), query->book->zone_minutes);
    TRY(tasks_waiting(query->reader,
                      &(struct tasks_waiting_in){
                          .user_id = query->actor->user_id, .now = query->now, .day_end = day_end},
                      query->arena, &waiting, &is_there));
    showing->board->waiting = waiting.count;
    showing->board->due_today = waiting.today;
    TRY(tasks_query_list_tasks(query, &(struct tasks_list_tasks_in){.limit = TASKS_MAX}, &page));
    showing->board->tasks.items = page.items.items;
    showing->board->tasks.count = page.items.count;
    return NULL;
}

static fault show_mine(struct showing *showing) {
    struct benefits_summary_page page = {0};
    const struct benefits_list_requests_in wanted = {.is_mine = true,
                                                     .from = DATE_NONE,
                                                     .to = DATE_NONE,
                                                     .amount_max = AMOUNT_MOST,
                                                     .limit = MINE_MAX};
    TRY(benefits_query_list_requests(showing->query, &wanted, &page));
    showing->board->mine.items = page.items.items;
    showing->board->mine.count = page.items.count;
    return NULL;
}

static fault show_late(struct showing *showing) {
    struct query *query = showing->query;
    const struct benefits_scope *scope = &showing->scope;
    struct overview_late_count count = {0};
    struct overview_late_list rows;
    bool is_there;
    TRY(overview_late_count(query->reader,
                            &(struct overview_late_count_in){.now = query->now,
                                                             .scope_user = scope->user,
                                                             .path_low = scope->path_low,
                                                             .path_high = scope->path_high},
                            query->arena, &count, &is_there));
    showing->board->late_count = count.count;
    TRY(overview_late(query->reader,
                      &(struct overview_late_in){.now = query->now,
                                                 .scope_user = scope->user,
                                                 .path_low = scope->path_low,
                                                 .path_high = scope->path_high,
                                                 .count = LATE_MAX},
                      query->arena, &rows));
    showing->board->late.items = ARENA_ARRAY(query->arena, struct benefits_summary, LATE_MAX);
    for (size_t i = 0; i < rows.count; i++) {
        struct benefits_by_id row;
        TRY(benefits_by_id(query->reader, &(struct benefits_by_id_in){rows.items[i].id},
                           query->arena, &row, &is_there));
        showing->board->late.items[i] = benefits_summary_of(&row, showing->currency, query->now);
    }
    showing->board->late.count = rows.count;
    return NULL;
}

static fault show_in_hand(struct showing *showing) {
    struct overview_in_hand row = {0};
    bool is_there;
    TRY(overview_in_hand(showing->query->reader,
                         &(struct overview_in_hand_in){.scope_user = showing->scope.user,
                                                       .path_low = showing->scope.path_low,
                                                       .path_high = showing->scope.path_high},
                         showing->query->arena, &row, &is_there));
    showing->board->to_hand = row.to_hand;
    showing->board->to_check = row.to_check;
    showing->board->to_close = row.to_close;
    return NULL;
}

// ---- What was given ----------------------------------------------------------------------------

// 202601 less one is 202512.
static int64_t months_before(int64_t month, int count) {
    int64_t number = month / 100 * 12 + month % 100 - 1 - count;
    return number / 12 * 100 + number % 12 + 1;
}

static fault read_months(struct showing *showing, int64_t from, int64_t to,
                         struct shape_list *ret_rows) {
    struct query *query = showing->query;
    const struct benefits_scope *scope = &showing->scope;
    if (scope->path_low.size > 0)
        return store_read_many(query->reader, &overview_months_below_statement,
                               &(struct overview_months_below_in){.path_low = scope->path_low,
                                                                  .path_high = scope->path_high,
                                                                  .from_month = from,
                                                                  .to_month = to},
                               query->arena, ret_rows);
    return store_read_many(
        query->reader, &overview_months_statement,
        &(struct overview_months_in){.owner = scope->user, .from_month = from, .to_month = to},
        query->arena, ret_rows);
}

_Static_assert(sizeof(struct overview_months) == sizeof(struct overview_months_below),
               "the two statements have the same columns");

static void begin_months(struct showing *showing, int64_t last) {
    struct arena *arena = showing->query->arena;
    struct overview_board *board = showing->board;
    board->months.items = ARENA_ARRAY(arena, struct overview_month_sum, MONTHS);
    board->months.count = MONTHS;
    for (int i = 0; i < MONTHS; i++) {
        int64_t month = months_before(last, MONTHS - 1 - i);
        board->months.items[i] = (struct overview_month_sum){
            .month = arena_print(arena, "%04d-%02d", (int)(month / 100), (int)(month % 100)),
            .total = money_of(0, showing->currency)};
    }
}

// How many months lie between two of them.
static int64_t distance(int64_t from, int64_t to) {
    return (to / 100 - from / 100) * 12 + to % 100 - from % 100;
}

static void add_month(struct showing *showing, const struct overview_months *row, int64_t from,
                      int64_t last) {
    struct overview_board *board = showing->board;
    struct overview_month_sum *sum = &board->months.items[distance(from, row->month)];
    sum->count += row->count;
    sum->total.minor += row->total;
    if (row->month != last || row->count == 0) return;
    board->month_by_kind.items[board->month_by_kind.count++] = (struct overview_kind_sum){
        .kind = row->kind, .count = row->count, .total = money_of(row->total, showing->currency)};
}

static fault show_months(struct showing *showing) {
    struct overview_board *board = showing->board;
    int64_t last = benefits_month_of(showing->query->today);
    int64_t from = months_before(last, MONTHS - 1);
    struct shape_list rows;
    TRY(read_months(showing, from, last, &rows));
    begin_months(showing, last);
    board->month_by_kind.items =
        ARENA_ARRAY(showing->query->arena, struct overview_kind_sum, rows.count + 1);
    const struct overview_months *items = rows.items;
    for (size_t i = 0; i < rows.count; i++) add_month(showing, &items[i], from, last);
    board->month_count = board->months.items[MONTHS - 1].count;
    board->month_total = board->months.items[MONTHS - 1].total;
    return NULL;
}

static fault show_attempts(struct showing *showing) {
    struct query *query = showing->query;
    struct date_parts first = date_split(query->today);
    first.day = 1;
    struct overview_attempts_since row = {0};
    bool is_there;
    TRY(overview_attempts_since(
        query->reader,
        &(struct overview_attempts_since_in){
            .since = date_start(date_join(first), query->book->zone_minutes),
            .scope_user = showing->scope.user,
            .path_low = showing->scope.path_low,
            .path_high = showing->scope.path_high},
        query->arena, &row, &is_there));
    showing->board->prohibited = row.count;
    return NULL;
}

static fault show_budget(struct showing *showing) {
    struct query *query = showing->query;
    struct budgets_use use = {0};
    const struct budgets_asking asking = {.department_path = query->actor->department_path,
                                          .day = query->today};
    TRY(budgets_load(query->reader, query->arena, &asking, &use));
    showing->board->budget = benefits_budget_words(&use, showing->currency);
    return NULL;
}

// ---- Limits that are nearly full ---------------------------------------------------------------

struct near_key {
    int64_t cap;
    int64_t subject;
};

// "cap:ID:SUBJECT:WINDOW"
static struct near_key read_key(str key) {
    struct near_key found = {0};
    str_cut(&key, ':');
    ASSERT(str_to_int(str_cut(&key, ':'), &found.cap));
    str subject = str_cut(&key, ':'); // what it counts apart stands behind a dot
    ASSERT(str_to_int(str_cut(&subject, '.'), &found.subject));
    return found;
}

static const struct caps_all *cap_of(const struct caps_all_list *caps, int64_t id) {
    for (size_t i = 0; i < caps->count; i++)
        if (caps->items[i].id == id) return &caps->items[i];
    return NULL;
}

static date year_start(date day) {
    struct date_parts parts = date_split(day);
    return date_join((struct date_parts){parts.year, 1, 1});
}

static fault find_customer(struct showing *showing, int64_t id, str *ret_name, bool *ret_is_seen) {
    struct query *query = showing->query;
    struct overview_asked_for_customer asked;
    struct customers_by_id row;
    bool is_there;
    TRY(overview_asked_for_customer(
        query->reader,
        &(struct overview_asked_for_customer_in){.customer = id,
                                                 .planned_on = year_start(query->today),
                                                 .scope_user = showing->scope.user,
                                                 .path_low = showing->scope.path_low,
                                                 .path_high = showing->scope.path_high},
        query->arena, &asked, ret_is_seen));
    if (!*ret_is_seen) return NULL;
    TRY(customers_by_id(query->reader, &(struct customers_by_id_in){id}, query->arena, &row,
                        &is_there));
    if (is_there) *ret_name = row.name;
    return NULL;
}

static fault find_contact(struct showing *showing, int64_t id, str *ret_name, bool *ret_is_seen) {
    struct query *query = showing->query;
    struct overview_asked_for_contact asked;
    struct customers_contact_by_id row;
    bool is_there;
    TRY(overview_asked_for_contact(
        query->reader,
        &(struct overview_asked_for_contact_in){.contact = id,
                                                .planned_on = year_start(query->today),
                                                .scope_user = showing->scope.user,
                                                .path_low = showing->scope.path_low,
                                                .path_high = showing->scope.path_high},
        query->arena, &asked, ret_is_seen));
    if (!*ret_is_seen) return NULL;
    TRY(customers_contact_by_id(query->reader, &(struct customers_contact_by_id_in){id},
                                query->arena, &row, &is_there));
    if (is_there) *ret_name = row.name;
    return NULL;
}

static fault find_applicant(struct showing *showing, int64_t id, str *ret_name, bool *ret_is_seen) {
    struct query *query = showing->query;
    struct people_user_by_id row;
    TRY(people_user_by_id(query->reader, &(struct people_user_by_id_in){id}, query->arena, &row,
                          ret_is_seen));
    if (!*ret_is_seen) return NULL;
    *ret_name = row.name;
    *ret_is_seen = benefits_may_see(query->actor, id, row.department, row.department_path);
    return NULL;
}

static fault find_subject(struct showing *showing, int32_t dimension, int64_t id, str *ret_name,
                          bool *ret_is_seen) {
    switch (dimension) {
    case CAPS_DIMENSION_CUSTOMER:
    case CAPS_DIMENSION_GROUP: return find_customer(showing, id, ret_name, ret_is_seen);
    case CAPS_DIMENSION_CONTACT:
    case CAPS_DIMENSION_HOUSEHOLD: return find_contact(showing, id, ret_name, ret_is_seen);
    case CAPS_DIMENSION_EVERYBODY: *ret_is_seen = true; return NULL;
    default: return find_applicant(showing, id, ret_name, ret_is_seen);
    }
}

static fault add_near(struct showing *showing, const struct caps_all_list *caps,
                      const struct overview_near_accounts *row) {
    struct near_key key = read_key(row->account_key);
    const struct caps_all *cap = cap_of(caps, key.cap);
    date today = showing->query->today;
    bool is_over =
        cap == NULL || (!date_is_none(cap->valid_to) && date_compare(cap->valid_to, today) < 0);
    if (is_over) return NULL;
    str name = STR_NONE;
    bool is_seen;
    TRY(find_subject(showing, cap->dimension, key.subject, &name, &is_seen));
    if (!is_seen) return NULL;
    struct overview_board *board = showing->board;
    board->near.items[board->near.count++] = (struct overview_near){.name = cap->name,
                                                                    .name_en = cap->name_en,
                                                                    .subject = name,
                                                                    .subject_id = key.subject,
                                                                    .dimension = cap->dimension,
                                                                    .used = row->used,
                                                                    .limit = row->credits_posted,
                                                                    .measure = cap->measure};
    return NULL;
}

struct candidates {
    struct overview_near_accounts_list windows[3];
    size_t next[3];
};

static int64_t fullness(const struct overview_near_accounts *row) {
    return row->used * 1000 / row->credits_posted;
}

// The fullest that was not taken yet, or NULL.
static const struct overview_near_accounts *take_fullest(struct candidates *candidates) {
    const struct overview_near_accounts *fullest = NULL;
    size_t from = 0;
    for (size_t i = 0; i < 3; i++) {
        if (candidates->next[i] == candidates->windows[i].count) continue;
        const struct overview_near_accounts *row =
            &candidates->windows[i].items[candidates->next[i]];
        if (fullest == NULL || fullness(row) > fullness(fullest)) fullest = row, from = i;
    }
    if (fullest != NULL) candidates->next[from]++;
    return fullest;
}

// The ends of the keys of this year's, quarter's and month's limits.
static fault read_candidates(struct query *query, struct candidates *ret_candidates) {
    struct date_parts day = date_split(query->today);
    const str ends[] = {
        arena_print(query->arena, ":%04d", day.year),
        arena_print(query->arena, "%03dQ%d", day.year % 1000, (day.month + 2) / 3),
        arena_print(query->arena, "%02d-%02d", day.year % 100, day.month),
    };
    for (size_t i = 0; i < 3; i++)
        TRY(overview_near_accounts(query->reader, &(struct overview_near_accounts_in){ends[i]},
                                   query->arena, &ret_candidates->windows[i]));
    return NULL;
}

static fault show_near(struct showing *showing) {
    struct query *query = showing->query;
    struct overview_board *board = showing->board;
    struct caps_all_list caps;
    struct candidates candidates = {0};
    TRY(caps_all(query->reader, query->arena, &caps));
    TRY(read_candidates(query, &candidates));
    board->near.items = ARENA_ARRAY(query->arena, struct overview_near, NEAR_MAX);
    while (board->near.count < NEAR_MAX) {
        const struct overview_near_accounts *row = take_fullest(&candidates);
        if (row == NULL) break;
        TRY(add_near(showing, &caps, row));
    }
    return NULL;
}

// ---- All of it ---------------------------------------------------------------------------------

fault overview_query_get_board(struct query *query, const struct overview_get_board_in *in,
                               struct overview_board *ret_out) {
    (void)in;
    struct showing showing = {.query = query,
                              .board = ret_out,
                              .scope = benefits_scope_of(query->arena, query->actor),
                              .currency = query->book->currency};
    struct book_log_size size = {0};
    bool is_there;
    TRY(show_tasks(&showing));
    TRY(show_mine(&showing));
    TRY(show_late(&showing));
    TRY(show_in_hand(&showing));
    TRY(show_months(&showing));
    TRY(show_attempts(&showing));
    TRY(show_budget(&showing));
    TRY(show_near(&showing));
    TRY(book_log_size(query->reader, query->arena, &size, &is_there));
    ret_out->log_size = size.size;
    return NULL;
}

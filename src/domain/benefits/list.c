// Lists of requests with their filters, the sum behind them, and my drafts. Which index serves a
// list is chosen here by its narrowest filter; the actor's scope is one of the filters of every
// statement. A search is for a number or for customers: those are found first, by their words (they
// are few), then their requests by the index of customers; where that would be more than
// LIMIT_SEARCH_ROWS the newest ones are looked through instead, for then a page fills soon.
#include "base/limits.h"
#include "benefits_sql.h"
#include "command/book.h"
#include "domain/benefits/benefits.h"
#include "domain/customers/customers.h"

// ---- Filters ----

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

// What is asked for, as the statements take it.
struct listing {
    struct query *query;
    struct benefits_page_in f;
    int64_t customer;
    int64_t applicant;
    bool is_search;
    int64_t number_id; // of the request that has the searched number
    struct customers_plan plan;
};

static struct listing listing_of(struct query *query, const struct benefits_list_requests_in *in) {
    struct benefits_scope scope = scope_of(query, in->is_mine);
    return (struct listing){.query = query,
                            .customer = in->customer,
                            .applicant = in->applicant,
                            .is_search = in->search.size > 0,
                            .f = {.after_id = INT64_MAX,
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
                                  .count = in->limit + 1}};
}

// A number is typed whole ("HB-20261125-0000123"), or only what it ends with, the id.
static fault find_number(struct query *query, str text, int64_t *ret_id) {
    struct benefits_id_by_number row;
    bool is_there;
    if (str_to_int(text, ret_id) && *ret_id > 0) return NULL;
    str number = arena_copy(query->arena, text);
    char *letters = (char *)(uintptr_t)number.data;
    for (size_t i = 0; i < number.size; i++)
        if (letters[i] >= 'a' && letters[i] <= 'z') letters[i] = (char)(letters[i] - 32);
    TRY(benefits_id_by_number(query->reader, &(struct benefits_id_by_number_in){number},
                              query->arena, &row, &is_there));
    *ret_id = is_there ? row.id : 0;
    return NULL;
}

static fault find(struct listing *listing, str search) {
    struct query *query = listing->query;
    if (!listing->is_search) return NULL;
    TRY(find_number(query, str_trim(search), &listing->number_id));
    return customers_plan_search(query->reader, query->arena, search, &listing->plan);
}

// ---- Lists ----

// The in-structs of all these statements have the same members; they are filled from one.
#define FILTERS(listing)                                                                           \
    .now = (listing)->f.now, .after_id = (listing)->f.after_id, .status = (listing)->f.status,     \
    .kind = (listing)->f.kind, .outcome = (listing)->f.outcome, .from_day = (listing)->f.from_day, \
    .to_day = (listing)->f.to_day, .amount_min = (listing)->f.amount_min,                          \
    .amount_max = (listing)->f.amount_max, .late_only = (listing)->f.late_only,                    \
    .scope_user = (listing)->f.scope_user, .path_low = (listing)->f.path_low,                      \
    .path_high = (listing)->f.path_high, .department = (listing)->f.department,                    \
    .contact = (listing)->f.contact, .count = (listing)->f.count

#define FITTING(listing)                                                                           \
    .word = (listing)->plan.words[0], .w1 = (listing)->plan.words[1],                              \
    .w2 = (listing)->plan.words[2], .w3 = (listing)->plan.words[3],                                \
    .n1 = (listing)->plan.needles[0], .n2 = (listing)->plan.needles[1],                            \
    .n3 = (listing)->plan.needles[2], .n4 = (listing)->plan.needles[3]

// All the statements of pages give the same row: struct benefits_page.
#define READ_PAGE(statement, ...)                                                                  \
    store_read_many(listing->query->reader, &benefits_##statement##_statement,                     \
                    &(struct benefits_##statement##_in){__VA_ARGS__}, listing->query->arena,       \
                    ret_rows)

static fault read_found(const struct listing *listing, struct shape_list *ret_rows) {
    struct query *query = listing->query;
    struct benefits_count_fitting fitting = {0};
    bool is_there;
    int64_t owner = listing->applicant != 0 ? listing->applicant : listing->f.scope_user;
    if (listing->plan.count > 0)
        TRY(benefits_count_fitting(
            query->reader,
            &(struct benefits_count_fitting_in){FITTING(listing), .bound = LIMIT_SEARCH_ROWS},
            query->arena, &fitting, &is_there));
    if (fitting.count < LIMIT_SEARCH_ROWS)
        return READ_PAGE(page_of_few, FILTERS(listing), FITTING(listing),
                         .number_id = listing->number_id, .customer = listing->customer,
                         .applicant = listing->applicant);
    if (owner != 0)
        return READ_PAGE(page_of_many_by, FILTERS(listing), FITTING(listing),
                         .number_id = listing->number_id, .customer = listing->customer,
                         .applicant = owner);
    return READ_PAGE(page_of_many, FILTERS(listing), FITTING(listing),
                     .number_id = listing->number_id, .customer = listing->customer);
}

static fault read_rows(const struct listing *listing, struct shape_list *ret_rows) {
    const struct benefits_page_in *f = &listing->f;
    if (listing->is_search) return read_found(listing, ret_rows);
    if (listing->customer != 0)
        return READ_PAGE(page_of_customer, FILTERS(listing), .customer = listing->customer);
    if (listing->applicant != 0)
        return READ_PAGE(page_of_applicant, FILTERS(listing), .applicant = listing->applicant);
    if (f->scope_user != 0)
        return READ_PAGE(page_of_applicant, FILTERS(listing), .applicant = f->scope_user);
    if (f->late_only) return READ_PAGE(page_of_late, FILTERS(listing), .late_before = f->now);
    if (f->status != 0) return READ_PAGE(page_of_status, FILTERS(listing), .wanted = f->status);
    return READ_PAGE(page, FILTERS(listing));
}

static struct benefits_summary summary_of(const struct benefits_page *row, str currency) {
    return (struct benefits_summary){BENEFITS_SUMMARY_FIELDS(row, currency),
                                     .contact_name = row->name, .is_late = row->is_late,
                                     .is_imported = row->is_imported};
}

fault benefits_query_list_requests(struct query *query, const struct benefits_list_requests_in *in,
                                   struct benefits_summary_page *ret_out) {
    struct listing listing = listing_of(query, in);
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &listing.f.after_id)) return &cursor_wrong;
    struct shape_list list = {0};
    TRY(find(&listing, in->search));
    TRY(read_rows(&listing, &list));
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

static fault sum_found(const struct listing *listing, struct benefits_sum *ret_sum) {
    struct benefits_sum_found found;
    bool is_there;
    TRY(benefits_sum_found(listing->query->reader,
                           &(struct benefits_sum_found_in){
                               FILTERS(listing), FITTING(listing), .number_id = listing->number_id,
                               .customer = listing->customer, .applicant = listing->applicant},
                           listing->query->arena, &found, &is_there));
    *ret_sum = (struct benefits_sum){.count = found.count, .total = found.total};
    return NULL;
}

fault benefits_query_sum_requests(struct query *query, const struct benefits_sum_requests_in *in,
                                  struct benefits_sum_requests_out *ret_out) {
    const struct benefits_list_requests_in wanted = {.search = in->search,
                                                     .status = in->status,
                                                     .kind = in->kind,
                                                     .outcome = in->outcome,
                                                     .customer = in->customer,
                                                     .contact = in->contact,
                                                     .applicant = in->applicant,
                                                     .department = in->department,
                                                     .from = in->from,
                                                     .to = in->to,
                                                     .amount_min = in->amount_min,
                                                     .amount_max = in->amount_max,
                                                     .is_mine = in->is_mine,
                                                     .is_late = in->is_late};
    struct listing listing = listing_of(query, &wanted);
    struct benefits_sum sum;
    bool is_there;
    TRY(find(&listing, in->search));
    if (listing.is_search)
        TRY(sum_found(&listing, &sum));
    else
        TRY(benefits_sum(query->reader,
                         &(struct benefits_sum_in){FILTERS(&listing), .customer = listing.customer,
                                                   .applicant = listing.applicant},
                         query->arena, &sum, &is_there));
    ret_out->count = sum.count;
    ret_out->total = money_of(sum.total, query->book->currency);
    return NULL;
}

// ---- Drafts ----

fault benefits_query_list_drafts(struct query *query, const struct benefits_list_drafts_in *in,
                                 struct benefits_draft_page *ret_out) {
    int64_t after_id = INT64_MAX;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after_id)) return &cursor_wrong;
    struct benefits_drafts_of_list rows;
    TRY(benefits_drafts_of(query->reader,
                           &(struct benefits_drafts_of_in){.owner = query->actor->user_id,
                                                           .after_id = after_id,
                                                           .count = in->limit + 1},
                           query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct benefits_draft, count + 1);
    ret_out->items.count = count;
    ret_out->total = -1;
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)rows.items[count - 1].id);
    for (size_t i = 0; i < count; i++)
        ret_out->items.items[i] = (struct benefits_draft){
            .id = rows.items[i].id, .content = rows.items[i].content, .saved = rows.items[i].saved};
    return NULL;
}

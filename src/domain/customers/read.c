// Lists of customers and people, and one customer with all that belongs to it.
//
// A search is a set of words (search.c). The rarest of them chooses the rows, newest first, by the
// index of customer_words; the others are checked row by row. So that no search can look at a
// million rows, at most LIMIT_SEARCH_ROWS are looked at for one page: it may be short then, and has
// a next one. Names of people are sealed: among those of one customer they are opened and compared,
// across all customers only the whole name finds, by its hash.
#include "domain/customers/customers.h"

#include "command/book.h"
#include "domain/customers/shown.h"
#include "domain/customers/words.h"

enum { PEOPLE_LOOKED_AT = 10 * LIMIT_PAGE_ROWS }; // of one customer, for one page

struct ids {
    int64_t *items;
    size_t count;
    int64_t next; // 0: there are no more
};

static struct customers_viewer viewer_of(const struct query *query) {
    return (struct customers_viewer){query->arena, query->actor, query->book, query->today};
}

// A cursor is the last id of the page before.
static fault read_cursor(str cursor, int64_t *ret_id) {
    if (cursor.size == 0) return NULL;
    int64_t id = 0;
    if (!str_to_int(cursor, &id) || id < 1) return &cursor_wrong;
    *ret_id = id;
    return NULL;
}

static str print_cursor(struct arena *arena, int64_t id) {
    return id == 0 ? STR_NONE : arena_print(arena, "%lld", (long long)id);
}

// ---- Which customers ---------------------------------------------------------------------------

// Rows of one id each; one more than was wanted tells that there is a next page.
static struct ids ids_of(struct query *query, const void *rows, size_t count, int64_t limit) {
    const int64_t *found = rows;
    bool has_more = count > (size_t)limit;
    struct ids ids = {.count = has_more ? (size_t)limit : count};
    ids.items = ARENA_ARRAY(query->arena, int64_t, ids.count + 1);
    for (size_t i = 0; i < ids.count; i++) ids.items[i] = found[i];
    if (has_more) ids.next = ids.items[ids.count - 1];
    return ids;
}

_Static_assert(sizeof(struct customers_page) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_page_of_nature) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_page_of_owner) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_page_of_group) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_page_by_word) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_contacts_by_name) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct customers_contacts_page) == sizeof(int64_t), "a row is one id");

// The statements differ in what chooses the index only.
#define LISTED(statement, value)                                                                   \
    {                                                                                              \
        struct customers_##statement##_list rows;                                                  \
        const struct customers_##statement##_in narrow = {.wanted = (value),                       \
                                                          .after_id = after_id,                    \
                                                          .nature = in->nature,                    \
                                                          .owner = in->owner,                      \
                                                          .group_id = in->group,                   \
                                                          .count = in->limit + 1};                 \
        TRY(customers_##statement(query->reader, &narrow, query->arena, &rows));                   \
        *ret_ids = ids_of(query, rows.items, rows.count, in->limit);                               \
        return NULL;                                                                               \
    }

static fault list_all(struct query *query, const struct customers_list_customers_in *in,
                      int64_t after_id, struct ids *ret_ids) {
    struct customers_page_list rows;
    TRY(customers_page(query->reader,
                       &(struct customers_page_in){.after_id = after_id, .count = in->limit + 1},
                       query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
}

static fault list_unsearched(struct query *query, const struct customers_list_customers_in *in,
                             int64_t after_id, struct ids *ret_ids) {
    if (in->group != 0) LISTED(page_of_group, in->group)
    if (in->owner != 0) LISTED(page_of_owner, in->owner)
    if (in->nature != 0) LISTED(page_of_nature, in->nature)
    return list_all(query, in, after_id, ret_ids);
}

// ---- Searching ---------------------------------------------------------------------------------

// The lowest id that may be looked at for this page; 0: all may.
static fault find_end(struct query *query, const struct customers_plan *plan, int64_t after_id,
                      int64_t *ret_until) {
    struct customers_word_end row = {0};
    bool is_there = false;
    if (plan->count >= CUSTOMERS_COUNT_BOUND)
        TRY(customers_word_end(query->reader,
                               &(struct customers_word_end_in){.word = plan->words[0],
                                                               .after_id = after_id,
                                                               .rows = LIMIT_SEARCH_ROWS - 1},
                               query->arena, &row, &is_there));
    *ret_until = is_there ? row.id : 0;
    return NULL;
}

static fault list_searched(struct query *query, const struct customers_list_customers_in *in,
                           int64_t after_id, struct ids *ret_ids) {
    struct customers_plan plan;
    TRY(customers_plan_search(query->reader, query->arena, in->search, &plan));
    *ret_ids = (struct ids){0};
    if (plan.count == 0) return NULL;
    int64_t until = 0;
    TRY(find_end(query, &plan, after_id, &until));
    struct customers_page_by_word_list rows;
    TRY(customers_page_by_word(query->reader,
                               &(struct customers_page_by_word_in){.word = plan.words[0],
                                                                   .after_id = after_id,
                                                                   .until_id = until,
                                                                   .w1 = plan.words[1],
                                                                   .w2 = plan.words[2],
                                                                   .w3 = plan.words[3],
                                                                   .n1 = plan.needles[0],
                                                                   .n2 = plan.needles[1],
                                                                   .n3 = plan.needles[2],
                                                                   .n4 = plan.needles[3],
                                                                   .nature = in->nature,
                                                                   .owner = in->owner,
                                                                   .group_id = in->group,
                                                                   .count = in->limit + 1},
                               query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    if (ret_ids->next == 0) ret_ids->next = until;
    return NULL;
}

static fault show_customers(struct query *query, const struct ids *ids,
                            struct customers_customer **ret_items, size_t *ret_count) {
    struct customers_viewer viewer = viewer_of(query);
    *ret_items = ARENA_ARRAY(query->arena, struct customers_customer, ids->count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < ids->count; i++) {
        struct customers_shown row;
        bool is_there = false;
        struct customers_shown_in one = customers_shown_of(ids->items[i], query->today);
        TRY(customers_shown(query->reader, &one, query->arena, &row, &is_there));
        if (is_there) (*ret_items)[(*ret_count)++] = customers_shown_customer(&viewer, &row);
    }
    return NULL;
}

fault customers_query_list_customers(struct query *query,
                                     const struct customers_list_customers_in *in,
                                     struct customers_customer_page *ret_out) {
    int64_t after_id = INT64_MAX;
    struct ids ids;
    TRY(read_cursor(in->cursor, &after_id));
    if (in->search.size > 0)
        TRY(list_searched(query, in, after_id, &ids));
    else
        TRY(list_unsearched(query, in, after_id, &ids));
    ret_out->next = print_cursor(query->arena, ids.next);
    ret_out->total = -1;
    return show_customers(query, &ids, &ret_out->items.items, &ret_out->items.count);
}

// ---- People ------------------------------------------------------------------------------------

static fault show_contacts(struct query *query, const struct ids *ids,
                           struct customers_contact **ret_items, size_t *ret_count) {
    struct customers_viewer viewer = viewer_of(query);
    *ret_items = ARENA_ARRAY(query->arena, struct customers_contact, ids->count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < ids->count; i++) {
        struct customers_contact_shown row;
        bool is_there = false;
        struct customers_contact_shown_in one =
            customers_contact_shown_of(ids->items[i], query->today);
        TRY(customers_contact_shown(query->reader, &one, query->arena, &row, &is_there));
        if (is_there) (*ret_items)[(*ret_count)++] = customers_shown_contact(&viewer, &row);
    }
    return NULL;
}

// Those of one customer whose name fits.
static fault people_of(struct query *query, const struct customers_search_contacts_in *in,
                       int64_t after_id, struct ids *ret_ids) {
    struct customers_contacts_of_list rows;
    TRY(customers_contacts_of(query->reader,
                              &(struct customers_contacts_of_in){.customer = in->customer,
                                                                 .after_id = after_id,
                                                                 .count = PEOPLE_LOOKED_AT + 1},
                              query->arena, &rows));
    size_t count = rows.count > PEOPLE_LOOKED_AT ? PEOPLE_LOOKED_AT : rows.count;
    *ret_ids = (struct ids){ARENA_ARRAY(query->arena, int64_t, in->limit), 0, 0};
    for (size_t i = 0; i < count; i++) {
        bool fits = in->search.size == 0 ||
                    customers_name_fits(query->arena, rows.items[i].name, in->search);
        if (!fits) continue;
        if (ret_ids->count == (size_t)in->limit) {
            ret_ids->next = ret_ids->items[ret_ids->count - 1];
            return NULL;
        }
        ret_ids->items[ret_ids->count++] = rows.items[i].id;
    }
    if (rows.count > count) ret_ids->next = rows.items[count - 1].id;
    return NULL;
}

static fault people_of_name(struct query *query, const struct customers_search_contacts_in *in,
                            int64_t after_id, struct ids *ret_ids) {
    struct customers_contacts_by_name_list rows;
    str hash = customers_name_hash(query->arena, query->book, in->search);
    TRY(customers_contacts_by_name(query->reader,
                                   &(struct customers_contacts_by_name_in){.name_hash = hash,
                                                                           .after_id = after_id,
                                                                           .count = in->limit + 1},
                                   query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
}

static fault people_all(struct query *query, const struct customers_search_contacts_in *in,
                        int64_t after_id, struct ids *ret_ids) {
    struct customers_contacts_page_list rows;
    TRY(customers_contacts_page(
        query->reader,
        &(struct customers_contacts_page_in){.after_id = after_id, .count = in->limit + 1},
        query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
}

fault customers_query_search_contacts(struct query *query,
                                      const struct customers_search_contacts_in *in,
                                      struct customers_contact_page *ret_out) {
    int64_t after_id = 0;
    struct ids ids;
    TRY(read_cursor(in->cursor, &after_id));
    if (in->customer != 0)
        TRY(people_of(query, in, after_id, &ids));
    else if (in->search.size > 0)
        TRY(people_of_name(query, in, after_id, &ids));
    else
        TRY(people_all(query, in, after_id, &ids));
    ret_out->next = print_cursor(query->arena, ids.next);
    ret_out->total = -1;
    return show_contacts(query, &ids, &ret_out->items.items, &ret_out->items.count);
}

// ---- One customer ------------------------------------------------------------------------------

static fault read_children(struct query *query, int64_t customer,
                           struct customers_customer_detail *ret_out) {
    struct customers_children_list rows;
    TRY(customers_children(query->reader, &(struct customers_children_in){customer}, query->arena,
                           &rows));
    struct ids ids = {ARENA_ARRAY(query->arena, int64_t, rows.count + 1), rows.count, 0};
    for (size_t i = 0; i < rows.count; i++) ids.items[i] = rows.items[i].id;
    return show_customers(query, &ids, &ret_out->children.items, &ret_out->children.count);
}

static fault read_merged(struct query *query, int64_t customer,
                         struct customers_customer_detail *ret_out) {
    struct customers_merged_of_list rows;
    TRY(customers_merged_of(query->reader, &(struct customers_merged_of_in){customer}, query->arena,
                            &rows));
    ret_out->merged.items =
        ARENA_ARRAY(query->arena, struct customers_merged_customer, rows.count + 1);
    ret_out->merged.count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_out->merged.items[i] = (struct customers_merged_customer){
            rows.items[i].id, rows.items[i].code, rows.items[i].name, rows.items[i].name_en,
            rows.items[i].tax_number};
    return NULL;
}

static fault read_history(struct query *query, int64_t customer,
                          struct customers_customer_detail *ret_out) {
    struct customers_changes_of_list rows;
    TRY(customers_changes_of(query->reader, &(struct customers_changes_of_in){customer},
                             query->arena, &rows));
    ret_out->history.items =
        ARENA_ARRAY(query->arena, struct customers_name_change, rows.count + 1);
    ret_out->history.count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_out->history.items[i] = (struct customers_name_change){.at = rows.items[i].changed,
                                                                   .contact = rows.items[i].contact,
                                                                   .by = rows.items[i].by_name,
                                                                   .what = rows.items[i].what,
                                                                   .from = rows.items[i].was,
                                                                   .to = rows.items[i].is_now};
    return NULL;
}

fault customers_query_get_customer(struct query *query, const struct customers_get_customer_in *in,
                                   struct customers_customer_detail *ret_out) {
    struct customers_shown row;
    bool is_there = false;
    struct customers_shown_in one = customers_shown_of(in->customer, query->today);
    TRY(customers_shown(query->reader, &one, query->arena, &row, &is_there));
    if (!is_there) return &customer_unknown;
    struct customers_viewer viewer = viewer_of(query);
    ret_out->customer = customers_shown_customer(&viewer, &row);
    const struct customers_search_contacts_in people = {.customer = in->customer,
                                                        .limit = LIMIT_PAGE_ROWS};
    struct ids ids;
    TRY(people_of(query, &people, 0, &ids));
    TRY(show_contacts(query, &ids, &ret_out->contacts.items, &ret_out->contacts.count));
    TRY(read_merged(query, in->customer, ret_out));
    TRY(read_children(query, in->customer, ret_out));
    return read_history(query, in->customer, ret_out);
}

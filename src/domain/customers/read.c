// Lists of customers and people, and one customer with all that belongs to it.
//
// A search is a set of words (words.c). The rarest of them chooses the rows, newest first, by the
// index of customer_words; the others are checked row by row. So that no search can look at a
// million rows, at most LIMIT_SEARCH_ROWS are looked at for one page: it may be short then, and has
// a next one. Names of people are sealed: among those of one customer they are opened and compared,
// across all customers only the whole name finds, by its hash.
#include "domain/customers/customers.h"

#include "command/book.h"
#include "domain/customers/shown.h"
#include "domain/customers/words.h"

enum {
    COUNT_BOUND = 300,                       // words are counted so far to find the rarest
    PEOPLE_LOOKED_AT = 10 * LIMIT_PAGE_ROWS, // of one customer, for one page
};

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

static fault list_of_owner(struct query *query, const struct customers_list_customers_in *in,
                           int64_t after_id, struct ids *ret_ids) {
    struct customers_page_of_owner_list rows;
    TRY(customers_page_of_owner(query->reader,
                                &(struct customers_page_of_owner_in){.wanted = in->owner,
                                                                     .after_id = after_id,
                                                                     .nature = in->nature,
                                                                     .owner = in->owner,
                                                                     .group_id = in->group,
                                                                     .count = in->limit + 1},
                                query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
}

static fault list_of_group(struct query *query, const struct customers_list_customers_in *in,
                           int64_t after_id, struct ids *ret_ids) {
    struct customers_page_of_group_list rows;
    TRY(customers_page_of_group(query->reader,
                                &(struct customers_page_of_group_in){.wanted = in->group,
                                                                     .after_id = after_id,
                                                                     .nature = in->nature,
                                                                     .owner = in->owner,
                                                                     .group_id = in->group,
                                                                     .count = in->limit + 1},
                                query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
}

static fault list_of_nature(struct query *query, const struct customers_list_customers_in *in,
                            int64_t after_id, struct ids *ret_ids) {
    struct customers_page_of_nature_list rows;
    TRY(customers_page_of_nature(query->reader,
                                 &(struct customers_page_of_nature_in){.wanted = in->nature,
                                                                       .after_id = after_id,
                                                                       .nature = in->nature,
                                                                       .owner = in->owner,
                                                                       .group_id = in->group,
                                                                       .count = in->limit + 1},
                                 query->arena, &rows));
    *ret_ids = ids_of(query, rows.items, rows.count, in->limit);
    return NULL;
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
    if (in->group != 0) return list_of_group(query, in, after_id, ret_ids);
    if (in->owner != 0) return list_of_owner(query, in, after_id, ret_ids);
    if (in->nature != 0) return list_of_nature(query, in, after_id, ret_ids);
    return list_all(query, in, after_id, ret_ids);
}

// ---- Searching ---------------------------------------------------------------------------------

// One part of the search: the word that finds it, and the text to check.
struct plan_part {
    str word;
    str needle;
    int64_t count; // of customers with that word, up to COUNT_BOUND
};

static fault count_word(struct query *query, str word, int64_t *ret_count) {
    struct customers_word_count row = {0};
    bool is_there = false;
    TRY(customers_word_count(query->reader,
                             &(struct customers_word_count_in){.word = word, .bound = COUNT_BOUND},
                             query->arena, &row, &is_there));
    *ret_count = row.count;
    return NULL;
}

static fault plan_token(struct query *query, const struct customers_token *token,
                        struct plan_part *ret_part) {
    int64_t count = 0;
    if (token->whole.size > 0) TRY(count_word(query, token->whole, &count));
    if (count > 0) {
        *ret_part = (struct plan_part){token->whole, STR_NONE, count};
        return NULL;
    }
    struct plan_part rarest = {.needle = token->needle, .count = INT64_MAX};
    for (size_t i = 0; i < token->words.count && rarest.count > 0; i++) {
        TRY(count_word(query, token->words.items[i], &count));
        if (count < rarest.count) {
            rarest.word = token->words.items[i];
            rarest.count = count;
        }
    }
    *ret_part = rarest;
    return NULL;
}

// The parts in order, the rarest first.
static fault make_plan(struct query *query, const struct customers_asked *asked,
                       struct plan_part ret_parts[CUSTOMERS_TOKENS_MAX]) {
    for (size_t i = 0; i < asked->count; i++) {
        TRY(plan_token(query, &asked->tokens[i], &ret_parts[i]));
        if (ret_parts[i].count >= ret_parts[0].count) continue;
        struct plan_part first = ret_parts[0];
        ret_parts[0] = ret_parts[i];
        ret_parts[i] = first;
    }
    return NULL;
}

// The lowest id that may be looked at for this page; 0: all may.
static fault find_end(struct query *query, const struct plan_part *part, int64_t after_id,
                      int64_t *ret_until) {
    struct customers_word_end row = {0};
    bool is_there = false;
    if (part->count >= COUNT_BOUND)
        TRY(customers_word_end(query->reader,
                               &(struct customers_word_end_in){.word = part->word,
                                                               .after_id = after_id,
                                                               .rows = LIMIT_SEARCH_ROWS - 1},
                               query->arena, &row, &is_there));
    *ret_until = is_there ? row.id : 0;
    return NULL;
}

static fault list_searched(struct query *query, const struct customers_list_customers_in *in,
                           int64_t after_id, struct ids *ret_ids) {
    struct customers_asked asked = customers_words_asked(query->arena, in->search);
    struct plan_part parts[CUSTOMERS_TOKENS_MAX] = {0};
    TRY(make_plan(query, &asked, parts));
    *ret_ids = (struct ids){0};
    if (asked.count == 0 || parts[0].count == 0) return NULL;
    int64_t until = 0;
    TRY(find_end(query, &parts[0], after_id, &until));
    struct customers_page_by_word_list rows;
    TRY(customers_page_by_word(query->reader,
                               &(struct customers_page_by_word_in){.word = parts[0].word,
                                                                   .after_id = after_id,
                                                                   .until_id = until,
                                                                   .w1 = parts[1].word,
                                                                   .w2 = parts[2].word,
                                                                   .w3 = parts[3].word,
                                                                   .n1 = parts[0].needle,
                                                                   .n2 = parts[1].needle,
                                                                   .n3 = parts[2].needle,
                                                                   .n4 = parts[3].needle,
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

// Companies: written down, changed, merged. Every change leaves the earlier value in the history.
// A merged customer stays as a row that points to where it went; its people, purchases, requests,
// children and words move, so that it is found through the other one. Always holds: merged_into
// points to one that is not merged, and the groups have no circle. Leaves to others: people
// (contacts.c), lists (read.c), what the words are (words.c).
#include "domain/customers/customers.h"

#include "command/book.h"
#include "domain/customers/shown.h"
#include "domain/customers/words.h"

#include "domain/people/people.h"

enum { LEVELS_MAX = 100 };

// ---- Reading -----------------------------------------------------------------------------------

static fault read_owner(struct store_reader *reader, struct job *job, int64_t owner,
                        struct people_user_by_id *ret_row, bool *ret_is_there) {
    return people_user_by_id(reader, &(struct people_user_by_id_in){owner}, job->arena, ret_row,
                             ret_is_there);
}

static fault read_group(struct store_reader *reader, struct job *job, int64_t group,
                        struct customers_by_id *ret_row, bool *ret_is_there) {
    *ret_is_there = false;
    if (group == 0) return NULL;
    return customers_by_id(reader, &(struct customers_by_id_in){group}, job->arena, ret_row,
                           ret_is_there);
}

// Another customer of that name.
static fault find_name(struct store_reader *reader, struct job *job, str name, int64_t except,
                       bool *ret_is_known) {
    struct customers_id_by_name row = {0};
    bool is_there = false;
    TRY(customers_id_by_name(reader, &(struct customers_id_by_name_in){name}, job->arena, &row,
                             &is_there));
    *ret_is_known = is_there && row.id != except;
    return NULL;
}

// Whether `customer` is `group` or stands above it, by whatever detour.
static fault find_circle(struct store_reader *reader, struct job *job, int64_t customer,
                         int64_t group, bool *ret_is_circle) {
    *ret_is_circle = false;
    for (int level = 0; group != 0 && level < LEVELS_MAX; level++) {
        *ret_is_circle = group == customer;
        if (*ret_is_circle) return NULL;
        struct customers_by_id row;
        bool is_there = false;
        TRY(read_group(reader, job, group, &row, &is_there));
        group = is_there ? row.group_id : 0;
    }
    return NULL;
}

struct merged_list {
    struct customers_merged_customer *items;
    size_t count;
};

static fault read_merged(struct store_reader *reader, struct job *job, int64_t customer,
                         struct merged_list *ret_list) {
    struct customers_merged_of_list rows;
    TRY(customers_merged_of(reader, &(struct customers_merged_of_in){customer}, job->arena, &rows));
    ret_list->items = ARENA_ARRAY(job->arena, struct customers_merged_customer, rows.count + 1);
    ret_list->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_list->items[i] = (struct customers_merged_customer){
            rows.items[i].id, rows.items[i].code, rows.items[i].name, rows.items[i].name_en,
            rows.items[i].tax_number};
    return NULL;
}

// ---- What changes ------------------------------------------------------------------------------

struct difference {
    const char *what;
    str was;
    str is_now;
};

static void add_history(struct job *job, struct changes *changes, int64_t customer,
                        struct difference difference) {
    customers_insert_change(changes,
                            &(struct customers_insert_change_in){.id = job_new_id(job),
                                                                 .customer = customer,
                                                                 .changed = job->moment.now,
                                                                 .by_name = job->actor.name,
                                                                 .what = str_of(difference.what),
                                                                 .was = difference.was,
                                                                 .is_now = difference.is_now});
}

// A customer and those that were merged into it, as words.c wants them.
static struct customers_named *named_list(struct arena *arena, struct customers_named own,
                                          const struct customers_merged_customer *merged,
                                          size_t count) {
    struct customers_named *list = ARENA_ARRAY(arena, struct customers_named, count + 1);
    list[0] = own;
    for (size_t i = 0; i < count; i++)
        list[i + 1] = (struct customers_named){merged[i].code, merged[i].name, merged[i].name_en,
                                               merged[i].tax_number};
    return list;
}

static void add_words(struct changes *changes, int64_t customer,
                      const struct customers_words *words) {
    for (size_t i = 0; i < words->count; i++)
        customers_insert_word(changes, &(struct customers_insert_word_in){.word = words->items[i],
                                                                          .customer = customer});
}

static void drop_words(struct changes *changes, int64_t customer,
                       const struct customers_words *words) {
    for (size_t i = 0; i < words->count; i++)
        customers_drop_word(changes, &(struct customers_drop_word_in){.word = words->items[i],
                                                                      .customer = customer});
}

// Those of a that are not in b; both are in order.
static struct customers_words words_only_in(struct arena *arena, const struct customers_words *a,
                                            const struct customers_words *b) {
    struct customers_words only = {ARENA_ARRAY(arena, str, a->count + 1), 0};
    size_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        while (at < b->count && str_compare(b->items[at], a->items[i]) < 0) at++;
        if (at == b->count || !str_equal(b->items[at], a->items[i]))
            only.items[only.count++] = a->items[i];
    }
    return only;
}

static struct customers_viewer viewer_of(const struct job *job) {
    return (struct customers_viewer){job->arena, &job->actor, job->book, job->moment.today};
}

// ---- Adding ------------------------------------------------------------------------------------

static int64_t owner_of(const struct job *job, const struct customers_add_customer_in *in) {
    return in->owner != 0 ? in->owner : job->actor.user_id;
}

fault customers_load_add_customer(struct store_reader *reader, struct job *job,
                                  const struct customers_add_customer_in *in,
                                  struct customers_add_customer_facts *facts) {
    struct customers_id_by_code same;
    TRY(customers_id_by_code(reader, &(struct customers_id_by_code_in){in->code}, job->arena, &same,
                             &facts->is_code_known));
    TRY(find_name(reader, job, in->name, 0, &facts->is_name_known));
    TRY(read_group(reader, job, in->group, &facts->group_row, &facts->has_group));
    return read_owner(reader, job, owner_of(job, in), &facts->owner_row, &facts->has_owner);
}

static fault refuse_known(struct job *job, bool is_code_known, bool is_name_known) {
    if (is_code_known) return &customer_known;
    if (!is_name_known) return NULL;
    job_note(job, "name", STR_NONE, STR_NONE);
    return &customer_known;
}

fault customers_decide_add_customer(struct job *job, const struct customers_add_customer_in *in,
                                    const struct customers_add_customer_facts *facts,
                                    struct changes *changes, struct customers_customer *ret_out) {
    TRY(refuse_known(job, facts->is_code_known, facts->is_name_known));
    bool is_group_good = facts->has_group && facts->group_row.merged_into == 0;
    if (in->group != 0 && !is_group_good) return &group_unknown;
    if (!facts->has_owner) return &user_unknown;
    struct customers_named named = {in->code, in->name, in->name_en, in->tax_number};
    struct customers_words words = customers_words_of(job->arena, &named, 1);
    struct customers_shown row = {.id = job_new_id(job),
                                  .code = in->code,
                                  .name = in->name,
                                  .name_en = in->name_en,
                                  .nature = in->nature,
                                  .is_listed = in->is_listed,
                                  .region = in->region,
                                  .industry = in->industry,
                                  .group_id = in->group,
                                  .group_name = facts->group_row.name,
                                  .owner = owner_of(job, in),
                                  .owner_name = facts->owner_row.name,
                                  .tax_number = in->tax_number,
                                  .created = job->moment.now};
    customers_insert(
        changes, &(struct customers_insert_in){.id = row.id,
                                               .code = row.code,
                                               .name = row.name,
                                               .name_en = row.name_en,
                                               .nature = row.nature,
                                               .is_listed = row.is_listed,
                                               .region = row.region,
                                               .industry = row.industry,
                                               .group_id = row.group_id,
                                               .owner = row.owner,
                                               .tax_number = row.tax_number,
                                               .search = customers_search_of(job->arena, &named, 1),
                                               .created = row.created});
    add_words(changes, row.id, &words);
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_customer(&viewer, &row);
    return NULL;
}

// ---- Changing ----------------------------------------------------------------------------------

fault customers_load_edit_customer(struct store_reader *reader, struct job *job,
                                   const struct customers_edit_customer_in *in,
                                   struct customers_edit_customer_facts *facts) {
    struct merged_list merged;
    struct customers_shown_in before = customers_shown_of(in->customer, job->moment.today);
    TRY(customers_shown(reader, &before, job->arena, &facts->before, &facts->is_there));
    TRY(find_name(reader, job, in->name, in->customer, &facts->is_name_known));
    TRY(read_group(reader, job, in->group, &facts->group_row, &facts->has_group));
    TRY(find_circle(reader, job, in->customer, in->group, &facts->is_circle));
    TRY(read_merged(reader, job, in->customer, &merged));
    facts->merged.items = merged.items;
    facts->merged.count = merged.count;
    return read_owner(reader, job, in->owner, &facts->owner_row, &facts->has_owner);
}

static fault refuse_edit(struct job *job, const struct customers_edit_customer_in *in,
                         const struct customers_edit_customer_facts *facts) {
    if (!facts->is_there) return &customer_unknown;
    if (facts->before.merged_into != 0) return &customer_merged;
    TRY(refuse_known(job, false, facts->is_name_known));
    bool is_group_good = facts->has_group && facts->group_row.merged_into == 0;
    if (in->group != 0 && !is_group_good) return &group_unknown;
    if (facts->is_circle) return &group_circle;
    return facts->has_owner ? NULL : &user_unknown;
}

static str truth(bool is_true) {
    return is_true ? STR("true") : STR("false");
}

static void add_edit_history(struct job *job, struct changes *changes,
                             const struct customers_shown *before,
                             const struct customers_shown *after) {
    const struct difference texts[] = {
        {"name", before->name, after->name},
        {"name_en", before->name_en, after->name_en},
        {"nature", shape_choice_name(&customers_nature_choices, before->nature),
         shape_choice_name(&customers_nature_choices, after->nature)},
        {"is_listed", truth(before->is_listed), truth(after->is_listed)},
        {"region", before->region, after->region},
        {"industry", before->industry, after->industry},
        {"tax_number", before->tax_number, after->tax_number},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (!str_equal(texts[i].was, texts[i].is_now))
            add_history(job, changes, before->id, texts[i]);
    if (before->group_id != after->group_id)
        add_history(job, changes, before->id,
                    (struct difference){"group", before->group_name, after->group_name});
    if (before->owner != after->owner)
        add_history(job, changes, before->id,
                    (struct difference){"owner", before->owner_name, after->owner_name});
}

// Words come and go with the names; those of merged customers stay.
static void change_words(struct changes *changes, const struct customers_shown *before,
                         const struct customers_named *list, size_t count) {
    struct arena *arena = changes->arena;
    struct customers_named *old = ARENA_ARRAY(arena, struct customers_named, count);
    for (size_t i = 1; i < count; i++) old[i] = list[i];
    old[0] =
        (struct customers_named){before->code, before->name, before->name_en, before->tax_number};
    struct customers_words was = customers_words_of(arena, old, count);
    struct customers_words is_now = customers_words_of(arena, list, count);
    struct customers_words gone = words_only_in(arena, &was, &is_now);
    struct customers_words come = words_only_in(arena, &is_now, &was);
    drop_words(changes, before->id, &gone);
    add_words(changes, before->id, &come);
}

fault customers_decide_edit_customer(struct job *job, const struct customers_edit_customer_in *in,
                                     const struct customers_edit_customer_facts *facts,
                                     struct changes *changes, struct customers_customer *ret_out) {
    TRY(refuse_edit(job, in, facts));
    struct customers_shown row = facts->before;
    row.name = in->name;
    row.name_en = in->name_en;
    row.nature = in->nature;
    row.is_listed = in->is_listed;
    row.region = in->region;
    row.industry = in->industry;
    row.group_id = in->group;
    row.group_name = in->group == 0 ? STR_NONE : facts->group_row.name;
    row.owner = in->owner;
    row.owner_name = facts->owner_row.name;
    row.tax_number = in->tax_number;
    struct customers_named own = {row.code, row.name, row.name_en, row.tax_number};
    size_t count = facts->merged.count + 1;
    struct customers_named *list =
        named_list(job->arena, own, facts->merged.items, facts->merged.count);
    customers_update(changes, &(struct customers_update_in){
                                  .name = row.name,
                                  .name_en = row.name_en,
                                  .nature = row.nature,
                                  .is_listed = row.is_listed,
                                  .region = row.region,
                                  .industry = row.industry,
                                  .group_id = row.group_id,
                                  .owner = row.owner,
                                  .tax_number = row.tax_number,
                                  .search = customers_search_of(job->arena, list, count),
                                  .id = row.id});
    change_words(changes, &facts->before, list, count);
    add_edit_history(job, changes, &facts->before, &row);
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_customer(&viewer, &row);
    return NULL;
}

// ---- Merging -----------------------------------------------------------------------------------

fault customers_load_merge_customer(struct store_reader *reader, struct job *job,
                                    const struct customers_merge_customer_in *in,
                                    struct customers_merge_customer_facts *facts) {
    struct merged_list from;
    struct merged_list into;
    struct customers_shown_in from_id = customers_shown_of(in->customer, job->moment.today);
    struct customers_shown_in into_id = customers_shown_of(in->into, job->moment.today);
    TRY(customers_shown(reader, &from_id, job->arena, &facts->from_row, &facts->has_from));
    TRY(customers_shown(reader, &into_id, job->arena, &facts->into_row, &facts->has_into));
    // A target right below the source is no trouble: it takes the source's place.
    if (facts->has_into && facts->into_row.group_id != in->customer)
        TRY(find_circle(reader, job, in->customer, facts->into_row.group_id, &facts->is_circle));
    TRY(read_merged(reader, job, in->customer, &from));
    TRY(read_merged(reader, job, in->into, &into));
    facts->from_merged.items = from.items;
    facts->from_merged.count = from.count;
    facts->into_merged.items = into.items;
    facts->into_merged.count = into.count;
    return NULL;
}

static fault refuse_merge(struct job *job, const struct customers_merge_customer_in *in,
                          const struct customers_merge_customer_facts *facts) {
    if (!facts->has_from) return &customer_unknown;
    if (in->customer == in->into) return &merge_self;
    if (facts->from_row.merged_into != 0) return &customer_merged;
    job_note(job, "into", STR_NONE, STR_NONE);
    if (!facts->has_into) return &customer_unknown;
    if (facts->into_row.merged_into != 0) return &customer_merged;
    if (facts->is_circle) return &group_circle;
    job->note = (struct fault_note){0};
    return NULL;
}

static struct customers_named named_of(const struct customers_shown *row) {
    return (struct customers_named){row->code, row->name, row->name_en, row->tax_number};
}

static void move_words(struct job *job, const struct customers_merge_customer_facts *facts,
                       struct changes *changes) {
    size_t from_count = facts->from_merged.count + 1;
    size_t into_count = facts->into_merged.count + 1;
    struct customers_named *from = named_list(job->arena, named_of(&facts->from_row),
                                              facts->from_merged.items, facts->from_merged.count);
    struct customers_named *into = named_list(job->arena, named_of(&facts->into_row),
                                              facts->into_merged.items, facts->into_merged.count);
    struct customers_named *all =
        ARENA_ARRAY(job->arena, struct customers_named, from_count + into_count);
    for (size_t i = 0; i < into_count; i++) all[i] = into[i];
    for (size_t i = 0; i < from_count; i++) all[into_count + i] = from[i];
    struct customers_words of_from = customers_words_of(job->arena, from, from_count);
    drop_words(changes, facts->from_row.id, &of_from);
    add_words(changes, facts->into_row.id, &of_from);
    str search = customers_search_of(job->arena, all, from_count + into_count);
    customers_set_search(changes, &(struct customers_set_search_in){STR_NONE, facts->from_row.id});
    customers_set_search(changes, &(struct customers_set_search_in){search, facts->into_row.id});
}

static void move_all(int64_t from, int64_t into, struct changes *changes) {
    customers_move_contacts(changes, &(struct customers_move_contacts_in){into, from});
    customers_move_purchases(changes, &(struct customers_move_purchases_in){into, from});
    customers_move_requests(changes, &(struct customers_move_requests_in){into, from});
    customers_move_children(changes, &(struct customers_move_children_in){into, from});
    customers_move_merged(changes, &(struct customers_move_merged_in){into, from});
    customers_set_merged(changes, &(struct customers_set_merged_in){into, from});
}

fault customers_decide_merge_customer(struct job *job, const struct customers_merge_customer_in *in,
                                      const struct customers_merge_customer_facts *facts,
                                      struct changes *changes, struct customers_customer *ret_out) {
    TRY(refuse_merge(job, in, facts));
    struct customers_shown row = facts->into_row;
    row.given += facts->from_row.given;
    if (row.group_id == in->customer) {
        row.group_id = facts->from_row.group_id;
        row.group_name = facts->from_row.group_name;
        customers_set_group(changes, &(struct customers_set_group_in){row.group_id, in->into});
    }
    move_all(in->customer, in->into, changes);
    move_words(job, facts, changes);
    const int64_t both[] = {in->customer, in->into};
    for (size_t i = 0; i < 2; i++) {
        add_history(job, changes, both[i],
                    (struct difference){"merged", facts->from_row.name, facts->into_row.name});
        add_history(job, changes, both[i],
                    (struct difference){"merge_reason", STR_NONE, in->reason});
    }
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_customer(&viewer, &row);
    return NULL;
}

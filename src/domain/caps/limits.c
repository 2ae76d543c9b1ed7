// Limits themselves: set from a day on, listed, ended, and what was used of them before the book
// began. How they bear on a request is caps.c's.
#include "domain/caps/caps.h"

#include "command/book.h"
#include "policy_api.h"

#include <string.h>

// ---- As people see them ----

_Static_assert(sizeof(struct caps_all) == sizeof(struct caps_by_id),
               "both reads give the same columns");

static struct caps_all as_listed(const struct caps_by_id *row) {
    struct caps_all same;
    memcpy(&same, row, sizeof(same));
    return same;
}

static struct caps_cap cap_of(struct arena *arena, const struct caps_all *row, bool may_end) {
    struct caps_cap cap = {.id = row->id,
                           .name = row->name,
                           .name_en = row->name_en,
                           .dimension = row->dimension,
                           .window = row->time_window,
                           .days = row->days,
                           .measure = row->measure,
                           .limit = row->most,
                           .from = row->valid_from,
                           .to = row->valid_to};
    LIST(str) kinds = {0};
    for (int32_t kind = 1; kind <= (int32_t)policy_kind_choices.count; kind++)
        if ((row->kinds >> kind & 1) != 0)
            *list_push(arena, &kinds) = shape_choice_name(&policy_kind_choices, kind);
    cap.kinds.items = kinds.items;
    cap.kinds.count = kinds.count;
    cap.parts.items = ARENA_ARRAY(arena, int32_t, caps_part_choices.count);
    for (int32_t part = 1; part <= (int32_t)caps_part_choices.count; part++)
        if ((row->parts >> part & 1) != 0) cap.parts.items[cap.parts.count++] = part;
    cap.may.items = ARENA_ARRAY(arena, str, 1);
    cap.may.items[0] = STR("end_cap");
    cap.may.count = may_end ? 1 : 0;
    return cap;
}

fault caps_query_list_caps(struct query *query, const struct caps_list_caps_in *in,
                           struct caps_cap_page *ret_out) {
    struct caps_all_list rows;
    TRY(caps_all(query->reader, query->arena, &rows));
    bool may_end = actor_has_right(query->actor, "caps.write");
    ret_out->items.items = ARENA_ARRAY(query->arena, struct caps_cap, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct caps_all *row = &rows.items[i];
        bool is_over = !date_is_none(in->day) && !date_is_none(row->valid_to) &&
                       date_compare(row->valid_to, in->day) < 0;
        if (!is_over)
            ret_out->items.items[ret_out->items.count++] = cap_of(query->arena, row, may_end);
    }
    ret_out->total = (int64_t)ret_out->items.count;
    return NULL;
}

static fault kinds_of(const str *names, size_t count, int64_t *ret_kinds) {
    *ret_kinds = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t kind = shape_choice_of(&policy_kind_choices, names[i]);
        if (kind == 0) return &kind_unknown;
        *ret_kinds |= (int64_t)1 << kind;
    }
    return NULL;
}

fault caps_decide_set_cap(struct job *job, const struct caps_set_cap_in *in,
                          struct changes *changes, struct caps_cap *ret_out) {
    int64_t kinds;
    TRY(kinds_of(in->kinds.items, in->kinds.count, &kinds));
    if (!date_is_none(in->to) && date_compare(in->to, in->from) < 0) return &period_wrong;
    if ((in->window == CAPS_WINDOW_ROLLING) != (in->days > 0)) return &days_wrong;
    int64_t parts = 0;
    for (size_t i = 0; i < in->parts.count; i++) parts |= (int64_t)1 << in->parts.items[i];
    struct caps_all row = {.id = job_new_id(job),
                           .name = in->name,
                           .name_en = in->name_en,
                           .dimension = in->dimension,
                           .parts = parts,
                           .time_window = in->window,
                           .days = in->days,
                           .measure = in->measure,
                           .kinds = kinds,
                           .most = in->limit,
                           .valid_from = in->from,
                           .valid_to = in->to};
    caps_insert(changes, &(struct caps_insert_in){.id = row.id,
                                                  .name = row.name,
                                                  .name_en = row.name_en,
                                                  .dimension = row.dimension,
                                                  .parts = row.parts,
                                                  .time_window = row.time_window,
                                                  .days = row.days,
                                                  .measure = row.measure,
                                                  .kinds = row.kinds,
                                                  .most = row.most,
                                                  .valid_from = row.valid_from,
                                                  .valid_to = row.valid_to});
    *ret_out = cap_of(job->arena, &row, true);
    return NULL;
}

fault caps_load_end_cap(struct store_reader *reader, struct job *job,
                        const struct caps_end_cap_in *in, struct caps_end_cap_facts *facts) {
    return caps_by_id(reader, &(struct caps_by_id_in){in->cap}, job->arena, &facts->before,
                      &facts->is_there);
}

fault caps_decide_end_cap(struct job *job, const struct caps_end_cap_in *in,
                          const struct caps_end_cap_facts *facts, struct changes *changes,
                          struct caps_cap *ret_out) {
    const struct caps_by_id *before = &facts->before;
    if (!facts->is_there) return &cap_unknown;
    if (date_compare(in->to, before->valid_from) < 0) return &period_wrong;
    caps_set_end(changes, &(struct caps_set_end_in){.valid_to = in->to, .id = in->cap});
    struct caps_all row = as_listed(before);
    row.valid_to = in->to;
    *ret_out = cap_of(job->arena, &row, true);
    return NULL;
}

// ---- What was used before the book began ----

static str opening_key(struct arena *arena, const struct caps_by_id *row,
                       const struct caps_open_cap_usage_in *in) {
    struct caps_all cap = as_listed(row);
    str subject = arena_print(arena, "%lld", (long long)in->subject);
    return caps_account_key(arena, &cap, subject, in->day);
}

fault caps_load_open_cap_usage(struct store_reader *reader, struct job *job,
                               const struct caps_open_cap_usage_in *in,
                               struct caps_open_cap_usage_facts *facts) {
    TRY(caps_by_id(reader, &(struct caps_by_id_in){in->cap}, job->arena, &facts->before,
                   &facts->is_there));
    if (!facts->is_there) return NULL;
    struct caps_opening known;
    str key = opening_key(job->arena, &facts->before, in);
    return caps_opening(reader, &(struct caps_opening_in){key}, job->arena, &known,
                        &facts->is_known);
}

fault caps_decide_open_cap_usage(struct job *job, const struct caps_open_cap_usage_in *in,
                                 const struct caps_open_cap_usage_facts *facts,
                                 struct changes *changes) {
    const struct caps_by_id *cap = &facts->before;
    if (!facts->is_there) return &cap_unknown;
    if (date_compare(in->day, cap->valid_from) < 0) return &cap_not_in_force;
    if (!date_is_none(cap->valid_to) && date_compare(in->day, cap->valid_to) > 0)
        return &cap_not_in_force;
    if (cap->parts != 0) return &opening_split;
    if (facts->is_known) return &opening_known;
    bool is_count = cap->measure == CAPS_MEASURE_COUNT;
    bool is_funded = cap->time_window != CAPS_WINDOW_ROLLING;
    struct posting_wish wish = {.kind = POSTING_OPEN,
                                .account = {.key = opening_key(job->arena, cap, in),
                                            .currency = is_count ? STR("#") : job->book->currency,
                                            .is_guarded = is_funded},
                                .amount = cap->most,
                                .refusal = &cap_exceeded,
                                .reason = STR("limit")};
    if (is_funded) changes_post(changes, &wish);
    wish.kind = POSTING_SPEND;
    wish.amount = in->used;
    wish.reason = STR("opening");
    changes_post(changes, &wish);
    caps_insert_opening(changes, &(struct caps_insert_opening_in){wish.account.key, in->used});
    return NULL;
}

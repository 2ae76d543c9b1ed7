// Limits by person, company or applicant and by year, quarter or month. The account of a limit is
// "cap:ID:SUBJECT:WINDOW"; its funded side is the limit, its used side what is reserved and used.
#include "domain/caps/caps.h"

#include "command/accounts.h"
#include "command/book.h"
#include "policy_api.h"

// ---- What bears on a request ----

static int64_t subject_of(const struct caps_all *cap, const struct caps_asking *asking,
                          str *ret_name) {
    switch (cap->dimension) {
    case CAPS_DIMENSION_CONTACT: *ret_name = asking->contact_name; return asking->contact;
    case CAPS_DIMENSION_CUSTOMER: *ret_name = asking->customer_name; return asking->customer;
    default: *ret_name = asking->applicant_name; return asking->applicant;
    }
}

static str window_of(struct arena *arena, int32_t window, date day) {
    struct date_parts parts = date_split(day);
    if (window == CAPS_WINDOW_YEAR) return arena_print(arena, "%04d", parts.year);
    if (window == CAPS_WINDOW_QUARTER)
        return arena_print(arena, "%04dQ%d", parts.year, (parts.month + 2) / 3);
    return arena_print(arena, "%04d-%02d", parts.year, parts.month);
}

static bool is_in_force(const struct caps_all *cap, const struct caps_asking *asking) {
    if (date_compare(asking->day, cap->valid_from) < 0) return false;
    if (!date_is_none(cap->valid_to) && date_compare(asking->day, cap->valid_to) > 0) return false;
    return cap->kinds == 0 || (cap->kinds >> asking->kind & 1) != 0;
}

static str key_of(struct arena *arena, int64_t cap, int64_t subject, str window) {
    return arena_print(arena, "cap:%lld:%lld:%.*s", (long long)cap, (long long)subject,
                       STR_ARG(window));
}

static struct caps_use use_of(struct arena *arena, const struct caps_all *cap,
                              const struct caps_asking *asking) {
    struct caps_use use = {.cap = cap};
    int64_t subject = subject_of(cap, asking, &use.subject);
    use.key = key_of(arena, cap->id, subject, window_of(arena, cap->time_window, asking->day));
    bool is_person = cap->dimension == CAPS_DIMENSION_CONTACT;
    use.asked = cap->measure == CAPS_MEASURE_COUNT ? 1 : is_person ? asking->value : asking->total;
    return use;
}

static fault read_used(struct store_reader *reader, struct arena *arena,
                       const struct caps_asking *asking, struct caps_use *use) {
    const struct book_account_by_key *account = &use->account.row;
    TRY(accounts_by_key(asking->accounts, reader, use->key, arena, &use->account));
    use->used = use->account.is_there ? account->debits_posted + account->debits_pending : 0;
    return NULL;
}

// A merge must not free room: the accounts of customers that went into this one count as well.
static fault add_absorbed(struct store_reader *reader, struct arena *arena,
                          const struct caps_asking *asking, struct caps_use *use) {
    struct caps_absorbed_list gone;
    if (use->cap->dimension != CAPS_DIMENSION_CUSTOMER) return NULL;
    TRY(caps_absorbed(reader, &(struct caps_absorbed_in){asking->customer}, arena, &gone));
    str window = window_of(arena, use->cap->time_window, asking->day);
    for (size_t i = 0; i < gone.count; i++) {
        struct caps_use earlier = {.cap = use->cap,
                                   .key = key_of(arena, use->cap->id, gone.items[i].id, window)};
        TRY(read_used(reader, arena, asking, &earlier));
        use->used += earlier.used;
    }
    return NULL;
}

fault caps_load(struct store_reader *reader, struct arena *arena, const struct caps_asking *asking,
                struct caps_uses *ret_uses) {
    struct caps_all_list caps;
    TRY(caps_all(reader, arena, &caps));
    LIST(struct caps_use) uses = {0};
    for (size_t i = 0; i < caps.count; i++) {
        str name;
        const struct caps_all *cap = &caps.items[i];
        if (!is_in_force(cap, asking) || subject_of(cap, asking, &name) == 0) continue;
        struct caps_use *use = list_push(arena, &uses);
        *use = use_of(arena, cap, asking);
        TRY(read_used(reader, arena, asking, use));
        TRY(add_absorbed(reader, arena, asking, use));
    }
    *ret_uses = (struct caps_uses){uses.items, uses.count};
    return NULL;
}

void caps_words(struct arena *arena, const struct caps_uses *uses, struct caps_usage **ret_items,
                size_t *ret_count) {
    *ret_items = ARENA_ARRAY(arena, struct caps_usage, uses->count + 1);
    *ret_count = uses->count;
    for (size_t i = 0; i < uses->count; i++) {
        const struct caps_use *use = &uses->items[i];
        (*ret_items)[i] = (struct caps_usage){.cap = use->cap->id,
                                              .name = use->cap->name,
                                              .name_en = use->cap->name_en,
                                              .dimension = use->cap->dimension,
                                              .window = use->cap->time_window,
                                              .measure = use->cap->measure,
                                              .subject = use->subject,
                                              .limit = use->cap->most,
                                              .used = use->used,
                                              .asked = use->asked,
                                              .left = use->cap->most - use->used - use->asked};
    }
}

const struct caps_use *caps_exceeded(const struct caps_uses *uses) {
    for (size_t i = 0; i < uses->count; i++)
        if (uses->items[i].used + uses->items[i].asked > uses->items[i].cap->most)
            return &uses->items[i];
    return NULL;
}

static str figure(struct arena *arena, const struct caps_use *use, int64_t number, str currency) {
    if (use->cap->measure == CAPS_MEASURE_COUNT)
        return arena_print(arena, "%lld", (long long)number);
    return money_print(arena, money_of(number, currency));
}

struct fault_note caps_note(struct arena *arena, const struct caps_use *use, str currency) {
    str most = figure(arena, use, use->cap->most, currency);
    str used = figure(arena, use, use->used, currency);
    int64_t rest = use->cap->most - use->used;
    str left = figure(arena, use, rest < 0 ? 0 : rest, currency);
    return (struct fault_note){
        .field = STR("content.amount"),
        .en = arena_print(arena, "%.*s (%.*s): limit %.*s, used %.*s, left %.*s",
                          STR_ARG(use->cap->name_en), STR_ARG(use->subject), STR_ARG(most),
                          STR_ARG(used), STR_ARG(left)),
        .zh = arena_print(arena, "%.*s（%.*s）：额度 %.*s，已用 %.*s，还剩 %.*s",
                          STR_ARG(use->cap->name), STR_ARG(use->subject), STR_ARG(most),
                          STR_ARG(used), STR_ARG(left)),
    };
}

static struct fault_note note_of(struct arena *arena, const void *about, str currency) {
    return caps_note(arena, about, currency);
}

void caps_reserve(struct job *job, struct changes *changes, const struct caps_uses *uses,
                  struct buf *holds) {
    for (size_t i = 0; i < uses->count; i++) {
        const struct caps_use *use = &uses->items[i];
        bool is_count = use->cap->measure == CAPS_MEASURE_COUNT;
        str currency = is_count ? STR("#") : job->book->currency;
        struct posting_wish wish = {.kind = POSTING_OPEN,
                                    .account = {use->key, currency, true, &use->account},
                                    .amount = use->cap->most,
                                    .refusal = &cap_exceeded,
                                    .note = note_of,
                                    .about = use,
                                    .reason = STR("limit")};
        changes_post(changes, &wish);
        wish.kind = POSTING_RESERVE;
        wish.amount = use->asked;
        wish.pending_id = job_new_id(job);
        wish.reason = STR("request");
        changes_post(changes, &wish);
        buf_print(holds, "%lld:%lld:%.*s ", (long long)wish.pending_id, (long long)use->asked,
                  STR_ARG(currency));
    }
}

// ---- Limits themselves ----

static struct caps_cap cap_of(struct arena *arena, const struct caps_all *row, bool may_end) {
    struct caps_cap cap = {.id = row->id,
                           .name = row->name,
                           .name_en = row->name_en,
                           .dimension = row->dimension,
                           .window = row->time_window,
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
    struct caps_all row = {.id = job_new_id(job),
                           .name = in->name,
                           .name_en = in->name_en,
                           .dimension = in->dimension,
                           .time_window = in->window,
                           .measure = in->measure,
                           .kinds = kinds,
                           .most = in->limit,
                           .valid_from = in->from,
                           .valid_to = in->to};
    caps_insert(changes, &(struct caps_insert_in){.id = row.id,
                                                  .name = row.name,
                                                  .name_en = row.name_en,
                                                  .dimension = row.dimension,
                                                  .time_window = row.time_window,
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
    struct caps_all row = {.id = before->id,
                           .name = before->name,
                           .name_en = before->name_en,
                           .dimension = before->dimension,
                           .time_window = before->time_window,
                           .measure = before->measure,
                           .kinds = before->kinds,
                           .most = before->most,
                           .valid_from = before->valid_from,
                           .valid_to = in->to};
    *ret_out = cap_of(job->arena, &row, true);
    return NULL;
}

// ---- What was used before the book began ----

fault caps_load_open_cap_usage(struct store_reader *reader, struct job *job,
                               const struct caps_open_cap_usage_in *in,
                               struct caps_open_cap_usage_facts *facts) {
    TRY(caps_by_id(reader, &(struct caps_by_id_in){in->cap}, job->arena, &facts->before,
                   &facts->is_there));
    if (!facts->is_there) return NULL;
    str window = window_of(job->arena, facts->before.time_window, in->day);
    str key = key_of(job->arena, in->cap, in->subject, window);
    struct caps_opening known;
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
    if (facts->is_known) return &opening_known;
    bool is_count = cap->measure == CAPS_MEASURE_COUNT;
    str window = window_of(job->arena, cap->time_window, in->day);
    struct posting_wish wish = {.kind = POSTING_OPEN,
                                .account = {.key = key_of(job->arena, cap->id, in->subject, window),
                                            .currency = is_count ? STR("#") : job->book->currency,
                                            .is_guarded = true},
                                .amount = cap->most,
                                .refusal = &cap_exceeded,
                                .reason = STR("limit")};
    changes_post(changes, &wish);
    wish.kind = POSTING_SPEND;
    wish.amount = in->used;
    wish.reason = STR("opening");
    changes_post(changes, &wish);
    caps_insert_opening(changes, &(struct caps_insert_opening_in){wish.account.key, in->used});
    return NULL;
}

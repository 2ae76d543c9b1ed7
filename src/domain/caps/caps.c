// Limits as they bear on a request. The account of a limit is "cap:ID:SUBJECT:WINDOW": the subject
// is the person or company, and behind a dot whatever else the limit counts apart; the window is a
// calendar year, quarter or month, and the account is funded with the limit, so that the ledger
// itself refuses what exceeds it. A rolling window of n days has an account for each day, which
// nothing funds: the fullest of the n windows that the day lies in is looked at here, by the one
// writer, before anything is reserved. Setting and ending limits is limits.c's.
#include "domain/caps/caps.h"

#include "command/accounts.h"
#include "command/book.h"
#include "policy_api.h"

#include <string.h>

enum { DAYS_MOST = 1000 }; // of a rolling window and the one before it

// ---- The subject -------------------------------------------------------------------------------

static int64_t subject_of(const struct caps_all *cap, const struct caps_asking *asking) {
    switch (cap->dimension) {
    case CAPS_DIMENSION_CONTACT: return asking->contact;
    case CAPS_DIMENSION_CUSTOMER: return asking->customer;
    case CAPS_DIMENSION_APPLICANT: return asking->applicant;
    case CAPS_DIMENSION_HOUSEHOLD:
        return asking->household != 0 ? asking->household : asking->contact;
    case CAPS_DIMENSION_GROUP: return asking->group != 0 ? asking->group : asking->customer;
    default: return 0;
    }
}

static str name_of(const struct caps_all *cap, const struct caps_asking *asking) {
    switch (cap->dimension) {
    case CAPS_DIMENSION_CONTACT:
    case CAPS_DIMENSION_HOUSEHOLD: return asking->contact_name;
    case CAPS_DIMENSION_CUSTOMER: return asking->customer_name;
    case CAPS_DIMENSION_GROUP:
        return asking->group != 0 ? asking->group_name : asking->customer_name;
    case CAPS_DIMENSION_APPLICANT: return asking->applicant_name;
    default: return STR_NONE;
    }
}

static bool has_part(const struct caps_all *cap, int32_t part) {
    return (cap->parts >> part & 1) != 0;
}

// Written so that no text ends the key's part early.
static void add_text(struct buf *key, char letter, str text) {
    buf_add_byte(key, '.');
    buf_add_byte(key, letter);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == ':' || byte == '.' || byte == '%')
            buf_print(key, "%%%02x", (unsigned)byte);
        else
            buf_add_byte(key, byte);
    }
}

static void add_id(struct buf *key, char letter, int64_t id) {
    buf_add_byte(key, '.');
    buf_add_byte(key, letter);
    buf_add_int(key, id);
}

static str print_subject(struct arena *arena, const struct caps_all *cap,
                         const struct caps_asking *asking) {
    struct buf key = buf_in(arena, 2 * KIB);
    buf_add_int(&key, subject_of(cap, asking));
    if (has_part(cap, CAPS_PART_KIND)) add_id(&key, 'k', asking->kind);
    if (has_part(cap, CAPS_PART_APPLICANT)) add_id(&key, 'a', asking->applicant);
    if (has_part(cap, CAPS_PART_CUSTOMER)) add_id(&key, 'u', asking->customer);
    if (has_part(cap, CAPS_PART_CONTACT)) add_id(&key, 'p', asking->contact);
    if (has_part(cap, CAPS_PART_REGION)) add_text(&key, 'r', asking->region);
    if (has_part(cap, CAPS_PART_OCCASION)) add_text(&key, 'o', asking->occasion);
    ASSERT(!key.is_full);
    return buf_str(&key);
}

static void add_name(struct buf *names, str name) {
    if (name.size == 0) return;
    if (names->size > 0) buf_add(names, STR(" · "));
    buf_add(names, name);
}

static str print_names(struct arena *arena, const struct caps_all *cap,
                       const struct caps_asking *asking) {
    struct buf names = buf_in(arena, 2 * KIB);
    add_name(&names, name_of(cap, asking));
    if (has_part(cap, CAPS_PART_APPLICANT)) add_name(&names, asking->applicant_name);
    if (has_part(cap, CAPS_PART_CUSTOMER)) add_name(&names, asking->customer_name);
    if (has_part(cap, CAPS_PART_CONTACT)) add_name(&names, asking->contact_name);
    if (has_part(cap, CAPS_PART_REGION)) add_name(&names, asking->region);
    if (has_part(cap, CAPS_PART_OCCASION)) add_name(&names, asking->occasion);
    return str_slice(buf_str(&names), 0, 400);
}

// ---- The window --------------------------------------------------------------------------------

static str window_of(struct arena *arena, int32_t window, date day) {
    struct date_parts parts = date_split(day);
    switch (window) {
    case CAPS_WINDOW_YEAR: return arena_print(arena, "%04d", parts.year);
    case CAPS_WINDOW_QUARTER:
        return arena_print(arena, "%04dQ%d", parts.year, (parts.month + 2) / 3);
    case CAPS_WINDOW_MONTH: return arena_print(arena, "%04d-%02d", parts.year, parts.month);
    default: return date_print(arena, day);
    }
}

str caps_account_key(struct arena *arena, const struct caps_all *cap, str subject, date day) {
    str window = window_of(arena, cap->time_window, day);
    return arena_print(arena, "cap:%lld:%.*s:%.*s", (long long)cap->id, STR_ARG(subject),
                       STR_ARG(window));
}

static bool is_rolling(const struct caps_all *cap) {
    return cap->time_window == CAPS_WINDOW_ROLLING;
}

// What the fullest window of n days holds of those that the day lies in: each ends on the day or
// within the n-1 days after it.
static int64_t fullest_window(const struct caps_use *use) {
    int64_t most = 0;
    for (int64_t late = 0; late < use->cap->days; late++) {
        date last = date_add_days(use->day, (int)late);
        date first = date_add_days(last, 1 - (int)use->cap->days);
        int64_t sum = 0;
        for (size_t i = 0; i < use->days.count; i++) {
            const struct caps_day *day = &use->days.items[i];
            if (date_compare(day->day, first) >= 0 && date_compare(day->day, last) <= 0)
                sum += day->used;
        }
        if (sum > most) most = sum;
    }
    return most;
}

// ---- What is used ------------------------------------------------------------------------------

static bool is_in_force(const struct caps_all *cap, const struct caps_asking *asking) {
    if (date_compare(asking->day, cap->valid_from) < 0) return false;
    if (!date_is_none(cap->valid_to) && date_compare(asking->day, cap->valid_to) > 0) return false;
    return cap->kinds == 0 || (cap->kinds >> asking->kind & 1) != 0;
}

// A limit per person says nothing of a request without one.
static bool bears_on(const struct caps_all *cap, const struct caps_asking *asking) {
    if (!is_in_force(cap, asking)) return false;
    if (has_part(cap, CAPS_PART_CONTACT) && asking->contact == 0) return false;
    return cap->dimension == CAPS_DIMENSION_EVERYBODY || subject_of(cap, asking) != 0;
}

static int64_t used_of(const struct book_account_by_key *account) {
    return account->debits_posted + account->debits_pending;
}

static date day_in(str key) {
    date day = DATE_NONE;
    size_t size = sizeof("2026-01-01") - 1;
    ASSERT(key.size > size && date_parse(str_slice(key, key.size - size, key.size), &day));
    return day;
}

static fault read_days(struct store_reader *reader, struct arena *arena,
                       const struct caps_asking *asking, str subject, struct caps_use *use) {
    int reach = (int)use->cap->days - 1;
    str low = caps_account_key(arena, use->cap, subject, date_add_days(use->day, -reach));
    str high = caps_account_key(arena, use->cap, subject, date_add_days(use->day, reach + 1));
    struct book_accounts_from_list rows;
    TRY(accounts_between(
        asking->accounts, reader,
        &(struct book_accounts_from_in){.low = low, .high = high, .count = DAYS_MOST}, arena,
        &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct book_accounts_from *row = &rows.items[i];
        *list_push(arena, &use->days) = (struct caps_day){
            .day = day_in(row->account_key), .used = row->debits_posted + row->debits_pending};
    }
    return NULL;
}

static fault add_used(struct store_reader *reader, struct arena *arena,
                      const struct caps_asking *asking, str subject, struct caps_use *use) {
    *list_push(arena, &use->subjects) = subject;
    if (is_rolling(use->cap)) return read_days(reader, arena, asking, subject, use);
    struct account_read account;
    str key = caps_account_key(arena, use->cap, subject, use->day);
    TRY(accounts_by_key(asking->accounts, reader, key, arena, &account));
    if (account.is_there) use->used += used_of(&account.row);
    return NULL;
}

// A merge must not free room: the accounts of customers that went into this one count as well.
static fault add_absorbed(struct store_reader *reader, struct arena *arena,
                          const struct caps_asking *asking, struct caps_use *use) {
    bool is_of_customer =
        use->cap->dimension == CAPS_DIMENSION_CUSTOMER || has_part(use->cap, CAPS_PART_CUSTOMER);
    struct caps_absorbed_list gone;
    if (!is_of_customer) return NULL;
    TRY(caps_absorbed(reader, &(struct caps_absorbed_in){asking->customer}, arena, &gone));
    for (size_t i = 0; i < gone.count; i++) {
        struct caps_asking earlier = *asking;
        earlier.customer = gone.items[i].id;
        TRY(add_used(reader, arena, asking, print_subject(arena, use->cap, &earlier), use));
    }
    return NULL;
}

// Who joins a household or a group brings along what was counted before: under an id of one's own.
static fault add_members(struct store_reader *reader, struct arena *arena,
                         const struct caps_asking *asking, struct caps_use *use) {
    int64_t subject = subject_of(use->cap, asking);
    bool is_household = use->cap->dimension == CAPS_DIMENSION_HOUSEHOLD;
    struct caps_housemates_list people = {0};
    struct caps_group_members_list customers = {0};
    if (is_household)
        TRY(caps_housemates(reader, &(struct caps_housemates_in){subject}, arena, &people));
    if (use->cap->dimension == CAPS_DIMENSION_GROUP)
        TRY(caps_group_members(reader, &(struct caps_group_members_in){subject}, arena,
                               &customers));
    size_t count = is_household ? people.count : customers.count;
    for (size_t i = 0; i < count; i++) {
        struct caps_asking alone = *asking;
        if (is_household)
            alone.household = people.items[i].id;
        else
            alone.group = customers.items[i].id;
        TRY(add_used(reader, arena, asking, print_subject(arena, use->cap, &alone), use));
    }
    return NULL;
}

static fault read_use(struct store_reader *reader, struct arena *arena, const struct caps_all *cap,
                      const struct caps_asking *asking, struct caps_use *use) {
    str subject = print_subject(arena, cap, asking);
    bool is_of_person =
        cap->dimension == CAPS_DIMENSION_CONTACT || cap->dimension == CAPS_DIMENSION_HOUSEHOLD;
    int64_t amount = is_of_person ? asking->value : asking->total;
    *use = (struct caps_use){.cap = cap,
                             .key = caps_account_key(arena, cap, subject, asking->day),
                             .subject = print_names(arena, cap, asking),
                             .asked = cap->measure == CAPS_MEASURE_COUNT ? 1 : amount,
                             .day = asking->day};
    TRY(accounts_by_key(asking->accounts, reader, use->key, arena, &use->account));
    TRY(add_used(reader, arena, asking, subject, use));
    TRY(add_absorbed(reader, arena, asking, use));
    TRY(add_members(reader, arena, asking, use));
    if (is_rolling(cap)) use->used = fullest_window(use);
    return NULL;
}

fault caps_load(struct store_reader *reader, struct arena *arena, const struct caps_asking *asking,
                struct caps_uses *ret_uses) {
    struct caps_all_list caps;
    TRY(caps_all(reader, arena, &caps));
    LIST(struct caps_use) uses = {0};
    for (size_t i = 0; i < caps.count; i++)
        if (bears_on(&caps.items[i], asking))
            TRY(read_use(reader, arena, &caps.items[i], asking, list_push(arena, &uses)));
    *ret_uses = (struct caps_uses){uses.items, uses.count};
    return NULL;
}

struct parts {
    int64_t cap;
    str subject;
    str window;
};

// "cap:ID:SUBJECT:WINDOW"; false for another account.
static bool take_apart(str key, struct parts *ret_parts) {
    if (!str_equal(str_cut(&key, ':'), STR("cap"))) return false;
    if (!str_to_int(str_cut(&key, ':'), &ret_parts->cap)) return false;
    ret_parts->subject = str_cut(&key, ':');
    ret_parts->window = key;
    return true;
}

static bool is_counted(const struct caps_use *use, str subject) {
    for (size_t i = 0; i < use->subjects.count; i++)
        if (str_equal(use->subjects.items[i], subject)) return true;
    return false;
}

static void leave_out_of_day(struct caps_use *use, date day, int64_t amount) {
    for (size_t i = 0; i < use->days.count; i++) {
        if (date_compare(use->days.items[i].day, day) != 0) continue;
        use->days.items[i].used -= amount;
        break;
    }
    use->used = fullest_window(use);
}

void caps_leave_out(const struct caps_uses *uses, str account_key, int64_t amount) {
    struct parts held, own;
    if (!take_apart(account_key, &held)) return;
    for (size_t i = 0; i < uses->count; i++) {
        struct caps_use *use = &uses->items[i];
        ASSERT(take_apart(use->key, &own));
        if (own.cap != held.cap || !is_counted(use, held.subject)) continue;
        if (is_rolling(use->cap))
            leave_out_of_day(use, day_in(account_key), amount);
        else if (str_equal(own.window, held.window))
            use->used -= amount;
    }
}

// ---- In words ----------------------------------------------------------------------------------

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
                                              .days = use->cap->days,
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

// ---- Reserving ---------------------------------------------------------------------------------

void caps_reserve(struct job *job, struct changes *changes, const struct caps_uses *uses,
                  struct buf *holds) {
    for (size_t i = 0; i < uses->count; i++) {
        const struct caps_use *use = &uses->items[i];
        bool is_count = use->cap->measure == CAPS_MEASURE_COUNT;
        bool is_funded = !is_rolling(use->cap);
        str currency = is_count ? STR("#") : job->book->currency;
        struct posting_wish wish = {.kind = POSTING_OPEN,
                                    .account = {use->key, currency, is_funded, &use->account},
                                    .amount = use->cap->most,
                                    .refusal = &cap_exceeded,
                                    .note = note_of,
                                    .about = use,
                                    .reason = STR("limit")};
        if (is_funded) changes_post(changes, &wish);
        wish.kind = POSTING_RESERVE;
        wish.amount = use->asked;
        wish.pending_id = job_new_id(job);
        wish.reason = STR("request");
        changes_post(changes, &wish);
        buf_print(holds, "%lld:%lld:%.*s ", (long long)wish.pending_id, (long long)use->asked,
                  STR_ARG(currency));
    }
}

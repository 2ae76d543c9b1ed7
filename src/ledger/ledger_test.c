// ledger: tables in the way of TigerBeetle's (one line per posting, its last word what must come of
// it), every bound from both sides, and random batches against a model that knows no sums: it keeps
// the list of postings and adds them up anew for every question.
#include "ledger/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ACCOUNTS_MAX = 8, WORDS_MAX = 8 };

#define MOST "9223372036854775807"

// A table's ledger: accounts by their names.
struct table {
    struct arena *arena;
    struct ledger_book book;
    struct ledger_account accounts[ACCOUNTS_MAX];
    const char *line;
};

static void fail_line(const struct table *table, const char *got) {
    fail_msg("%s: %s", table->line, got);
}

static int split(const char *line, str words[WORDS_MAX]) {
    str rest = str_trim(str_of(line));
    int count = 0;
    while (rest.size > 0 && count < WORDS_MAX) {
        words[count++] = str_cut(&rest, ' ');
        rest = str_trim(rest);
    }
    return count;
}

static int64_t number(const struct table *table, str word) {
    int64_t result = 0;
    if (!str_to_int(word, &result)) fail_line(table, "not a number");
    return result;
}

static size_t account(const struct table *table, str name) {
    for (size_t i = 0; i < table->book.account_count; i++)
        if (str_equal(table->accounts[i].key, name)) return i;
    return table->book.account_count; // one that is not there
}

// account NAME CURRENCY RULE [DEBITS CREDITS]
static void take_account(struct table *table, const str *words, int count) {
    static const struct {
        const char *name;
        enum ledger_rule rule;
    } rules[] = {{"free", LEDGER_FREE},
                 {"never_negative", LEDGER_NEVER_NEGATIVE},
                 {"never_positive", LEDGER_NEVER_POSITIVE}};
    struct ledger_account *made = &table->accounts[table->book.account_count++];
    *made = (struct ledger_account){.id = (int64_t)table->book.account_count, .key = words[1]};
    memcpy(made->currency, words[2].data, words[2].size);
    for (size_t i = 0; i < 3; i++)
        if (str_equal(words[3], str_of(rules[i].name))) made->rule = rules[i].rule;
    assert_int_not_equal(made->rule, 0);
    if (count < 6) return;
    made->debits_posted = number(table, words[4]);
    made->credits_posted = number(table, words[5]);
}

// balance NAME DEBITS_POSTED CREDITS_POSTED DEBITS_PENDING CREDITS_PENDING
static void check_balance(const struct table *table, const str *words) {
    const struct ledger_account *known = &table->accounts[account(table, words[1])];
    if (known->debits_posted != number(table, words[2]) ||
        known->credits_posted != number(table, words[3]) ||
        known->debits_pending != number(table, words[4]) ||
        known->credits_pending != number(table, words[5]))
        fail_line(table, "other sums");
}

static money amount_of(const struct table *table, str minor, str currency) {
    return money_of(number(table, minor), currency);
}

// post|reserve ID DEBIT CREDIT AMOUNT CURRENCY FAULT    use ID EARLIER AMOUNT CURRENCY FAULT
// release ID EARLIER FAULT    reverse ID EARLIER [noreason] FAULT
static struct ledger_posting read_posting(const struct table *table, const str *words, int count) {
    struct ledger_posting posting = {
        .kind = ledger_kind_of(words[0]), .id = number(table, words[1]), .reason = STR("a reason")};
    if (posting.kind == LEDGER_POST || posting.kind == LEDGER_RESERVE) {
        posting.debit = account(table, words[2]);
        posting.credit = account(table, words[3]);
        posting.amount = amount_of(table, words[4], words[5]);
    } else {
        posting.earlier_id = number(table, words[2]);
    }
    if (posting.kind == LEDGER_USE) posting.amount = amount_of(table, words[3], words[4]);
    if (str_equal(words[count - 2], STR("noreason"))) posting.reason = STR_NONE;
    return posting;
}

static void take_posting(struct table *table, const str *words, int count) {
    struct ledger_posting posting = read_posting(table, words, count);
    struct ledger_refusal refusal;
    struct ledger_account before[ACCOUNTS_MAX];
    memcpy(before, table->accounts, sizeof(before));
    fault trouble = ledger_check_and_apply(table->arena, &table->book, &posting, 1, &refusal);
    const char *came = trouble == NULL ? "ok" : trouble->name;
    if (!str_equal(words[count - 1], str_of(came))) fail_line(table, came);
    if (trouble == NULL) return;
    assert_memory_equal(before, table->accounts, sizeof(before));
    assert_int_equal(refusal.posting, 0);
}

static void run_table(const char *const *lines) {
    struct table table = {.arena = arena_open(4 * MIB)};
    table.book.accounts = table.accounts;
    for (; *lines != NULL; lines++) {
        str words[WORDS_MAX] = {0};
        int count = split(*lines, words);
        table.line = *lines;
        if (count == 0) continue;
        if (str_equal(words[0], STR("account")))
            take_account(&table, words, count);
        else if (str_equal(words[0], STR("balance")))
            check_balance(&table, words);
        else if (ledger_kind_of(words[0]) != 0)
            take_posting(&table, words, count);
        else
            fail_line(&table, "not a line of a table");
    }
    arena_close(table.arena);
}

static void postings(void **state) {
    (void)state;
    run_table((const char *const[]){"account plan CNY free",
                                    "account budget CNY never_negative",
                                    "account spent CNY free",
                                    "account dollars USD free",
                                    "post 1 plan budget 0 CNY posting_amount_wrong",
                                    "post 1 plan budget -1 CNY posting_amount_wrong",
                                    "post 1 nobody budget 1 CNY account_unknown",
                                    "post 1 plan nobody 1 CNY account_unknown",
                                    "post 1 plan plan 1 CNY accounts_alike",
                                    "post 1 dollars budget 1 CNY account_currency_differs",
                                    "post 1 plan dollars 1 CNY account_currency_differs",
                                    "post 1 plan budget 1 USD account_currency_differs",
                                    "post 1 budget spent 1 CNY balance_short",
                                    "post 1 plan budget 1000 CNY ok",
                                    "balance plan 1000 0 0 0",
                                    "balance budget 0 1000 0 0",
                                    "post 1 plan budget 1 CNY posting_known",
                                    "post 2 budget spent 1001 CNY balance_short",
                                    "post 2 budget spent 1000 CNY ok",
                                    "post 3 budget spent 1 CNY balance_short",
                                    "balance budget 1000 1000 0 0",
                                    "balance spent 0 1000 0 0",
                                    NULL});
}

static void reservations(void **state) {
    (void)state;
    run_table((const char *const[]){
        "account plan CNY free", "account budget CNY never_negative", "account spent CNY free",
        "post 1 plan budget 1000 CNY ok", "reserve 2 budget spent 1001 CNY balance_short",
        "reserve 2 budget spent 600 CNY ok", "balance budget 0 1000 600 0",
        "balance spent 0 0 0 600", "reserve 2 budget spent 1 CNY posting_known",
        // what is reserved is not there for others
        "reserve 3 budget spent 401 CNY balance_short", "post 3 budget spent 401 CNY balance_short",
        "reserve 3 budget spent 400 CNY ok", "use 4 9 1 CNY pending_unknown",
        "use 4 1 1 CNY pending_unknown", "use 4 2 0 CNY posting_amount_wrong",
        "use 4 2 1 USD account_currency_differs", "use 4 2 601 CNY pending_exceeded",
        "use 4 2 500 CNY ok", "balance budget 500 1000 400 0", "balance spent 0 500 0 400",
        "use 5 2 1 CNY pending_used", "release 5 2 pending_used", "release 5 4 pending_unknown",
        "release 5 9 pending_unknown", "release 5 3 ok", "balance budget 500 1000 0 0",
        "balance spent 0 500 0 0", "use 6 3 1 CNY pending_released", "release 6 3 pending_released",
        "reserve 6 budget spent 501 CNY balance_short", "reserve 6 budget spent 500 CNY ok",
        "use 7 6 500 CNY ok", "balance budget 1000 1000 0 0", NULL});
}

static void reversals(void **state) {
    (void)state;
    run_table((const char *const[]){
        "account plan CNY free", "account budget CNY never_negative", "account spent CNY free",
        "post 1 plan budget 1000 CNY ok", "reserve 2 budget spent 700 CNY ok",
        "reverse 3 2 posting_unknown", "reverse 3 1 noreason posting_reason_missing",
        "reverse 3 9 posting_unknown",
        // the plan cannot be taken back below what is reserved of it
        "reverse 3 1 balance_short", "post 3 plan budget 699 CNY ok", "reverse 4 1 balance_short",
        "post 4 plan budget 1 CNY ok", "reverse 5 1 ok", "balance plan 700 0 0 0",
        "balance budget 0 700 700 0", "reverse 6 1 posting_reversed",
        // a use is taken back under its own number, and the reservation stays used
        "use 6 2 650 CNY ok", "reverse 7 2 posting_unknown", "reverse 7 6 ok",
        "balance budget 0 700 0 0", "balance spent 0 0 0 0", "use 8 2 1 CNY pending_used",
        "reverse 8 7 posting_unknown", "reverse 8 6 posting_reversed", NULL});
}

static void caps_count_too(void **state) {
    (void)state;
    run_table((const char *const[]){
        "account limits # free", "account cap # never_negative", "account given # free",
        "post 1 limits cap 3 # ok", "reserve 2 cap given 1 # ok", "reserve 3 cap given 1 # ok",
        "reserve 4 cap given 1 # ok", "reserve 5 cap given 1 # balance_short", "release 5 3 ok",
        "reserve 6 cap given 1 # ok", "use 7 2 1 # ok", "reserve 8 cap given 1 # balance_short",
        // a lower limit: the new one first, then the old one taken back, if what is used allows it
        "post 8 limits cap 2 # ok", "reverse 9 1 balance_short", "release 10 4 ok",
        "reverse 9 1 ok", "balance cap 1 2 1 0", "reserve 11 cap given 1 # balance_short", NULL});
}

static void credit_side_rules(void **state) {
    (void)state;
    run_table((const char *const[]){
        "account bank CNY never_positive", "account income CNY free", "account supplier CNY free",
        "post 1 supplier bank 1 CNY balance_short", "post 1 bank income 100 CNY ok",
        "reserve 2 supplier bank 101 CNY balance_short", "reserve 2 supplier bank 60 CNY ok",
        "post 3 supplier bank 41 CNY balance_short", "post 3 supplier bank 40 CNY ok",
        "reverse 4 1 balance_short", "release 4 2 ok", "balance bank 100 40 0 0",
        "reverse 5 1 balance_short", "reverse 6 3 ok", "reverse 7 1 ok", "balance bank 0 0 0 0",
        NULL});
}

static void sums_never_overflow(void **state) {
    (void)state;
    run_table((const char *const[]){
        "account a CNY free", "account b CNY free", "account c CNY free",
        "post 1 a b " MOST " CNY ok", "post 2 a c 1 CNY posting_too_large",
        "post 2 c b 1 CNY posting_too_large", "reserve 2 a c 1 CNY posting_too_large",
        "post 2 b a " MOST " CNY ok", "balance a " MOST " " MOST " 0 0", "reverse 3 1 ok",
        "reserve 4 a b 9223372036854775806 CNY ok", "post 5 a c 2 CNY posting_too_large",
        "post 5 a c 1 CNY ok", "use 6 4 9223372036854775806 CNY ok",
        "balance a " MOST " " MOST " 0 0", NULL});
}

// --- Batches -------------------------------------------------------------------------------------

static struct ledger_account make_account(int64_t id, const char *currency, enum ledger_rule rule) {
    struct ledger_account made = {.id = id, .key = STR("a"), .rule = rule};
    memcpy(made.currency, currency, strlen(currency));
    return made;
}

static void batches_apply_wholly_or_not_at_all(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct ledger_account accounts[3] = {make_account(1, "CNY", LEDGER_FREE),
                                         make_account(2, "CNY", LEDGER_NEVER_NEGATIVE),
                                         make_account(3, "CNY", LEDGER_FREE)};
    struct ledger_book book = {accounts, 3, NULL, 0};
    struct ledger_refusal refusal;
    money hundred = money_of(100, STR("CNY"));
    // each may refer to those before it
    struct ledger_posting batch[4] = {
        {.id = 1, .kind = LEDGER_POST, .debit = 0, .credit = 1, .amount = hundred},
        {.id = 2, .kind = LEDGER_RESERVE, .debit = 1, .credit = 2, .amount = hundred},
        {.id = 3, .kind = LEDGER_RELEASE, .earlier_id = 2},
        {.id = 4, .kind = LEDGER_RESERVE, .debit = 1, .credit = 2, .amount = {101, "CNY"}}};
    assert_ptr_equal(ledger_check_and_apply(arena, &book, batch, 4, &refusal), &balance_short);
    assert_int_equal(refusal.posting, 3);
    assert_int_equal(refusal.account, 1);
    assert_int_equal(accounts[1].credits_posted, 0);
    assert_false(accounts[1].is_changed);
    assert_int_equal(book.earlier_count, 0);
    assert_int_equal(batch[2].amount.minor, 0); // nothing was filled in
    batch[3].amount.minor = 100;
    batch[3].id = 3;
    assert_ptr_equal(ledger_check_and_apply(arena, &book, batch, 4, &refusal), &posting_known);
    assert_int_equal(refusal.posting, 3);
    assert_true(refusal.account == SIZE_MAX);
    batch[3].id = 4;
    assert_null(ledger_check_and_apply(arena, &book, batch, 4, &refusal));
    assert_int_equal(accounts[1].debits_pending, 100);
    assert_int_equal(batch[2].amount.minor, 100);
    assert_int_equal(batch[2].credit, 2);
    assert_true(accounts[0].is_changed && accounts[1].is_changed && accounts[2].is_changed);
    assert_int_equal(book.earlier_count, 3);
    assert_int_equal(book.earlier[1].state, LEDGER_RELEASED);
    assert_true(book.earlier[1].is_changed);
    assert_null(ledger_check_and_apply(arena, &book, NULL, 0, &refusal));
    arena_close(arena);
}

static void impossible_sums_are_refused(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct ledger_account good[2] = {make_account(1, "CNY", LEDGER_FREE),
                                     make_account(2, "CNY", LEDGER_NEVER_NEGATIVE)};
    struct ledger_refusal refusal;
    for (int i = 0; i < 6; i++) {
        struct ledger_account accounts[2] = {good[0], good[1]};
        struct ledger_book book = {accounts, 2, NULL, 0};
        if (i == 0) accounts[1].debits_posted = 1;
        if (i == 1) accounts[1].debits_posted = -1;
        if (i == 2) accounts[1].credits_pending = -1;
        if (i == 3) accounts[1].credits_posted = accounts[1].credits_pending = INT64_MAX;
        if (i == 4) accounts[1].credits_posted = 5, accounts[1].debits_pending = 6;
        assert_int_equal(ledger_is_sound(&accounts[1]), i == 5);
        fault trouble = ledger_check_and_apply(arena, &book, NULL, 0, &refusal);
        assert_ptr_equal(trouble, i == 5 ? NULL : &ledger_unsound);
        if (i < 5) assert_int_equal(refusal.account, 1);
    }
    // a reservation of which the accounts know nothing
    struct ledger_earlier earlier = {7, 0, 1, {5, "CNY"}, LEDGER_RESERVED, false};
    struct ledger_book book = {good, 2, &earlier, 1};
    struct ledger_posting release = {.id = 8, .kind = LEDGER_RELEASE, .earlier_id = 7};
    assert_ptr_equal(ledger_check_and_apply(arena, &book, &release, 1, &refusal), &ledger_unsound);
    arena_close(arena);
}

static void the_trial_balance_finds_the_currency(void **state) {
    (void)state;
    struct ledger_account accounts[4] = {
        make_account(1, "CNY", LEDGER_FREE), make_account(2, "USD", LEDGER_FREE),
        make_account(3, "CNY", LEDGER_FREE), make_account(4, "USD", LEDGER_FREE)};
    str currency;
    assert_true(ledger_is_balanced(NULL, 0, &currency));
    accounts[0].debits_posted = accounts[2].credits_posted = INT64_MAX;
    accounts[1].debits_pending = accounts[3].credits_pending = 3;
    assert_true(ledger_is_balanced(accounts, 4, &currency));
    accounts[3].credits_pending = 2;
    assert_false(ledger_is_balanced(accounts, 4, &currency));
    assert_true(str_equal(currency, STR("USD")));
    accounts[3].credits_pending = 3;
    accounts[2].credits_posted--;
    accounts[1].debits_posted = 1; // a difference does not make up for one in another currency
    assert_false(ledger_is_balanced(accounts, 4, &currency));
    assert_true(str_equal(currency, STR("CNY")));
    assert_int_equal(ledger_balance(&accounts[2]), INT64_MAX - 1);
    assert_true(ledger_available(&accounts[2]) == INT64_MAX);
}

static void kinds_have_names(void **state) {
    (void)state;
    for (int kind = LEDGER_POST; kind <= LEDGER_REVERSE; kind++)
        assert_int_equal(ledger_kind_of(ledger_kind_name((enum ledger_kind)kind)), kind);
    assert_int_equal(ledger_kind_of(STR("steal")), 0);
    assert_int_equal(ledger_kind_of(STR_NONE), 0);
}

// --- Against a model -----------------------------------------------------------------------------

enum { MODEL_ACCOUNTS = 5, MODEL_MAX = 6000, ROUNDS = 2500 };

// The model's memory: every posting that was taken, never changed but for what ended it.
struct model_row {
    int64_t id;
    enum ledger_kind kind;
    size_t debit, credit;
    int64_t amount;
    bool is_ended; // used, released or reversed
    bool is_used;
};

struct model {
    struct model_row rows[MODEL_MAX];
    size_t count;
};

static const enum ledger_rule model_rules[MODEL_ACCOUNTS] = {
    LEDGER_FREE, LEDGER_NEVER_NEGATIVE, LEDGER_NEVER_POSITIVE, LEDGER_FREE, LEDGER_NEVER_NEGATIVE};

// Debits less credits of an account over all rows: posted, and reserved debits and credits.
static void add_up(const struct model *model, size_t of, int64_t sums[4]) {
    memset(sums, 0, 4 * sizeof(sums[0]));
    for (size_t i = 0; i < model->count; i++) {
        const struct model_row *row = &model->rows[i];
        bool is_open = row->kind == LEDGER_RESERVE && !row->is_ended;
        bool is_posted = (row->kind == LEDGER_POST || row->kind == LEDGER_USE) && !row->is_ended;
        int64_t amount = is_open || is_posted ? row->amount : 0;
        if (row->debit == of) sums[is_open ? 2 : 0] += amount;
        if (row->credit == of) sums[is_open ? 3 : 1] += amount;
    }
}

static bool keeps_rules(const struct model *model) {
    for (size_t i = 0; i < MODEL_ACCOUNTS; i++) {
        int64_t sums[4];
        add_up(model, i, sums);
        if (model_rules[i] == LEDGER_NEVER_NEGATIVE && sums[0] + sums[2] > sums[1]) return false;
        if (model_rules[i] == LEDGER_NEVER_POSITIVE && sums[1] + sums[3] > sums[0]) return false;
    }
    return true;
}

static struct model_row *find_row(struct model *model, int64_t id) {
    for (size_t i = 0; i < model->count; i++)
        if (model->rows[i].id == id) return &model->rows[i];
    return NULL;
}

// Whether the model takes the posting; it does it and looks whether the world is still good.
static bool model_takes(struct model *model, const struct ledger_posting *posting) {
    struct model_row row = {posting->id,           posting->kind, posting->debit, posting->credit,
                            posting->amount.minor, false,         false};
    bool is_new = posting->kind == LEDGER_POST || posting->kind == LEDGER_RESERVE;
    struct model_row *old = is_new ? NULL : find_row(model, posting->earlier_id);
    if (!is_new) {
        bool wants_reservation = posting->kind != LEDGER_REVERSE;
        if (old == NULL || old->is_ended) return false;
        if (wants_reservation != (old->kind == LEDGER_RESERVE)) return false;
        if (old->kind == LEDGER_RELEASE || old->kind == LEDGER_REVERSE) return false;
        if (posting->kind == LEDGER_USE && row.amount > old->amount) return false;
        row.debit = old->debit;
        row.credit = old->credit;
        old->is_ended = true;
    }
    if (posting->kind == LEDGER_USE || is_new) {
        if (row.amount <= 0 || row.debit == row.credit) {
            if (old != NULL) old->is_ended = false;
            return false;
        }
    }
    model->rows[model->count++] = row;
    if (keeps_rules(model)) return true;
    model->count--;
    if (old != NULL) old->is_ended = false;
    return false;
}

static uint64_t draw(uint64_t *seed, uint64_t below) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

static struct ledger_posting draw_posting(uint64_t *seed, int64_t id) {
    struct ledger_posting posting = {.id = id, .reason = STR("r")};
    posting.kind = (enum ledger_kind)(LEDGER_POST + (int)draw(seed, 5));
    if (draw(seed, 3) == 0) posting.kind = LEDGER_POST;
    posting.amount = money_of((int64_t)draw(seed, 60) - 1, STR("CNY"));
    if (posting.kind == LEDGER_POST || posting.kind == LEDGER_RESERVE) {
        posting.debit = draw(seed, MODEL_ACCOUNTS);
        posting.credit = draw(seed, MODEL_ACCOUNTS);
    } else {
        uint64_t near = (uint64_t)id < 40 ? (uint64_t)id : 40; // mostly one of the newest
        posting.earlier_id = id - (int64_t)draw(seed, near);
    }
    return posting;
}

static void assert_agrees(const struct model *model, const struct ledger_account *accounts) {
    str currency;
    for (size_t i = 0; i < MODEL_ACCOUNTS; i++) {
        int64_t sums[4];
        add_up(model, i, sums);
        assert_int_equal(accounts[i].debits_posted, sums[0]);
        assert_int_equal(accounts[i].credits_posted, sums[1]);
        assert_int_equal(accounts[i].debits_pending, sums[2]);
        assert_int_equal(accounts[i].credits_pending, sums[3]);
    }
    assert_true(ledger_is_balanced(accounts, MODEL_ACCOUNTS, &currency));
}

static void random_postings_agree_with_the_model(void **state) {
    (void)state;
    struct arena *model_arena = arena_open(MIB);
    struct arena *arena = arena_open(64 * MIB);
    struct arena *spare = arena_open(64 * MIB);
    struct model *model = ARENA_NEW(model_arena, struct model);
    struct ledger_account accounts[MODEL_ACCOUNTS];
    struct ledger_book book = {accounts, MODEL_ACCOUNTS, NULL, 0};
    uint64_t seed = 2026;
    int taken = 0;
    for (int i = 0; i < MODEL_ACCOUNTS; i++)
        accounts[i] = make_account(i + 1, "CNY", model_rules[i]);
    for (int64_t id = 1; id <= ROUNDS; id++) {
        struct ledger_posting posting = draw_posting(&seed, id);
        struct ledger_refusal refusal;
        bool is_taken = model_takes(model, &posting);
        fault trouble = ledger_check_and_apply(arena, &book, &posting, 1, &refusal);
        if ((trouble == NULL) != is_taken)
            fail_msg("posting %d: %s", (int)id, trouble == NULL ? "taken" : trouble->name);
        taken += is_taken ? 1 : 0;
        if (id % 50 != 0) continue;
        assert_agrees(model, accounts);
        // what was copied on the way is forgotten; the earlier postings move over
        size_t size = book.earlier_count * sizeof(*book.earlier);
        str kept = arena_copy(spare, (str){(const char *)book.earlier, size});
        book.earlier = (struct ledger_earlier *)(uintptr_t)kept.data;
        arena_reset(arena);
        struct arena *emptied = arena;
        arena = spare;
        spare = emptied;
    }
    assert_in_range(taken, ROUNDS / 5, ROUNDS * 4 / 5);
    arena_close(model_arena);
    arena_close(arena);
    arena_close(spare);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(postings),
        cmocka_unit_test(reservations),
        cmocka_unit_test(reversals),
        cmocka_unit_test(caps_count_too),
        cmocka_unit_test(credit_side_rules),
        cmocka_unit_test(sums_never_overflow),
        cmocka_unit_test(batches_apply_wholly_or_not_at_all),
        cmocka_unit_test(impossible_sums_are_refused),
        cmocka_unit_test(the_trial_balance_finds_the_currency),
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(random_postings_agree_with_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// Postings checked and applied. A batch works on copies and the copies become the book at the end,
// so that "all or nothing" needs no way back. Within one posting every refusal comes before the
// first change; what comes after cannot fail. Beliefs, kept by every kind of posting: posted +
// pending of a side fits into an int64 (asked for when it grows), hence turning pending into posted
// always fits; and an account's rule holds after each posting, hence using or releasing never
// breaks it.
#include "ledger/ledger.h"

#include <string.h>

FAULT(ledger_unsound, 503, "",
      "The stored sums of an account are impossible; the books must be verified.",
      "账户的存储合计不可能成立，须先核对账簿。");
FAULT(posting_known, 409, "", "There is a posting of this number already.", "该编号的分录已存在。");
FAULT(posting_amount_wrong, 422, "amount", "The amount must be more than zero.",
      "金额必须大于零。");
FAULT(account_unknown, 404, "", "There is no such account.", "没有该账户。");
FAULT(accounts_alike, 422, "", "The debited and the credited account are the same.",
      "借方与贷方是同一个账户。");
FAULT(account_currency_differs, 422, "amount", "The account is kept in another currency.",
      "账户的币种与金额的币种不同。");
FAULT(posting_too_large, 422, "amount", "The amount is too large for the account.",
      "金额过大，超出账户可记录的范围。");
FAULT(balance_short, 409, "amount", "The balance does not cover the amount.", "余额不足。");
FAULT(pending_unknown, 404, "", "There is no such reservation.", "没有该笔占用。");
FAULT(pending_used, 409, "", "The reservation was used already.", "该笔占用已被使用。");
FAULT(pending_released, 409, "", "The reservation was released already.", "该笔占用已被释放。");
FAULT(pending_exceeded, 409, "amount", "The amount is more than was reserved.",
      "金额超过已占用的金额。");
FAULT(posting_reason_missing, 422, "reason", "A reversal needs a reason.", "冲销必须说明原因。");
FAULT(posting_unknown, 404, "", "There is no such posting.", "没有该笔分录。");
FAULT(posting_reversed, 409, "", "The posting was reversed already.", "该笔分录已被冲销。");

static const char *const kind_names[] = {NULL, "post", "reserve", "use", "release", "reverse"};

str ledger_kind_name(enum ledger_kind kind) {
    ASSERT(kind >= LEDGER_POST && kind <= LEDGER_REVERSE);
    return str_of(kind_names[kind]);
}

enum ledger_kind ledger_kind_of(str name) {
    for (int kind = LEDGER_POST; kind <= LEDGER_REVERSE; kind++)
        if (str_equal(name, str_of(kind_names[kind]))) return (enum ledger_kind)kind;
    return (enum ledger_kind)0;
}

int64_t ledger_balance(const struct ledger_account *account) {
    return account->credits_posted - account->debits_posted;
}

int64_t ledger_available(const struct ledger_account *account) {
    switch (account->rule) {
    case LEDGER_NEVER_NEGATIVE:
        return account->credits_posted - (account->debits_posted + account->debits_pending);
    case LEDGER_NEVER_POSITIVE:
        return account->debits_posted - (account->credits_posted + account->credits_pending);
    case LEDGER_FREE: break;
    }
    return INT64_MAX;
}

bool ledger_is_sound(const struct ledger_account *account) {
    return account->debits_posted >= 0 && account->credits_posted >= 0 &&
           account->debits_pending >= 0 && account->credits_pending >= 0 &&
           account->debits_posted <= INT64_MAX - account->debits_pending &&
           account->credits_posted <= INT64_MAX - account->credits_pending &&
           ledger_available(account) >= 0;
}

// What one batch works on: copies, with room for the postings that it adds.
struct batch {
    struct ledger_book book;
    struct ledger_refusal refusal;
};

static fault refuse(struct batch *batch, size_t account, fault reason) {
    batch->refusal.account = account;
    return reason;
}

static struct ledger_earlier *find_earlier(const struct batch *batch, int64_t id) {
    for (size_t i = 0; i < batch->book.earlier_count; i++)
        if (batch->book.earlier[i].id == id) return &batch->book.earlier[i];
    return NULL;
}

static void add_earlier(struct batch *batch, const struct ledger_posting *posting,
                        enum ledger_state state) {
    batch->book.earlier[batch->book.earlier_count++] =
        (struct ledger_earlier){.id = posting->id,
                                .debit = posting->debit,
                                .credit = posting->credit,
                                .amount = posting->amount,
                                .state = state,
                                .is_changed = true};
}

static bool is_same_currency(const char a[4], const char b[4]) {
    return strncmp(a, b, 4) == 0;
}

static fault check_accounts(struct batch *batch, const struct ledger_posting *posting) {
    const struct ledger_account *accounts = batch->book.accounts;
    size_t both[2] = {posting->debit, posting->credit};
    for (int i = 0; i < 2; i++)
        if (both[i] >= batch->book.account_count) return &account_unknown;
    if (both[0] == both[1]) return refuse(batch, both[0], &accounts_alike);
    for (int i = 0; i < 2; i++)
        if (!is_same_currency(accounts[both[i]].currency, posting->amount.currency))
            return refuse(batch, both[i], &account_currency_differs);
    return NULL;
}

// Whether both accounts have room for the amount, in their numbers and under their rules.
static fault check_room(struct batch *batch, const struct ledger_posting *posting) {
    const struct ledger_account *debit = &batch->book.accounts[posting->debit];
    const struct ledger_account *credit = &batch->book.accounts[posting->credit];
    int64_t amount = posting->amount.minor;
    if (amount > INT64_MAX - debit->debits_posted - debit->debits_pending)
        return refuse(batch, posting->debit, &posting_too_large);
    if (amount > INT64_MAX - credit->credits_posted - credit->credits_pending)
        return refuse(batch, posting->credit, &posting_too_large);
    if (debit->rule == LEDGER_NEVER_NEGATIVE && amount > ledger_available(debit))
        return refuse(batch, posting->debit, &balance_short);
    if (credit->rule == LEDGER_NEVER_POSITIVE && amount > ledger_available(credit))
        return refuse(batch, posting->credit, &balance_short);
    return NULL;
}

// Adds to the posted and the pending sums of both accounts; amounts may be negative.
static void move(struct batch *batch, const struct ledger_posting *posting, int64_t posted,
                 int64_t pending) {
    struct ledger_account *debit = &batch->book.accounts[posting->debit];
    struct ledger_account *credit = &batch->book.accounts[posting->credit];
    debit->debits_posted += posted;
    debit->debits_pending += pending;
    credit->credits_posted += posted;
    credit->credits_pending += pending;
    debit->is_changed = credit->is_changed = true;
    ASSERT(ledger_is_sound(debit) && ledger_is_sound(credit));
}

static fault apply_new(struct batch *batch, struct ledger_posting *posting) {
    int64_t amount = posting->amount.minor;
    bool is_reserve = posting->kind == LEDGER_RESERVE;
    if (amount <= 0) return &posting_amount_wrong;
    TRY(check_accounts(batch, posting));
    TRY(check_room(batch, posting));
    move(batch, posting, is_reserve ? 0 : amount, is_reserve ? amount : 0);
    add_earlier(batch, posting, is_reserve ? LEDGER_RESERVED : LEDGER_POSTED);
    return NULL;
}

// Whether both accounts hold what an earlier posting says that it put there.
static fault check_held(struct batch *batch, const struct ledger_earlier *earlier) {
    const struct ledger_account *debit = &batch->book.accounts[earlier->debit];
    const struct ledger_account *credit = &batch->book.accounts[earlier->credit];
    bool is_pending = earlier->state == LEDGER_RESERVED;
    int64_t debits = is_pending ? debit->debits_pending : debit->debits_posted;
    int64_t credits = is_pending ? credit->credits_pending : credit->credits_posted;
    if (earlier->amount.minor <= 0 || earlier->amount.minor > debits)
        return refuse(batch, earlier->debit, &ledger_unsound);
    if (earlier->amount.minor > credits) return refuse(batch, earlier->credit, &ledger_unsound);
    return NULL;
}

static fault find_pending(const struct batch *batch, int64_t id,
                          struct ledger_earlier **ret_pending) {
    *ret_pending = find_earlier(batch, id);
    if (*ret_pending == NULL) return &pending_unknown;
    switch ((*ret_pending)->state) {
    case LEDGER_RESERVED: return NULL;
    case LEDGER_USED: return &pending_used;
    case LEDGER_RELEASED: return &pending_released;
    case LEDGER_POSTED:
    case LEDGER_REVERSED: break; // a posting, but no reservation
    }
    return &pending_unknown;
}

static void take_accounts(struct ledger_posting *posting, const struct ledger_earlier *earlier) {
    posting->debit = earlier->debit;
    posting->credit = earlier->credit;
}

static void settle(struct ledger_earlier *earlier, enum ledger_state state) {
    earlier->state = state;
    earlier->is_changed = true;
}

static fault apply_use(struct batch *batch, struct ledger_posting *posting) {
    struct ledger_earlier *pending;
    int64_t amount = posting->amount.minor;
    TRY(find_pending(batch, posting->earlier_id, &pending));
    if (amount <= 0) return &posting_amount_wrong;
    if (!is_same_currency(posting->amount.currency, pending->amount.currency))
        return refuse(batch, pending->debit, &account_currency_differs);
    if (amount > pending->amount.minor) return refuse(batch, pending->debit, &pending_exceeded);
    TRY(check_held(batch, pending));
    take_accounts(posting, pending);
    move(batch, posting, amount, -pending->amount.minor);
    settle(pending, LEDGER_USED);
    add_earlier(batch, posting, LEDGER_POSTED);
    return NULL;
}

static fault apply_release(struct batch *batch, struct ledger_posting *posting) {
    struct ledger_earlier *pending;
    TRY(find_pending(batch, posting->earlier_id, &pending));
    TRY(check_held(batch, pending));
    take_accounts(posting, pending);
    posting->amount = pending->amount;
    move(batch, posting, 0, -pending->amount.minor);
    settle(pending, LEDGER_RELEASED);
    return NULL;
}

static fault apply_reverse(struct batch *batch, struct ledger_posting *posting) {
    struct ledger_earlier *original = find_earlier(batch, posting->earlier_id);
    if (posting->reason.size == 0) return &posting_reason_missing;
    if (original != NULL && original->state == LEDGER_REVERSED) return &posting_reversed;
    if (original == NULL || original->state != LEDGER_POSTED) return &posting_unknown;
    TRY(check_held(batch, original));
    const struct ledger_account *debit = &batch->book.accounts[original->debit];
    const struct ledger_account *credit = &batch->book.accounts[original->credit];
    int64_t amount = original->amount.minor;
    if (credit->rule == LEDGER_NEVER_NEGATIVE && amount > ledger_available(credit))
        return refuse(batch, original->credit, &balance_short);
    if (debit->rule == LEDGER_NEVER_POSITIVE && amount > ledger_available(debit))
        return refuse(batch, original->debit, &balance_short);
    take_accounts(posting, original);
    posting->amount = original->amount;
    move(batch, posting, -amount, 0);
    settle(original, LEDGER_REVERSED);
    return NULL;
}

static bool is_known(const struct batch *batch, const struct ledger_posting *postings, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (postings[i].id == postings[at].id) return true;
    return find_earlier(batch, postings[at].id) != NULL;
}

static fault apply_one(struct batch *batch, struct ledger_posting *posting) {
    switch (posting->kind) {
    case LEDGER_POST:
    case LEDGER_RESERVE: return apply_new(batch, posting);
    case LEDGER_USE: return apply_use(batch, posting);
    case LEDGER_RELEASE: return apply_release(batch, posting);
    case LEDGER_REVERSE: return apply_reverse(batch, posting);
    }
    assert_failed("a posting has a kind", __FILE__, __LINE__);
}

static struct batch *copy_book(struct arena *arena, const struct ledger_book *book, size_t count) {
    struct batch *batch = ARENA_NEW(arena, struct batch);
    batch->book = *book;
    batch->book.accounts = ARENA_ARRAY(arena, struct ledger_account, book->account_count);
    batch->book.earlier = ARENA_ARRAY(arena, struct ledger_earlier, book->earlier_count + count);
    for (size_t i = 0; i < book->account_count; i++) batch->book.accounts[i] = book->accounts[i];
    for (size_t i = 0; i < book->earlier_count; i++) {
        ASSERT(book->earlier[i].debit < book->account_count &&
               book->earlier[i].credit < book->account_count);
        batch->book.earlier[i] = book->earlier[i];
    }
    return batch;
}

fault ledger_check_and_apply(struct arena *arena, struct ledger_book *book,
                             struct ledger_posting *postings, size_t count,
                             struct ledger_refusal *ret_refusal) {
    struct batch *batch = copy_book(arena, book, count);
    struct ledger_posting *filled = ARENA_ARRAY(arena, struct ledger_posting, count);
    *ret_refusal = (struct ledger_refusal){0, SIZE_MAX};
    for (size_t i = 0; i < book->account_count; i++)
        if (!ledger_is_sound(&book->accounts[i]))
            return ret_refusal->account = i, (fault)&ledger_unsound;
    for (size_t i = 0; i < count; i++) {
        filled[i] = postings[i];
        batch->refusal = (struct ledger_refusal){i, SIZE_MAX};
        fault trouble = is_known(batch, filled, i) ? &posting_known : apply_one(batch, &filled[i]);
        if (trouble == NULL) continue;
        *ret_refusal = batch->refusal;
        return trouble;
    }
    for (size_t i = 0; i < book->account_count; i++) book->accounts[i] = batch->book.accounts[i];
    for (size_t i = 0; i < count; i++) postings[i] = filled[i];
    book->earlier = batch->book.earlier;
    book->earlier_count = batch->book.earlier_count;
    return NULL;
}

// 128 bits: sums of many accounts may pass what one account may hold.
static bool is_currency_balanced(const struct ledger_account *accounts, size_t count,
                                 const char currency[4]) {
    __int128 posted = 0;
    __int128 pending = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_same_currency(accounts[i].currency, currency)) continue;
        if (!ledger_is_sound(&accounts[i])) return false;
        posted += accounts[i].debits_posted;
        posted -= accounts[i].credits_posted;
        pending += accounts[i].debits_pending;
        pending -= accounts[i].credits_pending;
    }
    return posted == 0 && pending == 0;
}

bool ledger_is_balanced(const struct ledger_account *accounts, size_t count, str *ret_currency) {
    size_t at = 0;
    while (at < count) {
        const char *currency = accounts[at].currency;
        if (!is_currency_balanced(accounts, count, currency)) {
            *ret_currency = (str){currency, strnlen(currency, 3)};
            return false;
        }
        // On to the first account of a currency that was not asked for yet.
        for (at++; at < count; at++) {
            size_t known = 0;
            while (!is_same_currency(accounts[known].currency, accounts[at].currency)) known++;
            if (known == at) break;
        }
    }
    return true;
}

// ledger: double entry as arithmetic. Postings are checked and applied to accounts in memory;
// reading and writing the rows is command/'s. Budgets and caps are accounts, so that nothing is
// ever spent or given beyond them: a limit is credited, what is used is debited, and the balance
// may not go below zero. The two-phase way of money (reserve → use → release) is that of
// TigerBeetle.
//
//   balance of an account = credits posted - debits posted
//   available             = what may still be debited: the balance less what is reserved
//
//   a budget of 1,000:   post     debit "plan",      credit "budget:sales:2026"  1,000
//   a request of 120:    reserve  debit "budget:…",  credit "spent:gift"           120   id 7
//   handed over for 100: use      of 7                                             100   (20 go
//   back)
//
//   a cap of 3 gifts:    post     debit "limits:#",  credit "cap:4:contact 9:2026"   3 #
//   one is asked for:    reserve  debit "cap:…",     credit "given:#"                1 #
//
// Amounts are whole minor units of a currency; counts use the pseudo-currency "#". Nothing is ever
// edited: a mistake is reversed, which takes the amount back from the same sides of the same
// accounts (red-letter entry, 红字冲销), so that turnover does not grow by correcting it.
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/base.h"

enum ledger_rule {
    LEDGER_FREE = 1,
    LEDGER_NEVER_NEGATIVE, // debits, reserved ones included, never exceed posted credits
    LEDGER_NEVER_POSITIVE, // credits, reserved ones included, never exceed posted debits
};

// All four sums are >= 0, and posted and pending of one side together fit into an int64.
struct ledger_account {
    int64_t id;
    str key; // "budget:sales:2026"
    char currency[4];
    enum ledger_rule rule;
    int64_t debits_posted;
    int64_t credits_posted;
    int64_t debits_pending;
    int64_t credits_pending;
    bool is_changed; // by ledger_check_and_apply: is to be written
};

int64_t ledger_balance(const struct ledger_account *account);
// What may still be debited (never negative), credited (never positive); INT64_MAX where it is
// free. Negative where the stored sums break the rule.
int64_t ledger_available(const struct ledger_account *account);
// Whether the stored sums are possible at all: none negative, each side fits, the rule holds.
bool ledger_is_sound(const struct ledger_account *account);

enum ledger_kind {
    LEDGER_POST = 1, // at once and for good
    LEDGER_RESERVE,  // pending
    LEDGER_USE,      // post a reservation, wholly or for less; the rest is released
    LEDGER_RELEASE,  // give a reservation back
    LEDGER_REVERSE,  // take a POST or USE back, wholly
};

// "post", "reserve" …: as stored, and back (0 where it is none of them).
str ledger_kind_name(enum ledger_kind kind);
enum ledger_kind ledger_kind_of(str name);

// What one posting asks for. debit and credit are indexes into the accounts.
struct ledger_posting {
    int64_t id; // of the new row, not yet used
    enum ledger_kind kind;
    size_t debit;  // POST, RESERVE: given; the others: taken from the earlier posting and filled in
    size_t credit; // likewise
    money amount;  // POST, RESERVE, USE: given; RELEASE, REVERSE: filled in
    int64_t earlier_id; // USE, RELEASE: the reservation; REVERSE: the POST or USE; else 0
    str reason;         // for people; must not be empty in a REVERSE
};

enum ledger_state {
    LEDGER_RESERVED = 1,
    LEDGER_USED,     // a reservation that was used
    LEDGER_RELEASED, // a reservation that was given back
    LEDGER_POSTED,   // a POST or a USE itself
    LEDGER_REVERSED, // a POST or a USE that was taken back
};

// What became of a posting of earlier; those that a batch refers to must be loaded.
struct ledger_earlier {
    int64_t id;
    size_t debit;
    size_t credit;
    money amount; // reserved or posted
    enum ledger_state state;
    bool is_changed; // by ledger_check_and_apply, new ones too: is to be written
};

// The part of the ledger that a batch touches.
struct ledger_book {
    struct ledger_account *accounts;
    size_t account_count;
    struct ledger_earlier *earlier;
    size_t earlier_count;
};

// Why a batch was refused: the posting's index, and the account that it failed on (SIZE_MAX where
// it is not about one), so that the caller can say the figures.
struct ledger_refusal {
    size_t posting;
    size_t account;
};

// Applies all postings in their order, or none. Each must be allowed by itself after those before
// it, and may refer to them. On success the accounts and earlier postings are as after the batch
// (the earlier ones moved into the arena, with the new ones behind them), is_changed tells what to
// write, and the postings are filled in. On a fault nothing changes but *ret_refusal.
//
// Faults, in the order in which they are asked for:
//   ledger_unsound               503  stored sums that cannot be: an account, or less on it than an
//                                     earlier posting put there (asked for last, before the change)
//   posting_known                409  the id is that of an earlier posting
// POST and RESERVE
//   posting_amount_wrong         422  zero or less
//   account_unknown              404  index beyond the accounts; the debit first
//   accounts_alike               422  debit and credit are the same
//   account_currency_differs     422  of the amount and an account; the debit first
//   posting_too_large            422  a sum would not fit; the debit first
//   balance_short                409  the debited account's rule, then the credited one's
// USE and RELEASE
//   pending_unknown              404  no such reservation
//   pending_used                 409
//   pending_released             409
// USE
//   posting_amount_wrong         422
//   account_currency_differs     422  another currency than was reserved
//   pending_exceeded             409  more than was reserved
// REVERSE
//   posting_reason_missing       422
//   posting_unknown              404  no such POST or USE
//   posting_reversed             409  already
//   balance_short                409  the credited account's rule, then the debited one's
MUST_USE fault ledger_check_and_apply(struct arena *arena, struct ledger_book *book,
                                      struct ledger_posting *postings, size_t count,
                                      struct ledger_refusal *ret_refusal);

// The trial balance: in every currency the debits equal the credits, posted and pending, and every
// account is sound. False with the currency that is not in balance (a view into an account).
bool ledger_is_balanced(const struct ledger_account *accounts, size_t count, str *ret_currency);

extern const struct fault ledger_unsound, posting_known, posting_amount_wrong, account_unknown,
    accounts_alike, account_currency_differs, posting_too_large, balance_short, pending_unknown,
    pending_used, pending_released, pending_exceeded, posting_reason_missing, posting_unknown,
    posting_reversed;

#endif

// Stage seven: the ledger. Wishes become postings between accounts that are read here; ledger/
// checks them (all checks before any change, one named refusal each) and applies them in memory;
// what changed is written. A limit or a plan is credited to an account that may never be negative,
// what is reserved and used is debited. Reading and writing are here, the arithmetic is ledger/'s.
#include "book_sql.h"
#include "command/accounts.h"
#include "command/desk.h"
#include "command/wishes.h"
#include "ledger/ledger.h"

#include <string.h>

struct room {
    struct desk *desk;
    struct job *job;
    LIST(struct ledger_account) accounts;
    LIST(bool) are_new; // of each account
    LIST(struct ledger_earlier) earlier;
    LIST(struct ledger_posting) postings;
    LIST(const struct posting_wish *) wishes; // of each posting
    size_t known_earlier;                     // how many of earlier were there before
};

// ---- Reading ----

static void take_row(struct ledger_account *account, const struct book_account_by_key *row) {
    *account = (struct ledger_account){.id = row->id,
                                       .key = row->account_key,
                                       .rule = (enum ledger_rule)row->rule,
                                       .debits_posted = row->debits_posted,
                                       .credits_posted = row->credits_posted,
                                       .debits_pending = row->debits_pending,
                                       .credits_pending = row->credits_pending};
    memcpy(account->currency, row->currency.data, row->currency.size < 3 ? row->currency.size : 3);
}

// Index of the account of that key; read, or made new. *ret_is_new tells which.
static fault find_account(struct room *room, const struct account_wish *wish, size_t *ret_index,
                          bool *ret_is_new) {
    *ret_is_new = false;
    for (*ret_index = 0; *ret_index < room->accounts.count; (*ret_index)++)
        if (str_equal(room->accounts.items[*ret_index].key, wish->key)) return NULL;
    struct account_read own = {0};
    const struct account_read *read = wish->read;
    if (read == NULL) {
        TRY(accounts_by_key(room->desk->accounts, store_writer_reader(room->desk->writer),
                            wish->key, room->job->arena, &own));
        read = &own;
    }
    struct ledger_account *account = list_push(room->job->arena, &room->accounts);
    bool *is_new = list_push(room->job->arena, &room->are_new);
    *is_new = *ret_is_new = !read->is_there;
    if (read->is_there) {
        take_row(account, &read->row);
        return NULL;
    }
    account->id = job_new_id(room->job);
    account->key = wish->key;
    account->rule = wish->is_guarded ? LEDGER_NEVER_NEGATIVE : LEDGER_FREE;
    memcpy(account->currency, wish->currency.data, wish->currency.size);
    return NULL;
}

static fault find_account_by_id(struct room *room, int64_t id, size_t *ret_index) {
    for (*ret_index = 0; *ret_index < room->accounts.count; (*ret_index)++)
        if (room->accounts.items[*ret_index].id == id) return NULL;
    struct account_read read;
    TRY(accounts_by_id(room->desk->accounts, store_writer_reader(room->desk->writer), id,
                       room->job->arena, &read));
    ASSERT(read.is_there);
    take_row(list_push(room->job->arena, &room->accounts), &read.row);
    *list_push(room->job->arena, &room->are_new) = false;
    return NULL;
}

// The reservation that a USE or RELEASE speaks of, with its accounts.
static fault find_earlier(struct room *room, int64_t pending_id) {
    for (size_t i = 0; i < room->earlier.count; i++)
        if (room->earlier.items[i].id == pending_id) return NULL;
    struct book_pending_by_id row;
    bool is_there;
    TRY(book_pending_by_id(store_writer_reader(room->desk->writer),
                           &(struct book_pending_by_id_in){pending_id}, room->job->arena, &row,
                           &is_there));
    if (!is_there) return NULL; // ledger says pending_unknown
    struct ledger_earlier earlier = {.id = row.id, .state = LEDGER_RESERVED};
    TRY(find_account_by_id(room, row.debit, &earlier.debit));
    TRY(find_account_by_id(room, row.credit, &earlier.credit));
    earlier.amount = (money){.minor = row.amount};
    memcpy(earlier.amount.currency, room->accounts.items[earlier.debit].currency, 4);
    *list_push(room->job->arena, &room->earlier) = earlier;
    return NULL;
}

// ---- From wishes to postings ----

static struct account_wish other_end(struct room *room, const char *what, str currency) {
    return (struct account_wish){
        .key = arena_print(room->job->arena, "%s:%.*s", what, STR_ARG(currency)),
        .currency = currency};
}

static void add_posting(struct room *room, const struct posting_wish *wish,
                        struct ledger_posting posting) {
    posting.id = posting.kind == LEDGER_RESERVE ? wish->pending_id : job_new_id(room->job);
    posting.reason = wish->reason;
    *list_push(room->job->arena, &room->postings) = posting;
    *list_push(room->job->arena, &room->wishes) = wish;
}

static fault fund(struct room *room, const struct posting_wish *wish) {
    size_t account, plan;
    bool is_new, is_new_plan;
    struct account_wish from = other_end(room, "plan", wish->account.currency);
    TRY(find_account(room, &wish->account, &account, &is_new));
    if (wish->kind == POSTING_OPEN && (!is_new || wish->amount == 0)) return NULL;
    TRY(find_account(room, &from, &plan, &is_new_plan));
    bool is_more = wish->amount > 0;
    int64_t amount = is_more ? wish->amount : -wish->amount;
    add_posting(room, wish,
                (struct ledger_posting){.kind = LEDGER_POST,
                                        .debit = is_more ? plan : account,
                                        .credit = is_more ? account : plan,
                                        .amount = money_of(amount, wish->account.currency)});
    return NULL;
}

// RESERVE and SPEND: the same two accounts, pending or posted.
static fault take_from(struct room *room, const struct posting_wish *wish) {
    size_t account, given;
    bool is_new;
    struct account_wish to = other_end(room, "given", wish->account.currency);
    TRY(find_account(room, &wish->account, &account, &is_new));
    TRY(find_account(room, &to, &given, &is_new));
    add_posting(room, wish,
                (struct ledger_posting){.kind = wish->kind == POSTING_RESERVE ? LEDGER_RESERVE
                                                                              : LEDGER_POST,
                                        .debit = account,
                                        .credit = given,
                                        .amount = money_of(wish->amount, wish->account.currency)});
    return NULL;
}

static fault settle(struct room *room, const struct posting_wish *wish) {
    TRY(find_earlier(room, wish->pending_id));
    struct ledger_posting posting = {.kind =
                                         wish->kind == POSTING_USE ? LEDGER_USE : LEDGER_RELEASE,
                                     .earlier_id = wish->pending_id};
    posting.amount.minor = wish->amount;
    for (size_t i = 0; i < room->earlier.count; i++)
        if (room->earlier.items[i].id == wish->pending_id)
            memcpy(posting.amount.currency, room->earlier.items[i].amount.currency, 4);
    add_posting(room, wish, posting);
    return NULL;
}

static fault translate(struct room *room, const struct posting_wish *wish) {
    switch (wish->kind) {
    case POSTING_OPEN:
    case POSTING_FUND: return fund(room, wish);
    case POSTING_RESERVE:
    case POSTING_SPEND: return take_from(room, wish);
    default: return settle(room, wish);
    }
}

// ---- Writing ----

static fault write_posting(struct room *room, const struct ledger_posting *posting) {
    const struct ledger_account *accounts = room->accounts.items;
    struct book_insert_posting_in row = {.id = posting->id,
                                         .kind = ledger_kind_name(posting->kind),
                                         .debit = accounts[posting->debit].id,
                                         .credit = accounts[posting->credit].id,
                                         .amount = posting->amount.minor,
                                         .currency = str_of(accounts[posting->debit].currency),
                                         .pending_id = posting->earlier_id,
                                         .entry = (int64_t)room->desk->state.tree.size,
                                         .reason = posting->reason};
    return store_write(room->desk->writer, &book_insert_posting_statement, &row);
}

static fault write_all(struct room *room) {
    room->job->has_written = true;
    for (size_t i = 0; i < room->accounts.count; i++)
        if (room->accounts.items[i].is_changed)
            TRY(accounts_put(room->desk->accounts, &room->accounts.items[i],
                             room->are_new.items[i]));
    for (size_t i = 0; i < room->postings.count; i++)
        TRY(write_posting(room, &room->postings.items[i]));
    return NULL;
}

// What a refusal of the ledger means for the one who asked: the wish says it.
static fault translate_refusal(struct room *room, fault trouble, const struct ledger_refusal *why) {
    const struct posting_wish *wish = room->wishes.items[why->posting];
    if (trouble != &balance_short || wish->refusal == NULL) return trouble;
    room->job->note = (struct fault_note){0};
    if (wish->note != NULL)
        room->job->note = wish->note(room->job->arena, wish->about, room->job->book->currency);
    return wish->refusal;
}

fault command_post(struct desk *desk, struct job *job) {
    const struct changes_more *more = job->changes.more;
    if (more == NULL || more->postings.count == 0) return NULL;
    struct room room = {.desk = desk, .job = job};
    for (size_t i = 0; i < more->postings.count; i++)
        TRY(translate(&room, &more->postings.items[i]));
    struct ledger_book book = {room.accounts.items, room.accounts.count, room.earlier.items,
                               room.earlier.count};
    struct ledger_refusal why = {0};
    fault trouble =
        ledger_check_and_apply(job->arena, &book, room.postings.items, room.postings.count, &why);
    if (trouble != NULL) return translate_refusal(&room, trouble, &why);
    return write_all(&room);
}

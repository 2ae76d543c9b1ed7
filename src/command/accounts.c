// Rows by key and by id in one arena, those that changed in a chain in the order of their first
// change, so that the same commands write the same rows in the same order.
#include "command/accounts.h"

#include "base/base.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 20000 };

struct kept {
    struct book_account_by_key row;
    struct kept *next_changed;
    bool is_changed;
};

struct accounts {
    struct store_writer *writer;
    struct arena *arena;
    struct map *by_key;
    struct map *by_id; // by the eight bytes of the id
    struct kept *first_changed;
    struct kept **end_of_changed;
};

struct accounts *accounts_open(struct store_writer *writer) {
    struct accounts *accounts = calloc(1, sizeof(*accounts));
    ASSERT(accounts != NULL);
    accounts->writer = writer;
    accounts->arena = arena_open(64 * MIB);
    accounts_forget(accounts);
    return accounts;
}

void accounts_close(struct accounts *accounts) {
    if (accounts == NULL) return;
    arena_close(accounts->arena);
    free(accounts);
}

void accounts_forget(struct accounts *accounts) {
    arena_reset(accounts->arena);
    accounts->by_key = map_open(accounts->arena, 0);
    accounts->by_id = map_open(accounts->arena, 0);
    accounts->first_changed = NULL;
    accounts->end_of_changed = &accounts->first_changed;
}

// ---- Reading -----------------------------------------------------------------------------------

static struct kept *keep(struct accounts *accounts, const struct book_account_by_key *row) {
    struct kept *kept = ARENA_NEW(accounts->arena, struct kept);
    kept->row = *row;
    kept->row.account_key = arena_copy(accounts->arena, row->account_key);
    kept->row.currency = arena_copy(accounts->arena, row->currency);
    map_put(accounts->by_key, kept->row.account_key, kept);
    map_put(accounts->by_id, (str){(const char *)&kept->row.id, sizeof(kept->row.id)}, kept);
    return kept;
}

static void copy_row(struct arena *arena, const struct book_account_by_key *row,
                     struct account_read *ret_read) {
    *ret_read = (struct account_read){.is_there = true, .row = *row};
    ret_read->row.account_key = arena_copy(arena, row->account_key);
    ret_read->row.currency = arena_copy(arena, row->currency);
}

fault accounts_by_key(struct accounts *accounts, struct store_reader *reader, str key,
                      struct arena *arena, struct account_read *ret_read) {
    const struct kept *kept = accounts == NULL ? NULL : map_get(accounts->by_key, key);
    if (kept != NULL) {
        copy_row(arena, &kept->row, ret_read);
        return NULL;
    }
    TRY(book_account_by_key(reader, &(struct book_account_by_key_in){key}, arena, &ret_read->row,
                            &ret_read->is_there));
    if (accounts != NULL && ret_read->is_there) keep(accounts, &ret_read->row);
    return NULL;
}

_Static_assert(sizeof(struct book_account_by_key) == sizeof(struct book_account_by_id),
               "both reads give the same columns");

fault accounts_by_id(struct accounts *accounts, struct store_reader *reader, int64_t id,
                     struct arena *arena, struct account_read *ret_read) {
    const str key = {(const char *)&id, sizeof(id)};
    const struct kept *kept = accounts == NULL ? NULL : map_get(accounts->by_id, key);
    if (kept != NULL) {
        copy_row(arena, &kept->row, ret_read);
        return NULL;
    }
    struct book_account_by_id row;
    TRY(book_account_by_id(reader, &(struct book_account_by_id_in){id}, arena, &row,
                           &ret_read->is_there));
    if (!ret_read->is_there) return NULL;
    memcpy(&ret_read->row, &row, sizeof(row));
    if (accounts != NULL) keep(accounts, &ret_read->row);
    return NULL;
}

// ---- Writing -----------------------------------------------------------------------------------

static fault write_row(struct store_writer *writer, const struct book_account_by_key *row) {
    return store_write(writer, &book_put_account_statement,
                       &(struct book_put_account_in){.id = row->id,
                                                     .account_key = row->account_key,
                                                     .currency = row->currency,
                                                     .rule = row->rule,
                                                     .debits_posted = row->debits_posted,
                                                     .credits_posted = row->credits_posted,
                                                     .debits_pending = row->debits_pending,
                                                     .credits_pending = row->credits_pending});
}

fault accounts_put(struct accounts *accounts, const struct ledger_account *account, bool is_new) {
    const struct book_account_by_key row = {.id = account->id,
                                            .account_key = account->key,
                                            .currency = str_of(account->currency),
                                            .rule = (int64_t)account->rule,
                                            .debits_posted = account->debits_posted,
                                            .credits_posted = account->credits_posted,
                                            .debits_pending = account->debits_pending,
                                            .credits_pending = account->credits_pending};
    struct kept *kept = map_get(accounts->by_key, account->key);
    if (kept == NULL) kept = keep(accounts, &row);
    kept->row.debits_posted = row.debits_posted;
    kept->row.credits_posted = row.credits_posted;
    kept->row.debits_pending = row.debits_pending;
    kept->row.credits_pending = row.credits_pending;
    if (is_new) return write_row(accounts->writer, &row);
    if (kept->is_changed) return NULL;
    kept->is_changed = true;
    *accounts->end_of_changed = kept;
    accounts->end_of_changed = &kept->next_changed;
    return NULL;
}

fault accounts_write(struct accounts *accounts) {
    while (accounts->first_changed != NULL) {
        struct kept *kept = accounts->first_changed;
        TRY(write_row(accounts->writer, &kept->row));
        accounts->first_changed = kept->next_changed;
        kept->next_changed = NULL;
        kept->is_changed = false;
    }
    accounts->end_of_changed = &accounts->first_changed;
    if (map_count(accounts->by_key) > KEPT_MAX) accounts_forget(accounts);
    return NULL;
}

fault accounts_between(struct accounts *accounts, struct store_reader *reader,
                       const struct book_accounts_from_in *in, struct arena *arena,
                       struct book_accounts_from_list *ret_rows) {
    if (accounts != NULL) TRY(accounts_write(accounts));
    return book_accounts_from(reader, in, arena, ret_rows);
}

// accounts: the ledger's accounts as the open group of commands sees them. An account that a group
// moved is written once, before the commit, however many of its commands moved it: "given:CNY"
// changes with every request. What was read stays for later groups, which is right because a book
// has one writer; whoever rolls a transaction back makes it forget.
#ifndef COMMAND_ACCOUNTS_H
#define COMMAND_ACCOUNTS_H

#include "book_sql.h"
#include "command/wishes.h"
#include "ledger/ledger.h"

struct accounts *accounts_open(struct store_writer *writer);
void accounts_close(struct accounts *accounts);

// accounts: the writer's, or NULL for the rows as the reader sees them (queries, previews). Texts
// go into the arena.
MUST_USE fault accounts_by_key(struct accounts *accounts, struct store_reader *reader, str key,
                               struct arena *arena, struct account_read *ret_read);
MUST_USE fault accounts_by_id(struct accounts *accounts, struct store_reader *reader, int64_t id,
                              struct arena *arena, struct account_read *ret_read);
// Those whose keys lie in between, in the order of their keys. What changed is written first.
MUST_USE fault accounts_between(struct accounts *accounts, struct store_reader *reader,
                                const struct book_accounts_from_in *in, struct arena *arena,
                                struct book_accounts_from_list *ret_rows);

// The account as it is from now on. A new one is written at once, because postings refer to it.
MUST_USE fault accounts_put(struct accounts *accounts, const struct ledger_account *account,
                            bool is_new);
// Writes the rows that changed since the last call; before every commit.
MUST_USE fault accounts_write(struct accounts *accounts);
void accounts_forget(struct accounts *accounts);

#endif

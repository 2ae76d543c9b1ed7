// kept: what the writer's connection read and nobody changed since. Statements that are marked
// `kept` in their .sql file read tables that change rarely and are asked for with every request
// (limits, who reports to whom); their rows stay here until a statement that writes one of those
// tables runs, or a transaction is rolled back. This is right because a book has one writer:
// whatever changes a row passes through the same connection. Readers keep nothing.
#ifndef STORE_KEPT_H
#define STORE_KEPT_H

#include "store/store.h"

struct store_kept;

struct store_kept *store_kept_open(const struct store_catalog *catalog);
void store_kept_close(struct store_kept *kept);
// The rows that are kept under the key (the statement and its parameters), or NULL.
const struct shape_list *store_kept_find(const struct store_kept *kept, str key);
// Keeps a copy of the rows.
void store_kept_put(struct store_kept *kept, const struct store_statement *statement, str key,
                    const struct shape_list *rows);
// After a statement that writes: forgets everything if some kept row may be another one by now.
void store_kept_written(struct store_kept *kept, const struct store_statement *statement);
void store_kept_forget(struct store_kept *kept);

// Copies rows into ret_rows, and their texts into the arena.
void store_copy_rows(struct arena *arena, const struct store_statement *statement, const void *rows,
                     size_t count, void *ret_rows);

#endif

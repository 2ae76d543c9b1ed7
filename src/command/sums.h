// sums: what a group of commands adds to the same rows, written once before the commit. A statement
// that is summed adds its numbers to the row of its key (INSERT … ON CONFLICT … DO UPDATE SET n =
// n + excluded.n); its in-struct is the key's columns first, then whole numbers only.
#ifndef COMMAND_SUMS_H
#define COMMAND_SUMS_H

#include "store/store.h"

struct sums;
struct sum_wish; // command/wishes.h

struct sums *sums_open(void);
void sums_close(struct sums *sums);
void sums_add(struct sums *sums, const struct sum_wish *wish);
// Writes what was added since the last call, in the order of the first addition to each row.
MUST_USE fault sums_write(struct sums *sums, struct store_writer *writer);
void sums_forget(struct sums *sums);

#endif

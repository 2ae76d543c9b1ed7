// packs: the policy packs of a book, read from what is shipped with the program.
#ifndef COMMAND_PACKS_H
#define COMMAND_PACKS_H

#include "command/book.h"

// Reads FOLDER/<pack>/<pack>.dmn with its sources.md. Used are the packs that the setting
// "used_packs" names (default: group-default cn-base cn-soe-official), in that order.
MUST_USE fault book_read_packs(struct book *book, const struct shipped_folder *folder,
                               struct fault_note *ret_note);

#endif

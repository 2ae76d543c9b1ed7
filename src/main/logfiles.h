// logfiles: a log as files, in the layout of C2SP tlog-tiles, so that other people's tools read it
// too:
//   checkpoint           the newest signed checkpoint
//   key                  whose signature that is ("name+id+base64")
//   tile/entries/000 …   the entries, 256 in a file
//   tile/0/000 …         their hashes, and tile/1 … the roots above them
#ifndef MAIN_LOGFILES_H
#define MAIN_LOGFILES_H

#include "command/book.h"

// Writes all files anew. The reader is in one snapshot.
MUST_USE fault logfiles_write(const struct book *book, struct store_reader *reader, str folder);

struct logfiles_verifying {
    const struct os *os;
    str folder;
    str outside;  // checkpoints kept elsewhere, one after the other; empty: none
    str verifier; // empty: the folder's own `key`
};
// Faults: those of reading the files and the key. What is wrong with the log stands in ret_report.
MUST_USE fault logfiles_verify(struct arena *arena, const struct logfiles_verifying *what,
                               struct log_report *ret_report);

#endif

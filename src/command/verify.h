// verify: recomputes everything that a book's log claims, in constant memory, and looks whether the
// ledger balances. The page (verify_log) and the command line (mingli verify) ask here, so that
// both say the same.
#ifndef COMMAND_VERIFY_H
#define COMMAND_VERIFY_H

#include "log/log.h"
#include "store/store.h"

struct command_verifying {
    struct store_reader *reader; // in one snapshot: between store_begin_reading and _end_reading
    const struct log_verifier *verifier;
    str outside; // checkpoints that somebody else kept: notes, one after the other; empty: none
};

struct command_check {
    struct log_report log;
    // Of an intact log: the first entry whose row speaks of another command or request than its
    // leaf; -1 where all are filed right.
    int64_t misfiled;
    bool is_balanced; // debits equal credits in every currency, posted and pending
    str account;      // the first whose sums are not what its postings make; empty: none
};

bool command_check_is_good(const struct command_check *check);
// What was found, as a sentence in both languages.
struct fault_note command_check_print(struct arena *arena, const struct command_check *check);

// Faults: only those of the store. What is wrong with the log stands in ret_check.
MUST_USE fault command_verify(struct arena *arena, const struct command_verifying *what,
                              struct command_check *ret_check);

#endif

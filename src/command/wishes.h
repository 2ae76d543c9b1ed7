// wishes: what a decide wants beyond rows: postings in the ledger and commands to follow. Data
// only; post.c and run.c carry them out.
#ifndef COMMAND_WISHES_H
#define COMMAND_WISHES_H

#include "book_sql.h"
#include "command/command.h"

// Named ends of a posting. Keys: "cap:ID:SUBJECT:WINDOW", "budget:ID", "plan:CURRENCY",
// "given:KIND".
struct account_wish {
    str key;
    str currency;    // "CNY", or "#" for counts
    bool is_guarded; // never negative: what is available may not fall below zero
    // As load read it in this job, so that it is not read again; NULL: not read.
    const struct account_read *read;
};

struct account_read {
    bool is_there;
    struct book_account_by_key row;
};

enum posting_kind {
    POSTING_OPEN,    // an account that is new begins with `amount` (a limit); an old one stays
    POSTING_FUND,    // adds `amount` to what may be used; takes away where it is negative
    POSTING_RESERVE, // pending: takes from what is available
    POSTING_SPEND,   // posted at once: takes from what is available
    POSTING_USE,     // turns a pending one into a posted one of `amount`; the rest goes back
    POSTING_RELEASE, // gives a pending one back
};

struct posting_wish {
    enum posting_kind kind;
    struct account_wish account; // OPEN, FUND, RESERVE, SPEND
    int64_t amount;              // minor units, or times
    int64_t pending_id;          // RESERVE: the id that it gets; USE, RELEASE: which
    fault refusal;               // RESERVE, SPEND, FUND: the fault when it does not fit
    // Its figures, printed only when it is refused: what and `about` are the module's own; NULL:
    // none.
    struct fault_note (*note)(struct arena *arena, const void *about, str currency);
    const void *about;
    str reason;
};

// Numbers that a statement adds to a row, once for a whole group of commands (sums.h).
struct sum_wish {
    const struct store_statement *statement;
    const void *in;
    size_t in_size;
    size_t key_size; // the first bytes of in, which name the row; whole numbers follow
};

struct changes_more {
    LIST(struct posting_wish) postings;
    LIST(struct follow_up) follow_ups;
    LIST(struct sum_wish) sums;
    int64_t subject; // the request that the log entry is about, 0: none
    bool renews_rules;
};

struct changes_more *changes_more(struct changes *changes);
void changes_post(struct changes *changes, const struct posting_wish *wish);
void changes_sum(struct changes *changes, const struct sum_wish *wish);
void changes_subject(struct changes *changes, int64_t request);
// After the commit the rules are read anew (rules.h).
void changes_renew_rules(struct changes *changes);

#endif

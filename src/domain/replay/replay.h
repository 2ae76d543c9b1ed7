// replay: do the rows say what the log says? For every request its entries are read in order, what
// must stand in its row, its decisions, its handings over and its decided tasks is worked out of
// them alone, and compared. Personal values are in the log as commitments: a stored value is
// compared by its commitment as long as the salt of the entry is there; an erased one cannot be,
// and is counted.
//
// Compared: requests (number, kind, form, status, outcome, customer, contact, applicant, occasion,
// amount, amount_book in the book's own currency, planned_on, submitted, version, hash, content,
// actual in the book's own currency, closed, source, external_id), decisions (all but node, zh, en,
// by_name, is_void), handings (all but the names of who recorded and checked), tasks (action, done,
// done_by, is_open where somebody decided). Other columns and tables are not; docs/security.md.
// The log itself must be verified before (command/verify.h).
#ifndef DOMAIN_REPLAY_REPLAY_H
#define DOMAIN_REPLAY_REPLAY_H

#include "command/book.h"

struct replay_report {
    bool differs;
    const char *table; // the first row that differs, in the order of requests …
    int64_t id;
    const char *column; // … and where; empty: the row itself is missing or is nobody's
    int64_t entry;      // that says otherwise; -1: none speaks of the row
    int64_t requests;   // looked at
    int64_t compared;   // personal values compared by commitment
    int64_t erased;     // personal values whose salt is gone
};

// The reader is in one snapshot. Faults: only those of the store.
MUST_USE fault replay_check(const struct book *book, struct store_reader *reader,
                            struct replay_report *ret_report);
// What was found, as a sentence in both languages.
struct fault_note replay_print(struct arena *arena, const struct replay_report *report);

#endif

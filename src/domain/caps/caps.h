// caps: limits, as they bear on one request. The arithmetic of what is left is here; reserving is
// the ledger's business in the submitting transaction (command/post.c), so that a thousand requests
// for the last place leave exactly one reservation.
#ifndef DOMAIN_CAPS_CAPS_H
#define DOMAIN_CAPS_CAPS_H

#include "caps_api.h"
#include "caps_sql.h"
#include "command/command.h"
#include "command/wishes.h"

// What a request asks of the limits.
struct caps_asking {
    int32_t kind; // of the benefit; the bit in caps.kinds
    date day;
    int64_t contact; // 0: no person
    int64_t customer;
    int64_t applicant;
    int64_t household; // of the contact; 0: the contact is one of its own
    int64_t group;     // of the customer; 0: the customer is one of its own
    int64_t value;     // per person, minor units of the book's currency: against limits per person
    int64_t total;     // the whole amount: against the other limits
    str region;        // of the customer
    str occasion;
    struct accounts *accounts; // the writer's, NULL in a query
    str contact_name;
    str customer_name;
    str group_name;
    str applicant_name;
};

// A day of a rolling window on which something was used.
struct caps_day {
    date day;
    int64_t used;
};

// One limit that bears on it.
struct caps_use {
    const struct caps_all *cap;
    str key;                     // of the ledger's account
    struct account_read account; // of a rolling window: of the request's own day
    str subject;
    int64_t used; // of a rolling window: in the fullest one that the request's day lies in
    int64_t asked;
    date day;
    LIST(str) subjects;         // all that count: the subject and customers that went into it
    LIST(struct caps_day) days; // of a rolling window, in no order
};

struct caps_uses {
    struct caps_use *items;
    size_t count;
};

// Reads the limits in force and what is used of each, by whomever.
MUST_USE fault caps_load(struct store_reader *reader, struct arena *arena,
                         const struct caps_asking *asking, struct caps_uses *ret_uses);
// An amount that the request itself holds on an account, from before it came again, stands in
// nobody's way.
void caps_leave_out(const struct caps_uses *uses, str account_key, int64_t amount);
// In the words of the interface.
void caps_words(struct arena *arena, const struct caps_uses *uses, struct caps_usage **ret_items,
                size_t *ret_count);
// The first limit that would be exceeded, or NULL; and the note with its figures.
const struct caps_use *caps_exceeded(const struct caps_uses *uses);
struct fault_note caps_note(struct arena *arena, const struct caps_use *use, str currency);
// Wishes for the ledger: the limit as it is now, and the reservation under an id of the job's.
// Adds "pending:amount:currency " to holds for each.
void caps_reserve(struct job *job, struct changes *changes, const struct caps_uses *uses,
                  struct buf *holds);

// The account of a limit for a subject on a day: "cap:ID:SUBJECT:WINDOW".
str caps_account_key(struct arena *arena, const struct caps_all *cap, str subject, date day);

#endif

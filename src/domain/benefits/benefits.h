// benefits: requests for benefits: what other modules may use of them.
#ifndef DOMAIN_BENEFITS_BENEFITS_H
#define DOMAIN_BENEFITS_BENEFITS_H

#include "benefits_api.h"
#include "benefits_sql.h"

// Whether the actor may see a request of this applicant and department, by the actor's scope.
// People who were asked to decide on it may see it too: tasks_may_see in domain/tasks.
bool benefits_may_see(const struct actor *actor, int64_t applicant, int64_t department,
                      str department_path);

// The same scope as filters of a statement: own requests only, or a range of department paths, or
// (all empty) everything.
struct benefits_scope {
    int64_t user;
    str path_low;
    str path_high;
};
struct benefits_scope benefits_scope_of(struct arena *arena, const struct actor *actor);

// What was stored as one sealed JSON object, as a struct.
MUST_USE fault benefits_read_content(struct arena *arena, str json, struct benefits_content *ret);

// What a summary takes from a row of requests by the same name, whichever statement read the row;
// the sum in the book's currency gets its currency here.
#define BENEFITS_SUMMARY_FIELDS(row, currency)                                                     \
    .id = (row)->id, .number = (row)->number, .kind = (row)->kind, .status = (row)->status,        \
    .outcome = (row)->outcome, .customer = (row)->customer, .customer_name = (row)->customer_name, \
    .contact = (row)->contact, .applicant = (row)->applicant,                                      \
    .applicant_name = (row)->applicant_name, .department = (row)->department,                      \
    .department_name = (row)->department_name, .occasion = (row)->occasion,                        \
    .amount = (row)->amount, .amount_book = money_of((row)->amount_book, currency),                \
    .planned_on = (row)->planned_on, .submitted = (row)->submitted, .changed = (row)->changed,     \
    .waits_for = (row)->waits_for, .waits_since = (row)->waits_since, .due = (row)->due

// The short form of a request as it is in the row; contact_name is left empty. currency: the
// book's.
struct benefits_summary benefits_summary_of(const struct benefits_by_id *row, str currency,
                                            instant now);

// An amount in the book's currency, by rate (book currency per unit) where it is in another one,
// half-even to the last digit. Faults: currency_unknown, amount_zero (also: not above zero, or too
// large), rate_missing.
MUST_USE fault benefits_convert(str currency, money amount, str rate, int64_t *ret_minor);

// Nobody decides, pays or checks on what is his own: true for the applicant, for whoever stands on
// the request as host or guest, for a declared relative (content.has_conflict bars nobody else).
// This is the one place of PRODUCT § 4.1; tasks and disbursement ask here.
bool benefits_is_own(const struct actor *actor, int64_t applicant,
                     const struct benefits_content *content);

// What to change about a request's status, in the columns that go together.
struct benefits_move {
    int32_t status;
    str waits_for; // empty: nobody
    instant waits_since;
    instant due;
    str note;
    str return_reason;
    str holds; // as it shall stand afterwards
};
void benefits_set_status_to(struct changes *changes, int64_t request, instant now,
                            const struct benefits_move *move);

// Reservations of a request ("pending:amount pending:amount …"): all of them given back, or used up
// to actual (in the book's minor units) out of the reserved planned; counts are used whole.
struct benefits_hold {
    int64_t pending;
    int64_t amount;
    str currency;
};
// Takes the next one off the front.
bool benefits_next_hold(str *rest, struct benefits_hold *ret_hold);
void benefits_release_holds(struct changes *changes, str holds, str reason);
void benefits_use_holds(struct changes *changes, str holds, int64_t planned, int64_t actual);

#endif

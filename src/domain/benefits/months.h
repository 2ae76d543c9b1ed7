// months: how much was asked for or given in each month, kept as sums, so that the board needs not
// add up a hundred thousand requests. A request counts in the month of its day from the moment it
// is submitted until it is withdrawn, rejected or voided.
#ifndef DOMAIN_BENEFITS_MONTHS_H
#define DOMAIN_BENEFITS_MONTHS_H

#include "domain/benefits/benefits.h"

// As in month_sums: 202611.
int64_t benefits_month_of(date day);

struct benefits_counted {
    int64_t applicant;
    int64_t department;
    int32_t kind;
    date planned_on;
    int64_t amount_book;
};
struct benefits_counted benefits_counted_of(const struct benefits_by_id *row);
// times: 1 when the request begins to count, -1 when it does not count any more.
void benefits_count(struct changes *changes, const struct benefits_counted *what, int64_t times);

#endif

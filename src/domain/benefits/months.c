// The sums are moved by the commands that make a request count or not count, in their transaction.
// Three rows for each: of everybody, of the department, of the applicant; their ids cannot meet,
// since all ids of a book come from one counter. A department's subtree is added up when it is
// read.
#include "domain/benefits/months.h"

#include "command/wishes.h"

enum { EVERYBODY = 0 };

int64_t benefits_month_of(date day) {
    struct date_parts parts = date_split(day);
    return (int64_t)parts.year * 100 + parts.month;
}

struct benefits_counted benefits_counted_of(const struct benefits_by_id *row) {
    return (struct benefits_counted){.applicant = row->applicant,
                                     .department = row->department,
                                     .kind = row->kind,
                                     .planned_on = row->planned_on,
                                     .amount_book = row->amount_book};
}

static void add_to_month(struct changes *changes, const struct benefits_add_to_month_in *in) {
    changes_sum(changes,
                &(struct sum_wish){.statement = &benefits_add_to_month_statement,
                                   .in = in,
                                   .in_size = sizeof(*in),
                                   .key_size = offsetof(struct benefits_add_to_month_in, count)});
}

void benefits_count(struct changes *changes, const struct benefits_counted *what, int64_t times) {
    const int64_t owners[] = {EVERYBODY, what->department, what->applicant};
    for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++)
        add_to_month(changes, &(struct benefits_add_to_month_in){
                                  .owner = owners[i],
                                  .month = benefits_month_of(what->planned_on),
                                  .kind = what->kind,
                                  .count = times,
                                  .total = times * what->amount_book});
}

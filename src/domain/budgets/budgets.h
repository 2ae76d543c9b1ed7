// budgets: the plan of a department's year, as it bears on one request.
#ifndef DOMAIN_BUDGETS_BUDGETS_H
#define DOMAIN_BUDGETS_BUDGETS_H

#include "budgets_api.h"
#include "budgets_sql.h"
#include "command/wishes.h"
#include "people_api.h"

struct budgets_use {
    bool is_set; // some department from the applicant's upwards has a budget for the year
    struct budgets_nearest budget;
    int64_t reserved;
    int64_t used;
    int64_t asked;
    str key;
    struct account_read account;
};

struct budgets_asking {
    str department_path;
    date day;
    struct accounts *accounts; // the writer's, NULL in a query
};

// The budget of the department or of the nearest one above it, in the year of the day.
MUST_USE fault budgets_load(struct store_reader *reader, struct arena *arena,
                            const struct budgets_asking *asking, struct budgets_use *ret_use);
bool budgets_suffices(const struct budgets_use *use);
struct fault_note budgets_note(struct arena *arena, const struct budgets_use *use, str currency);
// As caps_reserve.
void budgets_reserve(struct job *job, struct changes *changes, const struct budgets_use *use,
                     struct buf *holds);

#endif

// budgets: the refusals of planning, and both sides of the bound.
#include "budgets_api.h"
#include "command/book.h"
#include "command/wishes.h"
#include "people_api.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void plans_are_refused_by_name(void **state) {
    (void)state;
    const struct {
        bool has_department;
        const char *currency;
        int64_t planned;
        fault refusal;
        size_t postings;
    } rows[] = {
        {true, "CNY", 500, NULL, 1},
        {true, "CNY", 100, NULL, 0}, // as before: nothing to post
        {true, "CNY", 0, NULL, 1},
        {true, "CNY", -1, &amount_negative, 0},
        {true, "USD", 500, &currency_wrong, 0},
        {false, "CNY", 500, &department_unknown, 0},
    };
    struct arena *arena = arena_open(MIB);
    const struct book book = {.currency = STR("CNY")};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct job job = {.arena = arena, .book = &book};
        struct changes changes = {.arena = arena};
        const struct budgets_set_budget_in in = {
            .department = 3,
            .year = 2026,
            .planned = money_of(rows[i].planned, str_of(rows[i].currency))};
        const struct budgets_set_budget_facts facts = {.has_department = rows[i].has_department,
                                                       .is_there = true,
                                                       .before = {.id = 9, .planned = 100}};
        struct budgets_budget budget;
        fault trouble = budgets_decide_set_budget(&job, &in, &facts, &changes, &budget);
        if (trouble != rows[i].refusal) print_error("row %zu\n", i);
        assert_ptr_equal(trouble, rows[i].refusal);
        assert_int_equal(changes_more(&changes)->postings.count, rows[i].postings);
        if (trouble == NULL) assert_int_equal(budget.planned.minor, rows[i].planned);
    }
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(plans_are_refused_by_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// The board follows what happens: each step of a request's life moves exactly the figures that it
// should, within the scope of who looks, and what ends a request takes it out of the sums again.
#include "domain/overview/testing.h"
#include "overview_api.h"

static struct company company;

static int open_company(void **state) {
    (void)state;
    company_open(&company);
    return 0;
}

static int close_company(void **state) {
    (void)state;
    company_close(&company);
    return 0;
}

static const struct overview_board *board_of(const struct actor *actor) {
    return company_do(&company, actor, "get_board", "{}");
}

static void assert_month(const struct actor *actor, int64_t count, int64_t total) {
    const struct overview_board *board = board_of(actor);
    assert_int_equal(board->month_count, count);
    assert_int_equal(board->month_total.minor, total);
    assert_int_equal(board->months.items[11].total.minor, total);
    assert_int_equal(board->month_by_kind.count, count > 0 ? 1 : 0);
    if (count == 0) return;
    assert_int_equal(board->month_by_kind.items[0].kind, POLICY_KIND_GIFT);
    assert_int_equal(board->month_by_kind.items[0].total.minor, total);
}

// ---- Months and scopes ----

static void an_empty_book_has_a_board(void **state) {
    (void)state;
    const struct overview_board *board = board_of(&company.applicant);
    assert_month(&company.applicant, 0, 0);
    assert_int_equal(board->months.count, 12);
    assert_true(str_equal(board->months.items[0].month, STR("2025-12")));
    assert_true(str_equal(board->months.items[11].month, STR("2026-11")));
    assert_string_equal(board->month_total.currency, "CNY");
    assert_int_equal(board->waiting + board->mine.count + board->near.count + board->late_count, 0);
    assert_true(board->budget.is_set);
    assert_int_equal(board->budget.left.minor, 500000);
    assert_true(board->log_size > 0);
}

static void scopes_bound_what_is_counted(void **state) {
    (void)state;
    company_submit(&company, &company.applicant, "300");
    company_submit(&company, &company.colleague, "200");
    company_submit(&company, &company.stranger, "100");
    assert_month(&company.applicant, 1, 30000);
    assert_month(&company.colleague, 1, 20000);
    assert_month(&company.manager, 2, 50000); // sales and below
    assert_month(&company.finance, 3, 60000);
    struct actor head = company.manager;
    head.scope = SCOPE_DEPARTMENT;
    assert_month(&head, 2, 50000);
    assert_int_equal(board_of(&company.applicant)->mine.count, 1);
    assert_int_equal(board_of(&company.finance)->mine.count, 0);
}

static void what_ends_a_request_takes_it_out(void **state) {
    (void)state;
    company_submit(&company, &company.applicant, "300");
    int64_t second = company_submit(&company, &company.applicant, "100");
    assert_month(&company.applicant, 2, 40000);
    company_do(&company, &company.applicant, "withdraw_request",
               "{'request':%lld,'reason':'不需要了'}", (long long)second);
    assert_month(&company.applicant, 1, 30000);
    company_do(&company, &company.applicant, "submit_request", "{'request':%lld," COMPANY_GIFT "}",
               (long long)second, "in_kind", (long long)company.customer,
               (long long)company.contact, "120");
    assert_month(&company.applicant, 2, 42000);
    company_decide(&company, &company.manager, "reject");
    assert_month(&company.applicant, 0, 0);
    assert_month(&company.finance, 0, 0);
}

static void a_returned_request_counts_as_it_is(void **state) {
    (void)state;
    int64_t request = company_submit(&company, &company.applicant, "300");
    company_decide(&company, &company.manager, "return");
    assert_month(&company.applicant, 1, 30000);
    company_do(&company, &company.applicant, "submit_request", "{'request':%lld," COMPANY_GIFT "}",
               (long long)request, "in_kind", (long long)company.customer,
               (long long)company.contact, "250");
    assert_month(&company.applicant, 1, 25000);
    company_approve(&company);
    company_do(&company, &company.compliance, "void_request",
               "{'request':%lld,'reason':'活动取消'}", (long long)request);
    assert_month(&company.applicant, 0, 0);
    assert_month(&company.manager, 0, 0);
}

static void the_past_counts_in_its_month(void **state) {
    (void)state;
    company_do(&company, &company.system_actor, "import_benefit",
               "{'source':'表格','external_id':'1','kind':'meal','customer':%lld,"
               "'given_on':'2026-09-30','amount':{'amount':'88','currency':'CNY'}}",
               (long long)company.customer);
    company_do(&company, &company.system_actor, "import_benefit",
               "{'source':'表格','external_id':'2','kind':'meal','customer':%lld,"
               "'given_on':'2025-11-30','amount':{'amount':'77','currency':'CNY'}}",
               (long long)company.customer);
    const struct overview_board *board = board_of(&company.finance);
    assert_int_equal(board->month_count, 0);
    assert_int_equal(board->months.items[9].total.minor, 8800);
    int64_t all = 0;
    for (size_t i = 0; i < 12; i++) all += board->months.items[i].count;
    assert_int_equal(all, 1); // the older one lies thirteen months back
}

// ---- Work ----

static void work_moves_from_hand_to_hand(void **state) {
    (void)state;
    int64_t request = company_submit(&company, &company.applicant, "300");
    const struct overview_board *board = board_of(&company.manager);
    assert_int_equal(board->waiting, 1);
    assert_int_equal(board->tasks.count, 1);
    assert_int_equal(board->tasks.items[0].request, request);
    company_approve(&company);
    assert_int_equal(board_of(&company.manager)->waiting, 0);
    assert_int_equal(board_of(&company.applicant)->to_hand, 1);
    assert_int_equal(board_of(&company.cashier)->to_hand, 1);
    assert_int_equal(board_of(&company.stranger)->to_hand, 0);
    assert_int_equal(board_of(&company.applicant)->budget.reserved.minor, 30000);
}

static void late_work_is_shown_after_its_time(void **state) {
    (void)state;
    int64_t request = company_submit(&company, &company.applicant, "300");
    const struct overview_board *board = board_of(&company.applicant);
    assert_int_equal(board->late_count, 0);
    instant due = board->mine.items[0].due;
    assert_true(due > TESTING_START);
    os_sim_set_now(company.testing.machine, due);
    assert_int_equal(board_of(&company.applicant)->late_count, 0);
    os_sim_set_now(company.testing.machine, due + 1);
    board = board_of(&company.applicant);
    assert_int_equal(board->late_count, 1);
    assert_int_equal(board->late.count, 1);
    assert_int_equal(board->late.items[0].id, request);
    assert_true(board->late.items[0].is_late);
    assert_int_equal(board_of(&company.manager)->late_count, 1);
    assert_int_equal(board_of(&company.stranger)->late_count, 0);
}

static void attempts_are_counted_from_the_first_of_the_month(void **state) {
    (void)state;
    fault refusal =
        company_try(&company, &company.applicant, "submit_request", "{" COMPANY_GIFT "}", "cash",
                    (long long)company.customer, (long long)company.contact, "100");
    assert_ptr_equal(refusal, &policy_prohibits);
    assert_int_equal(board_of(&company.applicant)->prohibited, 1);
    assert_int_equal(board_of(&company.manager)->prohibited, 1);
    assert_int_equal(board_of(&company.finance)->prohibited, 1);
    assert_int_equal(board_of(&company.stranger)->prohibited, 0);
    assert_month(&company.applicant, 0, 0);
    os_sim_set_now(company.testing.machine, TESTING_START + 7 * DAY_MS); // December
    assert_int_equal(board_of(&company.finance)->prohibited, 0);
}

// ---- Limits ----

static void limits_are_near_from_four_fifths_on(void **state) {
    (void)state;
    company_submit(&company, &company.applicant, "799.99");
    assert_int_equal(board_of(&company.applicant)->near.count, 0);
    company_submit(&company, &company.applicant, "0.01");
    const struct overview_board *board = board_of(&company.applicant);
    assert_int_equal(board->near.count, 1);
    const struct overview_near *near = &board->near.items[0];
    assert_int_equal(near->used, 80000);
    assert_int_equal(near->limit, 100000);
    assert_int_equal(near->subject_id, company.contact);
    assert_int_equal(near->dimension, CAPS_DIMENSION_CONTACT);
    assert_true(str_equal(near->subject, STR("李四")));
    assert_true(str_equal(near->name_en, STR("Person, year")));
    assert_int_equal(board_of(&company.manager)->near.count, 1);
    assert_int_equal(board_of(&company.finance)->near.count, 1);
    assert_int_equal(board_of(&company.stranger)->near.count, 0);         // nothing of theirs
    os_sim_set_now(company.testing.machine, TESTING_START + 40 * DAY_MS); // another year
    assert_int_equal(board_of(&company.finance)->near.count, 0);
}

static void the_fullest_limit_stands_first(void **state) {
    (void)state;
    company_do(&company, &company.system_actor, "set_cap",
               "{'name':'公司月度','name_en':'Company, month','dimension':'customer',"
               "'window':'month','measure':'amount','kinds':[],'limit':88000,"
               "'from':'2026-01-01'}");
    company_do(&company, &company.system_actor, "set_cap",
               "{'name':'个人季度次数','name_en':'Times','dimension':'applicant',"
               "'window':'quarter','measure':'count','kinds':[],'limit':1,"
               "'from':'2026-01-01'}");
    company_submit(&company, &company.applicant, "850");
    const struct overview_board *board = board_of(&company.finance);
    assert_int_equal(board->near.count, 3);
    assert_int_equal(board->near.items[0].measure, CAPS_MEASURE_COUNT);
    assert_int_equal(board->near.items[0].used, 1);
    assert_true(str_equal(board->near.items[1].subject, STR("甲公司")));
    assert_int_equal(board->near.items[2].limit, 100000);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_company, close_company)
    const struct CMUnitTest tests[] = {
        TEST(an_empty_book_has_a_board),
        TEST(scopes_bound_what_is_counted),
        TEST(what_ends_a_request_takes_it_out),
        TEST(a_returned_request_counts_as_it_is),
        TEST(the_past_counts_in_its_month),
        TEST(work_moves_from_hand_to_hand),
        TEST(late_work_is_shown_after_its_time),
        TEST(attempts_are_counted_from_the_first_of_the_month),
        TEST(limits_are_near_from_four_fifths_on),
        TEST(the_fullest_limit_stands_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

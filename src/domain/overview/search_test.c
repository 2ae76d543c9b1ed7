// Searching requests where there are more than a search looks at: the same answers by the other
// statements, newest first, page by page, and for one person only.
#include "benefits_api.h"
#include "domain/overview/testing.h"

#include <sqlite3.h>

enum { MANY = LIMIT_SEARCH_ROWS + 50 };

static struct company company;
static int64_t small_customer;

static sqlite3 *open_database(void) {
    sqlite3 *database = NULL;
    const char *path =
        arena_text(company.testing.arena,
                   arena_print(company.testing.arena, "%s/book.db", company.testing.folder));
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    return database;
}

// Copies of one imported benefit; every tenth belongs to the colleague.
static void import_many(int64_t model) {
    sqlite3 *database = open_database();
    char *sql = sqlite3_mprintf(
        "BEGIN; CREATE TEMP TABLE copy AS SELECT * FROM requests WHERE id = %lld;", model);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    for (int i = 0; i < MANY; i++) {
        int64_t owner = i % 10 == 0 ? company.colleague.user_id : company.applicant.user_id;
        sql = sqlite3_mprintf("UPDATE copy SET id = %d, external_id = 'C%d', applicant = %lld,"
                              " number = 'LS-20260101-%d'; INSERT INTO requests SELECT * FROM copy",
                              1000000 + i, i, owner, 1000000 + i);
        assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_free(sql);
    }
    assert_int_equal(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

#define IMPORT                                                                                     \
    "{'source':'test','external_id':'%s','kind':'gift','customer':%lld,'given_on':'2026-01-01',"   \
    "'amount':{'amount':'1','currency':'CNY'}}"

static const struct benefits_summary_page *search(const struct actor *actor, const char *more) {
    return company_do(&company, actor, "list_requests", "{'search':'甲公'%s}", more);
}

static int open_company(void **state) {
    (void)state;
    company_open(&company);
    const struct actor *actor = &company.system_actor;
    const struct customers_customer *other =
        company_do(&company, actor, "add_customer",
                   "{'code':'C2','name':'乙工厂','nature':'private','owner':%lld}",
                   (long long)company.applicant.user_id);
    small_customer = other->id;
    company_do(&company, actor, "import_benefit", IMPORT, "A", (long long)company.customer);
    const struct benefits_summary_page *page = search(&company.compliance, "");
    assert_int_equal(page->items.count, 1);
    import_many(page->items.items[0].id);
    company_do(&company, actor, "import_benefit", IMPORT, "B", (long long)small_customer);
    return 0;
}

static int close_company(void **state) {
    (void)state;
    company_close(&company);
    return 0;
}

static void much_is_found_newest_first(void **state) {
    (void)state;
    const struct benefits_summary_page *page = search(&company.compliance, ",'limit':2");
    assert_int_equal(page->items.count, 2);
    assert_int_equal(page->items.items[0].id, 1000000 + MANY - 1);
    assert_int_equal(page->items.items[1].id, 1000000 + MANY - 2);
    page = search(&company.compliance, ",'limit':2,'cursor':'1000002'");
    assert_int_equal(page->items.items[0].id, 1000001);
    assert_int_equal(page->items.items[1].id, 1000000);
    page = search(&company.compliance, ",'limit':2,'cursor':'1000000'");
    assert_int_equal(page->items.count, 1);
    assert_int_equal(page->next.size, 0);
    assert_int_equal(search(&company.compliance, ",'status':'approved'")->items.count, 0);
}

static void much_is_found_for_one_person(void **state) {
    (void)state;
    const struct benefits_summary_page *page = search(&company.colleague, ",'limit':2");
    assert_int_equal(page->items.items[0].id, 1000000 + (MANY - 1) / 10 * 10);
    assert_int_equal(page->items.items[1].id, 1000000 + (MANY - 1) / 10 * 10 - 10);
    assert_int_equal(search(&company.stranger, "")->items.count, 0);
}

static void little_is_found_beside_much(void **state) {
    (void)state;
    const struct benefits_summary_page *page =
        company_do(&company, &company.compliance, "list_requests", "{'search':'乙工'}");
    assert_int_equal(page->items.count, 1);
    assert_int_equal(page->items.items[0].customer, small_customer);
    page = company_do(&company, &company.compliance, "list_requests",
                      "{'search':'ls-20260101-1000007'}");
    assert_int_equal(page->items.count, 1);
    assert_int_equal(page->items.items[0].id, 1000007);
    page = company_do(&company, &company.compliance, "list_requests", "{'search':'1000008'}");
    assert_int_equal(page->items.items[0].id, 1000008);
    page = company_do(&company, &company.compliance, "list_requests",
                      "{'search':'乙工','customer':%lld}", (long long)company.customer);
    assert_int_equal(page->items.count, 0);
}

static void sums_count_what_is_found(void **state) {
    (void)state;
    const struct benefits_sum_requests_out *sum =
        company_do(&company, &company.compliance, "sum_requests", "{'search':'甲公'}");
    assert_int_equal(sum->count, MANY + 1);
    assert_int_equal(sum->total.minor, (MANY + 1) * 100);
    sum = company_do(&company, &company.colleague, "sum_requests", "{'search':'甲公'}");
    assert_int_equal(sum->count, (MANY + 9) / 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(much_is_found_newest_first),
        cmocka_unit_test(much_is_found_for_one_person),
        cmocka_unit_test(little_is_found_beside_much),
        cmocka_unit_test(sums_count_what_is_found),
    };
    return cmocka_run_group_tests(tests, open_company, close_company);
}

// Customers in a real book: commands through the desk, queries on a reader. Shows what no decide
// can: the words find, pages follow each other, a merge moves all rows, sums and masks are right.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/rights.h"
#include "catalog.h"
#include "command/desk.h"
#include "crypto/crypto.h"
#include "domain/customers/customers.h"
#include "domain/people/people.h"
#include "os/os_sim.h"

#define NOW ((instant)1795000000000) // 2026-11-18

static char folder[64];
static char path[96];
static struct os_sim *machine;
static struct book book;
static struct desk *desk;
static struct store_reader *reader;
static struct arena *arena;
static struct actor applicant;
static struct actor auditor;
static struct actor officer;
static int64_t next_code;

// ---- The book ----------------------------------------------------------------------------------

static fault run_as(const struct actor *actor, const char *name, const void *in, void **ret_out) {
    struct job job = {.command = command_find(&catalog_commands, str_of(name)),
                      .book = &book,
                      .actor = *actor,
                      .arena = arena,
                      .in = (void *)(uintptr_t)in,
                      .changes = {.arena = arena}};
    struct job *jobs[] = {&job};
    assert_non_null(job.command);
    desk_run(desk, jobs, 1);
    if (ret_out != NULL) *ret_out = job.out;
    return job.trouble;
}

static void *run(const char *name, const void *in) {
    void *out = NULL;
    fault trouble = run_as(&officer, name, in, &out);
    if (trouble != NULL) fail_msg("%s: %s", name, trouble->name);
    return out;
}

static fault ask_as(const struct actor *actor, const char *name, const void *in, void *ret_out) {
    const struct command *command = command_find(&catalog_commands, str_of(name));
    struct query query = {.book = &book,
                          .reader = reader,
                          .actor = actor,
                          .arena = arena,
                          .now = NOW,
                          .today = date_of_instant(NOW, SHANGHAI_MINUTES)};
    assert_non_null(command);
    memset(ret_out, 0, command->out->size);
    return command_query(command, &query, in, ret_out);
}

static int64_t add_user(const char *login, int32_t role, int64_t department) {
    struct people_add_user_in in = {
        .login = str_of(login), .name = str_of(login), .department = department};
    in.roles.items = &role;
    in.roles.count = 1;
    const struct people_user *user = run("add_user", &in);
    return user->id;
}

static struct actor actor_of(int64_t user, uint32_t role, const char *name) {
    return (struct actor){.user_id = user,
                          .name = str_of(name),
                          .roles = 1u << role,
                          .rights = auth_rights_of(1u << role),
                          .scope = SCOPE_ALL};
}

static int open_book(void **state) {
    (void)state;
    const uint8_t seed[32] = {7};
    crypto_init();
    snprintf(folder, sizeof(folder), "/tmp/customers-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/book.db", folder);
    machine = os_sim_open(1, NOW);
    arena = arena_open(256 * MIB);
    struct store_options options = {.url = arena_print(arena, "sqlite:%s", path),
                                    .may_create = true,
                                    .catalog = &catalog_store};
    struct store *store = NULL;
    assert_null(store_open(&options, &store));
    book = (struct book){.os = os_sim_os(machine),
                         .store = store,
                         .commands = &catalog_commands,
                         .id = STR("mingli/test"),
                         .currency = STR("CNY"),
                         .zone_minutes = SHANGHAI_MINUTES};
    log_signer_init(book.id, seed, &book.signer);
    assert_null(desk_open(&book, &desk));
    assert_null(store_open_reader(store, &reader));
    officer = (struct actor){.is_system = true, .name = STR("system")};
    const struct people_department *office =
        run("add_department",
            &(struct people_add_department_in){.code = STR("HQ"), .name = STR("总部")});
    int64_t department = office->id;
    applicant =
        actor_of(add_user("wang", PEOPLE_ROLE_APPLICANT, department), AUTH_APPLICANT, "王芳");
    auditor = actor_of(add_user("shen", PEOPLE_ROLE_AUDITOR, department), AUTH_AUDITOR, "沈计");
    officer = actor_of(add_user("he", PEOPLE_ROLE_COMPLIANCE_OFFICER, department),
                       AUTH_COMPLIANCE_OFFICER, "何规");
    return 0;
}

static int close_book(void **state) {
    (void)state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    store_close_reader(reader);
    desk_close(desk);
    store_close(book.store);
    os_sim_close(machine);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char file[128];
        snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        unlink(file);
    }
    rmdir(folder);
    arena_close(arena);
    return 0;
}

// ---- Short words -------------------------------------------------------------------------------

static int64_t add_named(const char *name, const char *name_en, int64_t group) {
    const struct customers_customer *customer =
        run("add_customer", &(struct customers_add_customer_in){
                                .code = arena_print(arena, "C-%06lld", (long long)++next_code),
                                .name = str_of(name),
                                .name_en = str_of(name_en),
                                .nature = CUSTOMERS_NATURE_PRIVATE,
                                .group = group});
    return customer->id;
}

static int64_t add_person(int64_t customer, const char *name) {
    const struct customers_contact *contact =
        run("add_contact", &(struct customers_add_contact_in){.customer = customer,
                                                              .name = str_of(name),
                                                              .phone = STR("13812341234"),
                                                              .email = STR("z@example.com")});
    return contact->id;
}

static struct customers_customer_page list(struct customers_list_customers_in in) {
    struct customers_customer_page page;
    if (in.limit == 0) in.limit = 50;
    assert_null(ask_as(&applicant, "list_customers", &in, &page));
    assert_int_equal(page.total, -1);
    return page;
}

static bool finds(const char *search, int64_t customer) {
    struct customers_customer_page page =
        list((struct customers_list_customers_in){.search = str_of(search)});
    for (size_t i = 0; i < page.items.count; i++)
        if (page.items.items[i].id == customer) return true;
    return false;
}

static struct customers_customer_detail detail_of(const struct actor *actor, int64_t customer) {
    struct customers_customer_detail detail;
    assert_null(
        ask_as(actor, "get_customer", &(struct customers_get_customer_in){customer}, &detail));
    return detail;
}

// Behind the program's back.
static void execute(str sql) {
    sqlite3 *database = NULL;
    char *why = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, arena_text(arena, sql), NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(database);
}

// A request as benefits/ would leave it.
static void add_request(int64_t customer, int64_t contact, const char *status, const char *day,
                        int64_t amount) {
    static int64_t requests;
    int64_t id = 900000 + ++requests;
    date planned;
    assert_true(date_parse(str_of(day), &planned));
    str sql = arena_print(
        arena,
        "INSERT INTO requests (id, number, kind, form, status, customer, contact, applicant, "
        "department, occasion, amount, amount_currency, amount_book, value, planned_on, submitted, "
        "changed, version, hash, content, flow, flow_version, holds, waits_for, note, "
        "return_reason, source) VALUES (%lld, 'B%lld', 'gift', 'goods', '%s', %lld, %lld, %lld, 1, "
        "'', %lld, 'CNY', %lld, %lld, %d, 1, 1, 1, '', x'00', '', '', '', '', '', '', '')",
        (long long)id, (long long)id, status, (long long)customer, (long long)contact,
        (long long)applicant.user_id, (long long)amount, (long long)amount, (long long)(amount / 2),
        (int)planned.days);
    execute(sql);
}

// ---- Tests -------------------------------------------------------------------------------------

static void words_find(void **state) {
    (void)state;
    int64_t huawei = add_named("上海华为技术有限公司", "Huawei Technologies Co., Ltd.", 0);
    int64_t bank = add_named("厦门银行股份有限公司", "", 0);
    static const char *const good[] = {
        "华为",        "华",      "hw",       "hwjs",    "shhw",     "华为技术有限",     "huawei",
        "huawei tech", "上海 hw", "C-000001", "c000001", "華為技術", "hw 华为 技术 tech"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!finds(good[i], huawei)) fail_msg("%s does not find", good[i]);
    static const char *const bad[] = {"华技",     "银行", "hwjy", "华为 银行",
                                      "技术华为", "（）", "zz"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (finds(bad[i], huawei)) fail_msg("%s finds", bad[i]);
    assert_true(finds("xmyh", bank));
    assert_true(finds("smyh", bank));
    assert_true(finds("银行", bank));
    assert_true(finds("有限公司", bank) && finds("有限公司", huawei));
}

static void pages_follow_each_other(void **state) {
    (void)state;
    int64_t group = add_named("分页集团", "", 0);
    for (int i = 0; i < 7; i++)
        add_named((const char *)arena_text(arena, arena_print(arena, "分页测试%d号", i)), "",
                  group);
    const struct customers_list_customers_in lists[] = {
        {.search = STR("分页测试"), .limit = 3},
        {.search = STR("fycs"), .limit = 3},
        {.group = group, .limit = 3},
        {.search = STR("测试 分页"), .owner = officer.user_id, .limit = 3},
    };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct customers_list_customers_in in = lists[i];
        size_t count = 0;
        int64_t last = INT64_MAX;
        do {
            struct customers_customer_page page = list(in);
            assert_in_range(page.items.count, 1, 3);
            for (size_t k = 0; k < page.items.count; k++) {
                assert_true(page.items.items[k].id < last);
                last = page.items.items[k].id;
                count++;
            }
            in.cursor = page.next;
        } while (in.cursor.size > 0);
        assert_int_equal(count, 7);
    }
    struct customers_customer_page page =
        list((struct customers_list_customers_in){.nature = CUSTOMERS_NATURE_FOREIGN});
    assert_int_equal(page.items.count, 0);
    page = list((struct customers_list_customers_in){
        .nature = CUSTOMERS_NATURE_PRIVATE, .owner = officer.user_id, .limit = 2});
    assert_int_equal(page.items.count, 2);
    page = list((struct customers_list_customers_in){.limit = 200});
    assert_in_range(page.items.count, 8, 199);
    assert_int_equal(page.next.size, 0);
    static const char *const wrong[] = {"x", "0", "-1", "1 2", "99999999999999999999"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const struct customers_list_customers_in in = {.cursor = str_of(wrong[i]), .limit = 50};
        const struct customers_search_contacts_in people = {.cursor = in.cursor, .limit = 50};
        struct customers_contact_page contacts;
        assert_ptr_equal(ask_as(&applicant, "list_customers", &in, &page), &cursor_wrong);
        assert_ptr_equal(ask_as(&applicant, "search_contacts", &people, &contacts), &cursor_wrong);
    }
}

static void edits_leave_history_and_move_words(void **state) {
    (void)state;
    int64_t above = add_named("改名上级", "", 0);
    int64_t customer = add_named("旧名字有限公司", "", above);
    struct customers_edit_customer_in in = {.customer = customer,
                                            .name = STR("新叫法有限公司"),
                                            .nature = CUSTOMERS_NATURE_SOE,
                                            .group = above,
                                            .owner = applicant.user_id};
    const struct customers_customer *edited = run("edit_customer", &in);
    assert_true(str_equal(edited->group_name, STR("改名上级")));
    assert_true(finds("新叫", customer) && !finds("旧名", customer));
    struct customers_customer_detail detail = detail_of(&auditor, customer);
    assert_int_equal(detail.history.count, 3);
    assert_true(str_equal(detail.history.items[0].what, STR("owner")));
    assert_true(str_equal(detail.history.items[2].from, STR("旧名字有限公司")));
    assert_int_equal(detail.customer.may.count, 0);
    assert_int_equal(detail_of(&officer, above).children.count, 1);
    // A circle over one level, and over itself.
    in = (struct customers_edit_customer_in){.customer = above,
                                             .name = STR("改名上级"),
                                             .nature = CUSTOMERS_NATURE_SOE,
                                             .group = customer,
                                             .owner = applicant.user_id};
    assert_ptr_equal(run_as(&officer, "edit_customer", &in, NULL), &group_circle);
    in.group = above;
    assert_ptr_equal(run_as(&officer, "edit_customer", &in, NULL), &group_circle);
    in.group = 0;
    in.name = STR("新叫法有限公司");
    assert_ptr_equal(run_as(&officer, "edit_customer", &in, NULL), &customer_known);
    in.name = STR("改名上级");
    in.owner = 777777;
    assert_ptr_equal(run_as(&officer, "edit_customer", &in, NULL), &user_unknown);
    in.group = 777777;
    assert_ptr_equal(run_as(&officer, "edit_customer", &in, NULL), &group_unknown);
}

static void merged_customers_are_found_through_the_target(void **state) {
    (void)state;
    int64_t first = add_named("并入甲公司", "", 0);
    int64_t second = add_named("并入乙公司", "", 0);
    int64_t third = add_named("并入丙公司", "", second);
    int64_t child = add_named("甲之子公司", "", first);
    int64_t person = add_person(first, "赵六");
    add_request(first, person, "approved", "2026-03-01", 5000);
    struct customers_record_purchase_in purchase = {.customer = first,
                                                    .external_id = STR("P1"),
                                                    .source = STR("crm"),
                                                    .bought_on = {20000},
                                                    .amount = money_of(100, STR("CNY"))};
    run("record_purchase", &purchase);
    run("merge_customer", &(struct customers_merge_customer_in){first, second, STR("重复登记")});
    run("merge_customer", &(struct customers_merge_customer_in){second, third, STR("重复登记")});
    assert_true(finds("并入甲", third) && finds("并入乙", third) && finds("brj", third));
    assert_false(finds("并入甲", first) || finds("并入乙", second));
    struct customers_customer_detail detail = detail_of(&auditor, third);
    assert_int_equal(detail.contacts.count, 1);
    assert_int_equal(detail.contacts.items[0].id, person);
    assert_int_equal(detail.customer.given_year.minor, 5000);
    assert_int_equal(detail.customer.group, 0);
    assert_int_equal(detail.merged.count, 2);
    assert_int_equal(detail.children.count, 1);
    assert_int_equal(detail.children.items[0].id, child);
    assert_int_equal(detail.history.count, 2);
    detail = detail_of(&officer, first);
    assert_true(detail.customer.is_merged && detail.customer.merged_into == third);
    assert_int_equal(detail.customer.may.count, 0);
    assert_int_equal(detail.contacts.count, 0);
    // A later edit of the target keeps what was merged.
    run("edit_customer", &(struct customers_edit_customer_in){.customer = third,
                                                              .name = STR("改称丁公司"),
                                                              .nature = CUSTOMERS_NATURE_PRIVATE,
                                                              .owner = officer.user_id});
    assert_true(finds("并入甲公司", third) && finds("改称丁", third) && !finds("入丙", third));
    purchase.external_id = STR("P2");
    run("record_purchase", &purchase);
    assert_ptr_equal(run_as(&officer, "record_purchase", &purchase, NULL), &purchase_known);
    assert_ptr_equal(
        run_as(&officer, "add_contact",
               &(struct customers_add_contact_in){.customer = first, .name = STR("甲")}, NULL),
        &customer_merged);
    assert_ptr_equal(run_as(&officer, "merge_customer",
                            &(struct customers_merge_customer_in){third, third, STR("重复")}, NULL),
                     &merge_self);
    assert_ptr_equal(run_as(&applicant, "merge_customer",
                            &(struct customers_merge_customer_in){third, child, STR("重复")}, NULL),
                     &not_allowed);
}

static void a_merge_makes_no_circle(void **state) {
    (void)state;
    int64_t top = add_named("层级之顶", "", 0);
    int64_t middle = add_named("层级之中", "", top);
    int64_t low = add_named("层级之底", "", middle);
    assert_ptr_equal(run_as(&officer, "merge_customer",
                            &(struct customers_merge_customer_in){top, low, STR("重复")}, NULL),
                     &group_circle);
    run("merge_customer", &(struct customers_merge_customer_in){low, top, STR("重复")});
    assert_int_equal(detail_of(&officer, middle).children.count, 0);
    assert_int_equal(detail_of(&officer, top).children.count, 1);
}

static void sums_are_of_this_year_and_what_counts(void **state) {
    (void)state;
    int64_t customer = add_named("求和公司", "", 0);
    int64_t person = add_person(customer, "钱七");
    add_request(customer, person, "closed", "2026-01-01", 1000);
    add_request(customer, person, "in_approval", "2026-11-01", 200);
    add_request(customer, person, "disbursed", "2026-12-31", 30);
    add_request(customer, person, "rejected", "2026-11-01", 70000);
    add_request(customer, person, "withdrawn", "2026-11-02", 70000);
    add_request(customer, person, "closed", "2025-12-31", 70000);
    add_request(customer, person, "closed", "2027-01-01", 70000);
    struct customers_customer_detail detail = detail_of(&auditor, customer);
    assert_int_equal(detail.customer.given_year.minor, 1230);
    assert_int_equal(detail.contacts.items[0].given_year.minor, 615);
    assert_int_equal(detail.contacts.items[0].gifts_90d, 1);
}

static struct customers_contact_page people(const struct actor *actor, int64_t customer,
                                            const char *search, int64_t limit) {
    struct customers_contact_page page;
    const struct customers_search_contacts_in in = {
        .customer = customer, .search = str_of(search), .limit = limit};
    assert_null(ask_as(actor, "search_contacts", &in, &page));
    return page;
}

static void people_are_found_and_masked(void **state) {
    (void)state;
    int64_t customer = add_named("人多公司", "", 0);
    int64_t other = add_named("人少公司", "", 0);
    int64_t first = add_person(customer, "孙行者");
    add_person(customer, "孙小圣");
    add_person(other, "孙行者");
    assert_ptr_equal(
        run_as(&officer, "add_contact",
               &(struct customers_add_contact_in){.customer = customer, .name = STR("孙 行者")},
               NULL),
        &contact_known);
    assert_int_equal(people(&auditor, customer, "孙", 50).items.count, 2);
    assert_int_equal(people(&auditor, customer, "行者", 50).items.count, 1);
    assert_int_equal(people(&auditor, customer, "sx", 50).items.count, 2);
    assert_int_equal(people(&auditor, customer, "", 50).items.count, 2);
    assert_int_equal(people(&auditor, 0, "孙行者", 50).items.count, 2);
    assert_int_equal(people(&auditor, 0, "孙", 50).items.count, 0);
    assert_in_range(people(&auditor, 0, "", 50).items.count, 3, 49);
    struct customers_contact_page page = people(&auditor, customer, "孙", 1);
    assert_int_equal(page.items.count, 1);
    assert_true(page.next.size > 0);
    assert_true(str_equal(page.items.items[0].name, STR("孙行者")));
    assert_true(str_equal(page.items.items[0].phone, STR("138****1234")));
    assert_true(str_equal(page.items.items[0].email, STR("z***@example.com")));
    page = people(&applicant, customer, "孙行者", 50);
    assert_true(str_equal(page.items.items[0].phone, STR("13812341234")));
    assert_true(str_equal(page.items.items[0].customer_name, STR("人多公司")));
    run("edit_contact", &(struct customers_edit_contact_in){.contact = first,
                                                            .name = STR("孙悟空"),
                                                            .phone = STR("13900001111"),
                                                            .is_buyer = true});
    assert_int_equal(people(&auditor, 0, "孙行者", 50).items.count, 1);
    assert_int_equal(people(&auditor, 0, "孙悟空", 50).items.count, 1);
    struct customers_customer_detail detail = detail_of(&auditor, customer);
    assert_int_equal(detail.history.count, 5);
    for (size_t i = 0; i < detail.history.count; i++) {
        assert_int_equal(detail.history.items[i].contact, first);
        assert_int_equal(str_find(detail.history.items[i].from, STR("孙")), -1);
    }
    assert_ptr_equal(run_as(&officer, "edit_contact",
                            &(struct customers_edit_contact_in){.contact = 1, .name = STR("无")},
                            NULL),
                     &contact_unknown);
    struct customers_customer_detail none;
    assert_ptr_equal(
        ask_as(&auditor, "get_customer", &(struct customers_get_customer_in){777777}, &none),
        &customer_unknown);
}

#define MANY_CUSTOMERS                                                                             \
    "WITH RECURSIVE n(i) AS (SELECT 1000001 UNION ALL SELECT i + 1 FROM n WHERE i < 1011500) "     \
    "INSERT INTO customers (id, code, name, name_en, nature, is_listed, region, industry, "        \
    "owner, tax_number, search, created) SELECT i, 'N' || i, '多' || i, '', 'private', 0, '', "   \
    "'', %lld, '', CASE i WHEN 1000001 THEN '子丑 寅卯' ELSE '' END, 1 FROM n; "               \
    "INSERT INTO customer_words (word, customer) SELECT '子丑', id FROM customers "              \
    "WHERE id > 1001100 AND id <= 1011500 OR id = 1000001; "                                       \
    "INSERT INTO customer_words (word, customer) SELECT '寅卯', id FROM customers "              \
    "WHERE id >= 1000001 AND id <= 1001100"

// Two words that many customers have and only the oldest has both: the page is cut short, goes on.
static void no_search_looks_at_everything(void **state) {
    (void)state;
    execute(arena_print(arena, MANY_CUSTOMERS, (long long)applicant.user_id));
    struct customers_list_customers_in in = {.search = STR("子丑 寅卯"), .limit = 50};
    struct customers_customer_page page = list(in);
    assert_int_equal(page.items.count, 0);
    assert_true(str_equal(page.next, STR("1001501")));
    in.cursor = page.next;
    page = list(in);
    assert_int_equal(page.items.count, 1);
    assert_int_equal(page.items.items[0].id, 1000001);
    assert_int_equal(page.next.size, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_find),
        cmocka_unit_test(pages_follow_each_other),
        cmocka_unit_test(edits_leave_history_and_move_words),
        cmocka_unit_test(merged_customers_are_found_through_the_target),
        cmocka_unit_test(a_merge_makes_no_circle),
        cmocka_unit_test(sums_are_of_this_year_and_what_counts),
        cmocka_unit_test(people_are_found_and_masked),
        cmocka_unit_test(no_search_looks_at_everything),
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}

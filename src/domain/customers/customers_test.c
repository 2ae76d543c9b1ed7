// One table per command: every refusal and the good way, decided on facts made by hand. What the
// database makes of it is shown in book_test.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/rights.h"
#include "command/book.h"
#include "crypto/crypto.h"
#include "domain/customers/customers.h"
#include "domain/people/people.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct arena *arena;
static const struct book book = {.currency = {"CNY", 3}, .name_key = {{1, 2, 3}}};

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(32 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

static struct job make_job(uint32_t role) {
    return (struct job){
        .book = &book,
        .arena = arena,
        .actor = {.user_id = 7, .name = STR("王芳"), .rights = auth_rights_of(1u << role)},
        .moment = {.now = 1000, .today = {20782}, .next_id = 500},
        .changes = {.arena = arena}};
}

static void expect_fault(const char *what, fault found, fault wanted) {
    if (found == wanted) return;
    fail_msg("%s: wanted %s, found %s", what, wanted == NULL ? "no fault" : wanted->name,
             found == NULL ? "none" : found->name);
}

static size_t rows_of(const struct job *job, const struct store_statement *statement) {
    size_t count = 0;
    for (size_t i = 0; i < job->changes.rows.count; i++)
        count += job->changes.rows.items[i].statement == statement;
    return count;
}

static const void *row_of(const struct job *job, const struct store_statement *statement,
                          size_t index) {
    for (size_t i = 0; i < job->changes.rows.count; i++)
        if (job->changes.rows.items[i].statement == statement && index-- == 0)
            return job->changes.rows.items[i].in;
    fail_msg("%s: no such row", statement->name);
    return NULL;
}

static void assert_text(str found, const char *wanted) {
    if (!str_equal(found, str_of(wanted)))
        fail_msg("wanted \"%s\", found \"%.*s\"", wanted, STR_ARG(found));
}

static bool has_word(const struct job *job, const struct store_statement *statement, str word) {
    for (size_t i = 0; i < rows_of(job, statement); i++) {
        const struct customers_insert_word_in *row = row_of(job, statement, i);
        if (str_equal(row->word, word)) return true;
    }
    return false;
}

static bool may(const struct customers_customer *customer, const char *what) {
    for (size_t i = 0; i < customer->may.count; i++)
        if (str_equal(customer->may.items[i], str_of(what))) return true;
    return false;
}

// ---- add_customer ------------------------------------------------------------------------------

static const struct customers_add_customer_in new_customer = {
    .code = {"C1", 2}, .name = {"华为", 6}, .nature = CUSTOMERS_NATURE_PRIVATE};

static void customers_are_added(void **state) {
    (void)state;
    static const struct {
        const char *what;
        struct customers_add_customer_facts facts;
        int64_t group;
        fault wanted;
        const char *field;
    } rows[] = {
        {"good", {.has_owner = true}, 0, NULL, ""},
        {"with a group", {.has_owner = true, .has_group = true}, 3, NULL, ""},
        {"code known", {.is_code_known = true, .has_owner = true}, 0, &customer_known, ""},
        {"name known", {.is_name_known = true, .has_owner = true}, 0, &customer_known, "name"},
        {"no group", {.has_owner = true}, 3, &group_unknown, ""},
        {"a merged group",
         {.has_owner = true, .has_group = true, .group_row = {.merged_into = 9}},
         3,
         &group_unknown,
         ""},
        {"no owner", {.has_owner = false}, 0, &user_unknown, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job job = make_job(AUTH_APPLICANT);
        struct customers_add_customer_in in = new_customer;
        struct customers_customer out = {0};
        in.group = rows[i].group;
        expect_fault(rows[i].what,
                     customers_decide_add_customer(&job, &in, &rows[i].facts, &job.changes, &out),
                     rows[i].wanted);
        assert_text(job.note.field, rows[i].field);
        assert_int_equal(rows_of(&job, &customers_insert_statement), rows[i].wanted == NULL);
    }
}

static void an_added_customer_is_the_actors_and_has_words(void **state) {
    (void)state;
    struct job job = make_job(AUTH_APPLICANT);
    struct customers_add_customer_facts facts = {.has_owner = true,
                                                 .owner_row = {.name = STR("王芳")}};
    struct customers_customer out = {0};
    assert_null(customers_decide_add_customer(&job, &new_customer, &facts, &job.changes, &out));
    const struct customers_insert_in *row = row_of(&job, &customers_insert_statement, 0);
    assert_int_equal(row->id, 500);
    assert_int_equal(row->owner, 7);
    assert_int_equal(out.id, 500);
    assert_text(out.owner_name, "王芳");
    assert_int_equal(out.given_year.minor, 0);
    assert_text(money_currency(&out.given_year), "CNY");
    assert_true(has_word(&job, &customers_insert_word_statement, STR("华为")));
    assert_true(has_word(&job, &customers_insert_word_statement, STR("hw")));
    assert_true(may(&out, "edit_customer"));
    assert_false(may(&out, "merge_customer"));
    struct customers_add_customer_in in = new_customer;
    in.owner = 9;
    job = make_job(AUTH_COMPLIANCE_OFFICER);
    assert_null(customers_decide_add_customer(&job, &in, &facts, &job.changes, &out));
    assert_int_equal(out.owner, 9);
    assert_true(may(&out, "merge_customer"));
}

// ---- edit_customer -----------------------------------------------------------------------------

static const struct customers_shown before = {.id = 3,
                                              .code = {"C1", 2},
                                              .name = {"华为", 6},
                                              .nature = CUSTOMERS_NATURE_PRIVATE,
                                              .owner = 7,
                                              .owner_name = {"王芳", 6},
                                              .given = 1200};

static struct customers_edit_customer_in unchanged(void) {
    return (struct customers_edit_customer_in){
        .customer = before.id, .name = before.name, .nature = before.nature, .owner = before.owner};
}

static void edits_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *what;
        struct customers_edit_customer_facts facts;
        int64_t group;
        fault wanted;
    } rows[] = {
        {"good", {.is_there = true, .has_owner = true}, 0, NULL},
        {"not there", {.has_owner = true}, 0, &customer_unknown},
        {"merged",
         {.is_there = true, .has_owner = true, .before = {.merged_into = 4}},
         0,
         &customer_merged},
        {"name of another",
         {.is_there = true, .has_owner = true, .is_name_known = true},
         0,
         &customer_known},
        {"no group", {.is_there = true, .has_owner = true}, 5, &group_unknown},
        {"a merged group",
         {.is_there = true, .has_owner = true, .has_group = true, .group_row = {.merged_into = 4}},
         5,
         &group_unknown},
        {"a circle",
         {.is_there = true, .has_owner = true, .has_group = true, .is_circle = true},
         5,
         &group_circle},
        {"no owner", {.is_there = true}, 0, &user_unknown},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job job = make_job(AUTH_APPLICANT);
        struct customers_edit_customer_facts facts = rows[i].facts;
        struct customers_customer out = {0};
        int64_t merged_into = facts.before.merged_into;
        facts.before = before;
        facts.before.merged_into = merged_into;
        struct customers_edit_customer_in in = unchanged();
        in.group = rows[i].group;
        expect_fault(rows[i].what,
                     customers_decide_edit_customer(&job, &in, &facts, &job.changes, &out),
                     rows[i].wanted);
        assert_int_equal(rows_of(&job, &customers_update_statement), rows[i].wanted == NULL);
    }
}

static void each_changed_field_is_history(void **state) {
    (void)state;
    struct job job = make_job(AUTH_APPLICANT);
    struct customers_edit_customer_facts facts = {.before = before,
                                                  .is_there = true,
                                                  .has_group = true,
                                                  .group_row = {.name = STR("上级")},
                                                  .has_owner = true,
                                                  .owner_row = {.name = STR("李雷")}};
    struct customers_edit_customer_in in = {.customer = 3,
                                            .name = STR("中兴"),
                                            .name_en = STR("ZTE"),
                                            .nature = CUSTOMERS_NATURE_SOE,
                                            .is_listed = true,
                                            .region = STR("深圳"),
                                            .industry = STR("通信"),
                                            .group = 5,
                                            .owner = 8,
                                            .tax_number = STR("9144")};
    static const char *const wanted[][3] = {
        {"name", "华为", "中兴"},       {"name_en", "", "ZTE"}, {"nature", "private", "soe"},
        {"is_listed", "false", "true"}, {"region", "", "深圳"}, {"industry", "", "通信"},
        {"tax_number", "", "9144"},     {"group", "", "上级"},  {"owner", "王芳", "李雷"},
    };
    struct customers_customer out = {0};
    assert_null(customers_decide_edit_customer(&job, &in, &facts, &job.changes, &out));
    assert_int_equal(rows_of(&job, &customers_insert_change_statement), COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const struct customers_insert_change_in *row =
            row_of(&job, &customers_insert_change_statement, i);
        assert_text(row->what, wanted[i][0]);
        assert_text(row->was, wanted[i][1]);
        assert_text(row->is_now, wanted[i][2]);
        assert_text(row->by_name, "王芳");
        assert_int_equal(row->customer, 3);
        assert_int_equal(row->id, 500 + i);
    }
    assert_text(out.group_name, "上级");
    assert_int_equal(out.given_year.minor, 1200);
    job = make_job(AUTH_APPLICANT);
    in = unchanged();
    assert_null(customers_decide_edit_customer(&job, &in, &facts, &job.changes, &out));
    assert_int_equal(rows_of(&job, &customers_insert_change_statement), 0);
    assert_int_equal(rows_of(&job, &customers_insert_word_statement), 0);
    assert_int_equal(rows_of(&job, &customers_drop_word_statement), 0);
}

static void words_follow_the_name_but_for_what_was_merged(void **state) {
    (void)state;
    struct job job = make_job(AUTH_APPLICANT);
    struct customers_merged_customer merged = {4, STR("C4"), STR("华中"), STR_NONE, STR_NONE};
    struct customers_edit_customer_facts facts = {
        .before = before, .is_there = true, .has_owner = true};
    facts.merged.items = &merged;
    facts.merged.count = 1;
    struct customers_edit_customer_in in = unchanged();
    struct customers_customer out = {0};
    in.name = STR("中兴");
    assert_null(customers_decide_edit_customer(&job, &in, &facts, &job.changes, &out));
    assert_true(has_word(&job, &customers_drop_word_statement, STR("华为")));
    assert_true(has_word(&job, &customers_drop_word_statement, STR("hw")));
    assert_false(has_word(&job, &customers_drop_word_statement, STR("华")));
    assert_false(has_word(&job, &customers_drop_word_statement, STR("c1")));
    assert_true(has_word(&job, &customers_insert_word_statement, STR("中兴")));
    assert_false(has_word(&job, &customers_insert_word_statement, STR("中")));
    const struct customers_update_in *row = row_of(&job, &customers_update_statement, 0);
    assert_text(row->search, "中兴 c1 zx\n华中 c4 hz");
}

// ---- merge_customer ----------------------------------------------------------------------------

static void merges_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *what;
        struct customers_merge_customer_facts facts;
        int64_t into;
        fault wanted;
        const char *field;
    } rows[] = {
        {"good", {.has_from = true, .has_into = true}, 4, NULL, ""},
        {"no source", {.has_into = true}, 4, &customer_unknown, ""},
        {"itself", {.has_from = true, .has_into = true}, 3, &merge_self, ""},
        {"source merged",
         {.has_from = true, .has_into = true, .from_row = {.merged_into = 9}},
         4,
         &customer_merged,
         ""},
        {"no target", {.has_from = true}, 4, &customer_unknown, "into"},
        {"target merged",
         {.has_from = true, .has_into = true, .into_row = {.merged_into = 9}},
         4,
         &customer_merged,
         "into"},
        {"below itself",
         {.has_from = true, .has_into = true, .is_circle = true},
         4,
         &group_circle,
         "into"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job job = make_job(AUTH_COMPLIANCE_OFFICER);
        struct customers_merge_customer_in in = {3, rows[i].into, STR("重复")};
        struct customers_customer out = {0};
        expect_fault(rows[i].what,
                     customers_decide_merge_customer(&job, &in, &rows[i].facts, &job.changes, &out),
                     rows[i].wanted);
        assert_text(job.note.field, rows[i].field);
        assert_int_equal(rows_of(&job, &customers_set_merged_statement), rows[i].wanted == NULL);
    }
}

static void a_merge_moves_everything(void **state) {
    (void)state;
    struct job job = make_job(AUTH_COMPLIANCE_OFFICER);
    struct customers_merge_customer_facts facts = {
        .from_row = before,
        .has_from = true,
        .into_row = {.id = 4, .code = STR("C4"), .name = STR("华中"), .given = 34, .group_id = 3},
        .has_into = true};
    facts.from_row.group_id = 2;
    struct customers_merge_customer_in in = {3, 4, STR("重复登记")};
    struct customers_customer out = {0};
    assert_null(customers_decide_merge_customer(&job, &in, &facts, &job.changes, &out));
    const struct store_statement *const once[] = {
        &customers_move_contacts_statement, &customers_move_purchases_statement,
        &customers_move_requests_statement, &customers_move_children_statement,
        &customers_move_merged_statement,   &customers_set_merged_statement,
        &customers_set_group_statement};
    for (size_t i = 0; i < COUNT(once); i++) assert_int_equal(rows_of(&job, once[i]), 1);
    assert_int_equal(out.id, 4);
    assert_int_equal(out.given_year.minor, 1234);
    assert_int_equal(out.group, 2);
    const struct customers_insert_word_in *word = row_of(&job, &customers_insert_word_statement, 0);
    assert_int_equal(word->customer, 4);
    assert_true(has_word(&job, &customers_insert_word_statement, STR("华为")));
    word = row_of(&job, &customers_drop_word_statement, 0);
    assert_int_equal(word->customer, 3);
    const struct customers_set_search_in *search = row_of(&job, &customers_set_search_statement, 1);
    assert_text(search->search, "华中 c4 hz\n华为 c1 hw");
    assert_int_equal(rows_of(&job, &customers_insert_change_statement), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct customers_insert_change_in *row =
            row_of(&job, &customers_insert_change_statement, i);
        assert_int_equal(row->customer, i < 2 ? 3 : 4);
        assert_text(row->what, i % 2 == 0 ? "merged" : "merge_reason");
        assert_text(row->was, i % 2 == 0 ? "华为" : "");
        assert_text(row->is_now, i % 2 == 0 ? "华中" : "重复登记");
    }
}

// ---- People ------------------------------------------------------------------------------------

static void people_are_added(void **state) {
    (void)state;
    static const struct {
        const char *what;
        struct customers_add_contact_facts facts;
        fault wanted;
    } rows[] = {
        {"good", {.is_there = true}, NULL},
        {"no customer", {.is_there = false}, &customer_unknown},
        {"merged", {.is_there = true, .customer_row = {.merged_into = 4}}, &customer_merged},
        {"known", {.is_there = true, .alike = 1}, &contact_known},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job job = make_job(AUTH_APPLICANT);
        struct customers_add_contact_in in = {
            .customer = 3, .name = STR("张伟"), .phone = STR("13812341234"), .is_official = true};
        struct customers_add_contact_facts facts = rows[i].facts;
        struct customers_contact out = {0};
        facts.name_hash = STR("abc");
        expect_fault(rows[i].what,
                     customers_decide_add_contact(&job, &in, &facts, &job.changes, &out),
                     rows[i].wanted);
        assert_int_equal(rows_of(&job, &customers_insert_contact_statement),
                         rows[i].wanted == NULL);
        if (rows[i].wanted != NULL) continue;
        const struct customers_insert_contact_in *row =
            row_of(&job, &customers_insert_contact_statement, 0);
        assert_text(row->name_hash, "abc");
        assert_text(row->phone, "13812341234");
        assert_true(out.is_official && out.is_active && !out.is_buyer);
        assert_text(out.phone, "13812341234");
    }
}

static void people_are_changed(void **state) {
    (void)state;
    struct job job = make_job(AUTH_APPLICANT);
    struct customers_edit_contact_in in = {.contact = 30,
                                           .name = STR("张伟"),
                                           .title = STR("经理"),
                                           .phone = STR("13900001111"),
                                           .is_official = true,
                                           .is_active = true};
    struct customers_edit_contact_facts facts = {.name_hash = STR("abc")};
    struct customers_contact out = {0};
    expect_fault("not there", customers_decide_edit_contact(&job, &in, &facts, &job.changes, &out),
                 &contact_unknown);
    assert_int_equal(job.changes.rows.count, 0);
    facts.is_there = true;
    facts.before = (struct customers_contact_shown){.id = 30,
                                                    .customer = 3,
                                                    .customer_name = STR("华为"),
                                                    .name = STR("张伟"),
                                                    .phone = STR("13812341234"),
                                                    .is_active = true,
                                                    .given = 50,
                                                    .gifts = 2};
    assert_null(customers_decide_edit_contact(&job, &in, &facts, &job.changes, &out));
    assert_int_equal(rows_of(&job, &customers_update_contact_statement), 1);
    static const char *const wanted[][3] = {
        {"title", "", "经理"}, {"phone", "", ""}, {"is_official", "false", "true"}};
    assert_int_equal(rows_of(&job, &customers_insert_change_statement), COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const struct customers_insert_change_in *row =
            row_of(&job, &customers_insert_change_statement, i);
        assert_int_equal(row->customer, 3);
        assert_int_equal(row->contact, 30);
        assert_text(row->what, wanted[i][0]);
        assert_text(row->was, wanted[i][1]);
        assert_text(row->is_now, wanted[i][2]);
    }
    assert_text(out.customer_name, "华为");
    assert_int_equal(out.gifts_90d, 2);
    assert_int_equal(out.given_year.minor, 50);
}

static void purchases_are_recorded(void **state) {
    (void)state;
    static const struct {
        const char *what;
        struct customers_record_purchase_facts facts;
        fault wanted;
        int64_t customer;
    } rows[] = {
        {"good", {.is_there = true}, NULL, 3},
        {"merged", {.is_there = true, .customer_row = {.merged_into = 4}}, NULL, 4},
        {"no customer", {.is_there = false}, &customer_unknown, 0},
        {"known", {.is_there = true, .is_known = true}, &purchase_known, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct job job = make_job(AUTH_APPLICANT);
        struct customers_record_purchase_in in = {.customer = 3,
                                                  .external_id = STR("X1"),
                                                  .source = STR("crm"),
                                                  .amount = money_of(100, STR("CNY"))};
        expect_fault(rows[i].what,
                     customers_decide_record_purchase(&job, &in, &rows[i].facts, &job.changes),
                     rows[i].wanted);
        if (rows[i].wanted != NULL) continue;
        const struct customers_insert_purchase_in *row =
            row_of(&job, &customers_insert_purchase_statement, 0);
        assert_int_equal(row->customer, rows[i].customer);
    }
}

// ---- Personal values ---------------------------------------------------------------------------

static void personal_values_are_masked(void **state) {
    (void)state;
    static const char *const phones[][2] = {{"13812341234", "138****1234"},
                                            {"+8613812341234", "+86****1234"},
                                            {"12345678", "123****5678"},
                                            {"1234567", "****"},
                                            {"", ""}};
    static const char *const emails[][2] = {{"zhang@example.com", "z***@example.com"},
                                            {"张@example.com", "张***@example.com"},
                                            {"@example.com", "****"},
                                            {"nobody", "****"},
                                            {"", ""}};
    struct job job = make_job(AUTH_AUDITOR);
    struct customers_contact contact;
    for (size_t i = 0; i < COUNT(phones); i++) {
        const struct customers_contact_by_id row = {
            .name = STR("张伟"), .phone = str_of(phones[i][0]), .email = str_of(emails[i][0])};
        contact = customers_contact_of_row(arena, &job.actor, &row, book.currency);
        assert_text(contact.name, "张伟");
        assert_text(contact.phone, phones[i][1]);
        assert_text(contact.email, emails[i][1]);
        assert_int_equal(contact.may.count, 0);
    }
    const struct customers_contact_by_id row = {.phone = STR("13812341234"),
                                                .email = STR("z@a.cn")};
    job = make_job(AUTH_APPLICANT);
    contact = customers_contact_of_row(arena, &job.actor, &row, book.currency);
    assert_text(contact.phone, "13812341234");
    assert_text(contact.email, "z@a.cn");
    assert_int_equal(contact.may.count, 1);
}

static void equal_names_have_equal_hashes(void **state) {
    (void)state;
    str hash = customers_name_hash(arena, &book, STR("John Smith"));
    assert_int_equal(hash.size, 32);
    assert_true(str_equal(hash, customers_name_hash(arena, &book, STR("ＪＯＨＮ　ＳＭＩＴＨ"))));
    assert_true(str_equal(hash, customers_name_hash(arena, &book, STR(" johnsmith"))));
    assert_false(str_equal(hash, customers_name_hash(arena, &book, STR("John Smyth"))));
    struct book other = book;
    other.name_key.bytes[0] ^= 1;
    assert_false(str_equal(hash, customers_name_hash(arena, &other, STR("John Smith"))));
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customers_are_added),
        cmocka_unit_test(an_added_customer_is_the_actors_and_has_words),
        cmocka_unit_test(edits_are_refused),
        cmocka_unit_test(each_changed_field_is_history),
        cmocka_unit_test(words_follow_the_name_but_for_what_was_merged),
        cmocka_unit_test(merges_are_refused),
        cmocka_unit_test(a_merge_moves_everything),
        cmocka_unit_test(people_are_added),
        cmocka_unit_test(people_are_changed),
        cmocka_unit_test(purchases_are_recorded),
        cmocka_unit_test(personal_values_are_masked),
        cmocka_unit_test(equal_names_have_equal_hashes),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

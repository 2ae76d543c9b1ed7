// The packs as people read them: every rule of every shipped pack has its cells and its reasons in
// both languages; what the API's types allow is kept; the file goes out as it is.
#include "command/testing.h"
#include "domain/policy/policy.h"
#include "format/json.h"
#include "format/shape.h"

static const char *const ids[] = {"group-default", "cn-base", "us-open-payments"};
enum { PACKS = sizeof(ids) / sizeof(ids[0]) };

struct fixture {
    struct testing testing;
    struct arena *arena;
    struct query query;
};

static int open_packs(void **state) {
    static struct fixture fixture;
    testing_open(&fixture.testing);
    fixture.arena = fixture.testing.arena;
    fixture.query = (struct query){.book = fixture.testing.book,
                                   .arena = fixture.arena,
                                   .today = date_join((struct date_parts){2026, 11, 25})};
    *state = &fixture;
    return 0;
}

static int close_packs(void **state) {
    struct fixture *fixture = *state;
    testing_close(&fixture->testing);
    return 0;
}

static const struct policy_pack *find(const struct policy_pack_page *page, const char *id) {
    for (size_t i = 0; i < page->items.count; i++)
        if (str_equal(page->items.items[i].id, str_of(id))) return &page->items.items[i];
    fail_msg("no %s", id);
    return NULL;
}

static void packs_are_listed_with_both_names(void **state) {
    struct fixture *fixture = *state;
    struct policy_pack_page page = {0};
    assert_null(policy_query_list_packs(&fixture->query, &(struct policy_list_packs_in){0}, &page));
    assert_int_equal(page.items.count, 8);
    const struct policy_pack *china = find(&page, "cn-base");
    assert_true(str_equal(china->zh, STR("中国，一般商业对象")));
    assert_true(str_equal(china->en, STR("China, private counterparties")));
    assert_true(str_equal(china->jurisdiction, STR("CN")));
    assert_true(china->is_used);
    assert_false(find(&page, "us-finra")->is_used);
    assert_true(date_is_none(china->valid_from));
    assert_int_equal(find(&page, "group-default")->jurisdiction.size, 0);
}

// What goes out can be read back by the type's own shape: no text too long, nothing missing.
static void details_fit_their_type(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < PACKS; i++) {
        struct policy_pack_detail detail = {0}, back;
        struct policy_get_pack_in in = {.pack = str_of(ids[i])};
        assert_null(policy_query_get_pack(&fixture->query, &in, &detail));
        struct buf out = buf_in(fixture->arena, 4 * MIB);
        struct json_writer writer = json_writer_on(&out);
        shape_write(&writer, &policy_pack_detail_shape, &detail, NULL);
        const struct json *json;
        struct fault_note note = {0};
        assert_null(json_read(fixture->arena, buf_str(&out), &json, &note));
        if (shape_read(fixture->arena, &policy_pack_detail_shape, json, &back, &note) != NULL)
            fail_msg("%s: %.*s %.*s", ids[i], STR_ARG(note.field), STR_ARG(note.en));
    }
}

static void rules_show_their_cells_and_reasons(void **state) {
    struct fixture *fixture = *state;
    struct policy_pack_detail detail = {0};
    assert_null(policy_query_get_pack(&fixture->query,
                                      &(struct policy_get_pack_in){STR("group-default")}, &detail));
    int64_t rules = 0;
    for (size_t i = 0; i < detail.tables.count; i++) {
        const struct policy_table *table = &detail.tables.items[i];
        rules += (int64_t)table->rules.count;
        for (size_t k = 0; k < table->rules.count; k++) {
            assert_int_equal(table->rules.items[k].tests.count, table->inputs.count);
            assert_int_equal(table->rules.items[k].outputs.count, table->outputs.count);
            assert_true(table->rules.items[k].zh.size > 0 && table->rules.items[k].en.size > 0);
        }
    }
    assert_int_equal(rules, detail.pack.rules);
    const struct policy_table *verdict = &detail.tables.items[0];
    assert_true(str_equal(verdict->inputs.items[0].name, STR("benefitType")));
    assert_true(str_equal(verdict->inputs.items[0].label, STR("好处类型 / kind of benefit")));
    assert_true(str_equal(verdict->inputs.items[0].kind, STR("string")));
    assert_true(str_equal(verdict->hit_policy, STR("PRIORITY")));
    assert_true(str_equal(verdict->rules.items[0].id, STR("G01")));
}

static void the_file_goes_out_as_it_is(void **state) {
    struct fixture *fixture = *state;
    struct policy_download_pack_out file = {0};
    assert_null(policy_query_download_pack(
        &fixture->query, &(struct policy_download_pack_in){STR("cn-base")}, &file));
    assert_true(str_equal(file.name, STR("cn-base.dmn")));
    const struct book_rules *rules = book_rules(fixture->query.book);
    date today = fixture->query.today;
    assert_true(str_equal(file.content, rules_pack(rules, STR("cn-base"), today)->file));
}

static void unknown_packs_are_refused(void **state) {
    struct fixture *fixture = *state;
    struct policy_pack_detail detail = {0};
    struct policy_download_pack_out file = {0};
    assert_ptr_equal(
        policy_query_get_pack(&fixture->query, &(struct policy_get_pack_in){STR("moon")}, &detail),
        &pack_unknown);
    assert_ptr_equal(policy_query_download_pack(&fixture->query,
                                                &(struct policy_download_pack_in){STR("")}, &file),
                     &pack_unknown);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_are_listed_with_both_names),
        cmocka_unit_test(details_fit_their_type),
        cmocka_unit_test(rules_show_their_cells_and_reasons),
        cmocka_unit_test(the_file_goes_out_as_it_is),
        cmocka_unit_test(unknown_packs_are_refused),
    };
    return cmocka_run_group_tests(tests, open_packs, close_packs);
}

// What a file's texts become: amounts and days as people write them, mappings and titles to plans,
// rows by their plans, and everything that is refused with its reason.
#include "main/import.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int open_arena(void **state) {
    *state = arena_open(64 * MIB);
    return 0;
}

static int close_arena(void **state) {
    arena_close(*state);
    return 0;
}

// ---- Amounts -----------------------------------------------------------------------------------

static void amounts_are_read_as_people_write_them(void **state) {
    static const struct {
        const char *text;
        const char *currency;
        int64_t minor;
    } good[] = {
        {"150", "GBP", 15000},
        {"£150", "GBP", 15000},
        {"£ 1,250.50", "GBP", 125050},
        {"1,234,567.89", "USD", 123456789},
        {"-12.5", "CNY", -1250},
        {"−12.50", "CNY", -1250},
        {"(12.00)", "USD", -1200},
        {"-£5", "GBP", -500},
        {"£-5", "GBP", -500},
        {"¥1,280.50", "CNY", 128050},
        {"￥88", "CNY", 8800},
        {"¥88", "JPY", 88},
        {"1280元", "CNY", 128000},
        {"1,280.50 元", "CNY", 128050},
        {"USD 12", "USD", 1200},
        {"12 usd", "USD", 1200},
        {"0", "CNY", 0},
        {"1 000 000", "EUR", 100000000},
        {"人民币 300", "CNY", 30000},
        {"1，000", "CNY", 100000},
        {"12.", "CNY", 1200},
        {"US$1.00", "USD", 100},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        money amount = {0};
        struct fault_note note = {0};
        struct import_amount how = {.text = str_of(good[i].text),
                                    .currency = str_of(good[i].currency)};
        if (import_parse_amount(*state, &how, &amount, &note) != NULL) fail_msg("%s", good[i].text);
        assert_int_equal(amount.minor, good[i].minor);
    }
}

static void what_is_no_amount_is_refused_by_name(void **state) {
    static const struct {
        const char *text;
        const char *currency;
        fault why;
    } bad[] = {
        {"", "CNY", &import_amount_missing},
        {"  ", "CNY", &import_amount_missing},
        {"Above limit", "GBP", &import_amount_wrong},
        {"Nil Return", "GBP", &import_amount_wrong},
        {"£50-£100", "GBP", &import_amount_wrong},
        {"1,5", "EUR", &import_amount_wrong},
        {"1,2345", "EUR", &import_amount_wrong},
        {"1.234.5", "EUR", &import_amount_wrong},
        {"1.234,50", "EUR", &import_amount_wrong},
        {"1e3", "USD", &import_amount_wrong},
        {"12.345", "USD", &import_amount_wrong},
        {"12.5", "JPY", &import_amount_wrong},
        {"£150", "USD", &import_currency_differs},
        {"$5", "GBP", &import_currency_differs},
        {"5", "XXX", &import_currency_differs},
        {"99999999999999999999", "CNY", &import_amount_wrong},
        {",100", "CNY", &import_amount_wrong},
        {"--5", "CNY", &import_amount_wrong},
        {"()", "CNY", &import_amount_wrong},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        money amount;
        struct fault_note note = {0};
        struct import_amount how = {.text = str_of(bad[i].text),
                                    .currency = str_of(bad[i].currency)};
        if (import_parse_amount(*state, &how, &amount, &note) != bad[i].why)
            fail_msg("%s %s", bad[i].text, bad[i].currency);
    }
}

static void amounts_are_multiplied_and_rounded_half_even(void **state) {
    static const struct {
        const char *text, *times;
        int64_t minor;
    } rows[] = {{"2.55", "6", 1530}, {"0.001", "1", 0},    {"0.125", "1", 12},
                {"0.135", "1", 14},  {"1.45", "-3", -435}, {"313.47999999999996", "1", 31348}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        money amount;
        struct fault_note note;
        struct import_amount how = {.text = str_of(rows[i].text),
                                    .currency = STR("GBP"),
                                    .times = str_of(rows[i].times),
                                    .is_rounded = true};
        assert_null(import_parse_amount(*state, &how, &amount, &note));
        assert_int_equal(amount.minor, rows[i].minor);
    }
    struct import_amount wrong = {STR("1"), STR("GBP"), STR("six"), true};
    struct fault_note note;
    money amount;
    assert_ptr_equal(import_parse_amount(*state, &wrong, &amount, &note), &import_amount_wrong);
}

// ---- Days and truths ---------------------------------------------------------------------------

static void days_are_read_in_the_usual_forms(void **state) {
    static const char *const same[] = {"2025-03-04",       "2025/3/4",     "2025.03.04",
                                       "20250304",         "2025年3月4日", "2025-03-04 08:26:00",
                                       "2025-03-04T08:26", " 2025-3-4 "};
    struct fault_note note;
    date day;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        struct import_day how = {.text = str_of(same[i])};
        if (import_parse_day(*state, &how, &day, &note) != NULL) fail_msg("%s", same[i]);
        assert_true(str_equal(date_print(*state, day), STR("2025-03-04")));
    }
    struct import_day us = {STR("03/04/2025"), STR("M/D/Y"), false};
    assert_null(import_parse_day(*state, &us, &day, &note));
    assert_true(str_equal(date_print(*state, day), STR("2025-03-04")));
    struct import_day uk = {STR("03/04/2025"), STR("D/M/Y"), false};
    assert_null(import_parse_day(*state, &uk, &day, &note));
    assert_true(str_equal(date_print(*state, day), STR("2025-04-03")));
    struct import_day year = {STR("1999"), STR_NONE, true};
    assert_null(import_parse_day(*state, &year, &day, &note));
    assert_true(str_equal(date_print(*state, day), STR("1999-01-01")));
}

static void doubtful_days_are_refused(void **state) {
    static const char *const bad[] = {
        "03/04/2025", "2025-02-29", "2025-20-08", "Nil Return",    "",         "1999",      "2025",
        "2025-1",     "1-2-3",      "-",          "2025-01-02-03", "99999999", "1850-01-01"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct fault_note note;
        date day;
        struct import_day how = {.text = str_of(bad[i])};
        if (import_parse_day(*state, &how, &day, &note) != &import_day_wrong)
            fail_msg("%s", bad[i]);
    }
}

static void truths_come_in_both_languages(void **state) {
    struct fault_note note;
    bool truth;
    static const char *const yes[] = {"是", "有", "√", "1", "Y", "yes", "TRUE"};
    static const char *const no[] = {"否", "无", "0", "n", "False", "没有"};
    for (size_t i = 0; i < 7; i++) {
        assert_null(import_parse_truth(*state, str_of(yes[i]), &truth, &note));
        assert_true(truth);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_null(import_parse_truth(*state, str_of(no[i]), &truth, &note));
        assert_false(truth);
    }
    assert_ptr_equal(import_parse_truth(*state, STR("maybe"), &truth, &note), &import_truth_wrong);
    assert_true(str_equal(note.zh, STR("“maybe”")));
}

static void texts_are_cleaned_and_cut(void **state) {
    assert_true(str_equal(import_whole(STR("17850.0")), STR("17850")));
    assert_true(str_equal(import_whole(STR("17850")), STR("17850")));
    assert_true(str_equal(import_whole(STR("1.50")), STR("1.50")));
    assert_true(str_equal(import_whole(STR("A1.0")), STR("A1.0")));
    assert_true(str_equal(import_whole(STR("100")), STR("100")));
    assert_true(str_equal(import_clean(*state, STR(" a\tb\nc "), false, 0), STR("a b c")));
    assert_true(str_equal(import_clean(*state, STR("a\tb\nc"), true, 0), STR("a b\nc")));
    assert_true(str_equal(import_clean(*state,
                                       STR("a\xC2\x85"
                                           "b"),
                                       true, 0),
                          STR("a  b")));
    assert_true(str_equal(import_clean(*state, STR("中秋月饼"), false, 3), STR("中秋…")));
    assert_true(str_equal(import_clean(*state, STR("中秋月饼"), false, 4), STR("中秋月饼")));
}

// ---- Files to rows -----------------------------------------------------------------------------

static void separators_and_encodings_are_found(void **state) {
    static const char *const files[] = {
        "编码,名称\nA1,\"甲,乙\"\n", "\xEF\xBB\xBF编码;名称\r\nA1;甲,乙\r\n",
        "编码\t名称\nA1\t甲,乙\n\n",
        "\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\nA1,\"\xBC\xD7,\xD2\xD2\"\n", // GB 18030
    };
    for (int i = 0; i < 4; i++) {
        struct import_source *source;
        struct fault_note note;
        struct import_row row;
        bool more;
        assert_null(import_source_open(str_of(files[i]), *state, &source, &note));
        assert_true(str_equal(import_source_titles(source).items[1], STR("名称")));
        for (int round = 0; round < 2; round++) {
            assert_null(import_source_next(source, &row, &more));
            assert_true(more && row.trouble == NULL);
            assert_true(str_equal(row.fields.items[1], STR("甲,乙")));
            assert_int_equal(row.line, 2);
            assert_null(import_source_next(source, &row, &more));
            assert_false(more);
            assert_null(import_source_rewind(source));
        }
        import_source_close(source);
    }
}

static void broken_lines_are_rows_with_their_trouble(void **state) {
    struct import_source *source;
    struct fault_note note;
    struct import_row row;
    bool more;
    assert_null(import_source_open(STR("a,b\n1,x\"y\n2,z\n"), *state, &source, &note));
    assert_null(import_source_next(source, &row, &more));
    assert_non_null(row.trouble);
    assert_null(import_source_next(source, &row, &more));
    assert_true(more && row.trouble == NULL && str_equal(row.fields.items[0], STR("2")));
    import_source_close(source);
    assert_ptr_equal(import_source_open(STR("\n\n"), *state, &source, &note), &import_empty);
}

// ---- Plans -------------------------------------------------------------------------------------

static const str titles[] = {{"Merchant", 8}, {"Net", 3}, {"Pieces", 6}, {"When", 4}, {"No", 2}};

static struct import_planning planning_of(struct arena *arena) {
    return (struct import_planning){arena, import_kind_of(STR("purchases")), {titles, 5}};
}

static str field(struct arena *arena, const struct import_plan *plan, const char *name,
                 const str *cells) {
    struct import_row row = {.line = 7, .fields = {cells, 5}};
    return import_plan_text(plan, arena, &row, import_field_of(plan->kind, str_of(name)));
}

static void a_mapping_puts_rows_together(void **state) {
    static const char mapping[] =
        "{\"kind\":\"purchases\",\"fields\":{"
        "\"source\":{\"constant\":\"shop\"},"
        "\"external_id\":{\"text\":\"{No:whole}/{line}\"},"
        "\"customer\":{\"column\":[\"Merchant\",\"No\"],\"empty\":[\"n/a\"]},"
        "\"bought_on\":{\"column\":\"When\",\"order\":\"D/M/Y\"},"
        "\"amount\":{\"column\":\"Net\",\"times\":\"Pieces\",\"round\":true},"
        "\"item\":{\"column\":\"Pieces\",\"values\":{\"*1*\":\"one\",\"2\":\"two\"},"
        "\"otherwise\":\"many\"}},\"batch\":{\"column\":\"When\",\"except\":[\"No\"]}}";
    struct arena *arena = *state;
    struct import_planning planning = planning_of(arena);
    struct import_plan plan;
    struct fault_note note = {0};
    if (import_plan_read(&planning, str_of(mapping), &plan, &note) != NULL)
        fail_msg("%.*s %.*s", STR_ARG(note.field), STR_ARG(note.en));
    const str cells[] = {{"N/A", 3}, {"2", 1}, {"12", 2}, {"x", 1}, {"42.0", 4}};
    assert_true(str_equal(field(arena, &plan, "source", cells), STR("shop")));
    assert_true(str_equal(field(arena, &plan, "external_id", cells), STR("42/7")));
    assert_true(str_equal(field(arena, &plan, "customer", cells), STR("42.0")));
    assert_true(str_equal(field(arena, &plan, "item", cells), STR("one")));
    const str others[] = {{"Inn", 3}, {"2", 1}, {"2", 1}, {"x", 1}, {"", 0}};
    assert_true(str_equal(field(arena, &plan, "item", others), STR("two")));
    assert_int_equal(field(arena, &plan, "external_id", others).size, 0);
    const str empty[] = {{"Inn", 3}, {"2", 1}, {"", 0}, {"x", 1}, {"", 0}};
    assert_true(str_equal(field(arena, &plan, "item", empty), STR("many")));
    assert_int_equal(plan.batch.column, 3);
    assert_int_equal(plan.batch.except.items[0], 4);
    assert_ptr_equal(import_plan_kind(arena, str_of(mapping)), planning.kind);
}

static void wrong_mappings_are_refused_with_their_place(void **state) {
    static const struct {
        const char *json, *place;
        fault why;
    } bad[] = {
        {"[]", "map", &import_mapping_wrong},
        {"{\"fields\":[]}", "fields", &import_mapping_wrong},
        {"{\"feilds\":{}}", "feilds", &import_mapping_wrong},
        {"{\"fields\":{\"colour\":\"Net\"}}", "colour", &import_mapping_wrong},
        {"{\"fields\":{\"item\":\"Gross\"}}", "item", &import_column_unknown},
        {"{\"fields\":{\"item\":{\"text\":\"{Gross}\"}}}", "item", &import_column_unknown},
        {"{\"fields\":{\"item\":{\"text\":\"{Net\"}}}", "item", &import_mapping_wrong},
        {"{\"fields\":{\"item\":{\"column\":\"Net\",\"constant\":\"x\"}}}", "item",
         &import_mapping_wrong},
        {"{\"fields\":{\"item\":{}}}", "item", &import_mapping_wrong},
        {"{\"fields\":{\"item\":{\"column\":1}}}", "item", &import_mapping_wrong},
        {"{\"fields\":{\"item\":{\"column\":\"Net\",\"round\":1}}}", "item", &import_mapping_wrong},
        {"{\"fields\":{\"item\":{\"column\":\"Net\",\"order\":\"Y\"}}}", "item",
         &import_mapping_wrong},
        {"{\"fields\":{\"item\":{\"column\":\"Net\",\"colour\":\"red\"}}}", "item",
         &import_mapping_wrong},
        {"{\"fields\":{\"item\":\"Net\"}}", "external_id", &import_field_unmapped},
        {"{\"batch\":{\"except\":[]}}", "batch", &import_mapping_wrong},
    };
    struct import_planning planning = planning_of(*state);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct import_plan plan;
        struct fault_note note = {0};
        if (import_plan_read(&planning, str_of(bad[i].json), &plan, &note) != bad[i].why)
            fail_msg("%s", bad[i].json);
        assert_true(str_equal(note.field, str_of(bad[i].place)));
    }
}

static void titles_alone_make_a_plan(void **state) {
    static const str columns[] = {
        {"客户编码", 12}, {"订单号", 9}, {"金额", 6}, {"日期", 6}, {"商品", 6}};
    struct import_planning planning = {*state, import_kind_of(STR("purchases")), {columns, 5}};
    struct import_plan plan;
    struct fault_note note;
    assert_null(import_plan_guess(&planning, &plan, &note));
    const str cells[] = {{"K1", 2}, {"D9", 2}, {"5", 1}, {"2025-01-01", 10}, {"泵", 3}};
    assert_true(str_equal(field(*state, &plan, "external_id", cells), STR("D9")));
    assert_true(str_equal(field(*state, &plan, "item", cells), STR("泵")));
    assert_true(str_equal(field(*state, &plan, "source", cells), STR("import")));
    planning.titles.count = 3;
    assert_ptr_equal(import_plan_guess(&planning, &plan, &note), &import_field_unmapped);
    assert_true(str_equal(note.field, STR("bought_on")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_amount_is_refused_by_name),
        cmocka_unit_test(amounts_are_multiplied_and_rounded_half_even),
        cmocka_unit_test(days_are_read_in_the_usual_forms),
        cmocka_unit_test(doubtful_days_are_refused),
        cmocka_unit_test(truths_come_in_both_languages),
        cmocka_unit_test(texts_are_cleaned_and_cut),
        cmocka_unit_test(separators_and_encodings_are_found),
        cmocka_unit_test(broken_lines_are_rows_with_their_trouble),
        cmocka_unit_test(a_mapping_puts_rows_together),
        cmocka_unit_test(wrong_mappings_are_refused_with_their_place),
        cmocka_unit_test(titles_alone_make_a_plan),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

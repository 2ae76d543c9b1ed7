// Rows to CSV and XLSX: every kind of value, both languages, what a spreadsheet must not run.
#include "report/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
static const struct shape_choice colour_choices[] = {
    {"", "", ""}, {"red", "Red", "红"}, {"blue", "Blue", "蓝"}};
static const struct shape_enum colours = {"colour", colour_choices, 2};

struct row {
    int64_t id;
    str name;
    bool is_active;
    int64_t people;
    date expires;
    instant at;
    money amount;
    int32_t kind;
    str password;
    struct {
        str *items;
        size_t count;
    } may;
};

#define FIELD(field_name, field_kind, ...)                                                         \
    {                                                                                              \
        .name = #field_name, .kind = field_kind, .offset = offsetof(struct row, field_name),       \
        __VA_ARGS__                                                                                \
    }

static const struct shape_field fields[] = {
    FIELD(id, SHAPE_ID),
    FIELD(name, SHAPE_TEXT),
    FIELD(is_active, SHAPE_BOOL),
    FIELD(people, SHAPE_INT),
    FIELD(expires, SHAPE_DATE),
    FIELD(at, SHAPE_INSTANT),
    FIELD(amount, SHAPE_MONEY),
    FIELD(kind, SHAPE_ENUM, .choices = &colours),
    FIELD(password, SHAPE_TEXT, .is_secret = true),
    FIELD(may, SHAPE_TEXT, .is_list = true),
};
static const struct shape item = {"row", sizeof(struct row), fields, 10};

static struct row rows[2];

static struct shape_list make_rows(void) {
    rows[0] = (struct row){.id = 7,
                           .name = STR("=cmd, \"x\""),
                           .is_active = true,
                           .people = 3,
                           .expires = date_join((struct date_parts){2026, 11, 25}),
                           .at = 1795600000000,
                           .amount = money_of(128050, STR("CNY")),
                           .kind = 2,
                           .password = STR("secret")};
    rows[1] = (struct row){.expires = DATE_NONE};
    return (struct shape_list){rows, 2};
}

static str csv_of(struct arena *arena, bool is_chinese) {
    struct report_table table = report_table_of(&item, is_chinese, SHANGHAI_MINUTES);
    struct shape_list list = make_rows();
    struct buf out = buf_in(arena, MIB);
    report_csv_titles(&table, arena, &out);
    report_csv_rows(&table, arena, &list, &out);
    report_csv_cut(&table, &out);
    return buf_str(&out);
}

static void csv_speaks_both_languages(void **state) {
    (void)state;
    struct arena *arena = arena_open(4 * MIB);
    str text = csv_of(arena, false);
    assert_true(str_equal(
        text, STR("\xEF\xBB\xBFId,Name,Is active,People,Expires,At,Amount,Amount (currency),Kind"
                  "\r\n7,\"'=cmd, \"\"x\"\"\",yes,3,2026-11-25,2026-11-25 17:46:40,1280.50,CNY,Blue"
                  "\r\n,,no,0,,,,,\r\n\"… only the first 200,000 rows; narrow the filter for more\""
                  "\r\n")));
    text = csv_of(arena, true);
    assert_true(str_starts_with(
        text, STR("\xEF\xBB\xBF编号,名称,在用,人数,有效期至,时间,金额,金额（币种）,类别\r\n")));
    assert_true(str_find(text, STR(",是,3,")) > 0 && str_find(text, STR(",蓝\r\n")) > 0);
    arena_close(arena);
}

static void a_sheet_has_the_same_rows(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    char path[] = "/tmp/mingli-table-XXXXXX";
    close(mkstemp(path));
    struct report_table table = report_table_of(&item, true, SHANGHAI_MINUTES);
    struct shape_list list = make_rows();
    struct report_sheet sheet = {
        .path = str_of(path), .name = STR("rows"), .created = 1795600000000};
    struct xlsx_writer *writer = NULL;
    assert_null(report_xlsx_open(&table, arena, &sheet, &writer));
    assert_null(report_xlsx_rows(&table, arena, &list, writer));
    assert_null(report_xlsx_cut(&table, writer));
    assert_null(xlsx_writer_finish(writer));
    xlsx_writer_close(writer);
    FILE *file = fopen(path, "rb");
    char *room = arena_take(arena, MIB);
    str bytes = {room, fread(room, 1, MIB, file)};
    fclose(file);
    struct xlsx_reader *reader = NULL;
    struct xlsx_row row;
    struct fault_note note = {0};
    bool more;
    assert_null(xlsx_reader_open(bytes, arena, &reader, &note));
    assert_null(xlsx_next(reader, &row, &more, &note));
    assert_true(more && row.count == 8 && str_equal(row.fields[7], STR("类别")));
    assert_null(xlsx_next(reader, &row, &more, &note));
    static const char *const wanted[] = {"7",          "=cmd, \"x\"",         "是",     "3",
                                         "2026-11-25", "2026-11-25 17:46:40", "1280.5", "蓝"};
    for (size_t i = 0; i < 8; i++) assert_true(str_equal(row.fields[i], str_of(wanted[i])));
    xlsx_reader_close(reader);
    unlink(path);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_speaks_both_languages),
        cmocka_unit_test(a_sheet_has_the_same_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

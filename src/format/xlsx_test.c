// XLSX: what is written reads back, what other programs write is understood, and archives that lie
// or swell are refused.
#include "format/xlsx.h"
#include "format/xlsx_cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(256 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

// All rows as "1:a|b/2:c/", a refusal as "!reason".
static str read_all(str bytes) {
    struct buf out = buf_in(arena, 16 * MIB);
    struct xlsx_reader *reader = NULL;
    struct fault_note note = {0};
    fault refusal = xlsx_reader_open(bytes, arena, &reader, &note);
    bool has_more = refusal == NULL;
    while (has_more) {
        struct xlsx_row row;
        refusal = xlsx_next(reader, &row, &has_more, &note);
        if (refusal != NULL || !has_more) break;
        buf_print(&out, "%lld:", (long long)row.line);
        for (size_t i = 0; i < row.count; i++)
            buf_print(&out, "%s%.*s", i > 0 ? "|" : "", STR_ARG(row.fields[i]));
        buf_add_byte(&out, '/');
    }
    if (refusal != NULL) {
        assert_ptr_equal(refusal, &xlsx_malformed);
        assert_true(note.zh.size > 0);
        buf_print(&out, "!%.*s", STR_ARG(note.en));
    }
    xlsx_reader_close(reader);
    return buf_str(&out);
}

static void assert_reads(str bytes, const char *wanted) {
    str got = read_all(bytes);
    if (!str_equal(got, str_of(wanted))) fail_msg("%.*s", STR_ARG(str_slice(got, 0, 2000)));
}

// ---- archives made up here

struct part {
    const char *name;
    str text;
};

static str pack(const struct part *parts, size_t count) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, parts[i].text.data, parts[i].text.size, 0);
        assert_true(zip_file_add(zip, parts[i].name, source, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_source_open(target);
    zip_source_seek(target, 0, SEEK_END);
    size_t size = (size_t)zip_source_tell(target);
    zip_source_seek(target, 0, SEEK_SET);
    char *room = arena_take(arena, size);
    assert_int_equal(zip_source_read(target, room, size), size);
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&error);
    return (str){room, size};
}

#define BOOK                                                                                       \
    "<workbook xmlns='urn:m' xmlns:r='urn:r'><workbookPr/><sheets>"                                \
    "<sheet name='H' sheetId='1' state='hidden' r:id='rId1'/>"                                     \
    "<sheet name='S' sheetId='2' r:id='rId2'/></sheets></workbook>"
#define RELATIONS                                                                                  \
    "<Relationships xmlns='urn:p'><Relationship Id='rId1' Target='worksheets/no.xml'/>"            \
    "<Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>"
#define STYLES                                                                                     \
    "<styleSheet xmlns='urn:m'><numFmts><numFmt numFmtId='164' formatCode='yyyy/m/d'/>"            \
    "<numFmt numFmtId='165' formatCode='0.00&quot;d&quot;'/></numFmts><cellXfs><xf numFmtId='0'/>" \
    "<xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='46'/></cellXfs>"     \
    "</styleSheet>"
#define STRINGS                                                                                    \
    "<sst xmlns='urn:m'><si><t>客户</t></si><si><r><t>上海</t></r><r><rPr/><t xml:space="      \
    "'preserve'> 华联</t></r><rPh sb='0' eb='1'><t>huá</t></rPh></si><si><t/></si>"             \
    "<si><t>a_x000D__x000A_b_x0041_</t></si></sst>"

static str book_with(const char *rows, const char *book) {
    str sheet = arena_print(arena,
                            "<?xml version='1.0' encoding='UTF-8'?><worksheet xmlns='urn:m'>"
                            "<dimension ref='A1'/><sheetData>%s</sheetData></worksheet>",
                            rows);
    const struct part parts[] = {{"xl/workbook.xml", str_of(book)},
                                 {"xl/_rels/workbook.xml.rels", STR(RELATIONS)},
                                 {"xl/styles.xml", STR(STYLES)},
                                 {"xl/sharedStrings.xml", STR(STRINGS)},
                                 {"xl/worksheets/sheet2.xml", sheet}};
    return pack(parts, 5);
}

static void assert_rows(const char *rows, const char *wanted) {
    assert_reads(book_with(rows, BOOK), wanted);
}

static void other_programs_are_understood(void **state) {
    (void)state;
    assert_rows(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c></row>"
        "<row r='3'><c t='s'><v>3</v></c><c t='inlineStr'><is><t>x</t><r><t>y</t></r></is></c>"
        "<c t='str'><f>A1&amp;\"\"</f><v>z</v></c></row>",
        "1:客户||上海 华联/3:a\nbA|xy|z/");
    assert_rows(
        "<row><c><v>1280.1500000000001</v></c><c t='n'><v>1.5E3</v></c><c t='b'><v>1</v></c>"
        "<c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c><c t='d'><v>2026-01-02</v></c></row>",
        "1:1280.15|1500|TRUE|FALSE|#N/A|2026-01-02/");
    assert_rows("<row r='2'><c s='1'><v>46351</v></c><c s='2'><v>46351.395833333336</v></c>"
                "<c s='2'><v>0.5</v></c><c s='3'><v>46351</v></c><c s='4'><v>1.5</v></c>"
                "<c s='99'><v>1</v></c></row>",
                "2:2026-11-25|2026-11-25T09:30:00|12:00:00|46351|1.5|1/");
    assert_rows("<row/><row><c s='1'/></row><row r='9'><c t='s'><v>2</v></c></row>", "9:/");
    assert_rows("", "");
}

static void dates_from_1904_are_understood(void **state) {
    (void)state;
    str bytes = book_with("<row><c s='1'><v>1</v></c></row>",
                          "<workbook xmlns='urn:m' xmlns:r='urn:r'><workbookPr date1904='1'/>"
                          "<sheets><sheet name='S' r:id='rId2'/></sheets></workbook>");
    assert_reads(bytes, "1:1904-01-02/");
}

static void what_is_wrong_is_refused(void **state) {
    (void)state;
    assert_reads(STR_NONE, "!This is not an .xlsx file.");
    assert_reads(STR("name,amount\n"), "!This is not an .xlsx file.");
    assert_reads(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
                 "!An old .xls file, or one with a password: save it as .xlsx without.");
    const struct part other = {"word/document.xml", STR("<a/>")};
    assert_reads(pack(&other, 1), "!This is not an .xlsx file.");
    assert_rows("<row><c t='s'><v>4</v></c></row>", "!Row 1: The file is damaged.");
    assert_rows("<row><c t='s'><v>-1</v></c></row>", "!Row 1: The file is damaged.");
    assert_rows("<row><c><v>7</v></c></row><row><c></row>", "1:7/!Row 2: The file is damaged.");
    assert_rows("<row><c r='ALM1'><v>7</v></c></row>", "!Row 1: Too many columns.");
    assert_rows("<row r='1048577'><c><v>7</v></c></row>", "!Row 1048577: Too many rows.");
    str good = book_with("<row><c><v>7</v></c></row>", BOOK);
    char *bytes = arena_take(arena, good.size);
    for (size_t cut = 1; cut < good.size; cut += 7)
        assert_int_equal(read_all(str_slice(good, 0, cut)).data[0], '!');
    // Every byte changed once: refused or read, never worse.
    for (size_t at = 0; at < good.size; at++) {
        memcpy(bytes, good.data, good.size);
        bytes[at] ^= 0x15;
        read_all((str){bytes, good.size});
    }
}

static void columns_end_at_their_limit(void **state) {
    (void)state;
    str got = read_all(book_with("<row><c r='ALL1'><v>7</v></c></row>", BOOK));
    assert_int_equal(got.size, 2 + 999 + 2); // "1:", a thousand fields, "7/"
    assert_rows("<row><c r='A1'><v>1</v></c><c r='XFD1' s='1'/></row>", "1:1/");
}

static void document_types_are_refused(void **state) {
    (void)state;
    str evil = STR("<!DOCTYPE w [<!ENTITY x 'y'>]><worksheet><sheetData/></worksheet>");
    const struct part parts[] = {{"xl/workbook.xml", STR(BOOK)},
                                 {"xl/_rels/workbook.xml.rels", STR(RELATIONS)},
                                 {"xl/worksheets/sheet2.xml", evil}};
    assert_reads(pack(parts, 3), "!A document type is not allowed.");
}

static str repeated(const char *unit, size_t count) {
    str text = str_of(unit);
    char *room = arena_take(arena, text.size * count + 1);
    for (size_t i = 0; i < count; i++) memcpy(room + i * text.size, text.data, text.size);
    return (str){room, text.size * count};
}

static void sizes_end_at_their_limits(void **state) {
    (void)state;
    str most = repeated("x", LIMIT_CSV_FIELD);
    str cell = arena_print(arena, "<row><c t='str'><v>%s</v></c></row>", most.data);
    assert_int_equal(read_all(book_with(cell.data, BOOK)).size, LIMIT_CSV_FIELD + 3);
    cell = arena_print(arena, "<row><c t='str'><v>%sx</v></c></row>", most.data);
    assert_rows(cell.data, "!Row 1: A cell is too long.");
    str tag = arena_print(arena, "<row a='%s'/>", repeated("x", 600 * KIB).data);
    assert_rows(tag.data, "!The file is damaged.");
    assert_rows(repeated("<row><c>", 40).data, "!Row 15: The file is damaged.");
    struct part many[LIMIT_XLSX_ENTRIES + 1];
    for (size_t i = 0; i < LIMIT_XLSX_ENTRIES + 1; i++)
        many[i] = (struct part){arena_print(arena, "%zu", i).data, STR("x")};
    assert_reads(pack(many, LIMIT_XLSX_ENTRIES), "!This is not an .xlsx file.");
    assert_reads(pack(many, LIMIT_XLSX_ENTRIES + 1), "!Too many files in the archive.");
}

// A few hundred kilobytes that unpack to more than the limit: blanks between rows.
static void bombs_stop_at_the_limit(void **state) {
    (void)state;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    static const char head[] = "<worksheet><sheetData>";
    str blanks = repeated(" ", MIB);
    size_t count = LIMIT_XLSX_BYTES / MIB + 1;
    zip_buffer_fragment_t *pieces = ARENA_ARRAY(arena, zip_buffer_fragment_t, count);
    for (size_t i = 0; i < count; i++)
        pieces[i] = (zip_buffer_fragment_t){(zip_uint8_t *)blanks.data, blanks.size};
    pieces[0] = (zip_buffer_fragment_t){(zip_uint8_t *)head, sizeof(head) - 1};
    zip_source_t *sheet = zip_source_buffer_fragment(zip, pieces, count, 0);
    zip_int64_t index = zip_file_add(zip, "xl/worksheets/sheet2.xml", sheet, 0);
    zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 1);
    zip_file_add(zip, "xl/workbook.xml", zip_source_buffer(zip, BOOK, sizeof(BOOK) - 1, 0), 0);
    zip_file_add(zip, "xl/_rels/workbook.xml.rels",
                 zip_source_buffer(zip, RELATIONS, sizeof(RELATIONS) - 1, 0), 0);
    assert_int_equal(zip_close(zip), 0);
    zip_source_open(target);
    char *room = arena_take(arena, 4 * MIB);
    zip_int64_t size = zip_source_read(target, room, 4 * MIB);
    assert_true(size > 0 && size < (zip_int64_t)(4 * MIB));
    zip_source_close(target);
    zip_source_free(target);
    assert_reads((str){room, (size_t)size}, "!The file is too large when unpacked.");
}

// ---- numbers and dates

static void numbers_become_plain(void **state) {
    (void)state;
    static const char *rows[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.10", "0.1"},
        {"1280.1500000000001", "1280.15"},
        {"0.30000000000000004", "0.3"},
        {"999999999999999.5", "1000000000000000"},
        {"0.99999999999999994", "1"},
        {"123456789012345678", "123456789012346000"},
        {"-1.5E3", "-1500"},
        {"1.2E-2", "0.012"},
        {"1E+20", "100000000000000000000"},
        {"1.5e0", "1.5"},
        {"001.50", "1.5"},
        {"7", "7"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str plain;
        assert_true(xlsx_plain_number(arena, str_of(rows[i][0]), &plain));
        if (!str_equal(plain, str_of(rows[i][1]))) fail_msg("%s: %.*s", rows[i][0], STR_ARG(plain));
    }
    static const char *wrong[] = {"",    "-",     ".",      "1.2.3", "1E",
                                  "1Ex", "1E400", "1E-200", "1e2e3", "x"};
    str plain;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(xlsx_plain_number(arena, str_of(wrong[i]), &plain));
}

static void serials_become_dates(void **state) {
    (void)state;
    static const char *rows[][2] = {
        {"1", "1900-01-01"},
        {"59", "1900-02-28"},
        {"60", NULL},
        {"61", "1900-03-01"},
        {"2958465", "9999-12-31"},
        {"2958466", NULL},
        {"2958465.999999", NULL}, // rounds into the year 10000
        {"-1", NULL},
        {"46351.9999999", "2026-11-26"},
        {"46351.00001", "2026-11-25T00:00:01"},
        {"0", "00:00:00"},
        {"0.75", "18:00:00"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str text;
        bool is_date = xlsx_date_of_serial(arena, str_of(rows[i][0]), false, &text);
        if (is_date != (rows[i][1] != NULL)) fail_msg("%s", rows[i][0]);
        if (is_date && !str_equal(text, str_of(rows[i][1])))
            fail_msg("%s: %.*s", rows[i][0], STR_ARG(text));
    }
}

static void formats_tell_dates(void **state) {
    (void)state;
    static const char *dates[] = {
        "yyyy-mm-dd", "d/m/yy", "h:mm AM/PM", "[$-404]e/m/d", "yyyy\"年\"m\"月\"d\"日\"",
        "mmm-yy",     "[Red]dd"};
    static const char *others[] = {
        "General",  "0.00", "#,##0 \"days\"", "[h]:mm:ss", "0\\d", "\"CNY\" #,##0.00", "0.00E+00",
        "0;[Red]d", "\"",   "[mm]:ss",        ""};
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
        if (!xlsx_format_is_date(str_of(dates[i]))) fail_msg("%s", dates[i]);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (xlsx_format_is_date(str_of(others[i]))) fail_msg("%s", others[i]);
    assert_true(xlsx_format_number_is_date(14) && xlsx_format_number_is_date(57));
    assert_false(xlsx_format_number_is_date(13) || xlsx_format_number_is_date(46));
}

static void escapes_become_characters(void **state) {
    (void)state;
    static const char *rows[][2] = {
        {"a_x0041_b", "aAb"},   {"_x793C_", "礼"}, {"_x0000__xD800_", ""}, {"_x00_", "_x00_"},
        {"_xZZZZ_", "_xZZZZ_"}, {"a_x", "a_x"},    {"_x000a_", "\n"},      {"plain", "plain"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(str_equal(xlsx_unescape(arena, str_of(rows[i][0])), str_of(rows[i][1])));
    str hard = STR("_x0041__x005F_ _礼_x\n");
    assert_true(str_equal(xlsx_unescape(arena, xlsx_escape(arena, hard)), hard));
    assert_true(str_equal(xlsx_escape(arena, STR("a\r_")), STR("a_x000D__")));
}

// ---- writing

static const struct xlsx_column columns[] = {
    {STR("客户"), 30}, {STR("人数"), 0}, {STR("金额"), 16}, {STR("日期"), 12}};

static str path_of_file(void) {
    char path[] = "/tmp/mingli-xlsx-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return arena_copy(arena, (str){path, sizeof(path)});
}

static str load(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *room = arena_take(arena, 32 * MIB);
    size_t size = fread(room, 1, 32 * MIB, file);
    fclose(file);
    return (str){room, size};
}

static struct xlsx_writer *open_writer(const char *path, const char *name) {
    struct xlsx_sheet sheet = {str_of(name), columns, 4, (instant)20782 * DAY_MS};
    struct xlsx_writer *writer = NULL;
    assert_null(xlsx_writer_open(path, &sheet, &writer));
    return writer;
}

static void write_rows(struct xlsx_writer *writer) {
    xlsx_text(writer, STR("=上海华联 <&> _x0041_"));
    xlsx_int(writer, 12);
    xlsx_money(writer, money_of(128015, STR("CNY")));
    xlsx_date(writer, date_join((struct date_parts){2026, 11, 25}));
    assert_null(xlsx_end(writer));
    xlsx_text(writer, STR_NONE);
    xlsx_int(writer, INT64_MIN);
    xlsx_money(writer, money_of(-7, STR("USD")));
    xlsx_date(writer, date_join((struct date_parts){1899, 1, 2}));
    assert_null(xlsx_end(writer));
    xlsx_text(writer, STR(" a\tb\n\x01\r"));
    xlsx_int(writer, 999999999999999);
    xlsx_money(writer, (money){0});
    xlsx_date(writer, DATE_NONE);
    assert_null(xlsx_end(writer));
    xlsx_text(writer, STR("x"));
    xlsx_int(writer, -999999999999999);
    xlsx_money(writer, money_of(999999999999999, STR("CNY")));
    xlsx_date(writer, date_join((struct date_parts){1900, 3, 1}));
    assert_null(xlsx_end(writer));
    xlsx_text(writer, STR("y"));
    xlsx_int(writer, 0);
    xlsx_money(writer, money_of(1000000000000000, STR("JPY")));
    assert_null(xlsx_end(writer));
}

static void what_is_written_reads_back(void **state) {
    (void)state;
    str path = path_of_file();
    struct xlsx_writer *writer = open_writer(path.data, "礼品 [2026]/11");
    write_rows(writer);
    assert_null(xlsx_writer_finish(writer));
    xlsx_writer_close(writer);
    assert_reads(load(path.data),
                 "1:客户|人数|金额|日期/2:=上海华联 <&> _x0041_|12|1280.15|2026-11-25/"
                 "3:|-9223372036854775808|-0.07|1899-01-02/4: a\tb\n|999999999999999/"
                 "5:x|-999999999999999|9999999999999.99|1900-03-01/6:y|0|1000000000000000/");
    unlink(path.data);
}

static void the_same_rows_make_the_same_file(void **state) {
    (void)state;
    str files[2];
    for (size_t i = 0; i < 2; i++) {
        str path = path_of_file();
        struct xlsx_writer *writer = open_writer(path.data, "");
        write_rows(writer);
        assert_null(xlsx_writer_finish(writer));
        xlsx_writer_close(writer);
        files[i] = load(path.data);
        unlink(path.data);
    }
    assert_true(str_equal(files[0], files[1]));
}

static void long_texts_are_cut(void **state) {
    (void)state;
    str path = path_of_file();
    struct xlsx_writer *writer = open_writer(path.data, "x");
    xlsx_text(writer, repeated("a", 32767));
    assert_null(xlsx_end(writer));
    xlsx_text(writer, repeated("a", 32768));
    assert_null(xlsx_end(writer));
    assert_null(xlsx_writer_finish(writer));
    xlsx_writer_close(writer);
    str rows = read_all(load(path.data));
    assert_true(str_find(rows, STR("aa/3:aa")) > 32767);
    assert_true(str_ends_with(rows, STR("a…/")));
    unlink(path.data);
}

static void an_unfinished_file_is_given_up(void **state) {
    (void)state;
    str path = path_of_file();
    unlink(path.data);
    struct xlsx_writer *writer = open_writer(path.data, "x");
    xlsx_text(writer, STR("a"));
    xlsx_writer_close(writer);
    xlsx_writer_close(NULL);
    xlsx_reader_close(NULL);
    assert_int_equal(access(path.data, F_OK), -1);
    struct xlsx_sheet sheet = {STR("x"), columns, 4, DAY_MS};
    assert_null(xlsx_writer_open("/nowhere/at/all.xlsx", &sheet, &writer));
    assert_ptr_equal(xlsx_writer_finish(writer), &xlsx_unwritten);
    xlsx_writer_close(writer);
}

static void a_sheet_has_an_end(void **state) {
    (void)state;
    str path = path_of_file();
    struct xlsx_writer *writer = open_writer(path.data, "x");
    for (int i = 1; i < LIMIT_XLSX_ROWS; i++) assert_null(xlsx_end(writer));
    xlsx_int(writer, 1);
    assert_ptr_equal(xlsx_end(writer), &xlsx_rows_too_many);
    assert_null(xlsx_writer_finish(writer));
    xlsx_writer_close(writer);
    assert_reads(load(path.data), "1:客户|人数|金额|日期/");
    unlink(path.data);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(other_programs_are_understood),
        TEST(dates_from_1904_are_understood),
        TEST(what_is_wrong_is_refused),
        TEST(columns_end_at_their_limit),
        TEST(document_types_are_refused),
        TEST(sizes_end_at_their_limits),
        TEST(bombs_stop_at_the_limit),
        TEST(numbers_become_plain),
        TEST(serials_become_dates),
        TEST(formats_tell_dates),
        TEST(escapes_become_characters),
        TEST(what_is_written_reads_back),
        TEST(the_same_rows_make_the_same_file),
        TEST(long_texts_are_cut),
        TEST(an_unfinished_file_is_given_up),
        TEST(a_sheet_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

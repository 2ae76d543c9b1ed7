// CSV: the public cases, each refusal with its place and the way on, encodings, and what is written
// for spreadsheets.
#include "format/csv.h"
#include "format/json.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(64 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

// All records as "a|b/c|d/", a refused line as "!line:column reason/".
static str read_all(str text, char separator) {
    struct buf out = buf_in(arena, MIB);
    struct csv_reader reader = csv_open(arena, text, separator);
    for (;;) {
        struct csv_record record;
        struct fault_note note;
        bool has_more;
        fault refusal = csv_next(&reader, &record, &has_more, &note);
        if (refusal != NULL) {
            assert_ptr_equal(refusal, &csv_malformed);
            assert_true(note.zh.size > 0);
            buf_print(&out, "!%.*s/", STR_ARG(note.en));
            continue;
        }
        if (!has_more) return buf_str(&out);
        for (size_t i = 0; i < record.count; i++)
            buf_print(&out, "%s%.*s", i > 0 ? "|" : "", STR_ARG(record.fields[i]));
        buf_add_byte(&out, '/');
    }
}

static void assert_reads(str text, const char *wanted) {
    str got = read_all(text, ',');
    if (!str_equal(got, str_of(wanted))) fail_msg("%.*s", STR_ARG(got));
}

static void records_are_read(void **state) {
    (void)state;
    assert_reads(STR(""), "");
    assert_reads(STR("\xEF\xBB\xBF"), "");
    assert_reads(STR("\xEF\xBB\xBF客户,金额\r\n上海华联,1280.50\r\n"),
                 "客户|金额/上海华联|1280.50/");
    assert_reads(STR("a,b\nc,d"), "a|b/c|d/");
    assert_reads(STR("a,b\rc,d\r"), "a|b/c|d/");
    assert_reads(STR("\n\r\n\r"), "///");
    assert_reads(STR(","), "|/");
    assert_reads(STR("a,"), "a|/");
    assert_reads(STR("\"\",\"a\"\"b\"\"\",\"\"\"\""), "|a\"b\"|\"/");
    assert_reads(STR("\"a,\r\nb\",c\nd"), "a,\r\nb|c/d/");
    assert_true(str_equal(read_all(STR("a;\"b;c\";d,e\n"), ';'), STR("a|b;c|d,e/")));
    assert_true(str_equal(read_all(STR("a\tb\n"), '\t'), STR("a|b/")));
}

static void a_field_is_a_view_unless_quotes_were_doubled(void **state) {
    (void)state;
    str text = STR("ab,\"c d\",\"e\"\"f\"");
    struct csv_reader reader = csv_open(arena, text, ',');
    struct csv_record record;
    struct fault_note note;
    bool has_more;
    assert_null(csv_next(&reader, &record, &has_more, &note));
    assert_ptr_equal(record.fields[0].data, text.data);
    assert_ptr_equal(record.fields[1].data, text.data + 4);
    assert_true(record.fields[2].data < text.data || record.fields[2].data > text.data + text.size);
}

static void broken_lines_are_named_and_passed(void **state) {
    (void)state;
    assert_reads(STR("a\nb,\"c\"d,e\nf"),
                 "a/!Line 2, column 6: something follows a closing quote./f/");
    assert_reads(STR("a\n礼品,c\"d\nf"),
                 "a/!Line 2, column 5: a quote inside a field that is not quoted./f/");
    assert_reads(STR("a\nb,\"c\nd\ne"), "a/!Line 2, column 3: the quote is never closed./d/e/");
    assert_reads(STR("\"x\ny\",\"c\nd\ne"), "!Line 2, column 4: the quote is never closed./d/e/");
    assert_reads((str){"a\0b\nc", 5}, "!Line 1, column 2: a NUL byte./c/");
    assert_reads((str){"\"a\0\"\nc", 6}, "!Line 1, column 3: a NUL byte./c/");
    assert_reads(STR("\"a\"b"), "!Line 1, column 4: something follows a closing quote./");
}

static str repeated(const char *begin, char byte, size_t count, const char *end) {
    struct buf text = buf_in(arena, MIB);
    buf_add(&text, str_of(begin));
    for (size_t i = 0; i < count; i++) buf_add_byte(&text, byte);
    buf_add(&text, str_of(end));
    return buf_str(&text);
}

static void fields_end_at_their_limit(void **state) {
    (void)state;
    size_t most = LIMIT_CSV_FIELD;
    assert_int_equal(read_all(repeated("", 'x', most, ""), ',').size, most + 1);
    assert_int_equal(read_all(repeated("\"", 'x', most, "\""), ',').size, most + 1);
    assert_reads(repeated("", 'x', most + 1, "\na"),
                 "!Line 1, column 1: the field is too long./a/");
    assert_reads(repeated("\"", 'x', most + 1, "\"\na"),
                 "!Line 1, column 1: the field is too long, or its quote is never closed./a/");
    assert_int_equal(read_all(repeated("", ',', LIMIT_CSV_FIELDS - 1, ""), ',').size,
                     LIMIT_CSV_FIELDS);
    assert_reads(repeated("", ',', LIMIT_CSV_FIELDS, "\na"),
                 "!Line 1, column 1001: too many fields./a/");
}

static void lines_are_counted_through_quotes(void **state) {
    (void)state;
    struct csv_reader reader = csv_open(arena, STR("a\n\"b\nc\nd\"\ne"), ',');
    static const int64_t lines[] = {1, 2, 5};
    for (size_t i = 0; i < 3; i++) {
        struct csv_record record;
        struct fault_note note;
        bool has_more;
        assert_null(csv_next(&reader, &record, &has_more, &note));
        assert_int_equal(reader.line, lines[i]);
    }
}

static void encodings_become_utf_8(void **state) {
    (void)state;
    str utf8;
    str already = STR("客户,金额");
    assert_null(csv_decode(arena, already, &utf8));
    assert_ptr_equal(utf8.data, already.data);
    assert_null(csv_decode(arena, STR("\xBF\xCD\xBB\xA7,\xBD\xF0\xB6\xEE"), &utf8)); // GBK
    assert_true(str_equal(utf8, STR("客户,金额")));
    assert_null(csv_decode(arena, STR("\x95\x32\x82\x36"), &utf8)); // four bytes, GB 18030 only
    assert_true(str_equal(utf8, STR("\U00020000")));
    assert_null(csv_decode(arena, (str){"\xFF\xFE\xA2\x5B,\0", 6}, &utf8)); // UTF-16LE
    assert_true(str_equal(utf8, STR("客,")));
    assert_ptr_equal(csv_decode(arena, STR("a\xFF"), &utf8), &csv_malformed);
    assert_ptr_equal(csv_decode(arena, STR("a\xBF"), &utf8), &csv_malformed);
}

static void cells_are_safe_for_spreadsheets(void **state) {
    (void)state;
    static const struct {
        const char *field;
        const char *written;
    } rows[] = {
        {"", ""},
        {"礼品", "礼品"},
        {"a,b", "\"a,b\""},
        {"a\"b\"", "\"a\"\"b\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"-12.50", "-12.50"},
        {"+86", "+86"},
        {"-", "'-"},
        {"-1.", "'-1."},
        {"-1.2.3", "'-1.2.3"},
        {"+1+1", "'+1+1"},
        {"=1+1", "'=1+1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"-2+3", "'-2+3"},
        {"\t=1", "'\t=1"},
        {"\r=1", "\"'\r=1\""},
        {"＝1", "'＝1"},
        {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
        {"a=1", "a=1"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = buf_in(arena, KIB);
        csv_field(&out, str_of(rows[i].field), true);
        if (!str_equal(buf_str(&out), str_of(rows[i].written))) fail_msg("%s", rows[i].field);
    }
    struct buf out = buf_in(arena, KIB);
    csv_field(&out, STR("a"), true);
    csv_field(&out, STR("b\"\r\n"), false);
    csv_field(&out, STR_NONE, false);
    csv_end(&out);
    assert_true(str_equal(buf_str(&out), STR("a,\"b\"\"\r\n\",\r\n")));
    assert_true(str_equal(read_all(buf_str(&out), ','), STR("a|b\"\r\n|/")));
}

// ---- the cases outside the repository

static const char *shared_folder(void) {
    const char *folder = getenv("MINGLI_SHARED");
    if (folder == NULL) folder = "../shared";
    if (access(folder, R_OK) == 0) return folder;
    print_message("skipped: no ../shared\n");
    return NULL;
}

static str load(str path) {
    FILE *file = fopen(arena_text(arena, path), "rb");
    if (file == NULL) return STR_NONE;
    struct buf bytes = buf_in(arena, 8 * MIB);
    size_t size;
    do {
        size = fread(buf_room(&bytes, 64 * KIB), 1, 64 * KIB, file);
        bytes.size += size;
    } while (size > 0);
    fclose(file);
    return buf_str(&bytes);
}

// The expected JSON as read_all writes it: arrays of texts, or objects that leave out the header.
static str wanted_of(const struct json *json, str header) {
    struct buf out = buf_in(arena, MIB);
    bool has_header = json->first == NULL || json->first->kind == JSON_OBJECT;
    if (has_header) buf_add(&out, header);
    for (const struct json *row = json->first; row != NULL; row = row->next) {
        for (const struct json *cell = row->first; cell != NULL; cell = cell->next)
            buf_print(&out, "%s%.*s", cell == row->first ? "" : "|", STR_ARG(cell->text));
        buf_add_byte(&out, '/');
    }
    return buf_str(&out);
}

// Where our refusal differs from what the collection says: a quote inside a field that is not
// quoted is outside RFC 4180.
static bool is_refused_by_design(str name) {
    return str_equal(name, STR("location_coordinates.csv"));
}

// The collection's files have lost their CRs on the way.
static str without_returns(str text) {
    struct buf out = buf_in(arena, MIB);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\r') buf_add_byte(&out, text.data[i]);
    return buf_str(&out);
}

static void check_case(str folder, str name, str expected_folder) {
    str text = load(arena_print(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)));
    str got = read_all(text, ',');
    str stem = str_slice(name, 0, name.size - 4);
    str expected =
        load(arena_print(arena, "%.*s/%.*s.json", STR_ARG(expected_folder), STR_ARG(stem)));
    bool has_refusal = str_find_byte(got, '!') >= 0;
    if (expected.size == 0 || is_refused_by_design(name)) {
        bool is_bad_quoting = str_find(name, STR("quote")) >= 0 || expected.size > 0;
        if (has_refusal != is_bad_quoting) fail_msg("%.*s: %.*s", STR_ARG(name), STR_ARG(got));
        return;
    }
    const struct json *json;
    struct fault_note note;
    assert_null(json_read(arena, expected, &json, &note));
    str header = str_slice(got, 0, (size_t)(str_find_byte(got, '/') + 1));
    str wanted = without_returns(wanted_of(json, header));
    if (!str_equal(without_returns(got), wanted))
        fail_msg("%.*s: %.*s", STR_ARG(name), STR_ARG(got));
}

static void check_folder(const char *cases, const char *expected, int wanted_count) {
    const char *folder = shared_folder();
    if (folder == NULL) return;
    str path = arena_print(arena, "%s/data/reliability-strings/csv/%s", folder, cases);
    str expected_path = arena_print(arena, "%s/data/reliability-strings/csv/%s", folder, expected);
    DIR *list = opendir(path.data);
    assert_non_null(list);
    int count = 0;
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        str name = str_of(entry->d_name);
        if (!str_ends_with(name, STR(".csv"))) continue;
        check_case(path, arena_copy(arena, name), expected_path);
        count++;
    }
    closedir(list);
    assert_int_equal(count, wanted_count);
}

static void public_cases_are_kept(void **state) {
    (void)state;
    check_folder("rfc4180-cases", "rfc4180-expected", 25);
    check_folder("csv-spectrum/csvs", "csv-spectrum/json", 12);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(records_are_read),
        TEST(a_field_is_a_view_unless_quotes_were_doubled),
        TEST(broken_lines_are_named_and_passed),
        TEST(fields_end_at_their_limit),
        TEST(lines_are_counted_through_quotes),
        TEST(encodings_become_utf_8),
        TEST(cells_are_safe_for_spreadsheets),
        TEST(public_cases_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

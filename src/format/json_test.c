// JSON: the public suites (JSONTestSuite, RFC 8785, naughty strings), our own limits at both sides,
// and the writer.
#include "format/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(LIMIT_REQUEST_ARENA);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

static fault read_text(str text, const struct json **ret_value) {
    struct fault_note note = {0};
    fault refusal = json_read(arena, text, ret_value, &note);
    if (refusal != NULL) assert_true(note.en.size > 0 && note.zh.size > 0);
    return refusal;
}

static const struct json *must_read(str text) {
    const struct json *value = NULL;
    assert_null(read_text(text, &value));
    return value;
}

// ---- the suites outside the repository

static const char *shared_folder(void) {
    const char *folder = getenv("MINGLI_SHARED");
    if (folder == NULL) folder = "../shared";
    if (access(folder, R_OK) == 0) return folder;
    print_message("skipped: no ../shared\n");
    return NULL;
}

// A whole file, unpacked where it is packed.
static str load(const char *folder, const char *name) {
    str path = arena_print(arena, "%s/data/reliability-strings/%s", folder, name);
    gzFile file = gzopen(arena_text(arena, path), "rb");
    assert_non_null(file);
    struct buf bytes = buf_in(arena, 8 * MIB);
    int size;
    do {
        char *room = buf_room(&bytes, 64 * KIB);
        assert_non_null(room);
        size = gzread(file, room, 64 * KIB);
        assert_true(size >= 0);
        bytes.size += (size_t)size;
    } while (size > 0);
    gzclose(file);
    return buf_str(&bytes);
}

static bool refused_by_design(str name) {
    static const char *names[] = {
        "y_object_duplicated_key.json",           // a name twice: which one is meant?
        "y_object_duplicated_key_and_value.json", // likewise
        "y_object_escaped_null_in_key.json",      // U+0000 ends texts elsewhere
        "y_string_null_escape.json",              // likewise
    };
    for (size_t i = 0; i < 4; i++)
        if (str_equal(str_of(names[i]), name)) return true;
    return false;
}

struct tally {
    int good;
    int bad;
    int either;
};

static void check_suite_file(str name, str bytes, struct tally *tally) {
    const struct json *value;
    bool is_read = read_text(bytes, &value) == NULL;
    if (name.data[0] == 'y') {
        if (is_read == refused_by_design(name)) fail_msg("%.*s", STR_ARG(name));
        tally->good++;
    } else if (name.data[0] == 'n') {
        if (is_read) fail_msg("%.*s was accepted", STR_ARG(name));
        tally->bad++;
    } else {
        tally->either++;
    }
}

// The suite is a tar file: heads of 512 bytes with name and octal size, contents padded to 512.
static void json_test_suite_is_kept(void **state) {
    (void)state;
    const char *folder = shared_folder();
    if (folder == NULL) return;
    str tar = load(folder, "json/JSONTestSuite.tar.gz");
    struct tally tally = {0};
    for (size_t at = 0; at + 512 <= tar.size && tar.data[at] != 0;) {
        str path = str_of(tar.data + at);
        size_t size = (size_t)strtoul(tar.data + at + 124, NULL, 8);
        str name = path;
        if (str_starts_with(path, STR("test_parsing/")) && path.size > 13) {
            name = str_slice(path, 13, path.size);
            check_suite_file(name, str_slice(tar, at + 512, at + 512 + size), &tally);
        }
        at += 512 + (size + 511) / 512 * 512;
    }
    assert_int_equal(tally.good, 95);
    assert_int_equal(tally.bad, 188);
    assert_int_equal(tally.either, 35);
}

static void rfc_8785_files_come_out_byte_by_byte(void **state) {
    (void)state;
    const char *folder = shared_folder();
    if (folder == NULL) return;
    static const char *names[] = {"arrays", "french", "structures", "unicode", "values", "weird"};
    for (size_t i = 0; i < 6; i++) {
        str in = load(folder, arena_print(arena, "jcs/input/%s.json", names[i]).data);
        str out = load(folder, arena_print(arena, "jcs/output/%s.json", names[i]).data);
        struct buf canonical = buf_in(arena, MIB);
        json_canonical(&canonical, must_read(in));
        assert_true(str_equal(buf_str(&canonical), out));
    }
}

static void naughty_strings_come_back(void **state) {
    (void)state;
    const char *folder = shared_folder();
    if (folder == NULL) return;
    const struct json *list = must_read(load(folder, "blns.json"));
    assert_true(list->count > 500);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        struct buf out = buf_in(arena, MIB);
        struct json_writer writer = json_writer_on(&out);
        json_string(&writer, item->text);
        assert_true(str_equal(must_read(buf_str(&out))->text, item->text));
    }
}

// ---- our own tables

static void texts_are_views_unless_escaped(void **state) {
    (void)state;
    str bytes = STR(
        "{\"客户\":\"上海\\u534e\\uD83C\\uDF81\\n\", \"b\" : \"礼品\", \"\\u0062b\":[1.50,null]}");
    const struct json *object = must_read(bytes);
    assert_int_equal(object->count, 3);
    assert_true(str_equal(json_member(object, STR("客户"))->text, STR("上海华\xF0\x9F\x8E\x81\n")));
    const struct json *plain = json_member(object, STR("b"));
    assert_true(str_equal(plain->text, STR("礼品")));
    assert_true(plain->text.data > bytes.data && plain->text.data < bytes.data + bytes.size);
    const struct json *array = json_member(object, STR("bb"));
    assert_true(str_equal(array->text, STR("[1.50,null]")));
    assert_true(str_equal(array->first->text, STR("1.50")));
    assert_int_equal(array->first->next->kind, JSON_NULL);
    assert_null(json_member(object, STR("c")));
    assert_null(json_member(array, STR("c")));
    assert_null(json_member(NULL, STR("c")));
}

static void what_is_wrong_is_refused(void **state) {
    (void)state;
    static const char *wrong[] = {
        "",
        " ",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "\"\\uD800\"",
        "\"\\uD800\\u0041\"",
        "\"\\uDC00\"",
        "\"\\u0000\"",
        "\"\xC0\xAF\"",
        "\"\xED\xA0\x80\"",
        "\"abcdefgh\xE4\xB8\"",
        "\"abcdefg\n\"",
        "\"\x1F\"",
        "1 2",
        "[1,]",
        "{\"a\":1,}",
        "{,}",
        "[,1]",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "NaN",
        "truE",
        "tru",
        "nul",
        "'a'",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "\"\\x\"",
        "\"\\u12G4\"",
        "\"\\",
        "\"abc",
        "[1",
        "{\"a\":1",
        "\xEF\xBB\xBF{}",
        "1e400",
        "-1e309",
        "\"\\u12",
    };
    const struct json *value;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (read_text(str_of(wrong[i]), &value) != &json_malformed) fail_msg("%s", wrong[i]);
    assert_ptr_equal(read_text((str){"\"a\0b\"", 5}, &value), &json_malformed);
}

static void the_note_names_place_and_reason(void **state) {
    (void)state;
    const struct json *value;
    struct fault_note note;
    assert_ptr_equal(json_read(arena, STR("{\"a\":1 \"b\":2}"), &value, &note), &json_malformed);
    assert_true(str_equal(note.en, STR("Byte 8: a comma or } was expected.")));
    assert_true(str_equal(note.zh, STR("第 8 字节：此处应为逗号或 }。")));
}

static str nested(size_t depth) {
    struct buf text = buf_in(arena, MIB);
    for (size_t i = 0; i < depth; i++) buf_add_byte(&text, '[');
    for (size_t i = 0; i < depth; i++) buf_add_byte(&text, ']');
    return buf_str(&text);
}

static void depth_ends_at_its_limit(void **state) {
    (void)state;
    const struct json *value;
    assert_null(read_text(nested(LIMIT_JSON_DEPTH), &value));
    assert_ptr_equal(read_text(nested(LIMIT_JSON_DEPTH + 1), &value), &json_malformed);
    assert_ptr_equal(read_text(nested(100000), &value), &json_malformed);
}

static str array_of_ones(size_t count) {
    struct buf text = buf_in(arena, 2 * MIB);
    for (size_t i = 0; i < count; i++) buf_add(&text, i == 0 ? STR("[1") : STR(",1"));
    buf_add_byte(&text, ']');
    return buf_str(&text);
}

static void values_end_at_their_limit(void **state) {
    (void)state;
    const struct json *value;
    assert_null(read_text(array_of_ones(LIMIT_JSON_NODES - 1), &value));
    arena_reset(arena);
    assert_ptr_equal(read_text(array_of_ones(LIMIT_JSON_NODES), &value), &json_malformed);
}

// The smallest escaped strings ask for the most memory per byte; a body must never fill the arena.
static void the_largest_body_fits_a_request(void **state) {
    (void)state;
    struct buf text = buf_in(arena, LIMIT_JSON_BODY);
    buf_add(&text, STR("[\"\\n\""));
    while (text.size + 6 < LIMIT_JSON_BODY) buf_add(&text, STR(",\"\\n\""));
    buf_add_byte(&text, ']');
    assert_true(must_read(buf_str(&text))->count > LIMIT_JSON_BODY / 5 - 3);
}

static str object_of(int count, int last_name) {
    struct buf text = buf_in(arena, MIB);
    for (int i = 0; i < count; i++)
        buf_print(&text, "%s\"name%d\":%d", i == 0 ? "{" : ",", i + 1 == count ? last_name : i, i);
    buf_add_byte(&text, '}');
    return buf_str(&text);
}

static void twin_names_are_found_in_small_and_large_objects(void **state) {
    (void)state;
    const struct json *value;
    static const int counts[] = {2, 15, 16, 17, 18, 40, 5000};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        int count = counts[i];
        assert_null(read_text(object_of(count, count - 1), &value));
        assert_int_equal(value->count, count);
        assert_ptr_equal(read_text(object_of(count, 0), &value), &json_malformed);
        assert_ptr_equal(read_text(object_of(count, count - 2), &value), &json_malformed);
    }
}

static void the_writer_separates_and_escapes(void **state) {
    (void)state;
    struct buf out = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("a\"b"));
    json_string(&writer, STR("\x01\b\f\n\r\t\\\"/ 礼\x7F"));
    json_name(&writer, STR("list"));
    json_open_array(&writer);
    json_int(&writer, INT64_MIN);
    json_bool(&writer, true);
    json_bool(&writer, false);
    json_null(&writer);
    json_open_object(&writer);
    json_close_object(&writer);
    json_open_array(&writer);
    json_close_array(&writer);
    json_raw(&writer, STR("1.50"));
    json_string(&writer, STR_NONE);
    json_close_array(&writer);
    json_name(&writer, STR("end"));
    json_int(&writer, 0);
    json_close_object(&writer);
    assert_true(str_equal(
        buf_str(&out), STR("{\"a\\\"b\":\"\\u0001\\b\\f\\n\\r\\t\\\\\\\"/ 礼\x7F\",\"list\":"
                           "[-9223372036854775808,true,false,null,{},[],1.50,\"\"],\"end\":0}")));
}

static void numbers_are_written_as_ecmascript_does(void **state) {
    (void)state;
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        // RFC 8785, appendix B
        {"0.0", "0"},
        {"-0.0", "0"},
        {"-0", "0"},
        {"4.9406564584124654e-324", "5e-324"},
        {"-4.9406564584124654e-324", "-5e-324"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
        {"9007199254740992", "9007199254740992"},
        {"-9007199254740992.0", "-9007199254740992"},
        {"295147905179352825856", "295147905179352830000"},
        {"9.999999999999997e22", "9.999999999999997e+22"},
        {"1e23", "1e+23"},
        {"1.0000000000000001e23", "1.0000000000000001e+23"},
        {"999999999999999737856", "999999999999999700000"},
        {"999999999999999868928", "999999999999999900000"},
        {"1000000000000000000000", "1e+21"},
        {"9.999999999999997e-7", "9.999999999999997e-7"},
        {"0.000001", "0.000001"},
        {"333333333.33333319", "333333333.3333332"},
        {"333333333.33333325", "333333333.33333325"},
        {"333333333.33333331", "333333333.3333333"},
        {"333333333.33333337", "333333333.3333334"},
        {"333333333.33333343", "333333333.33333343"},
        {"-0.0000033333333333333333", "-0.0000033333333333333333"},
        {"1424953923781206.25", "1424953923781206.2"},
        // the edges of the forms
        {"1e20", "100000000000000000000"},
        {"123e-20", "1.23e-18"},
        {"0.00000123", "0.00000123"},
        {"100", "100"},
        {"1E2", "100"},
        {"4.50", "4.5"},
        {"9007199254740993", "9007199254740992"},
        // just above a power of two the neighbour of the nearest is shorter
        {"5.684341886080801486968994140625e-14", "5.684341886080802e-14"},
        {"9.5367431640625e-7", "9.5367431640625e-7"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf out = buf_in(arena, KIB);
        json_canonical(&out, must_read(str_of(rows[i].in)));
        str text = buf_str(&out);
        if (!str_equal(text, str_of(rows[i].out))) fail_msg("%s: %.*s", rows[i].in, STR_ARG(text));
    }
}

static void members_are_sorted_by_utf_16_units(void **state) {
    (void)state;
    struct buf out = buf_in(arena, KIB);
    json_canonical(&out, must_read(STR("{\"\uFB33\":1,\"\U0001F600\":2,\"\uE000\":3,\"\uD7FF\":4,"
                                       "\"b\":5,\"a\":6,\"\":7,\"aa\":8,\"\U0010FFFF\":9}")));
    assert_true(str_equal(buf_str(&out), STR("{\"\":7,\"a\":6,\"aa\":8,\"b\":5,\"\uD7FF\":4,"
                                             "\"\U0001F600\":2,\"\U0010FFFF\":9,\"\uE000\":3,"
                                             "\"\uFB33\":1}")));
}

static void a_full_buf_says_so(void **state) {
    (void)state;
    struct buf out = buf_in(arena, 5);
    struct json_writer writer = json_writer_on(&out);
    json_string(&writer, STR("abc"));
    assert_false(out.is_full);
    json_string(&writer, STR("abc"));
    assert_true(out.is_full);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(json_test_suite_is_kept),
        TEST(rfc_8785_files_come_out_byte_by_byte),
        TEST(naughty_strings_come_back),
        TEST(texts_are_views_unless_escaped),
        TEST(what_is_wrong_is_refused),
        TEST(the_note_names_place_and_reason),
        TEST(depth_ends_at_its_limit),
        TEST(values_end_at_their_limit),
        TEST(the_largest_body_fits_a_request),
        TEST(twin_names_are_found_in_small_and_large_objects),
        TEST(the_writer_separates_and_escapes),
        TEST(numbers_are_written_as_ecmascript_does),
        TEST(members_are_sorted_by_utf_16_units),
        TEST(a_full_buf_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// XML: the tree, the bounds at both sides, and the bombs of libxml2's tests, which must all stop at
// their document type.
#include "format/xml.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena; // as large as a request's
static struct arena *texts; // what the tests make up

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(LIMIT_REQUEST_ARENA);
    texts = arena_open(256 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    arena_close(texts);
    return 0;
}

static const struct xml_node *must_read(str text) {
    const struct xml_node *root = NULL;
    struct fault_note note;
    if (xml_read(arena, text, &root, &note) != NULL) fail_msg("%.*s", STR_ARG(note.en));
    return root;
}

static void assert_refused(str text, const char *en, const char *zh) {
    const struct xml_node *root = NULL;
    struct fault_note note = {0};
    assert_ptr_equal(xml_read(arena, text, &root, &note), &xml_malformed);
    if (str_find(note.en, str_of(en)) < 0) fail_msg("%.*s", STR_ARG(note.en));
    if (str_find(note.zh, str_of(zh)) < 0) fail_msg("%.*s", STR_ARG(note.zh));
}

static void the_tree_is_as_the_text(void **state) {
    (void)state;
    const struct xml_node *root = must_read(STR(
        "<?xml version=\"1.0\"?>\n<d:model xmlns:d=\"urn:dmn\" xmlns=\"urn:other\" name=\"礼品\""
        " d:name=\"x\">\n  <item a=\"1&#10;&quot;2&quot;\">a<b/>b<![CDATA[<c>]]></item>\n"
        "  <d:item/>\n  <last xmlns=\"\"> </last>\n</d:model>"));
    assert_true(str_equal(root->space, STR("urn:dmn")));
    assert_true(str_equal(root->name, STR("model")));
    assert_int_equal(root->text.size, 0);
    assert_int_equal(root->line, 2);
    assert_int_equal(root->column, 1);
    assert_true(str_equal(xml_attribute(root, "name"), STR("礼品")));
    assert_true(str_equal(root->attributes->next->space, STR("urn:dmn")));
    assert_int_equal(xml_attribute(root, "none").size, 0);
    const struct xml_node *item = xml_child(root, "item");
    assert_ptr_equal(item->parent, root);
    assert_true(str_equal(item->space, STR("urn:other")));
    assert_true(str_equal(item->text, STR("ab<c>")));
    assert_true(str_equal(xml_attribute(item, "a"), STR("1\n\"2\"")));
    assert_int_equal(item->line, 3);
    assert_int_equal(item->column, 3);
    const struct xml_node *second = xml_next(item, "item");
    assert_true(str_equal(second->space, STR("urn:dmn")));
    assert_null(xml_next(second, "item"));
    const struct xml_node *last = xml_child(root, "last");
    assert_int_equal(last->space.size, 0);
    assert_true(str_equal(last->text, STR(" ")));
    assert_null(xml_child(last, "x"));
    assert_null(xml_child(NULL, "x"));
}

static void what_is_wrong_is_refused_with_its_place(void **state) {
    (void)state;
    assert_refused(STR("<a>\n<b></a>"), "Line 2, column 6: mismatched tag.",
                   "第 2 行第 6 列：开始标签与结束标签不一致。");
    assert_refused(STR_NONE, "no element found", "没有元素");
    assert_refused(STR("<a>&x;</a>"), "undefined entity", "实体未定义");
    assert_refused(STR("<a b='1' b='2'/>"), "duplicate attribute", "属性重复");
    assert_refused(STR("<a/><b/>"), "junk after document element", "多余内容");
    assert_refused(STR("<p:a/>"), "unbound prefix", "前缀未声明");
    assert_refused(STR("<a>\xFF</a>"), "not well-formed", "不合语法");
    assert_refused((str){"<a>\0</a>", 8}, "not well-formed", "不合语法");
    assert_refused(STR("<?xml version='1.0' encoding='GB2312'?><a/>"), "unknown encoding",
                   "不支持的编码");
    assert_refused(STR("<!DOCTYPE a><a/>"), "a document type is not allowed", "DOCTYPE");
    assert_refused(STR("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), "a document type",
                   "DOCTYPE");
    assert_refused(STR("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
                   "a document type", "DOCTYPE");
}

static str repeated(const char *begin, const char *unit, size_t count, const char *end) {
    struct buf text = buf_in(texts, LIMIT_XML + KIB);
    buf_add(&text, str_of(begin));
    for (size_t i = 0; i < count; i++) buf_add(&text, str_of(unit));
    buf_add(&text, str_of(end));
    return buf_str(&text);
}

static str nested(size_t depth) {
    return arena_join(texts, repeated("", "<a>", depth, ""), repeated("", "</a>", depth, ""));
}

static void bounds_end_where_they_say(void **state) {
    (void)state;
    must_read(nested(LIMIT_XML_DEPTH));
    assert_refused(nested(LIMIT_XML_DEPTH + 1), "nested too deeply", "嵌套太深");
    must_read(repeated("<r>", "<a/>", LIMIT_XML_NODES - 1, "</r>"));
    arena_reset(arena);
    assert_refused(repeated("<r>", "<a/>", LIMIT_XML_NODES, "</r>"), "too many", "太多");
    arena_reset(arena);
    assert_refused(repeated("<r>", "<a b=''/>", LIMIT_XML_NODES / 2, "</r>"), "too many", "太多");
    arena_reset(arena);
    must_read(repeated("<", "n", 2000, "/>"));
    assert_refused(repeated("<", "n", 2001, "/>"), "a name is too long", "名称太长");
    arena_reset(arena);
    assert_refused(repeated("<r>", "x", LIMIT_XML - 6, "</r>"), "too large", "太大");
    arena_reset(arena);
    assert_int_equal(must_read(repeated("<r>", "x", LIMIT_XML - 7, "</r>"))->text.size,
                     LIMIT_XML - 7);
}

// Each name new: the table of names must not fill the arena.
static void many_long_names_end(void **state) {
    (void)state;
    struct buf text = buf_in(texts, LIMIT_XML);
    buf_add(&text, STR("<r>"));
    str tail = repeated("", "n", 1990, "");
    for (int i = 0; i < 3000; i++) buf_print(&text, "<a%d%.*s/>", i, STR_ARG(tail));
    buf_add(&text, STR("</r>"));
    assert_refused(buf_str(&text), "too many names", "名称太多");
}

static void escaped_text_reads_back(void **state) {
    (void)state;
    str hard = STR("<a b=\"c\">&amp; ' 礼 ]]>");
    struct buf out = buf_in(arena, KIB);
    buf_add(&out, STR("<a b=\""));
    xml_escape(&out, hard);
    buf_add(&out, STR("\">"));
    xml_escape(&out, hard);
    buf_add(&out, STR("</a>"));
    const struct xml_node *root = must_read(buf_str(&out));
    assert_true(str_equal(root->text, hard));
    assert_true(str_equal(xml_attribute(root, "b"), hard));
}

// ---- the suites outside the repository

static const char *shared_folder(void) {
    const char *folder = getenv("MINGLI_SHARED");
    if (folder == NULL) folder = "../shared";
    if (access(folder, R_OK) == 0) return folder;
    print_message("skipped: no ../shared\n");
    return NULL;
}

static str load(str path) {
    FILE *file = fopen(arena_text(arena, path), "rb");
    assert_non_null(file);
    struct buf bytes = buf_in(texts, 8 * MIB);
    size_t size;
    do {
        size = fread(buf_room(&bytes, 64 * KIB), 1, 64 * KIB, file);
        bytes.size += size;
    } while (size > 0);
    fclose(file);
    return buf_str(&bytes);
}

// Calls check for every .xml file of a folder; returns how many.
static int each_file(const char *name, void (*check)(str name, str bytes)) {
    const char *folder = shared_folder();
    if (folder == NULL) return -1;
    str path = arena_print(arena, "%s/data/reliability-strings/xml/%s", folder, name);
    DIR *list = opendir(path.data);
    assert_non_null(list);
    int count = 0;
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        str file = str_of(entry->d_name);
        if (!str_ends_with(file, STR(".xml"))) continue;
        check(file, load(arena_print(arena, "%s/%s", path.data, entry->d_name)));
        count++;
    }
    closedir(list);
    return count;
}

static void check_bomb(str name, str bytes) {
    const struct xml_node *root;
    struct fault_note note = {0};
    if (xml_read(arena, bytes, &root, &note) == NULL) fail_msg("%.*s was read", STR_ARG(name));
    if (str_find(note.en, STR("a document type is not allowed")) < 0)
        fail_msg("%.*s: %.*s", STR_ARG(name), STR_ARG(note.en));
}

static void bombs_stop_at_their_document_type(void **state) {
    (void)state;
    int count = each_file("recurse", check_bomb);
    assert_true(count == -1 || count == 13);
}

static void check_error(str name, str bytes) {
    const struct xml_node *root;
    struct fault_note note = {0};
    if (xml_read(arena, bytes, &root, &note) == NULL) fail_msg("%.*s was read", STR_ARG(name));
    assert_true(note.en.size > 0 && note.zh.size > 0);
}

static void errors_are_refused(void **state) {
    (void)state;
    int count = each_file("errors", check_error);
    assert_true(count == -1 || count == 45);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(the_tree_is_as_the_text),   TEST(what_is_wrong_is_refused_with_its_place),
        TEST(bounds_end_where_they_say), TEST(many_long_names_end),
        TEST(escaped_text_reads_back),   TEST(bombs_stop_at_their_document_type),
        TEST(errors_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

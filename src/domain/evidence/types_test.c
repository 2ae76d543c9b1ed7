// Each type by its content, what only looks like one, archives that lie about themselves, and names
// that must not leave their folder.
#include "domain/evidence/types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

static void assert_text(str got, const char *wanted) {
    if (!str_equal(got, str_of(wanted))) fail_msg("got %.*s, wanted %s", STR_ARG(got), wanted);
}

static void add_number(struct buf *out, uint32_t number, int size) {
    for (int i = 0; i < size; i++) buf_add_byte(out, (char)(number >> (8 * i) & 0xff));
}

static void add_zeros(struct buf *out, int count) {
    for (int i = 0; i < count; i++) buf_add_byte(out, 0);
}

// An archive of empty files with these names (comma between them), and a comment behind it.
static str archive_with(const char *names, const char *comment) {
    struct buf out = buf_in(arena, 64 * KIB);
    buf_add(&out, STR("PK\3\4"));
    add_zeros(&out, 26);
    size_t start = out.size;
    uint32_t count = 0;
    for (str rest = str_of(names); rest.size > 0; count++) {
        str name = str_cut(&rest, ',');
        buf_add(&out, STR("PK\1\2"));
        add_zeros(&out, 24);
        add_number(&out, (uint32_t)name.size, 2);
        add_zeros(&out, 16);
        buf_add(&out, name);
    }
    size_t size = out.size - start;
    buf_add(&out, STR("PK\5\6"));
    add_zeros(&out, 4);
    add_number(&out, count, 2);
    add_number(&out, count, 2);
    add_number(&out, (uint32_t)size, 4);
    add_number(&out, (uint32_t)start, 4);
    add_number(&out, (uint32_t)strlen(comment), 2);
    buf_add(&out, str_of(comment));
    return buf_str(&out);
}

static str archive(const char *names) {
    return archive_with(names, "");
}

#define OFFICE "application/vnd.openxmlformats-officedocument."

static void types_are_found_by_content(void **state) {
    (void)state;
    const struct {
        str bytes;
        const char *type;
    } rows[] = {
        {STR("%PDF-1.7\n…"), "application/pdf"},
        {STR("%PDF"), ""},
        {STR(" %PDF-1.7"), ""},
        {STR("\x89PNG\r\n\x1a\n…"), "image/png"},
        {STR("\x89PNG\n"), ""},
        {STR("\xff\xd8\xff\xe0"), "image/jpeg"},
        {STR("\xff\xd8"), ""},
        {STR("<?xml version=\"1.0\"?>"), "application/xml"},
        {STR("\xef\xbb\xbf<?xml version=\"1.0\"?>"), "application/xml"},
        {STR("<html>"), ""},
        {STR("MZ\x90"), ""},
        {STR("#!/bin/sh\n"), ""},
        {STR(""), ""},
        {archive("OFD.xml,Doc_0/Document.xml"), "application/ofd"},
        {archive("Doc_0/OFD.xml"), ""},
        {archive("[Content_Types].xml,word/document.xml"), OFFICE "wordprocessingml.document"},
        {archive("[Content_Types].xml,xl/workbook.xml"), OFFICE "spreadsheetml.sheet"},
        {archive("[Content_Types].xml,ppt/slides/slide1.xml"),
         OFFICE "presentationml.presentation"},
        {archive("[Content_Types].xml,word/document.xml,word/vbaProject.bin"), ""},
        {archive("[Content_Types].xml,xl/workbook.xml,xl/VBAPROJECT.BIN"), ""},
        {archive("[Content_Types].xml,other/file"), ""},
        {archive("word/document.xml"), ""},
        {archive("AndroidManifest.xml,classes.dex"), ""},
        {archive(""), ""},
        {archive_with("OFD.xml", "a comment"), "application/ofd"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_text(evidence_type_of(rows[i].bytes), rows[i].type);
}

static void archives_that_lie_are_nothing(void **state) {
    (void)state;
    str good = archive("OFD.xml,x");
    for (size_t size = 0; size < good.size; size++) // cut anywhere
        assert_text(evidence_type_of(str_slice(good, 0, size)), "");
    const struct {
        size_t from_end;
        char byte;
    } rows[] = {
        {12, 3},   // one entry more than there is
        {6, 0x7f}, // the directory begins elsewhere
        {3, 0x7f}, // … and beyond the end
        {2, 1},    // a comment that is not there
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str bad = arena_copy(arena, good);
        ((char *)(uintptr_t)bad.data)[bad.size - rows[i].from_end] = rows[i].byte;
        assert_text(evidence_type_of(bad), "");
    }
}

static void names_are_cleaned(void **state) {
    (void)state;
    const struct {
        const char *name;
        const char *type;
        const char *wanted;
    } rows[] = {
        {"发票.pdf", "application/pdf", "发票.pdf"},
        {"发票.PDF", "application/pdf", "发票.PDF"},
        {"发票", "application/pdf", "发票.pdf"},
        {"photo.jpeg", "image/jpeg", "photo.jpeg"},
        {"photo.jpg", "image/jpeg", "photo.jpg"},
        {"photo.png", "image/jpeg", "photo.png.jpg"},
        {"page.html", "application/xml", "page.html.xml"},
        {"../../etc/passwd", "application/pdf", "_.._etc_passwd.pdf"},
        {"C:\\a\"b.pdf", "application/pdf", "C__a_b.pdf"},
        {"a\r\nSet-Cookie: x.pdf", "application/pdf", "aSet-Cookie_ x.pdf"},
        {"fdp\xe2\x80\xae.exe", "application/pdf", "fdp.exe.pdf"},
        {" .hidden", "application/pdf", "hidden.pdf"},
        {"", "image/png", "evidence.png"},
        {"\x01\x7f", "image/png", "evidence.png"},
        {"x", "text/unknown", "x"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_text(evidence_clean_name(arena, str_of(rows[i].name), str_of(rows[i].type)),
                    rows[i].wanted);
}

static void long_names_are_cut(void **state) {
    (void)state;
    struct buf name = buf_in(arena, KIB);
    for (int i = 0; i < 200; i++) buf_add(&name, STR("长"));
    str clean = evidence_clean_name(arena, buf_str(&name), STR("application/pdf"));
    assert_int_equal(clean.size, 180 * 3 + 4);
    assert_true(str_ends_with(clean, STR("长.pdf")));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(types_are_found_by_content),
        TEST(archives_that_lie_are_nothing),
        TEST(names_are_cleaned),
        TEST(long_names_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

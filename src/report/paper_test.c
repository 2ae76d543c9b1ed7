// Papers: a file comes out whatever the text, long ones have pages, what does not fit a code or the
// arena is said.
#include "report/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct report_paper_about about = {
    .title = {"存证回执 Receipt", 20}, .foot = {"mingli/test", 11}, .created = 1790000000000};

static int page_count(str pdf) {
    int count = 0;
    for (ptrdiff_t at; (at = str_find(pdf, STR("/Type /Page "))) >= 0; count++)
        pdf = str_slice(pdf, (size_t)at + 1, pdf.size);
    return count;
}

static str make(struct arena *arena, int lines) {
    str bytes = STR_NONE;
    struct report_paper *paper = report_paper_open(arena, &about);
    report_paper_heading(paper, STR("证明 Proof"));
    report_paper_pair(paper, STR("操作人 By"), STR("王芳 · 龘𠮷㐂 · Zoë"));
    report_paper_pair(paper, STR("空 Nothing"), STR_NONE);
    assert_true(report_paper_qr(paper, STR("https://mingli.example.com/verify"), 40));
    for (int i = 0; i < lines; i++) report_paper_text(paper, STR("个人信息只以加盐承诺写入。"));
    report_paper_code(paper, STR("c2sp.org/tlog-proof@v1\nindex 7\n"));
    assert_null(report_paper_finish(paper, &bytes));
    report_paper_close(paper);
    return bytes;
}

static void papers_are_pdf(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    str one = make(arena, 1);
    assert_true(str_starts_with(one, STR("%PDF-1.")));
    assert_true(str_ends_with(str_trim(one), STR("%%EOF")));
    assert_int_equal(page_count(one), 1);
    str many = make(arena, 200);
    assert_in_range(page_count(many), 3, 20);
    arena_close(arena);
}

static void long_values_go_over_pages(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct buf text = buf_in(arena, MIB);
    for (int i = 0; i < 4000; i++) buf_add(&text, STR("明礼 "));
    struct report_paper *paper = report_paper_open(arena, &about);
    report_paper_pair(paper, STR("内容"), buf_str(&text));
    report_paper_code(paper, buf_str(&text));
    str bytes;
    assert_null(report_paper_finish(paper, &bytes));
    report_paper_close(paper);
    assert_in_range(page_count(bytes), 4, 60);
    arena_close(arena);
}

static void codes_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    char bytes[3000];
    memset(bytes, 'x', sizeof(bytes));
    struct report_paper *paper = report_paper_open(arena, &about);
    assert_true(report_paper_qr(paper, (str){bytes, 2953}, 90));
    assert_false(report_paper_qr(paper, (str){bytes, 2954}, 90));
    report_paper_close(paper); // unfinished
    report_paper_close(NULL);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_are_pdf),
        cmocka_unit_test(long_values_go_over_pages),
        cmocka_unit_test(codes_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

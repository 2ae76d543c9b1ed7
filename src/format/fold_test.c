// Tables for folding: what is the same, what is not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/fold.h"

struct row {
    const char *text;
    const char *folded;
    const char *for_search;
};

static void equal_texts_get_one_form(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"", "", ""},
        {"华为技术", "华为技术", "华为技术"},
        {"華為技術", "華為技術", "华为技术"},
        {"ＡＢＣ１２", "abc12", "abc12"},
        {"Straße", "strasse", "strasse"},
        {"Nestlé", "nestlé", "nestle"},
        {"Nestle\xcc\x81", "nestlé", "nestle"},
        {"（上海）", "(上海)", "(上海)"},
        {"a\xe2\x80\x8b"
         "b",
         "ab", "ab"},
        {"㈱", "(株)", "(株)"},
        {"Σίσυφος", "σίσυφοσ", "σισυφοσ"},
        {"张　三", "张 三", "张 三"},
    };
    struct arena *arena = arena_open(MIB);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str folded = fold_text(arena, str_of(rows[i].text));
        if (!str_equal(folded, str_of(rows[i].folded)))
            fail_msg("%s: %.*s", rows[i].text, STR_ARG(folded));
        str for_search = fold_for_search(arena, str_of(rows[i].text));
        if (!str_equal(for_search, str_of(rows[i].for_search)))
            fail_msg("%s: %.*s for search", rows[i].text, STR_ARG(for_search));
    }
    arena_close(arena);
}

static void letters_are_known(void **state) {
    (void)state;
    static const int32_t letters[] = {'a', 'Z', '7', 0x534E, 0x3400, 0x20000, 0x3042, 0x2160};
    static const int32_t others[] = {' ', '-', '(', 0x3000, 0xFF0C, 0x301, 0, 0x1F600};
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        assert_true(fold_is_letter(letters[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(fold_is_letter(others[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_get_one_form),
        cmocka_unit_test(letters_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

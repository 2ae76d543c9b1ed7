// capital: amounts in Chinese capital figures, by the examples of 支付结算办法 附一 and the bounds.
#include "domain/benefits/capital.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void figures_are_written_as_the_rules_have_it(void **state) {
    (void)state;
    static const struct {
        int64_t minor;
        const char *text;
    } rows[] = {
        {0, "人民币零元整"},
        {1, "人民币壹分"},
        {10, "人民币壹角整"},
        {105, "人民币壹元零伍分"},
        {128050, "人民币壹仟贰佰捌拾元伍角整"},
        {140950, "人民币壹仟肆佰零玖元伍角整"},
        {600714, "人民币陆仟零柒元壹角肆分"},
        {168032, "人民币壹仟陆佰捌拾元叁角贰分"},
        {10700053, "人民币壹拾万零柒仟元伍角叁分"},
        {1640902, "人民币壹万陆仟肆佰零玖元零贰分"},
        {32504, "人民币叁佰贰拾伍元零肆分"},
        {1000000000, "人民币壹仟万元整"},
        {10000000100, "人民币壹亿零壹元整"},
        {1000000000000, "人民币壹佰亿元整"},
    };
    struct arena *arena = arena_open(MIB);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str text = benefits_capital(arena, money_of(rows[i].minor, STR("CNY")));
        if (!str_equal(text, str_of(rows[i].text)))
            print_error("%lld: %.*s instead of %s\n", (long long)rows[i].minor, STR_ARG(text),
                        rows[i].text);
        assert_true(str_equal(text, str_of(rows[i].text)));
    }
    assert_true(str_equal(benefits_capital(arena, money_of(500, STR("JPY"))), STR("JPY 500")));
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(figures_are_written_as_the_rules_have_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

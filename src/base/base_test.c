// base: text, dates and money at their bounds.
#include "base/base.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void integers_fit_or_are_refused(void **state) {
    (void)state;
    int64_t number = 7;
    assert_true(str_to_int(STR("9223372036854775807"), &number));
    assert_int_equal(number, INT64_MAX);
    assert_true(str_to_int(STR("-9223372036854775808"), &number));
    assert_int_equal(number, INT64_MIN);
    static const char *wrong[] = {"", "-", "01", "+1", " 1", "9223372036854775808", "1x", "-0"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(str_to_int(str_of(wrong[i]), &number));
}

static void dates_come_back_as_they_went(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    date day;
    assert_true(date_parse(STR("2026-11-25"), &day));
    assert_int_equal(date_weekday(day), 3);
    assert_true(str_equal(date_print(arena, day), STR("2026-11-25")));
    assert_false(date_parse(STR("2026-02-29"), &day));
    assert_true(date_parse(STR("2024-02-29"), &day));
    for (int32_t days = -719162; days < 2932896; days += 97) {
        date there = {days};
        assert_int_equal(date_join(date_split(there)).days, days);
    }
    instant time;
    assert_true(instant_parse(STR("2026-11-25T07:59:00.5+08:00"), &time));
    assert_true(str_equal(instant_print(arena, time), STR("2026-11-24T23:59:00.500Z")));
    assert_int_equal(date_of_instant(time, SHANGHAI_MINUTES).days, day.days * 0 + 20782);
    arena_close(arena);
}

static void money_is_exact(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    money amount;
    assert_true(money_parse(STR("1280.5"), STR("CNY"), &amount));
    assert_int_equal(amount.minor, 128050);
    assert_true(str_equal(money_print(arena, amount), STR("1280.50")));
    assert_true(money_parse(STR("-0.07"), STR("CNY"), &amount));
    assert_true(str_equal(money_print(arena, amount), STR("-0.07")));
    assert_false(money_parse(STR("1.001"), STR("CNY"), &amount));
    assert_false(money_parse(STR("1."), STR("CNY"), &amount));
    assert_false(money_parse(STR("1.5"), STR("JPY"), &amount));
    assert_false(money_parse(STR("1"), STR("XXX"), &amount));
    assert_false(money_parse(STR("92233720368547758.08"), STR("CNY"), &amount));
    arena_close(arena);
}

static void utf8_refuses_what_the_standard_refuses(void **state) {
    (void)state;
    assert_true(utf8_is_valid(STR("礼品 \xF0\x9F\x8E\x81")));
    assert_int_equal(utf8_count(STR("礼品 \xF0\x9F\x8E\x81")), 4);
    static const char *wrong[] = {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8",
                                  "\x80"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(utf8_is_valid(str_of(wrong[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_fit_or_are_refused),
        cmocka_unit_test(dates_come_back_as_they_went),
        cmocka_unit_test(money_is_exact),
        cmocka_unit_test(utf8_refuses_what_the_standard_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

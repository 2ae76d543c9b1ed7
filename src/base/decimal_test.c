// decimal: reading, printing, both paths of the arithmetic against each other, rounding at ties.
#include "base/decimal.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static decimal number_of(const char *text) {
    decimal number = DECIMAL_NONE;
    if (!decimal_from_str(str_of(text), &number)) fail_msg("not a number: %s", text);
    return number;
}

static void assert_prints(decimal number, const char *wanted) {
    struct arena *arena = arena_open(MIB);
    str text = decimal_print(arena, number);
    if (!str_equal(text, str_of(wanted))) fail_msg("%.*s, wanted %s", STR_ARG(text), wanted);
    arena_close(arena);
}

static void texts_come_back_as_they_went(void **state) {
    (void)state;
    static const char *same[] = {"0",
                                 "1",
                                 "-1",
                                 "1.50",
                                 "0.07",
                                 "-12.50",
                                 "0.00",
                                 "300.01",
                                 "1234567890123456789012345678901234",
                                 "0.0000000000000000000000000000000001",
                                 "9999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        assert_prints(number_of(same[i]), same[i]);
    assert_prints(number_of(".5"), "0.5");
    assert_prints(number_of("1e3"), "1000");
    assert_prints(number_of("12E-3"), "0.012");
    assert_prints(number_of("-0"), "0");
    assert_prints(number_of("007.10"), "7.10");
    assert_prints(decimal_trim(number_of("12.500")), "12.5");
    assert_prints(decimal_trim(number_of("300")), "300");
    assert_prints(DECIMAL_NONE, "null");
}

static void the_thirty_fifth_digit_is_rounded_half_even(void **state) {
    (void)state;
    assert_prints(number_of("12345678901234567890123456789012345"),
                  "12345678901234567890123456789012340");
    assert_prints(number_of("12345678901234567890123456789012335"),
                  "12345678901234567890123456789012340");
    assert_prints(number_of("123456789012345678901234567890123450000001"),
                  "123456789012345678901234567890123500000000");
    assert_prints(number_of("99999999999999999999999999999999995"),
                  "100000000000000000000000000000000000");
}

static void what_is_no_number_is_refused(void **state) {
    (void)state;
    static const char *wrong[] = {"",   "-",   ".",       "1.",  "+1",    " 1",      "1 ",
                                  "e3", "1e",  "1e+",     "--1", "1.2.3", "abc",     "1e6145",
                                  "1x", "1.e", "1e-6200", "0x1", "NaN",   "Infinity"};
    decimal number;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (decimal_from_str(str_of(wrong[i]), &number)) fail_msg("accepted: %s", wrong[i]);
    assert_true(decimal_from_str(STR("1e6144"), &number));
    assert_true(decimal_from_str(STR("1e-6176"), &number));
}

static void arithmetic_keeps_every_digit(void **state) {
    (void)state;
    static const struct {
        const char *a, *b, *sum, *product;
    } rows[] = {
        {"0.1", "0.2", "0.3", "0.02"},
        {"300", "0.01", "300.01", "3.00"},
        {"-7", "7", "0", "-49"},
        {"9223372036854775807", "1", "9223372036854775808", "9223372036854775807"},
        {"1e20", "1", "100000000000000000001", "100000000000000000000"},
        {"1e30", "0.001", "1000000000000000000000000000000.001", "1000000000000000000000000000"},
        {"9999999999999999999999999999999999", "1", "10000000000000000000000000000000000",
         "9999999999999999999999999999999999"},
        {"0", "-5", "-5", "0"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        decimal a = number_of(rows[i].a);
        decimal b = number_of(rows[i].b);
        assert_prints(decimal_add(a, b), rows[i].sum);
        assert_prints(decimal_mul(a, b), rows[i].product);
        assert_int_equal(decimal_compare(decimal_sub(decimal_add(a, b), b), a), 0);
    }
    assert_prints(decimal_div(number_of("1"), number_of("3")),
                  "0.3333333333333333333333333333333333");
    assert_prints(decimal_div(number_of("10"), number_of("4")), "2.5");
    assert_true(decimal_is_none(decimal_div(number_of("1"), number_of("0.00"))));
    assert_true(decimal_is_none(decimal_add(DECIMAL_NONE, number_of("1"))));
    assert_true(decimal_is_none(decimal_mul(number_of("1e6000"), number_of("1e6000"))));
}

// The fast path must be indistinguishable from the library: (a + b) through small and large ways.
static void fast_and_slow_paths_agree(void **state) {
    (void)state;
    uint64_t seed = 42;
    decimal large = number_of("1e33");
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        decimal a = decimal_from_int64((int64_t)(seed >> 20) - ((int64_t)1 << 43), (int)(seed % 9));
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        decimal b = decimal_from_int64((int64_t)(seed >> 24) - ((int64_t)1 << 39), (int)(seed % 7));
        int order = decimal_compare(a, b);
        decimal difference = decimal_sub(a, b);
        assert_int_equal(order, decimal_is_zero(difference)       ? 0
                                : decimal_is_negative(difference) ? -1
                                                                  : 1);
        decimal low = decimal_round(a, 0, DECIMAL_DOWN);
        decimal moved = decimal_sub(decimal_add(low, large), large); // through the library
        assert_int_equal(decimal_compare(moved, low), 0);
        decimal quotient = decimal_div(decimal_mul(a, b), b);
        if (!decimal_is_zero(b)) assert_int_equal(decimal_compare(quotient, a), 0);
    }
}

static void comparison_is_by_value(void **state) {
    (void)state;
    assert_int_equal(decimal_compare(number_of("1.50"), number_of("1.5")), 0);
    assert_int_equal(decimal_compare(number_of("300.01"), number_of("300")), 1);
    assert_int_equal(decimal_compare(number_of("-1e30"), number_of("1e-30")), -1);
    assert_int_equal(decimal_compare(number_of("1e6000"), number_of("1")), 1);
    assert_int_equal(decimal_compare(number_of("0"), number_of("0.000")), 0);
}

static void rounding_has_seven_ways(void **state) {
    (void)state;
    static const char *ways[7][6] = {
        // 2.5    -2.5  3.5   2.51   -2.49   0.001
        {"2", "-2", "4", "3", "-2", "0"}, {"3", "-3", "4", "3", "-2", "0"},
        {"2", "-2", "3", "3", "-2", "0"}, {"3", "-3", "4", "3", "-3", "1"},
        {"2", "-2", "3", "2", "-2", "0"}, {"2", "-3", "3", "2", "-3", "0"},
        {"3", "-2", "4", "3", "-2", "1"},
    };
    static const char *numbers[6] = {"2.5", "-2.5", "3.5", "2.51", "-2.49", "0.001"};
    for (int way = 0; way < 7; way++)
        for (int i = 0; i < 6; i++)
            assert_prints(decimal_round(number_of(numbers[i]), 0, (enum decimal_rounding)way),
                          ways[way][i]);
    assert_prints(decimal_round(number_of("1.5"), 3, DECIMAL_UP), "1.5");
    assert_prints(decimal_round(number_of("1234"), -2, DECIMAL_HALF_UP), "1200");
    assert_prints(decimal_round(number_of("1e-100"), 2, DECIMAL_CEILING), "0.01");
    assert_prints(decimal_quantize(number_of("1.005"), 2), "1.00");
    assert_prints(decimal_quantize(number_of("1.5"), 2), "1.50");
    assert_prints(decimal_quantize(number_of("0"), 2), "0.00");
    assert_true(decimal_is_none(decimal_quantize(number_of("1e33"), 2)));
}

static void minor_units_go_in_and_out(void **state) {
    (void)state;
    int64_t minor = 7;
    assert_prints(decimal_from_int64(128050, 2), "1280.50");
    assert_prints(decimal_from_int64(INT64_MIN, 0), "-9223372036854775808");
    assert_true(decimal_to_int64(number_of("1280.5"), 2, &minor));
    assert_int_equal(minor, 128050);
    assert_true(decimal_to_int64(number_of("-9223372036854775808"), 0, &minor));
    assert_int_equal(minor, INT64_MIN);
    assert_true(decimal_to_int64(number_of("12e2"), 2, &minor));
    assert_int_equal(minor, 120000);
    assert_false(decimal_to_int64(number_of("9223372036854775808"), 0, &minor));
    assert_false(decimal_to_int64(number_of("1e30"), 0, &minor));
    assert_false(decimal_to_int64(number_of("0.001"), 2, &minor));
    assert_false(decimal_to_int64(DECIMAL_NONE, 2, &minor));
    assert_true(decimal_is_integer(number_of("3.00")));
    assert_true(decimal_is_integer(number_of("3e5")));
    assert_false(decimal_is_integer(number_of("3.01")));
}

static void modulo_takes_the_sign_of_the_divisor(void **state) {
    (void)state;
    assert_prints(decimal_modulo(number_of("10"), number_of("4")), "2");
    assert_prints(decimal_modulo(number_of("-7"), number_of("3")), "2");
    assert_prints(decimal_modulo(number_of("7"), number_of("-3")), "-2");
    assert_prints(decimal_modulo(number_of("-10"), number_of("-4")), "-2");
    assert_prints(decimal_modulo(number_of("10.1"), number_of("4.5")), "1.1");
    assert_true(decimal_is_none(decimal_modulo(number_of("1"), number_of("0"))));
}

static void powers_are_right_to_the_last_digit(void **state) {
    (void)state;
    assert_prints(decimal_power(number_of("1.1"), number_of("2")), "1.21");
    assert_prints(decimal_power(number_of("2"), number_of("-2")), "0.25");
    assert_prints(decimal_power(number_of("-2"), number_of("3")), "-8");
    assert_true(decimal_is_none(decimal_power(number_of("-2"), number_of("0.5"))));
    assert_true(decimal_is_none(decimal_power(number_of("0"), number_of("-1"))));
    assert_true(decimal_is_none(decimal_power(number_of("10"), number_of("7000"))));
    assert_prints(decimal_power(number_of("1.00575"), number_of("388")),
                  "9.249877950817701998350503156630024");
    assert_prints(decimal_exp(number_of("1")), "2.718281828459045235360287471352662");
    assert_prints(decimal_log(number_of("10")), "2.302585092994045684017991454684364");
    assert_true(decimal_is_none(decimal_log(number_of("-1"))));
    assert_prints(decimal_sqrt(number_of("2")), "1.414213562373095048801688724209698");
    assert_true(decimal_is_none(decimal_sqrt(number_of("-2"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back_as_they_went),
        cmocka_unit_test(the_thirty_fifth_digit_is_rounded_half_even),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(arithmetic_keeps_every_digit),
        cmocka_unit_test(fast_and_slow_paths_agree),
        cmocka_unit_test(comparison_is_by_value),
        cmocka_unit_test(rounding_has_seven_ways),
        cmocka_unit_test(minor_units_go_in_and_out),
        cmocka_unit_test(modulo_takes_the_sign_of_the_divisor),
        cmocka_unit_test(powers_are_right_to_the_last_digit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

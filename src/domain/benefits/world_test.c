// world: amounts in the book's currency, both sides of each bound, and the refusals by name.
#include "benefits_api.h"
#include "domain/benefits/benefits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void amounts_become_the_books_currency(void **state) {
    (void)state;
    const struct {
        int64_t minor;
        const char *currency, *rate;
        int64_t wanted;
        fault refusal;
    } rows[] = {
        {1, "CNY", "", 1, NULL},
        {1, "CNY", "9", 1, NULL}, // the book's own: no rate is asked
        {10000, "USD", "7.1234", 71234, NULL},
        {500, "JPY", "0.05", 2500, NULL}, // no minor unit
        {1, "USD", "0.5", 0, NULL},
        {3, "USD", "0.5", 2, NULL}, // half to even
        {0, "CNY", "", 0, &amount_zero},
        {-1, "USD", "7", 0, &amount_zero},
        {INT64_MAX, "USD", "1000000", 0, &amount_zero}, // no room for it
        {100, "USD", "", 0, &rate_missing},
        {100, "USD", "0", 0, &rate_missing},
        {100, "USD", "seven", 0, &rate_missing},
        {100, "XQQ", "7", 0, &currency_unknown},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t minor = 0;
        fault trouble =
            benefits_convert(STR("CNY"), money_of(rows[i].minor, str_of(rows[i].currency)),
                             str_of(rows[i].rate), &minor);
        if (trouble != rows[i].refusal || (trouble == NULL && minor != rows[i].wanted))
            print_error("row %zu: %lld\n", i, (long long)minor);
        assert_ptr_equal(trouble, rows[i].refusal);
        if (trouble == NULL) assert_int_equal(minor, rows[i].wanted);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(amounts_become_the_books_currency)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

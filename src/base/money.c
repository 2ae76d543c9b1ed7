// Amounts as people write them and as we keep them. The exponents are those of ISO 4217 for the
// currencies that our users and the shipped data use; an unknown currency is refused, not guessed.
#include "base/money.h"

#include "base/assert.h"

#include <string.h>

static const struct {
    char code[4];
    int8_t exponent;
} currencies[] = {
    {"AED", 2}, {"AUD", 2}, {"BRL", 2}, {"CAD", 2}, {"CHF", 2}, {"CNY", 2}, {"DKK", 2}, {"EUR", 2},
    {"GBP", 2}, {"HKD", 2}, {"IDR", 2}, {"INR", 2}, {"JPY", 0}, {"KRW", 0}, {"KWD", 3}, {"MOP", 2},
    {"MXN", 2}, {"MYR", 2}, {"NOK", 2}, {"NZD", 2}, {"PHP", 2}, {"PLN", 2}, {"RUB", 2}, {"SAR", 2},
    {"SEK", 2}, {"SGD", 2}, {"THB", 2}, {"TRY", 2}, {"TWD", 2}, {"USD", 2}, {"VND", 0}, {"ZAR", 2},
};

money money_of(int64_t minor, str currency) {
    money amount = {.minor = minor};
    ASSERT(currency.size <= 3);
    if (currency.size > 0) memcpy(amount.currency, currency.data, currency.size);
    return amount;
}

bool money_is_none(money amount) {
    return amount.currency[0] == 0;
}

str money_currency(const money *amount) {
    return (str){amount->currency, strnlen(amount->currency, 3)};
}

int money_exponent(str currency) {
    for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++)
        if (str_equal(currency, (str){currencies[i].code, 3})) return currencies[i].exponent;
    return -1;
}

bool money_add(money a, money b, money *ret_sum) {
    ASSERT(strcmp(a.currency, b.currency) == 0);
    money sum = a;
    if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return false;
    *ret_sum = sum;
    return true;
}

str money_print(struct arena *arena, money amount) {
    int exponent = money_exponent(money_currency(&amount));
    uint64_t size = amount.minor < 0 ? 0 - (uint64_t)amount.minor : (uint64_t)amount.minor;
    const char *sign = amount.minor < 0 ? "-" : "";
    if (exponent <= 0) return arena_print(arena, "%s%llu", sign, (unsigned long long)size);
    uint64_t unit = exponent == 3 ? 1000 : 100;
    return arena_print(arena, "%s%llu.%0*llu", sign, (unsigned long long)(size / unit), exponent,
                       (unsigned long long)(size % unit));
}

bool money_parse(str text, str currency, money *ret_amount) {
    int exponent = money_exponent(currency);
    bool is_negative = text.size > 0 && text.data[0] == '-';
    str rest = str_slice(text, is_negative ? 1 : 0, text.size);
    bool has_point = str_find_byte(rest, '.') >= 0;
    str whole = str_cut(&rest, '.');
    if (exponent < 0 || whole.size == 0 || whole.size > 17) return false;
    if (rest.size > (size_t)exponent || (has_point && rest.size == 0)) return false;
    int64_t minor = 0;
    for (size_t i = 0; i < whole.size + (size_t)exponent; i++) {
        size_t behind = i - whole.size;
        char digit = i < whole.size ? whole.data[i] : behind < rest.size ? rest.data[behind] : '0';
        if (digit < '0' || digit > '9') return false;
        if (__builtin_mul_overflow(minor, 10, &minor) ||
            __builtin_add_overflow(minor, digit - '0', &minor))
            return false;
    }
    *ret_amount = money_of(is_negative ? -minor : minor, currency);
    return true;
}

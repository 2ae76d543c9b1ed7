// money: whole minor units (分, cents) with an ISO 4217 currency. No binary floating point, ever.
// Sums check for overflow; adding two currencies is a bug of the caller.
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/arena.h"
#include "base/str.h"

typedef struct money {
    int64_t minor;
    char currency[4]; // "CNY" and NUL; "" where there is no amount
} money;

money money_of(int64_t minor, str currency);
bool money_is_none(money amount);
str money_currency(const money *amount);
// Digits behind the point: 2 for CNY, 0 for JPY; -1 for a currency that is not in our list.
int money_exponent(str currency);
// False when the sum does not fit.
bool money_add(money a, money b, money *ret_sum);
// "1280.50": the plain number with the currency's digits, no separators, ASCII.
str money_print(struct arena *arena, money amount);
// The same backwards: at most the currency's digits behind the point, no exponent, no separators.
bool money_parse(str text, str currency, money *ret_amount);

#endif

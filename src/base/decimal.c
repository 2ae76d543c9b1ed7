// Decimal128 over Intel's library, by value. The bits are taken apart here: where both coefficients
// fit 63 bits (all money does) sums, products and comparisons are plain 128-bit integer arithmetic,
// which is exact and several times faster; the library does the rest. Reading, printing and
// rounding are ours, because the library's accept and write other forms than people do. Belief: no
// result carries infinity, a signalling NaN, a negative zero or a coefficient over 34 digits;
// `clean` sees to it after every call of the library.
#include "base/decimal.h"

#include "base/assert.h"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>

#include <bid_functions.h>
#include <mpfr.h>
#include <stdio.h>

#include <string.h>

typedef unsigned __int128 wide;

enum {
    EXPONENT_BIAS = 6176,
    EXPONENT_MIN = -6176,
    EXPONENT_MAX = 6111,
    DIGITS_MAX = 34,
    BINARY_DIGITS = 192,
    WRITTEN_EXPONENT_MAX = 100000, // more is out of range whatever the digits are
};

#define SIGN ((uint64_t)1 << 63)
#define COEFFICIENT_HIGH (((uint64_t)1 << 49) - 1)
#define SMALL_MAX ((uint64_t)INT64_MAX)

struct parts {
    bool is_negative;
    int exponent;
    wide coefficient;
};

static wide ten_to(int power) {
    wide result = 1;
    for (int i = 0; i < power; i++) result *= 10;
    return result;
}

// 10^34 - 1.
#define COEFFICIENT_MAX ((wide)0x0001ED09BEAD87C0 << 64 | 0x378D8E63FFFFFFFF)

static const uint64_t small_tens[19] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

static int exponent_of(decimal number) {
    return (int)(number.high >> 49 & 0x3FFF) - EXPONENT_BIAS;
}

static struct parts take_apart(decimal number) {
    return (struct parts){
        .is_negative = (number.high & SIGN) != 0,
        .exponent = exponent_of(number),
        .coefficient = (wide)(number.high & COEFFICIENT_HIGH) << 64 | number.low,
    };
}

// Brings an exponent that is out of range back into it where zeros at the end allow that.
static bool fit_exponent(struct parts *parts) {
    if (parts->coefficient == 0) {
        if (parts->exponent < EXPONENT_MIN) parts->exponent = EXPONENT_MIN;
        if (parts->exponent > EXPONENT_MAX) parts->exponent = EXPONENT_MAX;
    }
    while (parts->exponent > EXPONENT_MAX && parts->coefficient <= COEFFICIENT_MAX / 10) {
        parts->coefficient *= 10;
        parts->exponent--;
    }
    while (parts->exponent < EXPONENT_MIN && parts->coefficient % 10 == 0) {
        parts->coefficient /= 10;
        parts->exponent++;
    }
    return parts->exponent >= EXPONENT_MIN && parts->exponent <= EXPONENT_MAX;
}

static decimal put_together(struct parts parts) {
    ASSERT(parts.coefficient <= COEFFICIENT_MAX);
    if (!fit_exponent(&parts)) return DECIMAL_NONE;
    uint64_t sign = parts.is_negative && parts.coefficient != 0 ? SIGN : 0;
    return (decimal){
        .low = (uint64_t)parts.coefficient,
        .high = sign | (uint64_t)(parts.exponent + EXPONENT_BIAS) << 49 |
                (uint64_t)(parts.coefficient >> 64),
    };
}

static BID_UINT128 to_library(decimal number) {
    BID_UINT128 bits;
    bits.w[0] = number.low;
    bits.w[1] = number.high;
    return bits;
}

static decimal clean(BID_UINT128 bits) {
    decimal number = {bits.w[0], bits.w[1]};
    if (decimal_is_none(number)) return DECIMAL_NONE;
    if (decimal_is_zero(number)) number.high &= ~SIGN;
    return number;
}

bool decimal_is_none(decimal number) {
    return (number.high & 0x7800000000000000) == 0x7800000000000000;
}

bool decimal_is_zero(decimal number) {
    return number.low == 0 && (number.high & COEFFICIENT_HIGH) == 0 && !decimal_is_none(number);
}

bool decimal_is_negative(decimal number) {
    return (number.high & SIGN) != 0 && !decimal_is_none(number);
}

bool decimal_is_integer(decimal number) {
    if (decimal_is_none(number)) return false;
    struct parts parts = take_apart(number);
    if (parts.exponent >= 0 || parts.coefficient == 0) return true;
    if (parts.exponent < -DIGITS_MAX) return false;
    return parts.coefficient % ten_to(-parts.exponent) == 0;
}

// The coefficient fits 63 bits and the number is one.
static bool is_small(decimal number) {
    return (number.high & COEFFICIENT_HIGH) == 0 && number.low <= SMALL_MAX &&
           !decimal_is_none(number);
}

static __int128 signed_small(decimal number) {
    __int128 coefficient = (__int128)number.low;
    return (number.high & SIGN) != 0 ? -coefficient : coefficient;
}

// Both small, brought to the smaller exponent of the two; false when that is not possible in 128
// bits.
static bool align_small(decimal a, decimal b, __int128 *ret_a, __int128 *ret_b, int *ret_exponent) {
    if (!is_small(a) || !is_small(b)) return false;
    int exponent_a = exponent_of(a);
    int exponent_b = exponent_of(b);
    int apart = exponent_a - exponent_b;
    if (apart > 18 || apart < -18) return false;
    *ret_a = signed_small(a) * (__int128)(apart > 0 ? small_tens[apart] : 1);
    *ret_b = signed_small(b) * (__int128)(apart < 0 ? small_tens[-apart] : 1);
    *ret_exponent = apart > 0 ? exponent_b : exponent_a;
    return true;
}

static bool put_small(__int128 number, int exponent, decimal *ret_number) {
    wide size = number < 0 ? (wide)-number : (wide)number;
    if (size > (wide)INT64_MAX * 1000000) return false; // well under 34 digits
    *ret_number = put_together(
        (struct parts){.is_negative = number < 0, .exponent = exponent, .coefficient = size});
    return true;
}

decimal decimal_from_int64(int64_t number, int scale) {
    ASSERT(scale >= 0 && scale <= DIGITS_MAX);
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    return put_together(
        (struct parts){.is_negative = number < 0, .exponent = -scale, .coefficient = size});
}

bool decimal_to_int64(decimal number, int scale, int64_t *ret_number) {
    if (decimal_is_none(number)) return false;
    struct parts parts = take_apart(number);
    int shift = parts.exponent + scale;
    if (parts.coefficient == 0) return *ret_number = 0, true;
    if (shift > 18 || shift < -DIGITS_MAX) return false;
    for (; shift < 0; shift++) {
        if (parts.coefficient % 10 != 0) return false;
        parts.coefficient /= 10;
    }
    if (parts.coefficient > (wide)1 << 63) return false;
    wide size = parts.coefficient * small_tens[shift];
    if (size > (wide)INT64_MAX + (parts.is_negative ? 1 : 0)) return false;
    *ret_number = (int64_t)(parts.is_negative ? 0 - (uint64_t)size : (uint64_t)size);
    return true;
}

decimal decimal_neg(decimal number) {
    if (decimal_is_none(number) || decimal_is_zero(number)) return number;
    return (decimal){number.low, number.high ^ SIGN};
}

decimal decimal_abs(decimal number) {
    return decimal_is_negative(number) ? decimal_neg(number) : number;
}

decimal decimal_add(decimal a, decimal b) {
    __int128 small_a, small_b;
    int exponent;
    decimal sum;
    if (align_small(a, b, &small_a, &small_b, &exponent) &&
        put_small(small_a + small_b, exponent, &sum))
        return sum;
    unsigned flags = 0;
    return clean(bid128_add(to_library(a), to_library(b), BID_ROUNDING_TO_NEAREST, &flags));
}

decimal decimal_sub(decimal a, decimal b) {
    return decimal_add(a, decimal_neg(b));
}

decimal decimal_mul(decimal a, decimal b) {
    decimal product;
    if (is_small(a) && is_small(b)) {
        int exponent = exponent_of(a) + exponent_of(b);
        if (exponent >= EXPONENT_MIN && exponent <= EXPONENT_MAX &&
            put_small(signed_small(a) * signed_small(b), exponent, &product))
            return product;
    }
    unsigned flags = 0;
    return clean(bid128_mul(to_library(a), to_library(b), BID_ROUNDING_TO_NEAREST, &flags));
}

decimal decimal_div(decimal a, decimal b) {
    if (decimal_is_none(a) || decimal_is_none(b) || decimal_is_zero(b)) return DECIMAL_NONE;
    unsigned flags = 0;
    return clean(bid128_div(to_library(a), to_library(b), BID_ROUNDING_TO_NEAREST, &flags));
}

decimal decimal_modulo(decimal a, decimal b) {
    if (decimal_is_none(a) || decimal_is_none(b) || decimal_is_zero(b)) return DECIMAL_NONE;
    unsigned flags = 0;
    decimal rest = clean(bid128_fmod(to_library(a), to_library(b), &flags));
    if (decimal_is_none(rest) || decimal_is_zero(rest)) return rest;
    return decimal_is_negative(rest) == decimal_is_negative(b) ? rest : decimal_add(rest, b);
}

int decimal_compare(decimal a, decimal b) {
    __int128 small_a, small_b;
    int exponent;
    if (align_small(a, b, &small_a, &small_b, &exponent))
        return small_a < small_b ? -1 : small_a > small_b;
    ASSERT(!decimal_is_none(a) && !decimal_is_none(b));
    unsigned flags = 0;
    if (bid128_quiet_less(to_library(a), to_library(b), &flags)) return -1;
    return bid128_quiet_greater(to_library(a), to_library(b), &flags) ? 1 : 0;
}

decimal decimal_trim(decimal number) {
    if (decimal_is_none(number)) return number;
    struct parts parts = take_apart(number);
    if (parts.coefficient == 0) return DECIMAL_ZERO;
    while (parts.exponent < 0 && parts.coefficient % 10 == 0) {
        parts.coefficient /= 10;
        parts.exponent++;
    }
    return put_together(parts);
}

// Does what was cut off (rest of a unit of whole) push the quotient one further from zero?
static bool rounds_away(const struct parts *parts, wide rest, wide unit,
                        enum decimal_rounding rounding) {
    if (rest == 0) return false;
    int to_half = rest > unit - rest ? 1 : rest < unit - rest ? -1 : 0;
    switch (rounding) {
    case DECIMAL_HALF_EVEN: return to_half > 0 || (to_half == 0 && parts->coefficient % 2 == 1);
    case DECIMAL_HALF_UP: return to_half >= 0;
    case DECIMAL_HALF_DOWN: return to_half > 0;
    case DECIMAL_UP: return true;
    case DECIMAL_DOWN: return false;
    case DECIMAL_FLOOR: return parts->is_negative;
    case DECIMAL_CEILING: return !parts->is_negative;
    }
    return false;
}

decimal decimal_round(decimal number, int scale, enum decimal_rounding rounding) {
    if (decimal_is_none(number) || scale > -EXPONENT_MIN) return number;
    if (scale < -EXPONENT_MAX) scale = -EXPONENT_MAX;
    struct parts parts = take_apart(number);
    int cut = -scale - parts.exponent;
    if (cut <= 0) return number;
    // 10^36 still fits 128 bits; beyond, everything is less than half a unit anyway.
    wide unit = ten_to(cut > 36 ? 36 : cut);
    wide rest = parts.coefficient % unit;
    parts.coefficient /= unit;
    if (rounds_away(&parts, rest, unit, rounding)) parts.coefficient++;
    parts.exponent = -scale;
    return put_together(parts);
}

decimal decimal_quantize(decimal number, int scale) {
    number = decimal_round(number, scale, DECIMAL_HALF_EVEN);
    if (decimal_is_none(number) || scale > -EXPONENT_MIN) return DECIMAL_NONE;
    struct parts parts = take_apart(number);
    if (parts.coefficient == 0) parts.exponent = -scale;
    for (; parts.exponent > -scale; parts.exponent--) {
        if (parts.coefficient > COEFFICIENT_MAX / 10) return DECIMAL_NONE;
        parts.coefficient *= 10;
    }
    return put_together(parts);
}

struct digits {
    struct parts parts;
    int behind_point; // digits read behind the point that count
    int next;         // first digit that did not fit, -1: none
    bool has_more;    // a digit other than 0 behind that one
};

static void take_digit(struct digits *digits, int digit, bool is_behind_point) {
    if (digits->next < 0 && digits->parts.coefficient <= COEFFICIENT_MAX / 10) {
        digits->parts.coefficient = digits->parts.coefficient * 10 + (wide)digit;
        digits->behind_point += is_behind_point ? 1 : 0;
        return;
    }
    if (digits->next < 0)
        digits->next = digit;
    else if (digit != 0)
        digits->has_more = true;
    digits->parts.exponent += is_behind_point ? 0 : 1;
}

static void round_digits(struct digits *digits) {
    struct parts *parts = &digits->parts;
    bool is_tie = digits->next == 5 && !digits->has_more;
    bool is_up = is_tie ? parts->coefficient % 2 == 1 : digits->next >= 5;
    if (!is_up || parts->coefficient++ < COEFFICIENT_MAX) return;
    parts->coefficient /= 10;
    parts->exponent++;
}

static bool is_digit(str text, size_t at) {
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

// "e-12" at text[at] to the end; nothing there is 0.
static bool read_exponent(str text, size_t at, int *ret_exponent) {
    *ret_exponent = 0;
    if (at == text.size) return true;
    if (text.data[at] != 'e' && text.data[at] != 'E') return false;
    at++;
    bool is_negative = at < text.size && text.data[at] == '-';
    if (at < text.size && (text.data[at] == '-' || text.data[at] == '+')) at++;
    if (!is_digit(text, at)) return false;
    int exponent = 0;
    for (; is_digit(text, at); at++)
        if (exponent < WRITTEN_EXPONENT_MAX) exponent = exponent * 10 + (text.data[at] - '0');
    *ret_exponent = is_negative ? -exponent : exponent;
    return at == text.size;
}

bool decimal_from_str(str text, decimal *ret_number) {
    struct digits digits = {.next = -1};
    size_t at = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    digits.parts.is_negative = at == 1;
    size_t start = at;
    for (; is_digit(text, at); at++) take_digit(&digits, text.data[at] - '0', false);
    bool has_digits = at > start;
    if (at < text.size && text.data[at] == '.') {
        if (!is_digit(text, ++at)) return false;
        for (; is_digit(text, at); at++) take_digit(&digits, text.data[at] - '0', true);
        has_digits = true;
    }
    int exponent;
    if (!has_digits || text.size > WRITTEN_EXPONENT_MAX || !read_exponent(text, at, &exponent))
        return false;
    round_digits(&digits);
    digits.parts.exponent += exponent - digits.behind_point;
    decimal number = put_together(digits.parts);
    if (decimal_is_none(number)) return false;
    *ret_number = number;
    return true;
}

str decimal_print(struct arena *arena, decimal number) {
    if (decimal_is_none(number)) return STR("null");
    struct parts parts = take_apart(number);
    char digits[40];
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + (int)(parts.coefficient % 10));
        parts.coefficient /= 10;
    } while (parts.coefficient > 0);
    size_t count = sizeof(digits) - first;
    size_t behind = parts.exponent < 0 ? (size_t)-parts.exponent : 0;
    size_t zeros_before = behind >= count ? behind - count + 1 : 0;
    bool is_zero = count == 1 && digits[first] == '0';
    size_t zeros_after = parts.exponent > 0 && !is_zero ? (size_t)parts.exponent : 0;
    char *text = arena_take(arena, 2 + zeros_before + count + zeros_after);
    size_t size = 0;
    if (parts.is_negative) text[size++] = '-';
    size_t start = size;
    memset(text + size, '0', zeros_before);
    size += zeros_before;
    memcpy(text + size, digits + first, count);
    size += count;
    memset(text + size, '0', zeros_after);
    size += zeros_after;
    if (behind > 0) {
        size_t point = size - behind;
        ASSERT(point > start);
        memmove(text + point + 1, text + point, behind);
        text[point] = '.';
        size++;
    }
    return (str){text, size};
}

static void to_binary(mpfr_t binary, decimal number) {
    struct parts parts = take_apart(number);
    char text[64];
    size_t first = sizeof(text) - 16;
    size_t at = first;
    do {
        text[--at] = (char)('0' + (int)(parts.coefficient % 10));
        parts.coefficient /= 10;
    } while (parts.coefficient > 0);
    if (parts.is_negative) text[--at] = '-';
    snprintf(text + first, sizeof(text) - first, "e%d", parts.exponent);
    int refused = mpfr_set_str(binary, text + at, 10, MPFR_RNDN);
    ASSERT(refused == 0);
}

static decimal from_binary(mpfr_t binary) {
    if (!mpfr_number_p(binary)) return DECIMAL_NONE;
    if (mpfr_zero_p(binary)) return DECIMAL_ZERO;
    char text[DIGITS_MAX + 8];
    mpfr_exp_t exponent; // of 0.digits
    mpfr_get_str(text, &exponent, 10, DIGITS_MAX, binary, MPFR_RNDN);
    bool is_negative = text[0] == '-';
    wide coefficient = 0;
    for (const char *digit = text + (is_negative ? 1 : 0); *digit != 0; digit++)
        coefficient = coefficient * 10 + (wide)(*digit - '0');
    if (exponent > WRITTEN_EXPONENT_MAX) return DECIMAL_NONE;
    if (exponent < EXPONENT_MIN) return DECIMAL_ZERO;
    return decimal_trim(put_together((struct parts){
        .is_negative = is_negative,
        .exponent = (int)exponent - DIGITS_MAX,
        .coefficient = coefficient,
    }));
}

decimal decimal_power(decimal base, decimal exponent) {
    if (decimal_is_none(base) || decimal_is_none(exponent)) return DECIMAL_NONE;
    mpfr_t binary_base, binary_exponent;
    mpfr_inits2(BINARY_DIGITS, binary_base, binary_exponent, (mpfr_ptr)NULL);
    to_binary(binary_base, base);
    to_binary(binary_exponent, exponent);
    mpfr_pow(binary_base, binary_base, binary_exponent, MPFR_RNDN);
    decimal power = from_binary(binary_base);
    mpfr_clears(binary_base, binary_exponent, (mpfr_ptr)NULL);
    return power;
}

static decimal with_binary(decimal number, int (*function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t)) {
    if (decimal_is_none(number)) return DECIMAL_NONE;
    mpfr_t binary;
    mpfr_init2(binary, BINARY_DIGITS);
    to_binary(binary, number);
    function(binary, binary, MPFR_RNDN);
    decimal result = from_binary(binary);
    mpfr_clear(binary);
    return result;
}

decimal decimal_exp(decimal number) {
    return with_binary(number, mpfr_exp);
}

decimal decimal_log(decimal number) {
    return with_binary(number, mpfr_log);
}

decimal decimal_sqrt(decimal number) {
    if (decimal_is_none(number) || decimal_is_negative(number)) return DECIMAL_NONE;
    unsigned flags = 0;
    return clean(bid128_sqrt(to_library(number), BID_ROUNDING_TO_NEAREST, &flags));
}

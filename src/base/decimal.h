// decimal: decimal128 of IEEE 754-2008 (34 digits, half-even), for numbers in rules. Money at rest
// is money (whole minor units); it becomes a decimal at the door of a rule and comes back the same
// way.
//
// The value keeps its digits behind the point as written: 1.50 stays 1.50, and equals 1.5. There is
// no infinity and no negative zero here: what cannot be said (division by zero, more than 6144
// digits) is DECIMAL_NONE, and every operation on DECIMAL_NONE gives DECIMAL_NONE.
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/arena.h"
#include "base/str.h"

// The bits of decimal128 in binary integer encoding: sign, exponent + 6176, 113 bits of
// coefficient.
typedef struct decimal {
    uint64_t low;
    uint64_t high;
} decimal;

#define DECIMAL_NONE ((decimal){0, 0x7C00000000000000})
#define DECIMAL_ZERO ((decimal){0, 0x3040000000000000})

enum decimal_rounding {
    DECIMAL_HALF_EVEN,
    DECIMAL_HALF_UP,   // ties away from zero
    DECIMAL_HALF_DOWN, // ties towards zero
    DECIMAL_UP,        // away from zero
    DECIMAL_DOWN,      // towards zero
    DECIMAL_FLOOR,
    DECIMAL_CEILING,
};

bool decimal_is_none(decimal number);
bool decimal_is_zero(decimal number);
bool decimal_is_negative(decimal number);
// 3, 3.00 and 3e2 are integers.
bool decimal_is_integer(decimal number);

// number * 10^-scale, exactly: decimal_from_int64(128050, 2) is 1280.50. scale 0..34.
decimal decimal_from_int64(int64_t number, int scale);
// The same backwards: false when digits would be lost or it does not fit. Round before, if wanted.
bool decimal_to_int64(decimal number, int scale, int64_t *ret_number);

// "-12.50", ".5", "1e-3". More than 34 digits are rounded half-even. False for anything else:
// blanks,
// "+1", "1.", "e3", out of range.
bool decimal_from_str(str text, decimal *ret_number);
// Plain form, never an exponent: "-12.50". "null" for DECIMAL_NONE.
str decimal_print(struct arena *arena, decimal number);
// The same value without zeros at the end of the fraction: 12.50 becomes 12.5, 3.00 becomes 3.
decimal decimal_trim(decimal number);

decimal decimal_add(decimal a, decimal b);
decimal decimal_sub(decimal a, decimal b);
decimal decimal_mul(decimal a, decimal b);
decimal decimal_div(decimal a, decimal b);
decimal decimal_neg(decimal number);
decimal decimal_abs(decimal number);
// a - b * floor(a / b): the sign is that of b (FEEL modulo).
decimal decimal_modulo(decimal a, decimal b);
// Negative, zero, positive by value; neither may be DECIMAL_NONE.
int decimal_compare(decimal a, decimal b);

// At most scale digits behind the point (negative scale: whole tens, hundreds …); never pads.
decimal decimal_round(decimal number, int scale, enum decimal_rounding rounding);
// Exactly scale digits behind the point, half-even. DECIMAL_NONE when that needs more than 34.
decimal decimal_quantize(decimal number, int scale);

// Rounded to 34 digits from 192 binary digits (MPFR): decimal_power(1.00575, 388) is right to the
// last digit, which the decimal library's own is not.
decimal decimal_power(decimal base, decimal exponent);
decimal decimal_exp(decimal number);
decimal decimal_log(decimal number);
decimal decimal_sqrt(decimal number);

#endif

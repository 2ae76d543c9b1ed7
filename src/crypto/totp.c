// One-time codes: RFC 4226 section 5.3 (the truncation) under RFC 6238 (steps of time). Whether a
// code was used before is the caller's to keep; it gets the step for that.
#include "crypto/crypto.h"

#include <stdio.h>

#define STEP_MS ((instant)30000)

static uint32_t code_of(str secret, int64_t step, int digits) {
    static const uint32_t powers[] = {1000000, 10000000, 100000000};
    uint8_t message[8];
    uint8_t mac[CRYPTO_SHA1_SIZE];
    for (int i = 0; i < 8; i++) message[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    crypto_hmac_sha1(secret, (str){(const char *)message, sizeof(message)}, mac);
    const uint8_t *at = mac + (mac[CRYPTO_SHA1_SIZE - 1] & 15);
    uint32_t number = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return (number & INT32_MAX) % powers[digits - 6];
}

str crypto_totp_code(struct arena *arena, str secret, int64_t step, int digits) {
    ASSERT(digits >= 6 && digits <= 8);
    return arena_print(arena, "%0*u", digits, code_of(secret, step, digits));
}

bool crypto_totp_is_right(str secret, str code, instant now, int64_t step_last, int64_t *ret_step) {
    int64_t step_now = now / STEP_MS;
    bool is_right = false;
    if (code.size != CRYPTO_TOTP_DIGITS) return false;
    for (int64_t step = step_now - 1; step <= step_now + 1; step++) {
        char digits[CRYPTO_TOTP_DIGITS + 1];
        snprintf(digits, sizeof(digits), "%06u", code_of(secret, step, CRYPTO_TOTP_DIGITS));
        bool is_same = crypto_is_equal(code, (str){digits, CRYPTO_TOTP_DIGITS});
        if (!is_same || step <= step_last || is_right) continue;
        is_right = true;
        *ret_step = step;
    }
    return is_right;
}

// Bytes as text and back. Reading is strict (one value has exactly one text), because what stands
// in the log must not be alterable without notice. Base64 is libsodium's, which is strict in the
// same sense; hex and base32 are a few lines.
#include "crypto/crypto.h"

#include <sodium.h>

void crypto_hex_write(const uint8_t *bytes, size_t size, char *ret_text) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[bytes[i] & 15];
    }
}

str crypto_hex_encode(struct arena *arena, str bytes) {
    char *text = arena_take(arena, 2 * bytes.size);
    crypto_hex_write((const uint8_t *)bytes.data, bytes.size, text);
    return (str){text, 2 * bytes.size};
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

bool crypto_hex_read(str text, size_t size, uint8_t *ret_bytes) {
    if (text.size != 2 * size) return false;
    for (size_t i = 0; i < text.size; i++)
        if (hex_value(text.data[i]) < 0) return false;
    for (size_t i = 0; i < size; i++)
        ret_bytes[i] =
            (uint8_t)(hex_value(text.data[2 * i]) << 4 | hex_value(text.data[2 * i + 1]));
    return true;
}

static int variant_of(enum crypto_base64 form) {
    return form == CRYPTO_BASE64 ? sodium_base64_VARIANT_ORIGINAL
                                 : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

str crypto_base64_encode(struct arena *arena, enum crypto_base64 form, str bytes) {
    size_t size = sodium_base64_encoded_len(bytes.size, variant_of(form)); // with NUL
    char *text = arena_take(arena, size);
    sodium_bin2base64(text, size, (const uint8_t *)bytes.data, bytes.size, variant_of(form));
    return (str){text, size - 1};
}

// libsodium takes bytes from 0x80 upwards for letters (1.0.18: its table reads them as negative).
static bool is_ascii(str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((uint8_t)text.data[i] >= 0x80) return false;
    return true;
}

// Decodes into room; false where the text is not exactly one value that fits.
static bool decode(enum crypto_base64 form, str text, uint8_t *room, size_t *size) {
    size_t room_size = *size;
    const char *end = NULL;
    if (text.size == 0) return *size = 0, true;
    if (!is_ascii(text)) return false;
    return sodium_base642bin(room, room_size, text.data, text.size, NULL, size, &end,
                             variant_of(form)) == 0 &&
           end == text.data + text.size;
}

bool crypto_base64_decode(struct arena *arena, enum crypto_base64 form, str text, str *ret_bytes) {
    size_t size = text.size / 4 * 3 + 3;
    uint8_t *bytes = arena_take(arena, size);
    if (!decode(form, text, bytes, &size)) return false;
    *ret_bytes = (str){(const char *)bytes, size};
    return true;
}

bool crypto_base64_read(enum crypto_base64 form, str text, size_t size, uint8_t *ret_bytes) {
    size_t read = size;
    return text.size == sodium_base64_encoded_len(size, variant_of(form)) - 1 &&
           decode(form, text, ret_bytes, &read) && read == size;
}

str crypto_base32_encode(struct arena *arena, str bytes) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t size = (bytes.size * 8 + 4) / 5;
    char *text = arena_take(arena, size);
    for (size_t i = 0; i < size; i++) {
        size_t byte = i * 5 / 8; // the five bits may reach into the next byte
        uint32_t next = byte + 1 < bytes.size ? (uint8_t)bytes.data[byte + 1] : 0;
        uint32_t pair = (uint32_t)(uint8_t)bytes.data[byte] << 8 | next;
        text[i] = letters[pair >> (11 - i * 5 % 8) & 31];
    }
    return (str){text, size};
}

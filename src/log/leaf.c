// What is inside and around a leaf: entry bundles (C2SP tlog-tiles) and the salted commitments that
// stand in it for personal values.
#include "log/log.h"

FAULT(bundle_malformed, 422, "", "The file of log entries is cut or damaged.",
      "日志条目文件不完整或已损坏。");

void log_bundle_add(struct buf *out, str leaf) {
    ASSERT(leaf.size <= LIMIT_LEAF);
    buf_add_byte(out, (char)(leaf.size >> 8));
    buf_add_byte(out, (char)(leaf.size & 255));
    buf_add(out, leaf);
}

fault log_bundle_next(str *rest, str *ret_leaf) {
    if (rest->size < 2) return &bundle_malformed;
    size_t size = (size_t)(uint8_t)rest->data[0] << 8 | (uint8_t)rest->data[1];
    if (rest->size - 2 < size) return &bundle_malformed;
    *ret_leaf = str_slice(*rest, 2, 2 + size);
    *rest = str_slice(*rest, 2 + size, rest->size);
    return NULL;
}

void log_commitment_make(const uint8_t salt[LOG_SALT_SIZE], str path, str value,
                         char ret_hex[LOG_COMMITMENT_SIZE]) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    char size[4];
    ASSERT(path.size <= LIMIT_LEAF);
    for (int i = 0; i < 4; i++) size[i] = (char)(path.size >> (24 - 8 * i));
    str parts[4] = {{(const char *)salt, LOG_SALT_SIZE}, {size, sizeof(size)}, path, value};
    crypto_sha256_parts(parts, 4, digest);
    crypto_hex_write(digest, sizeof(digest), ret_hex);
}

bool log_commitment_is_right(const uint8_t salt[LOG_SALT_SIZE], str path, str value,
                             str commitment) {
    char hex[LOG_COMMITMENT_SIZE];
    log_commitment_make(salt, path, value, hex);
    return crypto_is_equal(commitment, (str){hex, sizeof(hex)});
}

void log_salt_of(const uint8_t secret[LOG_SALT_SIZE], str path, uint8_t ret_salt[LOG_SALT_SIZE]) {
    crypto_hmac_sha256((str){(const char *)secret, LOG_SALT_SIZE}, path, ret_salt);
}

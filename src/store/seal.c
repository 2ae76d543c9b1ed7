// Personal values at rest, over crypto_seal. The nonce is an HMAC of column and value under a key
// of its own, so that replaying the log writes the same bytes; the price, stated in
// docs/security.md, is that equal values in one column can be seen to be equal.
#include "store/seal.h"

#include "crypto/crypto.h"

#include <stdlib.h>

struct seal_key {
    struct crypto_key value;
    struct crypto_key nonce;
};

struct seal_key *seal_open(const uint8_t key[32]) {
    struct seal_key *seal = calloc(1, sizeof(*seal));
    ASSERT(seal != NULL);
    str master = {(const char *)key, 32};
    crypto_derive_key(master, STR("personal fields"), &seal->value);
    crypto_derive_key(master, STR("personal nonces"), &seal->nonce);
    return seal;
}

void seal_close(struct seal_key *key) {
    if (key == NULL) return;
    crypto_wipe(key, sizeof(*key));
    free(key);
}

str seal_close_value(const struct seal_key *key, struct arena *arena, const char *column,
                     str value) {
    uint8_t mac[CRYPTO_SHA256_SIZE];
    str nonce_key = {(const char *)key->nonce.bytes, sizeof(key->nonce.bytes)};
    str place = str_of(column);
    const str parts[] = {place, STR("|"), value};
    crypto_hmac_sha256_parts(nonce_key, parts, 3, mac);
    return crypto_seal(arena, &key->value, mac, place, value);
}

str seal_open_value(const struct seal_key *key, struct arena *arena, const char *column,
                    str sealed) {
    str plain;
    if (crypto_unseal(arena, &key->value, str_of(column), sealed, &plain) != NULL)
        return STR("‹unreadable›");
    return plain;
}

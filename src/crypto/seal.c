// Signatures, passwords and sealing over libsodium. Salts and nonces come from the caller, which is
// why the PHC string of a password is put together here instead of by crypto_pwhash_str (that one
// draws its own salt). Belief: a master key is 32 uniformly random bytes, so HKDF needs no salt.
#include "crypto/crypto.h"

#include <sodium.h>
#include <string.h>

FAULT(crypto_memory_short, 503, "", "The server has not enough memory for this at the moment.",
      "服务器内存暂时不足，请稍后再试。");
FAULT(seal_broken, 503, "",
      "A sealed value cannot be opened: the key is another one, or the stored bytes were altered.",
      "加密存储的内容无法解开：密钥不符，或存储的数据已被改动。");

void crypto_signing_key_from_seed(const uint8_t seed[CRYPTO_SEED_SIZE],
                                  struct crypto_signing_key *ret_key) {
    ASSERT(crypto_sign_seed_keypair(ret_key->public_key.bytes, ret_key->secret, seed) == 0);
}

void crypto_ed25519_sign(const struct crypto_signing_key *key, str message,
                         uint8_t ret_signature[CRYPTO_SIGNATURE_SIZE]) {
    ASSERT(crypto_sign_detached(ret_signature, NULL, (const uint8_t *)message.data, message.size,
                                key->secret) == 0);
}

bool crypto_ed25519_verify(const struct crypto_public_key *key, str message, str signature) {
    return signature.size == CRYPTO_SIGNATURE_SIZE &&
           crypto_sign_verify_detached((const uint8_t *)signature.data,
                                       (const uint8_t *)message.data, message.size,
                                       key->bytes) == 0;
}

static str base64_unpadded(struct arena *arena, const uint8_t *bytes, size_t size) {
    str text = crypto_base64_encode(arena, CRYPTO_BASE64, (str){(const char *)bytes, size});
    while (str_ends_with(text, STR("="))) text.size--;
    return text;
}

fault crypto_password_hash(struct arena *arena, str password, const uint8_t salt[CRYPTO_SALT_SIZE],
                           str *ret_text) {
    uint8_t hash[32];
    if (crypto_pwhash(hash, sizeof(hash), password.size > 0 ? password.data : "", password.size,
                      salt, CRYPTO_PASSWORD_PASSES, CRYPTO_PASSWORD_KIB * KIB,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return &crypto_memory_short;
    str salt_text = base64_unpadded(arena, salt, CRYPTO_SALT_SIZE);
    str hash_text = base64_unpadded(arena, hash, sizeof(hash));
    crypto_wipe(hash, sizeof(hash));
    *ret_text = arena_print(arena, "$argon2id$v=19$m=%d,t=%d,p=1$%.*s$%.*s", CRYPTO_PASSWORD_KIB,
                            CRYPTO_PASSWORD_PASSES, STR_ARG(salt_text), STR_ARG(hash_text));
    return NULL;
}

// libsodium reads the PHC string up to a NUL and wants its full room.
static bool copy_password_text(str text, char room[crypto_pwhash_STRBYTES]) {
    memset(room, 0, crypto_pwhash_STRBYTES);
    if (text.size == 0 || text.size >= crypto_pwhash_STRBYTES) return false;
    if (str_find_byte(text, 0) >= 0) return false;
    memcpy(room, text.data, text.size);
    return true;
}

bool crypto_password_is_right(str text, str password) {
    char room[crypto_pwhash_STRBYTES];
    return copy_password_text(text, room) &&
           crypto_pwhash_str_verify(room, password.size > 0 ? password.data : "", password.size) ==
               0;
}

bool crypto_password_is_outdated(str text) {
    char room[crypto_pwhash_STRBYTES];
    return !copy_password_text(text, room) ||
           crypto_pwhash_str_needs_rehash(room, CRYPTO_PASSWORD_PASSES,
                                          CRYPTO_PASSWORD_KIB * KIB) != 0;
}

// Extract (section 2.2) and the first block of expand (section 2.3): 32 bytes are all we ever take.
void crypto_derive_key(str secret, str purpose, struct crypto_key *ret_key) {
    static const uint8_t no_salt[CRYPTO_SHA256_SIZE];
    uint8_t extracted[CRYPTO_SHA256_SIZE];
    uint8_t info[256];
    ASSERT(purpose.size < sizeof(info));
    crypto_hmac_sha256((str){(const char *)no_salt, sizeof(no_salt)}, secret, extracted);
    if (purpose.size > 0) memcpy(info, purpose.data, purpose.size);
    info[purpose.size] = 1;
    crypto_hmac_sha256((str){(const char *)extracted, sizeof(extracted)},
                       (str){(const char *)info, purpose.size + 1}, ret_key->bytes);
    crypto_wipe(extracted, sizeof(extracted));
}

str crypto_seal(struct arena *arena, const struct crypto_key *key,
                const uint8_t nonce[CRYPTO_NONCE_SIZE], str place, str plain) {
    size_t size = plain.size + CRYPTO_SEAL_OVERHEAD;
    uint8_t *sealed = arena_take(arena, size);
    memcpy(sealed, nonce, CRYPTO_NONCE_SIZE);
    ASSERT(crypto_aead_xchacha20poly1305_ietf_encrypt(
               sealed + CRYPTO_NONCE_SIZE, NULL, (const uint8_t *)plain.data, plain.size,
               (const uint8_t *)place.data, place.size, NULL, nonce, key->bytes) == 0);
    return (str){(const char *)sealed, size};
}

fault crypto_unseal(struct arena *arena, const struct crypto_key *key, str place, str sealed,
                    str *ret_plain) {
    if (sealed.size < CRYPTO_SEAL_OVERHEAD) return &seal_broken;
    const uint8_t *nonce = (const uint8_t *)sealed.data;
    size_t size = sealed.size - CRYPTO_SEAL_OVERHEAD;
    uint8_t *plain = arena_take(arena, size);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, NULL, NULL, nonce + CRYPTO_NONCE_SIZE, sealed.size - CRYPTO_NONCE_SIZE,
            (const uint8_t *)place.data, place.size, nonce, key->bytes) != 0)
        return &seal_broken;
    *ret_plain = (str){(const char *)plain, size};
    return NULL;
}

// Digests over OpenSSL's EVP. Two things live as long as the program: the fetched SHA-256 (set once
// by crypto_init, read-only afterwards) and one digest context per thread, a cache that holds no
// meaning between calls. Without them every hash pays for a lookup of the algorithm that costs more
// than the hashing of a Merkle node. OpenSSL failing here means memory is gone or the library is
// broken: the process stops (ASSERT), since a wrong digest must never be written down.
#include "crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

static EVP_MD *sha256;
static pthread_key_t context_key; // only so that a thread's context is freed when the thread ends
static _Thread_local EVP_MD_CTX *context;

static void close_context(void *value) {
    EVP_MD_CTX_free(value);
    context = NULL;
}

void crypto_init(void) {
    if (sha256 != NULL) return;
    ASSERT(sodium_init() >= 0);
    ASSERT(pthread_key_create(&context_key, close_context) == 0);
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    ASSERT(sha256 != NULL);
}

static EVP_MD_CTX *open_context(void) {
    ASSERT(sha256 != NULL); // crypto_init was called
    context = EVP_MD_CTX_new();
    ASSERT(context != NULL && pthread_setspecific(context_key, context) == 0);
    return context;
}

void crypto_sha256_parts(const str *parts, size_t count, uint8_t ret_digest[CRYPTO_SHA256_SIZE]) {
    EVP_MD_CTX *own = context != NULL ? context : open_context();
    int good = EVP_DigestInit_ex2(own, sha256, NULL);
    for (size_t i = 0; i < count; i++) good &= EVP_DigestUpdate(own, parts[i].data, parts[i].size);
    good &= EVP_DigestFinal_ex(own, ret_digest, NULL);
    ASSERT(good == 1);
}

void crypto_sha256(str bytes, uint8_t ret_digest[CRYPTO_SHA256_SIZE]) {
    crypto_sha256_parts(&bytes, 1, ret_digest);
}

// The hasher is an EVP context under our name; the struct itself is never defined.
struct crypto_hasher *crypto_hasher_open(void) {
    EVP_MD_CTX *own = EVP_MD_CTX_new();
    ASSERT(own != NULL && sha256 != NULL && EVP_DigestInit_ex2(own, sha256, NULL) == 1);
    return (struct crypto_hasher *)own;
}

void crypto_hasher_add(struct crypto_hasher *hasher, str bytes) {
    ASSERT(EVP_DigestUpdate((EVP_MD_CTX *)hasher, bytes.data, bytes.size) == 1);
}

void crypto_hasher_finish(struct crypto_hasher *hasher, uint8_t ret_digest[CRYPTO_SHA256_SIZE]) {
    ASSERT(EVP_DigestFinal_ex((EVP_MD_CTX *)hasher, ret_digest, NULL) == 1);
}

void crypto_hasher_close(struct crypto_hasher *hasher) {
    EVP_MD_CTX_free((EVP_MD_CTX *)hasher);
}

static void hmac(const EVP_MD *digest, str key, str message, uint8_t *ret_mac) {
    // HMAC wants a key pointer even for the empty key: NULL would mean "the key of last time".
    const char *key_data = key.size > 0 ? key.data : "";
    ASSERT(key.size <= INT32_MAX);
    const uint8_t *made = HMAC(digest, key_data, (int)key.size, (const uint8_t *)message.data,
                               message.size, ret_mac, NULL);
    ASSERT(made != NULL);
}

// RFC 2104 by hand: OpenSSL's HMAC looks the algorithm up anew and makes a context for each call,
// which costs more than hashing a short message.
void crypto_hmac_sha256_parts(str key, const str *parts, size_t count,
                              uint8_t ret_mac[CRYPTO_SHA256_SIZE]) {
    enum { BLOCK = 64, PARTS_MAX = 8 };
    uint8_t inner[BLOCK] = {0}, outer[BLOCK];
    if (key.size > BLOCK)
        crypto_sha256(key, inner);
    else if (key.size > 0)
        memcpy(inner, key.data, key.size);
    for (size_t i = 0; i < BLOCK; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    str first[PARTS_MAX + 1] = {{(const char *)inner, BLOCK}};
    ASSERT(count <= PARTS_MAX);
    for (size_t i = 0; i < count; i++) first[i + 1] = parts[i];
    crypto_sha256_parts(first, count + 1, ret_mac);
    const str second[] = {{(const char *)outer, BLOCK},
                          {(const char *)ret_mac, CRYPTO_SHA256_SIZE}};
    crypto_sha256_parts(second, 2, ret_mac);
    crypto_wipe(inner, sizeof(inner));
    crypto_wipe(outer, sizeof(outer));
}

void crypto_hmac_sha256(str key, str message, uint8_t ret_mac[CRYPTO_SHA256_SIZE]) {
    crypto_hmac_sha256_parts(key, &message, 1, ret_mac);
}

void crypto_hmac_sha1(str key, str message, uint8_t ret_mac[CRYPTO_SHA1_SIZE]) {
    hmac(EVP_sha1(), key, message, ret_mac);
}

bool crypto_is_equal(str a, str b) {
    if (a.size != b.size) return false;
    return a.size == 0 || CRYPTO_memcmp(a.data, b.data, a.size) == 0;
}

void crypto_wipe(void *memory, size_t size) {
    if (size > 0) OPENSSL_cleanse(memory, size);
}

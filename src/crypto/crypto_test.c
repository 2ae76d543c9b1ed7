// crypto: the vectors of the standards, and both sides of each check. Wycheproof's vectors are run
// by log/vectors_test.c, which may read JSON.
#include "crypto/crypto.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static str bytes_of(const void *bytes, size_t size) {
    return (str){bytes, size};
}

static void assert_hex(const uint8_t *bytes, size_t size, const char *expected) {
    char text[256];
    crypto_hex_write(bytes, size, text);
    assert_int_equal(strlen(expected), 2 * size);
    assert_memory_equal(text, expected, 2 * size);
}

static void sha256_is_that_of_fips_180(void **state) {
    (void)state;
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(STR_NONE, digest);
    assert_hex(digest, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crypto_sha256(STR("abc"), digest);
    assert_hex(digest, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    str parts[] = {STR("a"), STR_NONE, STR("bc")};
    crypto_sha256_parts(parts, 3, digest);
    assert_hex(digest, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct crypto_hasher *hasher = crypto_hasher_open();
    char thousand[1000];
    memset(thousand, 'a', sizeof(thousand));
    for (int i = 0; i < 1000; i++) crypto_hasher_add(hasher, bytes_of(thousand, sizeof(thousand)));
    crypto_hasher_finish(hasher, digest);
    crypto_hasher_close(hasher);
    crypto_hasher_close(NULL);
    assert_hex(digest, 32, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void *hash_in_a_thread(void *result) {
    crypto_sha256(STR("abc"), result);
    return NULL;
}

static void threads_hash_alike(void **state) {
    (void)state;
    pthread_t threads[4];
    uint8_t digests[4][CRYPTO_SHA256_SIZE];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_in_a_thread, digests[i]), 0);
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_hex(digests[i], 32,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231 cases 1, 2 and 6 and RFC 2202 case 2.
static void hmac_is_that_of_the_rfcs(void **state) {
    (void)state;
    uint8_t mac[CRYPTO_SHA256_SIZE];
    char key[131];
    memset(key, 0x0b, 20);
    crypto_hmac_sha256(bytes_of(key, 20), STR("Hi There"), mac);
    assert_hex(mac, 32, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    crypto_hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), mac);
    assert_hex(mac, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    crypto_hmac_sha256(bytes_of(key, sizeof(key)),
                       STR("Test Using Larger Than Block-Size Key - Hash Key First"), mac);
    assert_hex(mac, 32, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    crypto_hmac_sha1(STR("Jefe"), STR("what do ya want for nothing?"), mac);
    assert_hex(mac, 20, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    crypto_hmac_sha256(STR_NONE, STR_NONE, mac); // no key of last time is left behind
    assert_hex(mac, 32, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void texts_are_read_strictly(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    uint8_t two[2];
    assert_true(crypto_hex_read(STR("00ff"), 2, two));
    assert_int_equal(two[1], 255);
    assert_true(str_equal(crypto_hex_encode(arena, bytes_of(two, 2)), STR("00ff")));
    static const char *wrong_hex[] = {"00f", "00fff", "00FF", "00fg", "", " 0ff"};
    for (size_t i = 0; i < sizeof(wrong_hex) / sizeof(wrong_hex[0]); i++)
        assert_false(crypto_hex_read(str_of(wrong_hex[i]), 2, two));
    static const char *const pairs[][2] = {// RFC 4648 section 10
                                           {"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        str plain = str_of(pairs[i][0]);
        str back;
        assert_true(
            str_equal(crypto_base64_encode(arena, CRYPTO_BASE64, plain), str_of(pairs[i][1])));
        assert_true(crypto_base64_decode(arena, CRYPTO_BASE64, str_of(pairs[i][1]), &back));
        assert_true(str_equal(back, plain));
        str url = crypto_base64_encode(arena, CRYPTO_BASE64_URL, plain);
        assert_int_equal(str_find_byte(url, '='), -1);
        assert_true(crypto_base64_decode(arena, CRYPTO_BASE64_URL, url, &back));
        assert_true(str_equal(back, plain));
    }
    // cut padding, too much of it, unused bits set, a blank, a foreign alphabet, bytes behind
    static const char *wrong[] = {"Zg",    "Zg=",  "Zg===",  "Zh==",     "Zm 9v",
                                  "Zm9v ", "-_-_", "Zm9v\n", "Zg==Zg==", "Z"};
    str back;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(crypto_base64_decode(arena, CRYPTO_BASE64, str_of(wrong[i]), &back));
    assert_false(crypto_base64_decode(arena, CRYPTO_BASE64_URL, STR("Zg=="), &back));
    assert_true(crypto_base64_decode(arena, CRYPTO_BASE64_URL, STR("-_-_"), &back));
    for (int byte = 0; byte < 256; byte++) { // only the alphabet, and each letter once
        static const char letters[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char text[4] = {'A', (char)byte, 'A', 'A'};
        bool is_letter = byte != 0 && strchr(letters, byte) != NULL;
        assert_int_equal(crypto_base64_decode(arena, CRYPTO_BASE64, bytes_of(text, 4), &back),
                         is_letter);
    }
    uint8_t room[4];
    assert_true(crypto_base64_read(CRYPTO_BASE64, STR("Zm9vYg=="), 4, room));
    assert_false(crypto_base64_read(CRYPTO_BASE64, STR("Zm9vYg=="), 3, room));
    assert_false(crypto_base64_read(CRYPTO_BASE64, STR("Zm9v"), 4, room));
    assert_false(crypto_base64_read(CRYPTO_BASE64, STR("Zm9vYmE="), 4, room));
    assert_true(str_equal(crypto_base32_encode(arena, STR("foobar")), STR("MZXW6YTBOI")));
    assert_true(str_equal(crypto_base32_encode(arena, STR("fooba")), STR("MZXW6YTB")));
    assert_true(str_equal(crypto_base32_encode(arena, STR("f")), STR("MY")));
    arena_close(arena);
}

static void equality_compares_all(void **state) {
    (void)state;
    assert_true(crypto_is_equal(STR_NONE, STR("")));
    assert_true(crypto_is_equal(STR("ab"), STR("ab")));
    assert_false(crypto_is_equal(STR("ab"), STR("ac")));
    assert_false(crypto_is_equal(STR("ab"), STR("abc")));
    char secret[4] = "key";
    crypto_wipe(secret, sizeof(secret));
    assert_memory_equal(secret, "\0\0\0\0", 4);
}

// RFC 8032 section 7.1, test 2.
static void signatures_are_those_of_rfc_8032(void **state) {
    (void)state;
    uint8_t seed[32];
    struct crypto_signing_key key;
    uint8_t signature[64];
    assert_true(crypto_hex_read(
        STR("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"), 32, seed));
    crypto_signing_key_from_seed(seed, &key);
    assert_hex(key.public_key.bytes, 32,
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    crypto_ed25519_sign(&key, STR("r"), signature);
    assert_hex(signature, 64,
               "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert_true(crypto_ed25519_verify(&key.public_key, STR("r"), bytes_of(signature, 64)));
    assert_false(crypto_ed25519_verify(&key.public_key, STR("s"), bytes_of(signature, 64)));
    assert_false(crypto_ed25519_verify(&key.public_key, STR("r"), bytes_of(signature, 63)));
    signature[0] ^= 1;
    assert_false(crypto_ed25519_verify(&key.public_key, STR("r"), bytes_of(signature, 64)));
    crypto_ed25519_sign(&key, STR_NONE, signature);
    assert_true(crypto_ed25519_verify(&key.public_key, STR_NONE, bytes_of(signature, 64)));
}

static void passwords_are_kept_as_phc_strings(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const uint8_t salt[CRYPTO_SALT_SIZE] = "0123456789abcdef";
    str text;
    assert_null(crypto_password_hash(arena, STR("明礼 2026"), salt, &text));
    assert_true(
        str_starts_with(text, STR("$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$")));
    assert_true(text.size < CRYPTO_PASSWORD_TEXT_MAX);
    assert_true(crypto_password_is_right(text, STR("明礼 2026")));
    assert_false(crypto_password_is_right(text, STR("明礼 2027")));
    assert_false(crypto_password_is_right(text, STR_NONE));
    assert_false(crypto_password_is_right(STR_NONE, STR_NONE));
    assert_false(crypto_password_is_right(STR("$argon2id$v=19$m=1"), STR("x")));
    assert_false(crypto_password_is_outdated(text));
    assert_true(
        crypto_password_is_outdated(STR("$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_true(crypto_password_is_outdated(STR("plain")));
    arena_close(arena);
}

// OpenSSL's own HKDF as the reference, beside RFC 5869 case 3 (its first 32 bytes).
static void keys_are_derived_by_hkdf(void **state) {
    (void)state;
    struct crypto_key key;
    char secret[22];
    memset(secret, 0x0b, sizeof(secret));
    crypto_derive_key(bytes_of(secret, sizeof(secret)), STR_NONE, &key);
    assert_hex(key.bytes, 32, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    crypto_derive_key(bytes_of(secret, sizeof(secret)), STR("personal fields"), &key);
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    char digest[] = "SHA256";
    char info[] = "personal fields";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, sizeof(secret)),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof(info) - 1),
        OSSL_PARAM_construct_end()};
    uint8_t expected[32];
    assert_int_equal(EVP_KDF_derive(context, expected, sizeof(expected), parameters), 1);
    assert_memory_equal(key.bytes, expected, 32);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
}

static void sealed_values_open_only_in_their_place(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct crypto_key key = {{1, 2, 3}};
    struct crypto_key other = {{1, 2, 4}};
    static const uint8_t nonce[CRYPTO_NONCE_SIZE] = "a nonce of 24 bytes ....";
    str sealed = crypto_seal(arena, &key, nonce, STR("contacts.name"), STR("张三"));
    str plain;
    assert_int_equal(sealed.size, strlen("张三") + CRYPTO_SEAL_OVERHEAD);
    assert_null(crypto_unseal(arena, &key, STR("contacts.name"), sealed, &plain));
    assert_true(str_equal(plain, STR("张三")));
    assert_ptr_equal(crypto_unseal(arena, &other, STR("contacts.name"), sealed, &plain),
                     &seal_broken);
    assert_ptr_equal(crypto_unseal(arena, &key, STR("contacts.mail"), sealed, &plain),
                     &seal_broken);
    for (size_t size = 0; size < sealed.size; size++)
        assert_ptr_equal(
            crypto_unseal(arena, &key, STR("contacts.name"), str_slice(sealed, 0, size), &plain),
            &seal_broken);
    for (size_t i = 0; i < sealed.size; i++) {
        str altered = arena_copy(arena, sealed);
        ((char *)(uintptr_t)altered.data)[i] ^= 1;
        assert_ptr_equal(crypto_unseal(arena, &key, STR("contacts.name"), altered, &plain),
                         &seal_broken);
    }
    sealed = crypto_seal(arena, &key, nonce, STR("x"), STR_NONE);
    assert_null(crypto_unseal(arena, &key, STR("x"), sealed, &plain));
    assert_int_equal(plain.size, 0);
    arena_close(arena);
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
static void seal_is_that_of_the_draft(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct crypto_key key;
    uint8_t nonce[CRYPTO_NONCE_SIZE];
    uint8_t place[12];
    for (int i = 0; i < 32; i++) key.bytes[i] = (uint8_t)(0x80 + i);
    for (int i = 0; i < 24; i++) nonce[i] = (uint8_t)(0x40 + i);
    assert_true(crypto_hex_read(STR("50515253c0c1c2c3c4c5c6c7"), 12, place));
    str sealed =
        crypto_seal(arena, &key, nonce, bytes_of(place, 12),
                    STR("Ladies and Gentlemen of the class of '99: If I could offer you only one "
                        "tip for the future, sunscreen would be it."));
    str cipher = str_slice(sealed, CRYPTO_NONCE_SIZE, sealed.size);
    assert_hex((const uint8_t *)cipher.data, 16, "bd6d179d3e83d43b9576579493c0e939");
    assert_hex((const uint8_t *)cipher.data + cipher.size - 16, 16,
               "c0875924c1c7987947deafd8780acf49");
    arena_close(arena);
}

// RFC 6238 appendix B (SHA-1) and RFC 4226 appendix D.
static void codes_are_those_of_the_rfcs(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    str secret = STR("12345678901234567890");
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str code = crypto_totp_code(arena, secret, rows[i].seconds / 30, 8);
        assert_true(str_equal(code, str_of(rows[i].code)));
    }
    assert_true(str_equal(crypto_totp_code(arena, secret, 0, 6), STR("755224")));
    assert_true(str_equal(crypto_totp_code(arena, secret, 9, 6), STR("520489")));
    arena_close(arena);
}

static void codes_count_once_and_in_their_window(void **state) {
    (void)state;
    str secret = STR("12345678901234567890");
    str code = STR("050471"); // step 37037037: 1111111110 s up to 1111111140 s
    int64_t step = 0;
    instant start = 1111111110000;
    assert_true(crypto_totp_is_right(secret, code, start, -1, &step));
    assert_int_equal(step, 37037037);
    assert_true(crypto_totp_is_right(secret, code, start - 30000, -1, &step));
    assert_false(crypto_totp_is_right(secret, code, start - 30001, -1, &step));
    assert_true(crypto_totp_is_right(secret, code, start + 59999, -1, &step));
    assert_false(crypto_totp_is_right(secret, code, start + 60000, -1, &step));
    assert_true(crypto_totp_is_right(secret, code, start, 37037036, &step));
    assert_false(crypto_totp_is_right(secret, code, start, 37037037, &step));
    assert_false(crypto_totp_is_right(secret, STR("50471"), start, -1, &step));
    assert_false(crypto_totp_is_right(secret, STR("14050471"), start, -1, &step));
}

int main(void) {
    crypto_init();
    crypto_init(); // a second call changes nothing
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_that_of_fips_180),
        cmocka_unit_test(threads_hash_alike),
        cmocka_unit_test(hmac_is_that_of_the_rfcs),
        cmocka_unit_test(texts_are_read_strictly),
        cmocka_unit_test(equality_compares_all),
        cmocka_unit_test(signatures_are_those_of_rfc_8032),
        cmocka_unit_test(passwords_are_kept_as_phc_strings),
        cmocka_unit_test(keys_are_derived_by_hkdf),
        cmocka_unit_test(sealed_values_open_only_in_their_place),
        cmocka_unit_test(seal_is_that_of_the_draft),
        cmocka_unit_test(codes_are_those_of_the_rfcs),
        cmocka_unit_test(codes_count_once_and_in_their_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

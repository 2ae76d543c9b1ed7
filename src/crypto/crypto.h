// crypto: a thin door to OpenSSL (digests) and libsodium (signatures, passwords, sealing). Nothing
// of our own invention: each function names its standard. Randomness is not here: callers pass
// bytes from os_random, so that a simulation can repeat itself. Everything is thread-safe after
// crypto_init.
//
// libsodium also begins its names with crypto_; ours never are one of its names (crypto_sign,
// crypto_hash …), and no other folder includes <sodium.h>.
//
// Faults: crypto_memory_short (503), seal_broken (503), at the end.
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include "base/base.h"

enum {
    CRYPTO_SHA256_SIZE = 32,
    CRYPTO_SHA1_SIZE = 20,
    CRYPTO_SEED_SIZE = 32,
    CRYPTO_SIGNATURE_SIZE = 64,
    CRYPTO_NONCE_SIZE = 24,
    CRYPTO_SALT_SIZE = 16,
    CRYPTO_SEAL_OVERHEAD = CRYPTO_NONCE_SIZE + 16, // sealed is so much longer than plain
};

// Once, in main, before the first thread and before anything else of this folder. A machine whose
// libraries lack SHA-256 is a bug of its installation: the process stops.
void crypto_init(void);

// ---- Digests and codes --------------------------------------------------------------------------

// SHA-256 (FIPS 180-4). One digest context per thread is kept and reused: a third of the price of
// the one-shot call, which counts in the log.
void crypto_sha256(str bytes, uint8_t ret_digest[CRYPTO_SHA256_SIZE]);
// Of the parts one after the other, as if they lay in one piece; no separator, no length.
void crypto_sha256_parts(const str *parts, size_t count, uint8_t ret_digest[CRYPTO_SHA256_SIZE]);

// For bytes that come in pieces (uploads, files). finish may be called once; close accepts NULL.
struct crypto_hasher;
struct crypto_hasher *crypto_hasher_open(void);
void crypto_hasher_add(struct crypto_hasher *hasher, str bytes);
void crypto_hasher_finish(struct crypto_hasher *hasher, uint8_t ret_digest[CRYPTO_SHA256_SIZE]);
void crypto_hasher_close(struct crypto_hasher *hasher);

// HMAC (RFC 2104). SHA-1 only for TOTP, where the authenticator programs want it.
void crypto_hmac_sha256(str key, str message, uint8_t ret_mac[CRYPTO_SHA256_SIZE]);
// Of the parts one after the other, at most 8.
void crypto_hmac_sha256_parts(str key, const str *parts, size_t count,
                              uint8_t ret_mac[CRYPTO_SHA256_SIZE]);
void crypto_hmac_sha1(str key, str message, uint8_t ret_mac[CRYPTO_SHA1_SIZE]);

// Takes the same time wherever the two differ; texts of different sizes are unequal at once.
bool crypto_is_equal(str a, str b);
// Overwrites secrets; not optimised away.
void crypto_wipe(void *memory, size_t size);

// ---- Bytes as text ------------------------------------------------------------------------------

// Lower-case hex. _write fills exactly 2 * size characters, without NUL.
str crypto_hex_encode(struct arena *arena, str bytes);
void crypto_hex_write(const uint8_t *bytes, size_t size, char *ret_text);
// The text must be exactly size bytes in lower-case hex: one value has one text.
bool crypto_hex_read(str text, size_t size, uint8_t *ret_bytes);

enum crypto_base64 {
    CRYPTO_BASE64,     // RFC 4648 section 4: + and /, padded
    CRYPTO_BASE64_URL, // RFC 4648 section 5: - and _, no padding
};

str crypto_base64_encode(struct arena *arena, enum crypto_base64 form, str bytes);
// Strict: no blanks, padding as the form has it, unused bits zero: one value has one text. False
// where the text is anything else.
bool crypto_base64_decode(struct arena *arena, enum crypto_base64 form, str text, str *ret_bytes);
// Into caller's memory; the text must decode to exactly size bytes.
bool crypto_base64_read(enum crypto_base64 form, str text, size_t size, uint8_t *ret_bytes);

// RFC 4648 section 6, capital letters, no padding: how authenticator programs want a TOTP secret.
str crypto_base32_encode(struct arena *arena, str bytes);

// ---- Signatures: Ed25519 (RFC 8032) -------------------------------------------------------------

struct crypto_public_key {
    uint8_t bytes[32];
};

struct crypto_signing_key {
    uint8_t secret[64]; // seed and public key, as libsodium keeps them
    struct crypto_public_key public_key;
};

// seed: 32 random bytes; the same seed always gives the same key.
void crypto_signing_key_from_seed(const uint8_t seed[CRYPTO_SEED_SIZE],
                                  struct crypto_signing_key *ret_key);
// Deterministic: the same key and message give the same signature.
void crypto_ed25519_sign(const struct crypto_signing_key *key, str message,
                         uint8_t ret_signature[CRYPTO_SIGNATURE_SIZE]);
// False for a signature of another size, a wrong one, one that is not in canonical form, and for a
// public key of small order.
bool crypto_ed25519_verify(const struct crypto_public_key *key, str message, str signature);

// ---- Passwords: Argon2id (RFC 9106), 19 MiB, 2 passes, 1 lane (OWASP's first choice)
// -------------

enum {
    CRYPTO_PASSWORD_PASSES = 2,
    CRYPTO_PASSWORD_KIB = 19 * 1024,
    CRYPTO_PASSWORD_TEXT_MAX = 128,
};

// Takes about 25 ms and 19 MiB: only on threads meant for it, never in the writer. The text is a
// PHC string ($argon2id$v=19$m=19456,t=2,p=1$salt$hash). Fault crypto_memory_short.
MUST_USE fault crypto_password_hash(struct arena *arena, str password,
                                    const uint8_t salt[CRYPTO_SALT_SIZE], str *ret_text);
// False also for a text that is no PHC string of Argon2.
bool crypto_password_is_right(str text, str password);
// Whether the text was made with other parameters than today's: hash anew at the next good login.
bool crypto_password_is_outdated(str text);

// ---- Keys and sealing ---------------------------------------------------------------------------

struct crypto_key {
    uint8_t bytes[32];
};

// HKDF-SHA-256 (RFC 5869) without salt: a key for one purpose from the book's master key. Purposes
// are our own names ("personal fields", "session tokens"), never input.
void crypto_derive_key(str secret, str purpose, struct crypto_key *ret_key);

// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) for personal fields at rest. The sealed bytes are
// nonce, ciphertext, tag. nonce: 24 random bytes, never used twice with one key. place: what the
// value belongs to ("contacts.name"): bound in, so that a value moved to another column does not
// open.
str crypto_seal(struct arena *arena, const struct crypto_key *key,
                const uint8_t nonce[CRYPTO_NONCE_SIZE], str place, str plain);
// Fault seal_broken: another key, another place, altered or cut bytes.
MUST_USE fault crypto_unseal(struct arena *arena, const struct crypto_key *key, str place,
                             str sealed, str *ret_plain);

// ---- Second factor: TOTP (RFC 6238) with SHA-1, steps of 30 s
// ------------------------------------

enum { CRYPTO_TOTP_DIGITS = 6 };

// The code of one step (RFC 4226 section 5.3), 6 to 8 digits with leading zeros.
str crypto_totp_code(struct arena *arena, str secret, int64_t step, int digits);
// Whether the six digits are those of now's step, the one before or the one after. *ret_step is the
// step that they belong to: the caller keeps it and passes it next time as step_last, up to which
// (included) all steps are refused, so that no code counts twice (section 5.2); -1 at first.
bool crypto_totp_is_right(str secret, str code, instant now, int64_t step_last, int64_t *ret_step);

extern const struct fault crypto_memory_short, seal_broken;

#endif

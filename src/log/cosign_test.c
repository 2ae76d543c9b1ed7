// Cosignatures of witnesses (C2SP tlog-cosignature): made here by hand, byte for byte as the
// specification says, and read by the folder. Every altered byte of a line is refused, and a
// witness signs nothing that a log's key would be believed for.
#include "log/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT "mingli.example/book\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static const uint8_t log_seed[32] = "a seed for a test, not a secret";
static const uint8_t witness_seed[32] = "another seed, not a secret eithr";

// The witness's key, with an id that is computed as the specification says.
static struct log_verifier witness_key(struct crypto_signing_key *ret_key) {
    struct log_verifier verifier = {.name = STR("witness.example/w1"), .kind = LOG_KEY_WITNESS};
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_signing_key_from_seed(witness_seed, ret_key);
    verifier.key = ret_key->public_key;
    str parts[3] = {verifier.name, STR("\n\x04"), {(const char *)verifier.key.bytes, 32}};
    crypto_sha256_parts(parts, 3, digest);
    verifier.id = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
                  digest[3];
    return verifier;
}

static str line_of(struct arena *arena, uint64_t time, uint64_t signed_time) {
    struct crypto_signing_key key;
    struct log_verifier verifier = witness_key(&key);
    uint8_t bytes[4 + 8 + 64];
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(verifier.id >> (24 - 8 * i));
    for (int i = 0; i < 8; i++) bytes[4 + i] = (uint8_t)(time >> (56 - 8 * i));
    str message =
        arena_print(arena, "cosignature/v1\ntime %llu\n" TEXT, (unsigned long long)signed_time);
    crypto_ed25519_sign(&key, message, bytes + 12);
    str text = crypto_base64_encode(arena, CRYPTO_BASE64, (str){(const char *)bytes, 76});
    return arena_print(arena, "\xE2\x80\x94 witness.example/w1 %.*s", STR_ARG(text));
}

struct keys {
    struct log_verifier all[2]; // the log's and the witness's
    str note;                   // signed by the log
};

static struct keys make_keys(struct arena *arena) {
    struct keys keys;
    struct log_signer signer;
    struct crypto_signing_key key;
    log_signer_init(STR("mingli.example/book"), log_seed, &signer);
    keys.all[0] = signer.verifier;
    keys.all[1] = witness_key(&key);
    keys.note = log_note_sign(arena, &signer, STR(TEXT));
    return keys;
}

static void cosignatures_are_verified(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct keys keys = make_keys(arena);
    struct log_note note;
    str line = line_of(arena, 1679315147, 1679315147);
    str both = log_checkpoint_add_line(arena, keys.note, line);
    assert_null(log_note_open(both, keys.all, 2, &note));
    assert_int_equal(note.verified_count, 2);
    assert_int_equal(note.signatures[0].cosigned, 0);
    assert_int_equal(note.signatures[1].cosigned, 1679315147);
    assert_true(note.signatures[1].is_verified);
    assert_true(str_equal(note.signatures[1].line, line));
    assert_null(log_note_open(both, keys.all, 1, &note)); // a witness that nobody knows
    assert_int_equal(note.count, 2);
    assert_false(note.signatures[1].is_verified);
    assert_ptr_equal(log_note_open(keys.note, &keys.all[1], 1, &note), &note_unsigned);
    arena_close(arena);
}

static void other_times_and_bytes_are_refused(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct keys keys = make_keys(arena);
    struct log_note note;
    const uint64_t times[][2] = {{7, 8}, {1ull << 63, 1ull << 63}, {UINT64_MAX, UINT64_MAX}};
    for (size_t i = 0; i < 3; i++) {
        str line = line_of(arena, times[i][0], times[i][1]);
        assert_ptr_equal(
            log_note_open(log_checkpoint_add_line(arena, keys.note, line), keys.all, 2, &note),
            &note_signature_wrong);
    }
    str greatest = line_of(arena, INT64_MAX, INT64_MAX);
    assert_null(
        log_note_open(log_checkpoint_add_line(arena, keys.note, greatest), keys.all, 2, &note));
    str both = log_checkpoint_add_line(arena, keys.note, line_of(arena, 5, 5));
    char *bytes = (char *)(uintptr_t)both.data;
    for (size_t i = 0; i < both.size; i++) {
        bytes[i] ^= 1;
        fault trouble = log_note_open(both, keys.all, 2, &note);
        if (trouble == NULL && note.verified_count == 2) fail_msg("byte %d", (int)i);
        bytes[i] ^= 1;
    }
    arena_close(arena);
}

// A line of the log's own size and form under the witness's name and id.
static void plain_signatures_are_no_cosignatures(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct keys keys = make_keys(arena);
    struct log_signer signer;
    struct log_note note;
    log_signer_init(STR("witness.example/w1"), witness_seed, &signer);
    assert_true(signer.verifier.id != keys.all[1].id); // the kind is part of the id
    signer.verifier.id = keys.all[1].id;
    str forged = log_note_sign(arena, &signer, STR(TEXT));
    assert_ptr_equal(log_note_open(forged, &keys.all[1], 1, &note), &note_signature_wrong);
    arena_close(arena);
}

static void texts_of_checkpoints_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct crypto_signing_key key;
    struct log_verifier verifier = witness_key(&key);
    struct log_note note;
    str line = line_of(arena, 5, 5);
    struct buf text = buf_in(arena, 8 * KIB);
    for (int i = 0; i < 5000; i++) buf_add_byte(&text, 'a');
    str long_note = arena_print(arena, "%.*s\n\n%.*s\n", STR_ARG(buf_str(&text)), STR_ARG(line));
    assert_ptr_equal(log_note_open(long_note, &verifier, 1, &note), &note_signature_wrong);
    arena_close(arena);
}

static void keys_of_witnesses_are_read(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct keys keys = make_keys(arena);
    struct log_verifier read;
    for (int i = 0; i < 2; i++) {
        str text = log_verifier_print(arena, &keys.all[i]);
        assert_null(log_verifier_read(text, &read));
        assert_int_equal(read.kind, i == 0 ? LOG_KEY_SIGNER : LOG_KEY_WITNESS);
        assert_int_equal(read.id, keys.all[i].id);
    }
    struct log_verifier other = keys.all[1];
    other.kind = (enum log_key_kind)2; // ECDSA: not ours
    assert_ptr_equal(log_verifier_read(log_verifier_print(arena, &other), &read),
                     &log_key_malformed);
    arena_close(arena);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosignatures_are_verified),
        cmocka_unit_test(other_times_and_bytes_are_refused),
        cmocka_unit_test(plain_signatures_are_no_cosignatures),
        cmocka_unit_test(texts_of_checkpoints_have_a_ceiling),
        cmocka_unit_test(keys_of_witnesses_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

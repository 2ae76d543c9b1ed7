// Any bytes as a signed note, a checkpoint, a key, a tile's path and an entry bundle: refused, or
// exactly what printing would give again. Nobody without the key signs anything.
#include "log/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_note(str bytes, const struct log_verifier *verifier) {
    struct log_note note;
    struct log_checkpoint checkpoint;
    uint64_t size;
    fault trouble = log_note_open(bytes, verifier, 1, &note);
    ASSERT(trouble != NULL && note.verified_count == 0);
    ASSERT(note.count <= LIMIT_NOTE_SIGNATURES);
    ASSERT(log_checkpoint_open(bytes, verifier, &checkpoint) != NULL);
    if (log_checkpoint_peek(bytes, &size)) ASSERT(size <= INT64_MAX);
    size_t left = bytes.size;
    for (str one; log_note_next(&bytes, &one);) {
        ASSERT(one.size > 0 && one.size + bytes.size == left);
        left = bytes.size;
    }
}

static void check_texts(struct arena *arena, str bytes) {
    struct log_checkpoint checkpoint;
    struct log_verifier verifier;
    struct log_tile tile;
    if (log_checkpoint_read(bytes, &checkpoint) == NULL)
        ASSERT(str_equal(log_checkpoint_print(arena, &checkpoint), bytes));
    if (log_verifier_read(bytes, &verifier) == NULL)
        ASSERT(str_equal(log_verifier_print(arena, &verifier), bytes));
    if (log_tile_path_read(bytes, &tile)) ASSERT(str_equal(log_tile_path(arena, tile), bytes));
}

static void check_bundle(struct arena *arena, str bytes) {
    struct buf again = buf_in(arena, LIMIT_UPLOAD);
    str rest = bytes;
    for (str leaf; rest.size > 0 && log_bundle_next(&rest, &leaf) == NULL;)
        log_bundle_add(&again, leaf);
    ASSERT(str_equal(buf_str(&again), str_slice(bytes, 0, bytes.size - rest.size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t seed[CRYPTO_SEED_SIZE] = "a key that the fuzzer cannot use";
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct log_signer signer;
    str bytes = {(const char *)data, size};
    crypto_init();
    log_signer_init(STR("fuzz"), seed, &signer);
    check_note(bytes, &signer.verifier);
    check_texts(arena, bytes);
    check_bundle(arena, bytes);
    arena_close(arena);
    return 0;
}

// Receipts: the golden one is made again byte for byte, read and verified; every altered byte of it
// is refused or changes nothing that was claimed; each member that is missing or wrong is named.
#include "log/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN "tests/golden/"

static str read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s is not there", path);
    char *bytes = arena_take(arena, 64 * KIB);
    size_t size = fread(bytes, 1, 64 * KIB, file);
    fclose(file);
    return (str){bytes, size};
}

static fault read_golden_hash(void *context, int height, uint64_t index,
                              struct log_hash *ret_hash) {
    const struct log_hash *leaves = context;
    if (height == 0) {
        *ret_hash = leaves[index];
        return NULL;
    }
    struct log_hash left, right;
    TRY(read_golden_hash(context, height - 1, 2 * index, &left));
    TRY(read_golden_hash(context, height - 1, 2 * index + 1, &right));
    log_node_hash(&left, &right, ret_hash);
    return NULL;
}

// Entry 5 of the golden log under its last checkpoint, of size 12.
static struct log_receipt make(struct arena *arena) {
    struct log_receipt receipt = {.index = 5};
    str bundle = read_file(arena, GOLDEN "log/tile/entries/000.p/12");
    str tile = read_file(arena, GOLDEN "log/tile/0/000.p/12");
    str notes = read_file(arena, GOLDEN "log/checkpoints");
    for (int i = 0; i <= 5; i++) assert_null(log_bundle_next(&bundle, &receipt.leaf));
    while (log_note_next(&notes, &receipt.checkpoint)) {
    }
    receipt.key = str_trim(read_file(arena, GOLDEN "log/key"));
    struct log_reader reader = {read_golden_hash, (void *)(uintptr_t)tile.data};
    assert_null(log_inclusion_prove(&reader, 5, 12, &receipt.proof));
    return receipt;
}

static void the_golden_receipt_holds(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct log_receipt made = make(arena), read;
    struct log_verifier verifier;
    struct log_checkpoint checkpoint;
    struct fault_note note = {0};
    assert_null(log_receipt_read(arena, read_file(arena, GOLDEN "receipt.json"), &read, &note));
    assert_int_equal(read.index, 5);
    assert_true(str_equal(read.leaf, made.leaf));
    assert_true(str_equal(read.checkpoint, made.checkpoint));
    assert_true(str_equal(read.key, made.key));
    assert_int_equal(read.proof.count, made.proof.count);
    for (int i = 0; i < made.proof.count; i++)
        assert_true(log_hash_is_equal(&read.proof.hashes[i], &made.proof.hashes[i]));
    assert_null(log_verifier_read(read.key, &verifier));
    assert_null(log_receipt_verify(&read, &verifier, &checkpoint));
    assert_int_equal(checkpoint.size, 12);
    str proof = log_receipt_print_proof(arena, &read);
    assert_true(str_equal(proof, read_file(arena, GOLDEN "receipt.tlog-proof")));
    arena_close(arena);
}

// Under the key that the caller knows.
static bool holds(struct arena *arena, str bytes, struct log_receipt *ret_receipt) {
    struct log_verifier verifier;
    struct log_checkpoint checkpoint;
    struct fault_note note = {0};
    assert_null(log_verifier_read(str_trim(read_file(arena, GOLDEN "log/key")), &verifier));
    return log_receipt_read(arena, bytes, ret_receipt, &note) == NULL &&
           log_receipt_verify(ret_receipt, &verifier, &checkpoint) == NULL;
}

static void every_flipped_byte_is_found(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB), *one = arena_open(MIB);
    str bytes = read_file(arena, GOLDEN "receipt.json");
    struct log_receipt good, receipt;
    assert_true(holds(arena, bytes, &good));
    ptrdiff_t unused =
        str_find(bytes, STR("\"hash\"")); // told for people; computed, never believed
    for (size_t i = 0; i < bytes.size; i++) {
        char *byte = (char *)(uintptr_t)&bytes.data[i];
        char kept = *byte;
        *byte ^= (char)(1 << i % 8);
        bool is_held = holds(one, bytes, &receipt);
        // What holds all the same claims the same: the flip was in what is not believed.
        if (is_held && (!str_equal(receipt.leaf, good.leaf) || receipt.index != good.index ||
                        !str_equal(receipt.checkpoint, good.checkpoint)))
            fail_msg("byte %d", (int)i);
        *byte = kept;
        arena_reset(one);
    }
    assert_true(unused > 0);
    arena_close(one);
    arena_close(arena);
}

static void members_are_named(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *field;
    } rows[] = {
        {"[]", "format"},
        {"{}", "format"},
        {"{\"format\":\"mingli-receipt/2\"}", "format"},
        {"{\"format\":\"mingli-receipt/1\"}", "index"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":-1}", "index"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":\"1\"}", "index"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":1}", "leaf"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":1,\"leaf\":\"\"}", "proof"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":1,\"leaf\":\"\",\"proof\":[\"AA==\"]}",
         "proof"},
        {"{\"format\":\"mingli-receipt/1\",\"index\":1,\"leaf\":\"\",\"proof\":[]}", "checkpoint"},
        {"{\"format\":\"mingli-receipt/"
         "1\",\"index\":1,\"leaf\":\"\",\"proof\":[],\"checkpoint\":\"\"}",
         "key"},
        {"{", ""},
    };
    struct arena *arena = arena_open(MIB);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct log_receipt receipt;
        struct fault_note note = {0};
        fault trouble = log_receipt_read(arena, str_of(rows[i].text), &receipt, &note);
        assert_ptr_equal(trouble, &receipt_malformed);
        if (rows[i].field[0] != '\0') assert_true(str_equal(note.field, str_of(rows[i].field)));
    }
    arena_close(arena);
}

static void other_entries_and_logs_differ(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct log_receipt receipt = make(arena);
    struct log_verifier verifier;
    struct log_checkpoint checkpoint;
    assert_null(log_verifier_read(receipt.key, &verifier));
    receipt.index = 4;
    assert_ptr_equal(log_receipt_verify(&receipt, &verifier, &checkpoint), &receipt_differs);
    receipt.index = 12;
    assert_ptr_equal(log_receipt_verify(&receipt, &verifier, &checkpoint), &receipt_differs);
    receipt.index = 5;
    receipt.proof.count--;
    assert_ptr_equal(log_receipt_verify(&receipt, &verifier, &checkpoint), &receipt_differs);
    struct log_signer other;
    static const uint8_t seed[32] = "some other seed";
    log_signer_init(STR("mingli.example/other"), seed, &other);
    assert_ptr_equal(log_receipt_verify(&receipt, &other.verifier, &checkpoint), &note_unsigned);
    str foreign = str_slice(receipt.checkpoint, 0, 0);
    ptrdiff_t end = str_find(receipt.checkpoint, STR("\n\n"));
    foreign = str_slice(receipt.checkpoint, 0, (size_t)end + 1);
    receipt.checkpoint = log_note_sign(arena, &other, foreign);
    assert_ptr_equal(log_receipt_verify(&receipt, &other.verifier, &checkpoint),
                     &checkpoint_foreign);
    arena_close(arena);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_golden_receipt_holds),
        cmocka_unit_test(every_flipped_byte_is_found),
        cmocka_unit_test(members_are_named),
        cmocka_unit_test(other_entries_and_logs_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

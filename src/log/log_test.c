// log: trees, proofs, notes, tiles and commitments against their definitions, written down here
// once more in the plainest form (recursion over all leaves), for every size up to where tiles
// carry.
#include "log/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ENTRIES = 600 };

struct plain_log {
    struct log_hash leaves[ENTRIES];
    uint64_t size;
    int reads;
};

static struct plain_log plain; // the leaf hashes of "0", "1", "2" …

// MTH of RFC 6962 section 2.1, word for word.
static struct log_hash hash_of(const struct log_hash *leaves, uint64_t count) {
    struct log_hash hash;
    uint64_t split = 1;
    if (count == 0) return crypto_sha256(STR_NONE, hash.bytes), hash;
    if (count == 1) return leaves[0];
    while (split * 2 < count) split *= 2;
    struct log_hash left = hash_of(leaves, split);
    struct log_hash right = hash_of(leaves + split, count - split);
    log_node_hash(&left, &right, &hash);
    return hash;
}

static fault read_plain(void *context, int height, uint64_t index, struct log_hash *ret_hash) {
    struct plain_log *log = context;
    log->reads++;
    if ((index + 1) << height > log->size) return &log_size_unknown;
    *ret_hash = hash_of(log->leaves + (index << height), (uint64_t)1 << height);
    return NULL;
}

static int make_leaves(void **state) {
    (void)state;
    for (int i = 0; i < ENTRIES; i++) {
        char leaf[8];
        int size = snprintf(leaf, sizeof(leaf), "%d", i);
        log_leaf_hash((str){leaf, (size_t)size}, &plain.leaves[i]);
    }
    plain.size = ENTRIES;
    return 0;
}

static void assert_same(const struct log_hash *a, const struct log_hash *b) {
    assert_memory_equal(a->bytes, b->bytes, sizeof(a->bytes));
}

static void trees_grow_as_defined(void **state) {
    (void)state;
    struct log_reader reader = {read_plain, &plain};
    struct log_tree tree = {0};
    for (uint64_t size = 0; size <= ENTRIES; size++) {
        struct log_hash root, loaded, expected = hash_of(plain.leaves, size);
        log_tree_root(&tree, &root);
        assert_same(&root, &expected);
        assert_null(log_root_load(&reader, size, &loaded));
        assert_same(&loaded, &expected);
        if (size < ENTRIES) log_tree_append(&tree, &plain.leaves[size]);
    }
    assert_ptr_equal(log_root_load(&reader, ENTRIES + 1, &(struct log_hash){0}), &log_size_unknown);
    assert_ptr_equal(log_root_load(&reader, UINT64_MAX, &(struct log_hash){0}), &log_size_unknown);
}

static void every_inclusion_is_proved(void **state) {
    (void)state;
    struct log_reader reader = {read_plain, &plain};
    struct log_proof proof;
    for (uint64_t size = 1; size <= 70; size++) {
        struct log_hash root = hash_of(plain.leaves, size);
        for (uint64_t index = 0; index < size; index++) {
            assert_null(log_inclusion_prove(&reader, index, size, &proof));
            assert_true(log_inclusion_verify(index, size, &plain.leaves[index], &proof, &root));
            assert_false(
                log_inclusion_verify(index, size, &plain.leaves[index + 1], &proof, &root));
            // the same proof for another place; beyond the end only (within, hashes may repeat it)
            assert_false(
                log_inclusion_verify(size + index, size, &plain.leaves[index], &proof, &root));
            proof.count--;
            assert_false(log_inclusion_verify(index, size, &plain.leaves[index], &proof, &root));
            proof.count += 2;
            assert_false(log_inclusion_verify(index, size, &plain.leaves[index], &proof, &root));
        }
        assert_ptr_equal(log_inclusion_prove(&reader, size, size, &proof), &log_size_unknown);
    }
    proof.count = LOG_PROOF_MAX + 1;
    assert_false(log_inclusion_verify(0, 1, &plain.leaves[0], &proof, &plain.leaves[0]));
}

static void assert_subtree(struct log_span span, uint64_t size, const struct log_hash *root) {
    struct log_reader reader = {read_plain, &plain};
    struct log_hash subtree = hash_of(plain.leaves + span.start, span.end - span.start);
    struct log_proof proof;
    assert_null(log_subtree_prove(&reader, span, size, &proof));
    assert_true(log_subtree_verify(span, size, &subtree, &proof, root));
    for (int i = 0; i < proof.count; i++) {
        proof.hashes[i].bytes[7] ^= 4;
        assert_false(log_subtree_verify(span, size, &subtree, &proof, root));
        proof.hashes[i].bytes[7] ^= 4;
    }
    proof.count++;
    proof.hashes[proof.count - 1] = *root;
    assert_false(log_subtree_verify(span, size, &subtree, &proof, root));
}

static void every_subtree_is_proved(void **state) {
    (void)state;
    struct log_reader reader = {read_plain, &plain};
    struct log_proof proof;
    for (uint64_t size = 1; size <= 33; size++) {
        struct log_hash root = hash_of(plain.leaves, size);
        for (uint64_t end = 1; end <= size; end++)
            for (uint64_t start = 0; start < end; start++) {
                struct log_span span = {start, end};
                uint64_t power = 1;
                while (power < end - start) power *= 2;
                assert_int_equal(log_span_is_subtree(span), start % power == 0);
                if (start % power == 0)
                    assert_subtree(span, size, &root);
                else
                    assert_ptr_equal(log_subtree_prove(&reader, span, size, &proof),
                                     &log_size_unknown);
            }
    }
    assert_true(log_span_is_subtree((struct log_span){5, 5}));
    assert_false(log_span_is_subtree((struct log_span){6, 5}));
    assert_false(log_span_is_subtree((struct log_span){1, (uint64_t)1 << 63}));
}

static void consistency_has_its_bounds(void **state) {
    (void)state;
    struct log_reader reader = {read_plain, &plain};
    struct log_proof proof;
    assert_ptr_equal(log_consistency_prove(&reader, 0, 5, &proof), &log_size_unknown);
    assert_ptr_equal(log_consistency_prove(&reader, 6, 5, &proof), &log_size_unknown);
    assert_ptr_equal(log_consistency_prove(&reader, 1, UINT64_MAX, &proof), &log_size_unknown);
    assert_null(log_consistency_prove(&reader, 600, 600, &proof));
    assert_int_equal(proof.count, 0);
    assert_null(log_consistency_prove(&reader, 300, 600, &proof));
    struct log_hash earlier = hash_of(plain.leaves, 300), later = hash_of(plain.leaves, 600);
    assert_true(log_consistency_verify((uint64_t[]){300, 600}, &proof, &earlier, &later));
    assert_false(log_consistency_verify((uint64_t[]){300, 600}, &proof, &later, &earlier));
    assert_false(log_consistency_verify((uint64_t[]){299, 600}, &proof, &earlier, &later));
    assert_false(log_consistency_verify((uint64_t[]){0, 600}, &proof, &earlier, &later));
}

static void names_and_keys_are_read_strictly(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const uint8_t seed[32] = "a seed for a test, not a secret";
    struct log_signer signer;
    struct log_verifier verifier;
    log_signer_init(STR("mingli.example/测试"), seed, &signer);
    str text = log_verifier_print(arena, &signer.verifier);
    assert_null(log_verifier_read(text, &verifier));
    assert_true(str_equal(verifier.name, STR("mingli.example/测试")));
    assert_int_equal(verifier.id, signer.verifier.id);
    for (size_t i = 0; i < text.size; i++) {
        str altered = arena_copy(arena, text);
        ((char *)(uintptr_t)altered.data)[i] ^= 1;
        assert_ptr_equal(log_verifier_read(altered, &verifier), &log_key_malformed);
        assert_ptr_equal(log_verifier_read(str_slice(text, 0, i), &verifier), &log_key_malformed);
    }
    // the key of the specification's example
    assert_null(log_verifier_read(
        STR("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"), &verifier));
    static const char *wrong[] = {"",          "a b",           "a+b",  "a\tb", "a\xE3\x80\x80",
                                  "\xC2\xA0x", "a\xE2\x80\xA8", "\xFF", "a\nb"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(log_name_is_valid(str_of(wrong[i])));
    char long_name[LIMIT_NOTE_NAME + 1];
    memset(long_name, 'n', sizeof(long_name));
    assert_true(log_name_is_valid((str){long_name, LIMIT_NOTE_NAME}));
    assert_false(log_name_is_valid((str){long_name, LIMIT_NOTE_NAME + 1}));
    arena_close(arena);
}

static void notes_are_opened_only_unaltered(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    static const uint8_t seed[32] = "a seed for a test, not a secret";
    struct log_signer signer;
    struct log_note opened;
    log_signer_init(STR("mingli.example/book"), seed, &signer);
    str note = log_note_sign(arena, &signer, STR("first\n\n礼 last\n"));
    assert_null(log_note_open(note, &signer.verifier, 1, &opened));
    assert_true(str_equal(opened.text, STR("first\n\n礼 last\n")));
    assert_int_equal(opened.verified_count, 1);
    for (size_t i = 0; i < note.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            str altered = arena_copy(arena, note);
            ((char *)(uintptr_t)altered.data)[i] ^= (char)(1 << bit);
            assert_non_null(log_note_open(altered, &signer.verifier, 1, &opened));
        }
    for (size_t size = 0; size < note.size; size++)
        assert_non_null(log_note_open(str_slice(note, 0, size), &signer.verifier, 1, &opened));
    assert_ptr_equal(log_note_open(note, NULL, 0, &opened), &note_unsigned);
    assert_int_equal(opened.count, 1); // who signed is known, though not verified
    arena_close(arena);
}

static void notes_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct buf note = buf_in(arena, 4 * MIB);
    struct log_note opened;
    buf_add(&note, STR("x\n\n"));
    for (int i = 0; i < LIMIT_NOTE_SIGNATURES; i++)
        buf_print(&note, "\xE2\x80\x94 key%d AAAAAAAA\n", i);
    assert_ptr_equal(log_note_open(buf_str(&note), NULL, 0, &opened), &note_unsigned);
    assert_int_equal(opened.count, LIMIT_NOTE_SIGNATURES);
    buf_add(&note, STR("\xE2\x80\x94 one AAAAAAAA\n"));
    assert_ptr_equal(log_note_open(buf_str(&note), NULL, 0, &opened), &note_malformed);
    struct buf large = buf_in(arena, 4 * MIB);
    while (large.size < LIMIT_NOTE - 17) buf_add_byte(&large, 'x');
    buf_add(&large, STR("\n\n\xE2\x80\x94 n AAAAAA==\n"));
    assert_int_equal(large.size, LIMIT_NOTE);
    assert_ptr_equal(log_note_open(buf_str(&large), NULL, 0, &opened),
                     &note_malformed); // only an id
    large.size = LIMIT_NOTE - 17;
    buf_add(&large, STR("\n\n\xE2\x80\x94 n AAAAAAA=\n"));
    assert_ptr_equal(log_note_open(buf_str(&large), NULL, 0, &opened), &note_unsigned);
    buf_add(&large, STR("\n"));
    assert_ptr_equal(log_note_open(buf_str(&large), NULL, 0, &opened), &note_malformed);
    arena_close(arena);
}

static void notes_in_a_row_are_taken_apart(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const uint8_t seed[32] = "a seed for a test, not a secret";
    struct log_signer signer;
    struct log_tree tree = {0};
    struct buf row = buf_in(arena, MIB);
    log_signer_init(STR("mingli.example/book"), seed, &signer);
    for (int i = 0; i < 4; i++) {
        buf_add(&row, log_checkpoint_sign(arena, &signer, &tree));
        log_tree_append(&tree, &plain.leaves[i]);
    }
    str rest = buf_str(&row);
    str note;
    for (uint64_t size = 0; size < 4; size++) {
        struct log_checkpoint checkpoint;
        assert_true(log_note_next(&rest, &note));
        assert_null(log_checkpoint_open(note, &signer.verifier, &checkpoint));
        assert_int_equal(checkpoint.size, size);
    }
    assert_false(log_note_next(&rest, &note));
    rest = STR("no note at all");
    assert_true(log_note_next(&rest, &note));
    assert_true(str_equal(note, STR("no note at all")));
    assert_false(log_note_next(&rest, &note));
    arena_close(arena);
}

static void checkpoints_are_read_strictly(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct log_checkpoint checkpoint;
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    str good = STR("example.com/behind-the-sofa\n20852163\n" ROOT "\n");
    assert_null(log_checkpoint_read(good, &checkpoint));
    assert_int_equal(checkpoint.size, 20852163);
    assert_true(str_equal(log_checkpoint_print(arena, &checkpoint), good));
    assert_null(log_checkpoint_read(STR("o\n0\n" ROOT "\nmore\nlines\n"), &checkpoint));
    assert_true(str_equal(checkpoint.extension, STR("more\nlines\n")));
    assert_null(log_checkpoint_read(STR("o\n9223372036854775807\n" ROOT "\n"), &checkpoint));
    static const char *wrong[] = {"",
                                  "o",
                                  "o\n",
                                  "o\n1\n",
                                  "o\n1\n" ROOT,
                                  "\n1\n" ROOT "\n",
                                  "o\n01\n" ROOT "\n",
                                  "o\n-1\n" ROOT "\n",
                                  "o\n+1\n" ROOT "\n",
                                  "o\n9223372036854775808\n" ROOT "\n",
                                  "o\n1 \n" ROOT "\n",
                                  "o\n1\n" ROOT "=\n",
                                  "o\n1\nAAAA\n",
                                  "o\n1\n" ROOT "\n\n",
                                  "o\n1\n" ROOT "\na\n\n",
                                  "o\n1\n" ROOT "\na\n\nb\n",
                                  "o\n1\n" ROOT "\nmore",
                                  "o\x01\n1\n" ROOT "\n",
                                  "\xFF\n1\n" ROOT "\n"};
#undef ROOT
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_ptr_equal(log_checkpoint_read(str_of(wrong[i]), &checkpoint), &checkpoint_malformed);
    arena_close(arena);
}

static void tile_paths_are_read_strictly(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const struct {
        struct log_tile tile;
        const char *path;
    } rows[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{3, 999, 1}, "tile/3/999.p/1"},
        {{7, 1000, 255}, "tile/7/x001/000.p/255"},
        {{LOG_TILE_ENTRIES, 36028797018963967, 256}, "tile/entries/x036/x028/x797/x018/x963/967"}};
    struct log_tile tile;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_true(str_equal(log_tile_path(arena, rows[i].tile), str_of(rows[i].path)));
        assert_true(log_tile_path_read(str_of(rows[i].path), &tile));
        assert_int_equal(tile.level, rows[i].tile.level);
        assert_int_equal(tile.index, rows[i].tile.index);
        assert_int_equal(tile.width, rows[i].tile.width);
    }
    static const char *wrong[] = {"",
                                  "tile",
                                  "tile/0",
                                  "tile/0/",
                                  "tile/8/000",
                                  "tile/00/000",
                                  "tile/-1/000",
                                  "tile/data/000",
                                  "tile/0/00",
                                  "tile/0/0000",
                                  "tile/0/x000/001",
                                  "tile/0/001/002",
                                  "tile/0/x001",
                                  "tile/0/x001/x002",
                                  "tile/0/x001/000/",
                                  "/tile/0/000",
                                  "tile/0/../000",
                                  "tile/0/000.p/0",
                                  "tile/0/000.p/256",
                                  "tile/0/000.p/01",
                                  "tile/0/000.p/",
                                  "tile/0/000.p",
                                  "tile/0/.p/1",
                                  "tile/0/0a0",
                                  "tile/0/x999/x999/x999/x999/x999/x999/999",
                                  "tile/0/x001/x000/x000/x000/x000/x000/x000/000"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(log_tile_path_read(str_of(wrong[i]), &tile));
    arena_close(arena);
}

// The specification's own example: a tree of 70,000.
static void tiles_have_their_widths(void **state) {
    (void)state;
    assert_int_equal(log_tile_width(0, 272, 70000), 256);
    assert_int_equal(log_tile_width(0, 273, 70000), 112);
    assert_int_equal(log_tile_width(LOG_TILE_ENTRIES, 273, 70000), 112);
    assert_int_equal(log_tile_width(0, 274, 70000), 0);
    assert_int_equal(log_tile_width(1, 0, 70000), 256);
    assert_int_equal(log_tile_width(1, 1, 70000), 17);
    assert_int_equal(log_tile_width(2, 0, 70000), 1);
    assert_int_equal(log_tile_width(3, 0, 70000), 0);
    assert_int_equal(log_tile_width(1, 0, 256), 1);
    assert_int_equal(log_tile_width(0, UINT64_MAX, 256), 0);
}

struct stored_tiles {
    struct log_tiler tiler;
    struct log_hash full[2][3][LOG_TILE_WIDTH]; // level, index
    int written;
};

static fault keep_tile(void *context, struct log_tile tile, const struct log_hash *hashes) {
    struct stored_tiles *stored = context;
    assert_int_equal(tile.width, LOG_TILE_WIDTH);
    memcpy(stored->full[tile.level][tile.index], hashes, sizeof(stored->full[0][0]));
    stored->written++;
    return NULL;
}

static fault give_tile(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct stored_tiles *stored = context;
    const struct log_hash *hashes = stored->full[tile.level][tile.index];
    struct log_tile tail = log_tiler_tail(&stored->tiler, tile.level, &hashes);
    if (tail.index == tile.index) assert_int_equal(tail.width, tile.width);
    if (tail.index != tile.index) hashes = stored->full[tile.level][tile.index];
    memcpy(ret_hashes, hashes, (size_t)tile.width * sizeof(*hashes));
    return NULL;
}

static void tiles_hold_what_the_specification_says(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct stored_tiles *stored = ARENA_NEW(arena, struct stored_tiles);
    struct log_tile_sink sink = {keep_tile, stored};
    for (int i = 0; i < ENTRIES; i++)
        assert_null(log_tiler_append(&stored->tiler, &plain.leaves[i], &sink));
    assert_int_equal(stored->written, 2);
    assert_memory_equal(stored->full[0][1], plain.leaves + 256, sizeof(stored->full[0][1]));
    const struct log_hash *hashes;
    struct log_tile tail = log_tiler_tail(&stored->tiler, 1, &hashes);
    assert_int_equal(tail.width, 2);
    for (int i = 0; i < 2; i++) {
        struct log_hash expected = hash_of(plain.leaves + 256 * i, 256);
        assert_same(&hashes[i], &expected);
    }
    arena_close(arena);
}

static void tilers_say_what_the_last_entry_made(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    uint64_t index;
    struct log_hash hash;
    assert_false(log_tiler_made(tiler, 0, &index, &hash));
    for (uint64_t i = 0; i < ENTRIES; i++) {
        assert_null(log_tiler_append(tiler, &plain.leaves[i], NULL));
        assert_true(log_tiler_made(tiler, 0, &index, &hash));
        assert_int_equal(index, i);
        assert_same(&hash, &plain.leaves[i]);
        assert_int_equal(log_tiler_made(tiler, 1, &index, &hash), i == 255 || i == 511);
        if (i != 255 && i != 511) continue;
        assert_int_equal(index, i / 256);
        struct log_hash expected = hash_of(plain.leaves + i - 255, 256);
        assert_same(&hash, &expected);
        assert_false(log_tiler_made(tiler, 2, &index, &hash));
    }
    arena_close(arena);
}

static void tilers_are_loaded_and_go_on(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 511, 512, 513, 600};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct stored_tiles *stored = ARENA_NEW(arena, struct stored_tiles);
        struct log_tiler *loaded = ARENA_NEW(arena, struct log_tiler);
        struct log_tile_sink sink = {keep_tile, stored};
        struct log_tile_source source = {give_tile, stored, sizes[i]};
        for (uint64_t entry = 0; entry < sizes[i]; entry++)
            assert_null(log_tiler_append(&stored->tiler, &plain.leaves[entry], &sink));
        assert_null(log_tiler_load(&source, loaded));
        for (uint64_t entry = sizes[i]; entry < ENTRIES; entry++)
            assert_null(log_tiler_append(loaded, &plain.leaves[entry], NULL));
        struct log_hash root, expected = hash_of(plain.leaves, ENTRIES);
        log_tree_root(&loaded->tree, &root);
        assert_same(&root, &expected);
    }
    arena_close(arena);
}

static void proofs_come_out_of_tiles(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct stored_tiles *stored = ARENA_NEW(arena, struct stored_tiles);
    struct log_tile_sink sink = {keep_tile, stored};
    for (int i = 0; i < ENTRIES; i++)
        assert_null(log_tiler_append(&stored->tiler, &plain.leaves[i], &sink));
    struct log_tile_source source = {give_tile, stored, ENTRIES};
    struct log_reader reader = log_reader_over(arena, &source);
    struct log_hash root = hash_of(plain.leaves, ENTRIES);
    for (uint64_t index = 0; index < ENTRIES; index += 7) {
        struct log_proof proof;
        assert_null(log_inclusion_prove(&reader, index, ENTRIES, &proof));
        assert_true(log_inclusion_verify(index, ENTRIES, &plain.leaves[index], &proof, &root));
        struct log_hash earlier, expected = hash_of(plain.leaves, index + 1);
        assert_null(log_consistency_prove(&reader, index + 1, ENTRIES, &proof));
        assert_null(log_root_load(&reader, index + 1, &earlier));
        assert_same(&earlier, &expected);
        uint64_t pair[2] = {index + 1, ENTRIES};
        assert_true(log_consistency_verify(pair, &proof, &earlier, &root));
    }
    struct log_hash hash;
    assert_ptr_equal(reader.read(reader.context, 0, ENTRIES, &hash), &log_size_unknown);
    assert_ptr_equal(reader.read(reader.context, 9, 1, &hash), &log_size_unknown);
    arena_close(arena);
}

static fault refuse_tile(void *context, struct log_tile tile, const struct log_hash *hashes) {
    (void)context, (void)tile, (void)hashes;
    return &bundle_malformed; // stands for a full disk
}

static void refusals_of_storage_are_passed_on(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    struct log_tile_sink sink = {refuse_tile, NULL};
    for (int i = 0; i < 255; i++) assert_null(log_tiler_append(tiler, &plain.leaves[i], &sink));
    assert_ptr_equal(log_tiler_append(tiler, &plain.leaves[255], &sink), &bundle_malformed);
    arena_close(arena);
}

static void bundles_come_back(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct buf out = buf_in(arena, 256 * KIB);
    char *large = arena_take(arena, LIMIT_LEAF);
    log_bundle_add(&out, STR_NONE);
    log_bundle_add(&out, STR("one"));
    log_bundle_add(&out, (str){large, LIMIT_LEAF});
    str rest = buf_str(&out);
    str leaf;
    assert_null(log_bundle_next(&rest, &leaf));
    assert_int_equal(leaf.size, 0);
    assert_null(log_bundle_next(&rest, &leaf));
    assert_true(str_equal(leaf, STR("one")));
    assert_null(log_bundle_next(&rest, &leaf));
    assert_int_equal(leaf.size, LIMIT_LEAF);
    assert_int_equal(rest.size, 0);
    static const char cut[4] = {0, 3, 'o', 'n'};
    for (size_t size = 0; size < sizeof(cut); size++) { // "one" lacks its last byte
        rest = (str){cut, size};
        assert_ptr_equal(log_bundle_next(&rest, &leaf), &bundle_malformed);
    }
    arena_close(arena);
}

static void commitments_bind_path_and_value(void **state) {
    (void)state;
    static const uint8_t salt[LOG_SALT_SIZE] = "thirty-two bytes that are random";
    uint8_t other[LOG_SALT_SIZE];
    char hex[LOG_COMMITMENT_SIZE];
    log_commitment_make(salt, STR("in.name"), STR("张三"), hex);
    str commitment = {hex, sizeof(hex)};
    // printf 'thirty-two bytes that are random\0\0\0\7in.name张三' | sha256sum
    assert_true(str_equal(commitment,
                          STR("eb46f3caef534c048672f4581f9e86386e61c6f1587cbc2ba0e46a1c63d0c0b7")));
    memcpy(other, salt, sizeof(other));
    other[31] ^= 1;
    assert_true(log_commitment_is_right(salt, STR("in.name"), STR("张三"), commitment));
    assert_false(log_commitment_is_right(other, STR("in.name"), STR("张三"), commitment));
    assert_false(log_commitment_is_right(salt, STR("in.name"), STR("张四"), commitment));
    assert_false(log_commitment_is_right(salt, STR("in.nam"), STR("e张三"), commitment));
    assert_false(log_commitment_is_right(salt, STR("in.name"), STR("张三"), STR("00")));
    uint8_t name_salt[LOG_SALT_SIZE], mail_salt[LOG_SALT_SIZE];
    log_salt_of(salt, STR("in.name"), name_salt);
    log_salt_of(salt, STR("in.mail"), mail_salt);
    assert_memory_not_equal(name_salt, mail_salt, LOG_SALT_SIZE);
    assert_memory_not_equal(name_salt, salt, LOG_SALT_SIZE);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_grow_as_defined),
        cmocka_unit_test(every_inclusion_is_proved),
        cmocka_unit_test(every_subtree_is_proved),
        cmocka_unit_test(consistency_has_its_bounds),
        cmocka_unit_test(names_and_keys_are_read_strictly),
        cmocka_unit_test(notes_are_opened_only_unaltered),
        cmocka_unit_test(notes_have_a_ceiling),
        cmocka_unit_test(notes_in_a_row_are_taken_apart),
        cmocka_unit_test(checkpoints_are_read_strictly),
        cmocka_unit_test(tile_paths_are_read_strictly),
        cmocka_unit_test(tiles_have_their_widths),
        cmocka_unit_test(tiles_hold_what_the_specification_says),
        cmocka_unit_test(tilers_say_what_the_last_entry_made),
        cmocka_unit_test(tilers_are_loaded_and_go_on),
        cmocka_unit_test(proofs_come_out_of_tiles),
        cmocka_unit_test(refusals_of_storage_are_passed_on),
        cmocka_unit_test(bundles_come_back),
        cmocka_unit_test(commitments_bind_path_and_value),
    };
    return cmocka_run_group_tests(tests, make_leaves, NULL);
}

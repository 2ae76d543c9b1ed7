// log and crypto against other people's vectors: 518 Merkle proofs and the roots of RFC 6962 (
// transparency-dev/merkle), signed notes (golang/mod), a real checkpoint of the Go checksum
// database, a log written by Tessera rebuilt byte for byte, and Wycheproof's Ed25519 and HMAC. They
// lie outside the repository (MINGLI_SHARED, ../shared without it); where they are absent the tests
// are skipped.
#include "format/json.h"
#include "log/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The bytes of a vector file; skips the test where it is not there.
static str read_vectors(struct arena *arena, const char *name) {
    const char *shared = getenv("MINGLI_SHARED");
    char path[512];
    snprintf(path, sizeof(path), "%s/data/merkle/%s", shared == NULL ? "../shared" : shared, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        arena_close(arena);
        print_message("%s: skipped, not here\n", path);
        skip();
    }
    char *bytes = arena_take(arena, MIB);
    size_t size = fread(bytes, 1, MIB, file);
    assert_true(size < MIB);
    fclose(file);
    return (str){bytes, size};
}

static const struct json *read_json(struct arena *arena, str bytes) {
    const struct json *value;
    struct fault_note note = {0};
    fault trouble = json_read(arena, bytes, &value, &note);
    if (trouble != NULL) fail_msg("%.*s", STR_ARG(note.en));
    return value;
}

static str text_of(const struct json *row, const char *name) {
    const struct json *member = json_member(row, str_of(name));
    return member == NULL || member->kind != JSON_STRING ? STR_NONE : member->text;
}

static bool is_true(const struct json *row, const char *name) {
    const struct json *member = json_member(row, str_of(name));
    return member != NULL && member->kind == JSON_TRUE;
}

// False for a number beyond what we ever take: such a proof is refused where it is read.
static bool read_number(const struct json *row, const char *name, uint64_t *ret_number) {
    const struct json *member = json_member(row, str_of(name));
    int64_t number = 0;
    assert_non_null(member);
    if (!str_to_int(member->text, &number)) return false;
    *ret_number = (uint64_t)number;
    return true;
}

// Some vectors that do not care about roots have shorter ones: filled up with zeros.
static bool read_hash(struct arena *arena, str text, bool is_padded, struct log_hash *ret_hash) {
    str bytes;
    memset(ret_hash, 0, sizeof(*ret_hash));
    if (!crypto_base64_decode(arena, CRYPTO_BASE64, text, &bytes)) return false;
    if (bytes.size > sizeof(ret_hash->bytes) || bytes.size == 0) return false;
    if (bytes.size != sizeof(ret_hash->bytes) && !is_padded) return false;
    memcpy(ret_hash->bytes, bytes.data, bytes.size);
    return true;
}

static bool read_proof(struct arena *arena, const struct json *row, struct log_proof *ret_proof) {
    const struct json *list = json_member(row, STR("proof"));
    ret_proof->count = 0;
    if (list == NULL || list->kind != JSON_ARRAY) return true;
    for (const struct json *item = list->first; item != NULL; item = item->next)
        if (ret_proof->count == LOG_PROOF_MAX ||
            !read_hash(arena, item->text, false, &ret_proof->hashes[ret_proof->count++]))
            return false;
    return true;
}

static bool verify_inclusion(struct arena *arena, const struct json *row) {
    struct log_proof proof;
    struct log_hash root, leaf;
    uint64_t index, size;
    return read_number(row, "leafIdx", &index) && read_number(row, "treeSize", &size) &&
           read_proof(arena, row, &proof) && read_hash(arena, text_of(row, "root"), false, &root) &&
           read_hash(arena, text_of(row, "leafHash"), false, &leaf) &&
           log_inclusion_verify(index, size, &leaf, &proof, &root);
}

static bool verify_consistency(struct arena *arena, const struct json *row) {
    struct log_proof proof;
    struct log_hash roots[2];
    uint64_t sizes[2];
    return read_number(row, "size1", &sizes[0]) && read_number(row, "size2", &sizes[1]) &&
           read_proof(arena, row, &proof) &&
           read_hash(arena, text_of(row, "root1"), true, &roots[0]) &&
           read_hash(arena, text_of(row, "root2"), true, &roots[1]) &&
           log_consistency_verify(sizes, &proof, &roots[0], &roots[1]);
}

static bool verify_subtree_inclusion(struct arena *arena, const struct json *row) {
    struct log_proof proof;
    struct log_hash root, leaf;
    struct log_span span;
    uint64_t index;
    return read_number(row, "leafIdx", &index) && read_number(row, "start", &span.start) &&
           read_number(row, "end", &span.end) && read_proof(arena, row, &proof) &&
           read_hash(arena, text_of(row, "root"), false, &root) &&
           read_hash(arena, text_of(row, "leafHash"), false, &leaf) &&
           log_subtree_has(index, span, &leaf, &proof, &root);
}

static bool verify_subtree_consistency(struct arena *arena, const struct json *row) {
    struct log_proof proof;
    struct log_hash roots[2];
    struct log_span span;
    uint64_t size;
    return read_number(row, "start", &span.start) && read_number(row, "end", &span.end) &&
           read_number(row, "size", &size) && read_proof(arena, row, &proof) &&
           read_hash(arena, text_of(row, "root1"), true, &roots[0]) &&
           read_hash(arena, text_of(row, "root2"), true, &roots[1]) &&
           log_subtree_verify(span, size, &roots[0], &proof, &roots[1]);
}

// Every line of a file through verify; how many lines there were, valid and not.
static void check_proofs(const char *name, bool (*verify)(struct arena *, const struct json *),
                         int valid_count, int wrong_count) {
    struct arena *arena = arena_open(64 * MIB);
    str rest = read_vectors(arena, name);
    while (rest.size > 0) {
        const struct json *row = read_json(arena, str_cut(&rest, '\n'));
        bool is_wrong = is_true(row, "wantErr");
        if (verify(arena, row) == is_wrong) {
            str file = text_of(row, "file");
            fail_msg("%.*s", STR_ARG(file));
        }
        valid_count -= is_wrong ? 0 : 1;
        wrong_count -= is_wrong ? 1 : 0;
    }
    assert_int_equal(valid_count, 0);
    assert_int_equal(wrong_count, 0);
    arena_close(arena);
}

static void inclusion_proofs(void **state) {
    (void)state;
    check_proofs("inclusion.jsonl", verify_inclusion, 6, 92);
}

static void consistency_proofs(void **state) {
    (void)state;
    check_proofs("consistency.jsonl", verify_consistency, 6, 92);
}

static void subtree_inclusion_proofs(void **state) {
    (void)state;
    check_proofs("subtreeinclusion.jsonl", verify_subtree_inclusion, 12, 192);
}

static void subtree_consistency_proofs(void **state) {
    (void)state;
    check_proofs("subtreeconsistency.jsonl", verify_subtree_consistency, 12, 106);
}

static void roots_of_rfc_6962(void **state) {
    (void)state;
    struct arena *arena = arena_open(8 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, "rfc6962-roots.json"));
    const struct json *root = json_member(all, STR("root_hash_by_tree_size_hex"));
    const struct json *leaf = json_member(all, STR("leaf_inputs_hex"))->first;
    struct log_tree tree = {0};
    assert_non_null(root);
    for (root = root->first; root != NULL; root = root->next) {
        struct log_hash hash, expected;
        log_tree_root(&tree, &hash);
        assert_true(crypto_hex_read(root->text, sizeof(expected), expected.bytes));
        assert_true(log_hash_is_equal(&hash, &expected));
        if (leaf == NULL) break;
        uint8_t bytes[16];
        assert_true(crypto_hex_read(leaf->text, leaf->text.size / 2, bytes));
        log_leaf_hash((str){(const char *)bytes, leaf->text.size / 2}, &hash);
        log_tree_append(&tree, &hash);
        leaf = leaf->next;
    }
    assert_int_equal(tree.size, 8);
    arena_close(arena);
}

// "PRIVATE+KEY+name+id+base64(0x01 seed)", the form of golang/mod, which only the vectors need.
static void read_signer(str text, struct log_signer *ret_signer) {
    uint8_t key[1 + CRYPTO_SEED_SIZE];
    uint8_t id[4];
    assert_true(str_equal(str_cut(&text, '+'), STR("PRIVATE")));
    assert_true(str_equal(str_cut(&text, '+'), STR("KEY")));
    str name = str_cut(&text, '+');
    assert_true(crypto_hex_read(str_cut(&text, '+'), sizeof(id), id));
    assert_true(crypto_base64_read(CRYPTO_BASE64, text, sizeof(key), key));
    log_signer_init(name, key + 1, ret_signer);
    assert_int_equal(ret_signer->verifier.id >> 24, id[0]);
}

static int read_verifiers(const struct json *row, struct log_verifier ret_verifiers[8]) {
    int count = 0;
    for (const struct json *item = json_member(row, STR("verifiers"))->first; item != NULL;
         item = item->next)
        assert_null(log_verifier_read(item->text, &ret_verifiers[count++]));
    return count;
}

// The names of verified or unverified signatures, in order.
static void assert_names(const struct json *row, const char *member, const struct log_note *note) {
    const struct json *item = json_member(row, str_of(member))->first;
    for (int i = 0; i < note->count; i++) {
        if (note->signatures[i].is_verified != (strcmp(member, "verified") == 0)) continue;
        assert_non_null(item);
        assert_true(str_equal(note->signatures[i].name, item->text));
        item = item->next;
    }
    assert_null(item);
}

static void signed_notes(void **state) {
    (void)state;
    struct arena *arena = arena_open(8 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, "signed-notes.json"));
    const struct json *signing = json_member(all, STR("signing"));
    struct log_signer signer;
    int count = 0;
    read_signer(text_of(signing, "skey"), &signer);
    str note = log_note_sign(arena, &signer, text_of(signing, "text"));
    assert_true(str_equal(note, text_of(signing, "expect")));
    for (const struct json *row = json_member(all, STR("cases"))->first; row != NULL;
         row = row->next, count++) {
        struct log_verifier verifiers[8];
        struct log_note opened;
        size_t verifier_count = (size_t)read_verifiers(row, verifiers);
        fault trouble = log_note_open(text_of(row, "note"), verifiers, verifier_count, &opened);
        assert_int_equal(trouble == NULL, is_true(row, "ok"));
        str error = text_of(row, "error");
        if (str_equal(error, STR("malformed note"))) assert_ptr_equal(trouble, &note_malformed);
        if (str_starts_with(error, STR("ambiguous")))
            assert_ptr_equal(trouble, &note_key_ambiguous);
        if (str_starts_with(error, STR("invalid")))
            assert_ptr_equal(trouble, &note_signature_wrong);
        if (trouble != NULL) continue;
        assert_names(row, "verified", &opened);
        assert_names(row, "unverified", &opened);
    }
    assert_int_equal(count, 15);
    arena_close(arena);
}

static void checkpoint_of_the_go_checksum_database(void **state) {
    (void)state;
    struct arena *arena = arena_open(8 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, "sumdb-checkpoint.json"));
    struct log_verifier verifier;
    struct log_checkpoint checkpoint;
    assert_null(log_verifier_read(text_of(all, "vkey"), &verifier));
    assert_null(log_checkpoint_open(text_of(all, "checkpoint"), &verifier, &checkpoint));
    assert_int_equal(checkpoint.size, 35225469);
    arena_close(arena);
}

static void tree_texts_of_golang(void **state) {
    (void)state;
    struct arena *arena = arena_open(8 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, "tlog-misc.json"));
    const struct json *good = json_member(all, STR("parse_tree_ok"));
    struct log_checkpoint checkpoint;
    struct log_hash hash;
    assert_null(log_checkpoint_read(text_of(good, "text"), &checkpoint));
    assert_int_equal(checkpoint.size, 123456789012);
    log_leaf_hash(STR("hello world"), &hash);
    assert_true(log_hash_is_equal(&hash, &checkpoint.root));
    for (const struct json *row = json_member(all, STR("parse_tree_bad"))->first; row != NULL;
         row = row->next)
        assert_true(log_checkpoint_read(row->text, &checkpoint) == &checkpoint_malformed ||
                    !str_equal(checkpoint.origin, STR("go.sum database tree")));
    arena_close(arena);
}

static void assert_file(struct arena *arena, const char *name, str expected) {
    str bytes = read_vectors(arena, name);
    if (!str_equal(bytes, expected)) fail_msg("%s differs", name);
}

// Fifteen entries, a checkpoint at every size, and the tiles of every size: all made here, all the
// same to the last byte.
static void log_of_tessera(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, "tessera-log/log.json"));
    const struct json *entry = json_member(all, STR("entries"))->first;
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    struct buf bundle = buf_in(arena, MIB);
    struct log_signer signer;
    char name[128];
    read_signer(text_of(all, "private_key"), &signer);
    str key = log_verifier_print(arena, &signer.verifier);
    assert_true(str_equal(key, text_of(all, "public_key")));
    for (int size = 0;; size++, entry = entry->next) {
        str note = log_checkpoint_sign(arena, &signer, &tiler->tree);
        snprintf(name, sizeof(name), "tessera-log/checkpoint.%d", size);
        assert_file(arena, name, note);
        if (size > 0) {
            const struct log_hash *hashes;
            struct log_tile tile = log_tiler_tail(tiler, 0, &hashes);
            str path = log_tile_path(arena, tile);
            snprintf(name, sizeof(name), "tessera-log/%.*s", STR_ARG(path));
            assert_file(arena, name,
                        (str){(const char *)hashes, (size_t)tile.width * sizeof(*hashes)});
            tile.level = LOG_TILE_ENTRIES;
            path = log_tile_path(arena, tile);
            snprintf(name, sizeof(name), "tessera-log/%.*s", STR_ARG(path));
            assert_file(arena, name, buf_str(&bundle));
        }
        if (entry == NULL) break;
        struct log_hash hash;
        log_leaf_hash(entry->text, &hash);
        log_bundle_add(&bundle, entry->text);
        assert_null(log_tiler_append(tiler, &hash, NULL));
    }
    assert_int_equal(tiler->tree.size, 15);
    arena_close(arena);
}

static str read_hex(struct arena *arena, str text) {
    uint8_t *bytes = arena_take(arena, text.size / 2);
    assert_true(crypto_hex_read(text, text.size / 2, bytes));
    return (str){(const char *)bytes, text.size / 2};
}

static void check_ed25519(struct arena *arena, const struct json *group) {
    struct crypto_public_key key;
    const struct json *public_key = json_member(group, STR("publicKey"));
    assert_true(crypto_hex_read(text_of(public_key, "pk"), sizeof(key), key.bytes));
    for (const struct json *test = json_member(group, STR("tests"))->first; test != NULL;
         test = test->next) {
        str message = read_hex(arena, text_of(test, "msg"));
        str signature = read_hex(arena, text_of(test, "sig"));
        bool is_valid = str_equal(text_of(test, "result"), STR("valid"));
        assert_int_equal(crypto_ed25519_verify(&key, message, signature), is_valid);
    }
}

static void check_hmac(struct arena *arena, const struct json *group) {
    for (const struct json *test = json_member(group, STR("tests"))->first; test != NULL;
         test = test->next) {
        uint8_t mac[CRYPTO_SHA256_SIZE];
        str key = read_hex(arena, text_of(test, "key"));
        crypto_hmac_sha256(key, read_hex(arena, text_of(test, "msg")), mac);
        str tag = read_hex(arena, text_of(test, "tag")); // may be a cut one
        bool is_same = crypto_is_equal((str){(const char *)mac, tag.size}, tag);
        assert_int_equal(is_same, str_equal(text_of(test, "result"), STR("valid")));
    }
}

static void check_wycheproof(const char *name, int count,
                             void (*check)(struct arena *, const struct json *)) {
    struct arena *arena = arena_open(64 * MIB);
    const struct json *all = read_json(arena, read_vectors(arena, name));
    for (const struct json *group = json_member(all, STR("testGroups"))->first; group != NULL;
         group = group->next) {
        check(arena, group);
        count -= (int)json_member(group, STR("tests"))->count;
    }
    assert_int_equal(count, 0);
    arena_close(arena);
}

static void wycheproof_ed25519(void **state) {
    (void)state;
    check_wycheproof("wycheproof/ed25519_test.json", 151, check_ed25519);
}

static void wycheproof_hmac_sha256(void **state) {
    (void)state;
    check_wycheproof("wycheproof/hmac_sha256_test.json", 174, check_hmac);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inclusion_proofs),
        cmocka_unit_test(consistency_proofs),
        cmocka_unit_test(subtree_inclusion_proofs),
        cmocka_unit_test(subtree_consistency_proofs),
        cmocka_unit_test(roots_of_rfc_6962),
        cmocka_unit_test(signed_notes),
        cmocka_unit_test(checkpoint_of_the_go_checksum_database),
        cmocka_unit_test(tree_texts_of_golang),
        cmocka_unit_test(log_of_tessera),
        cmocka_unit_test(wycheproof_ed25519),
        cmocka_unit_test(wycheproof_hmac_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

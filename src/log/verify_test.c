// log_verify: one row per way to tamper with a log, each with what must be found; and the golden
// log of tests/golden, made here once more byte for byte, of which every single byte is flipped in
// turn.
#include "log/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ENTRIES = 600, COMMIT = 7, CHECKPOINTS = (ENTRIES + COMMIT - 1) / COMMIT };

static const uint8_t seed[CRYPTO_SEED_SIZE] = "a seed for a test, not a secret";
static const uint8_t other_seed[CRYPTO_SEED_SIZE] = "another seed, not a secret too";

// A log in memory that can be tampered with, and a walk through it.
struct book {
    struct arena *arena;
    struct log_signer signer;
    struct log_entry entries[ENTRIES + 1];
    struct log_hash hashes[ENTRIES + 1];
    size_t count;
    struct log_stored_checkpoint checkpoints[CHECKPOINTS + 2];
    size_t checkpoint_count;
    struct log_hash upper[4]; // the incomplete tile of level 1
    size_t at;
    size_t checkpoint_at;
};

static fault next_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct book *book = context;
    *ret_has_one = book->at < book->count;
    if (*ret_has_one) *ret_entry = book->entries[book->at++];
    return NULL;
}

static fault next_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                             bool *ret_has_one) {
    struct book *book = context;
    *ret_has_one = book->checkpoint_at < book->checkpoint_count;
    if (*ret_has_one) *ret_checkpoint = book->checkpoints[book->checkpoint_at++];
    return NULL;
}

static fault read_upper(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct book *book = context;
    assert_int_equal(tile.level, 1);
    assert_int_equal(tile.index, 0);
    memcpy(ret_hashes, book->upper, (size_t)tile.width * sizeof(*ret_hashes));
    return NULL;
}

// Hashes everything anew, as somebody with access to the database would.
static void hash_anew(struct book *book) {
    for (size_t i = 0; i < book->count; i++) {
        book->entries[i].index = i;
        log_leaf_hash(book->entries[i].leaf, &book->hashes[i]);
        book->entries[i].hash = &book->hashes[i];
    }
}

// Signs a checkpoint after every COMMIT entries and one at the end, and makes the upper tile.
static void sign_anew(struct book *book) {
    struct log_tiler *tiler = ARENA_NEW(book->arena, struct log_tiler);
    const struct log_hash *upper;
    book->checkpoint_count = 0;
    for (size_t i = 0; i < book->count; i++) {
        assert_null(log_tiler_append(tiler, &book->hashes[i], NULL));
        if ((i + 1) % COMMIT != 0 && i + 1 != book->count) continue;
        book->checkpoints[book->checkpoint_count++] = (struct log_stored_checkpoint){
            i + 1, log_checkpoint_sign(book->arena, &book->signer, &tiler->tree), false};
    }
    struct log_tile tile = log_tiler_tail(tiler, 1, &upper);
    memcpy(book->upper, upper, (size_t)tile.width * sizeof(*upper));
}

static struct book *make_book(struct arena *arena) {
    struct book *book = ARENA_NEW(arena, struct book);
    book->arena = arena;
    book->count = ENTRIES;
    log_signer_init(STR("mingli.example/book"), seed, &book->signer);
    for (int i = 0; i < ENTRIES; i++) {
        book->entries[i].leaf = arena_print(arena, "{\"event\":%d}", i);
    }
    hash_anew(book);
    sign_anew(book);
    return book;
}

static struct log_report verify_book(struct book *book) {
    struct log_tile_source tiles = {read_upper, book, 0};
    struct log_source source = {next_entry, next_checkpoint, &tiles, book};
    struct log_report report;
    assert_null(log_verify(book->arena, &source, &book->signer.verifier, &report));
    return report;
}

// --- The ways to tamper -------------------------------------------------------------------------

static void nothing(struct book *book) {
    (void)book;
}
static void no_hashes_stored(struct book *book) {
    for (size_t i = 0; i < book->count; i++) book->entries[i].hash = NULL;
}
static void leaf(struct book *book) {
    book->entries[33].leaf = STR("{\"event\":34}");
}
static void first_leaf(struct book *book) {
    book->entries[0].leaf = STR("");
}
static void last_leaf(struct book *book) {
    book->entries[ENTRIES - 1].leaf = STR("{}");
}
static void stored_hash(struct book *book) {
    book->hashes[512].bytes[31] ^= 0x80;
}
static void leaf_hashed_anew(struct book *book) {
    leaf(book);
    hash_anew(book);
}
static void leaf_without_hashes(struct book *book) {
    leaf(book);
    no_hashes_stored(book);
}
static void swapped(struct book *book) {
    str kept = book->entries[100].leaf;
    book->entries[100].leaf = book->entries[101].leaf;
    book->entries[101].leaf = kept;
    hash_anew(book);
}
static void swapped_with_numbers(struct book *book) {
    struct log_entry kept = book->entries[100];
    book->entries[100] = book->entries[101];
    book->entries[101] = kept;
}
static void remove_entries(struct book *book, size_t first, size_t count) {
    book->count -= count;
    memmove(&book->entries[first], &book->entries[first + count],
            (book->count - first) * sizeof(book->entries[0]));
}
static void removed(struct book *book) {
    remove_entries(book, 50, 2);
}
static void removed_and_numbered_anew(struct book *book) {
    remove_entries(book, 50, 2);
    hash_anew(book);
}
static void repeated(struct book *book) {
    book->entries[51] = book->entries[50];
}
static void inserted_and_numbered_anew(struct book *book) {
    memmove(&book->entries[11], &book->entries[10], 590 * sizeof(book->entries[0]));
    book->entries[10].leaf = STR("{\"event\":\"mine\"}");
    book->count++;
    hash_anew(book);
}
static void cut(struct book *book) {
    book->count = 590;
}
static void cut_within_a_commit(struct book *book) {
    book->count = 599;
}
static void emptied(struct book *book) {
    book->count = 0;
}
static void extra(struct book *book) {
    book->entries[ENTRIES].leaf = STR("{\"event\":600}");
    book->count++;
    hash_anew(book);
}
static void no_checkpoints(struct book *book) {
    book->checkpoint_count = 0;
}
static void nothing_at_all(struct book *book) {
    book->count = book->checkpoint_count = 0;
}
static void last_checkpoint_removed(struct book *book) {
    book->checkpoint_count--;
}
static void checkpoint_text(struct book *book) {
    str note = arena_copy(book->arena, book->checkpoints[3].note);
    ((char *)(uintptr_t)note.data)[0] ^= 1;
    book->checkpoints[3].note = note;
}
static void unreached_checkpoint_text(struct book *book) {
    book->count = 590;
    str note = arena_copy(book->arena, book->checkpoints[84].note);
    ((char *)(uintptr_t)note.data)[0] ^= 1;
    book->checkpoints[84].note = note;
}
static void checkpoint_gone_to_pieces(struct book *book) {
    book->checkpoints[3].note = STR("no note");
}
static void sign_third(struct book *book, str name, const uint8_t *with_seed) {
    struct log_signer signer;
    struct log_tree tree = {0};
    log_signer_init(name, with_seed, &signer);
    for (int i = 0; i < 28; i++) log_tree_append(&tree, &book->hashes[i]);
    book->checkpoints[3].note = log_checkpoint_sign(book->arena, &signer, &tree);
}
static void signed_by_another_key(struct book *book) {
    sign_third(book, STR("mingli.example/book"), other_seed);
}
static void signed_under_another_name(struct book *book) {
    sign_third(book, STR("mingli.example/other"), seed);
}
static void of_another_log(struct book *book) {
    struct log_checkpoint checkpoint;
    assert_null(
        log_checkpoint_open(book->checkpoints[3].note, &book->signer.verifier, &checkpoint));
    checkpoint.origin = STR("mingli.example/other");
    book->checkpoints[3].note =
        log_note_sign(book->arena, &book->signer, log_checkpoint_print(book->arena, &checkpoint));
}
static void checkpoint_misplaced(struct book *book) {
    book->checkpoints[3].note = book->checkpoints[2].note;
}
static void checkpoints_swapped(struct book *book) {
    struct log_stored_checkpoint kept = book->checkpoints[3];
    book->checkpoints[3] = book->checkpoints[4];
    book->checkpoints[4] = kept;
}
static void checkpoint_twice(struct book *book) {
    book->checkpoints[book->checkpoint_count] = book->checkpoints[book->checkpoint_count - 1];
    book->checkpoint_count++;
}
static void two_stories(struct book *book) {
    struct log_tree tree = {0};
    for (int i = 0; i < ENTRIES; i++) log_tree_append(&tree, &book->hashes[0]);
    checkpoint_twice(book);
    book->checkpoints[book->checkpoint_count - 1].note =
        log_checkpoint_sign(book->arena, &book->signer, &tree);
}
static void upper_tile(struct book *book) {
    book->upper[1].bytes[0] ^= 1;
}
// Outside checkpoints of 70 and 210; then entry 100 is altered by somebody who has the server's key
// and signs everything anew.
static void rewritten_by_the_owner(struct book *book) {
    struct log_stored_checkpoint first = book->checkpoints[9];
    struct log_stored_checkpoint second = book->checkpoints[29];
    first.is_outside = second.is_outside = true;
    book->entries[100].leaf = STR("{}");
    hash_anew(book);
    sign_anew(book);
    memmove(&book->checkpoints[32], &book->checkpoints[30], 56 * sizeof(first));
    memmove(&book->checkpoints[11], &book->checkpoints[10], 20 * sizeof(first));
    book->checkpoints[10] = first;
    book->checkpoints[31] = second;
    book->checkpoint_count += 2;
}
static void outside_agrees(struct book *book) {
    for (size_t i = 0; i < book->checkpoint_count; i++)
        book->checkpoints[i].is_outside = i % 5 == 0;
}

static void every_tampering_is_found(void **state) {
    (void)state;
    static const struct {
        const char *name;
        void (*tamper)(struct book *);
        enum log_finding finding;
        uint64_t first, last;
        const struct fault *reason;
    } rows[] = {
        {"nothing", nothing, LOG_INTACT, 0, 0, NULL},
        {"no hashes stored", no_hashes_stored, LOG_INTACT, 0, 0, NULL},
        {"nothing at all", nothing_at_all, LOG_INTACT, 0, 0, NULL},
        {"checkpoint twice", checkpoint_twice, LOG_INTACT, 0, 0, NULL},
        {"outside agrees", outside_agrees, LOG_INTACT, 0, 0, NULL},
        {"leaf", leaf, LOG_LEAF_ALTERED, 33, 33, NULL},
        {"first leaf", first_leaf, LOG_LEAF_ALTERED, 0, 0, NULL},
        {"last leaf", last_leaf, LOG_LEAF_ALTERED, 599, 599, NULL},
        {"stored hash", stored_hash, LOG_LEAF_ALTERED, 512, 512, NULL},
        {"leaf hashed anew", leaf_hashed_anew, LOG_ROOT_DIFFERS, 28, 34, NULL},
        {"leaf without hashes", leaf_without_hashes, LOG_ROOT_DIFFERS, 28, 34, NULL},
        {"swapped", swapped, LOG_ROOT_DIFFERS, 98, 104, NULL},
        {"swapped with numbers", swapped_with_numbers, LOG_ENTRIES_MISSING, 100, 100, NULL},
        {"removed", removed, LOG_ENTRIES_MISSING, 50, 51, NULL},
        {"removed, numbered anew", removed_and_numbered_anew, LOG_ROOT_DIFFERS, 49, 55, NULL},
        {"repeated", repeated, LOG_ENTRY_OUT_OF_ORDER, 51, 51, NULL},
        {"inserted", inserted_and_numbered_anew, LOG_ROOT_DIFFERS, 7, 13, NULL},
        {"cut", cut, LOG_ENTRIES_CUT, 590, 594, NULL},
        {"cut within a commit", cut_within_a_commit, LOG_ENTRIES_CUT, 599, 599, NULL},
        {"emptied", emptied, LOG_ENTRIES_CUT, 0, 6, NULL},
        {"extra", extra, LOG_ENTRIES_UNSIGNED, 600, 600, NULL},
        {"no checkpoints", no_checkpoints, LOG_ENTRIES_UNSIGNED, 0, 599, NULL},
        {"last checkpoint removed", last_checkpoint_removed, LOG_ENTRIES_UNSIGNED, 595, 599, NULL},
        {"checkpoint text", checkpoint_text, LOG_CHECKPOINT_BROKEN, 0, 0, &note_signature_wrong},
        {"unreached checkpoint", unreached_checkpoint_text, LOG_CHECKPOINT_BROKEN, 0, 0,
         &note_signature_wrong},
        {"checkpoint in pieces", checkpoint_gone_to_pieces, LOG_CHECKPOINT_BROKEN, 0, 0,
         &note_malformed},
        {"another key", signed_by_another_key, LOG_CHECKPOINT_BROKEN, 0, 0, &note_unsigned},
        {"another name", signed_under_another_name, LOG_CHECKPOINT_BROKEN, 0, 0, &note_unsigned},
        {"another log", of_another_log, LOG_CHECKPOINT_BROKEN, 0, 0, &checkpoint_foreign},
        {"misplaced", checkpoint_misplaced, LOG_CHECKPOINT_BROKEN, 0, 0, &checkpoint_misfiled},
        {"checkpoints swapped", checkpoints_swapped, LOG_CHECKPOINT_OUT_OF_ORDER, 0, 0, NULL},
        {"two stories", two_stories, LOG_CHECKPOINTS_CONTRADICT, 600, 600, NULL},
        {"upper tile", upper_tile, LOG_TILE_DIFFERS, 256, 511, NULL},
        {"rewritten by the owner", rewritten_by_the_owner, LOG_ROOT_DIFFERS, 70, 209, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *arena = arena_open(64 * MIB);
        struct book *book = make_book(arena);
        rows[i].tamper(book);
        struct log_report report = verify_book(book);
        if (report.finding != rows[i].finding || report.first != rows[i].first ||
            report.last != rows[i].last || report.reason != rows[i].reason)
            fail_msg("%s: finding %d, %d to %d, %s", rows[i].name, (int)report.finding,
                     (int)report.first, (int)report.last,
                     report.reason == NULL ? "" : report.reason->name);
        struct fault_note note = log_report_print(arena, &report);
        assert_true(note.en.size > 0 && note.zh.size > 0);
        arena_close(arena);
    }
}

static void findings_are_said_with_their_numbers(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct book *book = make_book(arena);
    struct log_report report = verify_book(book);
    assert_int_equal(report.entry_count, 600);
    assert_int_equal(report.checkpoint_count, 86);
    assert_true(str_equal(log_report_print(arena, &report).en,
                          STR("The log is intact: 600 entries, 86 checkpoints.")));
    leaf(book);
    book->at = book->checkpoint_at = 0;
    report = verify_book(book);
    assert_true(
        str_equal(log_report_print(arena, &report).en,
                  STR("Entry 33: altered; the content does not match the hash stored beside it.")));
    assert_int_equal(report.agreed_size, 28);
    book = make_book(arena);
    signed_by_another_key(book);
    report = verify_book(book);
    assert_true(str_equal(log_report_print(arena, &report).en,
                          STR("Checkpoint of size 28: not valid. The note bears no signature of "
                              "the given key.")));
    arena_close(arena);
}

static fault broken_disk(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    (void)context, (void)ret_entry, (void)ret_has_one;
    return &bundle_malformed;
}

static void faults_of_the_source_are_passed_on(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct book *book = make_book(arena);
    struct log_source source = {broken_disk, next_checkpoint, NULL, book};
    struct log_report report;
    assert_ptr_equal(log_verify(arena, &source, &book->signer.verifier, &report),
                     &bundle_malformed);
    arena_close(arena);
}

// --- A log with complete tiles above: 66,000 entries ---------------------------------------------

struct long_log {
    struct arena *arena;
    uint64_t at, size;
    char leaf[32];
    struct log_hash upper[2][LOG_TILE_WIDTH]; // level 1 complete, level 1 tail
    struct log_hash top;                      // level 2
    str note;
};

static fault next_long_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct long_log *log = context;
    *ret_has_one = log->at < log->size;
    int size = snprintf(log->leaf, sizeof(log->leaf), "%d", (int)log->at);
    *ret_entry = (struct log_entry){log->at++, {log->leaf, (size_t)size}, NULL};
    return NULL;
}

static fault next_long_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                                  bool *ret_has_one) {
    struct long_log *log = context;
    *ret_has_one = log->note.size > 0;
    *ret_checkpoint = (struct log_stored_checkpoint){log->size, log->note, true};
    log->note = STR_NONE;
    return NULL;
}

static fault read_long_tile(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct long_log *log = context;
    const struct log_hash *hashes = tile.level == 2 ? &log->top : log->upper[tile.index];
    memcpy(ret_hashes, hashes, (size_t)tile.width * sizeof(*hashes));
    return NULL;
}

static fault keep_upper(void *context, struct log_tile tile, const struct log_hash *hashes) {
    struct long_log *log = context;
    if (tile.level == 1) memcpy(log->upper[0], hashes, sizeof(log->upper[0]));
    return NULL;
}

static void complete_tiles_are_compared(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct long_log *log = ARENA_NEW(arena, struct long_log);
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    struct log_tile_sink sink = {keep_upper, log};
    struct log_tile_source tiles = {read_long_tile, log, 0};
    struct log_source source = {next_long_entry, next_long_checkpoint, &tiles, log};
    struct log_signer signer;
    struct log_report report;
    log_signer_init(STR("mingli.example/book"), seed, &signer);
    log->size = 66000;
    for (bool has_one = true;;) {
        struct log_entry entry;
        struct log_hash hash;
        assert_null(next_long_entry(log, &entry, &has_one));
        if (!has_one) break;
        log_leaf_hash(entry.leaf, &hash);
        assert_null(log_tiler_append(tiler, &hash, &sink));
    }
    const struct log_hash *tail;
    struct log_tile tile = log_tiler_tail(tiler, 1, &tail);
    memcpy(log->upper[1], tail, (size_t)tile.width * sizeof(*tail));
    assert_int_equal(log_tiler_tail(tiler, 2, &tail).width, 1);
    log->top = *tail;
    str note = log_checkpoint_sign(arena, &signer, &tiler->tree);
    for (int i = 0; i < 3; i++) {
        log->at = 0;
        log->note = note;
        if (i == 1) log->top.bytes[5] ^= 1;
        if (i == 2) log->upper[0][7].bytes[5] ^= 1;
        assert_null(log_verify(arena, &source, &signer.verifier, &report));
        assert_int_equal(report.finding, i == 0 ? LOG_INTACT : LOG_TILE_DIFFERS);
        assert_int_equal(report.last, i == 0 ? 0 : i == 1 ? 65535 : 2047);
        assert_int_equal(report.first, i == 2 ? 1792 : 0);
    }
    arena_close(arena);
}

// --- The golden log ------------------------------------------------------------------------------

enum { GOLDEN = 12 };

#define GOLDEN_FOLDER "tests/golden/log/"

// The four files of the golden log: a key, entries and leaf hashes as tiles, notes in a row.
struct golden {
    str key, bundle, tile, checkpoints;
};

static str golden_leaf(struct arena *arena, int index) {
    static const char *commands[] = {"add_contact", "submit_request", "approve_task", "pay"};
    static const char *names[] = {"张三", "Zoë", "李四"};
    uint8_t secret[LOG_SALT_SIZE] = {(uint8_t)index};
    uint8_t salt[LOG_SALT_SIZE];
    char hex[LOG_COMMITMENT_SIZE];
    log_salt_of(secret, STR("in.name"), salt);
    log_commitment_make(salt, STR("in.name"), str_of(names[index % 3]), hex);
    return arena_print(arena,
                       "{\"actor\":%d,\"at\":\"2026-01-05T01:%02d:00.000Z\",\"command\":\"%s\","
                       "\"in\":{\"amount\":{\"amount\":\"%d.50\",\"currency\":\"CNY\"},"
                       "\"name\":{\"commitment\":\"%.*s\"},\"note\":\"礼\"}}",
                       7 + index % 2, index, commands[index % 4], 100 + index, LOG_COMMITMENT_SIZE,
                       hex);
}

static struct golden make_golden(struct arena *arena) {
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    struct buf bundle = buf_in(arena, MIB);
    struct buf checkpoints = buf_in(arena, MIB);
    struct log_signer signer;
    log_signer_init(STR("mingli.example/golden"), seed, &signer);
    for (int i = 0; i < GOLDEN; i++) {
        struct log_hash hash;
        str event = golden_leaf(arena, i);
        log_leaf_hash(event, &hash);
        log_bundle_add(&bundle, event);
        assert_null(log_tiler_append(tiler, &hash, NULL));
        if (i == 0 || i == 3 || i == 4 || i == 8 || i == GOLDEN - 1)
            buf_add(&checkpoints, log_checkpoint_sign(arena, &signer, &tiler->tree));
    }
    const struct log_hash *hashes;
    log_tiler_tail(tiler, 0, &hashes);
    str key = log_verifier_print(arena, &signer.verifier);
    return (struct golden){arena_join(arena, key, STR("\n")), buf_str(&bundle),
                           (str){(const char *)hashes, GOLDEN * sizeof(*hashes)},
                           buf_str(&checkpoints)};
}

static str read_golden(struct arena *arena, const char *name) {
    char path[128];
    snprintf(path, sizeof(path), GOLDEN_FOLDER "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s is not there", path);
    char *bytes = arena_take(arena, 64 * KIB);
    size_t size = fread(bytes, 1, 64 * KIB, file);
    fclose(file);
    return (str){bytes, size};
}

static struct golden load_golden(struct arena *arena) {
    return (struct golden){read_golden(arena, "key"), read_golden(arena, "tile/entries/000.p/12"),
                           read_golden(arena, "tile/0/000.p/12"),
                           read_golden(arena, "checkpoints")};
}

// A walk through the files.
struct golden_walk {
    str bundle, checkpoints;
    const struct log_hash *hashes;
    uint64_t at;
};

static fault next_golden_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct golden_walk *walk = context;
    *ret_has_one = walk->bundle.size > 0 && walk->at < GOLDEN;
    if (!*ret_has_one) return NULL;
    TRY(log_bundle_next(&walk->bundle, &ret_entry->leaf));
    ret_entry->index = walk->at;
    ret_entry->hash = &walk->hashes[walk->at++];
    return NULL;
}

static fault next_golden_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                                    bool *ret_has_one) {
    struct golden_walk *walk = context;
    *ret_checkpoint = (struct log_stored_checkpoint){0};
    *ret_has_one = log_note_next(&walk->checkpoints, &ret_checkpoint->note);
    if (*ret_has_one && !log_checkpoint_peek(ret_checkpoint->note, &ret_checkpoint->size))
        ret_checkpoint->size = walk->at; // to be refused at once
    return NULL;
}

// False where it is intact.
static bool has_finding(struct arena *arena, const struct golden *golden,
                        struct log_report *ret_report) {
    struct golden_walk walk = {golden->bundle, golden->checkpoints,
                               (const struct log_hash *)golden->tile.data, 0};
    struct log_source source = {next_golden_entry, next_golden_checkpoint, NULL, &walk};
    struct log_verifier verifier;
    if (log_verifier_read(str_trim(golden->key), &verifier) != NULL) return true;
    *ret_report = (struct log_report){.first = UINT64_MAX};
    return log_verify(arena, &source, &verifier, ret_report) != NULL ||
           ret_report->finding != LOG_INTACT;
}

static void golden_log_is_made_again(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct golden made = make_golden(arena);
    struct golden stored = load_golden(arena);
    struct log_report report;
    assert_true(str_equal(made.key, stored.key));
    assert_true(str_equal(made.bundle, stored.bundle));
    assert_true(str_equal(made.tile, stored.tile));
    assert_true(str_equal(made.checkpoints, stored.checkpoints));
    assert_false(has_finding(arena, &stored, &report));
    assert_int_equal(report.entry_count, GOLDEN);
    assert_int_equal(report.checkpoint_count, 5);
    arena_close(arena);
}

// Flips one bit of each byte of one file in turn; entry_of tells which entry must be named, or is
// NULL where any finding will do.
static void flip_each_byte(struct golden *golden, str file, int (*entry_of)(str, size_t)) {
    struct arena *arena = arena_open(MIB);
    char *bytes = (char *)(uintptr_t)file.data;
    for (size_t i = 0; i < file.size; i++) {
        struct log_report report = {0};
        char flip = (char)(1 << i % 8);
        int entry = entry_of == NULL ? 0 : entry_of(file, i);
        bytes[i] ^= flip;
        if (!has_finding(arena, golden, &report)) fail_msg("byte %d", (int)i);
        bytes[i] ^= flip;
        arena_reset(arena);
        if (entry_of == NULL || report.first == UINT64_MAX) continue;
        assert_int_equal(report.finding, LOG_LEAF_ALTERED);
        assert_int_equal(report.first, entry);
    }
    arena_close(arena);
}

static int entry_of_bundle(str bundle, size_t byte) {
    const char *start = bundle.data;
    str event;
    for (int index = 0;; index++) {
        assert_null(log_bundle_next(&bundle, &event));
        if (byte < (size_t)(bundle.data - start) || bundle.size == 0) return index;
    }
}

static int entry_of_tile(str tile, size_t byte) {
    (void)tile;
    return (int)(byte / sizeof(struct log_hash));
}

static void every_flipped_byte_is_found(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct golden golden = load_golden(arena);
    flip_each_byte(&golden, golden.bundle, entry_of_bundle);
    flip_each_byte(&golden, golden.tile, entry_of_tile);
    flip_each_byte(&golden, golden.checkpoints, NULL);
    struct log_report report;
    assert_false(has_finding(arena, &golden, &report)); // all flipped back
    arena_close(arena);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tampering_is_found),
        cmocka_unit_test(findings_are_said_with_their_numbers),
        cmocka_unit_test(faults_of_the_source_are_passed_on),
        cmocka_unit_test(complete_tiles_are_compared),
        cmocka_unit_test(golden_log_is_made_again),
        cmocka_unit_test(every_flipped_byte_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// How fast the log is by itself, in one thread: entries appended to a tree with its tiles, whole
// logs verified (log_verify: leaf hashes, stored hashes, upper tiles, one signed checkpoint),
// proofs made and checked. Prints JSON; `run` beside it compares.
//
//   log SIZE COUNT      leaves of SIZE bytes, COUNT of them
#include "log/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PROOFS = 20000 };

struct made {
    size_t leaf_size;
    uint64_t count;
    char *leaves;
    struct log_hash *hashes;
    struct log_hash *upper; // level 1
    str note;
    uint64_t at;
    bool has_told;
};

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static str leaf_of(const struct made *made, uint64_t index) {
    return (str){made->leaves + index * made->leaf_size, made->leaf_size};
}

static fault keep_tile(void *context, struct log_tile tile, const struct log_hash *hashes) {
    struct made *made = context;
    if (tile.level == 1)
        memcpy(made->upper + tile.index * LOG_TILE_WIDTH, hashes, LOG_TILE_WIDTH * sizeof(*hashes));
    return NULL;
}

static void append_all(struct arena *arena, struct made *made, struct log_tree *ret_tree) {
    struct log_tiler *tiler = ARENA_NEW(arena, struct log_tiler);
    struct log_tile_sink sink = {keep_tile, made};
    for (uint64_t i = 0; i < made->count; i++) {
        log_leaf_hash(leaf_of(made, i), &made->hashes[i]);
        ASSERT(log_tiler_append(tiler, &made->hashes[i], &sink) == NULL);
    }
    const struct log_hash *tail;
    struct log_tile tile = log_tiler_tail(tiler, 1, &tail);
    memcpy(made->upper + tile.index * LOG_TILE_WIDTH, tail, (size_t)tile.width * sizeof(*tail));
    *ret_tree = tiler->tree;
}

static fault next_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct made *made = context;
    *ret_has_one = made->at < made->count;
    if (!*ret_has_one) return NULL;
    *ret_entry = (struct log_entry){made->at, leaf_of(made, made->at), &made->hashes[made->at]};
    made->at++;
    return NULL;
}

static fault next_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                             bool *ret_has_one) {
    struct made *made = context;
    *ret_has_one = !made->has_told;
    made->has_told = true;
    if (*ret_has_one)
        *ret_checkpoint = (struct log_stored_checkpoint){made->count, made->note, false};
    return NULL;
}

static fault read_hash(void *context, int height, uint64_t index, struct log_hash *ret_hash) {
    const struct made *made = context;
    if (height >= LOG_TILE_HEIGHT && height < 2 * LOG_TILE_HEIGHT) {
        struct log_hash hashes[LOG_TILE_WIDTH];
        size_t width = (size_t)1 << (height - LOG_TILE_HEIGHT);
        memcpy(hashes, made->upper + index * width, width * sizeof(*hashes));
        for (; width > 1; width /= 2)
            for (size_t i = 0; i < width / 2; i++)
                log_node_hash(&hashes[2 * i], &hashes[2 * i + 1], &hashes[i]);
        *ret_hash = hashes[0];
        return NULL;
    }
    if (height == 0) {
        *ret_hash = made->hashes[index];
        return NULL;
    }
    struct log_hash left, right;
    TRY(read_hash(context, height - 1, 2 * index, &left));
    TRY(read_hash(context, height - 1, 2 * index + 1, &right));
    log_node_hash(&left, &right, ret_hash);
    return NULL;
}

// Nanoseconds for one verification of an inclusion proof.
static uint64_t time_proofs(struct made *made, const struct log_tree *tree) {
    struct log_reader reader = {read_hash, made};
    struct log_proof proof;
    struct log_hash root;
    log_tree_root(tree, &root);
    ASSERT(log_inclusion_prove(&reader, made->count / 3, made->count, &proof) == NULL);
    uint64_t began = now_ns();
    for (int i = 0; i < PROOFS; i++)
        ASSERT(log_inclusion_verify(made->count / 3, made->count, &made->hashes[made->count / 3],
                                    &proof, &root));
    return (now_ns() - began) / PROOFS;
}

int main(int argument_count, char **arguments) {
    static const uint8_t seed[32] = "a seed for a bench, not a secret";
    ASSERT(argument_count == 3);
    struct made made = {.leaf_size = strtoul(arguments[1], NULL, 10),
                        .count = strtoull(arguments[2], NULL, 10)};
    struct arena *arena = arena_open(64 * MIB);
    struct log_signer signer;
    struct log_tree tree;
    crypto_init();
    made.leaves = malloc(made.leaf_size * made.count);
    made.hashes = malloc(sizeof(*made.hashes) * made.count);
    made.upper = malloc(sizeof(*made.upper) * (made.count / LOG_TILE_WIDTH + LOG_TILE_WIDTH));
    ASSERT(made.leaves != NULL && made.hashes != NULL && made.upper != NULL);
    for (size_t i = 0; i < made.leaf_size * made.count; i++) made.leaves[i] = (char)(i * 31 >> 3);
    log_signer_init(STR("mingli.example/bench"), seed, &signer);
    memset(made.hashes, 0, sizeof(*made.hashes) * made.count); // no page faults in the measure
    uint64_t began = now_ns();
    append_all(arena, &made, &tree);
    uint64_t appended = now_ns() - began;
    made.note = log_checkpoint_sign(arena, &signer, &tree);
    struct log_source source = {next_entry, next_checkpoint, NULL, &made};
    struct log_report report;
    began = now_ns();
    ASSERT(log_verify(arena, &source, &signer.verifier, &report) == NULL);
    uint64_t verified = now_ns() - began;
    ASSERT(report.finding == LOG_INTACT && report.entry_count == made.count);
    printf("{\"append\":%" PRIu64 ",\"verify\":%" PRIu64 ",\"proof_ns\":%" PRIu64 "}\n",
           made.count * 1000000000 / appended, made.count * 1000000000 / verified,
           time_proofs(&made, &tree));
    arena_close(arena);
    return 0;
}

// Proofs made (the recursions of RFC 9162 written as a walk from the root downwards) and verified
// (its loops over fn and sn, which see neither the tree nor more than one hash at a time). Trees
// are subtrees that start at 0, so one pair of functions serves both; the draft's subtree
// algorithms (draft-ietf-plants-merkle-tree-certs-02 section 4) are the RFC's with a start.
// Verifying never fails on foreign numbers: every shift is bounded by the proof's count.
#include "log/log.h"

#include <string.h>

FAULT(log_size_unknown, 404, "", "The log has no such entry or size.",
      "日志中没有该条目或该大小。");

// The largest power of two below count; count is at least 2.
static uint64_t split_of(uint64_t count) {
    return (uint64_t)1 << (63 - __builtin_clzll(count - 1));
}

// The hash over the entries start .. end-1, where start is a multiple of a power of two that is not
// less than end - start: perfect subtrees from left to right, joined from right to left.
static fault read_span(const struct log_reader *reader, struct log_span span,
                       struct log_hash *ret_hash) {
    struct log_hash parts[LOG_LEVELS];
    int count = 0;
    for (uint64_t at = span.start; at < span.end;) {
        int height = 63 - __builtin_clzll(span.end - at);
        TRY(reader->read(reader->context, height, at >> height, &parts[count]));
        count++;
        at += (uint64_t)1 << height;
    }
    struct log_hash hash = parts[count - 1];
    for (int i = count - 2; i >= 0; i--) log_node_hash(&parts[i], &hash, &hash);
    *ret_hash = hash;
    return NULL;
}

static fault add_span(const struct log_reader *reader, struct log_span span,
                      struct log_proof *proof) {
    ASSERT(proof->count < LOG_PROOF_MAX);
    return read_span(reader, span, &proof->hashes[proof->count++]);
}

static void turn_round(struct log_proof *proof) {
    for (int i = 0, j = proof->count - 1; i < j; i++, j--) {
        struct log_hash hash = proof->hashes[i];
        proof->hashes[i] = proof->hashes[j];
        proof->hashes[j] = hash;
    }
}

fault log_inclusion_prove(const struct log_reader *reader, uint64_t index, uint64_t size,
                          struct log_proof *ret_proof) {
    struct log_span here = {0, size};
    if (index >= size || size > INT64_MAX) return &log_size_unknown;
    ret_proof->count = 0;
    while (here.end - here.start > 1) {
        uint64_t middle = here.start + split_of(here.end - here.start);
        struct log_span left = {here.start, middle};
        struct log_span right = {middle, here.end};
        here = index < middle ? left : right;
        TRY(add_span(reader, index < middle ? right : left, ret_proof));
    }
    turn_round(ret_proof);
    return NULL;
}

fault log_subtree_prove(const struct log_reader *reader, struct log_span span, uint64_t size,
                        struct log_proof *ret_proof) {
    struct log_span here = {0, size};
    bool is_known = true; // whether the verifier knows the hash of the subtree's part under here
    if (!log_span_is_subtree(span) || span.end > size || size > INT64_MAX) return &log_size_unknown;
    ret_proof->count = 0;
    if (span.start == span.end) return NULL;
    while (span.start != here.start || span.end != here.end) {
        uint64_t middle = here.start + split_of(here.end - here.start);
        struct log_span left = {here.start, middle};
        struct log_span right = {middle, here.end};
        bool is_left = span.end <= middle;
        here = is_left ? left : right;
        TRY(add_span(reader, is_left ? right : left, ret_proof));
        if (is_left || span.start >= middle) continue;
        is_known = false; // the subtree reaches over the middle: its left part is in the proof now
        span.start = middle;
    }
    if (!is_known) TRY(add_span(reader, here, ret_proof));
    turn_round(ret_proof);
    return NULL;
}

fault log_consistency_prove(const struct log_reader *reader, uint64_t earlier, uint64_t later,
                            struct log_proof *ret_proof) {
    if (earlier == 0) return &log_size_unknown;
    return log_subtree_prove(reader, (struct log_span){0, earlier}, later, ret_proof);
}

bool log_inclusion_verify(uint64_t index, uint64_t size, const struct log_hash *leaf,
                          const struct log_proof *proof, const struct log_hash *root) {
    if (index >= size || proof->count < 0 || proof->count > LOG_PROOF_MAX) return false;
    uint64_t fn = index;
    uint64_t sn = size - 1;
    struct log_hash hash = *leaf;
    for (int i = 0; i < proof->count; i++, fn >>= 1, sn >>= 1) {
        if (sn == 0) return false;
        if ((fn & 1) == 0 && fn != sn) {
            log_node_hash(&hash, &proof->hashes[i], &hash);
            continue;
        }
        log_node_hash(&proof->hashes[i], &hash, &hash);
        for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    }
    return sn == 0 && log_hash_is_equal(&hash, root);
}

bool log_span_is_subtree(struct log_span span) {
    if (span.start > span.end) return false;
    if (span.end - span.start <= 1) return true;
    uint64_t count = span.end - span.start;
    if (count > (uint64_t)1 << 62) return span.start == 0;
    return span.start % (2 * split_of(count)) == 0;
}

bool log_subtree_has(uint64_t index, struct log_span span, const struct log_hash *leaf,
                     const struct log_proof *proof, const struct log_hash *root) {
    return log_span_is_subtree(span) && index >= span.start &&
           log_inclusion_verify(index - span.start, span.end - span.start, leaf, proof, root);
}

// What the loop over a consistency proof carries: fn, sn and tn are the positions, at the height
// reached, of the subtree's first entry, its last entry and the tree's last entry; hashes[0] grows
// to the subtree's hash and hashes[1] to the tree's.
struct walk {
    uint64_t fn, sn, tn;
    struct log_hash hashes[2];
};

static void climb(struct walk *walk) {
    walk->fn >>= 1;
    walk->sn >>= 1;
    walk->tn >>= 1;
}

static void take_step(struct walk *walk, const struct log_hash *hash) {
    if ((walk->sn & 1) == 0 && walk->sn != walk->tn) {
        log_node_hash(&walk->hashes[1], hash, &walk->hashes[1]);
    } else {
        if (walk->fn < walk->sn) log_node_hash(hash, &walk->hashes[0], &walk->hashes[0]);
        log_node_hash(hash, &walk->hashes[1], &walk->hashes[1]);
        while ((walk->sn & 1) == 0 && walk->sn != 0) climb(walk);
    }
    climb(walk);
}

bool log_subtree_verify(struct log_span span, uint64_t size, const struct log_hash *subtree,
                        const struct log_proof *proof, const struct log_hash *root) {
    if (!log_span_is_subtree(span) || span.end > size) return false;
    if (proof->count < 0 || proof->count > LOG_PROOF_MAX) return false;
    if (span.start == span.end) {
        struct log_hash nothing;
        crypto_sha256(STR_NONE, nothing.bytes);
        return proof->count == 0 && log_hash_is_equal(subtree, &nothing);
    }
    struct walk walk = {.fn = span.start, .sn = span.end - 1, .tn = size - 1};
    while (walk.fn != walk.sn && ((walk.sn & 1) == 1 || walk.sn == walk.tn)) climb(&walk);
    int at = 0;
    if (walk.fn == walk.sn) {
        walk.hashes[0] = *subtree;
    } else {
        if (proof->count == 0) return false;
        walk.hashes[0] = proof->hashes[at++];
    }
    walk.hashes[1] = walk.hashes[0];
    for (; at < proof->count; at++) {
        if (walk.tn == 0) return false;
        take_step(&walk, &proof->hashes[at]);
    }
    return walk.tn == 0 && log_hash_is_equal(&walk.hashes[0], subtree) &&
           log_hash_is_equal(&walk.hashes[1], root);
}

bool log_consistency_verify(const uint64_t sizes[2], const struct log_proof *proof,
                            const struct log_hash *earlier, const struct log_hash *later) {
    return sizes[0] > 0 &&
           log_subtree_verify((struct log_span){0, sizes[0]}, sizes[1], earlier, proof, later);
}

// Any numbers and hashes as proofs: never accepted, unless they are the true ones; and for small
// trees the true proof is accepted and with one flipped bit is not.
#include "log/log.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TREE = 64 };

struct input {
    uint64_t index, size, start, end;
    struct log_hash leaf, root;
};

// The hash of a perfect subtree of a tree whose every leaf is the same.
static fault read_uniform(void *context, int height, uint64_t index, struct log_hash *ret_hash) {
    (void)index;
    *ret_hash = *(const struct log_hash *)context;
    for (int i = 0; i < height; i++) log_node_hash(ret_hash, ret_hash, ret_hash);
    return NULL;
}

static void check_foreign(const struct input *input, const struct log_proof *proof) {
    struct log_span span = {input->start, input->end};
    uint64_t sizes[2] = {input->index, input->size};
    bool is_trivial = proof->count == 0 && log_hash_is_equal(&input->leaf, &input->root);
    if (log_inclusion_verify(input->index, input->size, &input->leaf, proof, &input->root))
        ASSERT(is_trivial && input->size == 1);
    if (log_consistency_verify(sizes, proof, &input->leaf, &input->root))
        ASSERT(is_trivial && sizes[0] == sizes[1]);
    if (log_subtree_has(input->index, span, &input->leaf, proof, &input->root))
        ASSERT(is_trivial && span.end - span.start == 1);
    if (log_subtree_verify(span, input->size, &input->leaf, proof, &input->root))
        ASSERT(span.start == span.end || (is_trivial && span.end == input->size));
}

static void check_own(const struct input *input) {
    struct log_hash leaf = input->leaf;
    struct log_reader reader = {read_uniform, &leaf};
    uint64_t size = input->size % TREE + 1;
    uint64_t index = input->index % size;
    uint64_t sizes[2] = {index + 1, size};
    struct log_proof proof;
    struct log_hash root, earlier;
    ASSERT(log_root_load(&reader, size, &root) == NULL);
    ASSERT(log_root_load(&reader, index + 1, &earlier) == NULL);
    ASSERT(log_inclusion_prove(&reader, index, size, &proof) == NULL);
    ASSERT(log_inclusion_verify(index, size, &leaf, &proof, &root));
    if (proof.count > 0) {
        proof.hashes[input->start % (uint64_t)proof.count].bytes[input->end % 32] ^= 1;
        ASSERT(!log_inclusion_verify(index, size, &leaf, &proof, &root));
    }
    ASSERT(log_consistency_prove(&reader, index + 1, size, &proof) == NULL);
    ASSERT(log_consistency_verify(sizes, &proof, &earlier, &root));
    if (proof.count > 0) {
        proof.hashes[input->start % (uint64_t)proof.count].bytes[input->end % 32] ^= 1;
        ASSERT(!log_consistency_verify(sizes, &proof, &earlier, &root));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input input = {0};
    struct log_proof proof = {0};
    crypto_init();
    size_t head = size < sizeof(input) ? size : sizeof(input);
    if (head > 0) memcpy(&input, data, head);
    // The root is not for the fuzzer to choose: it would copy what the verifier computed.
    crypto_sha256((str){(const char *)&input, sizeof(input)}, input.root.bytes);
    size_t rest = (size - head) / sizeof(struct log_hash);
    proof.count = rest > LOG_PROOF_MAX ? LOG_PROOF_MAX : (int)rest;
    if (proof.count > 0)
        memcpy(proof.hashes, data + head, (size_t)proof.count * sizeof(struct log_hash));
    check_foreign(&input, &proof);
    check_own(&input);
    return 0;
}

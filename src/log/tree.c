// The tree's hashes and its right edge. Belief: edge[h] is the root of a perfect subtree of 2^h
// entries exactly where bit h of size is set, the higher bits standing further left; appending is
// then adding one to a binary number, and a carry is a node hash.
#include "log/log.h"

#include <string.h>

bool log_hash_is_equal(const struct log_hash *a, const struct log_hash *b) {
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

void log_leaf_hash(str leaf, struct log_hash *ret_hash) {
    str parts[2] = {{"\0", 1}, leaf};
    crypto_sha256_parts(parts, 2, ret_hash->bytes);
}

void log_node_hash(const struct log_hash *left, const struct log_hash *right,
                   struct log_hash *ret_hash) {
    char node[1 + 2 * sizeof(struct log_hash)] = {1};
    memcpy(node + 1, left->bytes, sizeof(left->bytes));
    memcpy(node + 1 + sizeof(left->bytes), right->bytes, sizeof(right->bytes));
    crypto_sha256((str){node, sizeof(node)}, ret_hash->bytes);
}

void log_tree_append(struct log_tree *tree, const struct log_hash *leaf) {
    struct log_hash hash = *leaf;
    int height = 0;
    ASSERT(tree->size < INT64_MAX);
    for (; tree->size >> height & 1; height++) log_node_hash(&tree->edge[height], &hash, &hash);
    tree->edge[height] = hash;
    tree->size++;
}

void log_tree_root(const struct log_tree *tree, struct log_hash *ret_root) {
    if (tree->size == 0) return crypto_sha256(STR_NONE, ret_root->bytes);
    int height = __builtin_ctzll(tree->size);
    struct log_hash hash = tree->edge[height];
    for (height++; tree->size >> height != 0; height++)
        if (tree->size >> height & 1) log_node_hash(&tree->edge[height], &hash, &hash);
    *ret_root = hash;
}

fault log_tree_load(const struct log_reader *reader, uint64_t size, struct log_tree *ret_tree) {
    struct log_tree tree = {.size = size};
    if (size > INT64_MAX) return &log_size_unknown;
    for (int height = 0; height < LOG_LEVELS; height++) {
        if ((size >> height & 1) == 0) continue;
        TRY(reader->read(reader->context, height, (size >> height) - 1, &tree.edge[height]));
    }
    *ret_tree = tree;
    return NULL;
}

fault log_root_load(const struct log_reader *reader, uint64_t size, struct log_hash *ret_root) {
    struct log_tree tree;
    TRY(log_tree_load(reader, size, &tree));
    log_tree_root(&tree, ret_root);
    return NULL;
}

// The roots that are stored are exactly the hashes of the tiles above the leaves: those that a
// tiler (log/) collects, in their places, and none besides.
#include "command/tiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 256 * 256 * 2 + 300 };

struct places {
    struct log_tree tree;
    struct log_tiler tiler;
    uint64_t counts[LOG_TILE_LEVELS];
};

static void take(struct places *places, uint64_t index) {
    struct log_hash leaf;
    struct command_nodes nodes;
    log_leaf_hash((str){(const char *)&index, sizeof(index)}, &leaf);
    command_nodes_of(&places->tree, &leaf, &nodes);
    assert_null(log_tiler_append(&places->tiler, &leaf, NULL));
    for (int i = 0; i < nodes.count; i++) {
        uint64_t at = index >> ((i + 1) * LOG_TILE_HEIGHT);
        assert_int_equal(at, places->counts[i + 1]++);
        const struct log_hash *tail = places->tiler.tails[i + 1];
        assert_true(log_hash_is_equal(&nodes.hashes[i], &tail[at % LOG_TILE_WIDTH]));
    }
    log_tree_append(&places->tree, &leaf);
}

static void stored_roots_are_those_of_the_tiles(void **state) {
    (void)state;
    static struct places places;
    for (uint64_t i = 0; i < SIZE; i++) take(&places, i);
    assert_int_equal(places.counts[1], SIZE / 256);
    assert_int_equal(places.counts[2], 2);
    assert_int_equal(places.counts[3], 0);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(stored_roots_are_those_of_the_tiles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

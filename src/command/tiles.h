// tiles: the stored hashes of the log as log/ wants to read them. Leaf hashes stand beside their
// entries; the roots of every complete 256, 65,536 … entries stand in log_nodes, written as they
// come up, so that a tile of any level, complete or not, is one short range of rows. Starting,
// proving and serving tiles then never walk the whole log.
#ifndef COMMAND_TILES_H
#define COMMAND_TILES_H

#include "command/desk.h"

struct command_tiles {
    struct log_tile_source source; // its size is that of the log when it was opened
    struct store_reader *reader;
    struct arena *arena; // takes the rows that are read
};

// Over the log as the reader sees it; several reads belong into one snapshot. Reading a tile whose
// rows are not all there is the fault log_damaged. *ret_tiles must stay where it is.
MUST_USE fault command_tiles_open(struct store_reader *reader, struct arena *arena,
                                  struct command_tiles *ret_tiles);

// What stands in log_nodes for the entry that is about to be appended: roots of the perfect
// subtrees that it completes, level 1 first. At most LOG_TILE_LEVELS - 1.
struct command_nodes {
    int count;
    struct log_hash hashes[LOG_TILE_LEVELS];
};
void command_nodes_of(const struct log_tree *tree, const struct log_hash *leaf,
                      struct command_nodes *ret_nodes);

extern const struct fault log_damaged;

#endif

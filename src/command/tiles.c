// Tiles out of rows. Only hashes that tile levels want are stored: those of perfect subtrees whose
// height is a multiple of eight. Belief: where the size is a multiple of 256 behind an append, the
// carry of that append went through exactly these subtrees, so they cost eight hashes in 256.
#include "command/tiles.h"

#include "book_sql.h"

#include <string.h>

FAULT(log_damaged, 503, "", "Stored hashes of the log are missing. Verify the log.",
      "日志中有哈希值缺失，请校验日志。");

// One row of either statement.
static bool put_hash(str bytes, struct log_hash *ret_hash) {
    if (bytes.size != sizeof(ret_hash->bytes)) return false;
    memcpy(ret_hash->bytes, bytes.data, sizeof(ret_hash->bytes));
    return true;
}

static fault read_leaves(struct command_tiles *tiles, struct log_tile tile, int64_t from,
                         struct log_hash *ret_hashes) {
    struct book_log_hashes_list rows;
    TRY(book_log_hashes(
        tiles->reader,
        &(struct book_log_hashes_in){.from_index = from, .to_index = from + tile.width},
        tiles->arena, &rows));
    if (rows.count != (size_t)tile.width) return &log_damaged;
    for (size_t i = 0; i < rows.count; i++)
        if (!put_hash(rows.items[i].hash, &ret_hashes[i])) return &log_damaged;
    return NULL;
}

static fault read_nodes(struct command_tiles *tiles, struct log_tile tile, int64_t from,
                        struct log_hash *ret_hashes) {
    struct book_log_nodes_list rows;
    TRY(book_log_nodes(tiles->reader,
                       &(struct book_log_nodes_in){
                           .level = tile.level, .from_index = from, .to_index = from + tile.width},
                       tiles->arena, &rows));
    if (rows.count != (size_t)tile.width) return &log_damaged;
    for (size_t i = 0; i < rows.count; i++)
        if (!put_hash(rows.items[i].hash, &ret_hashes[i])) return &log_damaged;
    return NULL;
}

static fault read_tile(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct command_tiles *tiles = context;
    int64_t from = (int64_t)tile.index * LOG_TILE_WIDTH;
    return tile.level == 0 ? read_leaves(tiles, tile, from, ret_hashes)
                           : read_nodes(tiles, tile, from, ret_hashes);
}

fault command_tiles_open(struct store_reader *reader, struct arena *arena,
                         struct command_tiles *ret_tiles) {
    struct book_log_size size;
    bool is_there;
    TRY(book_log_size(reader, arena, &size, &is_there));
    *ret_tiles = (struct command_tiles){.reader = reader, .arena = arena};
    ret_tiles->source =
        (struct log_tile_source){read_tile, ret_tiles, is_there ? (uint64_t)size.size : 0};
    return NULL;
}

void command_nodes_of(const struct log_tree *tree, const struct log_hash *leaf,
                      struct command_nodes *ret_nodes) {
    struct log_hash hash = *leaf;
    ret_nodes->count = 0;
    if ((tree->size + 1) % LOG_TILE_WIDTH != 0) return;
    for (int height = 0; tree->size >> height & 1; height++) {
        log_node_hash(&tree->edge[height], &hash, &hash);
        if ((height + 1) % LOG_TILE_HEIGHT == 0) ret_nodes->hashes[ret_nodes->count++] = hash;
    }
}

// C2SP tlog-tiles: which hashes lie in which tile, where it lies, and reading any subtree's hash
// out of tiles. Belief: a carry of log_tree_append that reaches a height divisible by eight makes
// exactly the hash that the next tile level wants, so tiles cost no hashing of their own.
#include "log/log.h"

#include <string.h>

str log_tile_path(struct arena *arena, struct log_tile tile) {
    struct buf path = buf_in(arena, 256);
    ASSERT(tile.level >= LOG_TILE_ENTRIES && tile.level < LOG_TILE_LEVELS && tile.width > 0 &&
           tile.width <= LOG_TILE_WIDTH && tile.index <= INT64_MAX);
    if (tile.level == LOG_TILE_ENTRIES)
        buf_add(&path, STR("tile/entries"));
    else
        buf_print(&path, "tile/%d", tile.level);
    uint64_t unit = 1; // of the leading group of three digits
    while (tile.index / unit >= 1000) unit *= 1000;
    for (; unit > 1; unit /= 1000) buf_print(&path, "/x%03d", (int)(tile.index / unit % 1000));
    buf_print(&path, "/%03d", (int)(tile.index % 1000));
    if (tile.width < LOG_TILE_WIDTH) buf_print(&path, ".p/%d", tile.width);
    return buf_str(&path);
}

// "x001/x234/067" into 1234067.
static bool read_index(str text, uint64_t *ret_index) {
    uint64_t index = 0;
    int group_count = 0;
    for (bool is_last = false; !is_last; group_count++) {
        str group = str_cut(&text, '/');
        is_last = text.size == 0;
        if (group.size != (is_last ? 3 : 4) || group_count > 6) return false;
        if (!is_last && group.data[0] != 'x') return false;
        for (size_t i = group.size - 3; i < group.size; i++) {
            if (group.data[i] < '0' || group.data[i] > '9') return false;
            if (index > INT64_MAX / 10) return false;
            index = index * 10 + (uint64_t)(group.data[i] - '0');
        }
        if (group_count == 0 && !is_last && index == 0) return false;
    }
    *ret_index = index;
    return index <= INT64_MAX;
}

static bool read_level(str text, int *ret_level) {
    if (str_equal(text, STR("entries"))) return *ret_level = LOG_TILE_ENTRIES, true;
    if (text.size != 1 || text.data[0] < '0' || text.data[0] >= '0' + LOG_TILE_LEVELS) return false;
    *ret_level = text.data[0] - '0';
    return true;
}

bool log_tile_path_read(str path, struct log_tile *ret_tile) {
    struct log_tile tile = {.width = LOG_TILE_WIDTH};
    if (!str_equal(str_cut(&path, '/'), STR("tile"))) return false;
    if (!read_level(str_cut(&path, '/'), &tile.level)) return false;
    ptrdiff_t mark = str_find(path, STR(".p/"));
    if (mark >= 0) {
        int64_t width = 0;
        str width_text = str_slice(path, (size_t)mark + 3, path.size);
        if (!str_to_int(width_text, &width) || width < 1 || width >= LOG_TILE_WIDTH) return false;
        tile.width = (int)width;
        path.size = (size_t)mark;
    }
    if (str_ends_with(path, STR("/")) || !read_index(path, &tile.index)) return false;
    *ret_tile = tile;
    return true;
}

int log_tile_width(int level, uint64_t index, uint64_t size) {
    uint64_t hashes = level == LOG_TILE_ENTRIES ? size : size >> (level * LOG_TILE_HEIGHT);
    if (index > INT64_MAX / LOG_TILE_WIDTH || index * LOG_TILE_WIDTH >= hashes) return 0;
    uint64_t width = hashes - index * LOG_TILE_WIDTH;
    return width < LOG_TILE_WIDTH ? (int)width : LOG_TILE_WIDTH;
}

static fault put_hash(struct log_tiler *tiler, int level, const struct log_hash *hash,
                      const struct log_tile_sink *sink) {
    uint64_t at = tiler->tree.size >> (level * LOG_TILE_HEIGHT); // of the hash in its level
    tiler->tails[level][at % LOG_TILE_WIDTH] = *hash;
    if (at % LOG_TILE_WIDTH < LOG_TILE_WIDTH - 1 || sink == NULL) return NULL;
    struct log_tile tile = {level, at / LOG_TILE_WIDTH, LOG_TILE_WIDTH};
    return sink->write(sink->context, tile, tiler->tails[level]);
}

fault log_tiler_append(struct log_tiler *tiler, const struct log_hash *leaf,
                       const struct log_tile_sink *sink) {
    struct log_tree *tree = &tiler->tree;
    struct log_hash hash = *leaf;
    int height = 0;
    ASSERT(tree->size < INT64_MAX);
    TRY(put_hash(tiler, 0, &hash, sink));
    for (; tree->size >> height & 1; height++) {
        log_node_hash(&tree->edge[height], &hash, &hash);
        if ((height + 1) % LOG_TILE_HEIGHT == 0)
            TRY(put_hash(tiler, (height + 1) / LOG_TILE_HEIGHT, &hash, sink));
    }
    tree->edge[height] = hash;
    tree->size++;
    return NULL;
}

bool log_tiler_made(const struct log_tiler *tiler, int level, uint64_t *ret_index,
                    struct log_hash *ret_hash) {
    uint64_t size = tiler->tree.size;
    if (level >= LOG_TILE_LEVELS || size == 0) return false;
    uint64_t count = size >> (level * LOG_TILE_HEIGHT);
    if (count << (level * LOG_TILE_HEIGHT) != size) return false;
    *ret_index = count - 1;
    *ret_hash = tiler->tails[level][(count - 1) % LOG_TILE_WIDTH];
    return true;
}

struct log_tile log_tiler_tail(const struct log_tiler *tiler, int level,
                               const struct log_hash **ret_hashes) {
    uint64_t count = tiler->tree.size >> (level * LOG_TILE_HEIGHT);
    *ret_hashes = tiler->tails[level];
    return (struct log_tile){level, count / LOG_TILE_WIDTH, (int)(count % LOG_TILE_WIDTH)};
}

// The perfect subtree over hashes[0 .. 2^height - 1].
static struct log_hash fold(const struct log_hash *hashes, int height) {
    struct log_tree tree = {0};
    for (int i = 0; i < 1 << height; i++) log_tree_append(&tree, &hashes[i]);
    return tree.edge[height];
}

fault log_tiler_load(const struct log_tile_source *source, struct log_tiler *ret_tiler) {
    uint64_t size = source->size;
    if (size > INT64_MAX) return &log_size_unknown;
    memset(ret_tiler, 0, sizeof(*ret_tiler));
    ret_tiler->tree.size = size;
    for (int level = 0; level < LOG_TILE_LEVELS; level++) {
        struct log_hash *tail = ret_tiler->tails[level];
        uint64_t count = size >> (level * LOG_TILE_HEIGHT);
        int width = (int)(count % LOG_TILE_WIDTH);
        if (width == 0) continue;
        struct log_tile tile = {level, count / LOG_TILE_WIDTH, width};
        TRY(source->read(source->context, tile, tail));
        for (int bit = LOG_TILE_HEIGHT - 1, start = 0; bit >= 0; bit--) {
            if ((width >> bit & 1) == 0) continue;
            ret_tiler->tree.edge[level * LOG_TILE_HEIGHT + bit] = fold(tail + start, bit);
            start += 1 << bit;
        }
    }
    return NULL;
}

struct tile_reader {
    const struct log_tile_source *source;
    struct log_tile kept[LOG_TILE_LEVELS]; // width 0: none
    struct log_hash hashes[LOG_TILE_LEVELS][LOG_TILE_WIDTH];
};

static fault read_hash(void *context, int height, uint64_t index, struct log_hash *ret_hash) {
    struct tile_reader *reader = context;
    int level = height / LOG_TILE_HEIGHT;
    int inside = height % LOG_TILE_HEIGHT; // the subtree stands over 2^inside hashes of the tile
    ASSERT(height >= 0 && height < LOG_LEVELS);
    if (index >= reader->source->size >> height) return &log_size_unknown;
    uint64_t first = index << inside;
    struct log_tile tile = {level, first / LOG_TILE_WIDTH, 0};
    tile.width = log_tile_width(level, tile.index, reader->source->size);
    struct log_tile *kept = &reader->kept[level];
    if (kept->index != tile.index || kept->width != tile.width) {
        kept->width = 0; // until it is read whole
        TRY(reader->source->read(reader->source->context, tile, reader->hashes[level]));
        *kept = tile;
    }
    *ret_hash = fold(reader->hashes[level] + first % LOG_TILE_WIDTH, inside);
    return NULL;
}

struct log_reader log_reader_over(struct arena *arena, const struct log_tile_source *source) {
    struct tile_reader *reader = ARENA_NEW(arena, struct tile_reader);
    reader->source = source;
    return (struct log_reader){read_hash, reader};
}

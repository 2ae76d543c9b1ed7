// Writing a log as files, and verifying such files with nothing else at hand: one pass over the
// entries with their stored hashes, the folder's checkpoint and those from outside in the order of
// their sizes. Memory is that of one bundle of entries.
#include "main/logfiles.h"

#include "book_sql.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = LOG_TILE_WIDTH };

// ---- Writing -----------------------------------------------------------------------------------

struct writing {
    const struct os *os;
    struct arena *arena; // of one file
    str folder;
    struct log_tiler tiler;
};

static fault write_file(struct writing *writing, str name, str bytes) {
    str path = arena_print(writing->arena, "%.*s/%.*s", STR_ARG(writing->folder), STR_ARG(name));
    str above = path;
    while (above.size > 0 && above.data[above.size - 1] != '/') above.size--;
    TRY(os_folder_make(writing->os, str_slice(above, 0, above.size - 1)));
    return os_file_write(writing->os, path, bytes);
}

static fault write_tile(void *context, struct log_tile tile, const struct log_hash *hashes) {
    struct writing *writing = context;
    str bytes = {(const char *)hashes, sizeof(*hashes) * (size_t)tile.width};
    return write_file(writing, log_tile_path(writing->arena, tile), bytes);
}

static fault write_bundle(struct writing *writing, const struct book_log_after_list *rows) {
    struct log_tile tile = {.level = LOG_TILE_ENTRIES,
                            .index = (uint64_t)rows->items[0].index_at / LOG_TILE_WIDTH,
                            .width = (int)rows->count};
    struct buf out = buf_in(writing->arena, LIMIT_LOG_BUNDLE);
    for (size_t i = 0; i < rows->count; i++) log_bundle_add(&out, rows->items[i].leaf);
    ASSERT(!out.is_full);
    return write_file(writing, log_tile_path(writing->arena, tile), buf_str(&out));
}

static fault write_entries(struct writing *writing, struct store_reader *reader) {
    struct log_tile_sink sink = {write_tile, writing};
    for (int64_t after = -1;;) {
        arena_reset(writing->arena);
        struct book_log_after_list rows;
        TRY(book_log_after(reader, &(struct book_log_after_in){after, PIECE}, writing->arena,
                           &rows));
        if (rows.count == 0) return NULL;
        TRY(write_bundle(writing, &rows));
        for (size_t i = 0; i < rows.count; i++) {
            struct log_hash hash;
            log_leaf_hash(rows.items[i].leaf, &hash);
            TRY(log_tiler_append(&writing->tiler, &hash, &sink));
        }
        after = rows.items[rows.count - 1].index_at;
    }
}

static fault write_tails(struct writing *writing) {
    for (int level = 0; level < LOG_TILE_LEVELS; level++) {
        const struct log_hash *hashes;
        struct log_tile tail = log_tiler_tail(&writing->tiler, level, &hashes);
        arena_reset(writing->arena);
        if (tail.width > 0) TRY(write_tile(writing, tail, hashes));
    }
    return NULL;
}

static fault write_all(struct writing *writing, const struct book *book,
                       struct store_reader *reader) {
    TRY(os_folder_make(book->os, writing->folder));
    TRY(write_entries(writing, reader));
    TRY(write_tails(writing));
    struct book_newest_checkpoint newest;
    bool is_there = false;
    TRY(book_newest_checkpoint(reader, writing->arena, &newest, &is_there));
    if (is_there) TRY(write_file(writing, STR("checkpoint"), newest.note));
    str key = log_verifier_print(writing->arena, &book->signer.verifier);
    return write_file(writing, STR("key"), arena_join(writing->arena, key, STR("\n")));
}

fault logfiles_write(const struct book *book, struct store_reader *reader, str folder) {
    struct arena *arena = arena_open(LIMIT_BOOK_ARENA);
    struct writing *writing = ARENA_NEW(arena, struct writing);
    *writing = (struct writing){
        .os = book->os, .arena = arena_open(LIMIT_REQUEST_ARENA), .folder = folder};
    fault trouble = write_all(writing, book, reader);
    arena_close(writing->arena);
    arena_close(arena);
    return trouble;
}

// ---- Verifying ---------------------------------------------------------------------------------

struct note {
    uint64_t size;
    str text;
    bool is_outside;
};

struct verifying {
    const struct logfiles_verifying *what;
    struct arena *arena;      // of one bundle
    struct arena *tile_arena; // of one tile above
    uint64_t size;            // as the folder's checkpoint states it
    uint64_t next;            // entry
    str bundle;               // what is left of it
    str hashes;               // of the bundle's entries: tile of level 0
    struct log_hash hash;
    LIST(struct note) notes; // by size
    size_t note;
};

static fault read_file(struct verifying *verifying, str name, size_t size_max, str *ret_bytes) {
    str path =
        arena_print(verifying->arena, "%.*s/%.*s", STR_ARG(verifying->what->folder), STR_ARG(name));
    return os_file_read(verifying->what->os, verifying->arena, path, size_max, ret_bytes);
}

static struct log_tile tile_at(const struct verifying *verifying, int level) {
    uint64_t index = verifying->next / LOG_TILE_WIDTH;
    uint64_t left = verifying->size - index * LOG_TILE_WIDTH;
    return (struct log_tile){level, index, left < LOG_TILE_WIDTH ? (int)left : LOG_TILE_WIDTH};
}

// A bundle and the hashes of its entries. What is not there is missing, not an outage.
static fault open_bundle(struct verifying *verifying) {
    arena_reset(verifying->arena);
    verifying->bundle = verifying->hashes = STR_NONE;
    if (verifying->next >= verifying->size) return NULL;
    str name = log_tile_path(verifying->arena, tile_at(verifying, LOG_TILE_ENTRIES));
    fault trouble = read_file(verifying, name, LIMIT_LOG_BUNDLE, &verifying->bundle);
    if (trouble == &file_missing) return NULL;
    if (trouble != NULL) return trouble;
    name = log_tile_path(verifying->arena, tile_at(verifying, 0));
    size_t size = (size_t)tile_at(verifying, 0).width * sizeof(struct log_hash);
    trouble = read_file(verifying, name, size, &verifying->hashes);
    if (trouble == &file_missing || trouble == &file_too_large || verifying->hashes.size != size)
        verifying->hashes = STR_NONE;
    return trouble == &file_missing || trouble == &file_too_large ? NULL : trouble;
}

// Tiles above the entries. One that is missing or of another size differs from what it should be.
static fault read_tile(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct verifying *verifying = context;
    size_t size = sizeof(*ret_hashes) * (size_t)tile.width;
    char name[256];
    str bytes = STR_NONE;
    str path = log_tile_path(verifying->tile_arena, tile);
    snprintf(name, sizeof(name), "%.*s", STR_ARG(path));
    arena_reset(verifying->tile_arena);
    path = arena_print(verifying->tile_arena, "%.*s/%s", STR_ARG(verifying->what->folder), name);
    fault trouble = os_file_read(verifying->what->os, verifying->tile_arena, path, size, &bytes);
    if (trouble != NULL && trouble != &file_missing && trouble != &file_too_large) return trouble;
    memset(ret_hashes, 0, size);
    if (trouble == NULL && bytes.size == size) memcpy(ret_hashes, bytes.data, size);
    return NULL;
}

static fault next_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct verifying *verifying = context;
    size_t place = verifying->next % LOG_TILE_WIDTH;
    if (place == 0) TRY(open_bundle(verifying));
    *ret_has_one = verifying->bundle.size > 0;
    if (!*ret_has_one) return NULL;
    *ret_entry = (struct log_entry){.index = verifying->next};
    TRY(log_bundle_next(&verifying->bundle, &ret_entry->leaf));
    size_t size = sizeof(verifying->hash.bytes);
    verifying->hash = (struct log_hash){0}; // where none is stored, it is not the right one
    if (verifying->hashes.size >= (place + 1) * size)
        memcpy(verifying->hash.bytes, verifying->hashes.data + place * size, size);
    ret_entry->hash = &verifying->hash;
    verifying->next++;
    bool is_end = place + 1 == LOG_TILE_WIDTH || verifying->next == verifying->size;
    return is_end && verifying->bundle.size > 0 ? &bundle_malformed : NULL;
}

static fault next_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                             bool *ret_has_one) {
    struct verifying *verifying = context;
    *ret_has_one = verifying->note < verifying->notes.count;
    if (!*ret_has_one) return NULL;
    const struct note *note = &verifying->notes.items[verifying->note++];
    *ret_checkpoint = (struct log_stored_checkpoint){note->size, note->text, note->is_outside};
    return NULL;
}

// The size that a note states, without trust in it; log_verify checks the signature.
static uint64_t size_of(str note) {
    str_cut(&note, '\n');
    int64_t size = 0;
    return str_to_int(str_cut(&note, '\n'), &size) && size > 0 ? (uint64_t)size : 0;
}

static void add_notes(struct verifying *verifying, struct arena *arena, str text, bool is_outside) {
    str note;
    while (log_note_next(&text, &note)) {
        struct note added = {size_of(note), note, is_outside};
        (void)list_push(arena, &verifying->notes);
        size_t place = verifying->notes.count - 1;
        for (; place > 0 && verifying->notes.items[place - 1].size > added.size; place--)
            verifying->notes.items[place] = verifying->notes.items[place - 1];
        verifying->notes.items[place] = added;
    }
}

static fault verify(struct arena *arena, struct verifying *verifying,
                    struct log_report *ret_report) {
    const struct logfiles_verifying *what = verifying->what;
    str key = what->verifier, checkpoint;
    if (key.size == 0) TRY(read_file(verifying, STR("key"), KIB, &key));
    struct log_verifier verifier;
    key = arena_copy(arena, str_trim(key));
    TRY(log_verifier_read(key, &verifier));
    TRY(read_file(verifying, STR("checkpoint"), LIMIT_NOTE, &checkpoint));
    checkpoint = arena_copy(arena, checkpoint);
    verifying->size = size_of(checkpoint);
    add_notes(verifying, arena, checkpoint, false);
    add_notes(verifying, arena, what->outside, true);
    struct log_tile_source tiles = {read_tile, verifying, 0};
    struct log_source source = {next_entry, next_checkpoint, &tiles, verifying};
    return log_verify(arena, &source, &verifier, ret_report);
}

fault logfiles_verify(struct arena *arena, const struct logfiles_verifying *what,
                      struct log_report *ret_report) {
    struct verifying *verifying = ARENA_NEW(arena, struct verifying);
    *verifying = (struct verifying){
        .what = what, .arena = arena_open(LIMIT_REQUEST_ARENA), .tile_arena = arena_open(MIB)};
    fault trouble = verify(arena, verifying, ret_report);
    arena_close(verifying->tile_arena);
    arena_close(verifying->arena);
    return trouble;
}

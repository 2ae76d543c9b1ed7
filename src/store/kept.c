// Rows by statement and parameters, in an arena that is forgotten as a whole: which row belongs to
// which change is not worth knowing for tables that change a few times a day. Which statements
// write a table that a kept one reads is found in their texts when the writer opens.
#include "store/kept.h"

#include "base/base.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 20000 };
#define KEPT_BYTES (16 * MIB)

struct store_kept {
    struct arena *arena;
    struct map *rows;  // key → struct shape_list
    bool *makes_stale; // by statement index
    size_t statement_count;
};

// ---- Which statements write what is kept -------------------------------------------------------

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

static str word_at(str text) {
    size_t size = 0;
    while (size < text.size && is_word_byte(text.data[size])) size++;
    return str_slice(text, 0, size);
}

static str table_written(const struct store_statement *statement) {
    static const char *const starts[] = {"INSERT INTO ", "UPDATE ", "DELETE FROM "};
    str sql = str_of(statement->sql);
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (str_starts_with(sql, str_of(starts[i])))
            return word_at(str_slice(sql, strlen(starts[i]), sql.size));
    ASSERT(!"a statement that writes names its table first");
    return STR_NONE;
}

static bool has_word(str text, str word) {
    while (text.size > 0) {
        str here = word_at(text);
        if (str_equal(here, word)) return true;
        text = str_slice(text, here.size < text.size ? here.size + 1 : here.size, text.size);
    }
    return false;
}

static bool makes_stale(const struct store_catalog *catalog, const struct store_statement *write) {
    str table = table_written(write);
    for (size_t i = 0; i < catalog->statement_count; i++) {
        const struct store_statement *read = catalog->statements[i];
        if (read->is_kept && has_word(str_of(read->sql), table)) return true;
    }
    return false;
}

// ---- Opening -----------------------------------------------------------------------------------

struct store_kept *store_kept_open(const struct store_catalog *catalog) {
    struct store_kept *kept = calloc(1, sizeof(*kept));
    ASSERT(kept != NULL);
    kept->makes_stale = calloc(catalog->statement_count, sizeof(bool));
    ASSERT(kept->makes_stale != NULL);
    kept->statement_count = catalog->statement_count;
    for (size_t i = 0; i < catalog->statement_count; i++) {
        const struct store_statement *statement = catalog->statements[i];
        if (statement->is_write)
            kept->makes_stale[statement->index] = makes_stale(catalog, statement);
    }
    kept->arena = arena_open(2 * KEPT_BYTES);
    store_kept_forget(kept);
    return kept;
}

void store_kept_close(struct store_kept *kept) {
    if (kept == NULL) return;
    arena_close(kept->arena);
    free(kept->makes_stale);
    free(kept);
}

// ---- Rows --------------------------------------------------------------------------------------

static bool is_text(const struct store_column *column) {
    switch (column->kind) {
    case SHAPE_BOOL:
    case SHAPE_INT:
    case SHAPE_ID:
    case SHAPE_DATE:
    case SHAPE_INSTANT:
    case SHAPE_ENUM:
    case SHAPE_MONEY: return false;
    default: return true;
    }
}

void store_copy_rows(struct arena *arena, const struct store_statement *statement, const void *rows,
                     size_t count, void *ret_rows) {
    char *copy = ret_rows;
    if (count > 0) memcpy(copy, rows, statement->row_size * count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < statement->out_count; k++) {
            if (!is_text(&statement->outs[k])) continue;
            char *at = copy + statement->row_size * i + statement->outs[k].offset;
            str text;
            memcpy(&text, at, sizeof(text));
            text = arena_copy(arena, text);
            memcpy(at, &text, sizeof(text));
        }
}

const struct shape_list *store_kept_find(const struct store_kept *kept, str key) {
    return map_get(kept->rows, key);
}

void store_kept_put(struct store_kept *kept, const struct store_statement *statement, str key,
                    const struct shape_list *rows) {
    bool is_full = map_count(kept->rows) >= KEPT_MAX || arena_used(kept->arena) > KEPT_BYTES;
    if (is_full) store_kept_forget(kept);
    struct shape_list *list = ARENA_NEW(kept->arena, struct shape_list);
    list->count = rows->count;
    if (rows->count > 0) list->items = arena_take(kept->arena, statement->row_size * rows->count);
    store_copy_rows(kept->arena, statement, rows->items, rows->count, list->items);
    map_put(kept->rows, arena_copy(kept->arena, key), list);
}

void store_kept_written(struct store_kept *kept, const struct store_statement *statement) {
    ASSERT(statement->index < kept->statement_count);
    if (kept->makes_stale[statement->index]) store_kept_forget(kept);
}

void store_kept_forget(struct store_kept *kept) {
    arena_reset(kept->arena);
    kept->rows = map_open(kept->arena, 0);
}

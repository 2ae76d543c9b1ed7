// All pages of a list: the same query again and again, each time with the cursor that the page
// before gave. The arena holds one page at a time, whatever the length of the list.
#include "command/listing.h"

#include <string.h>

struct listing listing_of(const struct command *command, const struct query *query, void *in) {
    ASSERT(command->is_list);
    const struct shape_field *items = shape_field_of(command->out, STR("items"));
    const struct shape_field *next = shape_field_of(command->out, STR("next"));
    ASSERT(items->kind == SHAPE_STRUCT && items->is_list && next->kind == SHAPE_TEXT);
    return (struct listing){.command = command,
                            .query = *query,
                            .in = in,
                            .item = items->of,
                            .items_offset = items->offset,
                            .next_offset = next->offset,
                            .has_more = true};
}

static void put_in(struct listing *listing, str name, const void *value, size_t size) {
    const struct shape_field *field = shape_field_of(listing->command->in, name);
    if (field != NULL) memcpy((char *)listing->in + field->offset, value, size);
}

// The cursor is copied: the page that it stands in goes with the arena.
static fault keep_cursor(struct listing *listing, const char *out) {
    str next;
    memcpy(&next, out + listing->next_offset, sizeof(next));
    if (next.size >= LISTING_CURSOR_MAX) return &cursor_wrong;
    if (next.size > 0) memmove(listing->cursor, next.data, next.size);
    listing->cursor[next.size] = '\0';
    return NULL;
}

fault listing_next(struct listing *listing, struct shape_list *ret_rows) {
    struct arena *arena = listing->query.arena;
    arena_reset(arena);
    int64_t limit = LIMIT_PAGE_ROWS;
    str cursor = str_of(listing->cursor);
    put_in(listing, STR("limit"), &limit, sizeof(limit));
    if (listing->is_begun) put_in(listing, STR("cursor"), &cursor, sizeof(cursor));
    listing->is_begun = true;
    char *out = arena_take(arena, listing->command->out->size);
    TRY(command_query(listing->command, &listing->query, listing->in, out));
    TRY(keep_cursor(listing, out));
    struct shape_list rows;
    memcpy(&rows, out + listing->items_offset, sizeof(rows));
    int64_t left = LIMIT_EXPORT_ROWS - listing->rows;
    if ((int64_t)rows.count > left) rows.count = (size_t)left;
    listing->rows += (int64_t)rows.count;
    listing->has_more = listing->cursor[0] != '\0' && listing->rows < LIMIT_EXPORT_ROWS;
    *ret_rows = rows;
    return NULL;
}

bool listing_was_cut(const struct listing *listing) {
    return listing->cursor[0] != '\0' && listing->rows >= LIMIT_EXPORT_ROWS;
}

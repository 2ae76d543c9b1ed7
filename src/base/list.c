// The one function behind list_push: doubles inside the arena, so that at most as much again as the
// list itself is left behind; what was there is copied once per doubling.
#include "base/list.h"

#include <string.h>

void *list_grow(struct arena *arena, void *items, size_t count, size_t *capacity,
                size_t item_size) {
    if (count < *capacity) return items;
    *capacity = *capacity == 0 ? 8 : *capacity * 2;
    char *larger = arena_take(arena, *capacity * item_size);
    if (count > 0) memcpy(larger, items, count * item_size);
    return larger;
}

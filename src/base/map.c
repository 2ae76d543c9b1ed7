// Open addressing with linear steps, at most half full; grown by copying inside the arena. Nothing
// is ever taken out, so there are no gravestones: a look-up ends at the first empty slot.
#include "base/map.h"

#include "base/assert.h"
#include "base/hash.h"

struct slot {
    str key;
    void *value; // NULL: empty
};

struct map {
    struct arena *arena;
    struct slot *slots;
    size_t slot_count; // a power of two
    size_t count;
    uint64_t seed;
};

enum { FIRST_SLOTS = 16 };

struct map *map_open(struct arena *arena, uint64_t seed) {
    struct map *map = ARENA_NEW(arena, struct map);
    map->arena = arena;
    map->slots = ARENA_ARRAY(arena, struct slot, FIRST_SLOTS);
    map->slot_count = FIRST_SLOTS;
    map->seed = seed;
    return map;
}

static struct slot *slot_for(const struct map *map, str key) {
    size_t at = hash_str(key, map->seed) & (map->slot_count - 1);
    while (map->slots[at].value != NULL && !str_equal(map->slots[at].key, key))
        at = (at + 1) & (map->slot_count - 1);
    return &map->slots[at];
}

void *map_get(const struct map *map, str key) {
    return slot_for(map, key)->value;
}

static void grow(struct map *map) {
    struct slot *old = map->slots;
    size_t old_count = map->slot_count;
    map->slot_count *= 2;
    map->slots = ARENA_ARRAY(map->arena, struct slot, map->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].value != NULL) *slot_for(map, old[i].key) = old[i];
}

void *map_put(struct map *map, str key, void *value) {
    ASSERT(value != NULL);
    if (map->count * 2 >= map->slot_count) grow(map);
    struct slot *slot = slot_for(map, key);
    void *earlier = slot->value;
    if (earlier == NULL) map->count++;
    *slot = (struct slot){key, value};
    return earlier;
}

size_t map_count(const struct map *map) {
    return map->count;
}

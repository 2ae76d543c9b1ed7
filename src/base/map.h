// map: text to pointer, in an arena. Keys are not copied; they must live as long as the map.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map;

// seed: from os_random where keys come from outside; 0 for our own names.
struct map *map_open(struct arena *arena, uint64_t seed);
// The value, or NULL when the key is not there.
void *map_get(const struct map *map, str key);
// value must not be NULL. Returns the earlier value of that key, or NULL.
void *map_put(struct map *map, str key, void *value);
size_t map_count(const struct map *map);

#endif

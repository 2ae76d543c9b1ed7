// A list in the order of first additions, so that the same commands write the same rows in the same
// order, and a map to find the row again.
#include "command/sums.h"

#include "base/base.h"
#include "base/map.h"
#include "command/wishes.h"

#include <stdlib.h>
#include <string.h>

struct sum {
    const struct store_statement *statement;
    void *in;
};

struct sums {
    struct arena *arena;
    struct map *by_key; // statement and key → struct sum
    LIST(struct sum *) list;
};

struct sums *sums_open(void) {
    struct sums *sums = calloc(1, sizeof(*sums));
    ASSERT(sums != NULL);
    sums->arena = arena_open(64 * MIB);
    sums_forget(sums);
    return sums;
}

void sums_close(struct sums *sums) {
    if (sums == NULL) return;
    arena_close(sums->arena);
    free(sums);
}

void sums_forget(struct sums *sums) {
    arena_reset(sums->arena);
    sums->by_key = map_open(sums->arena, 0);
    sums->list.items = NULL;
    sums->list.count = sums->list.capacity = 0;
}

static str key_of(struct arena *arena, const struct sum_wish *wish) {
    char *key = arena_take(arena, sizeof(wish->statement) + wish->key_size);
    memcpy(key, &wish->statement, sizeof(wish->statement));
    memcpy(key + sizeof(wish->statement), wish->in, wish->key_size);
    return (str){key, sizeof(wish->statement) + wish->key_size};
}

void sums_add(struct sums *sums, const struct sum_wish *wish) {
    str key = key_of(sums->arena, wish);
    struct sum *sum = map_get(sums->by_key, key);
    if (sum == NULL) {
        sum = ARENA_NEW(sums->arena, struct sum);
        sum->statement = wish->statement;
        sum->in = arena_take(sums->arena, wish->in_size);
        memcpy(sum->in, wish->in, wish->in_size);
        map_put(sums->by_key, key, sum);
        *list_push(sums->arena, &sums->list) = sum;
        return;
    }
    for (size_t at = wish->key_size; at < wish->in_size; at += sizeof(int64_t)) {
        int64_t number, more;
        memcpy(&number, (const char *)sum->in + at, sizeof(number));
        memcpy(&more, (const char *)wish->in + at, sizeof(more));
        ASSERT(!__builtin_add_overflow(number, more, &number));
        memcpy((char *)sum->in + at, &number, sizeof(number));
    }
}

fault sums_write(struct sums *sums, struct store_writer *writer) {
    for (size_t i = 0; i < sums->list.count; i++)
        TRY(store_write(writer, sums->list.items[i]->statement, sums->list.items[i]->in));
    if (sums->list.count > 0) sums_forget(sums);
    return NULL;
}

// Bump allocation in a chain of blocks. The first block is kept over a reset, so a connection that
// serves many requests allocates once. Memory is zeroed when handed out, not when taken back.
#include "base/arena.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *earlier;
    size_t size; // of the space after this head
    size_t used;
    size_t padding; // keeps the space aligned
};

struct arena {
    struct block *newest;
    size_t used;
    size_t size_max;
};

static struct block *block_open(struct block *earlier, size_t size) {
    struct block *block = malloc(sizeof(*block) + size);
    ASSERT(block != NULL);
    block->earlier = earlier;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_open(size_t size_max) {
    struct arena *arena = malloc(sizeof(*arena));
    ASSERT(arena != NULL);
    arena->newest = block_open(NULL, BLOCK_SIZE);
    arena->used = 0;
    arena->size_max = size_max;
    return arena;
}

static void drop_later_blocks(struct arena *arena) {
    while (arena->newest->earlier != NULL) {
        struct block *earlier = arena->newest->earlier;
        free(arena->newest);
        arena->newest = earlier;
    }
}

void arena_close(struct arena *arena) {
    if (arena == NULL) return;
    drop_later_blocks(arena);
    free(arena->newest);
    free(arena);
}

void arena_reset(struct arena *arena) {
    drop_later_blocks(arena);
    arena->newest->used = 0;
    arena->used = 0;
}

void *arena_take(struct arena *arena, size_t size) {
    ASSERT(size <= arena->size_max);
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    arena->used += rounded;
    ASSERT(arena->used <= arena->size_max);
    struct block *block = arena->newest;
    if (block->size - block->used < rounded) {
        size_t wanted = arena->used / 2 > BLOCK_SIZE ? arena->used / 2 : BLOCK_SIZE;
        block = block_open(block, rounded > wanted ? rounded : wanted);
        arena->newest = block;
    }
    char *memory = (char *)(block + 1) + block->used;
    block->used += rounded;
    return memset(memory, 0, size);
}

str arena_copy(struct arena *arena, str text) {
    if (text.size == 0) return STR_NONE;
    return (str){memcpy(arena_take(arena, text.size), text.data, text.size), text.size};
}

char *arena_text(struct arena *arena, str text) {
    char *copy = arena_take(arena, text.size + 1);
    if (text.size > 0) memcpy(copy, text.data, text.size);
    return copy;
}

str arena_print_list(struct arena *arena, const char *format, va_list list) {
    char first[200]; // most texts are short: these are printed once
    va_list again;
    va_copy(again, list);
    int size = vsnprintf(first, sizeof(first), format, again);
    va_end(again);
    ASSERT(size >= 0);
    char *text = arena_take(arena, (size_t)size + 1);
    if ((size_t)size < sizeof(first))
        memcpy(text, first, (size_t)size);
    else
        vsnprintf(text, (size_t)size + 1, format, list);
    return (str){text, (size_t)size};
}

str arena_print(struct arena *arena, const char *format, ...) {
    va_list list;
    va_start(list, format);
    str text = arena_print_list(arena, format, list);
    va_end(list);
    return text;
}

str arena_join(struct arena *arena, str a, str b) {
    if (a.size + b.size == 0) return STR_NONE;
    char *memory = arena_take(arena, a.size + b.size);
    if (a.size > 0) memcpy(memory, a.data, a.size);
    if (b.size > 0) memcpy(memory + a.size, b.data, b.size);
    return (str){memory, a.size + b.size};
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}

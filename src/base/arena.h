// arena: memory for one request (or one file, one test) that is given back all at once. Whoever
// returns memory takes an arena and puts it there; nobody frees. An arena has a ceiling, and sizes
// are bounded where data enters (limits.h), so passing the ceiling is a bug and stops the process.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena;

// size_max: the most bytes this arena may ever hold.
struct arena *arena_open(size_t size_max);
void arena_close(struct arena *arena);
// Forgets everything; keeps the first block, so that a reused arena does not allocate.
void arena_reset(struct arena *arena);

// Zeroed, aligned to 16. Never NULL.
void *arena_take(struct arena *arena, size_t size);
str arena_copy(struct arena *arena, str text);
// A NUL-terminated copy, for libraries that want one.
char *arena_text(struct arena *arena, str text);
str arena_print(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
str arena_print_list(struct arena *arena, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));
// a + b in one piece.
str arena_join(struct arena *arena, str a, str b);

// Bytes handed out since the last reset, and calls: tests hold requests to a budget with them.
size_t arena_used(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take((arena), sizeof(type) * (count)))

#endif

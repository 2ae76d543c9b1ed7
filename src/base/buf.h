// buf: bytes that grow up to a ceiling, in an arena. A buf that would pass its ceiling keeps what
// it has, takes nothing more and says so (is_full): the caller asks once at the end.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

struct buf {
    struct arena *arena;
    char *data;
    size_t size;
    size_t capacity;
    size_t size_max;
    bool is_full; // something did not fit
};

// An empty buf that may hold size_max bytes.
struct buf buf_in(struct arena *arena, size_t size_max);

void buf_add(struct buf *buf, str text);
void buf_add_byte(struct buf *buf, char byte);
void buf_add_int(struct buf *buf, int64_t number);
void buf_print(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Room for size more bytes at the end, or NULL when that would pass the ceiling; the caller fills
// it and adds to buf->size.
char *buf_room(struct buf *buf, size_t size);
str buf_str(const struct buf *buf);

#endif

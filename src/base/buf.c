// Growing bytes: capacity doubles inside the arena, so at most as much again is left behind. The
// ceiling is asked before every growth; a buf that is full stays as it was and says so.
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_in(struct arena *arena, size_t size_max) {
    return (struct buf){.arena = arena, .size_max = size_max};
}

char *buf_room(struct buf *buf, size_t size) {
    if (buf->is_full || size > buf->size_max - buf->size) {
        buf->is_full = true;
        return NULL;
    }
    if (buf->capacity - buf->size < size) {
        size_t wanted = buf->capacity * 2 + 240;
        if (wanted < buf->size + size) wanted = buf->size + size;
        char *larger = arena_take(buf->arena, wanted);
        if (buf->size > 0) memcpy(larger, buf->data, buf->size);
        buf->data = larger;
        buf->capacity = wanted;
    }
    return buf->data + buf->size;
}

void buf_add(struct buf *buf, str text) {
    if (text.size == 0) return;
    char *room = buf_room(buf, text.size);
    if (room == NULL) return;
    memcpy(room, text.data, text.size);
    buf->size += text.size;
}

void buf_add_byte(struct buf *buf, char byte) {
    if (buf->size < buf->capacity && buf->size < buf->size_max && !buf->is_full) {
        buf->data[buf->size++] = byte;
        return;
    }
    buf_add(buf, (str){&byte, 1});
}

void buf_add_int(struct buf *buf, int64_t number) {
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) digits[--at] = '-';
    buf_add(buf, (str){digits + at, sizeof(digits) - at});
}

void buf_print(struct buf *buf, const char *format, ...) {
    va_list list;
    va_start(list, format);
    va_list again;
    va_copy(again, list);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *room = size < 0 ? NULL : buf_room(buf, (size_t)size + 1);
    if (room != NULL) {
        vsnprintf(room, (size_t)size + 1, format, list);
        buf->size += (size_t)size;
    }
    va_end(list);
}

str buf_str(const struct buf *buf) {
    return (str){buf->data, buf->size};
}

// UTF-8 by the table of RFC 3629 section 4: the first byte tells the length and the allowed range
// of the second.
#include "base/utf8.h"

static bool is_tail(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

static int32_t next_of_two(const unsigned char *p, size_t left) {
    if (left < 2 || !is_tail(p[1])) return -1;
    return (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
}

static int32_t next_of_three(const unsigned char *p, size_t left) {
    if (left < 3 || !is_tail(p[1]) || !is_tail(p[2])) return -1;
    int32_t point = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < 0x800 || is_surrogate ? -1 : point;
}

static int32_t next_of_four(const unsigned char *p, size_t left) {
    if (left < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3])) return -1;
    int32_t point = (p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    return point < 0x10000 || point > 0x10FFFF ? -1 : point;
}

int32_t utf8_next(str text, size_t *at) {
    const unsigned char *p = (const unsigned char *)text.data + *at;
    size_t left = text.size - *at;
    int32_t point = -1;
    size_t length = 1;
    if (p[0] < 0x80) {
        point = p[0];
    } else if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        point = next_of_two(p, left), length = 2;
    } else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        point = next_of_three(p, left), length = 3;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        point = next_of_four(p, left), length = 4;
    }
    *at += point < 0 ? 1 : length;
    return point;
}

bool utf8_is_valid(str text) {
    for (size_t at = 0; at < text.size;)
        if (utf8_next(text, &at) < 0) return false;
    return true;
}

size_t utf8_count(str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        if (!is_tail((unsigned char)text.data[i])) count++;
    return count;
}

size_t utf8_write(int32_t point, char room[4]) {
    if (point < 0x80) {
        room[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        room[0] = (char)(0xC0 | point >> 6);
        room[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        room[0] = (char)(0xE0 | point >> 12);
        room[1] = (char)(0x80 | ((point >> 6) & 0x3F));
        room[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    room[0] = (char)(0xF0 | point >> 18);
    room[1] = (char)(0x80 | ((point >> 12) & 0x3F));
    room[2] = (char)(0x80 | ((point >> 6) & 0x3F));
    room[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

// Views of bytes. Nothing here allocates; nothing here knows about characters beyond ASCII
// (utf8.h does).
#include "base/str.h"

#include <string.h>

str str_of(const char *text) {
    return text == NULL ? STR_NONE : (str){text, strlen(text)};
}

bool str_equal(str a, str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

int str_compare(str a, str b) {
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    if (order != 0) return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

bool str_starts_with(str text, str start) {
    return text.size >= start.size && str_equal(str_slice(text, 0, start.size), start);
}

bool str_ends_with(str text, str end) {
    return text.size >= end.size &&
           str_equal(str_slice(text, text.size - end.size, text.size), end);
}

ptrdiff_t str_find(str text, str part) {
    if (part.size == 0) return 0;
    if (text.size < part.size) return -1;
    const char *found = memmem(text.data, text.size, part.data, part.size);
    return found == NULL ? -1 : found - text.data;
}

ptrdiff_t str_find_byte(str text, char byte) {
    const char *found = text.size == 0 ? NULL : memchr(text.data, byte, text.size);
    return found == NULL ? -1 : found - text.data;
}

str str_slice(str text, size_t from, size_t to) {
    if (to > text.size) to = text.size;
    if (from >= to) return STR_NONE;
    return (str){text.data + from, to - from};
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

str str_trim(str text) {
    while (text.size > 0 && is_blank(text.data[0])) text.data++, text.size--;
    while (text.size > 0 && is_blank(text.data[text.size - 1])) text.size--;
    return text;
}

str str_cut(str *rest, char separator) {
    ptrdiff_t at = str_find_byte(*rest, separator);
    str before = at < 0 ? *rest : str_slice(*rest, 0, (size_t)at);
    *rest = at < 0 ? STR_NONE : str_slice(*rest, (size_t)at + 1, rest->size);
    return before;
}

bool str_to_int(str text, int64_t *ret_number) {
    bool is_negative = text.size > 0 && text.data[0] == '-';
    size_t start = is_negative ? 1 : 0;
    if (text.size == start || text.size - start > 19) return false;
    if (text.data[start] == '0' && text.size > 1) return false;
    uint64_t number = 0;
    for (size_t i = start; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    }
    uint64_t most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    if (number > most) return false;
    *ret_number = is_negative ? (int64_t)(0 - number) : (int64_t)number;
    return true;
}

static char small(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

bool str_equal_ignore_case(str a, str b) {
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++)
        if (small(a.data[i]) != small(b.data[i])) return false;
    return true;
}

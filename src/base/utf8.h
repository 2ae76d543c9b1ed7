// utf8: is it valid, and how many characters (code points). Invalid is everything that RFC 3629
// forbids: overlong forms, surrogates, above U+10FFFF, cut sequences.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

bool utf8_is_valid(str text);
// Code points; text must be valid.
size_t utf8_count(str text);
// Reads one code point at *at and moves *at behind it; returns -1 where the bytes are invalid.
// *at must be less than text.size.
int32_t utf8_next(str text, size_t *at);
// Writes 1..4 bytes to room and returns how many.
size_t utf8_write(int32_t code_point, char room[4]);

#endif

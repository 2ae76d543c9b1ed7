// str: a view of bytes with a length; it does not own them and need not end in NUL. Passed by
// value. An empty str has size 0; its data may be NULL. Text is UTF-8 wherever a person reads it.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct str {
    const char *data;
    size_t size;
} str;

#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((str){NULL, 0})
// For printf's "%.*s".
#define STR_ARG(text) (int)(text).size, (text).data

// A view of a NUL-terminated text; NULL gives the empty str.
str str_of(const char *text);

bool str_equal(str a, str b);
// Byte order: negative, zero, positive.
int str_compare(str a, str b);
bool str_starts_with(str text, str start);
bool str_ends_with(str text, str end);
// Index of the first occurrence, or -1.
ptrdiff_t str_find(str text, str part);
ptrdiff_t str_find_byte(str text, char byte);

// Bytes from..to (to excluded); both are cut to the size.
str str_slice(str text, size_t from, size_t to);
// Without ASCII blanks (space, tab, CR, LF) at both ends.
str str_trim(str text);
// Splits at the first separator: returns what stands before it and leaves in *rest what follows.
// Without a separator returns all and leaves *rest empty.
str str_cut(str *rest, char separator);

// The whole text is a decimal integer with optional minus and fits; else false and *ret_number is
// untouched. No blanks, no plus, no leading zeros other than "0" itself.
bool str_to_int(str text, int64_t *ret_number);

// ASCII letters only are made small when comparing.
bool str_equal_ignore_case(str a, str b);

#endif

// pattern: regular expressions as XPath and XML Schema write them, compiled for PCRE2. Only the
// files of src/feel include it.
#ifndef FEEL_PATTERN_H
#define FEEL_PATTERN_H

#include "base/arena.h"
#include "base/str.h"

struct unicode_block {
    const char *name; // "BasicLatin"
    int32_t first;
    int32_t last;
};

extern const struct unicode_block unicode_blocks[];
extern const size_t unicode_block_count;

struct pattern_flags {
    bool dot_all;     // s
    bool multi_line;  // m
    bool ignore_case; // i
    bool extended;    // x: blanks do not count
};

// The pattern in PCRE2's syntax, and the number of its groups. False: it is not one of XPath's.
bool pattern_translate(struct arena *arena, str source, struct pattern_flags flags,
                       str *ret_pattern, int *ret_group_count);

#endif

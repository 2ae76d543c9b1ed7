// pinyin_table: what tools/pinyin makes of the Unihan database; only pinyin.c reads it.
#ifndef FORMAT_PINYIN_TABLE_H
#define FORMAT_PINYIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

// Characters first..last; the cell of first is pinyin_cells[at].
struct pinyin_run {
    uint32_t first;
    uint32_t last;
    uint32_t at;
};

// A traditional character and its simplified one.
struct pinyin_pair {
    uint32_t from;
    uint32_t to;
};

// A word in which a character is read otherwise than it mostly is.
struct pinyin_phrase {
    const char *word;
    size_t size;
    const char *syllables; // separated by blanks
};

extern const char *const pinyin_lists[]; // "xing hang": the commonest first; [0] is ""
extern const struct pinyin_run pinyin_runs[];
extern const size_t pinyin_run_count;
extern const uint16_t pinyin_cells[]; // index into pinyin_lists
extern const struct pinyin_pair pinyin_pairs[];
extern const size_t pinyin_pair_count;
extern const struct pinyin_phrase pinyin_phrases[]; // in the order of str_compare
extern const size_t pinyin_phrase_count;

#endif

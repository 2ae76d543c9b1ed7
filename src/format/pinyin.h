// pinyin: how Chinese text is typed by people who search: initials ("hw" for 华为) and whole
// syllables. From Unicode's Unihan readings (Debian's unicode-data), made into a table at build
// time (tools/pinyin). Characters with several readings give all of them where that is asked for;
// in a word that is read otherwise (银行, 重庆, 厦门: tools/pinyin/phrases.txt) the word decides.
//
// Tones are left out, ü is v (女 "nv", 略 "lve"). Traditional characters are read as the simplified
// ones. Texts must be valid UTF-8. Pure; nothing here fails.
#ifndef FORMAT_PINYIN_H
#define FORMAT_PINYIN_H

#include "base/base.h"

// The initial of each Chinese character's commonest reading, small ASCII letters and digits as they
// are; everything else is left out. "华为A3" → "hwa3".
str pinyin_initials(struct arena *arena, str text);

struct pinyin_ways {
    str *items;
    size_t count;
};

// All ways of typing the initials, at most count_max (from 1): the first is pinyin_initials, each
// other one differs from it in one character that has another reading. "重庆" → "cq", "zq".
struct pinyin_ways pinyin_initials_ways(struct arena *arena, str text, size_t count_max);

// Whole syllables, separated by blanks: "华为A3" → "hua wei a3".
str pinyin_syllables(struct arena *arena, str text);

// All readings of one character, separated by blanks, the commonest first: "zhong chong". Empty
// where it has none, as letters and signs have not. Lives for ever.
str pinyin_readings(int32_t code_point);

// Traditional characters in their simplified form; everything else stays as it is. For finding, not
// for showing: a character with several simplified forms gives the first.
str pinyin_simplify_text(struct arena *arena, str text);

#endif

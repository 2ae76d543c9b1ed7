// pinyin: how Chinese text is typed by people who search: initials ("hw" for 华为) and whole
// syllables. From Unicode's Unihan readings (Debian's unicode-data), made into a table at build
// time. Characters with several readings give all of them where that is asked for.
#ifndef FORMAT_PINYIN_H
#define FORMAT_PINYIN_H

#include "base/base.h"

// The initial of each Chinese character's commonest reading, small ASCII letters and digits as they
// are; everything else is left out. "华为A3" → "hwa3".
str pinyin_initials(struct arena *arena, str text);

#endif

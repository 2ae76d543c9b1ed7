// fold: one form for texts that people would call the same, by Unicode's own rules (utf8proc): for
// comparing and finding, never for showing. Texts must be valid UTF-8.
#ifndef FORMAT_FOLD_H
#define FORMAT_FOLD_H

#include "base/base.h"

// Compatibility forms and case are made equal and invisible characters left out (NFKC with case
// folding, Unicode 3.13): "ＡＢＣ Straße" → "abc strasse".
str fold_text(struct arena *arena, str text);
// The same for finding: marks are left out as well ("é" → "e") and traditional Chinese characters
// are simplified.
str fold_for_search(struct arena *arena, str text);
// A letter or digit of any script: not a blank, sign or mark.
bool fold_is_letter(int32_t code_point);

#endif

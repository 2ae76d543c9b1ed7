// Folding over utf8proc: its memory is copied into the arena and given back at once. Leaves to
// others: which words a text has, and the order of texts.
#include "format/fold.h"

#include "base/utf8.h"
#include "format/pinyin.h"

#include <stdlib.h>

#include <utf8proc.h>

static str folded(struct arena *arena, str text, utf8proc_option_t more) {
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | more;
    if (text.size == 0) return STR_NONE;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text.data,
                                         (utf8proc_ssize_t)text.size, &bytes, options);
    ASSERT(size >= 0);
    str copy = arena_copy(arena, (str){(const char *)bytes, (size_t)size});
    free(bytes);
    return copy;
}

str fold_text(struct arena *arena, str text) {
    return folded(arena, text, 0);
}

str fold_for_search(struct arena *arena, str text) {
    return pinyin_simplify_text(arena, folded(arena, text, UTF8PROC_STRIPMARK));
}

bool fold_is_letter(int32_t code_point) {
    utf8proc_category_t category = utf8proc_category(code_point);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

// Fuzz: a line as a regular expression, the next as flags, the rest as text; through the built-ins
// matches, replace and split. What XPath does not have must be refused before PCRE2 sees it, and no
// pattern may run away. Pieces that split makes, put together again, are no longer than the text.
#include "feel/feel.h"

#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(struct arena *arena, const struct feel_names *known, const char *source,
                const struct feel_value *values) {
    struct feel_names *names = feel_names_within(arena, known);
    const struct feel_expression *expression;
    struct fault_note note;
    if (feel_compile(arena, names, str_of(source), &expression, &note) != NULL) abort();
    struct feel_run one = feel_run_in(arena, values, 3);
    one.steps_left = 200000;
    struct feel_value value = feel_evaluate(expression, &one);
    if (value.kind == FEEL_NULL && one.warning_count == 0) abort();
    size_t total = 0;
    for (size_t i = 0; value.kind == FEEL_LIST && i < value.list.count; i++)
        total += value.list.items[i].text.size;
    if (total > values[2].text.size) abort();
    if (value.kind == FEEL_STRING && !utf8_is_valid(value.text)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    str rest = {(const char *)data, size};
    if (size > 8 * KIB || !utf8_is_valid(rest)) return 0;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_CLOSED);
    feel_names_add(names, STR("p"));
    feel_names_add(names, STR("f"));
    feel_names_add(names, STR("t"));
    struct feel_value values[3];
    values[0] = feel_string(str_cut(&rest, '\n'));
    values[1] = feel_string(str_cut(&rest, '\n'));
    values[2] = feel_string(rest);
    run(arena, names, "matches(t, p, f)", values);
    run(arena, names, "replace(t, p, \"[$0$1]\", f)", values);
    run(arena, names, "split(t, p)", values);
    arena_close(arena);
    return 0;
}

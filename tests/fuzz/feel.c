// Fuzz: any bytes as a FEEL expression and as unary tests. Whatever is read is evaluated with a few
// inputs and printed; nothing may crash, hang, or pass the arena's ceiling. A printed value that is
// made of data must read back as an equal value.
#include "feel/feel.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_printed(struct arena *arena, struct feel_names *names, struct feel_value value) {
    if (value.kind != FEEL_NUMBER && value.kind != FEEL_STRING && value.kind != FEEL_DATE) return;
    str text = feel_print(arena, value);
    if (text.size > 4000) return;
    const struct feel_expression *again;
    struct fault_note note;
    fault refused = feel_compile(arena, names, text, &again, &note);
    struct feel_run run = feel_run_in(arena, NULL, 0);
    if (refused != NULL || !feel_equal(feel_evaluate(again, &run), value)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    feel_names_add(names, STR("Monthly Salary"));
    feel_names_add(names, STR("a"));
    feel_names_add(names, STR("金额（元）"));
    struct feel_value item = feel_int(7);
    struct feel_value values[3] = {feel_int(300), feel_list_of(&item, 1), feel_string(STR("礼"))};
    str source = {(const char *)data, size};
    const struct feel_expression *expression;
    struct fault_note note;
    struct feel_run run = feel_run_in(arena, values, 3);
    run.steps_left = 20000;
    if (feel_compile(arena, names, source, &expression, &note) == NULL) {
        struct feel_value value = feel_evaluate(expression, &run);
        if (run.steps_left >= 0) check_printed(arena, names, value);
    }
    if (feel_compile_tests(arena, names, source, &expression, &note) == NULL) {
        struct feel_simple_tests simple;
        feel_tests_simple(arena, expression, &simple);
        for (size_t i = 0; i < 3; i++) feel_test(expression, values[i], &run);
    }
    arena_close(arena);
    return 0;
}

// feel: the lines of tests/feel/*.feel (their form is told in tests/feel/README.md), and what lines
// cannot say: limits at and beyond, warnings, names, simple tests, re-entrance.
#include "feel/feel.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct bench {
    struct arena *arena;
    struct feel_names *names;
    struct feel_value *values;
    struct feel_moment now;
    int failed;
    int lines;
};

static str read_whole(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot read %s", path);
    struct buf bytes = buf_in(arena, MIB);
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof(block), file)) > 0;)
        buf_add(&bytes, (str){block, size});
    fclose(file);
    return buf_str(&bytes);
}

static struct feel_run run_on(struct bench *bench) {
    struct feel_run run = feel_run_in(bench->arena, bench->values, feel_names_count(bench->names));
    run.now = &bench->now;
    return run;
}

// The value as text, or "refused"; the first warning's name behind it where there is one.
static str answer_to(struct bench *bench, str source) {
    const struct feel_expression *expression;
    struct fault_note note;
    fault refused = feel_compile(bench->arena, bench->names, source, &expression, &note);
    if (refused != NULL) return STR("refused");
    struct feel_run run = run_on(bench);
    struct feel_value value = feel_evaluate(expression, &run);
    str text = feel_print(bench->arena, value);
    if (run.warning_count == 0) return text;
    return arena_print(bench->arena, "%.*s ! %s", STR_ARG(text), run.warnings[0].name);
}

static str answer_to_test(struct bench *bench, str line) {
    const struct feel_expression *tests, *input;
    struct fault_note note;
    ptrdiff_t colon = str_find(line, STR(" :"));
    assert_true(colon >= 0);
    fault refused =
        feel_compile(bench->arena, bench->names, str_slice(line, 0, (size_t)colon), &input, &note);
    assert_null(refused);
    refused = feel_compile_tests(bench->arena, bench->names,
                                 str_slice(line, (size_t)colon + 2, line.size), &tests, &note);
    if (refused != NULL) return STR("refused");
    struct feel_run run = run_on(bench);
    return feel_test(tests, feel_evaluate(input, &run), &run) ? STR("true") : STR("false");
}

static void set_context(struct bench *bench, str source) {
    const struct feel_expression *expression;
    struct fault_note note;
    bench->names = feel_names_open(bench->arena, FEEL_NAMES_CLOSED);
    bench->values = NULL;
    fault refused = feel_compile(bench->arena, bench->names, source, &expression, &note);
    if (refused != NULL) fail_msg("context: %.*s", STR_ARG(note.en));
    struct feel_run run = run_on(bench);
    struct feel_value context = feel_evaluate(expression, &run);
    for (size_t i = 0; i < context.context.count; i++)
        feel_names_add(bench->names, context.context.entries[i].name);
    feel_names_learn(bench->names, context);
    bench->values = feel_values_from(bench->arena, bench->names, context);
}

static void check_line(struct bench *bench, const char *path, int number, str line) {
    ptrdiff_t arrow = str_find(line, STR(" => "));
    if (arrow < 0) fail_msg("%s:%d: no \" => \"", path, number);
    str asked = str_slice(line, 0, (size_t)arrow);
    str wanted = str_trim(str_slice(line, (size_t)arrow + 4, line.size));
    bool is_test = str_starts_with(asked, STR("test "));
    str got =
        is_test ? answer_to_test(bench, str_slice(asked, 5, asked.size)) : answer_to(bench, asked);
    // A wanted null without a reason is any null.
    bool is_any_null = str_equal(wanted, STR("null")) && str_starts_with(got, STR("null"));
    bench->lines++;
    if (is_any_null || str_equal(got, wanted)) return;
    bench->failed++;
    print_error("%s:%d: %.*s\n  gives  %.*s\n  wanted %.*s\n", path, number, STR_ARG(asked),
                STR_ARG(got), STR_ARG(wanted));
}

// Of the manual, the lines in its ```feel boxes.
static void check_file(struct bench *bench, const char *path) {
    struct arena *text_arena = arena_open(2 * MIB);
    str text = read_whole(text_arena, path);
    bool is_manual = str_ends_with(str_of(path), STR(".md"));
    bool is_inside = !is_manual;
    set_context(bench, STR("{}"));
    for (int number = 1; text.size > 0; number++) {
        str line = str_trim(str_cut(&text, '\n'));
        bool is_fence = str_starts_with(line, STR("```"));
        if (is_fence) is_inside = is_manual && str_equal(line, STR("```feel"));
        if (is_fence) set_context(bench, STR("{}"));
        if (is_fence || !is_inside || line.size == 0 || line.data[0] == '#') continue;
        if (str_starts_with(line, STR("with ")))
            set_context(bench, str_slice(line, 5, line.size));
        else
            check_line(bench, path, number, line);
    }
    arena_close(text_arena);
}

static void every_line_of_tests_feel_holds(void **state) {
    (void)state;
    glob_t found;
    assert_int_equal(glob("tests/feel/*.feel", 0, NULL, &found), 0);
    struct bench bench = {.arena = arena_open(64 * MIB)};
    bench.now = (struct feel_moment){.days = 20782, .nanos = 0, .has_offset = true};
    for (size_t i = 0; i < found.gl_pathc; i++) check_file(&bench, found.gl_pathv[i]);
    globfree(&found);
    arena_close(bench.arena);
    assert_int_equal(bench.failed, 0);
    assert_true(bench.lines > 300);
}

static void every_example_of_the_manual_is_true(void **state) {
    (void)state;
    struct bench bench = {.arena = arena_open(64 * MIB)};
    bench.now = (struct feel_moment){.days = 20782, .nanos = 0, .has_offset = true};
    check_file(&bench, "docs/feel.md");
    arena_close(bench.arena);
    assert_int_equal(bench.failed, 0);
    assert_true(bench.lines > 180);
}

// ---- limits ----

static fault compile_repeated(struct arena *arena, const char *before, const char *inside,
                              const char *after, int times) {
    struct buf source = buf_in(arena, MIB);
    for (int i = 0; i < times; i++) buf_add(&source, str_of(before));
    buf_add(&source, str_of(inside));
    for (int i = 0; i < times; i++) buf_add(&source, str_of(after));
    const struct feel_expression *expression;
    struct fault_note note;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    fault refused = feel_compile(arena, names, buf_str(&source), &expression, &note);
    if (refused == NULL) {
        struct feel_run run = feel_run_in(arena, NULL, 0);
        feel_evaluate(expression, &run);
    }
    return refused;
}

static void nesting_is_bounded(void **state) {
    (void)state;
    static const struct {
        const char *before, *inside, *after;
    } forms[] = {
        {"(", "1", ")"},
        {"[", "1", "]"},
        {"-", "x", ""},
        {"{a: ", "1", "}"},
        {"", "x", ".a"},
        {"", "x", "[1]"},
        {"if true then ", "1", " else 1"},
        {"function() ", "1", ""},
        {"abs(", "1", ")"},
        {"", "x", "()"},
        {"x in (", "1", ")"},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct arena *arena = arena_open(64 * MIB);
        const char *before = forms[i].before;
        assert_null(compile_repeated(arena, before, forms[i].inside, forms[i].after, 40));
        fault refused = compile_repeated(arena, before, forms[i].inside, forms[i].after, 4000);
        assert_ptr_equal(refused, &feel_malformed);
        arena_close(arena);
    }
    struct arena *arena = arena_open(64 * MIB);
    // The whole takes one level, each bracket one more.
    assert_null(compile_repeated(arena, "(", "1", ")", LIMIT_FEEL_DEPTH - 1));
    assert_ptr_equal(compile_repeated(arena, "(", "1", ")", LIMIT_FEEL_DEPTH), &feel_malformed);
    // A long chain is not deep.
    assert_null(compile_repeated(arena, "1 + ", "1", "", 5000));
    assert_null(compile_repeated(arena, "true and ", "true", "", 5000));
    arena_close(arena);
}

static void sources_are_bounded(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    char *spaces = arena_take(arena, LIMIT_FEEL_SOURCE + 2);
    for (size_t i = 0; i < LIMIT_FEEL_SOURCE + 1; i++) spaces[i] = ' ';
    spaces[0] = '1';
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *expression;
    struct fault_note note;
    spaces[LIMIT_FEEL_SOURCE - 1] = '\f';
    assert_null(feel_compile(arena, names, (str){spaces, LIMIT_FEEL_SOURCE}, &expression, &note));
    spaces[LIMIT_FEEL_SOURCE] = '\f';
    fault refused =
        feel_compile(arena, names, (str){spaces, LIMIT_FEEL_SOURCE + 1}, &expression, &note);
    assert_ptr_equal(refused, &feel_malformed);
    refused = feel_compile(arena, names, STR("\"\xC0\xAF\""), &expression, &note);
    assert_ptr_equal(refused, &feel_malformed);
    arena_close(arena);
}

static void assert_stops(const char *source, const char *warning) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *expression;
    struct fault_note note;
    fault refused = feel_compile(arena, names, str_of(source), &expression, &note);
    if (refused != NULL) fail_msg("%s: %.*s", source, STR_ARG(note.en));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    feel_evaluate(expression, &run);
    bool is_warned = false;
    for (size_t i = 0; i < run.warning_count; i++)
        is_warned |= str_equal(str_of(run.warnings[i].name), str_of(warning));
    if (!is_warned) fail_msg("%s: no %s", source, warning);
    arena_close(arena);
}

static void work_and_memory_are_bounded(void **state) {
    (void)state;
    assert_stops("count(for i in 1..10000000 return i)", "list_too_long");
    assert_stops("count(for i in 1..2000, j in 1..2000 return {})", "list_too_long");
    assert_stops("for i in 1..90000 return for j in 1..90000 return string(10 ** 6000)",
                 "steps_exceeded");
    assert_stops("every i in 1..10000000 satisfies i > 0", "steps_exceeded");
    assert_stops("count(for i in 1..40 return if i = 1 then \"ab\" else partial[-1] + partial[-1])",
                 "steps_exceeded");
    assert_stops("count(for i in 1..60 return if i = 1 then [1, 2] else "
                 "concatenate(partial[-1], partial[-1]))",
                 "list_too_long");
    assert_stops("{f: function(g, n) g(g, n + 1), r: f(f, 1)}", "depth_exceeded");
    assert_stops("sort(for i in 1..100000 return -i, function(a, b) a < b)", "steps_exceeded");
}

static bool gives(const char *source, const char *wanted) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *expression;
    struct fault_note note;
    assert_null(feel_compile(arena, names, str_of(source), &expression, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    bool is_same = str_equal(feel_print(arena, feel_evaluate(expression, &run)), str_of(wanted));
    arena_close(arena);
    return is_same;
}

// Each limit of an evaluation: what just fits, and one more.
static void limits_of_evaluation_are_where_they_are_said_to_be(void **state) {
    (void)state;
    assert_int_equal(LIMIT_FEEL_LIST, 100000);
    assert_true(gives("count(for i in 1..100000 return i)", "100000"));
    assert_true(gives("count(for i in 1..100001 return i)", "null"));
    assert_int_equal(LIMIT_FEEL_CALLS, 1024);
    // Each call takes three levels: the call, "if", and the sum inside.
    const char *source = "{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, %d)}.r";
    int fits = 0;
    char text[200];
    for (int n = 330; n < 345; n++) {
        snprintf(text, sizeof(text), source, n);
        char wanted[20];
        snprintf(wanted, sizeof(wanted), "%d", n);
        if (gives(text, wanted)) fits = n;
    }
    snprintf(text, sizeof(text), source, fits + 1);
    assert_true(fits > 330 && fits < 344);
    assert_stops(text, "depth_exceeded");
}

// One run may do LIMIT_FEEL_STEPS steps; the step after that ends it.
static void steps_are_counted_exactly(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *sum;
    struct fault_note note;
    assert_null(feel_compile(arena, names, STR("x + y"), &sum, &note)); // three nodes
    struct feel_value values[] = {feel_int(1), feel_int(2)};
    struct feel_run run = feel_run_in(arena, values, 2);
    assert_int_equal(run.steps_left, LIMIT_FEEL_STEPS);
    feel_evaluate(sum, &run);
    assert_int_equal(run.steps_left, LIMIT_FEEL_STEPS - 3);
    run.steps_left = 3;
    assert_int_equal(feel_evaluate(sum, &run).kind, FEEL_NUMBER);
    run.steps_left = 2;
    assert_int_equal(feel_evaluate(sum, &run).kind, FEEL_NULL);
    assert_true(str_equal(str_of(run.warnings[0].name), STR("steps_exceeded")));
    arena_close(arena);
}

static void a_run_that_is_used_up_stays_so(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *one, *tests;
    struct fault_note note;
    assert_null(feel_compile(arena, names, STR("1"), &one, &note));
    assert_null(feel_compile_tests(arena, names, STR("1"), &tests, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    run.steps_left = 1;
    assert_int_equal(feel_evaluate(one, &run).kind, FEEL_NUMBER);
    assert_int_equal(feel_evaluate(one, &run).kind, FEEL_NULL);
    assert_false(feel_test(tests, feel_int(1), &run));
    assert_int_equal(run.warning_count, 1);
    arena_close(arena);
}

// ---- what compiled expressions tell ----

static void refusals_name_the_place_in_both_languages(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_CLOSED);
    const struct feel_expression *expression;
    struct fault_note note;
    fault refused = feel_compile(arena, names, STR("1 +\n 礼 +"), &expression, &note);
    assert_ptr_equal(refused, &name_unknown);
    assert_true(str_equal(note.zh, STR("此处没有名称“礼”。")));
    refused = feel_compile(arena, names, STR("\"中\" +\n (1 + , 2)"), &expression, &note);
    assert_ptr_equal(refused, &feel_malformed);
    assert_true(str_starts_with(note.en, STR("Line 2, column 7: a value or a name")));
    assert_true(str_starts_with(note.zh, STR("第 2 行第 7 列：")));
    arena_close(arena);
}

static void open_names_are_gathered(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    feel_names_add(names, STR("Monthly   Salary"));
    const struct feel_expression *expression;
    struct fault_note note;
    size_t slot = 9;
    assert_null(feel_compile(arena, names, STR("Monthly Salary > limit"), &expression, &note));
    assert_int_equal(feel_names_count(names), 2);
    assert_true(str_equal(feel_names_at(names, 0), STR("Monthly Salary")));
    assert_int_equal(feel_names_find(names, STR("limit")), 1);
    assert_int_equal(feel_names_find(names, STR("other")), -1);
    assert_false(feel_expression_slot(expression, &slot));
    assert_null(feel_compile(arena, names, STR(" limit "), &expression, &note));
    assert_true(feel_expression_slot(expression, &slot));
    assert_int_equal(slot, 1);
    struct feel_value values[2] = {feel_int(2), feel_int(1)};
    struct feel_run run = feel_run_in(arena, values, 2);
    assert_true(str_equal(feel_print(arena, feel_evaluate(expression, &run)), STR("1")));
    arena_close(arena);
}

static void constant_tests_can_be_taken_apart(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    struct fault_note note;
    static const struct {
        const char *source;
        bool is_simple, is_any, is_negated;
        size_t count;
    } rows[] = {
        {"-", true, true, false, 0},
        {"\"gift\", \"meal\"", true, false, false, 2},
        {"not(\"consumer\")", true, false, true, 1},
        {"(300..1000]", true, false, false, 1},
        {"> 5", true, false, false, 1},
        {"< date(\"2026-03-30\")", true, false, false, 1},
        {"false", true, false, false, 1},
        {"-3", true, false, false, 1},
        {"> limit", false, false, false, 0},
        {"? > 5", false, false, false, 0},
        {"!= 5", false, false, false, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct feel_expression *tests;
        struct feel_simple_tests simple;
        assert_null(feel_compile_tests(arena, names, str_of(rows[i].source), &tests, &note));
        bool is_simple = feel_tests_simple(arena, tests, &simple);
        if (is_simple != rows[i].is_simple) fail_msg("%s", rows[i].source);
        if (!is_simple) continue;
        assert_int_equal(simple.is_any, rows[i].is_any);
        assert_int_equal(simple.is_negated, rows[i].is_negated);
        assert_int_equal(simple.count, rows[i].count);
    }
    arena_close(arena);
}

static void values_from_base_types(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct feel_value value;
    assert_int_equal(feel_date(DATE_NONE).kind, FEEL_NULL);
    assert_int_equal(feel_number(DECIMAL_NONE).kind, FEEL_NULL);
    assert_true(str_equal(feel_print(arena, feel_instant(arena, 20782 * DAY_MS, 480)),
                          STR("@\"2026-11-25T08:00:00+08:00\"")));
    assert_true(str_equal(feel_print(arena, feel_instant(arena, -1, 0)),
                          STR("@\"1969-12-31T23:59:59.999Z\"")));
    assert_true(feel_read_as(arena, STR("date"), STR("2026-03-30"), &value));
    assert_int_equal(value.kind, FEEL_DATE);
    assert_false(feel_read_as(arena, STR("date"), STR("2026-02-30"), &value));
    assert_false(feel_read_as(arena, STR("date"), STR("12:00:00"), &value));
    assert_true(feel_read_as(arena, STR("number"), STR("300.01"), &value));
    assert_false(feel_read_as(arena, STR("boolean"), STR("yes"), &value));
    assert_false(feel_read_as(arena, STR("list"), STR("1"), &value));
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_of_tests_feel_holds),
        cmocka_unit_test(every_example_of_the_manual_is_true),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(sources_are_bounded),
        cmocka_unit_test(work_and_memory_are_bounded),
        cmocka_unit_test(limits_of_evaluation_are_where_they_are_said_to_be),
        cmocka_unit_test(steps_are_counted_exactly),
        cmocka_unit_test(a_run_that_is_used_up_stays_so),
        cmocka_unit_test(refusals_name_the_place_in_both_languages),
        cmocka_unit_test(open_names_are_gathered),
        cmocka_unit_test(constant_tests_can_be_taken_apart),
        cmocka_unit_test(values_from_base_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

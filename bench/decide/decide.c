// decide MODEL CASES SET [SECONDS]: decisions of one table, one call at a time, and the expressions
// of a set, in one thread, by CPU time. CASES is JSON, an array of {"inputs": {…}, "rule": "r3"};
// SET an array of {"context": {…}} first and then expressions as strings. Prints one JSON line for
// each.
#include "decision/eval_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CASES_MAX = 20000, EXPRESSIONS_MAX = 64 };

struct bench {
    struct arena *arena;   // what stays
    struct arena *scratch; // of one decision
    double seconds;
};

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void stop(const char *what, const struct fault_note *note) {
    fprintf(stderr, "%s %.*s\n", what, STR_ARG(note->en));
    exit(1);
}

static str read_whole(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) stop(path, &(struct fault_note){0});
    char *bytes = arena_take(arena, 32 * MIB);
    size_t size = fread(bytes, 1, 32 * MIB, file);
    fclose(file);
    return (str){bytes, size};
}

static const struct json *read_json(struct arena *arena, const char *path) {
    const struct json *document;
    struct fault_note note = {0};
    if (json_read(arena, read_whole(arena, path), &document, &note) != NULL) stop(path, &note);
    return document;
}

// ---- columns ----

enum { INPUTS_MAX = 32, TEXTS_MAX = 64 };

static uint32_t code_of(struct decision_column *column, str *texts, str text) {
    size_t i = 0;
    while (i < column->text_count && !str_equal(texts[i], text)) i++;
    if (i == column->text_count && i < TEXTS_MAX) texts[column->text_count++] = text;
    return (uint32_t)i;
}

enum { ROWS = 10000000 };

// One input as a column of ten million rows, the cases again and again; numbers to a hundredth.
static struct decision_column column_of(struct arena *arena, const struct decision_inputs *inputs,
                                        size_t count, const struct decision_input *input) {
    enum feel_kind kind = inputs[0].values[input->slot].kind;
    struct decision_column column = {.slot = input->slot, .kind = kind, .scale = 2};
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, kind == FEEL_NUMBER ? ROWS : 1);
    uint8_t *truths = ARENA_ARRAY(arena, uint8_t, kind == FEEL_BOOLEAN ? ROWS : 1);
    uint32_t *codes = ARENA_ARRAY(arena, uint32_t, kind == FEEL_STRING ? ROWS : 1);
    str *texts = ARENA_ARRAY(arena, str, TEXTS_MAX);
    for (size_t i = 0; i < ROWS; i++) {
        struct feel_value value = inputs[i % count].values[input->slot];
        if (value.kind != kind) abort();
        if (kind == FEEL_NUMBER && !decimal_to_int64(value.number, 2, &numbers[i])) abort();
        if (kind == FEEL_BOOLEAN) truths[i] = value.boolean;
        if (kind == FEEL_STRING) codes[i] = code_of(&column, texts, value.text);
    }
    column.numbers = numbers;
    column.truths = truths;
    column.codes = codes;
    column.texts = texts;
    return column;
}

// Each row must be decided as alone.
static void decide_columns(struct bench *bench, const struct decision_model *model,
                           const struct decision_inputs *inputs, size_t count) {
    struct decision_column columns[INPUTS_MAX];
    size_t input_count, wrong = 0;
    const struct decision_input *known = decision_model_inputs(model, &input_count);
    for (size_t i = 0; i < input_count && i < INPUTS_MAX; i++)
        columns[i] = column_of(bench->arena, inputs, count, &known[i]);
    struct decision_rows rows = {columns, input_count, ROWS};
    int32_t *rules = ARENA_ARRAY(bench->arena, int32_t, ROWS);
    double start = cpu_seconds();
    if (!decision_evaluate_rows(model, 0, &rows, rules)) stop("rows", &(struct fault_note){0});
    double used = cpu_seconds() - start;
    for (size_t i = 0; i < ROWS; i++) {
        struct decision_result result;
        if (i >= count) { // the same cases again
            wrong += rules[i] != rules[i - count];
            continue;
        }
        decision_evaluate(model, 0, &inputs[i], bench->scratch, &result);
        wrong += result.hits[result.chosen].rule != (size_t)rules[i];
        arena_reset(bench->scratch);
    }
    printf(
        "{\"peer\":\"Mingli, columns\",\"per_cpu_s\":%.0f,\"wrong\":%zu,\"ten_million_s\":%.3f}\n",
        ROWS / used, wrong, used);
}

// ---- the table ----

static void decide(struct bench *bench, const char *model_path, const char *cases_path) {
    struct arena *arena = bench->arena;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    struct fault_note note = {0};
    if (decision_read(arena, read_whole(arena, model_path), names, &model, &note) != NULL)
        stop(model_path, &note);
    const struct json *cases = read_json(arena, cases_path);
    struct decision_inputs *inputs = ARENA_ARRAY(arena, struct decision_inputs, CASES_MAX);
    size_t slots = feel_names_count(names), count = 0, wrong = 0;
    for (const struct json *one = cases->first; one != NULL && count < CASES_MAX; one = one->next) {
        struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots + 1);
        if (eval_inputs_of_json(arena, model, json_member(one, STR("inputs")), values, &note) !=
            NULL)
            stop(cases_path, &note);
        inputs[count++] = (struct decision_inputs){values, slots, NULL};
        struct decision_result result;
        decision_evaluate(model, 0, &inputs[count - 1], arena, &result);
        bool is_right =
            result.chosen < result.hit_count &&
            str_equal(result.hits[result.chosen].rule_id, json_member(one, STR("rule"))->text);
        wrong += is_right ? 0 : 1;
    }
    double start = cpu_seconds(), end = start;
    long done = 0;
    for (; end - start < bench->seconds; end = cpu_seconds())
        for (size_t i = 0; i < count; i++, done++) {
            struct decision_result result;
            decision_evaluate(model, 0, &inputs[i], bench->scratch, &result);
            arena_reset(bench->scratch);
        }
    printf("{\"peer\":\"Mingli\",\"per_cpu_s\":%.0f,\"us\":%.5f,\"wrong\":%zu}\n",
           (double)done / (end - start), (end - start) / (double)done * 1e6, wrong);
    decide_columns(bench, model, inputs, count);
}

// ---- the expressions ----

static struct feel_value value_of(struct arena *arena, const struct json *json) {
    struct feel_value value = feel_null();
    size_t count = 0;
    switch (json->kind) {
    case JSON_NUMBER: feel_read_as(arena, STR("number"), json->text, &value); return value;
    case JSON_STRING: return feel_string(json->text);
    case JSON_ARRAY: {
        struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, json->count + 1);
        for (const struct json *item = json->first; item != NULL; item = item->next)
            items[count++] = value_of(arena, item);
        return feel_list_of(items, count);
    }
    case JSON_OBJECT: {
        struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, json->count + 1);
        for (const struct json *item = json->first; item != NULL; item = item->next)
            entries[count++] = (struct feel_entry){item->name, value_of(arena, item)};
        return feel_context_of(entries, count);
    }
    default: return feel_boolean(json->kind == JSON_TRUE);
    }
}

static void evaluate_set(struct bench *bench, const char *path) {
    struct arena *arena = bench->arena;
    const struct json *item = read_json(arena, path)->first;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *expressions[EXPRESSIONS_MAX];
    struct fault_note note = {0};
    struct feel_value context = value_of(arena, item);
    size_t count = 0;
    for (item = item->next; item != NULL && count < EXPRESSIONS_MAX; item = item->next)
        if (feel_compile(arena, names, item->text, &expressions[count++], &note) != NULL)
            stop("expression", &note);
    const struct feel_value *values = feel_values_from(arena, names, context);
    for (size_t i = 0; i < count; i++) {
        struct feel_run run = feel_run_in(arena, values, feel_names_count(names));
        str text = feel_print(arena, feel_evaluate(expressions[i], &run));
        double start = cpu_seconds(), end = start;
        long done = 0;
        for (; end - start < bench->seconds / (double)count; end = cpu_seconds())
            for (int turn = 0; turn < 1000; turn++, done++) {
                run = feel_run_in(bench->scratch, values, feel_names_count(names));
                feel_evaluate(expressions[i], &run);
                arena_reset(bench->scratch);
            }
        printf("{\"expression\":%zu,\"value\":\"", i);
        for (size_t c = 0; c < text.size; c++)
            if (text.data[c] != '"' && text.data[c] != '\\') putchar(text.data[c]);
        printf("\",\"per_cpu_s\":%.0f}\n", (double)done / (end - start));
    }
}

int main(int count, char **arguments) {
    if (count < 4) return 2;
    struct bench bench = {
        .arena = arena_open((size_t)1024 * MIB),
        .scratch = arena_open(64 * MIB),
        .seconds = count > 4 ? atof(arguments[4]) : 2,
    };
    decide(&bench, arguments[1], arguments[2]);
    evaluate_set(&bench, arguments[3]);
    arena_close(bench.scratch);
    arena_close(bench.arena);
    return 0;
}

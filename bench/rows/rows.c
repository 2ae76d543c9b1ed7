// rows MODEL CSV: one decision table over all rows of a file, column by column, in one
// thread, by CPU time. The CSV is that of bench-peers/2-backtest/gen.c; its columns are read into
// typed arrays first, which is where a column database begins too. What is measured is what the
// databases' query does: the deciding rule of every row, and count and money by its outcome. Then
// some rows are asked one by one, which must say the same. Prints one JSON line.
#include "decision/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS_MAX = 20000000, TEXTS_MAX = 64, OUTCOMES_MAX = 64, CHECK_EVERY = 997, TURNS = 5 };

struct texts {
    str items[TEXTS_MAX];
    size_t count;
};

struct table {
    size_t count;
    uint32_t *customer_types;
    uint32_t *benefit_types;
    int64_t *amounts; // fen
    int64_t *totals;
    int64_t *risks;
    uint8_t *crossings;
    struct texts customers;
    struct texts benefits;
};

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *room(size_t count, size_t size) {
    void *room = calloc(count, size);
    if (room == NULL) exit(1);
    return room;
}

static uint32_t code_of(struct texts *texts, const char *text, size_t size) {
    for (size_t i = 0; i < texts->count; i++)
        if (str_equal(texts->items[i], (str){text, size})) return (uint32_t)i;
    if (texts->count == TEXTS_MAX) exit(1);
    char *copy = room(size + 1, 1);
    memcpy(copy, text, size);
    texts->items[texts->count] = (str){copy, size};
    return (uint32_t)texts->count++;
}

static void read_rows(struct table *table, const char *path) {
    FILE *file = fopen(path, "rb");
    char line[256];
    if (file == NULL || fgets(line, sizeof(line), file) == NULL) exit(1);
    while (table->count < ROWS_MAX && fgets(line, sizeof(line), file) != NULL) {
        char *fields[9];
        char *at = line;
        for (size_t i = 0; i < 9; i++) {
            fields[i] = at;
            at += strcspn(at, ",\n") + 1;
        }
        size_t row = table->count++;
        table->customer_types[row] =
            code_of(&table->customers, fields[2], (size_t)(fields[3] - fields[2] - 1));
        table->benefit_types[row] =
            code_of(&table->benefits, fields[3], (size_t)(fields[4] - fields[3] - 1));
        table->amounts[row] = strtoll(fields[4], NULL, 10);
        table->totals[row] = strtoll(fields[5], NULL, 10);
        table->risks[row] = strtoll(fields[6], NULL, 10);
        table->crossings[row] = (uint8_t)strtol(fields[7], NULL, 10);
    }
    fclose(file);
}

static struct decision_rows rows_of(const struct table *table, const struct feel_names *names,
                                    struct decision_column *columns) {
    const struct {
        const char *name;
        struct decision_column column;
    } all[] = {
        {"customerType",
         {.kind = FEEL_STRING,
          .codes = table->customer_types,
          .texts = table->customers.items,
          .text_count = table->customers.count}},
        {"benefitType",
         {.kind = FEEL_STRING,
          .codes = table->benefit_types,
          .texts = table->benefits.items,
          .text_count = table->benefits.count}},
        {"amount", {.kind = FEEL_NUMBER, .numbers = table->amounts, .scale = 2}},
        {"ytdTotal", {.kind = FEEL_NUMBER, .numbers = table->totals, .scale = 2}},
        {"riskScore", {.kind = FEEL_NUMBER, .numbers = table->risks}},
        {"crossBorder", {.kind = FEEL_BOOLEAN, .truths = table->crossings}},
    };
    size_t count = sizeof(all) / sizeof(all[0]);
    for (size_t i = 0; i < count; i++) {
        columns[i] = all[i].column;
        columns[i].slot = (size_t)feel_names_find(names, str_of(all[i].name));
    }
    return (struct decision_rows){columns, count, table->count};
}

// Which outcome each rule has, by its first output.
struct outcomes {
    str names[OUTCOMES_MAX];
    size_t count;
    uint8_t of_rule[OUTCOMES_MAX];
    int64_t counts[OUTCOMES_MAX];
    int64_t sums[OUTCOMES_MAX];
};

static void name_outcomes(struct outcomes *outcomes, const struct decision_model *model) {
    size_t rules = decision_rule_count(model, 0);
    if (rules > OUTCOMES_MAX) exit(1);
    for (size_t i = 0; i < rules; i++) {
        str name = decision_rule(model, 0, i).outputs[0].text;
        size_t known = 0;
        while (known < outcomes->count && !str_equal(outcomes->names[known], name)) known++;
        if (known == outcomes->count) outcomes->names[outcomes->count++] = name;
        outcomes->of_rule[i] = (uint8_t)known;
    }
}

static void sum_up(struct outcomes *outcomes, const struct table *table, const int32_t *rules) {
    memset(outcomes->counts, 0, sizeof(outcomes->counts));
    memset(outcomes->sums, 0, sizeof(outcomes->sums));
    for (size_t i = 0; i < table->count; i++) {
        if (rules[i] < 0) continue;
        size_t outcome = outcomes->of_rule[rules[i]];
        outcomes->counts[outcome]++;
        outcomes->sums[outcome] += table->amounts[i];
    }
}

// Rows that are judged otherwise when they are asked alone.
static size_t count_wrong(const struct decision_model *model, const struct decision_rows *rows,
                          const int32_t *rules) {
    size_t wrong = 0;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    for (size_t row = 0; row < rows->row_count; row += CHECK_EVERY) {
        struct feel_value values[16] = {0};
        for (size_t i = 0; i < rows->column_count; i++) {
            const struct decision_column *column = &rows->columns[i];
            if (column->kind == FEEL_STRING)
                values[column->slot] = feel_string(column->texts[column->codes[row]]);
            else if (column->kind == FEEL_BOOLEAN)
                values[column->slot] = feel_boolean(column->truths[row] != 0);
            else
                values[column->slot] =
                    feel_number(decimal_from_int64(column->numbers[row], column->scale));
        }
        struct decision_inputs inputs = {values, 16, NULL};
        struct decision_result result;
        decision_evaluate(model, 0, &inputs, arena, &result);
        bool is_same = result.chosen < result.hit_count &&
                       result.hits[result.chosen].rule == (size_t)rules[row];
        wrong += is_same ? 0 : 1;
        arena_reset(arena);
    }
    arena_close(arena);
    return wrong;
}

static const struct decision_model *read_model(struct arena *arena, struct feel_names *names,
                                               const char *path) {
    const struct decision_model *model;
    struct fault_note note = {0};
    FILE *file = fopen(path, "rb");
    char *bytes = arena_take(arena, MIB);
    if (file == NULL) exit(1);
    size_t size = fread(bytes, 1, MIB, file);
    fclose(file);
    if (decision_read(arena, (str){bytes, size}, names, &model, &note) == NULL) return model;
    fprintf(stderr, "%.*s\n", STR_ARG(note.en));
    exit(1);
}

static struct table *open_table(void) {
    static struct table table;
    table.customer_types = room(ROWS_MAX, sizeof(uint32_t));
    table.benefit_types = room(ROWS_MAX, sizeof(uint32_t));
    table.amounts = room(ROWS_MAX, sizeof(int64_t));
    table.totals = room(ROWS_MAX, sizeof(int64_t));
    table.risks = room(ROWS_MAX, sizeof(int64_t));
    table.crossings = room(ROWS_MAX, sizeof(uint8_t));
    return &table;
}

static int compare_seconds(const void *a, const void *b) {
    double first = *(const double *)a;
    double second = *(const double *)b;
    return first < second ? -1 : first > second;
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    static struct outcomes outcomes;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA * 2);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model = read_model(arena, names, arguments[1]);
    struct table *table = open_table();
    read_rows(table, arguments[2]);
    struct decision_column columns[6];
    struct decision_rows rows = rows_of(table, names, columns);
    int32_t *rules = room(table->count + 1, sizeof(*rules));
    name_outcomes(&outcomes, model);
    double seconds[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
        double start = cpu_seconds();
        if (!decision_evaluate_rows(model, 0, &rows, rules)) return 1;
        sum_up(&outcomes, table, rules);
        seconds[turn] = cpu_seconds() - start;
    }
    qsort(seconds, TURNS, sizeof(*seconds), compare_seconds);
    printf("{\"peer\":\"Mingli\",\"cpu_s\":%.4f,\"rows\":%zu,\"wrong\":%zu,\"outcomes\":{",
           seconds[TURNS / 2], table->count, count_wrong(model, &rows, rules));
    for (size_t i = 0; i < outcomes.count; i++)
        printf("%s\"%.*s\":[%ld,%ld]", i == 0 ? "" : ",", STR_ARG(outcomes.names[i]),
               (long)outcomes.counts[i], (long)outcomes.sums[i]);
    printf("}}\n");
    arena_close(arena);
    return 0;
}

// Columns of rows against one row at a time: tables made at random, of all kinds of columns, cells
// and hit policies that may be evaluated so, over random rows with nulls and values on every bound.
// Each row must be decided by the same rule.
#include "decision/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { TABLES = 60, ROWS = 700, COLUMNS = 4, RULES = 90, TEXTS = 6 };

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides) {
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(dice->state >> 33) % sides;
}

static const char *const texts[TEXTS] = {"gift", "meal", "travel", "礼品", "x", ""};

static void add_text_cell(struct dice *dice, struct buf *out) {
    switch (roll(dice, 4)) {
    case 0: buf_add(out, STR("-")); break;
    case 1: buf_print(out, "\"%s\"", texts[roll(dice, 5)]); break;
    case 2: buf_print(out, "\"%s\", \"%s\"", texts[roll(dice, 5)], texts[roll(dice, 5)]); break;
    default: buf_print(out, "not(\"%s\")", texts[roll(dice, 5)]); break;
    }
}

static void add_number_cell(struct dice *dice, struct buf *out) {
    int low = (int)roll(dice, 20), high = low + (int)roll(dice, 9);
    switch (roll(dice, 5)) {
    case 0: buf_add(out, STR("-")); break;
    case 1: buf_print(out, "[%d.5..%d.5)", low, high + 1); break;
    case 2: buf_print(out, "&lt; %d", high); break;
    case 3: buf_print(out, "&gt;= %d.25", low); break;
    default: buf_print(out, "%d, null", low); break;
    }
}

static void add_date_cell(struct dice *dice, struct buf *out) {
    int day = 1 + (int)roll(dice, 28);
    if (roll(dice, 3) == 0)
        buf_add(out, STR("-"));
    else
        buf_print(out, "%s @\"2026-03-%02d\"", roll(dice, 2) == 0 ? "&lt;=" : "&gt;", day);
}

static void add_truth_cell(struct dice *dice, struct buf *out) {
    static const char *const cells[] = {"-", "true", "false"};
    buf_add(out, str_of(cells[roll(dice, 3)]));
}

static void (*const add_cell[COLUMNS])(struct dice *, struct buf *) = {
    add_text_cell, add_number_cell, add_date_cell, add_truth_cell};
static const char *const types[COLUMNS] = {"tKind", "number", "date", "boolean"};

static str table_text(struct arena *arena, struct dice *dice) {
    static const char *const policies[] = {"UNIQUE", "FIRST", "PRIORITY", "ANY"};
    struct buf out = buf_in(arena, MIB);
    buf_add(&out, STR("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m'>"
                      "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues><text>"
                      "\"gift\", \"meal\", \"travel\", \"礼品\", \"\"</text></allowedValues>"
                      "</itemDefinition>"));
    for (int c = 0; c < COLUMNS; c++)
        buf_print(&out,
                  "<inputData id='c%d' name='c%d'><variable name='c%d' typeRef='%s'/></inputData>",
                  c, c, c, types[c]);
    buf_add(&out, STR("<decision name='d'>"));
    for (int c = 0; c < COLUMNS; c++)
        buf_print(&out,
                  "<informationRequirement><requiredInput href='#c%d'/></informationRequirement>",
                  c);
    buf_print(&out, "<decisionTable hitPolicy='%s'>", policies[roll(dice, 4)]);
    for (int c = 0; c < COLUMNS; c++)
        buf_print(&out, "<input><inputExpression><text>c%d</text></inputExpression></input>", c);
    buf_add(&out, STR("<output><outputValues><text>3, 1, 2</text></outputValues></output>"));
    uint32_t rules = 1 + roll(dice, RULES);
    for (uint32_t r = 0; r < rules; r++) {
        buf_add(&out, STR("<rule>"));
        for (int c = 0; c < COLUMNS; c++) {
            buf_add(&out, STR("<inputEntry><text>"));
            add_cell[c](dice, &out);
            buf_add(&out, STR("</text></inputEntry>"));
        }
        buf_print(&out, "<outputEntry><text>%u</text></outputEntry></rule>", 1 + roll(dice, 3));
    }
    buf_add(&out, STR("</decisionTable></decision></definitions>"));
    return buf_str(&out);
}

struct data {
    int64_t numbers[ROWS], days[ROWS];
    uint8_t truths[ROWS], nulls[COLUMNS][ROWS];
    uint32_t codes[ROWS];
    str texts[TEXTS];
    struct decision_column columns[COLUMNS];
};

// Numbers have two digits behind the point: bounds, and what lies between them.
static void fill(struct dice *dice, struct data *data) {
    for (int i = 0; i < TEXTS; i++) data->texts[i] = str_of(texts[i]);
    for (int r = 0; r < ROWS; r++) {
        data->numbers[r] = (int64_t)roll(dice, 120) * 25 - 200 + (roll(dice, 4) == 0 ? 1 : 0);
        if (roll(dice, 50) == 0) data->numbers[r] = roll(dice, 2) == 0 ? INT64_MAX : -INT64_MAX;
        data->days[r] = 20512 + (int64_t)roll(dice, 40);
        data->truths[r] = (uint8_t)roll(dice, 2);
        data->codes[r] = roll(dice, TEXTS);
        for (int c = 0; c < COLUMNS; c++) data->nulls[c][r] = roll(dice, 9) == 0;
    }
    data->columns[0] = (struct decision_column){
        .kind = FEEL_STRING, .codes = data->codes, .texts = data->texts, .text_count = TEXTS};
    data->columns[1] =
        (struct decision_column){.kind = FEEL_NUMBER, .numbers = data->numbers, .scale = 2};
    data->columns[2] = (struct decision_column){.kind = FEEL_DATE, .numbers = data->days};
    data->columns[3] = (struct decision_column){.kind = FEEL_BOOLEAN, .truths = data->truths};
    for (int c = 0; c < COLUMNS; c++) data->columns[c].nulls = data->nulls[c];
}

static struct feel_value value_at(const struct data *data, int column, int row) {
    if (data->nulls[column][row] != 0) return feel_null();
    switch (column) {
    case 0: return feel_string(data->texts[data->codes[row]]);
    case 1: return feel_number(decimal_from_int64(data->numbers[row], 2));
    case 2: return (struct feel_value){.kind = FEEL_DATE, .days = data->days[row]};
    default: return feel_boolean(data->truths[row] != 0);
    }
}

static int32_t alone(const struct decision_model *model, const struct data *data, int row,
                     struct arena *arena) {
    struct feel_value values[COLUMNS + 1];
    for (int c = 0; c < COLUMNS; c++) values[data->columns[c].slot] = value_at(data, c, row);
    values[COLUMNS] = feel_null();
    struct decision_inputs inputs = {values, COLUMNS + 1, NULL};
    struct decision_result result;
    decision_evaluate(model, 0, &inputs, arena, &result);
    if (result.trouble != NULL) return DECISION_RULES_OVERLAP;
    return result.chosen < result.hit_count ? (int32_t)result.hits[result.chosen].rule
                                            : DECISION_NO_RULE;
}

static void rows_are_decided_as_if_alone(void **state) {
    (void)state;
    static struct data data;
    static int32_t rules[ROWS];
    struct dice dice = {20260330};
    long decided = 0, overlaps = 0;
    for (int t = 0; t < TABLES; t++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA + LIMIT_REQUEST_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note = {0};
        if (decision_read(arena, table_text(arena, &dice), names, &model, &note) != NULL)
            fail_msg("%.*s", STR_ARG(note.en));
        fill(&dice, &data);
        for (int c = 0; c < COLUMNS; c++)
            data.columns[c].slot = (size_t)feel_names_find(names, arena_print(arena, "c%d", c));
        struct decision_rows rows = {data.columns, COLUMNS, ROWS};
        bool is_batched = decision_evaluate_rows(model, 0, &rows, rules);
        for (int r = 0; is_batched && r < ROWS; r++) {
            int32_t wanted = alone(model, &data, r, arena);
            if (rules[r] != wanted) fail_msg("table %d, row %d: %d, %d", t, r, rules[r], wanted);
            decided += wanted >= 0 ? 1 : 0;
            overlaps += wanted == DECISION_RULES_OVERLAP ? 1 : 0;
        }
        arena_close(arena);
    }
    assert_true(decided > TABLES * ROWS / 10);
    assert_true(overlaps > 100);
}

// What cannot be evaluated in columns says so, and an input without a column is null.
static void other_tables_are_left_to_single_evaluation(void **state) {
    (void)state;
    static const struct {
        const char *cell, *policy;
        bool is_batched;
    } tables[] = {
        {"&gt; 5", "FIRST", true},       {"? &gt; 5", "FIRST", false}, {"&gt; 5", "COLLECT", false},
        {"&gt; 5", "RULE ORDER", false}, {"-", "UNIQUE", true},
    };
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note = {0};
        str text = arena_print(
            arena,
            "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m'>"
            "<inputData id='x' name='x'/><decision name='d'><informationRequirement>"
            "<requiredInput href='#x'/></informationRequirement><decisionTable "
            "hitPolicy='%s'><input>"
            "<inputExpression><text>x</text></inputExpression></input><output/><rule><inputEntry>"
            "<text>%s</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
            "</decisionTable></decision></definitions>",
            tables[i].policy, tables[i].cell);
        assert_null(decision_read(arena, text, names, &model, &note));
        int64_t numbers[] = {5, 6};
        uint8_t truths[] = {0, 1};
        int32_t rules[2] = {7, 7};
        struct decision_column column = {.slot = 0, .kind = FEEL_NUMBER, .numbers = numbers};
        struct decision_rows rows = {&column, 1, 2};
        assert_int_equal(decision_evaluate_rows(model, 0, &rows, rules), tables[i].is_batched);
        if (!tables[i].is_batched) assert_int_equal(rules[0], 7);
        if (i == 0) {
            assert_int_equal(rules[0], DECISION_NO_RULE);
            assert_int_equal(rules[1], 0);
            rows.column_count = 0;
            assert_true(decision_evaluate_rows(model, 0, &rows, rules));
            assert_int_equal(rules[1], DECISION_NO_RULE);
            column.kind = FEEL_BOOLEAN;
            column.truths = truths;
            rows.column_count = 1;
            assert_false(decision_evaluate_rows(model, 0, &rows, rules));
        }
        arena_close(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_decided_as_if_alone),
        cmocka_unit_test(other_tables_are_left_to_single_evaluation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// Why each rule matched or did not, cell by cell, and which inputs are missing. Nothing here uses
// the compiled columns for the answer about a cell: what is shown to people is what the cell itself
// says.
#include "decision/model.h"

struct explaining {
    const struct table *table;
    struct arena *arena;
    struct feel_run *run;
    const struct feel_value *values; // one per column
    str *texts;                      // their texts, made when first needed
};

static struct decision_cell cell_of(struct explaining *explaining, size_t rule, size_t column) {
    const struct table *table = explaining->table;
    str *text = &explaining->texts[column];
    if (text->size == 0) *text = feel_print(explaining->arena, explaining->values[column]);
    return (struct decision_cell){
        .input = table->columns[column].label,
        .value = *text,
        .test = feel_expression_source(table->rules[rule].cells[column]),
        .kind = explaining->values[column].kind,
    };
}

// The first column whose cell does not hold, or column_count.
static size_t first_failing(struct explaining *explaining, size_t rule) {
    const struct table *table = explaining->table;
    size_t column = 0;
    while (column < table->column_count &&
           feel_test(table->rules[rule].cells[column], explaining->values[column], explaining->run))
        column++;
    return column;
}

static void report(struct explaining *explaining, size_t rule,
                   struct decision_rule_report *ret_report) {
    const struct table *table = explaining->table;
    size_t failing = first_failing(explaining, rule);
    ret_report->rule_id = table->rules[rule].id;
    ret_report->is_hit = failing == table->column_count;
    size_t room = ret_report->is_hit ? table->column_count : 1;
    struct decision_cell *cells = ARENA_ARRAY(explaining->arena, struct decision_cell, room + 1);
    ret_report->cells = cells;
    if (!ret_report->is_hit) {
        cells[ret_report->cell_count++] = cell_of(explaining, rule, failing);
        return;
    }
    for (size_t column = 0; column < table->column_count; column++)
        if (!str_equal(feel_expression_source(table->rules[rule].cells[column]), STR("-")))
            cells[ret_report->cell_count++] = cell_of(explaining, rule, column);
}

// The columns' values, and a run that the cells can be asked with.
static struct feel_value *open_values(const struct decision_model *model,
                                      const struct decision *decision,
                                      const struct decision_inputs *inputs, struct feel_run *run) {
    const struct table *table = decision->table;
    struct session session;
    run->now = inputs->now;
    run->is_quiet = true;
    session_open(&session, inputs, run);
    session_prepare(&session, model, decision);
    session_gather(&session, decision->element);
    struct feel_value *values = ARENA_ARRAY(run->arena, struct feel_value, table->column_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        values[i] = column_value(&table->columns[i], run, false);
    return values;
}

void decision_explain(const struct decision_model *model, size_t decision,
                      const struct decision_inputs *inputs, struct arena *arena,
                      const struct decision_rule_report **ret_reports) {
    ASSERT(decision < model->decision_count);
    const struct table *table = model->decisions[decision].table;
    *ret_reports = NULL;
    if (table == NULL) return;
    struct feel_run run = feel_run_in(arena, NULL, 0);
    struct explaining explaining = {
        .table = table,
        .arena = arena,
        .run = &run,
        .values = open_values(model, &model->decisions[decision], inputs, &run),
        .texts = ARENA_ARRAY(arena, str, table->column_count + 1),
    };
    struct decision_rule_report *reports =
        ARENA_ARRAY(arena, struct decision_rule_report, table->rule_count + 1);
    for (size_t i = 0; i < table->rule_count; i++) report(&explaining, i, &reports[i]);
    *ret_reports = reports;
}

// Rules that the inputs other than null ones still allow.
static uint64_t *possible_rules(const struct table *table, const struct feel_value *values,
                                struct feel_run *run) {
    uint64_t *bits = ARENA_ARRAY(run->arena, uint64_t, table->word_count + 1);
    for (size_t i = 0; i < table->rule_count; i++) bit_set(bits, i);
    for (size_t c = 0; c < table->column_count; c++) {
        if (feel_is_null(values[c])) continue;
        const uint64_t *found = column_find(&table->columns[c], values[c]);
        for (size_t i = 0; found != NULL && i < table->word_count; i++) bits[i] &= found[i];
        for (size_t i = 0; found == NULL && i < table->rule_count; i++)
            if (bit_is_set(bits, i) && !feel_test(table->rules[i].cells[c], values[c], run))
                bits[i / 64] &= ~((uint64_t)1 << (i % 64));
    }
    return bits;
}

static bool has_common(const uint64_t *a, const uint64_t *b, size_t words) {
    for (size_t i = 0; i < words; i++)
        if ((a[i] & b[i]) != 0) return true;
    return false;
}

// The usual case, seen without evaluating anything: every column is a name and none is null.
static bool has_all(const struct table *table, const struct decision_inputs *inputs) {
    if (!table->is_direct) return false;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        if (!column->is_name || column->slot >= inputs->count ||
            feel_is_null(inputs->values[column->slot]))
            return false;
    }
    return true;
}

void decision_missing(const struct decision_model *model, size_t decision,
                      const struct decision_inputs *inputs, struct arena *arena,
                      struct decision_labels *ret_labels) {
    ASSERT(decision < model->decision_count);
    const struct table *table = model->decisions[decision].table;
    *ret_labels = (struct decision_labels){0};
    if (table == NULL || has_all(table, inputs)) return;
    struct feel_run run = feel_run_in(arena, NULL, 0);
    const struct feel_value *values = open_values(model, &model->decisions[decision], inputs, &run);
    size_t nulls = 0;
    for (size_t c = 0; c < table->column_count; c++) nulls += feel_is_null(values[c]) ? 1 : 0;
    if (nulls == 0) return;
    const uint64_t *possible = possible_rules(table, values, &run);
    str *labels = ARENA_ARRAY(arena, str, nulls);
    for (size_t c = 0; c < table->column_count; c++)
        if (feel_is_null(values[c]) &&
            has_common(possible, table->columns[c].care_bits, table->word_count))
            labels[ret_labels->count++] = table->columns[c].label;
    ret_labels->items = labels;
}

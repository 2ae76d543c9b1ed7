// A decision model as tables of texts, for people who read it: columns with their labels, rules
// with their cells, reasons and citations.
#include "domain/policy/tables.h"

void policy_show_names(const struct decision_model *model, str *zh, str *en) {
    str english = decision_model_description(model);
    str chinese = str_trim(str_cut(&english, '\n'));
    if (chinese.size > 0) *zh = chinese;
    *en = str_trim(english).size > 0 ? str_trim(english) : *zh;
}

struct showing {
    struct arena *arena;
    const struct decision_model *model;
    size_t decision;
};

// What the model's input of that name says of itself, for people.
static str label_of(const struct showing *showing, size_t column, str name) {
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(showing->model, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(inputs[i].name, name) && inputs[i].description.size > 0)
            return inputs[i].description;
    return decision_column_label(showing->model, showing->decision, column);
}

static void show_columns(const struct showing *showing, struct policy_table *table) {
    size_t count = decision_column_count(showing->model, showing->decision);
    table->inputs.items = ARENA_ARRAY(showing->arena, struct policy_column, count + 1);
    table->inputs.count = count;
    for (size_t i = 0; i < count; i++) {
        str name = decision_column_text(showing->model, showing->decision, i);
        str type = decision_column_type(showing->model, showing->decision, i);
        table->inputs.items[i] = (struct policy_column){.name = name,
                                                        .label = label_of(showing, i, name),
                                                        .kind = type.size > 0 ? type : STR("any")};
    }
    count = decision_output_count(showing->model, showing->decision);
    table->outputs.items = ARENA_ARRAY(showing->arena, struct policy_column, count + 1);
    table->outputs.count = count;
    for (size_t i = 0; i < count; i++) {
        str name = decision_output_name(showing->model, showing->decision, i);
        if (name.size == 0) name = decision_name(showing->model, showing->decision);
        table->outputs.items[i] =
            (struct policy_column){.name = name, .label = name, .kind = STR("any")};
    }
}

static str annotation(const struct showing *showing, size_t rule, const char *name) {
    ptrdiff_t at = decision_annotation_find(showing->model, showing->decision, str_of(name));
    if (at < 0) return STR_NONE;
    return decision_rule(showing->model, showing->decision, rule).annotations[at];
}

static struct policy_table_rule show_rule(const struct showing *showing, size_t rule) {
    size_t inputs = decision_column_count(showing->model, showing->decision);
    size_t outputs = decision_output_count(showing->model, showing->decision);
    struct policy_table_rule shown = {
        .id = decision_rule(showing->model, showing->decision, rule).rule_id,
        .zh = annotation(showing, rule, "reason zh"),
        .en = annotation(showing, rule, "reason en"),
        .citation = annotation(showing, rule, "citation"),
    };
    if (shown.zh.size == 0) shown.zh = annotation(showing, rule, "duty zh");
    if (shown.en.size == 0) shown.en = annotation(showing, rule, "duty en");
    shown.tests.items = ARENA_ARRAY(showing->arena, str, inputs + 1);
    shown.tests.count = inputs;
    for (size_t i = 0; i < inputs; i++)
        shown.tests.items[i] = decision_cell_text(showing->model, showing->decision, rule, i);
    shown.outputs.items = ARENA_ARRAY(showing->arena, str, outputs + 1);
    shown.outputs.count = outputs;
    for (size_t i = 0; i < outputs; i++)
        shown.outputs.items[i] = decision_output_text(showing->model, showing->decision, rule, i);
    return shown;
}

static struct policy_table show_table(const struct showing *showing) {
    str name = decision_name(showing->model, showing->decision);
    str id = decision_id(showing->model, showing->decision);
    struct policy_table table = {
        .id = id.size > 0 ? id : name,
        .name = name,
        .hit_policy = str_of(decision_hit_policy(showing->model, showing->decision))};
    show_columns(showing, &table);
    size_t count = decision_rule_count(showing->model, showing->decision);
    table.rules.items = ARENA_ARRAY(showing->arena, struct policy_table_rule, count + 1);
    table.rules.count = count;
    for (size_t i = 0; i < count; i++) table.rules.items[i] = show_rule(showing, i);
    return table;
}

void policy_show_tables(struct arena *arena, const struct decision_model *model,
                        struct policy_table **ret_tables, size_t *ret_count) {
    size_t count = decision_count(model);
    *ret_tables = ARENA_ARRAY(arena, struct policy_table, count + 1);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct showing showing = {arena, model, i};
        if (decision_rule_count(model, i) > 0) // a literal expression is no table
            (*ret_tables)[(*ret_count)++] = show_table(&showing);
    }
}

// What a model tells about itself: its inputs and decisions, and tables cell by cell for those who
// show them. Texts are those of the model, trimmed; nothing is evaluated here.
#include "decision/model.h"

str decision_model_name(const struct decision_model *model) {
    return model->name;
}

str decision_model_description(const struct decision_model *model) {
    return model->description;
}

date decision_model_from(const struct decision_model *model) {
    return model->from;
}

date decision_model_to(const struct decision_model *model) {
    return model->to;
}

const struct decision_input *decision_model_inputs(const struct decision_model *model,
                                                   size_t *ret_count) {
    *ret_count = model->input_count;
    return model->inputs;
}

size_t decision_count(const struct decision_model *model) {
    return model->decision_count;
}

ptrdiff_t decision_find(const struct decision_model *model, str name) {
    for (size_t i = 0; i < model->decision_count; i++)
        if (str_equal(model->decisions[i].name, name)) return (ptrdiff_t)i;
    for (size_t i = 0; i < model->decision_count; i++)
        if (str_equal(model->decisions[i].id, name)) return (ptrdiff_t)i;
    return -1;
}

str decision_name(const struct decision_model *model, size_t decision) {
    ASSERT(decision < model->decision_count);
    return model->decisions[decision].name;
}

static const struct table *table_of(const struct decision_model *model, size_t decision) {
    ASSERT(decision < model->decision_count);
    return model->decisions[decision].table;
}

size_t decision_rule_count(const struct decision_model *model, size_t decision) {
    const struct table *table = table_of(model, decision);
    return table == NULL ? 0 : table->rule_count;
}

struct decision_hit decision_rule(const struct decision_model *model, size_t decision,
                                  size_t rule) {
    const struct table *table = table_of(model, decision);
    ASSERT(table != NULL && rule < table->rule_count);
    return (struct decision_hit){
        .rule = rule,
        .rule_id = table->rules[rule].id,
        .outputs = table->rules[rule].constants,
        .annotations = table->rules[rule].annotations,
    };
}

size_t decision_output_count(const struct decision_model *model, size_t decision) {
    const struct table *table = table_of(model, decision);
    return table == NULL ? 0 : table->output_count;
}

str decision_output_name(const struct decision_model *model, size_t decision, size_t output) {
    ASSERT(output < decision_output_count(model, decision));
    return table_of(model, decision)->outputs[output].name;
}

size_t decision_annotation_count(const struct decision_model *model, size_t decision) {
    const struct table *table = table_of(model, decision);
    return table == NULL ? 0 : table->annotation_count;
}

str decision_annotation_name(const struct decision_model *model, size_t decision,
                             size_t annotation) {
    ASSERT(annotation < decision_annotation_count(model, decision));
    return table_of(model, decision)->annotations[annotation];
}

ptrdiff_t decision_output_find(const struct decision_model *model, size_t decision, str name) {
    const struct table *table = table_of(model, decision);
    for (size_t i = 0; table != NULL && i < table->output_count; i++)
        if (str_equal(table->outputs[i].name, name)) return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t decision_annotation_find(const struct decision_model *model, size_t decision, str name) {
    const struct table *table = table_of(model, decision);
    for (size_t i = 0; table != NULL && i < table->annotation_count; i++)
        if (str_equal(table->annotations[i], name)) return (ptrdiff_t)i;
    return -1;
}

// ---- to be shown ----

str decision_id(const struct decision_model *model, size_t decision) {
    ASSERT(decision < model->decision_count);
    return model->decisions[decision].id;
}

str decision_description(const struct decision_model *model, size_t decision) {
    ASSERT(decision < model->decision_count);
    return model->decisions[decision].description;
}

str decision_literal(const struct decision_model *model, size_t decision) {
    ASSERT(decision < model->decision_count);
    const struct feel_expression *literal = model->decisions[decision].literal;
    return literal == NULL ? STR_NONE : feel_expression_source(literal);
}

const char *decision_hit_policy(const struct decision_model *model, size_t decision) {
    const struct table *table = table_of(model, decision);
    if (table == NULL) return "";
    switch (table->policy) {
    case POLICY_UNIQUE: return "UNIQUE";
    case POLICY_FIRST: return "FIRST";
    case POLICY_PRIORITY: return "PRIORITY";
    case POLICY_ANY: return "ANY";
    case POLICY_COLLECT: return "COLLECT";
    case POLICY_RULE_ORDER: return "RULE ORDER";
    case POLICY_OUTPUT_ORDER: return "OUTPUT ORDER";
    }
    return "";
}

size_t decision_column_count(const struct decision_model *model, size_t decision) {
    const struct table *table = table_of(model, decision);
    return table == NULL ? 0 : table->column_count;
}

str decision_column_text(const struct decision_model *model, size_t decision, size_t column) {
    ASSERT(column < decision_column_count(model, decision));
    return feel_expression_source(table_of(model, decision)->columns[column].expression);
}

str decision_column_label(const struct decision_model *model, size_t decision, size_t column) {
    ASSERT(column < decision_column_count(model, decision));
    return table_of(model, decision)->columns[column].label;
}

str decision_column_type(const struct decision_model *model, size_t decision, size_t column) {
    ASSERT(column < decision_column_count(model, decision));
    return table_of(model, decision)->columns[column].type;
}

str decision_cell_text(const struct decision_model *model, size_t decision, size_t rule,
                       size_t column) {
    ASSERT(rule < decision_rule_count(model, decision));
    ASSERT(column < decision_column_count(model, decision));
    return feel_expression_source(table_of(model, decision)->rules[rule].cells[column]);
}

str decision_output_text(const struct decision_model *model, size_t decision, size_t rule,
                         size_t output) {
    ASSERT(rule < decision_rule_count(model, decision));
    ASSERT(output < decision_output_count(model, decision));
    return feel_expression_source(table_of(model, decision)->rules[rule].outputs[output]);
}

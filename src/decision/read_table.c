// A decision table of DMN XML. Cells repeat (most are "-"), so each text is compiled once per
// table. Refused: a rule with another number of cells than the table has columns, an unknown hit
// policy, an expression that cannot be read; each with the rule and the column.
#include "decision/model.h"

struct table_reader {
    const struct box_reader *boxes;
    struct reader *reader;
    struct table *table;
    struct map *tests;   // text → compiled, of the cells
    struct map *results; // of the outputs
};

static fault read_policy(struct reader *reader, const struct xml_node *node, struct table *table) {
    static const struct {
        const char *name;
        enum hit_policy policy;
    } policies[] = {
        {"", POLICY_UNIQUE},
        {"UNIQUE", POLICY_UNIQUE},
        {"FIRST", POLICY_FIRST},
        {"PRIORITY", POLICY_PRIORITY},
        {"ANY", POLICY_ANY},
        {"COLLECT", POLICY_COLLECT},
        {"RULE ORDER", POLICY_RULE_ORDER},
        {"OUTPUT ORDER", POLICY_OUTPUT_ORDER},
    };
    static const struct {
        const char *name;
        enum aggregation aggregation;
    } aggregations[] = {
        {"", AGGREGATE_LIST},   {"SUM", AGGREGATE_SUM}, {"COUNT", AGGREGATE_COUNT},
        {"MIN", AGGREGATE_MIN}, {"MAX", AGGREGATE_MAX},
    };
    str policy = xml_attribute(node, "hitPolicy");
    str aggregation = xml_attribute(node, "aggregation");
    size_t p = 0;
    size_t a = 0;
    while (p < 8 && !str_equal(policy, str_of(policies[p].name))) p++;
    while (a < 5 && !str_equal(aggregation, str_of(aggregations[a].name))) a++;
    if (p == 8 || a == 5)
        return reader_malformed(reader, node, "there is no such hit policy or aggregation.",
                                "没有这种命中策略或聚合方式。");
    table->policy = policies[p].policy;
    table->aggregation = aggregations[a].aggregation;
    return NULL;
}

// Where a column's name has its value in the model's own values; without it, or where anything else
// than names needs values, the table is not direct.
static void place_column(struct table_reader *tables, struct column *column) {
    const struct supplies *supplies = tables->boxes->supplies;
    column->is_name = feel_expression_slot(column->expression, &column->own_slot);
    bool is_direct = column->is_name && supplies != NULL && column->own_slot < supplies->count &&
                     supplies->items[column->own_slot].origin == ORIGIN_SLOT;
    if (is_direct)
        column->slot = supplies->items[column->own_slot].slot;
    else if (column->is_name || feel_expression_uses_values(column->expression))
        tables->table->is_direct = false;
}

// The input's own list of values (inputValues), as a type.
static fault read_input_values(struct table_reader *tables, const struct xml_node *input,
                               struct column *column) {
    struct reader *reader = tables->reader;
    const struct xml_node *values = xml_child(input, "inputValues");
    const struct feel_expression *tests;
    if (values == NULL || reader_text(values).size == 0) return NULL;
    TRY(reader_compile(reader, tables->boxes->names, values, true, &tests));
    if (feel_expression_uses_values(tests)) tables->table->is_direct = false;
    column->allowed = feel_type_allowing(reader->arena, feel_type_named(STR("Any")), tests);
    return NULL;
}

static fault read_columns(struct table_reader *tables, const struct xml_node *node) {
    struct reader *reader = tables->reader;
    struct table *table = tables->table;
    table->columns = ARENA_ARRAY(reader->arena, struct column, table->column_count + 1);
    const struct xml_node *input = xml_child(node, "input");
    for (size_t i = 0; i < table->column_count; i++, input = xml_next(input, "input")) {
        struct column *column = &table->columns[i];
        const struct xml_node *expression = xml_child(input, "inputExpression");
        if (expression == NULL)
            return reader_malformed(reader, input, "the column has no expression.",
                                    "该列没有表达式。");
        TRY(reader_compile(reader, tables->boxes->names, expression, false, &column->expression));
        column->label = xml_attribute(input, "label");
        if (column->label.size == 0) column->label = feel_expression_source(column->expression);
        column->type = reader_type(reader, expression);
        place_column(tables, column);
        TRY(read_input_values(tables, input, column));
    }
    return NULL;
}

// The output's values as a list, best first: its own, else those that its type allows. They are
// constants, as texts of unary tests are.
static fault read_ranking(struct table_reader *tables, const struct xml_node *node,
                          const struct xml_node *type_node, struct output *output) {
    struct reader *reader = tables->reader;
    const struct xml_node *own = xml_child(node, "outputValues");
    const struct xml_node *values = own;
    const struct feel_expression *tests;
    struct feel_simple_tests simple;
    struct fault_note note;
    if (values == NULL) values = reader_allowed(reader, type_node);
    if (values == NULL || reader_text(values).size == 0) return NULL;
    struct feel_names *names = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    bool is_good =
        feel_compile_tests(reader->arena, names, reader_text(values), &tests, &note) == NULL &&
        feel_tests_simple(reader->arena, tests, &simple) && !simple.is_negated;
    if (!is_good && own != NULL)
        return reader_malformed(reader, values, "the output values are no list of constants.",
                                "输出值不是常量列表。");
    if (is_good) output->ranking = (struct feel_list){simple.parts, simple.count};
    return NULL;
}

static fault read_outputs(struct table_reader *tables, const struct xml_node *node) {
    struct reader *reader = tables->reader;
    struct table *table = tables->table;
    table->outputs = ARENA_ARRAY(reader->arena, struct output, table->output_count + 1);
    const struct xml_node *child = xml_child(node, "output");
    if (child == NULL)
        return reader_malformed(reader, node, "the table has no output.", "决策表没有输出。");
    for (size_t i = 0; i < table->output_count; i++, child = xml_next(child, "output")) {
        struct output *output = &table->outputs[i];
        const struct xml_node *preset = xml_child(child, "defaultOutputEntry");
        const struct xml_node *typed = child;
        output->name = xml_attribute(child, "name");
        if (output->name.size == 0 && table->output_count > 1)
            return reader_malformed(reader, child, "one of several outputs has no name.",
                                    "多个输出中有一个没有名称。");
        // A single output is of the type of what the table stands in.
        if (table->output_count == 1 && xml_attribute(child, "typeRef").size == 0)
            typed = xml_child(node->parent, "variable");
        TRY(read_ranking(tables, child, typed == NULL ? child : typed, output));
        TRY(reader_type_of(reader, child, &output->type));
        if (preset == NULL || reader_text(preset).size == 0) continue;
        TRY(reader_compile(reader, tables->boxes->names, preset, false, &output->preset));
        if (feel_expression_uses_values(output->preset)) table->is_direct = false;
    }
    return NULL;
}

static void read_annotation_names(struct reader *reader, const struct xml_node *node,
                                  struct table *table) {
    str *names = ARENA_ARRAY(reader->arena, str, table->annotation_count + 1);
    const struct xml_node *child = xml_child(node, "annotation");
    for (size_t i = 0; i < table->annotation_count; i++, child = xml_next(child, "annotation"))
        names[i] = xml_attribute(child, "name");
    table->annotations = names;
}

static fault compile_once(struct table_reader *tables, const struct xml_node *entry, bool is_tests,
                          const struct feel_expression **ret_expression) {
    struct map *known = is_tests ? tables->tests : tables->results;
    str source = reader_text(entry);
    void *earlier = map_get(known, source);
    if (earlier != NULL) {
        *ret_expression = earlier;
        return NULL;
    }
    TRY(reader_compile(tables->reader, tables->boxes->names, entry, is_tests, ret_expression));
    if (feel_expression_uses_values(*ret_expression)) tables->table->is_direct = false;
    const struct feel_expression *kept = *ret_expression;
    map_put(known, source, (void *)(uintptr_t)kept);
    return NULL;
}

// Empty cells and outputs count as "-" and null: editors leave them empty.
static const struct xml_node *or_filled(struct reader *reader, const struct xml_node *entry,
                                        const char *filling) {
    if (reader_text(entry).size > 0) return entry;
    struct xml_node *text = ARENA_NEW(reader->arena, struct xml_node);
    struct xml_node *filled = ARENA_NEW(reader->arena, struct xml_node);
    *filled = *entry;
    *text = (struct xml_node){.name = STR("text"), .text = str_of(filling), .line = entry->line};
    filled->first = text;
    return filled;
}

static fault read_entries(struct table_reader *tables, const struct xml_node *rule, bool is_tests,
                          const struct feel_expression ***ret_entries) {
    struct reader *reader = tables->reader;
    const struct table *table = tables->table;
    const char *name = is_tests ? "inputEntry" : "outputEntry";
    size_t count = is_tests ? table->column_count : table->output_count;
    if (reader_count(rule, name) != count)
        return reader_malformed(reader, rule,
                                "the rule has another number of cells than the table.",
                                "规则的单元格数与决策表的列数不符。");
    *ret_entries = ARENA_ARRAY(reader->arena, const struct feel_expression *, count + 1);
    const struct xml_node *entry = xml_child(rule, name);
    for (size_t i = 0; i < count; i++, entry = xml_next(entry, name))
        TRY(compile_once(tables, or_filled(reader, entry, is_tests ? "-" : "null"), is_tests,
                         &(*ret_entries)[i]));
    return NULL;
}

static void keep_constants(struct arena *arena, const struct table *table, struct rule *rule) {
    struct feel_value *constants = ARENA_ARRAY(arena, struct feel_value, table->output_count + 1);
    struct feel_run run = feel_run_in(arena, NULL, 0);
    run.is_quiet = true;
    for (size_t i = 0; i < table->output_count; i++)
        if (!feel_expression_constant(rule->outputs[i], &constants[i]) ||
            !feel_conforms(table->outputs[i].type, constants[i], &run))
            return;
    rule->constants = constants;
}

static fault read_rule(struct table_reader *tables, const struct xml_node *node, size_t index) {
    struct reader *reader = tables->reader;
    struct table *table = tables->table;
    struct rule *rule = &table->rules[index];
    rule->id = xml_attribute(node, "id");
    if (rule->id.size == 0) rule->id = arena_print(reader->arena, "%zu", index + 1);
    TRY(read_entries(tables, node, true, &rule->cells));
    TRY(read_entries(tables, node, false, &rule->outputs));
    keep_constants(reader->arena, table, rule);
    str *annotations = ARENA_ARRAY(reader->arena, str, table->annotation_count + 1);
    const struct xml_node *entry = xml_child(node, "annotationEntry");
    for (size_t i = 0; i < table->annotation_count && entry != NULL; i++) {
        annotations[i] = reader_text(entry);
        entry = xml_next(entry, "annotationEntry");
    }
    rule->annotations = annotations;
    return NULL;
}

static fault read_rules(struct table_reader *tables, const struct xml_node *node) {
    struct table *table = tables->table;
    table->rules = ARENA_ARRAY(tables->reader->arena, struct rule, table->rule_count + 1);
    const struct xml_node *rule = xml_child(node, "rule");
    for (size_t i = 0; i < table->rule_count; i++, rule = xml_next(rule, "rule")) {
        size_t cells = table->column_count + table->output_count + table->annotation_count;
        TRY(reader_reserve(tables->reader, rule, cells * 64 + 1024));
        TRY(read_rule(tables, rule, i));
    }
    return NULL;
}

fault reader_table(const struct box_reader *boxes, const struct xml_node *node,
                   struct table **ret_table) {
    struct reader *reader = boxes->reader;
    struct table *table = ARENA_NEW(reader->arena, struct table);
    struct table_reader tables = {boxes, reader, table, map_open(reader->arena, 0),
                                  map_open(reader->arena, 0)};
    table->is_direct = boxes->supplies != NULL;
    table->column_count = reader_count(node, "input");
    table->output_count = reader_count(node, "output");
    table->annotation_count = reader_count(node, "annotation");
    table->rule_count = reader_count(node, "rule");
    table->word_count = BIT_WORDS(table->rule_count);
    if (table->rule_count > LIMIT_RULES ||
        table->column_count + table->output_count + table->annotation_count > LIMIT_COLUMNS)
        return reader_malformed(reader, node, "the table has too many rules or columns.",
                                "决策表的规则或列过多。");
    TRY(read_policy(reader, node, table));
    TRY(read_columns(&tables, node));
    TRY(read_outputs(&tables, node));
    read_annotation_names(reader, node, table);
    TRY(read_rules(&tables, node));
    for (size_t i = 0; i < table->column_count; i++) column_compile(reader, table, i);
    *ret_table = table;
    return NULL;
}

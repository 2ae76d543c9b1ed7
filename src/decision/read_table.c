// A decision table of DMN XML. Cells repeat (most are "-"), so each text is compiled once per
// table. Refused: a rule with another number of cells than the table has columns, an unknown hit
// policy, an expression that cannot be read; each with the rule and the column.
#include "base/map.h"
#include "decision/model.h"

static size_t count_children(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *child = xml_child(node, name); child != NULL;
         child = xml_next(child, name))
        count++;
    return count;
}

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

static fault read_columns(struct reader *reader, struct decision *decision,
                          const struct xml_node *node) {
    struct table *table = decision->table;
    table->columns = ARENA_ARRAY(reader->arena, struct column, table->column_count + 1);
    const struct xml_node *input = xml_child(node, "input");
    for (size_t i = 0; i < table->column_count; i++, input = xml_next(input, "input")) {
        struct column *column = &table->columns[i];
        const struct xml_node *expression = xml_child(input, "inputExpression");
        if (expression == NULL)
            return reader_malformed(reader, input, "the column has no expression.",
                                    "该列没有表达式。");
        TRY(reader_compile(reader, decision, expression, false, &column->expression));
        column->label = xml_attribute(input, "label");
        if (column->label.size == 0) column->label = feel_expression_source(column->expression);
        column->type = reader_type(reader, expression);
        size_t own_slot;
        column->is_name = feel_expression_slot(column->expression, &own_slot);
        if (column->is_name)
            column->slot = decision->globals[own_slot];
        else
            table->uses_values |= feel_expression_uses_values(column->expression);
    }
    return NULL;
}

// The output's values as a list, best first. They are constants, as texts of unary tests are.
static fault read_ranking(struct reader *reader, const struct xml_node *values,
                          struct output *output) {
    const struct feel_expression *tests;
    struct feel_simple_tests simple;
    struct fault_note note;
    struct feel_names *names = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    str source = reader_text(values);
    if (source.size == 0) return NULL;
    if (feel_compile_tests(reader->arena, names, source, &tests, &note) != NULL ||
        !feel_tests_simple(reader->arena, tests, &simple) || simple.is_negated)
        return reader_malformed(reader, values, "the output values are no list of constants.",
                                "输出值不是常量列表。");
    output->ranking = (struct feel_list){simple.parts, simple.count};
    return NULL;
}

static fault read_outputs(struct reader *reader, struct decision *decision,
                          const struct xml_node *node) {
    struct table *table = decision->table;
    table->outputs = ARENA_ARRAY(reader->arena, struct output, table->output_count + 1);
    const struct xml_node *child = xml_child(node, "output");
    if (child == NULL)
        return reader_malformed(reader, node, "the table has no output.", "决策表没有输出。");
    for (size_t i = 0; i < table->output_count; i++, child = xml_next(child, "output")) {
        struct output *output = &table->outputs[i];
        const struct xml_node *values = xml_child(child, "outputValues");
        const struct xml_node *preset = xml_child(child, "defaultOutputEntry");
        output->name = xml_attribute(child, "name");
        if (output->name.size == 0 && table->output_count > 1)
            return reader_malformed(reader, child, "one of several outputs has no name.",
                                    "多个输出中有一个没有名称。");
        if (values != NULL) TRY(read_ranking(reader, values, output));
        if (preset != NULL && reader_text(preset).size > 0) {
            TRY(reader_compile(reader, decision, preset, false, &output->preset));
            table->uses_values |= feel_expression_uses_values(output->preset);
        }
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

struct rule_reader {
    struct reader *reader;
    struct decision *decision;
    struct map *tests;   // text → compiled, of the cells
    struct map *results; // of the outputs
};

static fault compile_once(struct rule_reader *rules, const struct xml_node *entry, bool is_tests,
                          const struct feel_expression **ret_expression) {
    struct map *known = is_tests ? rules->tests : rules->results;
    str source = reader_text(entry);
    void *earlier = map_get(known, source);
    if (earlier != NULL) {
        *ret_expression = earlier;
        return NULL;
    }
    TRY(reader_compile(rules->reader, rules->decision, entry, is_tests, ret_expression));
    rules->decision->table->uses_values |= feel_expression_uses_values(*ret_expression);
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

static fault read_entries(struct rule_reader *rules, const struct xml_node *rule, bool is_tests,
                          const struct feel_expression ***ret_entries) {
    struct reader *reader = rules->reader;
    const struct table *table = rules->decision->table;
    const char *name = is_tests ? "inputEntry" : "outputEntry";
    size_t count = is_tests ? table->column_count : table->output_count;
    if (count_children(rule, name) != count)
        return reader_malformed(reader, rule,
                                "the rule has another number of cells than the table.",
                                "规则的单元格数与决策表的列数不符。");
    *ret_entries = ARENA_ARRAY(reader->arena, const struct feel_expression *, count + 1);
    const struct xml_node *entry = xml_child(rule, name);
    for (size_t i = 0; i < count; i++, entry = xml_next(entry, name))
        TRY(compile_once(rules, or_filled(reader, entry, is_tests ? "-" : "null"), is_tests,
                         &(*ret_entries)[i]));
    return NULL;
}

static void keep_constants(struct arena *arena, const struct table *table, struct rule *rule) {
    struct feel_value *constants = ARENA_ARRAY(arena, struct feel_value, table->output_count + 1);
    for (size_t i = 0; i < table->output_count; i++)
        if (!feel_expression_constant(rule->outputs[i], &constants[i])) return;
    rule->constants = constants;
}

static fault read_rule(struct rule_reader *rules, const struct xml_node *node, size_t index) {
    struct reader *reader = rules->reader;
    struct table *table = rules->decision->table;
    struct rule *rule = &table->rules[index];
    rule->id = xml_attribute(node, "id");
    if (rule->id.size == 0) rule->id = arena_print(reader->arena, "%zu", index + 1);
    TRY(read_entries(rules, node, true, &rule->cells));
    TRY(read_entries(rules, node, false, &rule->outputs));
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

static fault read_rules(struct reader *reader, struct decision *decision,
                        const struct xml_node *node) {
    struct table *table = decision->table;
    struct rule_reader rules = {reader, decision, map_open(reader->arena, 0),
                                map_open(reader->arena, 0)};
    table->rules = ARENA_ARRAY(reader->arena, struct rule, table->rule_count + 1);
    const struct xml_node *rule = xml_child(node, "rule");
    for (size_t i = 0; i < table->rule_count; i++, rule = xml_next(rule, "rule")) {
        size_t cells = table->column_count + table->output_count + table->annotation_count;
        if (!reader_has_room(reader, cells * 64 + 1024))
            return reader_malformed(reader, rule, "the model is too large.", "模型过大。");
        TRY(read_rule(&rules, rule, i));
    }
    return NULL;
}

fault reader_table(struct reader *reader, struct decision *decision, const struct xml_node *node) {
    struct table *table = ARENA_NEW(reader->arena, struct table);
    decision->table = table;
    table->column_count = count_children(node, "input");
    table->output_count = count_children(node, "output");
    table->annotation_count = count_children(node, "annotation");
    table->rule_count = count_children(node, "rule");
    table->word_count = BIT_WORDS(table->rule_count);
    if (table->rule_count > LIMIT_RULES ||
        table->column_count + table->output_count + table->annotation_count > LIMIT_COLUMNS)
        return reader_malformed(reader, node, "the table has too many rules or columns.",
                                "决策表的规则或列过多。");
    TRY(read_policy(reader, node, table));
    TRY(read_columns(reader, decision, node));
    TRY(read_outputs(reader, decision, node));
    read_annotation_names(reader, node, table);
    TRY(read_rules(reader, decision, node));
    for (size_t i = 0; i < table->column_count; i++) column_compile(reader, table, i);
    return NULL;
}

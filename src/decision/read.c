// DMN XML to a model. Elements are found by their local names, whatever the version's namespace is:
// what we read has the same names from DMN 1.1 to 1.5. Each decision gets a table of names of its
// own with only what it requires, so that an undeclared use is refused and not silently null.
// Belief: after reading, requirements form no circle and each decision has its order of evaluation.
#include "decision/model.h"

#include <string.h>

FAULT(decision_malformed, 422, "model", "The decision model cannot be read.", "决策模型无法读取。");
FAULT(decision_unsupported, 422, "model",
      "The decision model uses a part of DMN that is not supported.",
      "决策模型使用了尚不支持的 DMN 元素。");

static void write_place(struct reader *reader, const struct xml_node *node, const char *en,
                        const char *zh) {
    str id = xml_attribute(node, "id");
    if (id.size == 0 && node->parent != NULL) id = xml_attribute(node->parent, "id");
    const char *space = id.size > 0 ? " " : "";
    reader->note->en = arena_print(reader->arena, "Line %d, %.*s%s%.*s: %s", node->line,
                                   STR_ARG(node->name), space, STR_ARG(id), en);
    reader->note->zh = arena_print(reader->arena, "第 %d 行，%.*s%s%.*s：%s", node->line,
                                   STR_ARG(node->name), space, STR_ARG(id), zh);
}

fault reader_malformed(struct reader *reader, const struct xml_node *node, const char *en,
                       const char *zh) {
    write_place(reader, node, en, zh);
    return &decision_malformed;
}

fault reader_unsupported(struct reader *reader, const struct xml_node *node, const char *en,
                         const char *zh) {
    write_place(reader, node, en, zh);
    return &decision_unsupported;
}

bool reader_has_room(const struct reader *reader, size_t size) {
    size_t used = arena_used(reader->arena) - reader->used_before;
    return used <= LIMIT_MODEL_MEMORY && size <= LIMIT_MODEL_MEMORY - used;
}

str reader_text(const struct xml_node *node) {
    const struct xml_node *text = xml_child(node, "text");
    return text == NULL ? STR_NONE : str_trim(text->text);
}

// A byte of source becomes at most one node and what hangs on it.
enum { BYTES_PER_SOURCE_BYTE = 512, BYTES_PER_EXPRESSION = 2048 };

fault reader_compile(struct reader *reader, struct decision *decision, const struct xml_node *node,
                     bool is_tests, const struct feel_expression **ret_expression) {
    str source = reader_text(node);
    if (!reader_has_room(reader, source.size * BYTES_PER_SOURCE_BYTE + BYTES_PER_EXPRESSION))
        return reader_malformed(reader, node, "the model is too large.", "模型过大。");
    struct fault_note note = {0};
    fault refused =
        is_tests ? feel_compile_tests(reader->arena, decision->names, source, ret_expression, &note)
                 : feel_compile(reader->arena, decision->names, source, ret_expression, &note);
    if (refused == NULL) return NULL;
    return reader_malformed(
        reader, node,
        arena_print(reader->arena, "\"%.*s\": %.*s", STR_ARG(source), STR_ARG(note.en)).data,
        arena_print(reader->arena, "“%.*s”：%.*s", STR_ARG(source), STR_ARG(note.zh)).data);
}

// ---- types ----

static str without_prefix(str name) {
    ptrdiff_t colon = str_find_byte(name, ':');
    return colon < 0 ? name : str_slice(name, (size_t)colon + 1, name.size);
}

// typeRef is an attribute, in item definitions a child.
static str type_reference(const struct xml_node *node) {
    const struct xml_node *child = xml_child(node, "typeRef");
    return without_prefix(child == NULL ? xml_attribute(node, "typeRef") : str_trim(child->text));
}

static const struct xml_node *item_definition(const struct reader *reader, str name) {
    const struct xml_node *item = xml_child(reader->root, "itemDefinition");
    while (item != NULL && !str_equal(xml_attribute(item, "name"), name))
        item = xml_next(item, "itemDefinition");
    return item;
}

enum { TYPE_STEPS_MAX = 16 };

// Follows the names of types down to a basic one; what the outermost says about values counts.
static void read_type(const struct reader *reader, const struct xml_node *variable,
                      struct decision_input *input) {
    str type = type_reference(variable);
    for (int step = 0; step < TYPE_STEPS_MAX; step++) {
        const struct xml_node *item = item_definition(reader, type);
        if (item == NULL) break;
        const struct xml_node *allowed = xml_child(item, "allowedValues");
        if (allowed != NULL && input->allowed.size == 0) input->allowed = reader_text(allowed);
        input->is_collection |= str_equal(xml_attribute(item, "isCollection"), STR("true"));
        if (xml_child(item, "itemComponent") != NULL) type = STR("context");
        if (type_reference(item).size == 0) break;
        type = type_reference(item);
    }
    input->type = str_equal(type, STR("Any")) ? STR_NONE : type;
}

str reader_type(const struct reader *reader, const struct xml_node *node) {
    struct decision_input input = {0};
    read_type(reader, node, &input);
    return input.is_collection ? STR("list") : input.type;
}

static str description_of(const struct xml_node *node) {
    const struct xml_node *description = xml_child(node, "description");
    return description == NULL ? STR_NONE : str_trim(description->text);
}

// What the model says of itself as a whole.
static fault read_head(struct reader *reader) {
    struct decision_model *model = reader->model;
    model->name = xml_attribute(reader->root, "name");
    model->description = description_of(reader->root);
    model->from = model->to = DATE_NONE;
    const struct xml_node *more = xml_child(reader->root, "extensionElements");
    const struct xml_node *days = more == NULL ? NULL : xml_child(more, "validity");
    if (days == NULL) return NULL;
    str from = xml_attribute(days, "from");
    str to = xml_attribute(days, "to");
    if ((from.size == 0 || date_parse(from, &model->from)) &&
        (to.size == 0 || date_parse(to, &model->to)))
        return NULL;
    return reader_malformed(reader, days, "from and to must be days such as 2026-01-01.",
                            "from 和 to 须为 2026-01-01 形式的日期。");
}

static void learn_members(const struct reader *reader) {
    const struct xml_node *item = xml_child(reader->root, "itemDefinition");
    for (; item != NULL; item = xml_next(item, "itemDefinition")) {
        const struct xml_node *part = xml_child(item, "itemComponent");
        for (; part != NULL; part = xml_next(part, "itemComponent"))
            feel_names_add_member(reader->names, xml_attribute(part, "name"));
    }
}

// ---- inputs and decisions ----

static size_t count_children(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *child = xml_child(node, name); child != NULL;
         child = xml_next(child, name))
        count++;
    return count;
}

// The name under which expressions know it: its variable's, else its own.
static str variable_name(const struct xml_node *node) {
    const struct xml_node *variable = xml_child(node, "variable");
    str name = variable == NULL ? STR_NONE : xml_attribute(variable, "name");
    return name.size > 0 ? name : xml_attribute(node, "name");
}

static fault read_inputs(struct reader *reader) {
    size_t count = count_children(reader->root, "inputData");
    struct decision_input *inputs = ARENA_ARRAY(reader->arena, struct decision_input, count + 1);
    const struct xml_node *node = xml_child(reader->root, "inputData");
    for (size_t i = 0; i < count; i++, node = xml_next(node, "inputData")) {
        const struct xml_node *variable = xml_child(node, "variable");
        str name = variable_name(node);
        if (name.size == 0)
            return reader_malformed(reader, node, "the input has no name.", "输入没有名称。");
        inputs[i].id = xml_attribute(node, "id");
        inputs[i].name = name;
        inputs[i].description = description_of(node);
        inputs[i].slot = feel_names_add(reader->names, name);
        if (variable != NULL) read_type(reader, variable, &inputs[i]);
    }
    reader->model->inputs = inputs;
    reader->model->input_count = count;
    return NULL;
}

static fault read_decisions(struct reader *reader) {
    size_t count = count_children(reader->root, "decision");
    struct decision *decisions = ARENA_ARRAY(reader->arena, struct decision, count + 1);
    const struct xml_node *node = xml_child(reader->root, "decision");
    for (size_t i = 0; i < count; i++, node = xml_next(node, "decision")) {
        str name = variable_name(node);
        if (name.size == 0)
            return reader_malformed(reader, node, "the decision has no name.", "决策没有名称。");
        decisions[i].node = node;
        decisions[i].id = xml_attribute(node, "id");
        decisions[i].name = name;
        decisions[i].description = description_of(node);
        decisions[i].slot = feel_names_add(reader->names, name);
    }
    reader->model->decisions = decisions;
    reader->model->decision_count = count;
    return NULL;
}

// ---- who requires whom ----

// "#id"; an id of another model is an import.
static fault reference(struct reader *reader, const struct xml_node *node, str *ret_id) {
    str rest = xml_attribute(node, "href");
    bool has_mark = str_find_byte(rest, '#') >= 0;
    str before = str_cut(&rest, '#');
    if (!has_mark || rest.size == 0)
        return reader_malformed(reader, node, "the reference is not \"#id\".",
                                "引用不是“#id”的形式。");
    if (before.size > 0 && !str_equal(before, xml_attribute(reader->root, "namespace")))
        return reader_unsupported(reader, node, "imports of other models.", "引用其他模型。");
    *ret_id = rest;
    return NULL;
}

static ptrdiff_t decision_of_id(const struct decision_model *model, str id) {
    for (size_t i = 0; i < model->decision_count; i++)
        if (str_equal(model->decisions[i].id, id)) return (ptrdiff_t)i;
    return -1;
}

static ptrdiff_t input_of_id(const struct decision_model *model, str id) {
    for (size_t i = 0; i < model->input_count; i++)
        if (str_equal(model->inputs[i].id, id)) return (ptrdiff_t)i;
    return -1;
}

static void know(struct reader *reader, struct decision *decision, size_t *globals, str name) {
    size_t slot = feel_names_add(decision->names, name);
    globals[slot] = (size_t)feel_names_find(reader->names, name);
}

static fault read_requirement(struct reader *reader, struct decision *decision,
                              const struct xml_node *requirement, size_t *globals,
                              size_t *requires) {
    const struct xml_node *input = xml_child(requirement, "requiredInput");
    const struct xml_node *required = xml_child(requirement, "requiredDecision");
    str id;
    if (input != NULL) {
        TRY(reference(reader, input, &id));
        ptrdiff_t found = input_of_id(reader->model, id);
        if (found < 0)
            return reader_malformed(reader, input, "there is no such input.", "没有这个输入。");
        know(reader, decision, globals, reader->model->inputs[found].name);
    }
    if (required != NULL) {
        TRY(reference(reader, required, &id));
        ptrdiff_t found = decision_of_id(reader->model, id);
        if (found < 0)
            return reader_malformed(reader, required, "there is no such decision.",
                                    "没有这个决策。");
        requires[decision->require_count++] = (size_t)found;
        know(reader, decision, globals, reader->model->decisions[found].name);
    }
    return NULL;
}

static fault read_requirements(struct reader *reader, struct decision *decision) {
    const struct xml_node *node = decision->node;
    size_t count = count_children(node, "informationRequirement");
    size_t *globals = ARENA_ARRAY(reader->arena, size_t, count * 2 + 1);
    size_t *requires = ARENA_ARRAY(reader->arena, size_t, count + 1);
    decision->names = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    const struct xml_node *knowledge = xml_child(node, "knowledgeRequirement");
    if (knowledge != NULL)
        return reader_unsupported(reader, knowledge, "business knowledge models.",
                                  "业务知识模型（BKM）。");
    const struct xml_node *child = xml_child(node, "informationRequirement");
    for (; child != NULL; child = xml_next(child, "informationRequirement"))
        TRY(read_requirement(reader, decision, child, globals, requires));
    decision->globals = globals;
    decision->requires = requires;
    return NULL;
}

// Names of members are the model's, not the decision's: any of them may stand behind a point.
static void share_members(const struct reader *reader, struct decision *decision) {
    const struct xml_node *item = xml_child(reader->root, "itemDefinition");
    for (; item != NULL; item = xml_next(item, "itemDefinition")) {
        const struct xml_node *part = xml_child(item, "itemComponent");
        for (; part != NULL; part = xml_next(part, "itemComponent"))
            feel_names_add_member(decision->names, xml_attribute(part, "name"));
    }
}

// ---- the order ----

enum { NOT_SEEN, ON_THE_WAY, DONE };

struct ordering {
    struct reader *reader;
    uint8_t *states;
    size_t *order;
    size_t count;
};

// Required ones first. A decision met while still on the way to it closes a circle. The depth is
// bounded by the way itself.
static fault put_in_order(struct ordering *ordering, size_t index, int depth) {
    struct decision *decision = &ordering->reader->model->decisions[index];
    if (ordering->states[index] == DONE) return NULL;
    if (ordering->states[index] == ON_THE_WAY || depth > LIMIT_FEEL_DEPTH)
        return reader_malformed(ordering->reader, decision->node,
                                "the decision requires itself, or the chain is too long.",
                                "决策依赖自身，或依赖链过长。");
    ordering->states[index] = ON_THE_WAY;
    for (size_t i = 0; i < decision->require_count; i++)
        TRY(put_in_order(ordering, decision->requires[i], depth + 1));
    ordering->states[index] = DONE;
    ordering->order[ordering->count++] = index;
    return NULL;
}

static fault order_decisions(struct reader *reader) {
    size_t count = reader->model->decision_count;
    for (size_t i = 0; i < count; i++) {
        struct ordering ordering = {.reader = reader};
        if (!reader_has_room(reader, count * (sizeof(size_t) + 1)))
            return reader_malformed(reader, reader->root, "the model is too large.", "模型过大。");
        ordering.states = ARENA_ARRAY(reader->arena, uint8_t, count);
        ordering.order = ARENA_ARRAY(reader->arena, size_t, count);
        TRY(put_in_order(&ordering, i, 0));
        reader->model->decisions[i].order = ordering.order;
        reader->model->decisions[i].order_count = ordering.count - 1; // without itself
    }
    return NULL;
}

// ---- the logic ----

static fault read_logic(struct reader *reader, struct decision *decision) {
    const struct xml_node *literal = xml_child(decision->node, "literalExpression");
    const struct xml_node *table = xml_child(decision->node, "decisionTable");
    static const char *others[] = {
        "context", "invocation", "list",  "relation", "functionDefinition",
        "for",     "some",       "every", "filter",   "conditional"};
    if (table != NULL) return reader_table(reader, decision, table);
    if (literal != NULL)
        return reader_compile(reader, decision, literal, false, &decision->literal);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        const struct xml_node *other = xml_child(decision->node, others[i]);
        if (other != NULL)
            return reader_unsupported(reader, other, "boxed expressions of this kind.",
                                      "此类盒装表达式。");
    }
    return reader_malformed(reader, decision->node, "the decision has no logic.", "决策没有逻辑。");
}

static fault check_root(struct reader *reader) {
    const struct xml_node *root = reader->root;
    if (!str_equal(root->name, STR("definitions")) ||
        str_find(root->space, STR("://www.omg.org/spec/DMN/")) < 0)
        return reader_malformed(reader, root, "this is not a DMN model.", "这不是 DMN 模型。");
    size_t count = count_children(root, "inputData") + count_children(root, "decision");
    if (count > LIMIT_DECISIONS)
        return reader_malformed(reader, root, "too many decisions and inputs.", "决策和输入过多。");
    return NULL;
}

fault decision_read(struct arena *arena, str bytes, struct feel_names *names,
                    const struct decision_model **ret_model, struct fault_note *ret_note) {
    struct reader reader = {
        .arena = arena,
        .names = names,
        .note = ret_note,
        .model = ARENA_NEW(arena, struct decision_model),
    };
    TRY(xml_read(arena, bytes, &reader.root, ret_note));
    reader.used_before = arena_used(arena);
    TRY(check_root(&reader));
    TRY(read_head(&reader));
    learn_members(&reader);
    TRY(read_inputs(&reader));
    TRY(read_decisions(&reader));
    for (size_t i = 0; i < reader.model->decision_count; i++)
        TRY(read_requirements(&reader, &reader.model->decisions[i]));
    TRY(order_decisions(&reader));
    for (size_t i = 0; i < reader.model->decision_count; i++) {
        share_members(&reader, &reader.model->decisions[i]);
        TRY(read_logic(&reader, &reader.model->decisions[i]));
    }
    reader.model->slot_count = feel_names_count(names);
    *ret_model = reader.model;
    return NULL;
}

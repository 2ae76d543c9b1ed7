// Boxed expressions (DMN 1.5, 10.2) to boxes. Each form that brings names gets a scope of its own:
// a copy of the names around it and its own behind them. What the standard lets FEEL say in text is
// a literal box; decision tables are read in read_table.c.
#include "decision/model.h"

static const struct {
    const char *node;
    enum box_kind kind;
} forms[] = {
    {"literalExpression", BOX_LITERAL},
    {"decisionTable", BOX_TABLE},
    {"context", BOX_CONTEXT},
    {"invocation", BOX_INVOCATION},
    {"list", BOX_LIST},
    {"relation", BOX_LIST},
    {"functionDefinition", BOX_FUNCTION},
    {"conditional", BOX_CONDITIONAL},
    {"filter", BOX_FILTER},
    {"for", BOX_FOR},
    {"some", BOX_SOME},
    {"every", BOX_EVERY},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

static bool find_form(const struct xml_node *node, enum box_kind *ret_kind) {
    for (size_t i = 0; i < FORMS; i++) {
        if (!str_equal(node->name, str_of(forms[i].node))) continue;
        *ret_kind = forms[i].kind;
        return true;
    }
    return false;
}

const struct xml_node *reader_box_node(const struct xml_node *parent) {
    enum box_kind kind;
    const struct xml_node *child = parent->first;
    while (child != NULL && !find_form(child, &kind)) child = child->next;
    return child;
}

static fault read_node(const struct box_reader *boxes, const struct xml_node *node,
                       const struct box **ret_box);

static struct box *new_box(const struct box_reader *boxes, enum box_kind kind) {
    struct box *box = ARENA_NEW(boxes->reader->arena, struct box);
    box->kind = kind;
    return box;
}

// The boxes inside a new scope, which is closed once all its names are known.
static struct box_reader open_scope(const struct box_reader *boxes, struct box *box) {
    box->scope.outer_count = feel_names_count(boxes->names);
    box->scope.names = feel_names_within(boxes->reader->arena, boxes->names);
    return (struct box_reader){
        .reader = boxes->reader,
        .names = box->scope.names,
        .depth = boxes->depth + 1,
    };
}

static void close_scope(struct box *box) {
    box->scope.count = feel_names_count(box->scope.names);
}

static fault read_literal(const struct box_reader *boxes, const struct xml_node *node,
                          struct box *box) {
    struct reader *reader = boxes->reader;
    str language = xml_attribute(node, "expressionLanguage");
    if (language.size > 0 && str_find(language, STR("FEEL")) < 0 &&
        str_find(language, STR("feel")) < 0)
        return reader_unsupported(reader, node, "expressions in other languages than FEEL.",
                                  "FEEL 以外的表达式语言。");
    const struct xml_node *imported = xml_child(node, "importedValues");
    if (imported != NULL)
        return reader_unsupported(reader, imported, "values of other files.",
                                  "引用其他文件中的值。");
    return reader_compile(reader, boxes->names, node, false, &box->expression);
}

// An entry's own expression does not know the entry, later ones do.
static fault read_context(const struct box_reader *boxes, const struct xml_node *node,
                          struct box *box) {
    struct arena *arena = boxes->reader->arena;
    struct box_reader inside = open_scope(boxes, box);
    box->count = reader_count(node, "contextEntry");
    box->items = ARENA_ARRAY(arena, const struct box *, box->count + 1);
    str *names = ARENA_ARRAY(arena, str, box->count + 1);
    size_t *slots = ARENA_ARRAY(arena, size_t, box->count + 1);
    const struct xml_node *entry = xml_child(node, "contextEntry");
    for (size_t i = 0; i < box->count; i++, entry = xml_next(entry, "contextEntry")) {
        const struct xml_node *variable = xml_child(entry, "variable");
        struct box *item;
        TRY(reader_box(&inside, entry, &box->items[i]));
        if (variable == NULL && i + 1 < box->count)
            return reader_malformed(boxes->reader, entry, "only the last entry may have no name.",
                                    "只有最后一项可以没有名称。");
        if (variable == NULL) break;
        item = (struct box *)(uintptr_t)box->items[i];
        if (item->type == NULL) TRY(reader_type_of(boxes->reader, variable, &item->type));
        names[i] = xml_attribute(variable, "name");
        slots[i] = feel_names_add(inside.names, names[i]);
    }
    box->names = names;
    box->slots = slots;
    close_scope(box);
    return NULL;
}

static fault read_invocation(const struct box_reader *boxes, const struct xml_node *node,
                             struct box *box) {
    struct arena *arena = boxes->reader->arena;
    box->count = reader_count(node, "binding");
    box->items = ARENA_ARRAY(arena, const struct box *, box->count + 1);
    str *names = ARENA_ARRAY(arena, str, box->count + 1);
    TRY(reader_box(boxes, node, &box->parts[0]));
    const struct xml_node *binding = xml_child(node, "binding");
    for (size_t i = 0; i < box->count; i++, binding = xml_next(binding, "binding")) {
        const struct xml_node *parameter = xml_child(binding, "parameter");
        if (parameter == NULL)
            return reader_malformed(boxes->reader, binding, "the binding has no parameter.",
                                    "绑定没有参数。");
        names[i] = xml_attribute(parameter, "name");
        if (reader_box_node(binding) != NULL) TRY(reader_box(boxes, binding, &box->items[i]));
    }
    box->names = names;
    return NULL;
}

static size_t count_forms(const struct xml_node *node) {
    size_t count = 0;
    enum box_kind kind;
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        count += find_form(child, &kind) ? 1 : 0;
    return count;
}

static fault read_items(const struct box_reader *boxes, const struct xml_node *node,
                        struct box *box) {
    enum box_kind kind;
    size_t count = count_forms(node);
    box->items = ARENA_ARRAY(boxes->reader->arena, const struct box *, count + 1);
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        if (find_form(child, &kind)) TRY(read_node(boxes, child, &box->items[box->count++]));
    return NULL;
}

// A relation is a list of contexts, each row one, with the columns' names (10.2.1.6).
static fault read_relation(const struct box_reader *boxes, const struct xml_node *node,
                           struct box *box) {
    struct reader *reader = boxes->reader;
    size_t column_count = reader_count(node, "column");
    str *names = ARENA_ARRAY(reader->arena, str, column_count + 1);
    const struct feel_type **types =
        ARENA_ARRAY(reader->arena, const struct feel_type *, column_count + 1);
    const struct xml_node *column = xml_child(node, "column");
    for (size_t i = 0; i < column_count; i++, column = xml_next(column, "column")) {
        names[i] = xml_attribute(column, "name");
        TRY(reader_type_of(reader, column, &types[i]));
    }
    size_t row_count = reader_count(node, "row");
    box->items = ARENA_ARRAY(reader->arena, const struct box *, row_count + 1);
    const struct xml_node *row = xml_child(node, "row");
    for (size_t i = 0; i < row_count; i++, row = xml_next(row, "row")) {
        struct box *cells = new_box(boxes, BOX_CONTEXT);
        struct box_reader inside = open_scope(boxes, cells);
        TRY(reader_reserve(reader, row, 4096));
        TRY(read_items(&inside, row, cells));
        if (cells->count != column_count)
            return reader_malformed(reader, row, "the row has another number of cells.",
                                    "该行的单元格数不符。");
        for (size_t c = 0; c < column_count; c++) {
            struct box *cell = (struct box *)(uintptr_t)cells->items[c];
            if (cell->type == NULL) cell->type = types[c];
        }
        cells->names = names;
        close_scope(cells);
        box->items[box->count++] = cells;
    }
    return NULL;
}

// ---- functions ----

// The text of the entry of that name in a function's context.
static str entry_text(const struct xml_node *node, const char *name) {
    const struct xml_node *entry = xml_child(xml_child(node, "context"), "contextEntry");
    for (; entry != NULL; entry = xml_next(entry, "contextEntry")) {
        const struct xml_node *variable = xml_child(entry, "variable");
        if (variable != NULL && str_equal(xml_attribute(variable, "name"), str_of(name)))
            return reader_text(xml_child(entry, "literalExpression"));
    }
    return STR_NONE;
}

// The refusal names what was to be called.
static fault refuse_external(struct reader *reader, const struct xml_node *node, struct box *box) {
    str kind = xml_attribute(node, "kind");
    str class = entry_text(node, "class");
    str method = entry_text(node, "method signature");
    str en = arena_print(reader->arena, "external functions are not called: %.*s %.*s %.*s",
                         STR_ARG(kind), STR_ARG(class), STR_ARG(method));
    str zh = arena_print(reader->arena, "不调用外部函数：%.*s %.*s %.*s", STR_ARG(kind),
                         STR_ARG(class), STR_ARG(method));
    fault trouble = reader_unsupported(reader, node, en.data, zh.data);
    if (!reader->family->reading->is_lenient) return trouble;
    box->kind = BOX_LITERAL;
    box->expression = feel_refused(reader->arena, kind, reader->note);
    *reader->note = (struct fault_note){0};
    return NULL;
}

// Sets the parameters; a function in another language becomes a literal that is always refused.
fault reader_parameters(struct reader *reader, const struct xml_node *node,
                        struct feel_names *names, struct box *box) {
    str kind = xml_attribute(node, "kind");
    box->kind = BOX_FUNCTION;
    box->parameter_count = reader_count(node, "formalParameter");
    struct feel_parameter *parameters =
        ARENA_ARRAY(reader->arena, struct feel_parameter, box->parameter_count + 1);
    size_t *slots = ARENA_ARRAY(reader->arena, size_t, box->parameter_count + 1);
    const struct xml_node *parameter = xml_child(node, "formalParameter");
    for (size_t i = 0; i < box->parameter_count; i++) {
        parameters[i].name = xml_attribute(parameter, "name");
        TRY(reader_type_of(reader, parameter, &parameters[i].type));
        slots[i] = feel_names_add(names, parameters[i].name);
        parameter = xml_next(parameter, "formalParameter");
    }
    box->parameters = parameters;
    box->parameter_slots = slots;
    if (kind.size == 0 || str_equal(kind, STR("FEEL"))) return NULL;
    return refuse_external(reader, node, box);
}

static fault read_function(const struct box_reader *boxes, const struct xml_node *node,
                           struct box *box) {
    struct box_reader inside = open_scope(boxes, box);
    TRY(reader_parameters(boxes->reader, node, inside.names, box));
    if (box->kind == BOX_FUNCTION) TRY(reader_box(&inside, node, &box->parts[0]));
    close_scope(box);
    return NULL;
}

// ---- conditional, filter, iterators ----

static fault read_part(const struct box_reader *boxes, const struct xml_node *node,
                       const char *name, const struct box **ret_box) {
    const struct xml_node *part = xml_child(node, name);
    if (part != NULL) return reader_box(boxes, part, ret_box);
    return reader_malformed(boxes->reader, node,
                            arena_print(boxes->reader->arena, "\"%s\" is missing.", name).data,
                            arena_print(boxes->reader->arena, "缺少“%s”。", name).data);
}

static fault read_conditional(const struct box_reader *boxes, const struct xml_node *node,
                              struct box *box) {
    TRY(read_part(boxes, node, "if", &box->parts[0]));
    TRY(read_part(boxes, node, "then", &box->parts[1]));
    return read_part(boxes, node, "else", &box->parts[2]);
}

// The bodies of filters and iterators are functions of the item (and of "partial").
static struct box *new_body(const struct box_reader *boxes, const str *names, size_t count) {
    struct arena *arena = boxes->reader->arena;
    struct box *body = new_box(boxes, BOX_FUNCTION);
    struct feel_parameter *parameters = ARENA_ARRAY(arena, struct feel_parameter, count);
    size_t *slots = ARENA_ARRAY(arena, size_t, count);
    struct box_reader inside = open_scope(boxes, body);
    for (size_t i = 0; i < count; i++) {
        parameters[i].name = names[i];
        slots[i] = feel_names_add(inside.names, names[i]);
    }
    body->parameters = parameters;
    body->parameter_slots = slots;
    body->parameter_count = count;
    return body;
}

static fault read_body(const struct box_reader *boxes, const struct xml_node *node,
                       const char *name, struct box *body) {
    struct box_reader inside = {
        .reader = boxes->reader, .names = body->scope.names, .depth = boxes->depth + 1};
    TRY(read_part(&inside, node, name, &body->parts[0]));
    close_scope(body);
    return NULL;
}

static fault read_filter(const struct box_reader *boxes, const struct xml_node *node,
                         struct box *box) {
    str names[] = {STR("item")};
    struct box *body = new_body(boxes, names, 1);
    feel_names_set_item(body->scope.names, body->parameter_slots[0]);
    TRY(read_part(boxes, node, "in", &box->parts[0]));
    box->parts[1] = body;
    return read_body(boxes, node, "match", body);
}

static fault read_iterator(const struct box_reader *boxes, const struct xml_node *node,
                           struct box *box) {
    bool is_for = box->kind == BOX_FOR;
    str names[] = {xml_attribute(node, "iteratorVariable"), STR("partial")};
    if (names[0].size == 0)
        return reader_malformed(boxes->reader, node, "the iterator's variable has no name.",
                                "迭代变量没有名称。");
    struct box *body = new_body(boxes, names, is_for ? 2 : 1);
    TRY(read_part(boxes, node, "in", &box->parts[0]));
    box->parts[1] = body;
    return read_body(boxes, node, is_for ? "return" : "satisfies", body);
}

// ---- any of them ----

static fault read_form(const struct box_reader *boxes, const struct xml_node *node,
                       struct box *box) {
    struct table *table;
    switch (box->kind) {
    case BOX_LITERAL: return read_literal(boxes, node, box);
    case BOX_TABLE:
        TRY(reader_table(boxes, node, &table));
        box->table = table;
        return NULL;
    case BOX_CONTEXT: return read_context(boxes, node, box);
    case BOX_INVOCATION: return read_invocation(boxes, node, box);
    case BOX_LIST:
        if (str_equal(node->name, STR("relation"))) return read_relation(boxes, node, box);
        return read_items(boxes, node, box);
    case BOX_FUNCTION: return read_function(boxes, node, box);
    case BOX_CONDITIONAL: return read_conditional(boxes, node, box);
    case BOX_FILTER: return read_filter(boxes, node, box);
    case BOX_FOR:
    case BOX_SOME:
    case BOX_EVERY: return read_iterator(boxes, node, box);
    }
    return NULL;
}

static fault read_node(const struct box_reader *boxes, const struct xml_node *node,
                       const struct box **ret_box) {
    enum box_kind kind = BOX_LITERAL;
    bool is_form = find_form(node, &kind);
    ASSERT(is_form);
    struct box_reader inside = *boxes;
    struct box *box = new_box(boxes, kind);
    *ret_box = box;
    if (++inside.depth > LIMIT_BOX_DEPTH)
        return reader_malformed(boxes->reader, node, "nested too deeply.", "嵌套过深。");
    size_t names_size = feel_names_count(boxes->names) * 64;
    TRY(reader_reserve(boxes->reader, node, names_size + 2048));
    TRY(reader_type_of(boxes->reader, node, &box->type));
    return read_form(&inside, node, box);
}

fault reader_box(const struct box_reader *boxes, const struct xml_node *parent,
                 const struct box **ret_box) {
    const struct xml_node *node = reader_box_node(parent);
    if (node != NULL) return read_node(boxes, node, ret_box);
    return reader_malformed(boxes->reader, parent, "an expression is missing here.",
                            "此处缺少表达式。");
}

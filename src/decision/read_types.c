// Item definitions to FEEL's types (DMN 1.5, 7.3.3). A definition is a name for another type, a
// context of components, a function, or a collection of these; its allowed values limit each value
// (of a collection: each item), its type constraint the whole. Types are made when first asked for;
// one that is made of itself is refused.
#include "decision/model.h"

struct type_entry {
    const struct xml_node *node;
    const struct feel_type *type;
    bool is_on_the_way;
    bool is_done;
};

static const struct feel_type *any_type(void) {
    return feel_type_named(STR("Any"));
}

// typeRef is an attribute, in item definitions a child.
static str type_reference(const struct xml_node *node) {
    const struct xml_node *child = xml_child(node, "typeRef");
    return child == NULL ? xml_attribute(node, "typeRef") : str_trim(child->text);
}

// DMN 1.1 wrote the name's prefix: "feel:string", "kie:tPerson".
static str without_prefix(str name) {
    ptrdiff_t colon = str_find_byte(name, ':');
    return colon < 0 ? name : str_slice(name, (size_t)colon + 1, name.size);
}

static fault named_type(struct reader *reader, const struct xml_node *node, str name, int depth,
                        const struct feel_type **ret_type);
static fault definition_type(struct reader *reader, const struct xml_node *node, int depth,
                             const struct feel_type **ret_type);

static fault too_deep(struct reader *reader, const struct xml_node *node) {
    return reader_malformed(reader, node, "the type is made of itself, or nested too deeply.",
                            "类型引用了自身，或嵌套过深。");
}

// "import.tPerson": a type of an imported model.
static fault imported_type(struct reader *reader, const struct xml_node *node, str name, int depth,
                           const struct feel_type **ret_type) {
    for (size_t i = 0; i < reader->imports.count; i++) {
        const struct imported *import = &reader->imports.items[i];
        str prefix = arena_join(reader->arena, import->name, STR("."));
        bool is_plain = import->name.size == 0;
        if (import->reader == NULL || (!is_plain && !str_starts_with(name, prefix))) continue;
        str rest = is_plain ? name : str_slice(name, prefix.size, name.size);
        if (map_get(import->reader->types, rest) == NULL) continue;
        return named_type((struct reader *)(uintptr_t)import->reader, node, rest, depth + 1,
                          ret_type);
    }
    if (reader->family->reading->is_lenient) return *ret_type = any_type(), (fault)NULL;
    return reader_malformed(reader, node, "there is no such type.", "没有这个类型。");
}

static fault named_type(struct reader *reader, const struct xml_node *node, str name, int depth,
                        const struct feel_type **ret_type) {
    struct type_entry *entry = map_get(reader->types, name);
    if (depth > LIMIT_FEEL_DEPTH / 4) return too_deep(reader, node);
    if (entry == NULL) {
        *ret_type = feel_type_named(without_prefix(name));
        if (*ret_type != NULL) return NULL;
        entry = map_get(reader->types, without_prefix(name));
    }
    if (entry == NULL) return imported_type(reader, node, name, depth, ret_type);
    if (entry->is_on_the_way) return too_deep(reader, entry->node);
    if (!entry->is_done) {
        entry->is_on_the_way = true;
        TRY(definition_type(reader, entry->node, depth + 1, &entry->type));
        entry->is_on_the_way = false;
        entry->is_done = true;
    }
    *ret_type = entry->type;
    return NULL;
}

static fault components_type(struct reader *reader, const struct xml_node *node, int depth,
                             const struct feel_type **ret_type) {
    size_t count = reader_count(node, "itemComponent");
    str *names = ARENA_ARRAY(reader->arena, str, count + 1);
    const struct feel_type **members =
        ARENA_ARRAY(reader->arena, const struct feel_type *, count + 1);
    const struct xml_node *part = xml_child(node, "itemComponent");
    for (size_t i = 0; i < count; i++, part = xml_next(part, "itemComponent")) {
        names[i] = xml_attribute(part, "name");
        TRY(definition_type(reader, part, depth + 1, &members[i]));
    }
    *ret_type = feel_type_context(reader->arena, names, members, count);
    return NULL;
}

static fault function_type(struct reader *reader, const struct xml_node *node, int depth,
                           const struct feel_type **ret_type) {
    size_t count = reader_count(node, "parameters");
    const struct feel_type **members =
        ARENA_ARRAY(reader->arena, const struct feel_type *, count + 1);
    const struct xml_node *part = xml_child(node, "parameters");
    const struct feel_type *result = any_type();
    for (size_t i = 0; i < count; i++, part = xml_next(part, "parameters")) {
        members[i] = any_type();
        if (type_reference(part).size > 0)
            TRY(named_type(reader, part, type_reference(part), depth + 1, &members[i]));
    }
    str output = xml_attribute(node, "outputTypeRef");
    if (output.size > 0) TRY(named_type(reader, node, output, depth + 1, &result));
    *ret_type = feel_type_function(reader->arena, members, count, result);
    return NULL;
}

// Limits a type by the unary tests of a child, where it is there.
static fault limit(struct reader *reader, const struct xml_node *node, const char *child,
                   const struct feel_type **type) {
    const struct xml_node *values = xml_child(node, child);
    const struct feel_expression *tests;
    if (values == NULL || reader_text(values).size == 0) return NULL;
    struct feel_names *names = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    feel_names_share(names, reader->common);
    TRY(reader_compile(reader, names, values, true, &tests));
    *type = feel_type_allowing(reader->arena, *type, tests);
    return NULL;
}

static fault definition_type(struct reader *reader, const struct xml_node *node, int depth,
                             const struct feel_type **ret_type) {
    const struct feel_type *type = any_type();
    const struct xml_node *function = xml_child(node, "functionItem");
    str reference = type_reference(node);
    if (depth > LIMIT_FEEL_DEPTH / 4) return too_deep(reader, node);
    TRY(reader_reserve(reader, node, 4096));
    if (xml_child(node, "itemComponent") != NULL)
        TRY(components_type(reader, node, depth, &type));
    else if (function != NULL)
        TRY(function_type(reader, function, depth, &type));
    else if (reference.size > 0)
        TRY(named_type(reader, node, reference, depth + 1, &type));
    TRY(limit(reader, node, "allowedValues", &type));
    if (str_equal(xml_attribute(node, "isCollection"), STR("true")))
        type = feel_type_list(reader->arena, type);
    TRY(limit(reader, node, "typeConstraint", &type));
    *ret_type = type;
    return NULL;
}

fault reader_types(struct reader *reader) {
    reader->types = map_open(reader->arena, 0);
    const struct xml_node *item = xml_child(reader->root, "itemDefinition");
    for (; item != NULL; item = xml_next(item, "itemDefinition")) {
        struct type_entry *entry = ARENA_NEW(reader->arena, struct type_entry);
        TRY(reader_reserve(reader, item, 512));
        entry->node = item;
        map_put(reader->types, xml_attribute(item, "name"), entry);
    }
    item = xml_child(reader->root, "itemDefinition");
    for (; item != NULL; item = xml_next(item, "itemDefinition")) {
        const struct feel_type *type;
        TRY(named_type(reader, item, xml_attribute(item, "name"), 0, &type));
        feel_names_add_type(reader->common, xml_attribute(item, "name"), type);
    }
    for (size_t i = 0; i < reader->imports.count; i++) {
        const struct imported *import = &reader->imports.items[i];
        const struct xml_node *other = xml_child(import->reader->root, "itemDefinition");
        for (; other != NULL; other = xml_next(other, "itemDefinition")) {
            struct type_entry *entry = map_get(import->reader->types, xml_attribute(other, "name"));
            const char *point = import->name.size > 0 ? "." : "";
            str name = arena_print(reader->arena, "%.*s%s%.*s", STR_ARG(import->name), point,
                                   STR_ARG(xml_attribute(other, "name")));
            feel_names_add_type(reader->common, name, entry->type);
        }
    }
    return NULL;
}

fault reader_type_of(struct reader *reader, const struct xml_node *node,
                     const struct feel_type **ret_type) {
    str name = node == NULL ? STR_NONE : type_reference(node);
    *ret_type = NULL;
    if (name.size == 0) return NULL;
    const struct feel_type *type;
    TRY(named_type(reader, node, name, 0, &type));
    if (type != any_type()) *ret_type = type;
    return NULL;
}

// ---- as people see types ----

static const struct xml_node *item_definition(const struct reader *reader, str name) {
    struct type_entry *entry = map_get(reader->types, name);
    return entry == NULL ? NULL : entry->node;
}

enum { TYPE_STEPS_MAX = 16 };

// Follows the names of types down to a basic one; what the outermost says about values counts.
void reader_input_type(const struct reader *reader, const struct xml_node *variable,
                       struct decision_input *input) {
    str type = without_prefix(type_reference(variable));
    for (int step = 0; step < TYPE_STEPS_MAX; step++) {
        const struct xml_node *item = item_definition(reader, type);
        if (item == NULL) break;
        const struct xml_node *allowed = xml_child(item, "allowedValues");
        if (allowed != NULL && input->allowed.size == 0) input->allowed = reader_text(allowed);
        input->is_collection |= str_equal(xml_attribute(item, "isCollection"), STR("true"));
        if (xml_child(item, "itemComponent") != NULL) type = STR("context");
        if (type_reference(item).size == 0) break;
        type = without_prefix(type_reference(item));
    }
    input->type = str_equal(type, STR("Any")) ? STR_NONE : type;
}

str reader_type(const struct reader *reader, const struct xml_node *node) {
    struct decision_input input = {0};
    reader_input_type(reader, node, &input);
    return input.is_collection ? STR("list") : input.type;
}

const struct xml_node *reader_allowed(const struct reader *reader, const struct xml_node *node) {
    str type = without_prefix(type_reference(node));
    for (int step = 0; step < TYPE_STEPS_MAX; step++) {
        const struct xml_node *item = item_definition(reader, type);
        if (item == NULL) return NULL;
        const struct xml_node *allowed = xml_child(item, "allowedValues");
        if (allowed != NULL) return allowed;
        type = without_prefix(type_reference(item));
    }
    return NULL;
}

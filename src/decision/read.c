// DMN XML to a model. Elements are found by their local names, whatever the version's namespace is:
// what we read has the same names from DMN 1.1 to 1.5. Here are the head, imports and what all
// readers share. Each expression gets a table of names with only what its element requires, so that
// an undeclared use is refused and not silently null.
#include "decision/model.h"

FAULT(decision_malformed, 422, "model", "The decision model cannot be read.", "决策模型无法读取。");
FAULT(decision_unsupported, 422, "model",
      "The decision model uses a part of DMN that is not supported.",
      "决策模型使用了不支持的 DMN 元素。");

static void write_place(struct reader *reader, const struct xml_node *node, const char *en,
                        const char *zh) {
    str id = xml_attribute(node, "id");
    if (id.size == 0 && node->parent != NULL) id = xml_attribute(node->parent, "id");
    const char *space = id.size > 0 ? " " : "";
    const char *comma_en = reader->file.size > 0 ? ", line" : "Line";
    const char *comma_zh = reader->file.size > 0 ? "，" : "";
    reader->note->en =
        arena_print(reader->arena, "%.*s%s %d, %.*s%s%.*s: %s", STR_ARG(reader->file), comma_en,
                    node->line, STR_ARG(node->name), space, STR_ARG(id), en);
    reader->note->zh =
        arena_print(reader->arena, "%.*s%s第 %d 行，%.*s%s%.*s：%s", STR_ARG(reader->file),
                    comma_zh, node->line, STR_ARG(node->name), space, STR_ARG(id), zh);
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
    size_t used = arena_used(reader->arena) - reader->family->used_before;
    return used <= LIMIT_MODEL_MEMORY && size <= LIMIT_MODEL_MEMORY - used;
}

fault reader_reserve(struct reader *reader, const struct xml_node *node, size_t size) {
    if (reader_has_room(reader, size)) return NULL;
    return reader_malformed(reader, node, "the model is too large.", "模型过大。");
}

str reader_text(const struct xml_node *node) {
    const struct xml_node *text = xml_child(node, "text"); // NULL has no children
    return text == NULL ? STR_NONE : str_trim(text->text);
}

str reader_description(const struct xml_node *node) {
    const struct xml_node *description = xml_child(node, "description");
    return description == NULL ? STR_NONE : str_trim(description->text);
}

size_t reader_count(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *child = xml_child(node, name); child != NULL;
         child = xml_next(child, name))
        count++;
    return count;
}

// A byte of source becomes at most one node and what hangs on it.
enum { BYTES_PER_SOURCE_BYTE = 512, BYTES_PER_EXPRESSION = 2048 };

fault reader_compile(struct reader *reader, struct feel_names *names, const struct xml_node *node,
                     bool is_tests, const struct feel_expression **ret_expression) {
    str source = reader_text(node);
    TRY(reader_reserve(reader, node, source.size * BYTES_PER_SOURCE_BYTE + BYTES_PER_EXPRESSION));
    struct fault_note note = {0};
    fault refused = is_tests
                        ? feel_compile_tests(reader->arena, names, source, ret_expression, &note)
                        : feel_compile(reader->arena, names, source, ret_expression, &note);
    if (refused == NULL) return NULL;
    fault trouble = reader_malformed(
        reader, node,
        arena_print(reader->arena, "\"%.*s\": %.*s", STR_ARG(source), STR_ARG(note.en)).data,
        arena_print(reader->arena, "“%.*s”：%.*s", STR_ARG(source), STR_ARG(note.zh)).data);
    if (!reader->family->reading->is_lenient) return trouble;
    *ret_expression = feel_refused(reader->arena, source, reader->note);
    *reader->note = (struct fault_note){0};
    return NULL;
}

// ---- the head ----

// What the model says of itself as a whole.
static fault read_head(struct reader *reader) {
    struct decision_model *model = reader->model;
    model->name = xml_attribute(reader->root, "name");
    model->space = xml_attribute(reader->root, "namespace");
    model->description = reader_description(reader->root);
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

static fault check_root(struct reader *reader) {
    const struct xml_node *root = reader->root;
    if (!str_equal(root->name, STR("definitions")) ||
        str_find(root->space, STR("://www.omg.org/spec/DMN/")) < 0)
        return reader_malformed(reader, root, "this is not a DMN model.", "这不是 DMN 模型。");
    return NULL;
}

// The names that may stand behind a point: of components, entries, columns and outputs.
static void learn_members(struct reader *reader, const struct xml_node *node) {
    static const char *const kinds[] = {
        "itemComponent",          "variable",       "column", "output", "inputData", "decision",
        "businessKnowledgeModel", "decisionService"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (str_equal(node->name, str_of(kinds[i])))
            feel_names_add_member(reader->common, xml_attribute(node, "name"));
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        learn_members(reader, child);
}

// ---- imports ----

static fault read_member(struct family *family, const struct decision_source *source,
                         const struct xml_node *root, struct reader **ret_reader);

static struct reader *member_of(const struct family *family, str space) {
    for (size_t i = 0; i < family->members.count; i++)
        if (str_equal(family->members.items[i]->model->space, space))
            return family->members.items[i];
    return NULL;
}

// The model with the namespace among those that are offered.
static fault find_source(struct reader *reader, const struct xml_node *node, str space,
                         struct reader **ret_reader) {
    const struct decision_reading *reading = reader->family->reading;
    for (size_t i = 0; i < reading->other_count; i++) {
        const struct xml_node *root;
        TRY(reader_reserve(reader, node, reading->others[i].bytes.size));
        TRY(xml_read(reader->arena, reading->others[i].bytes, &root, reader->note));
        if (!str_equal(xml_attribute(root, "namespace"), space)) continue;
        return read_member(reader->family, &reading->others[i], root, ret_reader);
    }
    return reader_malformed(reader, node, "the imported model is not there.",
                            "找不到被引用的模型。");
}

static fault read_import(struct reader *reader, const struct xml_node *node) {
    str space = xml_attribute(node, "namespace");
    struct imported *import = list_push(reader->arena, &reader->imports);
    import->name = xml_attribute(node, "name");
    if (str_find(xml_attribute(node, "importType"), STR("://www.omg.org/spec/DMN/")) < 0)
        return reader_unsupported(reader, node, "imports of anything else than DMN.",
                                  "引用 DMN 以外的内容。");
    struct reader *other = member_of(reader->family, space);
    if (other == NULL) TRY(find_source(reader, node, space, &other));
    if (other->is_on_the_way)
        return reader_malformed(reader, node, "the model imports itself.", "模型引用了自身。");
    reader->imports.items[reader->imports.count - 1].reader = other;
    return NULL;
}

static fault read_all(struct reader *reader) {
    TRY(check_root(reader));
    TRY(read_head(reader));
    learn_members(reader, reader->root);
    const struct xml_node *import = xml_child(reader->root, "import");
    for (; import != NULL; import = xml_next(import, "import")) TRY(read_import(reader, import));
    TRY(reader_types(reader));
    return reader_graph(reader);
}

enum { MODELS_MAX = 64 };

static fault read_member(struct family *family, const struct decision_source *source,
                         const struct xml_node *root, struct reader **ret_reader) {
    struct arena *arena = family->arena;
    struct reader *reader = ARENA_NEW(arena, struct reader);
    *reader = (struct reader){
        .arena = arena,
        .family = family,
        .names = family->names,
        .common = feel_names_open(arena, FEEL_NAMES_CLOSED),
        .note = family->note,
        .file = source->name,
        .root = root,
        .model = ARENA_NEW(arena, struct decision_model),
        .is_main = family->members.count == 0,
        .is_on_the_way = true,
    };
    if (family->members.count == MODELS_MAX)
        return reader_malformed(reader, root, "too many imports.", "引用的模型过多。");
    *list_push(arena, &family->members) = reader;
    TRY(read_all(reader));
    reader->is_on_the_way = false;
    *ret_reader = reader;
    return NULL;
}

fault decision_read_with(struct arena *arena, const struct decision_reading *reading,
                         struct feel_names *names, const struct decision_model **ret_model,
                         struct fault_note *ret_note) {
    struct family family = {.arena = arena, .reading = reading, .names = names, .note = ret_note};
    const struct xml_node *root;
    struct reader *reader;
    TRY(xml_read(arena, reading->source.bytes, &root, ret_note));
    family.used_before = arena_used(arena);
    TRY(read_member(&family, &reading->source, root, &reader));
    for (size_t i = 0; i < family.members.count; i++)
        family.members.items[i]->model->slot_count = feel_names_count(names);
    *ret_model = reader->model;
    return NULL;
}

fault decision_read(struct arena *arena, str bytes, struct feel_names *names,
                    const struct decision_model **ret_model, struct fault_note *ret_note) {
    struct decision_reading reading = {.source = {.bytes = bytes}};
    return decision_read_with(arena, &reading, names, ret_model, ret_note);
}

// BPMN 2.0 XML to a model. Strict where it matters: every element of BPMN that we do not execute is
// refused by name, because a process that runs differently from its drawing is worse than none.
// Elements and attributes of other namespaces (what editors and engines add) are ignored. What the
// model means when it runs is checked in check.c.
#include "flow/reader.h"

#include "flow/condition.h"

// ---- small things that all readers need ----------------------------------------------------

fault flow_reader_refuse(struct flow_reader *reader, fault why, const struct xml_node *element,
                         struct flow_text reason) {
    str id = xml_attribute(element, "id");
    reader->note->field = arena_copy(reader->arena, id);
    reader->note->en =
        arena_print(reader->arena, "Line %d, %.*s \"%.*s\": %s %.*s", element->line,
                    STR_ARG(element->name), STR_ARG(id), why->en, STR_ARG(reason.en));
    reader->note->zh =
        arena_print(reader->arena, "第 %d 行，%.*s “%.*s”：%s%.*s", element->line,
                    STR_ARG(element->name), STR_ARG(id), why->zh, STR_ARG(reason.zh));
    return why;
}

bool flow_reader_is_bpmn(const struct xml_node *element) {
    return str_equal(element->space, STR(FLOW_SPACE_BPMN));
}

bool flow_reader_is_named(const struct xml_node *element, const char *const *names) {
    for (; *names != NULL; names++)
        if (str_equal(element->name, str_of(*names))) return true;
    return false;
}

// The value of one of our own attributes, trimmed; empty when it is not there.
static str ours(const struct xml_node *element, const char *name) {
    const struct xml_attribute *attribute = element->attributes;
    for (; attribute != NULL; attribute = attribute->next)
        if (str_equal(attribute->name, str_of(name)) &&
            str_equal(attribute->space, STR(FLOW_SPACE_OURS)))
            return str_trim(attribute->value);
    return STR_NONE;
}

static str with_single_blanks(struct arena *arena, str text) {
    text = str_trim(text);
    char *copy = arena_take(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool is_blank = text.data[i] == ' ' || (unsigned char)(text.data[i] - '\t') < 5;
        if (!is_blank)
            copy[size++] = text.data[i];
        else if (size > 0 && copy[size - 1] != ' ')
            copy[size++] = ' ';
    }
    return (str){copy, size};
}

struct flow_text flow_reader_title(struct flow_reader *reader, const struct xml_node *element,
                                   bool *ret_has_both) {
    str name = with_single_blanks(reader->arena, xml_attribute(element, "name"));
    str zh = with_single_blanks(reader->arena, ours(element, "title_zh"));
    str en = with_single_blanks(reader->arena, ours(element, "title_en"));
    if (zh.size == 0) zh = name;
    *ret_has_both = zh.size > 0 && en.size > 0;
    if (zh.size == 0) zh = en;
    return (struct flow_text){.zh = zh, .en = en.size > 0 ? en : zh};
}

fault flow_reader_note_id(struct flow_reader *reader, const struct xml_node *element) {
    str id = xml_attribute(element, "id");
    if (id.size == 0)
        return flow_reader_refuse(reader, &flow_attribute_wrong, element,
                                  FLOW_REASON("缺少 id。", "The id is missing."));
    if (map_put(reader->seen, id, reader) != NULL)
        *list_push(reader->arena, &reader->duplicates) = (struct flow_duplicate){id, element->line};
    return NULL;
}

fault flow_reader_compile(struct flow_reader *reader, str text,
                          const struct feel_expression **ret_expression,
                          struct fault_note *ret_note) {
    reader->feel_size += text.size;
    if (reader->feel_size > LIMIT_FLOW_FEEL) return &flow_too_large;
    return flow_condition_compile(reader->arena, reader->names, text, ret_expression, ret_note);
}

static const char *const INERT[] = {"documentation", "extensionElements", NULL};

static fault refuse_element(struct flow_reader *reader, const struct xml_node *element) {
    return flow_reader_refuse(reader, &flow_element_unsupported, element, (struct flow_text){0});
}

// ---- arrows --------------------------------------------------------------------------------

static bool is_feel(str language) {
    return language.size == 0 || str_equal_ignore_case(language, STR("feel")) ||
           str_find(language, STR("/FEEL")) >= 0;
}

static fault read_condition(struct flow_reader *reader, const struct xml_node *element,
                            struct flow_arrow *arrow) {
    if (!is_feel(xml_attribute(element, "language")))
        return flow_reader_refuse(
            reader, &flow_condition_wrong, element->parent,
            FLOW_REASON("条件须用 FEEL 书写。", "Conditions must be written in FEEL."));
    struct fault_note why = {0};
    arrow->condition_text = str_trim(element->text);
    fault trouble = flow_reader_compile(reader, element->text, &arrow->condition, &why);
    if (trouble == NULL) return NULL;
    return flow_reader_refuse(reader, trouble, element->parent, (struct flow_text){why.zh, why.en});
}

static fault read_arrow_children(struct flow_reader *reader, const struct xml_node *element,
                                 struct flow_arrow *arrow) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || flow_reader_is_named(child, INERT)) continue;
        if (!str_equal(child->name, STR("conditionExpression")))
            return refuse_element(reader, child);
        TRY(read_condition(reader, child, arrow));
    }
    return NULL;
}

static fault read_arrow(struct flow_reader *reader, const struct xml_node *element) {
    if (reader->arrows.count >= LIMIT_FLOW_ARROWS) return &flow_too_large;
    TRY(flow_reader_note_id(reader, element));
    struct flow_arrow arrow = {
        .id = xml_attribute(element, "id"),
        .line = element->line,
        .source_id = xml_attribute(element, "sourceRef"),
        .target_id = xml_attribute(element, "targetRef"),
        .source = FLOW_NOWHERE,
        .target = FLOW_NOWHERE,
    };
    bool has_both = false;
    arrow.title = flow_reader_title(reader, element, &has_both);
    TRY(read_arrow_children(reader, element, &arrow));
    *list_push(reader->arena, &reader->arrows) = arrow;
    return NULL;
}

// ---- what is only drawn --------------------------------------------------------------------

static fault add_decor(struct flow_reader *reader, const struct xml_node *element, int kind) {
    if (reader->decor.count >= LIMIT_FLOW_NODES) return &flow_too_large;
    str id = xml_attribute(element, "id");
    if (id.size == 0) return NULL; // nothing in the drawing can speak of it
    TRY(flow_reader_note_id(reader, element));
    struct flow_decor *decor = list_push(reader->arena, &reader->decor);
    decor->kind = (unsigned)kind;
    decor->id = id;
    bool has_both = false;
    decor->text = flow_reader_title(reader, element, &has_both).zh;
    const struct xml_node *text = xml_child(element, "text");
    if (kind == FLOW_DECOR_NOTE && text != NULL) decor->text = str_trim(text->text);
    return NULL;
}

// A lane set, its lanes and theirs; depth is bounded by LIMIT_XML_DEPTH.
static fault read_lanes(struct flow_reader *reader, const struct xml_node *set) {
    for (const struct xml_node *lane = xml_child(set, "lane"); lane != NULL;
         lane = xml_next(lane, "lane")) {
        TRY(add_decor(reader, lane, FLOW_DECOR_LANE));
        const struct xml_node *inner = xml_child(lane, "childLaneSet");
        if (inner != NULL) TRY(read_lanes(reader, inner));
    }
    return NULL;
}

static fault read_artifact(struct flow_reader *reader, const struct xml_node *element) {
    if (str_equal(element->name, STR("textAnnotation")))
        return add_decor(reader, element, FLOW_DECOR_NOTE);
    if (str_equal(element->name, STR("association")))
        return add_decor(reader, element, FLOW_DECOR_LINE);
    if (str_equal(element->name, STR("group"))) return add_decor(reader, element, FLOW_DECOR_GROUP);
    return refuse_element(reader, element);
}

static fault read_collaboration(struct flow_reader *reader, const struct xml_node *element) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || flow_reader_is_named(child, INERT)) continue;
        if (str_equal(child->name, STR("participant")))
            TRY(add_decor(reader, child, FLOW_DECOR_POOL));
        else
            TRY(read_artifact(reader, child));
    }
    return NULL;
}

// ---- the process ---------------------------------------------------------------------------

static const struct {
    const char *name;
    enum flow_kind kind;
} KINDS[] = {
    {"startEvent", FLOW_START},         {"endEvent", FLOW_END},
    {"userTask", FLOW_USER_TASK},       {"manualTask", FLOW_MANUAL_TASK},
    {"serviceTask", FLOW_SERVICE_TASK}, {"exclusiveGateway", FLOW_EXCLUSIVE},
    {"parallelGateway", FLOW_PARALLEL}, {"inclusiveGateway", FLOW_INCLUSIVE},
};

const char *flow_kind_name(enum flow_kind kind) {
    if (kind == FLOW_TERMINATE) kind = FLOW_END;
    size_t at = 0;
    while (KINDS[at].kind != kind) at++;
    return KINDS[at].name;
}

static fault read_flow_element(struct flow_reader *reader, const struct xml_node *element) {
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        if (str_equal(element->name, str_of(KINDS[i].name)))
            return flow_read_node(reader, element, KINDS[i].kind);
    if (str_equal(element->name, STR("sequenceFlow"))) return read_arrow(reader, element);
    if (str_equal(element->name, STR("laneSet"))) return read_lanes(reader, element);
    return read_artifact(reader, element);
}

static fault read_approval(struct flow_reader *reader, const struct xml_node *process) {
    str approval = ours(process, "approval");
    reader->model->is_approval_required = str_equal(approval, STR("required"));
    if (approval.size > 0 && !reader->model->is_approval_required)
        return flow_reader_refuse(
            reader, &flow_attribute_wrong, process,
            FLOW_REASON("approval 只能是 required。", "approval can only be \"required\"."));
    return NULL;
}

static fault read_process(struct flow_reader *reader, const struct xml_node *process) {
    bool has_both = false;
    reader->model->id = xml_attribute(process, "id");
    reader->model->title = flow_reader_title(reader, process, &has_both);
    TRY(read_approval(reader, process));
    for (const struct xml_node *child = process->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || flow_reader_is_named(child, INERT)) continue;
        TRY(read_flow_element(reader, child));
    }
    return NULL;
}

// ---- the document --------------------------------------------------------------------------

// Definitions that have no effect until something that we refuse makes use of them.
static const char *const HARMLESS[] = {"documentation", "extensionElements",
                                       "import",        "itemDefinition",
                                       "message",       "error",
                                       "escalation",    "signal",
                                       "category",      "resource",
                                       "interface",     "dataStore",
                                       "relationship",  NULL};

static fault find_process(struct flow_reader *reader, const struct xml_node *root,
                          const struct xml_node **ret_process) {
    const struct xml_node *process = xml_child(root, "process");
    if (process == NULL)
        return flow_reader_refuse(
            reader, &flow_not_bpmn, root,
            FLOW_REASON("其中没有流程（process）。", "There is no process in it."));
    const struct xml_node *second = xml_next(process, "process");
    if (second != NULL)
        return flow_reader_refuse(reader, &flow_not_bpmn, second,
                                  FLOW_REASON("一个文件只能有一个流程（process）。",
                                              "Only one process per file is supported."));
    *ret_process = process;
    return NULL;
}

static fault read_definitions(struct flow_reader *reader, const struct xml_node *root) {
    if (!flow_reader_is_bpmn(root) || !str_equal(root->name, STR("definitions")))
        return flow_reader_refuse(reader, &flow_not_bpmn, root,
                                  FLOW_REASON("根元素不是 BPMN 2.0 的 definitions。",
                                              "The root element is not definitions of BPMN 2.0."));
    const struct xml_node *process = NULL;
    TRY(find_process(reader, root, &process));
    TRY(read_process(reader, process));
    for (const struct xml_node *child = root->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || child == process) continue;
        if (flow_reader_is_named(child, HARMLESS)) continue;
        if (!str_equal(child->name, STR("collaboration"))) return refuse_element(reader, child);
        TRY(read_collaboration(reader, child));
    }
    TRY(flow_link(reader));
    for (const struct xml_node *child = xml_child(root, "BPMNDiagram"); child != NULL;
         child = xml_next(child, "BPMNDiagram"))
        TRY(flow_read_diagram(reader, child));
    return NULL;
}

fault flow_read(struct arena *arena, str bytes, const struct flow_model **ret_model,
                struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    const struct xml_node *root = NULL;
    if (bytes.size > LIMIT_FLOW_XML) return &flow_too_large;
    TRY(xml_read(arena, bytes, &root, ret_note));
    struct flow_reader reader = {.arena = arena, .note = ret_note};
    reader.model = ARENA_NEW(arena, struct flow_model);
    reader.names = feel_names_open(arena, FEEL_NAMES_OPEN);
    reader.seen = map_open(arena, 0);
    reader.decor_of_id = map_open(arena, 0);
    reader.node_of_id = map_open(arena, 0);
    reader.arrow_of_id = map_open(arena, 0);
    TRY(read_definitions(&reader, root));
    *ret_model = reader.model;
    return NULL;
}

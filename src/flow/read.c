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

str flow_reader_ours(const struct xml_node *element, const char *name) {
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
    str zh = with_single_blanks(reader->arena, flow_reader_ours(element, "title_zh"));
    str en = with_single_blanks(reader->arena, flow_reader_ours(element, "title_en"));
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
        else if (str_equal(child->name, STR("messageFlow")))
            TRY(add_decor(reader, child, FLOW_DECOR_LINE));
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
    {"startEvent", FLOW_START},
    {"endEvent", FLOW_END},
    {"userTask", FLOW_USER_TASK},
    {"manualTask", FLOW_MANUAL_TASK},
    {"serviceTask", FLOW_SERVICE_TASK},
    {"exclusiveGateway", FLOW_EXCLUSIVE},
    {"parallelGateway", FLOW_PARALLEL},
    {"inclusiveGateway", FLOW_INCLUSIVE},
    {"task", FLOW_TASK},
    {"scriptTask", FLOW_SCRIPT_TASK},
    {"businessRuleTask", FLOW_RULE_TASK},
    {"sendTask", FLOW_SEND_TASK},
    {"receiveTask", FLOW_RECEIVE_TASK},
    {"callActivity", FLOW_CALL},
    {"subProcess", FLOW_SUB},
    {"eventBasedGateway", FLOW_EVENT_GATEWAY},
    {"intermediateCatchEvent", FLOW_CATCH},
    {"intermediateThrowEvent", FLOW_THROW},
    {"boundaryEvent", FLOW_BOUNDARY},
    {"process", FLOW_PROCESS},
};

const char *flow_kind_name(enum flow_kind kind) {
    if (kind == FLOW_TERMINATE) kind = FLOW_END;
    if (kind == FLOW_EVENT_SUB) kind = FLOW_SUB;
    size_t at = 0;
    while (KINDS[at].kind != kind) at++;
    return KINDS[at].name;
}

// What only belongs to a sub-process as an activity; read_node.c reads it.
static const char *const INSIDE_NODES[] = {"incoming",
                                           "outgoing",
                                           "multiInstanceLoopCharacteristics",
                                           "standardLoopCharacteristics",
                                           "auditing",
                                           "monitoring",
                                           "supportedInterfaceRef",
                                           "ioSpecification",
                                           "performer",
                                           "potentialOwner",
                                           "resourceRole",
                                           NULL};

static fault read_flow_element(struct flow_reader *reader, const struct xml_node *element) {
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        if (KINDS[i].kind != FLOW_PROCESS && str_equal(element->name, str_of(KINDS[i].name)))
            return flow_read_node(reader, element, KINDS[i].kind);
    if (str_equal(element->name, STR("sequenceFlow"))) return read_arrow(reader, element);
    if (str_equal(element->name, STR("laneSet"))) return read_lanes(reader, element);
    return read_artifact(reader, element);
}

static fault read_approval(struct flow_reader *reader, const struct xml_node *process) {
    str approval = flow_reader_ours(process, "approval");
    reader->model->is_approval_required = str_equal(approval, STR("required"));
    if (approval.size > 0 && !reader->model->is_approval_required)
        return flow_reader_refuse(
            reader, &flow_attribute_wrong, process,
            FLOW_REASON("approval 只能是 required。", "approval can only be \"required\"."));
    return NULL;
}

fault flow_read_inside(struct flow_reader *reader, const struct xml_node *element) {
    if (++reader->depth > LIMIT_FLOW_DEPTH)
        return flow_reader_refuse(
            reader, &flow_too_large, element,
            FLOW_REASON("子流程嵌套过深。", "Sub-processes are nested too deeply."));
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || flow_reader_is_named(child, INERT)) continue;
        if (flow_reader_is_named(child, INSIDE_NODES)) continue;
        TRY(read_flow_element(reader, child));
    }
    reader->depth--;
    return NULL;
}

// "amount kind": the variables that the caller promises.
static void read_variables(struct flow_reader *reader, const struct xml_node *process) {
    LIST(str) names = {0};
    str rest = flow_reader_ours(process, "variables");
    reader->model->has_variables = rest.size > 0;
    while (rest.size > 0) {
        str name = str_cut(&rest, ' ');
        rest = str_trim(rest);
        if (name.size > 0) *list_push(reader->arena, &names) = name;
    }
    reader->model->variables = names.items;
    reader->model->variable_count = names.count;
}

static fault read_process(struct flow_reader *reader, const struct xml_node *process) {
    bool has_both = false;
    reader->model->id = xml_attribute(process, "id");
    reader->model->title = flow_reader_title(reader, process, &has_both);
    read_variables(reader, process);
    TRY(read_approval(reader, process));
    reader->scope = FLOW_NOWHERE;
    return flow_read_inside(reader, process);
}

// A process that is called becomes a node of its own, which nothing leads to; its nodes lie in it.
static fault read_called(struct flow_reader *reader, const struct xml_node *process,
                         int32_t *ret_index) {
    reader->scope = FLOW_NOWHERE;
    *ret_index = (int32_t)reader->nodes.count;
    TRY(flow_read_node(reader, process, FLOW_PROCESS));
    reader->scope = *ret_index;
    return flow_read_inside(reader, process);
}

static fault find_called(struct flow_reader *reader, int32_t call,
                         const struct xml_node **ret_process) {
    const struct flow_node *node = &reader->nodes.items[call];
    const struct xml_node *process = map_get(reader->roots, flow_reader_local(node->called_id));
    bool is_process = process != NULL && str_equal(process->name, STR("process"));
    if (is_process && !str_equal(xml_attribute(process, "id"), reader->model->id)) {
        *ret_process = process;
        return NULL;
    }
    reader->note->field = node->id;
    reader->note->en = arena_print(reader->arena,
                                   "Line %d, callActivity \"%.*s\" calls \"%.*s\", which is no "
                                   "other process of this file.",
                                   node->line, STR_ARG(node->id), STR_ARG(node->called_id));
    reader->note->zh = arena_print(
        reader->arena, "第 %d 行，callActivity “%.*s”调用的“%.*s”不是本文件中的其他流程。",
        node->line, STR_ARG(node->id), STR_ARG(node->called_id));
    return &flow_attribute_wrong;
}

// Reads what is called, and what that calls in turn; each process once.
static fault read_calls(struct flow_reader *reader) {
    for (size_t i = 0; i < reader->nodes.count; i++) {
        if (reader->nodes.items[i].kind != FLOW_CALL) continue;
        const struct xml_node *process = NULL;
        TRY(find_called(reader, (int32_t)i, &process));
        int32_t inner = FLOW_NOWHERE;
        for (size_t k = 0; k < reader->nodes.count; k++)
            if (reader->nodes.items[k].kind == FLOW_PROCESS &&
                str_equal(reader->nodes.items[k].id, xml_attribute(process, "id")))
                inner = (int32_t)k;
        if (inner == FLOW_NOWHERE) TRY(read_called(reader, process, &inner));
        reader->nodes.items[i].inner = inner;
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

static bool is_called(const struct xml_node *element, str id) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (str_equal(child->name, STR("callActivity")) &&
            str_equal(flow_reader_local(xml_attribute(child, "calledElement")), id))
            return true;
        if (is_called(child, id)) return true; // depth: LIMIT_XML_DEPTH
    }
    return false;
}

static bool is_executable(const struct xml_node *process) {
    return str_equal(xml_attribute(process, "isExecutable"), STR("true"));
}

// The processes that none calls; of several, the only one that says that it can be executed.
static const struct xml_node *candidate(const struct xml_node *root, bool must_be_executable,
                                        size_t *ret_count) {
    const struct xml_node *found = NULL;
    *ret_count = 0;
    for (const struct xml_node *process = xml_child(root, "process"); process != NULL;
         process = xml_next(process, "process")) {
        if (must_be_executable && !is_executable(process)) continue;
        if (is_called(root, xml_attribute(process, "id"))) continue;
        if (found == NULL) found = process;
        ++*ret_count;
    }
    return found;
}

static fault find_named(struct flow_reader *reader, const struct xml_node *root, str id,
                        const struct xml_node **ret_process) {
    for (const struct xml_node *process = xml_child(root, "process"); process != NULL;
         process = xml_next(process, "process")) {
        *ret_process = process;
        if (str_equal(xml_attribute(process, "id"), id)) return NULL;
    }
    return flow_reader_refuse(
        reader, &flow_not_bpmn, root,
        FLOW_REASON("没有指定的流程（process）。", "There is no process of that id in it."));
}

static fault find_process(struct flow_reader *reader, const struct xml_node *root, str id,
                          const struct xml_node **ret_process) {
    if (id.size > 0) return find_named(reader, root, id, ret_process);
    if (xml_child(root, "process") == NULL)
        return flow_reader_refuse(
            reader, &flow_not_bpmn, root,
            FLOW_REASON("其中没有流程（process）。", "There is no process in it."));
    size_t count = 0;
    *ret_process = candidate(root, false, &count);
    if (count > 1) *ret_process = candidate(root, true, &count);
    if (count == 1) return NULL;
    const struct xml_node *first = xml_child(root, "process");
    const struct xml_node *second = xml_next(first, "process");
    return flow_reader_refuse(
        reader, &flow_not_bpmn, second == NULL ? first : second,
        FLOW_REASON("文件中只能有一个不被调用的流程（process）；否则须指明是哪一个。",
                    "Only one process of a file may be called by none; else say which."));
}

static void note_roots(struct flow_reader *reader, const struct xml_node *root) {
    for (const struct xml_node *child = root->first; child != NULL; child = child->next) {
        str id = xml_attribute(child, "id");
        if (id.size > 0) map_put(reader->roots, id, (void *)(uintptr_t)child);
    }
}

// Drawn, not walked: collaborations with their pools.
static fault read_others(struct flow_reader *reader, const struct xml_node *root) {
    for (const struct xml_node *child = root->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || str_equal(child->name, STR("process"))) continue;
        if (flow_reader_is_named(child, HARMLESS)) continue;
        if (str_ends_with(child->name, STR("EventDefinition"))) continue;
        if (!str_equal(child->name, STR("collaboration"))) return refuse_element(reader, child);
        TRY(read_collaboration(reader, child));
    }
    return NULL;
}

static fault read_definitions(struct flow_reader *reader, const struct xml_node *root, str id) {
    if (!flow_reader_is_bpmn(root) || !str_equal(root->name, STR("definitions")))
        return flow_reader_refuse(reader, &flow_not_bpmn, root,
                                  FLOW_REASON("根元素不是 BPMN 2.0 的 definitions。",
                                              "The root element is not definitions of BPMN 2.0."));
    const struct xml_node *process = NULL;
    note_roots(reader, root);
    TRY(find_process(reader, root, id, &process));
    TRY(read_process(reader, process));
    TRY(read_calls(reader));
    TRY(read_others(reader, root));
    TRY(flow_read_rules(reader, root));
    TRY(flow_link(reader));
    for (const struct xml_node *child = xml_child(root, "BPMNDiagram"); child != NULL;
         child = xml_next(child, "BPMNDiagram"))
        TRY(flow_read_diagram(reader, child));
    return NULL;
}

fault flow_read_process(struct arena *arena, str bytes, str process,
                        const struct flow_model **ret_model, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    const struct xml_node *root = NULL;
    if (bytes.size > LIMIT_FLOW_XML) return &flow_too_large;
    TRY(xml_read(arena, bytes, &root, ret_note));
    struct flow_reader reader = {.arena = arena, .note = ret_note};
    reader.model = ARENA_NEW(arena, struct flow_model);
    reader.names = feel_names_open(arena, FEEL_NAMES_OPEN);
    reader.seen = map_open(arena, 0);
    reader.roots = map_open(arena, 0);
    reader.decor_of_id = map_open(arena, 0);
    reader.node_of_id = map_open(arena, 0);
    reader.arrow_of_id = map_open(arena, 0);
    TRY(read_definitions(&reader, root, process));
    *ret_model = reader.model;
    return NULL;
}

fault flow_read(struct arena *arena, str bytes, const struct flow_model **ret_model,
                struct fault_note *ret_note) {
    return flow_read_process(arena, bytes, STR_NONE, ret_model, ret_note);
}

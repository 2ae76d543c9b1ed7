// What the standard forbids wherever it stands, whether we would execute it or not: references
// that name nothing or something else, wiring that contradicts itself, message flows between places
// that can neither send nor receive. A file that breaks these was not written by a sound editor,
// and would be read differently by the next one. Clauses: BPMN 2.0.2.
#include "flow/reader.h"

struct rules {
    struct flow_reader *reader;
    struct map *ids;  // to xml_node: every element with an id
    struct map *ends; // to struct ends, by the id of a flow node: how many arrows
    bool has_wiring;  // the file lists incoming and outgoing arrows at the nodes
};

struct ends {
    size_t in;
    size_t out;
};

static fault refuse(struct rules *rules, const struct xml_node *element, struct flow_text reason) {
    return flow_reader_refuse(rules->reader, &flow_element_wrong, element, reason);
}

static bool is_named(const struct xml_node *element, const char *name) {
    return element != NULL && str_equal(element->name, str_of(name));
}

static const struct xml_node *named(const struct rules *rules, str id) {
    return map_get(rules->ids, flow_reader_local(id));
}

// ---- references ----------------------------------------------------------------------------

static const struct {
    const char *reference; // attribute or child
    const char *target;
} REFERENCES[] = {
    {"messageRef", "message"},       {"inMessageRef", "message"},
    {"outMessageRef", "message"},    {"errorRef", "error"},
    {"escalationRef", "escalation"}, {"signalRef", "signal"},
    {"operationRef", "operation"},   {"interfaceRef", "interface"},
    {"itemRef", "itemDefinition"},   {"itemSubjectRef", "itemDefinition"},
    {"processRef", "process"},       {"dataObjectRef", "dataObject"},
    {"dataStoreRef", "dataStore"},   {"categoryValueRef", "categoryValue"},
    {"resourceRef", "resource"},     {"parameterRef", "resourceParameter"},
    {"incoming", "sequenceFlow"},    {"outgoing", "sequenceFlow"},
};

static fault refuse_reference(struct rules *rules, const struct xml_node *element, size_t at,
                              str value) {
    struct arena *arena = rules->reader->arena;
    struct flow_text text = {
        .zh = arena_print(arena, "%s 指向的“%.*s”不是 %s。", REFERENCES[at].reference,
                          STR_ARG(value), REFERENCES[at].target),
        .en = arena_print(arena, "%s names \"%.*s\", which is no %s.", REFERENCES[at].reference,
                          STR_ARG(value), REFERENCES[at].target),
    };
    return refuse(rules, element, text);
}

// A name with a prefix that is not found may lie in an imported file.
static bool is_foreign(str value) {
    return str_find_byte(value, ':') >= 0;
}

static fault check_reference(struct rules *rules, const struct xml_node *element, size_t at,
                             str value) {
    value = str_trim(value);
    if (value.size == 0) return NULL;
    const struct xml_node *target = named(rules, value);
    if (target == NULL && is_foreign(value)) return NULL;
    if (is_named(target, REFERENCES[at].target)) return NULL;
    return refuse_reference(rules, element, at, value);
}

static fault check_references(struct rules *rules, const struct xml_node *element) {
    for (size_t i = 0; i < sizeof(REFERENCES) / sizeof(REFERENCES[0]); i++) {
        const struct xml_attribute *attribute = element->attributes;
        for (; attribute != NULL; attribute = attribute->next)
            if (attribute->space.size == 0 &&
                str_equal(attribute->name, str_of(REFERENCES[i].reference)))
                TRY(check_reference(rules, element, i, attribute->value));
        if (is_named(element, REFERENCES[i].reference) && element->first == NULL)
            TRY(check_reference(rules, element->parent, i, element->text));
    }
    return NULL;
}

// ---- wiring --------------------------------------------------------------------------------

static bool lists(const struct xml_node *node, const char *side, str arrow) {
    for (const struct xml_node *child = xml_child(node, side); child != NULL;
         child = xml_next(child, side))
        if (str_equal(flow_reader_local(child->text), arrow)) return true;
    return false;
}

// Where the nodes of a file list their arrows, each arrow stands in the lists of both its ends.
static fault check_wiring(struct rules *rules, const struct xml_node *arrow) {
    str id = xml_attribute(arrow, "id");
    const struct xml_node *source = named(rules, xml_attribute(arrow, "sourceRef"));
    const struct xml_node *target = named(rules, xml_attribute(arrow, "targetRef"));
    if (!rules->has_wiring || source == NULL || target == NULL) return NULL;
    if (lists(source, "outgoing", id) && lists(target, "incoming", id)) return NULL;
    return refuse(rules, arrow,
                  FLOW_REASON("两端节点的 incoming/outgoing 没有列出这条连线。",
                              "The nodes at its ends do not both list it as incoming and "
                              "outgoing."));
}

static fault check_direction(struct rules *rules, const struct xml_node *gateway) {
    str direction = xml_attribute(gateway, "gatewayDirection");
    const struct ends *ends = map_get(rules->ends, xml_attribute(gateway, "id"));
    if (direction.size == 0 || str_equal(direction, STR("Unspecified"))) return NULL;
    bool has_several_in = ends != NULL && ends->in > 1;
    bool has_several_out = ends != NULL && ends->out > 1;
    bool wants_in = !str_equal(direction, STR("Diverging"));
    bool wants_out = !str_equal(direction, STR("Converging"));
    if (wants_in == has_several_in && wants_out == has_several_out) return NULL;
    return refuse(rules, gateway,
                  FLOW_REASON("连线数与 gatewayDirection 不符。",
                              "Its arrows do not fit its gatewayDirection."));
}

// ---- message flows -------------------------------------------------------------------------

static const struct xml_node *process_of(const struct rules *rules, const struct xml_node *node) {
    if (is_named(node, "participant")) return named(rules, xml_attribute(node, "processRef"));
    while (node != NULL && !is_named(node, "process")) node = node->parent;
    return node;
}

static bool has_message(const struct xml_node *event) {
    for (const struct xml_node *child = event->first; child != NULL; child = child->next)
        if (is_named(child, "messageEventDefinition") || is_named(child, "eventDefinitionRef"))
            return true;
    return false;
}

static bool can_send(const struct xml_node *node) {
    if (is_named(node, "startEvent") || is_named(node, "intermediateCatchEvent") ||
        is_named(node, "boundaryEvent"))
        return false;
    bool is_event = is_named(node, "endEvent") || is_named(node, "intermediateThrowEvent");
    return !is_event || has_message(node);
}

static bool can_receive(const struct xml_node *node) {
    if (is_named(node, "endEvent") || is_named(node, "intermediateThrowEvent")) return false;
    bool is_event = is_named(node, "startEvent") || is_named(node, "intermediateCatchEvent") ||
                    is_named(node, "boundaryEvent");
    return !is_event || has_message(node);
}

// Between two pools, from what may send to what may receive (7.6.2, tables 10.82 to 10.95).
static fault check_message_flow(struct rules *rules, const struct xml_node *flow) {
    const struct xml_node *source = named(rules, xml_attribute(flow, "sourceRef"));
    const struct xml_node *target = named(rules, xml_attribute(flow, "targetRef"));
    if (source == NULL || target == NULL)
        return refuse(
            rules, flow,
            FLOW_REASON("的一端没有连接。", "The message flow is not connected at both ends."));
    const struct xml_node *from = process_of(rules, source);
    bool is_inside = source == target || (from != NULL && from == process_of(rules, target));
    if (is_inside)
        return refuse(rules, flow,
                      FLOW_REASON("消息流必须连接两个不同的池。",
                                  "A message flow connects two different pools."));
    if (!can_send(source) || !can_receive(target))
        return refuse(rules, flow,
                      FLOW_REASON("消息流的一端不能发送或接收消息。",
                                  "One end of the message flow cannot send or receive."));
    return NULL;
}

// ---- single elements -----------------------------------------------------------------------

static fault check_documentation(struct rules *rules, const struct xml_node *element) {
    str format = xml_attribute(element, "textFormat");
    if (format.size == 0 || str_find_byte(format, '/') > 0) return NULL;
    return refuse(rules, element->parent,
                  FLOW_REASON("documentation 的 textFormat 须为 MIME 类型。",
                              "The textFormat of its documentation is no MIME type."));
}

static fault check_process(struct rules *rules, const struct xml_node *process) {
    bool is_public = str_equal(xml_attribute(process, "processType"), STR("Public"));
    if (!is_public || !str_equal(xml_attribute(process, "isExecutable"), STR("true"))) return NULL;
    return refuse(rules, process,
                  FLOW_REASON("公共流程（Public）不能标为可执行。",
                              "A public process cannot be executable."));
}

static fault check_performer(struct rules *rules, const struct xml_node *element) {
    bool has_resource = xml_child(element, "resourceRef") != NULL;
    bool has_expression = xml_child(element, "resourceAssignmentExpression") != NULL;
    bool has_binding = xml_child(element, "resourceParameterBinding") != NULL;
    if (!(has_resource && has_expression) && !(has_binding && !has_resource)) return NULL;
    return refuse(rules, element,
                  FLOW_REASON("resourceRef 与 resourceAssignmentExpression 二者择一，参数绑定须有 "
                              "resourceRef。",
                              "It has resourceRef or resourceAssignmentExpression, not both, and "
                              "bindings only with resourceRef."));
}

static fault check_script(struct rules *rules, const struct xml_node *task) {
    const struct xml_node *script = xml_child(task, "script");
    if (script == NULL || str_trim(script->text).size == 0) return NULL;
    if (xml_attribute(task, "scriptFormat").size > 0) return NULL;
    return refuse(
        rules, task,
        FLOW_REASON("有脚本就须注明 scriptFormat。", "A script must say its scriptFormat."));
}

// A message that carries an item needs an operation or a place for the item (table 10.98).
static fault check_payload(struct rules *rules, const struct xml_node *definition) {
    const struct xml_node *message = named(rules, xml_attribute(definition, "messageRef"));
    bool carries = message != NULL && xml_attribute(message, "itemRef").size > 0;
    if (!carries || xml_child(definition, "operationRef") != NULL) return NULL;
    const struct xml_node *event = definition->parent;
    if (xml_child(event, "dataOutput") != NULL || xml_child(event, "dataInput") != NULL)
        return NULL;
    return refuse(rules, definition,
                  FLOW_REASON("消息带有数据项，但事件既无 operationRef 也无数据输入输出。",
                              "The message carries an item, but the event has neither an "
                              "operationRef nor a data input or output."));
}

static fault check_element(struct rules *rules, const struct xml_node *element) {
    static const struct {
        const char *name;
        fault (*check)(struct rules *, const struct xml_node *);
    } CHECKS[] = {
        {"sequenceFlow", check_wiring},         {"messageFlow", check_message_flow},
        {"documentation", check_documentation}, {"process", check_process},
        {"performer", check_performer},         {"potentialOwner", check_performer},
        {"humanPerformer", check_performer},    {"resourceRole", check_performer},
        {"scriptTask", check_script},           {"messageEventDefinition", check_payload},
    };
    TRY(check_references(rules, element));
    if (str_ends_with(element->name, STR("Gateway"))) TRY(check_direction(rules, element));
    for (size_t i = 0; i < sizeof(CHECKS) / sizeof(CHECKS[0]); i++)
        if (is_named(element, CHECKS[i].name)) return CHECKS[i].check(rules, element);
    return NULL;
}

// ---- the whole file ------------------------------------------------------------------------

static struct ends *ends_of(struct rules *rules, str id) {
    struct ends *ends = map_get(rules->ends, id);
    if (ends != NULL) return ends;
    ends = ARENA_NEW(rules->reader->arena, struct ends);
    map_put(rules->ends, id, ends);
    return ends;
}

static void note(struct rules *rules, const struct xml_node *element) {
    str id = xml_attribute(element, "id");
    if (id.size > 0 && map_get(rules->ids, id) == NULL)
        map_put(rules->ids, id, (void *)(uintptr_t)element);
    if (is_named(element, "incoming") || is_named(element, "outgoing")) rules->has_wiring = true;
    if (!is_named(element, "sequenceFlow")) return;
    ends_of(rules, xml_attribute(element, "sourceRef"))->out++;
    ends_of(rules, xml_attribute(element, "targetRef"))->in++;
}

// Every element of BPMN, in the order of the file; what others add is not looked into. Depth:
// LIMIT_XML_DEPTH.
static fault walk(struct rules *rules, const struct xml_node *element, bool is_noting) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || is_named(child, "extensionElements")) continue;
        if (is_noting)
            note(rules, child);
        else
            TRY(check_element(rules, child));
        TRY(walk(rules, child, is_noting));
    }
    return NULL;
}

fault flow_read_rules(struct flow_reader *reader, const struct xml_node *root) {
    struct rules rules = {.reader = reader};
    rules.ids = map_open(reader->arena, 0);
    rules.ends = map_open(reader->arena, 0);
    TRY(walk(&rules, root, true));
    return walk(&rules, root, false);
}

// One node of the process: its kind, the attributes of BPMN that change how it runs, and the
// children that it may have. Our own attributes are read in read_ours.c.
#include "flow/reader.h"

static fault refuse_attribute(struct flow_reader *reader, const struct xml_node *element, str name,
                              struct flow_text reason) {
    struct flow_text text = {
        .zh = arena_print(reader->arena, "属性 %.*s：%.*s", STR_ARG(name), STR_ARG(reason.zh)),
        .en = arena_print(reader->arena, "Attribute %.*s: %.*s", STR_ARG(name), STR_ARG(reason.en)),
    };
    return flow_reader_refuse(reader, &flow_attribute_wrong, element, text);
}

// Attributes of BPMN itself that would change how the node runs.
static fault refuse_meaningful(struct flow_reader *reader, const struct xml_node *element) {
    str compensation = xml_attribute(element, "isForCompensation");
    str start = xml_attribute(element, "startQuantity");
    str completion = xml_attribute(element, "completionQuantity");
    if (compensation.size > 0 && !str_equal(compensation, STR("false")))
        return refuse_attribute(reader, element, STR("isForCompensation"),
                                FLOW_REASON("不支持补偿。", "compensation is not supported."));
    if ((start.size > 0 && !str_equal(start, STR("1"))) ||
        (completion.size > 0 && !str_equal(completion, STR("1"))))
        return refuse_attribute(reader, element, STR("startQuantity, completionQuantity"),
                                FLOW_REASON("只能为 1。", "can only be 1."));
    return NULL;
}

static fault read_standard(struct flow_reader *reader, const struct xml_node *element,
                           struct flow_node *node) {
    str instantiate = xml_attribute(element, "instantiate");
    node->called_id = str_trim(xml_attribute(element, "calledElement"));
    node->host_id = str_trim(xml_attribute(element, "attachedToRef"));
    node->is_instantiating = node->kind == FLOW_RECEIVE_TASK && str_equal(instantiate, STR("true"));
    if (node->kind == FLOW_EVENT_GATEWAY && str_equal(instantiate, STR("true")))
        return refuse_attribute(
            reader, element, STR("instantiate"),
            FLOW_REASON("不支持由网关启动流程。", "a gateway cannot begin a run."));
    if (node->kind == FLOW_EVENT_GATEWAY &&
        str_equal(xml_attribute(element, "eventGatewayType"), STR("Parallel")))
        return refuse_attribute(reader, element, STR("eventGatewayType"),
                                FLOW_REASON("只能为 Exclusive。", "can only be Exclusive."));
    if (node->kind == FLOW_SUB &&
        str_equal(str_trim(xml_attribute(element, "triggeredByEvent")), STR("true")))
        node->kind = FLOW_EVENT_SUB;
    if (node->kind == FLOW_SEND_TASK || node->kind == FLOW_RECEIVE_TASK)
        return flow_read_message(reader, element, node);
    return NULL;
}

// ---- repeated activities -------------------------------------------------------------------

static fault compile(struct flow_reader *reader, const struct xml_node *element, str text,
                     const struct feel_expression **ret_expression) {
    struct fault_note why = {0};
    fault trouble = flow_reader_compile(reader, text, ret_expression, &why);
    if (trouble == NULL) return NULL;
    return flow_reader_refuse(reader, trouble, element, (struct flow_text){why.zh, why.en});
}

static fault read_multi_child(struct flow_reader *reader, const struct xml_node *child,
                              struct flow_multi *multi) {
    if (str_equal(child->name, STR("loopCardinality")))
        return compile(reader, child->parent, child->text, &multi->count);
    if (str_equal(child->name, STR("completionCondition")))
        return compile(reader, child->parent, child->text, &multi->done);
    return flow_reader_refuse(reader, &flow_element_unsupported, child, (struct flow_text){0});
}

static fault check_multi(struct flow_reader *reader, const struct xml_node *element,
                         const struct flow_multi *multi) {
    if (multi->count != NULL && multi->each != NULL)
        return refuse_attribute(
            reader, element, STR("each"),
            FLOW_REASON("不能与 loopCardinality 并用。", "not together with loopCardinality."));
    struct feel_value count = feel_null();
    int64_t number = 0;
    if (multi->count == NULL && multi->each == NULL)
        return refuse_attribute(reader, element, STR("loopCardinality"),
                                FLOW_REASON("缺少次数：loopCardinality 或 mingli:each。",
                                            "how often is missing: loopCardinality or "
                                            "mingli:each."));
    if (multi->count == NULL || !feel_expression_constant(multi->count, &count)) return NULL;
    if (count.kind != FEEL_NUMBER || !decimal_to_int64(count.number, 0, &number) || number < 1 ||
        number > LIMIT_FLOW_REPEATS)
        return refuse_attribute(
            reader, element, STR("loopCardinality"),
            FLOW_REASON("应为 1 至 200 的整数。", "must be a whole number, 1 to 200."));
    return NULL;
}

static fault read_multi(struct flow_reader *reader, const struct xml_node *element,
                        struct flow_node *node) {
    struct flow_multi *multi = &node->multi;
    str behavior = xml_attribute(element, "behavior");
    str each = flow_reader_ours(element->parent, "each");
    str vote = flow_reader_ours(element->parent, "vote");
    if (multi->is_multi)
        return flow_reader_refuse(
            reader, &flow_element_wrong, element,
            FLOW_REASON("一个活动只能有一个循环标记。", "An activity has one loop marker."));
    if (behavior.size > 0 && !str_equal(behavior, STR("All")))
        return refuse_attribute(reader, element, STR("behavior"),
                                FLOW_REASON("只能为 All。", "can only be All."));
    multi->is_multi = true;
    multi->is_sequential = str_equal(xml_attribute(element, "isSequential"), STR("true"));
    if (each.size > 0) TRY(compile(reader, element, each, &multi->each));
    if (vote.size > 0) TRY(compile(reader, element, vote, &multi->vote));
    for (const struct xml_node *child = element->first; child != NULL; child = child->next)
        if (flow_reader_is_bpmn(child) && !str_equal(child->name, STR("documentation")) &&
            !str_equal(child->name, STR("extensionElements")))
            TRY(read_multi_child(reader, child, multi));
    return check_multi(reader, element, multi);
}

// ---- scripts -------------------------------------------------------------------------------

static bool is_feel(str format) {
    return format.size == 0 || str_find(format, STR("feel")) >= 0 ||
           str_find(format, STR("FEEL")) >= 0;
}

// With mingli:command the script is somebody else's; without it, it is FEEL with a result.
static fault read_script(struct flow_reader *reader, const struct xml_node *element,
                         struct flow_node *node) {
    if (node->command.size > 0) return NULL;
    if (!is_feel(xml_attribute(element->parent, "scriptFormat")))
        return flow_reader_refuse(
            reader, &flow_condition_wrong, element->parent,
            FLOW_REASON("脚本须用 FEEL 书写。", "Scripts must be written in FEEL."));
    return compile(reader, element->parent, element->text, &node->script);
}

// ---- children ------------------------------------------------------------------------------

// Wiring is taken from the arrows; people come from mingli:who, which check.c asks for.
static const char *const SKIPPED[] = {
    "documentation",  "extensionElements", "incoming",     "outgoing",  "auditing",  "monitoring",
    "potentialOwner", "humanPerformer",    "resourceRole", "performer", "rendering", NULL};

static bool is_scope(const struct flow_node *node) {
    return node->kind == FLOW_SUB || node->kind == FLOW_EVENT_SUB || node->kind == FLOW_PROCESS;
}

static bool is_activity(const struct flow_node *node) {
    switch (node->kind) {
    case FLOW_USER_TASK:
    case FLOW_MANUAL_TASK:
    case FLOW_SERVICE_TASK:
    case FLOW_TASK:
    case FLOW_SCRIPT_TASK:
    case FLOW_RULE_TASK:
    case FLOW_SEND_TASK:
    case FLOW_RECEIVE_TASK:
    case FLOW_CALL:
    case FLOW_SUB: return true;
    default: return false;
    }
}

static fault refuse_child(struct flow_reader *reader, const struct xml_node *child,
                          const struct flow_node *node) {
    struct flow_text where = {
        .zh = arena_print(reader->arena, "所在元素：“%.*s”。", STR_ARG(node->id)),
        .en = arena_print(reader->arena, "It is inside \"%.*s\".", STR_ARG(node->id)),
    };
    return flow_reader_refuse(reader, &flow_element_unsupported, child, where);
}

static fault read_child(struct flow_reader *reader, const struct xml_node *child,
                        struct flow_node *node) {
    static const char *const LOOPS[] = {"standardLoopCharacteristics", "ioSpecification", NULL};
    bool is_event = false;
    TRY(flow_read_event(reader, child, node, &is_event));
    if (is_event) return NULL;
    if (is_activity(node) && str_equal(child->name, STR("multiInstanceLoopCharacteristics")))
        return read_multi(reader, child, node);
    if (node->kind == FLOW_SCRIPT_TASK && str_equal(child->name, STR("script")))
        return read_script(reader, child, node);
    if (is_scope(node) && !flow_reader_is_named(child, LOOPS)) return NULL; // flow_read_inside
    return refuse_child(reader, child, node);
}

static fault read_children(struct flow_reader *reader, const struct xml_node *element,
                           struct flow_node *node) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next)
        if (flow_reader_is_bpmn(child) && !flow_reader_is_named(child, SKIPPED))
            TRY(read_child(reader, child, node));
    if (!node->multi.is_multi &&
        (flow_reader_ours(element, "each").size > 0 || flow_reader_ours(element, "vote").size > 0))
        return refuse_attribute(
            reader, element, STR("each, vote"),
            FLOW_REASON("只用于多实例活动。", "only at multi-instance activities."));
    return NULL;
}

static struct flow_node node_of(const struct flow_reader *reader, const struct xml_node *element,
                                enum flow_kind kind) {
    return (struct flow_node){
        .id = xml_attribute(element, "id"),
        .line = element->line,
        .kind = kind,
        .default_arrow = FLOW_NOWHERE,
        .result = FLOW_NOWHERE,
        .scope = reader->scope,
        .inner = FLOW_NOWHERE,
        .start = FLOW_NOWHERE,
        .host = FLOW_NOWHERE,
        .first_boundary = FLOW_NOWHERE,
        .first_event_sub = FLOW_NOWHERE,
        .next_attached = FLOW_NOWHERE,
    };
}

static fault read_inside(struct flow_reader *reader, const struct xml_node *element,
                         int32_t index) {
    int32_t around = reader->scope;
    reader->nodes.items[index].inner = index;
    reader->scope = index;
    TRY(flow_read_inside(reader, element));
    reader->scope = around;
    return NULL;
}

fault flow_read_node(struct flow_reader *reader, const struct xml_node *element,
                     enum flow_kind kind) {
    if (reader->nodes.count >= LIMIT_FLOW_NODES) return &flow_too_large;
    TRY(flow_reader_note_id(reader, element));
    struct flow_node node = node_of(reader, element, kind);
    node.title = flow_reader_title(reader, element, &node.has_both_titles);
    const struct xml_attribute *attribute = element->attributes;
    for (; attribute != NULL; attribute = attribute->next)
        if (str_equal(attribute->space, STR(FLOW_SPACE_OURS)))
            TRY(flow_read_ours(reader, element, attribute, &node));
    TRY(refuse_meaningful(reader, element));
    TRY(read_standard(reader, element, &node));
    TRY(read_children(reader, element, &node));
    TRY(flow_read_event_end(reader, element, &node));
    node.default_id = xml_attribute(element, "default");
    int32_t index = (int32_t)reader->nodes.count;
    *list_push(reader->arena, &reader->nodes) = node;
    if (node.kind == FLOW_SUB || node.kind == FLOW_EVENT_SUB)
        return read_inside(reader, element, index);
    return NULL;
}

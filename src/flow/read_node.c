// One node of the process: its kind, our attributes, and the children that it may have. An
// attribute of our namespace that we do not know, or at a node where it has no effect, is refused:
// a misspelt "due" must not silently mean "no time limit".
#include "flow/reader.h"

enum { DUE_HOURS_MAX = 8760, WORD_SIZE_MAX = 64 };

static fault refuse(struct flow_reader *reader, fault why, const struct xml_node *element, str name,
                    struct flow_text reason) {
    struct flow_text text = {
        .zh = arena_print(reader->arena, "属性 %.*s：%.*s", STR_ARG(name), STR_ARG(reason.zh)),
        .en = arena_print(reader->arena, "Attribute %.*s: %.*s", STR_ARG(name), STR_ARG(reason.en)),
    };
    return flow_reader_refuse(reader, why, element, text);
}

static fault refuse_attribute(struct flow_reader *reader, const struct xml_node *element, str name,
                              struct flow_text reason) {
    return refuse(reader, &flow_attribute_wrong, element, name, reason);
}

// ---- our attributes ------------------------------------------------------------------------

static fault read_who(struct flow_reader *reader, const struct xml_node *element, str text,
                      struct flow_node *node) {
    if (!str_starts_with(text, STR("="))) {
        if (flow_who_parse(text, &node->who)) return NULL;
        return refuse_attribute(
            reader, element, STR("who"),
            FLOW_REASON(
                "可写 superior N、department_head、role NAME、applicant、user ID 或 = FEEL。",
                "may be superior N, department_head, role NAME, applicant, user ID or "
                "= FEEL."));
    }
    struct fault_note why = {0};
    node->who.kind = FLOW_WHO_EXPRESSION;
    fault trouble = flow_reader_compile(reader, text, &node->who.expression, &why);
    if (trouble == NULL) return NULL;
    if (trouble == &flow_condition_wrong) trouble = &flow_attribute_wrong;
    return refuse(reader, trouble, element, STR("who"), (struct flow_text){why.zh, why.en});
}

static fault read_due(struct flow_reader *reader, const struct xml_node *element, str text,
                      struct flow_node *node) {
    int64_t hours = 0;
    if (!str_to_int(text, &hours) || hours < 1 || hours > DUE_HOURS_MAX)
        return refuse_attribute(
            reader, element, STR("due"),
            FLOW_REASON("应为 1 至 8760 的整小时数。", "must be whole hours, 1 to 8760."));
    node->due_hours = (int32_t)hours;
    return NULL;
}

static bool is_word(str text) {
    if (text.size == 0 || text.size > WORD_SIZE_MAX) return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

static fault read_word(struct flow_reader *reader, const struct xml_node *element,
                       const struct xml_attribute *attribute, str *ret_word) {
    *ret_word = str_trim(attribute->value);
    if (is_word(*ret_word)) return NULL;
    return refuse_attribute(reader, element, attribute->name,
                            FLOW_REASON("只能用小写字母、数字和下划线。",
                                        "only small letters, digits and underscores."));
}

static fault read_ours(struct flow_reader *reader, const struct xml_node *element,
                       const struct xml_attribute *attribute, struct flow_node *node) {
    str name = attribute->name;
    str value = str_trim(attribute->value);
    if (str_equal(name, STR("title_zh")) || str_equal(name, STR("title_en"))) return NULL;
    if (node->kind == FLOW_SERVICE_TASK && str_equal(name, STR("command")))
        return read_word(reader, element, attribute, &node->command);
    if (node->kind == FLOW_USER_TASK) {
        if (str_equal(name, STR("who"))) return read_who(reader, element, value, node);
        if (str_equal(name, STR("due"))) return read_due(reader, element, value, node);
        if (str_equal(name, STR("sop"))) return read_word(reader, element, attribute, &node->sop);
    }
    return refuse_attribute(reader, element, name,
                            FLOW_REASON("此处没有这个属性。", "there is no such attribute here."));
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

// ---- children ------------------------------------------------------------------------------

// Wiring is taken from the arrows; people come from mingli:who, which check.c asks for.
static const char *const SKIPPED[] = {
    "documentation",  "extensionElements", "incoming",     "outgoing",  "auditing",  "monitoring",
    "potentialOwner", "humanPerformer",    "resourceRole", "performer", "rendering", NULL};

static fault read_children(struct flow_reader *reader, const struct xml_node *element,
                           struct flow_node *node) {
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || flow_reader_is_named(child, SKIPPED)) continue;
        bool is_terminate = str_equal(child->name, STR("terminateEventDefinition"));
        if (!is_terminate || node->kind != FLOW_END) {
            struct flow_text where = {
                .zh = arena_print(reader->arena, "所在元素：“%.*s”。", STR_ARG(node->id)),
                .en = arena_print(reader->arena, "It is inside \"%.*s\".", STR_ARG(node->id)),
            };
            return flow_reader_refuse(reader, &flow_element_unsupported, child, where);
        }
        node->kind = FLOW_TERMINATE;
    }
    return NULL;
}

fault flow_read_node(struct flow_reader *reader, const struct xml_node *element,
                     enum flow_kind kind) {
    if (reader->nodes.count >= LIMIT_FLOW_NODES) return &flow_too_large;
    TRY(flow_reader_note_id(reader, element));
    struct flow_node node = {
        .id = xml_attribute(element, "id"),
        .line = element->line,
        .kind = kind,
        .default_arrow = FLOW_NOWHERE,
    };
    node.title = flow_reader_title(reader, element, &node.has_both_titles);
    const struct xml_attribute *attribute = element->attributes;
    for (; attribute != NULL; attribute = attribute->next)
        if (str_equal(attribute->space, STR(FLOW_SPACE_OURS)))
            TRY(read_ours(reader, element, attribute, &node));
    TRY(refuse_meaningful(reader, element));
    TRY(read_children(reader, element, &node));
    node.default_id = xml_attribute(element, "default");
    *list_push(reader->arena, &reader->nodes) = node;
    return NULL;
}

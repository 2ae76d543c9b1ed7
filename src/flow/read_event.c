// Event definitions: what an event waits for or throws, with the message, signal, error or
// escalation that it names, and the texts of timers. Where BPMN allows which kind of event is one
// table here (BPMN 2.0.2, tables 10.83 to 10.93); kinds that we do not execute are refused by name.
#include "flow/reader.h"

#include "flow/time.h"

static const struct {
    const char *name;
    enum flow_event_kind kind;
    const char *reference;
    const char *target;
} EVENTS[] = {
    {"messageEventDefinition", FLOW_EVENT_MESSAGE, "messageRef", "message"},
    {"signalEventDefinition", FLOW_EVENT_SIGNAL, "signalRef", "signal"},
    {"errorEventDefinition", FLOW_EVENT_ERROR, "errorRef", "error"},
    {"escalationEventDefinition", FLOW_EVENT_ESCALATION, "escalationRef", "escalation"},
    {"timerEventDefinition", FLOW_EVENT_TIMER, NULL, NULL},
};

enum { EVENT_COUNT = sizeof(EVENTS) / sizeof(EVENTS[0]) };

str flow_reader_local(str name) {
    ptrdiff_t colon = str_find_byte(name, ':');
    name = str_trim(name);
    return colon < 0 ? name : str_trim(str_slice(name, (size_t)colon + 1, name.size));
}

static bool is_allowed(const struct flow_reader *reader, const struct flow_node *node,
                       enum flow_event_kind kind) {
    bool is_inner = node->scope != FLOW_NOWHERE;
    enum flow_kind scope = is_inner ? reader->nodes.items[node->scope].kind : FLOW_PROCESS;
    bool is_problem = kind == FLOW_EVENT_ERROR || kind == FLOW_EVENT_ESCALATION;
    switch (node->kind) {
    case FLOW_START:
        if (scope == FLOW_EVENT_SUB) return true;
        return scope == FLOW_PROCESS && !is_problem;
    case FLOW_END: return kind != FLOW_EVENT_TIMER;
    case FLOW_CATCH: return !is_problem;
    case FLOW_THROW: return kind != FLOW_EVENT_TIMER && kind != FLOW_EVENT_ERROR;
    case FLOW_BOUNDARY: return true;
    default: return false;
    }
}

// ---- what an event names -------------------------------------------------------------------

static fault find_target(struct flow_reader *reader, const struct xml_node *element, str reference,
                         const char *kind, const struct xml_node **ret_target) {
    const struct xml_node *target = map_get(reader->roots, flow_reader_local(reference));
    if (target != NULL && str_equal(target->name, str_of(kind))) {
        *ret_target = target;
        return NULL;
    }
    struct flow_text text = {
        .zh = arena_print(reader->arena, "“%.*s”不是本文件中的 %s。", STR_ARG(reference), kind),
        .en =
            arena_print(reader->arena, "\"%.*s\" is no %s of this file.", STR_ARG(reference), kind),
    };
    return flow_reader_refuse(reader, &flow_attribute_wrong, element, text);
}

// A reference is an attribute, as the standard's schema has it, or a child, as some tools write.
static str reference_of(const struct xml_node *element, const char *name) {
    str reference = xml_attribute(element, name);
    const struct xml_node *child = xml_child(element, name);
    return reference.size == 0 && child != NULL ? str_trim(child->text) : reference;
}

static const char *code_of(enum flow_event_kind kind) {
    if (kind == FLOW_EVENT_ERROR) return "errorCode";
    return kind == FLOW_EVENT_ESCALATION ? "escalationCode" : "name";
}

static fault refuse_nameless(struct flow_reader *reader, const struct xml_node *element) {
    return flow_reader_refuse(
        reader, &flow_element_wrong, element,
        FLOW_REASON("没有说明是哪个消息、信号、错误或升级（引用和代码）。",
                    "It does not say which message, signal, error or escalation (reference and "
                    "code)."));
}

// The code of an error or escalation, the name of a message or signal (or its id).
static fault read_name(struct flow_reader *reader, const struct xml_node *element, size_t event,
                       struct flow_node *node) {
    enum flow_event_kind kind = EVENTS[event].kind;
    bool is_problem = kind == FLOW_EVENT_ERROR || kind == FLOW_EVENT_ESCALATION;
    bool is_thrown = node->kind == FLOW_END || node->kind == FLOW_THROW;
    str reference = reference_of(element, EVENTS[event].reference);
    if (reference.size == 0 && is_problem && !is_thrown) return NULL; // catches any
    if (reference.size == 0) return refuse_nameless(reader, element);
    const struct xml_node *target = NULL;
    TRY(find_target(reader, element, reference, EVENTS[event].target, &target));
    node->event.name = str_trim(xml_attribute(target, code_of(kind)));
    if (node->event.name.size == 0 && !is_problem) node->event.name = xml_attribute(target, "id");
    if (node->event.name.size == 0 && is_thrown) return refuse_nameless(reader, element);
    return NULL;
}

fault flow_read_message(struct flow_reader *reader, const struct xml_node *element,
                        struct flow_node *node) {
    str reference = xml_attribute(element, "messageRef");
    if (reference.size == 0) return NULL; // check.c asks for it
    const struct xml_node *target = NULL;
    TRY(find_target(reader, element, reference, "message", &target));
    node->event.kind = FLOW_EVENT_MESSAGE;
    node->event.name = str_trim(xml_attribute(target, "name"));
    if (node->event.name.size == 0) node->event.name = xml_attribute(target, "id");
    return NULL;
}

// ---- timers --------------------------------------------------------------------------------

static fault refuse_time(struct flow_reader *reader, const struct xml_node *element) {
    return flow_reader_refuse(
        reader, &flow_attribute_wrong, element,
        FLOW_REASON("定时器只能有一个时间：timeDuration PT4H、timeDate "
                    "2026-10-01T09:00:00+08:00、timeCycle R3/P1D，或 = FEEL。",
                    "A timer has one time: timeDuration PT4H, timeDate "
                    "2026-10-01T09:00:00+08:00, timeCycle R3/P1D, or = FEEL."));
}

static bool fits(const struct xml_node *time, const struct flow_delay *delay) {
    return delay->is_date == str_equal(time->name, STR("timeDate"));
}

static fault read_time(struct flow_reader *reader, const struct xml_node *time,
                       struct flow_node *node) {
    str text = str_trim(time->text);
    node->event.is_cycle = str_equal(time->name, STR("timeCycle"));
    if (!str_starts_with(text, STR("="))) {
        bool is_good = flow_time_parse(text, node->event.is_cycle, &node->event.time) &&
                       fits(time, &node->event.time);
        return is_good ? NULL : refuse_time(reader, time->parent);
    }
    struct fault_note why = {0};
    fault trouble = flow_reader_compile(reader, text, &node->event.expression, &why);
    if (trouble == NULL) return NULL;
    return flow_reader_refuse(reader, trouble, time->parent, (struct flow_text){why.zh, why.en});
}

static fault read_timer(struct flow_reader *reader, const struct xml_node *element,
                        struct flow_node *node) {
    static const char *const TIMES[] = {"timeDate", "timeDuration", "timeCycle", NULL};
    const struct xml_node *time = NULL;
    for (const struct xml_node *child = element->first; child != NULL; child = child->next) {
        if (!flow_reader_is_bpmn(child) || !flow_reader_is_named(child, TIMES)) continue;
        if (time != NULL) return refuse_time(reader, element);
        time = child;
    }
    if (time == NULL) return refuse_time(reader, element);
    return read_time(reader, time, node);
}

// ---- definitions ---------------------------------------------------------------------------

static bool is_definition(const struct xml_node *element) {
    return flow_reader_is_bpmn(element) && (str_ends_with(element->name, STR("EventDefinition")) ||
                                            str_equal(element->name, STR("eventDefinitionRef")));
}

static fault refuse_kind(struct flow_reader *reader, const struct xml_node *element, fault why,
                         const struct flow_node *node) {
    struct flow_text where = {
        .zh = arena_print(reader->arena, "所在元素：“%.*s”。", STR_ARG(node->id)),
        .en = arena_print(reader->arena, "It is inside \"%.*s\".", STR_ARG(node->id)),
    };
    return flow_reader_refuse(reader, why, element, where);
}

static fault read_terminate(struct flow_reader *reader, const struct xml_node *element,
                            struct flow_node *node) {
    if (node->kind != FLOW_END || node->event.kind != FLOW_EVENT_NONE)
        return refuse_kind(reader, element, &flow_element_wrong, node);
    node->kind = FLOW_TERMINATE;
    return NULL;
}

static fault read_definition(struct flow_reader *reader, const struct xml_node *element,
                             struct flow_node *node) {
    if (str_equal(element->name, STR("terminateEventDefinition")))
        return read_terminate(reader, element, node);
    size_t event = 0;
    while (event < EVENT_COUNT && !str_equal(element->name, str_of(EVENTS[event].name))) event++;
    if (event == EVENT_COUNT) return refuse_kind(reader, element, &flow_element_unsupported, node);
    if (!is_allowed(reader, node, EVENTS[event].kind))
        return refuse_kind(reader, element, &flow_element_wrong, node);
    if (node->event.kind != FLOW_EVENT_NONE || node->kind == FLOW_TERMINATE)
        return flow_reader_refuse(
            reader, &flow_element_unsupported, element,
            FLOW_REASON("一个事件只能有一个事件定义。", "An event with several definitions."));
    node->event.kind = EVENTS[event].kind;
    if (node->event.kind == FLOW_EVENT_TIMER) return read_timer(reader, element, node);
    return read_name(reader, element, event, node);
}

fault flow_read_event(struct flow_reader *reader, const struct xml_node *element,
                      struct flow_node *node, bool *ret_is_event) {
    *ret_is_event = is_definition(element);
    if (!*ret_is_event) return NULL;
    if (!str_equal(element->name, STR("eventDefinitionRef")))
        return read_definition(reader, element, node);
    const struct xml_node *target = map_get(reader->roots, flow_reader_local(element->text));
    if (target == NULL || !is_definition(target))
        return flow_reader_refuse(reader, &flow_attribute_wrong, element->parent,
                                  FLOW_REASON("eventDefinitionRef 没有指向事件定义。",
                                              "eventDefinitionRef names no event definition."));
    return read_definition(reader, target, node);
}

static bool is_true_unless(const struct xml_node *element, const char *name, const char *other) {
    return !str_equal(str_trim(xml_attribute(element, name)), str_of(other));
}

// After the definitions: what an event must have, and what its kind forbids.
fault flow_read_event_end(struct flow_reader *reader, const struct xml_node *element,
                          struct flow_node *node) {
    bool is_in_event_sub =
        node->scope != FLOW_NOWHERE && reader->nodes.items[node->scope].kind == FLOW_EVENT_SUB;
    bool must_have = node->kind == FLOW_CATCH || node->kind == FLOW_BOUNDARY ||
                     (node->kind == FLOW_START && is_in_event_sub);
    if (must_have && node->event.kind == FLOW_EVENT_NONE)
        return flow_reader_refuse(reader, &flow_element_wrong, element,
                                  FLOW_REASON("缺少事件定义。", "It has no event definition."));
    const char *flag = node->kind == FLOW_BOUNDARY ? "cancelActivity" : "isInterrupting";
    bool is_split = node->kind == FLOW_BOUNDARY || node->kind == FLOW_START;
    node->is_interrupting = !is_split || is_true_unless(element, flag, "false");
    bool is_error = node->event.kind == FLOW_EVENT_ERROR;
    if (is_split && is_error && !node->is_interrupting)
        return flow_reader_refuse(
            reader, &flow_element_wrong, element,
            FLOW_REASON("错误事件必须中断。", "An error event always interrupts."));
    return NULL;
}

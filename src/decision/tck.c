// Test files of the DMN TCK: XML to values, the decisions asked, what came compared with what was
// wanted. A model is read leniently, as the kit has decisions whose expressions must not compile:
// they give null. Each case runs in an arena of its own.
#include "decision/tck.h"

#include "format/xml.h"

#include <string.h>

FAULT(tck_malformed, 422, "test", "The test file cannot be read.", "测试文件无法读取。");

#define TCK_CASE_ARENA (256 * MIB)

struct tck {
    struct arena *arena;
    const struct tck_kit *kit;
    struct fault_note *note;
    struct feel_names *names;
    const struct decision_model *model;
    struct fault_note refusal; // of the model, where model is NULL
};

static fault malformed(struct tck *tck, const struct xml_node *node, const char *en,
                       const char *zh) {
    tck->note->en = arena_print(tck->arena, "Line %d: %s", node->line, en);
    tck->note->zh = arena_print(tck->arena, "第 %d 行：%s", node->line, zh);
    return &tck_malformed;
}

// ---- values ----

// An attribute of XML Schema's instance namespace: type or nil.
static str schema_attribute(const struct xml_node *node, const char *name) {
    for (const struct xml_attribute *at = node->attributes; at != NULL; at = at->next)
        if (str_equal(at->name, str_of(name)) && str_ends_with(at->space, STR("-instance")))
            return at->value;
    return STR_NONE;
}

// Values without a type of their own are what their text looks like.
static struct feel_value guess(struct arena *arena, str text) {
    static const char *types[] = {"boolean",         "number",           "date", "dateTime", "time",
                                  "dayTimeDuration", "yearMonthDuration"};
    struct feel_value value;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (feel_read_as(arena, str_of(types[i]), text, &value)) return value;
    return feel_string(text);
}

static bool read_duration(struct arena *arena, str text, struct feel_value *ret_value) {
    return feel_read_as(arena, STR("dayTimeDuration"), text, ret_value) ||
           feel_read_as(arena, STR("yearMonthDuration"), text, ret_value);
}

static fault read_simple(struct tck *tck, struct arena *arena, const struct xml_node *node,
                         struct feel_value *ret_value) {
    static const char *const types[][2] = {
        {"string", "string"},     {"boolean", "boolean"}, {"decimal", "number"},
        {"double", "number"},     {"integer", "number"},  {"date", "date"},
        {"dateTime", "dateTime"}, {"time", "time"},
    };
    str type = schema_attribute(node, "type");
    str prefix = str_find_byte(type, ':') < 0 ? STR_NONE : str_cut(&type, ':');
    (void)prefix;
    str text = node->text;
    if (str_equal(schema_attribute(node, "nil"), STR("true")))
        return *ret_value = feel_null(), (fault)NULL;
    if (type.size == 0) return *ret_value = guess(arena, text), (fault)NULL;
    if (!str_equal(type, STR("string"))) text = str_trim(text);
    bool is_read = str_equal(type, STR("duration")) && read_duration(arena, text, ret_value);
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && !is_read; i++)
        is_read = str_equal(type, str_of(types[i][0])) &&
                  feel_read_as(arena, str_of(types[i][1]), text, ret_value);
    return is_read ? NULL
                   : malformed(tck, node, "the value is not of its type.", "值与其类型不符。");
}

static fault read_value(struct tck *tck, struct arena *arena, const struct xml_node *node,
                        struct feel_value *ret_value);

static size_t count_children(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *child = xml_child(node, name); child != NULL;
         child = xml_next(child, name))
        count++;
    return count;
}

static fault read_items(struct tck *tck, struct arena *arena, const struct xml_node *list,
                        struct feel_value *ret_value) {
    size_t count = count_children(list, "item");
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, count + 1);
    const struct xml_node *item = xml_child(list, "item");
    for (size_t i = 0; i < count; i++, item = xml_next(item, "item"))
        TRY(read_value(tck, arena, item, &items[i]));
    *ret_value = feel_list_of(items, count);
    return NULL;
}

static fault read_components(struct tck *tck, struct arena *arena, const struct xml_node *node,
                             struct feel_value *ret_value) {
    size_t count = count_children(node, "component");
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, count + 1);
    const struct xml_node *part = xml_child(node, "component");
    for (size_t i = 0; i < count; i++, part = xml_next(part, "component")) {
        entries[i].name = xml_attribute(part, "name");
        TRY(read_value(tck, arena, part, &entries[i].value));
    }
    *ret_value = feel_context_of(entries, count);
    return NULL;
}

// What stands inside an input node, an expected, an item or a component. The tree is bounded in
// depth where it was read.
static fault read_value(struct tck *tck, struct arena *arena, const struct xml_node *node,
                        struct feel_value *ret_value) {
    const struct xml_node *value = xml_child(node, "value");
    const struct xml_node *list = xml_child(node, "list");
    *ret_value = feel_null();
    if (str_equal(schema_attribute(node, "nil"), STR("true"))) return NULL;
    if (list != NULL && str_equal(schema_attribute(list, "nil"), STR("true"))) return NULL;
    if (value != NULL) return read_simple(tck, arena, value, ret_value);
    if (list != NULL) return read_items(tck, arena, list, ret_value);
    if (xml_child(node, "component") != NULL) return read_components(tck, arena, node, ret_value);
    return NULL;
}

// ---- comparing ----

static bool is_same(struct feel_value wanted, struct feel_value got);

static bool is_same_number(decimal wanted, decimal got) {
    decimal apart = decimal_abs(decimal_sub(wanted, got));
    return decimal_compare(apart, decimal_from_int64(1, 8)) < 0;
}

static bool is_same_list(struct feel_list wanted, struct feel_list got) {
    if (wanted.count != got.count) return false;
    for (size_t i = 0; i < wanted.count; i++)
        if (!is_same(wanted.items[i], got.items[i])) return false;
    return true;
}

static bool is_same_context(struct feel_value wanted, struct feel_value got) {
    if (wanted.context.count != got.context.count) return false;
    for (size_t i = 0; i < wanted.context.count; i++) {
        str name = wanted.context.entries[i].name;
        size_t place = 0;
        while (place < got.context.count && !str_equal(got.context.entries[place].name, name))
            place++;
        if (place == got.context.count ||
            !is_same(wanted.context.entries[i].value, got.context.entries[place].value))
            return false;
    }
    return true;
}

static bool is_same(struct feel_value wanted, struct feel_value got) {
    if (wanted.kind != got.kind) return false;
    switch (wanted.kind) {
    case FEEL_NUMBER: return is_same_number(wanted.number, got.number);
    case FEEL_LIST: return is_same_list(wanted.list, got.list);
    case FEEL_CONTEXT: return is_same_context(wanted, got);
    default: return feel_equal(wanted, got);
    }
}

// ---- one case ----

struct asking {
    struct tck *tck;
    struct arena *arena; // of this case
    const struct xml_node *node;
    struct feel_value *values;
    struct feel_value arguments;
    struct tck_failure *failures;
    size_t failure_count;
};

// By slot for decisions, and as a context for what is invoked.
static fault read_inputs(struct asking *asking) {
    const struct xml_node *input = xml_child(asking->node, "inputNode");
    size_t count = count_children(asking->node, "inputNode");
    struct feel_entry *entries = ARENA_ARRAY(asking->arena, struct feel_entry, count + 1);
    for (size_t i = 0; i < count; i++, input = xml_next(input, "inputNode")) {
        str name = xml_attribute(input, "name");
        str space = xml_attribute(input, "namespace");
        entries[i].name = name;
        TRY(read_value(asking->tck, asking->arena, input, &entries[i].value));
        if (space.size > 0)
            name = arena_print(asking->arena, "{%.*s}%.*s", STR_ARG(space), STR_ARG(name));
        ptrdiff_t slot = feel_names_find(asking->tck->names, name);
        if (slot >= 0) asking->values[slot] = entries[i].value;
    }
    asking->arguments = feel_context_of(entries, count);
    return NULL;
}

// The result of a service with several outputs is a context of them.
static void invoke(struct asking *asking, str name, struct decision_result *ret_result) {
    const struct decision_model *model = asking->tck->model;
    ptrdiff_t invocable =
        decision_invocable_find(model, xml_attribute(asking->node, "invocableName"));
    if (invocable < 0) return;
    struct decision_call call = {(size_t)invocable, asking->arguments, asking->tck->kit->now};
    decision_invoke(model, &call, asking->arena, ret_result);
    struct feel_value value = ret_result->value;
    for (size_t i = 0; value.kind == FEEL_CONTEXT && i < value.context.count; i++)
        if (str_equal(value.context.entries[i].name, name))
            ret_result->value = value.context.entries[i].value;
}

static void ask(struct asking *asking, str name, struct decision_result *ret_result) {
    struct tck *tck = asking->tck;
    struct decision_inputs inputs = {asking->values, feel_names_count(tck->names), tck->kit->now};
    *ret_result = (struct decision_result){0};
    if (xml_attribute(asking->node, "invocableName").size > 0) {
        invoke(asking, name, ret_result);
        return;
    }
    ptrdiff_t decision = decision_find(tck->model, name);
    if (decision >= 0)
        decision_evaluate(tck->model, (size_t)decision, &inputs, asking->arena, ret_result);
}

static str reason_of(const struct asking *asking, const struct decision_result *result) {
    if (asking->tck->model == NULL) return asking->tck->refusal.en;
    if (result->trouble != NULL) return str_of(result->trouble->en);
    return result->warning_count > 0 ? result->warnings[0].en : STR_NONE;
}

static fault check_node(struct asking *asking, const struct xml_node *node) {
    struct tck *tck = asking->tck;
    struct feel_value wanted = feel_null();
    struct decision_result result = {0};
    str name = xml_attribute(node, "name");
    bool wants_error = str_equal(xml_attribute(node, "errorResult"), STR("true"));
    const struct xml_node *expected = xml_child(node, "expected");
    if (expected != NULL && !wants_error) TRY(read_value(tck, asking->arena, expected, &wanted));
    if (tck->model != NULL) ask(asking, name, &result);
    bool is_told = !wants_error || reason_of(asking, &result).size > 0;
    if (tck->model != NULL && is_told && is_same(wanted, result.value)) return NULL;
    asking->failures[asking->failure_count++] = (struct tck_failure){
        .node = name,
        .expected = wants_error ? STR("null, and why")
                                : arena_copy(tck->arena, feel_print(asking->arena, wanted)),
        .actual = arena_copy(tck->arena, feel_print(asking->arena, result.value)),
        .reason = arena_copy(tck->arena, reason_of(asking, &result)),
    };
    return NULL;
}

static fault run_case(struct tck *tck, struct arena *arena, const struct xml_node *node,
                      struct tck_case *ret_case) {
    struct asking asking = {
        .tck = tck,
        .arena = arena,
        .node = node,
        .values = ARENA_ARRAY(arena, struct feel_value, feel_names_count(tck->names) + 1),
        .failures =
            ARENA_ARRAY(tck->arena, struct tck_failure, count_children(node, "resultNode") + 1),
    };
    TRY(read_inputs(&asking));
    const struct xml_node *result = xml_child(node, "resultNode");
    for (; result != NULL; result = xml_next(result, "resultNode"))
        TRY(check_node(&asking, result));
    *ret_case = (struct tck_case){
        .name = arena_print(tck->arena, "%.*s/%.*s", STR_ARG(tck->kit->folder),
                            STR_ARG(xml_attribute(node, "id"))),
        .failures = asking.failures,
        .failure_count = asking.failure_count,
    };
    return NULL;
}

// ---- the file ----

static fault open_model(struct tck *tck, const struct xml_node *root) {
    const struct xml_node *name = xml_child(root, "modelName");
    const struct tck_kit *kit = tck->kit;
    size_t i = 0;
    if (name == NULL) return malformed(tck, root, "no model is named.", "没有指明模型。");
    while (i < kit->model_count && !str_equal(kit->models[i].name, str_trim(name->text))) i++;
    if (i == kit->model_count)
        return malformed(tck, name, "there is no such model.", "没有该模型。");
    struct decision_reading reading = {
        .source = kit->models[i],
        .others = kit->models,
        .other_count = kit->model_count,
        .is_lenient = true,
    };
    if (decision_read_with(tck->arena, &reading, tck->names, &tck->model, &tck->refusal) != NULL)
        tck->model = NULL;
    return NULL;
}

fault tck_run(struct arena *arena, const struct tck_kit *kit, struct tck_cases *ret_cases,
              struct fault_note *ret_note) {
    struct tck tck = {.arena = arena, .kit = kit, .note = ret_note};
    const struct xml_node *root;
    TRY(xml_read(arena, kit->test, &root, ret_note));
    tck.names = feel_names_open(arena, FEEL_NAMES_OPEN);
    TRY(open_model(&tck, root));
    size_t count = count_children(root, "testCase");
    struct tck_case *cases = ARENA_ARRAY(arena, struct tck_case, count + 1);
    struct arena *each = arena_open(TCK_CASE_ARENA);
    fault trouble = NULL;
    const struct xml_node *node = xml_child(root, "testCase");
    for (size_t i = 0; i < count && trouble == NULL; i++, node = xml_next(node, "testCase")) {
        trouble = run_case(&tck, each, node, &cases[i]);
        arena_reset(each);
    }
    arena_close(each);
    *ret_cases = (struct tck_cases){cases, count};
    return trouble;
}

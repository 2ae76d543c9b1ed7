// Our own attributes of a node. One that we do not know, or that stands where it has no effect, is
// refused: a misspelt "due" must not silently mean "no time limit".
#include "flow/reader.h"

enum { DUE_HOURS_MAX = 8760, WORD_SIZE_MAX = 64, WORDS_MAX = 40 };

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
            FLOW_REASON("可写 superior N、department_head [NAME]、role NAME、customer_role NAME、"
                        "cost_owner、applicant、user ID 或 = FEEL。",
                        "may be superior N, department_head [NAME], role NAME, customer_role NAME, "
                        "cost_owner, applicant, user ID or = FEEL."));
    }
    struct fault_note why = {0};
    node->who.kind = FLOW_WHO_EXPRESSION;
    fault trouble = flow_reader_compile(reader, text, &node->who.expression, &why);
    if (trouble == NULL) return NULL;
    if (trouble == &flow_condition_wrong) trouble = &flow_attribute_wrong;
    return refuse(reader, trouble, element, STR("who"), (struct flow_text){why.zh, why.en});
}

static fault read_hours(struct flow_reader *reader, const struct xml_node *element, str name,
                        str text, int32_t *ret_hours) {
    int64_t hours = 0;
    if (!str_to_int(text, &hours) || hours < 1 || hours > DUE_HOURS_MAX)
        return refuse_attribute(
            reader, element, name,
            FLOW_REASON("应为 1 至 8760 的整小时数。", "must be whole hours, 1 to 8760."));
    *ret_hours = (int32_t)hours;
    return NULL;
}

static fault read_clock(struct flow_reader *reader, const struct xml_node *element, str text,
                        struct flow_node *node) {
    static const char *const CLOCKS[] = {"working_days", "working_hours", "all"};
    for (int i = 0; i < 3; i++) {
        if (!str_equal(text, str_of(CLOCKS[i]))) continue;
        node->clock = (enum flow_clock)i;
        node->event.is_working = i != FLOW_CLOCK_ALL;
        return NULL;
    }
    return refuse_attribute(reader, element, STR("clock"),
                            FLOW_REASON("可写 working_days、working_hours 或 all。",
                                        "may be working_days, working_hours or all."));
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

// "amount reason": words apart by blanks, each once.
static fault read_words(struct flow_reader *reader, const struct xml_node *element,
                        const struct xml_attribute *attribute, const str **ret_words,
                        size_t *ret_count) {
    LIST(str) words = {0};
    str rest = str_trim(attribute->value);
    while (rest.size > 0) {
        str word = str_cut(&rest, ' ');
        rest = str_trim(rest);
        bool is_new = word.size <= WORD_SIZE_MAX && words.count < WORDS_MAX;
        for (size_t i = 0; i < words.count; i++)
            if (str_equal(words.items[i], word)) is_new = false;
        if (!is_new)
            return refuse_attribute(
                reader, element, attribute->name,
                FLOW_REASON("用空格隔开的名称，不可重复。", "names apart by blanks, each once."));
        *list_push(reader->arena, &words) = word;
    }
    *ret_words = words.items;
    *ret_count = words.count;
    return NULL;
}

static fault read_result(struct flow_reader *reader, const struct xml_node *element, str text,
                         struct flow_node *node) {
    if (text.size == 0 || text.size > WORD_SIZE_MAX)
        return refuse_attribute(reader, element, STR("result"),
                                FLOW_REASON("应为变量名。", "must be the name of a variable."));
    node->result = (int32_t)feel_names_add(reader->names, text);
    return NULL;
}

static fault read_of_user_task(struct flow_reader *reader, const struct xml_node *element,
                               const struct xml_attribute *attribute, struct flow_node *node,
                               bool *ret_is_known) {
    str name = attribute->name;
    str value = str_trim(attribute->value);
    *ret_is_known = true;
    if (str_equal(name, STR("who"))) return read_who(reader, element, value, node);
    if (str_equal(name, STR("due")))
        return read_hours(reader, element, name, value, &node->due_hours);
    if (str_equal(name, STR("clock"))) return read_clock(reader, element, value, node);
    if (str_equal(name, STR("remind")))
        return read_hours(reader, element, name, value, &node->remind_hours);
    if (str_equal(name, STR("escalate")))
        return read_hours(reader, element, name, value, &node->escalate_hours);
    if (str_equal(name, STR("sop"))) return read_word(reader, element, attribute, &node->sop);
    if (str_equal(name, STR("fields")))
        return read_words(reader, element, attribute, &node->fields, &node->field_count);
    if (str_equal(name, STR("editable")))
        return read_words(reader, element, attribute, &node->editable, &node->editable_count);
    if (str_equal(name, STR("apart")))
        return read_words(reader, element, attribute, &node->apart, &node->apart_count);
    *ret_is_known = str_equal(name, STR("clause"));
    if (*ret_is_known) node->clause = value;
    return NULL;
}

static bool has_command(enum flow_kind kind) {
    return kind == FLOW_SERVICE_TASK || kind == FLOW_RULE_TASK || kind == FLOW_SEND_TASK ||
           kind == FLOW_SCRIPT_TASK;
}

static bool is_timed(enum flow_kind kind) {
    return kind == FLOW_CATCH || kind == FLOW_BOUNDARY || kind == FLOW_START;
}

fault flow_read_ours(struct flow_reader *reader, const struct xml_node *element,
                     const struct xml_attribute *attribute, struct flow_node *node) {
    static const char *const EVERYWHERE[] = {"title_zh", "title_en", NULL};
    static const char *const REPEATED[] = {"each", "vote", NULL}; // read_node.c reads them
    str name = attribute->name;
    str value = str_trim(attribute->value);
    for (size_t i = 0; EVERYWHERE[i] != NULL; i++)
        if (str_equal(name, str_of(EVERYWHERE[i])) || str_equal(name, str_of(REPEATED[i])))
            return NULL;
    if (node->kind == FLOW_PROCESS) return NULL; // as of a process, read.c
    if (has_command(node->kind) && str_equal(name, STR("command")))
        return read_word(reader, element, attribute, &node->command);
    if (node->kind == FLOW_SCRIPT_TASK && str_equal(name, STR("result")))
        return read_result(reader, element, value, node);
    if (is_timed(node->kind) && str_equal(name, STR("clock")))
        return read_clock(reader, element, value, node);
    bool is_known = false;
    if (node->kind == FLOW_USER_TASK)
        TRY(read_of_user_task(reader, element, attribute, node, &is_known));
    if (is_known) return NULL;
    return refuse_attribute(reader, element, name,
                            FLOW_REASON("此处没有这个属性。", "there is no such attribute here."));
}

// What is checked at some kinds of nodes only: who does a task and under which conditions, what
// events are attached to and wait for, and whether the names in expressions are known.
#include "flow/checker.h"

// The facts of a request that every flow may ask for (docs/flow.md has their meaning); a process
// with mingli:variables names its own.
static const char *const FACTS[] = {"outcome",        "role",     "kind",
                                    "amount",         "currency", "isPublicOfficial",
                                    "requesterLevel", "decision"};

// ---- user tasks ----------------------------------------------------------------------------

// Are all texts in an expression, between quotes, the word applicant? Then no way through it can
// give anybody else.
static bool names_only_applicant(str source) {
    size_t count = 0;
    while (true) {
        ptrdiff_t open = str_find_byte(source, '"');
        if (open < 0) return count > 0;
        source = str_slice(source, (size_t)open + 1, source.size);
        ptrdiff_t close = str_find_byte(source, '"');
        if (close < 0) return false;
        struct flow_who who = {0};
        str text = str_slice(source, 0, (size_t)close);
        source = str_slice(source, (size_t)close + 1, source.size);
        if (!flow_who_parse(text, &who)) continue; // a text that is compared with
        if (who.kind != FLOW_WHO_APPLICANT) return false;
        count++;
    }
}

bool flow_check_is_applicants(struct flow_checker *checker, const struct flow_node *node) {
    (void)checker;
    if (node->who.kind == FLOW_WHO_APPLICANT) return true;
    if (node->who.kind != FLOW_WHO_EXPRESSION) return false;
    return names_only_applicant(feel_expression_source(node->who.expression));
}

static void check_apart(struct flow_checker *checker, const struct flow_node *node) {
    for (size_t i = 0; i < node->apart_count; i++) {
        int32_t other = flow_node_index(checker->model, node->apart[i]);
        bool is_task = other != FLOW_NOWHERE &&
                       checker->model->nodes[other].kind == FLOW_USER_TASK &&
                       &checker->model->nodes[other] != node;
        if (is_task) continue;
        flow_checker_add_node(checker, "apart_wrong", node,
                              FLOW_WORDS("的 mingli:apart 须为其他用户任务的 id。",
                                         "must name other user tasks in mingli:apart."));
    }
}

static void check_editable(struct flow_checker *checker, const struct flow_node *node) {
    for (size_t i = 0; i < node->editable_count; i++) {
        bool is_shown = node->field_count == 0; // all fields
        for (size_t k = 0; k < node->field_count; k++)
            if (str_equal(node->fields[k], node->editable[i])) is_shown = true;
        if (is_shown) continue;
        flow_checker_add_node(checker, "editable_wrong", node,
                              FLOW_WORDS("的可改字段不在所示字段（mingli:fields）之内。",
                                         "lets a field be changed that it does not show "
                                         "(mingli:fields)."));
    }
}

void flow_check_user_task(struct flow_checker *checker, const struct flow_node *node) {
    if (node->who.kind == FLOW_WHO_NOBODY)
        flow_checker_add_node(
            checker, "who_missing", node,
            FLOW_WORDS("没有指定办理人（mingli:who）。", "does not say who (mingli:who)."));
    if (checker->model->is_approval_required && node->who.kind == FLOW_WHO_EXPRESSION &&
        flow_check_is_applicants(checker, node))
        flow_checker_add_node(checker, "who_applicant_only", node,
                              FLOW_WORDS("的办理人规则只可能得出申请人本人。",
                                         "has a rule for who that can only give the applicant."));
    check_apart(checker, node);
    check_editable(checker, node);
    if (!node->has_both_titles)
        flow_checker_add_node(
            checker, "title_missing", node,
            FLOW_WORDS("缺少中文或英文名称。", "lacks a title in Chinese or English."));
    if (node->sop.size == 0)
        flow_checker_add_node(
            checker, "sop_missing", node,
            FLOW_WORDS("没有操作规程（mingli:sop）。", "has no procedure (mingli:sop)."));
}

// ---- events --------------------------------------------------------------------------------

static void check_event_gateway(struct flow_checker *checker, const struct flow_node *node) {
    const struct flow_model *model = checker->model;
    bool is_good = node->out_count >= 2;
    for (size_t i = 0; i < node->out_count; i++) {
        int32_t target = model->arrows[node->out[i]].target;
        if (target == FLOW_NOWHERE) continue; // said already
        const struct flow_node *event = &model->nodes[target];
        bool waits = event->kind == FLOW_CATCH || event->kind == FLOW_RECEIVE_TASK;
        if (!waits || event->in_count != 1 || event->first_boundary != FLOW_NOWHERE)
            is_good = false;
    }
    if (!is_good)
        flow_checker_add_node(checker, "event_gateway_wrong", node,
                              FLOW_WORDS("之后至少须有两个只从它进入的捕获事件或接收任务。",
                                         "must be followed by two or more catching events or "
                                         "receive tasks that nothing else leads to."));
}

void flow_check_event(struct flow_checker *checker, const struct flow_node *node) {
    const struct flow_model *model = checker->model;
    if (node->kind == FLOW_EVENT_GATEWAY) check_event_gateway(checker, node);
    if (node->kind != FLOW_BOUNDARY) return;
    bool is_good = node->host != FLOW_NOWHERE && model->nodes[node->host].scope == node->scope &&
                   flow_kind_is_activity(&model->nodes[node->host]);
    if (!is_good)
        flow_checker_add_node(checker, "host_wrong", node,
                              FLOW_WORDS("没有附着在同一层的活动上（attachedToRef）。",
                                         "is not attached to an activity beside it "
                                         "(attachedToRef)."));
}

// ---- variables -----------------------------------------------------------------------------

static bool is_known(const struct flow_model *model, size_t slot) {
    const struct flow_slots *slots = &model->slots;
    const int32_t loops[] = {slots->counter, slots->total, slots->active, slots->done,
                             slots->item,    slots->yes,   slots->no};
    str name = feel_names_at(model->names, slot);
    for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
        if (loops[i] == (int32_t)slot) return true;
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].result == (int32_t)slot) return true;
    for (size_t i = 0; i < model->variable_count; i++)
        if (str_equal(model->variables[i], name)) return true;
    for (size_t i = 0; !model->has_variables && i < sizeof(FACTS) / sizeof(FACTS[0]); i++)
        if (str_equal(str_of(FACTS[i]), name)) return true;
    return false;
}

// The first arrow or node whose expression contains the name, to say where it stands.
static bool stands_in(const struct feel_expression *expression, str name) {
    return expression != NULL && str_find(feel_expression_source(expression), name) >= 0;
}

static bool stands_in_node(const struct flow_node *node, str name) {
    return stands_in(node->who.expression, name) || stands_in(node->script, name) ||
           stands_in(node->event.expression, name) || stands_in(node->multi.count, name) ||
           stands_in(node->multi.each, name) || stands_in(node->multi.done, name) ||
           stands_in(node->multi.vote, name);
}

static void tell_unknown(struct flow_checker *checker, str name) {
    const struct flow_model *model = checker->model;
    str id = model->id;
    int32_t line = 1;
    for (size_t i = 0; i < model->node_count; i++)
        if (stands_in_node(&model->nodes[i], name)) {
            id = model->nodes[i].id;
            line = model->nodes[i].line;
        }
    for (size_t i = 0; i < model->arrow_count; i++)
        if (stands_in(model->arrows[i].condition, name)) {
            id = model->arrows[i].id;
            line = model->arrows[i].line;
        }
    struct flow_text text = {
        .zh = arena_print(checker->arena, "“%.*s”中的变量“%.*s”没有人提供。", STR_ARG(id),
                          STR_ARG(name)),
        .en = arena_print(checker->arena, "\"%.*s\" asks for \"%.*s\", which nobody gives.",
                          STR_ARG(id), STR_ARG(name)),
    };
    flow_checker_add(checker, "variable_unknown", id, line, text);
}

void flow_check_variables(struct flow_checker *checker) {
    const struct flow_model *model = checker->model;
    size_t count = model->names == NULL ? 0 : feel_names_count(model->names);
    for (size_t slot = 0; slot < count; slot++)
        if (!is_known(model, slot)) tell_unknown(checker, feel_names_at(model->names, slot));
}

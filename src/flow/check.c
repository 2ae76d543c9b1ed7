// What would run wrongly is said before it is published: all of it, each with the element and the
// reason. First the shape of the graph, then each node by itself, then what only the whole shows:
// ways that lead nowhere or around the approvers (ways.c) and tokens that get stuck (sound.c).
// What is checked at one kind of node only is in check_node.c.
#include "flow/checker.h"

void flow_checker_add(struct flow_checker *checker, const char *name, str id, int32_t line,
                      struct flow_text text) {
    static const char *const WARNINGS[] = {"title_missing", "sop_missing", "not_explored"};
    struct flow_problem *problem = list_push(checker->arena, &checker->problems);
    *problem =
        (struct flow_problem){.name = name, .id = id, .line = line, .en = text.en, .zh = text.zh};
    for (size_t i = 0; i < sizeof(WARNINGS) / sizeof(WARNINGS[0]); i++)
        if (str_equal(str_of(name), str_of(WARNINGS[i]))) problem->is_warning = true;
    if (!problem->is_warning) checker->refusal_count++;
}

void flow_checker_add_node(struct flow_checker *checker, const char *name,
                           const struct flow_node *node, struct flow_text text) {
    struct flow_text label = flow_kind_label(node);
    struct flow_text whole = {
        .zh = arena_print(checker->arena, "“%.*s”%.*s", STR_ARG(label.zh), STR_ARG(text.zh)),
        .en = arena_print(checker->arena, "\"%.*s\" %.*s", STR_ARG(label.en), STR_ARG(text.en)),
    };
    flow_checker_add(checker, name, node->id, node->line, whole);
}

static void add_at_arrow(struct flow_checker *checker, const char *name,
                         const struct flow_arrow *arrow, struct flow_text text) {
    struct flow_text whole = {
        .zh = arena_print(checker->arena, "连线 %.*s %.*s", STR_ARG(arrow->id), STR_ARG(text.zh)),
        .en = arena_print(checker->arena, "Arrow %.*s %.*s", STR_ARG(arrow->id), STR_ARG(text.en)),
    };
    flow_checker_add(checker, name, arrow->id, arrow->line, whole);
}

static void add_at_flow(struct flow_checker *checker, const char *name, struct flow_text text) {
    flow_checker_add(checker, name, checker->model->id, 1, text);
}

static bool is_end(const struct flow_node *node) {
    return node->kind == FLOW_END || node->kind == FLOW_TERMINATE;
}

// ---- the shape of the graph ----------------------------------------------------------------

static void add_at_scope(struct flow_checker *checker, const char *name, int32_t scope,
                         struct flow_text text) {
    if (scope == FLOW_NOWHERE)
        flow_checker_add(checker, name, checker->model->id, 1,
                         (struct flow_text){arena_join(checker->arena, STR("流程"), text.zh),
                                            arena_join(checker->arena, STR("The flow "), text.en)});
    else
        flow_checker_add_node(checker, name, &checker->model->nodes[scope], text);
}

// A process may begin in several ways, each by another event; what lies inside has one start.
static bool is_second_start(const struct flow_node *first, const struct flow_node *second) {
    if (first->scope != FLOW_NOWHERE) return true;
    return first->event.kind == second->event.kind &&
           str_equal(first->event.name, second->event.name);
}

static void check_starts_of(struct flow_checker *checker, int32_t scope) {
    const struct flow_model *model = checker->model;
    const struct flow_node *first = NULL;
    size_t end_count = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        const struct flow_node *node = &model->nodes[i];
        if (node->scope != scope) continue;
        if (is_end(node)) end_count++;
        bool begins = node->kind == FLOW_START || (scope == FLOW_NOWHERE && node->is_instantiating);
        if (!begins) continue;
        if (first != NULL && is_second_start(first, node))
            flow_checker_add_node(checker, "starts_several", node,
                                  FLOW_WORDS("是多余的开始事件，只能有一个。",
                                             "is a second start event; there can be only one."));
        if (first == NULL) first = node;
    }
    bool has_start =
        scope == FLOW_NOWHERE ? first != NULL : model->nodes[scope].start != FLOW_NOWHERE;
    if (!has_start)
        add_at_scope(checker, "start_missing", scope,
                     FLOW_WORDS("没有开始事件。", "has no start event."));
    if (end_count == 0)
        add_at_scope(checker, "end_missing", scope,
                     FLOW_WORDS("没有结束事件。", "has no end event."));
}

static void check_starts_and_ends(struct flow_checker *checker) {
    check_starts_of(checker, FLOW_NOWHERE);
    for (size_t i = 0; i < checker->model->node_count; i++)
        if (checker->model->nodes[i].inner == (int32_t)i) check_starts_of(checker, (int32_t)i);
}

static void check_duplicates(struct flow_checker *checker) {
    for (size_t i = 0; i < checker->model->duplicate_count; i++) {
        struct flow_duplicate duplicate = checker->model->duplicates[i];
        struct flow_text text = {
            .zh = arena_print(checker->arena, "id“%.*s”重复。", STR_ARG(duplicate.id)),
            .en = arena_print(checker->arena, "The id \"%.*s\" is used twice.",
                              STR_ARG(duplicate.id)),
        };
        flow_checker_add(checker, "id_duplicate", duplicate.id, duplicate.line, text);
    }
}

static void check_arrow(struct flow_checker *checker, const struct flow_arrow *arrow) {
    const struct flow_node *nodes = checker->model->nodes;
    if (arrow->source == FLOW_NOWHERE || arrow->target == FLOW_NOWHERE) {
        add_at_arrow(checker, "arrow_dangling", arrow,
                     FLOW_WORDS("的一端没有连接到节点。", "is not connected at both ends."));
        return;
    }
    if (nodes[arrow->source].scope != nodes[arrow->target].scope) {
        add_at_arrow(checker, "arrow_crosses", arrow,
                     FLOW_WORDS("跨越了子流程的边界。", "crosses the border of a sub-process."));
        return;
    }
    enum flow_kind from = nodes[arrow->source].kind;
    enum flow_kind to = nodes[arrow->target].kind;
    if (to == FLOW_BOUNDARY || to == FLOW_EVENT_SUB || from == FLOW_EVENT_SUB)
        add_at_arrow(checker, "arrow_misplaced", arrow,
                     FLOW_WORDS("不能进入边界事件，也不能连接事件子流程。",
                                "must not lead into a boundary event, nor to or from an event "
                                "sub-process."));
    if (nodes[arrow->target].kind == FLOW_START)
        add_at_arrow(checker, "arrow_misplaced", arrow,
                     FLOW_WORDS("不能进入开始事件。", "must not lead into a start event."));
    if (is_end(&nodes[arrow->source]))
        add_at_arrow(checker, "arrow_misplaced", arrow,
                     FLOW_WORDS("不能从结束事件引出。", "must not lead out of an end event."));
}

// ---- each node by itself -------------------------------------------------------------------

static void check_message(struct flow_checker *checker, const struct flow_node *node) {
    bool waits = node->kind == FLOW_RECEIVE_TASK;
    bool sends = node->kind == FLOW_SEND_TASK && node->command.size == 0;
    if ((waits || sends) && node->event.kind != FLOW_EVENT_MESSAGE)
        flow_checker_add_node(
            checker, "message_missing", node,
            FLOW_WORDS("没有指定消息（messageRef）。", "does not say which message (messageRef)."));
}

static void check_task(struct flow_checker *checker, const struct flow_node *node) {
    bool wants_command = node->kind == FLOW_SERVICE_TASK || node->kind == FLOW_RULE_TASK;
    if (wants_command && node->command.size == 0)
        flow_checker_add_node(checker, "command_missing", node,
                              FLOW_WORDS("没有指定命令（mingli:command）。",
                                         "does not say which command (mingli:command)."));
    if (node->kind == FLOW_SCRIPT_TASK && node->command.size == 0 && node->script == NULL)
        flow_checker_add_node(checker, "script_missing", node,
                              FLOW_WORDS("没有脚本。", "has no script."));
    check_message(checker, node);
    if (node->kind == FLOW_USER_TASK) flow_check_user_task(checker, node);
}

static void check_default(struct flow_checker *checker, const struct flow_node *node) {
    if (node->default_id.size == 0) return;
    bool is_chooser =
        node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_INCLUSIVE || flow_kind_is_activity(node);
    const struct flow_arrow *arrows = checker->model->arrows;
    if (!is_chooser || node->default_arrow == FLOW_NOWHERE)
        flow_checker_add_node(
            checker, "default_wrong", node,
            FLOW_WORDS("的默认出口不是它的出线。", "has a default that is none of its arrows."));
    else if (arrows[node->default_arrow].condition != NULL)
        flow_checker_add_node(
            checker, "default_wrong", node,
            FLOW_WORDS("的默认出口不应带条件。", "has a default with a condition."));
}

static void check_choice(struct flow_checker *checker, const struct flow_node *node) {
    const struct flow_arrow *arrows = checker->model->arrows;
    bool is_covered = node->default_arrow != FLOW_NOWHERE;
    for (size_t i = 0; i < node->out_count; i++) {
        const struct flow_arrow *arrow = &arrows[node->out[i]];
        if (arrow->condition != NULL || node->out[i] == node->default_arrow) continue;
        if (node->kind != FLOW_EXCLUSIVE)
            is_covered = true; // always taken
        else
            add_at_arrow(checker, "condition_missing", arrow,
                         FLOW_WORDS("没有条件，也不是默认出口。",
                                    "has no condition and is not the default."));
    }
    if (!is_covered && !flow_cover_all(checker->arena, checker->model, node))
        flow_checker_add_node(
            checker, "default_missing", node,
            FLOW_WORDS("没有默认出口，且无法证明条件覆盖所有情形。",
                       "has no default, and its conditions may not cover all cases."));
}

static void check_gateway(struct flow_checker *checker, const struct flow_node *node) {
    check_default(checker, node);
    if (node->kind != FLOW_EXCLUSIVE && node->kind != FLOW_INCLUSIVE && !node->has_conditions)
        return;
    if (node->out_count > 1) {
        check_choice(checker, node);
    } else if (node->out_count == 1) {
        const struct flow_arrow *only = &checker->model->arrows[node->out[0]];
        if (only->condition != NULL)
            add_at_arrow(checker, "condition_unused", only,
                         FLOW_WORDS("是唯一出口，不应带条件。",
                                    "is the only way on and must not have a condition."));
    }
}

// ---- the whole -----------------------------------------------------------------------------

struct flow_report flow_check(struct arena *arena, const struct flow_model *model) {
    struct flow_checker checker = {.arena = arena, .model = model};
    if (model->node_count == 0)
        add_at_flow(&checker, "flow_empty",
                    FLOW_WORDS("流程中没有节点。", "There are no nodes in the flow."));
    check_starts_and_ends(&checker);
    check_duplicates(&checker);
    for (size_t i = 0; i < model->arrow_count; i++) check_arrow(&checker, &model->arrows[i]);
    flow_check_ways(&checker);
    for (size_t i = 0; i < model->node_count; i++) {
        check_task(&checker, &model->nodes[i]);
        check_gateway(&checker, &model->nodes[i]);
        flow_check_event(&checker, &model->nodes[i]);
    }
    flow_check_variables(&checker);
    if (model->is_approval_required) flow_check_approval(&checker);
    if (checker.refusal_count == 0) flow_sound_check(&checker);
    return (struct flow_report){checker.problems.items, checker.problems.count,
                                checker.refusal_count};
}

fault flow_check_refuse(struct arena *arena, const struct flow_model *model,
                        struct fault_note *ret_note) {
    struct flow_report report = flow_check(arena, model);
    for (size_t i = 0; i < report.count; i++) {
        if (report.problems[i].is_warning) continue;
        ret_note->field = report.problems[i].id;
        ret_note->en = report.problems[i].en;
        ret_note->zh = report.problems[i].zh;
        return &flow_refused;
    }
    return NULL;
}

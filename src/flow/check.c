// What would run wrongly is said before it is published: all of it, each with the element and the
// reason. First the shape of the graph, then each node by itself, then what only the whole shows:
// a way around the approvers (when the law wants them) and tokens that get stuck (sound.c).
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

static void add_at_node(struct flow_checker *checker, const char *name,
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

static void check_starts_and_ends(struct flow_checker *checker) {
    size_t start_count = 0;
    size_t end_count = 0;
    for (size_t i = 0; i < checker->model->node_count; i++) {
        const struct flow_node *node = &checker->model->nodes[i];
        if (is_end(node)) end_count++;
        if (node->kind == FLOW_START && ++start_count > 1)
            add_at_node(checker, "starts_several", node,
                        FLOW_WORDS("是多余的开始事件，只能有一个。",
                                   "is a second start event; there can be only one."));
    }
    if (start_count == 0)
        add_at_flow(checker, "start_missing",
                    FLOW_WORDS("流程没有开始事件。", "The flow has no start event."));
    if (end_count == 0)
        add_at_flow(checker, "end_missing",
                    FLOW_WORDS("流程没有结束事件。", "The flow has no end event."));
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
    if (nodes[arrow->target].kind == FLOW_START)
        add_at_arrow(checker, "arrow_misplaced", arrow,
                     FLOW_WORDS("不能进入开始事件。", "must not lead into a start event."));
    if (is_end(&nodes[arrow->source]))
        add_at_arrow(checker, "arrow_misplaced", arrow,
                     FLOW_WORDS("不能从结束事件引出。", "must not lead out of an end event."));
}

// A search through the graph; nodes that are walls are marked but not passed.
struct search {
    const struct flow_model *model;
    bool is_forward;     // along the arrows, or against them
    const bool *is_wall; // NULL: none
    bool *is_marked;
    int32_t *stack;
    size_t height;
};

static struct search search_in(struct flow_checker *checker, bool is_forward) {
    return (struct search){
        .model = checker->model,
        .is_forward = is_forward,
        .is_marked = ARENA_ARRAY(checker->arena, bool, checker->model->node_count),
        .stack = ARENA_ARRAY(checker->arena, int32_t, checker->model->node_count),
    };
}

static void mark(struct search *search, int32_t node) {
    if (node == FLOW_NOWHERE || search->is_marked[node]) return;
    search->is_marked[node] = true;
    search->stack[search->height++] = node;
}

static void spread(struct search *search) {
    while (search->height > 0) {
        int32_t index = search->stack[--search->height];
        if (search->is_wall != NULL && search->is_wall[index]) continue;
        const struct flow_node *node = &search->model->nodes[index];
        const int32_t *arrows = search->is_forward ? node->out : node->in;
        size_t count = search->is_forward ? node->out_count : node->in_count;
        for (size_t i = 0; i < count; i++) {
            const struct flow_arrow *arrow = &search->model->arrows[arrows[i]];
            mark(search, search->is_forward ? arrow->target : arrow->source);
        }
    }
}

// What can be reached from the starts, without passing walls (may be NULL).
static const bool *reached_from_start(struct flow_checker *checker, const bool *is_wall) {
    struct search search = search_in(checker, true);
    search.is_wall = is_wall;
    for (size_t i = 0; i < checker->model->node_count; i++)
        if (checker->model->nodes[i].kind == FLOW_START) mark(&search, (int32_t)i);
    spread(&search);
    return search.is_marked;
}

static const bool *leading_to_end(struct flow_checker *checker) {
    struct search search = search_in(checker, false);
    for (size_t i = 0; i < checker->model->node_count; i++)
        if (is_end(&checker->model->nodes[i])) mark(&search, (int32_t)i);
    spread(&search);
    return search.is_marked;
}

static void check_ways(struct flow_checker *checker) {
    const bool *is_reached = reached_from_start(checker, NULL);
    const bool *leads_on = leading_to_end(checker);
    for (size_t i = 0; i < checker->model->node_count; i++) {
        const struct flow_node *node = &checker->model->nodes[i];
        if (!is_reached[i])
            add_at_node(checker, "node_unreachable", node,
                        FLOW_WORDS("无法从开始事件到达。", "cannot be reached from the start."));
        if (!leads_on[i])
            add_at_node(checker, "dead_end", node,
                        FLOW_WORDS("走不到任何结束事件。", "leads to no end event."));
    }
}

// ---- each node by itself -------------------------------------------------------------------

static void check_task(struct flow_checker *checker, const struct flow_node *node) {
    if (node->kind == FLOW_USER_TASK && node->who.kind == FLOW_WHO_NOBODY)
        add_at_node(checker, "who_missing", node,
                    FLOW_WORDS("没有指定办理人（mingli:who）。", "does not say who (mingli:who)."));
    if (node->kind == FLOW_SERVICE_TASK && node->command.size == 0)
        add_at_node(checker, "command_missing", node,
                    FLOW_WORDS("没有指定命令（mingli:command）。",
                               "does not say which command (mingli:command)."));
    if (node->kind != FLOW_USER_TASK) return;
    if (!node->has_both_titles)
        add_at_node(checker, "title_missing", node,
                    FLOW_WORDS("缺少中文或英文名称。", "lacks a title in Chinese or English."));
    if (node->sop.size == 0)
        add_at_node(checker, "sop_missing", node,
                    FLOW_WORDS("没有操作规程（mingli:sop）。", "has no procedure (mingli:sop)."));
}

static void check_default(struct flow_checker *checker, const struct flow_node *node) {
    if (node->default_id.size == 0) return;
    bool is_chooser = node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_INCLUSIVE;
    const struct flow_arrow *arrows = checker->model->arrows;
    if (!is_chooser || node->default_arrow == FLOW_NOWHERE)
        add_at_node(
            checker, "default_wrong", node,
            FLOW_WORDS("的默认出口不是它的出线。", "has a default that is none of its arrows."));
    else if (arrows[node->default_arrow].condition != NULL)
        add_at_node(checker, "default_wrong", node,
                    FLOW_WORDS("的默认出口不应带条件。", "has a default with a condition."));
}

static void check_choice(struct flow_checker *checker, const struct flow_node *node) {
    const struct flow_arrow *arrows = checker->model->arrows;
    bool is_covered = node->default_arrow != FLOW_NOWHERE;
    for (size_t i = 0; i < node->out_count; i++) {
        const struct flow_arrow *arrow = &arrows[node->out[i]];
        if (arrow->condition != NULL || node->out[i] == node->default_arrow) continue;
        if (node->kind == FLOW_INCLUSIVE)
            is_covered = true; // always taken
        else
            add_at_arrow(checker, "condition_missing", arrow,
                         FLOW_WORDS("没有条件，也不是默认出口。",
                                    "has no condition and is not the default."));
    }
    if (!is_covered && !flow_cover_all(checker->arena, checker->model, node))
        add_at_node(checker, "default_missing", node,
                    FLOW_WORDS("没有默认出口，且无法证明条件覆盖所有情形。",
                               "has no default, and its conditions may not cover all cases."));
}

static void check_gateway(struct flow_checker *checker, const struct flow_node *node) {
    check_default(checker, node);
    if (node->kind != FLOW_EXCLUSIVE && node->kind != FLOW_INCLUSIVE) return;
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

// The applicant's own tasks do not count: correcting a request is not approving it.
static void check_approval(struct flow_checker *checker) {
    const struct flow_model *model = checker->model;
    bool *is_wall = ARENA_ARRAY(checker->arena, bool, model->node_count);
    for (size_t i = 0; i < model->node_count; i++)
        is_wall[i] = model->nodes[i].kind == FLOW_USER_TASK &&
                     model->nodes[i].who.kind != FLOW_WHO_APPLICANT;
    const bool *is_reached = reached_from_start(checker, is_wall);
    for (size_t i = 0; i < model->node_count; i++)
        if (is_reached[i] && is_end(&model->nodes[i]))
            add_at_node(checker, "approval_bypassed", &model->nodes[i],
                        FLOW_WORDS("可以不经任何审批人到达，而该流程必须审批。",
                                   "can be reached without any approver, but this flow requires "
                                   "approval."));
}

struct flow_report flow_check(struct arena *arena, const struct flow_model *model) {
    struct flow_checker checker = {.arena = arena, .model = model};
    if (model->node_count == 0)
        add_at_flow(&checker, "flow_empty",
                    FLOW_WORDS("流程中没有节点。", "There are no nodes in the flow."));
    check_starts_and_ends(&checker);
    check_duplicates(&checker);
    for (size_t i = 0; i < model->arrow_count; i++) check_arrow(&checker, &model->arrows[i]);
    check_ways(&checker);
    for (size_t i = 0; i < model->node_count; i++) {
        check_task(&checker, &model->nodes[i]);
        check_gateway(&checker, &model->nodes[i]);
    }
    if (model->is_approval_required) check_approval(&checker);
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

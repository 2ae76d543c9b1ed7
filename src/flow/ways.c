// Ways through the drawing: from the starts to every node, from every node to an end of its scope,
// and, where the law wants approval, ways around the approvers. A sub-process is entered at its
// start and left when one of its ends is reached; a boundary event can be reached as soon as its
// activity is, whoever has not yet decided there: time never approves.
#include "flow/checker.h"

struct search {
    const struct flow_model *model;
    const bool *is_wall; // reached, but not left by its arrows; NULL: none
    bool *is_marked;
    bool *is_left; // sub-processes and calls whose arrows were followed
    int32_t *stack;
    size_t height;
};

static struct search search_in(struct flow_checker *checker) {
    return (struct search){
        .model = checker->model,
        .is_marked = ARENA_ARRAY(checker->arena, bool, checker->model->node_count),
        .is_left = ARENA_ARRAY(checker->arena, bool, checker->model->node_count),
        .stack = ARENA_ARRAY(checker->arena, int32_t, checker->model->node_count),
    };
}

static void mark(struct search *search, int32_t node) {
    if (node == FLOW_NOWHERE || search->is_marked[node]) return;
    search->is_marked[node] = true;
    search->stack[search->height++] = node;
}

static void mark_chain(struct search *search, int32_t first) {
    for (int32_t i = first; i != FLOW_NOWHERE; i = search->model->nodes[i].next_attached)
        mark(search, i);
}

static void follow_arrows(struct search *search, const struct flow_node *node) {
    for (size_t i = 0; i < node->out_count; i++)
        mark(search, search->model->arrows[node->out[i]].target);
}

static void spread(struct search *search) {
    while (search->height > 0) {
        int32_t index = search->stack[--search->height];
        const struct flow_node *node = &search->model->nodes[index];
        mark_chain(search, node->first_boundary);
        if (node->inner != FLOW_NOWHERE) { // left by leave_scopes
            mark(search, node->inner);
            mark(search, node->start);
            mark_chain(search, node->first_event_sub);
        } else if (search->is_wall == NULL || !search->is_wall[index]) {
            follow_arrows(search, node);
        }
    }
}

static bool ends_well(const struct search *search, int32_t scope) {
    for (size_t i = 0; i < search->model->node_count; i++) {
        const struct flow_node *node = &search->model->nodes[i];
        bool is_end = node->kind == FLOW_TERMINATE ||
                      (node->kind == FLOW_END && node->event.kind != FLOW_EVENT_ERROR);
        if (is_end && node->scope == scope && search->is_marked[i]) return true;
    }
    return false;
}

// A scope can also end by an event sub-process that took its place.
static bool can_be_left(const struct search *search, int32_t scope) {
    if (ends_well(search, scope)) return true;
    for (int32_t i = search->model->nodes[scope].first_event_sub; i != FLOW_NOWHERE;
         i = search->model->nodes[i].next_attached)
        if (search->is_marked[i] && ends_well(search, i)) return true;
    return false;
}

static bool leave_scopes(struct search *search) {
    bool has_left = false;
    for (size_t i = 0; i < search->model->node_count; i++) {
        const struct flow_node *node = &search->model->nodes[i];
        bool is_open = search->is_marked[i] && node->inner != FLOW_NOWHERE && !search->is_left[i];
        if (!is_open || node->kind == FLOW_PROCESS || !can_be_left(search, node->inner)) continue;
        search->is_left[i] = true;
        has_left = true;
        follow_arrows(search, node);
    }
    return has_left;
}

// What can be reached from the starts, without passing walls (may be NULL).
static const bool *reached_from_start(struct flow_checker *checker, const bool *is_wall) {
    struct search search = search_in(checker);
    search.is_wall = is_wall;
    for (size_t i = 0; i < checker->model->node_count; i++) {
        const struct flow_node *node = &checker->model->nodes[i];
        bool begins = node->kind == FLOW_START || node->is_instantiating;
        if (begins && node->scope == FLOW_NOWHERE) mark(&search, (int32_t)i);
    }
    mark_chain(&search, checker->model->first_event_sub);
    do spread(&search);
    while (leave_scopes(&search));
    return search.is_marked;
}

// Backwards from all ends along the arrows, which never leave a scope.
static const bool *leading_to_end(struct flow_checker *checker) {
    const struct flow_model *model = checker->model;
    struct search search = search_in(checker);
    for (size_t i = 0; i < model->node_count; i++) {
        enum flow_kind kind = model->nodes[i].kind;
        // nothing comes after these; what is inside them is looked at by itself
        bool is_last = kind == FLOW_END || kind == FLOW_TERMINATE || kind == FLOW_EVENT_SUB ||
                       kind == FLOW_PROCESS;
        if (is_last) mark(&search, (int32_t)i);
    }
    while (search.height > 0) {
        const struct flow_node *node = &model->nodes[search.stack[--search.height]];
        for (size_t i = 0; i < node->in_count; i++)
            mark(&search, model->arrows[node->in[i]].source);
    }
    return search.is_marked;
}

void flow_check_ways(struct flow_checker *checker) {
    const bool *is_reached = reached_from_start(checker, NULL);
    const bool *leads_on = leading_to_end(checker);
    for (size_t i = 0; i < checker->model->node_count; i++) {
        const struct flow_node *node = &checker->model->nodes[i];
        if (!is_reached[i])
            flow_checker_add_node(
                checker, "node_unreachable", node,
                FLOW_WORDS("无法从开始事件到达。", "cannot be reached from the start."));
        if (!leads_on[i])
            flow_checker_add_node(checker, "dead_end", node,
                                  FLOW_WORDS("走不到任何结束事件。", "leads to no end event."));
    }
}

// An end of the run: of the process itself, or of what may take its place.
static bool is_end_of_run(const struct flow_model *model, const struct flow_node *node) {
    if (node->kind != FLOW_END && node->kind != FLOW_TERMINATE) return false;
    if (node->scope == FLOW_NOWHERE) return true;
    const struct flow_node *scope = &model->nodes[node->scope];
    return scope->kind == FLOW_EVENT_SUB && scope->scope == FLOW_NOWHERE;
}

// The applicant's own tasks do not count: correcting a request is not approving it.
void flow_check_approval(struct flow_checker *checker) {
    const struct flow_model *model = checker->model;
    bool *is_wall = ARENA_ARRAY(checker->arena, bool, model->node_count);
    for (size_t i = 0; i < model->node_count; i++)
        is_wall[i] = model->nodes[i].kind == FLOW_USER_TASK &&
                     !flow_check_is_applicants(checker, &model->nodes[i]);
    const bool *is_reached = reached_from_start(checker, is_wall);
    for (size_t i = 0; i < model->node_count; i++)
        if (is_reached[i] && is_end_of_run(model, &model->nodes[i]))
            flow_checker_add_node(checker, "approval_bypassed", &model->nodes[i],
                                  FLOW_WORDS("可以不经任何审批人到达，而该流程必须审批。",
                                             "can be reached without any approver, but this flow "
                                             "requires approval."));
}

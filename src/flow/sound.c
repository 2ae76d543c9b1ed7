// Proves that tokens neither wait for ever nor meet at one place, by walking through every state
// that a run can be in (van der Aalst's soundness of workflow nets, on the arrows of the process).
// Each sub-process is explored by itself and seen from outside as one task.
// A state is the set of arrows that hold a token; choices are free, whatever the conditions say, so
// a model that is safe only because two conditions depend on each other is refused: nobody could
// see that in the drawing. Bounded: above LIMIT_FLOW_STATES the model is only warned about.
#include "flow/checker.h"

#include <string.h>

enum { WORDS = 4, ARROWS_MAX = WORDS * 64, SLOTS = 65536, INCLUSIVE_WAYS_MAX = 8 };

_Static_assert(LIMIT_FLOW_STATES * 2 < SLOTS, "the table stays at most half full");

struct state {
    uint64_t bits[WORDS];
    uint64_t fired; // boundary events that do not interrupt: each goes off once at most
};

struct sounder {
    struct flow_checker *checker;
    const struct flow_model *model;
    struct state *states; // in order of discovery: also the queue
    size_t count;
    int32_t *slots; // index + 1 into states
    bool *is_told;  // nodes about which something was said
    bool is_exhausted;
    bool has_moved; // the present state has a next one
    size_t spent;   // states of scopes that were explored before
    int32_t scope;  // what is explored: the process, or one sub-process of it
    bool *to_empty; // per node, for inclusive joins
    bool *to_full;
    int32_t *stack;
};

static bool has(const struct state *state, int32_t arrow) {
    return (state->bits[arrow / 64] >> (arrow % 64) & 1) != 0;
}

static void put(struct state *state, int32_t arrow) {
    state->bits[arrow / 64] |= (uint64_t)1 << (arrow % 64);
}

static void take(struct state *state, int32_t arrow) {
    state->bits[arrow / 64] &= ~((uint64_t)1 << (arrow % 64));
}

static bool is_empty(const struct state *state) {
    return (state->bits[0] | state->bits[1] | state->bits[2] | state->bits[3]) == 0;
}

static uint64_t hash(const struct state *state) {
    uint64_t sum = 0;
    for (size_t i = 0; i < WORDS; i++) {
        sum = (sum ^ state->bits[i]) * 0x9e3779b97f4a7c15u;
        sum ^= sum >> 29;
    }
    sum = (sum ^ state->fired) * 0x9e3779b97f4a7c15u;
    return sum ^ (sum >> 32);
}

static void discover(struct sounder *sounder, const struct state *state) {
    sounder->has_moved = true;
    size_t at = hash(state) % SLOTS;
    for (; sounder->slots[at] != 0; at = (at + 1) % SLOTS)
        if (memcmp(&sounder->states[sounder->slots[at] - 1], state, sizeof(*state)) == 0) return;
    if (sounder->spent + sounder->count == LIMIT_FLOW_STATES) {
        sounder->is_exhausted = true;
        return;
    }
    sounder->states[sounder->count] = *state;
    sounder->slots[at] = (int32_t)++sounder->count;
}

static void tell(struct sounder *sounder, int32_t node, const char *name, struct flow_text text) {
    if (sounder->is_told[node]) return;
    sounder->is_told[node] = true;
    const struct flow_node *place = &sounder->model->nodes[node];
    struct flow_text label = flow_kind_label(place);
    struct arena *arena = sounder->checker->arena;
    struct flow_text whole = {
        .zh = arena_print(arena, "“%.*s”%.*s", STR_ARG(label.zh), STR_ARG(text.zh)),
        .en = arena_print(arena, "\"%.*s\" %.*s", STR_ARG(label.en), STR_ARG(text.en)),
    };
    flow_checker_add(sounder->checker, name, place->id, place->line, whole);
}

static void tell_doubled(struct sounder *sounder, int32_t node) {
    tell(sounder, node, "doubled",
         FLOW_WORDS("可能同时到达两次：并行分支未经汇合就合并。",
                    "may be reached twice at a time: parallel branches meet without a join."));
}

// Puts a token on an arrow; false (and told) when one is there already.
static bool produce(struct sounder *sounder, struct state *state, int32_t arrow) {
    sounder->has_moved = true;
    if (has(state, arrow)) {
        tell_doubled(sounder, sounder->model->arrows[arrow].target);
        return false;
    }
    put(state, arrow);
    return true;
}

// ---- the ways on from a node ---------------------------------------------------------------

static void go_one_way(struct sounder *sounder, const struct state *from,
                       const struct flow_node *node) {
    for (size_t i = 0; i < node->out_count; i++) {
        struct state next = *from;
        if (produce(sounder, &next, node->out[i])) discover(sounder, &next);
    }
}

static void go_all_ways(struct sounder *sounder, const struct state *from,
                        const struct flow_node *node) {
    struct state next = *from;
    for (size_t i = 0; i < node->out_count; i++)
        if (!produce(sounder, &next, node->out[i])) return;
    discover(sounder, &next);
}

static void go_some_ways(struct sounder *sounder, const struct state *from,
                         const struct flow_node *node) {
    if (node->out_count > INCLUSIVE_WAYS_MAX) {
        sounder->is_exhausted = true;
        sounder->has_moved = true;
        return;
    }
    for (uint32_t chosen = 1; chosen < 1u << node->out_count; chosen++) {
        struct state next = *from;
        bool is_possible = true;
        for (size_t i = 0; i < node->out_count; i++)
            if ((chosen >> i & 1) != 0)
                is_possible = produce(sounder, &next, node->out[i]) && is_possible;
        if (is_possible) discover(sounder, &next);
    }
}

static void go_away(struct sounder *sounder, const struct state *from,
                    const struct flow_node *node) {
    struct state nothing = {.fired = from->fired};
    bool ends_all = node->kind == FLOW_TERMINATE || node->event.kind == FLOW_EVENT_ERROR;
    discover(sounder, ends_all ? &nothing : from);
}

// Instead of being completed, an activity may be interrupted at its border.
static void go_interrupted(struct sounder *sounder, const struct state *from,
                           const struct flow_node *node) {
    for (int32_t i = node->first_boundary; i != FLOW_NOWHERE;
         i = sounder->model->nodes[i].next_attached)
        if (sounder->model->nodes[i].is_interrupting)
            go_all_ways(sounder, from, &sounder->model->nodes[i]);
}

// from: the state with the tokens that the node consumes taken away.
static void fire(struct sounder *sounder, const struct state *from, const struct flow_node *node) {
    if (node->kind == FLOW_END || node->kind == FLOW_TERMINATE) {
        go_away(sounder, from, node);
        return;
    }
    go_interrupted(sounder, from, node);
    if (node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_EVENT_GATEWAY)
        go_one_way(sounder, from, node);
    else if (node->kind == FLOW_INCLUSIVE || node->has_conditions)
        go_some_ways(sounder, from, node);
    else
        go_all_ways(sounder, from, node);
}

// While an activity is going on, what is at its border may set a second token going.
static void go_beside(struct sounder *sounder, const struct state *state,
                      const struct flow_node *node) {
    for (int32_t i = node->first_boundary; i != FLOW_NOWHERE;
         i = sounder->model->nodes[i].next_attached) {
        const struct flow_node *event = &sounder->model->nodes[i];
        uint64_t flag = (uint64_t)1 << (i % 64);
        if (event->is_interrupting || (state->fired & flag) != 0) continue;
        struct state next = *state;
        next.fired |= flag;
        bool is_possible = true;
        for (size_t k = 0; k < event->out_count; k++)
            is_possible = produce(sounder, &next, event->out[k]) && is_possible;
        if (is_possible) discover(sounder, &next);
    }
}

// ---- joins ---------------------------------------------------------------------------------

// As mark_before in kinds.c, for tokens on arrows.
static void mark_before(struct sounder *sounder, const struct state *state,
                        const struct flow_node *gateway, bool has_token) {
    const struct flow_model *model = sounder->model;
    bool *is_marked = has_token ? sounder->to_full : sounder->to_empty;
    size_t height = 0;
    memset(is_marked, 0, model->node_count * sizeof(bool));
    for (size_t i = 0; i < gateway->in_count; i++)
        if (has(state, gateway->in[i]) == has_token) sounder->stack[height++] = gateway->in[i];
    while (height > 0) {
        int32_t arrow = sounder->stack[--height];
        const struct flow_node *source = &model->nodes[model->arrows[arrow].source];
        if (source == gateway || is_marked[source - model->nodes]) continue;
        is_marked[source - model->nodes] = true;
        if (source->host != FLOW_NOWHERE) {
            is_marked[source->host] = true;
            source = &model->nodes[source->host];
        }
        for (size_t i = 0; i < source->in_count; i++) sounder->stack[height++] = source->in[i];
    }
}

static bool awaits_somebody(struct sounder *sounder, const struct state *state,
                            const struct flow_node *gateway) {
    const struct flow_model *model = sounder->model;
    mark_before(sounder, state, gateway, false);
    mark_before(sounder, state, gateway, true);
    for (size_t i = 0; i < model->arrow_count; i++) {
        int32_t target = model->arrows[i].target;
        if (!has(state, (int32_t)i) || &model->nodes[target] == gateway) continue;
        if (sounder->to_empty[target] && !sounder->to_full[target]) return true;
    }
    return false;
}

static void try_join(struct sounder *sounder, const struct state *state,
                     const struct flow_node *node) {
    struct state without = *state;
    size_t count = 0;
    for (size_t i = 0; i < node->in_count; i++) {
        if (!has(state, node->in[i])) continue;
        take(&without, node->in[i]);
        count++;
    }
    bool is_complete = count == node->in_count;
    if (count == 0 || (node->kind == FLOW_PARALLEL && !is_complete)) return;
    if (!is_complete && awaits_somebody(sounder, state, node)) return;
    fire(sounder, &without, node);
}

static void try_node(struct sounder *sounder, const struct state *state,
                     const struct flow_node *node) {
    if (flow_kind_is_join(node)) {
        try_join(sounder, state, node);
        return;
    }
    for (size_t i = 0; i < node->in_count; i++) {
        if (!has(state, node->in[i])) continue;
        struct state without = *state;
        go_beside(sounder, state, node);
        take(&without, node->in[i]);
        fire(sounder, &without, node);
    }
}

// Ends may be reached by several tokens, joins are there for it; anything else would be done twice.
static bool has_two_tokens(const struct state *state, const struct flow_node *node) {
    if (flow_kind_is_join(node) || node->out_count == 0) return false;
    size_t count = 0;
    for (size_t i = 0; i < node->in_count; i++)
        if (has(state, node->in[i])) count++;
    return count > 1;
}

static void explore(struct sounder *sounder, const struct state *state) {
    const struct flow_model *model = sounder->model;
    sounder->has_moved = false;
    for (size_t i = 0; i < model->node_count; i++) {
        if (model->nodes[i].scope != sounder->scope) continue;
        if (!has_two_tokens(state, &model->nodes[i])) continue;
        tell_doubled(sounder, (int32_t)i);
        return;
    }
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].scope == sounder->scope) try_node(sounder, state, &model->nodes[i]);
    if (sounder->has_moved || is_empty(state)) return;
    for (size_t i = 0; i < model->arrow_count; i++)
        if (has(state, (int32_t)i))
            tell(sounder, model->arrows[i].target, "stuck",
                 FLOW_WORDS("可能永远等不到其余分支：进入它的分支不一定都会被走到。",
                            "may wait for ever: not all branches into it are sure to be walked."));
}

static void explore_scope(struct sounder *sounder, int32_t scope) {
    const struct flow_model *model = sounder->model;
    struct state nothing = {0};
    memset(sounder->slots, 0, SLOTS * sizeof(sounder->slots[0]));
    sounder->spent += sounder->count;
    sounder->count = 0;
    sounder->scope = scope;
    for (size_t i = 0; i < model->node_count; i++) {
        const struct flow_node *node = &model->nodes[i];
        bool begins = node->kind == FLOW_START || node->is_instantiating;
        if (begins && node->scope == scope) fire(sounder, &nothing, node);
    }
    for (size_t i = 0; i < sounder->count; i++) {
        struct state state = sounder->states[i];
        explore(sounder, &state);
    }
}

static void explore_all(struct sounder *sounder) {
    struct arena *arena = sounder->checker->arena;
    const struct flow_model *model = sounder->model;
    sounder->states = ARENA_ARRAY(arena, struct state, LIMIT_FLOW_STATES);
    sounder->slots = ARENA_ARRAY(arena, int32_t, SLOTS);
    sounder->is_told = ARENA_ARRAY(arena, bool, model->node_count);
    sounder->to_empty = ARENA_ARRAY(arena, bool, model->node_count);
    sounder->to_full = ARENA_ARRAY(arena, bool, model->node_count);
    sounder->stack = ARENA_ARRAY(arena, int32_t, model->arrow_count * 2 + 1);
    explore_scope(sounder, FLOW_NOWHERE);
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].inner == (int32_t)i) explore_scope(sounder, (int32_t)i);
}

void flow_sound_check(struct flow_checker *checker) {
    const struct flow_model *model = checker->model;
    struct sounder sounder = {.checker = checker, .model = model};
    if (model->arrow_count > ARROWS_MAX)
        sounder.is_exhausted = true;
    else
        explore_all(&sounder);
    if (sounder.is_exhausted)
        flow_checker_add(checker, "not_explored", model->id, 1,
                         FLOW_WORDS("流程状态过多，未能证明分支必能汇合。",
                                    "Too many states to prove that all branches meet again."));
}

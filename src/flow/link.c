// Joins what was read: arrows find their nodes, nodes their arrows, defaults their arrow, and every
// node and arrow learns inside which branch of which split it lies. Names that lead nowhere stay
// FLOW_NOWHERE; check.c says so.
#include "flow/kinds.h"
#include "flow/reader.h"

static void put_in_maps(struct flow_reader *reader) {
    struct flow_model *model = reader->model;
    for (size_t i = 0; i < model->node_count; i++)
        if (map_get(reader->node_of_id, model->nodes[i].id) == NULL)
            map_put(reader->node_of_id, model->nodes[i].id, &model->nodes[i]);
    for (size_t i = 0; i < model->arrow_count; i++)
        if (map_get(reader->arrow_of_id, model->arrows[i].id) == NULL)
            map_put(reader->arrow_of_id, model->arrows[i].id, &model->arrows[i]);
    for (size_t i = 0; i < reader->decor.count; i++)
        map_put(reader->decor_of_id, reader->decor.items[i].id, &reader->decor.items[i]);
    model->node_of_id = reader->node_of_id;
    model->arrow_of_id = reader->arrow_of_id;
}

int32_t flow_node_index(const struct flow_model *model, str id) {
    const struct flow_node *node = map_get(model->node_of_id, id);
    return node == NULL ? FLOW_NOWHERE : (int32_t)(node - model->nodes);
}

int32_t flow_arrow_index(const struct flow_model *model, str id) {
    const struct flow_arrow *arrow = map_get(model->arrow_of_id, id);
    return arrow == NULL ? FLOW_NOWHERE : (int32_t)(arrow - model->arrows);
}

// Counts, gives each node its piece of one shared array, then fills the pieces in source order.
static void give_nodes_their_arrows(struct arena *arena, struct flow_model *model) {
    for (size_t i = 0; i < model->arrow_count; i++) {
        const struct flow_arrow *arrow = &model->arrows[i];
        if (arrow->source != FLOW_NOWHERE) model->nodes[arrow->source].out_count++;
        if (arrow->target != FLOW_NOWHERE) model->nodes[arrow->target].in_count++;
    }
    int32_t *room = ARENA_ARRAY(arena, int32_t, model->arrow_count * 2);
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        node->in = room;
        node->out = room + node->in_count;
        room += node->in_count + node->out_count;
        node->in_count = 0;
        node->out_count = 0;
    }
    for (size_t i = 0; i < model->arrow_count; i++) {
        const struct flow_arrow *arrow = &model->arrows[i];
        if (arrow->source != FLOW_NOWHERE) {
            struct flow_node *source = &model->nodes[arrow->source];
            source->out[source->out_count++] = (int32_t)i;
        }
        if (arrow->target != FLOW_NOWHERE) {
            struct flow_node *target = &model->nodes[arrow->target];
            target->in[target->in_count++] = (int32_t)i;
        }
    }
}

static void find_defaults(struct flow_model *model) {
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        for (size_t k = 0; k < node->out_count; k++)
            if (str_equal(model->arrows[node->out[k]].id, node->default_id))
                node->default_arrow = node->out[k];
    }
}

// ---- scopes and what is attached -----------------------------------------------------------

static void attach(struct flow_model *model, int32_t *first, int32_t index) {
    while (*first != FLOW_NOWHERE) first = &model->nodes[*first].next_attached;
    *first = index;
}

static void find_hosts_and_starts(struct flow_model *model) {
    model->first_event_sub = FLOW_NOWHERE;
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        struct flow_node *scope = node->scope == FLOW_NOWHERE ? NULL : &model->nodes[node->scope];
        bool is_special = scope != NULL || node->multi.is_multi || node->kind == FLOW_BOUNDARY;
        model->has_inner = model->has_inner || is_special;
        if (node->kind == FLOW_BOUNDARY) {
            node->host = flow_node_index(model, node->host_id);
            if (node->host != FLOW_NOWHERE)
                attach(model, &model->nodes[node->host].first_boundary, (int32_t)i);
        }
        if (node->kind == FLOW_EVENT_SUB)
            attach(model, scope == NULL ? &model->first_event_sub : &scope->first_event_sub,
                   (int32_t)i);
        bool is_plain = node->event.kind == FLOW_EVENT_NONE;
        if (node->kind == FLOW_START && scope != NULL &&
            (is_plain || scope->kind == FLOW_EVENT_SUB) && scope->start == FLOW_NOWHERE)
            scope->start = (int32_t)i;
    }
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        // what a called process has, its calls have: tokens find it by the node they rest on
        if (node->kind != FLOW_CALL || node->inner == FLOW_NOWHERE) continue;
        node->start = model->nodes[node->inner].start;
        node->first_event_sub = model->nodes[node->inner].first_event_sub;
    }
}

static void find_slots(struct flow_model *model) {
    static const char *const NAMES[] = {"loopCounter",
                                        "numberOfInstances",
                                        "numberOfActiveInstances",
                                        "numberOfCompletedInstances",
                                        "item",
                                        "numberOfYes",
                                        "numberOfNo"};
    int32_t slots[sizeof(NAMES) / sizeof(NAMES[0])];
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        slots[i] = (int32_t)feel_names_find(model->names, str_of(NAMES[i]));
    model->slots =
        (struct flow_slots){slots[0], slots[1], slots[2], slots[3], slots[4], slots[5], slots[6]};
}

static void find_conditions(struct flow_model *model) {
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        if (!flow_kind_is_activity(node)) continue;
        node->has_conditions = node->default_arrow != FLOW_NOWHERE;
        for (size_t k = 0; k < node->out_count; k++)
            if (model->arrows[node->out[k]].condition != NULL) node->has_conditions = true;
    }
}

static bool may_have_conditions(const struct flow_model *model, int32_t node) {
    if (node == FLOW_NOWHERE) return true;
    enum flow_kind kind = model->nodes[node].kind;
    return kind == FLOW_EXCLUSIVE || kind == FLOW_INCLUSIVE ||
           flow_kind_is_activity(&model->nodes[node]);
}

static fault refuse_misplaced_conditions(struct flow_reader *reader) {
    for (size_t i = 0; i < reader->model->arrow_count; i++) {
        const struct flow_arrow *arrow = &reader->model->arrows[i];
        if (arrow->condition == NULL || may_have_conditions(reader->model, arrow->source)) continue;
        reader->note->field = arrow->id;
        reader->note->en = arena_print(reader->arena,
                                       "Line %d, sequenceFlow \"%.*s\": conditions may only stand "
                                       "behind exclusive and inclusive gateways and activities.",
                                       arrow->line, STR_ARG(arrow->id));
        reader->note->zh = arena_print(reader->arena,
                                       "第 %d 行，sequenceFlow “%.*s”：只有排他网关、包容网关和活动"
                                       "之后才能有条件。",
                                       arrow->line, STR_ARG(arrow->id));
        return &flow_condition_wrong;
    }
    return NULL;
}

// ---- regions -------------------------------------------------------------------------------
// A split begins one branch per arrow, a join that gathers exactly the branches of one split ends
// them. Worked out by repeating until nothing changes: a region is unknown, then known, then
// perhaps mixed, and never goes back, so it ends.

enum { UNKNOWN = -2 };

struct regions {
    struct flow_model *model;
    bool *is_gathered; // per arrow that begins a branch: scratch of one look at a join
};

static bool are_known(const struct flow_model *model, const struct flow_node *join) {
    for (size_t i = 0; i < join->in_count; i++)
        if (model->arrows[join->in[i]].region == UNKNOWN) return false;
    return true;
}

// The split that began the branch of an arrow, or FLOW_NOWHERE.
static int32_t split_of(const struct flow_model *model, int32_t arrow) {
    int32_t region = model->arrows[arrow].region;
    return region <= FLOW_REGION_ROOT ? FLOW_NOWHERE : model->arrows[region - 1].source;
}

// All branches of one split arrive at this join, each by one arrow.
static bool gathers_all(struct regions *regions, const struct flow_node *join) {
    const struct flow_model *model = regions->model;
    int32_t split = split_of(model, join->in[0]);
    if (split == FLOW_NOWHERE || model->nodes[split].out_count != join->in_count) return false;
    const struct flow_node *begin = &model->nodes[split];
    for (size_t i = 0; i < begin->out_count; i++) regions->is_gathered[begin->out[i]] = false;
    for (size_t i = 0; i < join->in_count; i++) {
        if (split_of(model, join->in[i]) != split) return false;
        int32_t branch = model->arrows[join->in[i]].region - 1;
        if (regions->is_gathered[branch]) return false;
        regions->is_gathered[branch] = true;
    }
    return true;
}

static int32_t region_behind_join(struct regions *regions, const struct flow_node *join) {
    const struct flow_model *model = regions->model;
    if (!are_known(model, join)) return UNKNOWN;
    if (!gathers_all(regions, join)) return FLOW_REGION_MIXED;
    return model->nodes[split_of(model, join->in[0])].region;
}

static int32_t region_of(struct regions *regions, const struct flow_node *node) {
    const struct flow_model *model = regions->model;
    if (node->kind == FLOW_START) return FLOW_REGION_ROOT;
    if (node->kind == FLOW_RECEIVE_TASK && node->is_instantiating) return FLOW_REGION_ROOT;
    if (node->kind == FLOW_BOUNDARY)
        return node->host != FLOW_NOWHERE && node->is_interrupting ? model->nodes[node->host].region
                                                                   : FLOW_REGION_MIXED;
    if (flow_kind_is_join(node)) return region_behind_join(regions, node);
    int32_t region = UNKNOWN;
    for (size_t i = 0; i < node->in_count; i++) {
        int32_t arriving = model->arrows[node->in[i]].region;
        if (arriving == UNKNOWN) continue;
        if (region != UNKNOWN && region != arriving) return FLOW_REGION_MIXED;
        region = arriving;
    }
    return region;
}

static bool settle_regions(struct regions *regions) {
    struct flow_model *model = regions->model;
    bool has_changed = false;
    for (size_t i = 0; i < model->node_count; i++) {
        struct flow_node *node = &model->nodes[i];
        int32_t region = region_of(regions, node);
        if (node->region == FLOW_REGION_MIXED || region == node->region) continue;
        node->region = node->region == UNKNOWN ? region : FLOW_REGION_MIXED;
        has_changed = true;
        for (size_t k = 0; k < node->out_count; k++)
            model->arrows[node->out[k]].region =
                flow_kind_is_split(node) ? node->out[k] + 1 : node->region;
    }
    return has_changed;
}

static void find_regions(struct arena *arena, struct flow_model *model) {
    struct regions regions = {model, ARENA_ARRAY(arena, bool, model->arrow_count)};
    for (size_t i = 0; i < model->node_count; i++) model->nodes[i].region = UNKNOWN;
    for (size_t i = 0; i < model->arrow_count; i++) model->arrows[i].region = UNKNOWN;
    while (settle_regions(&regions)) {
    }
    for (size_t i = 0; i < model->node_count; i++)
        if (model->nodes[i].region == UNKNOWN) model->nodes[i].region = FLOW_REGION_MIXED;
    for (size_t i = 0; i < model->arrow_count; i++)
        if (model->arrows[i].region == UNKNOWN) model->arrows[i].region = FLOW_REGION_MIXED;
}

fault flow_link(struct flow_reader *reader) {
    struct flow_model *model = reader->model;
    model->nodes = reader->nodes.items;
    model->node_count = reader->nodes.count;
    model->arrows = reader->arrows.items;
    model->arrow_count = reader->arrows.count;
    model->decor = reader->decor.items;
    model->decor_count = reader->decor.count;
    model->duplicates = reader->duplicates.items;
    model->duplicate_count = reader->duplicates.count;
    model->names = reader->names;
    put_in_maps(reader);
    for (size_t i = 0; i < model->arrow_count; i++) {
        model->arrows[i].source = flow_node_index(model, model->arrows[i].source_id);
        model->arrows[i].target = flow_node_index(model, model->arrows[i].target_id);
    }
    give_nodes_their_arrows(reader->arena, model);
    find_defaults(model);
    find_hosts_and_starts(model);
    find_conditions(model);
    find_slots(model);
    find_regions(reader->arena, model);
    return refuse_misplaced_conditions(reader);
}

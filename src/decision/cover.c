// What is wrong with a table as a whole. Gaps: the zones are searched for a choice that leaves no
// rule. Unreachable rules: within the zones in which a rule holds, for a choice that leaves none of
// the rules that would win against it. Overlaps: two rules meet where in each dimension some zone
// has both, so no search is needed. Every finding is a proof by example, except that of a rule that
// never matches.
#include "decision/cover.h"

#include "decision/zones.h"

#include <string.h>

enum {
    RANKED_MAX = 3000,           // rules that are compared with each other
    PAIR_WORDS_MAX = 1000000000, // of bit sets that are joined to find overlaps
};

struct covering {
    struct zone_space space;
    const struct table *table;
    LIST(struct decision_finding) findings;
    struct decision_coverage *coverage;
    size_t found; // of the present kind
    size_t gap_zone;
};

static bool has_room(struct covering *covering, enum decision_finding_kind kind) {
    size_t max = kind == FINDING_GAP ? DECISION_GAPS_MAX : DECISION_FINDINGS_MAX;
    if (covering->found < max) return true;
    covering->coverage->left_off[kind]++;
    return false;
}

static void add(struct covering *covering, struct decision_finding finding, const size_t *path) {
    if (path != NULL) {
        finding.example = zones_example(&covering->space, path);
        finding.example_count = covering->space.count;
    }
    covering->found++;
    *list_push(covering->space.arena, &covering->findings) = finding;
}

static void clear_bit(uint64_t *bits, size_t index) {
    bits[index / 64] &= ~((uint64_t)1 << (index % 64));
}

// ---- gaps ----

static enum zone_answer judge_gap(struct zone_search *search, size_t depth, const uint64_t *bits) {
    struct covering *covering = search->context;
    if (bits_meet(bits, search->always[depth], search->space->words)) return ZONE_DEAD;
    if (!bits_empty(bits, search->space->words)) return ZONE_GO_ON;
    // One for each zone of the first dimension, which tells most rules apart.
    zones_complete(search, depth);
    size_t zone = covering->space.count == 0 ? 0 : search->path[0];
    if (covering->gap_zone == zone)
        covering->coverage->left_off[FINDING_GAP]++;
    else if (has_room(covering, FINDING_GAP))
        add(covering,
            (struct decision_finding){
                .kind = FINDING_GAP, .rule = FINDING_NO_RULE, .other = FINDING_NO_RULE},
            search->path);
    covering->gap_zone = zone;
    return ZONE_DEAD;
}

static bool wants_a_match(const struct table *table) {
    for (size_t i = 0; i < table->output_count; i++)
        if (table->outputs[i].preset != NULL) return false;
    return table->policy == POLICY_UNIQUE || table->policy == POLICY_ANY ||
           table->policy == POLICY_FIRST || table->policy == POLICY_PRIORITY;
}

static void find_gaps(struct covering *covering) {
    if (!wants_a_match(covering->table)) return;
    struct zone_space *space = &covering->space;
    uint64_t *all = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    for (size_t i = 0; i < covering->table->rule_count; i++) bit_set(all, i);
    covering->gap_zone = SIZE_MAX;
    struct zone_search search = {
        .space = space, .holds = -1, .start = all, .judge = judge_gap, .context = covering};
    zones_search(&search);
    covering->coverage->is_too_large[FINDING_GAP] = search.is_too_large;
}

// ---- overlaps ----

// Outputs that are computed may always differ.
static bool agree(const struct table *table, const struct rule *a, const struct rule *b) {
    for (size_t i = 0; i < table->output_count; i++) {
        bool is_same = a->constants != NULL && b->constants != NULL
                           ? feel_equal(a->constants[i], b->constants[i])
                           : str_equal(feel_expression_source(a->outputs[i]),
                                       feel_expression_source(b->outputs[i]));
        if (!is_same) return false;
    }
    return true;
}

static bool is_overlap(const struct table *table, size_t a, size_t b, bool *ret_is_error) {
    const struct rule *first = &table->rules[a];
    const struct rule *second = &table->rules[b];
    bool is_constant = first->constants != NULL && second->constants != NULL;
    *ret_is_error = table->policy == POLICY_UNIQUE || (table->policy == POLICY_ANY && is_constant);
    return table->policy == POLICY_UNIQUE || !agree(table, first, second);
}

// The rules that can match together with this one: in each dimension they share a zone.
static void rules_beside(const struct zone_space *space, size_t rule, uint64_t *ret_bits,
                         uint64_t *shared) {
    memcpy(ret_bits, space->sure, space->words * sizeof(*ret_bits));
    for (size_t d = 0; d < space->count; d++) {
        const struct dimension *dimension = &space->dimensions[d];
        memset(shared, 0, space->words * sizeof(*shared));
        for (size_t z = 0; z < dimension->zone_count; z++) {
            const uint64_t *bits = dimension->zones[z].bits;
            for (size_t i = 0; bit_is_set(bits, rule) && i < space->words; i++)
                shared[i] |= bits[i];
        }
        for (size_t i = 0; i < space->words; i++) ret_bits[i] &= shared[i];
    }
}

static void add_overlap(struct covering *covering, size_t rule, size_t other, bool is_error) {
    size_t path[ZONE_DIMENSIONS_MAX];
    const struct zone_space *space = &covering->space;
    if (!has_room(covering, FINDING_OVERLAP)) return;
    for (size_t d = 0; d < space->count; d++) {
        const struct zone *zones = space->dimensions[d].zones;
        path[d] = 0;
        while (!bit_is_set(zones[path[d]].bits, rule) || !bit_is_set(zones[path[d]].bits, other))
            path[d]++;
    }
    add(covering,
        (struct decision_finding){
            .kind = FINDING_OVERLAP, .is_error = is_error, .rule = rule, .other = other},
        path);
}

static void find_overlaps(struct covering *covering) {
    const struct table *table = covering->table;
    struct zone_space *space = &covering->space;
    size_t zones = 0;
    for (size_t d = 0; d < space->count; d++) zones += space->dimensions[d].zone_count;
    if (table->policy != POLICY_UNIQUE && table->policy != POLICY_ANY &&
        table->policy != POLICY_FIRST && table->policy != POLICY_PRIORITY)
        return;
    covering->coverage->is_too_large[FINDING_OVERLAP] =
        zones * space->words * table->rule_count > PAIR_WORDS_MAX;
    if (covering->coverage->is_too_large[FINDING_OVERLAP]) return;
    uint64_t *bits = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    uint64_t *shared = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        if (!bit_is_set(space->sure, rule)) continue;
        rules_beside(space, rule, bits, shared);
        for (size_t other = rule + 1; other < table->rule_count; other++) {
            bool is_error;
            if (bit_is_set(bits, other) && is_overlap(table, rule, other, &is_error))
                add_overlap(covering, rule, other, is_error);
        }
    }
}

// ---- rules that never decide ----

// Where both match, does a decide rather than b?
static bool wins(const struct table *table, size_t a, size_t b) {
    if (table->policy == POLICY_FIRST) return a < b;
    if (table->policy != POLICY_PRIORITY || a == b) return false;
    const struct feel_value *first = table->rules[a].constants;
    const struct feel_value *second = table->rules[b].constants;
    if (first == NULL || second == NULL) return false;
    if (hits_rank_before(table, first, second)) return true;
    return a < b && !hits_rank_before(table, second, first);
}

static enum zone_answer judge_reach(struct zone_search *search, size_t depth,
                                    const uint64_t *bits) {
    if (bits_meet(bits, search->always[depth], search->space->words)) return ZONE_DEAD;
    return bits_empty(bits, search->space->words) ? ZONE_FOUND : ZONE_GO_ON;
}

static size_t count_left(const struct zone_space *space, const uint64_t *a, const uint64_t *b) {
    size_t count = 0;
    for (size_t i = 0; i < space->words; i++) count += (size_t)__builtin_popcountll(a[i] & b[i]);
    return count;
}

// An example in which few of the rules that win match, so that it tells something: in each
// dimension the zone that leaves the fewest. Leaves them in winners; gives the one that decides.
static size_t choose_example(struct covering *covering, size_t rule, uint64_t *winners,
                             size_t *path) {
    const struct zone_space *space = &covering->space;
    for (size_t d = 0; d < space->count; d++) {
        const struct dimension *dimension = &space->dimensions[d];
        size_t fewest = SIZE_MAX;
        for (size_t z = 0; z < dimension->zone_count; z++) {
            size_t left = count_left(space, winners, dimension->zones[z].bits);
            if (!bit_is_set(dimension->zones[z].bits, rule) || left >= fewest) continue;
            fewest = left;
            path[d] = z;
        }
        for (size_t i = 0; i < space->words; i++) winners[i] &= dimension->zones[path[d]].bits[i];
    }
    size_t masking = FINDING_NO_RULE;
    for (size_t i = 0; i < covering->table->rule_count; i++)
        if (bit_is_set(winners, i) &&
            (masking == FINDING_NO_RULE || wins(covering->table, i, masking)))
            masking = i;
    return masking;
}

static bool can_match(const struct zone_space *space, size_t rule) {
    for (size_t d = 0; d < space->count; d++) {
        const struct dimension *dimension = &space->dimensions[d];
        size_t zone = 0;
        while (zone < dimension->zone_count && !bit_is_set(dimension->zones[zone].bits, rule))
            zone++;
        if (zone == dimension->zone_count) return false;
    }
    return true;
}

static void check_reach(struct covering *covering, size_t rule, uint64_t *winners) {
    struct zone_space *space = &covering->space;
    memcpy(winners, space->sure, space->words * sizeof(*winners));
    for (size_t i = 0; i < covering->table->rule_count; i++)
        if (!wins(covering->table, i, rule)) clear_bit(winners, i);
    struct decision_finding finding = {.kind = FINDING_UNREACHABLE, .rule = rule};
    finding.other = FINDING_NO_RULE;
    if (!can_match(space, rule)) {
        if (has_room(covering, FINDING_UNREACHABLE)) add(covering, finding, NULL);
        return;
    }
    struct zone_search search = {
        .space = space, .holds = (ptrdiff_t)rule, .start = winners, .judge = judge_reach};
    if (bits_empty(winners, space->words) || zones_search(&search)) return;
    covering->coverage->is_too_large[FINDING_UNREACHABLE] |= search.is_too_large;
    if (search.is_too_large || !has_room(covering, FINDING_UNREACHABLE)) return;
    finding.other = choose_example(covering, rule, winners, search.path);
    add(covering, finding, search.path);
}

static void find_unreachable(struct covering *covering) {
    const struct table *table = covering->table;
    covering->coverage->is_too_large[FINDING_UNREACHABLE] = table->rule_count > RANKED_MAX;
    if (table->rule_count > RANKED_MAX) return;
    struct zone_space *space = &covering->space;
    uint64_t *winners = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    for (size_t i = 0; i < table->rule_count; i++) check_reach(covering, i, winners);
}

// ---- the whole ----

static void name_unsearched(struct covering *covering) {
    const struct zone_space *space = &covering->space;
    str *names = ARENA_ARRAY(space->arena, str, space->count + 1);
    size_t count = 0;
    for (size_t d = 0; d < space->count; d++)
        if (!space->dimensions[d].is_whole) names[count++] = space->dimensions[d].name;
    covering->coverage->unsearched = names;
    covering->coverage->unsearched_count = count;
}

static void find(struct covering *covering) {
    static void (*const finders[])(struct covering *) = {
        [FINDING_GAP] = find_gaps,
        [FINDING_OVERLAP] = find_overlaps,
        [FINDING_UNREACHABLE] = find_unreachable,
    };
    int64_t steps = covering->space.steps_left;
    for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++) {
        covering->found = 0;
        covering->space.steps_left = steps; // each kind has its own
        finders[kind](covering);
    }
}

void decision_cover(const struct decision_model *model, size_t decision, struct arena *arena,
                    struct decision_coverage *ret_coverage) {
    ASSERT(decision < model->decision_count);
    *ret_coverage = (struct decision_coverage){0};
    if (model->decisions[decision].table == NULL) return;
    struct covering covering = {
        .space = {.arena = arena, .scratch = arena_open(ZONE_MEMORY)},
        .table = model->decisions[decision].table,
        .coverage = ret_coverage,
    };
    zones_add(&covering.space, model, decision);
    zones_cut(&covering.space);
    name_unsearched(&covering);
    for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++)
        ret_coverage->is_too_large[kind] = covering.space.is_too_large;
    if (!covering.space.is_too_large) find(&covering);
    ret_coverage->findings = covering.findings.items;
    ret_coverage->count = covering.findings.count;
    arena_close(covering.space.scratch);
}

// Both tables are cut together, and for each rule of a law that restricts anything the zones in
// which it holds are searched for a choice in which no rule of the later table is as severe. What
// the search finds counts only after both packs were asked about it: cells that are expressions,
// missing information and trouble are judged there, not guessed here.
#include "decision/loosen.h"

#include "decision/zones.h"

#include <string.h>

enum { BEFORE, AFTER };

bool pack_rule_is_law(const struct pack_hit *rule) {
    static const char *const own[] = {"company default", "default", "公司默认", "默认"};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (str_starts_with(rule->citation, str_of(own[i]))) return false;
    return rule->citation.size > 0;
}

struct holding {
    struct zone_space space;
    const struct pack *before;
    const struct pack *after;
    size_t rule;      // of before
    uint64_t *severe; // rules of after that are as severe as it
    bool has_unsure;  // a rule of after that may be as severe has cells that are expressions
    bool is_unproven;
    struct pack_loosening *loosening;
};

static const struct pack_hit *rule_of(const struct holding *holding) {
    return &holding->before->rules[holding->rule];
}

// The path's values in the slots of a pack. False where a column asks for no input.
static bool fill(const struct holding *holding, const size_t *path, const struct pack *pack,
                 struct arena *arena, struct decision_inputs *ret_inputs) {
    size_t slots = feel_names_count(pack->names);
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots + 1);
    for (size_t d = 0; d < holding->space.count; d++) {
        const struct dimension *dimension = &holding->space.dimensions[d];
        if (!dimension->is_input) return false;
        ptrdiff_t slot = feel_names_find(pack->names, dimension->name);
        if (slot >= 0) values[slot] = dimension->zones[path[d]].value;
    }
    *ret_inputs = (struct decision_inputs){values, slots, NULL};
    return true;
}

static bool rule_matches(const struct holding *holding, const struct decision_inputs *inputs,
                         struct arena *arena) {
    struct decision_result result;
    decision_evaluate(holding->before->model, holding->before->verdict, inputs, arena, &result);
    size_t hit = 0;
    while (hit < result.hit_count && result.hits[hit].rule != holding->rule) hit++;
    return hit < result.hit_count;
}

// What both packs really say of the path. Where rules are not sure this one example says nothing
// about others.
static bool is_real(struct holding *holding, const size_t *path, struct arena *arena) {
    struct decision_inputs inputs;
    struct pack_verdict verdict;
    if (!fill(holding, path, holding->before, arena, &inputs) ||
        !rule_matches(holding, &inputs, arena) ||
        !fill(holding, path, holding->after, arena, &inputs)) {
        holding->is_unproven = true;
        return false;
    }
    pack_verdict(holding->after, 1, &inputs, arena, &verdict);
    holding->loosening->outcome_after = verdict.headline.outcome;
    if (verdict.headline.outcome < rule_of(holding)->outcome) return true;
    holding->is_unproven |= holding->has_unsure;
    return false;
}

static enum zone_answer confirm(struct holding *holding, const size_t *path) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    bool is_shown = is_real(holding, path, arena);
    arena_close(arena);
    return is_shown ? ZONE_FOUND : ZONE_DOUBT;
}

// No rule at all is review, so less severe than prohibit only.
static enum zone_answer judge(struct zone_search *search, size_t depth, const uint64_t *bits) {
    struct holding *holding = search->context;
    const struct zone_space *space = search->space;
    bool is_prohibited = rule_of(holding)->outcome == PACK_PROHIBIT;
    for (size_t i = 0; i < space->words; i++)
        if ((bits[i] & holding->severe[i] & search->always[depth][i]) != 0) return ZONE_DEAD;
    if (!is_prohibited && bits_empty(bits, space->words)) return ZONE_DEAD;
    if (depth < space->count && (!is_prohibited || bits_meet(bits, holding->severe, space->words)))
        return ZONE_GO_ON;
    if (bits_meet(bits, holding->severe, space->words)) return ZONE_DEAD;
    zones_complete(search, depth);
    return confirm(holding, search->path);
}

// Rules of the later table: those that count as severe are the sure ones only, all may be less so.
static void choose_rules(struct holding *holding, uint64_t *start) {
    struct zone_space *space = &holding->space;
    size_t count = decision_rule_count(holding->after->model, holding->after->verdict);
    holding->has_unsure = false;
    memset(holding->severe, 0, space->words * sizeof(uint64_t));
    memset(start, 0, space->words * sizeof(uint64_t));
    for (size_t i = 0; i < count; i++) {
        size_t bit = zones_bit(space, AFTER, i);
        bool is_severe = holding->after->rules[i].outcome >= rule_of(holding)->outcome;
        holding->has_unsure |= is_severe && !bit_is_set(space->sure, bit);
        if (is_severe && bit_is_set(space->sure, bit)) bit_set(holding->severe, bit);
        if (!is_severe || bit_is_set(space->sure, bit)) bit_set(start, bit);
    }
}

static bool is_loosened(struct holding *holding, uint64_t *start) {
    choose_rules(holding, start);
    struct zone_search search = {
        .space = &holding->space,
        .holds = (ptrdiff_t)zones_bit(&holding->space, BEFORE, holding->rule),
        .start = start,
        .judge = judge,
        .context = holding,
    };
    holding->is_unproven = false;
    bool is_shown = zones_search(&search);
    if (!is_shown && !search.is_too_large && !holding->is_unproven) return false;
    struct pack_loosening *loosening = holding->loosening;
    loosening->is_shown = is_shown;
    loosening->rule = rule_of(holding);
    loosening->outcome_before = rule_of(holding)->outcome;
    if (!is_shown) return true;
    loosening->inputs = zones_example(&holding->space, search.path);
    loosening->input_count = holding->space.count;
    return true;
}

static bool is_any_loosened(struct holding *holding) {
    struct zone_space *space = &holding->space;
    uint64_t *start = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    holding->severe = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    size_t count = decision_rule_count(holding->before->model, holding->before->verdict);
    int64_t steps = space->steps_left;
    for (holding->rule = 0; holding->rule < count; holding->rule++) {
        if (!pack_rule_is_law(rule_of(holding)) || rule_of(holding)->outcome == PACK_ALLOW)
            continue;
        holding->loosening->rule = rule_of(holding);
        space->steps_left = steps;
        if (space->is_too_large || is_loosened(holding, start)) return true;
    }
    return false;
}

bool pack_is_loosened(const struct pack *before, const struct pack *after, struct arena *arena,
                      struct pack_loosening *ret_loosening) {
    struct pack_loosening loosening = {0};
    struct holding holding = {
        .space = {.arena = arena, .scratch = arena_open(ZONE_MEMORY)},
        .before = before,
        .after = after,
        .loosening = &loosening,
    };
    zones_add(&holding.space, before->model, before->verdict);
    zones_add(&holding.space, after->model, after->verdict);
    zones_cut(&holding.space);
    bool is_found = is_any_loosened(&holding);
    arena_close(holding.space.scratch);
    if (is_found) *ret_loosening = loosening;
    return is_found;
}

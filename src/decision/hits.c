// What a table gives for the rules that matched, by its hit policy (DMN 1.5, 8.2.10). Unique and
// any contradicted is trouble with a null value, never a guess. A table with several outputs gives
// contexts with the outputs' names.
#include "decision/model.h"

FAULT(rules_overlap, 422, "model", "Rules of the decision table contradict each other.",
      "决策表中的规则相互矛盾。");

struct feel_value hits_value(const struct table *table, const struct feel_value *outputs,
                             struct arena *arena) {
    if (table->output_count == 1) return outputs[0];
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, table->output_count);
    for (size_t i = 0; i < table->output_count; i++)
        entries[i] = (struct feel_entry){table->outputs[i].name, outputs[i]};
    return feel_context_of(entries, table->output_count);
}

// Place of a value in the ranking of its output; behind all where it is not in it.
static size_t rank_of(const struct output *output, struct feel_value value) {
    for (size_t i = 0; i < output->ranking.count; i++)
        if (feel_equal(output->ranking.items[i], value)) return i;
    return output->ranking.count;
}

bool hits_rank_before(const struct table *table, const struct feel_value *a,
                      const struct feel_value *b) {
    for (size_t i = 0; i < table->output_count; i++) {
        size_t rank_a = rank_of(&table->outputs[i], a[i]);
        size_t rank_b = rank_of(&table->outputs[i], b[i]);
        if (rank_a != rank_b) return rank_a < rank_b;
    }
    return false;
}

// The best by rank; of equals the first in the table.
static size_t best_hit(const struct table *table, const struct decision_result *result) {
    size_t best = 0;
    for (size_t i = 1; i < result->hit_count; i++)
        if (hits_rank_before(table, result->hits[i].outputs, result->hits[best].outputs)) best = i;
    return best;
}

static bool all_agree(const struct table *table, const struct decision_result *result) {
    for (size_t i = 1; i < result->hit_count; i++)
        for (size_t o = 0; o < table->output_count; o++)
            if (!feel_equal(result->hits[i].outputs[o], result->hits[0].outputs[o])) return false;
    return true;
}

static struct feel_value as_list(const struct table *table, const struct decision_result *result,
                                 struct arena *arena) {
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, result->hit_count + 1);
    for (size_t i = 0; i < result->hit_count; i++)
        items[i] = hits_value(table, result->hits[i].outputs, arena);
    return feel_list_of(items, result->hit_count);
}

// Output order: stable, by insertion; the hits themselves stay in the table's order.
static struct feel_value in_output_order(const struct table *table,
                                         const struct decision_result *result,
                                         struct arena *arena) {
    const struct decision_hit **sorted =
        ARENA_ARRAY(arena, const struct decision_hit *, result->hit_count + 1);
    for (size_t i = 0; i < result->hit_count; i++) {
        size_t place = i;
        for (; place > 0 &&
               hits_rank_before(table, result->hits[i].outputs, sorted[place - 1]->outputs);
             place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = &result->hits[i];
    }
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, result->hit_count + 1);
    for (size_t i = 0; i < result->hit_count; i++)
        items[i] = hits_value(table, sorted[i]->outputs, arena);
    return feel_list_of(items, result->hit_count);
}

// sum, min or max as FEEL's own functions have them: of numbers, durations, and for the latter two
// whatever has an order.
static struct feel_value fold(const struct table *table, const struct decision_result *result,
                              struct feel_run *run) {
    static const char *const names[] = {
        [AGGREGATE_SUM] = "sum", [AGGREGATE_MIN] = "min", [AGGREGATE_MAX] = "max"};
    struct feel_value *items = ARENA_ARRAY(run->arena, struct feel_value, result->hit_count + 1);
    for (size_t i = 0; i < result->hit_count; i++) items[i] = result->hits[i].outputs[0];
    struct feel_value list = feel_list_of(items, result->hit_count);
    struct feel_arguments arguments = {NULL, &list, 1};
    return feel_call(feel_builtin(run->arena, str_of(names[table->aggregation])), &arguments, run);
}

static struct feel_value collect(const struct table *table, const struct decision_result *result,
                                 struct feel_run *run) {
    if (table->aggregation == AGGREGATE_LIST) return as_list(table, result, run->arena);
    if (table->aggregation == AGGREGATE_COUNT) return feel_int((int64_t)result->hit_count);
    if (table->output_count == 1) return fold(table, result, run);
    return feel_warn(run, "type_mismatch", STR("Several outputs cannot be aggregated."),
                     STR("多个输出不能聚合。"));
}

// No rule matched: the outputs' default entries, where there are any.
static struct feel_value presets(const struct table *table, struct feel_run *run) {
    bool has_preset = false;
    struct feel_value *outputs =
        ARENA_ARRAY(run->arena, struct feel_value, table->output_count + 1);
    for (size_t i = 0; i < table->output_count; i++) {
        if (table->outputs[i].preset == NULL) continue;
        has_preset = true;
        outputs[i] = feel_evaluate(table->outputs[i].preset, run);
    }
    return has_preset ? hits_value(table, outputs, run->arena) : feel_null();
}

static void choose(const struct table *table, size_t chosen, struct arena *arena,
                   struct decision_result *result) {
    result->chosen = chosen;
    result->value = hits_value(table, result->hits[chosen].outputs, arena);
}

void hits_decide(const struct table *table, struct feel_run *run, struct decision_result *result) {
    struct arena *arena = run->arena;
    result->chosen = result->hit_count;
    if (result->hit_count == 0) {
        result->value = presets(table, run);
        return;
    }
    switch (table->policy) {
    case POLICY_UNIQUE:
        if (result->hit_count > 1) result->trouble = &rules_overlap;
        if (result->trouble == NULL) choose(table, 0, arena, result);
        break;
    case POLICY_ANY:
        if (!all_agree(table, result)) result->trouble = &rules_overlap;
        if (result->trouble == NULL) choose(table, 0, arena, result);
        break;
    case POLICY_FIRST: choose(table, 0, arena, result); break;
    case POLICY_PRIORITY: choose(table, best_hit(table, result), arena, result); break;
    case POLICY_COLLECT: result->value = collect(table, result, run); break;
    case POLICY_RULE_ORDER: result->value = as_list(table, result, arena); break;
    case POLICY_OUTPUT_ORDER: result->value = in_output_order(table, result, arena); break;
    }
}

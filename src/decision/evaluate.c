// Evaluation: the required decisions in their order, then the decision itself. A table whose
// columns are plain names and whose cells are constants (all shipped packs) does nothing but look
// bits up: no expression is evaluated and no value copied.
#include "decision/model.h"

#include <string.h>

FAULT(work_exceeded, 422, "model", "Evaluating the decision took too much work.",
      "决策的计算量超过上限。");

const struct feel_value *gather_values(const struct decision *decision,
                                       const struct feel_value *values, size_t count,
                                       struct arena *arena) {
    size_t own_count = feel_names_count(decision->names);
    struct feel_value *own = ARENA_ARRAY(arena, struct feel_value, own_count + 1);
    for (size_t i = 0; i < own_count; i++)
        if (decision->globals[i] < count) own[i] = values[decision->globals[i]];
    return own;
}

struct feel_value column_value(const struct column *column, const struct feel_value *values,
                               size_t count, struct feel_run *run) {
    if (!column->is_name) return feel_evaluate(column->expression, run);
    return column->slot < count ? values[column->slot] : feel_null();
}

enum { WORDS_AT_HAND = 8 };

// Takes the rules off whose cell does not hold.
static void ask_cells(const struct table *table, size_t column, struct feel_value value,
                      uint64_t *bits, struct feel_run *run) {
    for (size_t i = 0; i < table->rule_count; i++)
        if (bit_is_set(bits, i) && !feel_test(table->rules[i].cells[column], value, run))
            bits[i / 64] &= ~((uint64_t)1 << (i % 64));
}

// The rules that match, as bits.
static void match(const struct table *table, const struct decision_inputs *inputs,
                  struct feel_run *run, uint64_t *bits) {
    for (size_t i = 0; i < table->word_count; i++) bits[i] = UINT64_MAX;
    if (table->rule_count % 64 != 0)
        bits[table->word_count - 1] = ((uint64_t)1 << (table->rule_count % 64)) - 1;
    for (size_t c = 0; c < table->column_count; c++) {
        struct feel_value value =
            column_value(&table->columns[c], inputs->values, inputs->count, run);
        const uint64_t *found = column_find(&table->columns[c], value);
        if (found == NULL) {
            ask_cells(table, c, value, bits, run);
            continue;
        }
        for (size_t i = 0; i < table->word_count; i++) bits[i] &= found[i];
    }
}

static const struct feel_value *rule_outputs(const struct table *table, const struct rule *rule,
                                             struct feel_run *run) {
    if (rule->constants != NULL) return rule->constants;
    struct feel_value *outputs = ARENA_ARRAY(run->arena, struct feel_value, table->output_count);
    for (size_t i = 0; i < table->output_count; i++)
        outputs[i] = feel_evaluate(rule->outputs[i], run);
    return outputs;
}

static void keep_hits(const struct table *table, const uint64_t *bits, struct feel_run *run,
                      struct decision_result *result) {
    size_t count = 0;
    for (size_t i = 0; i < table->word_count; i++) count += (size_t)__builtin_popcountll(bits[i]);
    struct decision_hit *hits = ARENA_ARRAY(run->arena, struct decision_hit, count + 1);
    size_t kept = 0;
    for (size_t word = 0; word < table->word_count; word++) {
        for (uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
            size_t index = word * 64 + (size_t)__builtin_ctzll(rest);
            const struct rule *rule = &table->rules[index];
            hits[kept++] = (struct decision_hit){
                .rule = index,
                .rule_id = rule->id,
                .outputs = rule_outputs(table, rule, run),
                .annotations = rule->annotations,
            };
        }
    }
    result->hits = hits;
    result->hit_count = count;
}

static void evaluate_table(const struct table *table, const struct decision_inputs *inputs,
                           struct feel_run *run, struct decision_result *result) {
    uint64_t at_hand[WORDS_AT_HAND];
    uint64_t *bits = at_hand;
    if (table->word_count > WORDS_AT_HAND)
        bits = ARENA_ARRAY(run->arena, uint64_t, table->word_count);
    match(table, inputs, run, bits);
    keep_hits(table, bits, run, result);
    hits_decide(table, run, result);
}

static void evaluate_one(const struct decision *decision, const struct decision_inputs *inputs,
                         struct arena *arena, struct decision_result *ret_result) {
    *ret_result = (struct decision_result){0};
    struct feel_run run = feel_run_in(arena, NULL, 0);
    run.now = inputs->now;
    if (decision->table == NULL || decision->table->uses_values) {
        run.values = gather_values(decision, inputs->values, inputs->count, arena);
        run.value_count = feel_names_count(decision->names);
    }
    if (decision->table != NULL)
        evaluate_table(decision->table, inputs, &run, ret_result);
    else
        ret_result->value = feel_evaluate(decision->literal, &run);
    if (run.steps_left < 0) {
        ret_result->trouble = &work_exceeded;
        ret_result->value = feel_null();
        ret_result->chosen = ret_result->hit_count;
    }
    ret_result->warnings = run.warnings;
    ret_result->warning_count = run.warning_count;
}

struct decision_inputs with_required(const struct decision_model *model,
                                     const struct decision *decision,
                                     const struct decision_inputs *inputs, struct arena *arena,
                                     fault *trouble) {
    if (decision->order_count == 0) return *inputs;
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, model->slot_count + 1);
    size_t given = inputs->count < model->slot_count ? inputs->count : model->slot_count;
    if (given > 0) memcpy(values, inputs->values, given * sizeof(*values));
    struct decision_inputs all = {values, model->slot_count, inputs->now};
    for (size_t i = 0; i < decision->order_count; i++) {
        const struct decision *required = &model->decisions[decision->order[i]];
        struct decision_result result;
        evaluate_one(required, &all, arena, &result);
        if (*trouble == NULL) *trouble = result.trouble;
        values[required->slot] = result.value;
    }
    return all;
}

void decision_evaluate(const struct decision_model *model, size_t decision,
                       const struct decision_inputs *inputs, struct arena *arena,
                       struct decision_result *ret_result) {
    ASSERT(decision < model->decision_count);
    const struct decision *wanted = &model->decisions[decision];
    fault trouble = NULL;
    struct decision_inputs all = with_required(model, wanted, inputs, arena, &trouble);
    evaluate_one(wanted, &all, arena, ret_result);
    // What could not be computed may have stood behind a rule that did not match.
    if (ret_result->trouble == NULL) ret_result->trouble = trouble;
}

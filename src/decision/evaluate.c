// Evaluation: the required decisions first, then the decision itself, all in one run with one
// budget. A table whose columns are plain names and whose cells are constants (all shipped packs)
// does nothing but look bits up: no expression is evaluated and no value copied.
#include "decision/model.h"

#include <string.h>

FAULT(work_exceeded, 422, "model", "Evaluating the decision took too much work.",
      "决策的计算量超过上限。");

// ---- tables ----

struct feel_value column_value(const struct column *column, struct feel_run *run, bool is_direct) {
    size_t slot = is_direct ? column->slot : column->own_slot;
    if (column->is_name && slot < run->value_count && column->allowed == NULL)
        return run->values[slot];
    struct feel_value value = feel_null();
    if (!column->is_name)
        value = feel_evaluate(column->expression, run);
    else if (slot < run->value_count)
        value = run->values[slot];
    return column->allowed == NULL ? value : feel_coerce(column->allowed, value, run);
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
static void match(const struct table *table, struct feel_run *run, bool is_direct, uint64_t *bits) {
    for (size_t i = 0; i < table->word_count; i++) bits[i] = UINT64_MAX;
    if (table->rule_count % 64 != 0)
        bits[table->word_count - 1] = ((uint64_t)1 << (table->rule_count % 64)) - 1;
    for (size_t c = 0; c < table->column_count; c++) {
        struct feel_value value = column_value(&table->columns[c], run, is_direct);
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
    struct feel_value *outputs =
        ARENA_ARRAY(run->arena, struct feel_value, table->output_count + 1);
    if (!feel_spend(run, table->output_count)) return outputs;
    for (size_t i = 0; i < table->output_count; i++)
        outputs[i] = feel_coerce(table->outputs[i].type, feel_evaluate(rule->outputs[i], run), run);
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

void table_evaluate(const struct table *table, struct feel_run *run, bool is_direct,
                    struct decision_result *result) {
    uint64_t at_hand[WORDS_AT_HAND];
    uint64_t *bits = at_hand;
    if (table->word_count > WORDS_AT_HAND)
        bits = ARENA_ARRAY(run->arena, uint64_t, table->word_count);
    match(table, run, is_direct, bits);
    keep_hits(table, bits, run, result);
    hits_decide(table, run, result);
}

// ---- sessions ----

void session_open(struct session *session, const struct decision_inputs *inputs,
                  struct feel_run *run) {
    *session = (struct session){.values = inputs->values, .count = inputs->count, .run = run};
}

static void copy_values(struct session *session, const struct decision_model *model) {
    if (session->own != NULL) return;
    size_t count = session->count > model->slot_count ? session->count : model->slot_count;
    session->own = ARENA_ARRAY(session->run->arena, struct feel_value, count + 1);
    if (session->count > 0)
        memcpy(session->own, session->values, session->count * sizeof(*session->own));
    session->values = session->own;
    session->count = count;
}

// An input that is not of its type is null from here on, with a warning.
static void check_inputs(struct session *session, const struct decision_model *model,
                         const struct decision *decision) {
    for (size_t i = 0; i < decision->check_count; i++) {
        const struct input_check *check = &decision->checks[i];
        if (check->slot >= session->count) continue;
        enum feel_kind kind = session->values[check->slot].kind;
        if (kind == FEEL_NULL || kind == check->kind) continue;
        if (feel_conforms(check->type, session->values[check->slot], session->run)) continue;
        copy_values(session, model);
        session->own[check->slot] =
            feel_coerce(check->type, session->values[check->slot], session->run);
    }
}

static struct feel_value supply_value(const struct session *session, const struct supply *supply) {
    if (supply->origin == ORIGIN_FIXED) return supply->fixed;
    if (supply->origin == ORIGIN_SLOT)
        return supply->slot < session->count ? session->values[supply->slot] : feel_null();
    size_t count = supply->members.count;
    struct feel_entry *entries = ARENA_ARRAY(session->run->arena, struct feel_entry, count + 1);
    for (size_t i = 0; i < count; i++) {
        entries[i].name = supply->members.items[i].name;
        entries[i].value = supply_value(session, &supply->members.items[i]);
    }
    return feel_context_of(entries, count);
}

void session_gather(struct session *session, const struct element *element) {
    const struct supplies *supplies = &element->scope.supplies;
    struct feel_value *own =
        ARENA_ARRAY(session->run->arena, struct feel_value, supplies->count + 1);
    for (size_t i = 0; i < supplies->count; i++)
        own[i] = supply_value(session, &supplies->items[i]);
    session->run->values = own;
    session->run->value_count = supplies->count;
}

static struct feel_value evaluate_logic(struct session *session, const struct decision *decision,
                                        struct decision_result *result) {
    struct feel_run *run = session->run;
    const struct element *element = decision->element;
    if (decision->box == NULL)
        return feel_warn(run, "no_logic", element->refusal.en, element->refusal.zh);
    bool is_direct = decision->table != NULL && decision->table->is_direct;
    if (is_direct) {
        run->values = session->values;
        run->value_count = session->count;
    } else {
        session_gather(session, element);
    }
    if (decision->table != NULL)
        table_evaluate(decision->table, run, is_direct, result);
    else
        result->value = box_evaluate(decision->box, run);
    return result->value;
}

// The decision alone: what it requires is there. The run keeps the caller's values.
struct feel_value element_evaluate(struct session *session, const struct element *element,
                                   struct decision_result *result) {
    const struct decision *decision = &element->model->decisions[element->index];
    struct feel_run *run = session->run;
    const struct feel_value *values = run->values;
    size_t value_count = run->value_count;
    *result = (struct decision_result){0};
    result->value = evaluate_logic(session, decision, result);
    if (element->type != NULL && !decision->is_sound)
        result->value = feel_coerce(element->type, result->value, run);
    run->values = values;
    run->value_count = value_count;
    if (session->trouble == NULL) session->trouble = result->trouble;
    return result->value;
}

// Chains are bounded where models are read.
static void evaluate_required(struct session *session, const struct element *element) {
    for (size_t i = 0; i < element->requires.count; i++) {
        const struct element *required = element->requires.items[i];
        if (required->kind != ELEMENT_DECISION || session->done[required->slot]) continue;
        session->done[required->slot] = 1;
        evaluate_required(session, required);
        struct decision_result result;
        session->own[required->slot] = element_evaluate(session, required, &result);
    }
}

static bool requires_decisions(const struct element *element) {
    for (size_t i = 0; i < element->requires.count; i++)
        if (element->requires.items[i]->kind == ELEMENT_DECISION) return true;
    return false;
}

void session_prepare(struct session *session, const struct decision_model *model,
                     const struct decision *decision) {
    check_inputs(session, model, decision);
    if (!requires_decisions(decision->element)) return;
    copy_values(session, model);
    if (session->done == NULL)
        session->done = ARENA_ARRAY(session->run->arena, uint8_t, session->count + 1);
    evaluate_required(session, decision->element);
}

void decision_evaluate(const struct decision_model *model, size_t decision,
                       const struct decision_inputs *inputs, struct arena *arena,
                       struct decision_result *ret_result) {
    ASSERT(decision < model->decision_count);
    struct feel_run run = feel_run_in(arena, NULL, 0);
    struct session session;
    run.now = inputs->now;
    session_open(&session, inputs, &run);
    session_prepare(&session, model, &model->decisions[decision]);
    element_evaluate(&session, model->decisions[decision].element, ret_result);
    // What could not be computed may have stood behind a rule that did not match.
    ret_result->trouble = session.trouble;
    if (run.steps_left < 0) {
        ret_result->trouble = &work_exceeded;
        ret_result->value = feel_null();
        ret_result->chosen = ret_result->hit_count;
    }
    ret_result->warnings = run.warnings;
    ret_result->warning_count = run.warning_count;
}

// Fuzz: any bytes as a decision model, read strictly and leniently. What is read is evaluated,
// explained and invoked with nothing and with a few values in every slot; the compiled table and
// the cells must name the same rules.
#include "decision/decision.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *arena, const struct decision_model *model, size_t decision,
                  const struct decision_inputs *inputs) {
    struct decision_result result;
    struct decision_labels missing;
    const struct decision_rule_report *reports;
    decision_evaluate(model, decision, inputs, arena, &result);
    decision_missing(model, decision, inputs, arena, &missing);
    decision_explain(model, decision, inputs, arena, &reports);
    if (result.trouble == &work_exceeded) return;
    size_t hit = 0;
    for (size_t i = 0; i < decision_rule_count(model, decision); i++) {
        bool is_hit = hit < result.hit_count && result.hits[hit].rule == i;
        if (is_hit) hit++;
        if (is_hit != reports[i].is_hit) abort();
    }
}

static void evaluate_all(struct arena *arena, const struct decision_model *model, size_t slots) {
    struct feel_value choices[] = {feel_null(), feel_int(1), feel_string(STR("gift")),
                                   feel_boolean(true), feel_date((date){20541})};
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots + 1);
    struct decision_inputs inputs = {values, slots, NULL};
    for (size_t c = 0; c < sizeof(choices) / sizeof(choices[0]); c++) {
        for (size_t i = 0; i < slots; i++) values[i] = choices[(c + i * (c > 0)) % 5];
        for (size_t d = 0; d < decision_count(model); d++) check(arena, model, d, &inputs);
    }
    for (size_t i = 0; i < 2; i++) {
        struct decision_call call = {.invocable = i};
        struct decision_result result;
        if (i >= decision_invocable_count(model)) break;
        decision_invoke(model, &call, arena, &result);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 64 * KIB) return 0;
    for (int is_lenient = 0; is_lenient < 2; is_lenient++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA + LIMIT_REQUEST_ARENA * 4);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note;
        struct decision_source source = {STR("m.dmn"), {(const char *)data, size}};
        struct decision_reading reading = {source, &source, 1, is_lenient};
        if (decision_read_with(arena, &reading, names, &model, &note) == NULL &&
            decision_count(model) < 4)
            evaluate_all(arena, model, feel_names_count(names));
        arena_close(arena);
    }
    return 0;
}

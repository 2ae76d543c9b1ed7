// Business knowledge models and decision services as functions. A knowledge model sees its
// parameters and the functions that it requires. A service evaluates its output decisions among
// nothing but its arguments: given input decisions are not evaluated, and what the service does not
// name is not there (DMN 1.5, 10.4).
#include "decision/model.h"

static void exchange(struct feel_run *run, const struct feel_value **values, size_t *count) {
    const struct feel_value *other = run->values;
    size_t other_count = run->value_count;
    run->values = *values;
    run->value_count = *count;
    *values = other;
    *count = other_count;
}

struct feel_value invoke_knowledge(const struct feel_native *native,
                                   const struct feel_value *arguments, struct feel_run *run) {
    const struct element *element = native->self;
    struct decision_inputs none = {0};
    struct session session;
    const struct feel_value *values = run->values;
    size_t count = run->value_count;
    session_open(&session, &none, run);
    session_gather(&session, element);
    struct feel_value *inner = scope_values(element->inner, run->values, run->value_count, run);
    run->values = values;
    run->value_count = count;
    if (inner == NULL) return feel_null();
    for (size_t i = 0; i < native->count; i++) inner[element->parameter_slots[i]] = arguments[i];
    values = inner;
    count = element->inner->count;
    exchange(run, &values, &count);
    struct feel_value result = box_evaluate(element->box, run);
    exchange(run, &values, &count);
    return result;
}

static struct feel_value evaluate_output(struct session *session, const struct element *output) {
    struct decision_result result;
    if (session->done[output->slot]) return session->values[output->slot];
    session->done[output->slot] = 1;
    session_prepare(session, output->model, &output->model->decisions[output->index]);
    return session->own[output->slot] = element_evaluate(session, output, &result);
}

struct feel_value invoke_service(const struct feel_native *native,
                                 const struct feel_value *arguments, struct feel_run *run) {
    const struct element *service = native->self;
    size_t count = service->model->slot_count;
    if (!feel_spend(run, 2 * count + service->output_count * 2)) return feel_null();
    struct session session = {
        .own = ARENA_ARRAY(run->arena, struct feel_value, count + 1),
        .count = count,
        .done = ARENA_ARRAY(run->arena, uint8_t, count + 1),
        .run = run,
    };
    session.values = session.own;
    for (size_t i = 0; i < native->count; i++) {
        session.own[service->parameter_slots[i]] = arguments[i];
        session.done[service->parameter_slots[i]] = 1;
    }
    if (service->output_count == 1) return evaluate_output(&session, service->outputs[0]);
    struct feel_entry *entries =
        ARENA_ARRAY(run->arena, struct feel_entry, service->output_count + 1);
    for (size_t i = 0; i < service->output_count; i++)
        entries[i] = (struct feel_entry){service->outputs[i]->name,
                                         evaluate_output(&session, service->outputs[i])};
    return feel_context_of(entries, service->output_count);
}

struct feel_value invoke_external(const struct feel_native *native,
                                  const struct feel_value *arguments, struct feel_run *run) {
    (void)arguments;
    return feel_evaluate(native->self, run);
}

// ---- from outside ----

size_t decision_invocable_count(const struct decision_model *model) {
    return model->invocable_count;
}

ptrdiff_t decision_invocable_find(const struct decision_model *model, str name) {
    for (size_t i = 0; i < model->invocable_count; i++)
        if (str_equal(model->invocables[i]->name, name)) return (ptrdiff_t)i;
    return -1;
}

void decision_invoke(const struct decision_model *model, const struct decision_call *call,
                     struct arena *arena, struct decision_result *ret_result) {
    ASSERT(call->invocable < model->invocable_count);
    const struct element *element = model->invocables[call->invocable];
    const struct feel_native *native = element->native;
    struct feel_run run = feel_run_in(arena, NULL, 0);
    run.now = call->now;
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, native->count + 1);
    for (size_t i = 0; i < native->count; i++)
        items[i] = feel_member(call->arguments, native->parameters[i].name);
    struct feel_arguments by_place = {NULL, items, native->count};
    *ret_result = (struct decision_result){.value = feel_call(element->function, &by_place, &run)};
    if (run.steps_left < 0) {
        ret_result->trouble = &work_exceeded;
        ret_result->value = feel_null();
    }
    ret_result->warnings = run.warnings;
    ret_result->warning_count = run.warning_count;
}

// Any bytes as BPMN: refused with a reason, or a model that can be checked and drawn; and where the
// check has nothing against it, runs that go as the bytes choose, through their column and back.
#include "flow/flow.h"
#include "format/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIGNALS = 40 };

static const struct flow_run *through_column(struct arena *arena, const struct flow_model *model,
                                             const struct flow_run *run) {
    struct buf column = buf_in(arena, LIMIT_JSON_BODY);
    struct fault_note note;
    flow_run_write(&column, model, run);
    ASSERT(flow_run_read(arena, model, buf_str(&column), &run, &note) == NULL);
    return run;
}

static void play(struct arena *arena, const struct flow_model *model, str choices) {
    const struct flow_run *run = flow_run_new(arena, model);
    static const enum flow_signal_kind KINDS[] = {
        FLOW_SIGNAL_RETURN,   FLOW_SIGNAL_MESSAGE,  FLOW_SIGNAL_TIMER,    FLOW_SIGNAL_FAIL,
        FLOW_SIGNAL_SIGNAL,   FLOW_SIGNAL_COMPLETE, FLOW_SIGNAL_COMPLETE, FLOW_SIGNAL_COMPLETE,
        FLOW_SIGNAL_COMPLETE, FLOW_SIGNAL_TIMER,    FLOW_SIGNAL_COMPLETE};
    struct feel_value people[] = {feel_string(STR("1")), feel_string(STR("2"))};
    struct feel_entry entries[] = {{STR("decision"), feel_string(STR("approve"))},
                                   {STR("people"), feel_list_of(people, 2)},
                                   {STR("amount"), feel_int(3)}};
    struct flow_signal signal = {.kind = FLOW_SIGNAL_START,
                                 .variables = feel_context_of(entries, 3)};
    for (size_t i = 0; i < SIGNALS && i < choices.size; i++) {
        struct flow_result result;
        if (flow_step(arena, model, run, &signal, &result) == NULL)
            run = through_column(arena, model, result.step.run);
        if (run->token_count == 0) return;
        size_t choice = (unsigned char)choices.data[i];
        signal.kind = KINDS[choice % (sizeof(KINDS) / sizeof(KINDS[0]))];
        signal.name = model->nodes[choice % model->node_count].event.name;
        signal.token = run->tokens[choice % run->token_count].id;
        signal.node = model->nodes[run->tokens[choice % run->token_count].node].id;
        signal.target = model->nodes[choice % model->node_count].id;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    str bytes = {(const char *)data, size};
    const struct flow_model *model;
    const struct xml_node *root;
    struct fault_note note;
    if (flow_read(arena, bytes, &model, &note) == NULL) {
        str svg = flow_draw(arena, model, NULL);
        ASSERT(xml_read(arena, svg, &root, &note) == NULL);
        if (flow_check(arena, model).refusal_count == 0) {
            struct flow_route route;
            fault trouble = flow_route(arena, model, feel_context_of(NULL, 0), &route, &note);
            ASSERT(trouble == NULL || trouble->status != 500);
            play(arena, model, bytes);
        }
    }
    arena_close(arena);
    return 0;
}

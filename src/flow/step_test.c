// flow: runs step by step. Tables for each kind of node, each signal and each refusal; then random
// models and random runs, in which no token may ever be lost or doubled: what arrived at a node by
// its arrows is what rests there and what left it.
#include "flow/testing.h"

#include <string.h>

// ---- a run in the hand ---------------------------------------------------------------------

struct hand {
    struct arena *arena;
    const struct flow_model *model;
    const struct flow_run *run;
    struct flow_result result;
    struct feel_entry entries[8];
    size_t entry_count;
};

static struct hand hand_on(const char *xml) {
    struct hand hand = {.arena = arena_open(64 * MIB)};
    hand.model = testing_model(hand.arena, str_of(xml));
    hand.run = flow_run_new(hand.arena, hand.model);
    return hand;
}

static void set(struct hand *hand, const char *name, struct feel_value value) {
    for (size_t i = 0; i < hand->entry_count; i++)
        if (str_equal(hand->entries[i].name, str_of(name))) {
            hand->entries[i].value = value;
            return;
        }
    hand->entries[hand->entry_count++] = (struct feel_entry){str_of(name), value};
}

// Sends a signal; on success the run goes through its column and back.
static fault send(struct hand *hand, struct flow_signal signal) {
    signal.variables = feel_context_of(hand->entries, hand->entry_count);
    fault trouble = flow_step(hand->arena, hand->model, hand->run, &signal, &hand->result);
    if (trouble != NULL) return trouble;
    str column = testing_column(hand->arena, hand->model, hand->result.step.run);
    struct fault_note note;
    assert_null(flow_run_read(hand->arena, hand->model, column, &hand->run, &note));
    str again = testing_column(hand->arena, hand->model, hand->run);
    assert_true(str_equal(column, again));
    return NULL;
}

static int32_t token_at(const struct hand *hand, const char *node) {
    int32_t index = flow_node_index(hand->model, str_of(node));
    for (size_t i = 0; i < hand->run->token_count; i++)
        if (hand->run->tokens[i].node == index) return hand->run->tokens[i].id;
    return 0;
}

static fault start(struct hand *hand) {
    return send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_START});
}

static fault complete(struct hand *hand, const char *node) {
    return send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_COMPLETE,
                                           .token = token_at(hand, node),
                                           .node = str_of(node)});
}

static fault send_back(struct hand *hand, const char *node, const char *target) {
    return send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_RETURN,
                                           .token = token_at(hand, node),
                                           .node = str_of(node),
                                           .target = str_of(target)});
}

// "a b": the nodes of all resting tokens, joins and all.
static const char *places(const struct hand *hand) {
    struct buf words = buf_in(hand->arena, MIB);
    for (size_t i = 0; i < hand->run->token_count; i++) {
        if (i > 0) buf_add_byte(&words, ' ');
        buf_add(&words, hand->model->nodes[hand->run->tokens[i].node].id);
    }
    return arena_text(hand->arena, buf_str(&words));
}

static void let_go(struct hand *hand) {
    arena_close(hand->arena);
}

// ---- kinds of nodes ------------------------------------------------------------------------

static void tokens_walk_in_line(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(
        NODE("startEvent", "s") TASK("a") NODE("manualTask", "m") SERVICE("c") NODE("endEvent", "e")
            ARROW("1", "s", "a") ARROW("2", "a", "m") ARROW("3", "m", "c") ARROW("4", "c", "e")));
    assert_null(start(&hand));
    assert_int_equal(hand.result.step.task_count, 1);
    assert_int_equal(hand.result.step.tasks[0].who.kind, FLOW_WHO_ROLE);
    assert_int_equal(hand.result.step.command_count, 0);
    assert_null(complete(&hand, "a"));
    assert_int_equal(hand.result.step.command_count, 1);
    assert_string_equal(arena_text(hand.arena, hand.result.step.commands[0].name), "do_c");
    assert_int_equal(hand.result.step.taken_count, 2);
    assert_false(hand.result.step.is_finished);
    assert_null(complete(&hand, "c"));
    assert_true(hand.result.step.is_finished);
    assert_int_equal(hand.result.step.end, flow_node_index(hand.model, STR("e")));
    assert_int_equal(hand.run->state, FLOW_RUN_FINISHED);
    let_go(&hand);
}

#define FORK                                                                                       \
    NODE("startEvent", "s")                                                                        \
    TASK("z")                                                                                      \
    NODE("parallelGateway", "g")                                                                   \
    TASK("a")                                                                                      \
    TASK("a2")                                                                                     \
    TASK("b")                                                                                      \
    NODE("parallelGateway", "j")                                                                   \
    TASK("c")                                                                                      \
    NODE("endEvent", "e")                                                                          \
    ARROW("0", "s", "z")                                                                           \
    ARROW("1", "z", "g")                                                                           \
    ARROW("2", "g", "a")                                                                           \
    ARROW("3", "a", "a2")                                                                          \
    ARROW("4", "g", "b")                                                                           \
    ARROW("5", "a2", "j") ARROW("6", "b", "j") ARROW("7", "j", "c") ARROW("8", "c", "e")

static void parallel_branches_meet_again(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    assert_null(start(&hand));
    assert_null(complete(&hand, "z"));
    assert_string_equal(places(&hand), "a b");
    assert_int_equal(hand.result.step.task_count, 2);
    assert_null(complete(&hand, "b"));
    assert_string_equal(places(&hand), "a j");
    assert_null(complete(&hand, "a"));
    assert_string_equal(places(&hand), "j a2");
    assert_null(complete(&hand, "a2"));
    assert_string_equal(places(&hand), "c");
    assert_null(complete(&hand, "c"));
    assert_int_equal(hand.run->state, FLOW_RUN_FINISHED);
    let_go(&hand);
}

static void inclusive_joins_wait_for_those_that_come(void **state) {
    (void)state;
    static const struct {
        bool x, y;
        const char *places; // after the split
    } cases[] = {{true, true, "a b"}, {true, false, "a"}, {false, true, "b"}, {false, false, "d"}};
    for (size_t i = 0; i < 4; i++) {
        struct hand hand = hand_on(BPMN(
            NODE("startEvent", "s") CHOICE("inclusiveGateway", "g", "4") TASK("a") TASK("b")
                TASK("d") NODE("inclusiveGateway", "j") TASK("c") NODE("endEvent", "e")
                    ARROW("1", "s", "g") IF("2", "g", "a", "x = true") IF("3", "g", "b", "y = true")
                        ARROW("4", "g", "d") ARROW("5", "a", "j") ARROW("6", "b", "j")
                            ARROW("7", "d", "j") ARROW("8", "j", "c") ARROW("9", "c", "e")));
        set(&hand, "x", feel_boolean(cases[i].x));
        set(&hand, "y", feel_boolean(cases[i].y));
        assert_null(start(&hand));
        assert_string_equal(places(&hand), cases[i].places);
        if (cases[i].x) assert_null(complete(&hand, "a"));
        if (cases[i].x && cases[i].y) assert_string_equal(places(&hand), "b j");
        if (cases[i].y) assert_null(complete(&hand, "b"));
        if (!cases[i].x && !cases[i].y) assert_null(complete(&hand, "d"));
        assert_string_equal(places(&hand), "c");
        let_go(&hand);
    }
}

// The other branch ends elsewhere: the join must notice that nobody comes any more.
static void inclusive_joins_stop_waiting(void **state) {
    (void)state;
    struct hand hand = hand_on(
        BPMN(NODE("startEvent", "s") NODE("parallelGateway", "g") TASK("a") TASK("b")
                 CHOICE("exclusiveGateway", "h", "5") NODE("inclusiveGateway", "j") TASK("c")
                     NODE("endEvent", "e") NODE("endEvent", "e2") ARROW("1", "s", "g")
                         ARROW("2", "g", "a") ARROW("3", "g", "b") ARROW("4", "b", "h")
                             ARROW("5", "h", "e2") IF("6", "h", "j", "x = 1") ARROW("7", "a", "j")
                                 ARROW("8", "j", "c") ARROW("9", "c", "e")));
    assert_null(start(&hand));
    assert_null(complete(&hand, "a"));
    assert_string_equal(places(&hand), "b j");
    assert_null(complete(&hand, "b"));
    assert_string_equal(places(&hand), "c");
    assert_null(complete(&hand, "c"));
    assert_int_equal(hand.run->state, FLOW_RUN_FINISHED);
    let_go(&hand);
}

static void a_terminate_end_ends_everything(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(
        NODE("startEvent", "s") NODE("parallelGateway", "g") TASK("a") TASK("b") SERVICE("c")
            NODE("endEvent", "e") "<endEvent id='t'><terminateEventDefinition/></endEvent>" ARROW(
                "1", "s", "g") ARROW("2", "g", "a") ARROW("3", "g", "b") ARROW("4", "g", "c")
                ARROW("5", "a", "t") ARROW("6", "b", "e") ARROW("7", "c", "e")));
    assert_null(start(&hand));
    assert_string_equal(places(&hand), "a b c");
    assert_null(complete(&hand, "a"));
    assert_true(hand.result.step.is_finished);
    assert_int_equal(hand.result.step.end, flow_node_index(hand.model, STR("t")));
    assert_int_equal(hand.result.step.cancelled_count, 2);
    let_go(&hand);
}

// Made and cancelled in the same step: nobody shall hear of it.
static void work_that_never_was_is_not_told(void **state) {
    (void)state;
    struct hand hand =
        hand_on(BPMN(NODE("startEvent", "s") NODE("parallelGateway", "g") TASK("a") SERVICE(
            "c") "<endEvent id='t'><terminateEventDefinition/></endEvent>" ARROW("1", "s", "g")
                         ARROW("2", "g", "a") ARROW("3", "g", "c") ARROW("4", "g", "t")
                             ARROW("5", "a", "t") ARROW("6", "c", "t")));
    assert_null(start(&hand));
    assert_true(hand.result.step.is_finished);
    assert_int_equal(hand.result.step.task_count, 0);
    assert_int_equal(hand.result.step.command_count, 0);
    assert_int_equal(hand.result.step.cancelled_count, 0);
    let_go(&hand);
}

static void a_new_rest_is_a_new_token(void **state) {
    (void)state;
    struct hand hand =
        hand_on(BPMN(NODE("startEvent", "s") TASK("a") CHOICE("exclusiveGateway", "g", "3")
                         NODE("endEvent", "e") ARROW("1", "s", "a") ARROW("2", "a", "g")
                             ARROW("3", "g", "a") IF("4", "g", "e", "x = 1")));
    assert_null(start(&hand));
    int32_t first = token_at(&hand, "a");
    assert_null(complete(&hand, "a"));
    assert_true(token_at(&hand, "a") > first);
    struct flow_signal late = {.kind = FLOW_SIGNAL_COMPLETE, .token = first, .node = STR("a")};
    assert_ptr_equal(send(&hand, late), &flow_token_unknown);
    set(&hand, "x", feel_int(1));
    assert_null(complete(&hand, "a"));
    assert_int_equal(hand.run->state, FLOW_RUN_FINISHED);
    assert_int_equal(hand.run->taken[flow_arrow_index(hand.model, STR("2"))], 2);
    let_go(&hand);
}

// ---- sending back --------------------------------------------------------------------------

static void sending_back_takes_the_branches_along(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    assert_null(start(&hand));
    assert_null(complete(&hand, "z"));
    assert_null(complete(&hand, "a"));
    assert_string_equal(places(&hand), "b a2");
    assert_ptr_equal(send_back(&hand, "a2", "b"), &flow_return_refused); // the other branch
    assert_null(send_back(&hand, "a2", "a"));                            // within the branch
    assert_string_equal(places(&hand), "b a");
    assert_int_equal(hand.result.step.cancelled_count, 0);
    assert_null(send_back(&hand, "a", "z")); // out of the branch: the other one is void
    assert_string_equal(places(&hand), "z");
    assert_int_equal(hand.result.step.cancelled_count, 1);
    assert_int_equal(hand.result.step.cancelled[0].node, flow_node_index(hand.model, STR("b")));
    assert_null(complete(&hand, "z"));
    assert_null(complete(&hand, "a"));
    assert_null(complete(&hand, "a2"));
    assert_string_equal(places(&hand), "b j");
    assert_null(send_back(&hand, "b", "z")); // also the token that waits at the join
    assert_string_equal(places(&hand), "z");
    assert_int_equal(hand.result.step.cancelled_count, 0);
    assert_null(complete(&hand, "z"));
    assert_null(complete(&hand, "a"));
    assert_null(complete(&hand, "b"));
    assert_null(complete(&hand, "a2"));
    assert_string_equal(places(&hand), "c");
    assert_ptr_equal(send_back(&hand, "c", "a"), &flow_return_refused); // into a branch
    assert_null(send_back(&hand, "c", "z"));
    assert_string_equal(places(&hand), "z");
    let_go(&hand);
}

static void sending_back_has_its_conditions(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(
        NODE("startEvent", "s") TASK("a") SERVICE("c") TASK("b") NODE("endEvent", "e")
            ARROW("1", "s", "a") ARROW("2", "a", "c") ARROW("3", "c", "b") ARROW("4", "b", "e")));
    assert_null(start(&hand));
    assert_ptr_equal(send_back(&hand, "a", "b"), &flow_return_refused);
    assert_ptr_equal(send_back(&hand, "a", "a"), &flow_return_refused);
    assert_ptr_equal(send_back(&hand, "a", "s"), &flow_return_refused);
    assert_null(complete(&hand, "a"));
    assert_ptr_equal(send_back(&hand, "c", "a"), &flow_return_refused);
    assert_null(complete(&hand, "c"));
    assert_ptr_equal(send_back(&hand, "b", "c"), &flow_return_refused);
    assert_ptr_equal(send_back(&hand, "b", "nobody"), &flow_return_refused);
    assert_null(send_back(&hand, "b", "a"));
    assert_string_equal(places(&hand), "a");
    let_go(&hand);
}

// ---- refusals ------------------------------------------------------------------------------

static void signals_at_the_wrong_time_are_refused(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    struct flow_signal withdraw = {.kind = FLOW_SIGNAL_WITHDRAW};
    assert_ptr_equal(complete(&hand, "z"), &flow_not_running);
    assert_ptr_equal(send(&hand, withdraw), &flow_not_running);
    assert_null(start(&hand));
    assert_ptr_equal(start(&hand), &flow_started);
    assert_ptr_equal(complete(&hand, "a"), &flow_token_unknown);
    struct flow_signal elsewhere = {
        .kind = FLOW_SIGNAL_COMPLETE, .token = token_at(&hand, "z"), .node = STR("a")};
    assert_ptr_equal(send(&hand, elsewhere), &flow_node_wrong);
    assert_null(complete(&hand, "z"));
    assert_null(complete(&hand, "b"));
    assert_ptr_equal(complete(&hand, "j"), &flow_node_wrong); // waits, and is no work
    assert_null(send(&hand, withdraw));
    assert_int_equal(hand.run->state, FLOW_RUN_WITHDRAWN);
    assert_int_equal(hand.result.step.cancelled_count, 1);
    assert_false(hand.result.step.is_finished);
    assert_ptr_equal(send(&hand, withdraw), &flow_not_running);
    assert_ptr_equal(start(&hand), &flow_started);
    let_go(&hand);
}

static void steps_that_cannot_be_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *xml;
        const struct fault *fault;
        const char *field; // of the note
    } cases[] = {
        {BPMN(NODE("endEvent", "e")), &flow_refused, ""},
        {BPMN(NODE("startEvent", "s")), &flow_refused, ""},
        {BPMN(NODE("startEvent", "s") ARROW("1", "s", "x")), &flow_refused, ""},
        {BPMN(NODE("startEvent", "s") NODE("exclusiveGateway", "g") NODE("endEvent", "e")
                  ARROW("1", "s", "g") IF("2", "g", "e", "x = 1") IF("3", "g", "e", "x = 2")),
         &flow_no_way, "g"},
        {BPMN(NODE("startEvent", "s") CHOICE("exclusiveGateway", "g", "3") NODE("endEvent", "e")
                  ARROW("1", "s", "g") IF("2", "g", "e", "x &gt; 1") ARROW("3", "g", "e")),
         &flow_condition_open, "2"},
        {BPMN(NODE("startEvent", "s") CHOICE("inclusiveGateway", "g", "3") NODE("endEvent", "e")
                  ARROW("1", "s", "g") IF("2", "g", "e", "\"yes\"") ARROW("3", "g", "e")),
         &flow_condition_open, "2"},
        {BPMN(NODE("startEvent", "s") "<userTask id='a' m:who='= x'/>" ARROW("1", "s", "a")),
         &flow_who_unknown, "a"},
        {BPMN(NODE("startEvent", "s") "<userTask id='a' m:who='= \"boss\"'/>" ARROW("1", "s", "a")),
         &flow_who_unknown, "a"},
        {BPMN(NODE("startEvent", "s") NODE("exclusiveGateway", "g") ARROW("1", "s", "g")
                  ARROW("2", "g", "g")),
         &flow_endless, ""},
        {BPMN(NODE("startEvent", "s") NODE("manualTask", "g") ARROW("1", "s", "g")
                  ARROW("2", "g", "g") ARROW("3", "g", "g")),
         &flow_crowded, ""},
        {BPMN(NODE("startEvent", "s") NODE("parallelGateway", "j") TASK("a") NODE("endEvent", "e")
                  ARROW("1", "s", "j") ARROW("2", "a", "j") ARROW("3", "j", "e")),
         &flow_stuck, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hand hand = hand_on(cases[i].xml);
        fault trouble = start(&hand);
        if (trouble != cases[i].fault)
            fail_msg("case %zu: %s", i, trouble == NULL ? "no fault" : trouble->name);
        assert_string_equal(arena_text(hand.arena, hand.result.note.field), cases[i].field);
        if (cases[i].field[0] != '\0') assert_true(hand.result.note.zh.size > 0);
        assert_int_equal(hand.run->state, FLOW_RUN_NEW);
        let_go(&hand);
    }
}

static void a_circle_of_inclusive_joins_cannot_hang(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(
        NODE("startEvent", "s") NODE("inclusiveGateway", "g") NODE("inclusiveGateway", "h")
            ARROW("1", "s", "g") ARROW("2", "g", "h") ARROW("3", "h", "g") ARROW("4", "g", "h")));
    fault trouble = start(&hand);
    assert_true(trouble == &flow_endless || trouble == &flow_stuck || trouble == &flow_crowded);
    let_go(&hand);
}

// ---- columns -------------------------------------------------------------------------------

static void columns_that_do_not_fit_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *field; // NULL: it fits
    } cases[] = {
        {"{\"state\":\"new\",\"next\":1,\"tokens\":[],\"taken\":{}}", NULL},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"z\",\"0\"]],\"taken\":{\"0\":1}}",
         NULL},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"z\"]],\"taken\":{\"0\":1}}", NULL},
        {"{\"state\":\"finished\",\"next\":2,\"end\":\"e\",\"tokens\":[],\"taken\":{}}", NULL},
        {"", ""},
        {"[]", "state"},
        {"{\"state\":\"asleep\",\"next\":1,\"tokens\":[],\"taken\":{}}", "state"},
        {"{\"next\":1,\"tokens\":[],\"taken\":{}}", "state"},
        {"{\"state\":\"new\",\"next\":0,\"tokens\":[],\"taken\":{}}", "next"},
        {"{\"state\":\"new\",\"next\":99999999999,\"tokens\":[],\"taken\":{}}", "next"},
        {"{\"state\":\"new\",\"next\":1,\"taken\":{}}", "tokens"},
        {"{\"state\":\"new\",\"next\":1,\"tokens\":[]}", "taken"},
        {"{\"state\":\"new\",\"next\":2,\"tokens\":[[1,\"z\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[2,\"z\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":9,\"tokens\":[[2,\"z\"],[2,\"z\"]],\"taken\":{}}",
         "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"q\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"s\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"j\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"j\",\"0\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"z\",\"q\"]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1]],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[1],\"taken\":{}}", "tokens"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"z\"]],\"taken\":{\"q\":1}}", "taken"},
        {"{\"state\":\"active\",\"next\":2,\"tokens\":[[1,\"z\"]],\"taken\":{\"0\":0}}", "taken"},
        {"{\"state\":\"finished\",\"next\":2,\"tokens\":[],\"taken\":{}}", "end"},
        {"{\"state\":\"finished\",\"next\":2,\"end\":\"q\",\"tokens\":[],\"taken\":{}}", "end"},
        {"{\"state\":\"new\",\"next\":2,\"end\":\"e\",\"tokens\":[],\"taken\":{}}", "end"},
    };
    struct hand hand = hand_on(BPMN(FORK));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct flow_run *run = NULL;
        struct fault_note note;
        fault trouble = flow_run_read(hand.arena, hand.model, str_of(cases[i].json), &run, &note);
        if (trouble != (cases[i].field == NULL ? NULL : &flow_run_foreign))
            fail_msg("case %zu: %s", i, cases[i].json);
        if (trouble != NULL)
            assert_string_equal(arena_text(hand.arena, note.field), cases[i].field);
    }
    let_go(&hand);
}

static void steps_are_pure(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    assert_null(start(&hand));
    assert_null(complete(&hand, "z"));
    const struct flow_run *run = hand.run;
    str before = testing_column(hand.arena, hand.model, run);
    assert_null(complete(&hand, "a"));
    str once = testing_column(hand.arena, hand.model, hand.run);
    assert_true(str_equal(before, testing_column(hand.arena, hand.model, run)));
    hand.run = run;
    assert_null(complete(&hand, "a"));
    assert_true(str_equal(once, testing_column(hand.arena, hand.model, hand.run)));
    let_go(&hand);
}

// ---- for people ----------------------------------------------------------------------------

static void drawings_show_where_a_run_was(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    assert_null(start(&hand));
    assert_null(complete(&hand, "z"));
    struct flow_marks marks = flow_marks_of(hand.arena, hand.model, hand.run);
    static const struct {
        const char *node;
        bool is_done, is_active;
    } cases[] = {{"s", true, false},  {"z", true, false}, {"g", true, false},
                 {"a", false, true},  {"b", false, true}, {"a2", false, false},
                 {"j", false, false}, {"e", false, false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int32_t node = flow_node_index(hand.model, str_of(cases[i].node));
        assert_int_equal(marks.is_done[node], cases[i].is_done);
        assert_int_equal(marks.is_active[node], cases[i].is_active);
    }
    let_go(&hand);
}

static void routes_name_each_task_once(void **state) {
    (void)state;
    struct hand hand = hand_on(BPMN(FORK));
    struct flow_route route;
    struct fault_note note;
    assert_null(flow_route(hand.arena, hand.model, feel_context_of(NULL, 0), &route, &note));
    assert_int_equal(route.count, 5);
    assert_int_equal(route.end, flow_node_index(hand.model, STR("e")));
    let_go(&hand);
    hand = hand_on(BPMN(NODE("startEvent", "s") TASK("a") TASK("b") ARROW("1", "s", "a")
                            ARROW("2", "a", "b") ARROW("3", "b", "a")));
    assert_null(flow_route(hand.arena, hand.model, feel_context_of(NULL, 0), &route, &note));
    assert_int_equal(route.count, 2);
    assert_int_equal(route.end, FLOW_NOWHERE);
    let_go(&hand);
    hand = hand_on(
        BPMN(NODE("startEvent", "s") SERVICE("c") ARROW("1", "s", "c") ARROW("2", "c", "c")));
    assert_ptr_equal(flow_route(hand.arena, hand.model, feel_context_of(NULL, 0), &route, &note),
                     &flow_endless);
    let_go(&hand);
}

// ---- random models -------------------------------------------------------------------------
// Blocks inside blocks: tasks in line, choices, parallel and inclusive branches, loops. Every such
// model is sound, so flow_check must find nothing, and every run must come to its end.

enum { DEPTH_MAX = 3, MODELS = 60, RUNS = 6, SIGNALS_MAX = 400 };

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides) {
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(dice->state >> 33) % sides;
}

struct builder {
    struct buf *out;
    struct dice *dice;
    int next; // for ids
};

static int add_node(struct builder *builder, const char *format) {
    buf_print(builder->out, format, builder->next);
    return builder->next++;
}

static void add_arrow(struct builder *builder, int from, int to, const char *condition) {
    int id = builder->next++;
    buf_print(builder->out, "<sequenceFlow id='n%d' sourceRef='n%d' targetRef='n%d'>", id, from,
              to);
    if (condition != NULL)
        buf_print(builder->out, "<conditionExpression>%s</conditionExpression>", condition);
    buf_add(builder->out, STR("</sequenceFlow>"));
}

// A gateway's id and its default's are fixed before the default arrow itself is written.
static int add_gateway(struct builder *builder, const char *kind, int by_default) {
    int id = builder->next++;
    buf_print(builder->out, "<%s id='n%d'", kind, id);
    if (by_default >= 0) buf_print(builder->out, " default='n%d'", by_default);
    buf_add(builder->out, STR("/>"));
    return id;
}

static int add_block(struct builder *builder, int from, int depth);

// Somebody else's word, several times: in turn or side by side, some until two are done.
#define MANY_TASKS                                                                                 \
    "<userTask id='n%1$d' m:who='role r' m:sop='s' m:title_zh='t' m:title_en='t'>"                 \
    "<multiInstanceLoopCharacteristics isSequential='%2$s'><loopCardinality>3</loopCardinality>"   \
    "%3$s</multiInstanceLoopCharacteristics></userTask>"

static int add_many(struct builder *builder, int from) {
    bool is_short = roll(builder->dice, 2) == 0;
    int task = builder->next++;
    buf_print(builder->out, MANY_TASKS, task, roll(builder->dice, 2) == 0 ? "true" : "false",
              is_short ? "<completionCondition>numberOfCompletedInstances = 2</completionCondition>"
                       : "");
    add_arrow(builder, from, task, NULL);
    return task;
}

// A sub-process, sometimes twice side by side, and sometimes with a way out by an error.
static int add_sub(struct builder *builder, int from, int depth) {
    int sub = builder->next++;
    int start = builder->next++;
    buf_print(builder->out, "<subProcess id='n%d'>", sub);
    if (roll(builder->dice, 3) == 0)
        buf_add(builder->out, STR("<multiInstanceLoopCharacteristics><loopCardinality>2</"
                                  "loopCardinality></multiInstanceLoopCharacteristics>"));
    buf_print(builder->out, "<startEvent id='n%d'/>", start);
    int last = add_block(builder, start, depth + 1);
    int end = add_node(builder, "<endEvent id='n%d'/>");
    add_arrow(builder, last, end, NULL);
    buf_add(builder->out, STR("</subProcess>"));
    int merge = add_gateway(builder, "exclusiveGateway", -1);
    add_arrow(builder, from, sub, NULL);
    add_arrow(builder, sub, merge, NULL);
    int boundary = builder->next++;
    buf_print(builder->out,
              "<boundaryEvent id='n%d' attachedToRef='n%d'><errorEventDefinition/>"
              "</boundaryEvent>",
              boundary, sub);
    add_arrow(builder, boundary, merge, NULL);
    return merge;
}

#define SOME_TASK "<userTask id='n%1$d' m:who='role r' m:sop='s' m:title_zh='t' m:title_en='t'/>"

static int add_task(struct builder *builder, int from) {
    bool is_service = roll(builder->dice, 5) == 0;
    int task = add_node(builder, is_service ? "<serviceTask id='n%d' m:command='c'/>" : SOME_TASK);
    add_arrow(builder, from, task, NULL);
    return task;
}

static int add_branches(struct builder *builder, int from, int depth) {
    static const char *const kinds[] = {"exclusiveGateway", "parallelGateway", "inclusiveGateway"};
    static const char *const conditions[] = {"x &lt; 3", "y &lt; 5"};
    uint32_t kind = roll(builder->dice, 3);
    int by_default = builder->next++;
    int split = add_gateway(builder, kinds[kind], kind == 1 ? -1 : by_default);
    int join = add_gateway(builder, kinds[kind], -1);
    add_arrow(builder, from, split, NULL);
    for (int i = 0; i < 3; i++) {
        int entry = add_node(builder, "<manualTask id='n%d'/>");
        bool is_default = i == 2 && kind != 1;
        if (is_default)
            buf_print(builder->out, "<sequenceFlow id='n%d' sourceRef='n%d' targetRef='n%d'/>",
                      by_default, split, entry);
        else
            add_arrow(builder, split, entry, kind == 1 ? NULL : conditions[i % 2]);
        add_arrow(builder, add_block(builder, entry, depth + 1), join, NULL);
    }
    return join;
}

static int add_loop(struct builder *builder, int from, int depth) {
    int merge = add_gateway(builder, "exclusiveGateway", -1);
    add_arrow(builder, from, merge, NULL);
    int last = add_block(builder, merge, depth + 1);
    int by_default = builder->next++;
    int split = add_gateway(builder, "exclusiveGateway", by_default);
    int behind = add_node(builder, SOME_TASK);
    add_arrow(builder, last, split, NULL);
    add_arrow(builder, split, merge, "x &lt; 3");
    buf_print(builder->out, "<sequenceFlow id='n%d' sourceRef='n%d' targetRef='n%d'/>", by_default,
              split, behind);
    return behind;
}

// Adds something behind from and returns the node where it ends.
static int add_block(struct builder *builder, int from, int depth) {
    int last = from;
    uint32_t length = 1 + roll(builder->dice, 2);
    for (uint32_t i = 0; i < length; i++) {
        uint32_t choice = depth >= DEPTH_MAX ? roll(builder->dice, 2) * 5 : roll(builder->dice, 8);
        if (choice < 2) last = add_task(builder, last);
        if (choice == 2 || choice == 3) last = add_branches(builder, last, depth);
        if (choice == 4) last = add_loop(builder, last, depth);
        if (choice == 5) last = add_many(builder, last);
        if (choice > 5) last = add_sub(builder, last, depth);
    }
    return last;
}

static str random_model(struct arena *arena, struct dice *dice) {
    struct buf out = buf_in(arena, MIB);
    struct builder builder = {&out, dice, 1};
    buf_add(&out, STR("<definitions xmlns='" FLOW_SPACE_BPMN "' xmlns:m='" FLOW_SPACE_OURS
                      "'><process id='p' m:variables='x y'><startEvent id='n0'/>"));
    int last = add_block(&builder, 0, 0);
    int end = add_node(&builder, "<endEvent id='n%d'/>");
    add_arrow(&builder, last, end, NULL);
    buf_add(&out, STR("</process></definitions>"));
    return buf_str(&out);
}

// Resting tokens at a node that came by an arrow; by any arrow where it is FLOW_NOWHERE.
static int32_t resting(const struct flow_run *run, int32_t node, int32_t via) {
    int32_t count = 0;
    for (size_t i = 0; i < run->token_count; i++)
        if (run->tokens[i].node == node && run->tokens[i].loop == 0 && // its body counts
            (via == FLOW_NOWHERE || run->tokens[i].via == via))
            count++;
    return count;
}

// How often tokens left a node, as its outgoing arrows say.
static int32_t left(const struct hand *hand, const struct flow_node *node) {
    int32_t sum = 0;
    for (size_t i = 0; i < node->out_count; i++) {
        if (node->kind != FLOW_EXCLUSIVE) return hand->run->taken[node->out[0]];
        sum += hand->run->taken[node->out[i]];
    }
    return sum;
}

static void expect_balance(const struct hand *hand, const struct flow_node *node) {
    int32_t index = (int32_t)(node - hand->model->nodes);
    int32_t arrived = node->kind == FLOW_START ? 1 : 0;
    bool is_inner_start = node->kind == FLOW_START && node->scope != FLOW_NOWHERE;
    if (is_inner_start || node->kind == FLOW_BOUNDARY) return; // come from within, not by arrows
    for (size_t i = 0; i < node->in_count; i++) {
        int32_t came = hand->run->taken[node->in[i]];
        arrived += came;
        if (node->kind == FLOW_PARALLEL && node->in_count > 1)
            assert_int_equal(came, resting(hand->run, index, node->in[i]) + left(hand, node));
    }
    bool is_inclusive = node->kind == FLOW_INCLUSIVE; // how many left together is not counted
    bool is_join = node->kind == FLOW_PARALLEL && node->in_count > 1;
    if (is_inclusive || is_join || node->out_count == 0) return;
    assert_int_equal(arrived, resting(hand->run, index, FLOW_NOWHERE) + left(hand, node));
}

// No two tokens at one place; ids are unique and belong to the past.
static void expect_order(const struct hand *hand) {
    for (size_t i = 0; i < hand->run->token_count; i++) {
        struct flow_token token = hand->run->tokens[i];
        assert_true(token.id < hand->run->next_token);
        for (size_t k = 0; k < i; k++) {
            struct flow_token other = hand->run->tokens[k];
            assert_true(other.id != token.id);
            assert_false(other.node == token.node && other.via == token.via &&
                         other.within == token.within && other.loop == token.loop);
        }
    }
}

// Some token that is no waiting one; there must be one.
static struct flow_token some_work(const struct hand *hand, struct dice *dice) {
    for (;;) {
        struct flow_token token = hand->run->tokens[roll(dice, (uint32_t)hand->run->token_count)];
        enum flow_kind kind = hand->model->nodes[token.node].kind;
        bool is_work = kind == FLOW_USER_TASK || kind == FLOW_SERVICE_TASK;
        if (is_work && token.total == 0) return token;
    }
}

static void try_to_send_back(struct hand *hand, struct dice *dice, struct flow_token token) {
    uint32_t target = roll(dice, (uint32_t)hand->model->node_count);
    fault trouble = send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_RETURN,
                                                    .token = token.id,
                                                    .node = hand->model->nodes[token.node].id,
                                                    .target = hand->model->nodes[target].id});
    assert_true(trouble == NULL || trouble == &flow_return_refused);
}

// Plays one run to its end. Returns inside of it make the counts of the arrows meaningless, so the
// balance is only held against runs without; order and the end against all.
static void play(struct hand *hand, struct dice *dice, bool has_returns) {
    hand->run = flow_run_new(hand->arena, hand->model);
    assert_null(start(hand));
    for (int signals = 0; hand->run->state != FLOW_RUN_FINISHED; signals++) {
        expect_order(hand);
        for (size_t i = 0; i < hand->model->node_count && !has_returns; i++)
            expect_balance(hand, &hand->model->nodes[i]);
        struct flow_token token = some_work(hand, dice);
        if (has_returns && signals < SIGNALS_MAX && roll(dice, 4) == 0)
            try_to_send_back(hand, dice, token);
        set(hand, "x", feel_int(signals < SIGNALS_MAX ? roll(dice, 10) : 9));
        set(hand, "y", feel_int(roll(dice, 10)));
        token = some_work(hand, dice);
        bool breaks = has_returns && signals < SIGNALS_MAX && roll(dice, 9) == 0;
        if (breaks && hand->model->nodes[token.node].scope != FLOW_NOWHERE) {
            assert_null(send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_FAIL,
                                                        .token = token.id,
                                                        .node = hand->model->nodes[token.node].id,
                                                        .name = STR("broke")}));
            continue;
        }
        assert_null(send(hand, (struct flow_signal){.kind = FLOW_SIGNAL_COMPLETE,
                                                    .token = token.id,
                                                    .node = hand->model->nodes[token.node].id}));
    }
    assert_int_equal(hand->run->token_count, 0);
}

static void no_token_is_lost_or_doubled(void **state) {
    (void)state;
    struct dice dice = {20261125};
    size_t warned = 0;
    for (int i = 0; i < MODELS; i++) {
        struct arena *scratch = arena_open(4 * MIB);
        struct hand hand = hand_on(arena_text(scratch, random_model(scratch, &dice)));
        set(&hand, "x", feel_int(5));
        set(&hand, "y", feel_int(5));
        struct flow_report report = flow_check(hand.arena, hand.model);
        if (report.refusal_count > 0)
            fail_msg("model %d: %s %.*s", i, report.problems[0].name,
                     STR_ARG(report.problems[0].en));
        warned += report.count;
        for (int run = 0; run < RUNS; run++) play(&hand, &dice, run % 2 == 1);
        let_go(&hand);
        arena_close(scratch);
    }
    assert_true(warned < MODELS / 2); // most of them were proved
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_walk_in_line),
        cmocka_unit_test(parallel_branches_meet_again),
        cmocka_unit_test(inclusive_joins_wait_for_those_that_come),
        cmocka_unit_test(inclusive_joins_stop_waiting),
        cmocka_unit_test(a_terminate_end_ends_everything),
        cmocka_unit_test(work_that_never_was_is_not_told),
        cmocka_unit_test(a_new_rest_is_a_new_token),
        cmocka_unit_test(sending_back_takes_the_branches_along),
        cmocka_unit_test(sending_back_has_its_conditions),
        cmocka_unit_test(signals_at_the_wrong_time_are_refused),
        cmocka_unit_test(steps_that_cannot_be_are_refused),
        cmocka_unit_test(a_circle_of_inclusive_joins_cannot_hang),
        cmocka_unit_test(columns_that_do_not_fit_are_refused),
        cmocka_unit_test(steps_are_pure),
        cmocka_unit_test(drawings_show_where_a_run_was),
        cmocka_unit_test(routes_name_each_task_once),
        cmocka_unit_test(no_token_is_lost_or_doubled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

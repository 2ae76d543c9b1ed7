// flow: every problem that flow_check knows, found at its element, and models in which it finds
// none.
#include "flow/testing.h"

#include <string.h>

#define AROUND(body) NODE("startEvent", "s") NODE("endEvent", "e") body

static const struct {
    const char *body;
    const char *problem; // NULL: none at all
    const char *id;
} CASES[] = {
    {AROUND(TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e")), NULL, NULL},
    {"", "flow_empty", "p"},
    {NODE("endEvent", "e"), "start_missing", "p"},
    {AROUND(ARROW("1", "s", "e") NODE("startEvent", "t") ARROW("2", "t", "e")), "starts_several",
     "t"},
    {NODE("startEvent", "s") TASK("a") ARROW("1", "s", "a"), "end_missing", "p"},
    {AROUND(TASK("a") TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e")), "id_duplicate", "a"},
    {AROUND(TASK("a") ARROW("1", "s", "a") ARROW("1", "a", "e")), "id_duplicate", "1"},
    {AROUND(ARROW("1", "s", "e") ARROW("2", "s", "x")), "arrow_dangling", "2"},
    {AROUND(ARROW("1", "s", "e") ARROW("2", "x", "e")), "arrow_dangling", "2"},
    {AROUND(ARROW("1", "s", "e") "<sequenceFlow id='2' sourceRef='s'/>"), "arrow_dangling", "2"},
    {AROUND(TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e") ARROW("3", "a", "s")),
     "arrow_misplaced", "3"},
    {AROUND(TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e") ARROW("3", "e", "a")),
     "arrow_misplaced", "3"},
    {AROUND(ARROW("1", "s", "e") TASK("a") ARROW("2", "a", "e")), "node_unreachable", "a"},
    {AROUND(TASK("a") ARROW("1", "s", "e") ARROW("2", "s", "a")), "dead_end", "a"},
    {AROUND(TASK("a") TASK("b") ARROW("1", "s", "e") ARROW("2", "s", "a") ARROW("3", "a", "b")
                ARROW("4", "b", "a")),
     "dead_end", "b"},
    {AROUND("<userTask id='a'/>" ARROW("1", "s", "a") ARROW("2", "a", "e")), "who_missing", "a"},
    {AROUND("<userTask id='a' m:who='role r' m:sop='s' name='甲'/>" ARROW("1", "s", "a")
                ARROW("2", "a", "e")),
     "title_missing", "a"},
    {AROUND("<userTask id='a' m:who='role r' name='甲' m:title_en='A'/>" ARROW("1", "s", "a")
                ARROW("2", "a", "e")),
     "sop_missing", "a"},
    {AROUND("<serviceTask id='a'/>" ARROW("1", "s", "a") ARROW("2", "a", "e")), "command_missing",
     "a"},
    // choices
    {AROUND(NODE("exclusiveGateway", "g") TASK("a") ARROW("1", "s", "g") IF("2", "g", "e", "x = 1")
                IF("3", "g", "a", "x = 2") ARROW("4", "a", "e")),
     "default_missing", "g"},
    {AROUND(NODE("inclusiveGateway", "g") ARROW("1", "s", "g") IF("2", "g", "e", "x = 1")
                IF("3", "g", "e", "x = 2")),
     "default_missing", "g"},
    {AROUND(CHOICE("exclusiveGateway", "g", "9") ARROW("1", "s", "g") IF("2", "g", "e", "x = 1")
                IF("3", "g", "e", "x != 1")),
     "default_wrong", "g"},
    {AROUND(CHOICE("exclusiveGateway", "g", "3") ARROW("1", "s", "g") IF("2", "g", "e", "x = 1")
                IF("3", "g", "e", "x = 2")),
     "default_wrong", "g"},
    {AROUND(CHOICE("parallelGateway", "g", "2") ARROW("1", "s", "g") ARROW("2", "g", "e")),
     "default_wrong", "g"},
    {AROUND(CHOICE("exclusiveGateway", "g", "3") ARROW("1", "s", "g") ARROW("2", "g", "e")
                ARROW("3", "g", "e")),
     "condition_missing", "2"},
    {AROUND(NODE("exclusiveGateway", "g") ARROW("1", "s", "g") IF("2", "g", "e", "x = 1")),
     "condition_unused", "2"},
    // events, scopes, names
    {AROUND(TASK("a") "<boundaryEvent id='b' attachedToRef='g'><errorEventDefinition/>"
                      "</boundaryEvent>" ARROW("1", "s", "a") ARROW("2", "a", "e")
                          ARROW("3", "b", "e")),
     "host_wrong", "b"},
    {AROUND(TASK("a") "<subProcess id='u'><startEvent id='us'/><endEvent id='ue'/>" ARROW(
         "4", "us", "ue") "</subProcess>" ARROW("1", "s", "a") ARROW("2", "a", "u")
                ARROW("3", "u", "e") ARROW("5", "a", "ue")),
     "arrow_crosses", "5"},
    {AROUND("<subProcess id='u'><endEvent id='ue'/></subProcess>" ARROW("1", "s", "u")
                ARROW("2", "u", "e")),
     "start_missing", "u"},
    {AROUND("<subProcess id='u'><startEvent id='us'/></subProcess>" ARROW("1", "s", "u")
                ARROW("2", "u", "e")),
     "end_missing", "u"},
    {AROUND(NODE("eventBasedGateway", "g") TASK("a") TASK("b") ARROW("1", "s", "g") ARROW(
         "2", "g", "a") ARROW("3", "g", "b") ARROW("4", "a", "e") ARROW("5", "b", "e")),
     "event_gateway_wrong", "g"},
    {AROUND(NODE("receiveTask", "a") ARROW("1", "s", "a") ARROW("2", "a", "e")), "message_missing",
     "a"},
    {AROUND(NODE("sendTask", "a") ARROW("1", "s", "a") ARROW("2", "a", "e")), "message_missing",
     "a"},
    {AROUND(NODE("scriptTask", "a") ARROW("1", "s", "a") ARROW("2", "a", "e")), "script_missing",
     "a"},
    {AROUND(NODE("businessRuleTask", "a") ARROW("1", "s", "a") ARROW("2", "a", "e")),
     "command_missing", "a"},
    {AROUND("<userTask id='a' m:who='role r' m:sop='s' m:title_zh='t' m:title_en='t' "
            "m:apart='b'/>" ARROW("1", "s", "a") ARROW("2", "a", "e")),
     "apart_wrong", "a"},
    {AROUND("<userTask id='a' m:who='role r' m:sop='s' m:title_zh='t' m:title_en='t' "
            "m:fields='amount' m:editable='reason'/>" ARROW("1", "s", "a") ARROW("2", "a", "e")),
     "editable_wrong", "a"},
    {AROUND(CHOICE("exclusiveGateway", "g", "3") TASK("a") ARROW("1", "s", "g")
                IF("2", "g", "a", "amuont &gt; 3") ARROW("3", "g", "e") ARROW("4", "a", "e")),
     "variable_unknown", "2"},
    // a way around the approver
    {AROUND("<exclusiveGateway id='g' default='3'/>" TASK("a") ARROW("1", "s", "g")
                IF("2", "g", "a", "x = 1") ARROW("3", "g", "e") ARROW("4", "a", "e")),
     NULL, NULL},
    // tokens
    {AROUND(CHOICE("exclusiveGateway", "g", "3") NODE("parallelGateway", "j") TASK("a") TASK("b")
                ARROW("1", "s", "g") IF("2", "g", "a", "x = 1") ARROW("3", "g", "b")
                    ARROW("4", "a", "j") ARROW("5", "b", "j") ARROW("6", "j", "e")),
     "stuck", "j"},
    {AROUND(NODE("parallelGateway", "g") TASK("a") TASK("b") TASK("c") ARROW("1", "s", "g")
                ARROW("2", "g", "a") ARROW("3", "g", "b") ARROW("4", "a", "c") ARROW("5", "b", "c")
                    ARROW("6", "c", "e")),
     "doubled", "c"},
    {AROUND(NODE("parallelGateway", "g") TASK("a") TASK("b") ARROW("1", "s", "g") ARROW(
         "2", "g", "a") ARROW("3", "g", "b") ARROW("4", "a", "e") ARROW("5", "b", "e")),
     NULL, NULL},
    {AROUND(NODE("parallelGateway", "g") NODE("parallelGateway", "j") TASK("a") TASK("b")
                ARROW("1", "s", "g") ARROW("2", "g", "a") ARROW("3", "g", "b") ARROW("4", "a", "j")
                    ARROW("5", "b", "j") ARROW("6", "j", "e")),
     NULL, NULL},
    {AROUND(NODE("parallelGateway", "g") NODE("exclusiveGateway", "j") TASK("a") TASK("b")
                ARROW("1", "s", "g") ARROW("2", "g", "a") ARROW("3", "g", "b") ARROW("4", "a", "j")
                    ARROW("5", "b", "j") ARROW("6", "j", "e")),
     "doubled", "j"},
    {AROUND(CHOICE("inclusiveGateway", "g", "3") NODE("inclusiveGateway", "j") TASK("a") TASK("b")
                ARROW("1", "s", "g") IF("2", "g", "a", "x = 1") ARROW("3", "g", "b")
                    ARROW("4", "a", "j") ARROW("5", "b", "j") ARROW("6", "j", "e")),
     NULL, NULL},
    {AROUND(CHOICE("inclusiveGateway", "g", "3") NODE("parallelGateway", "j") TASK("a") TASK("b")
                ARROW("1", "s", "g") IF("2", "g", "a", "x = 1") ARROW("3", "g", "b")
                    ARROW("4", "a", "j") ARROW("5", "b", "j") ARROW("6", "j", "e")),
     "stuck", "j"},
    // a terminate end ends the branch that would wait
    {NODE("startEvent", "s") "<endEvent id='e'><terminateEventDefinition/></endEvent>" NODE(
         "parallelGateway", "g") TASK("a") TASK("b") ARROW("1", "s", "g") ARROW("2", "g", "a")
         ARROW("3", "g", "b") ARROW("4", "a", "e") ARROW("5", "b", "e"),
     NULL, NULL},
    // a loop
    {AROUND(NODE("exclusiveGateway", "m") CHOICE("exclusiveGateway", "g", "4") TASK("a")
                ARROW("1", "s", "m") ARROW("2", "m", "a") ARROW("3", "a", "g") ARROW("4", "g", "e")
                    IF("5", "g", "m", "x = 1")),
     NULL, NULL},
};

static const struct flow_problem *problem_named(struct flow_report report, const char *name,
                                                const char *id) {
    for (size_t i = 0; i < report.count; i++)
        if (strcmp(report.problems[i].name, name) == 0 &&
            str_equal(report.problems[i].id, str_of(id)))
            return &report.problems[i];
    return NULL;
}

static struct flow_report report_of(struct arena *arena, const char *attributes, const char *body) {
    str xml = arena_print(arena,
                          "<definitions xmlns='" FLOW_SPACE_BPMN "' xmlns:m='" FLOW_SPACE_OURS
                          "'><process id='p' m:variables='x y' %s>%s</process></definitions>",
                          attributes, body);
    return flow_check(arena, testing_model(arena, xml));
}

static void problems_are_found_at_their_element(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct arena *arena = arena_open(16 * MIB);
        struct flow_report report = report_of(arena, "", CASES[i].body);
        if (CASES[i].problem == NULL && report.count > 0)
            fail_msg("case %zu: %s %.*s", i, report.problems[0].name,
                     STR_ARG(report.problems[0].en));
        if (CASES[i].problem != NULL) {
            const struct flow_problem *problem =
                problem_named(report, CASES[i].problem, CASES[i].id);
            if (problem == NULL) fail_msg("case %zu lacks %s", i, CASES[i].problem);
            assert_true(problem->zh.size > 0 && problem->en.size > 0);
            assert_true(problem->is_warning || report.refusal_count > 0);
        }
        arena_close(arena);
    }
}

static void a_way_around_the_approver_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *body;
        bool is_refused;
    } cases[] = {
        {AROUND(TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e")), false},
        {AROUND(ARROW("1", "s", "e")), true},
        {AROUND("<userTask id='a' m:who='applicant'/>" ARROW("1", "s", "a") ARROW("2", "a", "e")),
         true},
        {AROUND(CHOICE("exclusiveGateway", "g", "3") TASK("a") ARROW("1", "s", "g")
                    IF("2", "g", "a", "x = 1") ARROW("3", "g", "e") ARROW("4", "a", "e")),
         true},
        {AROUND(CHOICE("exclusiveGateway", "g", "3") TASK("a") TASK("b") ARROW("1", "s", "g")
                    IF("2", "g", "a", "x = 1") ARROW("3", "g", "b") ARROW("4", "a", "e")
                        ARROW("5", "b", "e")),
         false},
        // time never approves: the timer at the approver's task is a way around him
        {AROUND(TASK("a") "<boundaryEvent id='b' attachedToRef='a'><timerEventDefinition>"
                          "<timeDuration>P1D</timeDuration></timerEventDefinition>"
                          "</boundaryEvent>" ARROW("1", "s", "a") ARROW("2", "a", "e")
                              ARROW("3", "b", "e")),
         true},
        {AROUND("<subProcess id='u'><startEvent id='us'/>" TASK("a") "<endEvent id='ue'/>" ARROW(
             "4", "us", "a") ARROW("5", "a", "ue") "</subProcess>" ARROW("1", "s", "u")
                    ARROW("2", "u", "e")),
         false},
        {AROUND(
             "<userTask id='a' m:who='= if x &gt; 1 then \"applicant\" else \"applicant\"'/>" ARROW(
                 "1", "s", "a") ARROW("2", "a", "e")),
         true},
        {AROUND("<userTask id='a' m:who='= if x &gt; 1 then \"applicant\" else \"role r\"'/>" ARROW(
             "1", "s", "a") ARROW("2", "a", "e")),
         false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena *arena = arena_open(16 * MIB);
        struct flow_report report = report_of(arena, "m:approval='required'", cases[i].body);
        assert_int_equal(problem_named(report, "approval_bypassed", "e") != NULL,
                         cases[i].is_refused);
        bool is_his_rule = strstr(cases[i].body, "else \"applicant\"") != NULL;
        assert_int_equal(problem_named(report, "who_applicant_only", "a") != NULL, is_his_rule);
        struct flow_report free = report_of(arena, "", cases[i].body);
        assert_null(problem_named(free, "approval_bypassed", "e"));
        arena_close(arena);
    }
}

static void conditions_that_cover_everything_need_no_default(void **state) {
    (void)state;
    static const struct {
        const char *one, *other;
        bool covers;
    } cases[] = {
        {"amount &gt; 5000", "amount &lt;= 5000", true},
        {"amount &gt; 5000", "amount&lt;=5000", true},
        {"amount &gt;= 5000", "amount &lt; 5000", true},
        {"x = \"a\"", "x != \"a\"", true},
        {"x = \"a b\"", "x != \"ab\"", false},
        {"amount &gt; 5000", "amount &lt; 5000", false},
        {"amount &gt; 5000", "amount &lt;= 4000", false},
        {"amount &gt; 5000", "total &lt;= 5000", false},
        {"x = 1", "x = 2", false},
        {"true", "x = 2", true},
        {"is_official", "not(is_official)", true},
        {"a = 1 and b = 2", "not(a = 1 and b = 2)", true},
        {"a &gt; 1 and b", "a &lt;= 1 and b", false},
        {"a = 1 or b", "a != 1 or b", false},
        {"(x = 1) = y", "(x = 1) != y", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena *arena = arena_open(16 * MIB);
        str body = arena_print(arena,
                               AROUND(NODE("exclusiveGateway", "g") ARROW("1", "s", "g"))
                                   IF("2", "g", "e", "%s") IF("3", "g", "e", "%s"),
                               cases[i].one, cases[i].other);
        struct flow_report report = report_of(arena, "", arena_text(arena, body));
        if ((problem_named(report, "default_missing", "g") == NULL) != cases[i].covers)
            fail_msg("%s | %s", cases[i].one, cases[i].other);
        arena_close(arena);
    }
}

static void the_first_refusal_is_a_fault(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct fault_note note = {0};
    const struct flow_model *model = testing_model(
        arena, STR(BPMN(AROUND(TASK("a") ARROW("1", "s", "a") ARROW("2", "a", "e")))));
    assert_null(flow_check_refuse(arena, model, &note));
    model = testing_model(arena, STR(BPMN(AROUND("<userTask id='a' m:sop='s'/>" ARROW("1", "s", "a")
                                                     ARROW("2", "a", "e")))));
    assert_ptr_equal(flow_check_refuse(arena, model, &note), &flow_refused);
    assert_string_equal(arena_text(arena, note.field), "a");
    assert_true(note.en.size > 0 && note.zh.size > 0);
    arena_close(arena);
}

// Sixteen branches of two tasks: 3^16 states, more than anybody wants to look at.
static void too_many_states_are_only_warned_about(void **state) {
    (void)state;
    struct arena *arena = arena_open(32 * MIB);
    struct buf body = buf_in(arena, MIB);
    buf_add(&body, STR(AROUND(NODE("parallelGateway", "g") NODE("parallelGateway", "j")
                                  ARROW("0", "s", "g") ARROW("1", "j", "e"))));
    for (int i = 0; i < 16; i++)
        buf_print(&body,
                  TASK("a%d") TASK("b%d") ARROW("x%d", "g", "a%d") ARROW("y%d", "a%d", "b%d")
                      ARROW("z%d", "b%d", "j"),
                  i, i, i, i, i, i, i, i, i);
    struct flow_report report = report_of(arena, "", arena_text(arena, buf_str(&body)));
    assert_int_equal(report.refusal_count, 0);
    assert_non_null(problem_named(report, "not_explored", "p"));
    arena_close(arena);
}

// At the ceiling of arrows, with what costs most there: all pairs of conditions, one wide join.
static void the_largest_models_are_checked_in_their_budget(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct buf body = buf_in(arena, MIB);
    buf_add(&body, STR(AROUND(NODE("exclusiveGateway", "g") ARROW("1", "s", "g"))));
    for (int i = 2; i < LIMIT_FLOW_ARROWS; i++) buf_print(&body, IF("f%d", "g", "e", "x=%d"), i, i);
    struct flow_report report = report_of(arena, "", arena_text(arena, buf_str(&body)));
    assert_non_null(problem_named(report, "default_missing", "g"));
    arena_reset(arena);
    body = buf_in(arena, MIB);
    buf_add(&body, STR(AROUND(NODE("parallelGateway", "g") NODE("parallelGateway", "j")
                                  ARROW("0", "s", "g") ARROW("1", "j", "e"))));
    for (int i = 2; i < LIMIT_FLOW_ARROWS; i++) buf_print(&body, ARROW("f%d", "g", "j"), i);
    report = report_of(arena, "", arena_text(arena, buf_str(&body)));
    assert_int_equal(report.refusal_count, 0);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(problems_are_found_at_their_element),
        cmocka_unit_test(a_way_around_the_approver_is_refused),
        cmocka_unit_test(conditions_that_cover_everything_need_no_default),
        cmocka_unit_test(the_first_refusal_is_a_fault),
        cmocka_unit_test(the_largest_models_are_checked_in_their_budget),
        cmocka_unit_test(too_many_states_are_only_warned_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

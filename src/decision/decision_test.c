// decision: hit policies, requirements, values and columns of all kinds, refusals with their
// places, limits, JSON in and out. The shipped packs have tests of their own (pack_test.c).
#include "decision/eval_json.h"
#include "decision/model.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char namespaces[][64] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
};

static str wrap(struct arena *arena, const char *body) {
    return arena_print(arena, "<definitions xmlns='%s' name='m' namespace='n'>\n%s\n</definitions>",
                       namespaces[4], body);
}

static const struct decision_model *read_model(struct arena *arena, struct feel_names *names,
                                               const char *body) {
    const struct decision_model *model;
    struct fault_note note = {0};
    if (decision_read(arena, wrap(arena, body), names, &model, &note) != NULL)
        fail_msg("%.*s", STR_ARG(note.en));
    return model;
}

// An amount and a kind, three rules of which two overlap.
static const char table_start[] =
    "<inputData id='amount' name='amount'><variable name='amount' typeRef='number'/></inputData>"
    "<inputData id='kind' name='kind'><variable name='kind' typeRef='string'/></inputData>"
    "<decision id='d' name='route'><variable name='route'/>"
    "<informationRequirement><requiredInput href='#amount'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#kind'/></informationRequirement>";
static const char table_columns[] =
    "<input><inputExpression><text>amount</text></inputExpression></input>"
    "<input label='Kind of benefit'><inputExpression><text>kind</text></inputExpression></input>";
static const char table_rules[] =
    "<rule id='A'><inputEntry><text>&gt; 100</text></inputEntry><inputEntry><text>-</text>"
    "</inputEntry><outputEntry><text>2</text></outputEntry></rule>"
    "<rule id='B'><inputEntry><text>&gt; 50</text></inputEntry><inputEntry><text>\"gift\"</text>"
    "</inputEntry><outputEntry><text>1</text></outputEntry></rule>"
    "<rule id='C'><inputEntry><text>&gt; 1000</text></inputEntry><inputEntry><text></text>"
    "</inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>";

static str table_with(struct arena *arena, const char *attributes, const char *output) {
    return arena_print(arena, "%s<decisionTable %s>%s%s%s", table_start, attributes, table_columns,
                       output, table_rules);
}

static struct decision_result evaluate(struct arena *arena, const struct decision_model *model,
                                       const struct feel_names *names, const char *context) {
    const struct feel_expression *expression;
    struct fault_note note;
    struct feel_names *none = feel_names_open(arena, FEEL_NAMES_CLOSED);
    assert_null(feel_compile(arena, none, str_of(context), &expression, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    struct feel_value *values = feel_values_from(arena, names, feel_evaluate(expression, &run));
    struct decision_inputs inputs = {values, feel_names_count(names), NULL};
    struct decision_result result;
    decision_evaluate(model, decision_count(model) - 1, &inputs, arena, &result);
    return result;
}

static void assert_value(struct arena *arena, const char *body, const char *context,
                         const char *wanted) {
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model = read_model(arena, names, body);
    struct decision_result result = evaluate(arena, model, names, context);
    str got = feel_print(arena, result.value);
    if (!str_equal(got, str_of(wanted)))
        fail_msg("%s\n%s gives %.*s, wanted %s", body, context, STR_ARG(got), wanted);
}

static void every_hit_policy_gives_its_value(void **state) {
    (void)state;
    static const char output[] = "<output/>";
    static const char ranked[] = "<output><outputValues><text>1, 2</text></outputValues></output>";
    static const char preset[] =
        "<output><defaultOutputEntry><text>amount * 0</text></defaultOutputEntry></output>";
    static const struct {
        const char *attributes, *output, *context, *wanted;
    } rows[] = {
        {"", output, "{amount: 60, kind: \"gift\"}", "1"},
        {"hitPolicy='UNIQUE'", output, "{amount: 10, kind: \"gift\"}", "null"},
        {"hitPolicy='UNIQUE'", preset, "{amount: 10, kind: \"gift\"}", "0"},
        {"hitPolicy='FIRST'", output, "{amount: 200, kind: \"gift\"}", "2"},
        {"hitPolicy='PRIORITY'", ranked, "{amount: 200, kind: \"gift\"}", "1"},
        {"hitPolicy='PRIORITY'", ranked, "{amount: 200, kind: \"meal\"}", "2"},
        {"hitPolicy='ANY'", output, "{amount: 2000, kind: \"meal\"}", "2"},
        {"hitPolicy='COLLECT'", output, "{amount: 2000, kind: \"gift\"}", "[2, 1, 2]"},
        {"hitPolicy='COLLECT' aggregation='SUM'", output, "{amount: 2000, kind: \"gift\"}", "5"},
        {"hitPolicy='COLLECT' aggregation='COUNT'", output, "{amount: 2000, kind: \"gift\"}", "3"},
        {"hitPolicy='COLLECT' aggregation='MIN'", output, "{amount: 2000, kind: \"gift\"}", "1"},
        {"hitPolicy='COLLECT' aggregation='MAX'", output, "{amount: 2000, kind: \"gift\"}", "2"},
        {"hitPolicy='COLLECT'", output, "{amount: 0, kind: \"gift\"}", "null"},
        {"hitPolicy='RULE ORDER'", output, "{amount: 200, kind: \"gift\"}", "[2, 1]"},
        {"hitPolicy='OUTPUT ORDER'", ranked, "{amount: 2000, kind: \"gift\"}", "[1, 2, 2]"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        str body = table_with(arena, rows[i].attributes, rows[i].output);
        assert_value(arena, arena_text(arena, body), rows[i].context, rows[i].wanted);
        arena_close(arena);
    }
}

static void contradictions_are_trouble_not_a_guess(void **state) {
    (void)state;
    static const char *policies[] = {"hitPolicy='UNIQUE'", "hitPolicy='ANY'"};
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        str body = table_with(arena, policies[i], "<output/>");
        const struct decision_model *model = read_model(arena, names, arena_text(arena, body));
        struct decision_result result =
            evaluate(arena, model, names, "{amount: 200, kind: \"gift\"}");
        assert_ptr_equal(result.trouble, &rules_overlap);
        assert_int_equal(result.value.kind, FEEL_NULL);
        assert_int_equal(result.hit_count, 2);
        arena_close(arena);
    }
}

// A table that ran out of work must not look like one whose rules did not match.
static void too_much_work_is_trouble(void **state) {
    (void)state;
    static const char body[] =
        "<inputData id='x' name='x'/><decision id='d' name='d'><informationRequirement>"
        "<requiredInput href='#x'/></informationRequirement><decisionTable hitPolicy='FIRST'>"
        "<input><inputExpression><text>x</text></inputExpression></input><output/>"
        "<rule><inputEntry><text>? = count(for i in 1..10000000 return i)</text></inputEntry>"
        "<outputEntry><text>1</text></outputEntry></rule>"
        "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>2</text></outputEntry>"
        "</rule></decisionTable></decision>";
    static const char above[] =
        "<decision name='e'><informationRequirement><requiredDecision href='#d'/>"
        "</informationRequirement><literalExpression><text>1</text></literalExpression></decision>";
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model = read_model(arena, names, body);
    struct decision_result result = evaluate(arena, model, names, "{x: 1}");
    assert_ptr_equal(result.trouble, &work_exceeded);
    assert_int_equal(result.value.kind, FEEL_NULL);
    str both = arena_print(arena, "%s%s", body, above);
    model = read_model(arena, names, arena_text(arena, both));
    result = evaluate(arena, model, names, "{x: 1}");
    assert_ptr_equal(result.trouble, &work_exceeded);
    arena_close(arena);
}

static void every_version_of_dmn_is_read(void **state) {
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note;
        str bytes = arena_print(arena,
                                "<x:definitions xmlns:x='%s' name='m'><x:decision name='d'>"
                                "<x:literalExpression><x:text>1 + 1</x:text>"
                                "</x:literalExpression></x:decision></x:definitions>",
                                namespaces[i]);
        assert_null(decision_read(arena, bytes, names, &model, &note));
        struct decision_result result = evaluate(arena, model, names, "{}");
        assert_true(str_equal(feel_print(arena, result.value), STR("2")));
        arena_close(arena);
    }
}

static const char chain[] =
    "<inputData id='i' name='Monthly Salary'/>"
    "<decision id='a' name='Yearly Salary'>"
    "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
    "<literalExpression><text>Monthly Salary * 12</text></literalExpression></decision>"
    "<decision id='b' name='Doubled'>"
    "<informationRequirement><requiredDecision href='#a'/></informationRequirement>"
    "<literalExpression><text>Yearly Salary * 2</text></literalExpression></decision>"
    "<decision id='c' name='Band'>"
    "<informationRequirement><requiredDecision href='#b'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
    "<decisionTable><input><inputExpression><text>Doubled</text></inputExpression></input>"
    "<output/><rule><inputEntry><text>&gt; Monthly Salary * 23</text></inputEntry>"
    "<outputEntry><text>\"high \" + string(Doubled)</text></outputEntry></rule>"
    "</decisionTable></decision>";

static void a_model_says_when_it_is_in_force(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "<description> 中文\nEnglish </description>",
        "<extensionElements><validity from='2026-01-01'/></extensionElements>",
        "<extensionElements><validity from='2026-01-01' to='2026-12-31'/></extensionElements>",
    };
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    for (int i = 0; i < 3; i++) {
        const struct decision_model *model = read_model(arena, names, bodies[i]);
        assert_int_equal(date_is_none(decision_model_from(model)), i < 1);
        assert_int_equal(date_is_none(decision_model_to(model)), i < 2);
    }
    const struct decision_model *model = read_model(arena, names, bodies[0]);
    assert_true(str_equal(decision_model_description(model), STR("中文\nEnglish")));
    struct fault_note note = {0};
    str wrong = wrap(arena, "<extensionElements><validity to='2026-02-30'/></extensionElements>");
    assert_ptr_equal(decision_read(arena, wrong, names, &model, &note), &decision_malformed);
    arena_close(arena);
}

static void required_decisions_are_evaluated_first(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    assert_value(arena, chain, "{\"Monthly Salary\": 10}", "\"high 240\"");
    assert_value(arena, chain, "{}", "null");
    arena_close(arena);
}

static const char *cell_columns[][5] = {
    {"1", "[2..3]", "(3..4.5]", "not(1)", "> 100000000000"},
    {"\"a\"", "\"b\", \"a\"", "not(\"a\")", "-", "null"},
    {"true", "false", "-", "not(true)", "null"},
    {"@\"2026-01-01\"", "< @\"2026-01-02\"", "[@\"2026-01-01\"..@\"2026-01-04\"]", "-",
     "not(> @\"2026-01-01\")"},
    {"1", "\"a\"", "true", "-", "null"},
    {"? > 2", "< 3", "-", "starts with(?, \"a\")", "1, 2"},
    {"0.000000000001", "1", "2", "3", "-"},
    {"[\"a\"..\"c\"]", "\"b\"", "-", "-", "-"},
};

static const char *cell_inputs[] = {
    "null",
    "0",
    "1",
    "1.5",
    "2",
    "3",
    "3.01",
    "4.5",
    "4.500000000001",
    "1e30",
    "-1e30",
    "0.000000000001",
    "1e12",
    "true",
    "false",
    "\"a\"",
    "\"b\"",
    "\"ab\"",
    "\"\"",
    "@\"2025-12-31\"",
    "@\"2026-01-01\"",
    "@\"2026-01-02\"",
    "@\"2026-01-05\"",
    "[1]",
    "{a: 1}",
    "@\"PT1H\"",
};

// A table of one column x with these five cells, collecting the numbers of the rules that match.
static const char *table_of_cells(struct arena *arena, const char *cells[5]) {
    struct buf body = buf_in(arena, MIB);
    buf_add(&body, STR("<inputData id='x' name='x'/><decision name='d'><informationRequirement>"
                       "<requiredInput href='#x'/></informationRequirement><decisionTable "
                       "hitPolicy='COLLECT'><input><inputExpression><text>x</text>"
                       "</inputExpression></input><output/>"));
    for (size_t r = 0; r < 5; r++) {
        buf_add(&body, STR("<rule><inputEntry><text>"));
        xml_escape(&body, str_of(cells[r]));
        buf_print(&body, "</text></inputEntry><outputEntry><text>%zu</text></outputEntry></rule>",
                  r);
    }
    buf_add(&body, STR("</decisionTable></decision>"));
    return arena_text(arena, buf_str(&body));
}

static bool cell_holds(struct arena *arena, const char *cell, const char *input) {
    const struct feel_expression *tests, *value;
    struct fault_note note;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    assert_null(feel_compile_tests(arena, names, str_of(cell), &tests, &note));
    assert_null(feel_compile(arena, names, str_of(input), &value, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    return feel_test(tests, feel_evaluate(value, &run), &run);
}

// Cells of every kind, also such as cannot be compiled, against the same asked one by one.
static void columns_of_all_kinds_agree_with_their_cells(void **state) {
    (void)state;
    for (size_t c = 0; c < sizeof(cell_columns) / sizeof(cell_columns[0]); c++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model =
            read_model(arena, names, table_of_cells(arena, cell_columns[c]));
        for (size_t i = 0; i < sizeof(cell_inputs) / sizeof(cell_inputs[0]); i++) {
            str context = arena_print(arena, "{x: %s}", cell_inputs[i]);
            struct decision_result result =
                evaluate(arena, model, names, arena_text(arena, context));
            size_t hit = 0;
            for (size_t r = 0; r < 5; r++) {
                bool wanted = cell_holds(arena, cell_columns[c][r], cell_inputs[i]);
                bool got = hit < result.hit_count && result.hits[hit].rule == r;
                if (got) hit++;
                if (got != wanted)
                    fail_msg("%s in %s: %d", cell_inputs[i], cell_columns[c][r], got);
            }
        }
        arena_close(arena);
    }
}

static void more_rules_than_one_word_of_bits(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct buf body = buf_in(arena, MIB);
    buf_print(&body, "%s<decisionTable hitPolicy='COLLECT'>%s<output/>", table_start,
              table_columns);
    for (int i = 0; i < 600; i++)
        buf_print(&body,
                  "<rule id='R%d'><inputEntry><text>[%d..%d]</text></inputEntry><inputEntry>"
                  "<text>%s</text></inputEntry><outputEntry><text>%d</text></outputEntry></rule>",
                  i, i, i + 2, i % 2 == 0 ? "-" : "\"gift\"", i);
    buf_add(&body, STR("</decisionTable></decision>"));
    const char *text = arena_text(arena, buf_str(&body));
    assert_value(arena, text, "{amount: 599, kind: \"gift\"}", "[597, 598, 599]");
    assert_value(arena, text, "{amount: 130, kind: \"meal\"}", "[128, 130]");
    assert_value(arena, text, "{amount: 601.5, kind: \"gift\"}", "null");
    arena_close(arena);
}

static void several_outputs_make_a_context(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    static const char body[] =
        "<decision name='d'><decisionTable><output name='a'/><output name='b c'/><rule>"
        "<outputEntry><text>1</text></outputEntry><outputEntry><text></text></outputEntry></rule>"
        "</decisionTable></decision>";
    assert_value(arena, body, "{}", "{a: 1, \"b c\": null}");
    arena_close(arena);
}

// ---- refusals ----

static const struct {
    const char *body, *en;
    const struct fault *fault;
} refusals[] = {
    {"<decision id='d' name='d'/>", "Line 2, decision d: the decision has no logic.",
     &decision_malformed},
    {"<decision id='d'><literalExpression/></decision>",
     "Line 2, decision d: the element has no name.", &decision_malformed},
    {"<inputData id='i'/>", "Line 2, inputData i: the element has no name.", &decision_malformed},
    {"\n<decision id='d' name='d'><literalExpression id='l'><text>1 +</text>"
     "</literalExpression></decision>",
     "Line 3, literalExpression l: \"1 +\": Line 1, column 4: a value", &decision_malformed},
    {"<decision id='d' name='d'><literalExpression id='l'><text>x</text></literalExpression>"
     "</decision>",
     "Line 2, literalExpression l: \"x\": There is no name \"x\" here.", &decision_malformed},
    {"<decision id='d' name='d'><informationRequirement id='q'><requiredInput href='#i'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></"
     "decision>",
     "Line 2, requiredInput q: there is no such element.", &decision_malformed},
    {"<decision id='d' name='d'><informationRequirement id='q'><requiredDecision href='#i'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></"
     "decision>",
     "Line 2, requiredDecision q: there is no such element.", &decision_malformed},
    {"<decision id='d' name='d'><informationRequirement id='q'><requiredInput href='i'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></"
     "decision>",
     "Line 2, requiredInput q: the reference is not", &decision_malformed},
    {"<decision id='d' name='d'><informationRequirement id='q'><requiredInput href='other#i'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></"
     "decision>",
     "Line 2, requiredInput q: the reference is into a model that is not imported.",
     &decision_malformed},
    {"<decision id='d' name='d'><informationRequirement id='q'><requiredInput href='#d'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></decision>",
     "Line 2, requiredInput q: the element is of another kind.", &decision_malformed},
    {"<inputData id='i' name='a  b'/><inputData id='j' name='a b'/>",
     "Line 2, inputData j: another element has this name.", &decision_malformed},
    {"<decision id='a' name='a'><informationRequirement><requiredDecision href='#b'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></decision>"
     "<decision id='b' name='b'><informationRequirement><requiredDecision href='#a'/>"
     "</informationRequirement><literalExpression><text>1</text></literalExpression></"
     "decision>",
     "Line 2, decision a: the element requires itself", &decision_malformed},
    {"<decision id='d' name='d'><invocation id='v'/></decision>",
     "Line 2, invocation v: an expression is missing here.", &decision_malformed},
    {"<decision id='d' name='d'><context id='c'><contextEntry id='e'/></context></decision>",
     "Line 2, contextEntry e: an expression is missing here.", &decision_malformed},
    {"<decision id='d' name='d'><for id='f' iteratorVariable='i'><in><literalExpression><text>1"
     "</text></literalExpression></in></for></decision>",
     "Line 2, for f: \"return\" is missing.", &decision_malformed},
    {"<decision id='d' name='d'><functionDefinition id='f' kind='Java'><context/>"
     "</functionDefinition></decision>",
     "Line 2, functionDefinition f: external functions are not called: Java",
     &decision_unsupported},
    {"<businessKnowledgeModel id='b' name='b'/>",
     "Line 2, businessKnowledgeModel b: the knowledge model has no logic.", &decision_malformed},
    {"<decisionService id='s' name='s'/>", "Line 2, decisionService s: the service has no output.",
     &decision_malformed},
    {"<itemDefinition name='t' id='t'><typeRef>u</typeRef></itemDefinition>"
     "<itemDefinition name='u' id='u'><typeRef>t</typeRef></itemDefinition>",
     "Line 2, itemDefinition t: the type is made of itself", &decision_malformed},
    {"<inputData id='i' name='i'><variable id='v' name='i' typeRef='tNone'/></inputData>",
     "Line 2, variable v: there is no such type.", &decision_malformed},
    {"<import name='x' namespace='urn:x' "
     "importType='http://www.omg.org/spec/DMN/20180521/MODEL/'/>",
     "Line 2, import", &decision_malformed},
    {"<import name='x' namespace='urn:x' importType='http://www.w3.org/2001/XMLSchema'/>",
     "Line 2, import", &decision_unsupported},
    {"<decision id='d' name='d'><decisionTable id='t'/></decision>",
     "Line 2, decisionTable t: the table has no output.", &decision_malformed},
    {"<decision id='d' name='d'><decisionTable id='t' hitPolicy='BEST'><output/>"
     "</decisionTable></decision>",
     "Line 2, decisionTable t: there is no such hit policy", &decision_malformed},
    {"<decision id='d' name='d'><decisionTable id='t'><input id='i'/><output/></decisionTable>"
     "</decision>",
     "Line 2, input i: the column has no expression.", &decision_malformed},
    {"<decision id='d' name='d'><decisionTable id='t'><output id='o'/><output name='b'/>"
     "</decisionTable></decision>",
     "Line 2, output o: one of several outputs has no name.", &decision_malformed},
    {"<decision id='d' name='d'><decisionTable><output id='o'><outputValues><text>f(1)</text>"
     "</outputValues></output></decisionTable></decision>",
     "Line 2, outputValues o: the output values are no list", &decision_malformed},
    {"<decision id='d' name='d'><decisionTable><output/><rule id='R1'/></decisionTable>"
     "</decision>",
     "Line 2, rule R1: the rule has another number of cells", &decision_malformed},
};

static void what_cannot_be_read_is_refused_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note = {0};
        fault refused = decision_read(arena, wrap(arena, refusals[i].body), names, &model, &note);
        if (refused != refusals[i].fault) fail_msg("%s", refusals[i].body);
        if (!str_starts_with(note.en, str_of(refusals[i].en)))
            fail_msg("%.*s\nwanted %s", STR_ARG(note.en), refusals[i].en);
        assert_true(str_starts_with(note.zh, STR("第 ")));
        arena_close(arena);
    }
}

static fault read_rules(int count) {
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct buf body = buf_in(arena, 8 * MIB);
    buf_add(&body, STR("<decision name='d'><decisionTable><output/>"));
    for (int i = 0; i < count; i++)
        buf_add(&body, STR("<rule><outputEntry><text>1</text></outputEntry></rule>"));
    buf_add(&body, STR("</decisionTable></decision>"));
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    struct fault_note note = {0};
    str bytes = wrap(arena, arena_text(arena, buf_str(&body)));
    fault refused = decision_read(arena, bytes, names, &model, &note);
    arena_close(arena);
    return refused;
}

static fault read_columns(int count) {
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct buf body = buf_in(arena, 8 * MIB);
    buf_add(&body, STR("<decision name='d'><decisionTable>"));
    for (int i = 1; i < count; i++)
        buf_add(&body, STR("<input><inputExpression><text>1</text></inputExpression></input>"));
    buf_add(&body, STR("<output/></decisionTable></decision>"));
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    struct fault_note note = {0};
    str bytes = wrap(arena, arena_text(arena, buf_str(&body)));
    fault refused = decision_read(arena, bytes, names, &model, &note);
    arena_close(arena);
    return refused;
}

static fault read_inputs(int count) {
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct buf body = buf_in(arena, 8 * MIB);
    for (int i = 0; i < count; i++) buf_print(&body, "<inputData id='i%d' name='i%d'/>", i, i);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    struct fault_note note = {0};
    str bytes = wrap(arena, arena_text(arena, buf_str(&body)));
    fault refused = decision_read(arena, bytes, names, &model, &note);
    arena_close(arena);
    return refused;
}

static void models_are_bounded(void **state) {
    (void)state;
    assert_null(read_rules(LIMIT_RULES));
    assert_ptr_equal(read_rules(LIMIT_RULES + 1), &decision_malformed);
    assert_null(read_columns(LIMIT_COLUMNS));
    assert_ptr_equal(read_columns(LIMIT_COLUMNS + 1), &decision_malformed);
    assert_null(read_inputs(LIMIT_DECISIONS));
    assert_ptr_equal(read_inputs(LIMIT_DECISIONS + 1), &decision_malformed);
}

// A model whose compiled form would pass its ceiling is refused before the arena is full.
static void memory_of_a_model_is_bounded(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct arena *source = arena_open(16 * MIB);
    struct buf body = buf_in(source, 4 * MIB);
    for (int d = 0; d < 30; d++) {
        buf_print(&body, "<decision name='d%d'><literalExpression><text>1", d);
        for (int i = 0; i < 15000; i++) buf_add(&body, STR("+1"));
        buf_add(&body, STR("</text></literalExpression></decision>"));
    }
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    struct fault_note note = {0};
    str bytes = wrap(source, arena_text(source, buf_str(&body)));
    assert_ptr_equal(decision_read(arena, bytes, names, &model, &note), &decision_malformed);
    assert_true(str_find(note.en, STR("too large")) > 0);
    arena_close(source);
    arena_close(arena);
}

static void what_is_no_dmn_is_refused(void **state) {
    (void)state;
    static const char *wrong[] = {
        "",
        "{}",
        "<definitions/>",
        "<definitions xmlns='urn:other'/>",
        "<bpmn xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        const struct decision_model *model;
        struct fault_note note = {0};
        assert_non_null(decision_read(arena, str_of(wrong[i]), names, &model, &note));
        arena_close(arena);
    }
}

// ---- JSON ----

static const char typed[] =
    "<itemDefinition name='tDay'><typeRef>feel:date</typeRef></itemDefinition>"
    "<itemDefinition name='tDays' isCollection='true'><typeRef>tDay</typeRef></itemDefinition>"
    "<inputData id='day' name='day'><variable name='day' typeRef='tDay'/></inputData>"
    "<inputData id='days' name='days'><variable name='days' typeRef='tDays'/></inputData>"
    "<inputData id='n' name='n'><variable name='n' typeRef='number'/></inputData>"
    "<inputData id='any' name='any'/>"
    "<decision name='d'><informationRequirement><requiredInput href='#day'/>"
    "</informationRequirement><informationRequirement><requiredInput href='#days'/>"
    "</informationRequirement><informationRequirement><requiredInput href='#n'/>"
    "</informationRequirement><informationRequirement><requiredInput href='#any'/>"
    "</informationRequirement><literalExpression>"
    "<text>{day: day + @\"P1D\", last: max(days), n: n / 3, any: any, r: [1..2]}</text>"
    "</literalExpression></decision>";

static str eval_json(struct arena *arena, const char *body, const char *json, fault *ret_refused,
                     struct fault_note *ret_note) {
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model = read_model(arena, names, body);
    const struct json *object;
    assert_null(json_read(arena, str_of(json), &object, ret_note));
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, feel_names_count(names));
    *ret_refused = eval_inputs_of_json(arena, model, object, values, ret_note);
    struct buf out = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    struct decision_inputs inputs = {values, feel_names_count(names), NULL};
    eval_write_decision(&writer, arena, model, decision_count(model) - 1, &inputs);
    return buf_str(&out);
}

static void json_goes_in_and_out(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    fault refused;
    struct fault_note note = {0};
    str out = eval_json(arena, typed,
                        "{\"day\": \"2026-02-28\", \"days\": [\"2026-01-01\", \"2026-03-01\"], "
                        "\"n\": 1, \"any\": {\"a\": [true, null, \"x\"]}}",
                        &refused, &note);
    assert_null(refused);
    const char *wanted =
        "{\"decision\":\"d\",\"value\":{\"day\":\"2026-03-01\",\"last\":"
        "\"2026-03-01\",\"n\":0.3333333333333333333333333333333333,\"any\":"
        "{\"a\":[true,null,\"x\"]},\"r\":\"[1..2]\"},\"chosen\":null,"
        "\"trouble\":null,\"hits\":[],\"missing\":[],\"warnings\":[],\"rules\":[]}";
    if (!str_equal(out, str_of(wanted))) fail_msg("%.*s", STR_ARG(out));
    arena_close(arena);
}

static void tables_explain_themselves_in_json(void **state) {
    (void)state;
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    fault refused;
    struct fault_note note = {0};
    str body = table_with(arena, "hitPolicy='FIRST'", "<output name='level'/>");
    str out = eval_json(arena, arena_text(arena, body), "{\"amount\": 60.5}", &refused, &note);
    assert_null(refused);
    const char *wanted =
        "{\"decision\":\"route\",\"value\":null,\"chosen\":null,\"trouble\":null,\"hits\":[],"
        "\"missing\":[\"Kind of benefit\"],\"warnings\":[],\"rules\":["
        "{\"rule\":\"A\",\"hit\":false,\"cells\":[{\"input\":\"amount\",\"value\":\"60.5\","
        "\"test\":\"> 100\"}]},"
        "{\"rule\":\"B\",\"hit\":false,\"cells\":[{\"input\":\"Kind of benefit\",\"value\":"
        "\"null\",\"test\":\"\\\"gift\\\"\"}]},"
        "{\"rule\":\"C\",\"hit\":false,\"cells\":[{\"input\":\"amount\",\"value\":\"60.5\","
        "\"test\":\"> 1000\"}]}]}";
    if (!str_equal(out, str_of(wanted))) fail_msg("%.*s", STR_ARG(out));
    arena_close(arena);
}

static void wrong_json_inputs_are_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const struct fault *fault;
        const char *field;
    } rows[] = {
        {"{\"nobody\": 1}", &input_unknown, "nobody"},
        {"{\"day\": \"2026-02-30\"}", &input_type, "day"},
        {"{\"day\": 5}", &input_type, "day"},
        {"{\"day\": [\"2026-02-28\"]}", &input_type, "day"},
        {"{\"days\": \"2026-02-28\"}", &input_type, "days"},
        {"{\"days\": [\"x\"]}", &input_type, "days"},
        {"{\"n\": \"1\"}", &input_type, "n"},
        {"{\"n\": true}", &input_type, "n"},
        {"{\"n\": {}}", &input_type, "n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        fault refused;
        struct fault_note note = {0};
        eval_json(arena, typed, rows[i].json, &refused, &note);
        if (refused != rows[i].fault) fail_msg("%s", rows[i].json);
        assert_true(str_equal(note.field, str_of(rows[i].field)));
        assert_true(note.en.size > 0 && note.zh.size > 0);
        arena_close(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hit_policy_gives_its_value),
        cmocka_unit_test(contradictions_are_trouble_not_a_guess),
        cmocka_unit_test(too_much_work_is_trouble),
        cmocka_unit_test(every_version_of_dmn_is_read),
        cmocka_unit_test(a_model_says_when_it_is_in_force),
        cmocka_unit_test(required_decisions_are_evaluated_first),
        cmocka_unit_test(columns_of_all_kinds_agree_with_their_cells),
        cmocka_unit_test(more_rules_than_one_word_of_bits),
        cmocka_unit_test(several_outputs_make_a_context),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_its_place),
        cmocka_unit_test(models_are_bounded),
        cmocka_unit_test(memory_of_a_model_is_bounded),
        cmocka_unit_test(what_is_no_dmn_is_refused),
        cmocka_unit_test(json_goes_in_and_out),
        cmocka_unit_test(tables_explain_themselves_in_json),
        cmocka_unit_test(wrong_json_inputs_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// The graph of DMN and its boxed expressions, through the reader and the evaluation: knowledge
// models, services, imports, types; and what hostile models do (nothing).
#include "decision/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <string.h>

#define SPACE "https://www.omg.org/spec/DMN/20230324/MODEL/"

static str wrap(struct arena *arena, const char *space, const char *body) {
    return arena_print(arena,
                       "<definitions xmlns='" SPACE "' name='m' namespace='%s'>%s</definitions>",
                       space, body);
}

struct fixture {
    struct arena *arena;
    struct feel_names *names;
    const struct decision_model *model;
    struct fault_note note;
    fault refused;
};

static struct fixture open_sources(const struct decision_source *sources, size_t count,
                                   bool is_lenient) {
    struct fixture fixture = {.arena = arena_open(LIMIT_MODEL_ARENA + LIMIT_REQUEST_ARENA)};
    struct decision_reading reading = {sources[0], sources, count, is_lenient};
    fixture.names = feel_names_open(fixture.arena, FEEL_NAMES_OPEN);
    fixture.refused =
        decision_read_with(fixture.arena, &reading, fixture.names, &fixture.model, &fixture.note);
    return fixture;
}

static struct fixture open_body(const char *body) {
    struct arena *arena = arena_open(4 * MIB);
    struct decision_source source = {STR("m.dmn"), wrap(arena, "urn:m", body)};
    struct fixture fixture = open_sources(&source, 1, false);
    arena_close(arena);
    return fixture;
}

// The value of the last decision, and the first warning behind it.
static str answer(struct fixture *fixture, const char *context) {
    struct arena *arena = fixture->arena;
    struct feel_names *plain = feel_names_open(arena, FEEL_NAMES_CLOSED);
    const struct feel_expression *expression;
    struct fault_note note;
    assert_null(feel_compile(arena, plain, str_of(context), &expression, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    const struct feel_value *values =
        feel_values_from(arena, fixture->names, feel_evaluate(expression, &run));
    struct decision_inputs inputs = {values, feel_names_count(fixture->names), NULL};
    struct decision_result result;
    size_t count = decision_count(fixture->model);
    assert_true(count > 0);
    decision_evaluate(fixture->model, count - 1, &inputs, arena, &result);
    str text = feel_print(arena, result.value);
    if (result.warning_count == 0) return text;
    return arena_print(arena, "%.*s ! %s", STR_ARG(text), result.warnings[0].name);
}

#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define DECISION(inside) "<decision id='d' name='d'>" inside "</decision>"
#define ENTRY(name, inside) "<contextEntry><variable name='" name "'/>" inside "</contextEntry>"
#define NEEDS_INPUT "<informationRequirement><requiredInput href='#x'/></informationRequirement>"
#define NEEDS(id) "<knowledgeRequirement><requiredKnowledge href='#" id "'/></knowledgeRequirement>"
#define INPUT(type) "<inputData id='x' name='x'><variable name='x' typeRef='" type "'/></inputData>"
#define SQUARE                                                                                     \
    "<businessKnowledgeModel id='b' name='square of'><variable name='square of'/>"                 \
    "<encapsulatedLogic><formalParameter name='side length' typeRef='number'/>" LITERAL(           \
        "side length * side length") "</encapsulatedLogic></businessKnowledgeModel>"

static const struct {
    const char *body, *context, *wanted;
} rows[] = {
    // boxed expressions
    {DECISION("<context>" ENTRY("a", LITERAL("1")) ENTRY("b c", LITERAL("a + 1")) "</context>"),
     "{}", "{a: 1, \"b c\": 2}"},
    {DECISION("<context>" ENTRY("a", LITERAL("1")) "<contextEntry>" LITERAL(
         "a + 5") "</contextEntry></context>"),
     "{}", "6"},
    {DECISION("<list>" LITERAL("1") LITERAL("\"礼\"") "</list>"), "{}", "[1, \"礼\"]"},
    {DECISION("<relation><column name='p'/><column name='q r'/><row>" LITERAL("1")
                  LITERAL("2") "</row><row>" LITERAL("3") LITERAL("4") "</row></relation>"),
     "{}", "[{p: 1, \"q r\": 2}, {p: 3, \"q r\": 4}]"},
    {DECISION("<conditional><if>" LITERAL("1 &lt; 2") "</if><then>" LITERAL(
         "\"a\"") "</then><else>" LITERAL("\"b\"") "</else></conditional>"),
     "{}", "\"a\""},
    {DECISION("<filter><in>" LITERAL("[{n: 1}, {n: 5}]") "</in><match>" LITERAL(
         "n > 2") "</match></filter>"),
     "{}", "[{n: 5}]"},
    {DECISION("<for iteratorVariable='i'><in>" LITERAL("[1..3]") "</in><return>" LITERAL(
         "i * count(partial)") "</return></for>"),
     "{}", "[0, 2, 6]"},
    {DECISION("<some iteratorVariable='i'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL(
         "i > 1") "</satisfies></some>"),
     "{}", "true"},
    {DECISION("<every iteratorVariable='i'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL(
         "i > 1") "</satisfies></every>"),
     "{}", "false"},
    // functions and what they remember
    {DECISION("<context>" ENTRY("k", LITERAL("10")) ENTRY(
         "f",
         "<functionDefinition><formalParameter name='n' typeRef='number'/>" LITERAL(
             "n * k") "</functionDefinition>") "<contextEntry>" LITERAL("f(4)") "</contextEntry></"
                                                                                "context>"),
     "{}", "40"},
    {DECISION("<context>" ENTRY("k", LITERAL("2"))
                  ENTRY("f", LITERAL("function(n) n ** k")) "<contextEntry>" LITERAL(
                      "[f(3), f(\"a\")]") "</contextEntry></context>"),
     "{}", "[9, null] ! type_mismatch"},
    {SQUARE DECISION(NEEDS("b") LITERAL("square of(3)")), "{}", "9"},
    {SQUARE DECISION(NEEDS("b") LITERAL("square of(side length: 4)")), "{}", "16"},
    {SQUARE DECISION(NEEDS("b") LITERAL("square of(\"3\")")), "{}", "null ! type_wrong"},
    {SQUARE DECISION(NEEDS("b") LITERAL("square of(1, 2)")), "{}", "null ! argument_count"},
    {SQUARE DECISION(NEEDS("b") "<invocation>" LITERAL(
         "square of") "<binding><parameter name='side length'/>" LITERAL("5") "</binding></"
                                                                              "invocation>"),
     "{}", "25"},
    {"<businessKnowledgeModel id='b' name='f'><encapsulatedLogic><formalParameter "
     "name='n'/>" LITERAL("if n = 0 then 1 else n * f(n - 1)") "</encapsulatedLogic></"
                                                               "businessKnowledgeModel>" DECISION(
                                                                   NEEDS("b") LITERAL("f(5)")),
     "{}", "120"},
    {"<businessKnowledgeModel id='b' name='f'><encapsulatedLogic>" LITERAL(
         "f()") "</encapsulatedLogic></businessKnowledgeModel>" DECISION(NEEDS("b") LITERAL("f()")),
     "{}", "null ! depth_exceeded"},
    // types
    {INPUT("number") DECISION(NEEDS_INPUT LITERAL("x")), "{x: \"a\"}", "null ! type_wrong"},
    {INPUT("number") DECISION(NEEDS_INPUT LITERAL("x")), "{x: [7]}", "7"},
    {"<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>[0..150]</text>"
     "</allowedValues></itemDefinition>" INPUT("tAge") DECISION(NEEDS_INPUT LITERAL("x")),
     "{x: 151}", "null ! type_wrong"},
    {"<itemDefinition name='tAges' isCollection='true'><typeRef>number</typeRef><allowedValues>"
     "<text>&lt; 9</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text>"
     "</typeConstraint></itemDefinition>" INPUT("tAges") DECISION(NEEDS_INPUT LITERAL("x")),
     "{x: [1, 2]}", "[1, 2]"},
    {"<itemDefinition name='tAges' isCollection='true'><typeRef>number</typeRef>"
     "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>" INPUT("tAges")
         DECISION(NEEDS_INPUT LITERAL("x")),
     "{x: [1, 2, 3]}", "null ! type_wrong"},
    {"<itemDefinition name='my date'><typeRef>date</typeRef></itemDefinition>" INPUT("Any")
         DECISION(NEEDS_INPUT LITERAL("x instance of my date")),
     "{x: @\"2026-03-30\"}", "true"},
    {DECISION("<variable name='d' typeRef='date and time'/>" LITERAL("@\"2026-03-30\"")), "{}",
     "@\"2026-03-30T00:00:00Z\""},
    // a decision service sees nothing but its arguments
    {INPUT("number") "<decision id='a' name='a'><informationRequirement><requiredInput href='#x'/>"
                     "</informationRequirement>" LITERAL(
                         "x + 1") "</decision>"
                                  "<decisionService id='s' name='s'><outputDecision "
                                  "href='#a'/><inputData href='#x'/>"
                                  "</decisionService>" DECISION(NEEDS_INPUT NEEDS("s")
                                                                    LITERAL("[s(5), x]")),
     "{x: 1}", "[6, 1]"},
    {"<decision id='a' name='a'>" LITERAL(
         "1") "</decision><decision id='b' name='b c'>"
              "<informationRequirement><requiredDecision "
              "href='#a'/></informationRequirement>" LITERAL(
                  "a * 2") "</decision><decisionService id='s' name='s'><outputDecision href='#b'/>"
                           "<outputDecision href='#a'/><inputDecision "
                           "href='#a'/></decisionService>" DECISION(NEEDS("s") LITERAL("s(21)")),
     "{}", "{\"b c\": 42, a: 21}"},
    // aggregation takes what FEEL's own functions take
    {DECISION("<decisionTable hitPolicy='COLLECT' aggregation='SUM'><output/><rule><outputEntry>"
              "<text>@\"P1D\"</text></outputEntry></rule><rule><outputEntry><text>@\"P2D\"</text>"
              "</outputEntry></rule></decisionTable>"),
     "{}", "@\"P3D\""},
    {DECISION("<decisionTable hitPolicy='COLLECT' aggregation='MAX'><output/><rule><outputEntry>"
              "<text>\"a\"</text></outputEntry></rule><rule><outputEntry><text>\"b\"</text>"
              "</outputEntry></rule></decisionTable>"),
     "{}", "\"b\""},
    // an input's own values
    {INPUT("string")
         DECISION(NEEDS_INPUT "<decisionTable><input><inputExpression><text>x</text>"
                              "</inputExpression><inputValues><text>\"a\", \"b\"</text>"
                              "</inputValues></input><output/><rule><inputEntry><text>-</text>"
                              "</inputEntry><outputEntry><text>x</text></outputEntry></rule>"
                              "</decisionTable>"),
     "{x: \"c\"}", "\"c\" ! type_wrong"},
    // characters, not units: a gift box is one, a family of four is seven, an accent counts
    {INPUT("string") DECISION(NEEDS_INPUT LITERAL(
         "[string length(x), substring(x, 2, 1), string length(\"e\xCC\x81\")]")),
     "{x: \"礼🎁品\"}", "[3, \"🎁\", 2]"},
};

static void elements_and_boxes_mean_what_the_standard_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fixture fixture = open_body(rows[i].body);
        if (fixture.refused != NULL) fail_msg("%s\n%.*s", rows[i].body, STR_ARG(fixture.note.en));
        str got = answer(&fixture, rows[i].context);
        if (!str_equal(got, str_of(rows[i].wanted)))
            fail_msg("%s\n  gives  %.*s\n  wanted %s", rows[i].body, STR_ARG(got), rows[i].wanted);
        arena_close(fixture.arena);
    }
}

// ---- the manual ----

static str read_manual(struct arena *arena) {
    FILE *file = fopen("docs/feel.md", "rb");
    assert_non_null(file);
    char *bytes = arena_take(arena, MIB);
    size_t size = fread(bytes, 1, MIB, file);
    fclose(file);
    return (str){bytes, size};
}

// "<!-- {amount: 1200} => 18.00 -->"
static void check_example(struct fixture *fixture, str line) {
    ptrdiff_t arrow = str_find(line, STR(" => "));
    assert_true(arrow > 0);
    str context = str_slice(line, 5, (size_t)arrow);
    str wanted = str_slice(line, (size_t)arrow + 4, line.size - 4);
    str got = answer(fixture, arena_text(fixture->arena, context));
    if (!str_equal(got, wanted)) fail_msg("%.*s gives %.*s", STR_ARG(line), STR_ARG(got));
}

static void the_model_of_the_manual_gives_what_it_says(void **state) {
    (void)state;
    struct arena *arena = arena_open(2 * MIB);
    str text = read_manual(arena);
    ptrdiff_t start = str_find(text, STR("```dmn\n"));
    assert_true(start > 0);
    text = str_slice(text, (size_t)start + 7, text.size);
    ptrdiff_t end = str_find(text, STR("</definitions>\n"));
    assert_true(end > 0);
    struct decision_source source = {STR("feel.md"), str_slice(text, 0, (size_t)end + 15)};
    struct fixture fixture = open_sources(&source, 1, false);
    if (fixture.refused != NULL) fail_msg("%.*s", STR_ARG(fixture.note.en));
    str rest = str_slice(text, (size_t)end + 15, text.size);
    int examples = 0;
    for (str line = str_cut(&rest, '\n'); str_starts_with(line, STR("<!--"));
         line = str_cut(&rest, '\n'), examples++)
        check_example(&fixture, line);
    assert_int_equal(examples, 3);
    arena_close(fixture.arena);
    arena_close(arena);
}

// ---- imports ----

#define IMPORT(name, space) "<import name='" name "' namespace='" space "' importType='" SPACE "'/>"

static void imports_bring_types_functions_and_decisions(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct decision_source sources[] = {
        {STR("main.dmn"),
         wrap(
             arena, "urn:main",
             IMPORT("lib",
                    "urn:lib") "<inputData id='i' name='w'><variable name='w' "
                               "typeRef='lib.tLow'/></inputData>"
                               "<decision id='d' name='d'><informationRequirement><requiredDecision"
                               " href='urn:lib#a'/></"
                               "informationRequirement><informationRequirement><requiredInput"
                               " href='#i'/></"
                               "informationRequirement><knowledgeRequirement><requiredKnowledge"
                               " href='urn:lib#b'/></knowledgeRequirement>" LITERAL(
                                   "[lib.a, lib.square of(3), w, w instance of lib.tLow]") "</"
                                                                                           "decisio"
                                                                                           "n>")},
        {STR("lib.dmn"),
         wrap(arena, "urn:lib",
              "<itemDefinition name='tLow'><typeRef>number</typeRef><allowedValues><text>&lt; 5"
              "</text></allowedValues></itemDefinition>" SQUARE
              "<decision id='a' name='a'>" LITERAL("7") "</decision>")},
    };
    struct fixture fixture = open_sources(sources, 2, false);
    if (fixture.refused != NULL) fail_msg("%.*s", STR_ARG(fixture.note.en));
    assert_true(str_equal(answer(&fixture, "{w: 4}"), STR("[7, 9, 4, true]")));
    assert_true(str_equal(answer(&fixture, "{w: 6}"), STR("[7, 9, null, false] ! type_wrong")));
    arena_close(fixture.arena);
    fixture = open_sources(sources, 1, false);
    assert_ptr_equal(fixture.refused, &decision_malformed);
    assert_true(str_equal(fixture.note.en,
                          STR("main.dmn, line 1, import: the imported model is not there.")));
    arena_close(fixture.arena);
    arena_close(arena);
}

static void models_that_import_themselves_are_refused(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct decision_source itself[] = {{STR("a.dmn"), wrap(arena, "urn:a", IMPORT("a", "urn:a"))}};
    struct fixture fixture = open_sources(itself, 1, false);
    assert_ptr_equal(fixture.refused, &decision_malformed);
    assert_true(str_find(fixture.note.en, STR("the model imports itself")) > 0);
    arena_close(fixture.arena);
    struct decision_source circle[] = {
        {STR("a.dmn"), wrap(arena, "urn:a", IMPORT("b", "urn:b"))},
        {STR("b.dmn"), wrap(arena, "urn:b", IMPORT("a", "urn:a"))},
    };
    fixture = open_sources(circle, 2, true);
    assert_ptr_equal(fixture.refused, &decision_malformed);
    assert_true(
        str_equal(fixture.note.en, STR("b.dmn, line 1, import: the model imports itself.")));
    arena_close(fixture.arena);
    arena_close(arena);
}

// ---- hostile models ----

static void assert_refused(const char *bytes, size_t size, const char *says) {
    struct decision_source source = {STR("m.dmn"), {bytes, size}};
    struct fixture fixture = open_sources(&source, 1, true);
    assert_non_null(fixture.refused);
    if (str_find(fixture.note.en, str_of(says)) < 0)
        fail_msg("%.*s, wanted %s", STR_ARG(fixture.note.en), says);
    assert_true(fixture.note.zh.size > 0);
    arena_close(fixture.arena);
}

static void billion_laughs_are_refused(void **state) {
    (void)state;
    static const char text[] =
        "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;'>]>"
        "<definitions xmlns='" SPACE "' name='m'><description>&d;</description></definitions>";
    assert_refused(text, sizeof(text) - 1, "a document type is not allowed");
    static const char file[] = "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>";
    assert_refused(file, sizeof(file) - 1, "a document type is not allowed");
}

static void files_that_are_too_large_are_refused(void **state) {
    (void)state;
    size_t size = 100 * MIB;
    struct arena *arena = arena_open(size + MIB);
    char *bytes = arena_take(arena, size);
    memset(bytes, ' ', size);
    assert_refused(bytes, size, "too large");
    assert_refused(bytes, LIMIT_XML + 1, "too large");
    assert_refused(bytes, LIMIT_XML, "no element found");
    arena_close(arena);
}

static void nest(struct buf *out, const char *before, const char *inside, const char *after,
                 int depth) {
    for (int i = 0; i < depth; i++) buf_add(out, str_of(before));
    buf_add(out, str_of(inside));
    for (int i = 0; i < depth; i++) buf_add(out, str_of(after));
}

static void nesting_ten_thousand_deep_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *before, *inside, *after, *says;
    } forms[] = {
        {"<list>", LITERAL("1"), "</list>", "nested too deeply"},
        {"<context><contextEntry>", LITERAL("1"), "</contextEntry></context>", "nested too deeply"},
        {"<functionDefinition>", LITERAL("1"), "</functionDefinition>", "nested too deeply"},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct arena *arena = arena_open(16 * MIB);
        struct buf body = buf_in(arena, 4 * MIB);
        buf_add(&body, STR("<definitions xmlns='" SPACE "' name='m'><decision name='d'>"));
        nest(&body, forms[i].before, forms[i].inside, forms[i].after, 10000);
        buf_add(&body, STR("</decision></definitions>"));
        assert_refused(body.data, body.size, forms[i].says);
        arena_close(arena);
    }
}

static fault read_nested(int depth) {
    struct arena *arena = arena_open(4 * MIB);
    struct buf body = buf_in(arena, MIB);
    buf_add(&body, STR("<decision name='d'>"));
    nest(&body, "<list>", LITERAL("1"), "</list>", depth);
    buf_add(&body, STR("</decision>"));
    buf_add_byte(&body, 0);
    struct fixture fixture = open_body(body.data);
    fault refused = fixture.refused;
    arena_close(fixture.arena);
    arena_close(arena);
    return refused;
}

static void boxes_are_nested_to_a_limit(void **state) {
    (void)state;
    assert_null(read_nested(LIMIT_BOX_DEPTH - 1)); // and the literal itself
    assert_ptr_equal(read_nested(LIMIT_BOX_DEPTH), &decision_malformed);
}

// Each requires the next; backwards, the last of the chain stands first in the file.
static fault read_chain(int count, bool is_backwards) {
    struct arena *arena = arena_open(4 * MIB);
    struct buf body = buf_in(arena, MIB);
    for (int turn = 0; turn < count; turn++) {
        int i = is_backwards ? count - 1 - turn : turn;
        buf_print(&body, "<decision id='d%d' name='d%d'>", i, i);
        if (i + 1 < count)
            buf_print(&body,
                      "<informationRequirement><requiredDecision href='#d%d'/>"
                      "</informationRequirement>",
                      i + 1);
        buf_add(&body, STR(LITERAL("1") "</decision>"));
    }
    buf_add_byte(&body, 0);
    struct fixture fixture = open_body(body.data);
    fault refused = fixture.refused;
    arena_close(fixture.arena);
    arena_close(arena);
    return refused;
}

static void chains_of_requirements_have_an_end(void **state) {
    (void)state;
    for (int is_backwards = 0; is_backwards < 2; is_backwards++) {
        assert_null(read_chain(LIMIT_FEEL_DEPTH + 1, is_backwards));
        assert_ptr_equal(read_chain(LIMIT_FEEL_DEPTH + 2, is_backwards), &decision_malformed);
    }
}

static void circles_through_functions_are_refused(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "<decision id='d' name='d'>" NEEDS("s") LITERAL(
            "s()") "</decision>"
                   "<decisionService id='s' name='s'><outputDecision href='#d'/></decisionService>",
        "<businessKnowledgeModel id='a' name='a'><encapsulatedLogic>" LITERAL(
            "1") "</encapsulatedLogic>" NEEDS("b") "</"
                                                   "businessKnowledgeModel><businessKnowledgeModel "
                                                   "id='b'"
                                                   " name='b'><encapsulatedLogic>" LITERAL(
                                                       "1") "</encapsulatedLogic>" NEEDS("a") "</"
                                                                                              "busi"
                                                                                              "ness"
                                                                                              "Know"
                                                                                              "ledg"
                                                                                              "eMod"
                                                                                              "el>",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct fixture fixture = open_body(bodies[i]);
        assert_ptr_equal(fixture.refused, &decision_malformed);
        assert_true(str_find(fixture.note.en, STR("the element requires itself")) > 0);
        arena_close(fixture.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_and_boxes_mean_what_the_standard_says),
        cmocka_unit_test(the_model_of_the_manual_gives_what_it_says),
        cmocka_unit_test(imports_bring_types_functions_and_decisions),
        cmocka_unit_test(models_that_import_themselves_are_refused),
        cmocka_unit_test(billion_laughs_are_refused),
        cmocka_unit_test(files_that_are_too_large_are_refused),
        cmocka_unit_test(nesting_ten_thousand_deep_is_refused),
        cmocka_unit_test(boxes_are_nested_to_a_limit),
        cmocka_unit_test(chains_of_requirements_have_an_end),
        cmocka_unit_test(circles_through_functions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

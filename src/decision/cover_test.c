// Coverage of tables: small ones by hand, random ones of every policy against asking every
// combination, the shipped packs, tables that are too large. Every example is evaluated.
#include "decision/cover.h"

#include "decision/model.h"
#include "decision/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

// A model with one table, written rule by rule.
struct draft {
    struct arena *arena;
    struct feel_names *names;
    struct buf text;
    size_t rules;
};

static const char head[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"m\" name=\"m\" "
    "namespace=\"urn:m\">";

static void add(struct draft *draft, const char *text) {
    buf_add(&draft->text, str_of(text));
}

// inputs: names with types; those of type "kind" allow "a", "b", "c".
static void begin(struct draft *draft, const char *policy, const char *const (*inputs)[2]) {
    draft->arena = arena_open(LIMIT_MODEL_ARENA * 2);
    draft->names = feel_names_open(draft->arena, FEEL_NAMES_OPEN);
    draft->text = buf_in(draft->arena, 8 * MIB);
    draft->rules = 0;
    add(draft, head);
    add(draft, "<itemDefinition name=\"kind\"><typeRef>string</typeRef><allowedValues><text>"
               "\"a\", \"b\", \"c\"</text></allowedValues></itemDefinition>");
    for (size_t i = 0; inputs[i][0] != NULL; i++)
        buf_print(&draft->text,
                  "<inputData id=\"d%zu\" name=\"%s\"><variable name=\"%s\" "
                  "typeRef=\"%s\"/></inputData>",
                  i, inputs[i][0], inputs[i][0], inputs[i][1]);
    add(draft, "<decision id=\"t\" name=\"t\"><variable name=\"t\"/>");
    for (size_t i = 0; inputs[i][0] != NULL; i++)
        buf_print(&draft->text,
                  "<informationRequirement><requiredInput href=\"#d%zu\"/>"
                  "</informationRequirement>",
                  i);
    buf_print(&draft->text, "<decisionTable hitPolicy=\"%s\">", policy);
    for (size_t i = 0; inputs[i][0] != NULL; i++)
        buf_print(&draft->text,
                  "<input><inputExpression typeRef=\"%s\"><text>%s</text></inputExpression>"
                  "</input>",
                  inputs[i][1], inputs[i][0]);
    add(draft, "<output name=\"o\" typeRef=\"string\"><outputValues><text>\"x\", \"y\", \"z\""
               "</text></outputValues></output>");
}

// Cells and the output, NULL behind them; `<` is written as it is.
static void rule(struct draft *draft, const char *const *cells) {
    buf_print(&draft->text, "<rule id=\"R%zu\">", ++draft->rules);
    for (size_t i = 0; cells[i] != NULL; i++) {
        const char *tag = cells[i + 1] == NULL ? "outputEntry" : "inputEntry";
        buf_print(&draft->text, "<%s><text><![CDATA[%s]]></text></%s>", tag, cells[i], tag);
    }
    add(draft, "</rule>");
}

static const struct decision_model *finish(struct draft *draft) {
    const struct decision_model *model;
    struct fault_note note = {0};
    add(draft, "</decisionTable></decision></definitions>");
    if (decision_read(draft->arena, buf_str(&draft->text), draft->names, &model, &note) != NULL)
        fail_msg("%.*s", STR_ARG(note.en));
    return model;
}

// ---- examples ----

static bool has_hit(const struct decision_result *result, size_t rule_index) {
    for (size_t i = 0; i < result->hit_count; i++)
        if (result->hits[i].rule == rule_index) return true;
    return false;
}

// Puts the example into the table and says whether it shows what was found.
static bool is_shown(const struct decision_model *model, size_t decision,
                     const struct feel_names *names, const struct decision_finding *finding) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    size_t count = feel_names_count(names);
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, count + 1);
    for (size_t i = 0; i < finding->example_count; i++) {
        ptrdiff_t slot = feel_names_find(names, finding->example[i].input);
        assert_true(slot >= 0);
        values[slot] = finding->example[i].value;
    }
    struct decision_inputs inputs = {values, count, NULL};
    struct decision_result result;
    decision_evaluate(model, decision, &inputs, arena, &result);
    bool is_good = result.hit_count == 0;
    if (finding->kind == FINDING_OVERLAP)
        is_good = has_hit(&result, finding->rule) && has_hit(&result, finding->other) &&
                  (result.trouble != NULL) == finding->is_error;
    if (finding->kind == FINDING_UNREACHABLE)
        is_good = has_hit(&result, finding->rule) && result.chosen < result.hit_count &&
                  result.hits[result.chosen].rule == finding->other;
    arena_close(arena);
    return is_good;
}

static size_t count_of(const struct decision_coverage *coverage, enum decision_finding_kind kind) {
    size_t count = coverage->left_off[kind];
    for (size_t i = 0; i < coverage->count; i++) count += coverage->findings[i].kind == kind;
    return count;
}

static struct decision_coverage cover(struct draft *draft, const struct decision_model *model) {
    struct decision_coverage coverage;
    decision_cover(model, 0, draft->arena, &coverage);
    for (size_t i = 0; i < coverage.count; i++)
        if (coverage.findings[i].example_count > 0 && coverage.unsearched_count == 0)
            assert_true(is_shown(model, 0, draft->names, &coverage.findings[i]));
    return coverage;
}

// ---- by hand ----

static const char *const two[][2] = {{"kind", "kind"}, {"value", "number"}, {NULL, NULL}};

static void a_whole_table_has_no_findings(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "UNIQUE", two);
    rule(&draft, (const char *[]){"\"a\"", "< 300", "\"x\"", NULL});
    rule(&draft, (const char *[]){"\"a\"", ">= 300", "\"y\"", NULL});
    rule(&draft, (const char *[]){"not(\"a\")", "-", "\"z\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.count, 0);
    assert_int_equal(coverage.unsearched_count, 0);
    arena_close(draft.arena);
}

// The bound itself belongs to nobody, and nothing else is missing.
static void a_gap_of_one_value_is_found(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "UNIQUE", two);
    rule(&draft, (const char *[]){"-", "< 300.01", "\"x\"", NULL});
    rule(&draft, (const char *[]){"-", "> 300.01", "\"y\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.count, 1);
    assert_int_equal(coverage.findings[0].kind, FINDING_GAP);
    assert_true(str_equal(coverage.findings[0].example[1].input, STR("value")));
    assert_true(
        str_equal(feel_print(draft.arena, coverage.findings[0].example[1].value), STR("300.01")));
    arena_close(draft.arena);
}

// "c" is in the type and in no cell; other texts than the type's are no gap.
static void allowed_values_are_the_cases(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "FIRST", two);
    rule(&draft, (const char *[]){"\"a\", \"b\"", "-", "\"x\"", NULL});
    rule(&draft, (const char *[]){"\"d\"", "-", "\"y\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.count, 2);
    assert_true(str_equal(coverage.findings[0].example[0].value.text, STR("c")));
    assert_int_equal(coverage.findings[1].kind, FINDING_UNREACHABLE);
    assert_int_equal(coverage.findings[1].rule, 1);
    assert_true(coverage.findings[1].other == FINDING_NO_RULE);
    arena_close(draft.arena);
}

static void who_masks_a_rule_is_told(void **state) {
    (void)state;
    static const char *const policies[] = {"FIRST", "PRIORITY"};
    for (size_t i = 0; i < 2; i++) {
        struct draft draft;
        begin(&draft, policies[i], two);
        rule(&draft, (const char *[]){"-", "> 100", "\"x\"", NULL});
        rule(&draft, (const char *[]){"\"a\", \"b\"", "-", "\"x\"", NULL});
        rule(&draft, (const char *[]){"\"a\"", "> 50", "\"y\"", NULL});
        rule(&draft, (const char *[]){"-", "-", "\"z\"", NULL});
        struct decision_coverage coverage = cover(&draft, finish(&draft));
        assert_int_equal(count_of(&coverage, FINDING_UNREACHABLE), 1);
        assert_int_equal(coverage.findings[coverage.count - 1].rule, 2);
        // All that meet and differ: 1-3, 1-4, 2-3, 2-4, 3-4.
        assert_int_equal(count_of(&coverage, FINDING_OVERLAP), 5);
        assert_int_equal(count_of(&coverage, FINDING_GAP), 0);
        arena_close(draft.arena);
    }
}

// What is collected may overlap and be nothing.
static void collecting_tables_have_neither_gaps_nor_overlaps(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "COLLECT", two);
    rule(&draft, (const char *[]){"\"a\"", "> 100", "\"x\"", NULL});
    rule(&draft, (const char *[]){"\"a\"", "> 50", "\"y\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.count, 0);
    arena_close(draft.arena);
}

// A rule with an expression closes no gap for sure, masks nobody, and is named.
static void expressions_are_not_searched(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "FIRST", two);
    rule(&draft, (const char *[]){"-", "? > 2 * 50", "\"x\"", NULL});
    rule(&draft, (const char *[]){"-", "> 200", "\"y\"", NULL});
    rule(&draft, (const char *[]){"\"a\"", "> 300", "\"z\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.unsearched_count, 1);
    assert_true(str_equal(coverage.unsearched[0], STR("value")));
    assert_int_equal(count_of(&coverage, FINDING_GAP), 0);
    assert_int_equal(count_of(&coverage, FINDING_OVERLAP), 1);
    assert_int_equal(count_of(&coverage, FINDING_UNREACHABLE), 1);
    assert_int_equal(coverage.findings[1].rule, 2);
    assert_int_equal(coverage.findings[1].other, 1);
    arena_close(draft.arena);
}

// A column of which no value is known, because its cells speak of null only.
static void null_is_no_case(void **state) {
    (void)state;
    static const char *const inputs[][2] = {{"kind", "kind"}, {"when", "Any"}, {NULL, NULL}};
    struct draft draft;
    begin(&draft, "FIRST", inputs);
    rule(&draft, (const char *[]){"-", "null", "\"x\"", NULL});
    rule(&draft, (const char *[]){"\"a\"", "-", "\"y\"", NULL});
    rule(&draft, (const char *[]){"-", "-", "\"z\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.unsearched_count, 1);
    assert_int_equal(count_of(&coverage, FINDING_UNREACHABLE), 0);
    assert_int_equal(count_of(&coverage, FINDING_OVERLAP), 1);
    arena_close(draft.arena);
}

// ---- against asking everything ----

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static const char *const three[][2] = {
    {"kind", "kind"}, {"value", "number"}, {"open", "boolean"}, {NULL, NULL}};

// All zones of the cells below, and the values that tell them apart.
static const char *const kind_cells[] = {"-", "\"a\"", "\"a\", \"b\"", "not(\"b\")", "\"c\""};
static const char *const value_cells[] = {"-",       "< 10",     ">= 10", "10",       "(10..20]",
                                          "[5..15)", "not(> 5)", "> 20",  "10, > 20", "<= 5"};
static const char *const open_cells[] = {"-", "true", "false", "-"};
static const char *const results[] = {"\"x\"", "\"y\"", "\"z\""};
static const int64_t value_halves[] = {8, 10, 16, 20, 25, 30, 36, 40, 50};

enum { KINDS = 3, VALUES = 9, CASES = KINDS * VALUES * 2, RULES_MAX = 7 };

static struct feel_value case_value(size_t index, size_t column) {
    static const char *const kinds[] = {"a", "b", "c"};
    if (column == 0) return feel_string(str_of(kinds[index % KINDS]));
    if (column == 1)
        return feel_number(decimal_mul(decimal_from_int64(value_halves[index / KINDS % VALUES], 0),
                                       decimal_from_int64(5, 1)));
    return feel_boolean(index / KINDS / VALUES == 1);
}

// What asking every case says.
struct truth {
    bool has_gap;
    bool overlaps[RULES_MAX][RULES_MAX]; // worth telling
    bool decides[RULES_MAX];
    bool matches[RULES_MAX];
};

static void ask_case(const struct draft *draft, const struct decision_model *model, size_t index,
                     struct truth *truth) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value values[8] = {0};
    for (size_t c = 0; c < 3; c++)
        values[feel_names_find(draft->names, str_of(three[c][0]))] = case_value(index, c);
    struct decision_inputs inputs = {values, 8, NULL};
    struct decision_result result;
    decision_evaluate(model, 0, &inputs, arena, &result);
    bool is_unique = model->decisions[0].table->policy == POLICY_UNIQUE;
    truth->has_gap |= result.hit_count == 0;
    for (size_t a = 0; a < result.hit_count; a++) {
        truth->matches[result.hits[a].rule] = true;
        for (size_t b = a + 1; b < result.hit_count; b++)
            truth->overlaps[result.hits[a].rule][result.hits[b].rule] |=
                is_unique || !feel_equal(result.hits[a].outputs[0], result.hits[b].outputs[0]);
    }
    if (result.chosen < result.hit_count) truth->decides[result.hits[result.chosen].rule] = true;
    arena_close(arena);
}

static void check_truth(const struct truth *truth, const struct decision_coverage *coverage,
                        size_t rules, bool has_winners) {
    bool overlaps[RULES_MAX][RULES_MAX] = {0};
    bool unreachable[RULES_MAX] = {0};
    for (size_t i = 0; i < coverage->count; i++) {
        const struct decision_finding *finding = &coverage->findings[i];
        if (finding->kind == FINDING_OVERLAP) overlaps[finding->rule][finding->other] = true;
        if (finding->kind == FINDING_UNREACHABLE) unreachable[finding->rule] = true;
    }
    assert_int_equal(truth->has_gap, count_of(coverage, FINDING_GAP) > 0);
    for (size_t a = 0; a < rules; a++) {
        const bool *lives = has_winners ? truth->decides : truth->matches;
        assert_int_equal(unreachable[a], !lives[a]);
        for (size_t b = 0; b < rules; b++) assert_int_equal(overlaps[a][b], truth->overlaps[a][b]);
    }
}

static void what_is_found_is_all_that_there_is(void **state) {
    (void)state;
    static const char *const policies[] = {"UNIQUE", "ANY", "FIRST", "PRIORITY"};
    uint64_t seed = 7;
    size_t gaps = 0;
    size_t dead = 0;
    for (size_t turn = 0; turn < 400; turn++) {
        struct draft draft;
        begin(&draft, policies[turn % 4], three);
        size_t rules = 1 + next_random(&seed) % RULES_MAX;
        for (size_t i = 0; i < rules; i++)
            rule(&draft, (const char *[]){kind_cells[next_random(&seed) % 5],
                                          value_cells[next_random(&seed) % 10],
                                          open_cells[next_random(&seed) % 4],
                                          results[next_random(&seed) % 3], NULL});
        const struct decision_model *model = finish(&draft);
        struct decision_coverage coverage = cover(&draft, model);
        struct truth truth = {0};
        for (size_t i = 0; i < CASES; i++) ask_case(&draft, model, i, &truth);
        check_truth(&truth, &coverage, rules, turn % 4 >= 2);
        gaps += truth.has_gap;
        dead += count_of(&coverage, FINDING_UNREACHABLE);
        arena_close(draft.arena);
    }
    // The tables were neither all whole nor all full of holes.
    assert_in_range(gaps, 100, 390);
    assert_in_range(dead, 50, 2000);
}

// ---- bounds ----

// Rules that are the clauses of a random formula near the edge between having a solution (a gap)
// and having none: the sets of rules left hardly ever repeat. It is given up, and said so.
static void what_is_too_large_is_named(void **state) {
    (void)state;
    enum { COLUMNS = 60, RULES = 260 };
    static char names[COLUMNS][4];
    static const char *inputs[COLUMNS + 1][2];
    for (size_t i = 0; i < COLUMNS; i++) {
        snprintf(names[i], sizeof(names[i]), "c%02zu", i);
        inputs[i][0] = names[i];
        inputs[i][1] = "boolean";
    }
    struct draft draft;
    uint64_t seed = 3;
    begin(&draft, "FIRST", (const char *const(*)[2])inputs);
    for (size_t r = 0; r < RULES; r++) {
        const char *cells[COLUMNS + 2];
        for (size_t c = 0; c < COLUMNS; c++) cells[c] = "-";
        for (size_t i = 0; i < 3; i++)
            cells[next_random(&seed) % COLUMNS] = next_random(&seed) % 2 == 0 ? "true" : "false";
        cells[COLUMNS] = "\"x\"";
        cells[COLUMNS + 1] = NULL;
        rule(&draft, cells);
    }
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_true(coverage.is_too_large[FINDING_GAP]);
    assert_false(coverage.is_too_large[FINDING_OVERLAP]);
    arena_close(draft.arena);
}

// A thousand rules of ranges: found in no time, for the sets are few.
static void a_long_table_is_searched(void **state) {
    (void)state;
    struct draft draft;
    begin(&draft, "UNIQUE", two);
    for (size_t i = 0; i < 1000; i++) {
        char cell[40];
        snprintf(cell, sizeof(cell), "[%zu..%zu)", i * 10, i * 10 + (i == 500 ? 11 : 10));
        rule(&draft, (const char *[]){"-", cell, "\"x\"", NULL});
    }
    rule(&draft, (const char *[]){"-", "< 0", "\"x\"", NULL});
    rule(&draft, (const char *[]){"-", "> 10000", "\"x\"", NULL});
    struct decision_coverage coverage = cover(&draft, finish(&draft));
    assert_int_equal(coverage.count, 2);
    assert_int_equal(coverage.findings[0].kind, FINDING_GAP); // 10000 itself
    assert_true(
        str_equal(feel_print(draft.arena, coverage.findings[0].example[1].value), STR("10000")));
    assert_int_equal(coverage.findings[1].kind, FINDING_OVERLAP);
    assert_int_equal(coverage.findings[1].rule, 500);
    assert_int_equal(coverage.findings[1].other, 501);
    assert_true(coverage.findings[1].is_error);
    arena_close(draft.arena);
}

// ---- the shipped packs ----

static str read_whole(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot read %s", path);
    struct buf bytes = buf_in(arena, MIB);
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof(block), file)) > 0;)
        buf_add(&bytes, (str){block, size});
    fclose(file);
    return buf_str(&bytes);
}

static void the_shipped_packs_are_searched_whole(void **state) {
    (void)state;
    static const char *const ids[] = {"group-default",  "cn-base",         "cn-soe-official",
                                      "cn-pharma",      "us-fcpa",         "us-finra",
                                      "uk-bribery-act", "us-open-payments"};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA * 2);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        char path[128];
        snprintf(path, sizeof(path), "policies/%s/%s.dmn", ids[i], ids[i]);
        struct pack_source source = {str_of(ids[i]), read_whole(arena, path)};
        struct pack pack;
        struct fault_note note;
        assert_null(pack_read(arena, source, names, &pack, &note));
        struct decision_coverage coverage;
        decision_cover(pack.model, pack.verdict, arena, &coverage);
        assert_int_equal(coverage.unsearched_count, 0);
        for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++)
            assert_false(coverage.is_too_large[kind]);
        // F16b and U06: the role's list of values ranks other reviews before them.
        bool has_one =
            str_equal(source.id, STR("us-fcpa")) || str_equal(source.id, STR("uk-bribery-act"));
        assert_int_equal(count_of(&coverage, FINDING_UNREACHABLE), has_one ? 1 : 0);
        for (size_t f = 0; f < coverage.count; f++) {
            assert_false(coverage.findings[f].is_error);
            assert_true(is_shown(pack.model, pack.verdict, names, &coverage.findings[f]));
        }
        arena_close(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_table_has_no_findings),
        cmocka_unit_test(a_gap_of_one_value_is_found),
        cmocka_unit_test(allowed_values_are_the_cases),
        cmocka_unit_test(who_masks_a_rule_is_told),
        cmocka_unit_test(collecting_tables_have_neither_gaps_nor_overlaps),
        cmocka_unit_test(expressions_are_not_searched),
        cmocka_unit_test(null_is_no_case),
        cmocka_unit_test(what_is_found_is_all_that_there_is),
        cmocka_unit_test(what_is_too_large_is_named),
        cmocka_unit_test(a_long_table_is_searched),
        cmocka_unit_test(the_shipped_packs_are_searched_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

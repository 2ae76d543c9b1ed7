// The shipped packs: every case of policies/ holds; the compiled columns say the same as the cells
// themselves for every rule of every table on random inputs; combining, missing information.
#include "decision/eval_json.h"
#include "decision/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *pack_ids[] = {"group-default",  "cn-base",         "cn-soe-official",
                                 "cn-pharma",      "us-fcpa",         "us-finra",
                                 "uk-bribery-act", "us-open-payments"};

enum { PACK_COUNT = sizeof(pack_ids) / sizeof(pack_ids[0]) };

struct shelf {
    struct arena *arena;
    struct feel_names *names;
    struct pack packs[PACK_COUNT];
};

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

static int open_shelf(void **state) {
    static struct shelf shelf;
    shelf.arena = arena_open(LIMIT_MODEL_ARENA * 2);
    shelf.names = feel_names_open(shelf.arena, FEEL_NAMES_OPEN);
    for (size_t i = 0; i < PACK_COUNT; i++) {
        char path[128];
        snprintf(path, sizeof(path), "policies/%s/%s.dmn", pack_ids[i], pack_ids[i]);
        struct pack_source source = {str_of(pack_ids[i]), read_whole(shelf.arena, path)};
        struct fault_note note;
        if (pack_read(shelf.arena, source, shelf.names, &shelf.packs[i], &note) != NULL)
            fail_msg("%s: %.*s", path, STR_ARG(note.en));
    }
    *state = &shelf;
    return 0;
}

static int close_shelf(void **state) {
    arena_close(((struct shelf *)*state)->arena);
    return 0;
}

// ---- the cases ----

static size_t check_cases(const struct pack *packs, size_t count, const char *path) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    const struct json *document;
    struct fault_note note = {0};
    struct eval_cases cases;
    struct pack_list list = {packs, count};
    if (json_read(arena, read_whole(arena, path), &document, &note) != NULL ||
        eval_run_cases(arena, &list, document, &cases, &note) != NULL)
        fail_msg("%s: %.*s", path, STR_ARG(note.en));
    for (size_t i = 0; i < cases.count; i++)
        if (!cases.items[i].is_met)
            print_error("%s: %.*s: wanted %.*s, got %.*s\n", path, STR_ARG(cases.items[i].name),
                        STR_ARG(cases.items[i].wanted), STR_ARG(cases.items[i].got));
    assert_int_equal(cases.failed, 0);
    size_t ran = cases.count;
    arena_close(arena);
    return ran;
}

static void every_case_of_every_pack_holds(void **state) {
    struct shelf *shelf = *state;
    size_t count = 0;
    for (size_t i = 0; i < PACK_COUNT; i++) {
        char path[128];
        snprintf(path, sizeof(path), "policies/%s/cases.json", pack_ids[i]);
        count += check_cases(&shelf->packs[i], 1, path);
    }
    count += check_cases(shelf->packs, PACK_COUNT, "policies/combined-cases.json");
    assert_int_equal(count, 89);
}

// ---- compiled against plain ----

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

// All constants of the pack's cells for one column, as candidates.
struct candidates {
    LIST(struct feel_value) values;
};

static void add_part(struct arena *arena, struct candidates *candidates, struct feel_value part) {
    if (part.kind == FEEL_RANGE) {
        if (part.range->has_start) add_part(arena, candidates, part.range->start);
        if (part.range->has_end) add_part(arena, candidates, part.range->end);
        return;
    }
    *list_push(arena, &candidates->values) = part;
    decimal cent = decimal_from_int64(1, 3);
    if (part.kind == FEEL_NUMBER) {
        *list_push(arena, &candidates->values) = feel_number(decimal_add(part.number, cent));
        *list_push(arena, &candidates->values) = feel_number(decimal_sub(part.number, cent));
    }
    if (part.kind == FEEL_DATE) {
        struct feel_value other = part;
        other.days++;
        *list_push(arena, &candidates->values) = other;
        other.days -= 2;
        *list_push(arena, &candidates->values) = other;
    }
}

static void add_test(struct arena *arena, struct candidates *candidates, str source) {
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct feel_expression *tests;
    struct feel_simple_tests simple;
    struct fault_note note;
    assert_null(feel_compile_tests(arena, names, source, &tests, &note));
    if (!feel_tests_simple(arena, tests, &simple)) return;
    for (size_t i = 0; i < simple.count; i++) add_part(arena, candidates, simple.parts[i]);
}

// From the allowed values of the input, and things that do not belong there.
static void add_others(struct arena *arena, struct candidates *candidates,
                       const struct decision_input *input) {
    if (input->allowed.size > 0) add_test(arena, candidates, input->allowed);
    struct feel_value others[] = {
        feel_null(),
        feel_string(STR("")),
        feel_string(STR("礼")),
        feel_boolean(true),
        feel_boolean(false),
        feel_int(0),
        feel_int(-1),
        feel_int(100000000),
        feel_number(decimal_from_int64(30001, 2)),
        feel_number(decimal_power(decimal_from_int64(10, 0), decimal_from_int64(30, 0))),
        feel_number(decimal_power(decimal_from_int64(-10, 0), decimal_from_int64(31, 0))),
        feel_date((date){20000}),
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        *list_push(arena, &candidates->values) = others[i];
}

static void add_explained(struct arena *arena, struct candidates *by_slot, struct shelf *shelf,
                          const struct pack *pack, size_t decision) {
    // The cells' texts come out of explanations: one with everything null names every first test.
    struct feel_value *nothing =
        ARENA_ARRAY(arena, struct feel_value, feel_names_count(shelf->names) + 1);
    struct decision_inputs inputs = {nothing, feel_names_count(shelf->names), NULL};
    const struct decision_rule_report *reports;
    decision_explain(pack->model, decision, &inputs, arena, &reports);
    for (size_t i = 0; i < decision_rule_count(pack->model, decision); i++)
        for (size_t c = 0; c < reports[i].cell_count; c++) {
            ptrdiff_t slot = feel_names_find(shelf->names, reports[i].cells[c].input);
            if (slot >= 0) add_test(arena, &by_slot[slot], reports[i].cells[c].test);
        }
}

static void assert_agrees(const struct pack *pack, size_t decision,
                          const struct decision_inputs *inputs, struct arena *arena) {
    struct decision_result result;
    const struct decision_rule_report *reports;
    decision_evaluate(pack->model, decision, inputs, arena, &result);
    decision_explain(pack->model, decision, inputs, arena, &reports);
    size_t hit = 0;
    for (size_t i = 0; i < decision_rule_count(pack->model, decision); i++) {
        bool is_hit = hit < result.hit_count && result.hits[hit].rule == i;
        if (is_hit) hit++;
        if (is_hit != reports[i].is_hit)
            fail_msg("%.*s %.*s: compiled %d, plain %d", STR_ARG(pack->id),
                     STR_ARG(reports[i].rule_id), is_hit, reports[i].is_hit);
    }
    assert_int_equal(hit, result.hit_count);
}

static struct candidates *candidates_of(struct arena *arena, struct shelf *shelf,
                                        const struct pack *pack) {
    struct candidates *by_slot =
        ARENA_ARRAY(arena, struct candidates, feel_names_count(shelf->names) + 1);
    for (size_t d = 0; d < decision_count(pack->model); d++)
        if (decision_rule_count(pack->model, d) > 0) add_explained(arena, by_slot, shelf, pack, d);
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(pack->model, &count);
    static const int64_t bounds[] = {0,   5,   20,  25,  50,  60,   80,   100,   125,  200,
                                     240, 250, 300, 450, 600, 1000, 3000, 50000, 2013, 2026};
    for (size_t i = 0; i < count; i++) {
        struct candidates *candidates = &by_slot[inputs[i].slot];
        add_others(arena, candidates, &inputs[i]);
        for (size_t b = 0;
             str_equal(inputs[i].type, STR("number")) && b < sizeof(bounds) / sizeof(bounds[0]);
             b++)
            add_part(arena, candidates, feel_int(bounds[b]));
        for (int day = 0; str_equal(inputs[i].type, STR("date")) && day < 3; day++)
            *list_push(arena, &candidates->values) =
                (struct feel_value){.kind = FEEL_DATE, .days = 20541 + day}; // 2026-03-29 …
    }
    return by_slot;
}

static void compiled_columns_say_what_the_cells_say(void **state) {
    struct shelf *shelf = *state;
    uint64_t seed = 20261125;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct arena *turn = arena_open(LIMIT_REQUEST_ARENA);
    for (size_t p = 0; p < PACK_COUNT; p++) {
        const struct pack *pack = &shelf->packs[p];
        struct candidates *by_slot = candidates_of(arena, shelf, pack);
        size_t slots = feel_names_count(shelf->names);
        struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots);
        for (int round = 0; round < 700; round++) {
            for (size_t s = 0; s < slots; s++)
                if (by_slot[s].values.count > 0)
                    values[s] =
                        by_slot[s].values.items[next_random(&seed) % by_slot[s].values.count];
            struct decision_inputs inputs = {values, slots, NULL};
            for (size_t d = 0; d < decision_count(pack->model); d++)
                if (decision_rule_count(pack->model, d) > 0) assert_agrees(pack, d, &inputs, turn);
            arena_reset(turn);
        }
    }
    arena_close(turn);
    arena_close(arena);
}

// Without this the test above might hold cells against cells.
static void shipped_columns_are_compiled(void **state) {
    struct shelf *shelf = *state;
    size_t compiled = 0;
    size_t cells = 0;
    for (size_t p = 0; p < PACK_COUNT; p++) {
        const struct decision *verdict = &shelf->packs[p].model->decisions[shelf->packs[p].verdict];
        assert_true(verdict->table->is_direct);
        for (size_t c = 0; c < verdict->table->column_count; c++) {
            // A column of nothing but "-" has nothing to compile.
            const struct column *column = &verdict->table->columns[c];
            uint64_t cares = 0;
            for (size_t w = 0; w < verdict->table->word_count; w++) cares |= column->care_bits[w];
            compiled += column->kind != COLUMN_CELLS ? 1 : 0;
            cells += column->kind == COLUMN_CELLS && cares != 0 ? 1 : 0;
        }
    }
    assert_int_equal(cells, 0);
    assert_true(compiled > 100);
}

// ---- combining ----

// A gift of 50 to a private customer's employee, everything known.
static struct feel_value *plain_gift(struct shelf *shelf, struct arena *arena) {
    struct feel_value *values =
        ARENA_ARRAY(arena, struct feel_value, feel_names_count(shelf->names));
    static const struct {
        const char *name, *source;
    } known[] = {
        {"benefitType", "\"gift\""},
        {"form", "\"in_kind\""},
        {"recipientKind", "\"employee\""},
        {"recipientCategory", "\"private\""},
        {"payee", "\"contract_party\""},
        {"payeeCountryOk", "true"},
        {"inContract", "false"},
        {"onInvoice", "\"none\""},
        {"booked", "true"},
        {"pendingDecision", "\"none\""},
        {"value", "50"},
        {"yearTotal", "50"},
        {"count90d", "1"},
        {"familyOrGuest", "false"},
        {"businessPurpose", "true"},
        {"solicited", "false"},
        {"reciprocal", "false"},
        {"screeningHit", "false"},
        {"splitFlag", "false"},
        {"dueDiligence", "\"na\""},
        {"commissionRate", "0"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const struct feel_expression *expression;
        struct fault_note note;
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        assert_null(feel_compile(arena, names, str_of(known[i].source), &expression, &note));
        ptrdiff_t slot = feel_names_find(shelf->names, str_of(known[i].name));
        assert_true(slot >= 0);
        assert_true(feel_expression_constant(expression, &values[slot]));
    }
    return values;
}

static void put(struct shelf *shelf, struct feel_value *values, const char *name,
                struct feel_value value) {
    ptrdiff_t slot = feel_names_find(shelf->names, str_of(name));
    assert_true(slot >= 0);
    values[slot] = value;
}

static struct pack_verdict verdict_of(struct shelf *shelf, const struct feel_value *values,
                                      size_t pack_count, struct arena *arena) {
    struct decision_inputs inputs = {values, feel_names_count(shelf->names), NULL};
    struct pack_verdict verdict;
    pack_verdict(shelf->packs, pack_count, &inputs, arena, &verdict);
    return verdict;
}

static void what_is_missing_is_review_where_a_rule_hangs_on_it(void **state) {
    struct shelf *shelf = *state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value *values = plain_gift(shelf, arena);
    struct pack_verdict verdict = verdict_of(shelf, values, 1, arena);
    assert_int_equal(verdict.headline.outcome, PACK_ALLOW);
    assert_int_equal(verdict.missing_count, 0);
    // The commission rate says nothing about a gift.
    put(shelf, values, "commissionRate", feel_null());
    verdict = verdict_of(shelf, values, 1, arena);
    assert_int_equal(verdict.headline.outcome, PACK_ALLOW);
    // The value and a screening hit do.
    put(shelf, values, "value", feel_null());
    put(shelf, values, "screeningHit", feel_null());
    verdict = verdict_of(shelf, values, 1, arena);
    assert_int_equal(verdict.headline.outcome, PACK_REVIEW);
    assert_true(str_equal(verdict.headline.rule, STR("information_missing")));
    assert_true(str_equal(verdict.headline.reason_zh, STR("信息不全")));
    assert_true(str_equal(verdict.headline.role, STR("compliance_officer")));
    assert_int_equal(verdict.missing_count, 2);
    assert_true(str_equal(verdict.missing[0], STR("value")));
    assert_true(str_equal(verdict.missing[1], STR("screeningHit")));
    // Cash is prohibited without knowing how much.
    put(shelf, values, "form", feel_string(STR("cash")));
    verdict = verdict_of(shelf, values, 1, arena);
    assert_int_equal(verdict.headline.outcome, PACK_PROHIBIT);
    assert_true(str_equal(verdict.headline.rule, STR("G01")));
    assert_true(verdict.missing_count > 0);
    arena_close(arena);
}

static void nothing_known_is_review_and_names_what_to_ask(void **state) {
    struct shelf *shelf = *state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value *values =
        ARENA_ARRAY(arena, struct feel_value, feel_names_count(shelf->names));
    for (size_t count = 1; count <= PACK_COUNT; count++) {
        struct pack_verdict verdict = verdict_of(shelf, values, count, arena);
        assert_int_equal(verdict.headline.outcome, PACK_REVIEW);
        assert_true(verdict.missing_count > 10);
    }
    struct pack_verdict none = verdict_of(shelf, values, 0, arena);
    assert_true(str_equal(none.headline.rule, STR("no_rule_matched")));
    assert_true(str_equal(none.headline.reason_zh, STR("未匹配规则")));
    arena_close(arena);
}

static void equal_outcomes_take_the_first_pack_and_rule(void **state) {
    struct shelf *shelf = *state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value *values = plain_gift(shelf, arena);
    put(shelf, values, "advertisingItem", feel_boolean(true));
    put(shelf, values, "rulesPublished", feel_boolean(true));
    put(shelf, values, "intermediaryQualified", feel_boolean(true));
    struct pack_verdict verdict = verdict_of(shelf, values, 2, arena);
    assert_int_equal(verdict.headline.outcome, PACK_ALLOW);
    assert_true(str_equal(verdict.headline.pack, STR("group-default")));
    assert_true(str_equal(verdict.headline.rule, STR("G27")));
    assert_int_equal(verdict.hit_count, 2);
    assert_true(str_equal(verdict.hits[1].rule, STR("C25")));
    arena_close(arena);
}

static void explanations_show_the_value_against_the_limit(void **state) {
    struct shelf *shelf = *state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value *values = plain_gift(shelf, arena);
    struct decision_inputs inputs = {values, feel_names_count(shelf->names), NULL};
    struct pack_explanation explanation;
    pack_explain(shelf->packs, 1, &inputs, arena, &explanation);
    assert_int_equal(explanation.count, decision_rule_count(shelf->packs[0].model, 0));
    bool has_limit = false;
    bool has_hit = false;
    for (size_t i = 0; i < explanation.count; i++) {
        const struct pack_rule_report *rule = &explanation.rules[i];
        const struct decision_cell *first = &rule->report.cells[0];
        if (str_equal(rule->rule.rule, STR("G23"))) {
            assert_false(rule->report.is_hit);
            assert_true(str_equal(first->input, STR("value")));
            assert_true(str_equal(first->value, STR("50")));
            assert_true(str_equal(first->test, STR("> 1000")));
            assert_int_equal(first->kind, FEEL_NUMBER);
            has_limit = true;
        }
        if (str_equal(rule->rule.rule, STR("G27"))) {
            assert_true(rule->report.is_hit);
            assert_int_equal(rule->report.cell_count, 2);
            assert_true(str_equal(rule->report.cells[1].test, STR("[0..300]")));
            has_hit = true;
        }
    }
    assert_true(has_limit && has_hit);
    arena_close(arena);
}

static bool has_obligation(const struct pack_obligations *obligations, const char *name) {
    for (size_t i = 0; i < obligations->count; i++)
        if (str_equal(obligations->items[i].name, str_of(name))) return true;
    return false;
}

static void obligations_follow_the_outcome(void **state) {
    struct shelf *shelf = *state;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct feel_value *values = plain_gift(shelf, arena);
    struct decision_inputs inputs = {values, feel_names_count(shelf->names), NULL};
    struct pack_obligations allowed = pack_obligations(shelf->packs, 6, PACK_ALLOW, &inputs, arena);
    assert_true(has_obligation(&allowed, "register_entry"));
    assert_true(has_obligation(&allowed, "record_gift_separately")); // us-finra is among the six
    assert_false(has_obligation(&allowed, "refuse_and_record"));
    assert_false(has_obligation(&allowed, "keep_decision_record"));
    struct pack_obligations refused =
        pack_obligations(shelf->packs, 1, PACK_PROHIBIT, &inputs, arena);
    assert_true(has_obligation(&refused, "refuse_and_record"));
    assert_false(has_obligation(&refused, "register_entry"));
    assert_false(has_obligation(&refused, "record_gift_separately"));
    arena_close(arena);
}

// ---- the other decisions of the packs ----

static struct feel_value evaluate_with(struct shelf *shelf, size_t pack, const char *decision,
                                       const char *context, struct arena *arena) {
    const struct feel_expression *expression;
    struct fault_note note;
    struct feel_names *none = feel_names_open(arena, FEEL_NAMES_CLOSED);
    assert_null(feel_compile(arena, none, str_of(context), &expression, &note));
    struct feel_run run = feel_run_in(arena, NULL, 0);
    struct feel_value *values =
        feel_values_from(arena, shelf->names, feel_evaluate(expression, &run));
    struct decision_inputs inputs = {values, feel_names_count(shelf->names), NULL};
    struct decision_result result;
    const struct decision_model *model = shelf->packs[pack].model;
    ptrdiff_t index = decision_find(model, str_of(decision));
    assert_true(index >= 0);
    decision_evaluate(model, (size_t)index, &inputs, arena, &result);
    assert_null(result.trouble);
    return result.value;
}

static void hosts_and_guests_have_their_ratio(void **state) {
    static const struct {
        const char *category;
        int guests, hosts;
        bool is_exceeded;
    } rows[] = {
        {"official", 10, 3, false}, {"official", 10, 4, true}, {"official", 12, 4, false},
        {"official", 12, 5, true},  {"soe", 5, 5, false},      {"soe", 7, 6, false},
        {"soe", 7, 7, true},
    };
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char context[128];
        snprintf(context, sizeof(context), "{recipientCategory: \"%s\", guests: %d, hosts: %d}",
                 rows[i].category, rows[i].guests, rows[i].hosts);
        struct feel_value value = evaluate_with(*state, 2, "hostRatioExceeded", context, arena);
        assert_int_equal(value.kind, FEEL_BOOLEAN);
        if (value.boolean != rows[i].is_exceeded) fail_msg("%s", context);
    }
    arena_close(arena);
}

static void open_payments_are_reported_from_their_thresholds(void **state) {
    static const struct {
        const char *context, *status;
    } rows[] = {
        {"{programYear: 2026, coveredRecipient: true, value: 13.81, yearTotal: 13.81}",
         "accumulate"},
        {"{programYear: 2026, coveredRecipient: true, value: 13.82, yearTotal: 13.82}", "report"},
        {"{programYear: 2026, coveredRecipient: true, value: 13.81, yearTotal: 138.13}",
         "accumulate"},
        {"{programYear: 2026, coveredRecipient: true, value: 13.81, yearTotal: 138.14}",
         "report_all_small"},
        {"{programYear: 2026, coveredRecipient: false, value: 500, yearTotal: 500}", "not_covered"},
        {"{programYear: 2026, coveredRecipient: true, exclusionReason: \"patient samples\", "
         "value: 900, yearTotal: 900}",
         "excluded"},
        {"{programYear: 2014, coveredRecipient: true, value: 10.17, yearTotal: 101.76}",
         "report_all_small"},
        {"{programYear: 2099, coveredRecipient: true, value: 500, yearTotal: 500}", "unknown_year"},
    };
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feel_value value =
            evaluate_with(*state, 7, "reportingStatus", rows[i].context, arena);
        if (value.kind != FEEL_STRING || !str_equal(value.text, str_of(rows[i].status)))
            fail_msg("%s", rows[i].context);
    }
    arena_close(arena);
}

// ---- what is no pack ----

static void models_without_a_verdict_are_no_packs(void **state) {
    (void)state;
    static const char start[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='n'>";
    static const struct {
        const char *body, *en;
    } rows[] = {
        {"<decision id='d' name='other'><literalExpression><text>1</text></literalExpression>"
         "</decision>",
         "x: there is no decision \"verdict\"."},
        {"<decision id='d' name='verdict'><literalExpression><text>1</text></literalExpression>"
         "</decision>",
         "x: \"verdict\" needs the outputs"},
        {"<decision id='d' name='verdict'><decisionTable><output name='outcome'/>"
         "<output name='role'/><annotation name='reason zh'/><annotation name='reason en'/>"
         "<annotation name='citation'/><rule id='R1'><outputEntry><text>\"maybe\"</text>"
         "</outputEntry><outputEntry><text>null</text></outputEntry></rule></decisionTable>"
         "</decision>",
         "x: the outcome or role of rule R1"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
        struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
        struct pack pack;
        struct fault_note note;
        struct pack_source source = {STR("x"),
                                     arena_print(arena, "%s%s</definitions>", start, rows[i].body)};
        fault refused = pack_read(arena, source, names, &pack, &note);
        assert_ptr_equal(refused, &pack_malformed);
        if (!str_starts_with(note.en, str_of(rows[i].en))) fail_msg("%.*s", STR_ARG(note.en));
        assert_true(note.zh.size > 0);
        arena_close(arena);
    }
}

// Rules that could not be computed never read as "nothing speaks against it".
static void what_cannot_be_evaluated_is_review(void **state) {
    (void)state;
    static const char bytes[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='n'>"
        "<decision id='d' name='verdict'><decisionTable hitPolicy='PRIORITY'><input>"
        "<inputExpression><text>count(for i in 1..10000000 return i)</text></inputExpression>"
        "</input><output name='outcome'><outputValues><text>\"prohibit\", \"allow\"</text>"
        "</outputValues></output><output name='role'/><annotation name='reason zh'/>"
        "<annotation name='reason en'/><annotation name='citation'/>"
        "<rule id='R1'><inputEntry><text>&gt; 5</text></inputEntry><outputEntry>"
        "<text>\"prohibit\"</text></outputEntry><outputEntry/></rule>"
        "<rule id='R2'><inputEntry><text>-</text></inputEntry><outputEntry><text>\"allow\"</text>"
        "</outputEntry><outputEntry/></rule></decisionTable></decision></definitions>";
    struct arena *arena = arena_open(LIMIT_MODEL_ARENA);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    struct pack pack;
    struct fault_note note;
    struct pack_source source = {STR("x"), str_of(bytes)};
    assert_null(pack_read(arena, source, names, &pack, &note));
    struct decision_inputs inputs = {0};
    struct pack_verdict verdict;
    pack_verdict(&pack, 1, &inputs, arena, &verdict);
    assert_int_equal(verdict.headline.outcome, PACK_REVIEW);
    assert_true(str_equal(verdict.headline.rule, STR("not_evaluated")));
    assert_true(str_equal(verdict.headline.reason_zh, STR("规则无法计算")));
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_every_pack_holds),
        cmocka_unit_test(compiled_columns_say_what_the_cells_say),
        cmocka_unit_test(shipped_columns_are_compiled),
        cmocka_unit_test(what_is_missing_is_review_where_a_rule_hangs_on_it),
        cmocka_unit_test(nothing_known_is_review_and_names_what_to_ask),
        cmocka_unit_test(equal_outcomes_take_the_first_pack_and_rule),
        cmocka_unit_test(explanations_show_the_value_against_the_limit),
        cmocka_unit_test(obligations_follow_the_outcome),
        cmocka_unit_test(hosts_and_guests_have_their_ratio),
        cmocka_unit_test(open_payments_are_reported_from_their_thresholds),
        cmocka_unit_test(what_cannot_be_evaluated_is_review),
        cmocka_unit_test(models_without_a_verdict_are_no_packs),
    };
    return cmocka_run_group_tests(tests, open_shelf, close_shelf);
}

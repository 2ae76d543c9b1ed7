// mingli policy: decision models on the command line. eval answers one input with verdict and
// explanation, check says whether a model can be used, test runs the cases that a pack promises,
// cover finds gaps, contradictions and dead rules (policy_cover.c), tck is the conformance kit
// (policy_tck.c), backtest judges history by a version of a book's policy (policy_backtest.c).
// Everything is the same code as in the server.
#include "main/program.h"

#include "decision/eval_json.h"
#include "main/assets.h"
#include "policy_api.h"

#include <stdio.h>

FAULT(decision_unknown, 404, "decision", "The model has no such decision.", "模型中没有该决策。");

enum { NEIGHBOURS_MAX = 64 };

// The models that lie beside a file, for imports.
static fault read_neighbours(struct program *program, str path, struct decision_reading *reading) {
    size_t end = path.size;
    while (end > 0 && path.data[end - 1] != '/') end--;
    str folder = end == 0 ? STR(".") : str_slice(path, 0, end);
    struct os_names names;
    TRY(os_folder_list(program->os, program->arena, folder, &names));
    struct decision_source *others =
        ARENA_ARRAY(program->arena, struct decision_source, NEIGHBOURS_MAX);
    for (size_t i = 0; i < names.count && reading->other_count < NEIGHBOURS_MAX; i++) {
        str name = names.items[i];
        if (!str_ends_with(name, STR(".dmn"))) continue;
        struct decision_source *other = &others[reading->other_count++];
        other->name = name;
        TRY(os_file_read(program->os, program->arena,
                         arena_print(program->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)),
                         LIMIT_XML, &other->bytes));
    }
    reading->others = others;
    return NULL;
}

static fault read_model(struct program *program, struct feel_names *names,
                        const struct decision_model **ret_model, struct fault_note *ret_note) {
    str path = program->words[1];
    struct decision_reading reading = {.source = {.name = path}};
    TRY(os_file_read(program->os, program->arena, path, LIMIT_XML, &reading.source.bytes));
    if (str_find(reading.source.bytes, STR("import")) >= 0)
        TRY(read_neighbours(program, path, &reading));
    return decision_read_with(program->arena, &reading, names, ret_model, ret_note);
}

// ---- eval --------------------------------------------------------------------------------------

// What --decision names, else "verdict", else the last one, which usually stands on the others.
static fault choose_decision(const struct program *program, const struct decision_model *model,
                             size_t *ret_decision) {
    str name = program_option(program, "decision");
    ptrdiff_t found = decision_find(model, name.size == 0 ? STR("verdict") : name);
    if (found < 0 && (name.size > 0 || decision_count(model) == 0)) return &decision_unknown;
    *ret_decision = found < 0 ? decision_count(model) - 1 : (size_t)found;
    return NULL;
}

static fault eval(struct program *program, struct fault_note *ret_note) {
    struct arena *arena = program->arena;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    TRY(read_model(program, names, &model, ret_note));
    size_t decision;
    TRY(choose_decision(program, model, &decision));
    str text;
    const struct json *input;
    TRY(program_read_input(program, &text));
    TRY(json_read(arena, text, &input, ret_note));
    size_t count = feel_names_count(names);
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, count + 1);
    TRY(eval_inputs_of_json(arena, model, input, values, ret_note));
    struct decision_inputs inputs = {.values = values, .count = count};
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    eval_write_decision(&writer, arena, model, decision, &inputs);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
    return NULL;
}

// ---- check -------------------------------------------------------------------------------------

static fault check(struct program *program, struct fault_note *ret_note) {
    struct feel_names *names = feel_names_open(program->arena, FEEL_NAMES_OPEN);
    const struct decision_model *model;
    TRY(read_model(program, names, &model, ret_note));
    size_t rules = 0;
    for (size_t i = 0; i < decision_count(model); i++) rules += decision_rule_count(model, i);
    if (program->is_json)
        printf("{\"decisions\":%zu,\"rules\":%zu}\n", decision_count(model), rules);
    else
        printf("%s %zu %s %zu\n", program_text(program, "good; decisions:", "可用；决策："),
               decision_count(model), program_text(program, "rules:", "规则："), rules);
    return NULL;
}

// ---- test --------------------------------------------------------------------------------------

struct testing {
    struct program *program;
    struct shipped_folder policies;
    struct feel_names *names;
    struct pack *packs;
    size_t pack_count;
    size_t cases;
    size_t failed;
};

static fault read_pack(struct testing *testing, str id, struct fault_note *ret_note) {
    struct arena *arena = testing->program->arena;
    str file = arena_print(arena, "%.*s/%.*s.dmn", STR_ARG(id), STR_ARG(id));
    struct pack_source source = {.id = id};
    TRY(shipped_read(&testing->policies, arena, file, LIMIT_XML, &source.bytes));
    return pack_read(arena, source, testing->names, &testing->packs[testing->pack_count++],
                     ret_note);
}

static fault run_cases(struct testing *testing, str file, const struct pack_list *packs,
                       struct fault_note *ret_note) {
    struct arena *arena = testing->program->arena;
    str text;
    TRY(shipped_read_if_there(&testing->policies, arena, file, LIMIT_XML, &text));
    if (text.size == 0) return NULL;
    const struct json *document;
    struct eval_cases cases;
    TRY(json_read(arena, text, &document, ret_note));
    TRY(eval_run_cases(arena, packs, document, &cases, ret_note));
    for (size_t i = 0; i < cases.count; i++) {
        const struct eval_case_report *report = &cases.items[i];
        if (report->is_met || testing->program->is_json) continue;
        printf("%.*s: %.*s\n  %s %.*s\n  %s %.*s\n", STR_ARG(file), STR_ARG(report->name),
               program_text(testing->program, "wanted:", "期望："), STR_ARG(report->wanted),
               program_text(testing->program, "got:   ", "实际："), STR_ARG(report->got));
    }
    testing->cases += cases.count;
    testing->failed += cases.failed;
    return NULL;
}

static fault test_pack(struct testing *testing, str id, struct fault_note *ret_note) {
    TRY(read_pack(testing, id, ret_note));
    struct pack_list alone = {&testing->packs[testing->pack_count - 1], 1};
    str file = arena_join(testing->program->arena, id, STR("/cases.json"));
    return run_cases(testing, file, &alone, ret_note);
}

// One pack by its name, or all of them and what they say together. The company's own speaks first,
// as in a book.
static fault run_tests(struct testing *testing, const struct os_names *names, str wanted,
                       struct fault_note *ret_note) {
    for (size_t turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < names->count; i++) {
            str id = names->items[i];
            bool is_own = str_equal(id, STR("group-default"));
            bool is_wanted = wanted.size == 0 || str_equal(wanted, id);
            bool is_pack = str_find_byte(id, '.') < 0;
            if (is_wanted && is_pack && is_own == (turn == 0))
                TRY(test_pack(testing, id, ret_note));
        }
    if (testing->pack_count == 0) return &pack_unknown;
    if (wanted.size > 0) return NULL;
    struct pack_list together = {testing->packs, testing->pack_count};
    return run_cases(testing, STR("combined-cases.json"), &together, ret_note);
}

static enum program_exit test(struct program *program, struct fault_note *note) {
    str folder = program_option(program, "policies");
    struct testing testing = {.program = program,
                              .policies = {.os = program->os,
                                           .path = folder.size == 0 ? STR("policies") : folder,
                                           .files = folder.size == 0 ? &main_shipped : NULL},
                              .names = feel_names_open(program->arena, FEEL_NAMES_OPEN)};
    struct os_names names;
    fault trouble = shipped_list(&testing.policies, program->arena, &names);
    if (trouble != NULL) return program_fail(program, trouble, note);
    testing.packs = ARENA_ARRAY(program->arena, struct pack, names.count + 1);
    str wanted = program->word_count > 1 ? program->words[1] : STR_NONE;
    trouble = run_tests(&testing, &names, wanted, note);
    if (trouble != NULL) return program_fail(program, trouble, note);
    if (program->is_json)
        printf("{\"cases\":%zu,\"failed\":%zu}\n", testing.cases, testing.failed);
    else
        printf("%s %zu %s %zu\n", program_text(program, "cases:", "用例："), testing.cases,
               program_text(program, "failed:", "未通过："), testing.failed);
    return testing.failed == 0 ? PROGRAM_GOOD : PROGRAM_NO;
}

enum program_exit program_policy(struct program *program) {
    struct fault_note note = {0};
    str verb = program->word_count > 0 ? program->words[0] : STR_NONE;
    bool has_model = program->word_count == 2;
    fault trouble = NULL;
    if (str_equal(verb, STR("test"))) return test(program, &note);
    if (str_equal(verb, STR("tck")) && has_model) return program_policy_tck(program);
    if (str_equal(verb, STR("cover")) && has_model) return program_policy_cover(program);
    if (str_equal(verb, STR("backtest")) && has_model) return program_policy_backtest(program);
    if (str_equal(verb, STR("eval")) && has_model)
        trouble = eval(program, &note);
    else if (str_equal(verb, STR("check")) && has_model)
        trouble = check(program, &note);
    else
        return program_usage(program, "eval, check, cover, test, tck or backtest",
                             "请选择 eval、check、cover、test、tck 或 backtest");
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

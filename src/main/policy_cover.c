// mingli policy cover MODEL: what is wrong with the tables of a model, with an example for each
// finding: inputs that no rule speaks of, rules that contradict each other, rules that never
// decide. With --against EARLIER both are packs, and the answer is whether a law's rule of the
// earlier one is loosened.
#include "main/program.h"

#include "decision/eval_json.h"
#include "decision/loosen.h"

#include <stdio.h>

struct telling {
    struct program *program;
    const struct decision_model *model;
    size_t decision;
    struct json_writer *writer;
    bool has_error;
};

static str rule_id(const struct telling *telling, size_t rule) {
    return decision_rule(telling->model, telling->decision, rule).rule_id;
}

static void print_example(const struct program *program, const struct decision_example *example,
                          size_t count) {
    const char *mark = "    ";
    for (size_t i = 0; i < count; i++) {
        if (feel_is_null(example[i].value)) continue;
        str value = feel_print(program->arena, example[i].value);
        printf("%s%.*s = %.*s", mark, STR_ARG(example[i].input), STR_ARG(value));
        mark = ", ";
    }
    printf("\n");
}

static void write_example(struct json_writer *writer, struct arena *arena,
                          const struct decision_example *example, size_t count) {
    json_open_object(writer);
    for (size_t i = 0; i < count; i++) {
        json_name(writer, example[i].input);
        eval_write_value(writer, arena, example[i].value);
    }
    json_close_object(writer);
}

// ---- findings ----------------------------------------------------------------------------------

static const char *const kind_names[] = {
    [FINDING_GAP] = "gap",
    [FINDING_OVERLAP] = "overlap",
    [FINDING_UNREACHABLE] = "unreachable",
};

static void print_finding(const struct telling *telling, const struct decision_finding *finding) {
    const struct program *program = telling->program;
    str rule = finding->kind == FINDING_GAP ? STR_NONE : rule_id(telling, finding->rule);
    str other = finding->other == FINDING_NO_RULE ? STR_NONE : rule_id(telling, finding->other);
    if (finding->kind == FINDING_GAP)
        printf("  %s\n", program_text(program, "no rule matches", "没有规则匹配"));
    else if (finding->kind == FINDING_OVERLAP)
        printf("  %s: %.*s, %.*s\n",
               finding->is_error
                   ? program_text(program, "rules contradict each other", "规则相互矛盾")
                   : program_text(program, "rules overlap and differ", "规则重叠且结论不同"),
               STR_ARG(rule), STR_ARG(other));
    else if (other.size == 0)
        printf("  %s: %.*s\n", program_text(program, "rule never matches", "规则永远不会匹配"),
               STR_ARG(rule));
    else
        printf("  %s: %.*s; %s: %.*s\n",
               program_text(program, "rule never decides", "规则永远不起决定作用"), STR_ARG(rule),
               program_text(program, "here decides", "此处由其决定"), STR_ARG(other));
    if (finding->example_count > 0)
        print_example(program, finding->example, finding->example_count);
}

static void write_finding(const struct telling *telling, const struct decision_finding *finding) {
    struct json_writer *writer = telling->writer;
    json_open_object(writer);
    json_name(writer, STR("finding"));
    json_string(writer, str_of(kind_names[finding->kind]));
    json_name(writer, STR("error"));
    json_bool(writer, finding->is_error);
    if (finding->kind != FINDING_GAP) {
        json_name(writer, STR("rule"));
        json_string(writer, rule_id(telling, finding->rule));
    }
    if (finding->other != FINDING_NO_RULE) {
        json_name(writer, STR("other"));
        json_string(writer, rule_id(telling, finding->other));
    }
    json_name(writer, STR("example"));
    write_example(writer, telling->program->arena, finding->example, finding->example_count);
    json_close_object(writer);
}

static bool is_shown(const struct telling *telling, const struct decision_finding *finding) {
    return finding->kind != FINDING_OVERLAP || finding->is_error ||
           program_has(telling->program, "all");
}

static void print_rest(const struct telling *telling, const struct decision_coverage *coverage,
                       size_t hidden) {
    const struct program *program = telling->program;
    static const char *const texts[][2] = {
        [FINDING_GAP] = {"more gaps", "其余空缺"},
        [FINDING_OVERLAP] = {"more overlaps", "其余重叠"},
        [FINDING_UNREACHABLE] = {"more rules that never decide", "其余不起决定作用的规则"},
    };
    for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++) {
        const char *text = program_text(program, texts[kind][0], texts[kind][1]);
        if (coverage->left_off[kind] > 0) printf("  %s: %zu\n", text, coverage->left_off[kind]);
        if (coverage->is_too_large[kind])
            printf("  %s: %s\n", text,
                   program_text(program, "too large to search", "规模过大，未能查完"));
    }
    if (hidden > 0)
        printf(
            "  %s: %zu (--all)\n",
            program_text(program, "overlaps that the hit policy settles", "由命中策略化解的重叠"),
            hidden);
    for (size_t i = 0; i < coverage->unsearched_count; i++)
        printf("  %s: %.*s\n",
               program_text(program, "not searched where cells are expressions",
                            "单元格为表达式，未检查"),
               STR_ARG(coverage->unsearched[i]));
}

static void print_table(struct telling *telling, const struct decision_coverage *coverage) {
    str name = decision_name(telling->model, telling->decision);
    size_t hidden = 0;
    printf("%.*s (%s)\n", STR_ARG(name), decision_hit_policy(telling->model, telling->decision));
    for (size_t i = 0; i < coverage->count; i++)
        if (is_shown(telling, &coverage->findings[i]))
            print_finding(telling, &coverage->findings[i]);
        else
            hidden++;
    print_rest(telling, coverage, hidden);
}

static void write_table(struct telling *telling, const struct decision_coverage *coverage) {
    struct json_writer *writer = telling->writer;
    json_open_object(writer);
    json_name(writer, STR("decision"));
    json_string(writer, decision_name(telling->model, telling->decision));
    json_name(writer, STR("findings"));
    json_open_array(writer);
    for (size_t i = 0; i < coverage->count; i++) write_finding(telling, &coverage->findings[i]);
    json_close_array(writer);
    json_name(writer, STR("left_off"));
    json_open_object(writer);
    for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++) {
        json_name(writer, str_of(kind_names[kind]));
        json_int(writer, (int64_t)coverage->left_off[kind]);
    }
    json_close_object(writer);
    json_name(writer, STR("too_large"));
    json_open_array(writer);
    for (size_t kind = 0; kind < DECISION_FINDING_KINDS; kind++)
        if (coverage->is_too_large[kind]) json_string(writer, str_of(kind_names[kind]));
    json_close_array(writer);
    json_name(writer, STR("unsearched"));
    json_open_array(writer);
    for (size_t i = 0; i < coverage->unsearched_count; i++)
        json_string(writer, coverage->unsearched[i]);
    json_close_array(writer);
    json_close_object(writer);
}

static void tell_tables(struct telling *telling) {
    for (size_t i = 0; i < decision_count(telling->model); i++) {
        struct decision_coverage coverage;
        telling->decision = i;
        if (decision_rule_count(telling->model, i) == 0) continue;
        decision_cover(telling->model, i, telling->program->arena, &coverage);
        for (size_t f = 0; f < coverage.count; f++)
            telling->has_error |= coverage.findings[f].is_error;
        if (telling->writer == NULL)
            print_table(telling, &coverage);
        else
            write_table(telling, &coverage);
    }
}

static fault cover(struct telling *telling, struct fault_note *ret_note) {
    struct program *program = telling->program;
    struct arena *arena = program->arena;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    str bytes;
    TRY(os_file_read(program->os, arena, program->words[1], LIMIT_XML, &bytes));
    TRY(decision_read(arena, bytes, names, &telling->model, ret_note));
    if (!program->is_json) {
        tell_tables(telling);
        return NULL;
    }
    telling->writer = &writer;
    json_open_array(&writer);
    tell_tables(telling);
    json_close_array(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
    return NULL;
}

// ---- against an earlier pack -------------------------------------------------------------------

static fault read_pack(struct program *program, str path, struct pack *ret_pack,
                       struct fault_note *ret_note) {
    struct pack_source source = {.id = path};
    struct feel_names *names = feel_names_open(program->arena, FEEL_NAMES_OPEN);
    TRY(os_file_read(program->os, program->arena, path, LIMIT_XML, &source.bytes));
    return pack_read(program->arena, source, names, ret_pack, ret_note);
}

static void print_loosening(struct program *program, const struct pack_loosening *loosening) {
    str id = loosening->rule->rule;
    str citation = loosening->rule->citation;
    str before = pack_outcome_name(loosening->outcome_before);
    str after = pack_outcome_name(loosening->outcome_after);
    printf("%s: %.*s (%.*s)\n",
           loosening->is_shown
               ? program_text(program, "a law's rule is loosened", "放宽了依据法律的规则")
               : program_text(program, "not proved that a law's rule is kept",
                              "无法证明依据法律的规则未被放宽"),
           STR_ARG(id), STR_ARG(citation));
    if (!loosening->is_shown) return;
    print_example(program, loosening->inputs, loosening->input_count);
    printf("    %.*s -> %.*s\n", STR_ARG(before), STR_ARG(after));
}

static void write_loosening(struct program *program, const struct pack_loosening *loosening) {
    struct buf out = buf_in(program->arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("loosened"));
    json_bool(&writer, loosening != NULL);
    if (loosening != NULL) {
        json_name(&writer, STR("rule"));
        json_string(&writer, loosening->rule->rule);
        json_name(&writer, STR("shown"));
        json_bool(&writer, loosening->is_shown);
    }
    if (loosening != NULL && loosening->is_shown) {
        json_name(&writer, STR("example"));
        write_example(&writer, program->arena, loosening->inputs, loosening->input_count);
        json_name(&writer, STR("before"));
        json_string(&writer, pack_outcome_name(loosening->outcome_before));
        json_name(&writer, STR("after"));
        json_string(&writer, pack_outcome_name(loosening->outcome_after));
    }
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static enum program_exit compare(struct program *program, struct fault_note *note) {
    struct pack before;
    struct pack after;
    struct pack_loosening loosening;
    fault trouble = read_pack(program, program_option(program, "against"), &before, note);
    if (trouble == NULL) trouble = read_pack(program, program->words[1], &after, note);
    if (trouble != NULL) return program_fail(program, trouble, note);
    bool is_loosened = pack_is_loosened(&before, &after, program->arena, &loosening);
    if (program->is_json)
        write_loosening(program, is_loosened ? &loosening : NULL);
    else if (is_loosened)
        print_loosening(program, &loosening);
    else
        printf("%s\n",
               program_text(program, "no law's rule is loosened", "依据法律的规则均未放宽"));
    return is_loosened ? PROGRAM_NO : PROGRAM_GOOD;
}

enum program_exit program_policy_cover(struct program *program) {
    struct fault_note note = {0};
    struct telling telling = {.program = program};
    if (program_has(program, "against")) return compare(program, &note);
    fault trouble = cover(&telling, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    return telling.has_error ? PROGRAM_NO : PROGRAM_GOOD;
}

// A version is read on its own, with names of its own, and its cases are run against it alone, as
// `mingli policy test` does; whoever publishes it has seen the same.
#include "domain/policy/weigh.h"

static fault read_pack(const struct policy_version *version, struct arena *arena,
                       struct policy_weighed *weighed) {
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    struct pack_source source = {version->pack, version->dmn};
    weighed->names = names;
    fault trouble = pack_read(arena, source, names, &weighed->pack, &weighed->note);
    if (trouble == NULL) return NULL;
    if (weighed->note.en.size == 0)
        weighed->note = (struct fault_note){.en = str_of(trouble->en), .zh = str_of(trouble->zh)};
    weighed->note.field = STR("content");
    return &policy_unusable;
}

static fault run_cases(const struct policy_version *version, struct arena *arena,
                       struct policy_weighed *weighed) {
    const struct json *document = NULL;
    fault trouble = json_read(arena, version->cases, &document, &weighed->note);
    if (trouble == NULL && document->kind != JSON_OBJECT) trouble = &cases_wrong;
    const struct pack_list alone = {&weighed->pack, 1};
    if (trouble == NULL)
        trouble = eval_run_cases(arena, &alone, document, &weighed->cases, &weighed->note);
    if (trouble == NULL) return NULL;
    weighed->note.field = STR("cases");
    return &cases_wrong;
}

// The pack as the program ships it, or NULL: a pack of one's own has no law but its own.
static const struct book_pack *shipped_pack(const struct book_rules *rules, str id) {
    for (size_t i = 0; i < rules->pack_count; i++)
        if (rules->packs[i].policy == 0 && str_equal(rules->packs[i].id, id))
            return &rules->packs[i];
    return NULL;
}

static void compare_with_law(const struct book_rules *rules, const struct policy_version *version,
                             struct arena *arena, struct policy_weighed *weighed) {
    const struct book_pack *shipped = shipped_pack(rules, version->pack);
    struct fault_note note;
    struct pack before;
    if (shipped == NULL) return;
    const struct pack_source source = {shipped->id, shipped->file};
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    fault trouble = pack_read(arena, source, names, &before, &note);
    ASSERT(trouble == NULL || trouble == &pack_malformed); // a shipped model is good
    if (trouble != NULL) return;                           // it judges nobody: no verdict
    weighed->is_loosened = pack_is_loosened(&before, &weighed->pack, arena, &weighed->loosening);
}

void policy_weigh(const struct book_rules *rules, const struct policy_version *version,
                  struct arena *arena, struct policy_weighed *ret_weighed) {
    *ret_weighed = (struct policy_weighed){0};
    ret_weighed->trouble = read_pack(version, arena, ret_weighed);
    if (ret_weighed->trouble != NULL) return;
    decision_cover(ret_weighed->pack.model, ret_weighed->pack.verdict, arena,
                   &ret_weighed->coverage);
    compare_with_law(rules, version, arena, ret_weighed);
    ret_weighed->trouble = run_cases(version, arena, ret_weighed);
}

static fault first_unmet(const struct policy_weighed *weighed, struct arena *arena,
                         struct fault_note *ret_note) {
    for (size_t i = 0; i < weighed->cases.count; i++) {
        const struct eval_case_report *report = &weighed->cases.items[i];
        if (report->is_met) continue;
        *ret_note = (struct fault_note){
            .field = STR("cases"),
            .en = arena_print(arena, "%.*s: wanted %.*s, got %.*s", STR_ARG(report->name),
                              STR_ARG(report->wanted), STR_ARG(report->got)),
            .zh = arena_print(arena, "%.*s：应为 %.*s，实为 %.*s", STR_ARG(report->name),
                              STR_ARG(report->wanted), STR_ARG(report->got))};
        return &cases_not_met;
    }
    return NULL;
}

static fault first_contradiction(const struct policy_weighed *weighed, struct arena *arena,
                                 struct fault_note *ret_note) {
    const struct pack *pack = &weighed->pack;
    for (size_t i = 0; i < weighed->coverage.count; i++) {
        const struct decision_finding *finding = &weighed->coverage.findings[i];
        if (finding->kind != FINDING_OVERLAP || !finding->is_error) continue;
        str one = decision_rule(pack->model, pack->verdict, finding->rule).rule_id;
        str other = decision_rule(pack->model, pack->verdict, finding->other).rule_id;
        *ret_note = (struct fault_note){
            .field = STR("content"),
            .en = arena_print(arena, "%.*s and %.*s", STR_ARG(one), STR_ARG(other)),
            .zh = arena_print(arena, "%.*s 与 %.*s", STR_ARG(one), STR_ARG(other))};
        return &table_contradicts;
    }
    return NULL;
}

fault policy_must_be_good(const struct policy_weighed *weighed, struct arena *arena,
                          struct fault_note *ret_note) {
    if (weighed->trouble != NULL) {
        *ret_note = weighed->note;
        return weighed->trouble;
    }
    if (weighed->cases.count == 0) return &cases_missing;
    TRY(first_unmet(weighed, arena, ret_note));
    TRY(first_contradiction(weighed, arena, ret_note));
    if (!weighed->is_loosened) return NULL;
    const struct pack_hit *rule = weighed->loosening.rule;
    *ret_note =
        (struct fault_note){.field = STR("content"),
                            .en = arena_print(arena, "%.*s: %.*s (%.*s)", STR_ARG(rule->rule),
                                              STR_ARG(rule->reason_en), STR_ARG(rule->citation)),
                            .zh = arena_print(arena, "%.*s：%.*s（%.*s）", STR_ARG(rule->rule),
                                              STR_ARG(rule->reason_zh), STR_ARG(rule->citation))};
    return &law_loosened;
}

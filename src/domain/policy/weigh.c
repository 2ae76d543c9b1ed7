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

void policy_weigh(const struct book_rules *rules, const struct policy_version *version,
                  struct arena *arena, struct policy_weighed *ret_weighed) {
    (void)rules;
    *ret_weighed = (struct policy_weighed){0};
    ret_weighed->trouble = read_pack(version, arena, ret_weighed);
    if (ret_weighed->trouble == NULL) ret_weighed->trouble = run_cases(version, arena, ret_weighed);
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

fault policy_must_be_good(const struct policy_weighed *weighed, struct arena *arena,
                          struct fault_note *ret_note) {
    if (weighed->trouble != NULL) {
        *ret_note = weighed->note;
        return weighed->trouble;
    }
    if (weighed->cases.count == 0) return &cases_missing;
    return first_unmet(weighed, arena, ret_note);
}

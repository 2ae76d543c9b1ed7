// Cases: what a pack promises, run as data. The same function serves the tests beside the code and
// `mingli policy test`, so that whoever changes a pack runs what we run.
#include "decision/eval_json.h"

#include <string.h>

FAULT(cases_malformed, 422, "cases", "The cases cannot be read.", "测试用例无法读取。");

struct runner {
    struct arena *arena;
    const struct pack_list *packs;
    const struct json *defaults;
    struct fault_note *note;
    struct pack *chosen; // room for the packs of one case
};

static fault malformed(struct runner *runner, str name, const char *en, const char *zh) {
    runner->note->field = name;
    runner->note->en = arena_print(runner->arena, "%.*s: %s", STR_ARG(name), en);
    runner->note->zh = arena_print(runner->arena, "%.*s：%s", STR_ARG(name), zh);
    return &cases_malformed;
}

static bool has_pack(const struct json *names, str id) {
    if (names == NULL || names->kind != JSON_ARRAY) return true;
    for (const struct json *name = names->first; name != NULL; name = name->next)
        if (str_equal(name->text, id)) return true;
    return false;
}

// Members that a pack knows not are another pack's.
static fault fill(struct runner *runner, const struct pack *pack, const struct json *object,
                  struct feel_value *values) {
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(pack->model, &count);
    for (size_t i = 0; i < count; i++) {
        const struct json *member = json_member(object, inputs[i].name);
        if (member == NULL) continue;
        struct json alone = *member;
        alone.next = NULL;
        struct json one = {.kind = JSON_OBJECT, .first = &alone, .count = 1};
        TRY(eval_inputs_of_json(runner->arena, pack->model, &one, values, runner->note));
    }
    return NULL;
}

// Every member must be known to one of the packs.
static fault check_known(struct runner *runner, const struct json *object, str name) {
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        bool is_known = false;
        for (size_t i = 0; i < runner->packs->count; i++) {
            size_t count;
            const struct decision_input *inputs =
                decision_model_inputs(runner->packs->items[i].model, &count);
            for (size_t n = 0; n < count; n++) is_known |= str_equal(inputs[n].name, member->name);
        }
        if (!is_known)
            return malformed(
                runner, name,
                arena_print(runner->arena, "no pack has the input %.*s.", STR_ARG(member->name))
                    .data,
                arena_print(runner->arena, "没有规则包使用输入 %.*s。", STR_ARG(member->name))
                    .data);
    }
    return NULL;
}

static bool rule_is(const struct pack_verdict *verdict, const struct json *rule) {
    bool is_real = verdict->headline.pack.size > 0;
    if (rule->kind == JSON_NULL) return !is_real;
    str wanted = rule->text;
    if (str_find_byte(wanted, ':') >= 0) {
        str pack = str_cut(&wanted, ':');
        if (!str_equal(pack, verdict->headline.pack)) return false;
    }
    return is_real && str_equal(wanted, verdict->headline.rule);
}

static void compare(struct runner *runner, const struct json *item,
                    const struct pack_verdict *verdict, struct eval_case_report *report) {
    const struct json *outcome = json_member(item, STR("outcome"));
    const struct json *rule = json_member(item, STR("rule"));
    bool wants_none = str_equal(outcome->text, STR("none"));
    str name = pack_outcome_name(verdict->headline.outcome);
    str wanted_rule = rule->kind == JSON_NULL ? STR("-") : rule->text;
    report->wanted =
        arena_print(runner->arena, "%.*s %.*s", STR_ARG(outcome->text), STR_ARG(wanted_rule));
    report->got = arena_print(runner->arena, "%.*s %.*s:%.*s", STR_ARG(name),
                              STR_ARG(verdict->headline.pack), STR_ARG(verdict->headline.rule));
    report->is_met = wants_none ? verdict->hit_count == 0 && verdict->missing_count == 0
                                : str_equal(outcome->text, name) && rule_is(verdict, rule);
}

static fault run_case(struct runner *runner, const struct json *item,
                      struct eval_case_report *report) {
    const struct json *name = json_member(item, STR("name"));
    const struct json *inputs = json_member(item, STR("inputs"));
    const struct json *outcome = json_member(item, STR("outcome"));
    if (name == NULL || name->kind != JSON_STRING || inputs == NULL ||
        inputs->kind != JSON_OBJECT || outcome == NULL || outcome->kind != JSON_STRING ||
        json_member(item, STR("rule")) == NULL)
        return malformed(runner, STR("cases"), "a case needs name, inputs, outcome and rule.",
                         "用例须有 name、inputs、outcome、rule。");
    report->name = name->text;
    TRY(check_known(runner, inputs, name->text));
    size_t count = 0;
    for (size_t i = 0; i < runner->packs->count; i++)
        if (has_pack(json_member(item, STR("packs")), runner->packs->items[i].id))
            runner->chosen[count++] = runner->packs->items[i];
    if (count == 0)
        return malformed(runner, name->text, "none of its packs was given.", "没有提供其规则包。");
    size_t slots = feel_names_count(runner->chosen[0].names);
    struct feel_value *values = ARENA_ARRAY(runner->arena, struct feel_value, slots + 1);
    for (size_t i = 0; i < count; i++) {
        if (runner->defaults != NULL)
            TRY(fill(runner, &runner->chosen[i], runner->defaults, values));
        TRY(fill(runner, &runner->chosen[i], inputs, values));
    }
    struct decision_inputs all = {values, slots, NULL};
    struct pack_verdict verdict;
    pack_verdict(runner->chosen, count, &all, runner->arena, &verdict);
    compare(runner, item, &verdict, report);
    return NULL;
}

fault eval_run_cases(struct arena *arena, const struct pack_list *packs,
                     const struct json *document, struct eval_cases *ret_cases,
                     struct fault_note *ret_note) {
    struct runner runner = {
        .arena = arena,
        .packs = packs,
        .defaults = json_member(document, STR("defaults")),
        .note = ret_note,
        .chosen = ARENA_ARRAY(arena, struct pack, packs->count + 1),
    };
    const struct json *cases = json_member(document, STR("cases"));
    if (cases == NULL || cases->kind != JSON_ARRAY)
        return malformed(&runner, STR("cases"), "there is no list of cases.", "没有用例列表。");
    struct eval_case_report *reports =
        ARENA_ARRAY(arena, struct eval_case_report, cases->count + 1);
    *ret_cases = (struct eval_cases){.items = reports};
    for (const struct json *item = cases->first; item != NULL; item = item->next) {
        struct eval_case_report *report = &reports[ret_cases->count++];
        TRY(run_case(&runner, item, report));
        if (!report->is_met) ret_cases->failed++;
    }
    return NULL;
}

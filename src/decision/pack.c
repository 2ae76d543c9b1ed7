// Policy packs together. What each rule would say is taken out of the model when the pack is read,
// so that a verdict is a look-up in the tables and a walk over the rules that matched.
#include "decision/pack.h"

#include <string.h>

FAULT(pack_malformed, 422, "pack", "The model is not a policy pack.", "该模型不是规则包。");

static const char *const outcome_names[] = {
    [PACK_ALLOW] = "allow",
    [PACK_APPROVE] = "approve",
    [PACK_REVIEW] = "review",
    [PACK_PROHIBIT] = "prohibit",
};

str pack_outcome_name(enum pack_outcome outcome) {
    return str_of(outcome_names[outcome]);
}

bool pack_outcome_parse(str name, enum pack_outcome *ret_outcome) {
    for (enum pack_outcome outcome = PACK_ALLOW; outcome <= PACK_PROHIBIT; outcome++) {
        if (!str_equal(name, pack_outcome_name(outcome))) continue;
        *ret_outcome = outcome;
        return true;
    }
    return false;
}

// ---- reading ----

static fault refuse(struct arena *arena, str pack, const char *en, const char *zh,
                    struct fault_note *ret_note) {
    ret_note->en = arena_print(arena, "%.*s: %s", STR_ARG(pack), en);
    ret_note->zh = arena_print(arena, "%.*s：%s", STR_ARG(pack), zh);
    return &pack_malformed;
}

// Positions of what a verdict's table must have.
struct places {
    ptrdiff_t outcome;
    ptrdiff_t role;
    ptrdiff_t reason_zh;
    ptrdiff_t reason_en;
    ptrdiff_t citation;
};

static bool find_places(const struct decision_model *model, size_t decision,
                        struct places *ret_places) {
    *ret_places = (struct places){
        .outcome = decision_output_find(model, decision, STR("outcome")),
        .role = decision_output_find(model, decision, STR("role")),
        .reason_zh = decision_annotation_find(model, decision, STR("reason zh")),
        .reason_en = decision_annotation_find(model, decision, STR("reason en")),
        .citation = decision_annotation_find(model, decision, STR("citation")),
    };
    return ret_places->outcome >= 0 && ret_places->role >= 0 && ret_places->reason_zh >= 0 &&
           ret_places->reason_en >= 0 && ret_places->citation >= 0;
}

static bool read_rule(const struct decision_hit *rule, const struct places *places, str pack,
                      struct pack_hit *ret_hit) {
    if (rule->outputs == NULL) return false;
    struct feel_value outcome = rule->outputs[places->outcome];
    struct feel_value role = rule->outputs[places->role];
    if (outcome.kind != FEEL_STRING || !pack_outcome_parse(outcome.text, &ret_hit->outcome))
        return false;
    if (role.kind != FEEL_STRING && role.kind != FEEL_NULL) return false;
    ret_hit->role = role.kind == FEEL_STRING ? role.text : STR_NONE;
    ret_hit->reason_zh = rule->annotations[places->reason_zh];
    ret_hit->reason_en = rule->annotations[places->reason_en];
    ret_hit->citation = rule->annotations[places->citation];
    ret_hit->rule = rule->rule_id;
    ret_hit->pack = pack;
    return true;
}

static fault read_rules(struct arena *arena, struct pack *pack, struct fault_note *ret_note) {
    struct places places;
    if (!find_places(pack->model, pack->verdict, &places))
        return refuse(arena, pack->id,
                      "\"verdict\" needs the outputs outcome and role and the annotations "
                      "reason zh, reason en and citation.",
                      "“verdict”须有输出 outcome、role 和注释 reason zh、reason en、citation。",
                      ret_note);
    size_t count = decision_rule_count(pack->model, pack->verdict);
    struct pack_hit *rules = ARENA_ARRAY(arena, struct pack_hit, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct decision_hit rule = decision_rule(pack->model, pack->verdict, i);
        if (read_rule(&rule, &places, pack->id, &rules[i])) continue;
        return refuse(
            arena, pack->id,
            arena_print(arena, "the outcome or role of rule %.*s is not a known constant.",
                        STR_ARG(rule.rule_id))
                .data,
            arena_print(arena, "规则 %.*s 的结论或角色不是已知常量。", STR_ARG(rule.rule_id)).data,
            ret_note);
    }
    pack->rules = rules;
    return NULL;
}

fault pack_read(struct arena *arena, struct pack_source source, struct feel_names *names,
                struct pack *ret_pack, struct fault_note *ret_note) {
    struct pack pack = {.id = arena_copy(arena, source.id), .names = names};
    TRY(decision_read(arena, source.bytes, names, &pack.model, ret_note));
    ptrdiff_t verdict = decision_find(pack.model, STR("verdict"));
    if (verdict < 0)
        return refuse(arena, source.id, "there is no decision \"verdict\".",
                      "没有名为“verdict”的决策。", ret_note);
    pack.verdict = (size_t)verdict;
    pack.obligations = decision_find(pack.model, STR("obligations"));
    TRY(read_rules(arena, &pack, ret_note));
    *ret_pack = pack;
    return NULL;
}

// ---- the verdict ----

static const struct pack_hit information_missing = {
    .outcome = PACK_REVIEW,
    .role = {"compliance_officer", 18},
    .reason_zh = {"信息不全", 12},
    .reason_en = {"Information missing", 19},
    .rule = {"information_missing", 19},
};

static const struct pack_hit no_rule_matched = {
    .outcome = PACK_REVIEW,
    .role = {"compliance_officer", 18},
    .reason_zh = {"未匹配规则", 15},
    .reason_en = {"No rule matched", 15},
    .rule = {"no_rule_matched", 15},
};

static const struct pack_hit not_evaluated = {
    .outcome = PACK_REVIEW,
    .role = {"compliance_officer", 18},
    .reason_zh = {"规则无法计算", 18},
    .reason_en = {"The rules could not be evaluated", 32},
    .rule = {"not_evaluated", 13},
};

struct gathering {
    bool is_in_trouble;
    LIST(struct pack_hit) hits;
    LIST(str) missing;
};

static void gather_missing(const struct pack *pack, const struct decision_inputs *inputs,
                           struct arena *arena, struct gathering *gathering) {
    struct decision_labels labels;
    decision_missing(pack->model, pack->verdict, inputs, arena, &labels);
    for (size_t i = 0; i < labels.count; i++) {
        size_t known = 0;
        while (known < gathering->missing.count &&
               !str_equal(gathering->missing.items[known], labels.items[i]))
            known++;
        if (known == gathering->missing.count)
            *list_push(arena, &gathering->missing) = labels.items[i];
    }
}

static void gather_hits(const struct pack *pack, const struct decision_inputs *inputs,
                        struct arena *arena, struct gathering *gathering) {
    struct decision_result result;
    decision_evaluate(pack->model, pack->verdict, inputs, arena, &result);
    gathering->is_in_trouble |= result.trouble != NULL;
    for (size_t i = 0; i < result.hit_count; i++)
        *list_push(arena, &gathering->hits) = pack->rules[result.hits[i].rule];
}

static struct pack_hit headline_of(const struct gathering *gathering) {
    struct pack_hit headline = no_rule_matched;
    for (size_t i = 0; i < gathering->hits.count; i++)
        if (i == 0 || gathering->hits.items[i].outcome > headline.outcome)
            headline = gathering->hits.items[i];
    if (headline.outcome == PACK_PROHIBIT) return headline;
    if (gathering->is_in_trouble) return not_evaluated;
    return gathering->missing.count > 0 ? information_missing : headline;
}

void pack_verdict(const struct pack *packs, size_t count, const struct decision_inputs *inputs,
                  struct arena *arena, struct pack_verdict *ret_verdict) {
    struct gathering gathering = {0};
    for (size_t i = 0; i < count; i++) gather_missing(&packs[i], inputs, arena, &gathering);
    for (size_t i = 0; i < count; i++) gather_hits(&packs[i], inputs, arena, &gathering);
    *ret_verdict = (struct pack_verdict){
        .headline = headline_of(&gathering),
        .hits = gathering.hits.items,
        .hit_count = gathering.hits.count,
        .missing = gathering.missing.items,
        .missing_count = gathering.missing.count,
    };
}

// ---- on demand ----

void pack_explain(const struct pack *packs, size_t count, const struct decision_inputs *inputs,
                  struct arena *arena, struct pack_explanation *ret_explanation) {
    LIST(struct pack_rule_report) rules = {0};
    for (size_t i = 0; i < count; i++) {
        const struct decision_rule_report *reports;
        decision_explain(packs[i].model, packs[i].verdict, inputs, arena, &reports);
        size_t rule_count = decision_rule_count(packs[i].model, packs[i].verdict);
        for (size_t r = 0; r < rule_count; r++)
            *list_push(arena, &rules) = (struct pack_rule_report){packs[i].rules[r], reports[r]};
    }
    *ret_explanation = (struct pack_explanation){rules.items, rules.count};
}

// The inputs with the outcome and the packs' ids in their slots.
static struct decision_inputs with_outcome(const struct pack *packs, size_t count,
                                           enum pack_outcome outcome,
                                           const struct decision_inputs *inputs,
                                           struct arena *arena) {
    const struct feel_names *names = packs[0].names;
    size_t slots = feel_names_count(names);
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots + 1);
    size_t given = inputs->count < slots ? inputs->count : slots;
    if (given > 0) memcpy(values, inputs->values, given * sizeof(*values));
    struct feel_value *ids = ARENA_ARRAY(arena, struct feel_value, count);
    for (size_t i = 0; i < count; i++) ids[i] = feel_string(packs[i].id);
    ptrdiff_t outcome_slot = feel_names_find(names, STR("outcome"));
    ptrdiff_t packs_slot = feel_names_find(names, STR("packs"));
    if (outcome_slot >= 0) values[outcome_slot] = feel_string(pack_outcome_name(outcome));
    if (packs_slot >= 0) values[packs_slot] = feel_list_of(ids, count);
    return (struct decision_inputs){values, slots, inputs->now};
}

static str annotation(const struct pack *pack, const struct decision_hit *hit, const char *name) {
    ptrdiff_t place =
        decision_annotation_find(pack->model, (size_t)pack->obligations, str_of(name));
    return place < 0 ? STR_NONE : hit->annotations[place];
}

struct pack_obligations pack_obligations(const struct pack *packs, size_t count,
                                         enum pack_outcome outcome,
                                         const struct decision_inputs *inputs,
                                         struct arena *arena) {
    LIST(struct pack_obligation) items = {0};
    if (count == 0) return (struct pack_obligations){0};
    struct decision_inputs all = with_outcome(packs, count, outcome, inputs, arena);
    for (size_t i = 0; i < count; i++) {
        if (packs[i].obligations < 0) continue;
        struct decision_result result;
        decision_evaluate(packs[i].model, (size_t)packs[i].obligations, &all, arena, &result);
        for (size_t h = 0; h < result.hit_count; h++) {
            const struct decision_hit *hit = &result.hits[h];
            *list_push(arena, &items) = (struct pack_obligation){
                .name = feel_text(arena, hit->outputs[0]),
                .duty_zh = annotation(&packs[i], hit, "duty zh"),
                .duty_en = annotation(&packs[i], hit, "duty en"),
                .citation = annotation(&packs[i], hit, "citation"),
                .rule = hit->rule_id,
                .pack = packs[i].id,
            };
        }
    }
    return (struct pack_obligations){items.items, items.count};
}

// The rules, asked and shown. Evaluation is decision/'s; this file fills the inputs, translates the
// verdict, and serves the packs to people who read them. Outcomes stand in the same order as
// decision/pack.h has them, so that they need no table in between.
#include "domain/policy/policy.h"

#include "format/json.h"
#include "policy_sql.h"

_Static_assert((int)POLICY_OUTCOME_ALLOW == PACK_ALLOW, "outcomes have the same numbers");
_Static_assert((int)POLICY_OUTCOME_PROHIBIT == PACK_PROHIBIT, "outcomes have the same numbers");

struct policy_question policy_question_new(struct arena *arena, const struct book *book, date day) {
    const struct book_rules *rules = book_rules(book);
    size_t count = feel_names_count(rules->names);
    struct policy_question question = {.rules = rules,
                                       .arena = arena,
                                       .values = ARENA_ARRAY(arena, struct feel_value, count),
                                       .count = count};
    rules_on(rules, day, arena, &question.in_force);
    return question;
}

void policy_set(struct policy_question *question, const char *name, struct feel_value value) {
    ptrdiff_t slot = feel_names_find(question->rules->names, str_of(name));
    if (slot >= 0) question->values[slot] = value;
}

static struct decision_inputs inputs_of(const struct policy_question *question) {
    return (struct decision_inputs){question->values, question->count, NULL};
}

void policy_ask(const struct policy_question *question, struct pack_verdict *ret_verdict) {
    struct decision_inputs inputs = inputs_of(question);
    pack_verdict(question->in_force.packs, question->in_force.count, &inputs, question->arena,
                 ret_verdict);
}

struct pack_obligations policy_obligations(const struct policy_question *question,
                                           enum pack_outcome outcome) {
    struct decision_inputs inputs = inputs_of(question);
    return pack_obligations(question->in_force.packs, question->in_force.count, outcome, &inputs,
                            question->arena);
}

// ---- In the words of the interface ----

static struct policy_rule_hit hit_of(const struct pack_hit *hit) {
    return (struct policy_rule_hit){.pack = hit->pack,
                                    .rule = hit->rule,
                                    .outcome = (int32_t)hit->outcome,
                                    .role = hit->role,
                                    .zh = hit->reason_zh,
                                    .en = hit->reason_en,
                                    .citation = hit->citation};
}

static void add_passed(const struct policy_question *question, struct policy_verdict *words) {
    struct decision_inputs inputs = inputs_of(question);
    struct pack_explanation all;
    pack_explain(question->in_force.packs, question->in_force.count, &inputs, question->arena,
                 &all);
    words->passed.items = ARENA_ARRAY(question->arena, struct policy_rule_passed, all.count + 1);
    for (size_t i = 0; i < all.count; i++) {
        const struct pack_rule_report *rule = &all.rules[i];
        if (rule->report.is_hit || rule->report.cell_count == 0) continue;
        words->passed.items[words->passed.count++] =
            (struct policy_rule_passed){.pack = rule->rule.pack,
                                        .rule = rule->rule.rule,
                                        .outcome = (int32_t)rule->rule.outcome,
                                        .input = rule->report.cells[0].input,
                                        .value = rule->report.cells[0].value,
                                        .test = rule->report.cells[0].test,
                                        .zh = rule->rule.reason_zh,
                                        .en = rule->rule.reason_en};
    }
}

struct policy_verdict policy_words(const struct policy_question *question,
                                   const struct pack_verdict *verdict, bool with_passed) {
    struct policy_verdict words = {.outcome = (int32_t)verdict->headline.outcome,
                                   .role = verdict->headline.role,
                                   .pack = verdict->headline.pack,
                                   .rule = verdict->headline.rule,
                                   .zh = verdict->headline.reason_zh,
                                   .en = verdict->headline.reason_en,
                                   .citation = verdict->headline.citation,
                                   .versions = question->in_force.versions};
    words.missing.items = (str *)(uintptr_t)verdict->missing;
    words.missing.count = verdict->missing_count;
    words.hits.items = ARENA_ARRAY(question->arena, struct policy_rule_hit, verdict->hit_count + 1);
    words.hits.count = verdict->hit_count;
    for (size_t i = 0; i < verdict->hit_count; i++) words.hits.items[i] = hit_of(&verdict->hits[i]);
    if (with_passed) add_passed(question, &words);
    return words;
}

// ---- Trying out ----

static bool value_of(const struct json *member, struct feel_value *ret_value) {
    decimal number;
    date day;
    switch (member->kind) {
    case JSON_NULL: *ret_value = feel_null(); return true;
    case JSON_TRUE:
    case JSON_FALSE: *ret_value = feel_boolean(member->kind == JSON_TRUE); return true;
    case JSON_NUMBER:
        if (!decimal_from_str(member->text, &number)) return false;
        *ret_value = feel_number(number);
        return true;
    case JSON_STRING:
        *ret_value = str_equal(member->name, STR("date")) && date_parse(member->text, &day)
                         ? feel_date(day)
                         : feel_string(member->text);
        return true;
    default: return false;
    }
}

bool policy_read_inputs(struct policy_question *question, str json) {
    const struct json *inputs = NULL;
    struct fault_note note;
    if (json_read(question->arena, json, &inputs, &note) != NULL) return false;
    if (inputs->kind != JSON_OBJECT) return false;
    for (const struct json *member = inputs->first; member != NULL; member = member->next) {
        ptrdiff_t slot = feel_names_find(question->rules->names, member->name);
        if (slot >= 0 && !value_of(member, &question->values[slot])) return false;
    }
    return true;
}

str policy_print_inputs(const struct policy_question *question) {
    struct buf out = buf_in(question->arena, 64 * KIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    for (size_t slot = 0; slot < question->count; slot++) {
        struct feel_value value = question->values[slot];
        if (feel_is_null(value)) continue;
        json_name(&writer, feel_names_at(question->rules->names, slot));
        if (value.kind == FEEL_NUMBER || value.kind == FEEL_BOOLEAN)
            json_raw(&writer, feel_text(question->arena, value));
        else
            json_string(&writer, feel_text(question->arena, value));
    }
    json_close_object(&writer);
    return buf_str(&out);
}

// The rules of the day with one draft in the place of its pack, all read anew: names that only the
// draft knows must not be added to what others are using.
static fault ask_with_draft(struct query *query, int64_t policy, date day,
                            struct policy_question *ret_question) {
    struct policy_policy_by_id row;
    bool is_there;
    TRY(policy_policy_by_id(query->reader, &(struct policy_policy_by_id_in){policy}, query->arena,
                            &row, &is_there));
    if (!is_there) return &policy_unknown;
    const struct policy_draft draft = {{row.pack, row.dmn}, day};
    return policy_question_with(query->arena, query->book, &draft, ret_question, &query->note);
}

fault policy_question_with(struct arena *arena, const struct book *book,
                           const struct policy_draft *draft, struct policy_question *ret_question,
                           struct fault_note *ret_note) {
    const struct book_rules *now = book_rules(book);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    struct book_rules *rules = ARENA_NEW(arena, struct book_rules);
    struct pack *packs = ARENA_ARRAY(arena, struct pack, now->order_count + 1);
    struct buf versions = buf_in(arena, 4 * KIB);
    size_t count = 0;
    bool is_placed = false;
    for (size_t i = 0; i <= now->order_count; i++) {
        bool is_last = i == now->order_count;
        if (is_last && is_placed) break;
        const struct book_pack *found = is_last ? NULL : rules_pack(now, now->order[i], draft->day);
        bool is_draft = is_last || str_equal(now->order[i], draft->source.id);
        if (found == NULL && !is_draft) continue;
        is_placed |= is_draft;
        struct pack_source source =
            is_draft ? draft->source : (struct pack_source){found->id, found->file};
        if (pack_read(arena, source, names, &packs[count], ret_note) != NULL)
            return &policy_unusable;
        str version = is_draft ? STR("draft") : found->version;
        buf_print(&versions, "%s%.*s@%.*s", count > 0 ? ", " : "", STR_ARG(source.id),
                  STR_ARG(version));
        count++;
    }
    *rules = (struct book_rules){.names = names};
    size_t slots = feel_names_count(names);
    *ret_question =
        (struct policy_question){.rules = rules,
                                 .in_force = {packs, count, buf_str(&versions)},
                                 .arena = arena,
                                 .values = ARENA_ARRAY(arena, struct feel_value, slots + 1),
                                 .count = slots};
    return NULL;
}

// The day that was asked for, else the one among the inputs, else today.
static date day_of(struct query *query, const struct policy_try_policy_in *in) {
    const struct json *inputs = NULL;
    struct fault_note note;
    date day = in->day;
    if (!date_is_none(day)) return day;
    if (json_read(query->arena, in->inputs, &inputs, &note) == NULL &&
        inputs->kind == JSON_OBJECT) {
        const struct json *member = json_member(inputs, STR("date"));
        if (member != NULL && member->kind == JSON_STRING && date_parse(member->text, &day))
            return day;
    }
    return query->today;
}

fault policy_query_try_policy(struct query *query, const struct policy_try_policy_in *in,
                              struct policy_verdict *ret_out) {
    date day = day_of(query, in);
    struct policy_question question;
    if (in->policy != 0)
        TRY(ask_with_draft(query, in->policy, day, &question));
    else
        question = policy_question_new(query->arena, query->book, day);
    if (!policy_read_inputs(&question, in->inputs)) return &inputs_wrong;
    struct pack_verdict verdict;
    policy_ask(&question, &verdict);
    *ret_out = policy_words(&question, &verdict, true);
    return NULL;
}

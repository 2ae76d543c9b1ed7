// The versions of a pack that were written in this book, to people: as a list, one whole with its
// tables and the results of its cases, and as the file itself.
#include "domain/policy/versions.h"

#include "domain/policy/policy.h"
#include "domain/policy/tables.h"
#include "domain/policy/weigh.h"

static void add_may(struct arena *arena, const struct actor *actor,
                    const struct policy_policy_by_id *row, struct policy_policy *policy) {
    str *may = ARENA_ARRAY(arena, str, 6);
    size_t count = 0;
    bool is_own = actor->user_id == row->author || actor->user_id == row->changed_by;
    if (row->status == POLICY_STATUS_DRAFT) may[count++] = STR("review_policy");
    if (row->status == POLICY_STATUS_IN_REVIEW) may[count++] = STR("return_policy");
    if (row->status == POLICY_STATUS_IN_REVIEW && !is_own) may[count++] = STR("publish_policy");
    bool is_open = row->status == POLICY_STATUS_DRAFT || row->status == POLICY_STATUS_IN_REVIEW;
    if (is_open) may[count++] = STR("edit_policy");
    if (is_open) may[count++] = STR("set_policy_model");
    if (row->status == POLICY_STATUS_PUBLISHED) may[count++] = STR("retire_policy");
    policy->may.items = may;
    policy->may.count = actor_has_right(actor, "policy.write") ? count : 0;
}

struct policy_policy policy_of_row(struct arena *arena, const struct actor *actor,
                                   const struct policy_policy_by_id *row) {
    struct policy_policy policy = {.id = row->id,
                                   .pack = row->pack,
                                   .status = row->status,
                                   .from = row->valid_from,
                                   .to = row->valid_to,
                                   .version = row->version,
                                   .author = row->author_name,
                                   .author_id = row->author,
                                   .changed = row->changed,
                                   .confirmed = row->confirmed_name,
                                   .published = row->published,
                                   .comment = row->comment};
    add_may(arena, actor, row, &policy);
    return policy;
}

static fault list_versions(struct query *query, str pack, struct policy_policy_page *ret_out) {
    struct policy_listed_list rows;
    TRY(policy_listed(query->reader, &(struct policy_listed_in){pack}, query->arena, &rows));
    ret_out->items.items = ARENA_ARRAY(query->arena, struct policy_policy, rows.count + 1);
    ret_out->items.count = rows.count;
    ret_out->total = (int64_t)rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct policy_listed *row = &rows.items[i];
        const struct policy_policy_by_id whole = {.id = row->id,
                                                  .pack = row->pack,
                                                  .status = row->status,
                                                  .valid_from = row->valid_from,
                                                  .valid_to = row->valid_to,
                                                  .version = row->version,
                                                  .author = row->author,
                                                  .author_name = row->author_name,
                                                  .changed = row->changed,
                                                  .changed_by = row->changed_by,
                                                  .confirmed_name = row->confirmed_name,
                                                  .published = row->published,
                                                  .comment = row->comment};
        ret_out->items.items[i] = policy_of_row(query->arena, query->actor, &whole);
    }
    return NULL;
}

fault policy_query_list_policies(struct query *query, const struct policy_list_policies_in *in,
                                 struct policy_policy_page *ret_out) {
    return list_versions(query, in->pack, ret_out);
}

fault policy_query_list_open_policies(struct query *query,
                                      const struct policy_list_open_policies_in *in,
                                      struct policy_policy_page *ret_out) {
    (void)in;
    return list_versions(query, STR_NONE, ret_out);
}

static void show_results(struct arena *arena, const struct policy_weighed *weighed,
                         struct policy_policy_detail *detail) {
    size_t count = weighed->cases.count;
    detail->failed = (int64_t)weighed->cases.failed;
    detail->results.items = ARENA_ARRAY(arena, struct policy_case_result, count + 1);
    detail->results.count = count;
    for (size_t i = 0; i < count; i++) {
        const struct eval_case_report *report = &weighed->cases.items[i];
        detail->results.items[i] = (struct policy_case_result){.name = report->name,
                                                               .wanted = report->wanted,
                                                               .got = report->got,
                                                               .is_met = report->is_met};
    }
}

static void show_example(struct arena *arena, const struct decision_example *examples, size_t count,
                         struct policy_example **ret_items, size_t *ret_count) {
    *ret_items = ARENA_ARRAY(arena, struct policy_example, count + 1);
    *ret_count = count;
    for (size_t i = 0; i < count; i++)
        (*ret_items)[i] = (struct policy_example){
            .input = str_slice(examples[i].input, 0, 80),
            .value = str_slice(feel_text(arena, examples[i].value), 0, 200)};
}

static str rule_id(const struct pack *pack, size_t rule) {
    if (rule == FINDING_NO_RULE) return STR_NONE;
    return decision_rule(pack->model, pack->verdict, rule).rule_id;
}

// Of a priority table overlaps are its nature: only those that leave no answer are told.
static void show_findings(struct arena *arena, const struct policy_weighed *weighed,
                          struct policy_policy_detail *detail) {
    const struct decision_coverage *coverage = &weighed->coverage;
    detail->findings.items = ARENA_ARRAY(arena, struct policy_finding, coverage->count + 1);
    for (size_t i = 0; i < coverage->count; i++) {
        const struct decision_finding *found = &coverage->findings[i];
        if (found->kind == FINDING_OVERLAP && !found->is_error) continue;
        struct policy_finding *finding = &detail->findings.items[detail->findings.count++];
        bool is_gap = found->kind == FINDING_GAP;
        *finding = (struct policy_finding){
            .kind = (int32_t)found->kind + POLICY_FINDING_KIND_GAP,
            .is_error = found->is_error,
            .rule = is_gap ? STR_NONE : rule_id(&weighed->pack, found->rule),
            .other = is_gap ? STR_NONE : rule_id(&weighed->pack, found->other)};
        show_example(arena, found->example, found->example_count, &finding->example.items,
                     &finding->example.count);
    }
}

static void show_loosening(struct arena *arena, const struct policy_weighed *weighed,
                           struct policy_policy_detail *detail) {
    const struct pack_loosening *found = &weighed->loosening;
    if (!weighed->is_loosened) return;
    struct policy_loosening *shown = ARENA_NEW(arena, struct policy_loosening);
    *shown = (struct policy_loosening){.rule = found->rule->rule,
                                       .zh = found->rule->reason_zh,
                                       .en = found->rule->reason_en,
                                       .citation = found->rule->citation,
                                       .is_shown = found->is_shown,
                                       .before = (int32_t)found->outcome_before,
                                       .after = (int32_t)found->outcome_after};
    show_example(arena, found->inputs, found->input_count, &shown->example.items,
                 &shown->example.count);
    detail->loosened = shown;
}

fault policy_query_get_policy(struct query *query, const struct policy_get_policy_in *in,
                              struct policy_policy_detail *ret_out) {
    struct policy_policy_by_id row;
    bool is_there;
    TRY(policy_policy_by_id(query->reader, &(struct policy_policy_by_id_in){in->policy},
                            query->arena, &row, &is_there));
    if (!is_there) return &policy_unknown;
    *ret_out =
        (struct policy_policy_detail){.policy = policy_of_row(query->arena, query->actor, &row),
                                      .zh = row.pack,
                                      .en = row.pack,
                                      .sources = row.sources,
                                      .cases = row.cases};
    const struct policy_version version = {row.pack, row.dmn, row.cases};
    struct policy_weighed weighed;
    policy_weigh(book_rules(query->book), &version, query->arena, &weighed);
    ret_out->trouble = weighed.note.en;
    ret_out->trouble_zh = weighed.note.zh;
    if (weighed.trouble == &policy_unusable) return NULL;
    policy_show_names(weighed.pack.model, &ret_out->zh, &ret_out->en);
    policy_show_tables(query->arena, weighed.pack.model, &ret_out->tables.items,
                       &ret_out->tables.count);
    show_results(query->arena, &weighed, ret_out);
    show_findings(query->arena, &weighed, ret_out);
    show_loosening(query->arena, &weighed, ret_out);
    return NULL;
}

fault policy_query_download_policy(struct query *query, const struct policy_download_policy_in *in,
                                   struct policy_download_policy_out *ret_out) {
    struct policy_policy_by_id row;
    bool is_there;
    TRY(policy_policy_by_id(query->reader, &(struct policy_policy_by_id_in){in->policy},
                            query->arena, &row, &is_there));
    if (!is_there) return &policy_unknown;
    *ret_out = (struct policy_download_policy_out){
        .name = arena_print(query->arena, "%.*s-%lld.dmn", STR_ARG(row.pack), (long long)row.id),
        .type = STR("application/xml"),
        .content = row.dmn};
    return NULL;
}

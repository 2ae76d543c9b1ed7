// The life of a policy: a draft is begun as a copy, its model and its texts are changed, a second
// person confirms it, it ends on a day. Only what is published judges; the rules are read anew
// after such a command (command/rules.c). Whether a version is good is weigh.c's, showing it
// versions.c's.
#include "command/wishes.h"
#include "domain/policy/policy.h"
#include "domain/policy/versions.h"
#include "domain/policy/weigh.h"
#include "policy_sql.h"

// ---- Beginning ---------------------------------------------------------------------------------

static bool is_name(str text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_good =
            (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || (byte == '-' && i > 0);
        if (!is_good) return false;
    }
    return true;
}

fault policy_load_draft_policy(struct store_reader *reader, struct job *job,
                               const struct policy_draft_policy_in *in,
                               struct policy_draft_policy_facts *facts) {
    struct policy_open_of_pack alike = {0};
    bool is_there;
    TRY(policy_open_of_pack(reader, &(struct policy_open_of_pack_in){in->pack}, job->arena, &alike,
                            &is_there));
    facts->alike = alike.alike;
    return NULL;
}

static bool is_period(date from, date to) {
    return date_is_none(to) || date_compare(to, from) >= 0;
}

fault policy_decide_draft_policy(struct job *job, const struct policy_draft_policy_in *in,
                                 const struct policy_draft_policy_facts *facts,
                                 struct changes *changes, struct policy_policy *ret_out) {
    (void)facts;
    if (!is_name(in->pack)) return &pack_name_wrong;
    if (!is_period(in->from, in->to)) return &validity_wrong;
    str like = in->like.size > 0 ? in->like : in->pack;
    const struct book_pack *model = rules_pack(book_rules(job->book), like, in->from);
    if (model == NULL) return &pack_unknown;
    struct policy_policy_by_id row = {.id = job_new_id(job),
                                      .pack = in->pack,
                                      .status = POLICY_STATUS_DRAFT,
                                      .valid_from = in->from,
                                      .valid_to = in->to,
                                      .version = model->version,
                                      .dmn = model->file,
                                      .cases = model->cases,
                                      .sources = model->sources,
                                      .author = job->actor.user_id,
                                      .author_name = job->actor.name,
                                      .changed = job->moment.now,
                                      .changed_by = job->actor.user_id};
    policy_insert_policy(changes, &(struct policy_insert_policy_in){.id = row.id,
                                                                    .pack = row.pack,
                                                                    .status = row.status,
                                                                    .valid_from = row.valid_from,
                                                                    .valid_to = row.valid_to,
                                                                    .version = row.version,
                                                                    .dmn = row.dmn,
                                                                    .cases = row.cases,
                                                                    .sources = row.sources,
                                                                    .author = row.author,
                                                                    .author_name = row.author_name,
                                                                    .changed = row.changed,
                                                                    .changed_by = row.changed_by});
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

// ---- Changing ----------------------------------------------------------------------------------

static fault load_version(struct store_reader *reader, struct job *job, int64_t policy,
                          struct policy_policy_by_id *ret_row, bool *ret_is_there) {
    return policy_policy_by_id(reader, &(struct policy_policy_by_id_in){policy}, job->arena,
                               ret_row, ret_is_there);
}

static bool is_open(const struct policy_policy_by_id *row) {
    return row->status == POLICY_STATUS_DRAFT || row->status == POLICY_STATUS_IN_REVIEW;
}

fault policy_load_set_policy_model(struct store_reader *reader, struct job *job,
                                   const struct policy_set_policy_model_in *in,
                                   struct policy_set_policy_model_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

// What cannot be read is not kept; a change of what waits for a second person makes it a draft.
fault policy_decide_set_policy_model(struct job *job, const struct policy_set_policy_model_in *in,
                                     const struct policy_set_policy_model_facts *facts,
                                     struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    if (!is_open(&row)) return &policy_closed;
    const struct policy_version version = {row.pack, in->content, row.cases};
    struct policy_weighed weighed;
    policy_weigh(book_rules(job->book), &version, job->arena, &weighed);
    if (weighed.trouble == &policy_unusable) {
        job->note = weighed.note;
        return &policy_unusable;
    }
    row.dmn = in->content;
    row.version = rules_version_of(job->arena, row.dmn);
    row.status = POLICY_STATUS_DRAFT;
    row.changed = job->moment.now;
    row.changed_by = job->actor.user_id;
    policy_set_model(changes, &(struct policy_set_model_in){.dmn = row.dmn,
                                                            .version = row.version,
                                                            .status = row.status,
                                                            .changed = row.changed,
                                                            .changed_by = row.changed_by,
                                                            .id = row.id});
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

fault policy_load_edit_policy(struct store_reader *reader, struct job *job,
                              const struct policy_edit_policy_in *in,
                              struct policy_edit_policy_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

fault policy_decide_edit_policy(struct job *job, const struct policy_edit_policy_in *in,
                                const struct policy_edit_policy_facts *facts,
                                struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    if (!is_open(&row)) return &policy_closed;
    if (!is_period(in->from, in->to)) return &validity_wrong;
    const struct policy_version version = {row.pack, row.dmn, in->cases};
    struct policy_weighed weighed;
    policy_weigh(book_rules(job->book), &version, job->arena, &weighed);
    if (weighed.trouble == &cases_wrong) {
        job->note = weighed.note;
        return &cases_wrong;
    }
    row.valid_from = in->from, row.valid_to = in->to;
    row.cases = in->cases, row.sources = in->sources;
    row.status = POLICY_STATUS_DRAFT;
    row.changed = job->moment.now;
    row.changed_by = job->actor.user_id;
    policy_set_texts(changes, &(struct policy_set_texts_in){.valid_from = row.valid_from,
                                                            .valid_to = row.valid_to,
                                                            .cases = row.cases,
                                                            .sources = row.sources,
                                                            .status = row.status,
                                                            .changed = row.changed,
                                                            .changed_by = row.changed_by,
                                                            .id = row.id});
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

// ---- Confirming --------------------------------------------------------------------------------

static fault must_be_good(struct job *job, const struct policy_policy_by_id *row) {
    const struct policy_version version = {row->pack, row->dmn, row->cases};
    struct policy_weighed weighed;
    policy_weigh(book_rules(job->book), &version, job->arena, &weighed);
    return policy_must_be_good(&weighed, job->arena, &job->note);
}

static void set_state(struct changes *changes, struct policy_policy_by_id *row, int32_t status,
                      str comment) {
    row->status = status;
    row->comment = comment;
    policy_set_state(changes, &(struct policy_set_state_in){
                                  .status = row->status, .comment = row->comment, .id = row->id});
}

fault policy_load_review_policy(struct store_reader *reader, struct job *job,
                                const struct policy_review_policy_in *in,
                                struct policy_review_policy_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

fault policy_decide_review_policy(struct job *job, const struct policy_review_policy_in *in,
                                  const struct policy_review_policy_facts *facts,
                                  struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    if (row.status != POLICY_STATUS_DRAFT) return &policy_not_draft;
    TRY(must_be_good(job, &row));
    set_state(changes, &row, POLICY_STATUS_IN_REVIEW, in->comment);
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

fault policy_load_return_policy(struct store_reader *reader, struct job *job,
                                const struct policy_return_policy_in *in,
                                struct policy_return_policy_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

fault policy_decide_return_policy(struct job *job, const struct policy_return_policy_in *in,
                                  const struct policy_return_policy_facts *facts,
                                  struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    if (row.status != POLICY_STATUS_IN_REVIEW) return &policy_not_in_review;
    set_state(changes, &row, POLICY_STATUS_DRAFT, in->comment);
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

fault policy_load_publish_policy(struct store_reader *reader, struct job *job,
                                 const struct policy_publish_policy_in *in,
                                 struct policy_publish_policy_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

fault policy_decide_publish_policy(struct job *job, const struct policy_publish_policy_in *in,
                                   const struct policy_publish_policy_facts *facts,
                                   struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    int64_t person = job->actor.user_id;
    if (row.status != POLICY_STATUS_IN_REVIEW) return &policy_not_in_review;
    if (person == row.author || person == row.changed_by) return &policy_own;
    TRY(must_be_good(job, &row));
    row.status = POLICY_STATUS_PUBLISHED;
    row.confirmed_by = person;
    row.confirmed_name = job->actor.name;
    row.published = job->moment.now;
    row.comment = in->comment;
    policy_confirm(changes, &(struct policy_confirm_in){.confirmed_by = row.confirmed_by,
                                                        .confirmed_name = row.confirmed_name,
                                                        .published = row.published,
                                                        .comment = row.comment,
                                                        .id = row.id});
    changes_renew_rules(changes);
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

// ---- Ending ------------------------------------------------------------------------------------

fault policy_load_retire_policy(struct store_reader *reader, struct job *job,
                                const struct policy_retire_policy_in *in,
                                struct policy_retire_policy_facts *facts) {
    return load_version(reader, job, in->policy, &facts->before, &facts->is_there);
}

fault policy_decide_retire_policy(struct job *job, const struct policy_retire_policy_in *in,
                                  const struct policy_retire_policy_facts *facts,
                                  struct changes *changes, struct policy_policy *ret_out) {
    if (!facts->is_there) return &policy_unknown;
    struct policy_policy_by_id row = facts->before;
    if (row.status != POLICY_STATUS_PUBLISHED) return &policy_not_published;
    if (!is_period(row.valid_from, in->to)) return &validity_wrong;
    row.status = POLICY_STATUS_RETIRED;
    row.valid_to = in->to;
    row.comment = in->comment;
    policy_retire(changes, &(struct policy_retire_in){
                               .valid_to = row.valid_to, .comment = row.comment, .id = row.id});
    changes_renew_rules(changes);
    *ret_out = policy_of_row(job->arena, &job->actor, &row);
    return NULL;
}

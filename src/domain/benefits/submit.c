// Submitting a request, and the preview of it while typing: load the world, judge, refuse or
// reserve and begin the flow. A request that comes again keeps its number and its history;
// decisions that were made about another content become void, by their hash. What the rules stopped
// is recorded by a command of its own, because a refused command leaves nothing.
#include "benefits_sql.h"
#include "command/wishes.h"
#include "domain/benefits/advance.h"
#include "domain/benefits/capital.h"
#include "domain/benefits/months.h"
#include "domain/benefits/world.h"
#include "format/shape.h"

// ---- Stages of submit_request ----

fault benefits_load_submit_request(struct store_reader *reader, struct job *job,
                                   const struct benefits_submit_request_in *in,
                                   struct benefits_submit_request_facts *facts) {
    struct benefits_world *world = ARENA_NEW(job->arena, struct benefits_world);
    *world = (struct benefits_world){.book = job->book,
                                     .arena = job->arena,
                                     .content = &in->content,
                                     .applicant_id = job->actor.user_id,
                                     .request_id = in->request,
                                     .today = job->moment.today,
                                     .accounts = job->accounts};
    facts->world = world;
    TRY(benefits_load_world(reader, world));
    return benefits_leave_out_own(reader, world);
}

fault benefits_ask_submit_request(struct job *job, const struct benefits_submit_request_in *in,
                                  struct benefits_submit_request_facts *facts) {
    (void)in;
    benefits_judge(facts->world);
    job->outcome = pack_outcome_name(facts->world->verdict.headline.outcome);
    job->rule = facts->world->verdict.headline.rule;
    job->packs = facts->world->question.in_force.versions;
    return NULL;
}

static void record_refusal(struct job *job, const struct benefits_world *world, fault refusal) {
    bool is_grave = refusal == &policy_prohibits || refusal == &cap_exceeded;
    if (!is_grave) return;
    struct benefits_record_attempt_in attempt = {
        .applicant = world->applicant_id,
        .customer = world->content->customer,
        .request = world->request_id,
        .kind = world->content->kind,
        .amount = world->amount_book,
        .refusal = str_of(refusal->name),
        .rule = refusal == &policy_prohibits ? world->verdict.headline.rule : STR_NONE};
    job_attempt(job, "record_attempt", &attempt, sizeof(attempt));
}

static str print_verdict(struct job *job, const struct benefits_world *world) {
    struct policy_verdict words = policy_words(&world->question, &world->verdict, false);
    words.inputs = policy_print_inputs(&world->question);
    struct buf out = buf_in(job->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    const struct shape_writing how = {.audience = SHAPE_FOR_PEOPLE};
    shape_write(&writer, &policy_verdict_shape, &words, &how);
    return buf_str(&out);
}

static str number_of(struct job *job, int64_t id) {
    struct date_parts day = date_split(job->moment.today);
    return arena_print(job->arena, "HB-%04d%02d%02d-%07lld", day.year, day.month, day.day,
                       (long long)id);
}

// The row as far as it is known before the flow has begun.
static void fill_row(struct job *job, struct benefits_world *world) {
    const struct benefits_content *content = world->content;
    bool is_new = world->request_id == 0;
    int64_t id = is_new ? job_new_id(job) : world->request_id;
    str json = benefits_print_content(job->arena, content);
    world->hash = benefits_hash_content(job->arena, json);
    world->row = (struct benefits_insert_in){
        .id = id,
        .number = is_new ? number_of(job, id) : world->before.number,
        .kind = content->kind,
        .form = content->form,
        .status = BENEFITS_STATUS_IN_APPROVAL,
        .outcome = (int32_t)world->verdict.headline.outcome,
        .customer = content->customer,
        .contact = content->contact,
        .applicant = world->applicant_id,
        .department = world->applicant.department,
        .occasion = content->occasion,
        .amount = content->amount,
        .amount_book = world->amount_book,
        .value = world->value,
        .planned_on = content->planned_on,
        .submitted = is_new ? job->moment.now : world->before.submitted,
        .changed = job->moment.now,
        .version = is_new ? 1 : world->before.version + 1,
        .hash = world->hash,
        .content = json,
        .verdict = print_verdict(job, world),
        .flow = world->flow->id,
        .flow_version = world->flow->version,
        .actual = 0,
    };
}

static void reserve(struct job *job, struct benefits_world *world, struct changes *changes) {
    if (world->has_before) benefits_release_holds(changes, world->before.holds, STR("resubmitted"));
    struct buf holds = buf_in(job->arena, 4 * KIB);
    caps_reserve(job, changes, &world->caps, &holds);
    budgets_reserve(job, changes, &world->budget, &holds);
    world->row.holds = str_trim(buf_str(&holds));
}

// A returned request counted before, as it was then; its department does not change.
static void count(const struct benefits_world *world, struct changes *changes) {
    const struct benefits_insert_in *row = &world->row;
    bool is_again = world->request_id != 0;
    struct benefits_counted before = benefits_counted_of(&world->before);
    if (is_again && world->before.status == BENEFITS_STATUS_RETURNED)
        benefits_count(changes, &before, -1);
    const struct benefits_counted now = {.applicant = row->applicant,
                                         .department =
                                             is_again ? before.department : row->department,
                                         .kind = row->kind,
                                         .planned_on = row->planned_on,
                                         .amount_book = row->amount_book};
    benefits_count(changes, &now, 1);
}

static struct benefits_summary summary_of(const struct benefits_world *world) {
    const struct benefits_insert_in *row = &world->row;
    return (struct benefits_summary){
        .id = row->id,
        .number = row->number,
        .kind = row->kind,
        .status = row->status,
        .outcome = row->outcome,
        .customer = row->customer,
        .customer_name = world->customer.name,
        .contact = row->contact,
        .contact_name = world->contact.name,
        .applicant = row->applicant,
        .applicant_name = world->applicant.name,
        .department = row->department,
        .department_name = world->applicant.department_name,
        .occasion = row->occasion,
        .amount = row->amount,
        .amount_book = money_of(row->amount_book, world->book->currency),
        .planned_on = row->planned_on,
        .submitted = row->submitted,
        .changed = row->changed,
    };
}

fault benefits_decide_submit_request(struct job *job, const struct benefits_submit_request_in *in,
                                     const struct benefits_submit_request_facts *facts,
                                     struct changes *changes, struct benefits_summary *ret_out) {
    struct benefits_world *world = facts->world;
    fault refusal = benefits_refusal(world, &job->note);
    if (refusal != NULL) record_refusal(job, world, refusal);
    TRY(refusal);
    fill_row(job, world);
    reserve(job, world, changes);
    count(world, changes);
    if (in->draft != 0)
        benefits_delete_draft(changes, &(struct benefits_delete_draft_in){
                                           .id = in->draft, .owner = world->applicant_id});
    changes_subject(changes, world->row.id);
    *ret_out = summary_of(world);
    return NULL;
}

// ---- The flow stage ----

// The task of the applicant that a returned request waits on, or NULL.
static const struct benefits_tasks_of *revision_task(const struct benefits_world *world) {
    bool is_returned = world->has_before && world->before.status == BENEFITS_STATUS_RETURNED;
    return is_returned && world->open_tasks.count > 0 ? &world->open_tasks.items[0] : NULL;
}

static void end_tasks(struct job *job, const struct benefits_world *world, const char *action,
                      struct changes *changes) {
    for (size_t i = 0; i < world->open_tasks.count; i++) {
        int64_t task = world->open_tasks.items[i].id;
        benefits_finish_task(changes,
                             &(struct benefits_finish_task_in){.action = str_of(action),
                                                               .done = job->moment.now,
                                                               .done_by = job->actor.user_id,
                                                               .id = task});
        benefits_close_candidates(changes, &(struct benefits_close_candidates_in){task});
    }
}

// Goes on where it was returned; or begins anew where the flow is another one by now.
static fault how_to_go_on(struct job *job, const struct benefits_world *world,
                          struct benefits_advance *advance) {
    const struct benefits_tasks_of *task = revision_task(world);
    bool same_flow = task != NULL && str_equal(world->before.flow, world->flow->id) &&
                     str_equal(world->before.flow_version, world->flow->version);
    if (!same_flow) {
        advance->signal = FLOW_SIGNAL_START;
        advance->run = flow_run_new(job->arena, world->flow->model);
        return NULL;
    }
    advance->signal = FLOW_SIGNAL_COMPLETE;
    advance->token = task->token;
    advance->node = task->node;
    return flow_run_read(job->arena, world->flow->model, world->before.run, &advance->run,
                         &job->note);
}

static void put_row(struct benefits_world *world, struct changes *changes) {
    const struct benefits_insert_in *row = &world->row;
    if (world->request_id == 0) {
        benefits_insert(changes, row);
        return;
    }
    benefits_resubmit(changes, &(struct benefits_resubmit_in){.kind = row->kind,
                                                              .form = row->form,
                                                              .status = row->status,
                                                              .outcome = row->outcome,
                                                              .customer = row->customer,
                                                              .contact = row->contact,
                                                              .occasion = row->occasion,
                                                              .amount = row->amount,
                                                              .amount_book = row->amount_book,
                                                              .value = row->value,
                                                              .planned_on = row->planned_on,
                                                              .changed = row->changed,
                                                              .version = row->version,
                                                              .hash = row->hash,
                                                              .content = row->content,
                                                              .verdict = row->verdict,
                                                              .flow = row->flow,
                                                              .flow_version = row->flow_version,
                                                              .run = row->run,
                                                              .holds = row->holds,
                                                              .waits_for = row->waits_for,
                                                              .waits_since = row->waits_since,
                                                              .due = row->due,
                                                              .id = row->id});
    benefits_void_decisions(
        changes, &(struct benefits_void_decisions_in){.request = row->id, .hash = row->hash});
}

fault benefits_flow_submit_request(struct job *job,
                                   const struct benefits_submit_request_facts *facts,
                                   struct changes *changes) {
    struct benefits_world *world = facts->world;
    struct benefits_advance advance = {
        .request = world->row.id, .flow = world->flow, .decision = "approve", .hash = world->hash};
    TRY(how_to_go_on(job, world, &advance));
    size_t place = changes->rows.count;
    end_tasks(job, world, "resubmit", changes);
    struct benefits_standing standing;
    TRY(benefits_advance(job, world, &advance, changes, &standing));
    world->row.run = standing.run;
    world->row.waits_for = standing.waits_for;
    world->row.waits_since = standing.waits_since;
    world->row.due = standing.due;
    put_row(world, changes);
    changes_move_last_to(changes, place); // the request's row before those that point to it
    struct benefits_summary *out = job->out;
    out->waits_for = standing.waits_for;
    out->waits_since = standing.waits_since;
    out->due = standing.due;
    return NULL;
}

// ---- While typing ----

static fault show_route(const struct benefits_world *world, struct benefits_preview *preview) {
    struct flow_route route;
    struct fault_note note;
    TRY(flow_route(world->arena, world->flow->model, benefits_flow_variables(world, "approve"),
                   &route, &note));
    preview->route.items = ARENA_ARRAY(world->arena, struct benefits_route_step, route.count + 1);
    preview->route.count = route.count;
    for (size_t i = 0; i < route.count; i++) {
        const struct flow_node *node = &world->flow->model->nodes[route.tasks[i].node];
        struct benefits_candidates who = benefits_candidates_of(world, &route.tasks[i].who);
        preview->route.items[i] = (struct benefits_route_step){.node = node->id,
                                                               .zh = node->title.zh,
                                                               .en = node->title.en,
                                                               .who = str_slice(who.names, 0, 600),
                                                               .due_hours = node->due_hours};
    }
    return NULL;
}

static void show_alike(const struct benefits_world *world, struct benefits_preview *preview) {
    size_t count = world->alike.count;
    preview->alike.items = ARENA_ARRAY(world->arena, struct benefits_alike, count + 1);
    preview->alike.count = count;
    for (size_t i = 0; i < count; i++) {
        const struct benefits_alike_requests *row = &world->alike.items[i];
        preview->alike.items[i] = (struct benefits_alike){.request = row->id,
                                                          .number = row->number,
                                                          .kind = row->kind,
                                                          .amount = row->amount,
                                                          .applicant_name = row->applicant_name,
                                                          .planned_on = row->planned_on,
                                                          .status = row->status};
    }
}

struct benefits_budget_view benefits_budget_words(const struct budgets_use *use, str currency) {
    int64_t left = use->budget.planned - use->reserved - use->used - use->asked;
    return (struct benefits_budget_view){.is_set = use->is_set,
                                         .department = use->budget.department_name,
                                         .planned = money_of(use->budget.planned, currency),
                                         .reserved = money_of(use->reserved, currency),
                                         .used = money_of(use->used, currency),
                                         .left = money_of(use->is_set ? left : 0, currency)};
}

static void show_obligations(const struct benefits_world *world, struct benefits_preview *preview) {
    struct pack_obligations duties =
        policy_obligations(&world->question, world->verdict.headline.outcome);
    preview->obligations.items = ARENA_ARRAY(world->arena, str, duties.count + 1);
    preview->obligations.count = duties.count;
    for (size_t i = 0; i < duties.count; i++) preview->obligations.items[i] = duties.items[i].name;
}

fault benefits_query_preview_request(struct query *query,
                                     const struct benefits_preview_request_in *in,
                                     struct benefits_preview *ret_out) {
    struct benefits_world world = {.book = query->book,
                                   .arena = query->arena,
                                   .content = &in->content,
                                   .applicant_id = query->actor->user_id,
                                   .request_id = in->request,
                                   .today = query->today};
    TRY(benefits_load_world(query->reader, &world));
    TRY(benefits_leave_out_own(query->reader, &world));
    benefits_judge(&world);
    struct fault_note note;
    fault refusal = benefits_refusal(&world, &note);
    ret_out->verdict = policy_words(&world.question, &world.verdict, true);
    ret_out->value = money_of(world.value, query->book->currency);
    ret_out->amount_book = money_of(world.amount_book, query->book->currency);
    ret_out->capital = benefits_capital(query->arena, in->content.amount);
    caps_words(query->arena, &world.caps, &ret_out->caps.items, &ret_out->caps.count);
    ret_out->budget = benefits_budget_words(&world.budget, query->book->currency);
    ret_out->can_submit = refusal == NULL;
    if (refusal != NULL) {
        ret_out->refusal = str_of(refusal->name);
        ret_out->refusal_zh = note.zh.size > 0 ? note.zh : str_of(refusal->zh);
        ret_out->refusal_en = note.en.size > 0 ? note.en : str_of(refusal->en);
    }
    show_alike(&world, ret_out);
    show_obligations(&world, ret_out);
    if (world.verdict.headline.outcome == PACK_PROHIBIT || !world.has_customer) return NULL;
    return show_route(&world, ret_out);
}

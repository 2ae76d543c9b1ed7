// People leave and lose roles while tasks wait for them. The command that changed the person names
// reassign_tasks; that closes what the person may not do any more, and names reassign_task for each
// task that would wait for nobody. It asks the flow again who does the step, with separation of
// duties and all (benefits/candidates.c); nobody found means compliance, and an attempt on the
// record as an alarm. Where compliance is empty too, the task waits until somebody comes into it:
// an empty chair never approves.
#include "auth/rights.h"
#include "command/wishes.h"
#include "domain/people/people.h"
#include "domain/tasks/standing.h"

#include <stddef.h>

_Static_assert(sizeof(struct people_changed) == sizeof(struct tasks_reassign_tasks_in) &&
                   offsetof(struct people_changed, user) ==
                       offsetof(struct tasks_reassign_tasks_in, user),
               "people/ names the command without knowing its input");

// Each loads a whole request: so many in one command, and the next command takes the next ones.
enum { AT_ONCE = 50, COMMANDS_MAX = 10 };

struct tasks_leaving {
    int64_t items[2 * AT_ONCE];
    size_t count;
    bool has_more;
    bool may_decide; // something still: his other tasks stay
};

// ---- All of a person ----

static void add(struct tasks_leaving *waiting, const int64_t *ids, size_t count) {
    waiting->has_more |= count > AT_ONCE;
    for (size_t i = 0; i < count && i < AT_ONCE; i++) waiting->items[waiting->count++] = ids[i];
}

static bool may_decide(const struct people_user_by_id *user) {
    uint64_t rights = auth_rights_of((uint32_t)user->roles);
    return user->is_active && (rights >> auth_right_of(STR("tasks.decide")) & 1) != 0;
}

_Static_assert(sizeof(struct tasks_waiting_for) == sizeof(int64_t), "a row is one id");
_Static_assert(sizeof(struct tasks_for_nobody) == sizeof(int64_t), "a row is one id");

fault tasks_load_reassign_tasks(struct store_reader *reader, struct job *job,
                                const struct tasks_reassign_tasks_in *in,
                                struct tasks_reassign_tasks_facts *facts) {
    struct tasks_waiting_for_list his;
    struct tasks_for_nobody_list nobodys;
    struct tasks_leaving *waiting = ARENA_NEW(job->arena, struct tasks_leaving);
    facts->tasks = waiting;
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){in->user}, job->arena,
                          &facts->user_row, &facts->is_there));
    waiting->may_decide = facts->is_there && may_decide(&facts->user_row);
    TRY(tasks_waiting_for(reader, &(struct tasks_waiting_for_in){in->user, AT_ONCE + 1}, job->arena,
                          &his));
    TRY(tasks_for_nobody(reader, &(struct tasks_for_nobody_in){AT_ONCE + 1}, job->arena, &nobodys));
    add(waiting, (const int64_t *)his.items, his.count);
    add(waiting, (const int64_t *)nobodys.items, nobodys.count);
    return NULL;
}

// Whoever may still decide keeps what fits him; who may not gives all of it away: in the end at
// once, so that what is left waits for nobody and is taken up with the next change of a person.
fault tasks_decide_reassign_tasks(struct job *job, const struct tasks_reassign_tasks_in *in,
                                  const struct tasks_reassign_tasks_facts *facts,
                                  struct changes *changes) {
    const struct tasks_leaving *waiting = facts->tasks;
    for (size_t i = 0; i < waiting->count; i++) {
        const struct tasks_reassign_task_in next = {.task = waiting->items[i], .user = in->user};
        changes_follow(changes, "reassign_task", &next, sizeof(next));
    }
    if (!waiting->has_more || waiting->may_decide) return NULL;
    if (job->follow_depth < COMMANDS_MAX)
        changes_follow(changes, "reassign_tasks", in, sizeof(*in));
    else
        benefits_close_candidates_of(changes, &(struct benefits_close_candidates_of_in){in->user});
    return NULL;
}

// ---- One task ----

static fault find_candidates(struct job *job, struct tasks_reassign_task_facts *facts) {
    struct benefits_world *world = &facts->standing->world;
    struct flow_who who = {.kind = FLOW_WHO_NOBODY};
    if (world->flow != NULL)
        TRY(flow_who_of(job->arena, world->flow->model, facts->standing->task.node,
                        benefits_flow_variables(world, "approve"), &who));
    struct benefits_candidates *found = ARENA_NEW(job->arena, struct benefits_candidates);
    *found = benefits_candidates_of(world, &who);
    facts->who = found;
    return NULL;
}

fault tasks_load_reassign_task(struct store_reader *reader, struct job *job,
                               const struct tasks_reassign_task_in *in,
                               struct tasks_reassign_task_facts *facts) {
    bool is_there;
    TRY(tasks_load_standing(reader, job, in->task, &facts->standing));
    if (!facts->standing->is_there) return NULL;
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){in->user}, job->arena,
                          &facts->user_row, &is_there));
    TRY(tasks_who_may(reader, &(struct tasks_who_may_in){.user_id = in->user, .task = in->task},
                      job->arena, &facts->may, &is_there));
    return find_candidates(job, facts);
}

static bool is_among(const struct benefits_candidates *who, int64_t user) {
    for (size_t i = 0; i < who->count; i++)
        if (who->items[i] == user) return true;
    return false;
}

static void insert_candidates(const struct tasks_reassign_task_facts *facts,
                              struct changes *changes) {
    const struct tasks_by_id *task = &facts->standing->task;
    for (size_t i = 0; i < facts->who->count; i++)
        benefits_insert_candidate(
            changes, &(struct benefits_insert_candidate_in){
                         .task = task->id, .user_id = facts->who->items[i], .due = task->due});
}

// In the story of the request: whom it waited for, and to whom it went.
static void tell(struct job *job, const struct tasks_reassign_task_facts *facts,
                 struct changes *changes) {
    const struct tasks_standing *standing = facts->standing;
    benefits_insert_decision(
        changes, &(struct benefits_insert_decision_in){.id = job_new_id(job),
                                                       .request = standing->request.id,
                                                       .task = standing->task.id,
                                                       .node = standing->task.node,
                                                       .zh = standing->task.zh,
                                                       .en = standing->task.en,
                                                       .by_user = facts->user_row.id,
                                                       .by_name = facts->user_row.name,
                                                       .decided = job->moment.now,
                                                       .action = STR("reassign"),
                                                       .comment = facts->who->names,
                                                       .hash = standing->request.hash,
                                                       .door = actor_door_name(job->actor.door)});
}

static void raise_alarm(const struct tasks_standing *standing, struct changes *changes) {
    const struct benefits_record_attempt_in alarm = {.applicant = standing->request.applicant,
                                                     .customer = standing->request.customer,
                                                     .request = standing->request.id,
                                                     .kind = standing->request.kind,
                                                     .amount = standing->request.amount_book,
                                                     .refusal = STR("approver_absent")};
    changes_follow(changes, "record_attempt", &alarm, sizeof(alarm));
}

fault tasks_decide_reassign_task(struct job *job, const struct tasks_reassign_task_in *in,
                                 const struct tasks_reassign_task_facts *facts,
                                 struct changes *changes) {
    const struct tasks_standing *standing = facts->standing;
    if (!standing->is_there) return &task_unknown;
    bool is_his = facts->may.his > 0, is_nobodys = !is_his && facts->may.others == 0;
    bool goes = is_his && !is_among(facts->who, in->user);
    bool comes = is_nobodys && facts->who->count > 0;
    if (!standing->task.is_open || !(goes || comes)) return NULL;
    if (goes)
        benefits_close_candidate(changes,
                                 &(struct benefits_close_candidate_in){in->task, in->user});
    if (facts->may.others == 0) insert_candidates(facts, changes);
    if (goes && facts->may.others == 0) {
        tell(job, facts, changes);
        if (facts->who->is_fallback) raise_alarm(standing, changes);
    }
    benefits_set_waits_for(changes,
                           &(struct benefits_set_waits_for_in){.waits_for = facts->who->names,
                                                               .changed = job->moment.now,
                                                               .id = standing->request.id});
    changes_subject(changes, standing->request.id);
    return NULL;
}

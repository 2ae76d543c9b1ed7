// Who may do a task: the one place that turns "superior 1", "department_head" or "role cco" into
// people, with PRODUCT § 4.1 applied: nobody who stands on the request is ever among them. Nobody
// found means compliance; nobody there either means that the step cannot begin.
#include "auth/rights.h"
#include "domain/benefits/world.h"

struct choosing {
    const struct benefits_world *world;
    LIST(int64_t) found;
    struct buf names;
};

static bool is_barred(const struct benefits_world *world, int64_t user) {
    if (user == world->applicant_id) return true;
    for (size_t i = 0; i < world->content->attendees.count; i++)
        if (world->content->attendees.items[i].user == user) return true;
    return false;
}

static void add(struct choosing *choosing, int64_t user, str name) {
    for (size_t i = 0; i < choosing->found.count; i++)
        if (choosing->found.items[i] == user) return;
    *list_push(choosing->world->arena, &choosing->found) = user;
    if (choosing->found.count > 1) buf_add(&choosing->names, STR("、"));
    buf_add(&choosing->names, name);
}

static void add_role(struct choosing *choosing, int64_t role) {
    const struct benefits_world *world = choosing->world;
    for (size_t i = 0; i < world->deciders.count; i++) {
        const struct people_deciders *row = &world->deciders.items[i];
        if (row->role == role && !is_barred(world, row->user_id))
            add(choosing, row->user_id, row->name);
    }
}

// Whose roles do not give the right to decide could only let a task lie.
static bool may_decide(int64_t roles) {
    return (auth_rights_of((uint32_t)roles) >> auth_right_of(STR("tasks.decide")) & 1) != 0;
}

static void add_superior(struct choosing *choosing, int64_t level) {
    const struct benefits_world *world = choosing->world;
    for (size_t i = 0; i < world->superiors.count; i++) {
        const struct people_superiors_of *row = &world->superiors.items[i];
        bool is_free = row->is_active && may_decide(row->roles) && !is_barred(world, row->id);
        if (row->level < level || !is_free) continue;
        add(choosing, row->id, row->name);
        return;
    }
}

static void add_head(struct choosing *choosing) {
    const struct benefits_world *world = choosing->world;
    for (size_t i = 0; i < world->heads.count; i++) {
        const struct people_heads_of *row = &world->heads.items[i];
        if (!row->is_active || !may_decide(row->roles) || is_barred(world, row->id)) continue;
        add(choosing, row->id, row->name);
        return;
    }
}

static void add_meant(struct choosing *choosing, const struct flow_who *who) {
    int64_t user = 0;
    switch (who->kind) {
    case FLOW_WHO_SUPERIOR: add_superior(choosing, who->level); return;
    case FLOW_WHO_DEPARTMENT_HEAD:
        if (who->name.size == 0) add_head(choosing); // another department's: compliance, below
        return;
    case FLOW_WHO_ROLE:
        add_role(choosing, shape_choice_of(&people_role_choices, who->name));
        return;
    case FLOW_WHO_APPLICANT:
        add(choosing, choosing->world->applicant_id, choosing->world->applicant.name);
        return;
    case FLOW_WHO_USER:
        if (str_to_int(who->name, &user) && !is_barred(choosing->world, user))
            add(choosing, user, who->name);
        return;
    default: return;
    }
}

struct benefits_candidates benefits_candidates_of(const struct benefits_world *world,
                                                  const struct flow_who *who) {
    struct choosing choosing = {.world = world, .names = buf_in(world->arena, 4 * KIB)};
    add_meant(&choosing, who);
    bool is_fallback = choosing.found.count == 0;
    if (is_fallback) add_role(&choosing, AUTH_COMPLIANCE_OFFICER);
    if (choosing.found.count == 0) add_role(&choosing, AUTH_CCO);
    return (struct benefits_candidates){choosing.found.items, choosing.found.count,
                                        buf_str(&choosing.names), is_fallback};
}

bool benefits_is_own(const struct actor *actor, int64_t applicant,
                     const struct benefits_content *content) {
    if (actor->user_id == applicant) return true;
    for (size_t i = 0; i < content->attendees.count; i++)
        if (content->attendees.items[i].user == actor->user_id) return true;
    return false;
}

bool benefits_may_see(const struct actor *actor, int64_t applicant, int64_t department,
                      str department_path) {
    if (actor->is_system || actor->scope == SCOPE_ALL || actor->user_id == applicant) return true;
    if (actor->scope == SCOPE_DEPARTMENT) return actor->department_id == department;
    return actor->scope == SCOPE_TREE && str_starts_with(department_path, actor->department_path);
}

// Departments and people. A department's path holds the ids from the root, so that a subtree is a
// range; people are never deleted, they become inactive. Which roles may not lie in one hand is
// asked of auth/ here, whenever roles are given.
#include "domain/people/people.h"

#include "auth/rights.h"
#include "base/utf8.h"
#include "command/book.h"
#include "command/wishes.h"
#include "crypto/crypto.h"
#include "format/pinyin.h"

_Static_assert((int)PEOPLE_ROLE_APPLICANT == AUTH_APPLICANT, "roles have the same numbers");
_Static_assert((int)PEOPLE_ROLE_CASHIER == AUTH_CASHIER, "roles have the same numbers");
_Static_assert((int)PEOPLE_ROLE_ADMINISTRATOR == AUTH_ADMINISTRATOR, "roles have the same numbers");

// ---- Values ------------------------------------------------------------------------------------

uint32_t people_roles_of(const int32_t *roles, size_t count) {
    uint32_t bits = 0;
    for (size_t i = 0; i < count; i++) bits |= 1u << roles[i];
    return bits;
}

void people_roles_list(struct arena *arena, uint32_t roles, int32_t **ret_roles,
                       size_t *ret_count) {
    LIST(int32_t) list = {0};
    for (int32_t role = 1; role < AUTH_ROLE_COUNT; role++)
        if ((roles >> role & 1) != 0) *list_push(arena, &list) = role;
    *ret_roles = list.items;
    *ret_count = list.count;
}

bool people_password_is_good(str login, str password) {
    static const char *const common[] = {"1234567890", "0123456789", "password123", "qwertyuiop",
                                         "1q2w3e4r5t", "woaini1314", "admin123456", "a123456789",
                                         "1111111111", "aaaaaaaaaa"};
    if (utf8_count(password) < 10 || str_equal_ignore_case(login, password)) return false;
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
        if (str_equal_ignore_case(str_of(common[i]), password)) return false;
    size_t same = 0;
    for (size_t i = 0; i < password.size; i++) same += password.data[i] == password.data[0];
    return same < password.size;
}

// What people are found by: login and pinyin initials, in small letters.
static str search_text(struct arena *arena, str login, str name) {
    str text =
        arena_print(arena, "%.*s %.*s", STR_ARG(login), STR_ARG(pinyin_initials(arena, name)));
    char *small = (char *)(uintptr_t)text.data;
    for (size_t i = 0; i < text.size; i++)
        if (small[i] >= 'A' && small[i] <= 'Z') small[i] = (char)(small[i] + 32);
    return text;
}

static str *what_may(const struct actor *actor, struct arena *arena, size_t *ret_count) {
    str *list = ARENA_ARRAY(arena, str, 2);
    *ret_count = actor_has_right(actor, "people.write") ? 2 : 0;
    list[0] = STR("edit_user");
    list[1] = STR("reset_password");
    return list;
}

// The same as users.roles, in the table where they are found by role.
static void put_roles(struct changes *changes, int64_t user, uint32_t roles) {
    people_drop_roles(changes, &(struct people_drop_roles_in){user});
    for (int64_t role = 1; role < AUTH_ROLE_COUNT; role++)
        if ((roles >> role & 1) != 0)
            people_put_role(changes, &(struct people_put_role_in){role, user});
}

// Roles that decide where nobody else is found: who comes into one takes up what lies there.
enum { ANYWHERE = 1 << AUTH_COMPLIANCE_OFFICER | 1 << AUTH_CCO };

static void follow_change(struct changes *changes, int64_t user) {
    const struct people_changed changed = {user};
    changes_follow(changes, "reassign_tasks", &changed, sizeof(changed));
}

// ---- Departments -------------------------------------------------------------------------------

static struct people_department department_of(const struct people_departments_all *row) {
    return (struct people_department){.id = row->id,
                                      .parent = row->parent,
                                      .parent_name = row->parent_name,
                                      .code = row->code,
                                      .name = row->name,
                                      .name_en = row->name_en,
                                      .path = row->path,
                                      .head = row->head,
                                      .head_name = row->head_name,
                                      .people = row->people};
}

fault people_query_list_departments(struct query *query,
                                    const struct people_list_departments_in *in,
                                    struct people_department_page *ret_out) {
    struct people_departments_all_list rows;
    TRY(people_departments_all(query->reader, query->arena, &rows));
    ret_out->items.items = ARENA_ARRAY(query->arena, struct people_department, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        bool fits = in->search.size == 0 || str_find(rows.items[i].name, in->search) >= 0 ||
                    str_find(rows.items[i].code, in->search) >= 0;
        if (fits) ret_out->items.items[ret_out->items.count++] = department_of(&rows.items[i]);
    }
    ret_out->total = (int64_t)ret_out->items.count;
    return NULL;
}

fault people_load_add_department(struct store_reader *reader, struct job *job,
                                 const struct people_add_department_in *in,
                                 struct people_add_department_facts *facts) {
    struct people_department_by_code same;
    if (in->parent != 0)
        TRY(people_department_by_id(reader, &(struct people_department_by_id_in){in->parent},
                                    job->arena, &facts->parent_row, &facts->has_parent));
    return people_department_by_code(reader, &(struct people_department_by_code_in){in->code},
                                     job->arena, &same, &facts->is_code_known);
}

fault people_decide_add_department(struct job *job, const struct people_add_department_in *in,
                                   const struct people_add_department_facts *facts,
                                   struct changes *changes, struct people_department *ret_out) {
    if (in->parent != 0 && !facts->has_parent) return &department_unknown;
    if (facts->is_code_known) return &department_known;
    int64_t id = job_new_id(job);
    str above = facts->has_parent ? facts->parent_row.path : STR("/");
    str path = arena_print(job->arena, "%.*s%lld/", STR_ARG(above), (long long)id);
    people_insert_department(changes, &(struct people_insert_department_in){.id = id,
                                                                            .parent = in->parent,
                                                                            .code = in->code,
                                                                            .name = in->name,
                                                                            .name_en = in->name_en,
                                                                            .path = path});
    *ret_out = (struct people_department){.id = id,
                                          .parent = in->parent,
                                          .parent_name = facts->parent_row.name,
                                          .code = in->code,
                                          .name = in->name,
                                          .name_en = in->name_en,
                                          .path = path};
    return NULL;
}

fault people_load_set_department_head(struct store_reader *reader, struct job *job,
                                      const struct people_set_department_head_in *in,
                                      struct people_set_department_head_facts *facts) {
    TRY(people_department_by_id(reader, &(struct people_department_by_id_in){in->department},
                                job->arena, &facts->department_row, &facts->is_there));
    return people_user_by_id(reader, &(struct people_user_by_id_in){in->head}, job->arena,
                             &facts->head_row, &facts->has_head);
}

fault people_decide_set_department_head(struct job *job,
                                        const struct people_set_department_head_in *in,
                                        const struct people_set_department_head_facts *facts,
                                        struct changes *changes,
                                        struct people_department *ret_out) {
    (void)job;
    if (!facts->is_there) return &department_unknown;
    if (!facts->has_head) return &user_unknown;
    if (!facts->head_row.is_active) return &user_left;
    people_set_head(changes, &(struct people_set_head_in){.head = in->head, .id = in->department});
    *ret_out = (struct people_department){.id = in->department,
                                          .parent = facts->department_row.parent,
                                          .code = facts->department_row.code,
                                          .name = facts->department_row.name,
                                          .name_en = facts->department_row.name_en,
                                          .path = facts->department_row.path,
                                          .head = in->head,
                                          .head_name = facts->head_row.name};
    return NULL;
}

// ---- People ------------------------------------------------------------------------------------

static struct people_user user_of(struct arena *arena, const struct people_users_page *row) {
    struct people_user user = {.id = row->id,
                               .login = row->login,
                               .name = row->name,
                               .name_en = row->name_en,
                               .email = row->email,
                               .phone = row->phone,
                               .department = row->department,
                               .department_name = row->department_name,
                               .superior = row->superior,
                               .superior_name = row->superior_name,
                               .is_active = row->is_active};
    people_roles_list(arena, (uint32_t)row->roles, &user.roles.items, &user.roles.count);
    return user;
}

fault people_query_list_users(struct query *query, const struct people_list_users_in *in,
                              struct people_user_page *ret_out) {
    str rest = in->cursor;
    int64_t after_id = 0;
    str id_text = str_cut(&rest, ' ');
    if (id_text.size > 0 && !str_to_int(id_text, &after_id)) return &cursor_wrong;
    struct people_users_page_list rows;
    TRY(people_users_page(
        query->reader,
        &(struct people_users_page_in){.department = in->department,
                                       .role_bit = in->role == 0 ? 0 : (int64_t)1 << in->role,
                                       .search = in->search,
                                       .after_name = rest,
                                       .after_id = after_id,
                                       .count = in->limit + 1},
        query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct people_user, count + 1);
    ret_out->items.count = count;
    for (size_t i = 0; i < count; i++) {
        struct people_user *user = &ret_out->items.items[i];
        *user = user_of(query->arena, &rows.items[i]);
        user->may.items = what_may(query->actor, query->arena, &user->may.count);
    }
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld %.*s", (long long)rows.items[count - 1].id,
                                    STR_ARG(rows.items[count - 1].name));
    ret_out->total = -1;
    return NULL;
}

static struct people_user user_of_row(struct arena *arena, const struct people_user_by_id *row) {
    struct people_user user = {.id = row->id,
                               .login = row->login,
                               .name = row->name,
                               .name_en = row->name_en,
                               .email = row->email,
                               .phone = row->phone,
                               .department = row->department,
                               .department_name = row->department_name,
                               .superior = row->superior,
                               .superior_name = row->superior_name,
                               .is_active = row->is_active};
    people_roles_list(arena, (uint32_t)row->roles, &user.roles.items, &user.roles.count);
    return user;
}

fault people_query_get_user(struct query *query, const struct people_get_user_in *in,
                            struct people_user *ret_out) {
    struct people_user_by_id row;
    bool is_there;
    TRY(people_user_by_id(query->reader, &(struct people_user_by_id_in){in->user}, query->arena,
                          &row, &is_there));
    if (!is_there) return &user_unknown;
    *ret_out = user_of_row(query->arena, &row);
    ret_out->may.items = what_may(query->actor, query->arena, &ret_out->may.count);
    return NULL;
}

// Argon2id takes 25 ms and must not stand in the writer's way: before the stages, on a worker.
static fault hash_password(struct job *job, str login, str password) {
    if (!people_password_is_good(login, password)) return &password_weak;
    uint8_t salt[CRYPTO_SALT_SIZE];
    os_random(job->book->os, salt, sizeof(salt));
    str *hash = ARENA_NEW(job->arena, str);
    TRY(crypto_password_hash(job->arena, password, salt, hash));
    job->prepared = hash;
    return NULL;
}

fault people_prepare_add_user(struct store_reader *reader, struct job *job,
                              struct people_add_user_in *in) {
    (void)reader;
    if (in->password.size == 0) return NULL;
    return hash_password(job, in->login, in->password);
}

fault people_load_add_user(struct store_reader *reader, struct job *job,
                           const struct people_add_user_in *in,
                           struct people_add_user_facts *facts) {
    struct people_user_by_login same;
    TRY(people_department_by_id(reader, &(struct people_department_by_id_in){in->department},
                                job->arena, &facts->department_row, &facts->has_department));
    if (in->superior != 0)
        TRY(people_user_by_id(reader, &(struct people_user_by_id_in){in->superior}, job->arena,
                              &facts->superior_row, &facts->has_superior));
    return people_user_by_login(reader, &(struct people_user_by_login_in){in->login}, job->arena,
                                &same, &facts->is_login_known);
}

fault people_decide_add_user(struct job *job, const struct people_add_user_in *in,
                             const struct people_add_user_facts *facts, struct changes *changes,
                             struct people_user *ret_out) {
    uint32_t roles = people_roles_of(in->roles.items, in->roles.count);
    if (!facts->has_department) return &department_unknown;
    if (in->superior != 0 && !facts->has_superior) return &user_unknown;
    if (facts->is_login_known) return &login_known;
    if (!auth_roles_are_apart(roles)) return &roles_conflict;
    int64_t id = job_new_id(job);
    const str *password = job->prepared;
    people_insert_user(changes, &(struct people_insert_user_in){
                                    .id = id,
                                    .login = in->login,
                                    .name = in->name,
                                    .name_en = in->name_en,
                                    .email = in->email,
                                    .phone = in->phone,
                                    .department = in->department,
                                    .superior = in->superior,
                                    .roles = roles,
                                    .search = search_text(job->arena, in->login, in->name),
                                    .password = password == NULL ? STR_NONE : *password,
                                    .must_change = !job->actor.is_system});
    put_roles(changes, id, roles);
    if ((roles & ANYWHERE) != 0) follow_change(changes, id);
    *ret_out = (struct people_user){.id = id,
                                    .login = in->login,
                                    .name = in->name,
                                    .name_en = in->name_en,
                                    .email = in->email,
                                    .phone = in->phone,
                                    .department = in->department,
                                    .department_name = facts->department_row.name,
                                    .superior = in->superior,
                                    .superior_name = facts->superior_row.name,
                                    .is_active = true};
    people_roles_list(job->arena, roles, &ret_out->roles.items, &ret_out->roles.count);
    return NULL;
}

// Whether `superior` stands, by whatever detour, below `user`.
static fault find_circle(struct store_reader *reader, struct job *job, int64_t user,
                         int64_t superior, bool *ret_is_circle) {
    *ret_is_circle = false;
    for (int step = 0; superior != 0 && step < 100; step++) {
        if (superior == user) return *ret_is_circle = true, NULL;
        struct people_user_by_id row;
        bool is_there;
        TRY(people_user_by_id(reader, &(struct people_user_by_id_in){superior}, job->arena, &row,
                              &is_there));
        superior = is_there ? row.superior : 0;
    }
    return NULL;
}

fault people_load_edit_user(struct store_reader *reader, struct job *job,
                            const struct people_edit_user_in *in,
                            struct people_edit_user_facts *facts) {
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){in->user}, job->arena,
                          &facts->user_row, &facts->is_there));
    TRY(people_department_by_id(reader, &(struct people_department_by_id_in){in->department},
                                job->arena, &facts->department_row, &facts->has_department));
    if (in->superior != 0)
        TRY(people_user_by_id(reader, &(struct people_user_by_id_in){in->superior}, job->arena,
                              &facts->superior_row, &facts->has_superior));
    return find_circle(reader, job, in->user, in->superior, &facts->is_circle);
}

fault people_decide_edit_user(struct job *job, const struct people_edit_user_in *in,
                              const struct people_edit_user_facts *facts, struct changes *changes,
                              struct people_user *ret_out) {
    uint32_t roles = people_roles_of(in->roles.items, in->roles.count);
    if (!facts->is_there) return &user_unknown;
    if (!facts->has_department) return &department_unknown;
    if (in->superior != 0 && !facts->has_superior) return &user_unknown;
    if (facts->is_circle) return &superior_circle;
    if (!auth_roles_are_apart(roles)) return &roles_conflict;
    people_update_user(changes,
                       &(struct people_update_user_in){
                           .name = in->name,
                           .name_en = in->name_en,
                           .email = in->email,
                           .phone = in->phone,
                           .department = in->department,
                           .superior = in->superior,
                           .roles = roles,
                           .is_active = in->is_active,
                           .search = search_text(job->arena, facts->user_row.login, in->name),
                           .id = in->user});
    put_roles(changes, in->user, roles);
    if (roles != (uint32_t)facts->user_row.roles || in->is_active != facts->user_row.is_active)
        follow_change(changes, in->user);
    *ret_out = user_of_row(job->arena, &facts->user_row);
    ret_out->name = in->name;
    ret_out->name_en = in->name_en;
    ret_out->email = in->email;
    ret_out->phone = in->phone;
    ret_out->department = in->department;
    ret_out->department_name = facts->department_row.name;
    ret_out->superior = in->superior;
    ret_out->superior_name = facts->superior_row.name;
    ret_out->is_active = in->is_active;
    people_roles_list(job->arena, roles, &ret_out->roles.items, &ret_out->roles.count);
    return NULL;
}

fault people_prepare_reset_password(struct store_reader *reader, struct job *job,
                                    struct people_reset_password_in *in) {
    (void)reader;
    return hash_password(job, STR_NONE, in->password);
}

fault people_load_reset_password(struct store_reader *reader, struct job *job,
                                 const struct people_reset_password_in *in,
                                 struct people_reset_password_facts *facts) {
    return people_user_by_id(reader, &(struct people_user_by_id_in){in->user}, job->arena,
                             &facts->user_row, &facts->is_there);
}

fault people_decide_reset_password(struct job *job, const struct people_reset_password_in *in,
                                   const struct people_reset_password_facts *facts,
                                   struct changes *changes) {
    if (!facts->is_there) return &user_unknown;
    const str *hash = job->prepared;
    people_set_password(changes, &(struct people_set_password_in){
                                     .password = *hash, .must_change = true, .id = in->user});
    return NULL;
}

// The demo's machinery: the numbers that decide everything, the clock that is turned, and the one
// way in which all its parts act: a command as a person, through the same stages as everybody's.
#include "main/demo.h"

#include "auth/rights.h"
#include "crypto/crypto.h"
#include "format/json.h"
#include "format/shape.h"
#include "people_api.h"

FAULT(demo_known, 409, "db", "There is a book already. Nothing was changed.",
      "账簿已存在，未做任何更改。");

// ---- A machine whose clock is turned ----

// The real machine but for two things: the time is what the demo says, and once is_seeded, random
// bytes come from a sequence, so that the log is the same every time. (Keys were made before.)
struct turned {
    const struct os *real;
    instant now;
    uint64_t seed;
    bool is_seeded;
};

static instant turned_now(void *machine) {
    return ((struct turned *)machine)->now;
}

static int64_t turned_monotonic_us(void *machine) {
    return os_monotonic_us(((struct turned *)machine)->real);
}

static void turned_random(void *machine, void *ret_bytes, size_t size) {
    struct turned *turned = machine;
    if (!turned->is_seeded) {
        os_random(turned->real, ret_bytes, size);
        return;
    }
    uint8_t *at = ret_bytes;
    for (size_t i = 0; i < size; i++) {
        turned->seed = turned->seed * 6364136223846793005u + 1442695040888963407u;
        at[i] = (uint8_t)(turned->seed >> 56);
    }
}

static str turned_variable(void *machine, const char *name) {
    return os_variable(((struct turned *)machine)->real, name);
}

static fault turned_read(void *machine, struct arena *arena, str path, size_t size_max,
                         str *ret_bytes) {
    return os_file_read(((struct turned *)machine)->real, arena, path, size_max, ret_bytes);
}

static fault turned_write(void *machine, str path, str bytes) {
    return os_file_write(((struct turned *)machine)->real, path, bytes);
}

static fault turned_append(void *machine, str path, str bytes) {
    return os_file_append(((struct turned *)machine)->real, path, bytes);
}

static fault turned_remove(void *machine, str path) {
    return os_file_remove(((struct turned *)machine)->real, path);
}

static fault turned_size(void *machine, str path, int64_t *ret_size) {
    return os_file_size(((struct turned *)machine)->real, path, ret_size);
}

static fault turned_list(void *machine, struct arena *arena, str path, struct os_names *ret) {
    return os_folder_list(((struct turned *)machine)->real, arena, path, ret);
}

static fault turned_make(void *machine, str path) {
    return os_folder_make(((struct turned *)machine)->real, path);
}

static struct os turned_os(struct turned *turned) {
    return (struct os){.machine = turned,
                       .now = turned_now,
                       .monotonic_us = turned_monotonic_us,
                       .random = turned_random,
                       .variable = turned_variable,
                       .file_read = turned_read,
                       .file_write = turned_write,
                       .file_append = turned_append,
                       .file_remove = turned_remove,
                       .file_size = turned_size,
                       .folder_list = turned_list,
                       .folder_make = turned_make};
}

// ---- What the parts share ----

int64_t demo_number(struct demo *demo, int64_t below) {
    demo->seed = demo->seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((demo->seed >> 33) % (uint64_t)below);
}

bool demo_chance(struct demo *demo, int percent) {
    return demo_number(demo, 100) < percent;
}

const struct demo_person *demo_person_of(const struct demo *demo, int64_t id) {
    for (size_t i = 0; i < demo->people.count; i++)
        if (demo->people.items[i].id == id) return &demo->people.items[i];
    return NULL;
}

const struct demo_person *demo_login(const struct demo *demo, const char *login) {
    for (size_t i = 0; i < demo->people.count; i++)
        if (str_equal(demo->people.items[i].login, str_of(login))) return &demo->people.items[i];
    ASSERT(!"the demo has this login");
    return NULL;
}

static struct actor actor_of(const struct demo_person *who) {
    if (who == NULL)
        return (struct actor){.is_system = true, .door = DOOR_CLI, .name = STR("mingli")};
    return (struct actor){.user_id = who->id,
                          .name = who->name,
                          .department_id = who->department,
                          .department_path = who->path,
                          .roles = who->roles,
                          .rights = auth_rights_of(who->roles),
                          .scope = auth_scope_of(who->roles),
                          .door = DOOR_PAGE};
}

fault demo_run(struct demo *demo, const struct demo_person *who, const char *command, str json,
               const void **ret_out) {
    arena_reset(demo->one);
    struct job job = {.command = command_find(demo->book->commands, str_of(command)),
                      .book = demo->book,
                      .actor = actor_of(who),
                      .arena = demo->one,
                      .prepared = &demo->password_hash,
                      .changes = {.arena = demo->one}};
    ASSERT(job.command != NULL);
    const struct json *value = NULL;
    struct fault_note note = {0};
    job.in = arena_take(demo->one, job.command->in->size);
    TRY(json_read(demo->one, arena_copy(demo->one, json), &value, &note));
    fault trouble = shape_read(demo->one, job.command->in, value, job.in, &note);
    if (trouble == NULL && job.command->is_upload)
        trouble = job.command->prepare(store_writer_reader(demo->desk->writer), &job);
    struct job *jobs[] = {&job};
    if (trouble == NULL) desk_run(demo->desk, jobs, 1);
    if (trouble == NULL) trouble = job.trouble;
    if (ret_out != NULL) *ret_out = trouble == NULL ? job.out : NULL;
    return trouble;
}

// ---- Filling ----

static const char password[] = "mingli-demo-2026";

static fault write_logins(struct demo *demo) {
    static const struct {
        const char *login;
        int32_t role;
    } logins[] = {{"applicant", PEOPLE_ROLE_APPLICANT},
                  {"manager", PEOPLE_ROLE_MANAGER},
                  {"head", PEOPLE_ROLE_DEPARTMENT_HEAD},
                  {"compliance", PEOPLE_ROLE_COMPLIANCE_OFFICER},
                  {"legal", PEOPLE_ROLE_LEGAL_COUNSEL},
                  {"cco", PEOPLE_ROLE_CCO},
                  {"finance", PEOPLE_ROLE_FINANCE_CONTROLLER},
                  {"cashier", PEOPLE_ROLE_CASHIER},
                  {"checker", PEOPLE_ROLE_CHECKER},
                  {"auditor", PEOPLE_ROLE_AUDITOR},
                  {"risk", PEOPLE_ROLE_RISK_MANAGER},
                  {"trainer", PEOPLE_ROLE_TRAINER},
                  {"executive", PEOPLE_ROLE_EXECUTIVE},
                  {"admin", PEOPLE_ROLE_ADMINISTRATOR}};
    struct buf out = buf_in(demo->arena, 8 * KIB);
    buf_print(&out, "  密码 password: %s\n", password);
    for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
        const struct shape_choice *role = &people_role_choices.choices[logins[i].role];
        buf_print(&out, "  %-11s %.*s  %s · %s\n", logins[i].login,
                  STR_ARG(demo_login(demo, logins[i].login)->name), role->zh, role->en);
    }
    str path = arena_join(demo->arena, store_path(demo->book->store), STR(".logins"));
    return os_file_write(demo->book->os, path, buf_str(&out));
}

static fault fill(struct demo *demo) {
    uint8_t salt[CRYPTO_SALT_SIZE];
    os_random(demo->book->os, salt, sizeof(salt));
    TRY(crypto_password_hash(demo->arena, str_of(password), salt, &demo->password_hash));
    TRY(desk_open(demo->book, &demo->desk));
    fault trouble = demo->desk->state.next_id > 1 ? &demo_known : desk_gather(demo->desk);
    if (trouble == NULL) trouble = demo_company(demo);
    if (trouble == NULL) trouble = demo_year(demo);
    if (trouble == NULL) trouble = write_logins(demo);
    desk_close(demo->desk);
    return trouble;
}

fault demo_fill(struct program *program, struct fault_note *ret_note) {
    struct turned turned = {.real = program->os, .seed = 88};
    struct os os = turned_os(&turned);
    date today = date_of_instant(os_now(program->os), SHANGHAI_MINUTES);
    turned.now = date_start(date_add_days(today, -DEMO_DAYS - 1), SHANGHAI_MINUTES) + DAY_MS / 3;
    program->os = &os;
    struct book *book = NULL;
    fault trouble = program_open_book(program, PROGRAM_BOOK_MAKE, &book, ret_note);
    if (trouble == NULL) {
        turned.is_seeded = true;
        struct demo demo = {.program = program,
                            .book = book,
                            .arena = arena_open(LIMIT_BOOK_ARENA),
                            .one = arena_open(LIMIT_REQUEST_ARENA),
                            .now = &turned.now,
                            .today = today,
                            .seed = 20261125};
        trouble = fill(&demo);
        arena_close(demo.one);
        arena_close(demo.arena);
        program_close_book(program, book);
    }
    program->os = turned.real;
    return trouble;
}

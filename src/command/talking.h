// talking: a whole book in a temporary folder on a simulated machine, and commands in the words of
// the interface (JSON in, JSON out) through the same desk as the writer's. For long runs: what a
// call took is given back with the next one. Tables of one command are better off with testing.h.
#ifndef COMMAND_TALKING_H
#define COMMAND_TALKING_H

#include "auth/rights.h"
#include "catalog.h"
#include "command/book.h"
#include "command/desk.h"
#include "command/verify.h"
#include "crypto/crypto.h"
#include "format/json.h"
#include "format/shape.h"
#include "os/os_sim.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TALKING_PEOPLE_MAX = 32 };

struct talking_book {
    struct os_sim *sim;
    struct arena *arena; // of one command or query: what it answered lives until the next one
    struct book *book;
    struct desk *desk;
    struct store_reader *reader;
    char folder[64];
    char path[80];
    struct actor people[TALKING_PEOPLE_MAX];
    size_t people_count;
    char names[TALKING_PEOPLE_MAX][40];
    struct actor *actor; // who asks next
    const char *key;     // idempotency key of the next command, or NULL
};

struct talking_answer {
    fault trouble;
    struct fault_note note;
    const struct json *out; // NULL where there is none
    int64_t entry;
};

static struct actor talking_system = {.is_system = true, .door = DOOR_CLI, .scope = SCOPE_ALL};

// ---- Opening and closing -----------------------------------------------------------------------

static inline void talking_open_parts(struct talking_book *test, bool may_create) {
    char url[96];
    snprintf(url, sizeof(url), "sqlite:%s", test->path);
    struct fault_note note = {0};
    const struct book_options options = {.url = str_of(url),
                                         .may_create = may_create,
                                         .policies = STR("policies"),
                                         .flows = STR("flows"),
                                         .os = os_sim_os(test->sim),
                                         .store = &catalog_store,
                                         .commands = &catalog_commands};
    fault trouble = book_open(&options, &test->book, &note);
    if (trouble != NULL) fail_msg("book: %s %.*s", trouble->name, STR_ARG(note.en));
    assert_null(desk_open(test->book, &test->desk));
    assert_null(store_open_reader(test->book->store, &test->reader));
}

static inline void talking_close_parts(struct talking_book *test) {
    store_close_reader(test->reader);
    desk_close(test->desk);
    book_close(test->book);
    test->reader = NULL;
    test->desk = NULL;
    test->book = NULL;
}

static inline void talking_open(struct talking_book *test, uint64_t seed, instant start) {
    crypto_init();
    *test = (struct talking_book){.arena = arena_open(LIMIT_REQUEST_ARENA)};
    test->sim = os_sim_open(seed, start);
    const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; // no waiting
    snprintf(test->folder, sizeof(test->folder), "%s/mingli-talking-XXXXXX", memory);
    assert_non_null(mkdtemp(test->folder));
    snprintf(test->path, sizeof(test->path), "%s/book.db", test->folder);
    talking_open_parts(test, true);
    test->actor = &talking_system;
}

// As after a crash: nothing of the program's memory stays.
static inline void talking_reopen(struct talking_book *test) {
    talking_close_parts(test);
    talking_open_parts(test, false);
}

static inline void talking_remove_files(const char *folder, struct talking_book *test) {
    struct os_names names;
    struct arena *arena = test->arena;
    str path = str_of(folder);
    if (os_folder_list(os_real(), arena, path, &names) != NULL) return;
    for (size_t i = 0; i < names.count; i++) {
        char *name =
            arena_text(arena, arena_print(arena, "%s/%.*s", folder, STR_ARG(names.items[i])));
        if (remove(name) != 0) talking_remove_files(name, test);
    }
    rmdir(folder);
}

static inline void talking_close(struct talking_book *test) {
    talking_close_parts(test);
    talking_remove_files(test->folder, test);
    os_sim_close(test->sim);
    arena_close(test->arena);
}

// ---- Asking ------------------------------------------------------------------------------------

static inline const struct json *talking_read(struct talking_book *test, const struct shape *shape,
                                              const void *out) {
    struct buf text = buf_in(test->arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&text);
    shape_write(&writer, shape, out, NULL);
    const struct json *value = NULL;
    struct fault_note note;
    assert_null(json_read(test->arena, buf_str(&text), &value, &note));
    return value;
}

static inline void *talking_input(struct talking_book *test, const struct command *command,
                                  str json) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    void *in = arena_take(test->arena, command->in->size + 1);
    fault trouble = json_read(test->arena, json, &value, &note);
    if (trouble == NULL) trouble = shape_read(test->arena, command->in, value, in, &note);
    if (trouble != NULL)
        fail_msg("%s: %s %.*s %.*s\n%.*s", command->name, trouble->name, STR_ARG(note.field),
                 STR_ARG(note.en), STR_ARG(json));
    return in;
}

static inline fault talking_run(struct talking_book *test, struct job *job) {
    struct job *jobs[] = {job};
    if (job->command->prepare != NULL) TRY(job->command->prepare(test->reader, job));
    desk_run(test->desk, jobs, 1);
    return job->trouble;
}

// What a command is asked with; printf of JSON. Everything from the answer before is gone.
__attribute__((format(printf, 3, 4))) static inline struct talking_answer
talking_ask(struct talking_book *test, const char *name, const char *format, ...) {
    const struct command *command = command_find(&catalog_commands, str_of(name));
    assert_non_null(command);
    arena_reset(test->arena);
    va_list list;
    va_start(list, format);
    str json = arena_print_list(test->arena, format, list);
    va_end(list);
    struct job job = {.command = command,
                      .book = test->book,
                      .actor = *test->actor,
                      .arena = test->arena,
                      .in = talking_input(test, command, json),
                      .changes = {.arena = test->arena},
                      .idempotency_key = test->key == NULL ? STR_NONE : str_of(test->key),
                      .entry = -1};
    struct talking_answer answer = {.trouble = talking_run(test, &job)};
    answer.note = job.note;
    answer.entry = job.entry;
    struct fault_note note;
    if (answer.trouble == NULL && job.is_replayed)
        assert_null(json_read(test->arena, job.replayed_out, &answer.out, &note));
    else if (answer.trouble == NULL && command->out != NULL)
        answer.out = talking_read(test, command->out, job.out);
    return answer;
}

static inline fault talking_run_query(struct talking_book *test, const struct command *command,
                                      str json, void *ret_out) {
    struct query query = {.book = test->book,
                          .reader = test->reader,
                          .actor = test->actor,
                          .arena = test->arena,
                          .now = os_now(test->book->os)};
    query.today = date_of_instant(query.now, test->book->zone_minutes);
    return command_query(command, &query, talking_input(test, command, json), ret_out);
}

__attribute__((format(printf, 3, 4))) static inline struct talking_answer
talking_look(struct talking_book *test, const char *name, const char *format, ...) {
    const struct command *command = command_find(&catalog_commands, str_of(name));
    assert_non_null(command);
    arena_reset(test->arena);
    va_list list;
    va_start(list, format);
    str json = arena_print_list(test->arena, format, list);
    va_end(list);
    void *out = arena_take(test->arena, command->out->size);
    struct talking_answer answer = {.trouble = talking_run_query(test, command, json, out),
                                    .entry = -1};
    if (answer.trouble == NULL) answer.out = talking_read(test, command->out, out);
    return answer;
}

static inline void talking_must(struct talking_answer answer, const char *what) {
    if (answer.trouble != NULL)
        fail_msg("%s: %s %.*s", what, answer.trouble->name, STR_ARG(answer.note.en));
}

// ---- Reading answers ---------------------------------------------------------------------------

// "summary.id"; NULL where it is not there.
static inline const struct json *talking_at(const struct json *value, const char *path) {
    str rest = str_of(path);
    while (rest.size > 0 && value != NULL) {
        str name = str_cut(&rest, '.');
        int64_t index;
        if (value->kind == JSON_ARRAY && str_to_int(name, &index)) {
            value = value->first;
            while (index-- > 0 && value != NULL) value = value->next;
        } else {
            value = json_member(value, name);
        }
    }
    return value;
}

static inline int64_t talking_int(const struct json *value, const char *path) {
    const struct json *found = talking_at(value, path);
    int64_t number = 0;
    if (found == NULL || !str_to_int(found->text, &number)) return 0;
    return number;
}

static inline str talking_text(const struct json *value, const char *path) {
    const struct json *found = talking_at(value, path);
    return found == NULL || found->kind == JSON_NULL ? STR_NONE : found->text;
}

// ---- People ------------------------------------------------------------------------------------

static inline const char *talking_role_name(int role) {
    static const char *const names[AUTH_ROLE_COUNT] = {"",
                                                       "applicant",
                                                       "manager",
                                                       "department_head",
                                                       "compliance_officer",
                                                       "legal_counsel",
                                                       "finance_controller",
                                                       "cashier",
                                                       "checker",
                                                       "auditor",
                                                       "risk_manager",
                                                       "trainer",
                                                       "executive",
                                                       "cco",
                                                       "administrator"};
    return names[role];
}

struct talking_person {
    const char *login;
    int64_t department;
    int64_t superior;
    uint32_t roles;
};

// Adds a person and knows her from now on.
static inline struct actor *talking_add_person(struct talking_book *test,
                                               const struct talking_person *person) {
    char roles[200] = "", superior[40] = "null";
    for (int role = 1; role < AUTH_ROLE_COUNT; role++)
        if ((person->roles >> role & 1) != 0)
            snprintf(roles + strlen(roles), sizeof(roles) - strlen(roles), "%s\"%s\"",
                     roles[0] == 0 ? "" : ",", talking_role_name(role));
    if (person->superior != 0)
        snprintf(superior, sizeof(superior), "%lld", (long long)person->superior);
    test->actor = &talking_system;
    struct talking_answer answer = talking_ask(
        test, "add_user",
        "{\"login\":\"%s\",\"name\":\"%s\",\"department\":%lld,\"superior\":%s,\"roles\":[%s]}",
        person->login, person->login, (long long)person->department, superior, roles);
    talking_must(answer, "add_user");
    assert_true(test->people_count < TALKING_PEOPLE_MAX);
    char *name = test->names[test->people_count];
    snprintf(name, sizeof(test->names[0]), "%s", person->login);
    struct actor *actor = &test->people[test->people_count++];
    *actor = (struct actor){.user_id = talking_int(answer.out, "id"),
                            .name = str_of(name),
                            .department_id = person->department,
                            .roles = person->roles,
                            .rights = auth_rights_of(person->roles),
                            .scope = auth_scope_of(person->roles),
                            .door = DOOR_PAGE};
    return actor;
}

// ---- Looking behind it -------------------------------------------------------------------------

static inline void talking_hash_table(sqlite3 *database, const char *table, struct buf *out) {
    sqlite3_stmt *statement = NULL;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    buf_print(out, "\n%s\n", table);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            buf_print(out, "%d:%d:", sqlite3_column_type(statement, i),
                      sqlite3_column_bytes(statement, i));
            buf_add(out, (str){sqlite3_column_blob(statement, i),
                               (size_t)sqlite3_column_bytes(statement, i)});
        }
    sqlite3_finalize(statement);
    sqlite3_free(sql);
}

struct talking_digest {
    uint8_t bytes[CRYPTO_SHA256_SIZE];
};

// Of everything that stands in the book, by a connection of its own.
static inline struct talking_digest talking_digest(struct talking_book *test) {
    sqlite3 *database = NULL;
    sqlite3_stmt *tables = NULL;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    assert_int_equal(sqlite3_open_v2(test->path, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database,
                                        "SELECT name FROM sqlite_master WHERE type = 'table' AND "
                                        "name NOT LIKE 'sqlite_%' ORDER BY name",
                                        -1, &tables, NULL),
                     SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        talking_hash_table(database, (const char *)sqlite3_column_text(tables, 0), &out);
    sqlite3_finalize(tables);
    sqlite3_close(database);
    assert_false(out.is_full);
    struct talking_digest digest;
    crypto_sha256(buf_str(&out), digest.bytes);
    arena_close(arena);
    return digest;
}

// The log is intact and the books balance; or the test fails and says why.
static inline void talking_verify(struct talking_book *test) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct command_check check = {0};
    const struct command_verifying what = {.reader = test->reader,
                                           .verifier = &test->book->signer.verifier};
    assert_null(store_begin_reading(test->reader));
    fault trouble = command_verify(arena, &what, &check);
    store_end_reading(test->reader);
    assert_null(trouble);
    struct fault_note note = command_check_print(arena, &check);
    if (!command_check_is_good(&check)) fail_msg("%.*s", STR_ARG(note.en));
    arena_close(arena);
}

#endif

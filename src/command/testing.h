// testing: a whole book in a temporary folder on a simulated machine, with the shipped rules and
// flows, for the tests of this folder and of domain/. Commands and queries are asked by name with
// their input as JSON (apostrophes stand for quotes), through the stages that everybody goes
// through, prepare and commit included.
#ifndef COMMAND_TESTING_H
#define COMMAND_TESTING_H

#include "auth/rights.h"
#include "catalog.h"
#include "command/book.h"
#include "command/desk.h"
#include "format/shape.h"
#include "os/os_sim.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TESTING_KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define TESTING_START ((instant)20782 * DAY_MS) // 2026-11-25, eight in the morning in Shanghai

struct testing {
    struct arena *arena;
    struct os_sim *machine;
    char folder[40];
    struct book *book;
    struct desk *desk;
    struct fault_note note; // of the last refusal
};

static inline void testing_check(struct testing *testing, fault trouble, const char *what) {
    if (trouble != NULL)
        fail_msg("%s: %s %.*s %.*s", what, trouble->name, STR_ARG(testing->note.field),
                 STR_ARG(testing->note.en));
}

static inline void testing_reopen(struct testing *testing) {
    desk_close(testing->desk);
    book_close(testing->book);
    testing->desk = NULL, testing->book = NULL;
    const struct book_options options = {
        .url = arena_print(testing->arena, "sqlite:%s/book.db", testing->folder),
        .may_create = true,
        .policies = STR("policies"),
        .flows = STR("flows"),
        .os = os_sim_os(testing->machine),
        .store = &catalog_store,
        .commands = &catalog_commands};
    testing_check(testing, book_open(&options, &testing->book, &testing->note), "book_open");
    testing_check(testing, desk_open(testing->book, &testing->desk), "desk_open");
}

static inline void testing_open(struct testing *testing) {
    *testing = (struct testing){.folder = "/dev/shm/mingli-testing-XXXXXX"}; // memory: no waiting
    testing->arena = arena_open(LIMIT_BOOK_ARENA);
    testing->machine = os_sim_open(7, TESTING_START);
    os_sim_set_variable(testing->machine, "MINGLI_KEY", TESTING_KEY);
    if (mkdtemp(testing->folder) == NULL) {
        memcpy(testing->folder, "/tmp/mingli-testing-XXXXXX", sizeof("/tmp/mingli-testing-XXXXXX"));
        assert_non_null(mkdtemp(testing->folder));
    }
    testing_reopen(testing);
}

static inline int testing_remove(const char *path, const struct stat *status, int kind,
                                 struct FTW *place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static inline void testing_close(struct testing *testing) {
    desk_close(testing->desk);
    book_close(testing->book);
    os_sim_close(testing->machine);
    arena_close(testing->arena);
    assert_int_equal(nftw(testing->folder, testing_remove, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline struct actor testing_system(void) {
    return (struct actor){.name = STR("system"), .is_system = true, .door = DOOR_CLI};
}

// A person with roles (bits: 1 << role); where in the company is for the test to fill in.
static inline struct actor testing_person(int64_t user, uint32_t roles) {
    return (struct actor){.user_id = user,
                          .name = STR("某人"),
                          .roles = roles,
                          .rights = auth_rights_of(roles),
                          .scope = auth_scope_of(roles),
                          .door = DOOR_API};
}

// The input of a command, from JSON with apostrophes.
static inline void *testing_input(struct testing *testing, const struct command *command,
                                  const char *json) {
    str text = arena_copy(testing->arena, str_of(json));
    char *bytes = (char *)(uintptr_t)text.data;
    for (size_t i = 0; i < text.size; i++)
        if (bytes[i] == '\'') bytes[i] = '"';
    const struct json *value = NULL;
    void *in = arena_take(testing->arena, command->in->size);
    testing_check(testing, json_read(testing->arena, text, &value, &testing->note), command->name);
    testing_check(testing, shape_read(testing->arena, command->in, value, in, &testing->note),
                  command->name);
    return in;
}

static inline fault testing_prepare(struct testing *testing, struct job *job) {
    if (job->command->prepare == NULL) return NULL;
    struct store_reader *reader = NULL;
    TRY(store_open_reader(testing->book->store, &reader));
    fault trouble = job->command->prepare(reader, job);
    store_close_reader(reader);
    return trouble;
}

// Runs a command whose input is there already; *ret_out lives in the arena.
static inline fault testing_run(struct testing *testing, const struct actor *actor,
                                const char *name, void *in, const void **ret_out) {
    struct job *job = ARENA_NEW(testing->arena, struct job);
    *job = (struct job){.command = command_find(&catalog_commands, str_of(name)),
                        .book = testing->book,
                        .actor = *actor,
                        .arena = testing->arena,
                        .in = in};
    assert_non_null(job->command);
    job->trouble = testing_prepare(testing, job);
    if (job->trouble == NULL) desk_run(testing->desk, &job, 1);
    testing->note = job->note;
    *ret_out = job->out;
    return job->trouble;
}

// What a command or query is refused with; NULL where it is not.
static inline fault testing_try(struct testing *testing, const struct actor *actor,
                                const char *name, const char *json, const void **ret_out) {
    const struct command *command = command_find(&catalog_commands, str_of(name));
    if (command == NULL) fail_msg("there is no %s", name);
    void *in = testing_input(testing, command, json);
    if (command->query == NULL) return testing_run(testing, actor, name, in, ret_out);
    struct query query = {.book = testing->book,
                          .actor = actor,
                          .arena = testing->arena,
                          .now = os_now(testing->book->os)};
    query.today = date_of_instant(query.now, testing->book->zone_minutes);
    TRY(store_open_reader(testing->book->store, &query.reader));
    void *out = arena_take(testing->arena, command->out->size);
    fault trouble = command_query(command, &query, in, out);
    store_close_reader(query.reader);
    testing->note = query.note;
    *ret_out = out;
    return trouble;
}

// The answer of a command or query that must not be refused.
static inline const void *testing_do(struct testing *testing, const struct actor *actor,
                                     const char *name, const char *json) {
    const void *out = NULL;
    testing_check(testing, testing_try(testing, actor, name, json, &out), name);
    return out;
}

#endif

// Writes down what the writer asks of SQLite, so that limit.c can do exactly the same without us:
// LD_PRELOAD=record.so MINGLI_RECORD=FILE mingli serve …. Between SQLite's door and the program, it
// notes the parameters of each statement and how often it was stepped, inside transactions that
// write. The file: 'P' number size sql; 'S' number steps count then the parameters (type, size,
// bytes); 'C' for a commit. Numbers are 32 bits in the machine's order. Not part of the program.
#include <dlfcn.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENTS_MAX = 4096, PARAMETERS_MAX = 64 };

struct parameter {
    int type; // SQLITE_INTEGER, _TEXT, _BLOB, _NULL
    int64_t number;
    const void *bytes;
    int size;
};

struct statement {
    sqlite3_stmt *key;
    uint32_t number; // 0: not written down yet
    uint32_t steps;
    uint32_t count;
    struct parameter parameters[PARAMETERS_MAX];
};

// A connection belongs to one thread, and so do its statements.
static _Thread_local struct statement *statements;
static _Thread_local sqlite3 *writing; // the connection with an open transaction that writes
static FILE *out;
static uint32_t next_number = 1;

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

static struct statement *statement_of(sqlite3_stmt *key) {
    if (statements == NULL) statements = calloc(STATEMENTS_MAX, sizeof(*statements));
    if (statements == NULL) abort();
    size_t at = ((uintptr_t)key >> 4) % STATEMENTS_MAX;
    while (statements[at].key != NULL && statements[at].key != key) at = (at + 1) % STATEMENTS_MAX;
    statements[at].key = key;
    return &statements[at];
}

static void note(sqlite3_stmt *key, int place, struct parameter parameter) {
    struct statement *statement = statement_of(key);
    if (place < 1 || place > PARAMETERS_MAX) abort();
    statement->parameters[place - 1] = parameter;
    if ((uint32_t)place > statement->count) statement->count = (uint32_t)place;
}

static void put(uint32_t number) {
    fwrite(&number, sizeof(number), 1, out);
}

static void write_down(struct statement *statement) {
    const char *sql = sqlite3_sql(statement->key);
    if (statement->number == 0) {
        statement->number = next_number++;
        fputc('P', out);
        put(statement->number);
        put((uint32_t)strlen(sql));
        fwrite(sql, 1, strlen(sql), out);
    }
    fputc('S', out);
    put(statement->number);
    put(statement->steps);
    put(statement->count);
    for (uint32_t i = 0; i < statement->count; i++) {
        const struct parameter *parameter = &statement->parameters[i];
        bool is_number = parameter->type == SQLITE_INTEGER;
        fputc(parameter->type, out);
        put(is_number ? sizeof(int64_t) : (uint32_t)parameter->size);
        fwrite(is_number ? &parameter->number : parameter->bytes, 1,
               is_number ? sizeof(int64_t) : (size_t)parameter->size, out);
    }
}

int sqlite3_bind_null(sqlite3_stmt *key, int place) {
    note(key, place, (struct parameter){.type = SQLITE_NULL});
    int (*next)(sqlite3_stmt *, int) = real("sqlite3_bind_null");
    return next(key, place);
}

int sqlite3_bind_int64(sqlite3_stmt *key, int place, sqlite3_int64 number) {
    note(key, place, (struct parameter){.type = SQLITE_INTEGER, .number = number});
    int (*next)(sqlite3_stmt *, int, sqlite3_int64) = real("sqlite3_bind_int64");
    return next(key, place, number);
}

int sqlite3_bind_text(sqlite3_stmt *key, int place, const char *text, int size,
                      void (*end)(void *)) {
    note(key, place, (struct parameter){.type = SQLITE_TEXT, .bytes = text, .size = size});
    int (*next)(sqlite3_stmt *, int, const char *, int, void (*)(void *)) =
        real("sqlite3_bind_text");
    return next(key, place, text, size, end);
}

int sqlite3_bind_blob(sqlite3_stmt *key, int place, const void *bytes, int size,
                      void (*end)(void *)) {
    note(key, place, (struct parameter){.type = SQLITE_BLOB, .bytes = bytes, .size = size});
    int (*next)(sqlite3_stmt *, int, const void *, int, void (*)(void *)) =
        real("sqlite3_bind_blob");
    return next(key, place, bytes, size, end);
}

int sqlite3_step(sqlite3_stmt *key) {
    int (*next)(sqlite3_stmt *) = real("sqlite3_step");
    if (writing != NULL && sqlite3_db_handle(key) == writing) statement_of(key)->steps++;
    return next(key);
}

int sqlite3_reset(sqlite3_stmt *key) {
    if (writing != NULL && sqlite3_db_handle(key) == writing) {
        struct statement *statement = statement_of(key);
        if (statement->steps > 0) write_down(statement);
        statement->steps = 0;
    }
    int (*next)(sqlite3_stmt *) = real("sqlite3_reset");
    return next(key);
}

int sqlite3_exec(sqlite3 *database, const char *sql, int (*each)(void *, int, char **, char **),
                 void *context, char **message) {
    int (*next)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **) =
        real("sqlite3_exec");
    bool is_end = strcmp(sql, "COMMIT") == 0 || strcmp(sql, "ROLLBACK") == 0;
    if (is_end && writing == database) {
        fputc(sql[0] == 'C' ? 'C' : 'R', out);
        fflush(out);
    }
    if (is_end) writing = NULL;
    int code = next(database, sql, each, context, message);
    const char *path = getenv("MINGLI_RECORD");
    if (path == NULL || strcmp(sql, "BEGIN IMMEDIATE") != 0) return code;
    if (out == NULL) out = fopen(path, "wb");
    if (out == NULL) abort();
    writing = database;
    return code;
}

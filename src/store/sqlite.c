// The driver for SQLite: write-ahead log, synchronous=FULL, one connection each for the writer and
// every reader. Turns SQLite's codes into our faults at the one edge that sees them. The settings
// are those of docs/decisions/0012-one-writer.md; nothing here knows what a statement means.
#include "base/base.h"
#include "store/driver.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct store_connection {
    sqlite3 *database;
    sqlite3_stmt **statements;
    size_t statement_count;
    int64_t backlog; // pages in the write-ahead log after the last commit
    int64_t most_backlog;
};

enum { MOST_BACKLOG = 4000 };

static fault fault_of(struct store_connection *connection, int code) {
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
            return &store_conflict;
        break;
    case SQLITE_FULL: return &store_full;
    case SQLITE_IOERR: return &store_full;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: break;
    default: break;
    }
    fprintf(stderr, "{\"level\":\"error\",\"what\":\"store\",\"code\":%d,\"text\":\"%s\"}\n", code,
            connection->database == NULL ? "" : sqlite3_errmsg(connection->database));
    return &store_outage;
}

// SQLite's count of its memory costs a lock at every allocation; nobody asks for it.
static void sqlite_begin(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // refused, with no harm, once a book is open
}

static fault sqlite_execute(struct store_connection *connection, const char *sql) {
    int code = sqlite3_exec(connection->database, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK) return NULL;
    return fault_of(connection, sqlite3_extended_errcode(connection->database));
}

// In place of SQLite's own automatic checkpoints, which are such a hook too.
static int after_commit(void *context, sqlite3 *database, const char *name, int pages) {
    struct store_connection *connection = context;
    connection->backlog = pages;
    if (pages >= connection->most_backlog)
        sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static int64_t sqlite_backlog(const struct store_connection *connection) {
    return connection->backlog;
}

static void sqlite_set_most_backlog(struct store_connection *connection, int64_t most) {
    connection->most_backlog = most;
}

static void sqlite_tend(struct store_connection *connection) {
    sqlite3_wal_checkpoint_v2(connection->database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static fault set_up(struct store_connection *connection, bool may_write) {
    sqlite3_busy_timeout(connection->database, 10000);
    connection->most_backlog = MOST_BACKLOG;
    sqlite3_wal_hook(connection->database, after_commit, connection);
    sqlite3_extended_result_codes(connection->database, 1);
    sqlite3_db_config(connection->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(connection->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(connection->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    TRY(sqlite_execute(connection, may_write ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
                                             : "PRAGMA query_only=1"));
    return sqlite_execute(connection, "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                                      "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824");
}

static void sqlite_close(struct store_connection *connection) {
    if (connection == NULL) return;
    for (size_t i = 0; i < connection->statement_count; i++)
        sqlite3_finalize(connection->statements[i]);
    free(connection->statements);
    sqlite3_close(connection->database);
    free(connection);
}

static fault sqlite_open(str path, bool may_write, bool may_create, struct store_connection **ret) {
    struct store_connection *connection = calloc(1, sizeof(*connection));
    ASSERT(connection != NULL);
    struct arena *arena = arena_open(MIB);
    int flags = may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE;
    if (may_create) flags |= SQLITE_OPEN_CREATE;
    int code = sqlite3_open_v2(arena_text(arena, path), &connection->database,
                               flags | SQLITE_OPEN_NOMUTEX, NULL);
    arena_close(arena);
    fault trouble = code == SQLITE_CANTOPEN ? &store_absent : NULL;
    if (trouble == NULL && code != SQLITE_OK) trouble = fault_of(connection, code);
    if (trouble == NULL) trouble = set_up(connection, may_write);
    if (trouble != NULL) {
        sqlite_close(connection);
        return trouble;
    }
    *ret = connection;
    return NULL;
}

static fault sqlite_prepare(struct store_connection *connection,
                            const struct store_statement *statement, size_t count) {
    if (connection->statements == NULL) {
        connection->statements = calloc(count, sizeof(sqlite3_stmt *));
        ASSERT(connection->statements != NULL);
        connection->statement_count = count;
    }
    int code =
        sqlite3_prepare_v3(connection->database, statement->sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &connection->statements[statement->index], NULL);
    if (code == SQLITE_OK) return NULL;
    fprintf(stderr, "statement %s: %s\n", statement->name, sqlite3_errmsg(connection->database));
    return &store_schema_differs;
}

static fault sqlite_bind(struct store_connection *connection, size_t index, size_t at,
                         struct store_value value) {
    sqlite3_stmt *statement = connection->statements[index];
    int place = (int)at + 1;
    int code = SQLITE_OK;
    switch (value.kind) {
    case STORE_NULL: code = sqlite3_bind_null(statement, place); break;
    case STORE_INT: code = sqlite3_bind_int64(statement, place, value.number); break;
    case STORE_TEXT:
        code = sqlite3_bind_text(statement, place, value.text.size == 0 ? "" : value.text.data,
                                 (int)value.text.size, SQLITE_STATIC);
        break;
    case STORE_BYTES:
        code = sqlite3_bind_blob(statement, place, value.text.size == 0 ? "" : value.text.data,
                                 (int)value.text.size, SQLITE_STATIC);
        break;
    }
    return code == SQLITE_OK ? NULL : fault_of(connection, code);
}

static fault sqlite_step(struct store_connection *connection, size_t index, bool *ret_has_row) {
    int code = sqlite3_step(connection->statements[index]);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fault_of(connection, sqlite3_extended_errcode(connection->database));
    *ret_has_row = code == SQLITE_ROW;
    return NULL;
}

static struct store_value sqlite_column(struct store_connection *connection, size_t index,
                                        size_t at) {
    sqlite3_stmt *statement = connection->statements[index];
    int place = (int)at;
    switch (sqlite3_column_type(statement, place)) {
    case SQLITE_NULL: return (struct store_value){.kind = STORE_NULL};
    case SQLITE_INTEGER:
        return (struct store_value){STORE_INT, sqlite3_column_int64(statement, place), STR_NONE};
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(statement, place);
        return (struct store_value){
            STORE_BYTES, 0, {bytes, (size_t)sqlite3_column_bytes(statement, place)}};
    }
    default: {
        const char *text = (const char *)sqlite3_column_text(statement, place);
        return (struct store_value){
            STORE_TEXT, 0, {text, (size_t)sqlite3_column_bytes(statement, place)}};
    }
    }
}

static void sqlite_reset(struct store_connection *connection, size_t index) {
    sqlite3_reset(connection->statements[index]);
}

static fault sqlite_back_up(struct store_connection *connection, str path) {
    struct arena *arena = arena_open(MIB);
    sqlite3 *target = NULL;
    int code = sqlite3_open(arena_text(arena, path), &target);
    arena_close(arena);
    sqlite3_backup *backup = code == SQLITE_OK
                                 ? sqlite3_backup_init(target, "main", connection->database, "main")
                                 : NULL;
    if (backup != NULL) {
        // In one step: a copy in pieces begins anew whenever somebody commits meanwhile.
        code = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    sqlite3_close(target);
    return code == SQLITE_DONE ? NULL : fault_of(connection, code);
}

const struct store_driver store_sqlite = {
    .begin = sqlite_begin,
    .open = sqlite_open,
    .close = sqlite_close,
    .execute = sqlite_execute,
    .prepare = sqlite_prepare,
    .bind = sqlite_bind,
    .step = sqlite_step,
    .column = sqlite_column,
    .reset = sqlite_reset,
    .backlog = sqlite_backlog,
    .set_most_backlog = sqlite_set_most_backlog,
    .tend = sqlite_tend,
    .back_up = sqlite_back_up,
};

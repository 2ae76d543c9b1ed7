// The raw limit: the statements that submissions made (record.c wrote them down), on the same book,
// with nothing of ours around them. limit BOOK RECORD GROUP SECONDS runs them in one thread, GROUP
// submissions in a transaction, write-ahead log and synchronous=FULL as the program has them, and
// prints how many a second. A group has one checkpoint, as there. Stops when the record is used up.
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATEMENTS_MAX = 1000, GROUPS_MAX = 1000000 };

struct statement {
    sqlite3_stmt *prepared;
    bool is_request;    // writes a row of requests: one for each submission
    bool is_checkpoint; // one for each commit
};

struct limit {
    sqlite3 *database;
    struct statement statements[STATEMENTS_MAX];
    const char *at;
    const char *end;
    uint32_t first_read; // with this statement a submission begins
    const char *checkpoint;
    int group;
    int in_group; // submissions since the last commit
    long submissions;
    long executed;
    double began_group;
    double *groups; // seconds of each
    size_t group_count;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void need(bool is_good, const struct limit *limit, const char *what) {
    if (is_good) return;
    fprintf(stderr, "limit: %s: %s\n", what, sqlite3_errmsg(limit->database));
    exit(1);
}

static uint32_t take(struct limit *limit) {
    uint32_t number;
    memcpy(&number, limit->at, sizeof(number));
    limit->at += sizeof(number);
    return number;
}

static void run_sql(struct limit *limit, const char *sql) {
    need(sqlite3_exec(limit->database, sql, NULL, NULL, NULL) == SQLITE_OK, limit, sql);
}

static void prepare(struct limit *limit) {
    uint32_t number = take(limit), size = take(limit);
    need(number < STATEMENTS_MAX, limit, "too many statements");
    struct statement *statement = &limit->statements[number];
    int code = sqlite3_prepare_v3(limit->database, limit->at, (int)size, SQLITE_PREPARE_PERSISTENT,
                                  &statement->prepared, NULL);
    need(code == SQLITE_OK, limit, "prepare");
    statement->is_request = strncmp(limit->at, "INSERT INTO requests ", 21) == 0;
    statement->is_checkpoint = strncmp(limit->at, "INSERT INTO log_checkpoints ", 28) == 0;
    if (limit->first_read == 0 && strncmp(limit->at, "SELECT ", 7) == 0) limit->first_read = number;
    limit->at += size;
}

static void bind(struct limit *limit, sqlite3_stmt *prepared, int place) {
    int type = (unsigned char)*limit->at++;
    uint32_t size = take(limit);
    int64_t number = 0;
    switch (type) {
    case SQLITE_INTEGER:
        memcpy(&number, limit->at, sizeof(number));
        sqlite3_bind_int64(prepared, place, number);
        break;
    case SQLITE_TEXT:
        sqlite3_bind_text(prepared, place, limit->at, (int)size, SQLITE_STATIC);
        break;
    case SQLITE_BLOB:
        sqlite3_bind_blob(prepared, place, limit->at, (int)size, SQLITE_STATIC);
        break;
    default: sqlite3_bind_null(prepared, place); break;
    }
    limit->at += size;
}

static struct statement *execute(struct limit *limit) {
    struct statement *statement = &limit->statements[take(limit)];
    uint32_t steps = take(limit), count = take(limit);
    for (uint32_t i = 0; i < count; i++) bind(limit, statement->prepared, (int)i + 1);
    for (uint32_t i = 0; i < steps; i++) {
        int code = sqlite3_step(statement->prepared);
        need(code == SQLITE_ROW || code == SQLITE_DONE, limit, sqlite3_sql(statement->prepared));
    }
    sqlite3_reset(statement->prepared);
    limit->executed++;
    return statement;
}

static void skip(struct limit *limit) {
    limit->at += 2 * sizeof(uint32_t);
    uint32_t count = take(limit);
    for (uint32_t i = 0; i < count; i++) {
        limit->at++;
        uint32_t size = take(limit);
        limit->at += size;
    }
}

static void commit(struct limit *limit) {
    if (limit->in_group == 0) return;
    if (limit->checkpoint != NULL) {
        const char *at = limit->at;
        limit->at = limit->checkpoint;
        execute(limit);
        limit->at = at;
        limit->checkpoint = NULL;
    }
    run_sql(limit, "COMMIT");
    double time = now();
    if (limit->group_count < GROUPS_MAX)
        limit->groups[limit->group_count++] = time - limit->began_group;
    limit->in_group = 0;
    limit->began_group = time;
    run_sql(limit, "BEGIN IMMEDIATE");
}

// One entry of the record.
static void step(struct limit *limit) {
    char what = *limit->at++;
    if (what == 'C') return; // the groups are ours
    need(what == 'P' || what == 'S', limit, "a record of what went well");
    if (what == 'P') {
        prepare(limit);
        return;
    }
    uint32_t number;
    memcpy(&number, limit->at, sizeof(number));
    if (limit->statements[number].is_checkpoint) {
        limit->checkpoint = limit->at;
        skip(limit);
        return;
    }
    if (number == limit->first_read && limit->in_group >= limit->group) commit(limit);
    if (execute(limit)->is_request) limit->in_group++, limit->submissions++;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void read_record(struct limit *limit, const char *path) {
    FILE *file = fopen(path, "rb");
    need(file != NULL, limit, path);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size);
    need(bytes != NULL && fread(bytes, 1, size, file) == size, limit, path);
    fclose(file);
    limit->at = bytes;
    limit->end = bytes + size;
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "limit BOOK RECORD GROUP SECONDS\n");
        return 2;
    }
    static struct limit limit;
    limit.group = atoi(arguments[3]);
    limit.groups = calloc(GROUPS_MAX, sizeof(double));
    need(sqlite3_open(arguments[1], &limit.database) == SQLITE_OK, &limit, arguments[1]);
    run_sql(&limit, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY;"
                    "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824");
    read_record(&limit, arguments[2]);
    double began = now(), until = began + atof(arguments[4]);
    limit.began_group = began;
    run_sql(&limit, "BEGIN IMMEDIATE");
    while (limit.at < limit.end && now() < until) step(&limit);
    commit(&limit);
    double seconds = now() - began;
    need(limit.group_count > 0, &limit, "nothing was recorded");
    qsort(limit.groups, limit.group_count, sizeof(double), compare);
    printf("{\"per_s\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"count\":%ld,\"statements\":%.1f}\n",
           (double)limit.submissions / seconds, limit.groups[limit.group_count / 2] * 1e3,
           limit.groups[limit.group_count * 99 / 100] * 1e3, limit.submissions,
           (double)limit.executed / (double)limit.submissions);
    return 0;
}

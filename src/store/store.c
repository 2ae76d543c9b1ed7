// From structs to rows and back, over a driver. One function per direction walks the columns of a
// statement; personal columns pass through seal and unseal. What the database means is the .sql
// files' business; how it speaks is the driver's.
#include "base/base.h"
#include "store/driver.h"
#include "store/kept.h"
#include "store/seal.h"

#include <stdlib.h>
#include <string.h>

FAULT(store_outage, 503, "", "The database cannot be reached. Nothing was changed.",
      "数据库暂时不可用，没有做任何改动。");
FAULT(store_full, 503, "", "There is no room on the disk. Nothing was changed.",
      "磁盘空间不足，没有做任何改动。");
FAULT(store_url_wrong, 400, "db", "A book is named like sqlite:PATH.",
      "账簿地址应形如 sqlite:路径。");
FAULT(store_absent, 404, "db", "There is no book there. `mingli init` makes one.",
      "这里没有账簿，可用 mingli init 新建。");
FAULT(store_schema_differs, 409, "db", "This book was made by another version of the program.",
      "此账簿由其他版本的程序建立。");
FAULT(store_conflict, 409, "", "Such an entry is there already.", "已有相同的记录。");

enum { SCHEMA_VERSION = 1 };
// 64 MiB of the write-ahead log: beyond them a commit copies what the tender left.
enum { BACKLOG_MOST = 16000 };

struct store {
    const struct store_driver *driver;
    const struct store_catalog *catalog;
    char *path;
    struct seal_key *seal;
    int64_t fail_at; // 0: never
    int64_t calls;
};

struct store_reader {
    struct store *store;
    struct store_connection *connection;
    struct arena *rows;      // for store_read_each
    struct store_kept *kept; // the writer's; NULL for others
};

struct store_tender {
    struct store *store;
    struct store_connection *connection;
};

struct store_writer {
    struct store_reader reader;
    bool is_open;
    bool has_mark;
};

// Counts driver calls, and fails from the chosen one on.
static fault counted(struct store *store) {
    int64_t call = __atomic_add_fetch(&store->calls, 1, __ATOMIC_RELAXED);
    int64_t fail_at = __atomic_load_n(&store->fail_at, __ATOMIC_RELAXED);
    return fail_at > 0 && call >= fail_at ? &store_full : NULL;
}

void store_fail_at(struct store *store, int64_t call) {
    __atomic_store_n(&store->calls, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&store->fail_at, call, __ATOMIC_RELAXED);
}

int64_t store_calls(const struct store *store) {
    return __atomic_load_n(&store->calls, __ATOMIC_RELAXED);
}

str store_path(const struct store *store) {
    return str_of(store->path);
}

// ---- Opening -----------------------------------------------------------------------------------

static fault make_schema(struct store *store, struct store_connection *connection) {
    TRY(store->driver->execute(connection, "BEGIN IMMEDIATE"));
    for (size_t i = 0; i < store->catalog->schema_count; i++)
        TRY(store->driver->execute(connection, store->catalog->sqlite_schema[i]));
    TRY(store->driver->execute(connection, "PRAGMA user_version=1"));
    return store->driver->execute(connection, "COMMIT");
}

static fault read_version(struct store *store, struct store_connection *connection,
                          int64_t *ret_version) {
    static const struct store_statement version = {
        .name = "user_version", .sql = "PRAGMA user_version", .index = 0};
    TRY(store->driver->prepare(connection, &version, 1));
    bool has_row = false;
    TRY(store->driver->step(connection, 0, &has_row));
    *ret_version = has_row ? store->driver->column(connection, 0, 0).number : 0;
    store->driver->reset(connection, 0);
    return NULL;
}

static fault check_schema(struct store *store, bool may_create) {
    struct store_connection *connection = NULL;
    TRY(store->driver->open(str_of(store->path), true, may_create, &connection));
    int64_t version = 0;
    fault trouble = read_version(store, connection, &version);
    if (trouble == NULL && version == 0)
        trouble = may_create ? make_schema(store, connection) : &store_absent;
    else if (trouble == NULL && version != SCHEMA_VERSION)
        trouble = &store_schema_differs;
    store->driver->close(connection);
    return trouble;
}

fault store_open(const struct store_options *options, struct store **ret_store) {
    str rest = options->url;
    str scheme = str_cut(&rest, ':');
    if (!str_equal(scheme, STR("sqlite")) || rest.size == 0) return &store_url_wrong;
    struct store *store = calloc(1, sizeof(*store));
    ASSERT(store != NULL);
    store->driver = &store_sqlite;
    store->catalog = options->catalog;
    store->driver->begin();
    store->path = calloc(1, rest.size + 1);
    ASSERT(store->path != NULL);
    memcpy(store->path, rest.data, rest.size);
    store->seal = seal_open(options->key);
    fault trouble = check_schema(store, options->may_create);
    if (trouble != NULL) {
        store_close(store);
        return trouble;
    }
    *ret_store = store;
    return NULL;
}

void store_close(struct store *store) {
    if (store == NULL) return;
    seal_close(store->seal);
    free(store->path);
    free(store);
}

static fault open_connection(struct store *store, bool may_write, struct store_connection **ret) {
    struct store_connection *connection = NULL;
    TRY(store->driver->open(str_of(store->path), may_write, false, &connection));
    for (size_t i = 0; i < store->catalog->statement_count; i++) {
        fault trouble = store->driver->prepare(connection, store->catalog->statements[i],
                                               store->catalog->statement_count);
        if (trouble != NULL) {
            store->driver->close(connection);
            return trouble;
        }
    }
    *ret = connection;
    return NULL;
}

fault store_open_reader(struct store *store, struct store_reader **ret_reader) {
    struct store_connection *connection = NULL;
    TRY(open_connection(store, false, &connection));
    struct store_reader *reader = calloc(1, sizeof(*reader));
    ASSERT(reader != NULL);
    *reader = (struct store_reader){store, connection, arena_open(LIMIT_REQUEST_ARENA), NULL};
    *ret_reader = reader;
    return NULL;
}

void store_close_reader(struct store_reader *reader) {
    if (reader == NULL) return;
    reader->store->driver->close(reader->connection);
    arena_close(reader->rows);
    free(reader);
}

fault store_open_writer(struct store *store, struct store_writer **ret_writer) {
    struct store_connection *connection = NULL;
    TRY(open_connection(store, true, &connection));
    struct store_writer *writer = calloc(1, sizeof(*writer));
    ASSERT(writer != NULL);
    writer->reader = (struct store_reader){store, connection, arena_open(LIMIT_REQUEST_ARENA),
                                           store_kept_open(store->catalog)};
    *ret_writer = writer;
    return NULL;
}

void store_close_writer(struct store_writer *writer) {
    if (writer == NULL) return;
    writer->reader.store->driver->close(writer->reader.connection);
    store_kept_close(writer->reader.kept);
    arena_close(writer->reader.rows);
    free(writer);
}

struct store_reader *store_writer_reader(struct store_writer *writer) {
    return &writer->reader;
}

// ---- The write-ahead log -----------------------------------------------------------------------

fault store_open_tender(struct store *store, struct store_tender **ret_tender) {
    struct store_connection *connection = NULL;
    TRY(store->driver->open(str_of(store->path), true, false, &connection));
    struct store_tender *tender = calloc(1, sizeof(*tender));
    ASSERT(tender != NULL);
    *tender = (struct store_tender){store, connection};
    *ret_tender = tender;
    return NULL;
}

void store_close_tender(struct store_tender *tender) {
    if (tender == NULL) return;
    tender->store->driver->close(tender->connection);
    free(tender);
}

void store_tend(struct store_tender *tender) {
    tender->store->driver->tend(tender->connection);
}

int64_t store_backlog(const struct store_writer *writer) {
    return writer->reader.store->driver->backlog(writer->reader.connection);
}

void store_is_tended(struct store_writer *writer) {
    writer->reader.store->driver->set_most_backlog(writer->reader.connection, BACKLOG_MOST);
}

// ---- Transactions ------------------------------------------------------------------------------

static fault execute(struct store_reader *reader, const char *sql) {
    TRY(counted(reader->store));
    return reader->store->driver->execute(reader->connection, sql);
}

fault store_begin_reading(struct store_reader *reader) {
    return execute(reader, "BEGIN");
}

void store_end_reading(struct store_reader *reader) {
    fault trouble = reader->store->driver->execute(reader->connection, "COMMIT");
    (void)trouble; // a read transaction has nothing to lose
}

fault store_begin(struct store_writer *writer) {
    ASSERT(!writer->is_open);
    TRY(execute(&writer->reader, "BEGIN IMMEDIATE"));
    writer->is_open = true;
    writer->has_mark = false;
    return NULL;
}

fault store_commit(struct store_writer *writer) {
    ASSERT(writer->is_open);
    TRY(execute(&writer->reader, "COMMIT"));
    writer->is_open = false;
    return NULL;
}

void store_roll_back(struct store_writer *writer) {
    if (!writer->is_open) return;
    store_kept_forget(writer->reader.kept);
    struct store *store = writer->reader.store;
    fault trouble = store->driver->execute(writer->reader.connection, "ROLLBACK");
    (void)trouble; // SQLite has rolled back by itself where this fails (disk full)
    writer->is_open = false;
}

fault store_mark(struct store_writer *writer) {
    ASSERT(writer->is_open);
    if (writer->has_mark) TRY(execute(&writer->reader, "RELEASE mark"));
    writer->has_mark = false;
    TRY(execute(&writer->reader, "SAVEPOINT mark"));
    writer->has_mark = true;
    return NULL;
}

fault store_roll_back_to_mark(struct store_writer *writer) {
    ASSERT(writer->is_open && writer->has_mark);
    store_kept_forget(writer->reader.kept);
    return execute(&writer->reader, "ROLLBACK TO mark");
}

fault store_back_up(struct store_reader *reader, str path) {
    return reader->store->driver->back_up(reader->connection, path);
}

// ---- Structs to parameters ---------------------------------------------------------------------

static struct store_value text_value(str text, bool is_optional) {
    if (text.size == 0 && is_optional) return (struct store_value){.kind = STORE_NULL};
    return (struct store_value){STORE_TEXT, 0, text};
}

static struct store_value int_value(int64_t number, bool is_null) {
    return (struct store_value){is_null ? STORE_NULL : STORE_INT, number, STR_NONE};
}

// The value of a field that stands for one column.
static struct store_value value_of(const struct store_column *column, const void *in) {
    const char *at = (const char *)in + column->offset;
    int64_t number = 0;
    str text = STR_NONE;
    switch (column->kind) {
    case SHAPE_BOOL: return int_value(*(const bool *)at, false);
    case SHAPE_INT: memcpy(&number, at, sizeof(number)); return int_value(number, false);
    case SHAPE_ID:
    case SHAPE_INSTANT: memcpy(&number, at, sizeof(number)); return int_value(number, number == 0);
    case SHAPE_DATE: {
        date day;
        memcpy(&day, at, sizeof(day));
        return int_value(day.days, date_is_none(day));
    }
    case SHAPE_ENUM: {
        int32_t choice;
        memcpy(&choice, at, sizeof(choice));
        if (choice == 0) return (struct store_value){.kind = STORE_NULL};
        return text_value(shape_choice_name(column->choices, choice), false);
    }
    case SHAPE_BYTES:
        memcpy(&text, at, sizeof(text));
        return (struct store_value){text.size == 0 ? STORE_NULL : STORE_BYTES, 0, text};
    case SHAPE_JSON:
    case SHAPE_DECIMAL: memcpy(&text, at, sizeof(text)); return text_value(text, true);
    default: memcpy(&text, at, sizeof(text)); return text_value(text, false);
    }
}

static fault bind_column(struct store_reader *reader, const struct store_statement *statement,
                         size_t *place, const struct store_column *column, const void *in) {
    const struct store_driver *driver = reader->store->driver;
    if (column->kind == SHAPE_MONEY) {
        money amount;
        memcpy(&amount, (const char *)in + column->offset, sizeof(amount));
        bool is_none = money_is_none(amount);
        TRY(driver->bind(reader->connection, statement->index, (*place)++,
                         int_value(amount.minor, is_none)));
        const money *stable = (const money *)(const void *)((const char *)in + column->offset);
        return driver->bind(reader->connection, statement->index, (*place)++,
                            text_value(money_currency(stable), is_none));
    }
    struct store_value value = value_of(column, in);
    if (column->is_personal) {
        if (value.text.size == 0) {
            value.kind = STORE_NULL;
        } else {
            value.kind = STORE_BYTES;
            value.text =
                seal_close_value(reader->store->seal, reader->rows, column->name, value.text);
        }
    }
    return driver->bind(reader->connection, statement->index, (*place)++, value);
}

static fault bind_all(struct store_reader *reader, const struct store_statement *statement,
                      const void *in) {
    size_t place = 0;
    for (size_t i = 0; i < statement->in_count; i++)
        TRY(bind_column(reader, statement, &place, &statement->ins[i], in));
    return NULL;
}

// ---- Columns to structs ------------------------------------------------------------------------

static void put_number(const struct store_column *column, char *at, struct store_value value) {
    bool truth = value.number != 0;
    date day = value.kind == STORE_NULL ? DATE_NONE : (date){(int32_t)value.number};
    if (column->kind == SHAPE_BOOL) {
        memcpy(at, &truth, sizeof(truth));
    } else if (column->kind == SHAPE_DATE) {
        memcpy(at, &day, sizeof(day));
    } else {
        memcpy(at, &value.number, sizeof(value.number));
    }
}

static void put_text(struct store_reader *reader, const struct store_column *column, char *at,
                     struct arena *arena, str text) {
    if (column->kind == SHAPE_ENUM) {
        int32_t choice = text.size == 0 ? 0 : shape_choice_of(column->choices, text);
        memcpy(at, &choice, sizeof(choice));
        return;
    }
    str copy = column->is_personal && text.size > 0
                   ? seal_open_value(reader->store->seal, arena, column->name, text)
                   : arena_copy(arena, text);
    memcpy(at, &copy, sizeof(copy));
}

static bool is_number(enum shape_kind kind) {
    return kind == SHAPE_BOOL || kind == SHAPE_INT || kind == SHAPE_ID || kind == SHAPE_DATE ||
           kind == SHAPE_INSTANT;
}

static void read_row(struct store_reader *reader, const struct store_statement *statement,
                     struct arena *arena, void *row) {
    const struct store_driver *driver = reader->store->driver;
    size_t place = 0;
    for (size_t i = 0; i < statement->out_count; i++) {
        const struct store_column *column = &statement->outs[i];
        char *at = (char *)row + column->offset;
        struct store_value value = driver->column(reader->connection, statement->index, place++);
        if (column->kind == SHAPE_MONEY) {
            str currency = driver->column(reader->connection, statement->index, place++).text;
            money amount = money_of(value.number, currency);
            memcpy(at, &amount, sizeof(amount));
        } else if (is_number(column->kind)) {
            put_number(column, at, value);
        } else {
            put_text(reader, column, at, arena, value.text);
        }
    }
}

// ---- What the writer keeps
// -----------------------------------------------------------------------

static bool is_kept(const struct store_reader *reader, const struct store_statement *statement) {
    return reader->kept != NULL && statement->is_kept;
}

// The statement and its parameters as bytes.
static str key_of(struct store_reader *reader, const struct store_statement *statement,
                  const void *in) {
    struct buf key = buf_in(reader->rows, 64 * KIB);
    buf_add_int(&key, (int64_t)statement->index);
    for (size_t i = 0; i < statement->in_count; i++) {
        struct store_value value = value_of(&statement->ins[i], in);
        buf_add_byte(&key, (char)('0' + value.kind));
        buf_add_int(&key, value.number);
        buf_add_byte(&key, ':');
        buf_add_int(&key, (int64_t)value.text.size);
        buf_add_byte(&key, ':');
        buf_add(&key, value.text);
    }
    ASSERT(!key.is_full);
    return buf_str(&key);
}

static const struct shape_list *find_kept(struct store_reader *reader,
                                          const struct store_statement *statement, const void *in) {
    return is_kept(reader, statement) ? store_kept_find(reader->kept, key_of(reader, statement, in))
                                      : NULL;
}

static void keep(struct store_reader *reader, const struct store_statement *statement,
                 const void *in, const struct shape_list *rows) {
    if (is_kept(reader, statement))
        store_kept_put(reader->kept, statement, key_of(reader, statement, in), rows);
}

// ---- Reading
// -------------------------------------------------------------------------------------

static fault read_one(struct store_reader *reader, const struct store_statement *statement,
                      const void *in, struct store_slot *slot) {
    const struct store_driver *driver = reader->store->driver;
    TRY(counted(reader->store));
    slot->is_there = false;
    fault trouble = bind_all(reader, statement, in);
    if (trouble == NULL)
        trouble = driver->step(reader->connection, statement->index, &slot->is_there);
    if (trouble == NULL && slot->is_there) {
        memset(slot->row, 0, statement->row_size);
        read_row(reader, statement, slot->arena, slot->row);
    }
    driver->reset(reader->connection, statement->index);
    return trouble;
}

fault store_read_one(struct store_reader *reader, const struct store_statement *statement,
                     const void *in, struct store_slot *slot) {
    const struct shape_list *kept = find_kept(reader, statement, in);
    if (kept != NULL) {
        slot->is_there = kept->count > 0;
        if (slot->is_there) store_copy_rows(slot->arena, statement, kept->items, 1, slot->row);
        arena_reset(reader->rows);
        return NULL;
    }
    fault trouble = read_one(reader, statement, in, slot);
    if (trouble == NULL)
        keep(reader, statement, in, &(struct shape_list){slot->row, slot->is_there ? 1 : 0});
    arena_reset(reader->rows);
    return trouble;
}

static fault read_many(struct store_reader *reader, const struct store_statement *statement,
                       const void *in, struct arena *arena, struct shape_list *ret_rows) {
    const struct store_driver *driver = reader->store->driver;
    TRY(counted(reader->store));
    fault trouble = bind_all(reader, statement, in);
    size_t count = 0, capacity = 0;
    void *rows = NULL;
    bool has_row = true;
    while (trouble == NULL && has_row) {
        trouble = driver->step(reader->connection, statement->index, &has_row);
        if (trouble != NULL || !has_row) break;
        rows = list_grow(arena, rows, count, &capacity, statement->row_size);
        read_row(reader, statement, arena, (char *)rows + statement->row_size * count++);
    }
    driver->reset(reader->connection, statement->index);
    if (trouble == NULL) *ret_rows = (struct shape_list){rows, count};
    return trouble;
}

fault store_read_many(struct store_reader *reader, const struct store_statement *statement,
                      const void *in, struct arena *arena, struct shape_list *ret_rows) {
    const struct shape_list *kept = find_kept(reader, statement, in);
    if (kept != NULL) {
        void *rows = kept->count == 0 ? NULL : arena_take(arena, statement->row_size * kept->count);
        store_copy_rows(arena, statement, kept->items, kept->count, rows);
        *ret_rows = (struct shape_list){rows, kept->count};
        arena_reset(reader->rows);
        return NULL;
    }
    fault trouble = read_many(reader, statement, in, arena, ret_rows);
    if (trouble == NULL) keep(reader, statement, in, ret_rows);
    arena_reset(reader->rows);
    return trouble;
}

fault store_read_each(struct store_reader *reader, const struct store_statement *statement,
                      const void *in, store_row_callback *each, void *context) {
    const struct store_driver *driver = reader->store->driver;
    TRY(counted(reader->store));
    fault trouble = bind_all(reader, statement, in);
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    bool has_row = true;
    while (trouble == NULL && has_row) {
        trouble = driver->step(reader->connection, statement->index, &has_row);
        if (trouble != NULL || !has_row) break;
        arena_reset(arena);
        void *row = arena_take(arena, statement->row_size);
        read_row(reader, statement, arena, row);
        trouble = each(context, row);
    }
    driver->reset(reader->connection, statement->index);
    arena_close(arena);
    arena_reset(reader->rows);
    return trouble;
}

fault store_write(struct store_writer *writer, const struct store_statement *statement,
                  const void *in) {
    struct store_reader *reader = &writer->reader;
    const struct store_driver *driver = reader->store->driver;
    ASSERT(writer->is_open && statement->is_write);
    TRY(counted(reader->store));
    fault trouble = bind_all(reader, statement, in);
    bool has_row = false;
    if (trouble == NULL) trouble = driver->step(reader->connection, statement->index, &has_row);
    driver->reset(reader->connection, statement->index);
    store_kept_written(reader->kept, statement);
    arena_reset(reader->rows);
    return trouble;
}

// ---- Changes -----------------------------------------------------------------------------------

void changes_add(struct changes *changes, const struct store_statement *statement, const void *in,
                 size_t in_size) {
    void *copy = in_size == 0 ? NULL : arena_take(changes->arena, in_size);
    if (in_size > 0) memcpy(copy, in, in_size);
    *list_push(changes->arena, &changes->rows) = (struct store_change){statement, copy};
}

void changes_move_last_to(struct changes *changes, size_t place) {
    ASSERT(place < changes->rows.count);
    struct store_change last = changes->rows.items[changes->rows.count - 1];
    for (size_t i = changes->rows.count - 1; i > place; i--)
        changes->rows.items[i] = changes->rows.items[i - 1];
    changes->rows.items[place] = last;
}

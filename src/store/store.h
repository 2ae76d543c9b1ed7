// store: one small door to the database. The boundary is statement and row: every statement is a
// named block in a .sql file, tools/gen makes a typed function of it, and all of them are prepared
// when a connection opens, so that a misspelt column stops the server and not a customer.
//
// A store_reader may only read; a store_writer is the one connection that may write. They are
// different types on purpose: writing through a reader does not compile.
//
// Personal columns are encrypted here, on the way in and out, with the book's key; the nonce is
// made of the key, the column and the value (a synthetic nonce), so no randomness enters and
// replaying the log gives the same rows. Absent values (shape.h) are NULL in the database.
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"
#include "base/shape.h"

struct store;
struct store_tender;
struct store_reader;
struct store_writer;

struct store_column {
    const char *name;
    enum shape_kind kind; // MONEY stands for two columns: minor units and currency
    bool is_personal;
    size_t offset; // in the struct
    const struct shape_enum *choices;
};

struct store_statement {
    const char *name; // "customers.by_id"
    const char *sql;  // parameters ?1, ?2 …
    size_t index;     // in the catalogue
    bool is_write;
    bool is_kept; // its rows change rarely: the writer keeps them (kept.h)
    const struct store_column *ins;
    size_t in_count;
    const struct store_column *outs;
    size_t out_count;
    size_t row_size;
};

// Everything that the .sql files declare; made by tools/gen.
struct store_catalog {
    const struct store_statement *const *statements;
    size_t statement_count;
    const char *const *sqlite_schema;
    const char *const *postgres_schema;
    size_t schema_count;
};

struct store_options {
    str url;         // "sqlite:PATH"
    uint8_t key[32]; // for personal columns
    bool may_create; // make the database and its tables where there is none
    const struct store_catalog *catalog;
};

extern const struct fault store_outage;         // 503: the database cannot be reached or written
extern const struct fault store_full;           // 503: no room on the disk
extern const struct fault store_url_wrong;      // 400
extern const struct fault store_absent;         // 404: there is no book there
extern const struct fault store_schema_differs; // 409: made by another version
extern const struct fault store_conflict;       // 409: a unique value is there already

MUST_USE fault store_open(const struct store_options *options, struct store **ret_store);
void store_close(struct store *store);

MUST_USE fault store_open_reader(struct store *store, struct store_reader **ret_reader);
void store_close_reader(struct store_reader *reader);
// One snapshot for several reads. Reads outside of it each see the newest state.
MUST_USE fault store_begin_reading(struct store_reader *reader);
void store_end_reading(struct store_reader *reader);

// Where one row goes: its texts into the arena, its columns into row (row_size bytes).
struct store_slot {
    struct arena *arena;
    void *row;
    bool is_there; // set by reading; row is untouched where it is false
};

// in points to the statement's in-struct (NULL when it has no parameters); rows and texts are put
// into the arena.
MUST_USE fault store_read_one(struct store_reader *reader, const struct store_statement *statement,
                              const void *in, struct store_slot *slot);
MUST_USE fault store_read_many(struct store_reader *reader, const struct store_statement *statement,
                               const void *in, struct arena *arena, struct shape_list *ret_rows);
// For long lists: calls each with the row (which lives until the next call) and stops when it
// returns a fault, which is passed on. The arena is reset between rows.
typedef fault store_row_callback(void *context, const void *row);
MUST_USE fault store_read_each(struct store_reader *reader, const struct store_statement *statement,
                               const void *in, store_row_callback *each, void *context);

MUST_USE fault store_open_writer(struct store *store, struct store_writer **ret_writer);
void store_close_writer(struct store_writer *writer);
// The writer's own view: sees what its open transaction wrote.
struct store_reader *store_writer_reader(struct store_writer *writer);
MUST_USE fault store_begin(struct store_writer *writer);
// Durable when it returns NULL.
MUST_USE fault store_commit(struct store_writer *writer);
void store_roll_back(struct store_writer *writer);
// A place inside the open transaction to go back to; the next mark forgets the one before.
MUST_USE fault store_mark(struct store_writer *writer);
MUST_USE fault store_roll_back_to_mark(struct store_writer *writer);
MUST_USE fault store_write(struct store_writer *writer, const struct store_statement *statement,
                           const void *in);
// A tender copies what was committed from the write-ahead log into the book's file while the writer
// goes on, so that no commit has to wait for it; without one, commits do it now and then.
MUST_USE fault store_open_tender(struct store *store, struct store_tender **ret_tender);
void store_close_tender(struct store_tender *tender);
// A trouble is the next commit's: nothing is lost, the log only stays longer.
void store_tend(struct store_tender *tender);
// Pages that await it; and a word to the writer that somebody tends.
int64_t store_backlog(const struct store_writer *writer);
void store_is_tended(struct store_writer *writer);
// Copies the whole book to a new file while everything goes on (SQLite's online backup).
MUST_USE fault store_back_up(struct store_reader *reader, str path);

// Tests: the n-th call (from 1) of any driver function from now on fails as a full disk would, and
// all later ones until it is set to 0 again. Counts calls when nothing fails.
void store_fail_at(struct store *store, int64_t call);
int64_t store_calls(const struct store *store);
// The path behind a "sqlite:" URL.
str store_path(const struct store *store);

// ---- Changes as data: what a decide wants written ----------------------------------------------

// One row to write: the statement and a copy of its parameters.
struct store_change {
    const struct store_statement *statement;
    const void *in;
};

struct changes {
    struct arena *arena;
    LIST(struct store_change) rows;
    struct changes_more *more; // what command/ adds: postings, signals
};

void changes_add(struct changes *changes, const struct store_statement *statement, const void *in,
                 size_t in_size);
// Moves the row that was added last to an earlier place: for a row that others refer to but that
// can only be filled after them.
void changes_move_last_to(struct changes *changes, size_t place);

#endif

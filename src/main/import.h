// import: other people's rows become commands. A file (CSV, spreadsheet, packed or not) is read row
// by row; a plan says which of our fields comes from which columns; the fields become the input of
// the same command that the page uses, so that each record is an event in the log.
//
//   import_read.c     bytes to rows
//   import_value.c    texts as people write them to amounts, days, truths
//   import_map.c      mapping (JSON) or column titles to a plan; a row by its plan
//   import_kinds.c    what can be imported: fields, titles, commands
//   import_find.c     names and codes to ids
//   import_run.c      groups of commands, rows that wait for others, the customers first
//   import_report.c   what is said: progress, refused rows, totals
//   import.c          the subcommand
#ifndef MAIN_IMPORT_H
#define MAIN_IMPORT_H

#include "base/decimal.h"
#include "base/map.h"
#include "main/program.h"

// ---- Rows (import_read.c) ----------------------------------------------------------------------

struct import_texts {
    const str *items;
    size_t count;
};

struct import_row {
    int64_t line; // in the file, from 1
    struct import_texts fields;
    fault trouble; // this row cannot be read; the next can
    struct fault_note note;
};

struct import_source;

// The file's bytes, unpacked where it is gzip. Faults: those of os_file_read, import_gzip_damaged.
MUST_USE fault import_read_file(const struct os *os, struct arena *arena, str path, str *ret_bytes);
// bytes must live until close. Reads the titles. Faults: csv_malformed, xlsx_malformed,
// import_empty.
MUST_USE fault import_source_open(str bytes, struct arena *arena, struct import_source **ret_source,
                                  struct fault_note *ret_note);
void import_source_close(struct import_source *source);
struct import_texts import_source_titles(const struct import_source *source);
// *ret_more false at the end. Rows without any text are passed over. The row is good until the next
// call.
MUST_USE fault import_source_next(struct import_source *source, struct import_row *ret_row,
                                  bool *ret_more);
// Back to the first row.
MUST_USE fault import_source_rewind(struct import_source *source);
// How much was read, in thousandths; -1 where nobody knows.
int import_source_done(const struct import_source *source);

extern const struct fault import_gzip_damaged, import_empty;

// ---- Values (import_value.c) -------------------------------------------------------------------

// An amount as written: "£1,250.50", "(12.00)", "1250元", "USD 12".
struct import_amount {
    str text;
    str currency;    // that of the row; a sign that says another one is a fault
    str times;       // multiplied by this number, where it is not empty
    bool is_rounded; // to the currency's digits, half-even; else more digits are a fault
};
MUST_USE fault import_parse_amount(struct arena *arena, const struct import_amount *amount,
                                   money *ret_amount, struct fault_note *ret_note);

// A day as written: 2026-11-25, 2026/11/25, 2026.11.25, 20261125, 2026年11月25日, each with or
// without a time behind.
struct import_day {
    str text;
    str order;         // "M/D/Y" or "D/M/Y" where the file writes so; empty: year first
    bool may_be_years; // a year alone is its first day
};
MUST_USE fault import_parse_day(struct arena *arena, const struct import_day *day, date *ret_day,
                                struct fault_note *ret_note);
// Yes and no in Chinese and English.
MUST_USE fault import_parse_truth(struct arena *arena, str text, bool *ret_truth,
                                  struct fault_note *ret_note);
// One of the choices by its name or title in either language.
MUST_USE fault import_parse_choice(struct arena *arena, const struct shape_enum *choices, str text,
                                   int32_t *ret_choice, struct fault_note *ret_note);
// A whole number that a spreadsheet made into a fraction: "17850.0" is 17850. Others stay.
str import_whole(str text);
// Without line ends, tabs and other control characters (line feeds stay where keeps_lines), at most
// max characters: longer ones are cut with "…".
str import_clean(struct arena *arena, str text, bool keeps_lines, int64_t max);

extern const struct fault import_amount_wrong, import_amount_missing, import_currency_differs,
    import_day_wrong, import_truth_wrong, import_choice_wrong;

// ---- Kinds (import_kinds.c) --------------------------------------------------------------------

enum import_type {
    IMPORT_TEXT,
    IMPORT_AMOUNT,
    IMPORT_DAY,
    IMPORT_TRUTH,
    IMPORT_CHOICE,
    IMPORT_NUMBER,     // a plain number, as it stands
    IMPORT_ROLES,      // several choices
    IMPORT_DEPARTMENT, // references, by code or name …
    IMPORT_USER,       // … by login
    IMPORT_CUSTOMER,   // … by code or name
    IMPORT_CAP,        // … by name in either language
    IMPORT_ASIDE,      // not a field of the command: currency, customer_code, contact …
};

struct import_field {
    const char *name; // of the command's input, unless it stands aside
    const char
        *titles; // columns that are taken for it where no mapping says otherwise: "金额|amount"
    enum import_type type;
    bool is_needed;
};

enum { IMPORT_FIELDS_MAX = 24 };

struct import_kind {
    const char *name; // as on the command line
    const char *command;
    const struct fault *known; // the command's word for "already there"; NULL: see import_run.c
    const char *known_of;      // … of a row that refers to rows of its own file: that field
    struct import_field fields[IMPORT_FIELDS_MAX]; // to the first without a name
};

const struct import_kind *import_kind_of(str name);
// "departments, users, …"
str import_kind_names(struct arena *arena);
// Index of a field in the kind, or -1.
int import_field_of(const struct import_kind *kind, str name);

// ---- Plans (import_map.c) ----------------------------------------------------------------------

// One piece of a text that is put together: a constant, or the text of a column.
struct import_piece {
    str text;
    int column; // -1: the constant; -2: the line's number
    bool is_whole;
};

struct import_pair {
    str from;
    str to;
};

// Where one of our fields comes from.
struct import_rule {
    bool is_set;
    LIST(int) columns; // the first that is not empty counts
    LIST(struct import_piece) pieces;
    str constant;
    LIST(struct import_pair) values; // translations
    bool has_otherwise;
    str otherwise;   // for what no translation speaks of, and for empty texts
    LIST(str) empty; // texts that mean nothing: "NA"
    int times;       // column, -1: none
    bool is_rounded;
    bool is_whole;
    bool is_year;
    bool is_cut; // texts that are too long are cut
    str order;
};

// Rows that belong together (one sheet, one month): two batches of the same content are reported.
struct import_batch_rule {
    int column; // -1: none
    LIST(int) except;
};

struct import_plan {
    const struct import_kind *kind;
    struct import_rule rules[IMPORT_FIELDS_MAX];
    struct import_batch_rule batch;
    bool makes_customers; // customers that the file names and the book does not have are made
};

struct import_planning {
    struct arena *arena;
    const struct import_kind *kind;
    struct import_texts titles;
};

// By a mapping (docs/import.md). Faults: import_mapping_wrong, import_column_unknown,
// import_field_unmapped; json_malformed.
MUST_USE fault import_plan_read(const struct import_planning *planning, str mapping,
                                struct import_plan *ret_plan, struct fault_note *ret_note);
// By the titles alone. Fault import_field_unmapped: a needed field has no column.
MUST_USE fault import_plan_guess(const struct import_planning *planning,
                                 struct import_plan *ret_plan, struct fault_note *ret_note);
// What the plan makes of a row for one field of the kind; empty where there is nothing.
str import_plan_text(const struct import_plan *plan, struct arena *arena,
                     const struct import_row *row, int field);
// The kind that a mapping names, or NULL.
const struct import_kind *import_plan_kind(struct arena *arena, str mapping);

extern const struct fault import_mapping_wrong, import_column_unknown, import_field_unmapped;

// ---- Counting and saying (import_report.c) -----------------------------------------------------

enum import_end { IMPORT_READ, IMPORT_DONE, IMPORT_KNOWN, IMPORT_REFUSED, IMPORT_ENDS };

struct import_sum {
    char currency[4];
    int64_t minor[IMPORT_ENDS]; // IMPORT_READ: of all rows whose amount can be read
    int64_t rows[IMPORT_ENDS];
};

struct import_batch {
    str name;
    int64_t rows;
    uint64_t content[2]; // sum of the rows' digests: the order does not matter
};

struct import_report {
    struct arena *arena;
    const struct os *os;
    str path;   // of the file with the refused rows
    str titles; // of the columns, as CSV
    bool has_file;
    struct buf waiting; // refused rows that are not in the file yet
    int64_t rows[IMPORT_ENDS];
    int64_t customers;   // made on the way
    int64_t unconverted; // in another currency without a rate: in no sum of the book's
    LIST(struct import_sum) sums;
    LIST(struct import_batch) batches;
    struct map *batch_of; // index + 1 by name
    int64_t began_us;
    int64_t shown_us;
};

struct import_refusal {
    int64_t line;
    str row; // as CSV
    fault trouble;
    struct fault_note note;
};

void import_count(struct import_report *report, enum import_end end, const money *amount);
MUST_USE fault import_refuse(struct import_report *report, const struct import_refusal *refusal);
void import_count_batch(struct import_report *report, str name, const uint8_t digest[16]);
// Writes what waits.
MUST_USE fault import_report_finish(struct import_report *report);
// A line on the terminal, ten times a second at most. done: thousandths, or -1.
void import_show_progress(struct program *program, struct import_report *report, int done);
void import_print_report(struct program *program, const struct import_report *report);

// ---- References (import_find.c) ----------------------------------------------------------------

struct import_finding {
    struct store_reader *reader;
    struct arena *arena; // lives as long as the import
    struct arena *scratch;
    const struct book *book;
    struct map *known; // ids by "type:text"
};

// Faults: department_unknown, user_unknown, customer_unknown, cap_unknown, contact_unknown, with
// the text in the note.
MUST_USE fault import_find(struct import_finding *finding, enum import_type type, str text,
                           int64_t *ret_id, struct fault_note *ret_note);
MUST_USE fault import_find_contact(struct import_finding *finding, int64_t customer, str name,
                                   int64_t *ret_id, struct fault_note *ret_note);
// The code of a customer that a file names without one: the same name gives the same code.
str import_customer_code(struct arena *arena, str name);
// Remembers an id, so that nobody looks it up; 0: it is to be looked up again.
void import_know(struct import_finding *finding, enum import_type type, str text, int64_t id);

// ---- Running (import_run.c) --------------------------------------------------------------------

struct import {
    struct program *program;
    const struct book *book;
    struct desk *desk;
    struct import_source *source;
    struct import_plan plan;
    struct actor actor;
    struct arena *arena;
    struct import_finding finding;
    struct import_report report;
};

// All rows of the file. Faults are outages; what is wrong with a row is counted and listed.
MUST_USE fault import_run(struct import *import);

#endif

// program: what every subcommand needs: its options, the two languages, the ways to end, the book.
// A subcommand is one file with one function and one row in main.c's table.
#ifndef MAIN_PROGRAM_H
#define MAIN_PROGRAM_H

#include "command/book.h"
#include "command/desk.h"
#include "os/os.h"

enum program_exit { PROGRAM_GOOD, PROGRAM_NO, PROGRAM_USAGE, PROGRAM_OUTAGE };

struct program;

struct subcommand {
    const char *name;
    const char *usage; // behind the name: "[--db URL] [--demo]"
    const char *en;    // what it does
    const char *zh;
    const char *example; // a whole line
    const char *options; // names separated by blanks; those that take a value end in "="
    int words_max;       // positional arguments
    enum program_exit (*run)(struct program *program);
};

enum { PROGRAM_WORDS_MAX = 8, PROGRAM_OPTIONS_MAX = 16 };

struct program {
    const struct os *os;
    struct arena *arena;
    const struct subcommand *subcommand;
    bool is_json;
    bool is_chinese;
    str words[PROGRAM_WORDS_MAX]; // positional
    size_t word_count;
    str names[PROGRAM_OPTIONS_MAX]; // options that were given …
    str values[PROGRAM_OPTIONS_MAX];
    size_t option_count;
    struct os_lock *lock; // of the book, while it is open for writing
};

// The value of an option, or empty; "1" for one that takes none.
str program_option(const struct program *program, const char *name);
bool program_has(const struct program *program, const char *name);

// The text in the language of the environment (LC_ALL, LC_MESSAGES, LANG).
const char *program_text(const struct program *program, const char *en, const char *zh);
// Prints what is wrong with how it was called, on stderr.
enum program_exit program_usage(const struct program *program, const char *en, const char *zh);
// Prints a fault on stderr (as JSON on stdout where --json was given) and says how to end: with
// PROGRAM_OUTAGE for an outage, PROGRAM_NO for a refusal.
enum program_exit program_fail(const struct program *program, fault trouble,
                               const struct fault_note *note);
// Whether people look on: stderr is a terminal.
bool program_is_watched(void);
// A line of progress that overwrites the one before; nothing where nobody looks on.
void program_progress(const struct program *program, const char *en, const char *zh, int64_t count);
// A password that nobody chose: 80 random bits in letters and digits that are not taken for others.
str program_new_password(struct program *program);
// All of the standard input.
MUST_USE fault program_read_input(struct program *program, str *ret_bytes);

// ---- The book (modules.c) ----------------------------------------------------------------------

enum program_book { PROGRAM_BOOK_READ, PROGRAM_BOOK_WRITE, PROGRAM_BOOK_MAKE };

// From --db, MINGLI_DB, or the user's data folder.
str program_url(struct program *program);
// Opens the book; for writing it is locked against other writers (fault book_in_use, 409).
MUST_USE fault program_open_book(struct program *program, enum program_book how,
                                 struct book **ret_book, struct fault_note *ret_note);
void program_close_book(struct program *program, struct book *book);

// The folder that a file stands in, and those above it.
MUST_USE fault program_make_folder_of(struct program *program, str path);
// Copies a database that nobody has open; needs no key.
MUST_USE fault program_copy_book(struct program *program, str from, str to);

// Runs one command as the system, through the same stages as everybody's (prepare included).
struct program_run {
    struct desk *desk;
    const char *command;
    void *in;
    void *out;              // set: lives in the program's arena
    struct fault_note note; // set
};
MUST_USE fault program_run(struct program *program, struct program_run *run);

extern const struct fault book_in_use;

// ---- The subcommands ---------------------------------------------------------------------------

enum program_exit program_backup(struct program *program);
enum program_exit program_export(struct program *program);
enum program_exit program_flow(struct program *program);
enum program_exit program_import(struct program *program);
enum program_exit program_init(struct program *program);
enum program_exit program_policy(struct program *program);
enum program_exit program_policy_cover(struct program *program);
enum program_exit program_policy_tck(struct program *program);
enum program_exit program_policy_backtest(struct program *program);
enum program_exit program_restore(struct program *program);
enum program_exit program_serve(struct program *program);
enum program_exit program_user(struct program *program);
enum program_exit program_verify(struct program *program);

#endif

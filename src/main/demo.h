// demo: fills a new book with a made-up company and a year of its benefits, through commands only,
// so that the log tells of everything. Seeded: the same day gives the same book, to the last hash.
// No name in it is meant to be a real person's or company's.
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include "main/program.h"

enum { DEMO_DAYS = 330 }; // how far back the made-up year reaches

// What the demo's parts share: the book, a clock that they turn, a sequence of numbers, who is who.
struct demo_person {
    int64_t id;
    str login;
    str name;
    int64_t department;
    str path; // of the department
    uint32_t roles;
};

struct demo_customer {
    int64_t id;
    int32_t nature;
    str name;
    int64_t contacts[2];
    bool is_official; // the first contact
};

struct demo {
    struct program *program;
    const struct book *book;
    struct desk *desk;
    struct arena *arena; // what lasts
    struct arena *one;   // for one command, reset after it
    instant *now;        // the clock that the book reads
    date today;          // the day before which the demo ends
    uint64_t seed;
    str password_hash;
    LIST(struct demo_person) people;
    LIST(struct demo_customer) customers;
    int64_t evidence_count;
};

// 0 .. below-1, the next of the sequence.
int64_t demo_number(struct demo *demo, int64_t below);
bool demo_chance(struct demo *demo, int percent);
// Runs a command as a person (NULL: the system) with its input as JSON; *ret_out is its answer
// (NULL where it was refused), which lives until the next command.
fault demo_run(struct demo *demo, const struct demo_person *who, const char *command, str json,
               const void **ret_out);
const struct demo_person *demo_person_of(const struct demo *demo, int64_t id);
const struct demo_person *demo_login(const struct demo *demo, const char *login);

// demo_company.c: departments, people, limits, budgets, customers. demo_year.c: the requests.
MUST_USE fault demo_company(struct demo *demo);
MUST_USE fault demo_year(struct demo *demo);

// Opens the new book of the program's --db with a clock that can be turned, fills it and writes
// PATH.logins (one line per role).
MUST_USE fault demo_fill(struct program *program, struct fault_note *ret_note);

#endif

// zones: the inside of cover.c and loosen.c. What one or two decision tables can be asked, cut into
// zones: all values of a zone are alike for every cell, and one value stands for them. A dimension
// is one expression that columns ask (mostly the name of an input); columns of both tables that ask
// the same are one dimension. Null is no value here.
//
// Rules are bits; those of the second table begin at a word of their own.
#ifndef DECISION_ZONES_H
#define DECISION_ZONES_H

#include "decision/cover.h"
#include "decision/model.h"

enum { ZONE_TABLES_MAX = 2, ZONE_DIMENSIONS_MAX = ZONE_TABLES_MAX * LIMIT_COLUMNS };

struct zone {
    struct feel_value value;
    // Of all tables: the rules whose cells may hold for it. Cells that are real expressions always
    // may.
    const uint64_t *bits;
};

struct dimension {
    str name;      // the expression
    size_t place;  // among the dimensions as the columns stand
    bool is_input; // of all models that ask it
    bool is_whole; // all cells that ask it are constants
    struct zone *zones;
    size_t zone_count;
    size_t care; // cells that test it
};

struct zone_table {
    const struct decision_model *model;
    const struct table *table;
    size_t first_word;
};

struct zone_space {
    struct arena *arena;   // of the examples
    struct arena *scratch; // of everything else; needs ZONE_MEMORY
    // Set by zones_add and zones_cut:
    struct zone_table tables[ZONE_TABLES_MAX];
    size_t table_count;
    size_t words;                 // of a set of bits
    struct dimension *dimensions; // those that most rules test first
    size_t count;
    // Rules all of whose cells are constants: they hold exactly where their bits say so.
    uint64_t *sure;
    int64_t steps_left; // of all searches
    bool is_too_large;  // to be searched at all
};

#define ZONE_MEMORY (384 * MIB)

// A decision that is a table; at most two, before they are cut.
void zones_add(struct zone_space *space, const struct decision_model *model, size_t decision);
void zones_cut(struct zone_space *space);
// The bit of a rule.
size_t zones_bit(const struct zone_space *space, size_t table, size_t rule);

// ---- searching ----

enum zone_answer {
    ZONE_GO_ON, // into the next dimension
    ZONE_DEAD,  // nothing here, nor anywhere with the same bits at this depth
    ZONE_DOUBT, // nothing here, but perhaps elsewhere with the same bits
    ZONE_FOUND, // stop
};

// Depth first over the dimensions: `bits` are those of `start` that every zone chosen so far
// leaves. `judge` is asked at each step, first with depth 0; at the last depth (count) it must not
// say ZONE_GO_ON.
struct zone_search {
    struct zone_space *space;
    ptrdiff_t holds; // this bit must be in every zone; -1: none
    const uint64_t *start;
    enum zone_answer (*judge)(struct zone_search *search, size_t depth, const uint64_t *bits);
    void *context;
    // Set while it runs: the zone chosen in each dimension before depth, and by depth the bits that
    // all zones of the dimensions from there on have.
    size_t path[ZONE_DIMENSIONS_MAX];
    uint64_t **always;
    bool is_too_large; // set: given up
};

// True when something was found; path is it then, also for the dimensions that were not reached.
bool zones_search(struct zone_search *search);
// Fills the rest of the path from depth on with the first zones that the search allows.
void zones_complete(struct zone_search *search, size_t depth);
// The path as an example, in the arena of the space.
const struct decision_example *zones_example(const struct zone_space *space, const size_t *path);

bool bits_meet(const uint64_t *a, const uint64_t *b, size_t words);
bool bits_empty(const uint64_t *bits, size_t words);

#endif

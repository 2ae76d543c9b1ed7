// A column of cells as bit sets over the rules. Each set is made by asking the cells themselves
// about one value that stands for all values alike: each text that some cell names, and one that
// none names; each bound, and one value between two bounds. So the look-up cannot mean anything
// else than the cells do. A value of another kind than the column's is left to the cells. Numbers
// are compared as whole multiples of the finest bound's unit (300.01 as 30001), exactly.
#include "base/hash.h"
#include "decision/model.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCALE_MAX = 9,
    LOOKUPS_MAX = 4000000, // cells asked when a column is compiled
};

// Bounds keep this far from the ends of 64 bits, so that a neighbour can be made.
#define CUT_MAX (INT64_MAX / 4)

bool bit_is_set(const uint64_t *bits, size_t index) {
    return (bits[index / 64] >> (index % 64) & 1) != 0;
}

void bit_set(uint64_t *bits, size_t index) {
    bits[index / 64] |= (uint64_t)1 << (index % 64);
}

struct compiler {
    struct reader *reader;
    const struct table *table;
    size_t index;                     // of the column
    struct feel_simple_tests *simple; // of each rule's cell
};

// The rules whose cell holds for the value.
static const uint64_t *ask_cells(struct compiler *compiler, struct feel_value value) {
    const struct table *table = compiler->table;
    uint64_t *bits = ARENA_ARRAY(compiler->reader->arena, uint64_t, table->word_count + 1);
    struct feel_run run = feel_run_in(compiler->reader->arena, NULL, 0);
    run.is_quiet = true;
    run.steps_left = INT64_MAX;
    for (size_t i = 0; i < table->rule_count; i++)
        if (feel_test(table->rules[i].cells[compiler->index], value, &run)) bit_set(bits, i);
    return bits;
}

// ---- what kind of column it is ----

// The kind of the constants in one test: that of its value, or of its range's ends.
static enum feel_kind part_kind(struct feel_value part) {
    if (part.kind != FEEL_RANGE) return part.kind;
    return part.range->has_start ? part.range->start.kind : part.range->end.kind;
}

// The kind that all constants of the column share; FEEL_NULL: none, or no range of it can be
// compiled.
static enum feel_kind shared_kind(const struct compiler *compiler) {
    enum feel_kind shared = FEEL_NULL;
    for (size_t i = 0; i < compiler->table->rule_count; i++) {
        const struct feel_simple_tests *simple = &compiler->simple[i];
        for (size_t p = 0; p < simple->count; p++) {
            enum feel_kind kind = part_kind(simple->parts[p]);
            bool is_range = simple->parts[p].kind == FEEL_RANGE;
            if (kind == FEEL_NULL) continue;
            if (is_range && kind != FEEL_NUMBER && kind != FEEL_DATE) return FEEL_NULL;
            if (shared != FEEL_NULL && kind != shared) return FEEL_NULL;
            shared = kind;
        }
    }
    return shared;
}

static bool take_simple(struct compiler *compiler) {
    const struct table *table = compiler->table;
    struct arena *arena = compiler->reader->arena;
    compiler->simple = ARENA_ARRAY(arena, struct feel_simple_tests, table->rule_count + 1);
    for (size_t i = 0; i < table->rule_count; i++)
        if (!feel_tests_simple(arena, table->rules[i].cells[compiler->index], &compiler->simple[i]))
            return false;
    return true;
}

// ---- texts ----

static bool fits(const struct compiler *compiler, size_t set_count) {
    const struct table *table = compiler->table;
    return set_count * table->rule_count <= LOOKUPS_MAX &&
           reader_has_room(compiler->reader, set_count * (table->word_count * 8 + 64) + 4096);
}

static size_t part_count(const struct compiler *compiler) {
    size_t count = 0;
    for (size_t i = 0; i < compiler->table->rule_count; i++) count += compiler->simple[i].count;
    return count;
}

// A text that is longer than all that are named is none of them.
static str unnamed_text(const struct compiler *compiler) {
    size_t size = 1;
    for (size_t i = 0; i < compiler->table->rule_count; i++)
        for (size_t p = 0; p < compiler->simple[i].count; p++)
            if (compiler->simple[i].parts[p].kind == FEEL_STRING &&
                compiler->simple[i].parts[p].text.size >= size)
                size = compiler->simple[i].parts[p].text.size + 1;
    char *text = arena_take(compiler->reader->arena, size);
    memset(text, 'x', size);
    return (str){text, size};
}

static struct string_slot *string_slot(const struct column *column, str text) {
    size_t at = hash_str(text, 0) & (column->string_slots - 1);
    while (column->strings[at].bits != NULL && !str_equal(column->strings[at].text, text))
        at = (at + 1) & (column->string_slots - 1);
    return &column->strings[at];
}

static void compile_strings(struct compiler *compiler, struct column *column) {
    size_t count = part_count(compiler);
    if (!fits(compiler, count + 1)) return;
    column->string_slots = 8;
    while (column->string_slots < count * 2) column->string_slots *= 2;
    column->strings =
        ARENA_ARRAY(compiler->reader->arena, struct string_slot, column->string_slots);
    for (size_t i = 0; i < compiler->table->rule_count; i++) {
        for (size_t p = 0; p < compiler->simple[i].count; p++) {
            struct feel_value part = compiler->simple[i].parts[p];
            if (part.kind != FEEL_STRING) continue;
            struct string_slot *slot = string_slot(column, part.text);
            if (slot->bits == NULL)
                *slot = (struct string_slot){part.text, ask_cells(compiler, part)};
        }
    }
    column->other_bits = ask_cells(compiler, feel_string(unnamed_text(compiler)));
    column->kind = COLUMN_STRINGS;
}

// ---- numbers and dates ----

struct bounds {
    LIST(struct feel_value) values;
};

static void gather_bounds(struct compiler *compiler, struct bounds *bounds) {
    struct arena *arena = compiler->reader->arena;
    for (size_t i = 0; i < compiler->table->rule_count; i++) {
        for (size_t p = 0; p < compiler->simple[i].count; p++) {
            struct feel_value part = compiler->simple[i].parts[p];
            if (part.kind == FEEL_RANGE && part.range->has_start)
                *list_push(arena, &bounds->values) = part.range->start;
            if (part.kind == FEEL_RANGE && part.range->has_end)
                *list_push(arena, &bounds->values) = part.range->end;
            if (part.kind == FEEL_NUMBER || part.kind == FEEL_DATE)
                *list_push(arena, &bounds->values) = part;
        }
    }
}

// Digits behind the point that all bounds together need; -1: too many, or too large.
static int common_scale(const struct bounds *bounds) {
    for (int scale = 0; scale <= SCALE_MAX; scale++) {
        size_t i = 0;
        int64_t whole;
        while (i < bounds->values.count &&
               decimal_to_int64(bounds->values.items[i].number, scale, &whole) && whole < CUT_MAX &&
               whole > -CUT_MAX)
            i++;
        if (i == bounds->values.count) return scale;
    }
    return -1;
}

static int compare_cuts(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;
    return first < second ? -1 : first > second;
}

static void sort_cuts(struct compiler *compiler, struct column *column,
                      const struct bounds *bounds) {
    int64_t *cuts = ARENA_ARRAY(compiler->reader->arena, int64_t, bounds->values.count + 1);
    for (size_t i = 0; i < bounds->values.count; i++) {
        struct feel_value bound = bounds->values.items[i];
        cuts[i] = bound.days;
        if (column->kind == COLUMN_NUMBERS) {
            bool is_whole = decimal_to_int64(bound.number, column->scale, &cuts[i]);
            ASSERT(is_whole);
        }
    }
    qsort(cuts, bounds->values.count, sizeof(*cuts), compare_cuts);
    for (size_t i = 0; i < bounds->values.count; i++)
        if (column->cut_count == 0 || cuts[column->cut_count - 1] != cuts[i])
            cuts[column->cut_count++] = cuts[i];
    column->cuts = cuts;
}

// A value in the middle of a zone. Twice the scale's unit leaves room between two neighbours.
static struct feel_value zone_value(const struct column *column, size_t zone) {
    size_t cut = zone / 2;
    bool is_cut = zone % 2 == 1;
    int64_t twice = is_cut                    ? column->cuts[cut] * 2
                    : cut < column->cut_count ? column->cuts[cut] * 2 - 1
                                              : column->cuts[cut - 1] * 2 + 1;
    if (column->kind == COLUMN_DATES) // days have no halves: an empty zone is never looked up
        return (struct feel_value){.kind = FEEL_DATE,
                                   .days = cut < column->cut_count ? column->cuts[cut] - !is_cut
                                                                   : column->cuts[cut - 1] + 1};
    decimal half = decimal_from_int64(5, 1);
    decimal unit = decimal_mul(decimal_from_int64(twice, 0), half);
    return feel_number(decimal_mul(unit, decimal_from_int64(1, column->scale)));
}

static void compile_zones(struct compiler *compiler, struct column *column, enum column_kind kind) {
    struct bounds bounds = {0};
    gather_bounds(compiler, &bounds);
    if (kind == COLUMN_NUMBERS) column->scale = common_scale(&bounds);
    if (column->scale < 0 || bounds.values.count == 0 ||
        !fits(compiler, bounds.values.count * 2 + 1))
        return;
    column->kind = kind;
    sort_cuts(compiler, column, &bounds);
    size_t count = column->cut_count * 2 + 1;
    column->zones = ARENA_ARRAY(compiler->reader->arena, const uint64_t *, count);
    for (size_t zone = 0; zone < count; zone++)
        column->zones[zone] = ask_cells(compiler, zone_value(column, zone));
}

// ---- the whole column ----

static void keep_care_bits(struct compiler *compiler, struct column *column) {
    const struct table *table = compiler->table;
    uint64_t *bits = ARENA_ARRAY(compiler->reader->arena, uint64_t, table->word_count + 1);
    column->care_bits = bits;
    for (size_t i = 0; i < table->rule_count; i++) {
        struct feel_simple_tests simple;
        const struct feel_expression *cell = table->rules[i].cells[compiler->index];
        bool is_simple = feel_tests_simple(compiler->reader->arena, cell, &simple);
        for (size_t p = 0; is_simple && p < simple.count; p++) {
            if (simple.parts[p].kind != FEEL_NULL) continue;
            // The column speaks of null itself: null is an answer there.
            memset(bits, 0, table->word_count * sizeof(*bits));
            return;
        }
        if (!is_simple || !simple.is_any) bit_set(bits, i);
    }
}

void column_compile(struct reader *reader, struct table *table, size_t index) {
    struct column *column = &table->columns[index];
    struct compiler compiler = {.reader = reader, .table = table, .index = index};
    keep_care_bits(&compiler, column);
    if (!take_simple(&compiler) || !fits(&compiler, 4)) return;
    enum feel_kind kind = shared_kind(&compiler);
    if (kind == FEEL_STRING) compile_strings(&compiler, column);
    if (kind == FEEL_NUMBER) compile_zones(&compiler, column, COLUMN_NUMBERS);
    if (kind == FEEL_DATE) compile_zones(&compiler, column, COLUMN_DATES);
    if (kind == FEEL_BOOLEAN) {
        column->boolean_bits[0] = ask_cells(&compiler, feel_boolean(false));
        column->boolean_bits[1] = ask_cells(&compiler, feel_boolean(true));
        column->kind = COLUMN_BOOLEANS;
    }
    if (column->kind != COLUMN_CELLS) column->null_bits = ask_cells(&compiler, feel_null());
}

// ---- looking up ----

// is_between: the value lies above `whole` and below whole + 1.
static const uint64_t *find_zone(const struct column *column, int64_t whole, bool is_between) {
    size_t low = 0;
    size_t high = column->cut_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (column->cuts[middle] < whole)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_cut = low < column->cut_count && column->cuts[low] == whole;
    return column->zones[low * 2 + (is_cut ? 1 : 0) + (is_cut && is_between ? 1 : 0)];
}

static const uint64_t *find_number(const struct column *column, decimal number) {
    int64_t whole;
    if (decimal_to_int64(number, column->scale, &whole)) return find_zone(column, whole, false);
    decimal floor = decimal_round(number, column->scale, DECIMAL_FLOOR);
    if (decimal_to_int64(floor, column->scale, &whole)) return find_zone(column, whole, true);
    return column->zones[decimal_is_negative(number) ? 0 : column->cut_count * 2];
}

const uint64_t *column_find(const struct column *column, struct feel_value value) {
    if (column->kind == COLUMN_CELLS) return NULL;
    switch (value.kind) {
    case FEEL_NULL: return column->null_bits;
    case FEEL_STRING:
        if (column->kind != COLUMN_STRINGS) return NULL;
        const struct string_slot *slot = string_slot(column, value.text);
        return slot->bits == NULL ? column->other_bits : slot->bits;
    case FEEL_BOOLEAN:
        return column->kind == COLUMN_BOOLEANS ? column->boolean_bits[value.boolean] : NULL;
    case FEEL_NUMBER:
        return column->kind == COLUMN_NUMBERS ? find_number(column, value.number) : NULL;
    case FEEL_DATE:
        return column->kind == COLUMN_DATES ? find_zone(column, value.days, false) : NULL;
    default: return NULL;
    }
}

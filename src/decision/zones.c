// Cuts what tables can be asked into zones, and searches them. The cells themselves say (through
// the compiled columns where there are any) which rules hold for a zone's value, so nothing here
// can mean anything else than the tables do. Zones that are alike for all rules are one. A search
// never enters the same dimension twice with the same rules left, so its size is the number of
// different sets and not of inputs; it is bounded all the same.
#include "decision/zones.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    CELLS_MAX = 8000000,     // asked one by one when zones are cut
    STEPS_MAX = 4000000,     // of all searches of a space together
    STATES_MAX = 512 * 1024, // remembered by one search
};

// Of the zones' sets together, and of what one search remembers.
#define SETS_MAX (48 * MIB)

bool bits_meet(const uint64_t *a, const uint64_t *b, size_t words) {
    for (size_t i = 0; i < words; i++)
        if ((a[i] & b[i]) != 0) return true;
    return false;
}

bool bits_empty(const uint64_t *bits, size_t words) {
    for (size_t i = 0; i < words; i++)
        if (bits[i] != 0) return false;
    return true;
}

size_t zones_bit(const struct zone_space *space, size_t table, size_t rule) {
    return space->tables[table].first_word * 64 + rule;
}

// ---- sets that were seen ----

struct seen {
    struct arena *arena;
    size_t words; // of a key: the depth and the bits
    uint64_t **slots;
    size_t slot_count; // a power of two
    size_t count;
    size_t count_max;
};

static struct seen seen_open(struct arena *arena, size_t bit_words) {
    struct seen seen = {.arena = arena, .words = bit_words + 1, .slot_count = 1024};
    seen.count_max = SETS_MAX / (seen.words * sizeof(uint64_t) + 16);
    if (seen.count_max > STATES_MAX) seen.count_max = STATES_MAX;
    seen.slots = ARENA_ARRAY(arena, uint64_t *, seen.slot_count);
    return seen;
}

static uint64_t **seen_slot(const struct seen *seen, const uint64_t *key) {
    size_t size = seen->words * sizeof(*key);
    size_t at = hash_str((str){(const char *)key, size}, 0) & (seen->slot_count - 1);
    while (seen->slots[at] != NULL && memcmp(seen->slots[at], key, size) != 0)
        at = (at + 1) & (seen->slot_count - 1);
    return &seen->slots[at];
}

static void seen_grow(struct seen *seen) {
    uint64_t **old = seen->slots;
    size_t count = seen->slot_count;
    seen->slot_count *= 4;
    seen->slots = ARENA_ARRAY(seen->arena, uint64_t *, seen->slot_count);
    for (size_t i = 0; i < count; i++)
        if (old[i] != NULL) *seen_slot(seen, old[i]) = old[i];
}

static const uint64_t *seen_key(const struct seen *seen, uint64_t *key, size_t depth,
                                const uint64_t *bits) {
    key[0] = depth;
    memcpy(key + 1, bits, (seen->words - 1) * sizeof(*key));
    return key;
}

// False when there is no room for more.
static bool seen_add(struct seen *seen, const uint64_t *key) {
    if (seen->count == seen->count_max) return false;
    uint64_t *copy = ARENA_ARRAY(seen->arena, uint64_t, seen->words);
    memcpy(copy, key, seen->words * sizeof(*key));
    *seen_slot(seen, key) = copy;
    if (++seen->count * 2 > seen->slot_count) seen_grow(seen);
    return true;
}

// ---- values that may stand for a zone ----

struct candidates {
    struct arena *arena;
    LIST(struct feel_value) cuts; // numbers and dates
    LIST(struct feel_value) values;
    bool has_text;
    bool has_boolean;
};

static void add_value(struct candidates *candidates, struct feel_value value) {
    bool is_cut = value.kind == FEEL_NUMBER || value.kind == FEEL_DATE;
    candidates->has_text |= value.kind == FEEL_STRING;
    candidates->has_boolean |= value.kind == FEEL_BOOLEAN;
    if (value.kind == FEEL_NULL) return;
    if (is_cut)
        *list_push(candidates->arena, &candidates->cuts) = value;
    else
        *list_push(candidates->arena, &candidates->values) = value;
}

static bool is_searched(enum feel_kind kind, bool is_range) {
    switch (kind) {
    case FEEL_NUMBER:
    case FEEL_DATE: return true;
    case FEEL_NULL:
    case FEEL_STRING:
    case FEEL_BOOLEAN: return !is_range;
    default: return false;
    }
}

// False when the tests are not only constants whose zones can be told.
static bool add_tests(struct candidates *candidates, const struct feel_expression *tests) {
    struct feel_simple_tests simple;
    if (!feel_tests_simple(candidates->arena, tests, &simple)) return false;
    for (size_t i = 0; i < simple.count; i++) {
        struct feel_value part = simple.parts[i];
        bool is_range = part.kind == FEEL_RANGE;
        struct feel_value ends[] = {is_range && part.range->has_start ? part.range->start : part,
                                    is_range && part.range->has_end ? part.range->end : part};
        for (size_t e = 0; e < 2; e++) {
            if (ends[e].kind == FEEL_RANGE) continue; // open
            if (!is_searched(ends[e].kind, is_range)) return false;
            add_value(candidates, ends[e]);
        }
    }
    return true;
}

static int compare_cuts(const void *a, const void *b) {
    const struct feel_value *first = a;
    const struct feel_value *second = b;
    if (first->kind != second->kind) return (int)first->kind - (int)second->kind;
    if (first->kind == FEEL_NUMBER) return decimal_compare(first->number, second->number);
    return first->days < second->days ? -1 : first->days > second->days;
}

static struct feel_value beside(struct feel_value cut, int64_t step) {
    if (cut.kind == FEEL_NUMBER)
        return feel_number(decimal_add(cut.number, decimal_from_int64(step, 0)));
    cut.days += step;
    return cut;
}

static struct feel_value between(struct feel_value low, struct feel_value high) {
    decimal half = decimal_from_int64(5, 1);
    if (low.kind == FEEL_NUMBER)
        return feel_number(decimal_trim(decimal_mul(decimal_add(low.number, high.number), half)));
    low.days += (high.days - low.days) / 2; // next to each other: the same as the cut
    return low;
}

// The cuts in order, what lies between them, and one below and above all of them.
static void add_cuts(struct candidates *candidates) {
    struct feel_value *cuts = candidates->cuts.items;
    size_t count = candidates->cuts.count;
    if (count > 0) qsort(cuts, count, sizeof(*cuts), compare_cuts);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare_cuts(&cuts[kept - 1], &cuts[i]) != 0) cuts[kept++] = cuts[i];
    count = kept;
    for (size_t i = 0; i < count; i++) {
        bool is_first = i == 0 || cuts[i - 1].kind != cuts[i].kind;
        bool is_last = i + 1 == count || cuts[i + 1].kind != cuts[i].kind;
        *list_push(candidates->arena, &candidates->values) =
            is_first ? beside(cuts[i], -1) : between(cuts[i - 1], cuts[i]);
        *list_push(candidates->arena, &candidates->values) = cuts[i];
        if (is_last) *list_push(candidates->arena, &candidates->values) = beside(cuts[i], 1);
    }
}

static bool has_text(const struct candidates *candidates, str text) {
    for (size_t i = 0; i < candidates->values.count; i++)
        if (candidates->values.items[i].kind == FEEL_STRING &&
            str_equal(candidates->values.items[i].text, text))
            return true;
    return false;
}

// "other", or "other 2" where somebody is called that.
static str unnamed_text(const struct candidates *candidates) {
    str text = STR("other");
    for (int i = 2; has_text(candidates, text); i++)
        text = arena_print(candidates->arena, "other %d", i);
    return text;
}

static void add_type(struct candidates *candidates, str type) {
    bool is_empty = candidates->values.count + candidates->cuts.count == 0;
    if (candidates->has_boolean || str_equal(type, STR("boolean"))) {
        *list_push(candidates->arena, &candidates->values) = feel_boolean(true);
        *list_push(candidates->arena, &candidates->values) = feel_boolean(false);
    }
    if (candidates->has_text || str_equal(type, STR("string")))
        *list_push(candidates->arena, &candidates->values) = feel_string(unnamed_text(candidates));
    if (is_empty && str_equal(type, STR("number"))) add_value(candidates, feel_int(0));
    if (is_empty && str_equal(type, STR("date")))
        add_value(candidates, (struct feel_value){.kind = FEEL_DATE, .days = 20454}); // 2026-01-01
}

// ---- cutting ----

// A column that asks for the dimension.
struct asked {
    const struct zone_table *table;
    size_t column;
    const struct feel_expression *allowed; // of the model's input; NULL: all
    str type;
    bool is_whole; // all its cells are constants
    uint64_t *may; // rules whose cell is not: they may hold for everything
};

struct cutting {
    struct zone_space *space;
    struct dimension *dimension;
    struct seen seen;
    uint64_t *key; // room for one
    size_t cells_asked;
    size_t set_bytes;
    LIST(struct asked) asked; // for the present dimension
};

static str column_name(const struct column *column) {
    return feel_expression_source(column->expression);
}

static const struct decision_input *input_of(const struct decision_model *model, str name) {
    for (size_t i = 0; i < model->input_count; i++)
        if (str_equal(model->inputs[i].name, name)) return &model->inputs[i];
    return NULL;
}

// The allowed values of the model's input, as tests.
static const struct feel_expression *allowed_tests(struct arena *arena,
                                                   const struct decision_input *input) {
    const struct feel_expression *tests;
    struct fault_note note;
    if (input == NULL || input->allowed.size == 0) return NULL;
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN);
    return feel_compile_tests(arena, names, input->allowed, &tests, &note) == NULL ? tests : NULL;
}

// What is no kind of its own here allows every kind.
static bool is_of_type(struct feel_value value, str type) {
    static const enum feel_kind kinds[] = {FEEL_BOOLEAN, FEEL_NUMBER, FEEL_STRING, FEEL_DATE};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (str_equal(type, str_of(feel_kind_name(kinds[i])))) return value.kind == kinds[i];
    return true;
}

static const struct column *column_of(const struct asked *asked) {
    return &asked->table->table->columns[asked->column];
}

static bool is_allowed(const struct asked *asked, struct feel_value value, struct feel_run *run) {
    const struct feel_type *own = column_of(asked)->allowed;
    if (!is_of_type(value, asked->type)) return false;
    if (asked->allowed != NULL && !feel_test(asked->allowed, value, run)) return false;
    return own == NULL || feel_conforms(own, value, run);
}

// Takes the rules off whose cell in the column does not hold for the value.
static void keep_holding(struct cutting *cutting, const struct asked *asked,
                         struct feel_value value, uint64_t *bits) {
    const struct table *table = asked->table->table;
    const uint64_t *found = asked->is_whole ? column_find(column_of(asked), value) : NULL;
    bits += asked->table->first_word;
    for (size_t i = 0; found != NULL && i < table->word_count; i++) bits[i] &= found[i];
    if (found != NULL) return;
    struct feel_run run = feel_run_in(cutting->space->scratch, NULL, 0);
    run.is_quiet = true;
    run.steps_left = INT64_MAX;
    cutting->cells_asked += table->rule_count;
    for (size_t i = 0; i < table->rule_count; i++)
        if (bit_is_set(bits, i) && !bit_is_set(asked->may, i) &&
            !feel_test(table->rules[i].cells[asked->column], value, &run))
            bits[i / 64] &= ~((uint64_t)1 << (i % 64));
}

// All bits of the rules that there are.
static uint64_t *all_bits(const struct zone_space *space) {
    uint64_t *bits = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1);
    for (size_t t = 0; t < space->table_count; t++)
        for (size_t i = 0; i < space->tables[t].table->rule_count; i++)
            bit_set(bits, zones_bit(space, t, i));
    return bits;
}

// What the first column does not allow is no case; to the others it is null.
static void add_zone(struct cutting *cutting, struct feel_value value) {
    struct zone_space *space = cutting->space;
    if (cutting->cells_asked > CELLS_MAX || cutting->set_bytes > SETS_MAX) {
        space->is_too_large = true;
        return;
    }
    struct feel_run run = feel_run_in(space->scratch, NULL, 0);
    run.is_quiet = true;
    if (!is_allowed(&cutting->asked.items[0], value, &run)) return;
    uint64_t *bits = all_bits(space);
    bool is_null_somewhere = false; // told apart: missing information is judged on its own
    for (size_t i = 0; i < cutting->asked.count; i++) {
        const struct asked *asked = &cutting->asked.items[i];
        bool is_good = is_allowed(asked, value, &run);
        is_null_somewhere |= !is_good;
        keep_holding(cutting, asked, is_good ? value : feel_null(), bits);
    }
    cutting->set_bytes += space->words * sizeof(*bits);
    size_t index = cutting->dimension->place * 2 + (is_null_somewhere ? 1 : 0);
    const uint64_t *key = seen_key(&cutting->seen, cutting->key, index, bits);
    if (*seen_slot(&cutting->seen, key) != NULL) return;
    if (!seen_add(&cutting->seen, key)) space->is_too_large = true;
    cutting->dimension->zones[cutting->dimension->zone_count++] = (struct zone){value, bits};
}

static bool is_any(const struct feel_expression *cell) {
    return str_equal(feel_expression_source(cell), STR("-"));
}

static void clear_sure(struct zone_space *space, const struct zone_table *table, size_t rule) {
    space->sure[table->first_word + rule / 64] &= ~((uint64_t)1 << (rule % 64));
}

// The constants of a column's cells and of its allowed values.
static void gather(struct cutting *cutting, const struct zone_table *table, size_t column,
                   struct candidates *candidates) {
    struct zone_space *space = cutting->space;
    const struct decision_input *input = input_of(table->model, cutting->dimension->name);
    struct asked *asked = list_push(space->scratch, &cutting->asked);
    *asked = (struct asked){
        .table = table,
        .column = column,
        .allowed = allowed_tests(space->scratch, input),
        .type = input == NULL ? table->table->columns[column].type : input->type,
        .is_whole = true,
        .may = ARENA_ARRAY(space->scratch, uint64_t, table->table->word_count + 1),
    };
    if (asked->allowed != NULL) add_tests(candidates, asked->allowed);
    cutting->dimension->is_input &= input != NULL;
    for (size_t i = 0; i < table->table->rule_count; i++) {
        const struct feel_expression *cell = table->table->rules[i].cells[column];
        if (is_any(cell)) continue;
        cutting->dimension->care++;
        if (add_tests(candidates, cell)) continue;
        bit_set(asked->may, i);
        clear_sure(space, table, i);
        asked->is_whole = cutting->dimension->is_whole = false;
    }
    add_type(candidates, asked->type);
}

// No value is known that is allowed (the cells test for null, or nothing): whatever it is, every
// rule may hold.
static void leave_whole(struct cutting *cutting) {
    struct zone_space *space = cutting->space;
    struct dimension *dimension = cutting->dimension;
    dimension->zones[0] = (struct zone){feel_null(), all_bits(space)};
    dimension->zone_count = 1;
    dimension->is_whole = dimension->care == 0;
    for (size_t i = 0; i < cutting->asked.count; i++) {
        const struct zone_table *table = cutting->asked.items[i].table;
        size_t column = cutting->asked.items[i].column;
        for (size_t r = 0; r < table->table->rule_count; r++)
            if (!is_any(table->table->rules[r].cells[column])) clear_sure(space, table, r);
    }
}

static void cut_dimension(struct cutting *cutting) {
    struct zone_space *space = cutting->space;
    struct dimension *dimension = cutting->dimension;
    struct candidates candidates = {.arena = space->scratch};
    cutting->asked.count = 0;
    dimension->is_input = dimension->is_whole = true;
    for (size_t t = 0; t < space->table_count; t++)
        for (size_t c = 0; c < space->tables[t].table->column_count; c++)
            if (str_equal(column_name(&space->tables[t].table->columns[c]), dimension->name))
                gather(cutting, &space->tables[t], c, &candidates);
    add_cuts(&candidates);
    dimension->zones = ARENA_ARRAY(space->scratch, struct zone, candidates.values.count + 1);
    for (size_t i = 0; i < candidates.values.count; i++)
        add_zone(cutting, candidates.values.items[i]);
    if (dimension->zone_count == 0) leave_whole(cutting);
}

static bool has_dimension(const struct zone_space *space, str name) {
    for (size_t i = 0; i < space->count; i++)
        if (str_equal(space->dimensions[i].name, name)) return true;
    return false;
}

static void name_dimensions(struct zone_space *space) {
    space->dimensions = ARENA_ARRAY(space->scratch, struct dimension, ZONE_DIMENSIONS_MAX + 1);
    for (size_t t = 0; t < space->table_count; t++)
        for (size_t c = 0; c < space->tables[t].table->column_count; c++) {
            str name = column_name(&space->tables[t].table->columns[c]);
            if (!has_dimension(space, name)) space->dimensions[space->count++].name = name;
        }
}

static int compare_care(const void *a, const void *b) {
    const struct dimension *first = a;
    const struct dimension *second = b;
    if (first->care != second->care) return first->care > second->care ? -1 : 1;
    // The columns' order: names lie in the model in the order in which they were read.
    return first->place < second->place ? -1 : first->place > second->place;
}

void zones_add(struct zone_space *space, const struct decision_model *model, size_t decision) {
    const struct table *table = model->decisions[decision].table;
    ASSERT(space->table_count < ZONE_TABLES_MAX && table != NULL);
    space->tables[space->table_count++] = (struct zone_table){model, table, space->words};
    space->words += table->word_count;
}

void zones_cut(struct zone_space *space) {
    name_dimensions(space);
    space->steps_left = STEPS_MAX;
    space->sure = all_bits(space);
    struct cutting cutting = {
        .space = space,
        .seen = seen_open(space->scratch, space->words),
        .key = ARENA_ARRAY(space->scratch, uint64_t, space->words + 1),
    };
    for (size_t i = 0; i < space->count && !space->is_too_large; i++) {
        cutting.dimension = &space->dimensions[i];
        cutting.dimension->place = i;
        cut_dimension(&cutting);
    }
    if (space->count > 0)
        qsort(space->dimensions, space->count, sizeof(*space->dimensions), compare_care);
}

// ---- searching ----

struct walk {
    struct zone_search *search;
    struct seen seen;
    uint64_t *key;
    uint64_t **next; // by depth: room for the bits after its zone
    bool has_doubt;  // below the present step
};

static bool is_open(const struct zone_search *search, const struct zone *zone) {
    return search->holds < 0 || bit_is_set(zone->bits, (size_t)search->holds);
}

// By depth, the bits that all open zones of all dimensions from there on have.
static bool make_always(struct zone_search *search, struct arena *arena) {
    const struct zone_space *space = search->space;
    search->always = ARENA_ARRAY(arena, uint64_t *, space->count + 1);
    search->always[space->count] = ARENA_ARRAY(arena, uint64_t, space->words + 1);
    memset(search->always[space->count], 0xff, space->words * sizeof(uint64_t));
    for (size_t depth = space->count; depth-- > 0;) {
        uint64_t *bits = ARENA_ARRAY(arena, uint64_t, space->words + 1);
        memcpy(bits, search->always[depth + 1], space->words * sizeof(*bits));
        bool has_open = false;
        const struct dimension *dimension = &space->dimensions[depth];
        for (size_t z = 0; z < dimension->zone_count; z++) {
            if (!is_open(search, &dimension->zones[z])) continue;
            has_open = true;
            for (size_t i = 0; i < space->words; i++) bits[i] &= dimension->zones[z].bits[i];
        }
        if (!has_open) return false;
        search->always[depth] = bits;
    }
    return true;
}

static bool walk_from(struct walk *walk, size_t depth, const uint64_t *bits);

static bool walk_zones(struct walk *walk, size_t depth, const uint64_t *bits) {
    struct zone_search *search = walk->search;
    uint64_t *next = walk->next[depth];
    const struct dimension *dimension = &search->space->dimensions[depth];
    for (size_t z = 0; z < dimension->zone_count && !search->is_too_large; z++) {
        if (!is_open(search, &dimension->zones[z])) continue;
        for (size_t i = 0; i < search->space->words; i++)
            next[i] = bits[i] & dimension->zones[z].bits[i];
        search->path[depth] = z;
        if (walk_from(walk, depth + 1, next)) return true;
    }
    return false;
}

static bool walk_from(struct walk *walk, size_t depth, const uint64_t *bits) {
    struct zone_search *search = walk->search;
    struct zone_space *space = search->space;
    enum zone_answer answer = search->judge(search, depth, bits);
    if (answer == ZONE_FOUND) zones_complete(search, depth);
    walk->has_doubt |= answer == ZONE_DOUBT;
    if (answer != ZONE_GO_ON) return answer == ZONE_FOUND;
    ASSERT(depth < space->count);
    if (--space->steps_left < 0) search->is_too_large = true;
    const uint64_t *key = seen_key(&walk->seen, walk->key, depth, bits);
    if (search->is_too_large || *seen_slot(&walk->seen, key) != NULL) return false;
    bool had_doubt = walk->has_doubt;
    walk->has_doubt = false;
    if (walk_zones(walk, depth, bits)) return true;
    if (!walk->has_doubt && !seen_add(&walk->seen, seen_key(&walk->seen, walk->key, depth, bits)))
        search->is_too_large = true;
    walk->has_doubt |= had_doubt;
    return false;
}

void zones_complete(struct zone_search *search, size_t depth) {
    for (; depth < search->space->count; depth++) {
        size_t zone = 0;
        const struct dimension *dimension = &search->space->dimensions[depth];
        while (zone < dimension->zone_count && !is_open(search, &dimension->zones[zone])) zone++;
        search->path[depth] = zone;
    }
}

bool zones_search(struct zone_search *search) {
    struct zone_space *space = search->space;
    struct arena *arena = arena_open(ZONE_MEMORY);
    struct walk walk = {
        .search = search,
        .seen = seen_open(arena, space->words),
        .key = ARENA_ARRAY(arena, uint64_t, space->words + 1),
        .next = ARENA_ARRAY(arena, uint64_t *, space->count + 1),
    };
    for (size_t depth = 0; depth < space->count; depth++)
        walk.next[depth] = ARENA_ARRAY(arena, uint64_t, space->words + 1);
    bool is_found = make_always(search, arena) && walk_from(&walk, 0, search->start);
    search->always = NULL;
    arena_close(arena);
    return is_found;
}

const struct decision_example *zones_example(const struct zone_space *space, const size_t *path) {
    struct decision_example *example =
        ARENA_ARRAY(space->arena, struct decision_example, space->count + 1);
    for (size_t d = 0; d < space->count; d++) {
        const struct dimension *dimension = &space->dimensions[d];
        struct decision_example *one = &example[dimension->place]; // as the columns stand
        *one = (struct decision_example){dimension->name, dimension->zones[path[d]].value};
        if (one->value.kind == FEEL_STRING)
            one->value.text = arena_copy(space->arena, one->value.text);
    }
    return example;
}

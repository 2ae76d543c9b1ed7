// A table over columns of many rows. Each column's values become zones: of a number the place among
// the bounds, of a text its code; a zone has a set of rules, and a row's rules are the AND over the
// columns, as for one row alone (columns.c). Rows go in blocks that stay in the processor's cache.
// Tables with more rules than a word of bits has are gone over word by word.
#include "decision/model.h"

#include <string.h>

enum { BLOCK = 1024, RULES_MAX = 2048, BATCH_COLUMNS_MAX = 64 };

// One column of the table, ready for rows.
struct lane {
    const struct decision_column *rows; // NULL: null in all rows
    int64_t *cuts;                      // in the unit that both sides are counted in
    size_t cut_count;
    int64_t factor; // rows' numbers times this are in that unit
    int64_t room;   // larger numbers than this would not fit: they lie beyond all cuts
    size_t zone_count;
    const uint64_t **sets; // by zone; the last is that of null
};

struct batch {
    const struct table *table;
    struct arena *arena;
    struct lane lanes[BATCH_COLUMNS_MAX];
    size_t lane_count;
    const int32_t *order; // PRIORITY: place of each rule, the best first
    const int32_t *likes; // ANY: the first rule with the same outputs
};

static const struct decision_column *column_of(const struct decision_rows *rows, size_t slot) {
    for (size_t i = 0; i < rows->column_count; i++)
        if (rows->columns[i].slot == slot) return &rows->columns[i];
    return NULL;
}

static int64_t ten_to(int power) {
    int64_t number = 1;
    while (power-- > 0) number *= 10;
    return number;
}

static bool open_numbers(struct batch *batch, const struct column *column, struct lane *lane) {
    int scale = lane->rows->kind == FEEL_DATE ? 0 : lane->rows->scale;
    int finest = scale > column->scale ? scale : column->scale;
    bool is_date = column->kind == COLUMN_DATES;
    if (is_date != (lane->rows->kind == FEEL_DATE) || scale < 0 || finest > 18) return false;
    int64_t unit = ten_to(finest - column->scale);
    lane->factor = ten_to(finest - scale);
    lane->room = INT64_MAX / lane->factor;
    lane->cut_count = column->cut_count;
    lane->cuts = ARENA_ARRAY(batch->arena, int64_t, column->cut_count + 1);
    for (size_t i = 0; i < column->cut_count; i++)
        if (__builtin_mul_overflow(column->cuts[i], unit, &lane->cuts[i])) return false;
    lane->zone_count = 2 * column->cut_count + 1;
    lane->sets = ARENA_ARRAY(batch->arena, const uint64_t *, lane->zone_count + 1);
    for (size_t i = 0; i < lane->zone_count; i++) lane->sets[i] = column->zones[i];
    return true;
}

static bool open_texts(struct batch *batch, const struct column *column,
                       const struct feel_type *type, struct lane *lane) {
    struct feel_run run = feel_run_in(batch->arena, NULL, 0);
    run.is_quiet = true;
    lane->zone_count = lane->rows->text_count;
    lane->sets = ARENA_ARRAY(batch->arena, const uint64_t *, lane->zone_count + 1);
    for (size_t i = 0; i < lane->zone_count; i++) {
        struct feel_value text = feel_string(lane->rows->texts[i]);
        run.steps_left = LIMIT_FEEL_STEPS;
        // A text that its type does not allow is null, as it would be alone.
        bool is_good =
            feel_conforms(type, text, &run) && feel_conforms(column->allowed, text, &run);
        lane->sets[i] = is_good ? column_find(column, text) : column->null_bits;
    }
    return true;
}

static bool open_truths(struct batch *batch, const struct column *column, struct lane *lane) {
    lane->zone_count = 2;
    lane->sets = ARENA_ARRAY(batch->arena, const uint64_t *, 3);
    lane->sets[0] = column->boolean_bits[0];
    lane->sets[1] = column->boolean_bits[1];
    return true;
}

static bool tests_nothing(const struct table *table, size_t index, struct arena *arena) {
    struct feel_simple_tests simple;
    for (size_t i = 0; i < table->rule_count; i++)
        if (!feel_tests_simple(arena, table->rules[i].cells[index], &simple) || !simple.is_any)
            return false;
    return true;
}

static const struct input_check *check_of(const struct decision *decision, size_t slot) {
    for (size_t i = 0; i < decision->check_count; i++)
        if (decision->checks[i].slot == slot) return &decision->checks[i];
    return NULL;
}

static bool open_lane(struct batch *batch, const struct decision *decision,
                      const struct decision_rows *rows, size_t index) {
    static const enum column_kind kinds[] = {[FEEL_STRING] = COLUMN_STRINGS,
                                             [FEEL_BOOLEAN] = COLUMN_BOOLEANS,
                                             [FEEL_NUMBER] = COLUMN_NUMBERS,
                                             [FEEL_DATE] = COLUMN_DATES};
    const struct column *column = &batch->table->columns[index];
    if (tests_nothing(batch->table, index, batch->arena)) return true;
    if (column->kind == COLUMN_CELLS || batch->lane_count == BATCH_COLUMNS_MAX) return false;
    struct lane *lane = &batch->lanes[batch->lane_count++];
    const struct input_check *check = check_of(decision, column->slot);
    lane->rows = column_of(rows, column->slot);
    bool is_good = true;
    if (lane->rows == NULL) {
        lane->sets = ARENA_ARRAY(batch->arena, const uint64_t *, 1);
    } else {
        enum feel_kind kind = lane->rows->kind;
        bool is_known =
            kind == FEEL_STRING || kind == FEEL_BOOLEAN || kind == FEEL_NUMBER || kind == FEEL_DATE;
        if (!is_known || kinds[kind] != column->kind) return false;
        bool is_limited = column->allowed != NULL || (check != NULL && check->kind != kind);
        if (is_limited && kind != FEEL_STRING) return false;
        if (kind == FEEL_STRING)
            is_good = open_texts(batch, column, check == NULL ? NULL : check->type, lane);
        else if (kind == FEEL_BOOLEAN)
            is_good = open_truths(batch, column, lane);
        else
            is_good = open_numbers(batch, column, lane);
    }
    if (is_good) lane->sets[lane->zone_count] = column->null_bits;
    return is_good;
}

// ---- choosing ----

static bool are_alike(const struct table *table, const struct rule *a, const struct rule *b) {
    for (size_t i = 0; i < table->output_count; i++)
        if (!feel_equal(a->constants[i], b->constants[i])) return false;
    return true;
}

// Where which rule decides hangs on outputs, these are compared once.
static bool prepare_choice(struct batch *batch) {
    const struct table *table = batch->table;
    bool has_order = table->policy == POLICY_PRIORITY;
    if (table->policy == POLICY_FIRST || table->policy == POLICY_UNIQUE) return true;
    if (table->policy != POLICY_PRIORITY && table->policy != POLICY_ANY) return false;
    int32_t *places = ARENA_ARRAY(batch->arena, int32_t, table->rule_count + 1);
    for (size_t i = 0; i < table->rule_count; i++) {
        const struct rule *rule = &table->rules[i];
        if (rule->constants == NULL) return false;
        places[i] = has_order ? 0 : (int32_t)i;
        for (size_t other = 0; other < i; other++) {
            const struct rule *earlier = &table->rules[other];
            if (has_order) {
                bool is_better = hits_rank_before(table, rule->constants, earlier->constants);
                places[is_better ? other : i]++;
            } else if (are_alike(table, rule, earlier)) {
                places[i] = places[other];
                break;
            }
        }
    }
    *(has_order ? &batch->order : &batch->likes) = places;
    return true;
}

// What one more rule that matches makes of the choice so far.
static int32_t choose(const struct batch *batch, int32_t chosen, int32_t rule) {
    if (chosen == DECISION_NO_RULE) return rule;
    if (chosen == DECISION_RULES_OVERLAP || batch->table->policy == POLICY_UNIQUE)
        return DECISION_RULES_OVERLAP;
    if (batch->order != NULL) return batch->order[rule] < batch->order[chosen] ? rule : chosen;
    if (batch->likes != NULL && batch->likes[rule] != batch->likes[chosen])
        return DECISION_RULES_OVERLAP;
    return chosen;
}

// ---- rows ----

// Without branches: of a bound that is met, its own zone; else the one between its neighbours.
static uint32_t number_zone(const struct lane *lane, int64_t number) {
    if (lane->factor > 1)
        number = number > lane->room    ? INT64_MAX
                 : number < -lane->room ? INT64_MIN
                                        : number * lane->factor;
    size_t low = 0;
    for (size_t rest = lane->cut_count; rest > 0;) {
        size_t half = (rest + 1) / 2;
        low = lane->cuts[low + half - 1] < number ? low + half : low;
        rest -= half;
    }
    bool is_cut = low < lane->cut_count && lane->cuts[low] == number;
    return (uint32_t)(2 * low + (is_cut ? 1 : 0));
}

static uint32_t zone_at(const struct lane *lane, size_t row) {
    const struct decision_column *rows = lane->rows;
    if (rows == NULL || (rows->nulls != NULL && rows->nulls[row] != 0))
        return (uint32_t)lane->zone_count;
    if (rows->kind == FEEL_STRING)
        return rows->codes[row] < lane->zone_count ? rows->codes[row] : (uint32_t)lane->zone_count;
    if (rows->kind == FEEL_BOOLEAN) return rows->truths[row] != 0 ? 1 : 0;
    return number_zone(lane, rows->numbers[row]);
}

static void evaluate_block(const struct batch *batch, size_t start, size_t count, int32_t *rules) {
    const struct table *table = batch->table;
    uint64_t bits[BLOCK];
    for (size_t i = 0; i < count; i++) rules[i] = DECISION_NO_RULE;
    for (size_t word = 0; word < table->word_count; word++) {
        size_t left = table->rule_count - word * 64;
        uint64_t all = left >= 64 ? UINT64_MAX : ((uint64_t)1 << left) - 1;
        for (size_t i = 0; i < count; i++) bits[i] = all;
        for (size_t l = 0; l < batch->lane_count; l++) {
            const struct lane *lane = &batch->lanes[l];
            for (size_t i = 0; i < count; i++)
                bits[i] &= lane->sets[zone_at(lane, start + i)][word];
        }
        for (size_t i = 0; i < count; i++) {
            if (table->policy == POLICY_FIRST && rules[i] >= 0) continue;
            for (uint64_t rest = bits[i]; rest != 0; rest &= rest - 1) {
                int32_t rule = (int32_t)(word * 64 + (size_t)__builtin_ctzll(rest));
                rules[i] = choose(batch, rules[i], rule);
                if (table->policy == POLICY_FIRST) break;
            }
        }
    }
}

static bool open_batch(struct batch *batch, const struct decision *decision,
                       const struct decision_rows *rows) {
    const struct table *table = decision->table;
    if (table == NULL || !table->is_direct || table->rule_count > RULES_MAX) return false;
    const struct element *element = decision->element;
    for (size_t i = 0; i < element->requires.count; i++)
        if (element->requires.items[i]->kind == ELEMENT_DECISION) return false;
    batch->table = table;
    for (size_t i = 0; i < table->column_count; i++)
        if (!open_lane(batch, decision, rows, i)) return false;
    return prepare_choice(batch);
}

bool decision_evaluate_rows(const struct decision_model *model, size_t decision,
                            const struct decision_rows *rows, int32_t *ret_rules) {
    ASSERT(decision < model->decision_count);
    struct batch batch = {.arena = arena_open(LIMIT_MODEL_ARENA)};
    bool is_good = open_batch(&batch, &model->decisions[decision], rows);
    for (size_t start = 0; is_good && start < rows->row_count; start += BLOCK) {
        size_t left = rows->row_count - start;
        evaluate_block(&batch, start, left < BLOCK ? left : BLOCK, ret_rules + start);
    }
    arena_close(batch.arena);
    return is_good;
}

// Built-ins over ranges and points (DMN 1.5, table 78). A point is the range that holds only
// itself; each end of a range is a place on a line: the value, or just above or below it where it
// is not included, or beyond everything. All relations are then comparisons of places.
#include "feel/node.h"

struct place {
    struct feel_value value;
    int side;   // 0: the value itself, 1: just above, -1: just below
    int beyond; // -1: before everything, 1: behind everything
};

struct stretch {
    struct place first;
    struct place last;
    bool is_point;
};

static struct stretch stretch_of(struct feel_value value) {
    struct stretch stretch = {
        .first = {.value = value}, .last = {.value = value}, .is_point = true};
    if (value.kind != FEEL_RANGE) return stretch;
    const struct feel_range *range = value.range;
    stretch.is_point = false;
    stretch.first =
        (struct place){range->start, range->start_included ? 0 : 1, range->has_start ? 0 : -1};
    stretch.last = (struct place){range->end, range->end_included ? 0 : -1, range->has_end ? 0 : 1};
    return stretch;
}

static bool order_places(const struct place *a, const struct place *b, int *ret_order) {
    if (a->beyond != 0 || b->beyond != 0) return *ret_order = a->beyond - b->beyond, true;
    if (!value_compare(a->value, b->value, ret_order)) return false;
    if (*ret_order == 0) *ret_order = a->side - b->side;
    return true;
}

// How the ends of a lie to those of b: negative before, 0 on the same place, positive behind.
struct relation {
    int first_first;
    int first_last;
    int last_first;
    int last_last;
};

// Both arguments as stretches; points where they are allowed.
static bool relate(struct builtin_call *call, bool first_may_be_point, bool second_may_be_point,
                   struct relation *ret_relation) {
    struct stretch a = stretch_of(call->arguments[0]);
    struct stretch b = stretch_of(call->arguments[1]);
    if (a.is_point && !first_may_be_point) return builtin_wrong(call, 0), false;
    if (b.is_point && !second_may_be_point) return builtin_wrong(call, 1), false;
    if (order_places(&a.first, &b.first, &ret_relation->first_first) &&
        order_places(&a.first, &b.last, &ret_relation->first_last) &&
        order_places(&a.last, &b.first, &ret_relation->last_first) &&
        order_places(&a.last, &b.last, &ret_relation->last_last))
        return true;
    eval_null(call->state, call->node, REASON_NOT_COMPARABLE, str_of(call->builtin->name));
    return false;
}

static struct feel_value run_before(struct builtin_call *call) {
    struct relation r;
    return relate(call, true, true, &r) ? feel_boolean(r.last_first < 0) : feel_null();
}

static struct feel_value run_after(struct builtin_call *call) {
    struct relation r;
    return relate(call, true, true, &r) ? feel_boolean(r.first_last > 0) : feel_null();
}

// Both ends that touch are included: a place just above is never one just below.
static struct feel_value run_meets(struct builtin_call *call) {
    struct relation r;
    return relate(call, false, false, &r) ? feel_boolean(r.last_first == 0) : feel_null();
}

static struct feel_value run_met_by(struct builtin_call *call) {
    struct relation r;
    return relate(call, false, false, &r) ? feel_boolean(r.first_last == 0) : feel_null();
}

static struct feel_value run_overlaps(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, false, &r)) return feel_null();
    return feel_boolean(r.last_first >= 0 && r.first_last <= 0);
}

static struct feel_value run_overlaps_before(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, false, &r)) return feel_null();
    return feel_boolean(r.first_first < 0 && r.last_first >= 0 && r.last_last <= 0);
}

static struct feel_value run_overlaps_after(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, false, &r)) return feel_null();
    return feel_boolean(r.first_first > 0 && r.first_last <= 0 && r.last_last >= 0);
}

static struct feel_value run_finishes(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, true, false, &r)) return feel_null();
    return feel_boolean(r.last_last == 0 && r.first_first >= 0);
}

static struct feel_value run_finished_by(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, true, &r)) return feel_null();
    return feel_boolean(r.last_last == 0 && r.first_first <= 0);
}

static struct feel_value run_includes(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, true, &r)) return feel_null();
    return feel_boolean(r.first_first <= 0 && r.last_last >= 0);
}

static struct feel_value run_during(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, true, false, &r)) return feel_null();
    return feel_boolean(r.first_first >= 0 && r.last_last <= 0);
}

static struct feel_value run_starts(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, true, false, &r)) return feel_null();
    return feel_boolean(r.first_first == 0 && r.last_last <= 0);
}

static struct feel_value run_started_by(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, false, true, &r)) return feel_null();
    return feel_boolean(r.first_first == 0 && r.last_last >= 0);
}

static struct feel_value run_coincides(struct builtin_call *call) {
    struct relation r;
    if (!relate(call, true, true, &r)) return feel_null();
    if ((call->arguments[0].kind == FEEL_RANGE) != (call->arguments[1].kind == FEEL_RANGE))
        return builtin_wrong(call, 1);
    return feel_boolean(r.first_first == 0 && r.last_last == 0);
}

// range("[1..3]"): a range of literals, both ends there and in order (table 70).
static struct feel_value run_range(struct builtin_call *call) {
    str text;
    const struct feel_expression *expression;
    struct fault_note note;
    struct arena *arena = call->state->run->arena;
    if (!builtin_text(call, 0, &text)) return feel_null();
    if (text.size > LIMIT_FEEL_RANGE_TEXT || !eval_spend(call->state, text.size * 64 + 64))
        return builtin_wrong(call, 0);
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_CLOSED);
    struct feel_value range;
    int order;
    if (feel_compile(arena, names, text, &expression, &note) != NULL ||
        !feel_expression_constant(expression, &range) || range.kind != FEEL_RANGE ||
        !range.range->has_start || !range.range->has_end ||
        !value_compare(range.range->start, range.range->end, &order) || order > 0)
        return builtin_wrong(call, 0);
    return range;
}

const struct builtin builtins_ranges[] = {
    {"before", "point1,point2|point,range|range,point|range1,range2", 2, 2, false, run_before},
    {"after", "point1,point2|point,range|range,point|range1,range2", 2, 2, false, run_after},
    {"meets", "range1,range2", 2, 2, false, run_meets},
    {"met by", "range1,range2", 2, 2, false, run_met_by},
    {"overlaps", "range1,range2", 2, 2, false, run_overlaps},
    {"overlaps before", "range1,range2", 2, 2, false, run_overlaps_before},
    {"overlaps after", "range1,range2", 2, 2, false, run_overlaps_after},
    {"finishes", "point,range|range1,range2", 2, 2, false, run_finishes},
    {"finished by", "range,point|range1,range2", 2, 2, false, run_finished_by},
    {"includes", "range,point|range1,range2", 2, 2, false, run_includes},
    {"during", "point,range|range1,range2", 2, 2, false, run_during},
    {"starts", "point,range|range1,range2", 2, 2, false, run_starts},
    {"started by", "range,point|range1,range2", 2, 2, false, run_started_by},
    {"coincides", "point1,point2|range1,range2", 2, 2, false, run_coincides},
    {"range", "from", 1, 1, false, run_range},
    {.name = NULL},
};

// Going over lists: for, some, every; filters and indexes; paths into contexts and parts of dates.
// Nothing here recurses with the data: domains are nested as deeply as they are written, no deeper.
#include "feel/node.h"

// What "for" goes over: a list's items, or whole numbers or days from one to another, both
// included, upwards or downwards.
struct domain {
    struct feel_list list;
    bool is_counted;
    bool is_days;
    int64_t from;
    int64_t step;
    size_t count;
};

static bool count_from_to(struct domain *domain, int64_t from, int64_t to) {
    domain->is_counted = true;
    domain->from = from;
    domain->step = from <= to ? 1 : -1;
    uint64_t apart = from <= to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    if (apart > LIMIT_FEEL_STEPS) apart = LIMIT_FEEL_STEPS; // the budget ends it before
    domain->count = (size_t)apart + 1;
    return true;
}

static bool domain_of_ends(struct domain *domain, struct feel_value from, struct feel_value to) {
    int64_t first, last;
    if (from.kind == FEEL_NUMBER && to.kind == FEEL_NUMBER &&
        decimal_to_int64(from.number, 0, &first) && decimal_to_int64(to.number, 0, &last))
        return count_from_to(domain, first, last);
    if (from.kind != FEEL_DATE || to.kind != FEEL_DATE) return false;
    domain->is_days = true;
    return count_from_to(domain, from.days, to.days);
}

static bool domain_of(struct state *state, const struct feel_node *node,
                      struct domain *ret_domain) {
    *ret_domain = (struct domain){0};
    if (node->kind == NODE_ITERATION) {
        struct feel_value from = eval_node(state, node->a);
        return domain_of_ends(ret_domain, from, eval_node(state, node->b));
    }
    struct feel_value value = eval_node(state, node);
    if (value.kind == FEEL_NULL) return false;
    if (value.kind == FEEL_RANGE) {
        const struct feel_range *range = value.range;
        int order;
        if (!range->has_start || !range->has_end || range->sign != FEEL_RANGE_INTERVAL)
            return false;
        if (!domain_of_ends(ret_domain, range->start, range->end)) return false;
        if (!value_compare(range->start, range->end, &order) || order > 0) return false;
        if (!range->start_included) ret_domain->from += ret_domain->step, ret_domain->count--;
        if (!range->end_included && ret_domain->count > 0) ret_domain->count--;
        return true;
    }
    if (value.kind == FEEL_LIST) {
        ret_domain->list = value.list;
    } else {
        struct feel_value *single = eval_values(state, 1);
        if (single == NULL) return false;
        *single = value;
        ret_domain->list = (struct feel_list){single, 1};
    }
    ret_domain->count = ret_domain->list.count;
    return true;
}

static struct feel_value domain_item(const struct domain *domain, size_t index) {
    if (!domain->is_counted) return domain->list.items[index];
    int64_t number = domain->from + domain->step * (int64_t)index;
    if (domain->is_days) return (struct feel_value){.kind = FEEL_DATE, .days = number};
    return feel_int(number);
}

// The results of "for" so far; grows by doubling, all on the budget.
struct gathering {
    const struct feel_node *node;
    struct feel_value *items;
    size_t count;
    size_t capacity;
    bool is_decided;  // some, every: no need to go on
    bool is_unsure;   // some, every: a condition was null
    bool is_wrong;    // some, every: a condition was neither true nor false nor null
    bool is_hopeless; // a domain is no list, or the budget is used up
};

static bool gather(struct state *state, struct gathering *gathering, struct feel_value value) {
    if (gathering->count == gathering->capacity) {
        size_t capacity = gathering->capacity * 2 + 4;
        if (capacity > LIMIT_FEEL_LIST && gathering->count < LIMIT_FEEL_LIST)
            capacity = LIMIT_FEEL_LIST;
        struct feel_value *larger = eval_values(state, capacity);
        if (larger == NULL) return false;
        for (size_t i = 0; i < gathering->count; i++) larger[i] = gathering->items[i];
        gathering->items = larger;
        gathering->capacity = capacity;
    }
    gathering->items[gathering->count++] = value;
    return true;
}

static void visit_body(struct state *state, struct gathering *gathering) {
    const struct feel_node *node = gathering->node;
    if (node->kind == NODE_FOR) {
        size_t partial = (size_t)node->slot + node->count;
        state->locals[partial] = feel_list_of(gathering->items, gathering->count);
        gathering->is_hopeless |= !gather(state, gathering, eval_node(state, node->a));
        return;
    }
    struct feel_value value = eval_node(state, node->a);
    gathering->is_unsure |= value.kind == FEEL_NULL;
    gathering->is_wrong |= value.kind != FEEL_BOOLEAN && value.kind != FEEL_NULL;
    gathering->is_decided |=
        value.kind == FEEL_BOOLEAN && value.boolean == (node->kind == NODE_SOME);
}

static void visit(struct state *state, struct gathering *gathering, size_t level) {
    const struct feel_node *node = gathering->node;
    struct domain domain;
    if (level == node->count) {
        visit_body(state, gathering);
        return;
    }
    if (!domain_of(state, node->items[level], &domain)) {
        gathering->is_hopeless = true;
        return;
    }
    for (size_t i = 0; i < domain.count; i++) {
        if (!eval_spend(state, 1)) gathering->is_hopeless = true;
        if (gathering->is_hopeless || gathering->is_decided || gathering->is_wrong) return;
        state->locals[(size_t)node->slot + level] = domain_item(&domain, i);
        visit(state, gathering, level + 1);
    }
}

struct feel_value eval_iteration(struct state *state, const struct feel_node *node) {
    struct gathering gathering = {.node = node};
    visit(state, &gathering, 0);
    if (gathering.is_hopeless) return eval_null(state, node, REASON_TYPE_MISMATCH, STR_NONE);
    if (gathering.is_wrong) return eval_null(state, node, REASON_NOT_BOOLEAN, STR_NONE);
    if (node->kind == NODE_FOR) return feel_list_of(gathering.items, gathering.count);
    if (gathering.is_decided) return feel_boolean(node->kind == NODE_SOME);
    return gathering.is_unsure ? feel_null() : feel_boolean(node->kind != NODE_SOME);
}

// ---- filters ----

static struct feel_value index_of(struct state *state, const struct feel_node *node,
                                  struct feel_list list, decimal place) {
    int64_t index = 0;
    bool is_whole = decimal_to_int64(place, 0, &index);
    if (is_whole && index > 0 && (uint64_t)index <= list.count) return list.items[index - 1];
    if (is_whole && index < 0 && (uint64_t) - (index + 1) < list.count)
        return list.items[list.count - (uint64_t) - (index + 1) - 1];
    if (!eval_is_heard(state)) return feel_null();
    return eval_null(state, node, REASON_INDEX_OUT_OF_RANGE,
                     decimal_print(state->run->arena, place));
}

static struct feel_value filter_empty(struct state *state, const struct feel_node *node) {
    bool is_quiet = state->run->is_quiet;
    state->locals[node->slot] = feel_null();
    state->run->is_quiet = true; // only an index could mean anything here
    struct feel_value condition = eval_node(state, node->b);
    state->run->is_quiet = is_quiet;
    if (condition.kind == FEEL_NUMBER)
        return index_of(state, node, (struct feel_list){0}, condition.number);
    return feel_list_of(NULL, 0);
}

struct feel_value eval_filter(struct state *state, const struct feel_node *node) {
    struct feel_value value = eval_node(state, node->a);
    struct feel_list list = value.list;
    if (value.kind == FEEL_NULL) return feel_null();
    if (value.kind != FEEL_LIST) list = (struct feel_list){&value, 1};
    if (list.count == 0) return filter_empty(state, node);
    struct gathering kept = {.node = node};
    for (size_t i = 0; i < list.count; i++) {
        state->locals[node->slot] = list.items[i];
        struct feel_value condition = eval_node(state, node->b);
        if (condition.kind == FEEL_NUMBER && i == 0)
            return index_of(state, node, list, condition.number);
        if (condition.kind != FEEL_BOOLEAN && condition.kind != FEEL_NULL)
            return eval_null(state, node, REASON_NOT_BOOLEAN, STR_NONE);
        if (feel_is_true(condition) && !gather(state, &kept, list.items[i])) return feel_null();
    }
    return feel_list_of(kept.items, kept.count);
}

// ---- paths ----

static struct feel_value part_of_day(int64_t days, str name) {
    struct calendar_parts parts = calendar_split(days);
    if (str_equal(name, STR("year"))) return feel_int(parts.year);
    if (str_equal(name, STR("month"))) return feel_int(parts.month);
    if (str_equal(name, STR("day"))) return feel_int(parts.day);
    if (str_equal(name, STR("weekday"))) return feel_int(calendar_weekday(days));
    return feel_null();
}

static struct feel_value part_of_time(const struct feel_moment *moment, str name) {
    int64_t seconds = moment->nanos / 1000000000;
    int64_t fraction = moment->nanos % 1000000000;
    if (str_equal(name, STR("hour"))) return feel_int(seconds / 3600);
    if (str_equal(name, STR("minute"))) return feel_int(seconds / 60 % 60);
    if (str_equal(name, STR("second"))) {
        decimal whole = decimal_from_int64(seconds % 60, 0);
        return feel_number(decimal_trim(decimal_add(whole, decimal_from_int64(fraction, 9))));
    }
    if (str_equal(name, STR("time offset")) && moment->has_offset)
        return (struct feel_value){.kind = FEEL_DAYS_DURATION,
                                   .span = {.seconds = moment->offset_seconds}};
    if (str_equal(name, STR("timezone")) && moment->zone.size > 0) return feel_string(moment->zone);
    return feel_null();
}

// Parts of a duration are those of its size with its sign: P-1DT2H has neither 22 hours.
static struct feel_value part_of_span(struct feel_span span, str name) {
    calendar_nanos nanos = calendar_span_nanos(span);
    int64_t seconds = (int64_t)(nanos / 1000000000);
    if (str_equal(name, STR("days"))) return feel_int(seconds / 86400);
    if (str_equal(name, STR("hours"))) return feel_int(seconds / 3600 % 24);
    if (str_equal(name, STR("minutes"))) return feel_int(seconds / 60 % 60);
    if (str_equal(name, STR("seconds"))) {
        decimal whole = decimal_from_int64(seconds % 60, 0);
        decimal rest = decimal_from_int64((int64_t)(nanos % 1000000000), 9);
        return feel_number(decimal_trim(decimal_add(whole, rest)));
    }
    return feel_null();
}

static struct feel_value part_of_range(const struct feel_range *range, str name) {
    if (str_equal(name, STR("start"))) return range->has_start ? range->start : feel_null();
    if (str_equal(name, STR("end"))) return range->has_end ? range->end : feel_null();
    if (str_equal(name, STR("start included"))) return feel_boolean(range->start_included);
    if (str_equal(name, STR("end included"))) return feel_boolean(range->end_included);
    return feel_null();
}

static struct feel_value part_of(struct state *state, const struct feel_node *node,
                                 struct feel_value value) {
    struct feel_value part = feel_null();
    switch (value.kind) {
    case FEEL_CONTEXT:
        for (size_t i = 0; i < value.context.count; i++)
            if (str_equal(value.context.entries[i].name, node->name))
                return value.context.entries[i].value;
        break;
    case FEEL_DATE: part = part_of_day(value.days, node->name); break;
    case FEEL_DATE_TIME:
        part = part_of_day(value.moment->days, node->name);
        if (feel_is_null(part)) part = part_of_time(value.moment, node->name);
        break;
    case FEEL_TIME: part = part_of_time(value.moment, node->name); break;
    case FEEL_DAYS_DURATION: part = part_of_span(value.span, node->name); break;
    case FEEL_MONTHS_DURATION:
        if (str_equal(node->name, STR("years"))) part = feel_int(value.months / 12);
        if (str_equal(node->name, STR("months"))) part = feel_int(value.months % 12);
        break;
    case FEEL_RANGE: part = part_of_range(value.range, node->name); break;
    default: break;
    }
    if (!feel_is_null(part)) return part;
    if (feel_is_null(value)) return eval_missing(state, node);
    return eval_null(state, node, REASON_MEMBER_UNKNOWN, node->name);
}

struct feel_value eval_path(struct state *state, const struct feel_node *node) {
    struct feel_value value = eval_node(state, node->a);
    if (value.kind != FEEL_LIST) return part_of(state, node, value);
    struct feel_value *parts = eval_values(state, value.list.count);
    if (parts == NULL) return feel_null();
    for (size_t i = 0; i < value.list.count; i++)
        parts[i] = part_of(state, node, value.list.items[i]);
    return feel_list_of(parts, value.list.count);
}

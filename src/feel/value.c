// Making values, and the two relations every other file needs: equality and order. Values are small
// and passed whole; what they point to never changes once it is made.
#include "feel/node.h"

struct feel_value feel_null(void) {
    return (struct feel_value){.kind = FEEL_NULL};
}

struct feel_value feel_boolean(bool truth) {
    return (struct feel_value){.kind = FEEL_BOOLEAN, .boolean = truth};
}

struct feel_value feel_number(decimal number) {
    if (decimal_is_none(number)) return feel_null();
    return (struct feel_value){.kind = FEEL_NUMBER, .number = number};
}

struct feel_value feel_int(int64_t number) {
    return feel_number(decimal_from_int64(number, 0));
}

struct feel_value feel_string(str text) {
    return (struct feel_value){.kind = FEEL_STRING, .text = text};
}

struct feel_value feel_date(date day) {
    if (date_is_none(day)) return feel_null();
    return (struct feel_value){.kind = FEEL_DATE, .days = day.days};
}

struct feel_value feel_instant(struct arena *arena, instant time, int zone_minutes) {
    int64_t local = time + (int64_t)zone_minutes * 60000;
    date day = date_of_instant(time, zone_minutes);
    return calendar_value(arena, FEEL_DATE_TIME,
                          (struct feel_moment){
                              .days = day.days,
                              .nanos = (local - (int64_t)day.days * DAY_MS) * 1000000,
                              .has_offset = true,
                              .offset_seconds = zone_minutes * 60,
                          });
}

struct feel_value feel_list_of(const struct feel_value *items, size_t count) {
    return (struct feel_value){.kind = FEEL_LIST, .list = {items, count}};
}

struct feel_value feel_context_of(const struct feel_entry *entries, size_t count) {
    return (struct feel_value){.kind = FEEL_CONTEXT, .context = {entries, count}};
}

bool feel_is_null(struct feel_value value) {
    return value.kind == FEEL_NULL;
}

bool feel_is_true(struct feel_value value) {
    return value.kind == FEEL_BOOLEAN && value.boolean;
}

struct feel_value feel_member(struct feel_value context, str name) {
    if (context.kind != FEEL_CONTEXT) return feel_null();
    for (size_t i = 0; i < context.context.count; i++)
        if (str_equal(context.context.entries[i].name, name))
            return context.context.entries[i].value;
    return feel_null();
}

const char *feel_kind_name(enum feel_kind kind) {
    switch (kind) {
    case FEEL_NULL: return "null";
    case FEEL_BOOLEAN: return "boolean";
    case FEEL_NUMBER: return "number";
    case FEEL_STRING: return "string";
    case FEEL_DATE: return "date";
    case FEEL_TIME: return "time";
    case FEEL_DATE_TIME: return "date and time";
    case FEEL_DAYS_DURATION: return "days and time duration";
    case FEEL_MONTHS_DURATION: return "years and months duration";
    case FEEL_LIST: return "list";
    case FEEL_CONTEXT: return "context";
    case FEEL_RANGE: return "range";
    case FEEL_FUNCTION: return "function";
    }
    return "";
}

struct feel_value value_single(struct feel_value value) {
    return value.kind == FEEL_LIST && value.list.count == 1 ? value.list.items[0] : value;
}

static int order_of(__int128 a, __int128 b) {
    return a < b ? -1 : a > b;
}

bool value_compare(struct feel_value a, struct feel_value b, int *ret_order) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case FEEL_NUMBER: *ret_order = decimal_compare(a.number, b.number); return true;
    case FEEL_STRING: *ret_order = str_compare(a.text, b.text); return true;
    case FEEL_DATE: *ret_order = order_of(a.days, b.days); return true;
    case FEEL_MONTHS_DURATION: *ret_order = order_of(a.months, b.months); return true;
    case FEEL_DAYS_DURATION:
        *ret_order = order_of(calendar_span_nanos(a.span), calendar_span_nanos(b.span));
        return true;
    case FEEL_TIME:
    case FEEL_DATE_TIME:
        if (!calendar_on_one_line(a.moment, b.moment)) return false;
        *ret_order = order_of(calendar_line(a.moment), calendar_line(b.moment));
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: return false;
    }
    return false;
}

static bool equal_at(struct feel_value a, struct feel_value b, int depth);

static bool lists_equal(struct feel_list a, struct feel_list b, int depth) {
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++)
        if (!equal_at(a.items[i], b.items[i], depth)) return false;
    return true;
}

static bool contexts_equal(struct feel_value a, struct feel_value b, int depth) {
    if (a.context.count != b.context.count) return false;
    for (size_t i = 0; i < a.context.count; i++) {
        size_t other = 0;
        str name = a.context.entries[i].name;
        while (other < b.context.count && !str_equal(b.context.entries[other].name, name)) other++;
        if (other == b.context.count ||
            !equal_at(a.context.entries[i].value, b.context.entries[other].value, depth))
            return false;
    }
    return true;
}

static bool ranges_equal(const struct feel_range *a, const struct feel_range *b, int depth) {
    return a->sign == b->sign && a->has_start == b->has_start && a->has_end == b->has_end &&
           a->start_included == b->start_included && a->end_included == b->end_included &&
           equal_at(a->start, b->start, depth) && equal_at(a->end, b->end, depth);
}

// Moments are equal when all their properties are, and the property second is whole (10.3.2.3.6).
static bool moments_equal(const struct feel_moment *a, const struct feel_moment *b) {
    struct feel_moment first = *a;
    struct feel_moment second = *b;
    first.nanos -= first.nanos % 1000000000;
    second.nanos -= second.nanos % 1000000000;
    return calendar_on_one_line(&first, &second) && calendar_line(&first) == calendar_line(&second);
}

// Values are never deeper than evaluation can build them, so the bound only guards foreign input.
static bool equal_at(struct feel_value a, struct feel_value b, int depth) {
    int order;
    if (a.kind != b.kind || depth > LIMIT_FEEL_CALLS) return false;
    switch (a.kind) {
    case FEEL_NULL: return true;
    case FEEL_BOOLEAN: return a.boolean == b.boolean;
    case FEEL_LIST: return lists_equal(a.list, b.list, depth + 1);
    case FEEL_CONTEXT: return contexts_equal(a, b, depth + 1);
    case FEEL_RANGE: return ranges_equal(a.range, b.range, depth + 1);
    case FEEL_FUNCTION: return a.function == b.function;
    case FEEL_TIME:
    case FEEL_DATE_TIME: return moments_equal(a.moment, b.moment);
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: return value_compare(a, b, &order) && order == 0;
    }
    return false;
}

bool feel_equal(struct feel_value a, struct feel_value b) {
    return equal_at(a, b, 0);
}

// Types: what may stand behind "instance of" and in the parameters of functions, what DMN's item
// definitions become, and what it means to be of a type (DMN 1.5, 10.3.2.9).
#include "feel/node.h"

static const struct {
    const char *name;
    struct feel_type type;
} simple_types[] = {
    {"years and months duration", {TYPE_KIND, FEEL_MONTHS_DURATION}},
    {"days and time duration", {TYPE_KIND, FEEL_DAYS_DURATION}},
    {"date and time", {TYPE_KIND, FEEL_DATE_TIME}},
    {"boolean", {TYPE_KIND, FEEL_BOOLEAN}},
    {"number", {TYPE_KIND, FEEL_NUMBER}},
    {"string", {TYPE_KIND, FEEL_STRING}},
    {"date", {TYPE_KIND, FEEL_DATE}},
    {"time", {TYPE_KIND, FEEL_TIME}},
    {"Null", {TYPE_KIND, FEEL_NULL}},
    {"Any", {TYPE_ANY, FEEL_NULL}},
    {"list", {TYPE_LIST, FEEL_NULL}},
    {"context", {TYPE_CONTEXT, FEEL_NULL}},
    {"range", {TYPE_RANGE, FEEL_NULL}},
    {"function", {TYPE_FUNCTION, FEEL_NULL}},
    // As DMN's typeRef writes them.
    {"dateTime", {TYPE_KIND, FEEL_DATE_TIME}},
    {"dayTimeDuration", {TYPE_KIND, FEEL_DAYS_DURATION}},
    {"yearMonthDuration", {TYPE_KIND, FEEL_MONTHS_DURATION}},
};

enum { SIMPLE_TYPES = sizeof(simple_types) / sizeof(simple_types[0]) };

// ---- reading ----

static fault type_malformed(struct parser *parser) {
    return parser_malformed(parser, "a type is expected here", "此处应为类型");
}

static fault parse_item_type(struct parser *parser, struct feel_type *type) {
    if (!scan_sign(&parser->scan, "<")) return NULL;
    TRY(parse_type(parser, &type->item));
    return scan_sign(&parser->scan, ">") ? NULL : type_malformed(parser);
}

static fault parse_context_type(struct parser *parser, struct feel_type *type) {
    LIST(str) names = {0};
    LIST(const struct feel_type *) members = {0};
    if (!scan_sign(&parser->scan, "<")) return NULL;
    if (scan_sign(&parser->scan, ">")) return NULL;
    do {
        if (!scan_key(&parser->scan, parser->arena, list_push(parser->arena, &names)))
            return type_malformed(parser);
        TRY(parse_type(parser, list_push(parser->arena, &members)));
    } while (scan_sign(&parser->scan, ","));
    type->names = names.items;
    type->members = members.items;
    type->count = names.count;
    return scan_sign(&parser->scan, ">") ? NULL : type_malformed(parser);
}

static fault parse_function_type(struct parser *parser, struct feel_type *type) {
    LIST(const struct feel_type *) members = {0};
    if (!scan_sign(&parser->scan, "<")) return NULL;
    while (!scan_sign(&parser->scan, ">")) {
        if (members.count > 0 && !scan_sign(&parser->scan, ",")) return type_malformed(parser);
        TRY(parse_type(parser, list_push(parser->arena, &members)));
    }
    type->members = members.items;
    type->count = members.count;
    type->is_detailed = true;
    if (!scan_sign(&parser->scan, "->")) return type_malformed(parser);
    return parse_type(parser, &type->item);
}

static fault parse_type_rest(struct parser *parser, struct feel_type *type) {
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_RANGE: return parse_item_type(parser, type);
    case TYPE_CONTEXT: return parse_context_type(parser, type);
    case TYPE_FUNCTION: return parse_function_type(parser, type);
    default: return NULL;
    }
}

// The longest name counts, so that a model's "date range" is not a "date".
static fault parse_type_name(struct parser *parser, struct feel_type *type) {
    scan_blanks(&parser->scan);
    size_t best;
    const struct feel_type *named = names_type_at(parser->names, &parser->scan, &best);
    for (size_t i = 0; i < SIMPLE_TYPES; i++) {
        size_t size = scan_known_size(&parser->scan, str_of(simple_types[i].name));
        if (size <= best) continue;
        best = size;
        named = &simple_types[i].type;
    }
    if (best == 0) return type_malformed(parser);
    parser->scan.at += best;
    *type = *named;
    return type->item == NULL && type->count == 0 ? parse_type_rest(parser, type) : NULL;
}

fault parse_type(struct parser *parser, const struct feel_type **ret_type) {
    struct feel_type *type = ARENA_NEW(parser->arena, struct feel_type);
    if (++parser->depth > LIMIT_FEEL_DEPTH)
        return parser_malformed(parser, "the type is nested too deeply", "类型嵌套过深");
    TRY(parse_type_name(parser, type));
    parser->depth--;
    *ret_type = type;
    return NULL;
}

// ---- making ----

const struct feel_type *feel_type_named(str name) {
    for (size_t i = 0; i < SIMPLE_TYPES; i++)
        if (str_equal(name, str_of(simple_types[i].name))) return &simple_types[i].type;
    return NULL;
}

static struct feel_type *make(struct arena *arena, struct feel_type type) {
    struct feel_type *made = ARENA_NEW(arena, struct feel_type);
    *made = type;
    return made;
}

const struct feel_type *feel_type_list(struct arena *arena, const struct feel_type *item) {
    return make(arena, (struct feel_type){.kind = TYPE_LIST, .item = item});
}

const struct feel_type *feel_type_context(struct arena *arena, const str *names,
                                          const struct feel_type *const *members, size_t count) {
    return make(arena, (struct feel_type){
                           .kind = TYPE_CONTEXT,
                           .names = names,
                           .members = members,
                           .count = count,
                       });
}

const struct feel_type *feel_type_function(struct arena *arena,
                                           const struct feel_type *const *parameters, size_t count,
                                           const struct feel_type *result) {
    return make(arena, (struct feel_type){
                           .kind = TYPE_FUNCTION,
                           .members = parameters,
                           .count = count,
                           .item = result,
                           .is_detailed = true,
                       });
}

// Most allowed values are a few texts; they are compared without evaluating anything.
static void keep_options(struct arena *arena, struct feel_type *type) {
    struct feel_simple_tests simple;
    if (type->item->kind != TYPE_KIND || type->item->value_kind != FEEL_STRING) return;
    if (!feel_tests_simple(arena, type->tests, &simple) || simple.is_negated || simple.is_any)
        return;
    str *options = ARENA_ARRAY(arena, str, simple.count + 1);
    for (size_t i = 0; i < simple.count; i++) {
        if (simple.parts[i].kind != FEEL_STRING) return;
        options[i] = simple.parts[i].text;
    }
    type->options = options;
    type->option_count = simple.count;
}

const struct feel_type *feel_type_allowing(struct arena *arena, const struct feel_type *type,
                                           const struct feel_expression *tests) {
    struct feel_type *made =
        make(arena, (struct feel_type){.kind = TYPE_ALLOWING, .item = type, .tests = tests});
    keep_options(arena, made);
    return made;
}

// ---- being of a type ----

struct checking {
    struct feel_run *run;
    bool is_limited; // by allowed values; "instance of" asks for the type alone
    int depth;
};

static bool is_of(struct checking *checking, const struct feel_type *type, struct feel_value value);

static bool list_is_of(struct checking *checking, const struct feel_type *type,
                       struct feel_value value) {
    if (value.kind != FEEL_LIST) return false;
    if (type->item == NULL || type->item->kind == TYPE_ANY) return true;
    for (size_t i = 0; i < value.list.count; i++)
        if (!is_of(checking, type->item, value.list.items[i])) return false;
    return true;
}

static bool range_is_of(struct checking *checking, const struct feel_type *type,
                        struct feel_value value) {
    if (value.kind != FEEL_RANGE) return false;
    if (type->item == NULL) return true;
    return (!value.range->has_start || is_of(checking, type->item, value.range->start)) &&
           (!value.range->has_end || is_of(checking, type->item, value.range->end));
}

static bool has_entry(struct feel_value context, str name) {
    for (size_t i = 0; i < context.context.count; i++)
        if (str_equal(context.context.entries[i].name, name)) return true;
    return false;
}

// More entries than the type has do not harm (10.3.2.9.1: the type is more general).
static bool context_is_of(struct checking *checking, const struct feel_type *type,
                          struct feel_value value) {
    if (value.kind != FEEL_CONTEXT) return false;
    for (size_t i = 0; i < type->count; i++)
        if (!has_entry(value, type->names[i]) ||
            !is_of(checking, type->members[i], feel_member(value, type->names[i])))
            return false;
    return true;
}

// Does every value of type a belong to type b? NULL is Any.
static bool fits_in(const struct feel_type *a, const struct feel_type *b, int depth) {
    if (b == NULL || b->kind == TYPE_ANY) return true;
    if (a == NULL || depth > LIMIT_FEEL_DEPTH) return false;
    if (a->kind == TYPE_ALLOWING && a != b) return fits_in(a->item, b, depth + 1);
    if (a->kind != b->kind) return false;
    if (a == b) return true;
    switch (a->kind) {
    case TYPE_KIND: return a->value_kind == b->value_kind;
    case TYPE_LIST:
    case TYPE_RANGE: return fits_in(a->item, b->item, depth + 1);
    case TYPE_CONTEXT:
        for (size_t i = 0; i < b->count; i++) {
            size_t place = 0;
            while (place < a->count && !str_equal(a->names[place], b->names[i])) place++;
            if (place == a->count || !fits_in(a->members[place], b->members[i], depth + 1))
                return false;
        }
        return true;
    case TYPE_FUNCTION:
        if (!b->is_detailed) return true;
        if (!a->is_detailed || a->count != b->count || !fits_in(a->item, b->item, depth + 1))
            return false;
        for (size_t i = 0; i < a->count; i++)
            if (!fits_in(b->members[i], a->members[i], depth + 1)) return false;
        return true;
    default: return false;
    }
}

// A function is of a function type when it takes what that takes and gives no more than it gives.
// What a function gives need not be declared, and then nothing is known against it.
static bool function_is_of(const struct feel_type *type, struct feel_value value) {
    if (value.kind != FEEL_FUNCTION) return false;
    if (!type->is_detailed) return true;
    const struct feel_function *function = value.function;
    if (function->builtin != NULL) return builtin_takes(function->builtin, type);
    bool is_native = function->native != NULL;
    size_t count = is_native ? function->native->count : function->node->slot_count;
    if (count != type->count) return false;
    for (size_t i = 0; i < count; i++) {
        const struct feel_type *own =
            is_native ? function->native->parameters[i].type : function->node->types[i];
        if (!fits_in(type->members[i], own, 0)) return false;
    }
    return !is_native || function->native->result == NULL ||
           fits_in(function->native->result, type->item, 0);
}

static bool is_of_kind(struct checking *checking, const struct feel_type *type,
                       struct feel_value value) {
    switch (type->kind) {
    case TYPE_ANY: return true;
    case TYPE_KIND: return value.kind == type->value_kind;
    case TYPE_LIST: return list_is_of(checking, type, value);
    case TYPE_CONTEXT: return context_is_of(checking, type, value);
    case TYPE_RANGE: return range_is_of(checking, type, value);
    case TYPE_FUNCTION: return function_is_of(type, value);
    case TYPE_ALLOWING:
        if (!is_of(checking, type->item, value)) return false;
        return !checking->is_limited || feel_test(type->tests, value, checking->run);
    }
    return false;
}

static bool is_of(struct checking *checking, const struct feel_type *type,
                  struct feel_value value) {
    if (type == NULL || feel_is_null(value)) return true;
    if (!feel_spend(checking->run, 1) || checking->depth >= LIMIT_FEEL_DEPTH) return false;
    checking->depth++;
    bool is_good = is_of_kind(checking, type, value);
    checking->depth--;
    return is_good;
}

bool type_holds(struct state *state, const struct feel_type *type, struct feel_value value) {
    struct checking checking = {.run = state->run};
    if (feel_is_null(value)) return type->kind == TYPE_KIND && type->value_kind == FEEL_NULL;
    return is_of(&checking, type, value);
}

static bool is_option(const struct feel_type *type, str text) {
    for (size_t i = 0; i < type->option_count; i++)
        if (type->options[i].size == text.size && str_equal(type->options[i], text)) return true;
    return false;
}

bool feel_conforms(const struct feel_type *type, struct feel_value value, struct feel_run *run) {
    // What is asked at each submission, without the walk.
    if (type == NULL || feel_is_null(value)) return true;
    if (type->kind == TYPE_KIND) return value.kind == type->value_kind;
    if (type->options != NULL && value.kind == FEEL_STRING) return is_option(type, value.text);
    struct checking checking = {.run = run, .is_limited = true};
    return is_of(&checking, type, value);
}

enum feel_kind feel_type_kind(const struct feel_type *type) {
    return type->kind == TYPE_KIND ? type->value_kind : FEEL_NULL;
}

const struct feel_type *feel_type_result(const struct feel_type *type) {
    return type != NULL && type->kind == TYPE_FUNCTION && type->is_detailed ? type->item : type;
}

// ---- coercion ----

static const struct feel_type *without_tests(const struct feel_type *type) {
    while (type->kind == TYPE_ALLOWING) type = type->item;
    return type;
}

// A date where a date and time is wanted is its midnight in UTC.
static struct feel_value at_midnight(struct feel_run *run, struct feel_value day) {
    struct feel_moment moment = {.days = day.days, .has_offset = true};
    return calendar_value(run->arena, FEEL_DATE_TIME, moment);
}

static bool is_date_time(const struct feel_type *type) {
    return type->kind == TYPE_KIND && type->value_kind == FEEL_DATE_TIME;
}

struct feel_value feel_coerce(const struct feel_type *type, struct feel_value value,
                              struct feel_run *run) {
    if (type == NULL || type->kind == TYPE_ANY || feel_is_null(value)) return value;
    if (type->kind == TYPE_KIND && type->value_kind == value.kind) return value;
    if (feel_conforms(type, value, run)) return value;
    const struct feel_type *plain = without_tests(type);
    if (value.kind == FEEL_LIST && value.list.count == 1 && plain->kind != TYPE_LIST &&
        feel_conforms(type, value.list.items[0], run))
        return value.list.items[0];
    if (value.kind == FEEL_DATE && is_date_time(plain) && feel_spend(run, 4))
        return at_midnight(run, value);
    if (value.kind != FEEL_LIST && plain->kind == TYPE_LIST && feel_spend(run, 2)) {
        struct feel_value *item = ARENA_NEW(run->arena, struct feel_value);
        *item = value;
        if (feel_conforms(type, feel_list_of(item, 1), run)) return feel_list_of(item, 1);
    }
    struct state state = {.run = run};
    if (!eval_is_heard(&state)) return feel_null();
    str text = feel_print(run->arena, value);
    return eval_null(&state, NULL, REASON_TYPE_WRONG, str_slice(text, 0, 80));
}

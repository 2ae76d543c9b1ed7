// The types that may stand behind "instance of" and in the parameters of functions. Parameter types
// are read and not enforced: a value of the wrong kind meets its null where it is used.
#include "feel/node.h"

static const struct {
    const char *name;
    enum feel_kind kind;
} simple_types[] = {
    {"years and months duration", FEEL_MONTHS_DURATION},
    {"days and time duration", FEEL_DAYS_DURATION},
    {"date and time", FEEL_DATE_TIME},
    {"boolean", FEEL_BOOLEAN},
    {"number", FEEL_NUMBER},
    {"string", FEEL_STRING},
    {"date", FEEL_DATE},
    {"time", FEEL_TIME},
    {"Null", FEEL_NULL},
};

static fault type_malformed(struct parser *parser) {
    return parser_malformed(parser, "a type is expected here", "此处应为类型");
}

static bool take_known(struct scanner *scan, const char *name) {
    scan_blanks(scan);
    size_t size = scan_known_size(scan, str_of(name));
    scan->at += size;
    return size > 0;
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

static fault parse_function_type(struct parser *parser) {
    const struct feel_type *ignored;
    if (!scan_sign(&parser->scan, "<")) return NULL;
    while (!scan_sign(&parser->scan, ">")) {
        TRY(parse_type(parser, &ignored));
        scan_sign(&parser->scan, ",");
    }
    return scan_sign(&parser->scan, "->") ? parse_type(parser, &ignored) : type_malformed(parser);
}

static fault parse_type_body(struct parser *parser, struct feel_type *type) {
    for (size_t i = 0; i < sizeof(simple_types) / sizeof(simple_types[0]); i++) {
        if (!take_known(&parser->scan, simple_types[i].name)) continue;
        type->kind = TYPE_KIND;
        type->value_kind = simple_types[i].kind;
        return NULL;
    }
    if (take_known(&parser->scan, "Any")) return NULL;
    if (take_known(&parser->scan, "list")) {
        type->kind = TYPE_LIST;
        return parse_item_type(parser, type);
    }
    if (take_known(&parser->scan, "range")) {
        type->kind = TYPE_RANGE;
        return parse_item_type(parser, type);
    }
    if (take_known(&parser->scan, "context")) {
        type->kind = TYPE_CONTEXT;
        return parse_context_type(parser, type);
    }
    if (take_known(&parser->scan, "function")) {
        type->kind = TYPE_FUNCTION;
        return parse_function_type(parser);
    }
    return type_malformed(parser);
}

fault parse_type(struct parser *parser, const struct feel_type **ret_type) {
    struct feel_type *type = ARENA_NEW(parser->arena, struct feel_type);
    if (++parser->depth > LIMIT_FEEL_DEPTH)
        return parser_malformed(parser, "the type is nested too deeply", "类型嵌套过深");
    TRY(parse_type_body(parser, type));
    parser->depth--;
    *ret_type = type;
    return NULL;
}

static bool list_holds(const struct feel_type *type, struct feel_value value) {
    if (value.kind != FEEL_LIST) return false;
    for (size_t i = 0; type->item != NULL && i < value.list.count; i++)
        if (!type_holds(type->item, value.list.items[i])) return false;
    return true;
}

static bool range_holds(const struct feel_type *type, struct feel_value value) {
    if (value.kind != FEEL_RANGE) return false;
    if (type->item == NULL) return true;
    return (!value.range->has_start || type_holds(type->item, value.range->start)) &&
           (!value.range->has_end || type_holds(type->item, value.range->end));
}

static bool context_holds(const struct feel_type *type, struct feel_value value) {
    if (value.kind != FEEL_CONTEXT) return false;
    for (size_t i = 0; i < type->count; i++)
        if (!type_holds(type->members[i], feel_member(value, type->names[i]))) return false;
    return true;
}

bool type_holds(const struct feel_type *type, struct feel_value value) {
    switch (type->kind) {
    case TYPE_ANY: return value.kind != FEEL_NULL;
    case TYPE_KIND: return value.kind == type->value_kind;
    case TYPE_LIST: return list_holds(type, value);
    case TYPE_CONTEXT: return context_holds(type, value);
    case TYPE_RANGE: return range_holds(type, value);
    case TYPE_FUNCTION: return value.kind == FEEL_FUNCTION;
    }
    return false;
}

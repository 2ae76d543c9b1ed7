// The door of compiling: sources in, expressions out, and what compiled expressions tell about
// themselves. Everything that can be refused is refused here, before anything is evaluated.
#include "base/utf8.h"
#include "feel/node.h"

#include <string.h>

static fault check_source(struct parser *parser) {
    str source = parser->scan.source;
    if (source.size > LIMIT_FEEL_SOURCE)
        return parser_malformed(parser, "the expression is too long", "表达式过长");
    if (!utf8_is_valid(source))
        return parser_malformed(parser, "the expression is not valid UTF-8",
                                "表达式不是有效的 UTF-8");
    return NULL;
}

static const struct feel_expression *finished(struct parser *parser, const struct feel_node *root) {
    struct feel_expression *expression = ARENA_NEW(parser->arena, struct feel_expression);
    *expression = (struct feel_expression){
        .source = parser->scan.source,
        .root = root,
        .local_count = parser->local_max,
        .input_slot = parser->input_slot,
        .item_slot = parser->item_slot,
        .item = (size_t)parser->names->item,
        .uses_values = root->uses_values,
    };
    return expression;
}

// The item of a boxed filter stands in the run's values; here it gets a place in the frame, where
// the items of filters are looked for.
static void take_item(struct parser *parser) {
    if (parser->names->item < 0) return;
    parser->item_slot = parser_local(parser, STR("item"));
    parser->scope.items[parser->scope.count - 1].is_filter = true;
}

const struct feel_expression *feel_refused(struct arena *arena, str source,
                                           const struct fault_note *note) {
    struct feel_expression *expression = ARENA_NEW(arena, struct feel_expression);
    struct feel_node *root = ARENA_NEW(arena, struct feel_node);
    *root = (struct feel_node){.kind = NODE_REFUSED, .note = *note};
    *expression =
        (struct feel_expression){.source = source, .root = root, .local_count = 1, .item_slot = -1};
    return expression;
}

fault feel_compile(struct arena *arena, struct feel_names *names, str source,
                   const struct feel_expression **ret_expression, struct fault_note *ret_note) {
    struct parser parser = parser_on(arena, names, str_trim(source), ret_note);
    struct feel_node *root;
    TRY(check_source(&parser));
    take_item(&parser);
    TRY(parse_expression(&parser, &root));
    TRY(parse_end(&parser));
    *ret_expression = finished(&parser, root);
    return NULL;
}

fault feel_compile_tests(struct arena *arena, struct feel_names *names, str source,
                         const struct feel_expression **ret_tests, struct fault_note *ret_note) {
    struct parser parser = parser_on(arena, names, str_trim(source), ret_note);
    struct feel_node *root;
    TRY(check_source(&parser));
    parser.input_slot = parser_local(&parser, STR_NONE);
    TRY(parse_tests(&parser, &root));
    *ret_tests = finished(&parser, root);
    return NULL;
}

str feel_expression_source(const struct feel_expression *expression) {
    return expression->source;
}

bool feel_expression_slot(const struct feel_expression *expression, size_t *ret_slot) {
    if (expression->root->kind != NODE_GLOBAL) return false;
    *ret_slot = (size_t)expression->root->slot;
    return true;
}

bool feel_expression_constant(const struct feel_expression *expression,
                              struct feel_value *ret_value) {
    if (expression->root->kind != NODE_LITERAL) return false;
    *ret_value = expression->root->value;
    return true;
}

bool feel_expression_uses_values(const struct feel_expression *expression) {
    return expression->uses_values;
}

bool feel_tests_simple(struct arena *arena, const struct feel_expression *tests,
                       struct feel_simple_tests *ret_simple) {
    const struct feel_node *root = tests->root;
    if (root->kind != NODE_TESTS) return false;
    struct feel_value *parts = ARENA_ARRAY(arena, struct feel_value, root->count + 1);
    for (size_t i = 0; i < root->count; i++) {
        const struct feel_node *test = root->items[i];
        if (test->kind != NODE_TEST || test->a->kind != NODE_LITERAL) return false;
        parts[i] = test->a->value;
    }
    *ret_simple = (struct feel_simple_tests){
        .is_any = root->count == 0,
        .is_negated = root->negated,
        .parts = parts,
        .count = root->count,
    };
    return true;
}

// ---- plain texts of a type ----

static bool is_one_of(str type, const char *a, const char *b) {
    return str_equal(type, str_of(a)) || str_equal(type, str_of(b));
}

static bool read_boolean(str text, struct feel_value *ret_value) {
    if (!is_one_of(text, "true", "false")) return false;
    *ret_value = feel_boolean(text.size == 4);
    return true;
}

static bool read_number(str text, struct feel_value *ret_value) {
    decimal number;
    if (!decimal_from_str(text, &number)) return false;
    *ret_value = feel_number(number);
    return true;
}

static enum feel_kind temporal_kind(str type) {
    if (str_equal(type, STR("date"))) return FEEL_DATE;
    if (str_equal(type, STR("time"))) return FEEL_TIME;
    if (is_one_of(type, "dateTime", "date and time")) return FEEL_DATE_TIME;
    if (is_one_of(type, "dayTimeDuration", "days and time duration")) return FEEL_DAYS_DURATION;
    if (is_one_of(type, "yearMonthDuration", "years and months duration"))
        return FEEL_MONTHS_DURATION;
    return FEEL_NULL;
}

bool feel_read_as(struct arena *arena, str type, str text, struct feel_value *ret_value) {
    struct feel_value value;
    if (str_equal(type, STR("string"))) {
        *ret_value = feel_string(text);
        return utf8_is_valid(text);
    }
    if (str_equal(type, STR("boolean"))) return read_boolean(text, ret_value);
    if (str_equal(type, STR("number"))) return read_number(text, ret_value);
    enum feel_kind wanted = temporal_kind(type);
    if (wanted == FEEL_NULL || !calendar_read_any(arena, text, &value) || value.kind != wanted)
        return false;
    *ret_value = value;
    return true;
}

// The forms with a shape of their own: lists and ranges, parentheses, contexts, if, for, some,
// every, functions and arguments. Each is called with the scanner at or just behind its first sign.
#include "feel/node.h"

static fault expect(struct parser *parser, const char *sign) {
    if (scan_sign(&parser->scan, sign)) return NULL;
    return parser_malformed(parser,
                            arena_print(parser->arena, "\"%s\" is expected here", sign).data,
                            arena_print(parser->arena, "此处应为“%s”", sign).data);
}

static fault expect_word(struct parser *parser, const char *word) {
    if (scan_word(&parser->scan, word)) return NULL;
    return parser_malformed(parser,
                            arena_print(parser->arena, "\"%s\" is expected here", word).data,
                            arena_print(parser->arena, "此处应为“%s”", word).data);
}

// ---- ranges, lists, parentheses ----

// A range of constants is a constant.
static void fold_range(struct parser *parser, struct feel_node *node) {
    if (node->a != NULL && node->a->kind != NODE_LITERAL) return;
    if (node->b != NULL && node->b->kind != NODE_LITERAL) return;
    struct feel_run run = feel_run_in(parser->arena, NULL, 0);
    run.is_quiet = true;
    struct state state = {.run = &run};
    struct feel_value value = eval_node(&state, node);
    if (feel_is_null(value)) return;
    node->kind = NODE_LITERAL;
    node->value = value;
}

fault parse_range_rest(struct parser *parser, struct feel_node *start, bool start_included,
                       struct feel_node **ret_node) {
    struct feel_node *node = parser_node(parser, NODE_RANGE, start->at);
    node->a = start;
    node->start_included = start_included;
    TRY(parse_sum(parser, &node->b));
    node->end_included = scan_sign(&parser->scan, "]");
    if (!node->end_included && !scan_sign(&parser->scan, ")") && !scan_sign(&parser->scan, "["))
        return parser_malformed(parser, "the range does not end", "区间未结束");
    *ret_node = node;
    TRY(parser_finish(parser, node));
    fold_range(parser, node);
    return NULL;
}

// "< 5" as a value: a range with one end.
static fault parse_half_range(struct parser *parser, enum feel_operator operator,
                              struct feel_node ** ret_node) {
    struct feel_node *node = parser_node(parser, NODE_RANGE, parser->scan.at);
    bool is_end = operator== OPERATOR_LESS || operator== OPERATOR_LESS_EQUAL;
    TRY(parse_sum(parser, is_end ? &node->b : &node->a));
    node->end_included = operator== OPERATOR_LESS_EQUAL;
    node->start_included = operator== OPERATOR_GREATER_EQUAL;
    if (operator== OPERATOR_EQUAL) node->sign = FEEL_RANGE_EQUAL;
    if (operator== OPERATOR_NOT_EQUAL) node->sign = FEEL_RANGE_NOT_EQUAL;
    *ret_node = node;
    TRY(parser_finish(parser, node));
    fold_range(parser, node);
    return NULL;
}

static fault parse_list_rest(struct parser *parser, struct feel_node *first,
                             struct feel_node **ret_node) {
    LIST(struct feel_node *) items = {0};
    struct feel_node *node = parser_node(parser, NODE_LIST, first->at);
    *list_push(parser->arena, &items) = first;
    while (scan_sign(&parser->scan, ","))
        TRY(parse_expression(parser, list_push(parser->arena, &items)));
    TRY(expect(parser, "]"));
    node->items = items.items;
    node->count = items.count;
    *ret_node = node;
    return parser_finish(parser, node);
}

fault parse_list_or_range(struct parser *parser, struct feel_node **ret_node) {
    size_t at = parser->scan.at;
    bool is_open = scan_sign(&parser->scan, "]"); // ]1..5]
    if (!is_open) parser->scan.at++;
    if (!is_open && scan_sign(&parser->scan, "]")) {
        *ret_node = parser_node(parser, NODE_LIST, at);
        return parser_finish(parser, *ret_node);
    }
    struct feel_node *first;
    TRY(parse_expression(parser, &first));
    if (scan_sign(&parser->scan, "..")) return parse_range_rest(parser, first, !is_open, ret_node);
    if (is_open) return expect(parser, "..");
    return parse_list_rest(parser, first, ret_node);
}

fault parse_parenthesis(struct parser *parser, struct feel_node **ret_node) {
    enum feel_operator operator;
    parser->scan.at++;
    if (parse_comparison_sign(parser, &operator)) {
        TRY(parse_half_range(parser, operator, ret_node));
        return expect(parser, ")");
    }
    TRY(parse_expression(parser, ret_node));
    if (scan_sign(&parser->scan, "..")) return parse_range_rest(parser, *ret_node, false, ret_node);
    return expect(parser, ")");
}

// ---- contexts ----

static fault parse_key(struct parser *parser, str *ret_name) {
    if (scan_sign(&parser->scan, "\"")) {
        if (!scan_string(&parser->scan, parser->arena, ret_name))
            return parser_malformed(parser, "the text never ends or has a wrong escape",
                                    "字符串未结束或转义有误");
        TRY(expect(parser, ":"));
    } else if (!scan_key(&parser->scan, parser->arena, ret_name)) {
        return parser_malformed(parser, "a name and \":\" are expected here", "此处应为名称和“:”");
    }
    if (names_is_complex(*ret_name)) *list_push(parser->arena, &parser->own_names) = *ret_name;
    return NULL;
}

static bool has_key(const str *names, size_t count, str name) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name)) return true;
    return false;
}

// Later entries may use earlier ones, so each has a place in the frame. The places are taken one
// after the other: what an entry's own expression takes lies behind and is given back before.
fault parse_context(struct parser *parser, struct feel_node **ret_node) {
    struct feel_node *node = parser_node(parser, NODE_CONTEXT, parser->scan.at++);
    LIST(struct feel_node *) items = {0};
    LIST(str) names = {0};
    size_t scope_count = parser->scope.count;
    int local_count = parser->local_count;
    node->slot = local_count;
    bool is_empty = scan_sign(&parser->scan, "}");
    while (!is_empty) {
        str name;
        TRY(parse_key(parser, &name));
        if (has_key(names.items, names.count, name))
            return parser_malformed(parser, "the context has this name already",
                                    "上下文中已有此名称");
        TRY(parse_expression(parser, list_push(parser->arena, &items)));
        *list_push(parser->arena, &names) = name;
        parser_local(parser, name);
        if (scan_sign(&parser->scan, "}")) break;
        TRY(expect(parser, ","));
    }
    parser_close_scope(parser, scope_count, local_count);
    node->items = items.items;
    node->count = items.count;
    node->names = names.items;
    *ret_node = node;
    return parser_finish(parser, node);
}

// ---- if, for, some, every ----

fault parse_if(struct parser *parser, size_t at, struct feel_node **ret_node) {
    struct feel_node *node = parser_node(parser, NODE_IF, at);
    TRY(parse_expression(parser, &node->a));
    TRY(expect_word(parser, "then"));
    TRY(parse_expression(parser, &node->b));
    TRY(expect_word(parser, "else"));
    TRY(parse_expression(parser, &node->c));
    *ret_node = node;
    return parser_finish(parser, node);
}

// The name of a variable: everything up to the word "in".
static fault parse_variable(struct parser *parser, str *ret_name) {
    scan_blanks(&parser->scan);
    size_t start = parser->scan.at;
    while (scan_word_size(&parser->scan, parser->scan.at) > 0) {
        size_t end = parser->scan.at;
        if (end > start && scan_word(&parser->scan, "in")) {
            *ret_name = names_tidy(parser->arena, str_slice(parser->scan.source, start, end));
            if (names_is_complex(*ret_name))
                *list_push(parser->arena, &parser->own_names) = *ret_name;
            return NULL;
        }
        parser->scan.at += scan_word_size(&parser->scan, parser->scan.at);
        scan_blanks(&parser->scan);
    }
    return parser_malformed(parser, "a name and \"in\" are expected here", "此处应为名称和“in”");
}

// "in" has been read: a list, or from..to.
static fault parse_domain(struct parser *parser, struct feel_node **ret_node) {
    TRY(parse_expression(parser, ret_node));
    if (!scan_sign(&parser->scan, "..")) return NULL;
    struct feel_node *node = parser_node(parser, NODE_ITERATION, (*ret_node)->at);
    node->a = *ret_node;
    TRY(parse_expression(parser, &node->b));
    *ret_node = node;
    return parser_finish(parser, node);
}

fault parse_iteration(struct parser *parser, enum node_kind kind, size_t at,
                      struct feel_node **ret_node) {
    struct feel_node *node = parser_node(parser, kind, at);
    LIST(struct feel_node *) domains = {0};
    size_t scope_count = parser->scope.count;
    int local_count = parser->local_count;
    node->slot = local_count;
    do {
        str name;
        TRY(parse_variable(parser, &name));
        TRY(parse_domain(parser, list_push(parser->arena, &domains)));
        parser_local(parser, name);
    } while (scan_sign(&parser->scan, ","));
    if (kind == NODE_FOR) parser_local(parser, STR("partial"));
    TRY(expect_word(parser, kind == NODE_FOR ? "return" : "satisfies"));
    TRY(parse_expression(parser, &node->a));
    parser_close_scope(parser, scope_count, local_count);
    node->items = domains.items;
    node->count = domains.count;
    *ret_node = node;
    return parser_finish(parser, node);
}

// ---- functions ----

static fault parse_parameter(struct parser *parser, str *ret_name,
                             const struct feel_type **ret_type) {
    scan_blanks(&parser->scan);
    size_t start = parser->scan.at;
    size_t end = start;
    for (size_t size; (size = scan_word_size(&parser->scan, parser->scan.at)) > 0;) {
        parser->scan.at += size;
        end = parser->scan.at;
        scan_blanks(&parser->scan);
    }
    if (end == start)
        return parser_malformed(parser, "the name of a parameter is expected here",
                                "此处应为参数名称");
    *ret_name = names_tidy(parser->arena, str_slice(parser->scan.source, start, end));
    if (names_is_complex(*ret_name)) *list_push(parser->arena, &parser->own_names) = *ret_name;
    *ret_type = NULL;
    return scan_sign(&parser->scan, ":") ? parse_type(parser, ret_type) : NULL;
}

// The refusal names what was to be called: {java: {class: …, method signature: …}}.
static fault refuse_external(struct parser *parser) {
    scan_blanks(&parser->scan);
    str rest = str_slice(parser->scan.source, parser->scan.at, parser->scan.source.size);
    str en = arena_print(parser->arena, "external functions are not called: %.*s", STR_ARG(rest));
    str zh = arena_print(parser->arena, "不调用外部函数：%.*s", STR_ARG(rest));
    return parser_malformed(parser, en.data, zh.data);
}

fault parse_function(struct parser *parser, size_t at, struct feel_node **ret_node) {
    struct feel_node *node = parser_node(parser, NODE_FUNCTION, at);
    LIST(str) names = {0};
    LIST(const struct feel_type *) types = {0};
    size_t scope_count = parser->scope.count;
    int local_count = parser->local_count;
    node->slot = local_count;
    TRY(expect(parser, "("));
    while (!scan_sign(&parser->scan, ")")) {
        if (names.count > 0) TRY(expect(parser, ","));
        str name;
        TRY(parse_parameter(parser, &name, list_push(parser->arena, &types)));
        *list_push(parser->arena, &names) = name;
        parser_local(parser, name);
    }
    if (scan_word(&parser->scan, "external")) return refuse_external(parser);
    TRY(parse_expression(parser, &node->a));
    parser_close_scope(parser, scope_count, local_count);
    node->names = names.items;
    node->types = types.items;
    // The parameters are counted in slot_count: items and count are the children of a node.
    node->slot_count = names.count;
    *ret_node = node;
    return parser_finish(parser, node);
}

// f(1, 2) or f(from: 1, to: 2), behind "(": either all are named or none.
fault parse_arguments(struct parser *parser, struct feel_node *call) {
    LIST(struct feel_node *) items = {0};
    LIST(str) names = {0};
    while (!scan_sign(&parser->scan, ")")) {
        if (items.count > 0) TRY(expect(parser, ","));
        str name;
        bool is_named = scan_key(&parser->scan, parser->arena, &name);
        if (is_named != (names.count > 0) && items.count > 0)
            return parser_malformed(parser, "either all arguments are named or none",
                                    "参数要么全部命名，要么全部不命名");
        if (is_named && has_key(names.items, names.count, name))
            return parser_malformed(parser, "the argument is given twice", "参数重复");
        if (is_named) *list_push(parser->arena, &names) = name;
        TRY(parse_expression(parser, list_push(parser->arena, &items)));
    }
    call->items = items.items;
    call->count = items.count;
    call->names = names.items;
    return NULL;
}

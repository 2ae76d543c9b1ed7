// Unary tests: what stands in a cell of a decision table, and behind "in". A test is one of
//   < 5   <= 5   > 5   >= 5   = 5   != 5     compared with the input
//   ? > limit                                an expression that asks for the input itself
//   5   [1..5]   list   name                 the input is equal to it, inside it, or among it
// Everything but the second becomes a NODE_TEST over a value or range, so that constant tests can
// be taken apart again (feel_tests_simple) and compiled into tables.
#include "feel/node.h"

static fault parse_operator_test(struct parser *parser, enum feel_operator operator,
                                 struct feel_node * test) {
    struct feel_node *node =
        parser_node(parser, operator== OPERATOR_NOT_EQUAL ? NODE_COMPARE : NODE_RANGE, test->at);
    bool is_end = operator== OPERATOR_LESS || operator== OPERATOR_LESS_EQUAL;
    struct feel_node *bound;
    TRY(parse_sum(parser, &bound));
    test->a = bound;
    if (operator== OPERATOR_EQUAL) return parser_finish(parser, test);
    if (operator== OPERATOR_NOT_EQUAL) {
        node->operator= operator;
        node->a = parser_node(parser, NODE_LOCAL, test->at);
        node->a->slot = parser->input_slot;
        node->b = bound;
        TRY(parser_finish(parser, node));
        node->asks_input = true;
    } else {
        if (is_end)
            node->b = bound;
        else
            node->a = bound;
        node->end_included = operator== OPERATOR_LESS_EQUAL;
        node->start_included = operator== OPERATOR_GREATER_EQUAL;
        TRY(parser_finish(parser, node));
        if (bound->kind == NODE_LITERAL && !feel_is_null(bound->value)) {
            struct feel_range *range = ARENA_NEW(parser->arena, struct feel_range);
            *range = (struct feel_range){
                .has_start = !is_end,
                .has_end = is_end,
                .start_included = node->start_included,
                .end_included = node->end_included,
            };
            *(is_end ? &range->end : &range->start) = bound->value;
            node->kind = NODE_LITERAL;
            node->a = node->b = NULL;
            node->value = (struct feel_value){.kind = FEEL_RANGE, .range = range};
        }
    }
    test->a = node;
    return parser_finish(parser, test);
}

static fault parse_test(struct parser *parser, struct feel_node **ret_node) {
    scan_blanks(&parser->scan);
    struct feel_node *test = parser_node(parser, NODE_TEST, parser->scan.at);
    test->slot = parser->input_slot;
    *ret_node = test;
    enum feel_operator operator;
    if (parse_comparison_sign(parser, &operator))
        return parse_operator_test(parser, operator, test);
    TRY(parse_expression(parser, &test->a));
    return parser_finish(parser, test);
}

static fault parse_test_list(struct parser *parser, struct feel_node *tests) {
    LIST(struct feel_node *) items = {0};
    do {
        TRY(parse_test(parser, list_push(parser->arena, &items)));
    } while (scan_sign(&parser->scan, ","));
    tests->items = items.items;
    tests->count = items.count;
    return parser_finish(parser, tests);
}

// not(…) around everything. Where more follows it was an expression, not(a) and b: back to the
// start.
static bool parse_negated(struct parser *parser, struct feel_node *tests) {
    struct parser start = *parser;
    if (scan_word(&parser->scan, "not") && scan_sign(&parser->scan, "(") &&
        parse_test_list(parser, tests) == NULL && scan_sign(&parser->scan, ")")) {
        scan_blanks(&parser->scan);
        tests->negated = parser->scan.at == parser->scan.source.size;
    }
    if (tests->negated) return true;
    int local_max = parser->local_max;
    *parser = start;
    parser->local_max = local_max;
    return false;
}

fault parse_tests(struct parser *parser, struct feel_node **ret_node) {
    scan_blanks(&parser->scan);
    struct feel_node *tests = parser_node(parser, NODE_TESTS, parser->scan.at);
    *ret_node = tests;
    tests->slot = parser->input_slot;
    struct scanner start = parser->scan;
    if (scan_sign(&parser->scan, "-")) {
        scan_blanks(&parser->scan);
        if (parser->scan.at == parser->scan.source.size) return parser_finish(parser, tests);
    }
    parser->scan = start;
    if (!parse_negated(parser, tests)) TRY(parse_test_list(parser, tests));
    return parse_end(parser);
}

// "(1, 2)", "(< 5)" or "(1..5]" behind its bracket.
static fault parse_in_bracket(struct parser *parser, struct feel_node *tests) {
    struct feel_node *first;
    LIST(struct feel_node *) items = {0};
    TRY(parse_test(parser, &first));
    if (scan_sign(&parser->scan, "..")) {
        TRY(parse_range_rest(parser, first->a, false, &first->a));
        TRY(parser_finish(parser, first));
        *list_push(parser->arena, &items) = first;
    } else {
        *list_push(parser->arena, &items) = first;
        while (scan_sign(&parser->scan, ","))
            TRY(parse_test(parser, list_push(parser->arena, &items)));
        if (!scan_sign(&parser->scan, ")"))
            return parser_malformed(parser, "\")\" is expected here", "此处应为“)”");
    }
    tests->items = items.items;
    tests->count = items.count;
    return NULL;
}

fault parse_in(struct parser *parser, int slot, struct feel_node **ret_node) {
    scan_blanks(&parser->scan);
    struct feel_node *tests = parser_node(parser, NODE_TESTS, parser->scan.at);
    int outer_slot = parser->input_slot;
    parser->input_slot = slot;
    tests->slot = slot;
    *ret_node = tests;
    if (++parser->depth > LIMIT_FEEL_DEPTH)
        return parser_malformed(parser, "the expression is nested too deeply", "表达式嵌套过深");
    if (scan_sign(&parser->scan, "(")) {
        TRY(parse_in_bracket(parser, tests));
    } else {
        struct feel_node *test = parser_node(parser, NODE_TEST, parser->scan.at);
        test->slot = slot;
        enum feel_operator operator;
        if (parse_comparison_sign(parser, &operator))
            TRY(parse_operator_test(parser, operator, test));
        else
            TRY(parse_sum(parser, &test->a));
        TRY(parser_finish(parser, test));
        tests->items = ARENA_ARRAY(parser->arena, struct feel_node *, 1);
        tests->items[0] = test;
        tests->count = 1;
    }
    parser->depth--;
    parser->input_slot = outer_slot;
    return parser_finish(parser, tests);
}

// Expressions to trees, by descent from the loosest binding (or) to the tightest (path, filter,
// call). The order is that of the standard's grammar (DMN 1.5, 10.3.1.2): negation binds tighter
// than **, so -2 ** 2 is 4. Chains (a + b + c, a and b and c) become one node with many operands,
// so that a long chain is not a deep tree. Literals of lists, contexts and functions: forms.c.
#include "base/utf8.h"
#include "feel/node.h"

#include <string.h>

FAULT(feel_malformed, 422, "expression", "The expression cannot be read.", "表达式无法解析。");
FAULT(name_unknown, 422, "expression", "The expression uses a name that is not known here.",
      "表达式使用了此处未定义的名称。");

struct parser parser_on(struct arena *arena, struct feel_names *names, str source,
                        struct fault_note *note) {
    return (struct parser){
        .arena = arena,
        .names = names,
        .scan = {.source = source},
        .note = note,
        .input_slot = -1,
        .item_slot = -1,
    };
}

fault parser_malformed(struct parser *parser, const char *en, const char *zh) {
    size_t line = 1;
    size_t line_start = 0;
    size_t at =
        parser->scan.at < parser->scan.source.size ? parser->scan.at : parser->scan.source.size;
    for (size_t i = 0; i < at; i++) {
        if (parser->scan.source.data[i] != '\n') continue;
        line++;
        line_start = i + 1;
    }
    str before = str_slice(parser->scan.source, line_start, at);
    size_t column = utf8_is_valid(before) ? utf8_count(before) + 1 : before.size + 1;
    parser->note->en = arena_print(parser->arena, "Line %zu, column %zu: %s.", line, column, en);
    parser->note->zh = arena_print(parser->arena, "第 %zu 行第 %zu 列：%s。", line, column, zh);
    return &feel_malformed;
}

struct feel_node *parser_node(struct parser *parser, enum node_kind kind, size_t at) {
    struct feel_node *node = ARENA_NEW(parser->arena, struct feel_node);
    node->kind = kind;
    node->at = at;
    node->variant = -1;
    return node;
}

static void learn_from(struct feel_node *node, const struct feel_node *child) {
    if (child == NULL) return;
    if (child->depth > node->depth) node->depth = child->depth;
    node->asks_input |= child->asks_input;
    node->uses_values |= child->uses_values;
}

fault parser_finish(struct parser *parser, struct feel_node *node) {
    node->depth = 0;
    learn_from(node, node->a);
    learn_from(node, node->b);
    learn_from(node, node->c);
    for (size_t i = 0; i < node->count; i++) learn_from(node, node->items[i]);
    if (++node->depth <= LIMIT_FEEL_DEPTH) return NULL;
    return parser_malformed(parser, "the expression is nested too deeply", "表达式嵌套过深");
}

// Takes count places in the frame under one name (the first one bears it).
int parser_local(struct parser *parser, str name) {
    int slot = parser->local_count++;
    if (parser->local_count > parser->local_max) parser->local_max = parser->local_count;
    struct scope_entry *entry = list_push(parser->arena, &parser->scope);
    *entry = (struct scope_entry){.name = name, .slot = slot};
    return slot;
}

void parser_close_scope(struct parser *parser, size_t scope_count, int local_count) {
    parser->scope.count = scope_count;
    parser->local_count = local_count;
}

// ---- names ----

static const char *reserved[] = {"and",  "or",     "between",   "in",      "then",
                                 "else", "return", "satisfies", "instance"};

static bool is_reserved(str word) {
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        if (str_equal(word, str_of(reserved[i]))) return true;
    return false;
}

static void try_name(const struct scanner *scanner, str name, size_t *best, str *ret_name) {
    size_t size = scan_known_size(scanner, name);
    if (size <= *best) return;
    *best = size;
    *ret_name = name;
}

// A built-in's name with spaces counts where it is called, and elsewhere unless it holds "and",
// which would swallow the operator in `date and time`.
static void try_builtins(const struct scanner *scanner, size_t *best, str *ret_name) {
    for (const struct builtin *b = builtin_next(NULL); b != NULL; b = builtin_next(b)) {
        str name = str_of(b->name);
        if (str_find_byte(name, ' ') < 0) continue;
        size_t size = scan_known_size(scanner, name);
        if (size == 0) continue;
        struct scanner behind = {scanner->source, scanner->at + size};
        scan_blanks(&behind);
        if (!scan_is_next(&behind, "(") && str_find(name, STR(" and ")) >= 0) continue;
        try_name(scanner, name, best, ret_name);
    }
}

static void try_members(const struct parser *parser, size_t *best, str *ret_name) {
    const struct feel_names *names = parser->names;
    for (; names != NULL; names = names->common)
        for (size_t i = 0; i < names->complex_members.count; i++)
            try_name(&parser->scan, names->complex_members.items[i], best, ret_name);
}

static bool is_in_filter(const struct parser *parser) {
    for (size_t i = 0; i < parser->scope.count; i++)
        if (parser->scope.items[i].is_filter) return true;
    return false;
}

// The longest name that is known at the place, else the plain word there. Empty: no name. Names of
// members count behind a point and in filters, where they may stand alone.
static str read_name(struct parser *parser, bool is_member) {
    scan_blanks(&parser->scan);
    size_t best = scan_word_size(&parser->scan, parser->scan.at);
    str name = str_slice(parser->scan.source, parser->scan.at, parser->scan.at + best);
    for (size_t i = 0; i < parser->names->complex.count; i++)
        try_name(&parser->scan, parser->names->complex.items[i], &best, &name);
    for (size_t i = 0; i < parser->own_names.count; i++)
        try_name(&parser->scan, parser->own_names.items[i], &best, &name);
    if (is_member || is_in_filter(parser)) try_members(parser, &best, &name);
    try_builtins(&parser->scan, &best, &name);
    parser->scan.at += best;
    return name;
}

static fault resolve_global(struct parser *parser, struct feel_node *node) {
    ptrdiff_t slot = feel_names_find(parser->names, node->name);
    if (slot < 0 && parser->names->kind == FEEL_NAMES_OPEN)
        slot = (ptrdiff_t)feel_names_add(parser->names, node->name);
    if (slot < 0) {
        parser->note->en =
            arena_print(parser->arena, "There is no name \"%.*s\" here.", STR_ARG(node->name));
        parser->note->zh = arena_print(parser->arena, "此处没有名称“%.*s”。", STR_ARG(node->name));
        return &name_unknown;
    }
    node->kind = NODE_GLOBAL;
    node->slot = (int)slot;
    node->uses_values = true;
    return NULL;
}

// From the innermost scope outwards: a local of that name ends the search, a filter on the way
// means that its item's members come first. What stands in no scope is a built-in or a global.
static fault resolve(struct parser *parser, struct feel_node *node) {
    LIST(int) filters = {0};
    struct feel_node *target = parser_node(parser, NODE_LOCAL, node->at);
    target->name = node->name;
    size_t i = parser->scope.count;
    for (; i > 0; i--) {
        const struct scope_entry *entry = &parser->scope.items[i - 1];
        if (entry->is_filter) *list_push(parser->arena, &filters) = entry->slot;
        if (str_equal(entry->name, node->name)) break;
    }
    const struct builtin *builtin = builtin_find(node->name);
    if (i > 0) {
        target->slot = parser->scope.items[i - 1].slot;
    } else if (feel_names_find(parser->names, node->name) < 0 && builtin != NULL) {
        target->kind = NODE_LITERAL;
        target->value = feel_builtin(parser->arena, node->name);
    } else if (feel_names_find(parser->names, node->name) < 0 && filters.count > 0 &&
               parser->names->kind == FEEL_NAMES_CLOSED) {
        target = NULL; // only the items can know it
    } else {
        TRY(resolve_global(parser, target));
    }
    if (filters.count == 0) {
        *node = *target;
        return parser_finish(parser, node);
    }
    node->kind = NODE_MEMBER;
    node->slots = filters.items;
    node->slot_count = filters.count;
    node->a = target;
    if (target != NULL) TRY(parser_finish(parser, target));
    return parser_finish(parser, node);
}

static fault parse_input(struct parser *parser, struct feel_node *node) {
    if (parser->input_slot < 0)
        return parser_malformed(parser, "\"?\" stands for the input of a test and has none here",
                                "“?”代表被测试的输入，此处没有输入");
    node->kind = NODE_LOCAL;
    node->slot = parser->input_slot;
    node->name = STR("?");
    TRY(parser_finish(parser, node));
    node->asks_input = true;
    return NULL;
}

static fault parse_name(struct parser *parser, struct feel_node **ret_node) {
    scan_blanks(&parser->scan);
    struct feel_node *node = parser_node(parser, NODE_GLOBAL, parser->scan.at);
    *ret_node = node;
    if (scan_sign(&parser->scan, "?")) return parse_input(parser, node);
    node->name = read_name(parser, false);
    if (node->name.size == 0 || is_reserved(node->name)) {
        parser->scan.at = node->at;
        return parser_malformed(parser, "a value or a name is expected here", "此处应为值或名称");
    }
    return resolve(parser, node);
}

// ---- literals ----

static fault literal(struct parser *parser, struct feel_node *node, struct feel_value value) {
    node->kind = NODE_LITERAL;
    node->value = value;
    return parser_finish(parser, node);
}

static fault parse_number(struct parser *parser, size_t size, struct feel_node *node) {
    decimal number;
    str text = str_slice(parser->scan.source, parser->scan.at, parser->scan.at + size);
    if (!decimal_from_str(text, &number))
        return parser_malformed(parser, "the number is out of range", "数值超出范围");
    parser->scan.at += size;
    return literal(parser, node, feel_number(number));
}

static fault parse_string(struct parser *parser, struct feel_node *node) {
    str text;
    if (!scan_string(&parser->scan, parser->arena, &text))
        return parser_malformed(parser, "the text never ends or has a wrong escape",
                                "字符串未结束或转义有误");
    return literal(parser, node, feel_string(text));
}

static fault parse_at_literal(struct parser *parser, struct feel_node *node) {
    str text;
    struct feel_value value;
    if (!scan_sign(&parser->scan, "\"") || !scan_string(&parser->scan, parser->arena, &text))
        return parser_malformed(parser, "a text is expected behind \"@\"", "“@”后应为字符串");
    if (!calendar_read_any(parser->arena, text, &value))
        return parser_malformed(parser, "this is no date, time or duration",
                                "这不是日期、时间或时长");
    return literal(parser, node, value);
}

static fault parse_primary(struct parser *parser, struct feel_node **ret_node) {
    struct scanner *scan = &parser->scan;
    scan_blanks(scan);
    size_t at = scan->at;
    struct feel_node *node = parser_node(parser, NODE_LITERAL, at);
    *ret_node = node;
    size_t number = scan_number_size(scan);
    if (number > 0) return parse_number(parser, number, node);
    if (scan_sign(scan, "\"")) return parse_string(parser, node);
    if (scan_sign(scan, "@")) return parse_at_literal(parser, node);
    if (scan_is_next(scan, "[") || scan_is_next(scan, "]"))
        return parse_list_or_range(parser, ret_node);
    if (scan_is_next(scan, "(")) return parse_parenthesis(parser, ret_node);
    if (scan_is_next(scan, "{")) return parse_context(parser, ret_node);
    size_t word = scan_word_size(scan, at);
    if (word == 0 || word > 8) return parse_name(parser, ret_node);
    if (scan_word(scan, "null")) return literal(parser, node, feel_null());
    if (scan_word(scan, "true")) return literal(parser, node, feel_boolean(true));
    if (scan_word(scan, "false")) return literal(parser, node, feel_boolean(false));
    if (scan_word(scan, "if")) return parse_if(parser, at, ret_node);
    if (scan_word(scan, "for")) return parse_iteration(parser, NODE_FOR, at, ret_node);
    if (scan_word(scan, "some")) return parse_iteration(parser, NODE_SOME, at, ret_node);
    if (scan_word(scan, "every")) return parse_iteration(parser, NODE_EVERY, at, ret_node);
    if (scan_word(scan, "function")) return parse_function(parser, at, ret_node);
    return parse_name(parser, ret_node);
}

// ---- path, filter, call ----

static fault parse_path(struct parser *parser, struct feel_node *node) {
    static const char *properties[] = {"time offset", "start included", "end included"};
    scan_blanks(&parser->scan);
    size_t best = 0;
    for (size_t i = 0; i < 3; i++)
        try_name(&parser->scan, str_of(properties[i]), &best, &node->name);
    if (best > 0)
        parser->scan.at += best;
    else
        node->name = read_name(parser, true);
    if (node->name.size == 0)
        return parser_malformed(parser, "a name is expected behind the point", "点号后应为名称");
    return parser_finish(parser, node);
}

static fault parse_filter(struct parser *parser, struct feel_node *node) {
    size_t scope_count = parser->scope.count;
    int local_count = parser->local_count;
    node->slot = parser_local(parser, STR("item"));
    parser->scope.items[scope_count].is_filter = true;
    TRY(parse_expression(parser, &node->b));
    parser_close_scope(parser, scope_count, local_count);
    if (!scan_sign(&parser->scan, "]"))
        return parser_malformed(parser, "\"]\" is expected here", "此处应为“]”");
    return parser_finish(parser, node);
}

// Bracket that ends a range like ]1..5[ rather than begins a filter: no expression can follow it.
static bool is_closing_bracket(const struct parser *parser) {
    struct scanner behind = parser->scan;
    behind.at++;
    scan_blanks(&behind);
    if (behind.at >= behind.source.size) return true;
    if (strchr("),]}=<>!+*/.;:", behind.source.data[behind.at]) != NULL) return true;
    size_t size = scan_word_size(&behind, behind.at);
    return is_reserved(str_slice(behind.source, behind.at, behind.at + size));
}

// A call by a built-in's name calls the built-in, also where a variable has the same name.
static bool callee_builtin(const struct feel_node *callee, const struct builtin **ret_builtin) {
    *ret_builtin = NULL;
    if (callee->kind == NODE_LITERAL && callee->value.kind == FEEL_FUNCTION)
        *ret_builtin = callee->value.function->builtin;
    else if (callee->kind == NODE_GLOBAL || callee->kind == NODE_MEMBER)
        *ret_builtin = builtin_find(callee->name);
    return *ret_builtin != NULL;
}

// From constants some built-ins make constants: date("2026-03-30") is computed here, once.
static void fold(struct parser *parser, struct feel_node *node) {
    if (!node->builtin->is_foldable) return;
    for (size_t i = 0; i < node->count; i++)
        if (node->items[i] == NULL || node->items[i]->kind != NODE_LITERAL) return;
    struct feel_run run = feel_run_in(parser->arena, NULL, 0);
    run.is_quiet = true;
    struct state state = {.run = &run};
    struct feel_value value = eval_node(&state, node);
    if (feel_is_null(value)) return;
    node->kind = NODE_LITERAL;
    node->value = value;
}

static fault parse_call(struct parser *parser, struct feel_node *node) {
    TRY(parse_arguments(parser, node));
    const struct builtin *builtin;
    if (callee_builtin(node->a, &builtin)) {
        node->kind = NODE_BUILTIN;
        node->builtin = builtin;
        node->name = str_of(builtin->name);
        node->a = NULL;
        if (node->names != NULL) {
            int *positions = ARENA_ARRAY(parser->arena, int, node->count + 1);
            struct feel_node **given = node->items;
            size_t given_count = node->count;
            if (!builtin_bind(builtin, node->names, given_count, &node->variant, positions))
                return parser_malformed(parser, "the function has no such parameters",
                                        "该函数没有这样的参数");
            for (size_t i = 0; i < given_count; i++)
                if ((size_t)positions[i] >= node->count) node->count = (size_t)positions[i] + 1;
            node->items = ARENA_ARRAY(parser->arena, struct feel_node *, node->count + 1);
            for (size_t i = 0; i < given_count; i++) node->items[positions[i]] = given[i];
        }
    }
    TRY(parser_finish(parser, node));
    if (node->kind == NODE_BUILTIN) fold(parser, node);
    return NULL;
}

static fault parse_postfix(struct parser *parser, struct feel_node **ret_node) {
    TRY(parse_primary(parser, ret_node));
    for (;;) {
        scan_blanks(&parser->scan);
        enum node_kind kind;
        if (scan_is_next(&parser->scan, ".") && !scan_is_next(&parser->scan, ".."))
            kind = NODE_PATH;
        else if (scan_is_next(&parser->scan, "[") && !is_closing_bracket(parser))
            kind = NODE_FILTER;
        else if (scan_is_next(&parser->scan, "("))
            kind = NODE_CALL;
        else
            return NULL;
        struct feel_node *node = parser_node(parser, kind, parser->scan.at);
        parser->scan.at++;
        node->a = *ret_node;
        *ret_node = node;
        if (kind == NODE_PATH) TRY(parse_path(parser, node));
        if (kind == NODE_FILTER) TRY(parse_filter(parser, node));
        if (kind == NODE_CALL) TRY(parse_call(parser, node));
    }
}

// ---- operators ----

static fault parse_instance(struct parser *parser, struct feel_node **ret_node) {
    TRY(parse_postfix(parser, ret_node));
    while (scan_word(&parser->scan, "instance")) {
        struct feel_node *node = parser_node(parser, NODE_INSTANCE, parser->scan.at);
        node->a = *ret_node;
        if (!scan_word(&parser->scan, "of"))
            return parser_malformed(parser, "\"of\" is expected here", "此处应为“of”");
        TRY(parse_type(parser, &node->type));
        *ret_node = node;
        TRY(parser_finish(parser, node));
    }
    return NULL;
}

static fault parse_negation(struct parser *parser, struct feel_node **ret_node) {
    if (!scan_sign(&parser->scan, "-")) return parse_instance(parser, ret_node);
    struct feel_node *node = parser_node(parser, NODE_NEGATE, parser->scan.at - 1);
    if (++parser->depth > LIMIT_FEEL_DEPTH)
        return parser_malformed(parser, "the expression is nested too deeply", "表达式嵌套过深");
    TRY(parse_negation(parser, &node->a));
    parser->depth--;
    *ret_node = node;
    if (node->a->kind == NODE_LITERAL && node->a->value.kind == FEEL_NUMBER) {
        node->kind = NODE_LITERAL;
        node->value = feel_number(decimal_neg(node->a->value.number));
        node->a = NULL;
    }
    return parser_finish(parser, node);
}

// Operands of one strength with the signs between them: a + b - c.
struct chain {
    LIST(struct feel_node *) operands;
    LIST(uint8_t) operators;
};

static bool sum_operator(struct scanner *scan, uint8_t *ret_operator) {
    if (scan_sign(scan, "+")) return *ret_operator = OPERATOR_ADD, true;
    if (scan_sign(scan, "-")) return *ret_operator = OPERATOR_SUBTRACT, true;
    return false;
}

static bool product_operator(struct scanner *scan, uint8_t *ret_operator) {
    scan_blanks(scan);
    if (!scan_is_next(scan, "**") && scan_sign(scan, "*"))
        return *ret_operator = OPERATOR_MULTIPLY, true;
    if (scan_sign(scan, "/")) return *ret_operator = OPERATOR_DIVIDE, true;
    return false;
}

static bool power_operator(struct scanner *scan, uint8_t *ret_operator) {
    *ret_operator = OPERATOR_POWER;
    return scan_sign(scan, "**");
}

static fault parse_chain(struct parser *parser,
                         fault (*operand)(struct parser *, struct feel_node **),
                         bool (*sign)(struct scanner *, uint8_t *), struct feel_node **ret_node) {
    struct chain chain = {0};
    uint8_t operator;
    TRY(operand(parser, ret_node));
    size_t at = parser->scan.at;
    while (sign(&parser->scan, &operator)) {
        if (chain.operands.count == 0) *list_push(parser->arena, &chain.operands) = *ret_node;
        *list_push(parser->arena, &chain.operators) = operator;
        TRY(operand(parser, list_push(parser->arena, &chain.operands)));
    }
    if (chain.operands.count == 0) return NULL;
    struct feel_node *node = parser_node(parser, NODE_ARITHMETIC, at);
    node->items = chain.operands.items;
    node->count = chain.operands.count;
    node->operators = chain.operators.items;
    *ret_node = node;
    return parser_finish(parser, node);
}

static fault parse_power(struct parser *parser, struct feel_node **ret_node) {
    return parse_chain(parser, parse_negation, power_operator, ret_node);
}

static fault parse_product(struct parser *parser, struct feel_node **ret_node) {
    return parse_chain(parser, parse_power, product_operator, ret_node);
}

fault parse_sum(struct parser *parser, struct feel_node **ret_node) {
    return parse_chain(parser, parse_product, sum_operator, ret_node);
}

bool parse_comparison_sign(struct parser *parser, enum feel_operator *ret_operator) {
    static const struct {
        const char *sign;
        enum feel_operator operator;
    } signs[] = {
        {"!=", OPERATOR_NOT_EQUAL},     {"<=", OPERATOR_LESS_EQUAL}, {"<", OPERATOR_LESS},
        {">=", OPERATOR_GREATER_EQUAL}, {">", OPERATOR_GREATER},     {"=", OPERATOR_EQUAL},
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (!scan_sign(&parser->scan, signs[i].sign)) continue;
        *ret_operator = signs[i].operator;
        return true;
    }
    return false;
}

static fault parse_between(struct parser *parser, struct feel_node *node) {
    TRY(parse_sum(parser, &node->b));
    if (!scan_word(&parser->scan, "and"))
        return parser_malformed(parser, "\"and\" is expected here", "此处应为“and”");
    return parse_sum(parser, &node->c);
}

static fault parse_is_in(struct parser *parser, struct feel_node *node) {
    size_t scope_count = parser->scope.count;
    int local_count = parser->local_count;
    node->slot = parser_local(parser, STR_NONE);
    TRY(parse_in(parser, node->slot, &node->b));
    parser_close_scope(parser, scope_count, local_count);
    return NULL;
}

static fault parse_comparison(struct parser *parser, struct feel_node **ret_node) {
    TRY(parse_sum(parser, ret_node));
    for (;;) {
        scan_blanks(&parser->scan);
        struct feel_node *node = parser_node(parser, NODE_COMPARE, parser->scan.at);
        node->a = *ret_node;
        if (scan_word(&parser->scan, "between")) {
            node->kind = NODE_BETWEEN;
            TRY(parse_between(parser, node));
        } else if (scan_word(&parser->scan, "in")) {
            node->kind = NODE_IN;
            TRY(parse_is_in(parser, node));
        } else if (parse_comparison_sign(parser, &node->operator)) {
            TRY(parse_sum(parser, &node->b));
        } else {
            return NULL;
        }
        *ret_node = node;
        TRY(parser_finish(parser, node));
    }
}

// a and b and c; a or b or c.
static fault parse_logic(struct parser *parser, const char *word, enum node_kind kind,
                         fault (*operand)(struct parser *, struct feel_node **),
                         struct feel_node **ret_node) {
    LIST(struct feel_node *) operands = {0};
    TRY(operand(parser, ret_node));
    size_t at = parser->scan.at;
    while (scan_word(&parser->scan, word)) {
        if (operands.count == 0) *list_push(parser->arena, &operands) = *ret_node;
        TRY(operand(parser, list_push(parser->arena, &operands)));
    }
    if (operands.count == 0) return NULL;
    struct feel_node *node = parser_node(parser, kind, at);
    node->items = operands.items;
    node->count = operands.count;
    *ret_node = node;
    return parser_finish(parser, node);
}

static fault parse_and(struct parser *parser, struct feel_node **ret_node) {
    return parse_logic(parser, "and", NODE_AND, parse_comparison, ret_node);
}

fault parse_expression(struct parser *parser, struct feel_node **ret_node) {
    if (++parser->depth > LIMIT_FEEL_DEPTH)
        return parser_malformed(parser, "the expression is nested too deeply", "表达式嵌套过深");
    TRY(parse_logic(parser, "or", NODE_OR, parse_and, ret_node));
    parser->depth--;
    return NULL;
}

fault parse_end(struct parser *parser) {
    scan_blanks(&parser->scan);
    if (parser->scan.at == parser->scan.source.size) return NULL;
    return parser_malformed(parser, "the expression should end here", "表达式应在此处结束");
}

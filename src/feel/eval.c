// The walk over the tree. Every node visited costs one step of the run's budget, and so does memory
// that grows with the data, so that no expression can run for ever or fill the machine. What cannot
// be computed is null with a warning; null itself flows on by the standard's three-valued logic.
#include "base/utf8.h"
#include "feel/node.h"

static const struct {
    const char *name;
    const char *en;
    const char *zh;
} reasons[] = {
    [REASON_TYPE_MISMATCH] = {"type_mismatch", "These kinds of values do not go together",
                              "这些类型的值不能一起运算"},
    [REASON_DIVISION_BY_ZERO] = {"division_by_zero", "Division by zero", "除数为零"},
    [REASON_OUT_OF_RANGE] = {"out_of_range", "The result is out of range", "结果超出范围"},
    [REASON_INDEX_OUT_OF_RANGE] = {"index_out_of_range", "The list has no item at this place",
                                   "列表中没有该位置的项"},
    [REASON_NOT_COMPARABLE] = {"not_comparable", "These values have no order", "这些值无法比较"},
    [REASON_MEMBER_UNKNOWN] = {"member_unknown", "The value has no such member",
                               "该值没有这个成员"},
    [REASON_NOT_A_FUNCTION] = {"not_a_function", "What is called is not a function",
                               "被调用的不是函数"},
    [REASON_ARGUMENT_COUNT] = {"argument_count", "The function takes another number of arguments",
                               "参数个数不符"},
    [REASON_ARGUMENT_WRONG] = {"argument_wrong", "The function cannot use this argument",
                               "函数不能使用该参数"},
    [REASON_NOT_BOOLEAN] = {"not_boolean", "A condition is neither true nor false",
                            "条件既不为真也不为假"},
    [REASON_STEPS_EXCEEDED] = {"steps_exceeded", "The evaluation took too much work",
                               "计算量超过上限"},
    [REASON_DEPTH_EXCEEDED] = {"depth_exceeded", "The evaluation is nested too deeply",
                               "计算嵌套过深"},
    [REASON_CLOCK_MISSING] = {"clock_missing", "The time is not known here", "此处没有当前时间"},
    [REASON_TYPE_WRONG] = {"type_wrong", "The value is not of its type", "值与其类型不符"},
    [REASON_VALUE_MISSING] = {"value_missing", "A value that is needed is null", "所需的值为空"},
    [REASON_LIST_TOO_LONG] = {"list_too_long", "The list has too many items", "列表的项数超过上限"},
    [REASON_REFUSED] = {"refused", "The expression cannot be read", "表达式无法解析"},
};

bool eval_is_heard(const struct state *state) {
    return !state->run->is_quiet && state->run->warning_count < LIMIT_FEEL_WARNINGS;
}

static void write_warning(struct feel_run *run, struct feel_warning warning) {
    if (run->warnings == NULL)
        run->warnings = ARENA_ARRAY(run->arena, struct feel_warning, LIMIT_FEEL_WARNINGS);
    run->warnings[run->warning_count++] = warning;
}

struct feel_value eval_null(struct state *state, const struct feel_node *node,
                            enum feel_reason reason, str detail) {
    struct feel_run *run = state->run;
    if (!eval_is_heard(state)) return feel_null();
    const char *colon_en = detail.size > 0 ? ": " : "";
    const char *colon_zh = detail.size > 0 ? "：" : "";
    struct feel_warning warning = {.name = reasons[reason].name, .at = node == NULL ? 0 : node->at};
    warning.en =
        arena_print(run->arena, "%s%s%.*s.", reasons[reason].en, colon_en, STR_ARG(detail));
    warning.zh =
        arena_print(run->arena, "%s%s%.*s。", reasons[reason].zh, colon_zh, STR_ARG(detail));
    write_warning(run, warning);
    return feel_null();
}

struct feel_value eval_missing(struct state *state, const struct feel_node *node) {
    if (state->run->warning_count > 0) return feel_null();
    return eval_null(state, node, REASON_VALUE_MISSING, STR_NONE);
}

static struct feel_value eval_refused(struct state *state, const struct feel_node *node) {
    struct feel_warning warning = {reasons[REASON_REFUSED].name, 0, node->note.en, node->note.zh};
    if (eval_is_heard(state)) write_warning(state->run, warning);
    return feel_null();
}

struct feel_value feel_warn(struct feel_run *run, const char *name, str en, str zh) {
    struct state state = {.run = run};
    if (eval_is_heard(&state)) write_warning(run, (struct feel_warning){name, 0, en, zh});
    return feel_null();
}

bool feel_spend(struct feel_run *run, size_t work) {
    struct state state = {.run = run};
    return eval_spend(&state, work);
}

bool eval_spend(struct state *state, size_t work) {
    struct feel_run *run = state->run;
    if (run->steps_left < 0) return false;
    run->steps_left -= work > LIMIT_FEEL_STEPS ? LIMIT_FEEL_STEPS + 1 : (int64_t)work;
    if (run->steps_left >= 0) return true;
    eval_null(state, NULL, REASON_STEPS_EXCEEDED, STR_NONE);
    return false;
}

struct feel_value *eval_values(struct state *state, size_t count) {
    if (count > LIMIT_FEEL_LIST) {
        if (state->run->steps_left >= 0) eval_null(state, NULL, REASON_LIST_TOO_LONG, STR_NONE);
        state->run->steps_left = -1; // what is cut off must not look like an answer
        return NULL;
    }
    if (!eval_spend(state, count + 1)) return NULL;
    return ARENA_ARRAY(state->run->arena, struct feel_value, count + 1);
}

static struct feel_value eval_global(struct state *state, const struct feel_node *node) {
    if ((size_t)node->slot >= state->run->value_count) return feel_null();
    return state->run->values[node->slot];
}

static struct feel_value eval_member(struct state *state, const struct feel_node *node) {
    for (size_t i = 0; i < node->slot_count; i++) {
        struct feel_value item = state->locals[node->slots[i]];
        if (item.kind != FEEL_CONTEXT) continue;
        for (size_t e = 0; e < item.context.count; e++)
            if (str_equal(item.context.entries[e].name, node->name))
                return item.context.entries[e].value;
    }
    if (node->a == NULL) return eval_null(state, node, REASON_MEMBER_UNKNOWN, node->name);
    return eval_node(state, node->a);
}

static struct feel_value eval_list(struct state *state, const struct feel_node *node) {
    struct feel_value *items = eval_values(state, node->count);
    if (items == NULL) return feel_null();
    for (size_t i = 0; i < node->count; i++) items[i] = eval_node(state, node->items[i]);
    return feel_list_of(items, node->count);
}

static struct feel_value eval_context(struct state *state, const struct feel_node *node) {
    if (!eval_spend(state, 2 * node->count + 2)) return feel_null();
    struct feel_entry *entries = ARENA_ARRAY(state->run->arena, struct feel_entry, node->count + 1);
    for (size_t i = 0; i < node->count; i++) {
        entries[i].name = node->names[i];
        entries[i].value = eval_node(state, node->items[i]);
        state->locals[(size_t)node->slot + i] = entries[i].value;
    }
    return feel_context_of(entries, node->count);
}

// Both ends must be of one kind that has an order.
static struct feel_value eval_range(struct state *state, const struct feel_node *node) {
    if (!eval_spend(state, 4)) return feel_null();
    struct feel_range range = {
        .sign = node->sign,
        .has_start = node->a != NULL,
        .has_end = node->b != NULL,
        .start_included = node->start_included,
        .end_included = node->end_included,
    };
    if (range.has_start) range.start = eval_node(state, node->a);
    if (range.has_end) range.end = eval_node(state, node->b);
    if (range.sign == FEEL_RANGE_EQUAL) {
        range.end = range.start;
        range.has_end = range.start_included = range.end_included = true;
    }
    struct feel_value known = range.has_start ? range.start : range.end;
    struct feel_value other = range.has_end ? range.end : range.start;
    int order;
    if (!value_compare(known, other, &order))
        return eval_null(state, node, REASON_NOT_COMPARABLE, STR_NONE);
    struct feel_range *kept = ARENA_NEW(state->run->arena, struct feel_range);
    *kept = range;
    return (struct feel_value){.kind = FEEL_RANGE, .range = kept};
}

// and: one false makes it false, whatever the others are; or: one true. Otherwise what is not a
// truth value makes it null.
static struct feel_value eval_logic(struct state *state, const struct feel_node *node) {
    bool decides = node->kind == NODE_OR;
    bool is_unsure = false;
    bool is_wrong = false;
    for (size_t i = 0; i < node->count; i++) {
        struct feel_value value = eval_node(state, node->items[i]);
        if (value.kind == FEEL_BOOLEAN && value.boolean == decides) return feel_boolean(decides);
        is_unsure |= value.kind != FEEL_BOOLEAN;
        is_wrong |= value.kind != FEEL_BOOLEAN && value.kind != FEEL_NULL;
    }
    if (is_wrong) return eval_null(state, node, REASON_NOT_BOOLEAN, STR_NONE);
    return is_unsure ? eval_missing(state, node) : feel_boolean(!decides);
}

static struct feel_value eval_arithmetic(struct state *state, const struct feel_node *node) {
    struct feel_value result = eval_node(state, node->items[0]);
    for (size_t i = 1; i < node->count; i++) {
        struct feel_value operand = eval_node(state, node->items[i]);
        enum feel_operator operator=(enum feel_operator) node->operators[i - 1];
        result = operate(state, node, operator, result, operand);
    }
    return result;
}

static struct feel_value eval_between(struct state *state, const struct feel_node *node) {
    struct feel_value value = eval_node(state, node->a);
    struct feel_value low = eval_node(state, node->b);
    struct feel_value high = eval_node(state, node->c);
    struct feel_value above = compare(state, node, OPERATOR_GREATER_EQUAL, value, low);
    struct feel_value below = compare(state, node, OPERATOR_LESS_EQUAL, value, high);
    if (above.kind != FEEL_BOOLEAN || below.kind != FEEL_BOOLEAN) return eval_missing(state, node);
    return feel_boolean(above.boolean && below.boolean);
}

static struct feel_value eval_if(struct state *state, const struct feel_node *node) {
    struct feel_value condition = eval_node(state, node->a);
    if (condition.kind != FEEL_BOOLEAN) eval_null(state, node, REASON_NOT_BOOLEAN, STR_NONE);
    return eval_node(state, feel_is_true(condition) ? node->b : node->c);
}

static struct feel_value eval_function(struct state *state, const struct feel_node *node) {
    struct feel_value *captured = eval_values(state, (size_t)node->slot + 2);
    if (captured == NULL) return feel_null();
    for (int i = 0; i < node->slot; i++) captured[i] = state->locals[i];
    struct feel_function *function = ARENA_NEW(state->run->arena, struct feel_function);
    *function = (struct feel_function){
        .expression = state->expression,
        .node = node,
        .captured = captured,
        .values = state->run->values,
        .value_count = state->run->value_count,
    };
    return (struct feel_value){.kind = FEEL_FUNCTION, .function = function};
}

// ---- unary tests ----

// What a test says: three-valued, because a range or an input may be null.
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNSURE };

static enum truth truth_of(struct feel_value value) {
    if (value.kind != FEEL_BOOLEAN) return TRUTH_UNSURE;
    return value.boolean ? TRUTH_YES : TRUTH_NO;
}

// A value of a test against the input: inside the range, among the list's items, or equal.
static enum truth matches(struct feel_value input, struct feel_value wanted) {
    if (wanted.kind == FEEL_RANGE && input.kind != FEEL_RANGE)
        return truth_of(range_contains(wanted.range, input));
    if (feel_equal(input, wanted)) return TRUTH_YES;
    if (wanted.kind != FEEL_LIST) return TRUTH_NO;
    for (size_t i = 0; i < wanted.list.count; i++) {
        struct feel_value item = wanted.list.items[i];
        if (feel_equal(input, item)) return TRUTH_YES;
        if (item.kind == FEEL_RANGE && feel_is_true(range_contains(item.range, input)))
            return TRUTH_YES;
    }
    return TRUTH_NO;
}

static enum truth eval_test(struct state *state, const struct feel_node *test) {
    struct feel_value input = state->locals[test->slot];
    struct feel_value value = eval_node(state, test->a);
    // A condition of its own: it asks for the input, or cannot mean "equal to the input".
    bool is_condition =
        test->a->asks_input ||
        (value.kind == FEEL_BOOLEAN && input.kind != FEEL_BOOLEAN && test->a->kind != NODE_LITERAL);
    if (is_condition && value.kind == FEEL_BOOLEAN) return truth_of(value);
    if (feel_is_null(value) && test->a->kind == NODE_RANGE) return TRUTH_UNSURE;
    return matches(input, value);
}

static enum truth eval_tests(struct state *state, const struct feel_node *tests) {
    if (tests->count == 0) return TRUTH_YES;
    enum truth truth = TRUTH_NO;
    for (size_t i = 0; i < tests->count && truth != TRUTH_YES; i++) {
        if (!eval_spend(state, 1)) return TRUTH_UNSURE;
        enum truth one = eval_test(state, tests->items[i]);
        if (one != TRUTH_NO) truth = one;
    }
    if (!tests->negated || truth == TRUTH_UNSURE) return truth;
    return truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static struct feel_value truth_value(enum truth truth) {
    return truth == TRUTH_UNSURE ? feel_null() : feel_boolean(truth == TRUTH_YES);
}

static struct feel_value eval_in(struct state *state, const struct feel_node *node) {
    struct feel_value value = eval_node(state, node->a);
    state->locals[node->slot] = value;
    enum truth truth = eval_tests(state, node->b);
    bool is_unsure = truth == TRUTH_UNSURE || (truth == TRUTH_NO && feel_is_null(value));
    return is_unsure ? eval_missing(state, node) : truth_value(truth);
}

static struct feel_value eval_kind(struct state *state, const struct feel_node *node) {
    switch (node->kind) {
    case NODE_LITERAL: return node->value;
    case NODE_LOCAL: return state->locals[node->slot];
    case NODE_GLOBAL: return eval_global(state, node);
    case NODE_MEMBER: return eval_member(state, node);
    case NODE_LIST: return eval_list(state, node);
    case NODE_CONTEXT: return eval_context(state, node);
    case NODE_RANGE: return eval_range(state, node);
    case NODE_AND:
    case NODE_OR: return eval_logic(state, node);
    case NODE_ARITHMETIC: return eval_arithmetic(state, node);
    case NODE_NEGATE: return negate(state, node, eval_node(state, node->a));
    case NODE_COMPARE: {
        struct feel_value a = eval_node(state, node->a);
        return compare(state, node, node->operator, a, eval_node(state, node->b));
    }
    case NODE_BETWEEN: return eval_between(state, node);
    case NODE_IN: return eval_in(state, node);
    case NODE_IF: return eval_if(state, node);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY: return eval_iteration(state, node);
    case NODE_FILTER: return eval_filter(state, node);
    case NODE_PATH: return eval_path(state, node);
    case NODE_CALL:
    case NODE_BUILTIN: return eval_call(state, node);
    case NODE_FUNCTION: return eval_function(state, node);
    case NODE_INSTANCE:
        return feel_boolean(type_holds(state, node->type, eval_node(state, node->a)));
    case NODE_TESTS: return truth_value(eval_tests(state, node));
    case NODE_TEST: return truth_value(eval_test(state, node));
    case NODE_REFUSED: return eval_refused(state, node);
    case NODE_ITERATION: break; // only below for, which does it itself
    }
    return feel_null();
}

struct feel_value eval_node(struct state *state, const struct feel_node *node) {
    if (!eval_spend(state, 1)) return feel_null();
    if (state->run->depth >= LIMIT_FEEL_CALLS)
        return eval_null(state, node, REASON_DEPTH_EXCEEDED, STR_NONE);
    state->run->depth++;
    struct feel_value value = eval_kind(state, node);
    state->run->depth--;
    return value;
}

// ---- the door ----

struct feel_run feel_run_in(struct arena *arena, const struct feel_value *values, size_t count) {
    return (struct feel_run){
        .arena = arena,
        .values = values,
        .value_count = count,
        .steps_left = LIMIT_FEEL_STEPS,
    };
}

enum { LOCALS_AT_HAND = 16 };

struct feel_value feel_evaluate(const struct feel_expression *expression, struct feel_run *run) {
    struct feel_value at_hand[LOCALS_AT_HAND];
    struct state state = {.run = run, .expression = expression, .locals = at_hand};
    if (expression->local_count > LOCALS_AT_HAND) {
        state.locals = eval_values(&state, (size_t)expression->local_count);
        if (state.locals == NULL) return feel_null();
    }
    if (expression->item_slot >= 0)
        state.locals[expression->item_slot] =
            expression->item < run->value_count ? run->values[expression->item] : feel_null();
    return eval_node(&state, expression->root);
}

bool feel_test(const struct feel_expression *tests, struct feel_value input, struct feel_run *run) {
    struct feel_value at_hand[LOCALS_AT_HAND];
    struct state state = {.run = run, .expression = tests, .locals = at_hand};
    if (tests->root->kind == NODE_REFUSED) return eval_refused(&state, tests->root), false;
    if (tests->root->count == 0) return true;
    if (tests->local_count > LOCALS_AT_HAND) {
        state.locals = eval_values(&state, (size_t)tests->local_count);
        if (state.locals == NULL) return false;
    }
    state.locals[tests->input_slot] = input;
    return eval_tests(&state, tests->root) == TRUTH_YES && run->steps_left >= 0;
}

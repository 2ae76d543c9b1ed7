// Built-ins that measure lists: extremes, sums, means and what lies in the middle. f([1, 2]) and
// f(1, 2) are the same. Numbers are decimals, so a mean is rounded once, half-even, and no sum
// depends on the order.
#include "feel/node.h"

// The smallest (sign -1) or largest (1) of values that have an order.
static struct feel_value extreme(struct builtin_call *call, int sign) {
    struct feel_list list = builtin_all(call);
    if (list.count == 0) return feel_null();
    struct feel_value best = list.items[0];
    int order;
    if (!value_compare(best, best, &order)) return builtin_wrong(call, 0);
    for (size_t i = 1; i < list.count; i++) {
        if (!eval_spend(call->state, 1)) return feel_null();
        if (!value_compare(list.items[i], best, &order)) return builtin_wrong(call, 0);
        if (order * sign > 0) best = list.items[i];
    }
    return best;
}

static struct feel_value run_min(struct builtin_call *call) {
    return extreme(call, -1);
}

static struct feel_value run_max(struct builtin_call *call) {
    return extreme(call, 1);
}

static struct feel_value reduce(struct builtin_call *call, struct feel_list list,
                                enum feel_operator operator) {
    if (list.count == 0) return eval_missing(call->state, call->node);
    struct feel_value total = list.items[0];
    if (total.kind == FEEL_STRING || total.kind == FEEL_LIST) return builtin_wrong(call, 0);
    for (size_t i = 1; i < list.count; i++) {
        if (!eval_spend(call->state, 1)) return feel_null();
        if (list.items[i].kind != total.kind) return builtin_wrong(call, 0);
        total = operate(call->state, call->node, operator, total, list.items[i]);
    }
    return total;
}

static struct feel_value run_sum(struct builtin_call *call) {
    struct feel_value sum = reduce(call, builtin_all(call), OPERATOR_ADD);
    bool is_sum = sum.kind == FEEL_NUMBER || sum.kind == FEEL_DAYS_DURATION ||
                  sum.kind == FEEL_MONTHS_DURATION;
    return is_sum ? sum : eval_missing(call->state, call->node);
}

static struct feel_value run_product(struct builtin_call *call) {
    struct feel_value product = reduce(call, builtin_all(call), OPERATOR_MULTIPLY);
    return product.kind == FEEL_NUMBER ? product : eval_missing(call->state, call->node);
}

static struct feel_value run_mean(struct builtin_call *call) {
    struct feel_list list = builtin_all(call);
    struct feel_value sum = reduce(call, list, OPERATOR_ADD);
    if (feel_is_null(sum)) return sum;
    struct feel_value count = feel_int((int64_t)list.count);
    return operate(call->state, call->node, OPERATOR_DIVIDE, sum, count);
}

// ---- numbers in order: median, mode, stddev ----

// The arguments as numbers, sorted; false where one is none.
static bool sorted_numbers(struct builtin_call *call, struct feel_list *ret_list) {
    struct feel_list list = builtin_all(call);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].kind != FEEL_NUMBER) return builtin_wrong(call, i), false;
    struct feel_list plain = {list.items, list.count};
    struct builtin_call by_value = *call;
    by_value.count = 1;
    struct feel_value sorted = builtin_sorted(&by_value, plain);
    *ret_list = sorted.list;
    return sorted.kind == FEEL_LIST;
}

static struct feel_value run_median(struct builtin_call *call) {
    struct feel_list list;
    if (!sorted_numbers(call, &list) || list.count == 0) return feel_null();
    size_t middle = list.count / 2;
    if (list.count % 2 == 1) return list.items[middle];
    decimal sum = decimal_add(list.items[middle - 1].number, list.items[middle].number);
    return feel_number(decimal_div(sum, decimal_from_int64(2, 0)));
}

// How many items from i on are equal.
static size_t equal_from(struct feel_list list, size_t i) {
    size_t end = i + 1;
    while (end < list.count && feel_equal(list.items[end], list.items[i])) end++;
    return end - i;
}

// The most frequent numbers, ascending.
static struct feel_value run_mode(struct builtin_call *call) {
    struct feel_list list;
    if (!sorted_numbers(call, &list)) return feel_null();
    struct feel_value *items = eval_values(call->state, list.count);
    if (items == NULL) return feel_null();
    size_t most = 0, count = 0;
    for (size_t i = 0; i < list.count; i += equal_from(list, i)) {
        size_t times = equal_from(list, i);
        if (times > most) count = 0;
        if (times >= most) items[count++] = list.items[i];
        if (times > most) most = times;
    }
    return feel_list_of(items, count);
}

// Of a sample: divided by one less than there are.
static struct feel_value run_stddev(struct builtin_call *call) {
    struct feel_list list = builtin_all(call);
    decimal sum = DECIMAL_ZERO, squares = DECIMAL_ZERO;
    if (list.count < 2 || !eval_spend(call->state, 2 * list.count)) return builtin_wrong(call, 0);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != FEEL_NUMBER) return builtin_wrong(call, i);
        sum = decimal_add(sum, list.items[i].number);
    }
    decimal mean = decimal_div(sum, decimal_from_int64((int64_t)list.count, 0));
    for (size_t i = 0; i < list.count; i++) {
        decimal apart = decimal_sub(list.items[i].number, mean);
        squares = decimal_add(squares, decimal_mul(apart, apart));
    }
    decimal variance = decimal_div(squares, decimal_from_int64((int64_t)list.count - 1, 0));
    decimal root = decimal_sqrt(variance);
    if (!decimal_is_none(root)) return feel_number(root);
    return eval_null(call->state, call->node, REASON_OUT_OF_RANGE, str_of("stddev"));
}

const struct builtin builtins_measures[] = {
    {"min", "list", 1, -1, false, run_min},
    {"max", "list", 1, -1, false, run_max},
    {"sum", "list", 1, -1, false, run_sum},
    {"product", "list", 1, -1, false, run_product},
    {"mean", "list", 1, -1, false, run_mean},
    {"median", "list", 1, -1, false, run_median},
    {"mode", "list", 1, -1, false, run_mode},
    {"stddev", "list", 1, -1, false, run_stddev},
    {.name = NULL},
};

// Built-ins over lists. Where the standard allows both f([1, 2]) and f(1, 2) they are the same; a
// value that is no list counts as a list of one. Work that grows with the lists is on the budget.
#include "feel/node.h"

static struct feel_value run_count(struct builtin_call *call) {
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    return feel_int((int64_t)builtin_list(call, 0).count);
}

// all: decided by the first false; any: by the first true; else null where one is neither.
static struct feel_value decide(struct builtin_call *call, bool decides) {
    struct feel_list list = builtin_all(call);
    bool is_unsure = false;
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != FEEL_BOOLEAN)
            is_unsure = true;
        else if (list.items[i].boolean == decides)
            return feel_boolean(decides);
    }
    return is_unsure ? builtin_wrong(call, 0) : feel_boolean(!decides);
}

static struct feel_value run_all(struct builtin_call *call) {
    return decide(call, false);
}

static struct feel_value run_any(struct builtin_call *call) {
    return decide(call, true);
}

static bool holds(struct builtin_call *call, struct feel_list list, struct feel_value wanted) {
    for (size_t i = 0; i < list.count; i++) {
        if (!eval_spend(call->state, 1)) return false;
        if (feel_equal(list.items[i], wanted)) return true;
    }
    return false;
}

static struct feel_value run_list_contains(struct builtin_call *call) {
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    return feel_boolean(holds(call, builtin_list(call, 0), call->arguments[1]));
}

// A list in the making; on the budget.
struct making {
    struct feel_value *items;
    size_t count;
};

static bool making_add(struct making *making, struct feel_list list) {
    for (size_t i = 0; i < list.count; i++) making->items[making->count++] = list.items[i];
    return true;
}

// Room for all items of all arguments.
static bool making_open(struct builtin_call *call, size_t extra, struct making *ret_making) {
    size_t count = extra;
    for (size_t i = 0; i < call->count; i++) count += builtin_list(call, i).count;
    *ret_making = (struct making){.items = eval_values(call->state, count)};
    return ret_making->items != NULL;
}

static struct feel_value run_append(struct builtin_call *call) {
    struct making making;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    if (!making_open(call, call->count, &making)) return feel_null();
    making_add(&making, builtin_list(call, 0));
    making_add(&making, (struct feel_list){call->arguments + 1, call->count - 1});
    return feel_list_of(making.items, making.count);
}

static struct feel_value run_concatenate(struct builtin_call *call) {
    struct making making;
    if (!making_open(call, 0, &making)) return feel_null();
    for (size_t i = 0; i < call->count; i++) {
        if (feel_is_null(call->arguments[i])) return builtin_wrong(call, i);
        making_add(&making, builtin_list(call, i));
    }
    return feel_list_of(making.items, making.count);
}

static struct feel_value without_repeats(struct builtin_call *call, const struct making *all) {
    struct making kept;
    kept = (struct making){.items = eval_values(call->state, all->count)};
    if (kept.items == NULL) return feel_null();
    for (size_t i = 0; i < all->count; i++)
        if (!holds(call, (struct feel_list){kept.items, kept.count}, all->items[i]))
            kept.items[kept.count++] = all->items[i];
    return feel_list_of(kept.items, kept.count);
}

static struct feel_value run_union(struct builtin_call *call) {
    struct making making;
    if (!making_open(call, 0, &making)) return feel_null();
    for (size_t i = 0; i < call->count; i++) {
        if (feel_is_null(call->arguments[i])) return builtin_wrong(call, i);
        making_add(&making, builtin_list(call, i));
    }
    return without_repeats(call, &making);
}

static struct feel_value run_distinct(struct builtin_call *call) {
    struct making making;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    if (!making_open(call, 0, &making)) return feel_null();
    making_add(&making, builtin_list(call, 0));
    return without_repeats(call, &making);
}

static size_t flat_count(struct state *state, struct feel_list list) {
    size_t count = 0;
    for (size_t i = 0; i < list.count && eval_spend(state, 1); i++)
        count += list.items[i].kind == FEEL_LIST ? flat_count(state, list.items[i].list) : 1;
    return count;
}

static void flat_add(struct making *making, struct feel_list list, size_t count) {
    for (size_t i = 0; i < list.count && making->count < count; i++) {
        if (list.items[i].kind == FEEL_LIST)
            flat_add(making, list.items[i].list, count);
        else
            making->items[making->count++] = list.items[i];
    }
}

static struct feel_value run_flatten(struct builtin_call *call) {
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    size_t count = flat_count(call->state, list);
    struct making making = {.items = eval_values(call->state, count)};
    if (making.items == NULL) return feel_null();
    flat_add(&making, list, count);
    return feel_list_of(making.items, making.count);
}

// A place as people count, from 1, or from the end with a minus; false where the list has it not.
static bool place_in(struct builtin_call *call, size_t index, size_t count, size_t *ret_place) {
    int64_t place;
    if (!builtin_integer(call, index, &place)) return false;
    bool is_inside =
        place > 0 ? (uint64_t)place <= count : place < 0 && (uint64_t) - (place + 1) < count;
    if (!is_inside) return builtin_wrong(call, index), false;
    *ret_place = place > 0 ? (size_t)place - 1 : count - (size_t) - (place + 1) - 1;
    return true;
}

static struct feel_value run_insert_before(struct builtin_call *call) {
    struct making making;
    size_t place;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    if (!place_in(call, 1, list.count, &place) || !making_open(call, 1, &making))
        return feel_null();
    making_add(&making, (struct feel_list){list.items, place});
    making.items[making.count++] = call->arguments[2];
    making_add(&making, (struct feel_list){list.items + place, list.count - place});
    return feel_list_of(making.items, making.count);
}

static struct feel_value run_remove(struct builtin_call *call) {
    struct making making;
    size_t place;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    if (!place_in(call, 1, list.count, &place) || !making_open(call, 0, &making))
        return feel_null();
    making_add(&making, (struct feel_list){list.items, place});
    making_add(&making, (struct feel_list){list.items + place + 1, list.count - place - 1});
    return feel_list_of(making.items, making.count);
}

static struct feel_value run_sublist(struct builtin_call *call) {
    size_t place;
    int64_t length = INT64_MAX;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    if (!place_in(call, 1, list.count, &place)) return feel_null();
    if (builtin_has(call, 2) && !builtin_integer(call, 2, &length)) return feel_null();
    if (length < 0) return builtin_wrong(call, 2);
    size_t left = list.count - place;
    if ((uint64_t)length > left && builtin_has(call, 2)) return builtin_wrong(call, 2);
    return feel_list_of(list.items + place, (uint64_t)length < left ? (size_t)length : left);
}

static struct feel_value run_reverse(struct builtin_call *call) {
    struct making making;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    if (!making_open(call, 0, &making)) return feel_null();
    for (size_t i = list.count; i > 0; i--) making.items[making.count++] = list.items[i - 1];
    return feel_list_of(making.items, making.count);
}

static struct feel_value run_index_of(struct builtin_call *call) {
    struct making making;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    if (!making_open(call, 0, &making)) return feel_null();
    for (size_t i = 0; i < list.count; i++)
        if (feel_equal(list.items[i], call->arguments[1]))
            making.items[making.count++] = feel_int((int64_t)i + 1);
    return feel_list_of(making.items, making.count);
}

// ---- list replace ----

// Is the item one of those that `match` wants replaced? It must answer with true or false.
static bool asks_for(struct builtin_call *call, struct feel_value item, bool *ret_answer) {
    struct feel_value pair[2] = {item, call->arguments[2]};
    struct feel_value answer = call_function(call->state, call->node, call->arguments[1], pair, 2);
    if (answer.kind != FEEL_BOOLEAN) return builtin_wrong(call, 1), false;
    *ret_answer = answer.boolean;
    return true;
}

static struct feel_value run_list_replace(struct builtin_call *call) {
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    struct feel_list list = builtin_list(call, 0);
    struct feel_value *items = eval_values(call->state, list.count);
    bool is_matched = call->arguments[1].kind == FEEL_FUNCTION;
    size_t place = 0;
    if (items == NULL || (!is_matched && !place_in(call, 1, list.count, &place)))
        return feel_null();
    for (size_t i = 0; i < list.count; i++) {
        bool is_replaced = i == place;
        if (is_matched && !asks_for(call, list.items[i], &is_replaced)) return feel_null();
        items[i] = is_replaced ? call->arguments[2] : list.items[i];
    }
    return feel_list_of(items, list.count);
}

// ---- sort: merging, so that equal items keep their order ----

static bool comes_first(struct builtin_call *call, struct feel_value a, struct feel_value b) {
    if (call->count > 1 && call->arguments[1].kind == FEEL_FUNCTION) {
        struct feel_value pair[2] = {a, b};
        return feel_is_true(call_function(call->state, call->node, call->arguments[1], pair, 2));
    }
    int order;
    return value_compare(a, b, &order) && order < 0;
}

static void merge(struct builtin_call *call, struct feel_value *items, struct feel_value *spare,
                  size_t count) {
    size_t half = count / 2;
    size_t left = 0;
    size_t right = half;
    if (count < 2 || !eval_spend(call->state, count)) return;
    merge(call, items, spare, half);
    merge(call, items + half, spare, count - half);
    for (size_t i = 0; i < count; i++) {
        bool is_right =
            left == half || (right < count && comes_first(call, items[right], items[left]));
        spare[i] = is_right ? items[right++] : items[left++];
    }
    for (size_t i = 0; i < count; i++) items[i] = spare[i];
}

struct feel_value builtin_sorted(struct builtin_call *call, struct feel_list list) {
    struct feel_value *items = eval_values(call->state, list.count);
    struct feel_value *spare = eval_values(call->state, list.count);
    if (items == NULL || spare == NULL) return feel_null();
    for (size_t i = 0; i < list.count; i++) items[i] = list.items[i];
    merge(call, items, spare, list.count);
    return feel_list_of(items, list.count);
}

static struct feel_value run_sort(struct builtin_call *call) {
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    if (call->count > 1 && call->arguments[1].kind != FEEL_FUNCTION) return builtin_wrong(call, 1);
    return builtin_sorted(call, builtin_list(call, 0));
}

const struct builtin builtins_lists[] = {
    {"count", "list", 1, 1, false, run_count},
    {"all", "list", 1, -1, false, run_all},
    {"any", "list", 1, -1, false, run_any},
    {"list contains", "list,element", 2, 2, false, run_list_contains},
    {"append", "list,item", 2, -1, false, run_append},
    {"concatenate", "list", 1, -1, false, run_concatenate},
    {"union", "list", 1, -1, false, run_union},
    {"distinct values", "list", 1, 1, false, run_distinct},
    {"flatten", "list", 1, 1, false, run_flatten},
    {"insert before", "list,position,newItem", 3, 3, false, run_insert_before},
    {"list replace", "list,position,newItem|list,match,newItem", 3, 3, false, run_list_replace},
    {"remove", "list,position", 2, 2, false, run_remove},
    {"sublist", "list,start position,length", 2, 3, false, run_sublist},
    {"reverse", "list", 1, 1, false, run_reverse},
    {"index of", "list,match", 2, 2, false, run_index_of},
    {"sort", "list,precedes", 1, 2, false, run_sort},
    {.name = NULL},
};

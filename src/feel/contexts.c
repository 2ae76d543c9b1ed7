// Built-ins over contexts. Contexts are short lists of entries: they are searched, not hashed. A
// changed one is a copy, so that values never change under anybody who holds them.
#include "feel/node.h"

static struct feel_value run_get_value(struct builtin_call *call) {
    str name;
    if (call->arguments[0].kind != FEEL_CONTEXT) return builtin_wrong(call, 0);
    if (!builtin_text(call, 1, &name)) return feel_null();
    return feel_member(call->arguments[0], name);
}

static struct feel_value run_get_entries(struct builtin_call *call) {
    struct state *state = call->state;
    if (call->arguments[0].kind != FEEL_CONTEXT) return builtin_wrong(call, 0);
    struct feel_context context = call->arguments[0].context;
    struct feel_value *items = eval_values(state, context.count * 5);
    if (items == NULL) return feel_null();
    for (size_t i = 0; i < context.count; i++) {
        struct feel_entry *entry = ARENA_ARRAY(state->run->arena, struct feel_entry, 2);
        entry[0] = (struct feel_entry){STR("key"), feel_string(context.entries[i].name)};
        entry[1] = (struct feel_entry){STR("value"), context.entries[i].value};
        items[i] = feel_context_of(entry, 2);
    }
    return feel_list_of(items, context.count);
}

// The context with one entry put in or exchanged.
static bool put(struct state *state, struct feel_context context, struct feel_entry entry,
                struct feel_context *ret_context) {
    if (!eval_spend(state, 3 * context.count + 3)) return false;
    struct feel_entry *entries =
        ARENA_ARRAY(state->run->arena, struct feel_entry, context.count + 1);
    size_t place = context.count;
    for (size_t i = 0; i < context.count; i++) {
        entries[i] = context.entries[i];
        if (str_equal(entries[i].name, entry.name)) place = i;
    }
    entries[place] = entry;
    *ret_context = (struct feel_context){entries, context.count + (place == context.count ? 1 : 0)};
    return true;
}

// Puts the value in at the end of a path of keys; each but the last must name a context.
static bool put_at(struct builtin_call *call, struct feel_value context, struct feel_list keys,
                   struct feel_value *ret_context) {
    struct feel_value value = call->arguments[2];
    struct feel_context changed;
    if (context.kind != FEEL_CONTEXT || keys.count == 0 || keys.count > LIMIT_FEEL_DEPTH)
        return builtin_wrong(call, 1), false;
    if (keys.items[0].kind != FEEL_STRING) return builtin_wrong(call, 1), false;
    str name = keys.items[0].text;
    struct feel_list rest = {keys.items + 1, keys.count - 1};
    if (rest.count > 0 && !put_at(call, feel_member(context, name), rest, &value)) return false;
    if (!put(call->state, context.context, (struct feel_entry){name, value}, &changed))
        return false;
    *ret_context = feel_context_of(changed.entries, changed.count);
    return true;
}

// The key is a string, or where the parameter is "keys" or a list a path of them.
static struct feel_value run_context_put(struct builtin_call *call) {
    struct feel_value key = call->arguments[1];
    struct feel_value context;
    if (call->arguments[0].kind != FEEL_CONTEXT) return builtin_wrong(call, 0);
    if (call->variant == 0 && key.kind != FEEL_STRING) return builtin_wrong(call, 1);
    if (call->variant == 1 && key.kind != FEEL_LIST) return builtin_wrong(call, 1);
    if (!put_at(call, call->arguments[0], builtin_list(call, 1), &context)) return feel_null();
    return context;
}

static struct feel_value run_context_merge(struct builtin_call *call) {
    struct feel_list list = builtin_list(call, 0);
    struct feel_context merged = {0};
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != FEEL_CONTEXT) return builtin_wrong(call, 0);
        struct feel_context context = list.items[i].context;
        for (size_t e = 0; e < context.count; e++)
            if (!put(call->state, merged, context.entries[e], &merged)) return feel_null();
    }
    return feel_context_of(merged.entries, merged.count);
}

static bool has_entry(struct feel_context context, str name) {
    for (size_t i = 0; i < context.count; i++)
        if (str_equal(context.entries[i].name, name)) return true;
    return false;
}

// context([{key: "a", value: 1}]) is {a: 1}; no key twice.
static struct feel_value run_context(struct builtin_call *call) {
    struct feel_list list = builtin_list(call, 0);
    struct feel_context made = {0};
    for (size_t i = 0; i < list.count; i++) {
        struct feel_value key = feel_member(list.items[i], STR("key"));
        struct feel_entry entry = {key.text, feel_member(list.items[i], STR("value"))};
        if (key.kind != FEEL_STRING || !has_entry(list.items[i].context, STR("value")) ||
            has_entry(made, key.text))
            return builtin_wrong(call, 0);
        if (!put(call->state, made, entry, &made)) return feel_null();
    }
    return feel_context_of(made.entries, made.count);
}

const struct builtin builtins_contexts[] = {
    {"get value", "m,key", 2, 2, false, run_get_value},
    {"get entries", "m", 1, 1, false, run_get_entries},
    {"context put", "context,key,value|context,keys,value", 3, 3, false, run_context_put},
    {"context merge", "contexts", 1, 1, false, run_context_merge},
    {"context", "entries", 1, 1, false, run_context},
    {.name = NULL},
};

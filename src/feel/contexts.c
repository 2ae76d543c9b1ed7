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

static struct feel_value run_context_put(struct builtin_call *call) {
    str name;
    struct feel_context context;
    if (call->arguments[0].kind != FEEL_CONTEXT) return builtin_wrong(call, 0);
    if (!builtin_text(call, 1, &name)) return feel_null();
    struct feel_entry entry = {name, call->arguments[2]};
    if (!put(call->state, call->arguments[0].context, entry, &context)) return feel_null();
    return feel_context_of(context.entries, context.count);
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

// context([{key: "a", value: 1}]) is {a: 1}.
static struct feel_value run_context(struct builtin_call *call) {
    struct feel_list list = builtin_list(call, 0);
    struct feel_context made = {0};
    for (size_t i = 0; i < list.count; i++) {
        struct feel_value key = feel_member(list.items[i], STR("key"));
        struct feel_entry entry = {key.text, feel_member(list.items[i], STR("value"))};
        if (key.kind != FEEL_STRING) return builtin_wrong(call, 0);
        if (!put(call->state, made, entry, &made)) return feel_null();
    }
    return feel_context_of(made.entries, made.count);
}

const struct builtin builtins_contexts[] = {
    {"get value", "m,key", 2, 2, false, run_get_value},
    {"get entries", "m", 1, 1, false, run_get_entries},
    {"context put", "context,key,value", 3, 3, false, run_context_put},
    {"context merge", "contexts", 1, 1, false, run_context_merge},
    {"context", "entries", 1, 1, false, run_context},
    {.name = NULL},
};

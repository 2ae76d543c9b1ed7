// The table of known names. Names that are not plain words are kept a second time in a list of
// their own: the scanner tries each of them at the start of every name, and there are few of them.
#include "base/map.h"
#include "feel/node.h"

struct feel_names *feel_names_open(struct arena *arena, enum feel_names_kind kind) {
    struct feel_names *names = ARENA_NEW(arena, struct feel_names);
    names->arena = arena;
    names->kind = kind;
    names->slots = map_open(arena, 0);
    return names;
}

str names_tidy(struct arena *arena, str name) {
    name = str_trim(name);
    char *tidy = arena_take(arena, name.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (is_blank && size > 0 && tidy[size - 1] == ' ') continue;
        tidy[size++] = is_blank ? ' ' : byte;
    }
    return (str){tidy, size};
}

bool names_is_complex(str name) {
    struct scanner scanner = {.source = name};
    return scan_word_size(&scanner, 0) != name.size;
}

static bool has(const str *names, size_t count, str name) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name)) return true;
    return false;
}

void feel_names_add_member(struct feel_names *names, str name) {
    name = names_tidy(names->arena, name);
    if (!names_is_complex(name) || has(names->complex.items, names->complex.count, name)) return;
    *list_push(names->arena, &names->complex) = name;
}

static void learn(struct feel_names *names, struct feel_value value, int depth) {
    if (depth > LIMIT_FEEL_DEPTH) return;
    if (value.kind == FEEL_LIST)
        for (size_t i = 0; i < value.list.count; i++) learn(names, value.list.items[i], depth + 1);
    if (value.kind != FEEL_CONTEXT) return;
    for (size_t i = 0; i < value.context.count; i++) {
        feel_names_add_member(names, value.context.entries[i].name);
        learn(names, value.context.entries[i].value, depth + 1);
    }
}

void feel_names_learn(struct feel_names *names, struct feel_value value) {
    learn(names, value, 0);
}

// The map keeps slot + 1 as a pointer-sized number: NULL means absent.
size_t feel_names_add(struct feel_names *names, str name) {
    name = names_tidy(names->arena, name);
    void *known = map_get(names->slots, name);
    if (known != NULL) return (size_t)(uintptr_t)known - 1;
    *list_push(names->arena, &names->globals) = name;
    map_put(names->slots, name, (void *)(uintptr_t)names->globals.count);
    feel_names_add_member(names, name);
    return names->globals.count - 1;
}

ptrdiff_t feel_names_find(const struct feel_names *names, str name) {
    return (ptrdiff_t)(uintptr_t)map_get(names->slots, name) - 1;
}

size_t feel_names_count(const struct feel_names *names) {
    return names->globals.count;
}

str feel_names_at(const struct feel_names *names, size_t slot) {
    ASSERT(slot < names->globals.count);
    return names->globals.items[slot];
}

struct feel_value *feel_values_from(struct arena *arena, const struct feel_names *names,
                                    struct feel_value context) {
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, names->globals.count + 1);
    for (size_t i = 0; i < names->globals.count; i++)
        values[i] = feel_member(context, names->globals.items[i]);
    return values;
}

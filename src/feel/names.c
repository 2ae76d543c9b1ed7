// The table of known names. Names that are not plain words are kept a second time in a list of
// their own: the scanner tries each of them at the start of every name, and there are few of them.
#include "base/map.h"
#include "feel/node.h"

struct feel_names *feel_names_open(struct arena *arena, enum feel_names_kind kind) {
    struct feel_names *names = ARENA_NEW(arena, struct feel_names);
    names->arena = arena;
    names->kind = kind;
    names->slots = map_open(arena, 0);
    names->item = -1;
    return names;
}

void feel_names_share(struct feel_names *names, const struct feel_names *common) {
    names->common = common;
}

void feel_names_set_item(struct feel_names *names, size_t slot) {
    names->item = (ptrdiff_t)slot;
}

// Members are those of the whole model and not of the place: they are shared, not copied.
struct feel_names *feel_names_within(struct arena *arena, const struct feel_names *outer) {
    struct feel_names *names = feel_names_open(arena, FEEL_NAMES_CLOSED);
    names->common = outer->common;
    for (size_t i = 0; i < outer->globals.count; i++)
        feel_names_add(names, outer->globals.items[i]);
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
    if (!names_is_complex(name) ||
        has(names->complex_members.items, names->complex_members.count, name))
        return;
    *list_push(names->arena, &names->complex_members) = name;
}

void feel_names_add_type(struct feel_names *names, str name, const struct feel_type *type) {
    *list_push(names->arena, &names->types) =
        (struct named_type){names_tidy(names->arena, name), type};
}

const struct feel_type *names_type_at(const struct feel_names *names, const struct scanner *scanner,
                                      size_t *ret_size) {
    const struct feel_type *type = NULL;
    *ret_size = 0;
    for (; names != NULL; names = names->common) {
        for (size_t i = 0; i < names->types.count; i++) {
            size_t size = scan_known_size(scanner, names->types.items[i].name);
            if (size <= *ret_size) continue;
            *ret_size = size;
            type = names->types.items[i].type;
        }
    }
    return type;
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
    if (names_is_complex(name)) *list_push(names->arena, &names->complex) = name;
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

// Built-ins over regular expressions: matches, replace, split (DMN 1.5, table 72; XPath F&O 5.6).
// PCRE2 does the matching, within limits: a pattern that tries too much makes the result null. Each
// call compiles its pattern; there is no cache to share between threads.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/node.h"
#include "feel/pattern.h"

#include <pcre2.h>

enum {
    MATCH_LIMIT = 100000,
    DEPTH_LIMIT = 1000,
    HEAP_LIMIT_KIB = 4096,
    PATTERN_SIZE_MAX = 4096,
};

struct searching {
    struct builtin_call *call;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    int group_count;
    size_t *places; // of the groups, pairs
};

static bool read_flags(str text, struct pattern_flags *ret_flags) {
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case 's': ret_flags->dot_all = true; break;
        case 'm': ret_flags->multi_line = true; break;
        case 'i': ret_flags->ignore_case = true; break;
        case 'x': ret_flags->extended = true; break;
        default: return false;
        }
    }
    return true;
}

static uint32_t options_of(struct pattern_flags flags) {
    return PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK |
           PCRE2_DOLLAR_ENDONLY | (flags.dot_all ? PCRE2_DOTALL : 0) |
           (flags.multi_line ? PCRE2_MULTILINE : 0) | (flags.ignore_case ? PCRE2_CASELESS : 0);
}

static void search_close(struct searching *searching) {
    pcre2_match_data_free(searching->data);
    pcre2_match_context_free(searching->context);
    pcre2_code_free(searching->code);
}

// The pattern in argument `index`, the flags in `flags_index` (0: none).
static bool search_open(struct builtin_call *call, size_t index, size_t flags_index,
                        struct searching *ret_searching) {
    struct arena *arena = call->state->run->arena;
    str source, flags_text = STR_NONE, pattern;
    struct pattern_flags flags = {0};
    int error;
    size_t place;
    if (!builtin_text(call, index, &source)) return false;
    if (flags_index > 0 && builtin_has(call, flags_index) &&
        !builtin_text(call, flags_index, &flags_text))
        return false;
    if (!eval_spend(call->state, source.size * 4 + 200)) return false;
    *ret_searching = (struct searching){.call = call};
    if (!read_flags(flags_text, &flags)) return builtin_wrong(call, flags_index), false;
    if (source.size > PATTERN_SIZE_MAX ||
        !pattern_translate(arena, source, flags, &pattern, &ret_searching->group_count))
        return builtin_wrong(call, index), false;
    ret_searching->code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size, options_of(flags),
                                        &error, &place, NULL);
    if (ret_searching->code == NULL) return builtin_wrong(call, index), false;
    ret_searching->data = pcre2_match_data_create_from_pattern(ret_searching->code, NULL);
    ret_searching->context = pcre2_match_context_create(NULL);
    ASSERT(ret_searching->data != NULL && ret_searching->context != NULL);
    pcre2_set_match_limit(ret_searching->context, MATCH_LIMIT);
    pcre2_set_depth_limit(ret_searching->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(ret_searching->context, HEAP_LIMIT_KIB);
    ret_searching->places = pcre2_get_ovector_pointer(ret_searching->data);
    return true;
}

enum found { FOUND_NOTHING, FOUND_MATCH, FOUND_TROUBLE };

static enum found search_next(struct searching *searching, str text, size_t at) {
    struct builtin_call *call = searching->call;
    if (!eval_spend(call->state, (text.size - at) / 16 + 10)) return FOUND_TROUBLE;
    const char *start = text.size == 0 ? "" : text.data;
    int found = pcre2_match(searching->code, (PCRE2_SPTR)start, text.size, at, PCRE2_NO_UTF_CHECK,
                            searching->data, searching->context);
    if (found >= 0) return FOUND_MATCH;
    if (found == PCRE2_ERROR_NOMATCH) return FOUND_NOTHING;
    eval_null(call->state, call->node, REASON_STEPS_EXCEEDED, str_of(call->builtin->name));
    return FOUND_TROUBLE;
}

static struct feel_value run_matches(struct builtin_call *call) {
    str text;
    struct searching searching;
    if (!builtin_text(call, 0, &text) || !search_open(call, 1, 2, &searching)) return feel_null();
    enum found found = search_next(&searching, text, 0);
    search_close(&searching);
    return found == FOUND_TROUBLE ? feel_null() : feel_boolean(found == FOUND_MATCH);
}

// ---- replace ----

// "$12": the longest number that there are groups for; one digit always counts.
static str group_named(const struct searching *searching, str replacement, size_t *at, str text) {
    int number = replacement.data[(*at)++] - '0';
    while (*at < replacement.size && replacement.data[*at] >= '0' && replacement.data[*at] <= '9' &&
           number * 10 + (replacement.data[*at] - '0') <= searching->group_count)
        number = number * 10 + (replacement.data[(*at)++] - '0');
    if (number > searching->group_count) return STR_NONE;
    size_t from = searching->places[2 * number];
    if (from == PCRE2_UNSET) return STR_NONE;
    return str_slice(text, from, searching->places[2 * number + 1]);
}

// $N is a group, \$ and \\ are signs; anything else behind them is wrong.
static bool add_replacement(const struct searching *searching, str replacement, str text,
                            struct buf *out) {
    for (size_t at = 0; at < replacement.size;) {
        char byte = replacement.data[at++];
        char next = at < replacement.size ? replacement.data[at] : 0;
        if (byte == '$') {
            if (next < '0' || next > '9') return false;
            buf_add(out, group_named(searching, replacement, &at, text));
        } else if (byte == '\\') {
            if (next != '$' && next != '\\') return false;
            buf_add_byte(out, next);
            at++;
        } else {
            buf_add_byte(out, byte);
        }
    }
    return true;
}

// A pattern that matches nothing at all would match everywhere: XPath refuses it (FORX0003).
static bool matches_nothing(struct searching *searching) {
    return search_next(searching, STR_NONE, 0) != FOUND_NOTHING;
}

static struct feel_value replace_all(struct searching *searching, str text, str replacement) {
    struct builtin_call *call = searching->call;
    struct buf out = buf_in(call->state->run->arena, LIMIT_FEEL_TEXT);
    size_t at = 0;
    if (matches_nothing(searching)) return builtin_wrong(call, 1);
    for (;;) {
        enum found found = search_next(searching, text, at);
        if (found == FOUND_TROUBLE) return feel_null();
        if (found == FOUND_NOTHING) break;
        size_t from = searching->places[0];
        buf_add(&out, str_slice(text, at, from));
        if (!add_replacement(searching, replacement, text, &out)) return builtin_wrong(call, 2);
        if (!eval_spend(call->state, replacement.size / 8 + 1)) return feel_null();
        bool is_empty = searching->places[1] == from;
        at = searching->places[1];
        if (!is_empty) continue;
        if (at >= text.size) break;
        buf_add_byte(&out, text.data[at++]);
    }
    buf_add(&out, str_slice(text, at, text.size));
    if (out.is_full) return builtin_wrong(call, 0);
    return feel_string(buf_str(&out));
}

static struct feel_value run_replace(struct builtin_call *call) {
    str text, replacement;
    struct searching searching;
    if (!builtin_text(call, 0, &text) || !builtin_text(call, 2, &replacement) ||
        !search_open(call, 1, 3, &searching))
        return feel_null();
    struct feel_value result = replace_all(&searching, text, replacement);
    search_close(&searching);
    return result;
}

// ---- split ----

static struct feel_value split_all(struct searching *searching, str text) {
    struct builtin_call *call = searching->call;
    LIST(struct feel_value) items = {0};
    size_t at = 0;
    if (matches_nothing(searching)) return builtin_wrong(call, 1);
    for (;;) {
        enum found found = search_next(searching, text, at);
        if (found == FOUND_TROUBLE || !eval_spend(call->state, 6)) return feel_null();
        if (found == FOUND_NOTHING || searching->places[1] == at) break;
        *list_push(call->state->run->arena, &items) =
            feel_string(str_slice(text, at, searching->places[0]));
        at = searching->places[1];
    }
    *list_push(call->state->run->arena, &items) = feel_string(str_slice(text, at, text.size));
    return feel_list_of(items.items, items.count);
}

static struct feel_value run_split(struct builtin_call *call) {
    str text;
    struct searching searching;
    if (!builtin_text(call, 0, &text) || !search_open(call, 1, 0, &searching)) return feel_null();
    struct feel_value result = split_all(&searching, text);
    search_close(&searching);
    return result;
}

const struct builtin builtins_patterns[] = {
    {"matches", "input,pattern,flags", 2, 3, false, run_matches},
    {"replace", "input,pattern,replacement,flags", 3, 4, false, run_replace},
    {"split", "string,delimiter", 2, 2, false, run_split},
    {.name = NULL},
};

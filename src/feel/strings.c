// Built-ins over strings. Places and lengths count characters (code points), never bytes: the
// length of "礼品" is 2, of "🎁" 1. Also not() and string(), which take anything.
#include "base/utf8.h"
#include "feel/node.h"

#include <utf8proc.h>

static struct feel_value run_not(struct builtin_call *call) {
    struct feel_value value = value_single(call->arguments[0]);
    if (feel_is_null(value)) return eval_missing(call->state, call->node);
    if (value.kind != FEEL_BOOLEAN) return builtin_wrong(call, 0);
    return feel_boolean(!value.boolean);
}

// Moments must be written alike, with the same zone or offset: what "=" puts on one line, this does
// not (DMN 1.5, table 77).
static struct feel_value run_is(struct builtin_call *call) {
    struct feel_value a = call->arguments[0];
    struct feel_value b = call->count > 1 ? call->arguments[1] : feel_null();
    if (call->count < 2 && call->variant < 0)
        return eval_null(call->state, call->node, REASON_ARGUMENT_COUNT, str_of("is"));
    bool is_moment = a.kind == FEEL_TIME || a.kind == FEEL_DATE_TIME;
    if (!is_moment || a.kind != b.kind) return feel_boolean(feel_equal(a, b));
    const struct feel_moment *first = a.moment;
    const struct feel_moment *second = b.moment;
    return feel_boolean(first->days == second->days && first->nanos == second->nanos &&
                        first->has_offset == second->has_offset &&
                        first->offset_seconds == second->offset_seconds &&
                        str_equal(first->zone, second->zone));
}

static struct feel_value run_string(struct builtin_call *call) {
    struct feel_value value = call->arguments[0];
    if (feel_is_null(value)) return value;
    str text = feel_text(call->state->run->arena, value);
    if (!eval_spend(call->state, text.size / 8)) return feel_null();
    return feel_string(text);
}

static struct feel_value run_length(struct builtin_call *call) {
    str text;
    if (!builtin_text(call, 0, &text)) return feel_null();
    return feel_int((int64_t)utf8_count(text));
}

static bool two_texts(struct builtin_call *call, str *ret_first, str *ret_second) {
    return builtin_text(call, 0, ret_first) && builtin_text(call, 1, ret_second);
}

static struct feel_value run_contains(struct builtin_call *call) {
    str text, part;
    if (!two_texts(call, &text, &part)) return feel_null();
    return feel_boolean(str_find(text, part) >= 0);
}

static struct feel_value run_starts_with(struct builtin_call *call) {
    str text, part;
    if (!two_texts(call, &text, &part)) return feel_null();
    return feel_boolean(str_starts_with(text, part));
}

static struct feel_value run_ends_with(struct builtin_call *call) {
    str text, part;
    if (!two_texts(call, &text, &part)) return feel_null();
    return feel_boolean(str_ends_with(text, part));
}

static struct feel_value run_substring_before(struct builtin_call *call) {
    str text, part;
    if (!two_texts(call, &text, &part)) return feel_null();
    ptrdiff_t found = str_find(text, part);
    return feel_string(found < 0 ? STR_NONE : str_slice(text, 0, (size_t)found));
}

static struct feel_value run_substring_after(struct builtin_call *call) {
    str text, part;
    if (!two_texts(call, &text, &part)) return feel_null();
    ptrdiff_t found = str_find(text, part);
    return feel_string(found < 0 ? STR_NONE
                                 : str_slice(text, (size_t)found + part.size, text.size));
}

// Where the character with this index (from 0) begins.
static size_t byte_of(str text, size_t index) {
    size_t at = 0;
    while (index > 0 && at < text.size) {
        utf8_next(text, &at);
        index--;
    }
    return at;
}

// substring("foobar", 3) is "obar", substring("foobar", -2, 1) is "a".
static struct feel_value run_substring(struct builtin_call *call) {
    str text;
    int64_t start, length = INT64_MAX;
    if (!builtin_text(call, 0, &text) || !builtin_integer(call, 1, &start)) return feel_null();
    if (builtin_has(call, 2) && !builtin_integer(call, 2, &length)) return feel_null();
    int64_t count = (int64_t)utf8_count(text);
    if (start == 0 || start < -count || length < 1) return builtin_wrong(call, start == 0 ? 1 : 2);
    int64_t first = start > 0 ? start - 1 : count + start;
    if (first >= count) return feel_string(STR_NONE);
    if (length > count - first) length = count - first;
    size_t from = byte_of(text, (size_t)first);
    str rest = str_slice(text, from, text.size);
    return feel_string(str_slice(rest, 0, byte_of(rest, (size_t)length)));
}

static struct feel_value change_case(struct builtin_call *call,
                                     utf8proc_int32_t (*change)(utf8proc_int32_t)) {
    str text;
    if (!builtin_text(call, 0, &text)) return feel_null();
    if (!eval_spend(call->state, text.size / 4)) return feel_null();
    struct buf out = buf_in(call->state->run->arena, text.size * 2 + 4);
    char room[4];
    for (size_t at = 0; at < text.size;) {
        int32_t code_point = utf8_next(text, &at);
        buf_add(&out, (str){room, utf8_write(change(code_point), room)});
    }
    return feel_string(buf_str(&out));
}

static struct feel_value run_upper(struct builtin_call *call) {
    return change_case(call, utf8proc_toupper);
}

static struct feel_value run_lower(struct builtin_call *call) {
    return change_case(call, utf8proc_tolower);
}

// string join(["a", null, "b"], "-") is "a-b".
static struct feel_value run_join(struct builtin_call *call) {
    struct feel_list list = builtin_list(call, 0);
    str between = STR_NONE;
    if (feel_is_null(call->arguments[0])) return builtin_wrong(call, 0);
    if (builtin_has(call, 1) && !builtin_text(call, 1, &between)) return feel_null();
    struct buf out = buf_in(call->state->run->arena, LIMIT_FEEL_TEXT);
    bool is_first = true;
    for (size_t i = 0; i < list.count; i++) {
        struct feel_value item = list.items[i];
        if (feel_is_null(item)) continue;
        if (item.kind != FEEL_STRING) return builtin_wrong(call, 0);
        if (!eval_spend(call->state, (item.text.size + between.size) / 4 + 1)) return feel_null();
        if (!is_first) buf_add(&out, between);
        buf_add(&out, item.text);
        is_first = false;
    }
    if (out.is_full) return builtin_wrong(call, 0);
    return feel_string(buf_str(&out));
}

const struct builtin builtins_strings[] = {
    {"not", "negand", 1, 1, false, run_not},
    {"is", "value1,value2", 1, 2, false, run_is},
    {"string", "from", 1, 1, false, run_string},
    {"string length", "string", 1, 1, false, run_length},
    {"contains", "string,match", 2, 2, false, run_contains},
    {"starts with", "string,match", 2, 2, false, run_starts_with},
    {"ends with", "string,match", 2, 2, false, run_ends_with},
    {"substring before", "string,match", 2, 2, false, run_substring_before},
    {"substring after", "string,match", 2, 2, false, run_substring_after},
    {"substring", "string,start position,length", 2, 3, false, run_substring},
    {"upper case", "string", 1, 1, false, run_upper},
    {"lower case", "string", 1, 1, false, run_lower},
    {"string join", "list,delimiter", 1, 2, false, run_join},
    {.name = NULL},
};

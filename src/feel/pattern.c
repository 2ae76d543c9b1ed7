// XPath's regular expressions (F&O 3.1, 5.6.1; XML Schema 1.1 part 2, appendix G) to PCRE2's. They
// differ in what is allowed: PCRE2 knows much more (\b, lookaheads, possessive quantifiers), which
// is refused here, and does not know subtraction of classes, \i, \c and blocks, which are written
// out. Every character class becomes one of PCRE2's, a subtraction a negative lookahead before it.
#include "feel/pattern.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <string.h>

struct translator {
    str source;
    size_t at;
    struct buf out;
    struct pattern_flags flags;
    int opened;      // groups so far …
    uint8_t *closed; // … and whether each is closed
    int depth;
};

enum { PATTERN_DEPTH_MAX = 64, GROUPS_MAX = 99 };

static int32_t peek(const struct translator *t) {
    size_t at = t->at;
    return at < t->source.size ? utf8_next(t->source, &at) : -1;
}

static int32_t take(struct translator *t) {
    return t->at < t->source.size ? utf8_next(t->source, &t->at) : -1;
}

static bool take_if(struct translator *t, char byte) {
    if (t->at >= t->source.size || t->source.data[t->at] != byte) return false;
    t->at++;
    return true;
}

static void add(struct translator *t, const char *text) {
    buf_add(&t->out, str_of(text));
}

static void add_code_point(struct translator *t, int32_t code_point) {
    buf_print(&t->out, "\\x{%x}", (unsigned)code_point);
}

// ---- classes of characters ----

static const char name_start[] =
    ":A-Z_a-z\\x{c0}-\\x{d6}\\x{d8}-\\x{f6}\\x{f8}-\\x{2ff}\\x{370}-\\x{37d}\\x{37f}-\\x{1fff}"
    "\\x{200c}-\\x{200d}\\x{2070}-\\x{218f}\\x{2c00}-\\x{2fef}\\x{3001}-\\x{d7ff}\\x{f900}-\\x{"
    "fdcf}"
    "\\x{fdf0}-\\x{fffd}\\x{10000}-\\x{effff}";
static const char name_more[] = "\\-.0-9\\x{b7}\\x{300}-\\x{36f}\\x{203f}-\\x{2040}";
static const char no_name_start[] =
    "\\x{0}-\\x{39}\\x{3b}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{bf}\\x{d7}\\x{f7}"
    "\\x{300}-\\x{36f}\\x{37e}\\x{2000}-\\x{200b}\\x{200e}-\\x{206f}\\x{2190}-\\x{2bff}"
    "\\x{2ff0}-\\x{3000}\\x{e000}-\\x{f8ff}\\x{fdd0}-\\x{fdef}\\x{fffe}-\\x{ffff}"
    "\\x{f0000}-\\x{10ffff}";
static const char no_name_char[] =
    "\\x{0}-\\x{2c}\\x{2f}\\x{3b}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{b6}\\x{b8}-\\x{bf}\\x{"
    "d7}"
    "\\x{f7}\\x{37e}\\x{2000}-\\x{200b}\\x{200e}-\\x{203e}\\x{2041}-\\x{206f}\\x{2190}-\\x{2bff}"
    "\\x{2ff0}-\\x{3000}\\x{e000}-\\x{f8ff}\\x{fdd0}-\\x{fdef}\\x{fffe}-\\x{ffff}"
    "\\x{f0000}-\\x{10ffff}";

// What stands for an escape of several characters inside a class; NULL: it is none.
static const char *multi_escape(int32_t c) {
    switch (c) {
    case 's': return " \\t\\n\\r";
    case 'S': return "\\x{0}-\\x{8}\\x{b}\\x{c}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}";
    case 'd': return "\\p{Nd}";
    case 'D': return "\\P{Nd}";
    case 'w': return "\\p{L}\\p{M}\\p{N}\\p{S}";
    case 'W': return "\\p{P}\\p{Z}\\p{C}";
    case 'i': return name_start;
    case 'I': return no_name_start;
    case 'C': return no_name_char;
    default: return NULL;
    }
}

static bool is_category(str name) {
    static const char *const known[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                        "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                        "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                        "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (str_equal(name, str_of(known[i]))) return true;
    return false;
}

static void add_block(struct translator *t, const struct unicode_block *block, bool is_negated) {
    if (!is_negated) {
        buf_print(&t->out, "\\x{%x}-\\x{%x}", (unsigned)block->first, (unsigned)block->last);
        return;
    }
    if (block->first > 0) buf_print(&t->out, "\\x{0}-\\x{%x}", (unsigned)block->first - 1);
    if (block->last < 0x10FFFF)
        buf_print(&t->out, "\\x{%x}-\\x{10ffff}", (unsigned)block->last + 1);
}

// "{Lu}" or "{IsBasicLatin}" behind \p or \P.
static bool take_property(struct translator *t, bool is_negated) {
    if (!take_if(t, '{')) return false;
    str rest = str_slice(t->source, t->at, t->source.size);
    ptrdiff_t end = str_find_byte(rest, '}');
    if (end < 0) return false;
    str name = str_slice(rest, 0, (size_t)end);
    t->at += (size_t)end + 1;
    if (is_category(name)) {
        buf_print(&t->out, "\\%c{%.*s}", is_negated ? 'P' : 'p', STR_ARG(name));
        return true;
    }
    if (!str_starts_with(name, STR("Is"))) return false;
    str block = str_slice(name, 2, name.size);
    for (size_t i = 0; i < unicode_block_count; i++) {
        if (!str_equal(block, str_of(unicode_blocks[i].name))) continue;
        add_block(t, &unicode_blocks[i], is_negated);
        return true;
    }
    return false;
}

// The character behind a backslash that stands for one character, or -1.
static int32_t single_escape(int32_t c) {
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c > 0 && c < 0x80 && strchr("\\|.-^?*+{}()[]$", c) != NULL ? c : -1;
    }
}

// An escape behind its backslash, as part of a class. A single character is left to the caller.
static bool take_class_escape(struct translator *t, int32_t *ret_single) {
    int32_t c = take(t);
    *ret_single = single_escape(c);
    if (*ret_single >= 0) return true;
    if (c == 'p' || c == 'P') return take_property(t, c == 'P');
    if (c == 'c') return add(t, name_start), add(t, name_more), true;
    const char *text = multi_escape(c);
    if (text == NULL) return false;
    add(t, text);
    return true;
}

static bool take_class(struct translator *t);

// One character of a range; false: there is none.
static bool take_class_char(struct translator *t, int32_t *ret_char) {
    int32_t c = take(t);
    if (c == '\\') {
        c = single_escape(take(t));
        if (c < 0) return false;
    } else if (c < 0 || c == '[' || c == ']') {
        return false;
    }
    *ret_char = c;
    return true;
}

static bool is_range_ahead(const struct translator *t) {
    str rest = str_slice(t->source, t->at, t->source.size);
    return rest.size >= 2 && rest.data[0] == '-' && rest.data[1] != ']' && rest.data[1] != '[';
}

static bool take_class_part(struct translator *t) {
    int32_t first, last;
    size_t start = t->at;
    if (take_if(t, '\\')) {
        if (!take_class_escape(t, &first)) return false;
        if (first < 0) return true;
        t->at = start;
    }
    if (!take_class_char(t, &first)) return false;
    add_code_point(t, first);
    // A hyphen is itself at the start and the end only.
    if (first == '-' && t->source.data[start] == '-' && t->source.data[start - 1] != '[' &&
        t->source.data[start - 1] != '^' && peek(t) != ']' && peek(t) != '-')
        return false;
    if (!is_range_ahead(t)) return true;
    t->at++;
    if (!take_class_char(t, &last) || last < first) return false;
    add(t, "-");
    add_code_point(t, last);
    return true;
}

// What stands between the brackets; the subtracted class, if any, is written before it.
static bool take_class_body(struct translator *t) {
    struct buf outer = t->out;
    struct buf inner = buf_in(outer.arena, outer.size_max);
    t->out = inner;
    bool is_negated = take_if(t, '^');
    add(t, is_negated ? "[^" : "[");
    bool is_empty = true;
    bool is_subtracted = false;
    while (!is_subtracted && peek(t) != ']') {
        str rest = str_slice(t->source, t->at, t->source.size);
        is_subtracted = !is_empty && str_starts_with(rest, STR("-["));
        if (!is_subtracted && !take_class_part(t)) return false;
        is_empty = false;
    }
    if (is_empty) return false;
    add(t, "]");
    inner = t->out;
    t->out = outer;
    if (is_subtracted) {
        t->at += 2;
        add(t, "(?:(?!");
        if (!take_class(t)) return false;
        add(t, ")");
    }
    buf_add(&t->out, buf_str(&inner));
    if (is_subtracted) add(t, ")");
    return take_if(t, ']');
}

// A class behind its opening bracket.
static bool take_class(struct translator *t) {
    if (++t->depth > PATTERN_DEPTH_MAX) return false;
    bool is_good = take_class_body(t);
    t->depth--;
    return is_good;
}

// ---- atoms, quantifiers, groups ----

// \1 … of a group that is closed already; as many digits as there are groups for.
static bool take_back_reference(struct translator *t, int32_t first) {
    int number = first - '0';
    while (peek(t) >= '0' && peek(t) <= '9' && number * 10 + (peek(t) - '0') <= t->opened)
        number = number * 10 + (int)(take(t) - '0');
    if (number > t->opened || !t->closed[number]) return false;
    buf_print(&t->out, "\\g{%d}", number);
    return true;
}

static bool take_escape(struct translator *t) {
    int32_t c = peek(t);
    if (c >= '1' && c <= '9') return take_back_reference(t, take(t));
    int32_t single = single_escape(c);
    if (single >= 0) {
        take(t);
        add_code_point(t, single);
        return true;
    }
    add(t, "[");
    bool is_good = take_class_escape(t, &single);
    add(t, "]");
    return is_good;
}

static bool take_alternatives(struct translator *t);

static bool take_group(struct translator *t) {
    bool is_plain = true;
    if (take_if(t, '?')) {
        if (!take_if(t, ':')) return false;
        is_plain = false;
    }
    int number = is_plain ? ++t->opened : 0;
    if (number > GROUPS_MAX || ++t->depth > PATTERN_DEPTH_MAX) return false;
    add(t, is_plain ? "(" : "(?:");
    if (!take_alternatives(t) || !take_if(t, ')')) return false;
    add(t, ")");
    t->closed[number] = 1;
    t->depth--;
    return true;
}

static bool take_atom(struct translator *t) {
    int32_t c = take(t);
    switch (c) {
    case '.': add(t, t->flags.dot_all ? "." : "[^\\n\\r]"); return true;
    case '\\': return take_escape(t);
    case '[': return take_class(t);
    case '(': return take_group(t);
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case ']': return false;
    default: add_code_point(t, c); return c >= 0;
    }
}

static bool take_count(struct translator *t, int *ret_count) {
    int count = 0;
    size_t start = t->at;
    while (peek(t) >= '0' && peek(t) <= '9' && count < 10000) count = count * 10 + (take(t) - '0');
    *ret_count = count;
    return t->at > start && count <= 1000;
}

static bool take_counts(struct translator *t) {
    int least, most = -1;
    if (!take_count(t, &least)) return false;
    buf_print(&t->out, "{%d", least);
    if (take_if(t, ',')) {
        add(t, ",");
        if (peek(t) != '}') {
            if (!take_count(t, &most) || most < least) return false;
            buf_print(&t->out, "%d", most);
        }
    }
    add(t, "}");
    return take_if(t, '}');
}

static bool take_quantifier(struct translator *t) {
    int32_t c = peek(t);
    if (c == '?' || c == '*' || c == '+') {
        t->at++;
        buf_add_byte(&t->out, (char)c);
    } else if (c == '{') {
        t->at++;
        if (!take_counts(t)) return false;
    } else {
        return true;
    }
    if (take_if(t, '?')) add(t, "?");
    return true;
}

static bool take_alternatives(struct translator *t) {
    for (;;) {
        int32_t c = peek(t);
        if (c < 0 || c == ')') return true;
        if (c == '|' || c == '^' || c == '$') {
            t->at++;
            buf_add_byte(&t->out, (char)c);
        } else if (!take_atom(t) || !take_quantifier(t)) {
            return false;
        }
    }
}

// Flag x: blanks outside of classes do not count.
static str without_blanks(struct arena *arena, str source) {
    char *text = arena_take(arena, source.size + 1);
    size_t size = 0;
    int depth = 0;
    for (size_t i = 0; i < source.size; i++) {
        char byte = source.data[i];
        bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        bool is_escaped =
            size > 0 && text[size - 1] == '\\' && (size < 2 || text[size - 2] != '\\');
        if (is_blank && depth == 0) continue;
        if (byte == '[' && !is_escaped) depth++;
        if (byte == ']' && !is_escaped && depth > 0) depth--;
        text[size++] = byte;
    }
    return (str){text, size};
}

bool pattern_translate(struct arena *arena, str source, struct pattern_flags flags,
                       str *ret_pattern, int *ret_group_count) {
    struct translator t = {
        .source = flags.extended ? without_blanks(arena, source) : source,
        .out = buf_in(arena, LIMIT_FEEL_TEXT),
        .flags = flags,
        .closed = ARENA_ARRAY(arena, uint8_t, GROUPS_MAX + 2),
    };
    if (!take_alternatives(&t) || t.at != t.source.size || t.out.is_full) return false;
    *ret_pattern = buf_str(&t.out);
    *ret_group_count = t.opened;
    return true;
}

// Reads JSON into a tree. One pass by recursive descent with a bounded depth; names and strings are
// views into the input unless something in them is escaped, numbers stay text. Runs of plain ASCII
// are skipped eight bytes at a time and three-byte UTF-8 (Chinese) is checked in place, because
// every request passes here. Leaves the meaning of members to the caller (format/shape.h).
#include "format/json.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

FAULT(json_malformed, 400, "", "This is not valid JSON.", "内容不是有效的 JSON。");

struct reader {
    struct arena *arena;
    const char *start;
    const char *at;
    const char *end;
    const char *en; // why it was refused
    const char *zh;
    size_t node_count;
};

enum { FEW_MEMBERS = 16, NUMBER_IS_LONG = 300 };

static bool read_value(struct reader *reader, struct json *node, int depth);

static bool refuse(struct reader *reader, const char *en, const char *zh) {
    if (reader->en == NULL) {
        reader->en = en;
        reader->zh = zh;
    }
    return false;
}

static void skip_blanks(struct reader *reader) {
    const char *at = reader->at;
    while (at < reader->end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) at++;
    reader->at = at;
}

static bool skip_byte(struct reader *reader, char byte) {
    if (reader->at >= reader->end || *reader->at != byte) return false;
    reader->at++;
    return true;
}

static bool is_digit_at(const struct reader *reader) {
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

// ---- strings

// One bit set in each of the eight bytes that is not plain: a quote, a backslash, a control
// character or the beginning of something longer than ASCII.
static uint64_t not_plain(uint64_t word) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    uint64_t quote = word ^ (ones * '"');
    uint64_t backslash = word ^ (ones * '\\');
    uint64_t below = word - ones * 0x20;
    return ((quote - ones) | (backslash - ones) | below | word) & highs;
}

static const char *skip_plain(const char *at, const char *end) {
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof(word));
        uint64_t found = not_plain(word);
        // The lowest bit is right; higher ones may be borrowed, and only the lowest is used.
        if (found != 0) return at + (__builtin_ctzll(found) >> 3);
        at += 8;
    }
    while (at < end && (unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80 && *at != '"' &&
           *at != '\\')
        at++;
    return at;
}

static bool skip_character(struct reader *reader) {
    const unsigned char *p = (const unsigned char *)reader->at;
    bool is_usual = reader->end - reader->at >= 3 && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED;
    if (is_usual && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        reader->at += 3;
        return true;
    }
    str rest = {reader->at, (size_t)(reader->end - reader->at)};
    size_t size = 0;
    if (utf8_next(rest, &size) < 0)
        return refuse(reader, "these bytes are not UTF-8", "此处的字节不是 UTF-8");
    reader->at += size;
    return true;
}

static int hex_of(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

// The four digits behind \u; -1 when they are not.
static int32_t read_hex(struct reader *reader) {
    if (reader->end - reader->at < 4) return -1;
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_of(reader->at[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    reader->at += 4;
    return unit;
}

static bool read_unicode_escape(struct reader *reader, struct buf *text) {
    int32_t point = read_hex(reader);
    if (point < 0) return refuse(reader, "\\u wants four hex digits", "\\u 之后应有四位十六进制数");
    if (point == 0) return refuse(reader, "U+0000 is not allowed", "不允许出现 U+0000");
    if (point >= 0xD800 && point <= 0xDBFF) {
        bool has_more = skip_byte(reader, '\\') && skip_byte(reader, 'u');
        int32_t low = has_more ? read_hex(reader) : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return refuse(reader, "half of a surrogate pair", "代理对不完整");
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    } else if (point >= 0xDC00 && point <= 0xDFFF) {
        return refuse(reader, "half of a surrogate pair", "代理对不完整");
    }
    char bytes[4];
    buf_add(text, (str){bytes, utf8_write(point, bytes)});
    return true;
}

static bool read_escape(struct reader *reader, struct buf *text) {
    reader->at++;
    char byte = reader->at < reader->end ? *reader->at++ : 0;
    switch (byte) {
    case '"':
    case '\\':
    case '/': buf_add_byte(text, byte); return true;
    case 'b': buf_add_byte(text, '\b'); return true;
    case 'f': buf_add_byte(text, '\f'); return true;
    case 'n': buf_add_byte(text, '\n'); return true;
    case 'r': buf_add_byte(text, '\r'); return true;
    case 't': buf_add_byte(text, '\t'); return true;
    case 'u': return read_unicode_escape(reader, text);
    default: return refuse(reader, "unknown escape in a string", "字符串中有未知的转义");
    }
}

// Bytes from here to the closing quote, or to the end where there is none.
static size_t size_to_quote(const struct reader *reader) {
    const char *at = reader->at;
    while (at < reader->end && *at != '"') at += *at == '\\' && reader->end - at > 1 ? 2 : 1;
    return (size_t)(at - reader->at);
}

// From an escape on: copies, since the text differs from its source; it is never longer than that,
// so the room is exact. from: behind the opening quote.
static bool read_escaped(struct reader *reader, const char *from, str *ret_text) {
    size_t size_max = (size_t)(reader->at - from) + size_to_quote(reader);
    struct buf text = {.arena = reader->arena,
                       .data = arena_take(reader->arena, size_max),
                       .capacity = size_max,
                       .size_max = size_max};
    const char *run = from;
    while (reader->at < reader->end && *reader->at != '"') {
        if (*reader->at == '\\') {
            buf_add(&text, (str){run, (size_t)(reader->at - run)});
            if (!read_escape(reader, &text)) return false;
            run = reader->at;
        } else if ((unsigned char)*reader->at < 0x20) {
            return refuse(reader, "control character in a string", "字符串中有控制字符");
        } else if (!skip_character(reader)) {
            return false;
        }
        reader->at = skip_plain(reader->at, reader->end);
    }
    buf_add(&text, (str){run, (size_t)(reader->at - run)});
    *ret_text = buf_str(&text);
    return true;
}

static bool read_string(struct reader *reader, str *ret_text) {
    const char *from = ++reader->at;
    for (;;) {
        reader->at = skip_plain(reader->at, reader->end);
        if (reader->at >= reader->end || *reader->at == '"') break;
        if (*reader->at == '\\') {
            if (!read_escaped(reader, from, ret_text)) return false;
            if (skip_byte(reader, '"')) return true;
            break;
        }
        if ((unsigned char)*reader->at < 0x20)
            return refuse(reader, "control character in a string", "字符串中有控制字符");
        if (!skip_character(reader)) return false;
    }
    *ret_text = (str){from, (size_t)(reader->at - from)};
    if (!skip_byte(reader, '"')) return refuse(reader, "a string does not end", "字符串没有结束");
    return true;
}

// ---- numbers and words

static bool skip_digits(struct reader *reader) {
    if (!is_digit_at(reader)) return refuse(reader, "a digit was expected", "此处应为数字");
    while (is_digit_at(reader)) reader->at++;
    return true;
}

// Beyond binary64 there is no canonical form (RFC 8785), so such numbers do not come in.
static bool is_finite(struct reader *reader, str text) {
    return isfinite(strtod(arena_text(reader->arena, text), NULL));
}

static bool read_number(struct reader *reader, struct json *node) {
    const char *from = reader->at;
    bool has_exponent = false;
    skip_byte(reader, '-');
    if (!skip_byte(reader, '0') && !skip_digits(reader)) return false;
    if (skip_byte(reader, '.') && !skip_digits(reader)) return false;
    if (skip_byte(reader, 'e') || skip_byte(reader, 'E')) {
        has_exponent = true;
        if (!skip_byte(reader, '+')) skip_byte(reader, '-');
        if (!skip_digits(reader)) return false;
    }
    node->kind = JSON_NUMBER;
    node->text = (str){from, (size_t)(reader->at - from)};
    if ((has_exponent || node->text.size > NUMBER_IS_LONG) && !is_finite(reader, node->text))
        return refuse(reader, "a number is too large", "数字太大");
    return true;
}

static bool read_word(struct reader *reader, struct json *node) {
    static const struct {
        str text;
        enum json_kind kind;
    } words[] = {{{"true", 4}, JSON_TRUE}, {{"false", 5}, JSON_FALSE}, {{"null", 4}, JSON_NULL}};
    str rest = {reader->at, (size_t)(reader->end - reader->at)};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!str_starts_with(rest, words[i].text)) continue;
        node->kind = words[i].kind;
        node->text = (str){reader->at, words[i].text.size};
        reader->at += words[i].text.size;
        return true;
    }
    return refuse(reader, "a value was expected", "此处应为一个值");
}

// ---- arrays and objects

static struct json *node_new(struct reader *reader) {
    if (++reader->node_count > LIMIT_JSON_NODES) {
        refuse(reader, "too many values", "值的数量太多");
        return NULL;
    }
    return ARENA_NEW(reader->arena, struct json);
}

static bool read_array(struct reader *reader, struct json *node, int depth) {
    const char *from = reader->at++;
    const struct json **link = &node->first;
    node->kind = JSON_ARRAY;
    skip_blanks(reader);
    while (!skip_byte(reader, ']')) {
        if (node->count > 0 && !skip_byte(reader, ','))
            return refuse(reader, "a comma or ] was expected", "此处应为逗号或 ]");
        struct json *child = node_new(reader);
        if (child == NULL || !read_value(reader, child, depth + 1)) return false;
        *link = child;
        link = &child->next;
        node->count++;
        skip_blanks(reader);
    }
    node->text = (str){from, (size_t)(reader->at - from)};
    return true;
}

static bool is_known_name(const struct json *object, str name) {
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (member->name.size == name.size && memcmp(member->name.data, name.data, name.size) == 0)
            return true;
    return false;
}

static int compare_names(const void *a, const void *b) {
    return str_compare(**(const str *const *)a, **(const str *const *)b);
}

// Objects with many members are looked through once at the end, sorted: no chosen names can make
// that slow, which a hash without a secret could not promise.
static bool has_twin_names(struct reader *reader, const struct json *object) {
    const str **names = ARENA_ARRAY(reader->arena, const str *, object->count);
    size_t count = 0;
    for (const struct json *member = object->first; member != NULL; member = member->next)
        names[count++] = &member->name;
    qsort(names, count, sizeof(names[0]), compare_names);
    for (size_t i = 1; i < count; i++)
        if (str_equal(*names[i - 1], *names[i])) return true;
    return false;
}

static bool refuse_twin(struct reader *reader) {
    return refuse(reader, "a name stands twice in one object", "同一对象中的名称重复");
}

static bool read_member(struct reader *reader, struct json *object, int depth,
                        struct json **ret_member) {
    if (object->count > 0 && !skip_byte(reader, ','))
        return refuse(reader, "a comma or } was expected", "此处应为逗号或 }");
    skip_blanks(reader);
    if (reader->at >= reader->end || *reader->at != '"')
        return refuse(reader, "a name in quotes was expected", "此处应为带引号的名称");
    struct json *member = node_new(reader);
    if (member == NULL || !read_string(reader, &member->name)) return false;
    if (object->count < FEW_MEMBERS && is_known_name(object, member->name))
        return refuse_twin(reader);
    skip_blanks(reader);
    if (!skip_byte(reader, ':')) return refuse(reader, "a colon was expected", "此处应为冒号");
    if (!read_value(reader, member, depth + 1)) return false;
    skip_blanks(reader);
    *ret_member = member;
    return true;
}

static bool read_object(struct reader *reader, struct json *node, int depth) {
    const char *from = reader->at++;
    const struct json **link = &node->first;
    node->kind = JSON_OBJECT;
    skip_blanks(reader);
    while (!skip_byte(reader, '}')) {
        struct json *member;
        if (!read_member(reader, node, depth, &member)) return false;
        *link = member;
        link = &member->next;
        node->count++;
    }
    if (node->count > FEW_MEMBERS && has_twin_names(reader, node)) return refuse_twin(reader);
    node->text = (str){from, (size_t)(reader->at - from)};
    return true;
}

static bool read_value(struct reader *reader, struct json *node, int depth) {
    if (depth > LIMIT_JSON_DEPTH) return refuse(reader, "nested too deeply", "嵌套太深");
    skip_blanks(reader);
    if (reader->at >= reader->end)
        return refuse(reader, "it ends where a value was expected", "内容在应有值之处结束");
    switch (*reader->at) {
    case '{': return read_object(reader, node, depth);
    case '[': return read_array(reader, node, depth);
    case '"': node->kind = JSON_STRING; return read_string(reader, &node->text);
    case '-':
    case '0' ... '9': return read_number(reader, node);
    default: return read_word(reader, node);
    }
}

static bool read_document(struct reader *reader, struct json *root) {
    if (!read_value(reader, root, 1)) return false;
    skip_blanks(reader);
    if (reader->at < reader->end)
        return refuse(reader, "something follows the value", "值之后还有多余内容");
    return true;
}

fault json_read(struct arena *arena, str bytes, const struct json **ret_value,
                struct fault_note *ret_note) {
    const char *start = bytes.size == 0 ? "" : bytes.data;
    struct reader reader = {
        .arena = arena, .start = start, .at = start, .end = start + bytes.size, .node_count = 1};
    struct json *root = ARENA_NEW(arena, struct json);
    if (!read_document(&reader, root)) {
        size_t place = (size_t)(reader.at - reader.start) + 1;
        ret_note->field = STR_NONE;
        ret_note->en = arena_print(arena, "Byte %zu: %s.", place, reader.en);
        ret_note->zh = arena_print(arena, "第 %zu 字节：%s。", place, reader.zh);
        return &json_malformed;
    }
    *ret_value = root;
    return NULL;
}

const struct json *json_member(const struct json *value, str name) {
    if (value == NULL || value->kind != JSON_OBJECT) return NULL;
    for (const struct json *member = value->first; member != NULL; member = member->next)
        if (str_equal(member->name, name)) return member;
    return NULL;
}

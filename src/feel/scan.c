// Characters of a FEEL source. There is no list of tokens made beforehand: where a name ends
// depends on which names are known there, so the parser asks for what it expects at the place.
// Full-width punctuation (，：（）) is not part of a name here although the grammar would allow it:
// a comma typed with a Chinese keyboard should be refused where it stands, not become a strange
// name.
#include "base/utf8.h"
#include "feel/node.h"

#include <string.h>

static bool is_between(int32_t code_point, int32_t from, int32_t to) {
    return code_point >= from && code_point <= to;
}

static bool is_wide_punctuation(int32_t c) {
    return is_between(c, 0x3001, 0x3003) || is_between(c, 0x3008, 0x3011) ||
           is_between(c, 0xFF01, 0xFF0F) || is_between(c, 0xFF1A, 0xFF20) ||
           is_between(c, 0xFF3B, 0xFF40) || is_between(c, 0xFF5B, 0xFF65);
}

static bool is_name_start(int32_t c) {
    if (c < 0x80) return is_between(c, 'a', 'z') || is_between(c, 'A', 'Z') || c == '_';
    if (is_wide_punctuation(c)) return false;
    return is_between(c, 0xC0, 0xD6) || is_between(c, 0xD8, 0xF6) || is_between(c, 0xF8, 0x2FF) ||
           is_between(c, 0x370, 0x37D) || is_between(c, 0x37F, 0x1FFF) ||
           is_between(c, 0x200C, 0x200D) || is_between(c, 0x2070, 0x218F) ||
           is_between(c, 0x2C00, 0x2FEF) || is_between(c, 0x3001, 0xD7FF) ||
           is_between(c, 0xF900, 0xFDCF) || is_between(c, 0xFDF0, 0xFFFD) ||
           is_between(c, 0x10000, 0xEFFFF);
}

static bool is_name_part(int32_t c) {
    return is_name_start(c) || is_between(c, '0', '9') || c == 0xB7 ||
           is_between(c, 0x300, 0x36F) || is_between(c, 0x203F, 0x2040);
}

static int32_t code_point_at(str source, size_t at) {
    return at < source.size ? utf8_next(source, &at) : -1;
}

// Bytes of the blank or line end at the place, 0: something else stands there.
static size_t blank_size(str source, size_t at) {
    size_t next = at;
    int32_t c = at < source.size ? utf8_next(source, &next) : -1;
    bool is_blank = c == ' ' || is_between(c, 9, 13) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                    c == 0x180E || is_between(c, 0x2000, 0x200B) || is_between(c, 0x2028, 0x2029) ||
                    c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
    return is_blank ? next - at : 0;
}

// Bytes of the comment at the place. One that never ends goes to the end.
static size_t comment_size(str source, size_t at) {
    str rest = str_slice(source, at, source.size);
    if (str_starts_with(rest, STR("//"))) {
        ptrdiff_t end = str_find_byte(rest, '\n');
        return end < 0 ? rest.size : (size_t)end + 1;
    }
    if (!str_starts_with(rest, STR("/*"))) return 0;
    ptrdiff_t end = str_find(str_slice(rest, 2, rest.size), STR("*/"));
    return end < 0 ? rest.size : (size_t)end + 4;
}

void scan_blanks(struct scanner *scanner) {
    for (;;) {
        size_t size = blank_size(scanner->source, scanner->at);
        if (size == 0) size = comment_size(scanner->source, scanner->at);
        if (size == 0) return;
        scanner->at += size;
    }
}

size_t scan_word_size(const struct scanner *scanner, size_t at) {
    size_t start = at;
    if (!is_name_start(code_point_at(scanner->source, at))) return 0;
    while (at < scanner->source.size) {
        size_t next = at;
        if (!is_name_part(utf8_next(scanner->source, &next))) break;
        at = next;
    }
    return at - start;
}

size_t scan_known_size(const struct scanner *scanner, str name) {
    str source = scanner->source;
    size_t at = scanner->at;
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == ' ') {
            size_t blank = blank_size(source, at);
            if (blank == 0) return 0;
            for (; blank > 0; blank = blank_size(source, at)) at += blank;
        } else if (at >= source.size || source.data[at] != name.data[i]) {
            return 0;
        } else {
            at++;
        }
    }
    // "net sum" does not stand in "net summary".
    unsigned char last = name.size > 0 ? (unsigned char)name.data[name.size - 1] : 0;
    bool ends_in_word = last >= 0x80 || is_name_part(last);
    if (ends_in_word && is_name_part(code_point_at(source, at))) return 0;
    return at - scanner->at;
}

bool scan_is_next(const struct scanner *scanner, const char *sign) {
    str rest = str_slice(scanner->source, scanner->at, scanner->source.size);
    return str_starts_with(rest, str_of(sign));
}

bool scan_sign(struct scanner *scanner, const char *sign) {
    scan_blanks(scanner);
    if (!scan_is_next(scanner, sign)) return false;
    scanner->at += strlen(sign);
    return true;
}

bool scan_word(struct scanner *scanner, const char *word) {
    scan_blanks(scanner);
    size_t size = scan_word_size(scanner, scanner->at);
    if (!str_equal(str_slice(scanner->source, scanner->at, scanner->at + size), str_of(word)))
        return false;
    scanner->at += size;
    return true;
}

static int hex_digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

static bool scan_hex(struct scanner *scanner, int count, int32_t *ret_code_point) {
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        int digit =
            scanner->at < scanner->source.size ? hex_digit(scanner->source.data[scanner->at]) : -1;
        if (digit < 0) return false;
        number = number * 16 + digit;
        scanner->at++;
    }
    *ret_code_point = number;
    return true;
}

// "\u4E2D" behind the 'u'; two surrogates in a row make one character.
static bool scan_short_escape(struct scanner *scanner, int32_t *ret_code_point) {
    int32_t low;
    if (!scan_hex(scanner, 4, ret_code_point)) return false;
    if (!is_between(*ret_code_point, 0xD800, 0xDFFF)) return true;
    if (*ret_code_point > 0xDBFF || !scan_is_next(scanner, "\\u")) return false;
    scanner->at += 2;
    if (!scan_hex(scanner, 4, &low) || !is_between(low, 0xDC00, 0xDFFF)) return false;
    *ret_code_point = 0x10000 + ((*ret_code_point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

// An escape behind its backslash (grammar rules 35, 64 and 65). Patterns have escapes of their own,
// "\s": what is none of FEEL's stays as it is.
static bool scan_escape(struct scanner *scanner, struct buf *out) {
    static const char plain[] = "\"'\\nrt";
    static const char meant[] = "\"'\\\n\r\t";
    if (scanner->at >= scanner->source.size) return false;
    char byte = scanner->source.data[scanner->at++];
    const char *found = byte == 0 ? NULL : strchr(plain, byte);
    if (found != NULL) {
        buf_add_byte(out, meant[found - plain]);
        return true;
    }
    int32_t code_point = -1;
    if (byte != 'u' && byte != 'U') { // no escape of FEEL: both signs stand for themselves
        buf_add_byte(out, '\\');
        buf_add_byte(out, byte);
        return true;
    }
    bool is_good =
        byte == 'u' ? scan_short_escape(scanner, &code_point) : scan_hex(scanner, 6, &code_point);
    if (!is_good || code_point > 0x10FFFF || is_between(code_point, 0xD800, 0xDFFF)) return false;
    char room[4];
    buf_add(out, (str){room, utf8_write(code_point, room)});
    return true;
}

bool scan_string(struct scanner *scanner, struct arena *arena, str *ret_text) {
    str source = scanner->source;
    struct buf out = buf_in(arena, source.size);
    size_t start = scanner->at;
    bool is_plain = true;
    while (scanner->at < source.size) {
        char byte = source.data[scanner->at++];
        if (byte == '"') {
            *ret_text = is_plain ? str_slice(source, start, scanner->at - 1) : buf_str(&out);
            return true;
        }
        if (byte == '\\') {
            if (is_plain) buf_add(&out, str_slice(source, start, scanner->at - 1));
            is_plain = false;
            if (!scan_escape(scanner, &out)) return false;
        } else if (!is_plain) {
            buf_add_byte(&out, byte);
        }
    }
    return false;
}

static size_t digits_size(str source, size_t at) {
    size_t start = at;
    while (at < source.size && source.data[at] >= '0' && source.data[at] <= '9') at++;
    return at - start;
}

size_t scan_number_size(const struct scanner *scanner) {
    str source = scanner->source;
    size_t at = scanner->at;
    size_t whole = digits_size(source, at);
    at += whole;
    if (at < source.size && source.data[at] == '.' && digits_size(source, at + 1) > 0)
        at += 1 + digits_size(source, at + 1);
    else if (whole == 0)
        return 0;
    if (at < source.size && (source.data[at] == 'e' || source.data[at] == 'E')) {
        size_t sign = at + 1 < source.size && strchr("+-", source.data[at + 1]) != NULL &&
                              source.data[at + 1] != 0
                          ? 1
                          : 0;
        size_t digits = digits_size(source, at + 1 + sign);
        if (digits > 0) at += 1 + sign + digits;
    }
    return at - scanner->at;
}

bool scan_key(struct scanner *scanner, struct arena *arena, str *ret_name) {
    scan_blanks(scanner);
    size_t at = scanner->at;
    if (!is_name_start(code_point_at(scanner->source, at))) return false;
    for (size_t next = at; at < scanner->source.size; at = next) {
        if (scanner->source.data[at] == ':') {
            *ret_name = names_tidy(arena, str_slice(scanner->source, scanner->at, at));
            scanner->at = at + 1;
            return true;
        }
        int32_t c = utf8_next(scanner->source, &next);
        bool is_sign = c > 0 && c < 0x80 && strchr("./-'+*", c) != NULL;
        if (!is_name_part(c) && !is_sign && blank_size(scanner->source, at) == 0) return false;
    }
    return false;
}

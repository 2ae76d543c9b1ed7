// What stands behind the method: path and query with their %XX, and cookies, which are a small
// language of their own. Everything is checked when the request comes, so that those who read it
// later cannot meet a malformed one.
#include "http/parse.h"

#include "base/utf8.h"

int http_hex_value(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

// The byte that %XX at the start of text stands for, or -1.
static int encoded_byte(str text) {
    if (text.size < 3) return -1;
    int high = http_hex_value(text.data[1]), low = http_hex_value(text.data[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// False for a malformed %XX and for NUL.
static bool percent_decode(struct arena *arena, str raw, bool plus_is_blank, str *ret_text) {
    char *text = arena_take(arena, raw.size);
    size_t size = 0;
    for (size_t i = 0; i < raw.size; i++) {
        int byte = (unsigned char)raw.data[i];
        if (byte == '%') {
            byte = encoded_byte(str_slice(raw, i, raw.size));
            if (byte <= 0) return false;
            i += 2;
        } else if (byte == '+' && plus_is_blank) {
            byte = ' ';
        }
        text[size++] = (char)byte;
    }
    *ret_text = (str){text, size};
    return true;
}

// A slash that was encoded is not a slash to us but may be one to a proxy, so it is refused.
static bool has_odd_byte(str raw, str path) {
    for (size_t i = 0; i < path.size; i++)
        if ((unsigned char)path.data[i] < 0x20 || path.data[i] == 0x7f || path.data[i] == '\\')
            return true;
    size_t slashes_raw = 0, slashes = 0;
    for (size_t i = 0; i < raw.size; i++) slashes_raw += raw.data[i] == '/';
    for (size_t i = 0; i < path.size; i++) slashes += path.data[i] == '/';
    return slashes_raw != slashes;
}

bool http_path_decode(struct arena *arena, str raw, str *ret_path) {
    if (str_find_byte(raw, '%') < 0) {
        *ret_path = raw;
        return true;
    }
    str path;
    if (!percent_decode(arena, raw, false, &path)) return false;
    if (!utf8_is_valid(path) || has_odd_byte(raw, path)) return false;
    *ret_path = path;
    return true;
}

// Decoding the whole is enough: a separator cannot stand inside a character, so the whole is valid
// UTF-8 exactly when each part is.
bool http_query_is_valid(struct arena *arena, str query) {
    str text = query;
    if (str_find_byte(query, '%') >= 0 && !percent_decode(arena, query, true, &text)) return false;
    return str_find_byte(text, '\0') < 0 && utf8_is_valid(text);
}

static str decode_part(struct arena *arena, str raw) {
    if (str_find_byte(raw, '%') < 0 && str_find_byte(raw, '+') < 0) return raw;
    str text = STR_NONE;
    ASSERT(percent_decode(arena, raw, true, &text)); // checked when the request came
    return text;
}

bool http_query_next(struct arena *arena, str *rest, str *ret_name, str *ret_value) {
    while (rest->size > 0) {
        str value = str_cut(rest, '&');
        if (value.size == 0) continue;
        str name = str_cut(&value, '=');
        *ret_name = decode_part(arena, name);
        *ret_value = decode_part(arena, value);
        return true;
    }
    return false;
}

bool http_request_header(const struct http_request *request, str name, str *ret_value) {
    for (size_t i = 0; i < request->header_count; i++) {
        if (!str_equal_ignore_case(request->headers[i].name, name)) continue;
        *ret_value = request->headers[i].value;
        return true;
    }
    return false;
}

static bool cookie_in(str line, str name, str *ret_value) {
    while (line.size > 0) {
        str value = str_trim(str_cut(&line, ';'));
        if (!str_equal(str_cut(&value, '='), name)) continue;
        if (value.size >= 2 && value.data[0] == '"' && value.data[value.size - 1] == '"')
            value = str_slice(value, 1, value.size - 1);
        *ret_value = value;
        return true;
    }
    return false;
}

bool http_request_cookie(const struct http_request *request, str name, str *ret_value) {
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        if (!str_equal_ignore_case(header->name, STR("Cookie"))) continue;
        if (cookie_in(header->value, name, ret_value)) return true;
    }
    return false;
}

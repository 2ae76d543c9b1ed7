// The canonical form of RFC 8785: what is hashed and signed. Members are sorted by UTF-16 code
// units, which differs from the order of UTF-8 bytes only above U+FFFF; numbers are written as
// ECMAScript writes them (the shortest digits that read back as the same binary64). This is the one
// place where a binary float meets a number of ours, because the RFC says so; integers that a
// binary64 holds come out as they went in.
#include "format/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digits {
    char text[24]; // d1 d2 … without the point
    int count;
    int exponent; // the value is 0.d1d2… times 10 to this
};

// ---- numbers

static bool reads_back(const struct digits *digits, double number) {
    char text[48];
    snprintf(text, sizeof(text), "0.%se%d", digits->text, digits->exponent);
    return strtod(text, NULL) == number;
}

static void print_digits(double number, int count, struct digits *ret_digits) {
    char text[48];
    snprintf(text, sizeof(text), "%.*e", count - 1, number);
    const char *mark = strchr(text, 'e');
    ret_digits->count = 0;
    for (const char *p = text; p < mark; p++)
        if (*p != '.') ret_digits->text[ret_digits->count++] = *p;
    ret_digits->text[ret_digits->count] = 0;
    ret_digits->exponent = (int)strtol(mark + 1, NULL, 10) + 1;
}

// The next larger number with so many digits.
static void step_up(struct digits *digits) {
    int at = digits->count - 1;
    while (at >= 0 && digits->text[at] == '9') digits->text[at--] = '0';
    if (at >= 0) {
        digits->text[at]++;
        return;
    }
    digits->text[0] = '1';
    digits->exponent++;
}

// number > 0. Just above a power of two the rounding interval is wider upwards than downwards:
// there the nearest number with so many digits can fail where its upper neighbour reads back.
static struct digits shortest_digits(double number) {
    struct digits digits;
    for (int count = 1;; count++) {
        print_digits(number, count, &digits);
        if (count == 17 || reads_back(&digits, number)) break;
        step_up(&digits);
        if (reads_back(&digits, number)) break;
    }
    while (digits.count > 1 && digits.text[digits.count - 1] == '0') digits.count--;
    return digits;
}

static void add_zeros(struct buf *out, int count) {
    for (int i = 0; i < count; i++) buf_add_byte(out, '0');
}

// Number::toString of ECMAScript, steps 6 to 10.
static void add_digits(struct buf *out, const struct digits *digits) {
    str text = {digits->text, (size_t)digits->count};
    int k = digits->count, n = digits->exponent;
    if (n >= k && n <= 21) {
        buf_add(out, text);
        add_zeros(out, n - k);
    } else if (n > 0 && n <= 21) {
        buf_add(out, str_slice(text, 0, (size_t)n));
        buf_add_byte(out, '.');
        buf_add(out, str_slice(text, (size_t)n, text.size));
    } else if (n > -6 && n <= 0) {
        buf_add(out, STR("0."));
        add_zeros(out, -n);
        buf_add(out, text);
    } else {
        buf_add(out, str_slice(text, 0, 1));
        if (k > 1) buf_add_byte(out, '.');
        buf_add(out, str_slice(text, 1, text.size));
        buf_add(out, n > 0 ? STR("e+") : STR("e"));
        buf_add_int(out, n - 1);
    }
}

static bool is_small_integer(str text) {
    const int64_t limit = (int64_t)1 << 53;
    int64_t number;
    return str_to_int(text, &number) && number >= -limit && number <= limit;
}

static void add_number(struct buf *out, str text) {
    if (is_small_integer(text)) {
        buf_add(out, text);
        return;
    }
    double number = strtod(arena_text(out->arena, text), NULL);
    if (number == 0) {
        buf_add_byte(out, '0');
        return;
    }
    if (number < 0) buf_add_byte(out, '-');
    struct digits digits = shortest_digits(number < 0 ? -number : number);
    add_digits(out, &digits);
}

// ---- order

// Maps the byte so that the order of bytes becomes the order of UTF-16 units: the leads of
// four-byte characters (surrogates, from D800) go before those of U+E000..U+FFFF.
static int rank_of(unsigned char byte) {
    if (byte < 0xEE) return byte;
    return byte >= 0xF0 ? byte - 2 : byte + 5;
}

static int compare_units(str a, str b) {
    size_t size = a.size < b.size ? a.size : b.size;
    size_t at = 0;
    while (at < size && a.data[at] == b.data[at]) at++;
    if (at == size) return a.size < b.size ? -1 : a.size > b.size;
    return rank_of((unsigned char)a.data[at]) - rank_of((unsigned char)b.data[at]);
}

static int compare_members(const void *a, const void *b) {
    return compare_units((*(const struct json *const *)a)->name,
                         (*(const struct json *const *)b)->name);
}

static void add_value(struct json_writer *writer, const struct json *value);

static void add_object(struct json_writer *writer, const struct json *object) {
    const struct json **members =
        ARENA_ARRAY(writer->out->arena, const struct json *, object->count + 1);
    size_t count = 0;
    for (const struct json *member = object->first; member != NULL; member = member->next)
        members[count++] = member;
    qsort(members, count, sizeof(members[0]), compare_members);
    json_open_object(writer);
    for (size_t i = 0; i < count; i++) {
        json_name(writer, members[i]->name);
        add_value(writer, members[i]);
    }
    json_close_object(writer);
}

static void add_array(struct json_writer *writer, const struct json *array) {
    json_open_array(writer);
    for (const struct json *child = array->first; child != NULL; child = child->next)
        add_value(writer, child);
    json_close_array(writer);
}

// As deep as the reader lets a value be.
static void add_value(struct json_writer *writer, const struct json *value) {
    switch (value->kind) {
    case JSON_NULL: json_null(writer); break;
    case JSON_FALSE: json_bool(writer, false); break;
    case JSON_TRUE: json_bool(writer, true); break;
    case JSON_NUMBER:
        json_raw(writer, STR_NONE);
        add_number(writer->out, value->text);
        break;
    case JSON_STRING: json_string(writer, value->text); break;
    case JSON_ARRAY: add_array(writer, value); break;
    case JSON_OBJECT: add_object(writer, value); break;
    }
}

void json_canonical(struct buf *out, const struct json *value) {
    struct json_writer writer = json_writer_on(out);
    add_value(&writer, value);
}

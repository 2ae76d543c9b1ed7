// Excel keeps numbers as the digits of a binary float and dates as numbers of days: both become
// texts here, by arithmetic on the digits and on whole numbers alone.
#include "format/xlsx_cell.h"

#include "base/utf8.h"

#include <string.h>

enum { DIGITS_SHOWN = 15, DIGITS_READ = 40, PLACES_MAX = 30, DAY_SECONDS = 86400 };

// 0.d1d2d3… times 10 to the exponent.
struct number {
    bool is_negative;
    char digits[DIGITS_READ + 1]; // one more in front for a carry
    int count;
    int exponent;
};

// ---- numbers

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool read_exponent(str text, int *exponent) {
    int64_t number;
    if (str_starts_with(text, STR("+"))) text = str_slice(text, 1, text.size);
    bool is_negative = str_starts_with(text, STR("-"));
    if (is_negative) text = str_slice(text, 1, text.size);
    while (text.size > 1 && text.data[0] == '0') text = str_slice(text, 1, text.size);
    if (!str_to_int(text, &number) || number > 400) return false;
    *exponent += is_negative ? (int)-number : (int)number;
    return true;
}

// Digits of the whole part and the fraction, without zeros in front.
static bool read_digits(str text, struct number *number) {
    bool has_point = false, has_digit = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(byte)) return false;
        has_digit = true;
        bool is_leading = number->count == 0 && byte == '0';
        if (!is_leading && number->count < DIGITS_READ) number->digits[number->count++] = byte;
        if (!is_leading && !has_point) number->exponent++;
        if (is_leading && has_point) number->exponent--;
    }
    return has_digit;
}

static void round_digits(struct number *number) {
    bool goes_up = number->count > DIGITS_SHOWN && number->digits[DIGITS_SHOWN] >= '5';
    if (number->count > DIGITS_SHOWN) number->count = DIGITS_SHOWN;
    int at = number->count - 1;
    while (goes_up && at >= 0 && number->digits[at] == '9') number->digits[at--] = '0';
    if (goes_up && at >= 0) {
        number->digits[at]++;
    } else if (goes_up) {
        number->digits[0] = '1'; // all nines: the zeros behind are dropped below
        number->exponent++;
    }
    while (number->count > 0 && number->digits[number->count - 1] == '0') number->count--;
}

static str print_number(struct arena *arena, const struct number *number) {
    struct buf out = buf_in(arena, 2 * PLACES_MAX + DIGITS_SHOWN + 4);
    if (number->is_negative) buf_add_byte(&out, '-');
    if (number->exponent <= 0) buf_add_byte(&out, '0');
    for (int i = 0; i < number->exponent; i++)
        buf_add_byte(&out, i < number->count ? number->digits[i] : '0');
    if (number->count > number->exponent) buf_add_byte(&out, '.');
    for (int i = number->exponent; i < number->count; i++)
        buf_add_byte(&out, i < 0 ? '0' : number->digits[i]);
    return buf_str(&out);
}

bool xlsx_plain_number(struct arena *arena, str raw, str *ret_plain) {
    struct number number = {.is_negative = str_starts_with(raw, STR("-"))};
    str mantissa = str_slice(raw, number.is_negative ? 1 : 0, raw.size);
    for (size_t i = 0; i < mantissa.size; i++) {
        if (mantissa.data[i] != 'e' && mantissa.data[i] != 'E') continue;
        if (!read_exponent(str_slice(mantissa, i + 1, mantissa.size), &number.exponent))
            return false;
        mantissa = str_slice(mantissa, 0, i);
    }
    if (mantissa.size > 400 || !read_digits(mantissa, &number)) return false;
    round_digits(&number);
    if (number.count == 0) {
        *ret_plain = STR("0");
        return true;
    }
    if (number.exponent > PLACES_MAX || number.exponent < -PLACES_MAX) return false;
    *ret_plain = print_number(arena, &number);
    return true;
}

// ---- dates

// The fraction of a day, as digits behind the point, in whole seconds.
static int64_t seconds_of(str fraction) {
    int64_t part = 0;
    for (size_t i = 0; i < 12; i++)
        part = part * 10 + (i < fraction.size ? fraction.data[i] - '0' : 0);
    const int64_t whole = 1000000000000;
    return (part * DAY_SECONDS + whole / 2) / whole;
}

static bool day_of_serial(int64_t serial, bool is_1904, date *ret_day) {
    static const struct date_parts first_1904 = {1904, 1, 1}, first_1900 = {1899, 12, 31};
    if (serial < 0 || serial > 2958465) return false; // 9999-12-31
    if (is_1904) {
        *ret_day = date_add_days(date_join(first_1904), (int32_t)serial);
        return date_is_real(date_split(*ret_day));
    }
    if (serial == 60) return false; // 1900-02-29, which Excel believes in
    *ret_day = date_add_days(date_join(first_1900), (int32_t)(serial < 60 ? serial : serial - 1));
    return true;
}

bool xlsx_date_of_serial(struct arena *arena, str plain, bool is_1904, str *ret_text) {
    str fraction = plain;
    str whole = str_cut(&fraction, '.');
    int64_t serial;
    date day;
    if (!str_to_int(whole, &serial)) return false;
    int64_t seconds = seconds_of(fraction);
    bool has_day = serial > 0;
    if (seconds == DAY_SECONDS) {
        seconds = 0;
        serial++;
        has_day = true;
    }
    if (!day_of_serial(serial, is_1904, &day)) return false;
    int hour = (int)(seconds / 3600), minute = (int)(seconds / 60 % 60),
        second = (int)(seconds % 60);
    str text = date_print(arena, day);
    if (!has_day)
        *ret_text = arena_print(arena, "%02d:%02d:%02d", hour, minute, second);
    else if (seconds > 0)
        *ret_text = arena_print(arena, "%.*sT%02d:%02d:%02d", STR_ARG(text), hour, minute, second);
    else
        *ret_text = text;
    return true;
}

// [h] and the like count hours beyond a day: a duration, no date.
static bool is_elapsed(str inside) {
    for (size_t i = 0; i < inside.size; i++)
        if (strchr("hHmMsS", inside.data[i]) == NULL) return false;
    return inside.size > 0;
}

bool xlsx_format_is_date(str code) {
    bool is_date = false;
    for (size_t i = 0; i < code.size; i++) {
        char byte = code.data[i];
        str behind = str_slice(code, i + 1, code.size);
        if (byte == ';') break; // what follows is for other signs
        if (byte == '\\' || byte == '_' || byte == '*') {
            i++;
        } else if (byte == '"' || byte == '[') {
            ptrdiff_t size = str_find_byte(behind, byte == '"' ? '"' : ']');
            if (size < 0) return false;
            if (byte == '[' && is_elapsed(str_slice(behind, 0, (size_t)size))) return false;
            i += (size_t)size + 1;
        } else if (strchr("yYdDhHsSmM", byte) != NULL) {
            is_date = true;
        }
    }
    return is_date;
}

// ECMA-376 part 1, 18.8.30: 14..22 and 45..47 everywhere (46 is a duration), 27..36 and 50..58 in
// Chinese, Japanese and Korean.
bool xlsx_format_number_is_date(int64_t number) {
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) || number == 45 ||
           number == 47 || (number >= 50 && number <= 58);
}

// ---- escapes

// The code of _xHHHH_ at the start of text, or -1.
static int32_t escape_at(str text) {
    if (text.size < 7 || !str_starts_with(text, STR("_x")) || text.data[6] != '_') return -1;
    int32_t code = 0;
    for (size_t i = 2; i < 6; i++) {
        const char *hex = "0123456789abcdef";
        char small = (char)(text.data[i] | 0x20);
        const char *found = memchr(hex, is_digit(text.data[i]) ? text.data[i] : small, 16);
        if (found == NULL) return -1;
        code = code << 4 | (int32_t)(found - hex);
    }
    return code;
}

static bool is_kept(int32_t code) {
    bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return (code >= 0x20 && !is_surrogate && code != 0x7F) || code == '\n' || code == '\t';
}

str xlsx_unescape(struct arena *arena, str text) {
    if (str_find(text, STR("_x")) < 0) return text;
    char *room = arena_take(arena, text.size); // the character is shorter than its escape
    size_t size = 0;
    for (size_t i = 0; i < text.size;) {
        int32_t code = text.data[i] == '_' ? escape_at(str_slice(text, i, i + 7)) : -1;
        if (code < 0) {
            room[size++] = text.data[i++];
            continue;
        }
        if (is_kept(code)) size += utf8_write(code, room + size);
        i += 7;
    }
    return (str){room, size};
}

static bool wants_escape(str text, size_t at) {
    unsigned char byte = (unsigned char)text.data[at];
    if (byte == '_') return escape_at(str_slice(text, at, at + 7)) >= 0;
    return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
}

str xlsx_escape(struct arena *arena, str text) {
    size_t at = 0;
    while (at < text.size && !wants_escape(text, at)) at++;
    if (at == text.size) return text;
    struct buf out = buf_in(arena, text.size * 7 + 1);
    for (size_t i = 0; i < text.size; i++) {
        if (wants_escape(text, i))
            buf_print(&out, "_x%04X_", (unsigned char)text.data[i]);
        else
            buf_add_byte(&out, text.data[i]);
    }
    return buf_str(&out);
}

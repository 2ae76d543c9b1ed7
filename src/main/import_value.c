// Amounts, days and truths as people write them, read so that nothing is guessed: what could mean
// two things (1,5 or 03/04/2025) is refused with the text itself in the note, unless the mapping
// says how the file writes. No binary floating point: an amount is a decimal until it is whole
// minor units.
#include "main/import.h"

#include "base/utf8.h"

#include <string.h>

FAULT(import_amount_wrong, 422, "amount", "This is not an amount.", "金额不正确。");
FAULT(import_amount_missing, 422, "amount", "There is no amount.", "没有金额。");
FAULT(import_currency_differs, 422, "currency", "The amount is written in another currency.",
      "金额的币种标记与币种不一致。");
FAULT(import_day_wrong, 422, "date", "This is not a date.", "日期不正确。");
FAULT(import_truth_wrong, 422, "", "This is neither yes nor no.", "应填写“是”或“否”。");
FAULT(import_choice_wrong, 422, "", "This is none of the choices.", "不是可选值。");

enum { SHOWN = 60 }; // bytes of a wrong text that the note shows

static str shown(str text) {
    size_t size = text.size;
    if (size > SHOWN)
        for (size = SHOWN; size > 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80;) size--;
    return str_slice(text, 0, size);
}

static struct fault_note note_of(struct arena *arena, const char *field, str text) {
    return (struct fault_note){.field = str_of(field),
                               .en = arena_print(arena, "\"%.*s\"", STR_ARG(shown(text))),
                               .zh = arena_print(arena, "“%.*s”", STR_ARG(shown(text)))};
}

// ---- Amounts -----------------------------------------------------------------------------------

// Signs of currencies; "CNY JPY": either of them.
static const struct {
    const char *sign;
    const char *means;
} signs[] = {
    {"US$", "USD"},    {"HK$", "HKD"},
    {"人民币", "CNY"}, {"RMB", "CNY"},
    {"美元", "USD"},   {"欧元", "EUR"},
    {"英镑", "GBP"},   {"日元", "JPY"},
    {"元", "CNY"},     {"£", "GBP"},
    {"€", "EUR"},      {"¥", "CNY JPY"},
    {"￥", "CNY JPY"}, {"$", "USD HKD CAD AUD SGD NZD MXN TWD"},
};

static str without_start(str text, str start) {
    return str_trim(str_slice(text, start.size, text.size));
}

static bool starts_with_letters(str text, str word) {
    return text.size > word.size && str_equal_ignore_case(str_slice(text, 0, word.size), word);
}

// Takes the currency's sign or code off either end. False: it says another currency.
static bool take_currency(str *text, str currency) {
    if (starts_with_letters(*text, currency)) *text = without_start(*text, currency);
    if (text->size > 3 &&
        str_equal_ignore_case(str_slice(*text, text->size - 3, text->size), currency))
        *text = str_trim(str_slice(*text, 0, text->size - 3));
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        str sign = str_of(signs[i].sign);
        bool is_before = str_starts_with(*text, sign);
        if (!is_before && !str_ends_with(*text, sign)) continue;
        *text = is_before ? without_start(*text, sign)
                          : str_trim(str_slice(*text, 0, text->size - sign.size));
        return str_find(str_of(signs[i].means), currency) >= 0;
    }
    return true;
}

// A minus before or behind the currency's sign, or brackets.
static bool take_minus(str *text) {
    static const str minuses[] = {{"-", 1}, {"−", 3}, {"－", 3}, {"–", 3}};
    if (text->size > 2 && text->data[0] == '(' && text->data[text->size - 1] == ')') {
        *text = str_trim(str_slice(*text, 1, text->size - 1));
        return true;
    }
    for (size_t i = 0; i < sizeof(minuses) / sizeof(minuses[0]); i++)
        if (str_starts_with(*text, minuses[i])) {
            *text = without_start(*text, minuses[i]);
            return true;
        }
    return false;
}

// Separators of thousands stand before groups of exactly three digits and not behind the point.
static size_t separator_at(str text, size_t at) {
    static const str separators[] = {{",", 1}, {"，", 3}, {"'", 1}, {" ", 1}, {"\u00A0", 2}};
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++)
        if (str_starts_with(str_slice(text, at, text.size), separators[i]))
            return separators[i].size;
    return 0;
}

static bool is_digit(str text, size_t at) {
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

// The plain digits of a number into room, or 0.
static size_t plain_digits(str text, char *room) {
    size_t size = 0;
    bool has_point = false;
    for (size_t at = 0; at < text.size;) {
        size_t gap = separator_at(text, at);
        if (gap > 0) {
            at += gap;
            bool is_group = is_digit(text, at) && is_digit(text, at + 1) && is_digit(text, at + 2);
            if (!is_group || is_digit(text, at + 3) || has_point || size == 0) return 0;
            continue;
        }
        if (text.data[at] == '.' && !has_point && size > 0)
            has_point = true;
        else if (!is_digit(text, at))
            return 0;
        room[size++] = text.data[at++];
    }
    if (size > 0 && room[size - 1] == '.') size--;
    return size;
}

static bool read_number(struct arena *arena, str text, decimal *ret_number) {
    bool is_negative = take_minus(&text);
    if (text.size == 0 || text.size > 100) return false;
    char *room = arena_take(arena, text.size);
    size_t size = plain_digits(text, room);
    if (size == 0 || !decimal_from_str((str){room, size}, ret_number)) return false;
    if (is_negative) *ret_number = decimal_neg(*ret_number);
    return true;
}

static fault to_money(const struct import_amount *amount, decimal number, money *ret_amount) {
    int scale = money_exponent(amount->currency);
    int64_t minor;
    if (scale < 0) return &import_currency_differs;
    if (amount->is_rounded) number = decimal_quantize(number, scale);
    if (!decimal_to_int64(number, scale, &minor)) return &import_amount_wrong;
    *ret_amount = money_of(minor, amount->currency);
    return NULL;
}

fault import_parse_amount(struct arena *arena, const struct import_amount *amount,
                          money *ret_amount, struct fault_note *ret_note) {
    str text = str_trim(amount->text);
    decimal number, times;
    if (text.size == 0) return &import_amount_missing;
    *ret_note = note_of(arena, "amount", text);
    bool is_negative = take_minus(&text);
    if (!take_currency(&text, amount->currency)) return &import_currency_differs;
    if (!read_number(arena, text, &number)) return &import_amount_wrong;
    if (is_negative) {
        if (decimal_is_negative(number)) return &import_amount_wrong; // two signs
        number = decimal_neg(number);
    }
    if (amount->times.size > 0) {
        if (!read_number(arena, str_trim(amount->times), &times)) {
            *ret_note = note_of(arena, "amount", amount->times);
            return &import_amount_wrong;
        }
        number = decimal_mul(number, times);
    }
    return to_money(amount, number, ret_amount);
}

// ---- Days --------------------------------------------------------------------------------------

// Up to three numbers of a day and how many digits each has; stops where a time begins.
struct day_numbers {
    int32_t numbers[3];
    int digits[3];
    int count;
};

static size_t mark_at(str text, size_t at) {
    static const str marks[] = {{"-", 1}, {"/", 1}, {".", 1}, {"年", 3}, {"月", 3}, {"日", 3}};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (str_starts_with(str_slice(text, at, text.size), marks[i])) return marks[i].size;
    return 0;
}

static bool read_day_numbers(str text, struct day_numbers *ret_day) {
    *ret_day = (struct day_numbers){0};
    for (size_t at = 0; at < text.size && text.data[at] != ' ' && text.data[at] != 'T';) {
        size_t mark = mark_at(text, at);
        bool is_between = mark > 0 && ret_day->count > 0;
        if (is_between) {
            at += mark;
            continue;
        }
        if (!is_digit(text, at) || ret_day->count == 3) return false;
        int index = ret_day->count++;
        while (is_digit(text, at) && ret_day->digits[index] < 8) {
            ret_day->numbers[index] = ret_day->numbers[index] * 10 + (text.data[at++] - '0');
            ret_day->digits[index]++;
        }
    }
    return ret_day->count > 0;
}

static struct date_parts parts_of(const struct import_day *day, const struct day_numbers *read) {
    const int32_t *n = read->numbers;
    if (read->count == 1 && read->digits[0] == 8)
        return (struct date_parts){n[0] / 10000, n[0] / 100 % 100, n[0] % 100};
    if (read->count == 1 && read->digits[0] == 4 && day->may_be_years)
        return (struct date_parts){n[0], 1, 1};
    if (read->count == 3 && read->digits[0] == 4) return (struct date_parts){n[0], n[1], n[2]};
    if (read->count == 3 && read->digits[2] == 4 && str_equal(day->order, STR("M/D/Y")))
        return (struct date_parts){n[2], n[0], n[1]};
    if (read->count == 3 && read->digits[2] == 4 && str_equal(day->order, STR("D/M/Y")))
        return (struct date_parts){n[2], n[1], n[0]};
    return (struct date_parts){0};
}

fault import_parse_day(struct arena *arena, const struct import_day *day, date *ret_day,
                       struct fault_note *ret_note) {
    struct day_numbers read;
    str text = str_trim(day->text);
    struct date_parts parts = {0};
    if (read_day_numbers(text, &read)) parts = parts_of(day, &read);
    *ret_note = note_of(arena, "date", text);
    if (parts.year < 1900 || parts.year > 2100 || !date_is_real(parts)) return &import_day_wrong;
    *ret_day = date_join(parts);
    return NULL;
}

// ---- Truths and choices ------------------------------------------------------------------------

static bool is_one_of(str text, const char *words) {
    for (str rest = str_of(words); rest.size > 0;)
        if (str_equal_ignore_case(str_cut(&rest, ' '), text)) return true;
    return false;
}

fault import_parse_truth(struct arena *arena, str text, bool *ret_truth,
                         struct fault_note *ret_note) {
    str word = str_trim(text);
    *ret_truth = is_one_of(word, "是 有 对 真 √ ✓ 1 y yes true t x");
    if (*ret_truth || is_one_of(word, "否 无 不 不是 没有 假 × 0 n no false f - —")) return NULL;
    *ret_note = note_of(arena, "", text);
    return &import_truth_wrong;
}

fault import_parse_choice(struct arena *arena, const struct shape_enum *choices, str text,
                          int32_t *ret_choice, struct fault_note *ret_note) {
    str word = str_trim(text);
    for (size_t i = 1; i <= choices->count; i++) {
        const struct shape_choice *choice = &choices->choices[i];
        if (!str_equal_ignore_case(word, str_of(choice->name)) &&
            !str_equal_ignore_case(word, str_of(choice->en)) &&
            !str_equal(word, str_of(choice->zh)))
            continue;
        *ret_choice = (int32_t)i;
        return NULL;
    }
    *ret_note = note_of(arena, "", text);
    return &import_choice_wrong;
}

// ---- Texts -------------------------------------------------------------------------------------

str import_whole(str text) {
    str whole = str_trim(text);
    size_t size = whole.size;
    while (size > 0 && whole.data[size - 1] == '0') size--;
    if (size == 0 || size == whole.size || whole.data[size - 1] != '.') return whole;
    for (size_t i = 0; i + 1 < size; i++)
        if (!is_digit(whole, i)) return whole;
    return str_slice(whole, 0, size - 1);
}

// Bytes of the first max characters.
static size_t bytes_of(str text, int64_t max) {
    size_t at = 0;
    for (int64_t count = 0; at < text.size && count < max; count++) utf8_next(text, &at);
    return at;
}

str import_clean(struct arena *arena, str text, bool keeps_lines, int64_t max) {
    text = str_trim(text);
    char *room = arena_take(arena, text.size + 3);
    memcpy(room, text.data, text.size);
    for (size_t i = 0; i < text.size; i++) {
        bool is_control = (unsigned char)room[i] < 0x20 || room[i] == 0x7F;
        bool is_c1 = i > 0 && (unsigned char)room[i - 1] == 0xC2 && (unsigned char)room[i] < 0xA0 &&
                     (unsigned char)room[i] >= 0x80;
        if (is_control && !(keeps_lines && room[i] == '\n')) room[i] = ' ';
        if (is_c1) room[i - 1] = room[i] = ' ';
    }
    str clean = str_trim((str){room, text.size});
    if (max <= 0 || bytes_of(clean, max) == clean.size) return clean;
    size_t size = bytes_of(clean, max - 1);
    memcpy((char *)(uintptr_t)clean.data + size, "…", 3);
    return (str){clean.data, size + 3};
}

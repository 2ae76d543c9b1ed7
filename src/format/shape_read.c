// JSON into structs by shape. Members are matched to fields first (whatever is unknown is refused),
// then the fields are read in the order of the shape, so that the first fault a person sees is the
// first field of the form. The path to a value is a chain on the stack and is written out only when
// something is refused. Nesting is bounded by the JSON reader.
#include "format/shape.h"

#include "base/utf8.h"
#include "crypto/crypto.h"
#include "format/shape_path.h"

#include <string.h>

FAULT(field_missing, 422, "", "This field is required.", "此项必填。");
FAULT(field_unknown, 422, "", "There is no such field.", "没有此字段。");
FAULT(field_type, 422, "", "This kind of value does not belong here.", "此项的值类型不对。");
FAULT(field_too_short, 422, "", "This is too short.", "内容太短。");
FAULT(field_too_long, 422, "", "This is too long.", "内容太长。");
FAULT(field_out_of_range, 422, "", "This is out of range.", "数值超出范围。");
FAULT(field_choice, 422, "", "This is not one of the choices.", "不是可选的值。");
FAULT(field_format, 422, "", "This is not written as it should be.", "格式不正确。");

struct reading {
    struct arena *arena;
    struct fault_note *note;
    size_t room_left; // for items and optional structs: many small ones must not fill the arena
};

struct unit {
    const char *one;
    const char *many;
    const char *zh;
};

static const struct unit characters = {"character", "characters", "个字"};
static const struct unit items = {"item", "items", "项"};
static const struct unit raw_bytes = {"byte", "bytes", "字节"};

enum { DECIMAL_DIGITS = 34, LINE_CHARACTERS = 200, NAME_SIZE = 100, FIELDS_MAX = 128 };

static fault read_object(struct reading *reading, const struct shape *shape,
                         const struct json *json, const struct shape_path *path, void *room);

// ---- refusing

static fault refuse(struct reading *reading, fault refusal, const struct shape_path *path, str en,
                    str zh) {
    str field = shape_path_print(reading->arena, path);
    *reading->note = (struct fault_note){.field = field, .en = en, .zh = zh};
    return refusal;
}

static fault refuse_type(struct reading *reading, const struct shape_path *path, str en, str zh) {
    return refuse(reading, &field_type, path, en, zh);
}

static fault refuse_format(struct reading *reading, const struct shape_path *path, str en, str zh) {
    return refuse(reading, &field_format, path, en, zh);
}

static fault refuse_missing(struct reading *reading, const struct shape_path *path) {
    return refuse(reading, &field_missing, path, STR_NONE, STR_NONE);
}

static fault refuse_member(struct reading *reading, fault refusal, const struct shape_path *above,
                           str name) {
    if (name.size > NAME_SIZE) {
        name.size = NAME_SIZE;
        while (((unsigned char)name.data[name.size] & 0xC0) == 0x80) name.size--;
    }
    struct shape_path path = {.above = above, .name = name};
    return refuse(reading, refusal, &path, STR_NONE, STR_NONE);
}

static fault refuse_too_long(struct reading *reading, const struct shape_path *path, int64_t max,
                             const struct unit *unit) {
    const char *en = max == 1 ? unit->one : unit->many;
    return refuse(reading, &field_too_long, path,
                  arena_print(reading->arena, "at most %lld %s", (long long)max, en),
                  arena_print(reading->arena, "最多 %lld %s", (long long)max, unit->zh));
}

static fault refuse_too_short(struct reading *reading, const struct shape_path *path, int64_t min,
                              const struct unit *unit) {
    const char *en = min == 1 ? unit->one : unit->many;
    return refuse(reading, &field_too_short, path,
                  arena_print(reading->arena, "at least %lld %s", (long long)min, en),
                  arena_print(reading->arena, "至少 %lld %s", (long long)min, unit->zh));
}

static fault refuse_range(struct reading *reading, const struct shape_field *field,
                          const struct shape_path *path) {
    struct arena *arena = reading->arena;
    long long min = field->min, max = field->max;
    if (field->max == INT64_MAX)
        return refuse(reading, &field_out_of_range, path, arena_print(arena, "at least %lld", min),
                      arena_print(arena, "不小于 %lld", min));
    if (field->min == INT64_MIN)
        return refuse(reading, &field_out_of_range, path, arena_print(arena, "at most %lld", max),
                      arena_print(arena, "不大于 %lld", max));
    return refuse(reading, &field_out_of_range, path,
                  arena_print(arena, "between %lld and %lld", min, max),
                  arena_print(arena, "应在 %lld 到 %lld 之间", min, max));
}

// ---- texts

// Blanks at both ends: ASCII, the no-break space and the wide space of Chinese input methods.
static str trim(str text) {
    for (;;) {
        str shorter = str_trim(text);
        if (str_starts_with(shorter, STR("\u3000"))) shorter = str_slice(shorter, 3, shorter.size);
        if (str_ends_with(shorter, STR("\u3000"))) shorter.size -= 3;
        if (str_starts_with(shorter, STR("\u00A0"))) shorter = str_slice(shorter, 2, shorter.size);
        if (str_ends_with(shorter, STR("\u00A0"))) shorter.size -= 2;
        if (shorter.size == text.size) return text;
        text = shorter;
    }
}

// C0 and C1 of Unicode and DEL; in a text of several lines all but the line feed and the tab.
static bool has_control(str text, bool has_lines) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0x20 && byte != 0x7F && byte != 0xC2) continue;
        if (has_lines && (byte == '\n' || byte == '\t')) continue;
        if (byte != 0xC2 || (unsigned char)text.data[i + 1] < 0xA0) return true;
    }
    return false;
}

// In a list min and max speak of the items, so that each text has the general bound.
static int64_t text_max(const struct shape_field *field) {
    return field->is_list || field->max <= 0 ? LIMIT_TEXT : field->max;
}

static fault read_text(struct reading *reading, const struct shape_field *field,
                       const struct json *json, const struct shape_path *path, str *ret_text) {
    if (json->kind != JSON_STRING)
        return refuse_type(reading, path, STR("a text is expected"), STR("应为文本"));
    str text = field->is_secret ? json->text : trim(json->text);
    bool has_bounds = !field->is_list && field->max > 0;
    if (has_control(text, has_bounds && field->max > LINE_CHARACTERS))
        return refuse_format(reading, path, STR("no control characters"), STR("不能含有控制字符"));
    int64_t count = (int64_t)utf8_count(text);
    if (count > text_max(field))
        return refuse_too_long(reading, path, text_max(field), &characters);
    bool is_absent = count == 0 && field->is_optional && !field->is_list;
    if (has_bounds && count < field->min && !is_absent)
        return refuse_too_short(reading, path, field->min, &characters);
    *ret_text = text;
    return NULL;
}

static fault read_bytes(struct reading *reading, const struct shape_field *field,
                        const struct json *json, const struct shape_path *path, str *ret_bytes) {
    if (json->kind != JSON_STRING)
        return refuse_type(reading, path, STR("base64 in a text is expected"),
                           STR("应为 base64 文本"));
    if (!crypto_base64_decode(reading->arena, CRYPTO_BASE64, json->text, ret_bytes))
        return refuse_format(reading, path, STR("base64 with padding"), STR("应为带填充的 base64"));
    if (field->is_list || field->max <= 0) return NULL;
    if ((int64_t)ret_bytes->size > field->max)
        return refuse_too_long(reading, path, field->max, &raw_bytes);
    if ((int64_t)ret_bytes->size < field->min)
        return refuse_too_short(reading, path, field->min, &raw_bytes);
    return NULL;
}

// A text has lost its quotes and escapes in the reader; it is written anew.
static fault read_json(struct reading *reading, const struct shape_field *field,
                       const struct json *json, const struct shape_path *path, str *ret_bytes) {
    *ret_bytes = json->text;
    if (json->kind == JSON_STRING) {
        size_t size_max = json->text.size * 6 + 2;
        struct buf out = {.arena = reading->arena,
                          .data = arena_take(reading->arena, size_max),
                          .capacity = size_max,
                          .size_max = size_max};
        struct json_writer writer = json_writer_on(&out);
        json_string(&writer, json->text);
        *ret_bytes = buf_str(&out);
    }
    if (!field->is_list && field->max > 0 && (int64_t)ret_bytes->size > field->max)
        return refuse_too_long(reading, path, field->max, &raw_bytes);
    return NULL;
}

// ---- numbers

static bool has_range(const struct shape_field *field) {
    return !field->is_list && field->max > field->min;
}

static fault read_int(struct reading *reading, const struct shape_field *field,
                      const struct json *json, const struct shape_path *path, int64_t *ret_number) {
    str text = json->kind == JSON_NUMBER ? json->text : STR_NONE;
    if (str_equal(text, STR("-0"))) text = STR("0");
    bool is_whole = text.size > 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '.' || text.data[i] == 'e' || text.data[i] == 'E') is_whole = false;
    if (!is_whole)
        return refuse_type(reading, path, STR("a whole number is expected"), STR("应为整数"));
    int64_t number;
    bool fits = str_to_int(text, &number);
    if (!fits && (!has_range(field) || field->max == INT64_MAX))
        return refuse(reading, &field_out_of_range, path, STR("the number has too many digits"),
                      STR("数字的位数太多"));
    if (!fits || (has_range(field) && (number < field->min || number > field->max)))
        return refuse_range(reading, field, path);
    *ret_number = number;
    return NULL;
}

static fault read_id(struct reading *reading, const struct json *json,
                     const struct shape_path *path, int64_t *ret_id) {
    const struct shape_field ids = {.min = 1, .max = INT64_MAX};
    return read_int(reading, &ids, json, path, ret_id);
}

// -?digits(.digits)?, no needless zeros in front, at most 34 digits.
static bool is_plain_decimal(str text) {
    size_t start = text.size > 0 && text.data[0] == '-' ? 1 : 0;
    str behind = str_slice(text, start, text.size);
    bool has_point = str_find_byte(behind, '.') >= 0;
    str whole = str_cut(&behind, '.');
    if (whole.size == 0 || (has_point && behind.size == 0)) return false;
    if (whole.size > 1 && whole.data[0] == '0') return false;
    for (size_t i = 0; i < whole.size; i++)
        if (whole.data[i] < '0' || whole.data[i] > '9') return false;
    for (size_t i = 0; i < behind.size; i++)
        if (behind.data[i] < '0' || behind.data[i] > '9') return false;
    size_t leading = whole.data[0] == '0' ? 0 : whole.size;
    return leading + behind.size <= DECIMAL_DIGITS;
}

static bool is_zero(str digits) {
    for (size_t i = 0; i < digits.size; i++)
        if (digits.data[i] >= '1' && digits.data[i] <= '9') return false;
    return true;
}

// text is a plain decimal: is min <= it <= max? By its whole part and whether anything follows.
static bool is_within(str text, int64_t min, int64_t max) {
    bool is_negative = text.data[0] == '-';
    str fraction = str_slice(text, is_negative ? 1 : 0, text.size);
    str digits = str_cut(&fraction, '.');
    int64_t whole;
    if (!str_to_int(digits, &whole))
        return is_negative ? min == INT64_MIN : max == INT64_MAX; // beyond 64 bits
    bool has_more = !is_zero(fraction);
    if (is_negative) whole = -whole;
    if (whole < min || (whole == min && is_negative && has_more)) return false;
    return whole < max || (whole == max && (is_negative || !has_more));
}

static fault read_decimal(struct reading *reading, const struct shape_field *field,
                          const struct json *json, const struct shape_path *path, str *ret_text) {
    if (json->kind != JSON_STRING && json->kind != JSON_NUMBER)
        return refuse_type(reading, path, STR("a number is expected"), STR("应为数字"));
    str text = json->text;
    if (!is_plain_decimal(text))
        return refuse_format(reading, path, STR("a plain number of at most 34 digits"),
                             STR("应为不超过 34 位的普通数字"));
    if (text.data[0] == '-' && is_zero(text)) text = str_slice(text, 1, text.size);
    if (has_range(field) && !is_within(text, field->min, field->max))
        return refuse_range(reading, field, path);
    *ret_text = text;
    return NULL;
}

// ---- money, days, choices

static fault refuse_amount(struct reading *reading, const struct shape_path *path, int digits) {
    struct arena *arena = reading->arena;
    if (digits == 0)
        return refuse_format(reading, path, STR("an amount like 1280, without decimals"),
                             STR("金额格式如 1280，不带小数"));
    return refuse_format(
        reading, path,
        arena_print(arena, "an amount like 1280.50, at most %d digits behind the point", digits),
        arena_print(arena, "金额格式如 1280.50，小数最多 %d 位", digits));
}

// The object has exactly the two members, both texts.
static fault check_money(struct reading *reading, const struct json *json,
                         const struct shape_path *path) {
    static const char *const names[2] = {"amount", "currency"};
    if (json->kind != JSON_OBJECT)
        return refuse_type(reading, path, STR("an amount with its currency is expected"),
                           STR("应为金额和币种"));
    for (const struct json *member = json->first; member != NULL; member = member->next)
        if (!str_equal(member->name, str_of(names[0])) &&
            !str_equal(member->name, str_of(names[1])))
            return refuse_member(reading, &field_unknown, path, member->name);
    for (size_t i = 0; i < 2; i++) {
        const struct json *member = json_member(json, str_of(names[i]));
        struct shape_path below = {.above = path, .name = str_of(names[i])};
        if (member == NULL || member->kind == JSON_NULL) return refuse_missing(reading, &below);
        if (member->kind != JSON_STRING)
            return refuse_type(reading, &below, STR("a text is expected"), STR("应为文本"));
    }
    return NULL;
}

static fault read_money(struct reading *reading, const struct shape_field *field,
                        const struct json *json, const struct shape_path *path, money *ret_amount) {
    TRY(check_money(reading, json, path));
    str text = json_member(json, STR("amount"))->text;
    str currency = json_member(json, STR("currency"))->text;
    struct shape_path to_currency = {.above = path, .name = STR("currency")};
    struct shape_path to_amount = {.above = path, .name = STR("amount")};
    if (money_exponent(currency) < 0)
        return refuse(reading, &field_choice, &to_currency, STR("a currency like CNY"),
                      STR("币种代码如 CNY"));
    if (!money_parse(text, currency, ret_amount))
        return refuse_amount(reading, &to_amount, money_exponent(currency));
    str plain = money_print(reading->arena, *ret_amount);
    if (has_range(field) && !is_within(plain, field->min, field->max))
        return refuse_range(reading, field, &to_amount);
    return NULL;
}

static fault read_date(struct reading *reading, const struct json *json,
                       const struct shape_path *path, date *ret_day) {
    if (json->kind != JSON_STRING)
        return refuse_type(reading, path, STR("a date is expected"), STR("应为日期"));
    if (!date_parse(json->text, ret_day))
        return refuse_format(reading, path, STR("a day that exists, like 2026-11-25"),
                             STR("应为存在的日期，如 2026-11-25"));
    return NULL;
}

static fault read_instant(struct reading *reading, const struct json *json,
                          const struct shape_path *path, instant *ret_time) {
    if (json->kind != JSON_STRING)
        return refuse_type(reading, path, STR("a time is expected"), STR("应为时间"));
    if (!instant_parse(json->text, ret_time) || *ret_time == INSTANT_NONE)
        return refuse_format(reading, path, STR("a time like 2026-11-25T09:30:00+08:00"),
                             STR("时间格式如 2026-11-25T09:30:00+08:00"));
    return NULL;
}

static str choice_names(struct arena *arena, const struct shape_enum *choices, str separator) {
    struct buf out = buf_in(arena, 2 * KIB);
    for (size_t i = 1; i <= choices->count; i++) {
        if (i > 1) buf_add(&out, separator);
        buf_add(&out, str_of(choices->choices[i].name));
    }
    return buf_str(&out);
}

static fault read_choice(struct reading *reading, const struct shape_field *field,
                         const struct json *json, const struct shape_path *path,
                         int32_t *ret_value) {
    struct arena *arena = reading->arena;
    if (json->kind != JSON_STRING)
        return refuse_type(reading, path, STR("a text is expected"), STR("应为文本"));
    int32_t value = shape_choice_of(field->choices, json->text);
    if (value == 0)
        return refuse(
            reading, &field_choice, path,
            arena_join(arena, STR("one of: "), choice_names(arena, field->choices, STR(", "))),
            arena_join(arena, STR("可选："), choice_names(arena, field->choices, STR("、"))));
    *ret_value = value;
    return NULL;
}

static fault read_bool(struct reading *reading, const struct json *json,
                       const struct shape_path *path, bool *ret_truth) {
    if (json->kind != JSON_TRUE && json->kind != JSON_FALSE)
        return refuse_type(reading, path, STR("true or false is expected"),
                           STR("应为 true 或 false"));
    *ret_truth = json->kind == JSON_TRUE;
    return NULL;
}

// ---- structs and lists

static fault take_room(struct reading *reading, const struct shape_path *path, size_t size,
                       void **ret_room) {
    if (size > reading->room_left)
        return refuse(reading, &field_too_long, path, STR("the whole is too large"),
                      STR("内容整体太大"));
    reading->room_left -= size;
    *ret_room = arena_take(reading->arena, size);
    return NULL;
}

static fault read_struct(struct reading *reading, const struct shape_field *field,
                         const struct json *json, const struct shape_path *path, void *room) {
    if (!field->is_optional || field->is_list)
        return read_object(reading, field->of, json, path, room);
    void *below;
    TRY(take_room(reading, path, field->of->size, &below));
    TRY(read_object(reading, field->of, json, path, below));
    *(void **)room = below;
    return NULL;
}

static fault read_value(struct reading *reading, const struct shape_field *field,
                        const struct json *json, const struct shape_path *path, void *room) {
    switch (field->kind) {
    case SHAPE_BOOL: return read_bool(reading, json, path, room);
    case SHAPE_INT: return read_int(reading, field, json, path, room);
    case SHAPE_ID: return read_id(reading, json, path, room);
    case SHAPE_TEXT: return read_text(reading, field, json, path, room);
    case SHAPE_DATE: return read_date(reading, json, path, room);
    case SHAPE_INSTANT: return read_instant(reading, json, path, room);
    case SHAPE_MONEY: return read_money(reading, field, json, path, room);
    case SHAPE_DECIMAL: return read_decimal(reading, field, json, path, room);
    case SHAPE_ENUM: return read_choice(reading, field, json, path, room);
    case SHAPE_STRUCT: return read_struct(reading, field, json, path, room);
    case SHAPE_JSON: return read_json(reading, field, json, path, room);
    case SHAPE_BYTES: return read_bytes(reading, field, json, path, room);
    }
    assert_failed("every kind of field is read", __FILE__, __LINE__);
}

static fault read_list(struct reading *reading, const struct shape_field *field,
                       const struct json *json, const struct shape_path *path,
                       struct shape_list *ret_list) {
    if (json->kind != JSON_ARRAY)
        return refuse_type(reading, path, STR("a list is expected"), STR("应为列表"));
    int64_t count = (int64_t)json->count;
    int64_t max = field->max > 0 ? field->max : LIMIT_LIST;
    if (count > max) return refuse_too_long(reading, path, max, &items);
    if (count < field->min) return refuse_too_short(reading, path, field->min, &items);
    size_t item_size = shape_item_size(field);
    void *room;
    TRY(take_room(reading, path, item_size * json->count, &room));
    struct shape_path item = {.above = path, .is_item = true};
    for (const struct json *child = json->first; child != NULL; child = child->next) {
        if (child->kind == JSON_NULL) return refuse_missing(reading, &item);
        TRY(read_value(reading, field, child, &item, (char *)room + item.index * item_size));
        item.index++;
    }
    *ret_list = (struct shape_list){room, json->count};
    return NULL;
}

// A field that is absent or null.
static fault leave_out(struct reading *reading, const struct shape_field *field,
                       const struct shape_path *path, void *room) {
    bool is_date = field->kind == SHAPE_DATE && !field->is_list;
    if (field->has_preset) {
        if (field->kind == SHAPE_INT) *(int64_t *)room = field->preset;
        if (field->kind == SHAPE_BOOL) *(bool *)room = field->preset != 0;
        if (field->kind == SHAPE_ENUM) *(int32_t *)room = (int32_t)field->preset;
        return NULL;
    }
    if (is_date) *(date *)room = DATE_NONE;
    bool may_be_empty = field->is_list && field->min == 0; // leaving a list out says: none
    return field->is_optional || may_be_empty ? NULL : refuse_missing(reading, path);
}

// Members mostly come in the order of the shape: the search goes on where the last one was found.
static size_t field_index(const struct shape *shape, str name, size_t begin) {
    for (size_t i = 0; i < shape->field_count; i++) {
        size_t at = (begin + i) % shape->field_count;
        const char *known = shape->fields[at].name;
        if (strncmp(known, name.data, name.size) == 0 && known[name.size] == 0) return at;
    }
    return shape->field_count;
}

static fault read_object(struct reading *reading, const struct shape *shape,
                         const struct json *json, const struct shape_path *path, void *room) {
    if (json->kind != JSON_OBJECT)
        return refuse_type(reading, path, STR("an object is expected"), STR("应为对象"));
    const struct json *found[FIELDS_MAX] = {NULL};
    ASSERT(shape->field_count <= FIELDS_MAX);
    size_t at = 0;
    for (const struct json *member = json->first; member != NULL; member = member->next) {
        at = field_index(shape, member->name, at);
        if (at == shape->field_count)
            return refuse_member(reading, &field_unknown, path, member->name);
        found[at++] = member;
    }
    memset(room, 0, shape->size);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        struct shape_path below = {.above = path, .name = str_of(field->name)};
        void *place = (char *)room + field->offset;
        if (found[i] == NULL || found[i]->kind == JSON_NULL)
            TRY(leave_out(reading, field, &below, place));
        else if (field->is_list)
            TRY(read_list(reading, field, found[i], &below, place));
        else
            TRY(read_value(reading, field, found[i], &below, place));
    }
    return NULL;
}

fault shape_read(struct arena *arena, const struct shape *shape, const struct json *value,
                 void *ret_struct, struct fault_note *ret_note) {
    struct reading reading = {arena, ret_note, LIMIT_STRUCTS};
    memset(ret_struct, 0, shape->size);
    return read_object(&reading, shape, value, NULL, ret_struct);
}

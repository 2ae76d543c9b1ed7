// Structs into JSON by shape: for people everything but secrets, with null where nothing is; for
// the log in canonical form without what is absent, bytes (files) only as their SHA-256 and size,
// and personal values only as a commitment to their JSON bytes. What is inside a personal struct or
// list is covered by its one commitment.
#include "format/shape.h"

#include "crypto/crypto.h"
#include "format/shape_path.h"

struct writing {
    struct json_writer *json;
    const struct shape_writing *how;
};

static const struct shape_writing for_people = {.audience = SHAPE_FOR_PEOPLE};

static void write_object(struct writing *writing, const struct shape *shape, const void *value,
                         const struct shape_path *path);

size_t shape_item_size(const struct shape_field *field) {
    switch (field->kind) {
    case SHAPE_BOOL: return sizeof(bool);
    case SHAPE_INT:
    case SHAPE_ID: return sizeof(int64_t);
    case SHAPE_TEXT:
    case SHAPE_DECIMAL:
    case SHAPE_JSON:
    case SHAPE_BYTES: return sizeof(str);
    case SHAPE_DATE: return sizeof(date);
    case SHAPE_INSTANT: return sizeof(instant);
    case SHAPE_MONEY: return sizeof(money);
    case SHAPE_ENUM: return sizeof(int32_t);
    case SHAPE_STRUCT: return field->of->size;
    }
    assert_failed("every kind of field has a size", __FILE__, __LINE__);
}

// An optional number has no mark of its own: zero is none where zero is out of range.
static bool is_no_number(const struct shape_field *field, int64_t number) {
    bool allows_zero = field->max <= field->min || (field->min <= 0 && field->max >= 0);
    return field->is_optional && number == 0 && !allows_zero;
}

static bool is_absent(const struct shape_field *field, const void *place) {
    if (field->is_list) return field->is_optional && ((const struct shape_list *)place)->count == 0;
    switch (field->kind) {
    case SHAPE_BOOL: return false;
    case SHAPE_INT: return is_no_number(field, *(const int64_t *)place);
    case SHAPE_ID:
    case SHAPE_INSTANT: return *(const int64_t *)place == 0;
    case SHAPE_TEXT:
    case SHAPE_BYTES: return field->is_optional && ((const str *)place)->size == 0;
    case SHAPE_DECIMAL:
    case SHAPE_JSON: return ((const str *)place)->size == 0;
    case SHAPE_DATE: return date_is_none(*(const date *)place);
    case SHAPE_MONEY: return money_is_none(*(const money *)place);
    case SHAPE_ENUM: return *(const int32_t *)place == 0;
    case SHAPE_STRUCT: return field->is_optional && *(const void *const *)place == NULL;
    }
    return false;
}

static void write_money(struct json_writer *json, money amount) {
    json_open_object(json);
    json_name(json, STR("amount"));
    json_string(json, money_print(json->out->arena, amount));
    json_name(json, STR("currency"));
    json_string(json, money_currency(&amount));
    json_close_object(json);
}

static void write_scalar(struct json_writer *json, const struct shape_field *field,
                         const void *place) {
    struct arena *arena = json->out->arena;
    switch (field->kind) {
    case SHAPE_BOOL: json_bool(json, *(const bool *)place); break;
    case SHAPE_INT:
    case SHAPE_ID: json_int(json, *(const int64_t *)place); break;
    case SHAPE_TEXT:
    case SHAPE_DECIMAL: json_string(json, *(const str *)place); break;
    case SHAPE_DATE: json_string(json, date_print(arena, *(const date *)place)); break;
    case SHAPE_INSTANT: json_string(json, instant_print(arena, *(const instant *)place)); break;
    case SHAPE_MONEY: write_money(json, *(const money *)place); break;
    case SHAPE_ENUM:
        json_string(json, shape_choice_name(field->choices, *(const int32_t *)place));
        break;
    case SHAPE_JSON: json_raw(json, *(const str *)place); break;
    case SHAPE_BYTES:
        json_string(json, crypto_base64_encode(arena, CRYPTO_BASE64, *(const str *)place));
        break;
    case SHAPE_STRUCT: assert_failed("a struct is no scalar", __FILE__, __LINE__);
    }
}

static void write_digest(struct json_writer *json, str bytes) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(bytes, digest);
    json_open_object(json);
    json_name(json, STR("sha256"));
    json_string(json, crypto_hex_encode(json->out->arena, (str){(char *)digest, sizeof(digest)}));
    json_name(json, STR("size"));
    json_int(json, (int64_t)bytes.size);
    json_close_object(json);
}

// JSON that was kept as it came, which shape_read has found to be well-formed.
static void write_canonical(struct json_writer *json, str bytes) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    fault trouble = json_read(json->out->arena, bytes, &value, &note);
    ASSERT(trouble == NULL);
    json_raw(json, STR_NONE);
    json_canonical(json->out, value);
}

static void write_item(struct writing *writing, const struct shape_field *field, const void *place,
                       const struct shape_path *path) {
    if (field->kind == SHAPE_BYTES && writing->how->audience == SHAPE_FOR_LOG) {
        write_digest(writing->json, *(const str *)place);
        return;
    }
    if (field->kind == SHAPE_JSON && writing->how->audience == SHAPE_FOR_LOG) {
        write_canonical(writing->json, *(const str *)place);
        return;
    }
    if (field->kind != SHAPE_STRUCT) {
        write_scalar(writing->json, field, place);
        return;
    }
    bool is_pointer = field->is_optional && !field->is_list;
    write_object(writing, field->of, is_pointer ? *(const void *const *)place : place, path);
}

static void write_value(struct writing *writing, const struct shape_field *field, const void *place,
                        const struct shape_path *path) {
    if (!field->is_list) {
        write_item(writing, field, place, path);
        return;
    }
    const struct shape_list *list = place;
    size_t item_size = shape_item_size(field);
    json_open_array(writing->json);
    for (size_t i = 0; i < list->count; i++) {
        struct shape_path item = {.above = path, .index = i, .is_item = true};
        write_item(writing, field, (const char *)list->items + i * item_size, &item);
    }
    json_close_array(writing->json);
}

static void write_commitment(struct writing *writing, const struct shape_field *field,
                             const void *place, const struct shape_path *path) {
    struct arena *arena = writing->json->out->arena;
    struct buf bytes = buf_in(arena, LIMIT_ANSWER);
    struct json_writer json = json_writer_on(&bytes);
    struct writing below = {&json, &for_people};
    write_value(&below, field, place, NULL);
    ASSERT(!bytes.is_full);
    char hex[64];
    str name = shape_path_print(arena, path);
    writing->how->commit(writing->how->context, name, buf_str(&bytes), hex);
    json_open_object(writing->json);
    json_name(writing->json, STR("commitment"));
    json_string(writing->json, (str){hex, sizeof(hex)});
    json_close_object(writing->json);
}

static void write_field(struct writing *writing, const struct shape_field *field, const void *place,
                        const struct shape_path *path) {
    bool for_log = writing->how->audience == SHAPE_FOR_LOG;
    bool absent = is_absent(field, place);
    if (field->is_secret || (for_log && absent)) return;
    json_name(writing->json, str_of(field->name));
    if (absent)
        json_null(writing->json);
    else if (for_log && field->is_personal)
        write_commitment(writing, field, place, path);
    else
        write_value(writing, field, place, path);
}

static void write_object(struct writing *writing, const struct shape *shape, const void *value,
                         const struct shape_path *path) {
    bool is_sorted = writing->how->audience == SHAPE_FOR_LOG && shape->sorted != NULL;
    json_open_object(writing->json);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[is_sorted ? shape->sorted[i] : i];
        struct shape_path below = {.above = path, .name = str_of(field->name)};
        write_field(writing, field, (const char *)value + field->offset, &below);
    }
    json_close_object(writing->json);
}

void shape_write(struct json_writer *writer, const struct shape *shape, const void *value,
                 const struct shape_writing *how) {
    struct writing writing = {writer, how == NULL ? &for_people : how};
    ASSERT(writing.how->audience == SHAPE_FOR_PEOPLE || writing.how->commit != NULL);
    write_object(&writing, shape, value, NULL);
}

// Any bytes as a request: what is taken must come back unchanged by writing and reading again.
#include "format/shape.h"

#include <string.h>

struct inner {
    str name;
    date day;
};

struct outer {
    int64_t id;
    str text;
    int64_t count;
    bool is_open;
    instant time;
    money cost;
    str rate;
    int32_t kind;
    str extra;
    str seal;
    struct inner *other;
    struct shape_list list;
    struct shape_list texts;
};

static const struct shape_choice kind_choices[] = {{0}, {"a", "A", "甲"}, {"b", "B", "乙"}};
static const struct shape_enum kinds = {"kind", kind_choices, 2};
static const struct shape_field inner_fields[] = {
    {"n", SHAPE_TEXT, .offset = offsetof(struct inner, name), .max = 300},
    {"d", SHAPE_DATE, .offset = offsetof(struct inner, day), .is_optional = true},
};
static const struct shape inner_shape = {"inner", sizeof(struct inner), inner_fields, 2};

#define FIELD(letter, field_kind, member)                                                          \
    letter, field_kind, .offset = offsetof(struct outer, member), .is_optional = true

static const struct shape_field outer_fields[] = {
    {FIELD("i", SHAPE_ID, id)},
    {FIELD("t", SHAPE_TEXT, text), .min = 1, .max = 20},
    {FIELD("c", SHAPE_INT, count), .min = -5, .max = 1000},
    {FIELD("b", SHAPE_BOOL, is_open)},
    {FIELD("s", SHAPE_INSTANT, time)},
    {FIELD("m", SHAPE_MONEY, cost), .min = -10, .max = 1000000},
    {FIELD("r", SHAPE_DECIMAL, rate), .min = -10, .max = 10},
    {FIELD("k", SHAPE_ENUM, kind), .choices = &kinds},
    {FIELD("e", SHAPE_JSON, extra)},
    {FIELD("y", SHAPE_BYTES, seal), .max = 100},
    {FIELD("o", SHAPE_STRUCT, other), .of = &inner_shape},
    {FIELD("l", SHAPE_STRUCT, list), .is_list = true, .of = &inner_shape},
    {FIELD("x", SHAPE_TEXT, texts), .is_list = true},
};
static const struct shape outer_shape = {"outer", sizeof(struct outer), outer_fields,
                                         sizeof(outer_fields) / sizeof(outer_fields[0])};

static str write_outer(struct arena *arena, const struct outer *outer) {
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    shape_write(&writer, &outer_shape, outer, NULL);
    return buf_str(&out);
}

static fault read_outer(struct arena *arena, str bytes, struct outer *outer) {
    struct fault_note note;
    const struct json *value;
    TRY(json_read(arena, bytes, &value, &note));
    return shape_read(arena, &outer_shape, value, outer, &note);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct outer outer;
    if (read_outer(arena, (str){(const char *)data, size}, &outer) == NULL) {
        str once = write_outer(arena, &outer);
        struct outer again;
        ASSERT(read_outer(arena, once, &again) == NULL);
        ASSERT(str_equal(once, write_outer(arena, &again)));
    }
    arena_close(arena);
    return 0;
}

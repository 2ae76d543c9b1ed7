// Look-ups in shapes: linear, because the lists are short and the names differ early. What a shape
// means for JSON, SQL and the log is written beside each of those.
#include "base/shape.h"

#include "base/assert.h"

int32_t shape_choice_of(const struct shape_enum *choices, str name) {
    for (size_t i = 1; i <= choices->count; i++)
        if (str_equal(str_of(choices->choices[i].name), name)) return (int32_t)i;
    return 0;
}

str shape_choice_name(const struct shape_enum *choices, int32_t value) {
    ASSERT(value >= 1 && (size_t)value <= choices->count);
    return str_of(choices->choices[value].name);
}

const struct shape_field *shape_field_of(const struct shape *shape, str name) {
    for (size_t i = 0; i < shape->field_count; i++)
        if (str_equal(str_of(shape->fields[i].name), name)) return &shape->fields[i];
    return NULL;
}

// What goes into the log is its own canonical form (RFC 8785): the input of every command is
// written for the log with everything filled in, read as JSON and written canonically, and must be
// the same bytes. record.c relies on that and does not sort again.
#include "catalog.h"
#include "command/command.h"
#include "crypto/crypto.h"
#include "format/json.h"
#include "format/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void fill(struct arena *arena, const struct shape *shape, char *into);

static void fill_item(struct arena *arena, const struct shape_field *field, char *at) {
    str text = STR("明\"\\\n\x01礼");
    str json = STR("{ \"b\": [1.50, 1e3], \"a\\u0041\": null }");
    int64_t number = field->max > 0 ? field->max : 7, id = 1764000000123;
    date day = {20000};
    money amount = money_of(12345, STR("CNY"));
    int32_t choice = 1;
    str decimal = STR("12.50");
    switch (field->kind) {
    case SHAPE_BOOL: *(bool *)at = true; break;
    case SHAPE_ID:
    case SHAPE_INSTANT: memcpy(at, &id, sizeof(id)); break;
    case SHAPE_INT: memcpy(at, &number, sizeof(number)); break;
    case SHAPE_DATE: memcpy(at, &day, sizeof(day)); break;
    case SHAPE_MONEY: memcpy(at, &amount, sizeof(amount)); break;
    case SHAPE_DECIMAL: memcpy(at, &decimal, sizeof(decimal)); break;
    case SHAPE_ENUM: memcpy(at, &choice, sizeof(choice)); break;
    case SHAPE_JSON: memcpy(at, &json, sizeof(json)); break;
    case SHAPE_TEXT:
    case SHAPE_BYTES: memcpy(at, &text, sizeof(text)); break;
    case SHAPE_STRUCT: fill(arena, field->of, at); break;
    }
}

static void fill(struct arena *arena, const struct shape *shape, char *into) {
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        char *at = into + field->offset;
        if (field->is_list) {
            struct shape_list list = {.count = 2};
            size_t size = shape_item_size(field);
            char *items = arena_take(arena, 2 * size);
            for (size_t k = 0; k < 2; k++) fill_item(arena, field, items + k * size);
            list.items = items;
            memcpy(at, &list, sizeof(list));
        } else if (field->kind == SHAPE_STRUCT && field->is_optional) {
            char *of = arena_take(arena, field->of->size);
            fill(arena, field->of, of);
            memcpy(at, &of, sizeof(char *));
        } else {
            fill_item(arena, field, at);
        }
    }
}

static void commit(void *context, str path, str value, char ret_hex[64]) {
    (void)context, (void)path, (void)value;
    memset(ret_hex, 'a', 64);
}

static void check(struct arena *arena, const struct command *command) {
    char *in = arena_take(arena, command->in->size + 1);
    fill(arena, command->in, in);
    struct buf written = buf_in(arena, MIB), canonical = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&written);
    shape_write(&writer, command->in, in,
                &(struct shape_writing){.audience = SHAPE_FOR_LOG, .commit = commit});
    const struct json *value;
    struct fault_note note;
    assert_null(json_read(arena, buf_str(&written), &value, &note));
    json_canonical(&canonical, value);
    if (!str_equal(buf_str(&written), buf_str(&canonical)))
        fail_msg("%s: %.*s is not %.*s", command->name, STR_ARG(buf_str(&written)),
                 STR_ARG(buf_str(&canonical)));
}

static void every_input_is_written_in_canonical_form(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    size_t count = 0;
    for (size_t i = 0; i < catalog_commands.count; i++)
        for (size_t k = 0; k < catalog_commands.sets[i]->count; k++, count++) {
            check(arena, &catalog_commands.sets[i]->rows[k]);
            arena_reset(arena);
        }
    assert_true(count > 50);
    arena_close(arena);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_input_is_written_in_canonical_form)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

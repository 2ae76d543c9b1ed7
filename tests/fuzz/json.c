// Any bytes: read, and what was read must be readable again in its canonical form, unchanged by a
// second round.
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    const struct json *value;
    struct fault_note note;
    if (json_read(arena, (str){(const char *)data, size}, &value, &note) == NULL) {
        struct buf once = buf_in(arena, LIMIT_JSON_BODY * 8);
        struct buf twice = buf_in(arena, LIMIT_JSON_BODY * 8);
        json_canonical(&once, value);
        ASSERT(json_read(arena, buf_str(&once), &value, &note) == NULL);
        json_canonical(&twice, value);
        ASSERT(str_equal(buf_str(&once), buf_str(&twice)));
    }
    arena_close(arena);
    return 0;
}

// Any bytes as an uploaded file, and any text as its name: looking for the type reads nothing
// beyond the bytes, and a cleaned name leads nowhere else.
#include "base/utf8.h"
#include "domain/evidence/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(str name) {
    ASSERT(name.size > 0 && name.data[0] != '.' && utf8_is_valid(name));
    for (size_t i = 0; i < name.size; i++)
        ASSERT((uint8_t)name.data[i] >= ' ' && name.data[i] != '/' && name.data[i] != '\\' &&
               name.data[i] != '"');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    str bytes = {(const char *)data, size};
    str type = evidence_type_of(bytes);
    if (utf8_is_valid(bytes)) check_name(evidence_clean_name(arena, bytes, type));
    arena_close(arena);
    return 0;
}

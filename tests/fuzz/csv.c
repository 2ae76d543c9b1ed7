// Any bytes as CSV: decoded, read to the end, and every record that was read must come back when it
// is written and read again (apart from the apostrophe in front of formulas).
#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_record(struct arena *arena, const struct csv_record *record) {
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    for (size_t i = 0; i < record->count; i++) csv_field(&out, record->fields[i], i == 0);
    csv_end(&out);
    struct csv_reader reader = csv_open(arena, buf_str(&out), ',');
    struct csv_record again;
    struct fault_note note;
    bool has_more;
    if (csv_next(&reader, &again, &has_more, &note) != NULL) return; // longer by the apostrophe
    ASSERT(again.count == record->count && reader.rest.size == 0);
    for (size_t i = 1; i < again.count; i++)
        ASSERT(str_ends_with(again.fields[i], record->fields[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    struct arena *scratch = arena_open(LIMIT_REQUEST_ARENA);
    str text;
    if (csv_decode(arena, (str){(const char *)data, size}, &text) != NULL) text = STR_NONE;
    struct csv_reader reader = csv_open(scratch, text, size % 2 == 0 ? ',' : '\t');
    for (;;) {
        struct csv_record record;
        struct fault_note note;
        bool has_more;
        size_t left = reader.rest.size;
        if (csv_next(&reader, &record, &has_more, &note) != NULL) {
            ASSERT(reader.rest.size < left && note.en.size > 0);
            continue;
        }
        if (!has_more) break;
        check_record(scratch, &record);
        arena_reset(scratch);
    }
    arena_close(scratch);
    arena_close(arena);
    return 0;
}

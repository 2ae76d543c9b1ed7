// Two kinds of bytes: an archive as it is, and (more often useful) the XML of a sheet, its strings
// and its styles, packed here into an archive that is sound.
#include "format/xlsx.h"

#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(str bytes) {
    struct arena *arena = arena_open(MIB);
    struct xlsx_reader *reader = NULL;
    struct fault_note note = {0};
    bool has_more = xlsx_reader_open(bytes, arena, &reader, &note) == NULL;
    while (has_more) {
        struct xlsx_row row;
        if (xlsx_next(reader, &row, &has_more, &note) != NULL) break;
        ASSERT(!has_more || (row.count > 0 && row.count <= LIMIT_CSV_FIELDS));
    }
    ASSERT(note.en.size == 0 || note.zh.size > 0);
    xlsx_reader_close(reader);
    arena_close(arena);
}

static void add_part(zip_t *zip, const char *name, str text) {
    zip_source_t *source = zip_source_buffer(zip, text.data, text.size, 0);
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    ASSERT(index >= 0);
    zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

// The sheet, the strings and the styles are the parts of the input between NUL bytes.
static void read_packed(str input) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(target);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    ASSERT(zip != NULL);
    add_part(zip, "xl/workbook.xml", STR("<w xmlns:r='r'><sheets><sheet r:id='1'/></sheets></w>"));
    add_part(zip, "xl/_rels/workbook.xml.rels", STR("<r><Relationship Id='1' Target='s'/></r>"));
    add_part(zip, "xl/s", str_cut(&input, 0));
    add_part(zip, "xl/sharedStrings.xml", str_cut(&input, 0));
    add_part(zip, "xl/styles.xml", input);
    ASSERT(zip_close(zip) == 0);
    zip_source_open(target);
    static char room[2 * 1024 * 1024];
    zip_int64_t size = zip_source_read(target, room, sizeof(room));
    zip_source_close(target);
    zip_source_free(target);
    zip_error_fini(&error);
    if (size > 0) read_all((str){room, (size_t)size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    str input = {(const char *)data, size};
    if (str_starts_with(input, STR("PK")))
        read_all(input);
    else
        read_packed(input);
    return 0;
}

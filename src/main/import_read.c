// The file to import as rows. What it is, is told by its first bytes and not by its name: gzip is
// unpacked, a ZIP is a spreadsheet, everything else is text with separators, in UTF-8, UTF-16 or GB
// 18030. The separator is the one that occurs most in the line of titles. A line that is broken is
// a row with its trouble, so that an import can name all of them at once.
#include "format/csv.h"
#include "format/xlsx.h"
#include "main/import.h"

#include <string.h>
#include <zlib.h>

FAULT(import_gzip_damaged, 422, "file", "The packed file is damaged or not complete.",
      "压缩文件已损坏或不完整。");
FAULT(import_empty, 422, "file", "The file has no line of titles.", "文件中没有标题行。");

struct import_source {
    str bytes;
    bool is_xlsx;
    char separator;
    struct arena *arena;   // lives with the source
    struct arena *scratch; // of one row
    struct csv_reader csv;
    struct xlsx_reader *xlsx;
    struct import_texts titles;
};

// ---- Unpacking ---------------------------------------------------------------------------------

// Members one after the other are one text, as gzip itself has it.
static fault inflate_all(z_stream *stream, struct buf *out) {
    enum { STEP = 1 << 20 };
    for (;;) {
        char *room = buf_room(out, STEP);
        if (room == NULL) return &file_too_large;
        stream->next_out = (Bytef *)room;
        stream->avail_out = STEP;
        int status = inflate(stream, Z_NO_FLUSH);
        out->size += STEP - stream->avail_out;
        if (status == Z_STREAM_END && stream->avail_in == 0) return NULL;
        if (status == Z_STREAM_END) status = inflateReset(stream);
        if (status != Z_OK) return &import_gzip_damaged;
    }
}

static fault unpack(struct arena *arena, str packed, str *ret_bytes) {
    z_stream stream = {.next_in = (z_const Bytef *)(uintptr_t)packed.data,
                       .avail_in = (uInt)packed.size};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return &import_gzip_damaged;
    struct buf out = buf_in(arena, LIMIT_IMPORT);
    fault trouble = inflate_all(&stream, &out);
    inflateEnd(&stream);
    *ret_bytes = buf_str(&out);
    return trouble;
}

fault import_read_file(const struct os *os, struct arena *arena, str path, str *ret_bytes) {
    TRY(os_file_read(os, arena, path, LIMIT_IMPORT, ret_bytes));
    if (!str_starts_with(*ret_bytes, STR("\x1f\x8b"))) return NULL;
    return unpack(arena, *ret_bytes, ret_bytes);
}

// ---- Opening -----------------------------------------------------------------------------------

static char separator_of(str bytes) {
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[3] = {0};
    bool is_quoted = false;
    for (size_t i = 0; i < bytes.size && (is_quoted || bytes.data[i] != '\n'); i++) {
        if (bytes.data[i] == '"') is_quoted = !is_quoted;
        for (int k = 0; k < 3 && !is_quoted; k++) counts[k] += bytes.data[i] == candidates[k];
    }
    int best = counts[1] > counts[0] ? 1 : 0;
    return candidates[counts[2] > counts[best] ? 2 : best];
}

static fault begin(struct import_source *source, struct fault_note *ret_note) {
    arena_reset(source->scratch);
    xlsx_reader_close(source->xlsx);
    source->xlsx = NULL;
    if (source->is_xlsx)
        return xlsx_reader_open(source->bytes, source->arena, &source->xlsx, ret_note);
    source->csv = csv_open(source->scratch, source->bytes, source->separator);
    return NULL;
}

static bool is_blank(struct import_texts fields) {
    for (size_t i = 0; i < fields.count; i++)
        if (str_trim(fields.items[i]).size > 0) return false;
    return true;
}

static fault next_line(struct import_source *source, struct import_row *row, bool *ret_more) {
    if (source->is_xlsx) {
        struct xlsx_row cells = {0};
        TRY(xlsx_next(source->xlsx, &cells, ret_more, &row->note));
        row->line = cells.line;
        row->fields = (struct import_texts){cells.fields, cells.count};
        return NULL;
    }
    struct csv_record record = {0};
    arena_reset(source->scratch);
    *ret_more = true;
    row->trouble = csv_next(&source->csv, &record, ret_more, &row->note);
    row->line = source->csv.line;
    row->fields = (struct import_texts){record.fields, record.count};
    return NULL;
}

fault import_source_next(struct import_source *source, struct import_row *ret_row, bool *ret_more) {
    do {
        *ret_row = (struct import_row){0};
        TRY(next_line(source, ret_row, ret_more));
    } while (*ret_more && ret_row->trouble == NULL && is_blank(ret_row->fields));
    return NULL;
}

static fault read_titles(struct import_source *source, struct fault_note *ret_note) {
    struct import_row row;
    bool more;
    TRY(import_source_next(source, &row, &more));
    *ret_note = row.note;
    TRY(row.trouble);
    if (!more) return &import_empty;
    str *titles = ARENA_ARRAY(source->arena, str, row.fields.count + 1);
    for (size_t i = 0; i < row.fields.count; i++)
        titles[i] = arena_copy(source->arena, str_trim(row.fields.items[i]));
    source->titles = (struct import_texts){titles, row.fields.count};
    return NULL;
}

fault import_source_open(str bytes, struct arena *arena, struct import_source **ret_source,
                         struct fault_note *ret_note) {
    struct import_source *source = ARENA_NEW(arena, struct import_source);
    *source = (struct import_source){.bytes = bytes, .arena = arena};
    source->is_xlsx = str_starts_with(bytes, STR("PK\x03\x04"));
    fault trouble = NULL;
    if (!source->is_xlsx) trouble = csv_decode(arena, bytes, &source->bytes);
    TRY(trouble);
    source->separator = separator_of(source->bytes);
    source->scratch = arena_open(LIMIT_REQUEST_ARENA);
    trouble = begin(source, ret_note);
    if (trouble == NULL) trouble = read_titles(source, ret_note);
    if (trouble != NULL) {
        import_source_close(source);
        return trouble;
    }
    *ret_source = source;
    return NULL;
}

void import_source_close(struct import_source *source) {
    if (source == NULL) return;
    xlsx_reader_close(source->xlsx);
    arena_close(source->scratch);
}

struct import_texts import_source_titles(const struct import_source *source) {
    return source->titles;
}

fault import_source_rewind(struct import_source *source) {
    struct fault_note note;
    struct import_row row;
    bool more;
    TRY(begin(source, &note));
    return import_source_next(source, &row, &more); // the titles
}

int import_source_done(const struct import_source *source) {
    if (source->is_xlsx || source->bytes.size == 0) return -1;
    size_t done = source->bytes.size - source->csv.rest.size;
    return (int)(done * 1000 / source->bytes.size);
}

// XLSX to rows of texts. libzip unpacks, expat reads; both stream, so that memory is bounded by one
// row, the shared strings and the limits. The workbook, its relations and the styles are small and
// are read as trees. expat is halted at each row's end and goes on with the next call. What is
// unpacked is counted as it comes: the archive's own figures are not believed.
#include "format/xlsx.h"

#include "format/xlsx_cell.h"
#include "format/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

FAULT(xlsx_malformed, 422, "", "This spreadsheet cannot be read.", "无法读取此表格文件。");

enum {
    SEPARATOR = 1, // between namespace and name, as in xml.c
    CHUNK = 64 * 1024,
    TOKEN_MAX = 256 * 1024, // expat holds a tag or a comment as one piece
    DEPTH_MAX = 32,
    STYLES_MAX = 64 * 1024,
    FORMATS_MAX = 1000,
};

#define READER_ARENA (256 * MIB)
#define STRINGS_SIZE (96 * MIB)
#define ROW_SIZE (64 * MIB)
#define PART_SIZE (4 * MIB) // of a part that is read as a tree

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ERROR, CELL_ISO_DATE };

struct cell {
    enum cell_type type;
    size_t column;
    bool is_date;
};

struct xlsx_reader {
    struct arena *arena;       // strings and styles: as long as the reader
    struct arena *row_arena;   // the current row
    struct arena *notes_arena; // the caller's
    zip_t *zip;
    zip_file_t *part; // being streamed
    XML_Parser parser;
    size_t unpacked;
    size_t fed;     // bytes that the parser has had
    const char *en; // why it was refused, or NULL
    const char *zh;

    LIST(str) strings;
    size_t strings_size;
    LIST(bool) date_styles;
    bool is_1904;

    int depth;
    bool is_text;     // inside an element whose characters count
    bool is_phonetic; // how a text is said: not part of it
    struct buf text;
    struct cell cell;
    size_t next_column;
    str fields[LIMIT_CSV_FIELDS];
    size_t field_count;
    int64_t line;
    bool has_row; // the parser was halted at a row's end
    bool is_done;
};

static bool refuse(struct xlsx_reader *reader, const char *en, const char *zh) {
    if (reader->en == NULL) {
        reader->en = en;
        reader->zh = zh;
        if (reader->parser != NULL) XML_StopParser(reader->parser, XML_FALSE);
    }
    return false;
}

static fault fault_of(struct xlsx_reader *reader, struct fault_note *ret_note) {
    reader->is_done = true;
    struct arena *arena = reader->notes_arena;
    long long line = reader->line;
    *ret_note = (struct fault_note){.en = str_of(reader->en), .zh = str_of(reader->zh)};
    if (line > 0) {
        ret_note->en = arena_print(arena, "Row %lld: %s", line, reader->en);
        ret_note->zh = arena_print(arena, "第 %lld 行：%s", line, reader->zh);
    }
    return &xlsx_malformed;
}

static bool refuse_damaged(struct xlsx_reader *reader) {
    return refuse(reader, "The file is damaged.", "文件已损坏。");
}

// ---- the archive

static bool open_part(struct xlsx_reader *reader, const char *name) {
    reader->part = zip_fopen(reader->zip, name, 0);
    return reader->part != NULL;
}

static void close_part(struct xlsx_reader *reader) {
    if (reader->part != NULL) zip_fclose(reader->part);
    reader->part = NULL;
}

// The next bytes of the part; *ret_size 0 at its end.
static bool read_chunk(struct xlsx_reader *reader, char *room, size_t *ret_size) {
    zip_int64_t size = zip_fread(reader->part, room, CHUNK);
    if (size < 0) return refuse_damaged(reader);
    reader->unpacked += (size_t)size;
    if (reader->unpacked > LIMIT_XLSX_BYTES)
        return refuse(reader, "The file is too large when unpacked.", "文件解压后太大。");
    *ret_size = (size_t)size;
    return true;
}

// A small part as a tree; *ret_root NULL where there is no such part.
static bool read_tree(struct xlsx_reader *reader, struct arena *arena, const char *name,
                      const struct xml_node **ret_root) {
    *ret_root = NULL;
    if (!open_part(reader, name)) return true;
    struct buf bytes = buf_in(arena, PART_SIZE);
    size_t size;
    do {
        char *room = buf_room(&bytes, CHUNK);
        if (room == NULL) return refuse(reader, "The file is too large.", "文件太大。");
        if (!read_chunk(reader, room, &size)) return false;
        bytes.size += size;
    } while (size > 0);
    close_part(reader);
    struct fault_note note;
    if (xml_read(arena, buf_str(&bytes), ret_root, &note) == NULL) return true;
    return refuse_damaged(reader);
}

static bool open_zip(struct xlsx_reader *reader, str bytes) {
    if (str_starts_with(bytes, STR("\xD0\xCF\x11\xE0")))
        return refuse(reader, "An old .xls file, or one with a password: save it as .xlsx without.",
                      "这是旧版 .xls 文件或有密码的文件，请另存为无密码的 .xlsx。");
    if (bytes.size > LIMIT_UPLOAD) return refuse(reader, "The file is too large.", "文件太大。");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.size, 0, &error);
    if (source != NULL) reader->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (reader->zip == NULL) zip_source_free(source);
    zip_error_fini(&error);
    if (reader->zip == NULL)
        return refuse(reader, "This is not an .xlsx file.", "不是 .xlsx 文件。");
    if (zip_get_num_entries(reader->zip, 0) > LIMIT_XLSX_ENTRIES)
        return refuse(reader, "Too many files in the archive.", "压缩包中的文件太多。");
    return true;
}

// ---- workbook and styles

// The part of the first sheet that is not hidden.
static bool find_sheet(struct xlsx_reader *reader, struct arena *arena, const char **ret_name) {
    const struct xml_node *book, *relations;
    if (!read_tree(reader, arena, "xl/workbook.xml", &book) ||
        !read_tree(reader, arena, "xl/_rels/workbook.xml.rels", &relations))
        return false;
    if (book == NULL || relations == NULL)
        return refuse(reader, "This is not an .xlsx file.", "不是 .xlsx 文件。");
    const struct xml_node *properties = xml_child(book, "workbookPr");
    str epoch = properties == NULL ? STR_NONE : xml_attribute(properties, "date1904");
    reader->is_1904 = str_equal(epoch, STR("1")) || str_equal(epoch, STR("true"));
    const struct xml_node *sheet = xml_child(xml_child(book, "sheets"), "sheet");
    while (sheet != NULL && str_find(xml_attribute(sheet, "state"), STR("idden")) >= 0)
        sheet = xml_next(sheet, "sheet");
    if (sheet == NULL) return refuse(reader, "There is no sheet in it.", "文件中没有工作表。");
    str id = STR_NONE;
    for (const struct xml_attribute *at = sheet->attributes; at != NULL; at = at->next)
        if (at->space.size > 0 && str_equal(at->name, STR("id"))) id = at->value;
    const struct xml_node *relation = xml_child(relations, "Relationship");
    while (relation != NULL && !str_equal(xml_attribute(relation, "Id"), id))
        relation = xml_next(relation, "Relationship");
    if (relation == NULL) return refuse_damaged(reader);
    str target = xml_attribute(relation, "Target");
    bool is_absolute = str_starts_with(target, STR("/"));
    *ret_name = arena_text(arena, is_absolute ? str_slice(target, 1, target.size)
                                              : arena_join(arena, STR("xl/"), target));
    return true;
}

// The numbers of the file's own formats that show dates.
static bool read_formats(struct xlsx_reader *reader, const struct xml_node *styles,
                         int64_t *ret_numbers, size_t *ret_count) {
    const struct xml_node *format = xml_child(xml_child(styles, "numFmts"), "numFmt");
    *ret_count = 0;
    for (; format != NULL; format = xml_next(format, "numFmt")) {
        int64_t number;
        if (!xlsx_format_is_date(xml_attribute(format, "formatCode")) ||
            !str_to_int(xml_attribute(format, "numFmtId"), &number))
            continue;
        if (*ret_count == FORMATS_MAX)
            return refuse(reader, "Too many number formats.", "数字格式太多。");
        ret_numbers[(*ret_count)++] = number;
    }
    return true;
}

static bool is_date_style(const struct xml_node *style, const int64_t *numbers, size_t count) {
    int64_t number;
    if (!str_to_int(xml_attribute(style, "numFmtId"), &number)) return false;
    for (size_t i = 0; i < count; i++)
        if (numbers[i] == number) return true;
    return xlsx_format_number_is_date(number);
}

static bool read_styles(struct xlsx_reader *reader, struct arena *arena) {
    const struct xml_node *styles;
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, FORMATS_MAX);
    size_t count;
    if (!read_tree(reader, arena, "xl/styles.xml", &styles) ||
        !read_formats(reader, styles, numbers, &count))
        return false;
    const struct xml_node *style = xml_child(xml_child(styles, "cellXfs"), "xf");
    for (; style != NULL; style = xml_next(style, "xf")) {
        if (reader->date_styles.count == STYLES_MAX)
            return refuse(reader, "Too many cell styles.", "单元格样式太多。");
        bool is_date = is_date_style(style, numbers, count);
        *list_push(reader->arena, &reader->date_styles) = is_date;
    }
    return true;
}

// ---- streaming

// The name without its namespace; sheets come in two (transitional and strict).
static str local_name(const char *name) {
    const char *mark = strrchr(name, SEPARATOR);
    return str_of(mark == NULL ? name : mark + 1);
}

static str attribute_of(const char **pairs, const char *name) {
    for (; *pairs != NULL; pairs += 2)
        if (strcmp(pairs[0], name) == 0) return str_of(pairs[1]);
    return STR_NONE;
}

static void on_doctype(void *context, const char *name, const char *system_id,
                       const char *public_id, int has_internal_subset) {
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    refuse(context, "A document type is not allowed.", "不允许文档类型声明（DOCTYPE）。");
}

static void on_text(void *context, const char *text, int size) {
    struct xlsx_reader *reader = context;
    if (!reader->is_text || reader->en != NULL) return;
    buf_add(&reader->text, (str){text, (size_t)size});
    if (reader->text.is_full) refuse(reader, "A cell is too long.", "单元格内容太长。");
}

// True where the depth is bearable; both kinds of parts share it.
static bool go_down(struct xlsx_reader *reader) {
    if (reader->en != NULL) return false;
    if (++reader->depth > DEPTH_MAX) return refuse_damaged(reader);
    return true;
}

static void open_parser(struct xlsx_reader *reader, XML_StartElementHandler on_start,
                        XML_EndElementHandler on_end) {
    XML_ParserFree(reader->parser);
    reader->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    ASSERT(reader->parser != NULL);
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    reader->depth = 0;
    reader->fed = 0;
    reader->is_text = reader->is_phonetic = false;
}

// A tag that never ends would be held, and read again from its start with each chunk.
static bool check_token(struct xlsx_reader *reader) {
    XML_Index at = XML_GetCurrentByteIndex(reader->parser);
    if (at < 0 || reader->fed - (size_t)at <= TOKEN_MAX) return true;
    return refuse_damaged(reader);
}

static bool parse_chunk(struct xlsx_reader *reader, enum XML_Status *ret_status) {
    if (!check_token(reader)) return false;
    size_t size;
    char *room = XML_GetBuffer(reader->parser, CHUNK); // forgets where it stood
    ASSERT(room != NULL);
    if (!read_chunk(reader, room, &size)) return false;
    reader->fed += size;
    *ret_status = XML_ParseBuffer(reader->parser, (int)size, size == 0);
    return true;
}

// Parses the next bytes, or what was left when a row ended. *ret_more false when the part is over.
static bool go_on(struct xlsx_reader *reader, bool *ret_more) {
    XML_ParsingStatus state;
    enum XML_Status status;
    XML_GetParsingStatus(reader->parser, &state);
    if (state.parsing == XML_SUSPENDED)
        status = XML_ResumeParser(reader->parser);
    else if (!parse_chunk(reader, &status))
        return false;
    if (reader->en != NULL) return false;
    if (status == XML_STATUS_ERROR) return refuse_damaged(reader);
    XML_GetParsingStatus(reader->parser, &state);
    *ret_more = state.parsing != XML_FINISHED;
    return true;
}

// ---- shared strings: <si> with one <t>, or several in runs <r>, and phonetic hints <rPh>

static void on_string_start(void *context, const char *name, const char **pairs) {
    (void)pairs;
    struct xlsx_reader *reader = context;
    if (!go_down(reader)) return;
    str local = local_name(name);
    if (str_equal(local, STR("si"))) reader->text = buf_in(reader->row_arena, LIMIT_CSV_FIELD);
    if (str_equal(local, STR("rPh"))) reader->is_phonetic = true;
    reader->is_text = str_equal(local, STR("t")) && !reader->is_phonetic && reader->depth > 2;
}

static void on_string_end(void *context, const char *name) {
    struct xlsx_reader *reader = context;
    if (reader->en != NULL) return;
    reader->depth--;
    reader->is_text = false;
    str local = local_name(name);
    if (str_equal(local, STR("rPh"))) reader->is_phonetic = false;
    if (!str_equal(local, STR("si"))) return;
    reader->strings_size += reader->text.size;
    if (reader->strings.count == LIMIT_XLSX_STRINGS || reader->strings_size > STRINGS_SIZE) {
        refuse(reader, "Too many texts.", "文本太多。");
        return;
    }
    str text = xlsx_unescape(reader->row_arena, buf_str(&reader->text));
    *list_push(reader->arena, &reader->strings) = arena_copy(reader->arena, text);
    arena_reset(reader->row_arena);
    reader->text = buf_in(reader->row_arena, LIMIT_CSV_FIELD);
}

static bool read_strings(struct xlsx_reader *reader) {
    if (!open_part(reader, "xl/sharedStrings.xml")) return true;
    open_parser(reader, on_string_start, on_string_end);
    for (bool has_more = true; has_more;)
        if (!go_on(reader, &has_more)) return false;
    close_part(reader);
    return true;
}

// ---- the sheet: <row r> of <c r t s> with <v>, or with <is> and <t>

// "BC12" → 54; false where it is no reference.
static bool read_column(str reference, size_t *ret_column) {
    size_t column = 0, i = 0;
    for (; i < reference.size && reference.data[i] >= 'A' && reference.data[i] <= 'Z' && i < 4; i++)
        column = column * 26 + (size_t)(reference.data[i] - 'A') + 1;
    if (column == 0) return false;
    *ret_column = column - 1;
    return true;
}

static enum cell_type type_of(str name) {
    if (str_equal(name, STR("s"))) return CELL_SHARED;
    if (str_equal(name, STR("str")) || str_equal(name, STR("inlineStr"))) return CELL_TEXT;
    if (str_equal(name, STR("b"))) return CELL_BOOL;
    if (str_equal(name, STR("e"))) return CELL_ERROR;
    if (str_equal(name, STR("d"))) return CELL_ISO_DATE;
    return CELL_NUMBER;
}

static void start_cell(struct xlsx_reader *reader, const char **pairs) {
    int64_t style = -1;
    str_to_int(attribute_of(pairs, "s"), &style);
    struct cell *cell = &reader->cell;
    cell->column = reader->next_column;
    read_column(attribute_of(pairs, "r"), &cell->column);
    cell->type = type_of(attribute_of(pairs, "t"));
    bool is_known = style >= 0 && (size_t)style < reader->date_styles.count;
    cell->is_date = is_known && reader->date_styles.items[style];
    reader->text = buf_in(reader->row_arena, LIMIT_CSV_FIELD);
    if (arena_used(reader->row_arena) > ROW_SIZE)
        refuse(reader, "A row is too long.", "一行内容太长。");
}

static str number_text(struct xlsx_reader *reader, str raw) {
    str plain, day;
    if (!xlsx_plain_number(reader->row_arena, raw, &plain)) return raw;
    if (reader->cell.is_date &&
        xlsx_date_of_serial(reader->row_arena, plain, reader->is_1904, &day))
        return day;
    return plain;
}

static bool cell_text(struct xlsx_reader *reader, str *ret_text) {
    str raw = buf_str(&reader->text);
    int64_t index;
    *ret_text = raw;
    switch (reader->cell.type) {
    case CELL_NUMBER: *ret_text = number_text(reader, str_trim(raw)); break;
    case CELL_SHARED:
        if (!str_to_int(str_trim(raw), &index) || index < 0 ||
            (size_t)index >= reader->strings.count)
            return refuse_damaged(reader);
        *ret_text = reader->strings.items[index];
        break;
    case CELL_TEXT: *ret_text = xlsx_unescape(reader->row_arena, raw); break;
    case CELL_BOOL: *ret_text = str_equal(raw, STR("1")) ? STR("TRUE") : STR("FALSE"); break;
    case CELL_ERROR:
    case CELL_ISO_DATE: break;
    }
    return true;
}

static void end_cell(struct xlsx_reader *reader) {
    size_t column = reader->cell.column;
    reader->next_column = column + 1;
    str text;
    if (reader->text.size == 0 || !cell_text(reader, &text)) return;
    if (column >= LIMIT_CSV_FIELDS) {
        refuse(reader, "Too many columns.", "列太多。");
        return;
    }
    while (reader->field_count <= column) reader->fields[reader->field_count++] = STR_NONE;
    reader->fields[column] = text;
}

static void start_row(struct xlsx_reader *reader, const char **pairs) {
    int64_t line = 0;
    str_to_int(attribute_of(pairs, "r"), &line);
    reader->line = line > reader->line ? line : reader->line + 1;
    if (reader->line > LIMIT_XLSX_ROWS) refuse(reader, "Too many rows.", "行太多。");
    reader->next_column = 0;
    reader->field_count = 0;
}

static void on_sheet_start(void *context, const char *name, const char **pairs) {
    struct xlsx_reader *reader = context;
    if (!go_down(reader)) return;
    str local = local_name(name);
    if (str_equal(local, STR("row"))) start_row(reader, pairs);
    if (str_equal(local, STR("c"))) start_cell(reader, pairs);
    if (str_equal(local, STR("rPh"))) reader->is_phonetic = true;
    bool is_value = str_equal(local, STR("v")) || str_equal(local, STR("t"));
    reader->is_text = is_value && !reader->is_phonetic && reader->depth > 4;
}

static void on_sheet_end(void *context, const char *name) {
    struct xlsx_reader *reader = context;
    if (reader->en != NULL) return;
    reader->depth--;
    reader->is_text = false;
    str local = local_name(name);
    if (str_equal(local, STR("rPh"))) reader->is_phonetic = false;
    if (str_equal(local, STR("c"))) end_cell(reader);
    bool is_row = str_equal(local, STR("row")) && reader->en == NULL;
    if (!is_row || reader->field_count == 0) return;
    reader->has_row = true;
    XML_StopParser(reader->parser, XML_TRUE);
}

// ---- the reader

static bool prepare(struct xlsx_reader *reader, str bytes, struct arena *scratch) {
    const char *sheet;
    if (!open_zip(reader, bytes) || !find_sheet(reader, scratch, &sheet) ||
        !read_styles(reader, scratch) || !read_strings(reader))
        return false;
    if (!open_part(reader, sheet)) return refuse_damaged(reader);
    open_parser(reader, on_sheet_start, on_sheet_end);
    return true;
}

fault xlsx_reader_open(str bytes, struct arena *arena, struct xlsx_reader **ret_reader,
                       struct fault_note *ret_note) {
    struct xlsx_reader *reader = calloc(1, sizeof(*reader));
    ASSERT(reader != NULL);
    reader->arena = arena_open(READER_ARENA);
    reader->row_arena = arena_open(READER_ARENA);
    reader->notes_arena = arena;
    struct arena *scratch = arena_open(READER_ARENA);
    bool is_ready = prepare(reader, bytes, scratch);
    arena_close(scratch);
    if (is_ready) {
        *ret_reader = reader;
        return NULL;
    }
    fault refusal = fault_of(reader, ret_note);
    xlsx_reader_close(reader);
    return refusal;
}

fault xlsx_next(struct xlsx_reader *reader, struct xlsx_row *ret_row, bool *ret_more,
                struct fault_note *ret_note) {
    arena_reset(reader->row_arena);
    reader->text = buf_in(reader->row_arena, LIMIT_CSV_FIELD);
    reader->has_row = false;
    while (!reader->is_done && !reader->has_row) {
        bool has_more;
        if (!go_on(reader, &has_more)) return fault_of(reader, ret_note);
        reader->is_done = !has_more;
    }
    if (reader->has_row)
        *ret_row = (struct xlsx_row){reader->fields, reader->field_count, reader->line};
    *ret_more = reader->has_row;
    return NULL;
}

void xlsx_reader_close(struct xlsx_reader *reader) {
    if (reader == NULL) return;
    XML_ParserFree(reader->parser);
    close_part(reader);
    if (reader->zip != NULL) zip_discard(reader->zip);
    arena_close(reader->row_arena);
    arena_close(reader->arena);
    free(reader);
}

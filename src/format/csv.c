// CSV as RFC 4180 has it, read in one pass without copying: a field is a view into the input and is
// copied only where doubled quotes must become one. A broken line is refused with its place, and
// the next call goes on behind it, so that an import can name all broken lines at once. What a
// column means is the caller's.
#include "format/csv.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

FAULT(csv_malformed, 422, "", "This CSV cannot be read.", "CSV 内容无法读取。");

// What stopped a line, for the note.
struct problem {
    const char *at;
    const char *en;
    const char *zh;
};

// One line (or several, where quotes hold line ends) while it is read.
struct scan {
    const char *at;
    const char *end;
    char separator;
    int64_t line;
    const char *line_start;
    struct problem problem;
};

static bool refuse(struct scan *scan, const char *at, const char *en, const char *zh) {
    scan->problem = (struct problem){at, en, zh};
    return false;
}

struct csv_reader csv_open(struct arena *arena, str bytes, char separator) {
    if (str_starts_with(bytes, STR("\xEF\xBB\xBF"))) bytes = str_slice(bytes, 3, bytes.size);
    return (struct csv_reader){
        .arena = arena, .rest = bytes, .separator = separator, .next_line = 1};
}

// ---- fields

static bool is_line_end(char byte) {
    return byte == '\n' || byte == '\r';
}

static bool check_size(struct scan *scan, const char *from) {
    if ((size_t)(scan->at - from) <= LIMIT_CSV_FIELD) return true;
    return refuse(scan, from, "the field is too long", "字段太长");
}

static bool scan_plain(struct scan *scan, str *ret_field) {
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at != scan->separator && !is_line_end(*scan->at)) {
        if (*scan->at == '"')
            return refuse(scan, scan->at, "a quote inside a field that is not quoted",
                          "未加引号的字段中有引号");
        if (*scan->at == 0) return refuse(scan, scan->at, "a NUL byte", "有 NUL 字节");
        scan->at++;
    }
    *ret_field = (str){from, (size_t)(scan->at - from)};
    return check_size(scan, from);
}

// Stands at the opening quote; ends behind the closing one. Counts lines and doubled quotes.
static bool skip_quoted(struct scan *scan, size_t *ret_doubled) {
    const char *from = scan->at++;
    *ret_doubled = 0;
    for (; scan->at < scan->end; scan->at++) {
        if ((size_t)(scan->at - from) > LIMIT_CSV_FIELD + 1)
            return refuse(scan, from, "the field is too long, or its quote is never closed",
                          "字段太长，或引号没有闭合");
        if (*scan->at == '"') {
            scan->at++;
            if (scan->at == scan->end || *scan->at != '"') return true;
            ++*ret_doubled;
        } else if (*scan->at == '\n') {
            scan->line++;
            scan->line_start = scan->at + 1;
        } else if (*scan->at == 0) {
            return refuse(scan, scan->at, "a NUL byte", "有 NUL 字节");
        }
    }
    return refuse(scan, from, "the quote is never closed", "引号没有闭合");
}

static str without_doubled(struct arena *arena, str text, size_t doubled) {
    char *copy = arena_take(arena, text.size - doubled);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        copy[size++] = text.data[i];
        if (text.data[i] == '"') i++;
    }
    return (str){copy, size};
}

static bool scan_quoted(struct scan *scan, struct arena *arena, str *ret_field) {
    const char *from = scan->at + 1;
    size_t doubled;
    if (!skip_quoted(scan, &doubled)) return false;
    *ret_field = (str){from, (size_t)(scan->at - 1 - from)};
    if (doubled > 0) *ret_field = without_doubled(arena, *ret_field, doubled);
    if (scan->at == scan->end || *scan->at == scan->separator || is_line_end(*scan->at))
        return true;
    return refuse(scan, scan->at, "something follows a closing quote", "闭合引号之后还有内容");
}

// ---- records

static bool scan_record(struct scan *scan, struct arena *arena, struct csv_record *ret_record) {
    LIST(str) fields = {0};
    for (;;) {
        if (fields.count == LIMIT_CSV_FIELDS)
            return refuse(scan, scan->at, "too many fields", "字段太多");
        str *field = list_push(arena, &fields);
        bool is_quoted = scan->at < scan->end && *scan->at == '"';
        bool is_read = is_quoted ? scan_quoted(scan, arena, field) : scan_plain(scan, field);
        if (!is_read) return false;
        if (scan->at == scan->end || *scan->at != scan->separator) break;
        scan->at++;
    }
    *ret_record = (struct csv_record){fields.items, fields.count};
    return true;
}

static void skip_line_end(struct scan *scan) {
    if (scan->at == scan->end) return;
    char first = *scan->at++;
    if (first == '\r' && scan->at < scan->end && *scan->at == '\n') scan->at++;
    scan->line++;
    scan->line_start = scan->at;
}

static void go_on_at(struct csv_reader *reader, const struct scan *scan) {
    reader->rest = (str){scan->at, (size_t)(scan->end - scan->at)};
    reader->next_line = scan->line;
}

static fault refuse_line(struct csv_reader *reader, struct scan *scan,
                         struct fault_note *ret_note) {
    struct problem problem = scan->problem;
    // A quote that is never closed swallows lines: go back to the one where it opened.
    const char *record_start = reader->rest.data;
    scan->at = record_start;
    scan->line = reader->next_line;
    scan->line_start = record_start;
    for (; scan->at < problem.at; scan->at++)
        if (*scan->at == '\n') {
            scan->line++;
            scan->line_start = scan->at + 1;
        }
    str before = {scan->line_start, (size_t)(problem.at - scan->line_start)};
    long long line = scan->line;
    size_t column = utf8_count(before) + 1;
    ret_note->field = STR_NONE;
    ret_note->en =
        arena_print(reader->arena, "Line %lld, column %zu: %s.", line, column, problem.en);
    ret_note->zh =
        arena_print(reader->arena, "第 %lld 行第 %zu 列：%s。", line, column, problem.zh);
    while (scan->at < scan->end && !is_line_end(*scan->at)) scan->at++;
    skip_line_end(scan);
    go_on_at(reader, scan);
    return &csv_malformed;
}

fault csv_next(struct csv_reader *reader, struct csv_record *ret_record, bool *ret_more,
               struct fault_note *ret_note) {
    *ret_more = reader->rest.size > 0;
    if (!*ret_more) return NULL;
    struct scan scan = {.at = reader->rest.data,
                        .end = reader->rest.data + reader->rest.size,
                        .separator = reader->separator,
                        .line = reader->next_line,
                        .line_start = reader->rest.data};
    reader->line = reader->next_line;
    if (!scan_record(&scan, reader->arena, ret_record)) return refuse_line(reader, &scan, ret_note);
    skip_line_end(&scan);
    go_on_at(reader, &scan);
    return NULL;
}

// ---- encodings

static bool convert(struct arena *arena, const char *encoding, str bytes, str *ret_utf8) {
    iconv_t way = iconv_open("UTF-8", encoding);
    ASSERT(way != (iconv_t)-1);
    size_t room_size = bytes.size * 2 + 16; // two bytes become three at most, four stay four
    char *room = arena_take(arena, room_size), *out = room;
    char *in = (char *)bytes.data; // iconv does not write to it
    size_t in_left = bytes.size, out_left = room_size;
    size_t result = iconv(way, &in, &in_left, &out, &out_left);
    ASSERT(result != (size_t)-1 || errno != E2BIG);
    iconv_close(way);
    *ret_utf8 = (str){room, room_size - out_left};
    return result != (size_t)-1 && in_left == 0;
}

fault csv_decode(struct arena *arena, str bytes, str *ret_utf8) {
    bool is_utf16 =
        str_starts_with(bytes, STR("\xFF\xFE")) || str_starts_with(bytes, STR("\xFE\xFF"));
    if (!is_utf16 && utf8_is_valid(bytes)) {
        *ret_utf8 = bytes;
        return NULL;
    }
    const char *encoding = is_utf16 ? "UTF-16" : "GB18030";
    return convert(arena, encoding, bytes, ret_utf8) ? NULL : &csv_malformed;
}

// ---- writing

static bool is_number(str text) {
    bool has_digit = false, has_point = false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte >= '0' && byte <= '9')
            has_digit = true;
        else if (byte == '.' && has_digit && !has_point)
            has_point = true;
        else if (i > 0 || (byte != '-' && byte != '+'))
            return false;
    }
    return has_digit && text.data[text.size - 1] != '.';
}

// Also the wide forms, which spreadsheets in Chinese and Japanese take for the narrow ones.
static bool is_formula(str text) {
    static const str signs[] = {{"=", 1},  {"+", 1},  {"-", 1},  {"@", 1},  {"\t", 1}, {"\r", 1},
                                {"\n", 1}, {"＝", 3}, {"＋", 3}, {"－", 3}, {"＠", 3}};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (str_starts_with(text, signs[i])) return !is_number(text);
    return false;
}

static bool wants_quotes(str text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n') return true;
    }
    return false;
}

void csv_field(struct buf *out, str field, bool is_first) {
    if (!is_first) buf_add_byte(out, ',');
    bool is_quoted = wants_quotes(field);
    if (is_quoted) buf_add_byte(out, '"');
    if (is_formula(field)) buf_add_byte(out, '\'');
    while (is_quoted && field.size > 0) {
        ptrdiff_t at = str_find_byte(field, '"');
        size_t size = at < 0 ? field.size : (size_t)at + 1;
        buf_add(out, str_slice(field, 0, size));
        if (at >= 0) buf_add_byte(out, '"');
        field = str_slice(field, size, field.size);
    }
    buf_add(out, field);
    if (is_quoted) buf_add_byte(out, '"');
}

void csv_end(struct buf *out) {
    buf_add(out, STR("\r\n"));
}

// Lists as files: all pages of a list, one after the other, through the same query that answers the
// page; so rights, scope and masking are the same by construction. CSV is made piece by piece on
// the reactor while the peer reads, a spreadsheet in the pool. Columns are the plain fields of an
// item. Rows are bounded, and the file says so where it was cut.
#include "format/csv.h"
#include "format/shape.h"
#include "format/xlsx.h"
#include "http/routes_own.h"

#include <stdlib.h>
#include <string.h>

FAULT(export_failed, 503, "", "The file could not be made.", "文件生成失败，请重试。");

enum { CURSOR_MAX = 1024, COLUMNS_MAX = 100, WIDTH_TEXT = 24 };

struct export {
    struct http_call *call;
    struct store_reader *reader;
    struct arena *arena; // of one page
    bool is_chinese;
    const struct shape_field *columns[COLUMNS_MAX];
    size_t column_count;
    const struct shape_field *items; // in the out struct
    const struct shape_field *next;
    void *out; // the page that was read last
    char cursor[CURSOR_MAX];
    int64_t rows; // written
    bool is_begun;
};

static bool is_column(const struct shape_field *field) {
    return !field->is_list && !field->is_secret && field->kind != SHAPE_STRUCT &&
           field->kind != SHAPE_JSON && field->kind != SHAPE_BYTES;
}

// The first language that we speak; Chinese where none is named.
static bool wants_chinese(const struct http_request *request) {
    str header;
    if (!http_request_header(request, STR("Accept-Language"), &header)) return true;
    while (header.size > 0) {
        str language = str_trim(str_cut(&header, ','));
        if (str_starts_with(language, STR("zh"))) return true;
        if (str_starts_with(language, STR("en"))) return false;
    }
    return true;
}

static void describe(struct export *export, struct http_call *call) {
    const struct shape *out = call->command->out;
    export->call = call;
    export->is_chinese = wants_chinese(&call->exchange->request);
    export->items = shape_field_of(out, STR("items"));
    export->next = shape_field_of(out, STR("next"));
    ASSERT(export->items != NULL && export->items->kind == SHAPE_STRUCT && export->next != NULL);
    const struct shape *item = export->items->of;
    for (size_t i = 0; i < item->field_count; i++)
        if (is_column(&item->fields[i]) && export->column_count < COLUMNS_MAX)
            export->columns[export->column_count++] = &item->fields[i];
}

// ---- Pages -------------------------------------------------------------------------------------

static void put_in(struct export *export, const char *name, const void *value, size_t size) {
    const struct shape_field *field = shape_field_of(export->call->match.route->in, str_of(name));
    if (field != NULL) memcpy((char *)export->call->in + field->offset, value, size);
}

static fault read_page(struct export *export) {
    struct http_call *call = export->call;
    arena_reset(export->arena);
    int64_t limit = LIMIT_PAGE_ROWS;
    put_in(export, "limit", &limit, sizeof(limit));
    str cursor = str_of(export->cursor);
    if (export->is_begun) put_in(export, "cursor", &cursor, sizeof(cursor));
    export->is_begun = true;
    export->out = arena_take(export->arena, call->command->out->size);
    TRY(http_call_query(call, export->reader, export->arena, export->out));
    str next;
    memcpy(&next, (char *)export->out + export->next->offset, sizeof(next));
    if (next.size >= CURSOR_MAX) return &export_failed;
    if (next.size > 0) memmove(export->cursor, next.data, next.size);
    export->cursor[next.size] = '\0';
    return NULL;
}

static const struct shape_list *rows_of(const struct export *export) {
    return (const struct shape_list *)(const void *)((char *)export->out + export->items->offset);
}

static bool has_more(const struct export *export) {
    return export->cursor[0] != '\0' && export->rows < LIMIT_EXPORT_ROWS;
}

static str cut_text(const struct export *export) {
    return export->is_chinese ? STR("…仅导出了前 200,000 行，请缩小筛选范围后再导出")
                              : STR("… only the first 200,000 rows; narrow the filter for more");
}

static bool was_cut(const struct export *export) {
    return export->cursor[0] != '\0' && export->rows >= LIMIT_EXPORT_ROWS;
}

// ---- Words -------------------------------------------------------------------------------------

// "customer_name" → "Customer name"
static str english_title(struct arena *arena, const char *name) {
    str text = arena_copy(arena, str_of(name));
    char *bytes = (char *)(uintptr_t)text.data;
    for (size_t i = 0; i < text.size; i++)
        if (bytes[i] == '_') bytes[i] = ' ';
    if (bytes[0] >= 'a' && bytes[0] <= 'z') bytes[0] = (char)(bytes[0] - 32);
    return text;
}

static str title_of(const struct export *export, struct arena *arena,
                    const struct shape_field *field) {
    const char *word = export->is_chinese ? http_export_word(str_of(field->name)) : NULL;
    return word != NULL ? str_of(word) : english_title(arena, field->name);
}

// "2026-11-25 15:59:00" in the book's zone.
static str local_time(const struct export *export, instant time) {
    if (time == INSTANT_NONE) return STR_NONE;
    instant shifted = time + (instant) export->call->routes->options.book->zone_minutes * 60000;
    str text = instant_print(export->arena, shifted);
    return arena_print(export->arena, "%.*s %.*s", 10, text.data, 8, text.data + 11);
}

static str bool_word(const struct export *export, bool truth) {
    if (export->is_chinese) return truth ? STR("是") : STR("否");
    return truth ? STR("yes") : STR("no");
}

static str choice_word(const struct export *export, const struct shape_field *field,
                       int32_t value) {
    if (value <= 0 || (size_t)value > field->choices->count) return STR_NONE;
    const struct shape_choice *choice = &field->choices->choices[value];
    return str_of(export->is_chinese ? choice->zh : choice->en);
}

static str int_text(const struct export *export, const struct shape_field *field, int64_t number) {
    if (number == 0 && field->kind == SHAPE_ID) return STR_NONE;
    return arena_print(export->arena, "%lld", (long long)number);
}

// A cell as text; money without its currency, which has a column of its own in CSV.
static str text_of(const struct export *export, const struct shape_field *field,
                   const void *place) {
    switch (field->kind) {
    case SHAPE_BOOL: return bool_word(export, *(const bool *)place);
    case SHAPE_INT:
    case SHAPE_ID: return int_text(export, field, *(const int64_t *)place);
    case SHAPE_DATE: {
        date day = *(const date *)place;
        return date_is_none(day) ? STR_NONE : date_print(export->arena, day);
    }
    case SHAPE_INSTANT: return local_time(export, *(const instant *)place);
    case SHAPE_MONEY: {
        money amount = *(const money *)place;
        return money_is_none(amount) ? STR_NONE : money_print(export->arena, amount);
    }
    case SHAPE_ENUM: return choice_word(export, field, *(const int32_t *)place);
    default: return *(const str *)place;
    }
}

static str file_name(const struct export *export, const char *ending) {
    const struct http_call *call = export->call;
    str name = str_of(call->command->name);
    if (str_starts_with(name, STR("list_"))) name = str_slice(name, 5, name.size);
    date today = date_of_instant(call->now, call->routes->options.book->zone_minutes);
    struct arena *arena = call->exchange->arena;
    return arena_print(arena, "%.*s-%.*s.%s", STR_ARG(name), STR_ARG(date_print(arena, today)),
                       ending);
}

// ---- CSV ---------------------------------------------------------------------------------------

static void write_titles(struct export *export, struct buf *out) {
    buf_add(out, STR("\xEF\xBB\xBF")); // spreadsheet programs want the mark before Chinese
    bool is_first = true;
    for (size_t i = 0; i < export->column_count; i++) {
        const struct shape_field *field = export->columns[i];
        str title = title_of(export, export->arena, field);
        csv_field(out, title, is_first);
        is_first = false;
        if (field->kind != SHAPE_MONEY) continue;
        str unit = export->is_chinese ? STR("（币种）") : STR(" (currency)");
        csv_field(out, arena_join(export->arena, title, unit), false);
    }
    csv_end(out);
}

static void write_row(struct export *export, const char *row, struct buf *out) {
    for (size_t i = 0; i < export->column_count; i++) {
        const struct shape_field *field = export->columns[i];
        const void *place = row + field->offset;
        csv_field(out, text_of(export, field, place), i == 0);
        if (field->kind == SHAPE_MONEY) csv_field(out, money_currency(place), false);
    }
    csv_end(out);
}

static void write_rows(struct export *export, struct buf *out) {
    const struct shape_list *rows = rows_of(export);
    size_t size = export->items->of->size;
    for (size_t i = 0; i < rows->count && export->rows < LIMIT_EXPORT_ROWS; i++, export->rows++)
        write_row(export, (const char *)rows->items + i * size, out);
    if (!was_cut(export)) return;
    csv_field(out, cut_text(export), true);
    csv_end(out);
}

static fault next_piece(void *context, struct buf *out, bool *ret_more) {
    struct export *export = context;
    if (export->out == NULL) {
        TRY(read_page(export));
    } else if (export->rows == 0) {
        write_titles(export, out);
    }
    write_rows(export, out);
    *ret_more = has_more(export);
    export->out = NULL;
    return NULL;
}

static void close_export(void *context) {
    struct export *export = context;
    arena_close(export->arena);
}

// The first page is read before the answer begins, so that a refusal is still a refusal.
void http_export_csv(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    struct export *export = ARENA_NEW(exchange->arena, struct export);
    const struct http_desk *desk = exchange->reactor_data;
    describe(export, call);
    export->reader = desk->reader;
    export->arena = arena_open(LIMIT_REQUEST_ARENA);
    fault trouble = read_page(export);
    if (trouble != NULL) {
        http_call_refuse(exchange, trouble, &call->note);
        arena_close(export->arena);
        return;
    }
    http_answer_attachment(exchange, file_name(export, "csv"));
    exchange->answer.type = STR("text/csv; charset=utf-8");
    exchange->answer.producer = (struct http_producer){next_piece, close_export, export};
}

// ---- XLSX --------------------------------------------------------------------------------------

static void write_cell(struct export *export, struct xlsx_writer *writer,
                       const struct shape_field *field, const void *place) {
    if (field->kind == SHAPE_MONEY)
        xlsx_money(writer, *(const money *)place);
    else if (field->kind == SHAPE_DATE)
        xlsx_date(writer, *(const date *)place);
    else if (field->kind == SHAPE_INT)
        xlsx_int(writer, *(const int64_t *)place);
    else
        xlsx_text(writer, text_of(export, field, place));
}

static fault write_sheet_page(struct export *export, struct xlsx_writer *writer) {
    const struct shape_list *rows = rows_of(export);
    size_t size = export->items->of->size;
    for (size_t i = 0; i < rows->count && export->rows < LIMIT_EXPORT_ROWS; i++, export->rows++) {
        const char *row = (const char *)rows->items + i * size;
        for (size_t k = 0; k < export->column_count; k++)
            write_cell(export, writer, export->columns[k], row + export->columns[k]->offset);
        TRY(xlsx_end(writer));
    }
    return NULL;
}

static fault write_sheet(struct export *export, struct xlsx_writer *writer) {
    TRY(read_page(export));
    TRY(write_sheet_page(export, writer));
    while (has_more(export)) {
        TRY(read_page(export));
        TRY(write_sheet_page(export, writer));
    }
    if (was_cut(export)) {
        xlsx_text(writer, cut_text(export));
        TRY(xlsx_end(writer));
    }
    return xlsx_writer_finish(writer);
}

static fault make_sheet(struct export *export, str path) {
    struct arena *arena = export->call->exchange->arena;
    struct xlsx_column *columns = ARENA_ARRAY(arena, struct xlsx_column, export->column_count);
    for (size_t i = 0; i < export->column_count; i++)
        columns[i] = (struct xlsx_column){title_of(export, arena, export->columns[i]),
                                          export->columns[i]->kind == SHAPE_TEXT ? WIDTH_TEXT : 0};
    struct xlsx_sheet sheet = {.name = str_of(export->call->command->name),
                               .columns = columns,
                               .column_count = export->column_count,
                               .created = export->call->now};
    struct xlsx_writer *writer = NULL;
    TRY(xlsx_writer_open(arena_text(arena, path), &sheet, &writer));
    fault trouble = write_sheet(export, writer);
    xlsx_writer_close(writer);
    return trouble;
}

// A neighbour of the book, so that no other folder is needed.
static str sheet_path(const struct http_call *call) {
    uint64_t number;
    os_random(call->routes->os, &number, sizeof(number));
    return arena_print(call->exchange->arena, "%.*s.export-%016llx.xlsx",
                       STR_ARG(store_path(call->routes->options.book->store)),
                       (unsigned long long)number);
}

void http_export_xlsx(struct http_call *call, struct store_reader *reader) {
    struct http_exchange *exchange = call->exchange;
    const struct os *os = call->routes->os;
    struct export *export = ARENA_NEW(exchange->arena, struct export);
    describe(export, call);
    export->reader = reader;
    export->arena = arena_open(LIMIT_REQUEST_ARENA);
    str path = sheet_path(call);
    fault trouble = make_sheet(export, path);
    if (trouble == NULL)
        trouble = os_file_read(os, exchange->arena, path, LIMIT_ANSWER, &exchange->answer.body);
    fault removed = os_file_remove(os, path);
    if (trouble == NULL) trouble = removed;
    call->is_answered = true;
    if (trouble != NULL) {
        http_call_refuse(exchange, trouble, &call->note);
    } else {
        http_answer_attachment(exchange, file_name(export, "xlsx"));
        exchange->answer.type =
            STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }
    arena_close(export->arena);
}

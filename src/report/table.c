// Rows to paper. Nothing here knows what a row means: its shape says how each value stands in it
// and what its choices are called.
#include "report/table.h"

#include "format/csv.h"

enum { WIDTH_TEXT = 24 };

static bool is_column(const struct shape_field *field) {
    return !field->is_list && !field->is_secret && field->kind != SHAPE_STRUCT &&
           field->kind != SHAPE_JSON && field->kind != SHAPE_BYTES;
}

struct report_table report_table_of(const struct shape *item, bool is_chinese, int zone_minutes) {
    struct report_table table = {
        .item = item, .is_chinese = is_chinese, .zone_minutes = zone_minutes};
    for (size_t i = 0; i < item->field_count; i++)
        if (is_column(&item->fields[i]) && table.column_count < REPORT_COLUMNS_MAX)
            table.columns[table.column_count++] = &item->fields[i];
    return table;
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

static str title_of(const struct report_table *table, struct arena *arena, size_t column) {
    const char *name = table->columns[column]->name;
    const char *word = table->is_chinese ? report_word(str_of(name)) : NULL;
    return word != NULL ? str_of(word) : english_title(arena, name);
}

// "2026-11-25 15:59:00"
static str local_time(const struct report_table *table, struct arena *arena, instant time) {
    if (time == INSTANT_NONE) return STR_NONE;
    str text = instant_print(arena, time + (instant)table->zone_minutes * 60000);
    return arena_print(arena, "%.*s %.*s", 10, text.data, 8, text.data + 11);
}

static str bool_word(const struct report_table *table, bool truth) {
    if (table->is_chinese) return truth ? STR("是") : STR("否");
    return truth ? STR("yes") : STR("no");
}

static str choice_word(const struct report_table *table, const struct shape_field *field,
                       int32_t value) {
    if (value <= 0 || (size_t)value > field->choices->count) return STR_NONE;
    const struct shape_choice *choice = &field->choices->choices[value];
    return str_of(table->is_chinese ? choice->zh : choice->en);
}

static str number_text(struct arena *arena, const struct shape_field *field, int64_t number) {
    if (number == 0 && field->kind == SHAPE_ID) return STR_NONE;
    return arena_print(arena, "%lld", (long long)number);
}

// A cell as text; money without its currency.
static str text_of(const struct report_table *table, struct arena *arena,
                   const struct shape_field *field, const void *place) {
    switch (field->kind) {
    case SHAPE_BOOL: return bool_word(table, *(const bool *)place);
    case SHAPE_INT:
    case SHAPE_ID: return number_text(arena, field, *(const int64_t *)place);
    case SHAPE_DATE: {
        date day = *(const date *)place;
        return date_is_none(day) ? STR_NONE : date_print(arena, day);
    }
    case SHAPE_INSTANT: return local_time(table, arena, *(const instant *)place);
    case SHAPE_MONEY: {
        money amount = *(const money *)place;
        return money_is_none(amount) ? STR_NONE : money_print(arena, amount);
    }
    case SHAPE_ENUM: return choice_word(table, field, *(const int32_t *)place);
    default: return *(const str *)place;
    }
}

static str cut_text(const struct report_table *table) {
    return table->is_chinese ? STR("…仅导出了前 200,000 行，请缩小筛选范围后再导出")
                             : STR("… only the first 200,000 rows; narrow the filter for more");
}

// ---- CSV: money has a second column for its currency -------------------------------------------

void report_csv_titles(const struct report_table *table, struct arena *arena, struct buf *out) {
    buf_add(out, STR("\xEF\xBB\xBF"));
    for (size_t i = 0; i < table->column_count; i++) {
        str title = title_of(table, arena, i);
        csv_field(out, title, i == 0);
        if (table->columns[i]->kind != SHAPE_MONEY) continue;
        str unit = table->is_chinese ? STR("（币种）") : STR(" (currency)");
        csv_field(out, arena_join(arena, title, unit), false);
    }
    csv_end(out);
}

static void write_row(const struct report_table *table, struct arena *arena, const char *row,
                      struct buf *out) {
    for (size_t i = 0; i < table->column_count; i++) {
        const struct shape_field *field = table->columns[i];
        const void *place = row + field->offset;
        csv_field(out, text_of(table, arena, field, place), i == 0);
        if (field->kind == SHAPE_MONEY) csv_field(out, money_currency(place), false);
    }
    csv_end(out);
}

void report_csv_rows(const struct report_table *table, struct arena *arena,
                     const struct shape_list *rows, struct buf *out) {
    for (size_t i = 0; i < rows->count; i++)
        write_row(table, arena, (const char *)rows->items + i * table->item->size, out);
}

void report_csv_cut(const struct report_table *table, struct buf *out) {
    csv_field(out, cut_text(table), true);
    csv_end(out);
}

// ---- XLSX --------------------------------------------------------------------------------------

fault report_xlsx_open(const struct report_table *table, struct arena *arena,
                       const struct report_sheet *sheet, struct xlsx_writer **ret_writer) {
    struct xlsx_column *columns = ARENA_ARRAY(arena, struct xlsx_column, table->column_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        columns[i] = (struct xlsx_column){title_of(table, arena, i),
                                          table->columns[i]->kind == SHAPE_TEXT ? WIDTH_TEXT : 0};
    struct xlsx_sheet options = {.name = sheet->name,
                                 .columns = columns,
                                 .column_count = table->column_count,
                                 .created = sheet->created};
    return xlsx_writer_open(arena_text(arena, sheet->path), &options, ret_writer);
}

static void write_cell(const struct report_table *table, struct arena *arena, size_t column,
                       const char *row, struct xlsx_writer *writer) {
    const struct shape_field *field = table->columns[column];
    const void *place = row + field->offset;
    if (field->kind == SHAPE_MONEY)
        xlsx_money(writer, *(const money *)place);
    else if (field->kind == SHAPE_DATE)
        xlsx_date(writer, *(const date *)place);
    else if (field->kind == SHAPE_INT)
        xlsx_int(writer, *(const int64_t *)place);
    else
        xlsx_text(writer, text_of(table, arena, field, place));
}

fault report_xlsx_rows(const struct report_table *table, struct arena *arena,
                       const struct shape_list *rows, struct xlsx_writer *writer) {
    for (size_t i = 0; i < rows->count; i++) {
        const char *row = (const char *)rows->items + i * table->item->size;
        for (size_t k = 0; k < table->column_count; k++) write_cell(table, arena, k, row, writer);
        TRY(xlsx_end(writer));
    }
    return NULL;
}

fault report_xlsx_cut(const struct report_table *table, struct xlsx_writer *writer) {
    xlsx_text(writer, cut_text(table));
    return xlsx_end(writer);
}

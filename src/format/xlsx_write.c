// Tables to XLSX over libxlsxwriter in its constant-memory mode: rows go to a temporary file as
// they come (Debian's build makes it with tmpfile, whatever folder it is told). The library takes
// numbers as binary floats; whole numbers of at most 15 digits, also divided by 100, survive that
// exactly as Excel shows them, and longer ones are written as texts instead. Nothing in the file
// depends on when it was made but the date it is given.
#include "format/xlsx.h"

#include "base/utf8.h"
#include "format/xlsx_cell.h"

#include <string.h>
#include <xlsxwriter.h>

FAULT(xlsx_unwritten, 503, "", "The spreadsheet could not be written.", "无法写入表格文件。");
FAULT(xlsx_rows_too_many, 422, "", "A spreadsheet holds 1,048,576 rows at most; take CSV.",
      "表格最多 1,048,576 行，请改用 CSV。");

enum {
    SHEET_NAME_CHARACTERS = 31,
    TEXT_CHARACTERS = 32767,
    CURRENCIES = 64,
    ARENA_SIZE_MAX = 8 * 1024 * 1024,
};

#define EXACT_MAX ((int64_t)999999999999999) // 15 digits

struct money_format {
    money like; // an amount of its currency
    lxw_format *format;
};

struct xlsx_writer {
    struct arena *arena; // for the current cell
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *date_format;
    struct money_format moneys[CURRENCIES];
    size_t money_count;
    uint32_t row;
    uint16_t column;
};

// ---- opening

// The first count characters.
static str cut(str text, size_t count) {
    size_t at = 0;
    while (at < text.size && count > 0) {
        utf8_next(text, &at);
        count--;
    }
    return str_slice(text, 0, at);
}

static const char *sheet_name(struct arena *arena, str name) {
    char *text = arena_text(arena, cut(name, SHEET_NAME_CHARACTERS));
    for (char *p = text; *p != 0; p++)
        if (strchr("[]:*?/\\'", *p) != NULL || (unsigned char)*p < 0x20) *p = ' ';
    return text[0] == 0 ? "Sheet1" : text;
}

static void write_header(struct xlsx_writer *writer, const struct xlsx_sheet *sheet) {
    lxw_format *bold = workbook_add_format(writer->book);
    format_set_bold(bold);
    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct xlsx_column *column = &sheet->columns[i];
        lxw_col_t at = (lxw_col_t)i;
        const char *title = arena_text(writer->arena, cut(column->title, TEXT_CHARACTERS));
        worksheet_write_string(writer->sheet, 0, at, title, bold);
        if (column->width > 0) worksheet_set_column(writer->sheet, at, at, column->width, NULL);
    }
    worksheet_freeze_panes(writer->sheet, 1, 0);
    writer->row = 1;
}

static bool open_book(struct xlsx_writer *writer, const char *path,
                      const struct xlsx_sheet *sheet) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    writer->book = workbook_new_opt(path, &options);
    if (writer->book == NULL) return false;
    lxw_doc_properties properties = {.created = (time_t)(sheet->created / 1000)};
    workbook_set_properties(writer->book, &properties);
    writer->sheet = workbook_add_worksheet(writer->book, sheet_name(writer->arena, sheet->name));
    return writer->sheet != NULL;
}

fault xlsx_writer_open(const char *path, const struct xlsx_sheet *sheet,
                       struct xlsx_writer **ret_writer) {
    ASSERT(sheet->column_count <= LXW_COL_MAX);
    ASSERT(sheet->created >= 1000); // for a zero second the library would ask the clock
    struct xlsx_writer *writer = calloc(1, sizeof(*writer));
    ASSERT(writer != NULL);
    writer->arena = arena_open(ARENA_SIZE_MAX);
    if (!open_book(writer, path, sheet)) {
        xlsx_writer_close(writer);
        return &xlsx_unwritten;
    }
    writer->date_format = workbook_add_format(writer->book);
    format_set_num_format(writer->date_format, "yyyy-mm-dd");
    write_header(writer, sheet);
    *ret_writer = writer;
    return NULL;
}

// ---- cells

void xlsx_text(struct xlsx_writer *writer, str text) {
    lxw_col_t at = writer->column++;
    if (text.size == 0) return;
    arena_reset(writer->arena);
    if (text.size > TEXT_CHARACTERS && utf8_count(text) > TEXT_CHARACTERS)
        text = arena_join(writer->arena, cut(text, TEXT_CHARACTERS - 1), STR("…"));
    const char *safe = arena_text(writer->arena, xlsx_escape(writer->arena, text));
    worksheet_write_string(writer->sheet, writer->row, at, safe, NULL);
}

void xlsx_int(struct xlsx_writer *writer, int64_t number) {
    if (number > EXACT_MAX || number < -EXACT_MAX) {
        char text[24];
        int size = snprintf(text, sizeof(text), "%lld", (long long)number);
        xlsx_text(writer, (str){text, (size_t)size});
        return;
    }
    worksheet_write_number(writer->sheet, writer->row, writer->column++, (double)number, NULL);
}

// One format per currency, made when the first amount comes.
static lxw_format *money_format(struct xlsx_writer *writer, money amount) {
    for (size_t i = 0; i < writer->money_count; i++)
        if (str_equal(money_currency(&writer->moneys[i].like), money_currency(&amount)))
            return writer->moneys[i].format;
    ASSERT(writer->money_count < CURRENCIES);
    static const char *digits[] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000"};
    char code[48];
    snprintf(code, sizeof(code), "\"%s\" %s", amount.currency,
             digits[money_exponent(money_currency(&amount))]);
    lxw_format *format = workbook_add_format(writer->book);
    format_set_num_format(format, code);
    writer->moneys[writer->money_count++] = (struct money_format){amount, format};
    return format;
}

void xlsx_money(struct xlsx_writer *writer, money amount) {
    static const double units[] = {1, 10, 100, 1000};
    if (money_is_none(amount)) {
        writer->column++;
        return;
    }
    if (amount.minor > EXACT_MAX || amount.minor < -EXACT_MAX) {
        struct arena *arena = arena_open(KIB);
        xlsx_text(writer, money_print(arena, amount));
        arena_close(arena);
        return;
    }
    double number = (double)amount.minor / units[money_exponent(money_currency(&amount))];
    worksheet_write_number(writer->sheet, writer->row, writer->column++, number,
                           money_format(writer, amount));
}

void xlsx_date(struct xlsx_writer *writer, date day) {
    static const struct date_parts first = {1900, 3, 1}; // before it Excel counts a day too many
    if (date_is_none(day)) {
        writer->column++;
        return;
    }
    struct date_parts parts = date_split(day);
    if (date_compare(day, date_join(first)) < 0) {
        char text[16];
        int size =
            snprintf(text, sizeof(text), "%04d-%02d-%02d", parts.year, parts.month, parts.day);
        xlsx_text(writer, (str){text, (size_t)size});
        return;
    }
    lxw_datetime time = {.year = parts.year, .month = parts.month, .day = parts.day};
    worksheet_write_datetime(writer->sheet, writer->row, writer->column++, &time,
                             writer->date_format);
}

fault xlsx_end(struct xlsx_writer *writer) {
    writer->column = 0;
    if (writer->row >= LIMIT_XLSX_ROWS) return &xlsx_rows_too_many;
    writer->row++;
    return NULL;
}

// ---- the end

// The library does not look whether its rows reached the disk; we do.
static bool rows_are_written(struct xlsx_writer *writer) {
    FILE *rows = writer->sheet->optimize_tmpfile;
    return rows == NULL || (fflush(rows) == 0 && ferror(rows) == 0);
}

fault xlsx_writer_finish(struct xlsx_writer *writer) {
    ASSERT(writer->book != NULL);
    if (!rows_are_written(writer)) return &xlsx_unwritten;
    lxw_error error = workbook_close(writer->book); // frees it, also when it fails
    writer->book = NULL;
    return error == LXW_NO_ERROR ? NULL : &xlsx_unwritten;
}

void xlsx_writer_close(struct xlsx_writer *writer) {
    if (writer == NULL) return;
    if (writer->book != NULL) lxw_workbook_free(writer->book);
    arena_close(writer->arena);
    free(writer);
}

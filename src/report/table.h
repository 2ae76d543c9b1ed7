// table: rows of any shape to CSV and XLSX. Columns are the plain fields of a row; their titles and
// the choices are words of one of the two languages; money is a decimal with its currency, times
// are those of the book's zone.
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/base.h"
#include "base/shape.h"
#include "format/xlsx.h"

enum { REPORT_COLUMNS_MAX = 100 };

struct report_table {
    const struct shape *item;
    bool is_chinese;
    int zone_minutes;
    // Its own:
    const struct shape_field *columns[REPORT_COLUMNS_MAX];
    size_t column_count;
};

struct report_table report_table_of(const struct shape *item, bool is_chinese, int zone_minutes);

// With the UTF-8 mark in front, which spreadsheet programs want before Chinese.
void report_csv_titles(const struct report_table *table, struct arena *arena, struct buf *out);
void report_csv_rows(const struct report_table *table, struct arena *arena,
                     const struct shape_list *rows, struct buf *out);
// The last line of a list that was cut.
void report_csv_cut(const struct report_table *table, struct buf *out);

struct report_sheet {
    str path;
    str name;
    instant created;
};
MUST_USE fault report_xlsx_open(const struct report_table *table, struct arena *arena,
                                const struct report_sheet *sheet, struct xlsx_writer **ret_writer);
MUST_USE fault report_xlsx_rows(const struct report_table *table, struct arena *arena,
                                const struct shape_list *rows, struct xlsx_writer *writer);
MUST_USE fault report_xlsx_cut(const struct report_table *table, struct xlsx_writer *writer);

// The Chinese word over a column, or NULL (words.c).
const char *report_word(str field_name);

#endif

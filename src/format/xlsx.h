// XLSX: tables to spreadsheets and back. Writing streams row by row over libxlsxwriter (a few MiB
// for any number of rows) into a file that the caller names; reading streams over libzip and expat:
// the first sheet, row by row, as texts. What a column means is the caller's, as with CSV.
#ifndef FORMAT_XLSX_H
#define FORMAT_XLSX_H

#include "base/base.h"

// ---- Writing ------------------------------------------------------------------------------------

struct xlsx_column {
    str title;
    int width; // characters; 0 for the usual
};

struct xlsx_sheet {
    str name; // at most 31 characters; what Excel forbids in a name becomes a blank
    const struct xlsx_column *columns;
    size_t column_count;
    instant created; // stands in the file's properties, never none; nothing else depends on time
};

struct xlsx_writer;

// Opens a new file and writes the header row, bold and fixed. Fault xlsx_unwritten (503): an
// outage.
MUST_USE fault xlsx_writer_open(const char *path, const struct xlsx_sheet *sheet,
                                struct xlsx_writer **ret_writer);
// The next cell of the current row. Absent values (empty text, no money, no date) leave it empty.
// Texts are never formulas; more than 32,767 characters, which is Excel's end, are cut with "…".
void xlsx_text(struct xlsx_writer *writer, str text);
// A number, or a text where Excel would lose digits (more than 15).
void xlsx_int(struct xlsx_writer *writer, int64_t number);
// A number shown with its currency and the currency's digits ("CNY 1,280.50"), exact to 15 digits;
// beyond that a text.
void xlsx_money(struct xlsx_writer *writer, money amount);
// A date, shown as 2026-11-25. Days before 1900-03-01 become texts.
void xlsx_date(struct xlsx_writer *writer, date day);
// Ends the row. Fault xlsx_rows_too_many (422) where the sheet is full (LIMIT_XLSX_ROWS with the
// header): the file is still good as far as it goes.
MUST_USE fault xlsx_end(struct xlsx_writer *writer);
// Writes the file; call it once, then close. Fault xlsx_unwritten.
MUST_USE fault xlsx_writer_finish(struct xlsx_writer *writer);
// Frees; without finish there is no file. Accepts NULL.
void xlsx_writer_close(struct xlsx_writer *writer);

// ---- Reading ------------------------------------------------------------------------------------

struct xlsx_row {
    str *fields; // good until the next call
    size_t count;
    int64_t line; // as the spreadsheet counts its rows, from 1; empty rows may be missing
};

struct xlsx_reader;

// bytes must live until close. Numbers come in plain form with at most 15 digits, as Excel shows
// them; dates "2026-11-25", with a time "2026-11-25T09:30:00", a time alone "09:30:00"; truths
// "TRUE"/"FALSE"; formulas as their last result. Limits: LIMIT_UPLOAD bytes, LIMIT_XLSX_ENTRIES,
// LIMIT_XLSX_BYTES unpacked, LIMIT_XLSX_ROWS, and per row and cell those of CSV. Document types are
// refused. Fault xlsx_malformed (422), the note says why.
MUST_USE fault xlsx_reader_open(str bytes, struct arena *arena, struct xlsx_reader **ret_reader,
                                struct fault_note *ret_note);
// *ret_more false at the end. After a fault the reader is at its end. Notes go to the arena of
// open.
MUST_USE fault xlsx_next(struct xlsx_reader *reader, struct xlsx_row *ret_row, bool *ret_more,
                         struct fault_note *ret_note);
void xlsx_reader_close(struct xlsx_reader *reader);

extern const struct fault xlsx_malformed, xlsx_unwritten, xlsx_rows_too_many;

#endif

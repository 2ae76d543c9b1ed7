// What a cell's raw text means: numbers, dates, escapes. For xlsx_read.c alone; nothing here knows
// of archives or XML.
#ifndef FORMAT_XLSX_CELL_H
#define FORMAT_XLSX_CELL_H

#include "base/base.h"

// "1.2805E3" → "1280.5": plain form, rounded to the 15 digits that Excel shows (it stores
// 1280.1500000000001), without zeros at the end. False where it is no number or too large or small
// to be written out.
bool xlsx_plain_number(struct arena *arena, str raw, str *ret_plain);
// A serial number of days (plain form) as "2026-11-25", "2026-11-25T09:30:00" or, below one day,
// "09:30:00". False where there is no such day.
bool xlsx_date_of_serial(struct arena *arena, str plain, bool is_1904, str *ret_text);
// Does a number format show a date or a time? By its code, or by its number where it is built in.
bool xlsx_format_is_date(str code);
bool xlsx_format_number_is_date(int64_t number);
// _x000D_ and the like → the character; what no text may hold is dropped.
str xlsx_unescape(struct arena *arena, str text);
// The same backwards: control characters, and what would be taken for an escape. At most seven
// times the size.
str xlsx_escape(struct arena *arena, str text);

#endif

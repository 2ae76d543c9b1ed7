// CSV (RFC 4180) in place: fields come as views into the input where nothing had to be unescaped.
// A leading UTF-8 mark is skipped; CRLF, LF and CR end a record; quotes inside quotes are doubled.
// Other encodings (GB 18030 from older spreadsheets) are turned into UTF-8 before, by csv_decode.
//
//   struct csv_reader reader = csv_open(scratch, text, ',');
//   for (;;) {
//       struct csv_record record;
//       bool more;
//       fault refusal = csv_next(&reader, &record, &more, &note); // may be noted; the next goes on
//       if (refusal == NULL && !more) break;
//       ...
//       arena_reset(scratch);
//   }
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/base.h"

struct csv_reader {
    struct arena *arena; // for a record; of its own and reset between records where they are many
    str rest;
    char separator;
    int64_t line; // of the record that was read last, from 1
    int64_t next_line;
};

struct csv_record {
    str *fields;
    size_t count;
};

struct csv_reader csv_open(struct arena *arena, str bytes, char separator);
// *ret_more false at the end. An empty line is a record of one empty field. Fault csv_malformed
// (422): a quote that never closes, bytes behind a closing quote, a quote inside a field that is
// not quoted, a field over LIMIT_CSV_FIELD bytes, more than LIMIT_CSV_FIELDS fields, NUL. The note
// names line and column (in characters); the reader stands behind the broken line, so the caller
// may note it and go on.
MUST_USE fault csv_next(struct csv_reader *reader, struct csv_record *ret_record, bool *ret_more,
                        struct fault_note *ret_note);
// UTF-8 as it is; UTF-16 where its mark says so; otherwise from GB 18030 (iconv). Takes up to twice
// the size from the arena. Fault csv_malformed when it is none of them.
MUST_USE fault csv_decode(struct arena *arena, str bytes, str *ret_utf8);
// Writes one field, quoted where needed; a field that a spreadsheet would run as a formula (begins
// with = + - @, their wide forms, tab, CR or LF and is not a plain number) gets a ' in front.
void csv_field(struct buf *out, str field, bool is_first);
void csv_end(struct buf *out); // CRLF

extern const struct fault csv_malformed;

#endif

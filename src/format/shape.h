// JSON to struct and back by shape (base/shape.h): one strict reader and one writer for every type
// that an .api file declares.
//
// A list that may be empty may also be left out.
// Reading refuses, by name and with the field in the note: unknown members, missing members, wrong
// type, too long or short (in characters), out of range, not one of the choices, a date that does
// not exist, NUL or other control characters in a text that is not multi-line, invalid numbers.
// Texts are trimmed of blanks at both ends (secrets are not); with a max over 200 characters they
// may hold line feeds and tabs. Money in JSON is {"amount":"1280.50","currency":"CNY"} and is
// refused with more digits than the currency has. Dates "2026-11-25", instants RFC 3339, decimals
// as string or number in plain form (no exponent, at most 34 digits) and written as strings, ids as
// numbers from 1, bytes as base64. JSON fields keep the value as one piece of JSON.
//
// min and max: TEXT characters, BYTES and JSON bytes, INT the value, DECIMAL and MONEY whole units
// (numbers only where max > min); of a list they count the items, and a text in it has LIMIT_TEXT,
// as a text with max 0 has; a list with max 0 has LIMIT_LIST. An optional text that comes empty is
// absent; an optional INT is written as absent where it is 0 and 0 is out of its range. A shape has
// at most 128 fields.
#ifndef FORMAT_SHAPE_H
#define FORMAT_SHAPE_H

#include "base/base.h"
#include "base/shape.h"
#include "format/json.h"

// Faults, all 422: field_missing, field_unknown, field_type, field_too_short, field_too_long,
// field_out_of_range, field_choice, field_format. note->field is a path: "guests[2].name".
// ret_struct must be shape->size bytes; it is written even when a fault comes back. Texts are views
// into the JSON: its bytes must live as long as the struct. The note's texts give the figures
// ("at most 80 characters" | "最多 80 个字") and are empty where the fault says it all.
MUST_USE fault shape_read(struct arena *arena, const struct shape *shape, const struct json *value,
                          void *ret_struct, struct fault_note *ret_note);

enum shape_audience {
    SHAPE_FOR_PEOPLE, // the API's answer: everything but secrets
    SHAPE_FOR_LOG,    // personal fields as {"commitment":"hex"}, secrets left out, bytes as
                      // {"sha256":"hex","size":n}; in the canonical form of RFC 8785 where
                      // the shape is tools/gen's (its numbers are whole and below 2^53)
};

struct shape_writing {
    enum shape_audience audience;
    // SHAPE_FOR_LOG: makes the commitment of a personal value, given as JSON (a text with its
    // quotes; a whole personal list or struct in one); the machinery belongs to the log.
    void (*commit)(void *context, str path, str value, char ret_hex[64]);
    void *context;
};

// Writes the struct as a JSON object, absent values as null (for people) or left out (for the log).
// how NULL: for people.
void shape_write(struct json_writer *writer, const struct shape *shape, const void *value,
                 const struct shape_writing *how);

// Bytes of one value of a field in a struct: of an item where it is a list.
size_t shape_item_size(const struct shape_field *field);

extern const struct fault field_missing, field_unknown, field_type, field_too_short, field_too_long,
    field_out_of_range, field_choice, field_format;

#endif

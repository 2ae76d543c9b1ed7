// JSON (RFC 8259), read strictly and written in a stream. Our own because it is on the hot path and
// because the libraries accept what they should refuse (docs/decisions/). Refused: duplicate keys,
// lone surrogates, U+0000, invalid UTF-8, bytes behind the value, numbers beyond binary64 (1e400
// has no canonical form), depth over LIMIT_JSON_DEPTH, more values than LIMIT_JSON_NODES. Numbers
// stay the text they came as, so that no digit is lost. Names and texts are views into the bytes
// unless something in them was escaped: the bytes must live as long as the tree.
//
//   const struct json *value;
//   TRY(json_read(arena, bytes, &value, &note));
//   const struct json *name = json_member(value, STR("name"));
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/base.h"

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json {
    enum json_kind kind;
    str text;                 // STRING: unescaped; all others: the source bytes
    str name;                 // where it is a member of an object: its name, unescaped
    const struct json *first; // ARRAY, OBJECT: first child
    const struct json *next;  // next sibling
    size_t count;             // children
};

// Faults: json_malformed (400). The note's texts name the place (byte) and the reason.
MUST_USE fault json_read(struct arena *arena, str bytes, const struct json **ret_value,
                         struct fault_note *ret_note);
// The member of an object, or NULL (also when value is not an object).
const struct json *json_member(const struct json *value, str name);

extern const struct fault json_malformed;

// Writing. A writer knows nothing of nesting rules beyond commas: the caller opens and closes.
struct json_writer {
    struct buf *out;
    bool wants_comma;
};

struct json_writer json_writer_on(struct buf *out);
void json_open_object(struct json_writer *writer);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_name(struct json_writer *writer, str name);
void json_string(struct json_writer *writer, str text);
void json_int(struct json_writer *writer, int64_t number);
void json_bool(struct json_writer *writer, bool truth);
void json_null(struct json_writer *writer);
// Bytes that are one JSON value already.
void json_raw(struct json_writer *writer, str bytes);

// RFC 8785 (JCS) form of a value that was read: members sorted by UTF-16 code units, numbers as in
// ECMAScript, no blanks. Integers up to 2^53 are written exactly; others go through binary64 as the
// RFC demands, which is why our own events carry large numbers as strings.
void json_canonical(struct buf *out, const struct json *value);

#endif

// shape: what a struct looks like, as data. tools/gen writes one for every type, command input and
// SQL row that an .api or .sql file declares; one reader and one writer then serve all of them
// (format/shape.h for JSON, store/ for rows, command/record.c for the log).
//
// How a value stands in the struct (kind → C type; how "absent" looks where a field is optional):
//   BOOL bool · INT int64_t · ID int64_t (0) · TEXT str (size 0) · DATE date (DATE_NONE)
//   INSTANT instant (0) · MONEY money (currency "") · DECIMAL str in plain form (size 0)
//   ENUM int32_t, index into choices, which begin at 1 (0) · STRUCT the struct itself, or a pointer
//   to it where it is optional (NULL) · JSON str, one JSON value as bytes (size 0) · BYTES str
//   list of any of them: struct shape_list
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/str.h"

enum shape_kind {
    SHAPE_BOOL,
    SHAPE_INT,
    SHAPE_ID,
    SHAPE_TEXT,
    SHAPE_DATE,
    SHAPE_INSTANT,
    SHAPE_MONEY,
    SHAPE_DECIMAL,
    SHAPE_ENUM,
    SHAPE_STRUCT,
    SHAPE_JSON,
    SHAPE_BYTES,
};

// A list in a generated struct: `struct customers_contact *items; size_t count;`, laid out so.
struct shape_list {
    void *items;
    size_t count;
};

struct shape_choice {
    const char *name; // as in JSON, SQL and FEEL: "gift"
    const char *en;   // for people
    const char *zh;
};

struct shape_enum {
    const char *name;
    const struct shape_choice *choices; // choices[0] is unused: values begin at 1
    size_t count;                       // the largest value
};

struct shape;

struct shape_field {
    const char *name;
    enum shape_kind kind;
    bool is_list;
    bool is_optional;
    bool is_personal; // encrypted at rest, masked by right, in the log only as a commitment
    bool is_secret;   // never written anywhere, not even as a commitment (passwords, codes)
    size_t offset;
    int64_t min; // INT: value; TEXT: characters; list: items
    int64_t max;
    int64_t preset; // value of an INT, BOOL or ENUM that was left out, where has_preset
    bool has_preset;
    const struct shape *of;           // STRUCT
    const struct shape_enum *choices; // ENUM
};

struct shape {
    const char *name;
    size_t size; // of the struct
    const struct shape_field *fields;
    size_t field_count;
    const uint8_t *sorted; // the fields' indices in the order of their names: for the log
};

// The value of a name in an enum, or 0.
int32_t shape_choice_of(const struct shape_enum *choices, str name);
// Its name; value must be one of the enum's.
str shape_choice_name(const struct shape_enum *choices, int32_t value);
const struct shape_field *shape_field_of(const struct shape *shape, str name);

#endif

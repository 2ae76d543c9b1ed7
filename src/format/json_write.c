// Writes JSON in a stream into a buf. Nothing is checked but commas: the callers are our own code
// and open and close in order. Text is taken as valid UTF-8, which everything that came in was
// checked for. A full buf says so itself (buf.h).
#include "format/json.h"

#include <string.h>

struct json_writer json_writer_on(struct buf *out) {
    return (struct json_writer){.out = out};
}

static void begin_value(struct json_writer *writer) {
    if (writer->wants_comma) buf_add_byte(writer->out, ',');
    writer->wants_comma = true;
}

static void open_with(struct json_writer *writer, char byte) {
    begin_value(writer);
    buf_add_byte(writer->out, byte);
    writer->wants_comma = false;
}

static void close_with(struct json_writer *writer, char byte) {
    buf_add_byte(writer->out, byte);
    writer->wants_comma = true;
}

void json_open_object(struct json_writer *writer) {
    open_with(writer, '{');
}

void json_close_object(struct json_writer *writer) {
    close_with(writer, '}');
}

void json_open_array(struct json_writer *writer) {
    open_with(writer, '[');
}

void json_close_array(struct json_writer *writer) {
    close_with(writer, ']');
}

static bool wants_escape(char byte) {
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

static void add_escape(struct buf *out, char byte) {
    switch (byte) {
    case '"': buf_add(out, STR("\\\"")); break;
    case '\\': buf_add(out, STR("\\\\")); break;
    case '\b': buf_add(out, STR("\\b")); break;
    case '\f': buf_add(out, STR("\\f")); break;
    case '\n': buf_add(out, STR("\\n")); break;
    case '\r': buf_add(out, STR("\\r")); break;
    case '\t': buf_add(out, STR("\\t")); break;
    default: buf_print(out, "\\u%04x", (unsigned char)byte);
    }
}

// A quoted text. Exactly the escapes of RFC 8785, so that the canonical form shares it.
static void add_quoted(struct buf *out, str text) {
    size_t plain = 0;
    while (plain < text.size && !wants_escape(text.data[plain])) plain++;
    if (plain == text.size) {
        char *room = buf_room(out, text.size + 2);
        if (room == NULL) return;
        room[0] = '"';
        if (text.size > 0) memcpy(room + 1, text.data, text.size);
        room[text.size + 1] = '"';
        out->size += text.size + 2;
        return;
    }
    buf_add_byte(out, '"');
    size_t from = 0;
    for (size_t i = plain; i < text.size; i++) {
        if (!wants_escape(text.data[i])) continue;
        buf_add(out, str_slice(text, from, i));
        add_escape(out, text.data[i]);
        from = i + 1;
    }
    buf_add(out, str_slice(text, from, text.size));
    buf_add_byte(out, '"');
}

void json_name(struct json_writer *writer, str name) {
    begin_value(writer);
    add_quoted(writer->out, name);
    buf_add_byte(writer->out, ':');
    writer->wants_comma = false;
}

void json_string(struct json_writer *writer, str text) {
    begin_value(writer);
    add_quoted(writer->out, text);
}

void json_int(struct json_writer *writer, int64_t number) {
    begin_value(writer);
    buf_add_int(writer->out, number);
}

void json_bool(struct json_writer *writer, bool truth) {
    begin_value(writer);
    buf_add(writer->out, truth ? STR("true") : STR("false"));
}

void json_null(struct json_writer *writer) {
    begin_value(writer);
    buf_add(writer->out, STR("null"));
}

void json_raw(struct json_writer *writer, str bytes) {
    begin_value(writer);
    buf_add(writer->out, bytes);
}

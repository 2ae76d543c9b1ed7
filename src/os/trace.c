// The trace: JSON lines on stderr, one write(2) each, so that lines of several threads do not mix
// and journald or a container's log driver does the rest. It formats into the caller's stack: it
// must work when memory is short. It has its own escaping because os/ stands below format/.
#include "os/os.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, TAIL_SIZE = 32 };

// Bytes with an end: what does not fit is left out.
struct line {
    char *room;
    size_t used;
    size_t size; // TAIL_SIZE less than the room, so that the line can always be closed
};

static void add(struct line *line, str text) {
    if (text.size > line->size - line->used) text.size = line->size - line->used;
    if (text.size > 0) memcpy(line->room + line->used, text.data, text.size);
    line->used += text.size;
}

// One character or nothing: half an escape would break the line.
static bool add_whole(struct line *line, str text) {
    if (text.size > line->size - line->used) return false;
    add(line, text);
    return true;
}

static bool add_character(struct line *line, str text, size_t *at) {
    size_t start = *at;
    int32_t character = utf8_next(text, at);
    if (character < 0) {
        *at = start + 1;
        return add_whole(line, STR("\xef\xbf\xbd"));
    }
    if (character == '"') return add_whole(line, STR("\\\""));
    if (character == '\\') return add_whole(line, STR("\\\\"));
    if (character >= 0x20 && character != 0x7f) return add_whole(line, str_slice(text, start, *at));
    char escape[8];
    snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)character);
    return add_whole(line, str_of(escape));
}

static void add_quoted(struct line *line, str text) {
    add(line, STR("\""));
    size_t at = 0;
    bool fits = true;
    while (fits && at < text.size) fits = add_character(line, text, &at);
    line->room[line->used++] = '"'; // in the tail where the text was cut
}

// A field that would not fit with some room for its value is left out whole.
static void add_field(struct line *line, const struct os_trace_field *field) {
    str key = str_of(field->key);
    if (line->used > line->size || line->size - line->used < key.size + TAIL_SIZE) return;
    add(line, STR(",\""));
    add(line, key);
    add(line, STR("\":"));
    if (!field->is_number) {
        add_quoted(line, field->text);
        return;
    }
    char digits[24];
    snprintf(digits, sizeof(digits), "%lld", (long long)field->number);
    add(line, str_of(digits));
}

size_t os_trace_line(char *room, size_t size, instant time, enum os_level level, const char *what,
                     const struct os_trace_field *fields, size_t count) {
    static const char *const names[] = {"error", "warn", "info"};
    ASSERT(size >= 64 + TAIL_SIZE);
    struct line line = {room, 0, size - TAIL_SIZE};
    struct date_parts day = date_split(date_of_instant(time, 0));
    int64_t ms = time - date_start(date_of_instant(time, 0), 0);
    int used = snprintf(room, line.size,
                        "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"%s\"",
                        day.year, day.month, day.day, (int)(ms / 3600000), (int)(ms / 60000 % 60),
                        (int)(ms / 1000 % 60), (int)(ms % 1000), names[level]);
    ASSERT(used > 0 && (size_t)used < line.size);
    line.used = (size_t)used;
    add_field(&line, &os_text("what", str_of(what)));
    for (size_t i = 0; i < count; i++) add_field(&line, &fields[i]);
    memcpy(room + line.used, "}\n", 2);
    return line.used + 2;
}

void os_trace_write(enum os_level level, const char *what, const struct os_trace_field *fields,
                    size_t count) {
    char room[LINE_SIZE];
    size_t size = os_trace_line(room, sizeof(room), os_now(os_real()), level, what, fields, count);
    ssize_t written = write(STDERR_FILENO, room, size);
    (void)written; // nowhere left to complain
}

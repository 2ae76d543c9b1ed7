// The header of an answer, and the answers that are made in one way only: faults as problem
// documents, downloads. Values that came from people may stand in a header, so bytes that would end
// its line are replaced here, once for all.
#include "http/connection.h"

#include "format/json.h"

struct status_line {
    int status;
    str line;
};

static const struct status_line status_lines[] = {
    {200, {"HTTP/1.1 200 OK\r\n", 17}},
    {201, {"HTTP/1.1 201 Created\r\n", 22}},
    {202, {"HTTP/1.1 202 Accepted\r\n", 23}},
    {204, {"HTTP/1.1 204 No Content\r\n", 25}},
    {303, {"HTTP/1.1 303 See Other\r\n", 24}},
    {304, {"HTTP/1.1 304 Not Modified\r\n", 27}},
    {400, {"HTTP/1.1 400 Bad Request\r\n", 26}},
    {401, {"HTTP/1.1 401 Unauthorized\r\n", 27}},
    {403, {"HTTP/1.1 403 Forbidden\r\n", 24}},
    {404, {"HTTP/1.1 404 Not Found\r\n", 24}},
    {405, {"HTTP/1.1 405 Method Not Allowed\r\n", 33}},
    {408, {"HTTP/1.1 408 Request Timeout\r\n", 30}},
    {409, {"HTTP/1.1 409 Conflict\r\n", 23}},
    {410, {"HTTP/1.1 410 Gone\r\n", 19}},
    {413, {"HTTP/1.1 413 Content Too Large\r\n", 32}},
    {415, {"HTTP/1.1 415 Unsupported Media Type\r\n", 37}},
    {417, {"HTTP/1.1 417 Expectation Failed\r\n", 33}},
    {422, {"HTTP/1.1 422 Unprocessable Content\r\n", 36}},
    {429, {"HTTP/1.1 429 Too Many Requests\r\n", 32}},
    {431, {"HTTP/1.1 431 Request Header Fields Too Large\r\n", 46}},
    {500, {"HTTP/1.1 500 Internal Server Error\r\n", 36}},
    {501, {"HTTP/1.1 501 Not Implemented\r\n", 30}},
    {503, {"HTTP/1.1 503 Service Unavailable\r\n", 34}},
    {505, {"HTTP/1.1 505 HTTP Version Not Supported\r\n", 41}},
};

static void add_status(struct buf *out, int status) {
    ASSERT(status >= 200 && status <= 599);
    for (size_t i = 0; i < sizeof(status_lines) / sizeof(status_lines[0]); i++) {
        if (status_lines[i].status != status) continue;
        buf_add(out, status_lines[i].line);
        return;
    }
    buf_print(out, "HTTP/1.1 %d \r\n", status);
}

static void add_value(struct buf *out, str value) {
    char *room = buf_room(out, value.size);
    if (room == NULL) return;
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        room[i] = byte < 0x20 || byte == 0x7f ? '_' : (char)byte;
    }
    out->size += value.size;
}

static void add_field(struct buf *out, str name, str value) {
    buf_add(out, name);
    buf_add(out, STR(": "));
    add_value(out, value);
    buf_add(out, STR("\r\n"));
}

str http_answer_head(struct http_exchange *exchange, const char *now_text,
                     struct http_framing framing) {
    const struct http_answer *answer = &exchange->answer;
    struct buf out = buf_in(exchange->arena, LIMIT_ANSWER);
    ASSERT(buf_room(&out, 512) != NULL); // the usual header in one piece of memory
    add_status(&out, answer->status);
    add_field(&out, STR("Date"), str_of(now_text));
    if (answer->type.size > 0) add_field(&out, STR("Content-Type"), answer->type);
    if (framing.has_length) {
        buf_add(&out, STR("Content-Length: "));
        buf_add_int(&out, (int64_t)framing.length);
        buf_add(&out, STR("\r\n"));
    }
    if (framing.is_chunked) buf_add(&out, STR("Transfer-Encoding: chunked\r\n"));
    for (size_t i = 0; i < answer->header_count; i++)
        add_field(&out, answer->headers[i].name, answer->headers[i].value);
    if (!answer->has_cache_rule) buf_add(&out, STR("Cache-Control: no-store\r\n"));
    buf_add(&out, STR("X-Content-Type-Options: nosniff\r\n"));
    if (framing.is_last) buf_add(&out, STR("Connection: close\r\n"));
    buf_add(&out, STR("\r\n"));
    ASSERT(!out.is_full);
    return buf_str(&out);
}

void http_answer_header(struct http_exchange *exchange, const char *name, str value) {
    struct http_answer *answer = &exchange->answer;
    ASSERT(answer->header_count < HTTP_ANSWER_HEADERS);
    str header = str_of(name);
    answer->headers[answer->header_count++] = (struct http_header){header, value};
    if (str_equal(header, STR("Cache-Control"))) answer->has_cache_rule = true;
}

static void add_member(struct json_writer *writer, str name, str text) {
    json_name(writer, name);
    json_string(writer, text);
}

void http_answer_fault(struct http_exchange *exchange, fault trouble,
                       const struct fault_note *note) {
    struct buf out = buf_in(exchange->arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    str field = note != NULL && note->field.size > 0 ? note->field : str_of(trouble->field);
    json_open_object(&writer);
    add_member(&writer, STR("type"),
               arena_join(exchange->arena, STR("urn:mingli:fault:"), str_of(trouble->name)));
    add_member(&writer, STR("title"), str_of(trouble->en));
    json_name(&writer, STR("status"));
    json_int(&writer, trouble->status);
    add_member(&writer, STR("fault"), str_of(trouble->name));
    if (field.size > 0) add_member(&writer, STR("field"), field);
    add_member(&writer, STR("en"), str_of(trouble->en));
    add_member(&writer, STR("zh"), str_of(trouble->zh));
    if (note != NULL && note->en.size > 0) {
        json_name(&writer, STR("note"));
        json_open_object(&writer);
        add_member(&writer, STR("en"), note->en);
        add_member(&writer, STR("zh"), note->zh);
        json_close_object(&writer);
    }
    json_close_object(&writer);
    exchange->answer.status = trouble->status;
    exchange->answer.type = STR("application/problem+json");
    exchange->answer.body = buf_str(&out);
}

// RFC 8187: everything but these letters as %XX; and a plain name for readers of long ago.
static bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
}

void http_answer_attachment(struct http_exchange *exchange, str file_name) {
    struct buf out = buf_in(exchange->arena, LIMIT_HEADER);
    file_name = str_slice(file_name, 0, 1024);
    buf_add(&out, STR("attachment; filename=\""));
    for (size_t i = 0; i < file_name.size; i++)
        buf_add_byte(&out, is_plain(file_name.data[i]) ? file_name.data[i] : '_');
    buf_add(&out, STR("\"; filename*=UTF-8''"));
    for (size_t i = 0; i < file_name.size; i++) {
        if (is_plain(file_name.data[i]))
            buf_add_byte(&out, file_name.data[i]);
        else
            buf_print(&out, "%%%02X", (unsigned char)file_name.data[i]);
    }
    http_answer_header(exchange, "Content-Disposition", buf_str(&out));
    http_answer_header(exchange, "Content-Security-Policy", STR("sandbox"));
}

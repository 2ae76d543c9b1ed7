// parse: every refusal by name, what is accepted, in pieces of every size; and the request cases of
// llhttp (MINGLI_SHARED/data/reliability-strings/http, printed as skipped where they are absent).
#include "http/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "os/os.h"

// What a message came to: a fault's name, "complete" or "incomplete".
struct outcome {
    const char *name;
    struct http_parser parser;
    struct http_request request;
    str body;
    size_t used; // bytes of the message
};

static const char *read_chunks(struct arena *arena, str rest, size_t step, struct outcome *out) {
    struct http_chunks chunks = {0};
    struct buf body = buf_in(arena, MIB);
    size_t before = rest.size;
    while (rest.size > 0 && !chunks.is_done) {
        str piece = str_slice(rest, 0, step), data;
        size_t offered = piece.size;
        while (piece.size > 0 && !chunks.is_done) {
            fault trouble = http_chunks_next(&chunks, &piece, &data);
            if (trouble != NULL) return trouble->name;
            buf_add(&body, data);
        }
        rest = str_slice(rest, offered - piece.size, rest.size);
    }
    out->body = buf_str(&body);
    out->used += before - rest.size;
    return chunks.is_done ? "complete" : "incomplete";
}

static const char *read_message(struct arena *arena, str bytes, size_t step, struct outcome *out) {
    bool is_complete = false;
    for (size_t size = step < bytes.size ? step : bytes.size; !is_complete;) {
        fault trouble = http_parse_head(&out->parser, arena, str_slice(bytes, 0, size),
                                        &out->request, &is_complete);
        if (trouble != NULL) return trouble->name;
        if (!is_complete && size == bytes.size) return "incomplete";
        size = bytes.size - size < step ? bytes.size : size + step;
    }
    out->used = out->parser.head_size;
    str rest = str_slice(bytes, out->used, bytes.size);
    if (out->parser.is_chunked) return read_chunks(arena, rest, step, out);
    out->body = str_slice(rest, 0, (size_t)out->parser.length);
    if (out->body.size < out->parser.length) return "incomplete";
    out->used += out->body.size;
    return "complete";
}

static struct outcome read_in_steps(struct arena *arena, str bytes, size_t step) {
    struct outcome outcome = {0};
    outcome.name = read_message(arena, bytes, step, &outcome);
    return outcome;
}

struct row {
    const char *bytes; // ends at its NUL; rows with NUL in them have a test of their own
    const char *outcome;
};

#define HEAD "GET / HTTP/1.1\r\nHost: a\r\n"
#define POST "POST / HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

static const struct row rows[] = {
    // Request lines
    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete"},
    {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete"},
    {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"GET / HTTP/1.0\r\n\r\n", "complete"},
    {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "version_unsupported"},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "version_unsupported"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "version_unsupported"},
    {"GET / http/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"GET / HTTP/11\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"GET /\r\n\r\n", "request_line_malformed"},
    {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
    {"G\001T / HTTP/1.1\r\nHost: a\r\n\r\n", "line_malformed"},
    {"get / HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
    {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
    {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
    // Targets
    {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "complete"},
    {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /a\"b HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /\xe6\x98\x8e HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /%e6%98%8e HTTP/1.1\r\nHost: a\r\n\r\n", "complete"},
    {"GET /%e6%98 HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /% HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /%2 HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /%0a HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /a%5cb HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /?a=%2f%0a HTTP/1.1\r\nHost: a\r\n\r\n", "complete"},
    {"GET /?a=%00 HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /?a=%ff HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /?a=%f HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    {"GET /?%e6=%98%8e HTTP/1.1\r\nHost: a\r\n\r\n", "target_malformed"},
    // Lines
    {"GET / HTTP/1.1\nHost: a\n\n", "line_malformed"},
    {"GET / HTTP/1.1\r\nHost: a\n\r\n", "line_malformed"},
    {"GET / HTTP/1.1\r\nHost: a\r\n\n", "line_malformed"},
    {HEAD "X: 1\r2\r\n\r\n", "line_malformed"},
    {HEAD "X: \x01\r\n\r\n", "line_malformed"},
    {HEAD "X: \x7f\r\n\r\n", "line_malformed"},
    {HEAD "\r", "incomplete"},
    {HEAD "\rx", "line_malformed"},
    {HEAD "X: a\tb\xe6\r\n\r\n", "complete"},
    // Fields
    {HEAD "X : 1\r\n\r\n", "header_malformed"},
    {HEAD "X\r\n\r\n", "header_malformed"},
    {HEAD ": 1\r\n\r\n", "header_malformed"},
    {HEAD "X(: 1\r\n\r\n", "header_malformed"},
    {HEAD " X: 1\r\n\r\n", "header_malformed"},
    {HEAD "X: 1\r\n folded\r\n\r\n", "header_malformed"},
    {HEAD "X: 1\r\n\tfolded\r\n\r\n", "header_malformed"},
    {HEAD "X:\r\n\r\n", "complete"},
    // Host
    {"GET / HTTP/1.1\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", "host_wrong"},
    {"GET / HTTP/1.1\r\nHost: [::1]:8420\r\n\r\n", "complete"},
    // Length
    {POST "Content-Length: 5\r\n\r\nhello", "complete"},
    {POST "Content-Length: 005\r\n\r\nhello", "complete"},
    {POST "Content-Length: 5\r\n\r\nhell", "incomplete"},
    {POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 5, 5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length : 5\r\n\r\nhello", "header_malformed"},
    {POST "Content-Length: +5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: -5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 0x5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 5 5\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 5.0\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length:\r\n\r\nhello", "length_wrong"},
    {POST "Content-Length: 18446744073709551616\r\n\r\n", "body_too_large"},
    // Transfer codings
    {POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: chunked, chunked\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: chunked, gzip\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: chunked,\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding:\r\n\r\n", "framing_ambiguous"},
    {POST "Transfer-Encoding: gzip, chunked\r\n\r\n", "transfer_coding_unknown"},
    {POST "Transfer-Encoding: xchunked\r\n\r\n", "transfer_coding_unknown"},
    {POST "Transfer-Encoding: identity\r\n\r\n", "transfer_coding_unknown"},
    {POST "Transfer-Encoding: \"chunked\"\r\n\r\n", "transfer_coding_unknown"},
    {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "framing_ambiguous"},
    // Chunks
    {CHUNKED "5\r\nhello\r\n0\r\n\r\n", "complete"},
    {CHUNKED "05\r\nhello\r\n000\r\n\r\n", "complete"},
    {CHUNKED "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "complete"},
    {CHUNKED "5;a;b=c;d=\"e \\\" f\"\r\nhello\r\n0\r\nX: 1\r\nY:2\r\n\r\n", "complete"},
    {CHUNKED "5\r\nhello\r\n0\r\n", "incomplete"},
    {CHUNKED "5\r\nhello\r\n", "incomplete"},
    {CHUNKED "5\r\nhelloX\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5\r\nhello\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5\r\nhell\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5 \r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "+5\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "0x5\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "-1\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5;\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5;a=\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5;a=\"\r\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5;a\nhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "5;a\rhello\r\n0\r\n\r\n", "chunk_malformed"},
    {CHUNKED "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", "body_too_large"},
    {CHUNKED "0\r\n X: 1\r\n\r\n", "chunk_malformed"},
    {CHUNKED "0\r\nX\r\n\r\n", "chunk_malformed"},
    {CHUNKED "0\r\nX: \x01\r\n\r\n", "chunk_malformed"},
    {CHUNKED "0\r\n\rX", "chunk_malformed"},
    // Expectations
    {POST "Expect: 100-Continue\r\n\r\n", "complete"},
    {POST "Expect: 200-ok\r\n\r\n", "expectation_unknown"},
};

static void each_message_comes_to_its_outcome_in_any_pieces(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        str bytes = str_of(rows[i].bytes);
        for (size_t step = 1; step <= bytes.size; step++) {
            struct outcome outcome = read_in_steps(arena, bytes, step);
            if (strcmp(outcome.name, rows[i].outcome) != 0)
                print_error("row %zu in steps of %zu:\n%s\n", i, step, rows[i].bytes);
            assert_string_equal(outcome.name, rows[i].outcome);
        }
        arena_reset(arena);
    }
    arena_close(arena);
}

static void nul_is_refused_wherever_it_stands(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    str whole = STR("GET /a?b=c HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
    for (size_t i = 0; i < whole.size; i++) {
        char *bytes = arena_text(arena, whole);
        bytes[i] = '\0';
        str spoilt = {bytes, whole.size};
        assert_string_equal(read_in_steps(arena, spoilt, 7).name, "line_malformed");
    }
    arena_close(arena);
}

static void what_was_read_is_what_was_sent(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    str bytes = STR("PUT /a%20b/%e6%98%8e?x=1+2&y=%e6%98%8e%26&&z&=w HTTP/1.1\r\n"
                    "Host: h:1\r\nX-One:  a b \t\r\nx-one: second\r\nCookie: s=1; id=\"q=2\"\r\n"
                    "Connection: keep-alive, Close\r\nCookie: t=3\r\n"
                    "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /next");
    struct outcome outcome = read_in_steps(arena, bytes, 5);
    const struct http_request *request = &outcome.request;
    assert_string_equal(outcome.name, "complete");
    assert_int_equal(request->method, HTTP_PUT);
    assert_true(str_equal(http_method_name(request->method), STR("PUT")));
    assert_true(str_equal(request->path, STR("/a b/明")));
    assert_true(str_equal(request->host, STR("h:1")));
    assert_true(str_equal(outcome.body, STR("abcde")));
    assert_int_equal(outcome.used, bytes.size - 9);
    assert_true(outcome.parser.is_last);
    str value;
    assert_true(http_request_header(request, STR("X-ONE"), &value));
    assert_true(str_equal(value, STR("a b")));
    assert_false(http_request_header(request, STR("X-Two"), &value));
    assert_true(http_request_cookie(request, STR("id"), &value));
    assert_true(str_equal(value, STR("q=2")));
    assert_true(http_request_cookie(request, STR("t"), &value));
    assert_true(str_equal(value, STR("3")));
    assert_false(http_request_cookie(request, STR("q"), &value));
    static const char *pairs[][2] = {{"x", "1 2"}, {"y", "明&"}, {"z", ""}, {"", "w"}};
    str rest = request->query, name;
    for (size_t i = 0; i < 4; i++) {
        assert_true(http_query_next(arena, &rest, &name, &value));
        assert_true(str_equal(name, str_of(pairs[i][0])));
        assert_true(str_equal(value, str_of(pairs[i][1])));
    }
    assert_false(http_query_next(arena, &rest, &name, &value));
    arena_close(arena);
}

// A header of exactly so many bytes.
static str padded(struct arena *arena, size_t size) {
    struct buf out = buf_in(arena, size);
    buf_add(&out, STR(HEAD "X: "));
    while (out.size < size - 4) buf_add_byte(&out, 'x');
    buf_add(&out, STR("\r\n\r\n"));
    return buf_str(&out);
}

static void headers_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct {
        size_t size, step;
        const char *outcome;
    } sizes[] = {
        {LIMIT_HEADER, 1, "complete"},
        {LIMIT_HEADER, LIMIT_HEADER, "complete"},
        {LIMIT_HEADER + 1, 1, "header_too_large"},
        {LIMIT_HEADER + 1, LIMIT_HEADER * 2, "header_too_large"},
        {64 * KIB, 4096, "header_too_large"},
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        str bytes = padded(arena, sizes[i].size);
        assert_string_equal(read_in_steps(arena, bytes, sizes[i].step).name, sizes[i].outcome);
    }
    for (int count = LIMIT_HEADERS - 1; count <= LIMIT_HEADERS; count++) {
        struct buf out = buf_in(arena, LIMIT_HEADER);
        buf_add(&out, STR(HEAD));
        for (int i = 0; i < count; i++) buf_add(&out, STR("X: 1\r\n"));
        buf_add(&out, STR("\r\n"));
        assert_string_equal(read_in_steps(arena, buf_str(&out), 99).name,
                            count < LIMIT_HEADERS ? "complete" : "header_too_large");
    }
    arena_close(arena);
}

// Bytes that are not body must not outgrow the body.
static void chunks_cannot_be_mostly_wrapping(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct buf out = buf_in(arena, MIB);
    buf_add(&out, STR(CHUNKED));
    for (int i = 0; i < 1000; i++) {
        buf_add(&out, STR("1;a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\nx\r\n"));
        if (i == 300)
            assert_string_equal(read_in_steps(arena, buf_str(&out), 512).name, "incomplete");
    }
    assert_string_equal(read_in_steps(arena, buf_str(&out), 512).name, "chunk_malformed");
    buf_add(&out, STR(CHUNKED));
    arena_close(arena);
}

// One case of llhttp's: "## heading", a comment with its type, the message, the log that llhttp
// writes for it.
struct peer_case {
    str file;
    str heading;
    str message;
    str log;
};

// Where we refuse what llhttp takes, on purpose: methods and protocols that we do not speak,
// targets that are not a path, codings before chunked, and what is no host.
static const struct {
    const char *heading;
    const char *outcome;
} stricter[] = {
    {"Content-Length reset when no body is received", "incomplete"}, // llhttp is told to skip it
    {"REPORT request", "method_unknown"},
    {"CONNECT request", "method_unknown"},
    {"CONNECT request with CAPS", "method_unknown"},
    {"CONNECT with body", "method_unknown"},
    {"M-SEARCH request", "method_unknown"},
    {"PURGE request", "method_unknown"},
    {"SEARCH request", "method_unknown"},
    {"LINK request", "method_unknown"},
    {"SOURCE request", "method_unknown"},
    {"PRI request HTTP2", "method_unknown"},
    {"QUERY request", "method_unknown"},
    {"Underscore in hostname", "method_unknown"},
    {"SOURCE request with ICE", "request_line_malformed"},
    {"OPTIONS request with RTSP", "request_line_malformed"},
    {"ANNOUNCE request with RTSP", "request_line_malformed"},
    {"No HTTP version", "request_line_malformed"},
    {"curl GET", "host_wrong"},                                            // 0.0.0.0=5000
    {"Firefox GET", "host_wrong"},                                         // the same
    {"POST with `chunked` as last transfer-encoding", "target_malformed"}, // a fragment
    {"POST with `chunked` as last transfer-encoding (multiple headers)", "target_malformed"},
    {"Quotes in URI", "target_malformed"},
    {"Host terminated by a query string", "target_malformed"},
    {"`host:port` terminated by a query string", "target_malformed"},
    {"`host:port` terminated by a space", "target_malformed"},
    {"Fragment in URI", "target_malformed"},
    {"`host:port` and basic auth", "target_malformed"},
};

static bool undo_escape(str text, size_t *at, struct buf *out) {
    static const char letters[] = "rntf", bytes[] = "\r\n\t\f";
    if (text.data[*at] != '\\' || *at + 1 == text.size) return false;
    const char *letter = strchr(letters, text.data[*at + 1]);
    if (letter != NULL && *letter != '\0') {
        buf_add_byte(out, bytes[letter - letters]);
        *at += 2;
        return true;
    }
    if (text.data[*at + 1] != 'x' || *at + 3 >= text.size) return false;
    int high = http_hex_value(text.data[*at + 2]), low = http_hex_value(text.data[*at + 3]);
    if (high < 0 || low < 0) return false;
    buf_add_byte(out, (char)(high * 16 + low));
    *at += 4;
    return true;
}

// Lines end in CR LF but for the last; a backslash at the end joins lines; Host is added where the
// case, being older than the rule, has none.
static str message_of(struct arena *arena, str block) {
    struct buf out = buf_in(arena, MIB);
    bool has_host = false;
    for (str rest = block; rest.size > 0;) {
        bool is_final = str_find_byte(rest, '\n') < 0;
        str line = str_cut(&rest, '\n');
        has_host = has_host || str_equal_ignore_case(str_slice(line, 0, 5), STR("Host:"));
        bool joins = line.size > 0 && line.data[line.size - 1] == '\\';
        for (size_t at = 0; at < line.size - joins;)
            if (!undo_escape(line, &at, &out)) buf_add_byte(&out, line.data[at++]);
        if (!joins && !is_final) buf_add(&out, STR("\r\n"));
    }
    if (str_ends_with(block, STR("\n"))) {
    }
    str message = buf_str(&out);
    str start =
        str_starts_with(message, STR("\r\n")) ? str_slice(message, 2, message.size) : message;
    ptrdiff_t end = str_find(start, STR("\r\n"));
    if (has_host || end < 0) return message;
    size_t at = (size_t)(start.data - message.data) + (size_t)end + 2;
    return arena_join(arena, arena_join(arena, str_slice(message, 0, at), STR("Host: a\r\n")),
                      str_slice(message, at, message.size));
}

// The text between ```NAME and ``` from *rest on, without the last LF.
static bool next_block(str *rest, str fence, str *ret_block) {
    ptrdiff_t start = str_find(*rest, fence);
    if (start < 0) return false;
    *rest = str_slice(*rest, (size_t)start + fence.size, rest->size);
    ptrdiff_t end = str_find(*rest, STR("\n```"));
    assert_true(end >= 0);
    *ret_block = str_slice(*rest, 0, (size_t)end);
    *rest = str_slice(*rest, (size_t)end + 4, rest->size);
    return true;
}

static str last_heading(str text) {
    str heading = STR_NONE;
    while (text.size > 0) {
        str line = str_cut(&text, '\n');
        if (str_starts_with(line, STR("#"))) heading = str_trim(line);
    }
    while (heading.size > 0 && heading.data[0] == '#')
        heading = str_slice(heading, 1, heading.size);
    return str_trim(heading);
}

// A refusal of llhttp's, not counting what it says about the connection or an upgrade.
static bool log_refuses(str log) {
    ptrdiff_t at = str_find(log, STR("error code="));
    if (at < 0) return false;
    str code = str_slice(log, (size_t)at + 11, log.size);
    code = str_cut(&code, ' ');
    return !str_equal(code, STR("5")) && !str_equal(code, STR("22")) && !str_equal(code, STR("23"));
}

// NULL: any fault.
static const char *wanted_outcome(const struct peer_case *peer) {
    for (size_t i = 0; i < sizeof(stricter) / sizeof(stricter[0]); i++)
        if (str_equal(peer->heading, str_of(stricter[i].heading))) return stricter[i].outcome;
    if (log_refuses(peer->log)) return NULL;
    return str_find(peer->log, STR("message complete")) >= 0 ? "complete" : "incomplete";
}

static bool check_peer_case(struct arena *arena, const struct peer_case *peer) {
    struct outcome outcome = read_in_steps(arena, peer->message, 3);
    const char *wanted = wanted_outcome(peer);
    bool is_right =
        wanted != NULL ? strcmp(outcome.name, wanted) == 0 : strcmp(outcome.name, "complete") != 0;
    if (!is_right)
        print_error("%.*s, %.*s: %s\n%.*s\n", STR_ARG(peer->file), STR_ARG(peer->heading),
                    outcome.name, STR_ARG(peer->message));
    return is_right;
}

static size_t check_peer_file(struct arena *arena, str name, str text, size_t *wrong) {
    size_t checked = 0;
    str rest = text, block, log, heading = STR_NONE;
    for (;;) {
        str before = rest;
        if (!next_block(&rest, STR("```http\n"), &block)) return checked;
        before = str_slice(before, 0, (size_t)(block.data - before.data));
        str found = last_heading(before);
        if (found.size > 0) heading = found;
        assert_true(next_block(&rest, STR("```log\n"), &log));
        bool is_strict = str_find(before, STR("\"type\": \"request\"")) >= 0 ||
                         str_find(before, STR("\"type\":\"request\"")) >= 0;
        if (!is_strict) continue;
        struct peer_case peer = {name, heading, message_of(arena, block), log};
        if (!check_peer_case(arena, &peer)) ++*wrong;
        checked++;
    }
}

static void cases_of_llhttp(void **state) {
    (void)state;
    const struct os *os = os_real();
    struct arena *arena = arena_open(64 * MIB);
    str shared = os_variable(os, "MINGLI_SHARED");
    str folder = arena_join(arena, shared.size > 0 ? shared : STR("../shared"),
                            STR("/data/reliability-strings/http/request/"));
    struct os_names names;
    if (os_folder_list(os, arena, folder, &names) != NULL) {
        print_message("skipped: no llhttp cases at %.*s\n", STR_ARG(folder));
        arena_close(arena);
        return;
    }
    size_t checked = 0, wrong = 0;
    for (size_t i = 0; i < names.count; i++) {
        str text;
        assert_null(os_file_read(os, arena, arena_join(arena, folder, names.items[i]), MIB, &text));
        checked += check_peer_file(arena, names.items[i], text, &wrong);
    }
    print_message("%zu cases of llhttp\n", checked);
    assert_int_equal(wrong, 0);
    assert_true(checked > 120);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_message_comes_to_its_outcome_in_any_pieces),
        cmocka_unit_test(nul_is_refused_wherever_it_stands),
        cmocka_unit_test(what_was_read_is_what_was_sent),
        cmocka_unit_test(headers_have_a_ceiling),
        cmocka_unit_test(chunks_cannot_be_mostly_wrapping),
        cmocka_unit_test(cases_of_llhttp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

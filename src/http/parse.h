// parse: the strict reader of HTTP/1 messages (RFC 9112), for the server and its tests.
//
// Whatever two readers could understand differently is refused, because a proxy in front of us may
// be the other reader, and a message that ends at two places smuggles a second request: bare CR or
// LF, blanks before the colon, folded lines, two lengths, a length beside chunks, unknown transfer
// codings, control bytes anywhere, a missing or second Host, targets that are not a path.
// One empty line before the request line is passed over, as the RFC asks.
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/http.h"

// Reads a header; begins as {0}.
struct http_parser {
    // What it found, once it is complete:
    size_t head_size; // bytes up to the body
    bool has_length;
    bool is_chunked;
    bool is_last;          // the connection ends behind this exchange
    bool expects_continue; // the peer waits for 100 before it sends the body
    uint64_t length;       // where has_length
    // Its own:
    size_t at;         // bytes that were looked at
    size_t line_start; // of the line being read
    bool has_request_line;
    bool has_host;
    bool has_transfer;
};

// bytes: all that has come since the message began, always at the same address. True in
// *ret_complete when the header is there. Faults as in http.h; header_too_large when it is not
// complete within LIMIT_HEADER. Texts in the request are views of bytes or lie in arena.
MUST_USE fault http_parse_head(struct http_parser *parser, struct arena *arena, str bytes,
                               struct http_request *request, bool *ret_complete);

// Decodes %XX in a path; false where it is malformed, not UTF-8, or has a control character or an
// encoded slash or backslash.
bool http_path_decode(struct arena *arena, str raw, str *ret_path);

// 0..15, or -1 for a byte that is no hexadecimal digit.
int http_hex_value(char byte);

// Reads a chunked body; begins as {0}.
struct http_chunks {
    int state;
    bool is_done;
    uint64_t left;     // of the chunk being read
    uint64_t decoded;  // bytes of body so far
    uint64_t overhead; // bytes that were not body
    uint32_t digits;
    uint32_t line_size; // of the trailer or extension being read
};

// Takes bytes from *rest: *ret_data is the next piece of body in them, or empty when *rest was used
// up or the body is complete (is_done; what then is left in *rest belongs to the next message).
// Faults: chunk_malformed, body_too_large.
MUST_USE fault http_chunks_next(struct http_chunks *chunks, str *rest, str *ret_data);

#endif

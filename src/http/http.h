// http: HTTP/1.1 from bytes to exchanges and back. Strict on the way in (what two readers could
// understand differently is refused, see parse.h), one read and one write per request, no
// allocation after warm-up. HTTP/2, TLS and the open internet belong to a proxy in front.
//
// A server has a few reactors: threads with an event loop each, which share the address by
// SO_REUSEPORT. A connection stays with its reactor. For each request the server calls
//   admit   when the header is complete: may it go on, and how large may its body be?
//   handle  when the body is complete: answer at once (HTTP_NOW), or give the exchange to another
//           thread (HTTP_LATER), which answers and calls http_exchange_finish. A handler never
//           waits: whatever takes long goes to another thread.
// The exchange belongs to exactly one thread at a time: the reactor until handle, whoever got it
// until finish, the reactor again.
//
//     static enum http_next hello(void *context, struct http_exchange *exchange) {
//         str name = STR("world"), value, rest = exchange->request.query;
//         while (http_query_next(exchange->arena, &rest, &name, &value)) {}
//         exchange->answer.type = STR("text/plain; charset=utf-8");
//         exchange->answer.body = arena_join(exchange->arena, STR("hello "), name);
//         return HTTP_NOW;
//     }
//
// Order at the end of a program: http_server_stop, then stop whoever may still finish exchanges,
// then http_server_close.
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/base.h"
#include "os/os.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS
};

struct http_header {
    str name;  // as it came; compare without case
    str value; // without blanks at the ends; may hold bytes above 0x7f, of no known encoding
};

// All texts live until the exchange is finished.
struct http_request {
    enum http_method method;
    int minor_version; // of HTTP/1: 0 or 1
    str target;        // as it came
    str path;          // decoded UTF-8 without control characters, begins with "/"; "*" for OPTIONS
    str query;         // as it came, without "?"; read it with http_query_next
    str host;          // empty only in HTTP/1.0
    str body;          // decoded from chunks
    str peer;          // address of the other end as text, no port: a proxy's where there is one
    size_t header_count;
    struct http_header headers[LIMIT_HEADERS];
};

str http_method_name(enum http_method method);
// The value of the first header of that name; false when there is none.
bool http_request_header(const struct http_request *request, str name, str *ret_value);
// The value of a cookie; the first where a name comes twice.
bool http_request_cookie(const struct http_request *request, str name, str *ret_value);
// The next name=value of a query ("+" and %XX decoded, valid UTF-8, no NUL); false at the end.
//   str rest = request->query;
//   while (http_query_next(arena, &rest, &name, &value)) …
bool http_query_next(struct arena *arena, str *rest, str *ret_name, str *ret_value);
// The same for an application/x-www-form-urlencoded body, which has not been checked yet: false
// where it is malformed. Check first, then http_query_next over it.
bool http_query_is_valid(struct arena *arena, str query);

enum { HTTP_ANSWER_HEADERS = 16 };

// Makes the body of an answer piece by piece (exports), on the reactor's thread whenever the peer
// has taken the piece before.
struct http_producer {
    // Fills out, which is empty (about HTTP_PIECE bytes; at most 1 MiB), and says whether more will
    // come. A fault cuts the connection, so that the peer sees that the answer is not whole.
    fault (*next)(void *context, struct buf *out, bool *ret_more);
    // Called once, in the end, however it came.
    void (*close)(void *context);
    void *context;
};

#define HTTP_PIECE (64 * KIB)

// What the handler fills. It begins as status 200 without body. Texts must live until it is sent:
// take them from the exchange's arena, or let them be constants.
struct http_answer {
    int status;
    str type;                      // Content-Type; empty for none
    str body;                      // or
    struct http_producer producer; // where next is not NULL
    bool is_last;                  // closes the connection behind this answer
    bool has_cache_rule; // set by http_answer_header; else Cache-Control: no-store is sent
    size_t header_count;
    struct http_header headers[HTTP_ANSWER_HEADERS];
};

struct http_stream;
struct http_connection;

// Links an exchange or a stream into its reactor's inbox; the server's own.
struct http_message {
    struct http_message *next;
    bool is_stream;
};

struct http_exchange {
    struct http_request request;
    struct http_answer answer;
    struct arena *arena; // of this request, at most LIMIT_REQUEST_ARENA
    void *reactor_data;  // what reactor_open gave: use it on the reactor's thread only
    void *own;           // the handler's: what admit found out, for handle and later
    // The server's own:
    struct http_message message;
    struct http_connection *connection;
    struct http_stream *stream;
};

enum http_next { HTTP_NOW, HTTP_LATER };

// Date, Content-Length, Transfer-Encoding, Connection and X-Content-Type-Options are the server's.
// The name is a constant; the value is not copied, and bytes that would break the header become
// "_".
void http_answer_header(struct http_exchange *exchange, const char *name, str value);
// An RFC 9457 problem document: fault, field (the note's wins), en and zh, and the note's own texts
// as note: {en, zh}. note may be NULL.
void http_answer_fault(struct http_exchange *exchange, fault trouble,
                       const struct fault_note *note);
// Content-Disposition: attachment with a name of any characters, and a sandbox for its content.
void http_answer_attachment(struct http_exchange *exchange, str file_name);

// The answer stands: give the exchange back. From any thread, once, after HTTP_LATER; the caller
// must not touch it afterwards. The peer may have gone meanwhile: nobody needs to care.
void http_exchange_finish(struct http_exchange *exchange);
// The same for a group (at most LIMIT_GROUP_COMMIT): wakes each reactor only once.
void http_finish_many(struct http_exchange *const *exchanges, size_t count);

// Event streams. Turns the exchange into a stream: the answer is its beginning (finish it, or
// return HTTP_NOW, as ever). The caller owns the stream and closes it once; request and arena end
// with the beginning. A comment is sent whenever the stream was quiet for the heartbeat's time.
struct http_stream *http_stream_open(struct http_exchange *exchange);
// From any thread; copies the bytes. False when the peer has gone or takes nothing more
// (LIMIT_STREAM bytes wait): the stream is dead then, and only to be closed.
bool http_stream_send(struct http_stream *stream, str bytes);
void http_stream_close(struct http_stream *stream);
// One event in the form of server-sent events; name and id may be empty; data may have many lines.
void http_event_write(struct buf *out, str name, str id, str data);

struct http_handler {
    void *context; // handed to each function
    // One for each reactor, before it starts and after it ended, on the thread that opens and stops
    // the server. Both may be NULL.
    fault (*reactor_open)(void *context, void **ret_data);
    void (*reactor_close)(void *context, void *data);
    // The header is complete. *ret_body_max is LIMIT_JSON_BODY unless it is changed; a larger body
    // is the fault body_too_large and is not read. NULL: every request may come.
    fault (*admit)(void *context, struct http_exchange *exchange, size_t *ret_body_max);
    enum http_next (*handle)(void *context, struct http_exchange *exchange);
    // On the reactor's thread again, for an exchange that came back by finish, before its answer is
    // sent: what can be written here need not be written by the thread that finished. May be NULL.
    void (*complete)(void *context, struct http_exchange *exchange);
};

// Where a number is 0 its default holds.
struct http_options {
    const struct os *os;    // NULL: the real machine
    str address;            // "127.0.0.1:8420", "[::1]:8420"; port 0: any free one
    size_t reactors;        // default: the processors, at most 2
    size_t connections_max; // 4096 in all
    int64_t header_ms;      // 10 s in all for a header
    int64_t body_ms;        // 30 s in all for a body, and 1 s more for each 64 KiB of it
    int64_t idle_ms;        // 60 s between two requests
    int64_t write_ms;       // 30 s without the peer taking a byte
    int64_t heartbeat_ms;   // 20 s
    int64_t grace_ms;       // when stopping: 500 ms before idle connections are closed
    int64_t stop_ms;        // 10 s until what still runs is cut
    int64_t tick_ms;        // 250 ms: how exactly the times above are kept
    struct http_handler handler;
};

struct http_server;

// Listens when it returns. Faults: address_malformed (422), address_taken, server_outage (503), and
// those of reactor_open.
MUST_USE fault http_server_open(const struct http_options *options,
                                struct http_server **ret_server);
int http_server_port(const struct http_server *server);
// Accepts nobody any more, finishes what runs, ends the reactors. Exchanges that nobody finished in
// time lose their connection, but may still be finished.
void http_server_stop(struct http_server *server);
// Gives everything back; stops first if need be. Nobody may hold exchanges or streams any more.
void http_server_close(struct http_server *server);

// What a peer can do wrong. Refusals of the parser (see parse.h): 400
extern const struct fault request_line_malformed, line_malformed, header_malformed, host_wrong,
    length_wrong, framing_ambiguous, chunk_malformed, target_malformed;
extern const struct fault request_too_slow;        // 408
extern const struct fault body_too_large;          // 413
extern const struct fault expectation_unknown;     // 417
extern const struct fault header_too_large;        // 431
extern const struct fault method_unknown;          // 501
extern const struct fault transfer_coding_unknown; // 501
extern const struct fault version_unsupported;     // 505
// When opening a server.
extern const struct fault address_malformed, address_taken, server_outage;

#endif

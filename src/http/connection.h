// connection: what the server's files know of each other: a reactor (a thread with its loop), the
// connections that live in it, the workspaces that connections use while a request is under way.
// Everything here belongs to the reactor's thread, except where it says otherwise.
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include "http/http.h"
#include "http/parse.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdatomic.h>

// A header always leaves room for some body behind it.
enum { HTTP_INPUT = 24 * 1024, HTTP_PIECES = 4, HTTP_PEER = 46, HTTP_DATE = 32 };

// What a connection needs while a request is under way. An idle connection has none, so that ten
// thousand idle ones cost little; the reactor keeps a shelf of them.
struct http_workspace {
    struct http_workspace *next; // on the shelf
    struct arena *arena;
    char *body; // where it does not stand in input
    size_t body_capacity;
    struct http_parser parser;
    struct http_chunks chunks;
    struct http_exchange exchange;
    char input[HTTP_INPUT];
};

enum http_state {
    HTTP_READING_HEAD, // or waiting for its first byte: idle
    HTTP_READING_BODY,
    HTTP_HANDLING, // the exchange is the handler's; nothing of the workspace may be touched
    HTTP_WRITING,
    HTTP_STREAMING,
    HTTP_LINGERING // all is said; what the peer still sends is thrown away, so that it can read us
};

struct http_connection {
    struct http_reactor *reactor;
    struct http_connection *earlier;
    struct http_connection *later;
    struct http_workspace *workspace; // NULL while idle, streaming, lingering
    int socket;
    enum http_state state;
    struct event readable;
    struct event writable;
    bool is_reading; // readable is in the loop
    bool is_writing; // writable is in the loop
    bool is_last;    // closes behind the answer
    bool is_refused; // something of the request was not read
    bool has_head_deadline;
    bool is_body_apart; // in workspace->body
    bool is_producing;
    int64_t deadline_us; // INT64_MAX: none
    int64_t body_start_us;
    size_t filled; // of input
    size_t body_size;
    size_t body_max;
    size_t body_received; // bytes as they came, chunk heads and all
    size_t lingered;
    str pieces[HTTP_PIECES]; // still to be written
    size_t piece_count;
    size_t piece_first;
    struct buf produced;
    char chunk_head[24];
    struct http_stream *stream; // HTTP_STREAMING
    char peer[HTTP_PEER];
};

struct http_stream {
    struct http_message message; // first: the inbox links it
    struct http_reactor *reactor;
    struct http_connection *connection; // the reactor's; NULL when the peer has gone
    char *sending;                      // the reactor's: taken from pending
    size_t sending_capacity;
    struct os_mutex mutex; // guards what follows
    char *pending;
    size_t pending_size;
    size_t pending_capacity;
    bool is_queued;  // in the inbox: must not be freed
    bool is_gone;    // the peer, or it was too slow
    bool is_overrun; // to be cut
    bool is_closed;  // by its owner
};

struct http_reactor {
    struct http_server *server;
    struct event_base *base;
    struct event listening;
    struct event waking;
    struct event ticking;
    int listener;    // -1 once stopping
    int wake;        // eventfd
    bool is_resting; // no descriptors left: the listener is out of the loop until the next tick
    _Atomic(struct http_message *) inbox; // any thread: newest first
    struct http_connection *connections;
    size_t connection_count;
    struct http_workspace *shelf;
    size_t shelf_count;
    int64_t now_us; // as of the last tick or message
    int64_t date_second;
    char date[HTTP_DATE];
    bool is_opened; // reactor_open gave data
    bool is_stopping;
    int64_t stop_start_us;
    void *data;
    struct os_thread *thread;
};

struct http_server {
    struct http_options options;
    struct http_reactor *reactors;
    size_t reactor_count;
    size_t connections_max; // per reactor
    int port;
    atomic_bool is_stopping; // any thread
    bool is_stopped;
};

// reactor.c
fault http_reactor_open(struct http_reactor *reactor, struct http_server *server, int listener);
void http_reactor_close(struct http_reactor *reactor);
fault http_reactor_start(struct http_reactor *reactor);
// From any thread: chain first..last (linked by next) into the inbox; wakes it if need be.
void http_reactor_send(struct http_reactor *reactor, struct http_message *first,
                       struct http_message *last);
void http_reactor_wake(struct http_reactor *reactor);
struct http_workspace *http_workspace_take(struct http_reactor *reactor);
void http_workspace_give(struct http_reactor *reactor, struct http_workspace *workspace);
// A connection has ended: unlinks it.
void http_reactor_forget(struct http_reactor *reactor, struct http_connection *connection);

// connection.c
void http_connection_open(struct http_reactor *reactor, int socket, const char *peer);
// Ends it. Where the handler has the exchange only the peer is cut off; the rest when it is
// finished.
void http_connection_cut(struct http_connection *connection);
void http_connection_finished(struct http_connection *connection);
// Its deadline has passed.
void http_connection_expired(struct http_connection *connection);
bool http_connection_is_idle(const struct http_connection *connection);
// Goes on as far as it can.
void http_connection_run(struct http_connection *connection);

// output.c
enum http_sent { HTTP_SENT, HTTP_BLOCKED, HTTP_BROKEN };
// Writes the pieces; when they do not all go the loop calls http_connection_run again.
enum http_sent http_output_send(struct http_connection *connection);
void http_output_add(struct http_connection *connection, str piece);
// The exchange's answer into pieces.
void http_output_answer(struct http_connection *connection);
// The producer's next piece; false when it failed.
bool http_output_produce(struct http_connection *connection);
void http_output_want(struct http_connection *connection, bool wants);

// answer.c
struct http_framing {
    bool has_length;
    bool is_chunked;
    bool is_last;
    size_t length;
};
str http_answer_head(struct http_exchange *exchange, const char *now_text,
                     struct http_framing framing);

// stream.c
// Sends what waits; cuts the connection when it must end.
void http_stream_flush(struct http_stream *stream);
void http_stream_beat(struct http_stream *stream);
void http_stream_received(struct http_stream *stream); // its message came out of the inbox
void http_stream_lost(struct http_stream *stream);     // its connection has gone

#endif

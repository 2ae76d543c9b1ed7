// The life of a connection: one loop over its state, each step saying whether it can go on, must
// wait for the socket or the handler, or has ended the connection. Requests that were sent together
// are served one after the other from the same input. While the handler has the exchange nothing
// is read, because its texts are views of the input; the socket leaves the loop only if it speaks
// up meanwhile, so that the usual request costs no change to the loop.
#include "http/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

FAULT(request_too_slow, 408, "", "The request did not arrive in time.", "请求未在规定时间内到达。");

enum {
    BODY_KEPT = 64 * 1024, // a larger body buffer is given back
    RATE_BYTES = 64 * 1024,
    LINGER_US = 2000000,
    LINGER_BYTES = 1024 * 1024,
};

enum step { STEP_ON, STEP_WAIT, STEP_GONE };

static void want_reading(struct http_connection *connection, bool wants) {
    if (connection->is_reading == wants) return;
    connection->is_reading = wants;
    if (wants)
        ASSERT(event_add(&connection->readable, NULL) == 0);
    else
        ASSERT(event_del(&connection->readable) == 0);
}

static int64_t deadline(const struct http_connection *connection, int64_t ms) {
    return connection->reactor->now_us + ms * 1000;
}

static const struct http_options *options_of(const struct http_connection *connection) {
    return &connection->reactor->server->options;
}

static void release_workspace(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    if (workspace == NULL) return;
    struct http_producer *producer = &workspace->exchange.answer.producer;
    if (producer->next != NULL && producer->close != NULL) producer->close(producer->context);
    producer->next = NULL;
    connection->workspace = NULL;
    http_workspace_give(connection->reactor, workspace);
}

// Behind a request: what follows it moves to the front of the input.
static void begin_exchange(struct http_connection *connection, size_t used) {
    struct http_workspace *workspace = connection->workspace;
    struct http_exchange *exchange = &workspace->exchange;
    connection->filled -= used;
    if (connection->filled > 0)
        memmove(workspace->input, workspace->input + used, connection->filled);
    memset(exchange, 0, offsetof(struct http_exchange, request.headers));
    memset(&exchange->answer, 0, sizeof(*exchange) - offsetof(struct http_exchange, answer));
    exchange->answer.status = 200;
    exchange->arena = workspace->arena;
    exchange->connection = connection;
    exchange->reactor_data = connection->reactor->data;
    exchange->request.peer = str_of(connection->peer);
    workspace->parser = (struct http_parser){0};
    connection->state = HTTP_READING_HEAD;
    connection->is_last = connection->is_refused = connection->has_head_deadline = false;
    connection->is_body_apart = connection->is_producing = false;
    connection->body_size = connection->body_received = 0;
}

static void cut_now(struct http_connection *connection) {
    want_reading(connection, false);
    http_output_want(connection, false);
    close(connection->socket);
    struct http_stream *stream = connection->stream;
    if (stream == NULL && connection->workspace != NULL)
        stream = connection->workspace->exchange.stream;
    if (stream != NULL) http_stream_lost(stream);
    release_workspace(connection);
    http_reactor_forget(connection->reactor, connection);
    free(connection);
}

void http_connection_cut(struct http_connection *connection) {
    if (connection->state != HTTP_HANDLING) {
        cut_now(connection);
        return;
    }
    want_reading(connection, false);
    shutdown(connection->socket, SHUT_RDWR);
}

// Answers with a fault of the server's own, and ends the connection where bytes of the request are
// left that cannot be passed over.
static enum step refuse(struct http_connection *connection, fault trouble, bool has_rest) {
    struct http_exchange *exchange = &connection->workspace->exchange;
    http_answer_fault(exchange, trouble, NULL);
    connection->is_refused = has_rest;
    connection->is_last = connection->is_last || has_rest;
    http_output_answer(connection);
    return STEP_ON;
}

static enum step handle(struct http_connection *connection) {
    const struct http_handler *handler = &options_of(connection)->handler;
    connection->state = HTTP_HANDLING;
    connection->deadline_us = INT64_MAX;
    enum http_next next = handler->handle(handler->context, &connection->workspace->exchange);
    if (next == HTTP_LATER) return STEP_WAIT;
    http_output_answer(connection);
    return STEP_ON;
}

static enum step begin_body(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    const struct http_parser *parser = &workspace->parser;
    const struct http_handler *handler = &options_of(connection)->handler;
    bool has_body = parser->is_chunked || parser->length > 0;
    connection->is_last = parser->is_last;
    connection->body_max = LIMIT_JSON_BODY;
    if (handler->admit != NULL) {
        fault trouble =
            handler->admit(handler->context, &workspace->exchange, &connection->body_max);
        if (trouble != NULL) return refuse(connection, trouble, has_body);
    }
    if (!has_body) return handle(connection);
    if (parser->length > connection->body_max) return refuse(connection, &body_too_large, true);
    bool fits = !parser->is_chunked && parser->length <= HTTP_INPUT - parser->head_size;
    connection->is_body_apart = !fits;
    workspace->chunks = (struct http_chunks){0};
    connection->state = HTTP_READING_BODY;
    if (parser->expects_continue && connection->filled == parser->head_size)
        http_output_add(connection, STR("HTTP/1.1 100 Continue\r\n\r\n"));
    if (http_output_send(connection) != HTTP_SENT) {
        cut_now(connection); // a socket that takes not even this has no peer worth waiting for
        return STEP_GONE;
    }
    connection->body_start_us = connection->reactor->now_us;
    connection->deadline_us = deadline(connection, options_of(connection)->body_ms);
    return STEP_ON;
}

static enum step read_head(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    if (connection->filled == 0) {
        connection->deadline_us = deadline(connection, options_of(connection)->idle_ms);
        release_workspace(connection);
        return STEP_WAIT;
    }
    bool is_complete;
    str bytes = {workspace->input, connection->filled};
    fault trouble = http_parse_head(&workspace->parser, workspace->arena, bytes,
                                    &workspace->exchange.request, &is_complete);
    if (trouble != NULL) return refuse(connection, trouble, true);
    if (is_complete) return begin_body(connection);
    if (!connection->has_head_deadline)
        connection->deadline_us = deadline(connection, options_of(connection)->header_ms);
    connection->has_head_deadline = true;
    return STEP_WAIT;
}

// Room for size bytes more in the body of its own; false when that would pass the ceiling.
static bool grow_body(struct http_connection *connection, size_t size) {
    struct http_workspace *workspace = connection->workspace;
    size_t wanted = connection->body_size + size;
    if (wanted > connection->body_max) return false;
    if (wanted <= workspace->body_capacity) return true;
    size_t capacity = workspace->body_capacity * 2;
    if (capacity < wanted) capacity = wanted;
    if (capacity > connection->body_max) capacity = connection->body_max;
    char *body = realloc(workspace->body, capacity);
    ASSERT(body != NULL);
    workspace->body = body;
    workspace->body_capacity = capacity;
    return true;
}

static bool add_body(struct http_connection *connection, str data) {
    if (data.size == 0) return true;
    if (!grow_body(connection, data.size)) return false;
    memcpy(connection->workspace->body + connection->body_size, data.data, data.size);
    connection->body_size += data.size;
    return true;
}

// What has come of a chunked body stands behind the header in input and is decoded from there.
static enum step read_chunks(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    size_t head_size = workspace->parser.head_size;
    str rest = {workspace->input + head_size, connection->filled - head_size};
    while (rest.size > 0 && !workspace->chunks.is_done) {
        str data;
        fault trouble = http_chunks_next(&workspace->chunks, &rest, &data);
        if (trouble == NULL && !add_body(connection, data)) trouble = &body_too_large;
        if (trouble != NULL) return refuse(connection, trouble, true);
    }
    if (rest.size > 0) memmove(workspace->input + head_size, rest.data, rest.size);
    connection->filled = head_size + rest.size;
    if (!workspace->chunks.is_done) return STEP_WAIT;
    workspace->exchange.request.body = (str){workspace->body, connection->body_size};
    return handle(connection);
}

// A body too large for input: what has come of it moves over, the rest is received there.
static enum step read_long(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    size_t head_size = workspace->parser.head_size;
    str begun = {workspace->input + head_size, connection->filled - head_size};
    ASSERT(add_body(connection, begun));
    connection->filled = head_size;
    if (connection->body_size < workspace->parser.length) return STEP_WAIT;
    workspace->exchange.request.body = (str){workspace->body, connection->body_size};
    return handle(connection);
}

static enum step read_body(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    if (workspace->parser.is_chunked) return read_chunks(connection);
    if (connection->is_body_apart) return read_long(connection);
    size_t head_size = workspace->parser.head_size;
    if (connection->filled - head_size < workspace->parser.length) return STEP_WAIT;
    workspace->exchange.request.body =
        (str){workspace->input + head_size, (size_t)workspace->parser.length};
    return handle(connection);
}

// Reads on, to nobody, until the peer has closed too: closing at once would throw away an answer
// that the peer has not read yet.
static enum step linger(struct http_connection *connection) {
    release_workspace(connection);
    shutdown(connection->socket, SHUT_WR);
    connection->state = HTTP_LINGERING;
    connection->deadline_us = connection->reactor->now_us + LINGER_US;
    want_reading(connection, true);
    return STEP_WAIT;
}

static enum step end_exchange(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    const struct http_parser *parser = &workspace->parser;
    if (workspace->exchange.stream != NULL) {
        connection->stream = workspace->exchange.stream;
        connection->state = HTTP_STREAMING;
        release_workspace(connection);
        want_reading(connection, true);
        http_stream_flush(connection->stream); // may end it
        return STEP_GONE;
    }
    if (connection->is_refused) return linger(connection);
    if (connection->is_last) {
        cut_now(connection);
        return STEP_GONE;
    }
    size_t used = parser->head_size;
    if (!connection->is_body_apart) used += (size_t)parser->length;
    struct http_producer *producer = &workspace->exchange.answer.producer;
    if (producer->next != NULL && producer->close != NULL) producer->close(producer->context);
    if (workspace->body_capacity > BODY_KEPT) {
        free(workspace->body);
        workspace->body = NULL;
        workspace->body_capacity = 0;
    }
    arena_reset(workspace->arena);
    begin_exchange(connection, used);
    want_reading(connection, true);
    return STEP_ON;
}

static enum step write_answer(struct http_connection *connection) {
    enum http_sent sent = http_output_send(connection);
    if (sent == HTTP_BLOCKED) return STEP_WAIT;
    if (sent == HTTP_SENT && !connection->is_producing) return end_exchange(connection);
    if (sent == HTTP_SENT && http_output_produce(connection)) {
        // Others have their turn between two pieces.
        http_output_want(connection, true);
        return STEP_WAIT;
    }
    cut_now(connection);
    return STEP_GONE;
}

void http_connection_run(struct http_connection *connection) {
    enum step step = STEP_ON;
    while (step == STEP_ON) {
        switch (connection->state) {
        case HTTP_READING_HEAD: step = read_head(connection); break;
        case HTTP_READING_BODY: step = read_body(connection); break;
        case HTTP_WRITING: step = write_answer(connection); break;
        case HTTP_HANDLING:
        case HTTP_STREAMING:
        case HTTP_LINGERING: step = STEP_WAIT; break;
        }
    }
}

// Where the next bytes of the request go.
static str room_for_input(struct http_connection *connection) {
    struct http_workspace *workspace = connection->workspace;
    bool is_long = connection->state == HTTP_READING_BODY && connection->is_body_apart &&
                   !workspace->parser.is_chunked;
    if (!is_long)
        return (str){workspace->input + connection->filled, HTTP_INPUT - connection->filled};
    size_t left = (size_t)workspace->parser.length - connection->body_size;
    size_t size = left < RATE_BYTES ? left : RATE_BYTES;
    ASSERT(grow_body(connection, size));
    return (str){workspace->body + connection->body_size, size};
}

static void receive(struct http_connection *connection) {
    if (connection->workspace == NULL) {
        connection->workspace = http_workspace_take(connection->reactor);
        connection->filled = 0;
        begin_exchange(connection, 0);
    }
    str room = room_for_input(connection);
    ssize_t count = recv(connection->socket, (char *)room.data, room.size, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        http_connection_run(connection); // gives the workspace back where it is idle
        return;
    }
    if (count <= 0) {
        cut_now(connection);
        return;
    }
    connection->body_received += (size_t)count;
    if (room.data == connection->workspace->input + connection->filled)
        connection->filled += (size_t)count;
    else
        connection->body_size += (size_t)count;
    http_connection_run(connection);
}

// Streams and lingering connections: whatever comes is thrown away; the end is the end.
static void receive_nothing(struct http_connection *connection) {
    char nothing[4096];
    ssize_t count = recv(connection->socket, nothing, sizeof(nothing), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count > 0) connection->lingered += (size_t)count;
    bool is_enough = connection->lingered > LINGER_BYTES;
    if (count <= 0 || is_enough) cut_now(connection);
}

static void on_readable(evutil_socket_t socket, short what, void *argument) {
    (void)socket, (void)what;
    struct http_connection *connection = argument;
    switch (connection->state) {
    case HTTP_READING_HEAD:
    case HTTP_READING_BODY: receive(connection); break;
    case HTTP_HANDLING:
    case HTTP_WRITING: want_reading(connection, false); break;
    case HTTP_STREAMING:
    case HTTP_LINGERING: receive_nothing(connection); break;
    }
}

static void on_writable(evutil_socket_t socket, short what, void *argument) {
    (void)socket, (void)what;
    struct http_connection *connection = argument;
    if (connection->state == HTTP_STREAMING)
        http_stream_flush(connection->stream);
    else
        http_connection_run(connection);
}

void http_connection_open(struct http_reactor *reactor, int socket, const char *peer) {
    struct http_connection *connection = calloc(1, sizeof(*connection));
    ASSERT(connection != NULL);
    connection->reactor = reactor;
    connection->socket = socket;
    memcpy(connection->peer, peer, sizeof(connection->peer));
    connection->deadline_us = deadline(connection, options_of(connection)->header_ms);
    event_assign(&connection->readable, reactor->base, socket, EV_READ | EV_PERSIST, on_readable,
                 connection);
    event_assign(&connection->writable, reactor->base, socket, EV_WRITE | EV_PERSIST, on_writable,
                 connection);
    connection->later = reactor->connections;
    if (connection->later != NULL) connection->later->earlier = connection;
    reactor->connections = connection;
    reactor->connection_count++;
    want_reading(connection, true);
}

void http_connection_finished(struct http_connection *connection) {
    const struct http_handler *handler = &options_of(connection)->handler;
    ASSERT(connection->state == HTTP_HANDLING);
    if (handler->complete != NULL)
        handler->complete(handler->context, &connection->workspace->exchange);
    http_output_answer(connection);
    http_connection_run(connection);
}

bool http_connection_is_idle(const struct http_connection *connection) {
    return connection->workspace == NULL && connection->state == HTTP_READING_HEAD;
}

// A byte now and then does not keep a connection: the time for a body grows with what has come, not
// with the wish to send more.
static bool has_time_left(struct http_connection *connection) {
    if (connection->state != HTTP_READING_BODY) return false;
    int64_t extra_us = (int64_t)(connection->body_received / RATE_BYTES) * 1000000;
    connection->deadline_us =
        connection->body_start_us + options_of(connection)->body_ms * 1000 + extra_us;
    return connection->deadline_us > connection->reactor->now_us;
}

// Its unsent bytes are forgotten too: it had its time to take them.
static void reset(struct http_connection *connection) {
    struct linger at_once = {1, 0};
    setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    cut_now(connection);
}

void http_connection_expired(struct http_connection *connection) {
    if (has_time_left(connection)) return;
    bool is_begun = connection->workspace != NULL;
    if (connection->state == HTTP_STREAMING) {
        http_stream_beat(connection->stream);
    } else if (is_begun && connection->state <= HTTP_READING_BODY) {
        refuse(connection, &request_too_slow, true);
        http_connection_run(connection);
    } else if (connection->state == HTTP_WRITING) {
        reset(connection);
    } else {
        cut_now(connection);
    }
}

// Event streams. Any thread adds bytes to what waits; the reactor takes them over by exchanging two
// buffers and writes them. A stream has two holders: its owner, until it closes it, and the
// reactor, while a connection or the inbox knows it. It is freed on the reactor's thread, when the
// owner has closed it and it lies in no inbox; so nobody ever holds a stream that has gone.
#include "http/connection.h"

#include <string.h>

static const char comment[] = ":\n\n";

struct http_stream *http_stream_open(struct http_exchange *exchange) {
    ASSERT(exchange->stream == NULL);
    struct http_stream *stream = calloc(1, sizeof(*stream));
    ASSERT(stream != NULL);
    os_mutex_init(&stream->mutex);
    stream->message.is_stream = true;
    stream->connection = exchange->connection;
    stream->reactor = exchange->connection->reactor;
    exchange->stream = stream;
    exchange->answer.type = STR("text/event-stream");
    http_answer_header(exchange, "X-Accel-Buffering", STR("no"));
    return stream;
}

static void free_stream(struct http_stream *stream) {
    os_mutex_finish(&stream->mutex);
    free(stream->pending);
    free(stream->sending);
    free(stream);
}

// Under the mutex. False when it does not fit.
static bool add_pending(struct http_stream *stream, str bytes) {
    size_t wanted = stream->pending_size + bytes.size;
    if (wanted > LIMIT_STREAM) return false;
    if (wanted > stream->pending_capacity) {
        size_t capacity = wanted * 2 < 512 ? 512 : wanted * 2;
        char *larger = realloc(stream->pending, capacity);
        ASSERT(larger != NULL);
        stream->pending = larger;
        stream->pending_capacity = capacity;
    }
    if (bytes.size > 0) memcpy(stream->pending + stream->pending_size, bytes.data, bytes.size);
    stream->pending_size = wanted;
    return true;
}

// Under the mutex. True when the caller has to put it into the inbox afterwards.
static bool mark_queued(struct http_stream *stream) {
    bool was_queued = stream->is_queued;
    stream->is_queued = true;
    return !was_queued;
}

bool http_stream_send(struct http_stream *stream, str bytes) {
    os_mutex_lock(&stream->mutex);
    bool is_alive = !stream->is_gone && !stream->is_overrun;
    bool is_queuing = is_alive && mark_queued(stream);
    if (is_alive && !add_pending(stream, bytes)) {
        stream->is_overrun = true;
        is_alive = false;
    }
    os_mutex_unlock(&stream->mutex);
    if (is_queuing) http_reactor_send(stream->reactor, &stream->message, &stream->message);
    return is_alive;
}

void http_stream_close(struct http_stream *stream) {
    os_mutex_lock(&stream->mutex);
    ASSERT(!stream->is_closed);
    stream->is_closed = true;
    bool is_queuing = mark_queued(stream);
    os_mutex_unlock(&stream->mutex);
    if (is_queuing) http_reactor_send(stream->reactor, &stream->message, &stream->message);
}

// Takes over what waits; whether the stream is to end when that is sent, or at once.
static void take_pending(struct http_stream *stream, bool *ret_ends, bool *ret_is_overrun) {
    os_mutex_lock(&stream->mutex);
    char *free_room = stream->sending;
    size_t free_capacity = stream->sending_capacity;
    str taken = {stream->pending, stream->pending_size};
    stream->sending = stream->pending;
    stream->sending_capacity = stream->pending_capacity;
    stream->pending = free_room;
    stream->pending_capacity = free_capacity;
    stream->pending_size = 0;
    *ret_ends = stream->is_closed;
    *ret_is_overrun = stream->is_overrun;
    os_mutex_unlock(&stream->mutex);
    http_output_add(stream->connection, taken);
}

void http_stream_flush(struct http_stream *stream) {
    struct http_connection *connection = stream->connection;
    const struct http_options *options = &connection->reactor->server->options;
    for (;;) {
        enum http_sent sent = http_output_send(connection);
        if (sent == HTTP_BLOCKED) return;
        bool ends = false, is_overrun = false;
        if (sent == HTTP_SENT) take_pending(stream, &ends, &is_overrun);
        bool is_done = connection->piece_count == 0 && ends;
        if (sent == HTTP_BROKEN || is_overrun || is_done) {
            http_connection_cut(connection);
            return;
        }
        if (connection->piece_count == 0) break;
    }
    connection->deadline_us = connection->reactor->now_us + options->heartbeat_ms * 1000;
}

void http_stream_beat(struct http_stream *stream) {
    struct http_connection *connection = stream->connection;
    if (connection->piece_count > 0) { // it has taken nothing for write_ms
        http_connection_cut(connection);
        return;
    }
    http_output_add(connection, (str){comment, sizeof(comment) - 1});
    http_stream_flush(stream);
}

void http_stream_received(struct http_stream *stream) {
    os_mutex_lock(&stream->mutex);
    stream->is_queued = false;
    bool is_free = stream->is_closed && stream->connection == NULL;
    os_mutex_unlock(&stream->mutex);
    if (is_free)
        free_stream(stream);
    else if (stream->connection != NULL && stream->connection->state == HTTP_STREAMING)
        http_stream_flush(stream);
}

void http_stream_lost(struct http_stream *stream) {
    stream->connection->stream = NULL;
    stream->connection = NULL;
    os_mutex_lock(&stream->mutex);
    stream->is_gone = true;
    bool is_free = stream->is_closed && !stream->is_queued;
    os_mutex_unlock(&stream->mutex);
    if (is_free) free_stream(stream);
}

static void add_line(struct buf *out, str name, str line) {
    buf_add(out, name);
    buf_add(out, line);
    buf_add_byte(out, '\n');
}

// The next line of a text; lines end at LF, CR or both.
static str cut_line(str *rest) {
    size_t end = 0;
    while (end < rest->size && rest->data[end] != '\n' && rest->data[end] != '\r') end++;
    str line = str_slice(*rest, 0, end);
    bool is_pair = str_starts_with(str_slice(*rest, end, rest->size), STR("\r\n"));
    *rest = str_slice(*rest, end + (is_pair ? 2 : 1), rest->size);
    return line;
}

void http_event_write(struct buf *out, str name, str id, str data) {
    if (name.size > 0) add_line(out, STR("event: "), cut_line(&name));
    if (id.size > 0) add_line(out, STR("id: "), cut_line(&id));
    do add_line(out, STR("data: "), cut_line(&data));
    while (data.size > 0);
    buf_add_byte(out, '\n');
}

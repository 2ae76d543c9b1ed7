// What goes to the peer: an answer becomes a few pieces (header, body; or chunk head, chunk, end)
// that one sendmsg takes together. What the socket does not take waits for the loop.
#include "http/connection.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PRODUCED_MAX = 1024 * 1024 };

void http_output_want(struct http_connection *connection, bool wants) {
    if (connection->is_writing == wants) return;
    connection->is_writing = wants;
    if (wants)
        ASSERT(event_add(&connection->writable, NULL) == 0);
    else
        ASSERT(event_del(&connection->writable) == 0);
}

void http_output_add(struct http_connection *connection, str piece) {
    if (piece.size == 0) return;
    ASSERT(connection->piece_count < HTTP_PIECES);
    connection->pieces[connection->piece_count++] = piece;
}

static void drop_sent(struct http_connection *connection, size_t size) {
    while (size > 0) {
        str *piece = &connection->pieces[connection->piece_first];
        size_t part = size < piece->size ? size : piece->size;
        *piece = (str){piece->data + part, piece->size - part};
        size -= part;
        if (piece->size == 0) connection->piece_first++;
    }
    if (connection->piece_first < connection->piece_count) return;
    connection->piece_first = connection->piece_count = 0;
}

enum http_sent http_output_send(struct http_connection *connection) {
    int64_t write_us = connection->reactor->server->options.write_ms * 1000;
    while (connection->piece_count > 0) {
        struct iovec parts[HTTP_PIECES];
        size_t count = 0;
        for (size_t i = connection->piece_first; i < connection->piece_count; i++)
            parts[count++] =
                (struct iovec){(void *)connection->pieces[i].data, connection->pieces[i].size};
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
        ssize_t sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno != EAGAIN) return HTTP_BROKEN;
        if (sent < 0) {
            if (!connection->is_writing || connection->deadline_us == INT64_MAX)
                connection->deadline_us = connection->reactor->now_us + write_us;
            http_output_want(connection, true);
            return HTTP_BLOCKED;
        }
        connection->deadline_us = connection->reactor->now_us + write_us;
        drop_sent(connection, (size_t)sent);
    }
    http_output_want(connection, false);
    return HTTP_SENT;
}

static bool has_no_body(int status) {
    return status == 204 || status == 304 || status < 200;
}

void http_output_answer(struct http_connection *connection) {
    struct http_exchange *exchange = &connection->workspace->exchange;
    struct http_answer *answer = &exchange->answer;
    bool is_produced = answer->producer.next != NULL;
    bool is_bare = exchange->request.method == HTTP_HEAD || has_no_body(answer->status);
    bool is_old = exchange->request.minor_version == 0;
    connection->is_last = connection->is_last || answer->is_last ||
                          connection->reactor->is_stopping || exchange->stream != NULL;
    struct http_framing framing = {
        .has_length = !is_produced && exchange->stream == NULL && !has_no_body(answer->status),
        .is_chunked = is_produced && !is_old && !has_no_body(answer->status),
        .is_last = connection->is_last,
        .length = answer->body.size,
    };
    connection->state = HTTP_WRITING;
    connection->is_producing = is_produced && !is_bare;
    connection->produced = buf_in(exchange->arena, PRODUCED_MAX);
    http_output_add(connection, http_answer_head(exchange, connection->reactor->date, framing));
    if (!is_bare && !is_produced && exchange->stream == NULL)
        http_output_add(connection, answer->body);
}

bool http_output_produce(struct http_connection *connection) {
    struct http_exchange *exchange = &connection->workspace->exchange;
    const struct http_producer *producer = &exchange->answer.producer;
    bool is_chunked = exchange->request.minor_version > 0, has_more = false;
    connection->produced.size = 0;
    fault trouble = producer->next(producer->context, &connection->produced, &has_more);
    if (trouble != NULL || connection->produced.is_full) return false;
    str piece = buf_str(&connection->produced);
    if (piece.size > 0 && is_chunked) {
        int size =
            snprintf(connection->chunk_head, sizeof(connection->chunk_head), "%zx\r\n", piece.size);
        http_output_add(connection, (str){connection->chunk_head, (size_t)size});
    }
    http_output_add(connection, piece);
    if (piece.size > 0 && is_chunked) http_output_add(connection, STR("\r\n"));
    if (!has_more && is_chunked) http_output_add(connection, STR("0\r\n\r\n"));
    connection->is_producing = has_more;
    return true;
}

// A plain blocking client for the tests of the server (and for nothing else): it sends the bytes
// that it is told to and reads what comes, without an opinion of its own about HTTP.
#ifndef HTTP_RAW_CLIENT_H
#define HTTP_RAW_CLIENT_H

#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENT_WAIT_S = 10 };

// -1 when nobody listens.
static inline int client_connect(int port) {
    int one = 1, client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval wait = {CLIENT_WAIT_S, 0};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(client, (struct sockaddr *)&address, sizeof(address)) == 0) return client;
    close(client);
    return -1;
}

// False when the peer has closed.
static inline bool client_send(int client, str bytes) {
    while (bytes.size > 0) {
        ssize_t sent = send(client, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent < 0) return false;
        bytes = str_slice(bytes, (size_t)sent, bytes.size);
    }
    return true;
}

// Everything until the text was seen; empty when the connection ended before.
static inline str client_read_until(struct arena *arena, int client, str text) {
    struct buf out = buf_in(arena, MIB);
    char byte;
    while (!str_ends_with(buf_str(&out), text)) {
        if (recv(client, &byte, 1, 0) != 1) return STR_NONE;
        buf_add_byte(&out, byte);
    }
    return buf_str(&out);
}

// One answer with a Content-Length (or without body where is_head); empty when the connection ended
// before. What follows stays in the socket.
static inline str client_read_answer(struct arena *arena, int client, bool is_head) {
    struct buf out = buf_in(arena, 64 * MIB);
    buf_add(&out, client_read_until(arena, client, STR("\r\n\r\n")));
    ptrdiff_t at = str_find(buf_str(&out), STR("Content-Length: "));
    if (at < 0 || is_head) return buf_str(&out);
    str rest = str_slice(buf_str(&out), (size_t)at + 16, out.size);
    int64_t length;
    if (!str_to_int(str_cut(&rest, '\r'), &length)) return STR_NONE;
    char *room = length == 0 ? NULL : buf_room(&out, (size_t)length);
    if (length > 0 && recv(client, room, (size_t)length, MSG_WAITALL) != length) return STR_NONE;
    out.size += (size_t)length;
    return buf_str(&out);
}

// All until the peer closes (or the wait is over).
static inline str client_read_all(struct arena *arena, int client) {
    struct buf out = buf_in(arena, 64 * MIB);
    for (;;) {
        char room[65536];
        ssize_t count = recv(client, room, sizeof(room), 0);
        if (count <= 0) break;
        buf_add(&out, (str){room, (size_t)count});
    }
    return buf_str(&out);
}

// Whether the peer has closed (a reset counts too); waits for it.
static inline bool client_is_closed(int client) {
    char byte;
    ssize_t count = recv(client, &byte, 1, 0);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

static inline int client_status(str answer) {
    int64_t status = 0;
    if (!str_starts_with(answer, STR("HTTP/1.1 "))) return 0;
    return str_to_int(str_slice(answer, 9, 12), &status) ? (int)status : 0;
}

static inline str client_body(str answer) {
    ptrdiff_t at = str_find(answer, STR("\r\n\r\n"));
    return at < 0 ? STR_NONE : str_slice(answer, (size_t)at + 4, answer.size);
}

// One request on a connection of its own, to the end.
static inline str client_ask(struct arena *arena, int port, str bytes) {
    int client = client_connect(port);
    if (client < 0) return STR_NONE;
    client_send(client, bytes);
    str answer = client_read_all(arena, client);
    close(client);
    return answer;
}

#endif

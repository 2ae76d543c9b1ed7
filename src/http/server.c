// The server as a whole: the address, the reactors that share it, their end. SO_REUSEPORT lets the
// reactors share one address without a lock between them, but it would also let a second server of
// the same user take half of our connections; so the address is first bound without it.
#include "http/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

FAULT(address_malformed, 422, "address",
      "This is not an address to listen on, such as 127.0.0.1:8420.",
      "监听地址格式不正确，应类似 127.0.0.1:8420。");
FAULT(address_taken, 503, "address", "The server could not listen on this address.",
      "服务器无法监听该地址。");

enum { BACKLOG = 1024, REACTORS_DEFAULT_MAX = 2, REACTORS_MAX = 64 };

struct address {
    struct sockaddr_storage socket;
    socklen_t size;
};

// "1.2.3.4:80" or "[::1]:80"; names would need a resolver, and could answer anything.
static fault read_address(str text, struct address *ret_address) {
    ptrdiff_t bracket = str_find_byte(text, ']');
    size_t colon = text.size;
    while (colon > 0 && text.data[colon - 1] != ':') colon--;
    int64_t port = -1;
    bool has_port = colon > 0 && str_to_int(str_slice(text, colon, text.size), &port);
    if (!has_port || port < 0 || port > 65535) return &address_malformed;
    bool is_six = text.data[0] == '[' && bracket >= 0 && (size_t)bracket + 2 == colon;
    str host = str_slice(text, is_six ? 1 : 0, colon - (is_six ? 2 : 1));
    char room[HTTP_PEER];
    if (host.size == 0 || host.size >= sizeof(room)) return &address_malformed;
    memcpy(room, host.data, host.size);
    room[host.size] = '\0';
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    if (is_six && inet_pton(AF_INET6, room, &six.sin6_addr) == 1) {
        memcpy(&ret_address->socket, &six, ret_address->size = sizeof(six));
        return NULL;
    }
    if (is_six || inet_pton(AF_INET, room, &four.sin_addr) != 1) return &address_malformed;
    memcpy(&ret_address->socket, &four, ret_address->size = sizeof(four));
    return NULL;
}

static fault outage(const char *what, int socket) {
    os_trace(OS_ERROR, what, os_number("errno", errno));
    if (socket >= 0) close(socket);
    return &address_taken;
}

// A socket bound to the address; where its port is 0, address learns the port that was chosen.
static fault bind_socket(struct address *address, bool is_shared, int *ret_socket) {
    int one = 1,
        listener = socket(address->socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) return outage("listener_failed", -1);
    struct sockaddr *bound = (struct sockaddr *)&address->socket;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
        (is_shared && setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) != 0) ||
        bind(listener, bound, address->size) != 0 ||
        getsockname(listener, bound, &address->size) != 0)
        return outage("listener_failed", listener);
    *ret_socket = listener;
    return NULL;
}

static fault listen_at(struct address *address, int *ret_listener) {
    int listener = -1;
    TRY(bind_socket(address, true, &listener));
    if (listen(listener, BACKLOG) != 0) return outage("listener_failed", listener);
    *ret_listener = listener;
    return NULL;
}

static int port_of(const struct address *address) {
    if (address->socket.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)&address->socket)->sin_port);
    return ntohs(((const struct sockaddr_in6 *)&address->socket)->sin6_port);
}

static void put_default(int64_t *number, int64_t value) {
    if (*number == 0) *number = value;
}

static void put_defaults(struct http_server *server) {
    struct http_options *options = &server->options;
    if (options->os == NULL) options->os = os_real();
    put_default(&options->header_ms, 10000);
    put_default(&options->body_ms, 30000);
    put_default(&options->idle_ms, 60000);
    put_default(&options->write_ms, 30000);
    put_default(&options->heartbeat_ms, 20000);
    put_default(&options->grace_ms, 500);
    put_default(&options->stop_ms, 10000);
    put_default(&options->tick_ms, 250);
    size_t processors = os_processors();
    if (options->reactors == 0)
        options->reactors = processors < REACTORS_DEFAULT_MAX ? processors : REACTORS_DEFAULT_MAX;
    ASSERT(options->reactors <= REACTORS_MAX);
    if (options->connections_max == 0) options->connections_max = 4096;
    server->connections_max =
        (options->connections_max + options->reactors - 1) / options->reactors;
}

static fault open_reactors(struct http_server *server, struct address *address) {
    const struct http_handler *handler = &server->options.handler;
    for (size_t i = 0; i < server->options.reactors; i++) {
        struct http_reactor *reactor = &server->reactors[i];
        reactor->wake = reactor->listener = -1;
        server->reactor_count = i + 1;
        int listener = -1;
        TRY(listen_at(address, &listener));
        TRY(http_reactor_open(reactor, server, listener));
        if (handler->reactor_open == NULL) continue;
        TRY(handler->reactor_open(handler->context, &reactor->data));
        reactor->is_opened = true;
    }
    for (size_t i = 0; i < server->reactor_count; i++)
        TRY(http_reactor_start(&server->reactors[i]));
    return NULL;
}

static fault open_all(struct http_server *server) {
    struct address address = {0};
    TRY(read_address(server->options.address, &address));
    int probe = -1;
    TRY(bind_socket(&address, false, &probe));
    close(probe);
    server->reactors = calloc(server->options.reactors, sizeof(*server->reactors));
    ASSERT(server->reactors != NULL);
    TRY(open_reactors(server, &address));
    server->port = port_of(&address);
    return NULL;
}

fault http_server_open(const struct http_options *options, struct http_server **ret_server) {
    struct http_server *server = calloc(1, sizeof(*server));
    ASSERT(server != NULL);
    server->options = *options;
    put_defaults(server);
    fault trouble = open_all(server);
    if (trouble != NULL) {
        http_server_close(server);
        return trouble;
    }
    *ret_server = server;
    return NULL;
}

int http_server_port(const struct http_server *server) {
    return server->port;
}

void http_server_stop(struct http_server *server) {
    if (server->is_stopped) return;
    server->is_stopped = true;
    atomic_store(&server->is_stopping, true);
    for (size_t i = 0; i < server->reactor_count; i++)
        if (server->reactors[i].thread != NULL) http_reactor_wake(&server->reactors[i]);
    for (size_t i = 0; i < server->reactor_count; i++) {
        struct http_reactor *reactor = &server->reactors[i];
        os_thread_join(reactor->thread);
        reactor->thread = NULL;
        if (reactor->connection_count > 0)
            os_trace(OS_WARN, "exchanges_unfinished",
                     os_number("count", (int64_t)reactor->connection_count));
    }
}

void http_server_close(struct http_server *server) {
    if (server == NULL) return;
    http_server_stop(server);
    const struct http_handler *handler = &server->options.handler;
    for (size_t i = 0; i < server->reactor_count; i++) {
        struct http_reactor *reactor = &server->reactors[i];
        http_reactor_close(reactor);
        if (reactor->is_opened && handler->reactor_close != NULL)
            handler->reactor_close(handler->context, reactor->data);
    }
    free(server->reactors);
    free(server);
}

void http_exchange_finish(struct http_exchange *exchange) {
    struct http_message *message = &exchange->message;
    http_reactor_send(exchange->connection->reactor, message, message);
}

// Those of one reactor become one chain, newest first, as the inbox wants it.
void http_finish_many(struct http_exchange *const *exchanges, size_t count) {
    ASSERT(count <= LIMIT_GROUP_COMMIT);
    struct http_reactor *reactors[LIMIT_GROUP_COMMIT];
    for (size_t i = 0; i < count; i++) reactors[i] = exchanges[i]->connection->reactor;
    for (size_t i = 0; i < count; i++) {
        struct http_reactor *reactor = reactors[i];
        if (reactor == NULL) continue; // went with an earlier one
        struct http_message *last = &exchanges[i]->message, *first = last;
        for (size_t j = i + 1; j < count; j++) {
            if (reactors[j] != reactor) continue;
            exchanges[j]->message.next = first;
            first = &exchanges[j]->message;
            reactors[j] = NULL;
        }
        http_reactor_send(reactor, first, last);
    }
}

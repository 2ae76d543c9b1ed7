// A reactor: one thread, one event loop, one listener, and the connections it accepted. Other
// threads reach it in one way only: they put messages into its inbox, a stack that is taken whole,
// and the one who finds it empty rings the bell. The bell (an eventfd) is edge-triggered and never
// read: each ring is an edge. Time is kept by a tick; nothing on the way of a request asks a clock.
#include "http/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

FAULT(server_outage, 503, "", "The server could not start its event loop.",
      "服务器无法启动事件循环。");

enum { SHELF_MAX = 64, ACCEPT_MAX = 64 };

struct http_workspace *http_workspace_take(struct http_reactor *reactor) {
    struct http_workspace *workspace = reactor->shelf;
    if (workspace != NULL) {
        reactor->shelf = workspace->next;
        reactor->shelf_count--;
        return workspace;
    }
    workspace = malloc(sizeof(*workspace));
    ASSERT(workspace != NULL);
    workspace->arena = arena_open(LIMIT_REQUEST_ARENA);
    workspace->body = NULL;
    workspace->body_capacity = 0;
    return workspace;
}

static void close_workspace(struct http_workspace *workspace) {
    arena_close(workspace->arena);
    free(workspace->body);
    free(workspace);
}

void http_workspace_give(struct http_reactor *reactor, struct http_workspace *workspace) {
    if (reactor->shelf_count >= SHELF_MAX) {
        close_workspace(workspace);
        return;
    }
    arena_reset(workspace->arena);
    workspace->next = reactor->shelf;
    reactor->shelf = workspace;
    reactor->shelf_count++;
}

static void end_when_empty(struct http_reactor *reactor) {
    if (reactor->is_stopping && reactor->connection_count == 0) event_base_loopbreak(reactor->base);
}

void http_reactor_forget(struct http_reactor *reactor, struct http_connection *connection) {
    if (connection->earlier != NULL)
        connection->earlier->later = connection->later;
    else
        reactor->connections = connection->later;
    if (connection->later != NULL) connection->later->earlier = connection->earlier;
    reactor->connection_count--;
    end_when_empty(reactor);
}

void http_reactor_wake(struct http_reactor *reactor) {
    uint64_t one = 1;
    ssize_t written = write(reactor->wake, &one, sizeof(one));
    ASSERT(written == sizeof(one));
}

void http_reactor_send(struct http_reactor *reactor, struct http_message *first,
                       struct http_message *last) {
    struct http_message *newest = atomic_load_explicit(&reactor->inbox, memory_order_relaxed);
    do last->next = newest;
    while (!atomic_compare_exchange_weak_explicit(&reactor->inbox, &newest, first,
                                                  memory_order_release, memory_order_relaxed));
    if (newest == NULL) http_reactor_wake(reactor);
}

// The inbox in the order in which it was filled.
static struct http_message *take_inbox(struct http_reactor *reactor) {
    struct http_message *newest =
        atomic_exchange_explicit(&reactor->inbox, NULL, memory_order_acquire);
    struct http_message *oldest = NULL;
    while (newest != NULL) {
        struct http_message *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

static struct http_exchange *exchange_of(struct http_message *message) {
    return (struct http_exchange *)((char *)message - offsetof(struct http_exchange, message));
}

static void read_inbox(struct http_reactor *reactor) {
    struct http_message *message = take_inbox(reactor);
    while (message != NULL) {
        struct http_message *next = message->next;
        if (message->is_stream)
            http_stream_received((struct http_stream *)message);
        else
            http_connection_finished(exchange_of(message)->connection);
        message = next;
    }
}

// "Sun, 06 Nov 1994 08:49:37 GMT", made once a second.
static void refresh_date(struct http_reactor *reactor) {
    static const char days[][4] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    instant now = os_now(reactor->server->options.os);
    if (now / 1000 == reactor->date_second) return;
    reactor->date_second = now / 1000;
    date day = date_of_instant(now, 0);
    struct date_parts parts = date_split(day);
    int second = (int)((now - date_start(day, 0)) / 1000);
    snprintf(reactor->date, sizeof(reactor->date), "%s, %02d %s %04d %02d:%02d:%02d GMT",
             days[date_weekday(day)], parts.day, months[parts.month], parts.year, second / 3600,
             second / 60 % 60, second % 60);
}

static void refresh_time(struct http_reactor *reactor) {
    reactor->now_us = os_monotonic_us(reactor->server->options.os);
    refresh_date(reactor);
}

// When stopping: idle connections have had their grace, and in the end nobody is waited for.
static void push_out(struct http_reactor *reactor, struct http_connection *connection) {
    const struct http_options *options = &reactor->server->options;
    int64_t stopped_us = reactor->now_us - reactor->stop_start_us;
    bool is_over = stopped_us >= options->stop_ms * 1000;
    bool has_grace = stopped_us < options->grace_ms * 1000;
    if (is_over || (!has_grace && http_connection_is_idle(connection)))
        http_connection_cut(connection);
}

static void on_tick(evutil_socket_t socket, short what, void *argument) {
    (void)socket, (void)what;
    struct http_reactor *reactor = argument;
    refresh_time(reactor);
    if (reactor->is_resting && !reactor->is_stopping) {
        reactor->is_resting = false;
        ASSERT(event_add(&reactor->listening, NULL) == 0);
    }
    for (struct http_connection *at = reactor->connections, *later; at != NULL; at = later) {
        later = at->later;
        if (at->deadline_us <= reactor->now_us)
            http_connection_expired(at);
        else if (reactor->is_stopping)
            push_out(reactor, at);
    }
    int64_t stop_us = reactor->server->options.stop_ms * 1000;
    if (reactor->is_stopping && reactor->now_us - reactor->stop_start_us >= stop_us)
        event_base_loopbreak(reactor->base);
}

static void peer_text(const struct sockaddr_storage *address, char room[HTTP_PEER]) {
    memset(room, 0, HTTP_PEER);
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &four->sin_addr, room, HTTP_PEER);
        return;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
        inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], room, HTTP_PEER);
    else
        inet_ntop(AF_INET6, &six->sin6_addr, room, HTTP_PEER);
}

static void turn_away(int socket) {
    static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                               "Retry-After: 1\r\nConnection: close\r\n\r\n";
    ssize_t sent = send(socket, busy, sizeof(busy) - 1, MSG_NOSIGNAL);
    (void)sent; // whether it is heard or not, the connection ends
    close(socket);
}

static void on_connect(evutil_socket_t listener, short what, void *argument) {
    (void)what;
    struct http_reactor *reactor = argument;
    for (int i = 0; i < ACCEPT_MAX; i++) {
        struct sockaddr_storage address = {0};
        socklen_t size = sizeof(address);
        int socket =
            accept4(listener, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)) {
            os_trace(OS_WARN, "accept_failed", os_number("errno", errno));
            reactor->is_resting = true;
            event_del(&reactor->listening);
        }
        if (socket < 0) return;
        if (reactor->connection_count >= reactor->server->connections_max) {
            turn_away(socket);
            continue;
        }
        int one = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        char peer[HTTP_PEER];
        peer_text(&address, peer);
        http_connection_open(reactor, socket, peer);
    }
}

static void begin_stop(struct http_reactor *reactor) {
    reactor->is_stopping = true;
    reactor->stop_start_us = reactor->now_us;
    event_del(&reactor->listening);
    on_connect(reactor->listener, EV_READ, reactor); // who knocked before is still let in
    close(reactor->listener);
    reactor->listener = -1;
    for (struct http_connection *at = reactor->connections, *later; at != NULL; at = later) {
        later = at->later;
        if (at->state == HTTP_STREAMING) http_connection_cut(at);
    }
    end_when_empty(reactor);
}

static void on_wake(evutil_socket_t socket, short what, void *argument) {
    (void)socket, (void)what;
    struct http_reactor *reactor = argument;
    read_inbox(reactor);
    if (!atomic_load(&reactor->server->is_stopping) || reactor->is_stopping) return;
    refresh_time(reactor);
    begin_stop(reactor);
}

static struct event_base *open_base(void) {
    struct event_config *config = event_config_new();
    if (config == NULL) return NULL;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

fault http_reactor_open(struct http_reactor *reactor, struct http_server *server, int listener) {
    reactor->server = server;
    reactor->listener = listener;
    reactor->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    reactor->base = open_base();
    if (reactor->wake < 0 || reactor->base == NULL) return &server_outage;
    refresh_time(reactor);
    int64_t tick_ms = server->options.tick_ms;
    struct timeval tick = {tick_ms / 1000, tick_ms % 1000 * 1000};
    event_assign(&reactor->listening, reactor->base, listener, EV_READ | EV_PERSIST, on_connect,
                 reactor);
    event_assign(&reactor->waking, reactor->base, reactor->wake, EV_READ | EV_PERSIST | EV_ET,
                 on_wake, reactor);
    event_assign(&reactor->ticking, reactor->base, -1, EV_PERSIST, on_tick, reactor);
    if (event_add(&reactor->listening, NULL) != 0 || event_add(&reactor->waking, NULL) != 0 ||
        event_add(&reactor->ticking, &tick) != 0)
        return &server_outage;
    return NULL;
}

static void run_loop(void *argument) {
    struct http_reactor *reactor = argument;
    event_base_loop(reactor->base, EVLOOP_NO_EXIT_ON_EMPTY);
}

fault http_reactor_start(struct http_reactor *reactor) {
    return os_thread_start("mingli-http", run_loop, reactor, &reactor->thread);
}

// The thread has ended: whatever is left belongs to the caller's thread now.
void http_reactor_close(struct http_reactor *reactor) {
    if (reactor->base != NULL) {
        read_inbox(reactor);
        while (reactor->connections != NULL) {
            reactor->connections->state = HTTP_LINGERING; // nobody has its exchange any more
            http_connection_cut(reactor->connections);
        }
        read_inbox(reactor);
        event_base_free(reactor->base);
    }
    while (reactor->shelf != NULL) {
        struct http_workspace *workspace = reactor->shelf;
        reactor->shelf = workspace->next;
        close_workspace(workspace);
    }
    if (reactor->wake >= 0) close(reactor->wake);
    if (reactor->listener >= 0) close(reactor->listener);
}

// server: real sockets on 127.0.0.1, a handler that answers at once or from another thread. Time is
// simulated: deadlines of seconds pass when the test says so, and nothing here sleeps.
#include "http/http.h"

#include "http/raw_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "os/os_sim.h"

static FAULT(not_for_you, 403, "", "Not for you.", "无权访问。");

enum { LATER_MAX = 256 };

// The server with its handler: /hello and /echo answer at once, /later waits until the test
// finishes it, /refused is not admitted, /upload may be large.
struct site {
    struct os_sim *sim;
    struct http_server *server;
    int port;
    struct os_mutex mutex; // guards what follows
    struct os_condition changed;
    struct http_exchange *waiting[LATER_MAX];
    size_t waiting_count;
    int reactors; // opened and not closed
    size_t handled;
};

static fault open_reactor(void *context, void **ret_data) {
    struct site *site = context;
    site->reactors++;
    *ret_data = site;
    return NULL;
}

static void close_reactor(void *context, void *data) {
    struct site *site = context;
    assert_ptr_equal(site, data);
    site->reactors--;
}

static fault admit(void *context, struct http_exchange *exchange, size_t *ret_body_max) {
    (void)context;
    if (str_equal(exchange->request.path, STR("/refused"))) return &not_for_you;
    if (str_equal(exchange->request.path, STR("/upload"))) *ret_body_max = LIMIT_UPLOAD;
    return NULL;
}

static enum http_next handle(void *context, struct http_exchange *exchange) {
    struct site *site = context;
    const struct http_request *request = &exchange->request;
    struct http_answer *answer = &exchange->answer;
    assert_ptr_equal(exchange->reactor_data, site);
    answer->type = STR("text/plain");
    os_mutex_lock(&site->mutex);
    site->handled++;
    bool is_later = str_equal(request->path, STR("/later")) && site->waiting_count < LATER_MAX;
    if (is_later) site->waiting[site->waiting_count++] = exchange;
    os_condition_broadcast(&site->changed);
    os_mutex_unlock(&site->mutex);
    if (is_later) return HTTP_LATER;
    if (str_equal(request->path, STR("/hello"))) answer->body = STR("hello");
    if (str_equal(request->path, STR("/echo"))) answer->body = request->body;
    if (str_equal(request->path, STR("/upload"))) answer->body = request->body;
    if (str_equal(request->path, STR("/peer"))) answer->body = request->peer;
    if (str_equal(request->path, STR("/nothing"))) answer->status = 204;
    if (str_equal(request->path, STR("/last"))) answer->is_last = true;
    if (str_equal(request->path, STR("/large")))
        answer->body = (str){arena_take(exchange->arena, LIMIT_ANSWER), LIMIT_ANSWER};
    if (str_equal(request->path, STR("/odd")))
        http_answer_header(exchange, "X-Odd", STR("a\r\nSet-Cookie: b\x7f"));
    if (str_equal(request->path, STR("/file")))
        http_answer_attachment(exchange, STR("表 \"1\".csv"));
    return HTTP_NOW;
}

static struct site *open_site(size_t reactors, size_t connections_max) {
    struct site *site = calloc(1, sizeof(*site));
    site->sim = os_sim_open(1, 784111777000); // the RFC's own Sunday
    os_mutex_init(&site->mutex);
    os_condition_init(&site->changed);
    struct http_options options = {
        .os = os_sim_os(site->sim),
        .address = STR("127.0.0.1:0"),
        .reactors = reactors,
        .connections_max = connections_max,
        .tick_ms = 5,
        .handler = {site, open_reactor, close_reactor, admit, handle},
    };
    assert_null(http_server_open(&options, &site->server));
    site->port = http_server_port(site->server);
    return site;
}

static void close_site(struct site *site) {
    http_server_close(site->server);
    assert_int_equal(site->reactors, 0);
    os_condition_finish(&site->changed);
    os_mutex_finish(&site->mutex);
    os_sim_close(site->sim);
    free(site);
}

// Until so many exchanges wait to be finished.
static void await_waiting(struct site *site, size_t count) {
    os_mutex_lock(&site->mutex);
    while (site->waiting_count < count) os_condition_wait(&site->changed, &site->mutex);
    os_mutex_unlock(&site->mutex);
}

static void finish_waiting(struct site *site) {
    os_mutex_lock(&site->mutex);
    size_t count = site->waiting_count;
    site->waiting_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct http_exchange *exchange = site->waiting[i];
        exchange->answer.body = arena_join(exchange->arena, STR("later "), exchange->request.query);
    }
    for (size_t i = 0; i < count; i += LIMIT_GROUP_COMMIT) {
        size_t left = count - i;
        http_finish_many(site->waiting + i, left < LIMIT_GROUP_COMMIT ? left : LIMIT_GROUP_COMMIT);
    }
    os_mutex_unlock(&site->mutex);
}

#define GET(path) STR("GET " path " HTTP/1.1\r\nHost: a\r\n\r\n")
#define LAST(path) STR("GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

// Moves the clock (by whole seconds) and waits until the reactor has noticed: its answers bear the
// new date then, and every deadline was looked at. Only for sites with one reactor.
static void advance(struct site *site, int64_t ms) {
    struct arena *arena = arena_open(MIB);
    os_sim_advance(site->sim, ms);
    instant now = os_now(os_sim_os(site->sim));
    str time = str_slice(instant_print(arena, now), 11, 19), answer;
    do answer = client_ask(arena, site->port, LAST("/hello"));
    while (str_find(answer, time) < 0);
    arena_close(arena);
}

// Waits until the reactor has read what was sent before.
static void settle(struct site *site) {
    struct arena *arena = arena_open(MIB);
    assert_int_equal(client_status(client_ask(arena, site->port, LAST("/hello"))), 200);
    arena_close(arena);
}

static void an_answer_is_exactly_this(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    str answer = client_ask(arena, site->port, LAST("/hello"));
    assert_true(str_equal(answer, STR("HTTP/1.1 200 OK\r\n"
                                      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                      "Content-Type: text/plain\r\nContent-Length: 5\r\n"
                                      "Cache-Control: no-store\r\n"
                                      "X-Content-Type-Options: nosniff\r\n"
                                      "Connection: close\r\n\r\nhello")));
    answer = client_ask(arena, site->port, LAST("/peer"));
    assert_true(str_equal(client_body(answer), STR("127.0.0.1")));
    answer = client_ask(arena, site->port, LAST("/odd"));
    assert_true(str_find(answer, STR("\r\nX-Odd: a__Set-Cookie: b_\r\n")) > 0);
    answer = client_ask(arena, site->port, LAST("/file"));
    assert_true(str_find(answer, STR("attachment; filename=\"_____1_.csv\"; "
                                     "filename*=UTF-8''%E8%A1%A8%20%221%22.csv\r\n")) > 0);
    answer = client_ask(arena, site->port, LAST("/nothing"));
    assert_int_equal(client_status(answer), 204);
    assert_true(str_find(answer, STR("Content-Length")) < 0);
    close_site(site);
    arena_close(arena);
}

static void one_connection_serves_many(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    for (int i = 0; i < 1000; i++) {
        assert_true(client_send(client, GET("/hello")));
        str answer = client_read_answer(arena, client, false);
        assert_true(str_equal(client_body(answer), STR("hello")));
        arena_reset(arena);
    }
    assert_true(client_send(client, STR("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n")));
    str answer = client_read_answer(arena, client, true);
    assert_true(str_find(answer, STR("Content-Length: 5\r\n")) > 0);
    assert_true(client_send(client, GET("/last")));
    answer = client_read_all(arena, client);
    assert_true(str_find(answer, STR("\r\nConnection: close\r\n")) > 0);
    close(client);
    close_site(site);
    arena_close(arena);
}

static void pipelined_requests_are_answered_in_order(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    struct buf out = buf_in(arena, MIB);
    for (int i = 0; i < 100; i++) {
        buf_add(&out, GET("/hello"));
        buf_print(&out, "GET /later?%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
        buf_add(&out, STR("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"));
    }
    assert_true(client_send(client, buf_str(&out)));
    for (int i = 0; i < 100; i++) {
        assert_true(str_equal(client_body(client_read_answer(arena, client, false)), STR("hello")));
        await_waiting(site, 1);
        assert_int_equal(site->waiting_count, 1);
        finish_waiting(site);
        str wanted = arena_print(arena, "later %d", i);
        assert_true(str_equal(client_body(client_read_answer(arena, client, false)), wanted));
        assert_true(str_equal(client_body(client_read_answer(arena, client, false)), STR("abcd")));
    }
    close(client);
    close_site(site);
    arena_close(arena);
}

static void many_wait_and_are_finished_together(void **state) {
    (void)state;
    struct arena *arena = arena_open(4 * MIB);
    struct site *site = open_site(2, 0);
    int clients[200];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
            if (round == 0) clients[i] = client_connect(site->port);
            str request = arena_print(arena, "GET /later?%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
            assert_true(client_send(clients[i], request));
        }
        await_waiting(site, 200);
        finish_waiting(site);
        for (int i = 0; i < 200; i++) {
            str answer = client_read_answer(arena, clients[i], false);
            assert_true(str_equal(client_body(answer), arena_print(arena, "later %d", i)));
        }
    }
    for (int i = 0; i < 200; i++) close(clients[i]);
    close_site(site);
    arena_close(arena);
}

static void a_peer_that_leaves_while_it_waits_harms_nobody(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    for (size_t i = 0; i < 20; i++) {
        int client = client_connect(site->port);
        assert_true(client_send(client, GET("/later")));
        if (i % 2 == 0) assert_true(client_send(client, GET("/hello")));
        await_waiting(site, i + 1);
        struct linger now = {1, 0}; // ends by reset
        if (i % 3 == 0) setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        close(client);
    }
    finish_waiting(site);
    assert_int_equal(client_status(client_ask(arena, site->port, LAST("/hello"))), 200);
    close_site(site);
    arena_close(arena);
}

static void half_closed_connections_get_their_answer(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    assert_true(client_send(client, GET("/later?x")));
    shutdown(client, SHUT_WR);
    await_waiting(site, 1);
    finish_waiting(site);
    assert_true(str_equal(client_body(client_read_all(arena, client)), STR("later x")));
    close(client);
    close_site(site);
    arena_close(arena);
}

static str pattern(struct arena *arena, size_t size) {
    char *bytes = arena_take(arena, size + 1);
    for (size_t i = 0; i < size; i++) bytes[i] = (char)('a' + (i * 7 + i / 251) % 26);
    return (str){bytes, size};
}

// In two pieces, cut where the bytes of a header, of the input, of a body meet.
static void send_split(int client, str request, size_t at) {
    assert_true(client_send(client, str_slice(request, 0, at)));
    assert_true(client_send(client, str_slice(request, at, request.size)));
}

static void bodies_of_every_size_come_whole(void **state) {
    (void)state;
    struct arena *arena = arena_open(32 * MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    static const size_t sizes[] = {0,     1,     1000,  24400, 24500,  24505,   24506,
                                   24507, 24510, 24576, 30000, 200000, 1048575, 1048576};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        str body = pattern(arena, sizes[i]);
        str head = arena_print(
            arena, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", sizes[i]);
        send_split(client, arena_join(arena, head, body), head.size + sizes[i] / 2);
        assert_true(str_equal(client_body(client_read_answer(arena, client, false)), body));
        head = arena_print(arena,
                           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                           "\r\n%zx\r\n",
                           sizes[i]);
        str chunk =
            sizes[i] == 0 ? STR("0\r\n\r\n") : arena_join(arena, body, STR("\r\n0\r\n\r\n"));
        if (sizes[i] == 0) head = str_slice(head, 0, head.size - 3);
        send_split(client, arena_join(arena, head, chunk), head.size + sizes[i] / 3);
        assert_true(str_equal(client_body(client_read_answer(arena, client, false)), body));
        arena_reset(arena);
    }
    close(client);
    close_site(site);
    arena_close(arena);
}

static void uploads_may_be_larger_where_the_route_says_so(void **state) {
    (void)state;
    struct arena *arena = arena_open(128 * MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    str body = pattern(arena, LIMIT_UPLOAD);
    str head = arena_print(arena, "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
                           body.size);
    send_split(client, head, head.size);
    assert_true(client_send(client, body));
    str answer = client_read_answer(arena, client, false);
    assert_true(str_equal(client_body(answer), body));
    close(client);
    close_site(site);
    arena_close(arena);
}

static void what_is_too_large_is_refused_unread(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(1, 0);
    static const char *requests[] = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 20971521\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        str answer = client_ask(arena, site->port, str_of(requests[i]));
        assert_int_equal(client_status(answer), 413);
        assert_true(str_find(answer, STR("\"fault\":\"body_too_large\"")) > 0);
    }
    str body = pattern(arena, MIB + 1);
    str chunked = arena_join(arena,
                             STR("POST /echo HTTP/1.1\r\nHost: a\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n100001\r\n"),
                             body);
    assert_int_equal(client_status(client_ask(arena, site->port, chunked)), 413);
    str refused = client_ask(arena, site->port,
                             STR("POST /refused HTTP/1.1\r\nHost: a\r\n"
                                 "Content-Length: 5\r\n\r\nhello"));
    assert_int_equal(client_status(refused), 403);
    assert_int_equal(site->handled, 0);
    int client = client_connect(site->port); // without a body the connection goes on
    assert_true(client_send(client, GET("/refused")));
    assert_int_equal(client_status(client_read_answer(arena, client, false)), 403);
    assert_true(client_send(client, GET("/hello")));
    assert_int_equal(client_status(client_read_answer(arena, client, false)), 200);
    close(client);
    close_site(site);
    arena_close(arena);
}

static void a_waiting_peer_is_told_to_go_on(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    assert_true(client_send(client, STR("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                                        "Expect: 100-continue\r\n\r\n")));
    assert_true(
        str_equal(client_read_answer(arena, client, true), STR("HTTP/1.1 100 Continue\r\n\r\n")));
    assert_true(client_send(client, STR("ok")));
    assert_true(str_equal(client_body(client_read_answer(arena, client, false)), STR("ok")));
    close(client);
    close_site(site);
    arena_close(arena);
}

// A byte now and then: how many are taken until the answer is 408.
static int drip(struct arena *arena, struct site *site, str start, int64_t ms_each) {
    int client = client_connect(site->port), bytes = 0;
    assert_true(client_send(client, start));
    settle(site);
    for (; bytes < 60; bytes++) {
        char byte;
        advance(site, ms_each);
        if (recv(client, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1) break;
        assert_true(client_send(client, STR("x")));
    }
    str answer = client_read_answer(arena, client, false);
    assert_int_equal(client_status(answer), 408);
    advance(site, 3000); // what comes later is not read for ever
    assert_true(client_is_closed(client));
    close(client);
    return bytes;
}

static void slow_peers_are_cut_off(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    struct site *site = open_site(1, 0);
    static const char *starts[] = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9f\r\n",
    };
    assert_int_equal(drip(arena, site, STR("GET /hello HTTP/1.1\r\nX: "), 4000), 2);
    for (size_t i = 0; i < 2; i++) assert_int_equal(drip(arena, site, str_of(starts[i]), 8000), 3);
    int client = client_connect(site->port); // who says nothing gets no answer either
    assert_true(client_send(client, GET("/hello")));
    assert_int_equal(client_status(client_read_answer(arena, client, false)), 200);
    advance(site, 61000);
    assert_true(client_is_closed(client));
    close(client);
    close_site(site);
    arena_close(arena);
}

static void a_peer_that_does_not_read_is_cut_off(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int client = client_connect(site->port);
    assert_true(client_send(client, GET("/large")));
    client_read_answer(arena, client, true);
    settle(site); // it has written what it could
    advance(site, 29000);
    advance(site, 2000);
    struct arena *room = arena_open(128 * MIB);
    assert_true(client_read_all(room, client).size < LIMIT_ANSWER);
    arena_close(room);
    close(client);
    close_site(site);
    arena_close(arena);
}

static void large_answers_come_whole(void **state) {
    (void)state;
    struct arena *arena = arena_open(128 * MIB);
    struct site *site = open_site(1, 0);
    str answer = client_ask(arena, site->port, LAST("/large"));
    assert_int_equal(client_body(answer).size, LIMIT_ANSWER);
    close_site(site);
    arena_close(arena);
}

struct stopping {
    struct http_server *server;
    struct os_mutex mutex;
    bool is_stopped;
};

static void stop_server(void *argument) {
    struct stopping *stopping = argument;
    http_server_stop(stopping->server);
    os_mutex_lock(&stopping->mutex);
    stopping->is_stopped = true;
    os_mutex_unlock(&stopping->mutex);
}

static void stopping_finishes_what_runs(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int idle = client_connect(site->port), busy = client_connect(site->port);
    assert_true(client_send(idle, GET("/hello")));
    assert_int_equal(client_status(client_read_answer(arena, idle, false)), 200);
    assert_true(client_send(busy, GET("/later?x")));
    await_waiting(site, 1);
    struct stopping stopping = {.server = site->server};
    os_mutex_init(&stopping.mutex);
    struct os_thread *thread;
    assert_null(os_thread_start("stop", stop_server, &stopping, &thread));
    for (int client; (client = client_connect(site->port)) >= 0;) close(client);
    assert_true(client_send(idle, GET("/hello"))); // within its grace
    str answer = client_read_all(arena, idle);
    assert_true(str_find(answer, STR("\r\nConnection: close\r\n")) > 0);
    os_mutex_lock(&stopping.mutex);
    assert_false(stopping.is_stopped);
    os_mutex_unlock(&stopping.mutex);
    finish_waiting(site);
    answer = client_read_all(arena, busy);
    assert_true(str_find(answer, STR("\r\nConnection: close\r\n")) > 0);
    assert_true(str_equal(client_body(answer), STR("later x")));
    os_thread_join(thread);
    os_mutex_finish(&stopping.mutex);
    close(idle), close(busy);
    close_site(site);
    arena_close(arena);
}

static void stopping_waits_for_nobody_for_ever(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    int stuck = client_connect(site->port), idle = client_connect(site->port);
    assert_true(client_send(stuck, GET("/later")));
    assert_true(client_send(idle, GET("/hello")));
    assert_int_equal(client_status(client_read_answer(arena, idle, false)), 200);
    await_waiting(site, 1);
    struct stopping stopping = {.server = site->server};
    os_mutex_init(&stopping.mutex);
    struct os_thread *thread;
    assert_null(os_thread_start("stop", stop_server, &stopping, &thread));
    for (int client; (client = client_connect(site->port)) >= 0;) close(client);
    os_sim_advance(site->sim, 600);
    assert_true(client_is_closed(idle));
    os_sim_advance(site->sim, 10000);
    assert_true(client_is_closed(stuck));
    os_thread_join(thread);
    os_mutex_finish(&stopping.mutex);
    finish_waiting(site); // too late, and no harm
    close(idle), close(stuck);
    close_site(site);
    arena_close(arena);
}

static void there_is_room_for_so_many(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 2);
    int one = client_connect(site->port), two = client_connect(site->port);
    assert_true(client_send(one, GET("/hello")) && client_send(two, GET("/hello")));
    assert_int_equal(client_status(client_read_answer(arena, one, false)), 200);
    assert_int_equal(client_status(client_read_answer(arena, two, false)), 200);
    int three = client_connect(site->port);
    assert_int_equal(client_status(client_read_all(arena, three)), 503);
    close(one), close(two), close(three);
    close_site(site);
    arena_close(arena);
}

static void addresses_that_are_none_or_taken_are_refused(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1, 0);
    struct http_options options = {.handler = {.context = site, .handle = handle}};
    struct http_server *server;
    static const char *malformed[] = {"", "127.0.0.1", "x:80", "127.0.0.1:99999", "[::1]", ":80"};
    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        options.address = str_of(malformed[i]);
        assert_ptr_equal(http_server_open(&options, &server), &address_malformed);
    }
    options.address = arena_print(arena, "127.0.0.1:%d", site->port);
    assert_ptr_equal(http_server_open(&options, &server), &address_taken);
    close_site(site);
    arena_close(arena);
}

// Bytes of a probe: escapes, and {a*N}.
static str unescape(struct arena *arena, str text);

static int hex_digit(char byte) {
    ptrdiff_t at = str_find_byte(STR("0123456789abcdef"), byte);
    assert_true(at >= 0);
    return (int)at;
}

static size_t add_unescaped(struct arena *arena, str text, struct buf *out) {
    if (text.data[0] == '{') {
        str inside = str_slice(text, 1, text.size), what, rest;
        rest = inside;
        inside = str_cut(&rest, '}');
        what = str_cut(&inside, '*');
        int64_t count = 0;
        assert_true(str_to_int(inside, &count));
        what = unescape(arena, what);
        for (int64_t i = 0; i < count; i++) buf_add(out, what);
        return (size_t)(rest.data - text.data);
    }
    if (text.data[0] != '\\') {
        buf_add_byte(out, text.data[0]);
        return 1;
    }
    ptrdiff_t letter = str_find_byte(STR("rntx"), text.data[1]);
    assert_true(letter >= 0);
    buf_add_byte(out, letter < 3 ? "\r\n\t"[letter]
                                 : (char)(hex_digit(text.data[2]) * 16 + hex_digit(text.data[3])));
    return letter < 3 ? 2 : 4;
}

static str unescape(struct arena *arena, str text) {
    struct buf out = buf_in(arena, MIB);
    for (size_t at = 0; at < text.size;)
        at += add_unescaped(arena, str_slice(text, at, text.size), &out);
    return buf_str(&out);
}

// "200 200": the statuses of all answers in what came.
static str statuses(struct arena *arena, str answers) {
    struct buf out = buf_in(arena, MIB);
    for (ptrdiff_t at; (at = str_find(answers, STR("HTTP/1.1 "))) >= 0;) {
        if (out.size > 0) buf_add_byte(&out, ' ');
        answers = str_slice(answers, (size_t)at + 9, answers.size);
        buf_add(&out, str_slice(answers, 0, 3));
    }
    return buf_str(&out);
}

static void probes_are_refused_with_one_answer(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(1, 0);
    str rest;
    size_t count = 0;
    assert_null(os_file_read(os_real(), arena, STR("tests/http/probes.txt"), MIB, &rest));
    while (rest.size > 0) {
        str name = str_cut(&rest, '\n');
        if (name.size == 0 || name.data[0] == '#') continue;
        str wanted = str_cut(&rest, '\n');
        str bytes = unescape(arena, str_cut(&rest, '\n'));
        int client = client_connect(site->port);
        client_send(client, bytes);
        shutdown(client, SHUT_WR);
        str found = statuses(arena, client_read_all(arena, client));
        close(client);
        if (!str_equal(found, wanted))
            print_error("%.*s: %.*s, not %.*s\n", STR_ARG(name), STR_ARG(found), STR_ARG(wanted));
        assert_true(str_equal(found, wanted));
        count++;
    }
    assert_true(count > 29);
    close_site(site);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_exactly_this),
        cmocka_unit_test(one_connection_serves_many),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(many_wait_and_are_finished_together),
        cmocka_unit_test(a_peer_that_leaves_while_it_waits_harms_nobody),
        cmocka_unit_test(half_closed_connections_get_their_answer),
        cmocka_unit_test(bodies_of_every_size_come_whole),
        cmocka_unit_test(uploads_may_be_larger_where_the_route_says_so),
        cmocka_unit_test(what_is_too_large_is_refused_unread),
        cmocka_unit_test(a_waiting_peer_is_told_to_go_on),
        cmocka_unit_test(slow_peers_are_cut_off),
        cmocka_unit_test(a_peer_that_does_not_read_is_cut_off),
        cmocka_unit_test(large_answers_come_whole),
        cmocka_unit_test(stopping_finishes_what_runs),
        cmocka_unit_test(stopping_waits_for_nobody_for_ever),
        cmocka_unit_test(there_is_room_for_so_many),
        cmocka_unit_test(addresses_that_are_none_or_taken_are_refused),
        cmocka_unit_test(probes_are_refused_with_one_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// Answers that come in pieces: exports made while they are read, event streams fed from any thread.
#include "http/http.h"

#include "http/raw_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "os/os_sim.h"

enum { STREAMS_MAX = 64, PIECES = 300 };

static FAULT(export_broken, 503, "", "It broke.", "导出中断。");

// /export makes PIECES pieces, /broken fails in the middle, /stream opens an event stream.
struct site {
    struct os_sim *sim;
    struct http_server *server;
    int port;
    struct os_mutex mutex; // guards what follows
    struct os_condition changed;
    struct http_stream *streams[STREAMS_MAX];
    size_t stream_count;
    int open_exports;
};

struct export {
    struct site *site;
    int piece;
    int fails_at;
};

static fault next_piece(void *context, struct buf *out, bool *ret_more) {
    struct export *export = context;
    if (export->piece == export->fails_at) return &export_broken;
    for (int row = 0; row < 100; row++) buf_print(out, "%d,%d,row\n", export->piece, row);
    *ret_more = ++export->piece < PIECES;
    return NULL;
}

static void close_export(void *context) {
    struct export *export = context;
    os_mutex_lock(&export->site->mutex);
    export->site->open_exports--;
    os_mutex_unlock(&export->site->mutex);
}

static void begin_export(struct site *site, struct http_exchange *exchange, int fails_at) {
    struct export *export = ARENA_NEW(exchange->arena, struct export);
    *export = (struct export){site, 0, fails_at};
    exchange->answer.type = STR("text/csv");
    exchange->answer.producer = (struct http_producer){next_piece, close_export, export};
    os_mutex_lock(&site->mutex);
    site->open_exports++;
    os_mutex_unlock(&site->mutex);
}

static enum http_next handle(void *context, struct http_exchange *exchange) {
    struct site *site = context;
    str path = exchange->request.path;
    if (str_equal(path, STR("/export"))) begin_export(site, exchange, -1);
    if (str_equal(path, STR("/broken"))) begin_export(site, exchange, PIECES / 2);
    if (!str_equal(path, STR("/stream"))) return HTTP_NOW;
    os_mutex_lock(&site->mutex);
    assert_true(site->stream_count < STREAMS_MAX);
    site->streams[site->stream_count++] = http_stream_open(exchange);
    os_condition_broadcast(&site->changed);
    os_mutex_unlock(&site->mutex);
    return HTTP_NOW;
}

static struct site *open_site(size_t reactors) {
    struct site *site = calloc(1, sizeof(*site));
    site->sim = os_sim_open(1, 0);
    os_mutex_init(&site->mutex);
    os_condition_init(&site->changed);
    struct http_options options = {
        .os = os_sim_os(site->sim),
        .address = STR("127.0.0.1:0"),
        .reactors = reactors,
        .tick_ms = 5,
        .handler = {.context = site, .handle = handle},
    };
    assert_null(http_server_open(&options, &site->server));
    site->port = http_server_port(site->server);
    return site;
}

static void close_site(struct site *site) {
    http_server_stop(site->server);
    for (size_t i = 0; i < site->stream_count; i++)
        if (site->streams[i] != NULL) http_stream_close(site->streams[i]);
    http_server_close(site->server);
    assert_int_equal(site->open_exports, 0);
    os_condition_finish(&site->changed);
    os_mutex_finish(&site->mutex);
    os_sim_close(site->sim);
    free(site);
}

#define GET(path) STR("GET " path " HTTP/1.1\r\nHost: a\r\n\r\n")

// A connection whose stream has begun.
static int open_stream(struct arena *arena, struct site *site) {
    size_t before = site->stream_count;
    int client = client_connect(site->port);
    assert_true(client_send(client, GET("/stream")));
    str head = client_read_answer(arena, client, true);
    assert_true(str_find(head, STR("\r\nContent-Type: text/event-stream\r\n")) > 0);
    assert_true(str_find(head, STR("\r\nConnection: close\r\n")) > 0);
    os_mutex_lock(&site->mutex);
    while (site->stream_count == before) os_condition_wait(&site->changed, &site->mutex);
    os_mutex_unlock(&site->mutex);
    return client;
}

static str export_content(struct arena *arena) {
    struct buf out = buf_in(arena, 8 * MIB);
    for (int piece = 0; piece < PIECES; piece++)
        for (int row = 0; row < 100; row++) buf_print(&out, "%d,%d,row\n", piece, row);
    return buf_str(&out);
}

// The data of a chunked body; *ret_is_whole when its end was there.
static str unchunk(struct arena *arena, str body, bool *ret_is_whole) {
    struct buf out = buf_in(arena, 8 * MIB);
    *ret_is_whole = false;
    while (body.size > 0) {
        size_t size = strtoul(arena_text(arena, str_cut(&body, '\r')), NULL, 16);
        *ret_is_whole = size == 0 && str_equal(body, STR("\n\r\n"));
        buf_add(&out, str_slice(body, 1, size + 1));
        body = str_slice(body, size + 3, body.size);
    }
    return buf_str(&out);
}

static void exports_come_in_chunks_and_whole(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(1);
    bool is_whole;
    str answer = client_ask(arena, site->port,
                            STR("GET /export HTTP/1.1\r\nHost: a\r\n"
                                "Connection: close\r\n\r\n"));
    assert_true(str_find(answer, STR("\r\nTransfer-Encoding: chunked\r\n")) > 0);
    assert_true(str_equal(unchunk(arena, client_body(answer), &is_whole), export_content(arena)));
    assert_true(is_whole);
    answer = client_ask(arena, site->port, STR("GET /export HTTP/1.0\r\n\r\n"));
    assert_true(str_find(answer, STR("\r\nTransfer-Encoding")) < 0);
    assert_true(str_equal(client_body(answer), export_content(arena)));
    int client = client_connect(site->port); // the connection goes on behind an export
    assert_true(client_send(client, STR("HEAD /export HTTP/1.1\r\nHost: a\r\n\r\n")));
    assert_int_equal(client_status(client_read_answer(arena, client, true)), 200);
    for (int i = 0; i < 2; i++) {
        assert_true(client_send(client, GET("/export")));
        str all = client_read_until(arena, client, STR("\r\n0\r\n\r\n"));
        unchunk(arena, client_body(all), &is_whole);
        assert_true(is_whole);
    }
    close(client);
    close_site(site);
    arena_close(arena);
}

static void an_export_that_breaks_is_not_taken_for_whole(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(1);
    bool is_whole = true;
    str answer = client_ask(arena, site->port, GET("/broken"));
    str rows = unchunk(arena, client_body(answer), &is_whole);
    assert_false(is_whole);
    assert_true(rows.size > 0 && str_starts_with(export_content(arena), rows));
    int client = client_connect(site->port); // somebody who leaves in the middle
    assert_true(client_send(client, GET("/export")));
    client_read_answer(arena, client, true);
    close(client);
    close_site(site);
    arena_close(arena);
}

static void events_reach_everybody_in_order(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(2);
    int clients[40];
    for (int i = 0; i < 40; i++) clients[i] = open_stream(arena, site);
    struct buf all = buf_in(arena, MIB);
    for (int event = 0; event < 100; event++) {
        struct buf out = buf_in(arena, MIB);
        http_event_write(&out, STR("task_opened"), arena_print(arena, "%d", event),
                         STR("{\"a\":1}"));
        buf_add(&all, buf_str(&out));
        for (int i = 0; i < 40; i++) assert_true(http_stream_send(site->streams[i], buf_str(&out)));
    }
    for (int i = 0; i < 40; i++) http_stream_close(site->streams[i]);
    site->stream_count = 0;
    for (int i = 0; i < 40; i++) {
        assert_true(str_equal(client_read_all(arena, clients[i]), buf_str(&all)));
        close(clients[i]);
    }
    close_site(site);
    arena_close(arena);
}

static void quiet_streams_have_a_heartbeat(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1);
    int client = open_stream(arena, site);
    for (int i = 0; i < 3; i++) {
        os_sim_advance(site->sim, 20000);
        assert_true(str_equal(client_read_until(arena, client, STR("\n\n")), STR(":\n\n")));
    }
    assert_true(http_stream_send(site->streams[0], STR("data: x\n\n")));
    assert_true(str_equal(client_read_until(arena, client, STR("\n\n")), STR("data: x\n\n")));
    close(client);
    close_site(site);
    arena_close(arena);
}

static void a_stream_whose_peer_left_says_so(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(1);
    int client = open_stream(arena, site);
    close(client);
    while (http_stream_send(site->streams[0], STR("data: x\n\n"))) {
    }
    close_site(site);
    arena_close(arena);
}

static void a_stream_that_nobody_reads_is_cut(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct site *site = open_site(1);
    int client = open_stream(arena, site);
    str event = {arena_take(arena, 32 * KIB), 32 * KIB};
    size_t sent = 0;
    while (http_stream_send(site->streams[0], event)) assert_true(++sent < 10000);
    assert_false(http_stream_send(site->streams[0], STR("x")));
    assert_true(client_read_all(arena, client).size <= sent * event.size);
    close(client);
    close_site(site);
    arena_close(arena);
}

static void stopping_ends_streams(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct site *site = open_site(2);
    int client = open_stream(arena, site);
    http_server_stop(site->server);
    assert_true(client_is_closed(client));
    assert_false(http_stream_send(site->streams[0], STR("x")));
    close(client);
    close_site(site);
    arena_close(arena);
}

static void events_have_their_form(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct buf out = buf_in(arena, MIB);
    http_event_write(&out, STR("name\nid: 9"), STR("7"), STR("a\nb\r\nc\rd"));
    http_event_write(&out, STR_NONE, STR_NONE, STR_NONE);
    assert_true(str_equal(buf_str(&out), STR("event: name\nid: 7\ndata: a\ndata: b\ndata: c\n"
                                             "data: d\n\ndata: \n\n")));
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exports_come_in_chunks_and_whole),
        cmocka_unit_test(an_export_that_breaks_is_not_taken_for_whole),
        cmocka_unit_test(events_reach_everybody_in_order),
        cmocka_unit_test(quiet_streams_have_a_heartbeat),
        cmocka_unit_test(a_stream_whose_peer_left_says_so),
        cmocka_unit_test(a_stream_that_nobody_reads_is_cut),
        cmocka_unit_test(stopping_ends_streams),
        cmocka_unit_test(events_have_their_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

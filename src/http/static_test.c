// static: a small table of files, asked for in many ways. The exchange is made by hand: what a
// handler sees and fills is data.
#include "http/static.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct http_asset items[] = {
    {{"/assets/app-1a.js", 17},
     {"text/javascript", 15},
     {"aa", 2},
     true,
     {"js", 2},
     {"b", 1},
     {"g", 1}},
    {{"/icon.svg", 9}, {"image/svg+xml", 13}, {"ii", 2}, false, {"icon", 4}, {"", 0}, {"z", 1}},
    {{"/index.html", 11},
     {"text/html; charset=utf-8", 24},
     {"hh", 2},
     false,
     {"index", 5},
     {"x", 1},
     {"y", 1}},
    {{"/p.html", 7},
     {"text/html; charset=utf-8", 24},
     {"pp", 2},
     false,
     {"public", 6},
     {"", 0},
     {"", 0}},
};
static const struct http_assets assets = {items, sizeof(items) / sizeof(items[0])};

static const char *header_of(const struct http_exchange *exchange, const char *name) {
    static char room[512]; // as text for assert_string_equal
    for (size_t i = 0; i < exchange->answer.header_count; i++) {
        const struct http_header *header = &exchange->answer.headers[i];
        if (!str_equal(header->name, str_of(name))) continue;
        memcpy(room, header->value.data, header->value.size);
        room[header->value.size] = '\0';
        return room;
    }
    return "";
}

static void add(struct http_exchange *exchange, const char *name, const char *value) {
    exchange->request.headers[exchange->request.header_count++] =
        (struct http_header){str_of(name), str_of(value)};
}

static struct http_exchange *asked(struct arena *arena, const char *path, const char *accepts) {
    struct http_exchange *exchange = ARENA_NEW(arena, struct http_exchange);
    exchange->arena = arena;
    exchange->answer.status = 200;
    exchange->request.method = HTTP_GET;
    exchange->request.path = str_of(path);
    if (accepts != NULL) add(exchange, "accept-encoding", accepts);
    return exchange;
}

static void each_path_has_its_page(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const struct {
        const char *path, *body;
        int status;
    } rows[] = {
        {"/", "index", 200},
        {"/index.html", "index", 200},
        {"/requests/17", "index", 200},
        {"/apiary", "index", 200},
        {"/p/survey/abc", "public", 200},
        {"/p", "index", 200},
        {"/icon.svg", "icon", 200},
        {"/assets/app-1a.js", "js", 200},
        {"/assets/app-0b.js", "", 404},
        {"/a.b/c", "", 404},
        {"/../etc/passwd", "", 404},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_exchange *exchange = asked(arena, rows[i].path, NULL);
        assert_true(http_static_answer(&assets, exchange));
        assert_int_equal(exchange->answer.status, rows[i].status);
        if (rows[i].status != 200) continue;
        assert_true(str_equal(exchange->answer.body, str_of(rows[i].body)));
        assert_string_equal(header_of(exchange, "Vary"), "Accept-Encoding");
    }
    assert_false(http_static_answer(&assets, asked(arena, "/api/nothing", NULL)));
    assert_false(http_static_answer(&assets, asked(arena, "/api", NULL)));
    arena_close(arena);
}

static void the_best_coding_that_is_accepted_is_sent(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const struct {
        const char *path, *accepts, *coding, *etag;
    } rows[] = {
        {"/assets/app-1a.js", "gzip, deflate, br", "br", "\"aa-br\""},
        {"/assets/app-1a.js", "GZIP;q=0.5,BR;q=0.1", "br", "\"aa-br\""},
        {"/assets/app-1a.js", "gzip, br;q=0", "gzip", "\"aa-gz\""},
        {"/assets/app-1a.js", "gzip;q=1.0, br ; q=0.000", "gzip", "\"aa-gz\""},
        {"/assets/app-1a.js", "br;q=0.001", "br", "\"aa-br\""},
        {"/assets/app-1a.js", "*", "br", "\"aa-br\""},
        {"/assets/app-1a.js", "*;q=0", "", "\"aa\""},
        {"/assets/app-1a.js", "br;q=0, *;q=0.5", "gzip", "\"aa-gz\""},
        {"/assets/app-1a.js", "brotli, xgzip", "", "\"aa\""},
        {"/assets/app-1a.js", "identity", "", "\"aa\""},
        {"/assets/app-1a.js", "", "", "\"aa\""},
        {"/icon.svg", "br, gzip", "gzip", "\"ii-gz\""},
        {"/p/x", "br, gzip", "", "\"pp\""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_exchange *exchange = asked(arena, rows[i].path, rows[i].accepts);
        assert_true(http_static_answer(&assets, exchange));
        assert_string_equal(header_of(exchange, "Content-Encoding"), rows[i].coding);
        assert_string_equal(header_of(exchange, "ETag"), rows[i].etag);
    }
    arena_close(arena);
}

static void what_the_browser_has_is_not_sent_again(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    static const struct {
        const char *tags;
        int status;
    } rows[] = {
        {"\"aa-br\"", 304},
        {"W/\"aa-br\"", 304},
        {"\"x\" , \"aa-br\"", 304},
        {"*", 304},
        {"\"aa-gz\"", 200},
        {"\"aa\"", 200},
        {"aa-br", 200},
        {"", 200},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_exchange *exchange = asked(arena, "/assets/app-1a.js", "br");
        add(exchange, "If-None-Match", rows[i].tags);
        assert_true(http_static_answer(&assets, exchange));
        assert_int_equal(exchange->answer.status, rows[i].status);
        assert_int_equal(exchange->answer.body.size, rows[i].status == 200);
        assert_string_equal(header_of(exchange, "ETag"), "\"aa-br\"");
        assert_string_equal(header_of(exchange, "Cache-Control"),
                            "public, max-age=31536000, immutable");
    }
    arena_close(arena);
}

static void pages_are_guarded_and_only_read(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct http_exchange *exchange = asked(arena, "/", "br");
    assert_true(http_static_answer(&assets, exchange));
    assert_string_equal(header_of(exchange, "Cache-Control"), "no-cache");
    assert_string_equal(header_of(exchange, "Referrer-Policy"), "same-origin");
    assert_string_equal(header_of(exchange, "Cross-Origin-Opener-Policy"), "same-origin");
    assert_string_equal(header_of(exchange, "Content-Security-Policy"),
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                        "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
                        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    exchange = asked(arena, "/", NULL);
    exchange->request.method = HTTP_POST;
    assert_true(http_static_answer(&assets, exchange));
    assert_int_equal(exchange->answer.status, 405);
    assert_string_equal(header_of(exchange, "Allow"), "GET, HEAD");
    exchange = asked(arena, "/none.js", NULL);
    assert_true(http_static_answer(&assets, exchange));
    assert_true(str_find(exchange->answer.body, STR("\"fault\":\"page_unknown\"")) > 0);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_path_has_its_page),
        cmocka_unit_test(the_best_coding_that_is_accepted_is_sent),
        cmocka_unit_test(what_the_browser_has_is_not_sent_again),
        cmocka_unit_test(pages_are_guarded_and_only_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// The whole way over a socket: routes, cookies, tokens, forgery, input, answers, exports, events. A
// server with the real catalogue on a book of its own; a plain client that says exactly what it
// sends.
#include "http/routes.h"

#include "http/raw_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "catalog.h"
#include "command/desk.h"
#include "command/writer.h"
#include "crypto/crypto.h"
#include "domain/access/access.h"
#include "format/shape.h"
#include "http/routes_own.h"
#include "os/os_sim.h"
#include "people_api.h"
#include "report/table.h"

#define PASSWORD "a-good-password"

struct site {
    struct os_sim *sim;
    struct arena *arena;
    struct book *book;
    struct http_routes *routes;
    struct http_server *server;
    str folder;
    int port;
    int client;
    str cookie; // "Cookie: mingli=…\r\n"
};

// ---- Stage -------------------------------------------------------------------------------------

static void run_as_system(struct site *site, struct desk *desk, const char *name, void *in) {
    struct job job = {.command = command_find(&catalog_commands, str_of(name)),
                      .book = site->book,
                      .actor = {.is_system = true, .door = DOOR_CLI},
                      .arena = site->arena,
                      .in = in,
                      .changes = {.arena = site->arena}};
    if (job.command->prepare != NULL) assert_null(job.command->prepare(NULL, &job));
    struct job *jobs[] = {&job};
    desk_run(desk, jobs, 1);
    assert_null(job.trouble);
}

static void fill(struct site *site) {
    struct desk *desk;
    assert_null(desk_open(site->book, &desk));
    struct people_add_department_in office = {.code = STR("HQ"), .name = STR("总部")};
    run_as_system(site, desk, "add_department", &office);
    int32_t roles[] = {PEOPLE_ROLE_ADMINISTRATOR};
    struct people_add_user_in person = {
        .login = STR("root"), .name = STR("=管理员"), .department = 1, .password = STR(PASSWORD)};
    person.roles.items = roles;
    person.roles.count = 1;
    run_as_system(site, desk, "add_user", &person);
    desk_close(desk);
}

static const struct http_asset pages[] = {
    {.url = {"/index.html", 11},
     .type = {"text/html", 9},
     .etag = {"e", 1},
     .identity = {"<p>", 3}},
};
static const struct http_assets assets = {pages, 1};

static void open_server(struct site *site) {
    struct http_routes_options options = {.book = site->book,
                                          .assets = &assets,
                                          .openapi = STR("{\"openapi\":\"3.1.0\"}"),
                                          .version = STR("9.9"),
                                          .session_s = 43200,
                                          .pool_threads = 2,
                                          .actor_of = access_actor_of};
    assert_null(http_routes_open(&options, &site->routes));
    struct http_options server = {.os = os_sim_os(site->sim),
                                  .address = STR("127.0.0.1:0"),
                                  .reactors = 2,
                                  .tick_ms = 5,
                                  .handler = http_routes_handler(site->routes)};
    assert_null(http_server_open(&server, &site->server));
    site->port = http_server_port(site->server);
    site->client = client_connect(site->port);
}

static int set_up(void **state) {
    crypto_init();
    struct site *site = calloc(1, sizeof(*site));
    site->sim = os_sim_open(3, 1795600000000);
    site->arena = arena_open(256 * MIB);
    char folder[] = "/tmp/mingli-serve-XXXXXX";
    site->folder = arena_copy(site->arena, str_of(mkdtemp(folder)));
    struct book_options options = {
        .url = arena_print(site->arena, "sqlite:%.*s/book.db", STR_ARG(site->folder)),
        .may_create = true,
        .policies = STR("policies"),
        .flows = STR("flows"),
        .os = os_sim_os(site->sim),
        .store = &catalog_store,
        .commands = &catalog_commands};
    struct fault_note note = {0};
    assert_null(book_open(&options, &site->book, &note));
    fill(site);
    open_server(site);
    *state = site;
    return 0;
}

static int tear_down(void **state) {
    struct site *site = *state;
    close(site->client);
    http_server_stop(site->server);
    http_routes_stop(site->routes);
    http_server_close(site->server);
    http_routes_close(site->routes);
    book_close(site->book);
    str command = arena_print(site->arena, "rm -r %.*s", STR_ARG(site->folder));
    int ending = system(command.data);
    os_sim_close(site->sim);
    arena_close(site->arena);
    free(site);
    return ending;
}

// ---- Asking ------------------------------------------------------------------------------------

struct asking {
    const char *line;    // "GET /api/users"
    const char *headers; // each with CRLF
    const char *body;    // NULL: none
    bool is_bare;        // without cookie and CSRF header
};

static str ask(struct site *site, struct asking asking) {
    struct buf out = buf_in(site->arena, MIB);
    buf_print(&out, "%s HTTP/1.1\r\nHost: a:80\r\n", asking.line);
    if (!asking.is_bare) buf_add(&out, site->cookie);
    if (!asking.is_bare) buf_add(&out, STR("X-Mingli-CSRF: 1\r\n"));
    if (asking.headers != NULL) buf_add(&out, str_of(asking.headers));
    if (asking.body != NULL)
        buf_print(&out, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                  str_of(asking.body).size, asking.body);
    else
        buf_add(&out, STR("\r\n"));
    assert_true(client_send(site->client, buf_str(&out)));
    bool is_head = str_starts_with(str_of(asking.line), STR("HEAD"));
    return client_read_answer(site->arena, site->client, is_head);
}

static str get(struct site *site, const char *path) {
    return ask(site, (struct asking){.line = arena_print(site->arena, "GET %s", path).data});
}

#define HAS(answer, text) assert_true(str_find((answer), STR(text)) >= 0)
#define HAS_NOT(answer, text) assert_true(str_find((answer), STR(text)) < 0)
#define STATUS(answer, text) assert_true(str_starts_with((answer), STR("HTTP/1.1 " text)))

static void sign_in(struct site *site) {
    str answer =
        ask(site, (struct asking){.line = "POST /api/session",
                                  .body = "{\"login\":\"root\",\"password\":\"" PASSWORD "\"}",
                                  .is_bare = true});
    STATUS(answer, "200");
    ptrdiff_t at = str_find(answer, STR("mingli="));
    assert_true(at > 0);
    HAS(answer, "; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200\r\n");
    str secret = str_slice(answer, (size_t)at + 7, (size_t)at + 71);
    site->cookie = arena_print(site->arena, "Cookie: mingli=%.*s\r\n", STR_ARG(secret));
}

// ---- Rows --------------------------------------------------------------------------------------

static void what_is_open_to_all(void **state) {
    struct site *site = *state;
    str answer = get(site, "/api/health");
    STATUS(answer, "200");
    HAS(answer, "{\"status\":\"ok\",\"version\":\"9.9\"}");
    HAS(get(site, "/api/openapi.json"), "{\"openapi\":\"3.1.0\"}");
    HAS(get(site, "/requests/7"), "<p>");
    answer = ask(site, (struct asking){.line = "HEAD /api/health"});
    STATUS(answer, "200");
    HAS(answer, "Content-Length: 31\r\n");
}

static void addresses_that_are_none(void **state) {
    struct site *site = *state;
    str answer = get(site, "/api/nothing");
    STATUS(answer, "404");
    HAS(answer, "\"fault\":\"route_unknown\"");
    STATUS(get(site, "/api"), "404");
    STATUS(get(site, "/api/users/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"), "404");
    STATUS(get(site, "/api/users//"), "404");
    answer = ask(site, (struct asking){.line = "DELETE /api/users"});
    STATUS(answer, "405");
    HAS(answer, "Allow: GET, HEAD, POST\r\n");
    // Commands of the system have no route.
    STATUS(ask(site, (struct asking){.line = "POST /api/session/wrong", .body = "{\"user\":2}"}),
           "404");
}

static void who_is_not_signed_in_is_told_so(void **state) {
    struct site *site = *state;
    str answer = get(site, "/api/users");
    STATUS(answer, "401");
    HAS(answer, "WWW-Authenticate: Bearer\r\n");
    HAS(answer, "\"en\":\"Sign in first.\",\"zh\":\"请先登录。\"");
    HAS(answer, "Content-Type: application/problem+json\r\n");
}

static void a_wrong_password_says_how_many_tries_are_left(void **state) {
    struct site *site = *state;
    str answer =
        ask(site, (struct asking){.line = "POST /api/session",
                                  .body = "{\"login\":\"root\",\"password\":\"wrong-wrong\"}",
                                  .is_bare = true});
    STATUS(answer, "401");
    HAS(answer, "\"fault\":\"sign_in_wrong\"");
    HAS(answer, "\"field\":\"password\"");
    HAS(answer, "\"note\":{\"en\":\"4 more tries before a pause.\"");
    HAS_NOT(answer, "Set-Cookie");
}

static void a_session_begins_and_ends(void **state) {
    struct site *site = *state;
    sign_in(site);
    HAS(get(site, "/api/session"), "\"login\":\"root\"");
    str answer = ask(site, (struct asking){.line = "DELETE /api/session"});
    STATUS(answer, "204");
    HAS(answer, "Set-Cookie: mingli=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0\r\n");
    HAS(answer, "Mingli-Entry: ");
    STATUS(get(site, "/api/session"), "401");
}

static void cookies_over_tls_are_secure(void **state) {
    struct site *site = *state;
    str answer =
        ask(site, (struct asking){.line = "POST /api/session",
                                  .headers = "X-Forwarded-Proto: https\r\n",
                                  .body = "{\"login\":\"root\",\"password\":\"" PASSWORD "\"}",
                                  .is_bare = true});
    HAS(answer, "Max-Age=43200; Secure\r\n");
}

static void foreign_pages_are_refused(void **state) {
    struct site *site = *state;
    sign_in(site);
    const char *body = "{\"code\":\"A\",\"name\":\"甲\"}";
    char headers[200];
    snprintf(headers, sizeof(headers), "%.*s", STR_ARG(site->cookie));
    str answer = ask(site, (struct asking){.line = "POST /api/departments",
                                           .headers = headers,
                                           .body = body,
                                           .is_bare = true});
    STATUS(answer, "403");
    HAS(answer, "request_forged");
    static const char *const foreign[] = {"Origin: https://b:80\r\n", "Origin: null\r\n",
                                          "Origin: http://a:81\r\n", "Origin: http://a\r\n"};
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
        STATUS(ask(site, (struct asking){.line = "POST /api/departments",
                                         .headers = foreign[i],
                                         .body = body}),
               "403");
    answer = ask(site, (struct asking){.line = "POST /api/departments",
                                       .headers = "Origin: https://A:80\r\n",
                                       .body = body});
    STATUS(answer, "200");
    HAS(answer, "\"code\":\"A\"");
}

static void input_comes_from_path_query_and_body(void **state) {
    struct site *site = *state;
    sign_in(site);
    HAS(get(site, "/api/users/2"), "\"login\":\"root\"");
    HAS(get(site, "/api/users?role=administrator&limit=1"), "\"login\":\"root\"");
    HAS(get(site, "/api/users?role=cashier&search="), "\"items\":[]");
    static const char *const wrong[][3] = {
        {"/api/users/99", "404", "user_unknown"},
        {"/api/users/x", "422", "field_type"},
        {"/api/users/0", "422", "field_out_of_range"},
        {"/api/users?limit=x", "422", "field_type"},
        {"/api/users?limit=201", "422", "field_out_of_range"},
        {"/api/users?role=king", "422", "field_choice"},
        {"/api/users?colour=red", "422", "field_unknown"},
        {"/api/users?limit=1&limit=2", "422", "parameter_repeated"},
        {"/api/users?cursor=zzz", "422", "cursor_wrong"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        str answer = get(site, wrong[i][0]);
        assert_true(str_starts_with(str_slice(answer, 9, answer.size), str_of(wrong[i][1])));
        assert_true(str_find(answer, str_of(wrong[i][2])) > 0);
    }
    str answer = ask(site, (struct asking){.line = "POST /api/departments",
                                           .body = "{\"code\":\"\",\"name\":\"甲\"}"});
    STATUS(answer, "422");
    HAS(answer, "\"fault\":\"field_too_short\",\"field\":\"code\"");
    answer = ask(site, (struct asking){.line = "POST /api/departments/1/head",
                                       .body = "{\"head\":2,\"department\":1}"});
    HAS(answer, "parameter_repeated");
    answer =
        ask(site, (struct asking){.line = "POST /api/departments/1/head", .body = "{\"head\":2}"});
    STATUS(answer, "200");
    HAS(answer, "\"head_name\":\"=管理员\"");
    STATUS(ask(site, (struct asking){.line = "POST /api/departments", .body = "[1]"}), "422");
    STATUS(ask(site, (struct asking){.line = "POST /api/departments", .body = "{"}), "400");
    answer = ask(site, (struct asking){.line = "POST /api/departments",
                                       .headers = "Content-Type: text/plain\r\n"
                                                  "Content-Length: 2\r\n\r\n{}"});
    STATUS(answer, "415");
    HAS(answer, "body_type_wrong");
}

static void repeats_of_a_command_run_once(void **state) {
    struct site *site = *state;
    sign_in(site);
    struct asking asking = {.line = "POST /api/departments",
                            .headers = "Idempotency-Key: k-1\r\n",
                            .body = "{\"code\":\"A\",\"name\":\"甲\"}"};
    str first = ask(site, asking), second = ask(site, asking);
    STATUS(first, "200");
    assert_true(str_equal(first, second));
    asking.headers = NULL;
    STATUS(ask(site, asking), "409");
    asking.headers = "Idempotency-Key: a b\r\n";
    str answer = ask(site, asking);
    STATUS(answer, "422");
    HAS(answer, "key_malformed");
    asking.line = "POST /api/session/totp";
    asking.headers = "Idempotency-Key: k-1\r\n";
    asking.body = "{}";
    STATUS(ask(site, asking), "200"); // once: its secret is not kept, nor looked up
}

static void tokens_need_neither_cookie_nor_header(void **state) {
    struct site *site = *state;
    sign_in(site);
    str answer = ask(site, (struct asking){.line = "POST /api/tokens",
                                           .body = "{\"name\":\"t\",\"rights\":[\"people.read\"],"
                                                   "\"expires\":\"2026-12-31\"}"});
    STATUS(answer, "200");
    ptrdiff_t at = str_find(answer, STR("mlt_"));
    assert_true(at > 0);
    str token = str_slice(answer, (size_t)at, (size_t)at + 68);
    str header = arena_print(site->arena, "Authorization: Bearer %.*s\r\n", STR_ARG(token));
    struct asking asking = {.line = "GET /api/users", .headers = header.data, .is_bare = true};
    HAS(ask(site, asking), "\"login\":\"root\"");
    asking.line = "POST /api/departments";
    asking.body = "{\"code\":\"A\",\"name\":\"甲\"}";
    STATUS(ask(site, asking), "403"); // the right was not passed on
    // A session's secret is no token, and a token no cookie.
    str wrong =
        arena_print(site->arena, "Authorization: Bearer %.*s\r\n", 64, site->cookie.data + 15);
    asking = (struct asking){.line = "GET /api/users", .headers = wrong.data, .is_bare = true};
    STATUS(ask(site, asking), "401");
    wrong = arena_print(site->arena, "Cookie: mingli=%.*s\r\n", STR_ARG(token));
    asking.headers = wrong.data;
    STATUS(ask(site, asking), "401");
}

static void who_loses_a_right_loses_it_at_once(void **state) {
    struct site *site = *state;
    sign_in(site);
    STATUS(get(site, "/api/users"), "200"); // remembered by the reactor
    str answer = ask(site, (struct asking){.line = "PUT /api/users/2",
                                           .body = "{\"name\":\"root\",\"department\":1,"
                                                   "\"roles\":[],\"is_active\":true}"});
    STATUS(answer, "200");
    STATUS(get(site, "/api/users"), "403");
}

static str chunked(struct site *site, const char *line, const char *headers) {
    struct buf out = buf_in(site->arena, MIB);
    buf_print(&out, "GET %s HTTP/1.0\r\nHost: a\r\n%s%.*s\r\n", line, headers,
              STR_ARG(site->cookie));
    int client = client_connect(site->port);
    assert_true(client_send(client, buf_str(&out)));
    struct buf answer = buf_in(site->arena, 64 * MIB);
    char room[4096];
    for (ssize_t count; (count = recv(client, room, sizeof(room), 0)) > 0;)
        buf_add(&answer, (str){room, (size_t)count});
    close(client);
    return buf_str(&answer);
}

static void add_people(struct site *site, int count) {
    for (int i = 0; i < count; i++) {
        char body[100];
        snprintf(body, sizeof(body),
                 "{\"login\":\"u%03d\",\"name\":\"员工%03d\",\"department\":1,\"roles\":[]}", i, i);
        str answer = ask(site, (struct asking){.line = "POST /api/users", .body = body});
        STATUS(answer, "200");
    }
}

static void lists_are_exported_whole(void **state) {
    struct site *site = *state;
    sign_in(site);
    add_people(site, 450); // three pages
    str answer = chunked(site, "/api/users.csv", "");
    STATUS(answer, "200");
    HAS(answer, "Content-Type: text/csv; charset=utf-8\r\n");
    HAS(answer, "attachment; filename=\"users-2026-11-");
    HAS(answer, "\r\n\r\n\xEF\xBB\xBF编号,登录名,名称,");
    HAS(answer, "\r\n2,root,'=管理员,"); // no formula
    size_t lines = 0;
    for (size_t i = 0; i < answer.size; i++) lines += answer.data[i] == '\n';
    size_t head = 0;
    for (ptrdiff_t end = str_find(answer, STR("\r\n\r\n")) + 4; end > 0; end--)
        head += answer.data[end - 1] == '\n';
    assert_int_equal(lines - head, 452);
    HAS(chunked(site, "/api/users.csv?search=u44", "Accept-Language: en-GB, zh\r\n"),
        "\xEF\xBB\xBFId,Login,Name,");
    answer = get(site, "/api/users.xlsx");
    STATUS(answer, "200");
    HAS(answer, "spreadsheetml.sheet\r\n");
    HAS(answer, "PK\x03\x04");
    STATUS(get(site, "/api/users.csv?limit=x"), "422");
    STATUS(get(site, "/api/session.csv"), "404");
    site->cookie = STR_NONE;
    STATUS(get(site, "/api/users.csv"), "401");
    STATUS(get(site, "/api/users.xlsx"), "401");
}

static void listeners_hear_of_changes(void **state) {
    struct site *site = *state;
    STATUS(get(site, "/api/stream"), "401");
    sign_in(site);
    int listener = client_connect(site->port);
    str request = arena_print(site->arena, "GET /api/stream HTTP/1.1\r\nHost: a\r\n%.*s\r\n",
                              STR_ARG(site->cookie));
    assert_true(client_send(listener, request));
    HAS(client_read_until(site->arena, listener, STR(":\n\n")), "text/event-stream");
    ask(site, (struct asking){.line = "POST /api/departments",
                              .body = "{\"code\":\"A\",\"name\":\"甲\"}"});
    str event = client_read_until(site->arena, listener, STR("}\n\n"));
    HAS(event, "event: changed\ndata: {\"entry\":");
    HAS(event, "\"subject\":null}");
    close(listener);
}

static void many_at_once_are_all_answered(void **state) {
    struct site *site = *state;
    sign_in(site);
    enum { CLIENTS = 100 };
    int clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = client_connect(site->port);
        char body[60];
        int size = snprintf(body, sizeof(body), "{\"code\":\"D%d\",\"name\":\"n\"}", i);
        str request = arena_print(site->arena,
                                  "POST /api/departments HTTP/1.1\r\nHost: a\r\n%.*s"
                                  "X-Mingli-CSRF: 1\r\nContent-Type: application/json\r\n"
                                  "Content-Length: %d\r\n\r\n%s",
                                  STR_ARG(site->cookie), size, body);
        assert_true(client_send(clients[i], request));
    }
    for (int i = 0; i < CLIENTS; i++) {
        STATUS(client_read_answer(site->arena, clients[i], false), "200");
        close(clients[i]);
    }
    HAS(get(site, "/api/departments"), "\"total\":101");
}

// ---- The table ---------------------------------------------------------------------------------

static void letters_go_before_parameters(void **state) {
    (void)state;
    static const struct shape nothing = {.name = "nothing"};
    static const struct command rows[] = {
        {.name = "a", .method = "GET", .path = "/api/x/{id}", .right = "any", .in = &nothing},
        {.name = "b", .method = "GET", .path = "/api/x/sum", .right = "any", .in = &nothing},
        {.name = "c", .method = "GET", .path = "/api/x/{id}/more", .right = "any", .in = &nothing},
        {.name = "d", .method = "POST", .path = "/api/x/{id}", .right = "system", .in = &nothing},
    };
    static const struct command_set set = {"m", rows, 4};
    static const struct command_set *const sets[] = {&set};
    static const struct command_catalog catalog = {sets, 1};
    struct arena *arena = arena_open(MIB);
    const struct http_route_node *root = http_routes_build(arena, &catalog);
    static const char *const paths[][2] = {
        {"/api/x/7", "a"}, {"/api/x/sum", "b"}, {"/api/x/7/more", "c"}, {"/api/x/sum/more", "c"}};
    for (size_t i = 0; i < 4; i++) {
        struct http_match match = http_routes_match(root, HTTP_GET, str_of(paths[i][0]));
        assert_non_null(match.route);
        assert_string_equal(match.route->command->name, paths[i][1]);
    }
    struct http_match match = http_routes_match(root, HTTP_POST, STR("/api/x/7"));
    assert_true(match.node != NULL && match.route == NULL);
    static const char *const none[] = {"",        "/",         "/api",   "/api/x",
                                       "/api/x/", "/api/x/7/", "api/x/7"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_null(http_routes_match(root, HTTP_GET, str_of(none[i])).node);
    arena_close(arena);
}

static void check_columns(const struct command *command) {
    const struct shape *item = shape_field_of(command->out, STR("items"))->of;
    for (size_t i = 0; i < item->field_count; i++) {
        const struct shape_field *field = &item->fields[i];
        bool is_column = !field->is_list && !field->is_secret && field->kind != SHAPE_STRUCT &&
                         field->kind != SHAPE_JSON && field->kind != SHAPE_BYTES;
        if (!is_column || report_word(str_of(field->name)) != NULL) continue;
        fail_msg("%s: %s has no Chinese word in report/words.c", command->name, field->name);
    }
}

static void every_column_has_a_chinese_word(void **state) {
    (void)state;
    for (size_t i = 0; i < catalog_commands.count; i++)
        for (size_t k = 0; k < catalog_commands.sets[i]->count; k++)
            if (catalog_commands.sets[i]->rows[k].is_list)
                check_columns(&catalog_commands.sets[i]->rows[k]);
    assert_null(report_word(STR("aaaa")));
    assert_null(report_word(STR("zzzz")));
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_go_before_parameters),
        cmocka_unit_test(every_column_has_a_chinese_word),
        ROW(what_is_open_to_all),
        ROW(addresses_that_are_none),
        ROW(who_is_not_signed_in_is_told_so),
        ROW(a_wrong_password_says_how_many_tries_are_left),
        ROW(a_session_begins_and_ends),
        ROW(cookies_over_tls_are_secure),
        ROW(foreign_pages_are_refused),
        ROW(input_comes_from_path_query_and_body),
        ROW(repeats_of_a_command_run_once),
        ROW(tokens_need_neither_cookie_nor_header),
        ROW(who_loses_a_right_loses_it_at_once),
        ROW(lists_are_exported_whole),
        ROW(listeners_hear_of_changes),
        ROW(many_at_once_are_all_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

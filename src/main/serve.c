// mingli serve: the web page, the interface and the background work of one book. Ends on SIGTERM or
// SIGINT after what runs is finished. The order of opening and closing is the whole of it: nobody
// may still hold an exchange, a reader or the book when it is closed.
#include "domain/access/access.h"
#include "http/routes.h"
#include "main/assets.h"
#include "main/program.h"

#include <stdio.h>

#define LISTEN_PRESET "127.0.0.1:8420"

static str listen_address(struct program *program) {
    str address = program_option(program, "listen");
    if (address.size == 0) address = os_variable(program->os, "MINGLI_LISTEN");
    return address.size == 0 ? STR(LISTEN_PRESET) : address;
}

// Who can sign in to a demo book stands in a file that `init --demo` wrote.
static void print_logins(struct program *program, const struct book *book) {
    str path = arena_join(program->arena, store_path(book->store), STR(".logins")), logins;
    bool is_there = false;
    if (os_file_exists(program->os, path, &is_there) != NULL || !is_there) return;
    if (os_file_read(program->os, program->arena, path, 64 * KIB, &logins) != NULL) return;
    printf("%s\n%.*s", program_text(program, "Logins of the demo:", "演示账号："), STR_ARG(logins));
}

static void announce(struct program *program, const struct book *book, int port) {
    str address = listen_address(program);
    size_t colon = address.size;
    while (colon > 0 && address.data[colon - 1] != ':') colon--;
    str host = str_slice(address, 0, colon);
    if (str_equal(host, STR("0.0.0.0:")) || str_equal(host, STR("[::]:"))) host = STR("localhost:");
    if (program->is_json) {
        printf("{\"url\":\"http://%.*s%d\",\"version\":\"%s\"}\n", STR_ARG(host), port,
               MINGLI_VERSION);
    } else {
        printf("Mingli 明礼 %s\nhttp://%.*s%d\n", MINGLI_VERSION, STR_ARG(host), port);
        print_logins(program, book);
    }
    fflush(stdout);
}

static fault open_routes(struct program *program, const struct book *book,
                         struct http_routes **ret_routes) {
    struct http_routes_options options = {.book = book,
                                          .assets = &main_assets,
                                          .version = STR(MINGLI_VERSION),
                                          .session_s = ACCESS_SESSION_MS / 1000,
                                          .actor_of = access_actor_of};
    ASSERT(shipped_find(&main_shipped, STR("api/openapi.json"), &options.openapi));
    (void)program;
    return http_routes_open(&options, ret_routes);
}

static fault serve(struct program *program, const struct book *book) {
    struct http_routes *routes = NULL;
    TRY(open_routes(program, book, &routes));
    struct http_options options = {.os = program->os,
                                   .address = listen_address(program),
                                   .handler = http_routes_handler(routes)};
    struct http_server *server = NULL;
    fault trouble = http_server_open(&options, &server);
    if (trouble == NULL) {
        announce(program, book, http_server_port(server));
        os_stop_wait();
        http_server_stop(server);
    }
    http_routes_stop(routes);
    http_server_close(server);
    http_routes_close(routes);
    return trouble;
}

enum program_exit program_serve(struct program *program) {
    struct fault_note note = {0};
    struct book *book = NULL;
    os_stop_block();
    fault trouble = program_open_book(program, PROGRAM_BOOK_WRITE, &book, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    trouble = serve(program, book);
    program_close_book(program, book);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

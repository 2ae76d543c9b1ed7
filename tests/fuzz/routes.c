// A path, a query and a body against the real table: whatever comes, the input of a call is filled
// and can be written out again, or a fault of the right kind names what is wrong. The first byte is
// the method, then a line each of path and query, then the body.
#include "catalog.h"
#include "format/shape.h"
#include "http/routes_own.h"

static void check(struct http_call *call) {
    fault trouble = http_call_read(call);
    if (trouble != NULL) {
        ASSERT(trouble->status == 400 || trouble->status == 413 || trouble->status == 415 ||
               trouble->status == 422);
        return;
    }
    struct buf out = buf_in(call->exchange->arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    shape_write(&writer, call->command->in, call->in, NULL);
    ASSERT(out.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3 || size > 64 * KIB) return 0;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    str rest = {(const char *)data + 1, size - 1};
    str path = str_cut(&rest, '\n'), query = str_cut(&rest, '\n');
    struct http_exchange *exchange = ARENA_NEW(arena, struct http_exchange);
    exchange->arena = arena;
    exchange->request.method = (enum http_method)(HTTP_GET + data[0] % HTTP_OPTIONS);
    exchange->request.query = http_query_is_valid(arena, query) ? query : STR_NONE;
    exchange->request.body = rest;
    exchange->request.headers[0] =
        (struct http_header){STR("Content-Type"), STR("application/json")};
    exchange->request.header_count = 1;
    const struct http_route_node *root = http_routes_build(arena, &catalog_commands);
    struct http_call call = {.exchange = exchange,
                             .match = http_routes_match(root, exchange->request.method, path)};
    if (call.match.route != NULL) {
        call.command = call.match.route->command;
        check(&call);
    }
    arena_close(arena);
    return 0;
}

// routes: from bytes to a command and back. The table is made at start of the .api files'
// catalogue; every call goes the same way: route, actor, forgery check, rights, input, the query or
// the command, answer. Queries run on the reactor with a reader of its own; what takes long
// (passwords, files, exports as spreadsheets) in a small pool; commands in the writer. Nobody waits
// in a handler.
//
// Beside the catalogue there are
//   GET /api/health         no login: {"status":"ok","version":…}; reads the book
//   GET /api/openapi.json   the whole interface
//   GET /api/stream         server-sent events: `changed` {entry, subject} after commits
//   GET LIST.csv, LIST.xlsx every list as a file, all pages of it
//   GET /tlog/…             the log in the layout of C2SP tlog-tiles (routes_tlog.c)
//
// A cookie `mingli` is a person at a page, `Authorization: Bearer` a program. Whatever is not GET
// needs X-Mingli-CSRF: 1 from a page and, where an Origin comes, our own.
#ifndef HTTP_ROUTES_H
#define HTTP_ROUTES_H

#include "command/book.h"
#include "http/http.h"
#include "http/static.h"

struct http_routes;

struct http_routes_options {
    const struct book *book;
    const struct http_assets *assets;
    str openapi;
    str version;
    int64_t session_s;   // of the cookie
    size_t pool_threads; // 0: 3
    // Who holds this secret; user_id 0 where nobody does (domain/access).
    fault (*actor_of)(struct store_reader *reader, struct arena *arena, str secret, instant now,
                      struct actor *ret_actor);
};

// Starts the writer and the pool. The handler's context is the routes; they must live until the
// server is closed:
//   http_routes_open, http_server_open, … http_server_stop, http_routes_stop, http_server_close,
//   http_routes_close
MUST_USE fault http_routes_open(const struct http_routes_options *options,
                                struct http_routes **ret_routes);
struct http_handler http_routes_handler(struct http_routes *routes);
// Finishes what was handed in; nothing may come any more.
void http_routes_stop(struct http_routes *routes);
void http_routes_close(struct http_routes *routes);

extern const struct fault route_unknown;      // 404
extern const struct fault request_forged;     // 403: not from our own page
extern const struct fault body_type_wrong;    // 415: JSON is expected
extern const struct fault parameter_repeated; // 422
extern const struct fault key_malformed;      // 422: the idempotency key
extern const struct fault answer_too_large;   // 422

#endif

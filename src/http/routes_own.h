// routes_own: what the files routes*.c know of each other. See routes.h for what it is.
#ifndef HTTP_ROUTES_OWN_H
#define HTTP_ROUTES_OWN_H

#include "command/writer.h"
#include "format/json.h"
#include "http/routes.h"

#include <stdatomic.h>

// ---- The table ---------------------------------------------------------------------------------

struct http_route {
    const struct command *command;
    const char *params[LIMIT_PATH_PARAMS]; // names, in the order of the path
    size_t param_count;
    const struct shape *in;            // of an upload: without the file
    const struct shape_field *content; // of an upload: the file
};

struct http_route_node;

struct http_match {
    const struct http_route *route;     // NULL: none for this method
    const struct http_route_node *node; // NULL: there is no such path
    str params[LIMIT_PATH_PARAMS];
};

struct http_route_node *http_routes_build(struct arena *arena,
                                          const struct command_catalog *catalog);
struct http_match http_routes_match(const struct http_route_node *root, enum http_method method,
                                    str path);
// "GET, HEAD, POST"
str http_routes_allowed(struct arena *arena, const struct http_route_node *node);

// ---- One call ----------------------------------------------------------------------------------

enum http_form { HTTP_FORM_JSON, HTTP_FORM_CSV, HTTP_FORM_XLSX };

struct http_call {
    struct http_routes *routes;
    struct http_exchange *exchange;
    struct http_match match;
    const struct command *command;
    enum http_form form;
    str secret; // by which the actor was known
    struct actor actor;
    instant now;
    void *in;
    void *out;
    fault trouble;
    struct fault_note note;
    bool is_answered;          // the answer stands already
    struct writer_job *handed; // commands
};

// Fills call->in from path, query and body.
MUST_USE fault http_call_read(struct http_call *call);
// The answer of a call that has ended, well or not.
void http_call_answer(struct http_call *call);
// Refuses with whatever headers belong to the status.
void http_call_refuse(struct http_exchange *exchange, fault trouble, const struct fault_note *note);
// What the call's query reads with; lives as long as the call.
struct query http_call_make_query(const struct http_call *call, struct store_reader *reader,
                                  struct arena *arena);

// ---- Who asks ----------------------------------------------------------------------------------

// Actors by secret, as long as nobody changed people or sessions; each reactor has its own.
struct http_actors;
struct http_actors *http_actors_open(uint64_t seed);
void http_actors_close(struct http_actors *actors);

// What a reactor has for itself.
struct http_desk {
    struct store_reader *reader;
    struct http_actors *actors;
};

// Fills call->actor; also refuses what another site's page made the browser send.
MUST_USE fault http_call_authenticate(struct http_call *call);

// ---- Exports (routes_export.c) -----------------------------------------------------------------

// Begins a CSV file that is made while it is read, on the reactor.
void http_export_csv(struct http_call *call);
// Makes a spreadsheet; in the pool.
void http_export_xlsx(struct http_call *call, struct store_reader *reader);

// ---- The log as tiles (routes_tlog.c) -----------------------------------------------------------

#define HTTP_TLOG_PATH "/tlog/"

// Answers a call of that path, on the reactor.
void http_tlog_answer(struct http_call *call);

// ---- Events (routes_events.c) ------------------------------------------------------------------

struct http_events;
MUST_USE fault http_events_open(struct http_routes *routes, struct http_events **ret_events);
// Ends the thread and the streams.
void http_events_stop(struct http_events *events);
void http_events_close(struct http_events *events);
// A stream for a call that has an actor.
void http_events_listen(struct http_events *events, struct http_call *call);
// After a commit, on the writer's thread: entries and what they were about.
void http_events_add(struct http_events *events, struct writer_job **jobs, size_t count);

// ---- All together ------------------------------------------------------------------------------

enum { READERS_MAX = 8 };

struct http_routes {
    struct http_routes_options options;
    const struct os *os;
    struct arena *arena; // of the table
    const struct http_route_node *root;
    struct writer *writer;
    struct os_pool *pool;
    struct os_mutex lock; // guards the readers of the pool
    struct store_reader *readers[READERS_MAX];
    size_t reader_count;
    struct http_events *events;
    _Atomic(uint64_t) people_version; // goes up whenever an actor may have changed
    bool is_stopped;
};

#endif

// The way of a call through the program's threads. On a reactor: route, actor, rights, input; then
// a query at once, or the call goes on to the pool (what takes long), or to the writer, and comes
// back to the reactor, where the answer is written: the writer is the one thread that everybody
// waits for, so it writes no JSON for the door.
#include "http/routes.h"

#include "auth/rights.h"
#include "book_sql.h"
#include "http/routes_own.h"

#include <stdlib.h>
#include <string.h>

FAULT(route_unknown, 404, "", "There is nothing at this address.", "该地址不存在。");
FAULT(key_malformed, 422, "Idempotency-Key",
      "An idempotency key has 1 to 100 letters, digits, - and _.",
      "幂等键须为 1 到 100 个字母、数字、- 或 _。");

enum { POOL_THREADS = 3, KEY_MAX = 100 };

// ---- Queries -----------------------------------------------------------------------------------

struct query http_call_make_query(const struct http_call *call, struct store_reader *reader,
                                  struct arena *arena) {
    const struct book *book = call->routes->options.book;
    return (struct query){.book = book,
                          .reader = reader,
                          .actor = &call->actor,
                          .arena = arena,
                          .now = call->now,
                          .today = date_of_instant(call->now, book->zone_minutes)};
}

static void run_query(struct http_call *call, struct store_reader *reader) {
    struct query query = http_call_make_query(call, reader, call->exchange->arena);
    call->out = arena_take(query.arena, call->command->out->size);
    call->trouble = command_query(call->command, &query, call->in, call->out);
    call->note = query.note;
    http_call_answer(call);
}

// ---- Commands ----------------------------------------------------------------------------------

static bool is_key(str key) {
    if (key.size == 0 || key.size > KEY_MAX) return false;
    for (size_t i = 0; i < key.size; i++) {
        char byte = key.data[i];
        bool is_good = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
        if (!is_good) return false;
    }
    return true;
}

// The peer's address; a proxy on this machine says whom it speaks for.
static str address_of(const struct http_request *request) {
    str forwarded;
    bool is_local =
        str_equal(request->peer, STR("127.0.0.1")) || str_equal(request->peer, STR("::1"));
    if (!is_local || !http_request_header(request, STR("X-Forwarded-For"), &forwarded))
        return request->peer;
    str last = STR_NONE;
    while (forwarded.size > 0) last = str_trim(str_cut(&forwarded, ','));
    return last;
}

static fault make_job(struct http_call *call) {
    const struct http_request *request = &call->exchange->request;
    struct arena *arena = call->exchange->arena;
    struct writer_job *handed = ARENA_NEW(arena, struct writer_job);
    struct job *job = &handed->job;
    *job = (struct job){.command = call->command,
                        .book = call->routes->options.book,
                        .actor = call->actor,
                        .arena = arena,
                        .in = call->in,
                        .changes = {.arena = arena},
                        .entry = -1,
                        .address = address_of(request)};
    http_request_header(request, STR("User-Agent"), &job->agent);
    handed->owner = call;
    call->handed = handed;
    bool has_key = http_request_header(request, STR("Idempotency-Key"), &job->idempotency_key);
    if (has_key && !is_key(job->idempotency_key)) return &key_malformed;
    if (call->command->is_once || call->actor.user_id == 0) job->idempotency_key = STR_NONE;
    return NULL;
}

// Back to the reactor with a refusal.
static void give_back(struct http_call *call, fault trouble) {
    call->trouble = trouble;
    http_exchange_finish(call->exchange);
}

static void hand_in(struct http_call *call) {
    if (!writer_hand_in(call->routes->writer, call->handed)) give_back(call, &writer_busy);
}

// On the writer's thread: only what must be done here.
static void finish_group(void *context, struct writer_job **jobs, size_t count) {
    struct http_routes *routes = context;
    struct http_exchange *exchanges[LIMIT_GROUP_COMMIT];
    for (size_t i = 0; i < count; i++) {
        const struct job *job = &jobs[i]->job;
        str module = str_of(job->command->module);
        bool is_about_people = str_equal(module, STR("people")) || str_equal(module, STR("access"));
        if (is_about_people && job->trouble == NULL && job->session_secret.size == 0)
            atomic_fetch_add_explicit(&routes->people_version, 1, memory_order_release);
    }
    http_events_add(routes->events, jobs, count);
    for (size_t i = 0; i < count; i++) {
        struct http_call *call = jobs[i]->owner;
        call->trouble = jobs[i]->job.trouble;
        call->note = jobs[i]->job.note;
        exchanges[i] = call->exchange;
    }
    http_finish_many(exchanges, count);
}

static void complete(void *context, struct http_exchange *exchange) {
    (void)context;
    struct http_call *call = exchange->own;
    if (!call->is_answered) http_call_answer(call);
}

// ---- The pool ----------------------------------------------------------------------------------

static struct store_reader *take_reader(struct http_routes *routes) {
    os_mutex_lock(&routes->lock);
    ASSERT(routes->reader_count > 0); // as many as threads
    struct store_reader *reader = routes->readers[--routes->reader_count];
    os_mutex_unlock(&routes->lock);
    return reader;
}

static void give_reader(struct http_routes *routes, struct store_reader *reader) {
    os_mutex_lock(&routes->lock);
    routes->readers[routes->reader_count++] = reader;
    os_mutex_unlock(&routes->lock);
}

static void work(void *argument) {
    struct http_call *call = argument;
    struct http_routes *routes = call->routes;
    struct store_reader *reader = take_reader(routes);
    fault trouble = NULL;
    if (call->form == HTTP_FORM_XLSX)
        http_export_xlsx(call, reader);
    else if (call->command->query != NULL)
        run_query(call, reader);
    else
        trouble = call->command->prepare(reader, &call->handed->job);
    give_reader(routes, reader);
    if (call->is_answered) {
        http_exchange_finish(call->exchange);
    } else if (trouble != NULL) {
        call->note = call->handed->job.note;
        give_back(call, trouble);
    } else {
        hand_in(call);
    }
}

// ---- The way of a call -------------------------------------------------------------------------

static enum http_next refuse(struct http_call *call, fault trouble) {
    http_call_refuse(call->exchange, trouble, &call->note);
    return HTTP_NOW;
}

static enum http_next go_on(struct http_call *call) {
    const struct command *command = call->command;
    const struct http_desk *desk = call->exchange->reactor_data;
    bool is_long = command->is_slow || command->prepare != NULL || call->form == HTTP_FORM_XLSX;
    if (is_long) {
        bool is_taken = os_pool_run(call->routes->pool, work, call);
        return is_taken ? HTTP_LATER : refuse(call, &writer_busy);
    }
    if (call->form == HTTP_FORM_CSV) {
        http_export_csv(call);
        return HTTP_NOW;
    }
    if (command->query != NULL) {
        run_query(call, desk->reader);
        return HTTP_NOW;
    }
    // Once it is handed in, the call belongs to the writer.
    return writer_hand_in(call->routes->writer, call->handed) ? HTTP_LATER
                                                              : refuse(call, &writer_busy);
}

static fault check_call(struct http_call *call) {
    TRY(http_call_authenticate(call));
    TRY(auth_allow(&call->actor, call->command->right));
    TRY(http_call_read(call));
    return call->command->query != NULL ? NULL : make_job(call);
}

static enum http_next handle_call(struct http_call *call) {
    fault trouble = check_call(call);
    return trouble != NULL ? refuse(call, trouble) : go_on(call);
}

// ---- What is not in the catalogue --------------------------------------------------------------

static void answer_health(struct http_routes *routes, struct http_exchange *exchange) {
    const struct http_desk *desk = exchange->reactor_data;
    struct book_setting row;
    bool is_there;
    fault trouble = book_setting(desk->reader, &(struct book_setting_in){STR("id")},
                                 exchange->arena, &row, &is_there);
    if (trouble != NULL) {
        http_call_refuse(exchange, trouble, NULL);
        return;
    }
    exchange->answer.type = STR("application/json");
    exchange->answer.body = arena_print(exchange->arena, "{\"status\":\"ok\",\"version\":\"%.*s\"}",
                                        STR_ARG(routes->options.version));
}

static void answer_stream(struct http_call *call) {
    fault trouble = http_call_authenticate(call);
    if (trouble == NULL) trouble = auth_allow(&call->actor, "any");
    if (trouble != NULL)
        http_call_refuse(call->exchange, trouble, NULL);
    else
        http_events_listen(call->routes->events, call);
}

static void answer_unknown(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    if (call->match.node == NULL) {
        http_call_refuse(exchange, &route_unknown, NULL);
        return;
    }
    http_answer_header(exchange, "Allow", http_routes_allowed(exchange->arena, call->match.node));
    http_call_refuse(exchange, &method_not_allowed, NULL);
}

static void handle_other(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    str path = exchange->request.path;
    bool is_read = exchange->request.method == HTTP_GET || exchange->request.method == HTTP_HEAD;
    if (is_read && str_equal(path, STR("/api/health"))) {
        answer_health(call->routes, exchange);
    } else if (is_read && str_equal(path, STR("/api/openapi.json"))) {
        exchange->answer.type = STR("application/json");
        exchange->answer.body = call->routes->options.openapi;
    } else if (exchange->request.method == HTTP_GET && str_equal(path, STR("/api/stream"))) {
        answer_stream(call);
    } else {
        answer_unknown(call);
    }
}

// ---- The server's side -------------------------------------------------------------------------

// LIST.csv and LIST.xlsx, where the path itself is none.
static void match_export(struct http_call *call, str path, str ending, enum http_form form) {
    if (call->match.node != NULL || !str_ends_with(path, ending)) return;
    struct http_match match = http_routes_match(call->routes->root, call->exchange->request.method,
                                                str_slice(path, 0, path.size - ending.size));
    if (match.route == NULL || !match.route->command->is_list) return;
    call->match = match;
    call->form = form;
}

static struct http_call *new_call(struct http_routes *routes, struct http_exchange *exchange) {
    struct http_call *call = ARENA_NEW(exchange->arena, struct http_call);
    call->routes = routes;
    call->exchange = exchange;
    call->now = os_now(routes->os);
    str path = exchange->request.path;
    call->match = http_routes_match(routes->root, exchange->request.method, path);
    match_export(call, path, STR(".csv"), HTTP_FORM_CSV);
    match_export(call, path, STR(".xlsx"), HTTP_FORM_XLSX);
    if (call->match.route != NULL) call->command = call->match.route->command;
    return call;
}

// A large body is only read from somebody who may send it.
static fault admit(void *context, struct http_exchange *exchange, size_t *ret_body_max) {
    if (!str_starts_with(exchange->request.path, STR("/api/"))) return NULL;
    struct http_call *call = new_call(context, exchange);
    exchange->own = call;
    if (call->command == NULL || !call->command->is_upload) return NULL;
    TRY(http_call_authenticate(call));
    TRY(auth_allow(&call->actor, call->command->right));
    *ret_body_max = LIMIT_UPLOAD;
    return NULL;
}

static enum http_next handle(void *context, struct http_exchange *exchange) {
    struct http_routes *routes = context;
    struct http_call *call = exchange->own;
    if (call != NULL && call->command != NULL) return handle_call(call);
    if (call != NULL)
        handle_other(call);
    else if (str_starts_with(exchange->request.path, STR(HTTP_TLOG_PATH)))
        http_tlog_answer(new_call(routes, exchange));
    else if (!http_static_answer(routes->options.assets, exchange))
        http_call_refuse(exchange, &route_unknown, NULL);
    return HTTP_NOW;
}

static void reactor_close(void *context, void *data) {
    (void)context;
    struct http_desk *desk = data;
    if (desk == NULL) return;
    store_close_reader(desk->reader);
    http_actors_close(desk->actors);
    free(desk);
}

static fault reactor_open(void *context, void **ret_data) {
    struct http_routes *routes = context;
    struct http_desk *desk = calloc(1, sizeof(*desk));
    ASSERT(desk != NULL);
    uint64_t seed;
    os_random(routes->os, &seed, sizeof(seed));
    desk->actors = http_actors_open(seed);
    fault trouble = store_open_reader(routes->options.book->store, &desk->reader);
    if (trouble != NULL) {
        reactor_close(routes, desk);
        return trouble;
    }
    *ret_data = desk;
    return NULL;
}

struct http_handler http_routes_handler(struct http_routes *routes) {
    return (struct http_handler){.context = routes,
                                 .reactor_open = reactor_open,
                                 .reactor_close = reactor_close,
                                 .admit = admit,
                                 .handle = handle,
                                 .complete = complete};
}

// ---- Opening and closing -----------------------------------------------------------------------

static fault open_all(struct http_routes *routes) {
    const struct book *book = routes->options.book;
    size_t threads = routes->options.pool_threads;
    if (threads == 0) threads = POOL_THREADS;
    ASSERT(threads <= READERS_MAX);
    for (; routes->reader_count < threads; routes->reader_count++)
        TRY(store_open_reader(book->store, &routes->readers[routes->reader_count]));
    TRY(os_pool_open(threads, LIMIT_POOL_QUEUE, &routes->pool));
    TRY(http_events_open(routes, &routes->events));
    return writer_start(book, finish_group, routes, &routes->writer);
}

fault http_routes_open(const struct http_routes_options *options, struct http_routes **ret_routes) {
    struct http_routes *routes = calloc(1, sizeof(*routes));
    ASSERT(routes != NULL);
    routes->options = *options;
    routes->os = options->book->os;
    routes->arena = arena_open(4 * MIB);
    os_mutex_init(&routes->lock);
    routes->root = http_routes_build(routes->arena, options->book->commands);
    fault trouble = open_all(routes);
    if (trouble != NULL) {
        http_routes_close(routes);
        return trouble;
    }
    *ret_routes = routes;
    return NULL;
}

void http_routes_stop(struct http_routes *routes) {
    if (routes == NULL || routes->is_stopped) return;
    routes->is_stopped = true;
    os_pool_close(routes->pool);
    writer_stop(routes->writer);
    http_events_stop(routes->events);
}

void http_routes_close(struct http_routes *routes) {
    if (routes == NULL) return;
    http_routes_stop(routes);
    http_events_close(routes->events);
    while (routes->reader_count > 0) store_close_reader(routes->readers[--routes->reader_count]);
    os_mutex_finish(&routes->lock);
    arena_close(routes->arena);
    free(routes);
}

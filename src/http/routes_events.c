// Who listens hears that something changed, and asks again what it shows. The writer only notes
// what its commits were about; a thread of its own tells the listeners, at most once in a while, so
// that a thousand commits in a second are a few events and no work for the writer. Now and then it
// looks whether a listener's session still holds.
#include "command/wishes.h"
#include "http/routes_own.h"

#include <stdlib.h>
#include <string.h>

enum {
    QUIET_US = 200 * 1000,       // between two events
    SWEEP_US = 15 * 1000 * 1000, // between two looks at the sessions
    SUBJECTS_MAX = 64,           // more than these are told as one event without subject
    SECRET_MAX = 200
};

FAULT(listeners_too_many, 503, "", "Too many listen already. Try again later.",
      "实时更新的连接过多，请稍后再试。");

struct listener {
    struct listener *next;
    struct http_stream *stream;
    int64_t user_id;
    char secret[SECRET_MAX];
    size_t secret_size;
};

struct http_events {
    struct http_routes *routes;
    struct store_reader *reader; // the thread's, as the arena
    struct arena *arena;
    struct os_thread *thread;
    struct os_mutex door; // guards the listeners
    struct listener *listeners;
    _Atomic(size_t) listener_count;
    struct os_mutex lock; // guards the news, for which the writer must never wait long
    struct os_condition wake;
    int64_t entry; // the newest that was noted
    int64_t subjects[SUBJECTS_MAX];
    size_t subject_count;
    bool has_news;
    bool is_stopping;
};

static void close_listener(struct listener *listener) {
    http_stream_close(listener->stream);
    free(listener);
}

static struct listener *take_all(struct http_events *events) {
    os_mutex_lock(&events->door);
    struct listener *all = events->listeners;
    events->listeners = NULL;
    os_mutex_unlock(&events->door);
    return all;
}

static void give_all(struct http_events *events, struct listener *first) {
    if (first == NULL) return;
    struct listener *last = first;
    while (last->next != NULL) last = last->next;
    os_mutex_lock(&events->door);
    last->next = events->listeners;
    events->listeners = first;
    os_mutex_unlock(&events->door);
}

typedef bool stays(struct http_events *events, struct listener *listener, str text);

// Keeps those for whom the function is true. They are off the list meanwhile, so that who comes to
// listen does not wait.
static void filter(struct http_events *events, stays *is_kept, str text) {
    struct listener *rest = take_all(events), *kept = NULL;
    while (rest != NULL) {
        struct listener *listener = rest;
        rest = listener->next;
        if (is_kept(events, listener, text)) {
            listener->next = kept;
            kept = listener;
            continue;
        }
        atomic_fetch_sub(&events->listener_count, 1);
        close_listener(listener);
    }
    give_all(events, kept);
}

static bool takes(struct http_events *events, struct listener *listener, str text) {
    (void)events;
    return http_stream_send(listener->stream, text);
}

static bool is_signed_in(struct http_events *events, struct listener *listener, str text) {
    (void)text;
    struct http_routes *routes = events->routes;
    struct actor actor = {0};
    str secret = {listener->secret, listener->secret_size};
    fault trouble =
        routes->options.actor_of(events->reader, events->arena, secret, os_now(routes->os), &actor);
    arena_reset(events->arena);
    if (trouble != NULL) return true; // an outage says nothing about anybody
    return actor.user_id == listener->user_id && http_stream_send(listener->stream, STR_NONE);
}

static void write_event(struct buf *out, int64_t entry, int64_t subject) {
    char data[80];
    int size = subject == 0 ? snprintf(data, sizeof(data), "{\"entry\":%lld,\"subject\":null}",
                                       (long long)entry)
                            : snprintf(data, sizeof(data), "{\"entry\":%lld,\"subject\":%lld}",
                                       (long long)entry, (long long)subject);
    http_event_write(out, STR("changed"), STR_NONE, (str){data, (size_t)size});
}

// Called and returns under the lock of the news, which it leaves meanwhile.
static void tell(struct http_events *events) {
    struct buf out = buf_in(events->arena, LIMIT_STREAM);
    for (size_t i = 0; i < events->subject_count; i++)
        write_event(&out, events->entry, events->subjects[i]);
    events->has_news = false;
    events->subject_count = 0;
    os_mutex_unlock(&events->lock);
    filter(events, takes, buf_str(&out));
    arena_reset(events->arena);
    os_mutex_lock(&events->lock);
}

static void run(void *argument) {
    struct http_events *events = argument;
    const struct os *os = events->routes->os;
    int64_t swept_us = os_monotonic_us(os);
    os_mutex_lock(&events->lock);
    while (!events->is_stopping) {
        if (events->has_news) {
            tell(events);
            if (!events->is_stopping) os_condition_wait_for(&events->wake, &events->lock, QUIET_US);
            continue;
        }
        os_condition_wait_for(&events->wake, &events->lock, SWEEP_US);
        int64_t now_us = os_monotonic_us(os);
        if (now_us - swept_us < SWEEP_US || events->is_stopping) continue;
        swept_us = now_us;
        os_mutex_unlock(&events->lock);
        filter(events, is_signed_in, STR_NONE);
        os_mutex_lock(&events->lock);
    }
    os_mutex_unlock(&events->lock);
}

// More subjects than fit are told as one event without a subject.
static void note_subject(struct http_events *events, int64_t subject) {
    for (size_t i = 0; i < events->subject_count; i++)
        if (events->subjects[i] == subject) return;
    if (events->subject_count == SUBJECTS_MAX) {
        events->subjects[0] = 0;
        events->subject_count = 1;
    }
    events->subjects[events->subject_count++] = subject;
}

void http_events_add(struct http_events *events, struct writer_job **jobs, size_t count) {
    if (atomic_load_explicit(&events->listener_count, memory_order_relaxed) == 0) return;
    os_mutex_lock(&events->lock);
    bool had_news = events->has_news;
    for (size_t i = 0; i < count; i++) {
        const struct job *job = &jobs[i]->job;
        if (job->trouble != NULL || job->is_replayed) continue;
        const struct changes_more *more = job->changes.more;
        events->entry = job->entry;
        events->has_news = true;
        note_subject(events, more == NULL ? 0 : more->subject);
    }
    if (!had_news && events->has_news) os_condition_signal(&events->wake);
    os_mutex_unlock(&events->lock);
}

static struct listener *new_listener(struct http_call *call) {
    struct listener *listener = calloc(1, sizeof(*listener));
    ASSERT(listener != NULL);
    listener->user_id = call->actor.user_id;
    str secret = call->secret;
    ASSERT(secret.size <= SECRET_MAX);
    memcpy(listener->secret, secret.data, secret.size);
    listener->secret_size = secret.size;
    listener->stream = http_stream_open(call->exchange);
    return listener;
}

void http_events_listen(struct http_events *events, struct http_call *call) {
    if (atomic_load(&events->listener_count) >= LIMIT_LISTENERS) {
        http_call_refuse(call->exchange, &listeners_too_many, NULL);
        return;
    }
    atomic_fetch_add(&events->listener_count, 1);
    struct listener *listener = new_listener(call);
    http_stream_send(listener->stream, STR(":\n\n"));
    give_all(events, listener);
}

fault http_events_open(struct http_routes *routes, struct http_events **ret_events) {
    struct http_events *events = calloc(1, sizeof(*events));
    ASSERT(events != NULL);
    events->routes = routes;
    events->arena = arena_open(4 * MIB);
    os_mutex_init(&events->door);
    os_mutex_init(&events->lock);
    os_condition_init(&events->wake);
    fault trouble = store_open_reader(routes->options.book->store, &events->reader);
    if (trouble == NULL) trouble = os_thread_start("mingli-events", run, events, &events->thread);
    if (trouble != NULL) {
        http_events_close(events);
        return trouble;
    }
    *ret_events = events;
    return NULL;
}

void http_events_stop(struct http_events *events) {
    if (events == NULL) return;
    os_mutex_lock(&events->lock);
    events->is_stopping = true;
    os_condition_broadcast(&events->wake);
    os_mutex_unlock(&events->lock);
    os_thread_join(events->thread);
    events->thread = NULL;
    for (struct listener *rest = take_all(events); rest != NULL;) {
        struct listener *listener = rest;
        rest = listener->next;
        close_listener(listener);
    }
}

void http_events_close(struct http_events *events) {
    if (events == NULL) return;
    http_events_stop(events);
    store_close_reader(events->reader);
    arena_close(events->arena);
    os_condition_finish(&events->wake);
    os_mutex_finish(&events->lock);
    os_mutex_finish(&events->door);
    free(events);
}

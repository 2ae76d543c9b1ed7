// A queue, one thread, a desk. The queue is a linked list under a lock; the thread takes up to a
// group's worth, runs it, tells the owners, and looks again. A second thread copies what was
// committed from the write-ahead log into the book's file, so that nobody waits for that.
#include "command/writer.h"

#include <stdlib.h>

FAULT(writer_busy, 503, "", "Too many requests are waiting. Try again in a moment.",
      "当前请求较多，请稍后再试。");

enum { TEND_AFTER = 1000 }; // pages

struct writer {
    struct desk *desk;
    writer_done *done;
    void *context;
    struct os_thread *thread;
    struct os_mutex lock;
    struct os_condition wake;
    struct writer_job *first;
    struct writer_job *last;
    size_t waiting;
    bool is_stopping;
    struct store_tender *tender;
    struct os_thread *tending;
    struct os_condition wake_tender;
    int64_t tended; // the backlog when it was last called
    bool is_called;
};

static size_t take_group(struct writer *writer, struct writer_job **group) {
    size_t count = 0;
    os_mutex_lock(&writer->lock);
    while (writer->first == NULL && !writer->is_stopping)
        os_condition_wait(&writer->wake, &writer->lock);
    while (writer->first != NULL && count < LIMIT_GROUP_COMMIT) {
        group[count++] = writer->first;
        writer->first = writer->first->next;
    }
    if (writer->first == NULL) writer->last = NULL;
    writer->waiting -= count;
    os_mutex_unlock(&writer->lock);
    return count;
}

static void tend(void *argument) {
    struct writer *writer = argument;
    os_mutex_lock(&writer->lock);
    while (!writer->is_stopping) {
        if (!writer->is_called) os_condition_wait(&writer->wake_tender, &writer->lock);
        if (!writer->is_called) continue;
        writer->is_called = false;
        os_mutex_unlock(&writer->lock);
        store_tend(writer->tender);
        os_mutex_lock(&writer->lock);
    }
    os_mutex_unlock(&writer->lock);
}

static void call_tender(struct writer *writer) {
    int64_t backlog = store_backlog(writer->desk->writer);
    if (backlog < writer->tended) writer->tended = 0; // the log began anew
    if (backlog - writer->tended < TEND_AFTER) return;
    writer->tended = backlog;
    os_mutex_lock(&writer->lock);
    writer->is_called = true;
    os_condition_signal(&writer->wake_tender);
    os_mutex_unlock(&writer->lock);
}

static void work(void *argument) {
    struct writer *writer = argument;
    struct writer_job *group[LIMIT_GROUP_COMMIT];
    struct job *jobs[LIMIT_GROUP_COMMIT];
    for (size_t count; (count = take_group(writer, group)) > 0;) {
        for (size_t i = 0; i < count; i++) jobs[i] = &group[i]->job;
        desk_run(writer->desk, jobs, count);
        writer->done(writer->context, group, count);
        call_tender(writer);
    }
}

fault writer_start(const struct book *book, writer_done *done, void *context,
                   struct writer **ret_writer) {
    struct writer *writer = calloc(1, sizeof(*writer));
    ASSERT(writer != NULL);
    writer->done = done;
    writer->context = context;
    os_mutex_init(&writer->lock);
    os_condition_init(&writer->wake);
    os_condition_init(&writer->wake_tender);
    fault trouble = desk_open(book, &writer->desk);
    if (trouble == NULL) trouble = store_open_tender(book->store, &writer->tender);
    if (trouble == NULL) trouble = os_thread_start("tender", tend, writer, &writer->tending);
    if (trouble == NULL) store_is_tended(writer->desk->writer);
    if (trouble == NULL) trouble = os_thread_start("writer", work, writer, &writer->thread);
    if (trouble != NULL) {
        writer_stop(writer);
        return trouble;
    }
    *ret_writer = writer;
    return NULL;
}

bool writer_hand_in(struct writer *writer, struct writer_job *job) {
    job->next = NULL;
    os_mutex_lock(&writer->lock);
    bool is_taken = !writer->is_stopping && writer->waiting < LIMIT_WRITER_QUEUE;
    if (is_taken) {
        if (writer->last == NULL)
            writer->first = job;
        else
            writer->last->next = job;
        writer->last = job;
        writer->waiting++;
        os_condition_signal(&writer->wake);
    }
    os_mutex_unlock(&writer->lock);
    return is_taken;
}

void writer_stop(struct writer *writer) {
    if (writer == NULL) return;
    os_mutex_lock(&writer->lock);
    writer->is_stopping = true;
    os_condition_broadcast(&writer->wake);
    os_condition_broadcast(&writer->wake_tender);
    os_mutex_unlock(&writer->lock);
    os_thread_join(writer->thread);
    os_thread_join(writer->tending);
    store_close_tender(writer->tender);
    desk_close(writer->desk);
    os_condition_finish(&writer->wake);
    os_condition_finish(&writer->wake_tender);
    os_mutex_finish(&writer->lock);
    free(writer);
}

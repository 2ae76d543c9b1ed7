// Threads, locks and a pool of workers, thin over pthread. A lock that fails is a bug (wrong owner,
// broken memory), so those results are asserted; only starting a thread can fail in the world.
#include "os/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

FAULT(thread_refused, 503, "", "The server could not start a thread.", "服务器无法启动线程。");

struct os_thread {
    pthread_t id;
    void (*run)(void *argument);
    void *argument;
    char name[16]; // as ps and top show it
};

static void *thread_main(void *given) {
    struct os_thread *thread = given;
    pthread_setname_np(pthread_self(), thread->name);
    thread->run(thread->argument);
    return NULL;
}

fault os_thread_start(const char *name, void (*run)(void *argument), void *argument,
                      struct os_thread **ret_thread) {
    struct os_thread *thread = calloc(1, sizeof(*thread));
    ASSERT(thread != NULL);
    thread->run = run;
    thread->argument = argument;
    snprintf(thread->name, sizeof(thread->name), "%s", name);
    int code = pthread_create(&thread->id, NULL, thread_main, thread);
    if (code != 0) {
        free(thread);
        os_trace(OS_ERROR, "thread_start_failed", os_text("name", str_of(name)),
                 os_number("errno", code));
        return &thread_refused;
    }
    *ret_thread = thread;
    return NULL;
}

void os_thread_join(struct os_thread *thread) {
    if (thread == NULL) return;
    ASSERT(pthread_join(thread->id, NULL) == 0);
    free(thread);
}

void os_mutex_init(struct os_mutex *mutex) {
    ASSERT(pthread_mutex_init(&mutex->lock, NULL) == 0);
}

void os_mutex_finish(struct os_mutex *mutex) {
    ASSERT(pthread_mutex_destroy(&mutex->lock) == 0);
}

void os_mutex_lock(struct os_mutex *mutex) {
    ASSERT(pthread_mutex_lock(&mutex->lock) == 0);
}

void os_mutex_unlock(struct os_mutex *mutex) {
    ASSERT(pthread_mutex_unlock(&mutex->lock) == 0);
}

void os_condition_init(struct os_condition *condition) {
    pthread_condattr_t attributes;
    ASSERT(pthread_condattr_init(&attributes) == 0);
    ASSERT(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    ASSERT(pthread_cond_init(&condition->condition, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
}

void os_condition_finish(struct os_condition *condition) {
    ASSERT(pthread_cond_destroy(&condition->condition) == 0);
}

void os_condition_wait(struct os_condition *condition, struct os_mutex *mutex) {
    ASSERT(pthread_cond_wait(&condition->condition, &mutex->lock) == 0);
}

bool os_condition_wait_for(struct os_condition *condition, struct os_mutex *mutex,
                           int64_t wait_us) {
    struct timespec until;
    ASSERT(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    int64_t nanoseconds = until.tv_nsec + wait_us % 1000000 * 1000;
    until.tv_sec += (time_t)(wait_us / 1000000 + nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    return pthread_cond_timedwait(&condition->condition, &mutex->lock, &until) == 0;
}

void os_condition_signal(struct os_condition *condition) {
    ASSERT(pthread_cond_signal(&condition->condition) == 0);
}

void os_condition_broadcast(struct os_condition *condition) {
    ASSERT(pthread_cond_broadcast(&condition->condition) == 0);
}

struct pool_job {
    void (*run)(void *argument);
    void *argument;
};

struct os_pool {
    struct os_mutex mutex;
    struct os_condition has_work;
    struct pool_job *queue; // a ring of queue_max
    size_t queue_max;
    size_t first;
    size_t waiting;
    bool is_closing;
    struct os_thread **threads;
    size_t thread_count;
};

static void pool_worker(void *argument) {
    struct os_pool *pool = argument;
    os_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->waiting == 0 && !pool->is_closing)
            os_condition_wait(&pool->has_work, &pool->mutex);
        if (pool->waiting == 0) break;
        struct pool_job job = pool->queue[pool->first];
        pool->first = (pool->first + 1) % pool->queue_max;
        pool->waiting--;
        os_mutex_unlock(&pool->mutex);
        job.run(job.argument);
        os_mutex_lock(&pool->mutex);
    }
    os_mutex_unlock(&pool->mutex);
}

fault os_pool_open(size_t threads, size_t queue_max, struct os_pool **ret_pool) {
    ASSERT(threads > 0 && queue_max > 0);
    struct os_pool *pool = calloc(1, sizeof(*pool));
    ASSERT(pool != NULL);
    os_mutex_init(&pool->mutex);
    os_condition_init(&pool->has_work);
    pool->queue_max = queue_max;
    pool->queue = calloc(queue_max, sizeof(*pool->queue));
    pool->threads = calloc(threads, sizeof(*pool->threads));
    ASSERT(pool->queue != NULL && pool->threads != NULL);
    for (; pool->thread_count < threads; pool->thread_count++) {
        fault trouble =
            os_thread_start("mingli-pool", pool_worker, pool, &pool->threads[pool->thread_count]);
        if (trouble == NULL) continue;
        os_pool_close(pool);
        return trouble;
    }
    *ret_pool = pool;
    return NULL;
}

bool os_pool_run(struct os_pool *pool, void (*run)(void *argument), void *argument) {
    os_mutex_lock(&pool->mutex);
    bool has_room = pool->waiting < pool->queue_max;
    if (has_room) {
        size_t place = (pool->first + pool->waiting) % pool->queue_max;
        pool->queue[place] = (struct pool_job){run, argument};
        pool->waiting++;
        os_condition_signal(&pool->has_work);
    }
    os_mutex_unlock(&pool->mutex);
    return has_room;
}

void os_pool_close(struct os_pool *pool) {
    if (pool == NULL) return;
    os_mutex_lock(&pool->mutex);
    pool->is_closing = true;
    os_condition_broadcast(&pool->has_work);
    os_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->thread_count; i++) os_thread_join(pool->threads[i]);
    os_condition_finish(&pool->has_work);
    os_mutex_finish(&pool->mutex);
    free(pool->threads);
    free(pool->queue);
    free(pool);
}

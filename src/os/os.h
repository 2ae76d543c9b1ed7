// os: the only door to the machine: clock, random numbers, files, environment, threads, trace.
//
// The parts that decide what a program does (clock, random, files, environment) are one struct of
// functions, so that a test puts its own machine there: os_real() is the machine, os_sim.h one with
// a settable clock, seeded random numbers and a disk that fails at the n-th call. Threads, locks
// and the trace are the same everywhere and are plain functions.
//
// Nobody outside this folder calls time, random, open, getenv or pthread directly.
#ifndef OS_OS_H
#define OS_OS_H

#include "base/base.h"

#include <pthread.h>

struct os_names {
    str *items;
    size_t count;
};

// What each function does stands at the wrapper below that bears its name.
struct os {
    void *machine; // handed to each function
    instant (*now)(void *machine);
    int64_t (*monotonic_us)(void *machine);
    void (*random)(void *machine, void *ret_bytes, size_t size);
    str (*variable)(void *machine, const char *name);
    fault (*file_read)(void *machine, struct arena *arena, str path, size_t size_max,
                       str *ret_bytes);
    fault (*file_write)(void *machine, str path, str bytes);
    fault (*file_append)(void *machine, str path, str bytes);
    fault (*file_remove)(void *machine, str path);
    fault (*file_size)(void *machine, str path, int64_t *ret_size);
    fault (*folder_list)(void *machine, struct arena *arena, str path, struct os_names *ret_names);
    fault (*folder_make)(void *machine, str path);
};

const struct os *os_real(void);

// Wall clock, ms since 1970 UTC; may jump in both directions.
instant os_now(const struct os *os);
// µs since some moment in the past; never goes back, not even when the wall clock does.
int64_t os_monotonic_us(const struct os *os);
// Good enough for keys (getrandom). Never fails.
void os_random(const struct os *os, void *ret_bytes, size_t size);
// Value of an environment variable, empty where it is not set. Lives as long as the program.
str os_variable(const struct os *os, const char *name);

// Files. Paths are bytes without NUL. Faults: file_missing (404), file_too_large (413), disk_full
// and file_failed (503; traced here, once, with path and errno).
// The whole file, at most size_max bytes.
MUST_USE fault os_file_read(const struct os *os, struct arena *arena, str path, size_t size_max,
                            str *ret_bytes);
// All or nothing, and durable: temporary neighbour PATH.THREAD.partial, fsync, rename, fsync of the
// folder. Of several writers of one path the last wins. Mode 0600. Takes no arena and waits for the
// disk.
MUST_USE fault os_file_write(const struct os *os, str path, str bytes);
// Adds at the end and makes it durable; makes the file when it is not there. When it fails nothing
// was added.
MUST_USE fault os_file_append(const struct os *os, str path, str bytes);
// Gone and durably so; a file that is not there is no fault.
MUST_USE fault os_file_remove(const struct os *os, str path);
// Bytes, or -1 when there is no such file.
MUST_USE fault os_file_size(const struct os *os, str path, int64_t *ret_size);
MUST_USE fault os_file_exists(const struct os *os, str path, bool *ret_exists);
// Names in a folder in byte order, without "." and "..". At most LIMIT_FOLDER names.
MUST_USE fault os_folder_list(const struct os *os, struct arena *arena, str path,
                              struct os_names *ret_names);
// The folder and those above it (mode 0700); one that is there already is no fault.
MUST_USE fault os_folder_make(const struct os *os, str path);

extern const struct fault file_missing, file_too_large, disk_full, file_failed;

// A lock between processes, held until it is closed or the process ends however it ends. The file
// PATH stays. Fault file_locked (409): another process holds it.
struct os_lock;
MUST_USE fault os_lock_open(str path, struct os_lock **ret_lock);
void os_lock_close(struct os_lock *lock);

extern const struct fault file_locked;

// Threads. A thread that cannot be started is the fault thread_refused (503).
struct os_thread;
MUST_USE fault os_thread_start(const char *name, void (*run)(void *argument), void *argument,
                               struct os_thread **ret_thread);
// Waits for its end and gives it back; NULL is allowed.
void os_thread_join(struct os_thread *thread);

extern const struct fault thread_refused;

struct os_mutex {
    pthread_mutex_t lock;
};
void os_mutex_init(struct os_mutex *mutex);
void os_mutex_finish(struct os_mutex *mutex);
void os_mutex_lock(struct os_mutex *mutex);
void os_mutex_unlock(struct os_mutex *mutex);

struct os_condition {
    pthread_cond_t condition;
};
void os_condition_init(struct os_condition *condition);
void os_condition_finish(struct os_condition *condition);
// The caller holds mutex and asks again after waking: waking without a signal is possible.
void os_condition_wait(struct os_condition *condition, struct os_mutex *mutex);
// The same for at most wait_us µs of the machine's own monotonic clock; false when time was up.
bool os_condition_wait_for(struct os_condition *condition, struct os_mutex *mutex, int64_t wait_us);
void os_condition_signal(struct os_condition *condition);
void os_condition_broadcast(struct os_condition *condition);

// A bounded set of workers for work that must not block others (passwords, files, mail).
struct os_pool;
MUST_USE fault os_pool_open(size_t threads, size_t queue_max, struct os_pool **ret_pool);
// False when queue_max jobs are waiting already: the caller answers "busy".
bool os_pool_run(struct os_pool *pool, void (*run)(void *argument), void *argument);
// Does what is queued, then ends; NULL is allowed.
void os_pool_close(struct os_pool *pool);

// Processors that this process may use, at least 1.
size_t os_processors(void);

// SIGINT and SIGTERM: os_stop_block before the first thread is started, os_stop_wait where the
// program waits for its end. Also makes writing to a closed pipe an error instead of a signal.
void os_stop_block(void);
void os_stop_wait(void);

// The trace: one JSON object per line on stderr, for operators, never for truth (that is the log).
//   os_trace(OS_ERROR, "listener_failed", os_text("address", address), os_number("errno", errno));
// Lines of several threads do not mix; a line is cut at 4 KiB; bytes that are not UTF-8 are
// replaced.
enum os_level { OS_ERROR, OS_WARN, OS_INFO };

struct os_trace_field {
    const char *key;
    bool is_number;
    int64_t number;
    str text;
};

#define os_text(field_key, field_text)                                                             \
    ((struct os_trace_field){.key = (field_key), .text = (field_text)})
#define os_number(field_key, field_number)                                                         \
    ((struct os_trace_field){.key = (field_key), .is_number = true, .number = (field_number)})
#define os_trace(level, what, ...)                                                                 \
    os_trace_write((level), (what), (const struct os_trace_field[]){__VA_ARGS__},                  \
                   sizeof((const struct os_trace_field[]){__VA_ARGS__}) /                          \
                       sizeof(struct os_trace_field))

void os_trace_write(enum os_level level, const char *what, const struct os_trace_field *fields,
                    size_t count);
// The line that os_trace_write would write at that time, with its LF; room holds size bytes, at
// least 64. Returns the bytes written. For tests and for other destinations.
size_t os_trace_line(char *room, size_t size, instant time, enum os_level level, const char *what,
                     const struct os_trace_field *fields, size_t count);

#endif

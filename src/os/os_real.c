// The machine itself: its clocks, its random numbers, its environment, its signals. Everything that
// makes two runs of the program differ comes through here.
#include "os/files.h"
#include "os/os.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static instant real_now(void *machine) {
    (void)machine;
    struct timespec time;
    ASSERT(clock_gettime(CLOCK_REALTIME, &time) == 0);
    return (instant)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t real_monotonic_us(void *machine) {
    (void)machine;
    struct timespec time;
    ASSERT(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void real_random(void *machine, void *ret_bytes, size_t size) {
    (void)machine;
    char *at = ret_bytes;
    while (size > 0) {
        ssize_t count = getrandom(at, size, 0);
        ASSERT(count > 0 || errno == EINTR);
        if (count > 0) at += count, size -= (size_t)count;
    }
}

static str real_variable(void *machine, const char *name) {
    (void)machine;
    return str_of(secure_getenv(name));
}

const struct os *os_real(void) {
    static const struct os machine = {
        .now = real_now,
        .monotonic_us = real_monotonic_us,
        .random = real_random,
        .variable = real_variable,
        .file_read = files_read,
        .file_write = files_write,
        .file_append = files_append,
        .file_remove = files_remove,
        .file_size = files_size,
        .folder_list = files_list,
        .folder_make = files_make_folder,
    };
    return &machine;
}

size_t os_processors(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
    int count = CPU_COUNT(&allowed);
    return count < 1 ? 1 : (size_t)count;
}

static sigset_t stop_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void os_stop_block(void) {
    sigset_t signals = stop_signals();
    ASSERT(pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0);
    ASSERT(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

void os_stop_wait(void) {
    sigset_t signals = stop_signals();
    int number;
    ASSERT(sigwait(&signals, &number) == 0);
}

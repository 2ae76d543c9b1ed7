// The machine of tests: nothing in it moves by itself, so that a run follows from its seed alone.
// Random numbers are xoshiro256** seeded by splitmix64 (Blackman, Vigna): reproducible and nothing
// else; keys made with them protect nothing.
#include "os/os_sim.h"

#include "os/files.h"

#include <stdlib.h>
#include <string.h>

enum { VARIABLES_MAX = 32 };

struct os_sim {
    struct os os;
    struct os_mutex mutex; // guards what follows
    instant now;
    int64_t monotonic_us;
    uint64_t random[4];
    int64_t calls;
    int64_t fail_call; // as a number of calls since the start; 0 never
    fault fail_with;
    const char *names[VARIABLES_MAX];
    const char *values[VARIABLES_MAX];
    size_t variable_count;
};

static instant sim_now(void *machine) {
    struct os_sim *sim = machine;
    os_mutex_lock(&sim->mutex);
    instant now = sim->now;
    os_mutex_unlock(&sim->mutex);
    return now;
}

static int64_t sim_monotonic_us(void *machine) {
    struct os_sim *sim = machine;
    os_mutex_lock(&sim->mutex);
    int64_t now = sim->monotonic_us;
    os_mutex_unlock(&sim->mutex);
    return now;
}

static uint64_t rotate(uint64_t bits, int by) {
    return bits << by | bits >> (64 - by);
}

static uint64_t next_random(uint64_t state[4]) {
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

static void seed_random(uint64_t state[4], uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t mixed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
        state[i] = mixed ^ mixed >> 31;
    }
}

static void sim_random(void *machine, void *ret_bytes, size_t size) {
    struct os_sim *sim = machine;
    unsigned char *bytes = ret_bytes;
    os_mutex_lock(&sim->mutex);
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        if (i % 8 == 0) bits = next_random(sim->random);
        bytes[i] = (unsigned char)(bits >> (i % 8 * 8));
    }
    os_mutex_unlock(&sim->mutex);
}

static str sim_variable(void *machine, const char *name) {
    struct os_sim *sim = machine;
    str value = STR_NONE;
    os_mutex_lock(&sim->mutex);
    for (size_t i = 0; i < sim->variable_count; i++)
        if (strcmp(sim->names[i], name) == 0) value = str_of(sim->values[i]);
    os_mutex_unlock(&sim->mutex);
    return value;
}

// Counts the call; its fault where this is the call that fails.
static fault count_call(struct os_sim *sim) {
    os_mutex_lock(&sim->mutex);
    sim->calls++;
    fault trouble = sim->calls == sim->fail_call ? sim->fail_with : NULL;
    os_mutex_unlock(&sim->mutex);
    return trouble;
}

static fault sim_read(void *machine, struct arena *arena, str path, size_t size_max,
                      str *ret_bytes) {
    TRY(count_call(machine));
    return files_read(NULL, arena, path, size_max, ret_bytes);
}

static fault sim_write(void *machine, str path, str bytes) {
    TRY(count_call(machine));
    return files_write(NULL, path, bytes);
}

static fault sim_append(void *machine, str path, str bytes) {
    TRY(count_call(machine));
    return files_append(NULL, path, bytes);
}

static fault sim_remove(void *machine, str path) {
    TRY(count_call(machine));
    return files_remove(NULL, path);
}

static fault sim_size(void *machine, str path, int64_t *ret_size) {
    TRY(count_call(machine));
    return files_size(NULL, path, ret_size);
}

static fault sim_list(void *machine, struct arena *arena, str path, struct os_names *ret_names) {
    TRY(count_call(machine));
    return files_list(NULL, arena, path, ret_names);
}

static fault sim_make_folder(void *machine, str path) {
    TRY(count_call(machine));
    return files_make_folder(NULL, path);
}

struct os_sim *os_sim_open(uint64_t seed, instant start) {
    struct os_sim *sim = calloc(1, sizeof(*sim));
    ASSERT(sim != NULL);
    os_mutex_init(&sim->mutex);
    sim->now = start;
    seed_random(sim->random, seed);
    sim->os = (struct os){
        .machine = sim,
        .now = sim_now,
        .monotonic_us = sim_monotonic_us,
        .random = sim_random,
        .variable = sim_variable,
        .file_read = sim_read,
        .file_write = sim_write,
        .file_append = sim_append,
        .file_remove = sim_remove,
        .file_size = sim_size,
        .folder_list = sim_list,
        .folder_make = sim_make_folder,
    };
    return sim;
}

void os_sim_close(struct os_sim *sim) {
    if (sim == NULL) return;
    os_mutex_finish(&sim->mutex);
    free(sim);
}

const struct os *os_sim_os(struct os_sim *sim) {
    return &sim->os;
}

void os_sim_advance(struct os_sim *sim, int64_t ms) {
    ASSERT(ms >= 0);
    os_mutex_lock(&sim->mutex);
    sim->now += ms;
    sim->monotonic_us += ms * 1000;
    os_mutex_unlock(&sim->mutex);
}

void os_sim_set_now(struct os_sim *sim, instant now) {
    os_mutex_lock(&sim->mutex);
    sim->now = now;
    os_mutex_unlock(&sim->mutex);
}

void os_sim_set_variable(struct os_sim *sim, const char *name, const char *value) {
    os_mutex_lock(&sim->mutex);
    ASSERT(sim->variable_count < VARIABLES_MAX);
    sim->names[sim->variable_count] = name;
    sim->values[sim->variable_count++] = value;
    os_mutex_unlock(&sim->mutex);
}

void os_sim_fail_at(struct os_sim *sim, int64_t call, fault with) {
    os_mutex_lock(&sim->mutex);
    sim->fail_call = call == 0 ? 0 : sim->calls + call;
    sim->fail_with = with;
    os_mutex_unlock(&sim->mutex);
}

int64_t os_sim_calls(struct os_sim *sim) {
    os_mutex_lock(&sim->mutex);
    int64_t calls = sim->calls;
    os_mutex_unlock(&sim->mutex);
    return calls;
}

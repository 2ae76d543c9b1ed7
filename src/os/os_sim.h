// os_sim: a machine for tests and simulations. The clock stands until it is moved, random numbers
// follow from the seed, the environment is what the test says. Files are real files (tests use a
// temporary folder), but the n-th call can be made to fail. All of it may be used from any thread.
#ifndef OS_OS_SIM_H
#define OS_OS_SIM_H

#include "os/os.h"

struct os_sim;

struct os_sim *os_sim_open(uint64_t seed, instant start);
void os_sim_close(struct os_sim *sim);
const struct os *os_sim_os(struct os_sim *sim);

// Moves both clocks on.
void os_sim_advance(struct os_sim *sim, int64_t ms);
// Sets the wall clock alone, also backwards: a clock that jumps.
void os_sim_set_now(struct os_sim *sim, instant now);
// name and value must live as long as the machine; at most 32 variables.
void os_sim_set_variable(struct os_sim *sim, const char *name, const char *value);
// The call-th file or folder call from now (1 is the next one) gives this fault and does nothing;
// 0 switches it off. os_sim_calls counts such calls since the start.
void os_sim_fail_at(struct os_sim *sim, int64_t call, fault with);
int64_t os_sim_calls(struct os_sim *sim);

#endif

// ASSERT states a belief about our own code. It holds in all builds; where it does not, the process
// stops before anything half-done becomes durable. The world's mistakes are faults (fault.h).
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#define ASSERT(belief) ((belief) ? (void)0 : assert_failed(#belief, __FILE__, __LINE__))

// Prints the belief and its place to stderr and aborts.
_Noreturn void assert_failed(const char *belief, const char *file, int line);

#endif

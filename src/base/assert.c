// A broken belief ends the process at once: the database rolls back what was not committed, and
// a restart begins from a sound state. Going on would risk writing nonsense into a record that
// must last thirty years.
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void assert_failed(const char *belief, const char *file, int line) {
    fprintf(stderr, "bug: %s:%d: %s does not hold\n", file, line, belief);
    abort();
}

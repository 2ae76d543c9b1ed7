// hash: for tables in memory, not for security (crypto/ has SHA-256). Seeded per process where keys
// come from outside, so that nobody can choose keys that collide.
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

// 64 bits; the same text and seed give the same number within one process.
uint64_t hash_str(str text, uint64_t seed);

#endif

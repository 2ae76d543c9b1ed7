// seal: personal values at rest. Authenticated encryption with the column's name as associated
// data; the nonce is derived from key, column and value (as in AES-SIV), so equal values in one
// column look equal, and nothing random enters the rows. Erasing a person replaces the value.
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "base/base.h"

struct seal_key;

struct seal_key *seal_open(const uint8_t key[32]);
void seal_close(struct seal_key *key);
str seal_close_value(const struct seal_key *key, struct arena *arena, const char *column,
                     str value);
// A value that does not open (another key, a changed byte) comes back as "‹unreadable›", so that
// one damaged cell does not hide a whole record; verify reports it.
str seal_open_value(const struct seal_key *key, struct arena *arena, const char *column,
                    str sealed);

#endif

// notes: signed checkpoints of the book as they are given away: the log's own signature and, below
// it, the lines of the witnesses that cosigned it (C2SP tlog-checkpoint, tlog-cosignature).
#ifndef COMMAND_NOTES_H
#define COMMAND_NOTES_H

#include "log/log.h"
#include "store/store.h"

struct command_note {
    bool is_there; // false: there is none yet, and the rest is empty
    int64_t size;
    instant signed_at;
    str note;
    int cosignature_count;
};

MUST_USE fault command_note_newest(struct store_reader *reader, struct arena *arena,
                                   struct command_note *ret_note);
// The newest that at least one witness cosigned.
MUST_USE fault command_note_witnessed(struct store_reader *reader, struct arena *arena,
                                      struct command_note *ret_note);
MUST_USE fault command_note_at(struct store_reader *reader, struct arena *arena, int64_t size,
                               struct command_note *ret_note);

#endif

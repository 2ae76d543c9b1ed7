// writer: the thread in front of the desk. Anybody hands jobs in; as many as are waiting (at most
// LIMIT_GROUP_COMMIT) share one commit; then `done` is called for all of them at once, on the
// writer's thread. Nobody waits for more jobs to come: a lone job is committed at once.
#ifndef COMMAND_WRITER_H
#define COMMAND_WRITER_H

#include "command/desk.h"

struct writer;

// What is handed in; lives with the caller until done.
struct writer_job {
    struct job job;
    void *owner;             // the caller's own
    struct writer_job *next; // the writer's
};

typedef void writer_done(void *context, struct writer_job **jobs, size_t count);

MUST_USE fault writer_start(const struct book *book, writer_done *done, void *context,
                            struct writer **ret_writer);
// False when the writer is stopping or LIMIT_WRITER_QUEUE jobs wait already: answer "busy".
bool writer_hand_in(struct writer *writer, struct writer_job *job);
// Runs what was handed in, then ends.
void writer_stop(struct writer *writer);

extern const struct fault writer_busy;

#endif

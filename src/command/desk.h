// desk: what the one writing thread holds while it works: the writer's connection, the growing tree
// of the log, the next id. A group of jobs starts with a copy of what changes, so that a
// rolled-back group leaves no trace.
#ifndef COMMAND_DESK_H
#define COMMAND_DESK_H

#include "command/book.h"
#include "command/command.h"

struct desk_state {
    struct log_tree tree;
    int64_t next_id;
    int64_t reserved_id; // ids below it may be used: the book's setting next_id
    instant last_now;    // time never goes back in the log
};

struct desk {
    const struct book *book;
    struct store_writer *writer;
    struct accounts *accounts; // what the group moved and did not write yet, both
    struct sums *sums;
    struct desk_state state;
    struct arena *arena; // for the machinery's own reads, reset after each job
    bool is_gathering;   // see desk_gather
    bool renews_rules;   // of the open group
    uint64_t kept_size;  // of the log, at the last desk_keep
};

MUST_USE fault desk_open(const struct book *book, struct desk **ret_desk);
void desk_close(struct desk *desk);
// Runs the jobs (at most LIMIT_GROUP_IMPORT) one after the other and commits once. Each job's
// trouble is set; entries are durable for those whose trouble is NULL. An outage of the commit
// becomes the trouble of all.
void desk_run(struct desk *desk, struct job **jobs, size_t count);

// From now on desk_run gathers everything in one open transaction: jobs see what earlier ones
// wrote, and troubles are what they would be. desk_keep signs and commits what was gathered;
// closing the desk without it leaves nothing.
MUST_USE fault desk_gather(struct desk *desk);
MUST_USE fault desk_keep(struct desk *desk);

// The stages that need the desk (each in the file of its name).
MUST_USE fault command_post(struct desk *desk, struct job *job);
MUST_USE fault command_record(struct desk *desk, struct job *job);
// entry_too_large (413): the input does not fit one entry.
extern const struct fault entry_too_large;
// Signs the log as it stands and adds the checkpoint's row.
MUST_USE fault command_sign(struct desk *desk, instant now);

#endif

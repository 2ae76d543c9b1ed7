// Read this first: the whole way of a request is command_run. Each stage may read what earlier ones
// put into the job and fills its own field; no stage calls another. Reading the world (load) and
// changing it (write, record) are apart from thinking (ask, decide, flow, the checks of post).
// A flow that wants something done names the next command; it runs through the same eight stages,
// in the same transaction. Always holds: when command_run returns NULL, exactly the rows that were
// decided, the postings and one log entry per command are in the open transaction.
#include "auth/rights.h"
#include "command/command.h"
#include "command/desk.h"
#include "command/sums.h"
#include "command/wishes.h"

#include <string.h>

static fault allow(struct job *job) {
    return auth_allow(&job->actor, job->command->right);
}

static fault load(struct desk *desk, struct job *job) {
    if (job->command->facts_size > 0) job->facts = arena_take(job->arena, job->command->facts_size);
    if (job->command->load == NULL) return NULL;
    return job->command->load(store_writer_reader(desk->writer), job);
}

static fault ask(struct job *job) {
    return job->command->ask == NULL ? NULL : job->command->ask(job);
}

static fault decide(struct job *job) {
    if (job->command->out != NULL) job->out = arena_take(job->arena, job->command->out->size);
    return job->command->decide(job, &job->changes);
}

static fault move_flow(struct job *job) {
    return job->command->flow == NULL ? NULL : job->command->flow(job, &job->changes);
}

static fault write_rows(struct desk *desk, struct job *job) {
    for (size_t i = 0; i < job->changes.rows.count; i++) {
        const struct store_change *row = &job->changes.rows.items[i];
        job->has_written = true;
        TRY(store_write(desk->writer, row->statement, row->in));
    }
    const struct changes_more *more = job->changes.more;
    for (size_t i = 0; more != NULL && i < more->sums.count; i++) {
        job->has_written = true;
        sums_add(desk->sums, &more->sums.items[i]);
    }
    return NULL;
}

static fault follow(struct desk *desk, struct job *job);

fault command_run(struct desk *desk, struct job *job) {
    TRY(allow(job));
    TRY(load(desk, job));
    TRY(ask(job));
    TRY(decide(job));
    TRY(move_flow(job));
    TRY(command_post(desk, job));
    TRY(write_rows(desk, job));
    TRY(command_record(desk, job));
    return follow(desk, job);
}

// The same way for a command that this one named.
static fault follow_one(struct desk *desk, struct job *job, const struct follow_up *next) {
    struct job child = {
        .command = command_find(job->book->commands, str_of(next->command)),
        .book = job->book,
        .actor = job->actor,
        .arena = job->arena,
        .in = next->in,
        .accounts = job->accounts,
        .moment = job->moment,
        .changes = {.arena = job->arena},
        .entry = -1,
        .follow_depth = job->follow_depth + 1,
    };
    ASSERT(child.command != NULL && child.follow_depth <= LIMIT_FOLLOW_UPS);
    child.moment.first_id = child.moment.next_id;
    child.actor.is_system = true;
    child.actor.door = DOOR_FLOW;
    fault trouble = command_run(desk, &child);
    job->moment = child.moment;
    job->note = trouble == NULL ? job->note : child.note;
    job->has_written |= child.has_written;
    return trouble;
}

static fault follow(struct desk *desk, struct job *job) {
    const struct changes_more *more = job->changes.more;
    for (size_t i = 0; more != NULL && i < more->follow_ups.count; i++)
        TRY(follow_one(desk, job, &more->follow_ups.items[i]));
    return NULL;
}

fault command_query(const struct command *command, struct query *query, const void *in,
                    void *ret_out) {
    TRY(auth_allow(query->actor, command->right));
    TRY(store_begin_reading(query->reader));
    fault trouble = command->query(query, in, ret_out);
    store_end_reading(query->reader);
    return trouble;
}

const struct command *command_find(const struct command_catalog *catalog, str name) {
    for (size_t i = 0; i < catalog->count; i++)
        for (size_t k = 0; k < catalog->sets[i]->count; k++)
            if (str_equal(str_of(catalog->sets[i]->rows[k].name), name))
                return &catalog->sets[i]->rows[k];
    return NULL;
}

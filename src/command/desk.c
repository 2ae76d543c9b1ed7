// The one thread that writes: runs the jobs of a group one after the other in one transaction,
// signs the log once and commits once. A job that is refused before it wrote anything costs
// nothing; one that fails after its first row makes the group start again without it, so that
// nothing of it stays. Always holds: a job whose trouble is NULL after desk_run is durable.
#include "command/desk.h"

#include "book_sql.h"
#include "command/accounts.h"
#include "command/rules.h"
#include "command/sums.h"
#include "command/tiles.h"
#include "command/wishes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDS_AT_ONCE = 20000 };

static fault load_tree(struct desk *desk, struct store_reader *reader) {
    struct command_tiles tiles;
    TRY(command_tiles_open(reader, desk->arena, &tiles));
    struct log_reader hashes = log_reader_over(desk->arena, &tiles.source);
    TRY(log_tree_load(&hashes, tiles.source.size, &desk->state.tree));
    arena_reset(desk->arena);
    return NULL;
}

static fault load_next_id(struct desk *desk, struct store_reader *reader) {
    struct book_setting row;
    bool is_there;
    TRY(book_setting(reader, &(struct book_setting_in){STR("next_id")}, desk->arena, &row,
                     &is_there));
    desk->state.next_id = 1;
    if (is_there) ASSERT(str_to_int(row.value, &desk->state.next_id));
    desk->state.reserved_id = desk->state.next_id;
    return NULL;
}

static fault load_time(struct desk *desk, struct store_reader *reader) {
    struct book_newest_checkpoint newest;
    bool is_there;
    TRY(book_newest_checkpoint(reader, desk->arena, &newest, &is_there));
    if (is_there) desk->state.last_now = newest.signed_at;
    return NULL;
}

fault desk_open(const struct book *book, struct desk **ret_desk) {
    struct desk *desk = calloc(1, sizeof(*desk));
    ASSERT(desk != NULL);
    desk->book = book;
    desk->arena = arena_open(LIMIT_REQUEST_ARENA);
    desk->sums = sums_open();
    fault trouble = store_open_writer(book->store, &desk->writer);
    if (trouble == NULL) desk->accounts = accounts_open(desk->writer);
    struct store_reader *reader = trouble == NULL ? store_writer_reader(desk->writer) : NULL;
    if (trouble == NULL) trouble = load_tree(desk, reader);
    if (trouble == NULL) trouble = load_next_id(desk, reader);
    if (trouble == NULL) trouble = load_time(desk, reader);
    arena_reset(desk->arena);
    if (trouble != NULL) {
        desk_close(desk);
        return trouble;
    }
    *ret_desk = desk;
    return NULL;
}

void desk_close(struct desk *desk) {
    if (desk == NULL) return;
    store_close_writer(desk->writer);
    accounts_close(desk->accounts);
    sums_close(desk->sums);
    arena_close(desk->arena);
    free(desk);
}

// Ids are taken from the book in blocks, so that not every commit writes the setting; what is left
// of a block when the program ends is never used.
static fault reserve_ids(struct desk *desk) {
    if (desk->state.next_id + IDS_AT_ONCE / 2 < desk->state.reserved_id) return NULL;
    int64_t until = desk->state.next_id + IDS_AT_ONCE;
    str text = arena_print(desk->arena, "%lld", (long long)until);
    TRY(store_write(desk->writer, &book_put_setting_statement,
                    &(struct book_put_setting_in){.name = STR("next_id"), .value = text}));
    desk->state.reserved_id = until;
    return NULL;
}

static void set_moment(struct desk *desk, struct job *job) {
    instant now = os_now(desk->book->os);
    if (now < desk->state.last_now) now = desk->state.last_now;
    desk->state.last_now = now;
    job->moment = (struct moment){.now = now,
                                  .today = date_of_instant(now, desk->book->zone_minutes),
                                  .first_id = desk->state.next_id,
                                  .next_id = desk->state.next_id};
    os_random(desk->book->os, job->moment.random, sizeof(job->moment.random));
}

// As it came in: a job may be run again when the group starts anew.
static void clear(struct job *job) {
    job->facts = NULL;
    job->outcome = STR_NONE;
    job->rule = STR_NONE;
    job->packs = STR_NONE;
    job->out = NULL;
    job->changes = (struct changes){.arena = job->arena};
    job->note = (struct fault_note){0};
    job->entry = -1;
    job->has_written = false;
    job->attempt = NULL;
    job->is_replayed = false;
}

// An answer that was given to this key before.
static fault look_up_answer(struct desk *desk, struct job *job) {
    if (job->idempotency_key.size == 0) return NULL;
    struct book_answer row;
    bool is_there;
    TRY(book_answer(store_writer_reader(desk->writer),
                    &(struct book_answer_in){job->actor.user_id, job->idempotency_key}, job->arena,
                    &row, &is_there));
    if (!is_there) return NULL;
    if (!str_equal(row.command, str_of(job->command->name))) return &key_reused;
    job->is_replayed = true;
    job->replayed_out = row.body;
    job->entry = row.entry;
    return NULL;
}

static fault run_one(struct desk *desk, struct job *job) {
    clear(job);
    job->accounts = desk->accounts;
    TRY(look_up_answer(desk, job));
    if (job->is_replayed) return NULL;
    set_moment(desk, job);
    job->has_written = true; // where that fails, the transaction may be gone
    TRY(reserve_ids(desk));
    job->has_written = false;
    fault trouble = command_run(desk, job);
    // After a trouble of the store's own the transaction may be gone, whatever the job wrote.
    job->has_written |= trouble == &store_full || trouble == &store_outage;
    if (trouble != NULL) return trouble;
    desk->state.next_id = job->moment.next_id;
    desk->renews_rules |= job->changes.more != NULL && job->changes.more->renews_rules;
    return trouble;
}

// What the rules stopped is recorded by a command of its own, after the refusal.
static fault record_attempt(struct desk *desk, struct job *job) {
    struct job attempt = {
        .command = command_find(job->book->commands, str_of(job->attempt->command)),
        .book = job->book,
        .actor = job->actor,
        .arena = job->arena,
        .in = job->attempt->in,
        .changes = {.arena = job->arena},
    };
    ASSERT(attempt.command != NULL);
    attempt.actor.is_system = true;
    fault trouble = run_one(desk, &attempt);
    job->has_written = attempt.has_written;
    return trouble;
}

// Runs all jobs that are still alive; false when one failed after it had written.
static bool run_all(struct desk *desk, struct job **jobs, bool *is_dead, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_dead[i]) continue;
        jobs[i]->trouble = run_one(desk, jobs[i]);
        if (jobs[i]->trouble != NULL && jobs[i]->attempt != NULL && !jobs[i]->has_written) {
            fault trouble = record_attempt(desk, jobs[i]);
            if (trouble != NULL)
                jobs[i]->trouble = trouble, jobs[i]->has_written = true;
            else
                jobs[i]->has_written = false;
        }
        arena_reset(desk->arena);
        if (jobs[i]->trouble != NULL && jobs[i]->has_written) {
            is_dead[i] = true;
            return false;
        }
    }
    return true;
}

fault desk_gather(struct desk *desk) {
    TRY(store_begin(desk->writer));
    desk->is_gathering = true;
    desk->kept_size = desk->state.tree.size;
    return NULL;
}

fault desk_keep(struct desk *desk) {
    ASSERT(desk->is_gathering);
    if (desk->state.tree.size > desk->kept_size) TRY(command_sign(desk, desk->state.last_now));
    TRY(store_commit(desk->writer));
    desk->kept_size = desk->state.tree.size;
    return store_begin(desk->writer);
}

static fault begin(struct desk *desk) {
    return desk->is_gathering ? store_mark(desk->writer) : store_begin(desk->writer);
}

static fault take_back(struct desk *desk) {
    accounts_forget(desk->accounts);
    sums_forget(desk->sums);
    if (desk->is_gathering) return store_roll_back_to_mark(desk->writer);
    store_roll_back(desk->writer);
    return NULL;
}

static fault finish(struct desk *desk, uint64_t size_before) {
    TRY(accounts_write(desk->accounts));
    TRY(sums_write(desk->sums, desk->writer));
    if (desk->is_gathering) return NULL;
    if (desk->state.tree.size > size_before) TRY(command_sign(desk, desk->state.last_now));
    return store_commit(desk->writer);
}

// What was published speaks from the next group on. The rules that cannot be read anew stay as they
// are: they were read before they were published, so this is a trouble of the disk.
static void renew_rules(struct desk *desk) {
    struct fault_note note = {0};
    struct book *book = (struct book *)(uintptr_t)desk->book;
    fault trouble = desk->renews_rules ? book_read_rules(book, &note) : NULL;
    desk->renews_rules = false;
    if (trouble != NULL)
        fprintf(stderr, "{\"level\":\"error\",\"what\":\"rules\",\"fault\":\"%s\"}\n",
                trouble->name);
}

void desk_run(struct desk *desk, struct job **jobs, size_t count) {
    ASSERT(count <= LIMIT_GROUP_IMPORT);
    bool is_dead[LIMIT_GROUP_IMPORT] = {0};
    struct desk_state before = desk->state;
    fault trouble = NULL;
    while (trouble == NULL) {
        trouble = begin(desk);
        if (trouble != NULL) break;
        bool is_done = run_all(desk, jobs, is_dead, count);
        if (is_done) trouble = finish(desk, before.tree.size);
        if (is_done && trouble == NULL) break;
        desk->state = before;
        desk->renews_rules = false;
        fault second = take_back(desk);
        if (trouble == NULL) trouble = second;
    }
    renew_rules(desk);
    arena_reset(desk->arena);
    for (size_t i = 0; trouble != NULL && i < count; i++)
        if (!is_dead[i]) jobs[i]->trouble = trouble;
}

// command: the way of a request. Read run.c first: its eight stages are the whole system.
//
// A module's .api file makes one row (struct command) for each command and query; main/ joins the
// rows; http/, the command line and flows all hand in a job and get it back filled. Commands run
// one after the other in one thread (writer.h) in groups that share a commit; queries run anywhere
// on a reader of their own.
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "auth/actor.h"
#include "base/base.h"
#include "base/shape.h"
#include "store/store.h"

struct book;
struct job;
struct query;
struct changes;
struct accounts;

// ---- The moment: all that is random or timely, chosen by the writer and written into the log ---

struct moment {
    instant now;
    date today;          // in the book's zone
    int64_t first_id;    // ids are handed out from here
    int64_t next_id;     // the next one
    uint8_t random[32];  // expanded by job_random
    uint32_t random_use; // how often
};

// ---- Rows of the tables ------------------------------------------------------------------------

struct command {
    const char *name;   // submit_request
    const char *module; // benefits
    const char *method;
    const char *path; // /api/requests/{request}/submit
    const char
        *right; // "requests.write", "any" (signed in), "public", "system" (flows and imports only)
    const struct shape *in;
    const struct shape *out; // NULL: nothing
    size_t facts_size;
    bool is_slow;     // runs in the pool and not on the reactor (passwords, exports)
    bool is_once;     // the answer holds a secret: it is not kept for an idempotency key
    bool is_upload;   // the body is a file, not JSON: in's last field `content` takes its bytes
    bool is_download; // out is {name, type, content}: served as a file
    bool is_list;     // out is a page: has .csv and .xlsx exports
    // A query has this one …
    fault (*query)(struct query *query, const void *in, void *ret_out);
    // … a command these: prepare runs before the writer and may take long; the others are stages.
    fault (*prepare)(struct store_reader *reader, struct job *job);
    fault (*load)(struct store_reader *reader, struct job *job);
    fault (*ask)(struct job *job);
    fault (*decide)(struct job *job, struct changes *changes);
    fault (*flow)(struct job *job, struct changes *changes);
};

struct command_set {
    const char *module;
    const struct command *rows;
    size_t count;
};

struct command_catalog {
    const struct command_set *const *sets;
    size_t count;
};

const struct command *command_find(const struct command_catalog *catalog, str name);

// ---- One request -------------------------------------------------------------------------------

// A request is one struct that fills up: each stage reads what earlier ones put and fills its own.
struct follow_up;

struct job {
    const struct command *command;
    const struct book *book;
    struct actor actor;
    struct arena *arena;
    str idempotency_key; // empty: none
    void *in;
    void *prepared;            // by prepare
    struct accounts *accounts; // the writer's (accounts.h)
    struct moment moment;
    void *facts;            // by load
    str outcome;            // by ask: what the rules said …
    str rule;               // … and which rule: for the log
    str packs;              // … of which packs in which versions
    struct changes changes; // by decide and flow
    void *out;              // by decide
    int64_t entry;          // by record: the log entry's index, -1 before
    fault trouble;          // what came of it
    struct fault_note note;
    bool has_written;   // rows of this job are in the open transaction
    str session_secret; // sign_in: the secret for the cookie, handed to the door only
    bool ends_session;  // sign_out: the door forgets the cookie
    str address;        // of the peer, and its program: for the list of sessions
    str agent;
    struct follow_up *attempt; // what to record when this job is refused, or NULL
    int follow_depth;          // 0 for what a person asked, more for commands that a flow named
    bool is_replayed;          // the idempotency key was known: out is the first answer
    str replayed_out;
};

struct query {
    const struct book *book;
    struct store_reader *reader;
    const struct actor *actor;
    struct arena *arena;
    instant now;
    date today;
    struct fault_note note;
};

int64_t job_new_id(struct job *job);
void job_random(struct job *job, void *ret_bytes, size_t size);
// Says what is special about a fault; the texts may be printf formats.
void job_note(struct job *job, const char *field, str en, str zh);
bool actor_has_right(const struct actor *actor, const char *right);
bool actor_has_role(const struct actor *actor, int32_t role);

// ---- What a decide wants, beyond rows (store.h has changes_add) --------------------------------

// A command that shall run after this one in the same transaction.
struct follow_up {
    const char *command;
    void *in; // as the named command's in-struct
};

// What shall be recorded in the log if this job is refused (a bribe that was tried, a decision on
// one's own request): a system command of its own.
void job_attempt(struct job *job, const char *command, const void *in, size_t in_size);

void changes_follow(struct changes *changes, const char *command, const void *in, size_t in_size);

// ---- The stages (run.c) ------------------------------------------------------------------------

// Runs one job inside the writer's open transaction, follow-up commands included. On a fault the
// caller must roll back where job->has_written.
struct desk;
MUST_USE fault command_run(struct desk *desk, struct job *job);
// Runs a query: allow, then the query itself.
MUST_USE fault command_query(const struct command *command, struct query *query, const void *in,
                             void *ret_out);

// Faults of this folder.
// command_unknown (404), key_reused (422), cursor_wrong (422: a list's cursor that we did not
// make).
extern const struct fault command_unknown, key_reused, cursor_wrong;

#endif

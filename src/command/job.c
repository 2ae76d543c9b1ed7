// The small services of a job: ids and random bytes of its moment, its note, what it wishes for.
// All that is random or timely comes from the moment, so that replaying the log gives the same.
#include "auth/rights.h"
#include "command/command.h"
#include "command/wishes.h"
#include "crypto/crypto.h"

#include <string.h>

FAULT(command_unknown, 404, "", "There is no such command.", "没有这个命令。");
FAULT(key_reused, 422, "", "This idempotency key was used for another command.",
      "该幂等键已用于其他命令。");

FAULT(cursor_wrong, 422, "cursor", "This is not a cursor that a list gave.", "翻页标记不正确。");

int64_t job_new_id(struct job *job) {
    return job->moment.next_id++;
}

void job_random(struct job *job, void *ret_bytes, size_t size) {
    char *at = ret_bytes;
    while (size > 0) {
        uint8_t block[CRYPTO_SHA256_SIZE];
        uint32_t use = job->moment.random_use++;
        const str parts[] = {{(const char *)job->moment.random, sizeof(job->moment.random)},
                             {(const char *)&use, sizeof(use)}};
        crypto_sha256_parts(parts, 2, block);
        size_t some = size < sizeof(block) ? size : sizeof(block);
        memcpy(at, block, some);
        at += some;
        size -= some;
    }
}

void job_note(struct job *job, const char *field, str en, str zh) {
    job->note = (struct fault_note){str_of(field), en, zh};
}

bool actor_has_right(const struct actor *actor, const char *right) {
    return auth_allow(actor, right) == NULL;
}

bool actor_has_role(const struct actor *actor, int32_t role) {
    return (actor->roles & (1u << role)) != 0;
}

static struct follow_up *new_follow_up(struct arena *arena, struct follow_up *place,
                                       const char *command, str in) {
    void *copy = arena_take(arena, in.size);
    memcpy(copy, in.data, in.size);
    *place = (struct follow_up){command, copy};
    return place;
}

void job_attempt(struct job *job, const char *command, const void *in, size_t in_size) {
    struct follow_up *place = ARENA_NEW(job->arena, struct follow_up);
    job->attempt = new_follow_up(job->arena, place, command, (str){in, in_size});
}

struct changes_more *changes_more(struct changes *changes) {
    if (changes->more == NULL) changes->more = ARENA_NEW(changes->arena, struct changes_more);
    return changes->more;
}

void changes_follow(struct changes *changes, const char *command, const void *in, size_t in_size) {
    struct follow_up *place = list_push(changes->arena, &changes_more(changes)->follow_ups);
    new_follow_up(changes->arena, place, command, (str){in, in_size});
}

void changes_post(struct changes *changes, const struct posting_wish *wish) {
    *list_push(changes->arena, &changes_more(changes)->postings) = *wish;
}

void changes_sum(struct changes *changes, const struct sum_wish *wish) {
    struct sum_wish *place = list_push(changes->arena, &changes_more(changes)->sums);
    *place = *wish;
    void *copy = arena_take(changes->arena, wish->in_size);
    memcpy(copy, wish->in, wish->in_size);
    place->in = copy;
}

void changes_renew_rules(struct changes *changes) {
    changes_more(changes)->renews_rules = true;
}

void changes_subject(struct changes *changes, int64_t request) {
    changes_more(changes)->subject = request;
}

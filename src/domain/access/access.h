// access: who knocks. Sessions (a cookie) and tokens (for programs) become an actor here; signing
// in, passwords, the second factor are commands of access.api.
//
// A session is 32 random bytes that only its holder has; the table keeps their SHA-256. It ends
// after ACCESS_SESSION_MS, when it is ended, when the password changes by whomever, or when the
// person leaves. A token bears some of its owner's rights, never more than the owner has now, and
// may do nothing that would make more of itself.
#ifndef DOMAIN_ACCESS_ACCESS_H
#define DOMAIN_ACCESS_ACCESS_H

#include "access_api.h"
#include "access_sql.h"
#include "people_sql.h"

#define ACCESS_SESSION_MS (12 * 3600 * (int64_t)1000)
#define ACCESS_TOKEN_START "mlt_"

// Who holds this secret: a cookie's value (64 hex digits) or a token. An actor with user_id 0
// where nobody does. Its texts are in the arena. ret_actor->door says which of the two it was.
MUST_USE fault access_actor_of(struct store_reader *reader, struct arena *arena, str secret,
                               instant now, struct actor *ret_actor);

// What follows is for the files of this folder.

// SHA-256 in hex: what the tables keep of a secret.
str access_hash(struct arena *arena, str secret);
// What a session keeps of the password that it was opened with.
str access_mark(struct arena *arena, str password);
// A secret of 32 bytes in hex, from the job's moment.
str access_new_secret(struct job *job);
// Counts a wrong try even though the command is refused.
void access_count_wrong(struct job *job, int64_t user, int64_t failures);
// The refusal while the person is paused, NULL when not.
fault access_check_pause(struct job *job, instant paused_until);
// Fault session_needed for a token.
fault access_need_session(const struct job *job);

#endif

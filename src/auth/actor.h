// actor: who asks. Made from a session or a token when a request comes in (domain/access), or for
// the system itself (flows, imports, the command line).
#ifndef AUTH_ACTOR_H
#define AUTH_ACTOR_H

#include "base/base.h"

// How far an actor sees and acts: the widest scope among the roles.
enum scope { SCOPE_OWN = 1, SCOPE_DEPARTMENT, SCOPE_TREE, SCOPE_ALL };

// Which door a command came through; written into the log.
enum door { DOOR_PAGE = 1, DOOR_API, DOOR_CLI, DOOR_FLOW, DOOR_IMPORT, DOOR_LINK };

struct actor {
    int64_t user_id; // 0: nobody is signed in
    str name;
    int64_t department_id;
    str department_path; // "/1/5/12/": the department's ancestors and itself
    uint32_t roles;      // bits: 1 << role
    uint64_t rights;     // bits of rights.h
    enum scope scope;
    enum door door;
    int64_t session_id; // 0 for tokens
    instant until;      // the session or the token ends then
    bool is_system;     // may run commands whose right is "system"
    bool must_change;   // first password: may only change it
};

// "page", "api" …
str actor_door_name(enum door door);

#endif

// people: departments, users, roles: what other modules may use.
#ifndef DOMAIN_PEOPLE_PEOPLE_H
#define DOMAIN_PEOPLE_PEOPLE_H

#include "people_api.h"
#include "people_sql.h"

// A password is good enough for this login: at least 10 characters, not the login itself, not one
// of the commonest, not one character repeated.
bool people_password_is_good(str login, str password);
// Bits of a list of roles.
uint32_t people_roles_of(const int32_t *roles, size_t count);
// The same backwards, in the arena.
void people_roles_list(struct arena *arena, uint32_t roles, int32_t **ret_roles, size_t *ret_count);

// A person left, or holds other roles now: what waits for this person may have to go on. The input
// of the command reassign_tasks (tasks.api), which follows in the same transaction and lies above.
struct people_changed {
    int64_t user;
};

#endif

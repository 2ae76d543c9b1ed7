// auth: who may do what. Rights are named as in the .api files; roles give rights; which roles may
// not lie in one hand is decided here, in the core, and not in the pages. Passwords, sessions and
// tokens have their rows in domain/access.
#ifndef AUTH_RIGHTS_H
#define AUTH_RIGHTS_H

#include "auth/actor.h"

// The same numbers as people.api's enum role (people.c asserts it).
enum auth_role {
    AUTH_APPLICANT = 1,
    AUTH_MANAGER,
    AUTH_DEPARTMENT_HEAD,
    AUTH_COMPLIANCE_OFFICER,
    AUTH_LEGAL_COUNSEL,
    AUTH_FINANCE_CONTROLLER,
    AUTH_CASHIER,
    AUTH_CHECKER,
    AUTH_AUDITOR,
    AUTH_RISK_MANAGER,
    AUTH_TRAINER,
    AUTH_EXECUTIVE,
    AUTH_CCO,
    AUTH_ADMINISTRATOR,
    AUTH_ROLE_COUNT,
};

// Faults: not_signed_in (401), not_allowed (403), password_first (403).
// right: a name of ours, "any" (signed in), "public", "system".
MUST_USE fault auth_allow(const struct actor *actor, const char *right);

size_t auth_right_count(void);
const char *auth_right_name(size_t right);
// The bit of a right, or -1.
int auth_right_of(str name);
// The rights and the scope that the roles (bits: 1 << role) give together.
uint64_t auth_rights_of(uint32_t roles);
enum scope auth_scope_of(uint32_t roles);
// False when two of the roles may not lie in one hand: administrator with one that decides, pays or
// audits; cashier with checker; auditor with one that applies, decides or pays.
bool auth_roles_are_apart(uint32_t roles);

extern const struct fault not_signed_in, not_allowed, password_first;

#endif

// versions: a version of a pack as the interface shows it.
#ifndef DOMAIN_POLICY_VERSIONS_H
#define DOMAIN_POLICY_VERSIONS_H

#include "auth/actor.h"
#include "policy_api.h"
#include "policy_sql.h"

struct policy_policy policy_of_row(struct arena *arena, const struct actor *actor,
                                   const struct policy_policy_by_id *row);

#endif

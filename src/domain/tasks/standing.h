// standing: a task with everything that is looked at before it moves: its request, what was written
// there, the world that the request was judged in. Only for src/domain/tasks.
#ifndef DOMAIN_TASKS_STANDING_H
#define DOMAIN_TASKS_STANDING_H

#include "domain/benefits/world.h"
#include "tasks_api.h"
#include "tasks_sql.h"

struct tasks_standing {
    struct tasks_by_id task;
    bool is_there;
    bool is_candidate; // the actor
    bool is_own;       // the actor's own request
    struct benefits_by_id request;
    struct benefits_content content;
    struct benefits_world world;
};

// Where there is no such task, only is_there (false) is meant.
MUST_USE fault tasks_load_standing(struct store_reader *reader, struct job *job, int64_t task,
                                   struct tasks_standing **ret_standing);

#endif

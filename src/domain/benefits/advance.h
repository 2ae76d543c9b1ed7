// advance: moves the run of a request one step on, and turns what the flow says into rows: tasks
// with their candidates, and the next commands.
#ifndef DOMAIN_BENEFITS_ADVANCE_H
#define DOMAIN_BENEFITS_ADVANCE_H

#include "domain/benefits/world.h"

struct benefits_advance {
    int64_t request;
    const struct book_flow *flow;
    const struct flow_run *run;
    enum flow_signal_kind signal;
    str token; // of the task that was done; empty with START and WITHDRAW
    str node;
    const char *decision; // approve, reject, return
    str hash;             // of the content that new tasks are about
};

// Where the run stands afterwards: what the request's row says of it.
struct benefits_standing {
    str run;
    str waits_for;
    instant waits_since;
    instant due;
    bool waits_for_applicant; // returned
    bool has_task;
};

// Faults: approver_absent (with the attempt recorded), those of flow_step.
MUST_USE fault benefits_advance(struct job *job, const struct benefits_world *world,
                                const struct benefits_advance *advance, struct changes *changes,
                                struct benefits_standing *ret_standing);

#endif

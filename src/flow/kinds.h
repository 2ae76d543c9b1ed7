// kinds: what a token does at each kind of node. Between step.c, which knows signals and results,
// and condition.c, which knows FEEL. Only for src/flow.
#ifndef FLOW_KINDS_H
#define FLOW_KINDS_H

#include "flow/flow.h"

struct flow_move { // a token on its way
    int32_t node;
    int32_t via;
};

// One step in the making.
struct flow_walk {
    struct arena *arena;
    const struct flow_model *model;
    struct feel_value variables;
    struct feel_run feel; // one budget of work for all conditions
    bool has_feel;        // one has asked, and feel is laid out
    struct fault_note *note;
    struct flow_run run; // counts and state; its tokens stand in the list until the end
    int32_t *taken_counts;
    LIST(struct flow_token) tokens; // at rest
    LIST(struct flow_move) moves;   // first in, first out
    size_t move_next;
    LIST(struct flow_token) made;      // tasks and commands that came to rest in this step
    LIST(struct flow_token) cancelled; // tasks and commands that were taken away
    LIST(int32_t) taken;
    int32_t first_new_token;
    size_t wake_count; // how often an inclusive join was looked at
    struct flow_search {
        bool *is_full;  // per arrow: a token waits behind it at the join that is looked at
        bool *to_empty; // per node
        bool *to_full;
        int32_t *stack;
    } search; // room for that, once somebody needs it
};

// A token arrives: it rests, goes on or is gone.
MUST_USE fault flow_kind_arrive(struct flow_walk *walk, struct flow_move move);
// A token goes on from a node: by which arrows, the node's kind decides.
MUST_USE fault flow_kind_leave(struct flow_walk *walk, int32_t node);
// When nothing moves any more: lets inclusive joins go on that wait for nobody. *ret_woke: one did.
MUST_USE fault flow_kind_wake(struct flow_walk *walk, bool *ret_woke);
// Takes a resting token away and notes it as cancelled where it was a task or a command.
void flow_kind_cancel(struct flow_walk *walk, size_t at);
void flow_kind_remove(struct flow_walk *walk, size_t at);
// Its title, or its id where it has none.
struct flow_text flow_kind_label(const struct flow_node *node);
bool flow_kind_is_join(const struct flow_node *node);
bool flow_kind_is_split(const struct flow_node *node);

#endif

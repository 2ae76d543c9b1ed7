// kinds: what a token does at each kind of node. Between step.c, which knows signals and results,
// and condition.c, which knows FEEL. kinds.c: gateways and plain nodes; activity.c: tasks,
// sub-processes and repetition; catch.c: what waits for something and who catches what is thrown.
// Only for src/flow.
#ifndef FLOW_KINDS_H
#define FLOW_KINDS_H

#include "flow/flow.h"

struct flow_move { // a token on its way
    int32_t node;
    int32_t via;
    int32_t within; // the token of its scope; 0: the process itself
};

struct flow_problem_thrown { // an error or an escalation on its way outwards
    enum flow_event_kind kind;
    str code;
    int32_t node; // that threw it
};

// One step in the making.
struct flow_walk {
    struct arena *arena;
    const struct flow_model *model;
    struct feel_value variables;
    struct feel_run feel; // one budget of work for all conditions
    bool has_feel;        // one has asked, and feel is laid out
    struct feel_value *values;
    struct fault_note *note;
    struct flow_run run; // counts and state; its tokens stand in the list until the end
    int32_t *taken_counts;
    LIST(struct flow_token) tokens; // at rest
    LIST(struct flow_move) moves;   // first in, first out
    size_t move_next;
    LIST(struct flow_token) made;      // tasks and commands that came to rest in this step
    LIST(struct flow_token) cancelled; // tasks and commands that were taken away
    LIST(struct flow_timer) timers;
    LIST(struct flow_sent) sent;
    LIST(struct flow_variable) variables_kept; // by scripts, of this step and earlier ones
    LIST(int32_t) done;
    str error; // that nothing caught
    bool is_failed;
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
MUST_USE fault flow_kind_leave(struct flow_walk *walk, int32_t node, int32_t within);
// When nothing moves any more: lets inclusive joins go on that wait for nobody. *ret_woke: one did.
MUST_USE fault flow_kind_wake(struct flow_walk *walk, bool *ret_woke);
// Puts a token to rest; its id.
int32_t flow_kind_rest(struct flow_walk *walk, struct flow_token token);
void flow_kind_remove(struct flow_walk *walk, size_t at);
// Where the token with this id is among those at rest; the count where it is not.
size_t flow_kind_find(const struct flow_walk *walk, int32_t id);
// Takes everything away that belongs to a token, however deep, and what is on its way there; the
// token itself stays. 0: everything.
void flow_kind_clear(struct flow_walk *walk, int32_t within);
// Takes a token and all that belongs to it away.
void flow_kind_cancel(struct flow_walk *walk, int32_t id);

// ---- activity.c
MUST_USE fault flow_activity_enter(struct flow_walk *walk, struct flow_move move);
// The token's work is done: it goes on, or its body counts it.
MUST_USE fault flow_activity_finish(struct flow_walk *walk, size_t at);
// When nothing moves any more: a scope in which nothing is left goes on. *ret_ended: one did.
MUST_USE fault flow_activity_end_scope(struct flow_walk *walk, bool *ret_ended);
// Begins a scope (model root: FLOW_NOWHERE and 0): timers of its event sub-processes.
MUST_USE fault flow_activity_open_scope(struct flow_walk *walk, int32_t scope, int32_t within);

// ---- catch.c
// Begins to wait at a catching event, gateway or receive task.
MUST_USE fault flow_catch_wait(struct flow_walk *walk, struct flow_move move);
// Sets the timers of a chain of boundary events or event sub-processes, for a token.
MUST_USE fault flow_catch_arm(struct flow_walk *walk, int32_t first, int32_t host);
// Throws: a message or signal leaves and is heard inside; an error or escalation goes outwards.
// *ret_is_gone: what threw it was taken away by whoever caught it.
MUST_USE fault flow_catch_throw(struct flow_walk *walk, struct flow_move from, bool *ret_is_gone);
// An error of a token's own work.
MUST_USE fault flow_catch_fail(struct flow_walk *walk, size_t at, str code);
// A message (only the first that waits; token 0: any) or signal (all). Fault
// flow_message_unexpected.
MUST_USE fault flow_catch_deliver(struct flow_walk *walk, enum flow_event_kind kind, str name,
                                  int32_t token);
MUST_USE fault flow_catch_timer(struct flow_walk *walk, size_t at);

// The node whose event a start, a boundary event or a sub-process's start has; the scope of token.
int32_t flow_kind_scope_of(const struct flow_walk *walk, int32_t within);
// Rests, but nobody waits for it to go on: a timer of something else.
bool flow_kind_is_watch(const struct flow_model *model, const struct flow_token *token);
bool flow_kind_is_scope(const struct flow_node *node);   // sub-processes and calls
bool flow_kind_is_work(const struct flow_node *node);    // somebody outside completes it
bool flow_kind_is_command(const struct flow_node *node); // of those: a command, no person
bool flow_kind_is_activity(const struct flow_node *node);
// Its title, or its id where it has none.
struct flow_text flow_kind_label(const struct flow_node *node);
bool flow_kind_is_join(const struct flow_node *node);
bool flow_kind_is_split(const struct flow_node *node);

#endif

// checker: what the files that check a model share. Only for src/flow.
#ifndef FLOW_CHECKER_H
#define FLOW_CHECKER_H

#include "flow/kinds.h"

struct flow_checker {
    struct arena *arena;
    const struct flow_model *model;
    LIST(struct flow_problem) problems;
    size_t refusal_count;
};

// One problem of an element; in the texts, %s of the name is filled in by the callee.
void flow_checker_add(struct flow_checker *checker, const char *name, str id, int32_t line,
                      struct flow_text text);
void flow_checker_add_node(struct flow_checker *checker, const char *name,
                           const struct flow_node *node, struct flow_text text);
// ways.c: what cannot be reached, what leads nowhere, and ways around the approvers.
void flow_check_ways(struct flow_checker *checker);
void flow_check_approval(struct flow_checker *checker);
// check_node.c
void flow_check_user_task(struct flow_checker *checker, const struct flow_node *node);
void flow_check_event(struct flow_checker *checker, const struct flow_node *node);
// Names in conditions and expressions that nobody gives a value.
void flow_check_variables(struct flow_checker *checker);
// A task that nobody but the applicant can get: his own word is no approval.
bool flow_check_is_applicants(struct flow_checker *checker, const struct flow_node *node);
// Do the conditions of a gateway's arrows hold in all cases? Only what can be seen from the text:
// "true", a condition and its not(…), a comparison and its opposite.
bool flow_cover_all(struct arena *arena, const struct flow_model *model,
                    const struct flow_node *gateway);
// Walks through all states that the tokens can be in, whatever the conditions say.
void flow_sound_check(struct flow_checker *checker);

#define FLOW_WORDS(text_zh, text_en) ((struct flow_text){STR(text_zh), STR(text_en)})

#endif

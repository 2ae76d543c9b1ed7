// checker: what check.c, cover.c and sound.c share. Only for src/flow.
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
// Do the conditions of a gateway's arrows hold in all cases? Only what can be seen from the text:
// "true", a condition and its not(…), a comparison and its opposite.
bool flow_cover_all(struct arena *arena, const struct flow_model *model,
                    const struct flow_node *gateway);
// Walks through all states that the tokens can be in, whatever the conditions say.
void flow_sound_check(struct flow_checker *checker);

#define FLOW_WORDS(text_zh, text_en) ((struct flow_text){STR(text_zh), STR(text_en)})

#endif

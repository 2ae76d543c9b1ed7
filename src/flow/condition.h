// condition: FEEL as flows use it. Only for src/flow.
#ifndef FLOW_CONDITION_H
#define FLOW_CONDITION_H

#include "flow/kinds.h"

enum flow_truth { FLOW_NO, FLOW_YES, FLOW_OPEN };

// A leading "=" (as some editors write) is skipped. Fault flow_condition_wrong; the note says what
// FEEL makes of the text.
MUST_USE fault flow_condition_compile(struct arena *arena, struct feel_names *names, str text,
                                      const struct feel_expression **ret_expression,
                                      struct fault_note *ret_note);
// Lays out the variables of the repeated activity that a token's scope lies in (loopCounter, item
// …), if any: before the conditions of another scope are asked.
void flow_condition_enter(struct flow_walk *walk, int32_t within);
// The same for one repetition of a body that is not at rest yet or no more.
void flow_condition_repeat(struct flow_walk *walk, const struct flow_token *body, int32_t loop);
// Keeps a variable for the rest of this step and, through the run, for later ones.
void flow_condition_keep(struct flow_walk *walk, int32_t slot, struct feel_value value);
struct feel_value flow_condition_value(struct flow_walk *walk,
                                       const struct feel_expression *expression);
// OPEN: neither true nor false came out; *ret_why is FEEL's reason, where it has one.
enum flow_truth flow_condition_holds(struct flow_walk *walk,
                                     const struct feel_expression *expression,
                                     struct feel_warning *ret_why);
// Whatever comes out, as text; empty for null.
str flow_condition_text(struct flow_walk *walk, const struct feel_expression *expression);

#endif

// time: the texts of ISO 8601 that timers use. Only for src/flow.
#ifndef FLOW_TIME_H
#define FLOW_TIME_H

#include "flow/kinds.h"

// "PT4H", "P2DT12H", "P1M"; a cycle also "R3/PT4H" and "R/P1D"; an instant "2026-10-01T09:00:00Z".
// False when the text is none of these, or the span is longer than a hundred years or nothing.
bool flow_time_parse(str text, bool is_cycle, struct flow_delay *ret_delay);
// When the timer of a node goes off next, its expression evaluated for the scope of a token.
MUST_USE fault flow_time_of(struct flow_walk *walk, int32_t node, int32_t within,
                            struct flow_delay *ret_delay);

#endif

// draw: text inside of drawings. Only for src/flow.
#ifndef FLOW_DRAW_H
#define FLOW_DRAW_H

#include "flow/flow.h"

// Text centred at x (is_left: begun there) in lines no wider than width, the first baseline such
// that the block is centred at y; or, where is_below, begins at y. More than line_max lines end in
// "…".
struct flow_block {
    double x;
    double y;
    double width;
    bool is_below;
    bool is_left;
    size_t line_max;
    const char *style; // CSS class
};
// How wide it would be in one line.
double flow_draw_width(str text);
void flow_draw_text(struct buf *out, str text, struct flow_block block);

#endif

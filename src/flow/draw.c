// The diagram of a model as SVG, drawn where the editor put things (BPMN DI), with what a run has
// walked: for the command line and for documents; web pages draw with bpmn-js. One look: ink on
// paper, the walked way in green, the present place in sunlight. Every state has a shape beside its
// colour: a tick on what is done, a ring around where the run stands, a count on a walked arrow.
#include "flow/draw.h"

#include "flow/kinds.h"
#include "format/xml.h"

#include <math.h>

enum { MARGIN = 24, SVG_SIZE_MAX = 8 * 1024 * 1024 };

struct sheet {
    struct buf *out;
    const struct flow_model *model;
    const struct flow_marks *marks; // NULL: none
};

static const char STYLE[] =
    "<style>\n"
    ".flow-paper{fill:#fbfaf6}\n"
    "text{font:12px 'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',"
    "sans-serif;fill:#1b2426}\n"
    ".flow-label{fill:#475457}\n"
    ".flow-decor{fill:none;stroke:#908c81;stroke-width:1}\n"
    ".flow-group,.flow-line{stroke-dasharray:3 4}\n"
    ".flow-node>.flow-shape{fill:#fff;stroke:#1b2426;stroke-width:1.5}\n"
    ".flow-node>.flow-thick{stroke-width:3.5}\n"
    ".flow-sign{fill:none;stroke:#1b2426;stroke-width:1.2;stroke-linejoin:round}\n"
    ".flow-bold{stroke-width:3}\n"
    ".flow-full{fill:#1b2426}\n"
    ".flow-arrow{fill:none;stroke:#475457;stroke-width:1.25;stroke-linejoin:round}\n"
    ".flow-head{fill:#475457}\n"
    ".is-done>.flow-shape{fill:#f0f6f1;stroke:#1e6b45}\n"
    ".is-active>.flow-shape{fill:#fdf1cf;stroke:#e0a100;stroke-width:2.5}\n"
    ".flow-ring{fill:none;stroke:#e0a100;stroke-width:5;opacity:.28}\n"
    ".flow-tick{fill:none;stroke:#1e6b45;stroke-width:2}\n"
    ".flow-arrow.is-taken{stroke:#1e6b45;stroke-width:2.5}\n"
    ".flow-count circle{fill:#1e6b45}\n"
    ".flow-count text{fill:#fff;font-size:10px}\n"
    "</style>\n"
    "<defs><marker id=\"flow-end\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
    "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
    "<path class=\"flow-head\" d=\"M0 1 10 5 0 9z\"/></marker></defs>\n";

// ---- how large -----------------------------------------------------------------------------

struct extent {
    double left, top, right, bottom;
    bool has_some;
};

static void include_point(struct extent *extent, double x, double y) {
    if (!extent->has_some) *extent = (struct extent){x, y, x, y, true};
    extent->left = fmin(extent->left, x);
    extent->top = fmin(extent->top, y);
    extent->right = fmax(extent->right, x);
    extent->bottom = fmax(extent->bottom, y);
}

static void include_bounds(struct extent *extent, struct flow_bounds bounds) {
    if (bounds.width <= 0) return;
    include_point(extent, bounds.x, bounds.y);
    include_point(extent, bounds.x + bounds.width, bounds.y + bounds.height);
}

static void include_points(struct extent *extent, const struct flow_point *points, size_t count) {
    for (size_t i = 0; i < count; i++) include_point(extent, points[i].x, points[i].y);
}

static struct extent extent_of(const struct flow_model *model) {
    struct extent extent = {0};
    for (size_t i = 0; i < model->node_count; i++) {
        include_bounds(&extent, model->nodes[i].bounds);
        include_bounds(&extent, model->nodes[i].label);
    }
    for (size_t i = 0; i < model->arrow_count; i++) {
        include_points(&extent, model->arrows[i].points, model->arrows[i].point_count);
        include_bounds(&extent, model->arrows[i].label);
    }
    for (size_t i = 0; i < model->decor_count; i++) {
        include_bounds(&extent, model->decor[i].bounds);
        include_points(&extent, model->decor[i].points, model->decor[i].point_count);
    }
    return extent;
}

// ---- arrows --------------------------------------------------------------------------------

static str title_of(const struct sheet *sheet, struct flow_text title) {
    bool is_english = sheet->marks != NULL && sheet->marks->is_english;
    return is_english ? title.en : title.zh;
}

static void add_path(struct buf *out, const struct flow_point *points, size_t count) {
    buf_add(out, STR(" d=\"M"));
    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s%.10g %.10g", i == 0 ? "" : " ", points[i].x, points[i].y);
    buf_add(out, STR("\"/>\n"));
}

// The point in the middle of the longest piece: where there is room for something.
static struct flow_point roomy_point(const struct flow_arrow *arrow) {
    struct flow_point best = {0};
    double best_length = -1;
    for (size_t i = 1; i < arrow->point_count; i++) {
        struct flow_point a = arrow->points[i - 1];
        struct flow_point b = arrow->points[i];
        double length = fabs(b.x - a.x) + fabs(b.y - a.y);
        if (length <= best_length) continue;
        best_length = length;
        best = (struct flow_point){(a.x + b.x) / 2, (a.y + b.y) / 2};
    }
    return best;
}

static void draw_count(struct sheet *sheet, const struct flow_arrow *arrow, int32_t count) {
    struct flow_point at = roomy_point(arrow);
    buf_print(sheet->out,
              "<g class=\"flow-count\"><circle cx=\"%.10g\" cy=\"%.10g\" r=\"8\"/>"
              "<text x=\"%.10g\" y=\"%.10g\" text-anchor=\"middle\">%d</text></g>\n",
              at.x, at.y, at.x, at.y + 3.5, count);
}

// The slash at the beginning of a gateway's default.
static void draw_default_sign(struct sheet *sheet, const struct flow_arrow *arrow) {
    struct flow_point a = arrow->points[0];
    struct flow_point b = arrow->points[1];
    double length = hypot(b.x - a.x, b.y - a.y);
    if (length < 1) return;
    double x = a.x + (b.x - a.x) / length * 11;
    double y = a.y + (b.y - a.y) / length * 11;
    buf_print(sheet->out, "<path class=\"flow-sign\" d=\"M%.10g %.10gL%.10g %.10g\"/>\n", x - 4,
              y + 4, x + 4, y - 4);
}

static int32_t taken_of(const struct sheet *sheet, size_t index) {
    bool has_counts = sheet->marks != NULL && sheet->marks->taken != NULL;
    return has_counts ? sheet->marks->taken[index] : 0;
}

static void draw_arrow(struct sheet *sheet, size_t index) {
    const struct flow_arrow *arrow = &sheet->model->arrows[index];
    if (arrow->point_count < 2) return;
    int32_t taken =
        sheet->marks == NULL || sheet->marks->taken == NULL ? 0 : sheet->marks->taken[index];
    buf_add(sheet->out, STR("<path id=\""));
    xml_escape(sheet->out, arrow->id);
    buf_print(sheet->out, "\" class=\"flow-arrow%s\" marker-end=\"url(#flow-end)\"",
              taken > 0 ? " is-taken" : "");
    add_path(sheet->out, arrow->points, arrow->point_count);
    bool is_default = arrow->source != FLOW_NOWHERE &&
                      sheet->model->nodes[arrow->source].default_arrow == (int32_t)index;
    if (is_default) draw_default_sign(sheet, arrow);
    if (taken > 1) draw_count(sheet, arrow, taken);
}

// Walked arrows last, so that they lie above others that run along the same line.
static void draw_arrows(struct sheet *sheet) {
    for (size_t i = 0; i < sheet->model->arrow_count; i++)
        if (taken_of(sheet, i) == 0) draw_arrow(sheet, i);
    for (size_t i = 0; i < sheet->model->arrow_count; i++)
        if (taken_of(sheet, i) > 0) draw_arrow(sheet, i);
}

enum { LABEL_WIDTH = 90, LABEL_WIDTH_MAX = 220 };

// Centred in the place that the editor made for it; from its left edge where it needs more room, as
// a translation may.
static void draw_arrow_title(struct sheet *sheet, const struct flow_arrow *arrow) {
    str title = title_of(sheet, arrow->title);
    if (title.size == 0 || arrow->point_count < 2) return;
    struct flow_bounds label = arrow->label;
    struct flow_point at = roomy_point(arrow);
    struct flow_block block = {
        .x = at.x, .y = at.y - 10, .width = LABEL_WIDTH, .line_max = 3, .style = "flow-label"};
    if (label.width > 0) {
        block.is_left = flow_draw_width(title) > label.width + 4;
        block.x = block.is_left ? label.x : label.x + label.width / 2;
        block.y = label.y + label.height / 2;
        block.width = block.is_left ? LABEL_WIDTH_MAX : label.width + 4;
    }
    flow_draw_text(sheet->out, title, block);
}

// ---- nodes ---------------------------------------------------------------------------------

static void draw_circle(struct sheet *sheet, struct flow_bounds bounds, double radius,
                        const char *style) {
    buf_print(sheet->out, "<circle class=\"%s\" cx=\"%.10g\" cy=\"%.10g\" r=\"%.10g\"/>", style,
              bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, radius);
}

static void draw_event(struct sheet *sheet, const struct flow_node *node) {
    double radius = fmin(node->bounds.width, node->bounds.height) / 2;
    bool is_start = node->kind == FLOW_START;
    draw_circle(sheet, node->bounds, radius, is_start ? "flow-shape" : "flow-shape flow-thick");
    if (node->kind == FLOW_TERMINATE)
        draw_circle(sheet, node->bounds, fmax(radius - 6, 2), "flow-full");
}

// A person, a wheel, a hand: in the corner of a task.
static void draw_task_sign(struct sheet *sheet, const struct flow_node *node) {
    const char *path = "M4 12h7a4 4 0 0 0 4-4V5M4 12V7l4-4v4h6";
    if (node->kind == FLOW_USER_TASK)
        path = "M8 2a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM2 15c0-4 2.5-6 6-6s6 2 6 6z";
    if (node->kind == FLOW_SERVICE_TASK)
        path = "M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6zM8 1v3M8 12v3M1 8h3M12 8h3M3 3l2 2M11 11l2 2M13 "
               "3l-2 2M5 11l-2 2";
    buf_print(sheet->out,
              "<path class=\"flow-sign\" transform=\"translate(%.10g %.10g)\" d=\"%s\"/>",
              node->bounds.x + 5, node->bounds.y + 5, path);
}

static void draw_task(struct sheet *sheet, const struct flow_node *node) {
    struct flow_bounds bounds = node->bounds;
    buf_print(sheet->out,
              "<rect class=\"flow-shape\" x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" "
              "height=\"%.10g\" rx=\"10\"/>",
              bounds.x, bounds.y, bounds.width, bounds.height);
    draw_task_sign(sheet, node);
    struct flow_block block = {.x = bounds.x + bounds.width / 2,
                               .y = bounds.y + bounds.height / 2 + 3,
                               .width = bounds.width - 14,
                               .line_max = 4,
                               .style = "flow-title"};
    flow_draw_text(sheet->out, title_of(sheet, flow_kind_label(node)), block);
}

static void draw_gateway(struct sheet *sheet, const struct flow_node *node) {
    struct flow_bounds bounds = node->bounds;
    double x = bounds.x + bounds.width / 2;
    double y = bounds.y + bounds.height / 2;
    double r = fmin(bounds.width, bounds.height) * 0.18;
    buf_print(
        sheet->out,
        "<path class=\"flow-shape\" d=\"M%.10g %.10gL%.10g %.10gL%.10g %.10gL%.10g %.10gz\"/>",
        bounds.x, y, x, bounds.y, bounds.x + bounds.width, y, x, bounds.y + bounds.height);
    if (node->kind == FLOW_INCLUSIVE) draw_circle(sheet, bounds, r * 1.2, "flow-sign flow-bold");
    if (node->kind == FLOW_PARALLEL)
        buf_print(
            sheet->out,
            "<path class=\"flow-sign flow-bold\" d=\"M%.10g %.10gH%.10gM%.10g %.10gV%.10g\"/>",
            x - r * 1.3, y, x + r * 1.3, x, y - r * 1.3, y + r * 1.3);
    if (node->kind == FLOW_EXCLUSIVE)
        buf_print(sheet->out,
                  "<path class=\"flow-sign flow-bold\" d=\"M%.10g %.10gL%.10g %.10gM%.10g "
                  "%.10gL%.10g %.10g\"/>",
                  x - r, y - r, x + r, y + r, x + r, y - r, x - r, y + r);
}

static bool is_task(const struct flow_node *node) {
    return flow_kind_is_activity(node);
}

// Titles of events and gateways stand outside, where the editor put them or below.
static void draw_outer_title(struct sheet *sheet, const struct flow_node *node) {
    if (is_task(node)) return;
    struct flow_bounds label = node->label;
    struct flow_block block = {.x = node->bounds.x + node->bounds.width / 2,
                               .y = node->bounds.y + node->bounds.height + 4,
                               .width = LABEL_WIDTH,
                               .is_below = true,
                               .line_max = 3,
                               .style = "flow-label"};
    if (label.width > 0) {
        block.x = label.x + label.width / 2;
        block.y = label.y;
        block.width = fmax(label.width, LABEL_WIDTH);
    }
    flow_draw_text(sheet->out, title_of(sheet, node->title), block);
}

// A tick at the corner of what is done, a ring around where the run stands.
static void draw_state(struct sheet *sheet, const struct flow_node *node, bool is_done,
                       bool is_active) {
    struct flow_bounds bounds = node->bounds;
    if (is_active)
        buf_print(sheet->out,
                  "<rect class=\"flow-ring\" x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" "
                  "height=\"%.10g\" rx=\"14\"/>",
                  bounds.x - 4, bounds.y - 4, bounds.width + 8, bounds.height + 8);
    if (is_done && is_task(node))
        buf_print(sheet->out, "<path class=\"flow-tick\" d=\"M%.10g %.10gl4 4 7-8\"/>",
                  bounds.x + bounds.width - 17, bounds.y + 12);
}

static void draw_node(struct sheet *sheet, size_t index) {
    const struct flow_node *node = &sheet->model->nodes[index];
    if (node->bounds.width <= 0) return;
    bool is_done =
        sheet->marks != NULL && sheet->marks->is_done != NULL && sheet->marks->is_done[index];
    bool is_active =
        sheet->marks != NULL && sheet->marks->is_active != NULL && sheet->marks->is_active[index];
    buf_add(sheet->out, STR("<g id=\""));
    xml_escape(sheet->out, node->id);
    buf_print(sheet->out, "\" class=\"flow-node flow-%s%s%s\">", flow_kind_name(node->kind),
              is_done ? " is-done" : "", is_active ? " is-active" : "");
    if (is_task(node))
        draw_task(sheet, node);
    else if (node->kind == FLOW_EXCLUSIVE || node->kind == FLOW_PARALLEL ||
             node->kind == FLOW_INCLUSIVE || node->kind == FLOW_EVENT_GATEWAY)
        draw_gateway(sheet, node);
    else
        draw_event(sheet, node);
    draw_state(sheet, node, is_done, is_active);
    draw_outer_title(sheet, node);
    buf_add(sheet->out, STR("</g>\n"));
}

// ---- pools, notes --------------------------------------------------------------------------

static void draw_pool_title(struct sheet *sheet, const struct flow_decor *decor) {
    double y = decor->bounds.y + decor->bounds.height / 2;
    buf_print(sheet->out, "<g transform=\"rotate(-90 %.10g %.10g)\">", decor->bounds.x + 15, y);
    struct flow_block block = {.x = decor->bounds.x + 15,
                               .y = y,
                               .width = decor->bounds.height - 10,
                               .line_max = 1,
                               .style = "flow-label"};
    flow_draw_text(sheet->out, decor->text, block);
    buf_add(sheet->out, STR("</g>\n"));
}

static void draw_note(struct sheet *sheet, const struct flow_decor *decor) {
    struct flow_bounds bounds = decor->bounds;
    buf_print(sheet->out, "<path class=\"flow-decor\" d=\"M%.10g %.10gh-12v%.10gh12\"/>\n",
              bounds.x + 12, bounds.y, bounds.height);
    struct flow_block block = {.x = bounds.x + 8,
                               .y = bounds.y + bounds.height / 2,
                               .width = bounds.width - 12,
                               .is_left = true,
                               .line_max = 8,
                               .style = "flow-label"};
    flow_draw_text(sheet->out, decor->text, block);
}

static void draw_decor(struct sheet *sheet, const struct flow_decor *decor) {
    if (decor->kind == FLOW_DECOR_LINE && decor->point_count >= 2) {
        buf_add(sheet->out, STR("<path class=\"flow-decor flow-line\""));
        add_path(sheet->out, decor->points, decor->point_count);
    }
    if (decor->bounds.width <= 0) return;
    if (decor->kind == FLOW_DECOR_NOTE) {
        draw_note(sheet, decor);
        return;
    }
    bool is_group = decor->kind == FLOW_DECOR_GROUP;
    buf_print(sheet->out,
              "<rect class=\"flow-decor%s\" x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" "
              "height=\"%.10g\" rx=\"%d\"/>\n",
              is_group ? " flow-group" : "", decor->bounds.x, decor->bounds.y, decor->bounds.width,
              decor->bounds.height, is_group ? 10 : 0);
    if (!is_group) draw_pool_title(sheet, decor);
}

// ---- the sheet -----------------------------------------------------------------------------

static void open_sheet(struct sheet *sheet) {
    struct extent extent = extent_of(sheet->model);
    double x = extent.left - MARGIN;
    double y = extent.top - MARGIN;
    double width = extent.right - extent.left + 2 * MARGIN;
    double height = extent.bottom - extent.top + 2 * MARGIN;
    buf_print(sheet->out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%.10g %.10g %.10g %.10g\" "
              "width=\"%.10g\" height=\"%.10g\" role=\"img\">\n<title>",
              x, y, width, height, width, height);
    xml_escape(sheet->out, title_of(sheet, sheet->model->title));
    buf_add(sheet->out, STR("</title>\n"));
    buf_add(sheet->out, str_of(STYLE));
    buf_print(sheet->out,
              "<rect class=\"flow-paper\" x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" "
              "height=\"%.10g\"/>\n",
              x, y, width, height);
}

str flow_draw(struct arena *arena, const struct flow_model *model, const struct flow_marks *marks) {
    struct buf out = buf_in(arena, SVG_SIZE_MAX);
    struct sheet sheet = {&out, model, marks};
    open_sheet(&sheet);
    for (size_t i = 0; i < model->decor_count; i++) draw_decor(&sheet, &model->decor[i]);
    draw_arrows(&sheet);
    for (size_t i = 0; i < model->node_count; i++) draw_node(&sheet, i);
    for (size_t i = 0; i < model->arrow_count; i++) draw_arrow_title(&sheet, &model->arrows[i]);
    buf_add(&out, STR("</svg>\n"));
    if (!out.is_full) return buf_str(&out);
    return STR("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"40\">"
               "<text x=\"10\" y=\"25\">流程图过大 / The diagram is too large</text></svg>\n");
}

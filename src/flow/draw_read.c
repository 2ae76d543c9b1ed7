// The diagram interchange (BPMN DI 1.0): where shapes lie and how edges run. Only for drawing, but
// wrong numbers are refused all the same: they would make a page that shows nothing.
#include "flow/reader.h"

#include <stdlib.h>

enum { NUMBER_SIZE_MAX = 40 };
#define COORDINATE_MAX 1e6

// A plain decimal number; strtod alone would also take "nan", "inf" and hexadecimal.
static bool parse_number(struct arena *arena, str text, double *ret_number) {
    text = str_trim(text);
    if (text.size == 0 || text.size > NUMBER_SIZE_MAX) return false;
    for (size_t i = 0; i < text.size; i++)
        if (str_find_byte(STR("0123456789.+-eE"), text.data[i]) < 0) return false;
    char *plain = arena_text(arena, text);
    char *end = NULL;
    double number = strtod(plain, &end);
    if (*end != '\0' || !(number >= -COORDINATE_MAX && number <= COORDINATE_MAX)) return false;
    *ret_number = number;
    return true;
}

static fault refuse_numbers(struct flow_reader *reader, const struct xml_node *element) {
    return flow_reader_refuse(
        reader, &flow_attribute_wrong, element,
        FLOW_REASON("图形坐标不是可用的数字。", "The coordinates are not usable numbers."));
}

static fault read_bounds(struct flow_reader *reader, const struct xml_node *element,
                         struct flow_bounds *ret_bounds) {
    struct flow_bounds bounds = {0};
    if (!parse_number(reader->arena, xml_attribute(element, "x"), &bounds.x) ||
        !parse_number(reader->arena, xml_attribute(element, "y"), &bounds.y) ||
        !parse_number(reader->arena, xml_attribute(element, "width"), &bounds.width) ||
        !parse_number(reader->arena, xml_attribute(element, "height"), &bounds.height) ||
        bounds.width < 0 || bounds.height < 0)
        return refuse_numbers(reader, element);
    *ret_bounds = bounds;
    return NULL;
}

static fault read_label(struct flow_reader *reader, const struct xml_node *shape,
                        struct flow_bounds *ret_label) {
    const struct xml_node *label = xml_child(shape, "BPMNLabel");
    const struct xml_node *bounds = label == NULL ? NULL : xml_child(label, "Bounds");
    return bounds == NULL ? NULL : read_bounds(reader, bounds, ret_label);
}

static fault read_shape(struct flow_reader *reader, const struct xml_node *shape) {
    str id = xml_attribute(shape, "bpmnElement");
    const struct xml_node *element = xml_child(shape, "Bounds");
    if (element == NULL) return NULL;
    struct flow_bounds bounds = {0};
    TRY(read_bounds(reader, element, &bounds));
    struct flow_node *node = map_get(reader->node_of_id, id);
    struct flow_decor *decor = map_get(reader->decor_of_id, id);
    if (node != NULL) {
        node->bounds = bounds;
        return read_label(reader, shape, &node->label);
    }
    if (decor != NULL) decor->bounds = bounds;
    return NULL;
}

static fault read_points(struct flow_reader *reader, const struct xml_node *edge,
                         const struct flow_point **ret_points, size_t *ret_count) {
    LIST(struct flow_point) points = {0};
    for (const struct xml_node *waypoint = xml_child(edge, "waypoint"); waypoint != NULL;
         waypoint = xml_next(waypoint, "waypoint")) {
        if (points.count >= LIMIT_FLOW_POINTS) return &flow_too_large;
        struct flow_point point = {0};
        if (!parse_number(reader->arena, xml_attribute(waypoint, "x"), &point.x) ||
            !parse_number(reader->arena, xml_attribute(waypoint, "y"), &point.y))
            return refuse_numbers(reader, waypoint);
        *list_push(reader->arena, &points) = point;
    }
    *ret_points = points.items;
    *ret_count = points.count;
    return NULL;
}

static fault read_edge(struct flow_reader *reader, const struct xml_node *edge) {
    str id = xml_attribute(edge, "bpmnElement");
    struct flow_arrow *arrow = map_get(reader->arrow_of_id, id);
    struct flow_decor *decor = map_get(reader->decor_of_id, id);
    if (arrow != NULL) {
        TRY(read_points(reader, edge, &arrow->points, &arrow->point_count));
        return read_label(reader, edge, &arrow->label);
    }
    if (decor != NULL) return read_points(reader, edge, &decor->points, &decor->point_count);
    return NULL;
}

fault flow_read_diagram(struct flow_reader *reader, const struct xml_node *diagram) {
    const struct xml_node *plane = xml_child(diagram, "BPMNPlane");
    if (plane == NULL) return NULL;
    for (const struct xml_node *child = plane->first; child != NULL; child = child->next) {
        if (str_equal(child->name, STR("BPMNShape"))) TRY(read_shape(reader, child));
        if (str_equal(child->name, STR("BPMNEdge"))) TRY(read_edge(reader, child));
    }
    return NULL;
}

// The table of routes: a tree over the parts of paths, made once of the catalogue. A part in braces
// takes any text; a part that stands there in letters goes first. Commands that only flows and
// imports may run ("system") have no route, so that no mistake in a right can open them.
#include "http/routes_own.h"

#include <string.h>

enum { METHODS = HTTP_OPTIONS + 1, DEPTH_MAX = 16 };

struct http_route_node {
    str part;
    struct http_route_node *next; // its sibling
    struct http_route_node *first;
    struct http_route_node *any; // {param}
    const struct http_route *by_method[METHODS];
};

static enum http_method method_of(str name) {
    for (int method = HTTP_GET; method < METHODS; method++)
        if (str_equal(http_method_name((enum http_method)method), name))
            return (enum http_method)method;
    assert_failed("the method of a call is known", __FILE__, __LINE__);
}

static struct http_route_node *child_of(struct arena *arena, struct http_route_node *node,
                                        str part) {
    if (part.data[0] == '{') {
        if (node->any == NULL) node->any = ARENA_NEW(arena, struct http_route_node);
        return node->any;
    }
    for (struct http_route_node *child = node->first; child != NULL; child = child->next)
        if (str_equal(child->part, part)) return child;
    struct http_route_node *child = ARENA_NEW(arena, struct http_route_node);
    *child = (struct http_route_node){.part = part, .next = node->first};
    return node->first = child;
}

// The input without its file, which comes as the body.
static void take_content_out(struct arena *arena, struct http_route *route) {
    const struct shape *whole = route->command->in;
    ASSERT(whole->field_count > 0);
    route->content = &whole->fields[whole->field_count - 1];
    ASSERT(route->content->kind == SHAPE_BYTES);
    struct shape *rest = ARENA_NEW(arena, struct shape);
    *rest = *whole;
    rest->field_count--;
    route->in = rest;
}

static void add_route(struct arena *arena, struct http_route_node *root,
                      const struct command *command) {
    struct http_route *route = ARENA_NEW(arena, struct http_route);
    *route = (struct http_route){.command = command, .in = command->in};
    if (command->is_upload) take_content_out(arena, route);
    struct http_route_node *node = root;
    str rest = str_of(command->path);
    str_cut(&rest, '/');
    while (rest.size > 0) {
        str part = str_cut(&rest, '/');
        ASSERT(part.size > 0);
        node = child_of(arena, node, part);
        if (part.data[0] != '{') continue;
        ASSERT(route->param_count < LIMIT_PATH_PARAMS);
        route->params[route->param_count++] = arena_text(arena, str_slice(part, 1, part.size - 1));
    }
    enum http_method method = method_of(str_of(command->method));
    ASSERT(node->by_method[method] == NULL);
    node->by_method[method] = route;
}

struct http_route_node *http_routes_build(struct arena *arena,
                                          const struct command_catalog *catalog) {
    struct http_route_node *root = ARENA_NEW(arena, struct http_route_node);
    for (size_t i = 0; i < catalog->count; i++)
        for (size_t k = 0; k < catalog->sets[i]->count; k++)
            if (!str_equal(str_of(catalog->sets[i]->rows[k].right), STR("system")))
                add_route(arena, root, &catalog->sets[i]->rows[k]);
    return root;
}

static bool has_routes(const struct http_route_node *node) {
    for (int method = HTTP_GET; method < METHODS; method++)
        if (node->by_method[method] != NULL) return true;
    return false;
}

// The node of the path below this one; depth counts the parameters so far.
static const struct http_route_node *walk(const struct http_route_node *node, str path, int depth,
                                          struct http_match *match) {
    if (path.size == 0) return has_routes(node) ? node : NULL;
    str rest = str_slice(path, 1, path.size);
    ptrdiff_t slash = str_find_byte(rest, '/');
    str part = slash < 0 ? rest : str_slice(rest, 0, (size_t)slash);
    rest = str_slice(rest, part.size, rest.size);
    if (part.size == 0) return NULL;
    for (const struct http_route_node *child = node->first; child != NULL; child = child->next) {
        if (!str_equal(child->part, part)) continue;
        const struct http_route_node *found = walk(child, rest, depth, match);
        if (found != NULL) return found;
    }
    if (node->any == NULL || depth == LIMIT_PATH_PARAMS) return NULL;
    match->params[depth] = part;
    return walk(node->any, rest, depth + 1, match);
}

struct http_match http_routes_match(const struct http_route_node *root, enum http_method method,
                                    str path) {
    struct http_match match = {0};
    size_t parts = 0;
    for (size_t i = 0; i < path.size; i++) parts += path.data[i] == '/';
    if (parts > DEPTH_MAX || path.size == 0 || path.data[0] != '/') return match;
    match.node = walk(root, path, 0, &match);
    if (match.node != NULL)
        match.route = match.node->by_method[method == HTTP_HEAD ? HTTP_GET : method];
    return match;
}

str http_routes_allowed(struct arena *arena, const struct http_route_node *node) {
    struct buf out = buf_in(arena, KIB);
    for (int method = HTTP_GET; method < METHODS; method++) {
        bool is_there = node->by_method[method == HTTP_HEAD ? HTTP_GET : method] != NULL;
        if (!is_there) continue;
        if (out.size > 0) buf_add(&out, STR(", "));
        buf_add(&out, http_method_name((enum http_method)method));
    }
    return buf_str(&out);
}

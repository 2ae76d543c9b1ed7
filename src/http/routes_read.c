// The input of a call: parts of the path, the query string and a JSON body become one JSON object,
// and the shape's strict reader does the rest; so a limit holds however a value came. Texts of path
// and query are given the kind that their field wants and are refused by the reader where they do
// not fit.
#include "format/shape.h"
#include "http/routes_own.h"

#include <string.h>

FAULT(body_type_wrong, 415, "", "The body must be JSON (Content-Type: application/json).",
      "请求正文必须是 JSON（Content-Type: application/json）。");
FAULT(parameter_repeated, 422, "", "This parameter comes more than once.", "该参数重复出现。");

static bool is_whole_number(str text) {
    int64_t number;
    return str_to_int(text, &number);
}

static struct json *new_node(struct arena *arena, enum json_kind kind, str text) {
    struct json *node = ARENA_NEW(arena, struct json);
    node->kind = kind;
    node->text = text;
    return node;
}

static void add_child(struct json *parent, struct json *child) {
    child->next = parent->first;
    parent->first = child;
    parent->count++;
}

// "1280.50 CNY"
static struct json *money_node(struct arena *arena, str text) {
    struct json *node = new_node(arena, JSON_OBJECT, STR_NONE);
    struct json *amount = new_node(arena, JSON_STRING, str_cut(&text, ' '));
    struct json *currency = new_node(arena, JSON_STRING, text);
    amount->name = STR("amount");
    currency->name = STR("currency");
    add_child(node, currency);
    add_child(node, amount);
    return node;
}

static struct json *json_node(struct arena *arena, str text) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    if (json_read(arena, text, &value, &note) != NULL) return new_node(arena, JSON_STRING, text);
    struct json *node = ARENA_NEW(arena, struct json);
    *node = *value;
    return node;
}

// A text as the field wants it. field NULL: nobody does, and it will be refused.
static struct json *value_of(struct arena *arena, const struct shape_field *field, str text) {
    enum shape_kind kind = field == NULL ? SHAPE_TEXT : field->kind;
    if (text.size == 0 && kind != SHAPE_TEXT) return new_node(arena, JSON_NULL, STR("null"));
    switch (kind) {
    case SHAPE_BOOL:
        if (str_equal(text, STR("true"))) return new_node(arena, JSON_TRUE, text);
        if (str_equal(text, STR("false"))) return new_node(arena, JSON_FALSE, text);
        break;
    case SHAPE_INT:
    case SHAPE_ID:
        if (is_whole_number(text)) return new_node(arena, JSON_NUMBER, text);
        break;
    case SHAPE_MONEY: return money_node(arena, text);
    case SHAPE_STRUCT:
    case SHAPE_JSON: return json_node(arena, text);
    default: break;
    }
    return new_node(arena, JSON_STRING, text);
}

static fault repeated(str name, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){.field = name};
    return &parameter_repeated;
}

// One parameter more; those of one list become one array.
static fault add_parameter(struct http_call *call, struct json *object, str name, str text) {
    struct arena *arena = call->exchange->arena;
    const struct shape_field *field = shape_field_of(call->match.route->in, name);
    struct json *earlier = (struct json *)(uintptr_t)json_member(object, name);
    bool is_list = field != NULL && field->is_list;
    if (earlier != NULL && !is_list) return repeated(name, &call->note);
    struct json *value = value_of(arena, field, text);
    if (is_list && earlier == NULL) {
        earlier = new_node(arena, JSON_ARRAY, STR_NONE);
        earlier->name = name;
        add_child(object, earlier);
    }
    if (!is_list) value->name = name;
    struct json *parent = is_list ? earlier : object;
    if (parent->count >= LIMIT_LIST) return repeated(name, &call->note);
    add_child(parent, value);
    return NULL;
}

static fault add_query(struct http_call *call, struct json *object) {
    str rest = call->exchange->request.query, name, value;
    while (http_query_next(call->exchange->arena, &rest, &name, &value))
        TRY(add_parameter(call, object, name, value));
    return NULL;
}

static fault add_path(struct http_call *call, struct json *object) {
    const struct http_route *route = call->match.route;
    for (size_t i = 0; i < route->param_count; i++)
        TRY(add_parameter(call, object, str_of(route->params[i]), call->match.params[i]));
    return NULL;
}

static bool is_json(const struct http_request *request) {
    str type = STR_NONE;
    http_request_header(request, STR("Content-Type"), &type);
    return str_equal_ignore_case(str_trim(str_cut(&type, ';')), STR("application/json"));
}

static fault read_body(struct http_call *call, struct json *ret_object) {
    const struct http_request *request = &call->exchange->request;
    if (str_trim(request->body).size == 0) return NULL;
    if (!is_json(request)) return &body_type_wrong;
    const struct json *body = NULL;
    TRY(json_read(call->exchange->arena, request->body, &body, &call->note));
    *ret_object = *body;
    return NULL;
}

// Parameters were put in front: lists back in the order in which they came.
static void turn_lists(struct json *object) {
    for (struct json *member = (struct json *)(uintptr_t)object->first; member != NULL;
         member = (struct json *)(uintptr_t)member->next) {
        if (member->kind != JSON_ARRAY) continue;
        const struct json *turned = NULL;
        while (member->first != NULL) {
            struct json *item = (struct json *)(uintptr_t)member->first;
            member->first = item->next;
            item->next = turned;
            turned = item;
        }
        member->first = turned;
    }
}

fault http_call_read(struct http_call *call) {
    const struct http_route *route = call->match.route;
    struct http_request *request = &call->exchange->request;
    struct arena *arena = call->exchange->arena;
    bool has_body =
        (request->method == HTTP_POST || request->method == HTTP_PUT) && route->content == NULL;
    struct json *object = new_node(arena, JSON_OBJECT, STR_NONE);
    if (has_body) {
        TRY(read_body(call, object));
        if (object->kind != JSON_OBJECT) return &field_type;
    } else {
        TRY(add_query(call, object));
        turn_lists(object);
    }
    TRY(add_path(call, object));
    call->in = arena_take(arena, route->in->size > 0 ? route->in->size : 1);
    TRY(shape_read(arena, route->in, object, call->in, &call->note));
    if (route->content == NULL) return NULL;
    if (route->content->max > 0 && (int64_t)request->body.size > route->content->max)
        return &body_too_large;
    memcpy((char *)call->in + route->content->offset, &request->body, sizeof(request->body));
    return NULL;
}

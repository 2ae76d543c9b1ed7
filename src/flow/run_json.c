// A run as JSON and back, for one column. Only arrows that were walked are written, so a fresh run
// is small. Reading trusts nothing: a column that does not fit the model is refused, never guessed
// at, because going on from a wrong place would approve what nobody saw.
#include "flow/kinds.h"
#include "format/json.h"

static const char *const STATES[] = {"new", "active", "finished", "withdrawn", "failed"};

enum { STATE_COUNT = sizeof(STATES) / sizeof(STATES[0]), NUMBER_MAX = 1000000000 };

// ---- writing -------------------------------------------------------------------------------

static void write_token(struct json_writer *writer, const struct flow_model *model,
                        struct flow_token token) {
    json_open_array(writer);
    json_int(writer, token.id);
    json_string(writer, model->nodes[token.node].id);
    bool is_long = token.within != 0 || token.loop != 0 || token.total != 0;
    if (token.via != FLOW_NOWHERE)
        json_string(writer, model->arrows[token.via].id);
    else if (is_long)
        json_null(writer);
    if (is_long) {
        json_int(writer, token.within);
        json_int(writer, token.loop);
        json_int(writer, token.total);
        json_int(writer, token.done);
        json_int(writer, token.yes);
    }
    json_close_array(writer);
}

// Values as FEEL literals, so that numbers keep their digits and dates stay dates.
static void write_variables(struct json_writer *writer, const struct flow_model *model,
                            const struct flow_run *run) {
    if (run->variable_count == 0) return;
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    json_name(writer, STR("variables"));
    json_open_object(writer);
    for (size_t i = 0; i < run->variable_count; i++) {
        json_name(writer, feel_names_at(model->names, (size_t)run->variables[i].slot));
        json_string(writer, feel_print(arena, run->variables[i].value));
    }
    json_close_object(writer);
    arena_close(arena);
}

void flow_run_write(struct buf *out, const struct flow_model *model, const struct flow_run *run) {
    struct json_writer writer = json_writer_on(out);
    json_open_object(&writer);
    json_name(&writer, STR("state"));
    json_string(&writer, str_of(STATES[run->state]));
    json_name(&writer, STR("next"));
    json_int(&writer, run->next_token);
    if (run->end != FLOW_NOWHERE) {
        json_name(&writer, STR("end"));
        json_string(&writer, model->nodes[run->end].id);
    }
    json_name(&writer, STR("tokens"));
    json_open_array(&writer);
    for (size_t i = 0; i < run->token_count; i++) write_token(&writer, model, run->tokens[i]);
    json_close_array(&writer);
    write_variables(&writer, model, run);
    json_name(&writer, STR("taken"));
    json_open_object(&writer);
    for (size_t i = 0; i < model->arrow_count; i++) {
        if (run->taken[i] == 0) continue;
        json_name(&writer, model->arrows[i].id);
        json_int(&writer, run->taken[i]);
    }
    json_close_object(&writer);
    json_close_object(&writer);
}

// ---- reading -------------------------------------------------------------------------------

struct reading {
    struct arena *arena;
    const struct flow_model *model;
    struct fault_note *note;
};

static fault refuse(const struct reading *reading, const char *member) {
    reading->note->field = str_of(member);
    reading->note->en = arena_print(reading->arena, "\"%s\" does not fit the flow.", member);
    reading->note->zh = arena_print(reading->arena, "“%s”与流程不符。", member);
    return &flow_run_foreign;
}

static bool read_int(const struct json *value, int32_t min, int32_t *ret_number) {
    int64_t number = 0;
    if (value == NULL || value->kind != JSON_NUMBER || !str_to_int(value->text, &number))
        return false;
    if (number < min || number > NUMBER_MAX) return false;
    *ret_number = (int32_t)number;
    return true;
}

static bool read_node(const struct reading *reading, const struct json *value, int32_t *ret_node) {
    if (value == NULL || value->kind != JSON_STRING) return false;
    *ret_node = flow_node_index(reading->model, value->text);
    return *ret_node != FLOW_NOWHERE;
}

static bool read_arrow(const struct reading *reading, const struct json *value,
                       int32_t *ret_arrow) {
    if (value == NULL || value->kind != JSON_STRING) return false;
    *ret_arrow = flow_arrow_index(reading->model, value->text);
    return *ret_arrow != FLOW_NOWHERE;
}

// Where a token may rest: tasks, joins (where it matters by which arrow it came), what waits, what
// runs, and the timers that watch over it.
static bool may_rest(const struct flow_model *model, const struct flow_token *token) {
    const struct flow_node *node = &model->nodes[token->node];
    if (token->via != FLOW_NOWHERE && model->arrows[token->via].target != token->node) return false;
    if (token->total > 0) return node->multi.is_multi && token->loop == 0;
    if (flow_kind_is_join(node)) return token->via != FLOW_NOWHERE;
    switch (node->kind) {
    case FLOW_BOUNDARY:
    case FLOW_START: return node->event.kind == FLOW_EVENT_TIMER && token->via == FLOW_NOWHERE;
    case FLOW_RECEIVE_TASK:
    case FLOW_CATCH:
    case FLOW_EVENT_GATEWAY: return true;
    default: return flow_kind_is_work(node) || flow_kind_is_scope(node);
    }
}

static bool read_long(const struct json *value, struct flow_token *token) {
    int32_t *const places[] = {&token->within, &token->loop, &token->total, &token->done,
                               &token->yes};
    static const int32_t mins[] = {0, -1, 0, 0, 0};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++, value = value->next)
        if (!read_int(value, mins[i], places[i])) return false;
    return token->done <= token->total && token->yes <= token->done &&
           token->total <= LIMIT_FLOW_REPEATS;
}

static bool read_token(const struct reading *reading, const struct json *value,
                       struct flow_token *ret_token) {
    if (value->kind != JSON_ARRAY || value->count < 2) return false;
    if (value->count > 3 && value->count != 8) return false;
    const struct json *node = value->first->next;
    const struct json *via = node->next;
    ret_token->via = FLOW_NOWHERE;
    if (!read_int(value->first, 1, &ret_token->id) || !read_node(reading, node, &ret_token->node))
        return false;
    bool has_via = via != NULL && via->kind != JSON_NULL;
    if (has_via && !read_arrow(reading, via, &ret_token->via)) return false;
    if (via != NULL && !has_via && value->count == 3) return false;
    if (value->count == 8 && !read_long(via->next, ret_token)) return false;
    return may_rest(reading->model, ret_token);
}

// What a token must belong to, given where it rests.
static bool fits_within(const struct flow_model *model, const struct flow_token *token,
                        const struct flow_token *around) {
    const struct flow_node *node = &model->nodes[token->node];
    const struct flow_node *outer = around == NULL ? NULL : &model->nodes[around->node];
    int32_t scope = outer == NULL ? FLOW_NOWHERE : outer->inner;
    bool is_one = node->multi.is_multi && token->total == 0;
    if (is_one) return around != NULL && around->node == token->node && around->total > 0;
    if (around != NULL && around->total > 0) return node->host == around->node;
    if (node->kind == FLOW_BOUNDARY) return around != NULL && node->host == around->node;
    if (node->kind == FLOW_START)
        return node->scope != FLOW_NOWHERE && model->nodes[node->scope].scope == scope &&
               (outer == NULL || flow_kind_is_scope(outer));
    if (flow_kind_is_watch(model, token))
        return around != NULL && around->node == model->arrows[token->via].source;
    return node->scope == scope && (outer == NULL || flow_kind_is_scope(outer));
}

static const struct flow_token *token_of(const struct flow_run *run, int32_t id) {
    for (size_t i = 0; i < run->token_count; i++)
        if (run->tokens[i].id == id) return &run->tokens[i];
    return NULL;
}

// A token belongs to an earlier one, so there are no circles.
static bool fit_together(const struct flow_model *model, const struct flow_run *run) {
    for (size_t i = 0; i < run->token_count; i++) {
        const struct flow_token *token = &run->tokens[i];
        const struct flow_token *around = token->within == 0 ? NULL : token_of(run, token->within);
        if (token->within != 0 && (around == NULL || around->id >= token->id)) return false;
        if (!fits_within(model, token, around)) return false;
    }
    return true;
}

static fault read_tokens(const struct reading *reading, const struct json *value,
                         struct flow_run *run) {
    if (value == NULL || value->kind != JSON_ARRAY || value->count > LIMIT_FLOW_TOKENS)
        return refuse(reading, "tokens");
    struct flow_token *tokens = ARENA_ARRAY(reading->arena, struct flow_token, value->count);
    int32_t earlier = 0;
    for (const struct json *item = value->first; item != NULL; item = item->next) {
        struct flow_token *token = &tokens[run->token_count++];
        if (!read_token(reading, item, token) || token->id <= earlier ||
            token->id >= run->next_token)
            return refuse(reading, "tokens");
        earlier = token->id;
    }
    run->tokens = tokens;
    return fit_together(reading->model, run) ? NULL : refuse(reading, "tokens");
}

static bool read_variable(const struct reading *reading, const struct json *member,
                          struct flow_variable *ret_variable) {
    struct feel_names *names = feel_names_open(reading->arena, FEEL_NAMES_CLOSED);
    const struct feel_expression *expression = NULL;
    struct fault_note note = {0};
    ptrdiff_t slot = feel_names_find(reading->model->names, member->name);
    if (slot < 0 || member->kind != JSON_STRING ||
        feel_compile(reading->arena, names, member->text, &expression, &note) != NULL)
        return false;
    struct feel_run run = feel_run_in(reading->arena, NULL, 0);
    *ret_variable = (struct flow_variable){(int32_t)slot, feel_evaluate(expression, &run)};
    return true;
}

static fault read_variables(const struct reading *reading, const struct json *value,
                            struct flow_run *run) {
    if (value == NULL) return NULL;
    if (value->kind != JSON_OBJECT || value->count > LIMIT_FLOW_VARIABLES)
        return refuse(reading, "variables");
    struct flow_variable *variables =
        ARENA_ARRAY(reading->arena, struct flow_variable, value->count);
    for (const struct json *member = value->first; member != NULL; member = member->next)
        if (!read_variable(reading, member, &variables[run->variable_count++]))
            return refuse(reading, "variables");
    run->variables = variables;
    return NULL;
}

static fault read_taken(const struct reading *reading, const struct json *value,
                        struct flow_run *run) {
    if (value == NULL || value->kind != JSON_OBJECT) return refuse(reading, "taken");
    int32_t *taken = ARENA_ARRAY(reading->arena, int32_t, reading->model->arrow_count + 1);
    for (const struct json *member = value->first; member != NULL; member = member->next) {
        int32_t arrow = flow_arrow_index(reading->model, member->name);
        if (arrow == FLOW_NOWHERE || !read_int(member, 1, &taken[arrow]))
            return refuse(reading, "taken");
    }
    run->taken = taken;
    return NULL;
}

static fault read_state(const struct reading *reading, const struct json *value,
                        struct flow_run *run) {
    const struct json *state = json_member(value, STR("state"));
    const struct json *end = json_member(value, STR("end"));
    size_t at = 0;
    if (state == NULL || state->kind != JSON_STRING) return refuse(reading, "state");
    while (at < STATE_COUNT && !str_equal(state->text, str_of(STATES[at]))) at++;
    if (at == STATE_COUNT) return refuse(reading, "state");
    run->state = (enum flow_state)at;
    run->end = FLOW_NOWHERE;
    bool is_finished = run->state == FLOW_RUN_FINISHED || run->state == FLOW_RUN_FAILED;
    if (is_finished != (end != NULL)) return refuse(reading, "end");
    if (is_finished && !read_node(reading, end, &run->end)) return refuse(reading, "end");
    if (!read_int(json_member(value, STR("next")), 1, &run->next_token))
        return refuse(reading, "next");
    return NULL;
}

fault flow_run_read(struct arena *arena, const struct flow_model *model, str json,
                    const struct flow_run **ret_run, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    const struct json *value = NULL;
    struct reading reading = {arena, model, ret_note};
    if (json_read(arena, json, &value, ret_note) != NULL) return &flow_run_foreign;
    struct flow_run *run = ARENA_NEW(arena, struct flow_run);
    TRY(read_state(&reading, value, run));
    TRY(read_tokens(&reading, json_member(value, STR("tokens")), run));
    TRY(read_variables(&reading, json_member(value, STR("variables")), run));
    TRY(read_taken(&reading, json_member(value, STR("taken")), run));
    if ((run->state == FLOW_RUN_ACTIVE) != (run->token_count > 0))
        return refuse(&reading, "tokens");
    *ret_run = run;
    return NULL;
}

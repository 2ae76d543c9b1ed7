// A run as JSON and back, for one column. Only arrows that were walked are written, so a fresh run
// is small. Reading trusts nothing: a column that does not fit the model is refused, never guessed
// at, because going on from a wrong place would approve what nobody saw.
#include "flow/kinds.h"
#include "format/json.h"

static const char *const STATES[] = {"new", "active", "finished", "withdrawn"};

enum { STATE_COUNT = sizeof(STATES) / sizeof(STATES[0]), NUMBER_MAX = 1000000000 };

// ---- writing -------------------------------------------------------------------------------

static void write_token(struct json_writer *writer, const struct flow_model *model,
                        struct flow_token token) {
    json_open_array(writer);
    json_int(writer, token.id);
    json_string(writer, model->nodes[token.node].id);
    if (token.via != FLOW_NOWHERE) json_string(writer, model->arrows[token.via].id);
    json_close_array(writer);
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

// Tasks and joins are where tokens rest; at a join it matters by which arrow they came.
static bool may_rest(const struct flow_model *model, const struct flow_token *token) {
    const struct flow_node *node = &model->nodes[token->node];
    if (token->via != FLOW_NOWHERE && model->arrows[token->via].target != token->node) return false;
    if (flow_kind_is_join(node)) return token->via != FLOW_NOWHERE;
    return node->kind == FLOW_USER_TASK || node->kind == FLOW_SERVICE_TASK;
}

static bool read_token(const struct reading *reading, const struct json *value,
                       struct flow_token *ret_token) {
    if (value->kind != JSON_ARRAY || value->count < 2 || value->count > 3) return false;
    const struct json *node = value->first->next;
    ret_token->via = FLOW_NOWHERE;
    return read_int(value->first, 1, &ret_token->id) &&
           read_node(reading, node, &ret_token->node) &&
           (node->next == NULL || read_arrow(reading, node->next, &ret_token->via)) &&
           may_rest(reading->model, ret_token);
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
    bool is_finished = run->state == FLOW_RUN_FINISHED;
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
    TRY(read_taken(&reading, json_member(value, STR("taken")), run));
    if ((run->state == FLOW_RUN_ACTIVE) != (run->token_count > 0))
        return refuse(&reading, "tokens");
    *ret_run = run;
    return NULL;
}

// Plays a story: a test of a flow in plain words, one statement a line, that a process owner can
// read and write. What was expected and did not come is told with its line. After every step the
// run goes through its JSON and back, as it does in the product, so each story proves that too.
//
//   story NAME                    begins anew: a fresh run, no variables
//   set NAME = FEEL               a variable, from here on
//   start · complete NODE [NAME = FEEL] · return NODE to NODE · withdraw · repeat
//   expect tasks NODE … | commands NAME … | cancelled NODE …   (exactly these; or the word none)
//   expect who NODE = superior 1 · expect due NODE = 24 · expect taken ARROW 2
//   expect end NODE · expect withdrawn · expect fault NAME · expect route NODE …
#include "flow/kinds.h"

struct player {
    struct arena *arena;
    const struct flow_model *model;
    const struct flow_run *run;
    struct flow_step step; // the last one that succeeded
    struct flow_signal signal;
    fault trouble; // of the last action, until it was expected
    struct fault_note trouble_note;
    LIST(struct feel_entry) variables;
    int32_t *taken; // by all runs of the story
    struct flow_story *story;
    struct fault_note *note;
};

typedef fault statement(struct player *player, str rest);

static fault refuse_line(struct player *player, str line) {
    int32_t number = player->story->line;
    player->note->en =
        arena_print(player->arena, "Line %d cannot be read: %.*s", number, STR_ARG(line));
    player->note->zh = arena_print(player->arena, "第 %d 行无法读取：%.*s", number, STR_ARG(line));
    return &flow_story_wrong;
}

static void fail(struct player *player, str wanted, str found) {
    player->story->is_good = false;
    player->story->en =
        arena_print(player->arena, "expected %.*s, found %.*s", STR_ARG(wanted), STR_ARG(found));
    player->story->zh =
        arena_print(player->arena, "应为 %.*s，实为 %.*s", STR_ARG(wanted), STR_ARG(found));
}

static str next_word(str *rest) {
    *rest = str_trim(*rest);
    return str_cut(rest, ' ');
}

// ---- variables -----------------------------------------------------------------------------

// "amount = 300": evaluated without variables and put in the place of an earlier value.
static fault set(struct player *player, str rest) {
    str line = rest;
    str name = str_trim(str_cut(&rest, '='));
    struct feel_names *names = feel_names_open(player->arena, FEEL_NAMES_CLOSED);
    const struct feel_expression *expression = NULL;
    struct fault_note why = {0};
    if (name.size == 0 ||
        feel_compile(player->arena, names, str_trim(rest), &expression, &why) != NULL)
        return refuse_line(player, line);
    struct feel_run run = feel_run_in(player->arena, NULL, 0);
    struct feel_value value = feel_evaluate(expression, &run);
    for (size_t i = 0; i < player->variables.count; i++) {
        if (!str_equal(player->variables.items[i].name, name)) continue;
        player->variables.items[i].value = value;
        return NULL;
    }
    *list_push(player->arena, &player->variables) = (struct feel_entry){name, value};
    return NULL;
}

// ---- actions -------------------------------------------------------------------------------

static fault keep_in_column(struct player *player) {
    struct buf column = buf_in(player->arena, LIMIT_JSON_BODY);
    flow_run_write(&column, player->model, player->step.run);
    return flow_run_read(player->arena, player->model, buf_str(&column), &player->run,
                         player->note);
}

static fault send(struct player *player) {
    struct feel_entry *entries =
        ARENA_ARRAY(player->arena, struct feel_entry, player->variables.count);
    for (size_t i = 0; i < player->variables.count; i++) entries[i] = player->variables.items[i];
    player->signal.variables = feel_context_of(entries, player->variables.count);
    struct flow_result result;
    player->trouble =
        flow_step(player->arena, player->model, player->run, &player->signal, &result);
    player->trouble_note = result.note;
    if (player->trouble != NULL) return NULL;
    player->step = result.step;
    for (size_t i = 0; i < result.step.taken_count; i++) player->taken[result.step.taken[i]]++;
    return keep_in_column(player);
}

// The first token at a node; 0, which no token has, where there is none.
static int32_t token_at(const struct player *player, str node) {
    int32_t index = flow_node_index(player->model, node);
    for (size_t i = 0; i < player->run->token_count; i++)
        if (player->run->tokens[i].node == index) return player->run->tokens[i].id;
    return 0;
}

static fault start(struct player *player, str rest) {
    if (rest.size > 0) return refuse_line(player, rest);
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_START};
    return send(player);
}

static fault complete(struct player *player, str rest) {
    str node = next_word(&rest);
    if (node.size == 0) return refuse_line(player, node);
    if (rest.size > 0) TRY(set(player, rest));
    player->signal = (struct flow_signal){
        .kind = FLOW_SIGNAL_COMPLETE, .token = token_at(player, node), .node = node};
    return send(player);
}

static fault send_back(struct player *player, str rest) {
    str line = rest;
    str node = next_word(&rest);
    bool has_to = str_equal(next_word(&rest), STR("to"));
    str target = str_trim(rest);
    if (!has_to || target.size == 0) return refuse_line(player, line);
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_RETURN,
                                          .token = token_at(player, node),
                                          .node = node,
                                          .target = target};
    return send(player);
}

static fault withdraw(struct player *player, str rest) {
    if (rest.size > 0) return refuse_line(player, rest);
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_WITHDRAW};
    return send(player);
}

static fault repeat(struct player *player, str rest) {
    if (rest.size > 0) return refuse_line(player, rest);
    return send(player);
}

static fault begin(struct player *player, str rest) {
    (void)rest; // the name is for the reader
    player->variables.count = 0;
    player->step = (struct flow_step){.end = FLOW_NOWHERE};
    player->run = flow_run_new(player->arena, player->model);
    return NULL;
}

// ---- expectations --------------------------------------------------------------------------

static void add_word(struct buf *words, str word) {
    if (words->size > 0) buf_add_byte(words, ' ');
    buf_add(words, word);
}

static void compare(struct player *player, str wanted, str found) {
    if (found.size == 0) found = STR("none");
    if (!str_equal(wanted, found)) fail(player, wanted, found);
}

// The nodes (or command names) of all resting tokens of a kind.
static str resting(const struct player *player, enum flow_kind kind) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->run->token_count; i++) {
        const struct flow_node *node = &player->model->nodes[player->run->tokens[i].node];
        if (node->kind == kind) add_word(&words, kind == FLOW_USER_TASK ? node->id : node->command);
    }
    return buf_str(&words);
}

static fault expect_tasks(struct player *player, str rest) {
    compare(player, rest, resting(player, FLOW_USER_TASK));
    return NULL;
}

static fault expect_commands(struct player *player, str rest) {
    compare(player, rest, resting(player, FLOW_SERVICE_TASK));
    return NULL;
}

static fault expect_cancelled(struct player *player, str rest) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->step.cancelled_count; i++)
        add_word(&words, player->model->nodes[player->step.cancelled[i].node].id);
    compare(player, rest, buf_str(&words));
    return NULL;
}

// The task of a node among those that the last step made.
static const struct flow_task *task_made(const struct player *player, str node) {
    int32_t index = flow_node_index(player->model, node);
    for (size_t i = 0; i < player->step.task_count; i++)
        if (player->step.tasks[i].node == index) return &player->step.tasks[i];
    return NULL;
}

static fault expect_who(struct player *player, str rest) {
    str node = str_trim(str_cut(&rest, '='));
    const struct flow_task *task = task_made(player, node);
    compare(player, str_trim(rest),
            task == NULL ? STR_NONE : flow_who_print(player->arena, &task->who));
    return NULL;
}

static fault expect_due(struct player *player, str rest) {
    str node = str_trim(str_cut(&rest, '='));
    const struct flow_task *task = task_made(player, node);
    str found = STR_NONE;
    if (task != NULL)
        found = arena_print(player->arena, "%d", player->model->nodes[task->node].due_hours);
    compare(player, str_trim(rest), found);
    return NULL;
}

static fault expect_taken(struct player *player, str rest) {
    str id = next_word(&rest);
    int32_t arrow = flow_arrow_index(player->model, id);
    if (arrow == FLOW_NOWHERE) return refuse_line(player, id);
    compare(player, str_trim(rest), arena_print(player->arena, "%d", player->run->taken[arrow]));
    return NULL;
}

static fault expect_end(struct player *player, str rest) {
    bool is_finished = player->run->state == FLOW_RUN_FINISHED;
    compare(player, rest, is_finished ? player->model->nodes[player->run->end].id : STR_NONE);
    return NULL;
}

static fault expect_withdrawn(struct player *player, str rest) {
    if (rest.size > 0) return refuse_line(player, rest);
    if (player->run->state != FLOW_RUN_WITHDRAWN) fail(player, STR("withdrawn"), STR("not"));
    return NULL;
}

static fault expect_fault(struct player *player, str rest) {
    compare(player, rest, player->trouble == NULL ? STR_NONE : str_of(player->trouble->name));
    player->trouble = NULL;
    return NULL;
}

static fault expect_route(struct player *player, str rest) {
    struct flow_route route;
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    struct fault_note why = {0};
    struct feel_value variables = feel_context_of(player->variables.items, player->variables.count);
    fault trouble = flow_route(player->arena, player->model, variables, &route, &why);
    for (size_t i = 0; trouble == NULL && i < route.count; i++)
        add_word(&words, player->model->nodes[route.tasks[i].node].id);
    compare(player, rest, trouble == NULL ? buf_str(&words) : str_of(trouble->name));
    return NULL;
}

// ---- reading -------------------------------------------------------------------------------

struct word {
    const char *name;
    statement *play;
};

static const struct word EXPECTATIONS[] = {
    {"tasks", expect_tasks},
    {"commands", expect_commands},
    {"cancelled", expect_cancelled},
    {"who", expect_who},
    {"due", expect_due},
    {"taken", expect_taken},
    {"end", expect_end},
    {"withdrawn", expect_withdrawn},
    {"fault", expect_fault},
    {"route", expect_route},
    {NULL, NULL},
};

static fault expect(struct player *player, str rest);

static const struct word STATEMENTS[] = {
    {"story", begin},       {"set", set},          {"start", start},
    {"complete", complete}, {"return", send_back}, {"withdraw", withdraw},
    {"repeat", repeat},     {"expect", expect},    {NULL, NULL},
};

static fault play_word(struct player *player, const struct word *words, str line) {
    str rest = line;
    str name = next_word(&rest);
    for (; words->name != NULL; words++)
        if (str_equal(name, str_of(words->name))) return words->play(player, str_trim(rest));
    return refuse_line(player, line);
}

static fault expect(struct player *player, str rest) {
    player->story->expectation_count++;
    return play_word(player, EXPECTATIONS, rest);
}

// An action that was refused must be followed by the line that expects it.
static bool is_trouble_expected(const struct player *player, str line) {
    return player->trouble == NULL || str_starts_with(line, STR("expect fault "));
}

static fault play_line(struct player *player, str line) {
    if (line.size == 0 || line.data[0] == '#') return NULL;
    if (is_trouble_expected(player, line)) return play_word(player, STATEMENTS, line);
    fail(player, STR("no fault"), str_of(player->trouble->name));
    return NULL;
}

fault flow_story_run(struct arena *arena, const struct flow_model *model, str text,
                     struct flow_story *ret_story, struct fault_note *ret_note) {
    *ret_story = (struct flow_story){.is_good = true};
    *ret_note = (struct fault_note){0};
    struct player player = {.arena = arena, .model = model, .story = ret_story, .note = ret_note};
    player.taken = ARENA_ARRAY(arena, int32_t, model->arrow_count + 1);
    ret_story->taken = player.taken;
    TRY(begin(&player, STR_NONE));
    while (text.size > 0 && ret_story->is_good) {
        ret_story->line++;
        TRY(play_line(&player, str_trim(str_cut(&text, '\n'))));
    }
    if (ret_story->is_good && player.trouble != NULL)
        fail(&player, STR("no fault"), str_of(player.trouble->name));
    return NULL;
}

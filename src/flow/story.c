// Plays a story: a test of a flow in plain words, one statement a line, that a process owner can
// read and write. What was expected and did not come is told with its line. After every step the
// run goes through its JSON and back, as it does in the product, so each story proves that too.
//
//   story NAME                    begins anew: a fresh run, no variables
//   set NAME = FEEL               a variable, from here on
//   start [NODE] · complete NODE [NAME = FEEL] · return NODE to NODE · withdraw · repeat
//   message NAME · signal NAME · timer NODE · fail NODE CODE · pass PT4H · run
//   expect waiting NODE … | timers NODE … | sent NAME … | done NODE …   (of the last step)
//   expect variable NAME = FEEL · expect failed CODE
//   expect tasks NODE … | commands NAME … | cancelled NODE …   (exactly these; or the word none)
//   expect who NODE = superior 1 · expect due NODE = 24 · expect taken ARROW 2
//   expect end NODE · expect withdrawn · expect fault NAME · expect route NODE …
#include "flow/kinds.h"
#include "flow/time.h"

struct clock { // a timer that is set
    int32_t token;
    int64_t at;
};

struct player {
    struct arena *arena;
    const struct flow_model *model;
    const struct flow_run *run;
    struct flow_step step; // the last one that succeeded
    struct flow_signal signal;
    fault trouble; // of the last action, until it was expected
    struct fault_note trouble_note;
    LIST(struct feel_entry) variables;
    int32_t *taken;  // by all runs of the story
    int64_t seconds; // that have passed since the run began
    LIST(struct clock) clocks;
    LIST(int32_t) done;
    LIST(str) sent;
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

// A month is thirty days here, and an instant lies a day ahead: a story tells an order of events.
static struct clock clock_of(const struct player *player, const struct flow_timer *timer) {
    int64_t span = timer->delay.seconds + timer->delay.months * 30 * 86400;
    if (timer->delay.is_date) span = 86400;
    return (struct clock){timer->token, player->seconds + span};
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
    for (size_t i = 0; i < result.step.done_count; i++)
        *list_push(player->arena, &player->done) = result.step.done[i];
    for (size_t i = 0; i < result.step.sent_count; i++)
        *list_push(player->arena, &player->sent) = result.step.sent[i].name;
    for (size_t i = 0; i < result.step.timer_count; i++)
        *list_push(player->arena, &player->clocks) = clock_of(player, &result.step.timers[i]);
    return keep_in_column(player);
}

// The first token at a node; 0, which no token has, where there is none.
static int32_t token_at(const struct player *player, str node) {
    int32_t index = flow_node_index(player->model, node);
    for (size_t i = 0; i < player->run->token_count; i++)
        if (player->run->tokens[i].node == index && player->run->tokens[i].total == 0)
            return player->run->tokens[i].id;
    return 0;
}

static fault start(struct player *player, str rest) {
    if (rest.size > 0 && flow_node_index(player->model, rest) == FLOW_NOWHERE)
        return refuse_line(player, rest);
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_START, .node = rest};
    return send(player);
}

static fault say_message(struct player *player, str rest) {
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_MESSAGE, .name = rest};
    return rest.size == 0 ? refuse_line(player, rest) : send(player);
}

static fault say_signal(struct player *player, str rest) {
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_SIGNAL, .name = rest};
    return rest.size == 0 ? refuse_line(player, rest) : send(player);
}

static fault go_off(struct player *player, str rest) {
    player->signal = (struct flow_signal){
        .kind = FLOW_SIGNAL_TIMER, .token = token_at(player, rest), .node = rest};
    return rest.size == 0 ? refuse_line(player, rest) : send(player);
}

static fault fail_at(struct player *player, str rest) {
    str node = next_word(&rest);
    player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_FAIL,
                                          .token = token_at(player, node),
                                          .node = node,
                                          .name = str_trim(rest)};
    return node.size == 0 ? refuse_line(player, node) : send(player);
}

static const struct flow_token *token_with(const struct player *player, int32_t id) {
    for (size_t i = 0; i < player->run->token_count; i++)
        if (player->run->tokens[i].id == id) return &player->run->tokens[i];
    return NULL;
}

// The clock that goes off first and is still set; NULL: none up to that time.
static const struct clock *next_clock(const struct player *player, int64_t until) {
    const struct clock *next = NULL;
    for (size_t i = 0; i < player->clocks.count; i++) {
        const struct clock *clock = &player->clocks.items[i];
        if (clock->at > until || token_with(player, clock->token) == NULL) continue;
        if (next == NULL || clock->at < next->at) next = clock;
    }
    return next;
}

// Lets time pass: timers go off in their order.
static fault pass(struct player *player, str rest) {
    struct flow_delay span = {0};
    if (!flow_time_parse(rest, false, &span) || span.is_date) return refuse_line(player, rest);
    int64_t until = player->seconds + span.seconds + span.months * 30 * 86400;
    const struct clock *clock = next_clock(player, until);
    for (int rounds = 0; clock != NULL && rounds < LIMIT_FLOW_MOVES; rounds++) {
        player->seconds = clock->at;
        int32_t node = token_with(player, clock->token)->node;
        player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_TIMER,
                                              .token = clock->token,
                                              .node = player->model->nodes[node].id};
        TRY(send(player));
        if (player->trouble != NULL) return NULL;
        clock = next_clock(player, until);
    }
    player->seconds = until;
    return NULL;
}

// Commands run one after the other until none is waited for.
static fault run_commands(struct player *player, str rest) {
    if (rest.size > 0) return refuse_line(player, rest);
    for (int rounds = 0; rounds < LIMIT_FLOW_MOVES; rounds++) {
        const struct flow_token *found = NULL;
        for (size_t i = player->run->token_count; i-- > 0;) {
            const struct flow_token *token = &player->run->tokens[i];
            if (flow_kind_is_command(&player->model->nodes[token->node]) && token->total == 0)
                found = token;
        }
        if (found == NULL) return NULL;
        player->signal = (struct flow_signal){.kind = FLOW_SIGNAL_COMPLETE,
                                              .token = found->id,
                                              .node = player->model->nodes[found->node].id};
        TRY(send(player));
        if (player->trouble != NULL) return NULL;
    }
    return NULL;
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
    player->seconds = 0;
    player->clocks.count = 0;
    player->done.count = 0;
    player->sent.count = 0;
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

static bool is_task(const struct flow_node *node) {
    return node->kind == FLOW_USER_TASK;
}

static bool is_waiting(const struct flow_node *node) {
    return node->kind == FLOW_CATCH || node->kind == FLOW_RECEIVE_TASK ||
           node->kind == FLOW_EVENT_GATEWAY;
}

// The nodes (or command names) of all resting tokens of some kind.
static str resting(const struct player *player, bool (*is_meant)(const struct flow_node *)) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->run->token_count; i++) {
        const struct flow_token *token = &player->run->tokens[i];
        const struct flow_node *node = &player->model->nodes[token->node];
        if (!is_meant(node) || token->total > 0 || flow_kind_is_watch(player->model, token))
            continue;
        add_word(&words, flow_kind_is_command(node) ? node->command : node->id);
    }
    return buf_str(&words);
}

static fault expect_tasks(struct player *player, str rest) {
    compare(player, rest, resting(player, is_task));
    return NULL;
}

static fault expect_commands(struct player *player, str rest) {
    compare(player, rest, resting(player, flow_kind_is_command));
    return NULL;
}

static fault expect_waiting(struct player *player, str rest) {
    compare(player, rest, resting(player, is_waiting));
    return NULL;
}

// All timers that are set.
static fault expect_timers(struct player *player, str rest) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->clocks.count; i++) {
        const struct flow_token *token = token_with(player, player->clocks.items[i].token);
        if (token != NULL) add_word(&words, player->model->nodes[token->node].id);
    }
    compare(player, rest, buf_str(&words));
    return NULL;
}

static fault expect_sent(struct player *player, str rest) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->step.sent_count; i++)
        add_word(&words, player->step.sent[i].name);
    compare(player, rest, buf_str(&words));
    return NULL;
}

static fault expect_done(struct player *player, str rest) {
    struct buf words = buf_in(player->arena, LIMIT_JSON_BODY);
    for (size_t i = 0; i < player->step.done_count; i++)
        add_word(&words, player->model->nodes[player->step.done[i]].id);
    compare(player, rest, buf_str(&words));
    return NULL;
}

static fault expect_failed(struct player *player, str rest) {
    bool is_failed = player->run->state == FLOW_RUN_FAILED;
    str code = player->step.error.size == 0 ? STR("unnamed") : player->step.error;
    compare(player, rest, is_failed ? code : STR_NONE);
    return NULL;
}

// What a script left behind, as a FEEL literal.
static fault expect_variable(struct player *player, str rest) {
    str name = str_trim(str_cut(&rest, '='));
    ptrdiff_t slot = feel_names_find(player->model->names, name);
    str found = STR_NONE;
    for (size_t i = 0; i < player->run->variable_count; i++)
        if (player->run->variables[i].slot == slot)
            found = feel_print(player->arena, player->run->variables[i].value);
    compare(player, str_trim(rest), found);
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
    {"waiting", expect_waiting},
    {"timers", expect_timers},
    {"sent", expect_sent},
    {"done", expect_done},
    {"failed", expect_failed},
    {"variable", expect_variable},
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
    {"story", begin},         {"set", set},           {"start", start},   {"complete", complete},
    {"return", send_back},    {"withdraw", withdraw}, {"repeat", repeat}, {"expect", expect},
    {"message", say_message}, {"signal", say_signal}, {"timer", go_off},  {"fail", fail_at},
    {"pass", pass},           {"run", run_commands},  {NULL, NULL},
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
    ret_story->done = player.done.items;
    ret_story->done_count = player.done.count;
    ret_story->sent = player.sent.items;
    ret_story->sent_count = player.sent.count;
    ret_story->state = player.run->state;
    if (ret_story->is_good && player.trouble != NULL)
        fail(&player, STR("no fault"), str_of(player.trouble->name));
    return NULL;
}

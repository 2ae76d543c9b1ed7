// flow: BPMN 2.0 processes that people draw and the program walks.
//
//   flow_read    the XML of any editor → a model; what we cannot execute is refused by name and
//   line flow_check   what would run wrongly is refused before it is published, with place and
//   reason flow_step    run + signal → run, tasks, commands: pure, bounded, the heart of this
//   folder flow_route   the tasks a request will walk if everybody approves, for the applicant
//   flow_run_write, flow_run_read   a run as JSON for one database column
//   flow_draw    the diagram as SVG, with what was walked
//   flow_story_run   a test of a model in plain words
//
// Words: a *flow* is the model (a BPMN process), a *node* one of its boxes, an *arrow* a sequence
// flow. A *run* is one life of a flow: its tokens. A *token* is one place where the run stands; a
// token that rests on a user task is a *task* for a person, one that rests on a service task waits
// for a *command*. Conditions are FEEL (docs/feel.md) over variables that the caller gives with
// each signal; a run itself stores no variables. docs/flow.md is the manual for people who draw.
//
//   TRY(flow_read(arena, bytes, &model, &note));              once per version of the flow
//   run = flow_run_new(arena, model);
//   TRY(flow_step(arena, model, run, &signal, &step));        store step.run, make step.tasks, …
//
// Source: OMG BPMN 2.0.2 (formal/2013-12-09), chapters 8, 10, 12 and 13 (execution semantics).
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/base.h"
#include "base/map.h"
#include "feel/feel.h"

#define FLOW_SPACE_BPMN "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define FLOW_SPACE_OURS "https://mingli.dev/bpmn/1"

enum {
    FLOW_NOWHERE = -1, // no node, no arrow
    FLOW_REGION_ROOT = 0,
    FLOW_REGION_MIXED = -1, // the branches of a split are not nested cleanly here
};

// ---- the model -----------------------------------------------------------------------------

enum flow_kind {
    FLOW_START,
    FLOW_END,
    FLOW_TERMINATE, // an end that ends everything in its scope
    FLOW_USER_TASK,
    FLOW_MANUAL_TASK, // shown, but the run does not stop at it
    FLOW_SERVICE_TASK,
    FLOW_EXCLUSIVE,
    FLOW_PARALLEL,
    FLOW_INCLUSIVE,
    FLOW_TASK,         // of no kind: shown, like a manual task
    FLOW_SCRIPT_TASK,  // FEEL whose result becomes a variable of the run; or a command
    FLOW_RULE_TASK,    // a command, like a service task
    FLOW_SEND_TASK,    // tells the caller of a message and goes on; or a command
    FLOW_RECEIVE_TASK, // waits for a message
    FLOW_CALL,         // another process of the same file
    FLOW_SUB,          // an embedded sub-process
    FLOW_EVENT_SUB,    // a sub-process that its own start event begins
    FLOW_EVENT_GATEWAY,
    FLOW_CATCH, // waits for a message, a signal or a time
    FLOW_THROW,
    FLOW_BOUNDARY,
    FLOW_PROCESS, // a process that is called: the scope of its nodes, never walked itself
};

enum flow_event_kind {
    FLOW_EVENT_NONE,
    FLOW_EVENT_MESSAGE,
    FLOW_EVENT_TIMER,
    FLOW_EVENT_ERROR,
    FLOW_EVENT_ESCALATION,
    FLOW_EVENT_SIGNAL,
};

// When a timer goes off: at an instant, or after a span, once or again and again. Texts of ISO
// 8601 (PT4H, P2D, 2026-10-01T09:00:00+08:00, R3/P1D); or FEEL that gives such a text, a duration
// or a date and time. A span of months is kept apart from one of seconds: months differ.
struct flow_delay {
    bool is_date;
    instant at;      // is_date
    int64_t seconds; // of one round
    int64_t months;
    int32_t rounds; // how often it goes off; -1: for ever
};

struct flow_event {
    enum flow_event_kind kind;
    str name; // of the message or signal, code of the error or escalation; empty catches any code
    bool is_working;        // TIMER: the span counts only on working days (mingli:clock="working")
    bool is_cycle;          // TIMER: from timeCycle
    struct flow_delay time; // TIMER without expression
    const struct feel_expression *expression; // TIMER; NULL: time is known already
};

// An activity that is done several times (BPMN 13.3.7).
struct flow_multi {
    bool is_multi;
    bool is_sequential;
    const struct feel_expression *count; // one of count and each is there
    const struct feel_expression *each;  // mingli:each: a list; its element is the variable item
    const struct feel_expression *done;  // completionCondition; NULL: when all are done
    const struct feel_expression *vote;  // mingli:vote: does this one count as a yes?
};

// Who shall do a user task. As text (attribute mingli:who): "superior 1", "department_head",
// "department_head finance" (of that department), "role compliance_officer", "customer_role
// account_manager", "cost_owner", "applicant", "user 17", or "= FEEL" that gives one of these.
enum flow_who_kind {
    FLOW_WHO_NOBODY, // not said
    FLOW_WHO_SUPERIOR,
    FLOW_WHO_DEPARTMENT_HEAD,
    FLOW_WHO_ROLE,
    FLOW_WHO_APPLICANT,
    FLOW_WHO_USER,
    FLOW_WHO_CUSTOMER_ROLE, // a role at the customer: "customer_role account_manager"
    FLOW_WHO_COST_OWNER,    // who owns the budget that pays
    FLOW_WHO_EXPRESSION,
};

struct flow_who {
    enum flow_who_kind kind;
    int32_t level; // SUPERIOR: 1 is the applicant's own superior
    str name;      // ROLE, CUSTOMER_ROLE: the role; USER: the id; DEPARTMENT_HEAD: which, or none
    const struct feel_expression *expression;
};

// The hours of a due time: of every day, of working days (24 a day), or of working time.
enum flow_clock {
    FLOW_CLOCK_WORKING_DAYS,
    FLOW_CLOCK_WORKING_HOURS,
    FLOW_CLOCK_ALL,
};

struct flow_text {
    str zh;
    str en;
};

struct flow_point {
    double x;
    double y;
};

struct flow_bounds {
    double x;
    double y;
    double width; // 0: not drawn
    double height;
};

struct flow_node {
    str id;
    int32_t line; // in the source
    enum flow_kind kind;
    struct flow_text title; // zh falls back to the BPMN name, en to zh
    bool has_both_titles;   // zh and en were really given
    struct flow_who who;    // user task
    int32_t due_hours;      // user task; 0: no time limit
    enum flow_clock clock;  // how those hours are counted
    int32_t remind_hours;   // user task: this long before the due time; 0: no reminder
    int32_t escalate_hours; // user task: this long after it, to the superior; 0: never
    str sop;                // user task: the section of the SOP text, or empty
    str clause;             // user task: the clause of the SOP that rules this step, or empty
    const str *fields;      // user task: form fields shown
    size_t field_count;
    const str *editable; // user task: of those, the ones that may be changed here
    size_t editable_count;
    const str *apart; // user task: tasks whose person must be somebody else here
    size_t apart_count;
    str command; // service, rule, send and script tasks: the command to run
    const struct feel_expression *script; // script task without a command
    int32_t result;                       // its variable: slot in names; FLOW_NOWHERE: none
    struct flow_event event;              // events; the message of send and receive tasks
    struct flow_multi multi;
    bool is_instantiating;   // receive task that begins a run
    bool is_interrupting;    // boundary events; starts of event sub-processes
    int32_t scope;           // the sub-process or called process it lies in; FLOW_NOWHERE: neither
    str called_id;           // call: as the source says
    int32_t inner;           // call and sub-processes: the scope that they begin
    int32_t start;           // scopes: their start event
    str host_id;             // boundary: as the source says
    int32_t host;            // boundary: the activity it is attached to
    int32_t first_boundary;  // activities: the events attached to them, a chain
    int32_t first_event_sub; // scopes: their event sub-processes, a chain
    int32_t next_attached;   // the next in either chain
    str default_id;          // as the source says; empty: none
    int32_t default_arrow;   // its index where it is one of out; else FLOW_NOWHERE
    int32_t *in;             // arrows that arrive here, in the order of the source
    size_t in_count;
    int32_t *out;
    size_t out_count;
    bool has_conditions; // an activity whose arrows have conditions or a default
    // Inside which branch of a parallel or inclusive split this node lies: FLOW_REGION_ROOT, the
    // index of the arrow that begins the branch plus one, or FLOW_REGION_MIXED.
    int32_t region;
    struct flow_bounds bounds;
    struct flow_bounds label; // of the title, where the editor placed one
};

// A sequence flow.
struct flow_arrow {
    str id;
    int32_t line;
    str source_id;
    str target_id;
    int32_t source; // node index; FLOW_NOWHERE where the id names no node (flow_check refuses it)
    int32_t target;
    struct flow_text title;
    const struct feel_expression *condition; // NULL: none
    str condition_text;
    int32_t region; // as of a node
    const struct flow_point *points;
    size_t point_count;
    struct flow_bounds label;
};

// What is drawn but not walked: pools, lanes, groups, annotations and their dotted lines.
struct flow_decor {
    enum {
        FLOW_DECOR_POOL,
        FLOW_DECOR_LANE,
        FLOW_DECOR_GROUP,
        FLOW_DECOR_NOTE,
        FLOW_DECOR_LINE
    } kind;
    str id;
    str text;
    struct flow_bounds bounds;
    const struct flow_point *points;
    size_t point_count;
};

struct flow_duplicate {
    str id;
    int32_t line;
};

struct flow_model {
    str id; // of the BPMN process
    struct flow_text title;
    bool is_approval_required; // mingli:approval="required": no way around a person
    struct flow_node *nodes;
    size_t node_count;
    struct flow_arrow *arrows;
    size_t arrow_count;
    const struct flow_decor *decor;
    size_t decor_count;
    const struct flow_duplicate *duplicates; // ids that were there already; flow_check refuses them
    size_t duplicate_count;
    const struct feel_names *names; // the variables that its conditions ask for
    const str *variables;           // mingli:variables: those that the caller promises to give
    size_t variable_count;
    bool has_variables;      // the process says which they are
    int32_t first_event_sub; // of the process itself
    bool has_inner;          // scopes, boundary events or repeated activities: more than one level
    struct flow_slots { // of the variables of repeated activities, in names; FLOW_NOWHERE: unused
        int32_t counter, total, active, done, item, yes, no;
    } slots;
    const struct map *node_of_id; // to struct flow_node
    const struct map *arrow_of_id;
};

// Reads BPMN 2.0 XML. Faults, all 422, with line and id in the note: flow_not_bpmn (no definitions,
// no process, more than one that none calls), flow_element_unsupported (an element that we cannot
// execute), flow_element_wrong (BPMN does not allow it there), flow_attribute_wrong,
// flow_condition_wrong (not FEEL, or at a place where none may be), flow_too_large; also
// xml_malformed (400). The model lives in the arena, points into bytes' copy and may be shared by
// threads.
MUST_USE fault flow_read(struct arena *arena, str bytes, const struct flow_model **ret_model,
                         struct fault_note *ret_note);
// The same for one of several processes of the file, by its id; empty: the first that none calls.
MUST_USE fault flow_read_process(struct arena *arena, str bytes, str process,
                                 const struct flow_model **ret_model, struct fault_note *ret_note);
// Index of a node, or FLOW_NOWHERE.
int32_t flow_node_index(const struct flow_model *model, str id);
int32_t flow_arrow_index(const struct flow_model *model, str id);
// "superior 2", "role cco": who as text; an expression gives "=" and its source.
str flow_who_print(struct arena *arena, const struct flow_who *who);
// The same backwards; false when it is none of the forms (an expression is none).
bool flow_who_parse(str text, struct flow_who *ret_who);

struct flow_problem {
    const char *name; // the reason as a word: dead_end, who_missing
    bool is_warning;  // runs, but should be better
    str id;           // of the element; of the flow where it is about the whole
    int32_t line;
    str en;
    str zh;
};

struct flow_report {
    const struct flow_problem *problems;
    size_t count;
    size_t refusal_count; // without the warnings
};

// Everything that is wrong with a model, not only the first thing. Names of problems:
//   flow_empty start_missing starts_several end_missing id_duplicate arrow_dangling
//   arrow_misplaced (into a start, out of an end) node_unreachable dead_end (no way to an end)
//   who_missing command_missing default_missing default_wrong condition_missing
//   condition_unused (on the only way on) approval_bypassed
//   arrow_crosses (from one sub-process into another) host_wrong (of a boundary event)
//   event_gateway_wrong (something else behind it than catching events) message_missing
//   script_missing apart_wrong editable_wrong variable_unknown (in a condition or expression)
//   who_applicant_only (where approval is required)
//   stuck (a join may wait for ever) doubled (a place may get two tokens)
// and warnings: title_missing sop_missing not_explored (too many states to prove the last two).
struct flow_report flow_check(struct arena *arena, const struct flow_model *model);
// The first refusal as a fault flow_refused (422) with the note, or NULL.
MUST_USE fault flow_check_refuse(struct arena *arena, const struct flow_model *model,
                                 struct fault_note *ret_note);

// ---- the run -------------------------------------------------------------------------------

// Besides a task, a command or a join, a token may be: a scope (a sub-process or call that is
// running), the body of a repeated activity, or a watch (a timer of a boundary event, an event
// gateway or an event sub-process); its children name it in within.
struct flow_token {
    int32_t id;     // of this rest at this node; a token gets a new one wherever it comes to rest
    int32_t node;   // index
    int32_t via;    // the arrow it came by; FLOW_NOWHERE after a return
    int32_t within; // the token of the scope, body or host it belongs to; 0: the process itself
    int32_t loop;   // the how manieth of a repeated activity, from 1; 0: none. Watch: rounds left
    int32_t total;  // body: how many; else 0
    int32_t done;   // body: completed
    int32_t yes;    // body: completed with a vote that is true
};

// A variable that a script task left behind.
struct flow_variable {
    int32_t slot; // in the model's names
    struct feel_value value;
};

enum flow_state {
    FLOW_RUN_NEW,
    FLOW_RUN_ACTIVE,
    FLOW_RUN_FINISHED,
    FLOW_RUN_WITHDRAWN,
    FLOW_RUN_FAILED, // an error that nothing caught
};

struct flow_run {
    enum flow_state state;
    int32_t next_token;
    int32_t end; // FINISHED: the end node that was reached last; FAILED: where the error was
    const struct flow_token *tokens;
    size_t token_count;
    const struct flow_variable *variables;
    size_t variable_count;
    const int32_t *taken; // per arrow of the model: how often it was walked
};

enum flow_signal_kind {
    FLOW_SIGNAL_START,
    FLOW_SIGNAL_COMPLETE, // a task was done, a command has run
    FLOW_SIGNAL_RETURN,   // the task's person sends it back to an earlier user task
    FLOW_SIGNAL_WITHDRAW, // the run is given up
    FLOW_SIGNAL_MESSAGE,  // a message came: one waiting element takes it; begins a new run
    FLOW_SIGNAL_SIGNAL,   // a signal was heard: all that wait for it go on; begins a new run
    FLOW_SIGNAL_TIMER,    // a timer went off; on a new run: node is the start event
    FLOW_SIGNAL_FAIL,     // a task or command ended with the error name
};

struct flow_signal {
    enum flow_signal_kind kind;
    int32_t token; // COMPLETE, RETURN, TIMER, FAIL: the token that rests there. MESSAGE: 0 or it
    str node;      // COMPLETE, RETURN, TIMER, FAIL: and the node it must be resting on
    str target;    // RETURN: the user task to go back to
    str name;      // MESSAGE, SIGNAL: which; FAIL: code of the error
    // A FEEL context as things stand now: the facts of the request and the outcome of the task
    // (decision = "approve"). Must hold whatever the conditions ask for.
    struct feel_value variables;
};

// A task for a person.
struct flow_task {
    int32_t token;
    int32_t node;
    struct flow_who who; // never an expression: it has been evaluated
    int32_t loop;        // of a repeated task: the how manieth, from 1; else 0
};

// A command to run; when it has, in the same transaction, signal COMPLETE with its token.
struct flow_command {
    int32_t token;
    int32_t node;
    str name;
};

// A timer to set; when it goes off, signal TIMER with its token. One whose token is gone by then
// is refused (flow_token_unknown) and may be forgotten.
struct flow_timer {
    int32_t token;
    int32_t node;
    bool is_working;
    struct flow_delay delay;
};

// A message or signal that left the run, for others to hear.
struct flow_sent {
    int32_t node;
    enum flow_event_kind kind;
    str name;
};

struct flow_step {
    const struct flow_run *run;    // as it is now
    const struct flow_task *tasks; // made by this step
    size_t task_count;
    const struct flow_token *cancelled; // open tasks and commands that are void by this step
    size_t cancelled_count;
    const struct flow_command *commands; // next, in this order
    size_t command_count;
    const struct flow_timer *timers; // to set
    size_t timer_count;
    const struct flow_sent *sent;
    size_t sent_count;
    const int32_t *done; // activities that were completed in this step, in order
    size_t done_count;
    const int32_t *taken; // arrows walked in this step, in order
    size_t taken_count;
    bool is_finished; // also FAILED
    int32_t end;      // is_finished: the end node; else FLOW_NOWHERE
    str error;        // FAILED: the code of the error
};

// A run that nobody has started.
const struct flow_run *flow_run_new(struct arena *arena, const struct flow_model *model);

// What happens next. Pure: the same run and signal give the same step; the given run stays as it
// was. A signal that comes a second time is refused, because its token is gone. ret_note is written
// also when a fault comes back. Faults (409 unless said):
//   flow_started        START of a run that was started
//   flow_not_running    the run is new, finished or withdrawn
//   flow_token_unknown  no such token (any more): done already, cancelled, returned
//   flow_node_wrong     the token rests on another node, or waits at a join
//   flow_message_unexpected  nothing waits for this message or signal, or nothing begins with it
//   flow_return_refused the target was never reached, is no user task, or lies in another branch
//   flow_no_way         no condition of a gateway holds and it has no default (422)
//   flow_condition_open a condition gave neither yes nor no, usually because of a missing fact
//   (422) flow_who_unknown    the expression of a task gave none of the forms of flow_who (422)
//   flow_time_unknown   the expression of a timer gave no time (422)
//   flow_count_wrong    how often an activity is repeated is no whole number, or is no time for a
//                       task that asks somebody (422)
//   flow_value_wrong    a script gave a value that a run cannot keep (422)
//   flow_endless, flow_crowded   more than LIMIT_FLOW_MOVES or LIMIT_FLOW_TOKENS (422)
//   flow_stuck          only tokens that wait for others are left (422)
struct flow_result {
    struct flow_step step;
    struct fault_note note;
};
MUST_USE fault flow_step(struct arena *arena, const struct flow_model *model,
                         const struct flow_run *run, const struct flow_signal *signal,
                         struct flow_result *ret_result);

// Who does a user task with these variables: its expression, where it has one, evaluated. NOBODY
// for a node that the model does not have. Fault: flow_who_unknown.
MUST_USE fault flow_who_of(struct arena *arena, const struct flow_model *model, str node,
                           struct feel_value variables, struct flow_who *ret_who);

// The user tasks in the order in which they come when every task is completed with these variables
// (give decision = "approve"), each once, from the start. Faults as of flow_step.
struct flow_route {
    const struct flow_task *tasks;
    size_t count;
    int32_t end; // where it ends; FLOW_NOWHERE when it would walk in a circle
};
MUST_USE fault flow_route(struct arena *arena, const struct flow_model *model,
                          struct feel_value variables, struct flow_route *ret_route,
                          struct fault_note *ret_note);

// {"state":"active","next":5,"tokens":[[4,"manager","f3"]],"taken":{"f1":1,"f3":1}}: ids, not
// indexes, so that a column stays readable; belongs to the version of the flow that made it.
void flow_run_write(struct buf *out, const struct flow_model *model, const struct flow_run *run);
// Fault flow_run_foreign (500): not a run, or not of this model.
MUST_USE fault flow_run_read(struct arena *arena, const struct flow_model *model, str json,
                             const struct flow_run **ret_run, struct fault_note *ret_note);

// ---- for people ----------------------------------------------------------------------------

// BPMN's own word for a kind: "userTask". A terminate end is an "endEvent" like any other.
const char *flow_kind_name(enum flow_kind kind);

// The section of a procedure that a node's sop names, out of the Markdown beside the model: "##
// key" with "### zh" and "### en" inside. Views into the text; empty where there is none.
struct flow_text flow_sop_read(str text, str key);

// What a drawing shows beside the model, one entry per node or arrow.
struct flow_marks {
    const bool *is_done;   // nodes that were entered and left
    const bool *is_active; // nodes where a token is
    const int32_t *taken;  // arrows
    bool is_english;       // titles
};
struct flow_marks flow_marks_of(struct arena *arena, const struct flow_model *model,
                                const struct flow_run *run);
// A whole SVG document with its styles; marks NULL: the bare diagram. Classes: flow-node flow-arrow
// is-done is-active is-taken flow-count. A model without diagram interchange gives an empty sheet.
str flow_draw(struct arena *arena, const struct flow_model *model, const struct flow_marks *marks);

// Plays a story (docs/flow.md has its words) against a model. is_good false: the line where the run
// did something else, and what. Fault flow_story_wrong (422): the story itself cannot be read.
struct flow_story {
    bool is_good;
    int32_t line;
    str en;
    str zh;
    size_t expectation_count;
    const int32_t *taken; // per arrow: how often all its runs walked it, for coverage
    const int32_t *done;  // of the last run: the activities that were completed, in order
    size_t done_count;
    const str *sent; // and the messages and signals that left it
    size_t sent_count;
    enum flow_state state; // that it is in at the end
};
MUST_USE fault flow_story_run(struct arena *arena, const struct flow_model *model, str text,
                              struct flow_story *ret_story, struct fault_note *ret_note);

// ---- the work calendar ---------------------------------------------------------------------

// Which days are worked and at which hours. Without one: Monday to Friday, 9 to 12 and 13 to 18.
struct flow_calendar;
// Reads lines "2026-02-16,off,春节,Spring Festival", "2026-02-14,work,…" in the order of their
// days, "hours,09:00,12:00,13:00,18:00" and notes that begin with "#". Fault flow_calendar_wrong
// (422) with the line.
MUST_USE fault flow_calendar_read(struct arena *arena, str text,
                                  const struct flow_calendar **ret_calendar,
                                  struct fault_note *ret_note);
bool flow_calendar_is_workday(const struct flow_calendar *calendar, date day); // NULL: see above
// The last day that the calendar says something about; DATE_NONE where there is none.
date flow_calendar_last(const struct flow_calendar *calendar);
// The instant at which seconds of the clock have passed since from, in a zone so many minutes east.
instant flow_calendar_add(const struct flow_calendar *calendar, int zone_minutes, instant from,
                          int64_t seconds, enum flow_clock clock);

extern const struct fault flow_calendar_wrong;
extern const struct fault flow_not_bpmn, flow_element_unsupported, flow_attribute_wrong,
    flow_condition_wrong, flow_too_large, flow_refused, flow_started, flow_not_running,
    flow_token_unknown, flow_node_wrong, flow_return_refused, flow_no_way, flow_condition_open,
    flow_who_unknown, flow_message_unexpected, flow_time_unknown, flow_count_wrong,
    flow_value_wrong, flow_element_wrong, flow_endless, flow_crowded, flow_stuck, flow_run_foreign,
    flow_story_wrong;

#endif

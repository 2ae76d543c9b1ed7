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
    FLOW_TERMINATE, // an end that ends everything
    FLOW_USER_TASK,
    FLOW_MANUAL_TASK, // shown, but the run does not stop at it
    FLOW_SERVICE_TASK,
    FLOW_EXCLUSIVE,
    FLOW_PARALLEL,
    FLOW_INCLUSIVE,
};

// Who shall do a user task. As text (attribute mingli:who): "superior 1", "department_head",
// "role compliance_officer", "applicant", "user 17", or "= FEEL" that gives one of these texts.
enum flow_who_kind {
    FLOW_WHO_NOBODY, // not said
    FLOW_WHO_SUPERIOR,
    FLOW_WHO_DEPARTMENT_HEAD,
    FLOW_WHO_ROLE,
    FLOW_WHO_APPLICANT,
    FLOW_WHO_USER,
    FLOW_WHO_EXPRESSION,
};

struct flow_who {
    enum flow_who_kind kind;
    int32_t level; // SUPERIOR: 1 is the applicant's own superior
    str name;      // ROLE: the role; USER: the id
    const struct feel_expression *expression;
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
    str sop;                // user task: the section of the SOP text, or empty
    str command;            // service task: the command to run
    str default_id;         // as the source says; empty: none
    int32_t default_arrow;  // its index where it is one of out; else FLOW_NOWHERE
    int32_t *in;            // arrows that arrive here, in the order of the source
    size_t in_count;
    int32_t *out;
    size_t out_count;
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
    const struct map *node_of_id;   // to struct flow_node
    const struct map *arrow_of_id;
};

// Reads BPMN 2.0 XML. Faults, all 422, with line and id in the note: flow_not_bpmn (no definitions,
// no process, more than one), flow_element_unsupported (an element that we cannot execute),
// flow_attribute_wrong, flow_condition_wrong (not FEEL, or at a place where none may be),
// flow_too_large; also xml_malformed (400). The model lives in the arena, points into bytes' copy
// and may be shared by threads.
MUST_USE fault flow_read(struct arena *arena, str bytes, const struct flow_model **ret_model,
                         struct fault_note *ret_note);
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
//   stuck (a join may wait for ever) doubled (a place may get two tokens)
// and warnings: title_missing sop_missing not_explored (too many states to prove the last two).
struct flow_report flow_check(struct arena *arena, const struct flow_model *model);
// The first refusal as a fault flow_refused (422) with the note, or NULL.
MUST_USE fault flow_check_refuse(struct arena *arena, const struct flow_model *model,
                                 struct fault_note *ret_note);

// ---- the run -------------------------------------------------------------------------------

struct flow_token {
    int32_t id;   // of this rest at this node; a token gets a new one wherever it comes to rest
    int32_t node; // index
    int32_t via;  // the arrow it came by; FLOW_NOWHERE after a return
};

enum flow_state {
    FLOW_RUN_NEW,
    FLOW_RUN_ACTIVE,
    FLOW_RUN_FINISHED,
    FLOW_RUN_WITHDRAWN,
};

struct flow_run {
    enum flow_state state;
    int32_t next_token;
    int32_t end; // FINISHED: the end node that was reached last
    const struct flow_token *tokens;
    size_t token_count;
    const int32_t *taken; // per arrow of the model: how often it was walked
};

enum flow_signal_kind {
    FLOW_SIGNAL_START,
    FLOW_SIGNAL_COMPLETE, // a task was done, a command has run
    FLOW_SIGNAL_RETURN,   // the task's person sends it back to an earlier user task
    FLOW_SIGNAL_WITHDRAW, // the run is given up
};

struct flow_signal {
    enum flow_signal_kind kind;
    int32_t token; // COMPLETE, RETURN: the token that rests there
    str node;      // COMPLETE, RETURN: and the node it must be resting on
    str target;    // RETURN: the user task to go back to
    // A FEEL context as things stand now: the facts of the request and the outcome of the task
    // (decision = "approve"). Must hold whatever the conditions ask for.
    struct feel_value variables;
};

// A task for a person.
struct flow_task {
    int32_t token;
    int32_t node;
    struct flow_who who; // never an expression: it has been evaluated
};

// A command to run; when it has, in the same transaction, signal COMPLETE with its token.
struct flow_command {
    int32_t token;
    int32_t node;
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
    const int32_t *taken; // arrows walked in this step, in order
    size_t taken_count;
    bool is_finished;
    int32_t end; // is_finished: the end node; else FLOW_NOWHERE
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
//   flow_return_refused the target was never reached, is no user task, or lies in another branch
//   flow_no_way         no condition of a gateway holds and it has no default (422)
//   flow_condition_open a condition gave neither yes nor no, usually because of a missing fact
//   (422) flow_who_unknown    the expression of a task gave none of the forms of flow_who (422)
//   flow_endless, flow_crowded   more than LIMIT_FLOW_MOVES or LIMIT_FLOW_TOKENS (422)
//   flow_stuck          only tokens that wait for others are left (422)
struct flow_result {
    struct flow_step step;
    struct fault_note note;
};
MUST_USE fault flow_step(struct arena *arena, const struct flow_model *model,
                         const struct flow_run *run, const struct flow_signal *signal,
                         struct flow_result *ret_result);

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
};
MUST_USE fault flow_story_run(struct arena *arena, const struct flow_model *model, str text,
                              struct flow_story *ret_story, struct fault_note *ret_note);

extern const struct fault flow_not_bpmn, flow_element_unsupported, flow_attribute_wrong,
    flow_condition_wrong, flow_too_large, flow_refused, flow_started, flow_not_running,
    flow_token_unknown, flow_node_wrong, flow_return_refused, flow_no_way, flow_condition_open,
    flow_who_unknown, flow_endless, flow_crowded, flow_stuck, flow_run_foreign, flow_story_wrong;

#endif

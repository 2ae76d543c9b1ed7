// The inside of decision: a model as it is kept after reading. Nobody outside of src/decision
// includes it.
//
//   read.c        XML to model: the head, imports; read_types.c: item definitions
//   read_graph.c  inputs, decisions, knowledge models, services: who requires whom
//   read_box.c    boxed expressions; read_table.c: decision tables
//   about.c       what a model tells about itself
//   columns.c     cells of a column to bit sets, and the look-up in them
//   batch.c       a table over columns of many rows
//   evaluate.c    a decision and those it requires; box.c: boxed expressions; invoke.c: functions
//   hits.c        what a table gives by its hit policy
//   explain.c     the same cell by cell, with reasons; what is missing
//   cover.c       gaps, overlaps, rules that never decide; zones.c: what is searched for them
//   pack.c        policy packs together; eval_json.c: JSON in, JSON out; tck.c: the conformance kit
#ifndef DECISION_MODEL_H
#define DECISION_MODEL_H

#include "base/map.h"
#include "decision/decision.h"
#include "format/xml.h"

enum hit_policy {
    POLICY_UNIQUE,
    POLICY_FIRST,
    POLICY_PRIORITY,
    POLICY_ANY,
    POLICY_COLLECT,
    POLICY_RULE_ORDER,
    POLICY_OUTPUT_ORDER,
};

enum aggregation { AGGREGATE_LIST, AGGREGATE_SUM, AGGREGATE_COUNT, AGGREGATE_MIN, AGGREGATE_MAX };

// How a column answers: by cells, or by looking the value up.
enum column_kind { COLUMN_CELLS, COLUMN_STRINGS, COLUMN_BOOLEANS, COLUMN_NUMBERS, COLUMN_DATES };

struct string_slot {
    str text; // data NULL: empty
    const uint64_t *bits;
};

struct column {
    str label; // for people: the input's label, else its expression
    str type;  // FEEL's basic type, or empty
    const struct feel_expression *expression;
    const struct feel_type *allowed; // the input's own type with its values, or NULL
    bool is_name;                    // the expression is one name …
    size_t own_slot;                 // … with this slot in the scope's values …
    size_t slot;                     // … and this one in the model's, where the table is direct
    enum column_kind kind;
    const uint64_t *null_bits; // rules whose cell holds for null
    const uint64_t *care_bits; // rules for which null would be missing information
    const uint64_t *boolean_bits[2];
    const uint64_t *other_bits; // COLUMN_STRINGS: a text that no cell names
    struct string_slot *strings;
    size_t string_slots; // a power of two
    // COLUMN_NUMBERS (times 10^scale), COLUMN_DATES: ascending; zone 2i is below cut i, 2i + 1 is
    // cut i itself, the last zone is above all.
    const int64_t *cuts;
    size_t cut_count;
    int scale;
    const uint64_t **zones;
};

struct output {
    str name;
    const struct feel_expression *preset; // defaultOutputEntry, or NULL
    const struct feel_type *type;         // or NULL
    struct feel_list ranking;             // outputValues, best first; policies P and O
};

struct rule {
    str id;
    const struct feel_expression **cells;   // one per column
    const struct feel_expression **outputs; // one per output
    const struct feel_value *constants;     // their values where all are constant, else NULL
    const str *annotations;
};

struct table {
    enum hit_policy policy;
    enum aggregation aggregation;
    struct column *columns;
    size_t column_count;
    struct output *outputs;
    size_t output_count;
    const str *annotations; // their names
    size_t annotation_count;
    struct rule *rules;
    size_t rule_count;
    size_t word_count; // of a bit set over the rules
    bool is_direct;    // nothing but columns' names needs values: the model's will do
};

// ---- boxed expressions (DMN 1.5, 10.2) ----

enum box_kind {
    BOX_LITERAL,
    BOX_TABLE,
    BOX_CONTEXT,     // items by names; the last may have none and is the result then
    BOX_INVOCATION,  // parts[0] is called with items by names
    BOX_LIST,        // items
    BOX_FUNCTION,    // parts[0] with parameters
    BOX_CONDITIONAL, // parts: if, then, else
    BOX_FILTER,      // parts: in, match
    BOX_FOR,         // parts: in, return
    BOX_SOME,        // parts: in, satisfies
    BOX_EVERY,
};

// Values that stand around a box and those that it brings: its own names begin as a copy of the
// outer ones, so the outer values keep their slots.
struct box_scope {
    struct feel_names *names;
    size_t outer_count; // slots that are the outer scope's
    size_t count;       // of all slots
};

struct box {
    enum box_kind kind;
    const struct feel_type *type; // or NULL
    const struct feel_expression *expression;
    const struct table *table;
    const struct box *parts[3];
    const struct box **items;
    const str *names;
    const size_t *slots; // BOX_CONTEXT: of the entries
    size_t count;
    struct box_scope scope;
    const struct feel_parameter *parameters; // BOX_FUNCTION and the iterators' bodies
    const size_t *parameter_slots;
    size_t parameter_count;
};

// ---- the graph ----

enum origin {
    ORIGIN_SLOT,   // the model's values
    ORIGIN_FIXED,  // a function
    ORIGIN_IMPORT, // a context of what is required of an imported model
};

struct supply;

struct supplies {
    struct supply *items;
    size_t count;
    size_t capacity;
};

// Where a name has its value from.
struct supply {
    str name;
    enum origin origin;
    size_t slot;
    struct feel_value fixed;
    struct supplies members;
};

// What the expressions of one element may use.
struct scope {
    struct feel_names *names;
    struct supplies supplies; // by slot of names
};

enum element_kind { ELEMENT_INPUT, ELEMENT_DECISION, ELEMENT_KNOWLEDGE, ELEMENT_SERVICE };

enum element_state { ELEMENT_NEW, ELEMENT_ON_THE_WAY, ELEMENT_DONE };

struct decision_model;

struct input_check { // an input whose values its type limits
    size_t slot;
    enum feel_kind kind; // a value of this kind needs no further look; FEEL_NULL: all do
    const struct feel_type *type;
};

struct element {
    enum element_kind kind;
    enum element_state state; // while circles are looked for
    int height;               // 1 and that of the highest that it requires
    str id;
    str name;
    const struct xml_node *node;
    struct decision_model *model;
    size_t slot;                  // of its value; inputs and decisions
    const struct feel_type *type; // of its variable, or NULL
    struct scope scope;
    struct {
        struct element **items;
        size_t count;
        size_t capacity;
    } requires;                    // decisions before a decision; what a function stands on
    size_t index;                  // in the model's inputs, decisions or invocables
    struct feel_value function;    // ELEMENT_KNOWLEDGE, ELEMENT_SERVICE
    struct feel_native *native;    // what the function is
    const struct box *box;         // ELEMENT_KNOWLEDGE: the body
    const struct box_scope *inner; // with the parameters' names
    const size_t *parameter_slots; // in inner, or of the model's values for a service
    struct element **outputs;      // ELEMENT_SERVICE
    size_t output_count;
    struct fault_note refusal; // ELEMENT_DECISION without logic, when read leniently
};

struct decision {
    str id;
    str name;
    str description;
    struct element *element;
    const struct box *box;                 // the logic
    const struct feel_expression *literal; // where it is one …
    struct table *table;                   // … or this
    bool is_sound;                    // a table whose every single result is of the element's type
    const struct input_check *checks; // of all inputs that it stands on
    size_t check_count;
};

struct decision_model {
    str name;
    str space; // its namespace
    str description;
    date from;
    date to;
    const struct decision_input *inputs;
    size_t input_count;
    struct decision *decisions;
    size_t decision_count;
    struct element **invocables;
    size_t invocable_count;
    struct element *elements;
    size_t element_count;
    struct map *by_id; // id → element
    size_t slot_count; // of the values
};

// ---- read.c ----

// Models that are read together: one and what it imports.
struct family {
    struct arena *arena;
    const struct decision_reading *reading;
    struct feel_names *names; // of inputs and decisions
    struct fault_note *note;
    size_t used_before; // arena_used at the start
    LIST(struct reader *) members;
};

struct imported {
    str name;
    const struct reader *reader; // NULL: no model of DMN
};

struct reader {
    struct arena *arena;
    struct family *family;
    struct feel_names *names;  // of inputs and decisions
    struct feel_names *common; // members and types of the model, for all expressions
    struct fault_note *note;
    str file;
    const struct xml_node *root;
    struct decision_model *model;
    bool is_main;
    bool is_on_the_way; // being read: who imports it imports itself
    LIST(struct imported) imports;
    struct map *types; // name → struct type_entry
};

// The note says file, line, element and id.
MUST_USE fault reader_malformed(struct reader *reader, const struct xml_node *node, const char *en,
                                const char *zh);
MUST_USE fault reader_unsupported(struct reader *reader, const struct xml_node *node,
                                  const char *en, const char *zh);
// False when so much more memory would pass the model's ceiling.
bool reader_has_room(const struct reader *reader, size_t size);
MUST_USE fault reader_reserve(struct reader *reader, const struct xml_node *node, size_t size);
// The text of a node's child "text", trimmed.
str reader_text(const struct xml_node *node);
str reader_description(const struct xml_node *node);
size_t reader_count(const struct xml_node *node, const char *name);
// Compiles the text of a node; the note of a refusal names the node.
MUST_USE fault reader_compile(struct reader *reader, struct feel_names *names,
                              const struct xml_node *node, bool is_tests,
                              const struct feel_expression **ret_expression);

// ---- read_types.c ----

MUST_USE fault reader_types(struct reader *reader);
// The type that a typeRef names; NULL: any. Unknown ones are malformed.
MUST_USE fault reader_type_of(struct reader *reader, const struct xml_node *node,
                              const struct feel_type **ret_type);
// FEEL's basic type behind a typeRef, followed through the model's item definitions.
str reader_type(const struct reader *reader, const struct xml_node *node);
void reader_input_type(const struct reader *reader, const struct xml_node *variable,
                       struct decision_input *input);
// The allowed values behind a typeRef as unary tests, or NULL.
const struct xml_node *reader_allowed(const struct reader *reader, const struct xml_node *node);

// ---- read_graph.c ----

MUST_USE fault reader_graph(struct reader *reader);

// ---- read_box.c, read_table.c ----

// The names that boxes are compiled with, and where a direct table finds its values.
struct box_reader {
    struct reader *reader;
    struct feel_names *names;
    const struct supplies *supplies; // NULL: nested, not those of a decision
    int depth;
};

// The boxed expression among a node's children; malformed where there is none.
MUST_USE fault reader_box(const struct box_reader *boxes, const struct xml_node *parent,
                          const struct box **ret_box);
// The element of a boxed expression among the children, or NULL.
const struct xml_node *reader_box_node(const struct xml_node *parent);
MUST_USE fault reader_parameters(struct reader *reader, const struct xml_node *node,
                                 struct feel_names *names, struct box *box);
MUST_USE fault reader_table(const struct box_reader *boxes, const struct xml_node *node,
                            struct table **ret_table);

// ---- columns.c ----

#define BIT_WORDS(count) (((count) + 63) / 64)

bool bit_is_set(const uint64_t *bits, size_t index);
void bit_set(uint64_t *bits, size_t index);
// Makes the bit sets of a column; leaves it COLUMN_CELLS where its cells are not all constants of
// one kind, or where the sets would be too large.
void column_compile(struct reader *reader, struct table *table, size_t index);
// The rules whose cell holds for the value, or NULL: ask the cells.
const uint64_t *column_find(const struct column *column, struct feel_value value);

// ---- evaluate.c ----

// One evaluation: the model's values, and which of them are there already.
struct session {
    const struct feel_value *values; // the model's; a copy of our own where own is not NULL
    struct feel_value *own;
    size_t count;
    uint8_t *done; // by slot: the decision was evaluated, or is given; NULL: none needs to
    struct feel_run *run;
    fault trouble; // the first
};

void session_open(struct session *session, const struct decision_inputs *inputs,
                  struct feel_run *run);
// Evaluates what the decision requires, and puts its inputs in order.
void session_prepare(struct session *session, const struct decision_model *model,
                     const struct decision *decision);
// The run's values become the decision's own, in the order of its own names.
void session_gather(struct session *session, const struct element *element);
struct feel_value element_evaluate(struct session *session, const struct element *element,
                                   struct decision_result *result);
// Without is_direct the run's values are those of the table's scope, else the model's.
struct feel_value column_value(const struct column *column, struct feel_run *run, bool is_direct);
void table_evaluate(const struct table *table, struct feel_run *run, bool is_direct,
                    struct decision_result *result);

// ---- box.c, invoke.c ----

// The run's values are those of the box's scope.
struct feel_value box_evaluate(const struct box *box, struct feel_run *run);
// The values of a scope: outer ones, and room for its own.
struct feel_value *scope_values(const struct box_scope *scope, const struct feel_value *outer,
                                size_t outer_count, struct feel_run *run);
struct feel_value invoke_knowledge(const struct feel_native *native,
                                   const struct feel_value *arguments, struct feel_run *run);
struct feel_value invoke_service(const struct feel_native *native,
                                 const struct feel_value *arguments, struct feel_run *run);
// An external function: null, and says so.
struct feel_value invoke_external(const struct feel_native *native,
                                  const struct feel_value *arguments, struct feel_run *run);

// ---- hits.c ----

// One rule's outputs as one value: a context where there are several.
struct feel_value hits_value(const struct table *table, const struct feel_value *outputs,
                             struct arena *arena);
// The value by the table's hit policy, the deciding hit, and the trouble where rules contradict.
void hits_decide(const struct table *table, struct feel_run *run, struct decision_result *result);
// Do outputs a come before b (policies P and O)? By the first output whose ranking tells them
// apart; outputs without one do not count.
bool hits_rank_before(const struct table *table, const struct feel_value *a,
                      const struct feel_value *b);

#endif

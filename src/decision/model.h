// The inside of decision: a model as it is kept after reading. Nobody outside of src/decision
// includes it.
//
//   read.c        XML to model: inputs, types, decisions, who requires whom
//   read_table.c  XML to a decision table; about.c: what a model tells about itself
//   columns.c     cells of a column to bit sets, and the look-up in them
//   evaluate.c    the decisions in order; hits.c: what a table gives by its hit policy
//   explain.c     the same cell by cell, with reasons; what is missing
//   pack.c        policy packs together; eval_json.c: JSON in, JSON out
#ifndef DECISION_MODEL_H
#define DECISION_MODEL_H

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
    bool is_name; // the expression is one name, with this slot in the model's values
    size_t slot;
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
    bool uses_values;  // some expression looks at names other than through is_name
};

struct decision {
    str id;
    str name;
    str description;
    size_t slot; // of its result
    const struct xml_node *node;
    struct feel_names *names; // what its expressions may use; slots of its own
    const size_t *globals;    // for each of those: the slot in the model's values
    const size_t *requires;   // decisions, directly
    size_t require_count;
    const size_t *order; // decisions to evaluate before, all of them, in order
    size_t order_count;
    const struct feel_expression *literal; // or
    struct table *table;
};

struct decision_model {
    str name;
    str description;
    date from;
    date to;
    const struct decision_input *inputs;
    size_t input_count;
    struct decision *decisions;
    size_t decision_count;
    size_t slot_count; // of the values
};

// ---- read.c ----

struct reader {
    struct arena *arena;
    struct feel_names *names;
    struct fault_note *note;
    const struct xml_node *root;
    struct decision_model *model;
    size_t used_before; // arena_used at the start
};

// The note says the element's line and id.
MUST_USE fault reader_malformed(struct reader *reader, const struct xml_node *node, const char *en,
                                const char *zh);
MUST_USE fault reader_unsupported(struct reader *reader, const struct xml_node *node,
                                  const char *en, const char *zh);
// False when so much more memory would pass the model's ceiling.
bool reader_has_room(const struct reader *reader, size_t size);
// The text of a node's child "text", trimmed.
str reader_text(const struct xml_node *node);
// FEEL's basic type behind a typeRef, followed through the model's item definitions.
str reader_type(const struct reader *reader, const struct xml_node *node);
// Compiles the text of a node; the note of a refusal names the node.
MUST_USE fault reader_compile(struct reader *reader, struct decision *decision,
                              const struct xml_node *node, bool is_tests,
                              const struct feel_expression **ret_expression);

// ---- read_table.c ----

MUST_USE fault reader_table(struct reader *reader, struct decision *decision,
                            const struct xml_node *node);

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

// A decision's own values, in the order of its own names.
const struct feel_value *gather_values(const struct decision *decision,
                                       const struct feel_value *values, size_t count,
                                       struct arena *arena);
struct feel_value column_value(const struct column *column, const struct feel_value *values,
                               size_t count, struct feel_run *run);
// Values with the results of all required decisions in their slots; *trouble takes the first of
// theirs.
struct decision_inputs with_required(const struct decision_model *model,
                                     const struct decision *decision,
                                     const struct decision_inputs *inputs, struct arena *arena,
                                     fault *trouble);

// ---- hits.c ----

// The value by the table's hit policy, the deciding hit, and the trouble where rules contradict.
void hits_decide(const struct table *table, struct feel_run *run, struct decision_result *result);

#endif

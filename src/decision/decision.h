// decision: decision models (DMN 1.1 to 1.5 XML), read once, compiled, evaluated many times. Pure.
//
// A decision table is compiled column by column: constant cells become cut points and hashes that
// give the set of rules whose cell holds, as bits; what matches is the AND over the columns. Cells
// that are real expressions are evaluated for the rules that are still left. A test holds both ways
// against each other for every rule of all shipped packs.
//
//   struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN); // may serve many models
//   const struct decision_model *model;
//   TRY(decision_read(arena, bytes, names, &model, &note));
//   ptrdiff_t decision = decision_find(model, STR("verdict"));
//   struct feel_value *values = …;     // by slot of names
//   struct decision_inputs inputs = {values, feel_names_count(names), NULL};
//   struct decision_result result;
//   decision_evaluate(model, decision, &inputs, arena, &result);
#ifndef DECISION_DECISION_H
#define DECISION_DECISION_H

#include "feel/feel.h"

struct decision_model;

// Input data of the model, or a decision's result that others require.
struct decision_input {
    str id;
    str name;
    size_t slot;        // in the names that the model was read with
    str type;           // FEEL's basic type ("string", "number", "date" …), or empty: any
    bool is_collection; // a list of that type
    str allowed;        // unary tests of its type's allowed values, or empty
    str description;    // for people, as the model says it, or empty
};

// One rule that matched.
struct decision_hit {
    size_t rule; // index in the table
    str rule_id;
    const struct feel_value *outputs; // as many as the table has outputs
    const str *annotations;           // as many as the table has annotations
};

struct decision_result {
    struct feel_value
        value; // what the decision gives by its hit policy; null where no rule matched
    const struct decision_hit *hits; // all rules that matched, in the table's order; none for a
    size_t hit_count;                // literal expression
    size_t chosen; // index in hits of the one that decided (U, P, F, A); hit_count: none
    // NULL, or rules_overlap: policy U or A and the rules contradict each other; value is null
    // then.
    fault trouble;
    const struct feel_warning *warnings;
    size_t warning_count;
};

struct decision_inputs {
    const struct feel_value *values; // by slot
    size_t count;                    // later slots are null
    const struct feel_moment *now;   // for now() and today(); may be NULL
};

// A model's bytes and the name of its file, which refusals tell; empty where there is none.
struct decision_source {
    str name;
    str bytes;
};

struct decision_reading {
    struct decision_source source;
    // Models that may be imported, by their namespaces; the source itself may be among them.
    const struct decision_source *others;
    size_t other_count;
    // Expressions and logic that are wrong are kept and give null with a warning; otherwise the
    // first of them refuses the model. For the conformance kit, whose models are wrong on purpose.
    bool is_lenient;
};

// Reads a model; adds the names of its inputs and decisions to names. The arena must have room for
// LIMIT_MODEL_ARENA more bytes; a model that would need more is refused. Faults, 422:
// decision_malformed (no DMN, or a reference that leads nowhere, an expression that cannot be read
// …) and decision_unsupported (DMN that we do not evaluate); the note names the line, the element's
// id and the reason in both languages. Nothing points into bytes afterwards.
MUST_USE fault decision_read(struct arena *arena, str bytes, struct feel_names *names,
                             const struct decision_model **ret_model, struct fault_note *ret_note);

// The same with imports. Inputs and decisions of an imported model have their slots under the names
// "{namespace}name". A model that imports itself, by whatever way, is malformed.
MUST_USE fault decision_read_with(struct arena *arena, const struct decision_reading *reading,
                                  struct feel_names *names, const struct decision_model **ret_model,
                                  struct fault_note *ret_note);

extern const struct fault decision_malformed, decision_unsupported, rules_overlap, work_exceeded;

str decision_model_name(const struct decision_model *model);
// For people: the model's description, trimmed; by our convention Chinese, line feed, English.
str decision_model_description(const struct decision_model *model);
// The first and last day on which the model is in force: attributes from and to of an element
// "validity" among the extension elements of its definitions. DATE_NONE where it does not say.
date decision_model_from(const struct decision_model *model);
date decision_model_to(const struct decision_model *model);
const struct decision_input *decision_model_inputs(const struct decision_model *model,
                                                   size_t *ret_count);
size_t decision_count(const struct decision_model *model);
// By name or id; -1 where there is none.
ptrdiff_t decision_find(const struct decision_model *model, str name);
str decision_name(const struct decision_model *model, size_t decision);

// Of a decision that is a table; all counts are 0 where it is a literal expression.
size_t decision_rule_count(const struct decision_model *model, size_t decision);
// A rule as it would be as a hit; outputs is NULL where they are not all constants.
struct decision_hit decision_rule(const struct decision_model *model, size_t decision, size_t rule);
size_t decision_output_count(const struct decision_model *model, size_t decision);
str decision_output_name(const struct decision_model *model, size_t decision, size_t output);
size_t decision_annotation_count(const struct decision_model *model, size_t decision);
str decision_annotation_name(const struct decision_model *model, size_t decision,
                             size_t annotation);
// Position of an output or annotation by its name, -1 where there is none.
ptrdiff_t decision_output_find(const struct decision_model *model, size_t decision, str name);
ptrdiff_t decision_annotation_find(const struct decision_model *model, size_t decision, str name);

// ---- a decision, to be shown ----

str decision_id(const struct decision_model *model, size_t decision);
str decision_description(const struct decision_model *model, size_t decision);
// The expression of a literal expression; empty for a table.
str decision_literal(const struct decision_model *model, size_t decision);
// "PRIORITY" and so on, as in DMN; "" for a literal expression.
const char *decision_hit_policy(const struct decision_model *model, size_t decision);
size_t decision_column_count(const struct decision_model *model, size_t decision);
// The column's expression: mostly the name of an input.
str decision_column_text(const struct decision_model *model, size_t decision, size_t column);
str decision_column_label(const struct decision_model *model, size_t decision, size_t column);
// FEEL's basic type of the column, or empty.
str decision_column_type(const struct decision_model *model, size_t decision, size_t column);
// The text of a rule's cell (unary tests) and of its output (an expression).
str decision_cell_text(const struct decision_model *model, size_t decision, size_t rule,
                       size_t column);
str decision_output_text(const struct decision_model *model, size_t decision, size_t rule,
                         size_t output);

// ---- evaluation ----

// Evaluates the decision and those that it requires. The result lives in the arena.
void decision_evaluate(const struct decision_model *model, size_t decision,
                       const struct decision_inputs *inputs, struct arena *arena,
                       struct decision_result *ret_result);

// ---- many rows at once ----

// One input for all rows. An input that no column names is null in all of them.
struct decision_column {
    size_t slot;
    enum feel_kind kind;    // number, date, boolean or string
    const int64_t *numbers; // FEEL_NUMBER: times 10^-scale; FEEL_DATE: days since 1970-01-01
    int scale;              // 0..18
    const uint8_t *truths;  // FEEL_BOOLEAN: 0 or 1
    const uint32_t *codes;  // FEEL_STRING: index in texts
    const str *texts;
    size_t text_count;
    const uint8_t *nulls; // 1 where the value is null; NULL: nowhere
};

struct decision_rows {
    const struct decision_column *columns;
    size_t column_count;
    size_t row_count;
};

// Instead of a rule's index: none matched; rules contradict each other (policies U and A).
enum { DECISION_NO_RULE = -1, DECISION_RULES_OVERLAP = -2 };

// The index of the rule that decides each row, the same as decision_evaluate would choose for it.
// False, and nothing written, where the decision is no table with hit policy U, F, P or A whose
// columns are names and whose cells are constants, where it stands on other decisions, or a column
// is of another kind than its input's: evaluate such rows one by one.
bool decision_evaluate_rows(const struct decision_model *model, size_t decision,
                            const struct decision_rows *rows, int32_t *ret_rules);

// Decision services and business knowledge models; by name, -1 where there is none.
size_t decision_invocable_count(const struct decision_model *model);
ptrdiff_t decision_invocable_find(const struct decision_model *model, str name);

struct decision_call {
    size_t invocable;
    // A context by the names of the parameters, which for a service are its input data and input
    // decisions; what is left out is null.
    struct feel_value arguments;
    const struct feel_moment *now; // may be NULL
};

// A service with several output decisions gives a context.
void decision_invoke(const struct decision_model *model, const struct decision_call *call,
                     struct arena *arena, struct decision_result *ret_result);

// ---- explanation, asked for separately ----

struct decision_cell {
    str input;           // the column's label or expression
    str value;           // what stood there, as FEEL text: "gift", 300.01
    str test;            // the cell: (300..1000]
    enum feel_kind kind; // of the value: numbers are worth showing as "so much of so much"
};

struct decision_rule_report {
    str rule_id;
    bool is_hit;
    // A rule that matched: all its cells that test something. One that did not: the first that
    // failed.
    const struct decision_cell *cells;
    size_t cell_count;
};

// One report for every rule, in the table's order; computed cell by cell, without the compiled
// form.
void decision_explain(const struct decision_model *model, size_t decision,
                      const struct decision_inputs *inputs, struct arena *arena,
                      const struct decision_rule_report **ret_reports);

struct decision_labels {
    const str *items;
    size_t count;
};

// The inputs that are null although the verdict hangs on them: some rule whose other cells all hold
// (or are null too) tests the input. Labels of the columns, in the table's order.
void decision_missing(const struct decision_model *model, size_t decision,
                      const struct decision_inputs *inputs, struct arena *arena,
                      struct decision_labels *ret_labels);

#endif

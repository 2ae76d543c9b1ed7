// JSON to inputs, results to JSON: for the command line (mingli policy eval, test) and for those
// who try a draft model in the browser. Dates, times and durations are JSON strings and become what
// the model's input types say; numbers keep every digit.
#ifndef DECISION_EVAL_JSON_H
#define DECISION_EVAL_JSON_H

#include "decision/pack.h"
#include "format/json.h"

struct pack_list { // read with one table of names
    const struct pack *items;
    size_t count;
};

// Values by slot from an object whose members are names of the model's inputs. Faults, 422, with
// the input's name in the note: input_unknown (the model has no such input), input_type (the value
// is not of the input's type). Inputs that are left out are null.
MUST_USE fault eval_inputs_of_json(struct arena *arena, const struct decision_model *model,
                                   const struct json *object, struct feel_value *values,
                                   struct fault_note *ret_note);

extern const struct fault input_unknown, input_type;

// The value as JSON: dates and the like as strings, ranges and functions as FEEL text.
void eval_write_value(struct json_writer *writer, struct arena *arena, struct feel_value value);

// One decision:
//   {"decision":"verdict","value":{"outcome":"allow","role":null},"chosen":"G27","trouble":null,
//    "hits":[{"rule":"G27","outputs":{…},"annotations":{…}}],"missing":[],"warnings":[],
//    "rules":[{"rule":"G01","hit":false,"cells":[{"input":"form","value":…,"test":…}]}]}
void eval_write_decision(struct json_writer *writer, struct arena *arena,
                         const struct decision_model *model, size_t decision,
                         const struct decision_inputs *inputs);

// All packs together:
//   {"outcome":"approve","role":"dept_head","reason":{"zh":…,"en":…},"citation":…,"rule":"C23",
//    "pack":"cn-base","hits":[…],"missing":[],"obligations":[…]}
void eval_write_verdict(struct json_writer *writer, struct arena *arena,
                        const struct pack_list *packs, const struct decision_inputs *inputs);

// ---- cases: what a pack promises, as data (policies/*/cases.json) ----

struct eval_case_report {
    str name;
    bool is_met;
    str wanted; // "approve G26"
    str got;
};

struct eval_cases {
    const struct eval_case_report *items;
    size_t count;
    size_t failed;
};

// Runs the cases of a document {"defaults": {…}, "cases": [{"name", "inputs", "outcome", "rule",
// "packs"?}]}. A case without "packs" runs all packs given; its outcome "none" wants no rule to
// match. rule is "G27" or "group-default:G27"; null wants none. Faults: cases_malformed (422), and
// those of the inputs, with the case's name in the note.
MUST_USE fault eval_run_cases(struct arena *arena, const struct pack_list *packs,
                              const struct json *document, struct eval_cases *ret_cases,
                              struct fault_note *ret_note);

extern const struct fault cases_malformed;

#endif

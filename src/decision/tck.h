// The Technology Compatibility Kit of DMN (github dmn-tck/tck): folders with models and a test file
// of cases, each with inputs and the values that decisions must give. Here is what runs one test
// file; finding files is the caller's. Comparison as the kit's runners do it: numbers are equal
// within 1e-8, contexts by their members in any order, everything else by FEEL's equality. Where an
// error is wanted the value must be null, and, which is more than the kit asks for, there must be a
// reason: no null is silent.
#ifndef DECISION_TCK_H
#define DECISION_TCK_H

#include "decision/decision.h"

struct tck_kit {
    str folder; // names the cases: "0001-filter"
    str test;   // the test file's bytes
    // The models beside it, by file name; the test file says which one is tested.
    const struct decision_source *models;
    size_t model_count;
    const struct feel_moment *now;
};

// One node of a case that gave something else than was wanted.
struct tck_failure {
    str node; // the decision's name
    str expected;
    str actual;
    str reason; // the first warning, or why the model was refused; may be empty
};

struct tck_case {
    str name; // "0001-filter/001"
    const struct tck_failure *failures;
    size_t failure_count; // none: passed
};

struct tck_cases {
    const struct tck_case *items;
    size_t count;
};

// Runs all cases. Faults: tck_malformed (422) where the test file cannot be read or names no model;
// a model that is refused fails its cases. The arena has room for LIMIT_MODEL_ARENA and more.
MUST_USE fault tck_run(struct arena *arena, const struct tck_kit *kit, struct tck_cases *ret_cases,
                       struct fault_note *ret_note);

extern const struct fault tck_malformed;

#endif

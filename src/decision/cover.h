// cover: what is wrong with a decision table as a whole, found before anybody uses it: inputs that
// no rule speaks of, rules that contradict each other, rules that never decide. Each finding has an
// example that can be put into decision_evaluate. Pure.
//
//   struct decision_coverage coverage;
//   decision_cover(model, decision, arena, &coverage);
//   for (size_t i = 0; i < coverage.count; i++) …coverage.findings[i]
//
// How: the values that a column can have are cut into zones in which all cells answer alike (each
// bound and what lies between two; each text that a cell names and one that none names), and the
// zones are searched for all of them together. So the answer is exact, not sampled: what is not
// found is not there. Values that the model's types do not allow, and null, are no cases: both are
// missing information and judged as such.
//
// What is left out, by name: cells that are real expressions (`? > limit`, function calls, ranges
// of times and durations) are not searched. Their rules may match anywhere: they close no gap for
// sure and mask nobody, no overlap is told of them; `unsearched` names the columns. Columns that
// ask different expressions are taken as independent of each other.
#ifndef DECISION_COVER_H
#define DECISION_COVER_H

#include "decision/decision.h"

enum decision_finding_kind {
    // No rule matches. Not looked for where that is an answer: default outputs, and the policies
    // that collect (COLLECT, RULE ORDER, OUTPUT ORDER).
    FINDING_GAP,
    // Rules `rule` and `other` match together. UNIQUE: always an error. ANY: an error where their
    // outputs differ. FIRST, PRIORITY: information, where their outputs differ.
    FINDING_OVERLAP,
    // `rule` never decides: wherever it matches an earlier (FIRST) or better (PRIORITY) rule does
    // too, `other` among them in the example. FINDING_NO_RULE as other: it cannot match at all;
    // there is no example then.
    FINDING_UNREACHABLE,
};

enum { DECISION_FINDING_KINDS = 3 };

#define FINDING_NO_RULE SIZE_MAX

struct decision_example {
    str input; // the column's expression: mostly an input's name
    struct feel_value value;
};

struct decision_finding {
    enum decision_finding_kind kind;
    bool is_error; // the table gives no value where it happens
    size_t rule;   // indices in the table; not of a gap
    size_t other;
    const struct decision_example *example; // one for each expression that columns ask
    size_t example_count;
};

struct decision_coverage {
    const struct decision_finding *findings; // by kind, then by rule
    size_t count;
    size_t left_off[DECISION_FINDING_KINDS]; // found, but not listed: DECISION_FINDINGS_MAX of each
    // Too large to search: there may be more than was found.
    bool is_too_large[DECISION_FINDING_KINDS];
    const str *unsearched; // columns, by their expressions, with cells that are expressions too
    size_t unsearched_count;
};

enum {
    DECISION_FINDINGS_MAX = 100, // of one kind …
    DECISION_GAPS_MAX = 20,      // … but of gaps so many: they stand for the others
};

// A decision that is no table has no findings. Takes up to 192 MiB of its own while it runs, gives
// it back; the findings live in the arena, and point into the model.
void decision_cover(const struct decision_model *model, size_t decision, struct arena *arena,
                    struct decision_coverage *ret_coverage);

#endif

// weigh: whether a version of a pack may judge anybody: its model can be read, its cases are met,
// its table contradicts itself nowhere, no rule of law is loosened against what is shipped.
#ifndef DOMAIN_POLICY_WEIGH_H
#define DOMAIN_POLICY_WEIGH_H

#include "command/rules.h"
#include "decision/eval_json.h"
#include "decision/loosen.h"
#include "policy_api.h"

struct policy_version {
    str pack;
    str dmn;
    str cases; // JSON
};

struct policy_weighed {
    fault trouble;          // policy_unusable, cases_wrong, or NULL
    struct fault_note note; // of the trouble
    struct pack pack;       // where the model can be read
    const struct feel_names *names;
    struct eval_cases cases;
    struct decision_coverage coverage; // of the verdict's table
    bool is_loosened;
    struct pack_loosening loosening;
};

void policy_weigh(const struct book_rules *rules, const struct policy_version *version,
                  struct arena *arena, struct policy_weighed *ret_weighed);

// As publishing asks: policy_unusable, cases_wrong, cases_missing, cases_not_met,
// table_contradicts, law_loosened;
// with the reason in the note.
MUST_USE fault policy_must_be_good(const struct policy_weighed *weighed, struct arena *arena,
                                   struct fault_note *ret_note);

#endif

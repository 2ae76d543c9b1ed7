// pack: policy packs together. A pack is a decision model with a decision "verdict" whose outputs
// are outcome ("prohibit", "review", "approve", "allow") and role, and whose annotations are
// "reason zh", "reason en" and "citation". All packs that apply are evaluated and the most severe
// outcome wins; of equals the first pack in the order given, and in it the first rule of the table,
// gives the reason. What is missing is review, what no rule speaks of is review, never allow. Pure.
//
//   struct feel_names *names = feel_names_open(arena, FEEL_NAMES_OPEN); // one for all packs
//   struct pack packs[2];
//   struct pack_source source = {STR("group-default"), bytes};
//   TRY(pack_read(arena, source, names, &packs[0], &note)); // and so on for the others
//   ptrdiff_t value_slot = feel_names_find(names, STR("value")); // once, at the start
//   …
//   struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, feel_names_count(names));
//   values[value_slot] = feel_number(decimal_from_int64(amount.minor, 2)); // and so on
//   struct decision_inputs inputs = {values, feel_names_count(names), NULL};
//   struct pack_verdict verdict;
//   pack_verdict(packs, 2, &inputs, arena, &verdict);
#ifndef DECISION_PACK_H
#define DECISION_PACK_H

#include "decision/decision.h"

enum pack_outcome { PACK_ALLOW = 1, PACK_APPROVE, PACK_REVIEW, PACK_PROHIBIT }; // by severity

// What a rule says; a rule that matched.
struct pack_hit {
    enum pack_outcome outcome;
    str role; // who reviews or approves; empty where nobody does
    str reason_zh;
    str reason_en;
    str citation;
    str rule;
    str pack;
};

struct pack {
    str id;
    const struct decision_model *model;
    size_t verdict;        // the decision
    ptrdiff_t obligations; // the decision, or -1
    const struct feel_names *names;
    const struct pack_hit *rules; // what each rule of the verdict's table would say
};

struct pack_source {
    str id;    // "cn-base"
    str bytes; // its .dmn
};

// Faults: those of decision_read, and pack_malformed (422): the model has no such decision, outputs
// or annotations, or a rule whose outcome is none of the four.
MUST_USE fault pack_read(struct arena *arena, struct pack_source source, struct feel_names *names,
                         struct pack *ret_pack, struct fault_note *ret_note);

extern const struct fault pack_malformed;

// "prohibit" and so on.
str pack_outcome_name(enum pack_outcome outcome);
bool pack_outcome_parse(str name, enum pack_outcome *ret_outcome);

struct pack_verdict {
    // What decided, with its reason. Where no rule did: rule "information_missing",
    // "no_rule_matched" or "not_evaluated" (a table was in trouble), pack empty, outcome review.
    struct pack_hit headline;
    const struct pack_hit *hits; // every rule that matched, by pack, in the tables' order
    size_t hit_count;
    // Inputs that are null although a rule hangs on them. They make the outcome review at least; a
    // rule that prohibits without them still prohibits.
    const str *missing;
    size_t missing_count;
};

void pack_verdict(const struct pack *packs, size_t count, const struct decision_inputs *inputs,
                  struct arena *arena, struct pack_verdict *ret_verdict);

// ---- on demand ----

struct pack_rule_report {
    struct pack_hit rule;               // as it would be, or is, a hit
    struct decision_rule_report report; // did it match, and by or against which cells
};

struct pack_explanation {
    const struct pack_rule_report *rules;
    size_t count;
};

// Every rule of every pack: for those that did not match, the first cell that failed, with the
// value against the limit ("value", "50", "> 1000").
void pack_explain(const struct pack *packs, size_t count, const struct decision_inputs *inputs,
                  struct arena *arena, struct pack_explanation *ret_explanation);

struct pack_obligation {
    str name; // "register_entry"
    str duty_zh;
    str duty_en;
    str citation;
    str rule;
    str pack;
};

struct pack_obligations {
    const struct pack_obligation *items;
    size_t count;
};

// What must be done after this outcome, from every pack that has a decision "obligations". Its
// inputs "outcome" and "packs" are filled in here; the others are the caller's.
struct pack_obligations pack_obligations(const struct pack *packs, size_t count,
                                         enum pack_outcome outcome,
                                         const struct decision_inputs *inputs, struct arena *arena);

#endif

// policy: asks the book's decision tables and puts their answer into the words of the interface.
#ifndef DOMAIN_POLICY_POLICY_H
#define DOMAIN_POLICY_POLICY_H

#include "command/rules.h"
#include "decision/pack.h"
#include "policy_api.h"

// The inputs of all packs, each null until it is set.
struct policy_question {
    const struct book_rules *rules;
    struct rules_in_force in_force;
    struct arena *arena;
    struct feel_value *values;
    size_t count;
};

// day: of the benefit; it chooses the versions of the packs that are asked.
struct policy_question policy_question_new(struct arena *arena, const struct book *book, date day);
// A pack that nobody published, and the day on which the others are asked.
struct policy_draft {
    struct pack_source source;
    date day;
};

// The same with a draft in the place of its pack (or behind all, where the pack is not used).
// Fault: policy_unusable, with the reason in the note.
MUST_USE fault policy_question_with(struct arena *arena, const struct book *book,
                                    const struct policy_draft *draft,
                                    struct policy_question *ret_question,
                                    struct fault_note *ret_note);
// name: FEEL name of an input; names that no pack asks for are left out.
void policy_set(struct policy_question *question, const char *name, struct feel_value value);
void policy_ask(const struct policy_question *question, struct pack_verdict *ret_verdict);
// As the API says it. with_passed: also every rule that did not hit, with the cell that kept it
// from hitting (slower: for pages, not for the log).
struct policy_verdict policy_words(const struct policy_question *question,
                                   const struct pack_verdict *verdict, bool with_passed);
// The inputs that have a value, as a JSON object: enough to ask again.
str policy_print_inputs(const struct policy_question *question);
// The same backwards. False for anything but an object of texts, numbers and booleans.
bool policy_read_inputs(struct policy_question *question, str json);
// Names of what must be done after this outcome, in Chinese and English.
struct pack_obligations policy_obligations(const struct policy_question *question,
                                           enum pack_outcome outcome);

#endif

// loosen: may a pack take the place of an earlier one? Rules that rest on a law may be tightened
// and never loosened (PRODUCT § 4); what is the company's own may change both ways. A law's rule
// is loosened where some request that it speaks of is judged less severely afterwards than the rule
// says: because it is gone, its limit is higher, a cell more or an input's allowed values keep it
// from matching. Requests are not sampled: both tables are cut into zones together (cover.h), so
// that both sides of every bound of either are looked at, and what is found is evaluated with both
// packs before it is told. Pure.
//
//   struct pack_loosening loosening;
//   if (pack_is_loosened(&shipped, &edited, arena, &loosening)) refuse(&loosening);
#ifndef DECISION_LOOSEN_H
#define DECISION_LOOSEN_H

#include "decision/cover.h"
#include "decision/pack.h"

// False where the citation says that the rule, or its amount, is the company's own: it begins with
// "company default" or "default", or with 公司默认 or 默认; or there is none. "暂行规定8 (V); 1000
// company default" is a law's rule with the company's amount: it may be tightened only.
bool pack_rule_is_law(const struct pack_hit *rule);

struct pack_loosening {
    // True: there is an example. False: it could not be proved that the rule is kept, because the
    // tables are too large, or cells of its own or of those that should keep it are expressions, or
    // a column asks for anything else than an input.
    bool is_shown;
    const struct pack_hit *rule;           // of `before`
    const struct decision_example *inputs; // of all columns of both packs
    size_t input_count;
    enum pack_outcome outcome_before; // what the rule says
    enum pack_outcome outcome_after;  // less severe: what the later pack says of these inputs
};

// `before` and `after` may have been read with different names. A rule that allows cannot be
// loosened. True and the first law's rule that is, in the order of the earlier table.
bool pack_is_loosened(const struct pack *before, const struct pack *after, struct arena *arena,
                      struct pack_loosening *ret_loosening);

#endif

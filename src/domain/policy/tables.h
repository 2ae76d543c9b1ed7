// tables: a decision model as the interface shows it.
#ifndef DOMAIN_POLICY_TABLES_H
#define DOMAIN_POLICY_TABLES_H

#include "decision/decision.h"
#include "policy_api.h"

// By convention a model describes itself in Chinese and, behind a line feed, in English. zh and en
// stay as they are where it does not.
void policy_show_names(const struct decision_model *model, str *zh, str *en);
void policy_show_tables(struct arena *arena, const struct decision_model *model,
                        struct policy_table **ret_tables, size_t *ret_count);

#endif

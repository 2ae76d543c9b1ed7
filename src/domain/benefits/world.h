// world: everything that is looked at when a request is judged: what was written, who the recipient
// is, what they were given before, the limits, the budget, who could decide. The preview while
// typing and the submission itself fill and judge the same struct, so that they cannot differ.
//
//   load     benefits_load_world      reads rows, the only part with a handle
//   measure  (inside load)            amounts in the book's currency, per person
//   judge    benefits_judge           asks the rules
//   refuse   benefits_refusal         the first thing that stands against it, or NULL
#ifndef DOMAIN_BENEFITS_WORLD_H
#define DOMAIN_BENEFITS_WORLD_H

#include "command/book.h"
#include "customers_api.h"
#include "customers_sql.h"
#include "domain/benefits/benefits.h"
#include "domain/budgets/budgets.h"
#include "domain/caps/caps.h"
#include "domain/policy/policy.h"
#include "people_api.h"
#include "people_sql.h"

struct benefits_world {
    const struct book *book;
    struct arena *arena;
    const struct benefits_content
        *content; // after loading: of the customer that a merged one led to
    int64_t applicant_id;
    int64_t request_id; // a returned or withdrawn request that comes again; 0: a new one
    date today;
    struct accounts *accounts; // the writer's, NULL in a query

    // by load
    bool has_customer;
    struct customers_by_id customer;
    bool has_contact;
    struct customers_contact_by_id contact;
    struct people_user_by_id applicant;
    bool has_before;
    struct benefits_by_id before;
    struct benefits_tasks_of_list open_tasks; // of the request that comes again
    int64_t year_given;                       // to the person before this request
    int64_t gifts_90d;
    struct benefits_alike_requests_list alike; // same customer, within seven days
    struct caps_uses caps;
    struct budgets_use budget;
    struct people_superiors_of_list superiors;
    struct people_heads_of_list heads;
    struct people_deciders_list deciders;
    fault amount_trouble; // currency unknown, rate missing, zero
    int64_t amount_book;
    int64_t value; // per person
    int64_t hosts;
    int64_t guests;

    // by judge
    struct policy_question question;
    struct pack_verdict verdict;
    const struct book_flow *flow;

    // by submit, for its flow stage
    struct benefits_insert_in row;
    str hash;
};

MUST_USE fault benefits_load_world(struct store_reader *reader, struct benefits_world *world);
// For a request that comes again, after loading: what it has reserved itself is given back when it
// is submitted, so it must not stand in its own way.
MUST_USE fault benefits_leave_out_own(struct store_reader *reader, struct benefits_world *world);
void benefits_judge(struct benefits_world *world);
MUST_USE fault benefits_refusal(const struct benefits_world *world, struct fault_note *ret_note);

// The variables of the flow, with decision = "approve" and so on.
struct feel_value benefits_flow_variables(const struct benefits_world *world, const char *decision);

// Who may do a task of the flow; names joined for people to read. Barred people are passed over;
// above a superior who is barred comes the next one; nobody found: compliance. Empty: nobody.
struct benefits_candidates {
    const int64_t *items;
    size_t count;
    str names;
    bool is_fallback; // nobody of those who were meant could be found
};
struct benefits_candidates benefits_candidates_of(const struct benefits_world *world,
                                                  const struct flow_who *who);

// The four numbers of a budget, after what the request asks.
struct benefits_budget_view benefits_budget_words(const struct budgets_use *use, str currency);

// Canonical JSON of the content, and its SHA-256 in hex.
str benefits_print_content(struct arena *arena, const struct benefits_content *content);
str benefits_hash_content(struct arena *arena, str json);

#endif

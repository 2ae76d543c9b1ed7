// How a search finds customers: what was typed becomes words (words.c); the rarest of them chooses
// the rows by the index of customer_words, the others are checked row by row. The statement that
// carries a plan out stands with the list that it serves: customers here, requests in benefits/.
#include "domain/customers/customers.h"
#include "domain/customers/words.h"

#include <stdlib.h>

struct plan_word {
    str word;
    int64_t count;  // of customers with it, up to CUSTOMERS_COUNT_BOUND
    bool is_needed; // no needle says the same
};

struct planning {
    struct store_reader *reader;
    struct arena *arena;
    LIST(struct plan_word) words; // the first one chooses the rows, the next ones are checked
    str needles[CUSTOMERS_NEEDLES_MAX];
    size_t needle_count;
};

static fault add_word(struct planning *plan, str word, bool is_needed) {
    struct customers_word_count row = {0};
    bool is_there = false;
    TRY(customers_word_count(
        plan->reader,
        &(struct customers_word_count_in){.word = word, .bound = CUSTOMERS_COUNT_BOUND},
        plan->arena, &row, &is_there));
    *list_push(plan->arena, &plan->words) = (struct plan_word){word, row.count, is_needed};
    return NULL;
}

static fault add_token(struct planning *plan, const struct customers_token *token) {
    if (token->whole.size > 0) {
        TRY(add_word(plan, token->whole, true));
        if (plan->words.items[plan->words.count - 1].count > 0) return NULL;
        plan->words.count--;
    }
    bool has_needle = token->needle.size > 0 && plan->needle_count < CUSTOMERS_NEEDLES_MAX;
    if (has_needle) plan->needles[plan->needle_count++] = token->needle;
    for (size_t i = 0; i < token->words.count; i++)
        TRY(add_word(plan, token->words.items[i], !has_needle));
    return NULL;
}

// Needed words before others, then the rarer ones.
static int by_use(const void *a, const void *b) {
    const struct plan_word *one = a;
    const struct plan_word *other = b;
    if (one->is_needed != other->is_needed) return one->is_needed ? -1 : 1;
    return one->count < other->count ? -1 : one->count > other->count;
}

static void choose_first(struct planning *plan) {
    size_t rarest = 0;
    for (size_t i = 1; i < plan->words.count; i++)
        if (plan->words.items[i].count < plan->words.items[rarest].count) rarest = i;
    struct plan_word first = plan->words.items[rarest];
    plan->words.items[rarest] = plan->words.items[0];
    plan->words.items[0] = first;
    qsort(plan->words.items + 1, plan->words.count - 1, sizeof(first), by_use);
}

// More words than there is room for are left out, the commonest first: they are checked by needles,
// or the search was for more than eight things at once.
fault customers_plan_search(struct store_reader *reader, struct arena *arena, str search,
                            struct customers_plan *ret_plan) {
    struct customers_asked asked = customers_words_asked(arena, search);
    struct planning plan = {.reader = reader, .arena = arena};
    for (size_t i = 0; i < asked.count; i++) TRY(add_token(&plan, &asked.tokens[i]));
    *ret_plan = (struct customers_plan){0};
    if (plan.words.count == 0) return NULL;
    choose_first(&plan);
    ret_plan->count = plan.words.items[0].count;
    for (size_t i = 0; i < CUSTOMERS_WORDS_MAX && i < plan.words.count; i++)
        ret_plan->words[i] = plan.words.items[i].word;
    for (size_t i = 0; i < plan.needle_count; i++) ret_plan->needles[i] = plan.needles[i];
    return NULL;
}

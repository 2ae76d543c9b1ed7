// words: what a customer is found by, and what a search asks for. Both sides fold their texts in
// the same way; the words are rows of customer_words, the search text a column of customers.
#ifndef DOMAIN_CUSTOMERS_WORDS_H
#define DOMAIN_CUSTOMERS_WORDS_H

#include "base/base.h"

enum {
    CUSTOMERS_PREFIX_MAX = 8, // letters of a beginning that is a word of its own
    CUSTOMERS_TOKENS_MAX = 8, // parts of a search, separated by blanks; more are left out
};

// The texts of a customer that it is found by.
struct customers_named {
    str code;
    str name;
    str name_en;
    str tax_number;
};

struct customers_words {
    str *items; // in byte order, each once
    size_t count;
};

// Of a customer and of those that were merged into it: all their words together.
struct customers_words customers_words_of(struct arena *arena, const struct customers_named *named,
                                          size_t count);
// The search text: names, codes and initials without signs, one line for each.
str customers_search_of(struct arena *arena, const struct customers_named *named, size_t count);

// One part of a search. A customer fits if it has all the words and, where there is a needle, if
// the needle stands in its search text. `whole`, where there is one, may be a word of its own (a
// long code): then it alone is enough.
struct customers_token {
    struct customers_words words; // at least one
    str needle;                   // empty: the one word says it all
    str whole;                    // empty: none
};

struct customers_asked {
    struct customers_token tokens[CUSTOMERS_TOKENS_MAX];
    size_t count; // 0: nothing that could be looked for (signs only)
};

struct customers_asked customers_words_asked(struct arena *arena, str search);

// Whether a name has the text in it, or begins with it in pinyin, whole or by initials: for lists
// that are searched in memory.
bool customers_name_fits(struct arena *arena, str name, str search);

#endif

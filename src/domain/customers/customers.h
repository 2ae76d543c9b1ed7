// customers: companies, their people, what they bought: what other modules may use.
#ifndef DOMAIN_CUSTOMERS_CUSTOMERS_H
#define DOMAIN_CUSTOMERS_CUSTOMERS_H

#include "customers_api.h"
#include "customers_sql.h"

// Finds people of the same name without opening sealed names: HMAC-SHA-256 under the book's
// name_key of the name as Unicode folds it, without blanks; 32 hex digits.
str customers_name_hash(struct arena *arena, const struct book *book, str name);

// A person as the API shows one to this actor: phone numbers and mail addresses in full to those
// who may write them down (right customers.write), masked to everybody else ("138****1234",
// "z***@example.com"). customer_name is left empty and nothing given: the statement
// customers_contact_shown reads them too.
struct customers_contact customers_contact_of_row(struct arena *arena, const struct actor *actor,
                                                  const struct customers_contact_by_id *row,
                                                  str currency);

enum {
    CUSTOMERS_COUNT_BOUND = 1000, // words are counted so far to find the rarest
    CUSTOMERS_WORDS_MAX = 4,
    CUSTOMERS_NEEDLES_MAX = 4,
};

// What a customer must have to fit a search, as statements take it: the first word chooses the
// rows, the others are checked (w1 … w3), and so are the parts of the search text (n1 … n4).
// Whatever is empty asks for nothing.
struct customers_plan {
    int64_t count; // of customers that have the first word, up to the bound; 0: none fits
    str words[CUSTOMERS_WORDS_MAX];
    str needles[CUSTOMERS_NEEDLES_MAX];
};

// Of Chinese words, pinyin initials, Latin words and codes, as in list_customers.
MUST_USE fault customers_plan_search(struct store_reader *reader, struct arena *arena, str search,
                                     struct customers_plan *ret_plan);

#endif

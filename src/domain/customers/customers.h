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

#endif

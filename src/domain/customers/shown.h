// shown: rows of customers and people as the API shows them to an actor; within this folder.
#ifndef DOMAIN_CUSTOMERS_SHOWN_H
#define DOMAIN_CUSTOMERS_SHOWN_H

#include "domain/customers/customers.h"

// For whom, in which book's currency.
struct customers_viewer {
    struct arena *arena;
    const struct actor *actor;
    const struct book *book;
    date today;
};

struct customers_customer customers_shown_customer(const struct customers_viewer *viewer,
                                                   const struct customers_shown *row);
struct customers_contact customers_shown_contact(const struct customers_viewer *viewer,
                                                 const struct customers_contact_shown *row);

// What the statements customers_shown and customers_contact_shown want to be told of one.
struct customers_shown_in customers_shown_of(int64_t id, date today);
struct customers_contact_shown_in customers_contact_shown_of(int64_t id, date today);

#endif

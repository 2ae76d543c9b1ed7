// driver: the few functions that a database must offer; store.c does the rest. Values cross as
// store_value; texts that come back live until the next step or reset.
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/store.h"

enum store_value_kind { STORE_NULL, STORE_INT, STORE_TEXT, STORE_BYTES };

struct store_value {
    enum store_value_kind kind;
    int64_t number;
    str text;
};

struct store_connection; // the driver's own

struct store_driver {
    // Before the first open, while nobody else uses the library.
    void (*begin)(void);
    fault (*open)(str path, bool may_write, bool may_create, struct store_connection **ret);
    void (*close)(struct store_connection *connection);
    // One or more statements without result.
    fault (*execute)(struct store_connection *connection, const char *sql);
    // Prepares statement index of count; called once for each.
    fault (*prepare)(struct store_connection *connection, const struct store_statement *statement,
                     size_t count);
    fault (*bind)(struct store_connection *connection, size_t index, size_t at,
                  struct store_value value);
    fault (*step)(struct store_connection *connection, size_t index, bool *ret_has_row);
    struct store_value (*column)(struct store_connection *connection, size_t index, size_t at);
    void (*reset)(struct store_connection *connection, size_t index);
    // Committed pages that still await copying from the write-ahead log into the book's file. From
    // `most` on a commit copies them itself; tend copies what is there, beside the one who writes.
    int64_t (*backlog)(const struct store_connection *connection);
    void (*set_most_backlog)(struct store_connection *connection, int64_t most);
    void (*tend)(struct store_connection *connection);
    fault (*back_up)(struct store_connection *connection, str path);
};

extern const struct store_driver store_sqlite;

#endif

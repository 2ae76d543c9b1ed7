// listing: a list query read to its end, page by page: for exports over http and from the command
// line. Rights, scope and masking are those of the query, because it is the query.
#ifndef COMMAND_LISTING_H
#define COMMAND_LISTING_H

#include "command/command.h"

enum { LISTING_CURSOR_MAX = 1024 };

struct listing {
    const struct command *command; // is_list
    struct query query;            // its arena is reset before each page; its note after a fault
    void *in;                      // the query's input; limit and cursor are set here
    // Its own:
    const struct shape *item;
    size_t items_offset;
    size_t next_offset;
    int64_t rows; // given so far
    bool is_begun;
    bool has_more;
    char cursor[LISTING_CURSOR_MAX];
};

struct listing listing_of(const struct command *command, const struct query *query, void *in);
// The next page's rows (in the query's arena); has_more says whether another call gives more. Ends
// after LIMIT_EXPORT_ROWS rows.
MUST_USE fault listing_next(struct listing *listing, struct shape_list *ret_rows);
// Whether there were more rows than it gave.
bool listing_was_cut(const struct listing *listing);

#endif

// rules: the policy packs of a book in all their versions, and which of them speak on a day. A pack
// is shipped with the program or published in the book; of the versions of one pack that are valid
// on a day the one that began last speaks. The rules are read as a whole when the book opens and
// anew after a policy was published or retired; who asks keeps what he has, so a request is judged
// by one state of the rules from beginning to end. Older states live as long as the book.
#ifndef COMMAND_RULES_H
#define COMMAND_RULES_H

#include "command/book.h"

// A pack in one version: the model and the file that it came from.
struct book_pack {
    str id;
    str version; // first 16 hex digits of the file's SHA-256
    str file;    // DMN XML
    str sources; // Markdown
    str cases;   // JSON: what the pack promises, or empty
    const struct decision_model *model;
    struct pack pack; // where it is used
    date from;        // DATE_NONE: since ever
    date to;          // DATE_NONE: still
    bool is_used;
    int64_t policy; // the policy's id where it was published in the book; 0: shipped
};

struct book_rules {
    const struct book_pack *packs; // shipped ones first, then published ones in their order
    size_t pack_count;
    const struct feel_names *names; // of the inputs of all used packs
    const str *order;               // ids of the packs that are used, in the order they speak
    size_t order_count;
};

// What speaks on one day.
struct rules_in_force {
    const struct pack *packs;
    size_t count;
    str versions; // "group-default@1f…, cn-base@…": stored with each verdict
};

// Reads FOLDER/<pack>/<pack>.dmn with sources.md and cases.json, and the published policies. Used
// are the packs that the setting "used_packs" names (default: group-default cn-base
// cn-soe-official), in that order, and then whatever was published. A pack that is refused stops
// the start; when the rules are read anew, the old ones stay instead.
MUST_USE fault book_read_rules(struct book *book, struct fault_note *ret_note);
void book_close_rules(struct book *book);

// The rules as they are now. Lives as long as the book.
const struct book_rules *book_rules(const struct book *book);
void rules_on(const struct book_rules *rules, date day, struct arena *arena,
              struct rules_in_force *ret_rules);
// The version of a pack that speaks on a day, or NULL.
const struct book_pack *rules_pack(const struct book_rules *rules, str id, date day);

// The version of a file: the first half of its SHA-256, as hex.
str rules_version_of(struct arena *arena, str file);

#endif

// book: one company's data with one log and one writer, opened: the store, the rules in force, the
// flows, the key of the log, and the few settings. Everything in it but the rules (rules.h) is
// read-only after book_open; all of it may be shared by threads.
#ifndef COMMAND_BOOK_H
#define COMMAND_BOOK_H

#include "command/command.h"
#include "command/shipped.h"
#include "decision/pack.h"
#include "flow/flow.h"
#include "log/log.h"
#include "os/os.h"

struct book_flow {
    str id; // "benefit-approval"
    str version;
    str file; // BPMN XML
    str sop;  // Markdown, sections zh and en
    const struct flow_model *model;
};

struct book {
    const struct os *os;
    struct store *store;
    const struct command_catalog *commands;
    struct arena *arena; // holds what follows
    str id;              // names the log: the checkpoint's origin
    str currency;        // "CNY"
    int zone_minutes;
    struct log_signer signer;
    struct crypto_key name_key;     // for hashes of names (contacts.name_hash)
    struct shipped_folder policies; // the packs that are shipped
    struct rules_keeper *rules;     // in force and earlier: rules.h
    const struct book_flow *flows;
    size_t flow_count;
    const struct flow_calendar *calendar; // work-calendar.csv beside the flows; NULL: a plain week
    str files;                            // folder for evidence, beside the database
};

struct book_options {
    str url; // sqlite:PATH
    bool may_create;
    const struct shipped *shipped; // the packs and flows that are built in
    // Folders on the disk instead of them; needed where shipped is NULL.
    str policies;
    str flows;
    const struct os *os;
    const struct store_catalog *store;
    const struct command_catalog *commands;
};

// Opens (or makes) a book. The master key is read from MINGLI_KEY (64 hex digits) or from the file
// PATH.key, which is made with mode 0600 where there is none. Faults: those of store_open and of
// the files; book_key_wrong; a policy or flow that is refused, with the note.
MUST_USE fault book_open(const struct book_options *options, struct book **ret_book,
                         struct fault_note *ret_note);
void book_close(struct book *book);

const struct book_flow *book_flow(const struct book *book, str id);

extern const struct fault book_key_wrong;

#endif

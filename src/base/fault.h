// A fault is a named refusal: the world may do that (wrong input, not allowed, unknown, overdrawn)
// or the machine failed (an outage: disk full, database gone; status 503). NULL means that all is
// well and nothing else. Faults are constants, declared in .api files or with FAULT below; what
// changes from case to case (the limit, the figure) goes into a fault_note.
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/str.h"

struct fault {
    const char *name;  // the state of things: cap_exceeded, customer_unknown
    int status;        // HTTP status
    const char *field; // the input field it speaks of, or ""
    const char *en;    // text for people, both languages
    const char *zh;
};

typedef const struct fault *fault;

// What is special about this case of a fault: which field (where it differs from the fault's own)
// and a sentence with the figures, in both languages. Empty strings where there is nothing to say.
struct fault_note {
    str field;
    str en;
    str zh;
};

#define MUST_USE __attribute__((warn_unused_result))

// The only macro that may return: passes a fault on to the caller.
#define TRY(call)                                                                                  \
    do {                                                                                           \
        fault try_fault = (call);                                                                  \
        if (try_fault != NULL) return try_fault;                                                   \
    } while (0)

// Defines a fault that belongs to a folder and not to a module's .api file.
#define FAULT(id, fault_status, fault_field, text_en, text_zh)                                     \
    const struct fault id = {#id, fault_status, fault_field, text_en, text_zh}

#endif

// types: what a file is, by its content and never by its name, and the name under which it is given
// back.
#ifndef DOMAIN_EVIDENCE_TYPES_H
#define DOMAIN_EVIDENCE_TYPES_H

#include "base/base.h"

// What the stage before the writer found out about an uploaded file, for the command itself.
struct evidence_file {
    str type;
    str sha256; // hex; also its name in the book's folder
};

// The media type of a PDF, PNG, JPEG, OFD, XML or office (OOXML) file; empty for everything else,
// for office files with macros among them.
str evidence_type_of(str bytes);
// A name that is safe to save under: without paths, control and direction characters, with the
// ending that belongs to the type, never empty. name: valid UTF-8.
str evidence_clean_name(struct arena *arena, str name, str type);

#endif

// XML into a small tree, over expat. No DTD at all (a document type stops the parse: no entities,
// no external files), depth and size bounded. Names are split at the namespace: the tree keeps the
// namespace's URI and the local name, so that no reader depends on prefixes.
#ifndef FORMAT_XML_H
#define FORMAT_XML_H

#include "base/base.h"

struct xml_attribute {
    str space; // namespace URI, or empty
    str name;
    str value;
    const struct xml_attribute *next;
};

struct xml_node {
    str space;
    str name;
    str text; // all character data directly inside, joined; blanks alone between elements left out
    int32_t line;
    int32_t column;
    const struct xml_attribute *attributes;
    const struct xml_node *parent;
    const struct xml_node *first; // child elements
    const struct xml_node *next;
};

// Faults: xml_malformed (400); the note says line, column and reason in both languages.
MUST_USE fault xml_read(struct arena *arena, str bytes, const struct xml_node **ret_root,
                        struct fault_note *ret_note);
// The value of an attribute without namespace; empty when it is not there.
str xml_attribute(const struct xml_node *node, const char *name);
// First child element of that local name (any namespace), or NULL; and the next of the same name.
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
const struct xml_node *xml_next(const struct xml_node *node, const char *name);
// Adds text with & < > " ' escaped; also right for HTML.
void xml_escape(struct buf *out, str text);

extern const struct fault xml_malformed;

#endif

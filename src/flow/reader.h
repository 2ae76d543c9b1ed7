// reader: what the files that read a model share. read.c reads the process, read_node.c one node,
// draw_read.c the drawing, link.c joins arrows to nodes. Only for src/flow.
#ifndef FLOW_READER_H
#define FLOW_READER_H

#include "flow/flow.h"
#include "format/xml.h"

struct flow_reader {
    struct arena *arena;
    struct fault_note *note;
    struct feel_names *names;
    size_t feel_size; // of all expressions so far
    struct flow_model *model;
    LIST(struct flow_node) nodes;
    LIST(struct flow_arrow) arrows;
    LIST(struct flow_decor) decor;
    LIST(struct flow_duplicate) duplicates;
    struct map *seen;  // ids of nodes, arrows and decor
    struct map *roots; // to xml_node: what stands in definitions itself, by id
    int32_t scope;     // what is read lies in this sub-process or called process
    int depth;
    struct map *decor_of_id; // filled by link
    struct map *node_of_id;
    struct map *arrow_of_id;
};

// Refusals with the element's name, id and line; reason in both languages (may be empty).
fault flow_reader_refuse(struct flow_reader *reader, fault why, const struct xml_node *element,
                         struct flow_text reason);
#define FLOW_REASON(text_zh, text_en) ((struct flow_text){STR(text_zh), STR(text_en)})

bool flow_reader_is_bpmn(const struct xml_node *element);
bool flow_reader_is_named(const struct xml_node *element, const char *const *names);
// BPMN's name and our two titles; blanks and line ends made single blanks.
struct flow_text flow_reader_title(struct flow_reader *reader, const struct xml_node *element,
                                   bool *ret_has_both);
// Notes an id; one that was there before becomes a duplicate. Fault when it is missing.
MUST_USE fault flow_reader_note_id(struct flow_reader *reader, const struct xml_node *element);

// As flow_condition_compile, with the model's names and within LIMIT_FLOW_FEEL.
MUST_USE fault flow_reader_compile(struct flow_reader *reader, str text,
                                   const struct feel_expression **ret_expression,
                                   struct fault_note *ret_note);
MUST_USE fault flow_read_node(struct flow_reader *reader, const struct xml_node *element,
                              enum flow_kind kind);
// The elements of a process or sub-process, into the scope that the reader is in.
MUST_USE fault flow_read_inside(struct flow_reader *reader, const struct xml_node *element);
// One of our own attributes of a node; one that has no effect there is refused.
MUST_USE fault flow_read_ours(struct flow_reader *reader, const struct xml_node *element,
                              const struct xml_attribute *attribute, struct flow_node *node);
// An event definition inside of a node; *ret_is_event: it was one.
MUST_USE fault flow_read_event(struct flow_reader *reader, const struct xml_node *element,
                               struct flow_node *node, bool *ret_is_event);
MUST_USE fault flow_read_event_end(struct flow_reader *reader, const struct xml_node *element,
                                   struct flow_node *node);
// The message of a send or receive task.
MUST_USE fault flow_read_message(struct flow_reader *reader, const struct xml_node *element,
                                 struct flow_node *node);
// Refuses references that lead nowhere, and what the standard forbids whatever runs.
MUST_USE fault flow_read_rules(struct flow_reader *reader, const struct xml_node *root);
// Without the prefix of a qualified name, trimmed.
str flow_reader_local(str name);
// The value of one of our own attributes, trimmed; empty when it is not there.
str flow_reader_ours(const struct xml_node *element, const char *name);
MUST_USE fault flow_read_diagram(struct flow_reader *reader, const struct xml_node *diagram);
// Joins arrows and nodes, fills the maps, finds inside which branch each of them lies.
MUST_USE fault flow_link(struct flow_reader *reader);

#endif

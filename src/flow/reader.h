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
    struct map *seen;        // ids of nodes, arrows and decor
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
MUST_USE fault flow_read_diagram(struct flow_reader *reader, const struct xml_node *diagram);
// Joins arrows and nodes, fills the maps, finds inside which branch each of them lies.
MUST_USE fault flow_link(struct flow_reader *reader);

#endif

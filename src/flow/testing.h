// testing: models and signals in few words, for the tests of this folder.
#ifndef FLOW_TESTING_H
#define FLOW_TESTING_H

#include "flow/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

// A process with the given elements; BPMN is the default namespace, m: is ours.
#define BPMN(body) BPMN_WITH("m:variables='x y a b n people'", body)
#define BPMN_WITH(attributes, body)                                                                \
    "<definitions xmlns='" FLOW_SPACE_BPMN "' xmlns:m='" FLOW_SPACE_OURS "'>"                      \
    "<process id='p' " attributes ">" body "</process></definitions>"
#define NODE(kind, id) "<" kind " id='" id "'/>"
#define TASK(id) "<userTask id='" id "' m:who='role r' m:sop='s' m:title_zh='t' m:title_en='t'/>"
#define SERVICE(id) "<serviceTask id='" id "' m:command='do_" id "'/>"
#define CHOICE(kind, id, by_default) "<" kind " id='" id "' default='" by_default "'/>"
#define ARROW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define IF(id, from, to, condition)                                                                \
    "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to                                \
    "'><conditionExpression>" condition "</conditionExpression></sequenceFlow>"

static inline const struct flow_model *testing_model(struct arena *arena, str xml) {
    const struct flow_model *model = NULL;
    struct fault_note note;
    fault trouble = flow_read(arena, xml, &model, &note);
    if (trouble != NULL) fail_msg("%s: %.*s\n%.*s", trouble->name, STR_ARG(note.en), STR_ARG(xml));
    return model;
}

static inline str testing_column(struct arena *arena, const struct flow_model *model,
                                 const struct flow_run *run) {
    struct buf column = buf_in(arena, MIB);
    flow_run_write(&column, model, run);
    return buf_str(&column);
}

#endif

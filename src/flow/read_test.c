// flow: what is read and what is refused, by element, id and line.
#include "flow/testing.h"
#include "format/xml.h"

#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void everything_we_execute_is_read(void **state) {
    (void)state;
    struct arena *arena = arena_open(4 * MIB);
    const struct flow_model *model = testing_model(
        arena,
        STR(BPMN_WITH(
            "name='流程' m:title_en='Flow' m:approval='required'",
            "<laneSet id='ls'><lane id='l' name='销售'><flowNodeRef>s</flowNodeRef></lane>"
            "</laneSet>"
            "<startEvent id='s' name='提交&#10;申请' m:title_en='Submit'>"
            "<extensionElements><x:y xmlns:x='urn:x' z='1'/></extensionElements>"
            "</startEvent>"
            "<userTask id='a' name='甲' m:who='superior 2' m:due='24' m:sop='k_1' "
            "xmlns:c='http://camunda.org/schema/1.0/bpmn' c:assignee='x'/>"
            "<manualTask id='b' m:title_en='By hand'/>"
            "<serviceTask id='c' m:command='pay'/>"
            "<exclusiveGateway id='g' default='f6'/><parallelGateway id='h'/>"
            "<inclusiveGateway id='i'/><endEvent id='e'/>"
            "<endEvent id='t'><terminateEventDefinition/></endEvent>"
            "<textAnnotation id='n'><text> 注 </text></textAnnotation>"
            "<association id='as' sourceRef='n' targetRef='a'/><group id='gr'/>" IF(
                "f5", "g", "h", "= amount &gt; 5") ARROW("f6", "g", "e") ARROW("f1", "s", "a"))));
    assert_true(model->is_approval_required);
    assert_string_equal(arena_text(arena, model->title.zh), "流程");
    assert_string_equal(arena_text(arena, model->title.en), "Flow");
    assert_int_equal(model->node_count, 9);
    assert_int_equal(model->decor_count, 4);
    static const enum flow_kind kinds[] = {FLOW_START,        FLOW_USER_TASK, FLOW_MANUAL_TASK,
                                           FLOW_SERVICE_TASK, FLOW_EXCLUSIVE, FLOW_PARALLEL,
                                           FLOW_INCLUSIVE,    FLOW_END,       FLOW_TERMINATE};
    for (size_t i = 0; i < 9; i++) assert_int_equal(model->nodes[i].kind, kinds[i]);
    assert_string_equal(arena_text(arena, model->nodes[0].title.zh), "提交 申请");
    assert_true(model->nodes[0].has_both_titles);
    assert_string_equal(arena_text(arena, model->nodes[1].title.en), "甲");
    assert_false(model->nodes[1].has_both_titles);
    assert_int_equal(model->nodes[1].due_hours, 24);
    assert_string_equal(arena_text(arena, model->nodes[1].sop), "k_1");
    assert_string_equal(arena_text(arena, model->nodes[2].title.zh), "By hand");
    assert_string_equal(arena_text(arena, model->nodes[3].command), "pay");
    assert_int_equal(model->nodes[4].default_arrow, flow_arrow_index(model, STR("f6")));
    assert_non_null(model->arrows[0].condition);
    assert_int_equal(model->arrows[0].target, flow_node_index(model, STR("h")));
    assert_int_equal(flow_node_index(model, STR("nobody")), FLOW_NOWHERE);
    arena_close(arena);
}

static void who_is_text_and_back(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *back; // NULL: refused
    } cases[] = {
        {"superior 1", "superior 1"},
        {" superior  20 ", "superior 20"},
        {"superior", "superior 1"},
        {"superior 0", NULL},
        {"superior 21", NULL},
        {"superior x", NULL},
        {"department_head", "department_head"},
        {"department_head finance", "department_head finance"},
        {"department_head a b", NULL},
        {"customer_role account_manager", "customer_role account_manager"},
        {"customer_role", NULL},
        {"cost_owner", "cost_owner"},
        {"cost_owner x", NULL},
        {"role compliance_officer", "role compliance_officer"},
        {"role 合规官", "role 合规官"},
        {"role", NULL},
        {"role a b", NULL},
        {"applicant", "applicant"},
        {"applicant x", NULL},
        {"user 17", "user 17"},
        {"user", NULL},
        {"", NULL},
        {"boss", NULL},
        {"Superior 1", NULL},
        {"= \"applicant\"", NULL},
    };
    struct arena *arena = arena_open(MIB);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct flow_who who;
        bool is_read = flow_who_parse(str_of(cases[i].text), &who);
        if (is_read != (cases[i].back != NULL)) fail_msg("%s", cases[i].text);
        if (is_read)
            assert_string_equal(arena_text(arena, flow_who_print(arena, &who)), cases[i].back);
    }
    arena_close(arena);
}

static const struct {
    const char *xml;
    const struct fault *fault;
    const char *id;
    const char *text; // part of the note
} REFUSED[] = {
    {"<a/>", &flow_not_bpmn, "", "definitions"},
    {"<definitions/>", &flow_not_bpmn, "", "definitions"},
    {"<definitions xmlns='" FLOW_SPACE_BPMN "' id='d'/>", &flow_not_bpmn, "d", "no process"},
    {"<definitions xmlns='" FLOW_SPACE_BPMN "'><process id='a'/>\n<process id='b'/>"
     "</definitions>",
     &flow_not_bpmn, "b", "Line 2, process \"b\""},
    {"<definitions xmlns='" FLOW_SPACE_BPMN "'><process id='a'/><globalTask id='b'/>"
     "</definitions>",
     &flow_element_unsupported, "b", "globalTask"},
    {"<definitions xmlns='" FLOW_SPACE_BPMN "'><process id='a'/><collaboration id='c'>"
     "<conversation id='m'/></collaboration></definitions>",
     &flow_element_unsupported, "m", "conversation"},
    {BPMN("\n\n<adHocSubProcess id='x'/>"), &flow_element_unsupported, "x",
     "Line 3, adHocSubProcess \"x\""},
    {BPMN("<callActivity id='x' calledElement='q'/>"), &flow_attribute_wrong, "x", "\"q\""},
    {BPMN("<callActivity id='x' calledElement='p'/>"), &flow_not_bpmn, "p", "called by none"},
    {BPMN("<receiveTask id='x' messageRef='q'/>"), &flow_attribute_wrong, "x", "no message"},
    {BPMN("<scriptTask id='x' scriptFormat='groovy'><script>1</script></scriptTask>"),
     &flow_condition_wrong, "x", "FEEL"},
    {BPMN("<scriptTask id='x'><script>1 +</script></scriptTask>"), &flow_condition_wrong, "x", ""},
    {BPMN("<transaction id='x'/>"), &flow_element_unsupported, "x", "transaction"},
    {BPMN("<complexGateway id='x'/>"), &flow_element_unsupported, "x", "complexGateway"},
    {BPMN("<eventBasedGateway id='x' instantiate='true'/>"), &flow_attribute_wrong, "x",
     "instantiate"},
    {BPMN("<eventBasedGateway id='x' eventGatewayType='Parallel'/>"), &flow_attribute_wrong, "x",
     "Exclusive"},
    {BPMN("<intermediateCatchEvent id='x'/>"), &flow_element_wrong, "x", "no event definition"},
    {BPMN("<boundaryEvent id='x' attachedToRef='a'/>"), &flow_element_wrong, "x",
     "no event definition"},
    {BPMN("<boundaryEvent id='x' cancelActivity='false'><errorEventDefinition/></boundaryEvent>"),
     &flow_element_wrong, "x", "interrupts"},
    {BPMN("<subProcess id='x' triggeredByEvent='true'><startEvent id='s'/></subProcess>"),
     &flow_element_wrong, "s", "no event definition"},
    {BPMN("<subProcess id='x'><startEvent id='s'><messageEventDefinition id='m'/></startEvent>"
          "</subProcess>"),
     &flow_element_wrong, "m", "inside \"s\""},
    {BPMN("<intermediateCatchEvent id='s'><conditionalEventDefinition id='x'/>"
          "</intermediateCatchEvent>"),
     &flow_element_unsupported, "x", "conditionalEventDefinition"},
    {BPMN("<intermediateThrowEvent id='s'><timerEventDefinition id='x'/>"
          "</intermediateThrowEvent>"),
     &flow_element_wrong, "x", "timerEventDefinition"},
    {BPMN("<intermediateCatchEvent id='s'><timerEventDefinition id='x'><timeDuration>P1</"
          "timeDuration></timerEventDefinition></intermediateCatchEvent>"),
     &flow_attribute_wrong, "x", "PT4H"},
    {BPMN("<intermediateCatchEvent id='s'><timerEventDefinition id='x'><timeDuration>PT0S</"
          "timeDuration></timerEventDefinition></intermediateCatchEvent>"),
     &flow_attribute_wrong, "x", "PT4H"},
    {BPMN("<intermediateCatchEvent id='s'><timerEventDefinition id='x'><timeDate>2026-13-01</"
          "timeDate></timerEventDefinition></intermediateCatchEvent>"),
     &flow_attribute_wrong, "x", "PT4H"},
    {BPMN("<intermediateCatchEvent id='s'><timerEventDefinition id='x'><timeCycle>R0/PT1S</"
          "timeCycle></timerEventDefinition></intermediateCatchEvent>"),
     &flow_attribute_wrong, "x", "PT4H"},
    {BPMN("<intermediateCatchEvent id='s'><timerEventDefinition id='x'/>"
          "</intermediateCatchEvent>"),
     &flow_attribute_wrong, "x", "PT4H"},
    {BPMN("<dataObject id='x'/>"), &flow_element_unsupported, "x", "dataObject"},
    {BPMN("<startEvent id='s'><conditionalEventDefinition id='x'/></startEvent>"),
     &flow_element_unsupported, "x", "inside \"s\""},
    {BPMN("<startEvent id='s'><errorEventDefinition id='x'/></startEvent>"), &flow_element_wrong,
     "x", "inside \"s\""},
    {BPMN("<startEvent id='s'><terminateEventDefinition id='x'/></startEvent>"),
     &flow_element_wrong, "x", "terminateEventDefinition"},
    {BPMN("<endEvent id='s'><errorEventDefinition/></endEvent>"), &flow_element_wrong, "",
     "reference and code"},
    {BPMN("<userTask id='a'><standardLoopCharacteristics id='x'/></userTask>"),
     &flow_element_unsupported, "x", "standardLoopCharacteristics"},
    {BPMN("<userTask id='a'><multiInstanceLoopCharacteristics id='x'/></userTask>"),
     &flow_attribute_wrong, "x", "loopCardinality"},
    {BPMN("<userTask id='a'><multiInstanceLoopCharacteristics id='x'><loopCardinality>0</"
          "loopCardinality></multiInstanceLoopCharacteristics></userTask>"),
     &flow_attribute_wrong, "x", "1 to 200"},
    {BPMN("<userTask id='a'><multiInstanceLoopCharacteristics id='x'><loopCardinality>201</"
          "loopCardinality></multiInstanceLoopCharacteristics></userTask>"),
     &flow_attribute_wrong, "x", "1 to 200"},
    {BPMN("<userTask id='a'><multiInstanceLoopCharacteristics id='x' behavior='None'/></userTask>"),
     &flow_attribute_wrong, "x", "behavior"},
    {BPMN("<userTask id='a' m:vote='true'/>"), &flow_attribute_wrong, "a", "multi-instance"},
    {BPMN("<userTask id='a' m:clock='never'/>"), &flow_attribute_wrong, "a", "clock"},
    {BPMN("<userTask id='a' m:editable='x x'/>"), &flow_attribute_wrong, "a", "each once"},
    {BPMN("<userTask id='a'><dataInputAssociation id='x'/></userTask>"), &flow_element_unsupported,
     "x", "dataInputAssociation"},
    {BPMN("<sequenceFlow id='f'><monitoring id='x'/></sequenceFlow>"), &flow_element_unsupported,
     "x", "monitoring"},
    {BPMN("<userTask/>"), &flow_attribute_wrong, "", "id is missing"},
    {BPMN("<sequenceFlow sourceRef='a'/>"), &flow_attribute_wrong, "", "id is missing"},
    {BPMN("<userTask id='a' isForCompensation='true'/>"), &flow_attribute_wrong, "a",
     "isForCompensation"},
    {BPMN("<userTask id='a' startQuantity='2'/>"), &flow_attribute_wrong, "a", "Quantity"},
    {BPMN("<userTask id='a' m:who='boss'/>"), &flow_attribute_wrong, "a", "who"},
    {BPMN("<userTask id='a' m:who='= 1 +'/>"), &flow_attribute_wrong, "a", "who"},
    {BPMN("<userTask id='a' m:due='0'/>"), &flow_attribute_wrong, "a", "due"},
    {BPMN("<userTask id='a' m:due='8761'/>"), &flow_attribute_wrong, "a", "due"},
    {BPMN("<userTask id='a' m:due='1.5'/>"), &flow_attribute_wrong, "a", "due"},
    {BPMN("<userTask id='a' m:sop='A B'/>"), &flow_attribute_wrong, "a", "sop"},
    {BPMN("<userTask id='a' m:command='x'/>"), &flow_attribute_wrong, "a", "command"},
    {BPMN("<userTask id='a' m:duo='1'/>"), &flow_attribute_wrong, "a", "duo"},
    {BPMN("<serviceTask id='a' m:who='applicant'/>"), &flow_attribute_wrong, "a", "who"},
    {BPMN("<serviceTask id='a' m:command='Pay!'/>"), &flow_attribute_wrong, "a", "command"},
    {BPMN_WITH("m:approval='yes'", ""), &flow_attribute_wrong, "p", "approval"},
    {BPMN(IF("f", "g", "h", "a b (")), &flow_condition_wrong, "f", "sequenceFlow"},
    {BPMN(IF("f", "g", "h", "")), &flow_condition_wrong, "f", "sequenceFlow"},
    {BPMN(IF("f", "g", "h", "${approved}")), &flow_condition_wrong, "f", "sequenceFlow"},
    {BPMN(NODE("parallelGateway", "a") TASK("b") IF("f", "a", "b", "x = 1")), &flow_condition_wrong,
     "f", "gateways"},
    {BPMN("<sequenceFlow id='f'><conditionExpression language='http://www.w3.org/1999/XPath'>"
          "x</conditionExpression></sequenceFlow>"),
     &flow_condition_wrong, "f", "FEEL"},
    {"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", &xml_malformed, "", ""},
    {"", &xml_malformed, "", ""},
};

static str piled(struct arena *arena, const char *open, const char *close, int count) {
    struct buf out = buf_in(arena, 16 * MIB);
    buf_add(&out, STR("<definitions xmlns='" FLOW_SPACE_BPMN "'><process id='p'>"));
    for (int i = 0; i < count; i++) buf_print(&out, open, i);
    for (int i = 0; i < count; i++) buf_add(&out, str_of(close));
    buf_add(&out, STR("</process></definitions>"));
    return buf_str(&out);
}

// What nobody draws: each is refused by name and in time, however it is piled up.
static void hostile_files_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *open, *close;
        int count;
        const struct fault *fault; // NULL: it is read
    } cases[] = {
        {"<task id='t%d'/>", "", 2000, NULL},
        {"<task id='t%d'/>", "", 2001, &flow_too_large},
        {"<task id='t%d'/>", "", 100000, &flow_too_large},
        {"<sequenceFlow id='f%d' sourceRef='a' targetRef='a'/>", "", 4001, &flow_too_large},
        {"<subProcess id='s%d'>", "</subProcess>", 31, NULL},
        {"<subProcess id='s%d'>", "</subProcess>", 32, &flow_too_large},
        {"<subProcess id='s%d'>", "</subProcess>", 1000, &xml_malformed},
        {"<laneSet id='l%d'><lane id='m'><childLaneSet>", "</childLaneSet></lane></laneSet>", 1000,
         &xml_malformed},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct arena *arena = arena_open(256 * MIB);
        const struct flow_model *model = NULL;
        struct fault_note note;
        str xml = piled(arena, cases[i].open, cases[i].close, cases[i].count);
        fault trouble = flow_read(arena, xml, &model, &note);
        if (trouble != cases[i].fault)
            fail_msg("case %zu: %s", i, trouble == NULL ? "read" : trouble->name);
        if (trouble == NULL) assert_true(flow_check(arena, model).refusal_count > 0);
        arena_close(arena);
    }
}

static void what_we_cannot_execute_is_refused_by_name(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof(REFUSED) / sizeof(REFUSED[0]); i++) {
        struct arena *arena = arena_open(4 * MIB);
        const struct flow_model *model = NULL;
        struct fault_note note;
        fault trouble = flow_read(arena, str_of(REFUSED[i].xml), &model, &note);
        if (trouble != REFUSED[i].fault)
            fail_msg("case %zu: %s %.*s: %s", i, trouble == NULL ? "read" : trouble->name,
                     STR_ARG(note.en), REFUSED[i].xml);
        if (trouble != &xml_malformed)
            assert_string_equal(arena_text(arena, note.field), REFUSED[i].id);
        if (str_find(note.en, str_of(REFUSED[i].text)) < 0)
            fail_msg("case %zu: \"%.*s\" lacks \"%s\"", i, STR_ARG(note.en), REFUSED[i].text);
        assert_true(note.zh.size > 0);
        arena_close(arena);
    }
}

#define DI(body)                                                                                   \
    "<definitions xmlns='" FLOW_SPACE_BPMN "' xmlns:di='http://www.omg.org/spec/DD/20100524/DI'"   \
    " xmlns:d='http://www.omg.org/spec/BPMN/20100524/DI'"                                          \
    " xmlns:c='http://www.omg.org/spec/DD/20100524/DC'><process id='p'>" NODE("startEvent", "s")   \
        NODE("endEvent", "e") ARROW("f", "s", "e") "</process><d:BPMNDiagram><d:BPMNPlane>" body   \
                                                   "</d:BPMNPlane></d:BPMNDiagram></definitions>"
#define BOUNDS(x, w) "<c:Bounds x='" x "' y='-2.5' width='" w "' height='36'/>"

static void drawings_are_read(void **state) {
    (void)state;
    struct arena *arena = arena_open(4 * MIB);
    const struct flow_model *model = testing_model(
        arena, STR(DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("1e2", "36") "<d:BPMNLabel>" BOUNDS(
                   "7", "20") "</d:BPMNLabel></d:BPMNShape>"
                              "<d:BPMNShape bpmnElement='unknown'>" BOUNDS(
                                  "1", "1") "</d:BPMNShape>"
                                            "<d:BPMNEdge bpmnElement='f'><di:waypoint x='1' y='2'/>"
                                            "<di:waypoint x='3.25' y='4'/></d:BPMNEdge>")));
    assert_true(model->nodes[0].bounds.x == 100 && model->nodes[0].bounds.y == -2.5);
    assert_true(model->nodes[0].label.x == 7);
    assert_true(model->nodes[1].bounds.width == 0);
    assert_int_equal(model->arrows[0].point_count, 2);
    assert_true(model->arrows[0].points[1].x == 3.25);
    static const char *const wrong[] = {
        DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("nan", "1") "</d:BPMNShape>"),
        DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("0x10", "1") "</d:BPMNShape>"),
        DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("1e9", "1") "</d:BPMNShape>"),
        DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("1", "-1") "</d:BPMNShape>"),
        DI("<d:BPMNShape bpmnElement='s'>" BOUNDS("", "1") "</d:BPMNShape>"),
        DI("<d:BPMNEdge bpmnElement='f'><di:waypoint x='1' y='1-'/></d:BPMNEdge>"),
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct fault_note note;
        assert_ptr_equal(flow_read(arena, str_of(wrong[i]), &model, &note), &flow_attribute_wrong);
    }
    arena_close(arena);
}

// ---- ceilings ------------------------------------------------------------------------------

static str repeated(struct arena *arena, const char *head, const char *item, size_t count) {
    struct buf out = buf_in(arena, LIMIT_XML);
    buf_add(&out, str_of(head));
    for (size_t i = 0; i < count; i++) buf_print(&out, item, i, i);
    return buf_str(&out);
}

static fault read_repeated(struct arena *arena, const char *item, size_t count) {
    str xml =
        repeated(arena, "<definitions xmlns='" FLOW_SPACE_BPMN "'><process id='p'>", item, count);
    xml = arena_join(arena, xml, STR("</process></definitions>"));
    const struct flow_model *model = NULL;
    struct fault_note note;
    return flow_read(arena, xml, &model, &note);
}

static void sizes_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    static const char *const node = "<userTask id='n%zu'/>";
    static const char *const arrow = "<sequenceFlow id='f%zu' sourceRef='n%zu' targetRef='x'/>";
    static const char *const note = "<textAnnotation id='n%zu'/>";
    assert_null(read_repeated(arena, node, LIMIT_FLOW_NODES));
    assert_ptr_equal(read_repeated(arena, node, LIMIT_FLOW_NODES + 1), &flow_too_large);
    assert_null(read_repeated(arena, arrow, LIMIT_FLOW_ARROWS));
    assert_ptr_equal(read_repeated(arena, arrow, LIMIT_FLOW_ARROWS + 1), &flow_too_large);
    assert_null(read_repeated(arena, note, LIMIT_FLOW_NODES));
    assert_ptr_equal(read_repeated(arena, note, LIMIT_FLOW_NODES + 1), &flow_too_large);
    arena_close(arena);
    static const size_t counts[] = {LIMIT_FLOW_POINTS, LIMIT_FLOW_POINTS + 1};
    for (size_t i = 0; i < 2; i++) {
        arena = arena_open(64 * MIB);
        str xml = STR(DI("<d:BPMNEdge bpmnElement='f'>|</d:BPMNEdge>"));
        str tail = xml;
        str head = str_cut(&tail, '|');
        xml = repeated(arena, arena_text(arena, head), "<di:waypoint x='%zu' y='%zu'/>", counts[i]);
        const struct flow_model *model = NULL;
        struct fault_note trouble;
        assert_ptr_equal(flow_read(arena, arena_join(arena, xml, tail), &model, &trouble),
                         i == 0 ? NULL : &flow_too_large);
        arena_close(arena);
    }
}

static void texts_have_a_ceiling(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    const struct flow_model *model = NULL;
    struct fault_note note;
    struct buf long_one = buf_in(arena, LIMIT_XML);
    for (size_t i = 0; i <= LIMIT_FLOW_XML; i++) buf_add_byte(&long_one, ' ');
    assert_ptr_equal(flow_read(arena, buf_str(&long_one), &model, &note), &flow_too_large);
    // Conditions of a kibibyte each: as many as fit, and one more.
    struct buf condition = buf_in(arena, KIB);
    buf_add(&condition, STR("x = \""));
    while (condition.size < KIB - 1) buf_add_byte(&condition, 'x');
    buf_add_byte(&condition, '"');
    str item = arena_print(arena,
                           "<sequenceFlow id='f%%zu' sourceRef='n%%zu' targetRef='x'>"
                           "<conditionExpression>%.*s</conditionExpression></sequenceFlow>",
                           STR_ARG(buf_str(&condition)));
    size_t count = LIMIT_FLOW_FEEL / KIB;
    assert_null(read_repeated(arena, arena_text(arena, item), count));
    assert_ptr_equal(read_repeated(arena, arena_text(arena, item), count + 1), &flow_too_large);
    arena_close(arena);
}

// ---- other people's files ------------------------------------------------------------------
// Read or refused with a reason in both languages; what is read is checked and drawn. Never a
// crash.

struct tally {
    size_t read;
    size_t refused;
};

static struct tally tally;

static void try_file(const char *name, str bytes) {
    struct arena *arena = arena_open(64 * MIB);
    const struct flow_model *model = NULL;
    struct fault_note note;
    fault trouble = flow_read(arena, bytes, &model, &note);
    if (trouble == NULL) {
        tally.read++;
        flow_check(arena, model);
        str svg = flow_draw(arena, model, NULL);
        assert_true(str_ends_with(svg, STR("</svg>\n")));
    } else {
        tally.refused++;
        if (note.en.size == 0 || note.zh.size == 0)
            if (trouble != &flow_too_large) fail_msg("%s: %s without reason", name, trouble->name);
    }
    arena_close(arena);
}

static int try_path(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)place;
    if (kind != FTW_F || !str_ends_with(str_of(path), STR(".bpmn"))) return 0;
    char *bytes = malloc((size_t)status->st_size + 1);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, (size_t)status->st_size, file);
    fclose(file);
    try_file(path, (str){bytes, size});
    free(bytes);
    return 0;
}

enum { TAR_BLOCK = 512, TAR_SIZE_AT = 124, TAR_KIND_AT = 156, TAR_FILE_MAX = 4 * 1024 * 1024 };

static void try_archive(const char *path) {
    gzFile archive = gzopen(path, "rb");
    assert_non_null(archive);
    char *bytes = malloc(TAR_FILE_MAX + TAR_BLOCK);
    char head[TAR_BLOCK];
    while (gzread(archive, head, TAR_BLOCK) == TAR_BLOCK && head[0] != '\0') {
        size_t size = strtoul(head + TAR_SIZE_AT, NULL, 8);
        assert_true(size <= TAR_FILE_MAX);
        size_t padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        assert_int_equal(gzread(archive, bytes, (unsigned)padded), padded);
        if (head[TAR_KIND_AT] == '0') try_file(head, (str){bytes, size});
    }
    free(bytes);
    gzclose(archive);
}

static void other_peoples_files_never_crash(void **state) {
    (void)state;
    const char *shared = getenv("MINGLI_SHARED");
    if (shared == NULL) shared = "../shared";
    static const char *const folders[] = {"bpmn-miwg", "bpmn-exec-betsy"};
    static const char *const archives[] = {"bpmn-vendor-tests/camunda7-engine-tests.tar.gz",
                                           "bpmn-vendor-tests/zeebe-bpmn-model-tests.tar.gz",
                                           "bpmn-for-research-sample/models.tar.gz"};
    char path[600];
    snprintf(path, sizeof(path), "%s/data/bpmn-miwg", shared);
    DIR *folder = opendir(path);
    if (folder == NULL) {
        print_message("no %s: the files of other editors are skipped\n", path);
        skip();
    }
    closedir(folder);
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        snprintf(path, sizeof(path), "%s/data/%s", shared, folders[i]);
        nftw(path, try_path, 16, FTW_PHYS);
    }
    for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
        snprintf(path, sizeof(path), "%s/data/%s", shared, archives[i]);
        try_archive(path);
    }
    print_message("%zu files of other editors read, %zu refused\n", tally.read, tally.refused);
    assert_true(tally.read > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_we_execute_is_read),
        cmocka_unit_test(who_is_text_and_back),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(what_we_cannot_execute_is_refused_by_name),
        cmocka_unit_test(drawings_are_read),
        cmocka_unit_test(sizes_have_a_ceiling),
        cmocka_unit_test(texts_have_a_ceiling),
        cmocka_unit_test(other_peoples_files_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

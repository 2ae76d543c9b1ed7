// eval_json: verdicts of packs as JSON, cases that hold and cases that do not, and what a model
// tells about itself for those who show it.
#include "decision/eval_json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char tiny[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='n'>"
    "<itemDefinition name='tKind'><typeRef>string</typeRef>"
    "<allowedValues><text>\"gift\", \"meal\"</text></allowedValues></itemDefinition>"
    "<inputData id='i1' name='kind'><description> 种类 / kind </description>"
    "<variable name='kind' typeRef='tKind'/></inputData>"
    "<inputData id='i2' name='value'><variable name='value' typeRef='number'/></inputData>"
    "<inputData id='i3' name='outcome'/><inputData id='i4' name='packs'/>"
    "<decision id='d1' name='verdict'><description>结论</description>"
    "<informationRequirement><requiredInput href='#i1'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#i2'/></informationRequirement>"
    "<decisionTable hitPolicy='PRIORITY'>"
    "<input><inputExpression typeRef='tKind'><text>kind</text></inputExpression></input>"
    "<input><inputExpression typeRef='number'><text>value</text></inputExpression></input>"
    "<output name='outcome'><outputValues><text>\"prohibit\", \"review\", \"approve\", \"allow\""
    "</text></outputValues></output><output name='role'/>"
    "<annotation name='reason zh'/><annotation name='reason en'/><annotation name='citation'/>"
    "<rule id='T1'><inputEntry><text>\"gift\"</text></inputEntry><inputEntry><text>&gt; 100</text>"
    "</inputEntry><outputEntry><text>\"approve\"</text></outputEntry><outputEntry>"
    "<text>\"dept_head\"</text></outputEntry><annotationEntry><text>超过一百</text>"
    "</annotationEntry><annotationEntry><text>Over 100</text></annotationEntry><annotationEntry>"
    "<text>default</text></annotationEntry></rule>"
    "<rule id='T2'><inputEntry><text>-</text></inputEntry><inputEntry><text>&lt;= 100</text>"
    "</inputEntry><outputEntry><text>\"allow\"</text></outputEntry><outputEntry/>"
    "<annotationEntry><text>小额</text></annotationEntry><annotationEntry><text>Small</text>"
    "</annotationEntry><annotationEntry><text>default</text></annotationEntry></rule>"
    "</decisionTable></decision>"
    "<decision id='d2' name='obligations'>"
    "<informationRequirement><requiredInput href='#i3'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#i4'/></informationRequirement>"
    "<decisionTable hitPolicy='COLLECT'>"
    "<input><inputExpression><text>outcome</text></inputExpression></input>"
    "<input><inputExpression><text>packs</text></inputExpression></input>"
    "<output name='obligation'/><annotation name='duty zh'/><annotation name='duty en'/>"
    "<rule id='O1'><inputEntry><text>\"approve\"</text></inputEntry><inputEntry>"
    "<text>list contains(?, \"tiny\")</text></inputEntry><outputEntry><text>\"register\"</text>"
    "</outputEntry><annotationEntry><text>登记</text></annotationEntry><annotationEntry>"
    "<text>Register</text></annotationEntry></rule></decisionTable></decision>"
    "<decision id='d3' name='twice'><informationRequirement><requiredInput href='#i2'/>"
    "</informationRequirement><literalExpression><text> value * 2 </text></literalExpression>"
    "</decision></definitions>";

struct setting {
    struct arena *arena;
    struct feel_names *names;
    struct pack pack;
    struct pack_list list;
};

static int open_setting(void **state) {
    static struct setting setting;
    struct fault_note note;
    struct pack_source source = {STR("tiny"), str_of(tiny)};
    setting.arena = arena_open(LIMIT_MODEL_ARENA);
    setting.names = feel_names_open(setting.arena, FEEL_NAMES_OPEN);
    if (pack_read(setting.arena, source, setting.names, &setting.pack, &note) != NULL)
        fail_msg("%.*s", STR_ARG(note.en));
    setting.list = (struct pack_list){&setting.pack, 1};
    *state = &setting;
    return 0;
}

static int close_setting(void **state) {
    arena_close(((struct setting *)*state)->arena);
    return 0;
}

static const struct json *json_of(struct setting *setting, const char *text) {
    const struct json *value;
    struct fault_note note;
    assert_null(json_read(setting->arena, str_of(text), &value, &note));
    return value;
}

static void verdicts_are_written_whole(void **state) {
    struct setting *setting = *state;
    struct arena *arena = setting->arena;
    struct fault_note note;
    size_t slots = feel_names_count(setting->names);
    struct feel_value *values = ARENA_ARRAY(arena, struct feel_value, slots);
    const struct json *inputs = json_of(setting, "{\"kind\": \"gift\", \"value\": 100.01}");
    assert_null(eval_inputs_of_json(arena, setting->pack.model, inputs, values, &note));
    struct buf out = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    struct decision_inputs all = {values, slots, NULL};
    eval_write_verdict(&writer, arena, &setting->list, &all);
    const char *wanted =
        "{\"outcome\":\"approve\",\"role\":\"dept_head\",\"reason\":{\"zh\":\"超过一百\",\"en\":"
        "\"Over 100\"},\"citation\":\"default\",\"rule\":\"T1\",\"pack\":\"tiny\",\"hits\":["
        "{\"outcome\":\"approve\",\"role\":\"dept_head\",\"reason\":{\"zh\":\"超过一百\",\"en\":"
        "\"Over 100\"},\"citation\":\"default\",\"rule\":\"T1\",\"pack\":\"tiny\"}],\"missing\":[],"
        "\"obligations\":[{\"name\":\"register\",\"duty\":{\"zh\":\"登记\",\"en\":\"Register\"},"
        "\"citation\":\"\",\"rule\":\"O1\",\"pack\":\"tiny\"}]}";
    str got = buf_str(&out);
    if (!str_equal(got, str_of(wanted))) fail_msg("%.*s", STR_ARG(got));
}

static void cases_hold_or_say_what_came_instead(void **state) {
    struct setting *setting = *state;
    struct eval_cases cases;
    struct fault_note note;
    const struct json *document = json_of(
        setting,
        "{\"defaults\": {\"kind\": \"meal\"}, \"cases\": ["
        "{\"name\": \"a\", \"inputs\": {\"value\": 5}, \"outcome\": \"allow\", \"rule\": \"T2\"},"
        "{\"name\": \"b\", \"inputs\": {\"value\": 500}, \"outcome\": \"none\", \"rule\": null},"
        "{\"name\": \"c\", \"inputs\": {\"kind\": \"gift\", \"value\": 500}, \"outcome\": "
        "\"approve\", \"rule\": \"tiny:T1\", \"packs\": [\"tiny\", \"other\"]},"
        "{\"name\": \"d\", \"inputs\": {}, \"outcome\": \"review\", \"rule\": null},"
        "{\"name\": \"wrong outcome\", \"inputs\": {\"value\": 5}, \"outcome\": \"review\", "
        "\"rule\": \"T2\"},"
        "{\"name\": \"wrong rule\", \"inputs\": {\"value\": 5}, \"outcome\": \"allow\", \"rule\": "
        "\"T1\"},"
        "{\"name\": \"wrong pack\", \"inputs\": {\"value\": 5}, \"outcome\": \"allow\", \"rule\": "
        "\"other:T2\"},"
        "{\"name\": \"not none\", \"inputs\": {\"value\": 5}, \"outcome\": \"none\", \"rule\": "
        "null}]}");
    assert_null(eval_run_cases(setting->arena, &setting->list, document, &cases, &note));
    assert_int_equal(cases.count, 8);
    assert_int_equal(cases.failed, 4);
    for (size_t i = 0; i < 8; i++) assert_int_equal(cases.items[i].is_met, i < 4);
    assert_true(str_equal(cases.items[5].wanted, STR("allow T1")));
    assert_true(str_equal(cases.items[5].got, STR("allow tiny:T2")));
}

static void wrong_cases_are_refused(void **state) {
    struct setting *setting = *state;
    static const struct {
        const char *document;
        const struct fault *fault;
    } rows[] = {
        {"{}", &cases_malformed},
        {"{\"cases\": {}}", &cases_malformed},
        {"{\"cases\": [{}]}", &cases_malformed},
        {"{\"cases\": [{\"name\": \"a\", \"inputs\": {}, \"outcome\": \"allow\"}]}",
         &cases_malformed},
        {"{\"cases\": [{\"name\": \"a\", \"inputs\": {\"valeu\": 5}, \"outcome\": \"allow\", "
         "\"rule\": \"T2\"}]}",
         &cases_malformed},
        {"{\"cases\": [{\"name\": \"a\", \"inputs\": {}, \"outcome\": \"allow\", \"rule\": null, "
         "\"packs\": [\"other\"]}]}",
         &cases_malformed},
        {"{\"cases\": [{\"name\": \"a\", \"inputs\": {\"value\": \"5\"}, \"outcome\": \"allow\", "
         "\"rule\": \"T2\"}]}",
         &input_type},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct eval_cases cases;
        struct fault_note note = {0};
        fault refused = eval_run_cases(setting->arena, &setting->list,
                                       json_of(setting, rows[i].document), &cases, &note);
        if (refused != rows[i].fault) fail_msg("%s", rows[i].document);
        assert_true(note.field.size > 0 && note.en.size > 0 && note.zh.size > 0);
    }
}

static void models_can_be_shown(void **state) {
    struct setting *setting = *state;
    const struct decision_model *model = setting->pack.model;
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(model, &count);
    assert_int_equal(count, 4);
    assert_true(str_equal(inputs[0].type, STR("string")));
    assert_true(str_equal(inputs[0].allowed, STR("\"gift\", \"meal\"")));
    assert_true(str_equal(inputs[0].description, STR("种类 / kind")));
    assert_true(str_equal(decision_model_name(model), STR("m")));
    assert_int_equal(decision_count(model), 3);
    assert_int_equal(decision_find(model, STR("d2")), 1);
    assert_int_equal(decision_find(model, STR("nobody")), -1);
    assert_true(str_equal(decision_id(model, 0), STR("d1")));
    assert_true(str_equal(decision_description(model, 0), STR("结论")));
    assert_string_equal(decision_hit_policy(model, 0), "PRIORITY");
    assert_string_equal(decision_hit_policy(model, 2), "");
    assert_true(str_equal(decision_literal(model, 2), STR("value * 2")));
    assert_int_equal(decision_literal(model, 0).size, 0);
    assert_int_equal(decision_column_count(model, 0), 2);
    assert_true(str_equal(decision_column_label(model, 0, 1), STR("value")));
    assert_true(str_equal(decision_column_type(model, 0, 0), STR("string")));
    assert_true(str_equal(decision_cell_text(model, 0, 0, 1), STR("> 100")));
    assert_true(str_equal(decision_output_text(model, 0, 1, 0), STR("\"allow\"")));
    assert_int_equal(decision_column_count(model, 2), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_are_written_whole),
        cmocka_unit_test(cases_hold_or_say_what_came_instead),
        cmocka_unit_test(wrong_cases_are_refused),
        cmocka_unit_test(models_can_be_shown),
    };
    return cmocka_run_group_tests(tests, open_setting, close_setting);
}

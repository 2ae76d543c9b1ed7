// JSON in, JSON out, around decision and pack. Nothing is decided here; what is refused is refused
// with the name of the input that it is about.
#include "decision/eval_json.h"

FAULT(input_unknown, 422, "inputs", "The model has no such input.", "模型没有这个输入。");
FAULT(input_type, 422, "inputs", "The value is not of the input's type.", "值与输入的类型不符。");

// ---- in ----

static bool value_of(struct arena *arena, const struct json *json, str type,
                     struct feel_value *ret_value);

static bool list_of(struct arena *arena, const struct json *json, str type,
                    struct feel_value *ret_value) {
    struct feel_value *items = ARENA_ARRAY(arena, struct feel_value, json->count + 1);
    size_t count = 0;
    for (const struct json *item = json->first; item != NULL; item = item->next)
        if (!value_of(arena, item, type, &items[count++])) return false;
    *ret_value = feel_list_of(items, count);
    return true;
}

static bool context_of(struct arena *arena, const struct json *json, struct feel_value *ret_value) {
    struct feel_entry *entries = ARENA_ARRAY(arena, struct feel_entry, json->count + 1);
    size_t count = 0;
    for (const struct json *item = json->first; item != NULL; item = item->next) {
        entries[count].name = item->name;
        if (!value_of(arena, item, STR_NONE, &entries[count++].value)) return false;
    }
    *ret_value = feel_context_of(entries, count);
    return true;
}

static bool is_type(str type, const char *name) {
    return type.size == 0 || str_equal(type, str_of(name));
}

static bool string_of(struct arena *arena, const struct json *json, str type,
                      struct feel_value *ret_value) {
    if (is_type(type, "string")) return *ret_value = feel_string(json->text), true;
    bool is_plain = str_equal(type, STR("number")) || str_equal(type, STR("boolean"));
    return !is_plain && feel_read_as(arena, type, json->text, ret_value);
}

// The JSON value as FEEL; type empty: whatever it is. JSON is bounded in depth when it is read.
static bool value_of(struct arena *arena, const struct json *json, str type,
                     struct feel_value *ret_value) {
    switch (json->kind) {
    case JSON_NULL: *ret_value = feel_null(); return true;
    case JSON_TRUE:
    case JSON_FALSE:
        *ret_value = feel_boolean(json->kind == JSON_TRUE);
        return is_type(type, "boolean");
    case JSON_NUMBER:
        return is_type(type, "number") && feel_read_as(arena, STR("number"), json->text, ret_value);
    case JSON_STRING: return string_of(arena, json, type, ret_value);
    case JSON_ARRAY: return list_of(arena, json, type, ret_value);
    case JSON_OBJECT: return is_type(type, "context") && context_of(arena, json, ret_value);
    }
    return false;
}

static const struct decision_input *input_of(const struct decision_model *model, str name) {
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(model, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(inputs[i].name, name)) return &inputs[i];
    return NULL;
}

static bool input_value(struct arena *arena, const struct decision_input *input,
                        const struct json *json, struct feel_value *ret_value) {
    bool is_list = json->kind == JSON_ARRAY;
    bool fits = json->kind == JSON_NULL || input->type.size == 0 || is_list == input->is_collection;
    return fits && value_of(arena, json, input->type, ret_value);
}

static fault wrong_type(struct arena *arena, const struct decision_input *input,
                        struct fault_note *ret_note) {
    str type = input->type.size > 0 ? input->type : STR("Any");
    const char *list = input->is_collection ? "list of " : "";
    ret_note->field = input->name;
    ret_note->en =
        arena_print(arena, "%.*s must be %s%.*s.", STR_ARG(input->name), list, STR_ARG(type));
    ret_note->zh =
        arena_print(arena, "%.*s 的类型须为 %s%.*s。", STR_ARG(input->name), list, STR_ARG(type));
    return &input_type;
}

fault eval_inputs_of_json(struct arena *arena, const struct decision_model *model,
                          const struct json *object, struct feel_value *values,
                          struct fault_note *ret_note) {
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        const struct decision_input *input = input_of(model, member->name);
        if (input == NULL) {
            ret_note->field = member->name;
            ret_note->en =
                arena_print(arena, "The model has no input %.*s.", STR_ARG(member->name));
            ret_note->zh = arena_print(arena, "模型没有输入 %.*s。", STR_ARG(member->name));
            return &input_unknown;
        }
        if (!input_value(arena, input, member, &values[input->slot]))
            return wrong_type(arena, input, ret_note);
    }
    return NULL;
}

// ---- out ----

void eval_write_value(struct json_writer *writer, struct arena *arena, struct feel_value value) {
    switch (value.kind) {
    case FEEL_NULL: json_null(writer); break;
    case FEEL_BOOLEAN: json_bool(writer, value.boolean); break;
    case FEEL_NUMBER: json_raw(writer, decimal_print(arena, value.number)); break;
    case FEEL_LIST:
        json_open_array(writer);
        for (size_t i = 0; i < value.list.count; i++)
            eval_write_value(writer, arena, value.list.items[i]);
        json_close_array(writer);
        break;
    case FEEL_CONTEXT:
        json_open_object(writer);
        for (size_t i = 0; i < value.context.count; i++) {
            json_name(writer, value.context.entries[i].name);
            eval_write_value(writer, arena, value.context.entries[i].value);
        }
        json_close_object(writer);
        break;
    default: json_string(writer, feel_text(arena, value)); break;
    }
}

static void write_member(struct json_writer *writer, const char *name, str text) {
    json_name(writer, str_of(name));
    json_string(writer, text);
}

static void write_names(struct json_writer *writer, const char *name, const str *items,
                        size_t count) {
    json_name(writer, str_of(name));
    json_open_array(writer);
    for (size_t i = 0; i < count; i++) json_string(writer, items[i]);
    json_close_array(writer);
}

static void write_hit(struct json_writer *writer, struct arena *arena,
                      const struct decision_model *model, size_t decision,
                      const struct decision_hit *hit) {
    json_open_object(writer);
    write_member(writer, "rule", hit->rule_id);
    json_name(writer, STR("outputs"));
    json_open_object(writer);
    for (size_t i = 0; i < decision_output_count(model, decision); i++) {
        json_name(writer, decision_output_name(model, decision, i));
        eval_write_value(writer, arena, hit->outputs[i]);
    }
    json_close_object(writer);
    json_name(writer, STR("annotations"));
    json_open_object(writer);
    for (size_t i = 0; i < decision_annotation_count(model, decision); i++) {
        json_name(writer, decision_annotation_name(model, decision, i));
        json_string(writer, hit->annotations[i]);
    }
    json_close_object(writer);
    json_close_object(writer);
}

static void write_report(struct json_writer *writer, const struct decision_rule_report *report) {
    json_open_object(writer);
    write_member(writer, "rule", report->rule_id);
    json_name(writer, STR("hit"));
    json_bool(writer, report->is_hit);
    json_name(writer, STR("cells"));
    json_open_array(writer);
    for (size_t i = 0; i < report->cell_count; i++) {
        json_open_object(writer);
        write_member(writer, "input", report->cells[i].input);
        write_member(writer, "value", report->cells[i].value);
        write_member(writer, "test", report->cells[i].test);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

static void write_warnings(struct json_writer *writer, const struct decision_result *result) {
    json_name(writer, STR("warnings"));
    json_open_array(writer);
    for (size_t i = 0; i < result->warning_count; i++) {
        json_open_object(writer);
        write_member(writer, "name", str_of(result->warnings[i].name));
        write_member(writer, "en", result->warnings[i].en);
        write_member(writer, "zh", result->warnings[i].zh);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void write_result(struct json_writer *writer, struct arena *arena,
                         const struct decision_model *model, size_t decision,
                         const struct decision_result *result) {
    write_member(writer, "decision", decision_name(model, decision));
    json_name(writer, STR("value"));
    eval_write_value(writer, arena, result->value);
    json_name(writer, STR("chosen"));
    if (result->chosen < result->hit_count)
        json_string(writer, result->hits[result->chosen].rule_id);
    else
        json_null(writer);
    json_name(writer, STR("trouble"));
    if (result->trouble != NULL)
        json_string(writer, str_of(result->trouble->name));
    else
        json_null(writer);
    json_name(writer, STR("hits"));
    json_open_array(writer);
    for (size_t i = 0; i < result->hit_count; i++)
        write_hit(writer, arena, model, decision, &result->hits[i]);
    json_close_array(writer);
}

void eval_write_decision(struct json_writer *writer, struct arena *arena,
                         const struct decision_model *model, size_t decision,
                         const struct decision_inputs *inputs) {
    struct decision_result result;
    struct decision_labels missing;
    const struct decision_rule_report *reports;
    decision_evaluate(model, decision, inputs, arena, &result);
    decision_missing(model, decision, inputs, arena, &missing);
    decision_explain(model, decision, inputs, arena, &reports);
    json_open_object(writer);
    write_result(writer, arena, model, decision, &result);
    write_names(writer, "missing", missing.items, missing.count);
    write_warnings(writer, &result);
    json_name(writer, STR("rules"));
    json_open_array(writer);
    for (size_t i = 0; i < decision_rule_count(model, decision); i++)
        write_report(writer, &reports[i]);
    json_close_array(writer);
    json_close_object(writer);
}

// ---- packs ----

static void write_pack_hit(struct json_writer *writer, const struct pack_hit *hit) {
    write_member(writer, "outcome", pack_outcome_name(hit->outcome));
    json_name(writer, STR("role"));
    if (hit->role.size > 0)
        json_string(writer, hit->role);
    else
        json_null(writer);
    json_name(writer, STR("reason"));
    json_open_object(writer);
    write_member(writer, "zh", hit->reason_zh);
    write_member(writer, "en", hit->reason_en);
    json_close_object(writer);
    write_member(writer, "citation", hit->citation);
    write_member(writer, "rule", hit->rule);
    write_member(writer, "pack", hit->pack);
}

static void write_obligations(struct json_writer *writer,
                              const struct pack_obligations *obligations) {
    json_name(writer, STR("obligations"));
    json_open_array(writer);
    for (size_t i = 0; i < obligations->count; i++) {
        const struct pack_obligation *item = &obligations->items[i];
        json_open_object(writer);
        write_member(writer, "name", item->name);
        json_name(writer, STR("duty"));
        json_open_object(writer);
        write_member(writer, "zh", item->duty_zh);
        write_member(writer, "en", item->duty_en);
        json_close_object(writer);
        write_member(writer, "citation", item->citation);
        write_member(writer, "rule", item->rule);
        write_member(writer, "pack", item->pack);
        json_close_object(writer);
    }
    json_close_array(writer);
}

void eval_write_verdict(struct json_writer *writer, struct arena *arena,
                        const struct pack_list *packs, const struct decision_inputs *inputs) {
    struct pack_verdict verdict;
    pack_verdict(packs->items, packs->count, inputs, arena, &verdict);
    struct pack_obligations obligations =
        pack_obligations(packs->items, packs->count, verdict.headline.outcome, inputs, arena);
    json_open_object(writer);
    write_pack_hit(writer, &verdict.headline);
    json_name(writer, STR("hits"));
    json_open_array(writer);
    for (size_t i = 0; i < verdict.hit_count; i++) {
        json_open_object(writer);
        write_pack_hit(writer, &verdict.hits[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    write_names(writer, "missing", verdict.missing, verdict.missing_count);
    write_obligations(writer, &obligations);
    json_close_object(writer);
}

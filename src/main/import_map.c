// A mapping says which of our fields comes from which columns of somebody else's file (the format
// is in docs/import.md). It is read once into a plan of column numbers, so that nothing is looked
// up by name while rows go by; a name that the file does not have is refused before the first row.
// Without a mapping the titles of the columns decide.
#include "format/json.h"
#include "main/import.h"

FAULT(import_mapping_wrong, 422, "map", "The mapping cannot be used.", "字段映射不正确。");
FAULT(import_column_unknown, 422, "map", "The file has no such column.", "文件中没有这一列。");
FAULT(import_field_unmapped, 422, "map", "No column is known for a needed field.",
      "必需的字段没有对应的列。");

struct reading {
    const struct import_planning *planning;
    struct import_plan *plan;
    struct fault_note *note;
    str place; // the field that is being read
};

static fault wrong(const struct reading *reading, fault refusal, const char *en, const char *zh) {
    reading->note->field = reading->place;
    reading->note->en = str_of(en);
    reading->note->zh = str_of(zh);
    return refusal;
}

// ---- Columns -----------------------------------------------------------------------------------

static int column_of(struct import_texts titles, str name) {
    for (size_t i = 0; i < titles.count; i++)
        if (str_equal_ignore_case(titles.items[i], name)) return (int)i;
    return -1;
}

static fault find_column(const struct reading *reading, str name, int *ret_column) {
    *ret_column = column_of(reading->planning->titles, str_trim(name));
    if (*ret_column >= 0) return NULL;
    struct arena *arena = reading->planning->arena;
    struct buf titles = buf_in(arena, 2 * KIB);
    for (size_t i = 0; i < reading->planning->titles.count && titles.size < KIB; i++)
        buf_print(&titles, "%s%.*s", i > 0 ? ", " : "",
                  STR_ARG(str_slice(reading->planning->titles.items[i], 0, 80)));
    const char *en = arena_text(arena, arena_print(arena, "\"%.*s\"; there are: %.*s",
                                                   STR_ARG(name), STR_ARG(buf_str(&titles))));
    const char *zh = arena_text(
        arena, arena_print(arena, "“%.*s”；现有：%.*s", STR_ARG(name), STR_ARG(buf_str(&titles))));
    return wrong(reading, &import_column_unknown, en, zh);
}

static fault text_of(const struct reading *reading, const struct json *json, str *ret_text) {
    if (json->kind != JSON_STRING)
        return wrong(reading, &import_mapping_wrong, "a text is expected", "应为文本");
    *ret_text = json->text;
    return NULL;
}

static fault truth_of(const struct reading *reading, const struct json *json, bool *ret_truth) {
    if (json->kind != JSON_TRUE && json->kind != JSON_FALSE)
        return wrong(reading, &import_mapping_wrong, "true or false is expected",
                     "应为 true 或 false");
    *ret_truth = json->kind == JSON_TRUE;
    return NULL;
}

static fault add_column(const struct reading *reading, const struct json *json,
                        struct import_rule *rule) {
    str name;
    TRY(text_of(reading, json, &name));
    int column;
    TRY(find_column(reading, name, &column));
    *list_push(reading->planning->arena, &rule->columns) = column;
    return NULL;
}

static fault read_columns(const struct reading *reading, const struct json *json,
                          struct import_rule *rule) {
    if (json->kind != JSON_ARRAY) return add_column(reading, json, rule);
    for (const struct json *item = json->first; item != NULL; item = item->next)
        TRY(add_column(reading, item, rule));
    return NULL;
}

// ---- Texts that are put together: "{Street}, {City:whole} ({line})" ----------------------------

static fault add_piece(const struct reading *reading, str inside, struct import_rule *rule) {
    struct import_piece *piece = list_push(reading->planning->arena, &rule->pieces);
    piece->is_whole = str_ends_with(inside, STR(":whole"));
    if (piece->is_whole) inside.size -= 6;
    piece->column = -2;
    if (str_equal(inside, STR("line"))) return NULL;
    return find_column(reading, inside, &piece->column);
}

static fault read_pieces(const struct reading *reading, str text, struct import_rule *rule) {
    while (text.size > 0) {
        ptrdiff_t open = str_find_byte(text, '{');
        size_t before = open < 0 ? text.size : (size_t)open;
        if (before > 0)
            *list_push(reading->planning->arena, &rule->pieces) =
                (struct import_piece){.text = str_slice(text, 0, before), .column = -1};
        if (open < 0) return NULL;
        text = str_slice(text, before + 1, text.size);
        ptrdiff_t close = str_find_byte(text, '}');
        if (close < 0)
            return wrong(reading, &import_mapping_wrong, "a { without its }", "缺少对应的 }");
        TRY(add_piece(reading, str_slice(text, 0, (size_t)close), rule));
        text = str_slice(text, (size_t)close + 1, text.size);
    }
    return NULL;
}

// ---- One rule ----------------------------------------------------------------------------------

static fault read_values(const struct reading *reading, const struct json *json,
                         struct import_rule *rule) {
    if (json->kind != JSON_OBJECT)
        return wrong(reading, &import_mapping_wrong, "values is an object of texts",
                     "values 应为由文本组成的对象");
    for (const struct json *item = json->first; item != NULL; item = item->next) {
        struct import_pair *pair = list_push(reading->planning->arena, &rule->values);
        pair->from = item->name;
        TRY(text_of(reading, item, &pair->to));
    }
    return NULL;
}

static fault read_empty(const struct reading *reading, const struct json *json,
                        struct import_rule *rule) {
    if (json->kind != JSON_ARRAY)
        return wrong(reading, &import_mapping_wrong, "empty is a list of texts",
                     "empty 应为文本列表");
    for (const struct json *item = json->first; item != NULL; item = item->next)
        TRY(text_of(reading, item, list_push(reading->planning->arena, &rule->empty)));
    return NULL;
}

static fault read_order(const struct reading *reading, const struct json *json,
                        struct import_rule *rule) {
    TRY(text_of(reading, json, &rule->order));
    if (str_equal(rule->order, STR("M/D/Y")) || str_equal(rule->order, STR("D/M/Y"))) return NULL;
    return wrong(reading, &import_mapping_wrong, "order is \"M/D/Y\" or \"D/M/Y\"",
                 "order 只能是 \"M/D/Y\" 或 \"D/M/Y\"");
}

static fault read_times(const struct reading *reading, const struct json *json,
                        struct import_rule *rule) {
    str name;
    TRY(text_of(reading, json, &name));
    return find_column(reading, name, &rule->times);
}

static fault read_member(const struct reading *reading, const struct json *json,
                         struct import_rule *rule) {
    str name = json->name, text;
    if (str_equal(name, STR("column"))) return read_columns(reading, json, rule);
    if (str_equal(name, STR("constant"))) return text_of(reading, json, &rule->constant);
    if (str_equal(name, STR("values"))) return read_values(reading, json, rule);
    if (str_equal(name, STR("empty"))) return read_empty(reading, json, rule);
    if (str_equal(name, STR("order"))) return read_order(reading, json, rule);
    if (str_equal(name, STR("times"))) return read_times(reading, json, rule);
    if (str_equal(name, STR("round"))) return truth_of(reading, json, &rule->is_rounded);
    if (str_equal(name, STR("whole"))) return truth_of(reading, json, &rule->is_whole);
    if (str_equal(name, STR("year"))) return truth_of(reading, json, &rule->is_year);
    if (str_equal(name, STR("cut"))) return truth_of(reading, json, &rule->is_cut);
    if (str_equal(name, STR("otherwise"))) {
        rule->has_otherwise = true;
        return text_of(reading, json, &rule->otherwise);
    }
    if (str_equal(name, STR("text"))) {
        TRY(text_of(reading, json, &text));
        return read_pieces(reading, text, rule);
    }
    return wrong(reading, &import_mapping_wrong,
                 "only column, text, constant, values, otherwise, empty, times, round, whole, "
                 "year, cut and order are known",
                 "只支持 column、text、constant、values、otherwise、empty、times、round、whole、"
                 "year、cut 和 order");
}

static fault read_rule(const struct reading *reading, const struct json *json,
                       struct import_rule *rule) {
    rule->is_set = true;
    if (json->kind == JSON_STRING) return add_column(reading, json, rule);
    if (json->kind != JSON_OBJECT)
        return wrong(reading, &import_mapping_wrong, "a column's title or an object is expected",
                     "应为列名或对象");
    for (const struct json *item = json->first; item != NULL; item = item->next)
        TRY(read_member(reading, item, rule));
    int sources = (rule->columns.count > 0) + (rule->pieces.count > 0) + (rule->constant.size > 0);
    if (sources == 1) return NULL;
    return wrong(reading, &import_mapping_wrong, "exactly one of column, text and constant",
                 "column、text、constant 须且只能有一个");
}

// ---- The whole ---------------------------------------------------------------------------------

static void clear(struct import_plan *plan, const struct import_kind *kind) {
    *plan = (struct import_plan){.kind = kind, .batch = {.column = -1}};
    for (int i = 0; i < IMPORT_FIELDS_MAX; i++) plan->rules[i].times = -1;
}

static fault read_fields(struct reading *reading, const struct json *fields) {
    reading->place = STR("fields");
    if (fields->kind != JSON_OBJECT)
        return wrong(reading, &import_mapping_wrong, "an object is expected", "应为对象");
    for (const struct json *item = fields->first; item != NULL; item = item->next) {
        reading->place = item->name;
        int field = import_field_of(reading->plan->kind, item->name);
        if (field < 0)
            return wrong(reading, &import_mapping_wrong, "this kind has no such field",
                         "该类数据没有这个字段");
        TRY(read_rule(reading, item, &reading->plan->rules[field]));
    }
    return NULL;
}

static fault read_batch(struct reading *reading, const struct json *batch) {
    struct import_batch_rule *rule = &reading->plan->batch;
    const struct json *column = json_member(batch, STR("column"));
    const struct json *except = json_member(batch, STR("except"));
    str name;
    reading->place = STR("batch");
    if (column == NULL)
        return wrong(reading, &import_mapping_wrong, "column is missing", "缺少 column");
    TRY(text_of(reading, column, &name));
    TRY(find_column(reading, name, &rule->column));
    for (const struct json *item = except == NULL ? NULL : except->first; item != NULL;
         item = item->next) {
        TRY(text_of(reading, item, &name));
        TRY(find_column(reading, name, list_push(reading->planning->arena, &rule->except)));
    }
    return NULL;
}

// Whether a title is among those that a field is known by.
static bool is_title_of(const struct import_field *field, str title) {
    if (title.size == 0) return false;
    if (str_equal_ignore_case(title, str_of(field->name))) return true;
    for (str rest = str_of(field->titles); rest.size > 0;)
        if (str_equal_ignore_case(str_cut(&rest, '|'), title)) return true;
    return false;
}

// Each column serves the first field that knows its title and has no rule yet.
static void use_titles(const struct import_planning *planning, struct import_plan *plan) {
    for (size_t column = 0; column < planning->titles.count; column++)
        for (int i = 0; i < IMPORT_FIELDS_MAX && plan->kind->fields[i].name != NULL; i++) {
            struct import_rule *rule = &plan->rules[i];
            if (rule->is_set ||
                !is_title_of(&plan->kind->fields[i], planning->titles.items[column]))
                continue;
            *list_push(planning->arena, &rule->columns) = (int)column;
            rule->is_set = true;
            break;
        }
}

static fault check_needed(const struct import_planning *planning, struct import_plan *plan,
                          struct fault_note *ret_note) {
    for (int i = 0; i < IMPORT_FIELDS_MAX && plan->kind->fields[i].name != NULL; i++) {
        const struct import_field *field = &plan->kind->fields[i];
        struct import_rule *rule = &plan->rules[i];
        int code = import_field_of(plan->kind, STR("customer_code"));
        bool is_by_code = field->type == IMPORT_CUSTOMER && code >= 0 && plan->rules[code].is_set;
        if (!field->is_needed || rule->is_set || is_by_code) continue;
        if (str_equal(str_of(field->name), STR("source"))) {
            *rule = (struct import_rule){.is_set = true, .constant = STR("import"), .times = -1};
            continue;
        }
        ret_note->field = str_of(field->name);
        ret_note->en =
            arena_print(planning->arena, "Titles that are known for it: %s", field->titles);
        ret_note->zh = arena_print(planning->arena, "可用的列名：%s", field->titles);
        return &import_field_unmapped;
    }
    return NULL;
}

fault import_plan_guess(const struct import_planning *planning, struct import_plan *ret_plan,
                        struct fault_note *ret_note) {
    clear(ret_plan, planning->kind);
    use_titles(planning, ret_plan);
    return check_needed(planning, ret_plan, ret_note);
}

static fault read_mapping(struct reading *reading, const struct json *mapping) {
    const struct import_planning *planning = reading->planning;
    reading->place = STR("map");
    if (mapping->kind != JSON_OBJECT)
        return wrong(reading, &import_mapping_wrong, "an object is expected", "应为对象");
    bool by_title = false;
    for (const struct json *item = mapping->first; item != NULL; item = item->next) {
        reading->place = item->name;
        if (str_equal(item->name, STR("fields")))
            TRY(read_fields(reading, item));
        else if (str_equal(item->name, STR("batch")))
            TRY(read_batch(reading, item));
        else if (str_equal(item->name, STR("by_title")))
            TRY(truth_of(reading, item, &by_title));
        else if (str_equal(item->name, STR("make_customers")))
            TRY(truth_of(reading, item, &reading->plan->makes_customers));
        else if (!str_equal(item->name, STR("kind")) && !str_equal(item->name, STR("about")))
            return wrong(reading, &import_mapping_wrong,
                         "only kind, about, fields, batch, by_title and make_customers are known",
                         "只支持 kind、about、fields、batch、by_title 和 make_customers");
    }
    if (by_title) use_titles(planning, reading->plan);
    return NULL;
}

fault import_plan_read(const struct import_planning *planning, str mapping,
                       struct import_plan *ret_plan, struct fault_note *ret_note) {
    const struct json *json = NULL;
    clear(ret_plan, planning->kind);
    TRY(json_read(planning->arena, mapping, &json, ret_note));
    struct reading reading = {planning, ret_plan, ret_note, STR_NONE};
    TRY(read_mapping(&reading, json));
    return check_needed(planning, ret_plan, ret_note);
}

const struct import_kind *import_plan_kind(struct arena *arena, str mapping) {
    const struct json *json = NULL;
    struct fault_note note;
    if (json_read(arena, mapping, &json, &note) != NULL) return NULL;
    const struct json *kind = json_member(json, STR("kind"));
    return kind == NULL || kind->kind != JSON_STRING ? NULL : import_kind_of(kind->text);
}

// ---- A row by its plan -------------------------------------------------------------------------

static str cell(const struct import_rule *rule, const struct import_row *row, int column) {
    if (column < 0 || (size_t)column >= row->fields.count) return STR_NONE;
    str text = str_trim(row->fields.items[column]);
    for (size_t i = 0; i < rule->empty.count; i++)
        if (str_equal_ignore_case(text, rule->empty.items[i])) return STR_NONE;
    return text;
}

// The pieces in one; empty where all the columns in it are.
static str put_together(const struct import_rule *rule, struct arena *arena,
                        const struct import_row *row) {
    struct buf out = buf_in(arena, LIMIT_CSV_FIELD);
    bool has_text = false, has_column = false;
    for (size_t i = 0; i < rule->pieces.count; i++) {
        const struct import_piece *piece = &rule->pieces.items[i];
        str text = piece->text;
        if (piece->column >= 0) {
            text = cell(rule, row, piece->column);
            if (piece->is_whole) text = import_whole(text);
            has_column = true;
            has_text |= text.size > 0;
        }
        if (piece->column == -2)
            buf_add_int(&out, row->line);
        else
            buf_add(&out, text);
    }
    return has_column && !has_text ? STR_NONE : buf_str(&out);
}

// "*ticket*" is any text with that word in it.
static bool is_like(str text, str pattern) {
    bool is_part =
        pattern.size > 2 && str_starts_with(pattern, STR("*")) && str_ends_with(pattern, STR("*"));
    if (!is_part) return str_equal_ignore_case(pattern, text);
    str part = str_slice(pattern, 1, pattern.size - 1);
    for (size_t i = 0; i + part.size <= text.size; i++)
        if (str_equal_ignore_case(str_slice(text, i, i + part.size), part)) return true;
    return false;
}

static str translated(const struct import_rule *rule, str text) {
    for (size_t i = 0; i < rule->values.count; i++)
        if (is_like(text, rule->values.items[i].from)) return rule->values.items[i].to;
    bool is_open = rule->values.count > 0 || text.size == 0;
    return rule->has_otherwise && is_open ? rule->otherwise : text;
}

static str text_by(const struct import_rule *rule, struct arena *arena,
                   const struct import_row *row) {
    str text = rule->constant;
    for (size_t i = 0; i < rule->columns.count && text.size == 0; i++)
        text = cell(rule, row, rule->columns.items[i]);
    if (rule->pieces.count > 0) text = put_together(rule, arena, row);
    if (rule->is_whole) text = import_whole(text);
    return translated(rule, text);
}

str import_plan_text(const struct import_plan *plan, struct arena *arena,
                     const struct import_row *row, int field) {
    if (field < 0 || !plan->rules[field].is_set) return STR_NONE;
    return text_by(&plan->rules[field], arena, row);
}

// The packs to people who read them: as a list, table by table, and as the file itself for any DMN
// editor. Everything comes from the models that the book holds (command/packs.c); what a rule means
// for a request is policy.c's.
#include "domain/policy/policy.h"

// ---- The head of a pack ----

// By convention a model describes itself in Chinese and, behind a line feed, in English.
static void take_names(const struct book_pack *found, struct policy_pack *pack) {
    str english = decision_model_description(found->model);
    pack->zh = str_trim(str_cut(&english, '\n'));
    pack->en = str_trim(english);
    if (pack->zh.size == 0) pack->zh = found->id;
    if (pack->en.size == 0) pack->en = pack->zh;
}

// The country that a pack's id begins with: "cn-base" → "CN". Empty: no single country.
static str jurisdiction_of(struct arena *arena, str id) {
    str rest = id;
    str country = str_cut(&rest, '-');
    if (country.size != 2 || rest.size == 0) return STR_NONE;
    return arena_print(arena, "%c%c", country.data[0] & ~0x20, country.data[1] & ~0x20);
}

static struct policy_pack pack_of(struct arena *arena, const struct book_pack *found) {
    struct policy_pack pack = {.id = found->id,
                               .jurisdiction = jurisdiction_of(arena, found->id),
                               .version = found->version,
                               .is_used = found->is_used,
                               .valid_from = decision_model_from(found->model),
                               .valid_to = decision_model_to(found->model)};
    take_names(found, &pack);
    for (size_t i = 0; i < decision_count(found->model); i++)
        pack.rules += (int64_t)decision_rule_count(found->model, i);
    return pack;
}

fault policy_query_list_packs(struct query *query, const struct policy_list_packs_in *in,
                              struct policy_pack_page *ret_out) {
    (void)in;
    size_t count = query->book->pack_count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct policy_pack, count + 1);
    ret_out->items.count = count;
    ret_out->total = (int64_t)count;
    for (size_t i = 0; i < count; i++)
        ret_out->items.items[i] = pack_of(query->arena, &query->book->packs[i]);
    return NULL;
}

// ---- Its tables ----

struct showing {
    struct arena *arena;
    const struct decision_model *model;
    size_t decision;
};

// What the model's input of that name says of itself, for people.
static str label_of(const struct showing *showing, size_t column, str name) {
    size_t count;
    const struct decision_input *inputs = decision_model_inputs(showing->model, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(inputs[i].name, name) && inputs[i].description.size > 0)
            return inputs[i].description;
    return decision_column_label(showing->model, showing->decision, column);
}

static void show_columns(const struct showing *showing, struct policy_table *table) {
    size_t count = decision_column_count(showing->model, showing->decision);
    table->inputs.items = ARENA_ARRAY(showing->arena, struct policy_column, count + 1);
    table->inputs.count = count;
    for (size_t i = 0; i < count; i++) {
        str name = decision_column_text(showing->model, showing->decision, i);
        str type = decision_column_type(showing->model, showing->decision, i);
        table->inputs.items[i] = (struct policy_column){.name = name,
                                                        .label = label_of(showing, i, name),
                                                        .kind = type.size > 0 ? type : STR("any")};
    }
    count = decision_output_count(showing->model, showing->decision);
    table->outputs.items = ARENA_ARRAY(showing->arena, struct policy_column, count + 1);
    table->outputs.count = count;
    for (size_t i = 0; i < count; i++) {
        str name = decision_output_name(showing->model, showing->decision, i);
        if (name.size == 0) name = decision_name(showing->model, showing->decision);
        table->outputs.items[i] =
            (struct policy_column){.name = name, .label = name, .kind = STR("any")};
    }
}

static str annotation(const struct showing *showing, size_t rule, const char *name) {
    ptrdiff_t at = decision_annotation_find(showing->model, showing->decision, str_of(name));
    if (at < 0) return STR_NONE;
    return decision_rule(showing->model, showing->decision, rule).annotations[at];
}

static struct policy_table_rule show_rule(const struct showing *showing, size_t rule) {
    size_t inputs = decision_column_count(showing->model, showing->decision);
    size_t outputs = decision_output_count(showing->model, showing->decision);
    struct policy_table_rule shown = {
        .id = decision_rule(showing->model, showing->decision, rule).rule_id,
        .zh = annotation(showing, rule, "reason zh"),
        .en = annotation(showing, rule, "reason en"),
        .citation = annotation(showing, rule, "citation"),
    };
    if (shown.zh.size == 0) shown.zh = annotation(showing, rule, "duty zh");
    if (shown.en.size == 0) shown.en = annotation(showing, rule, "duty en");
    shown.tests.items = ARENA_ARRAY(showing->arena, str, inputs + 1);
    shown.tests.count = inputs;
    for (size_t i = 0; i < inputs; i++)
        shown.tests.items[i] = decision_cell_text(showing->model, showing->decision, rule, i);
    shown.outputs.items = ARENA_ARRAY(showing->arena, str, outputs + 1);
    shown.outputs.count = outputs;
    for (size_t i = 0; i < outputs; i++)
        shown.outputs.items[i] = decision_output_text(showing->model, showing->decision, rule, i);
    return shown;
}

static struct policy_table show_table(const struct showing *showing) {
    str name = decision_name(showing->model, showing->decision);
    str id = decision_id(showing->model, showing->decision);
    struct policy_table table = {
        .id = id.size > 0 ? id : name,
        .name = name,
        .hit_policy = str_of(decision_hit_policy(showing->model, showing->decision))};
    show_columns(showing, &table);
    size_t count = decision_rule_count(showing->model, showing->decision);
    table.rules.items = ARENA_ARRAY(showing->arena, struct policy_table_rule, count + 1);
    table.rules.count = count;
    for (size_t i = 0; i < count; i++) table.rules.items[i] = show_rule(showing, i);
    return table;
}

fault policy_query_get_pack(struct query *query, const struct policy_get_pack_in *in,
                            struct policy_pack_detail *ret_out) {
    const struct book_pack *found = book_pack(query->book, in->pack);
    if (found == NULL) return &pack_unknown;
    ret_out->pack = pack_of(query->arena, found);
    ret_out->sources = found->sources;
    size_t count = decision_count(found->model);
    ret_out->tables.items = ARENA_ARRAY(query->arena, struct policy_table, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct showing showing = {query->arena, found->model, i};
        if (decision_rule_count(found->model, i) > 0) // a literal expression is no table
            ret_out->tables.items[ret_out->tables.count++] = show_table(&showing);
    }
    return NULL;
}

// ---- The file itself ----

fault policy_query_download_pack(struct query *query, const struct policy_download_pack_in *in,
                                 struct policy_download_pack_out *ret_out) {
    const struct book_pack *found = book_pack(query->book, in->pack);
    if (found == NULL) return &pack_unknown;
    *ret_out = (struct policy_download_pack_out){
        .name = arena_join(query->arena, found->id, STR(".dmn")),
        .type = STR("application/xml"),
        .content = found->file,
    };
    return NULL;
}

// The graph of a model: input data, decisions, business knowledge models and decision services, and
// who requires whom. Functions (knowledge models, services) stand on nothing but other functions,
// so each is one value, made here. Belief: after reading, requirements form no circle and no chain
// is longer than LIMIT_FEEL_DEPTH, so evaluation may follow them by recursion.
#include "decision/model.h"

static const struct {
    const char *node;
    enum element_kind kind;
} kinds[] = {
    {"inputData", ELEMENT_INPUT},
    {"decision", ELEMENT_DECISION},
    {"businessKnowledgeModel", ELEMENT_KNOWLEDGE},
    {"decisionService", ELEMENT_SERVICE},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

// ---- the elements ----

// The name under which expressions know it: its variable's, else its own.
static str variable_name(const struct xml_node *node) {
    const struct xml_node *variable = xml_child(node, "variable");
    str name = variable == NULL ? STR_NONE : xml_attribute(variable, "name");
    return name.size > 0 ? name : xml_attribute(node, "name");
}

static fault take_slot(struct reader *reader, struct element *element) {
    str name = element->name;
    if (!reader->is_main)
        name =
            arena_print(reader->arena, "{%.*s}%.*s", STR_ARG(reader->model->space), STR_ARG(name));
    element->slot = feel_names_add(reader->names, name);
    return NULL;
}

static void make_function(struct reader *reader, struct element *element) {
    element->native = ARENA_NEW(reader->arena, struct feel_native);
    element->native->self = element;
    element->native->call = element->kind == ELEMENT_SERVICE ? invoke_service : invoke_knowledge;
    element->function = feel_function_of(reader->arena, element->native);
}

static fault read_element(struct reader *reader, const struct xml_node *node,
                          struct element *element) {
    element->id = xml_attribute(node, "id");
    element->name = variable_name(node);
    element->node = node;
    element->model = reader->model;
    element->scope.names = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    feel_names_share(element->scope.names, reader->common);
    if (element->name.size == 0)
        return reader_malformed(reader, node, "the element has no name.", "元素没有名称。");
    if (element->id.size > 0) map_put(reader->model->by_id, element->id, element);
    TRY(reader_reserve(reader, node, 4096));
    if (element->kind == ELEMENT_INPUT || element->kind == ELEMENT_DECISION)
        return take_slot(reader, element);
    make_function(reader, element);
    return NULL;
}

// Names are compared with single blanks, as expressions know them.
static fault check_names(struct reader *reader) {
    struct feel_names *seen = feel_names_open(reader->arena, FEEL_NAMES_CLOSED);
    for (size_t i = 0; i < reader->model->element_count; i++) {
        const struct element *element = &reader->model->elements[i];
        if (feel_names_add(seen, element->name) == i || reader->family->reading->is_lenient)
            continue;
        return reader_malformed(reader, element->node, "another element has this name.",
                                "已有元素使用该名称。");
    }
    return NULL;
}

static fault read_elements(struct reader *reader) {
    struct decision_model *model = reader->model;
    size_t count = 0;
    for (size_t k = 0; k < KINDS; k++) count += reader_count(reader->root, kinds[k].node);
    if (count > LIMIT_DECISIONS)
        return reader_malformed(reader, reader->root, "too many decisions and inputs.",
                                "决策和输入过多。");
    model->by_id = map_open(reader->arena, 0);
    model->elements = ARENA_ARRAY(reader->arena, struct element, count + 1);
    for (size_t k = 0; k < KINDS; k++) {
        const struct xml_node *node = xml_child(reader->root, kinds[k].node);
        for (; node != NULL; node = xml_next(node, kinds[k].node)) {
            struct element *element = &model->elements[model->element_count++];
            element->kind = kinds[k].kind;
            TRY(read_element(reader, node, element));
            TRY(reader_type_of(reader, xml_child(node, "variable"), &element->type));
        }
    }
    return check_names(reader);
}

static void list_elements(struct reader *reader) {
    struct decision_model *model = reader->model;
    struct arena *arena = reader->arena;
    size_t count = model->element_count;
    struct decision_input *inputs = ARENA_ARRAY(arena, struct decision_input, count + 1);
    model->decisions = ARENA_ARRAY(arena, struct decision, count + 1);
    model->invocables = ARENA_ARRAY(arena, struct element *, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct element *element = &model->elements[i];
        const struct xml_node *variable = xml_child(element->node, "variable");
        if (element->kind == ELEMENT_INPUT) {
            struct decision_input *input = &inputs[element->index = model->input_count++];
            input->id = element->id;
            input->name = element->name;
            input->description = reader_description(element->node);
            input->slot = element->slot;
            if (variable != NULL) reader_input_type(reader, variable, input);
        } else if (element->kind == ELEMENT_DECISION) {
            struct decision *decision = &model->decisions[element->index = model->decision_count++];
            decision->id = element->id;
            decision->name = element->name;
            decision->description = reader_description(element->node);
            decision->element = element;
        } else {
            model->invocables[element->index = model->invocable_count++] = element;
        }
    }
    model->inputs = inputs;
}

// ---- who requires whom ----

struct reference {
    struct element *element;
    const struct imported *import; // NULL: of this model
};

static fault find_import(struct reader *reader, const struct xml_node *node, str space,
                         const struct imported **ret_import) {
    for (size_t i = 0; i < reader->imports.count; i++) {
        *ret_import = &reader->imports.items[i];
        if (str_equal((*ret_import)->reader->model->space, space)) return NULL;
    }
    return reader_malformed(reader, node, "the reference is into a model that is not imported.",
                            "引用指向未引入的模型。");
}

// "#id", or "namespace#id" of an imported model or of this one.
static fault follow(struct reader *reader, const struct xml_node *node,
                    struct reference *ret_reference) {
    str rest = xml_attribute(node, "href");
    bool has_mark = str_find_byte(rest, '#') >= 0;
    str space = str_cut(&rest, '#');
    if (!has_mark || rest.size == 0)
        return reader_malformed(reader, node, "the reference is not \"#id\".",
                                "引用不是“#id”的形式。");
    const struct decision_model *model = reader->model;
    *ret_reference = (struct reference){0};
    if (space.size > 0 && !str_equal(space, model->space)) {
        TRY(find_import(reader, node, space, &ret_reference->import));
        model = ret_reference->import->reader->model;
    }
    ret_reference->element = map_get(model->by_id, rest);
    if (ret_reference->element != NULL) return NULL;
    return reader_malformed(reader, node, "there is no such element.", "没有这个元素。");
}

static struct supply *supply_in(struct reader *reader, struct supplies *supplies, str name) {
    for (size_t i = 0; i < supplies->count; i++)
        if (str_equal(supplies->items[i].name, name)) return &supplies->items[i];
    struct supply *supply = list_push(reader->arena, supplies);
    supply->name = name;
    return supply;
}

static struct supply *supply_at(struct reader *reader, struct scope *scope, str name) {
    size_t slot = feel_names_add(scope->names, name);
    while (scope->supplies.count <= slot) list_push(reader->arena, &scope->supplies);
    scope->supplies.items[slot].name = name;
    return &scope->supplies.items[slot];
}

// Makes an element known in a scope, under the import's name where it comes from there.
static void know(struct reader *reader, struct scope *scope, const struct reference *reference) {
    const struct element *element = reference->element;
    const struct imported *import = reference->import;
    struct supply *supply;
    if (import != NULL && import->name.size > 0) {
        supply = supply_at(reader, scope, import->name);
        supply->origin = ORIGIN_IMPORT;
        supply = supply_in(reader, &supply->members, element->name);
        feel_names_add_member(reader->common, element->name);
    } else {
        supply = supply_at(reader, scope, element->name);
    }
    bool is_function = element->kind == ELEMENT_KNOWLEDGE || element->kind == ELEMENT_SERVICE;
    supply->origin = is_function ? ORIGIN_FIXED : ORIGIN_SLOT;
    supply->slot = element->slot;
    supply->fixed = element->function;
}

static bool may_require(const char *name, enum element_kind kind) {
    str wanted = str_of(name);
    if (str_equal(wanted, STR("requiredInput"))) return kind == ELEMENT_INPUT;
    if (str_equal(wanted, STR("requiredDecision"))) return kind == ELEMENT_DECISION;
    return kind == ELEMENT_KNOWLEDGE || kind == ELEMENT_SERVICE;
}

static fault require(struct reader *reader, struct element *element, const struct xml_node *parent,
                     const char *name) {
    const struct xml_node *node = xml_child(parent, name);
    struct reference reference;
    if (node == NULL) return NULL;
    TRY(follow(reader, node, &reference));
    if (!may_require(name, reference.element->kind))
        return reader_malformed(reader, node, "the element is of another kind.",
                                "所引用元素的种类不符。");
    TRY(reader_reserve(reader, node, 1024));
    know(reader, &element->scope, &reference);
    *list_push(reader->arena, &element->requires) = reference.element;
    return NULL;
}

static fault read_requirements(struct reader *reader, struct element *element) {
    const struct xml_node *child = element->node->first;
    for (; child != NULL; child = child->next) {
        TRY(require(reader, element, child, "requiredInput"));
        TRY(require(reader, element, child, "requiredDecision"));
        TRY(require(reader, element, child, "requiredKnowledge"));
    }
    return NULL;
}

// ---- decision services ----

struct service_reader {
    struct reader *reader;
    struct element *service;
    struct feel_parameter *parameters;
    size_t *slots;
    size_t count;
};

static fault read_service_inputs(struct service_reader *services, const char *name,
                                 enum element_kind kind) {
    struct reader *reader = services->reader;
    const struct xml_node *node = xml_child(services->service->node, name);
    for (; node != NULL; node = xml_next(node, name)) {
        struct reference reference;
        TRY(follow(reader, node, &reference));
        if (reference.element->kind != kind)
            return reader_malformed(reader, node, "the element is of another kind.",
                                    "所引用元素的种类不符。");
        services->parameters[services->count] =
            (struct feel_parameter){reference.element->name, reference.element->type};
        services->slots[services->count++] = reference.element->slot;
    }
    return NULL;
}

// The parameters are the input data, then the input decisions (DMN 1.5, 10.4).
static fault read_service(struct reader *reader, struct element *service) {
    const struct xml_node *node = service->node;
    size_t count = reader_count(node, "inputData") + reader_count(node, "inputDecision");
    struct service_reader services = {
        .reader = reader,
        .service = service,
        .parameters = ARENA_ARRAY(reader->arena, struct feel_parameter, count + 1),
        .slots = ARENA_ARRAY(reader->arena, size_t, count + 1),
    };
    TRY(read_service_inputs(&services, "inputData", ELEMENT_INPUT));
    TRY(read_service_inputs(&services, "inputDecision", ELEMENT_DECISION));
    service->native->parameters = services.parameters;
    service->native->count = services.count;
    service->parameter_slots = services.slots;
    service->outputs =
        ARENA_ARRAY(reader->arena, struct element *, reader_count(node, "outputDecision") + 1);
    const struct xml_node *output = xml_child(node, "outputDecision");
    for (; output != NULL; output = xml_next(output, "outputDecision")) {
        struct reference reference;
        TRY(follow(reader, output, &reference));
        if (reference.element->kind != ELEMENT_DECISION)
            return reader_malformed(reader, output, "the output is no decision.", "输出不是决策。");
        service->outputs[service->output_count++] = reference.element;
        *list_push(reader->arena, &service->requires) = reference.element;
    }
    service->native->result = feel_type_result(service->type);
    if (service->output_count > 0) return NULL;
    return reader_malformed(reader, node, "the service has no output.", "决策服务没有输出。");
}

// ---- no circles ----

static fault visit(struct reader *reader, struct element *element, int depth) {
    if (element->state == ELEMENT_DONE) return NULL;
    bool is_circle = element->state == ELEMENT_ON_THE_WAY;
    element->state = ELEMENT_ON_THE_WAY;
    for (size_t i = 0; i < element->requires.count && !is_circle && depth <= LIMIT_FEEL_DEPTH;
         i++) {
        struct element *required = element->requires.items[i];
        if (required == element && element->kind == ELEMENT_KNOWLEDGE) continue;
        TRY(visit(reader, required, depth + 1));
        if (required->height > element->height) element->height = required->height;
    }
    // Met from below, an element is high although the way to it was short.
    if (is_circle || depth > LIMIT_FEEL_DEPTH || ++element->height > LIMIT_FEEL_DEPTH + 1)
        return reader_malformed(reader, element->node,
                                "the element requires itself, or the chain is too long.",
                                "元素依赖自身，或依赖链过长。");
    element->state = ELEMENT_DONE;
    return NULL;
}

static fault check_chains(struct reader *reader) {
    struct decision_model *model = reader->model;
    for (size_t i = 0; i < model->element_count; i++) TRY(visit(reader, &model->elements[i], 0));
    return NULL;
}

// ---- the logic ----

// Are all rules' results constants of the type? Then none needs to be looked at when it is chosen.
static bool is_sound(const struct reader *reader, const struct table *table,
                     const struct feel_type *type) {
    bool is_single = table->policy == POLICY_UNIQUE || table->policy == POLICY_FIRST ||
                     table->policy == POLICY_PRIORITY || table->policy == POLICY_ANY;
    struct feel_run run = feel_run_in(reader->arena, NULL, 0);
    run.is_quiet = true;
    for (size_t i = 0; i < table->output_count; i++)
        if (table->outputs[i].preset != NULL) return false;
    for (size_t i = 0; is_single && i < table->rule_count; i++) {
        const struct feel_value *constants = table->rules[i].constants;
        if (constants == NULL || !reader_has_room(reader, 1024) ||
            !feel_conforms(type, hits_value(table, constants, reader->arena), &run))
            return false;
    }
    return is_single;
}

static fault read_decision(struct reader *reader, struct element *element) {
    struct decision *decision = &reader->model->decisions[element->index];
    const struct box_reader boxes = {
        .reader = reader,
        .names = element->scope.names,
        .supplies = &element->scope.supplies,
    };
    if (reader_box_node(element->node) == NULL) {
        element->refusal = (struct fault_note){.en = STR("The decision has no logic."),
                                               .zh = STR("决策没有逻辑。")};
        if (reader->family->reading->is_lenient) return NULL;
        return reader_malformed(reader, element->node, "the decision has no logic.",
                                "决策没有逻辑。");
    }
    TRY(reader_box(&boxes, element->node, &decision->box));
    if (decision->box->kind == BOX_LITERAL) decision->literal = decision->box->expression;
    if (decision->box->kind == BOX_TABLE)
        decision->table = (struct table *)(uintptr_t)decision->box->table;
    decision->is_sound = decision->table != NULL && decision->box->type == NULL &&
                         is_sound(reader, decision->table, element->type);
    return NULL;
}

static fault read_knowledge(struct reader *reader, struct element *element) {
    const struct xml_node *logic = xml_child(element->node, "encapsulatedLogic");
    struct reference itself = {.element = element};
    know(reader, &element->scope, &itself);
    if (logic == NULL)
        return reader_malformed(reader, element->node, "the knowledge model has no logic.",
                                "业务知识模型没有逻辑。");
    struct box *function = ARENA_NEW(reader->arena, struct box);
    size_t outer_count = feel_names_count(element->scope.names);
    struct feel_names *inner = feel_names_within(reader->arena, element->scope.names);
    TRY(reader_parameters(reader, logic, inner, function));
    const struct box_reader boxes = {.reader = reader, .names = inner};
    struct box_scope *scope = ARENA_NEW(reader->arena, struct box_scope);
    if (function->kind == BOX_LITERAL) { // external
        element->native->call = invoke_external;
        element->native->self = function->expression;
    } else {
        TRY(reader_box(&boxes, logic, &element->box));
    }
    *scope = (struct box_scope){inner, outer_count, feel_names_count(inner)};
    element->inner = scope;
    element->parameter_slots = function->parameter_slots;
    element->native->parameters = function->parameters;
    element->native->count = function->parameter_count;
    element->native->result = feel_type_result(element->type);
    return NULL;
}

// All inputs with types below a decision, each once.
struct gathering {
    struct reader *reader;
    LIST(struct input_check) checks;
    LIST(const struct element *) seen;
};

static void gather_checks(struct gathering *gathering, const struct element *element) {
    for (size_t i = 0; i < gathering->seen.count; i++)
        if (gathering->seen.items[i] == element) return;
    *list_push(gathering->reader->arena, &gathering->seen) = element;
    if (element->kind == ELEMENT_INPUT && element->type != NULL)
        *list_push(gathering->reader->arena, &gathering->checks) =
            (struct input_check){element->slot, feel_type_kind(element->type), element->type};
    for (size_t i = 0; element->kind == ELEMENT_DECISION && i < element->requires.count; i++)
        gather_checks(gathering, element->requires.items[i]);
}

static fault read_logic(struct reader *reader, struct element *element) {
    if (element->kind == ELEMENT_KNOWLEDGE) return read_knowledge(reader, element);
    if (element->kind != ELEMENT_DECISION) return NULL;
    TRY(read_decision(reader, element));
    struct gathering gathering = {.reader = reader};
    gather_checks(&gathering, element);
    struct decision *decision = &reader->model->decisions[element->index];
    decision->checks = gathering.checks.items;
    decision->check_count = gathering.checks.count;
    return reader_reserve(reader, element->node, 0);
}

fault reader_graph(struct reader *reader) {
    struct decision_model *model = reader->model;
    TRY(read_elements(reader));
    list_elements(reader);
    for (size_t i = 0; i < model->element_count; i++) {
        struct element *element = &model->elements[i];
        if (element->kind == ELEMENT_SERVICE) TRY(read_service(reader, element));
        if (element->kind != ELEMENT_SERVICE) TRY(read_requirements(reader, element));
    }
    TRY(check_chains(reader));
    for (size_t i = 0; i < model->element_count; i++) TRY(read_logic(reader, &model->elements[i]));
    return NULL;
}

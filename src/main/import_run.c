// The rows of a file as commands, in groups that share a commit. Where the file names customers
// that the book does not have, they are made first, in a pass of their own. A row that refers to a
// row of its own file (a department to the one above it) and comes before it waits and is tried
// again at the end, until nothing moves any more. Always holds: every row that was read is counted
// once, as imported, already there or refused.
#include "main/import.h"

#include "benefits_api.h"
#include "budgets_api.h"
#include "budgets_sql.h"
#include "caps_api.h"
#include "caps_sql.h"
#include "crypto/crypto.h"
#include "customers_api.h"
#include "format/csv.h"
#include "format/shape.h"
#include "people_api.h"

#include <string.h>

// A command that waits for its group.
struct slot {
    struct job job;
    struct arena *arena;
    bool is_customer; // made on the way, not a row
    str key, name;    // of such a customer
    int64_t line;
    str row; // as CSV
    money amount;
    bool is_head; // of the department: said by a command of its own afterwards
};

// A row that waits for another one.
struct late_row {
    struct import_row row;
    bool is_done;
};

// The head of a department, known by the user's row.
struct late_head {
    int64_t department;
    int64_t user;
};

struct running {
    struct import *import;
    const struct command *command;
    struct slot slots[LIMIT_GROUP_IMPORT];
    size_t count;
    bool is_last_try; // rows do not wait any more
    LIST(struct late_row) late;
    LIST(struct late_head) heads;
    struct arena *scratch; // of one row
};

// ---- Groups ------------------------------------------------------------------------------------

static fault refuse(struct running *running, struct slot *slot, fault trouble,
                    const struct fault_note *note) {
    struct import_report *report = &running->import->report;
    import_count(report, IMPORT_REFUSED, &slot->amount);
    return import_refuse(report, &(struct import_refusal){slot->line, slot->row, trouble, *note});
}

static void remember_head(struct running *running, const struct slot *slot) {
    const struct people_user *user = slot->job.out;
    *list_push(running->import->arena, &running->heads) =
        (struct late_head){user->department, user->id};
}

static fault settle_customer(struct running *running, struct slot *slot) {
    struct import *import = running->import;
    const struct customers_customer *made = slot->job.out;
    bool is_made = slot->job.trouble == NULL; // where not, its rows say customer_unknown
    import_know(&import->finding, IMPORT_CUSTOMER, slot->key, is_made ? made->id : 0);
    import_know(&import->finding, IMPORT_CUSTOMER, slot->name, is_made ? made->id : 0);
    if (!is_made) return NULL;
    import->report.customers++;
    return NULL;
}

static bool is_unconverted(const struct running *running, const struct slot *slot) {
    if (strcmp(running->command->name, "import_benefit") != 0) return false;
    const struct benefits_import_benefit_in *in = slot->job.in;
    str currency = running->import->book->currency;
    return in->rate.size == 0 && !str_equal(money_currency(&in->amount), currency);
}

static fault settle(struct running *running, struct slot *slot) {
    struct import_report *report = &running->import->report;
    fault trouble = slot->job.trouble;
    if (trouble != NULL && trouble->status >= 500) return trouble;
    if (slot->is_customer) return settle_customer(running, slot);
    if (trouble == NULL) {
        if (slot->is_head) remember_head(running, slot);
        import_count(report, IMPORT_DONE, &slot->amount);
        report->unconverted += is_unconverted(running, slot);
        return NULL;
    }
    if (trouble == running->import->plan.kind->known) {
        import_count(report, IMPORT_KNOWN, &slot->amount);
        return NULL;
    }
    return refuse(running, slot, trouble, &slot->job.note);
}

static fault run_group(struct running *running) {
    struct job *jobs[LIMIT_GROUP_IMPORT];
    size_t count = 0;
    for (size_t i = 0; i < running->count; i++)
        if (running->slots[i].job.trouble == NULL) jobs[count++] = &running->slots[i].job;
    if (count > 0) desk_run(running->import->desk, jobs, count);
    for (size_t i = 0; i < running->count; i++) TRY(settle(running, &running->slots[i]));
    running->count = 0;
    return NULL;
}

static struct slot *new_slot(struct running *running, const struct command *command) {
    struct slot *slot = &running->slots[running->count];
    struct arena *arena = slot->arena;
    arena_reset(arena);
    *slot = (struct slot){.arena = arena,
                          .job = {.command = command,
                                  .book = running->import->book,
                                  .actor = running->import->actor,
                                  .arena = arena,
                                  .changes = {.arena = arena},
                                  .entry = -1}};
    return slot;
}

static fault add_slot(struct running *running) {
    running->count++;
    return running->count == LIMIT_GROUP_IMPORT ? run_group(running) : NULL;
}

// What a command does before the writer (passwords): a refusal there is the row's.
static void prepare(struct running *running, struct slot *slot) {
    struct job *job = &slot->job;
    if (job->command->prepare != NULL)
        job->trouble = job->command->prepare(running->import->finding.reader, job);
}

// ---- One field as JSON, for the reader of shapes -----------------------------------------------

struct filling {
    struct running *running;
    struct slot *slot;
    const struct import_row *row;
    struct json_writer *writer;
    struct fault_note *note;
};

static str text_of(const struct filling *filling, const char *name) {
    const struct import_plan *plan = &filling->running->import->plan;
    return import_plan_text(plan, filling->slot->arena, filling->row,
                            import_field_of(plan->kind, str_of(name)));
}

static fault fill_amount(const struct filling *filling, str text, const struct import_rule *rule) {
    struct slot *slot = filling->slot;
    str currency = text_of(filling, "currency");
    struct import_amount amount = {
        .text = text, .currency = currency, .is_rounded = rule->is_rounded};
    if (currency.size == 0) amount.currency = filling->running->import->book->currency;
    if (rule->times >= 0 && (size_t)rule->times < filling->row->fields.count)
        amount.times = filling->row->fields.items[rule->times];
    TRY(import_parse_amount(slot->arena, &amount, &slot->amount, filling->note));
    json_open_object(filling->writer);
    json_name(filling->writer, STR("amount"));
    json_string(filling->writer, money_print(slot->arena, slot->amount));
    json_name(filling->writer, STR("currency"));
    json_string(filling->writer, amount.currency);
    json_close_object(filling->writer);
    return NULL;
}

static fault fill_day(const struct filling *filling, str text, const struct import_rule *rule) {
    date day;
    struct import_day how = {text, rule->order, rule->is_year};
    TRY(import_parse_day(filling->slot->arena, &how, &day, filling->note));
    json_string(filling->writer, date_print(filling->slot->arena, day));
    return NULL;
}

static fault fill_truth(const struct filling *filling, str text) {
    bool truth;
    TRY(import_parse_truth(filling->slot->arena, text, &truth, filling->note));
    json_bool(filling->writer, truth);
    return NULL;
}

static fault fill_choice(const struct filling *filling, str text, const struct shape_field *shape) {
    int32_t choice;
    TRY(import_parse_choice(filling->slot->arena, shape->choices, text, &choice, filling->note));
    json_string(filling->writer, shape_choice_name(shape->choices, choice));
    return NULL;
}

static fault fill_choices(const struct filling *filling, str text,
                          const struct shape_field *shape) {
    json_open_array(filling->writer);
    while (text.size > 0) {
        size_t end = 0, gap = 0;
        while (end < text.size && gap == 0) {
            str rest = str_slice(text, end, text.size);
            bool is_wide = str_starts_with(rest, STR("、")) || str_starts_with(rest, STR("，")) ||
                           str_starts_with(rest, STR("；"));
            gap = is_wide ? 3 : str_find_byte(STR(",;|"), rest.data[0]) >= 0 ? 1 : 0;
            end += gap == 0;
        }
        str one = str_trim(str_slice(text, 0, end));
        if (one.size > 0) TRY(fill_choice(filling, one, shape));
        text = str_slice(text, end + gap, text.size);
    }
    json_close_array(filling->writer);
    return NULL;
}

static fault fill_text(const struct filling *filling, str text, const struct shape_field *shape,
                       bool is_cut) {
    enum { LINES_FROM = 200 }; // characters from which a text may have several lines (shape.h)
    int64_t max = shape->max > 0 ? shape->max : LIMIT_TEXT;
    json_string(filling->writer,
                import_clean(filling->slot->arena, text, max > LINES_FROM, is_cut ? max : 0));
    return NULL;
}

static fault find_party(const struct filling *filling, str text, int64_t *ret_id) {
    str code = text_of(filling, "customer_code");
    return import_find(&filling->running->import->finding, IMPORT_CUSTOMER,
                       code.size > 0 ? code : text, ret_id, filling->note);
}

static fault fill_reference(const struct filling *filling, enum import_type type, str text) {
    int64_t id;
    if (type == IMPORT_CUSTOMER)
        TRY(find_party(filling, text, &id));
    else
        TRY(import_find(&filling->running->import->finding, type, text, &id, filling->note));
    json_int(filling->writer, id);
    return NULL;
}

static fault fill_value(const struct filling *filling, const struct import_field *field, str text,
                        const struct import_rule *rule) {
    const struct shape_field *shape =
        shape_field_of(filling->running->command->in, str_of(field->name));
    switch (field->type) {
    case IMPORT_AMOUNT: return fill_amount(filling, text, rule);
    case IMPORT_DAY: return fill_day(filling, text, rule);
    case IMPORT_TRUTH: return fill_truth(filling, text);
    case IMPORT_CHOICE: return fill_choice(filling, text, shape);
    case IMPORT_ROLES: return fill_choices(filling, text, shape);
    case IMPORT_TEXT: return fill_text(filling, text, shape, rule->is_cut);
    case IMPORT_NUMBER: json_raw(filling->writer, text); return NULL;
    default: return fill_reference(filling, field->type, text);
    }
}

// A plain number for JSON; a text would break it.
static bool is_number(str text) {
    decimal number;
    return decimal_from_str(text, &number) && text.data[0] != '.' && text.data[0] != '+';
}

static fault fill_field(const struct filling *filling, int index) {
    const struct import_plan *plan = &filling->running->import->plan;
    const struct import_field *field = &plan->kind->fields[index];
    str text = import_plan_text(plan, filling->slot->arena, filling->row, index);
    bool has_code = field->type == IMPORT_CUSTOMER && text_of(filling, "customer_code").size > 0;
    *filling->note = (struct fault_note){.field = str_of(field->name)};
    if (field->type == IMPORT_ASIDE) return NULL;
    if (field->type == IMPORT_AMOUNT && text.size == 0) return &import_amount_missing;
    bool is_list = field->type == IMPORT_ROLES;               // nobody's roles are a list too
    if (text.size == 0 && !has_code && !is_list) return NULL; // the shape says what is missing
    if (field->type == IMPORT_NUMBER) text = import_whole(text);
    if (field->type == IMPORT_NUMBER && !is_number(text)) return &field_type;
    json_name(filling->writer, str_of(field->name));
    fault trouble = fill_value(filling, field, text, &plan->rules[index]);
    filling->note->field = str_of(field->name);
    return trouble;
}

// ---- What single kinds need besides ------------------------------------------------------------

static fault opening_subject(const struct filling *filling, const struct caps_by_id *cap,
                             int64_t *ret_id) {
    struct import_finding *finding = &filling->running->import->finding;
    *ret_id = 0;
    if (cap->dimension == CAPS_DIMENSION_EVERYBODY) return NULL;
    if (cap->dimension == CAPS_DIMENSION_APPLICANT)
        return import_find(finding, IMPORT_USER, text_of(filling, "applicant"), ret_id,
                           filling->note);
    TRY(import_find(finding, IMPORT_CUSTOMER, text_of(filling, "customer"), ret_id, filling->note));
    bool is_company =
        cap->dimension == CAPS_DIMENSION_CUSTOMER || cap->dimension == CAPS_DIMENSION_GROUP;
    if (is_company) return NULL;
    return import_find_contact(finding, *ret_id, text_of(filling, "contact"), ret_id,
                               filling->note);
}

// The subject by the limit's dimension, what was used by its measure, today where no day is named.
static fault fill_opening(const struct filling *filling) {
    struct import *import = filling->running->import;
    struct slot *slot = filling->slot;
    struct caps_by_id cap;
    int64_t id, subject;
    bool is_there;
    str used = text_of(filling, "used");
    TRY(import_find(&import->finding, IMPORT_CAP, text_of(filling, "cap"), &id, filling->note));
    TRY(caps_by_id(import->finding.reader, &(struct caps_by_id_in){id}, slot->arena, &cap,
                   &is_there));
    TRY(opening_subject(filling, &cap, &subject));
    struct import_amount amount = {.text = used, .currency = import->book->currency};
    money value;
    if (cap.measure == CAPS_MEASURE_COUNT) amount.currency = STR("JPY"); // whole numbers
    fault trouble = import_parse_amount(slot->arena, &amount, &value, filling->note);
    filling->note->field = STR("used");
    TRY(trouble);
    if (cap.measure == CAPS_MEASURE_AMOUNT) slot->amount = value;
    json_name(filling->writer, STR("subject"));
    json_int(filling->writer, subject);
    json_name(filling->writer, STR("used"));
    json_int(filling->writer, value.minor);
    if (text_of(filling, "day").size > 0) return NULL;
    date today = date_of_instant(os_now(import->program->os), import->book->zone_minutes);
    json_name(filling->writer, STR("day"));
    json_string(filling->writer, date_print(slot->arena, today));
    return NULL;
}

// A plan that stands as the row has it is there already; the command itself would set it again.
static fault is_budget_known(struct running *running, const struct slot *slot, bool *ret_is_known) {
    const struct budgets_set_budget_in *in = slot->job.in;
    struct budgets_by_department row;
    bool is_there;
    TRY(budgets_by_department(
        running->import->finding.reader,
        &(struct budgets_by_department_in){.department = in->department, .year = in->year},
        slot->arena, &row, &is_there));
    *ret_is_known = is_there && row.planned == in->planned.minor;
    return NULL;
}

// ---- One row -----------------------------------------------------------------------------------

static str print_row(struct arena *arena, struct import_texts fields) {
    struct buf out = buf_in(arena, 4 * MIB);
    for (size_t i = 0; i < fields.count; i++) csv_field(&out, fields.items[i], i == 0);
    return buf_str(&out);
}

static fault fill(struct running *running, struct slot *slot, const struct import_row *row,
                  struct fault_note *ret_note) {
    struct buf out = buf_in(slot->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    const struct filling filling = {running, slot, row, &writer, ret_note};
    const struct import_kind *kind = running->import->plan.kind;
    json_open_object(&writer);
    for (int i = 0; i < IMPORT_FIELDS_MAX && kind->fields[i].name != NULL; i++)
        TRY(fill_field(&filling, i));
    if (str_equal(str_of(kind->name), STR("opening"))) TRY(fill_opening(&filling));
    json_close_object(&writer);
    *ret_note = (struct fault_note){0};
    const struct json *json = NULL;
    TRY(json_read(slot->arena, buf_str(&out), &json, ret_note));
    slot->job.in = arena_take(slot->arena, running->command->in->size);
    TRY(shape_read(slot->arena, running->command->in, json, slot->job.in, ret_note));
    str is_head = text_of(&filling, "is_head");
    if (is_head.size == 0) return NULL;
    fault trouble = import_parse_truth(slot->arena, is_head, &slot->is_head, ret_note);
    ret_note->field = STR("is_head");
    return trouble;
}

static void wait_for_others(struct running *running, const struct import_row *row) {
    struct arena *arena = running->import->arena;
    str *fields = ARENA_ARRAY(arena, str, row->fields.count + 1);
    for (size_t i = 0; i < row->fields.count; i++)
        fields[i] = arena_copy(arena, row->fields.items[i]);
    list_push(arena, &running->late)->row =
        (struct import_row){.line = row->line, .fields = {fields, row->fields.count}};
}

static bool refers_to_file(const struct running *running, fault trouble,
                           const struct fault_note *note) {
    const char *field = running->import->plan.kind->known_of;
    bool is_unknown =
        trouble == &department_unknown || trouble == &user_unknown || trouble == &customer_unknown;
    return field != NULL && is_unknown && str_equal(note->field, str_of(field));
}

static void count_batch(struct running *running, const struct import_row *row) {
    const struct import_batch_rule *rule = &running->import->plan.batch;
    if (rule->column < 0 || (size_t)rule->column >= row->fields.count) return;
    str *parts = ARENA_ARRAY(running->scratch, str, 2 * row->fields.count);
    size_t count = 0;
    for (size_t i = 0; i < row->fields.count; i++) {
        bool is_left_out = (int)i == rule->column;
        for (size_t k = 0; k < rule->except.count; k++)
            is_left_out |= (int)i == rule->except.items[k];
        if (is_left_out) continue;
        parts[count++] = row->fields.items[i];
        parts[count++] = STR("\n");
    }
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256_parts(parts, count, digest);
    import_count_batch(&running->import->report, row->fields.items[rule->column], digest);
}

// A row whose fields are good goes into the group; *ret_waits: it waits for another row instead.
static fault take_row(struct running *running, const struct import_row *row, bool *ret_waits) {
    struct slot *slot = new_slot(running, running->command);
    struct fault_note note = row->note;
    bool is_known = false;
    slot->line = row->line;
    slot->row = print_row(slot->arena, row->fields);
    fault trouble = row->trouble;
    if (trouble == NULL) trouble = fill(running, slot, row, &note);
    *ret_waits = !running->is_last_try && refers_to_file(running, trouble, &note);
    if (*ret_waits) return NULL;
    if (trouble != NULL && trouble->status >= 500) return trouble;
    import_count(&running->import->report, IMPORT_READ, &slot->amount);
    if (trouble != NULL) return refuse(running, slot, trouble, &note);
    if (running->import->plan.kind->known == NULL) TRY(is_budget_known(running, slot, &is_known));
    if (is_known) {
        import_count(&running->import->report, IMPORT_KNOWN, &slot->amount);
        return NULL;
    }
    prepare(running, slot);
    return add_slot(running);
}

// ---- The customers first -----------------------------------------------------------------------

static fault make_customer(struct running *running, const struct customers_add_customer_in *in,
                           str key) {
    struct import *import = running->import;
    struct slot *slot =
        new_slot(running, command_find(import->book->commands, STR("add_customer")));
    struct customers_add_customer_in *copy = arena_take(slot->arena, sizeof(*copy));
    *copy = *in;
    copy->code = arena_copy(slot->arena, in->code);
    copy->name = arena_copy(slot->arena, in->name);
    copy->region = arena_copy(slot->arena, in->region);
    slot->job.in = copy;
    slot->is_customer = true;
    slot->key = arena_copy(import->arena, key);
    slot->name = arena_copy(import->arena, in->name);
    import_know(&import->finding, IMPORT_CUSTOMER, slot->key, -1); // once is enough
    import_know(&import->finding, IMPORT_CUSTOMER, slot->name, -1);
    return add_slot(running);
}

// One name, two codes: the second one bears its code.
static fault name_apart(struct import *import, struct arena *arena, str code, str *name) {
    struct fault_note note;
    int64_t other;
    fault trouble = import_find(&import->finding, IMPORT_CUSTOMER, *name, &other, &note);
    if (trouble == &customer_unknown) return NULL;
    *name = arena_print(arena, "%.*s (%.*s)", STR_ARG(*name), STR_ARG(code));
    return trouble;
}

static fault take_customer(struct running *running, const struct import_row *row) {
    struct import *import = running->import;
    const struct import_plan *plan = &import->plan;
    struct arena *arena = running->scratch;
    str texts[5];
    static const char *const names[] = {"customer", "customer_code", "customer_name",
                                        "customer_nature", "customer_region"};
    for (int i = 0; i < 5; i++)
        texts[i] =
            import_plan_text(plan, arena, row, import_field_of(plan->kind, str_of(names[i])));
    bool has_code = texts[1].size > 0;
    str key = has_code ? texts[1] : texts[0];
    int64_t id;
    struct fault_note note;
    if (key.size == 0 || row->trouble != NULL) return NULL;
    fault trouble = import_find(&import->finding, IMPORT_CUSTOMER, key, &id, &note);
    if (trouble != &customer_unknown) return trouble;
    int32_t nature = shape_choice_of(&customers_nature_choices, texts[3]);
    struct customers_add_customer_in in = {
        .code = has_code ? import_clean(arena, key, false, 40) : import_customer_code(arena, key),
        .name = import_clean(arena, texts[2].size > 0 ? texts[2] : key, false, 75),
        .nature = nature == 0 ? CUSTOMERS_NATURE_PRIVATE : nature,
        .region = import_clean(arena, texts[4], false, 40),
        .owner = import->actor.user_id};
    if (has_code) TRY(name_apart(import, arena, in.code, &in.name));
    return make_customer(running, &in, key);
}

// ---- The whole file ----------------------------------------------------------------------------

typedef fault take_one(struct running *running, const struct import_row *row);

static fault take_and_keep(struct running *running, const struct import_row *row) {
    bool waits;
    count_batch(running, row);
    TRY(take_row(running, row, &waits));
    if (waits) wait_for_others(running, row);
    return NULL;
}

static fault each_row(struct running *running, take_one *take) {
    struct import *import = running->import;
    for (;;) {
        struct import_row row;
        bool more;
        arena_reset(running->scratch);
        TRY(import_source_next(import->source, &row, &more));
        if (!more) return run_group(running);
        TRY(take(running, &row));
        import_show_progress(import->program, &import->report, import_source_done(import->source));
    }
}

static fault take_late_rows(struct running *running) {
    for (bool has_moved = true; has_moved || !running->is_last_try;) {
        running->is_last_try = !has_moved;
        has_moved = false;
        for (size_t i = 0; i < running->late.count; i++) {
            struct late_row *late = &running->late.items[i];
            bool waits = false;
            arena_reset(running->scratch);
            if (late->is_done) continue;
            TRY(take_row(running, &late->row, &waits));
            late->is_done = !waits;
            has_moved |= !waits;
        }
        TRY(run_group(running));
        if (running->is_last_try) return NULL;
    }
    return NULL;
}

static fault set_heads(struct running *running) {
    const struct import *import = running->import;
    for (size_t i = 0; i < running->heads.count; i++) {
        struct people_set_department_head_in in = {.department = running->heads.items[i].department,
                                                   .head = running->heads.items[i].user};
        struct slot *slot =
            new_slot(running, command_find(import->book->commands, STR("set_department_head")));
        slot->job.in = &in;
        struct job *jobs[] = {&slot->job};
        desk_run(import->desk, jobs, 1);
        TRY(slot->job.trouble);
    }
    return NULL;
}

static fault run_all(struct running *running) {
    struct import *import = running->import;
    if (import->plan.makes_customers) {
        TRY(each_row(running, take_customer));
        TRY(import_source_rewind(import->source));
    }
    TRY(each_row(running, take_and_keep));
    TRY(take_late_rows(running));
    TRY(set_heads(running));
    return import_report_finish(&import->report);
}

fault import_run(struct import *import) {
    struct running *running = ARENA_NEW(import->arena, struct running);
    running->import = import;
    running->command = command_find(import->book->commands, str_of(import->plan.kind->command));
    ASSERT(running->command != NULL);
    running->scratch = import->finding.scratch;
    for (size_t i = 0; i < LIMIT_GROUP_IMPORT; i++)
        running->slots[i].arena = arena_open(LIMIT_REQUEST_ARENA);
    import->report.began_us = os_monotonic_us(import->report.os);
    fault trouble = run_all(running);
    for (size_t i = 0; i < LIMIT_GROUP_IMPORT; i++) arena_close(running->slots[i].arena);
    return trouble;
}

// Loading and judging a request. The inputs of the rules are built here, from what was written and
// what is known; every input that a rule tests gets a value, so that "information missing" means
// that the applicant left something out and not that we forgot it.
#include "domain/benefits/world.h"

#include "auth/rights.h"
#include "base/decimal.h"
#include "command/accounts.h"
#include "crypto/crypto.h"
#include "format/shape.h"

#include <string.h>

enum { ALIKE_DAYS = 7, GIFT_DAYS = 90 };

// Kinds whose value counts per person and whose splitting is looked for.
static bool is_hospitality(int32_t kind) {
    return kind == POLICY_KIND_GIFT || kind == POLICY_KIND_MEAL ||
           kind == POLICY_KIND_ENTERTAINMENT || kind == POLICY_KIND_TRAVEL ||
           kind == POLICY_KIND_SAMPLE;
}

// Money that goes to somebody else: always passes three people.
static bool is_third_money(int32_t kind) {
    return kind == POLICY_KIND_COMMISSION || kind == POLICY_KIND_REBATE ||
           kind == POLICY_KIND_SERVICE_FEE || kind == POLICY_KIND_SPONSORSHIP ||
           kind == POLICY_KIND_DONATION;
}

// ---- Amounts ----

static void count_people(struct benefits_world *world) {
    for (size_t i = 0; i < world->content->attendees.count; i++) {
        if (world->content->attendees.items[i].is_host)
            world->hosts++;
        else
            world->guests++;
    }
}

fault benefits_convert(str currency, money amount, str rate_text, int64_t *ret_minor) {
    int exponent = money_exponent(money_currency(&amount));
    if (exponent < 0) return &currency_unknown;
    if (amount.minor <= 0) return &amount_zero;
    *ret_minor = amount.minor;
    if (str_equal(money_currency(&amount), currency)) return NULL;
    decimal rate;
    if (!decimal_from_str(rate_text, &rate) || decimal_is_zero(rate)) return &rate_missing;
    decimal converted = decimal_mul(decimal_from_int64(amount.minor, exponent), rate);
    int scale = money_exponent(currency);
    return decimal_to_int64(decimal_quantize(converted, scale), scale, ret_minor) ? NULL
                                                                                  : &amount_zero;
}

static void measure(struct benefits_world *world) {
    count_people(world);
    world->amount_trouble = benefits_convert(world->book->currency, world->content->amount,
                                             world->content->rate, &world->amount_book);
    int64_t heads = world->guests > 0 ? world->guests + world->hosts : 1;
    if (world->content->kind == POLICY_KIND_GIFT || world->content->kind == POLICY_KIND_SAMPLE)
        heads = world->guests > 0 ? world->guests : 1;
    world->value = (world->amount_book + heads - 1) / heads; // never less than the true share
}

// ---- Loading ----

// A merged customer leads on to where it went: what was typed before (a draft, a returned request)
// means the other one by now, and nobody has to type it again. One step is enough: what was merged
// earlier points to the last one at once.
static fault lead_on(struct store_reader *reader, struct benefits_world *world) {
    if (!world->has_customer || world->customer.merged_into == 0) return NULL;
    struct benefits_content *content = ARENA_NEW(world->arena, struct benefits_content);
    *content = *world->content;
    content->customer = world->customer.merged_into;
    world->content = content;
    return customers_by_id(reader, &(struct customers_by_id_in){content->customer}, world->arena,
                           &world->customer, &world->has_customer);
}

static fault load_parties(struct store_reader *reader, struct benefits_world *world) {
    bool is_there;
    TRY(customers_by_id(reader, &(struct customers_by_id_in){world->content->customer},
                        world->arena, &world->customer, &world->has_customer));
    TRY(lead_on(reader, world));
    const struct benefits_content *content = world->content;
    if (content->contact != 0)
        TRY(customers_contact_by_id(reader, &(struct customers_contact_by_id_in){content->contact},
                                    world->arena, &world->contact, &world->has_contact));
    return people_user_by_id(reader, &(struct people_user_by_id_in){world->applicant_id},
                             world->arena, &world->applicant, &is_there);
}

static fault load_before(struct store_reader *reader, struct benefits_world *world) {
    if (world->request_id == 0) return NULL;
    TRY(benefits_by_id(reader, &(struct benefits_by_id_in){world->request_id}, world->arena,
                       &world->before, &world->has_before));
    return benefits_tasks_of(reader, &(struct benefits_tasks_of_in){world->request_id},
                             world->arena, &world->open_tasks);
}

static date year_start(date day) {
    return date_join((struct date_parts){date_split(day).year, 1, 1});
}

static fault load_history(struct store_reader *reader, struct benefits_world *world) {
    const struct benefits_content *content = world->content;
    date day = content->planned_on;
    date year = year_start(day), year_end = date_add_days(year_start(date_add_days(year, 366)), -1);
    date gifts = date_add_days(day, -GIFT_DAYS);
    if (content->contact != 0) {
        struct benefits_given_to_contact given;
        bool is_there;
        TRY(benefits_given_to_contact(reader,
                                      &(struct benefits_given_to_contact_in){
                                          .from_day = year,
                                          .to_day = year_end,
                                          .gift_day = gifts,
                                          .since_day = date_compare(gifts, year) < 0 ? gifts : year,
                                          .contact = content->contact,
                                          .except_id = world->request_id},
                                      world->arena, &given, &is_there));
        world->year_given = given.total;
        world->gifts_90d = given.gifts;
    }
    return benefits_alike_requests(
        reader,
        &(struct benefits_alike_requests_in){.customer = content->customer,
                                             .from_day = date_add_days(day, -ALIKE_DAYS),
                                             .to_day = date_add_days(day, ALIKE_DAYS),
                                             .except_id = world->request_id},
        world->arena, &world->alike);
}

static fault load_limits(struct store_reader *reader, struct benefits_world *world) {
    const struct benefits_content *content = world->content;
    struct caps_asking asking = {.kind = content->kind,
                                 .day = content->planned_on,
                                 .contact = content->contact,
                                 .customer = content->customer,
                                 .applicant = world->applicant_id,
                                 .value = world->value,
                                 .total = world->amount_book,
                                 .household = world->contact.household,
                                 .group = world->customer.group_id,
                                 .region = world->customer.region,
                                 .occasion = content->occasion,
                                 .group_name = world->customer.group_name,
                                 .accounts = world->accounts,
                                 .contact_name = world->contact.name,
                                 .customer_name = world->customer.name,
                                 .applicant_name = world->applicant.name};
    TRY(caps_load(reader, world->arena, &asking, &world->caps));
    world->budget.asked = world->amount_book;
    const struct budgets_asking budget = {.department_path = world->applicant.department_path,
                                          .day = content->planned_on,
                                          .accounts = world->accounts};
    return budgets_load(reader, world->arena, &budget, &world->budget);
}

static fault load_deciders(struct store_reader *reader, struct benefits_world *world) {
    TRY(people_superiors_of(reader, &(struct people_superiors_of_in){world->applicant_id},
                            world->arena, &world->superiors));
    TRY(people_heads_of(reader, &(struct people_heads_of_in){world->applicant.department},
                        world->arena, &world->heads));
    return people_deciders(reader, world->arena, &world->deciders);
}

fault benefits_load_world(struct store_reader *reader, struct benefits_world *world) {
    measure(world);
    TRY(load_parties(reader, world));
    TRY(load_before(reader, world));
    TRY(load_history(reader, world));
    TRY(load_limits(reader, world));
    return load_deciders(reader, world);
}

fault benefits_leave_out_own(struct store_reader *reader, struct benefits_world *world) {
    struct benefits_hold hold;
    str rest = world->has_before ? world->before.holds : STR_NONE;
    while (benefits_next_hold(&rest, &hold)) {
        struct book_pending_by_id row;
        bool is_there;
        TRY(book_pending_by_id(reader, &(struct book_pending_by_id_in){hold.pending}, world->arena,
                               &row, &is_there));
        if (!is_there) continue;
        struct account_read held;
        TRY(accounts_by_id(world->accounts, reader, row.debit, world->arena, &held));
        ASSERT(held.is_there);
        caps_leave_out(&world->caps, held.row.account_key, row.amount);
        if (str_equal(world->budget.key, held.row.account_key))
            world->budget.reserved -= row.amount;
    }
    return NULL;
}

// ---- Asking the rules ----

static str category_of(const struct benefits_world *world) {
    if (world->has_contact && world->contact.is_official) return STR("official");
    switch (world->customer.nature) {
    case CUSTOMERS_NATURE_SOE: return STR("soe");
    case CUSTOMERS_NATURE_GOVERNMENT: return STR("official");
    case CUSTOMERS_NATURE_PUBLIC_INSTITUTION: return STR("public_institution");
    default: return STR("private");
    }
}

static str recipient_of(const struct benefits_world *world) {
    if (world->has_contact && world->contact.is_relative) return STR("relative");
    return shape_choice_name(&benefits_recipient_kind_choices, world->content->recipient_kind);
}

// Several small ones to the same recipient within seven days that together pass a limit which each
// of them keeps (audit-statistics § 4).
static bool looks_split(const struct benefits_world *world) {
    static const int64_t limits[] = {20000, 30000, 100000};
    if (!is_hospitality(world->content->kind)) return false;
    int64_t sum = world->value, largest = world->value;
    size_t count = 1;
    for (size_t i = 0; i < world->alike.count; i++) {
        const struct benefits_alike_requests *row = &world->alike.items[i];
        if (!is_hospitality(row->kind) || row->contact != world->content->contact) continue;
        sum += row->value;
        largest = row->value > largest ? row->value : largest;
        count++;
    }
    for (size_t i = 0; count > 1 && i < sizeof(limits) / sizeof(limits[0]); i++)
        if (largest <= limits[i] && sum > limits[i]) return true;
    return false;
}

// Hosts against guests: for officials 3, or a third of more than 10 guests; for business the rule
// of 绵国资委发〔2021〕7号 (policy-decisions § 4).
static bool has_too_many_hosts(const struct benefits_world *world, str category) {
    int64_t hosts = world->hosts, guests = world->guests;
    if (guests == 0) return false;
    if (str_equal(category, STR("official"))) return guests <= 10 ? hosts > 3 : hosts * 3 > guests;
    return guests <= 5 ? hosts > guests : hosts > 5 + (guests - 5) / 2;
}

static struct feel_value choice(const struct shape_enum *choices, int32_t value) {
    return feel_string(value == 0 ? STR("none") : shape_choice_name(choices, value));
}

static void set_facts(struct benefits_world *world) {
    struct policy_question *q = &world->question;
    const struct benefits_content *content = world->content;
    int scale = money_exponent(world->book->currency);
    str category = category_of(world);
    policy_set(q, "recipientKind", feel_string(recipient_of(world)));
    policy_set(q, "recipientCategory", feel_string(category));
    policy_set(q, "value", feel_number(decimal_from_int64(world->value, scale)));
    policy_set(q, "yearTotal",
               feel_number(decimal_from_int64(world->value + world->year_given, scale)));
    policy_set(q, "count90d", feel_int(world->gifts_90d + 1));
    policy_set(q, "splitFlag", feel_boolean(looks_split(world)));
    policy_set(q, "ratioExceeded", feel_boolean(has_too_many_hosts(world, category)));
    policy_set(q, "procurementRole",
               feel_boolean(world->has_contact && world->contact.is_buyer &&
                            str_equal(category, STR("official"))));
    policy_set(q, "screeningHit", feel_boolean(false));
    policy_set(q, "payeeCountryOk", feel_boolean(true));
    policy_set(q, "hostIsSoe", feel_boolean(false));
    policy_set(q, "officialLetter", feel_boolean(false));
    policy_set(q, "overLocalCap", feel_boolean(false));
    policy_set(q, "date", feel_date(content->planned_on));
}

static void set_written(struct benefits_world *world) {
    struct policy_question *q = &world->question;
    const struct benefits_content *content = world->content;
    decimal rate = decimal_from_int64(0, 0);
    if (content->commission_rate.size > 0) decimal_from_str(content->commission_rate, &rate);
    policy_set(q, "benefitType", choice(&policy_kind_choices, content->kind));
    policy_set(q, "form", choice(&benefits_form_choices, content->form));
    policy_set(q, "payee", choice(&benefits_payee_choices, content->payee));
    policy_set(q, "inContract", feel_boolean(content->is_in_contract));
    policy_set(q, "onInvoice", choice(&benefits_on_invoice_choices, content->on_invoice));
    policy_set(q, "booked", feel_boolean(content->is_booked));
    policy_set(q, "pendingDecision", choice(&benefits_pending_choices, content->pending));
    policy_set(q, "commissionRate", feel_number(rate));
    policy_set(q, "familyOrGuest", feel_boolean(content->has_family));
    policy_set(q, "businessPurpose", feel_boolean(content->purpose.size > 0));
    policy_set(q, "solicited", feel_boolean(content->is_solicited));
    policy_set(q, "reciprocal", feel_boolean(content->is_reciprocal));
    policy_set(q, "dueDiligence", choice(&benefits_diligence_choices, content->diligence));
    policy_set(q, "advertisingItem", feel_boolean(content->is_advertising));
    policy_set(q, "rulesPublished", feel_boolean(content->has_rules));
    policy_set(q, "intermediaryQualified", feel_boolean(content->is_qualified));
    policy_set(q, "alcoholTobaccoLuxury", feel_boolean(content->has_luxury));
    policy_set(q, "proportionate", feel_boolean(true));
}

// A declared conflict of interest makes whatever the rules say at least a review.
static void mind_conflict(struct benefits_world *world) {
    struct pack_hit *headline = &world->verdict.headline;
    if (!world->content->has_conflict || headline->outcome >= PACK_REVIEW) return;
    *headline = (struct pack_hit){
        .outcome = PACK_REVIEW,
        .role = STR("compliance_officer"),
        .reason_zh = STR("申请人声明与受益人存在利益关系，须由合规官复核"),
        .reason_en = STR("The applicant declared a conflict of interest: compliance review"),
        .citation = STR("反法8；公司默认"),
        .rule = STR("conflict_declared"),
        .pack = STR("core"),
    };
}

void benefits_judge(struct benefits_world *world) {
    world->question = policy_question_new(world->arena, world->book, world->content->planned_on);
    set_facts(world);
    set_written(world);
    policy_ask(&world->question, &world->verdict);
    mind_conflict(world);
    world->flow =
        book_flow(world->book, is_third_money(world->content->kind) ? STR("commission-approval")
                                                                    : STR("benefit-approval"));
    ASSERT(world->flow != NULL);
}

struct feel_value benefits_flow_variables(const struct benefits_world *world,
                                          const char *decision) {
    int exponent = money_exponent(world->book->currency);
    struct feel_entry *entries = ARENA_ARRAY(world->arena, struct feel_entry, 8);
    size_t count = 0;
    const struct pack_hit *headline = &world->verdict.headline;
    entries[count++] =
        (struct feel_entry){STR("outcome"), feel_string(pack_outcome_name(headline->outcome))};
    entries[count++] = (struct feel_entry){STR("role"), feel_string(headline->role)};
    entries[count++] =
        (struct feel_entry){STR("kind"), choice(&policy_kind_choices, world->content->kind)};
    entries[count++] = (struct feel_entry){
        STR("amount"), feel_number(decimal_from_int64(world->amount_book, exponent))};
    entries[count++] = (struct feel_entry){STR("currency"), feel_string(world->book->currency)};
    entries[count++] = (struct feel_entry){
        STR("isPublicOfficial"), feel_boolean(str_equal(category_of(world), STR("official")))};
    entries[count++] =
        (struct feel_entry){STR("requesterLevel"), feel_int((int64_t)world->superiors.count)};
    entries[count++] = (struct feel_entry){STR("decision"), feel_string(str_of(decision))};
    return feel_context_of(entries, count);
}

// ---- What stands against it ----

static fault missing_fields(const struct benefits_world *world) {
    const struct benefits_content *content = world->content;
    int32_t kind = content->kind;
    bool is_table = kind == POLICY_KIND_MEAL || kind == POLICY_KIND_ENTERTAINMENT;
    if (is_table && (world->hosts == 0 || world->guests == 0)) return &attendees_missing;
    bool wants_contract = kind == POLICY_KIND_COMMISSION || kind == POLICY_KIND_REBATE ||
                          kind == POLICY_KIND_SERVICE_FEE;
    if (wants_contract && content->contract.size == 0) return &contract_missing;
    if (kind == POLICY_KIND_POINTS && content->programme.size == 0) return &programme_missing;
    bool wants_item =
        kind == POLICY_KIND_GIFT || kind == POLICY_KIND_SAMPLE || kind == POLICY_KIND_PRIZE;
    if (wants_item && content->item.size == 0) return &item_missing;
    return NULL;
}

static fault before_trouble(const struct benefits_world *world) {
    if (world->request_id == 0) return NULL;
    if (!world->has_before) return &request_unknown;
    if (world->before.applicant != world->applicant_id) return &request_not_yours;
    bool comes_again = world->before.status == BENEFITS_STATUS_RETURNED ||
                       world->before.status == BENEFITS_STATUS_WITHDRAWN;
    return comes_again ? NULL : &request_not_returned;
}

static struct fault_note verdict_note(const struct benefits_world *world) {
    const struct pack_hit *hit = &world->verdict.headline;
    return (struct fault_note){
        .field = STR("content.kind"),
        .en = arena_print(world->arena, "%.*s (%.*s %.*s; %.*s)", STR_ARG(hit->reason_en),
                          STR_ARG(hit->pack), STR_ARG(hit->rule), STR_ARG(hit->citation)),
        .zh = arena_print(world->arena, "%.*s（%.*s %.*s；%.*s）", STR_ARG(hit->reason_zh),
                          STR_ARG(hit->pack), STR_ARG(hit->rule), STR_ARG(hit->citation)),
    };
}

fault benefits_refusal(const struct benefits_world *world, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    if (!world->has_customer) return &customer_unknown;
    if (world->content->contact != 0 && !world->has_contact) return &contact_unknown;
    if (world->has_contact && world->contact.customer != world->customer.id)
        return &contact_elsewhere;
    TRY(before_trouble(world));
    TRY(world->amount_trouble);
    TRY(missing_fields(world));
    if (world->verdict.headline.outcome == PACK_PROHIBIT) {
        *ret_note = verdict_note(world);
        return &policy_prohibits;
    }
    const struct caps_use *cap = caps_exceeded(&world->caps);
    if (cap != NULL) {
        *ret_note = caps_note(world->arena, cap, world->book->currency);
        return &cap_exceeded;
    }
    if (!budgets_suffices(&world->budget)) {
        *ret_note = budgets_note(world->arena, &world->budget, world->book->currency);
        return &budget_short;
    }
    return NULL;
}

// ---- The content as bytes ----

str benefits_print_content(struct arena *arena, const struct benefits_content *content) {
    struct buf out = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    const struct shape_writing how = {.audience = SHAPE_FOR_PEOPLE};
    shape_write(&writer, &benefits_content_shape, content, &how);
    ASSERT(!out.is_full);
    return buf_str(&out);
}

str benefits_hash_content(struct arena *arena, str json) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(json, digest);
    return crypto_hex_encode(arena, (str){(const char *)digest, sizeof(digest)});
}

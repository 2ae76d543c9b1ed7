// People at customers, and what customers bought. A person's name, phone number and address are
// sealed by the store; people of the same name are found by a keyed hash. The history tells of such
// values only that they changed. Leaves to others: who sees what (shown.c), lists (read.c).
#include "domain/customers/customers.h"

#include "command/book.h"
#include "domain/customers/shown.h"

static struct customers_viewer viewer_of(const struct job *job) {
    return (struct customers_viewer){job->arena, &job->actor, job->book, job->moment.today};
}

// ---- Adding ------------------------------------------------------------------------------------

fault customers_load_add_contact(struct store_reader *reader, struct job *job,
                                 const struct customers_add_contact_in *in,
                                 struct customers_add_contact_facts *facts) {
    struct customers_alike_contacts alike = {0};
    bool has_alike = false;
    TRY(customers_by_id(reader, &(struct customers_by_id_in){in->customer}, job->arena,
                        &facts->customer_row, &facts->is_there));
    facts->name_hash = customers_name_hash(job->arena, job->book, in->name);
    TRY(customers_alike_contacts(
        reader, &(struct customers_alike_contacts_in){in->customer, facts->name_hash}, job->arena,
        &alike, &has_alike));
    facts->alike = has_alike ? alike.alike : 0;
    return NULL;
}

fault customers_decide_add_contact(struct job *job, const struct customers_add_contact_in *in,
                                   const struct customers_add_contact_facts *facts,
                                   struct changes *changes, struct customers_contact *ret_out) {
    if (!facts->is_there) return &customer_unknown;
    if (facts->customer_row.merged_into != 0) return &customer_merged;
    if (facts->alike > 0) return &contact_known;
    struct customers_contact_shown row = {.id = job_new_id(job),
                                          .customer = in->customer,
                                          .customer_name = facts->customer_row.name,
                                          .name = in->name,
                                          .title = in->title,
                                          .phone = in->phone,
                                          .email = in->email,
                                          .is_official = in->is_official,
                                          .is_relative = in->is_relative,
                                          .relative_of = in->relative_of,
                                          .is_buyer = in->is_buyer,
                                          .is_active = true};
    customers_insert_contact(changes,
                             &(struct customers_insert_contact_in){.id = row.id,
                                                                   .customer = row.customer,
                                                                   .name = row.name,
                                                                   .name_hash = facts->name_hash,
                                                                   .title = row.title,
                                                                   .phone = row.phone,
                                                                   .email = row.email,
                                                                   .is_official = row.is_official,
                                                                   .is_relative = row.is_relative,
                                                                   .relative_of = row.relative_of,
                                                                   .is_buyer = row.is_buyer});
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_contact(&viewer, &row);
    return NULL;
}

// ---- Changing ----------------------------------------------------------------------------------

fault customers_load_edit_contact(struct store_reader *reader, struct job *job,
                                  const struct customers_edit_contact_in *in,
                                  struct customers_edit_contact_facts *facts) {
    facts->name_hash = customers_name_hash(job->arena, job->book, in->name);
    struct customers_contact_shown_in before =
        customers_contact_shown_of(in->contact, job->moment.today);
    return customers_contact_shown(reader, &before, job->arena, &facts->before, &facts->is_there);
}

static str truth(bool is_true) {
    return is_true ? STR("true") : STR("false");
}

struct difference {
    const char *what;
    bool is_personal; // its values are not kept
    str was;
    str is_now;
};

static void add_history(struct job *job, struct changes *changes,
                        const struct customers_contact_shown *before,
                        const struct customers_contact_shown *after) {
    const struct difference all[] = {
        {"name", true, before->name, after->name},
        {"title", false, before->title, after->title},
        {"phone", true, before->phone, after->phone},
        {"email", true, before->email, after->email},
        {"is_official", false, truth(before->is_official), truth(after->is_official)},
        {"is_relative", false, truth(before->is_relative), truth(after->is_relative)},
        {"relative_of", true, before->relative_of, after->relative_of},
        {"household", false, arena_print(job->arena, "%lld", (long long)before->household),
         arena_print(job->arena, "%lld", (long long)after->household)},
        {"is_buyer", false, truth(before->is_buyer), truth(after->is_buyer)},
        {"is_active", false, truth(before->is_active), truth(after->is_active)},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (str_equal(all[i].was, all[i].is_now)) continue;
        customers_insert_change(changes,
                                &(struct customers_insert_change_in){
                                    .id = job_new_id(job),
                                    .customer = before->customer,
                                    .contact = before->id,
                                    .changed = job->moment.now,
                                    .by_name = job->actor.name,
                                    .what = str_of(all[i].what),
                                    .was = all[i].is_personal ? STR_NONE : all[i].was,
                                    .is_now = all[i].is_personal ? STR_NONE : all[i].is_now});
    }
}

fault customers_decide_edit_contact(struct job *job, const struct customers_edit_contact_in *in,
                                    const struct customers_edit_contact_facts *facts,
                                    struct changes *changes, struct customers_contact *ret_out) {
    if (!facts->is_there) return &contact_unknown;
    struct customers_contact_shown row = facts->before;
    row.name = in->name;
    row.title = in->title;
    row.phone = in->phone;
    row.email = in->email;
    row.is_official = in->is_official;
    row.is_relative = in->is_relative;
    row.relative_of = in->relative_of;
    row.is_buyer = in->is_buyer;
    row.is_active = in->is_active;
    customers_update_contact(changes,
                             &(struct customers_update_contact_in){.name = row.name,
                                                                   .name_hash = facts->name_hash,
                                                                   .title = row.title,
                                                                   .phone = row.phone,
                                                                   .email = row.email,
                                                                   .is_official = row.is_official,
                                                                   .is_relative = row.is_relative,
                                                                   .relative_of = row.relative_of,
                                                                   .is_buyer = row.is_buyer,
                                                                   .is_active = row.is_active,
                                                                   .id = row.id});
    add_history(job, changes, &facts->before, &row);
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_contact(&viewer, &row);
    return NULL;
}

// ---- Households --------------------------------------------------------------------------------

fault customers_load_set_household(struct store_reader *reader, struct job *job,
                                   const struct customers_set_household_in *in,
                                   struct customers_set_household_facts *facts) {
    struct customers_contact_shown_in before =
        customers_contact_shown_of(in->contact, job->moment.today);
    TRY(customers_contact_shown(reader, &before, job->arena, &facts->before, &facts->is_there));
    return customers_contact_by_id(reader, &(struct customers_contact_by_id_in){in->of}, job->arena,
                                   &facts->of_row, &facts->has_of);
}

// A household is named by one of its people, who belongs to no other.
fault customers_decide_set_household(struct job *job, const struct customers_set_household_in *in,
                                     const struct customers_set_household_facts *facts,
                                     struct changes *changes, struct customers_contact *ret_out) {
    if (!facts->is_there) return &contact_unknown;
    if (in->of != 0 && !facts->has_of) return &household_unknown;
    struct customers_contact_shown row = facts->before;
    row.household = facts->has_of ? facts->of_row.household : 0;
    if (facts->has_of && row.household == 0) row.household = in->of;
    bool is_already = row.household == in->contact; // the other one's household is this one's
    if (is_already) row.household = 0;
    if (in->of == 0)
        customers_leave_household(changes, &(struct customers_leave_household_in){row.id});
    else if (!is_already)
        customers_move_household(
            changes, &(struct customers_move_household_in){.into = row.household, .id = row.id});
    add_history(job, changes, &facts->before, &row);
    struct customers_viewer viewer = viewer_of(job);
    *ret_out = customers_shown_contact(&viewer, &row);
    return NULL;
}

// ---- Purchases ---------------------------------------------------------------------------------

fault customers_load_record_purchase(struct store_reader *reader, struct job *job,
                                     const struct customers_record_purchase_in *in,
                                     struct customers_record_purchase_facts *facts) {
    struct customers_purchase_known known;
    TRY(customers_by_id(reader, &(struct customers_by_id_in){in->customer}, job->arena,
                        &facts->customer_row, &facts->is_there));
    return customers_purchase_known(
        reader, &(struct customers_purchase_known_in){in->source, in->external_id}, job->arena,
        &known, &facts->is_known);
}

// A CRM goes on naming a customer that was merged here: the purchase goes where it went.
fault customers_decide_record_purchase(struct job *job,
                                       const struct customers_record_purchase_in *in,
                                       const struct customers_record_purchase_facts *facts,
                                       struct changes *changes) {
    if (!facts->is_there) return &customer_unknown;
    if (facts->is_known) return &purchase_known;
    int64_t merged_into = facts->customer_row.merged_into;
    customers_insert_purchase(changes,
                              &(struct customers_insert_purchase_in){
                                  .id = job_new_id(job),
                                  .customer = merged_into != 0 ? merged_into : in->customer,
                                  .source = in->source,
                                  .external_id = in->external_id,
                                  .bought_on = in->bought_on,
                                  .amount = in->amount,
                                  .item = in->item});
    return NULL;
}

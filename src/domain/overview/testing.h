// testing: a small company in a real book (command/testing.h), and the steps of a request's life in
// one line each, for the tests of this folder, which may know every module.
#ifndef DOMAIN_OVERVIEW_TESTING_H
#define DOMAIN_OVERVIEW_TESTING_H

#include "benefits_api.h"
#include "command/testing.h"
#include "crypto/crypto.h"
#include "customers_api.h"
#include "people_api.h"
#include "tasks_api.h"

struct company {
    struct testing testing;
    struct actor system_actor;
    struct actor manager; // of sales; decides first
    struct actor compliance;
    struct actor applicant; // in sales
    struct actor colleague; // likewise
    struct actor stranger;  // applicant in another department
    struct actor cashier;
    struct actor checker;
    struct actor finance;
    int64_t customer;
    int64_t contact;
    int64_t sales;
};

// What a command or query answers; it must not be refused. The input is a format.
__attribute__((format(printf, 4, 5))) static inline const void *
company_do(struct company *company, const struct actor *actor, const char *name, const char *format,
           ...) {
    va_list list;
    va_start(list, format);
    str json = arena_print_list(company->testing.arena, format, list);
    va_end(list);
    return testing_do(&company->testing, actor, name, arena_text(company->testing.arena, json));
}

// What it is refused with, or NULL.
__attribute__((format(printf, 4, 5))) static inline fault company_try(struct company *company,
                                                                      const struct actor *actor,
                                                                      const char *name,
                                                                      const char *format, ...) {
    const void *out;
    va_list list;
    va_start(list, format);
    str json = arena_print_list(company->testing.arena, format, list);
    va_end(list);
    return testing_try(&company->testing, actor, name, arena_text(company->testing.arena, json),
                       &out);
}

static inline const struct people_department *company_department(struct company *company,
                                                                 const char *code, int64_t parent) {
    str above =
        parent == 0 ? STR("null") : arena_print(company->testing.arena, "%lld", (long long)parent);
    return company_do(company, &company->system_actor, "add_department",
                      "{'code':'%s','name':'%s','parent':%.*s}", code, code, STR_ARG(above));
}

static inline struct actor company_person(struct company *company, const char *role,
                                          const struct people_department *department,
                                          int64_t superior) {
    static int number;
    str above = superior == 0 ? STR("null")
                              : arena_print(company->testing.arena, "%lld", (long long)superior);
    const struct people_user *user =
        company_do(company, &company->system_actor, "add_user",
                   "{'login':'%s%d','name':'%s','department':%lld,'roles':['%s'],'superior':%.*s}",
                   role, ++number, role, (long long)department->id, role, STR_ARG(above));
    int32_t bit = shape_choice_of(&people_role_choices, str_of(role));
    struct actor actor = testing_person(user->id, 1u << bit);
    actor.department_id = department->id;
    actor.department_path = department->path;
    actor.name = user->name;
    return actor;
}

static inline void company_hire(struct company *company) {
    const struct people_department *office = company_department(company, "HQ", 0);
    const struct people_department *sales = company_department(company, "SALES", office->id);
    const struct people_department *other = company_department(company, "OTHER", office->id);
    company->sales = sales->id;
    company->manager = company_person(company, "manager", sales, 0);
    int64_t superior = company->manager.user_id;
    company->applicant = company_person(company, "applicant", sales, superior);
    company->colleague = company_person(company, "applicant", sales, superior);
    company->stranger = company_person(company, "applicant", other, superior);
    company->compliance = company_person(company, "compliance_officer", office, 0);
    company->cashier = company_person(company, "cashier", office, 0);
    company->checker = company_person(company, "checker", office, 0);
    company->finance = company_person(company, "finance_controller", office, 0);
}

// One customer with one person; 1,000 a year for each person; 5,000 a year for sales.
static inline void company_open(struct company *company) {
    crypto_init();
    testing_open(&company->testing);
    company->system_actor = testing_system();
    company_hire(company);
    const struct actor *actor = &company->system_actor;
    const struct customers_customer *customer =
        company_do(company, actor, "add_customer",
                   "{'code':'C1','name':'甲公司','nature':'private','owner':%lld}",
                   (long long)company->applicant.user_id);
    company->customer = customer->id;
    const struct customers_contact *contact = company_do(
        company, actor, "add_contact", "{'customer':%lld,'name':'李四'}", (long long)customer->id);
    company->contact = contact->id;
    company_do(company, actor, "set_cap",
               "{'name':'个人年度','name_en':'Person, year','dimension':'contact',"
               "'window':'year','measure':'amount','kinds':[],'limit':100000,"
               "'from':'2026-01-01'}");
    company_do(company, actor, "set_budget",
               "{'department':%lld,'year':2026,'planned':{'amount':'5000','currency':'CNY'}}",
               (long long)company->sales);
}

static inline void company_close(struct company *company) {
    testing_close(&company->testing);
}

// The content of a gift for the one contact.
#define COMPANY_GIFT                                                                               \
    "'content':{'kind':'gift','form':'%s','customer':%lld,'contact':%lld,"                         \
    "'recipient_kind':'employee','occasion':'节日','purpose':'节日礼品，感谢合作',"     \
    "'amount':{'amount':'%s','currency':'CNY'},'planned_on':'2026-11-25','item':'茶叶',"         \
    "'has_conflict':false,'attendees':[]}"

// Submits a gift of that amount; the request's id.
static inline int64_t company_submit(struct company *company, const struct actor *actor,
                                     const char *amount) {
    const struct benefits_summary *request =
        company_do(company, actor, "submit_request", "{" COMPANY_GIFT "}", "in_kind",
                   (long long)company->customer, (long long)company->contact, amount);
    return request->id;
}

// Does everything that waits for the actor in the same way: approve, reject or return.
static inline void company_decide(struct company *company, const struct actor *actor,
                                  const char *how) {
    const struct tasks_task_page *page = company_do(company, actor, "list_tasks", "{}");
    for (size_t i = 0; i < page->items.count; i++) {
        const struct tasks_task *task = &page->items.items[i];
        str name = arena_print(company->testing.arena, "%s_task", how);
        company_do(company, actor, arena_text(company->testing.arena, name),
                   "{'task':%lld,'hash':'%.*s','comment':'看过了'}", (long long)task->id,
                   STR_ARG(task->hash));
    }
}

static inline void company_approve(struct company *company) {
    company_decide(company, &company->manager, "approve");
    company_decide(company, &company->compliance, "approve");
}

#endif

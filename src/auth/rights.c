// Two tables: what each role may do and how far it sees, and which roles may not lie in one hand
// (separation of duties, PRODUCT § 4.1: approver, payer and checker are three people). The single
// request adds its own bars on top: see domain/tasks.
#include "auth/rights.h"

FAULT(not_signed_in, 401, "", "Sign in first.", "请先登录。");
FAULT(not_allowed, 403, "", "Your roles do not give you the right to do this.",
      "您的角色没有此项权限。");
FAULT(password_first, 403, "", "Change your first password before anything else.",
      "请先修改初始密码。");

static const char *const right_names[] = {
    "people.read",   "people.write",   "customers.read", "customers.write", "customers.merge",
    "requests.read", "requests.write", "requests.void",  "tasks.read",      "tasks.decide",
    "disburse.read", "disburse.pay",   "disburse.check", "policy.read",     "policy.write",
    "flows.read",    "caps.read",      "caps.write",     "budgets.read",    "budgets.write",
    "log.read",      "log.manage",
};

enum { RIGHT_COUNT = sizeof(right_names) / sizeof(right_names[0]) };

#define EVERYBODY "people.read customers.read policy.read flows.read caps.read "

static const struct {
    const char *rights;
    enum scope scope;
} roles_table[AUTH_ROLE_COUNT] = {
    [AUTH_APPLICANT] = {EVERYBODY "customers.write requests.read requests.write", SCOPE_OWN},
    [AUTH_MANAGER] = {EVERYBODY "requests.read tasks.read tasks.decide budgets.read", SCOPE_TREE},
    [AUTH_DEPARTMENT_HEAD] = {EVERYBODY "requests.read tasks.read tasks.decide budgets.read",
                              SCOPE_TREE},
    [AUTH_COMPLIANCE_OFFICER] = {EVERYBODY
                                 "requests.read requests.void tasks.read tasks.decide "
                                 "caps.write policy.write customers.write customers.merge "
                                 "budgets.read log.read disburse.read",
                                 SCOPE_ALL},
    [AUTH_LEGAL_COUNSEL] = {EVERYBODY "requests.read tasks.read tasks.decide policy.write",
                            SCOPE_ALL},
    [AUTH_FINANCE_CONTROLLER] = {EVERYBODY "requests.read tasks.read tasks.decide budgets.read "
                                           "budgets.write disburse.read",
                                 SCOPE_ALL},
    [AUTH_CASHIER] = {EVERYBODY "requests.read disburse.read disburse.pay budgets.read", SCOPE_ALL},
    [AUTH_CHECKER] = {EVERYBODY "requests.read disburse.read disburse.check budgets.read",
                      SCOPE_ALL},
    [AUTH_AUDITOR] = {EVERYBODY "requests.read budgets.read disburse.read log.read", SCOPE_ALL},
    [AUTH_RISK_MANAGER] = {EVERYBODY "requests.read budgets.read log.read", SCOPE_ALL},
    [AUTH_TRAINER] = {EVERYBODY, SCOPE_OWN},
    [AUTH_EXECUTIVE] = {EVERYBODY "requests.read budgets.read log.read", SCOPE_ALL},
    [AUTH_CCO] = {EVERYBODY
                  "requests.read requests.void tasks.read tasks.decide caps.write policy.write "
                  "budgets.read log.read disburse.read",
                  SCOPE_ALL},
    [AUTH_ADMINISTRATOR] = {"people.read people.write policy.read flows.read log.manage",
                            SCOPE_OWN},
};

#define ROLE(name) (1u << AUTH_##name)
#define DECIDING                                                                                   \
    (ROLE(MANAGER) | ROLE(DEPARTMENT_HEAD) | ROLE(COMPLIANCE_OFFICER) | ROLE(LEGAL_COUNSEL) |      \
     ROLE(FINANCE_CONTROLLER) | ROLE(CCO))

static const struct {
    uint32_t role;
    uint32_t not_with;
} apart[] = {
    {ROLE(ADMINISTRATOR),
     DECIDING | ROLE(APPLICANT) | ROLE(CASHIER) | ROLE(CHECKER) | ROLE(AUDITOR)},
    {ROLE(CASHIER), DECIDING | ROLE(CHECKER) | ROLE(AUDITOR)},
    {ROLE(CHECKER), ROLE(CASHIER) | ROLE(AUDITOR)},
    {ROLE(AUDITOR), DECIDING | ROLE(APPLICANT)},
};

str actor_door_name(enum door door) {
    static const char *const names[] = {"", "page", "api", "cli", "flow", "import", "link"};
    return str_of(names[door]);
}

fault auth_allow(const struct actor *actor, const char *right) {
    str name = str_of(right);
    if (str_equal(name, STR("public"))) return NULL;
    if (actor->is_system) return NULL;
    if (str_equal(name, STR("system"))) return &not_allowed;
    if (actor->user_id == 0) return &not_signed_in;
    if (str_equal(name, STR("any"))) return NULL;
    if (actor->must_change) return &password_first;
    int bit = auth_right_of(name);
    ASSERT(bit >= 0);
    return (actor->rights >> bit & 1) != 0 ? NULL : &not_allowed;
}

size_t auth_right_count(void) {
    return RIGHT_COUNT;
}

const char *auth_right_name(size_t right) {
    ASSERT(right < RIGHT_COUNT);
    return right_names[right];
}

int auth_right_of(str name) {
    for (int i = 0; i < RIGHT_COUNT; i++)
        if (str_equal(name, str_of(right_names[i]))) return i;
    return -1;
}

static uint64_t rights_in(str names) {
    uint64_t rights = 0;
    while (names.size > 0) {
        str name = str_cut(&names, ' ');
        if (name.size == 0) continue;
        int bit = auth_right_of(name);
        ASSERT(bit >= 0);
        rights |= (uint64_t)1 << bit;
    }
    return rights;
}

uint64_t auth_rights_of(uint32_t roles) {
    uint64_t rights = 0;
    for (int role = 1; role < AUTH_ROLE_COUNT; role++)
        if ((roles >> role & 1) != 0) rights |= rights_in(str_of(roles_table[role].rights));
    return rights;
}

enum scope auth_scope_of(uint32_t roles) {
    enum scope widest = SCOPE_OWN;
    for (int role = 1; role < AUTH_ROLE_COUNT; role++)
        if ((roles >> role & 1) != 0 && roles_table[role].scope > widest)
            widest = roles_table[role].scope;
    return widest;
}

bool auth_roles_are_apart(uint32_t roles) {
    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
        if ((roles & apart[i].role) != 0 && (roles & apart[i].not_with) != 0) return false;
    return true;
}

// Who does a task, as text and back: the one place that knows the forms. Whether such a person
// exists, and what happens when nobody does, is for those who know the company (domain/tasks).
#include "flow/flow.h"

enum { SUPERIOR_LEVEL_MAX = 20, NAME_SIZE_MAX = 80 };

static bool is_name(str text) {
    if (text.size == 0 || text.size > NAME_SIZE_MAX) return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ') return false;
    return true;
}

static bool parse_superior(str rest, struct flow_who *ret_who) {
    int64_t level = 1;
    if (rest.size > 0 && !str_to_int(rest, &level)) return false;
    if (level < 1 || level > SUPERIOR_LEVEL_MAX) return false;
    *ret_who = (struct flow_who){.kind = FLOW_WHO_SUPERIOR, .level = (int32_t)level};
    return true;
}

static bool parse_named(enum flow_who_kind kind, str rest, struct flow_who *ret_who) {
    if (!is_name(rest)) return false;
    *ret_who = (struct flow_who){.kind = kind, .name = rest};
    return true;
}

static bool parse_bare(enum flow_who_kind kind, str rest, struct flow_who *ret_who) {
    if (rest.size > 0) return false;
    *ret_who = (struct flow_who){.kind = kind};
    return true;
}

bool flow_who_parse(str text, struct flow_who *ret_who) {
    str rest = str_trim(text);
    str word = str_cut(&rest, ' ');
    rest = str_trim(rest);
    if (str_equal(word, STR("superior"))) return parse_superior(rest, ret_who);
    if (str_equal(word, STR("role"))) return parse_named(FLOW_WHO_ROLE, rest, ret_who);
    if (str_equal(word, STR("user"))) return parse_named(FLOW_WHO_USER, rest, ret_who);
    if (str_equal(word, STR("applicant"))) return parse_bare(FLOW_WHO_APPLICANT, rest, ret_who);
    if (str_equal(word, STR("customer_role")))
        return parse_named(FLOW_WHO_CUSTOMER_ROLE, rest, ret_who);
    if (str_equal(word, STR("cost_owner"))) return parse_bare(FLOW_WHO_COST_OWNER, rest, ret_who);
    if (str_equal(word, STR("department_head")))
        return rest.size == 0 ? parse_bare(FLOW_WHO_DEPARTMENT_HEAD, rest, ret_who)
                              : parse_named(FLOW_WHO_DEPARTMENT_HEAD, rest, ret_who);
    return false;
}

str flow_who_print(struct arena *arena, const struct flow_who *who) {
    switch (who->kind) {
    case FLOW_WHO_NOBODY: return STR_NONE;
    case FLOW_WHO_SUPERIOR: return arena_print(arena, "superior %d", who->level);
    case FLOW_WHO_DEPARTMENT_HEAD:
        return who->name.size == 0 ? STR("department_head")
                                   : arena_join(arena, STR("department_head "), who->name);
    case FLOW_WHO_CUSTOMER_ROLE: return arena_join(arena, STR("customer_role "), who->name);
    case FLOW_WHO_COST_OWNER: return STR("cost_owner");
    case FLOW_WHO_ROLE: return arena_join(arena, STR("role "), who->name);
    case FLOW_WHO_APPLICANT: return STR("applicant");
    case FLOW_WHO_USER: return arena_join(arena, STR("user "), who->name);
    case FLOW_WHO_EXPRESSION:
        return arena_join(arena, STR("= "), feel_expression_source(who->expression));
    }
    ASSERT(false); // a kind without a text
}

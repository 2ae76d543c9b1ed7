// Budgets: planned, reserved, used, left. The account is "budget:ID"; planning funds it, a request
// reserves, closing uses. A plan below what is reserved and used is refused by the ledger itself.
#include "domain/budgets/budgets.h"

#include "command/accounts.h"
#include "command/book.h"

static str key_of(struct arena *arena, int64_t budget) {
    return arena_print(arena, "budget:%lld", (long long)budget);
}

static fault read_account(struct store_reader *reader, struct accounts *accounts,
                          struct arena *arena, struct budgets_use *use) {
    const struct book_account_by_key *row = &use->account.row;
    TRY(accounts_by_key(accounts, reader, use->key, arena, &use->account));
    bool is_there = use->account.is_there;
    use->reserved = is_there ? row->debits_pending : 0;
    int64_t balance = is_there ? row->credits_posted - row->debits_posted : 0;
    use->used = use->budget.planned - balance; // the balance is the plan less what was used
    return NULL;
}

fault budgets_load(struct store_reader *reader, struct arena *arena,
                   const struct budgets_asking *asking, struct budgets_use *ret_use) {
    TRY(budgets_nearest(reader,
                        &(struct budgets_nearest_in){.year = date_split(asking->day).year,
                                                     .path = asking->department_path},
                        arena, &ret_use->budget, &ret_use->is_set));
    if (!ret_use->is_set) return NULL;
    ret_use->key = key_of(arena, ret_use->budget.id);
    return read_account(reader, asking->accounts, arena, ret_use);
}

bool budgets_suffices(const struct budgets_use *use) {
    return !use->is_set || use->reserved + use->used + use->asked <= use->budget.planned;
}

struct fault_note budgets_note(struct arena *arena, const struct budgets_use *use, str currency) {
    int64_t left = use->budget.planned - use->reserved - use->used;
    str planned = money_print(arena, money_of(use->budget.planned, currency));
    str rest = money_print(arena, money_of(left, currency));
    return (struct fault_note){
        .field = STR("content.amount"),
        .en = arena_print(arena, "Budget of %.*s: planned %.*s, left %.*s",
                          STR_ARG(use->budget.department_name), STR_ARG(planned), STR_ARG(rest)),
        .zh = arena_print(arena, "%.*s预算：计划 %.*s，剩余 %.*s",
                          STR_ARG(use->budget.department_name), STR_ARG(planned), STR_ARG(rest)),
    };
}

static struct fault_note note_of(struct arena *arena, const void *about, str currency) {
    return budgets_note(arena, about, currency);
}

void budgets_reserve(struct job *job, struct changes *changes, const struct budgets_use *use,
                     struct buf *holds) {
    if (!use->is_set) return;
    struct posting_wish wish = {.kind = POSTING_RESERVE,
                                .account = {use->key, job->book->currency, true, &use->account},
                                .amount = use->asked,
                                .pending_id = job_new_id(job),
                                .refusal = &budget_short,
                                .note = note_of,
                                .about = use,
                                .reason = STR("request")};
    changes_post(changes, &wish);
    buf_print(holds, "%lld:%lld:%.*s ", (long long)wish.pending_id, (long long)use->asked,
              STR_ARG(job->book->currency));
}

// ---- Budgets themselves ----

static struct budgets_budget budget_of(struct arena *arena, const struct budgets_use *use,
                                       str currency, bool may_set) {
    int64_t planned = use->budget.planned;
    struct budgets_budget budget = {
        .id = use->budget.id,
        .department = use->budget.department,
        .department_name = use->budget.department_name,
        .year = use->budget.year,
        .planned = money_of(planned, currency),
        .reserved = money_of(use->reserved, currency),
        .used = money_of(use->used, currency),
        .left = money_of(planned - use->reserved - use->used, currency),
    };
    budget.may.items = ARENA_ARRAY(arena, str, 1);
    budget.may.items[0] = STR("set_budget");
    budget.may.count = may_set ? 1 : 0;
    return budget;
}

static struct budgets_nearest nearest_of(const struct budgets_page *row) {
    return (struct budgets_nearest){.id = row->id,
                                    .department = row->department,
                                    .department_name = row->department_name,
                                    .year = row->year,
                                    .planned = row->planned};
}

fault budgets_query_list_budgets(struct query *query, const struct budgets_list_budgets_in *in,
                                 struct budgets_budget_page *ret_out) {
    int64_t after = 0;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &after)) return &cursor_wrong;
    struct budgets_page_list rows;
    TRY(budgets_page(
        query->reader,
        &(struct budgets_page_in){.year = in->year, .after_id = after, .count = in->limit + 1},
        query->arena, &rows));
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    bool may_set = actor_has_right(query->actor, "budgets.write");
    ret_out->items.items = ARENA_ARRAY(query->arena, struct budgets_budget, count + 1);
    ret_out->items.count = count;
    ret_out->total = -1;
    for (size_t i = 0; i < count; i++) {
        struct budgets_use use = {.is_set = true,
                                  .budget = nearest_of(&rows.items[i]),
                                  .key = key_of(query->arena, rows.items[i].id)};
        TRY(read_account(query->reader, NULL, query->arena, &use));
        ret_out->items.items[i] = budget_of(query->arena, &use, query->book->currency, may_set);
    }
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)rows.items[count - 1].id);
    return NULL;
}

fault budgets_load_set_budget(struct store_reader *reader, struct job *job,
                              const struct budgets_set_budget_in *in,
                              struct budgets_set_budget_facts *facts) {
    TRY(people_department_by_id(reader, &(struct people_department_by_id_in){in->department},
                                job->arena, &facts->department_row, &facts->has_department));
    TRY(budgets_by_department(
        reader, &(struct budgets_by_department_in){.department = in->department, .year = in->year},
        job->arena, &facts->before, &facts->is_there));
    if (!facts->is_there) return NULL;
    struct budgets_use use = {.budget = {.planned = facts->before.planned},
                              .key = key_of(job->arena, facts->before.id)};
    TRY(read_account(reader, job->accounts, job->arena, &use));
    facts->reserved = use.reserved;
    facts->used = use.used;
    return NULL;
}

fault budgets_decide_set_budget(struct job *job, const struct budgets_set_budget_in *in,
                                const struct budgets_set_budget_facts *facts,
                                struct changes *changes, struct budgets_budget *ret_out) {
    if (!facts->has_department) return &department_unknown;
    if (!str_equal(money_currency(&in->planned), job->book->currency)) return &currency_wrong;
    if (in->planned.minor < 0) return &amount_negative;
    int64_t id = facts->is_there ? facts->before.id : job_new_id(job);
    if (facts->is_there)
        budgets_update(changes, &(struct budgets_update_in){in->planned.minor, id});
    else
        budgets_insert(changes, &(struct budgets_insert_in){.id = id,
                                                            .department = in->department,
                                                            .year = in->year,
                                                            .planned = in->planned.minor});
    struct posting_wish wish = {.kind = POSTING_FUND,
                                .account = {.key = key_of(job->arena, id),
                                            .currency = job->book->currency,
                                            .is_guarded = true},
                                .amount = in->planned.minor -
                                          (facts->is_there ? facts->before.planned : 0),
                                .refusal = &budget_short,
                                .reason = STR("plan")};
    if (wish.amount != 0) changes_post(changes, &wish);
    struct budgets_use use = {.reserved = facts->reserved,
                              .used = facts->used,
                              .budget = {.id = id,
                                         .department = in->department,
                                         .department_name = facts->department_row.name,
                                         .year = in->year,
                                         .planned = in->planned.minor}};
    *ret_out = budget_of(job->arena, &use, job->book->currency, true);
    return NULL;
}

// The packs to people who read them: as a list, table by table, and as the file itself for any DMN
// editor. Everything comes from the models that the book holds (command/rules.c); what a rule means
// for a request is policy.c's.
#include "domain/policy/policy.h"
#include "domain/policy/tables.h"

// ---- The head of a pack ----

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
                               .valid_from = found->from,
                               .valid_to = found->to,
                               .policy = found->policy,
                               .zh = found->id,
                               .en = found->id};
    policy_show_names(found->model, &pack.zh, &pack.en);
    for (size_t i = 0; i < decision_count(found->model); i++)
        pack.rules += (int64_t)decision_rule_count(found->model, i);
    return pack;
}

// The version that speaks today; of a pack that does not, the last one there is.
static const struct book_pack *shown_version(const struct query *query, str id) {
    const struct book_rules *rules = book_rules(query->book);
    const struct book_pack *found = rules_pack(rules, id, query->today);
    for (size_t i = 0; found == NULL && i < rules->pack_count; i++)
        if (str_equal(rules->packs[rules->pack_count - 1 - i].id, id))
            return &rules->packs[rules->pack_count - 1 - i];
    return found;
}

static bool is_first_of_its_name(const struct book_rules *rules, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (str_equal(rules->packs[i].id, rules->packs[at].id)) return false;
    return true;
}

fault policy_query_list_packs(struct query *query, const struct policy_list_packs_in *in,
                              struct policy_pack_page *ret_out) {
    (void)in;
    const struct book_rules *rules = book_rules(query->book);
    ret_out->items.items = ARENA_ARRAY(query->arena, struct policy_pack, rules->pack_count + 1);
    for (size_t i = 0; i < rules->pack_count; i++)
        if (is_first_of_its_name(rules, i))
            ret_out->items.items[ret_out->items.count++] =
                pack_of(query->arena, shown_version(query, rules->packs[i].id));
    ret_out->total = (int64_t)ret_out->items.count;
    return NULL;
}

// ---- One of them -------------------------------------------------------------------------------

fault policy_query_get_pack(struct query *query, const struct policy_get_pack_in *in,
                            struct policy_pack_detail *ret_out) {
    const struct book_pack *found = shown_version(query, in->pack);
    if (found == NULL) return &pack_unknown;
    ret_out->pack = pack_of(query->arena, found);
    ret_out->sources = found->sources;
    policy_show_tables(query->arena, found->model, &ret_out->tables.items, &ret_out->tables.count);
    return NULL;
}

// ---- The file itself ----

fault policy_query_download_pack(struct query *query, const struct policy_download_pack_in *in,
                                 struct policy_download_pack_out *ret_out) {
    const struct book_pack *found = shown_version(query, in->pack);
    if (found == NULL) return &pack_unknown;
    *ret_out = (struct policy_download_pack_out){
        .name = arena_join(query->arena, found->id, STR(".dmn")),
        .type = STR("application/xml"),
        .content = found->file,
    };
    return NULL;
}

// Reading all packs into one state of the rules, and choosing by day. A state has an arena of its
// own; the newest is put in place by one atomic store and read by one atomic load, so neither
// queries nor the writer ever wait.
#include "command/rules.h"

#include "book_sql.h"
#include "crypto/crypto.h"

#include <stdlib.h>

#define PACKS_PRESET "group-default cn-base cn-soe-official"

struct rules_state {
    struct book_rules rules;
    struct arena *arena;
    struct rules_state *older;
};

struct rules_keeper {
    struct rules_state *newest;
};

struct reading {
    const struct book *book;
    struct arena *arena;
    struct store_reader *reader;
    struct feel_names *names;
    struct feel_names *apart; // of packs that are only there to be read
    LIST(struct book_pack) packs;
    LIST(str) order;
    struct fault_note *note;
};

str rules_version_of(struct arena *arena, str file) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(file, digest);
    return crypto_hex_encode(arena, (str){(const char *)digest, 8});
}

// ---- Files and rows ----------------------------------------------------------------------------

static bool is_used(const struct reading *reading, str id) {
    for (size_t i = 0; i < reading->order.count; i++)
        if (str_equal(reading->order.items[i], id)) return true;
    return false;
}

static fault read_order(struct reading *reading) {
    struct book_setting row;
    bool is_there = false;
    TRY(book_setting(reading->reader, &(struct book_setting_in){STR("used_packs")}, reading->arena,
                     &row, &is_there));
    str rest = is_there ? row.value : STR(PACKS_PRESET);
    while (rest.size > 0) *list_push(reading->arena, &reading->order) = str_cut(&rest, ' ');
    return NULL;
}

static fault read_shipped(struct reading *reading, str id) {
    const struct shipped_folder *folder = &reading->book->policies;
    struct arena *arena = reading->arena;
    struct book_pack *pack = list_push(arena, &reading->packs);
    *pack = (struct book_pack){.id = arena_copy(arena, id)};
    str name = arena_print(arena, "%.*s/%.*s.dmn", STR_ARG(id), STR_ARG(id));
    TRY(shipped_read(folder, arena, name, LIMIT_XML, &pack->file));
    pack->version = rules_version_of(arena, pack->file);
    name = arena_join(arena, pack->id, STR("/sources.md"));
    TRY(shipped_read_if_there(folder, arena, name, MIB, &pack->sources));
    name = arena_join(arena, pack->id, STR("/cases.json"));
    return shipped_read_if_there(folder, arena, name, MIB, &pack->cases);
}

static fault read_folder(struct reading *reading) {
    struct os_names names;
    TRY(shipped_list(&reading->book->policies, reading->arena, &names));
    for (size_t i = 0; i < names.count; i++)
        if (str_find_byte(names.items[i], '.') < 0) // else a file, not a pack's folder
            TRY(read_shipped(reading, names.items[i]));
    return NULL;
}

static fault read_published(struct reading *reading) {
    struct book_published_policies_list rows;
    TRY(book_published_policies(reading->reader, reading->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct book_published_policies *row = &rows.items[i];
        *list_push(reading->arena, &reading->packs) = (struct book_pack){.id = row->pack,
                                                                         .version = row->version,
                                                                         .file = row->dmn,
                                                                         .sources = row->sources,
                                                                         .cases = row->cases,
                                                                         .from = row->valid_from,
                                                                         .to = row->valid_to,
                                                                         .policy = row->id};
        if (!is_used(reading, row->pack)) *list_push(reading->arena, &reading->order) = row->pack;
    }
    return NULL;
}

// ---- Models ------------------------------------------------------------------------------------

static fault read_model(struct reading *reading, struct book_pack *pack) {
    pack->is_used = is_used(reading, pack->id);
    if (pack->is_used) {
        struct pack_source source = {pack->id, pack->file};
        TRY(pack_read(reading->arena, source, reading->names, &pack->pack, reading->note));
        pack->model = pack->pack.model;
    } else {
        TRY(decision_read(reading->arena, pack->file, reading->apart, &pack->model, reading->note));
    }
    if (pack->policy != 0) return NULL;
    pack->from = decision_model_from(pack->model);
    pack->to = decision_model_to(pack->model);
    return NULL;
}

static fault read_all(struct reading *reading) {
    TRY(read_order(reading));
    TRY(read_folder(reading));
    TRY(read_published(reading));
    for (size_t i = 0; i < reading->packs.count; i++)
        TRY(read_model(reading, &reading->packs.items[i]));
    return NULL;
}

fault book_read_rules(struct book *book, struct fault_note *ret_note) {
    if (book->rules == NULL) book->rules = calloc(1, sizeof(*book->rules));
    struct rules_state *state = calloc(1, sizeof(*state));
    ASSERT(book->rules != NULL && state != NULL);
    state->arena = arena_open(LIMIT_BOOK_ARENA);
    struct reading reading = {.book = book,
                              .arena = state->arena,
                              .names = feel_names_open(state->arena, FEEL_NAMES_OPEN),
                              .apart = feel_names_open(state->arena, FEEL_NAMES_OPEN),
                              .note = ret_note};
    fault trouble = store_open_reader(book->store, &reading.reader);
    if (trouble == NULL) trouble = read_all(&reading);
    if (reading.reader != NULL) store_close_reader(reading.reader);
    if (trouble != NULL) {
        ret_note->en = arena_copy(book->arena, ret_note->en);
        ret_note->zh = arena_copy(book->arena, ret_note->zh);
        ret_note->field = arena_copy(book->arena, ret_note->field);
        arena_close(state->arena);
        free(state);
        return trouble;
    }
    state->rules = (struct book_rules){.packs = reading.packs.items,
                                       .pack_count = reading.packs.count,
                                       .names = reading.names,
                                       .order = reading.order.items,
                                       .order_count = reading.order.count};
    state->older = book->rules->newest;
    __atomic_store_n(&book->rules->newest, state, __ATOMIC_RELEASE);
    return NULL;
}

void book_close_rules(struct book *book) {
    if (book->rules == NULL) return;
    for (struct rules_state *state = book->rules->newest, *older; state != NULL; state = older) {
        older = state->older;
        arena_close(state->arena);
        free(state);
    }
    free(book->rules);
}

// ---- Choosing ----------------------------------------------------------------------------------

const struct book_rules *book_rules(const struct book *book) {
    return &__atomic_load_n(&book->rules->newest, __ATOMIC_ACQUIRE)->rules;
}

static bool is_valid_on(const struct book_pack *pack, date day) {
    if (!date_is_none(pack->from) && date_compare(day, pack->from) < 0) return false;
    return date_is_none(pack->to) || date_compare(day, pack->to) <= 0;
}

// Of two that are valid the one that began last; what is published goes before what is shipped, and
// what was published later before the earlier one.
static bool goes_before(const struct book_pack *one, const struct book_pack *other) {
    if ((one->policy != 0) != (other->policy != 0)) return one->policy != 0;
    if (date_is_none(one->from) || date_is_none(other->from))
        return !date_is_none(one->from) ||
               (date_is_none(other->from) && one->policy > other->policy);
    int order = date_compare(one->from, other->from);
    return order != 0 ? order > 0 : one->policy > other->policy;
}

const struct book_pack *rules_pack(const struct book_rules *rules, str id, date day) {
    const struct book_pack *best = NULL;
    for (size_t i = 0; i < rules->pack_count; i++) {
        const struct book_pack *pack = &rules->packs[i];
        if (!str_equal(pack->id, id) || !is_valid_on(pack, day)) continue;
        if (best == NULL || goes_before(pack, best)) best = pack;
    }
    return best;
}

void rules_on(const struct book_rules *rules, date day, struct arena *arena,
              struct rules_in_force *ret_rules) {
    struct pack *packs = ARENA_ARRAY(arena, struct pack, rules->order_count + 1);
    struct buf versions = buf_in(arena, 4 * KIB);
    size_t count = 0;
    for (size_t i = 0; i < rules->order_count; i++) {
        const struct book_pack *pack = rules_pack(rules, rules->order[i], day);
        if (pack == NULL) continue;
        if (count > 0) buf_add(&versions, STR(", "));
        buf_add(&versions, pack->id);
        buf_add_byte(&versions, '@');
        buf_add(&versions, pack->version);
        packs[count++] = pack->pack;
    }
    *ret_rules = (struct rules_in_force){packs, count, buf_str(&versions)};
}

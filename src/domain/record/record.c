// The transparency log for people: its state, its entries, proofs and the whole verification. Who,
// when and through which door is read from the leaf, since the leaf is what the signature covers;
// the row beside it only finds it.
#include "book_sql.h"
#include "command/book.h"
#include "command/notes.h"
#include "command/tiles.h"
#include "command/verify.h"
#include "crypto/crypto.h"
#include "format/json.h"
#include "record_api.h"

static str hex_of(struct arena *arena, const struct log_hash *hash) {
    return crypto_hex_encode(arena, (str){(const char *)hash->bytes, sizeof(hash->bytes)});
}

// ---- State -------------------------------------------------------------------------------------

static fault add_witnessed(struct query *query, struct record_state *out) {
    struct command_note note;
    struct book_cosignatures_of_list rows;
    TRY(command_note_witnessed(query->reader, query->arena, &note));
    if (!note.is_there) return NULL;
    out->witnessed = note.note;
    TRY(book_cosignatures_of(query->reader, &(struct book_cosignatures_of_in){note.size},
                             query->arena, &rows));
    out->cosignatures.items = ARENA_ARRAY(query->arena, struct record_cosignature, rows.count + 1);
    out->cosignatures.count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->cosignatures.items[i] = (struct record_cosignature){
            rows.items[i].name, rows.items[i].line, rows.items[i].cosigned};
    return NULL;
}

fault record_query_get_log(struct query *query, const struct record_get_log_in *in,
                           struct record_state *ret_out) {
    (void)in;
    struct command_tiles tiles;
    struct command_note newest;
    struct log_hash root;
    TRY(command_tiles_open(query->reader, query->arena, &tiles));
    struct log_reader hashes = log_reader_over(query->arena, &tiles.source);
    TRY(log_root_load(&hashes, tiles.source.size, &root));
    TRY(command_note_newest(query->reader, query->arena, &newest));
    *ret_out = (struct record_state){
        .size = (int64_t)tiles.source.size,
        .root = hex_of(query->arena, &root),
        .key = log_verifier_print(query->arena, &query->book->signer.verifier),
    };
    ret_out->checkpoint = newest.note;
    ret_out->signed_at = newest.signed_at;
    return add_witnessed(query, ret_out);
}

// ---- Entries -----------------------------------------------------------------------------------

static str text_of(const struct json *object, str name) {
    const struct json *member = json_member(object, name);
    return member != NULL && member->kind == JSON_STRING ? member->text : STR_NONE;
}

// A leaf that is no JSON any more was altered: what it said stays empty, verify_log says the rest.
static void read_leaf(struct arena *arena, str leaf, struct record_entry *entry) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    if (json_read(arena, leaf, &value, &note) != NULL) return;
    entry->actor = text_of(json_member(value, STR("actor")), STR("name"));
    entry->door = text_of(value, STR("door"));
    if (!instant_parse(text_of(value, STR("at")), &entry->at)) entry->at = INSTANT_NONE;
}

static struct record_entry entry_of(struct arena *arena, const struct book_log_page *row) {
    struct record_entry entry = {.index = row->index_at,
                                 .command = row->command,
                                 .subject = row->subject,
                                 .hash = crypto_hex_encode(arena, row->hash)};
    read_leaf(arena, row->leaf, &entry);
    return entry;
}

// One page of the rows that are asked for, and one row more.
static fault read_page(struct query *query, const struct record_list_entries_in *in, int64_t before,
                       struct shape_list *ret_rows) {
    int64_t count = in->limit + 1;
    if (in->subject != 0)
        return store_read_many(query->reader, &book_log_page_of_subject_statement,
                               &(struct book_log_page_of_subject_in){.subject = in->subject,
                                                                     .before_index = before,
                                                                     .wanted = in->command,
                                                                     .count = count},
                               query->arena, ret_rows);
    if (in->command.size > 0)
        return store_read_many(query->reader, &book_log_page_of_command_statement,
                               &(struct book_log_page_of_command_in){
                                   .wanted = in->command, .before_index = before, .count = count},
                               query->arena, ret_rows);
    return store_read_many(query->reader, &book_log_page_statement,
                           &(struct book_log_page_in){.before_index = before, .count = count},
                           query->arena, ret_rows);
}

_Static_assert(sizeof(struct book_log_page) == sizeof(struct book_log_page_of_subject) &&
                   sizeof(struct book_log_page) == sizeof(struct book_log_page_of_command),
               "the three statements have the same columns");

fault record_query_list_entries(struct query *query, const struct record_list_entries_in *in,
                                struct record_entry_page *ret_out) {
    int64_t before = INT64_MAX;
    if (in->cursor.size > 0 && !str_to_int(in->cursor, &before)) return &cursor_wrong;
    struct shape_list rows;
    TRY(read_page(query, in, before, &rows));
    const struct book_log_page *items = rows.items;
    size_t count = rows.count > (size_t)in->limit ? (size_t)in->limit : rows.count;
    ret_out->items.items = ARENA_ARRAY(query->arena, struct record_entry, count + 1);
    ret_out->items.count = count;
    for (size_t i = 0; i < count; i++) ret_out->items.items[i] = entry_of(query->arena, &items[i]);
    if (rows.count > count)
        ret_out->next = arena_print(query->arena, "%lld", (long long)items[count - 1].index_at);
    ret_out->total = -1;
    return NULL;
}

// ---- Proofs ------------------------------------------------------------------------------------

static fault prove(struct query *query, uint64_t index, struct record_get_entry_out *out) {
    struct command_tiles tiles;
    struct log_proof proof;
    struct log_hash root;
    TRY(command_tiles_open(query->reader, query->arena, &tiles));
    struct log_reader hashes = log_reader_over(query->arena, &tiles.source);
    TRY(log_inclusion_prove(&hashes, index, tiles.source.size, &proof));
    TRY(log_root_load(&hashes, tiles.source.size, &root));
    out->proof.items = ARENA_ARRAY(query->arena, str, LOG_PROOF_MAX);
    out->proof.count = (size_t)proof.count;
    for (int i = 0; i < proof.count; i++)
        out->proof.items[i] = hex_of(query->arena, &proof.hashes[i]);
    out->size = (int64_t)tiles.source.size;
    out->root = hex_of(query->arena, &root);
    return NULL;
}

fault record_query_get_entry(struct query *query, const struct record_get_entry_in *in,
                             struct record_get_entry_out *ret_out) {
    struct book_log_entry row;
    bool is_there;
    TRY(book_log_entry(query->reader, &(struct book_log_entry_in){in->index}, query->arena, &row,
                       &is_there));
    if (!is_there) return &entry_unknown;
    const struct book_log_page listed = {row.index_at, row.leaf, row.hash, row.subject,
                                         row.command};
    ret_out->entry = entry_of(query->arena, &listed);
    ret_out->leaf = row.leaf;
    return prove(query, (uint64_t)in->index, ret_out);
}

// ---- Verification ------------------------------------------------------------------------------

static int64_t first_bad(const struct command_check *check) {
    if (check->log.finding == LOG_INTACT) return check->misfiled;
    bool is_of_checkpoint = check->log.finding == LOG_CHECKPOINT_BROKEN ||
                            check->log.finding == LOG_CHECKPOINT_OUT_OF_ORDER;
    return is_of_checkpoint ? -1 : (int64_t)check->log.first;
}

fault record_query_verify_log(struct query *query, const struct record_verify_log_in *in,
                              struct record_check *ret_out) {
    (void)in;
    int64_t began = os_monotonic_us(query->book->os);
    const struct command_verifying what = {.reader = query->reader,
                                           .verifier = &query->book->signer.verifier};
    struct command_check check;
    TRY(command_verify(query->arena, &what, &check));
    struct fault_note said = command_check_print(query->arena, &check);
    *ret_out = (struct record_check){
        .is_intact = command_check_is_good(&check),
        .entries = (int64_t)check.log.entry_count,
        .checkpoints = (int64_t)check.log.checkpoint_count,
        .first_bad = first_bad(&check),
        .last_good = (int64_t)check.log.agreed_size,
        .reason_zh = said.zh,
        .reason_en = said.en,
        .took_ms = (os_monotonic_us(query->book->os) - began) / 1000,
        .root = hex_of(query->arena, &check.log.root),
        .balance_ok = check.is_balanced && check.account.size == 0,
    };
    return NULL;
}

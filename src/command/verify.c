// Feeds log_verify from the database: entries and checkpoints piece by piece in their order, stored
// tiles where they become complete, and checkpoints from outside merged in by size. While an entry
// passes, the columns that lists look at (command, subject) are compared with the leaf, since the
// leaf alone is covered by the signature. Begins at the smallest number there is: a row that was
// smuggled in before the first must not be passed over.
#include "command/verify.h"

#include "book_sql.h"
#include "command/tiles.h"
#include "format/json.h"

#include <string.h>

enum { PIECE = 512 };

struct outside {
    uint64_t size;
    str note;
};

struct verifying {
    const struct command_verifying *what;
    struct arena *entry_arena; // the piece of each that is being handed over
    struct arena *checkpoint_arena;
    struct arena *leaf_arena;
    struct arena *tile_arena;
    struct book_log_after_list entries;
    size_t entry;
    int64_t after_index;
    struct log_hash hash;
    struct book_checkpoints_after_list checkpoints;
    size_t checkpoint;
    int64_t after_size;
    LIST(struct outside) outside;
    size_t next_outside;
    int64_t misfiled;
    struct command_tiles tiles;
};

// ---- Entries -----------------------------------------------------------------------------------

static bool is_filed_right(struct arena *arena, const struct book_log_after *row) {
    const struct json *leaf = NULL;
    struct fault_note note = {0};
    arena_reset(arena);
    if (json_read(arena, row->leaf, &leaf, &note) != NULL) return false;
    const struct json *command = json_member(leaf, STR("command"));
    const struct json *subject = json_member(leaf, STR("subject"));
    int64_t request = 0;
    if (command == NULL || !str_equal(command->text, row->command)) return false;
    if (subject != NULL && !str_to_int(subject->text, &request)) return false;
    return request == row->subject;
}

static fault pull_entries(struct verifying *verifying) {
    if (verifying->entry < verifying->entries.count) return NULL;
    arena_reset(verifying->entry_arena);
    verifying->entry = 0;
    return book_log_after(
        verifying->what->reader,
        &(struct book_log_after_in){.after_index = verifying->after_index, .count = PIECE},
        verifying->entry_arena, &verifying->entries);
}

static fault next_entry(void *context, struct log_entry *ret_entry, bool *ret_has_one) {
    struct verifying *verifying = context;
    TRY(pull_entries(verifying));
    *ret_has_one = verifying->entries.count > 0;
    if (!*ret_has_one) return NULL;
    const struct book_log_after *row = &verifying->entries.items[verifying->entry++];
    verifying->after_index = row->index_at;
    verifying->hash = (struct log_hash){0}; // a hash of another size is a wrong one
    if (row->hash.size == sizeof(verifying->hash.bytes))
        memcpy(verifying->hash.bytes, row->hash.data, row->hash.size);
    if (verifying->misfiled < 0 && !is_filed_right(verifying->leaf_arena, row))
        verifying->misfiled = row->index_at;
    *ret_entry = (struct log_entry){(uint64_t)row->index_at, row->leaf, &verifying->hash};
    return NULL;
}

// ---- Checkpoints -------------------------------------------------------------------------------

static void sort_outside(struct verifying *verifying) {
    for (size_t i = 1; i < verifying->outside.count; i++) {
        struct outside one = verifying->outside.items[i];
        size_t at = i;
        for (; at > 0 && verifying->outside.items[at - 1].size > one.size; at--)
            verifying->outside.items[at] = verifying->outside.items[at - 1];
        verifying->outside.items[at] = one;
    }
}

static void read_outside(struct verifying *verifying, struct arena *arena) {
    str rest = verifying->what->outside;
    str note;
    while (log_note_next(&rest, &note)) {
        uint64_t size = 0; // the first to be refused, where it states none
        if (!log_checkpoint_peek(note, &size)) size = 0;
        *list_push(arena, &verifying->outside) = (struct outside){size, note};
    }
    sort_outside(verifying);
}

static fault pull_checkpoints(struct verifying *verifying) {
    if (verifying->checkpoint < verifying->checkpoints.count) return NULL;
    arena_reset(verifying->checkpoint_arena);
    verifying->checkpoint = 0;
    return book_checkpoints_after(
        verifying->what->reader,
        &(struct book_checkpoints_after_in){.after_size = verifying->after_size, .count = PIECE},
        verifying->checkpoint_arena, &verifying->checkpoints);
}

static fault next_checkpoint(void *context, struct log_stored_checkpoint *ret_checkpoint,
                             bool *ret_has_one) {
    struct verifying *verifying = context;
    TRY(pull_checkpoints(verifying));
    bool has_stored = verifying->checkpoints.count > 0;
    bool has_outside = verifying->next_outside < verifying->outside.count;
    *ret_has_one = has_stored || has_outside;
    if (!*ret_has_one) return NULL;
    const struct book_checkpoints_after *row =
        has_stored ? &verifying->checkpoints.items[verifying->checkpoint] : NULL;
    const struct outside *outside =
        has_outside ? &verifying->outside.items[verifying->next_outside] : NULL;
    if (!has_stored || (has_outside && outside->size < (uint64_t)row->size)) {
        verifying->next_outside++;
        *ret_checkpoint = (struct log_stored_checkpoint){outside->size, outside->note, true};
        return NULL;
    }
    verifying->checkpoint++;
    verifying->after_size = row->size;
    *ret_checkpoint = (struct log_stored_checkpoint){(uint64_t)row->size, row->note, false};
    return NULL;
}

// ---- Tiles and the ledger ----------------------------------------------------------------------

// Rows that are missing differ from what they should be; they are no outage.
static fault read_tile(void *context, struct log_tile tile, struct log_hash *ret_hashes) {
    struct verifying *verifying = context;
    const struct log_tile_source *stored = &verifying->tiles.source;
    arena_reset(verifying->tile_arena);
    fault trouble = stored->read(stored->context, tile, ret_hashes);
    if (trouble != &log_damaged) return trouble;
    memset(ret_hashes, 0, sizeof(*ret_hashes) * (size_t)tile.width);
    return NULL;
}

static fault check_balance(struct store_reader *reader, struct arena *arena,
                           bool *ret_is_balanced) {
    struct book_trial_balance_list rows;
    TRY(book_trial_balance(reader, arena, &rows));
    *ret_is_balanced = true;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].debits != rows.items[i].credits ||
            rows.items[i].debits_wait != rows.items[i].credits_wait)
            *ret_is_balanced = false;
    return NULL;
}

static fault check_accounts(struct store_reader *reader, struct arena *arena, str *ret_account) {
    struct book_account_in_doubt row;
    bool is_there;
    TRY(book_account_in_doubt(reader, arena, &row, &is_there));
    *ret_account = is_there ? row.account_key : STR_NONE;
    return NULL;
}

static fault run(struct arena *arena, struct verifying *verifying,
                 struct command_check *ret_check) {
    struct log_tile_source tiles = {read_tile, verifying, 0};
    struct log_source source = {next_entry, next_checkpoint, &tiles, verifying};
    struct command_check check = {.misfiled = -1};
    TRY(command_tiles_open(verifying->what->reader, verifying->tile_arena, &verifying->tiles));
    TRY(log_verify(arena, &source, verifying->what->verifier, &check.log));
    if (check.log.finding == LOG_INTACT) check.misfiled = verifying->misfiled;
    TRY(check_balance(verifying->what->reader, arena, &check.is_balanced));
    TRY(check_accounts(verifying->what->reader, arena, &check.account));
    *ret_check = check;
    return NULL;
}

fault command_verify(struct arena *arena, const struct command_verifying *what,
                     struct command_check *ret_check) {
    struct verifying *verifying = ARENA_NEW(arena, struct verifying);
    *verifying = (struct verifying){.what = what,
                                    .entry_arena = arena_open(LIMIT_REQUEST_ARENA),
                                    .checkpoint_arena = arena_open(LIMIT_REQUEST_ARENA),
                                    .leaf_arena = arena_open(LIMIT_REQUEST_ARENA),
                                    .tile_arena = arena_open(LIMIT_REQUEST_ARENA),
                                    .after_index = INT64_MIN,
                                    .after_size = INT64_MIN,
                                    .misfiled = -1};
    read_outside(verifying, arena);
    fault trouble = run(arena, verifying, ret_check);
    arena_close(verifying->entry_arena);
    arena_close(verifying->checkpoint_arena);
    arena_close(verifying->leaf_arena);
    arena_close(verifying->tile_arena);
    return trouble;
}

// ---- Words -------------------------------------------------------------------------------------

bool command_check_is_good(const struct command_check *check) {
    return check->log.finding == LOG_INTACT && check->misfiled < 0 && check->is_balanced &&
           check->account.size == 0;
}

struct fault_note command_check_print(struct arena *arena, const struct command_check *check) {
    if (check->log.finding != LOG_INTACT || command_check_is_good(check))
        return log_report_print(arena, &check->log);
    if (check->misfiled >= 0)
        return (struct fault_note){
            .en = arena_print(arena,
                              "Entry %lld: sound, but filed under another command or request "
                              "than it states.",
                              (long long)check->misfiled),
            .zh = arena_print(arena, "第 %lld 号记录：内容无误，但归档的命令或申请与其自述不符。",
                              (long long)check->misfiled)};
    if (check->account.size > 0)
        return (struct fault_note){
            .en = arena_print(arena,
                              "The log is intact, but account %.*s is not what its postings make.",
                              STR_ARG(check->account)),
            .zh = arena_print(arena, "日志完整无误，但账户 %.*s 与其分录合计不符。",
                              STR_ARG(check->account))};
    return (struct fault_note){
        .en = STR("The log is intact, but the ledger does not balance: debits and credits differ."),
        .zh = STR("日志完整无误，但账目不平：借贷合计不一致。")};
}

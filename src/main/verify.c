// mingli verify: does the log of a book, or a log that was exported, say what was signed? Whoever
// has a checkpoint of an earlier day gives it with --checkpoint: what the server could have signed
// anew is then caught too. Needs no running server; for an exported log not even the book.
#include "command/verify.h"

#include "domain/replay/replay.h"
#include "log/receipt.h"
#include "main/logfiles.h"
#include "main/program.h"

#include "format/json.h"

#include <stdio.h>

static void add_member(struct json_writer *writer, const char *name, str text) {
    json_name(writer, str_of(name));
    json_string(writer, text);
}

static str root_text(struct arena *arena, const struct log_hash *root) {
    return crypto_base64_encode(arena, CRYPTO_BASE64,
                                (str){(const char *)root->bytes, sizeof(root->bytes)});
}

static void print_json(struct program *program, const struct command_check *check, bool is_good,
                       const struct fault_note *said) {
    struct buf out = buf_in(program->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("intact"));
    json_bool(&writer, is_good);
    json_name(&writer, STR("entries"));
    json_int(&writer, (int64_t)check->log.entry_count);
    json_name(&writer, STR("checkpoints"));
    json_int(&writer, (int64_t)check->log.checkpoint_count);
    json_name(&writer, STR("balanced"));
    json_bool(&writer, check->is_balanced);
    json_name(&writer, STR("account"));
    if (check->account.size > 0)
        json_string(&writer, check->account);
    else
        json_null(&writer);
    add_member(&writer, "root", root_text(program->arena, &check->log.root));
    add_member(&writer, "en", said->en);
    add_member(&writer, "zh", said->zh);
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

// A log that is sound, and rows that say otherwise: the rows are what is wrong.
static enum program_exit print_check(struct program *program, const struct command_check *check,
                                     const struct replay_report *rows) {
    struct fault_note said = command_check_print(program->arena, check);
    bool is_good = command_check_is_good(check);
    if (is_good && rows != NULL && rows->differs) said = replay_print(program->arena, rows);
    is_good = is_good && (rows == NULL || !rows->differs);
    if (program->is_json) {
        print_json(program, check, is_good, &said);
    } else {
        printf("%.*s\n", STR_ARG(program->is_chinese ? said.zh : said.en));
        if (check->log.finding == LOG_INTACT)
            printf("%s %.*s\n", program_text(program, "Root:", "根哈希："),
                   STR_ARG(root_text(program->arena, &check->log.root)));
        if (is_good && rows != NULL) {
            struct fault_note agreed = replay_print(program->arena, rows);
            printf("%.*s\n", STR_ARG(program->is_chinese ? agreed.zh : agreed.en));
        }
    }
    return is_good ? PROGRAM_GOOD : PROGRAM_NO;
}

static fault read_outside(struct program *program, str *ret_notes) {
    str path = program_option(program, "checkpoint");
    *ret_notes = STR_NONE;
    if (path.size == 0) return NULL;
    return os_file_read(program->os, program->arena, path, LIMIT_UPLOAD, ret_notes);
}

// --verifier, for who does not trust the key that lies with the log.
static fault read_verifier(const struct program *program, struct log_verifier *ret_verifier) {
    str text = program_option(program, "verifier");
    return text.size == 0 ? NULL : log_verifier_read(text, ret_verifier);
}

static fault verify_book(struct program *program, struct command_check *ret_check,
                         struct replay_report *ret_rows, struct fault_note *ret_note) {
    struct book *book = NULL;
    struct command_verifying what = {0};
    TRY(read_outside(program, &what.outside));
    TRY(program_open_book(program, PROGRAM_BOOK_READ, &book, ret_note));
    struct log_verifier verifier = book->signer.verifier;
    what.verifier = &verifier;
    fault trouble = read_verifier(program, &verifier);
    if (trouble == NULL) trouble = store_open_reader(book->store, &what.reader);
    if (trouble == NULL) trouble = store_begin_reading(what.reader);
    if (trouble == NULL) {
        trouble = command_verify(program->arena, &what, ret_check);
        if (trouble == NULL && command_check_is_good(ret_check))
            trouble = replay_check(book, what.reader, ret_rows);
        store_end_reading(what.reader);
    }
    store_close_reader(what.reader);
    program_close_book(program, book);
    return trouble;
}

// The ledger is no part of an exported log.
static fault verify_files(struct program *program, struct command_check *ret_check) {
    struct logfiles_verifying what = {.os = program->os, .folder = program_option(program, "log")};
    TRY(read_outside(program, &what.outside));
    what.verifier = program_option(program, "verifier");
    *ret_check = (struct command_check){.misfiled = -1, .is_balanced = true};
    return logfiles_verify(program->arena, &what, &ret_check->log);
}

// ---- One receipt -------------------------------------------------------------------------------

// Checkpoints that somebody kept must not contradict the receipt's.
static fault compare_kept(struct program *program, const struct log_verifier *verifier,
                          const struct log_checkpoint *checkpoint) {
    str rest, note;
    TRY(read_outside(program, &rest));
    while (log_note_next(&rest, &note)) {
        struct log_checkpoint kept;
        TRY(log_checkpoint_open(note, verifier, &kept));
        bool is_same_size = kept.size == checkpoint->size;
        if (is_same_size && !log_hash_is_equal(&kept.root, &checkpoint->root))
            return &receipt_differs;
    }
    return NULL;
}

static fault check_receipt(struct program *program, struct log_receipt *ret_receipt,
                           struct log_checkpoint *ret_checkpoint, struct fault_note *ret_note) {
    str bytes;
    TRY(os_file_read(program->os, program->arena, program_option(program, "receipt"), MIB, &bytes));
    TRY(log_receipt_read(program->arena, bytes, ret_receipt, ret_note));
    struct log_verifier verifier;
    TRY(log_verifier_read(ret_receipt->key, &verifier));
    TRY(read_verifier(program, &verifier));
    TRY(log_receipt_verify(ret_receipt, &verifier, ret_checkpoint));
    return compare_kept(program, &verifier, ret_checkpoint);
}

static void print_receipt(struct program *program, const struct log_receipt *receipt,
                          const struct log_checkpoint *checkpoint) {
    unsigned long long index = receipt->index, size = checkpoint->size;
    if (program->is_json) {
        printf("{\"intact\":true,\"index\":%llu,\"size\":%llu}\n", index, size);
        return;
    }
    if (program->is_chinese)
        printf("回执有效：日志 %.*s 的第 %llu 号记录，见于共 %llu 条记录的已签名检查点。\n",
               STR_ARG(checkpoint->origin), index, size);
    else
        printf("The receipt holds: entry %llu of the log %.*s, covered by its signed checkpoint of "
               "%llu entries.\n",
               index, STR_ARG(checkpoint->origin), size);
    printf("%.*s\n", STR_ARG(receipt->leaf));
}

static enum program_exit verify_receipt(struct program *program) {
    struct fault_note note = {0};
    struct log_receipt receipt;
    struct log_checkpoint checkpoint;
    fault trouble = check_receipt(program, &receipt, &checkpoint, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    print_receipt(program, &receipt, &checkpoint);
    return PROGRAM_GOOD;
}

enum program_exit program_verify(struct program *program) {
    if (program_has(program, "receipt")) return verify_receipt(program);
    struct fault_note note = {0};
    struct command_check check = {0};
    struct replay_report rows = {.table = "", .column = ""};
    bool is_of_files = program_has(program, "log");
    fault trouble =
        is_of_files ? verify_files(program, &check) : verify_book(program, &check, &rows, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    return print_check(program, &check, is_of_files ? NULL : &rows);
}

// mingli verify: does the log of a book, or a log that was exported, say what was signed? Whoever
// has a checkpoint of an earlier day gives it with --checkpoint: what the server could have signed
// anew is then caught too. Needs no running server; for an exported log not even the book.
#include "command/verify.h"

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

static void print_json(struct program *program, const struct command_check *check,
                       const struct fault_note *said) {
    struct buf out = buf_in(program->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("intact"));
    json_bool(&writer, command_check_is_good(check));
    json_name(&writer, STR("entries"));
    json_int(&writer, (int64_t)check->log.entry_count);
    json_name(&writer, STR("checkpoints"));
    json_int(&writer, (int64_t)check->log.checkpoint_count);
    json_name(&writer, STR("balanced"));
    json_bool(&writer, check->is_balanced);
    add_member(&writer, "root", root_text(program->arena, &check->log.root));
    add_member(&writer, "en", said->en);
    add_member(&writer, "zh", said->zh);
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static enum program_exit print_check(struct program *program, const struct command_check *check) {
    struct fault_note said = command_check_print(program->arena, check);
    if (program->is_json) {
        print_json(program, check, &said);
    } else {
        printf("%.*s\n", STR_ARG(program->is_chinese ? said.zh : said.en));
        if (check->log.finding == LOG_INTACT)
            printf("%s %.*s\n", program_text(program, "Root:", "根哈希："),
                   STR_ARG(root_text(program->arena, &check->log.root)));
    }
    return command_check_is_good(check) ? PROGRAM_GOOD : PROGRAM_NO;
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
                         struct fault_note *ret_note) {
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

enum program_exit program_verify(struct program *program) {
    struct fault_note note = {0};
    struct command_check check = {0};
    bool is_of_files = program_has(program, "log");
    fault trouble =
        is_of_files ? verify_files(program, &check) : verify_book(program, &check, &note);
    return trouble == NULL ? print_check(program, &check) : program_fail(program, trouble, &note);
}

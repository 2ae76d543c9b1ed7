// mingli backup and restore. A backup is a folder with the book as of one moment, its key and its
// files: taken while everything goes on. Files are only ever added and are written before the rows
// that name them, so copying them after the book misses none. Restoring ends with the log's root,
// which is the same as that of the backup, to the bit.
#include "main/program.h"

#include "book_sql.h"
#include "format/json.h"

#include <stdio.h>

FAULT(backup_known, 409, "folder", "There is something at this place already. Nothing was changed.",
      "目标位置已有内容，未做任何更改。");
FAULT(backup_incomplete, 422, "folder", "This is not a backup of a book.",
      "该文件夹不是账簿备份。");
FAULT(key_apart, 422, "folder",
      "The key was kept apart: put it beside the new book (NAME.key) or into MINGLI_KEY first.",
      "密钥未随备份保存：请先将其放到新账簿旁（文件名加 .key），或设置 MINGLI_KEY。");

static str below(struct program *program, str folder, str name) {
    return arena_print(program->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

static fault copy_file(struct program *program, str from, str to) {
    struct arena *arena = arena_open(LIMIT_BOOK_ARENA);
    str bytes;
    fault trouble = os_file_read(program->os, arena, from, LIMIT_UPLOAD, &bytes);
    if (trouble == NULL) trouble = os_file_write(program->os, to, bytes);
    arena_close(arena);
    return trouble;
}

static fault copy_folder(struct program *program, str from, str to) {
    struct os_names names = {0};
    fault trouble = os_folder_list(program->os, program->arena, from, &names);
    if (trouble == &file_missing) return NULL; // no file was ever attached
    if (trouble != NULL) return trouble;
    TRY(os_folder_make(program->os, to));
    for (size_t i = 0; i < names.count; i++) {
        if (str_ends_with(names.items[i], STR(".partial"))) continue;
        TRY(copy_file(program, below(program, from, names.items[i]),
                      below(program, to, names.items[i])));
        program_progress(program, "files:", "文件：", (int64_t)i + 1);
    }
    return NULL;
}

static fault must_be_free(struct program *program, str path) {
    bool is_there = false;
    TRY(os_file_exists(program->os, path, &is_there));
    return is_there ? &backup_known : NULL;
}

static fault copy_key(struct program *program, str from, str to) {
    bool is_there = false;
    TRY(os_file_exists(program->os, from, &is_there)); // it may be in MINGLI_KEY
    return is_there ? copy_file(program, from, to) : NULL;
}

static void print_checkpoint(const struct program *program,
                             const struct book_newest_checkpoint *row) {
    if (!program->is_json) {
        printf("%.*s", STR_ARG(row->note));
        return;
    }
    struct buf out = buf_in(program->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("entries"));
    json_int(&writer, row->size);
    json_name(&writer, STR("checkpoint"));
    json_string(&writer, row->note);
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static fault print_newest(struct program *program, const struct book *book) {
    struct store_reader *reader = NULL;
    struct book_newest_checkpoint row;
    bool is_there = false;
    TRY(store_open_reader(book->store, &reader));
    fault trouble = book_newest_checkpoint(reader, program->arena, &row, &is_there);
    store_close_reader(reader);
    if (trouble == NULL && is_there) print_checkpoint(program, &row);
    return trouble;
}

// The checkpoint beside the copy is the copy's own: it is read out of the same snapshot.
static fault copy_book(struct program *program, const struct book *book, str folder) {
    struct store_reader *reader = NULL;
    struct book_newest_checkpoint row;
    bool is_there = false;
    TRY(store_open_reader(book->store, &reader));
    fault trouble = store_begin_reading(reader);
    if (trouble == NULL) {
        trouble = book_newest_checkpoint(reader, program->arena, &row, &is_there);
        if (trouble == NULL)
            trouble = store_back_up(reader, below(program, folder, STR("book.db")));
        store_end_reading(reader);
    }
    store_close_reader(reader);
    if (trouble != NULL || !is_there) return trouble;
    print_checkpoint(program, &row);
    return os_file_write(program->os, below(program, folder, STR("checkpoint")), row.note);
}

static fault back_up(struct program *program, const struct book *book, str folder) {
    str path = store_path(book->store);
    TRY(must_be_free(program, below(program, folder, STR("book.db"))));
    TRY(os_folder_make(program->os, folder));
    TRY(copy_book(program, book, folder));
    if (!program_has(program, "without-key"))
        TRY(copy_key(program, arena_join(program->arena, path, STR(".key")),
                     below(program, folder, STR("book.db.key"))));
    return copy_folder(program, book->files, below(program, folder, STR("files")));
}

enum program_exit program_backup(struct program *program) {
    if (program->word_count != 1)
        return program_usage(program, "name the folder for the backup", "请指定备份文件夹");
    struct fault_note note = {0};
    struct book *book = NULL;
    fault trouble = program_open_book(program, PROGRAM_BOOK_READ, &book, &note);
    if (trouble == NULL) trouble = back_up(program, book, program->words[0]);
    program_close_book(program, book);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

static fault must_have_key(struct program *program, str key_path) {
    bool is_there = false;
    TRY(os_file_exists(program->os, key_path, &is_there));
    return is_there || os_variable(program->os, "MINGLI_KEY").size > 0 ? NULL : &key_apart;
}

static fault restore(struct program *program, str folder, str path) {
    bool is_there = false;
    TRY(os_file_exists(program->os, below(program, folder, STR("book.db")), &is_there));
    if (!is_there) return &backup_incomplete;
    TRY(must_be_free(program, path));
    str key = below(program, folder, STR("book.db.key"));
    str key_path = arena_join(program->arena, path, STR(".key"));
    TRY(os_file_exists(program->os, key, &is_there));
    if (is_there)
        TRY(must_be_free(program, key_path));
    else
        TRY(must_have_key(program, key_path));
    TRY(program_make_folder_of(program, path));
    TRY(copy_folder(program, below(program, folder, STR("files")),
                    arena_join(program->arena, path, STR(".files"))));
    TRY(copy_key(program, key, key_path));
    return program_copy_book(program, below(program, folder, STR("book.db")), path);
}

enum program_exit program_restore(struct program *program) {
    if (program->word_count != 1)
        return program_usage(program, "name the folder of the backup", "请指定备份所在的文件夹");
    struct fault_note note = {0};
    struct book *book = NULL;
    str path = program_url(program);
    str_cut(&path, ':');
    fault trouble = restore(program, program->words[0], path);
    if (trouble == NULL) trouble = program_open_book(program, PROGRAM_BOOK_READ, &book, &note);
    if (trouble == NULL) trouble = print_newest(program, book);
    program_close_book(program, book);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

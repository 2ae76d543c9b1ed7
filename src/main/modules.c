// Joins everything: the catalogue of all modules with the book that they work on. Whoever writes
// holds the book's lock, because the log has one end and one writer; the lock goes with the
// process, however that ends.
#include "catalog.h"
#include "main/assets.h"
#include "main/program.h"

FAULT(book_in_use, 409, "", "Another program writes to this book. Stop it first.",
      "该账簿正被另一个进程写入，请先停止它。");

str program_url(struct program *program) {
    str url = program_option(program, "db");
    if (url.size == 0) url = os_variable(program->os, "MINGLI_DB");
    if (url.size > 0)
        return str_find(url, STR(":")) > 0 ? url : arena_join(program->arena, STR("sqlite:"), url);
    str data = os_variable(program->os, "XDG_DATA_HOME");
    str home = os_variable(program->os, "HOME");
    if (data.size > 0)
        return arena_print(program->arena, "sqlite:%.*s/mingli/book.db", STR_ARG(data));
    return arena_print(program->arena, "sqlite:%.*s/.local/share/mingli/book.db", STR_ARG(home));
}

static str path_of(str url) {
    str_cut(&url, ':');
    return url;
}

fault program_make_folder_of(struct program *program, str path) {
    while (path.size > 0 && path.data[path.size - 1] != '/') path.size--;
    return path.size == 0 ? NULL : os_folder_make(program->os, path);
}

static fault lock(struct program *program, str path, enum program_book how) {
    bool is_there = true;
    if (how == PROGRAM_BOOK_MAKE)
        TRY(program_make_folder_of(program, path));
    else
        TRY(os_file_exists(program->os, path, &is_there));
    if (!is_there) return &store_absent;
    fault trouble = os_lock_open(arena_join(program->arena, path, STR(".lock")), &program->lock);
    return trouble == &file_locked ? &book_in_use : trouble;
}

fault program_open_book(struct program *program, enum program_book how, struct book **ret_book,
                        struct fault_note *ret_note) {
    str url = program_url(program);
    if (how != PROGRAM_BOOK_READ) TRY(lock(program, path_of(url), how));
    struct book_options options = {.url = url,
                                   .may_create = how == PROGRAM_BOOK_MAKE,
                                   .shipped = &main_shipped,
                                   .policies = program_option(program, "policies"),
                                   .flows = program_option(program, "flows"),
                                   .os = program->os,
                                   .store = &catalog_store,
                                   .commands = &catalog_commands};
    fault trouble = book_open(&options, ret_book, ret_note);
    if (trouble == NULL) return NULL;
    os_lock_close(program->lock);
    program->lock = NULL;
    return trouble;
}

void program_close_book(struct program *program, struct book *book) {
    book_close(book);
    os_lock_close(program->lock);
    program->lock = NULL;
}

fault program_copy_book(struct program *program, str from, str to) {
    struct store_options options = {.url = arena_join(program->arena, STR("sqlite:"), from),
                                    .catalog = &catalog_store};
    struct store *store = NULL;
    struct store_reader *reader = NULL;
    fault trouble = store_open(&options, &store);
    if (trouble == NULL) trouble = store_open_reader(store, &reader);
    if (trouble == NULL) trouble = store_back_up(reader, to);
    store_close_reader(reader);
    store_close(store);
    return trouble;
}

static fault prepare(struct program *program, struct job *job) {
    (void)program;
    if (job->command->prepare == NULL) return NULL;
    struct store_reader *reader = NULL;
    TRY(store_open_reader(job->book->store, &reader));
    fault trouble = job->command->prepare(reader, job);
    store_close_reader(reader);
    return trouble;
}

fault program_run(struct program *program, struct program_run *run) {
    const struct book *book = run->desk->book;
    struct job job = {.command = command_find(book->commands, str_of(run->command)),
                      .book = book,
                      .actor = {.is_system = true, .door = DOOR_CLI, .scope = SCOPE_ALL},
                      .arena = program->arena,
                      .in = run->in,
                      .changes = {.arena = program->arena},
                      .entry = -1};
    ASSERT(job.command != NULL);
    struct job *jobs[] = {&job};
    job.trouble = prepare(program, &job);
    if (job.trouble == NULL) desk_run(run->desk, jobs, 1);
    run->out = job.out;
    run->note = job.note;
    return job.trouble;
}

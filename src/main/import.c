// mingli import: other systems' records into the book, each through the same command as the page
// uses. A rehearsal (--dry-run) does everything in a transaction that is never committed. Presets
// are mappings that are shipped with the program (imports/).
#include "main/import.h"

#include "auth/rights.h"
#include "main/assets.h"
#include "people_api.h"
#include "people_sql.h"

#include "format/csv.h"
#include "format/json.h"

#include <stdio.h>

FAULT(import_preset_unknown, 404, "preset", "There is no such kind or preset.",
      "没有这类数据或预设。");
FAULT(import_kind_differs, 422, "map", "The mapping is for another kind.",
      "该映射用于另一类数据。");

struct asked {
    str what; // kind or preset
    str file;
    str mapping; // JSON, or empty
    const struct import_kind *kind;
};

// ---- What was asked for ------------------------------------------------------------------------

static void note_names(struct program *program, struct fault_note *ret_note) {
    struct buf names = buf_in(program->arena, 4 * KIB);
    buf_add(&names, import_kind_names(program->arena));
    for (size_t i = 0; i < main_shipped.count; i++) {
        str path = main_shipped.items[i].path;
        if (str_starts_with(path, STR("imports/")) && str_ends_with(path, STR(".json")))
            buf_print(&names, ", %.*s", STR_ARG(str_slice(path, 8, path.size - 5)));
    }
    ret_note->en = arena_join(program->arena, STR("There are: "), buf_str(&names));
    ret_note->zh = arena_join(program->arena, STR("可用："), buf_str(&names));
}

static fault read_preset(struct program *program, str name, str *ret_mapping,
                         struct fault_note *ret_note) {
    str path = arena_print(program->arena, "imports/%.*s.json", STR_ARG(name));
    if (shipped_find(&main_shipped, path, ret_mapping)) return NULL;
    note_names(program, ret_note);
    return &import_preset_unknown;
}

static fault read_asked(struct program *program, struct asked *asked, struct fault_note *ret_note) {
    str preset = program_option(program, "preset"), map = program_option(program, "map");
    asked->what = program->words[0];
    asked->file = program->words[1];
    asked->kind = import_kind_of(asked->what);
    if (asked->kind == NULL && preset.size == 0) preset = asked->what;
    if (map.size > 0)
        TRY(os_file_read(program->os, program->arena, map, LIMIT_JSON_BODY, &asked->mapping));
    else if (preset.size > 0)
        TRY(read_preset(program, preset, &asked->mapping, ret_note));
    if (asked->mapping.size == 0) return NULL;
    const struct import_kind *kind = import_plan_kind(program->arena, asked->mapping);
    if (kind != NULL && asked->kind != NULL && kind != asked->kind) return &import_kind_differs;
    if (asked->kind == NULL) asked->kind = kind;
    if (asked->kind != NULL) return NULL;
    note_names(program, ret_note);
    return &import_preset_unknown;
}

// ---- Opening -----------------------------------------------------------------------------------

// Imports are done in the name of an administrator, where the book has one already: customers need
// an owner.
static fault read_actor(struct import *import) {
    struct people_users_page_list rows;
    import->actor = (struct actor){.is_system = true, .door = DOOR_IMPORT, .scope = SCOPE_ALL};
    TRY(people_users_page(
        import->finding.reader,
        &(struct people_users_page_in){.role_bit = (int64_t)1 << AUTH_ADMINISTRATOR, .count = 1},
        import->arena, &rows));
    if (rows.count == 0) return NULL;
    import->actor.user_id = rows.items[0].id;
    import->actor.name = rows.items[0].name;
    import->actor.department_id = rows.items[0].department;
    return NULL;
}

static void open_report(struct import *import, const struct asked *asked) {
    struct program *program = import->program;
    struct import_texts titles = import_source_titles(import->source);
    struct buf line = buf_in(import->arena, MIB);
    str path = program_option(program, "errors");
    for (size_t i = 0; i < titles.count; i++) csv_field(&line, titles.items[i], i == 0);
    if (path.size == 0) path = arena_join(import->arena, asked->file, STR(".errors.csv"));
    import->report = (struct import_report){.arena = import->arena,
                                            .os = program->os,
                                            .path = path,
                                            .titles = buf_str(&line),
                                            .waiting = buf_in(import->arena, 16 * MIB),
                                            .batch_of = map_open(import->arena, 0)};
}

static fault open_file(struct import *import, const struct asked *asked,
                       struct fault_note *ret_note) {
    str bytes;
    TRY(import_read_file(import->program->os, import->arena, asked->file, &bytes));
    TRY(import_source_open(bytes, import->arena, &import->source, ret_note));
    struct import_planning planning = {import->arena, asked->kind,
                                       import_source_titles(import->source)};
    if (asked->mapping.size == 0)
        TRY(import_plan_guess(&planning, &import->plan, ret_note));
    else
        TRY(import_plan_read(&planning, asked->mapping, &import->plan, ret_note));
    import->plan.makes_customers |= program_has(import->program, "make-customers");
    open_report(import, asked);
    return NULL;
}

static fault open_desk(struct import *import) {
    TRY(desk_open(import->book, &import->desk));
    if (program_has(import->program, "dry-run")) TRY(desk_gather(import->desk));
    import->finding = (struct import_finding){.reader = store_writer_reader(import->desk->writer),
                                              .arena = import->arena,
                                              .scratch = arena_open(LIMIT_REQUEST_ARENA),
                                              .book = import->book,
                                              .known = map_open(import->arena, 0)};
    return read_actor(import);
}

static enum program_exit finish(struct import *import, fault trouble,
                                const struct fault_note *note) {
    struct program *program = import->program;
    if (trouble != NULL) return program_fail(program, trouble, note);
    import_print_report(program, &import->report);
    if (program_has(program, "dry-run") && !program->is_json)
        printf("%s\n", program_text(program, "This was a rehearsal: nothing was kept.",
                                    "这是试运行，未保存任何数据。"));
    return import->report.rows[IMPORT_REFUSED] == 0 ? PROGRAM_GOOD : PROGRAM_NO;
}

static enum program_exit import_file(struct program *program, const struct asked *asked) {
    struct fault_note note = {0};
    struct import import = {.program = program, .arena = arena_open(LIMIT_IMPORT_ARENA)};
    struct book *book = NULL;
    fault trouble = open_file(&import, asked, &note);
    if (trouble == NULL) trouble = program_open_book(program, PROGRAM_BOOK_WRITE, &book, &note);
    import.book = book;
    if (trouble == NULL) trouble = open_desk(&import);
    if (trouble == NULL) trouble = import_run(&import);
    enum program_exit ending = finish(&import, trouble, &note);
    desk_close(import.desk);
    arena_close(import.finding.scratch);
    import_source_close(import.source);
    if (book != NULL) program_close_book(program, book);
    arena_close(import.arena);
    return ending;
}

enum program_exit program_import(struct program *program) {
    struct asked asked = {0};
    struct fault_note note = {0};
    if (program->word_count != 2)
        return program_usage(program, "a kind and a file are needed", "须指定数据类别和文件");
    fault trouble = read_asked(program, &asked, &note);
    return trouble == NULL ? import_file(program, &asked) : program_fail(program, trouble, &note);
}

// mingli export: a list of the book, or its whole log, as files. Lists go through the same queries
// as on the page, with the rights of the system.
#include "main/program.h"

#include "command/listing.h"
#include "format/json.h"
#include "format/shape.h"
#include "main/logfiles.h"
#include "report/table.h"

#include <stdio.h>
#include <string.h>

FAULT(list_unknown, 422, "kind", "There is no such list.", "没有这个清单。");
FAULT(output_failed, 503, "", "The output could not be written.", "输出写入失败。");

struct exporting {
    struct program *program;
    struct listing listing;
    struct report_table table;
    FILE *out;
};

static const struct command *find_list(const struct book *book, str kind) {
    char room[100];
    if (kind.size > 80) return NULL;
    int size = snprintf(room, sizeof(room), "list_%.*s", STR_ARG(kind));
    const struct command *command = command_find(book->commands, (str){room, (size_t)size});
    return command != NULL && command->is_list ? command : NULL;
}

static void name_kinds(struct program *program, const struct book *book,
                       struct fault_note *ret_note) {
    struct buf out = buf_in(program->arena, 4 * KIB);
    buf_add(&out, STR("log"));
    for (size_t i = 0; i < book->commands->count; i++)
        for (size_t k = 0; k < book->commands->sets[i]->count; k++) {
            const struct command *command = &book->commands->sets[i]->rows[k];
            str name = str_of(command->name);
            if (!command->is_list || !str_starts_with(name, STR("list_"))) continue;
            buf_add(&out, STR(", "));
            buf_add(&out, str_slice(name, 5, name.size));
        }
    ret_note->en = ret_note->zh = buf_str(&out);
}

// Presets of the input, and --from and --to where the list has such fields.
static fault make_input(struct program *program, const struct command *command, void **ret_in,
                        struct fault_note *ret_note) {
    struct buf text = buf_in(program->arena, 4 * KIB);
    struct json_writer writer = json_writer_on(&text);
    static const char *const names[] = {"from", "to"};
    json_open_object(&writer);
    for (size_t i = 0; i < 2; i++) {
        if (!program_has(program, names[i])) continue;
        json_name(&writer, str_of(names[i]));
        json_string(&writer, program_option(program, names[i]));
    }
    json_close_object(&writer);
    const struct json *value = NULL;
    TRY(json_read(program->arena, buf_str(&text), &value, ret_note));
    *ret_in = arena_take(program->arena, command->in->size + 1);
    return shape_read(program->arena, command->in, value, *ret_in, ret_note);
}

static fault put(struct exporting *exporting, str bytes) {
    return fwrite(bytes.data, 1, bytes.size, exporting->out) == bytes.size ? NULL : &output_failed;
}

static fault put_jsonl(struct exporting *exporting, const struct shape_list *rows) {
    struct listing *listing = &exporting->listing;
    struct buf out = buf_in(listing->query.arena, LIMIT_ANSWER);
    for (size_t i = 0; i < rows->count; i++) {
        struct json_writer writer = json_writer_on(&out);
        shape_write(&writer, listing->item, (const char *)rows->items + i * listing->item->size,
                    NULL);
        buf_add_byte(&out, '\n');
    }
    return out.is_full ? &output_failed : put(exporting, buf_str(&out));
}

static fault put_csv(struct exporting *exporting, const struct shape_list *rows, bool is_first) {
    struct arena *arena = exporting->listing.query.arena;
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    if (is_first) report_csv_titles(&exporting->table, arena, &out);
    report_csv_rows(&exporting->table, arena, rows, &out);
    if (listing_was_cut(&exporting->listing)) report_csv_cut(&exporting->table, &out);
    return out.is_full ? &output_failed : put(exporting, buf_str(&out));
}

static fault export_text(struct exporting *exporting, bool is_jsonl) {
    bool is_first = true;
    while (exporting->listing.has_more) {
        struct shape_list rows;
        TRY(listing_next(&exporting->listing, &rows));
        TRY(is_jsonl ? put_jsonl(exporting, &rows) : put_csv(exporting, &rows, is_first));
        is_first = false;
        program_progress(exporting->program, "rows:", "行数：", exporting->listing.rows);
    }
    return fflush(exporting->out) == 0 ? NULL : &output_failed;
}

static fault fill_sheet(struct exporting *exporting, struct xlsx_writer *writer) {
    struct arena *arena = exporting->listing.query.arena;
    while (exporting->listing.has_more) {
        struct shape_list rows;
        TRY(listing_next(&exporting->listing, &rows));
        TRY(report_xlsx_rows(&exporting->table, arena, &rows, writer));
        program_progress(exporting->program, "rows:", "行数：", exporting->listing.rows);
    }
    if (listing_was_cut(&exporting->listing)) TRY(report_xlsx_cut(&exporting->table, writer));
    return xlsx_writer_finish(writer);
}

static fault export_sheet(struct exporting *exporting) {
    struct program *program = exporting->program;
    struct report_sheet sheet = {.path = program_option(program, "out"),
                                 .name = program->words[0],
                                 .created = exporting->listing.query.now};
    struct xlsx_writer *writer = NULL;
    TRY(report_xlsx_open(&exporting->table, program->arena, &sheet, &writer));
    fault trouble = fill_sheet(exporting, writer);
    xlsx_writer_close(writer);
    return trouble;
}

static fault export_list(struct program *program, const struct book *book,
                         struct store_reader *reader, struct fault_note *ret_note) {
    const struct command *command = find_list(book, program->words[0]);
    if (command == NULL) name_kinds(program, book, ret_note);
    if (command == NULL) return &list_unknown;
    void *in = NULL;
    TRY(make_input(program, command, &in, ret_note));
    struct actor actor = {.is_system = true, .door = DOOR_CLI, .scope = SCOPE_ALL};
    instant now = os_now(program->os);
    struct query query = {.book = book,
                          .reader = reader,
                          .actor = &actor,
                          .arena = arena_open(LIMIT_REQUEST_ARENA),
                          .now = now,
                          .today = date_of_instant(now, book->zone_minutes)};
    struct exporting exporting = {
        .program = program, .listing = listing_of(command, &query, in), .out = stdout};
    exporting.table =
        report_table_of(exporting.listing.item, program->is_chinese, book->zone_minutes);
    str format = program_option(program, "format");
    bool is_sheet = str_equal(format, STR("xlsx"));
    fault trouble = is_sheet ? export_sheet(&exporting)
                             : export_text(&exporting, str_equal(format, STR("jsonl")));
    arena_close(query.arena);
    return trouble;
}

static fault export_log(struct program *program, const struct book *book,
                        struct store_reader *reader) {
    TRY(store_begin_reading(reader));
    fault trouble = logfiles_write(book, reader, program_option(program, "out"));
    store_end_reading(reader);
    return trouble;
}

static bool is_format(str format) {
    return format.size == 0 || str_equal(format, STR("csv")) || str_equal(format, STR("jsonl")) ||
           str_equal(format, STR("xlsx"));
}

enum program_exit program_export(struct program *program) {
    str format = program_option(program, "format");
    bool is_log = program->word_count == 1 && str_equal(program->words[0], STR("log"));
    bool needs_out = is_log || str_equal(format, STR("xlsx"));
    if (program->word_count != 1 || !is_format(format))
        return program_usage(program, "name one list, and csv, jsonl or xlsx",
                             "请指定一个清单，格式为 csv、jsonl 或 xlsx");
    if (needs_out && !program_has(program, "out"))
        return program_usage(program, "--out is needed for this", "请用 --out 指定输出位置");
    if (!needs_out && program_has(program, "out"))
        return program_usage(program, "this goes to the standard output: use >",
                             "该格式写到标准输出，请用 > 重定向");
    struct fault_note note = {0};
    struct book *book = NULL;
    struct store_reader *reader = NULL;
    fault trouble = program_open_book(program, PROGRAM_BOOK_READ, &book, &note);
    if (trouble == NULL) trouble = store_open_reader(book->store, &reader);
    if (trouble == NULL)
        trouble =
            is_log ? export_log(program, book, reader) : export_list(program, book, reader, &note);
    store_close_reader(reader);
    program_close_book(program, book);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

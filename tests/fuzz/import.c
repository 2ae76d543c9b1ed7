// A mapping and a file of rows, both from outside: the plan is read, each row is taken by it, and
// what could be an amount or a day is read as such. The input is the mapping, a NUL, the file.
#include "main/import.h"

static void try_texts(struct arena *arena, str text) {
    struct fault_note note;
    money amount;
    date day;
    bool truth;
    struct import_amount how = {text, STR("CNY"), text, true};
    struct import_day when = {text, STR("M/D/Y"), true};
    fault ignored = import_parse_amount(arena, &how, &amount, &note);
    ignored = import_parse_day(arena, &when, &day, &note);
    ignored = import_parse_truth(arena, text, &truth, &note);
    (void)ignored;
    import_clean(arena, import_whole(text), false, 20);
}

static void take_rows(struct arena *arena, struct import_source *source, str mapping) {
    struct import_planning planning = {arena, import_kind_of(STR("benefits")),
                                       import_source_titles(source)};
    struct import_plan plan;
    struct fault_note note;
    if (import_plan_read(&planning, mapping, &plan, &note) != NULL) return;
    for (int rows = 0; rows < 100; rows++) {
        struct import_row row;
        bool more;
        if (import_source_next(source, &row, &more) != NULL || !more) return;
        for (int i = 0; i < IMPORT_FIELDS_MAX && plan.kind->fields[i].name != NULL; i++)
            try_texts(arena, import_plan_text(&plan, arena, &row, i));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 16 * KIB) return 0;
    struct arena *arena = arena_open(LIMIT_IMPORT_ARENA);
    str file = {(const char *)data, size};
    str mapping = str_cut(&file, '\0');
    struct import_source *source = NULL;
    struct fault_note note;
    if (import_source_open(file, arena, &source, &note) == NULL) {
        take_rows(arena, source, mapping);
        import_source_close(source);
    }
    arena_close(arena);
    return 0;
}

// mingli policy backtest POLICY: what a version would have said to the requests of a period, beside
// what was said then, counted by verdict; with --json everything as the page gets it, a line for
// each piece. The work is the query of domain/policy, asked piece by piece.
#include "main/program.h"

#include "format/shape.h"
#include "policy_api.h"

#include <stdio.h>

enum { PIECE = 50000, OUTCOMES = 5 };

struct adding {
    struct program *program;
    int64_t count[OUTCOMES][OUTCOMES]; // before × after
    int64_t total[OUTCOMES][OUTCOMES]; // minor units
    int64_t looked_at;
    int64_t judged;
    int64_t changed;
};

static void print_json(const struct adding *adding, struct arena *arena,
                       const struct policy_backtest *piece) {
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    const struct shape_writing how = {.audience = SHAPE_FOR_PEOPLE};
    (void)adding;
    shape_write(&writer, &policy_backtest_shape, piece, &how);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static void add_piece(struct adding *adding, const struct policy_backtest *piece) {
    adding->looked_at += piece->looked_at;
    adding->judged += piece->judged;
    adding->changed += piece->changed;
    for (size_t i = 0; i < piece->cells.count; i++) {
        const struct policy_backtest_cell *cell = &piece->cells.items[i];
        ASSERT(cell->before < OUTCOMES && cell->after < OUTCOMES);
        adding->count[cell->before][cell->after] += cell->count;
        adding->total[cell->before][cell->after] += cell->total.minor;
    }
}

static void print_table(const struct adding *adding, str currency) {
    struct program *program = adding->program;
    printf("%s %lld, %s %lld, %s %lld\n", program_text(program, "requests", "申请"),
           (long long)adding->looked_at, program_text(program, "judged again", "重新判定"),
           (long long)adding->judged, program_text(program, "changed", "结论改变"),
           (long long)adding->changed);
    for (int32_t before = 1; before < OUTCOMES; before++)
        for (int32_t after = 1; after < OUTCOMES; after++) {
            if (adding->count[before][after] == 0) continue;
            str sum = money_print(program->arena, money_of(adding->total[before][after], currency));
            printf("%10.*s -> %-10.*s %10lld %16.*s\n",
                   STR_ARG(shape_choice_name(&policy_outcome_choices, before)),
                   STR_ARG(shape_choice_name(&policy_outcome_choices, after)),
                   (long long)adding->count[before][after], STR_ARG(sum));
        }
}

static fault read_days(struct program *program, date today, struct policy_backtest_policy_in *in) {
    str from = program_option(program, "from");
    str to = program_option(program, "to");
    in->from = date_add_days(today, -365);
    in->to = today;
    if (from.size > 0 && !date_parse(from, &in->from)) return &field_type;
    if (to.size > 0 && !date_parse(to, &in->to)) return &field_type;
    return NULL;
}

static fault ask_all(struct adding *adding, struct query *query,
                     struct policy_backtest_policy_in *in) {
    const struct command *command = command_find(query->book->commands, STR("backtest_policy"));
    struct arena *arena = arena_open(LIMIT_BOOK_ARENA);
    fault trouble = NULL;
    int64_t after = 0;
    for (bool is_more = true; is_more && trouble == NULL;) {
        struct policy_backtest piece = {0};
        arena_reset(arena);
        query->arena = arena;
        in->cursor = after == 0 ? STR_NONE : arena_print(arena, "%lld", (long long)after);
        trouble = command_query(command, query, in, &piece);
        if (trouble != NULL) break;
        add_piece(adding, &piece);
        if (adding->program->is_json) print_json(adding, arena, &piece);
        program_progress(adding->program, "requests", "申请", adding->looked_at);
        is_more = piece.next.size > 0 && str_to_int(piece.next, &after);
    }
    arena_close(arena);
    return trouble;
}

static fault run(struct program *program, struct fault_note *ret_note) {
    struct book *book = NULL;
    struct adding adding = {.program = program};
    struct policy_backtest_policy_in in = {.piece = PIECE};
    if (!str_to_int(program->words[1], &in.policy)) return &policy_unknown;
    TRY(program_open_book(program, PROGRAM_BOOK_READ, &book, ret_note));
    const struct actor actor = {.is_system = true, .door = DOOR_CLI, .scope = SCOPE_ALL};
    instant now = os_now(program->os);
    struct query query = {.book = book,
                          .actor = &actor,
                          .now = now,
                          .today = date_of_instant(now, book->zone_minutes)};
    fault trouble = read_days(program, query.today, &in);
    if (trouble == NULL) trouble = store_open_reader(book->store, &query.reader);
    if (trouble == NULL) trouble = ask_all(&adding, &query, &in);
    if (query.reader != NULL) store_close_reader(query.reader);
    if (trouble == NULL && !program->is_json) print_table(&adding, book->currency);
    program_close_book(program, book);
    return trouble;
}

enum program_exit program_policy_backtest(struct program *program) {
    struct fault_note note = {0};
    fault trouble = run(program, &note);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}

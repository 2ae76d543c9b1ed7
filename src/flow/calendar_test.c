// flow: the work calendar that is shipped, and due times around the holidays of China.
#include "flow/testing.h"

#include <string.h>

static str read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s: cannot be opened", path);
    struct buf bytes = buf_in(arena, MIB);
    char piece[4096];
    for (size_t size; (size = fread(piece, 1, sizeof(piece), file)) > 0;)
        buf_add(&bytes, (str){piece, size});
    fclose(file);
    return buf_str(&bytes);
}

static const struct flow_calendar *shipped(struct arena *arena) {
    const struct flow_calendar *calendar = NULL;
    struct fault_note note;
    assert_null(
        flow_calendar_read(arena, read_file(arena, "flows/work-calendar.csv"), &calendar, &note));
    return calendar;
}

static void weekends_move_about(void **state) {
    (void)state;
    static const struct {
        const char *day;
        bool is_worked;
    } cases[] = {
        {"2024-02-04", true},  {"2024-02-18", true},  {"2024-02-12", false}, {"2024-10-07", false},
        {"2024-10-12", true},  {"2025-01-26", true},  {"2025-01-28", false}, {"2025-10-08", false},
        {"2026-01-02", false}, {"2026-02-14", true},  {"2026-02-16", false}, {"2026-11-25", true},
        {"2026-11-28", false}, {"2027-01-01", false}, {"2027-02-08", false}, {"2027-02-09", true},
        {"2028-01-01", false}, {"2028-01-03", true},
    };
    struct arena *arena = arena_open(4 * MIB);
    const struct flow_calendar *calendar = shipped(arena);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        date day;
        assert_true(date_parse(str_of(cases[i].day), &day));
        if (flow_calendar_is_workday(calendar, day) != cases[i].is_worked)
            fail_msg("%s", cases[i].day);
    }
    date last;
    assert_true(date_parse(STR("2027-10-03"), &last));
    assert_int_equal(date_compare(flow_calendar_last(calendar), last), 0);
    arena_close(arena);
}

static void due_times_skip_what_nobody_works(void **state) {
    (void)state;
    static const struct {
        const char *from;
        int32_t hours;
        enum flow_clock clock;
        const char *due;
    } cases[] = {
        {"2026-11-25T10:00:00+08:00", 24, FLOW_CLOCK_ALL, "2026-11-26T10:00:00+08:00"},
        {"2026-11-25T10:00:00+08:00", 24, FLOW_CLOCK_WORKING_DAYS, "2026-11-26T10:00:00+08:00"},
        // Friday to Monday
        {"2026-11-27T10:00:00+08:00", 24, FLOW_CLOCK_WORKING_DAYS, "2026-11-30T10:00:00+08:00"},
        // begun on a Sunday: Monday is the first day
        {"2026-11-29T10:00:00+08:00", 24, FLOW_CLOCK_WORKING_DAYS, "2026-12-01T00:00:00+08:00"},
        // over Spring Festival of 2026, the 15th to the 23rd, with Saturday the 14th worked
        {"2026-02-13T10:00:00+08:00", 24, FLOW_CLOCK_WORKING_DAYS, "2026-02-14T10:00:00+08:00"},
        {"2026-02-14T10:00:00+08:00", 24, FLOW_CLOCK_WORKING_DAYS, "2026-02-24T10:00:00+08:00"},
        {"2026-11-25T10:00:00+08:00", 2, FLOW_CLOCK_WORKING_HOURS, "2026-11-25T12:00:00+08:00"},
        {"2026-11-25T10:00:00+08:00", 3, FLOW_CLOCK_WORKING_HOURS, "2026-11-25T14:00:00+08:00"},
        {"2026-11-25T10:00:00+08:00", 8, FLOW_CLOCK_WORKING_HOURS, "2026-11-26T10:00:00+08:00"},
        {"2026-11-25T20:00:00+08:00", 1, FLOW_CLOCK_WORKING_HOURS, "2026-11-26T10:00:00+08:00"},
        {"2026-11-27T17:00:00+08:00", 2, FLOW_CLOCK_WORKING_HOURS, "2026-11-30T10:00:00+08:00"},
        {"2026-11-25T10:00:00+08:00", 8760, FLOW_CLOCK_WORKING_HOURS, NULL},
    };
    struct arena *arena = arena_open(4 * MIB);
    const struct flow_calendar *calendar = shipped(arena);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        instant from = 0;
        instant due = 0;
        assert_true(instant_parse(str_of(cases[i].from), &from));
        instant found = flow_calendar_add(calendar, SHANGHAI_MINUTES, from,
                                          (int64_t)cases[i].hours * 3600, cases[i].clock);
        assert_true(found > from);
        if (cases[i].due == NULL) continue;
        assert_true(instant_parse(str_of(cases[i].due), &due));
        if (found != due) fail_msg("case %zu: %.*s", i, STR_ARG(instant_print(arena, found)));
    }
    arena_close(arena);
}

static void wrong_lines_are_named(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *line; // NULL: it is read
    } cases[] = {
        {"", NULL},
        {"# note\n\nhours,08:30,17:30\n2026-01-01,off\n", NULL},
        {"hours,00:00,24:00\n", NULL},
        {"2026-01-01,off\n2026-01-01,work\n", "Line 2"},
        {"2026-01-02,off\n2026-01-01,work\n", "Line 2"},
        {"2026-02-30,off\n", "Line 1"},
        {"2026-01-01,holiday\n", "Line 1"},
        {"hours\n", "Line 1"},
        {"hours,09:00\n", "Line 1"},
        {"hours,09:00,08:00\n", "Line 1"},
        {"hours,09:00,24:01\n", "Line 1"},
        {"hours,01:00,02:00,03:00,04:00,05:00,06:00,07:00,08:00,09:00,10:00\n", "Line 1"},
        {"\n\nholidays\n", "Line 3"},
    };
    struct arena *arena = arena_open(4 * MIB);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct flow_calendar *calendar = NULL;
        struct fault_note note;
        fault trouble = flow_calendar_read(arena, str_of(cases[i].text), &calendar, &note);
        if (trouble != (cases[i].line == NULL ? NULL : &flow_calendar_wrong))
            fail_msg("case %zu", i);
        if (trouble != NULL) assert_true(str_starts_with(note.en, str_of(cases[i].line)));
        if (trouble != NULL) assert_true(note.zh.size > 0);
    }
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weekends_move_about),
        cmocka_unit_test(due_times_skip_what_nobody_works),
        cmocka_unit_test(wrong_lines_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

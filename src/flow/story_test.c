// flow: the stories of tests/flow, played against the flows that are shipped. Each story file names
// its model in its first line. Together they must walk every arrow of every shipped flow, so that
// no branch is shipped untried.
#include "flow/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <dirent.h>
#include <string.h>

#define ARENA_SIZE (64 * MIB)

static str read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s: cannot be opened", path);
    struct buf bytes = buf_in(arena, 4 * MIB);
    char piece[4096];
    for (size_t size; (size = fread(piece, 1, sizeof(piece), file)) > 0;)
        buf_add(&bytes, (str){piece, size});
    fclose(file);
    return buf_str(&bytes);
}

static const struct flow_model *read_model(struct arena *arena, const char *path) {
    const struct flow_model *model = NULL;
    struct fault_note note;
    fault trouble = flow_read(arena, read_file(arena, path), &model, &note);
    if (trouble != NULL) fail_msg("%s: %s: %.*s", path, trouble->name, STR_ARG(note.en));
    return model;
}

static const char *const SHIPPED[] = {"flows/benefit-approval.bpmn",
                                      "flows/commission-approval.bpmn"};

enum { SHIPPED_COUNT = sizeof(SHIPPED) / sizeof(SHIPPED[0]) };

// With them, what the shipped flows do not use.
static const char *const TRIED[] = {
    "flows/benefit-approval.bpmn",     "flows/commission-approval.bpmn",
    "tests/flow/models/tasks.bpmn",    "tests/flow/models/boundary.bpmn",
    "tests/flow/models/errors.bpmn",   "tests/flow/models/waiting.bpmn",
    "tests/flow/models/repeated.bpmn", "tests/flow/models/inside.bpmn"};

enum { TRIED_COUNT = sizeof(TRIED) / sizeof(TRIED[0]) };

struct shelf {
    struct arena *arena;
    const struct flow_model *models[TRIED_COUNT]; // the shipped ones first
    int32_t *taken[TRIED_COUNT];
};

static struct shelf open_shelf(void) {
    struct shelf shelf = {.arena = arena_open(ARENA_SIZE)};
    for (size_t i = 0; i < TRIED_COUNT; i++) {
        shelf.models[i] = read_model(shelf.arena, TRIED[i]);
        shelf.taken[i] = ARENA_ARRAY(shelf.arena, int32_t, shelf.models[i]->arrow_count);
    }
    return shelf;
}

static size_t model_named(str first_line) {
    str name = str_trim(first_line);
    for (size_t i = 0; i < TRIED_COUNT; i++)
        if (str_ends_with(name, str_of(TRIED[i]))) return i;
    fail_msg("%.*s: names no flow that is tried", STR_ARG(name));
    return 0;
}

static void play(struct shelf *shelf, const char *path) {
    str text = read_file(shelf->arena, path);
    str rest = text;
    size_t at = model_named(str_cut(&rest, '\n'));
    struct flow_story story;
    struct fault_note note;
    fault trouble = flow_story_run(shelf->arena, shelf->models[at], text, &story, &note);
    if (trouble != NULL) fail_msg("%s: %.*s", path, STR_ARG(note.en));
    if (!story.is_good) fail_msg("%s:%d: %.*s", path, story.line, STR_ARG(story.en));
    assert_true(story.expectation_count > 0);
    for (size_t i = 0; i < shelf->models[at]->arrow_count; i++)
        shelf->taken[at][i] += story.taken[i];
}

static void stories_come_true_and_walk_everywhere(void **state) {
    (void)state;
    struct shelf shelf = open_shelf();
    DIR *folder = opendir("tests/flow");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!str_ends_with(str_of(entry->d_name), STR(".story"))) continue;
        char path[400];
        snprintf(path, sizeof(path), "tests/flow/%s", entry->d_name);
        play(&shelf, path);
    }
    closedir(folder);
    for (size_t i = 0; i < TRIED_COUNT; i++)
        for (size_t k = 0; k < shelf.models[i]->arrow_count; k++)
            if (shelf.taken[i][k] == 0)
                fail_msg("%s: no story walks %.*s", TRIED[i],
                         STR_ARG(shelf.models[i]->arrows[k].id));
    arena_close(shelf.arena);
}

static void shipped_flows_are_without_fault(void **state) {
    (void)state;
    struct shelf shelf = open_shelf();
    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        struct flow_report report = flow_check(shelf.arena, shelf.models[i]);
        for (size_t k = 0; k < report.count; k++)
            fail_msg("%s: %s: %.*s", SHIPPED[i], report.problems[k].name,
                     STR_ARG(report.problems[k].en));
    }
    assert_false(shelf.models[0]->is_approval_required);
    assert_true(shelf.models[1]->is_approval_required);
    arena_close(shelf.arena);
}

// The others are sound too: no refusals, but they need no procedures.
static void tried_flows_could_be_published(void **state) {
    (void)state;
    struct shelf shelf = open_shelf();
    for (size_t i = SHIPPED_COUNT; i < TRIED_COUNT; i++) {
        struct flow_report report = flow_check(shelf.arena, shelf.models[i]);
        for (size_t k = 0; k < report.count; k++)
            if (!report.problems[k].is_warning)
                fail_msg("%s: %s: %.*s", TRIED[i], report.problems[k].name,
                         STR_ARG(report.problems[k].en));
    }
    arena_close(shelf.arena);
}

// Every section of the procedure exists in both languages.
static void shipped_tasks_have_their_procedure(void **state) {
    (void)state;
    struct shelf shelf = open_shelf();
    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        str path = str_of(SHIPPED[i]);
        path = str_slice(path, 0, path.size - strlen(".bpmn"));
        str text = read_file(shelf.arena,
                             arena_text(shelf.arena, arena_join(shelf.arena, path, STR(".md"))));
        for (size_t k = 0; k < shelf.models[i]->node_count; k++) {
            const struct flow_node *node = &shelf.models[i]->nodes[k];
            if (node->kind != FLOW_USER_TASK) continue;
            struct flow_text sop = flow_sop_read(text, node->sop);
            if (sop.zh.size < 100 || sop.en.size < 100)
                fail_msg("%.*s.md lacks %.*s", STR_ARG(path), STR_ARG(node->sop));
            assert_true(str_find(sop.zh, STR("#")) < 0 && str_find(sop.en, STR("#")) < 0);
        }
    }
    arena_close(shelf.arena);
}

static void procedures_are_cut_out_of_their_text(void **state) {
    (void)state;
    str text = STR("# title\n## a\n### zh\n甲\n\n第二段\n### en\nA\n## ab\n### en\n B \n");
    struct arena *arena = arena_open(MIB);
    struct flow_text a = flow_sop_read(text, STR("a"));
    struct flow_text ab = flow_sop_read(text, STR("ab"));
    assert_string_equal(arena_text(arena, a.zh), "甲\n\n第二段");
    assert_string_equal(arena_text(arena, a.en), "A");
    assert_int_equal(ab.zh.size, 0);
    assert_string_equal(arena_text(arena, ab.en), "B");
    assert_int_equal(flow_sop_read(text, STR("b")).en.size, 0);
    arena_close(arena);
}

static void broken_stories_are_told_with_their_line(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_readable;
        int32_t line;
    } cases[] = {
        {"start\nexpect tasks head\n", true, 2},
        {"set outcome = \"allow\"\nstart\nexpect commands none\n", true, 3},
        {"start\ncomplete head\nexpect tasks manager\n", true, 3},
        {"start\ncomplete head\n", true, 2},
        {"start\nexpect fault flow_started\n", true, 2},
        {"start\nexpect who manager = superior 2\n", true, 2},
        {"start\nexpect due manager = 25\n", true, 2},
        {"start\nexpect taken submit 2\n", true, 2},
        {"start\nexpect end released\n", true, 2},
        {"start\nexpect withdrawn\n", true, 2},
        {"start\nexpect cancelled manager\n", true, 2},
        {"start\nexpect route manager\n", true, 2},
        {"begin\n", false, 1},
        {"start\nexpect taken nothing 1\n", false, 2},
        {"start\n\nset amount = = 1\n", false, 3},
        {"start\nreturn manager\n", false, 2},
        {"start now\n", false, 1},
    };
    struct shelf shelf = open_shelf();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct flow_story story;
        struct fault_note note;
        fault trouble =
            flow_story_run(shelf.arena, shelf.models[0], str_of(cases[i].text), &story, &note);
        assert_ptr_equal(trouble, cases[i].is_readable ? NULL : &flow_story_wrong);
        assert_false(cases[i].is_readable && story.is_good);
        assert_int_equal(story.line, cases[i].line);
        str zh = trouble == NULL ? story.zh : note.zh;
        assert_true(zh.size > 0);
    }
    arena_close(shelf.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_flows_are_without_fault),
        cmocka_unit_test(tried_flows_could_be_published),
        cmocka_unit_test(stories_come_true_and_walk_everywhere),
        cmocka_unit_test(shipped_tasks_have_their_procedure),
        cmocka_unit_test(procedures_are_cut_out_of_their_text),
        cmocka_unit_test(broken_stories_are_told_with_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

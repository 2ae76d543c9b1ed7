// mingli policy tck DIR: runs a checkout of the DMN Technology Compatibility Kit (its TestCases
// folder) over our engine and says what failed, expected against actual. Levels 2 and 3 count; the
// kit's own folder non-compliant is added on demand.
#include "main/program.h"

#include "decision/tck.h"

#include <stdio.h>

enum { MODELS_MAX = 32 };

struct scoring {
    struct program *program;
    struct arena *arena; // of one folder
    struct json_writer *writer;
    size_t passed;
    size_t failed;
};

static void say_failure(const struct tck_case *one) {
    for (size_t i = 0; i < one->failure_count; i++) {
        const struct tck_failure *failure = &one->failures[i];
        printf("%.*s %.*s\n    expected %.*s\n    actual   %.*s\n", STR_ARG(one->name),
               STR_ARG(failure->node), STR_ARG(failure->expected), STR_ARG(failure->actual));
        if (failure->reason.size > 0) printf("    reason   %.*s\n", STR_ARG(failure->reason));
    }
}

static void count_cases(struct scoring *scoring, const struct tck_cases *cases) {
    for (size_t i = 0; i < cases->count; i++) {
        const struct tck_case *one = &cases->items[i];
        *(one->failure_count == 0 ? &scoring->passed : &scoring->failed) += 1;
        if (scoring->program->is_json)
            printf("%s %.*s\n", one->failure_count == 0 ? "passed" : "failed", STR_ARG(one->name));
        else
            say_failure(one);
    }
}

static fault read_models(struct scoring *scoring, str folder, const struct os_names *names,
                         struct tck_kit *kit) {
    struct arena *arena = scoring->arena;
    struct decision_source *models = ARENA_ARRAY(arena, struct decision_source, MODELS_MAX);
    for (size_t i = 0; i < names->count && kit->model_count < MODELS_MAX; i++) {
        if (!str_ends_with(names->items[i], STR(".dmn"))) continue;
        struct decision_source *model = &models[kit->model_count++];
        model->name = names->items[i];
        str path = arena_print(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(model->name));
        TRY(os_file_read(scoring->program->os, arena, path, LIMIT_XML, &model->bytes));
    }
    kit->models = models;
    return NULL;
}

// A folder with models and one test file or several.
static fault run_folder(struct scoring *scoring, str level, str name, struct fault_note *note) {
    struct arena *arena = scoring->arena;
    const struct os *os = scoring->program->os;
    str folder = arena_print(arena, "%.*s/%.*s", STR_ARG(level), STR_ARG(name));
    struct os_names names;
    struct tck_kit kit = {.folder = name};
    struct feel_value now = feel_instant(arena, os_now(os), 0);
    kit.now = now.moment;
    TRY(os_folder_list(os, arena, folder, &names));
    TRY(read_models(scoring, folder, &names, &kit));
    for (size_t i = 0; i < names.count; i++) {
        if (!str_ends_with(names.items[i], STR(".xml"))) continue;
        str path = arena_print(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.items[i]));
        struct tck_cases cases;
        TRY(os_file_read(os, arena, path, LIMIT_XML, &kit.test));
        TRY(tck_run(arena, &kit, &cases, note));
        count_cases(scoring, &cases);
    }
    return NULL;
}

static bool is_folder(const struct os *os, str path) {
    struct arena *arena = arena_open(64 * MIB);
    struct os_names names;
    bool is_good = os_folder_list(os, arena, path, &names) == NULL;
    arena_close(arena);
    return is_good;
}

// A level that the checkout has not is passed over; the caller sees that nothing was counted.
static fault run_level(struct scoring *scoring, const char *level, struct fault_note *note) {
    struct arena *arena = scoring->program->arena;
    const struct os *os = scoring->program->os;
    str path = arena_print(arena, "%.*s/%s", STR_ARG(scoring->program->words[1]), level);
    struct os_names names;
    if (!is_folder(os, path)) return NULL;
    TRY(os_folder_list(os, arena, path, &names));
    for (size_t i = 0; i < names.count; i++) {
        if (str_find_byte(names.items[i], '.') >= 0) continue;
        scoring->arena = arena_open(2 * LIMIT_BOOK_ARENA);
        fault trouble = run_folder(scoring, path, names.items[i], note);
        note->en = arena_copy(arena, note->en);
        note->zh = arena_copy(arena, note->zh);
        arena_close(scoring->arena);
        TRY(trouble);
    }
    return NULL;
}

enum program_exit program_policy_tck(struct program *program) {
    static const char *const levels[] = {"compliance-level-2", "compliance-level-3",
                                         "non-compliant"};
    struct scoring scoring = {.program = program};
    struct fault_note note = {0};
    size_t count = program_has(program, "non-compliant") ? 3 : 2;
    for (size_t i = 0; i < count; i++) {
        fault trouble = run_level(&scoring, levels[i], &note);
        if (trouble != NULL) return program_fail(program, trouble, &note);
    }
    if (scoring.passed + scoring.failed == 0)
        return program_usage(program, "the folder holds no compliance-level-2 or -3",
                             "该文件夹中没有 compliance-level-2 或 -3");
    printf("%zu passed, %zu failed\n", scoring.passed, scoring.failed);
    return scoring.failed == 0 ? PROGRAM_GOOD : PROGRAM_NO;
}

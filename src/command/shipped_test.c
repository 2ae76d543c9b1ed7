// Files from the program and from a folder: the same names, the same bytes, the same refusals.
#include "command/shipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct shipped_file files[] = {
    {{"api/openapi.json", 16}, {"{}", 2}},
    {{"policies/README.md", 18}, {"read", 4}},
    {{"policies/cn-base/cases.json", 27}, {"[]", 2}},
    {{"policies/cn-base/cn-base.dmn", 28}, {"<dmn/>", 6}},
    {{"policies2/other", 15}, {"no", 2}},
};
static const struct shipped shipped = {files, 5};

static void built_in_files_are_a_folder(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct shipped_folder folder = {.path = STR("policies"), .files = &shipped};
    struct os_names names;
    str bytes;
    assert_null(shipped_list(&folder, arena, &names));
    assert_int_equal(names.count, 2);
    assert_true(str_equal(names.items[0], STR("README.md")));
    assert_true(str_equal(names.items[1], STR("cn-base")));
    assert_null(shipped_read(&folder, arena, STR("cn-base/cn-base.dmn"), 6, &bytes));
    assert_true(str_equal(bytes, STR("<dmn/>")));
    assert_ptr_equal(shipped_read(&folder, arena, STR("cn-base/cn-base.dmn"), 5, &bytes),
                     &file_too_large);
    assert_ptr_equal(shipped_read(&folder, arena, STR("cn-base/x"), 9, &bytes), &file_missing);
    assert_null(shipped_read_if_there(&folder, arena, STR("cn-base/x"), 9, &bytes));
    assert_int_equal(bytes.size, 0);
    assert_true(shipped_find(&shipped, STR("api/openapi.json"), &bytes));
    assert_false(shipped_find(&shipped, STR("api/openapi"), &bytes));
    arena_close(arena);
}

// The repository's own policies, which are what is built in.
static void a_folder_on_the_disk_stands_in(void **state) {
    (void)state;
    struct arena *arena = arena_open(64 * MIB);
    struct shipped_folder folder = {.os = os_real(), .path = STR("policies")};
    struct os_names names;
    str bytes;
    assert_null(shipped_list(&folder, arena, &names));
    assert_true(names.count > 3);
    assert_null(shipped_read(&folder, arena, STR("cn-base/cn-base.dmn"), LIMIT_XML, &bytes));
    assert_true(bytes.size > 1000);
    assert_ptr_equal(shipped_read(&folder, arena, STR("cn-base/x"), 9, &bytes), &file_missing);
    assert_null(shipped_read_if_there(&folder, arena, STR("cn-base/x"), 9, &bytes));
    assert_int_equal(bytes.size, 0);
    folder.path = STR("no-such-folder");
    assert_ptr_equal(shipped_list(&folder, arena, &names), &file_missing);
    arena_close(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_files_are_a_folder),
        cmocka_unit_test(a_folder_on_the_disk_stands_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// os: files that are all there or not at all, clocks, the pool's bound, lines of the trace.
#include "os/os.h"
#include "os/os_sim.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static str temporary_folder(struct arena *arena) {
    char *folder = arena_text(arena, STR("/tmp/mingli-os-XXXXXX"));
    assert_non_null(mkdtemp(folder));
    return str_of(folder);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void remove_folder(struct arena *arena, str folder) {
    assert_int_equal(nftw(arena_text(arena, folder), remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void files_are_written_whole_and_read_back(void **state) {
    (void)state;
    const struct os *os = os_real();
    struct arena *arena = arena_open(MIB);
    str folder = temporary_folder(arena);
    str deep = arena_join(arena, folder, STR("/a/b//c/"));
    assert_null(os_folder_make(os, deep));
    assert_null(os_folder_make(os, deep));
    str path = arena_join(arena, folder, STR("/a/b/c/file"));
    str read = STR_NONE;
    assert_ptr_equal(os_file_read(os, arena, path, 100, &read), &file_missing);
    assert_null(os_file_write(os, path, STR("one")));
    assert_null(os_file_append(os, path, STR(" two")));
    assert_null(os_file_read(os, arena, path, 7, &read));
    assert_true(str_equal(read, STR("one two")));
    assert_ptr_equal(os_file_read(os, arena, path, 6, &read), &file_too_large);
    int64_t size;
    assert_null(os_file_size(os, path, &size));
    assert_int_equal(size, 7);
    struct os_names names;
    assert_null(os_file_append(os, arena_join(arena, folder, STR("/a/b/c/another")), STR("x")));
    assert_null(os_folder_list(os, arena, arena_join(arena, folder, STR("/a/b/c")), &names));
    assert_int_equal(names.count, 2);
    assert_true(str_equal(names.items[0], STR("another")));
    assert_true(str_equal(names.items[1], STR("file")));
    bool exists;
    assert_null(os_file_remove(os, path));
    assert_null(os_file_remove(os, path));
    assert_null(os_file_exists(os, path, &exists));
    assert_false(exists);
    remove_folder(arena, folder);
    arena_close(arena);
}

static void a_lock_has_one_holder(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    str folder = temporary_folder(arena);
    str path = arena_join(arena, folder, STR("/book.lock"));
    struct os_lock *first = NULL, *second = NULL;
    assert_null(os_lock_open(path, &first));
    assert_ptr_equal(os_lock_open(path, &second), &file_locked);
    os_lock_close(first);
    assert_null(os_lock_open(path, &second));
    os_lock_close(second);
    os_lock_close(NULL);
    str none = arena_join(arena, folder, STR("/no/book.lock"));
    assert_ptr_equal(os_lock_open(none, &first), &file_failed);
    remove_folder(arena, folder);
    arena_close(arena);
}

enum { WRITTEN_SIZE = 200000, WRITTEN_TIMES = 10 };

struct writing {
    str path;
    char byte;
    bool has_failed;
};

static void write_often(void *argument) {
    struct writing *writing = argument;
    struct arena *arena = arena_open(MIB);
    char *bytes = arena_take(arena, WRITTEN_SIZE);
    memset(bytes, writing->byte, WRITTEN_SIZE);
    for (int i = 0; i < WRITTEN_TIMES; i++)
        if (os_file_write(os_real(), writing->path, (str){bytes, WRITTEN_SIZE}) != NULL)
            writing->has_failed = true;
    arena_close(arena);
}

static void two_writers_of_one_path_do_not_mix(void **state) {
    (void)state;
    struct arena *arena = arena_open(16 * MIB);
    str folder = temporary_folder(arena);
    str path = arena_join(arena, folder, STR("/file"));
    struct writing writings[2] = {{path, 'a', false}, {path, 'b', false}};
    struct os_thread *threads[2];
    assert_null(os_file_write(os_real(), path, STR("first")));
    for (int i = 0; i < 2; i++)
        assert_null(os_thread_start("writer", write_often, &writings[i], &threads[i]));
    for (int i = 0; i < 20; i++) {
        str read;
        assert_null(os_file_read(os_real(), arena, path, WRITTEN_SIZE, &read));
        for (size_t k = 1; read.size > 5 && k < read.size; k++)
            if (read.data[k] != read.data[0]) fail_msg("mixed at %zu", k);
        assert_true(read.size == 5 || read.size == WRITTEN_SIZE);
    }
    for (int i = 0; i < 2; i++) {
        os_thread_join(threads[i]);
        assert_false(writings[i].has_failed);
    }
    remove_folder(arena, folder);
    arena_close(arena);
}

static void paths_that_are_none_are_refused(void **state) {
    (void)state;
    const struct os *os = os_real();
    struct arena *arena = arena_open(MIB);
    str folder = temporary_folder(arena);
    str read;
    assert_ptr_equal(os_file_read(os, arena, STR_NONE, 9, &read), &file_missing);
    assert_ptr_equal(os_file_read(os, arena, STR("a\0b"), 9, &read), &file_failed);
    assert_ptr_equal(os_file_read(os, arena, folder, 9, &read), &file_failed);
    assert_ptr_equal(os_file_write(os, arena_join(arena, folder, STR("/no/file")), STR("x")),
                     &file_failed);
    char *long_name = arena_take(arena, 5000);
    str long_path = {memset(long_name, 'a', 5000), 5000};
    assert_ptr_equal(os_folder_make(os, long_path), &file_failed);
    str file = arena_join(arena, folder, STR("/file"));
    assert_null(os_file_write(os, file, STR_NONE));
    assert_ptr_equal(os_folder_make(os, arena_join(arena, file, STR("/below"))), &file_failed);
    struct os_names names;
    assert_ptr_equal(os_folder_list(os, arena, file, &names), &file_missing);
    assert_ptr_equal(os_file_write(os, STR("/dev/full/x"), STR("x")), &file_failed);
    remove_folder(arena, folder);
    arena_close(arena);
}

static void a_full_disk_adds_nothing(void **state) {
    (void)state;
    assert_ptr_equal(os_file_append(os_real(), STR("/dev/full"), STR("x")), &disk_full);
}

static void simulated_machines_repeat_themselves(void **state) {
    (void)state;
    struct os_sim *one = os_sim_open(42, 1000), *two = os_sim_open(42, 1000),
                  *other = os_sim_open(43, 1000);
    char a[100], b[100], c[100];
    os_random(os_sim_os(one), a, sizeof(a));
    os_random(os_sim_os(two), b, sizeof(b));
    os_random(os_sim_os(other), c, sizeof(c));
    assert_memory_equal(a, b, sizeof(a));
    assert_memory_not_equal(a, c, sizeof(a));
    os_sim_advance(one, 500);
    assert_int_equal(os_now(os_sim_os(one)), 1500);
    assert_int_equal(os_monotonic_us(os_sim_os(one)), 500000);
    os_sim_set_now(one, 7);
    assert_int_equal(os_now(os_sim_os(one)), 7);
    assert_int_equal(os_monotonic_us(os_sim_os(one)), 500000);
    os_sim_set_variable(one, "MINGLI_DB", "sqlite:x");
    assert_true(str_equal(os_variable(os_sim_os(one), "MINGLI_DB"), STR("sqlite:x")));
    assert_int_equal(os_variable(os_sim_os(one), "HOME").size, 0);
    os_sim_close(one);
    os_sim_close(two);
    os_sim_close(other);
}

static void the_disk_fails_where_it_was_told_to(void **state) {
    (void)state;
    struct arena *arena = arena_open(MIB);
    struct os_sim *sim = os_sim_open(1, 0);
    str folder = temporary_folder(arena);
    str file = arena_join(arena, folder, STR("/file"));
    os_sim_fail_at(sim, 2, &disk_full);
    assert_null(os_file_append(os_sim_os(sim), file, STR("a")));
    assert_ptr_equal(os_file_append(os_sim_os(sim), file, STR("b")), &disk_full);
    assert_null(os_file_append(os_sim_os(sim), file, STR("c")));
    str read;
    assert_null(os_file_read(os_sim_os(sim), arena, file, 9, &read));
    assert_true(str_equal(read, STR("ac")));
    assert_int_equal(os_sim_calls(sim), 4);
    os_sim_close(sim);
    remove_folder(arena, folder);
    arena_close(arena);
}

static void the_real_clock_goes_on_and_random_differs(void **state) {
    (void)state;
    const struct os *os = os_real();
    assert_true(os_now(os) > 1700000000000);
    int64_t before = os_monotonic_us(os);
    assert_true(os_monotonic_us(os) >= before);
    char a[16], b[16];
    os_random(os, a, sizeof(a));
    os_random(os, b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_true(os_processors() >= 1);
}

struct gate {
    struct os_mutex mutex;
    struct os_condition changed;
    bool is_open;
    int done;
};

static void wait_at_gate(void *argument) {
    struct gate *gate = argument;
    os_mutex_lock(&gate->mutex);
    while (!gate->is_open) os_condition_wait(&gate->changed, &gate->mutex);
    gate->done++;
    os_condition_broadcast(&gate->changed);
    os_mutex_unlock(&gate->mutex);
}

static void a_full_pool_says_so_and_finishes_its_work(void **state) {
    (void)state;
    struct gate gate = {0};
    os_mutex_init(&gate.mutex);
    os_condition_init(&gate.changed);
    struct os_pool *pool;
    assert_null(os_pool_open(1, 2, &pool));
    int accepted = 0;
    while (accepted < 3 && os_pool_run(pool, wait_at_gate, &gate)) accepted++;
    assert_true(accepted >= 2);
    os_mutex_lock(&gate.mutex);
    assert_false(os_condition_wait_for(&gate.changed, &gate.mutex, 1000));
    gate.is_open = true;
    os_condition_broadcast(&gate.changed);
    os_mutex_unlock(&gate.mutex);
    os_pool_close(pool);
    assert_int_equal(gate.done, accepted);
    os_condition_finish(&gate.changed);
    os_mutex_finish(&gate.mutex);
}

static void trace_lines_are_json_whatever_comes(void **state) {
    (void)state;
    char room[200];
    const struct os_trace_field fields[] = {
        os_text("path", STR("a\"\\\n\xff\xe6\x98\x8e")),
        os_number("errno", -28),
    };
    size_t size = os_trace_line(room, sizeof(room), 1732500000123, OS_WARN, "odd", fields, 2);
    assert_true(str_equal((str){room, size},
                          STR("{\"time\":\"2024-11-25T02:00:00.123Z\",\"level\":\"warn\","
                              "\"what\":\"odd\",\"path\":\"a\\\"\\\\\\u000a\xef\xbf\xbd明\","
                              "\"errno\":-28}\n")));
}

static void long_trace_lines_are_cut_at_a_character(void **state) {
    (void)state;
    char text[300], room[4096];
    for (size_t size = 0; size < sizeof(text); size++) {
        for (size_t i = 0; i < size; i++) text[i] = "\"\xe6\x98\x8e"[i % 4];
        const struct os_trace_field fields[] = {os_text("a", ((str){text, size})),
                                                os_number("b", INT64_MIN),
                                                os_text("c", ((str){text, size}))};
        size_t written = os_trace_line(room, 256, 0, OS_INFO, "cut", fields, 3);
        assert_true(written <= 256);
        assert_memory_equal(room + written - 2, "}\n", 2);
        size_t quotes = 0;
        for (size_t i = 0; i < written; i++)
            if (room[i] == '"' && room[i - 1] != '\\') quotes++;
        assert_int_equal(quotes % 2, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_written_whole_and_read_back),
        cmocka_unit_test(a_lock_has_one_holder),
        cmocka_unit_test(two_writers_of_one_path_do_not_mix),
        cmocka_unit_test(paths_that_are_none_are_refused),
        cmocka_unit_test(a_full_disk_adds_nothing),
        cmocka_unit_test(simulated_machines_repeat_themselves),
        cmocka_unit_test(the_disk_fails_where_it_was_told_to),
        cmocka_unit_test(the_real_clock_goes_on_and_random_differs),
        cmocka_unit_test(a_full_pool_says_so_and_finishes_its_work),
        cmocka_unit_test(trace_lines_are_json_whatever_comes),
        cmocka_unit_test(long_trace_lines_are_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// What the writer keeps is never another thing than what stands in the database: after a write to
// any table that a kept statement reads, and after a rollback, the rows are read anew; other writes
// leave what is kept. Shown on a book's real tables, by counting the calls of the driver.
#include "store/store.h"

#include "caps_sql.h"
#include "catalog.h"
#include "crypto/crypto.h"
#include "customers_sql.h"
#include "people_sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct room {
    char folder[64];
    struct arena *arena;
    struct store *store;
    struct store_writer *writer;
    struct store_reader *view; // the writer's own
};

static void write_one(struct room *room, const struct store_statement *statement, const void *in) {
    assert_null(store_write(room->writer, statement, in));
}

static int set_up(void **state) {
    static struct room room;
    memset(&room, 0, sizeof(room));
    strcpy(room.folder, "/tmp/mingli-kept-XXXXXX");
    assert_non_null(mkdtemp(room.folder));
    room.arena = arena_open(16 * MIB);
    struct store_options options = {.url =
                                        arena_print(room.arena, "sqlite:%s/book.db", room.folder),
                                    .may_create = true,
                                    .catalog = &catalog_store};
    assert_null(store_open(&options, &room.store));
    assert_null(store_open_writer(room.store, &room.writer));
    room.view = store_writer_reader(room.writer);
    assert_null(store_begin(room.writer));
    write_one(&room, &people_insert_department_statement,
              &(struct people_insert_department_in){
                  .id = 1, .code = STR("HQ"), .name = STR("总部"), .path = STR("/1/")});
    for (int64_t id = 2; id <= 4; id++)
        write_one(&room, &people_insert_user_statement,
                  &(struct people_insert_user_in){
                      .id = id,
                      .login = arena_print(room.arena, "u%lld", (long long)id),
                      .name = STR("张三"),
                      .email = STR("zhang@example.com"),
                      .department = 1,
                      .superior = id > 2 ? id - 1 : 0});
    assert_null(store_commit(room.writer));
    *state = &room;
    return 0;
}

static int tear_down(void **state) {
    struct room *room = *state;
    store_close_writer(room->writer);
    store_close(room->store);
    for (int i = 0; i < 3; i++) {
        static const char *const ends[] = {"", "-wal", "-shm"};
        str path = arena_print(room->arena, "%s/book.db%s", room->folder, ends[i]);
        unlink(arena_text(room->arena, path));
    }
    rmdir(room->folder);
    arena_close(room->arena);
    return 0;
}

static size_t superiors(struct room *room, struct store_reader *reader, int64_t user) {
    struct people_superiors_of_list rows;
    assert_null(
        people_superiors_of(reader, &(struct people_superiors_of_in){user}, room->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) assert_true(str_equal(rows.items[i].name, STR("张三")));
    return rows.count;
}

static void put_role(struct room *room, int64_t role, int64_t user) {
    write_one(room, &people_put_role_statement, &(struct people_put_role_in){role, user});
}

static size_t deciders(struct room *room) {
    struct people_deciders_list rows;
    assert_null(people_deciders(room->view, room->arena, &rows));
    return rows.count;
}

static void the_same_question_is_asked_once(void **state) {
    struct room *room = *state;
    assert_int_equal(superiors(room, room->view, 4), 2);
    int64_t calls = store_calls(room->store);
    assert_int_equal(superiors(room, room->view, 4), 2);
    assert_int_equal(store_calls(room->store), calls);
    assert_int_equal(superiors(room, room->view, 3), 1); // other parameters are another question
    assert_int_equal(superiors(room, room->view, 2), 0); // nothing found is kept as well …
    assert_int_equal(store_calls(room->store), calls + 2);
    assert_int_equal(superiors(room, room->view, 2), 0);
    assert_int_equal(store_calls(room->store), calls + 2);
}

static void one_row_comes_with_its_texts(void **state) {
    struct room *room = *state;
    for (int i = 0; i < 2; i++) {
        struct people_user_by_id row;
        bool is_there;
        assert_null(people_user_by_id(room->view, &(struct people_user_by_id_in){3}, room->arena,
                                      &row, &is_there));
        assert_true(is_there);
        assert_true(str_equal(row.login, STR("u3")));
        assert_true(str_equal(row.email, STR("zhang@example.com")));
        assert_int_equal(row.superior, 2);
        assert_null(people_user_by_id(room->view, &(struct people_user_by_id_in){99}, room->arena,
                                      &row, &is_there));
        assert_false(is_there);
    }
}

static void a_write_makes_it_asked_anew(void **state) {
    struct room *room = *state;
    assert_int_equal(deciders(room), 0);
    assert_null(store_begin(room->writer));
    put_role(room, 4, 3);
    assert_int_equal(deciders(room), 1); // also before the commit
    assert_null(store_commit(room->writer));
    assert_int_equal(deciders(room), 1);
}

static void a_rollback_makes_it_asked_anew(void **state) {
    struct room *room = *state;
    assert_null(store_begin(room->writer));
    put_role(room, 4, 3);
    assert_int_equal(deciders(room), 1);
    store_roll_back(room->writer);
    assert_int_equal(deciders(room), 0);
}

static void other_writes_leave_it(void **state) {
    struct room *room = *state;
    struct caps_all_list caps;
    assert_null(caps_all(room->view, room->arena, &caps));
    assert_int_equal(deciders(room), 0);
    assert_null(store_begin(room->writer));
    write_one(room, &customers_insert_statement,
              &(struct customers_insert_in){.id = 9,
                                            .code = STR("A"),
                                            .name = STR("甲公司"),
                                            .nature = 1,
                                            .owner = 2,
                                            .created = 1});
    int64_t calls = store_calls(room->store);
    assert_int_equal(deciders(room), 0);
    assert_null(caps_all(room->view, room->arena, &caps));
    assert_int_equal(caps.count, 0);
    assert_int_equal(store_calls(room->store), calls);
    assert_null(store_commit(room->writer));
}

static void a_reader_keeps_nothing(void **state) {
    struct room *room = *state;
    struct store_reader *reader;
    assert_null(store_open_reader(room->store, &reader));
    assert_int_equal(superiors(room, reader, 4), 2);
    int64_t calls = store_calls(room->store);
    assert_int_equal(superiors(room, reader, 4), 2);
    assert_int_equal(store_calls(room->store), calls + 1);
    store_close_reader(reader);
}

#define TABLE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        TABLE(the_same_question_is_asked_once), TABLE(one_row_comes_with_its_texts),
        TABLE(a_write_makes_it_asked_anew),     TABLE(a_rollback_makes_it_asked_anew),
        TABLE(other_writes_leave_it),           TABLE(a_reader_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

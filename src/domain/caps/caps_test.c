// Rolling windows against a model that counts every window by hand, on a book's real tables: what
// is used on a day is what the fullest of its windows holds, and an amount that is left out is not
// in it. Also the refusals of setting a limit that no page sends.
#include "domain/caps/caps.h"

#include "book_sql.h"
#include "catalog.h"
#include "crypto/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CAP = 7, DAYS = 5, SPAN = 30, CUSTOMER = 11 };

struct room {
    char folder[64];
    struct arena *arena;
    struct store *store;
    struct store_writer *writer;
    int64_t used[SPAN]; // the model
    date first;
};

static int set_up(void **state) {
    static struct room room;
    memset(&room, 0, sizeof(room));
    strcpy(room.folder, "/tmp/mingli-caps-XXXXXX");
    assert_non_null(mkdtemp(room.folder));
    room.arena = arena_open(64 * MIB);
    room.first = date_join((struct date_parts){2026, 2, 20});
    struct store_options options = {.url =
                                        arena_print(room.arena, "sqlite:%s/book.db", room.folder),
                                    .may_create = true,
                                    .catalog = &catalog_store};
    assert_null(store_open(&options, &room.store));
    assert_null(store_open_writer(room.store, &room.writer));
    assert_null(store_begin(room.writer));
    assert_null(store_write(room.writer, &caps_insert_statement,
                            &(struct caps_insert_in){.id = CAP,
                                                     .name = STR("五天"),
                                                     .name_en = STR("Five days"),
                                                     .dimension = CAPS_DIMENSION_CUSTOMER,
                                                     .parts = 1 << CAPS_PART_OCCASION,
                                                     .time_window = CAPS_WINDOW_ROLLING,
                                                     .days = DAYS,
                                                     .measure = CAPS_MEASURE_AMOUNT,
                                                     .most = 1000,
                                                     .valid_from = room.first,
                                                     .valid_to = DATE_NONE}));
    *state = &room;
    return 0;
}

static int tear_down(void **state) {
    struct room *room = *state;
    store_close_writer(room->writer);
    store_close(room->store);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        str path = arena_print(room->arena, "%s/book.db%s", room->folder, ends[i]);
        unlink(arena_text(room->arena, path));
    }
    rmdir(room->folder);
    arena_close(room->arena);
    return 0;
}

static struct caps_uses ask(struct room *room, int day, str occasion) {
    const struct caps_asking asking = {.kind = 1,
                                       .day = date_add_days(room->first, day),
                                       .customer = CUSTOMER,
                                       .total = 10,
                                       .occasion = occasion,
                                       .customer_name = STR("华东科技")};
    struct caps_uses uses;
    assert_null(caps_load(store_writer_reader(room->writer), room->arena, &asking, &uses));
    assert_int_equal(uses.count, 1);
    return uses;
}

// As the ledger does it when a request reserves.
static void use_some(struct room *room, const struct caps_use *use, int day, int64_t amount) {
    room->used[day] += amount;
    assert_null(store_write(
        room->writer, &book_put_account_statement,
        &(struct book_put_account_in){.id = 1000 + day,
                                      .account_key = use->key,
                                      .currency = STR("CNY"),
                                      .rule = 1,
                                      .debits_posted = room->used[day] / 2,
                                      .debits_pending = room->used[day] - room->used[day] / 2}));
}

static int64_t fullest(const struct room *room, int day) {
    int64_t most = 0;
    for (int start = day - DAYS + 1; start <= day; start++) {
        int64_t sum = 0;
        for (int i = start; i < start + DAYS; i++)
            if (i >= 0 && i < SPAN) sum += room->used[i];
        if (sum > most) most = sum;
    }
    return most;
}

static void the_fullest_window_counts(void **state) {
    struct room *room = *state;
    unsigned seed = 5;
    for (int round = 0; round < 300; round++) {
        seed = seed * 1103515245u + 12345u;
        int day = (int)(seed >> 16) % SPAN;
        struct caps_uses uses = ask(room, day, STR("中秋: 第1.次"));
        assert_int_equal(uses.items[0].used, fullest(room, day));
        use_some(room, &uses.items[0], day, 1 + (seed >> 20) % 50);
    }
    assert_int_equal(ask(room, 3, STR("春节")).items[0].used, 0); // counted apart
}

static void what_is_held_stands_in_nobodys_way(void **state) {
    struct room *room = *state;
    for (int day = 0; day < SPAN; day++) {
        for (int held = 0; held < SPAN; held++) {
            struct caps_uses uses = ask(room, day, STR("中秋: 第1.次"));
            str key = ask(room, held, STR("中秋: 第1.次")).items[0].key;
            int64_t amount = room->used[held] < 3 ? room->used[held] : 3;
            caps_leave_out(&uses, key, amount);
            room->used[held] -= amount;
            assert_int_equal(uses.items[0].used, fullest(room, day));
            room->used[held] += amount;
            arena_reset(room->arena);
        }
    }
}

static void windows_and_days_belong_together(void **state) {
    struct room *room = *state;
    struct job job = {.arena = room->arena};
    struct changes changes = {.arena = room->arena};
    struct caps_cap cap;
    struct caps_set_cap_in in = {.window = CAPS_WINDOW_ROLLING, .to = DATE_NONE};
    assert_ptr_equal(caps_decide_set_cap(&job, &in, &changes, &cap), &days_wrong);
    in.window = CAPS_WINDOW_YEAR, in.days = 3;
    assert_ptr_equal(caps_decide_set_cap(&job, &in, &changes, &cap), &days_wrong);
}

static void split_limits_take_no_opening(void **state) {
    struct room *room = *state;
    struct job job = {.arena = room->arena};
    struct changes changes = {.arena = room->arena};
    const struct caps_open_cap_usage_in in = {
        .cap = CAP, .subject = CUSTOMER, .day = room->first, .used = 5};
    const struct caps_open_cap_usage_facts facts = {
        .is_there = true,
        .before = {.id = CAP, .parts = 2, .valid_from = room->first, .valid_to = DATE_NONE}};
    assert_ptr_equal(caps_decide_open_cap_usage(&job, &in, &facts, &changes), &opening_split);
}

int main(void) {
    crypto_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fullest_window_counts),
        cmocka_unit_test(what_is_held_stands_in_nobodys_way),
        cmocka_unit_test(windows_and_days_belong_together),
        cmocka_unit_test(split_limits_take_no_opening),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

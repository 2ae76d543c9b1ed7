// The log as people see it, over a real book: pages newest first, filters, proofs that hold against
// the signed root, and what verification says of an altered entry.
#include "book_sql.h"
#include "command/testing.h"
#include "crypto/crypto.h"
#include "domain/people/people.h"
#include "record_api.h"

#include <sqlite3.h>
#include <string.h>

enum { DEPARTMENTS = 270, PEOPLE = 2, ENTRIES = DEPARTMENTS + PEOPLE };

static struct testing testing;
static struct actor auditor;

static void add_departments(int first) {
    const struct command *command = command_find(&catalog_commands, STR("add_department"));
    struct job *jobs[LIMIT_GROUP_COMMIT];
    for (int i = 0; i < DEPARTMENTS / 5; i++) {
        str json = arena_print(testing.arena, "{'code':'D%d','name':'部门'}", first + i);
        jobs[i] = ARENA_NEW(testing.arena, struct job);
        *jobs[i] =
            (struct job){.command = command,
                         .book = testing.book,
                         .actor = testing_system(),
                         .arena = testing.arena,
                         .in = testing_input(&testing, command, arena_text(testing.arena, json))};
    }
    desk_run(testing.desk, jobs, DEPARTMENTS / 5);
    for (int i = 0; i < DEPARTMENTS / 5; i++)
        testing_check(&testing, jobs[i]->trouble, "add_department");
}

static int open_book(void **state) {
    (void)state;
    crypto_init();
    testing_open(&testing);
    auditor = testing_person(7, 1u << AUTH_AUDITOR);
    for (int i = 0; i < 5; i++) add_departments(i * DEPARTMENTS / 5);
    const struct actor system_actor = testing_system();
    for (int i = 0; i < PEOPLE; i++) {
        str json =
            arena_print(testing.arena,
                        "{'login':'user%d','name':'王%d','department':1,'roles':['applicant'],"
                        "'email':'wang%d@example.com'}",
                        i, i, i);
        testing_do(&testing, &system_actor, "add_user", arena_text(testing.arena, json));
    }
    return 0;
}

static int close_book(void **state) {
    (void)state;
    testing_close(&testing);
    return 0;
}

static void the_state_is_that_of_the_newest_checkpoint(void **state) {
    (void)state;
    const struct record_state *log = testing_do(&testing, &auditor, "get_log", "{}");
    struct log_verifier verifier;
    struct log_checkpoint checkpoint;
    assert_int_equal(log->size, ENTRIES);
    assert_int_equal(log->signed_at, TESTING_START);
    assert_null(log_verifier_read(log->key, &verifier));
    assert_null(log_checkpoint_open(log->checkpoint, &verifier, &checkpoint));
    assert_int_equal(checkpoint.size, ENTRIES);
    str root = crypto_hex_encode(testing.arena, (str){(const char *)checkpoint.root.bytes, 32});
    assert_true(str_equal(log->root, root));
}

static void pages_follow_each_other_newest_first(void **state) {
    (void)state;
    int64_t wanted = ENTRIES - 1;
    str cursor = STR_NONE;
    for (int pages = 0; pages == 0 || cursor.size > 0; pages++) {
        str json = arena_print(testing.arena, "{'limit':100,'cursor':'%.*s'}", STR_ARG(cursor));
        const struct record_entry_page *page =
            testing_do(&testing, &auditor, "list_entries", arena_text(testing.arena, json));
        for (size_t i = 0; i < page->items.count; i++)
            assert_int_equal(page->items.items[i].index, wanted--);
        cursor = page->next;
        assert_in_range(pages, 0, 2);
    }
    assert_int_equal(wanted, -1);
}

static void entries_say_what_their_leaf_says(void **state) {
    (void)state;
    const struct record_entry_page *page =
        testing_do(&testing, &auditor, "list_entries", "{'command':'add_user','limit':1}");
    assert_int_equal(page->items.count, 1);
    assert_true(page->next.size > 0);
    const struct record_entry *entry = &page->items.items[0];
    assert_int_equal(entry->index, ENTRIES - 1);
    assert_int_equal(entry->at, TESTING_START);
    assert_true(str_equal(entry->actor, STR("system")));
    assert_true(str_equal(entry->door, STR("cli")));
    assert_true(str_equal(entry->command, STR("add_user")));
    assert_int_equal(entry->subject, 0);
    page = testing_do(&testing, &auditor, "list_entries", "{'subject':5}");
    assert_int_equal(page->items.count, 0);
}

static void cursors_that_are_none_are_refused(void **state) {
    (void)state;
    const void *out;
    assert_ptr_equal(testing_try(&testing, &auditor, "list_entries", "{'cursor':'x'}", &out),
                     &cursor_wrong);
    struct actor applicant = testing_person(8, 1u << AUTH_APPLICANT);
    assert_ptr_equal(testing_try(&testing, &applicant, "list_entries", "{}", &out), &not_allowed);
}

static void check_proof(int64_t index) {
    str json = arena_print(testing.arena, "{'index':%lld}", (long long)index);
    const struct record_get_entry_out *out =
        testing_do(&testing, &auditor, "get_entry", arena_text(testing.arena, json));
    struct log_proof proof = {.count = (int)out->proof.count};
    struct log_hash root, leaf;
    assert_true(crypto_hex_read(out->root, 32, root.bytes));
    for (int i = 0; i < proof.count; i++)
        assert_true(crypto_hex_read(out->proof.items[i], 32, proof.hashes[i].bytes));
    log_leaf_hash(out->leaf, &leaf);
    assert_int_equal(out->size, ENTRIES);
    assert_true(log_inclusion_verify((uint64_t)index, (uint64_t)out->size, &leaf, &proof, &root));
}

static void every_entry_is_proven(void **state) {
    (void)state;
    static const int64_t indexes[] = {0, 1, 127, 128, 255, 256, 257, ENTRIES - 1};
    for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) check_proof(indexes[i]);
    const void *out;
    str json = arena_print(testing.arena, "{'index':%d}", ENTRIES);
    assert_ptr_equal(
        testing_try(&testing, &auditor, "get_entry", arena_text(testing.arena, json), &out),
        &entry_unknown);
}

static void personal_values_are_not_in_the_log(void **state) {
    (void)state;
    str json = arena_print(testing.arena, "{'index':%d}", ENTRIES - 1);
    const struct record_get_entry_out *out =
        testing_do(&testing, &auditor, "get_entry", arena_text(testing.arena, json));
    assert_true(str_find(out->leaf, STR("example.com")) < 0);
    str member = STR("\"email\":{\"commitment\":\"");
    ptrdiff_t at = str_find(out->leaf, member);
    assert_true(at > 0);
    str commitment = str_slice(out->leaf, (size_t)at + member.size, (size_t)at + member.size + 64);
    struct book_log_entry row;
    bool is_there;
    assert_null(book_log_entry(store_writer_reader(testing.desk->writer),
                               &(struct book_log_entry_in){ENTRIES - 1}, testing.arena, &row,
                               &is_there));
    uint8_t salt[LOG_SALT_SIZE];
    assert_int_equal(row.salt.size, LOG_SALT_SIZE);
    log_salt_of((const uint8_t *)row.salt.data, STR("in.email"), salt);
    assert_true(
        log_commitment_is_right(salt, STR("in.email"), STR("\"wang1@example.com\""), commitment));
    assert_false(
        log_commitment_is_right(salt, STR("in.email"), STR("\"wang2@example.com\""), commitment));
}

static void alter(const char *sql) {
    sqlite3 *database = NULL;
    str path = store_path(testing.book->store);
    assert_int_equal(sqlite3_open(arena_text(testing.arena, path), &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void verification_names_the_altered_entry(void **state) {
    (void)state;
    const struct record_check *check = testing_do(&testing, &auditor, "verify_log", "{}");
    assert_true(check->is_intact);
    assert_true(check->balance_ok);
    assert_int_equal(check->entries, ENTRIES);
    assert_int_equal(check->first_bad, -1);
    assert_int_equal(check->last_good, ENTRIES);
    alter("UPDATE log_entries SET leaf = CAST(REPLACE(CAST(leaf AS TEXT), '部门', '部们') AS BLOB)"
          " WHERE index_at = 100");
    check = testing_do(&testing, &auditor, "verify_log", "{}");
    assert_false(check->is_intact);
    assert_int_equal(check->first_bad, 100);
    assert_int_equal(check->last_good, 54);
    assert_true(str_starts_with(check->reason_en, STR("Entry 100:")));
    assert_true(str_starts_with(check->reason_zh, STR("第 100 号记录")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_is_that_of_the_newest_checkpoint),
        cmocka_unit_test(pages_follow_each_other_newest_first),
        cmocka_unit_test(entries_say_what_their_leaf_says),
        cmocka_unit_test(cursors_that_are_none_are_refused),
        cmocka_unit_test(every_entry_is_proven),
        cmocka_unit_test(personal_values_are_not_in_the_log),
        cmocka_unit_test(verification_names_the_altered_entry), // alters: stands last
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}

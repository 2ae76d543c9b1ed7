// A real book is filled, opened again, and then altered by hand in every way that verification must
// find: each alteration is made in a copy of its own, by a connection that knows nothing of us.
#include "command/verify.h"

#include "command/testing.h"
#include "command/tiles.h"

#include <sqlite3.h>
#include <string.h>

enum { GROUPS = 10, GROUP = 60, ENTRIES = GROUPS * GROUP }; // two complete tiles and a part

static struct testing testing;

static struct job *new_job(int number) {
    const struct command *command = command_find(&catalog_commands, STR("add_department"));
    str json = arena_print(testing.arena, "{'code':'D%d','name':'部门'}", number);
    struct job *job = ARENA_NEW(testing.arena, struct job);
    *job = (struct job){.command = command,
                        .book = testing.book,
                        .actor = testing_system(),
                        .arena = testing.arena,
                        .in = testing_input(&testing, command, arena_text(testing.arena, json))};
    return job;
}

// A commit, and so a checkpoint, for each group.
static void add_entries(void) {
    for (int group = 0; group < GROUPS; group++) {
        struct job *jobs[GROUP];
        for (int i = 0; i < GROUP; i++) jobs[i] = new_job(group * GROUP + i);
        desk_run(testing.desk, jobs, GROUP);
        for (int i = 0; i < GROUP; i++) testing_check(&testing, jobs[i]->trouble, "add_department");
    }
}

static int open_book(void **state) {
    (void)state;
    crypto_init();
    testing_open(&testing);
    add_entries();
    return 0;
}

static int close_book(void **state) {
    (void)state;
    testing_close(&testing);
    return 0;
}

static void alter(const char *sql) {
    sqlite3 *database = NULL;
    char *trouble = NULL;
    str path = store_path(testing.book->store);
    assert_int_equal(sqlite3_open(arena_text(testing.arena, path), &database), SQLITE_OK);
    sqlite3_exec(database, sql, NULL, NULL, &trouble);
    if (trouble != NULL) fail_msg("%s: %s", sql, trouble);
    sqlite3_close(database);
}

static struct command_check verify_with(str outside) {
    struct command_verifying what = {.verifier = &testing.book->signer.verifier,
                                     .outside = outside};
    struct command_check check;
    assert_null(store_open_reader(testing.book->store, &what.reader));
    assert_null(store_begin_reading(what.reader));
    testing_check(&testing, command_verify(testing.arena, &what, &check), "command_verify");
    store_end_reading(what.reader);
    store_close_reader(what.reader);
    return check;
}

static struct command_check verify(void) {
    return verify_with(STR_NONE);
}

static void a_log_as_it_was_written_is_intact(void **state) {
    (void)state;
    struct command_check check = verify();
    assert_int_equal(check.log.finding, LOG_INTACT);
    assert_int_equal(check.log.entry_count, ENTRIES);
    assert_int_equal(check.log.checkpoint_count, GROUPS);
    assert_true(command_check_is_good(&check));
    struct fault_note said = command_check_print(testing.arena, &check);
    assert_true(str_equal(said.en, STR("The log is intact: 600 entries, 10 checkpoints.")));
}

static void a_book_that_is_opened_again_goes_on(void **state) {
    (void)state;
    struct log_tree before = testing.desk->state.tree;
    testing_reopen(&testing);
    assert_int_equal(before.size, ENTRIES);
    struct log_hash roots[2];
    log_tree_root(&before, &roots[0]);
    log_tree_root(&testing.desk->state.tree, &roots[1]);
    assert_true(log_hash_is_equal(&roots[0], &roots[1]));
    struct command_check check = verify();
    assert_true(log_hash_is_equal(&roots[0], &check.log.root));
}

struct alteration {
    const char *name;
    const char *make;
    const char *undo;
    enum log_finding finding;
    uint64_t first;
    uint64_t last;
    int64_t misfiled;
    bool is_unbalanced;
};

static const struct alteration alterations[] = {
    {"a leaf", "UPDATE log_entries SET leaf = CAST('{}' AS BLOB) WHERE index_at = 300",
     "UPDATE log_entries SET leaf = (SELECT leaf FROM kept) WHERE index_at = 300", LOG_LEAF_ALTERED,
     300, 300, -1, false},
    {"a hash", "UPDATE log_entries SET hash = zeroblob(32) WHERE index_at = 300",
     "UPDATE log_entries SET hash = (SELECT hash FROM kept) WHERE index_at = 300", LOG_LEAF_ALTERED,
     300, 300, -1, false},
    {"a hash of another size", "UPDATE log_entries SET hash = zeroblob(31) WHERE index_at = 300",
     "UPDATE log_entries SET hash = (SELECT hash FROM kept) WHERE index_at = 300", LOG_LEAF_ALTERED,
     300, 300, -1, false},
    {"an entry gone", "DELETE FROM log_entries WHERE index_at = 300",
     "INSERT INTO log_entries SELECT * FROM kept", LOG_ENTRIES_MISSING, 300, 300, -1, false},
    {"an entry before the first",
     "INSERT INTO log_entries SELECT -1, leaf, hash, salt, subject, command FROM kept",
     "DELETE FROM log_entries WHERE index_at = -1", LOG_ENTRIES_MISSING, 0, UINT64_MAX - 1, -1,
     false},
    {"an entry behind the last",
     "INSERT INTO log_entries SELECT 600, leaf, hash, salt, subject, command FROM kept",
     "DELETE FROM log_entries WHERE index_at = 600", LOG_ENTRIES_UNSIGNED, 600, 600, -1, false},
    {"the end cut off", "DELETE FROM log_entries WHERE index_at >= 599",
     "INSERT INTO log_entries SELECT * FROM last", LOG_ENTRIES_CUT, 599, 599, -1, false},
    {"another command beside the leaf",
     "UPDATE log_entries SET command = 'nothing' WHERE index_at = 300",
     "UPDATE log_entries SET command = 'add_department' WHERE index_at = 300", LOG_INTACT, 0, 0,
     300, false},
    {"another request beside the leaf", "UPDATE log_entries SET subject = 5 WHERE index_at = 300",
     "UPDATE log_entries SET subject = NULL WHERE index_at = 300", LOG_INTACT, 0, 0, 300, false},
    {"a stored root", "UPDATE log_nodes SET hash = zeroblob(32) WHERE level = 1 AND index_at = 1",
     "UPDATE log_nodes SET hash = (SELECT hash FROM kept_node) WHERE level = 1 AND index_at = 1",
     LOG_TILE_DIFFERS, 256, 511, -1, false},
    {"a stored root gone", "DELETE FROM log_nodes WHERE level = 1 AND index_at = 1",
     "INSERT INTO log_nodes SELECT * FROM kept_node", LOG_TILE_DIFFERS, 0, 255, -1, false},
    {"a checkpoint of another size", "UPDATE log_checkpoints SET size = 1000 WHERE size = 600",
     "UPDATE log_checkpoints SET size = 600 WHERE size = 1000", LOG_CHECKPOINT_BROKEN, 0, 0, -1,
     false},
    {"money from nowhere",
     "INSERT INTO accounts VALUES (9000000, 'budget:1', 'CNY', 1, 0, 500, 0, 0)",
     "DELETE FROM accounts WHERE id = 9000000", LOG_INTACT, 0, 0, -1, true},
    {"reserved from nowhere",
     "INSERT INTO accounts VALUES (9000000, 'budget:1', 'CNY', 1, 0, 0, 7, 0)",
     "DELETE FROM accounts WHERE id = 9000000", LOG_INTACT, 0, 0, -1, true},
    {"balanced, but of no posting",
     "INSERT INTO accounts VALUES (9000000, 'budget:1', 'CNY', 1, 5, 5, 0, 0)",
     "DELETE FROM accounts WHERE id = 9000000", LOG_INTACT, 0, 0, -1, false},
    {"a reservation that no account bears",
     "INSERT INTO accounts VALUES (9000000, 'budget:1', 'CNY', 1, 0, 0, 0, 0);"
     "INSERT INTO postings VALUES (9000001, 'reserve', 9000000, 9000000, 7, 'CNY', NULL, 1, '')",
     "DELETE FROM postings WHERE id = 9000001; DELETE FROM accounts WHERE id = 9000000", LOG_INTACT,
     0, 0, -1, false},
};

static void every_alteration_is_found(void **state) {
    (void)state;
    alter("CREATE TABLE kept AS SELECT * FROM log_entries WHERE index_at = 300;"
          "CREATE TABLE last AS SELECT * FROM log_entries WHERE index_at = 599;"
          "CREATE TABLE kept_node AS SELECT * FROM log_nodes WHERE level = 1 AND index_at = 1");
    for (size_t i = 0; i < sizeof(alterations) / sizeof(alterations[0]); i++) {
        const struct alteration *row = &alterations[i];
        alter(row->make);
        struct command_check check = verify();
        if (check.log.finding != row->finding || check.misfiled != row->misfiled)
            fail_msg("%s: finding %d, misfiled %lld", row->name, (int)check.log.finding,
                     (long long)check.misfiled);
        bool has_range = row->last > 0;
        if (has_range && (check.log.first != row->first || check.log.last != row->last))
            fail_msg("%s: %llu to %llu", row->name, (unsigned long long)check.log.first,
                     (unsigned long long)check.log.last);
        assert_int_equal(check.is_balanced, !row->is_unbalanced);
        assert_false(command_check_is_good(&check));
        struct fault_note said = command_check_print(testing.arena, &check);
        assert_true(said.en.size > 0 && said.zh.size > 0);
        alter(row->undo);
        check = verify();
        if (!command_check_is_good(&check)) fail_msg("%s was not undone", row->name);
    }
    alter("DROP TABLE kept; DROP TABLE last; DROP TABLE kept_node");
}

static str checkpoint_of(uint64_t size, uint8_t byte) {
    struct log_checkpoint checkpoint = {.origin = testing.book->id, .size = size};
    memset(checkpoint.root.bytes, byte, sizeof(checkpoint.root.bytes));
    return log_note_sign(testing.arena, &testing.book->signer,
                         log_checkpoint_print(testing.arena, &checkpoint));
}

static str stored_note(int64_t size) {
    struct log_tree tree = testing.desk->state.tree;
    assert_int_equal(tree.size, size);
    return log_checkpoint_sign(testing.arena, &testing.book->signer, &tree);
}

static void checkpoints_from_outside_take_part(void **state) {
    (void)state;
    struct command_check check = verify_with(stored_note(ENTRIES));
    assert_true(command_check_is_good(&check));
    assert_int_equal(check.log.checkpoint_count, GROUPS + 1);
    check = verify_with(checkpoint_of(400, 0xAA)); // another story, truly signed
    assert_int_equal(check.log.finding, LOG_ROOT_DIFFERS);
    assert_int_equal(check.log.first, 0);
    assert_int_equal(check.log.last, 399);
    check = verify_with(checkpoint_of(ENTRIES + 1, 0xAA)); // of a log that was longer
    assert_int_equal(check.log.finding, LOG_ENTRIES_CUT);
    check = verify_with(STR("no checkpoint at all"));
    assert_int_equal(check.log.finding, LOG_CHECKPOINT_BROKEN);
    str both = arena_join(testing.arena, stored_note(ENTRIES), checkpoint_of(10, 0xAA));
    check = verify_with(both); // sorted by size, whatever their order in the file
    assert_int_equal(check.log.finding, LOG_ROOT_DIFFERS);
    assert_int_equal(check.log.last, 9);
}

static void a_missing_hash_stops_a_proof_by_name(void **state) {
    (void)state;
    struct store_reader *reader = NULL;
    struct command_tiles tiles;
    struct log_proof proof;
    alter("CREATE TABLE kept AS SELECT * FROM log_entries WHERE index_at = 300;"
          "DELETE FROM log_entries WHERE index_at = 300");
    assert_null(store_open_reader(testing.book->store, &reader));
    assert_null(command_tiles_open(reader, testing.arena, &tiles));
    struct log_reader hashes = log_reader_over(testing.arena, &tiles.source);
    assert_ptr_equal(log_inclusion_prove(&hashes, 301, tiles.source.size, &proof), &log_damaged);
    alter("INSERT INTO log_entries SELECT * FROM kept; DROP TABLE kept");
    assert_null(log_inclusion_prove(&hashes, 301, tiles.source.size, &proof));
    store_close_reader(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_as_it_was_written_is_intact),
        cmocka_unit_test(a_book_that_is_opened_again_goes_on),
        cmocka_unit_test(every_alteration_is_found),
        cmocka_unit_test(checkpoints_from_outside_take_part),
        cmocka_unit_test(a_missing_hash_stops_a_proof_by_name),
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}

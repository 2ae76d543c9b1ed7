// Who may attach a file to which request, and that the same file is refused the second time, with
// the place of the first. The facts are made by hand.
#include "command/book.h"
#include "command/wishes.h"
#include "domain/benefits/benefits.h"
#include "domain/evidence/types.h"
#include "evidence_api.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { APPLICANT = 1, SOMEBODY = 2, REQUEST = 100 };

static struct arena *arena;
static struct book book;
static struct evidence_file file = {{"application/pdf", 15}, {"ab", 2}};

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(LIMIT_REQUEST_ARENA);
    book = (struct book){.currency = STR("CNY"), .zone_minutes = SHANGHAI_MINUTES};
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

static struct job job_of(int64_t user) {
    return (struct job){.book = &book,
                        .actor = {.user_id = user, .name = STR("某人")},
                        .arena = arena,
                        .prepared = &file,
                        .moment = {.now = 1000, .first_id = 500, .next_id = 500},
                        .changes = {.arena = arena}};
}

struct row {
    const char *name;
    int64_t actor;
    bool is_absent;
    int32_t status;
    bool is_known;
    int64_t count;
    fault wanted;
};

static fault add(struct job *job, const struct row *row, struct benefits_piece *ret_piece) {
    struct evidence_add_evidence_in in = {
        .request = REQUEST, .name = STR("发票.pdf"), .content = STR("%PDF-1.7")};
    struct evidence_add_evidence_facts facts = {
        .request_row = {.id = REQUEST, .status = row->status, .applicant = APPLICANT},
        .is_there = !row->is_absent,
        .is_known = row->is_known,
        .first = {.id = 3, .number = STR("HB-7"), .added = (int64_t)20782 * DAY_MS},
        .count = row->count};
    return evidence_decide_add_evidence(job, &in, &facts, &job->changes, ret_piece);
}

static void adding_table(void **state) {
    (void)state;
    const struct row rows[] = {
        {"in approval", APPLICANT, false, BENEFITS_STATUS_IN_APPROVAL, false, 0, NULL},
        {"returned", APPLICANT, false, BENEFITS_STATUS_RETURNED, false, 0, NULL},
        {"approved", APPLICANT, false, BENEFITS_STATUS_APPROVED, false, 0, NULL},
        {"handed over", APPLICANT, false, BENEFITS_STATUS_HANDED_OVER, false, 0, NULL},
        {"disbursed", APPLICANT, false, BENEFITS_STATUS_DISBURSED, false, 0, NULL},
        {"withdrawn", APPLICANT, false, BENEFITS_STATUS_WITHDRAWN, false, 0, NULL},
        {"closed", APPLICANT, false, BENEFITS_STATUS_CLOSED, false, 0, &request_ended},
        {"rejected", APPLICANT, false, BENEFITS_STATUS_REJECTED, false, 0, &request_ended},
        {"voided", APPLICANT, false, BENEFITS_STATUS_VOIDED, false, 0, &request_ended},
        {"unknown", APPLICANT, true, BENEFITS_STATUS_APPROVED, false, 0, &request_unknown},
        {"somebody", SOMEBODY, false, BENEFITS_STATUS_APPROVED, false, 0, &request_not_yours},
        {"known", APPLICANT, false, BENEFITS_STATUS_APPROVED, true, 0, &file_known},
        {"the last", APPLICANT, false, BENEFITS_STATUS_APPROVED, false, 199, NULL},
        {"one more", APPLICANT, false, BENEFITS_STATUS_APPROVED, false, 200, &evidence_full},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct job job = job_of(rows[i].actor);
        struct benefits_piece piece = {0};
        fault got = add(&job, &rows[i], &piece);
        if (got != rows[i].wanted)
            fail_msg("%s: %s", rows[i].name, got == NULL ? "nothing" : got->name);
        assert_int_equal(job.changes.rows.count, got == NULL ? 1 : 0);
    }
}

static void the_first_use_is_named(void **state) {
    (void)state;
    const struct row row = {"", APPLICANT, false, BENEFITS_STATUS_APPROVED, true, 0, &file_known};
    struct job job = job_of(APPLICANT);
    struct benefits_piece piece = {0};
    assert_ptr_equal(add(&job, &row, &piece), &file_known);
    assert_true(str_equal(job.note.field, STR("content")));
    assert_true(str_equal(job.note.en, STR("First used for request HB-7 on 2026-11-25.")));
    assert_true(str_equal(job.note.zh, STR("首次用于申请 HB-7（2026-11-25）。")));
}

static void the_row_names_the_file_by_its_digest(void **state) {
    (void)state;
    const struct row row = {"", APPLICANT, false, BENEFITS_STATUS_APPROVED, false, 0, NULL};
    struct job job = job_of(APPLICANT);
    struct benefits_piece piece = {0};
    assert_null(add(&job, &row, &piece));
    const struct evidence_insert_in *written = job.changes.rows.items[0].in;
    assert_ptr_equal(job.changes.rows.items[0].statement, &evidence_insert_statement);
    assert_int_equal(written->id, 500);
    assert_int_equal(written->size, 8);
    assert_true(str_equal(written->sha256, STR("ab")));
    assert_true(str_equal(written->type, STR("application/pdf")));
    assert_true(str_equal(piece.name, STR("发票.pdf")));
    assert_int_equal(changes_more(&job.changes)->subject, REQUEST);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(adding_table),
        TEST(the_first_use_is_named),
        TEST(the_row_names_the_file_by_its_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

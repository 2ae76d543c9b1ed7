// One table per command: every refusal, both sides of each bound, and what is written. The facts
// are made by hand; nothing here touches a database.
#include "command/book.h"
#include "command/wishes.h"
#include "disbursement_api.h"
#include "domain/benefits/benefits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { APPLICANT = 1, CASHIER = 7, CHECKER = 8, HOST = 9, REQUEST = 100, HANDING = 200 };

static struct arena *arena;
static struct book book;
static struct benefits_attendee host = {.is_host = true, .user = HOST};

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

static money cny(int64_t minor) {
    return money_of(minor, STR("CNY"));
}

static date today(void) {
    date day;
    assert_true(date_parse(STR("2026-11-25"), &day));
    return day;
}

static struct job job_of(int64_t user) {
    return (struct job){.book = &book,
                        .actor = {.user_id = user, .name = STR("某人")},
                        .arena = arena,
                        .moment = {.now = 1000, .today = today(), .first_id = 500, .next_id = 500},
                        .changes = {.arena = arena}};
}

static struct benefits_by_id request_with(int32_t status) {
    return (struct benefits_by_id){.id = REQUEST,
                                   .number = STR("HB-1"),
                                   .kind = 1,
                                   .status = status,
                                   .customer_name = STR("甲公司"),
                                   .applicant = APPLICANT,
                                   .amount = cny(100000),
                                   .amount_book = 100000,
                                   .holds = STR("11:100000:CNY 12:1:# "),
                                   .note = STR("kept")};
}

static struct benefits_content content_with_host(void) {
    struct benefits_content content = {.payee = BENEFITS_PAYEE_CONTRACT_PARTY};
    content.attendees.items = &host;
    content.attendees.count = 1;
    return content;
}

// The row that a statement wants written, or NULL.
static const void *written(const struct job *job, const struct store_statement *statement) {
    for (size_t i = 0; i < job->changes.rows.count; i++)
        if (job->changes.rows.items[i].statement == statement) return job->changes.rows.items[i].in;
    return NULL;
}

static void assert_fault(fault got, fault wanted, const char *row) {
    if (got == wanted) return;
    fail_msg("%s: %s instead of %s", row, got == NULL ? "nothing" : got->name,
             wanted == NULL ? "nothing" : wanted->name);
}

static void assert_attempt(const struct job *job, bool is_wanted) {
    assert_int_equal(job->attempt != NULL, is_wanted);
    if (!is_wanted) return;
    const struct benefits_record_attempt_in *attempt = job->attempt->in;
    assert_string_equal(job->attempt->command, "record_attempt");
    assert_int_equal(attempt->request, REQUEST);
    assert_int_equal(attempt->applicant, job->actor.user_id);
}

// ---- record_disbursement ----

struct record_row {
    const char *name;
    int64_t actor;
    int32_t status;
    int64_t handed;
    int64_t amount;
    const char *currency;
    int32_t days; // after today
    int32_t method;
    const char *payee_name;
    const char *approved_payee;
    bool is_absent;
    bool has_decided;
    fault wanted;
};

static fault record(struct job *job, const struct record_row *row,
                    struct disbursement_item *ret_item) {
    struct disbursement_record_disbursement_in in = {
        .request = REQUEST,
        .method = row->method,
        .amount = money_of(row->amount, str_of(row->currency)),
        .paid_on = date_add_days(today(), row->days),
        .payee_name = str_of(row->payee_name),
        .reference = STR("T-1"),
        .is_last = true};
    struct disbursement_record_disbursement_facts facts = {.request_row = request_with(row->status),
                                                           .is_there = !row->is_absent,
                                                           .content = content_with_host(),
                                                           .has_decided = row->has_decided,
                                                           .handed = row->handed};
    facts.content.payee_name = str_of(row->approved_payee);
    return disbursement_decide_record_disbursement(job, &in, &facts, &job->changes, ret_item);
}

#define APPROVED BENEFITS_STATUS_APPROVED
#define TRANSFER DISBURSEMENT_METHOD_TRANSFER
#define GOODS DISBURSEMENT_METHOD_GOODS

static void recording_table(void **state) {
    (void)state;
    const struct record_row rows[] = {
        {"whole", CASHIER, APPROVED, 0, 100000, "CNY", 0, TRANSFER, "", "", false, false, NULL},
        {"unknown", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "", "", true, false,
         &request_unknown},
        {"applicant", APPLICANT, APPROVED, 0, 1, "CNY", 0, TRANSFER, "", "", false, false,
         &hands_not_apart},
        {"host", HOST, APPROVED, 0, 1, "CNY", 0, TRANSFER, "", "", false, false, &hands_not_apart},
        {"approver", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "", "", false, true,
         &hands_not_apart},
        {"in approval", CASHIER, BENEFITS_STATUS_IN_APPROVAL, 0, 1, "CNY", 0, TRANSFER, "", "",
         false, false, &request_not_approved},
        {"twice", CASHIER, BENEFITS_STATUS_HANDED_OVER, 0, 1, "CNY", 0, TRANSFER, "", "", false,
         false, &request_not_approved},
        {"closed", CASHIER, BENEFITS_STATUS_CLOSED, 0, 1, "CNY", 0, TRANSFER, "", "", false, false,
         &request_not_approved},
        {"voided", CASHIER, BENEFITS_STATUS_VOIDED, 0, 1, "CNY", 0, TRANSFER, "", "", false, false,
         &request_not_approved},
        {"currency", CASHIER, APPROVED, 0, 1, "USD", 0, TRANSFER, "", "", false, false,
         &currency_differs},
        {"zero", CASHIER, APPROVED, 0, 0, "CNY", 0, TRANSFER, "", "", false, false, &amount_zero},
        {"one", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "", "", false, false, NULL},
        {"one too much", CASHIER, APPROVED, 0, 100001, "CNY", 0, TRANSFER, "", "", false, false,
         &handed_too_much},
        {"the rest", CASHIER, APPROVED, 40000, 60000, "CNY", 0, TRANSFER, "", "", false, false,
         NULL},
        {"over the rest", CASHIER, APPROVED, 40000, 60001, "CNY", 0, TRANSFER, "", "", false, false,
         &handed_too_much},
        {"huge", CASHIER, APPROVED, 40000, INT64_MAX, "CNY", 0, TRANSFER, "", "", false, false,
         &handed_too_much},
        {"payee", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "乙", "乙", false, false, NULL},
        {"other payee", CASHIER, APPROVED, 0, 1, "CNY", 0, GOODS, "丙", "乙", false, false,
         &payee_differs},
        {"party", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "甲公司", "", false, false, NULL},
        {"not the party", CASHIER, APPROVED, 0, 1, "CNY", 0, TRANSFER, "乙", "", false, false,
         &payee_differs},
        {"goods to a person", CASHIER, APPROVED, 0, 1, "CNY", 0, GOODS, "乙", "", false, false,
         NULL},
        {"yesterday", CASHIER, APPROVED, 0, 1, "CNY", -1, TRANSFER, "", "", false, false, NULL},
        {"tomorrow", CASHIER, APPROVED, 0, 1, "CNY", 1, TRANSFER, "", "", false, false,
         &day_in_future},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct job job = job_of(rows[i].actor);
        struct disbursement_item item = {0};
        assert_fault(record(&job, &rows[i], &item), rows[i].wanted, rows[i].name);
        assert_int_equal(job.changes.rows.count, rows[i].wanted == NULL ? 2 : 0);
        assert_attempt(&job, rows[i].wanted == &hands_not_apart);
    }
}

static void recording_writes_the_handing_and_the_status(void **state) {
    (void)state;
    const struct record_row row = {"part",   CASHIER, APPROVED, 40000, 25050, "CNY", 0,
                                   TRANSFER, "",      "乙",     false, false, NULL};
    struct job job = job_of(CASHIER);
    struct disbursement_item item = {0};
    assert_null(record(&job, &row, &item));
    const struct disbursement_insert_in *handing = written(&job, &disbursement_insert_statement);
    const struct benefits_set_status_in *status = written(&job, &benefits_set_status_statement);
    assert_int_equal(handing->id, 500);
    assert_int_equal(handing->recorded_by, CASHIER);
    assert_int_equal(handing->amount.minor, 25050);
    assert_true(str_equal(handing->payee_name, STR("乙")));
    assert_int_equal(status->status, BENEFITS_STATUS_HANDED_OVER);
    assert_true(str_equal(status->holds, STR("11:100000:CNY 12:1:# ")));
    assert_true(str_equal(status->note, STR("kept")));
    assert_int_equal(changes_more(&job.changes)->subject, REQUEST);
    assert_int_equal(item.status, BENEFITS_STATUS_HANDED_OVER);
    assert_int_equal(item.left.minor, 100000 - 40000 - 25050);
    assert_int_equal(item.handing, 500);
}

static void too_much_is_said_with_its_figures(void **state) {
    (void)state;
    const struct record_row row = {"much",   CASHIER, APPROVED, 40000, 60001, "CNY", 0,
                                   TRANSFER, "",      "",       false, false, NULL};
    struct job job = job_of(CASHIER);
    struct disbursement_item item = {0};
    assert_fault(record(&job, &row, &item), &handed_too_much, "too much");
    assert_true(
        str_equal(job.note.en, STR("Approved 1000.00, handed over 400.00, now asked 600.01.")));
    assert_true(str_equal(job.note.zh, STR("批准 1000.00，已发放 400.00，本次 600.01。")));
}

// ---- check_disbursement ----

struct check_row {
    const char *name;
    int64_t actor;
    bool is_absent;
    bool has_decided;
    bool is_checked;
    bool is_right;
    bool is_last;
    int64_t handed;
    const char *comment;
    int32_t status; // afterwards
    fault wanted;
};

static fault check(struct job *job, const struct check_row *row,
                   struct disbursement_item *ret_item) {
    struct disbursement_check_disbursement_in in = {
        .handing = HANDING, .is_right = row->is_right, .comment = str_of(row->comment)};
    struct disbursement_check_disbursement_facts facts = {
        .handing_row = {.id = HANDING,
                        .request = REQUEST,
                        .amount = cny(30000),
                        .is_last = row->is_last,
                        .recorded_by = CASHIER,
                        .checked = row->is_checked ? 900 : INSTANT_NONE},
        .is_there = !row->is_absent,
        .request_row = request_with(BENEFITS_STATUS_HANDED_OVER),
        .content = content_with_host(),
        .has_decided = row->has_decided,
        .handed = row->handed};
    return disbursement_decide_check_disbursement(job, &in, &facts, &job->changes, ret_item);
}

#define DISBURSED BENEFITS_STATUS_DISBURSED

static void checking_table(void **state) {
    (void)state;
    const struct check_row rows[] = {
        {"right", CHECKER, false, false, false, true, true, 30000, "", DISBURSED, NULL},
        {"unknown", CHECKER, true, false, false, true, true, 0, "", 0, &handing_unknown},
        {"own record", CASHIER, false, false, false, true, true, 0, "", 0, &hands_not_apart},
        {"applicant", APPLICANT, false, false, false, true, true, 0, "", 0, &hands_not_apart},
        {"host", HOST, false, false, false, true, true, 0, "", 0, &hands_not_apart},
        {"approver", CHECKER, false, true, false, true, true, 0, "", 0, &hands_not_apart},
        {"twice", CHECKER, false, false, true, true, true, 0, "", 0, &handing_checked},
        {"wrong, silent", CHECKER, false, false, false, false, true, 0, "", 0, &reason_missing},
        {"wrong", CHECKER, false, false, false, false, true, 30000, "金额", APPROVED, NULL},
        {"a part", CHECKER, false, false, false, true, false, 30000, "", APPROVED, NULL},
        {"nearly all", CHECKER, false, false, false, true, false, 99999, "", APPROVED, NULL},
        {"all in parts", CHECKER, false, false, false, true, false, 100000, "", DISBURSED, NULL},
        {"wrong at the end", CHECKER, false, false, false, false, false, 100000, "x", APPROVED,
         NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct job job = job_of(rows[i].actor);
        struct disbursement_item item = {0};
        assert_fault(check(&job, &rows[i], &item), rows[i].wanted, rows[i].name);
        assert_attempt(&job, rows[i].wanted == &hands_not_apart);
        assert_int_equal(job.changes.rows.count, rows[i].wanted == NULL ? 2 : 0);
        if (rows[i].wanted != NULL) continue;
        const struct disbursement_set_checked_in *handing =
            written(&job, &disbursement_set_checked_statement);
        const struct benefits_set_status_in *status = written(&job, &benefits_set_status_statement);
        assert_int_equal(handing->id, HANDING);
        assert_int_equal(handing->checked_by, CHECKER);
        assert_int_equal(handing->is_right, rows[i].is_right);
        assert_int_equal(status->status, rows[i].status);
        assert_int_equal(item.status, rows[i].status);
        int64_t counts = rows[i].is_right ? rows[i].handed : rows[i].handed - 30000;
        assert_int_equal(item.left.minor, 100000 - counts);
        assert_int_equal(changes_more(&job.changes)->subject, REQUEST);
    }
}

// Sent back and handed over again: who checked before does not pay now, who paid does not check.
static void hands_stay_apart_when_roles_change(void **state) {
    (void)state;
    struct disbursement_item item = {0};
    const struct disbursement_record_disbursement_in pay = {
        .request = REQUEST, .amount = cny(100), .paid_on = today()};
    const struct disbursement_record_disbursement_facts earlier_checker = {
        .request_row = request_with(APPROVED),
        .is_there = true,
        .content = content_with_host(),
        .has_checked = true};
    struct job job = job_of(CHECKER);
    assert_fault(
        disbursement_decide_record_disbursement(&job, &pay, &earlier_checker, &job.changes, &item),
        &hands_not_apart, "a checker pays");
    assert_attempt(&job, true);
    const struct disbursement_check_disbursement_in right = {.handing = HANDING, .is_right = true};
    const struct disbursement_check_disbursement_facts earlier_payer = {
        .handing_row = {.id = HANDING, .request = REQUEST, .recorded_by = CASHIER + 100},
        .is_there = true,
        .request_row = request_with(BENEFITS_STATUS_HANDED_OVER),
        .content = content_with_host(),
        .has_paid = true};
    job = job_of(CASHIER);
    assert_fault(
        disbursement_decide_check_disbursement(&job, &right, &earlier_payer, &job.changes, &item),
        &hands_not_apart, "a payer checks");
    assert_attempt(&job, true);
}

// ---- close_request ----

struct close_row {
    const char *name;
    int64_t actor;
    bool is_absent;
    int32_t status;
    int64_t actual;
    const char *currency;
    int64_t handed;
    int64_t evidence;
    fault wanted;
};

static fault close_with(struct job *job, const struct close_row *row,
                        const struct benefits_by_id *request) {
    struct disbursement_close_request_in in = {
        .request = REQUEST, .actual = money_of(row->actual, str_of(row->currency))};
    struct disbursement_close_request_facts facts = {.request_row = *request,
                                                     .is_there = !row->is_absent,
                                                     .content = content_with_host(),
                                                     .evidence = row->evidence,
                                                     .handed = row->handed};
    struct disbursement_item item = {0};
    return disbursement_decide_close_request(job, &in, &facts, &job->changes, &item);
}

static void closing_table(void **state) {
    (void)state;
    const struct close_row rows[] = {
        {"all", APPLICANT, false, DISBURSED, 100000, "CNY", 100000, 1, NULL},
        {"less", APPLICANT, false, DISBURSED, 1, "CNY", 100000, 2, NULL},
        {"nothing", APPLICANT, false, DISBURSED, 0, "CNY", 100000, 1, NULL},
        {"unknown", APPLICANT, true, DISBURSED, 1, "CNY", 100000, 1, &request_unknown},
        {"somebody else", CASHIER, false, DISBURSED, 1, "CNY", 100000, 1, &request_not_yours},
        {"not checked", APPLICANT, false, BENEFITS_STATUS_HANDED_OVER, 1, "CNY", 100000, 1,
         &request_not_handed},
        {"twice", APPLICANT, false, BENEFITS_STATUS_CLOSED, 1, "CNY", 100000, 1,
         &request_not_handed},
        {"currency", APPLICANT, false, DISBURSED, 1, "USD", 100000, 1, &currency_differs},
        {"one too much", APPLICANT, false, DISBURSED, 100001, "CNY", 100000, 1, &actual_too_much},
        {"as handed", APPLICANT, false, DISBURSED, 40000, "CNY", 40000, 1, NULL},
        {"over what was handed", APPLICANT, false, DISBURSED, 40001, "CNY", 40000, 1,
         &actual_not_handed},
        {"no receipt", APPLICANT, false, DISBURSED, 1, "CNY", 100000, 0, &evidence_missing},
    };
    struct benefits_by_id request;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct job job = job_of(rows[i].actor);
        request = request_with(rows[i].status);
        assert_fault(close_with(&job, &rows[i], &request), rows[i].wanted, rows[i].name);
        assert_int_equal(job.changes.rows.count, rows[i].wanted == NULL ? 1 : 0);
    }
}

// The actual amount in the book's currency: to the nearest minor unit, ties to even, also where the
// product does not fit 64 bits.
static void actual_amounts_are_converted_exactly(void **state) {
    (void)state;
    const struct {
        int64_t amount;
        int64_t amount_book;
        int64_t actual;
        int64_t wanted;
    } rows[] = {
        {100000, 100000, 100000, 100000},
        {10000, 72050, 10000, 72050},
        {10000, 72050, 5000, 36025},
        {10000, 72050, 1, 7}, // 7.205
        {2, 1, 1, 0},         // 0.5 to even
        {2, 3, 1, 2},         // 1.5 to even
        {4, 7, 1, 2},         // 1.75
        {3, 2, 1, 1},         // 0.67
        {3, 1, 1, 0},         // 0.33
        {10000, 72050, 0, 0},
        {9000000000000000, 9000000000000001, 4500000000000000, 4500000000000000},
        {9000000000000000, 9000000000000003, 4500000000000000, 4500000000000002},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct benefits_by_id request = request_with(DISBURSED);
        request.amount = money_of(rows[i].amount, STR("USD"));
        request.amount_book = rows[i].amount_book;
        struct job job = job_of(APPLICANT);
        const struct close_row row = {"",    APPLICANT,      false, DISBURSED, rows[i].actual,
                                      "USD", rows[i].amount, 1,     NULL};
        assert_null(close_with(&job, &row, &request));
        const struct benefits_set_closed_in *closed = written(&job, &benefits_set_closed_statement);
        assert_int_equal(closed->actual, rows[i].wanted);
        assert_int_equal(closed->holds.size, 0);
    }
}

static void closing_gives_back_what_was_not_used(void **state) {
    (void)state;
    struct benefits_by_id request = request_with(DISBURSED);
    struct job job = job_of(APPLICANT);
    const struct close_row row = {"", APPLICANT, false, DISBURSED, 40000, "CNY", 100000, 1, NULL};
    assert_null(close_with(&job, &row, &request));
    const struct changes_more *more = changes_more(&job.changes);
    assert_int_equal(more->subject, REQUEST);
    assert_int_equal(more->postings.count, 2);
    assert_int_equal(more->postings.items[0].kind, POSTING_USE);
    assert_int_equal(more->postings.items[0].pending_id, 11);
    assert_int_equal(more->postings.items[0].amount, 40000);
    assert_int_equal(more->postings.items[1].kind, POSTING_USE); // a count is used whole
    assert_int_equal(more->postings.items[1].amount, 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(recording_table),
        TEST(recording_writes_the_handing_and_the_status),
        TEST(too_much_is_said_with_its_figures),
        TEST(hands_stay_apart_when_roles_change),
        TEST(checking_table),
        TEST(closing_table),
        TEST(actual_amounts_are_converted_exactly),
        TEST(closing_gives_back_what_was_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

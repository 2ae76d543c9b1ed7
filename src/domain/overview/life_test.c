// A request from approval to its end over a real book: handing over, checking, receipts, closing;
// what each hand may do, what goes back to limits and budget, what the log keeps; and that a disk
// that fails anywhere on the way leaves no half of it behind.
#include "book_sql.h"
#include "command/verify.h"
#include "disbursement_api.h"
#include "domain/overview/testing.h"
#include "evidence_api.h"
#include "overview_api.h"

static struct company company;

static int open_company(void **state) {
    (void)state;
    company_open(&company);
    return 0;
}

static int close_company(void **state) {
    (void)state;
    company_close(&company);
    return 0;
}

static int64_t approved(const char *amount) {
    int64_t request = company_submit(&company, &company.applicant, amount);
    company_approve(&company);
    return request;
}

#define RECORD                                                                                     \
    "{'request':%lld,'method':'goods','amount':{'amount':'%s','currency':'CNY'},"                  \
    "'paid_on':'2026-11-25','is_last':%s}"

static const struct disbursement_item *record(int64_t request, const char *amount, bool is_last) {
    return company_do(&company, &company.cashier, "record_disbursement", RECORD, (long long)request,
                      amount, is_last ? "true" : "false");
}

static fault try_record(const struct actor *actor, int64_t request, const char *amount) {
    return company_try(&company, actor, "record_disbursement", RECORD, (long long)request, amount,
                       "true");
}

static const struct disbursement_item *check(int64_t handing, bool is_right) {
    return company_do(&company, &company.checker, "check_disbursement",
                      "{'handing':%lld,'is_right':%s,'comment':'看过了'}", (long long)handing,
                      is_right ? "true" : "false");
}

#define CLOSE "{'request':%lld,'actual':{'amount':'%s','currency':'CNY'}}"
#define PDF "JVBERi0xLjcK"       // %PDF-1.7
#define OTHER_PDF "JVBERi0xLjYK" // %PDF-1.6
#define ATTACH "{'request':%lld,'name':'../发票.pdf','purpose':'receipt','content':'%s'}"

static const struct benefits_piece *attach(int64_t request, const char *content) {
    return company_do(&company, &company.applicant, "add_evidence", ATTACH, (long long)request,
                      content);
}

static const struct disbursement_item_page *list(const struct actor *actor, const char *status) {
    return company_do(&company, actor, "list_handing", "{'status':'%s'}", status);
}

static bool may(const struct disbursement_item *item, const char *command) {
    for (size_t i = 0; i < item->may.count; i++)
        if (str_equal(item->may.items[i], str_of(command))) return true;
    return false;
}

// The log and the ledger as they are stored.
static void assert_sound(void) {
    struct testing *testing = &company.testing;
    struct command_verifying what = {.verifier = &testing->book->signer.verifier};
    struct command_check found;
    assert_null(store_open_reader(testing->book->store, &what.reader));
    assert_null(command_verify(testing->arena, &what, &found));
    store_close_reader(what.reader);
    if (command_check_is_good(&found)) return;
    fail_msg("%.*s", STR_ARG(command_check_print(testing->arena, &found).en));
}

// ---- Four people -------------------------------------------------------------------------------

static void each_hand_sees_what_it_may_do(void **state) {
    (void)state;
    int64_t request = approved("850");
    const struct disbursement_item *item = &list(&company.cashier, "approved")->items.items[0];
    assert_int_equal(item->request, request);
    assert_int_equal(item->left.minor, 85000);
    assert_true(item->approved > 0);
    assert_true(may(item, "record_disbursement"));
    assert_int_equal(list(&company.checker, "approved")->items.items[0].may.count, 0);
    int64_t handing = record(request, "850", true)->handing;
    item = &list(&company.checker, "handed_over")->items.items[0];
    assert_int_equal(item->handing, handing);
    assert_int_equal(item->handed.minor, 85000);
    assert_int_equal(item->left.minor, 0);
    assert_true(may(item, "check_disbursement"));
    assert_int_equal(list(&company.cashier, "handed_over")->items.items[0].may.count, 0);
    struct actor both = company.cashier; // roles that should never meet
    both.rights |= company.checker.rights;
    assert_int_equal(list(&both, "handed_over")->items.items[0].may.count, 0);
    assert_ptr_equal(company_try(&company, &both, "check_disbursement",
                                 "{'handing':%lld,'is_right':true}", (long long)handing),
                     &hands_not_apart);
    check(handing, true);
    assert_int_equal(list(&company.checker, "handed_over")->items.count, 0);
    assert_int_equal(list(&company.cashier, "disbursed")->items.items[0].may.count, 0);
    struct actor applicant = company.applicant;
    applicant.rights |= company.cashier.rights;
    assert_true(may(&list(&applicant, "disbursed")->items.items[0], "close_request"));
}

static void who_approved_may_not_pay(void **state) {
    (void)state;
    int64_t request = approved("850");
    struct actor approver = company.compliance;
    approver.rights |= company.cashier.rights;
    assert_false(may(&list(&approver, "approved")->items.items[0], "record_disbursement"));
    assert_ptr_equal(try_record(&approver, request, "850"), &hands_not_apart);
    struct actor applicant = company.applicant;
    applicant.rights |= company.cashier.rights;
    assert_ptr_equal(try_record(&applicant, request, "850"), &hands_not_apart);
    assert_ptr_equal(try_record(&company.checker, request, "850"), &not_allowed);
    const struct overview_board *board = company_do(&company, &company.finance, "get_board", "{}");
    assert_int_equal(board->prohibited, 2); // both attempts are on the record
    assert_int_equal(board->to_hand, 1);
    assert_sound();
}

static void never_more_and_never_twice(void **state) {
    (void)state;
    int64_t request = approved("850");
    assert_ptr_equal(try_record(&company.cashier, request, "850.01"), &handed_too_much);
    int64_t first = record(request, "500", false)->handing;
    assert_ptr_equal(try_record(&company.cashier, request, "350"), &request_not_approved);
    assert_int_equal(check(first, true)->status, BENEFITS_STATUS_APPROVED);
    assert_ptr_equal(company_try(&company, &company.checker, "check_disbursement",
                                 "{'handing':%lld,'is_right':true}", (long long)first),
                     &handing_checked);
    assert_int_equal(list(&company.cashier, "approved")->items.items[0].left.minor, 35000);
    assert_ptr_equal(try_record(&company.cashier, request, "350.01"), &handed_too_much);
    int64_t wrong = record(request, "350", true)->handing;
    assert_int_equal(check(wrong, false)->status, BENEFITS_STATUS_APPROVED);
    int64_t last = record(request, "350", true)->handing; // the wrong one counts for nothing
    assert_int_equal(check(last, true)->status, BENEFITS_STATUS_DISBURSED);
    assert_ptr_equal(try_record(&company.cashier, request, "0.01"), &request_not_approved);
    assert_sound();
}

// ---- Receipts ----------------------------------------------------------------------------------

static void a_file_is_used_once(void **state) {
    (void)state;
    int64_t request = company_submit(&company, &company.applicant, "300");
    int64_t other = company_submit(&company, &company.colleague, "200");
    attach(request, PDF);
    assert_ptr_equal(
        company_try(&company, &company.colleague, "add_evidence", ATTACH, (long long)other, PDF),
        &file_known);
    assert_true(str_find(company.testing.note.zh, STR("首次用于申请 HB-20261125-")) == 0);
    attach(request, OTHER_PDF);
    assert_ptr_equal(company_try(&company, &company.colleague, "add_evidence", ATTACH,
                                 (long long)request, "JVBERi0xLjUK"),
                     &request_not_yours);
    assert_ptr_equal(company_try(&company, &company.applicant, "add_evidence", ATTACH,
                                 (long long)request, "TVqQAAMAAAA="),
                     &file_kind);
    assert_ptr_equal(
        company_try(&company, &company.applicant, "add_evidence", ATTACH, (long long)request, ""),
        &file_empty);
    assert_ptr_equal(company_try(&company, &company.cashier, "add_evidence", ATTACH,
                                 (long long)request, "JVBERi0xLjUK"),
                     &not_allowed);
    struct os_names files;
    const struct book *book = company.testing.book;
    assert_null(os_folder_list(book->os, company.testing.arena, book->files, &files));
    assert_int_equal(files.count, 2); // refused ones were not stored
}

static str last_leaf(void) {
    struct store_reader *reader = store_writer_reader(company.testing.desk->writer);
    struct book_log_entry entry;
    bool is_there;
    int64_t last = (int64_t)company.testing.desk->state.tree.size - 1;
    assert_null(book_log_entry(reader, &(struct book_log_entry_in){last}, company.testing.arena,
                               &entry, &is_there));
    return entry.leaf;
}

static void the_log_keeps_the_digest_of_a_file(void **state) {
    (void)state;
    const struct benefits_piece *piece =
        attach(company_submit(&company, &company.applicant, "300"), PDF);
    str leaf = last_leaf();
    str wanted = arena_print(company.testing.arena, "\"content\":{\"sha256\":\"%.*s\",\"size\":9}",
                             STR_ARG(piece->sha256));
    assert_true(str_find(leaf, wanted) > 0);
    assert_true(str_find(leaf, STR(PDF)) < 0);
}

static fault try_download(const struct actor *actor, int64_t piece) {
    return company_try(&company, actor, "download_evidence", "{'evidence':%lld}", (long long)piece);
}

static void files_come_back_whole_to_those_who_may_see(void **state) {
    (void)state;
    const struct benefits_piece *piece =
        attach(company_submit(&company, &company.applicant, "300"), PDF);
    const struct evidence_download_evidence_out *file =
        company_do(&company, &company.applicant, "download_evidence", "{'evidence':%lld}",
                   (long long)piece->id);
    assert_true(str_equal(file->content, STR("%PDF-1.7\n")));
    assert_true(str_equal(file->name, STR("_发票.pdf")));
    assert_true(str_equal(file->type, STR("application/pdf")));
    struct actor asked = company.manager;
    asked.scope = SCOPE_OWN; // sees it because he was asked to decide
    assert_null(try_download(&asked, piece->id));
    assert_ptr_equal(try_download(&company.colleague, piece->id), &evidence_unknown);
    assert_ptr_equal(try_download(&company.applicant, 999999), &evidence_unknown);
    const struct book *book = company.testing.book;
    str path = arena_print(company.testing.arena, "%.*s/%.*s", STR_ARG(book->files),
                           STR_ARG(piece->sha256));
    assert_null(os_file_write(book->os, path, STR("%PDF-1.6\n")));
    assert_ptr_equal(try_download(&company.applicant, piece->id), &evidence_damaged);
    assert_null(os_file_remove(book->os, path));
    assert_ptr_equal(try_download(&company.applicant, piece->id), &evidence_damaged);
}

static void a_full_disk_leaves_no_row(void **state) {
    (void)state;
    int64_t request = company_submit(&company, &company.applicant, "300");
    os_sim_fail_at(company.testing.machine, 2, &disk_full); // the folder, then the file
    assert_ptr_equal(
        company_try(&company, &company.applicant, "add_evidence", ATTACH, (long long)request, PDF),
        &disk_full);
    os_sim_fail_at(company.testing.machine, 0, NULL);
    attach(request, PDF);
    assert_sound();
}

// ---- Entries -----------------------------------------------------------------------------------

static void drafts_name_nobody_in_the_log(void **state) {
    (void)state;
    company_do(&company, &company.applicant, "save_draft",
               "{'content':{'attendees':[{'name':'王五'}]}}");
    assert_true(str_find(last_leaf(), STR("王五")) < 0);
    assert_true(str_find(last_leaf(), STR("\"content\":{\"commitment\":\"")) > 0);
}

// Two hundred guests with long names are within each bound, but not within one entry of the log.
static void what_no_entry_can_hold_is_refused(void **state) {
    (void)state;
    struct buf json = buf_in(company.testing.arena, MIB);
    buf_print(&json,
              "{'content':{'kind':'meal','form':'in_kind','customer':%lld,"
              "'recipient_kind':'employee','occasion':'宴请','purpose':'项目验收','planned_on':"
              "'2026-11-25','amount':{'amount':'100','currency':'CNY'},'has_conflict':false,"
              "'attendees':[{'name':'主','is_host':true}",
              (long long)company.customer);
    for (int guest = 1; guest < 200; guest++) {
        buf_add(&json, STR(",{'name':'客','is_host':false,'organization':'"));
        for (int i = 0; i < 120; i++) buf_add(&json, STR("司"));
        buf_add(&json, STR("'}"));
    }
    buf_add(&json, STR("]}}"));
    assert_false(json.is_full);
    uint64_t before = company.testing.desk->state.tree.size;
    assert_ptr_equal(company_try(&company, &company.applicant, "submit_request", "%.*s",
                                 STR_ARG(buf_str(&json))),
                     &entry_too_large);
    assert_int_equal(company.testing.desk->state.tree.size, before);
    company_submit(&company, &company.applicant, "100");
    assert_sound();
}

// ---- Closing -----------------------------------------------------------------------------------

static int64_t disbursed(const char *amount) {
    int64_t request = approved(amount);
    check(record(request, amount, true)->handing, true);
    return request;
}

static void closing_gives_back_what_was_not_used(void **state) {
    (void)state;
    int64_t request = disbursed("850");
    assert_ptr_equal(company_try(&company, &company.applicant, "close_request", CLOSE,
                                 (long long)request, "800"),
                     &evidence_missing);
    attach(request, PDF);
    assert_ptr_equal(company_try(&company, &company.applicant, "close_request", CLOSE,
                                 (long long)request, "850.01"),
                     &actual_too_much);
    const struct disbursement_item *item =
        company_do(&company, &company.applicant, "close_request", CLOSE, (long long)request, "800");
    assert_int_equal(item->status, BENEFITS_STATUS_CLOSED);
    const struct overview_board *board =
        company_do(&company, &company.applicant, "get_board", "{}");
    assert_int_equal(board->budget.used.minor, 80000);
    assert_int_equal(board->budget.reserved.minor, 0);
    assert_int_equal(board->budget.left.minor, 420000);
    assert_int_equal(board->near.items[0].used, 80000);
    assert_int_equal(board->month_total.minor, 85000); // what was approved
    assert_int_equal(board->to_close, 0);
    const struct benefits_full *full = company_do(&company, &company.applicant, "get_request",
                                                  "{'request':%lld}", (long long)request);
    assert_int_equal(full->actual.minor, 80000);
    assert_int_equal(full->handings.count, 1);
    assert_int_equal(full->evidence.count, 1);
    assert_ptr_equal(company_try(&company, &company.applicant, "add_evidence", ATTACH,
                                 (long long)request, OTHER_PDF),
                     &request_ended);
    assert_sound();
}

// The store fails at its n-th call, for every n until the command succeeds: before that nothing may
// have changed, afterwards everything.
static void a_failing_store_closes_wholly_or_not_at_all(void **state) {
    (void)state;
    int64_t request = disbursed("850");
    attach(request, PDF);
    fault trouble = &store_full;
    int64_t call = 1;
    for (; trouble != NULL && call < 200; call++) {
        store_fail_at(company.testing.book->store, call);
        trouble = company_try(&company, &company.applicant, "close_request", CLOSE,
                              (long long)request, "800");
        store_fail_at(company.testing.book->store, 0);
        const struct overview_board *board =
            company_do(&company, &company.applicant, "get_board", "{}");
        assert_int_equal(board->budget.used.minor, trouble == NULL ? 80000 : 0);
        assert_int_equal(board->to_close, trouble == NULL ? 0 : 1);
    }
    assert_null(trouble);
    assert_true(call > 10);
    assert_sound();
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_company, close_company)
    const struct CMUnitTest tests[] = {
        TEST(each_hand_sees_what_it_may_do),
        TEST(who_approved_may_not_pay),
        TEST(never_more_and_never_twice),
        TEST(a_file_is_used_once),
        TEST(the_log_keeps_the_digest_of_a_file),
        TEST(files_come_back_whole_to_those_who_may_see),
        TEST(a_full_disk_leaves_no_row),
        TEST(drafts_name_nobody_in_the_log),
        TEST(what_no_entry_can_hold_is_refused),
        TEST(closing_gives_back_what_was_not_used),
        TEST(a_failing_store_closes_wholly_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// The disk fails at call 1, 2, 3 … of every command of a request's life: each time the answer is an
// outage, the book holds byte for byte what it held before, the log is intact and the books
// balance; and then the same command works. What is proved here for one command after the other is
// proved for whole groups below.
#include "command/talking.h"

struct story {
    struct talking_book book;
    int64_t failures; // how often a command was made to fail
};

static int open_story(void **state) {
    struct story *story = calloc(1, sizeof(*story));
    talking_open(&story->book, 7, 1764000000000); // 2025-11-25
    *state = story;
    return 0;
}

static int close_story(void **state) {
    struct story *story = *state;
    talking_close(&story->book);
    free(story);
    return 0;
}

static void must_be_as_before(struct story *story, const struct talking_digest *before,
                              const char *name, int64_t call) {
    struct talking_digest now = talking_digest(&story->book);
    if (memcmp(&now, before, sizeof(now)) != 0)
        fail_msg("%s left something behind when call %lld failed", name, (long long)call);
    if (call % 8 == 1) talking_verify(&story->book);
}

// Asks until the store does not fail any more; what came of it then.
__attribute__((format(printf, 3, 4))) static struct talking_answer
insist(struct story *story, const char *name, const char *format, ...) {
    char json[4000];
    va_list list;
    va_start(list, format);
    int size = vsnprintf(json, sizeof(json), format, list);
    va_end(list);
    assert_in_range(size, 0, sizeof(json) - 1);
    struct talking_digest before = talking_digest(&story->book);
    for (int64_t call = 1;; call++) {
        store_fail_at(story->book.book->store, call);
        struct talking_answer answer = talking_ask(&story->book, name, "%s", json);
        store_fail_at(story->book.book->store, 0);
        if (answer.trouble == NULL || answer.trouble->status != 503) {
            assert_in_range(call, 4, 10000); // it did something, and it ended
            talking_verify(&story->book);
            return answer;
        }
        assert_string_equal(answer.trouble->name, "store_full");
        story->failures++;
        must_be_as_before(story, &before, name, call);
    }
}

static struct actor *person(struct story *story, const char *login, uint32_t roles,
                            int64_t department, int64_t superior) {
    return talking_add_person(&story->book,
                              &(struct talking_person){login, department, superior, roles});
}

struct company {
    int64_t department, customer, contact;
    struct actor *boss, *head, *seller, *compliance, *cashier, *checker, *finance;
};

static struct company found(struct story *story) {
    struct company company = {0};
    struct talking_book *book = &story->book;
    struct talking_answer answer =
        insist(story, "add_department", "{\"code\":\"S\",\"name\":\"Sales\"}");
    talking_must(answer, "add_department");
    int64_t department = company.department = talking_int(answer.out, "id");
    company.boss = person(story, "boss", 1u << AUTH_MANAGER, department, 0);
    company.head =
        person(story, "head", 1u << AUTH_DEPARTMENT_HEAD, department, company.boss->user_id);
    company.seller =
        person(story, "seller", 1u << AUTH_APPLICANT, department, company.head->user_id);
    company.compliance = person(story, "compliance", 1u << AUTH_COMPLIANCE_OFFICER, department, 0);
    company.cashier = person(story, "cashier", 1u << AUTH_CASHIER, department, 0);
    company.checker = person(story, "checker", 1u << AUTH_CHECKER, department, 0);
    company.finance = person(story, "finance", 1u << AUTH_FINANCE_CONTROLLER, department, 0);
    talking_must(insist(story, "set_department_head", "{\"department\":%lld,\"head\":%lld}",
                        (long long)department, (long long)company.head->user_id),
                 "set_department_head");
    book->actor = company.seller;
    answer = insist(story, "add_customer",
                    "{\"code\":\"K\",\"name\":\"\u5ba2\u6237\",\"nature\":\"private\"}");
    talking_must(answer, "add_customer");
    company.customer = talking_int(answer.out, "id");
    answer = insist(story, "add_contact", "{\"customer\":%lld,\"name\":\"\u738b\u5c0f\u660e\"}",
                    (long long)company.customer);
    talking_must(answer, "add_contact");
    company.contact = talking_int(answer.out, "id");
    book->actor = company.compliance;
    talking_must(insist(story, "set_cap",
                        "{\"name\":\"n\",\"name_en\":\"n\",\"dimension\":\"contact\","
                        "\"window\":\"year\",\"measure\":\"amount\",\"kinds\":[],"
                        "\"limit\":100000,\"from\":\"2025-01-01\"}"),
                 "set_cap");
    book->actor = company.finance;
    talking_must(insist(story, "set_budget",
                        "{\"department\":%lld,\"year\":2025,"
                        "\"planned\":{\"amount\":\"5000.00\",\"currency\":\"CNY\"}}",
                        (long long)department),
                 "set_budget");
    return company;
}

static struct talking_answer submit(struct story *story, const struct company *company,
                                    const char *amount, const char *behind) {
    story->book.actor = company->seller;
    return insist(story, "submit_request",
                  "{\"content\":{\"kind\":\"gift\",\"form\":\"in_kind\",\"customer\":%lld,"
                  "\"contact\":%lld,\"recipient_kind\":\"employee\",\"occasion\":\"feast\","
                  "\"purpose\":\"thanks for a year\","
                  "\"amount\":{\"amount\":\"%s\",\"currency\":\"CNY\"},"
                  "\"planned_on\":\"2025-11-25\",\"attendees\":[],\"item\":\"tea\","
                  "\"has_conflict\":false}%s}",
                  (long long)company->customer, (long long)company->contact, amount, behind);
}

struct waiting {
    int64_t task;
    char hash[65];
};

// The task that a person has about a request.
static struct waiting task_of(struct story *story, struct actor *actor, int64_t request) {
    story->book.actor = actor;
    struct talking_answer answer = talking_look(&story->book, "list_tasks", "{}");
    talking_must(answer, "list_tasks");
    struct waiting waiting = {0};
    const struct json *items = talking_at(answer.out, "items");
    for (const struct json *item = items->first; item != NULL; item = item->next) {
        if (talking_int(item, "request") != request) continue;
        waiting.task = talking_int(item, "id");
        snprintf(waiting.hash, sizeof(waiting.hash), "%.*s", STR_ARG(talking_text(item, "hash")));
    }
    assert_true(waiting.task > 0);
    return waiting;
}

static struct talking_answer decide(struct story *story, struct actor *actor, const char *command,
                                    int64_t request) {
    struct waiting waiting = task_of(story, actor, request);
    return insist(story, command, "{\"task\":%lld,\"hash\":\"%s\",\"comment\":\"as seen\"}",
                  (long long)waiting.task, waiting.hash);
}

static void hand_over_and_close(struct story *story, const struct company *company,
                                int64_t request) {
    struct talking_book *book = &story->book;
    book->actor = company->cashier;
    struct talking_answer answer =
        insist(story, "record_disbursement",
               "{\"request\":%lld,\"method\":\"goods\",\"paid_on\":\"2025-11-25\","
               "\"amount\":{\"amount\":\"150.00\",\"currency\":\"CNY\"}}",
               (long long)request);
    talking_must(answer, "record_disbursement");
    int64_t handing = talking_int(answer.out, "handing");
    book->actor = company->checker;
    talking_must(insist(story, "check_disbursement", "{\"handing\":%lld,\"is_right\":true}",
                        (long long)handing),
                 "check_disbursement");
    book->actor = company->seller;
    talking_must(
        insist(story, "add_evidence",
               "{\"request\":%lld,\"name\":\"a.pdf\",\"content\":\"JVBERi0xLjQgaGVsbG8=\"}",
               (long long)request),
        "add_evidence");
    talking_must(
        insist(story, "close_request",
               "{\"request\":%lld,\"actual\":{\"amount\":\"120.00\",\"currency\":\"CNY\"}}",
               (long long)request),
        "close_request");
}

static void every_call_may_fail(void **state) {
    struct story *story = *state;
    struct company company = found(story);
    // Returned, sent again, approved, handed over, closed.
    struct talking_answer answer = submit(story, &company, "180.00", "");
    talking_must(answer, "submit_request");
    int64_t request = talking_int(answer.out, "id");
    talking_must(decide(story, company.head, "return_task", request), "return_task");
    char behind[60];
    snprintf(behind, sizeof(behind), ",\"request\":%lld", (long long)request);
    talking_must(submit(story, &company, "150.00", behind), "submit_request again");
    talking_must(decide(story, company.head, "approve_task", request), "approve_task");
    hand_over_and_close(story, &company, request);
    // Rejected.
    answer = submit(story, &company, "160.00", "");
    talking_must(answer, "submit_request");
    request = talking_int(answer.out, "id");
    story->book.actor = company.seller;
    talking_must(insist(story, "urge_request", "{\"request\":%lld}", (long long)request), "urge");
    talking_must(decide(story, company.head, "reject_task", request), "reject_task");
    // Withdrawn.
    answer = submit(story, &company, "170.00", "");
    talking_must(answer, "submit_request");
    request = talking_int(answer.out, "id");
    talking_must(insist(story, "withdraw_request", "{\"request\":%lld,\"reason\":\"no need\"}",
                        (long long)request),
                 "withdraw_request");
    // Refused: only the attempt is recorded, or nothing.
    answer = submit(story, &company, "1000.01", "");
    assert_string_equal(answer.trouble->name, "policy_prohibits");
    talking_must(insist(story, "save_draft", "{\"content\":{\"a\":1}}"), "save_draft");
    assert_in_range(story->failures, 300, 100000);
    print_message("%lld failures, nothing left behind\n", (long long)story->failures);
}

// ---- Groups ------------------------------------------------------------------------------------

enum { GROUP = 5 };

// Drafts in one group, the third of which is not allowed; each may fail at any call.
static void run_group(struct story *story, struct actor *seller, struct job *jobs) {
    struct talking_book *book = &story->book;
    struct job *group[GROUP];
    const struct command *command = command_find(&catalog_commands, STR("save_draft"));
    arena_reset(book->arena);
    for (int i = 0; i < GROUP; i++) {
        str json = arena_print(book->arena, "{\"content\":{\"number\":%d}}", i);
        jobs[i] = (struct job){.command = command,
                               .book = book->book,
                               .actor = i == 2 ? talking_system : *seller,
                               .arena = book->arena,
                               .in = talking_input(book, command, json),
                               .changes = {.arena = book->arena},
                               .entry = -1};
        if (i == 2) jobs[i].actor.is_system = false;
        group[i] = &jobs[i];
    }
    desk_run(book->desk, group, GROUP);
}

static void groups_may_fail(void **state) {
    struct story *story = *state;
    struct company company = found(story);
    struct job jobs[GROUP];
    struct talking_digest before = talking_digest(&story->book);
    for (int64_t call = 1;; call++) {
        store_fail_at(story->book.book->store, call);
        run_group(story, company.seller, jobs);
        store_fail_at(story->book.book->store, 0);
        assert_non_null(jobs[2].trouble);
        if (jobs[0].trouble == NULL) break;
        for (int i = 0; i < GROUP; i++) {
            assert_non_null(jobs[i].trouble);
            if (i != 2) assert_int_equal(jobs[i].trouble->status, 503);
        }
        must_be_as_before(story, &before, "a group", call);
    }
    for (int i = 0; i < GROUP; i++) assert_true((jobs[i].trouble == NULL) == (i != 2));
    story->book.actor = company.seller;
    struct talking_answer answer = talking_look(&story->book, "list_drafts", "{}");
    assert_int_equal(talking_at(answer.out, "items")->count, GROUP - 1);
    talking_verify(&story->book);
}

// The files of evidence lie beside the book: a disk that fails there is an outage as well.
static void files_may_fail(void **state) {
    struct story *story = *state;
    struct company company = found(story);
    struct talking_answer answer = submit(story, &company, "180.00", "");
    talking_must(answer, "submit_request");
    int64_t request = talking_int(answer.out, "id");
    struct talking_digest before = talking_digest(&story->book);
    int64_t call = 1;
    for (;; call++) {
        os_sim_fail_at(story->book.sim, call, &disk_full);
        answer = talking_ask(
            &story->book, "add_evidence",
            "{\"request\":%lld,\"name\":\"a.pdf\",\"content\":\"JVBERi0xLjQgaGVsbG8=\"}",
            (long long)request);
        os_sim_fail_at(story->book.sim, 0, NULL);
        if (answer.trouble == NULL) break;
        assert_int_equal(answer.trouble->status, 503);
        must_be_as_before(story, &before, "add_evidence", call);
    }
    assert_in_range(call, 2, 100);
    talking_verify(&story->book);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_call_may_fail, open_story, close_story),
        cmocka_unit_test_setup_teardown(groups_may_fail, open_story, close_story),
        cmocka_unit_test_setup_teardown(files_may_fail, open_story, close_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

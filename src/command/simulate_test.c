// A company at random, from a seed: requests come, are decided, returned, sent again, handed over,
// closed, voided; limits and budgets are set and end; commands are repeated under one key; the disk
// fails, the program dies, the clock jumps. Beside it an auditor keeps books of his own, so simple
// that they can be read at a glance, and after every step both must agree to the cent: what is
// reserved and used of every limit and budget, where every request stands, and that nothing was
// granted for which there was no room. SIM_STEPS and SIM_SEED choose; the seed is printed.
#include "command/talking.h"

#include "book_sql.h"
#include "store/store.h"

enum {
    STEPS = 2000,
    ACCOUNTS_MAX = 20000,
    REQUESTS_MAX = 20000,
    HOLDS_MAX = 16,
    CAPS_MAX = 40,
    DEPARTMENTS = 3,
    SELLERS = 4,
    CUSTOMERS = 3,
    CONTACTS = 6,
    DECIDERS = 6,
    FIRST_YEAR = 2024,
    YEARS = 5,
    CONTENT_SIZE = 2000
};

// ---- The auditor's own books -------------------------------------------------------------------

struct account {
    char key[60]; // as the ledger's, so that they can be held against each other
    int64_t reserved;
    int64_t used;
};

struct hold {
    char key[60];
    int64_t amount;
    bool is_count;
};

enum standing {
    IN_APPROVAL,
    RETURNED,
    APPROVED,
    HANDED,
    DISBURSED,
    CLOSED,
    REJECTED,
    WITHDRAWN,
    VOID
};
static const char *const standing_names[] = {"in_approval", "returned",  "approved",
                                             "handed_over", "disbursed", "closed",
                                             "rejected",    "withdrawn", "voided"};

struct request {
    int64_t id;
    enum standing standing;
    int seller;
    bool is_foreign;
    int64_t minor; // as written
    int64_t total; // in the book's currency
    int64_t handed;
    int64_t handing;
    int64_t handing_amount;
    bool handing_is_last;
    bool has_evidence;
    struct hold holds[HOLDS_MAX];
    int hold_count;
};

struct cap {
    int64_t id;
    int dimension; // contact, customer, applicant
    int window;    // year, quarter, month
    bool is_count;
    int kind; // -1: all
    int64_t limit;
    date from;
    date to;
};

struct budget {
    int64_t id; // 0: none is set
    int64_t planned;
};

struct world {
    struct talking_book book;
    uint64_t random;
    struct account *accounts; // sorted by key
    int account_count;
    struct request *requests;
    int request_count;
    struct cap caps[CAPS_MAX];
    int cap_count;
    struct budget budgets[DEPARTMENTS][YEARS];
    int64_t departments[DEPARTMENTS];
    int parents[DEPARTMENTS]; // -1: none
    int seller_department[SELLERS];
    struct actor *sellers[SELLERS];
    struct actor *deciders[DECIDERS];
    struct actor *compliance, *cashier, *checker, *finance;
    int64_t customers[CUSTOMERS];
    int64_t contacts[CONTACTS];
    int contact_customer[CONTACTS];
    instant now;
    bool may_fail; // the disk was told to fail within this step
    int64_t done, refused, outages;
};

static uint64_t next_random(struct world *world) {
    uint64_t x = world->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return world->random = x;
}

static int below(struct world *world, int bound) {
    return (int)(next_random(world) % (uint64_t)bound);
}

static bool chance(struct world *world, int percent) {
    return below(world, 100) < percent;
}

static struct account *account_of(struct world *world, const char *key) {
    int low = 0, high = world->account_count;
    while (low < high) {
        int middle = (low + high) / 2;
        int order = strcmp(world->accounts[middle].key, key);
        if (order == 0) return &world->accounts[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    assert_true(world->account_count < ACCOUNTS_MAX);
    memmove(&world->accounts[low + 1], &world->accounts[low],
            sizeof(struct account) * (size_t)(world->account_count++ - low));
    world->accounts[low] = (struct account){0};
    snprintf(world->accounts[low].key, sizeof(world->accounts[low].key), "%s", key);
    return &world->accounts[low];
}

// What is taken of an account, without making one.
static int64_t taken_of(struct world *world, const char *key) {
    for (int i = 0; i < world->account_count; i++)
        if (strcmp(world->accounts[i].key, key) == 0)
            return world->accounts[i].reserved + world->accounts[i].used;
    return 0;
}

static void give_back(struct world *world, struct request *request) {
    for (int i = 0; i < request->hold_count; i++)
        account_of(world, request->holds[i].key)->reserved -= request->holds[i].amount;
    request->hold_count = 0;
}

// ---- What a request asks of limits and budgets -------------------------------------------------

struct asking {
    char content[CONTENT_SIZE];
    int kind;
    int customer;
    int contact; // -1: none
    date day;
    int64_t minor;
    int64_t total;
    int64_t value; // per person
    bool is_foreign;
};

static const char *const kinds[] = {"discount", "gift", "meal", "sample", "commission"};
enum { DISCOUNT, GIFT, MEAL, SAMPLE, COMMISSION, KINDS };

static void window_of(const struct cap *cap, date day, char *room, size_t size) {
    struct date_parts parts = date_split(day);
    if (cap->window == 0) snprintf(room, size, "%04d", parts.year);
    if (cap->window == 1) snprintf(room, size, "%04dQ%d", parts.year, (parts.month - 1) / 3 + 1);
    if (cap->window == 2) snprintf(room, size, "%04d-%02d", parts.year, parts.month);
}

// The hold that a limit wants, or false where it does not bear on the request.
static bool hold_of_cap(const struct world *world, const struct cap *cap,
                        const struct asking *asking, int seller, struct hold *ret_hold) {
    if (date_compare(asking->day, cap->from) < 0) return false;
    if (!date_is_none(cap->to) && date_compare(asking->day, cap->to) > 0) return false;
    if (cap->kind >= 0 && cap->kind != asking->kind) return false;
    if (cap->dimension == 0 && asking->contact < 0) return false;
    int64_t subject = cap->dimension == 0   ? world->contacts[asking->contact]
                      : cap->dimension == 1 ? world->customers[asking->customer]
                                            : world->sellers[seller]->user_id;
    char window[16] = "";
    window_of(cap, asking->day, window, sizeof(window));
    int64_t amount = cap->dimension == 0 ? asking->value : asking->total;
    *ret_hold = (struct hold){.amount = cap->is_count ? 1 : amount, .is_count = cap->is_count};
    snprintf(ret_hold->key, sizeof(ret_hold->key), "cap:%lld:%lld:%s", (long long)cap->id,
             (long long)subject, window);
    return true;
}

// The budget of the seller's department or of the nearest above it, for the year; NULL: none.
static const struct budget *budget_of(const struct world *world, int seller, date day) {
    int year = date_split(day).year - FIRST_YEAR;
    if (year < 0 || year >= YEARS) return NULL;
    for (int i = world->seller_department[seller]; i >= 0; i = world->parents[i])
        if (world->budgets[i][year].id != 0) return &world->budgets[i][year];
    return NULL;
}

struct judgement {
    struct hold holds[HOLDS_MAX];
    int hold_count;
    bool caps_fit;
    bool budget_fits;
    char why[200]; // the first that does not fit
};

static bool check_room(struct judgement *result, const struct hold *hold, int64_t taken,
                       int64_t limit) {
    if (taken + hold->amount <= limit) return true;
    if (result->why[0] == 0)
        snprintf(result->why, sizeof(result->why), "%s has %lld of %lld, asked are %lld", hold->key,
                 (long long)taken, (long long)limit, (long long)hold->amount);
    return false;
}

// By the auditor's books, with what `before` holds given back first.
static struct judgement judge(struct world *world, const struct asking *asking, int seller,
                              const struct request *before) {
    struct judgement result = {.caps_fit = true, .budget_fits = true};
    for (int i = 0; i < world->cap_count; i++) {
        struct hold hold;
        if (!hold_of_cap(world, &world->caps[i], asking, seller, &hold)) continue;
        int64_t taken = taken_of(world, hold.key);
        for (int k = 0; before != NULL && k < before->hold_count; k++)
            if (strcmp(before->holds[k].key, hold.key) == 0) taken -= before->holds[k].amount;
        if (!check_room(&result, &hold, taken, world->caps[i].limit)) result.caps_fit = false;
        assert_true(result.hold_count < HOLDS_MAX - 1);
        result.holds[result.hold_count++] = hold;
    }
    const struct budget *budget = budget_of(world, seller, asking->day);
    if (budget == NULL) return result;
    struct hold hold = {.amount = asking->total};
    snprintf(hold.key, sizeof(hold.key), "budget:%lld", (long long)budget->id);
    int64_t taken = taken_of(world, hold.key);
    for (int k = 0; before != NULL && k < before->hold_count; k++)
        if (strcmp(before->holds[k].key, hold.key) == 0) taken -= before->holds[k].amount;
    result.budget_fits = check_room(&result, &hold, taken, budget->planned);
    result.holds[result.hold_count++] = hold;
    return result;
}

// ---- Inputs ------------------------------------------------------------------------------------

static date today(const struct world *world) {
    return date_of_instant(world->now, 480);
}

static void print_day(date day, char room[16]) {
    struct date_parts parts = date_split(day);
    snprintf(room, 16, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

// 7.15 to one, ties to even.
static int64_t in_book(int64_t foreign) {
    int64_t exact = foreign * 715, whole = exact / 100, rest = exact % 100;
    return rest > 50 || (rest == 50 && whole % 2 != 0) ? whole + 1 : whole;
}

static void print_content(const struct world *world, struct asking *asking, int seller) {
    char day[16], contact[40] = "null", attendees[300] = "";
    print_day(asking->day, day);
    if (asking->contact >= 0)
        snprintf(contact, sizeof(contact), "%lld", (long long)world->contacts[asking->contact]);
    if (asking->kind == MEAL)
        snprintf(attendees, sizeof(attendees),
                 "{\"name\":\"h\",\"is_host\":true,\"user\":%lld},"
                 "{\"name\":\"g\",\"is_host\":false},{\"name\":\"i\",\"is_host\":false}",
                 (long long)world->sellers[seller]->user_id);
    snprintf(asking->content, sizeof(asking->content),
             "{\"kind\":\"%s\",\"form\":\"%s\",\"customer\":%lld,\"contact\":%s,"
             "\"recipient_kind\":\"%s\",\"occasion\":\"o\",\"purpose\":\"for a good reason\","
             "\"amount\":{\"amount\":\"%lld.%02d\",\"currency\":\"%s\"},%s"
             "\"planned_on\":\"%s\",\"attendees\":[%s],\"item\":\"tea\",\"contract\":\"C-1\","
             "\"is_in_contract\":true,\"on_invoice\":\"same_invoice\",\"is_advertising\":true,"
             "\"commission_rate\":\"3\",\"diligence\":\"ok\",\"has_conflict\":false}",
             kinds[asking->kind], asking->kind == DISCOUNT ? "price_reduction" : "in_kind",
             (long long)world->customers[asking->customer], contact,
             asking->kind == COMMISSION ? "intermediary"
             : asking->contact >= 0     ? "employee"
                                        : "entity",
             (long long)(asking->minor / 100), (int)(asking->minor % 100),
             asking->is_foreign ? "USD" : "CNY", asking->is_foreign ? "\"rate\":\"7.15\"," : "",
             day, attendees);
}

static struct asking ask_for(struct world *world, int seller) {
    struct asking asking = {.kind = below(world, KINDS), .contact = -1};
    bool is_personal = asking.kind == GIFT || asking.kind == MEAL;
    asking.customer = below(world, CUSTOMERS);
    if (is_personal) {
        asking.contact = below(world, CONTACTS);
        asking.customer = world->contact_customer[asking.contact];
    }
    asking.is_foreign = chance(world, 15);
    asking.minor = 1 + below(world, asking.kind == GIFT ? 20000 : 90000);
    asking.total = asking.is_foreign ? in_book(asking.minor) : asking.minor;
    int64_t heads = asking.kind == MEAL ? 3 : 1;
    asking.value = (asking.total + heads - 1) / heads;
    asking.day = date_add_days(today(world), below(world, 120) - 40);
    print_content(world, &asking, seller);
    return asking;
}

// ---- Outcomes ----------------------------------------------------------------------------------

// Whether the command was done. A refusal must be one of those named; an outage must be ours.
static bool is_done(struct world *world, const struct talking_answer *answer, const char *what,
                    const char *refusals) {
    if (answer->trouble == NULL) {
        world->done++;
        return true;
    }
    if (answer->trouble->status == 503 && world->may_fail) {
        world->outages++;
        return false;
    }
    if (strstr(refusals, answer->trouble->name) == NULL)
        fail_msg("%s: %s %.*s", what, answer->trouble->name, STR_ARG(answer->note.en));
    world->refused++;
    return false;
}

static struct request *some_request(struct world *world, enum standing standing) {
    if (world->request_count == 0) return NULL;
    int start = below(world, world->request_count);
    for (int i = 0; i < world->request_count; i++) {
        struct request *request = &world->requests[(start + i) % world->request_count];
        if (request->standing == standing) return request;
    }
    return NULL;
}

static struct request *request_of(struct world *world, int64_t id) {
    for (int i = 0; i < world->request_count; i++)
        if (world->requests[i].id == id) return &world->requests[i];
    fail_msg("request %lld is not known to the auditor", (long long)id);
    return NULL;
}

static void take(struct world *world, struct request *request, const struct judgement *judgement) {
    give_back(world, request);
    request->hold_count = judgement->hold_count;
    memcpy(request->holds, judgement->holds, sizeof(request->holds));
    for (int i = 0; i < request->hold_count; i++)
        account_of(world, request->holds[i].key)->reserved += request->holds[i].amount;
}

// Where it stands by the server's word.
static void look_at(struct world *world, struct request *request) {
    world->book.actor = &talking_system;
    struct talking_answer answer =
        talking_look(&world->book, "get_request", "{\"request\":%lld}", (long long)request->id);
    talking_must(answer, "get_request");
    str status = talking_text(answer.out, "summary.status");
    for (int i = 0; i <= VOID; i++)
        if (str_equal(status, str_of(standing_names[i]))) request->standing = (enum standing)i;
}

// ---- Steps -------------------------------------------------------------------------------------

static bool is_fault(const struct talking_answer *answer, const char *name) {
    return answer->trouble != NULL && strcmp(answer->trouble->name, name) == 0;
}

// A command, with a disk that may fail while it runs.
__attribute__((format(printf, 3, 4))) static struct talking_answer
ask(struct world *world, const char *name, const char *format, ...) {
    char json[CONTENT_SIZE + 200];
    va_list list;
    va_start(list, format);
    int size = vsnprintf(json, sizeof(json), format, list);
    va_end(list);
    assert_in_range(size, 0, sizeof(json) - 1);
    if (world->may_fail) store_fail_at(world->book.book->store, 1 + below(world, 70));
    struct talking_answer answer = talking_ask(&world->book, name, "%s", json);
    store_fail_at(world->book.book->store, 0);
    return answer;
}

#define SUBMIT_REFUSALS "cap_exceeded budget_short policy_prohibits"

// What was granted had room, what was refused had none; the first that stands against it is named.
static void check_refusal(const struct talking_answer *answer, const struct judgement *judgement) {
    const char *said = answer->trouble == NULL ? "granted" : answer->trouble->name;
    bool is_granted = answer->trouble == NULL, is_short = is_fault(answer, "budget_short");
    bool is_exceeded = is_fault(answer, "cap_exceeded");
    bool agrees = (!is_granted || (judgement->caps_fit && judgement->budget_fits)) &&
                  (!is_exceeded || !judgement->caps_fit) &&
                  (!is_short || (judgement->caps_fit && !judgement->budget_fits));
    if (!agrees)
        fail_msg("%s (%.*s); by the auditor's books: %s", said, STR_ARG(answer->note.en),
                 judgement->why[0] == 0 ? "there is room" : judgement->why);
}

// Repeated under its key: the same answer, and nothing else happened.
static void repeat(struct world *world, const char *json, int64_t id, int64_t entry) {
    struct talking_answer again = ask(world, "submit_request", "%s", json);
    if (again.trouble != NULL && again.trouble->status == 503 && world->may_fail) return;
    talking_must(again, "submit_request again");
    assert_int_equal(talking_int(again.out, "id"), id);
    assert_int_equal(again.entry, entry);
}

static void submit(struct world *world) {
    int seller = below(world, SELLERS);
    struct asking asking = ask_for(world, seller);
    struct judgement judgement = judge(world, &asking, seller, NULL);
    char key[40], json[CONTENT_SIZE + 20];
    snprintf(key, sizeof(key), "k-%d-%llu", world->request_count,
             (unsigned long long)next_random(world));
    snprintf(json, sizeof(json), "{\"content\":%s}", asking.content);
    world->book.actor = world->sellers[seller];
    world->book.key = chance(world, 30) ? key : NULL;
    struct talking_answer answer = ask(world, "submit_request", "%s", json);
    check_refusal(&answer, &judgement);
    if (is_done(world, &answer, "submit_request", SUBMIT_REFUSALS)) {
        assert_true(world->request_count < REQUESTS_MAX);
        struct request *request = &world->requests[world->request_count++];
        *request = (struct request){.id = talking_int(answer.out, "id"),
                                    .seller = seller,
                                    .is_foreign = asking.is_foreign,
                                    .minor = asking.minor,
                                    .total = asking.total};
        assert_true(talking_int(answer.out, "id") > 0);
        take(world, request, &judgement);
        if (world->book.key != NULL) repeat(world, json, request->id, answer.entry);
        world->book.key = NULL;
        look_at(world, request);
        assert_true(request->standing == IN_APPROVAL || request->standing == APPROVED);
    }
    world->book.key = NULL;
}

static void submit_again(struct world *world) {
    struct request *request = some_request(world, chance(world, 70) ? RETURNED : WITHDRAWN);
    if (request == NULL) return;
    struct asking asking = ask_for(world, request->seller);
    struct judgement judgement = judge(world, &asking, request->seller, request);
    world->book.actor = world->sellers[request->seller];
    struct talking_answer answer = ask(world, "submit_request", "{\"content\":%s,\"request\":%lld}",
                                       asking.content, (long long)request->id);
    check_refusal(&answer, &judgement);
    if (!is_done(world, &answer, "submit_request again", SUBMIT_REFUSALS)) return;
    assert_int_equal(talking_int(answer.out, "id"), request->id);
    take(world, request, &judgement);
    request->is_foreign = asking.is_foreign;
    request->minor = asking.minor;
    request->total = asking.total;
    look_at(world, request);
    assert_true(request->standing == IN_APPROVAL || request->standing == APPROVED);
}

static void decide(struct world *world) {
    struct actor *decider = world->deciders[below(world, DECIDERS)];
    world->book.actor = decider;
    struct talking_answer list = talking_look(&world->book, "list_tasks", "{}");
    talking_must(list, "list_tasks");
    const struct json *items = talking_at(list.out, "items");
    if (items->count == 0) return;
    char path[20], hash[65];
    snprintf(path, sizeof(path), "%d", below(world, (int)items->count));
    const struct json *item = talking_at(items, path);
    int64_t task = talking_int(item, "id");
    struct request *request = request_of(world, talking_int(item, "request"));
    assert_int_equal(request->standing, IN_APPROVAL);
    snprintf(hash, sizeof(hash), "%.*s", STR_ARG(talking_text(item, "hash")));
    int die = below(world, 10);
    const char *command = die < 7 ? "approve_task" : die < 8 ? "reject_task" : "return_task";
    struct talking_answer answer =
        ask(world, command, "{\"task\":%lld,\"hash\":\"%s\",\"comment\":\"so\"}", (long long)task,
            hash);
    if (!is_done(world, &answer, command, "")) return;
    look_at(world, request);
    if (die < 7) assert_true(request->standing == IN_APPROVAL || request->standing == APPROVED);
    if (die == 7) {
        assert_int_equal(request->standing, REJECTED);
        give_back(world, request);
    }
    if (die > 7) assert_int_equal(request->standing, RETURNED);
}

static void withdraw(struct world *world) {
    struct request *request = some_request(world, chance(world, 70) ? IN_APPROVAL : RETURNED);
    if (request == NULL) return;
    world->book.actor = world->sellers[request->seller];
    struct talking_answer answer =
        ask(world, "withdraw_request", "{\"request\":%lld,\"reason\":\"no need\"}",
            (long long)request->id);
    if (!is_done(world, &answer, "withdraw_request", "request_decided")) return;
    request->standing = WITHDRAWN;
    give_back(world, request);
}

static void void_it(struct world *world) {
    struct request *request = some_request(world, APPROVED);
    if (request == NULL) return;
    world->book.actor = world->compliance;
    struct talking_answer answer =
        ask(world, "void_request", "{\"request\":%lld,\"reason\":\"not wanted\"}",
            (long long)request->id);
    if (!is_done(world, &answer, "void_request", "")) return;
    request->standing = VOID;
    give_back(world, request);
}

static void hand_over(struct world *world) {
    struct request *request = some_request(world, APPROVED);
    if (request == NULL) return;
    int64_t left = request->minor - request->handed;
    int64_t amount = chance(world, 60) ? left : 1 + below(world, (int)(left + left / 4 + 1));
    bool is_last = amount >= left || chance(world, 70);
    char day[16];
    print_day(date_add_days(today(world), -5), day); // the clock may stand that far behind
    world->book.actor = world->cashier;
    struct talking_answer answer =
        ask(world, "record_disbursement",
            "{\"request\":%lld,\"method\":\"goods\",\"paid_on\":\"%s\",\"is_last\":%s,"
            "\"amount\":{\"amount\":\"%lld.%02d\",\"currency\":\"%s\"}}",
            (long long)request->id, day, is_last ? "true" : "false", (long long)(amount / 100),
            (int)(amount % 100), request->is_foreign ? "USD" : "CNY");
    // What is left may be nothing: all of it was handed in parts.
    if (answer.trouble != NULL && answer.trouble->status != 503)
        assert_true(amount > left || amount == 0 || left == 0);
    if (answer.trouble == NULL) assert_true(amount <= left);
    if (!is_done(world, &answer, "record_disbursement", "handed_too_much amount_zero")) return;
    request->standing = HANDED;
    request->handing = talking_int(answer.out, "handing");
    request->handing_amount = amount;
    request->handing_is_last = is_last;
}

static void check(struct world *world) {
    struct request *request = some_request(world, HANDED);
    if (request == NULL) return;
    bool is_right = chance(world, 80);
    world->book.actor = world->checker;
    struct talking_answer answer =
        ask(world, "check_disbursement", "{\"handing\":%lld,\"is_right\":%s,\"comment\":\"c\"}",
            (long long)request->handing, is_right ? "true" : "false");
    if (!is_done(world, &answer, "check_disbursement", "")) return;
    if (is_right) request->handed += request->handing_amount;
    bool is_all = request->handing_is_last || request->handed >= request->minor;
    request->standing = is_right && is_all ? DISBURSED : APPROVED;
}

static void add_evidence(struct world *world, struct request *request) {
    struct talking_answer answer =
        ask(world, "add_evidence",
            "{\"request\":%lld,\"name\":\"a.pdf\",\"content\":\"JVBERi0xLjQg%08llx\"}",
            (long long)request->id, (unsigned long long)request->id);
    if (is_done(world, &answer, "add_evidence", "")) request->has_evidence = true;
}

// Used of each hold in the proportion of what it really was, rounded up; the rest goes back.
static void settle(struct world *world, struct request *request, int64_t actual) {
    for (int i = 0; i < request->hold_count; i++) {
        struct account *account = account_of(world, request->holds[i].key);
        int64_t amount = request->holds[i].amount, used = amount;
        if (!request->holds[i].is_count && actual < request->total)
            used = (amount * actual + request->total - 1) / request->total;
        account->reserved -= amount;
        account->used += used;
    }
    request->hold_count = 0;
}

// actual of minor, as a part of total, ties to even.
static int64_t part_of(const struct request *request, int64_t actual) {
    int64_t exact = request->total * actual, whole = exact / request->minor;
    int64_t twice = exact % request->minor * 2;
    return twice > request->minor || (twice == request->minor && whole % 2 != 0) ? whole + 1
                                                                                 : whole;
}

static void close_it(struct world *world) {
    struct request *request = some_request(world, DISBURSED);
    if (request == NULL) return;
    world->book.actor = world->sellers[request->seller];
    if (!request->has_evidence) add_evidence(world, request);
    int64_t actual = chance(world, 50) ? request->handed : below(world, (int)request->handed + 200);
    struct talking_answer answer =
        ask(world, "close_request",
            "{\"request\":%lld,\"actual\":{\"amount\":\"%lld.%02d\",\"currency\":\"%s\"}}",
            (long long)request->id, (long long)(actual / 100), (int)(actual % 100),
            request->is_foreign ? "USD" : "CNY");
    if (answer.trouble == NULL) assert_true(actual <= request->handed);
    if (!is_done(world, &answer, "close_request",
                 "actual_too_much actual_not_handed evidence_missing"))
        return;
    request->standing = CLOSED;
    settle(world, request, part_of(request, actual));
}

static void set_cap(struct world *world) {
    static const char *const dimensions[] = {"contact", "customer", "applicant"};
    static const char *const windows[] = {"year", "quarter", "month"};
    if (world->cap_count == CAPS_MAX || world->cap_count >= HOLDS_MAX - 4) return;
    struct cap cap = {.dimension = below(world, 3),
                      .window = below(world, 3),
                      .is_count = chance(world, 30),
                      .kind = chance(world, 50) ? below(world, KINDS) : -1};
    cap.limit = cap.is_count ? 3 + below(world, 30) : 20000 + below(world, 2000000);
    cap.from = date_add_days(today(world), below(world, 60) - 50);
    cap.to = DATE_NONE;
    char from[16];
    print_day(cap.from, from);
    world->book.actor = world->compliance;
    struct talking_answer answer =
        ask(world, "set_cap",
            "{\"name\":\"n\",\"name_en\":\"n\",\"dimension\":\"%s\",\"window\":\"%s\","
            "\"measure\":\"%s\",\"kinds\":[%s%s%s],\"limit\":%lld,\"from\":\"%s\"}",
            dimensions[cap.dimension], windows[cap.window], cap.is_count ? "count" : "amount",
            cap.kind < 0 ? "" : "\"", cap.kind < 0 ? "" : kinds[cap.kind], cap.kind < 0 ? "" : "\"",
            (long long)cap.limit, from);
    if (!is_done(world, &answer, "set_cap", "")) return;
    cap.id = talking_int(answer.out, "id");
    world->caps[world->cap_count++] = cap;
}

static void end_cap(struct world *world) {
    if (world->cap_count == 0) return;
    struct cap *cap = &world->caps[below(world, world->cap_count)];
    date to = date_add_days(today(world), below(world, 100) - 30);
    char text[16];
    print_day(to, text);
    world->book.actor = world->compliance;
    struct talking_answer answer =
        ask(world, "end_cap", "{\"cap\":%lld,\"to\":\"%s\"}", (long long)cap->id, text);
    if (answer.trouble == NULL) assert_true(date_compare(to, cap->from) >= 0);
    if (is_done(world, &answer, "end_cap", "period_wrong")) cap->to = to;
}

static void set_budget(struct world *world) {
    int department = below(world, DEPARTMENTS), year = below(world, YEARS);
    struct budget *budget = &world->budgets[department][year];
    int64_t planned = below(world, 9000000);
    char key[60];
    world->book.actor = world->finance;
    struct talking_answer answer =
        ask(world, "set_budget",
            "{\"department\":%lld,\"year\":%d,"
            "\"planned\":{\"amount\":\"%lld.%02d\",\"currency\":\"CNY\"}}",
            (long long)world->departments[department], FIRST_YEAR + year,
            (long long)(planned / 100), (int)(planned % 100));
    snprintf(key, sizeof(key), "budget:%lld", (long long)budget->id);
    int64_t taken = budget->id == 0 ? 0 : taken_of(world, key);
    if (answer.trouble == NULL) assert_true(planned >= taken);
    if (is_fault(&answer, "budget_short")) assert_true(planned < taken);
    if (!is_done(world, &answer, "set_budget", "budget_short")) return;
    *budget = (struct budget){talking_int(answer.out, "id"), planned};
    snprintf(key, sizeof(key), "budget:%lld", (long long)budget->id);
    if (planned != 0 || taken != 0) account_of(world, key);
}

// Mostly on; sometimes back, as clocks do when somebody corrects them.
static void move_clock(struct world *world) {
    int64_t by = (int64_t)below(world, 3 * 24 * 3600) * 1000;
    if (chance(world, 15)) by = -by;
    os_sim_set_now(world->book.sim, world->now + by);
    if (by > 0) world->now += by; // the log's time never goes back
}

// ---- Holding both books against each other -----------------------------------------------------

static int64_t used_by_ledger(const struct world *world, const struct book_accounts_from *row) {
    if (str_starts_with(row->account_key, STR("cap:"))) return row->debits_posted;
    for (int i = 0; i < DEPARTMENTS; i++)
        for (int k = 0; k < YEARS; k++) {
            char key[60];
            const struct budget *budget = &world->budgets[i][k];
            snprintf(key, sizeof(key), "budget:%lld", (long long)budget->id);
            if (str_equal(row->account_key, str_of(key)))
                return budget->planned - (row->credits_posted - row->debits_posted);
        }
    fail_msg("%.*s is no budget of ours", STR_ARG(row->account_key));
    return 0;
}

static void compare_accounts(struct world *world) {
    struct book_accounts_from_list rows;
    arena_reset(world->book.arena);
    assert_null(book_accounts_from(world->book.reader,
                                   &(struct book_accounts_from_in){
                                       .low = STR("budget:"), .high = STR("cap;"), .count = 100000},
                                   world->book.arena, &rows));
    int place = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct book_accounts_from *row = &rows.items[i];
        while (place < world->account_count && // opened by nobody yet
               str_compare(str_of(world->accounts[place].key), row->account_key) < 0) {
            assert_int_equal(world->accounts[place].reserved + world->accounts[place].used, 0);
            place++;
        }
        if (place == world->account_count ||
            !str_equal(str_of(world->accounts[place].key), row->account_key))
            fail_msg("%.*s is not known to the auditor", STR_ARG(row->account_key));
        const struct account *own = &world->accounts[place++];
        int64_t used = used_by_ledger(world, row);
        if (own->reserved != row->debits_pending || own->used != used)
            fail_msg("%s: reserved %lld, used %lld; the ledger says %lld and %lld", own->key,
                     (long long)own->reserved, (long long)own->used, (long long)row->debits_pending,
                     (long long)used);
    }
    for (; place < world->account_count; place++)
        assert_int_equal(world->accounts[place].reserved + world->accounts[place].used, 0);
}

static void compare_requests(struct world *world) {
    for (int i = 0; i < world->request_count; i++) {
        enum standing standing = world->requests[i].standing;
        look_at(world, &world->requests[i]);
        if (world->requests[i].standing != standing)
            fail_msg("request %lld is %s, by the auditor's books %s",
                     (long long)world->requests[i].id, standing_names[world->requests[i].standing],
                     standing_names[standing]);
    }
}

// ---- The company -------------------------------------------------------------------------------

static int64_t add(struct world *world, const char *command, const char *json) {
    struct talking_answer answer = talking_ask(&world->book, command, "%s", json);
    talking_must(answer, command);
    return talking_int(answer.out, "id");
}

static struct actor *person(struct world *world, const char *login, uint32_t roles, int department,
                            const struct actor *superior) {
    return talking_add_person(
        &world->book, &(struct talking_person){login, world->departments[department],
                                               superior == NULL ? 0 : superior->user_id, roles});
}

static void add_people(struct world *world) {
    char json[200];
    world->departments[0] = add(world, "add_department", "{\"code\":\"S\",\"name\":\"Sales\"}");
    snprintf(json, sizeof(json), "{\"code\":\"E\",\"name\":\"East\",\"parent\":%lld}",
             (long long)world->departments[0]);
    world->departments[1] = add(world, "add_department", json);
    world->departments[2] = add(world, "add_department", "{\"code\":\"M\",\"name\":\"Market\"}");
    world->parents[0] = world->parents[2] = -1;
    struct actor *boss = person(world, "boss", 1u << AUTH_MANAGER, 0, NULL);
    struct actor *head = person(world, "head", 1u << AUTH_DEPARTMENT_HEAD, 0, boss);
    world->compliance = person(world, "officer", 1u << AUTH_COMPLIANCE_OFFICER, 0, boss);
    world->finance = person(world, "finance", 1u << AUTH_FINANCE_CONTROLLER, 0, boss);
    world->cashier = person(world, "cashier", 1u << AUTH_CASHIER, 0, boss);
    world->checker = person(world, "checker", 1u << AUTH_CHECKER, 0, boss);
    struct actor *legal = person(world, "legal", 1u << AUTH_LEGAL_COUNSEL, 0, boss);
    struct actor *cco = person(world, "cco", 1u << AUTH_CCO, 0, boss);
    struct actor *deciders[DECIDERS] = {boss, head, world->compliance, world->finance, legal, cco};
    memcpy(world->deciders, deciders, sizeof(deciders));
    for (int i = 0; i < SELLERS; i++) {
        char login[20];
        snprintf(login, sizeof(login), "seller%d", i);
        world->seller_department[i] = i % DEPARTMENTS;
        world->sellers[i] = person(world, login, 1u << AUTH_APPLICANT, i % DEPARTMENTS, head);
    }
    for (int i = 0; i < DEPARTMENTS; i++) {
        snprintf(json, sizeof(json), "{\"department\":%lld,\"head\":%lld}",
                 (long long)world->departments[i], (long long)head->user_id);
        world->book.actor = &talking_system;
        add(world, "set_department_head", json);
    }
}

static void add_customers(struct world *world) {
    char json[200];
    world->book.actor = world->sellers[0];
    for (int i = 0; i < CUSTOMERS; i++) {
        snprintf(json, sizeof(json),
                 "{\"code\":\"C%d\",\"name\":\"Customer %d\",\"nature\":\"%s\"}", i, i,
                 i == 1 ? "soe" : "private");
        world->customers[i] = add(world, "add_customer", json);
    }
    for (int i = 0; i < CONTACTS; i++) {
        world->contact_customer[i] = i % CUSTOMERS;
        snprintf(json, sizeof(json), "{\"customer\":%lld,\"name\":\"Contact %d\"}",
                 (long long)world->customers[i % CUSTOMERS], i);
        world->contacts[i] = add(world, "add_contact", json);
    }
}

static uint64_t number_of(const char *name, uint64_t otherwise) {
    str text = os_variable(os_real(), name);
    int64_t number;
    return text.size > 0 && str_to_int(text, &number) ? (uint64_t)number : otherwise;
}

static int open_world(void **state) {
    uint64_t seed;
    os_random(os_real(), &seed, sizeof(seed));
    seed = number_of("SIM_SEED", seed % 1000000000);
    print_message("SIM_SEED=%llu\n", (unsigned long long)seed);
    struct world *world = calloc(1, sizeof(*world));
    *world =
        (struct world){.random = seed * 2654435761u + 88172645463325252u, .now = 1764000000000};
    world->accounts = calloc(ACCOUNTS_MAX + 1, sizeof(struct account));
    world->requests = calloc(REQUESTS_MAX, sizeof(struct request));
    talking_open(&world->book, seed, world->now);
    add_people(world);
    add_customers(world);
    for (int i = 0; i < 4; i++) set_cap(world);
    *state = world;
    return 0;
}

static int close_world(void **state) {
    struct world *world = *state;
    talking_close(&world->book);
    free(world->accounts);
    free(world->requests);
    free(world);
    return 0;
}

static void step(struct world *world) {
    static const struct {
        void (*run)(struct world *world);
        int weight;
    } steps[] = {{submit, 28}, {submit_again, 6}, {decide, 26},    {withdraw, 3},
                 {void_it, 2}, {hand_over, 12},   {check, 10},     {close_it, 8},
                 {set_cap, 1}, {end_cap, 1},      {set_budget, 3}, {move_clock, 6}};
    int total = 0, at = 0;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) total += steps[i].weight;
    int die = below(world, total);
    while (die >= steps[at].weight) die -= steps[at++].weight;
    world->may_fail = chance(world, 10);
    steps[at].run(world);
    world->may_fail = false;
}

static void books_agree(void **state) {
    struct world *world = *state;
    int steps = (int)number_of("SIM_STEPS", STEPS);
    for (int i = 0; i < steps; i++) {
        step(world);
        compare_accounts(world);
        if (chance(world, 1)) talking_reopen(&world->book);
        if (i % 500 == 499) talking_verify(&world->book);
    }
    compare_requests(world);
    talking_verify(&world->book);
    print_message("%d steps: %lld done, %lld refused, %lld outages; %d requests, %d accounts\n",
                  steps, (long long)world->done, (long long)world->refused,
                  (long long)world->outages, world->request_count, world->account_count);
    if (steps >= STEPS) { // a run in which nothing happens proves nothing
        assert_in_range(world->done, steps / 8, steps * 2);
        assert_in_range(world->outages, 10, steps);
        assert_in_range(world->refused, 10, steps);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(books_agree, open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// A year of the demo's company: about six hundred requests of every kind, each walked by the people
// whom the flow asks, some days later each time, so that on the last day there are requests in
// every state: waiting, late, returned, to hand over, to check, to close. What was typed looks like
// what salespeople type. Refusals are part of it: the rules and limits stop some.
#include "main/demo.h"

#include "benefits_api.h"
#include "benefits_sql.h"
#include "crypto/crypto.h"
#include "customers_api.h"
#include "domain/benefits/benefits.h"
#include "tasks_sql.h"

#define COUNT(list) ((int64_t)(sizeof(list) / sizeof((list)[0])))

enum { MINUTE_MS = 60000, HOUR_MS = 3600000, OPENING_HOUR = 9, BOUGHT_A_DAY = 6, DRAFTS = 3 };

static const char *const goods[] = {"压力变送器", "流量计 DN80", "校准服务", "备件包",
                                    "控制柜",     "年度维保",    "温控模块", "在线分析仪"};

// A request that somebody will turn to on a day.
struct todo {
    int64_t request;
    int32_t day;
    bool is_done;
};

struct year {
    struct demo *demo;
    date first;
    int32_t day; // 0 .. DEMO_DAYS
    int64_t purchases;
    LIST(struct todo) todos;
};

// ---- What is asked for ----

struct sort {
    int32_t kind;
    int weight;
    const char *members; // of the JSON, beside those of every request
    int64_t least, most; // whole yuan
    const char *occasions[3];
    const char *purposes[3];
    bool to_person;
};

static const struct sort sorts[] = {
    {POLICY_KIND_GIFT,
     30,
     "\"form\":\"in_kind\",\"recipient_kind\":\"employee\",\"item\":\"定制台历与笔记本\","
     "\"is_advertising\":true",
     30,
     190,
     {"新年拜访", "中秋", "年会"},
     {"随年度回访赠送印有公司标识的台历和笔记本，感谢设备科配合巡检。",
      "展会上发放的定制文具，客户工程师参加了新品演示。",
      "项目验收后的小纪念品，已在例会上公开发放。"},
     true},
    {POLICY_KIND_GIFT,
     10,
     "\"form\":\"in_kind\",\"recipient_kind\":\"employee\",\"item\":\"茶叶礼盒\"",
     120,
     420,
     {"中秋", "春节", "端午"},
     {"中秋节慰问，客户项目组全年配合调试，价值在常例之内。",
      "春节前拜访，随函附上地方特产，对方单位规定允许。",
      "端午慰问维保对接人，感谢协助安排停机窗口。"},
     true},
    {POLICY_KIND_MEAL,
     22,
     "\"form\":\"service\",\"recipient_kind\":\"employee\"",
     300,
     1600,
     {"技术交流", "项目验收", "商务拜访"},
     {"与客户设备部就二期产线方案做技术交流后的工作餐。",
      "验收会议结束后的工作餐，双方项目组参加，名单附后。",
      "季度回访，讨论备件供应与校准周期，工作餐。"},
     true},
    {POLICY_KIND_DISCOUNT,
     9,
     "\"form\":\"price_reduction\",\"recipient_kind\":\"entity\",\"is_in_contract\":true,"
     "\"on_invoice\":\"same_invoice\",\"contract\":\"HT-2026-%04lld\",\"invoice\":\"FP%08lld\"",
     800,
     26000,
     {"年度框架", "批量采购", "促销"},
     {"年度框架合同约定的批量折扣，已在同一张发票金额栏列明。",
      "第三季度集中采购折扣，合同第 6 条。", "老客户升级换代活动，公开价目表折扣。"},
     false},
    {POLICY_KIND_REBATE,
     7,
     "\"form\":\"credit_note\",\"recipient_kind\":\"entity\",\"is_in_contract\":true,"
     "\"on_invoice\":\"credit_note\",\"contract\":\"HT-2026-%04lld\",\"programme\":\"年度返利\"",
     2000,
     48000,
     {"年度返利", "季度返利", "年度返利"},
     {"完成年度框架合同约定的采购量，按合同开具红字发票返利。",
      "季度采购达到第二档，返利付给合同主体对公账户。", "年度返利，对账单双方已盖章。"},
     false},
    {POLICY_KIND_POINTS,
     5,
     "\"form\":\"service\",\"recipient_kind\":\"entity\",\"is_in_contract\":true,"
     "\"has_rules\":true,\"programme\":\"明远服务积分\"",
     50,
     900,
     {"积分兑换", "积分发放", "积分兑换"},
     {"按公开积分规则发放本季度服务积分。", "客户用积分兑换校准服务一次。",
      "Service points for the third quarter under the published programme."},
     false},
    {POLICY_KIND_SAMPLE,
     4,
     "\"form\":\"in_kind\",\"recipient_kind\":\"employee\",\"item\":\"传感器样品\"",
     80,
     700,
     {"试用", "技术交流", "试用"},
     {"新型压力传感器样品，供客户实验室测试，测试报告返回后关闭。", "替换方案验证用样品两只。",
      "Sample probes for the customer's test bench."},
     true},
    {POLICY_KIND_COMMISSION,
     4,
     "\"form\":\"credit_note\",\"recipient_kind\":\"intermediary\",\"is_in_contract\":true,"
     "\"contract\":\"DL-2026-%04lld\",\"commission_rate\":\"3.5\",\"diligence\":\"ok\","
     "\"payee\":\"contract_party\"",
     3000,
     42000,
     {"代理佣金", "代理佣金", "渠道佣金"},
     {"代理商促成本次采购，佣金按代理合同第 4 条，已完成尽职调查。",
      "渠道佣金，合同收入的 3.5%，付给代理公司对公账户。", "代理佣金，附资质文件与成交证明。"},
     false},
    {POLICY_KIND_TRAVEL,
     3,
     "\"form\":\"service\",\"recipient_kind\":\"employee\"",
     600,
     2600,
     {"工厂参观", "培训", "验收"},
     {"客户工程师到厂参加设备预验收，往返交通与一晚住宿，直接付给服务商。",
      "操作培训两天，住宿按公司标准，无旁带行程。", "到厂见证试验，行程表附后。"},
     true},
    {POLICY_KIND_ENTERTAINMENT,
     2,
     "\"form\":\"service\",\"recipient_kind\":\"employee\"",
     400,
     1500,
     {"客户活动", "年会", "客户活动"},
     {"用户大会晚间的公开文艺演出，全体参会客户同等待遇。", "年会晚宴与演出，名单附后。",
      "行业展会期间的用户之夜，公开邀请。"},
     true},
    {POLICY_KIND_PRIZE,
     2,
     "\"form\":\"in_kind\",\"recipient_kind\":\"consumer\",\"item\":\"校准套件\",\"has_rules\":"
     "true",
     100,
     3000,
     {"抽奖", "展会", "抽奖"},
     {"用户大会抽奖，规则已在官网公示。", "展会现场问答奖品，规则公开。",
      "年度最佳应用案例奖品，评选规则公开。"},
     false},
    {POLICY_KIND_SPONSORSHIP,
     1,
     "\"form\":\"service\",\"recipient_kind\":\"entity\"",
     5000,
     60000,
     {"行业会议", "行业会议", "技能竞赛"},
     {"赞助行业协会年度技术会议，协议约定展位与署名。", "赞助计量技能竞赛，付给主办单位。",
      "赞助用户单位承办的学术研讨会，回报条款见协议。"},
     false},
    {POLICY_KIND_SERVICE_FEE,
     1,
     "\"form\":\"credit_note\",\"recipient_kind\":\"entity\",\"contract\":\"FW-2026-%04lld\","
     "\"is_in_contract\":true",
     2000,
     18000,
     {"专家评审", "课题合作", "专家评审"},
     {"委托研究院出具比对测试报告，合同与成果附后。", "课题合作费，按里程碑支付。",
      "委托第三方现场测试服务。"},
     false},
    {POLICY_KIND_DONATION,
     1,
     "\"form\":\"in_kind\",\"recipient_kind\":\"entity\"",
     3000,
     20000,
     {"捐赠", "捐赠", "捐赠"},
     {"向职业学院捐赠教学仪器，捐赠协议已签，不指定个人受益。", "捐赠实训设备一套。",
      "向公益基金会捐赠检测设备。"},
     false},
};

static const struct sort *choose_sort(struct demo *demo) {
    int total = 0;
    for (int64_t i = 0; i < COUNT(sorts); i++) total += sorts[i].weight;
    int64_t at = demo_number(demo, total);
    for (int64_t i = 0; i < COUNT(sorts); i++) {
        if (at < sorts[i].weight) return &sorts[i];
        at -= sorts[i].weight;
    }
    return &sorts[0];
}

// Hosts are colleagues, guests people of the customer; at most as many hosts as guests.
static str attendees(struct year *year, const struct demo_person *who, int64_t contact) {
    struct demo *demo = year->demo;
    struct buf out = buf_in(demo->arena, 4 * KIB);
    int64_t guests = 2 + demo_number(demo, 4);
    buf_print(&out, ",\"attendees\":[{\"name\":\"%.*s\",\"is_host\":true,\"user\":%lld}",
              STR_ARG(who->name), (long long)who->id);
    for (int64_t i = 0; i < guests; i++) {
        buf_print(&out, ",{\"name\":\"客方%lld\",\"is_host\":false", (long long)(i + 1));
        if (i == 0) buf_print(&out, ",\"contact\":%lld", (long long)contact);
        buf_add_byte(&out, '}');
    }
    buf_add(&out, STR("]"));
    return buf_str(&out);
}

static str amount_of(struct demo *demo, const struct sort *sort) {
    int64_t yuan = sort->least + demo_number(demo, sort->most - sort->least);
    int64_t cents = demo_chance(demo, 40) ? demo_number(demo, 100) : 0;
    return arena_print(demo->arena, "%lld.%02lld", (long long)yuan, (long long)cents);
}

static str content_of(struct year *year, const struct sort *sort, const struct demo_person *who) {
    struct demo *demo = year->demo;
    size_t at = (size_t)demo_number(demo, (int64_t)demo->customers.count);
    const struct demo_customer *customer = &demo->customers.items[at];
    int64_t contact = customer->contacts[demo_number(demo, 2)];
    if (contact == 0) contact = customer->contacts[0];
    long long paper = (long long)(1000 + demo_number(demo, 8000));
    str day = date_print(demo->arena,
                         date_add_days(year->first, year->day + 2 + (int)demo_number(demo, 9)));
    struct buf out = buf_in(demo->arena, 16 * KIB);
    buf_print(&out, "{\"content\":{\"kind\":\"%.*s\",\"customer\":%lld,",
              STR_ARG(shape_choice_name(&policy_kind_choices, sort->kind)),
              (long long)customer->id);
    str members = str_of(sort->members);
    for (ptrdiff_t mark; (mark = str_find(members, STR("%0"))) >= 0;) {
        buf_add(&out, str_slice(members, 0, (size_t)mark));
        buf_print(&out, "%lld", paper);
        members = str_slice(members, (size_t)mark + 6, members.size); // "%04lld", "%08lld"
    }
    buf_add(&out, members);
    if (sort->to_person) buf_print(&out, ",\"contact\":%lld", (long long)contact);
    bool is_table = sort->kind == POLICY_KIND_MEAL || sort->kind == POLICY_KIND_ENTERTAINMENT;
    if (is_table) buf_add(&out, attendees(year, who, contact));
    int64_t say = demo_number(demo, 3);
    buf_print(&out,
              ",\"occasion\":\"%s\",\"purpose\":\"%s\",\"planned_on\":\"%.*s\","
              "\"has_conflict\":false,\"amount\":{\"amount\":\"%.*s\",\"currency\":\"CNY\"}}",
              sort->occasions[say], sort->purposes[say], STR_ARG(day),
              STR_ARG(amount_of(demo, sort)));
    return buf_str(&out);
}

// ---- The clock and the queue ----

static void set_clock(struct year *year, int hour, int64_t minutes) {
    date day = date_add_days(year->first, year->day);
    *year->demo->now = date_start(day, year->demo->book->zone_minutes) + hour * (int64_t)HOUR_MS +
                       minutes * MINUTE_MS;
}

static void tick(struct year *year) {
    *year->demo->now += (1 + demo_number(year->demo, 4)) * MINUTE_MS;
}

static void queue(struct year *year, int64_t request, int32_t days) {
    *list_push(year->demo->arena, &year->todos) =
        (struct todo){.request = request, .day = year->day + days};
}

// Until somebody turns to it: mostly one to three days, sometimes long; in the last fortnight
// people are slower, so that the book ends with work that waits and some that is late.
static int32_t some_days(const struct year *year) {
    struct demo *demo = year->demo;
    bool is_late = demo_chance(demo, year->day > DEMO_DAYS - 14 ? 45 : 5);
    return is_late ? 6 + (int32_t)demo_number(demo, 9) : 1 + (int32_t)demo_number(demo, 3);
}

// ---- Steps of one request ----

static fault submit(struct year *year) {
    struct demo *demo = year->demo;
    str login = demo_chance(demo, 12) ? STR("applicant")
                                      : arena_print(demo->arena, "sales%02lld",
                                                    (long long)(1 + demo_number(demo, 40)));
    const struct demo_person *who = demo_login(demo, arena_text(demo->arena, login));
    const struct sort *sort = choose_sort(demo);
    str json = arena_join(demo->arena, content_of(year, sort, who), STR("}"));
    const void *out = NULL;
    fault refused = demo_run(demo, who, "submit_request", json, &out);
    if (refused != NULL && refused->status >= 500) return refused;
    if (refused == NULL) queue(year, ((const struct benefits_summary *)out)->id, some_days(year));
    return NULL;
}

// What the rules stop before it happens.
static fault try_card(struct year *year) {
    struct demo *demo = year->demo;
    const struct demo_customer *customer =
        &demo->customers.items[demo_number(demo, (int64_t)demo->customers.count)];
    str json = arena_print(
        demo->arena,
        "{\"content\":{\"kind\":\"gift\",\"form\":\"cash_equivalent\",\"recipient_kind\":"
        "\"employee\",\"customer\":%lld,\"contact\":%lld,\"item\":\"购物卡\",\"occasion\":\"春节\","
        "\"purpose\":\"节前走访，送购物卡一张。\",\"planned_on\":\"%.*s\",\"has_conflict\":false,"
        "\"amount\":{\"amount\":\"500.00\",\"currency\":\"CNY\"}}}",
        (long long)customer->id, (long long)customer->contacts[0],
        STR_ARG(date_print(demo->arena, date_add_days(year->first, year->day + 3))));
    fault refused = demo_run(demo, demo_login(demo, "sales07"), "submit_request", json, NULL);
    return refused != NULL && refused->status >= 500 ? refused : NULL;
}

// The applicant takes it back while nobody has decided, or reminds whoever holds it. What is
// refused there (somebody has decided; reminded lately) does not matter to anybody.
static fault ask_applicant(struct year *year, const struct benefits_by_id *row, bool *ret_is_back) {
    struct demo *demo = year->demo;
    const struct demo_person *who = demo_person_of(demo, row->applicant);
    fault refused = NULL;
    *ret_is_back = false;
    if (demo_chance(demo, 3)) {
        str json =
            arena_print(demo->arena, "{\"request\":%lld,\"reason\":\"客户行程有变，先撤回。\"}",
                        (long long)row->id);
        refused = demo_run(demo, who, "withdraw_request", json, NULL);
        *ret_is_back = refused == NULL;
    } else if (demo_chance(demo, 5)) {
        str json = arena_print(demo->arena, "{\"request\":%lld}", (long long)row->id);
        refused = demo_run(demo, who, "urge_request", json, NULL);
    }
    return refused != NULL && refused->status >= 500 ? refused : NULL;
}

static fault decide(struct year *year, const struct benefits_by_id *row) {
    static const char *const yes[] = {"同意。", "同意，与年度计划一致。", "同意，请按时核销。",
                                      "OK."};
    static const char *const no[] = {"事由不充分，且本月已有类似申请。", "超出部门惯例，不同意。"};
    static const char *const back[] = {"请补充参加人员的单位和职务。", "请写明与哪个项目有关。"};
    struct demo *demo = year->demo;
    struct tasks_next_open task;
    bool is_there, is_back;
    TRY(ask_applicant(year, row, &is_back));
    if (is_back) return NULL;
    TRY(tasks_next_open(store_writer_reader(demo->desk->writer),
                        &(struct tasks_next_open_in){row->id}, demo->arena, &task, &is_there));
    if (!is_there) return NULL;
    const struct demo_person *who = demo_person_of(demo, task.user_id);
    int64_t say = demo_number(demo, 100);
    const char *command = say < 88 ? "approve_task" : say < 94 ? "return_task" : "reject_task";
    const char *comment = say < 88   ? yes[say % COUNT(yes)]
                          : say < 94 ? back[say % COUNT(back)]
                                     : no[say % COUNT(no)];
    str json = arena_print(demo->arena, "{\"task\":%lld,\"hash\":\"%.*s\",\"comment\":\"%s\"}",
                           (long long)task.id, STR_ARG(row->hash), comment);
    return demo_run(demo, who, command, json, NULL);
}

// The applicant adds what was asked for and submits again.
static fault resubmit(struct year *year, const struct benefits_by_id *row) {
    struct demo *demo = year->demo;
    const struct demo_person *who = demo_person_of(demo, row->applicant);
    str content = str_slice(row->content, 0, row->content.size - 1);
    str json = arena_print(demo->arena, "{\"request\":%lld,\"content\":%.*s}}", (long long)row->id,
                           STR_ARG(content));
    fault refused = demo_run(demo, who, "submit_request", json, NULL);
    return refused != NULL && refused->status >= 500 ? refused : NULL;
}

static const char *method_of(int32_t kind) {
    switch (kind) {
    case POLICY_KIND_GIFT:
    case POLICY_KIND_SAMPLE:
    case POLICY_KIND_PRIZE:
    case POLICY_KIND_DONATION: return "goods";
    case POLICY_KIND_DISCOUNT: return "invoice";
    case POLICY_KIND_REBATE: return "credit_note";
    case POLICY_KIND_POINTS: return "points";
    case POLICY_KIND_MEAL:
    case POLICY_KIND_ENTERTAINMENT: return "expense";
    default: return "transfer";
    }
}

static fault void_it(struct year *year, const struct benefits_by_id *row) {
    str json = arena_print(year->demo->arena,
                           "{\"request\":%lld,\"reason\":\"活动取消，额度和预算退回。\"}",
                           (long long)row->id);
    return demo_run(year->demo, demo_login(year->demo, "compliance"), "void_request", json, NULL);
}

static fault hand_over(struct year *year, const struct benefits_by_id *row) {
    struct demo *demo = year->demo;
    if (demo_chance(demo, 3)) return void_it(year, row);
    str amount = money_print(demo->arena, row->amount);
    str json = arena_print(demo->arena,
                           "{\"request\":%lld,\"method\":\"%s\",\"paid_on\":\"%.*s\","
                           "\"amount\":{\"amount\":\"%.*s\",\"currency\":\"CNY\"},"
                           "\"reference\":\"PZ-%lld\"}",
                           (long long)row->id, method_of(row->kind),
                           STR_ARG(date_print(demo->arena, date_add_days(year->first, year->day))),
                           STR_ARG(amount), (long long)(row->id % 100000));
    return demo_run(demo, demo_login(demo, "cashier"), "record_disbursement", json, NULL);
}

static fault check(struct year *year, const struct benefits_by_id *row) {
    struct demo *demo = year->demo;
    struct benefits_handings_of_list rows;
    TRY(benefits_handings_of(store_writer_reader(demo->desk->writer),
                             &(struct benefits_handings_of_in){row->id}, demo->arena, &rows));
    ASSERT(rows.count > 0);
    str json = arena_print(demo->arena, "{\"handing\":%lld,\"is_right\":true,\"comment\":\"%s\"}",
                           (long long)rows.items[rows.count - 1].id, "金额与凭证相符。");
    return demo_run(demo, demo_login(demo, "checker"), "check_disbursement", json, NULL);
}

// A small receipt that any reader opens, each a different file.
static str receipt(struct demo *demo, const struct benefits_by_id *row) {
    str text = arena_print(demo->arena, "BT /F1 14 Tf 72 720 Td (Receipt %.*s  %.*s CNY) Tj ET",
                           STR_ARG(row->number), STR_ARG(money_print(demo->arena, row->amount)));
    return arena_print(demo->arena,
                       "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                       "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                       "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                       "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
                       "4 0 obj<</Length %zu>>stream\n%.*s\nendstream endobj\n"
                       "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
                       "trailer<</Root 1 0 R>>\n%%%%EOF\n",
                       text.size, STR_ARG(text));
}

static fault settle(struct year *year, const struct benefits_by_id *row) {
    struct demo *demo = year->demo;
    const struct demo_person *who = demo_person_of(demo, row->applicant);
    str file = crypto_base64_encode(demo->arena, CRYPTO_BASE64, receipt(demo, row));
    str json = arena_print(demo->arena,
                           "{\"request\":%lld,\"name\":\"发票-%.*s.pdf\",\"purpose\":\"invoice\","
                           "\"content\":\"%.*s\"}",
                           (long long)row->id, STR_ARG(row->number), STR_ARG(file));
    TRY(demo_run(demo, who, "add_evidence", json, NULL));
    int64_t actual = row->amount.minor;
    if (demo_chance(demo, 30)) actual -= actual * demo_number(demo, 12) / 100;
    str amount = money_print(demo->arena, money_of(actual, STR("CNY")));
    json = arena_print(demo->arena,
                       "{\"request\":%lld,\"actual\":{\"amount\":\"%.*s\",\"currency\":\"CNY\"}}",
                       (long long)row->id, STR_ARG(amount));
    return demo_run(demo, who, "close_request", json, NULL);
}

static fault go_on(struct year *year, int64_t request) {
    struct demo *demo = year->demo;
    struct benefits_by_id row;
    bool is_there;
    TRY(benefits_by_id(store_writer_reader(demo->desk->writer),
                       &(struct benefits_by_id_in){request}, demo->arena, &row, &is_there));
    ASSERT(is_there);
    fault trouble = NULL;
    bool can_rest =
        row.status == BENEFITS_STATUS_RETURNED || row.status == BENEFITS_STATUS_DISBURSED;
    if (can_rest && demo_chance(demo, 7)) return NULL; // nobody turns to it any more
    switch (row.status) {
    case BENEFITS_STATUS_IN_APPROVAL: trouble = decide(year, &row); break;
    case BENEFITS_STATUS_RETURNED: trouble = resubmit(year, &row); break;
    case BENEFITS_STATUS_APPROVED: trouble = hand_over(year, &row); break;
    case BENEFITS_STATUS_HANDED_OVER: trouble = check(year, &row); break;
    case BENEFITS_STATUS_DISBURSED: trouble = settle(year, &row); break;
    default: return NULL;
    }
    if (trouble != NULL && trouble->status >= 500) return trouble;
    if (trouble == NULL) queue(year, request, some_days(year));
    return NULL;
}

// ---- Days ----

// What customers buy, each by its size; seldom something comes back.
static fault buy(struct year *year) {
    struct demo *demo = year->demo;
    int64_t at = demo_number(demo, (int64_t)demo->customers.count);
    int64_t yuan = (3 + at * 37 % 58) * (700 + demo_number(demo, 600));
    if (demo_chance(demo, 2)) yuan = -yuan / 10;
    str json = arena_print(
        demo->arena,
        "{\"customer\":%lld,\"external_id\":\"SO%07lld\",\"source\":\"erp\",\"bought_on\":\"%.*s\","
        "\"amount\":{\"amount\":\"%lld.00\",\"currency\":\"CNY\"},\"item\":\"%s\"}",
        (long long)demo->customers.items[at].id, (long long)++year->purchases,
        STR_ARG(date_print(demo->arena, date_add_days(year->first, year->day))), (long long)yuan,
        goods[demo_number(demo, COUNT(goods))]);
    return demo_run(demo, NULL, "record_purchase", json, NULL);
}

// What somebody has begun to write on the last evening.
static fault write_drafts(struct year *year) {
    const struct demo_person *who = demo_login(year->demo, "applicant");
    for (int i = 0; i < DRAFTS; i++) {
        str content = content_of(year, choose_sort(year->demo), who);
        str json = arena_join(year->demo->arena, content, STR("}"));
        tick(year);
        TRY(demo_run(year->demo, who, "save_draft", json, NULL));
    }
    return NULL;
}

static fault live_a_day(struct year *year) {
    struct demo *demo = year->demo;
    int weekday = date_weekday(date_add_days(year->first, year->day));
    if (weekday >= 6) return NULL;
    set_clock(year, OPENING_HOUR, demo_number(demo, 20));
    for (size_t i = 0; i < year->todos.count; i++) {
        if (year->todos.items[i].is_done || year->todos.items[i].day > year->day) continue;
        year->todos.items[i].is_done = true;
        tick(year);
        TRY(go_on(year, year->todos.items[i].request));
    }
    bool is_end = year->day > DEMO_DAYS - 10;
    int64_t requests = (is_end ? 4 : 1) + demo_number(demo, 4);
    for (int64_t i = 0; i < requests; i++) {
        tick(year);
        TRY(submit(year));
    }
    for (int i = 0; i < BOUGHT_A_DAY; i++) TRY(buy(year));
    return demo_chance(demo, 4) ? try_card(year) : NULL;
}

fault demo_year(struct demo *demo) {
    struct year year = {.demo = demo, .first = date_add_days(demo->today, -DEMO_DAYS)};
    // Before dawn of the last day: whoever opens the book finds yesterday's state.
    for (year.day = 0; year.day < DEMO_DAYS; year.day++) {
        TRY(live_a_day(&year));
        TRY(desk_keep(demo->desk)); // a checkpoint for each day
    }
    year.day--;
    TRY(write_drafts(&year));
    return desk_keep(demo->desk);
}

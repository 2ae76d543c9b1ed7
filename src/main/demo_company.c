// The demo's company: a maker of instruments with about sixty people, two hundred customers and
// their buyers, limits and budgets. Names are put together from lists; none is meant to be real.
#include "main/demo.h"

#include "auth/rights.h"
#include "customers_api.h"
#include "people_api.h"

#define COUNT(list) ((int64_t)(sizeof(list) / sizeof((list)[0])))

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                       "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                       "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"};
static const char *const given[] = {"思远", "雨桐", "嘉宁", "文博", "清妍", "子墨", "若溪", "明轩",
                                    "书瑶", "景行", "一诺", "可欣", "浩然", "静姝", "天佑", "晓棠",
                                    "承泽", "念真", "修远", "芷若", "怀瑾", "乐怡", "凌云", "沐阳",
                                    "知行", "婉清", "启航", "安然", "星河", "锦程"};
static const char *const places[] = {"苏州", "无锡", "常州", "南通", "杭州", "宁波", "绍兴", "嘉兴",
                                     "合肥", "芜湖", "长沙", "株洲", "武汉", "襄阳", "郑州", "洛阳",
                                     "青岛", "烟台", "济南", "潍坊", "西安", "宝鸡", "成都", "绵阳",
                                     "重庆", "佛山", "东莞", "厦门", "泉州", "大连"};
static const char *const brands[] = {"恒岳",   "明湖",   "瑞澜",   "启辰",   "汇川河", "安衡",
                                     "晟远",   "博朗源", "海韵",   "中科澄", "禾木",   "远见山",
                                     "同济舟", "蓝桥",   "金石磊", "云帆渡", "天工坊", "信达行",
                                     "鼎新阁", "百川汇", "立信堂", "青禾田", "宏图志", "华光岭"};
static const char *const trades[] = {"精工机械",     "自动化设备", "生物科技", "环境工程",
                                     "新能源材料",   "物流装备",   "电子仪器", "食品机械",
                                     "轨道交通装备", "水务技术",   "检测技术", "智能制造"};

// ---- People ----

struct place {
    const char *code, *name, *name_en, *parent;
};

static const struct place departments[] = {
    {"SALES", "销售中心", "Sales", "HQ"},
    {"SALES-N", "华北大区", "Sales north", "SALES"},
    {"SALES-E", "华东大区", "Sales east", "SALES"},
    {"SALES-S", "华南大区", "Sales south", "SALES"},
    {"SALES-W", "西部大区", "Sales west", "SALES"},
    {"SERVICE", "客户服务部", "Customer service", "HQ"},
    {"LAW", "合规与法务部", "Compliance and law", "HQ"},
    {"FIN", "财务部", "Finance", "HQ"},
    {"AUDIT", "内审部", "Internal audit", "HQ"},
    {"HR", "人力与培训部", "People and training", "HQ"},
};

struct post {
    const char *login, *department, *superior, *roles;
};

// One login for each role, easily remembered; and the heads of the regions.
static const struct post posts[] = {
    {"executive", "HQ", NULL, "\"executive\""},
    {"head", "SALES", "executive", "\"department_head\",\"manager\""},
    {"manager", "SALES-E", "head", "\"manager\",\"department_head\""},
    {"north", "SALES-N", "head", "\"manager\",\"department_head\""},
    {"south", "SALES-S", "head", "\"manager\",\"department_head\""},
    {"west", "SALES-W", "head", "\"manager\",\"department_head\""},
    {"service", "SERVICE", "executive", "\"manager\",\"department_head\""},
    {"cco", "LAW", "executive", "\"cco\",\"department_head\""},
    {"compliance", "LAW", "cco", "\"compliance_officer\""},
    {"compliance2", "LAW", "cco", "\"compliance_officer\""},
    {"legal", "LAW", "cco", "\"legal_counsel\""},
    {"risk", "LAW", "cco", "\"risk_manager\""},
    {"finance", "FIN", "executive", "\"finance_controller\",\"department_head\""},
    {"cashier", "FIN", "finance", "\"cashier\""},
    {"checker", "FIN", "finance", "\"checker\""},
    {"auditor", "AUDIT", "executive", "\"auditor\""},
    {"trainer", "HR", "executive", "\"trainer\""},
    {"applicant", "SALES-E", "manager", "\"applicant\""},
};

static const char *const heads[][2] = {
    {"SALES", "head"},    {"SALES-N", "north"}, {"SALES-E", "manager"},
    {"SALES-S", "south"}, {"SALES-W", "west"},  {"SERVICE", "service"},
    {"LAW", "cco"},       {"FIN", "finance"},   {"HQ", "executive"}};

struct office {
    int64_t id;
    str path;
    const char *code;
};

struct building {
    struct demo *demo;
    LIST(struct office) offices;
};

static const struct office *office_of(const struct building *building, const char *code) {
    for (size_t i = 0; i < building->offices.count; i++)
        if (str_equal(str_of(building->offices.items[i].code), str_of(code)))
            return &building->offices.items[i];
    ASSERT(!"the demo has this department");
    return NULL;
}

static fault add_department(struct building *building, const struct place *place) {
    struct demo *demo = building->demo;
    const struct office *above = place->parent == NULL ? NULL : office_of(building, place->parent);
    str json = arena_print(
        demo->arena, "{\"parent\":%lld,\"code\":\"%s\",\"name\":\"%s\",\"name_en\":\"%s\"}",
        above == NULL ? 0LL : (long long)above->id, place->code, place->name, place->name_en);
    if (above == NULL)
        json = arena_print(demo->arena, "{\"code\":\"%s\",\"name\":\"%s\",\"name_en\":\"%s\"}",
                           place->code, place->name, place->name_en);
    const void *out = NULL;
    TRY(demo_run(demo, NULL, "add_department", json, &out));
    const struct people_department *made = out;
    *list_push(demo->arena, &building->offices) =
        (struct office){made->id, arena_copy(demo->arena, made->path), place->code};
    return NULL;
}

// A name that nobody in the demo bears yet.
static str new_name(struct demo *demo, size_t number) {
    return arena_print(demo->arena, "%s%s", surnames[(number * 7 + 3) % (size_t)COUNT(surnames)],
                       given[(number * 11 + number / 30) % (size_t)COUNT(given)]);
}

static fault add_person(struct building *building, const struct post *post) {
    struct demo *demo = building->demo;
    const struct office *office = office_of(building, post->department);
    const struct demo_person *above =
        post->superior == NULL ? NULL : demo_login(demo, post->superior);
    str name = new_name(demo, demo->people.count);
    str superior =
        above == NULL ? STR("null") : arena_print(demo->arena, "%lld", (long long)above->id);
    str json = arena_print(demo->arena,
                           "{\"login\":\"%s\",\"name\":\"%.*s\",\"department\":%lld,"
                           "\"superior\":%.*s,\"roles\":[%s]}",
                           post->login, STR_ARG(name), (long long)office->id, STR_ARG(superior),
                           post->roles);
    const void *out = NULL;
    TRY(demo_run(demo, NULL, "add_user", json, &out));
    const struct people_user *made = out;
    struct demo_person person = {.id = made->id,
                                 .login = str_of(arena_text(demo->arena, str_of(post->login))),
                                 .name = name,
                                 .department = office->id,
                                 .path = office->path};
    for (size_t i = 0; i < made->roles.count; i++) person.roles |= 1u << made->roles.items[i];
    *list_push(demo->arena, &demo->people) = person;
    return NULL;
}

static fault add_sales_people(struct building *building) {
    static const char *const teams[][2] = {{"SALES-N", "north"},
                                           {"SALES-E", "manager"},
                                           {"SALES-S", "south"},
                                           {"SALES-W", "west"},
                                           {"SERVICE", "service"}};
    for (int i = 0; i < 40; i++) {
        const char *const *team = teams[i % 5];
        str login = arena_print(building->demo->arena, "sales%02d", i + 1);
        struct post post = {arena_text(building->demo->arena, login), team[0], team[1],
                            "\"applicant\""};
        TRY(add_person(building, &post));
    }
    return NULL;
}

static fault add_people(struct building *building) {
    const struct place office = {"HQ", "华东明远仪器", "Mingyuan Instruments", NULL};
    const struct post first = {"admin", "HQ", NULL, "\"administrator\""};
    TRY(add_department(building, &office));
    for (int64_t i = 0; i < COUNT(departments); i++) TRY(add_department(building, &departments[i]));
    TRY(add_person(building, &first));
    for (int64_t i = 0; i < COUNT(posts); i++) TRY(add_person(building, &posts[i]));
    TRY(add_sales_people(building));
    for (int64_t i = 0; i < COUNT(heads); i++) {
        str json = arena_print(building->demo->arena, "{\"department\":%lld,\"head\":%lld}",
                               (long long)office_of(building, heads[i][0])->id,
                               (long long)demo_login(building->demo, heads[i][1])->id);
        TRY(demo_run(building->demo, NULL, "set_department_head", json, NULL));
    }
    return NULL;
}

// ---- Limits and budgets ----

static fault add_limits(struct building *building) {
    struct demo *demo = building->demo;
    static const char *const caps[] = {
        "\"name\":\"每人每年礼品与招待\",\"name_en\":\"Gifts and hospitality per person a year\","
        "\"dimension\":\"contact\",\"window\":\"year\",\"measure\":\"amount\",\"limit\":300000,"
        "\"kinds\":[\"gift\",\"meal\",\"entertainment\",\"travel\",\"sample\"]",
        "\"name\":\"每人每年次数\",\"name_en\":\"Times per person a "
        "year\",\"dimension\":\"contact\","
        "\"window\":\"year\",\"measure\":\"count\",\"limit\":12,"
        "\"kinds\":[\"gift\",\"meal\",\"entertainment\",\"travel\"]",
        "\"name\":\"每家公司每年礼品与招待\",\"name_en\":\"Gifts and hospitality per company a "
        "year\","
        "\"dimension\":\"customer\",\"window\":\"year\",\"measure\":\"amount\",\"limit\":2000000,"
        "\"kinds\":[\"gift\",\"meal\",\"entertainment\",\"travel\",\"sample\"]",
        "\"name\":\"每位申请人每月\",\"name_en\":\"Per applicant a month\","
        "\"dimension\":\"applicant\",\"window\":\"month\",\"measure\":\"amount\",\"limit\":1500000,"
        "\"kinds\":[\"gift\",\"meal\",\"entertainment\",\"travel\",\"sample\"]",
    };
    int year = date_split(date_of_instant(*demo->now, demo->book->zone_minutes)).year;
    for (int64_t i = 0; i < COUNT(caps); i++)
        TRY(demo_run(demo, demo_login(demo, "compliance"), "set_cap",
                     arena_print(demo->arena, "{%s,\"from\":\"%d-01-01\"}", caps[i], year), NULL));
    static const char *const sales[] = {"SALES-N", "SALES-E", "SALES-S", "SALES-W", "SERVICE"};
    for (int64_t i = 0; i < COUNT(sales) * 2; i++) {
        str json = arena_print(demo->arena,
                               "{\"department\":%lld,\"year\":%d,"
                               "\"planned\":{\"amount\":\"%d.00\",\"currency\":\"CNY\"}}",
                               (long long)office_of(building, sales[i % 5])->id,
                               year + (int)(i / 5), 400000 + 40000 * (int)(i % 5));
        TRY(demo_run(demo, demo_login(demo, "finance"), "set_budget", json, NULL));
    }
    return NULL;
}

// ---- Customers ----

static const char *nature_of(int64_t number) {
    static const char *const natures[] = {"private", "private", "private", "private",
                                          "foreign", "soe",     "private", "public_institution",
                                          "private", "soe"};
    return number % 23 == 7 ? "government" : natures[number % 10];
}

static str customer_name(struct demo *demo, int64_t number, const char *nature) {
    const char *place = places[number % COUNT(places)];
    const char *brand = brands[(number * 5 + number / 30) % COUNT(brands)];
    if (str_equal(str_of(nature), STR("government")))
        return arena_print(demo->arena, "%s市%s区计量检定管理所", place, brand);
    if (str_equal(str_of(nature), STR("public_institution")))
        return arena_print(demo->arena, "%s%s研究院", place, brand);
    return arena_print(demo->arena, "%s%s%s有限公司", place, brand,
                       trades[(number * 7) % COUNT(trades)]);
}

static fault add_contact(struct demo *demo, const struct demo_customer *customer, int64_t number,
                         int64_t *ret_id) {
    static const char *const titles[] = {"采购经理",   "设备部主任", "总工程师",
                                         "质检部部长", "项目负责人", "财务经理"};
    str name = arena_print(demo->arena, "%s%s", surnames[(number * 13 + 5) % COUNT(surnames)],
                           given[(number * 17 + 11) % COUNT(given)]);
    str json = arena_print(demo->arena,
                           "{\"customer\":%lld,\"name\":\"%.*s\",\"title\":\"%s\","
                           "\"phone\":\"139%08lld\",\"is_official\":%s,\"is_buyer\":%s}",
                           (long long)customer->id, STR_ARG(name), titles[number % COUNT(titles)],
                           (long long)(10000000 + number * 7919 % 89999999),
                           customer->nature == CUSTOMERS_NATURE_GOVERNMENT ? "true" : "false",
                           number % 3 == 0 ? "true" : "false");
    const void *out = NULL;
    TRY(demo_run(demo, demo_login(demo, "applicant"), "add_contact", json, &out));
    *ret_id = ((const struct customers_contact *)out)->id;
    return NULL;
}

static fault add_customers(struct demo *demo) {
    for (int64_t i = 0; i < 200; i++) {
        const char *nature = nature_of(i);
        str name = customer_name(demo, i, nature);
        str owner = arena_print(demo->arena, "sales%02lld", (long long)(i % 40 + 1));
        int64_t owner_id = demo_login(demo, arena_text(demo->arena, owner))->id;
        str json = arena_print(demo->arena,
                               "{\"code\":\"C%04lld\",\"name\":\"%.*s\",\"nature\":\"%s\","
                               "\"is_listed\":%s,\"region\":\"%s\",\"industry\":\"%s\","
                               "\"owner\":%lld}",
                               (long long)(i + 1), STR_ARG(name), nature,
                               i % 11 == 4 ? "true" : "false", places[i % COUNT(places)],
                               trades[(i * 7) % COUNT(trades)], (long long)owner_id);
        const void *out = NULL;
        TRY(demo_run(demo, NULL, "add_customer", json, &out));
        const struct customers_customer *made = out;
        struct demo_customer customer = {.id = made->id, .nature = made->nature, .name = name};
        TRY(add_contact(demo, &customer, i * 2, &customer.contacts[0]));
        if (i % 2 == 0) TRY(add_contact(demo, &customer, i * 2 + 1, &customer.contacts[1]));
        customer.is_official = customer.nature == CUSTOMERS_NATURE_GOVERNMENT;
        *list_push(demo->arena, &demo->customers) = customer;
    }
    return NULL;
}

fault demo_company(struct demo *demo) {
    struct building building = {.demo = demo};
    TRY(add_people(&building));
    TRY(add_limits(&building));
    return add_customers(demo);
}

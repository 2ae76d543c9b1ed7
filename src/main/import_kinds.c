// What can be imported: for each kind the command that writes it down, its fields with the titles
// that tables usually have for them, and the command's own word for "this is there already", which
// makes an import safe to repeat.
#include "main/import.h"

#include "benefits_api.h"
#include "caps_api.h"
#include "customers_api.h"
#include "people_api.h"

static const struct import_kind kinds[] = {
    {.name = "departments",
     .command = "add_department",
     .known = &department_known,
     .known_of = "parent",
     .fields = {{"code", "编码|部门编码|部门代码|code|department code|id", IMPORT_TEXT, true},
                {"name", "名称|部门|部门名称|name|department|department name", IMPORT_TEXT, true},
                {"name_en", "英文名称|英文名|name_en|english name", IMPORT_TEXT, false},
                {"parent", "上级|上级部门|上级编码|parent|parent code|parent department",
                 IMPORT_DEPARTMENT, false}}},
    {.name = "users",
     .command = "add_user",
     .known = &login_known,
     .known_of = "superior",
     .fields = {{"login", "登录名|账号|工号|login|user name|username|account", IMPORT_TEXT, true},
                {"name", "姓名|名字|name|full name", IMPORT_TEXT, true},
                {"name_en", "英文名|英文姓名|name_en|english name", IMPORT_TEXT, false},
                {"email", "邮箱|电子邮箱|email|e-mail|mail", IMPORT_TEXT, false},
                {"phone", "电话|手机|手机号|phone|mobile", IMPORT_TEXT, false},
                {"department", "部门|部门编码|所属部门|department|department code",
                 IMPORT_DEPARTMENT, true},
                {"superior", "上级|直属上级|汇报对象|superior|manager|reports to", IMPORT_USER,
                 false},
                {"roles", "角色|角色列表|roles|role", IMPORT_ROLES, false},
                {"password", "初始密码|密码|password|first password", IMPORT_TEXT, false},
                {"is_head", "负责人|是否负责人|部门负责人|is_head|head", IMPORT_ASIDE, false}}},
    {.name = "customers",
     .command = "add_customer",
     .known = &customer_known,
     .known_of = "group",
     .fields = {{"code", "编码|客户编码|客户编号|code|customer code|customer id|id", IMPORT_TEXT,
                 true},
                {"name", "名称|客户|客户名称|公司名称|name|customer|customer name|company",
                 IMPORT_TEXT, true},
                {"name_en", "英文名称|英文名|name_en|english name", IMPORT_TEXT, false},
                {"nature", "性质|单位性质|企业性质|nature|ownership", IMPORT_CHOICE, true},
                {"is_listed", "上市|是否上市|is_listed|listed", IMPORT_TRUTH, false},
                {"region", "地区|区域|省份|region|country|area", IMPORT_TEXT, false},
                {"industry", "行业|industry|sector", IMPORT_TEXT, false},
                {"group", "集团|上级客户|母公司|group|parent", IMPORT_CUSTOMER, false},
                {"owner", "负责人|客户经理|销售|owner|account manager", IMPORT_USER, false},
                {"tax_number",
                 "税号|统一社会信用代码|纳税人识别号|tax_number|tax number|vat number", IMPORT_TEXT,
                 false}}},
    {.name = "contacts",
     .command = "add_contact",
     .known = &contact_known,
     .fields = {{"customer", "客户|客户编码|客户名称|公司|customer|customer code|company",
                 IMPORT_CUSTOMER, true},
                {"name", "姓名|联系人|name|contact|full name", IMPORT_TEXT, true},
                {"title", "职务|职位|title|position|job title", IMPORT_TEXT, false},
                {"phone", "电话|手机|手机号|phone|mobile", IMPORT_TEXT, false},
                {"email", "邮箱|电子邮箱|email|e-mail|mail", IMPORT_TEXT, false},
                {"is_official", "公职人员|是否公职人员|is_official|public official", IMPORT_TRUTH,
                 false},
                {"is_relative", "亲属|是否亲属|is_relative|relative", IMPORT_TRUTH, false},
                {"relative_of", "亲属关系|与谁的亲属|relative_of|relative of", IMPORT_TEXT, false},
                {"is_buyer", "采购决策人|参与采购|is_buyer|buyer", IMPORT_TRUTH, false},
                {"customer_code", "", IMPORT_ASIDE, false},
                {"customer_name", "", IMPORT_ASIDE, false},
                {"customer_nature", "", IMPORT_ASIDE, false},
                {"customer_region", "", IMPORT_ASIDE, false}}},
    {.name = "benefits",
     .command = "import_benefit",
     .known = &benefit_known,
     .fields = {{"external_id", "编号|单号|申请单号|流水号|external_id|id|number|record id",
                 IMPORT_TEXT, true},
                {"source", "来源|source|system", IMPORT_TEXT, true},
                {"kind", "类型|类别|好处类型|kind|type", IMPORT_CHOICE, true},
                {"customer", "客户|客户编码|客户名称|受益方|公司|customer|customer code|company",
                 IMPORT_CUSTOMER, true},
                {"contact_name", "联系人|受益人|姓名|contact|contact_name|recipient", IMPORT_TEXT,
                 false},
                {"given_on", "日期|发放日期|给予日期|date|given_on|given on", IMPORT_DAY, true},
                {"amount", "金额|价值|amount|value", IMPORT_AMOUNT, true},
                {"currency", "币种|货币|currency", IMPORT_ASIDE, false},
                {"rate", "汇率|rate|exchange rate", IMPORT_NUMBER, false},
                {"occasion", "事由|场合|occasion", IMPORT_TEXT, false},
                {"purpose", "用途|目的|说明|备注|purpose|description|notes", IMPORT_TEXT, false},
                {"customer_code", "", IMPORT_ASIDE, false},
                {"customer_name", "", IMPORT_ASIDE, false},
                {"customer_nature", "", IMPORT_ASIDE, false},
                {"customer_region", "", IMPORT_ASIDE, false}}},
    {.name = "purchases",
     .command = "record_purchase",
     .known = &purchase_known,
     .fields = {{"external_id", "编号|订单号|单号|流水号|external_id|id|order|order number",
                 IMPORT_TEXT, true},
                {"source", "来源|source|system", IMPORT_TEXT, true},
                {"customer", "客户|客户编码|客户名称|公司|customer|customer code|company",
                 IMPORT_CUSTOMER, true},
                {"bought_on", "日期|购买日期|下单日期|date|bought_on|order date", IMPORT_DAY, true},
                {"amount", "金额|amount|total|value", IMPORT_AMOUNT, true},
                {"currency", "币种|货币|currency", IMPORT_ASIDE, false},
                {"item", "商品|产品|物品|item|product|description", IMPORT_TEXT, false},
                {"customer_code", "", IMPORT_ASIDE, false},
                {"customer_name", "", IMPORT_ASIDE, false},
                {"customer_nature", "", IMPORT_ASIDE, false},
                {"customer_region", "", IMPORT_ASIDE, false}}},
    {.name = "budgets",
     .command = "set_budget",
     .fields = {{"department", "部门|部门编码|department|department code", IMPORT_DEPARTMENT, true},
                {"year", "年度|年份|year", IMPORT_NUMBER, true},
                {"planned", "预算|预算金额|计划|planned|budget|amount", IMPORT_AMOUNT, true},
                {"currency", "币种|货币|currency", IMPORT_ASIDE, false}}},
    {.name = "opening",
     .command = "open_cap_usage",
     .known = &opening_known,
     .fields = {{"cap", "额度|额度名称|cap|limit", IMPORT_CAP, true},
                {"used", "已用|已用额|期初|used|amount|opening", IMPORT_ASIDE, true},
                {"day", "日期|年度|期间|day|date|year", IMPORT_DAY, false},
                {"customer", "客户|客户编码|客户名称|公司|customer|customer code|company",
                 IMPORT_ASIDE, false},
                {"contact", "联系人|受益人|姓名|contact|recipient", IMPORT_ASIDE, false},
                {"applicant", "申请人|登录名|applicant|login", IMPORT_ASIDE, false}}},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

const struct import_kind *import_kind_of(str name) {
    for (size_t i = 0; i < KINDS; i++)
        if (str_equal(str_of(kinds[i].name), name)) return &kinds[i];
    return NULL;
}

str import_kind_names(struct arena *arena) {
    struct buf names = buf_in(arena, KIB);
    for (size_t i = 0; i < KINDS; i++) buf_print(&names, "%s%s", i > 0 ? ", " : "", kinds[i].name);
    return buf_str(&names);
}

int import_field_of(const struct import_kind *kind, str name) {
    for (int i = 0; i < IMPORT_FIELDS_MAX && kind->fields[i].name != NULL; i++)
        if (str_equal(str_of(kind->fields[i].name), name)) return i;
    return -1;
}

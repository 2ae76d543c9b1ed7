// Structs from JSON and back: each refusal with its field and note, both sides of each bound,
// absent values, and what each audience sees.
#include "format/shape.h"

#include "base/utf8.h"
#include "crypto/crypto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct visit_guest {
    str name;
    bool is_host;
    date born;
};

struct visit {
    int64_t id;
    str title;
    str story;
    str phone;
    str code;
    int64_t people;
    int64_t any;
    bool is_urgent;
    bool is_open;
    int64_t copies;
    int32_t kind;
    int32_t way;
    date day;
    date until;
    instant begins;
    money cost;
    money tip;
    str rate;
    str free_rate;
    str extra;
    str seal;
    struct visit_guest first;
    struct visit_guest *second;
    struct {
        struct visit_guest *items;
        size_t count;
    } guests;
    struct {
        str *items;
        size_t count;
    } tags;
    struct {
        date *items;
        size_t count;
    } days;
};

static const struct shape_choice kind_choices[] = {
    {0}, {"gift", "Gift", "礼品"}, {"meal", "Meal", "餐饮"}};
static const struct shape_enum kinds = {"kind", kind_choices, 2};

#define AT(member) .offset = offsetof(struct visit, member)
#define GUEST_AT(member) .offset = offsetof(struct visit_guest, member)

static const struct shape_field guest_fields[] = {
    {"name", SHAPE_TEXT, GUEST_AT(name), .min = 1, .max = 80, .is_personal = true},
    {"is_host", SHAPE_BOOL, GUEST_AT(is_host), .has_preset = true, .preset = 1},
    {"born", SHAPE_DATE, GUEST_AT(born), .is_optional = true},
};
static const struct shape guest = {"guest", sizeof(struct visit_guest), guest_fields, 3};

static const struct shape_field visit_fields[] = {
    {"id", SHAPE_ID, AT(id), .is_optional = true},
    {"title", SHAPE_TEXT, AT(title), .min = 2, .max = 10},
    {"story", SHAPE_TEXT, AT(story), .max = 201, .is_optional = true},
    {"phone", SHAPE_TEXT, AT(phone), .max = 30, .is_optional = true, .is_personal = true},
    {"code", SHAPE_TEXT, AT(code), .max = 30, .is_optional = true, .is_secret = true},
    {"people", SHAPE_INT, AT(people), .min = 1, .max = 50, .is_optional = true},
    {"any", SHAPE_INT, AT(any), .is_optional = true},
    {"is_urgent", SHAPE_BOOL, AT(is_urgent), .is_optional = true},
    {"is_open", SHAPE_BOOL, AT(is_open), .has_preset = true, .preset = 1},
    {"copies", SHAPE_INT, AT(copies), .min = 0, .max = 9, .has_preset = true, .preset = 3},
    {"kind", SHAPE_ENUM, AT(kind), .is_optional = true, .choices = &kinds},
    {"way", SHAPE_ENUM, AT(way), .has_preset = true, .preset = 2, .choices = &kinds},
    {"day", SHAPE_DATE, AT(day), .is_optional = true},
    {"until", SHAPE_DATE, AT(until), .is_optional = true, .is_personal = true},
    {"begins", SHAPE_INSTANT, AT(begins), .is_optional = true},
    {"cost", SHAPE_MONEY, AT(cost), .is_optional = true},
    {"tip", SHAPE_MONEY, AT(tip), .is_optional = true, .min = 0, .max = 100},
    {"rate", SHAPE_DECIMAL, AT(rate), .is_optional = true, .min = -1, .max = 100},
    {"free_rate", SHAPE_DECIMAL, AT(free_rate), .is_optional = true},
    {"extra", SHAPE_JSON, AT(extra), .is_optional = true, .max = 40},
    {"seal", SHAPE_BYTES, AT(seal), .is_optional = true, .min = 2, .max = 4},
    {"first", SHAPE_STRUCT, AT(first), .of = &guest},
    {"second", SHAPE_STRUCT, AT(second), .of = &guest, .is_optional = true},
    {"guests", SHAPE_STRUCT, AT(guests), .of = &guest, .is_list = true, .min = 1, .max = 3},
    {"tags", SHAPE_TEXT, AT(tags), .is_list = true, .is_optional = true},
    {"days", SHAPE_DATE, AT(days), .is_list = true, .is_optional = true, .is_personal = true},
};
static const struct shape visit_shape = {"visit", sizeof(struct visit), visit_fields,
                                         sizeof(visit_fields) / sizeof(visit_fields[0])};

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(LIMIT_REQUEST_ARENA);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

// Apostrophes stand for quotes.
static str quoted(const char *text) {
    str copy = arena_copy(arena, str_of(text));
    for (size_t i = 0; i < copy.size; i++)
        if (copy.data[i] == '\'') ((char *)copy.data)[i] = '"';
    return copy;
}

static fault read_bytes(str bytes, struct visit *visit, struct fault_note *note) {
    const struct json *value = NULL;
    assert_null(json_read(arena, bytes, &value, note));
    return shape_read(arena, &visit_shape, value, visit, note);
}

#define REST "'title':'午餐','first':{'name':'王'},'guests':[{'name':'李'}]"

// A visit that is right but for the given members in front.
static fault read_with(const char *members, struct visit *visit, struct fault_note *note) {
    *note = (struct fault_note){0};
    str text = arena_print(arena, "{%s%s" REST "}", members, members[0] == 0 ? "" : ",");
    return read_bytes(quoted(text.data), visit, note);
}

static void assert_text(str text, const char *wanted) {
    if (!str_equal(text, str_of(wanted))) fail_msg("%.*s, wanted %s", STR_ARG(text), wanted);
}

static void every_kind_is_read(void **state) {
    (void)state;
    struct visit visit;
    struct fault_note note;
    fault refusal = read_with(
        "'id':7,'story':' 一\\n二\\t三 ','phone':'138','code':' x ','people':50,'any':-9,"
        "'is_urgent':true,'is_open':false,'copies':0,'kind':'meal','way':'gift','day':'2026-11-25',"
        "'begins':'2026-11-25T09:30:00+08:00','cost':{'amount':'1280.5','currency':'CNY'},"
        "'rate':12.50,'free_rate':'-0.0','extra':{'a' : [1.0,'\\u0041']},'seal':'AQID',"
        "'second':{'name':'赵','is_host':false,'born':'1990-01-02'},'tags':['a',' b '],"
        "'days':['2026-01-01']",
        &visit, &note);
    assert_null(refusal);
    assert_int_equal(visit.id, 7);
    assert_text(visit.title, "午餐");
    assert_text(visit.story, "一\n二\t三");
    assert_text(visit.code, " x ");
    assert_int_equal(visit.people, 50);
    assert_int_equal(visit.any, -9);
    assert_true(visit.is_urgent);
    assert_false(visit.is_open);
    assert_int_equal(visit.copies, 0);
    assert_int_equal(visit.kind, 2);
    assert_int_equal(visit.way, 1);
    assert_int_equal(visit.day.days, 20782);
    assert_int_equal(visit.begins, (int64_t)20782 * DAY_MS + 90 * 60000);
    assert_int_equal(visit.cost.minor, 128050);
    assert_string_equal(visit.cost.currency, "CNY");
    assert_text(visit.rate, "12.50");
    assert_text(visit.free_rate, "0.0");
    assert_text(visit.extra, "{\"a\" : [1.0,\"\\u0041\"]}");
    assert_text(visit.seal, "\x01\x02\x03");
    assert_text(visit.first.name, "王");
    assert_text(visit.second->name, "赵");
    assert_false(visit.second->is_host);
    assert_int_equal(visit.guests.count, 1);
    assert_text(visit.guests.items[0].name, "李");
    assert_true(visit.guests.items[0].is_host);
    assert_int_equal(visit.tags.count, 2);
    assert_text(visit.tags.items[1], "b");
    assert_int_equal(visit.days.items[0].days, 20454);
}

static void what_is_left_out_is_absent(void **state) {
    (void)state;
    static const char *ways[] = {
        "",
        "'id':null,'story':null,'phone':'','is_open':null,'copies':null,'way':null,'kind':null,"
        "'day':null,'begins':null,'cost':null,'rate':null,'extra':null,'seal':null,'second':null,"
        "'tags':null,'people':null,'is_urgent':null",
    };
    for (size_t i = 0; i < 2; i++) {
        struct visit visit;
        memset(&visit, 0xAA, sizeof(visit));
        struct fault_note note;
        assert_null(read_with(ways[i], &visit, &note));
        assert_int_equal(visit.id, 0);
        assert_int_equal(visit.story.size + visit.phone.size + visit.rate.size, 0);
        assert_int_equal(visit.extra.size + visit.seal.size, 0);
        assert_true(visit.is_open);
        assert_false(visit.is_urgent);
        assert_int_equal(visit.copies, 3);
        assert_int_equal(visit.way, 2);
        assert_int_equal(visit.kind, 0);
        assert_true(date_is_none(visit.day));
        assert_true(date_is_none(visit.first.born));
        assert_int_equal(visit.begins, INSTANT_NONE);
        assert_true(money_is_none(visit.cost));
        assert_null(visit.second);
        assert_int_equal(visit.tags.count, 0);
        assert_int_equal(visit.people, 0);
    }
}

static void required_fields_are_required(void **state) {
    (void)state;
    static const struct {
        const char *json;
        const char *field;
    } rows[] = {
        {"{}", "title"},
        {"{'title':null}", "title"},
        {"{'title':'午餐'}", "first"},
        {"{'title':'午餐','first':{}}", "first.name"},
        {"{'title':'午餐','first':{'name':null}}", "first.name"},
        {"{'title':'午餐','first':{'name':'王'}}", "guests"},
        {"{'title':'午餐','first':{'name':'王'},'guests':[{'name':'李'},null]}", "guests[1]"},
        {"{'title':'午餐','first':{'name':'王'},'guests':[{'name':'李'},{}]}", "guests[1].name"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct visit visit;
        struct fault_note note = {0};
        assert_ptr_equal(read_bytes(quoted(rows[i].json), &visit, &note), &field_missing);
        assert_text(note.field, rows[i].field);
    }
}

struct row {
    const char *members;
    fault refusal; // NULL: it is taken
    const char *field;
    const char *en;
    const char *zh;
};

static void check_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct visit visit;
        struct fault_note note;
        fault refusal = read_with(rows[i].members, &visit, &note);
        if (refusal != rows[i].refusal)
            fail_msg("%s: %s", rows[i].members, refusal == NULL ? "taken" : refusal->name);
        if (refusal == NULL) continue;
        assert_int_equal(refusal->status, 422);
        assert_text(note.field, rows[i].field);
        if (rows[i].en != NULL) assert_text(note.en, rows[i].en);
        if (rows[i].zh != NULL) assert_text(note.zh, rows[i].zh);
        assert_true((note.en.size > 0) == (note.zh.size > 0));
        assert_true(utf8_is_valid(note.zh));
    }
}

static void what_does_not_belong_is_refused(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"'colour':1", &field_unknown, "colour", "", ""},
        {"'second':{'name':'赵','x':1}", &field_unknown, "second.x", "", ""},
        {"'cost':{'amount':'1','currency':'CNY','rate':1}", &field_unknown, "cost.rate", "", ""},
        {"'story':5", &field_type, "story", "a text is expected", "应为文本"},
        {"'people':'5'", &field_type, "people", "a whole number is expected", "应为整数"},
        {"'people':5.0", &field_type, "people", NULL, NULL},
        {"'people':1e1", &field_type, "people", NULL, NULL},
        {"'id':'7'", &field_type, "id", NULL, NULL},
        {"'is_urgent':1", &field_type, "is_urgent", "true or false is expected", NULL},
        {"'kind':2", &field_type, "kind", NULL, NULL},
        {"'day':20261125", &field_type, "day", "a date is expected", "应为日期"},
        {"'begins':0", &field_type, "begins", "a time is expected", "应为时间"},
        {"'cost':12", &field_type, "cost", NULL, "应为金额和币种"},
        {"'cost':{'amount':12,'currency':'CNY'}", &field_type, "cost.amount", NULL, NULL},
        {"'rate':true", &field_type, "rate", "a number is expected", "应为数字"},
        {"'seal':[]", &field_type, "seal", NULL, NULL},
        {"'second':'赵'", &field_type, "second", "an object is expected", "应为对象"},
        {"'tags':'a'", &field_type, "tags", "a list is expected", "应为列表"},
        {"'tags':['a',1]", &field_type, "tags[1]", NULL, NULL},
        {"'cost':{'amount':'1'}", &field_missing, "cost.currency", "", ""},
        {"'cost':{'currency':'CNY'}", &field_missing, "cost.amount", "", ""},
        {"'kind':'cash'", &field_choice, "kind", "one of: gift, meal", "可选：gift、meal"},
        {"'cost':{'amount':'1','currency':'XXX'}", &field_choice, "cost.currency", NULL, NULL},
    };
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void what_is_written_wrongly_is_refused(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"'phone':'1\\n2'", &field_format, "phone", "no control characters", "不能含有控制字符"},
        {"'phone':'1\\t2'", &field_format, "phone", NULL, NULL},
        {"'phone':'1\\u007f'", &field_format, "phone", NULL, NULL},
        {"'phone':'1\\u0085'", &field_format, "phone", NULL, NULL},
        {"'phone':'1\\u00a92'", NULL, NULL, NULL, NULL},
        {"'story':'1\\r\\n2'", &field_format, "story", NULL, NULL},
        {"'story':'1\\u001b2'", &field_format, "story", NULL, NULL},
        {"'tags':['a\\nb']", &field_format, "tags[0]", NULL, NULL},
        {"'day':'2026-02-29'", &field_format, "day", NULL, "应为存在的日期，如 2026-11-25"},
        {"'day':'25.11.2026'", &field_format, "day", NULL, NULL},
        {"'begins':'2026-11-25'", &field_format, "begins", NULL, NULL},
        {"'begins':'1970-01-01T00:00:00Z'", &field_format, "begins", NULL, NULL},
        {"'cost':{'amount':'1.001','currency':'CNY'}", &field_format, "cost.amount",
         "an amount like 1280.50, at most 2 digits behind the point",
         "金额格式如 1280.50，小数最多 2 位"},
        {"'cost':{'amount':'1.00','currency':'CNY'}", NULL, NULL, NULL, NULL},
        {"'cost':{'amount':'1.5','currency':'JPY'}", &field_format, "cost.amount",
         "an amount like 1280, without decimals", NULL},
        {"'cost':{'amount':'1','currency':'JPY'}", NULL, NULL, NULL, NULL},
        {"'cost':{'amount':'1.234','currency':'KWD'}", NULL, NULL, NULL, NULL},
        {"'cost':{'amount':'1,000','currency':'CNY'}", &field_format, "cost.amount", NULL, NULL},
        {"'rate':1e1", &field_format, "rate", NULL, NULL},
        {"'rate':'01'", &field_format, "rate", NULL, NULL},
        {"'rate':'1.'", &field_format, "rate", NULL, NULL},
        {"'rate':'.5'", &field_format, "rate", NULL, NULL},
        {"'rate':''", &field_format, "rate", NULL, NULL},
        {"'rate':'-'", &field_format, "rate", NULL, NULL},
        {"'rate':'NaN'", &field_format, "rate", NULL, NULL},
        {"'free_rate':'1234567890123456789012345678901234'", NULL, NULL, NULL, NULL},
        {"'free_rate':'0.1234567890123456789012345678901234'", NULL, NULL, NULL, NULL},
        {"'free_rate':'12345678901234567890123456789012345'", &field_format, "free_rate",
         "a plain number of at most 34 digits", "应为不超过 34 位的普通数字"},
        {"'free_rate':'1.2345678901234567890123456789012345'", &field_format, "free_rate", NULL,
         NULL},
        {"'seal':'AQI'", &field_format, "seal", NULL, NULL},
        {"'seal':'AQ=='", &field_too_short, "seal", "at least 2 bytes", "至少 2 字节"},
        {"'seal':'AQI='", NULL, NULL, NULL, NULL},
        {"'seal':'AQIDBA=='", NULL, NULL, NULL, NULL},
        {"'seal':'AQIDBAU='", &field_too_long, "seal", "at most 4 bytes", "最多 4 字节"},
    };
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void numbers_keep_their_bounds(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"'people':0", &field_out_of_range, "people", "between 1 and 50", "应在 1 到 50 之间"},
        {"'people':1", NULL, NULL, NULL, NULL},
        {"'people':51", &field_out_of_range, "people", NULL, NULL},
        {"'people':99999999999999999999", &field_out_of_range, "people", "between 1 and 50", NULL},
        {"'copies':-0", NULL, NULL, NULL, NULL},
        {"'any':9223372036854775807", NULL, NULL, NULL, NULL},
        {"'any':-9223372036854775808", NULL, NULL, NULL, NULL},
        {"'any':9223372036854775808", &field_out_of_range, "any", NULL, "数字的位数太多"},
        {"'id':0", &field_out_of_range, "id", "at least 1", "不小于 1"},
        {"'id':-1", &field_out_of_range, "id", NULL, NULL},
        {"'id':1", NULL, NULL, NULL, NULL},
        {"'id':9223372036854775808", &field_out_of_range, "id", NULL, "数字的位数太多"},
        {"'rate':'-1'", NULL, NULL, NULL, NULL},
        {"'rate':'-1.00'", NULL, NULL, NULL, NULL},
        {"'rate':'-1.01'", &field_out_of_range, "rate", "between -1 and 100", NULL},
        {"'rate':'-0.99'", NULL, NULL, NULL, NULL},
        {"'rate':'100.0'", NULL, NULL, NULL, NULL},
        {"'rate':100.1", &field_out_of_range, "rate", NULL, NULL},
        {"'rate':'99999999999999999999'", &field_out_of_range, "rate", NULL, NULL},
        {"'rate':'-99999999999999999999'", &field_out_of_range, "rate", NULL, NULL},
        {"'tip':{'amount':'0','currency':'CNY'}", NULL, NULL, NULL, NULL},
        {"'tip':{'amount':'-0.01','currency':'CNY'}", &field_out_of_range, "tip.amount",
         "between 0 and 100", "应在 0 到 100 之间"},
        {"'tip':{'amount':'100.00','currency':'CNY'}", NULL, NULL, NULL, NULL},
        {"'tip':{'amount':'100.01','currency':'CNY'}", &field_out_of_range, "tip.amount", NULL,
         NULL},
        {"'cost':{'amount':'-1','currency':'CNY'}", NULL, NULL, NULL, NULL},
    };
    check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static str repeated(const char *unit, size_t count, const char *separator) {
    struct buf text = buf_in(arena, MIB);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_add(&text, str_of(separator));
        buf_add(&text, str_of(unit));
    }
    buf_add_byte(&text, 0);
    return buf_str(&text);
}

static fault read_title(const char *title, struct fault_note *note) {
    struct visit visit;
    str json =
        arena_print(arena, "{'title':'%s','first':{'name':'王'},'guests':[{'name':'李'}]}", title);
    return read_bytes(quoted(json.data), &visit, note);
}

static void texts_are_measured_in_characters(void **state) {
    (void)state;
    struct fault_note note = {0};
    assert_null(read_title("一二三四五六七八九十", &note));
    assert_ptr_equal(read_title("一二三四五六七八九十百", &note), &field_too_long);
    assert_text(note.field, "title");
    assert_text(note.en, "at most 10 characters");
    assert_text(note.zh, "最多 10 个字");
    assert_null(read_title("一二", &note));
    assert_null(read_title(" \u3000 一二三四五六七八九十 \u00A0\u3000", &note));
    assert_ptr_equal(read_title("一", &note), &field_too_short);
    assert_text(note.en, "at least 2 characters");
    assert_text(note.zh, "至少 2 个字");
    assert_ptr_equal(read_title(" \u3000 ", &note), &field_too_short);
    assert_ptr_equal(read_title("", &note), &field_too_short);
}

// The members before and behind a unit that comes many times.
static void check_many(const char *const around[2], const char *unit, size_t count, fault wanted) {
    struct visit visit;
    struct fault_note note;
    bool is_list = unit[0] != 'x';
    str many = repeated(is_list ? unit : "字", count, is_list ? "," : "");
    str members = arena_print(arena, "%s%s%s", around[0], many.data, around[1]);
    fault refusal = read_with(members.data, &visit, &note);
    if (refusal != wanted) fail_msg("%s, %zu", around[0], count);
}

static void sizes_end_at_their_limits(void **state) {
    (void)state;
    static const char *const story[2] = {"'story':'", "'"}, *const tag[2] = {"'tags':['", "']"},
                             *const tags[2] = {"'tags':[", "]"},
                             *const extra[2] = {"'extra':[", "]"};
    check_many(story, "x", 201, NULL);
    check_many(story, "x", 202, &field_too_long);
    check_many(tag, "x", LIMIT_TEXT, NULL);
    check_many(tag, "x", LIMIT_TEXT + 1, &field_too_long);
    check_many(tags, "'t'", LIMIT_LIST, NULL);
    check_many(tags, "'t'", LIMIT_LIST + 1, &field_too_long);
    check_many(extra, "1", 19, NULL); // 39 bytes of JSON, at most 40
    check_many(extra, "1", 20, &field_too_long);
}

static void lists_keep_their_bounds(void **state) {
    (void)state;
    for (size_t count = 0; count <= 4; count++) {
        struct visit visit;
        struct fault_note note = {0};
        str guests = repeated("{'name':'李'}", count, ",");
        str json =
            arena_print(arena, "{'title':'午餐','first':{'name':'王'},'guests':[%s]}", guests.data);
        fault refusal = read_bytes(quoted(json.data), &visit, &note);
        if (count == 0) {
            assert_ptr_equal(refusal, &field_too_short);
            assert_text(note.en, "at least 1 item");
            assert_text(note.zh, "至少 1 项");
        } else if (count == 4) {
            assert_ptr_equal(refusal, &field_too_long);
            assert_text(note.field, "guests");
            assert_text(note.en, "at most 3 items");
            assert_text(note.zh, "最多 3 项");
        } else {
            assert_null(refusal);
            assert_int_equal(visit.guests.count, count);
        }
    }
}

static void long_unknown_names_are_cut_whole(void **state) {
    (void)state;
    struct visit visit;
    struct fault_note note;
    str name = repeated("名", 5000, "");
    str members = arena_print(arena, "'a%s':1", name.data);
    assert_ptr_equal(read_with(members.data, &visit, &note), &field_unknown);
    assert_int_equal(note.field.size, 100);
    assert_true(utf8_is_valid(note.field));
}

// ---- writing

static str written(const struct visit *visit, const struct shape_writing *how) {
    struct buf out = buf_in(arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    shape_write(&writer, &visit_shape, visit, how);
    assert_false(out.is_full);
    return buf_str(&out);
}

static void people_see_all_but_secrets(void **state) {
    (void)state;
    struct visit visit;
    struct fault_note note;
    assert_null(
        read_with("'id':7,'code':'4711','phone':'138','cost':{'amount':'12','currency':'CNY'},"
                  "'rate':12.50,'extra':'a\\u0022\\n','seal':'AQID','kind':'gift',"
                  "'begins':'2026-11-25T01:30:00Z','tags':['x'],'is_urgent':true",
                  &visit, &note));
    const struct shape_writing how = {.audience = SHAPE_FOR_PEOPLE};
    const char *wanted =
        "{'id':7,'title':'午餐','story':null,'phone':'138','people':null,'any':0,'is_urgent':true,"
        "'is_open':true,'copies':3,'kind':'gift','way':'meal','day':null,'until':null,"
        "'begins':'2026-11-25T01:30:00.000Z','cost':{'amount':'12.00','currency':'CNY'},'tip':null,"
        "'rate':'12.50','free_rate':null,'extra':'a\\'\\n','seal':'AQID',"
        "'first':{'name':'王','is_host':true,'born':null},'second':null,"
        "'guests':[{'name':'李','is_host':true,'born':null}],'tags':['x'],'days':null}";
    assert_true(str_equal(written(&visit, &how), quoted(wanted)));
    assert_true(str_equal(written(&visit, NULL), written(&visit, &how)));
}

struct commitments {
    struct buf said;
};

static void note_commitment(void *context, str path, str value, char ret_hex[64]) {
    struct commitments *commitments = context;
    buf_print(&commitments->said, "%.*s=%.*s;", STR_ARG(path), STR_ARG(value));
    memset(ret_hex, 'c', 64);
}

#define COMMITTED                                                                                  \
    "{'commitment':'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'}"

static void the_log_sees_commitments(void **state) {
    (void)state;
    struct visit visit;
    struct fault_note note;
    assert_null(read_with("'code':'4711','phone':'138','second':{'name':'赵','born':'1990-01-02'},"
                          "'seal':'AQID','until':'2026-12-01','days':['2026-01-01','2026-01-02']",
                          &visit, &note));
    struct commitments commitments = {buf_in(arena, MIB)};
    const struct shape_writing how = {SHAPE_FOR_LOG, note_commitment, &commitments};
    str wanted = quoted(
        "{'title':'午餐','phone':" COMMITTED ",'any':0,'is_urgent':false,'is_open':true,"
        "'copies':3,'way':'meal','until':" COMMITTED ",'seal':{'sha256':'039058c6f2c0cb492c533b0a"
        "4d14ef77cc0f78abccced5287d84a1a2011cfb81','size':3},'first':{'name':" COMMITTED
        ",'is_host':true},'second':{'name':" COMMITTED ",'is_host':true,'born':'1990-01-02'},"
        "'guests':[{'name':" COMMITTED ",'is_host':true}],'days':" COMMITTED "}");
    str log = written(&visit, &how);
    assert_true(str_equal(log, wanted));
    assert_int_equal(str_find(log, STR("4711")), -1);
    str said = quoted("phone='138';until='2026-12-01';first.name='王';second.name='赵';"
                      "guests[0].name='李';days=['2026-01-01','2026-01-02'];");
    assert_true(str_equal(buf_str(&commitments.said), said));
}

static void what_was_written_reads_back_the_same(void **state) {
    (void)state;
    struct visit visit;
    struct fault_note note;
    assert_null(read_with("'id':7,'cost':{'amount':'-12.30','currency':'USD'},'extra':[1,{}],"
                          "'second':{'name':'赵'},'day':'2026-11-25'",
                          &visit, &note));
    str once = written(&visit, NULL);
    struct visit again;
    fault refusal = read_bytes(once, &again, &note);
    if (refusal != NULL) fail_msg("%s %.*s", refusal->name, STR_ARG(note.field));
    assert_true(str_equal(written(&again, NULL), once));
}

int main(void) {
    crypto_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_is_read),
        TEST(what_is_left_out_is_absent),
        TEST(required_fields_are_required),
        TEST(what_does_not_belong_is_refused),
        TEST(what_is_written_wrongly_is_refused),
        TEST(numbers_keep_their_bounds),
        TEST(texts_are_measured_in_characters),
        TEST(sizes_end_at_their_limits),
        TEST(lists_keep_their_bounds),
        TEST(long_unknown_names_are_cut_whole),
        TEST(people_see_all_but_secrets),
        TEST(the_log_sees_commitments),
        TEST(what_was_written_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// Tables for pinyin: what people type for names of companies, places and persons.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "format/pinyin.h"

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(1 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

struct row {
    const char *text;
    const char *wanted;
};

static void expect_equal(str found, const char *text, const char *wanted) {
    if (!str_equal(found, str_of(wanted)))
        fail_msg("%s: wanted \"%s\", found \"%.*s\"", text, wanted, STR_ARG(found));
}

static void initials_of_names(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"华为", "hw"},
        {"华为技术有限公司", "hwjsyxgs"},
        {"中国银行", "zgyh"},
        {"行业协会", "hyxh"},
        {"重庆", "cq"},
        {"重工业", "zgy"},
        {"厦门建发", "xmjf"},
        {"金茂大厦", "jmds"},
        {"长城汽车", "ccqc"},
        {"董事长", "dsz"},
        {"成都", "cd"},
        {"音乐", "yy"},
        {"给排水", "jps"},
        {"重慶", "cq"},
        {"廈門銀行", "xmyh"},
        {"华为A3", "hwa3"},
        {"3M 中国（上海）", "3mzgsh"},
        {"欧莱雅", "oly"},
        {"安徽", "ah"},
        {"Müller & Söhne", "mllershne"},
        {"\xf0\xa0\x80\x80", "h"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_equal(pinyin_initials(arena, str_of(rows[i].text)), rows[i].text, rows[i].wanted);
}

static void all_ways(void **state) {
    (void)state;
    struct pinyin_ways ways = pinyin_initials_ways(arena, STR("重庆"), 8);
    assert_int_equal(ways.count, 2);
    expect_equal(ways.items[0], "重庆", "cq");
    expect_equal(ways.items[1], "重庆", "zq");
    ways = pinyin_initials_ways(arena, STR("华为"), 8);
    assert_int_equal(ways.count, 1);
    ways = pinyin_initials_ways(arena, STR("单强重行长"), 1);
    assert_int_equal(ways.count, 1);
    ways = pinyin_initials_ways(arena, STR("A厦1"), 2);
    expect_equal(ways.items[0], "A厦1", "as1");
    expect_equal(ways.items[1], "A厦1", "ax1");
}

static void syllables_of_names(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"", ""},
        {"华为", "hua wei"},
        {"华为A3", "hua wei a3"},
        {"A3华为", "a3 hua wei"},
        {"3M 中国", "3m zhong guo"},
        {"AT & T", "at t"},
        {"女装", "nv zhuang"},
        {"策略", "ce lve"},
        {"中国银行", "zhong guo yin hang"},
        {"重慶", "chong qing"},
        {"（）", ""},
        {"双双", "shuang shuang"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_equal(pinyin_syllables(arena, str_of(rows[i].text)), rows[i].text, rows[i].wanted);
}

static void readings_of_characters(void **state) {
    (void)state;
    expect_equal(pinyin_readings(0x91CD), "重", "zhong chong");
    expect_equal(pinyin_readings(0x884C), "行", "xing hang heng");
    expect_equal(pinyin_readings(0x534E), "华", "hua");
    expect_equal(pinyin_readings('a'), "a", "");
    expect_equal(pinyin_readings(0), "NUL", "");
    expect_equal(pinyin_readings(0x10FFFF), "the last", "");
    // But for some that only Japanese and Koreans use, all of the basic block have readings.
    int without = 0;
    for (int32_t point = 0x4E00; point <= 0x9FFF; point++)
        if (pinyin_readings(point).size == 0) without++;
    assert_in_range(without, 0, 100);
}

static void traditional_is_simplified(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"華為技術", "华为技术"},
        {"復星國際", "复星国际"},
        {"臺灣", "台湾"},
        {"简体不变", "简体不变"},
        {"Abc-é", "Abc-é"},
        {"後臺裡面", "后台里面"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_equal(pinyin_simplify_text(arena, str_of(rows[i].text)), rows[i].text,
                     rows[i].wanted);
    // Simplifying twice changes nothing more.
    for (int32_t point = 0x3400; point <= 0x9FFF; point++) {
        char room[4];
        str once = pinyin_simplify_text(arena, (str){room, utf8_write(point, room)});
        assert_true(str_equal(pinyin_simplify_text(arena, once), once));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initials_of_names),         cmocka_unit_test(all_ways),
        cmocka_unit_test(syllables_of_names),        cmocka_unit_test(readings_of_characters),
        cmocka_unit_test(traditional_is_simplified),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

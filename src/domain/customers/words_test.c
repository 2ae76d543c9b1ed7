// Tables for the words of customers: what finds which name, as the database would do it; how many
// words there are.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "domain/customers/words.h"

static struct arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = arena_open(8 * MIB);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_close(arena);
    return 0;
}

static bool has(const struct customers_words *words, str wanted) {
    for (size_t i = 0; i < words->count; i++)
        if (str_equal(words->items[i], wanted)) return true;
    return false;
}

static bool has_token(const struct customers_words *words, str search,
                      const struct customers_token *token) {
    if (token->whole.size > 0 && has(words, token->whole)) return true;
    for (size_t i = 0; i < token->words.count; i++)
        if (!has(words, token->words.items[i])) return false;
    return token->needle.size == 0 || str_find(search, token->needle) >= 0;
}

static bool finds(const struct customers_named *named, const char *text) {
    struct customers_words words = customers_words_of(arena, named, 1);
    str search = customers_search_of(arena, named, 1);
    struct customers_asked asked = customers_words_asked(arena, str_of(text));
    for (size_t i = 0; i < asked.count; i++)
        if (!has_token(&words, search, &asked.tokens[i])) return false;
    return asked.count > 0;
}

#define NAMED(c, n, e, t) (&(const struct customers_named){STR(c), STR(n), STR(e), STR(t)})

static void expect(const struct customers_named *named, const char *const *texts, bool wanted) {
    for (size_t i = 0; texts[i] != NULL; i++)
        if (finds(named, texts[i]) != wanted)
            fail_msg("\"%s\" %s %.*s", texts[i], wanted ? "does not find" : "finds",
                     STR_ARG(named->name));
}

static void a_company_is_found(void **state) {
    (void)state;
    const struct customers_named *named = NAMED(
        "C-000123", "华为技术有限公司", "Huawei Technologies Co., Ltd.", "91440300708461136T");
    static const char *const good[] = {"华",
                                       "华为",
                                       "技术",
                                       "为技",
                                       "华为技术",
                                       "华为技术有限公司",
                                       "有限公司",
                                       "公司",
                                       "hw",
                                       "HW",
                                       "h",
                                       "hwjs",
                                       "hwjsyxgs",
                                       "huawei",
                                       "Hua",
                                       "tech",
                                       "technologies",
                                       "Huawei Tech",
                                       "Huawei Technologies Co., Ltd.",
                                       "huawei c",
                                       "huawei tech co., lim",
                                       "华为 tech",
                                       "huaweitech",
                                       "c-000123",
                                       "C000123",
                                       "c0001",
                                       "91440300708461136t",
                                       "华为 技术",
                                       "技术 华为",
                                       "華為",
                                       "ＨＷ",
                                       "华为（技术）",
                                       "  华为  ",
                                       "hw 有限",
                                       "91440300708461136T",
                                       NULL};
    static const char *const bad[] = {
        "华技", "为华",      "jsyx", "中兴", "zx",   "华为技术股份", "hwjsyxgx",   "技华", "ltd",
        "wei",  "华为 中兴", "",     " ",    "（）", "uawei",        "9144030070", "司",   NULL};
    expect(named, good, true);
    expect(named, bad, false);
}

static void initials_begin_behind_places_and_signs(void **state) {
    (void)state;
    static const char *const shanghai[] = {"shhw", "hw", "hwjs", "上海华为", "上海 hw", NULL};
    expect(NAMED("1", "上海华为技术有限公司", "", ""), shanghai, true);
    static const char *const shenzhen[] = {"gdssz", "hw", "深圳", NULL};
    expect(NAMED("1", "广东省深圳市华为技术有限公司", "", ""), shenzhen, true);
    static const char *const inner[] = {"hwsh", "shjs", "华为上海", "华为(上海)技术", NULL};
    expect(NAMED("1", "华为（上海）技术有限公司", "", ""), inner, true);
    static const char *const latin[] = {"3m",     "3M中国", "3mzg",    "zg",
                                        "zgyxgs", "中国",   "3m 中国", NULL};
    expect(NAMED("1", "3M 中国有限公司", "", ""), latin, true);
    static const char *const bank[] = {"zgyh", "yh", "中国银行", "银行", "zgyx", "yx", NULL};
    expect(NAMED("1", "中国银行", "", ""), bank, true);
    static const char *const city[] = {"cqca", "zqca", "ca", "cqcaqc", NULL};
    expect(NAMED("1", "重庆长安汽车股份有限公司", "", ""), city, true);
}

static void other_scripts_are_found(void **state) {
    (void)state;
    static const char *const kana[] = {"トヨタ", "自動車", "自动车", "ヨタ", NULL};
    expect(NAMED("1", "トヨタ自動車株式会社", "Toyota Motor", ""), kana, true);
    static const char *const french[] = {"nestle", "Nestlé", "雀巢", "qc", NULL};
    expect(NAMED("1", "雀巢", "Nestlé S.A.", ""), french, true);
    static const char *const code[] = {"客户001", "001", "客户", NULL};
    expect(NAMED("客户001", "某公司", "", ""), code, true);
    static const char *const signs[] = {"AT&T", "att", "at", NULL};
    expect(NAMED("1", "AT&T", "", ""), signs, true);
}

static void longest_texts_stay_bounded(void **state) {
    (void)state;
    struct buf name = buf_in(arena, 4 * KIB);
    struct buf name_en = buf_in(arena, 4 * KIB);
    for (int i = 0; i < 120; i++) {
        char room[4];
        buf_add(&name, (str){room, utf8_write(0x4E00 + 7 * i, room)});
        buf_add_byte(&name_en, "abcde fghi jklmn"[i % 16]);
    }
    const struct customers_named named = {STR("C"), buf_str(&name), buf_str(&name_en), STR_NONE};
    struct customers_words words = customers_words_of(arena, &named, 1);
    assert_in_range(words.count, 239, 500);
    assert_in_range(customers_search_of(arena, &named, 1).size, 480, 2000);
    for (size_t i = 1; i < words.count; i++)
        assert_true(str_compare(words.items[i - 1], words.items[i]) < 0);
}

static void usual_names_have_some_forty_words(void **state) {
    (void)state;
    static const char *const names[] = {
        "华为技术有限公司",
        "上海华为技术有限公司",
        "王小明",
        "中国石油天然气股份有限公司",
        "杭州市财政局",
        "厦门建发集团有限公司",
        "深圳市腾讯计算机系统有限公司",
        "北京字节跳动科技有限公司",
    };
    size_t sum = 0;
    size_t count = sizeof(names) / sizeof(names[0]);
    for (size_t i = 0; i < count; i++) {
        const struct customers_named named = {STR("C000123"), str_of(names[i]), STR_NONE, STR_NONE};
        sum += customers_words_of(arena, &named, 1).count;
    }
    assert_in_range(sum / count, 30, 45);
}

static void people_fit_by_parts_and_pinyin(void **state) {
    (void)state;
    static const char *const good[] = {"张",    "伟",       "张伟",      "zw",  "z",
                                       "zhang", "zhangwei", "Zhang Wei", "張偉"};
    static const char *const bad[] = {"李", "wz", "wei", "", " ", "张三"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(customers_name_fits(arena, STR("张伟"), str_of(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(customers_name_fits(arena, STR("张伟"), str_of(bad[i])));
    assert_true(customers_name_fits(arena, STR("单伟"), STR("sw")));
    assert_true(customers_name_fits(arena, STR("John Smith"), STR("smith")));
}

static void long_codes_are_words_of_their_own(void **state) {
    (void)state;
    struct customers_asked asked = customers_words_asked(arena, STR("91440300708461136T 华为技术"));
    assert_int_equal(asked.count, 2);
    assert_true(str_equal(asked.tokens[0].whole, STR("91440300708461136t")));
    assert_true(str_equal(asked.tokens[0].words.items[0], STR("91440300")));
    assert_int_equal(asked.tokens[1].words.count, 3);
    assert_true(str_equal(asked.tokens[1].needle, STR("华为技术")));
    asked = customers_words_asked(arena, STR("a b d e f h j k m n"));
    assert_int_equal(asked.count, CUSTOMERS_TOKENS_MAX);
    assert_true(str_equal(asked.tokens[7].words.items[0], STR("k")));
    assert_int_equal(customers_words_asked(arena, STR("co")).count, 1);
    assert_int_equal(customers_words_asked(arena, STR("华为 co")).count, 2);
    assert_int_equal(customers_words_asked(arena, STR("Huawei co")).count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_company_is_found),
        cmocka_unit_test(initials_begin_behind_places_and_signs),
        cmocka_unit_test(other_scripts_are_found),
        cmocka_unit_test(longest_texts_stay_bounded),
        cmocka_unit_test(usual_names_have_some_forty_words),
        cmocka_unit_test(people_fit_by_parts_and_pinyin),
        cmocka_unit_test(long_codes_are_words_of_their_own),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

// Words for finding customers, made the same for what is stored and what is asked.
//
// Chinese has no blanks, so each character and each pair of neighbours is a word: any two
// characters in a row find the name, longer texts are found by their rarest pair and then checked
// against the search text. People type initials from where a name or its second part begins
// (华为技术 in 上海华为技术: hwjs), so beginnings of 1 to 8 letters from there are words; the same
// of Latin words. The four characters of 有限公司 at the end are not single words: everybody has
// them. About 40 words per company. Scripts other than Latin are treated as Chinese is: by
// characters and pairs.
#include "domain/customers/words.h"

#include "base/utf8.h"
#include "format/fold.h"
#include "format/pinyin.h"

#include <stdlib.h>
#include <string.h>

enum {
    WAYS_MAX = 4,   // of typing the initials
    STARTS_MAX = 3, // places in a name from where initials are typed
    PLACES_MAX = 2, // province and city before the name proper
};

struct adding {
    struct arena *arena;
    LIST(str) words;
};

// ---- Characters --------------------------------------------------------------------------------

static bool is_latin(int32_t code_point) {
    return (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
}

static size_t character_size(str text, size_t at) {
    size_t next = at;
    int32_t code_point = utf8_next(text, &next);
    ASSERT(code_point >= 0);
    return next - at;
}

// Letters and digits only.
static str without_signs(struct arena *arena, str folded) {
    char *data = arena_take(arena, folded.size);
    size_t size = 0;
    for (size_t at = 0; at < folded.size;) {
        size_t start = at;
        if (!fold_is_letter(utf8_next(folded, &at))) continue;
        memcpy(data + size, folded.data + start, at - start);
        size += at - start;
    }
    return (str){data, size};
}

static str compact(struct arena *arena, str text) {
    return without_signs(arena, fold_for_search(arena, text));
}

// The run of characters of one kind (Latin or not) that begins at `at`, up to the first sign.
static str run_at(str folded, size_t at, bool *ret_is_latin) {
    size_t end = at;
    bool is_first = true;
    while (end < folded.size) {
        size_t next = end;
        int32_t code_point = utf8_next(folded, &next);
        if (!fold_is_letter(code_point)) break;
        if (is_first) *ret_is_latin = is_latin(code_point);
        if (is_latin(code_point) != *ret_is_latin) break;
        is_first = false;
        end = next;
    }
    return str_slice(folded, at, end);
}

// ---- Words -------------------------------------------------------------------------------------

static void add(struct adding *adding, str word) {
    if (word.size > 0) *list_push(adding->arena, &adding->words) = word;
}

static void add_beginnings(struct adding *adding, str letters) {
    for (size_t size = 1; size <= letters.size && size <= CUSTOMERS_PREFIX_MAX; size++)
        add(adding, str_slice(letters, 0, size));
}

static void add_pairs(struct adding *adding, str run) {
    for (size_t at = 0; at < run.size;) {
        size_t first = character_size(run, at);
        if (at + first < run.size)
            add(adding, str_slice(run, at, at + first + character_size(run, at + first)));
        at += first;
    }
}

static void add_characters(struct adding *adding, str run) {
    const str tail = STR("有限公司");
    if (str_ends_with(run, tail)) run.size -= tail.size;
    for (size_t at = 0; at < run.size;) {
        size_t size = character_size(run, at);
        add(adding, str_slice(run, at, at + size));
        at += size;
    }
}

// Whether a Latin word begins a form of companies. Such forms are no words: everybody has them.
static bool begins_legal_form(str word) {
    static const char *const forms[] = {"limited", "ltd", "corporation", "incorporated", "inc",
                                        "company", "llc", "plc",         "gmbh"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (str_starts_with(str_of(forms[i]), word)) return true;
    return false;
}

static bool is_legal_form(str word) {
    return word.size > 1 && begins_legal_form(word);
}

// Every run of the text: with signs in it each Latin word, without them what stands together.
static void add_runs(struct adding *adding, str folded, bool is_compact) {
    for (size_t at = 0; at < folded.size;) {
        bool latin = false;
        str run = run_at(folded, at, &latin);
        if (run.size == 0) {
            at += character_size(folded, at);
            continue;
        }
        at += run.size;
        if (latin && (is_compact || !is_legal_form(run))) add_beginnings(adding, run);
        if (!latin && is_compact) {
            add_characters(adding, run);
            add_pairs(adding, run);
        }
    }
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const str *)a, *(const str *)b);
}

static struct customers_words each_once(struct adding *adding) {
    struct customers_words words = {adding->words.items, 0};
    if (adding->words.count > 0) qsort(words.items, adding->words.count, sizeof(str), by_bytes);
    for (size_t i = 0; i < adding->words.count; i++)
        if (words.count == 0 || !str_equal(words.items[i], words.items[words.count - 1]))
            words.items[words.count++] = words.items[i];
    return words;
}

// ---- Where initials begin ----------------------------------------------------------------------

// Places that stand before the name proper, 省 市 区 县 and all.
static size_t place_size(str rest) {
    static const char *const places[] = {
        "中国", "北京", "上海", "天津", "重庆", "河北", "山西",     "辽宁",   "吉林",   "黑龙江",
        "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",     "湖北",   "湖南",   "广东",
        "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海",     "台湾",   "内蒙古", "广西",
        "西藏", "宁夏", "新疆", "香港", "澳门", "广州", "深圳",     "杭州",   "南京",   "苏州",
        "成都", "武汉", "西安", "长沙", "郑州", "青岛", "合肥",     "宁波",   "无锡",   "厦门",
        "福州", "济南", "大连", "沈阳", "昆明", "佛山", "东莞",     "石家庄", "哈尔滨", "长春",
        "南昌", "贵阳", "南宁", "海口", "太原", "兰州", "乌鲁木齐", "银川",   "西宁",   "呼和浩特",
        "珠海", "常州", "温州", "烟台", "嘉兴", "南通", "徐州",     "绍兴",   "泉州",   "金华",
        "台州", "惠州", "中山", "潍坊", "扬州", "镇江", "唐山",     "保定",   "洛阳",   "芜湖",
        "绵阳", "湖州", "盐城", "泰州", "淄博", "威海", "临沂",     "漳州"};
    static const char *const ends[] = {"省", "市", "区", "县"};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        str place = str_of(places[i]);
        if (!str_starts_with(rest, place)) continue;
        for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++)
            if (str_starts_with(str_slice(rest, place.size, rest.size), str_of(ends[k])))
                return place.size + strlen(ends[k]);
        return place.size;
    }
    return 0;
}

// Places in the folded name from where people type initials: its beginning, behind the places that
// it begins with, behind its first sign ("3M 中国", "华为(上海)技术").
static size_t find_starts(str folded, size_t ret_starts[STARTS_MAX]) {
    size_t count = 0;
    ret_starts[count++] = 0;
    size_t behind = 0;
    for (int i = 0; i < PLACES_MAX; i++)
        behind += place_size(str_slice(folded, behind, folded.size));
    if (behind > 0 && behind < folded.size) ret_starts[count++] = behind;
    for (size_t at = 0; at < folded.size && count < STARTS_MAX;) {
        bool is_sign = !fold_is_letter(utf8_next(folded, &at));
        if (!is_sign || at >= folded.size || at == behind) continue;
        ret_starts[count++] = at;
        break;
    }
    return count;
}

static bool has_chinese(str folded) {
    for (size_t at = 0; at < folded.size;)
        if (pinyin_readings(utf8_next(folded, &at)).size > 0) return true;
    return false;
}

static void add_initials(struct adding *adding, str folded) {
    if (!has_chinese(folded)) return;
    size_t starts[STARTS_MAX];
    size_t count = find_starts(folded, starts);
    for (size_t i = 0; i < count; i++) {
        str rest = str_slice(folded, starts[i], folded.size);
        struct pinyin_ways ways = pinyin_initials_ways(adding->arena, rest, WAYS_MAX);
        for (size_t k = 0; k < ways.count; k++) add_beginnings(adding, ways.items[k]);
    }
}

// ---- What is stored ----------------------------------------------------------------------------

static void add_words(struct adding *adding, const struct customers_named *named) {
    struct arena *arena = adding->arena;
    str name = fold_for_search(arena, named->name);
    str name_en = fold_for_search(arena, named->name_en);
    str code = compact(arena, named->code);
    add_runs(adding, name, false);
    add_runs(adding, without_signs(arena, name), true);
    add_runs(adding, name_en, false);
    add_runs(adding, without_signs(arena, name_en), true);
    add_initials(adding, name);
    add_runs(adding, code, true);
    add(adding, code);
    add(adding, compact(arena, named->tax_number));
}

struct customers_words customers_words_of(struct arena *arena, const struct customers_named *named,
                                          size_t count) {
    struct adding adding = {.arena = arena};
    for (size_t i = 0; i < count; i++) add_words(&adding, &named[i]);
    return each_once(&adding);
}

static void add_part(struct buf *line, str part) {
    if (part.size == 0) return;
    if (line->size > 0) buf_add_byte(line, ' ');
    buf_add(line, part);
}

static str search_line(struct arena *arena, const struct customers_named *named) {
    struct buf line = buf_in(arena, LIMIT_SEARCH_TEXT);
    const str parts[] = {named->name, named->name_en, named->code, named->tax_number};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        add_part(&line, compact(arena, parts[i]));
    str name = fold_for_search(arena, named->name);
    size_t way_count = has_chinese(name) ? WAYS_MAX : 1;
    struct pinyin_ways ways = pinyin_initials_ways(arena, name, way_count);
    for (size_t i = 0; i < ways.count; i++) add_part(&line, ways.items[i]);
    return buf_str(&line);
}

str customers_search_of(struct arena *arena, const struct customers_named *named, size_t count) {
    struct buf text = buf_in(arena, LIMIT_SEARCH_TEXT);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_add_byte(&text, '\n');
        buf_add(&text, search_line(arena, &named[i]));
    }
    return buf_str(&text);
}

// ---- What is asked -----------------------------------------------------------------------------

static void read_token(struct arena *arena, str text, struct customers_token *ret_token) {
    struct adding adding = {.arena = arena};
    for (size_t at = 0; at < text.size;) {
        bool latin = false;
        str run = run_at(text, at, &latin);
        at += run.size;
        bool is_single = !latin && character_size(run, 0) == run.size;
        if (latin) add(&adding, str_slice(run, 0, CUSTOMERS_PREFIX_MAX));
        if (is_single) add(&adding, run);
        if (!latin && !is_single) add_pairs(&adding, run);
        if (latin && run.size == text.size && run.size > CUSTOMERS_PREFIX_MAX)
            ret_token->whole = run;
    }
    ret_token->words = each_once(&adding);
    bool is_said = ret_token->words.count == 1 && ret_token->words.items[0].size == text.size;
    ret_token->needle = is_said ? STR_NONE : text;
}

static bool ends_latin(str token) {
    return token.size > 0 && is_latin(token.data[token.size - 1]);
}

// "Huawei Technologies Co., Ltd." is asked for by its first two words.
struct customers_asked customers_words_asked(struct arena *arena, str search) {
    struct customers_asked asked = {.count = 0};
    str rest = str_trim(fold_for_search(arena, search));
    str last = STR_NONE;
    while (rest.size > 0 && asked.count < CUSTOMERS_TOKENS_MAX) {
        str token = without_signs(arena, str_cut(&rest, ' '));
        bool is_form = ends_latin(last) && begins_legal_form(token);
        if (token.size > 0 && !is_form) read_token(arena, token, &asked.tokens[asked.count++]);
        if (token.size > 0) last = token;
    }
    return asked;
}

bool customers_name_fits(struct arena *arena, str name, str search) {
    str wanted = compact(arena, search);
    if (wanted.size == 0) return false;
    str folded = fold_for_search(arena, name);
    if (str_find(without_signs(arena, folded), wanted) >= 0) return true;
    if (str_starts_with(without_signs(arena, pinyin_syllables(arena, folded)), wanted)) return true;
    struct pinyin_ways ways = pinyin_initials_ways(arena, folded, WAYS_MAX);
    for (size_t i = 0; i < ways.count; i++)
        if (str_starts_with(ways.items[i], wanted)) return true;
    return false;
}

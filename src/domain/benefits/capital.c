// Capital figures by 支付结算办法 附一: groups of four digits with 万 and 亿, one 零 for a run of
// zeros between digits, 整 where there is no 分.
#include "domain/benefits/capital.h"

static const char *const digits[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
static const char *const places[] = {"", "拾", "佰", "仟"};
static const char *const groups[] = {"", "万", "亿", "万亿"};

// Four digits; *wants_zero says that a zero was passed over and must be said before the next digit.
static void add_group(struct buf *out, int group, bool *wants_zero) {
    static const int divisors[] = {1000, 100, 10, 1};
    for (int i = 0; i < 4; i++) {
        int digit = group / divisors[i] % 10;
        if (digit == 0) {
            *wants_zero = *wants_zero || out->size > 0;
            continue;
        }
        bool is_inside = str_find(buf_str(out), STR("人民币")) == 0 && out->size > 9;
        if (*wants_zero && is_inside) buf_add(out, STR("零"));
        *wants_zero = false;
        buf_add(out, str_of(digits[digit]));
        buf_add(out, str_of(places[3 - i]));
    }
}

static void add_whole(struct buf *out, int64_t whole) {
    bool wants_zero = false;
    for (int i = 3; i >= 0; i--) {
        int64_t divisor = i == 3 ? 1000000000000 : i == 2 ? 100000000 : i == 1 ? 10000 : 1;
        int group = (int)(whole / divisor % 10000);
        add_group(out, group, &wants_zero);
        if (group > 0) buf_add(out, str_of(groups[i]));
    }
}

str benefits_capital(struct arena *arena, money amount) {
    if (!str_equal(money_currency(&amount), STR("CNY")) || amount.minor < 0)
        return arena_print(arena, "%s %.*s", amount.currency, STR_ARG(money_print(arena, amount)));
    struct buf out = buf_in(arena, KIB);
    int64_t whole = amount.minor / 100;
    int tenth = (int)(amount.minor / 10 % 10), cent = (int)(amount.minor % 10);
    buf_add(&out, STR("人民币"));
    add_whole(&out, whole);
    if (whole > 0) buf_add(&out, STR("元"));
    if (whole == 0 && tenth == 0 && cent == 0) buf_add(&out, STR("零元"));
    if (tenth > 0) {
        buf_add(&out, str_of(digits[tenth]));
        buf_add(&out, STR("角"));
    }
    if (tenth == 0 && cent > 0 && whole > 0) buf_add(&out, STR("零"));
    if (cent > 0) {
        buf_add(&out, str_of(digits[cent]));
        buf_add(&out, STR("分"));
    } else {
        buf_add(&out, STR("整"));
    }
    return buf_str(&out);
}

// Do conditions cover all cases? Seen from their texts alone, so "yes" is certain and "no" only
// means that a default is wanted: "true"; X and not(X); a plain comparison and its opposite.
#include "flow/checker.h"

struct condition {
    str text; // without blanks
    bool is_comparison;
    str left;
    str sign;
    str right;
};

// Without blanks, but not inside of texts in quotes.
static str without_blanks(struct arena *arena, str text) {
    char *copy = arena_take(arena, text.size);
    size_t size = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"') is_quoted = !is_quoted;
        bool is_blank = (unsigned char)text.data[i] <= ' ';
        if (!is_blank || is_quoted) copy[size++] = text.data[i];
    }
    return (str){copy, size};
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

// Anything with words of its own (and, or, if, in, between) or more than one sign is not plain.
static bool has_keyword(str text) {
    static const char *const KEYWORDS[] = {"and",    "or",   "if",    "in",        "between",
                                           "for",    "some", "every", "satisfies", "instance",
                                           "return", "then", "else",  "function"};
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        while (i < text.size && is_letter(text.data[i])) i++;
        str word = str_slice(text, start, i);
        for (size_t k = 0; k < sizeof(KEYWORDS) / sizeof(KEYWORDS[0]); k++)
            if (str_equal(word, str_of(KEYWORDS[k]))) return true;
        if (i == start) i++;
    }
    return false;
}

static size_t sign_size(str text, size_t at) {
    char c = text.data[at];
    bool is_double = at + 1 < text.size && text.data[at + 1] == '=';
    if (c == '<' || c == '>') return is_double ? 2 : 1;
    if (c == '!' && is_double) return 2;
    return c == '=' ? 1 : 0;
}

static struct condition parse(struct arena *arena, str source) {
    struct condition condition = {.text = without_blanks(arena, source)};
    str text = condition.text;
    bool is_quoted = false;
    size_t sign_at = 0;
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        size_t size = sign_size(text, i);
        if (size == 0) continue;
        count++;
        sign_at = i;
        i += size - 1;
    }
    if (count != 1 || has_keyword(source)) return condition;
    size_t behind = sign_at + sign_size(text, sign_at);
    condition.is_comparison = true;
    condition.left = str_slice(text, 0, sign_at);
    condition.sign = str_slice(text, sign_at, behind);
    condition.right = str_slice(text, behind, text.size);
    return condition;
}

static bool are_opposite_signs(str a, str b) {
    static const char *const PAIRS[][2] = {{"<", ">="}, {">", "<="}, {"=", "!="}};
    for (size_t i = 0; i < sizeof(PAIRS) / sizeof(PAIRS[0]); i++) {
        str one = str_of(PAIRS[i][0]);
        str other = str_of(PAIRS[i][1]);
        if (str_equal(a, one) && str_equal(b, other)) return true;
        if (str_equal(b, one) && str_equal(a, other)) return true;
    }
    return false;
}

static bool is_negation_of(str a, str b) {
    str before = STR("not(");
    if (a.size != b.size + before.size + 1) return false;
    return str_starts_with(a, before) && str_ends_with(a, STR(")")) &&
           str_equal(str_slice(a, before.size, a.size - 1), b);
}

static bool are_opposite(const struct condition *a, const struct condition *b) {
    if (is_negation_of(a->text, b->text) || is_negation_of(b->text, a->text)) return true;
    return a->is_comparison && b->is_comparison && str_equal(a->left, b->left) &&
           str_equal(a->right, b->right) && are_opposite_signs(a->sign, b->sign);
}

bool flow_cover_all(struct arena *arena, const struct flow_model *model,
                    const struct flow_node *gateway) {
    struct condition *conditions = ARENA_ARRAY(arena, struct condition, gateway->out_count);
    for (size_t i = 0; i < gateway->out_count; i++) {
        conditions[i] = parse(arena, model->arrows[gateway->out[i]].condition_text);
        if (str_equal(conditions[i].text, STR("true"))) return true;
        for (size_t k = 0; k < i; k++)
            if (are_opposite(&conditions[i], &conditions[k])) return true;
    }
    return false;
}

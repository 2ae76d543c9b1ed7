// Do conditions cover all cases? Seen from their texts alone, so "yes" is certain and "no" only
// means that a default is wanted: "true"; X and not(X); a plain comparison and its opposite.
#include "flow/checker.h"

struct comparison {
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

static bool parse_comparison(struct arena *arena, str source, struct comparison *ret_comparison) {
    if (has_keyword(source)) return false;
    str text = without_blanks(arena, source);
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
    if (count != 1) return false;
    size_t behind = sign_at + sign_size(text, sign_at);
    *ret_comparison =
        (struct comparison){str_slice(text, 0, sign_at), str_slice(text, sign_at, behind),
                            str_slice(text, behind, text.size)};
    return true;
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

static bool is_negation_of(struct arena *arena, str a, str b) {
    str negated = arena_print(arena, "not(%.*s)", STR_ARG(without_blanks(arena, b)));
    return str_equal(without_blanks(arena, a), negated);
}

static bool are_opposite(struct arena *arena, str a, str b) {
    if (is_negation_of(arena, a, b) || is_negation_of(arena, b, a)) return true;
    struct comparison left = {0};
    struct comparison right = {0};
    if (!parse_comparison(arena, a, &left) || !parse_comparison(arena, b, &right)) return false;
    return str_equal(left.left, right.left) && str_equal(left.right, right.right) &&
           are_opposite_signs(left.sign, right.sign);
}

bool flow_cover_all(struct arena *arena, const struct flow_model *model,
                    const struct flow_node *gateway) {
    for (size_t i = 0; i < gateway->out_count; i++) {
        str one = model->arrows[gateway->out[i]].condition_text;
        if (str_equal(str_trim(one), STR("true"))) return true;
        for (size_t k = 0; k < i; k++)
            if (are_opposite(arena, one, model->arrows[gateway->out[k]].condition_text))
                return true;
    }
    return false;
}

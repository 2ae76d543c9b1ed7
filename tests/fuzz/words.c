// Words of customers: any text may be a name or a search; a name without blanks finds itself.
#include "domain/customers/words.h"
#include "base/utf8.h"

enum { NAME_BYTES_MAX = 480 }; // 120 characters

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(const struct customers_words *words, str wanted) {
    for (size_t i = 0; i < words->count; i++)
        if (str_equal(words->items[i], wanted)) return true;
    return false;
}

static void check_found(const struct customers_words *words, str search,
                        const struct customers_token *token) {
    for (size_t i = 0; i < token->words.count; i++) ASSERT(has(words, token->words.items[i]));
    ASSERT(token->needle.size == 0 || str_find(search, token->needle) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    str text = {(const char *)data, size};
    if (size > NAME_BYTES_MAX || !utf8_is_valid(text)) return 0;
    struct arena *arena = arena_open(32 * MIB);
    struct customers_named named = {.code = text, .name = text, .name_en = text};
    struct customers_words words = customers_words_of(arena, &named, 1);
    str search = customers_search_of(arena, &named, 1);
    struct customers_asked asked = customers_words_asked(arena, text);
    ASSERT(utf8_is_valid(search) && asked.count <= CUSTOMERS_TOKENS_MAX);
    for (size_t i = 0; i < words.count; i++) ASSERT(utf8_is_valid(words.items[i]));
    if (asked.count == 1 && str_find_byte(text, ' ') < 0) {
        check_found(&words, search, &asked.tokens[0]);
        ASSERT(customers_name_fits(arena, text, text));
    }
    arena_close(arena);
    return 0;
}

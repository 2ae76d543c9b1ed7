// Pinyin of a text: a walk over its characters gives each one's reading in this place, first by the
// longest word of the phrase table that begins here, else by the character's commonest reading; all
// forms of output are made from that walk. The table knows far more readings than people type, so
// that initials_ways is bounded by its caller. Leaves to others: Unicode folding (full width, case
// beyond ASCII), and how the letters are stored for finding (domain/customers/words.c).
#include "format/pinyin.h"

#include "base/utf8.h"
#include "format/pinyin_table.h"

#include <string.h>

enum { PHRASE_BYTES_MAX = 12, HAN_BYTES = 3 };

// One character of the walk: a reading of it, or a letter or digit as it stands.
struct unit {
    str syllable; // empty: this is a letter, or something that is left out
    char letter;  // small; 0: left out
    int32_t code_point;
};

struct walk {
    str text;      // simplified
    size_t at;     // of the next character
    str syllables; // of the word that we are in
};

str pinyin_readings(int32_t code_point) {
    uint32_t wanted = (uint32_t)code_point;
    size_t low = 0;
    size_t high = pinyin_run_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct pinyin_run *run = &pinyin_runs[middle];
        if (wanted >= run->first && wanted <= run->last)
            return str_of(pinyin_lists[pinyin_cells[run->at + (wanted - run->first)]]);
        if (wanted < run->first)
            high = middle;
        else
            low = middle + 1;
    }
    return STR_NONE;
}

static int32_t simplify(int32_t code_point) {
    uint32_t wanted = (uint32_t)code_point;
    size_t low = 0;
    size_t high = pinyin_pair_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_pairs[middle].from == wanted) return (int32_t)pinyin_pairs[middle].to;
        if (wanted < pinyin_pairs[middle].from)
            high = middle;
        else
            low = middle + 1;
    }
    return code_point;
}

str pinyin_simplify_text(struct arena *arena, str text) {
    // A character of three bytes may become one of four, never more.
    char *data = arena_take(arena, text.size * 2);
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        int32_t code_point = utf8_next(text, &at);
        ASSERT(code_point >= 0);
        size += utf8_write(simplify(code_point), data + size);
    }
    return (str){data, size};
}

static const struct pinyin_phrase *phrase_of(str word) {
    size_t low = 0;
    size_t high = pinyin_phrase_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct pinyin_phrase *phrase = &pinyin_phrases[middle];
        int order = str_compare(word, (str){phrase->word, phrase->size});
        if (order == 0) return phrase;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

// The longest word that begins at the walk's place.
static str syllables_at(const struct walk *walk) {
    str rest = str_slice(walk->text, walk->at, walk->text.size);
    size_t size = rest.size < PHRASE_BYTES_MAX ? rest.size : PHRASE_BYTES_MAX;
    for (size -= size % HAN_BYTES; size > HAN_BYTES; size -= HAN_BYTES) {
        const struct pinyin_phrase *phrase = phrase_of(str_slice(rest, 0, size));
        if (phrase != NULL) return str_of(phrase->syllables);
    }
    return STR_NONE;
}

static char small_letter(int32_t code_point) {
    if (code_point >= 'A' && code_point <= 'Z') return (char)(code_point - 'A' + 'a');
    bool is_plain =
        (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
    return is_plain ? (char)code_point : 0;
}

static bool next_unit(struct walk *walk, struct unit *ret_unit) {
    if (walk->at >= walk->text.size) return false;
    if (walk->syllables.size == 0) walk->syllables = syllables_at(walk);
    int32_t code_point = utf8_next(walk->text, &walk->at);
    str readings = pinyin_readings(code_point);
    str syllable =
        walk->syllables.size > 0 ? str_cut(&walk->syllables, ' ') : str_cut(&readings, ' ');
    *ret_unit = (struct unit){syllable, small_letter(code_point), code_point};
    return true;
}

static struct walk walk_over(struct arena *arena, str text) {
    return (struct walk){.text = pinyin_simplify_text(arena, text)};
}

static char initial_of(const struct unit *unit) {
    return unit->syllable.size > 0 ? unit->syllable.data[0] : unit->letter;
}

str pinyin_initials(struct arena *arena, str text) {
    struct walk walk = walk_over(arena, text);
    char *data = arena_take(arena, walk.text.size);
    size_t size = 0;
    struct unit unit;
    while (next_unit(&walk, &unit))
        if (initial_of(&unit) != 0) data[size++] = initial_of(&unit);
    return (str){data, size};
}

// The initials with another letter in one place.
static str with_letter(struct arena *arena, str initials, size_t at, char letter) {
    char *data = arena_take(arena, initials.size);
    memcpy(data, initials.data, initials.size);
    data[at] = letter;
    return (str){data, initials.size};
}

struct pinyin_ways pinyin_initials_ways(struct arena *arena, str text, size_t count_max) {
    ASSERT(count_max >= 1);
    struct pinyin_ways ways = {ARENA_ARRAY(arena, str, count_max), 1};
    ways.items[0] = pinyin_initials(arena, text);
    struct walk walk = walk_over(arena, text);
    size_t at = 0;
    struct unit unit;
    while (next_unit(&walk, &unit)) {
        if (initial_of(&unit) == 0) continue;
        bool is_used[256] = {false};
        is_used[(uint8_t)initial_of(&unit)] = true;
        str rest = pinyin_readings(unit.code_point);
        while (rest.size > 0 && ways.count < count_max) {
            char letter = str_cut(&rest, ' ').data[0];
            if (is_used[(uint8_t)letter]) continue;
            is_used[(uint8_t)letter] = true;
            ways.items[ways.count++] = with_letter(arena, ways.items[0], at, letter);
        }
        at++;
    }
    return ways;
}

str pinyin_syllables(struct arena *arena, str text) {
    struct walk walk = walk_over(arena, text);
    // A syllable has at most 6 letters and a blank; its character at least 3 bytes.
    struct buf out = buf_in(arena, 3 * walk.text.size + 1);
    bool is_apart = true; // whether the next letter begins a word
    struct unit unit;
    while (next_unit(&walk, &unit)) {
        bool is_chinese = unit.syllable.size > 0;
        bool is_shown = is_chinese || unit.letter != 0;
        if (is_shown && out.size > 0 && (is_apart || is_chinese)) buf_add_byte(&out, ' ');
        if (is_chinese) buf_add(&out, unit.syllable);
        if (!is_chinese && is_shown) buf_add_byte(&out, unit.letter);
        is_apart = is_chinese || !is_shown;
    }
    return buf_str(&out);
}

// Magic numbers, and for archives the names in their central directory, since an OFD invoice and a
// spreadsheet begin alike. Nothing is unpacked. Belief: every offset is checked against the size
// before it is read.
#include "domain/evidence/types.h"

#include "base/utf8.h"

#include <string.h>

enum {
    DIRECTORY_END_SIZE = 22, // of an archive, without its comment (APPNOTE 4.3.16)
    DIRECTORY_NAME_AT = 46,  // in an entry of the directory (4.3.12)
    COMMENT_MAX = 65535,
    NAME_MAX_CHARACTERS = 180,
};

struct known_type {
    const char *type;
    const char *endings[2]; // the first is added where none of them is there
};

static const struct known_type known_types[] = {
    {"application/pdf", {".pdf"}},
    {"image/png", {".png"}},
    {"image/jpeg", {".jpg", ".jpeg"}},
    {"application/ofd", {".ofd"}},
    {"application/xml", {".xml"}},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", {".pptx"}},
};

// In the order of known_types.
enum { PDF, PNG, JPEG, OFD, XML, WORD, SHEET, SLIDES };

// ---- Archives ----------------------------------------------------------------------------------

static uint32_t number_at(str bytes, size_t at, int size) {
    uint32_t number = 0;
    for (int i = size - 1; i >= 0; i--) number = number << 8 | (uint8_t)bytes.data[at + (size_t)i];
    return number;
}

// The end of the directory: its comment reaches exactly to the end of the file.
static bool find_directory_end(str bytes, size_t *ret_at) {
    if (bytes.size < DIRECTORY_END_SIZE) return false;
    size_t comment_max = bytes.size - DIRECTORY_END_SIZE;
    if (comment_max > COMMENT_MAX) comment_max = COMMENT_MAX;
    for (size_t comment = 0; comment <= comment_max; comment++) {
        size_t at = bytes.size - DIRECTORY_END_SIZE - comment;
        if (memcmp(bytes.data + at, "PK\5\6", 4) != 0) continue;
        if (number_at(bytes, at + 20, 2) == comment) return *ret_at = at, true;
    }
    return false;
}

// Takes the next entry's name off the directory.
static bool next_name(str *directory, str *ret_name) {
    if (directory->size < DIRECTORY_NAME_AT || memcmp(directory->data, "PK\1\2", 4) != 0)
        return false;
    size_t name = number_at(*directory, 28, 2);
    size_t size =
        DIRECTORY_NAME_AT + name + number_at(*directory, 30, 2) + number_at(*directory, 32, 2);
    if (size > directory->size) return false;
    *ret_name = str_slice(*directory, DIRECTORY_NAME_AT, DIRECTORY_NAME_AT + name);
    *directory = str_slice(*directory, size, directory->size);
    return true;
}

struct found_names {
    bool has_ofd;
    bool has_types;
    bool has_macros;
    bool has_word;
    bool has_sheet;
    bool has_slides;
};

static bool ends_with_ignoring_case(str text, str end) {
    return text.size >= end.size &&
           str_equal_ignore_case(str_slice(text, text.size - end.size, text.size), end);
}

static void take_name(struct found_names *found, str name) {
    found->has_ofd |= str_equal(name, STR("OFD.xml"));
    found->has_types |= str_equal(name, STR("[Content_Types].xml"));
    found->has_macros |= ends_with_ignoring_case(name, STR("vbaProject.bin"));
    found->has_word |= str_starts_with(name, STR("word/"));
    found->has_sheet |= str_starts_with(name, STR("xl/"));
    found->has_slides |= str_starts_with(name, STR("ppt/"));
}

static int type_of_archive(str bytes) {
    size_t end;
    if (!find_directory_end(bytes, &end)) return -1;
    size_t count = number_at(bytes, end + 10, 2);
    size_t start = number_at(bytes, end + 16, 4);
    str directory = str_slice(bytes, start, end);
    struct found_names found = {0};
    for (size_t i = 0; i < count; i++) {
        str name;
        if (!next_name(&directory, &name)) return -1;
        take_name(&found, name);
    }
    if (found.has_ofd) return OFD;
    if (!found.has_types || found.has_macros) return -1;
    if (found.has_word) return WORD;
    if (found.has_sheet) return SHEET;
    return found.has_slides ? SLIDES : -1;
}

// ---- Types -------------------------------------------------------------------------------------

static int find_type(str bytes) {
    if (str_starts_with(bytes, STR("%PDF-"))) return PDF;
    if (str_starts_with(bytes, STR("\x89PNG\r\n\x1a\n"))) return PNG;
    if (str_starts_with(bytes, STR("\xff\xd8\xff"))) return JPEG;
    if (str_starts_with(bytes, STR("PK\3\4"))) return type_of_archive(bytes);
    str text =
        str_starts_with(bytes, STR("\xef\xbb\xbf")) ? str_slice(bytes, 3, bytes.size) : bytes;
    return str_starts_with(text, STR("<?xml")) ? XML : -1;
}

str evidence_type_of(str bytes) {
    int type = find_type(bytes);
    return type < 0 ? STR_NONE : str_of(known_types[type].type);
}

// ---- Names -------------------------------------------------------------------------------------

static bool is_dropped(int32_t character) {
    bool is_direction = (character >= 0x202A && character <= 0x202E) ||
                        (character >= 0x2066 && character <= 0x2069) || character == 0x200E ||
                        character == 0x200F;
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || is_direction;
}

static bool is_reserved(int32_t character) {
    return character < 0x80 && strchr("/\\:*?\"<>|", character) != NULL;
}

static const struct known_type *known_type_of(str type) {
    for (size_t i = 0; i < sizeof(known_types) / sizeof(known_types[0]); i++)
        if (str_equal(str_of(known_types[i].type), type)) return &known_types[i];
    return NULL;
}

static void add_ending(struct buf *out, str type) {
    const struct known_type *known = known_type_of(type);
    if (known == NULL) return;
    for (int i = 0; i < 2; i++)
        if (known->endings[i] != NULL &&
            ends_with_ignoring_case(buf_str(out), str_of(known->endings[i])))
            return;
    buf_add(out, str_of(known->endings[0]));
}

str evidence_clean_name(struct arena *arena, str name, str type) {
    struct buf out = buf_in(arena, name.size + 64);
    size_t count = 0;
    for (size_t at = 0; at < name.size && count < NAME_MAX_CHARACTERS;) {
        size_t start = at;
        int32_t character = utf8_next(name, &at);
        bool is_first_dot = out.size == 0 && (character == '.' || character == ' ');
        if (character < 0 || is_dropped(character) || is_first_dot) continue;
        count++;
        if (is_reserved(character))
            buf_add_byte(&out, '_');
        else
            buf_add(&out, str_slice(name, start, at));
    }
    if (out.size == 0) buf_add(&out, STR("evidence"));
    add_ending(&out, type);
    return buf_str(&out);
}

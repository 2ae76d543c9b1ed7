// C2SP signed-note: texts with signature lines, and the texts of keys. Everything is read strictly
// (one note has one text): an auditor's tools must never disagree with ours about what was signed.
// Ed25519 is known as a log's signature (type 0x01) and as a witness's cosignature (0x04: over a
// head line, the time and the text); other signatures pass as unverified, as the specification
// asks.
#include "log/log.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

FAULT(log_key_malformed, 422, "", "This is not the text of a log's public key.",
      "这不是有效的日志公钥文本。");
FAULT(note_malformed, 422, "", "This is not a signed note.", "这不是有效的签名文本。");
FAULT(note_signature_wrong, 422, "", "The signature does not match the text and the key.",
      "签名与内容或公钥不符。");
FAULT(note_unsigned, 422, "", "The note bears no signature of the given key.",
      "该文本没有所给公钥的签名。");
FAULT(note_key_ambiguous, 422, "", "Two of the given keys have the same name and id.",
      "所给公钥中有两个的名称和编号相同。");

enum {
    ID_SIZE = 4,
    KEY_SIZE = 1 + sizeof(struct crypto_public_key),
    TIME_SIZE = 8, // in front of a witness's signature
    SIGNED_SIZE = ID_SIZE + CRYPTO_SIGNATURE_SIZE,
    COSIGNED_SIZE = ID_SIZE + TIME_SIZE + CRYPTO_SIGNATURE_SIZE,
    COSIGNED_TEXT =
        4 * KIB, // the longest text of a cosignature: checkpoints have three short lines
};

#define SIGNATURE_START "\xE2\x80\x94 " // em dash and blank

// Unicode White_Space, beyond the ASCII control characters that are never allowed.
static bool is_space(int32_t code_point) {
    return code_point == ' ' || code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
           code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
           code_point == 0x3000;
}

bool log_name_is_valid(str name) {
    if (name.size == 0 || name.size > LIMIT_NOTE_NAME) return false;
    for (size_t at = 0; at < name.size;) {
        int32_t code_point = utf8_next(name, &at);
        if (code_point < ' ' || code_point == '+' || is_space(code_point)) return false;
    }
    return true;
}

bool log_text_is_valid(str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((uint8_t)text.data[i] < ' ' && text.data[i] != '\n') return false;
    return str_ends_with(text, STR("\n")) && utf8_is_valid(text);
}

static uint32_t read_id(const uint8_t bytes[ID_SIZE]) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_id(uint32_t id, uint8_t ret_bytes[ID_SIZE]) {
    for (int i = 0; i < ID_SIZE; i++) ret_bytes[i] = (uint8_t)(id >> (24 - 8 * i));
}

static uint32_t id_of(const struct log_verifier *verifier) {
    const char kind[2] = {'\n', (char)verifier->kind};
    str parts[3] = {verifier->name,
                    {kind, sizeof(kind)},
                    {(const char *)verifier->key.bytes, sizeof(verifier->key.bytes)}};
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256_parts(parts, 3, digest);
    return read_id(digest);
}

void log_signer_init(str name, const uint8_t seed[CRYPTO_SEED_SIZE],
                     struct log_signer *ret_signer) {
    ASSERT(log_name_is_valid(name));
    crypto_signing_key_from_seed(seed, &ret_signer->key);
    ret_signer->verifier = (struct log_verifier){
        .name = name, .key = ret_signer->key.public_key, .kind = LOG_KEY_SIGNER};
    ret_signer->verifier.id = id_of(&ret_signer->verifier);
}

str log_verifier_print(struct arena *arena, const struct log_verifier *verifier) {
    uint8_t key[KEY_SIZE] = {(uint8_t)verifier->kind};
    memcpy(key + 1, verifier->key.bytes, sizeof(verifier->key.bytes));
    str text = crypto_base64_encode(arena, CRYPTO_BASE64, (str){(const char *)key, KEY_SIZE});
    return arena_print(arena, "%.*s+%08x+%.*s", STR_ARG(verifier->name), verifier->id,
                       STR_ARG(text));
}

fault log_verifier_read(str text, struct log_verifier *ret_verifier) {
    uint8_t id[ID_SIZE];
    uint8_t key[KEY_SIZE];
    str name = str_cut(&text, '+');
    str id_text = str_cut(&text, '+');
    if (!log_name_is_valid(name) || !crypto_hex_read(id_text, ID_SIZE, id) ||
        !crypto_base64_read(CRYPTO_BASE64, text, KEY_SIZE, key) ||
        (key[0] != LOG_KEY_SIGNER && key[0] != LOG_KEY_WITNESS))
        return &log_key_malformed;
    struct log_verifier verifier = {
        .name = name, .id = read_id(id), .kind = (enum log_key_kind)key[0]};
    memcpy(verifier.key.bytes, key + 1, sizeof(verifier.key.bytes));
    if (verifier.id != id_of(&verifier)) return &log_key_malformed;
    *ret_verifier = verifier;
    return NULL;
}

str log_note_sign(struct arena *arena, const struct log_signer *signer, str text) {
    uint8_t signature[ID_SIZE + CRYPTO_SIGNATURE_SIZE];
    ASSERT(log_text_is_valid(text));
    write_id(signer->verifier.id, signature);
    crypto_ed25519_sign(&signer->key, text, signature + ID_SIZE);
    str line = crypto_base64_encode(arena, CRYPTO_BASE64,
                                    (str){(const char *)signature, sizeof(signature)});
    return arena_print(arena, "%.*s\n" SIGNATURE_START "%.*s %.*s\n", STR_ARG(text),
                       STR_ARG(signer->verifier.name), STR_ARG(line));
}

// One line of a note's end, taken apart. size: of the whole signature with its id, of which only as
// much is kept as a cosignature has.
struct line {
    str text;
    str name;
    uint32_t id;
    size_t size;
    uint8_t bytes[COSIGNED_SIZE];
};

// Whether a text is base64 of more than an id, for signatures that we cannot read: their alphabet,
// padding and unused bits are checked in pieces, since they may be long.
static bool read_long_base64(str text, struct line *ret_line) {
    uint8_t piece[48];
    if (text.size % 4 != 0 || text.size < 8) return false;
    ret_line->size = text.size / 4 * 3;
    if (str_ends_with(text, STR("="))) ret_line->size--;
    if (str_ends_with(text, STR("=="))) ret_line->size--;
    if (ret_line->size <= ID_SIZE) return false;
    for (size_t done = 0; done < ret_line->size; done += sizeof(piece)) {
        size_t size = ret_line->size - done;
        if (size > sizeof(piece)) size = sizeof(piece);
        str part = str_slice(text, done / 3 * 4, done / 3 * 4 + (size + 2) / 3 * 4);
        if (!crypto_base64_read(CRYPTO_BASE64, part, size, piece)) return false;
        if (done == 0) ret_line->id = read_id(piece);
    }
    return true;
}

static bool read_line(str text, struct line *ret_line) {
    if (!str_starts_with(text, STR(SIGNATURE_START))) return false;
    str rest = str_slice(text, sizeof(SIGNATURE_START) - 1, text.size);
    ret_line->name = str_cut(&rest, ' ');
    ret_line->text = text;
    if (!log_name_is_valid(ret_line->name)) return false;
    if (crypto_base64_read(CRYPTO_BASE64, rest, SIGNED_SIZE, ret_line->bytes))
        ret_line->size = SIGNED_SIZE;
    else if (crypto_base64_read(CRYPTO_BASE64, rest, COSIGNED_SIZE, ret_line->bytes))
        ret_line->size = COSIGNED_SIZE;
    else
        return read_long_base64(rest, ret_line);
    ret_line->id = read_id(ret_line->bytes);
    return true;
}

// The verifier of a signature's name and id among those given, or NULL.
static fault find_verifier(const struct log_verifier *verifiers, size_t count,
                           const struct line *line, const struct log_verifier **ret_verifier) {
    *ret_verifier = NULL;
    for (size_t i = 0; i < count; i++) {
        if (verifiers[i].id != line->id || !str_equal(verifiers[i].name, line->name)) continue;
        if (*ret_verifier != NULL) return &note_key_ambiguous;
        *ret_verifier = &verifiers[i];
    }
    return NULL;
}

static bool has_signature(const struct log_note *note, const struct line *line) {
    for (int i = 0; i < note->count; i++)
        if (note->signatures[i].id == line->id && str_equal(note->signatures[i].name, line->name))
            return true;
    return false;
}

// A witness signs "cosignature/v1", the time and the text.
static bool verify_cosignature(const struct line *line, const struct log_verifier *verifier,
                               str text, int64_t *ret_time) {
    char room[COSIGNED_TEXT];
    uint64_t time = 0;
    if (line->size != COSIGNED_SIZE) return false;
    for (int i = 0; i < TIME_SIZE; i++) time = time << 8 | line->bytes[ID_SIZE + i];
    int head =
        snprintf(room, sizeof(room), "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    if (time > INT64_MAX || text.size > sizeof(room) - (size_t)head) return false;
    memcpy(room + head, text.data, text.size);
    str signature = {(const char *)line->bytes + ID_SIZE + TIME_SIZE, CRYPTO_SIGNATURE_SIZE};
    *ret_time = (int64_t)time;
    return crypto_ed25519_verify(&verifier->key, (str){room, (size_t)head + text.size}, signature);
}

static bool verify_line(const struct line *line, const struct log_verifier *verifier, str text,
                        int64_t *ret_time) {
    if (verifier->kind == LOG_KEY_WITNESS)
        return verify_cosignature(line, verifier, text, ret_time);
    str signature = {(const char *)line->bytes + ID_SIZE, CRYPTO_SIGNATURE_SIZE};
    return line->size == SIGNED_SIZE && crypto_ed25519_verify(&verifier->key, text, signature);
}

// A key's further lines are passed over only when the first was verified or nobody can.
static fault add_signature(const struct line *line, const struct log_verifier *verifier,
                           struct log_note *note) {
    int64_t cosigned = 0;
    if (verifier != NULL && !verify_line(line, verifier, note->text, &cosigned))
        return &note_signature_wrong;
    if (has_signature(note, line)) return NULL;
    note->signatures[note->count++] = (struct log_signature){.name = line->name,
                                                             .id = line->id,
                                                             .is_verified = verifier != NULL,
                                                             .cosigned = cosigned,
                                                             .line = line->text};
    if (verifier != NULL) note->verified_count++;
    return NULL;
}

// Cuts a note at its last empty line.
static bool split_note(str note, str *ret_text, str *ret_lines) {
    if (note.size > LIMIT_NOTE || !log_text_is_valid(note)) return false;
    for (size_t at = note.size - 1; at >= 2; at--) {
        if (note.data[at - 1] != '\n' || note.data[at - 2] != '\n') continue;
        *ret_text = str_slice(note, 0, at - 1);
        *ret_lines = str_slice(note, at, note.size);
        return true;
    }
    return false;
}

fault log_note_open(str note, const struct log_verifier *verifiers, size_t count,
                    struct log_note *ret_note) {
    str lines;
    ret_note->count = ret_note->verified_count = 0;
    if (!split_note(note, &ret_note->text, &lines)) return &note_malformed;
    for (int line_count = 0; lines.size > 0; line_count++) {
        struct line line;
        const struct log_verifier *verifier;
        if (!read_line(str_cut(&lines, '\n'), &line) || line_count >= LIMIT_NOTE_SIGNATURES)
            return &note_malformed;
        TRY(find_verifier(verifiers, count, &line, &verifier));
        TRY(add_signature(&line, verifier, ret_note));
    }
    return ret_note->verified_count > 0 ? NULL : &note_unsigned;
}

bool log_note_next(str *rest, str *ret_note) {
    size_t size = 0;
    bool is_behind_text = false; // the empty line was seen
    if (rest->size == 0) return false;
    while (size < rest->size) {
        str line = str_slice(*rest, size, rest->size);
        ptrdiff_t end = str_find_byte(line, '\n');
        line.size = end < 0 ? line.size : (size_t)end + 1;
        if (is_behind_text && !str_starts_with(line, STR(SIGNATURE_START))) break;
        if (str_equal(line, STR("\n"))) is_behind_text = true;
        size += line.size;
    }
    *ret_note = str_slice(*rest, 0, size);
    *rest = str_slice(*rest, size, rest->size);
    return true;
}

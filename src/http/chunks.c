// A chunked body, decoded as it comes. A state machine over single bytes outside the data and over
// slices inside it. Extensions are passed over, trailers too (nothing here needs one), but both are
// read strictly (RFC 9112, 7.1, without the blanks that it only tolerates), and the bytes spent on
// them are bounded by the bytes of body they come with, so that a peer cannot keep us busy with
// nothing.
#include "http/parse.h"

FAULT(chunk_malformed, 400, "", "The chunked body is malformed.", "分块传输的内容格式不正确。");
FAULT(body_too_large, 413, "", "The request is larger than allowed here.",
      "请求内容超过允许的大小。");

enum {
    DIGITS_MAX = 15,
    EXTENSION_MAX = 256,
    TRAILER_MAX = 1024,
    OVERHEAD_MAX = 16 * 1024, // and 16 bytes more for each byte of body
};

enum state {
    SIZE,
    EXTENSION_START,
    EXTENSION_NAME,
    EXTENSION_VALUE_START,
    EXTENSION_VALUE,
    EXTENSION_QUOTED,
    EXTENSION_PAIR, // behind a backslash
    EXTENSION_END,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF
};

static fault read_size(struct http_chunks *chunks, char byte) {
    int value = http_hex_value(byte);
    if (value >= 0) {
        if (++chunks->digits > DIGITS_MAX) return &body_too_large;
        chunks->left = chunks->left * 16 + (uint64_t)value;
        return NULL;
    }
    if (chunks->digits == 0 || (byte != ';' && byte != '\r')) return &chunk_malformed;
    chunks->line_size = 0;
    chunks->state = byte == ';' ? EXTENSION_START : SIZE_LF;
    return NULL;
}

static bool is_text(char byte) {
    unsigned char value = (unsigned char)byte;
    return value == '\t' || (value >= 0x20 && value != 0x7f);
}

static bool is_name(char byte) {
    return is_text(byte) && byte != ' ' && byte != '\t' && (unsigned char)byte < 0x80 &&
           str_find_byte(STR("\"(),/:;<=>?@[\\]{}"), byte) < 0;
}

static fault read_trailer_value(struct http_chunks *chunks, char byte) {
    if (byte == '\r') {
        chunks->state = TRAILER_LF;
        return NULL;
    }
    if (!is_text(byte) || ++chunks->line_size > TRAILER_MAX) return &chunk_malformed;
    return NULL;
}

// Behind a whole extension: another one, or the end of the line.
static fault end_extension(struct http_chunks *chunks, char byte) {
    if (byte != ';' && byte != '\r') return &chunk_malformed;
    chunks->state = byte == ';' ? EXTENSION_START : SIZE_LF;
    return NULL;
}

// ;name  ;name=value  ;name="quoted \" value"
static fault read_extension(struct http_chunks *chunks, char byte) {
    if (++chunks->line_size > EXTENSION_MAX) return &chunk_malformed;
    switch ((enum state)chunks->state) {
    case EXTENSION_NAME:
        if (byte == '=') {
            chunks->state = EXTENSION_VALUE_START;
            return NULL;
        }
        return is_name(byte) ? NULL : end_extension(chunks, byte);
    case EXTENSION_VALUE: return is_name(byte) ? NULL : end_extension(chunks, byte);
    case EXTENSION_QUOTED:
        if (byte == '"') chunks->state = EXTENSION_END;
        if (byte == '\\') chunks->state = EXTENSION_PAIR;
        return is_text(byte) ? NULL : &chunk_malformed;
    case EXTENSION_PAIR: chunks->state = EXTENSION_QUOTED; break;
    case EXTENSION_END: return end_extension(chunks, byte);
    case EXTENSION_VALUE_START:
        chunks->state = byte == '"' ? EXTENSION_QUOTED : EXTENSION_VALUE;
        if (byte == '"') return NULL;
        return is_name(byte) ? NULL : &chunk_malformed;
    default: chunks->state = EXTENSION_NAME; return is_name(byte) ? NULL : &chunk_malformed;
    }
    return is_text(byte) ? NULL : &chunk_malformed;
}

static fault read_trailer_name(struct http_chunks *chunks, char byte) {
    if (byte == ':' && chunks->line_size > 0) {
        chunks->state = TRAILER_VALUE;
        return NULL;
    }
    if (!is_name(byte) || ++chunks->line_size > TRAILER_MAX) return &chunk_malformed;
    return NULL;
}

static fault expect(struct http_chunks *chunks, char byte, char wanted, int next) {
    if (byte != wanted) return &chunk_malformed;
    chunks->state = next;
    return NULL;
}

static fault read_byte(struct http_chunks *chunks, char byte) {
    switch ((enum state)chunks->state) {
    case SIZE: return read_size(chunks, byte);
    case EXTENSION_START:
    case EXTENSION_NAME:
    case EXTENSION_VALUE_START:
    case EXTENSION_VALUE:
    case EXTENSION_QUOTED:
    case EXTENSION_PAIR:
    case EXTENSION_END: return read_extension(chunks, byte);
    case SIZE_LF: return expect(chunks, byte, '\n', chunks->left > 0 ? DATA : TRAILER_START);
    case DATA_CR: return expect(chunks, byte, '\r', DATA_LF);
    case DATA_LF: chunks->digits = 0; return expect(chunks, byte, '\n', SIZE);
    case TRAILER_START:
        chunks->line_size = 0;
        if (byte == '\r') return expect(chunks, byte, '\r', END_LF);
        chunks->state = TRAILER_NAME;
        return read_trailer_name(chunks, byte);
    case TRAILER_NAME: return read_trailer_name(chunks, byte);
    case TRAILER_VALUE: return read_trailer_value(chunks, byte);
    case TRAILER_LF: return expect(chunks, byte, '\n', TRAILER_START);
    case END_LF: chunks->is_done = byte == '\n'; return expect(chunks, byte, '\n', SIZE);
    case DATA: break; // taken in slices
    }
    return &chunk_malformed;
}

static str take_data(struct http_chunks *chunks, str *rest) {
    size_t size = rest->size < chunks->left ? rest->size : (size_t)chunks->left;
    str data = str_slice(*rest, 0, size);
    *rest = str_slice(*rest, size, rest->size);
    chunks->left -= size;
    chunks->decoded += size;
    if (chunks->left == 0) chunks->state = DATA_CR;
    return data;
}

fault http_chunks_next(struct http_chunks *chunks, str *rest, str *ret_data) {
    *ret_data = STR_NONE;
    while (rest->size > 0 && !chunks->is_done) {
        if (chunks->state == DATA) {
            *ret_data = take_data(chunks, rest);
            return NULL;
        }
        if (++chunks->overhead > OVERHEAD_MAX + chunks->decoded * 16) return &chunk_malformed;
        TRY(read_byte(chunks, rest->data[0]));
        *rest = str_slice(*rest, 1, rest->size);
    }
    return NULL;
}

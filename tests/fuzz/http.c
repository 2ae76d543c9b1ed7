// Bytes of a peer, in pieces of the peer's choosing, through the parser of headers, the decoder of
// chunks and the readers of query and cookies. Besides not crashing, it holds three beliefs: the
// pieces never matter, a complete header lies within its ceiling, and no byte is used twice.
//   first byte: the seed of the pieces' sizes; the rest: what the peer sends
#include "http/parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct result {
    const char *name; // of a fault, or what it came to
    size_t used;
    size_t body_size;
    uint64_t body_sum;
};

static void read_texts(struct arena *arena, const struct http_request *request) {
    str rest = request->query, name, value;
    while (http_query_next(arena, &rest, &name, &value)) ASSERT(str_find_byte(value, '\0') < 0);
    http_request_cookie(request, STR("s"), &value);
    http_request_header(request, STR("Accept"), &value);
    ASSERT(request->path.size > 0 && http_method_name(request->method).size > 0);
}

static void read_body(str rest, uint32_t seed, struct result *result) {
    struct http_chunks chunks = {0};
    size_t before = rest.size;
    while (rest.size > 0 && !chunks.is_done) {
        seed = seed * 1664525 + 1013904223;
        str piece = str_slice(rest, 0, seed == 0 ? rest.size : 1 + (seed >> 24) % 40), data;
        size_t offered = piece.size;
        while (piece.size > 0 && !chunks.is_done) {
            fault trouble = http_chunks_next(&chunks, &piece, &data);
            if (trouble != NULL) {
                result->name = trouble->name;
                return;
            }
            for (size_t i = 0; i < data.size; i++)
                result->body_sum = result->body_sum * 31 + (unsigned char)data.data[i];
            result->body_size += data.size;
        }
        rest = str_slice(rest, offered - piece.size, rest.size);
    }
    result->used += before - rest.size;
    result->name = chunks.is_done ? "complete" : "incomplete";
}

static struct result read_message(struct arena *arena, str bytes, uint32_t seed) {
    struct http_parser parser = {0};
    struct http_request *request = ARENA_NEW(arena, struct http_request);
    struct result result = {.name = "incomplete"};
    bool is_complete = false;
    for (size_t size = 0; !is_complete && size < bytes.size;) {
        seed = seed * 1664525 + 1013904223;
        size_t step = seed == 0 ? bytes.size : 1 + (seed >> 24);
        size = bytes.size - size < step ? bytes.size : size + step;
        fault trouble =
            http_parse_head(&parser, arena, str_slice(bytes, 0, size), request, &is_complete);
        if (trouble == NULL) continue;
        result.name = trouble->name;
        return result;
    }
    if (!is_complete) return result;
    ASSERT(parser.head_size <= LIMIT_HEADER && parser.head_size <= bytes.size);
    read_texts(arena, request);
    result.used = parser.head_size;
    result.name = "complete";
    if (parser.is_chunked) read_body(str_slice(bytes, result.used, bytes.size), seed, &result);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || size > 64 * KIB) return 0;
    struct arena *arena = arena_open(16 * MIB);
    str bytes = {(const char *)data + 1, size - 1};
    struct result one = read_message(arena, bytes, data[0] + 1u);
    struct result two = read_message(arena, bytes, data[0] * 7919u + 13u);
    ASSERT(strcmp(one.name, two.name) == 0);
    if (strcmp(one.name, "complete") == 0)
        ASSERT(one.used == two.used && one.body_size == two.body_size &&
               one.body_sum == two.body_sum && one.used <= bytes.size);
    arena_close(arena);
    return 0;
}

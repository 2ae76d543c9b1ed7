// The log as other people read it: C2SP tlog-tiles under /tlog/. Read-only, out of the rows.
//   GET /tlog/checkpoint             the newest, with the lines of witnesses; everybody's
//   GET /tlog/checkpoint/witnessed   the newest that a witness cosigned; everybody's
//   GET /tlog/key                    the log's verifier key; everybody's
//   GET /tlog/tile/L/N[.p/W]         hashes; everybody's: they say nothing about what was done
//   GET /tlog/tile/entries/N[.p/W]   the leaves: needs log.read, as the same entries do under /api/
// A tile never changes, so it may be kept for ever; a partial one is given for every width that the
// log ever had.
#include "auth/rights.h"
#include "book_sql.h"
#include "command/notes.h"
#include "command/tiles.h"
#include "http/routes_own.h"

FAULT(tile_unknown, 404, "", "The log has no such tile.", "日志中没有这个分片。");

#define KEPT_FOR_EVER "max-age=31536000, immutable"

static void answer_text(struct http_exchange *exchange, str text) {
    http_answer_header(exchange, "Cache-Control", STR("no-cache"));
    exchange->answer.type = STR("text/plain; charset=utf-8");
    exchange->answer.body = text;
}

static fault answer_checkpoint(struct http_exchange *exchange, struct store_reader *reader,
                               bool is_witnessed) {
    struct command_note note;
    TRY(is_witnessed ? command_note_witnessed(reader, exchange->arena, &note)
                     : command_note_newest(reader, exchange->arena, &note));
    if (!note.is_there) return &tile_unknown;
    answer_text(exchange, note.note);
    return NULL;
}

static fault answer_hashes(struct http_exchange *exchange, struct command_tiles *tiles,
                           struct log_tile tile) {
    struct log_hash *hashes = ARENA_ARRAY(exchange->arena, struct log_hash, LOG_TILE_WIDTH);
    TRY(tiles->source.read(tiles->source.context, tile, hashes));
    http_answer_header(exchange, "Cache-Control", STR("public, " KEPT_FOR_EVER));
    exchange->answer.body = (str){(const char *)hashes, sizeof(*hashes) * (size_t)tile.width};
    return NULL;
}

static fault answer_entries(struct http_call *call, struct store_reader *reader,
                            struct log_tile tile) {
    struct http_exchange *exchange = call->exchange;
    struct book_log_after_list rows;
    TRY(http_call_authenticate(call));
    TRY(auth_allow(&call->actor, "log.read"));
    const struct book_log_after_in in = {(int64_t)tile.index * LOG_TILE_WIDTH - 1, tile.width};
    TRY(book_log_after(reader, &in, exchange->arena, &rows));
    if (rows.count != (size_t)tile.width) return &log_damaged;
    struct buf out = buf_in(exchange->arena, LIMIT_LOG_BUNDLE);
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.items[i].leaf.size > LIMIT_LEAF) return &log_damaged;
        log_bundle_add(&out, rows.items[i].leaf);
    }
    http_answer_header(exchange, "Cache-Control", STR("private, " KEPT_FOR_EVER));
    exchange->answer.body = buf_str(&out);
    return NULL;
}

static fault answer_tile(struct http_call *call, struct store_reader *reader, str path) {
    struct http_exchange *exchange = call->exchange;
    struct command_tiles tiles;
    struct log_tile tile;
    if (!log_tile_path_read(path, &tile)) return &tile_unknown;
    TRY(command_tiles_open(reader, exchange->arena, &tiles));
    if (tile.width > log_tile_width(tile.level, tile.index, tiles.source.size))
        return &tile_unknown;
    exchange->answer.type = STR("application/octet-stream");
    return tile.level == LOG_TILE_ENTRIES ? answer_entries(call, reader, tile)
                                          : answer_hashes(exchange, &tiles, tile);
}

static fault answer(struct http_call *call, struct store_reader *reader, str path) {
    struct http_exchange *exchange = call->exchange;
    const struct book *book = call->routes->options.book;
    if (str_equal(path, STR("checkpoint"))) return answer_checkpoint(exchange, reader, false);
    if (str_equal(path, STR("checkpoint/witnessed")))
        return answer_checkpoint(exchange, reader, true);
    if (!str_equal(path, STR("key"))) return answer_tile(call, reader, path);
    str key = log_verifier_print(exchange->arena, &book->signer.verifier);
    answer_text(exchange, arena_join(exchange->arena, key, STR("\n")));
    return NULL;
}

void http_tlog_answer(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    const struct http_request *request = &exchange->request;
    const struct http_desk *desk = exchange->reactor_data;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        http_answer_header(exchange, "Allow", STR("GET, HEAD"));
        http_call_refuse(exchange, &method_not_allowed, NULL);
        return;
    }
    str path = str_slice(request->path, sizeof(HTTP_TLOG_PATH) - 1, request->path.size);
    fault trouble = store_begin_reading(desk->reader);
    if (trouble == NULL) {
        trouble = answer(call, desk->reader, path);
        store_end_reading(desk->reader);
    }
    if (trouble != NULL) http_call_refuse(exchange, trouble, NULL);
}

// Lists as files over http: all pages of a list through the query that answers the page. CSV is
// made piece by piece on the reactor while the peer reads, a spreadsheet in the pool, through a
// file beside the book.
#include "command/listing.h"
#include "http/routes_own.h"
#include "report/table.h"

// The first language that we speak; Chinese where none is named.
static bool wants_chinese(const struct http_request *request) {
    str header;
    if (!http_request_header(request, STR("Accept-Language"), &header)) return true;
    while (header.size > 0) {
        str language = str_trim(str_cut(&header, ','));
        if (str_starts_with(language, STR("zh"))) return true;
        if (str_starts_with(language, STR("en"))) return false;
    }
    return true;
}

struct export {
    struct listing listing;
    struct report_table table;
    struct shape_list rows; // of the first page, before it is written
    bool has_rows;
    bool is_begun;
};

static struct export *open_export(struct http_call *call, struct store_reader *reader) {
    struct export *export = ARENA_NEW(call->exchange->arena, struct export);
    struct query query = http_call_make_query(call, reader, arena_open(LIMIT_REQUEST_ARENA));
    export->listing = listing_of(call->command, &query, call->in);
    export->table = report_table_of(export->listing.item, wants_chinese(&call->exchange->request),
                                    query.book->zone_minutes);
    return export;
}

static void close_export(void *context) {
    struct export *export = context;
    arena_close(export->listing.query.arena);
}

static str file_name(const struct http_call *call, const struct export *export,
                     const char *ending) {
    struct arena *arena = call->exchange->arena;
    str name = str_of(call->command->name);
    if (str_starts_with(name, STR("list_"))) name = str_slice(name, 5, name.size);
    str day = date_print(arena, export->listing.query.today);
    return arena_print(arena, "%.*s-%.*s.%s", STR_ARG(name), STR_ARG(day), ending);
}

// ---- CSV ---------------------------------------------------------------------------------------

static fault next_piece(void *context, struct buf *out, bool *ret_more) {
    struct export *export = context;
    struct listing *listing = &export->listing;
    if (!export->has_rows) TRY(listing_next(listing, &export->rows));
    export->has_rows = false;
    if (!export->is_begun) report_csv_titles(&export->table, listing->query.arena, out);
    export->is_begun = true;
    report_csv_rows(&export->table, listing->query.arena, &export->rows, out);
    if (listing_was_cut(listing)) report_csv_cut(&export->table, out);
    *ret_more = listing->has_more;
    return NULL;
}

// The first page is read before the answer begins, so that a refusal is still a refusal.
void http_export_csv(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    const struct http_desk *desk = exchange->reactor_data;
    struct export *export = open_export(call, desk->reader);
    fault trouble = listing_next(&export->listing, &export->rows);
    if (trouble != NULL) {
        http_call_refuse(exchange, trouble, &export->listing.query.note);
        close_export(export);
        return;
    }
    export->has_rows = true;
    http_answer_attachment(exchange, file_name(call, export, "csv"));
    exchange->answer.type = STR("text/csv; charset=utf-8");
    exchange->answer.producer = (struct http_producer){next_piece, close_export, export};
}

// ---- XLSX --------------------------------------------------------------------------------------

static fault write_rows(struct export *export, struct xlsx_writer *writer) {
    struct listing *listing = &export->listing;
    while (listing->has_more) {
        struct shape_list rows;
        TRY(listing_next(listing, &rows));
        TRY(report_xlsx_rows(&export->table, listing->query.arena, &rows, writer));
    }
    if (listing_was_cut(listing)) TRY(report_xlsx_cut(&export->table, writer));
    return xlsx_writer_finish(writer);
}

static fault make_sheet(struct http_call *call, struct export *export, str path) {
    struct report_sheet sheet = {
        .path = path, .name = str_of(call->command->name), .created = call->now};
    struct xlsx_writer *writer = NULL;
    TRY(report_xlsx_open(&export->table, call->exchange->arena, &sheet, &writer));
    fault trouble = write_rows(export, writer);
    xlsx_writer_close(writer);
    return trouble;
}

// A neighbour of the book, so that no other folder is needed.
static str sheet_path(const struct http_call *call) {
    uint64_t number;
    os_random(call->routes->os, &number, sizeof(number));
    return arena_print(call->exchange->arena, "%.*s.export-%016llx.xlsx",
                       STR_ARG(store_path(call->routes->options.book->store)),
                       (unsigned long long)number);
}

void http_export_xlsx(struct http_call *call, struct store_reader *reader) {
    struct http_exchange *exchange = call->exchange;
    const struct os *os = call->routes->os;
    struct export *export = open_export(call, reader);
    str path = sheet_path(call), bytes = STR_NONE;
    fault trouble = make_sheet(call, export, path);
    if (trouble == NULL) trouble = os_file_read(os, exchange->arena, path, LIMIT_ANSWER, &bytes);
    fault removed = os_file_remove(os, path);
    if (trouble == NULL) trouble = removed;
    call->is_answered = true;
    if (trouble != NULL) {
        http_call_refuse(exchange, trouble, &export->listing.query.note);
    } else {
        http_answer_attachment(exchange, file_name(call, export, "xlsx"));
        exchange->answer.type =
            STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        exchange->answer.body = bytes;
    }
    close_export(export);
}

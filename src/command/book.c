// Opens a book: keys, store, settings, then the rules and flows that are shipped beside the
// program. A pack or flow that is refused stops the start: a company must not work for a day under
// rules that are half there.
#include "command/book.h"

#include "book_sql.h"
#include "command/rules.h"
#include "crypto/crypto.h"

#include <stdlib.h>
#include <string.h>

FAULT(book_key_wrong, 422, "key", "The book's key must be 64 hexadecimal digits.",
      "账簿密钥须为 64 位十六进制数字。");

// ---- Keys --------------------------------------------------------------------------------------

static fault make_key_file(const struct os *os, struct arena *arena, str path,
                           uint8_t ret_key[32]) {
    os_random(os, ret_key, 32);
    str text = crypto_hex_encode(arena, (str){(const char *)ret_key, 32});
    return os_file_write(os, path, arena_join(arena, text, STR("\n")));
}

// From MINGLI_KEY, else from the file beside the book, else (where a book may be made) a new one.
static fault read_key(const struct book_options *options, struct arena *arena,
                      uint8_t ret_key[32]) {
    str text = os_variable(options->os, "MINGLI_KEY");
    str rest = options->url;
    str_cut(&rest, ':');
    str path = arena_join(arena, rest, STR(".key"));
    if (text.size == 0) {
        bool is_there = false;
        TRY(os_file_exists(options->os, path, &is_there));
        if (!is_there && options->may_create)
            return make_key_file(options->os, arena, path, ret_key);
        if (!is_there) return &store_absent;
        TRY(os_file_read(options->os, arena, path, KIB, &text));
    }
    return crypto_hex_read(str_trim(text), 32, ret_key) ? NULL : &book_key_wrong;
}

// ---- Settings ----------------------------------------------------------------------------------

static fault read_setting(struct store_reader *reader, struct arena *arena, str name, str *ret) {
    struct book_setting row;
    bool is_there;
    TRY(book_setting(reader, &(struct book_setting_in){name}, arena, &row, &is_there));
    *ret = is_there ? row.value : STR_NONE;
    return NULL;
}

static fault put_setting(struct store_writer *writer, str name, str value) {
    return store_write(writer, &book_put_setting_statement,
                       &(struct book_put_setting_in){.name = name, .value = value});
}

// First opening: the book's name (which names its log), currency and zone.
static fault make_settings(struct book *book) {
    uint8_t bytes[8];
    os_random(book->os, bytes, sizeof(bytes));
    struct store_writer *writer = NULL;
    TRY(store_open_writer(book->store, &writer));
    fault trouble = store_begin(writer);
    str id = arena_join(book->arena, STR("mingli/"),
                        crypto_hex_encode(book->arena, (str){(const char *)bytes, 8}));
    if (trouble == NULL) trouble = put_setting(writer, STR("id"), id);
    if (trouble == NULL) trouble = put_setting(writer, STR("currency"), STR("CNY"));
    if (trouble == NULL) trouble = put_setting(writer, STR("zone_minutes"), STR("480"));
    if (trouble == NULL) trouble = store_commit(writer);
    store_roll_back(writer);
    store_close_writer(writer);
    return trouble;
}

static fault read_settings(struct book *book) {
    struct store_reader *reader = NULL;
    TRY(store_open_reader(book->store, &reader));
    str zone = STR_NONE;
    fault trouble = read_setting(reader, book->arena, STR("id"), &book->id);
    if (trouble == NULL)
        trouble = read_setting(reader, book->arena, STR("currency"), &book->currency);
    if (trouble == NULL) trouble = read_setting(reader, book->arena, STR("zone_minutes"), &zone);
    store_close_reader(reader);
    int64_t minutes = SHANGHAI_MINUTES;
    if (zone.size > 0) ASSERT(str_to_int(zone, &minutes));
    book->zone_minutes = (int)minutes;
    return trouble;
}

static fault settle(struct book *book) {
    TRY(read_settings(book));
    if (book->id.size > 0) return NULL;
    TRY(make_settings(book));
    return read_settings(book);
}

// ---- Flows -------------------------------------------------------------------------------------

static str version_of(struct arena *arena, str file) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(file, digest);
    return crypto_hex_encode(arena, (str){(const char *)digest, 8});
}

static fault read_flow(struct book *book, const struct shipped_folder *folder, str name,
                       struct fault_note *ret_note) {
    str id = str_slice(name, 0, name.size - 5);
    struct book_flow *flow = (struct book_flow *)(uintptr_t)&book->flows[book->flow_count];
    flow->id = arena_copy(book->arena, id);
    TRY(shipped_read(folder, book->arena, name, LIMIT_XML, &flow->file));
    TRY(flow_read(book->arena, flow->file, &flow->model, ret_note));
    TRY(flow_check_refuse(book->arena, flow->model, ret_note));
    flow->version = version_of(book->arena, flow->file);
    str sop = arena_join(book->arena, id, STR(".md"));
    TRY(shipped_read_if_there(folder, book->arena, sop, MIB, &flow->sop));
    book->flow_count++;
    return NULL;
}

static fault read_calendar(struct book *book, const struct shipped_folder *folder,
                           struct fault_note *ret_note) {
    str text = STR_NONE;
    TRY(shipped_read_if_there(folder, book->arena, STR("work-calendar.csv"), MIB, &text));
    if (text.size == 0) return NULL;
    return flow_calendar_read(book->arena, text, &book->calendar, ret_note);
}

static fault read_flows(struct book *book, const struct shipped_folder *folder,
                        struct fault_note *ret_note) {
    struct os_names names;
    TRY(shipped_list(folder, book->arena, &names));
    book->flows = ARENA_ARRAY(book->arena, struct book_flow, names.count + 1);
    for (size_t i = 0; i < names.count; i++)
        if (str_ends_with(names.items[i], STR(".bpmn")))
            TRY(read_flow(book, folder, names.items[i], ret_note));
    return read_calendar(book, folder, ret_note);
}

// ---- Opening -----------------------------------------------------------------------------------

// A folder that was named, or the built-in files of that name.
static struct shipped_folder folder_of(const struct book_options *options, str named, str name) {
    bool is_built_in = named.size == 0 && options->shipped != NULL;
    return (struct shipped_folder){.os = options->os,
                                   .path = is_built_in ? name : named,
                                   .files = is_built_in ? options->shipped : NULL};
}

static fault fill(struct book *book, const struct book_options *options,
                  struct fault_note *ret_note) {
    uint8_t key[32];
    TRY(read_key(options, book->arena, key));
    struct store_options store = {
        .url = options->url, .may_create = options->may_create, .catalog = options->store};
    memcpy(store.key, key, sizeof(key));
    TRY(store_open(&store, &book->store));
    TRY(settle(book));
    struct crypto_key seed;
    str master = {(const char *)key, sizeof(key)};
    crypto_derive_key(master, STR("log signature"), &seed);
    log_signer_init(book->id, seed.bytes, &book->signer);
    crypto_derive_key(master, STR("name hashes"), &book->name_key);
    book->files = arena_join(book->arena, store_path(book->store), STR(".files"));
    book->policies = folder_of(options, options->policies, STR("policies"));
    book->policies.path = arena_copy(book->arena, book->policies.path);
    struct shipped_folder flows = folder_of(options, options->flows, STR("flows"));
    TRY(book_read_rules(book, ret_note));
    return read_flows(book, &flows, ret_note);
}

fault book_open(const struct book_options *options, struct book **ret_book,
                struct fault_note *ret_note) {
    struct book *book = calloc(1, sizeof(*book));
    ASSERT(book != NULL);
    book->os = options->os;
    book->commands = options->commands;
    book->arena = arena_open(LIMIT_BOOK_ARENA);
    fault trouble = fill(book, options, ret_note);
    if (trouble != NULL) {
        book_close(book);
        return trouble;
    }
    *ret_book = book;
    return NULL;
}

void book_close(struct book *book) {
    if (book == NULL) return;
    book_close_rules(book);
    store_close(book->store);
    arena_close(book->arena);
    free(book);
}

const struct book_flow *book_flow(const struct book *book, str id) {
    for (size_t i = 0; i < book->flow_count; i++)
        if (str_equal(book->flows[i].id, id)) return &book->flows[i];
    return NULL;
}

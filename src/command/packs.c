// Reads the policy packs that are shipped with the program: one folder per pack with its DMN model
// and the sources of its rules. A pack that is refused stops the start. Which packs speak,
// and in which order, is a setting of the book; all that are there can be read by everybody.
#include "command/packs.h"

#include "book_sql.h"
#include "crypto/crypto.h"

#define PACKS_PRESET "group-default cn-base cn-soe-official"

static fault read_used(const struct book *book, struct arena *arena, str *ret_names) {
    struct store_reader *reader = NULL;
    TRY(store_open_reader(book->store, &reader));
    struct book_setting row;
    bool is_there = false;
    fault trouble =
        book_setting(reader, &(struct book_setting_in){STR("used_packs")}, arena, &row, &is_there);
    store_close_reader(reader);
    if (trouble == NULL) *ret_names = is_there ? row.value : STR(PACKS_PRESET);
    return trouble;
}

static fault read_files(const struct book *book, const struct shipped_folder *folder,
                        struct book_pack *pack) {
    str name = arena_print(book->arena, "%.*s/%.*s.dmn", STR_ARG(pack->id), STR_ARG(pack->id));
    TRY(shipped_read(folder, book->arena, name, LIMIT_XML, &pack->file));
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(pack->file, digest);
    pack->version = crypto_hex_encode(book->arena, (str){(const char *)digest, 8});
    name = arena_join(book->arena, pack->id, STR("/sources.md"));
    return shipped_read_if_there(folder, book->arena, name, MIB, &pack->sources);
}

struct reading {
    struct book *book;
    struct feel_names *names;
    struct book_pack *packs;
    struct pack *used;
    struct buf versions;
};

static fault use(struct reading *reading, struct book_pack *found, struct fault_note *ret_note) {
    struct book *book = reading->book;
    struct pack_source source = {found->id, found->file};
    struct pack *pack = &reading->used[book->used_pack_count];
    TRY(pack_read(book->arena, source, reading->names, pack, ret_note));
    found->model = pack->model;
    found->is_used = true;
    if (book->used_pack_count++ > 0) buf_add(&reading->versions, STR(", "));
    buf_print(&reading->versions, "%.*s@%.*s", STR_ARG(found->id), STR_ARG(found->version));
    return NULL;
}

// The packs that speak first and in their order, then the others, to read.
static fault read_models(struct reading *reading, str used, struct fault_note *ret_note) {
    struct book *book = reading->book;
    while (used.size > 0) {
        str id = str_cut(&used, ' ');
        for (size_t i = 0; i < book->pack_count; i++)
            if (str_equal(reading->packs[i].id, id))
                TRY(use(reading, &reading->packs[i], ret_note));
    }
    struct feel_names *apart = feel_names_open(book->arena, FEEL_NAMES_OPEN);
    for (size_t i = 0; i < book->pack_count; i++)
        if (!reading->packs[i].is_used)
            TRY(decision_read(book->arena, reading->packs[i].file, apart, &reading->packs[i].model,
                              ret_note));
    return NULL;
}

fault book_read_packs(struct book *book, const struct shipped_folder *folder,
                      struct fault_note *ret_note) {
    struct os_names names;
    TRY(shipped_list(folder, book->arena, &names));
    struct reading reading = {
        .book = book,
        .names = feel_names_open(book->arena, FEEL_NAMES_OPEN),
        .packs = ARENA_ARRAY(book->arena, struct book_pack, names.count + 1),
        .used = ARENA_ARRAY(book->arena, struct pack, names.count + 1),
        .versions = buf_in(book->arena, 4 * KIB),
    };
    for (size_t i = 0; i < names.count; i++) {
        if (str_find_byte(names.items[i], '.') >= 0) continue; // a file, not a pack's folder
        struct book_pack *pack = &reading.packs[book->pack_count++];
        pack->id = names.items[i];
        TRY(read_files(book, folder, pack));
    }
    str used;
    TRY(read_used(book, book->arena, &used));
    TRY(read_models(&reading, used, ret_note));
    book->packs = reading.packs;
    book->used_packs = reading.used;
    book->names = reading.names;
    book->pack_versions = buf_str(&reading.versions);
    return NULL;
}

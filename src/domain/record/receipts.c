// Receipts of entries: for whoever asked for the command, and for those who may read the log. The
// checkpoint is the newest that witnesses cosigned, where it covers the entry, else the newest. On
// paper stand the same facts in both languages, the entry, and a QR code with the proof (C2SP
// tlog-proof), so that the paper alone can be checked by a stranger.
#include "log/receipt.h"

#include "book_sql.h"
#include "command/book.h"
#include "command/notes.h"
#include "command/tiles.h"
#include "format/json.h"
#include "record_api.h"
#include "report/paper.h"

enum { QR_MM = 95, LEAF_ON_PAPER = 12 * KIB };

static str member_text(const struct json *leaf, str name) {
    const struct json *member = json_member(leaf, name);
    return member != NULL && member->kind == JSON_STRING ? member->text : STR_NONE;
}

// Somebody else's entry is one that is not there.
static bool may_see(const struct query *query, str leaf) {
    const struct json *value = NULL;
    struct fault_note note = {0};
    int64_t actor = 0;
    if (actor_has_right(query->actor, "log.read")) return true;
    if (json_read(query->arena, leaf, &value, &note) != NULL) return false;
    const struct json *id = json_member(json_member(value, STR("actor")), STR("id"));
    return id != NULL && str_to_int(id->text, &actor) && actor != 0 &&
           actor == query->actor->user_id;
}

static fault choose_checkpoint(struct query *query, int64_t index, struct command_note *ret_note) {
    TRY(command_note_witnessed(query->reader, query->arena, ret_note));
    if (ret_note->is_there && ret_note->size > index) return NULL;
    return command_note_newest(query->reader, query->arena, ret_note);
}

static fault make_receipt(struct query *query, int64_t index, struct log_receipt *ret_receipt,
                          struct command_note *ret_note) {
    struct book_log_entry row;
    struct command_tiles tiles;
    bool is_there;
    TRY(book_log_entry(query->reader, &(struct book_log_entry_in){index}, query->arena, &row,
                       &is_there));
    if (!is_there || !may_see(query, row.leaf)) return &entry_unknown;
    TRY(choose_checkpoint(query, index, ret_note));
    if (!ret_note->is_there || ret_note->size <= index) return &log_damaged;
    TRY(command_tiles_open(query->reader, query->arena, &tiles));
    struct log_reader hashes = log_reader_over(query->arena, &tiles.source);
    *ret_receipt = (struct log_receipt){
        .index = (uint64_t)index,
        .leaf = row.leaf,
        .checkpoint = ret_note->note,
        .key = log_verifier_print(query->arena, &query->book->signer.verifier)};
    return log_inclusion_prove(&hashes, (uint64_t)index, (uint64_t)ret_note->size,
                               &ret_receipt->proof);
}

fault record_query_get_receipt(struct query *query, const struct record_get_receipt_in *in,
                               struct record_get_receipt_out *ret_out) {
    struct log_receipt receipt;
    struct command_note note;
    struct log_hash hash;
    TRY(make_receipt(query, in->index, &receipt, &note));
    log_leaf_hash(receipt.leaf, &hash);
    str bytes = {(const char *)hash.bytes, sizeof(hash.bytes)};
    *ret_out = (struct record_get_receipt_out){.format = STR(LOG_RECEIPT_FORMAT),
                                               .index = in->index,
                                               .leaf = receipt.leaf,
                                               .hash = crypto_hex_encode(query->arena, bytes),
                                               .size = note.size,
                                               .checkpoint = receipt.checkpoint,
                                               .key = receipt.key};
    ret_out->proof.items = ARENA_ARRAY(query->arena, str, LOG_PROOF_MAX);
    ret_out->proof.count = (size_t)receipt.proof.count;
    for (int i = 0; i < receipt.proof.count; i++)
        ret_out->proof.items[i] = log_hash_print(query->arena, &receipt.proof.hashes[i]);
    return NULL;
}

fault record_query_get_receipt_proof(struct query *query,
                                     const struct record_get_receipt_proof_in *in,
                                     struct record_get_receipt_proof_out *ret_out) {
    struct log_receipt receipt;
    struct command_note note;
    TRY(make_receipt(query, in->index, &receipt, &note));
    *ret_out = (struct record_get_receipt_proof_out){
        .name = arena_print(query->arena, "receipt-%lld.tlog-proof", (long long)in->index),
        .type = STR("text/plain; charset=utf-8"),
        .content = log_receipt_print_proof(query->arena, &receipt)};
    return NULL;
}

// ---- Paper -------------------------------------------------------------------------------------

static void write_facts(struct report_paper *paper, struct arena *arena,
                        const struct log_receipt *receipt, const struct command_note *note) {
    const struct json *leaf = NULL;
    struct fault_note trouble = {0};
    if (json_read(arena, receipt->leaf, &leaf, &trouble) != NULL) leaf = NULL;
    report_paper_pair(paper, STR("条目 Entry"),
                      arena_print(arena, "%llu", (unsigned long long)receipt->index));
    report_paper_pair(paper, STR("操作 Command"), member_text(leaf, STR("command")));
    report_paper_pair(paper, STR("时间 Time (UTC)"), member_text(leaf, STR("at")));
    report_paper_pair(paper, STR("操作人 By"),
                      member_text(json_member(leaf, STR("actor")), STR("name")));
    report_paper_pair(paper, STR("入口 Door"), member_text(leaf, STR("door")));
    report_paper_pair(paper, STR("日志大小 Log size"),
                      arena_print(arena, "%lld", (long long)note->size));
    report_paper_pair(paper, STR("见证 Witnesses"),
                      arena_print(arena, "%d", note->cosignature_count));
    report_paper_pair(paper, STR("日志公钥 Log key"), receipt->key);
}

static void write_proof(struct report_paper *paper, struct arena *arena,
                        const struct log_receipt *receipt) {
    str proof = log_receipt_print_proof(arena, receipt);
    report_paper_heading(paper, STR("证明 Proof"));
    report_paper_text(paper,
                      STR("二维码与下方文字相同，格式为 C2SP tlog-proof；extra 行是条目的哈希值。"
                          "用公开页面 /verify、任何同类工具，或 mingli verify --receipt（JSON "
                          "回执）核验。"));
    report_paper_text(paper,
                      STR("The QR code and the text below are the same, in the form of C2SP "
                          "tlog-proof; the line \"extra\" is the hash of the entry. Check it "
                          "on the public page /verify, with any such tool, or the JSON "
                          "receipt with mingli verify --receipt."));
    if (!report_paper_qr(paper, proof, QR_MM))
        report_paper_text(paper, STR("内容过长，无法生成二维码。 Too long for a QR code."));
    report_paper_code(paper, proof);
}

static void write_leaf(struct report_paper *paper, const struct log_receipt *receipt) {
    report_paper_heading(paper, STR("条目内容 The entry"));
    report_paper_text(paper, STR("个人信息只以加盐承诺（commitment）的形式写入。 Personal values "
                                 "stand here as salted commitments only."));
    report_paper_code(paper, str_slice(receipt->leaf, 0, LEAF_ON_PAPER));
    if (receipt->leaf.size > LEAF_ON_PAPER)
        report_paper_text(paper,
                          STR("（其余部分见 JSON 回执。 The rest stands in the JSON receipt.）"));
}

static fault print_receipt(struct query *query, const struct log_receipt *receipt,
                           const struct command_note *note, str *ret_bytes) {
    const struct report_paper_about about = {
        .title = STR("存证回执 Receipt"), .foot = query->book->id, .created = query->now};
    struct report_paper *paper = report_paper_open(query->arena, &about);
    report_paper_text(paper,
                      STR("本回执证明以下条目已写入存证日志，并已由日志签名确认。 This proves "
                          "that the entry below was written into the transparency log, and "
                          "that the log signed for it."));
    write_facts(paper, query->arena, receipt, note);
    write_proof(paper, query->arena, receipt);
    write_leaf(paper, receipt);
    fault trouble = report_paper_finish(paper, ret_bytes);
    report_paper_close(paper);
    return trouble;
}

fault record_query_get_receipt_pdf(struct query *query, const struct record_get_receipt_pdf_in *in,
                                   struct record_get_receipt_pdf_out *ret_out) {
    struct log_receipt receipt;
    struct command_note note;
    TRY(make_receipt(query, in->index, &receipt, &note));
    TRY(print_receipt(query, &receipt, &note, &ret_out->content));
    ret_out->name = arena_print(query->arena, "receipt-%lld.pdf", (long long)in->index);
    ret_out->type = STR("application/pdf");
    return NULL;
}

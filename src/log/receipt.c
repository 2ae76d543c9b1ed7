// Receipts: read strictly (what two programs could understand differently is refused), checked with
// the folder's own arithmetic, printed as C2SP tlog-proof.
#include "log/receipt.h"

#include "format/json.h"

FAULT(receipt_malformed, 422, "", "This is not a receipt of an entry of the log.",
      "这不是日志条目的存证回执。");
FAULT(receipt_differs, 422, "", "The entry is not what the signed checkpoint covers.",
      "该条目与已签名的检查点不符。");

static fault wrong(const char *member, struct fault_note *ret_note) {
    *ret_note = (struct fault_note){.field = str_of(member)};
    return &receipt_malformed;
}

static bool read_text(const struct json *value, const char *name, str *ret_text) {
    const struct json *member = json_member(value, str_of(name));
    if (member == NULL || member->kind != JSON_STRING) return false;
    *ret_text = member->text;
    return true;
}

static bool read_index(const struct json *value, uint64_t *ret_index) {
    const struct json *member = json_member(value, STR("index"));
    int64_t index = 0;
    if (member == NULL || member->kind != JSON_NUMBER || !str_to_int(member->text, &index) ||
        index < 0)
        return false;
    *ret_index = (uint64_t)index;
    return true;
}

static bool read_proof(const struct json *value, struct log_proof *ret_proof) {
    const struct json *list = json_member(value, STR("proof"));
    ret_proof->count = 0;
    if (list == NULL || list->kind != JSON_ARRAY) return false;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        if (ret_proof->count == LOG_PROOF_MAX || item->kind != JSON_STRING) return false;
        struct log_hash *hash = &ret_proof->hashes[ret_proof->count++];
        if (!crypto_base64_read(CRYPTO_BASE64, item->text, sizeof(hash->bytes), hash->bytes))
            return false;
    }
    return true;
}

fault log_receipt_read(struct arena *arena, str bytes, struct log_receipt *ret_receipt,
                       struct fault_note *ret_note) {
    const struct json *value = NULL;
    str format;
    if (json_read(arena, bytes, &value, ret_note) != NULL) return &receipt_malformed;
    if (!read_text(value, "format", &format) || !str_equal(format, STR(LOG_RECEIPT_FORMAT)))
        return wrong("format", ret_note);
    if (!read_index(value, &ret_receipt->index)) return wrong("index", ret_note);
    if (!read_text(value, "leaf", &ret_receipt->leaf) || ret_receipt->leaf.size > LIMIT_LEAF)
        return wrong("leaf", ret_note);
    if (!read_proof(value, &ret_receipt->proof)) return wrong("proof", ret_note);
    if (!read_text(value, "checkpoint", &ret_receipt->checkpoint))
        return wrong("checkpoint", ret_note);
    return read_text(value, "key", &ret_receipt->key) ? NULL : wrong("key", ret_note);
}

fault log_receipt_verify(const struct log_receipt *receipt, const struct log_verifier *verifier,
                         struct log_checkpoint *ret_checkpoint) {
    struct log_hash leaf;
    TRY(log_checkpoint_open(receipt->checkpoint, verifier, ret_checkpoint));
    if (!str_equal(ret_checkpoint->origin, verifier->name)) return &checkpoint_foreign;
    log_leaf_hash(receipt->leaf, &leaf);
    return log_inclusion_verify(receipt->index, ret_checkpoint->size, &leaf, &receipt->proof,
                                &ret_checkpoint->root)
               ? NULL
               : &receipt_differs;
}

str log_hash_print(struct arena *arena, const struct log_hash *hash) {
    return crypto_base64_encode(arena, CRYPTO_BASE64,
                                (str){(const char *)hash->bytes, sizeof(hash->bytes)});
}

str log_receipt_print_proof(struct arena *arena, const struct log_receipt *receipt) {
    struct buf out = buf_in(arena, LIMIT_NOTE + 16 * KIB);
    struct log_hash leaf;
    log_leaf_hash(receipt->leaf, &leaf);
    buf_print(&out, "c2sp.org/tlog-proof@v1\nextra %.*s\nindex %llu\n",
              STR_ARG(log_hash_print(arena, &leaf)), (unsigned long long)receipt->index);
    for (int i = 0; i < receipt->proof.count; i++) {
        buf_add(&out, log_hash_print(arena, &receipt->proof.hashes[i]));
        buf_add_byte(&out, '\n');
    }
    buf_add_byte(&out, '\n');
    buf_add(&out, receipt->checkpoint);
    ASSERT(!out.is_full);
    return buf_str(&out);
}

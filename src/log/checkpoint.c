// C2SP tlog-checkpoint: origin, size, root, one a line, under a note's signature. Extension lines
// are read (other logs have them) and never written.
#include "log/log.h"

FAULT(checkpoint_malformed, 422, "", "The signed text is not a checkpoint of a log.",
      "签名内容不是有效的日志检查点。");
FAULT(checkpoint_foreign, 422, "", "The checkpoint belongs to another log.",
      "该检查点属于另一个日志。");

str log_checkpoint_print(struct arena *arena, const struct log_checkpoint *checkpoint) {
    str root = {(const char *)checkpoint->root.bytes, sizeof(checkpoint->root.bytes)};
    str root_text = crypto_base64_encode(arena, CRYPTO_BASE64, root);
    return arena_print(arena, "%.*s\n%llu\n%.*s\n%.*s", STR_ARG(checkpoint->origin),
                       (unsigned long long)checkpoint->size, STR_ARG(root_text),
                       STR_ARG(checkpoint->extension));
}

// No line of it is empty; the text's last newline was checked before. None at all is good.
static bool is_extension(str text) {
    return text.size == 0 || (text.data[0] != '\n' && str_find(text, STR("\n\n")) < 0);
}

fault log_checkpoint_read(str text, struct log_checkpoint *ret_checkpoint) {
    int64_t size = 0;
    bool is_valid = log_text_is_valid(text);
    struct log_checkpoint checkpoint = {.origin = str_cut(&text, '\n')};
    str size_text = str_cut(&text, '\n');
    str root = str_cut(&text, '\n');
    checkpoint.extension = text;
    if (!is_valid || checkpoint.origin.size == 0 || !is_extension(text) ||
        !str_to_int(size_text, &size) || size < 0 ||
        !crypto_base64_read(CRYPTO_BASE64, root, sizeof(checkpoint.root), checkpoint.root.bytes))
        return &checkpoint_malformed;
    checkpoint.size = (uint64_t)size;
    *ret_checkpoint = checkpoint;
    return NULL;
}

str log_checkpoint_sign(struct arena *arena, const struct log_signer *signer,
                        const struct log_tree *tree) {
    struct log_checkpoint checkpoint = {.origin = signer->verifier.name, .size = tree->size};
    log_tree_root(tree, &checkpoint.root);
    return log_note_sign(arena, signer, log_checkpoint_print(arena, &checkpoint));
}

bool log_checkpoint_peek(str note, uint64_t *ret_size) {
    struct log_checkpoint checkpoint;
    ptrdiff_t end = str_find(note, STR("\n\n")); // a checkpoint's text has no empty line
    if (end < 0 || log_checkpoint_read(str_slice(note, 0, (size_t)end + 1), &checkpoint) != NULL)
        return false;
    *ret_size = checkpoint.size;
    return true;
}

str log_checkpoint_add_line(struct arena *arena, str note, str line) {
    return arena_print(arena, "%.*s%.*s\n", STR_ARG(note), STR_ARG(line));
}

fault log_checkpoint_open(str note, const struct log_verifier *verifier,
                          struct log_checkpoint *ret_checkpoint) {
    struct log_note opened;
    TRY(log_note_open(note, verifier, 1, &opened));
    return log_checkpoint_read(opened.text, ret_checkpoint);
}

// Any bytes as XML: refused, or a tree whose escaped texts are XML again.
#include "format/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_node(struct buf *out, const struct xml_node *node) {
    buf_add(out, STR("<n t=\""));
    xml_escape(out, node->text);
    buf_add(out, STR("\">"));
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        write_node(out, child);
    buf_add(out, STR("</n>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_open(LIMIT_REQUEST_ARENA);
    const struct xml_node *root;
    struct fault_note note;
    if (xml_read(arena, (str){(const char *)data, size}, &root, &note) == NULL) {
        struct buf out = buf_in(arena, LIMIT_XML);
        write_node(&out, root);
        ASSERT(out.is_full || xml_read(arena, buf_str(&out), &root, &note) == NULL);
    } else {
        ASSERT(note.en.size > 0 && note.zh.size > 0);
    }
    arena_close(arena);
    return 0;
}

// XML into a small tree, over expat. A document type stops the parse before anything in it is read:
// without it there are no entities to expand and no files to fetch. expat holds the syntax; we hold
// the bounds (depth, number of elements and attributes) and split names at the namespace. Text is
// gathered in one buffer per open element, in an arena of its own, and copied once at the end tag.
#include "format/xml.h"

#include "base/hash.h"

#include <expat.h>
#include <string.h>

FAULT(xml_malformed, 400, "", "This is not XML that we can read.", "内容不是可读取的 XML。");

enum {
    SEPARATOR = 1, // U+0001 is in no XML document
    KNOWN_WORDS = 256,
    NAME_SIZE_MAX = 2000, // of a name with its namespace
    SCRATCH_TIMES = 10,
};

#define WORDS_SIZE_MAX (4 * MIB)

struct open_element {
    struct xml_node *node;
    struct buf text;
    const struct xml_node **link; // where the next child goes
};

struct reader {
    struct arena *arena;
    XML_Parser parser;
    struct xml_node *root;
    struct open_element open[LIMIT_XML_DEPTH];
    int depth;
    size_t count;           // elements and attributes
    str words[KNOWN_WORDS]; // names and namespaces met before, by hash
    size_t words_size;      // copied so far
    const char *en;         // why we stopped, or NULL
    const char *zh;
};

static void stop(struct reader *reader, const char *en, const char *zh) {
    if (reader->en != NULL) return;
    reader->en = en;
    reader->zh = zh;
    XML_StopParser(reader->parser, XML_FALSE);
}

// Names repeat; a copy is kept of each, until another takes its place in the table. Chosen names
// can make that happen each time, so what is copied has an end.
static str keep_word(struct reader *reader, str word) {
    if (word.size == 0) return STR_NONE;
    str *known = &reader->words[hash_str(word, 0) % KNOWN_WORDS];
    if (str_equal(*known, word)) return *known;
    reader->words_size += word.size;
    if (reader->words_size > WORDS_SIZE_MAX) {
        stop(reader, "too many names", "名称太多");
        return STR_NONE;
    }
    *known = arena_copy(reader->arena, word);
    return *known;
}

static void split_name(struct reader *reader, const char *name, str *ret_space, str *ret_local) {
    str rest = {name, strnlen(name, NAME_SIZE_MAX + 1)};
    if (rest.size > NAME_SIZE_MAX) {
        stop(reader, "a name is too long", "名称太长");
        return;
    }
    bool has_space = str_find_byte(rest, SEPARATOR) >= 0;
    str before = str_cut(&rest, SEPARATOR);
    *ret_space = keep_word(reader, has_space ? before : STR_NONE);
    *ret_local = keep_word(reader, has_space ? rest : before);
}

static bool count_one(struct reader *reader) {
    if (++reader->count <= LIMIT_XML_NODES) return true;
    stop(reader, "too many elements and attributes", "元素和属性太多");
    return false;
}

static void add_attributes(struct reader *reader, struct xml_node *node, const char **pairs) {
    const struct xml_attribute **link = &node->attributes;
    for (; *pairs != NULL; pairs += 2) {
        if (!count_one(reader)) return;
        struct xml_attribute *attribute = ARENA_NEW(reader->arena, struct xml_attribute);
        split_name(reader, pairs[0], &attribute->space, &attribute->name);
        attribute->value = arena_copy(reader->arena, str_of(pairs[1]));
        *link = attribute;
        link = &attribute->next;
    }
}

static void link_node(struct reader *reader, struct xml_node *node) {
    if (reader->depth == 0) {
        reader->root = node;
        return;
    }
    struct open_element *above = &reader->open[reader->depth - 1];
    node->parent = above->node;
    *above->link = node;
    above->link = &node->next;
}

static void on_start(void *context, const char *name, const char **pairs) {
    struct reader *reader = context;
    if (reader->en != NULL || !count_one(reader)) return;
    if (reader->depth == LIMIT_XML_DEPTH) {
        stop(reader, "nested too deeply", "嵌套太深");
        return;
    }
    struct xml_node *node = ARENA_NEW(reader->arena, struct xml_node);
    split_name(reader, name, &node->space, &node->name);
    node->line = (int32_t)XML_GetCurrentLineNumber(reader->parser);
    node->column = (int32_t)XML_GetCurrentColumnNumber(reader->parser) + 1;
    add_attributes(reader, node, pairs);
    link_node(reader, node);
    struct open_element *open = &reader->open[reader->depth++];
    open->node = node;
    open->link = &node->first;
    open->text.size = 0; // its memory serves all elements of this depth
}

// Blanks alone between child elements are layout, not text.
static void on_end(void *context, const char *name) {
    (void)name;
    struct reader *reader = context;
    if (reader->en != NULL) return;
    struct open_element *open = &reader->open[--reader->depth];
    str text = buf_str(&open->text);
    bool is_layout = open->node->first != NULL && str_trim(text).size == 0;
    if (!is_layout) open->node->text = arena_copy(reader->arena, text);
}

static void on_text(void *context, const char *text, int size) {
    struct reader *reader = context;
    if (reader->en != NULL || reader->depth == 0) return;
    buf_add(&reader->open[reader->depth - 1].text, (str){text, (size_t)size});
}

static void on_doctype(void *context, const char *name, const char *system_id,
                       const char *public_id, int has_internal_subset) {
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    stop(context, "a document type is not allowed", "不允许文档类型声明（DOCTYPE）");
}

static const char *reason_zh(enum XML_Error error) {
    switch (error) {
    case XML_ERROR_NO_ELEMENTS: return "没有元素";
    case XML_ERROR_INVALID_TOKEN: return "此处不合语法";
    case XML_ERROR_UNCLOSED_TOKEN: return "标记没有结束";
    case XML_ERROR_PARTIAL_CHAR: return "字符不完整";
    case XML_ERROR_TAG_MISMATCH: return "开始标签与结束标签不一致";
    case XML_ERROR_DUPLICATE_ATTRIBUTE: return "属性重复";
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: return "根元素之后还有多余内容";
    case XML_ERROR_UNDEFINED_ENTITY: return "实体未定义";
    case XML_ERROR_BAD_CHAR_REF: return "字符引用无效";
    case XML_ERROR_MISPLACED_XML_PI: return "XML 声明不在开头";
    case XML_ERROR_UNKNOWN_ENCODING:
    case XML_ERROR_INCORRECT_ENCODING: return "不支持的编码";
    case XML_ERROR_UNCLOSED_CDATA_SECTION: return "CDATA 没有结束";
    case XML_ERROR_UNBOUND_PREFIX: return "命名空间前缀未声明";
    case XML_ERROR_RESERVED_PREFIX_XML:
    case XML_ERROR_RESERVED_PREFIX_XMLNS:
    case XML_ERROR_RESERVED_NAMESPACE_URI: return "保留的命名空间";
    default: return "不是合法的 XML";
    }
}

static fault refuse(struct arena *arena, XML_Parser parser, const char *const reasons[2],
                    struct fault_note *ret_note) {
    unsigned long line = XML_GetCurrentLineNumber(parser);
    unsigned long column = XML_GetCurrentColumnNumber(parser) + 1;
    ret_note->field = STR_NONE;
    ret_note->en = arena_print(arena, "Line %lu, column %lu: %s.", line, column, reasons[0]);
    ret_note->zh = arena_print(arena, "第 %lu 行第 %lu 列：%s。", line, column, reasons[1]);
    return &xml_malformed;
}

static fault parse(struct reader *reader, str bytes, struct fault_note *ret_note) {
    XML_Parser parser = reader->parser;
    XML_SetUserData(parser, reader);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    const char *start = bytes.size == 0 ? "" : bytes.data;
    bool is_read = XML_Parse(parser, start, (int)bytes.size, XML_TRUE) == XML_STATUS_OK;
    if (is_read && reader->en == NULL) return NULL;
    enum XML_Error error = XML_GetErrorCode(parser);
    const char *reasons[2] = {reader->en, reader->zh};
    if (reader->en == NULL) reasons[0] = XML_ErrorString(error), reasons[1] = reason_zh(error);
    return refuse(reader->arena, parser, reasons, ret_note);
}

fault xml_read(struct arena *arena, str bytes, const struct xml_node **ret_root,
               struct fault_note *ret_note) {
    if (bytes.size > LIMIT_XML) {
        *ret_note =
            (struct fault_note){STR_NONE, STR("The document is too large."), STR("文档太大。")};
        return &xml_malformed;
    }
    struct arena *scratch = arena_open(SCRATCH_TIMES * LIMIT_XML);
    struct reader *reader = ARENA_NEW(scratch, struct reader);
    reader->arena = arena;
    for (int i = 0; i < LIMIT_XML_DEPTH; i++) reader->open[i].text = buf_in(scratch, 2 * LIMIT_XML);
    reader->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    ASSERT(reader->parser != NULL);
    fault refusal = parse(reader, bytes, ret_note);
    XML_ParserFree(reader->parser);
    if (refusal == NULL) *ret_root = reader->root;
    arena_close(scratch);
    return refusal;
}

str xml_attribute(const struct xml_node *node, const char *name) {
    for (const struct xml_attribute *at = node->attributes; at != NULL; at = at->next)
        if (at->space.size == 0 && str_equal(at->name, str_of(name))) return at->value;
    return STR_NONE;
}

static const struct xml_node *first_named(const struct xml_node *node, const char *name) {
    while (node != NULL && !str_equal(node->name, str_of(name))) node = node->next;
    return node;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name) {
    return node == NULL ? NULL : first_named(node->first, name);
}

const struct xml_node *xml_next(const struct xml_node *node, const char *name) {
    return node == NULL ? NULL : first_named(node->next, name);
}

void xml_escape(struct buf *out, str text) {
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '&': buf_add(out, STR("&amp;")); break;
        case '<': buf_add(out, STR("&lt;")); break;
        case '>': buf_add(out, STR("&gt;")); break;
        case '"': buf_add(out, STR("&quot;")); break;
        case '\'': buf_add(out, STR("&#39;")); break;
        default: buf_add_byte(out, text.data[i]);
        }
    }
}

// The text of a step's procedure (SOP), cut out of the Markdown file that lies beside the model:
// one
// "## key" section per step with "### zh" and "### en" inside. Views into the text; nothing is
// copied.
#include "flow/flow.h"

// What stands below the line that is exactly head, up to the next line that begins with next.
static str section(str text, str mark, str name, str next) {
    while (text.size > 0) {
        str line = str_cut(&text, '\n');
        if (!str_starts_with(line, mark)) continue;
        str title = str_slice(line, mark.size, line.size);
        if (!str_equal(str_trim(title), name)) continue;
        str rest = text;
        size_t size = 0;
        while (rest.size > 0 && !str_starts_with(rest, next)) {
            str_cut(&rest, '\n');
            size = text.size - rest.size;
        }
        return str_slice(text, 0, size);
    }
    return STR_NONE;
}

struct flow_text flow_sop_read(str text, str key) {
    str both = section(text, STR("## "), key, STR("## "));
    return (struct flow_text){
        .zh = str_trim(section(both, STR("### "), STR("zh"), STR("### "))),
        .en = str_trim(section(both, STR("### "), STR("en"), STR("### "))),
    };
}

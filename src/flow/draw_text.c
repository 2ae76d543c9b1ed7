// Text in drawings: broken into lines by estimated widths, since nobody measures fonts here.
// Chinese may be broken anywhere but before closing punctuation, Latin between words.
#include "base/utf8.h"
#include "flow/draw.h"
#include "format/xml.h"

enum { FONT_SIZE = 12, LINE_HEIGHT = 15, LINES_MAX = 8 };

struct line {
    size_t start;
    size_t end;
};

static bool is_wide(int32_t code_point) {
    return code_point >= 0x2E80 || code_point == 0x2014 || code_point == 0x2026;
}

static double width_of(int32_t code_point) {
    if (is_wide(code_point)) return FONT_SIZE;
    if (code_point == ' ') return FONT_SIZE * 0.3;
    bool is_capital = code_point >= 'A' && code_point <= 'Z';
    return is_capital ? FONT_SIZE * 0.68 : FONT_SIZE * 0.54;
}

double flow_draw_width(str text) {
    double width = 0;
    for (size_t at = 0; at < text.size;) {
        int32_t code_point = utf8_next(text, &at);
        if (code_point < 0) break;
        width += width_of(code_point);
    }
    return width;
}

static bool may_begin_line(int32_t code_point) {
    static const int32_t CLOSING[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF01,
                                      0xFF1F, 0xFF09, 0x201D, 0x300B, 0x300D};
    for (size_t i = 0; i < sizeof(CLOSING) / sizeof(CLOSING[0]); i++)
        if (code_point == CLOSING[i]) return false;
    return true;
}

// Where the line that begins at start ends: at the last place before width where it may be broken.
static size_t line_end(str text, size_t start, double width) {
    double used = 0;
    size_t good = start; // the last place for a break
    bool was_wide = false;
    for (size_t at = start; at < text.size;) {
        size_t here = at;
        int32_t code_point = utf8_next(text, &at);
        if (code_point < 0) return text.size;
        bool is_break =
            code_point == ' ' || ((is_wide(code_point) || was_wide) && may_begin_line(code_point));
        if (is_break && here > start) good = here;
        used += width_of(code_point);
        if (used > width && here > start) return good > start ? good : here;
        was_wide = is_wide(code_point);
    }
    return text.size;
}

static size_t break_lines(str text, struct flow_block block, struct line lines[LINES_MAX]) {
    size_t count = 0;
    size_t line_max = block.line_max < LINES_MAX ? block.line_max : LINES_MAX;
    for (size_t at = 0; at < text.size && count < line_max;) {
        while (at < text.size && text.data[at] == ' ') at++;
        size_t end = line_end(text, at, block.width);
        if (end > at) lines[count++] = (struct line){at, end};
        at = end;
    }
    return count;
}

void flow_draw_text(struct buf *out, str text, struct flow_block block) {
    struct line lines[LINES_MAX];
    size_t count = break_lines(text, block, lines);
    if (count == 0) return;
    double y = block.y + FONT_SIZE * 0.36;
    y += block.is_below ? LINE_HEIGHT * 0.5 : -((double)count - 1) * LINE_HEIGHT / 2;
    buf_print(out, "<text class=\"%s\" text-anchor=\"%s\">", block.style,
              block.is_left ? "start" : "middle");
    for (size_t i = 0; i < count; i++) {
        buf_print(out, "<tspan x=\"%.10g\" y=\"%.10g\">", block.x, y + (double)i * LINE_HEIGHT);
        xml_escape(out, str_slice(text, lines[i].start, lines[i].end));
        if (i + 1 == count && lines[i].end < text.size) buf_add(out, STR("…"));
        buf_add(out, STR("</tspan>"));
    }
    buf_add(out, STR("</text>\n"));
}

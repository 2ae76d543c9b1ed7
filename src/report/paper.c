// PDF by pango and cairo. A paper has a font map of its own, because pango's shared one belongs to
// the thread that made it, and papers are made in whichever thread of the pool is free. Nothing is
// placed by fixed offsets: each piece is measured, and goes to the next page where it does not fit;
// long text is broken between lines.
#include "report/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

FAULT(paper_failed, 503, "", "The document could not be made.", "文档生成失败。");

// Everything is measured in Pango's units, 1/1024 of a point, in whole numbers.
enum {
    POINT = PANGO_SCALE,
    MM = POINT * 720 / 254,
    PAGE_WIDTH = 210 * MM,
    PAGE_HEIGHT = 297 * MM,
    MARGIN = 20 * MM,
    FOOT = 12 * MM,
    LABEL_WIDTH = 45 * MM,
    TITLE = 18 * POINT,
    HEADING = 12 * POINT,
    BODY = 19 * POINT / 2,
    CODE = 15 * POINT / 2,
    SMALL = 8 * POINT,
    GAP = 4 * POINT,
};

#define PAPER_SIZE (4 * MIB)
#define FONT "Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif"
#define FONT_FIXED "Noto Sans Mono CJK SC, DejaVu Sans Mono, monospace"

#ifdef __SANITIZE_ADDRESS__
// What fontconfig and cairo 1.16 leave behind (about 1 KiB for each font of a file) is theirs.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig\nleak:libcairo\n";
}
#endif

struct report_paper {
    struct report_paper_about about;
    struct arena *arena;
    struct buf out;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *context;
    int y;
    int page;
};

static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned int size) {
    struct buf *out = context;
    buf_add(out, (str){(const char *)bytes, size});
    return out->is_full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void move_to(struct report_paper *paper, int x, int y) {
    cairo_move_to(paper->cairo, pango_units_to_double(x), pango_units_to_double(y));
}

static PangoLayout *layout_of(struct report_paper *paper, str text, const char *font, int size) {
    PangoLayout *layout = pango_layout_new(paper->context);
    PangoFontDescription *description = pango_font_description_from_string(font);
    pango_font_description_set_absolute_size(description, size);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text.data, (int)text.size);
    return layout;
}

static void draw_foot(struct report_paper *paper) {
    str text =
        arena_print(paper->arena, "%.*s   ·   %d", STR_ARG(paper->about.foot), ++paper->page);
    PangoLayout *layout = layout_of(paper, text, FONT, SMALL);
    cairo_set_source_rgb(paper->cairo, 0.4, 0.4, 0.4);
    move_to(paper, MARGIN, PAGE_HEIGHT - FOOT);
    pango_cairo_show_layout(paper->cairo, layout);
    g_object_unref(layout);
}

static void turn_page(struct report_paper *paper) {
    draw_foot(paper);
    cairo_show_page(paper->cairo);
    paper->y = MARGIN;
}

static void make_room(struct report_paper *paper, int height) {
    if (paper->y + height > PAGE_HEIGHT - MARGIN && paper->y > MARGIN) turn_page(paper);
}

// A layout line by line, so that a page may end within it. Returns where it ended.
static void draw_lines(struct report_paper *paper, PangoLayout *layout, int left, bool is_grey) {
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    do {
        PangoRectangle extents;
        pango_layout_iter_get_line_extents(lines, NULL, &extents);
        make_room(paper, extents.height);
        if (is_grey)
            cairo_set_source_rgb(paper->cairo, 0.4, 0.4, 0.4);
        else
            cairo_set_source_rgb(paper->cairo, 0, 0, 0);
        move_to(paper, left, paper->y + pango_layout_iter_get_baseline(lines) - extents.y);
        pango_cairo_show_layout_line(paper->cairo, pango_layout_iter_get_line_readonly(lines));
        paper->y += extents.height;
    } while (pango_layout_iter_next_line(lines));
    pango_layout_iter_free(lines);
}

static void draw_text(struct report_paper *paper, str text, const char *font, int size) {
    PangoLayout *layout = layout_of(paper, text, font, size);
    pango_layout_set_width(layout, PAGE_WIDTH - 2 * MARGIN);
    pango_layout_set_spacing(layout, size / 4);
    draw_lines(paper, layout, MARGIN, false);
    g_object_unref(layout);
}

static void set_about(struct report_paper *paper) {
    char *title = arena_text(paper->arena, paper->about.title);
    char *created = arena_text(paper->arena, instant_print(paper->arena, paper->about.created));
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATOR, "Mingli");
    cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

struct report_paper *report_paper_open(struct arena *arena,
                                       const struct report_paper_about *about) {
    struct report_paper *paper = calloc(1, sizeof(*paper));
    ASSERT(paper != NULL);
    paper->about = *about;
    paper->arena = arena;
    paper->out = buf_in(arena, PAPER_SIZE);
    paper->surface = cairo_pdf_surface_create_for_stream(take_bytes, &paper->out,
                                                         pango_units_to_double(PAGE_WIDTH),
                                                         pango_units_to_double(PAGE_HEIGHT));
    paper->cairo = cairo_create(paper->surface);
    paper->fonts = pango_cairo_font_map_new();
    paper->context = pango_font_map_create_context(paper->fonts);
    pango_cairo_update_context(paper->cairo, paper->context);
    paper->y = MARGIN;
    set_about(paper);
    draw_text(paper, about->title, FONT, TITLE);
    paper->y += 2 * GAP;
    return paper;
}

void report_paper_heading(struct report_paper *paper, str text) {
    paper->y += 2 * GAP;
    make_room(paper, 5 * HEADING); // a heading does not stand alone at the bottom
    draw_text(paper, text, FONT, HEADING);
    paper->y += GAP;
}

void report_paper_text(struct report_paper *paper, str text) {
    draw_text(paper, text, FONT, BODY);
    paper->y += GAP;
}

void report_paper_pair(struct report_paper *paper, str label, str value) {
    PangoLayout *name = layout_of(paper, label, FONT, BODY);
    PangoLayout *text = layout_of(paper, value, FONT, BODY);
    PangoRectangle extents;
    pango_layout_set_width(name, LABEL_WIDTH - 2 * GAP);
    pango_layout_set_width(text, PAGE_WIDTH - 2 * MARGIN - LABEL_WIDTH);
    pango_layout_get_extents(name, NULL, &extents);
    make_room(paper, extents.height);
    int top = paper->y;
    int page = paper->page;
    draw_lines(paper, name, MARGIN, true);
    int below = paper->y;
    paper->y = top;
    draw_lines(paper, text, MARGIN + LABEL_WIDTH, false);
    if (paper->page == page && paper->y < below) paper->y = below;
    paper->y += GAP;
    g_object_unref(name);
    g_object_unref(text);
}

void report_paper_code(struct report_paper *paper, str text) {
    PangoLayout *layout = layout_of(paper, text, FONT_FIXED, CODE);
    pango_layout_set_wrap(layout, PANGO_WRAP_CHAR);
    pango_layout_set_width(layout, PAGE_WIDTH - 2 * MARGIN);
    draw_lines(paper, layout, MARGIN, false);
    paper->y += GAP;
    g_object_unref(layout);
}

bool report_paper_qr(struct report_paper *paper, str bytes, int side_mm) {
    enum { QUIET = 4 };
    QRcode *code =
        QRcode_encodeData((int)bytes.size, (const unsigned char *)bytes.data, 0, QR_ECLEVEL_L);
    if (code == NULL) return false;
    int unit = side_mm * MM / (code->width + 2 * QUIET);
    make_room(paper, side_mm * MM);
    cairo_set_source_rgb(paper->cairo, 0, 0, 0);
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if ((code->data[row * code->width + column] & 1) != 0)
                cairo_rectangle(paper->cairo,
                                pango_units_to_double(MARGIN + (QUIET + column) * unit),
                                pango_units_to_double(paper->y + (QUIET + row) * unit),
                                pango_units_to_double(unit), pango_units_to_double(unit));
    cairo_fill(paper->cairo);
    QRcode_free(code);
    paper->y += side_mm * MM;
    return true;
}

fault report_paper_finish(struct report_paper *paper, str *ret_bytes) {
    draw_foot(paper);
    cairo_show_page(paper->cairo);
    cairo_surface_finish(paper->surface);
    bool is_good = cairo_status(paper->cairo) == CAIRO_STATUS_SUCCESS &&
                   cairo_surface_status(paper->surface) == CAIRO_STATUS_SUCCESS;
    if (!is_good || paper->out.is_full) return &paper_failed;
    *ret_bytes = buf_str(&paper->out);
    return NULL;
}

void report_paper_close(struct report_paper *paper) {
    if (paper == NULL) return;
    g_object_unref(paper->context);
    g_object_unref(paper->fonts);
    cairo_destroy(paper->cairo);
    cairo_surface_destroy(paper->surface);
    free(paper);
}

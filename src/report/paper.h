// paper: one document as PDF, top to bottom, in Chinese and English. Headings, lines of label and
// value, running text, text in a fixed width, QR codes; pages break by themselves and are
// numbered. Pango measures and breaks every line, cairo writes the file; fonts come from the
// machine (decision 0024).
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "base/base.h"

struct report_paper;

struct report_paper_about {
    str title; // also of the file
    str foot;  // at the bottom of each page, before its number
    instant created;
};

// The arena must outlive the paper. Text beyond the arena's bound makes finishing fail.
struct report_paper *report_paper_open(struct arena *arena, const struct report_paper_about *about);
void report_paper_heading(struct report_paper *paper, str text);
void report_paper_text(struct report_paper *paper, str text);
// A label in grey and its value beside it.
void report_paper_pair(struct report_paper *paper, str label, str value);
// As it stands, in a fixed width, lines broken anywhere.
void report_paper_code(struct report_paper *paper, str text);
// A QR code of the bytes, side_mm wide with its quiet zone. False, and nothing is drawn, where they
// are too many for one code (about 2,900).
bool report_paper_qr(struct report_paper *paper, str bytes, int side_mm);
// The file. Fault paper_failed (503).
MUST_USE fault report_paper_finish(struct report_paper *paper, str *ret_bytes);
// Accepts NULL; after finishing or instead of it.
void report_paper_close(struct report_paper *paper);

extern const struct fault paper_failed;

#endif

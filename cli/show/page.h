/*
 * page.h -- the text report's page: 80 columns, indents, colours. Inside
 * cli/show only.
 */
#ifndef SHOW_PAGE_H
#define SHOW_PAGE_H

#include "common/put.h"
#include "common/width.h"
#include "result/result.h"

#define PAGE_COLUMNS 80
struct page {
    struct result *r;
    struct buffer *out;
    bool colour;
    bool draft; /* before discharge */
    bool why;   /* with all reasons and steps */
    struct buffer *line;
};

enum colour { PLAIN, BOLD, RED, YELLOW, GREEN, GREY };

/* The page's one buffer for a line being put together, empty. Lack of memory
 * for a line is one for the page. */
struct buffer *page_begin(const struct page *p);

/* Changes the colour of what follows, if the page has colours. */
void page_colour(const struct page *p, enum colour c);

/* A line across the page. */
void page_line(const struct page *p);

/* A text of a colour; the same wrapped to lines. */
void page_coloured(const struct page *p, enum colour c, struct text t);
void page_coloured_lines(const struct page *p, enum colour c, struct text t);

/* A bold line. */
void page_heading(const struct page *p, const char *text);

/* `    label  text`, the text wrapped behind the label; nothing without one. */
void page_labelled(const struct page *p, const char *label, struct text t);

/* `    - text`, wrapped. */
void page_bullet(const struct page *p, struct text t);

/* Appends an amount to the fen: 8606.80. */
void page_amount(struct buffer *out, const struct value *v);
void page_yuan(struct buffer *out, const struct value *v);

/* Appends which row of a list: the first diagnosis is the principal one. */
void page_row(struct buffer *out, enum record_list list, uint32_t row);

/* Parts what follows on a line from what stands there. */
void page_apart(struct buffer *line);

/* How many findings of a severity there are. */
uint32_t page_count(const struct page *p, unsigned severity);

/* The parts of the report (text-*.c). */
void text_findings(const struct page *p);
void text_grouping(const struct page *p);
void text_score(const struct page *p);
void text_settlement(const struct page *p);
void text_reasons(const struct page *p); /* with --why, as the next */
void text_steps(const struct page *p);
void text_what_if(const struct page *p);

#endif

/*
 * page.h -- a front page as tags and texts, before it has a shape.
 */
#ifndef BENCH_PAGE_H
#define BENCH_PAGE_H

#include "base/buffer.h"

#define PAGE_ITEMS 320

enum page_list { PAGE_NO_LIST, PAGE_DIAGNOSES, PAGE_PROCEDURES };

struct page_item {
    const char *tag; /* static, without its number */
    unsigned row;    /* of a list from 1, 0 for a plain field */
    uint8_t list;    /* enum page_list */
    size_t at, length;
};

struct page {
    struct buffer text; /* all values, in UTF-8 */
    struct page_item items[PAGE_ITEMS];
    size_t count;
};

enum page_shape { SHAPE_ELEM, SHAPE_ATTR, SHAPE_DATASET, SHAPE_NESTED };

void page_reset(struct page *page);

/* Adds a field; beyond PAGE_ITEMS it is dropped. */
void page_put(struct page *page, const char *tag, const char *value);
void page_put_text(struct page *page, const char *tag, struct text value);
void page_put_number(struct page *page, const char *tag, int64_t value);

/* Hundredths, as 12.30. */
void page_put_fen(struct page *page, const char *tag, int64_t fen);

/* A day since 1970 as yyyyMMdd. */
void page_put_day(struct page *page, const char *tag, int32_t day);

/* Makes the last field that of a row. */
void page_in_row(struct page *page, enum page_list list, unsigned row);

/* What stands before and behind all records of a shape; `encoding` is the
 * name in the declaration. */
void shape_begin(enum page_shape shape, const char *encoding,
                 struct buffer *out);
void shape_end(enum page_shape shape, struct buffer *out);

/* One record in a shape. */
void shape_record(enum page_shape shape, const struct page *page,
                  struct buffer *out);

#endif

#include "input/split.h"

#include "base/bytes.h"
#include "input/decode/lexer.h"

/* How far one record was followed. */
struct scan {
    struct text name;
    bool flat;
    size_t at;      /* looked at up to here */
    unsigned depth; /* elements of the name that are open */
    size_t nested;  /* the first start of the name inside, 0 none */
    bool next;      /* the record ended at the start of another */
};

/* What a tag of the record's name means; its end if it ends the record. */
static size_t take_tag(struct scan *s, const struct token *token)
{
    s->at = token->end;
    if (token->kind == TOKEN_END)
        return --s->depth == 0 ? token->end : 0;
    if (s->depth > 0 && s->flat) {
        s->next = true;
        return token->begin;
    }
    if (s->depth > 0 && s->nested == 0)
        s->nested = token->begin;
    if (token->kind == TOKEN_START)
        s->depth++;
    return s->depth == 0 ? token->end : 0;
}

/* The end of the record in t by its name alone; 0 if t ends before. */
static size_t scan_fast(struct scan *s, struct text t)
{
    for (;;) {
        const size_t found = find_tag(t, s->at, s->name);
        if (found == t.length) {
            const size_t tail = s->name.length + 2;
            if (t.length > tail && t.length - tail > s->at)
                s->at = t.length - tail;
            return 0;
        }
        const struct token token = token_next(t, found);
        if (token_partial(&token)) {
            s->at = found;
            return 0;
        }
        const size_t end = take_tag(s, &token);
        if (end != 0)
            return end;
    }
}

/* The same, minding comments and CDATA. */
static size_t scan_careful(struct scan *s, struct text t)
{
    for (;;) {
        const struct token token = token_next(t, s->at);
        if (token.kind == TOKEN_NONE || token_partial(&token))
            return 0;
        s->at = token.end;
        const bool tag = token.kind == TOKEN_START ||
                         token.kind == TOKEN_EMPTY || token.kind == TOKEN_END;
        if (!tag || !text_equal(token.name, s->name))
            continue;
        const size_t end = take_tag(s, &token);
        if (end != 0)
            return end;
    }
}

static struct text view_of(const struct window *w, size_t max)
{
    struct text view = window_view(w);
    view.length = view.length < max ? view.length : max;
    return view;
}

/* Scans while the window grows; 0 if the record does not end within max. */
static size_t follow_window(struct scan *s, struct window *w, size_t max,
                            size_t (*scan)(struct scan *, struct text))
{
    window_more(w, 1);
    for (;;) {
        const struct text view = view_of(w, max);
        const size_t end = scan(s, view);
        if (end != 0 || view.length == max)
            return end;
        if (!window_more(w, view.length < max / 2 ? view.length * 2 : max) &&
            window_view(w).length == view.length)
            return 0;
    }
}

static size_t follow_as(struct splitter *p, struct window *w, size_t max,
                        struct scan *s)
{
    *s = (struct scan){.name = {p->name, p->name_length}, .flat = p->flat};
    return follow_window(s, w, max,
                         p->mode == SPLIT_CAREFUL ? scan_careful : scan_fast);
}

static bool has_sections(const struct window *w, size_t length)
{
    const struct text view = view_of(w, length);
    return bytes_find(view, 0, TEXT("<!")) < view.length;
}

enum slice_trouble split_record(struct splitter *splitter,
                                struct window *window, size_t max,
                                size_t *length)
{
    struct scan s;
    size_t end = follow_as(splitter, window, max, &s);
    if (splitter->mode == SPLIT_FAST &&
        has_sections(window, end != 0 ? end : max)) {
        splitter->mode = SPLIT_CAREFUL;
        end = follow_as(splitter, window, max, &s);
    }
    if (splitter->mode == SPLIT_CAREFUL && end == 0) {
        splitter->mode = SPLIT_BLIND;
        end = follow_as(splitter, window, max, &s);
    }
    *length = end;
    if (end != 0)
        return s.next ? SLICE_CUT : SLICE_WHOLE;
    splitter->flat = splitter->flat || s.nested != 0;
    *length = s.nested != 0 ? s.nested : view_of(window, max).length;
    return s.nested != 0 || !window_more(window, max + 1) ? SLICE_CUT
                                                          : SLICE_TOO_LONG;
}

#include "edit.h"

#include <string.h>

#include "common/command.h"
#include "common/escape.h"
#include "common/put.h"
#include "compile/read/source.h"

struct change {
    size_t from, to;
    size_t order; /* of those at one place */
    struct text with;
};

bool edit_open(struct edit *e, const char *path)
{
    struct compile_faults faults = {0};
    struct build build;
    bool good = build_open(&build, &faults) &&
                source_read(&build, path, (struct place){0}, &e->source);

    if (!good)
        command_show_faults(&faults);
    build_close(&build);
    compile_faults_free(&faults);
    return good;
}

void edit_close(struct edit *e)
{
    buffer_free(&e->source);
    buffer_free(&e->changes);
    arena_free(&e->texts);
}

/* ---- tags -----------------------------------------------------------------
 */

/* What stands between < and > but is no tag. */
static const struct {
    const char *open, *close;
} asides[] = {{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}};

/* Where `part` stands in t from `at` on; t.length if it does not. */
static size_t find_from(struct text t, size_t at, const char *part)
{
    const size_t n = strlen(part);

    for (; at + n <= t.length; at++)
        if (memcmp(t.at + at, part, n) == 0)
            return at;
    return t.length;
}

/* Behind the aside that begins at `at`; `at` itself if there is none. */
static size_t behind_aside(struct text t, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(asides); i++)
        if (text_starts(text_behind(t, at), text_of(asides[i].open)))
            return find_from(t, at, asides[i].close) + strlen(asides[i].close);
    return at;
}

/* The > of the tag that begins at `at`: none within quotes. */
static size_t tag_close(struct text t, size_t at)
{
    char quote = '\0';

    for (; at < t.length; at++) {
        const char c = t.at[at];

        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            break;
    }
    return at;
}

static bool is_name_end(char c)
{
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' ||
           c == '\r';
}

static void read_tag(struct text whole, struct edit_tag *out)
{
    size_t from = 1, to;

    out->whole = whole;
    out->closing = whole.at[1] == '/';
    out->empty = whole.at[whole.length - 2] == '/';
    from += out->closing;
    for (to = from; to < whole.length && !is_name_end(whole.at[to]);)
        to++;
    out->name = (struct text){whole.at + from, to - from};
}

bool edit_next(const struct edit *e, size_t *at, struct edit_tag *out)
{
    const struct text t = buffer_view(&e->source);
    size_t open = *at, close;

    for (;;) {
        open = find_from(t, open, "<");
        if (open >= t.length)
            return false;
        close = behind_aside(t, open);
        if (close == open)
            break;
        open = close;
    }
    close = tag_close(t, open);
    if (close == t.length)
        return false;
    read_tag((struct text){t.at + open, close + 1 - open}, out);
    *at = close + 1;
    return true;
}

bool edit_attribute(const struct edit_tag *tag, const char *name,
                    struct text *value)
{
    const struct text t = tag->whole;
    const size_t n = strlen(name);
    size_t at = (size_t)(tag->name.at + tag->name.length - t.at);

    while (at + n < t.length) {
        const size_t from = at;
        size_t open, close;

        open = at + strcspn(t.at + at, "\"'>");
        if (open >= t.length || t.at[open] == '>')
            return false;
        for (close = open + 1; close < t.length && t.at[close] != t.at[open];)
            close++;
        at = close + 1;
        for (size_t i = from; i + n < open; i++) {
            if (!is_name_end(t.at[i]) || memcmp(t.at + i + 1, name, n) != 0 ||
                (t.at[i + 1 + n] != '=' && !is_name_end(t.at[i + 1 + n])))
                continue;
            *value = (struct text){t.at + open + 1, close - open - 1};
            return true;
        }
    }
    return false;
}

size_t edit_place(const struct edit *e, struct text piece)
{
    return (size_t)(piece.at - e->source.data);
}

bool edit_find(const struct edit *e, size_t from, size_t end, const char *name,
               const char *attribute, struct text value, struct edit_tag *out)
{
    struct text has;

    while (edit_next(e, &from, out) && edit_place(e, out->whole) < end)
        if (!out->closing && text_equal(out->name, text_of(name)) &&
            (attribute == NULL ||
             (edit_attribute(out, attribute, &has) && text_equal(has, value))))
            return true;
    return false;
}

bool edit_end(const struct edit *e, const struct edit_tag *tag,
              struct edit_tag *out)
{
    size_t at = edit_place(e, tag->whole) + tag->whole.length;

    while (!tag->empty && edit_next(e, &at, out))
        if (out->closing && text_equal(out->name, tag->name))
            return true;
    return false;
}

/* ---- changes --------------------------------------------------------------
 */

void edit_replace(struct edit *e, struct text piece, struct text with)
{
    const struct change change = {
        edit_place(e, piece), edit_place(e, piece) + piece.length,
        e->changes.length, arena_copy(&e->texts, with)};

    buffer_put(&e->changes, &change, sizeof(change));
}

static void insert_before(struct edit *e, const char *at, struct text with)
{
    edit_replace(e, (struct text){at, 0}, with);
}

void edit_comment_words(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        buffer_char(out, t.at[i] == '-' && i + 1 < t.length &&
                                 (t.at[i + 1] == '-' || t.at[i + 1] == '>')
                             ? '~'
                             : t.at[i]);
}

void edit_set(struct edit *e, const struct edit_tag *tag, const char *name,
              struct text value)
{
    struct buffer with = {0};
    struct text old;
    const bool has = edit_attribute(tag, name, &old);

    if (!has)
        put(&with, " ", name, "=\"");
    xml_escape(&with, value, true);
    if (!has)
        put(&with, "\"");
    if (has)
        edit_replace(e, old, buffer_view(&with));
    else
        insert_before(e,
                      tag->whole.at + tag->whole.length - (tag->empty ? 2 : 1),
                      buffer_view(&with));
    buffer_free(&with);
}

/* The blanks before a tag on its line. */
static struct text indent_of(const struct edit *e, struct text whole)
{
    const char *from = whole.at;

    while (from > e->source.data && (from[-1] == ' ' || from[-1] == '\t'))
        from--;
    return (struct text){from, (size_t)(whole.at - from)};
}

void edit_comment(struct edit *e, const struct edit_tag *tag, struct text t)
{
    struct buffer with = {0};

    put(&with, "<!-- ");
    edit_comment_words(&with, t);
    put(&with, " -->\n", indent_of(e, tag->whole));
    insert_before(e, tag->whole.at, buffer_view(&with));
    buffer_free(&with);
}

static int by_change_place(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return ORDER(x->order, y->order);
}

bool edit_finish(struct edit *e, struct buffer *out)
{
    const struct text t = buffer_view(&e->source);
    size_t at = 0;

    buffer_sort(&e->changes, sizeof(struct change), by_change_place);
    BUFFER_EACH (change, &e->changes, const struct change) {
        buffer_put(out, t.at + at, change->from - at);
        buffer_text(out, change->with);
        at = change->to;
    }
    buffer_put(out, t.at + at, t.length - at);
    return !out->failed && !e->changes.failed && !e->texts.failed;
}

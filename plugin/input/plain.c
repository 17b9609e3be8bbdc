#include "input/plain.h"

#include <stdlib.h>

#include "base/bytes.h"

/* More events than leaves: every leaf may stand in a child of its own. */
#define EVENTS_MAX (4 * LIMIT_FIELDS)
#define EVENTS_FIRST 512

/* An element whose end is still to come. */
struct open {
    const struct kept_name *name;
    size_t text; /* bytes of its own text */
};

/* The way through one record. */
struct walk {
    struct plain *plain;
    const char *at, *end; /* end[-1] is `>`: loops that stop there need no
                             other limit */
    uint32_t line, depth;
    struct open open[LIMIT_DEPTH];
};

/* What a byte ends. */
enum { NAME = 1, VALUE_STOP = 2, BLANK = 4 };

#define UPPER(x) ['A' + (x)] = NAME
#define LOWER(x) ['a' + (x)] = NAME
#define DIGIT(x) ['0' + (x)] = NAME
#define FIVE(m, x) m(x), m((x) + 1), m((x) + 2), m((x) + 3), m((x) + 4)
#define LETTERS(m)                                                             \
    FIVE(m, 0), FIVE(m, 5), FIVE(m, 10), FIVE(m, 15), FIVE(m, 20), m(25)

static const unsigned char classes[256] = {
    LETTERS(UPPER),
    LETTERS(LOWER),
    FIVE(DIGIT, 0),
    FIVE(DIGIT, 5),
    ['_'] = NAME,
    ['-'] = NAME,
    ['.'] = NAME,
    [' '] = BLANK,
    ['\n'] = BLANK | VALUE_STOP,
    ['\t'] = BLANK | VALUE_STOP,
    ['\r'] = VALUE_STOP,
    ['<'] = VALUE_STOP,
    ['>'] = VALUE_STOP,
    ['&'] = VALUE_STOP,
    ['"'] = VALUE_STOP,
    ['\''] = VALUE_STOP,
};

static bool is(char c, unsigned what)
{
    return (classes[(unsigned char)c] & what) != 0;
}

static bool more_events(struct plain *p)
{
    const uint32_t room = p->room == 0 ? EVENTS_FIRST : 2 * p->room;
    struct plain_event *events;

    if (room > EVENTS_MAX)
        return false;
    events = realloc(p->events, room * sizeof(*events));
    if (events == NULL)
        return false;
    p->events = events;
    p->room = room;
    return true;
}

static inline bool send(struct walk *w, enum plain_kind kind,
                        const struct kept_name *name, struct text value)
{
    struct plain *p = w->plain;

    if (p->count == p->room && !more_events(p))
        return false;
    if (name->known.marked != PACK_NONE)
        p->marked = name->known.marked;
    p->events[p->count++] = (struct plain_event){
        .name = &name->known, .value = value, .line = w->line, .kind = kind};
    return true;
}

/* The name that begins here; NULL if it is none of ours. */
static struct kept_name *take_kept_name(struct walk *w)
{
    struct names *names = &w->plain->names;
    struct kept_name *name =
        names_expected(names, w->at, (size_t)(w->end - w->at));
    const char *at = w->at;

    if (name == NULL) {
        while (is(*at, NAME))
            at++;
        if (at == w->at || *w->at <= '9') /* a digit, `-` or `.` */
            return NULL;
        name = names_get(names, (struct text){w->at, (size_t)(at - w->at)});
    }
    if (name != NULL)
        w->at += name->known.name.length;
    return name;
}

/* Goes past blanks of a tag; true if there were any. */
static bool skip_white(struct walk *w)
{
    const char *from = w->at;

    for (; is(*w->at, BLANK); w->at++)
        w->line += *w->at == '\n';
    return w->at != from;
}

/* The next byte that ends a text; there is one. */
static inline const char *text_stop(const char *at, const char *end)
{
    return at + bytes_sign((struct text){at, (size_t)(end - at)}, 0);
}

/* A `>` here would end a CDATA section, which XML forbids in text. */
static bool ends_cdata(const char *from, const char *at)
{
    return at - from >= 2 && at[-1] == ']' && at[-2] == ']';
}

/* Goes to the `<` behind this text. A new line is counted; what XML reads
 * otherwise than it stands is not plain. */
static bool take_text(struct walk *w, struct text *out)
{
    const char *from = w->at;

    for (;; w->at++) {
        w->at = text_stop(w->at, w->end);
        if (*w->at == '<')
            break;
        if (*w->at == '\n')
            w->line++;
        else if (*w->at != '>' || w->at + 1 == w->end ||
                 ends_cdata(from, w->at))
            return false;
    }
    *out = (struct text){from, (size_t)(w->at - from)};
    return out->length <= LIMIT_FIELD_BYTES;
}

static bool take_quoted_value(struct walk *w, struct text *out)
{
    const char quote = *w->at;
    const char *const from = w->at + 1;
    const char *at = from;

    if (quote != '"' && quote != '\'')
        return false;
    for (;; at++) {
        while (!is(*at, VALUE_STOP))
            at++;
        if (*at == quote)
            break;
        if ((*at != '>' && *at != '"' && *at != '\'') || at + 1 == w->end)
            return false;
    }
    *out = (struct text){from, (size_t)(at - from)};
    w->at = at + 1;
    return out->length <= LIMIT_FIELD_BYTES;
}

static bool is_xmlns(struct text name)
{
    return text_equal(name, TEXT("xmlns"));
}

static bool take_attribute(struct walk *w)
{
    struct kept_name *name = take_kept_name(w);
    struct text value;

    if (name == NULL || *w->at != '=' || name->stamp == w->plain->stamp ||
        is_xmlns(name->known.name))
        return false;
    name->stamp = w->plain->stamp;
    w->at++;
    return w->at != w->end && take_quoted_value(w, &value) &&
           send(w, PLAIN_ATTRIBUTE, name, value);
}

/* take_start has seen to the depth. */
static void push(struct walk *w, const struct kept_name *name)
{
    w->open[w->depth++] = (struct open){.name = name};
}

/* The end tag of this name; at stands behind `</`. */
static bool take_end(struct walk *w, const struct kept_name *name)
{
    const size_t room = (size_t)(w->end - w->at);
    const size_t length = name->known.name.length;

    if (room <= length || !names_same(name, w->at, room))
        return false;
    w->at += length;
    if (*w->at != '>')
        skip_white(w);
    return *w->at++ == '>';
}

static bool at_end_tag(const struct walk *w)
{
    return w->at + 1 != w->end && w->at[1] == '/';
}

/* Attributes up to the tag's end; the OPEN event, which comes first, takes
 * the line of the end. */
static bool take_attributes(struct walk *w, const struct kept_name *name)
{
    const uint32_t opened = w->plain->count;

    w->plain->stamp++;
    if (!send(w, PLAIN_OPEN, name, (struct text){"", 0}))
        return false;
    while (is(*w->at, NAME)) {
        if (!take_attribute(w))
            return false;
        if (!skip_white(w))
            break;
    }
    w->plain->events[opened].line = w->line;
    return true;
}

/* An element whose start tag has no attributes; at stands behind the `>`. */
static bool take_simple(struct walk *w, const struct kept_name *name,
                        bool record)
{
    const uint32_t line = w->line;
    struct text value;

    if (w->at == w->end || !take_text(w, &value))
        return false;
    if (!record && at_end_tag(w)) {
        w->at += 2;
        if (!take_end(w, name) || !send(w, PLAIN_LEAF, name, value))
            return false;
        w->plain->events[w->plain->count - 1].line = line;
        return true;
    }
    if (!send(w, PLAIN_OPEN, name, (struct text){"", 0}))
        return false;
    push(w, name);
    w->plain->events[w->plain->count - 1].line = line;
    w->open[w->depth - 1].text = value.length;
    return true;
}

/* A start tag; at stands behind `<`. */
static bool take_start(struct walk *w)
{
    const bool record = w->depth == 0;
    const struct kept_name *name = take_kept_name(w);
    bool attributes;

    /* Also one without content: it would be a level more. */
    if (name == NULL || w->depth == LIMIT_DEPTH)
        return false;
    attributes = skip_white(w) && is(*w->at, NAME);
    if (attributes && !take_attributes(w, name))
        return false;
    if (*w->at == '/') {
        if ((record && !attributes) || w->at + 1 == w->end || w->at[1] != '>')
            return false;
        w->at += 2;
        return send(w, attributes ? PLAIN_CLOSE : PLAIN_LEAF, name,
                    (struct text){"", 0});
    }
    if (*w->at++ != '>')
        return false;
    if (!attributes)
        return take_simple(w, name, record);
    push(w, name);
    return true;
}

/* The leaf that is expected, on one line, as nearly all stand; at stands on
 * `<`. False, and nothing has moved, if it is another or stands otherwise. */
static bool take_usual(struct walk *w)
{
    struct names *names = &w->plain->names;
    const struct kept_name *name = names_next(names);
    const char *value, *at;
    size_t length, room;

    if (name == NULL)
        return false;
    length = name->known.name.length;
    room = (size_t)(w->end - w->at);
    if (room < length + sizeof("<>") || w->at[length + 1] != '>' ||
        !names_same(name, w->at + 1, room - 1))
        return false;
    value = w->at + length + 2;
    at = text_stop(value, w->end);
    room = (size_t)(w->end - at);
    if (*at != '<' || at[1] != '/' || room < length + sizeof("</>") - 1 ||
        at[length + 2] != '>' || !names_same(name, at + 2, room - 2) ||
        at - value > LIMIT_FIELD_BYTES ||
        !send(w, PLAIN_LEAF, name, (struct text){value, (size_t)(at - value)}))
        return false;
    names_met(names, name);
    w->at = at + length + 3;
    return true;
}

static bool take_close(struct walk *w)
{
    const struct kept_name *name = w->open[--w->depth].name;

    w->at += 2;
    return take_end(w, name) &&
           send(w, PLAIN_CLOSE, name, (struct text){"", 0});
}

/* Text between elements; a parent's is not kept, but has the field's limit. */
static bool pass_text(struct walk *w)
{
    struct open *open = &w->open[w->depth - 1];
    const char *from = w->at;
    struct text text;

    /* A new line and how far the next is moved in, mostly. */
    if (*w->at == '\n') {
        w->at++;
        w->line++;
        while (*w->at == ' ')
            w->at++;
    }
    if (*w->at != '<' && !take_text(w, &text))
        return false;
    open->text += (size_t)(w->at - from);
    return open->text <= LIMIT_FIELD_BYTES;
}

static bool read_plain_page(struct walk *w)
{
    w->at++;
    if (!take_start(w))
        return false;
    while (w->depth > 0) {
        if (w->at == w->end || (*w->at != '<' && !pass_text(w)))
            return false;
        if (take_usual(w))
            continue;
        if (at_end_tag(w)) {
            if (!take_close(w))
                return false;
        } else {
            w->at++;
            if (!take_start(w))
                return false;
        }
    }
    return w->at == w->end;
}

bool plain_read(struct plain *p, const struct pack *pack,
                const struct slice *slice)
{
    const struct text bytes = slice->bytes;
    struct walk w;

    if (slice->trouble != SLICE_WHOLE || bytes.length < 4 ||
        bytes.at[0] != '<' || bytes.at[bytes.length - 1] != '>')
        return false;
    w.plain = p;
    w.at = bytes.at;
    w.end = bytes.at + bytes.length;
    w.line = slice->line;
    w.depth = 0;
    p->count = 0;
    p->marked = PACK_NONE;
    names_begin(&p->names, pack, slice->dialect);
    return read_plain_page(&w);
}

void plain_free(struct plain *p)
{
    free(p->events);
    p->events = NULL;
    p->room = 0;
}

#include "input/wrap.h"

#include "base/bytes.h"
#include "input/decode/lexer.h"

/* The longest that stands for one character: two `\uXXXX`. */
#define UNIT_IN 12u
/* The most that is written for it. */
#define UNIT_OUT 4u
/* Looked at to tell what a text begins with. */
#define HEAD_IN 256u

/* How a section goes on that holds the end of another. */
#define CDATA_AGAIN "]]><![CDATA["

/* What a unit of the text is. */
struct unit {
    size_t used;
    unsigned length; /* of out */
    char out[UNIT_OUT];
};

static struct unit one(size_t used, char c)
{
    return (struct unit){.used = used, .length = 1, .out = {c}};
}

/* A new line that is no line end of the file. */
static struct unit new_line(const struct wrap *w, size_t used)
{
    return one(used, w->last == '>' ? ' ' : '\r');
}

static struct unit character(const struct wrap *w, uint32_t c, size_t used)
{
    struct unit u = {.used = used};

    if (c == '\n' || c == '\r')
        return new_line(w, used);
    u.length = (unsigned)text_put(c, u.out);
    return u;
}

/* The number behind `\u` at t[at]; UINT32_MAX if there is none. */
static uint32_t hex_at(struct text t, size_t at, size_t digits)
{
    uint32_t value = 0;

    if (at + digits > t.length)
        return UINT32_MAX;
    for (size_t i = at; i < at + digits; i++) {
        const char c = t.at[i];
        const int small = (c | 32) - 'a';
        if (!is_digit(c) && (small < 0 || small > 5))
            return UINT32_MAX;
        value = value * 16 + (uint32_t)(is_digit(c) ? c - '0' : small + 10);
    }
    return value;
}

/* `\uXXXX`, or a pair of them; a lone half becomes what no decoder accepts. */
static struct unit unicode_escape(const struct wrap *w, struct text t,
                                  size_t at)
{
    const uint32_t c = hex_at(t, at + 2, 4);
    const bool pair =
        at + 7 < t.length && t.at[at + 6] == '\\' && t.at[at + 7] == 'u';
    const uint32_t low = pair ? hex_at(t, at + 8, 4) : UINT32_MAX;

    if (c == UINT32_MAX)
        return one(1, '\\');
    if (c < 0xD800 || c > 0xDFFF)
        return character(w, c, 6);
    if (c < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF)
        return character(w, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00),
                         12);
    return (struct unit){.used = 6,
                         .length = 3,
                         .out = {(char)0xED, (char)(0x80 | (c >> 6 & 0x3F)),
                                 (char)(0x80 | (c & 0x3F))}};
}

static struct unit escape(const struct wrap *w, struct text t, size_t at)
{
    switch (at + 1 < t.length ? t.at[at + 1] : '\0') {
    case 'n':
    case 'r':
        return new_line(w, 2);
    case 't':
        return one(2, '\t');
    case 'b':
        return one(2, '\b');
    case 'f':
        return one(2, '\f');
    case 'u':
        return unicode_escape(w, t, at);
    case '"':
    case '\\':
    case '/':
        return one(2, t.at[at + 1]);
    default:
        return one(1, '\\');
    }
}

/* A reference to a sign of ASCII; others are the message's own. */
static struct unit entity(const struct wrap *w, struct text t, size_t at)
{
    static const struct {
        struct text name;
        char c;
    } known[] = {
        {{"&lt;", 4}, '<'},   {{"&gt;", 4}, '>'},    {{"&amp;", 5}, '&'},
        {{"&quot;", 6}, '"'}, {{"&apos;", 6}, '\''}, {{"&#60;", 5}, '<'},
        {{"&#62;", 5}, '>'},  {{"&#38;", 5}, '&'},   {{"&#34;", 5}, '"'},
        {{"&#39;", 5}, '\''}, {{"&#10;", 5}, '\n'},  {{"&#13;", 5}, '\n'},
        {{"&#9;", 4}, '\t'},  {{"&#x3c;", 6}, '<'},  {{"&#x3e;", 6}, '>'},
        {{"&#x26;", 6}, '&'}, {{"&#x22;", 6}, '"'},  {{"&#x27;", 6}, '\''},
        {{"&#xa;", 5}, '\n'}, {{"&#xd;", 5}, '\n'},  {{"&#x9;", 5}, '\t'},
        {{"&#x3C;", 6}, '<'}, {{"&#x3E;", 6}, '>'},  {{"&#xA;", 5}, '\n'},
        {{"&#xD;", 5}, '\n'}, {{"&nbsp;", 6}, ' '},
    };
    const struct text rest = text_behind(t, at);

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (text_starts(rest, known[i].name))
            return character(w, (uint32_t)known[i].c, known[i].name.length);
    return one(1, '&');
}

/* True if the text ends here; *length bytes of it belong to the end. */
static bool ends_here(const struct wrap *w, struct text t, size_t at,
                      size_t *length)
{
    const char c = t.at[at];
    const struct text again = TEXT(CDATA_AGAIN);

    switch ((enum wrap_end)w->end) {
    case WRAP_TEXT:
        *length = 0;
        return c == '<' && (at + 1 == t.length ||
                            bytes_begins((unsigned char)t.at[at + 1]));
    case WRAP_CDATA:
        *length = 3;
        return c == ']' && text_starts(text_behind(t, at), TEXT("]]>")) &&
               !text_starts(text_behind(t, at), again);
    default:
        *length = 1;
        return c == '"';
    }
}

static struct unit next_unit(const struct wrap *w, struct text t, size_t at)
{
    const char c = t.at[at];

    if (c == '\\' && w->end == WRAP_STRING)
        return escape(w, t, at);
    if (c == '&' && w->entities)
        return entity(w, t, at);
    if (c == ']' && w->end == WRAP_CDATA &&
        text_starts(text_behind(t, at), TEXT(CDATA_AGAIN)))
        return (struct unit){.used = sizeof(CDATA_AGAIN) - 1};
    if (w->gb18030 && (unsigned char)c >= 0x80 && at + 1 < t.length)
        return (struct unit){.used = 2, .length = 2, .out = {c, t.at[at + 1]}};
    return one(1, c);
}

/* The value of a sign of base64, also of that for addresses; -1: none. */
static int sextet(char c)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                "qrstuvwxyz0123456789+/-_";
    const char *found = memchr(signs, c, sizeof(signs) - 1);

    if (found == NULL)
        return -1;
    return found - signs < 64 ? (int)(found - signs) : (int)(found - signs) - 2;
}

/* The byte that a sign of base64 completes, if it does. */
static struct unit decoded(struct wrap *w, const struct unit *sign)
{
    const int value = sign->length == 1 ? sextet(sign->out[0]) : -1;

    if (sign->length == 1 && sign->out[0] == '=')
        w->bits = 0;
    if (value < 0)
        return (struct unit){.used = sign->used};
    w->sextets = w->sextets << 6 | (uint32_t)value;
    w->bits += 6;
    if (w->bits < 8)
        return (struct unit){.used = sign->used};
    w->bits -= 8;
    return (char)(w->sextets >> w->bits) == '\n'
               ? new_line(w, sign->used)
               : one(sign->used, (char)(w->sextets >> w->bits));
}

static void write_unit(struct wrap *w, const struct unit *u, char *out)
{
    memcpy(out, u->out, u->length);
    if (u->length != 0 && !is_blank(out[u->length - 1]))
        w->last = out[u->length - 1];
}

size_t wrap_unfold(struct wrap *w, struct text in, bool all, char *out,
                   size_t room, size_t *used)
{
    size_t at = 0, written = 0, end;

    while (!w->ended && at < in.length && room - written >= UNIT_OUT &&
           (all || in.length - at >= UNIT_IN)) {
        struct unit u;
        w->ended = ends_here(w, in, at, &end);
        if (w->ended) {
            at += end;
            break;
        }
        u = next_unit(w, in, at);
        if (w->base64)
            u = decoded(w, &u);
        write_unit(w, &u, out + written);
        written += u.length;
        at += u.used;
    }
    *used = at;
    return written;
}

/* Some of the text to out, which has room for a unit; 0 at its end. */
static size_t unfold_more(struct wrap *w, char *out, size_t room)
{
    size_t written = 0, used;

    while (written == 0 && !w->ended) {
        const bool more = window_more(w->outer, UNIT_IN);
        const struct text view = window_view(w->outer);
        if (view.length == 0)
            break;
        written = wrap_unfold(w, view, !more, out, room, &used);
        window_drop(w->outer, used);
    }
    return written;
}

ptrdiff_t wrap_read(void *context, void *out, size_t room)
{
    struct wrap *w = context;
    size_t n;

    if (w->kept == 0 && room < UNIT_OUT)
        w->kept = unfold_more(w, w->rest, sizeof(w->rest));
    if (w->kept != 0) {
        n = room < w->kept ? room : w->kept;
        memcpy(out, w->rest, n);
        w->kept -= n;
        memmove(w->rest, w->rest + n, w->kept);
        return (ptrdiff_t)n;
    }
    n = unfold_more(w, out, room);
    if (n == 0 && w->outer->failed)
        return w->outer->bomb ? SOURCE_BOMB : SOURCE_FAILED;
    return (ptrdiff_t)n;
}

/* ---- where one begins ---------------------------------------------------- */

static bool begins_message(struct wrap *w, struct text t)
{
    char head[HEAD_IN];
    struct wrap trial = *w;
    size_t used, at;
    struct text begin;

    /* Not all that the window has: what is no base64 unfolds to nothing. */
    begin.at = head;
    begin.length = wrap_unfold(&trial, text_cut(t, HEAD_IN * UNIT_IN), true,
                               head, sizeof(head), &used);
    if (text_starts(begin, TEXT("\xEF\xBB\xBF")))
        begin = text_behind(begin, 3);
    at = blank_length(begin);
    return at < begin.length && memchr("<{[", begin.at[at], 3) != NULL;
}

bool wrap_in_markup(struct text t, bool encoded, struct wrap *w, size_t *skip)
{
    const struct text cdata = TEXT("<![CDATA[");

    *w = (struct wrap){.end = WRAP_TEXT, .entities = true, .base64 = encoded};
    *skip = 0;
    if (text_starts(t, cdata)) {
        *skip = cdata.length;
        w->end = WRAP_CDATA;
        w->entities = false;
        if (begins_message(w, text_behind(t, *skip)))
            return true;
        w->entities = true;
    } else if (t.length == 0 ||
               (!encoded && memchr("&{[", t.at[0], 3) == NULL)) {
        return false;
    }
    return begins_message(w, text_behind(t, *skip));
}

bool wrap_in_string(struct text t, bool gb18030, bool encoded, struct wrap *w)
{
    *w = (struct wrap){
        .end = WRAP_STRING, .gb18030 = gb18030, .base64 = encoded};
    if (begins_message(w, t))
        return true;
    w->entities = true;
    return begins_message(w, t);
}

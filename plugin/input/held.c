#include "input/held.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "input/decode/lexer.h"

/* Longest tag that an attribute may hold. */
#define HELD_NAME 128u

/* An open element that may hold a tag. */
struct holder {
    struct text name, tag; /* without a tag it stands as it is */
};

struct rewriter {
    const struct pack *pack;
    uint32_t dialect;
    struct text in;
    struct text holders; /* of the dialect */
    struct holder open[LIMIT_DEPTH];
    uint32_t depth;
    struct buffer *out;
};

/* True if the text can be the name of an element. */
static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];
        const bool first =
            is_letter((char)(c & ~32)) || c == '_' || (unsigned char)c >= 0x80;
        if (!first && (i == 0 || (!is_digit(c) && c != '-' && c != '.')))
            return false;
    }
    return t.length > 0 && t.length <= HELD_NAME;
}

static struct text named(const struct rewriter *w, const struct token *token,
                         struct text name)
{
    struct attribute attribute;
    size_t at = token->begin;

    while (name.length > 0 && token_attribute(w->in, token, &at, &attribute))
        if (text_equal_fold(name_local(attribute.name), name))
            return attribute.value;
    return text_head(w->in, 0);
}

/* How sure it is that the attribute holds a tag; 0: it holds none. */
static unsigned surety(const struct rewriter *w,
                       const struct pack_holder *holder, struct text tag,
                       struct text value)
{
    const bool known = pack_tag_find(w->pack, w->dialect, tag) != NULL;

    /* What is not there is an empty text at the record's first byte. */
    if (!is_name(tag) || (holder->any && (!known || value.at == w->in.at)))
        return 0;
    return 1u + (known ? 2u : 0) + (value.length != 0);
}

/* The tag and the value that a start tag holds; false if it can hold none. */
static bool take_holder(const struct rewriter *w, const struct token *token,
                        struct holder *held, struct text *value)
{
    struct text rest = w->holders;
    struct pack_holder holder;
    unsigned best = 0;
    bool known = false;

    *held = (struct holder){.name = token->name};
    while (pack_next_holder(&rest, name_local(token->name), &holder)) {
        const struct text tag = text_trim(named(w, token, holder.tag));
        const struct text at = named(w, token, holder.value);
        const unsigned sure = surety(w, &holder, tag, at);

        known = known || !holder.any || sure != 0;
        if (sure <= best)
            continue;
        best = sure;
        held->tag = tag;
        *value = at;
    }
    return known;
}

static void put_end(struct rewriter *w, struct text tag)
{
    buffer_string(w->out, "</");
    buffer_text(w->out, tag);
    buffer_char(w->out, '>');
}

/* `<TAG>` and the value, over as many lines as the start tag took. */
static void put_start(struct rewriter *w, const struct token *token,
                      struct text tag, struct text value)
{
    const struct text whole = text_slice(w->in, token->begin, token->end);
    size_t lines = bytes_lines(whole);
    const size_t kept = bytes_lines(value);

    buffer_char(w->out, '<');
    buffer_text(w->out, tag);
    for (; lines > kept; lines--)
        buffer_char(w->out, '\n');
    buffer_char(w->out, '>');
    buffer_text(w->out, value);
}

static void put_as_is(struct rewriter *w, const struct token *token)
{
    buffer_text(w->out, text_slice(w->in, token->begin, token->end));
}

static void start_element(struct rewriter *w, const struct token *token)
{
    struct holder held;
    struct text value = text_head(w->in, 0);
    const bool known = take_holder(w, token, &held, &value);

    if (held.tag.length == 0)
        put_as_is(w, token);
    else
        put_start(w, token, held.tag, value);
    if (token->kind == TOKEN_EMPTY) {
        if (held.tag.length != 0)
            put_end(w, held.tag);
    } else if (known && w->depth < LIMIT_DEPTH) {
        w->open[w->depth++] = held;
    }
}

static void end_element(struct rewriter *w, const struct token *token)
{
    const struct holder *last = w->depth > 0 ? &w->open[w->depth - 1] : NULL;

    if (last == NULL || !text_equal(last->name, token->name)) {
        put_as_is(w, token);
        return;
    }
    w->depth--;
    if (last->tag.length == 0)
        put_as_is(w, token);
    else
        put_end(w, last->tag);
}

bool held_rewrite(const struct pack *pack, uint32_t dialect, struct text record,
                  struct buffer *out)
{
    struct rewriter w = {
        .pack = pack, .dialect = dialect, .in = record, .out = out};
    struct token token = {0};

    w.holders = pack_text(
        pack, PACK_ROW(pack, SECTION_DIALECT, pack_dialect, dialect)->holders);
    buffer_reset(out);
    while ((token = token_next(record, token.end)).kind != TOKEN_NONE) {
        if (token.kind == TOKEN_START || token.kind == TOKEN_EMPTY)
            start_element(&w, &token);
        else if (token.kind == TOKEN_END)
            end_element(&w, &token);
        else
            put_as_is(&w, &token);
    }
    return !out->failed;
}

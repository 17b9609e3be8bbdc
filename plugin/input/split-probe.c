#include "input/split.h"

#include "base/gb18030.h"
#include "base/limits.h"
#include "input/decode/lexer.h"
#include "input/decode/utf8.h"

/* Longest name that is looked up after decoding. */
#define NAME_BYTES 128
/* Tags without content that may follow a candidate before it is taken. */
#define EMPTY_TAGS 256

struct probe {
    const struct pack *pack;
    struct text t;
    struct element stack[LIMIT_DEPTH];
    size_t depth;
    size_t beyond; /* open elements that the stack has no room for */
    uint8_t dialect;
    bool candidate; /* best holds a key */
    bool closed;    /* and has ended */
    bool bare;      /* and is the key element itself, without children */
    bool decided;
    bool is_record; /* the key found last is a record itself */
    bool held;      /* the key found is an attribute's value */
    struct element best;
    size_t level;   /* of best */
    unsigned after; /* tags since it ended */
};

static bool key_of_dialects(struct probe *p, struct text name)
{
    const uint32_t count = pack_count(p->pack, SECTION_DIALECT);
    for (uint32_t d = 0; d < count && d <= UINT8_MAX; d++) {
        const struct pack_tag *tag;
        if (PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, d)->flags &
            (DIALECT_MARKED | DIALECT_TABLE))
            continue; /* the record's other tags tell it, or it is no markup */
        tag = pack_tag_find(p->pack, d, name);
        if (tag != NULL && (tag->flags & (TAG_KEY | TAG_RECORD)) != 0) {
            p->dialect = (uint8_t)d;
            p->is_record = (tag->flags & TAG_RECORD) != 0;
            return true;
        }
    }
    return false;
}

/* A name in GB18030 as UTF-8 in out; the empty text if it is too long. */
static struct text decode_name(struct text name, char *out)
{
    size_t at = 0, written = 0;
    while (at < name.length && written + 4 <= NAME_BYTES) {
        unsigned length;
        const uint32_t c = gb18030_next(name, at, &length);
        written += text_put(c <= 0x10FFFF ? c : 0xFFFD, out + written);
        at += length;
    }
    return (struct text){out, at == name.length ? written : 0};
}

static bool is_probed_key(struct probe *p, struct text name)
{
    const struct text local = name_local(name);
    if (local.length == 0 || local.length > NAME_BYTES)
        return false;
    size_t wide;
    if (utf8_faults(local, 1, &wide) == 0)
        return key_of_dialects(p, local);
    char bytes[NAME_BYTES];
    return key_of_dialects(p, decode_name(local, bytes));
}

static bool has_key_attribute(struct probe *p, const struct token *token)
{
    struct attribute attribute;
    size_t at = token->begin;
    while (token_attribute(p->t, token, &at, &attribute))
        if (is_probed_key(p, attribute.name))
            return true;
    return false;
}

static struct text attribute_named(struct text t, const struct token *token,
                                   struct text name)
{
    struct attribute attribute;
    size_t at = token->begin;

    while (token_attribute(t, token, &at, &attribute))
        if (text_equal_fold(name_local(attribute.name), name))
            return attribute.value;
    return text_head(t, 0);
}

static bool has_attribute(struct text t, const struct token *token,
                          struct text name)
{
    return attribute_named(t, token, name).at != t.at;
}

/* A key as the value of an attribute that the dialect knows to hold tags. Of
 * any element it needs the value beside it: a schema names tags, too. */
static bool is_held_key(struct probe *p, const struct token *token)
{
    if (token->end - token->begin <= token->name.length + sizeof("</>") - 1)
        return false; /* as most: no attributes */
    for (uint32_t d = 0; d < pack_count(p->pack, SECTION_DIALECT); d++) {
        const struct pack_dialect *dialect =
            PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, d);
        struct text rest = pack_text(p->pack, dialect->holders);
        struct pack_holder holder;

        while (!(dialect->flags & DIALECT_MARKED) &&
               pack_next_holder(&rest, name_local(token->name), &holder)) {
            const struct pack_tag *tag = pack_tag_find(
                p->pack, d, attribute_named(p->t, token, holder.tag));
            if (tag == NULL || !(tag->flags & TAG_KEY) ||
                (holder.any && !has_attribute(p->t, token, holder.value)))
                continue;
            p->dialect = (uint8_t)d;
            p->held = true;
            return true;
        }
    }
    return false;
}

/* Attributes other than those that declare namespaces. */
static bool has_content(const struct probe *p, const struct token *token)
{
    struct attribute attribute;
    size_t at = token->begin;
    while (token_attribute(p->t, token, &at, &attribute))
        if (attribute.value.length > 0 &&
            !text_starts(attribute.name, TEXT("xmlns")))
            return true;
    return false;
}

/* Takes best as the record, unless it is nothing but a key. */
static void decide_container(struct probe *p)
{
    p->decided = !p->bare && p->best.name.length < SPLIT_NAME;
    p->candidate = p->decided;
}

/* Content follows beside best: its parent is the record, if there is one. */
static void climb_to_parent(struct probe *p)
{
    if (p->level == 0) {
        decide_container(p);
        return;
    }
    p->level--;
    p->best = p->stack[p->level];
    p->closed = false;
    p->bare = false;
}

static void propose(struct probe *p, struct element element, size_t level)
{
    p->candidate = true;
    p->closed = false;
    p->best = element;
    p->level = level;
}

/* Looks for a key in a start tag. */
static void look_at_token(struct probe *p, const struct token *token)
{
    const struct element self = {token->name, token->begin, false};

    p->is_record = false;
    if (has_key_attribute(p, token)) {
        p->bare = false;
        propose(p, self, p->depth);
    } else if (is_probed_key(p, token->name) || is_held_key(p, token)) {
        if (p->is_record) {
            propose(p, self, p->depth);
            decide_container(p);
            return;
        }
        p->bare = p->depth == 0;
        propose(p, p->bare ? self : p->stack[p->depth - 1],
                p->bare ? 0 : p->depth - 1);
    }
}

/* A start tag beside best, which has ended. */
static void meet_sibling(struct probe *p, const struct token *token)
{
    if (text_equal(token->name, p->best.name))
        decide_container(p);
    else if (has_content(p, token))
        climb_to_parent(p);
}

static void open_element(struct probe *p, const struct token *token)
{
    const bool beside = p->candidate && p->closed;
    if (beside && ++p->after > EMPTY_TAGS)
        decide_container(p);
    if (p->depth == LIMIT_DEPTH) {
        p->beyond++;
        return;
    }
    if (beside && p->depth == p->level)
        meet_sibling(p, token);
    else if (p->candidate)
        p->bare = false;
    if (!p->candidate)
        look_at_token(p, token);
    p->stack[p->depth++] = (struct element){token->name, token->begin, false};
}

/* Elements from `level` on have ended. */
static void close_to(struct probe *p, size_t level)
{
    p->depth = level;
    if (!p->candidate)
        return;
    if (level < p->level)
        decide_container(p);
    else if (level == p->level && !p->closed) {
        p->closed = true;
        p->after = 0;
    }
}

static void close_probed_element(struct probe *p, struct text name)
{
    if (p->beyond > 0) {
        p->beyond--;
        return;
    }
    for (size_t level = p->depth; level-- > 0;)
        if (text_equal(p->stack[level].name, name)) {
            close_to(p, level);
            return;
        }
    if (p->depth == 0 && p->candidate)
        decide_container(p); /* the container of all this */
}

static void take_probed_token(struct probe *p, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_START:
        open_element(p, token);
        break;
    case TOKEN_EMPTY:
        open_element(p, token);
        if (p->beyond > 0)
            p->beyond--;
        else
            close_to(p, p->depth - 1);
        break;
    case TOKEN_END:
        close_probed_element(p, token->name);
        break;
    case TOKEN_TEXT:
    case TOKEN_CDATA:
        if (!token->blank && p->candidate && p->closed && p->depth > p->level)
            climb_to_parent(p);
        break;
    default:
        break;
    }
}

/* The bytes are at their end, perhaps in the middle of a tag. */
static void finish_probe(struct probe *p, const struct token *token)
{
    if (!p->candidate && token->kind == TOKEN_PARTIAL_START &&
        p->depth < LIMIT_DEPTH)
        look_at_token(p, token);
    if (p->candidate)
        decide_container(p);
}

enum probe_outcome split_probe(const struct pack *pack, struct text t, bool all,
                               struct element *out, uint8_t *dialect)
{
    struct probe p = {.pack = pack, .t = t};
    struct token token = {0};
    while (!p.decided) {
        token = token_next(t, token.end);
        if (token.kind == TOKEN_NONE || token_partial(&token))
            break;
        take_probed_token(&p, &token);
    }
    if (!p.decided && all)
        finish_probe(&p, &token);
    *out = p.best;
    out->held = p.held;
    *dialect = p.dialect;
    if (p.decided)
        return PROBE_FOUND;
    return all ? PROBE_NONE : PROBE_MORE;
}

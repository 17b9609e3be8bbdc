#include "input/json/json-cut.h"

#include "input/json/json-lex.h"

static void drop_read_bytes(struct json_cutter *c, struct window *w, size_t n)
{
    const struct text gone = {window_view(w).at, n};
    size_t from = n;

    while (from > 0 && gone.at[from - 1] != '\n')
        from--;
    if (from > 0 || c->column == 0)
        c->column = 1;
    c->column += (uint32_t)text_characters(text_slice(gone, from, n));
    window_drop(w, n);
}

static void keep_name(struct json_name *name, struct text t)
{
    name->length = t.length <= JSON_NAME_MAX ? t.length : 0;
    memcpy(name->at, t.at, name->length);
}

/* `node.member` is a key tag of a dialect. */
static bool is_record_key(struct json_cutter *c, const struct json_name *node)
{
    char path[2 * JSON_NAME_MAX + 1];
    const struct text t = {path, node->length + 1 + c->last.length};
    const bool parted = memchr(c->last.at, '_', c->last.length) != NULL;

    if (node->length == 0 || c->last.length == 0)
        return false;
    memcpy(path, node->at, node->length);
    path[node->length] = '.';
    memcpy(path + node->length + 1, c->last.at, c->last.length);
    for (uint32_t i = 0; i < pack_count(c->pack, SECTION_DIALECT); i++) {
        const struct pack_tag *tag =
            (parted ? pack_tag_find : pack_tag_find_loose)(c->pack, i, t);
        if (tag != NULL && (tag->flags & TAG_KEY)) {
            c->next_dialect = (uint8_t)i;
            return true;
        }
    }
    return false;
}

/* The message whose key has just been read: the second level from above. NULL
 * if this is none, or the message at hand. */
static struct json_level *message_here(struct json_cutter *c)
{
    struct json_level *message;

    if (c->depth < 2 || c->beyond > 0)
        return NULL;
    message = &c->levels[c->depth - 2];
    if (message->bracket != '{' || message[1].bracket != '{' || message->told ||
        (c->found && c->record == c->depth - 2))
        return NULL;
    return is_record_key(c, &message[1].name) ? message : NULL;
}

/* The tag of a page that a member named as the last string is in a dialect. */
static const struct pack_tag *page_tag(const struct json_cutter *c,
                                       uint32_t dialect)
{
    if (PACK_ROW(c->pack, SECTION_DIALECT, pack_dialect, dialect)->flags &
        (DIALECT_MARKED | DIALECT_PATHS | DIALECT_NODES | DIALECT_TABLE))
        return NULL;
    return pack_tag_find(c->pack, dialect,
                         (struct text){c->last.at, c->last.length});
}

static enum field_identity identity_of(const struct pack *pack,
                                       const struct pack_tag *tag)
{
    return tag->field != PACK_NO_FIELD
               ? (enum field_identity)pack_field(pack, tag->field)->identity
               : IDENTITY_NONE;
}

/* A member is read. Anybody has a name, the clerk of an envelope, too: by it an
 * object is a page only with other members of a page. True if it is one. */
static bool see_member(struct json_cutter *c, struct json_level *page)
{
    bool other = false;

    for (uint32_t i = 0; i < pack_count(c->pack, SECTION_DIALECT); i++) {
        const struct pack_tag *tag = page_tag(c, i);
        const bool key = tag != NULL && (tag->flags & TAG_KEY) != 0;

        other = other || (tag != NULL && !key &&
                          identity_of(c->pack, tag) == IDENTITY_NONE);
        if (!key)
            continue;
        page->dialect = (uint8_t)i;
        page->named = true;
        if (identity_of(c->pack, tag) != IDENTITY_NAME)
            return true;
    }
    page->members = (uint8_t)(page->members + (other && page->members < 2));
    return page->named && page->members == 2;
}

/* A page that has its key tag as a member, as in XML it would have it as an
 * element: the innermost level. NULL if this is none, or in a message. */
static struct json_level *page_here(struct json_cutter *c)
{
    struct json_level *page;

    if (c->depth == 0 || c->beyond > 0 || c->found || c->last.length == 0)
        return NULL;
    page = &c->levels[c->depth - 1];
    if (page->bracket != '{' || page->told || !see_member(c, page))
        return NULL;
    c->next_dialect = page->dialect;
    return page;
}

/* The levels below the one at hand are no longer of interest: what stands
 * around messages may be broken. */
static void rebase(struct json_cutter *c, uint32_t level)
{
    c->depth -= level;
    memmove(c->levels, c->levels + level, c->depth * sizeof(*c->levels));
}

static void open_level(struct json_cutter *c, uint64_t begin, char bracket)
{
    if (c->depth == LIMIT_DEPTH) {
        c->beyond++;
        return;
    }
    c->levels[c->depth++] = (struct json_level){
        .begin = begin, .name = c->name, .bracket = bracket};
    c->name.length = 0;
}

/* Closes the innermost level of that bracket, with all that is open in it;
 * true if the message is among them. */
static bool close_level(struct json_cutter *c, char bracket)
{
    uint32_t level = c->depth;

    if (c->beyond > 0) {
        c->beyond--;
        return false;
    }
    while (level > 0 && c->levels[level - 1].bracket != bracket)
        level--;
    if (level == 0)
        return false;
    c->depth = level - 1;
    if (c->depth == 0 && !c->found && !c->levels[0].told)
        c->skipped++;
    return c->found && c->record >= c->depth;
}

/* The bytes of the message at hand up to `end`. */
static size_t message_length(const struct json_cutter *c, uint64_t end)
{
    return (size_t)(end - c->levels[c->record].begin);
}

/* The beginning of the level has been dropped. */
static bool is_lost(const struct window *w, const struct json_level *level)
{
    return level->begin < w->position;
}

/* Gives up the outermost levels until what must be kept is at most `max`
 * bytes; drops what is before. */
static void let_go(struct json_cutter *c, struct window *w, size_t max)
{
    const uint64_t end = w->position + window_view(w).length;
    uint64_t keep = c->at;

    for (uint32_t i = 0; i < c->depth; i++) {
        const struct json_level *level = &c->levels[i];
        if (level->bracket == '{' && !is_lost(w, level) &&
            end - level->begin <= max) {
            keep = level->begin;
            break;
        }
    }
    if (end - keep > max)
        keep = end; /* one string without end */
    if (c->at < keep)
        c->at = keep;
    drop_read_bytes(c, w, (size_t)(keep - w->position));
}

/* A key was read in `message`: it is the message, or the one before it is
 * cut. True if something is to be handed out. */
static bool begin_message(struct json_cutter *c, struct window *w,
                          struct json_level *message, uint64_t end,
                          enum slice_trouble *trouble)
{
    const uint32_t level = (uint32_t)(message - c->levels);

    if (c->found) {
        *trouble = SLICE_CUT;
        c->given = message_length(c, message->begin);
        rebase(c, level);
        c->record = 0;
        return true;
    }
    c->dialect = c->next_dialect;
    if (is_lost(w, message)) {
        message->told = true;
        *trouble = SLICE_TOO_LONG;
        c->given = (size_t)(end - w->position);
        return true;
    }
    c->found = c->any = true;
    c->record = level;
    drop_read_bytes(c, w, (size_t)(message->begin - w->position));
    return false;
}

/* One token; true if something is to be handed out. */
static bool take_token(struct json_cutter *c, struct window *w,
                       const struct json_token *token,
                       enum slice_trouble *trouble)
{
    const struct text view = window_view(w);
    const uint64_t base = w->position, end = base + token->end;
    struct json_level *message;

    c->at = end;
    switch (token->kind) {
    case JSON_QUOTED:
        keep_name(&c->last, json_inside(view, token));
        c->declared64 = c->declared64 ||
                        (!c->any && text_contains_fold(json_inside(view, token),
                                                       TEXT("base64")));
        return false;
    case JSON_COMMA:
        c->name.length = 0;
        return false;
    case JSON_COLON:
        c->name = c->last;
        message = message_here(c);
        if (message == NULL)
            message = page_here(c);
        return message != NULL && begin_message(c, w, message, end, trouble);
    case JSON_OPEN:
        open_level(c, base + token->begin, view.at[token->begin]);
        return false;
    case JSON_CLOSE:
        if (!close_level(c, view.at[token->begin] == '}' ? '{' : '['))
            return false;
        *trouble = c->depth == c->record ? SLICE_WHOLE : SLICE_CUT;
        c->given = message_length(c, end);
        c->found = false;
        c->depth = 0;
        return true;
    default:
        return false;
    }
}

/* The message at hand has more than `max` bytes: its head is handed out, the
 * rest is passed. */
static enum slice_trouble too_long(struct json_cutter *c,
                                   const struct window *w, uint64_t end)
{
    c->given = (size_t)(end - w->position);
    c->levels[c->record].told = true;
    c->found = false;
    return SLICE_TOO_LONG;
}

/* More bytes, when the token at hand is not whole; false at the end. */
static bool read_more(struct json_cutter *c, struct window *w, size_t max)
{
    if (!c->found)
        let_go(c, w, max);
    return window_more(w, window_view(w).length + 1);
}

/* The end of the source: what is left of a message, or of what may have become
 * one behind others. */
static enum slice_trouble at_end(struct json_cutter *c, struct window *w)
{
    const struct json_level *rest = c->levels;
    const bool begun =
        c->any && c->depth > 0 && !is_lost(w, rest) && !rest->told;

    if (!c->found && !begun)
        return SLICE_NOTHING;
    if (!c->found)
        drop_read_bytes(c, w, (size_t)(rest->begin - w->position));
    c->given = window_view(w).length;
    c->found = false;
    c->depth = 0;
    return SLICE_CUT;
}

/* A value that begins like a message, where none has been found so far. */
static bool is_string_of_interest(struct json_cutter *c, struct text view,
                                  const struct json_token *token, uint64_t at)
{
    /* Of a message, and of one in base64. */
    static const char beginnings[] = "<{[&\\ \n\r\tPeWICD7";
    const size_t inside = token->begin + 1;

    if (c->any || view.at[token->begin] != '"' || inside == view.length ||
        at < c->answered ||
        (c->name.length == 0 &&
         (c->depth == 0 || c->levels[c->depth - 1].bracket != '[')))
        return false;
    c->at = at;
    c->answered = at + 1;
    c->encoded =
        pack_encoded(c->pack, (struct text){c->name.at, c->name.length});
    return c->encoded ||
           memchr(beginnings, view.at[inside], sizeof(beginnings) - 1) != NULL;
}

void json_take_string(struct json_cutter *c)
{
    for (uint32_t i = 0; i < c->depth; i++)
        c->levels[i].told = true;
}

static enum slice_trouble look_for(struct json_cutter *c, struct window *w,
                                   size_t max, bool gb18030)
{
    enum slice_trouble trouble = SLICE_WHOLE;

    for (;;) {
        const struct text view = window_view(w);
        const struct json_token token =
            json_next(view, (size_t)(c->at - w->position), gb18030);
        const bool part = token.kind == JSON_PARTIAL || token.kind == JSON_END;
        const uint64_t end = part ? w->position + view.length : c->at;
        if (c->found && end - c->levels[c->record].begin > max)
            return too_long(c, w, end);
        c->asked =
            c->asks && token.kind != JSON_END &&
            is_string_of_interest(c, view, &token, w->position + token.begin);
        if (c->asked)
            return SLICE_NOTHING;
        if (part ? !read_more(c, w, max) : take_token(c, w, &token, &trouble))
            return part ? at_end(c, w) : trouble;
    }
}

enum slice_trouble json_cut(struct json_cutter *c, struct window *w, size_t max,
                            bool gb18030, size_t *length)
{
    const enum slice_trouble trouble = look_for(c, w, max, gb18030);

    *length = c->given;
    return trouble;
}

void json_pass(struct json_cutter *c, struct window *w)
{
    const uint64_t end = w->position + c->given;

    if (c->at < end)
        c->at = end;
    drop_read_bytes(c, w, c->given);
    c->given = 0;
    c->dialect = c->next_dialect;
    c->skipped = 0;
}

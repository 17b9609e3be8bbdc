#include "common/put.h"
#include "dialects/learn.h"

/* The table that is being written. */
struct rows {
    const struct pack *pack;
    uint32_t dialect;    /* PACK_NONE: none */
    struct words tags;   /* written so far */
    struct buffer given; /* uint64_t: the rows of each field that known tags
                            have; bit 0 of one in no list */
    bool json;
    struct text within; /* what paths of JSON begin with: left out */
    struct buffer *out;
    struct learnt learnt;
};

/* A line of the table. */
struct line {
    struct text tag, field, use, map, name, shape;
    const char *note;
};

/* ---- cells --------------------------------------------------------------- */

static void put_quoted(struct buffer *out, struct text t)
{
    const bool quote = text_find(t, ',') < t.length ||
                       text_find(t, '"') < t.length ||
                       text_find(t, '\n') < t.length;

    if (quote)
        put(out, "\"");
    for (size_t i = 0; i < t.length; i++)
        put(out, t.at[i] == '"' ? "\"\"" : "",
            t.at[i] == '"' ? TEXT("") : text_slice(t, i, i + 1));
    if (quote)
        put(out, "\"");
}

static void put_line(struct rows *r, const struct line *line)
{
    const struct text cells[] = {line->tag,          line->field, line->use,
                                 line->map,          line->name,  line->shape,
                                 text_of(line->note)};

    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        put(r->out, i != 0 ? "," : "");
        put_quoted(r->out, cells[i]);
    }
    put(r->out, "\n");
}

/* ---- tags with a number -------------------------------------------------- */

struct numbered {
    struct text stem;
    uint32_t number; /* 0: the tag has none */
};

static struct numbered split_number(struct text tag)
{
    struct text stem = tag, digits;

    while (stem.length != 0 && is_digit(stem.at[stem.length - 1]))
        stem.length--;
    digits = text_behind(tag, stem.length);
    return (struct numbered){stem, digits.length > 2 || stem.length == 0
                                       ? 0
                                       : text_take_number(&digits, 2)};
}

/* A path of JSON through a list. */
static bool is_array(struct text tag)
{
    return text_contains(tag, TEXT("[]"));
}

/* True if the numbers behind the stem have two digits: C16x01. */
static bool is_padded(const struct rows *r, struct text tag)
{
    const struct text stem = split_number(tag).stem;
    struct buffer first = {0};
    bool padded = stem.length < tag.length && tag.at[stem.length] == '0';

    put(&first, stem, "01");
    if (r->dialect != PACK_NONE && !padded)
        padded =
            pack_tag_find(r->pack, r->dialect, buffer_view(&first)) != NULL;
    r->out->failed = r->out->failed || first.failed;
    buffer_free(&first);
    return padded;
}

/* JBDM# for JBDM3, diseinfo[#].diag_code for a path of JSON. */
static void put_family(const struct rows *r, struct text tag, bool numbered,
                       struct buffer *out)
{
    const size_t open = text_find(tag, '[');

    if (is_array(tag))
        put(out, text_head(tag, open), "[#]", text_behind(tag, open + 2));
    else if (numbered)
        put(out, split_number(tag).stem, is_padded(r, tag) ? "##" : "#");
    else
        put(out, tag, "#");
}

/* diagnoses[3].code, diagnoses[#+1].code, sex */
static void put_field(const struct rows *r, uint16_t id, bool family,
                      uint32_t row, struct buffer *out)
{
    const struct pack_field *field = pack_field(r->pack, id);
    const struct text name = pack_text(r->pack, field->name);
    const size_t list = text_find(name, '.');

    put(out, text_head(name, list));
    if (list == name.length)
        return;
    put(out, "[");
    if (family)
        put(out, row != 0 ? "#+1" : "#");
    else
        put(out, row);
    put(out, "]", text_behind(name, list));
}

/* ---- rows that have a tag ------------------------------------------------ */

static uint64_t *rows_given(const struct rows *r, uint16_t field)
{
    return &BUFFER_ROWS(&r->given, uint64_t)[field];
}

static uint64_t row_bit(uint32_t row)
{
    return row < 64 ? (uint64_t)1 << row : 0;
}

/* ---- what is known ------------------------------------------------------- */

static void put_flags(const struct pack *p, const struct pack_tag *tag,
                      struct buffer *out)
{
    static const struct {
        uint8_t flag;
        const char *word;
    } words[] = {{TAG_KEY, "key "},     {TAG_RECORD, "record "},
                 {TAG_MARK, "mark "},   {TAG_REQUIRED, "require "},
                 {TAG_SPARE, "spare "}, {TAG_KIND, "kind"},
                 {TAG_FIRST, "first"},  {TAG_SKIP, "skip"}};
    const struct text value = pack_text(p, tag->value);

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const bool valued =
            (words[i].flag & (TAG_KIND | TAG_FIRST | TAG_SKIP)) != 0;

        if ((tag->flags & words[i].flag) == 0)
            continue;
        put(out, words[i].word);
        if (valued)
            put(out, value.length != 0 ? "=" : "", value, " ");
    }
    if (tag->other != 0)
        put(out, "else=", (char)tag->other, " ");
}

static void put_separated(const char *word, uint8_t number, uint8_t separator,
                          struct buffer *out)
{
    if (number == 0)
        return;
    put(out, word, number);
    if (separator != 0 && separator != ' ')
        put(out, (char)separator);
    put(out, " ");
}

static void put_use(const struct pack *p, const struct pack_tag *tag,
                    struct buffer *out)
{
    static const char *const units[] = {
        [UNIT_NONE] = "", [UNIT_MONTHS] = "months ", [UNIT_DAYS] = "days "};

    put_flags(p, tag, out);
    put(out, units[tag->unit]);
    put_separated("part", tag->part, tag->separator, out);
    put_separated("join", tag->join, tag->separator, out);
    if (out->length == 0 && tag->field == PACK_NO_FIELD &&
        tag->child_field == PACK_NO_FIELD)
        put(out, "known");
}

/* The map's name in knowledge/dictionaries/maps; one that a hospital's file
 * has changed is not there. */
static struct text map_of(const struct pack *p, const struct pack_tag *tag)
{
    const struct text head = TEXT("maps/"), own = TEXT("hospital.");
    struct text id;

    if (tag->map == PACK_NONE)
        return TEXT("");
    id = pack_text(
        p, PACK_ROW(p, SECTION_DICTIONARY, pack_dictionary, tag->map)->id);
    if (text_starts(id, head))
        id = text_behind(id, head.length);
    return text_starts(id, own) ? TEXT("") : id;
}

/* True if the tag's number is a row of what JBDM# means. */
static bool is_of_family(const struct rows *r, struct text tag,
                         const struct pack_tag *t)
{
    const struct numbered n = split_number(tag);
    const struct pack_tag *stem =
        n.number != 0 ? pack_tag_find(r->pack, r->dialect, n.stem) : NULL;

    return stem != NULL && t->field != PACK_NO_FIELD &&
           stem->child_field == t->field &&
           t->row == n.number + stem->child_shift;
}

static void put_meaning(struct rows *r, struct line *line,
                        const struct pack_tag *t, uint16_t field, bool family,
                        uint32_t row)
{
    struct buffer field_text = {0}, use = {0};

    if (field != PACK_NO_FIELD) {
        put_field(r, field, family, row, &field_text);
        line->name = pack_text(r->pack, pack_field(r->pack, field)->label);
    }
    put_use(r->pack, t, &use);
    line->field = buffer_view(&field_text);
    line->use = text_trim(buffer_view(&use));
    line->map = map_of(r->pack, t);
    put_line(r, line);
    r->out->failed = r->out->failed || field_text.failed || use.failed;
    buffer_free(&field_text);
    buffer_free(&use);
}

/* A tag as it is written, unless it was. */
static bool is_new(struct rows *r, struct text tag)
{
    bool added = false;

    words_add(&r->tags, tag, &added);
    return added;
}

/* The next meaning of the same name; NULL behind the last. */
static const struct pack_tag *next_meaning(const struct rows *r,
                                           const struct pack_tag *t)
{
    return t->next != PACK_NONE
               ? PACK_ROW(r->pack, SECTION_TAG, pack_tag, t->next)
               : NULL;
}

/* The lines of JBDM#, by what its stem means. */
static void put_family_lines(struct rows *r, struct line *line, struct text tag,
                             const struct pack_tag *stem, bool numbered)
{
    struct buffer name = {0};

    put_family(r, tag, numbered, &name);
    line->tag = buffer_view(&name);
    if (is_new(r, line->tag))
        for (; stem != NULL; stem = next_meaning(r, stem))
            if (stem->child_field != PACK_NO_FIELD)
                put_meaning(r, line, stem, stem->child_field, true,
                            stem->child_shift);
    r->out->failed = r->out->failed || name.failed;
    buffer_free(&name);
}

static void put_known(struct rows *r, struct text tag, struct text shape,
                      const struct pack_tag *t)
{
    struct line line = {.tag = tag, .shape = shape, .note = ""};

    if (t->field != PACK_NO_FIELD)
        *rows_given(r, t->field) |= row_bit(t->row);
    r->learnt.keyed = r->learnt.keyed || (t->flags & TAG_KEY) != 0;
    if (is_of_family(r, tag, t)) {
        put_family_lines(
            r, &line, tag,
            pack_tag_find(r->pack, r->dialect, split_number(tag).stem), true);
        return;
    }
    if (t->child_field != PACK_NO_FIELD)
        put_family_lines(r, &line, tag, t, false);
    line.tag = tag;
    if (t->field == PACK_NO_FIELD && t->child_field != PACK_NO_FIELD)
        return;
    for (t = is_new(r, tag) ? t : NULL; t != NULL; t = next_meaning(r, t))
        put_meaning(r, &line, t, t->field, false, t->row);
}

/* ---- what is not --------------------------------------------------------- */

/* A tag that tells the new dialect from all others. */
static bool marks(const struct rows *r, struct text tag)
{
    for (uint32_t i = 0; i < pack_count(r->pack, SECTION_DIALECT); i++)
        if (pack_tag_find(r->pack, i, tag) != NULL)
            return false;
    return r->dialect != PACK_NONE && !r->json;
}

static bool is_key(const struct rows *r, uint16_t field)
{
    const struct pack_known *known = &r->pack->known;

    return r->dialect == PACK_NONE &&
           (field == known->record_no || field == known->admission_count ||
            field == pack_field_find(r->pack, TEXT("patient_name")));
}

static void put_guess(struct rows *r, struct line *line, uint16_t field,
                      uint32_t row)
{
    const struct numbered n = split_number(line->tag);
    const bool array = is_array(line->tag);
    const uint32_t number = array ? 1 : n.number;
    const bool family =
        row != 0 && number != 0 && row >= number && row - number <= 1;
    struct buffer tag = {0}, name = {0};

    if (family)
        put_family(r, line->tag, !array, &tag);
    else
        put(&tag, line->tag);
    put_field(r, field, family, family ? row - number : row, &name);
    line->tag = buffer_view(&tag);
    line->field = buffer_view(&name);
    line->name = pack_text(r->pack, pack_field(r->pack, field)->label);
    line->note = "猜的，请核对";
    r->learnt.keyed = r->learnt.keyed || is_key(r, field);
    if (is_new(r, line->tag))
        put_line(r, line);
    r->out->failed = r->out->failed || tag.failed || name.failed;
    buffer_free(&tag);
    buffer_free(&name);
}

static void put_unknown(struct rows *r, struct text tag, struct text shape)
{
    struct line line = {.tag = tag, .shape = shape};
    const bool mark = marks(r, tag);
    uint32_t row;
    const uint16_t field = pack_hint_field(r->pack, r->dialect, tag, &row);

    if (field != PACK_NO_FIELD && (*rows_given(r, field) & row_bit(row)) == 0 &&
        (shape.length == 0 ||
         pack_hint_fits(pack_field(r->pack, field), shape))) {
        line.use = is_key(r, field) ? TEXT("key")
                   : mark           ? TEXT("mark")
                                    : TEXT("");
        r->learnt.guessed++;
        put_guess(r, &line, field, row);
        return;
    }
    line.use = mark ? TEXT("known mark") : TEXT("known");
    line.note = "不认识，不读；是首页项目的填上 field";
    r->learnt.unknown++;
    put_line(r, &line);
}

/* ---- the table ----------------------------------------------------------- */

static void put_pages(const struct rows *r)
{
    const unsigned pages =
        r->dialect != PACK_NONE
            ? PACK_ROW(r->pack, SECTION_DIALECT, pack_dialect, r->dialect)
                  ->pages
            : PAGE_FRONT;

    if (pages != PAGE_FRONT)
        put(r->out, "@page,",
            (pages & PAGE_SETTLEMENT) != 0 ? "settlement-list"
                                           : "front-page tcm",
            ",,,,,\n");
}

static const struct pack_tag *known_tag(const struct rows *r, struct text name)
{
    return r->dialect != PACK_NONE ? pack_tag_find(r->pack, r->dialect, name)
                                   : NULL;
}

/* diseinfo[]:2.diag_code where diseinfo[].diag_code was seen: no tag that
 * stands in a message, but one of the dialect's. */
static void put_kinds(struct rows *r, const struct seen *seen)
{
    const struct pack_dialect *d =
        r->dialect != PACK_NONE
            ? PACK_ROW(r->pack, SECTION_DIALECT, pack_dialect, r->dialect)
            : NULL;
    struct buffer plain = {0};

    for (uint32_t i = 0; d != NULL && i < d->tags.count; i++) {
        const struct pack_tag *t =
            PACK_ROW(r->pack, SECTION_TAG, pack_tag, d->tags.first + i);
        const struct text name = pack_text(r->pack, t->name);
        const size_t colon = text_find(name, ':');
        const struct text kind = text_behind(name, colon);

        buffer_reset(&plain);
        put(&plain, text_head(name, colon),
            text_behind(kind, text_find(kind, '.')));
        if (colon < name.length &&
            words_find(&seen->names, buffer_view(&plain)) != PACK_NONE)
            put_known(r, name, TEXT(""), t);
    }
    buffer_free(&plain);
}

/* A message is the object with the node of its key, or an element of a list:
 * `data.` of data.setlinfo.medcasno, `data[].` of data[].bah. */
static struct text message_of(struct text key)
{
    size_t at = key.length, dots = 0;

    while (at > 0 && dots < 2) {
        at--;
        if (key.at[at] != '.')
            continue;
        dots++;
        if (text_ends(text_head(key, at), TEXT("[]")))
            break;
    }
    return text_head(key, at != 0 ? at + 1 : 0);
}

static void find_message(struct rows *r, const struct seen *seen)
{
    uint32_t row;

    for (uint32_t i = 0; r->dialect == PACK_NONE && i < seen_count(seen); i++) {
        const struct text name = seen_name(seen, i);

        if (!is_key(r, pack_hint_field(r->pack, PACK_NONE, name, &row)))
            continue;
        r->within = message_of(name);
        return;
    }
}

/* Known tags first: what they give is not guessed. */
static void put_all(struct rows *r, const struct seen *seen)
{
    for (uint32_t i = 0; i < seen_count(seen); i++) {
        const struct pack_tag *t = known_tag(r, seen_name(seen, i));

        if (t == NULL)
            continue;
        put_known(r, seen_name(seen, i), seen_shape(seen, i), t);
        r->learnt.known++;
    }
    put_kinds(r, seen);
    find_message(r, seen);
    for (uint32_t i = 0; i < seen_count(seen); i++)
        if (known_tag(r, seen_name(seen, i)) == NULL &&
            text_starts(seen_name(seen, i), r->within))
            put_unknown(r, text_behind(seen_name(seen, i), r->within.length),
                        seen_shape(seen, i));
}

struct learnt learn_rows(const struct pack *pack, uint32_t dialect,
                         const struct seen *seen, struct buffer *out)
{
    const size_t fields = pack_count(pack, SECTION_FIELD) * sizeof(uint64_t);
    struct rows r = {.pack = pack,
                     .dialect = dialect,
                     .json = seen->json,
                     .within = {"", 0},
                     .out = out,
                     .tags.fold = true};
    char *given = buffer_reserve(&r.given, fields);

    if (given != NULL) {
        memset(given, 0, fields);
        r.given.length = fields;
        put(out, "tag,field,use,map,name,shape,note\n");
        put_pages(&r);
        put_all(&r, seen);
    }
    out->failed = out->failed || r.given.failed || r.tags.failed;
    buffer_free(&r.given);
    words_free(&r.tags);
    return r.learnt;
}

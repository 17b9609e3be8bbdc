/* dialects learn, of a table: the beginning of `<columns>` in a hospital's
 * file. */
#include "common/put.h"
#include "dialects/learn.h"
#include "input/table/heading.h"

struct columns {
    const struct pack *pack;
    uint32_t dialect;
    struct buffer *out;
    struct learnt learnt;
};

static void put_escaped(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        switch (t.at[i]) {
        case '<':
            put(out, "&lt;");
            break;
        case '&':
            put(out, "&amp;");
            break;
        case '"':
            put(out, "&quot;");
            break;
        case '-': /* two end a comment */
            put(out, "&#45;");
            break;
        default:
            buffer_char(out, t.at[i]);
        }
}

/* diagnoses[2].code */
static void put_place(const struct columns *c, uint16_t field, uint32_t row)
{
    const struct text name = pack_field_name(c->pack, field);
    const size_t list = text_find(name, '.');

    put(c->out, text_head(name, list));
    if (list < name.length)
        put(c->out, "[", row, "]", text_behind(name, list));
}

/* A column that nobody knows: what it may be, or a question. */
static void put_unknown_column(struct columns *c, struct text name,
                               struct text shape)
{
    uint32_t row = 0;
    const uint16_t field = pack_hint_field(c->pack, c->dialect, name, &row);
    const bool guessed = field != PACK_NO_FIELD &&
                         (shape.length == 0 ||
                          pack_hint_fits(pack_field(c->pack, field), shape));

    put(c->out, guessed ? "  " : "  <!-- ", "<column name=\"");
    put_escaped(c->out, name);
    put(c->out, "\" field=\"");
    if (guessed)
        put_place(c, field, row);
    put(c->out, "\"/>", guessed ? "  <!-- " : "  ");
    if (guessed)
        put(c->out, "猜的：",
            pack_text(c->pack, pack_field(c->pack, field)->label), "，请核对");
    else
        put(c->out, "不认识：是首页项目的填上 field，去掉注释");
    put(c->out, shape.length != 0 ? "；样子 " : "");
    put_escaped(c->out, shape);
    put(c->out, " -->\n");
    c->learnt.guessed += guessed;
    c->learnt.unknown += !guessed;
}

static void put_known_columns(struct columns *c, const struct seen *seen)
{
    put(c->out, "  <!-- 认得，不用写：");
    for (uint32_t i = 0; i < seen_count(seen); i++) {
        const struct pack_tag *tag =
            heading_find(c->pack, c->dialect, seen_name(seen, i)).tag;

        if (tag == NULL)
            continue;
        put(c->out, c->learnt.known++ != 0 ? "、" : "");
        put_escaped(c->out, seen_name(seen, i));
        c->learnt.keyed = c->learnt.keyed || (tag->flags & TAG_KEY) != 0;
    }
    put(c->out, c->learnt.known != 0 ? "" : "没有", " -->\n");
}

struct learnt learn_columns(const struct pack *pack, uint32_t dialect,
                            const struct seen *seen, struct buffer *out)
{
    struct columns c = {.pack = pack, .dialect = dialect, .out = out};
    const struct pack_dialect *d =
        PACK_ROW(pack, SECTION_DIALECT, pack_dialect, dialect);

    put(out, "<columns");
    if (!(d->flags & DIALECT_TABLE))
        put(out, " dialect=\"", pack_text(pack, d->name), "\"");
    put(out, ">\n");
    put_known_columns(&c, seen);
    for (uint32_t i = 0; i < seen_count(seen); i++)
        if (heading_find(pack, dialect, seen_name(seen, i)).tag == NULL)
            put_unknown_column(&c, seen_name(seen, i), seen_shape(seen, i));
    put(out, "</columns>\n");
    return c.learnt;
}

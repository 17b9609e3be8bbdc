/* JSON: one message a record, a line each. */
#include "report/json.h"
#include "common/put.h"
#include "convert/write.h"

static void put_member(struct writer *w, uint32_t i)
{
    json_name(w->out, plan_member(w->plan->outlets[i].name));
    if (w->word.number)
        put(w->out, buffer_view(&w->word.text));
    else
        json_text(w->out, buffer_view(&w->word.text));
}

/* A member that says nothing, for what must stand there. */
static void put_empty(struct writer *w, uint32_t i)
{
    buffer_reset(&w->word.text);
    w->word.number = false;
    put_member(w, i);
}

static void put_told(struct writer *w, const struct pack_tag *tag,
                     struct text value)
{
    json_name(w->out, plan_member(pack_text(w->plan->pack, tag->name)));
    json_text(w->out, value);
}

static bool is_named(const struct plan *p, uint32_t i,
                     const struct pack_tag *tag)
{
    return tag != NULL &&
           text_equal(p->outlets[i].name, pack_text(p->pack, tag->name));
}

/* The member that says which row is the first: put_first writes it. */
static bool is_first_flag(const struct plan *p, uint32_t g, uint32_t i)
{
    return is_named(p, i, p->groups[g].first);
}

/* That, and the one that says what kind of row it is: put_row_object does. */
static bool is_told(const struct plan *p, uint32_t g, uint32_t i)
{
    return is_first_flag(p, g, i) || is_named(p, i, p->groups[g].teller);
}

/* The values of a group but what is told of its rows. True if one was
 * written. */
static bool put_members(struct writer *w, const struct record *r, uint32_t g,
                        uint32_t row, unsigned *flags)
{
    const struct plan *p = w->plan;
    bool any = false;
    uint32_t end;

    for (uint32_t i = 0; i < p->count; i = end) {
        end = plan_name_end(p, i);
        if (p->outlets[i].group != g || is_told(p, g, i))
            continue;
        value_word(p, i, end, r, row, w->losses, &w->word);
        if (!w->word.given)
            continue;
        put_member(w, i);
        *flags |= p->outlets[i].tag->flags;
        any = true;
    }
    return any;
}

/* ---- rows ---------------------------------------------------------------- */

/* Which row is the principal one: the order says it. What the record says of
 * the others is written unless it contradicts. */
static void put_first(struct writer *w, const struct record *r, uint32_t g,
                      uint32_t row)
{
    const struct plan *p = w->plan;
    const struct pack_tag *tag = p->groups[g].first;
    const struct text mark = pack_text(p->pack, tag->value);
    const char other = (char)tag->other;
    struct text value = row == 1 ? mark : (struct text){&other, other != 0};
    uint32_t i = 0;

    while (i < p->count &&
           (p->outlets[i].group != g || !is_first_flag(p, g, i)))
        i++;
    w->word.given = false;
    if (i < p->count)
        value_word(p, i, i + 1, r, row, w->losses, &w->word);
    if (w->word.given && w->word.text.length != 0) {
        const struct text said = buffer_view(&w->word.text);
        if (text_equal(said, mark) != (row == 1))
            losses_add(w->losses, LOSS_ORDER, p->outlets[i].field);
        else
            value = said;
    }
    if (value.length != 0)
        put_told(w, tag, value);
}

static void put_row_object(struct writer *w, const struct record *r, uint32_t g,
                           uint32_t row)
{
    const struct plan *p = w->plan;
    const struct plan_group *group = &p->groups[g];
    struct text kind = group->kind;
    unsigned flags = 0;
    uint32_t i = 0;

    put(w->out, w->out->data[w->out->length - 1] != '[' ? ",{" : "{");
    if (group->teller != NULL && kind.length == 0)
        kind = pack_text(p->pack, group->teller->value);
    if (group->teller != NULL && kind.length != 0)
        put_told(w, group->teller, kind);
    if (!put_members(w, r, g, row, &flags)) { /* it keeps its place */
        while (i < p->count && (p->outlets[i].group != g || is_told(p, g, i)))
            i++;
        if (i < p->count)
            put_empty(w, i);
    }
    if (group->first != NULL)
        put_first(w, r, g, row);
    put(w->out, "}");
}

/* The rows of all groups of an object, of which g is the first. Of a list that
 * has groups of several kinds each kind writes a row, the last one all further
 * ones. */
static void put_array(struct writer *w, const struct record *r, uint32_t g)
{
    const struct plan *p = w->plan;
    const struct text object = p->groups[g].object;

    json_name(w->out, object);
    put(w->out, "[");
    for (; g < p->group_count; g++) {
        const enum record_list list = (enum record_list)p->groups[g].list;
        uint32_t n = 0, kinds = 0;

        if (!text_equal(p->groups[g].object, object))
            continue;
        for (uint32_t i = 0; i < p->group_count; i++)
            if (p->groups[i].list == list) {
                kinds++;
                n += i <= g;
            }
        for (uint32_t row = n; row <= value_rows(r, list); row++)
            if (row == n || n == kinds)
                put_row_object(w, r, g, row);
    }
    put(w->out, "]");
}

/* ---- messages ------------------------------------------------------------ */

static void put_object(struct writer *w, const struct record *r, uint32_t g)
{
    const struct plan *p = w->plan;
    unsigned flags = 0;

    json_name(w->out, p->groups[g].object);
    put(w->out, "{");
    put_members(w, r, g, 0, &flags);
    for (uint32_t i = 0; i < p->count && !(flags & TAG_KEY); i++)
        if (p->outlets[i].group == g && (p->outlets[i].tag->flags & TAG_KEY)) {
            put_empty(w, i);
            break;
        }
    put(w->out, "}");
}

void write_json(struct writer *w, const struct record *r)
{
    const struct plan *p = w->plan;

    put(w->out, "{");
    for (uint32_t g = 0; g < p->group_count; g++) {
        uint32_t first = 0; /* of its object */

        while (!text_equal(p->groups[first].object, p->groups[g].object))
            first++;
        if (p->groups[g].list == LIST_NONE)
            put_object(w, r, g);
        else if (first == g)
            put_array(w, r, g);
    }
    put(w->out, "}\n");
}

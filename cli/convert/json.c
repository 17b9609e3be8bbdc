/* JSON: one message a record, a line each. */
#include "report/json.h"
#include "convert/write.h"

/* The rows of a list that a group of kind `n` of `kinds` writes: of several
 * kinds each has a row, the last one all further ones. */
static bool is_of_kind(uint32_t row, uint32_t n, uint32_t kinds)
{
    return row == n || (n == kinds && row > n);
}

static void put_member(struct writer *w, uint32_t i)
{
    json_name(w->out, plan_member(w->plan->outlets[i].name));
    if (w->word.number)
        buffer_text(w->out, buffer_view(&w->word.text));
    else
        json_text(w->out, buffer_view(&w->word.text));
}

/* The member that says which row is the first: put_first writes it. */
static bool is_first_flag(const struct plan *p, uint32_t g, uint32_t i)
{
    const struct pack_tag *first = p->groups[g].first;

    return first != NULL &&
           text_equal(p->outlets[i].name, pack_text(p->pack, first->name));
}

/* The values of a group; the member that says which row is the first is left
 * to put_first. True if one was written. */
static bool put_values(struct writer *w, const struct record *r, uint32_t g,
                       uint32_t row, unsigned *flags)
{
    const struct plan *p = w->plan;
    bool any = false;
    uint32_t end;

    for (uint32_t i = 0; i < p->count; i = end) {
        end = plan_name_end(p, i);
        if (p->outlets[i].group != g || is_first_flag(p, g, i))
            continue;
        value_of(p, i, end, r, row, w->losses, &w->word);
        if (!w->word.given)
            continue;
        put_member(w, i);
        *flags |= p->outlets[i].tag->flags;
        any = true;
    }
    return any;
}

/* ---- rows ---------------------------------------------------------------- */

static uint32_t outlet_of(const struct plan *p, uint32_t g,
                          const struct pack_tag *tag)
{
    uint32_t i = 0;

    while (i < p->count &&
           !(p->outlets[i].group == g &&
             text_equal(p->outlets[i].name, pack_text(p->pack, tag->name))))
        i++;
    return i;
}

/* Which row is the principal one: the order says it. What the record says of
 * the others is written unless it contradicts. */
static void put_first(struct writer *w, const struct record *r, uint32_t g,
                      uint32_t row)
{
    const struct plan *p = w->plan;
    const struct pack_tag *tag = p->groups[g].first;
    const uint32_t i = outlet_of(p, g, tag);
    const struct text mark = pack_text(p->pack, tag->value);
    const char other = (char)tag->other;
    struct text value = row == 1 ? mark : (struct text){&other, other != 0};

    w->word.given = false;
    if (i < p->count)
        value_of(p, i, i + 1, r, row, w->losses, &w->word);
    if (w->word.given && w->word.text.length != 0) {
        const struct text said = buffer_view(&w->word.text);
        if (text_equal(said, mark) != (row == 1))
            losses_add(w->losses, LOSS_ORDER, p->outlets[i].field);
        else
            value = said;
    }
    if (value.length == 0)
        return;
    json_name(w->out, plan_member(pack_text(p->pack, tag->name)));
    json_text(w->out, value);
}

/* A row keeps its place though nothing of it can be written. */
static void keep_place(struct writer *w, uint32_t g)
{
    const struct plan *p = w->plan;
    uint32_t i = 0;

    while (i < p->count && (p->outlets[i].group != g || is_first_flag(p, g, i)))
        i++;
    buffer_reset(&w->word.text);
    w->word.number = false;
    if (i < p->count)
        put_member(w, i);
}

static void put_row(struct writer *w, const struct record *r, uint32_t g,
                    uint32_t row)
{
    const struct plan_group *group = &w->plan->groups[g];
    struct text kind = group->kind;
    unsigned flags = 0;

    if (w->out->data[w->out->length - 1] != '[')
        buffer_char(w->out, ',');
    buffer_char(w->out, '{');
    if (group->teller != NULL && kind.length == 0)
        kind = pack_text(w->plan->pack, group->teller->value);
    if (group->teller != NULL && kind.length != 0) {
        json_name(w->out,
                  plan_member(pack_text(w->plan->pack, group->teller->name)));
        json_text(w->out, kind);
    }
    if (!put_values(w, r, g, row, &flags))
        keep_place(w, g);
    if (group->first != NULL)
        put_first(w, r, g, row);
    buffer_char(w->out, '}');
}

static void put_group_rows(struct writer *w, const struct record *r, uint32_t g)
{
    const struct plan *p = w->plan;
    const uint8_t list = p->groups[g].list;
    uint32_t n = 0, kinds = 0;

    for (uint32_t i = 0; i < p->group_count; i++)
        if (p->groups[i].list == list) {
            kinds++;
            n += i <= g;
        }
    for (uint32_t row = 1; row <= value_rows(r, (enum record_list)list); row++)
        if (is_of_kind(row, n, kinds))
            put_row(w, r, g, row);
}

static void put_array(struct writer *w, const struct record *r, uint32_t g)
{
    const struct plan *p = w->plan;
    const struct text object = p->groups[g].object;

    json_name(w->out, object);
    buffer_char(w->out, '[');
    for (; g < p->group_count; g++)
        if (text_equal(p->groups[g].object, object))
            put_group_rows(w, r, g);
    buffer_char(w->out, ']');
}

/* ---- messages ------------------------------------------------------------ */

static void put_object(struct writer *w, const struct record *r, uint32_t g)
{
    const struct plan *p = w->plan;
    unsigned flags = 0;
    bool keyed = false;

    json_name(w->out, p->groups[g].object);
    buffer_char(w->out, '{');
    put_values(w, r, g, 0, &flags);
    buffer_reset(&w->word.text);
    w->word.number = false;
    for (uint32_t i = 0; i < p->count && !keyed && !(flags & TAG_KEY); i++)
        if (p->outlets[i].group == g && (p->outlets[i].tag->flags & TAG_KEY)) {
            put_member(w, i);
            keyed = true;
        }
    buffer_char(w->out, '}');
}

static bool is_first_of_object(const struct plan *p, uint32_t g)
{
    for (uint32_t i = 0; i < g; i++)
        if (text_equal(p->groups[i].object, p->groups[g].object))
            return false;
    return true;
}

void write_json(struct writer *w, const struct record *r)
{
    const struct plan *p = w->plan;

    buffer_char(w->out, '{');
    for (uint32_t g = 0; g < p->group_count; g++) {
        if (p->groups[g].list == LIST_NONE)
            put_object(w, r, g);
        else if (is_first_of_object(p, g))
            put_array(w, r, g);
    }
    buffer_string(w->out, "}\n");
}

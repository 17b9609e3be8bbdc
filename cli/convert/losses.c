#include "convert/losses.h"

#include <stdlib.h>

#include "common/put.h"
#include "pack/own-checks.h"

static const char *const words[LOSSES] = {
    "目标格式没有这一项，或容不下这么多行，没有转",
    "目标格式的代码表里没有对应的代码，没有转",
    "与先后次序不一致，按次序写",
    "读不成这一项的值，按原文转",
};

static const char *const unseen_words[UNSEEN] = {
    "条记录有不认识的标签，标签里的内容没有转",
    "条记录有重复的标签，只转了先出现的",
    "条记录的行数超过限度，多出的没有转",
    "条记录的格式有错或没有读全，只转了读到的部分",
    "份共享文档不是病案首页，没有转",
};

static const struct {
    enum note rule;
    enum unseen unseen;
} unseen_rules[] = {
    {NOTE_UNKNOWN, UNSEEN_TAGS},      {NOTE_REPEATED, UNSEEN_REPEATED},
    {NOTE_ROWS, UNSEEN_ROWS},         {NOTE_BROKEN, UNSEEN_BROKEN},
    {NOTE_TOO_LONG, UNSEEN_BROKEN},   {NOTE_CUT, UNSEEN_BROKEN},
    {NOTE_UNREADABLE, UNSEEN_BROKEN}, {NOTE_BOMB, UNSEEN_BROKEN},
    {NOTE_OTHER_PAGE, UNSEEN_PAGES},
};

bool losses_open(struct losses *l, const struct pack *pack)
{
    bool good = true;

    *l = (struct losses){.pack = pack};
    for (unsigned i = 0; i < LOSSES; i++) {
        l->counts[i] =
            calloc(pack_count(pack, SECTION_FIELD) + 1u, sizeof(*l->counts[i]));
        good = good && l->counts[i] != NULL;
    }
    if (!good)
        losses_close(l);
    return good;
}

/* ---- counting ------------------------------------------------------------ */

static void count_cell(struct losses *l, const struct plan *p, uint32_t field,
                       uint32_t row, const struct cell *cell)
{
    if (cell->state < CELL_BAD || (cell->flags & CELL_DERIVED))
        return;
    if (!plan_carries(p, field, row))
        losses_add(l, LOSS_NO_TAG, field);
    else if (cell->state == CELL_BAD)
        losses_add(l, LOSS_UNREAD, field);
}

/* An hour of its own that the time carries already. */
static bool is_in_time(const struct plan *p, const struct record *r,
                       uint32_t field)
{
    for (uint32_t i = 0; i < r->timed_count; i++) {
        const uint16_t time = r->timed[i];
        if (pack_field(r->pack, time)->hour == field)
            return plan_carries(p, time, 0) &&
                   r->scalars[time].state == CELL_GIVEN &&
                   r->scalars[field].state == CELL_GIVEN &&
                   r->scalars[time].precision >= CALENDAR_HOUR;
    }
    return false;
}

static void count_list(struct losses *l, const struct plan *p,
                       const struct record *r, enum record_list list)
{
    const struct record_rows *rows = &r->lists[list];

    for (uint32_t row = 1; row <= rows->count; row++)
        for (uint32_t c = 0; c < rows->columns; c++)
            count_cell(l, p, r->by_list[r->first_of[list] + c], row,
                       record_item(r, list, row, c));
}

/* False if the document is no page. */
static bool count_unseen(struct losses *l, const struct result *r)
{
    const size_t rules = COUNT_OF(unseen_rules);
    bool seen[UNSEEN] = {false};

    for (uint32_t i = 0; i < r->finding_count; i++) {
        const enum note note = own_check_find(r->findings[i].rule);
        for (size_t k = 0; k < rules; k++)
            if (note == unseen_rules[k].rule)
                seen[unseen_rules[k].unseen] = true;
    }
    for (unsigned u = 0; u < UNSEEN; u++)
        l->unseen[u] += seen[u];
    return !seen[UNSEEN_PAGES];
}

bool losses_count(struct losses *l, const struct plan *p,
                  const struct result *r)
{
    const struct record *record = &r->record;

    if (!count_unseen(l, r))
        return false;
    for (uint32_t i = 0; i < record->filled_count; i++) {
        const uint16_t field = record->filled[i];
        if (plan_carries(p, field, 0) || !is_in_time(p, record, field))
            count_cell(l, p, field, 0, &record->scalars[field]);
    }
    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++)
        count_list(l, p, record, (enum record_list)list);
    return true;
}

/* ---- saying -------------------------------------------------------------- */

bool losses_put(const struct losses *l, struct buffer *out)
{
    const size_t before = out->length;

    for (unsigned u = 0; u < UNSEEN; u++)
        if (l->unseen[u] != 0)
            put(out, l->unseen[u], " ", unseen_words[u], "\n");
    for (uint32_t i = 0; i < pack_count(l->pack, SECTION_FIELD); i++) {
        const struct pack_field *f = pack_field(l->pack, i);

        for (unsigned loss = 0; loss < LOSSES; loss++)
            if (l->counts[loss][i] != 0)
                put(out, pack_text(l->pack, f->label), "（",
                    pack_text(l->pack, f->name), "）：", l->counts[loss][i],
                    " 处，", words[loss], "\n");
    }
    return out->length != before;
}

void losses_close(struct losses *l)
{
    for (unsigned i = 0; i < LOSSES; i++)
        free(l->counts[i]);
    *l = (struct losses){0};
}

#include "input/fields/unknown.h"

#include "base/personal.h"
#include "record/identity.h"
#include "result/notes.h"

#define SHOWN 5 /* tags named in a message */

void unknown_begin(struct unknown_tags *u)
{
    if (u->count != 0)
        memset(u->slots, 0, sizeof(u->slots));
    u->count = u->beyond = 0;
}

/* ---- a leaf -------------------------------------------------------------- */

/* The slot of the name, or the free one where it belongs. */
static uint16_t *slot_of(struct unknown_tags *u, struct text name)
{
    uint32_t i = text_hash(name, 0);

    for (;; i++) {
        uint16_t *slot = &u->slots[i & (UNKNOWN_SLOTS - 1)];

        if (*slot == 0 || text_equal(u->tags[*slot - 1].name, name))
            return slot;
    }
}

void unknown_add(struct unknown_tags *u, struct arena *arena, struct text name,
                 struct text value)
{
    char shape[PERSONAL_SHAPE];
    uint16_t *slot;

    if (value.length == 0)
        return;
    slot = slot_of(u, name);
    if (*slot != 0)
        return;
    if (u->count == LIMIT_UNKNOWN) {
        u->beyond++;
        return;
    }
    u->tags[u->count++] = (struct unknown_tag){
        .name = name,
        .shape = arena_copy(arena,
                            (struct text){shape, personal_shape(value, shape)}),
        .field = PACK_NO_FIELD};
    *slot = (uint16_t)u->count;
}

/* ---- guesses ------------------------------------------------------------- */

static bool stands_there(const struct record *r, uint16_t field, uint32_t row)
{
    const struct cell *cell = record_cell(r, field, row);

    return cell != NULL && cell->state >= CELL_MARKER &&
           (cell->flags & CELL_DERIVED) == 0;
}

/* pack_hint_field, which exports ask of the same names page after page. */
static uint16_t hinted(struct unknown_tags *u, const struct pack *pack,
                       uint32_t dialect, struct text name, uint32_t *row)
{
    struct kept_guess *kept =
        &u->guesses[text_hash(name, 0) & (GUESSES_KEPT - 1)];

    if (name.length == 0 || name.length > GUESS_NAME)
        return pack_hint_field(pack, dialect, name, row);
    if (kept->dialect != dialect ||
        !text_equal((struct text){kept->name, kept->length}, name)) {
        kept->field = pack_hint_field(pack, dialect, name, &kept->row);
        kept->dialect = dialect;
        kept->length = (uint32_t)name.length;
        memcpy(kept->name, name.at, name.length);
    }
    *row = kept->row;
    return kept->field;
}

static void guess(struct unknown_tags *u, struct unknown_tag *tag,
                  const struct result *r, uint32_t dialect)
{
    uint32_t row;
    const uint16_t field = hinted(u, r->pack, dialect, tag->name, &row);

    if (field == PACK_NO_FIELD ||
        !pack_hint_fits(pack_field(r->pack, field), tag->shape) ||
        stands_there(&r->record, field, row))
        return;
    tag->field = field;
    tag->row = row;
}

/* ---- the end ------------------------------------------------------------- */

/* Cells in which the record itself has something. */
static uint32_t cells_given(const struct record *r)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->filled_count; i++)
        count += stands_there(r, r->filled[i], 0);
    for (uint32_t i = 0; i < r->listed_count; i++)
        count += r->listed[i]->state >= CELL_MARKER;
    return count;
}

/* AAA、RYRQ（可能是入院时间） 等 */
static const char *names_of(struct result *r, uint32_t all)
{
    const char *list = "";

    for (uint32_t i = 0; i < r->unknown_count && i < SHOWN; i++) {
        const struct unknown_tag *tag = &r->unknown[i];
        const struct text label =
            tag->field != PACK_NO_FIELD
                ? pack_text(r->pack, pack_field(r->pack, tag->field)->label)
                : TEXT("");

        list = note_format(r, "%s%s%.*s", list, i != 0 ? "、" : "",
                           SPELL(tag->name));
        if (r->unread && label.length != 0)
            list = note_format(r, "%s（可能是%.*s）", list, SPELL(label));
    }
    return note_format(r, "%s%s", list, all > SHOWN ? " 等" : "");
}

static void note_unknown(struct result *r, uint32_t all, uint32_t given)
{
    const char *count = note_format(r, "%u", all);
    const char *names = names_of(r, all);

    if (r->unread)
        note_add(r, NOTE_UNREAD,
                 WORDS(count, note_format(r, "%u", given), names));
    else
        note_add(r, NOTE_UNKNOWN, WORDS(count, names));
}

void unknown_end(struct unknown_tags *u, struct result *r, uint32_t dialect)
{
    const size_t bytes = u->count * sizeof(*u->tags);
    struct unknown_tag *tags;
    uint32_t given;

    if (u->count == 0)
        return;
    for (uint32_t i = 0; i < u->count; i++) {
        guess(u, &u->tags[i], r, dialect);
        u->tags[i].name = identity_word(&r->record, u->tags[i].name);
    }
    tags = arena_alloc(&r->record.arena, bytes);
    if (tags == NULL)
        return;
    memcpy(tags, u->tags, bytes);
    r->unknown = tags;
    r->unknown_count = u->count;
    given = cells_given(&r->record);
    r->unread = u->count + u->beyond > given;
    note_unknown(r, u->count + u->beyond, given);
}

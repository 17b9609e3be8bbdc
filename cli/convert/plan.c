#include "convert/plan.h"

#include <stdlib.h>
#include <string.h>

#define ROWS (LIMIT_ROWS + 1)
#define NO_OUTLET UINT32_MAX

static const struct pack_dialect *dialect_of(const struct plan *p)
{
    return PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect, p->dialect);
}

static const struct pack_tag *dialect_tag(const struct plan *p, uint32_t row)
{
    return PACK_ROW(p->pack, SECTION_TAG, pack_tag, row);
}

static uint32_t *best_of(const struct plan *p, uint32_t field, uint32_t row)
{
    return &p->best[(size_t)field * ROWS + row];
}

/* ---- collecting ---------------------------------------------------------- */

/* Lower is better; joined values go whole into the first tag. */
static unsigned tag_rank(const struct pack_tag *tag)
{
    return tag->join > 1 ? 3 : tag->join == 1 ? 2 : tag->flags & TAG_SPARE;
}

/* The first row for which the outlet counts: with a shift all behind it. */
static uint32_t first_row(const struct outlet *o)
{
    return o->shift != 0 ? o->shift + 1u : o->row;
}

static void prefer(struct plan *p, uint32_t i)
{
    const struct outlet *o = &p->outlets[i];
    const uint32_t last = o->shift != 0 ? LIMIT_ROWS : o->row;

    for (uint32_t row = first_row(o); row <= last; row++) {
        uint32_t *best = best_of(p, o->field, row);
        if (*best == NO_OUTLET ||
            tag_rank(o->tag) < tag_rank(p->outlets[*best].tag))
            *best = i;
    }
}

static void collect(struct plan *p, const struct pack_tag *tag,
                    const struct pack_tag *head, bool every_row)
{
    const uint16_t field = every_row ? tag->child_field : tag->field;
    struct outlet *o = &p->outlets[p->count];

    if (field == PACK_NO_FIELD || p->count == p->room || tag->join > 1 ||
        (!every_row && tag->row > LIMIT_ROWS))
        return;
    *o = (struct outlet){
        .tag = tag,
        .name = pack_text(p->pack, head->name),
        .field = field,
        .list = pack_field(p->pack, field)->list,
        .row = every_row ? 0 : tag->row,
        .shift = every_row && p->form == PLAN_TREE ? tag->child_shift : 0,
    };
    o->more = p->count > 0 && tag->path == PACK_NONE && tag->part != 0 &&
              p->outlets[p->count - 1].tag->part != 0 &&
              text_equal(o->name, p->outlets[p->count - 1].name);
    prefer(p, p->count++);
}

/* A name with all its meanings. JSON: numbered members stand for rows that
 * the member without a number writes as well. */
static void collect_name(struct plan *p, const struct pack_tag *head)
{
    const struct text name = pack_text(p->pack, head->name);
    const char *open = p->form == PLAN_JSON && name.length != 0
                           ? memchr(name.at, '[', name.length)
                           : NULL;
    const bool every_row = open != NULL && open[1] == ']';

    if (pack_tag_find(p->pack, p->dialect, name) != head ||
        (open != NULL && !every_row))
        return;
    for (const struct pack_tag *t = head;; t = dialect_tag(p, t->next)) {
        collect(p, t, head, every_row);
        if (t->next == PACK_NONE)
            return;
    }
}

static void collect_all(struct plan *p)
{
    const struct pack_range tags = dialect_of(p)->tags;

    for (uint32_t i = 0; i < tags.count; i++) {
        const struct pack_tag *tag = dialect_tag(p, tags.first + i);
        if (p->form != PLAN_NESTED && p->form != PLAN_TREE)
            collect_name(p, tag);
        else if (tag->path != PACK_NONE &&
                 (p->form == PLAN_NESTED || skeleton_can(&p->skeleton, tag)))
            collect(p, tag, tag, tag->child_field != PACK_NO_FIELD);
    }
}

/* ---- choosing ------------------------------------------------------------ */

static bool is_chosen(const struct plan *p, uint32_t i)
{
    const struct outlet *o = &p->outlets[i];

    const uint32_t row = first_row(o);

    return row <= LIMIT_ROWS && *best_of(p, o->field, row) == i &&
           (row == 0 || *best_of(p, o->field, 0) == NO_OUTLET);
}

uint32_t plan_name_end(const struct plan *p, uint32_t i)
{
    for (i++; i < p->count && p->outlets[i].more; i++)
        ;
    return i;
}

/* Keeps the names of which one meaning at least is the one of its field. */
static void keep_chosen(struct plan *p)
{
    uint32_t kept = 0, end;

    for (uint32_t i = 0; i < p->count; i = end) {
        bool any = false;
        end = plan_name_end(p, i);
        for (uint32_t k = i; k < end; k++)
            any = any || is_chosen(p, k);
        for (uint32_t k = i; any && k < end; k++)
            p->outlets[kept++] = p->outlets[k];
    }
    p->count = kept;
}

bool plan_carries(const struct plan *p, uint32_t field, uint32_t row)
{
    return *best_of(p, field, 0) != NO_OUTLET ||
           (row != 0 && row <= LIMIT_ROWS &&
            *best_of(p, field, row) != NO_OUTLET);
}

/* ---- forms --------------------------------------------------------------- */

/* A path from the record down, without conditions: it can be walked while
 * writing. Rows are the elements right above the values. */
static bool writable_path(const struct plan *p, const struct pack_tag *tag)
{
    const struct pack_path *path =
        PACK_ROW(p->pack, SECTION_PATH, pack_path, tag->path);
    bool good = path->top && path->attribute == PACK_NONE;

    for (uint32_t i = 0; i < path->steps.count; i++) {
        const struct pack_path_step *step = PACK_ROW(
            p->pack, SECTION_PATH_STEP, pack_path_step, path->steps.first + i);
        good =
            good && step->tests.count == 0 && !step->above &&
            (step->rows != 0) == (i == 1 && tag->child_field != PACK_NO_FIELD);
    }
    return good;
}

static enum plan_form choose_form(struct plan *p)
{
    const struct pack_range tags = dialect_of(p)->tags;
    enum plan_form form = PLAN_FLAT;

    if (dialect_of(p)->flags & DIALECT_PATHS)
        form = PLAN_NESTED;
    for (uint32_t i = 0; i < tags.count; i++) {
        const struct pack_tag *tag = dialect_tag(p, tags.first + i);
        const struct text name = pack_text(p->pack, tag->name);
        if (tag->flags & TAG_RECORD)
            p->record = name;
        if (tag->path != PACK_NONE && !writable_path(p, tag))
            form = PLAN_TREE;
        if (form == PLAN_FLAT && (tag->flags & TAG_KEY) &&
            memchr(name.at, '.', name.length) != NULL)
            form = PLAN_JSON;
    }
    return form != PLAN_FLAT && form != PLAN_JSON && p->record.length == 0
               ? PLAN_NONE
               : form;
}

/* ---- trees --------------------------------------------------------------- */

/* Gives each outlet its element; false without memory. */
static bool place_outlets(struct plan *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        struct outlet *o = &p->outlets[i];
        const struct pack_path *path =
            PACK_ROW(p->pack, SECTION_PATH, pack_path, o->tag->path);
        const uint32_t node = skeleton_place(&p->skeleton, o->tag);
        uint32_t *link;
        if (node == NO_NODE)
            return false;
        o->next = NO_NODE;
        if (path->attribute != PACK_NONE)
            o->attribute =
                pack_text(p->pack, dialect_tag(p, path->attribute)->name);
        for (link = &p->skeleton.nodes[node].outlet; *link != NO_NODE;
             link = &p->outlets[*link].next)
            ;
        *link = i;
    }
    return true;
}

/* ---- JSON ---------------------------------------------------------------- */

struct text plan_member(struct text name)
{
    size_t n = name.length;

    while (n > 0 && name.at[n - 1] != '.')
        n--;
    return (struct text){name.at + n, name.length - n};
}

/* `setlinfo.` `diseinfo[].` `diseinfo[]:2.`: the object and the kind. */
static void split_name(struct text name, struct text *object, struct text *kind)
{
    const size_t head = name.length - plan_member(name).length;
    const char *open = head != 0 ? memchr(name.at, '[', head) : NULL;
    const char *mark = head != 0 ? memchr(name.at, ':', head) : NULL;
    const size_t before = head != 0 ? head - 1 : 0;

    *object = (struct text){name.at,
                            open != NULL ? (size_t)(open - name.at) : before};
    *kind = (struct text){name.at + before, 0};
    if (mark != NULL)
        *kind = (struct text){mark + 1, before - (size_t)(mark + 1 - name.at)};
}

/* The group of a name; group_count if there is none yet. */
static uint32_t find_object_group(const struct plan *p, struct text object,
                                  struct text kind)
{
    uint32_t g = 0;

    while (g < p->group_count && !(text_equal(p->groups[g].object, object) &&
                                   text_equal(p->groups[g].kind, kind)))
        g++;
    return g;
}

static void make_groups(struct plan *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        struct outlet *o = &p->outlets[i];
        struct text object, kind;
        split_name(o->name, &object, &kind);
        o->group = find_object_group(p, object, kind);
        if (o->group < p->group_count)
            continue;
        p->groups[p->group_count++] = (struct plan_group){
            .object = object,
            .kind = kind,
            .list = o->row == 0 ? o->list : (uint8_t)LIST_NONE,
        };
    }
}

/* The members that tell the kind of a row and which one is the first. */
static void find_tellers(struct plan *p)
{
    const struct pack_range tags = dialect_of(p)->tags;

    for (uint32_t i = 0; i < tags.count; i++) {
        const struct pack_tag *tag = dialect_tag(p, tags.first + i);
        struct text object, kind;
        uint32_t g;
        if (!(tag->flags & (TAG_KIND | TAG_FIRST)))
            continue;
        split_name(pack_text(p->pack, tag->name), &object, &kind);
        g = find_object_group(p, object, kind);
        if (g < p->group_count && (tag->flags & TAG_FIRST))
            p->groups[g].first = tag;
        for (g = 0; g < p->group_count; g++)
            if ((tag->flags & TAG_KIND) &&
                text_equal(p->groups[g].object, object))
                p->groups[g].teller = tag;
    }
}

/* ---- all ----------------------------------------------------------------- */

bool plan_open(struct plan *p, const struct pack *pack, uint32_t dialect)
{
    const size_t cells = (size_t)pack_count(pack, SECTION_FIELD) * ROWS;

    *p = (struct plan){.pack = pack, .dialect = dialect};
    p->room = dialect_of(p)->tags.count;
    p->outlets = calloc(p->room + 1u, sizeof(*p->outlets));
    p->groups = calloc(p->room + 1u, sizeof(*p->groups));
    p->best = malloc(cells * sizeof(*p->best) + 1);
    if (p->outlets == NULL || p->groups == NULL || p->best == NULL) {
        plan_close(p);
        return false;
    }
    memset(p->best, 0xFF, cells * sizeof(*p->best));
    p->form = choose_form(p);
    if (p->form == PLAN_NONE)
        return true;
    if (p->form == PLAN_TREE)
        skeleton_open(&p->skeleton, pack, dialect_of(p)->tags, p->record);
    collect_all(p);
    keep_chosen(p);
    if (p->form == PLAN_TREE && !place_outlets(p)) {
        plan_close(p);
        return false;
    }
    if (p->form == PLAN_JSON) {
        make_groups(p);
        find_tellers(p);
    }
    return true;
}

/* ---- tables -------------------------------------------------------------- */

/* Rows that the interfaces have columns for: 40 other diagnoses and 40 other
 * operations, 7 main syndromes and the disease, 5 stays in an ICU. */
static uint32_t table_rows_of(uint8_t list)
{
    static const uint8_t most[LIST_COUNT] = {[LIST_DIAGNOSES] = 41,
                                             [LIST_PROCEDURES] = 41,
                                             [LIST_TCM_DIAGNOSES] = 8,
                                             [LIST_ICU_STAYS] = 5};

    return most[list] != 0 ? most[list] : LIMIT_ROWS;
}

/* Leaves out the outlets of rows that have no columns. */
static void drop_rows(struct plan *p)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        const struct outlet *o = &p->outlets[i];

        if (o->row <= table_rows_of(o->list))
            p->outlets[kept++] = *o;
        else
            *best_of(p, o->field, o->row) = NO_OUTLET;
    }
    p->count = kept;
}

/* Puts the outlets from `first` to `end` in order of their rows; those of one
 * row keep theirs. */
static void order_rows(struct plan *p, uint32_t first, uint32_t end)
{
    for (uint32_t i = first + 1; i < end; i++) {
        const struct outlet o = p->outlets[i];
        uint32_t k = i;

        for (; k > first && p->outlets[k - 1].row > o.row; k--)
            p->outlets[k] = p->outlets[k - 1];
        p->outlets[k] = o;
    }
}

bool plan_as_table(struct plan *p)
{
    uint32_t end;

    if (p->form != PLAN_FLAT)
        return false;
    drop_rows(p);
    for (uint32_t i = 0; i < p->count; i = end) {
        const uint8_t list = p->outlets[i].list;

        for (end = i + 1; end < p->count && p->outlets[end].list == list; end++)
            continue;
        if (list != LIST_NONE)
            order_rows(p, i, end);
    }
    return true;
}

void plan_close(struct plan *p)
{
    free(p->outlets);
    free(p->groups);
    free(p->best);
    skeleton_close(&p->skeleton);
    *p = (struct plan){0};
}

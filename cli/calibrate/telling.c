#include "telling.h"

#include "common/put.h"
#include "pack/specimen.h"

/* Pages that are run, each a few times, and how they are spread. */
#define RUNS_MAX 60000u
#define ROWS_TRIED 1500u

struct teller {
    struct calibration *c;
    const struct search_result *s;
    struct buffer *out;
    struct specimen_pool pool;
    struct specimen specimen;
    uint32_t runs, open; /* `open`: values that nothing tells apart yet */
};

/* ---- what ties ------------------------------------------------------------
 */

static uint32_t distance(const struct turn *a, const struct turn *b)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < KNOBS_MAX; i++)
        n += a->of[i] != b->of[i];
    return n;
}

/* The combination with a value that is nearest to the best. */
static struct turn nearest_turn(const struct search_result *s, uint32_t knob,
                                uint8_t value)
{
    struct turn nearest = s->best.turn;
    uint32_t least = UINT32_MAX;

    BUFFER_EACH (t, &s->ties, const struct trial) {
        const uint32_t n = distance(&t->turn, &s->best.turn);

        if (t->turn.of[knob] == value && n < least) {
            least = n;
            nearest = t->turn;
        }
    }
    nearest.of[knob] = value;
    return nearest;
}

static void list_values(struct teller *t)
{
    const struct knobs *k = &t->c->knobs;

    for (uint32_t i = 0; i < k->count; i++)
        for (uint8_t v = 0; v < k->list[i].count; v++) {
            struct telling telling = {.knob = i, .value = v};

            if (v == t->s->best.turn.of[i] ||
                (!t->s->open[i][v] && !t->s->idle[i][v]))
                continue;
            telling.turn = nearest_turn(t->s, i, v);
            buffer_put(t->out, &telling, sizeof(telling));
        }
}

/* ---- the hospital's stays -------------------------------------------------
 */

/* The group of a row as results show it. */
static struct text code_shown_of(const struct calibration *c, uint32_t row)
{
    if (row == PACK_NONE)
        return TEXT("不能入组");
    return pack_group_code(c->pack, row);
}

static uint32_t group_as(struct calibration *c, const struct turn *turn)
{
    knobs_turn(&c->knobs, turn);
    case_group(c);
    return case_code_row(c);
}

static void tell_by_stay(struct teller *t, const struct calib_case *one)
{
    uint32_t here;

    case_load(t->c, one);
    here = group_as(t->c, &t->s->best.turn);
    BUFFER_EACH (telling, t->out, struct telling) {
        const uint32_t there = group_as(t->c, &telling->turn);

        if (there == here)
            continue;
        if (telling->cases == 0) {
            telling->here = code_shown_of(t->c, here);
            telling->there = code_shown_of(t->c, there);
        }
        if (telling->cases < TELLING_RECORDS)
            telling->records[telling->cases] = one->record;
        telling->cases++;
    }
}

/* ---- pages ----------------------------------------------------------------
 */

static bool is_settled(const struct telling *telling)
{
    return telling->cases > 0 || telling->page.length > 0;
}

/* True if a cell says what one before it says. */
static bool stands_earlier(const struct teller *t, uint32_t cell)
{
    const struct specimen_cell *cells = t->specimen.cells;

    for (uint32_t i = 0; i < cell; i++)
        if (cells[i].field == cells[cell].field &&
            text_equal(text_of(cells[i].text), text_of(cells[cell].text)))
            return true;
    return false;
}

/* Diagnosis and operations in words. */
static struct text page_words(struct teller *t)
{
    const struct pack_known *known = &t->c->pack->known;
    struct buffer words = {0};
    struct text kept;
    uint32_t operations = 0;

    for (uint32_t i = 0; i < t->specimen.count; i++) {
        const struct specimen_cell *cell = &t->specimen.cells[i];

        if (cell->field == known->dx_code)
            put(&words, cell->row == 1 ? "主要诊断 " : "、其他诊断 ",
                (const char *)cell->text);
        else if (cell->field == known->op_code && !stands_earlier(t, i))
            put(&words, operations++ == 0 ? "，手术操作依次 " : "、",
                (const char *)cell->text);
    }
    if (operations == 0)
        put(&words, "，没有手术操作");
    kept = arena_copy(&t->c->texts, buffer_view(&words));
    buffer_free(&words);
    return kept;
}

static uint32_t specimen_group(struct teller *t, const struct turn *turn)
{
    knobs_turn(&t->c->knobs, turn);
    specimen_run(&t->specimen, &t->c->result);
    t->runs++;
    return case_code_row(t->c);
}

static void tell_by_page(struct teller *t)
{
    const uint32_t here = specimen_group(t, &t->s->best.turn);

    BUFFER_EACH (telling, t->out, struct telling) {
        uint32_t there;

        if (is_settled(telling))
            continue;
        there = specimen_group(t, &telling->turn);
        if (there == here)
            continue;
        telling->page = page_words(t);
        telling->here = code_shown_of(t->c, here);
        telling->there = code_shown_of(t->c, there);
        t->open--;
    }
}

/* The next row of the same key; `row` itself if there is none. */
static uint32_t sister_row(const struct pack *p, uint32_t row)
{
    const struct pack_group *g = PACK_ROW(p, SECTION_GROUP, pack_group, row);
    const struct pack_range rows = pack_groups(p, g->key);

    for (uint32_t i = 1; i < rows.count; i++) {
        const uint32_t other = rows.first + (row - rows.first + i) % rows.count;

        if (PACK_ROW(p, SECTION_GROUP, pack_group, other)->parts.count > 0)
            return other;
    }
    return row;
}

/* An operation of a class, another one for each row. */
static void add_class(struct teller *t, unsigned class, uint32_t row)
{
    const size_t count = t->pool.operation_count[class];

    if (count > 0)
        specimen_add_operation(&t->pool, t->pool.operations[class][row % count],
                               &t->specimen);
}

/* Page `n` for a row: as it is, with a sister's operations before or behind,
 * with one more operation of each class. */
static void make_page(struct teller *t, uint32_t row, unsigned n)
{
    const uint32_t sister = sister_row(t->c->pack, row);

    if (n == 2) {
        specimen_make(&t->pool, sister, 0, &t->specimen);
        specimen_add_row(&t->pool, row, &t->specimen);
        return;
    }
    specimen_make(&t->pool, row, 0, &t->specimen);
    if (n == 1)
        specimen_add_row(&t->pool, sister, &t->specimen);
    else if (n > 2)
        add_class(t, n - 3 + CLASS_DIAGNOSTIC, row);
}
#define PAGES_OF_ROW (3 + CLASS_COUNT - CLASS_DIAGNOSTIC)

static void tell_by_pages(struct teller *t)
{
    const uint32_t count = pack_count(t->c->pack, SECTION_GROUP);
    const uint32_t stride = count / ROWS_TRIED + 1;

    for (uint32_t row = 0; row < count && t->open > 0; row += stride)
        for (unsigned n = 0;
             n < PAGES_OF_ROW && t->open > 0 && t->runs < RUNS_MAX; n++) {
            make_page(t, row, n);
            tell_by_page(t);
        }
}

/* ---- all ------------------------------------------------------------------
 */

bool telling_find(struct calibration *c, const struct search_result *s,
                  struct buffer *out)
{
    struct teller t = {.c = c, .s = s, .out = out};
    bool good;

    list_values(&t);
    BUFFER_EACH (one, &c->cases, const struct calib_case)
        if (!case_answered(one))
            tell_by_stay(&t, one);
    BUFFER_EACH (telling, out, const struct telling)
        t.open += !is_settled(telling);
    knobs_turn(&c->knobs, &s->best.turn);
    good = specimen_pool_open(&t.pool, c->pack);
    if (good)
        tell_by_pages(&t);
    specimen_pool_close(&t.pool);
    knobs_turn(&c->knobs, &s->best.turn);
    return good && !out->failed && !c->texts.failed;
}

/* What the columns of a table are, by their headings and by what stands in
 * them; then what the table is. */
#include <stdio.h>

#include "compile/read/codetext.h"
#include "compile/read/number.h"
#include "start/rows.h"
#include "start/words.h"

/* ---- what stands in a column --------------------------------------------- */

static void look_at_cell(struct start_column *c, struct text cell,
                         int64_t *former)
{
    char room[CELL_PLAIN];
    const struct text t = cell_plain(cell, room);
    const struct cell_operations ops = cell_operations(t, NULL, NULL);
    char digits[CELL_PLAIN];
    int64_t number;

    if (codetext_empty(t))
        return;
    c->filled++;
    if (number_read(t, &number)) {
        c->numbers++;
        c->rising += number == *former + 1000000;
        *former = number;
    } else if (ops.count == 0 && cell_number(t, digits).length > 0) {
        c->numbers++;
        c->marked++;
    }
    c->diagnoses += cell_is_diagnoses(t);
    c->categories += cell_diagnosis(t) == 3;
    c->full += cell_diagnosis(t) > 5;
    c->lists += ops.count > 1;
    c->names += cell_code_before_name(t) > 0;
    c->combined += cell_is_combined(t);
    c->operations += ops.count > 0 && (ops.read || ops.remark);
    c->sure += ops.full > 0 || ops.count > 1;
    c->kinds += words_is_kind(t);
}

static void look_at_column(struct start_table *t, struct start_column *c)
{
    struct words words = {0};
    int64_t former = -1;

    TABLE_ROW_EACH(row, t)
    {
        const struct text cell = start_at(t, row, c->place);

        look_at_cell(c, cell, &former);
        if (cell.length > 0)
            words_add(&words, cell, NULL);
    }
    c->distinct = BUFFER_COUNT(&words.refs, struct pack_text);
    t->failed = t->failed || words.failed;
    words_free(&words);
}

/* ---- roles --------------------------------------------------------------- */

/* At least `tenths` tenths of what is filled. */
static bool mostly(uint32_t part, uint32_t of, uint32_t tenths)
{
    return of > 0 && (uint64_t)part * 10 >= (uint64_t)of * tenths;
}

static bool is_serial_column(const struct start_column *c)
{
    return mostly(c->rising + 1, c->filled, 9) && c->numbers > 0 &&
           c->combined + c->diagnoses == 0;
}

static bool fits_role(const struct start_table *t, const struct start_column *c,
                      enum start_role role)
{
    const uint32_t rows = start_rows(t);

    switch (role) {
    case AS_GROUP:
        return mostly(c->filled, rows, 6) && mostly(c->distinct, c->filled, 6);
    case AS_DX:
    case AS_OTHER_DX:
        return mostly(c->diagnoses, c->filled, 6);
    case AS_MAIN_OP:
    case AS_RELATED_OP:
        return mostly(c->operations, c->filled, c->heard == role ? 1 : 4) &&
               (c->heard == role || mostly(c->sure, c->operations, 5));
    case AS_SCORE:
    case AS_MEAN_COST:
    case AS_MEAN_DAYS:
    case AS_FACTOR:
        return mostly(c->numbers, c->filled, 7);
    case AS_KIND:
        return c->distinct <= START_KINDS && c->filled > 0 &&
               c->diagnoses + c->sure == 0;
    default:
        return c->filled > 0;
    }
}

/* The best column that has no role yet: for the group's code the one whose
 * cells differ most, else the first. */
static struct start_column *pick_column(struct start_table *t,
                                        enum start_role role, bool heard)
{
    struct start_column *best = NULL;

    COLUMN_EACH (c, t) {
        if (c->role != AS_NONE || (c->heard == role) != heard ||
            !fits_role(t, c, role))
            continue;
        if (best == NULL || (role == AS_GROUP && c->distinct > best->distinct))
            best = c;
    }
    return best;
}

static void give_role(struct start_column *c, enum start_role role)
{
    if (c != NULL)
        c->role = role;
}

#define KINDS_TOLD 6u /* as many as there are */

/* Cells that are all of them kinds; in a column with few cells two kinds, as a
 * remark may be one. */
static bool reads_as_kinds(const struct start_table *t,
                           const struct start_column *c)
{
    return c->filled > 0 && c->kinds == c->filled &&
           c->distinct <= KINDS_TOLD &&
           (mostly(c->filled, start_rows(t), 9) || c->distinct > 1);
}

/* What the cells say tells the column of the kinds, whatever its heading is;
 * of several the fullest. */
static void give_kinds(struct start_table *t)
{
    struct start_column *best = NULL;

    COLUMN_EACH (c, t)
        if (reads_as_kinds(t, c) && (best == NULL || c->kinds > best->kinds))
            best = c;
    give_role(best, AS_KIND);
}

/* A heading that may mean two things means what stands below it. */
static void hear_again(struct start_table *t)
{
    COLUMN_EACH (c, t) {
        if (c->heard == AS_KIND && !fits_role(t, c, AS_KIND))
            c->heard = words_role(c->heading, false);
        if (c->heard == AS_DX && !fits_role(t, c, AS_DX))
            c->heard =
                mostly(c->combined, c->filled, 5) ? AS_GROUP : AS_DX_NAME;
        if (c->heard == AS_GROUP && c->combined + c->diagnoses == 0 &&
            c->numbers == 0 && c->sure == 0 && cell_says(c->heading, "病种") &&
            !cell_says(c->heading, "编码 代码 代号 code"))
            c->heard = AS_NAME;
    }
}

static void give_heard(struct start_table *t)
{
    static const enum start_role order[] = {
        AS_SCORE,   AS_DX,         AS_GROUP,    AS_KIND,
        AS_MAIN_OP, AS_RELATED_OP, AS_OTHER_DX, AS_MEAN_COST,
        AS_NAME,    AS_DX_NAME,    AS_MEAN_DAYS};

    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (start_column_of(t, order[i]) == NULL)
            give_role(pick_column(t, order[i], true), order[i]);
    if (start_column_of(t, AS_RELATED_OP) == NULL)
        give_role(pick_column(t, AS_MAIN_OP, true), AS_RELATED_OP);
    COLUMN_EACH (c, t)
        c->joined = c->role == AS_NONE &&
                    (c->heard == AS_RELATED_OP || c->heard == AS_MAIN_OP) &&
                    fits_role(t, c, c->heard);
    COLUMN_EACH (c, t)
        if (c->heard == AS_FACTOR && fits_role(t, c, AS_FACTOR))
            c->role = AS_FACTOR;
}

/* What no heading tells: the only column that looks like it. */
static void give_by_content(struct start_table *t)
{
    COLUMN_EACH (c, t) {
        if (c->role != AS_NONE || is_serial_column(c))
            continue;
        if (start_column_of(t, AS_GROUP) == NULL &&
            (c->combined > 0 || cell_says(c->heading, "编码 代码 代号 码")) &&
            mostly(c->distinct, c->filled, 9))
            c->role = AS_GROUP;
        else if (start_column_of(t, AS_DX) == NULL &&
                 mostly(c->diagnoses, c->filled, 9))
            c->role = AS_DX;
        else if (mostly(c->operations, c->filled, 8) &&
                 mostly(c->sure, c->filled, 5))
            give_role(c, start_column_of(t, AS_MAIN_OP) == NULL ? AS_MAIN_OP
                         : start_column_of(t, AS_RELATED_OP) == NULL
                             ? AS_RELATED_OP
                             : AS_NONE);
    }
}

/* A serial number is the code of the groups where nothing else is. */
static void give_serial(struct start_table *t)
{
    if (start_column_of(t, AS_GROUP) != NULL ||
        start_column_of(t, AS_DX) == NULL)
        return;
    COLUMN_EACH (c, t)
        if (c->role == AS_NONE && is_serial_column(c)) {
            c->role = AS_GROUP;
            return;
        }
}

/* A score that has no heading: the last column of numbers that are no serial
 * number, no codes. */
static void give_score(struct start_table *t)
{
    struct start_column *best = NULL;

    COLUMN_EACH (c, t)
        if (c->role == AS_NONE && c->heard == AS_NONE && !is_serial_column(c) &&
            mostly(c->numbers, c->filled, 9) && c->distinct > 3 &&
            mostly(c->filled, start_rows(t), 6))
            best = c;
    if (start_column_of(t, AS_GROUP) != NULL &&
        start_column_of(t, AS_SCORE) == NULL)
        give_role(best, AS_SCORE);
}

static void name_factors(struct start_table *t)
{
    unsigned n = 0;

    COLUMN_EACH (c, t)
        if (c->role == AS_FACTOR && !words_factor(c->heading, c->factor))
            snprintf(c->factor, sizeof c->factor, "factor_c%u", ++n);
}

/* ---- codes --------------------------------------------------------------- */

static bool is_code_column(const struct start_column *c, const char **system)
{
    *system =
        mostly(c->diagnoses, c->filled, 9) && mostly(c->full, c->filled, 5)
            ? "diagnosis"
        : mostly(c->operations, c->filled, 9) && mostly(c->sure, c->filled, 5)
            ? "procedure"
            : NULL;
    return *system != NULL && c->lists == 0;
}

/* A column with nothing but classes of operations. */
static bool is_class_column(const struct start_table *t,
                            const struct start_column *c)
{
    uint32_t known = 0;
    struct text word;

    if (c->filled == 0 || c->distinct > 8)
        return false;
    TABLE_ROW_EACH(row, t)
    known += cell_class(start_at(t, row, c->place), &word) >= 0;
    return mostly(known, c->filled, 9);
}

/* A table of codes has a column of them, each once, and no score. */
static bool find_codes(struct start_table *t)
{
    const bool both = start_column_of(t, AS_DX) != NULL &&
                      start_column_of(t, AS_MAIN_OP) != NULL;
    const char *system;
    const struct start_column *code = NULL, *other = NULL, *name = NULL;

    COLUMN_EACH (c, t) {
        if (!is_code_column(c, &system)) {
            if (name == NULL && c->numbers == 0 && c->distinct > 8)
                name = c;
            if (is_class_column(t, c))
                t->kind = c->place;
        } else if (code == NULL) {
            code = c;
            t->system = system;
        } else if (strcmp(system, t->system) != 0) {
            return false;
        } else if (other == NULL) {
            other = c;
        }
    }
    if (both || code == NULL || !mostly(code->distinct, code->filled, 9))
        return false;
    t->what = other != NULL ? IS_CROSSWALK : IS_CODES;
    t->code = code->place;
    t->other = other != NULL ? other->place : name != NULL ? name->place : -1;
    return true;
}

/* ---- tables -------------------------------------------------------------- */

static bool tells_diagnosis(const struct start_table *t)
{
    const struct start_column *group = start_column_of(t, AS_GROUP);

    return start_column_of(t, AS_DX) != NULL ||
           (group != NULL &&
            mostly(group->combined + group->diagnoses, group->filled, 6));
}

void start_table_roles(struct start_table *t)
{
    COLUMN_EACH (c, t)
        look_at_column(t, c);
    give_kinds(t);
    hear_again(t);
    give_heard(t);
    give_by_content(t);
    give_serial(t);
    if (start_column_of(t, AS_SCORE) == NULL && find_codes(t))
        return;
    give_score(t);
    name_factors(t);
    if (start_column_of(t, AS_SCORE) != NULL && tells_diagnosis(t) &&
        start_column_of(t, AS_GROUP) != NULL)
        t->what = IS_CATALOGUE;
}

void start_roles(struct start *s)
{
    BUFFER_EACH (t, &s->tables, struct start_table)
        start_table_roles(t);
}

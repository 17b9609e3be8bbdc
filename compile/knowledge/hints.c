/* Hints: what tags that are in no dialect may stand for. */
#include <stdlib.h>
#include <string.h>

#include "compile/knowledge/dialect.h"
#include "compile/knowledge/pinyin.h"
#include "compile/read/source.h"
#include "record/record.h"

struct hints {
    struct build *build;
    struct words names; /* by the number of their row */
    struct buffer rows; /* struct hint */
};

struct hint {
    struct text name;
    struct pack_hint row;
};

/* The first that is known by a name keeps it. */
static void add_key(struct hints *h, struct text key, struct pack_hint row)
{
    struct hint *hint;
    bool added = false;

    if (key.length == 0 || words_add(&h->names, key, &added) == PACK_NONE ||
        !added)
        return;
    hint = (void *)buffer_reserve(&h->rows, sizeof *hint);
    if (hint == NULL)
        return;
    *hint = (struct hint){{NULL, 0}, row};
    h->rows.length += sizeof *hint;
}

static void add_name(struct hints *h, struct text name, struct pack_hint row)
{
    char key[HINT_KEY];

    add_key(h, (struct text){key, pack_hint_key(name, key)}, row);
}

/* 入院日期 as RYRQ; nothing of a name with a character that is not known. */
static void add_initials(struct hints *h, struct text name,
                         struct pack_hint row)
{
    char key[HINT_KEY], short_key[HINT_KEY];
    const struct text full = {key, pack_hint_key(name, key)};
    size_t length = 0;

    for (size_t at = 0; at < full.length;) {
        const uint32_t c = text_next(full, &at);
        const char letter = c < 0x80 ? (char)c : pinyin_initial(h->build, c);

        if (letter == '\0')
            return;
        short_key[length++] = letter;
    }
    add_key(h, (struct text){short_key, length}, row);
}

/* ---- sources ------------------------------------------------------------- */

/* The field of a line of hints.csv; false after a fault. */
static bool read_hint(struct dialect *d, uint32_t row, struct pack_hint *hint)
{
    const struct text tag = dialect_cell(d, row, DIALECT_TAG);
    const bool numbered = text_find(tag, '#') < tag.length;
    struct pack_tag meaning;

    if (!dialect_read_meaning(d, row, numbered, &meaning))
        return false;
    *hint = (struct pack_hint){.field = numbered ? meaning.child_field
                                                 : meaning.field,
                               .row = numbered ? 0 : meaning.row,
                               .shift = numbered ? meaning.child_shift : 0,
                               .numbered = numbered};
    return hint->field != PACK_NO_FIELD;
}

typedef void adder(struct hints *h, struct text name, struct pack_hint row);

static void add_of_table(struct hints *h, struct dialect *d, adder *add)
{
    struct pack_hint hint;

    TABLE_EACH (row, d->table)
        if (read_hint(d, row, &hint))
            add(h, dialect_cell(d, row, DIALECT_TAG), hint);
}

static void add_of_fields(struct hints *h, adder *add)
{
    const struct build *b = h->build;

    for (uint32_t i = 0; i < build_count(b, SECTION_FIELD); i++) {
        const struct pack_field *f = BUILD_ROW(b, SECTION_FIELD, pack_field, i);

        add(h, build_text_of(b, f->label),
            (struct pack_hint){.field = (uint16_t)i,
                               .numbered = f->list != LIST_NONE});
    }
}

/* What is written out comes before what is made of initials. */
static void read_hints(struct hints *h, const char *folder)
{
    static const char *const columns[DIALECT_COLUMNS] = {"tag", "field", "use?",
                                                         "map?"};
    struct heading headings[DIALECT_COLUMNS];
    struct table t;
    struct dialect d = {.build = h->build, .table = &t};

    if (knowledge_table(h->build, folder, "hints.csv", columns, headings,
                        DIALECT_COLUMNS, &t)) {
        add_of_table(h, &d, add_name);
        add_of_fields(h, add_name);
        if (h->build->faults->count == 0)
            add_of_table(h, &d, add_initials);
        add_of_fields(h, add_initials);
    }
    table_close(&t);
}

static int by_name(const void *a, const void *b)
{
    return text_compare(((const struct hint *)a)->name,
                        ((const struct hint *)b)->name);
}

static void write_hints(struct hints *h)
{
    uint32_t number = 0;

    BUFFER_EACH (hint, &h->rows, struct hint)
        hint->name = words_text(&h->names, number++);
    buffer_sort(&h->rows, sizeof(struct hint), by_name);
    BUFFER_EACH (hint, &h->rows, struct hint) {
        hint->row.name = build_text(h->build, hint->name);
        build_row(h->build, SECTION_HINT, &hint->row);
    }
}

void compile_hints(struct build *b, const char *folder)
{
    struct hints h = {.build = b};

    if (source_has(b, folder, ".csv", "hints.csv"))
        read_hints(&h, folder);
    if (h.rows.failed || h.names.failed)
        b->sections[SECTION_HINT].failed = true;
    else
        write_hints(&h);
    words_free(&h.names);
    buffer_free(&h.rows);
}

/* Dialects: which tag of a vendor's page is which field. `#` in a tag stands
 * for the row's number, `##` for two digits of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/knowledge.h"
#include "compile/source.h"

#define TAG_MAX 96u

enum column { TAG, FIELD, USE, COLUMNS };

struct dialect {
    struct build *build;
    const struct table *table;
    const struct heading *headings;
    struct buffer names_bytes;
    struct words names;   /* tags so far, case folded: number is row - first */
    struct words literal; /* tags that the file names without # */
    struct buffer literal_bytes;
    struct pack_range tags;
    uint32_t pages; /* bits: enum page_kind */
};

/* A line with # in it. */
struct family {
    struct text head, tail; /* around the # of the tag */
    unsigned width;         /* how many # */
    uint16_t field;
    uint16_t shift; /* of the row against the number */
};

static struct place at(const struct dialect *d, uint32_t row, enum column c)
{
    return table_place(d->table, row, d->headings[c].column);
}

static struct text cell(const struct dialect *d, uint32_t row, enum column c)
{
    return table_cell(d->table, row, d->headings[c].column);
}

static struct pack_tag *tag_row(const struct dialect *d, uint32_t number)
{
    return BUILD_ROW(d->build, SECTION_TAG, pack_tag, d->tags.first + number);
}

/* The tag of that name, NULL without memory; a new one means nothing yet. */
static struct pack_tag *tag_named(struct dialect *d, struct text name)
{
    bool added;
    const uint32_t number = words_add(&d->names, name, &added);
    const struct pack_tag row = {
        .name = build_text(d->build, name),
        .field = PACK_NO_FIELD,
        .child_field = PACK_NO_FIELD,
    };

    if (added) {
        build_row(d->build, SECTION_TAG, &row);
        d->tags.count++;
    }
    return number != PACK_NONE && !d->build->sections[SECTION_TAG].failed
               ? tag_row(d, number)
               : NULL;
}

/* ---- uses ---------------------------------------------------------------- */

static struct text next_word(struct text *rest)
{
    struct text word = text_trim(*rest);
    size_t n = 0;

    while (n < word.length && word.at[n] != ' ')
        n++;
    *rest = (struct text){word.at + n, word.length - n};
    word.length = n;
    return word;
}

/* `first=1`: true if the word begins so; its value is the tag's. */
static bool with_value(struct dialect *d, struct text word, struct text name,
                       struct pack_tag *tag)
{
    if (!text_starts(word, name) || word.length == name.length)
        return false;
    word.at += name.length;
    word.length -= name.length;
    tag->value = build_text(d->build, word);
    return true;
}

static void read_use(struct dialect *d, uint32_t row, struct pack_tag *tag)
{
    struct text rest = cell(d, row, USE), word;

    while ((word = next_word(&rest)).length > 0) {
        if (text_equal(word, TEXT("key")))
            tag->flags |= TAG_KEY;
        else if (text_equal(word, TEXT("months")))
            tag->unit = UNIT_MONTHS;
        else if (text_equal(word, TEXT("days")))
            tag->unit = UNIT_DAYS;
        else if (text_equal(word, TEXT("kind")))
            tag->flags |= TAG_KIND;
        else if (with_value(d, word, TEXT("first="), tag))
            tag->flags |= TAG_FIRST;
        else if (with_value(d, word, TEXT("skip="), tag))
            tag->flags |= TAG_SKIP;
        else if (!text_equal(word, TEXT("known")))
            fault_add(d->build->faults, at(d, row, USE),
                      "应为空或 key months days known kind first=值 skip=值", "没有用法“%.*s”", SHOW(word));
    }
}

/* ---- plain tags ---------------------------------------------------------- */

static void fault_field(struct dialect *d, uint32_t row)
{
    fault_add(d->build->faults, at(d, row, FIELD),
              "应为 fields.csv 中的项目，列表写作 diagnoses[1].code 或 "
              "diagnoses[#+1].code",
              "没有项目“%.*s”", SHOW(cell(d, row, FIELD)));
}

/* A tag without a field: it is known, and may say something of its row. */
static void unread(struct dialect *d, uint32_t row)
{
    struct pack_tag *tag = tag_named(d, cell(d, row, TAG));

    if (tag != NULL)
        read_use(d, row, tag);
}

static void plain(struct dialect *d, uint32_t row)
{
    uint32_t item;
    const uint16_t field =
        knowledge_field(d->build, cell(d, row, FIELD), &item);
    struct pack_tag *tag;

    if (field == PACK_NO_FIELD ||
        (BUILD_ROW(d->build, SECTION_FIELD, pack_field, field)->list !=
         LIST_NONE) != (item > 0)) {
        fault_field(d, row);
        return;
    }
    tag = tag_named(d, cell(d, row, TAG));
    if (tag == NULL)
        return;
    if (tag->field != PACK_NO_FIELD) {
        fault_add(d->build->faults, at(d, row, TAG), "每个标签只写一行",
                  "标签“%.*s”重复", SHOW(cell(d, row, TAG)));
        return;
    }
    tag->field = field;
    tag->row = (uint16_t)item;
    read_use(d, row, tag);
}

/* ---- families ------------------------------------------------------------ */

/* diagnoses[#+1].code: field and shift. */
static bool family_field(struct dialect *d, struct text t, struct family *f)
{
    static const struct {
        struct text text;
        uint16_t shift;
    } forms[] = {{{"[#].", 4}, 0}, {{"[#+1].", 6}, 1}};

    for (size_t i = 0; i < 2; i++) {
        const struct text form = forms[i].text;
        const char *open = memchr(t.at, '[', t.length);
        const size_t head = open == NULL ? t.length : (size_t)(open - t.at);
        char name[TAG_MAX];
        struct text rest = {t.at + head, t.length - head};
        int length;

        if (!text_starts(rest, form) || t.length >= sizeof name)
            continue;
        rest = (struct text){rest.at + form.length, rest.length - form.length};
        length = snprintf(name, sizeof name, "%.*s.%.*s", (int)head, t.at,
                          (int)rest.length, rest.at);
        f->field =
            build_find_field(d->build, (struct text){name, (size_t)length});
        f->shift = forms[i].shift;
        return f->field != PACK_NO_FIELD;
    }
    return false;
}

/* Splits the tag at its #; false if there is none. */
static bool family_tag(struct text t, struct family *f)
{
    const char *mark = memchr(t.at, '#', t.length);

    *f = (struct family){.field = PACK_NO_FIELD};
    if (mark == NULL)
        return false;
    f->head = (struct text){t.at, (size_t)(mark - t.at)};
    f->tail = (struct text){mark, t.length - f->head.length};
    while (f->tail.length > 0 && f->tail.at[0] == '#') {
        f->tail.at++;
        f->tail.length--;
        f->width++;
    }
    return true;
}

/* Name of a family's tag for a number; without one for 0. */
static struct text family_name(const struct family *f, uint32_t number,
                               char name[TAG_MAX])
{
    int length;

    if (number == 0)
        length = snprintf(name, TAG_MAX, "%.*s%.*s", (int)f->head.length,
                          f->head.at, (int)f->tail.length, f->tail.at);
    else
        length = snprintf(name, TAG_MAX, "%.*s%0*u%.*s", (int)f->head.length,
                          f->head.at, (int)f->width, (unsigned)number,
                          (int)f->tail.length, f->tail.at);
    return (struct text){name, (size_t)length};
}

/* Numbered tags stand one by one; what the file names itself holds. */
static void expand(struct dialect *d, uint32_t row, const struct family *f)
{
    struct pack_tag use = {0};
    char name[TAG_MAX];

    read_use(d, row, &use);
    for (uint32_t n = 1; n <= LIMIT_NUMBERS; n++) {
        const struct text text = family_name(f, n, name);
        bool added;
        struct pack_tag *tag;

        words_add(&d->literal, text, &added);
        if (!added)
            continue;
        tag = tag_named(d, text);
        if (tag == NULL)
            return;
        tag->field = f->field;
        tag->row = (uint16_t)(n + f->shift);
        tag->flags = use.flags;
        tag->unit = use.unit;
    }
}

static void family(struct dialect *d, uint32_t row, struct family *f)
{
    char name[TAG_MAX];
    struct pack_tag *tag;

    if (!family_field(d, cell(d, row, FIELD), f) ||
        BUILD_ROW(d->build, SECTION_FIELD, pack_field, f->field)->list ==
            LIST_NONE) {
        fault_field(d, row);
        return;
    }
    expand(d, row, f);
    tag = tag_named(d, family_name(f, 0, name));
    if (tag == NULL)
        return;
    if (tag->child_field != PACK_NO_FIELD) {
        fault_add(d->build->faults, at(d, row, TAG), "每个标签只写一行",
                  "标签“%.*s”重复", SHOW(cell(d, row, TAG)));
        return;
    }
    tag->child_field = f->field;
    tag->child_shift = f->shift;
}

/* ---- a file -------------------------------------------------------------- */

static void note_literals(struct dialect *d)
{
    for (uint32_t i = d->table->data; i < table_rows(d->table); i++) {
        const struct text tag = cell(d, i, TAG);

        if (tag.length > 0 && memchr(tag.at, '#', tag.length) == NULL)
            words_add(&d->literal, tag, NULL);
    }
}

/* `@page`: what pages the dialect carries. */
static void read_pages(struct dialect *d, uint32_t row)
{
    static const struct {
        struct text word;
        uint32_t page;
    } words[] = {{{"front-page", 10}, PAGE_FRONT},
                 {{"settlement-list", 15}, PAGE_SETTLEMENT},
                 {{"tcm", 3}, PAGE_TCM}};
    struct text rest = cell(d, row, FIELD), word;

    while ((word = next_word(&rest)).length > 0) {
        size_t i = 0;

        while (i < 3 && !text_equal(words[i].word, word))
            i++;
        if (i < 3)
            d->pages |= words[i].page;
        else
            fault_add(d->build->faults, at(d, row, FIELD),
                      "@page 后面应为 front-page settlement-list tcm",
                      "没有页面“%.*s”", SHOW(word));
    }
}

static void read_tags(struct dialect *d)
{
    for (uint32_t i = d->table->data; i < table_rows(d->table); i++) {
        const struct text tag = cell(d, i, TAG);
        struct family f;

        if (tag.length == 0 || tag.length >= TAG_MAX - 8)
            fault_add(d->build->faults, at(d, i, TAG),
                      "应为 1 至 87 个字节的标签", "标签是空的或太长");
        else if (text_equal(tag, TEXT("@page")))
            read_pages(d, i);
        else if (cell(d, i, FIELD).length == 0 && cell(d, i, USE).length != 0)
            unread(d, i);
        else if (family_tag(tag, &f))
            family(d, i, &f);
        else
            plain(d, i);
    }
}

static void finish(struct dialect *d, struct text name)
{
    struct build *b = d->build;
    const struct pack_dialect row = {
        .name = build_text(b, name),
        .slots = build_slots(b, SECTION_TAG_SLOT, d->tags.count),
        .tags = d->tags,
        .pages = d->pages != 0 ? d->pages : PAGE_FRONT,
    };

    for (uint32_t i = 0; i < d->tags.count; i++)
        build_slot(b, SECTION_TAG_SLOT, row.slots,
                   text_hash(build_text_of(b, tag_row(d, i)->name), 0),
                   d->tags.first + i);
    build_row(b, SECTION_DIALECT, &row);
}

static void read_dialect(struct build *b, const struct table *t,
                         const struct heading *h, struct text name)
{
    struct dialect d = {
        .build = b,
        .table = t,
        .headings = h,
        .tags = {build_count(b, SECTION_TAG), 0},
    };

    d.names = (struct words){.strings = &d.names_bytes, .fold = true};
    d.literal = (struct words){.strings = &d.literal_bytes, .fold = true};
    note_literals(&d);
    read_tags(&d);
    finish(&d, name);
    words_free(&d.names);
    words_free(&d.literal);
    buffer_free(&d.names_bytes);
    buffer_free(&d.literal_bytes);
}

void compile_dialects(struct build *b, const char *folder)
{
    char *path = source_path(folder, "dialects");
    size_t count = 0;
    char **names = path != NULL ? source_list(path, ".csv", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct heading h[COLUMNS] = {{TEXT("tag"), true, -1},
                                     {TEXT("field"), true, -1},
                                     {TEXT("use"), true, -1}};
        struct table t;
        char *file;

        if (knowledge_table(b, path, names[i], h, COLUMNS, &t, &file))
            read_dialect(b, &t, h,
                         (struct text){names[i], strlen(names[i]) - 4});
        table_close(&t);
        free(file);
    }
    source_list_free(names, count);
    free(path);
}

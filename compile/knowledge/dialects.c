/* Dialects: which tag of a vendor's page is which field. `#` in a tag stands
 * for the row's number, `##` for two digits of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "compile/knowledge/dialect.h"
#include "compile/read/element.h"
#include "compile/read/source.h"
#include "record/record.h"

/* A line with # in it. */
struct family {
    struct text head, tail; /* around the # of the tag */
    unsigned width;         /* how many # */
};

struct place dialect_place(const struct dialect *d, uint32_t row,
                           enum dialect_column column)
{
    return table_at(d->table, row, column);
}

struct text dialect_cell(const struct dialect *d, uint32_t row,
                         enum dialect_column column)
{
    return table_text(d->table, row, column);
}

static struct pack_tag *tag_row(const struct dialect *d, uint32_t row)
{
    return BUILD_ROW(d->build, SECTION_TAG, pack_tag, row);
}

static const struct pack_tag no_meaning = {
    .field = PACK_NO_FIELD,
    .child_field = PACK_NO_FIELD,
    .map = PACK_NONE,
    .next = PACK_NONE,
    .path = PACK_NONE,
};

uint32_t dialect_name(struct dialect *d, struct text name)
{
    bool added;
    const uint32_t number = words_add(&d->names, name, &added);
    struct pack_tag row = no_meaning;

    if (number == PACK_NONE)
        return PACK_NONE;
    row.name = build_text(d->build, name);
    if (added) {
        build_row(d->build, SECTION_TAG, &row);
        d->tags.count++;
    }
    return d->build->sections[SECTION_TAG].failed ? PACK_NONE
                                                  : d->tags.first + number;
}

void dialect_add_meaning(struct dialect *d, uint32_t name,
                         const struct pack_tag *tag)
{
    struct further_meaning *m = (void *)buffer_reserve(&d->further, sizeof *m);

    if (m == NULL)
        return;
    *m = (struct further_meaning){name, *tag};
    d->further.length += sizeof *m;
}

/* ---- fields -------------------------------------------------------------- */

static bool fault_field(struct dialect *d, uint32_t row)
{
    fault_add(d->build->faults, dialect_place(d, row, DIALECT_FIELD),
              "应为 fields.csv 中的项目，列表写作 diagnoses[1].code 或 "
              "diagnoses[#+1].code",
              "没有项目“%.*s”", SHOW(dialect_cell(d, row, DIALECT_FIELD)));
    return false;
}

/* diagnoses[#+1].code: field and shift. */
static bool read_row_field(const struct build *b, struct text t,
                           struct pack_tag *tag)
{
    static const struct {
        struct text text;
        uint16_t shift;
    } forms[] = {{{"[#].", 4}, 0}, {{"[#+1].", 6}, 1}};

    for (size_t i = 0; i < 2; i++) {
        const struct text form = forms[i].text;
        const char *open = t.length != 0 ? memchr(t.at, '[', t.length) : NULL;
        const size_t head = open == NULL ? t.length : (size_t)(open - t.at);
        char name[TAG_MAX];
        struct text rest = text_behind(t, head);
        int length;

        if (!text_starts(rest, form) || t.length >= sizeof name)
            continue;
        rest = text_behind(rest, form.length);
        length = snprintf(name, sizeof name, "%.*s.%.*s", (int)head, t.at,
                          SPELL(rest));
        tag->child_field =
            build_find_field(b, (struct text){name, (size_t)length});
        tag->child_shift = forms[i].shift;
        return tag->child_field != PACK_NO_FIELD &&
               BUILD_ROW(b, SECTION_FIELD, pack_field, tag->child_field)
                       ->list != LIST_NONE;
    }
    return false;
}

static bool take_field(const struct build *b, struct text t,
                       struct pack_tag *tag)
{
    uint32_t item;

    tag->field = knowledge_field(b, t, &item);
    tag->row = (uint16_t)item;
    return tag->field != PACK_NO_FIELD &&
           (BUILD_ROW(b, SECTION_FIELD, pack_field, tag->field)->list !=
            LIST_NONE) == (item > 0);
}

/* The map by which a field's code is written. */
static void read_sent(struct dialect *d, uint32_t row,
                      const struct pack_tag *tag)
{
    const struct text map = dialect_cell(d, row, DIALECT_SENT);
    const struct pack_sent sent = {
        .field = tag->field,
        .map = compile_find_dictionary(d->build, DICTIONARY_MAP, map),
    };

    if (map.length == 0)
        return;
    if (sent.map == PACK_NONE || sent.field == PACK_NO_FIELD || tag->row != 0) {
        fault_add(
            d->build->faults, dialect_place(d, row, DIALECT_SENT),
            "应为 dictionaries/maps/ 中的一个文件名，只用于列表以外的字段",
            "写法“%.*s”用不上", SHOW(map));
        return;
    }
    build_row(d->build, SECTION_SENT, &sent);
    d->sent.count++;
}

bool knowledge_meaning(const struct build *b, struct text field, bool rows,
                       struct pack_tag *tag)
{
    *tag = no_meaning;
    return rows ? read_row_field(b, field, tag) : take_field(b, field, tag);
}

bool dialect_read_meaning(struct dialect *d, uint32_t row, bool rows,
                          struct pack_tag *tag)
{
    const struct text field = dialect_cell(d, row, DIALECT_FIELD);

    *tag = no_meaning;
    dialect_read_use(d, row, tag);
    if (tag->flags & TAG_MARK)
        d->flags |= DIALECT_MARKED;
    /* A tag without a field is known, and may say something of its row. */
    if (field.length == 0 && dialect_cell(d, row, DIALECT_USE).length != 0)
        return true;
    if (!(rows ? read_row_field(d->build, field, tag)
               : take_field(d->build, field, tag)))
        return fault_field(d, row);
    read_sent(d, row, tag);
    return true;
}

/* ---- tags ---------------------------------------------------------------- */

static bool means_nothing(const struct pack_tag *t)
{
    return t->field == PACK_NO_FIELD && t->child_field == PACK_NO_FIELD &&
           t->flags == 0;
}

/* Gives a name its meaning: its own row if that is free, else a further one,
 * which only parts of the value may have. */
static void put_meaning(struct dialect *d, uint32_t row, uint32_t name,
                        struct pack_tag tag)
{
    struct pack_tag *own = tag_row(d, name);

    tag.name = own->name;
    if (means_nothing(own)) {
        *own = tag;
    } else if (tag.part != 0) {
        dialect_add_meaning(d, name, &tag);
    } else if (tag.field == PACK_NO_FIELD && tag.child_field == PACK_NO_FIELD) {
        own->flags |= tag.flags;
        own->value = tag.value.length != 0 ? tag.value : own->value;
        own->other = tag.other != 0 ? tag.other : own->other;
    } else if (own->child_field == PACK_NO_FIELD &&
               tag.child_field != PACK_NO_FIELD) {
        own->child_field = tag.child_field;
        own->child_shift = tag.child_shift;
        own->map = own->field == PACK_NO_FIELD ? tag.map : own->map;
    } else if (own->field == PACK_NO_FIELD && tag.field != PACK_NO_FIELD) {
        tag.child_field = own->child_field;
        tag.child_shift = own->child_shift;
        *own = tag;
    } else {
        fault_add(d->build->faults, dialect_place(d, row, DIALECT_TAG),
                  "每个标签只写一行；一个值分给几个字段时，用法写 part1 "
                  "part2",
                  "标签“%.*s”重复", SHOW(dialect_cell(d, row, DIALECT_TAG)));
    }
}

static void read_plain_tag(struct dialect *d, uint32_t row)
{
    struct pack_tag tag;
    uint32_t name;

    if (!dialect_read_meaning(d, row, false, &tag))
        return;
    name = dialect_name(d, dialect_cell(d, row, DIALECT_TAG));
    if (name != PACK_NONE)
        put_meaning(d, row, name, tag);
}

/* Splits the tag at its #; false if there is none. */
static bool family_tag(struct text t, struct family *f)
{
    const char *mark = memchr(t.at, '#', t.length);

    *f = (struct family){.width = 0};
    if (mark == NULL)
        return false;
    f->head = text_head(t, (size_t)(mark - t.at));
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
        length =
            snprintf(name, TAG_MAX, "%.*s%.*s", SPELL(f->head), SPELL(f->tail));
    else
        length = snprintf(name, TAG_MAX, "%.*s%0*u%.*s", SPELL(f->head),
                          (int)f->width, (unsigned)number, SPELL(f->tail));
    return (struct text){name, (size_t)length};
}

/* The numbered tags one by one; what the file names itself holds. */
static void family(struct dialect *d, uint32_t row, const struct family *f)
{
    struct pack_tag tag, numbered;
    char bytes[TAG_MAX];
    uint32_t name;

    if (!dialect_read_meaning(d, row, true, &tag))
        return;
    numbered = tag;
    numbered.field = tag.child_field;
    numbered.child_field = PACK_NO_FIELD;
    numbered.child_shift = 0;
    /* Names of columns are looked up without their number. */
    for (uint32_t n = 1; n <= LIMIT_NUMBERS && !(d->flags & DIALECT_TABLE);
         n++) {
        const struct text text = family_name(f, n, bytes);

        if (words_add(&d->literal, text, NULL) < d->literal_count)
            continue;
        numbered.row = (uint16_t)(n + tag.child_shift);
        name = dialect_name(d, text);
        if (name == PACK_NONE)
            return;
        put_meaning(d, row, name, numbered);
    }
    name = dialect_name(d, family_name(f, 0, bytes));
    if (name != PACK_NONE)
        put_meaning(d, row, name, tag);
}

/* ---- a file -------------------------------------------------------------- */

static void note_literals(struct dialect *d)
{
    bool added;

    for (uint32_t i = d->table->data; i < table_rows(d->table); i++) {
        const struct text tag = dialect_cell(d, i, DIALECT_TAG);

        if (tag.length == 0 || memchr(tag.at, '#', tag.length) != NULL)
            continue;
        words_add(&d->literal, tag, &added);
        d->literal_count += added;
    }
}

/* `@page`: what pages the dialect carries. */
static void read_page_kinds(struct dialect *d, uint32_t row)
{
    struct text rest = dialect_cell(d, row, DIALECT_FIELD), word;

    while ((word = element_next_word(&rest)).length > 0) {
        const unsigned page = page_kind_find(word);

        d->pages |= page;
        if (page == 0)
            fault_add(d->build->faults, dialect_place(d, row, DIALECT_FIELD),
                      "@page 后面应为 front-page settlement-list tcm hqms "
                      "hqms-2019 4401 regional",
                      "没有页面“%.*s”", SHOW(word));
    }
}

/* `@tag`: which attribute of which element holds the tag, and which the value;
 * two or three names. */
static void read_holders(struct dialect *d, uint32_t row)
{
    const struct text words = dialect_cell(d, row, DIALECT_FIELD);
    struct text rest = words, word;

    while ((word = element_next_word(&rest)).length > 0) {
        if (text_part(word, 1, '@').length == 0 ||
            text_part(word, 2, '@').length == 0 ||
            text_part(word, 4, '@').length != 0)
            fault_add(d->build->faults, dialect_place(d, row, DIALECT_FIELD),
                      "应为 元素@标签所在的属性 或 元素@标签所在的属性@值所在的"
                      "属性，几个用空格隔开",
                      "“%.*s”不能说明标签写在哪里", SHOW(word));
    }
    d->holders = build_text(d->build, words);
}

/* `@dates`: how the interface wants dates written. */
static void read_dates(struct dialect *d, uint32_t row)
{
    const struct text form = dialect_cell(d, row, DIALECT_FIELD);

    if (text_equal(form, TEXT("2024-06-01 09:30:00")))
        d->flags |= DIALECT_DASHED;
    else if (text_equal(form, TEXT("20240601093000")))
        d->flags |= DIALECT_RUN_ON;
    else
        fault_add(d->build->faults, dialect_place(d, row, DIALECT_FIELD),
                  "@dates 后面应为 2024-06-01 09:30:00 或 20240601093000",
                  "没有日期写法“%.*s”", SHOW(form));
}

/* True for a line that says something of the dialect itself. */
static bool read_trait(struct dialect *d, uint32_t row, struct text tag)
{
    if (text_equal(tag, TEXT("@page")))
        read_page_kinds(d, row);
    else if (text_equal(tag, TEXT("@table")))
        d->flags |= DIALECT_TABLE;
    else if (text_equal(tag, TEXT("@rows")))
        d->flags |= DIALECT_ROWS;
    else if (text_equal(tag, TEXT("@details")))
        d->flags |= DIALECT_DETAILS;
    else if (text_equal(tag, TEXT("@dates")))
        read_dates(d, row);
    else if (text_equal(tag, TEXT("@tag")))
        read_holders(d, row);
    else if (text_equal(tag, TEXT("@base64")))
        d->encoded = build_text(d->build, dialect_cell(d, row, DIALECT_FIELD));
    else
        return false;
    return true;
}

static void read_tags(struct dialect *d)
{
    for (uint32_t i = d->table->data; i < table_rows(d->table); i++) {
        const struct text tag = dialect_cell(d, i, DIALECT_TAG);
        struct family f;

        if (read_trait(d, i, tag))
            continue;
        if (dialect_is_path(tag))
            dialect_read_path(d, i);
        else if (tag.length == 0 || tag.length >= TAG_MAX - 8)
            fault_add(d->build->faults, dialect_place(d, i, DIALECT_TAG),
                      "应为 1 至 87 个字节的标签", "标签是空的或太长");
        else if (family_tag(tag, &f))
            family(d, i, &f);
        else
            read_plain_tag(d, i);
    }
}

/* Rows for further meanings, each chained behind those of its name. */
static void finish_meanings(struct dialect *d)
{
    const struct further_meaning *more = (const void *)d->further.data;
    const size_t count = d->further.length / sizeof *more;

    for (size_t i = 0; i < count; i++) {
        uint32_t at = more[i].name;

        while (tag_row(d, at)->next != PACK_NONE)
            at = tag_row(d, at)->next;
        tag_row(d, at)->next = build_count(d->build, SECTION_TAG);
        build_row(d->build, SECTION_TAG, &more[i].tag);
        if (d->build->sections[SECTION_TAG].failed)
            return;
    }
}

/* The hash of a JSON path under which it is found where its `_` are left out;
 * false if it has none, or is no such path. */
static bool loose_hash(struct dialect *d, uint32_t tag, uint32_t *hash)
{
    const struct text name = build_text_of(d->build, tag_row(d, tag)->name);
    char room[TAG_MAX];
    size_t length;

    if (name.length > sizeof room || memchr(name.at, '.', name.length) == NULL)
        return false;
    d->flags |= DIALECT_NODES;
    length = pack_squeeze(name, room);
    *hash = text_hash((struct text){room, length}, 0);
    return length < name.length;
}

static void write_dialect(struct dialect *d, struct text name)
{
    struct build *b = d->build;
    const uint32_t names = d->tags.count;
    uint32_t loose = 0, hash;

    for (uint32_t i = 0; i < names; i++)
        loose += loose_hash(d, d->tags.first + i, &hash);

    struct pack_dialect row = {
        .name = build_text(b, name),
        .slots = build_slots(b, SECTION_TAG_SLOT, names + loose),
        .holders = d->holders,
        .encoded = d->encoded,
        .flags = d->flags,
        .pages = d->pages != 0 ? d->pages : PAGE_FRONT,
        .sent = d->sent,
    };

    finish_meanings(d);
    d->tags.count = build_count(b, SECTION_TAG) - d->tags.first;
    row.tags = d->tags;
    for (uint32_t i = 0; i < names; i++) {
        const uint32_t tag = d->tags.first + i;
        build_slot(b, SECTION_TAG_SLOT, row.slots,
                   text_hash(build_text_of(b, tag_row(d, tag)->name), 0), tag);
        if (loose_hash(d, tag, &hash))
            build_slot(b, SECTION_TAG_SLOT, row.slots, hash, tag);
    }
    build_row(b, SECTION_DIALECT, &row);
}

static void read_dialect(struct build *b, const struct table *t,
                         struct text name)
{
    struct dialect d = {
        .build = b,
        .table = t,
        .names.fold = true,
        .literal.fold = true,
        .tags = {build_count(b, SECTION_TAG), 0},
        .sent = {build_count(b, SECTION_SENT), 0},
    };

    note_literals(&d);
    read_tags(&d);
    write_dialect(&d, name);
    words_free(&d.names);
    words_free(&d.literal);
    buffer_free(&d.further);
}

void compile_dialects(struct build *b, const char *folder)
{
    static const char *const columns[DIALECT_COLUMNS] = {"tag", "field", "use",
                                                         "map?", "sent?"};
    char *path = source_path(folder, "dialects");
    size_t count = 0;
    char **names = path != NULL ? source_list(b, path, ".csv", &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct heading headings[DIALECT_COLUMNS];
        struct table t;

        if (knowledge_table(b, path, names[i], columns, headings,
                            DIALECT_COLUMNS, &t) &&
            dialect_spread(b, headings, &t))
            read_dialect(b, &t, (struct text){names[i], strlen(names[i]) - 4});
        table_close(&t);
    }
    source_list_free(names, count);
    free(path);
}

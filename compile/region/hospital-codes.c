/* A hospital's own codes: <dictionary field="…" dialect="…"> changes or adds
 * single lines of what an interface's codes mean. */
#include <stdio.h>
#include <stdlib.h>

#include "compile/knowledge/knowledge.h"
#include "compile/region/hospital.h"

#define MAPS_MAX 16 /* different ones that a field has in one dialect */
#define SHOWN 60    /* codes that a message lists */

/* A <dictionary> while it is read. */
struct codes {
    struct region *region;
    const xmlNode *node;
    struct text dialect; /* empty: all */
    uint16_t field;
    struct pack_entry *entries; /* its <value>s */
    const xmlNode **lines;
    uint32_t count;
};

/* A map of the knowledge folder and what took its place. */
struct changed_map {
    uint32_t old, new;
};

static struct pack_tag *interface_tag_at(const struct build *b, uint32_t row)
{
    return BUILD_ROW(b, SECTION_TAG, pack_tag, row);
}

static struct pack_dialect *dialect_at(const struct build *b, uint32_t row)
{
    return BUILD_ROW(b, SECTION_DIALECT, pack_dialect, row);
}

static struct pack_entry *entry_at(const struct build *b, uint32_t row)
{
    return BUILD_ROW(b, SECTION_ENTRY, pack_entry, row);
}

static bool has_field(const struct pack_tag *tag, uint16_t field)
{
    return tag->field == field || tag->child_field == field;
}

/* The dictionary asks for this dialect, or for all. */
static bool asks_for_dialect(const struct codes *c, uint32_t dialect)
{
    const struct build *b = c->region->build;

    return c->dialect.length == 0 ||
           text_equal(build_text_of(b, dialect_at(b, dialect)->name),
                      c->dialect);
}

/* ---- what a value may be ------------------------------------------------- */

static const struct pack_dictionary *dictionary_of(const struct build *b,
                                                   uint16_t field)
{
    const uint32_t row =
        BUILD_ROW(b, SECTION_FIELD, pack_field, field)->dictionary;

    return row != PACK_NONE
               ? BUILD_ROW(b, SECTION_DICTIONARY, pack_dictionary, row)
               : NULL;
}

static bool in_dictionary(const struct build *b,
                          const struct pack_dictionary *d, struct text code)
{
    for (uint32_t i = 0; i < d->entries.count; i++)
        if (text_equal(
                build_text_of(b, entry_at(b, d->entries.first + i)->code),
                code))
            return true;
    return false;
}

/* 应为 1未婚 2已婚 … */
static void list_codes(const struct build *b, const struct pack_dictionary *d,
                       struct buffer *out)
{
    buffer_string(out, "is 应为 ");
    for (uint32_t i = 0; i < d->entries.count && i < SHOWN; i++) {
        const struct pack_entry *e = entry_at(b, d->entries.first + i);
        buffer_string(out, i != 0 ? " " : "");
        buffer_text(out, build_text_of(b, e->code));
        buffer_text(out, build_text_of(b, e->name));
    }
    if (d->entries.count > SHOWN)
        buffer_string(out, " 等，全部见 knowledge/dictionaries");
    buffer_char(out, '\0');
}

static void check_meaning(const struct codes *c, uint32_t i, uint16_t field,
                          struct text is)
{
    struct build *b = c->region->build;
    const struct pack_dictionary *d = dictionary_of(b, field);
    struct buffer right = {0};

    if (d == NULL || in_dictionary(b, d, is))
        return;
    list_codes(b, d, &right);
    element_fault(
        c->region, c->lines[i],
        right.failed ? "见 knowledge/dictionaries" : right.data,
        "“%.*s”没有代码“%.*s”",
        SHOW(build_text_of(
            b, BUILD_ROW(b, SECTION_FIELD, pack_field, field)->label)),
        SHOW(is));
    buffer_free(&right);
}

/* The first tag of the field, behind `after` (NULL: of all). */
static const struct pack_tag *next_tag(const struct codes *c,
                                       const struct pack_tag *after)
{
    const struct build *b = c->region->build;

    for (uint32_t d = 0; d < build_count(b, SECTION_DIALECT); d++) {
        const struct pack_range tags = dialect_at(b, d)->tags;
        for (uint32_t i = 0; asks_for_dialect(c, d) && i < tags.count; i++) {
            const struct pack_tag *tag = interface_tag_at(b, tags.first + i);
            if ((after == NULL || tag > after) && has_field(tag, c->field))
                return tag;
        }
    }
    return NULL;
}

static const struct pack_tag *first_tag(const struct codes *c)
{
    return next_tag(c, NULL);
}

/* A value is the whole meaning in one dialect, in parts in another. */
static bool is_mixed(const struct codes *c)
{
    const struct pack_tag *first = first_tag(c);

    for (const struct pack_tag *t = first; t != NULL; t = next_tag(c, t))
        if (t->part != first->part || (t->part != 0 && t->map != first->map))
            return true;
    return false;
}

/* Of a tag that parts its value, each part must be a code of its field. */
static void check_parts(const struct codes *c, const struct pack_tag *first)
{
    const struct build *b = c->region->build;
    const uint32_t rows = build_count(b, SECTION_TAG);

    for (uint32_t t = 0; t < rows; t++) {
        const struct pack_tag *tag = interface_tag_at(b, t);
        if (tag->part == 0 || tag->map != first->map ||
            tag->name.at != first->name.at)
            continue;
        for (uint32_t i = 0; i < c->count; i++)
            check_meaning(c, i,
                          tag->child_field != PACK_NO_FIELD ? tag->child_field
                                                            : tag->field,
                          text_part(build_text_of(b, c->entries[i].name),
                                    tag->part, (char)tag->separator));
    }
}

static void check_values(const struct codes *c, const struct pack_tag *first)
{
    const struct build *b = c->region->build;

    for (uint32_t i = 0; i < c->count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (text_equal(build_text_of(b, c->entries[i].code),
                           build_text_of(b, c->entries[k].code))) {
                element_fault(c->region, c->lines[i], "每个代码写一次",
                              "<value code=\"%.*s\"> 重复",
                              SHOW(build_text_of(b, c->entries[i].code)));
                break;
            }
    if (first->part != 0) {
        check_parts(c, first);
        return;
    }
    for (uint32_t i = 0; i < c->count; i++)
        check_meaning(c, i, c->field, build_text_of(b, c->entries[i].name));
}

/* ---- maps ---------------------------------------------------------------- */

struct sorted {
    struct text code;
    struct pack_entry entry;
};

static int by_interface_code(const void *a, const void *b)
{
    return text_compare(((const struct sorted *)a)->code,
                        ((const struct sorted *)b)->code);
}

static bool is_changed(const struct codes *c, struct text code)
{
    const struct build *b = c->region->build;

    for (uint32_t i = 0; i < c->count; i++)
        if (text_equal(build_text_of(b, c->entries[i].code), code))
            return true;
    return false;
}

static void put_map(struct build *b, const struct sorted *rows, uint32_t count,
                    uint16_t field)
{
    struct pack_dictionary map = {
        .entries = {build_count(b, SECTION_ENTRY), count}};
    char id[128];
    const int length =
        snprintf(id, sizeof id, DICTIONARY_OF_HOSPITAL "%.*s",
                 SHOW(build_text_of(
                     b, BUILD_ROW(b, SECTION_FIELD, pack_field, field)->name)));

    map.id = build_text(b, (struct text){id, (size_t)length});
    for (uint32_t i = 0; i < count; i++)
        build_row(b, SECTION_ENTRY, &rows[i].entry);
    build_row(b, SECTION_DICTIONARY, &map);
}

/* A map with the lines of `old` (PACK_NONE: none) that the hospital does not
 * change, and its own. */
static uint32_t make_map(const struct codes *c, uint32_t old)
{
    struct build *b = c->region->build;
    const uint32_t number = build_count(b, SECTION_DICTIONARY);
    struct pack_range range = {0, 0};
    struct sorted *rows;
    uint32_t count = 0;

    if (old != PACK_NONE)
        range = BUILD_ROW(b, SECTION_DICTIONARY, pack_dictionary, old)->entries;
    rows = calloc(range.count + c->count + 1u, sizeof *rows);
    if (rows == NULL)
        return old;
    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_entry e = *entry_at(b, range.first + i);
        if (!is_changed(c, build_text_of(b, e.code)))
            rows[count++].entry = e;
    }
    for (uint32_t i = 0; i < c->count; i++)
        rows[count++].entry = c->entries[i];
    for (uint32_t i = 0; i < count; i++)
        rows[i].code = build_text_of(b, rows[i].entry.code);
    qsort(rows, count, sizeof *rows, by_interface_code);
    put_map(b, rows, count, c->field);
    free(rows);
    return number;
}

static uint32_t new_map(const struct codes *c, struct changed_map *maps,
                        uint32_t *count, uint32_t old)
{
    for (uint32_t i = 0; i < *count; i++)
        if (maps[i].old == old || maps[i].new == old)
            return maps[i].new;
    if (*count == MAPS_MAX)
        return old;
    maps[*count] = (struct changed_map){old, make_map(c, old)};
    return maps[(*count)++].new;
}

/* All meanings of one name have the same map: parts are cut from what it
 * says. */
static void change_dialect(const struct codes *c, struct pack_range tags)
{
    struct build *b = c->region->build;
    struct changed_map maps[MAPS_MAX];
    uint32_t count = 0;

    for (uint32_t i = 0; i < tags.count; i++) {
        const struct pack_tag tag = *interface_tag_at(b, tags.first + i);
        const uint32_t map = has_field(&tag, c->field)
                                 ? new_map(c, maps, &count, tag.map)
                                 : tag.map;
        if (map == tag.map)
            continue;
        interface_tag_at(b, tags.first + i)->map = map;
        for (uint32_t k = 0; tag.part != 0 && k < tags.count; k++) {
            struct pack_tag *other = interface_tag_at(b, tags.first + k);
            if (other->name.at == tag.name.at && other->part != 0)
                other->map = map;
        }
    }
}

/* ---- reading ------------------------------------------------------------- */

static void fault_dialect(const struct codes *c)
{
    struct build *b = c->region->build;
    struct buffer names = {0};

    for (uint32_t i = 0; i < build_count(b, SECTION_DIALECT); i++) {
        buffer_string(&names, i != 0 ? " " : "dialect 应为 ");
        buffer_text(&names, build_text_of(b, dialect_at(b, i)->name));
    }
    buffer_char(&names, '\0');
    element_fault(c->region, c->node,
                  names.failed ? "见 pregroup dialects" : names.data,
                  "没有格式“%.*s”", SHOW(c->dialect));
    buffer_free(&names);
}

static bool is_dialect(const struct codes *c)
{
    const struct build *b = c->region->build;
    uint32_t i = 0;

    while (i < build_count(b, SECTION_DIALECT) && !asks_for_dialect(c, i))
        i++;
    return i < build_count(b, SECTION_DIALECT);
}

/* Another <dictionary> before this one speaks of the same. */
static bool is_repeated(const struct codes *c)
{
    struct region *r = c->region;
    const xmlNode *n = element_child(c->node->parent, "dictionary");
    const struct text field = element_attribute(r, c->node, "field");

    for (; n != c->node; n = element_next(n, "dictionary"))
        if (text_equal(element_attribute(r, n, "field"), field) &&
            text_equal(element_attribute(r, n, "dialect"), c->dialect))
            return true;
    return false;
}

static bool check_dictionary(const struct codes *c)
{
    struct build *b = c->region->build;
    const struct place place = element_place(c->region, c->node);
    const struct text field = element_attribute(c->region, c->node, "field");

    if (c->field == PACK_NO_FIELD)
        fault_add(b->faults, place,
                  "field 应为 knowledge/fields.csv 中的项目，如 "
                  "marital_status、procedures.anesthesia",
                  "没有项目“%.*s”", SHOW(field));
    else if (!is_dialect(c))
        fault_dialect(c);
    else if (first_tag(c) == NULL)
        fault_add(b->faults, place, "换一个格式，或去掉 dialect",
                  "格式“%.*s”没有项目“%.*s”", SHOW(c->dialect), SHOW(field));
    else if (dictionary_of(b, c->field) == NULL &&
             first_tag(c)->map == PACK_NONE)
        fault_add(b->faults, place, "只有填代码的项目才有对照",
                  "项目“%.*s”填的不是代码", SHOW(field));
    else if (is_mixed(c))
        fault_add(b->faults, place,
                  "写上 dialect，各格式分开写；几项合写的，一种写法写一个",
                  "项目“%.*s”有的格式单独写，有的与别的项目合写", SHOW(field));
    else if (is_repeated(c))
        fault_add(b->faults, place, "写在一个 <dictionary> 里",
                  "<dictionary field=\"%.*s\"> 重复", SHOW(field));
    else
        return true;
    return false;
}

static bool read_values(struct codes *c)
{
    struct build *b = c->region->build;
    uint32_t count = 0;

    ELEMENT_EACH (n, c->node, "value")
        count++;
    c->entries = calloc(count + 1u, sizeof *c->entries);
    c->lines = calloc(count + 1u, sizeof(xmlNode *));
    if (c->entries == NULL || c->lines == NULL)
        return false;
    ELEMENT_EACH (n, c->node, "value") {
        const struct text code = element_attribute(c->region, n, "code");
        const struct text is = element_attribute(c->region, n, "is");
        if (code.length == 0 || is.length == 0) {
            element_fault(c->region, n, "code 是文件里的写法，is 是它的意思",
                          "<value> 的 code 或 is 是空的");
            continue;
        }
        c->entries[c->count] = (struct pack_entry){
            build_text(b, code), build_text(b, is), pack_text_head(code)};
        c->lines[c->count++] = n;
    }
    return true;
}

static void read_dictionary(struct region *r, const xmlNode *node)
{
    struct codes c = {
        .region = r,
        .node = node,
        .dialect = element_attribute(r, node, "dialect"),
        .field =
            build_find_field(r->build, element_attribute(r, node, "field")),
    };

    if (element_has(node, "field") && check_dictionary(&c) && read_values(&c)) {
        check_values(&c, first_tag(&c));
        for (uint32_t i = 0; i < build_count(r->build, SECTION_DIALECT); i++)
            if (asks_for_dialect(&c, i))
                change_dialect(&c, dialect_at(r->build, i)->tags);
    }
    free(c.entries);
    free(c.lines);
}

void hospital_codes(struct hospital *h)
{
    if (h->document.root == NULL)
        return;
    ELEMENT_EACH (n, h->document.root, "dictionary")
        read_dictionary(&h->document.region, n);
}

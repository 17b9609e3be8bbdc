/* A hospital's own names of columns and tags: <columns dialect="…"> says of
 * each name that it is like a tag of the dialect, or a field. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "compile/knowledge/knowledge.h"
#include "compile/region/hospital.h"

#define NAME_MAX_BYTES 96u

/* A <columns> while it is read. The dialect's rows of TAG are copied to the
 * end, where there is room for more. */
struct columns {
    struct region *region;
    const xmlNode *node;
    uint32_t dialect;
    uint32_t first;      /* of the copies in TAG */
    uint32_t delta;      /* how far they have moved */
    uint32_t added_from; /* the first row that is no copy */
};

static struct pack_dialect *dialect_row(const struct columns *c)
{
    return BUILD_ROW(c->region->build, SECTION_DIALECT, pack_dialect,
                     c->dialect);
}

static struct pack_tag *column_tag(const struct columns *c, uint32_t row)
{
    return BUILD_ROW(c->region->build, SECTION_TAG, pack_tag, row);
}

/* ---- the dialect --------------------------------------------------------- */

static bool find_columns_dialect(struct columns *c)
{
    struct build *b = c->region->build;
    const bool named = element_has(c->node, "dialect");
    const struct text name =
        named ? element_attribute(c->region, c->node, "dialect")
              : TEXT("table");

    BUILD_EACH (d, b, SECTION_DIALECT, pack_dialect) {
        if (!text_equal(build_text_of(b, d->name), name))
            continue;
        c->dialect =
            (uint32_t)(d - BUILD_ROW(b, SECTION_DIALECT, pack_dialect, 0));
        if (!(d->flags & DIALECT_PATHS))
            return true;
        element_fault(c->region, c->node, "换一个格式",
                      "格式“%.*s”按位置认，不能加名称", SHOW(name));
        return false;
    }
    element_fault(c->region, c->node,
                  "见 pregroup dialects；不写 dialect 是 table",
                  "没有格式“%.*s”", SHOW(name));
    return false;
}

static void copy_tags(struct columns *c)
{
    struct build *b = c->region->build;
    const struct pack_range old = dialect_row(c)->tags;

    c->first = build_count(b, SECTION_TAG);
    c->delta = c->first - old.first;
    for (uint32_t i = 0; i < old.count; i++) {
        struct pack_tag tag = *column_tag(c, old.first + i);
        tag.next += tag.next != PACK_NONE ? c->delta : 0;
        build_row(b, SECTION_TAG, &tag);
    }
    c->added_from = build_count(b, SECTION_TAG);
}

/* All names, old and new, in a table of their own. */
static void index_tags(struct columns *c)
{
    struct build *b = c->region->build;
    const struct pack_range old = dialect_row(c)->slots;
    const uint32_t end = build_count(b, SECTION_TAG);
    const struct pack_range slots =
        build_slots(b, SECTION_TAG_SLOT, old.count / 2 + end - c->added_from);
    struct pack_dialect *dialect = dialect_row(c);

    for (uint32_t i = 0; i < old.count; i++) {
        const uint32_t row = BUFFER_ROWS(&b->sections[SECTION_TAG_SLOT],
                                         uint32_t)[old.first + i];
        if (row != PACK_NONE)
            build_slot(b, SECTION_TAG_SLOT, slots,
                       text_hash(build_text_of(b, column_tag(c, row)->name), 0),
                       row + c->delta);
    }
    for (uint32_t row = c->added_from; row < end; row++)
        build_slot(b, SECTION_TAG_SLOT, slots,
                   text_hash(build_text_of(b, column_tag(c, row)->name), 0),
                   row);
    dialect->tags = (struct pack_range){c->first, end - c->first};
    dialect->slots = slots;
}

/* ---- names --------------------------------------------------------------- */

/* The row of a name; PACK_NONE if the dialect has none. */
static uint32_t find_name(const struct columns *c, struct text name)
{
    const struct build *b = c->region->build;

    for (uint32_t row = c->first; row < build_count(b, SECTION_TAG); row++)
        if (text_equal_fold(build_text_of(b, column_tag(c, row)->name), name))
            return row;
    return PACK_NONE;
}

/* The name means this from now on, whatever it meant. */
static void put_name(struct columns *c, struct text name, struct pack_tag tag)
{
    struct build *b = c->region->build;
    const uint32_t row = find_name(c, name);

    tag.name =
        row != PACK_NONE ? column_tag(c, row)->name : build_text(b, name);
    if (row != PACK_NONE)
        *column_tag(c, row) = tag;
    else
        build_row(b, SECTION_TAG, &tag);
}

/* A name with # is one for each number, but in a dialect of columns, where
 * numbers are no part of names. */
static void put_numbered(struct columns *c, struct text name,
                         const struct pack_tag *tag)
{
    const size_t mark = text_find(name, '#');
    const bool each = !(dialect_row(c)->flags & DIALECT_TABLE);
    struct pack_tag one = *tag;
    char bytes[NAME_MAX_BYTES + 8];

    one.field = tag->child_field;
    one.child_field = PACK_NO_FIELD;
    one.child_shift = 0;
    for (unsigned n = 0; n <= (each ? LIMIT_NUMBERS : 0u); n++) {
        const int length = snprintf(
            bytes, sizeof bytes, n == 0 ? "%.*s%.0u%.*s" : "%.*s%u%.*s",
            (int)mark, name.at, n, SPELL(text_behind(name, mark + 1)));
        one.row = (uint16_t)(n + tag->child_shift);
        put_name(c, (struct text){bytes, (size_t)length}, n == 0 ? *tag : one);
    }
}

/* A field is a key, and its codes are read, as by the dialect's first tag of it
 * that has its whole value. */
static void read_as_usual(const struct columns *c, struct pack_tag *tag)
{
    for (uint32_t row = c->first; row < c->added_from; row++) {
        const struct pack_tag *usual = column_tag(c, row);
        if (usual->part != 0 || usual->join != 0 || usual->row != tag->row ||
            (tag->field != PACK_NO_FIELD
                 ? usual->field != tag->field
                 : usual->child_field != tag->child_field))
            continue;
        tag->map = usual->map;
        tag->unit = usual->unit;
        tag->flags = usual->flags & TAG_KEY;
        return;
    }
}

static bool read_meaning(struct columns *c, const xmlNode *node, bool rows,
                         struct pack_tag *tag)
{
    struct region *r = c->region;
    const struct text like = element_attribute(r, node, "tag"),
                      field = element_attribute(r, node, "field");
    const uint32_t row =
        element_has(node, "tag") ? find_name(c, like) : PACK_NONE;

    if (element_has(node, "tag") == element_has(node, "field"))
        element_fault(r, node,
                      "tag 是这种格式里意思相同的标签，field 是 fields.csv 的"
                      "项目",
                      "<column> 应写 tag 或 field 之一");
    else if (element_has(node, "tag") && row == PACK_NONE)
        element_fault(r, node, "写这种格式有的标签，或者写 field",
                      "没有标签“%.*s”", SHOW(like));
    else if (row != PACK_NONE)
        *tag = *column_tag(c, row);
    else if (!knowledge_meaning(r->build, field, rows, tag))
        element_fault(r, node,
                      "应为 fields.csv 中的项目，列表写作 diagnoses[1].code，"
                      "名称里有 # 的写作 diagnoses[#+1].code",
                      "没有项目“%.*s”", SHOW(field));
    else
        read_as_usual(c, tag);
    return row != PACK_NONE || tag->field != PACK_NO_FIELD ||
           tag->child_field != PACK_NO_FIELD;
}

static void read_column(struct columns *c, const xmlNode *node)
{
    const struct text name = element_attribute(c->region, node, "name");
    const bool rows = text_find(name, '#') < name.length;
    struct pack_tag tag = {.field = PACK_NO_FIELD,
                           .child_field = PACK_NO_FIELD};

    if (name.length == 0 || name.length >= NAME_MAX_BYTES)
        element_fault(c->region, node, "应为 1 至 95 个字节",
                      "<column> 的 name 是空的或太长");
    else if (!read_meaning(c, node, rows, &tag))
        return;
    else if (rows && tag.child_field != PACK_NO_FIELD)
        put_numbered(c, name, &tag);
    else
        put_name(c, name, tag);
}

static void read_columns(struct region *r, const xmlNode *node)
{
    struct columns c = {.region = r, .node = node};

    if (!find_columns_dialect(&c))
        return;
    copy_tags(&c);
    ELEMENT_EACH (n, node, "column")
        read_column(&c, n);
    if (!r->build->sections[SECTION_TAG].failed)
        index_tags(&c);
}

void hospital_columns(struct hospital *h)
{
    if (h->document.root == NULL)
        return;
    ELEMENT_EACH (n, h->document.root, "columns")
        read_columns(&h->document.region, n);
}

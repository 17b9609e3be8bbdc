#include "compile/region/hospital.h"

#include "compile/read/source.h"
#include "compile/region/catalogue.h"

/* ---- departments --------------------------------------------------------- */

struct department {
    struct pack_department row;
    struct text code;
    const xmlNode *node;
    size_t place; /* as read */
};

static int by_department_code(const void *a, const void *b)
{
    const struct department *x = a, *y = b;
    const int order = text_compare(x->code, y->code);

    return order != 0 ? order : ORDER(x->place, y->place);
}

static int64_t read_factor(struct region *r, const xmlNode *node)
{
    const struct text t = element_attribute(r, node, "factor");
    int64_t factor;

    if (!element_has(node, "factor"))
        return INT64_MIN;
    if (number_read(t, &factor) && factor >= 0)
        return factor;
    element_fault(r, node, "factor 应为不小于零的数字，如 1.05",
                  "<department> 的 factor=\"%.*s\" 读不出", SHOW(t));
    return INT64_MIN;
}

static void read_department(struct region *r, const xmlNode *node,
                            struct buffer *list)
{
    struct department d = {.code = element_attribute(r, node, "code"),
                           .node = node,
                           .place = list->length};

    if (d.code.length == 0)
        return;
    d.row.code = build_text(r->build, d.code);
    d.row.name = build_text(r->build, element_attribute(r, node, "name"));
    d.row.factor = read_factor(r, node);
    buffer_put(list, &d, sizeof d);
}

static void keep_departments(struct region *r, struct buffer *list)
{
    const struct department *last = NULL;

    buffer_sort(list, sizeof(struct department), by_department_code);
    BUFFER_EACH (d, list, const struct department) {
        if (last != NULL && text_equal(last->code, d->code))
            element_fault(r, d->node, "每个科室写一次",
                          "<department code=\"%.*s\"> 重复", SHOW(d->code));
        build_row(r->build, SECTION_DEPARTMENT, &d->row);
        last = d;
    }
}

static void read_departments(struct region *r, const xmlNode *root)
{
    struct buffer list = {0};

    ELEMENT_EACH (n, root, "department")
        read_department(r, n, &list);
    keep_departments(r, &list);
    buffer_free(&list);
}

/* ---- sets, by name ------------------------------------------------------- */

/* Three texts as one: none of them has a line end within. */
static struct text joined(struct region *r, struct text name,
                          struct text insurance, struct text month)
{
    struct buffer key = {0};
    struct text kept;

    buffer_text(&key, name);
    buffer_char(&key, '\n');
    buffer_text(&key, insurance);
    buffer_char(&key, '\n');
    buffer_text(&key, month);
    kept = arena_copy(&r->arena, buffer_view(&key));
    buffer_free(&key);
    return kept;
}

static void index_sets(struct hospital *h)
{
    struct region *r = &h->document.region;

    BUFFER_EACH (set, &h->sets, struct named)
        named_add(&h->filled,
                  joined(r, set->name,
                         element_attribute(r, set->node, "insurance"),
                         element_attribute(r, set->node, "month")),
                  set->node);
    named_sort(r->build, &h->filled);
}

/* ---- the hospital -------------------------------------------------------- */

static void read_hospital(struct hospital *h)
{
    struct region *r = &h->document.region;
    const xmlNode *root = h->document.root;
    struct build *b = r->build;
    struct pack_hospital row = {
        .code = build_text(b, element_attribute(r, root, "code")),
        .name = build_text(b, element_attribute(r, root, "name")),
        .level = build_text(b, element_attribute(r, root, "level")),
        .codes = build_text(b, element_attribute(r, root, "codes")),
        .file = build_text(b, text_of(source_name(r->file))),
    };

    h->sample = element_yes(r, root, "sample");
    row.sample = h->sample;
    if (row.code.length == 0 && element_has(root, "code"))
        element_fault(r, root, "写医保定点医药机构代码",
                      "<hospital> 的 code 是空的");
    build_row(b, SECTION_HOSPITAL, &row);
    read_departments(r, root);
}

void hospital_open(struct hospital *h, struct build *b, const char *path,
                   const char *knowledge)
{
    *h = (struct hospital){.sample = false};
    if (path == NULL)
        return;
    document_open(&h->document, b, path, &hospital_grammar);
    if (h->document.root != NULL)
        read_hospital(h);
    named_read(&h->document.region, h->document.root, "set", &h->sets);
    named_read(&h->document.region, h->document.root, "lookup", &h->lookups);
    named_read(&h->document.region, h->document.root, "file", &h->files);
    index_sets(h);
    document_schema(&h->document, knowledge);
}

void hospital_close(struct hospital *h)
{
    buffer_free(&h->sets);
    buffer_free(&h->lookups);
    buffer_free(&h->files);
    buffer_free(&h->filled);
    document_close(&h->document);
}

/* ---- its sets ------------------------------------------------------------ */

struct region *hospital_region(struct hospital *h)
{
    return &h->document.region;
}

uint16_t hospital_flags(const struct hospital *h)
{
    return h->sample ? STEP_OF_HOSPITAL | STEP_SAMPLE : STEP_OF_HOSPITAL;
}

size_t hospital_sets(const struct hospital *h, struct text name,
                     const struct named **first)
{
    return h == NULL ? 0 : named_find(&h->sets, name, first);
}

const xmlNode *hospital_lookup(const struct hospital *h, struct text name)
{
    const struct named *first;

    return h != NULL && named_find(&h->lookups, name, &first) > 0 ? first->node
                                                                  : NULL;
}

/* The hospital's condition asks nothing, or just what is asked for. */
bool hospital_fills(struct hospital *h, struct text name, struct text insurance,
                    struct text month)
{
    const struct text asked[][2] = {{insurance, month},
                                    {insurance, TEXT("")},
                                    {TEXT(""), month},
                                    {TEXT(""), TEXT("")}};
    const struct named *first;

    for (size_t i = 0; h != NULL && i < sizeof asked / sizeof asked[0]; i++)
        if (named_find(
                &h->filled,
                joined(&h->document.region, name, asked[i][0], asked[i][1]),
                &first) > 0)
            return true;
    return false;
}

/* ---- sets of unknown names ----------------------------------------------- */

/* What gives a variable its value: enum step_kind, or NO_STEP. */
static unsigned step_kind_of(const struct region *r, uint32_t variable)
{
    return variable == PACK_NONE ? NO_STEP
                                 : (unsigned char)r->kinds.data[variable];
}

/* Names of the region's sets, parted by blanks, for the fault. */
static void list_sets(const struct region *r, struct buffer *out)
{
    const struct build *b = r->build;

    for (uint32_t i = 0; i < build_count(b, SECTION_VARIABLE); i++) {
        if (step_kind_of(r, i) == NO_STEP || step_kind_of(r, i) == STEP_LET)
            continue;
        buffer_string(out, out->length > 0 ? " " : "");
        buffer_text(
            out,
            build_text_of(
                b, BUILD_ROW(b, SECTION_VARIABLE, pack_variable, i)->name));
    }
    buffer_char(out, '\0');
}

static void fault_unknown_set(const struct region *of_region, struct region *r,
                              const xmlNode *node, struct text name)
{
    const bool let =
        step_kind_of(of_region, build_find_variable(r->build, name)) ==
        STEP_LET;
    struct buffer names = {0};

    if (fault_room(r->build->faults))
        list_sets(of_region, &names);
    element_fault(r, node,
                  names.length == 0 || names.failed ? "见地区文件的 <set>"
                                                    : names.data,
                  let ? "<set name=\"%.*s\">：地区文件里它是 <let>，算出来的，"
                        "不能改；能设的有"
                      : "<set name=\"%.*s\">：地区文件没有这个 <set>；能设的有",
                  SHOW(name));
    buffer_free(&names);
}

static void unused_lookups(struct hospital *h)
{
    struct region *r = &h->document.region;

    ELEMENT_EACH (n, h->document.root, "lookup") {
        const struct text name = element_attribute(r, n, "name");

        if (build_find_lookup(r->build, name) == PACK_NONE)
            element_fault(r, n, "医院文件只能补上或改写地区文件里有的 <lookup>",
                          "<lookup name=\"%.*s\">：地区文件没有这张查找表",
                          SHOW(name));
    }
}

/* ---- the level ----------------------------------------------------------- */

/* What the sets of one name ask of the level. */
struct level_words {
    uint32_t first; /* the first word, 0: none */
    bool several;   /* there are others */
    bool fits;      /* a set holds for the hospital's */
};

static void note_level(struct level_words *w, uint32_t asked, uint32_t own)
{
    w->fits = w->fits || asked == 0 || asked == own;
    w->several = w->several || (w->first != 0 && w->first != asked);
    w->first = w->first == 0 ? asked : w->first;
}

/* All words for levels of the sets of a name, once each. */
static void list_levels(const struct build *b, uint32_t variable,
                        struct buffer *out)
{
    buffer_string(out, "level 写这些之一：");
    BUILD_EACH (step, b, SECTION_STEP, pack_step) {
        const struct text level = build_text_of(b, step->level);

        if (step->variable != variable || level.length == 0 ||
            text_has_word(buffer_view(out), level))
            continue;
        buffer_char(out, ' ');
        buffer_text(out, level);
    }
    buffer_char(out, '\0');
}

static void tell_level(const struct hospital *h, uint32_t variable)
{
    const struct region *r = &h->document.region;
    const struct build *b = r->build;
    const struct text level = build_text_of(
        b, BUILD_ROW(b, SECTION_HOSPITAL, pack_hospital, 0)->level);
    struct buffer words = {0};

    list_levels(b, variable, &words);
    fault_note(
        b->faults, element_place(r, h->document.root),
        words.failed ? "见地区文件的 <set level>" : words.data,
        "%s%.*s：地区文件的 %.*s 没有给这个等级的值",
        level.length > 0 ? "level 是 " : "没有写 level", SHOW(level),
        SHOW(build_text_of(
            b, BUILD_ROW(b, SECTION_VARIABLE, pack_variable, variable)->name)));
    buffer_free(&words);
}

/* Names that have values for several levels and none for the hospital's. One
 * that has a value for a single level is for hospitals of that kind. */
static void check_level(const struct hospital *h)
{
    const struct build *b = h->document.region.build;
    const uint32_t own =
        BUILD_ROW(b, SECTION_HOSPITAL, pack_hospital, 0)->level.at;
    const size_t size =
        build_count(b, SECTION_VARIABLE) * sizeof(struct level_words);
    struct buffer all = {0};

    if (size > 0 && buffer_reserve(&all, size) != NULL) {
        memset(all.data, 0, size);
        all.length = size;
        BUILD_EACH (step, b, SECTION_STEP, pack_step)
            note_level(&BUFFER_ROWS(&all, struct level_words)[step->variable],
                       step->level.at, own);
    }
    BUFFER_EACH (w, &all, const struct level_words)
        if (w->several && !w->fits)
            tell_level(h,
                       (uint32_t)(w - BUFFER_ROWS(&all, struct level_words)));
    buffer_free(&all);
}

/* ---- what the region does not ask for ------------------------------------ */

void hospital_unused(struct region *r)
{
    struct hospital *h = r->hospital;

    if (h == NULL || h->document.root == NULL)
        return;
    check_level(h);
    unused_lookups(h);
    ELEMENT_EACH (n, h->document.root, "set") {
        const struct text name =
            element_attribute(&h->document.region, n, "name");
        const unsigned kind =
            step_kind_of(r, build_find_variable(r->build, name));

        if (kind == NO_STEP || kind == STEP_LET)
            fault_unknown_set(r, &h->document.region, n, name);
    }
}

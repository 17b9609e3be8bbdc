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
    document_schema(&h->document, knowledge);
}

void hospital_close(struct hospital *h)
{
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

static const xmlNode *find_own(struct hospital *h, const xmlNode *after,
                               const char *element, struct text name)
{
    const xmlNode *n;

    if (h == NULL || h->document.root == NULL)
        return NULL;
    n = after != NULL ? element_next(after, element)
                      : element_child(h->document.root, element);
    while (n != NULL &&
           !text_equal(element_attribute(&h->document.region, n, "name"), name))
        n = element_next(n, element);
    return n;
}

const xmlNode *hospital_set(struct hospital *h, const xmlNode *after,
                            struct text name)
{
    return find_own(h, after, "set", name);
}

const xmlNode *hospital_lookup(struct hospital *h, struct text name)
{
    return find_own(h, NULL, "lookup", name);
}

/* The hospital's condition asks nothing, or just what is asked for. */
static bool asks_no_more_than(struct hospital *h, const xmlNode *set,
                              const char *name, struct text wanted)
{
    const struct text t = element_attribute(&h->document.region, set, name);

    return t.length == 0 || text_equal(t, wanted);
}

bool hospital_fills(struct hospital *h, struct text name, struct text insurance,
                    struct text month)
{
    for (const xmlNode *n = hospital_set(h, NULL, name); n != NULL;
         n = hospital_set(h, n, name))
        if (asks_no_more_than(h, n, "insurance", insurance) &&
            asks_no_more_than(h, n, "month", month))
            return true;
    return false;
}

/* ---- sets of unknown names ----------------------------------------------- */

static uint32_t step_of_variable(const struct build *b, uint32_t variable)
{
    for (uint32_t i = 0; i < build_count(b, SECTION_STEP); i++)
        if (BUILD_ROW(b, SECTION_STEP, pack_step, i)->variable == variable)
            return i;
    return PACK_NONE;
}

/* Names of the region's sets, parted by blanks, for the fault. */
static void list_sets(const struct build *b, struct buffer *out)
{
    for (uint32_t i = 0; i < build_count(b, SECTION_VARIABLE); i++) {
        const uint32_t step = step_of_variable(b, i);

        if (step == PACK_NONE ||
            BUILD_ROW(b, SECTION_STEP, pack_step, step)->kind == STEP_LET)
            continue;
        buffer_string(out, out->length > 0 ? " " : "");
        buffer_text(
            out,
            build_text_of(
                b, BUILD_ROW(b, SECTION_VARIABLE, pack_variable, i)->name));
    }
    buffer_char(out, '\0');
}

static void fault_unknown_set(struct hospital *h, const xmlNode *node,
                              struct text name, bool let)
{
    struct region *r = &h->document.region;
    struct buffer names = {0};

    list_sets(r->build, &names);
    element_fault(r, node, names.failed ? "见地区文件的 <set>" : names.data,
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

void hospital_unused(struct region *r)
{
    struct hospital *h = r->hospital;
    const struct build *b = r->build;

    if (h == NULL || h->document.root == NULL)
        return;
    unused_lookups(h);
    ELEMENT_EACH (n, h->document.root, "set") {
        const struct text name =
            element_attribute(&h->document.region, n, "name");
        const uint32_t step = step_of_variable(b, build_find_variable(b, name));

        if (step == PACK_NONE)
            fault_unknown_set(h, n, name, false);
        else if (BUILD_ROW(b, SECTION_STEP, pack_step, step)->kind == STEP_LET)
            fault_unknown_set(h, n, name, true);
    }
}

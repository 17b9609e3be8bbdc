#include "compile/read/supply.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/read/document.h"
#include "compile/read/named.h"

/* The hospital's <file> of this name, or NULL. */
static const xmlNode *supplied(const struct hospital *h, struct text file)
{
    const struct named *first;

    return h != NULL && named_find(&h->files, file, &first) > 0 ? first->node
                                                                : NULL;
}

/* Another sheet of the same workbook is no other blank. */
static void add_blank(struct region *r, const xmlNode *node, struct text file)
{
    const struct pack_blank row = {
        .file = build_text(r->build, file),
        .fill = build_text(r->build, element_attribute(r, node, "fill")),
    };
    bool added;

    words_add(&r->build->blank_names, file, &added);
    if (added)
        build_row(r->build, SECTION_BLANK, &row);
}

char *supply_file(struct region *r, const xmlNode *node, struct text file,
                  char *path)
{
    const xmlNode *own = supplied(r->hospital, file);

    if (own != NULL) {
        free(path);
        path = element_file(&r->hospital->document.region, own, "path");
        if (r->hospital->sample)
            BUILD_ROW(r->build, SECTION_META, pack_meta, 0)->flags |=
                META_SAMPLE;
        return path;
    }
    if (path == NULL || access(path, F_OK) == 0 || errno != ENOENT)
        return path;
    free(path);
    add_blank(r, node, file);
    return NULL;
}

bool supply_lacks(const struct region *r)
{
    return build_count(r->build, SECTION_BLANK) > 0;
}

/* The files that elements below ask for and may have supplied. */
static void list_asked(struct region *r, const xmlNode *node,
                       struct buffer *asked)
{
    for (const xmlNode *n = element_child(node, NULL); n != NULL;
         n = element_next(n, NULL)) {
        if (element_has(n, "fill"))
            named_add(asked, element_attribute(r, n, "file"), n);
        list_asked(r, n, asked);
    }
}

static void fault_unknown_file(struct region *of_hospital, const xmlNode *n,
                               struct text name)
{
    element_fault(of_hospital, n,
                  "name 应是地区文件里一张待填的表（带 fill）的 file",
                  "<file name=\"%.*s\">：地区文件没有这张待填的表", SHOW(name));
}

void supply_unused(struct region *r, const xmlNode *root)
{
    struct hospital *h = r->hospital;
    struct buffer asked = {0};
    const struct named *first;

    if (h == NULL || h->document.root == NULL)
        return;
    list_asked(r, root, &asked);
    named_sort(r->build, &asked);
    ELEMENT_EACH (n, h->document.root, "file") {
        const struct text name =
            element_attribute(&h->document.region, n, "name");
        if (named_find(&asked, name, &first) == 0)
            fault_unknown_file(&h->document.region, n, name);
    }
    buffer_free(&asked);
}

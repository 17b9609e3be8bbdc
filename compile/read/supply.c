#include "compile/read/supply.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/read/document.h"

/* The hospital's <file> of this name, or NULL. */
static const xmlNode *supplied(struct hospital *h, struct text file)
{
    if (h == NULL || h->document.root == NULL)
        return NULL;
    ELEMENT_EACH (n, h->document.root, "file")
        if (text_equal(element_attribute(&h->document.region, n, "name"), file))
            return n;
    return NULL;
}

static void add_blank(struct region *r, const xmlNode *node, struct text file)
{
    const struct pack_blank row = {
        .file = build_text(r->build, file),
        .fill = build_text(r->build, element_attribute(r, node, "fill")),
    };

    BUILD_EACH (blank, r->build, SECTION_BLANK, pack_blank)
        if (build_text_is(r->build, blank->file, file))
            return; /* another sheet of the same workbook */
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

/* True if an element below asks for the file and may have it supplied. */
static bool asked_for(struct region *r, const xmlNode *node, struct text file)
{
    for (const xmlNode *n = node->children; n != NULL; n = n->next)
        if (n->type == XML_ELEMENT_NODE &&
            ((element_has(n, "fill") &&
              text_equal(element_attribute(r, n, "file"), file)) ||
             asked_for(r, n, file)))
            return true;
    return false;
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

    if (h == NULL || h->document.root == NULL)
        return;
    ELEMENT_EACH (n, h->document.root, "file") {
        const struct text name =
            element_attribute(&h->document.region, n, "name");
        if (!asked_for(r, root, name))
            fault_unknown_file(&h->document.region, n, name);
    }
}

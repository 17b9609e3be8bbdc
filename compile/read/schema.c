/* A grammar's schema, where it is at hand. libxml2 tells in English what is
 * wrong; the faults of the compiler itself are in plain words, so those of the
 * schema only fill in what they did not see. */
#include <errno.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compile/read/document.h"
#include "compile/read/source.h"

static void ignore(void *data, xmlError *error)
{
    (void)data;
    (void)error;
}

static bool known_line(const struct region *r, uint32_t line)
{
    for (size_t i = 0; i < r->build->faults->count; i++) {
        const struct compile_fault *f = &r->build->faults->items[i];

        if (f->line == line && strcmp(f->file, r->file) == 0)
            return true;
    }
    return false;
}

static const char *meaning(int code)
{
    switch (code) {
    case XML_SCHEMAV_ELEMENT_CONTENT:
        return "这个元素不该在这里，或前面缺少元素";
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2:
        return "有不认识的属性";
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
        return "缺少属性";
    case XML_SCHEMAV_CVC_ENUMERATION_VALID:
        return "属性的值不在允许的词里";
    case XML_SCHEMAV_CVC_PATTERN_VALID:
    case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1:
        return "属性的值不合格式";
    default:
        return "不合文件的格式";
    }
}

static void fault_of_schema(void *data, xmlError *error)
{
    struct document *d = data;
    struct region *r = &d->region;
    const xmlNode *node = error->node;
    const uint32_t line = node != NULL ? element_place(r, node).line : 0;
    char detail[160] = "", right[80];

    if (known_line(r, line))
        return;
    if (error->message != NULL)
        strncpy(detail, error->message, sizeof detail - 1);
    detail[strcspn(detail, "\n")] = '\0';
    snprintf(right, sizeof right, "格式见 schemas/%s 和 docs/region.md",
             d->grammar->schema);
    fault_add(r->build->faults, (struct place){r->file, line, 0, NULL}, right,
              "%s（%s）", meaning(error->code), detail);
}

static xmlSchema *read_schema(const char *path)
{
    xmlSchemaParserCtxt *context = xmlSchemaNewParserCtxt(path);
    xmlSchema *schema = NULL;

    if (context == NULL)
        return NULL;
    xmlSchemaSetParserStructuredErrors(context, ignore, NULL);
    schema = xmlSchemaParse(context);
    xmlSchemaFreeParserCtxt(context);
    return schema;
}

/* False if it could not be told whether the document is valid. */
static bool validate(struct document *d, xmlSchema *schema)
{
    xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(schema);
    int answer = -1;

    if (context == NULL)
        return false;
    xmlSchemaSetValidStructuredErrors(context, fault_of_schema, d);
    answer = xmlSchemaValidateDoc(context, d->doc);
    xmlSchemaFreeValidCtxt(context);
    return answer >= 0;
}

/* What the schema's file does not hold is no fault of the document. */
static void fault_schema(const struct document *d, const char *path,
                         const char *wrong)
{
    d->region.build->faults->machine = true;
    fault_add(d->region.build->faults, (struct place){path, 0, 0, NULL},
              "请再做一次，或重新安装 pregroup", "%s", wrong);
}

void document_schema(struct document *d, const char *knowledge)
{
    char name[64], *path;
    xmlSchema *schema = NULL;

    if (d->doc == NULL)
        return;
    snprintf(name, sizeof name, "../schemas/%s", d->grammar->schema);
    path = source_path(knowledge, name);
    if (path != NULL && (access(path, R_OK) == 0 || errno != ENOENT)) {
        schema = read_schema(path);
        if (schema == NULL)
            fault_schema(d, path, "格式文件读不出");
        else if (!validate(d, schema))
            fault_schema(d, path, "没能按格式文件检查（内存不足）");
    }
    xmlSchemaFree(schema);
    free(path);
}

/*
 * element.h -- elements and attributes of region.xml, with their lines.
 */
#ifndef COMPILE_READ_ELEMENT_H
#define COMPILE_READ_ELEMENT_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "compile/build/build.h"
#include "compile/read/table.h"

#define REGION_NAMESPACE "urn:pregroup:region:1"
#define HOSPITAL_NAMESPACE "urn:pregroup:hospital:1"

struct hospital;

#define NO_STEP 0xffu

/* region.xml while it is read; the rooms below share it. */
struct region {
    struct build *build;
    const char *file;
    struct text source;        /* the whole text */
    char *folder;              /* tables are named relative to it */
    struct arena arena;        /* texts of attributes and elements */
    struct hospital *hospital; /* laid over the region; NULL: none */
    struct buffer kinds; /* of each variable, what gives it its value: enum
                            step_kind, or NO_STEP */
};

/* Which elements and attributes a kind of file may hold. */
struct grammar {
    const char *root, *namespace;
    const char *what;   /* in messages: 地区文件 */
    const char *schema; /* base name of its file */
    const struct element_rule *rules;
    size_t count;
};

/* Of a region (schemas/region.xsd), of a hospital's file
 * (schemas/hospital.xsd), of a <figures> element, and of a document for
 * `pregroup figures`: a region, whose other parts are not looked at, or
 * <figures> alone. */
extern const struct grammar region_grammar, hospital_grammar, figures_grammar,
    figures_document;

/* Adds a fault for every element or attribute that does not belong where it
 * stands, and for each that is missing. False if the root is not the grammar's.
 */
bool element_check(struct region *r, const xmlNode *root,
                   const struct grammar *g);

/* An attribute, trimmed; the empty text if there is none. Lives as long as
 * the region. */
struct text element_attribute(struct region *r, const xmlNode *node,
                              const char *name);
bool element_has(const xmlNode *node, const char *name);

/* The words within an element, trimmed. */
/* The attribute as it stands, blanks at its ends too; empty if it is not there.
 */
struct text element_raw(const xmlNode *node, const char *name);

struct text element_text(struct region *r, const xmlNode *node);

/* First child, or next sibling, of that name (NULL: any element). */
const xmlNode *element_child(const xmlNode *node, const char *name);
const xmlNode *element_next(const xmlNode *node, const char *name);
bool element_is(const xmlNode *node, const char *name);

#define ELEMENT_EACH(child, node, name)                                        \
    for (const xmlNode *child = element_child(node, name); child != NULL;      \
         child = element_next(child, name))

/* Notes in every element the line its tag begins on: people look there, and
 * libxml2 knows where it ends, up to line 65,535. Once, before the first
 * element_place; a document of `source` alone, without entities. */
void element_lines(const struct region *r, xmlNode *root);

struct place element_place(const struct region *r, const xmlNode *node);
void element_fault(const struct region *r, const xmlNode *node,
                   const char *right, const char *format, ...)
    ERROR_FORMAT(4, 5);

/* Path of the file an attribute names, to be freed; NULL without memory. */
char *element_file(struct region *r, const xmlNode *node, const char *name);

/*
 * Opens the table that `file` and `sheet` of an element name. Its columns are
 * called what the attributes `names` say, or (NULL) as `wanted` has it. False
 * without a table, or after a fault; table_close in either case.
 */
bool element_table(struct region *r, const xmlNode *node,
                   const char *const *names, struct heading *wanted,
                   size_t count, struct table *out);

/* The first two steps of it: is there a table, and can it be read? */
bool element_locate(struct region *r, const xmlNode *node, struct table *out);
bool element_open(struct region *r, const xmlNode *node, struct table *out);

/* What a table is called in explanations: its sheet, else its file's name. */
struct pack_text element_table_name(struct region *r, const xmlNode *node);

/* Number of an attribute's word among `words` (NULL-ended); `otherwise` if
 * the attribute is absent, -1 after a fault that lists the words. As a byte: 0
 * after a fault. */
int element_word(struct region *r, const xmlNode *node, const char *name,
                 const char *const *words, int otherwise);
uint8_t element_byte(struct region *r, const xmlNode *node, const char *name,
                     const char *const *words, uint8_t otherwise);

/* True for `yes`, false for `no` and without the attribute. */
bool element_yes(struct region *r, const xmlNode *node, const char *name);

/* Takes the next word, parted by blanks, from *rest; empty at the end. */
struct text element_next_word(struct text *rest);

#endif

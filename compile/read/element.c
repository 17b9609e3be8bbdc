#include "compile/read/element.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/read/source.h"
#include "compile/read/supply.h"

/* One element of the grammar. A name that ends in ! must be there. */
struct element_rule {
    const char *name;
    const char *attributes;
    const char *children; /* those with ? may stand once; *: not looked at */
    bool text;
};

static const struct element_rule region_rules[] = {
    {"region", "id! name! scheme! generation! valid-from valid-to sample rules",
     "codes? catalogue grouping? drg? settlement? auxiliary? figures", false},
    {"figures", "*", "*", false}, /* see figures_rules */
    {"codes", "", "table gray crosswalk", false},
    {"table",
     "system! edition! file! fill sheet code! name kind level sex age-from "
     "age-to",
     "", false},
    {"gray", "system! file! fill sheet code!", "", false},
    {"crosswalk", "system! edition! file! fill sheet from! to!", "", false},
    {"catalogue",
     "file! fill sheet layer group-prefix kind operation diagnosis related "
     "conservative-row when until from expect auxiliary",
     "column means?", false},
    {"column", "field! heading! split part", "value", false},
    {"value", "text contains is!", "", false},
    {"means", "file! fill sheet group! mean_cost mean_days", "", false},
    {"grouping",
     "dx-key or and gray op-match op-order conservative-operation "
     "conservative-related outside-range",
     "list exclude comprehensive? conservative-row? fallback primary-care? "
     "layers? pick",
     false},
    {"list", "name! file! sheet code!", "", false},
    {"exclude", "system! file! fill sheet code! match as role", "value", false},
    {"fallback", "group! dx", "", false},
    {"primary-care", "file! fill sheet dx! main_op as expect", "", false},
    {"comprehensive", "dx-key! class intervention range-group", "suffix",
     false},
    {"suffix", "class! text! when", "", false},
    {"conservative-row", "for! when", "", false},
    {"layers", "", "", true},
    {"pick", "layer kinds types", "", true},
    {"drg", "regions ambiguous ungrouped retry",
     "lists exclusions severity mdc adrg split", false},
    {"lists", "name list file! fill sheet code!", "", false},
    {"exclusions", "list! file! fill sheet code!", "", false},
    {"severity", "level! file! fill sheet code! exclusion", "", false},
    {"mdc", "file! fill sheet", "column", false},
    {"adrg", "file! fill sheet", "column", false},
    {"split", "text! adrg severity when", "", false},
    {"auxiliary", "combine", "weights class factors", false},
    {"weights", "name! file! fill sheet code! component! weight!", "", false},
    {"class", "dimension! name! when! factor suffix", "", false},
    {"factors", "file! fill sheet group! dimension class factor!", "", false},
    {"settlement", "", "lookup set let", false},
    {"lookup", "name! keys file sheet upto below from value fill label",
     "across", false},
    {"across", "heading! is!", "", false},
    {"set",
     "name! value fill low high min max insurance level month hospital "
     "label",
     "", false},
    {"let", "name! value! round label", "", false},
};

static const struct element_rule hospital_rules[] = {
    {"hospital", "code! name! level codes sample",
     "lookup set department dictionary columns file rule rules score", false},
    {"lookup", "name! keys file! sheet upto below from value", "across", false},
    {"across", "heading! is!", "", false},
    {"rule", "id! severity off", "", false},
    {"rules", "file!", "", false},
    {"score", "file!", "", false},
    {"set", "name! value! low high insurance month", "", false},
    {"department", "code! name! factor", "", false},
    {"dictionary", "field! dialect", "value", false},
    {"value", "code! is!", "", false},
    {"columns", "dialect", "column", false},
    {"column", "name! tag field", "", false},
    {"file", "name! path!", "", false},
};

static const struct element_rule figures_rules[] = {
    {"figures", "name! label", "column by set let", false},
    {"column", "name! heading! also type optional", "", false},
    {"by", "name! keys! shown", "", false},
    {"set", "name! value fill label", "", false},
    {"let", "name! of value! round label", "", false},
};

#define COUNTED(rules) rules, COUNT_OF(rules)

const struct grammar region_grammar = {"region", REGION_NAMESPACE, "地区文件",
                                       "region.xsd", COUNTED(region_rules)};
const struct grammar hospital_grammar = {"hospital", HOSPITAL_NAMESPACE,
                                         "医院文件", "hospital.xsd",
                                         COUNTED(hospital_rules)};

const struct grammar figures_grammar = {"figures", REGION_NAMESPACE, "指标文件",
                                        "region.xsd", COUNTED(figures_rules)};
const struct grammar figures_document = {
    NULL, REGION_NAMESPACE, "地区文件或指标文件", "region.xsd", NULL, 0};

static const struct element_rule *rule_of(const struct grammar *g,
                                          const char *name)
{
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->rules[i].name, name) == 0)
            return &g->rules[i];
    return NULL;
}

/* Takes the next name of a grammar list and its mark (0 if none). */
static bool next_grammar_name(const char **list, char name[32], char *mark)
{
    size_t n = 0;

    while (**list == ' ')
        ++*list;
    while (**list != '\0' && **list != ' ' && n < 31)
        name[n++] = *(*list)++;
    *mark = n > 0 && (name[n - 1] == '!' || name[n - 1] == '?') ? name[--n] : 0;
    name[n] = '\0';
    return n > 0;
}

/* True if `name` stands in a grammar list; *mark is its mark. */
static bool in_grammar(const char *list, const char *name, char *mark)
{
    char each[32];

    while (next_grammar_name(&list, each, mark))
        if (strcmp(each, name) == 0)
            return true;
    return false;
}

/* The list as people read it. */
static const char *plain_list(const char *list, char *out, size_t size)
{
    size_t used = 0;

    for (; *list != '\0' && used + 1 < size; list++)
        if (*list != '!' && *list != '?')
            out[used++] = *list;
    out[used] = '\0';
    return used > 0 ? out : "（没有）";
}

static bool alien(const struct grammar *g, const xmlNode *node)
{
    return node->ns == NULL ||
           strcmp((const char *)node->ns->href, g->namespace) != 0;
}

/* ---- checking ------------------------------------------------------------ */

static void check_attributes(struct region *r, const xmlNode *node,
                             const struct element_rule *rule)
{
    const char *list = rule->attributes;
    char name[32], right[256], names[200], mark;

    snprintf(right, sizeof right, "<%s> 的属性有：%s", rule->name,
             plain_list(list, names, sizeof names));
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
        if (a->ns == NULL && !in_grammar(list, (const char *)a->name, &mark))
            element_fault(r, node, right, "<%s> 不认识属性 %.60s", rule->name,
                          (const char *)a->name);
    while (next_grammar_name(&list, name, &mark))
        if (mark == '!' && !element_has(node, name))
            element_fault(r, node, right, "<%s> 缺少属性 %s", rule->name, name);
}

static void check_text(struct region *r, const xmlNode *node,
                       const struct element_rule *rule)
{
    for (const xmlNode *n = node->children; n != NULL; n = n->next)
        if (!rule->text && xmlNodeIsText(n) && !xmlIsBlankNode(n)) {
            element_fault(r, node, "内容写在属性里", "<%s> 里不能写文字",
                          rule->name);
            return;
        }
}

/* True if an earlier sibling has the same name. */
static bool has_earlier_sibling(const xmlNode *node)
{
    for (const xmlNode *n = node->prev; n != NULL; n = n->prev)
        if (element_is(n, (const char *)node->name))
            return true;
    return false;
}

static bool check_child(struct region *r, const struct grammar *g,
                        const xmlNode *child, const struct element_rule *rule)
{
    const char *name = (const char *)child->name;
    char right[256], names[200], mark;

    snprintf(right, sizeof right, "<%s> 里可以有：%s", rule->name,
             plain_list(rule->children, names, sizeof names));
    if (alien(g, child) || !in_grammar(rule->children, name, &mark)) {
        element_fault(r, child, right, "<%s> 里不认识 <%.60s>", rule->name,
                      name);
        return false;
    }
    if (mark == '?' && has_earlier_sibling(child))
        element_fault(r, child, "合并成一个", "<%s> 里 <%s> 只能有一个",
                      rule->name, name);
    return true;
}

/* Depth is bounded by the grammar. */
static void check(struct region *r, const struct grammar *g,
                  const xmlNode *node)
{
    const struct element_rule *rule = rule_of(g, (const char *)node->name);

    if (rule->children[0] == '*')
        return;
    check_attributes(r, node, rule);
    check_text(r, node, rule);
    ELEMENT_EACH (n, node, NULL)
        if (check_child(r, g, n, rule))
            check(r, g, n);
}

bool element_check(struct region *r, const xmlNode *root,
                   const struct grammar *g)
{
    char right[160];

    if (!alien(g, root) && element_is(root, g->root)) {
        if (g->count > 0)
            check(r, g, root);
        return true;
    }
    snprintf(right, sizeof right, "根元素应为 <%s xmlns=\"%s\">",
             g->root != NULL ? g->root : "region", g->namespace);
    element_fault(r, root, right, "根元素 <%.60s> 不是%s的",
                  (const char *)root->name, g->what);
    return false;
}

/* ---- reading ------------------------------------------------------------- */

bool element_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           (name == NULL || strcmp((const char *)node->name, name) == 0);
}

static const xmlNode *from(const xmlNode *node, const char *name)
{
    while (node != NULL && !element_is(node, name))
        node = node->next;
    return node;
}

const xmlNode *element_child(const xmlNode *node, const char *name)
{
    return from(node->children, name);
}

const xmlNode *element_next(const xmlNode *node, const char *name)
{
    return from(node->next, name);
}

bool element_has(const xmlNode *node, const char *name)
{
    return xmlHasNsProp(node, (const xmlChar *)name, NULL) != NULL;
}

/* Takes over a text of libxml2's. */
static struct text keep_xml_text(struct region *r, xmlChar *text)
{
    const struct text t =
        arena_copy(&r->arena, text_trim(text_of((const char *)text)));

    xmlFree(text);
    return t.length > 0 ? t : TEXT("");
}

/* One piece of text, as nearly all are, lives as long as the document. */
struct text element_attribute(struct region *r, const xmlNode *node,
                              const char *name)
{
    const xmlAttr *a = xmlHasNsProp(node, (const xmlChar *)name, NULL);
    struct text t;

    if (a == NULL || a->children == NULL)
        return TEXT("");
    if (a->children->next != NULL || !xmlNodeIsText(a->children))
        return keep_xml_text(r,
                             xmlNodeListGetString(node->doc, a->children, 1));
    t = text_trim(text_of((const char *)a->children->content));
    return t.length > 0 ? t : TEXT("");
}

struct text element_raw(const xmlNode *node, const char *name)
{
    const xmlAttr *a = xmlHasNsProp(node, (const xmlChar *)name, NULL);

    if (a == NULL || a->children == NULL || !xmlNodeIsText(a->children))
        return TEXT("");
    return text_of((const char *)a->children->content);
}

struct text element_text(struct region *r, const xmlNode *node)
{
    return keep_xml_text(r, xmlNodeGetContent(node));
}

/* ---- lines --------------------------------------------------------------- */

/* Behind what is no tag (a comment, CDATA, an instruction) at `at`; `at` if
 * that is a tag. */
static size_t skip_other(struct text source, size_t at)
{
    static const struct {
        const char *head, *tail;
    } others[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    const struct text rest = {source.at + at, source.length - at};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *end;

        if (!text_starts(rest, text_of(others[i].head)))
            continue;
        end = strstr(rest.at, others[i].tail);
        return end == NULL ? source.length
                           : (size_t)(end - source.at) + strlen(others[i].tail);
    }
    return at;
}

/* The next start tag at or behind *at; *line counts on to it. */
static bool next_tag(struct text source, size_t *at, uint32_t *line)
{
    while (*at < source.length) {
        const size_t from = *at;
        const bool opens = source.at[from] == '<';

        *at = opens ? skip_other(source, from) : from;
        if (opens && *at == from && source.at[from + 1] != '/')
            return true;
        *at += *at == from;
        for (size_t i = from; i < *at; i++)
            *line += source.at[i] == '\n';
    }
    return false;
}

/* In the order of the document. */
static const xmlNode *next_element(const xmlNode *node)
{
    const xmlNode *next = element_child(node, NULL);

    for (; next == NULL && node->type == XML_ELEMENT_NODE; node = node->parent)
        next = element_next(node, NULL);
    return next;
}

void element_lines(const struct region *r, xmlNode *root)
{
    size_t at = 0;
    uint32_t line = 1;

    for (xmlNode *n = root; n != NULL && next_tag(r->source, &at, &line);
         n = (xmlNode *)(uintptr_t)next_element(n), at++)
        n->_private = (void *)(uintptr_t)line;
}

struct place element_place(const struct region *r, const xmlNode *node)
{
    uint32_t line = 0;

    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->parent;
    if (node != NULL)
        line = (uint32_t)(uintptr_t)node->_private;
    return (struct place){r->file, line, 0, NULL};
}

void element_fault(const struct region *r, const xmlNode *node,
                   const char *right, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fault_add_list(r->build->faults, element_place(r, node), right, format,
                   list);
    va_end(list);
}

char *element_file(struct region *r, const xmlNode *node, const char *name)
{
    const struct text t = element_attribute(r, node, name);
    char *file = strndup(t.at, t.length);
    char *path = NULL;

    if (file != NULL)
        path = file[0] == '/' ? strdup(file) : source_path(r->folder, file);
    free(file);
    return element_has(node, "fill") ? supply_file(r, node, t, path) : path;
}

bool element_locate(struct region *r, const xmlNode *node, struct table *out)
{
    char *path = element_file(r, node, "file");

    *out = (struct table){.file = path, .own = path};
    return path != NULL && element_has(node, "file");
}

bool element_open(struct region *r, const xmlNode *node, struct table *out)
{
    char *path = out->own;
    const bool good =
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), out);

    out->own = path;
    return good;
}

bool element_table(struct region *r, const xmlNode *node,
                   const char *const *names, struct heading *wanted,
                   size_t count, struct table *out)
{
    for (size_t i = 0; names != NULL && i < count; i++)
        wanted[i] = (struct heading){element_attribute(r, node, names[i]),
                                     element_has(node, names[i]), -1};
    return element_locate(r, node, out) && element_open(r, node, out) &&
           table_head(r->build, out, wanted, count);
}

int element_word(struct region *r, const xmlNode *node, const char *name,
                 const char *const *words, int otherwise)
{
    const struct text t = element_attribute(r, node, name);
    char right[256];
    size_t used = (size_t)snprintf(right, sizeof right, "%s 应为", name);

    if (!element_has(node, name))
        return otherwise;
    for (int i = 0; words[i] != NULL; i++) {
        if (text_equal(text_of(words[i]), t))
            return i;
        if (used < sizeof right)
            used += (size_t)snprintf(right + used, sizeof right - used, "%s%s",
                                     i > 0 ? "、" : " ", words[i]);
    }
    element_fault(r, node, right, "<%s> 的 %s=\"%.*s\" 不认识",
                  (const char *)node->name, name, SHOW(t));
    return -1;
}

uint8_t element_byte(struct region *r, const xmlNode *node, const char *name,
                     const char *const *words, uint8_t otherwise)
{
    const int word = element_word(r, node, name, words, otherwise);

    return (uint8_t)(word < 0 ? 0 : word);
}

bool element_yes(struct region *r, const xmlNode *node, const char *name)
{
    static const char *const words[] = {"no", "yes", NULL};

    return element_word(r, node, name, words, 0) == 1;
}

struct text element_next_word(struct text *rest)
{
    const struct text word = text_trim(*rest);
    size_t n = 0;

    while (n < word.length && !is_blank(word.at[n]))
        n++;
    *rest = text_behind(word, n);
    return text_head(word, n);
}

struct pack_text element_table_name(struct region *r, const xmlNode *node)
{
    struct text name = element_attribute(r, node, "sheet");

    if (name.length == 0)
        name = element_attribute(r, node, "file");
    for (size_t i = name.length; i-- > 0;)
        if (name.at[i] == '/') {
            name = text_behind(name, i + 1);
            break;
        }
    return build_text(r->build, name);
}

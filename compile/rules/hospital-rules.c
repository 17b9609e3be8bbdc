/* A hospital's word on the checks: its own rules, and for others another
 * severity or none. */
#include <stdio.h>
#include <stdlib.h>

#include "compile/knowledge/knowledge.h"
#include "compile/read/document.h"
#include "compile/rules/rule.h"
#include "compile/rules/rules.h"
#include "pack/own-checks.h"

/* ---- the nearest id ------------------------------------------------------ */

/* What it takes to make one id of another: fewer is nearer. Ids are short:
 * characters that differ at the same place, then in length; other letters in
 * front count as much as all digits. */
static size_t gap(struct text a, struct text b)
{
    const size_t least = a.length < b.length ? a.length : b.length;
    size_t n =
        (a.length > b.length ? a.length - b.length : b.length - a.length) * 2;

    for (size_t i = 0; i < least; i++)
        if ((a.at[i] & ~0x20) != (b.at[i] & ~0x20))
            n += i < 2 ? 3 : 1;
    return n;
}

static struct text nearer(struct text wanted, struct text best, struct text id)
{
    return best.length == 0 || gap(wanted, id) < gap(wanted, best) ? id : best;
}

static struct text nearest(const struct build *b, struct text wanted)
{
    struct text best = {"", 0};

    BUILD_EACH (rule, b, SECTION_RULE, pack_rule)
        best = nearer(wanted, best, build_text_of(b, rule->id));
    for (unsigned n = 0; n < NOTE_OF_BATCH; n++)
        best = nearer(wanted, best, text_of(own_check((enum note)n).id));
    return best;
}

/* ---- <rule> -------------------------------------------------------------- */

struct grade {
    struct text id;
    uint8_t severity; /* 0: as it is */
    bool off;
};

static void unknown_id(struct region *r, const xmlNode *node, struct text id)
{
    const struct text near = nearest(r->build, id);
    char right[128];

    snprintf(right, sizeof right,
             "最接近的是 %.*s；全部编号见 pregroup rules list", SHOW(near));
    element_fault(r, node, right, "没有规则“%.*s”", SHOW(id));
}

static void grade_rule(struct build *b, uint32_t number, const struct grade *g)
{
    struct pack_rule *row = BUILD_ROW(b, SECTION_RULE, pack_rule, number);

    if (g->severity != 0) {
        row->severity = g->severity;
        row->flags |= RULE_REGRADED;
    }
    if (g->off)
        row->flags |= RULE_OFF;
}

static void grade_own(struct build *b, struct text id, const struct grade *g)
{
    const struct pack_override row = {
        .id = build_text(b, id),
        .severity = g->severity,
        .flags = (uint8_t)((g->off ? RULE_OFF : 0) |
                           (g->severity != 0 ? RULE_REGRADED : 0)),
    };

    build_row(b, SECTION_OVERRIDE, &row);
}

static void read_rule(struct region *r, const xmlNode *node)
{
    static const char *const grades[] = {"", "info", "warning", "error", NULL};
    const struct grade g = {
        .id = element_attribute(r, node, "id"),
        .severity = (uint8_t)element_word(r, node, "severity", grades, 0),
        .off = element_yes(r, node, "off"),
    };
    const uint32_t rule = rule_find(r->build, g.id);
    const enum note own = own_check_find(g.id);

    if (own >= NOTE_OF_BATCH && own < NOTE_COUNT)
        element_fault(r, node,
                      "去掉这一行；不想看时用 batch --skip rule=规则号",
                      "<rule id=\"%.*s\"> 是比较整批首页得出的，不能在这里改",
                      SHOW(g.id));
    else if (rule == PACK_NONE && own == NOTE_COUNT)
        unknown_id(r, node, g.id);
    else if (g.severity == 0 && !g.off)
        element_fault(r, node,
                      "写 severity=\"error|warning|info\" 或 off=\"yes\"",
                      "<rule id=\"%.*s\"> 没有说要怎样", SHOW(g.id));
    else if (rule != PACK_NONE)
        grade_rule(r->build, rule, &g);
    else
        grade_own(r->build, text_of(own_check(own).id), &g);
}

/* ---- <rules> ------------------------------------------------------------- */

static void read_rules(struct region *r, const xmlNode *node)
{
    char *path = element_file(r, node, "file");

    if (path != NULL)
        compile_rules_of(r->build, path, element_place(r, node));
    free(path);
}

void hospital_rules(struct hospital *h)
{
    struct region *r = &h->document.region;

    if (h->document.root == NULL)
        return;
    ELEMENT_EACH (n, h->document.root, "rules")
        read_rules(r, n);
    ELEMENT_EACH (n, h->document.root, "rule")
        read_rule(r, n);
}

bool hospital_score(struct hospital *h)
{
    struct region *r = &h->document.region;
    const xmlNode *node = h->document.root != NULL
                              ? element_child(h->document.root, "score")
                              : NULL;
    char *path;

    if (node == NULL)
        return false;
    path = element_file(r, node, "file");
    if (path != NULL)
        compile_score(r->build, path, element_place(r, node));
    free(path);
    return true;
}

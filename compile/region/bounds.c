#include "compile/region/bounds.h"

#include "expr/expr.h"
#include "expr/instr.h"

struct bound {
    uint32_t variable, insurance, level; /* of words, 0: any */
    int128 least, most;
};

static int128 read_end(struct region *r, const xmlNode *node, const char *name,
                       int128 otherwise)
{
    const struct text t = element_attribute(r, node, name);
    int128 n;

    if (!element_has(node, name))
        return otherwise;
    if (decimal_parse(t, &n))
        return n;
    element_fault(r, node, "min、max 写数字，是这个数最小、最大可以是多少",
                  "<set> 的 %s=\"%.*s\" 读不出", name, SHOW(t));
    return otherwise;
}

void bounds_add(struct bounds *bounds, struct region *r, const xmlNode *node,
                const struct pack_step *step)
{
    const struct bound row = {step->variable, step->insurance.at,
                              step->level.at,
                              read_end(r, node, "min", -DECIMAL_MAX),
                              read_end(r, node, "max", DECIMAL_MAX)};

    if (element_has(node, "min") || element_has(node, "max"))
        buffer_put(&bounds->rows, &row, sizeof row);
}

/* ---- values -------------------------------------------------------------- */

/* Numbers and what is computed of them. */
static bool is_constant(const struct pack *view, const struct pack_expr *expr)
{
    for (uint32_t i = 0; i < expr->code.count; i++)
        switch (PACK_ROW(view, SECTION_INSTR, pack_instr, expr->code.first + i)
                    ->op) {
        case OP_NUMBER:
        case OP_ADD:
        case OP_SUBTRACT:
        case OP_MULTIPLY:
        case OP_DIVIDE:
        case OP_NEGATE:
            break;
        default:
            return false;
        }
    return true;
}

static bool constant_of(const struct build *b, uint32_t expr, int128 *out)
{
    const struct pack view = build_view(b);
    struct expr_frame frame = {.pack = &view};
    struct value v;

    if (expr == PACK_NONE ||
        !is_constant(&view, PACK_ROW(&view, SECTION_EXPR, pack_expr, expr)))
        return false;
    v = expr_run(&view, expr, &frame);
    *out = v.number;
    return !v.missing && v.type == VALUE_NUMBER;
}

/* ---- checking ------------------------------------------------------------ */

static bool same_or_any(uint32_t asked, uint32_t word)
{
    return asked == 0 || word == 0 || asked == word;
}

/* The level that the set is for: that of a hospital's file is the hospital's.
 */
static uint32_t level_word(const struct build *b, const struct pack_step *step)
{
    return (step->flags & STEP_OF_HOSPITAL) == 0
               ? step->level.at
               : BUILD_ROW(b, SECTION_HOSPITAL, pack_hospital, 0)->level.at;
}

/* The bounds of the step's name that it breaks; NULL if one lets it in, or
 * there is none. */
static const struct bound *broken(const struct bounds *bounds,
                                  const struct pack_step *step, uint32_t level,
                                  int128 n)
{
    const struct bound *last = NULL;

    BUFFER_EACH (bound, &bounds->rows, const struct bound) {
        if (bound->variable != step->variable ||
            !same_or_any(bound->insurance, step->insurance.at) ||
            !same_or_any(bound->level, level))
            continue;
        if (n >= bound->least && n <= bound->most)
            return NULL;
        last = bound;
    }
    return last;
}

static void put_end(struct buffer *out, const char *name, int128 end)
{
    if (end == DECIMAL_MAX || end == -DECIMAL_MAX)
        return;
    buffer_string(out, out->length > 0 ? "，" : "");
    buffer_string(out, name);
    buffer_decimal(out, end);
}

static void fault_bound(struct region *r, const xmlNode *node,
                        const struct bound *bound, int128 n)
{
    struct buffer right = {0};
    char shown[DECIMAL_TEXT_MAX];

    put_end(&right, "最小 ", bound->least);
    put_end(&right, "最大 ", bound->most);
    element_fault(
        r, node, right.length > 0 && !right.failed ? right.data : "见 min、max",
        "<set name=\"%.*s\">：%.*s 不在地区文件所写的 min、max 之内",
        SHOW(element_attribute(r, node, "name")), (int)decimal_text(n, shown),
        shown);
    buffer_free(&right);
}

void bounds_check(const struct bounds *bounds, struct region *r,
                  const xmlNode *node, const struct pack_step *step)
{
    const uint32_t values[] = {step->expr, step->low, step->high};

    for (size_t i = 0; bounds->rows.length > 0 && i < COUNT_OF(values); i++) {
        const struct bound *bound;
        int128 n;

        if (!constant_of(r->build, values[i], &n))
            continue;
        bound = broken(bounds, step, level_word(r->build, step), n);
        if (bound != NULL)
            fault_bound(r, node, bound, n);
    }
}

#include "blanks.h"

#include "common/put.h"
#include "price/case-values.h"

/* A condition of the blank that the hospital can never meet. */
static bool elsewhere(const struct pack *pack, struct pack_text wanted,
                      struct pack_text own)
{
    return wanted.length > 0 && own.length > 0 &&
           !text_equal(pack_text(pack, wanted), pack_text(pack, own));
}

static bool is_left_blank(const struct pack *pack, const struct pack_step *step)
{
    const struct pack_hospital *h;

    if (step->kind != STEP_BLANK || (step->flags & STEP_FILLED))
        return false;
    if (pack_count(pack, SECTION_HOSPITAL) == 0)
        return true;
    h = PACK_ROW(pack, SECTION_HOSPITAL, pack_hospital, 0);
    return !elsewhere(pack, step->level, h->level) &&
           !elsewhere(pack, step->hospital, h->code);
}

static void put_condition(struct buffer *out, const char *label, struct text t)
{
    if (t.length != 0)
        put(out, "，", label, t);
}

static void put_month(struct buffer *out, const char *before, unsigned month)
{
    put(out, before, (month - 1) / 12, (month - 1) % 12 < 9 ? "-0" : "-",
        (month - 1) % 12 + 1);
}

static void put_blank(const struct pack *pack, const struct pack_step *step,
                      struct buffer *out)
{
    const struct text insurance = pack_text(pack, step->insurance);

    put(out, "待填：", pack_variable_name(pack, step->variable));
    put_condition(out, "", pack_text(pack, step->label));
    if (insurance.length > 0)
        put_condition(out, "", insurance_words(insurance));
    put_condition(out, "等级 ", pack_text(pack, step->level));
    put_condition(out, "机构 ", pack_text(pack, step->hospital));
    if (step->month_from != 0)
        put_month(out, "，", step->month_from);
    if (step->month_to != step->month_from && step->month_from != 0)
        put_month(out, "..", step->month_to);
    put(out, "：", pack_text(pack, step->fill), "\n");
}

/* Tables that are still to come. */
static uint32_t list_tables(const struct pack *pack, struct buffer *out)
{
    uint32_t count = 0;

    PACK_EACH (l, pack, SECTION_LOOKUP, pack_lookup) {
        if (!(l->flags & LOOKUP_BLANK) || l->file.length > 0)
            continue; /* a file's blank is listed with the files */
        put(out, "待填：查找表 ", pack_text(pack, l->name), "：",
            pack_text(pack, l->fill), "\n");
        count++;
    }
    return count;
}

uint32_t blanks_list(const struct pack *pack, struct buffer *out)
{
    uint32_t count = pack_count(pack, SECTION_BLANK);

    /* Files first: without them there is nothing to price. */
    PACK_EACH (blank, pack, SECTION_BLANK, pack_blank)
        put(out, "待填：文件 ", pack_text(pack, blank->file), "：",
            pack_text(pack, blank->fill), "\n");
    PACK_EACH (step, pack, SECTION_STEP, pack_step)
        if (is_left_blank(pack, step)) {
            put_blank(pack, step, out);
            count++;
        }
    return count + list_tables(pack, out);
}

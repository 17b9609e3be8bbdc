#include "common/put.h"
#include "common/width.h"
#include "price/price.h"
#include "show/page.h"
#include "show/report-text.h"

/* Blanks, then what stands in the buffer from `at` on, up to the column. */
static void put_amount_column(struct buffer *out, const char *label,
                              const struct value *v)
{
    struct buffer amount = {0};

    put(out, "  ", label, " ");
    if (v != NULL && !v->missing)
        page_amount(&amount, v);
    else
        put(&amount, "-");
    for (size_t n = amount.length; n < 11; n++)
        put(out, " ");
    put(out, buffer_view(&amount));
    out->failed = out->failed || amount.failed;
    buffer_free(&amount);
}

static void put_count(struct buffer *out, const char *label, uint32_t n)
{
    put(out, label, n < 10 ? " " : "", n);
}

static const struct finding *first_of(const struct result *r, unsigned severity)
{
    for (uint32_t i = 0; i < r->finding_count; i++)
        if (r->findings[i].severity == severity)
            return &r->findings[i];
    return NULL;
}

static void put_problem(const struct result *r, struct buffer *out)
{
    const struct finding *f = first_of(r, SEVERITY_ERROR);

    if (f == NULL)
        f = first_of(r, SEVERITY_WARNING);
    put(out, "  ");
    if (f != NULL)
        put(out, f->title.length != 0 ? f->title : f->rule);
    else if (r->finding_count != 0)
        put(out, "提示 ", r->finding_count, " 处");
    else
        put(out, "没有发现问题");
}

void report_brief(struct result *r, bool pack, struct buffer *out)
{
    const struct settlement *s = &r->settlement;
    const struct text number =
        record_given_text(&r->record, r->pack->known.record_no, 0);
    const struct page p = {.r = r};

    width_pad(out, number.length != 0 ? number : TEXT("（未填）"), 12);
    put_count(out, "  错 ", page_count(&p, SEVERITY_ERROR));
    put_count(out, "  警 ", page_count(&p, SEVERITY_WARNING));
    put(out, "  ");
    width_pad(out,
              r->grouping.status == GROUPING_GROUPED ? r->grouping.code
                                                     : TEXT("没有入组"),
              20);
    put_amount_column(out, "支付", price_step(s, TEXT("standard")));
    put_amount_column(out, "盈亏", price_step(s, TEXT("margin")));
    put_problem(r, out);
    if (pack)
        put(out, "  ", pack_text(r->pack, pack_meta(r->pack)->id));
    put(out, "\n");
}

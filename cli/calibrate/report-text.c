/* The report for people: for 80 columns. */
#include "common/put.h"
#include "common/width.h"
#include "price/case-values.h"
#include "report.h"
#include "telling.h"

#define COLUMNS 78
#define INDENT 4
#define SHOWN 3 /* alternatives of a setting, cases of a kind */

/* A paragraph of a few words, broken where the line is full. */
static void put_paragraph(struct buffer *out, const struct buffer *words)
{
    for (unsigned i = 0; i < INDENT; i++)
        buffer_char(out, ' ');
    width_wrap(out, buffer_view(words), INDENT, INDENT + 2, COLUMNS);
}

static void put_percent(struct buffer *out, uint32_t part, uint32_t whole)
{
    const uint64_t tenths =
        whole == 0 ? 0
                   : ((uint64_t)part * 2000 + whole) / (2 * (uint64_t)whole);

    if (whole == 0)
        put(out, "（无）");
    else
        put(out, tenths / 10, ".", tenths % 10, "%（", part, "/", whole, "）");
}

static void put_part_column(struct buffer *out, uint32_t part, uint32_t whole)
{
    struct buffer words = {0};

    put_percent(&words, part, whole);
    width_pad(out, buffer_view(&words), 22);
    buffer_free(&words);
}

/* ---- how many -------------------------------------------------------------
 */

static void put_case_lines(const struct findings *f, struct buffer *out)
{
    const uint32_t pages = BUFFER_COUNT(&f->c->cases, struct calib_case);

    put(out, "共 ", pages, " 份首页，平台有分组结果的 ",
        f->search->fitted + f->search->held, " 份：", f->search->fitted,
        " 份用来求，", f->search->held, " 份只用来核对。\n");
    if (f->c->unmatched > 0)
        put(out, "平台有、没有首页的 ", f->c->unmatched, " 份，没有用上。\n");
}

/* Groups that the catalogue does not have: no setting explains them. */
static void put_strange_groups(const struct findings *f, struct buffer *out)
{
    struct buffer words = {0};
    uint32_t count = 0;

    BUFFER_EACH (one, &f->c->cases, const struct calib_case) {
        if (one->answer != ANSWER_STRANGE)
            continue;
        if (count++ < SHOWN)
            put(&words, count > 1 ? "、" : "", one->group, "（病案号 ",
                one->record, "）");
    }
    if (count > 0)
        put(out, "平台的病种不在目录里的 ", count, " 份，怎样设置也对不上：",
            buffer_view(&words), count > SHOWN ? "等" : "", "\n");
    buffer_free(&words);
}

/* ---- agreement ------------------------------------------------------------
 */

static void put_agreement_row(struct buffer *out, const char *name,
                              uint32_t fitted, uint32_t fitted_all,
                              uint32_t held, uint32_t held_all)
{
    put(out, "  ");
    width_pad(out, text_of(name), 26);
    put_part_column(out, fitted, fitted_all);
    put_percent(out, held, held_all);
    put(out, "\n");
}

static void put_agreed_shares(const struct findings *f, struct buffer *out)
{
    const struct measured *b = f->before, *a = f->after;

    put(out, "\n与平台一致的份数\n  ");
    width_pad(out, TEXT(""), 26);
    width_pad(out, TEXT("用来求的"), 22);
    put(out, "只用来核对的\n");
    put_agreement_row(out, "病种，照原来的文件", b->fitted.groups_agreed,
                      b->fitted.groups, b->held.groups_agreed, b->held.groups);
    put_agreement_row(out, "病种，照求出的设置", a->fitted.groups_agreed,
                      a->fitted.groups, a->held.groups_agreed, a->held.groups);
    if (b->fitted.standards + b->held.standards == 0) {
        put(out, "  平台结果里没有支付标准，金额没有核对。\n");
        return;
    }
    put_agreement_row(out, "支付标准，照原来的文件", b->fitted.standards_agreed,
                      b->fitted.standards, b->held.standards_agreed,
                      b->held.standards);
    put_agreement_row(out, "支付标准，照求出的设置", a->fitted.standards_agreed,
                      a->fitted.standards, a->held.standards_agreed,
                      a->held.standards);
}

/* ---- settings of grouping -------------------------------------------------
 */

static void put_setting(const struct findings *f, uint32_t knob,
                        struct buffer *out)
{
    const struct knobs *k = &f->c->knobs;
    const struct search_result *s = f->search;
    struct buffer words = {0};

    knob_name(k, knob, &words);
    put(&words, " ", knob_label(k, knob), "：");
    knob_value_words(k, knob, s->best.turn.of[knob], &words);
    put(&words, "（原来是 ");
    knob_value_words(k, knob, 0, &words);
    put(&words, "；改后多对上 ", s->without[knob].lost, " 份，少对上 ",
        s->without[knob].gained, " 份）");
    put_paragraph(out, &words);
    buffer_free(&words);
}

static void put_settings(const struct findings *f, struct buffer *out)
{
    uint32_t count = 0;

    put(out, "\n分组的设置，与地区文件不同的\n");
    for (uint32_t i = 0; i < f->c->knobs.count; i++)
        if (f->search->best.turn.of[i] != 0) {
            put_setting(f, i, out);
            count++;
        }
    if (count == 0)
        put(out, "    没有：别的设置都不比地区文件的对得更多。\n");
}

/* True if two values are told apart from the best by the same. */
static bool told_alike(const struct telling *a, const struct telling *b)
{
    return a->knob == b->knob && a->cases == b->cases &&
           text_equal(a->page, b->page) && text_equal(a->there, b->there) &&
           text_equal(a->records[0], b->records[0]);
}

static bool has_teller(const struct telling *t)
{
    return t->cases > 0 || t->page.length > 0;
}

/* What would tell, in words. */
static void put_teller(const struct telling *t, struct buffer *words)
{
    if (t->cases == 0) {
        put(words, "：可以问医保局，", t->page, "，");
    } else {
        put(words, "：等平台给出病案号 ");
        for (uint32_t i = 0; i < t->cases && i < TELLING_RECORDS; i++)
            put(words, i > 0 ? "、" : "", t->records[i]);
        put(words, t->cases > TELLING_RECORDS ? "等" : "",
            "的结果就能分辨，第一份");
    }
    put(words, "入 ", t->here, "（现在的设置）还是 ", t->there);
}

/* A value, and the others that the same case tells from the best. */
static void put_telling(const struct findings *f, const struct telling *first,
                        struct buffer *out)
{
    struct buffer words = {0};
    uint32_t more = 0;

    put(&words, "也可能是 ");
    knob_value_words(&f->c->knobs, first->knob, first->value, &words);
    BUFFER_EACH (t, f->tellings, const struct telling) {
        if (t <= first || !told_alike(t, first) || ++more >= SHOWN)
            continue;
        put(&words, "；");
        knob_value_words(&f->c->knobs, t->knob, t->value, &words);
    }
    if (more >= SHOWN)
        put(&words, "等 ", more + 1, " 种");
    put_teller(first, &words);
    put_paragraph(out, &words);
    buffer_free(&words);
}

/* True if one before it is told apart by the same. */
static bool told_alike_before(const struct findings *f, const struct telling *t)
{
    BUFFER_EACH (before, f->tellings, const struct telling)
        if (before < t && told_alike(before, t))
            return true;
    return false;
}

static void put_knob_head(const struct findings *f, uint32_t knob,
                          struct buffer *out)
{
    struct buffer head = {0};

    knob_name(&f->c->knobs, knob, &head);
    put(&head, " ", knob_label(&f->c->knobs, knob), "：现在是 ");
    knob_value_words(&f->c->knobs, knob, f->search->best.turn.of[knob], &head);
    put(out, "  ");
    width_wrap(out, buffer_view(&head), 2, INDENT, COLUMNS);
    buffer_free(&head);
}

/* The alternatives of a knob that something would tell apart. */
static uint32_t put_tellings(const struct findings *f, uint32_t knob,
                             struct buffer *out)
{
    uint32_t count = 0;

    BUFFER_EACH (t, f->tellings, const struct telling) {
        if (t->knob != knob || !has_teller(t) || told_alike_before(f, t))
            continue;
        if (count++ == 0)
            put_knob_head(f, knob, out);
        if (count <= SHOWN)
            put_telling(f, t, out);
    }
    if (count > SHOWN)
        put(out, "    还有别的，见 -f json\n");
    return count;
}

static void put_ties(const struct findings *f, struct buffer *out)
{
    uint32_t open = 0, without = 0;

    put(out, "\n这些结果分不出的设置（对上的份数相差不超过 ", f->search->slack,
        "）\n");
    for (uint32_t i = 0; i < f->c->knobs.count; i++)
        open += put_tellings(f, i, out);
    BUFFER_EACH (t, f->tellings, const struct telling)
        without += !has_teller(t);
    if (open == 0)
        put(out, "    没有。\n");
    if (without > 0)
        put(out, "  另有 ", without,
            " 种写法，没有找到能分辨的病例；不等于没有，"
            "与通知核对。\n");
}

/* ---- money ----------------------------------------------------------------
 */

static void put_for_whom(struct buffer *out, const struct fit_value *v)
{
    const struct text of[] = {
        v->insurance.length > 0 ? insurance_words(v->insurance) : TEXT(""),
        v->level,
        group_layer_words(v->kind),
        group_layer_words(v->layer),
        v->class,
        v->group};

    for (size_t i = 0; i < COUNT_OF(of); i++)
        if (of[i].length > 0)
            put(out, " ", of[i]);
    if (v->month_from != 0)
        put(out, " ", v->month_from);
    if (v->month_to != v->month_from)
        put(out, "-", v->month_to);
}

static void put_found_value(struct buffer *out, const struct fit_value *v)
{
    static const char *const places[FIT_PLACES] = {"", "（公式）",
                                                   "（只列出）"};
    struct buffer words = {0};

    put(&words, v->label.length > 0 ? v->label : v->name);
    put_for_whom(&words, v);
    put(&words, places[v->place], " = ", v->value);
    if (!v->exact)
        put(&words, "，在 ", v->low, " 到 ", v->high, " 之间");
    put(&words, "；", v->total, " 份里 ", v->support, " 份相符");
    if (v->before.length > 0)
        put(&words, "；原来是 ", v->before);
    if (v->words.length > 0)
        put(&words, "；", v->words);
    put_paragraph(out, &words);
    buffer_free(&words);
}

static void put_records(struct buffer *out, const struct text records[3])
{
    for (unsigned i = 0; i < 3; i++)
        if (records[i].length > 0)
            put(out, i > 0 ? "、" : "病案号 ", records[i]);
}

static void put_money_tie(struct buffer *out, const struct fit_tie *t)
{
    struct buffer words = {0};

    put(&words, t->name, "：", t->settings, " 都说得通；");
    if (t->records[0].length > 0) {
        put_records(&words, t->records);
        put(&words, " 有了平台结果就能分辨");
    } else {
        put(&words, t->ask.length > 0 ? t->ask : TEXT("没有能分辨的病例"));
    }
    put_paragraph(out, &words);
    buffer_free(&words);
}

static void put_unexplained(struct buffer *out, const struct fit_strange *s)
{
    struct buffer words = {0};

    put(&words, s->name, "：", s->total, " 份里有 ", s->count,
        " 份不合已知的任何一种办法；差额从少到多 ");
    for (unsigned i = 0; i < 5; i++)
        put(&words, i > 0 ? "、" : "", s->quantiles[i]);
    put(&words, "；看");
    put_records(&words, s->records);
    if (s->words.length > 0)
        put(&words, "；", s->words);
    put_paragraph(out, &words);
    buffer_free(&words);
}

static void put_money(const struct fit_result *fit, struct buffer *out)
{
    if (fit->values.length > 0)
        put(out, "\n结算的数\n");
    BUFFER_EACH (v, &fit->values, const struct fit_value)
        put_found_value(out, v);
    if (fit->ties.length > 0)
        put(out, "\n这些结果分不出的结算办法\n");
    BUFFER_EACH (t, &fit->ties, const struct fit_tie)
        put_money_tie(out, t);
    if (fit->strange.length > 0)
        put(out, "\n不是已知的任何一种办法\n");
    BUFFER_EACH (s, &fit->strange, const struct fit_strange)
        put_unexplained(out, s);
}

/* ---- months ---------------------------------------------------------------
 */

static void put_point_values(const struct fit_result *fit, uint32_t month,
                             struct buffer *out)
{
    BUFFER_EACH (m, &fit->months, const struct fit_month)
        if (m->month == month && m->known)
            put(out, m->insurance.length > 0 ? m->insurance : TEXT("点值"), " ",
                m->point_value, "  ");
}

/* No blanks at the end of a line. */
static void end_month_row(struct buffer *out)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->length--;
    put(out, "\n");
}

static void put_month_table(const struct findings *f, struct buffer *out)
{
    put(out, "\n逐月，照求出的设置\n  ");
    width_pad(out, TEXT("出院月份"), 10);
    width_pad(out, TEXT("病种一致"), 22);
    width_pad(out, TEXT("支付标准一致"), 22);
    put(out, f->fit->months.length > 0 ? "点值\n" : "\n");
    BUFFER_EACH (m, &f->after->months, const struct month_agreement) {
        struct buffer month = {0};

        put(&month, m->month);
        put(out, "  ");
        width_pad(out, m->month != 0 ? buffer_view(&month) : TEXT("不明"), 10);
        put_part_column(out, m->all.groups_agreed, m->all.groups);
        put_part_column(out, m->all.standards_agreed, m->all.standards);
        put_point_values(f->fit, m->month, out);
        end_month_row(out);
        buffer_free(&month);
    }
}

/* ---- all ------------------------------------------------------------------
 */

static void put_written(const struct written *w, struct buffer *out)
{
    put(out, "\n写成了 ", w->path);
    if (w->region_path != NULL)
        put(out, " 和 ", (const char *)w->region_path);
    put(out, "。原来的文件没有改动；看过、改好再用：\n  pregroup pack build ",
        w->region_path != NULL ? (const char *)w->region_path : w->region,
        " --hospital ", w->path, " -o 本院.pack\n");
}

void calibrate_text(const struct findings *f, struct buffer *out)
{
    put_case_lines(f, out);
    put_strange_groups(f, out);
    put_agreed_shares(f, out);
    put_settings(f, out);
    put_ties(f, out);
    put_money(f->fit, out);
    put_month_table(f, out);
    put_written(f->written, out);
}

#include "kept.h"

#include <string.h>

#include "price/price.h"
#include "report/forms.h"
#include "report/report.h"

/* ---- forms --------------------------------------------------------------- */

void kept_open_form(enum options_format format, const char *root,
                    struct buffer *out)
{
    if (format == OPTIONS_XML) {
        buffer_char(out, '<');
        buffer_string(out, root);
        buffer_string(out, ">\n");
    }
}

void kept_close_form(enum options_format format, const char *root,
                     struct buffer *out)
{
    if (format == OPTIONS_XML) {
        buffer_string(out, "</");
        buffer_string(out, root);
        buffer_string(out, ">\n");
    }
}

void kept_put_form(enum options_format format, struct text json,
                   const char *name, struct buffer *out)
{
    if (format == OPTIONS_XML)
        report_xml(json, name, out);
    else if (format == OPTIONS_TSV)
        report_tsv(json, name, out);
    else
        buffer_text(out, json);
}

/* ---- findings and summary ------------------------------------------------ */

/* A NUL-terminated copy that lives as long as the result. */
static const char *kept_text(struct kept *kept, struct text t)
{
    char *copy = arena_alloc(&kept->arena, t.length + 1);

    if (copy == NULL)
        return "";
    if (t.length != 0)
        memcpy(copy, t.at, t.length);
    copy[t.length] = '\0';
    return copy;
}

static void keep_findings(struct kept *kept, struct kept_record *record,
                          const struct result *r)
{
    record->findings = arena_alloc(&kept->arena, (r->finding_count + 1) *
                                                     sizeof(*record->findings));
    for (uint32_t i = 0; record->findings != NULL && i < r->finding_count;
         i++) {
        const struct finding *f = &r->findings[i];
        const struct text field = f->field != PACK_NO_FIELD
                                      ? pack_field_name(r->pack, f->field)
                                      : TEXT("");
        record->findings[record->finding_count++] =
            (struct pregroup_finding){.size = sizeof(struct pregroup_finding),
                                      .severity = f->severity,
                                      .line = f->line,
                                      .index = f->index,
                                      .rule = kept_text(kept, f->rule),
                                      .field = kept_text(kept, field),
                                      .tag = kept_text(kept, f->tag),
                                      .value = kept_text(kept, f->value),
                                      .message = kept_text(kept, f->message),
                                      .advice = kept_text(kept, f->advice),
                                      .basis = kept_text(kept, f->basis),
                                      .title = kept_text(kept, f->title),
                                      .verified = f->verified};
    }
}

/* A step's number times `unit` parts, rounded; INT64_MIN if unknown. */
static int64_t scaled(const struct settlement *s, struct text name,
                      unsigned places)
{
    const struct value *v = price_step(s, name);
    int128 n;
    unsigned cut = DECIMAL_PLACES - places;

    if (v == NULL || v->missing || v->type != VALUE_NUMBER)
        return INT64_MIN;
    for (n = decimal_round(v->number, places); cut > 0; cut--)
        n /= 10;
    return n > INT64_MAX || n < -INT64_MAX ? INT64_MIN : (int64_t)n;
}

static void keep_summary(struct kept *kept, struct pregroup_summary *s,
                         const struct result *r)
{
    const struct pack_group *g =
        r->grouping.status == GROUPING_GROUPED
            ? PACK_ROW(r->pack, SECTION_GROUP, pack_group, r->grouping.group)
            : NULL;
    const struct value *deviation =
        price_step(&r->settlement, TEXT("deviation"));
    const uint16_t case_no = r->pack->known.record_no;

    *s = (struct pregroup_summary){.size = sizeof(*s), .line = r->line};
    for (uint32_t i = 0; i < r->finding_count; i++) {
        s->errors += r->findings[i].severity == SEVERITY_ERROR;
        s->warnings += r->findings[i].severity == SEVERITY_WARNING;
        s->infos += r->findings[i].severity == SEVERITY_INFO;
    }
    s->grouping = r->grouping.status == GROUPING_GROUPED ? PREGROUP_GROUPED
                  : r->grouping.status == GROUPING_EXCLUDED
                      ? PREGROUP_EXCLUDED
                      : PREGROUP_UNGROUPED;
    s->settlement = r->settlement.priced ? PREGROUP_PRICED : PREGROUP_UNPRICED;
    s->sample = (pack_meta(r->pack)->flags & META_SAMPLE) != 0;
    s->score_e6 = g != NULL && (g->flags & GROUP_HAS_SCORE) ? g->score : 0;
    s->points_e6 = scaled(&r->settlement, TEXT("points"), 6);
    s->standard_fen = scaled(&r->settlement, TEXT("standard"), 2);
    s->fund_fen = scaled(&r->settlement, TEXT("fund"), 2);
    s->case_no = kept_text(kept, case_no != PACK_NO_FIELD
                                     ? record_scalar(&r->record, case_no)->text
                                     : TEXT(""));
    s->group = kept_text(kept, g != NULL ? r->grouping.code : TEXT(""));
    s->group_name =
        kept_text(kept, g != NULL ? pack_text(r->pack, g->name) : TEXT(""));
    s->deviation = kept_text(kept, deviation != NULL && !deviation->missing &&
                                           deviation->type == VALUE_TEXT
                                       ? deviation->text
                                       : TEXT(""));
}

/* ---- records ------------------------------------------------------------- */

#define ROOT "results"

void kept_begin(struct kept *kept, const struct options *options)
{
    arena_reset(&kept->arena);
    kept->arena.limit = RESULT_MAX;
    buffer_relax(&kept->text);
    buffer_relax(&kept->json);
    buffer_relax(&kept->records);
    kept_open_form(options->format, ROOT, &kept->text);
}

static void add_text(struct kept *kept, struct result *r,
                     const struct options *options)
{
    if (options->format == OPTIONS_JSON) {
        report_json(r, options_report(options), &kept->text);
        return;
    }
    buffer_reset(&kept->json);
    report_json(r, options_report(options), &kept->json);
    if (kept->json.failed)
        kept->text.failed = true;
    else
        kept_put_form(options->format, buffer_view(&kept->json), "result",
                      &kept->text);
}

/* Which limit was met, if it was one and not memory. */
static pregroup_status judge_room(const struct kept *kept,
                                  struct pregroup_error *err)
{
    if (kept->text.failed && kept->text.length > BUFFER_MAX / 2)
        return fail(err, PREGROUP_E_LIMIT,
                    "结果的文本超过上限 %u MB，请减少一次送入的首页",
                    BUFFER_MAX >> 20);
    if (kept->arena.failed && kept->arena.total > RESULT_MAX / 2)
        return fail(err, PREGROUP_E_LIMIT,
                    "问题清单超过上限 %u MB，请减少一次送入的首页",
                    RESULT_MAX >> 20);
    return kept->text.failed || kept->arena.failed || kept->records.failed
               ? fail(err, PREGROUP_E_NOMEM, "内存不足")
               : PREGROUP_OK;
}

pregroup_status kept_add(struct kept *kept, struct result *r,
                         const struct options *options,
                         struct pregroup_error *err)
{
    struct kept_record record = {0};

    if (r->record.arena.failed)
        return fail(err, PREGROUP_E_NOMEM, "内存不足");
    keep_summary(kept, &record.summary, r);
    keep_findings(kept, &record, r);
    add_text(kept, r, options);
    buffer_put(&kept->records, &record, sizeof record);
    return r->record.arena.failed ? fail(err, PREGROUP_E_NOMEM, "内存不足")
                                  : judge_room(kept, err);
}

pregroup_status kept_end(struct kept *kept, const struct options *options,
                         struct pregroup_error *err)
{
    kept_close_form(options->format, ROOT, &kept->text);
    return judge_room(kept, err);
}

const struct kept_record *kept_record(const struct kept *kept, uint32_t n)
{
    return n < BUFFER_COUNT(&kept->records, struct kept_record)
               ? &BUFFER_ROWS(&kept->records, struct kept_record)[n]
               : NULL;
}

void kept_free(struct kept *kept)
{
    arena_free(&kept->arena);
    buffer_free(&kept->text);
    buffer_free(&kept->json);
    buffer_free(&kept->records);
}

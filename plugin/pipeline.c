#include "pipeline.h"

#include "check/check.h"
#include "check/score.h"
#include "check/validity.h"
#include "group/advice.h"
#include "group/group.h"
#include "group/mapping.h"
#include "price/price.h"
#include "result/notes.h"

pregroup_status pipeline_open(struct pipeline *p, const struct pack *pack,
                              struct source source, struct text name,
                              const struct options *options)
{
    *p = (struct pipeline){.pack = pack, .source = name, .options = options};
    if (result_open(&p->result, pack)) {
        p->result.record.with_identity = options->with_identity;
        if (source.read != NULL)
            p->reader = reader_open(pack, source, options->max_record);
        p->parser = parser_open(pack);
    }
    if ((p->reader != NULL || source.read == NULL) && p->parser != NULL)
        return PREGROUP_OK;
    pipeline_close(p);
    return PREGROUP_E_NOMEM;
}

/* A name as UTF-8: file systems hold any bytes. */
static struct text readable(struct arena *arena, struct text name)
{
    char *out = arena_alloc(arena, name.length * 3 + 1);
    size_t length = 0;

    if (out == NULL)
        return TEXT("");
    for (size_t at = 0; at < name.length;)
        length += text_put(text_next(name, &at), out + length);
    return (struct text){out, length};
}

/* Only what the bytes themselves say: no page, no dialect. */
static void name_source(struct pipeline *p)
{
    struct result *r = &p->result;

    r->source = readable(&r->record.arena, p->source);
    if (p->slice.trouble < SLICE_ARCHIVE)
        r->encoding = text_of(encoding_name(p->slice.encoding));
}

/* Once the record's own tags have told it. */
static void name_dialect(struct pipeline *p)
{
    if (p->slice.trouble < SLICE_NOTHING)
        p->result.dialect =
            pack_text(p->pack, PACK_ROW(p->pack, SECTION_DIALECT, pack_dialect,
                                        p->slice.dialect)
                                   ->name);
}

static void say_incomplete(struct result *r)
{
    r->grouping.why = arena_alloc(&r->record.arena, sizeof(struct text));
    if (r->grouping.why != NULL)
        r->grouping.why[r->grouping.why_count++] =
            TEXT("记录没有读全，没有检查也没有分组");
    r->settlement.why = TEXT("没有入组，无法预测支付");
}

static void walk(struct pipeline *p)
{
    const struct options *asked = p->options;
    struct result *r = &p->result;
    bool whole;

    result_reset(r);
    name_source(p);
    whole = parser_run(p->parser, &p->slice, r);
    name_dialect(p);
    if (whole) {
        if (asked->complete != NULL)
            asked->complete(asked->context, r, p->slice.dialect);
        check_run(r, p->slice.dialect);
        mapping_run(r);
        validity_check(r);
        group_run(r);
        advice_run(r);
        if (asked->why)
            group_why_not(r);
        price_run(r);
        if (asked->carriers)
            what_if_run(r, asked->what_if, asked->what_if_count);
        quiet_run(r, &asked->quiet);
        if (asked->score)
            score_run(r, p->slice.dialect);
    } else {
        say_incomplete(r);
    }
    if (r->findings_lost != 0)
        notes_lost(r);
    filter_findings(&asked->filter, r);
}

bool pipeline_next(struct pipeline *p)
{
    if (!reader_next(p->reader, &p->slice))
        return false;
    walk(p);
    return true;
}

void pipeline_take(struct pipeline *p, const struct slice *slice,
                   struct text name)
{
    p->source = name;
    p->slice = *slice;
    slice_decode(&p->decoder, &p->slice);
    walk(p);
}

void pipeline_close(struct pipeline *p)
{
    reader_close(p->reader);
    parser_close(p->parser);
    decode_free(&p->decoder);
    result_close(&p->result);
    *p = (struct pipeline){0};
}

#include "pipeline.h"

#include "check/check.h"
#include "check/form.h"
#include "check/join.h"
#include "check/score.h"
#include "check/unread.h"
#include "check/validity.h"
#include "group/advice.h"
#include "group/group.h"
#include "group/mapping.h"
#include "input/decode/utf8.h"
#include "price/price.h"
#include "result/mask.h"
#include "result/notes.h"

pregroup_status pipeline_open(struct pipeline *p, const struct pack *pack,
                              struct source source, struct text name,
                              const struct options *options)
{
    pregroup_status st = PREGROUP_E_NOMEM;
    const struct field_change *changes;
    uint32_t count;

    *p = (struct pipeline){.pack = pack, .source = name, .options = options};
    if (result_open(&p->result, pack)) {
        p->result.record.with_identity = options->with_identity;
        if (source.read != NULL)
            p->reader = reader_open(pack, source, options->max_record);
        p->parser = parser_open(pack);
    }
    changes = options_changes(options, &count);
    if ((p->reader != NULL || source.read == NULL) && p->parser != NULL)
        st = parser_change(p->parser, changes, count);
    if (st != PREGROUP_OK)
        pipeline_close(p);
    return st;
}

void pipeline_begin(struct pipeline *p, struct source source, struct text name)
{
    p->source = name;
    reader_begin(p->reader, source);
}

/* A name as UTF-8: file systems hold any bytes. */
static struct text readable(struct arena *arena, struct text name)
{
    size_t length = 0, wide = 0;
    char *out;

    if (utf8_faults(name, 1, &wide) == 0)
        return name;
    out = arena_alloc(arena, name.length * 3 + 1);
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

static void judge(struct pipeline *p)
{
    const struct options *asked = p->options;
    struct result *r = &p->result;
    uint32_t read;

    if (asked->complete != NULL)
        asked->complete(asked->context, r, p->slice.dialect);
    read = r->finding_count;
    check_run(r, p->slice.dialect);
    unread_run(r, read);
    form_check(r, p->slice.dialect);
    mapping_run(r);
    validity_check(r);
    group_run(r);
    advice_run(r);
    if (asked->why)
        group_why_not(r);
    price_run(r);
    if (asked->carriers)
        what_if_run(r, asked->what_if, asked->what_if_count);
    quiet_grade(r);
    join_run(r, &asked->filter);
}

/* By what the findings show. */
static void weigh(struct pipeline *p)
{
    quiet_run(&p->result, &p->options->quiet);
    if (p->options->score && !p->result.unread)
        score_run(&p->result, p->slice.dialect);
}

/* Where memory failed on the way, nothing that was found holds: a rule that
 * could not say what it found would read as a page without fault. */
static enum pipeline_step run_record(struct pipeline *p)
{
    const struct text ungrouped = TEXT("记录没有读全，没有检查也没有分组");
    const struct text unpriced = TEXT("没有入组，无法预测支付");
    struct result *r = &p->result;
    bool whole;

    result_reset(r);
    name_source(p);
    whole = parser_run(p->parser, &p->slice, r);
    name_dialect(p);
    if (whole)
        judge(p);
    mask_result(r);
    if (whole)
        weigh(p);
    if (r->findings_lost != 0)
        notes_lost(r);
    filter_findings(&p->options->filter, r);
    if (r->record.arena.failed) {
        result_give_up(r);
        note_add(r, NOTE_UNFINISHED, NULL);
    }
    r->unfinished = r->unfinished || p->slice.trouble >= SLICE_UNREADABLE;
    if (!whole || r->unfinished)
        result_not_judged(r, ungrouped, unpriced);
    return r->unfinished ? PIPELINE_UNFINISHED : PIPELINE_RECORD;
}

enum pipeline_step pipeline_next(struct pipeline *p)
{
    return reader_next(p->reader, &p->slice) ? run_record(p) : PIPELINE_END;
}

enum pipeline_step pipeline_take(struct pipeline *p, const struct slice *slice,
                                 struct text name)
{
    p->source = name;
    p->slice = *slice;
    slice_decode(&p->decoder, &p->slice);
    return run_record(p);
}

void pipeline_close(struct pipeline *p)
{
    reader_close(p->reader);
    parser_close(p->parser);
    decode_free(&p->decoder);
    result_close(&p->result);
    *p = (struct pipeline){0};
}

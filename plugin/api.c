/* The plugin's face: the table that pregroup.h documents. */
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "load/load.h"
#include "pipeline.h"
#include "price/price.h"
#include "version.h"

/* A claimed struct size beyond this is a mistake, not a newer header. */
#define SIZE_SANE 4096u
/* Sizes of the first release: less is E_ARG. */
#define CONFIG_FIRST sizeof(struct pregroup_config)
#define INPUT_FIRST sizeof(struct pregroup_input)
#define FLAGS_KNOWN ((uint32_t)(PREGROUP_WITH_IDENTITY | PREGROUP_WITH_FIELDS))

struct pregroup_engine {
    struct pack *pack;
    struct options options;
};

/* Findings and summary of one record, texts in the result's arena. */
struct kept_record {
    struct pregroup_summary summary;
    struct pregroup_finding *findings;
    uint32_t finding_count;
};

struct pregroup_result {
    struct arena arena;
    struct buffer text;
    struct kept_record *records;
    uint32_t count, room;
};

/* ---- structs that can grow ------------------------------------------- */

/* An older (shorter) struct reads as zero-filled; a newer one may carry only
 * zeros in the part this build does not know. */
static pregroup_status sized_in(void *dst, size_t known, size_t first,
                                const void *src)
{
    const unsigned char *bytes = src;
    uint32_t size;

    if (src == NULL)
        return PREGROUP_E_ARG;
    memcpy(&size, src, sizeof(size));
    if (size < first || size > SIZE_SANE)
        return PREGROUP_E_ARG;
    for (size_t i = known; i < size; i++)
        if (bytes[i] != 0)
            return PREGROUP_E_VERSION;
    memset(dst, 0, known);
    memcpy(dst, src, size < known ? size : known);
    return PREGROUP_OK;
}

/* Writes what the caller has room for; its size stays as it was. */
static pregroup_status sized_out(void *dst, const void *src, size_t known)
{
    uint32_t size;

    if (dst == NULL)
        return PREGROUP_E_ARG;
    memcpy(&size, dst, sizeof(size));
    if (size < 2 * sizeof(size) || size > SIZE_SANE)
        return PREGROUP_E_ARG;
    memcpy((char *)dst + sizeof(size), (const char *)src + sizeof(size),
           (size < known ? size : known) - sizeof(size));
    return PREGROUP_OK;
}

/* The caller's error if it is of a size we can write, else none. */
static struct pregroup_error *error_of(struct pregroup_error *err)
{
    if (err == NULL || err->size < sizeof(*err) || err->size > SIZE_SANE)
        return NULL;
    err->status = PREGROUP_OK;
    err->line = err->reserved = 0;
    err->text[0] = '\0';
    return err;
}

/* ---- engine ---------------------------------------------------------- */

static pregroup_status open_engine_pack(const char *path, struct pack **out,
                                        struct pregroup_error *err)
{
    const struct builtin builtin = builtin_pack();

    if (path != NULL && path[0] != '\0')
        return pack_open(path, out, err);
    return pack_open_bytes(builtin.bytes, builtin.size, "内置规则包", out, err);
}

static void PREGROUP_CALL engine_close(struct pregroup_engine *e)
{
    if (e == NULL)
        return;
    pack_close(e->pack);
    free(e);
}

static pregroup_status engine_make(const struct pregroup_config *config,
                                   struct pregroup_engine **out,
                                   struct pregroup_error *err)
{
    struct pregroup_engine *e = calloc(1, sizeof(*e));
    pregroup_status st =
        e != NULL ? PREGROUP_OK : fail(err, PREGROUP_E_NOMEM, "内存不足");

    if (st == PREGROUP_OK)
        st = open_engine_pack(config->pack, &e->pack, err);
    if (st == PREGROUP_OK) {
        e->options.max_record = (size_t)config->max_record;
        e->options.with_identity =
            (config->flags & PREGROUP_WITH_IDENTITY) != 0;
        e->options.record = (config->flags & PREGROUP_WITH_FIELDS) != 0;
        *out = e;
        e = NULL;
    }
    engine_close(e);
    return st;
}

static pregroup_status PREGROUP_CALL
engine_open(const struct pregroup_config *config, struct pregroup_engine **out,
            struct pregroup_error *caller_err)
{
    struct pregroup_error *err = error_of(caller_err);
    struct pregroup_config known = {0};
    pregroup_status st;

    if (out == NULL)
        return fail(err, PREGROUP_E_ARG, "没有给出存放引擎的位置");
    *out = NULL;
    st = config != NULL ? sized_in(&known, sizeof(known), CONFIG_FIRST, config)
                        : PREGROUP_OK;
    if (st != PREGROUP_OK)
        return fail(err, st, "pregroup_config 的 size 不对或来自更新的版本");
    if (known.flags & ~FLAGS_KNOWN)
        return fail(err, PREGROUP_E_VERSION,
                    "pregroup_config 的 flags 有不认识的位");
    xmlInitParser(); /* idempotent; libxml2 asks for it before threads */
    return engine_make(&known, out, err);
}

/* ---- run ------------------------------------------------------------- */

struct memory_source {
    const char *at;
    size_t left;
};

static ptrdiff_t read_memory(void *context, void *out, size_t room)
{
    struct memory_source *m = context;
    const size_t n = m->left < room ? m->left : room;

    if (n == 0)
        return 0; /* m->at may be NULL */
    memcpy(out, m->at, n);
    m->at += n;
    m->left -= n;
    return (ptrdiff_t)n;
}

/* A NUL-terminated copy that lives as long as the result. */
static const char *kept_text(struct pregroup_result *kept, struct text t)
{
    char *copy = arena_alloc(&kept->arena, t.length + 1);

    if (copy == NULL)
        return "";
    if (t.length != 0)
        memcpy(copy, t.at, t.length);
    copy[t.length] = '\0';
    return copy;
}

static void keep_findings(struct pregroup_result *kept,
                          struct kept_record *record, const struct result *r)
{
    record->findings = arena_alloc(&kept->arena, (r->finding_count + 1) *
                                                     sizeof(*record->findings));
    for (uint32_t i = 0; record->findings != NULL && i < r->finding_count;
         i++) {
        const struct finding *f = &r->findings[i];
        const struct text field =
            f->field != PACK_NO_FIELD
                ? pack_text(r->pack, pack_field(r->pack, f->field)->name)
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

static void keep_summary(struct pregroup_result *kept,
                         struct pregroup_summary *s, const struct result *r)
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

static bool more_records(struct pregroup_result *kept)
{
    const uint32_t room = kept->room != 0 ? kept->room * 2 : 1;
    struct kept_record *records =
        realloc(kept->records, room * sizeof(*records));

    if (records == NULL)
        return false;
    kept->records = records;
    kept->room = room;
    return true;
}

static pregroup_status keep_record(struct pregroup_result *kept,
                                   struct result *r, unsigned flags)
{
    struct kept_record *record;

    if (r->record.arena.failed)
        return PREGROUP_E_NOMEM;
    if (kept->count == kept->room && !more_records(kept))
        return PREGROUP_E_NOMEM;
    record = &kept->records[kept->count];
    *record = (struct kept_record){0};
    keep_summary(kept, &record->summary, r);
    keep_findings(kept, record, r);
    report_json(r, flags, &kept->text);
    kept->count++;
    if ((kept->text.failed && kept->text.length > BUFFER_MAX / 2) ||
        (kept->arena.failed && kept->arena.total > RESULT_MAX / 2))
        return PREGROUP_E_LIMIT;
    return kept->text.failed || kept->arena.failed || r->record.arena.failed
               ? PREGROUP_E_NOMEM
               : PREGROUP_OK;
}

static pregroup_status run_source(const struct pregroup_engine *e,
                                  const struct pregroup_input *in,
                                  struct pregroup_result *kept)
{
    static const enum encoding told[] = {ENCODING_NONE, ENCODING_UTF8,
                                         ENCODING_GB18030};
    struct memory_source memory = {in->data, (size_t)in->length};
    enum pipeline_step step;
    struct pipeline p;
    pregroup_status st = pipeline_open(
        &p, e->pack, (struct source){read_memory, &memory, told[in->encoding]},
        text_of(in->name != NULL ? in->name : "-"), &e->options);

    if (st != PREGROUP_OK)
        return st;
    /* Bytes in memory can always be read: what failed was memory. */
    while (st == PREGROUP_OK && (step = pipeline_next(&p)) != PIPELINE_END)
        st = step == PIPELINE_UNFINISHED
                 ? PREGROUP_E_NOMEM
                 : keep_record(kept, &p.result, options_report(&e->options));
    pipeline_close(&p);
    return st;
}

static void PREGROUP_CALL result_free(struct pregroup_result *r)
{
    if (r == NULL)
        return;
    arena_free(&r->arena);
    buffer_free(&r->text);
    free(r->records);
    free(r);
}

static const char *PREGROUP_CALL status_text(pregroup_status status);

static pregroup_status PREGROUP_CALL
engine_run(const struct pregroup_engine *e, const struct pregroup_input *input,
           struct pregroup_result **out, struct pregroup_error *caller_err)
{
    struct pregroup_error *err = error_of(caller_err);
    struct pregroup_input in = {0};
    struct pregroup_result *kept = NULL;
    pregroup_status st;

    if (out != NULL)
        *out = NULL;
    if (e == NULL || out == NULL)
        return fail(err, PREGROUP_E_ARG, "引擎或存放结果的位置为空");
    st = sized_in(&in, sizeof(in), INPUT_FIRST, input);
    if (st == PREGROUP_OK && (in.data == NULL && in.length != 0))
        st = PREGROUP_E_ARG;
    if (st == PREGROUP_OK && in.length > (uint64_t)PTRDIFF_MAX)
        st = PREGROUP_E_LIMIT;
    if (st == PREGROUP_OK && in.encoding > PREGROUP_ENC_GB18030)
        st = PREGROUP_E_ENCODING;
    if (st == PREGROUP_OK && (kept = calloc(1, sizeof(*kept))) == NULL)
        st = PREGROUP_E_NOMEM;
    if (st == PREGROUP_OK) {
        kept->arena.limit = RESULT_MAX;
        st = run_source(e, &in, kept);
    }
    if (st == PREGROUP_OK) {
        *out = kept;
        kept = NULL;
    }
    result_free(kept);
    return st == PREGROUP_OK ? st : fail(err, st, "%s", status_text(st));
}

/* ---- reading a result ------------------------------------------------ */

static uint32_t PREGROUP_CALL result_records(const struct pregroup_result *r)
{
    return r != NULL ? r->count : 0;
}

static pregroup_status PREGROUP_CALL
result_summary(const struct pregroup_result *r, uint32_t record,
               struct pregroup_summary *out)
{
    if (r == NULL || record >= r->count)
        return PREGROUP_E_ARG;
    return sized_out(out, &r->records[record].summary, sizeof(*out));
}

static pregroup_status PREGROUP_CALL
result_finding_at(const struct pregroup_result *r, uint32_t record,
                  uint32_t index, struct pregroup_finding *out)
{
    if (r == NULL || record >= r->count ||
        index >= r->records[record].finding_count)
        return PREGROUP_E_ARG;
    return sized_out(out, &r->records[record].findings[index], sizeof(*out));
}

static pregroup_status PREGROUP_CALL
result_text(const struct pregroup_result *r, char *out, uint64_t *length)
{
    uint64_t capacity;

    if (r == NULL || length == NULL)
        return PREGROUP_E_ARG;
    capacity = *length;
    *length = r->text.length + 1;
    if (out == NULL || capacity < *length)
        return PREGROUP_E_BUFFER;
    memcpy(out, r->text.data, r->text.length);
    out[r->text.length] = '\0';
    return PREGROUP_OK;
}

static const char *PREGROUP_CALL status_text(pregroup_status status)
{
    switch (status) {
    case PREGROUP_OK:
        return "正常";
    case PREGROUP_E_ARG:
        return "参数不对：空指针、错误的句柄或大小";
    case PREGROUP_E_VERSION:
        return "调用方的头文件比插件新";
    case PREGROUP_E_BUFFER:
        return "缓冲区太小，所需大小已返回";
    case PREGROUP_E_ENCODING:
        return "不认识的编码参数，应为 0（自动）、1（UTF-8）或 2（GB18030）";
    case PREGROUP_E_XML:
        return "XML 格式有误";
    case PREGROUP_E_SCHEMA:
        return "不是病案首页";
    case PREGROUP_E_LIMIT:
        return "超出处理上限";
    case PREGROUP_E_TABLE:
        return "规则包不存在、已损坏或版本不符";
    case PREGROUP_E_NOMEM:
        return "内存不足";
    case PREGROUP_E_IO:
        return "文件读不出来";
    default:
        return "未知的状态码";
    }
}

static const struct pregroup_api api = {
    .size = sizeof(api),
    .major = PREGROUP_MAJOR,
    .minor = PREGROUP_MINOR,
    .version = PREGROUP_VERSION_TEXT,
    .open = engine_open,
    .close = engine_close,
    .run = engine_run,
    .result_free = result_free,
    .result_records = result_records,
    .result_summary = result_summary,
    .result_finding = result_finding_at,
    .result_text = result_text,
    .status_text = status_text,
};

const struct pregroup_api *PREGROUP_CALL pregroup_get_api(uint32_t major)
{
    return major == PREGROUP_MAJOR ? &api : NULL;
}

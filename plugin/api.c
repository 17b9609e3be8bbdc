/* The plugin's face: the table that pregroup.h documents. */
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/guest.h"
#include "builtin.h"
#include "handle.h"
#include "report/forms.h"
#include "version.h"

#define FLAGS_KNOWN ((uint32_t)(PREGROUP_WITH_IDENTITY | PREGROUP_WITH_FIELDS))

/* ---- engine -------------------------------------------------------------- */

static pregroup_status add_packs(struct packs *packs, const char *path,
                                 struct pregroup_error *err)
{
    const struct builtin builtin = builtin_pack();
    struct pack *pack;

    if (path != NULL && path[0] != '\0')
        return packs_add_path(packs, path, err);
    TRY(pack_open_bytes(builtin.bytes, builtin.size, "内置规则包", &pack, err));
    return packs_add(packs, pack, err);
}

static pregroup_status engine_make(const struct pregroup_config *config,
                                   struct pregroup_engine **out,
                                   struct pregroup_error *err)
{
    struct pregroup_engine *e = engine_new();
    pregroup_status st;

    if (e == NULL)
        return fail(err, PREGROUP_E_NOMEM, "内存不足");
    e->options.max_record = (size_t)config->max_record;
    e->options.with_identity = (config->flags & PREGROUP_WITH_IDENTITY) != 0;
    e->options.record = (config->flags & PREGROUP_WITH_FIELDS) != 0;
    st = add_packs(&e->packs, config->pack, err);
    if (st == PREGROUP_OK)
        *out = e;
    else
        engine_drop(e);
    return st;
}

static pregroup_status open_engine(const struct pregroup_config *config,
                                   struct pregroup_engine **out,
                                   struct pregroup_error *err)
{
    struct pregroup_config known = {0};
    pregroup_status st;

    if (out == NULL)
        return fail(err, PREGROUP_E_ARG, "没有给出存放引擎的位置");
    *out = NULL;
    st = config != NULL ? sized_in(&known, sizeof(known),
                                   sizeof(struct config_1_0), config)
                        : PREGROUP_OK;
    if (st != PREGROUP_OK)
        return fail(err, st, "pregroup_config 的 size 不对或来自更新的版本");
    if (known.flags & ~FLAGS_KNOWN)
        return fail(err, PREGROUP_E_VERSION,
                    "pregroup_config 的 flags 有不认识的位");
    xmlInitParser(); /* idempotent; libxml2 asks for it before threads */
    return engine_make(&known, out, err);
}

static pregroup_status PREGROUP_CALL
engine_open(const struct pregroup_config *config, struct pregroup_engine **out,
            struct pregroup_error *err)
{
    pregroup_status st;
    fenv_t host;

    guest_arrives(&host);
    st = open_engine(config, out, sized_error(err));
    guest_leaves(&host);
    return st;
}

static void PREGROUP_CALL engine_close(struct pregroup_engine *e)
{
    if (handle_is(e, HANDLE_ENGINE) && engine_shut(e))
        engine_drop(e);
}

static pregroup_status write_info(const struct packs *packs,
                                  const char *options, struct buffer *out,
                                  struct pregroup_error *err)
{
    struct options asked = {0};
    struct buffer line = {0};
    pregroup_status st =
        options_read(&asked, text_of(options != NULL ? options : ""), err);

    kept_open_form(asked.format, "packs", out);
    for (uint32_t i = 0; st == PREGROUP_OK && i < packs->count; i++) {
        buffer_reset(&line);
        report_info(packs->list[i], &line);
        if (line.failed)
            st = fail(err, PREGROUP_E_NOMEM, "内存不足");
        else
            kept_put_form(asked.format, buffer_view(&line), "info", out);
    }
    kept_close_form(asked.format, "packs", out);
    buffer_free(&line);
    options_close(&asked);
    return st == PREGROUP_OK && out->failed
               ? fail(err, PREGROUP_E_NOMEM, "内存不足")
               : st;
}

/* A text to a place of *length bytes, which becomes what is needed. */
static pregroup_status give_text(const struct buffer *text, char *out,
                                 uint64_t *length)
{
    const uint64_t capacity = *length;

    *length = text->length + 1;
    if (out == NULL || capacity < *length)
        return PREGROUP_E_BUFFER;
    if (text->length != 0)
        memcpy(out, text->data, text->length);
    out[text->length] = '\0';
    return PREGROUP_OK;
}

static pregroup_status engine_info(const struct pregroup_engine *handle,
                                   const char *options, char *out,
                                   uint64_t *length, struct pregroup_error *err)
{
    struct pregroup_engine *e = engine_enter(handle, err);
    struct buffer text = {0};
    pregroup_status st;

    if (e == NULL)
        return PREGROUP_E_ARG;
    st = length != NULL ? write_info(&e->packs, options, &text, err)
                        : fail(err, PREGROUP_E_ARG, "没有给出存放长度的位置");
    if (st == PREGROUP_OK)
        st = give_text(&text, out, length);
    buffer_free(&text);
    engine_leave(e);
    return st;
}

static pregroup_status PREGROUP_CALL info(const struct pregroup_engine *engine,
                                          const char *options, char *out,
                                          uint64_t *length,
                                          struct pregroup_error *err)
{
    pregroup_status st;
    fenv_t host;

    guest_arrives(&host);
    st = engine_info(engine, options, out, length, sized_error(err));
    guest_leaves(&host);
    return st;
}

/* ---- run ----------------------------------------------------------------- */

/* What the caller hands in, as the newest struct; E_ARG, E_VERSION, E_LIMIT,
 * E_ENCODING. */
static pregroup_status take_input(const struct pregroup_input *input,
                                  struct pregroup_input *in,
                                  struct pregroup_error *err)
{
    const pregroup_status st =
        sized_in(in, sizeof(*in), sizeof(struct input_1_0), input);

    if (st != PREGROUP_OK)
        return fail(err, st,
                    "pregroup_input 为空，或 size 不对，或来自更新的版本");
    if (in->data == NULL && in->length != 0)
        return fail(err, PREGROUP_E_ARG, "字节数不是 0，却没有给出字节");
    if (in->length > (uint64_t)PTRDIFF_MAX)
        return fail(err, PREGROUP_E_LIMIT, "字节数超过本机能有的内存");
    if (in->encoding > PREGROUP_ENC_GB18030)
        return fail(
            err, PREGROUP_E_ENCODING,
            "编码参数应为 0（自动）、1（UTF-8）或 2（GB18030），不是 %u",
            (unsigned)in->encoding);
    return PREGROUP_OK;
}

static void PREGROUP_CALL result_free(struct pregroup_result *r)
{
    if (!handle_is(r, HANDLE_RESULT) || r->of_session)
        return;
    kept_free(&r->kept);
    free(r);
}

/* A session of one run. */
static pregroup_status run_once(const struct pregroup_engine *e,
                                const struct pregroup_input *in,
                                struct pregroup_result **out,
                                struct pregroup_error *err)
{
    struct pregroup_result *result = calloc(1, sizeof(*result));
    struct session way = {0};
    pregroup_status st = PREGROUP_E_NOMEM;

    if (result != NULL)
        st = session_open(&way, &e->packs, &e->options, err);
    if (st == PREGROUP_OK) {
        result->magic = handle_magic(HANDLE_RESULT);
        st = session_run(&way, in, &result->kept, err);
        session_close(&way);
    }
    if (st == PREGROUP_OK) {
        *out = result;
        return st;
    }
    if (result != NULL)
        kept_free(&result->kept);
    free(result);
    return fail(err, st, "内存不足");
}

static pregroup_status run_engine(const struct pregroup_engine *handle,
                                  const struct pregroup_input *input,
                                  struct pregroup_result **out,
                                  struct pregroup_error *err)
{
    struct pregroup_input in = {0};
    struct pregroup_engine *e;
    pregroup_status st;

    if (out == NULL)
        return fail(err, PREGROUP_E_ARG, "没有给出存放结果的位置");
    *out = NULL;
    e = engine_enter(handle, err);
    if (e == NULL)
        return PREGROUP_E_ARG;
    st = take_input(input, &in, err);
    if (st == PREGROUP_OK)
        st = run_once(e, &in, out, err);
    engine_leave(e);
    return st;
}

static pregroup_status PREGROUP_CALL
engine_run(const struct pregroup_engine *e, const struct pregroup_input *input,
           struct pregroup_result **out, struct pregroup_error *err)
{
    pregroup_status st;
    fenv_t host;

    guest_arrives(&host);
    st = run_engine(e, input, out, sized_error(err));
    guest_leaves(&host);
    return st;
}

/* ---- sessions ------------------------------------------------------------ */

static void free_session(struct pregroup_session *s)
{
    session_close(&s->way);
    options_close(&s->options);
    kept_free(&s->result.kept);
    free(s);
}

/* The session's options begin as its engine's. */
static pregroup_status make_session(const struct pregroup_engine *e,
                                    const char *options,
                                    struct pregroup_session **out,
                                    struct pregroup_error *err)
{
    struct pregroup_session *s = calloc(1, sizeof(*s));
    pregroup_status st;

    if (s == NULL)
        return fail(err, PREGROUP_E_NOMEM, "内存不足");
    s->magic = handle_magic(HANDLE_SESSION);
    s->result.magic = handle_magic(HANDLE_RESULT);
    s->result.of_session = true;
    s->options.max_record = e->options.max_record;
    s->options.with_identity = e->options.with_identity;
    s->options.record = e->options.record;
    st =
        options_read(&s->options, text_of(options != NULL ? options : ""), err);
    if (st == PREGROUP_OK)
        st = session_open(&s->way, &e->packs, &s->options, err);
    if (st == PREGROUP_OK)
        *out = s;
    else
        free_session(s);
    return st;
}

static pregroup_status open_session(struct pregroup_engine *handle,
                                    const char *options,
                                    struct pregroup_session **out,
                                    struct pregroup_error *err)
{
    struct pregroup_engine *e;
    pregroup_status st;

    if (out == NULL)
        return fail(err, PREGROUP_E_ARG, "没有给出存放会话的位置");
    *out = NULL;
    e = engine_enter(handle, err);
    if (e == NULL)
        return PREGROUP_E_ARG;
    st = make_session(e, options, out, err);
    if (st == PREGROUP_OK) {
        (*out)->engine = e;
        atomic_fetch_add(&e->owners, 1);
    }
    engine_leave(e);
    return st;
}

static pregroup_status PREGROUP_CALL
open_session_entry(struct pregroup_engine *engine, const char *options,
                   struct pregroup_session **out, struct pregroup_error *err)
{
    pregroup_status st;
    fenv_t host;

    guest_arrives(&host);
    st = open_session(engine, options, out, sized_error(err));
    guest_leaves(&host);
    return st;
}

static pregroup_status run_session(struct pregroup_session *s,
                                   const struct pregroup_input *input,
                                   const struct pregroup_result **out,
                                   struct pregroup_error *err)
{
    struct pregroup_input in = {0};
    pregroup_status st;

    if (out == NULL)
        return fail(err, PREGROUP_E_ARG, "没有给出存放结果的位置");
    *out = NULL;
    if (!handle_is(s, HANDLE_SESSION))
        return handle_refuse(err, "会话");
    if (engine_enter(s->engine, err) == NULL)
        return PREGROUP_E_ARG;
    st = take_input(input, &in, err);
    if (st == PREGROUP_OK)
        st = session_run(&s->way, &in, &s->result.kept, err);
    if (st == PREGROUP_OK)
        *out = &s->result;
    engine_leave(s->engine);
    return st;
}

static pregroup_status PREGROUP_CALL run_session_entry(
    struct pregroup_session *session, const struct pregroup_input *input,
    const struct pregroup_result **out, struct pregroup_error *err)
{
    pregroup_status st;
    fenv_t host;

    guest_arrives(&host);
    st = run_session(session, input, out, sized_error(err));
    guest_leaves(&host);
    return st;
}

static pregroup_status PREGROUP_CALL
close_session_entry(struct pregroup_session *session)
{
    struct pregroup_engine *e;
    fenv_t host;

    if (session == NULL)
        return PREGROUP_OK;
    if (!handle_is(session, HANDLE_SESSION))
        return PREGROUP_E_ARG;
    guest_arrives(&host);
    e = session->engine;
    free_session(session);
    engine_drop(e);
    guest_leaves(&host);
    return PREGROUP_OK;
}

/* ---- reading a result ---------------------------------------------------- */

/* A record of a result; NULL if there is none. */
static const struct kept_record *record_of(const struct pregroup_result *r,
                                           uint32_t record)
{
    return handle_is(r, HANDLE_RESULT) ? kept_record(&r->kept, record) : NULL;
}

static uint32_t PREGROUP_CALL result_records(const struct pregroup_result *r)
{
    return handle_is(r, HANDLE_RESULT)
               ? BUFFER_COUNT(&r->kept.records, struct kept_record)
               : 0;
}

static pregroup_status PREGROUP_CALL
result_summary(const struct pregroup_result *r, uint32_t record,
               struct pregroup_summary *out)
{
    const struct kept_record *kept = record_of(r, record);

    return kept != NULL ? sized_out(out, &kept->summary, sizeof(*out))
                        : PREGROUP_E_ARG;
}

static pregroup_status PREGROUP_CALL
result_finding_at(const struct pregroup_result *r, uint32_t record,
                  uint32_t index, struct pregroup_finding *out)
{
    const struct kept_record *kept = record_of(r, record);

    return kept != NULL && index < kept->finding_count
               ? sized_out(out, &kept->findings[index], sizeof(*out))
               : PREGROUP_E_ARG;
}

static pregroup_status PREGROUP_CALL
result_text(const struct pregroup_result *r, char *out, uint64_t *length)
{
    return handle_is(r, HANDLE_RESULT) && length != NULL
               ? give_text(&r->kept.text, out, length)
               : PREGROUP_E_ARG;
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
    .session_open = open_session_entry,
    .session_run = run_session_entry,
    .session_close = close_session_entry,
    .info = info,
};

const struct pregroup_api *PREGROUP_CALL pregroup_get_api(uint32_t major)
{
    return major == PREGROUP_MAJOR ? &api : NULL;
}

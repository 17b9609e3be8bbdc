/* The flat face: flat.h documents it. Calls nothing but the table. */
#include "pregroup/flat.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/gb18030.h"
#include "base/limits.h"
#include "version.h"

/* Without a declaration XML is UTF-8. */
#define XML_GB18030 "<?xml version=\"1.0\" encoding=\"GB18030\"?>\n"

static const struct pregroup_api *table(void)
{
    return pregroup_get_api(PREGROUP_MAJOR);
}

int32_t PREGROUP_CALL pregroup_flat_version(void)
{
    return PREGROUP_VERSION_NUMBER;
}

/* ---- texts --------------------------------------------------------------- */

static bool encoding_known(int32_t enc)
{
    return enc >= PREGROUP_ENC_AUTO && enc <= PREGROUP_ENC_GB18030;
}

/* A text of the caller's, which may be NULL, as UTF-8: itself, or what is
 * written to `out`. E_ENCODING, E_NOMEM. */
static pregroup_status take_text(const char *given, int32_t enc,
                                 struct buffer *out, const char **text)
{
    const struct text t = text_of(given != NULL ? given : "");
    unsigned n;

    *text = given;
    if (!encoding_known(enc))
        return PREGROUP_E_ENCODING;
    if (enc != PREGROUP_ENC_GB18030 || given == NULL)
        return PREGROUP_OK;
    if (buffer_reserve(out, 0) == NULL)
        return PREGROUP_E_NOMEM;
    for (size_t at = 0; at < t.length; at += n) {
        const uint32_t c = gb18030_next(t, at, &n);
        char utf8[4];
        buffer_put(out, utf8, text_put(c != 0xFFFFFFFF ? c : 0xFFFD, utf8));
    }
    *text = out->data;
    return out->failed ? PREGROUP_E_NOMEM : PREGROUP_OK;
}

/* The text in the caller's encoding, cut on a character boundary. */
static void put_message(const char *text, int32_t enc, char *out, int32_t cap)
{
    struct buffer encoded = {0};
    struct text t = text_of(text);

    if (out == NULL || cap <= 0)
        return;
    out[0] = '\0';
    /* No character takes more bytes in GB18030 than in UTF-8, except that some
     * of 2 take 4: cutting at half the room is always enough. */
    if (enc == PREGROUP_ENC_GB18030) {
        gb18030_encode(text_cut(t, ((size_t)cap - 1) / 2), &encoded);
        t = buffer_view(&encoded);
        if (encoded.failed || t.length >= (size_t)cap)
            t = TEXT("");
    } else {
        t = text_cut(t, (size_t)cap - 1);
    }
    if (t.length != 0)
        memcpy(out, t.at, t.length);
    out[t.length] = '\0';
    buffer_free(&encoded);
}

/* Says why, unless all is well or a buffer is too small; returns the status. */
static int32_t tell_host(pregroup_status st, const struct pregroup_error *err,
                         int32_t enc, char *msg, int32_t cap)
{
    const bool quiet = st == PREGROUP_OK || st == PREGROUP_E_BUFFER;

    put_message(quiet          ? ""
                : err->text[0] ? err->text
                               : table()->status_text(st),
                enc, msg, cap);
    return st;
}

/* ---- results ------------------------------------------------------------- */

/* Where a text goes. */
struct place {
    char *out;
    int32_t cap, *need;
};

static bool place_open(const struct place *p)
{
    if (p->need != NULL)
        *p->need = 0;
    if (p->out != NULL && p->cap > 0)
        p->out[0] = '\0';
    return p->out != NULL || p->cap <= 0;
}

/* What gives a text: result_text of a result, or info of an engine. */
struct giver {
    const struct pregroup_result *result;
    const struct pregroup_engine *engine;
    const char *options;
};

static pregroup_status give(const struct giver *g, char *out, uint64_t *length,
                            struct pregroup_error *err)
{
    return g->engine != NULL
               ? table()->info(g->engine, g->options, out, length, err)
               : table()->result_text(g->result, out, length);
}

/* UTF-8 as it is. */
static pregroup_status put_utf8(const struct giver *g, const struct place *p,
                                struct pregroup_error *err)
{
    uint64_t length = p->cap > 0 ? (uint64_t)p->cap : 0;
    const pregroup_status st =
        give(g, p->cap > 0 ? p->out : NULL, &length, err);

    /* A report is smaller than INT32_MAX (BUFFER_MAX). */
    if (p->need != NULL && (st == PREGROUP_OK || st == PREGROUP_E_BUFFER))
        *p->need = (int32_t)length;
    return st;
}

/* All of the text, in memory of ours. */
static pregroup_status take_all(const struct giver *g, struct buffer *text,
                                struct pregroup_error *err)
{
    uint64_t length = 0;
    pregroup_status st = give(g, NULL, &length, err);

    if (st != PREGROUP_E_BUFFER)
        return st;
    if (buffer_reserve(text, (size_t)length) == NULL)
        return PREGROUP_E_NOMEM;
    st = give(g, text->data, &length, NULL);
    text->length = st == PREGROUP_OK ? (size_t)length - 1 : 0;
    return st;
}

static pregroup_status put_encoded(const struct buffer *encoded,
                                   const struct place *p,
                                   struct pregroup_error *err)
{
    if (encoded->failed)
        return encoded->length > BUFFER_MAX / 2
                   ? fail(err, PREGROUP_E_LIMIT, "结果的文本超过上限 %u MB",
                          BUFFER_MAX >> 20)
                   : PREGROUP_E_NOMEM;
    if (p->need != NULL)
        *p->need = (int32_t)encoded->length + 1;
    if (p->cap < 0 || encoded->length >= (size_t)p->cap)
        return PREGROUP_E_BUFFER;
    if (encoded->length != 0)
        memcpy(p->out, encoded->data, encoded->length);
    p->out[encoded->length] = '\0';
    return PREGROUP_OK;
}

static pregroup_status put_gb18030(const struct giver *g, const struct place *p,
                                   struct pregroup_error *err)
{
    struct buffer text = {0}, encoded = {0};
    pregroup_status st = take_all(g, &text, err);

    if (st == PREGROUP_OK) {
        if (text.length != 0 && text.data[0] == '<')
            buffer_string(&encoded, XML_GB18030);
        gb18030_encode(buffer_view(&text), &encoded);
        st = put_encoded(&encoded, p, err);
    }
    buffer_free(&text);
    buffer_free(&encoded);
    return st;
}

/* The text as the caller wants it: it fits, or E_BUFFER and what is needed. */
static pregroup_status put_text(const struct giver *g, int32_t enc,
                                const struct place *p,
                                struct pregroup_error *err)
{
    return (enc == PREGROUP_ENC_GB18030 ? put_gb18030 : put_utf8)(g, p, err);
}

/* What the caller hands in. E_ARG, E_ENCODING. */
static pregroup_status take_bytes(const void *bytes, int32_t len, int32_t enc,
                                  struct pregroup_input *in)
{
    if (bytes == NULL)
        return PREGROUP_E_ARG;
    if (!encoding_known(enc))
        return PREGROUP_E_ENCODING;
    *in = (struct pregroup_input){.size = sizeof(*in),
                                  .data = bytes,
                                  .length =
                                      len < 0 ? strlen(bytes) : (uint64_t)len,
                                  .encoding = (uint32_t)enc};
    return PREGROUP_OK;
}

/* ---- engine -------------------------------------------------------------- */

int32_t PREGROUP_CALL pregroup_flat_open(const char *pack, void **engine,
                                         int32_t enc, char *msg, int32_t cap)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_config config = {.size = sizeof(config)};
    struct pregroup_engine *opened = NULL;
    struct buffer path = {0};
    pregroup_status st = engine != NULL ? PREGROUP_OK : PREGROUP_E_ARG;

    if (engine != NULL)
        *engine = NULL;
    if (st == PREGROUP_OK)
        st = take_text(pack, enc, &path, &config.pack);
    if (st == PREGROUP_OK) {
        st = table()->open(&config, &opened, &err);
        *engine = opened;
    }
    buffer_free(&path);
    return tell_host(st, &err, enc, msg, cap);
}

int32_t PREGROUP_CALL pregroup_flat_run(void *engine, const void *bytes,
                                        int32_t len, int32_t enc, char *out,
                                        int32_t cap, int32_t *need)
{
    const struct place place = {out, cap, need};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_result *result = NULL;
    struct pregroup_input in;
    pregroup_status st = place_open(&place) ? PREGROUP_OK : PREGROUP_E_ARG;

    if (st == PREGROUP_OK)
        st = take_bytes(bytes, len, enc, &in);
    if (st == PREGROUP_OK)
        st = table()->run(engine, &in, &result, &err);
    if (st == PREGROUP_OK)
        st = put_text(&(struct giver){.result = result}, enc, &place, &err);
    table()->result_free(result);
    return st == PREGROUP_OK || st == PREGROUP_E_BUFFER
               ? st
               : tell_host(st, &err, enc, out, cap);
}

int32_t PREGROUP_CALL pregroup_flat_close(void *engine)
{
    uint64_t length = 0;

    if (engine != NULL &&
        table()->info(engine, NULL, NULL, &length, NULL) == PREGROUP_E_ARG)
        return PREGROUP_E_ARG;
    table()->close(engine);
    return PREGROUP_OK;
}

int32_t PREGROUP_CALL pregroup_flat_info(void *engine, const char *options,
                                         int32_t enc, char *out,
                                         int32_t out_cap, int32_t *need,
                                         char *msg, int32_t cap)
{
    const struct place place = {out, out_cap, need};
    struct pregroup_error err = {.size = sizeof(err)};
    struct giver giver = {.engine = engine};
    struct buffer text = {0};
    pregroup_status st =
        place_open(&place) && engine != NULL ? PREGROUP_OK : PREGROUP_E_ARG;

    if (st == PREGROUP_OK)
        st = take_text(options, enc, &text, &giver.options);
    if (st == PREGROUP_OK)
        st = put_text(&giver, enc, &place, &err);
    buffer_free(&text);
    return tell_host(st, &err, enc, msg, cap);
}

/* ---- sessions ------------------------------------------------------------ */

int32_t PREGROUP_CALL pregroup_flat_session_open(void *engine,
                                                 const char *options,
                                                 int32_t enc, void **session,
                                                 char *msg, int32_t cap)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_session *opened = NULL;
    struct buffer text = {0};
    pregroup_status st = session != NULL ? PREGROUP_OK : PREGROUP_E_ARG;

    if (session != NULL)
        *session = NULL;
    if (st == PREGROUP_OK)
        st = take_text(options, enc, &text, &options);
    if (st == PREGROUP_OK) {
        st = table()->session_open(engine, options, &opened, &err);
        *session = opened;
    }
    buffer_free(&text);
    return tell_host(st, &err, enc, msg, cap);
}

int32_t PREGROUP_CALL pregroup_flat_session_run(void *session,
                                                const void *bytes, int32_t len,
                                                int32_t enc, char *out,
                                                int32_t out_cap, int32_t *need,
                                                char *msg, int32_t cap)
{
    const struct place place = {out, out_cap, need};
    struct pregroup_error err = {.size = sizeof(err)};
    struct giver giver = {0};
    struct pregroup_input in;
    pregroup_status st = place_open(&place) ? PREGROUP_OK : PREGROUP_E_ARG;

    if (st == PREGROUP_OK)
        st = take_bytes(bytes, len, enc, &in);
    if (st == PREGROUP_OK)
        st = table()->session_run(session, &in, &giver.result, &err);
    if (st == PREGROUP_OK)
        st = put_text(&giver, enc, &place, &err);
    return tell_host(st, &err, enc, msg, cap);
}

int32_t PREGROUP_CALL pregroup_flat_session_close(void *session, int32_t enc,
                                                  char *msg, int32_t cap)
{
    struct pregroup_error err = {.size = sizeof(err)};

    return tell_host(table()->session_close(session), &err, enc, msg, cap);
}

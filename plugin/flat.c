/* The flat face: flat.h documents it. Calls nothing but the table. */
#include "pregroup/flat.h"

#include <string.h>

#include "base/buffer.h"
#include "base/gb18030.h"
#include "version.h"

#define PATH_BYTES 4096

int32_t PREGROUP_CALL pregroup_flat_version(void)
{
    return PREGROUP_VERSION_NUMBER;
}

static bool encoding_known(int32_t enc)
{
    return enc >= PREGROUP_ENC_AUTO && enc <= PREGROUP_ENC_GB18030;
}

/* GB18030 to UTF-8, for the path; false if it does not fit. */
static bool path_to_utf8(const char *path, char *out)
{
    const struct text t = text_of(path);
    size_t length = 0;

    for (size_t at = 0; at < t.length;) {
        unsigned n;
        const uint32_t c = gb18030_next(t, at, &n);
        if (length > PATH_BYTES - 5)
            return false;
        length += text_put(c != 0xFFFFFFFF ? c : 0xFFFD, out + length);
        at += n;
    }
    out[length] = '\0';
    return true;
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

int32_t PREGROUP_CALL pregroup_flat_open(const char *pack, void **engine,
                                         int32_t enc, char *msg, int32_t cap)
{
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_config config = {.size = sizeof(config), .pack = pack};
    struct pregroup_engine *opened = NULL;
    char path[PATH_BYTES];
    pregroup_status st = engine != NULL ? PREGROUP_OK : PREGROUP_E_ARG;

    if (engine != NULL)
        *engine = NULL;
    if (st == PREGROUP_OK && !encoding_known(enc))
        st = PREGROUP_E_ENCODING;
    if (st == PREGROUP_OK && enc == PREGROUP_ENC_GB18030 && pack != NULL) {
        st = path_to_utf8(pack, path) ? PREGROUP_OK : PREGROUP_E_ARG;
        config.pack = path;
    }
    if (st == PREGROUP_OK) {
        st = pregroup_get_api(PREGROUP_MAJOR)->open(&config, &opened, &err);
        *engine = opened;
    }
    put_message(st == PREGROUP_OK ? ""
                : err.text[0]
                    ? err.text
                    : pregroup_get_api(PREGROUP_MAJOR)->status_text(st),
                enc, msg, cap);
    return st;
}

static int32_t refuse(pregroup_status st, int32_t enc, char *out, int32_t cap)
{
    put_message(pregroup_get_api(PREGROUP_MAJOR)->status_text(st), enc, out,
                cap);
    return st;
}

/* The report as the caller wants it, or E_BUFFER with what is needed. */
static pregroup_status put_report(const struct pregroup_result *result,
                                  int32_t enc, char *out, int32_t cap,
                                  int32_t *need)
{
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct buffer text = {0}, encoded = {0};
    uint64_t length = 0;
    pregroup_status st = PREGROUP_E_NOMEM;

    api->result_text(result, NULL, &length);
    if (length <= INT32_MAX / 2 &&
        buffer_reserve(&text, (size_t)length) != NULL &&
        api->result_text(result, text.data, &length) == PREGROUP_OK) {
        text.length = (size_t)length - 1;
        if (enc == PREGROUP_ENC_GB18030)
            gb18030_encode(buffer_view(&text), &encoded);
        else
            buffer_text(&encoded, buffer_view(&text));
        st = encoded.failed ? PREGROUP_E_NOMEM : PREGROUP_OK;
    }
    if (st == PREGROUP_OK && need != NULL)
        *need = (int32_t)encoded.length + 1;
    if (st == PREGROUP_OK && (cap < 0 || encoded.length >= (size_t)cap))
        st = PREGROUP_E_BUFFER;
    if (st == PREGROUP_OK)
        memcpy(out, encoded.data, encoded.length + 1);
    buffer_free(&text);
    buffer_free(&encoded);
    return st;
}

int32_t PREGROUP_CALL pregroup_flat_run(void *engine, const void *bytes,
                                        int32_t len, int32_t enc, char *out,
                                        int32_t cap, int32_t *need)
{
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_input in = {.size = sizeof(in), .data = bytes};
    struct pregroup_result *result = NULL;
    pregroup_status st;

    if (need != NULL)
        *need = 0;
    if (out != NULL && cap > 0)
        out[0] = '\0';
    if (engine == NULL || bytes == NULL || (out == NULL && cap > 0))
        return refuse(PREGROUP_E_ARG, enc, out, cap);
    if (!encoding_known(enc))
        return refuse(PREGROUP_E_ENCODING, enc, out, cap);
    in.length = len < 0 ? strlen(bytes) : (uint64_t)len;
    in.encoding = (uint32_t)enc;
    st = api->run(engine, &in, &result, &err);
    if (st == PREGROUP_OK)
        st = put_report(result, enc, out, cap, need);
    if (st != PREGROUP_OK && st != PREGROUP_E_BUFFER)
        put_message(err.text[0] ? err.text : api->status_text(st), enc, out,
                    cap);
    api->result_free(result);
    return st;
}

int32_t PREGROUP_CALL pregroup_flat_close(void *engine)
{
    pregroup_get_api(PREGROUP_MAJOR)->close(engine);
    return PREGROUP_OK;
}

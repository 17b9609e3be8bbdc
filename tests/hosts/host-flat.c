/* The flat face: GBK in and out, size questions, reasons in words. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 病案号 㐂堃7 in both encodings; 㐂 takes four bytes in GB18030. */
#define CASE_GB                                                                \
    "\x81\x39\xef\x31\x88\xd2"                                                 \
    "7"
#define CASE_UTF8                                                              \
    "\xe3\x90\x82\xe5\xa0\x83"                                                 \
    "7"
#define PAGE(encoding, case_no)                                                \
    "<?xml version=\"1.0\" encoding=\"" encoding                               \
    "\"?><DATA><RECORD><BAH>" case_no "</BAH><XB>3</XB></RECORD></DATA>"
#define PAGE_GB PAGE("GB2312", CASE_GB)
#define PAGE_UTF8 PAGE("UTF-8", CASE_UTF8)
#define NO_PACK_GB "/nowhere/\xc8\xb1.pack" /* 缺.pack */
#define NO_PACK_UTF8 "/nowhere/\xe7\xbc\xba.pack"

/* The report of a page in an encoding, malloced, after the size question;
 * NULL on any failure. */
static char *run_flat(const struct host *host, void *engine, const char *page,
                      int32_t enc, int32_t *need)
{
    const int32_t length = (int32_t)strlen(page);
    char *out = NULL;

    if (host->flat.run(engine, page, length, enc, NULL, 0, need) ==
        PREGROUP_E_BUFFER)
        out = malloc((size_t)*need);
    if (out != NULL && host->flat.run(engine, page, length, enc, out, *need,
                                      need) != PREGROUP_OK) {
        free(out);
        out = NULL;
    }
    return out;
}

static void expect_run(struct host *host, void *engine, const char *name,
                       const char *page, int32_t enc, const char *expected)
{
    int32_t need = 0;
    char *out = run_flat(host, engine, page, enc, &need);

    host_verdict(host, name,
                 out != NULL && strstr(out, expected) != NULL &&
                     strlen(out) + 1 == (size_t)need);
    free(out);
}

static void test_encodings(struct host *host, void *engine)
{
    expect_run(host, engine, "GB18030 in and out, with four-byte characters",
               PAGE_GB, PREGROUP_ENC_GB18030, "\"case_no\":\"" CASE_GB "\"");
    expect_run(host, engine, "UTF-8 in and out", PAGE_UTF8, PREGROUP_ENC_UTF8,
               "\"case_no\":\"" CASE_UTF8 "\"");
    expect_run(host, engine, "auto reads GB18030 and answers in UTF-8", PAGE_GB,
               PREGROUP_ENC_AUTO, "\"case_no\":\"" CASE_UTF8 "\"");
    expect_run(host, engine, "the encoding of the bytes is told", PAGE_GB,
               PREGROUP_ENC_GB18030, "\"encoding\":\"gb18030\"");
}

static void test_buffers(struct host *host, void *engine)
{
    const struct flat *flat = &host->flat;
    int32_t need = 0, again = 0;
    char *out = run_flat(host, engine, PAGE_UTF8, PREGROUP_ENC_UTF8, &need);
    char *nul = need > 0 ? malloc((size_t)need) : NULL;

    host_verdict(host, "a length below 0 means up to NUL",
                 nul != NULL && out != NULL &&
                     flat->run(engine, PAGE_UTF8, -1, PREGROUP_ENC_UTF8, nul,
                               need, NULL) == PREGROUP_OK &&
                     strcmp(out, nul) == 0);
    host_verdict(host, "one byte too few is E_BUFFER, the need, empty out",
                 nul != NULL &&
                     flat->run(engine, PAGE_UTF8, -1, PREGROUP_ENC_UTF8, nul,
                               need - 1, &again) == PREGROUP_E_BUFFER &&
                     again == need && nul[0] == '\0');
    free(nul);
    free(out);
}

static void test_wrong(struct host *host, void *engine)
{
    const struct flat *flat = &host->flat;
    char out[64] = "x";
    int32_t need = 7;

    host_verdict(
        host, "flat run without engine or bytes is E_ARG",
        flat->run(NULL, "", 0, 0, out, 64, &need) == PREGROUP_E_ARG &&
            flat->run(engine, NULL, 0, 0, out, 64, &need) == PREGROUP_E_ARG &&
            flat->run(engine, "", 0, 0, NULL, 64, &need) == PREGROUP_E_ARG);
    host_verdict(host, "after a mistake out holds the reason and need is 0",
                 strlen(out) > 0 && need == 0);
    host_verdict(host, "flat run in an unknown encoding is refused",
                 flat->run(engine, "", 0, 3, out, 64, &need) != PREGROUP_OK &&
                     flat->run(engine, "", 0, -1, out, 64, &need) !=
                         PREGROUP_OK);
    host_verdict(host, "flat close takes NULL",
                 flat->close(NULL) == PREGROUP_OK);
}

/* Opens a pack that cannot be opened; true if msg then holds `part`. */
static bool refused(const struct host *host, const char *pack, int32_t enc,
                    const char *part)
{
    char msg[256] = "";
    void *engine = msg;
    const int32_t st = host->flat.open(pack, &engine, enc, msg, sizeof(msg));

    if (st == PREGROUP_OK)
        host->flat.close(engine);
    return st != PREGROUP_OK && engine == NULL && msg[0] != '\0' &&
           strstr(msg, part) != NULL;
}

static void test_reasons(struct host *host)
{
    char cut[12] = "";
    void *engine = NULL;
    static char path[8192];

    host_verdict(
        host, "a missing pack is named in UTF-8",
        refused(host, NO_PACK_UTF8, PREGROUP_ENC_UTF8, "\xe7\xbc\xba"));
    host_verdict(host, "and in GB18030",
                 refused(host, NO_PACK_GB, PREGROUP_ENC_GB18030, "\xc8\xb1"));
    host->flat.open(NO_PACK_GB, &engine, PREGROUP_ENC_GB18030, cut,
                    sizeof(cut));
    host_verdict(host, "a reason that is too long is cut within the buffer",
                 memchr(cut, '\0', sizeof(cut)) != NULL);
    host_verdict(host, "no room for a reason is no mistake",
                 host->flat.open(NO_PACK_GB, &engine, PREGROUP_ENC_GB18030,
                                 NULL, 0) != PREGROUP_OK);
    memset(path, 'a', sizeof(path) - 1);
    host_verdict(host, "a path that is too long is refused in UTF-8",
                 refused(host, path, PREGROUP_ENC_UTF8, ""));
    host_verdict(host, "a path that is too long is refused in GB18030",
                 refused(host, path, PREGROUP_ENC_GB18030, ""));
}

/* 10203 of "1.2.3". */
static int32_t version_number(const char *text)
{
    int major = 0, minor = 0, patch = 0;

    return sscanf(text, "%d.%d.%d", &major, &minor, &patch) == 3
               ? major * 10000 + minor * 100 + patch
               : -1;
}

void test_flat(struct host *host)
{
    void *engine = NULL, *second = NULL;
    char msg[256] = "x";

    host_verdict(host, "both objects tell the same version",
                 host->flat.version() == version_number(host->api->version));
    host_verdict(host, "the built-in pack opens by NULL and by an empty path",
                 host->flat.open(NULL, &engine, PREGROUP_ENC_UTF8, msg,
                                 sizeof(msg)) == PREGROUP_OK &&
                     msg[0] == '\0' &&
                     host->flat.open("", &second, PREGROUP_ENC_GB18030, NULL,
                                     0) == PREGROUP_OK);
    test_reasons(host);
    if (engine != NULL) {
        test_encodings(host, engine);
        test_buffers(host, engine);
        test_wrong(host, engine);
    }
    host->flat.close(engine);
    host->flat.close(second);
}

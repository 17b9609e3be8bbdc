/*
 * generate -- front pages of invented people, drawn from a pack.
 *
 *   generate [-p PACK] [-n RECORDS] [-m MEGABYTES] [-s SEED]
 *            [-e utf-8|gb18030|utf-16le] [-f elem|attr|dataset|nested]
 *
 * Writes to standard output until there are RECORDS (1000) or, with -m, at
 * least so many megabytes. The same arguments give the same bytes.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/gb18030.h"
#include "builtin.h"
#include "load/load.h"
#include "patient.h"

enum output { OUT_UTF8, OUT_GB18030, OUT_UTF16LE };

struct job {
    const char *pack_path;
    struct pack *pack;
    struct draw draw;
    uint32_t records;
    uint64_t bytes; /* 0: no limit but the records */
    int encoding, shape;
    uint64_t written;
    struct buffer text, encoded;
    bool failed;
};

static const char *const encodings[] = {"utf-8", "gb18030", "utf-16le", NULL};
static const char *const shapes[] = {"elem", "attr", "dataset", "nested", NULL};

static void put_unit(struct buffer *out, uint32_t unit)
{
    const char bytes[2] = {(char)(unit & 0xff), (char)(unit >> 8)};

    buffer_put(out, bytes, 2);
}

static void utf16_encode(struct text t, struct buffer *out)
{
    for (size_t at = 0; at < t.length;) {
        const uint32_t c = text_next(t, &at);
        if (c < 0x10000) {
            put_unit(out, c);
            continue;
        }
        put_unit(out, 0xd800 + ((c - 0x10000) >> 10));
        put_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
}

/* Writes what job->text holds and empties it. */
static void flush(struct job *job)
{
    struct text t = buffer_view(&job->text);

    buffer_reset(&job->encoded);
    if (job->encoding == OUT_GB18030)
        gb18030_encode(t, &job->encoded);
    else if (job->encoding == OUT_UTF16LE)
        utf16_encode(t, &job->encoded);
    if (job->encoding != OUT_UTF8)
        t = buffer_view(&job->encoded);
    job->failed = job->failed || job->text.failed || job->encoded.failed ||
                  fwrite(t.at, 1, t.length, stdout) != t.length;
    job->written += t.length;
    buffer_reset(&job->text);
}

static void generate(struct job *job)
{
    static const char *const names[] = {"UTF-8", "GB18030", "UTF-16"};
    static struct page page;
    struct patient patient;

    if (job->encoding == OUT_UTF16LE)
        buffer_string(&job->text, "\xef\xbb\xbf");
    shape_begin((enum page_shape)job->shape, names[job->encoding], &job->text);
    for (uint32_t i = 1; i <= job->records && !job->failed; i++) {
        page_reset(&page);
        patient_draw(&job->draw, job->pack, i, &patient);
        patient_write(&job->draw, &patient, &page);
        shape_record((enum page_shape)job->shape, &page, &job->text);
        if (job->text.length > (1u << 16))
            flush(job);
        if (job->bytes != 0 && job->written >= job->bytes)
            break;
    }
    shape_end((enum page_shape)job->shape, &job->text);
    flush(job);
    buffer_free(&page.text);
}

static int word_of(const char *word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

static bool read_options(int argc, char **argv, struct job *job)
{
    int o;

    while ((o = getopt(argc, argv, "p:n:m:s:e:f:")) != -1) {
        if (o == 'p')
            job->pack_path = optarg;
        else if (o == 'n')
            job->records = (uint32_t)strtoul(optarg, NULL, 10);
        else if (o == 'm')
            job->bytes = strtoull(optarg, NULL, 10) * 1000000;
        else if (o == 's')
            job->draw.state = strtoull(optarg, NULL, 10);
        else if (o == 'e')
            job->encoding = word_of(optarg, encodings);
        else if (o == 'f')
            job->shape = word_of(optarg, shapes);
        else
            return false;
    }
    if (job->bytes != 0)
        job->records = UINT32_MAX - 1;
    return job->encoding >= 0 && job->shape >= 0 && optind == argc;
}

static bool open_pack(struct job *job)
{
    const struct builtin builtin = builtin_pack();
    struct pregroup_error err = {.size = sizeof(err)};
    const pregroup_status st =
        job->pack_path != NULL ? pack_open(job->pack_path, &job->pack, &err)
                               : pack_open_bytes(builtin.bytes, builtin.size,
                                                 "built-in", &job->pack, &err);

    if (st == PREGROUP_OK && pack_count(job->pack, SECTION_GROUP) != 0)
        return true;
    fprintf(stderr, "generate: no catalogue: %s\n", err.text);
    return false;
}

int main(int argc, char **argv)
{
    struct job job = {.records = 1000, .draw = {2012}};

    if (!read_options(argc, argv, &job)) {
        fputs("usage: generate [-p PACK] [-n RECORDS] [-m MEGABYTES] "
              "[-s SEED]\n         [-e utf-8|gb18030|utf-16le] "
              "[-f elem|attr|dataset|nested]\n",
              stderr);
        return 2;
    }
    if (!open_pack(&job))
        return 2;
    generate(&job);
    buffer_free(&job.text);
    buffer_free(&job.encoded);
    pack_close(job.pack);
    return job.failed || fflush(stdout) != 0 ? 2 : 0;
}

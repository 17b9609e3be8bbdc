/*
 * way-kit.h -- for fuzz targets: the whole way with a pack of the caller's and
 * with everything that a report may hold.
 */
#ifndef WAY_KIT_H
#define WAY_KIT_H

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load/load.h"
#include "pipeline.h"
#include "reader-kit.h"

/* The file that a variable of the environment names; lives on. */
static inline struct text way_file(const char *variable)
{
    const char *path = getenv(variable);
    const int fd = path != NULL ? open(path, O_RDONLY) : -1;
    struct stat st;
    char *bytes;

    assert(fd >= 0 && fstat(fd, &st) == 0);
    bytes = aligned_alloc(16, ((size_t)st.st_size + 31) / 16 * 16);
    assert(bytes != NULL && read(fd, bytes, (size_t)st.st_size) == st.st_size);
    close(fd);
    return (struct text){bytes, (size_t)st.st_size};
}

/* The pack that PREGROUP_PACK names. */
static inline const struct pack *way_pack(void)
{
    static struct pack *pack; /* opening is not what is tested */

    if (pack == NULL) {
        const struct text bytes = way_file("PREGROUP_PACK");

        assert(pack_open_bytes(bytes.at, bytes.length, "fuzz", &pack, NULL) ==
               PREGROUP_OK);
    }
    return pack;
}

/* Appends the results of a source; how many. */
static inline unsigned way_run(const struct pack *pack, struct text bytes,
                               struct buffer *out)
{
    struct feed feed = {.bytes = bytes};
    const struct options options = {.score = true,
                                    .why = true,
                                    .record = true,
                                    .with_identity = true,
                                    .carriers = true};
    struct pipeline way;
    unsigned results = 0;

    assert(pipeline_open(&way, pack, feed_source(&feed), TEXT("fuzz"),
                         &options) == PREGROUP_OK);
    for (; pipeline_next(&way) != PIPELINE_END; results++)
        report_json(&way.result, REPORT_FIELDS | REPORT_WHY | REPORT_WHAT_IF,
                    out);
    pipeline_close(&way);
    assert(!out->failed);
    return results;
}

#endif

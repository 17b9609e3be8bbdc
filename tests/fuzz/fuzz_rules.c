/*
 * fuzz_rules.c -- any bytes as a rule file: faults in words or a pack that
 * opens and whose rules run. Expressions, messages, patterns and examples are
 * all in it. PREGROUP_KNOWLEDGE names the knowledge folder.
 */
#define _GNU_SOURCE /* memfd_create */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compile/compile.h"
#include "load/load.h"
#include "pack/pack.h"
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(const struct buffer *bytes)
{
    struct rules_tally tally = {0};
    struct buffer told = {0};
    struct pack *pack = NULL;

    assert(pack_open_bytes(bytes->data, bytes->length, "fuzz", &pack, NULL) ==
           PREGROUP_OK);
    rules_run_examples(pack, &tally, &told);
    buffer_free(&told);
    pack_close(pack);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *knowledge = getenv("PREGROUP_KNOWLEDGE");
    struct compile_faults faults = {0};
    struct buffer bytes = {0};
    char path[64];
    const int fd = memfd_create("fuzz.rules", 0);

    assert(fd >= 0 && knowledge != NULL);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size) {
        if (compile_rule_file(path, knowledge, &bytes, &faults))
            run(&bytes);
        else
            assert(faults.count != 0 || faults.left_out != 0);
    }
    compile_faults_free(&faults);
    buffer_free(&bytes);
    close(fd);
    return 0;
}

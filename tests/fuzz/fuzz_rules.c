/*
 * fuzz_rules.c -- any bytes as a rule file: faults in words or a pack that
 * opens and whose rules run. Expressions, messages, patterns and examples are
 * all in it. PREGROUP_KNOWLEDGE names the knowledge folder; seeds are its
 * rules, a block a file (tests/fuzz/seeds.py).
 */
#include "build-kit.h"

#include "compile/region/region.h"
#include "compile/rules/rules.h"
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A region has its say after the rules, though there is none. */
static void run(struct build_kit *kit)
{
    struct rules_tally tally = {0};
    struct buffer told = {0};
    struct pack *pack;

    if (kit->faults.count == 0)
        compile_region(&kit->build, NULL, NULL, build_kit_knowledge());
    pack = build_kit_pack(kit);
    if (pack != NULL)
        rules_run_examples(pack, &tally, &told);
    buffer_free(&told);
    pack_close(pack);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct build_kit *kit; /* reading is not what is tested */
    char path[64];
    int fd;

    if (kit == NULL) {
        kit = calloc(1, sizeof(*kit));
        assert(kit != NULL);
        build_kit_open(kit);
        build_kit_keep(kit);
    }
    fd = build_kit_file(data, size, path, sizeof(path));
    compile_rules_of(build_kit_again(kit), path, (struct place){0});
    run(kit);
    close(fd);
    return 0;
}

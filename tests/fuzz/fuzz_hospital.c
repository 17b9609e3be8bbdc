/*
 * fuzz_hospital.c -- any bytes as a hospital's file over a small region
 * (PREGROUP_REGION; the input is written beside it), or as the region itself
 * where they begin with <region: faults in words or a pack that opens and
 * whose rows can be looked up. PREGROUP_KNOWLEDGE names the knowledge folder.
 */
#include "build-kit.h"

#include "../pack-walk.h"
#include "compile/region/hospital.h"
#include "compile/region/region.h"
#include "compile/rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As compile_pack goes on after the rules. */
static void compile(struct build *b, const char *region, const char *hospital)
{
    struct hospital h;

    hospital_open(&h, b, hospital, build_kit_knowledge());
    hospital_codes(&h);
    hospital_rules(&h);
    if (!hospital_score(&h))
        compile_score_of(b, build_kit_knowledge());
    compile_region(b, region, &h, build_kit_knowledge());
    hospital_close(&h);
}

/* With one file of rules for the hospital to grade: gates of all take most of
 * the time. */
static struct build_kit *rules_kit(void)
{
    static struct build_kit *kit; /* reading is not what is tested */
    char path[4096];

    if (kit == NULL) {
        kit = calloc(1, sizeof(*kit));
        assert(kit != NULL);
        build_kit_open(kit);
        snprintf(path, sizeof(path), "%s/rules/sex.rules",
                 build_kit_knowledge());
        compile_rules_of(&kit->build, path, (struct place){0});
        build_kit_keep(kit);
    }
    return kit;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct build_kit *kit = rules_kit();
    const char *region = getenv("PREGROUP_REGION");
    const bool itself = size > 7 && memcmp(data, "<region", 7) == 0;
    struct pack *pack;
    char path[4096];
    FILE *file;

    assert(region != NULL);
    snprintf(path, sizeof(path), "%s.%ld", region, (long)getpid());
    file = fopen(path, "w");
    assert(file != NULL && fwrite(data, 1, size, file) == size);
    fclose(file);
    compile(build_kit_again(kit), itself ? path : region, itself ? NULL : path);
    pack = build_kit_pack(kit);
    if (pack != NULL)
        pack_walk(pack);
    pack_close(pack);
    return 0;
}

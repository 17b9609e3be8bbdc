#include "compile/compile.h"

#include <stdlib.h>

#include "compile/build/build.h"
#include "compile/expr/expression.h"
#include "compile/expr/gate-make.h"
#include "compile/knowledge/knowledge.h"
#include "compile/knowledge/pinyin.h"
#include "compile/region/hospital.h"
#include "compile/region/region.h"
#include "compile/rules/rules.h"

/* What rules and regions build on. */
static void read_knowledge(struct build *b, const char *folder)
{
    compile_dictionaries(b, folder);
    compile_fields(b, folder);
    compile_dialects(b, folder);
    compile_pinyin(b, folder);
    compile_hints(b, folder);
    compile_structure(b, folder);
}

/* Writes the pack unless there is a fault; gives the build back. */
static bool close_pack(struct build *b, const char *folder, struct buffer *out)
{
    struct compile_faults *faults = b->faults;
    bool good = faults->count == 0 && faults->left_out == 0;

    if (good && !(gate_make(b) && build_finish(b, out))) {
        fault_add(faults, (struct place){folder, 0, 0, NULL},
                  "请缩小地区的表，或在内存更大的机器上编译",
                  "内存不足，或规则包超过 64 MB");
        good = false;
    }
    build_close(b);
    fault_sort(faults);
    return good;
}

bool compile_pack(const char *region_xml, const char *hospital_xml,
                  const char *knowledge_dir, struct buffer *out,
                  struct compile_faults *faults)
{
    struct hospital hospital;
    struct build b;

    if (build_open(&b, faults)) {
        read_knowledge(&b, knowledge_dir);
        compile_rules(&b, knowledge_dir);
        hospital_open(&hospital, &b, hospital_xml, knowledge_dir);
        hospital_columns(&hospital);
        hospital_codes(&hospital);
        hospital_rules(&hospital);
        if (!hospital_score(&hospital))
            compile_score_of(&b, knowledge_dir);
        compile_region(&b, region_xml, &hospital, knowledge_dir);
        hospital_close(&hospital);
    }
    return close_pack(&b, knowledge_dir, out);
}

bool compile_rule_file(const char *rules, const char *knowledge_dir,
                       struct buffer *out, struct compile_faults *faults)
{
    struct build b;

    if (build_open(&b, faults)) {
        read_knowledge(&b, knowledge_dir);
        compile_rules_of(&b, rules, (struct place){0});
        compile_region(&b, NULL, NULL, knowledge_dir);
    }
    return close_pack(&b, knowledge_dir, out);
}

/* Groups of the platform that are no candidates here: what the catalogue of
 * the results' own pack says of them. */
#include <stdio.h>

#include "compare.h"

bool compare_same_pack(const json_t *result, const struct pack *pack)
{
    return pack != NULL &&
           text_equal(tree_text(json_object_get(result, "pack"), "digest"),
                      text_of(pack->digest));
}

/* The first row of the catalogues with this code; NULL if there is none. */
static const struct pack_group *catalogue_row(const struct pack *pack,
                                              struct text group)
{
    PACK_EACH (g, pack, SECTION_GROUP, pack_group)
        if (text_equal(pack_text(pack, g->group), group))
            return g;
    return NULL;
}

/* Not for a range of diagnoses, nor for all of them. */
static bool has_diagnosis(const struct pack_group *g)
{
    return g->key.high != 0 && g->last.high == 0;
}

/* One of the two diagnoses lies within the other: K80 and K80.1. */
static bool same_row_diagnosis(const struct pack_group *a,
                               const struct pack_group *b)
{
    const struct code x = code_unmarked(a->key), y = code_unmarked(b->key);
    const unsigned m = code_length(x), n = code_length(y);

    return code_equal(code_prefix(x, m < n ? m : n),
                      code_prefix(y, m < n ? m : n));
}

static const char *kind_words(const struct pack_group *g)
{
    return g->kind == KIND_COMPREHENSIVE ? "综合病种" : "另一个病种";
}

const char *compare_catalogue(const struct pack *pack, struct text ours,
                              struct text official, char text[CATALOGUE_WORDS])
{
    const struct pack_group *here = catalogue_row(pack, ours),
                            *there = catalogue_row(pack, official);
    char code[CODE_MAX], other[CODE_MAX];

    if (there == NULL)
        return "规则包的目录里也没有它：目录的版本或地区不同，"
               "或平台的编码写法不同";
    if (here == NULL || !has_diagnosis(here) || !has_diagnosis(there))
        return NULL;
    if (same_row_diagnosis(here, there))
        snprintf(text, CATALOGUE_WORDS,
                 "诊断相同，平台入了%s：手术操作不同，核对清单上传的手术操作"
                 "和编码版本",
                 kind_words(there));
    else
        snprintf(text, CATALOGUE_WORDS,
                 "主要诊断不同：平台的病种属 %.*s，本地按 %.*s 入组，"
                 "核对清单上传的主要诊断",
                 (int)code_text(there->key, code), code,
                 (int)code_text(here->key, other), other);
    return text;
}

#include "batch/checked.h"

#include "common/command.h"
#include "pack/own-checks.h"

/* ---- rules --------------------------------------------------------------- */

static bool fits_pack(const struct filter_words *word, const struct pack *pack)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_RULE); i++)
        if (filter_matches(
                word,
                pack_text(pack,
                          PACK_ROW(pack, SECTION_RULE, pack_rule, i)->id)))
            return true;
    return false;
}

static bool fits_any(struct text word, const struct packs *packs)
{
    const struct filter_words one = {.words = {word}, .count = 1};

    for (int note = 0; note < NOTE_COUNT; note++)
        if (filter_matches(&one, text_of(own_check((enum note)note).id)))
            return true;
    for (uint32_t i = 0; i < packs->count; i++)
        if (fits_pack(&one, packs->list[i]))
            return true;
    return false;
}

void checked_look(struct batch_options *options, const struct packs *packs)
{
    const struct filter_words *const asked[] = {
        &options->gate.rules, &options->asked.filter.only.rules,
        &options->asked.filter.skip.rules};
    struct filter_words *unknown = &options->unknown_rules;

    for (size_t k = 0; k < sizeof(asked) / sizeof(asked[0]); k++)
        for (uint32_t i = 0; i < asked[k]->count; i++)
            if (unknown->count < FILTER_MAX &&
                !fits_any(asked[k]->words[i], packs))
                unknown->words[unknown->count++] = asked[k]->words[i];
}

/* ---- departments --------------------------------------------------------- */

static bool has_department(const struct summary *s, struct text word)
{
    const struct filter_words one = {.words = {word}, .count = 1};
    const struct tally_table *t = &s->by[BY_DEPARTMENT];

    for (uint32_t i = 0; i < t->count; i++)
        if (filter_matches(&one, t->entries[i].key) ||
            filter_matches(&one, t->entries[i].name))
            return true;
    return t->rest_keys != 0;
}

/* ---- all ----------------------------------------------------------------- */

static bool say(const struct batch_options *options, const char *what,
                struct text word, const char *way)
{
    return command_refused("%s：%s%.*s，不能算通过；%s", options->out, what,
                           (int)word.length, word.at, way);
}

bool checked_all(const struct batch_options *options, const struct summary *s)
{
    const struct filter_words *only = &options->asked.filter.only.departments;
    const struct filter_words *unknown = &options->unknown_rules;
    bool good = true;

    for (uint32_t i = 0; i < unknown->count; i++)
        good = say(options, "没有这样的规则：rule = ", unknown->words[i],
                   "规则号见 pregroup rules list");
    for (uint32_t i = 0; i < only->count; i++)
        if (!has_department(s, only->words[i]))
            good = say(options, "没有一条记录是这个科别：", only->words[i],
                       "科别的代码和名称见不加 --only 做出的 cases.csv");
    if (s->all.counts[COUNT_RECORDS] <= s->unfinished)
        good = say(options, "没有检查任何病案首页", TEXT(""),
                   "请核对输入，各个来源的原因在 cases.csv 的 why 一列");
    return good;
}

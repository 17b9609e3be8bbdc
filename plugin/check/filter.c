#include "check/filter.h"

#include "base/error.h"
#include "pack/own-checks.h"

static bool matches(struct text word, struct text t)
{
    if (word.length == 0 || word.at[word.length - 1] != '*')
        return text_equal(word, t);
    word.length--;
    return text_starts(t, word);
}

bool filter_matches(const struct filter_words *words, struct text t)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (matches(words->words[i], t))
            return true;
    return false;
}

pregroup_status filter_add(struct filter_words *words, struct text word,
                           struct pregroup_error *err)
{
    if (word.length == 0)
        return fail(err, PREGROUP_E_ARG, "等号后面是空的");
    if (words->count == FILTER_MAX)
        return fail(err, PREGROUP_E_ARG, "太多，同一种至多 %d 个", FILTER_MAX);
    words->words[words->count++] = word;
    return PREGROUP_OK;
}

bool filter_is_failure(struct text rule)
{
    static const enum note failures[] = {NOTE_UNREADABLE, NOTE_BOMB,
                                         NOTE_UNFINISHED};

    for (size_t i = 0; i < COUNT_OF(failures); i++)
        if (text_equal_fold(text_of(own_check(failures[i]).id), rule))
            return true;
    return false;
}

static bool is_wanted(const struct filter_words *only,
                      const struct filter_words *skip, struct text t)
{
    return (only->count == 0 || filter_matches(only, t)) &&
           !filter_matches(skip, t);
}

bool filter_rule(const struct filter *f, struct text rule)
{
    return filter_is_failure(rule) ||
           is_wanted(&f->only.rules, &f->skip.rules, rule);
}

void filter_findings(const struct filter *f, struct result *r)
{
    uint32_t kept = 0;

    if (f->only.rules.count == 0 && f->skip.rules.count == 0)
        return;
    for (uint32_t i = 0; i < r->finding_count; i++)
        if (filter_rule(f, r->findings[i].rule))
            r->findings[kept++] = r->findings[i];
    r->finding_count = kept;
}

bool filter_department(const struct filter *f, struct text code,
                       struct text name)
{
    const struct filter_words *only = &f->only.departments;
    const struct filter_words *skip = &f->skip.departments;

    if (only->count != 0 && !filter_matches(only, code) &&
        !filter_matches(only, name))
        return false;
    return !filter_matches(skip, code) && !filter_matches(skip, name);
}

#include "batch/common/filter.h"

#include <string.h>

#include "common/command.h"
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

static bool add(struct filter_words *words, const char *option,
                const char *word)
{
    if (word[0] == '\0') {
        command_failed("%s：等号后面是空的", option);
        return false;
    }
    if (words->count == FILTER_MAX) {
        command_failed("%s：太多，同一种至多 %d 个", option, FILTER_MAX);
        return false;
    }
    words->words[words->count++] = text_of(word);
    return true;
}

/* What stands behind `key=`; NULL if the option begins otherwise. */
static const char *behind(const char *option, const char *key)
{
    const size_t length = strlen(key);

    return strncmp(option, key, length) == 0 ? option + length : NULL;
}

bool filter_add(struct filter *f, bool only, const char *option)
{
    const char *rule = behind(option, "rule=");
    const char *department = behind(option, "department=");

    if (rule != NULL)
        return add(only ? &f->only_rules : &f->skip_rules, option, rule);
    if (department != NULL)
        return add(only ? &f->only_departments : &f->skip_departments, option,
                   department);
    command_failed("%s 后面应为 rule=规则号 或 department=科别，不是 %s",
                   only ? "--only" : "--skip", option);
    return false;
}

bool gate_add(struct gate *gate, const char *option)
{
    const char *rule = behind(option, "rule=");

    if (rule != NULL)
        return add(&gate->rules, option, rule);
    gate->error = gate->error || strcmp(option, "error") == 0;
    gate->warning = gate->warning || strcmp(option, "warning") == 0;
    if (strcmp(option, "error") == 0 || strcmp(option, "warning") == 0)
        return true;
    command_failed("--fail-on 后面应为 error、warning 或 rule=规则号，不是 %s",
                   option);
    return false;
}

bool filter_is_failure(struct text rule)
{
    const enum note note = own_check_find(rule);

    return note == NOTE_UNREADABLE || note == NOTE_BOMB;
}

static bool wanted(const struct filter_words *only,
                   const struct filter_words *skip, struct text t)
{
    return (only->count == 0 || filter_matches(only, t)) &&
           !filter_matches(skip, t);
}

void filter_findings(const struct filter *f, struct result *r)
{
    uint32_t kept = 0;

    if (f->only_rules.count == 0 && f->skip_rules.count == 0)
        return;
    for (uint32_t i = 0; i < r->finding_count; i++)
        if (filter_is_failure(r->findings[i].rule) ||
            wanted(&f->only_rules, &f->skip_rules, r->findings[i].rule))
            r->findings[kept++] = r->findings[i];
    r->finding_count = kept;
}

bool filter_department(const struct filter *f, struct text code,
                       struct text name)
{
    const struct filter_words *only = &f->only_departments;
    const struct filter_words *skip = &f->skip_departments;

    if (only->count != 0 && !filter_matches(only, code) &&
        !filter_matches(only, name))
        return false;
    return !filter_matches(skip, code) && !filter_matches(skip, name);
}

/* What the settlement says in sentences. */
#include <string.h>

#include "group/group.h"
#include "price/case-values.h"
#include "price/run.h"
#include "result/notes.h"

/* True if `name` stands in the expression as a word of its own. */
static bool mentions(struct text source, struct text name)
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyz_0123456789.";

    for (size_t i = 0; i + name.length <= source.length; i++) {
        const size_t end = i + name.length;
        if (memcmp(source.at + i, name.at, name.length) == 0 &&
            (i == 0 || strchr(word, source.at[i - 1]) == NULL) &&
            (end == source.length || strchr(word, source.at[end]) == NULL))
            return true;
    }
    return false;
}

/* ---- what is lacking ----------------------------------------------------- */

static struct text blank_words(struct run *run, const struct pack_step *blank)
{
    const struct text name = run_name(run, blank->variable);
    const struct text label = pack_text(run->pack, blank->label);
    const struct text fill = pack_text(run->pack, blank->fill);

    return text_of(note_format(run->r, "%.*s%s%.*s%s，尚待填写：%.*s",
                               SPELL(name), label.length > 0 ? "（" : "",
                               SPELL(label), label.length > 0 ? "）" : "",
                               SPELL(fill)));
}

/* Some set of the variable, which did not fit, asks for a level. */
static bool asks_level(const struct run *run, uint32_t variable)
{
    PACK_EACH (step, run->pack, SECTION_STEP, pack_step)
        if (step->variable == variable && step->level.length > 0)
            return true;
    return false;
}

static bool is_parameter(const struct run *run, uint32_t variable)
{
    PACK_EACH (step, run->pack, SECTION_STEP, pack_step)
        if (step->variable == variable)
            return step->kind != STEP_LET;
    return false;
}

/* A name without a value: a blank, or a parameter of which no set fits. */
static struct text lacking_variable(struct run *run, uint32_t variable)
{
    const struct text name = run_name(run, variable);
    const struct pack_step *set = run_set_of(run, variable);
    const struct text insurance =
        insurance_words(run->cases[CASE_INSURANCE].text);

    if (set != NULL && set->kind == STEP_BLANK)
        return blank_words(run, set);
    if (set != NULL || !is_parameter(run, variable))
        return name;
    if (asks_level(run, variable) && run->cases[CASE_LEVEL].missing)
        return text_of(note_format(
            run->r, "%.*s，不知道医院等级：编译时用 --hospital 加上医院文件",
            SPELL(name)));
    return text_of(note_format(run->r, "%.*s，地区没有给“%.*s”的病例设定",
                               SPELL(name), SPELL(insurance)));
}

/* True if the expression looks into the table: its name stands in quotes. */
static bool looks_into(struct text source, struct text table)
{
    for (size_t i = 1; i + table.length < source.length; i++)
        if (source.at[i - 1] == '\'' && source.at[i + table.length] == '\'' &&
            memcmp(source.at + i, table.at, table.length) == 0)
            return true;
    return false;
}

/* A table that is still to come, or that has no row for the case. */
static struct text lacking_lookup(struct run *run, struct text source)
{
    PACK_EACH (l, run->pack, SECTION_LOOKUP, pack_lookup) {
        const struct text name = pack_text(run->pack, l->name);
        const struct text fill = pack_text(run->pack, l->fill);

        if (!looks_into(source, name))
            continue;
        if (l->flags & LOOKUP_BLANK)
            return text_of(note_format(run->r, "查找表 %.*s，尚待填写：%.*s",
                                       SPELL(name), SPELL(fill)));
        return text_of(
            note_format(run->r, "查找表 %.*s 里适合本例的一行", SPELL(name)));
    }
    return TEXT("");
}

/* What a missing step lacks: names of sets and of the case. */
static struct text lacking_of_step(struct run *run, struct text source)
{
    for (uint32_t i = 0; i < pack_count(run->pack, SECTION_VARIABLE); i++)
        if (run->variables[i].missing && mentions(source, run_name(run, i)))
            return lacking_variable(run, i);
    for (unsigned i = 0; i < CASE_VALUES; i++)
        if (run->cases[i].missing &&
            mentions(source, text_of(case_values[i].name)))
            return text_of(case_values[i].words);
    return lacking_lookup(run, source);
}

/* ---- the first step that is missing -------------------------------------- */

/* The let of a name, NULL if there is none. */
static const struct pack_step *let_named(const struct run *run,
                                         struct text name)
{
    for (uint32_t i = pack_count(run->pack, SECTION_STEP); i > 0; i--)
        if (run_step(run, i - 1)->kind == STEP_LET &&
            text_equal(run_name(run, run_step(run, i - 1)->variable), name))
            return run_step(run, i - 1);
    return NULL;
}

/* A missing let before `step` that it reads; NULL if there is none. */
static const struct pack_step *missing_before(const struct run *run,
                                              const struct pack_step *step)
{
    const struct text source = run_formula(run, step);

    for (const struct pack_step *s = run_step(run, 0); s < step; s++)
        if (s->kind == STEP_LET && run->variables[s->variable].missing &&
            mentions(source, run_name(run, s->variable)))
            return s;
    return NULL;
}

struct text why_unpriced(struct run *run)
{
    static const char *const needed[] = {"points", "standard"};
    const struct pack_step *step = NULL, *before;
    struct text name, lack;

    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        step = let_named(run, text_of(needed[i]));
        if (step == NULL)
            return TEXT("地区的结算规则没有 points 或 standard");
        if (run->variables[step->variable].missing)
            break;
    }
    while ((before = missing_before(run, step)) != NULL)
        step = before;
    name = pack_text(run->pack, step->label);
    if (name.length == 0)
        name = run_name(run, step->variable);
    lack = lacking_of_step(run, run_formula(run, step));
    return text_of(
        note_format(run->r, "结算步骤 %.*s 算不出：%s%.*s", SPELL(name),
                    lack.length != 0 ? "缺少" : "没有适合本例的数值或除数为零",
                    SPELL(lack)));
}

/* ---- invented parameters ------------------------------------------------- */

/* Names of the steps of one kind that rest on them, parted by 、. */
static const char *sample_names(struct run *run, bool lets)
{
    const struct settlement *s = &run->r->settlement;
    const uint32_t count = lets ? s->step_count : s->set_count;
    const char *all = "";

    for (uint32_t i = 0; i < count; i++) {
        const struct step_value *v = lets ? &s->steps[i] : &s->sets[i];

        if (v->value.origins & ORIGIN_SAMPLE)
            all = note_format(run->r, "%s%s%.*s", all, *all != '\0' ? "、" : "",
                              SPELL(v->name));
    }
    return all;
}

void why_sample(struct run *run)
{
    const char *sets = sample_names(run, false);
    const char *lets = sample_names(run, true);

    if (*lets != '\0')
        group_tell(run->r, "示例：医院文件里的 %s 是虚构的，%s 依据它算出",
                   sets, lets);
}

#include "options.h"

#include "base/calendar.h"
#include "base/limits.h"
#include "report/report.h"

/* Bytes of a value that an error quotes, and its NUL. */
#define QUOTED 97

/* A value as an error may quote it: UTF-8, no control characters. */
static const char *quote_value(struct text t, char out[QUOTED])
{
    size_t length = 0;

    for (size_t at = 0; at < t.length && length + 4 < QUOTED;) {
        const uint32_t c = text_next(t, &at);
        length += text_put(c < 0x20 || c == 0x7F ? '?' : c, out + length);
    }
    out[length] = '\0';
    return out;
}

/* As much of a name as can be one of an option: of a file that was given by
 * mistake an error quotes no more. */
static struct text name_in(struct text t)
{
    size_t length = 0;

    while (length < t.length &&
           (t.at[length] == '-' || t.at[length] == '_' || t.at[length] == ' ' ||
            is_letter(t.at[length])))
        length++;
    return text_head(t, length);
}

static const char *dots_for(struct text name)
{
    return name_in(name).length < name.length ? "…" : "";
}

/* t without `head`; false if it begins otherwise. */
static bool pass_head(struct text *t, struct text head)
{
    if (!text_starts(*t, head))
        return false;
    *t = (struct text){t->at + head.length, t->length - head.length};
    return true;
}

/* ---- each option --------------------------------------------------------- */

/* An option to be set: the member that is its, and what it was given. */
struct setting {
    struct options *options;
    void *at;
    struct text value;
    uint32_t line; /* of the text; 0: it stands in none */
    struct pregroup_error *err;
};

/* Makes the value a copy that lives as long as the options. */
static pregroup_status copy_value(struct setting *s)
{
    s->value = arena_copy(&s->options->texts, s->value);
    return s->options->texts.failed ? fail(s->err, PREGROUP_E_NOMEM, "内存不足")
                                    : PREGROUP_OK;
}

static pregroup_status set_flag(struct setting *s)
{
    bool *flag = s->at;

    *flag = text_equal(s->value, TEXT("yes"));
    return *flag || text_equal(s->value, TEXT("no")) ? PREGROUP_OK
                                                     : PREGROUP_E_ARG;
}

static pregroup_status set_stage(struct setting *s)
{
    bool *draft = s->at;

    *draft = text_equal(s->value, TEXT("draft"));
    return *draft ? PREGROUP_OK : PREGROUP_E_ARG;
}

static pregroup_status add_change(struct setting *s)
{
    struct options *o = s->options;

    o->carriers = true;
    if (text_equal(s->value, TEXT("codes")))
        return PREGROUP_OK;
    if (o->what_if_count == WHAT_IF_MAX)
        return fail(s->err, PREGROUP_E_ARG, "太多，至多 %d 个", WHAT_IF_MAX);
    if (!what_if_read(s->value, &o->what_if[o->what_if_count]))
        return PREGROUP_E_ARG;
    o->what_if_count++;
    return PREGROUP_OK;
}

static pregroup_status add_verified(struct setting *s)
{
    if (verified_read(s->value, s->at))
        return PREGROUP_OK;
    return fail(s->err, PREGROUP_E_ARG,
                "应为四格，用制表符隔开：规则号、病案号、住院次数、"
                "%d 位摘要（由 check --verified-lines 给出）",
                VERIFIED_DIGEST);
}

static pregroup_status add_word(struct setting *s)
{
    struct filter_side *side = s->at;
    const bool rule = pass_head(&s->value, TEXT("rule="));

    if (!rule && !pass_head(&s->value, TEXT("department=")))
        return PREGROUP_E_ARG;
    TRY(copy_value(s));
    return filter_add(rule ? &side->rules : &side->departments, s->value,
                      s->err);
}

static pregroup_status add_set(struct setting *s)
{
    struct options *o = s->options;
    struct field_change change;
    uint32_t count;

    options_changes(o, &count);
    if (count == CHANGES_MAX)
        return fail(s->err, PREGROUP_E_ARG, "太多，至多 %d 个", CHANGES_MAX);
    TRY(copy_value(s));
    if (!change_read(s->value, &change))
        return PREGROUP_E_ARG;
    change.line = s->line;
    buffer_put(&o->changes, &change, sizeof change);
    return o->changes.failed ? fail(s->err, PREGROUP_E_NOMEM, "内存不足")
                             : PREGROUP_OK;
}

static pregroup_status set_today(struct setting *s)
{
    int32_t day;

    if (!calendar_day_read(s->value, &day))
        return PREGROUP_E_ARG;
    TRY(copy_value(s));
    *(struct text *)s->at = s->value;
    return PREGROUP_OK;
}

static pregroup_status set_format(struct setting *s)
{
    static const char *const formats[] = {"json", "tsv", "xml"};

    for (unsigned i = 0; i < COUNT_OF(formats); i++)
        if (text_equal(s->value, text_of(formats[i]))) {
            s->options->format = (enum options_format)i;
            return PREGROUP_OK;
        }
    return PREGROUP_E_ARG;
}

/* ---- all of them --------------------------------------------------------- */

#define AT(member) offsetof(struct options, member)
#define YES_OR_NO "只能是 yes 或 no"
#define A_WORD "后面应为 rule=规则号 或 department=科别"

static const struct {
    const char *name;
    pregroup_status (*set)(struct setting *s);
    size_t at;
    const char *wanted; /* said of E_ARG where the setter says nothing */
} names[] = {
    {"stage", set_stage, AT(quiet.draft), "只能是 draft（出院前）"},
    {"score", set_flag, AT(score), YES_OR_NO},
    {"why", set_flag, AT(why), YES_OR_NO},
    {"what-if", add_change, 0,
     "写作 'procedures[2] first'、'without diagnoses[3]' 或 codes"},
    {"verified", add_verified, AT(keys), ""},
    {"set", add_set, 0,
     "写作 diagnoses[2].code:K35.800（字段:值），或 diagnoses:3,1（行的次序）"},
    {"record", set_flag, AT(record), YES_OR_NO},
    {"digest", set_flag, AT(digest), YES_OR_NO},
    {"with-identity", set_flag, AT(with_identity), YES_OR_NO},
    {"only", add_word, AT(filter.only), A_WORD},
    {"skip", add_word, AT(filter.skip), A_WORD},
    {"today", set_today, AT(today), "后面应为日期，如 2025-04-01"},
    {"format", set_format, 0, "只能是 json、tsv 或 xml"},
};

static pregroup_status set_option(struct options *o, struct text name,
                                  struct text value, uint32_t line,
                                  struct pregroup_error *err)
{
    char quoted[QUOTED];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct setting s = {o, (char *)o + names[i].at, value, line, err};
        pregroup_status st;

        if (!text_equal(name, text_of(names[i].name)))
            continue;
        st = names[i].set(&s);
        return st == PREGROUP_OK ? st
                                 : fail(err, st, "%s，不是 %s", names[i].wanted,
                                        quote_value(value, quoted));
    }
    return fail(err, PREGROUP_E_ARG, "不是选项的名称");
}

pregroup_status options_set(struct options *o, struct text name,
                            struct text value, struct pregroup_error *err)
{
    return set_option(o, name, value, 0, err);
}

pregroup_status options_end(struct options *o, struct pregroup_error *err)
{
    o->quiet.verified = verified_sort(&o->keys);
    return o->keys.failed ? fail(err, PREGROUP_E_NOMEM, "内存不足")
                          : PREGROUP_OK;
}

/* The next line of the text, which moves behind it. */
static struct text cut_line(struct text *text)
{
    const char *end = memchr(text->at, '\n', text->length);
    struct text line = {text->at,
                        end != NULL ? (size_t)(end - text->at) : text->length};

    text->at += line.length;
    text->length -= line.length;
    pass_head(text, TEXT("\n"));
    line.length -= line.length > 0 && line.at[line.length - 1] == '\r';
    return line;
}

/* The error of a line of the text, 0: of what stands in none. */
static pregroup_status fail_line(struct pregroup_error *err, pregroup_status st,
                                 uint32_t line, const char *why)
{
    if (line == 0)
        return fail(err, st, "%s", why);
    if (err != NULL && err->status == PREGROUP_OK)
        err->line = line;
    return fail(err, st, "第 %u 行：%s", line, why);
}

/* A line; the error says it all but the line's number. */
static pregroup_status set_line(struct options *o, struct text line,
                                uint32_t number, struct pregroup_error *err)
{
    struct pregroup_error why = {.size = sizeof why};
    const char *sign = memchr(line.at, '=', line.length);
    char quoted[QUOTED];
    pregroup_status st;

    if (sign == NULL)
        return fail(err, PREGROUP_E_ARG, "应为 名称=值，不是 %s%s",
                    quote_value(name_in(line), quoted), dots_for(line));
    const struct text name = {line.at, (size_t)(sign - line.at)};
    const struct text value = {sign + 1, line.length - name.length - 1};

    st = set_option(o, name, value, number, &why);
    return st == PREGROUP_OK
               ? st
               : fail(err, st, "%s%s %s", quote_value(name_in(name), quoted),
                      dots_for(name), why.text);
}

pregroup_status options_read(struct options *o, struct text text,
                             struct pregroup_error *err)
{
    if (text.length > BUFFER_MAX)
        return fail(err, PREGROUP_E_LIMIT, "选项的文本太长，至多 %u 字节",
                    BUFFER_MAX);
    for (uint32_t number = 1; text.length != 0; number++) {
        struct pregroup_error why = {.size = sizeof why};
        const struct text line = cut_line(&text);
        const pregroup_status st =
            line.length != 0 ? set_line(o, line, number, &why) : PREGROUP_OK;

        if (st == PREGROUP_OK)
            continue;
        return fail_line(err, st, number, why.text);
    }
    return options_end(o, err);
}

pregroup_status options_suit(const struct options *o, const struct pack *pack,
                             struct pregroup_error *err)
{
    struct pregroup_error why = {.size = sizeof why};
    const struct field_change *changes;
    struct field_change_at at;
    char quoted[QUOTED];
    uint32_t count, i = 0;

    changes = options_changes(o, &count);
    while (i < count && change_find(pack, &changes[i], &at))
        i++;
    if (i == count)
        return PREGROUP_OK;
    fail(&why, PREGROUP_E_ARG, "set：规则包没有字段 %s",
         quote_value(changes[i].place, quoted));
    return fail_line(err, why.status, changes[i].line, why.text);
}

const struct field_change *options_changes(const struct options *o,
                                           uint32_t *count)
{
    *count = (uint32_t)(o->changes.length / sizeof(struct field_change));
    return (const struct field_change *)o->changes.data;
}

unsigned options_report(const struct options *o)
{
    return (o->record ? REPORT_FIELDS : 0u) | (o->why ? REPORT_WHY : 0u) |
           (o->carriers ? REPORT_WHAT_IF : 0u) |
           (o->digest ? REPORT_DIGEST : 0u);
}

void options_close(struct options *o)
{
    arena_free(&o->texts);
    buffer_free(&o->keys);
    buffer_free(&o->changes);
    *o = (struct options){0};
}

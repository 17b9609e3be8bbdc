#include "compile/expr/compile.h"
#include "compile/expr/expression.h"

#include <stdarg.h>
#include <stdio.h>

#define NAME_SHOWN 40 /* bytes of a name in a message */

int shown_length(struct text t)
{
    return (int)text_cut(t, NAME_SHOWN).length;
}

/* Line and column of a byte, both from 1, columns in characters. */
static void locate(struct text source, size_t at, struct expr_mistake *m)
{
    size_t start = 0;

    m->line = 1;
    for (size_t i = 0; i < at && i < source.length; i++) {
        if (source.at[i] == '\n') {
            m->line++;
            start = i + 1;
        }
    }
    m->column = 1 + (uint32_t)text_characters(text_slice(source, start, at));
}

bool mistake(struct compiler *c, size_t at, const char *format, ...)
{
    struct expr_mistake *m = c->mistake;
    char text[2 * sizeof m->text];
    struct text cut;
    va_list args;

    locate(c->source, at, m);
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cut = text_cut(text_of(text), sizeof m->text - 1);
    snprintf(m->text, sizeof m->text, "%.*s", SPELL(cut));
    return false;
}

bool unexpected(struct compiler *c, const char *wanted, const char *note)
{
    const struct text t = token_text(c, c->token);

    if (c->token.kind == TOKEN_END)
        return mistake(c, c->token.at, "这里应是%s，表达式却已结束%s", wanted,
                       note);
    if (is_sign(c, ',') && c->token.at == c->list_end)
        note = "；逗号后面的不是清单的一项，清单到此为止";
    return mistake(c, c->token.at, "这里应是%s，却是“%.*s”%s", wanted, SHOWN(t),
                   note);
}

bool no_memory(struct compiler *c)
{
    return mistake(c, c->token.at, "内存不足");
}

const char *type_name(unsigned type)
{
    static const char *const names[VALUE_TYPES] = {[VALUE_NUMBER] = "数字",
                                                   [VALUE_TEXT] = "文本",
                                                   [VALUE_DATE] = "日期",
                                                   [VALUE_BOOLEAN] =
                                                       "条件（是或否）",
                                                   [VALUE_CODE] = "编码"};

    return names[type];
}

bool wrong_type(struct compiler *c, const struct operand *o, unsigned wanted,
                const char *what)
{
    const char *hint = "";

    if (wanted == VALUE_BOOLEAN)
        hint = "；条件要有比较，如 sex = '1'";
    else if (wanted == VALUE_NUMBER && o->type == VALUE_DATE)
        hint = "；相差几天用 days(起, 止)";
    else if (wanted == VALUE_TEXT && o->type == VALUE_NUMBER)
        hint = "；文本要加单引号，数字可用 text() 转成文本";
    return mistake(c, o->at, "%s应是%s，却是%s%s", what, type_name(wanted),
                   type_name(o->type), hint);
}

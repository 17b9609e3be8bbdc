#include "expr/machine.h"

int value_compare(const struct value *a, const struct value *b)
{
    switch (a->type) {
    case VALUE_NUMBER:
        return ORDER(a->number, b->number);
    case VALUE_TEXT:
        return text_compare(a->text, b->text);
    case VALUE_DATE:
        return ORDER(a->moment, b->moment);
    case VALUE_BOOLEAN:
        return a->boolean - b->boolean;
    default:
        return code_compare(a->code, b->code);
    }
}

static void show_date(struct buffer *out, const struct value *v)
{
    char text[24];

    buffer_put(
        out, text,
        calendar_text(v->moment, (enum calendar_precision)v->precision, text));
}

static void show_code(struct buffer *out, struct code code)
{
    char text[CODE_MAX];

    buffer_put(out, text, code_text(code, text));
}

void value_show(struct buffer *out, const struct value *v)
{
    if (v->missing) {
        buffer_string(out, "（空）");
        return;
    }
    switch (v->type) {
    case VALUE_NUMBER:
        buffer_decimal(out, v->number);
        break;
    case VALUE_TEXT:
        buffer_text(out, v->text);
        break;
    case VALUE_DATE:
        show_date(out, v);
        break;
    case VALUE_BOOLEAN:
        buffer_string(out, v->boolean ? "是" : "否");
        break;
    default:
        show_code(out, v->code);
        break;
    }
}

void value_show_money(struct buffer *out, const struct value *v)
{
    char text[DECIMAL_TEXT_MAX];

    if (v->missing || v->type != VALUE_NUMBER)
        value_show(out, v);
    else
        buffer_put(out, text, decimal_money_text(v->number, text));
}

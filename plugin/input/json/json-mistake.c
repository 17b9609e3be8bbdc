#include "input/json/json-mistake.h"

#include "base/bytes.h"
#include "input/json/json-text.h"
#include "result/notes.h"

static const char *json_error_words(enum json_error_code code)
{
    switch (code) {
    case json_error_premature_end_of_input:
        return "到这里就断了，括号或引号没有配对";
    case json_error_duplicate_key:
        return "同一个名称写了两次";
    case json_error_stack_overflow:
        return "括号嵌套太深";
    case json_error_invalid_utf8:
        return "字符的转义写法不对";
    default:
        return "写法不对，多为这里或前面缺少、多出逗号、引号或括号";
    }
}

void json_mistake(struct result *r, const struct slice *slice,
                  const json_error_t *error, struct buffer *scratch)
{
    const struct text whole = slice->bytes;
    size_t at = 0, from, stop = (size_t)error->position;
    uint32_t line, column;
    struct finding *f;

    json_prepare(whole, slice->line, stop > 0 ? stop : 1, scratch, &at);
    from = at;
    while (from > 0 && whole.at[from - 1] != '\n')
        from--;
    line = slice->line + (uint32_t)bytes_lines(text_head(whole, at));
    column = (uint32_t)text_characters(text_slice(whole, from, at));
    column += from == 0 ? slice->column : 1;
    f = note_add(
        r, NOTE_BROKEN,
        WORDS("JSON", note_format(r, "第 %u 行第 %u 列，%s", line, column,
                                  json_error_words(json_error_code(error)))));
    if (f != NULL)
        f->line = line;
}

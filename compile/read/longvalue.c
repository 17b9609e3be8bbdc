#include "compile/read/longvalue.h"

void longvalue_start(struct longvalue *v, const char *file)
{
    v->file = file;
    buffer_reset(&v->text);
    buffer_reset(&v->pieces);
}

void longvalue_free(struct longvalue *v)
{
    buffer_free(&v->text);
    buffer_free(&v->pieces);
}

void longvalue_add(struct longvalue *v, struct text rest, uint32_t line,
                   uint32_t column)
{
    const struct text t = text_trim(rest);
    struct longvalue_piece piece = {v->text.length, line, column};

    if (t.length == 0)
        return;
    if (v->text.length > 0) {
        buffer_char(&v->text, ' ');
        piece.at++;
    }
    piece.column +=
        (uint32_t)text_characters(text_head(rest, (size_t)(t.at - rest.at)));
    buffer_text(&v->text, t);
    buffer_put(&v->pieces, &piece, sizeof piece);
}

/* End of piece i: where the next begins. */
static size_t piece_end(const struct longvalue *v, size_t i)
{
    const struct longvalue_piece *pieces =
        BUFFER_ROWS(&v->pieces, struct longvalue_piece);

    return i + 1 < BUFFER_COUNT(&v->pieces, struct longvalue_piece)
               ? pieces[i + 1].at
               : v->text.length;
}

void longvalue_copy(struct longvalue *to, const struct longvalue *from,
                    size_t at, size_t end)
{
    const size_t count = BUFFER_COUNT(&from->pieces, struct longvalue_piece);

    for (size_t i = 0; i < count && at < end; i++) {
        const size_t stop = piece_end(from, i) < end ? piece_end(from, i) : end;
        const struct place place = longvalue_place(from, at);
        const struct longvalue_piece piece = {to->text.length, place.line,
                                              place.column};

        if (at >= stop)
            continue;
        buffer_text(&to->text, (struct text){from->text.data + at, stop - at});
        buffer_put(&to->pieces, &piece, sizeof piece);
        at = stop;
    }
}

struct text longvalue_text(const struct longvalue *v)
{
    return v->text.length > 0 ? buffer_view(&v->text) : TEXT("");
}

struct place longvalue_place(const struct longvalue *v, size_t at)
{
    const struct longvalue_piece *pieces =
        BUFFER_ROWS(&v->pieces, struct longvalue_piece);
    size_t i = BUFFER_COUNT(&v->pieces, struct longvalue_piece);

    if (i == 0)
        return (struct place){v->file, 0, 0, NULL};
    if (at > v->text.length)
        at = v->text.length;
    do
        i--;
    while (i > 0 && pieces[i].at > at);
    return (struct place){
        v->file, pieces[i].line,
        pieces[i].column + (uint32_t)text_characters((struct text){
                               v->text.data + pieces[i].at, at - pieces[i].at}),
        NULL};
}

struct place longvalue_mistake(const struct longvalue *v, size_t at,
                               uint32_t column)
{
    const struct text t = longvalue_text(v);

    for (; column > 1 && at < t.length; column--)
        text_next(t, &at);
    return longvalue_place(v, at);
}

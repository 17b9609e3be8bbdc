#include "result/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 512

/* A sentence with no place to fill serves as it stands. */
static struct text filled(struct result *r, const char *sentence,
                          const char *const **words)
{
    char text[MESSAGE_MAX];
    size_t length;

    if (**words == NULL)
        return text_of(sentence);
    length = own_check_fill(sentence, words, text, sizeof(text));
    return text_of(
        note_text(r, text_cut((struct text){text, length}, sizeof(text) - 4)));
}

struct finding *note_add(struct result *r, enum note note,
                         const char *const *words)
{
    const struct own_check c = own_check(note);
    struct finding *f = result_finding(r);

    if (f == NULL)
        return NULL;
    f->rule = text_of(c.id);
    f->title = text_of(c.title);
    f->verified = true; /* says what stands in the bytes or in the pack */
    f->severity = c.severity;
    note_say(r, f, note, words);
    return f;
}

void note_say(struct result *r, struct finding *f, enum note note,
              const char *const *words)
{
    static const char *const none[] = {NULL};
    const struct own_check c = own_check(note);

    if (words == NULL)
        words = none;
    f->message = filled(r, c.message, &words);
    f->basis = filled(r, c.basis, &words);
    f->advice = filled(r, c.advice, &words);
}

void note_join(struct result *r, const struct finding *f, struct finding *to)
{
    to->advice = text_of(note_format(r, "%.*s；%.*s", (int)to->advice.length,
                                     to->advice.at, (int)f->message.length,
                                     f->message.at));
}

void note_advise(struct result *r, struct finding *f, enum note note,
                 const char *const *words)
{
    const struct text more = filled(r, own_check(note).advice, &words);

    f->advice = f->advice.length != 0
                    ? text_of(NOTE_JOINED(r, f->advice, TEXT("；"), more))
                    : more;
}

void notes_lost(struct result *r)
{
    const uint32_t lost = r->findings_lost + 1;

    if (r->finding_count == 0)
        return;
    r->finding_count--;
    note_add(r, NOTE_FINDINGS, WORDS(note_format(r, "%u", lost)));
}

void note_at(struct finding *f, uint16_t field, uint32_t row,
             const struct cell *cell)
{
    if (f == NULL)
        return;
    f->field = field;
    f->index = row;
    f->tag = cell->tag;
    f->line = cell->line;
    f->value = cell->text;
    f->value_known = cell->state != CELL_ABSENT;
}

const char *note_text(struct result *r, struct text t)
{
    char *copy = arena_alloc(&r->record.arena, t.length + 1);

    if (copy == NULL)
        return "";
    memcpy(copy, t.at, t.length);
    copy[t.length] = '\0';
    return copy;
}

const char *note_joined(struct result *r, const struct text *texts,
                        size_t count)
{
    size_t length = 0;
    char *copy;

    for (size_t i = 0; i < count; i++)
        length += texts[i].length;
    copy = arena_alloc(&r->record.arena, length + 1);
    if (copy == NULL)
        return "";
    for (size_t i = 0, at = 0; i < count; at += texts[i++].length)
        memcpy(copy + at, texts[i].at, texts[i].length);
    copy[length] = '\0';
    return copy;
}

const char *note_format(struct result *r, const char *format, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return note_text(r, text_cut(text_of(text), sizeof(text) - 4));
}

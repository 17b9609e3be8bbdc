/* Whose catalogue it is: what titles, sheets and names of files say. */
#include <stdio.h>

#include "compile/read/source.h"
#include "start/rows.h"

/* Characters of Chinese before 市, 州, 盟: a name, not a sentence. */
static struct text name_before(struct text t, size_t end)
{
    size_t from = end;
    unsigned characters = 0;

    while (from >= 3 && (unsigned char)t.at[from - 3] >= 0xE4 &&
           characters < 4) {
        from -= 3;
        characters++;
    }
    return characters >= 2 ? text_slice(t, from, end + 3) : TEXT("");
}

static void look_for_name(struct start *s, struct text t)
{
    for (size_t i = 0; i + 3 <= t.length && s->name.length == 0; i++) {
        const struct text here = text_behind(t, i);
        struct text found;

        if (!text_starts(here, TEXT("市")))
            continue;
        found = name_before(t, i);
        if (found.length > 0 && !cell_says(found, "全 本 各 省 城"))
            s->name = arena_copy(&s->arena, found);
    }
}

static void look_for_year(struct start *s, struct text t)
{
    for (size_t i = 0; i + 4 <= t.length && s->year == 0; i++) {
        struct text rest = text_behind(t, i);
        const bool alone = (i == 0 || !is_digit(t.at[i - 1])) &&
                           (i + 4 == t.length || !is_digit(t.at[i + 4]));
        const unsigned year = alone ? text_take_number(&rest, 4) : 0;

        if (year >= 2018 && year <= 2099)
            s->year = year;
    }
}

static void look_for_place(struct start *s, struct text t)
{
    look_for_name(s, t);
    look_for_year(s, t);
    if (s->generation[0] == '\0') {
        const struct text told =
            cell_said(t, "1.0版 2.0版 3.0版 dip1 dip2 dip3");

        if (told.length > 0)
            snprintf(s->generation, sizeof s->generation, "%c.0",
                     told.at[told.at[0] == 'd' ? 3 : 0]);
    }
}

static void look_at_titles(struct start *s, const struct start_table *t)
{
    look_for_place(s, t->sheet->name);
    for (uint32_t row = 0; row < t->head; row++)
        for (int c = 0; c < 8; c++)
            look_for_place(s, start_at(t, row, c));
}

static void name_region(struct start *s, struct text file)
{
    size_t n = 0;
    bool letters = false;

    for (size_t i = 0; i < file.length && n + 1 < sizeof s->id; i++) {
        const char c = file.at[i];

        if (c == '.')
            break;
        letters = letters || is_letter(c);
        if (is_letter(c) || is_digit(c))
            s->id[n++] = is_capital(c) ? (char)(c + 32) : c;
        else if (n > 0 && s->id[n - 1] != '-')
            s->id[n++] = '-';
    }
    while (n > 0 && s->id[n - 1] == '-')
        n--;
    /* A number of 附件1 names no region. */
    s->id[letters ? n : 0] = '\0';
}

void start_place(struct start *s)
{
    BUFFER_EACH (t, &s->tables, const struct start_table)
        if (t->copied || (t->what == IS_CATALOGUE && t->origin == NULL)) {
            const struct text file = text_of(source_name(t->sheet->path));

            look_for_place(s, file);
            look_at_titles(s, t);
            if (s->id[0] == '\0')
                name_region(s, file);
        }
    if (s->id[0] == '\0')
        snprintf(s->id, sizeof s->id, "region");
    if (s->name.length == 0)
        s->name = TEXT("本市");
    if (s->generation[0] == '\0')
        snprintf(s->generation, sizeof s->generation, "2.0");
}

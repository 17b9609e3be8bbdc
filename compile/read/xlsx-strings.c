/* Texts in workbooks: plain, in runs, with phonetic hints, shared. */
#include <string.h>

#include "compile/read/xlsx.h"

void xlsx_runs_start(struct xlsx_runs *runs, struct text name)
{
    if (text_equal(name, TEXT("rPh")))
        runs->phonetic++;
    else if (text_equal(name, TEXT("t")))
        runs->open = runs->phonetic == 0;
}

void xlsx_runs_end(struct xlsx_runs *runs, struct text name)
{
    if (text_equal(name, TEXT("rPh")) && runs->phonetic > 0)
        runs->phonetic--;
    else if (text_equal(name, TEXT("t")))
        runs->open = false;
}

void xlsx_runs_text(struct xlsx_runs *runs, struct text t)
{
    if (runs->open)
        buffer_text(&runs->text, t);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Value of an escape `_xHHHH_` that t begins with, of one byte; else -1. */
static int unescaped(struct text t)
{
    int value = 0;

    if (t.length < 7 || t.at[0] != '_' || t.at[1] != 'x' || t.at[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        if (hex(t.at[i]) < 0)
            return -1;
        value = value * 16 + hex(t.at[i]);
    }
    return value > 0 && value < 0x80 ? value : -1;
}

static void decode(struct buffer *b)
{
    const struct text t = buffer_view(b);
    size_t length = 0;

    for (size_t at = 0; at < t.length;) {
        const int c = unescaped(text_behind(t, at));

        b->data[length++] = c < 0 ? t.at[at] : (char)c;
        at += c < 0 ? 1 : 7;
    }
    b->length = length;
}

struct text xlsx_runs_take(struct xlsx_runs *runs)
{
    if (runs->text.length > 0 &&
        memchr(runs->text.data, '_', runs->text.length) != NULL)
        decode(&runs->text);
    return text_trim(buffer_view(&runs->text));
}

/* Of a workbook whose records are read, all that is kept. */
#define SHARED_MAX (56u << 20)

/* ---- the shared strings -------------------------------------------------- */

struct reading {
    struct xlsx *xlsx;
    struct xlsx_runs runs;
    bool item;
};

static void on_item_start(void *user, struct text name,
                          const struct xlsx_attributes *a)
{
    struct reading *r = user;

    (void)a;
    if (text_equal(name, TEXT("si")))
        r->item = true;
    else if (r->item)
        xlsx_runs_start(&r->runs, name);
}

static void on_item_end(void *user, struct text name)
{
    struct reading *r = user;
    struct buffer *shared = &r->xlsx->table->shared;
    uint32_t end;

    if (!text_equal(name, TEXT("si"))) {
        xlsx_runs_end(&r->runs, name);
        return;
    }
    r->item = false;
    buffer_text(shared, xlsx_runs_take(&r->runs));
    shared->failed = shared->failed || r->runs.text.failed;
    buffer_reset(&r->runs.text);
    end = (uint32_t)shared->length;
    buffer_put(&r->xlsx->ends, &end, sizeof end);
    if (!shared->failed && !r->xlsx->ends.failed &&
        (!r->xlsx->in_file ||
         shared->length + r->xlsx->ends.length <= SHARED_MAX))
        return;
    xlsx_fault(r->xlsx, "文字太多，内存不足",
               "请把用不到的工作表和列删去，或另存为 CSV");
    r->xlsx->stop = true;
}

static void on_item_text(void *user, struct text t)
{
    xlsx_runs_text(&((struct reading *)user)->runs, t);
}

bool xlsx_strings(struct xlsx *x, struct text path)
{
    static const struct xlsx_events events = {on_item_start, on_item_end,
                                              on_item_text};
    struct reading r = {.xlsx = x};
    const enum xlsx_outcome outcome = xlsx_part(x, path, &events, &r);

    buffer_free(&r.runs.text);
    return outcome != XLSX_FAULT;
}

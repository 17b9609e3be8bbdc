#include "compile/build/fault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct compile_fault *room(struct compile_faults *faults)
{
    const size_t more = faults->room == 0 ? 16 : faults->room * 2;
    struct compile_fault *items;

    if (faults->count >= COMPILE_FAULTS)
        return NULL;
    if (faults->count < faults->room)
        return &faults->items[faults->count];
    items = realloc(faults->items, more * sizeof *items);
    if (items == NULL) {
        faults->machine = true;
        return NULL;
    }
    faults->items = items;
    faults->room = more;
    return &items[faults->count];
}

static void free_fault(struct compile_fault *fault)
{
    free(fault->file);
    free(fault->sheet);
    free(fault->wrong);
    free(fault->right);
}

/* True if the last fault was the same: a setting that holds for several layers
 * is read for each. */
static bool said_last(const struct compile_faults *faults, struct place place,
                      const char *right, const char *wrong)
{
    const struct compile_fault *last =
        faults->count > 0 ? &faults->items[faults->count - 1] : NULL;

    return last != NULL && last->line == place.line &&
           last->column == place.column &&
           strcmp(last->file, place.file) == 0 &&
           strcmp(last->sheet == NULL ? "" : last->sheet,
                  place.sheet == NULL ? "" : place.sheet) == 0 &&
           strcmp(last->wrong, wrong) == 0 && strcmp(last->right, right) == 0;
}

static bool is_lost(const struct compile_faults *faults, struct place cell)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct compile_fault *f = &faults->items[i];

        if (f->lost && f->line == cell.line && f->column == cell.column &&
            cell.sheet != NULL && strcmp(f->sheet, cell.sheet) == 0 &&
            strcmp(f->file, cell.file) == 0)
            return true;
    }
    return false;
}

void fault_add_list(struct compile_faults *faults, struct place place,
                    const char *right, const char *format, va_list list)
{
    struct compile_fault *fault;
    char wrong[1024];

    vsnprintf(wrong, sizeof wrong, format, list);
    if (said_last(faults, place, right, wrong) || is_lost(faults, place))
        return;
    fault = room(faults);
    if (fault == NULL) {
        faults->left_out++;
        return;
    }
    *fault = (struct compile_fault){
        .file = strdup(place.file),
        .sheet = place.sheet == NULL ? NULL : strdup(place.sheet),
        .line = place.line,
        .column = place.column,
        .wrong = strdup(wrong),
        .right = strdup(right),
    };
    if (fault->file == NULL || fault->wrong == NULL || fault->right == NULL ||
        (place.sheet != NULL && fault->sheet == NULL)) {
        free_fault(fault);
        faults->machine = true;
        faults->left_out++;
        return;
    }
    faults->count++;
}

bool fault_room(const struct compile_faults *faults)
{
    return faults->count < COMPILE_FAULTS;
}

void fault_add(struct compile_faults *faults, struct place place,
               const char *right, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fault_add_list(faults, place, right, format, list);
    va_end(list);
}

void fault_lost(struct compile_faults *faults, struct place cell,
                const char *right, const char *format, ...)
{
    const size_t before = faults->count;
    va_list list;

    va_start(list, format);
    fault_add_list(faults, cell, right, format, list);
    va_end(list);
    if (faults->count > before)
        faults->items[before].lost = true;
}

void fault_note(struct compile_faults *faults, struct place place,
                const char *right, const char *format, ...)
{
    va_list list;

    if (faults->notes == NULL)
        return;
    va_start(list, format);
    fault_add_list(faults->notes, place, right, format, list);
    va_end(list);
}

static const char *reason(int error)
{
    switch (error) {
    case ENOMEM:
        return "内存不足";
    case EIO:
        return "磁盘读写出错";
    case EMFILE:
    case ENFILE:
        return "系统里打开的文件太多";
    default:
        return strerror(error);
    }
}

void fault_machine(struct compile_faults *faults, struct place place,
                   const char *what, int error)
{
    faults->machine = true;
    fault_add(faults, place, "请排除机器的故障后再做一次", "%s（%s）", what,
              reason(error));
}

static int by_place(const struct compile_fault *a,
                    const struct compile_fault *b)
{
    int order = strcmp(a->file, b->file);

    if (order == 0)
        order = strcmp(a->sheet == NULL ? "" : a->sheet,
                       b->sheet == NULL ? "" : b->sheet);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* Insertion keeps faults of one place in the order they were found. */
void fault_sort(struct compile_faults *faults)
{
    if (faults->notes != NULL)
        fault_sort(faults->notes);
    for (size_t i = 1; i < faults->count; i++) {
        const struct compile_fault f = faults->items[i];
        size_t k = i;

        for (; k > 0; k--) {
            if (by_place(&faults->items[k - 1], &f) <= 0)
                break;
            faults->items[k] = faults->items[k - 1];
        }
        faults->items[k] = f;
    }
}

void compile_faults_free(struct compile_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        free_fault(&faults->items[i]);
    free(faults->items);
    *faults = (struct compile_faults){.notes = faults->notes};
}

/* 3 -> C, 28 -> AB. */
static void show_letters(uint32_t column, struct buffer *out)
{
    char letters[8];
    size_t at = sizeof letters;

    for (; column > 0 && at > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    buffer_put(out, letters + at, sizeof letters - at);
}

static void show_cell(const struct compile_fault *fault, struct buffer *out)
{
    buffer_string(out, "工作表“");
    buffer_string(out, fault->sheet);
    buffer_string(out, "”");
    if (fault->line > 0) {
        buffer_string(out, "第 ");
        buffer_integer(out, fault->line);
        buffer_string(out, " 行");
    }
    if (fault->column > 0) {
        buffer_string(out, " ");
        show_letters(fault->column, out);
        buffer_string(out, " 列");
    }
    buffer_char(out, ':');
}

static void show_line(const struct compile_fault *fault, struct buffer *out)
{
    if (fault->line > 0) {
        buffer_integer(out, fault->line);
        buffer_char(out, ':');
    }
    if (fault->column > 0) {
        buffer_integer(out, fault->column);
        buffer_char(out, ':');
    }
}

void compile_fault_show(const struct compile_fault *fault, struct buffer *out)
{
    buffer_string(out, fault->file);
    buffer_char(out, ':');
    if (fault->sheet != NULL)
        show_cell(fault, out);
    else
        show_line(fault, out);
    buffer_char(out, ' ');
    buffer_string(out, fault->wrong);
    buffer_string(out, "；");
    buffer_string(out, fault->right);
    buffer_char(out, '\n');
}

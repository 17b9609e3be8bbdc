#include "compile/fault.h"

#include <stdarg.h>
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
    if (items == NULL)
        return NULL;
    faults->items = items;
    faults->room = more;
    return &items[faults->count];
}

static void drop(struct compile_fault *fault)
{
    free(fault->file);
    free(fault->wrong);
    free(fault->right);
}

void fault_add(struct compile_faults *faults, struct place place,
               const char *right, const char *format, ...)
{
    struct compile_fault *fault = room(faults);
    char wrong[1024];
    va_list list;

    if (fault == NULL) {
        faults->left_out++;
        return;
    }
    va_start(list, format);
    vsnprintf(wrong, sizeof wrong, format, list);
    va_end(list);
    *fault = (struct compile_fault){strdup(place.file), place.line,
                                    place.column, strdup(wrong), strdup(right)};
    if (fault->file == NULL || fault->wrong == NULL || fault->right == NULL) {
        drop(fault);
        faults->left_out++;
        return;
    }
    faults->count++;
}

/* Insertion keeps faults of one place in the order they were found. */
void fault_sort(struct compile_faults *faults)
{
    for (size_t i = 1; i < faults->count; i++) {
        const struct compile_fault f = faults->items[i];
        size_t k = i;

        for (; k > 0; k--) {
            const struct compile_fault *before = &faults->items[k - 1];
            const int order = strcmp(before->file, f.file);

            if (order < 0 || (order == 0 && before->line <= f.line))
                break;
            faults->items[k] = *before;
        }
        faults->items[k] = f;
    }
}

void compile_faults_free(struct compile_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        drop(&faults->items[i]);
    free(faults->items);
    *faults = (struct compile_faults){0};
}

void compile_fault_show(const struct compile_fault *fault, struct buffer *out)
{
    buffer_string(out, fault->file);
    buffer_char(out, ':');
    if (fault->line > 0) {
        buffer_integer(out, fault->line);
        buffer_char(out, ':');
    }
    if (fault->column > 0) {
        buffer_integer(out, fault->column);
        buffer_char(out, ':');
    }
    buffer_char(out, ' ');
    buffer_string(out, fault->wrong);
    buffer_string(out, "；");
    buffer_string(out, fault->right);
    buffer_char(out, '\n');
}

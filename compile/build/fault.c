#include "compile/build/fault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pack/pack.h"

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

/* ---- cells of which nothing is known -------------------------------------
 */

static uint64_t cell_key(struct place cell)
{
    const uint32_t at[] = {cell.line, cell.column};
    const uint64_t sheet =
        pack_hash(cell.sheet, strlen(cell.sheet), sizeof *cell.sheet);

    return pack_hash(at, sizeof at,
                     pack_hash(cell.file, strlen(cell.file), sheet));
}

static bool is_lost(const struct compile_faults *faults, struct place cell)
{
    if (cell.sheet != NULL && faults->lost.length > 0)
        BUFFER_EACH (key, &faults->lost, const uint64_t)
            if (*key == cell_key(cell))
                return true;
    return false;
}

/* ---- causes -------------------------------------------------------------- */

/* Rows of tables are many of a kind; elements and rules are written one by
 * one. */
static bool in_table(struct place place)
{
    const struct text file = text_of(place.file);

    return place.line > 0 && !text_ends(file, TEXT(".xml")) &&
           !text_ends(file, TEXT(".rules"));
}

static bool same_cause(const struct compile_fault *fault, struct place place,
                       const char *right)
{
    return fault->line > 0 && fault->column == place.column &&
           strcmp(fault->right, right) == 0 &&
           strcmp(fault->file, place.file) == 0 &&
           strcmp(fault->sheet == NULL ? "" : fault->sheet,
                  place.sheet == NULL ? "" : place.sheet) == 0;
}

static void note_other(struct compile_fault *fault, uint32_t line)
{
    if (fault->others < CAUSE_LINES)
        fault->lines[fault->others] = line;
    fault->others++;
}

/* The others of the cause of `first` go into it. */
static void join_cause(struct compile_faults *faults, size_t first,
                       struct place place, const char *right)
{
    size_t kept = first + 1;

    for (size_t i = first + 1; i < faults->count; i++) {
        if (same_cause(&faults->items[i], place, right)) {
            note_other(&faults->items[first], faults->items[i].line);
            free_fault(&faults->items[i]);
        } else {
            faults->items[kept++] = faults->items[i];
        }
    }
    faults->count = kept;
}

/* True if the fault is told by another one of its cause. */
static bool told_by_cause(struct compile_faults *faults, struct place place,
                          const char *right)
{
    size_t first = faults->count, found = 0;

    for (size_t i = faults->count; in_table(place) && i-- > 0;)
        if (same_cause(&faults->items[i], place, right)) {
            first = i;
            found++;
        }
    if (found == 0 ||
        (found < CAUSE_FAULTS && faults->items[first].others == 0))
        return false;
    join_cause(faults, first, place, right);
    note_other(&faults->items[first], place.line);
    return true;
}

void fault_add_list(struct compile_faults *faults, struct place place,
                    const char *right, const char *format, va_list list)
{
    struct compile_fault *fault;
    char wrong[1024];

    vsnprintf(wrong, sizeof wrong, format, list);
    if (said_last(faults, place, right, wrong) || is_lost(faults, place) ||
        told_by_cause(faults, place, right))
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
    const uint64_t key = cell_key(cell);
    va_list list;

    va_start(list, format);
    fault_add_list(faults, cell, right, format, list);
    va_end(list);
    buffer_put(&faults->lost, &key, sizeof key);
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
    return order != 0 ? order : ORDER(a->line, b->line);
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
    buffer_free(&faults->lost);
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

/* `（同样的还有 565 处：第 3、4 … 行）` */
static void show_others(const struct compile_fault *fault, struct buffer *out)
{
    buffer_string(out, "（同样的还有 ");
    buffer_integer(out, fault->others);
    buffer_string(out, " 处：第 ");
    for (uint32_t i = 0; i < fault->others && i < CAUSE_LINES; i++) {
        buffer_string(out, i > 0 ? "、" : "");
        buffer_integer(out, fault->lines[i]);
    }
    buffer_string(out, fault->others > CAUSE_LINES ? " … 行）" : " 行）");
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
    if (fault->others > 0)
        show_others(fault, out);
    buffer_char(out, '\n');
}

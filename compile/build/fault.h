/*
 * fault.h -- how the rooms of the compiler report what is wrong.
 */
#ifndef COMPILE_BUILD_FAULT_H
#define COMPILE_BUILD_FAULT_H

#include <stdarg.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

/* Faults kept; beyond it they are only counted. */
#define COMPILE_FAULTS 200

/* Of one cause (a column of a table, and what would be right there) so many are
 * told one by one; of more there is one, with the lines of some. */
#define CAUSE_FAULTS 3
#define CAUSE_LINES 8

struct compile_fault {
    char *file;            /* as it was opened */
    char *sheet;           /* of a workbook, else NULL */
    uint32_t line, column; /* from 1; 0 if there is none. In a table the
                              column is that of the sheet */
    char *wrong, *right;   /* what is wrong, what would be right */
    /* One that stands for all of its cause: how many others there are, and
       where the first of them. */
    uint32_t others, lines[CAUSE_LINES];
};

/* Starts empty ({0}); the caller frees it, and `notes` apart. */
struct compile_faults {
    struct compile_fault *items;
    size_t count, room;
    size_t left_out;    /* beyond COMPILE_FAULTS, or lost for want of memory */
    struct buffer lost; /* uint64_t: keys of cells of which nothing is known */
    bool machine;       /* one is none of the sources: they could not be read to
                           their end, or memory was lacking */
    struct compile_faults *notes; /* what was mended and hinders nothing goes
                                     there; NULL: nobody asks */
};

void compile_faults_free(struct compile_faults *faults);

/* Appends `file:line:column: wrong；right` and a line end; in a workbook sheet,
 * row and letter of the column stand in words. */
void compile_fault_show(const struct compile_fault *fault, struct buffer *out);

/* Where in the sources something stands. */
struct place {
    const char *file;
    uint32_t line, column; /* 0: unknown */
    const char *sheet;     /* of a workbook, else NULL */
};

/* A text for "%.*s", cut to what a message can hold. */
#define SHOW(t) (int)text_cut((t), 90).length, text_cut((t), 90).at

/* Adds a fault: `right` says what would be right, `format` what is wrong. */
void fault_add(struct compile_faults *faults, struct place place,
               const char *right, const char *format, ...) ERROR_FORMAT(4, 5);
void fault_add_list(struct compile_faults *faults, struct place place,
                    const char *right, const char *format, va_list list)
    ERROR_FORMAT(4, 0);

/* The same for a cell whose content is lost: what else is found wrong with it
 * follows from that, and is left out. */
void fault_lost(struct compile_faults *faults, struct place cell,
                const char *right, const char *format, ...) ERROR_FORMAT(4, 5);

/* The same for something that was mended: the pack is built all the same. */
void fault_note(struct compile_faults *faults, struct place place,
                const char *right, const char *format, ...) ERROR_FORMAT(4, 5);

/* Adds what the machine failed at: `what` could not be done, for the reason
 * that errno `error` gives. */
void fault_machine(struct compile_faults *faults, struct place place,
                   const char *what, int error);

/* False where one more would only be counted, so that its words need not be
 * looked for. */
bool fault_room(const struct compile_faults *faults);

/* By file, sheet, then line; the notes too. */
void fault_sort(struct compile_faults *faults);

#endif

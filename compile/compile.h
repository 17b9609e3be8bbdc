/*
 * compile.h -- from text sources to a pack.
 *
 * The sources are the knowledge folder (fields, dialects, dictionaries,
 * classifications, rules) and a region's folder. All of them are read to the
 * end, so that one run names every fault.
 */
#ifndef COMPILE_COMPILE_H
#define COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Faults kept; beyond it they are only counted. */
#define COMPILE_FAULTS 200

struct compile_fault {
    char *file;            /* as it was opened */
    char *sheet;           /* of a workbook, else NULL */
    uint32_t line, column; /* from 1; 0 if there is none. In a table the
                              column is that of the sheet */
    char *wrong, *right;   /* what is wrong, what would be right */
};

/* Starts empty ({0}); the caller frees it, and `notes` apart. */
struct compile_faults {
    struct compile_fault *items;
    size_t count, room;
    size_t left_out; /* beyond COMPILE_FAULTS, or lost for want of memory */
    struct compile_faults *notes; /* what was mended and hinders nothing goes
                                     there; NULL: nobody asks */
};

void compile_faults_free(struct compile_faults *faults);

/* Appends `file:line:column: wrong；right` and a line end; in a workbook sheet,
 * row and letter of the column stand in words. */
void compile_fault_show(const struct compile_fault *fault, struct buffer *out);

/*
 * Compiles a region (NULL: the knowledge alone, without catalogue and
 * settlement), with a hospital's file laid over it (NULL: none), to the bytes
 * of a pack, appended to *out. False if there was any fault; *faults then names
 * them, by file and line. The same sources give the same bytes, wherever they
 * lie.
 */
bool compile_pack(const char *region_xml, const char *hospital_xml,
                  const char *knowledge_dir, struct buffer *out,
                  struct compile_faults *faults);

/* The same for a rule file of its own, which takes the place of the knowledge
 * folder's rules; there is no region. */
bool compile_rule_file(const char *rules, const char *knowledge_dir,
                       struct buffer *out, struct compile_faults *faults);

/*
 * Finds the knowledge folder (one that holds fields.csv) for a program whose
 * own path is `program` (NULL if unknown): $PREGROUP_KNOWLEDGE, `knowledge`
 * in the current folder, beside the program, in ../share/pregroup of it, or
 * where it is installed. Returns a path to be freed, or NULL.
 */
char *compile_knowledge_folder(const char *program);

#endif

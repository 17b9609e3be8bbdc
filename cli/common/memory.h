/*
 * memory.h -- work that is worth nothing without all of its memory.
 *
 * The compiler of packs asks for memory in a thousand places; where there is
 * none, libxml2's trees lose attributes and libarchive crashes. No caller could
 * tell a pack that lacks something. So while such work goes on, an allocation
 * that fails, be it in a library, ends the command in words, with exit status
 * 2. Commands that tell of each record by itself (check, batch, merge) go on
 * without, but while they read a workbook.
 */
#ifndef COMMON_MEMORY_H
#define COMMON_MEMORY_H

#include <stdbool.h>

/* Such work begins, or is over; what held before. */
bool memory_needed(bool needed);

/* The file that is being written and goes where the command ends like that;
 * NULL: none. The path stays the caller's. */
void memory_drops(const char *path);

/* Files that are written whole, but only to be measured: they go, too. */
void memory_tries(const char *first, const char *second);

/* Says that memory was lacking and ends the process, with exit status 2. */
_Noreturn void memory_ends(void);

/* Every allocation that fails comes here (cli/wrap.c). */
void memory_lacks(void);

#endif

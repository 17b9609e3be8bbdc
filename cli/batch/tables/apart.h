/*
 * apart.h -- work by a library that may crash where memory lacks, in a process
 * of its own.
 */
#ifndef BATCH_TABLES_APART_H
#define BATCH_TABLES_APART_H

#include <stdbool.h>

/*
 * Calls `work` in a child and waits for it: only its files are left of it. No
 * other thread may run. False if it answers false, after saying why, or after
 * saying `what` and that the child did not come to an answer.
 */
bool apart(bool (*work)(void *context), void *context, const char *what);

#endif

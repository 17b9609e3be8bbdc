/*
 * guest.h -- what a guest in another's process owes to it and asks of it.
 *
 * guest.c is the one file that asks the system for time; a system without
 * nanosleep has its own.
 */
#ifndef BASE_GUEST_H
#define BASE_GUEST_H

#include <fenv.h>

/* Between arriving and leaving, floating-point is as C begins with it: nothing
 * traps, rounding to nearest. Delphi and its like trap by default, and libxml2
 * divides by zero. Leaving restores what the host had, and forgets what was
 * raised meanwhile. */
void guest_arrives(fenv_t *host);
void guest_leaves(const fenv_t *host);

/* Waits for about a millisecond. */
void guest_waits(void);

#endif

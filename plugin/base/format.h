/*
 * format.h -- words of messages, as printf makes them, without its cost.
 *
 * Every record has a dozen sentences; vsnprintf, made for all of C, took more
 * time over them than their rules.
 */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* The format has a conversion that stands not below. */
#define FORMAT_UNKNOWN SIZE_MAX

/*
 * Writes what vsnprintf would for %s %.*s %u %d %c %% and %zu %lu, with a NUL
 * at the end; what has no room is cut. The bytes written without the NUL, or
 * FORMAT_UNKNOWN. `room` is at least 1. Locale and errno play no part.
 */
size_t format_words(char *out, size_t room, const char *format, va_list args);

#endif

/*
 * error.h -- the first cause of a failure, in words.
 *
 * Inside the plugin an error is the caller's struct pregroup_error; the first
 * cause wins, later symptoms do not overwrite it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "pregroup/pregroup.h"

#if defined(__GNUC__)
#define ERROR_FORMAT(a, b) __attribute__((format(printf, a, b)))
#else
#define ERROR_FORMAT(a, b)
#endif

/* Records status and a sentence (UTF-8, Chinese, cut on a character boundary)
 * in err unless err is NULL or holds an earlier cause; returns status. */
pregroup_status fail(struct pregroup_error *err, pregroup_status status,
                     const char *format, ...) ERROR_FORMAT(3, 4);

/* Returns from the calling function if the expression is not PREGROUP_OK. */
#define TRY(expression)                                                        \
    do {                                                                       \
        const pregroup_status try_status_ = (expression);                      \
        if (try_status_ != PREGROUP_OK)                                        \
            return try_status_;                                                \
    } while (0)

#endif

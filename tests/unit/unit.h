/*
 * unit.h -- what every unit test includes: cmocka and texts.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* cmocka's macro; pregroup has a function of that name (base/error.h). */
#undef fail

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The text t is the string `expected`. */
#define assert_text(t, expected) assert_text_(t, expected, __FILE__, __LINE__)

static inline void assert_text_(struct text t, const char *expected,
                                const char *file, int line)
{
    const struct text e = text_of(expected);

    if (!text_equal(t, e)) {
        print_error("\"%.*s\" is not \"%s\"\n", (int)t.length,
                    t.length != 0 ? t.at : "", expected);
        _fail(file, line);
    }
}

#endif

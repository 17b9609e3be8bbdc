/*
 * expr-golden.h -- tables of expressions and their values.
 */
#ifndef EXPR_GOLDEN_H
#define EXPR_GOLDEN_H

#include "expr-kit.h"

struct golden {
    const char *source, *value;
};

static inline void check(struct kit *k, const struct golden *table,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = kit_value(k, table[i].source);

        if (strcmp(value, table[i].value) != 0) {
            print_error("%s\n  is       %s\n  expected %s\n", table[i].source,
                        value, table[i].value);
            _fail(__FILE__, __LINE__);
        }
    }
}

static inline void check_plain(const struct golden *table, size_t count)
{
    struct kit *k = kit_open();

    check(k, table, count);
    kit_close(k);
}

#endif

/*
 * budget.h -- how much unpacking is believable.
 */
#ifndef BATCH_COMMON_BUDGET_H
#define BATCH_COMMON_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What unpacking one input may come to. `unpacked` counts the bytes that come
 * out of archives at every level, `packed` those read of the input itself.
 */
struct budget {
    uint64_t packed, unpacked;
    uint64_t max_unpacked;
    uint64_t max_ratio;
    bool spent;
};

#endif

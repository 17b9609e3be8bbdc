/*
 * step.h -- what an iterator answers: that it failed is never its end.
 */
#ifndef COMMON_STEP_H
#define COMMON_STEP_H

enum step {
    STEP_END,
    STEP_ITEM,
    STEP_FAILED /* there may be more, which cannot be told */
};

/* Of an iterator: its answer must be looked at. */
#define STEP_CHECKED __attribute__((warn_unused_result))

#endif

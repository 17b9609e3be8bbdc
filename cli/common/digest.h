/*
 * digest.h -- a digest of bytes as they come, however they are cut: it shows
 * damage, no forgery.
 */
#ifndef COMMON_DIGEST_H
#define COMMON_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_STEP 65536u

struct digest {
    uint64_t chain; /* of the whole steps */
    size_t have;    /* bytes of the one begun */
    unsigned char step[DIGEST_STEP];
};

/* Empty it with digest_begin. */
void digest_begin(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t length);
uint64_t digest_value(const struct digest *d);

/* Adds the first `end` bytes of a file; false and errno if there are not so
 * many, or they cannot be read. */
bool digest_add_file(struct digest *d, int fd, uint64_t end);

/* A whole file's size and digest; false and errno if it cannot be read. */
bool digest_file(const char *path, uint64_t *bytes, uint64_t *value);

#endif

/*
 * pregroup/flat.h -- the same engine for hosts that cannot call through a
 * table: PowerBuilder, Delphi, VB, C# P/Invoke, Java JNA, Python ctypes.
 *
 * Only int32, byte buffers and one opaque pointer cross this interface. Every
 * buffer belongs to the caller; nothing returned needs freeing. All functions
 * but pregroup_flat_version return a status of pregroup.h.
 */
#ifndef PREGROUP_FLAT_H
#define PREGROUP_FLAT_H

#include "pregroup.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 10203 is 1.2.3. [any] */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_version(void);

/*
 * Opens a pack: a path, NULL or empty for the built-in one. The path and msg
 * are in `enc` (0 and 1 UTF-8, 2 GB18030). On failure *engine is NULL and msg
 * (cap bytes, may be NULL with cap 0) holds the reason, cut on a character
 * boundary. [any]
 */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_open(const char *pack,
                                                         void **engine,
                                                         int32_t enc, char *msg,
                                                         int32_t cap);

/*
 * Checks, groups and prices all records in bytes; len below 0 means up to NUL.
 * `enc` is the encoding of bytes (0: the bytes decide) and of out (0 and 1
 * UTF-8, 2 GB18030). out gets one JSON line a record (docs/result.md), or the
 * reason for a status that is not OK. If cap is too small: PREGROUP_E_BUFFER,
 * *need is the number of bytes needed with the NUL, and out is empty; asking
 * for the size costs a whole run. need may be NULL. [any]
 */
PREGROUP_EXPORT int32_t PREGROUP_CALL
pregroup_flat_run(void *engine, const void *bytes, int32_t len, int32_t enc,
                  char *out, int32_t cap, int32_t *need);

/* NULL is allowed. No call may be running on the engine. [one] */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_close(void *engine);

#ifdef __cplusplus
}
#endif
#endif

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
 * Opens a pack: a path, NULL or empty for the built-in one; since 1.1 also a
 * folder of packs (the one valid on the day of discharge). The path and msg
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

/* NULL is allowed. Since 1.1 it waits for the calls that are running on the
 * engine; those that come meanwhile are E_ARG. When it returns, the handle is
 * gone. E_ARG if it is no engine. [one] */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_close(void *engine);

/* ---- 1.1 ------------------------------------------------------------------
 *
 * In all of these `enc` is the encoding of texts both ways (0 and 1 UTF-8, 2
 * GB18030), and msg (cap bytes; NULL with cap 0 if it is not wanted) gets the
 * reason for a status that is not OK, cut on a character boundary, else "".
 */

/*
 * Opens a session: runs with options, whose memory is kept from run to run.
 * `options` is `name=value` a line (docs/hosts.md lists them); NULL or "" for
 * none. An unknown name or a bad value is E_ARG, and msg names the line. On
 * failure *session is NULL. [any] on the engine.
 */
PREGROUP_EXPORT int32_t PREGROUP_CALL
pregroup_flat_session_open(void *engine, const char *options, int32_t enc,
                           void **session, char *msg, int32_t cap);

/*
 * As pregroup_flat_run, but by the session's options, and a reason goes to msg
 * and not to out, which is then empty. `enc` is the encoding of bytes (0: the
 * bytes decide) and of out. out gets JSON lines, or what the session's `format`
 * says. If out_cap is too small: E_BUFFER, and *need is the number of bytes
 * needed. Several sessions of an engine may run at the same time. [one]
 */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_session_run(
    void *session, const void *bytes, int32_t len, int32_t enc, char *out,
    int32_t out_cap, int32_t *need, char *msg, int32_t cap);

/* Before or after its engine is closed. NULL is allowed. [one] */
PREGROUP_EXPORT int32_t PREGROUP_CALL pregroup_flat_session_close(void *session,
                                                                  int32_t enc,
                                                                  char *msg,
                                                                  int32_t cap);

/*
 * What the packs of an engine say of themselves: a JSON line for each, or as
 * the option `format` in `options` (NULL or "": none) says. out, out_cap and
 * need as above. [any]
 */
PREGROUP_EXPORT int32_t PREGROUP_CALL
pregroup_flat_info(void *engine, const char *options, int32_t enc, char *out,
                   int32_t out_cap, int32_t *need, char *msg, int32_t cap);

#ifdef __cplusplus
}
#endif
#endif

/*
 * session.h -- one thread's way from inputs in memory to what a host reads of
 * them, by the packs of an engine. All memory is kept from input to input.
 */
#ifndef PLUGIN_SESSION_H
#define PLUGIN_SESSION_H

#include "kept.h"
#include "load/folder.h"

struct session_lane;

struct session {
    const struct packs *packs;
    const struct options *options;
    struct session_lane *lanes; /* one for each pack */
};

/* Packs and options must outlive the session. E_NOMEM; E_ARG if the options
 * change a field that a pack does not have. */
pregroup_status session_open(struct session *s, const struct packs *packs,
                             const struct options *options,
                             struct pregroup_error *err);

/*
 * Checks, groups and prices all records of an input, each by the pack of its
 * day of discharge. `input` is whole and within its limits. E_LIMIT, E_NOMEM:
 * what was kept is then not to be read.
 */
pregroup_status session_run(struct session *s,
                            const struct pregroup_input *input,
                            struct kept *kept, struct pregroup_error *err);

void session_close(struct session *s);

#endif

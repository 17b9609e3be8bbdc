/*
 * request.h -- what a request's head says, read from texts alone: nothing here
 * knows of connections.
 */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "base/buffer.h"

/* Parts of a path that a route leaves open. */
#define REQUEST_PARTS 2

/*
 * Holds a path against a pattern, in which `{}` stands for one part that is not
 * empty; those parts. A pattern that ends in `*` leaves all that follows open.
 */
bool request_path(struct text pattern, struct text path,
                  struct text parts[REQUEST_PARTS]);

/*
 * False where the header Host names a machine that was not expected: a page
 * elsewhere whose name its owner lets point here (DNS rebinding). Addresses
 * cannot be such names; localhost and those of `hosts` are known.
 */
bool request_host(struct text host, char *const *hosts, unsigned count);

/* True if the header Origin is that of the service as it was called, by the
 * header Host. The scheme may be that of a proxy before it. */
bool request_own_origin(struct text origin, struct text host);

/* True if the list has the text, letters of either case. */
bool request_names(struct text t, char *const *list, unsigned count);

/* The token of a header Authorization; empty if there is none. */
struct text request_bearer(struct text authorization);

/* True if a header Accept asks for the text rather than for JSON: whichever of
 * the two it names first. */
bool request_wants_text(struct text accept);

/* Appends `name=value` as a line of options; false if a line end stands in
 * them, which would make it two. */
bool request_option(struct text name, struct text value, struct buffer *out);

/* Appends a name that a client gave a file as one that is safe in a folder:
 * its last part, without what a shell, a terminal or a system reads otherwise.
 */
void request_file_name(struct text name, struct buffer *out);

/* True if a name is that of a file in a folder and no way out of it. */
bool request_is_file_name(struct text name);

#endif

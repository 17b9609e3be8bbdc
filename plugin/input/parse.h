/*
 * parse.h -- from one slice to one record: markup to fields, by plain.h where
 * that is enough, else through libxml2 (sax.h).
 *
 * A parser belongs to one thread and serves any number of slices of one pack.
 * It knows no tag: names are looked up in the slice's dialect.
 */
#ifndef INPUT_PARSE_H
#define INPUT_PARSE_H

#include "input/fields/changes.h"
#include "input/reader.h"
#include "result/result.h"

struct parser;

/* NULL without memory. */
struct parser *parser_open(const struct pack *pack);

/* Every record from now on is changed like this. E_ARG if the pack has no such
 * field, E_NOMEM. The values must outlive the parser. */
pregroup_status parser_change(struct parser *parser,
                              const struct field_change *changes,
                              uint32_t count);

/*
 * Fills the result's record from a slice and notes what was mended or broken.
 * slice->dialect becomes the one that the record's own tags show. The result
 * has been reset. Tags of its cells live until the next call; the slice's bytes
 * must live as long as the record's content. Returns true if the record is
 * whole enough to be checked; false if it was cut or holds no front page: then
 * only its notes count.
 */
bool parser_run(struct parser *parser, struct slice *slice,
                struct result *result);

void parser_close(struct parser *parser);

#endif

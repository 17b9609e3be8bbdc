/*
 * reader.h -- bytes of a source, one record at a time, as clean UTF-8.
 *
 * The reader finds the records without knowing the container: it looks, on
 * the raw bytes, for the smallest repeating element that holds a key tag of a
 * dialect (病案号, 姓名 ...), and cuts there. `<`, `>`, `/`, `"` and `&` are
 * never part of a GB18030 character, so cutting comes before decoding and
 * every record decides its encoding anew. JSON is told by its first byte and
 * cut by json-cut.h, a table by its heading and cut by table-cut.h. Memory is
 * bounded by one record.
 *
 * A reader belongs to one thread.
 */
#ifndef INPUT_READER_H
#define INPUT_READER_H

#include "input/decode/slice.h"

struct reader;

/* NULL without memory. A record has at most `max_record` bytes; 0, or more than
 * the limit, means LIMIT_RECORD_BYTES. The dialects are those of the pack. */
struct reader *reader_open(const struct pack *pack, struct source source,
                           size_t max_record);

/* Goes on with another source, from its beginning; memory is kept. */
void reader_begin(struct reader *reader, struct source source);

/* The next record; false at the end. The first call always gives a slice,
 * if only to say that there is no front page. */
bool reader_next(struct reader *reader, struct slice *out);

/*
 * The first half of reader_next, for callers that cut in one thread and decode
 * in others: out->bytes are raw and valid until the next call; out->encoding is
 * what the source begins with on its first slice, else NONE. The second half is
 * slice_decode (decode/decode.h).
 */
bool reader_cut(struct reader *reader, struct slice *out);

void reader_close(struct reader *reader);

#endif

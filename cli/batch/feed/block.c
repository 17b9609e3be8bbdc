#include "batch/feed/block.h"

#include <stdlib.h>

#include "common/command.h"

/* A block is full with so many bytes or records. */
#define BLOCK_BYTES (256u << 10)
#define BLOCK_RECORDS 256u
/* A buffer larger than this is not kept for the next block. */
#define BUFFER_KEEP (2u << 20)

static struct piece *new_piece(struct block *b)
{
    if (b->count == b->room) {
        const size_t room = b->room != 0 ? b->room * 2 : 64;
        struct piece *pieces = realloc(b->pieces, room * sizeof(*pieces));
        if (pieces == NULL)
            return NULL;
        b->pieces = pieces;
        b->room = room;
    }
    return &b->pieces[b->count++];
}

/* The source's name, once for all its records in the block. */
static void name_piece(struct block *b, struct piece *piece, struct text name)
{
    const struct piece *last = b->count > 1 ? piece - 1 : NULL;

    if (last != NULL && !piece->slice.first) {
        piece->name = last->name;
        piece->name_length = last->name_length;
        return;
    }
    piece->name = b->names.length;
    piece->name_length = name.length;
    buffer_text(&b->names, name);
}

/* The table's heading, once for all its records in the block. */
static void keep_heading(struct block *b, struct piece *piece)
{
    const struct text heading = piece->slice.heading;
    const struct piece *last = b->count > 1 ? piece - 1 : NULL;

    piece->heading = b->names.length;
    if (last != NULL && !piece->slice.first &&
        last->slice.heading.length == heading.length)
        piece->heading = last->heading;
    else
        buffer_text(&b->names, heading);
}

static bool append_slice(struct block *b, const struct slice *slice,
                         struct text name)
{
    struct piece *piece = new_piece(b);

    if (piece == NULL)
        return false;
    piece->slice = *slice;
    piece->at = b->bytes.length;
    name_piece(b, piece, name);
    keep_heading(b, piece);
    buffer_text(&b->bytes, slice->bytes);
    return !b->bytes.failed && !b->names.failed;
}

enum step block_fill(struct block *b, struct feed *feed)
{
    enum step step = STEP_ITEM;
    struct slice slice;

    while (b->count < BLOCK_RECORDS && b->bytes.length < BLOCK_BYTES &&
           (step = feed_next(feed, &slice)) == STEP_ITEM)
        if (!append_slice(b, &slice, buffer_view(&feed->name))) {
            command_failed("内存不足");
            return STEP_FAILED;
        }
    b->end = feed->at;
    b->read = feed_bytes(feed);
    b->sources = feed->source;
    return step != STEP_FAILED && b->count != 0 ? STEP_ITEM : step;
}

struct slice block_slice(const struct block *b, size_t piece, struct text *name)
{
    const struct piece *p = &b->pieces[piece];
    struct slice slice = p->slice;

    slice.bytes.at = b->bytes.length != 0 ? b->bytes.data + p->at : "";
    slice.heading.at = b->names.length != 0 ? b->names.data + p->heading : "";
    *name = (struct text){b->names.data + p->name, p->name_length};
    return slice;
}

static void empty_buffer(struct buffer *b)
{
    if (b->capacity > BUFFER_KEEP)
        buffer_free(b);
    buffer_reset(b);
}

void block_reset(struct block *b)
{
    empty_buffer(&b->bytes);
    empty_buffer(&b->names);
    empty_buffer(&b->json);
    empty_buffer(&b->cases);
    empty_buffer(&b->findings);
    b->count = 0;
    b->records = b->errors = b->left_out = 0;
}

void block_free(struct block *b)
{
    buffer_free(&b->bytes);
    buffer_free(&b->names);
    buffer_free(&b->json);
    buffer_free(&b->cases);
    buffer_free(&b->findings);
    free(b->pieces);
    *b = (struct block){0};
}

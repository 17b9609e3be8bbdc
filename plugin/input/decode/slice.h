/*
 * slice.h -- the bytes of one record, and where bytes come from.
 */
#ifndef INPUT_DECODE_SLICE_H
#define INPUT_DECODE_SLICE_H

#include "base/buffer.h"
#include "base/error.h"
#include "pack/pack.h"

enum encoding {
    ENCODING_NONE,
    ENCODING_UTF8,
    ENCODING_GB18030,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE
};

/* As the result shows it: "utf-8" ...; "" for NONE. */
const char *encoding_name(enum encoding e);

/* Why a source can give no more bytes. */
enum { SOURCE_FAILED = -1, SOURCE_BOMB = -2 };

/* Where bytes come from. */
struct source {
    /* Up to `room` bytes to out: how many, 0 at the end, SOURCE_FAILED or
     * SOURCE_BOMB (the reader ends there and says so). */
    ptrdiff_t (*read)(void *context, void *out, size_t room);
    void *context;
    enum encoding told; /* what the host says; NONE: the bytes decide */
    /* What people call the text's line; NULL: as it is counted. */
    uint32_t (*line)(void *context, uint32_t line);
};

/*
 * Marks: characters of plane 16 that replace, in a slice, what was mended, so
 * that the parser can say in which field it was. Real characters of that block
 * in the input are taken as undecodable.
 */
#define MARK_FIRST 0x10F000u
#define MARK_CONTROL 0x10F000u   /* + the control byte: 0x00 to 0x1F, 0x7F */
#define MARK_AMPERSAND 0x10F100u /* a bare & */
#define MARK_LESS 0x10F101u      /* a < that begins no markup: `<3cm` */
#define MARK_BAD 0x10F200u       /* + index into slice.bad, at most BAD_MAX-1 */
#define MARK_LAST 0x10F3FFu
#define BAD_MAX 256

/* A mark, or of the private use areas: values that hold one are looked
 * through (input/fields/marks.h). */
static inline bool is_odd_character(uint32_t c)
{
    return (c >= 0xE000 && c < 0xF900) || c >= 0x100000;
}

enum slice_trouble {
    SLICE_WHOLE,
    SLICE_CUT,      /* the source ends inside the record, or the next one
                       begins there */
    SLICE_TOO_LONG, /* more than max_record: bytes hold its head, at most
                       LIMIT_FIELD_BYTES of the source */
    SLICE_NOTHING,  /* no front page found in the source, or it is empty:
                       one such slice instead of none; bytes hold the first
                       1024 of the source */
    SLICE_NO_TABLE, /* the same, but a table: `heading` tells its columns */
    SLICE_ARCHIVE,  /* the source is a zip, gzip, 7z, tar ...: `batch` reads it
                     */
    SLICE_FOREIGN,  /* the same, but PDF, an OLE document ...: bytes say what,
                       in words */
    SLICE_NO_JSON,  /* JSON, and this build cannot read it */
    SLICE_UNREADABLE, /* the source failed */
    SLICE_NO_MEMORY,  /* there was no room for the record */
    SLICE_BOMB        /* the source unpacks to more than is believable */
};

struct slice {
    struct text bytes; /* the record's element or rows, clean UTF-8 with marks;
                          valid until the next reader_next */
    uint64_t offset;   /* of its first byte in the source */
    uint32_t line;     /* of its first byte, from 1 */
    uint32_t index;    /* records of the source, from 1 */
    uint8_t dialect;   /* row of DIALECT whose key tag was found */
    uint8_t encoding;  /* enum encoding of these bytes */
    uint8_t trouble;   /* enum slice_trouble */
    bool json;         /* bytes are the message's object, not an element */
    bool odd;          /* is_odd_character() is true of one of them */
    bool held;         /* tags are attributes' values: <field name="BAH"> */
    struct text heading; /* of a table (table/heading.h), whose rows the bytes
                            are; not empty then; valid as long as they are */
    char separator;      /* of the table's cells */
    uint32_t column;     /* of the first byte in its line, from 1; JSON only */
    bool switched;       /* encoding differs from the record before; never
                            for UTF-16 */
    /* Told on the first slice of a source only: */
    bool first;
    uint8_t declared; /* enum encoding the XML declaration names, GB2312,
                         GBK, CP936, GB18030 alike; NONE without one or
                         with a name that is not ours */
    bool bom;
    bool told;           /* the caller told the encoding: a label need not */
    uint32_t bad_count;  /* undecodable places, may exceed BAD_MAX */
    const uint64_t *bad; /* their offsets in the source, the decoder's */
    bool doctype; /* a DOCTYPE stood before this record; nothing of it counts */
    /* Elements with text, or rows of a table, that stood outside any record
     * before this one, and, if it is the last one, behind it (not of JSON). */
    uint32_t skipped, behind;
};

#endif

/*
 * limits.h -- every limit of the plugin, each with its reason.
 *
 * A limit that is reached is reported (by an STR finding or PREGROUP_E_LIMIT);
 * it is never a crash and never a silently cut answer.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Bytes of one record. A full 2012 page is 3 to 20 KB, a CDA page 90 KB. */
#define LIMIT_RECORD_BYTES (4u << 20)
/* Bytes of one field. The longest official field has 200 characters. */
#define LIMIT_FIELD_BYTES (64u << 10)
/* Nesting of elements in one record. CDA needs 15. */
#define LIMIT_DEPTH 64
/* Leaf elements and attributes in one record; 811 columns is the widest. */
#define LIMIT_FIELDS 8192
/* Rows of diagnoses or of procedures: 41 are official, vendors send more. */
#define LIMIT_ROWS 64
/* Digits of a number that count. No bill has more, and readers of JSON keep no
 * more in a binary number. */
#define LIMIT_DIGITS 15
/* Numbers in tags (JBDM99): rows beyond LIMIT_ROWS are counted, not kept. */
#define LIMIT_NUMBERS 99
/* Tags of one record that its dialect does not know: the others are counted.
 */
#define LIMIT_UNKNOWN 200
/* Findings of one record; beyond it one more says how many were left out. */
#define LIMIT_FINDINGS 512
/* Rules of a pack. */
#define LIMIT_RULES 8192
/* Candidates kept of one record's grouping. */
#define LIMIT_CANDIDATES 256
/* Bytes looked at to decide the encoding and to find the records. */
#define LIMIT_PROBE (1u << 20)
/* Records of one source; index and line are 32-bit in the ABI. */
#define LIMIT_RECORDS 0x7fffffffu
/* Memory of one record's arena and of one output. */
#define ARENA_BLOCK (64u << 10)
#define ARENA_KEEP (1u << 20)
#define ARENA_MAX (32u << 20)
/* Texts of all findings a host gets from one run. */
#define RESULT_MAX (256u << 20)
#define BUFFER_MAX (64u << 20)
/* Size of a pack file: the largest city so far makes 8 MB. */
#define LIMIT_PACK (256u << 20)
/* Values on the stack of one expression, nested list functions, positions of
 * one pattern (a 64-bit set). */
#define LIMIT_STACK 64
#define LIMIT_LOOPS 4
#define LIMIT_PATTERN 64

#endif

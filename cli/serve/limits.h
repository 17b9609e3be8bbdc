/*
 * limits.h -- every limit of the service, each with its reason. What meets one
 * is refused in words (problem+json); nothing is cut.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

/* Bytes that are sent to be checked: some 4,000 pages. More is for a batch. */
#define SERVE_BODY (16u << 20)
/* The same of all calls at one time. */
#define SERVE_BODIES (256u << 20)
/* Bytes of a request's head: /v1/check with a hundred verified lines. Each
 * connection has twice as much, which the library clears for each request. */
#define SERVE_HEAD (12u << 10)
/* Bytes of a form's part that are taken at a time. */
#define SERVE_FORM (32u << 10)
/* Bytes that are checked where the connection is served: more, and the others
 * of its thread would wait for milliseconds. */
#define SERVE_AT_ONCE (128u << 10)
/* What is not done at once: threads for it, and calls that wait for one. */
#define SERVE_WORKERS 4
#define SERVE_WAITING 64
/* A child that checks a workbook or writes a text: its time and memory. */
#define SERVE_CHILD_SECONDS 120
/* sanitizers take 20 TB of addresses */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SERVE_CHILD_BYTES RLIM_INFINITY
#else
#define SERVE_CHILD_BYTES (2ull << 30)
#endif
/* Its answer. */
#define SERVE_ANSWER (64u << 20)

/* Connections in all, and of one address where not only this machine can
 * call. Where 7/8 of them stand, those that wait for the longest time with no
 * request are closed. */
#define SERVE_CONNECTIONS 2048u
#define SERVE_PER_CLIENT 256u
/* A request and an answer have so many seconds, and one more for each
 * SERVE_SLOWEST bytes. */
#define SERVE_SECONDS 30
#define SERVE_SLOWEST (16u << 10)
/* Calls that run when the service is told to end have so many seconds. */
#define SERVE_END_SECONDS 60

/* A batch: bytes and files that are sent for it; those that come or run at one
 * time, and those whose results are kept. */
#define SERVE_UPLOAD (4ull << 30)
#define SERVE_UPLOAD_FILES 10000u
#define SERVE_BATCHES_RUNNING 4u
#define SERVE_BATCHES 64u

/* A line of the verified file, and the file. */
#define SERVE_VERIFIED_LINE 2048u
#define SERVE_VERIFIED (32u << 20)
/* Exports of a watched folder that are listed. */
#define SERVE_EXPORTS 2000u

/* Tokens of a file; characters of the shortest. */
#define SERVE_TOKENS 256u
#define SERVE_TOKEN_SHORTEST 16u

#endif

/*
 * libpq.h -- a PostgreSQL server, by libpq. The library is loaded by name: it
 * brings a dozen others along, which neither every start of the program nor
 * every machine needs.
 */
#ifndef BATCH_TABLES_LIBPQ_H
#define BATCH_TABLES_LIBPQ_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/text.h"

#define LIBPQ_FUNCTIONS(X)                                                     \
    X(PQconninfoParse)                                                         \
    X(PQconninfoFree)                                                          \
    X(PQconnectdbParams)                                                       \
    X(PQstatus)                                                                \
    X(PQerrorMessage)                                                          \
    X(PQfinish)                                                                \
    X(PQexec)                                                                  \
    X(PQresultStatus)                                                          \
    X(PQresultErrorField)                                                      \
    X(PQgetvalue)                                                              \
    X(PQclear)                                                                 \
    X(PQputCopyData)                                                           \
    X(PQputCopyEnd)                                                            \
    X(PQgetResult)                                                             \
    X(PQsetNoticeProcessor)

#define LIBPQ_MEMBER(function) __typeof__(function) *function;
struct server {
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
    PGconn *link;
    bool told; /* why something failed */
};

/* Connects to what a person wrote: postgresql://... or words such as
 * service=..., without a password. False after saying why not. Close it in
 * either case. */
bool server_open(struct server *s, const char *words);

/* Runs SQL; false after saying why not. */
bool server_run(struct server *s, const char *sql);

/* Copies the one value that a query gives, cut to `room`; false after saying
 * why there is none. */
bool server_ask(struct server *s, const char *sql, char *out, size_t room);

/* Rows in the text form of COPY: begun by its SQL, put, ended; where they are
 * not `good`, the server forgets them. False after saying why not. */
bool server_copy_begin(struct server *s, const char *sql);
bool server_copy_put(struct server *s, struct text rows);
bool server_copy_end(struct server *s, bool good);

void server_close(struct server *s);

#endif

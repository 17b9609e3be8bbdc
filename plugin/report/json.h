/*
 * json.h -- writing JSON: the pieces, without nesting checks.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "expr/expr.h"

/* A JSON string with quotes; t is UTF-8. */
void json_text(struct buffer *out, struct text t);

/* `"name":`, with a comma before it unless it follows an opening brace. Here,
 * as the length of nearly all names is known while compiling. */
static inline void json_name(struct buffer *out, struct text name)
{
    const char before = out->length != 0 ? out->data[out->length - 1] : '{';
    char *room = buffer_reserve(out, name.length + sizeof(",\"\":") - 1);
    char *at = room;

    if (room == NULL)
        return;
    if (before != '{' && before != '[')
        *at++ = ',';
    *at++ = '"';
    memcpy(at, name.at, name.length);
    at += name.length;
    *at++ = '"';
    *at++ = ':';
    *at = '\0';
    out->length += (size_t)(at - room);
}

static inline void json_key(struct buffer *out, const char *name)
{
    json_name(out, (struct text){name, strlen(name)});
}

/* A text, or null if !known. */
void json_text_or_null(struct buffer *out, struct text t, bool known);

/* A key with a text, or null if !known. */
static inline void json_text_member(struct buffer *out, const char *name,
                                    struct text t, bool known)
{
    json_key(out, name);
    json_text_or_null(out, t, known);
}

/* A number if not 0, else null. */
void json_index_member(struct buffer *out, const char *name, uint32_t n);

/* A value: number, text, or null if missing. */
void json_value(struct buffer *out, const struct value *v);

#endif

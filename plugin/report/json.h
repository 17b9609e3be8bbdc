/*
 * json.h -- writing JSON: the pieces, without nesting checks.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "expr/expr.h"

/* A JSON string with quotes; t is UTF-8. */
void json_text(struct buffer *out, struct text t);

/* `"name":`, with a comma before it unless it follows an opening brace. Inline,
 * as the length of nearly all names is known when this is compiled. */
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

/* The same for a text that is not known if it is empty. */
static inline void json_given_member(struct buffer *out, const char *name,
                                     struct text t)
{
    json_text_member(out, name, t, t.length != 0);
}

/* A key with a whole number. */
static inline void json_count_member(struct buffer *out, const char *name,
                                     uint64_t n)
{
    json_key(out, name);
    buffer_integer(out, (int64_t)n);
}

/* A number if not 0, else null. */
void json_index_member(struct buffer *out, const char *name, uint32_t n);

/* A decimal, or null if !known. */
void json_decimal_or_null(struct buffer *out, int128 n, bool known);

static inline void json_decimal_member(struct buffer *out, const char *name,
                                       int128 n, bool known)
{
    json_key(out, name);
    json_decimal_or_null(out, n, known);
}

/* A value: number, text, or null if missing or NULL. */
void json_value(struct buffer *out, const struct value *v);

static inline void json_value_member(struct buffer *out, const char *name,
                                     const struct value *v)
{
    json_key(out, name);
    json_value(out, v);
}

/* A member that is an array, whose elements come next. */
static inline void json_list_member(struct buffer *out, const char *name)
{
    json_key(out, name);
    buffer_char(out, '[');
}

/* A comma before an element, unless it is the first of its array. */
static inline void json_comma(struct buffer *out)
{
    if (out->length != 0 && out->data[out->length - 1] != '[')
        buffer_char(out, ',');
}

/* Opens an object: as an element, or as a member. */
static inline void json_item(struct buffer *out)
{
    json_comma(out);
    buffer_char(out, '{');
}

static inline void json_object_member(struct buffer *out, const char *name)
{
    json_key(out, name);
    buffer_char(out, '{');
}

#endif

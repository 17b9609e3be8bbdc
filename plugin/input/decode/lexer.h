/*
 * lexer.h -- markup in raw bytes, as far as cutting needs it.
 *
 * Works on UTF-8 and GB18030 alike and forgives what exporters do: a bare
 * `<` is text, a tag without `>` ends before the next `<`, an attribute
 * without its closing quote ends its tag. Pure functions; any thread.
 */
#ifndef INPUT_DECODE_LEXER_H
#define INPUT_DECODE_LEXER_H

#include "base/text.h"

enum token_kind {
    TOKEN_NONE, /* no more bytes */
    TOKEN_TEXT,
    TOKEN_START,
    TOKEN_EMPTY, /* <a/> */
    TOKEN_END,
    TOKEN_CDATA,
    TOKEN_COMMENT,
    TOKEN_OTHER, /* <?...>, <!...> */
    TOKEN_PARTIAL_START,
    TOKEN_PARTIAL_CDATA,
    TOKEN_PARTIAL_COMMENT,
    TOKEN_PARTIAL /* the bytes end inside any other markup */
};

struct token {
    enum token_kind kind;
    size_t begin, end; /* in the text */
    struct text name;  /* of START, EMPTY, END; PARTIAL_START if complete */
    bool blank;        /* of TEXT, CDATA: nothing but blanks and BOMs */
};

struct attribute {
    struct text name, value;
};

/* The token at t[at]. Text runs to the next markup or the end of t. */
struct token token_next(struct text t, size_t at);

/* True if the bytes end inside the token. */
bool token_partial(const struct token *token);

/*
 * The next attribute of a start tag in t, also of a partial one. *at is
 * token.begin at first; false if there are no more.
 */
bool token_attribute(struct text t, const struct token *token, size_t *at,
                     struct attribute *out);

/* Position behind the start tag at t[at], which a `<` and a name begin;
 * *empty if it ends in `/>`. 0 if t ends in the tag. */
size_t tag_end(struct text t, size_t at, bool *empty);

/* Where the next `<name` or `</name` begins in t from `from` on, with the byte
 * behind it, which ends the name; t.length if there is none. */
size_t find_tag(struct text t, size_t from, struct text name);

/* A byte that may stand behind a name: blank, `/`, `>`. */
bool name_ends(char c);

/* The name without its prefix. */
struct text name_local(struct text name);

/* Length of the blanks that t begins with; byte order marks are blanks. */
size_t blank_length(struct text t);

#endif

/*
 * compile.h -- the compiler of expressions (inside compile/expr).
 *
 * One pass: the parser descends through the operators and writes each
 * instruction as soon as its operands are written. Every parse function returns
 * false with compiler->mistake set; the first mistake ends the compilation.
 */
#ifndef COMPILE_EXPR_COMPILE_H
#define COMPILE_EXPR_COMPILE_H

#include "base/error.h"
#include "compile/expr/expression.h"
#include "expr/expr.h"
#include "expr/instr.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_NUMBER,
    TOKEN_TEXT, /* with its quotes */
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_NOT,
    TOKEN_IN,
    TOKEN_RELATION, /* symbol: bits of enum relation */
    TOKEN_SIGN,     /* symbol: the character */
    TOKEN_WRONG     /* symbol: enum wrong_token */
};

enum wrong_token {
    WRONG_CHARACTER,
    WRONG_QUOTE,  /* ' without its end */
    WRONG_NUMBER, /* letters directly behind digits */
    WRONG_SIGN    /* == <> && || ! of other languages */
};

struct token {
    enum token_kind kind;
    unsigned symbol;
    size_t at, length; /* bytes in the source */
};

/* What a piece of the source was compiled to. */
struct operand {
    enum value_type type;
    uint8_t field_type; /* of a code: enum field_type, FIELD_TYPES if mixed */
    bool sure;          /* a boolean that is never missing */
    bool single;        /* one instruction that only reads */
    uint32_t start;     /* its first instruction */
    size_t at;          /* in the source */
};

struct compiler {
    const struct expr_scope *scope;
    struct expr_pool *pool;
    struct expr_mistake *mistake;
    struct text source;
    struct token token; /* the next one */
    size_t list_end;    /* where a list without parentheses ended */
    bool list_long;     /* one with several items in this call */
    const char *texts;  /* of the scope; NULL: pool->strings */
    size_t before;      /* bytes of pool->instrs before this expression */
    unsigned depth, deepest, nesting;
    unsigned level;             /* open loops */
    uint8_t loops[LIMIT_LOOPS]; /* enum record_list of each */
};

/* ---- lex.c ------------------------------------------------------------ */

/* The token at or behind byte `at`; pure. */
struct token token_at(struct text source, size_t at);

/* The first byte at or behind `at` that is no blank. */
size_t skip_blanks(struct text source, size_t at);

/* Reads the next token; false if it is WRONG. */
bool advance(struct compiler *c);

/* Goes on behind byte `at`. */
bool advance_from(struct compiler *c, size_t at);

bool is_sign(const struct compiler *c, char sign);

/* Takes a sign, which messages call `wanted`. */
bool expect(struct compiler *c, char sign, const char *wanted);

struct text token_text(const struct compiler *c, struct token t);

bool is_word_letter(char c);

/* ---- mistake.c -------------------------------------------------------- */

/* Notes what is wrong at byte `at` of the source; always false. */
bool mistake(struct compiler *c, size_t at, const char *format, ...)
    ERROR_FORMAT(3, 4);

/* "这里应是<wanted>，却是……<note>" at the next token; always false. */
bool unexpected(struct compiler *c, const char *wanted, const char *note);

/* Out of memory; always false. */
bool no_memory(struct compiler *c);

/* 数字, 文本, ... */
const char *type_name(unsigned type);

/* The operand is not of the type wanted for `what`; always false. */
bool wrong_type(struct compiler *c, const struct operand *o, unsigned wanted,
                const char *what);

/* Length of t as printf's int, cut to what a message has room for. */
int shown_length(struct text t);
#define SHOWN(t) shown_length(t), (t).at

/* ---- emit.c ----------------------------------------------------------- */

/* Instructions written so far of this expression, and the n-th of them. */
uint32_t instr_count(const struct compiler *c);
struct pack_instr *instr_at(const struct compiler *c, uint32_t n);

/* Writes an instruction and counts the stack. */
bool emit(struct compiler *c, unsigned op, unsigned a, unsigned b,
          uint32_t operand);

/* Takes back the instruction at n; no jump may stand behind it or lead there.
 */
void emit_remove(struct compiler *c, uint32_t n);

/* Writes a jump and adds it to a chain (0 at first); land makes all jumps of
 * the chain lead to the next instruction. */
bool emit_jump(struct compiler *c, unsigned op, uint32_t *chain);
void emit_land(struct compiler *c, uint32_t chain);

/* Rows of the pool; *row is the row's number. */
bool pool_number(struct compiler *c, int128 n, uint32_t *row);
bool pool_text(struct compiler *c, struct text t, uint32_t *row);
bool pool_range(struct compiler *c, struct code_range range, uint32_t *row);

/* A text token without its quotes ('' is '), as a row of TEXT_REF. */
bool pool_literal(struct compiler *c, struct token token, uint32_t *row);

/* The text of a row that pool_literal gave; until the next append. */
struct text pool_text_at(const struct compiler *c, uint32_t row);

/* The number of a row that pool_number gave. */
int128 pool_number_at(const struct compiler *c, uint32_t row);

/* Makes the value (0 top, 1 below) a text if it is a code. */
bool emit_to_text(struct compiler *c, struct operand *o, unsigned depth);

/* ---- names.c ---------------------------------------------------------- */

/* Reads a name, `list[n].column` or `this.column`. */
bool parse_name(struct compiler *c, struct operand *out);

/* Reads the name of a list as an argument. */
bool parse_list_name(struct compiler *c, enum record_list *out);

/* A text of the scope's tables. */
struct text scope_text(const struct compiler *c, struct pack_text t);

/* Number of the table of weights of that name, PACK_NONE if there is none. */
uint32_t weights_named(const struct compiler *c, struct text name);

/* Writes "；是不是“…”？" for the known name nearest to `name`, or nothing. */
void suggest(const struct compiler *c, struct text name, bool functions,
             char *out, size_t size);

/* ---- parse.c ---------------------------------------------------------- */

bool parse_expression(struct compiler *c, struct operand *out);

/* Reads an expression that must be of the type; a code becomes a text. */
bool parse_typed(struct compiler *c, unsigned type, const char *what,
                 struct operand *out);

/* Brings an operand on top to the type, or says what is wrong. */
bool convert(struct compiler *c, struct operand *o, unsigned type,
             const char *what);

/* Missing booleans become false. */
bool emit_sure(struct compiler *c, struct operand *o);

/* ---- items.c ---------------------------------------------------------- */

/* Reads the list behind `in`, which is the next token. */
bool parse_in(struct compiler *c, struct operand *left);

/* ---- functions.c, forms.c --------------------------------------------- */

struct function {
    const char *name;
    /* Types of the arguments, one letter each: n number, t text, d date,
     * g diagnosis, p procedure, c either code, f field, k field of a code,
     * x field with a dictionary. NULL: `parse` reads them. */
    const char *takes;
    enum value_type type;
    unsigned op;
    bool (*parse)(struct compiler *c, const struct function *f,
                  struct operand *out);
    const char *usage; /* for messages */
};

/* NULL if there is none. */
const struct function *function_find(struct text name);

/* All functions, for suggestions; NULL behind the last. */
const struct function *function_at(unsigned n);

/* The next token is a name with an opening parenthesis behind it. */
bool is_call(const struct compiler *c);

/* Reads a whole call; the function's name is the next token. */
bool parse_call(struct compiler *c, struct operand *out);

/* Takes the comma between arguments, or the closing parenthesis. */
bool expect_comma(struct compiler *c, const struct function *f);
bool expect_close(struct compiler *c, const struct function *f);

/* Functions whose arguments are special. */
bool form_if(struct compiler *, const struct function *, struct operand *);
bool form_extreme(struct compiler *, const struct function *, struct operand *);
bool form_round(struct compiler *, const struct function *, struct operand *);
bool form_default(struct compiler *, const struct function *, struct operand *);
bool form_ask(struct compiler *, const struct function *, struct operand *);
bool form_date(struct compiler *, const struct function *, struct operand *);
bool form_matches(struct compiler *, const struct function *, struct operand *);
bool form_shown(struct compiler *, const struct function *, struct operand *);
bool form_weights(struct compiler *, const struct function *, struct operand *);
bool form_lookup(struct compiler *, const struct function *, struct operand *);
bool form_loop(struct compiler *, const struct function *, struct operand *);

#endif

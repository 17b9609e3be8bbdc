#include "compile/expr/compile.h"

static bool begins_word(char c)
{
    return is_letter(c) || c == '_';
}

bool is_word_letter(char c)
{
    return begins_word(c) || is_digit(c);
}

/* The byte at `at`, 0 behind the end. */
static char byte_at(struct text source, size_t at)
{
    return at < source.length ? source.at[at] : 0;
}

size_t skip_blanks(struct text source, size_t at)
{
    while (at < source.length &&
           (source.at[at] == ' ' || source.at[at] == '\t' ||
            source.at[at] == '\n' || source.at[at] == '\r'))
        at++;
    return at;
}

static enum token_kind word_kind(struct text word)
{
    if (text_equal(word, TEXT("or")))
        return TOKEN_OR;
    if (text_equal(word, TEXT("and")))
        return TOKEN_AND;
    if (text_equal(word, TEXT("not")))
        return TOKEN_NOT;
    if (text_equal(word, TEXT("in")))
        return TOKEN_IN;
    return TOKEN_NAME;
}

static void lex_word(struct text source, struct token *t)
{
    while (is_word_letter(byte_at(source, t->at + t->length)))
        t->length++;
    t->kind = word_kind((struct text){source.at + t->at, t->length});
}

static void lex_number(struct text source, struct token *t)
{
    t->kind = TOKEN_NUMBER;
    while (is_digit(byte_at(source, t->at + t->length)))
        t->length++;
    if (byte_at(source, t->at + t->length) == '.' &&
        is_digit(byte_at(source, t->at + t->length + 1))) {
        t->length++;
        while (is_digit(byte_at(source, t->at + t->length)))
            t->length++;
    }
    if (!begins_word(byte_at(source, t->at + t->length)))
        return;
    *t = (struct token){TOKEN_WRONG, WRONG_NUMBER, t->at, t->length};
    while (is_word_letter(byte_at(source, t->at + t->length)))
        t->length++;
}

static void lex_text(struct text source, struct token *t)
{
    size_t at = t->at + 1;

    while (at < source.length) {
        if (source.at[at++] != '\'')
            continue;
        if (byte_at(source, at) != '\'') {
            t->kind = TOKEN_TEXT;
            t->length = at - t->at;
            return;
        }
        at++;
    }
    *t = (struct token){TOKEN_WRONG, WRONG_QUOTE, t->at, 1};
}

/* Operators of two characters; false if there is none here. */
static bool lex_pair(struct text source, struct token *t)
{
    static const struct {
        char pair[3];
        uint8_t kind;
        uint8_t symbol;
    } table[] = {
        {"!=", TOKEN_RELATION, RELATION_LESS | RELATION_GREATER},
        {"<=", TOKEN_RELATION, RELATION_LESS | RELATION_EQUAL},
        {">=", TOKEN_RELATION, RELATION_GREATER | RELATION_EQUAL},
        {"==", TOKEN_WRONG, WRONG_SIGN},
        {"<>", TOKEN_WRONG, WRONG_SIGN},
        {"&&", TOKEN_WRONG, WRONG_SIGN},
        {"||", TOKEN_WRONG, WRONG_SIGN},
    };

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (byte_at(source, t->at) != table[i].pair[0] ||
            byte_at(source, t->at + 1) != table[i].pair[1])
            continue;
        *t = (struct token){(enum token_kind)table[i].kind, table[i].symbol,
                            t->at, 2};
        return true;
    }
    return false;
}

static void lex_sign(struct text source, struct token *t)
{
    t->length = 1;
    t->symbol = (unsigned char)source.at[t->at];
    switch (source.at[t->at]) {
    case '=':
        *t = (struct token){TOKEN_RELATION, RELATION_EQUAL, t->at, 1};
        break;
    case '<':
        *t = (struct token){TOKEN_RELATION, RELATION_LESS, t->at, 1};
        break;
    case '>':
        *t = (struct token){TOKEN_RELATION, RELATION_GREATER, t->at, 1};
        break;
    case '(':
    case ')':
    case '[':
    case ']':
    case ',':
    case '.':
    case '+':
    case '-':
    case '*':
    case '/':
        t->kind = TOKEN_SIGN;
        break;
    case '!':
    case '&':
    case '|':
        *t = (struct token){TOKEN_WRONG, WRONG_SIGN, t->at, 1};
        break;
    default:
        *t = (struct token){TOKEN_WRONG, WRONG_CHARACTER, t->at, 0};
        while (t->at + t->length < source.length && t->length == 0) {
            size_t next = t->at;

            text_next(source, &next);
            t->length = next - t->at;
        }
    }
}

struct token token_at(struct text source, size_t at)
{
    struct token t = {TOKEN_END, 0, skip_blanks(source, at), 0};

    if (t.at >= source.length)
        return t;
    if (begins_word(source.at[t.at]))
        lex_word(source, &t);
    else if (is_digit(source.at[t.at]))
        lex_number(source, &t);
    else if (source.at[t.at] == '\'')
        lex_text(source, &t);
    else if (!lex_pair(source, &t))
        lex_sign(source, &t);
    return t;
}

/* ---- wrong tokens in words -------------------------------------------- */

static bool wrong_sign(struct compiler *c, struct text t)
{
    const char *right = t.at[0] == '='   ? "等于写一个“=”"
                        : t.at[0] == '<' ? "不等于写“!=”"
                        : t.at[0] == '!' ? "“不”写 not，不等于写“!=”"
                        : t.at[0] == '&' ? "“并且”写 and"
                                         : "“或者”写 or";

    return mistake(c, c->token.at, "没有“%.*s”这个符号：%s", SPELL(t), right);
}

/* Signs of the Chinese keyboard and what was meant. */
static bool wrong_character(struct compiler *c, struct text t)
{
    size_t at = 0;
    const uint32_t sign = text_next(t, &at);

    if (sign == '"' || (sign >= 0x2018 && sign <= 0x201F) || sign == 0xFF07)
        return mistake(c, c->token.at, "文本要用半角单引号括起来，如 '1'");
    if (sign == 0x3000 || sign == 0xA0)
        return mistake(c, c->token.at, "这里有一个全角空格，请改用半角空格");
    if (sign > 0xFF00 && sign < 0xFF5F)
        return mistake(c, c->token.at, "“%.*s”是全角字符，请改成半角的“%c”",
                       SPELL(t), (int)(sign - 0xFEE0));
    if (sign == 0x3001)
        return mistake(c, c->token.at, "“、”不能用，并列的各项用半角逗号分开");
    if (sign < ' ')
        return mistake(c, c->token.at, "这里有一个控制字符（%u）",
                       (unsigned)sign);
    return mistake(c, c->token.at,
                   "不认识的字符“%.*s”；文本要用单引号括起来，如 '手术'",
                   SPELL(t));
}

static bool wrong_token(struct compiler *c)
{
    const struct text t = token_text(c, c->token);

    switch (c->token.symbol) {
    case WRONG_QUOTE:
        return mistake(c, c->token.at, "这个单引号没有配上结束的单引号");
    case WRONG_NUMBER:
        return mistake(c, c->token.at,
                       "“%.*s”不是数字；若是编码，写作 code in %.*s 或加单引号",
                       SHOWN(t), SHOWN(t));
    case WRONG_SIGN:
        return wrong_sign(c, t);
    default:
        return wrong_character(c, t);
    }
}

/* ---- reading on ------------------------------------------------------- */

struct text token_text(const struct compiler *c, struct token t)
{
    return (struct text){c->source.at + t.at, t.length};
}

bool advance_from(struct compiler *c, size_t at)
{
    c->token = token_at(c->source, at);
    return c->token.kind != TOKEN_WRONG || wrong_token(c);
}

bool advance(struct compiler *c)
{
    return advance_from(c, c->token.at + c->token.length);
}

bool is_sign(const struct compiler *c, char sign)
{
    return c->token.kind == TOKEN_SIGN &&
           c->token.symbol == (unsigned char)sign;
}

bool expect(struct compiler *c, char sign, const char *wanted)
{
    return is_sign(c, sign) ? advance(c) : unexpected(c, wanted, "");
}

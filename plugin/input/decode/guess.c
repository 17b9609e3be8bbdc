#include "input/decode/guess.h"

#include <string.h>

#include "input/decode/decode.h"
#include "input/decode/lexer.h"
#include "input/decode/utf8.h"

static const struct {
    struct text name;
    uint8_t encoding;
} labels[] = {
    {{"utf-8", 5}, ENCODING_UTF8},
    {{"utf8", 4}, ENCODING_UTF8},
    {{"gb18030", 7}, ENCODING_GB18030},
    {{"gbk", 3}, ENCODING_GB18030},
    {{"gb2312", 6}, ENCODING_GB18030},
    {{"cp936", 5}, ENCODING_GB18030},
    {{"ms936", 5}, ENCODING_GB18030},
    {{"windows-936", 11}, ENCODING_GB18030},
    {{"x-gbk", 5}, ENCODING_GB18030},
    {{"gb_2312-80", 10}, ENCODING_GB18030},
    {{"euc-cn", 6}, ENCODING_GB18030},
    {{"utf-16", 6}, ENCODING_UTF16LE},
    {{"utf-16le", 8}, ENCODING_UTF16LE},
    {{"utf-16be", 8}, ENCODING_UTF16BE},
};

static uint8_t label_encoding(struct text label)
{
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (text_equal_fold(labels[i].name, label))
            return labels[i].encoding;
    return ENCODING_NONE;
}

static uint8_t read_declaration(struct text t)
{
    const struct token token = token_next(t, blank_length(t));
    const struct text markup = {t.at + token.begin, token.end - token.begin};
    if (token.kind != TOKEN_OTHER || !text_starts(markup, TEXT("<?xml")))
        return ENCODING_NONE;
    struct attribute attribute;
    size_t at = token.begin;
    while (token_attribute(t, &token, &at, &attribute))
        if (text_equal(attribute.name, TEXT("encoding")))
            return label_encoding(text_trim(attribute.value));
    return ENCODING_NONE;
}

/* From the bytes, with a name that settles what they leave open. */
static uint8_t decide_encoding(struct text t, uint8_t named)
{
    const struct text whole = {t.at, utf8_whole(t)};
    size_t wide;
    if (utf8_faults(whole, 1, &wide) == 0)
        return wide == 0 && named == ENCODING_GB18030 ? ENCODING_GB18030
                                                      : ENCODING_UTF8;
    return decode_compare(whole) > 0 ? ENCODING_UTF8 : ENCODING_GB18030;
}

struct guess guess_encoding(struct text t, uint8_t units, uint8_t told)
{
    const bool utf8_bom = text_starts(t, TEXT("\xEF\xBB\xBF"));
    const bool gb_bom = text_starts(t, TEXT("\x84\x31\x95\x33"));
    struct guess guess = {.declared = read_declaration(t),
                          .bom = utf8_bom ? 3
                                 : gb_bom ? 4
                                          : 0};
    if (units == ENCODING_UTF16LE || units == ENCODING_UTF16BE) {
        guess.encoding = units;
        /* `UTF-16` names either order of bytes. */
        if (guess.declared == ENCODING_UTF16LE ||
            guess.declared == ENCODING_UTF16BE)
            guess.declared = units;
    } else if (guess.bom != 0)
        guess.encoding = utf8_bom ? ENCODING_UTF8 : ENCODING_GB18030;
    else
        guess.encoding =
            decide_encoding(t, told != ENCODING_NONE ? told : guess.declared);
    return guess;
}

struct magic {
    size_t at;
    struct text bytes;
    const char *foreign; /* what it is; NULL: an archive */
};

static const char office[] = "Office 文档（xlsx、docx、ods 等）";

static const struct magic magics[] = {
    {30, {"[Content_Types].xml", 19}, office}, /* in a zip, its first name */
    {30, {"_rels/", 6}, office},
    {30, {"docProps/", 9}, office},
    {30, {"xl/", 3}, office},
    {30, {"mimetypeapplication/vnd.oasis", 29}, office},
    {0, {"PK\3\4", 4}, NULL},
    {0, {"PK\5\6", 4}, NULL},
    {0, {"\x1F\x8B", 2}, NULL},
    {0, {"7z\xBC\xAF\x27\x1C", 6}, NULL},
    {0,
     {"\xFD"
      "7zXZ\0",
      6},
     NULL},
    {0, {"BZh", 3}, NULL},
    {0, {"\x28\xB5\x2F\xFD", 4}, NULL}, /* zstd */
    {0, {"Rar!\x1A\7", 6}, NULL},
    {257, {"ustar", 5}, NULL},
    {0, {"%PDF", 4}, "PDF"},
    {0,
     {"\xD0\xCF\x11\xE0", 4},
     "旧格式的 Office 文档（xls、et、doc）或加了密码的工作簿"},
    {0, {"MIME-Version:", 13}, "网页归档（mht）"},
    {0, {"{\\rtf", 5}, "RTF 文档"},
};

static bool stands_at(struct text head, size_t at, struct text bytes)
{
    return head.length >= at && text_starts(text_behind(head, at), bytes);
}

/* NULL for what is text. */
static const struct magic *find_magic(struct text head)
{
    for (size_t i = 0; i < COUNT_OF(magics); i++) {
        const struct magic *m = &magics[i];

        if (stands_at(head, m->at, m->bytes) &&
            (m->at != 30 || text_starts(head, TEXT("PK\3\4"))))
            return m;
    }
    return NULL;
}

enum slice_trouble guess_format(const unsigned char *head, size_t length)
{
    const struct magic *m =
        find_magic((struct text){(const char *)head, length});

    return m == NULL            ? SLICE_WHOLE
           : m->foreign == NULL ? SLICE_ARCHIVE
                                : SLICE_FOREIGN;
}

struct text guess_foreign(const unsigned char *head, size_t length)
{
    const struct magic *m =
        find_magic((struct text){(const char *)head, length});

    return text_of(m != NULL ? m->foreign : NULL);
}

/* True if a value may begin here that stands in an array: `[病案号]` and
 * `[BAH]` are names of columns. */
static bool begins_value(struct text t)
{
    const size_t at = blank_length(t);
    const struct text rest = text_behind(t, at);

    return rest.length == 0 ||
           ((unsigned char)*rest.at < 0x80 && !is_letter(*rest.at)) ||
           text_starts(rest, TEXT("true")) ||
           text_starts(rest, TEXT("false")) || text_starts(rest, TEXT("null"));
}

bool guess_json(struct text t)
{
    const size_t at = blank_length(t);

    return at < t.length &&
           (t.at[at] == '{' ||
            (t.at[at] == '[' && begins_value(text_behind(t, at + 1))));
}

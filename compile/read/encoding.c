/* Texts as they come: UTF-8, UTF-16 with its mark, GB18030, made UTF-8. */
#include <string.h>

#include "base/gb18030.h"
#include "compile/read/source.h"

#define NO_CHARACTER 0xffffffffu

/* Where t stops being UTF-8; its length if it is all UTF-8. */
static size_t utf8_end(struct text t)
{
    size_t at = 0;

    while (at < t.length) {
        const size_t before = at;

        if (text_next(t, &at) == 0xfffd && at - before == 1)
            return before;
    }
    return at;
}

static uint32_t line_at(struct text t, size_t at)
{
    uint32_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += t.at[i] == '\n';
    return line;
}

/* t as UTF-8 to *out; where it stops being GB18030, else its length. */
static size_t from_gb18030(struct text t, struct buffer *out)
{
    unsigned length;
    size_t at = 0;

    for (; at < t.length; at += length) {
        const uint32_t c = gb18030_next(t, at, &length);
        char utf8[4];

        if (c == NO_CHARACTER)
            break;
        buffer_put(out, utf8, text_put(c, utf8));
    }
    return at;
}

static void take_converted(struct buffer *bytes, struct buffer *converted)
{
    buffer_free(bytes);
    *bytes = *converted;
}

/* Text of either encoding becomes UTF-8; false after a fault at the place
 * that the better guess reaches. */
static bool to_utf8(struct build *b, const char *path, struct buffer *bytes)
{
    const struct text t = buffer_view(bytes);
    const size_t utf8 = utf8_end(t);
    struct buffer out = {0};
    size_t end;

    if (utf8 == t.length)
        return true;
    end = from_gb18030(t, &out);
    if (end < t.length) {
        end = end > utf8 ? end : utf8;
        fault_add(b->faults, (struct place){path, line_at(t, end), 0, NULL},
                  "请另存为 UTF-8 或 GB18030 编码的文本",
                  "既不是 UTF-8 也不是 GB18030，第 %zu 字节读不出", end + 1);
        buffer_free(&out);
        return false;
    }
    take_converted(bytes, &out);
    return true;
}

/* ---- UTF-16 -------------------------------------------------------------- */

struct utf16 {
    struct text t;
    size_t at;
    bool big;
};

static uint32_t unit(struct utf16 *u)
{
    const unsigned char *p = (const unsigned char *)u->t.at + u->at;

    u->at += 2;
    return u->big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* The next code point; NO_CHARACTER for half a pair. */
static uint32_t next16(struct utf16 *u)
{
    const uint32_t c = unit(u);
    uint32_t low;

    if (c < 0xd800 || c > 0xdfff)
        return c;
    if (c > 0xdbff || u->t.length - u->at < 2)
        return NO_CHARACTER;
    low = unit(u);
    return low < 0xdc00 || low > 0xdfff
               ? NO_CHARACTER
               : 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* What Excel calls "Unicode text", with its mark. */
static bool from_utf16(struct build *b, const char *path, struct buffer *bytes)
{
    struct utf16 u = {buffer_view(bytes), 2,
                      (unsigned char)bytes->data[0] == 0xfe};
    struct buffer out = {0};
    bool good = u.t.length % 2 == 0;

    while (good && u.at < u.t.length) {
        const uint32_t c = next16(&u);
        char utf8[4];

        good = c != NO_CHARACTER && c != 0;
        if (good)
            buffer_put(&out, utf8, text_put(c, utf8));
    }
    if (good && !out.failed) {
        take_converted(bytes, &out);
        return true;
    }
    fault_add(b->faults, (struct place){path, 0, 0, NULL},
              "请在表格软件里另存为“CSV UTF-8（逗号分隔）”",
              "UTF-16 文本不完整，第 %zu 字节读不出", u.at);
    buffer_free(&out);
    return false;
}

/* ---- any of them --------------------------------------------------------- */

/* A page that was saved, or is named .xls. */
static bool is_html(struct text t)
{
    static const char *const begins[] = {"<html", "<!doctype html", "<table",
                                         "<meta"};

    if (text_starts(t, TEXT("\xef\xbb\xbf")))
        t = text_behind(t, 3);
    t = text_trim(t);
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        const struct text b = text_of(begins[i]);

        if (t.length > b.length && text_equal_fold(text_head(t, b.length), b))
            return true;
    }
    return false;
}

/* Files that are no table at all, by how they begin. */
static const char *foreign_format(struct text t)
{
    if (text_starts(t, TEXT("PK\x03\x04")))
        return "是 XLSX 或压缩文件，不是文本";
    if (text_starts(t, TEXT("\xd0\xcf\x11\xe0")))
        return "是旧版 Excel（.xls）或加了密码的文件";
    if (text_starts(t, TEXT("%PDF-")))
        return "是 PDF，不是表格；请向医保局要表格文件";
    if (is_html(t))
        return "是网页（HTML），不是表格";
    return t.length > 0 && memchr(t.at, 0, t.length) != NULL
               ? "含有空字节，不是文本文件"
               : NULL;
}

static void drop_mark(struct buffer *bytes)
{
    if (!text_starts(buffer_view(bytes), TEXT("\xef\xbb\xbf")))
        return;
    memmove(bytes->data, bytes->data + 3, bytes->length - 3);
    bytes->length -= 3;
    bytes->data[bytes->length] = '\0';
}

bool source_text(struct build *b, const char *path, struct buffer *bytes)
{
    const struct text t = buffer_view(bytes);
    const char *what;

    if (text_starts(t, TEXT("\xff\xfe")) || text_starts(t, TEXT("\xfe\xff")))
        return from_utf16(b, path, bytes);
    what = foreign_format(t);
    if (what != NULL) {
        fault_add(b->faults, (struct place){path, 0, 0, NULL},
                  "请在表格软件里另存为 XLSX（不加密码）或“CSV UTF-8（逗号"
                  "分隔）”",
                  "%s", what);
        return false;
    }
    drop_mark(bytes);
    return to_utf8(b, path, bytes);
}

#include "record/read.h"

#include "base/bytes.h"

#define ODD_BYTES 64 /* a text with more is no code */

/* Letters of other alphabets beside the ASCII ones they look like, in the order
 * of the characters. */
struct look_alikes {
    uint32_t first;
    const char *latin; /* from `first` on; `_`: looks like none */
    const char *name;
};

static const struct look_alikes alphabets[] = {
    {0x391, "AB__EZH_IK_MN_O_P__TY_X", "希腊字母"},
    {0x3BF, "o_______x", "希腊字母"},
    {0x405, "SI_J", "西里尔字母"},
    {0x410, "A_B__E____K_MHO_PCTY_X", "西里尔字母"},
    {0x430, "a____e________o_pc_y_x", "西里尔字母"},
    {0x455, "si_j", "西里尔字母"},
    {0x2169, "X", "罗马数字"},
    {0x2179, "x", "罗马数字"},
};

static const struct {
    uint32_t sign;
    char is;
    const char *name;
} signs[] = {
    {0xD7, 'x', "乘号"},     {0x2715, 'x', "乘号"},   {0x2716, 'x', "乘号"},
    {0x3002, '.', "句号"},   {0xFF61, '.', "句号"},   {0xB7, '.', "间隔号"},
    {0x2022, '.', "间隔号"}, {0x2024, '.', "间隔号"}, {0x2027, '.', "间隔号"},
    {0x2219, '.', "间隔号"}, {0x22C5, '.', "间隔号"}, {0x30FB, '.', "间隔号"},
    {0x3001, ',', "顿号"},   {0x2020, '+', "剑号"},   {0x2217, '*', "星号"},
    {0xA0, ' ', "空格"},     {0xAD, ' ', "空格"},     {0x3000, ' ', "空格"},
    {0x2060, ' ', "空格"},   {0xFEFF, ' ', "空格"},
};

/* What the character stands for in a code, and what it is called; itself and
 * NULL for all that may stand there. */
static uint32_t sign_of(uint32_t c, const char **name)
{
    *name = NULL;
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (c == signs[i].sign) {
            *name = signs[i].name;
            return (uint32_t)signs[i].is;
        }
    if (c <= ' ' || (c >= 0x2000 && c <= 0x200F)) {
        *name = "空格";
        return ' ';
    }
    for (size_t i = 0; i < COUNT_OF(alphabets); i++) {
        const struct look_alikes *a = &alphabets[i];
        const struct text latin = text_of(a->latin);
        if (c < a->first || c - a->first >= latin.length ||
            latin.at[c - a->first] == '_')
            continue;
        *name = a->name;
        return (uint32_t)latin.at[c - a->first];
    }
    return c;
}

bool read_has_signs(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.at[i] >= 0x80 || is_blank(t.at[i]))
            return true;
    return false;
}

struct text read_signs(struct arena *arena, struct text t)
{
    char *out = t.length <= ODD_BYTES ? arena_alloc(arena, t.length + 1) : NULL;
    const char *name;
    size_t at = 0, length = 0;

    if (out == NULL)
        return t;
    while (at < t.length)
        length += text_put(sign_of(text_next(t, &at), &name), out + length);
    return text_trim((struct text){out, length});
}

struct text read_first_sign(struct text t, const char **name)
{
    size_t at = 0, from = 0;
    uint32_t is = 0;
    const char *found;

    *name = "";
    while (at < t.length && (is == 0 || is == ' ')) {
        const size_t here = at;
        const uint32_t c = sign_of(text_next(t, &at), &found);
        if (found == NULL)
            continue;
        is = c;
        *name = found;
        from = here;
    }
    return text_slice(t, from, is == 0 || is == ' ' ? from : at);
}

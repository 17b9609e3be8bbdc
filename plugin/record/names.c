#include "record/names.h"

#include "base/personal.h"
#include "pack/pack.h"

/* ---- words --------------------------------------------------------------- */

static bool is_made_of(struct text word, struct text characters)
{
    for (size_t at = 0, next = 0; at < word.length; at = next) {
        text_next(word, &next);
        if (!text_contains(characters, text_slice(word, at, next)))
            return false;
    }
    return true;
}

/* 约一千, 三十岁: a number in words. */
static bool is_number(struct text word)
{
    return is_made_of(word, TEXT("一二三四五六七八九十百千万零两半几"
                                 "约多余元岁年月日周天次时分上下前后第"));
}

/* True if the word is a part of the name of a department in the field's
 * dictionary: 血液, 心血管内. */
static bool names_department(const struct pack *p,
                             const struct pack_field *field, struct text word)
{
    const struct pack_range entries =
        PACK_ROW(p, SECTION_DICTIONARY, pack_dictionary, field->dictionary)
            ->entries;

    for (uint32_t i = 0; i < entries.count; i++)
        if (text_contains(pack_text(p, PACK_ROW(p, SECTION_ENTRY, pack_entry,
                                                entries.first + i)
                                           ->name),
                          word))
            return true;
    return false;
}

/* 骨一, 心内二, 重症: of characters that departments are called by. */
static bool is_ward(struct text word)
{
    static const char characters[] =
        "内外妇儿产骨眼耳鼻喉口腔皮肤肿瘤神经心胸肝胆脾胃肾肺脑血液泌尿呼吸"
        "消化感染传急诊重症监护麻醉病疼痛针灸推拿中西科室区部房楼层组透析介入"
        "日间烧伤创乳甲状腺肛肠风湿免疫分泌代谢结核精普手术一二三四五六七八九十";

    return is_made_of(word, TEXT(characters));
}

/* 小儿骨二科, 重症监护室, where a department is due. */
static bool is_department(const struct pack *p, const struct pack_field *field,
                          struct text word)
{
    static const char *const ends[] = {"科", "室",   "区", "部",
                                       "房", "中心", "院"};

    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (text_ends(word, text_of(ends[i])) && text_characters(word) > 2)
            return true;
    return is_ward(word) || names_department(p, field, word);
}

/* 性别代码, 药品类, 护理费: no name ends so. */
static bool is_heading(struct text word)
{
    static const char *const ends[] = {"码", "类", "费"};

    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (text_ends(word, text_of(ends[i])))
            return true;
    return false;
}

/* What is due in a field, as far as it tells words from names. PART: it is
 * asked of a part of a sentence. */
enum due { DUE_OTHER, DUE_DEPARTMENT, DUE_CODE, DUE_PART };

static enum due due_in(const struct pack *p, const struct pack_field *field)
{
    const uint16_t ward = p->known.discharge_department;

    if (field == NULL)
        return DUE_OTHER;
    if (field_is_code(field->type))
        return DUE_CODE;
    return field->dictionary != PACK_NONE && ward != PACK_NO_FIELD &&
                   field->dictionary == pack_field(p, ward)->dictionary
               ? DUE_DEPARTMENT
               : DUE_OTHER;
}

/* Three characters are no chance any more in a disease's or operation's
 * name. */
static bool is_known_to(const struct pack *p, const struct pack_field *field,
                        enum due due, struct text word)
{
    if (due == DUE_PART)
        return pack_names_code(p, word);
    return is_number(word) || is_heading(word) || pack_knows(p, word) ||
           (due == DUE_DEPARTMENT && is_department(p, field, word)) ||
           (due == DUE_CODE && text_characters(word) > 2 &&
            pack_names_code(p, word));
}

/* Packs are looked through for a word, so the answer is kept. */
static bool is_known(struct record *r, const struct pack_field *field,
                     enum due due, struct text word)
{
    const uint64_t hash = pack_hash(word.at, word.length, due + 1);
    struct word_asked *asked = &r->asked[hash % WORDS_ASKED];

    if (asked->hash != hash)
        *asked =
            (struct word_asked){hash, is_known_to(r->pack, field, due, word)};
    return asked->known;
}

/* The run of Chinese characters around t[at]. */
static struct text run_around(struct text t, size_t at)
{
    size_t from = at, count;

    for (size_t before = at; before > 0; from = before) {
        size_t next;
        do
            before--;
        while (before > 0 && ((unsigned char)t.at[before] & 0xC0) == 0x80);
        next = before;
        if (!personal_is_han(text_next(t, &next)))
            break;
    }
    return (struct text){t.at + from, personal_han(t, from, &count)};
}

bool name_by_chance(struct record *r, struct text t, size_t at, size_t length)
{
    const struct text run = run_around(t, at);

    return run.length >= length &&
           (is_known(r, NULL, DUE_OTHER, text_slice(t, at, at + length)) ||
            (run.length > length && is_known(r, NULL, DUE_PART, run)));
}

size_t name_at(struct record *r, const struct pack_field *field, struct text t,
               size_t at)
{
    size_t count;
    const size_t length = personal_han(t, at, &count);
    const struct text word = {t.at + at, length};

    return count >= 2 && count <= NAME_LONGEST &&
                   !is_known(r, field, due_in(r->pack, field), word)
               ? length
               : 0;
}

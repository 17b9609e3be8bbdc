#include "lookup/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "report/json.h"

#define TERMS 8
#define TERM_LONGEST 48 /* characters; a bit each, and one before them */

/* Chinese characters that have readings. */
#define CJK_FIRST 0x3400u
#define CJK_LAST 0x9FFFu

/* How well a code fits, best first. */
enum fit {
    FIT_CODE,
    FIT_NAME,
    FIT_CODE_HEAD,
    FIT_NAME_HEAD,
    FIT_PART,
    FIT_NONE
};

struct term {
    uint32_t characters[TERM_LONGEST];
    uint32_t length;
    char code[CODE_MAX + 1]; /* as a code begins, without points unless it has
                                one itself; empty: it can be none */
    bool pointed;
};

struct lookup {
    const struct pack *pack;
    uint16_t readings[CJK_LAST - CJK_FIRST + 1]; /* 1 + the first row */
    struct term terms[TERMS];
    uint32_t term_count;
    struct lookup_hit hits[LOOKUP_MOST];
    uint32_t hit_count, limit;
};

struct lookup *lookup_open(const struct pack *pack)
{
    struct lookup *l = calloc(1, sizeof *l);
    uint32_t row = pack_count(pack, SECTION_READING);

    if (l == NULL)
        return NULL;
    l->pack = pack;
    while (row-- > 0) { /* backwards: the first row of a character stays */
        const uint32_t c =
            PACK_ROW(pack, SECTION_READING, pack_reading, row)->character;

        if (c >= CJK_FIRST && c <= CJK_LAST && row < UINT16_MAX)
            l->readings[c - CJK_FIRST] = (uint16_t)(row + 1);
    }
    return l;
}

void lookup_close(struct lookup *lookup)
{
    free(lookup);
}

/* ---- what was typed ------------------------------------------------------ */

/* Full width as half, small letters, ü as it is typed. */
static uint32_t folded(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 'a';
    return c == 0xFC || c == 0xDC ? 'v' : c;
}

static bool is_gap(uint32_t c)
{
    return c <= ' ' || c == 0x3000 || c == 0xA0 || c == ',' || c == 0xFF0C;
}

static void add_to_code(struct term *t, uint32_t c)
{
    const size_t length = strlen(t->code);

    t->pointed = t->pointed || c == '.';
    if (c < 0x80 && length < CODE_MAX)
        t->code[length] = (char)c;
}

/* False beyond what is looked at: a text that long names no code. */
static bool read_term(struct lookup *l, struct text query, size_t *at)
{
    struct term *t = &l->terms[l->term_count];

    if (l->term_count == TERMS)
        return false;
    *t = (struct term){.length = 0};
    while (*at < query.length) {
        const uint32_t c = text_next(query, at);

        if (is_gap(c))
            break;
        if (t->length == TERM_LONGEST)
            return false;
        t->characters[t->length++] = folded(c);
        add_to_code(t, folded(c));
    }
    if (strlen(t->code) != t->length)
        t->code[0] = '\0';
    l->term_count += t->length != 0;
    return true;
}

static bool read_query(struct lookup *l, struct text query)
{
    l->term_count = 0;
    for (size_t at = 0; at < query.length;)
        if (!read_term(l, query, &at))
            return false;
    return l->term_count != 0;
}

/* ---- names --------------------------------------------------------------- */

/* The places in the term that a reading leads to from place p: any beginning
 * of it may have been typed. */
static uint64_t by_reading(const struct term *t, uint32_t p, struct text pinyin)
{
    uint64_t next = 0;

    for (size_t n = 0; n < pinyin.length && p < t->length &&
                       t->characters[p] == (unsigned char)pinyin.at[n];
         n++)
        next |= (uint64_t)1 << ++p;
    return next;
}

/* The same for a character. */
static uint64_t by_character(const struct lookup *l, const struct term *t,
                             uint32_t p, uint32_t c)
{
    uint64_t next = t->characters[p] == c ? (uint64_t)2 << p : 0;
    uint32_t row;

    if (c < CJK_FIRST || c > CJK_LAST || t->characters[p] >= 0x80)
        return next;
    row = l->readings[c - CJK_FIRST];
    for (; row != 0 && row <= pack_count(l->pack, SECTION_READING); row++) {
        const struct pack_reading *r =
            PACK_ROW(l->pack, SECTION_READING, pack_reading, row - 1);

        if (r->character != c)
            break;
        next |= by_reading(t, p, pack_text(l->pack, r->pinyin));
    }
    return next;
}

/* Signs between words are not typed. */
static bool is_sign(uint32_t c)
{
    return (c < 0x80 && !is_digit((char)c) && !(c >= 'a' && c <= 'z')) ||
           (c >= 0x2000 && c < 0x2070) || (c >= 0x3000 && c < 0x3020);
}

/* All places that are reached from `places` by one character of a name. */
static uint64_t step_places(const struct lookup *l, const struct term *t,
                            uint64_t places, uint32_t c)
{
    uint64_t next = is_sign(c) ? places & ~(uint64_t)1 : 0;

    for (uint32_t p = 0; p < t->length && places >> p != 0; p++)
        if ((places >> p & 1) != 0)
            next |= by_character(l, t, p, c);
    return next;
}

static enum fit fit_name(const struct lookup *l, const struct term *t,
                         struct text name)
{
    const uint64_t end = (uint64_t)1 << t->length;
    uint64_t head = 1, any = 0; /* places of matches from the first character
                                   on, and from any */
    enum fit fit = FIT_NONE;

    for (size_t at = 0; at < name.length;) {
        const uint32_t c = folded(text_next(name, &at));

        any = step_places(l, t, any | 1, c);
        head = head != 0 ? step_places(l, t, head, c) : 0;
        if ((head & end) != 0)
            return at == name.length ? FIT_NAME : FIT_NAME_HEAD;
        if ((any & end) != 0)
            fit = FIT_PART;
        if (fit != FIT_NONE && head == 0)
            return fit;
    }
    return fit;
}

/* ---- codes --------------------------------------------------------------- */

static enum fit fit_code(const struct term *t, const char *code, size_t length)
{
    size_t n = 0, at = 0;

    if (t->code[0] == '\0')
        return FIT_NONE;
    for (; at < length && t->code[n] != '\0'; at++) {
        if (code[at] == '.' && !t->pointed)
            continue;
        if (folded((unsigned char)code[at]) != (unsigned char)t->code[n])
            return FIT_NONE;
        n++;
    }
    return t->code[n] != '\0' ? FIT_NONE
           : at == length     ? FIT_CODE
                              : FIT_CODE_HEAD;
}

/* The worst fit of all terms. */
static enum fit fit_all(const struct lookup *l, struct code code,
                        struct text name)
{
    char text[CODE_MAX];
    const size_t length = code_text(code, text);
    enum fit worst = FIT_CODE;

    for (uint32_t i = 0; i < l->term_count && worst != FIT_NONE; i++) {
        enum fit fit = fit_code(&l->terms[i], text, length);

        if (fit == FIT_NONE)
            fit = fit_name(l, &l->terms[i], name);
        if (fit > worst)
            worst = fit;
    }
    return worst;
}

/* ---- the best ------------------------------------------------------------ */

static bool is_better(const struct lookup_hit *a, const struct lookup_hit *b)
{
    if (a->fit != b->fit)
        return a->fit < b->fit;
    if (a->length != b->length)
        return a->length < b->length;
    if (a->system != b->system)
        return a->system < b->system;
    return code_compare(a->code, b->code) < 0;
}

static void keep_hit(struct lookup *l, const struct lookup_hit *hit)
{
    uint32_t at = l->hit_count;

    if (at == l->limit && !is_better(hit, &l->hits[at - 1]))
        return;
    if (at == l->limit)
        at--;
    else
        l->hit_count++;
    for (; at > 0 && is_better(hit, &l->hits[at - 1]); at--)
        l->hits[at] = l->hits[at - 1];
    l->hits[at] = *hit;
}

static enum code_system system_of(enum lookup_system system)
{
    return system == LOOKUP_DIAGNOSES ? SYSTEM_DIAGNOSIS : SYSTEM_PROCEDURE;
}

/* A code of a region's table (`row`), which counts in the first that has it. */
static void try_code(struct lookup *l, enum lookup_system system,
                     const struct pack_code *row, struct code code,
                     struct text name)
{
    const struct lookup_hit hit = {system, code, name,
                                   (uint8_t)fit_all(l, code, name),
                                   (uint32_t)text_characters(name)};

    if (hit.fit != FIT_NONE &&
        (row == NULL ||
         pack_code_row(l->pack, system_of(system), code, false) == row))
        keep_hit(l, &hit);
}

/* ---- where codes stand --------------------------------------------------- */

static void search_table(struct lookup *l, enum lookup_system system,
                         const struct pack_code_table *table)
{
    for (uint32_t i = 0; i < table->codes.count; i++) {
        const struct pack_code *row =
            PACK_ROW(l->pack, SECTION_CODE, pack_code, table->codes.first + i);

        try_code(l, system, row, row->code, pack_text(l->pack, row->name));
    }
}

/* False if the region has no table of the system. */
static bool search_tables(struct lookup *l, enum lookup_system system)
{
    bool any = false;

    PACK_EACH (table, l->pack, SECTION_CODE_TABLE, pack_code_table)
        if (table->system == system_of(system) &&
            (table->flags & TABLE_GRAY) == 0) {
            search_table(l, system, table);
            any = true;
        }
    return any;
}

static void try_category(struct lookup *l, enum lookup_system system,
                         char letter, uint32_t number, struct pack_text name)
{
    const char text[] = {letter, (char)('0' + number / 10 % 10),
                         (char)('0' + number % 10)};
    const size_t from = system == LOOKUP_DIAGNOSES ? 0 : 1;
    struct code code;

    if (name.length != 0 &&
        code_key((struct text){text + from, sizeof text - from}, &code))
        try_code(l, system, NULL, code, pack_text(l->pack, name));
}

static void search_categories(struct lookup *l, enum lookup_system system)
{
    uint32_t number = 0;

    if (system == LOOKUP_DIAGNOSES) {
        PACK_EACH (row, l->pack, SECTION_DX_CATEGORY, pack_dx_category) {
            try_category(l, system, (char)('A' + number / 100), number % 100,
                         row->name);
            number++;
        }
        return;
    }
    PACK_EACH (row, l->pack, SECTION_OP_CATEGORY, pack_op_category)
        try_category(l, system, '0', number++, row->name);
}

/* ---- the answer ---------------------------------------------------------- */

static void put_diagnosis(const struct lookup *l, struct code code,
                          struct buffer *out)
{
    static const char *const words[] = {"any", "unsuited", "never"};
    const struct dx_facts facts = pack_dx(l->pack, code);

    json_key(out, "gray");
    buffer_string(out, facts.gray ? "true" : "false");
    json_text_member(out, "principal", text_of(words[facts.principal % 3]),
                     true);
    json_text_member(out, "class", TEXT(""), false);
    json_index_member(out, "level", 0);
}

static void put_procedure(const struct lookup *l, struct code code,
                          struct buffer *out)
{
    const struct op_facts facts = pack_op(l->pack, code);

    json_key(out, "gray");
    buffer_string(out, facts.gray ? "true" : "false");
    json_text_member(out, "principal", TEXT(""), false);
    json_text_member(out, "class", text_of(op_class_name(facts.class)), true);
    json_index_member(out, "level", facts.level);
}

static void put_hit(const struct lookup *l, const struct lookup_hit *hit,
                    struct buffer *out)
{
    char code[CODE_MAX];
    const bool diagnosis = hit->system == LOOKUP_DIAGNOSES;

    json_item(out);
    json_text_member(out, "system",
                     diagnosis ? TEXT("diagnosis") : TEXT("procedure"), true);
    json_text_member(out, "code",
                     (struct text){code, code_text(hit->code, code)}, true);
    json_text_member(out, "name", hit->name, true);
    (diagnosis ? put_diagnosis : put_procedure)(l, hit->code, out);
    buffer_char(out, '}');
}

uint32_t lookup_find(struct lookup *l, struct text query, unsigned systems,
                     uint32_t limit, const struct lookup_hit **out)
{
    static const enum lookup_system each[] = {LOOKUP_DIAGNOSES,
                                              LOOKUP_PROCEDURES};

    *out = l->hits;
    l->hit_count = 0;
    l->limit = limit < LOOKUP_MOST ? limit : LOOKUP_MOST;
    if (l->limit != 0 && read_query(l, query))
        for (size_t i = 0; i < COUNT_OF(each); i++)
            if ((systems & each[i]) != 0 && !search_tables(l, each[i]))
                search_categories(l, each[i]);
    return l->hit_count;
}

void lookup_json(const struct lookup *l, struct buffer *out)
{
    buffer_char(out, '[');
    for (uint32_t i = 0; i < l->hit_count; i++)
        put_hit(l, &l->hits[i], out);
    buffer_char(out, ']');
}

/*
 * fuzz_page.c -- a page made of the input's choices, the whole way with a
 * region's pack (PREGROUP_PACK): tags of the dialect flat-2012 with codes of
 * the catalogue and of the national tables, words of dictionaries, numbers and
 * days, so that most inputs are grouped and priced. Results are JSON, a line
 * each, and the same for the same page.
 */
#include <jansson.h>

#include "common/packs.h"
#include "way-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct maker {
    const struct pack *pack;
    const uint8_t *at;
    size_t left;
    struct buffer page;
};

/* The next choice of so many; 0 where nothing is left. */
static uint32_t choose(struct maker *m, uint32_t of)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < (of > 256 ? 2 : 1) && m->left > 0; i++, m->left--)
        n = n << 8 | *m->at++;
    return of == 0 ? 0 : n % of;
}

static void put_code(struct maker *m, struct code code)
{
    char text[CODE_MAX + 1];

    buffer_put(&m->page, text, code_text(code, text));
}

static void put_escaped(struct maker *m)
{
    for (uint32_t n = choose(m, 32); n > 0 && m->left > 0; n--) {
        const char c = (char)choose(m, 256);

        buffer_string(&m->page, c == '<' ? "&lt;" : c == '&' ? "&amp;" : "");
        if (c != '<' && c != '&')
            buffer_char(&m->page, c);
    }
}

static void put_formatted(struct maker *m, const char *format, uint32_t a,
                          uint32_t b)
{
    char text[64];

    snprintf(text, sizeof(text), format, (unsigned)a, (unsigned)b);
    buffer_string(&m->page, text);
}

/* A word that the field's dictionary knows. */
static void put_entry(struct maker *m, const struct pack_tag *tag)
{
    const uint32_t dictionary =
        tag->field == PACK_NO_FIELD
            ? PACK_NONE
            : pack_field(m->pack, tag->field)->dictionary;
    const struct pack_dictionary *d;

    if (dictionary == PACK_NONE)
        return;
    d = PACK_ROW(m->pack, SECTION_DICTIONARY, pack_dictionary, dictionary);
    if (d->entries.count != 0)
        buffer_text(
            &m->page,
            pack_text(m->pack,
                      PACK_ROW(m->pack, SECTION_ENTRY, pack_entry,
                               d->entries.first + choose(m, d->entries.count))
                          ->code));
}

static void put_value(struct maker *m, const struct pack_tag *tag)
{
    const struct pack *p = m->pack;
    const uint32_t keys = pack_count(p, SECTION_KEY);
    const uint32_t codes = pack_count(p, SECTION_CODE);

    switch (choose(m, 8)) {
    case 0:
    case 1:
        put_entry(m, tag);
        break;
    case 2:
        if (keys != 0)
            put_code(m,
                     PACK_ROW(p, SECTION_KEY, pack_key, choose(m, keys))->key);
        break;
    case 3:
        if (codes != 0)
            put_code(
                m,
                PACK_ROW(p, SECTION_CODE, pack_code, choose(m, codes))->code);
        break;
    case 4:
        put_formatted(m, "%u.%02u", choose(m, 65536), choose(m, 100));
        break;
    case 5:
        put_formatted(m, "2025-%02u-%02u", choose(m, 13), choose(m, 32));
        break;
    case 6:
        put_escaped(m);
        break;
    default:
        buffer_char(&m->page, '-');
    }
}

/* Half of them are tags that grouping asks for. */
static const struct pack_tag *choose_tag(struct maker *m)
{
    static const char *const names[] = {
        "JBDM", "JBDM1", "JBDM2", "SSJCZBM1", "SSJCZBM2", "SSJCZRQ1", "XB",
        "NL",   "CSRQ",  "RYSJ",  "CYSJ",     "SJZYTS",   "ZFY",      "LYFS"};
    const uint32_t dialect = packs_dialect(m->pack, TEXT("flat-2012"));
    const struct pack_dialect *d =
        PACK_ROW(m->pack, SECTION_DIALECT, pack_dialect, dialect);
    const uint32_t n = choose(m, 2 * COUNT_OF(names));

    return n < COUNT_OF(names)
               ? pack_tag_find(m->pack, dialect, text_of(names[n]))
               : PACK_ROW(m->pack, SECTION_TAG, pack_tag,
                          d->tags.first + choose(m, d->tags.count));
}

static void make_page(struct maker *m)
{
    buffer_string(&m->page, "<RECORD><BAH>1</BAH><XM>\xE6\x9F\x90</XM>");
    for (unsigned i = 0; m->left > 0 && i < 600; i++) {
        const struct pack_tag *tag = choose_tag(m);
        const struct text name = pack_text(m->pack, tag->name);

        buffer_char(&m->page, '<');
        buffer_text(&m->page, name);
        buffer_char(&m->page, '>');
        put_value(m, tag);
        buffer_string(&m->page, "</");
        buffer_text(&m->page, name);
        buffer_char(&m->page, '>');
    }
    buffer_string(&m->page, "</RECORD>");
}

static void check_lines(struct text results)
{
    while (results.length > 0) {
        const size_t end = text_find(results, '\n');
        json_t *tree = json_loadb(results.at, end, 0, NULL);

        assert(tree != NULL && json_object_get(tree, "grouping") != NULL);
        json_decref(tree);
        results = text_behind(results, end + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct maker m = {.pack = way_pack(), .at = data, .left = size};
    struct buffer first = {0}, second = {0};

    make_page(&m);
    assert(way_run(m.pack, buffer_view(&m.page), &first) != 0);
    way_run(m.pack, buffer_view(&m.page), &second);
    assert(text_equal(buffer_view(&first), buffer_view(&second)));
    check_lines(buffer_view(&first));
    buffer_free(&m.page);
    buffer_free(&first);
    buffer_free(&second);
    return 0;
}

#include "compile/build/build.h"

#include <string.h>

/* The tables of names. */
#define NAMES 6u

static struct words *names_of(struct build *b, size_t n)
{
    struct words *const all[NAMES] = {&b->field_names,  &b->variable_names,
                                      &b->column_names, &b->weight_names,
                                      &b->lookup_names, &b->blank_names};

    return all[n];
}

bool build_open(struct build *b, struct compile_faults *faults)
{
    *b = (struct build){.faults = faults};
    b->texts.strings = &b->sections[SECTION_TEXT];
    b->pool.strings = &b->sections[SECTION_TEXT];
    b->sources.strings = &b->sections[SECTION_TEXT];
    for (size_t i = 0; i < NAMES; i++)
        names_of(b, i)->strings = &b->names;
    build_text(b, TEXT(""));
    return !b->sections[SECTION_TEXT].failed;
}

/* Sections that the expression room fills. */
static struct buffer *pooled(struct expr_pool *pool, unsigned section)
{
    switch (section) {
    case SECTION_INSTR:
        return &pool->instrs;
    case SECTION_NUMBER:
        return &pool->numbers;
    case SECTION_CODE_RANGE:
        return &pool->ranges;
    case SECTION_TEXT_REF:
        return &pool->texts;
    case SECTION_PATTERN:
        return &pool->patterns;
    case SECTION_PATTERN_SET:
        return &pool->sets;
    default:
        return NULL;
    }
}

static const struct buffer *data_of(const struct build *b, unsigned section)
{
    struct build *same = (struct build *)(uintptr_t)b;
    const struct buffer *pool = pooled(&same->pool, section);

    return pool != NULL ? pool : &b->sections[section];
}

void build_close(struct build *b)
{
    struct buffer *const others[] = {&b->compiled, &b->names, &b->fields,
                                     &b->variables, &b->lookups};

    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        struct buffer *pool = pooled(&b->pool, i);

        if (pool != NULL)
            buffer_free(pool);
        buffer_free(&b->sections[i]);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++)
        buffer_free(others[i]);
    for (size_t i = 0; i < NAMES; i++)
        words_free(names_of(b, i));
    words_free(&b->texts);
    words_free(&b->sources);
}

/* ---- rows ---------------------------------------------------------------- */

uint32_t build_count(const struct build *b, unsigned section)
{
    return (uint32_t)(data_of(b, section)->length / pack_row_size(section));
}

uint32_t build_row(struct build *b, unsigned section, const void *row)
{
    const uint32_t number = build_count(b, section);

    buffer_put(&b->sections[section], row, pack_row_size(section));
    return number;
}

struct pack_text build_text(struct build *b, struct text t)
{
    return words_at(&b->texts, words_add(&b->texts, t, NULL));
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Where blanks and line ends from `at` on stop; `at` if no line end is among
 * them. */
static size_t line_end_behind(struct text t, size_t at)
{
    size_t end = at;
    bool found = false;

    for (; end < t.length && (t.at[end] == ' ' || is_line_end(t.at[end]));
         end++)
        found = found || is_line_end(t.at[end]);
    return found ? end : at;
}

/* True if ASCII stands on both sides of what lies between. */
static bool parts_words(struct text t, size_t at, size_t end)
{
    return at > 0 && end < t.length && (t.at[at - 1] & 0x80) == 0 &&
           (t.at[end] & 0x80) == 0;
}

struct pack_text build_name(struct build *b, struct text t)
{
    struct buffer joined = {0};
    struct pack_text name;

    for (size_t at = 0, end; at < t.length; at = end) {
        end = line_end_behind(t, at);
        if (end == at)
            buffer_char(&joined, t.at[end++]);
        else if (parts_words(t, at, end))
            buffer_char(&joined, ' ');
    }
    name = build_text(b, buffer_view(&joined));
    b->sections[SECTION_TEXT].failed |= joined.failed;
    buffer_free(&joined);
    return name;
}

struct text build_text_of(const struct build *b, struct pack_text t)
{
    return (struct text){b->sections[SECTION_TEXT].data + t.at, t.length};
}

bool build_text_is(const struct build *b, struct pack_text t, struct text is)
{
    return text_equal(build_text_of(b, t), is);
}

struct pack_range build_slots(struct build *b, unsigned section, uint32_t rows)
{
    struct buffer *slots = &b->sections[section];
    struct pack_range range = {build_count(b, section), 2};
    char *room;

    while (range.count / 2 < rows)
        range.count *= 2;
    room = buffer_reserve(slots, range.count * sizeof(uint32_t));
    if (room == NULL)
        return (struct pack_range){0, 0};
    memset(room, 0xff, range.count * sizeof(uint32_t));
    slots->length += range.count * sizeof(uint32_t);
    return range;
}

void build_slot(struct build *b, unsigned section, struct pack_range slots,
                uint32_t hash, uint32_t row)
{
    uint32_t *at = BUFFER_ROWS(&b->sections[section], uint32_t);

    if (slots.count == 0)
        return;
    at += slots.first;
    while (at[hash & (slots.count - 1)] != PACK_NONE)
        hash++;
    at[hash & (slots.count - 1)] = row;
}

struct pack_range build_code_slots(struct build *b, unsigned slots,
                                   unsigned section, uint32_t first)
{
    const uint32_t count = build_count(b, section);
    const struct pack_range range = build_slots(b, slots, count - first);
    const size_t size = pack_row_size(section);

    for (uint32_t i = first; i < count; i++) {
        struct code code;

        memcpy(&code, b->sections[section].data + i * size, sizeof code);
        build_slot(b, slots, range, code_hash(code), i);
    }
    return range;
}

/* ---- the end ------------------------------------------------------------- */

struct pack build_view(const struct build *b)
{
    struct pack view = {0};

    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        view.sections[i].rows = data_of(b, i)->data;
        view.sections[i].count = build_count(b, i);
    }
    return view;
}

static void pad(struct buffer *out, size_t start)
{
    static const char zeros[PACK_ALIGNMENT] = {0};
    const size_t length = out->length - start;

    buffer_put(out, zeros, pack_align(length) - length);
}

static void write_table(const struct build *b, struct buffer *out)
{
    size_t end = pack_align(sizeof(struct pack_header) +
                            SECTION_COUNT * sizeof(struct pack_section));

    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        const struct pack_section s = {
            .id = i,
            .row_size = pack_row_size(i),
            .offset = end,
            .rows = build_count(b, i),
        };

        buffer_put(out, &s, sizeof s);
        end = pack_align(end + (size_t)s.rows * s.row_size);
    }
}

/* Fills the header, now that everything behind it stands. */
static void seal(char *bytes, size_t size)
{
    struct pack_header h = {
        .format = PACK_FORMAT,
        .sections = SECTION_COUNT,
        .size = size,
    };

    memcpy(h.magic, PACK_MAGIC, sizeof h.magic);
    h.digest[0] = pack_hash(bytes + sizeof h, size - sizeof h, 1);
    h.digest[1] = pack_hash(bytes + sizeof h, size - sizeof h, 2);
    memcpy(bytes, &h, sizeof h);
    h.check = pack_check(bytes, size);
    memcpy(bytes, &h, sizeof h);
}

static bool sections_whole(struct build *b)
{
    bool lacks = b->names.failed || b->texts.failed || b->sources.failed ||
                 b->compiled.failed || b->fields.failed ||
                 b->variables.failed || b->lookups.failed;

    for (size_t i = 0; i < NAMES; i++)
        lacks = lacks || names_of(b, i)->failed;
    for (unsigned i = 0; i < SECTION_COUNT; i++)
        lacks = lacks || data_of(b, i)->failed;
    return !lacks;
}

bool build_finish(struct build *b, struct buffer *out)
{
    const struct pack_header empty = {0};
    const size_t start = out->length;

    if (!sections_whole(b))
        return false;
    buffer_put(out, &empty, sizeof empty);
    write_table(b, out);
    pad(out, start);
    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        buffer_put(out, data_of(b, i)->data, data_of(b, i)->length);
        pad(out, start);
    }
    if (out->failed)
        return false;
    seal(out->data + start, out->length - start);
    return true;
}

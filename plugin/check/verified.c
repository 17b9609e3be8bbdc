#include "check/verified.h"

#include <stdlib.h>

#define CELLS 4

/* ---- keys ---------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, struct text t)
{
    return pack_hash(t.at, t.length, hash);
}

static uint64_t make_key(struct text rule, struct text case_no,
                         struct text admission, uint64_t digest)
{
    return mix(mix(mix(digest, rule), case_no), admission);
}

uint64_t verified_digest(const struct finding *f)
{
    return mix(mix(1, f->value), f->message);
}

struct text verified_case_no(const struct result *r)
{
    return record_given_text(&r->record, r->pack->known.record_no, 0);
}

struct text verified_admission(const struct result *r)
{
    return record_given_text(&r->record, r->pack->known.admission_count, 0);
}

/* ---- lines --------------------------------------------------------------- */

/* Cuts a line at its tabs; how many cells. */
static size_t cut_cells(struct text line, struct text cells[CELLS])
{
    size_t count = 0, from = 0;

    for (size_t at = 0; at <= line.length && count < CELLS; at++) {
        if (at < line.length && line.at[at] != '\t')
            continue;
        cells[count++] = text_trim((struct text){line.at + from, at - from});
        from = at + 1;
    }
    return count;
}

static bool read_digest(struct text t, uint64_t *digest)
{
    *digest = 0;
    for (size_t i = 0; i < t.length; i++) {
        const char c = t.at[i];
        const unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                               : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                               : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                      : 16;
        if (digit == 16)
            return false;
        *digest = *digest << 4 | digit;
    }
    return t.length == VERIFIED_DIGEST;
}

/* What stands for nothing in a line. */
static struct text or_empty(struct text t)
{
    return text_equal(t, TEXT("-")) ? TEXT("") : t;
}

bool verified_read(struct text line, struct buffer *keys)
{
    struct text cells[CELLS];
    uint64_t digest, key;

    line = text_trim(line);
    if (line.length == 0 || line.at[0] == '#')
        return true;
    if (cut_cells(line, cells) != CELLS || !read_digest(cells[3], &digest))
        return false;
    key = make_key(cells[0], or_empty(cells[1]), or_empty(cells[2]), digest);
    buffer_put(keys, &key, sizeof(key));
    return true;
}

/* ---- the list ------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return ORDER(x, y);
}

struct verified verified_sort(struct buffer *keys)
{
    const size_t count = keys->length / sizeof(uint64_t);

    if (count != 0)
        qsort(keys->data, count, sizeof(uint64_t), by_number);
    return (struct verified){(const uint64_t *)(void *)keys->data, count};
}

static bool has_key(const struct verified *v, uint64_t key)
{
    size_t low = 0, high = v->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (v->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->count && v->keys[low] == key;
}

bool verified_holds(const struct verified *v, const struct result *r,
                    const struct finding *f)
{
    return v->count != 0 && f->severity < SEVERITY_ERROR &&
           has_key(v, make_key(f->rule, verified_case_no(r),
                               verified_admission(r), verified_digest(f)));
}

#include "batch/sums/tally.h"

#include <stdlib.h>

#include "pack/pack.h"

const char *const tally_counts[COUNTS] = {
    "records",        "with_error",  "with_warning", "errors",
    "warnings",       "infos",       "grouped",      "excluded",
    "ungrouped",      "priced",      "normal",       "low",
    "high",           "extreme",     "death",        "transfer",
    "against_advice", "day_surgery", "high_level",   "special_case",
    "readmitted",     "split_stay"};

const char *const tally_sums[SUMS] = {
    "score",        "points",     "cost",      "standard",    "fund",
    "patient",      "margin",     "days",      "billed",      "fee_drug",
    "fee_material", "fee_exam",   "fee_lab",   "fee_surgery", "fee_nursing",
    "cost_index",   "days_index", "icu_hours", "weight"};

void tally_add(struct tally *to, const struct tally *from)
{
    for (int i = 0; i < COUNTS; i++)
        to->counts[i] += from->counts[i];
    for (int i = 0; i < SUMS; i++) {
        to->known[i] += from->known[i];
        if (!decimal_add(to->sums[i], from->sums[i], &to->sums[i]))
            to->beyond = true;
    }
    to->beyond = to->beyond || from->beyond;
    if (to->first_day == 0 ||
        (from->first_day != 0 && from->first_day < to->first_day))
        to->first_day = from->first_day;
    if (from->last_day > to->last_day)
        to->last_day = from->last_day;
}

/* ---- slots --------------------------------------------------------------- */

static void link_entry(struct tally_table *t, uint32_t entry)
{
    uint32_t slot = (uint32_t)t->entries[entry].hash & (t->slot_count - 1);

    while (t->slots[slot] != 0)
        slot = (slot + 1) & (t->slot_count - 1);
    t->slots[slot] = entry + 1;
}

static void link_all(struct tally_table *t)
{
    memset(t->slots, 0, t->slot_count * sizeof(*t->slots));
    for (uint32_t i = 0; i < t->count; i++)
        link_entry(t, i);
}

static bool double_entries(struct tally_table *t)
{
    const uint32_t room = t->room != 0 ? t->room * 2 : 64;
    struct tally_entry *entries = realloc(t->entries, room * sizeof(*entries));

    if (entries != NULL)
        t->entries = entries;
    free(t->slots);
    t->slots = calloc((size_t)room * 2, sizeof(*t->slots));
    if (entries == NULL || t->slots == NULL) {
        t->slot_count = 0;
        t->failed = true;
        return false;
    }
    t->room = room;
    t->slot_count = room * 2;
    link_all(t);
    return true;
}

static struct tally_entry *find_entry(const struct tally_table *t,
                                      struct text key, uint64_t hash)
{
    uint32_t slot = (uint32_t)hash & (t->slot_count - 1);

    for (; t->slot_count != 0 && t->slots[slot] != 0;
         slot = (slot + 1) & (t->slot_count - 1)) {
        struct tally_entry *e = &t->entries[t->slots[slot] - 1];
        if (e->hash == hash && text_equal(e->key, key))
            return e;
    }
    return NULL;
}

/* ---- keeping few --------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return text_compare(x->key, y->key);
}

static int by_tally_key(const void *a, const void *b)
{
    const struct tally_entry *x = a, *y = b;

    return text_compare(x->key, y->key);
}

static void prune(struct tally_table *t)
{
    qsort(t->entries, t->count, sizeof(*t->entries), by_hash);
    for (uint32_t i = TALLY_KEYS; i < t->count; i++) {
        tally_add(&t->rest, &t->entries[i].tally);
        free(t->entries[i].texts);
    }
    t->rest_keys = 1;
    t->limited = true;
    t->limit = t->entries[TALLY_KEYS - 1].hash;
    t->count = TALLY_KEYS;
    link_all(t);
}

/* A key and its name as one piece of memory. */
static bool keep_texts(struct tally_entry *e, struct text key, struct text name)
{
    char *copy = malloc(key.length + name.length + 1);

    if (copy == NULL)
        return false;
    memcpy(copy, key.at, key.length);
    memcpy(copy + key.length, name.at, name.length);
    e->texts = copy;
    e->key = (struct text){copy, key.length};
    e->name = (struct text){copy + key.length, name.length};
    return true;
}

struct tally *tally_of(struct tally_table *t, struct text key, struct text name)
{
    const uint64_t hash = pack_hash(key.at, key.length, 0);
    struct tally_entry *e = t->failed ? NULL : find_entry(t, key, hash);

    if (t->failed)
        return NULL;
    if (e != NULL)
        return &e->tally;
    if (t->limited && hash > t->limit)
        return &t->rest;
    if (t->count == 2 * TALLY_KEYS)
        prune(t);
    if (t->count == t->room && !double_entries(t))
        return NULL;
    e = &t->entries[t->count];
    *e = (struct tally_entry){.hash = hash};
    if (!keep_texts(e, key, name)) {
        t->failed = true;
        return NULL;
    }
    link_entry(t, t->count++);
    return &e->tally;
}

void tally_finish(struct tally_table *t)
{
    if (t->count > TALLY_KEYS)
        prune(t);
    if (t->count != 0)
        qsort(t->entries, t->count, sizeof(*t->entries), by_tally_key);
}

const struct tally_entry *tally_find(const struct tally_table *t,
                                     struct text key)
{
    const struct tally_entry wanted = {.key = key};

    return t->count == 0 ? NULL
                         : bsearch(&wanted, t->entries, t->count,
                                   sizeof(*t->entries), by_tally_key);
}

struct tally tally_total(const struct tally_table *t)
{
    struct tally all = t->rest;

    for (uint32_t i = 0; i < t->count; i++)
        tally_add(&all, &t->entries[i].tally);
    return all;
}

void tally_free(struct tally_table *t)
{
    for (uint32_t i = 0; i < t->count; i++)
        free(t->entries[i].texts);
    free(t->entries);
    free(t->slots);
    *t = (struct tally_table){0};
}

#include "batch/sums/tags.h"

#include "common/put.h"
#include "report/json.h"

static struct text take_until(struct text *rest, char separator)
{
    const size_t at = text_find(*rest, separator);
    const struct text part = text_head(*rest, at);

    *rest = text_behind(*rest, at < rest->length ? at + 1 : at);
    return part;
}

void tags_add(struct tally_table *t, struct text dialect, struct text cell)
{
    const struct tally one = {.counts = {[COUNT_RECORDS] = 1}};
    struct buffer key = {0};

    while (cell.length != 0) {
        struct text about = take_until(&cell, '|');
        struct tally *tally;

        buffer_reset(&key);
        put(&key, dialect, "=", take_until(&about, '='));
        tally = tally_of(t, buffer_view(&key), about);
        if (tally != NULL)
            tally_add(tally, &one);
    }
    t->failed = t->failed || key.failed;
    buffer_free(&key);
}

void tags_parts(const struct tally_entry *e, struct text parts[PARTS])
{
    struct text key = e->key, about = e->name;

    parts[TAG_DIALECT] = take_until(&key, '=');
    parts[TAG_NAME] = key;
    for (unsigned i = TAG_SHAPE; i < PARTS; i++)
        parts[i] = take_until(&about, '=');
}

static void put_tag(const struct tally_entry *e, struct buffer *out)
{
    struct text parts[PARTS];

    tags_parts(e, parts);
    put(out, "\n{");
    json_text_member(out, "tag", parts[TAG_NAME], true);
    json_text_member(out, "dialect", parts[TAG_DIALECT], true);
    json_count_member(out, "records", e->tally.counts[COUNT_RECORDS]);
    json_text_member(out, "shape", parts[TAG_SHAPE], true);
    json_given_member(out, "field", parts[TAG_FIELD]);
    json_given_member(out, "name", parts[TAG_LABEL]);
    put(out, "}");
}

void tags_put(const struct tally_table *t, struct buffer *out)
{
    put(out, "\n");
    json_list_member(out, "unknown_tags");
    for (uint32_t i = 0; i < t->count; i++) {
        put(out, i != 0 ? "," : "");
        put_tag(&t->entries[i], out);
    }
    put(out, "]");
    json_key(out, "unknown_tags_more");
    put(out, t->rest_keys != 0 ? "true" : "false");
}

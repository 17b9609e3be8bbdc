#include "rules.h"

#include "check/check.h"
#include "common/put.h"
#include "compile/rules/example.h"
#include "result/result.h"

/* `diagnoses[1].code` to its field, and the row it starts at. */
static uint16_t assigned_field(const struct pack *pack, struct text name,
                               uint32_t *row)
{
    char plain[128];
    size_t length = 0, at = 0;

    *row = 1;
    while (at < name.length && length < sizeof(plain)) {
        if (name.at[at] != '[') {
            plain[length++] = name.at[at++];
            continue;
        }
        for (*row = 0, at++; at < name.length && name.at[at] != ']'; at++)
            *row = *row * 10 + (uint32_t)(name.at[at] - '0');
        at++;
    }
    return pack_field_find(pack, (struct text){plain, length});
}

/* One assignment: a value, or the values of a list's rows. */
static bool assign(struct result *r, struct text name, struct text values)
{
    uint32_t row;
    const uint16_t field = assigned_field(r->pack, name, &row);
    bool list, more = true;

    if (field == PACK_NO_FIELD)
        return false;
    list = pack_field(r->pack, field)->list != LIST_NONE;
    while (more) {
        const struct text value =
            list ? example_value(&values, &more)
                 : (more = false, example_value(&values, &(bool){false}));
        record_set(&r->record, field, list ? row++ : 0, UNIT_NONE, TEXT(""), 0,
                   value);
    }
    return true;
}

static bool assign_all(struct result *r, struct text assignments)
{
    struct text name, values;
    bool wrong = false;

    while (example_next(&assignments, &name, &values, &wrong))
        if (!assign(r, name, values))
            return false;
    record_finish(&r->record);
    return !wrong;
}

static void tell_mismatch(const struct pack *pack, const struct pack_rule *rule,
                          const struct pack_example *example,
                          struct buffer *out)
{
    put(out, pack_text(pack, rule->id), "：");
    if (rule->source != PACK_NONE &&
        rule->source < pack_count(pack, SECTION_SOURCE))
        put(out,
            pack_text(pack,
                      PACK_ROW(pack, SECTION_SOURCE, pack_source, rule->source)
                          ->name),
            ":");
    put(out, example->line,
        example->fires ? "：应当报出而没有报出：fail = "
                       : "：不应报出而报出：pass = ",
        pack_text(pack, example->assignments), "\n");
}

static void try_examples(struct result *r, uint32_t n,
                         struct rules_tally *tally, struct buffer *out)
{
    const struct pack *pack = r->pack;
    const struct pack_rule *rule = PACK_ROW(pack, SECTION_RULE, pack_rule, n);

    tally->rules++;
    for (uint32_t i = 0; i < rule->examples.count; i++) {
        const struct pack_example *example = PACK_ROW(
            pack, SECTION_EXAMPLE, pack_example, rule->examples.first + i);
        result_reset(r);
        tally->examples++;
        if (assign_all(r, pack_text(pack, example->assignments)) &&
            (check_rule(r, n, 0) != 0) == (example->fires != 0))
            continue;
        tally->failed++;
        tell_mismatch(pack, rule, example, out);
    }
}

bool rules_run_examples(const struct pack *pack, struct rules_tally *tally,
                        struct buffer *out)
{
    struct result r;

    if (!result_open(&r, pack))
        return false;
    for (uint32_t n = 0; n < pack_count(pack, SECTION_RULE); n++)
        try_examples(&r, n, tally, out);
    result_close(&r);
    return true;
}

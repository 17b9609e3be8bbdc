#include "convert/conditions.h"

const struct pack_path_test *conditions_test(const struct pack *pack,
                                             const struct pack_path_step *step,
                                             uint32_t i)
{
    return PACK_ROW(pack, SECTION_PATH_TEST, pack_path_test,
                    step->tests.first + i);
}

static struct text text_at(const struct pack *pack,
                           const struct pack_path_test *test, uint32_t i)
{
    return pack_text(pack, *PACK_ROW(pack, SECTION_PATH_TEXT, pack_text,
                                     test->texts.first + i));
}

/* ---- comparing ----------------------------------------------------------- */

static bool same_tested_value(const struct pack *pack,
                              const struct pack_path_test *a,
                              const struct pack_path_test *b)
{
    const uint32_t *names = pack->sections[SECTION_PATH_NAME].rows;
    bool same = a->attribute == b->attribute && a->way.count == b->way.count;

    for (uint32_t i = 0; same && i < a->way.count; i++)
        same = names[a->way.first + i] == names[b->way.first + i];
    return same;
}

static bool same_test(const struct pack *pack, const struct pack_path_test *a,
                      const struct pack_path_test *b)
{
    bool same = a->test == b->test && a->texts.count == b->texts.count &&
                same_tested_value(pack, a, b);

    for (uint32_t i = 0; same && i < a->texts.count; i++)
        same = text_equal(text_at(pack, a, i), text_at(pack, b, i));
    return same;
}

bool conditions_equal(const struct pack *pack, const struct pack_path_step *a,
                      const struct pack_path_step *b)
{
    bool same = a != NULL && b != NULL && a->tests.count == b->tests.count;

    for (uint32_t i = 0; same && i < a->tests.count; i++)
        same = same_test(pack, conditions_test(pack, a, i),
                         conditions_test(pack, b, i));
    return same || a == b;
}

bool conditions_first(const struct pack *pack,
                      const struct pack_path_step *step, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (same_tested_value(pack, conditions_test(pack, step, k),
                              conditions_test(pack, step, i)))
            return false;
    return true;
}

/* ---- texts --------------------------------------------------------------- */

static bool passes(const struct pack *pack, const struct pack_path_test *test,
                   struct text text)
{
    bool found = false;

    for (uint32_t i = 0; i < test->texts.count && !found; i++) {
        const struct text wanted = text_at(pack, test, i);
        found = test->test == TEST_EQUALS ? text_equal(text, wanted)
                                          : text_contains(text, wanted);
    }
    return found != (test->test == TEST_CONTAINS_NOT);
}

/* All conditions on the value of `test` hold for the text. */
static bool all_pass(const struct pack *pack, const struct pack_path_step *step,
                     const struct pack_path_test *test, struct text text)
{
    for (uint32_t k = 0; k < step->tests.count; k++) {
        const struct pack_path_test *other = conditions_test(pack, step, k);
        if (same_tested_value(pack, other, test) && !passes(pack, other, text))
            return false;
    }
    return true;
}

/* The first text of each that must be contained, one behind the other. */
static void join_contained(const struct pack *pack,
                           const struct pack_path_step *step,
                           const struct pack_path_test *test,
                           struct buffer *out)
{
    buffer_reset(out);
    for (uint32_t k = 0; k < step->tests.count; k++) {
        const struct pack_path_test *other = conditions_test(pack, step, k);
        if (other->test == TEST_CONTAINS &&
            same_tested_value(pack, other, test))
            buffer_text(out, text_at(pack, other, 0));
    }
}

bool conditions_text(const struct pack *pack, const struct pack_path_step *step,
                     uint32_t i, struct buffer *out)
{
    const struct pack_path_test *test = conditions_test(pack, step, i);

    for (uint32_t k = 0; k < step->tests.count; k++) {
        const struct pack_path_test *other = conditions_test(pack, step, k);
        if (other->test != TEST_EQUALS || !same_tested_value(pack, other, test))
            continue;
        for (uint32_t t = 0; t < other->texts.count; t++) {
            buffer_reset(out);
            buffer_text(out, text_at(pack, other, t));
            if (all_pass(pack, step, test, buffer_view(out)))
                return true;
        }
        return false;
    }
    join_contained(pack, step, test, out);
    return all_pass(pack, step, test, buffer_view(out));
}

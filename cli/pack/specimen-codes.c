/* The codes that specimens are made of. */
#include <stdlib.h>

#include "specimen.h"

/* Operations kept of one class: enough to find one that no core row takes. */
#define OPERATIONS_KEPT 4096

static const struct pack_code_table *table_of(const struct pack *pack,
                                              const struct pack_code *code)
{
    return PACK_ROW(pack, SECTION_CODE_TABLE, pack_code_table, code->table);
}

/* ---- diagnoses ----------------------------------------------------------- */

static bool collect_diagnoses(struct specimen_pool *pool)
{
    const struct pack *pack = pool->pack;
    const uint32_t count = pack_count(pack, SECTION_CODE);

    pool->diagnoses = malloc(((size_t)count + 1) * sizeof(struct code));
    if (pool->diagnoses == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct pack_code *code =
            PACK_ROW(pack, SECTION_CODE, pack_code, i);
        const struct pack_code_table *table = table_of(pack, code);

        if (table->system == SYSTEM_DIAGNOSIS &&
            (table->flags & TABLE_GRAY) == 0)
            pool->diagnoses[pool->diagnosis_count++] = code->code;
    }
    qsort(pool->diagnoses, pool->diagnosis_count, sizeof(struct code),
          code_order);
    return true;
}

/* First of the sorted diagnoses that is not before `key`. */
static size_t lower_bound(const struct specimen_pool *pool, struct code key)
{
    size_t low = 0, high = pool->diagnosis_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (code_compare(pool->diagnoses[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool begins(struct code code, struct code key)
{
    return code_equal(code_prefix(code, code_length(key)), key);
}

bool specimen_key_known(const struct specimen_pool *pool, struct code key)
{
    const struct code plain = code_unmarked(key);
    const size_t at = lower_bound(pool, plain);

    return at < pool->diagnosis_count && begins(pool->diagnoses[at], plain);
}

static struct code appended(struct code key, const char *tail)
{
    char text[CODE_MAX + 8];
    size_t length = code_text(key, text);
    struct code out;

    while (*tail != '\0' && length < CODE_MAX)
        text[length++] = *tail++;
    code_key((struct text){text, length}, &out);
    return out;
}

struct code specimen_full(struct code key)
{
    if (code_length(key) == 3)
        return appended(key, ".900");
    return code_length(key) == 5 ? appended(key, "00") : key;
}

/* One code of each subcategory of the key's range, then the others. */
static uint32_t from_table(const struct specimen_pool *pool,
                           struct code_range range, struct code *out)
{
    uint32_t count = 0;

    for (int pass = 0; pass < 2; pass++) {
        struct code before = {0, 0};

        for (size_t i = lower_bound(pool, range.from);
             i < pool->diagnosis_count &&
             code_in_range(pool->diagnoses[i], range) &&
             count < SPECIMEN_DIAGNOSES;
             i++) {
            const struct code stem = code_prefix(pool->diagnoses[i], 5);
            const bool first = !code_equal(stem, before);

            before = stem;
            if (first == (pass == 0))
                out[count++] = pool->diagnoses[i];
        }
    }
    return count;
}

static uint32_t made_up(struct code key, struct code *out)
{
    static const char *const fourth[] = {".900", ".800", ".000", ".100",
                                         ".200", ".300", ".400", ".500",
                                         ".600", ".700", ".x00", NULL};
    static const char *const fifth[] = {"00", "00x001", "01", "02", NULL};
    static const char *const whole[] = {"", NULL};
    const char *const *tail = code_length(key) == 3   ? fourth
                              : code_length(key) == 5 ? fifth
                                                      : whole;
    uint32_t count = 0;

    for (; *tail != NULL; tail++)
        out[count++] = appended(key, *tail);
    return count;
}

/* For rows that any diagnosis may have. */
static uint32_t common_diagnoses(struct code *out)
{
    static const char *const codes[] = {"R69.x00", "J18.900", "K35.800",
                                        "N18.500", "P07.300", "S06.900"};
    uint32_t count = 0;

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        code_key(text_of(codes[i]), &out[count++]);
    return count;
}

uint32_t specimen_diagnoses(const struct specimen_pool *pool,
                            const struct pack_group *g, struct code *out)
{
    const struct code key = code_unmarked(g->key);
    const struct code last = g->last.high != 0 ? g->last : key;
    uint32_t count;

    if (g->key.high == 0)
        return common_diagnoses(out);
    count = from_table(pool, code_range_of(key, last), out);
    if (count == 0)
        count = made_up(key, out);
    for (uint32_t i = 0; i < count; i++)
        out[i] = code_marked(out[i], code_mark(g->key));
    return count;
}

/* ---- operations ---------------------------------------------------------- */

static void collect_operation(struct specimen_pool *pool, struct code code)
{
    const struct pack_grouping *rules =
        PACK_ROW(pool->pack, SECTION_GROUPING, pack_grouping, 0);
    const struct op_facts facts = pack_op(pool->pack, code);
    const uint8_t class =
        facts.class == CLASS_INTERVENTION ? rules->intervention : facts.class;

    if ((!facts.gray || !rules->gray_ignored) &&
        pool->operation_count[class] < OPERATIONS_KEPT)
        pool->operations[class][pool->operation_count[class]++] = code;
}

/* Of the region's own table; else those the catalogue asks for. */
static void collect_operations(struct specimen_pool *pool)
{
    const struct pack *pack = pool->pack;
    bool own = false;

    PACK_EACH (code, pack, SECTION_CODE, pack_code) {
        const struct pack_code_table *table = table_of(pack, code);

        if (table->system == SYSTEM_PROCEDURE &&
            (table->flags & TABLE_GRAY) == 0) {
            collect_operation(pool, code->code);
            own = true;
        }
    }
    if (own)
        return;
    PACK_EACH (code, pack, SECTION_ALTERNATIVE, code)
        collect_operation(pool, *code);
}

bool specimen_pool_open(struct specimen_pool *pool, const struct pack *pack)
{
    *pool = (struct specimen_pool){
        .pack = pack,
        .infant_age = pack_field_find(pack, TEXT("infant_age")),
        .birth_weight = pack_field_find(pack, TEXT("birth_weight")),
        .admission_weight = pack_field_find(pack, TEXT("admission_weight")),
        .stay_days = pack_field_find(pack, TEXT("stay_days")),
        .name = pack_field_find(pack, TEXT("patient_name")),
        .discharge_way = pack_field_find(pack, TEXT("discharge_way")),
        .op_level = pack_field_find(pack, TEXT("procedures.level")),
    };
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        pool->operations[i] = malloc(OPERATIONS_KEPT * sizeof(struct code));
        if (pool->operations[i] == NULL)
            return false;
    }
    if (!collect_diagnoses(pool))
        return false;
    if (pack_count(pack, SECTION_GROUPING) != 0)
        collect_operations(pool);
    return true;
}

void specimen_pool_close(struct specimen_pool *pool)
{
    free(pool->diagnoses);
    for (unsigned i = 0; i < CLASS_COUNT; i++)
        free(pool->operations[i]);
    *pool = (struct specimen_pool){0};
}

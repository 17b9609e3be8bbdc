/* Opening packs: what is no pack, or no longer the pack that was built, is
 * refused in words. */
#include <stdlib.h>

#include "../pack-walk.h"
#include "compile-kit.h"
#include "load/load.h"

static struct kit kit;
static unsigned char *bytes; /* 16-byte aligned copy of the kit's pack */
static size_t size;

static int setup(void **state)
{
    (void)state;
    kit_open(&kit);
    if (!kit_compile(&kit))
        kit_print_faults(&kit);
    size = kit.bytes.length;
    assert_true(size > 0);
    bytes = aligned_alloc(16, size);
    assert_non_null(bytes);
    memcpy(bytes, kit.bytes.data, size);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free(bytes);
    kit_close(&kit);
    return 0;
}

static int restore(void **state)
{
    (void)state;
    memcpy(bytes, kit.bytes.data, size);
    return 0;
}

/* Refused with E_TABLE, a sentence and nothing left behind. */
static void assert_refused(size_t length)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack = (struct pack *)&err;

    assert_int_equal(pack_open_bytes(bytes, length, "kit.pack", &pack, &err),
                     PREGROUP_E_TABLE);
    assert_null(pack);
    assert_int_equal(err.status, PREGROUP_E_TABLE);
    assert_non_null(strstr(err.text, "kit.pack"));
}

static void a_good_pack_opens(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;

    (void)state;
    assert_int_equal(pack_open_bytes(bytes, size, "kit", &pack, &err),
                     PREGROUP_OK);
    assert_int_equal(strlen(pack->digest), 32);
    assert_int_equal(pack_meta(pack)->flags, META_SAMPLE);
    assert_text(pack_text(pack, pack_meta(pack)->name), "虚拟市");
    assert_int_equal(pack->known.sex, 1);
    assert_int_equal(pack->known.birth_date, PACK_NO_FIELD);
    pack_close(pack);
}

static void every_byte_of_the_header_matters(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(struct pack_header); i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[i] ^= (unsigned char)(1u << bit);
            assert_refused(size);
            bytes[i] ^= (unsigned char)(1u << bit);
        }
}

static void every_byte_behind_it_matters(void **state)
{
    (void)state;
    for (size_t i = sizeof(struct pack_header); i < size; i += 7) {
        bytes[i] ^= 0x20;
        assert_refused(size);
        bytes[i] ^= 0x20;
    }
}

static void a_cut_pack_is_refused(void **state)
{
    (void)state;
    for (size_t length = 0; length < size; length += 13)
        assert_refused(length);
    assert_refused(size - 1);
    assert_refused(size - 16);
}

static void a_table_that_does_not_fit_is_refused(void **state)
{
    struct pack_section *table = (void *)(bytes + sizeof(struct pack_header));
    const size_t words = SECTION_COUNT * sizeof *table / sizeof(uint32_t);
    uint32_t *word = (uint32_t *)(void *)table;

    (void)state;
    for (size_t i = 0; i < words; i++) {
        const uint32_t was = word[i];

        word[i] = was + 16;
        pack_walk_seal(bytes, size);
        assert_refused(size);
        word[i] = was ^ 0x80000000u;
        pack_walk_seal(bytes, size);
        assert_refused(size);
        word[i] = was;
    }
}

/* Whatever the rows say, a pack with the right hash is refused or safe. */
static void rows_are_refused_or_safe(void **state)
{
    static const uint32_t values[] = {0, 1, 0x7fffffff, 0xffffffff, 0xffffff00};
    const size_t start = sizeof(struct pack_header) +
                         SECTION_COUNT * sizeof(struct pack_section);
    size_t step = (size - start) / 4 / 4000 + 1;

    (void)state;
    for (size_t i = start / 4; i < size / 4; i += step) {
        uint32_t *word = (uint32_t *)(void *)bytes + i;
        const uint32_t was = *word;
        struct pregroup_error err = {.size = sizeof err};
        struct pack *pack;

        *word = values[i / step % COUNT(values)];
        pack_walk_seal(bytes, size);
        if (pack_open_bytes(bytes, size, "k", &pack, &err) == PREGROUP_OK) {
            pack_walk(pack);
            pack_close(pack);
        } else {
            assert_int_equal(err.status, PREGROUP_E_TABLE);
        }
        *word = was;
    }
}

static void *rows(const struct pack *view, unsigned section)
{
    return bytes +
           ((const unsigned char *)view->sections[section].rows - view->bytes);
}

/* One row of a section is spoilt; the hash is right. */
static void rows_of_each_kind_are_checked(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *view;

    (void)state;
    assert_int_equal(pack_open_bytes(bytes, size, "kit", &view, &err),
                     PREGROUP_OK);
#define SPOIL(section, type, change)                                           \
    do {                                                                       \
        struct type *row = rows(view, section);                                \
        change;                                                                \
        pack_walk_seal(bytes, size);                                           \
        assert_refused(size);                                                  \
        memcpy(bytes, kit.bytes.data, size);                                   \
    } while (0)
    SPOIL(SECTION_META, pack_meta, row->id.at = 0xfffffff0u);
    SPOIL(SECTION_META, pack_meta, row->id.length++);
    SPOIL(SECTION_META, pack_meta, row->valid_from = INT32_MAX - 1);
    SPOIL(SECTION_META, pack_meta, row->valid_to = INT32_MIN + 1);
    SPOIL(SECTION_FIELD, pack_field, row->type = FIELD_TYPES);
    SPOIL(SECTION_FIELD, pack_field, row->column = 1);
    SPOIL(SECTION_FIELD, pack_field, row[view->known.sex].type = FIELD_AMOUNT);
    SPOIL(SECTION_FIELD, pack_field,
          row[view->known.dx_code].type = FIELD_TEXT);
    SPOIL(SECTION_FIELD, pack_field,
          row[view->known.admission_time].type = FIELD_COUNT);
    SPOIL(SECTION_DX_CATEGORY, pack_dx_category, row->specials.count = 99999);
    SPOIL(SECTION_OP_CATEGORY, pack_op_category, row->specials.first = 99999);
    SPOIL(SECTION_FIELD, pack_field, row->hour = 0);
    SPOIL(SECTION_FIELD, pack_field, row[5].column = 1);
    SPOIL(SECTION_DIALECT, pack_dialect, row->slots.count--);
    SPOIL(SECTION_DIALECT, pack_dialect, row->tags.count /= 2);
    SPOIL(SECTION_DIALECT, pack_dialect, row->sent.first = 9999);
    SPOIL(SECTION_SENT, pack_sent, row->field = 999);
    SPOIL(SECTION_SENT, pack_sent, row->map = 99999);
    SPOIL(SECTION_TAG, pack_tag, row->row = 1);
    SPOIL(SECTION_TAG, pack_tag, row->field = 999);
    SPOIL(SECTION_ENTRY, pack_entry, row[1] = row[0]);
    SPOIL(SECTION_DX_SPECIAL, pack_dx_special, row->sex = 3);
    SPOIL(SECTION_OP_SPECIAL, pack_op_special, row[1] = row[0]);
    SPOIL(SECTION_CODE, pack_code, row->table = 7);
    SPOIL(SECTION_CODE_TABLE, pack_code_table, row->system = 2);
    SPOIL(SECTION_CODE_TABLE, pack_code_table, row->codes.count = 99);
    SPOIL(SECTION_CODE, pack_code, row->level = 9);
    SPOIL(SECTION_CODE_SLOT, code_range, memset(row, 0, sizeof(uint32_t) * 8));
    SPOIL(SECTION_GROUPING, pack_grouping, row->layers = 9);
    SPOIL(SECTION_GROUPING, pack_grouping, row->core_lengths[0] = 1 << 20);
    SPOIL(SECTION_GROUPING, pack_grouping, row->pick[7][0] = PICK_FILTERS);
    SPOIL(SECTION_GROUP, pack_group, row->table = 9);
    SPOIL(SECTION_GROUP, pack_group, row->conservative_row = 3);
    SPOIL(SECTION_CATALOGUE, pack_catalogue, row->name.length = 99999);
    SPOIL(SECTION_GROUPING, pack_grouping, memset(row->pick[0], 1, PICKS_MAX));
    SPOIL(SECTION_GROUP, pack_group, row->layer = 2);
    SPOIL(SECTION_GROUP, pack_group, row->main_parts = 4);
    SPOIL(SECTION_GROUP, pack_group, row->factors.count = 0);
    SPOIL(SECTION_GROUP, pack_group, row->kind = KIND_COUNT);
    SPOIL(SECTION_KEY, pack_key, row->groups.count = 100);
    SPOIL(SECTION_STEP, pack_step, row->round = 13);
    SPOIL(SECTION_STEP, pack_step, row->variable = 100);
    SPOIL(SECTION_STEP, pack_step, row->expr = PACK_NONE);
    SPOIL(SECTION_STEP, pack_step, row->kind = STEP_BLANK);
    SPOIL(SECTION_HOSPITAL, pack_hospital, row->sample = 2);
    SPOIL(SECTION_DEPARTMENT, pack_department, row[1] = row[0]);
    SPOIL(SECTION_LOOKUP, pack_lookup, row->keys = 2);
    SPOIL(SECTION_LOOKUP, pack_lookup, row->wild = 2);
    SPOIL(SECTION_LOOKUP, pack_lookup, row->slots.count--);
    SPOIL(SECTION_LOOKUP, pack_lookup, row->rows.count = 99);
    SPOIL(SECTION_LOOKUP_ROW, pack_lookup_row, row->bands = 4);
    SPOIL(SECTION_LOOKUP_ROW, pack_lookup_row, row->bands = 0);
    SPOIL(SECTION_RULE, pack_rule, row->severity = 0);
    SPOIL(SECTION_RULE, pack_rule, row->when = PACK_NONE);
    SPOIL(SECTION_RULE, pack_rule, row->field = PACK_NO_FIELD);
    SPOIL(SECTION_PIECE, pack_piece, row->expr = 0x10000);
    SPOIL(SECTION_EXPR, pack_expr, row->code.first = 0x10000);
    SPOIL(SECTION_EXPR, pack_expr, row->type = VALUE_TYPES);
#undef SPOIL
    pack_close(view);
}

static void files_are_read(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    char path[KIT_PATH];
    struct pack *pack;

    (void)state;
    kit_write(&kit, "region/kit.pack", kit.bytes.data, size);
    kit_path(&kit, "region/kit.pack", path);
    assert_int_equal(pack_open(path, &pack, &err), PREGROUP_OK);
    assert_true(pack_walk(pack) != 0);
    pack_close(pack);
    remove(path);
    assert_int_equal(pack_open(path, &pack, &err), PREGROUP_E_IO);
    assert_null(pack);
    assert_non_null(strstr(err.text, "kit.pack"));
    assert_int_equal(pack_open(kit.folder, &pack, NULL), PREGROUP_E_IO);
    kit_write(&kit, "region/kit.pack", "PREGROUP", 8);
    assert_int_equal(pack_open(path, &pack, NULL), PREGROUP_E_TABLE);
    remove(path);
    pack_close(NULL);
}

/* `cp new.pack old.pack` killed a host that had the old one mapped. */
static void a_pack_survives_what_becomes_of_its_file(void **state)
{
    char path[KIT_PATH];
    struct pack *pack;
    uint64_t before;

    (void)state;
    kit_write(&kit, "region/kit.pack", kit.bytes.data, size);
    kit_path(&kit, "region/kit.pack", path);
    assert_int_equal(pack_open(path, &pack, NULL), PREGROUP_OK);
    before = pack_walk(pack);
    kit_write(&kit, "region/kit.pack", "", 0);
    assert_true(pack_walk(pack) == before);
    remove(path);
    assert_true(pack_walk(pack) == before);
    pack_close(pack);
}

static void bytes_must_be_aligned(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;

    (void)state;
    assert_int_equal(pack_open_bytes(bytes + 8, size - 8, "k", &pack, &err),
                     PREGROUP_E_ARG);
    assert_int_equal(pack_open_bytes(NULL, 0, "k", &pack, NULL),
                     PREGROUP_E_ARG);
}

static void the_hash_depends_on_all(void **state)
{
    unsigned char block[100] = {0};
    const uint64_t whole = pack_hash(block, sizeof block, 0);

    (void)state;
    assert_true(whole == pack_hash(block, sizeof block, 0));
    assert_true(whole != pack_hash(block, sizeof block, 1));
    for (size_t i = 0; i < sizeof block; i++) {
        assert_true(whole != pack_hash(block, i, 0));
        block[i] ^= 1;
        assert_true(whole != pack_hash(block, sizeof block, 0));
        block[i] ^= 1;
    }
    assert_true(pack_hash("abc", 3, 0) == 0x7fcf65040ac72d93u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_good_pack_opens, restore),
        cmocka_unit_test_setup(every_byte_of_the_header_matters, restore),
        cmocka_unit_test_setup(every_byte_behind_it_matters, restore),
        cmocka_unit_test_setup(a_cut_pack_is_refused, restore),
        cmocka_unit_test_setup(a_table_that_does_not_fit_is_refused, restore),
        cmocka_unit_test_setup(rows_are_refused_or_safe, restore),
        cmocka_unit_test_setup(rows_of_each_kind_are_checked, restore),
        cmocka_unit_test_setup(files_are_read, restore),
        cmocka_unit_test_setup(a_pack_survives_what_becomes_of_its_file,
                               restore),
        cmocka_unit_test_setup(bytes_must_be_aligned, restore),
        cmocka_unit_test(the_hash_depends_on_all),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

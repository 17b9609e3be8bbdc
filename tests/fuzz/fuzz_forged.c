/*
 * fuzz_forged.c -- a pack (PREGROUP_PACK) some of whose rows are changed, under
 * a checksum that is right: it is refused, or pages (PREGROUP_PAGES) go the
 * whole way with it. Each edit is eight bytes: section, row, place in the row,
 * what to do, a value.
 */
#include "../pack-walk.h"
#include "way-kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define EDIT 8u

static unsigned char *copy_pack(const struct pack *pack)
{
    unsigned char *bytes = aligned_alloc(16, (pack->size + 31) / 16 * 16);

    assert(bytes != NULL);
    memcpy(bytes, pack->bytes, pack->size);
    return bytes;
}

/* Sets, adds to, or copies from the row behind it. */
static void edit(const struct pack *pack, unsigned char *bytes,
                 const uint8_t *e)
{
    const unsigned section = e[0] % SECTION_COUNT;
    const uint32_t size = pack_row_size(section);
    const uint32_t count = pack_count(pack, section);
    const uint32_t row =
        count == 0 ? 0 : ((unsigned)e[1] << 8 | e[2]) * 257u % count;
    const unsigned width = 1u << e[4] % 4;
    const uint32_t at = width > size ? 0 : e[3] % (size / width) * width;
    const unsigned char *rows = pack->sections[section].rows;
    unsigned char *place;
    uint64_t value = 0;

    if (count == 0 || width > size)
        return;
    place = bytes + (rows - pack->bytes) + (size_t)row * size + at;
    memcpy(&value, place, width);
    switch (e[4] >> 2 & 3) {
    case 0:
        value = (uint64_t)(int64_t)(int16_t)(e[5] | e[6] << 8);
        break;
    case 1:
        value += (uint64_t)(int64_t)(int8_t)e[5];
        break;
    case 2:
        value ^= (uint64_t)1 << e[5] % 64;
        break;
    default:
        if (row + 1 < count)
            memcpy(&value, place + size, width);
    }
    memcpy(place, &value, width);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct text pages; /* reading is not what is tested */
    const struct pack *whole = way_pack();
    unsigned char *bytes = copy_pack(whole);
    struct buffer out = {0};
    struct pack *pack;

    if (pages.length == 0)
        pages = way_file("PREGROUP_PAGES");
    for (; size >= EDIT; data += EDIT, size -= EDIT)
        edit(whole, bytes, data);
    pack_walk_seal(bytes, whole->size);
    if (pack_open_bytes(bytes, whole->size, "fuzz", &pack, NULL) ==
        PREGROUP_OK) {
        pack_walk(pack);
        way_run(pack, pages, &out);
        pack_close(pack);
    }
    buffer_free(&out);
    free(bytes);
    return 0;
}

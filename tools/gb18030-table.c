/*
 * gb18030-table.c -- writes the tables of plugin/base/gb18030.c as C.
 *
 * A build program: `gb18030-table > gb18030-table.h`. The bulk comes from the
 * C library's iconv("GB18030"); code points that libraries and their versions
 * map differently are set to the forms of the WHATWG index (GB18030-2022).
 * A hash over the result is compared with a constant: a C library that
 * differs anywhere else stops the build instead of changing results.
 */
#include <iconv.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TRAILS 190
#define TWO (126 * TRAILS)
#define FOUR 39420 /* four-byte characters of the BMP: 81308130 - 8431A439 */
#define FAR 0xD800 /* a two-byte entry FAR+i stands for far[i] */
#define EXPECTED UINT64_C(0x9C433EFADABC8AAB)

/* Two-byte characters: bytes, code point, private-use form of old mappings
 * (0 without one). */
static const struct pair {
    uint16_t bytes;
    uint32_t to, old;
} pairs[] = {
    {0xA2E3, 0x20AC, 0},       {0xA3A0, 0x3000, 0xE5E5},
    {0xA6D9, 0xFE10, 0xE78D},  {0xA6DA, 0xFE12, 0xE78E},
    {0xA6DB, 0xFE11, 0xE78F},  {0xA6DC, 0xFE13, 0xE790},
    {0xA6DD, 0xFE14, 0xE791},  {0xA6DE, 0xFE15, 0xE792},
    {0xA6DF, 0xFE16, 0xE793},  {0xA6EC, 0xFE17, 0xE794},
    {0xA6ED, 0xFE18, 0xE795},  {0xA6F3, 0xFE19, 0xE796},
    {0xA8BC, 0x1E3F, 0},       {0xA8BF, 0x01F9, 0},
    {0xFE51, 0x20087, 0xE816}, {0xFE52, 0x20089, 0xE817},
    {0xFE53, 0x200CC, 0xE818}, {0xFE59, 0x9FB4, 0xE81E},
    {0xFE61, 0x9FB5, 0xE826},  {0xFE66, 0x9FB6, 0xE82B},
    {0xFE67, 0x9FB7, 0xE82C},  {0xFE6C, 0x215D7, 0xE831},
    {0xFE6D, 0x9FB8, 0xE832},  {0xFE76, 0x2298F, 0xE83B},
    {0xFE7E, 0x9FB9, 0xE843},  {0xFE90, 0x9FBA, 0xE854},
    {0xFE91, 0x241FE, 0xE855}, {0xFEA0, 0x9FBB, 0xE864},
};
#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

/* Four-byte characters: 2005 and 2022 gave them away to private-use forms;
 * as in the WHATWG index they stay what they were. The first keeps its
 * private-use form there, too. */
static const struct quad {
    uint32_t linear, to;
} quads[] = {
    {7457, 0xE7C7},  {19057, 0x9FB4}, {19058, 0x9FB5}, {19059, 0x9FB6},
    {19060, 0x9FB7}, {19061, 0x9FB8}, {19062, 0x9FB9}, {19063, 0x9FBA},
    {19064, 0x9FBB}, {39076, 0xFE10}, {39077, 0xFE11}, {39078, 0xFE12},
    {39079, 0xFE13}, {39080, 0xFE14}, {39081, 0xFE15}, {39082, 0xFE16},
    {39083, 0xFE17}, {39084, 0xFE18}, {39085, 0xFE19},
};
#define QUADS (sizeof(quads) / sizeof(quads[0]))

struct range {
    uint16_t linear, code;
};

struct tables {
    uint16_t two[TWO];
    struct {
        uint32_t code;
        uint16_t bytes;
    } far[PAIRS];
    unsigned fars;
    uint32_t four[FOUR];
    struct range ranges[FOUR];
    unsigned count;
    uint16_t back[0x10000]; /* code point to two bytes, 0 without */
};

static struct tables tables;

/* One character by iconv; 0 if it has none. */
static uint32_t convert(iconv_t cd, const unsigned char *bytes, size_t length)
{
    char in[4];
    unsigned char out[8];
    memcpy(in, bytes, length);
    char *from = in, *to = (char *)out;
    size_t room = sizeof(out);
    iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &from, &length, &to, &room) != 0 || room != 4)
        return 0;
    return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 |
           (uint32_t)out[2] << 8 | out[3];
}

static unsigned index_of(uint16_t bytes)
{
    const unsigned lead = bytes >> 8, trail = bytes & 0xFFu;
    return (lead - 0x81) * TRAILS + trail - 0x40 - (trail > 0x7F);
}

static uint16_t bytes_of(unsigned index)
{
    const unsigned trail = index % TRAILS + 0x40;
    return (uint16_t)((index / TRAILS + 0x81) << 8 | (trail + (trail > 0x7E)));
}

static void set_two(unsigned index, uint32_t code)
{
    if (code <= 0xFFFF) {
        tables.two[index] = (uint16_t)code;
        return;
    }
    tables.two[index] = (uint16_t)(FAR + tables.fars);
    tables.far[tables.fars].code = code;
    tables.far[tables.fars++].bytes = bytes_of(index);
}

static void make_two(iconv_t cd)
{
    for (unsigned i = 0; i < TWO; i++) {
        const uint16_t bytes = bytes_of(i);
        const unsigned char in[2] = {(unsigned char)(bytes >> 8),
                                     (unsigned char)bytes};
        const uint32_t code = convert(cd, in, 2);
        tables.two[i] = (uint16_t)(code <= 0xFFFF ? code : 0);
    }
    for (unsigned i = 0; i < PAIRS; i++)
        set_two(index_of(pairs[i].bytes), pairs[i].to);
}

static void make_four(iconv_t cd)
{
    for (unsigned i = 0; i < FOUR; i++) {
        const unsigned char in[4] = {(unsigned char)(0x81 + i / 12600),
                                     (unsigned char)(0x30 + i / 1260 % 10),
                                     (unsigned char)(0x81 + i / 10 % 126),
                                     (unsigned char)(0x30 + i % 10)};
        tables.four[i] = convert(cd, in, 4);
    }
    for (unsigned i = 0; i < QUADS; i++)
        tables.four[quads[i].linear] = quads[i].to;
}

/* Runs of consecutive code points, rising but for the exception, which the
 * C code treats by itself. */
static void make_ranges(void)
{
    const uint32_t exception = quads[0].linear;
    uint32_t expected = 0;
    for (unsigned i = 0; i < FOUR; i++) {
        if (i == exception || tables.four[i] == expected) {
            expected = i == exception ? expected : expected + 1;
            continue;
        }
        const struct range range = {(uint16_t)i, (uint16_t)tables.four[i]};
        tables.ranges[tables.count++] = range;
        expected = tables.four[i] + 1;
    }
}

static void make_back(void)
{
    for (unsigned i = TWO; i-- > 0;)
        if (tables.two[i] < FAR || tables.two[i] >= FAR + tables.fars)
            tables.back[tables.two[i]] = bytes_of(i);
    for (unsigned i = 0; i < PAIRS; i++)
        if (pairs[i].old != 0)
            tables.back[pairs[i].old] = pairs[i].bytes;
    tables.back[0] = 0;
}

static uint64_t hash(uint64_t h, uint32_t value)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        h ^= value >> shift & 0xFF;
        h *= UINT64_C(0x100000001B3);
    }
    return h;
}

static uint64_t hash_all(void)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (unsigned i = 0; i < TWO; i++)
        h = hash(h, tables.two[i]);
    for (unsigned i = 0; i < tables.fars; i++)
        h = hash(h, tables.far[i].code);
    for (unsigned i = 0; i < FOUR; i++)
        h = hash(h, tables.four[i]);
    for (unsigned i = 0; i < 0x10000; i++)
        h = hash(h, tables.back[i]);
    return h;
}

static void print_words(const uint16_t *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        printf("%s0x%04X,", i % 10 == 0 ? "\n    " : " ", (unsigned)words[i]);
    printf("\n};\n\n");
}

/* Pages of 256 code points; page 0 of gb_back is the empty one. */
static void print_back(void)
{
    unsigned page[256], pages = 1;
    for (unsigned i = 0; i < 256; i++) {
        page[i] = 0;
        for (unsigned k = 0; k < 256 && page[i] == 0; k++)
            page[i] = tables.back[i * 256 + k] != 0 ? pages : 0;
        pages += page[i] != 0;
    }
    printf("static const uint8_t gb_page[256] = {");
    for (unsigned i = 0; i < 256; i++)
        printf("%s%u,", i % 16 == 0 ? "\n    " : " ", page[i]);
    printf("\n};\n\nstatic const uint16_t gb_back[%u * 256] = {", pages);
    const uint16_t none[256] = {0};
    for (unsigned k = 0; k < 256; k++)
        printf("%s%u,", k % 32 == 0 ? "\n    " : " ", (unsigned)none[k]);
    for (unsigned i = 0; i < 256; i++)
        for (unsigned k = 0; page[i] != 0 && k < 256; k++)
            printf("%s0x%04X,", k % 10 == 0 ? "\n    " : " ",
                   (unsigned)tables.back[i * 256 + k]);
    printf("\n};\n");
}

static void print(void)
{
    printf("/* Made by tools/gb18030-table.c; do not edit. */\n\n");
    printf("static const uint16_t gb_two[%u] = {", (unsigned)TWO);
    print_words(tables.two, TWO);
    printf("/* An entry 0x%X+i of gb_two stands for gb_far[i]. */\n", FAR);
    printf("#define GB_FAR 0x%Xu\n#define GB_FARS %uu\n", FAR, tables.fars);
    printf("static const struct {\n    uint32_t code;\n    uint16_t bytes;\n");
    printf("} gb_far[GB_FARS] = {\n");
    for (unsigned i = 0; i < tables.fars; i++)
        printf("    {0x%05X, 0x%04X},\n", (unsigned)tables.far[i].code,
               (unsigned)tables.far[i].bytes);
    printf("};\n\n#define GB_RANGES %uu\n", tables.count);
    printf("static const struct {\n    uint16_t linear, code;\n");
    printf("} gb_ranges[GB_RANGES] = {");
    for (unsigned i = 0; i < tables.count; i++)
        printf("%s{%u, 0x%04X},", i % 4 == 0 ? "\n    " : " ",
               (unsigned)tables.ranges[i].linear,
               (unsigned)tables.ranges[i].code);
    printf("\n};\n\n/* %u is outside the ranges. */\n", quads[0].linear);
    printf("#define GB_ODD_LINEAR %uu\n#define GB_ODD_CODE 0x%04Xu\n\n",
           quads[0].linear, quads[0].to);
    print_back();
}

int main(void)
{
    const iconv_t cd = iconv_open("UTF-32BE", "GB18030");
    /* POSIX says that a failure is (iconv_t)-1. */
    if ((intptr_t)cd == -1) {
        fprintf(stderr, "gb18030-table: iconv of this C library does not know "
                        "GB18030 or UTF-32BE\n");
        return 1;
    }
    make_two(cd);
    make_four(cd);
    iconv_close(cd);
    make_ranges();
    make_back();
    const uint64_t found = hash_all();
    if (found != EXPECTED) {
        fprintf(stderr,
                "gb18030-table: iconv of this C library maps GB18030 unlike "
                "GB18030-2022: hash %016" PRIx64 " instead of %016" PRIx64
                ". Build on glibc, or copy gb18030-table.h from such a "
                "build.\n",
                found, EXPECTED);
        return 1;
    }
    print();
    return fflush(stdout) != 0 || ferror(stdout);
}

/* Fees that add up: the total is the sum of the items, the items of a whole
 * are less than the whole. */
#include "patient.h"

struct fee {
    const char *tag;
    int8_t part_of;            /* row of its whole, -1: an item of the total */
    int16_t medical, surgical; /* thousandths of the cost, or of the whole */
};

static const struct fee fees[] = {
    {"YLFUF", -1, 60, 30},   {"ZLCZF", -1, 50, 30},   {"HLF", -1, 40, 20},
    {"QTFY", -1, 0, 0},      {"BLZDF", -1, 0, 15},    {"SYSZDF", -1, 200, 90},
    {"YXXZDF", -1, 120, 60}, {"LCZDXMF", -1, 30, 10}, {"FSSZLXMF", -1, 40, 0},
    {"WLZLF", 8, 300, 0},    {"SSZLF", -1, 0, 260},   {"MAF", 10, 0, 280},
    {"SSF", 10, 0, 690},     {"KFF", -1, 10, 0},      {"ZYZLF", -1, 0, 0},
    {"XYF", -1, 350, 180},   {"KJYWF", 15, 200, 400}, {"ZCYF", -1, 60, 10},
    {"ZCYF1", -1, 0, 0},     {"XF", -1, 0, 10},       {"BDBLZPF", -1, 0, 0},
    {"QDBLZPF", -1, 0, 0},   {"NXYZLZPF", -1, 0, 0},  {"XBYZLZPF", -1, 0, 0},
    {"HCYYCLF", -1, 10, 5},  {"YYCLF", -1, 30, 40},   {"YCXYYCLF", -1, 0, 240},
    {"QTF", -1, 0, 0}};
#define FEES (sizeof(fees) / sizeof(fees[0]))

static bool has_surgery(const struct patient *p)
{
    for (size_t i = 0; i < p->operation_count; i++)
        if (p->operations[i].class >= CLASS_INTERVENTION)
            return true;
    return false;
}

/* Fills the amounts; returns the total. */
static int64_t draw_amounts(struct draw *d, const struct patient *p,
                            int64_t *amounts)
{
    const bool surgery = has_surgery(p);
    int64_t total = 0;

    for (size_t i = 0; i < FEES; i++) {
        const bool item = fees[i].part_of < 0;
        const int64_t share = surgery ? fees[i].surgical : fees[i].medical;
        const int64_t whole = item ? p->cost : amounts[fees[i].part_of];
        amounts[i] = whole * share / 1000 *
                     (item ? draw_between(d, 70, 130) : 100) / 100;
        total += item ? amounts[i] : 0;
    }
    return total;
}

void fees_write(struct draw *d, const struct patient *p, struct page *page)
{
    int64_t amounts[FEES];
    int64_t total = draw_amounts(d, p, amounts);

    if (p->mistake == MISTAKE_TOTAL)
        total = total * 9 / 10;
    page_put_fen(page, "ZFY", total);
    page_put_fen(page, "ZFJE", total * draw_between(d, 10, 40) / 100);
    for (size_t i = 0; i < FEES; i++)
        page_put_fen(page, fees[i].tag, amounts[i]);
}

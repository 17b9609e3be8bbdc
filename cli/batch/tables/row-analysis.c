#include "batch/tables/row-analysis.h"

#include "batch/tables/row-text.h"
#include "price/price.h"
#include "record/identity.h"

#define DAYS_OF_NEWBORN 28
#define LEVEL_MAX 4
#define SHARE_PLACES 4

/* ---- the bill ------------------------------------------------------------ */

/* The items of the front page that no other item contains. */
static const struct {
    const char *field;
    enum fee_class class;
} fee_items[FEE_FIELDS] = {
    {"fee_general_service", FEE_SERVICE},
    {"fee_service_other", FEE_SERVICE},
    {"fee_nursing", FEE_NURSING},
    {"fee_imaging", FEE_EXAM},
    {"fee_clinical_diagnosis", FEE_EXAM},
    {"fee_pathology", FEE_LAB},
    {"fee_laboratory", FEE_LAB},
    {"fee_general_treatment", FEE_TREATMENT},
    {"fee_non_surgical", FEE_TREATMENT},
    {"fee_rehabilitation", FEE_TREATMENT},
    {"fee_tcm_diagnosis", FEE_TREATMENT},
    {"fee_tcm", FEE_TREATMENT},
    {"fee_tcm_other", FEE_TREATMENT},
    {"fee_surgical", FEE_SURGERY},
    {"fee_western_drug", FEE_DRUG},
    {"fee_tcm_patent", FEE_DRUG},
    {"fee_tcm_herb", FEE_DRUG},
    {"fee_blood", FEE_BLOOD},
    {"fee_albumin", FEE_BLOOD},
    {"fee_globulin", FEE_BLOOD},
    {"fee_clotting", FEE_BLOOD},
    {"fee_cytokine", FEE_BLOOD},
    {"fee_material_exam", FEE_MATERIAL},
    {"fee_material_treatment", FEE_MATERIAL},
    {"fee_material_surgery", FEE_MATERIAL},
    {"fee_other", FEE_OTHER},
};

/* 医疗收费项目类别 01 to 14 of a settlement list. */
static const unsigned char charge_classes[] = {
    FEE_SERVICE, FEE_SERVICE, FEE_EXAM,     FEE_LAB,  FEE_TREATMENT,
    FEE_SURGERY, FEE_NURSING, FEE_MATERIAL, FEE_DRUG, FEE_DRUG,
    FEE_DRUG,    FEE_SERVICE, FEE_SERVICE,  FEE_OTHER};

/* A bill by classes; not known where the page tells no item of it. */
struct bill {
    int128 sums[FEE_CLASSES];
    bool known;
};

static void add_fee(struct bill *b, unsigned class, const struct cell *cell)
{
    if (cell != NULL)
        b->known = decimal_add(b->sums[class], cell->number, &b->sums[class]) ||
                   b->known;
}

static void read_charges(const struct analysis_fields *f,
                         const struct record *r, struct bill *b)
{
    const uint16_t amount = r->pack->known.charge_amount;

    for (uint32_t row = 1; row <= r->lists[LIST_CHARGES].count; row++) {
        const struct cell *type = record_given(r, f->charge_type, row);
        int128 n;

        if (type != NULL && decimal_parse(type->plain, &n) &&
            n >= DECIMAL_ONE && n <= decimal_from_int(COUNT_OF(charge_classes)))
            add_fee(b, charge_classes[n / DECIMAL_ONE - 1],
                    record_given(r, amount, row));
    }
}

static void put_bill(const struct analysis_fields *f, struct result *r,
                     struct text *cells)
{
    static const struct {
        enum fee_class class;
        enum case_column column;
    } shares[] = {{FEE_DRUG, CASES_DRUG_SHARE},
                  {FEE_MATERIAL, CASES_MATERIAL_SHARE},
                  {FEE_EXAM, CASES_EXAM_SHARE},
                  {FEE_LAB, CASES_LAB_SHARE},
                  {FEE_SURGERY, CASES_SURGERY_SHARE},
                  {FEE_NURSING, CASES_NURSING_SHARE}};
    struct bill b = {.known = false};
    int128 cost;

    for (size_t i = 0; i < FEE_FIELDS; i++)
        add_fee(&b, fee_items[i].class,
                record_given(&r->record, f->fees[i], 0));
    if (!b.known)
        read_charges(f, &r->record, &b);
    if (!b.known)
        return;
    for (unsigned i = 0; i < FEE_CLASSES; i++)
        cells[CASES_FEE_SERVICE + i] = row_rounded(r, b.sums[i], 2);
    if (!decimal_parse(cells[CASES_COST], &cost) || cost <= 0)
        return;
    for (size_t i = 0; i < COUNT_OF(shares); i++)
        cells[shares[i].column] =
            row_quotient(r, b.sums[shares[i].class], cost, SHARE_PLACES);
}

/* ---- the patient --------------------------------------------------------- */

static struct text sex_word(struct text code)
{
    if (text_equal(code, TEXT("1")))
        return TEXT("male");
    return text_equal(code, TEXT("2")) ? TEXT("female") : TEXT("unknown");
}

/* Days and completed years, as far as the page tells them. */
static bool age_of(const struct analysis_fields *f, const struct record *r,
                   int32_t *days, int32_t *years)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *age = record_given(r, known->age, 0),
                      *infant = record_given(r, f->infant_age, 0),
                      *born = record_given(r, known->birth_date, 0),
                      *in = record_given(r, known->admission_time, 0);
    bool exact;

    *days = DAYS_OF_NEWBORN;
    if (born != NULL && in != NULL && born->moment <= in->moment) {
        const int32_t day = calendar_day_of(born->moment),
                      on = calendar_day_of(in->moment);
        *days = on - day;
        *years = calendar_years(day, on);
    } else if (age != NULL) {
        *years = (int32_t)decimal_to_int(age->number, &exact);
        if (infant != NULL && *years == 0)
            *days = (int32_t)decimal_to_int(infant->number, &exact);
    } else {
        return false;
    }
    return true;
}

static struct text band_of(int32_t days, int32_t years)
{
    static const struct {
        int32_t up_to;
        struct text word;
    } bands[] = {{0, {"infant", 6}},  {6, {"1to6", 4}},    {17, {"7to17", 5}},
                 {44, {"18to44", 6}}, {59, {"45to59", 6}}, {74, {"60to74", 6}}};

    if (days < DAYS_OF_NEWBORN)
        return TEXT("newborn");
    for (size_t i = 0; i < COUNT_OF(bands); i++)
        if (years <= bands[i].up_to)
            return bands[i].word;
    return TEXT("75up");
}

static void put_person(const struct analysis_fields *f, struct result *r,
                       struct text *cells)
{
    struct record *record = &r->record;
    const struct cell *sex = record_given(record, r->pack->known.sex, 0);
    int32_t days, years;

    if (sex != NULL)
        cells[CASES_SEX] = sex_word(sex->plain);
    if (age_of(f, record, &days, &years)) {
        cells[CASES_AGE_BAND] = band_of(days, years);
        cells[CASES_AGE] = row_integer(r, years);
    }
    cells[CASES_ORGANIZATION_NAME] =
        identity_given(record, f->organization_name, 0);
    cells[CASES_WARD] = identity_given(record, f->ward, 0);
    cells[CASES_CHIEF] = identity_given(record, f->chief, 0);
    cells[CASES_DOCTOR_CODE] = identity_given(
        record,
        record_given(record, f->attending, 0) != NULL ? f->attending_code
                                                      : f->resident_code,
        0);
}

/* ---- the stay ------------------------------------------------------------ */

/* The name of a code in its field's dictionary, else the code. */
static struct text name_of(struct result *r, uint16_t field)
{
    const struct cell *cell = record_given(&r->record, field, 0);
    const struct pack_entry *entry;

    if (cell == NULL)
        return TEXT("");
    entry = row_entry(r, field, cell);
    return entry != NULL ? pack_text(r->pack, entry->name)
                         : identity_shown(&r->record, field, cell->plain);
}

static struct text flag(bool is)
{
    return is ? TEXT("1") : TEXT("0");
}

/* 离院方式 1 to 5 and 9; 2 and 3 are transfers. */
static void put_way_out(const struct analysis_fields *f, struct result *r,
                        struct text *cells)
{
    const struct cell *way = record_given(&r->record, f->way, 0),
                      *death = record_given(&r->record, f->death, 0);
    const bool dead = death != NULL && text_equal(death->plain, TEXT("1"));

    if (death != NULL)
        cells[CASES_DEATH] = flag(dead);
    if (way == NULL)
        return;
    cells[CASES_DISCHARGE_WAY] = identity_shown(&r->record, f->way, way->plain);
    cells[CASES_DISCHARGE_WAY_NAME] = name_of(r, f->way);
    if (way->plain.length != 1) /* no code of ours: it tells nothing */
        return;
    cells[CASES_DEATH] = flag(dead || text_equal(way->plain, TEXT("5")));
    cells[CASES_TRANSFER] = flag(text_equal(way->plain, TEXT("2")) ||
                                 text_equal(way->plain, TEXT("3")));
    cells[CASES_AGAINST_ADVICE] = flag(text_equal(way->plain, TEXT("4")));
}

static int64_t rows_given(const struct record *r, uint16_t field)
{
    const unsigned list =
        field != PACK_NO_FIELD ? pack_field(r->pack, field)->list : LIST_NONE;
    int64_t count = 0;

    for (uint32_t row = 1; list != LIST_NONE && row <= r->lists[list].count;
         row++)
        count += record_given(r, field, row) != NULL;
    return count;
}

static void put_operations(const struct analysis_fields *f, struct result *r,
                           struct text *cells)
{
    const struct pack_known *known = &r->pack->known;
    char highest = '0';

    cells[CASES_DX_COUNT] =
        row_integer(r, rows_given(&r->record, known->dx_code));
    cells[CASES_OP_COUNT] =
        row_integer(r, rows_given(&r->record, known->op_code));
    for (uint32_t row = 1; row <= r->record.lists[LIST_PROCEDURES].count;
         row++) {
        const struct cell *level = record_given(&r->record, f->level, row);

        if (level != NULL && level->plain.length == 1 &&
            level->plain.at[0] > highest &&
            level->plain.at[0] <= '0' + LEVEL_MAX)
            highest = level->plain.at[0];
    }
    if (highest != '0')
        cells[CASES_OP_LEVEL] = row_integer(r, highest - '0');
}

static void put_intensive_care(struct result *r, struct text *cells)
{
    const uint16_t field = r->pack->known.icu_duration;
    const uint32_t rows = r->record.lists[LIST_ICU_STAYS].count;
    int128 hours = 0;
    bool known = false;

    for (uint32_t row = 1; row <= rows; row++) {
        const struct cell *cell = record_given(&r->record, field, row);

        if (cell != NULL)
            known = decimal_add(hours, cell->number, &hours) || known;
    }
    if (known)
        cells[CASES_ICU_HOURS] = row_rounded(r, hours, 2);
}

static void put_stay(const struct analysis_fields *f, struct result *r,
                     struct text *cells)
{
    const struct cell *day = record_given(&r->record, f->day_surgery, 0);

    cells[CASES_ADMISSION_ROUTE] = name_of(r, f->route);
    put_way_out(f, r, cells);
    if (day != NULL)
        cells[CASES_DAY_SURGERY] = flag(text_equal(day->plain, TEXT("1")));
    put_operations(f, r, cells);
    put_intensive_care(r, cells);
}

/* ---- beside its group ---------------------------------------------------- */

static void put_indices(struct result *r, struct text *cells)
{
    int128 mine, mean, over;

    if (decimal_parse(cells[CASES_COST], &mine) &&
        decimal_parse(cells[CASES_MEAN_COST], &mean))
        cells[CASES_COST_INDEX] = row_quotient(r, mine, mean, SHARE_PLACES);
    if (!decimal_parse(cells[CASES_DAYS], &mine) ||
        !decimal_parse(cells[CASES_MEAN_DAYS], &mean))
        return;
    cells[CASES_DAYS_INDEX] = row_quotient(r, mine, mean, SHARE_PLACES);
    if (decimal_subtract(mine, mean, &over))
        cells[CASES_DAYS_OVER] = row_rounded(r, over, 2);
}

/* Why the case has no group, as a word (docs/batch.md). */
static struct text cause_of(const struct result *r)
{
    const struct grouping *g = &r->grouping;
    const struct cell *dx =
        r->pack->known.dx_code != PACK_NO_FIELD
            ? record_cell(&r->record, r->pack->known.dx_code, 1)
            : NULL;

    if (r->dialect.length == 0)
        return TEXT("no-page");
    if (g->why == &r->spare_why) /* result_not_judged */
        return TEXT("unfinished");
    if (g->status == GROUPING_EXCLUDED)
        return TEXT("excluded");
    if (dx == NULL || dx->state < CELL_BAD)
        return TEXT("no-diagnosis");
    if (dx->state == CELL_BAD ||
        (dx->flags & (CELL_ILL_FORMED | CELL_JOINED)) == CELL_ILL_FORMED)
        return TEXT("unreadable-diagnosis");
    return TEXT("not-in-catalogue");
}

/* ---- other groups that fit ----------------------------------------------- */

static const struct pack_group *scored_group(const struct result *r,
                                             uint32_t group)
{
    const struct pack_group *g =
        PACK_ROW(r->pack, SECTION_GROUP, pack_group, group);

    return (g->flags & GROUP_HAS_SCORE) != 0 ? g : NULL;
}

/* Of the layer of the case's group, which is as far as was looked. A DRG has no
 * others beside it. */
static void put_others(const struct result *r, struct text cells[CASE_COLUMNS])
{
    const struct grouping *g = &r->grouping;
    const struct pack_group *own, *other;
    bool lower = false, higher = false;

    if (g->status != GROUPING_GROUPED || pack_count(r->pack, SECTION_DRG) > 0)
        return;
    own = scored_group(r, g->group);
    for (uint32_t i = 0; own != NULL && i < g->candidate_count; i++) {
        other = scored_group(r, g->candidates[i].group);
        lower = lower || (other != NULL && other->score < own->score);
        higher = higher || (other != NULL && other->score > own->score);
    }
    if (own == NULL)
        return;
    cells[CASES_FITS_LOWER] = lower ? TEXT("1") : TEXT("0");
    cells[CASES_FITS_HIGHER] = higher ? TEXT("1") : TEXT("0");
}

/* ---- all ----------------------------------------------------------------- */

void row_analysis_open(struct analysis_fields *f, const struct pack *pack)
{
    *f = (struct analysis_fields){
        .organization_name = pack_field_find(pack, TEXT("organization_name")),
        .ward = pack_field_find(pack, TEXT("discharge_ward")),
        .attending = pack_field_find(pack, TEXT("attending_physician")),
        .attending_code =
            pack_field_find(pack, TEXT("attending_physician_code")),
        .resident_code = pack_field_find(pack, TEXT("resident_physician_code")),
        .chief = pack_field_find(pack, TEXT("chief_physician")),
        .infant_age = pack_field_find(pack, TEXT("infant_age")),
        .route = pack_field_find(pack, TEXT("admission_route")),
        .way = pack_field_find(pack, TEXT("discharge_way")),
        .death = pack_field_find(pack, TEXT("death")),
        .day_surgery = pack_field_find(pack, TEXT("day_surgery")),
        .level = pack_field_find(pack, TEXT("procedures.level")),
        .charge_type = pack_field_find(pack, TEXT("charges.type")),
    };
    for (size_t i = 0; i < FEE_FIELDS; i++)
        f->fees[i] = pack_field_find(pack, text_of(fee_items[i].field));
}

void row_analysis(const struct analysis_fields *f, struct result *r,
                  struct text cells[CASE_COLUMNS])
{
    const struct value *special =
        price_step(&r->settlement, TEXT("special_case"));
    const struct value *weight = price_step(&r->settlement, TEXT("weight"));

    put_person(f, r, cells);
    put_stay(f, r, cells);
    put_bill(f, r, cells);
    put_indices(r, cells);
    put_others(r, cells);
    cells[CASES_SPECIAL_CASE] = row_value(r, special);
    cells[CASES_WEIGHT] = row_value(r, weight);
    if (r->grouping.status != GROUPING_GROUPED)
        cells[CASES_CAUSE] = cause_of(r);
}

#include "batch/tables/rows.h"

#include <stdio.h>

#include "batch/tables/row-text.h"
#include "pack/own-checks.h"
#include "price/case-values.h"
#include "price/price.h"
#include "record/identity.h"

#define ROW_MORE 16  /* a number of 32 bits in brackets */
#define RULE_MORE 16 /* a blank, `*` and a count of 32 bits */

/* ---- pieces of text ------------------------------------------------------ */

static struct text step_text(struct result *r, const char *name)
{
    return row_value(r, price_step(&r->settlement, text_of(name)));
}

static struct text money_text(struct result *r, const char *name)
{
    return row_amount(r, price_step(&r->settlement, text_of(name)));
}

static struct text millionths_text(struct result *r, bool known, int64_t n)
{
    return known ? row_number(r, decimal_from_millionths(n)) : TEXT("");
}

/* ---- what stands in the record ------------------------------------------- */

/* The first row of a list, as normalised where it can be read. */
static struct text first_row_text(struct result *r, uint16_t field, bool code)
{
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_cell(&r->record, field, 1) : NULL;

    if (cell == NULL || cell->state < CELL_BAD)
        return TEXT("");
    return identity_shown(&r->record, field,
                          code && cell->state == CELL_GIVEN ? cell->plain
                                                            : cell->text);
}

static bool day_given(const struct result *r, uint16_t field, int32_t *out)
{
    const struct cell *cell = record_given(&r->record, field, 0);

    if (cell != NULL)
        *out = calendar_day_of(cell->moment);
    return cell != NULL;
}

struct text rows_department(const struct row_settings *s,
                            const struct result *r, struct text *name)
{
    const uint16_t field = s->fields.department;
    const struct cell *cell = record_given(&r->record, field, 0);
    const struct pack_entry *entry;

    *name = TEXT("");
    if (cell == NULL)
        return TEXT("");
    entry = row_entry(r, field, cell);
    *name = entry != NULL ? pack_text(r->pack, entry->name) : cell->plain;
    return cell->plain;
}

static void put_department(const struct row_settings *s, struct result *r,
                           struct text *cells)
{
    struct text name;
    const struct text code = rows_department(s, r, &name);

    if (code.length == 0)
        return;
    cells[CASES_DEPARTMENT] =
        identity_shown(&r->record, s->fields.department, code);
    cells[CASES_DEPARTMENT_NAME] =
        name.at == code.at ? cells[CASES_DEPARTMENT] : name;
}

static void put_dates(const struct row_settings *s, struct result *r,
                      struct text *cells)
{
    int32_t admitted = 0, discharged = 0;
    const bool in = day_given(r, r->pack->known.admission_time, &admitted);
    const bool out = day_given(r, r->pack->known.discharge_time, &discharged);

    if (in)
        cells[CASES_ADMITTED] = row_day(r, admitted);
    if (out) {
        cells[CASES_DISCHARGED] = row_day(r, discharged);
        cells[CASES_DEADLINE] =
            row_day(r, discharged + (int32_t)s->upload_days);
        cells[CASES_MONTH] = text_cut(cells[CASES_DISCHARGED], 7);
    }
    const struct cell *days = record_given(&r->record, s->fields.stay_days, 0);
    if (days != NULL)
        cells[CASES_DAYS] = row_number(r, days->number);
    else if (in && out && discharged >= admitted)
        cells[CASES_DAYS] =
            row_integer(r, discharged > admitted ? discharged - admitted : 1);
}

static void put_patient(const struct row_settings *s, struct result *r,
                        struct text *cells)
{
    const struct pack_known *known = &r->pack->known;
    const struct row_fields *f = &s->fields;
    struct value values[CASE_VALUES];
    int32_t month;

    cells[CASES_ORGANIZATION] = identity_given(&r->record, f->organization, 0);
    cells[CASES_CASE_NO] = record_given_text(&r->record, known->record_no, 0);
    cells[CASES_ADMISSION] =
        record_given_text(&r->record, known->admission_count, 0);
    put_department(s, r, cells);
    cells[CASES_CODER] = identity_given(&r->record, f->coder, 0);
    cells[CASES_DOCTOR] = identity_given(&r->record, f->attending, 0);
    if (cells[CASES_DOCTOR].length == 0)
        cells[CASES_DOCTOR] = identity_given(&r->record, f->resident, 0);
    put_dates(s, r, cells);
    if (record_given(&r->record, known->payment_method, 0) != NULL) {
        case_values_of_record(r, values, &month);
        cells[CASES_INSURANCE] = row_value(r, &values[CASE_INSURANCE]);
    }
    cells[CASES_DX] = first_row_text(r, known->dx_code, true);
    cells[CASES_DX_NAME] = first_row_text(r, known->dx_name, false);
    cells[CASES_OP] = first_row_text(r, known->op_code, true);
    cells[CASES_OP_NAME] = first_row_text(r, known->op_name, false);
    if (!s->with_identity)
        return;
    cells[CASES_PATIENT_NAME] = identity_given(&r->record, f->patient_name, 0);
    cells[CASES_ID_NUMBER] = identity_given(&r->record, f->id_number, 0);
    cells[CASES_PHONE] = identity_given(&r->record, f->phone, 0);
    cells[CASES_ADDRESS] = identity_given(&r->record, f->address, 0);
}

/* ---- what was learnt ----------------------------------------------------- */

/* A text that grows in room taken from the record's arena. */
struct growing {
    char *at; /* NULL: no memory */
    size_t length;
};

static struct growing room_of(struct result *r, size_t length)
{
    return (struct growing){arena_alloc(&r->record.arena, length), 0};
}

static void append_text(struct growing *to, struct text t)
{
    if (t.length != 0)
        memcpy(to->at + to->length, t.at, t.length);
    to->length += t.length;
}

static struct text grown(const struct growing *g)
{
    return (struct text){g->at != NULL ? g->at : "", g->length};
}

static struct text join_sentences(struct result *r, const struct text *texts,
                                  uint32_t count)
{
    size_t length = 1;
    struct growing out;

    for (uint32_t i = 0; i < count; i++)
        length += texts[i].length + sizeof("；");
    out = room_of(r, length);
    for (uint32_t i = 0; out.at != NULL && i < count; i++) {
        append_text(&out, i != 0 ? TEXT("；") : TEXT(""));
        append_text(&out, texts[i]);
    }
    return grown(&out);
}

static void fill_grouping(struct result *r, struct text *cells)
{
    static const char *const statuses[] = {"ungrouped", "grouped", "excluded"};
    const struct grouping *grouping = &r->grouping;
    const struct pack_group *g;

    cells[CASES_STATUS] = text_of(statuses[grouping->status]);
    if (grouping->status != GROUPING_GROUPED) {
        cells[CASES_WHY] =
            join_sentences(r, grouping->why, grouping->why_count);
        return;
    }
    g = PACK_ROW(r->pack, SECTION_GROUP, pack_group, grouping->group);
    cells[CASES_GROUP] = pack_text(r->pack, g->group);
    cells[CASES_GROUP_NAME] = pack_text(r->pack, g->name);
    cells[CASES_KIND] = text_of(group_kind_name(grouping->kind));
    cells[CASES_LAYER] =
        pack_text(r->pack, PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0)
                               ->layer_names[g->layer]);
    cells[CASES_SCORE] =
        millionths_text(r, g->flags & GROUP_HAS_SCORE, g->score);
    cells[CASES_MEAN_DAYS] =
        millionths_text(r, g->flags & GROUP_HAS_DAYS, g->mean_days);
    if ((g->flags & GROUP_HAS_COST) != 0)
        cells[CASES_MEAN_COST] =
            row_rounded(r, decimal_from_millionths(g->mean_cost), 2);
}

static void fill_settlement(struct result *r, struct text *cells)
{
    const struct settlement *s = &r->settlement;

    cells[CASES_SETTLEMENT] = s->priced ? TEXT("priced") : TEXT("unpriced");
    if (!s->priced && cells[CASES_WHY].length == 0)
        cells[CASES_WHY] = s->why;
    cells[CASES_COST] = row_amount(r, &s->cost);
    cells[CASES_PATIENT] = row_amount(r, &s->patient);
    cells[CASES_POINT_VALUE] = row_value(r, &s->point_value);
    cells[CASES_POINTS] = step_text(r, "points");
    cells[CASES_STANDARD] = money_text(r, "standard");
    cells[CASES_FUND] = money_text(r, "fund");
    cells[CASES_MARGIN] = money_text(r, "margin");
    cells[CASES_RATIO] = step_text(r, "ratio");
    cells[CASES_DEVIATION] = step_text(r, "deviation");
    cells[CASES_LOW_LIMIT] = money_text(r, "low_limit");
    cells[CASES_HIGH_LIMIT] = money_text(r, "high_limit");
}

/* True if the group, its score or a step rests on invented values. */
static bool is_sample(const struct result *r)
{
    const struct settlement *s = &r->settlement;
    bool sample = (pack_meta(r->pack)->flags & META_SAMPLE) != 0;

    for (uint32_t i = 0; i < s->step_count; i++)
        sample = sample || (s->steps[i].value.origins & ORIGIN_SAMPLE) != 0;
    return sample;
}

/* How many findings of this rule stand in the list; 0 if the one at `i` is not
 * its first. */
static uint32_t times(const struct result *r, uint32_t i)
{
    const struct finding *f = r->findings;
    uint32_t count = 0;

    for (uint32_t k = 0; k < r->finding_count; k++) {
        if (f[k].severity != f[i].severity || !text_equal(f[k].rule, f[i].rule))
            continue;
        if (k < i)
            return 0;
        count++;
    }
    return count;
}

/* `SEX009 STR012*3`: the rules of one severity, in the order they were met;
 * returns how many findings. `FMT107*0` is told of the batch
 * (sums/across.h). */
static uint32_t list_rules(struct result *r, unsigned severity,
                           struct text *out)
{
    struct growing list = {NULL, 0};
    size_t length = 0;
    uint32_t all = 0;

    for (uint32_t i = 0; i < r->finding_count; i++)
        length += r->findings[i].rule.length + RULE_MORE;
    if (length != 0)
        list = room_of(r, length);
    for (uint32_t i = 0; list.at != NULL && i < r->finding_count; i++) {
        char number[RULE_MORE] = "";
        uint32_t count = r->findings[i].severity == severity ? times(r, i) : 0;
        if (count == 0)
            continue;
        if (text_equal(r->findings[i].rule, text_of(own_check(NOTE_MASKED).id)))
            count = 0;
        if (count != 1)
            snprintf(number, sizeof(number), "*%u", count);
        append_text(&list, list.length != 0 ? TEXT(" ") : TEXT(""));
        append_text(&list, r->findings[i].rule);
        append_text(&list, text_of(number));
        all += count;
    }
    *out = grown(&list);
    return all;
}

static void fill_findings(struct result *r, struct text *cells)
{
    static const struct {
        enum severity severity;
        enum case_column count, rules;
    } kinds[] = {
        {SEVERITY_ERROR, CASES_ERRORS, CASES_ERROR_RULES},
        {SEVERITY_WARNING, CASES_WARNINGS, CASES_WARNING_RULES},
        {SEVERITY_INFO, CASES_INFOS, CASES_INFO_RULES},
    };

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        cells[kinds[i].count] = row_integer(
            r, list_rules(r, kinds[i].severity, &cells[kinds[i].rules]));
}

/* ---- tags that nobody knows (sums/tags.h) -------------------------------- */

/* A tag without what separates the tags and their parts. */
static void append_tag(struct growing *to, struct text tag)
{
    const size_t from = to->length;

    append_text(to, tag);
    for (size_t i = from; i < to->length; i++)
        if (to->at[i] == '|' || to->at[i] == '=' || is_blank(to->at[i]))
            to->at[i] = '_';
}

/* diagnoses.code of row 3 as diagnoses[3].code, and what it is called. */
static void append_guess(struct growing *to, const struct result *r,
                         const struct unknown_tag *tag)
{
    const struct pack_field *field = pack_field(r->pack, tag->field);
    const struct text name = pack_text(r->pack, field->name);
    const size_t list = tag->row != 0 ? text_find(name, '.') : name.length;
    char row[ROW_MORE] = "";

    if (tag->row != 0)
        snprintf(row, sizeof(row), "[%u]", tag->row);
    append_text(to, text_head(name, list));
    append_text(to, text_of(row));
    append_text(to, text_behind(name, list));
    append_text(to, TEXT("="));
    append_text(to, pack_text(r->pack, field->label));
}

static size_t tag_room(const struct result *r, const struct unknown_tag *tag)
{
    const size_t own = tag->name.length + tag->shape.length + sizeof("|===");

    if (tag->field == PACK_NO_FIELD)
        return own;
    return own + ROW_MORE +
           pack_text(r->pack, pack_field(r->pack, tag->field)->name).length +
           pack_text(r->pack, pack_field(r->pack, tag->field)->label).length;
}

static void fill_tags(struct result *r, struct text *cells)
{
    struct growing list;
    size_t room = 1;

    if (r->unknown_count == 0)
        return;
    for (uint32_t i = 0; i < r->unknown_count; i++)
        room += tag_room(r, &r->unknown[i]);
    list = room_of(r, room);
    for (uint32_t i = 0; list.at != NULL && i < r->unknown_count; i++) {
        const struct unknown_tag *tag = &r->unknown[i];

        append_text(&list, i != 0 ? TEXT("|") : TEXT(""));
        append_tag(&list, tag->name);
        append_text(&list, TEXT("="));
        append_text(&list, tag->shape);
        append_text(&list, TEXT("="));
        if (tag->field != PACK_NO_FIELD)
            append_guess(&list, r, tag);
        else
            append_text(&list, TEXT("="));
    }
    cells[CASES_UNKNOWN_TAGS] = grown(&list);
}

/* ---- rows ---------------------------------------------------------------- */

void rows_open(struct row_settings *s, const struct pack *pack)
{
    s->fields = (struct row_fields){
        .organization = pack_field_find(pack, TEXT("organization_code")),
        .department = pack_field_find(pack, TEXT("discharge_department")),
        .coder = pack_field_find(pack, TEXT("coder")),
        .attending = pack_field_find(pack, TEXT("attending_physician")),
        .resident = pack_field_find(pack, TEXT("resident_physician")),
        .stay_days = pack_field_find(pack, TEXT("stay_days")),
        .patient_name = pack_field_find(pack, TEXT("patient_name")),
        .id_number = pack_field_find(pack, TEXT("id_number")),
        .phone = pack_field_find(pack, TEXT("current_phone")),
        .address = pack_field_find(pack, TEXT("current_address")),
    };
    row_analysis_open(&s->analysis, pack);
}

void rows_case(const struct row_settings *s, struct result *r,
               struct text cells[CASE_COLUMNS])
{
    for (unsigned i = 0; i < CASE_COLUMNS; i++)
        cells[i] = TEXT("");
    cells[CASES_SOURCE] = r->source;
    cells[CASES_INDEX] = row_integer(r, r->index);
    cells[CASES_LINE] = row_integer(r, r->line);
    cells[CASES_DIALECT] = r->dialect;
    cells[CASES_PACK] = pack_text(r->pack, pack_meta(r->pack)->id);
    put_patient(s, r, cells);
    fill_grouping(r, cells);
    fill_settlement(r, cells);
    fill_findings(r, cells);
    fill_tags(r, cells);
    row_analysis(&s->analysis, r, cells);
    if (r->dialect.length != 0 && is_sample(r))
        cells[CASES_SAMPLE] = TEXT("示例");
}

void rows_finding(const struct text of_case[CASE_COLUMNS], struct result *r,
                  const struct finding *f, struct text cells[FINDING_COLUMNS])
{
    columns_share(of_case, cells);
    cells[FINDINGS_RULE] = f->rule;
    cells[FINDINGS_SEVERITY] = text_of(severity_name(f->severity));
    if (f->field != PACK_NO_FIELD) {
        const struct pack_field *field = pack_field(r->pack, f->field);
        cells[FINDINGS_FIELD] = pack_text(r->pack, field->name);
        cells[FINDINGS_FIELD_NAME] = pack_text(r->pack, field->label);
    }
    cells[FINDINGS_TAG] = f->tag;
    if (f->index != 0)
        cells[FINDINGS_ROW] = row_integer(r, f->index);
    if (f->line != 0)
        cells[FINDINGS_LINE] = row_integer(r, f->line);
    cells[FINDINGS_VALUE] = f->value;
    cells[FINDINGS_MESSAGE] = f->message;
    cells[FINDINGS_ADVICE] = f->advice;
    cells[FINDINGS_BASIS] = f->basis;
    cells[FINDINGS_TITLE] = f->title;
}

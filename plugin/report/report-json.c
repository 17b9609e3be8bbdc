#include "check/score.h"
#include "price/price.h"
#include "record/identity.h"
#include "record/lists.h"
#include "report/json.h"
#include "report/report.h"
#include "report/what-if.h"

static const char *const severities[] = {"", "info", "warning", "error"};
static const char *const statuses[] = {"ungrouped", "grouped", "excluded"};

/* What stands in a scalar text field; false if nothing is given. */
static bool given_text(const struct result *r, uint16_t field, struct text *out)
{
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_scalar(&r->record, field) : NULL;

    *out = cell != NULL ? cell->text : TEXT("");
    return cell != NULL && cell->state == CELL_GIVEN;
}

static void put_record(const struct result *r, struct buffer *out)
{
    struct text t;
    bool known;

    json_key(out, "record");
    buffer_char(out, '{');
    json_text_member(out, "source", r->source, true);
    json_key(out, "index");
    buffer_integer(out, r->index);
    json_key(out, "line");
    buffer_integer(out, r->line);
    json_text_member(out, "dialect", r->dialect, r->dialect.length != 0);
    json_text_member(out, "encoding", r->encoding, r->encoding.length != 0);
    known = given_text(r, r->pack->known.record_no, &t);
    json_text_member(out, "case_no", t, known);
    known = given_text(r, r->pack->known.admission_count, &t);
    json_text_member(out, "admission", t, known);
    buffer_char(out, '}');
}

static void put_pack(const struct result *r, struct buffer *out)
{
    const struct pack_meta *meta = pack_meta(r->pack);

    json_key(out, "pack");
    buffer_char(out, '{');
    json_text_member(out, "region", pack_text(r->pack, meta->id), true);
    json_text_member(out, "scheme", pack_text(r->pack, meta->scheme), true);
    json_text_member(out, "generation", pack_text(r->pack, meta->generation),
                     true);
    json_text_member(out, "digest", text_of(r->pack->digest), true);
    buffer_char(out, '}');
}

static void put_finding(const struct result *r, const struct finding *f,
                        struct buffer *out)
{
    const bool field = f->field != PACK_NO_FIELD;

    buffer_char(out, '{');
    json_text_member(out, "rule", f->rule, true);
    json_text_member(out, "severity", text_of(severities[f->severity]), true);
    json_text_member(
        out, "field",
        field ? pack_text(r->pack, pack_field(r->pack, f->field)->name)
              : TEXT(""),
        field);
    json_text_member(out, "tag", f->tag, f->tag.length != 0);
    json_index_member(out, "index", f->index);
    json_index_member(out, "line", f->line);
    json_text_member(out, "value", f->value, f->value_known);
    json_text_member(out, "message", f->message, true);
    json_text_member(out, "advice", f->advice, f->advice.length != 0);
    json_text_member(out, "basis", f->basis, f->basis.length != 0);
    buffer_char(out, '}');
}

static void put_findings(const struct result *r, struct buffer *out)
{
    json_key(out, "findings");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < r->finding_count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        put_finding(r, &r->findings[i], out);
    }
    buffer_char(out, ']');
}

static void put_score(const struct pack_group *g, struct buffer *out)
{
    json_key(out, "score");
    if (g != NULL && (g->flags & GROUP_HAS_SCORE))
        buffer_decimal(out, decimal_from_millionths(g->score));
    else
        buffer_string(out, "null");
}

static void put_candidate(const struct result *r, const struct candidate *c,
                          struct buffer *out)
{
    const struct pack_group *g =
        PACK_ROW(r->pack, SECTION_GROUP, pack_group, c->group);

    buffer_char(out, '{');
    json_text_member(out, "group", c->code, true);
    json_text_member(out, "name", pack_text(r->pack, g->name),
                     g->name.length != 0);
    json_text_member(out, "kind", text_of(group_kind_name(g->kind)), true);
    put_score(g, out);
    json_key(out, "standard");
    if (c->standard_known)
        buffer_decimal(out, c->standard);
    else
        buffer_string(out, "null");
    json_key(out, "chosen");
    buffer_string(out, c->chosen ? "true" : "false");
    json_text_member(out, "lost_by", c->lost_by, !c->chosen);
    buffer_char(out, '}');
}

static void put_group(const struct result *r, const struct pack_group *g,
                      struct buffer *out)
{
    const bool known = g != NULL;

    json_text_member(out, "group", known ? r->grouping.code : TEXT(""), known);
    json_text_member(out, "name",
                     known ? pack_text(r->pack, g->name) : TEXT(""),
                     known && g->name.length != 0);
    json_text_member(out, "kind",
                     text_of(known ? group_kind_name(r->grouping.kind) : ""),
                     known);
    json_text_member(out, "layer", known ? result_layer(r) : TEXT(""), known);
    put_score(g, out);
}

static void put_why_not(const struct result *r, struct buffer *out)
{
    const struct grouping *grouping = &r->grouping;

    json_key(out, "why_not");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < grouping->why_not_count; i++) {
        const struct why_not *n = &grouping->why_not[i];
        const struct pack_group *g =
            PACK_ROW(r->pack, SECTION_GROUP, pack_group, n->group);

        buffer_string(out, i != 0 ? ",{" : "{");
        json_text_member(out, "group", n->code, true);
        json_text_member(out, "name", pack_text(r->pack, g->name),
                         g->name.length != 0);
        json_text_member(out, "kind", text_of(group_kind_name(g->kind)), true);
        put_score(g, out);
        json_text_member(out, "missing", n->missing, true);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void put_grouping(const struct result *r, unsigned flags,
                         struct buffer *out)
{
    const struct grouping *grouping = &r->grouping;
    const struct pack_group *g =
        grouping->status == GROUPING_GROUPED
            ? PACK_ROW(r->pack, SECTION_GROUP, pack_group, grouping->group)
            : NULL;

    json_key(out, "grouping");
    buffer_char(out, '{');
    json_text_member(out, "status", text_of(statuses[grouping->status]), true);
    put_group(r, g, out);
    json_key(out, "why");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < grouping->why_count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        json_text(out, grouping->why[i]);
    }
    buffer_char(out, ']');
    json_key(out, "candidates");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < grouping->candidate_count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        put_candidate(r, &grouping->candidates[i], out);
    }
    buffer_char(out, ']');
    if (flags & REPORT_WHY)
        put_why_not(r, out);
    buffer_char(out, '}');
}

static void put_value(struct buffer *out, const char *name,
                      const struct value *v)
{
    json_key(out, name);
    if (v != NULL)
        json_value(out, v);
    else
        buffer_string(out, "null");
}

static void put_settlement(const struct result *r, struct buffer *out)
{
    static const char *const lets[] = {"ratio", "deviation", "margin",
                                       "low_limit", "high_limit"};
    const struct settlement *s = &r->settlement;

    json_key(out, "settlement");
    buffer_char(out, '{');
    json_text_member(out, "status", text_of(s->priced ? "priced" : "unpriced"),
                     true);
    json_text_member(out, "why", s->why, !s->priced);
    put_value(out, "cost", &s->cost);
    put_value(out, "points", price_step(s, TEXT("points")));
    put_value(out, "point_value", &s->point_value);
    put_value(out, "standard", price_step(s, TEXT("standard")));
    put_value(out, "fund", price_step(s, TEXT("fund")));
    put_value(out, "patient", &s->patient);
    for (size_t i = 0; i < sizeof(lets) / sizeof(lets[0]); i++)
        put_value(out, lets[i], price_step(s, text_of(lets[i])));
    json_key(out, "steps");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < s->step_count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        buffer_char(out, '{');
        json_text_member(out, "name", s->steps[i].name, true);
        put_value(out, "value", &s->steps[i].value);
        buffer_char(out, '}');
    }
    buffer_string(out, "]}");
}

static void put_cell(struct record *record, uint32_t id,
                     const struct cell *cell, struct buffer *out)
{
    char moment[24];
    unsigned type;

    if (cell->state != CELL_GIVEN) {
        if (cell->state == CELL_BAD)
            json_text(out, identity_shown(record, id, cell->text));
        else
            buffer_string(out, "null");
        return;
    }
    type = pack_field(record->pack, id)->type;
    if (field_is_number(type))
        buffer_decimal(out, cell->number);
    else if (type == FIELD_DATE || type == FIELD_TIME)
        json_text(
            out, (struct text){moment, calendar_text(cell->moment,
                                                     cell->precision, moment)});
    else
        json_text(out, identity_shown(record, id, cell->plain));
}

/* Lists as arrays of rows; a row in which nothing is given is {}. Diagnoses
 * and procedures always stand, other lists where they have rows. */
static void put_row(struct record *record, enum record_list list, uint32_t row,
                    struct buffer *out)
{
    buffer_char(out, '{');
    for (uint32_t i = 0; i < record->lists[list].columns; i++) {
        const uint16_t id = record->by_list[record->first_of[list] + i];
        const struct cell *cell = record_item(record, list, row, i);
        struct text column;
        if (cell == NULL || cell->state == CELL_ABSENT)
            continue;
        record_list_of(
            pack_text(record->pack, pack_field(record->pack, id)->name),
            &column);
        json_key(out, column.at);
        put_cell(record, id, cell, out);
    }
    buffer_char(out, '}');
}

static void put_list(struct record *record, enum record_list list,
                     struct buffer *out)
{
    json_key(out, record_list_name(list));
    buffer_char(out, '[');
    for (uint32_t row = 1; row <= record->lists[list].count; row++) {
        if (row != 1)
            buffer_char(out, ',');
        put_row(record, list, row, out);
    }
    buffer_char(out, ']');
}

static void put_fields(struct result *r, struct buffer *out)
{
    struct record *record = &r->record;

    json_key(out, "fields");
    buffer_char(out, '{');
    for (uint32_t i = 0; i < record->fields; i++) {
        const struct pack_field *field = pack_field(r->pack, i);
        if (field->list != LIST_NONE || record->scalars[i].state == CELL_ABSENT)
            continue;
        json_key(out, pack_text(r->pack, field->name).at);
        put_cell(record, i, &record->scalars[i], out);
    }
    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++)
        if (list <= LIST_PROCEDURES || record->lists[list].count != 0)
            put_list(record, (enum record_list)list, out);
    buffer_char(out, '}');
}

/* Points in millionths as a JSON number. */
static void put_points(const char *name, int64_t points, struct buffer *out)
{
    json_name(out, text_of(name));
    buffer_decimal(out, decimal_from_millionths(points));
}

/* What the points were lost for: a finding, or the words of the table. */
static void put_why(const struct pack *pack, const struct score_loss *loss,
                    const struct pack_score *row, struct buffer *out)
{
    json_key(out, "rule");
    if (loss->finding != NULL)
        json_text(out, loss->finding->rule);
    else
        buffer_string(out, "null");
    json_key(out, "why");
    json_text(out, loss->finding != NULL ? loss->finding->message
                                         : pack_text(pack, row->why));
}

static void put_loss(const struct pack *pack, const struct score_loss *loss,
                     struct buffer *out)
{
    static const char *const classes[] = {"A", "B", "C", "D"};
    const struct pack_score *row =
        PACK_ROW(pack, SECTION_SCORE, pack_score, loss->row);

    buffer_char(out, '{');
    json_key(out, "section");
    json_text(out, pack_text(pack, row->section));
    json_key(out, "item");
    json_text(out, pack_text(pack, row->item));
    json_key(out, "class");
    json_text(out, text_of(classes[row->class % SCORE_GRADE]));
    put_points("points", loss->points, out);
    put_why(pack, loss, row, out);
    buffer_char(out, '}');
}

static void put_page_score(const struct result *r, struct buffer *out)
{
    json_key(out, "score");
    buffer_char(out, '{');
    put_points("points", r->score.points, out);
    json_key(out, "grade");
    json_text(out, r->score.grade);
    json_key(out, "lost");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < r->score.count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        put_loss(r->pack, &r->score.lost[i], out);
    }
    buffer_char(out, ']');
    json_key(out, "note");
    json_text(out, TEXT(SCORE_NOTE));
    buffer_char(out, '}');
}

void report_json(struct result *r, unsigned flags, struct buffer *out)
{
    buffer_char(out, '{');
    put_record(r, out);
    put_pack(r, out);
    put_findings(r, out);
    put_grouping(r, flags, out);
    put_settlement(r, out);
    if (flags & REPORT_FIELDS)
        put_fields(r, out);
    if (r->score.known)
        put_page_score(r, out);
    if (flags & REPORT_WHAT_IF)
        what_if_json(r, out);
    buffer_string(out, "}\n");
}

#include <inttypes.h>
#include <stdio.h>

#include "check/score.h"
#include "check/verified.h"
#include "price/price.h"
#include "record/identity.h"
#include "record/lists.h"
#include "report/json.h"
#include "report/report.h"
#include "report/what-if.h"

static const char *const statuses[] = {"ungrouped", "grouped", "excluded"};

static void record_json(const struct result *r, struct buffer *out)
{
    const struct cell *case_no =
        record_given(&r->record, r->pack->known.record_no, 0);
    const struct cell *admission =
        record_given(&r->record, r->pack->known.admission_count, 0);

    json_object_member(out, "record");
    json_text_member(out, "source", r->source, true);
    json_key(out, "index");
    buffer_integer(out, r->index);
    json_key(out, "line");
    buffer_integer(out, r->line);
    json_given_member(out, "dialect", r->dialect);
    json_given_member(out, "encoding", r->encoding);
    json_text_member(out, "case_no", case_no != NULL ? case_no->text : TEXT(""),
                     case_no != NULL);
    json_text_member(out, "admission",
                     admission != NULL ? admission->text : TEXT(""),
                     admission != NULL);
    buffer_char(out, '}');
}

void report_pack(const struct pack *pack, struct buffer *out)
{
    const struct pack_meta *meta = pack_meta(pack);

    json_text_member(out, "region", pack_text(pack, meta->id), true);
    json_text_member(out, "scheme", pack_text(pack, meta->scheme), true);
    json_text_member(out, "generation", pack_text(pack, meta->generation),
                     true);
    json_text_member(out, "digest", text_of(pack->digest), true);
}

static void pack_json(const struct result *r, struct buffer *out)
{
    json_object_member(out, "pack");
    report_pack(r->pack, out);
    buffer_char(out, '}');
}

/* What a line of verified findings says of this one; errors have none. */
static void digest_json(const struct finding *f, struct buffer *out)
{
    char digest[VERIFIED_DIGEST + 1];

    snprintf(digest, sizeof(digest), "%016" PRIx64, verified_digest(f));
    json_text_member(out, "digest", text_of(digest),
                     f->severity < SEVERITY_ERROR);
}

static void finding_json(const struct result *r, const struct finding *f,
                         unsigned flags, struct buffer *out)
{
    const bool field = f->field != PACK_NO_FIELD;

    json_item(out);
    json_text_member(out, "rule", f->rule, true);
    json_text_member(out, "severity", text_of(severity_name(f->severity)),
                     true);
    json_text_member(out, "field",
                     field ? pack_field_name(r->pack, f->field) : TEXT(""),
                     field);
    json_given_member(out, "tag", f->tag);
    json_index_member(out, "index", f->index);
    json_index_member(out, "line", f->line);
    json_text_member(out, "value", f->value, f->value_known);
    json_text_member(out, "message", f->message, true);
    json_given_member(out, "advice", f->advice);
    json_given_member(out, "basis", f->basis);
    json_given_member(out, "title", f->title);
    json_key(out, "verified");
    buffer_string(out, f->verified ? "true" : "false");
    if (flags & REPORT_DIGEST)
        digest_json(f, out);
    buffer_char(out, '}');
}

/* ---- grouping ------------------------------------------------------------ */

/* Code, name and kind of a row of GROUP. */
static void group_json(const struct result *r, struct text code, unsigned kind,
                       const struct pack_group *g, struct buffer *out)
{
    json_text_member(out, "group", code, true);
    json_given_member(out, "name", pack_text(r->pack, g->name));
    json_text_member(out, "kind", text_of(group_kind_name(kind)), true);
}

static void group_score_json(const struct pack_group *g, struct buffer *out)
{
    json_decimal_member(out, "score", decimal_from_millionths(g->score),
                        (g->flags & GROUP_HAS_SCORE) != 0);
}

static void candidate_json(const struct result *r, const struct candidate *c,
                           struct buffer *out)
{
    const struct pack_group *g =
        PACK_ROW(r->pack, SECTION_GROUP, pack_group, c->group);

    json_item(out);
    group_json(r, c->code, g->kind, g, out);
    group_score_json(g, out);
    json_decimal_member(out, "standard", c->standard, c->standard_known);
    json_key(out, "chosen");
    buffer_string(out, c->chosen ? "true" : "false");
    json_text_member(out, "lost_by", c->lost_by, !c->chosen);
    buffer_char(out, '}');
}

static void why_not_json(const struct result *r, const struct why_not *n,
                         struct buffer *out)
{
    const struct pack_group *g =
        PACK_ROW(r->pack, SECTION_GROUP, pack_group, n->group);

    json_item(out);
    group_json(r, n->code, g->kind, g, out);
    group_score_json(g, out);
    json_text_member(out, "missing", n->missing, true);
    buffer_char(out, '}');
}

static void put_chosen(const struct result *r, struct buffer *out)
{
    static const char *const members[] = {"group", "name", "kind", "layer",
                                          "score"};
    const struct pack_group *g;

    if (r->grouping.status != GROUPING_GROUPED) {
        for (size_t i = 0; i < COUNT_OF(members); i++)
            json_given_member(out, members[i], TEXT(""));
        return;
    }
    g = PACK_ROW(r->pack, SECTION_GROUP, pack_group, r->grouping.group);
    group_json(r, r->grouping.code, r->grouping.kind, g, out);
    json_text_member(out, "layer", result_layer(r), true);
    group_score_json(g, out);
}

static void put_grouping(const struct result *r, unsigned flags,
                         struct buffer *out)
{
    const struct grouping *grouping = &r->grouping;

    json_object_member(out, "grouping");
    json_text_member(out, "status", text_of(statuses[grouping->status]), true);
    put_chosen(r, out);
    json_list_member(out, "why");
    for (uint32_t i = 0; i < grouping->why_count; i++) {
        json_comma(out);
        json_text(out, grouping->why[i]);
    }
    buffer_char(out, ']');
    json_list_member(out, "candidates");
    for (uint32_t i = 0; i < grouping->candidate_count; i++)
        candidate_json(r, &grouping->candidates[i], out);
    buffer_char(out, ']');
    if (flags & REPORT_WHY) {
        json_list_member(out, "why_not");
        for (uint32_t i = 0; i < grouping->why_not_count; i++)
            why_not_json(r, &grouping->why_not[i], out);
        buffer_char(out, ']');
    }
    buffer_char(out, '}');
}

static void settlement_json(const struct result *r, struct buffer *out)
{
    static const char *const lets[] = {"ratio", "deviation", "margin",
                                       "low_limit", "high_limit"};
    const struct settlement *s = &r->settlement;

    json_object_member(out, "settlement");
    json_text_member(out, "status", text_of(s->priced ? "priced" : "unpriced"),
                     true);
    json_text_member(out, "why", s->why, !s->priced);
    json_value_member(out, "cost", &s->cost);
    json_value_member(out, "points", price_step(s, TEXT("points")));
    json_value_member(out, "point_value", &s->point_value);
    json_value_member(out, "standard", price_step(s, TEXT("standard")));
    json_value_member(out, "fund", price_step(s, TEXT("fund")));
    json_value_member(out, "patient", &s->patient);
    for (size_t i = 0; i < COUNT_OF(lets); i++)
        json_value_member(out, lets[i], price_step(s, text_of(lets[i])));
    json_list_member(out, "steps");
    for (uint32_t i = 0; i < s->step_count; i++) {
        json_item(out);
        json_text_member(out, "name", s->steps[i].name, true);
        json_value_member(out, "value", &s->steps[i].value);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
    json_value_member(out, "low", &s->low);
    json_value_member(out, "likely",
                      s->low.missing ? NULL : price_step(s, TEXT("standard")));
    json_value_member(out, "high", &s->high);
    buffer_char(out, '}');
}

/* ---- fields -------------------------------------------------------------- */

static void cell_json(struct record *record, uint32_t id,
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
static void row_json(struct record *record, enum record_list list, uint32_t row,
                     struct buffer *out)
{
    json_item(out);
    for (uint32_t i = 0; i < record->lists[list].columns; i++) {
        const uint16_t id = record->by_list[record->first_of[list] + i];
        const struct cell *cell = record_item(record, list, row, i);
        struct text column;
        if (cell == NULL || cell->state == CELL_ABSENT)
            continue;
        record_list_of(pack_field_name(record->pack, id), &column);
        json_key(out, column.at);
        cell_json(record, id, cell, out);
    }
    buffer_char(out, '}');
}

static void list_json(struct record *record, enum record_list list,
                      struct buffer *out)
{
    json_list_member(out, record_list_name(list));
    for (uint32_t row = 1; row <= record->lists[list].count; row++)
        row_json(record, list, row, out);
    buffer_char(out, ']');
}

static void put_fields(struct result *r, struct buffer *out)
{
    struct record *record = &r->record;

    json_object_member(out, "fields");
    for (uint32_t i = 0; i < record->fields; i++) {
        const struct pack_field *field = pack_field(r->pack, i);
        if (field->list != LIST_NONE || record->scalars[i].state == CELL_ABSENT)
            continue;
        json_key(out, pack_text(r->pack, field->name).at);
        cell_json(record, i, &record->scalars[i], out);
    }
    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++)
        if (list <= LIST_PROCEDURES || record->lists[list].count != 0)
            list_json(record, (enum record_list)list, out);
    buffer_char(out, '}');
}

/* ---- the score of the page ----------------------------------------------- */

/* With what the points were lost for: a finding, or the words of the table. */
static void loss_json(const struct pack *pack, const struct score_loss *loss,
                      struct buffer *out)
{
    static const char *const classes[] = {"A", "B", "C", "D"};
    const struct pack_score *row =
        PACK_ROW(pack, SECTION_SCORE, pack_score, loss->row);
    const struct finding *f = loss->finding;

    json_item(out);
    json_text_member(out, "section", pack_text(pack, row->section), true);
    json_text_member(out, "item", pack_text(pack, row->item), true);
    json_text_member(out, "class", text_of(classes[row->class % SCORE_GRADE]),
                     true);
    json_decimal_member(out, "points", decimal_from_millionths(loss->points),
                        true);
    json_given_member(out, "rule", f != NULL ? f->rule : TEXT(""));
    json_text_member(out, "why",
                     f != NULL ? f->message : pack_text(pack, row->why), true);
    buffer_char(out, '}');
}

static void put_page_score(const struct result *r, struct buffer *out)
{
    json_object_member(out, "score");
    json_decimal_member(out, "points", decimal_from_millionths(r->score.points),
                        true);
    json_text_member(out, "grade", r->score.grade, true);
    json_list_member(out, "lost");
    for (uint32_t i = 0; i < r->score.count; i++)
        loss_json(r->pack, &r->score.lost[i], out);
    buffer_char(out, ']');
    json_text_member(out, "note", TEXT(SCORE_NOTE), true);
    buffer_char(out, '}');
}

/* ---- tags that the dialect does not know --------------------------------- */

static void put_unknown_tag(const struct result *r,
                            const struct unknown_tag *tag, struct buffer *out)
{
    const bool guess = tag->field != PACK_NO_FIELD;
    const struct pack_field *field =
        guess ? pack_field(r->pack, tag->field) : NULL;

    json_item(out);
    json_text_member(out, "tag", tag->name, true);
    json_text_member(out, "shape", tag->shape, true);
    json_given_member(out, "field",
                      guess ? pack_text(r->pack, field->name) : TEXT(""));
    json_index_member(out, "index", tag->row);
    json_given_member(out, "name",
                      guess ? pack_text(r->pack, field->label) : TEXT(""));
    buffer_char(out, '}');
}

static void put_unknown(const struct result *r, struct buffer *out)
{
    json_list_member(out, "unknown_tags");
    for (uint32_t i = 0; i < r->unknown_count; i++)
        put_unknown_tag(r, &r->unknown[i], out);
    buffer_char(out, ']');
}

void report_json(struct result *r, unsigned flags, struct buffer *out)
{
    buffer_char(out, '{');
    record_json(r, out);
    pack_json(r, out);
    json_list_member(out, "findings");
    for (uint32_t i = 0; i < r->finding_count; i++)
        finding_json(r, &r->findings[i], flags, out);
    buffer_char(out, ']');
    put_grouping(r, flags, out);
    settlement_json(r, out);
    if (r->unknown_count != 0)
        put_unknown(r, out);
    if (flags & REPORT_FIELDS)
        put_fields(r, out);
    if (r->score.known)
        put_page_score(r, out);
    if (flags & REPORT_WHAT_IF)
        what_if_json(r, out);
    buffer_string(out, "}\n");
    /* Texts that are masked here need memory, too. */
    out->failed = out->failed || (r->record.arena.failed && !r->unfinished);
}

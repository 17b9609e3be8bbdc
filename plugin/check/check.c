#include "check/check.h"

#include <string.h>

#include "expr/gate.h"
#include "record/identity.h"

#define NOTHING                                                                \
    (struct text)                                                              \
    {                                                                          \
        "", 0                                                                  \
    }

/* Where the finding points: the cell as it stands, else where it would. */
static void point_at(struct finding *f, struct result *r,
                     const struct pack_rule *rule, uint32_t row,
                     struct text tag)
{
    const struct pack_field *field;
    const struct cell *cell;

    if (rule->field == PACK_NO_FIELD)
        return;
    field = pack_field(r->pack, rule->field);
    if (field->list != LIST_NONE && row == 0)
        row = rule->row != 0 ? rule->row : 1;
    cell = record_cell(&r->record, rule->field, row);
    f->field = rule->field;
    f->index = field->list != LIST_NONE ? row : 0;
    if (cell == NULL || cell->state == CELL_ABSENT) {
        f->tag = tag;
        return;
    }
    f->tag = cell->tag;
    f->line = cell->line;
    f->value = cell->text;
    /* What was reckoned from other fields has no text. */
    f->value_known = (cell->flags & CELL_DERIVED) == 0;
}

#define OPENING TEXT("（")
#define CLOSING TEXT("）")

static const struct pack_piece *nth_piece(const struct result *r,
                                          struct pack_range pieces, uint32_t i)
{
    return PACK_ROW(r->pack, SECTION_PIECE, pack_piece, pieces.first + i);
}

/* True if the value is missing and stands alone in brackets: J18.900（）. */
static bool is_bare(const struct result *r, struct pack_range pieces,
                    uint32_t i, const struct buffer *out)
{
    const struct text before = buffer_view(out);

    return i + 1 < pieces.count && before.length >= OPENING.length &&
           text_starts(text_behind(before, before.length - OPENING.length),
                       OPENING) &&
           text_starts(pack_text(r->pack, nth_piece(r, pieces, i + 1)->literal),
                       CLOSING);
}

/* True if the words behind piece i are of money. */
static bool is_money(const struct result *r, struct pack_range pieces,
                     uint32_t i)
{
    return i + 1 < pieces.count &&
           text_starts(pack_text(r->pack, nth_piece(r, pieces, i + 1)->literal),
                       TEXT("元"));
}

/* Puts the value of piece i; true if it was bare and its bracket is cut. */
static bool put_piece(struct result *r, struct pack_range pieces, uint32_t i,
                      struct expr_frame *frame, struct buffer *out)
{
    struct value v = expr_run(r->pack, nth_piece(r, pieces, i)->expr, frame);
    const size_t start = out->length;
    struct text shown;

    if (v.missing && is_bare(r, pieces, i, out)) {
        out->length -= OPENING.length;
        return true;
    }
    if (v.type == VALUE_TEXT && !v.missing)
        v.text = identity_checked(&r->record, v.text);
    if (is_money(r, pieces, i))
        value_show_money(out, &v);
    else
        value_show(out, &v);
    if (v.type != VALUE_CODE || out->failed)
        return false;
    shown = text_behind(buffer_view(out), start);
    shown = identity_word(&r->record, shown);
    if (shown.at != out->data + start) {
        out->length = start;
        buffer_text(out, shown);
    }
    return false;
}

/* The pieces of a message with their values, in the record's arena. */
static struct text fill_message(struct result *r, struct pack_range pieces,
                                struct expr_frame *frame)
{
    struct buffer out = {0};
    struct text text;
    bool bare = false;

    if (pieces.count == 1 && nth_piece(r, pieces, 0)->expr == PACK_NONE)
        return pack_text(r->pack, nth_piece(r, pieces, 0)->literal);
    for (uint32_t i = 0; i < pieces.count; i++) {
        const struct pack_piece *piece = nth_piece(r, pieces, i);
        const struct text literal = pack_text(r->pack, piece->literal);

        buffer_text(&out,
                    bare ? text_behind(literal, CLOSING.length) : literal);
        bare = piece->expr != PACK_NONE && put_piece(r, pieces, i, frame, &out);
    }
    text = out.length != 0 ? arena_copy(&r->record.arena, buffer_view(&out))
                           : NOTHING;
    if (out.failed)
        r->record.arena.failed = true;
    buffer_free(&out);
    return text;
}

/* False if the finding is about a field that the record's dialect cannot carry:
 * nobody could correct it. *tag is the dialect's tag if the input has none. */
static bool can_carry(const struct result *r, const struct pack_rule *rule,
                      uint32_t row, uint32_t dialect, struct text *tag)
{
    const struct pack_field *field;
    const struct cell *cell;

    if (rule->field == PACK_NO_FIELD)
        return true;
    field = pack_field(r->pack, rule->field);
    if (field->list != LIST_NONE && row == 0)
        row = rule->row != 0 ? rule->row : 1;
    cell = record_cell(&r->record, rule->field, row);
    if (cell != NULL && cell->state != CELL_ABSENT)
        return true;
    *tag = pack_tag_of(r->pack, dialect, rule->field,
                       field->list != LIST_NONE ? row : 0);
    return tag->length != 0;
}

static void add_rule_finding(struct result *r, const struct pack_rule *rule,
                             struct expr_frame *frame, uint32_t dialect)
{
    struct text tag = NOTHING;
    struct finding *f;

    if (!can_carry(r, rule, frame->row, dialect, &tag))
        return;
    f = result_finding(r);
    if (f == NULL)
        return;
    f->rule = pack_text(r->pack, rule->id);
    f->title = pack_text(r->pack, rule->title);
    f->verified = (rule->flags & RULE_VERIFIED) != 0;
    f->severity = rule->severity;
    f->basis = pack_text(r->pack, rule->basis);
    point_at(f, r, rule, frame->row, tag);
    f->message = fill_message(r, rule->message, frame);
    f->advice = fill_message(r, rule->advice, frame);
}

/* Runs a rule on rows of its list: bits, 1 for the first. */
static uint32_t check_rule_rows(struct result *r, const struct pack_rule *rule,
                                uint64_t rows, struct expr_frame *frame,
                                uint32_t dialect)
{
    uint32_t found = 0;

    for (; rows != 0; rows &= rows - 1) {
        frame->row = (uint32_t)__builtin_ctzll(rows) + 1;
        if (!expr_true(r->pack, rule->when, frame))
            continue;
        add_rule_finding(r, rule, frame, dialect);
        found++;
    }
    return found;
}

/* The row a rule speaks of: the first that its `at` holds for. */
static void find_row(const struct result *r, const struct pack_rule *rule,
                     struct expr_frame *frame)
{
    const enum record_list list = pack_field(r->pack, rule->field)->list;

    frame->each = list;
    for (uint32_t row = 1; row <= r->record.lists[list].count; row++) {
        frame->row = row;
        if (record_row_given(&r->record, list, row) &&
            expr_true(r->pack, rule->at, frame))
            return;
    }
    frame->row = 0;
}

/* The rows a rule may be run on; 1 for one that is not run row by row. */
static uint64_t rows_asked(const struct result *r, const struct pack_rule *rule)
{
    return rule->each == LIST_NONE ? 1 : r->record.lists[rule->each].given;
}

static uint32_t try_rule(struct result *r, const struct pack_rule *rule,
                         uint64_t rows, struct expr_frame *frame,
                         uint32_t dialect)
{
    frame->each = rule->each;
    frame->row = 0;
    if (rule->each != LIST_NONE)
        return check_rule_rows(r, rule, rows, frame, dialect);
    if (!expr_true(r->pack, rule->when, frame))
        return 0;
    if (rule->at != PACK_NONE)
        find_row(r, rule, frame);
    add_rule_finding(r, rule, frame, dialect);
    return 1;
}

/* A frame for the record; not cleared whole, its scratch is large. */
static void frame_open(struct expr_frame *frame, const struct result *r)
{
    memset(frame, 0, offsetof(struct expr_frame, scratch));
    frame->touched_missing = frame->out_of_range = false;
    frame->pack = r->pack;
    frame->record = &r->record;
}

uint32_t check_rule(struct result *r, uint32_t n, uint32_t dialect)
{
    const struct pack_rule *rule =
        PACK_ROW(r->pack, SECTION_RULE, pack_rule, n);
    struct expr_frame frame;

    frame_open(&frame, r);
    return try_rule(r, rule, rows_asked(r, rule), &frame, dialect);
}

unsigned check_pages(const struct result *r, uint32_t dialect)
{
    const unsigned pages =
        dialect < pack_count(r->pack, SECTION_DIALECT)
            ? PACK_ROW(r->pack, SECTION_DIALECT, pack_dialect, dialect)->pages
            : PAGE_FRONT;
    const bool tcm = (pages & PAGE_FRONT) != 0 &&
                     r->record.lists[LIST_TCM_DIAGNOSES].given != 0;

    return tcm ? pages | PAGE_TCM : pages;
}

bool check_applies(const struct pack_rule *rule, unsigned pages)
{
    return (rule->flags & RULE_OFF) == 0 &&
           (rule->scope == 0 || (rule->scope & pages) != 0);
}

_Static_assert(sizeof(struct gate_view) <= RESULT_WORKSPACE,
               "the view lies in the result's workspace");

void check_run(struct result *r, uint32_t dialect)
{
    const unsigned pages = check_pages(r, dialect) | PAGE_OTHER;
    const uint32_t rules = pack_count(r->pack, SECTION_RULE);
    struct gate_view *view = r->workspace;
    struct expr_frame frame;

    frame_open(&frame, r);
    gate_look(view, &r->record, pages);
    for (uint32_t i = gate_next(view, 0); i < rules;
         i = gate_next(view, i + 1)) {
        const struct pack_rule *rule =
            PACK_ROW(r->pack, SECTION_RULE, pack_rule, i);
        const uint64_t rows = gate_rows(view, i, rows_asked(r, rule));

        if (rows != 0)
            try_rule(r, rule, rows, &frame, dialect);
    }
}

#include "result.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS_FIRST 32

bool result_open(struct result *r, const struct pack *pack)
{
    *r = (struct result){.pack = pack, .workspace = malloc(RESULT_WORKSPACE)};
    if (r->workspace != NULL && record_open(&r->record, pack))
        return true;
    free(r->workspace);
    r->workspace = NULL;
    return false;
}

void result_reset(struct result *r)
{
    const struct pack *pack = r->pack;
    void *workspace = r->workspace;
    struct record record;

    record_reset(&r->record);
    record = r->record;
    *r = (struct result){.pack = pack,
                         .record = record,
                         .workspace = workspace,
                         .settlement = {.cost.missing = true,
                                        .patient.missing = true,
                                        .point_value.missing = true,
                                        .low.missing = true,
                                        .high.missing = true}};
}

void result_not_judged(struct result *r, struct text why_ungrouped,
                       struct text why_unpriced)
{
    r->spare_why = why_ungrouped;
    r->grouping.why = &r->spare_why;
    r->grouping.why_count = 1;
    r->settlement.why = why_unpriced;
}

void result_give_up(struct result *r)
{
    r->findings = &r->spare;
    r->finding_room = 1;
    r->finding_count = r->findings_lost = r->quieted = 0;
    r->grouping = (struct grouping){0};
    r->settlement = (struct settlement){.cost.missing = true,
                                        .patient.missing = true,
                                        .point_value.missing = true,
                                        .low.missing = true,
                                        .high.missing = true};
    r->score = (struct score){0};
    r->what_if = NULL;
    r->unfinished = true;
}

void result_close(struct result *r)
{
    record_close(&r->record);
    free(r->workspace);
    *r = (struct result){0};
}

/* Findings move to a place of twice the room; the arena keeps the old. */
static bool more_room(struct result *r)
{
    const uint32_t room =
        r->finding_room != 0 ? r->finding_room * 2 : FINDINGS_FIRST;
    struct finding *findings =
        arena_alloc(&r->record.arena, room * sizeof(*findings));

    if (findings == NULL)
        return false;
    if (r->finding_count != 0)
        memcpy(findings, r->findings, r->finding_count * sizeof(*findings));
    r->findings = findings;
    r->finding_room = room;
    return true;
}

struct finding *result_finding(struct result *r)
{
    struct finding *f;

    if (r->finding_count >= LIMIT_FINDINGS ||
        (r->finding_count == r->finding_room && !more_room(r))) {
        r->findings_lost++;
        return NULL;
    }
    f = &r->findings[r->finding_count++];
    *f = (struct finding){.field = PACK_NO_FIELD};
    return f;
}

struct text result_layer(const struct result *r)
{
    const struct pack *p = r->pack;
    const struct grouping *g = &r->grouping;
    const struct pack_group *row =
        PACK_ROW(p, SECTION_GROUP, pack_group, g->group);

    if (pack_count(p, SECTION_DRG) == 0)
        return pack_text(p, PACK_ROW(p, SECTION_GROUPING, pack_grouping, 0)
                                ->layer_names[row->layer]);
    if (g->mdc == PACK_NONE)
        return pack_text(p, row->group);
    return pack_text(p,
                     PACK_ROW(p, SECTION_DRG_MDC, pack_drg_rule, g->mdc)->code);
}

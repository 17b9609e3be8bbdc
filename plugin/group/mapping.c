#include "group/mapping.h"

#include "group/place.h"
#include "result/notes.h"

#define SHOWN_MAX 4 /* partners named in a message */

/* A column of a list whose codes are looked up. */
struct column {
    enum record_list list;
    enum code_system system;
    uint16_t field;
};

/* The first partners, and how many there are. */
static const char *listed(struct result *r, const struct cross_partners *c)
{
    const char *list = "";

    for (uint32_t i = 0; i < c->count && i < SHOWN_MAX; i++)
        list = note_format(r, "%s%s%s", list, i > 0 ? "、" : "",
                           code_shown(r, c->codes[i]));
    return c->count > SHOWN_MAX ? note_format(r, "%s 等 %u 个", list, c->count)
                                : list;
}

static void say_one(struct result *r, struct finding *f, const char *code,
                    const struct mapped_code *m)
{
    f->rule = TEXT("MAP001");
    f->severity = SEVERITY_INFO;
    f->message = text_of(
        note_format(r, "编码 %s 不在本地区的编码表里，分组时按对照表换成 %s",
                    code, code_shown(r, m->code)));
    f->advice = TEXT("上传前请把编码换成医保版；首页里的编码没有改动");
}

static void say_several(struct result *r, struct finding *f, const char *code,
                        const struct mapped_code *m)
{
    f->rule = TEXT("MAP002");
    f->severity = SEVERITY_WARNING;
    f->message = text_of(
        note_format(r, "编码 %s 在对照表里对应几个医保版编码：%s，没有换", code,
                    listed(r, &m->partners)));
    f->advice = TEXT("请按病历确定是其中哪一个，再改首页的编码");
}

static void say_none(struct result *r, struct finding *f, const char *code)
{
    f->rule = TEXT("MAP003");
    f->severity = SEVERITY_WARNING;
    f->message = text_of(note_format(
        r, "编码 %s 不在本地区的编码表里，对照表里也没有对应的编码，没有换",
        code));
    f->advice = TEXT("请核对编码和所用的版本；换成医保版编码后再看分组结果");
}

static void say(struct result *r, const struct column *c, uint32_t row,
                const struct cell *cell)
{
    const struct mapped_code m = pack_map(r->pack, c->system, cell->code);
    const char *code;
    struct finding *f;

    if (m.how == MAPPING_OWN)
        return;
    f = result_finding(r);
    if (f == NULL)
        return;
    code = code_shown(r, cell->code);
    if (m.how == MAPPING_ONE)
        say_one(r, f, code, &m);
    else if (m.how == MAPPING_SEVERAL)
        say_several(r, f, code, &m);
    else
        say_none(r, f, code);
    f->basis = text_of(
        note_format(r, "本地区规则包里的编码对照表%s；一对多或没有对应时不猜测",
                    place_of_mapping(r, c->system, &m)));
    note_at(r, f, c->field, row, cell);
}

/* ---- neighbours ---------------------------------------------------------- */

static bool known(const struct pack *p, enum code_system system,
                  struct code code)
{
    return system == SYSTEM_PROCEDURE ? pack_op(p, code).exists
                                      : pack_dx(p, code).exists;
}

static void say_nearest(struct result *r, const struct column *c, uint32_t row,
                        const struct cell *cell)
{
    const struct pack_code *near[NEAREST_MAX];
    const uint32_t count = pack_nearest(r->pack, c->system, cell->code, near);
    const char *list = "";
    struct finding *f = count == 0 ? NULL : result_finding(r);

    if (f == NULL)
        return;
    for (uint32_t i = 0; i < count; i++) {
        const struct text name = pack_text(r->pack, near[i]->name);

        list = note_format(r, "%s%s%s %.*s", list, i > 0 ? "、" : "",
                           code_shown(r, near[i]->code), (int)name.length,
                           name.at);
    }
    f->rule = TEXT("MAP004");
    f->severity = SEVERITY_INFO;
    f->message =
        text_of(note_format(r, "编码 %s 查不到，本地区编码表里与它相近的有：%s",
                            code_shown(r, cell->code), list));
    f->advice = TEXT("请对照病历核对是否录错；相近不等于正确");
    f->basis = TEXT("本地区规则包里的编码表");
    note_at(r, f, c->field, row, cell);
}

static void look_up(struct result *r, const struct column *c)
{
    if (c->field == PACK_NO_FIELD)
        return;
    for (uint32_t row = 1; row <= r->record.lists[c->list].count; row++) {
        const struct cell *cell = record_item(
            &r->record, c->list, row, pack_field(r->pack, c->field)->column);

        if (cell == NULL || cell->state != CELL_GIVEN ||
            pack_code_listed(r->pack, c->system, cell->code))
            continue;
        say(r, c, row, cell);
        if (!known(r->pack, c->system, cell->code))
            say_nearest(r, c, row, cell);
    }
}

void mapping_run(struct result *r)
{
    const struct pack_known *known = &r->pack->known;
    const struct column columns[] = {
        {LIST_DIAGNOSES, SYSTEM_DIAGNOSIS, known->dx_code},
        {LIST_PROCEDURES, SYSTEM_PROCEDURE, known->op_code},
    };

    if (pack_count(r->pack, SECTION_CODE_TABLE) == 0)
        return;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        look_up(r, &columns[i]);
}
